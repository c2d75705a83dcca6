import os, signal
fd = os.pidfd_open(os.getpid())
for args in [(fd, 0, object())]:
    try:
        signal.pidfd_send_signal(*args)
    except (TypeError, OSError) as e:
        print(type(e).__name__, e)
# expect: TypeError siginfo must be None
try:
    signal.pidfd_send_signal(fd, signal.SIGINT)
except KeyboardInterrupt:
    print("interrupted")  # expect: interrupted
