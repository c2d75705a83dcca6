import sys
print(input(), input("prompt> "), sys.stdin.readline(), list(sys.stdin))
try: input()
except EOFError as e: print(e)
