def f(a: int): "doc"
for kind in classmethod, staticmethod: print(kind(f).__annotations__, kind(f).__dict__)
