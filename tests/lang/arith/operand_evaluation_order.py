def f(name, value=1):
    print(name, end=" ")
    return value
f("a") + f("b") * f("c") - f("d"); print()
f("a") < f("b", 2) < f("c", 3); print()
f("a", 2) < f("b") < f("c"); print()
{f("k1"): f("v1"), f("k2"): f("v2")}; print()
[f("x"), *[f("y")], f("z")]; print()
d = {}
d[f("key")] = f("val"); print()
print(f("then") if f("cond") else f("else"))
x = y = f("once"); print(x, y)
