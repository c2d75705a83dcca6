s = {1, 2}
try:
    for x in s: s.add(x + 10)
except RuntimeError as e: print(e)
s = {1, 2, 3}
try:
    for x in s: s.remove(x)
except RuntimeError as e: print(e)
class E:
    def __hash__(s): return 5
    def __eq__(s, o): raise KeyError("eq")
try: {E(), E()}
except KeyError as e: print(e)
print({1, 2} in [{2, 1}], {frozenset({1})} >= {frozenset({1})}, {1} in {frozenset([1])})
