import time
time.sleep(0.03)
import _ring_a
name = "b"
