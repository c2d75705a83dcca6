# Each thread has its own recursion depth, and its own C stack to guard.
import _thread, sys
depths = []
def down(n):
    try:
        return down(n + 1)
    except RecursionError:
        return n
class Nest:
    def __repr__(self):
        return repr([self])
def run():
    depths.append(down(0) > 900)
    try:
        repr(Nest())
    except RecursionError as e:
        depths.append(type(e).__name__)
for _ in range(2):
    _thread.start_joinable_thread(run).join()
print(depths)
