"""email.message of 3.13: payloads with surrogates that are no escaped bytes."""
from _extend import _extend

_payload_311 = Message.get_payload
_set_payload_311 = Message.set_payload


@_extend(Message)
class Message:
    def get_payload(self, i=None, decode=False):
        """Return a reference to the payload: a list or a string, or bytes if it is decoded."""
        kept = self._payload
        if i is not None or not isinstance(kept, str):
            return _payload_311(self, i, decode)
        try:
            data = kept.encode('ascii', 'surrogateescape')
        except UnicodeEncodeError:
            if not decode:
                return kept
            data = kept.encode('raw-unicode-escape')
        if decode:
            # As escaped bytes it decodes whatever it holds.
            self._payload = data.decode('ascii', 'surrogateescape')
            try:
                return _payload_311(self, i, decode)
            finally:
                self._payload = kept
        if not utils._has_surrogates(kept):
            return kept
        try:
            return data.decode(self.get_content_charset('ascii'), 'replace')
        except LookupError:
            return data.decode('ascii', 'replace')

    def set_payload(self, payload, charset=None):
        """Set the payload to the given value, and its charset."""
        if hasattr(payload, 'encode') and charset is not None:
            if not isinstance(charset, Charset):
                charset = Charset(charset)
            payload = payload.encode(charset.output_charset, 'surrogateescape')
        _set_payload_311(self, payload, charset)
