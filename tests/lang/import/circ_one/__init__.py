print("one start")
early = "early"
from circ_one import two
b_value = two.seen
done = True
def late(): return two.call()
