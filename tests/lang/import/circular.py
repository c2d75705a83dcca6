import circ_one
print(circ_one.b_value, circ_one.done)
from circ_one import late
print(late())
