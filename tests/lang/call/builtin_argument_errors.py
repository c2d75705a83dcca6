import math
for e in ("len()", "len(1, 2)", "len(5)", "len(x=1)", "abs()", "abs('a')", "ord()", "chr()",
          "isinstance(1)", "isinstance(1, 5)", "isinstance(1, (int, 'x'))", "issubclass(1, int)",
          "issubclass(int, 1)", "getattr(1)", "getattr(1, 2)", "getattr(1, 'zz')",
          "setattr(1, 'a')", "hasattr(1, 5)", "iter(5)", "iter(5, 1)", "next(5)", "next()",
          "next(iter([]))", "range('a')", "sum()", "sum(5)", "sum(['a'])", "sum([[1], [2]])",
          "sum('ab', '')", "sum([b'a'], b'')", "max()", "max([])", "max(5)", "min(1, 'a')",
          "max([], default=3)", "max(1, 2, default=3)", "zip(1)", "enumerate()", "enumerate(5)",
          "map()", "map(1)", "filter(1)", "reversed(5)", "reversed({1})", "any(5)", "all()",
          "sorted()", "print(sep=1)", "input(1, 2)", "id()", "hash([])", "hash()", "callable()",
          "bin('a')", "hex(1.5)", "oct()", "divmod(1)", "round()", "round('a')", "round(1, 'a')",
          "pow(1)", "math.sqrt(-1)", "math.sqrt('a')", "math.factorial(-1)", "math.factorial(1.5)",
          "vars(5)", "dir(1, 2)", "format()", "open()", "type()", "type(1, 2)", "object(1)",
          "super()", "property(1, 2, 3, 4, 5)", "memoryview()", "bool(1, 2)", "float(1, 2)",
          "complex(1, 2, 3)", "eval()", "exec(5)", "compile('1', 'f')", "compile('1', 'f', 'zz')",
          "globals(1)", "staticmethod()", "zip([1], strict=1, x=2)", "breakpoint" ):
    try: print(e, repr(eval(e))[:40])
    except StopIteration as x: print(e, "| StopIteration")
    except Exception as x: print(e, "|", type(x).__name__, x)
