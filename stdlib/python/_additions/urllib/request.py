"""urllib.request of 3.12 and 3.13: the list of hosts that Windows reaches without its proxy."""
from _extend import _override


def _proxy_bypass_winreg_override(host, override):
    """Whether a pattern of the list, which semicolons divide, is of the host."""
    from fnmatch import fnmatch
    name = _splitport(host)[0]
    for pattern in map(str.strip, override.split(';')):
        # <local>: any name without a domain
        if '.' not in name if pattern == '<local>' else fnmatch(name, pattern):
            return True
    return False


_urlopen_311 = urlopen


def urlopen(url, data=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT, *, context=None):
    """Open a URL, a string or a Request, and return what the server answers.

    `data` is sent to the server; `timeout` is in seconds; `context` is that of TLS.
    """
    return _urlopen_311(url, data, timeout, context=context)


@_override(AbstractHTTPHandler)
class _http_handler:
    def __init__(self, debuglevel=None):
        _http_handler.__init__(
            self, http.client.HTTPConnection.debuglevel if debuglevel is None else debuglevel)


@_override(HTTPSHandler)
class _https_handler:
    def __init__(self, debuglevel=None, context=None, check_hostname=None):
        if debuglevel is None:
            debuglevel = http.client.HTTPSConnection.debuglevel
        AbstractHTTPHandler.__init__(self, debuglevel)
        if context is None:
            context = http.client._create_https_context(http.client.HTTPSConnection._http_vsn)
        if check_hostname is not None:
            context.check_hostname = check_hostname
        self._context = context

    def https_open(self, req):
        return self.do_open(http.client.HTTPSConnection, req, context=self._context)


@_override(HTTPRedirectHandler)
class _redirect_handler:
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        """The request that a redirection leads to; that of a HEAD is a HEAD."""
        request = _redirect_handler.redirect_request(self, req, fp, code, msg, headers, newurl)
        if request is not None and req.get_method() == 'HEAD':
            request.method = 'HEAD'
        return request


@_override(URLopener)
class _url_opener:
    def _https_connection(self, host):
        context = None
        if self.key_file or self.cert_file:
            context = http.client._create_https_context(http.client.HTTPSConnection._http_vsn)
            context.load_cert_chain(self.cert_file, self.key_file)
            if context.post_handshake_auth is not None:
                context.post_handshake_auth = True
        return http.client.HTTPSConnection(host, context=context)
