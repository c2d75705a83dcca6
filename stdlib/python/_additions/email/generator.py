"""email.generator of 3.13: text that its charset cannot hold is written with replacements."""


def _handle_text(self, msg):
    payload = msg.get_payload()
    if payload is None:
        return
    if not isinstance(payload, str):
        raise TypeError('string payload expected: %s' % type(payload))
    if _has_surrogates(msg._payload):
        charset = msg.get_param('charset')
        if charset is not None:
            # The bytes are encoded anew, in a copy.
            msg = deepcopy(msg)
            del msg['content-transfer-encoding']
            msg.set_payload(msg._payload, charset)
            payload = msg.get_payload()
            self._munge_cte = msg['content-transfer-encoding'], msg['content-type']
    if self._mangle_from_:
        payload = fcre.sub('>From ', payload)
    self._write_lines(payload)


_handle_text.__qualname__ = 'Generator._handle_text'
Generator._handle_text = Generator._writeBody = _handle_text
del _handle_text
