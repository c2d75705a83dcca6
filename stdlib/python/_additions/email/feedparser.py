"""email.feedparser of 3.13: headers alone may be those of a multipart message."""
from _extend import _extend

_close_311 = FeedParser.close


@_extend(FeedParser)
class FeedParser:
    def close(self):
        """Parse all remaining data and return the root message object."""
        if not self._headersonly:
            return _close_311(self)
        self._input.close()
        self._call_parse()
        root = self._pop_message()
        assert not self._msgstack
        return root
