# code.replace(co_firstlineno=...) moves all lines of the code with its first.
import traceback


def fails():
    x = 1

    raise ValueError(x)


moved = fails.__code__.replace(co_firstlineno=105, co_filename='other.py', co_name='größe')
print(moved.co_firstlineno, moved.co_name)  # expect: 105 größe
print(sorted({line for _, _, line in moved.co_lines() if line}))  # expect: [105, 106, 108]
fails.__code__ = moved
try:
    fails()
except ValueError as e:
    frames = traceback.extract_tb(e.__traceback__)
    print(frames[-1].filename, frames[-1].lineno)  # expect: other.py 108
