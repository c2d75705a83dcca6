"""Searching and inserting in sorted lists: native (`_bisect`), or else `_py_bisect`."""

try:
    from _bisect import bisect_left, bisect_right, insort_left, insort_right
except ImportError:
    from _py_bisect import bisect_left, bisect_right, insort_left, insort_right

bisect = bisect_right
insort = insort_right
