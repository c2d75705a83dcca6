calls = 0
def mid():
    global calls
    calls += 1
    return 5
print(1 < mid() < 10, calls)
print(1 < mid() < 3 < mid(), calls)
print(10 < mid() < 3, calls)
print(not 1 < mid() < 3, calls)
if 1 < mid() <= 5 < 6: print("yes")
while 4 < mid() < 5: print("never")
