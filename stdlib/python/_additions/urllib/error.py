"""urllib.error of 3.12: an HTTPError without a body reads as bytes."""
from _extend import _override


@_override(HTTPError)
class _before:
    def __init__(self, url, code, msg, hdrs, fp):
        _before.__init__(self, url, code, msg, hdrs, io.BytesIO() if fp is None else fp)
        self.fp = fp if fp is not None else self.fp
