# At exit: threads that are no daemons end first, then atexit, and daemons stay where they are.
import atexit, threading, time
atexit.register(print, "atexit")
def slow():
    time.sleep(0.1)
    print("slow ends")
def daemon():
    while True:
        time.sleep(0.001)
def busy():
    while True:
        pass
threading.Thread(target=slow).start()
threading.Thread(target=daemon, daemon=True).start()
threading.Thread(target=busy, daemon=True).start()
print("main ends")
