def f():
    print("called")
    return 1
def g():
    return x + f()
    x = 1
try:
    g()
except UnboundLocalError as e:
    print(e)
