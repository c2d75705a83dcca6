print("two start")
import circ_one
seen = circ_one.early, hasattr(circ_one, "done")
def call(): return circ_one.done
try:
    from circ_one import done
except ImportError as e:
    print(str(e).split(" (/")[0].split(" (pkg")[0][:110])
