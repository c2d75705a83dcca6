# Addresses of several families, and the words of what is wrong with them.
import os, socket

def failure(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__module__}.{type(e).__name__}: {e}"

s = socket.socket()
print(failure(s.bind, "x"))
print(failure(s.bind, ("127.0.0.1",)))
print(failure(s.bind, ("127.0.0.1", 70000)))
print(failure(s.connect, ("127.0.0.1", "80")))
print(failure(s.bind, (1, 80)))
print(failure(s.recv, -1))
print(failure(s.settimeout, -1))
print(failure(s.getsockopt, socket.SOL_SOCKET, 9999))
print(failure(s.setsockopt, socket.SOL_SOCKET, socket.SO_REUSEADDR, None))
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(s.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))
s.bind(("127.0.0.1", 0))
print(s.getsockname()[0], failure(s.getpeername))
s.close()
print(failure(s.send, b""))
with socket.socket(socket.AF_UNIX) as u:
    u.bind("\0krait-abstract-%d" % os.getpid())
    print(type(u.getsockname()), u.getsockname()[:7])
    print(failure(u.connect, "x" * 200))
with socket.socket(socket.AF_INET6) as six:
    six.bind(("::1", 0))
    print(len(six.getsockname()), six.getsockname()[0])
print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))
print(failure(socket.getaddrinfo, "a\0b", 1))
print(failure(socket.inet_pton, socket.AF_INET, "1.2.3"))
print(socket.inet_ntop(socket.AF_INET6, bytes(15) + b"\1"), socket.htons(1), socket.ntohl(1))
print(failure(socket.htons, 70000))
print(failure(socket.inet_ntoa, b"abc"))
print(socket.gaierror.__mro__)
print(failure(socket.if_nametoindex, "nosuchinterface"))
