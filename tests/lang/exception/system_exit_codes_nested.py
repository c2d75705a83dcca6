import sys
try:
    sys.exit(7)
except SystemExit as e:
    print(e.code, repr(e), isinstance(e, Exception))
for v in (None, 0, "text", (1, 2), 2.5):
    try: sys.exit(v)
    except SystemExit as e: print(repr(e.code), e.args)
try: raise SystemExit(1, 2)
except SystemExit as e: print(e.code)
sys.exit(9)
