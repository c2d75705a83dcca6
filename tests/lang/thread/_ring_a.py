import time
time.sleep(0.03)
import _ring_b
name = "a"
