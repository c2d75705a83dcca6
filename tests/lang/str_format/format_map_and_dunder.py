class D(dict):
    def __missing__(s, k): return f"<{k}>"
print("{a}{b}".format_map(D(a=1)), "{a}".format_map({"a": 2}))
class F:
    def __format__(s, spec): return f"F[{spec}]"
print("{}".format(F()), "{:abc}".format(F()), f"{F():x{1}y}", format(F()), "{!s}".format(F())[:5])
class B:
    def __format__(s, spec): return 1
try: format(B())
except TypeError as e: print(e)
try: format(1, 2)
except TypeError as e: print(e)
