# A long chain goes away, deeper than deallocations nest; a collection in the middle of it leaves
# alone what waits its turn.
import gc, weakref
class Node:
    def __init__(self, next): self.next = next; self.junk = [[self.__class__] for _ in range(3)]
    def __del__(self):
        if made % 40 == 0: gc.collect()
        count()
made = gone = 0
def count():
    global made, gone
    made += 1; gone += 1
chain = None
for _ in range(400): chain = Node([chain, (chain,)])
gc.collect()
del chain
print(gone)  # expect: 400
def link(before):
    try: yield before
    finally: gc.collect(0)
g = None
for _ in range(150):
    g = link(g); next(g)
del g
print("done")  # expect: done
