"""socketserver of 3.12: forking servers of Unix sockets."""

if hasattr(os, 'fork') and hasattr(socket, 'AF_UNIX'):
    __all__ += ['ForkingUnixStreamServer', 'ForkingUnixDatagramServer']

    class ForkingUnixStreamServer(ForkingMixIn, UnixStreamServer):
        pass

    class ForkingUnixDatagramServer(ForkingMixIn, UnixDatagramServer):
        pass
