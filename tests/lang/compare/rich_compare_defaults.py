class A: pass
a, b = A(), A()
print(a == a, a == b, a != b, a != a, A == A, None == None, None != 0, ... == ...,
      NotImplemented is NotImplemented)
for op in ("<", "<=", ">", ">="):
    for x, y in (("a", "b"), ("1", "'x'"), ("None", "None"), ("[]", "()"), ("{}", "{}"),
                 ("1j", "2j"), ("object", "int")):
        try: print(eval(f"{x} {op} {y}"))
        except TypeError as e: print(e)
