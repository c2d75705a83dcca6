"""http.client of 3.12 and 3.13: tunnels by HTTP/1.1, a proxy's headers, HTTPSConnection."""
from _extend import _extend

_init_connection = HTTPConnection.__init__
_hostport_311 = HTTPConnection._get_hostport
_putheader_311 = HTTPConnection.putheader
_read1_open = HTTPResponse.read1
_readline_open = HTTPResponse.readline


def _parse_header_lines(lines, _class=HTTPMessage):
    text = b''.join(lines).decode('iso-8859-1')
    return email.parser.Parser(_class=_class).parsestr(text)


def _strip_ipv6_iface(name):
    """A bracketed IPv6 address without its interface."""
    address, percent, _ = name.partition(b'%')
    return address + b']' if percent else address


def _create_https_context(http_version):
    context = ssl._create_default_https_context()
    if http_version == 11:
        context.set_alpn_protocols(['http/1.1'])
    if context.post_handshake_auth is not None:
        context.post_handshake_auth = True
    return context


@_extend(HTTPResponse)
class HTTPResponse:
    def read1(self, n=-1):
        """Read with at most one underlying system call, or what is buffered."""
        result = _read1_open(self, n)
        if self.fp is not None and not self.chunked and self.length == 0 and result:
            self._close_conn()
        return result

    def readline(self, limit=-1):
        result = _readline_open(self, limit)
        if self.fp is not None and not self.chunked and self.length == 0 and result:
            self._close_conn()
        return result


@_extend(HTTPConnection)
class HTTPConnection:
    def __init__(self, host, port=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT,
                 source_address=None, blocksize=8192):
        self._raw_proxy_headers = None
        _init_connection(self, host, port, timeout, source_address, blocksize)

    def _get_hostport(self, host, port):
        host, port = _hostport_311(self, host, port)
        if host and host[0] == '[' and host[-1] == ']':
            host = host[1:-1]
        return host, port

    def set_tunnel(self, host, port=None, headers=None):
        """Set up host and port for HTTP CONNECT tunnelling, before the connection is made.

        The headers go with the CONNECT request; there is a Host among them, if need be a made one.
        """
        if self.sock:
            raise RuntimeError("Can't set up tunnel for established connection")
        self._tunnel_host, self._tunnel_port = self._get_hostport(host, port)
        if headers:
            self._tunnel_headers = headers.copy()
        else:
            self._tunnel_headers.clear()
        if not any(name.lower() == 'host' for name in self._tunnel_headers):
            encoded = self._tunnel_host.encode('idna').decode('ascii')
            self._tunnel_headers['Host'] = f'{encoded}:{self._tunnel_port:d}'

    def _wrap_ipv6(self, ip):
        return b'[' + ip + b']' if b':' in ip and not ip.startswith(b'[') else ip

    def _tunnel(self):
        if _contains_disallowed_url_pchar_re.search(self._tunnel_host):
            raise ValueError("Tunnel host can't contain control characters %r"
                             % (self._tunnel_host,))
        lines = [b'CONNECT %s:%d %s\r\n' % (self._wrap_ipv6(self._tunnel_host.encode('idna')),
                                            self._tunnel_port, self._http_vsn_str.encode('ascii'))]
        for name, value in self._tunnel_headers.items():
            name = name.encode('latin-1')
            value = value.encode('latin-1')
            if not _is_legal_header_name(name):
                raise ValueError('Invalid header name %r' % (name,))
            if _is_illegal_header_value(value):
                raise ValueError('Invalid header value %r' % (value,))
            lines.append(b'%s: %s\r\n' % (name, value))
        lines.append(b'\r\n')
        self.send(b''.join(lines))
        response = self.response_class(self.sock, method=self._method)
        try:
            version, code, message = response._read_status()
            self._raw_proxy_headers = _read_headers(response.fp)
            if self.debuglevel > 0:
                for header in self._raw_proxy_headers:
                    print('header:', header.decode())
            if code != http.HTTPStatus.OK:
                self.close()
                raise OSError(f'Tunnel connection failed: {code} {message.strip()}')
        finally:
            response.close()

    def get_proxy_response_headers(self):
        """The headers of the proxy's answer to CONNECT, or None if that was not sent."""
        if self._raw_proxy_headers is None:
            return None
        return _parse_header_lines(self._raw_proxy_headers)

    def putheader(self, header, *values):
        """Send a request header line to the server."""
        # The host as putrequest() makes it: brackets may be doubled, an interface may be in it.
        if header == 'Host' and len(values) == 1 and isinstance(values[0], bytes | str):
            host = values[0].encode('ascii') if isinstance(values[0], str) else values[0]
            if host.startswith(b'['):
                address, bracket, port = host.rpartition(b']')
                host = _strip_ipv6_iface(b'[' + address.strip(b'[]') + bracket) + port
            values = (host,)
        _putheader_311(self, header, *values)


if hasattr(globals().get('HTTPSConnection'), 'connect'):
    @_extend(HTTPSConnection)
    class HTTPSConnection:
        def __init__(self, host, port=None, *, timeout=socket._GLOBAL_DEFAULT_TIMEOUT,
                     source_address=None, context=None, blocksize=8192):
            HTTPConnection.__init__(self, host, port, timeout, source_address,
                                    blocksize=blocksize)
            self._context = _create_https_context(self._http_vsn) if context is None else context
