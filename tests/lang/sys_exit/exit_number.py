import sys
try: sys.exit(42)
finally: print("finally runs")
