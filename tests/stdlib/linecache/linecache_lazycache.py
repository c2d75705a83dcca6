import linecache


class Loader:
    def get_source(self, name):
        return 'one\ntwo'


print(linecache.lazycache('made up', {'__name__': 'm', '__loader__': Loader()}))  # expect: True
print(repr(linecache.getline('made up', 2)), repr(linecache.getline('made up', 9)))  # expect: 'two\n' ''
