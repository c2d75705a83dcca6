# Calls of Linux: timer descriptors, pseudo-terminals, vectors at offsets, splice, scheduling.
import os
import select
import tempfile
import time

fd = os.timerfd_create(time.CLOCK_MONOTONIC, flags=os.TFD_NONBLOCK)
print(os.get_inheritable(fd), os.timerfd_settime(fd, initial=0.02, interval=0.01))
select.select([fd], [], [])
print(int.from_bytes(os.read(fd, 8), 'little') >= 1, os.timerfd_gettime(fd)[1])
after, interval = os.timerfd_settime_ns(fd)
print(0 < after <= 10_000_000, interval, os.timerfd_gettime_ns(fd))
os.close(fd)
for call in [lambda: os.timerfd_gettime(-1), lambda: os.timerfd_settime(0, initial='x'), lambda: os.timerfd_create('a'),
             lambda: os.splice(0, 1, -1), lambda: os.sched_setparam(0, 5)]:
    try:
        call()
    except (OSError, TypeError, ValueError) as error:
        print(type(error).__name__, error)

parent = os.posix_openpt(os.O_RDWR | os.O_NOCTTY)
os.grantpt(parent)
os.unlockpt(parent)
name = os.ptsname(parent)
child = os.open(name, os.O_RDWR | os.O_NOCTTY)
print(os.isatty(child), os.ttyname(child) == name)

with tempfile.TemporaryFile() as file:
    print(os.pwritev(file.fileno(), [b'abc', bytearray(b'defg')], 2))
    a, b = bytearray(3), bytearray(10)
    print(os.preadv(file.fileno(), [a, b], 1), a, b)
    reader, writer = os.pipe()
    print(os.splice(file.fileno(), writer, 4, offset_src=2), os.read(reader, 10))
print(os.sched_rr_get_interval(0) >= 0, os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0)))
print(os.sched_setparam(0, os.sched_param(0)), os.setresuid(-1, -1, -1), os.setresgid(-1, -1, -1))
print(0 in os.getgrouplist('root', 0))
