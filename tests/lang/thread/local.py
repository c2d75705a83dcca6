# _thread._local: each thread has its own attributes, and __init__ runs in each.
import _thread, weakref
class Data(_thread._local):
    kind = "class"
    def __init__(self, *args):
        print("init", args)
        self.args = args
    @property
    def size(self):
        return len(self.__dict__)
data = Data(1, 2)
data.x = "main"
def other():
    print(data.args, hasattr(data, "x"), data.size, data.kind)
    data.x = "other"
    del data.args
    print(data.__dict__)
_thread.start_joinable_thread(other).join()
print(data.x, data.__dict__, vars(data), data.size)
for code in ["data.y", "del data.y", "data.__dict__ = {}", "data.size = 3", "_thread._local(3)"]:
    try:
        exec(code)
    except (AttributeError, TypeError) as e:
        print(type(e).__name__, e)
class Gone: pass
plain = _thread._local()
refs = []
def leave():
    plain.value = Gone()
    refs.append(weakref.ref(plain.value))
_thread.start_joinable_thread(leave).join()
print(refs[0]())
plain.value = Gone()
refs.append(weakref.ref(plain.value))
del plain
print(refs[1]())
