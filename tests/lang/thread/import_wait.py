# A module that another thread is importing is waited for; threads that import in a ring go on.
import _thread
seen = []
def importer():
    import _slow_module
    seen.append(_slow_module.value)
handles = [_thread.start_joinable_thread(importer) for _ in range(4)]
for handle in handles:
    handle.join()
print(seen)
def first():
    import _ring_a
    seen.append(_ring_a.name)
def second():
    import _ring_b
    seen.append(_ring_b.name)
del seen[:]
handles = [_thread.start_joinable_thread(f) for f in (first, second)]
for handle in handles:
    handle.join()
print(sorted(seen))
