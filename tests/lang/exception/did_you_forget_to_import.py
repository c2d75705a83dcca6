import_me = 1
def f(): return collections.deque()
f()
