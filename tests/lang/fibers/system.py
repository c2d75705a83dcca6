# Pipes, sockets, children and polls between fibers: who waits for the system lets others run.
# args: --threads=fibers,seed=5
import os
import select
import socket
import subprocess
import sys
import threading
import time

def reader(fd, size, out):
    data = b""
    while len(data) < size:
        data += os.read(fd, 65536)
    out.append(len(data))

# More than a pipe holds, from one thread to another.
r, w = os.pipe()
sizes = []
t = threading.Thread(target=reader, args=(r, 300_000, sizes))
t.start()
print(os.write(w, bytes(300_000)))
t.join()
print(sizes)

# A server and its client.
server = socket.create_server(("127.0.0.1", 0))
def serve():
    connection, _ = server.accept()
    with connection:
        total = 0
        while data := connection.recv(4096):
            total += len(data)
        connection.sendall(b"%d" % total)
t = threading.Thread(target=serve)
t.start()
with socket.create_connection(server.getsockname()) as client:
    client.sendall(bytes(1_000_000))
    client.shutdown(socket.SHUT_WR)
    print(client.recv(100))
t.join()
server.close()

# Time that is waited for is the clock's, also beside a child that the system runs.
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.2)"])
woken = []
t = threading.Thread(target=lambda: (time.sleep(0.05), woken.append(child.poll())))
t.start()
print(child.wait())
t.join()
print(woken)
print(subprocess.run(["echo", "out"], capture_output=True).stdout)

poll = select.poll()
poll.register(r, select.POLLIN)
threading.Timer(0.01, os.write, (w, b"x")).start()
print([(fd == r, event) for fd, event in poll.poll()], select.select([r], [], [], 1)[0] == [r])
# expect: 300000
# expect: [300000]
# expect: b'1000000'
# expect: 0
# expect: [None]
# expect: b'out\n'
# expect: [(True, 1)] True
