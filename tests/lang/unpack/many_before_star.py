# At most 255 targets before a starred one. (After it CPython takes more than we do.)
def check(n, text):
    names = ", ".join("a%d" % i for i in range(n))
    try:
        code = compile(text % names, "t", "exec")
        space = {}
        exec(code, space)
        return len(space["rest"]), space.get("a%d" % (n - 1))
    except SyntaxError as e: return e.msg
print(check(255, "%s, *rest = range(300)"))
print(check(256, "%s, *rest = range(300)"))
print(check(256, "match list(range(300)):\n  case [%s, *rest]: pass"))
def f(**k): pass
try: f(**{1: 3}, **{1: 5})
except TypeError as e: print(e)
