def add(*args):
    return sum(args)
result = add(
    1,
    2,
    "three",
)
