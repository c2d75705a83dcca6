f = 1
for i in range(1, 101):
    f *= i
print(f)
print(len(str(f)), sum(map(int, str(f))), f % 101, f // 10 ** 140)
