for f in (len, print, int, str.split, list.append, dict.get, open, sorted, isinstance, range, type,
          object, property):
    print(f.__name__, bool(f.__doc__))
import inspect
for f in (len, sorted, str.split, dict.get, list.pop, list.index, pow, print, isinstance, round,
          sum, divmod, str.join, str.encode, int.to_bytes, setattr, hash, list.insert, list.sort,
          str.center):
    print(f.__name__, inspect.signature(f), f.__text_signature__)
