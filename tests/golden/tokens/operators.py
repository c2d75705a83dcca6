x = a ** -b // c @ d << 2 | ~e
y: int = x if x != 3 else ...
z += (w := 1) <= 2
def f() -> None: pass
