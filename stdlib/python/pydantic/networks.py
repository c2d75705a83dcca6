"""URLs: AnyUrl, HttpUrl and the others, with what they allow; EmailStr."""
import urllib.parse

from ._errors import fail
from ._types import EmailStr
from ._validators import JSON, STRICT

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}


class AnyUrl:
    """A URL: its parts, and its text in normal form."""

    allowed_schemes = None
    max_length = None
    host_required = False

    def __init__(self, url):
        from ._errors import Failure, ValidationError
        try:
            self._read(str(url))
            return
        except Failure as failure:
            errors = failure.errors
        raise ValidationError(type(self).__name__, errors)

    def _read(self, text):
        given, text = text, text.strip()
        if self.max_length and len(text) > self.max_length:
            raise fail("url_too_long", given, {"max_length": self.max_length})
        if not text:
            raise fail("url_parsing", given, {"error": "input is empty"})
        scheme, colon, rest = text.partition(":")
        if not colon or not scheme[:1].isalpha() or not all(c.isalnum() or c in "+-."
                                                            for c in scheme):
            raise fail("url_parsing", given, {"error": "relative URL without a base"})
        self.scheme = scheme = scheme.lower()
        if self.allowed_schemes and scheme not in self.allowed_schemes:
            shown = [repr(s) for s in self.allowed_schemes]
            expected = shown[0] if len(shown) == 1 else \
                ", ".join(shown[:-1]) + " or " + shown[-1]
            raise fail("url_scheme", given, {"expected_schemes": expected})
        special = scheme in _PORTS
        if special:
            rest = "//" + rest.replace("\\", "/").lstrip("/")
        parts = urllib.parse.urlsplit(f"{scheme}:{rest}")
        user, _, host = parts.netloc.rpartition("@")
        name, _, secret = user.partition(":")
        self.username, self.password = name or None, secret or None
        port = ""
        if not host.endswith("]"):
            before, colon, after = host.rpartition(":")
            if colon:
                host, port = before, after
        if port and (not port.isdigit() or int(port) > 65535):
            raise fail("url_parsing", given, {"error": "invalid port number"})
        if (special or self.host_required) and not host:
            raise fail("url_parsing", given, {"error": "empty host"})
        if any(c in host for c in " <>^|%") or "[" in host and not host.endswith("]"):
            raise fail("url_parsing", given, {"error": "invalid domain character"})
        self.host = host.lower() or None
        self._unicode_host = self.host
        if self.host and not self.host.isascii():
            self.host = self.host.encode("idna").decode()
        self.port = int(port) if port else _PORTS.get(scheme)
        shown_port = self.port if self.port != _PORTS.get(scheme) else None
        path = urllib.parse.quote(parts.path, safe="/%:@!$&'()*+,;=~-._[]|")
        if special and not path:
            path = "/"
        self.path, self.query = path or None, parts.query or None
        self.fragment = parts.fragment or None
        has_place = special or rest.startswith("//")
        self._text = "".join((
            scheme, ":", "//" if has_place else "", f"{user}@" if user else "", self.host or "",
            f":{shown_port}" if shown_port is not None else "", path,
            "?" + parts.query.replace(" ", "%20") if parts.query else "",
            f"#{parts.fragment}" if parts.fragment else ""))

    @classmethod
    def __pydantic_validate__(cls, value, mode):
        if type(value) is cls:
            return value
        if mode & STRICT and not mode & JSON and not isinstance(value, str) \
                or not isinstance(value, (str, AnyUrl)):
            raise fail("url_type", value)
        made = cls.__new__(cls)
        made._read(str(value))
        return made

    def __pydantic_dump__(self, as_json, options):
        return self._text if as_json else self

    @classmethod
    def build(cls, *, scheme, host, username=None, password=None, port=None, path=None, query=None,
              fragment=None):
        user = f"{username or ''}{':' + password if password else ''}@" \
            if username or password else ""
        return cls(f"{scheme}://{user}{host}{f':{port}' if port else ''}"
                   f"{'/' + path.lstrip('/') if path else ''}{'?' + query if query else ''}"
                   f"{'#' + fragment if fragment else ''}")

    def query_params(self):
        return urllib.parse.parse_qsl(self.query or "", keep_blank_values=True)

    def unicode_string(self):
        return self._text.replace(self.host, self._unicode_host, 1) if self.host else self._text

    def unicode_host(self):
        return self._unicode_host

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"{type(self).__name__}({self._text!r})"

    def __eq__(self, other):
        return type(self) is type(other) and self._text == other._text

    def __lt__(self, other):
        return self._text < str(other)

    def __hash__(self):
        return hash(self._text)


class AnyHttpUrl(AnyUrl):
    allowed_schemes = ("http", "https")


class HttpUrl(AnyHttpUrl):
    max_length = 2083


class AnyWebsocketUrl(AnyUrl):
    allowed_schemes = ("ws", "wss")


class WebsocketUrl(AnyWebsocketUrl):
    max_length = 2083


class FileUrl(AnyUrl):
    allowed_schemes = ("file",)


class FtpUrl(AnyUrl):
    allowed_schemes = ("ftp",)


class PostgresDsn(AnyUrl):
    host_required = True
    allowed_schemes = ("postgres", "postgresql", "postgresql+asyncpg", "postgresql+pg8000",
                       "postgresql+psycopg", "postgresql+psycopg2", "postgresql+psycopg2cffi",
                       "postgresql+py-postgresql", "postgresql+pygresql")


class RedisDsn(AnyUrl):
    allowed_schemes = ("redis", "rediss")


__all__ = ["AnyHttpUrl", "AnyUrl", "AnyWebsocketUrl", "EmailStr", "FileUrl", "FtpUrl", "HttpUrl",
           "PostgresDsn", "RedisDsn", "WebsocketUrl"]
