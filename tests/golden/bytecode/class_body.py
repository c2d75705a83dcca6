@decorate(1)
class C(Base, metaclass=M):
    "Doc."
    x: int = 1
    y = [x for _ in range(3)]
    def m(self):
        self.a = __class__
    @property
    def p(self): return self.__a
