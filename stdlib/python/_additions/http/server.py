"""http.server of 3.12 and 3.13: index pages, stricter versions, the CGI handler is deprecated."""
import re
from _extend import _extend

_parse_request_311 = BaseHTTPRequestHandler.parse_request
_send_head_311 = SimpleHTTPRequestHandler.send_head
_list_directory_311 = SimpleHTTPRequestHandler.list_directory
_init_cgi_handler = CGIHTTPRequestHandler.__init__
_bad_version = re.compile(r'HTTP/(?:.*[^\d.]|\d*\.?\d{11})', re.ASCII | re.DOTALL).match


@_extend(BaseHTTPRequestHandler)
class BaseHTTPRequestHandler:
    def parse_request(self):
        """Parse a request, whose line is self.raw_requestline; whether it could be."""
        words = str(self.raw_requestline, 'iso-8859-1').split()
        if len(words) >= 3 and _bad_version(words[-1]):
            self.command = None
            self.request_version = self.default_request_version
            self.close_connection = True
            self.requestline = str(self.raw_requestline, 'iso-8859-1').rstrip('\r\n')
            self.send_error(HTTPStatus.BAD_REQUEST, 'Bad request version (%r)' % words[-1])
            return False
        return _parse_request_311(self)


@_extend(SimpleHTTPRequestHandler)
class SimpleHTTPRequestHandler:
    index_pages = ('index.html', 'index.htm')

    def send_head(self):
        path = self.translate_path(self.path)
        if os.path.isdir(path) and urllib.parse.urlsplit(self.path).path.endswith('/'):
            for page in self.index_pages:
                page = os.path.join(path, page)
                if os.path.isfile(page):
                    # An instance's own translation sends the request to the page.
                    self.translate_path = lambda _: page
                    try:
                        return _send_head_311(self)
                    finally:
                        del self.translate_path
            return self.list_directory(path)
        return _send_head_311(self)

    def list_directory(self, path):
        """A listing of a directory, titled by the path of the request."""
        try:
            urllib.parse.unquote(self.path, errors='surrogatepass')
        except UnicodeDecodeError:
            # What cannot be decoded is replaced, which then decodes.
            asked = self.path
            self.path = urllib.parse.quote(urllib.parse.unquote(asked), safe='/?=&')
            try:
                return _list_directory_311(self, path)
            finally:
                self.path = asked
        return _list_directory_311(self, path)

    def guess_type(self, path):
        """Guess the type of a file by its name."""
        base, ext = posixpath.splitext(path)
        for one in (ext, ext.lower()):
            if one in self.extensions_map:
                return self.extensions_map[one]
        return mimetypes.guess_file_type(path)[0] or 'application/octet-stream'


@_extend(CGIHTTPRequestHandler)
class CGIHTTPRequestHandler:
    def __init__(self, *args, **kwargs):
        import warnings
        warnings._deprecated('http.server.CGIHTTPRequestHandler', remove=(3, 15))
        _init_cgi_handler(self, *args, **kwargs)
