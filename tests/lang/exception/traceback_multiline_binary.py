a = 1
b = None
total = (
    a +
    a * 2 +
    b
)
