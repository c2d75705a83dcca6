# argv: one two --three=4 -x
import sys
print(sys.argv[1:], len(sys.argv), sys.argv[0].endswith("argv.py"), __name__,
      __file__.endswith("argv.py"))
