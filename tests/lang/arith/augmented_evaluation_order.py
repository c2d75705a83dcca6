log = []
def note(name, value):
    log.append(name)
    return value
data = [1, 2, 3]
note("seq", data)[note("index", 1)] += note("value", 10)
print(log, data)
class Box: pass
box = Box(); box.v = 1
log.clear()
note("box", box).v *= note("rhs", 7)
print(log, box.v)
