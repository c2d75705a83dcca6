import os, sys
print("flushed"); sys.stdout.flush()
try: os._exit(4)
finally: print("never")
# leaks: objects are left at exit
