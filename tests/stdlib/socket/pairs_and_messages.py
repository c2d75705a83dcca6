# Connected sockets: bytes, buffers, timeouts, descriptors passed along.
import array, os, socket

a, b = socket.socketpair()
print(a.family, a.type, a.proto, a.gettimeout())
print(a.send(b"hello"), b.recv(100))
buffer = bytearray(8)
a.sendall(b"abc")
print(b.recv_into(buffer), bytes(buffer))
print(a.sendmsg([b"one", b"two"]), b.recvmsg(100))
r, w = os.pipe()
a.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [w]))])
data, control, flags, address = b.recvmsg(1, socket.CMSG_LEN(4))
print(data, len(control), control[0][:2], address)
passed = array.array("i", control[0][2])[0]
os.write(passed, b"through")
print(os.read(r, 10))
for fd in (r, w, passed):
    os.close(fd)
b.settimeout(0.01)
try:
    b.recv(1)
except TimeoutError as e:
    print(repr(e), e is not None and socket.timeout is TimeoutError)
b.setblocking(False)
try:
    b.recv(1)
except BlockingIOError as e:
    print(e)
a.shutdown(socket.SHUT_WR)
b.setblocking(True)
print(b.recv(1))
a.close()
print(a.fileno(), b.detach() >= 0, b.fileno())
