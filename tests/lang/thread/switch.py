# Threads that never block give way to each other.
import _thread, sys
sys.setswitchinterval(0.0005)
turn = [0]
def run(me):
    while turn[0] < 20:
        if turn[0] % 2 == me:
            turn[0] += 1
handles = [_thread.start_joinable_thread(lambda me=me: run(me)) for me in (0, 1)]
for handle in handles:
    handle.join()
print(turn[0] >= 20)
print(sys.getswitchinterval())
for bad in (0, -1, "a"):
    try:
        sys.setswitchinterval(bad)
    except (ValueError, TypeError) as e:
        print(e)
