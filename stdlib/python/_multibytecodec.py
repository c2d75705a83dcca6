"""The codec objects of the CJK encodings; _codecs_jp and its like hand them out.

The work is native (_cjkcodecs), a piece of text at a time; here is what lies between pieces: the
state of the encoding, and the bytes or characters that wait for what follows them.
"""
import _cjkcodecs

_PENDING_BYTES = 8   # at most, between two calls of a decoder
_PENDING_CHARS = 2   # of an encoder
_STATE_BYTES = 8


class MultibyteCodec:
    __slots__ = ("_name",)

    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create 'MultibyteCodec' instances")

    def encode(self, input, errors=None):
        """Return an encoded string version of 'input'.

        'errors' may be given to set a different error handling scheme. Default is
        'strict' meaning that encoding errors raise a UnicodeEncodeError. Other
        possible values are 'ignore', 'replace' and 'xmlcharrefreplace' as well as any
        other name registered with codecs.register_error that can handle
        UnicodeEncodeErrors.
        """
        text = input if isinstance(input, str) else str(input)
        start = _cjkcodecs.initial_state(self._name)
        return _cjkcodecs.encode(self._name, text, errors, start, True)[0], len(text)

    def decode(self, input, errors=None):
        """Decodes 'input'.

        'errors' may be given to set a different error handling scheme. Default is
        'strict' meaning that encoding errors raise a UnicodeDecodeError. Other
        possible values are 'ignore' and 'replace' as well as any other name
        registered with codecs.register_error that is able to handle
        UnicodeDecodeErrors.
        """
        start = _cjkcodecs.initial_state(self._name)
        text, _, _ = _cjkcodecs.decode(self._name, input, errors, start, True)
        return text, memoryview(input).nbytes


def _make_getcodec(module, *names):
    """The function getcodec() of a module that has these encodings."""
    def getcodec(name, /):
        if not isinstance(name, str):
            raise TypeError("encoding name must be a string.")
        if name not in names:
            raise LookupError("no such codec is supported.")
        codec = object.__new__(MultibyteCodec)
        codec._name = name
        return codec

    getcodec.__module__ = module
    getcodec.__qualname__ = "getcodec"
    return getcodec


def __create_codec(arg, /):
    raise ValueError("argument type invalid")


class _Stateful:
    """The codec, the errors, and the state of one run through a text."""

    def _set_up(self, errors):
        codec = type(self).codec
        if not isinstance(codec, MultibyteCodec):
            raise TypeError("codec is unexpected type")
        if not isinstance(errors, str):
            raise TypeError(f"{type(self).__name__}() argument 'errors' must be str, "
                            f"not {type(errors).__name__}")
        self._codec_name = codec._name
        self._errors = errors
        self._start()

    def _start(self):
        self._state = _cjkcodecs.initial_state(self._codec_name)
        self._pending = self._nothing

    @property
    def errors(self):
        """how to treat errors"""
        return self._errors

    @errors.setter
    def errors(self, value):
        if not isinstance(value, str):
            raise TypeError("errors must be a string")
        self._errors = value


class _StatefulEncoder(_Stateful):
    _nothing = ""

    def _encode(self, text, final):
        if not isinstance(text, str):
            text = str(text)
        if self._pending:
            text = self._pending + text
        output, taken, state = _cjkcodecs.encode(self._codec_name, text, self._errors,
                                                 self._state, final)
        if len(text) - taken > _PENDING_CHARS:
            raise UnicodeEncodeError(self._codec_name, text, taken, len(text),
                                     "pending buffer overflow")
        self._state, self._pending = state, text[taken:]
        return output


class _StatefulDecoder(_Stateful):
    _nothing = b""

    def _decode(self, data, final):
        if self._pending:
            data = self._pending + bytes(data)
        output, taken, state = _cjkcodecs.decode(self._codec_name, data, self._errors,
                                                 self._state, final)
        rest = bytes(memoryview(data).cast("B")[taken:])
        if len(rest) > _PENDING_BYTES:
            raise UnicodeDecodeError(self._codec_name, bytes(data), taken, len(data),
                                     "pending buffer overflow")
        self._state, self._pending = state, rest
        return output


class MultibyteIncrementalEncoder(_StatefulEncoder):
    def __new__(cls, errors="strict"):
        self = super().__new__(cls)
        self._set_up(errors)
        return self

    def __init__(self, errors="strict"):
        pass

    def encode(self, input, final=False):
        return self._encode(input, bool(final))

    def reset(self):
        self._start()

    def getstate(self):
        pending = self._pending.encode("utf-8")
        state = self._state.to_bytes(_STATE_BYTES, "little")
        return int.from_bytes(bytes([len(pending)]) + pending + state, "little")

    def setstate(self, statelong, /):
        if not isinstance(statelong, int):
            raise TypeError(f"setstate() argument must be int, not {type(statelong).__name__}")
        data = statelong.to_bytes(1 + 4 * _PENDING_CHARS + _STATE_BYTES, "little")
        size = data[0]
        if size > 4 * _PENDING_CHARS:
            raise UnicodeError("pending buffer too large")
        self._pending = data[1:1 + size].decode("utf-8")
        self._state = int.from_bytes(data[1 + size:1 + size + _STATE_BYTES], "little")


class MultibyteIncrementalDecoder(_StatefulDecoder):
    def __new__(cls, errors="strict"):
        self = super().__new__(cls)
        self._set_up(errors)
        return self

    def __init__(self, errors="strict"):
        pass

    def decode(self, input, final=False):
        return self._decode(input, bool(final))

    def reset(self):
        self._start()

    def getstate(self):
        return self._pending, self._state

    def setstate(self, state, /):
        if not isinstance(state, tuple):
            raise TypeError(f"setstate() argument must be tuple, not {type(state).__name__}")
        pending, number = state
        if not isinstance(pending, bytes):
            raise TypeError("setstate(): illegal state argument")
        if not isinstance(number, int):
            raise TypeError("setstate(): illegal state argument")
        if len(pending) > _PENDING_BYTES:
            raise UnicodeDecodeError(self._codec_name, pending, 0, len(pending),
                                     "pending buffer too large")
        number.to_bytes(_STATE_BYTES, "little")  # OverflowError when it does not fit
        self._pending, self._state = pending, number


class MultibyteStreamReader(_StatefulDecoder):
    def __new__(cls, stream, errors="strict"):
        self = super().__new__(cls)
        self._set_up(errors)
        self.stream = stream
        return self

    def __init__(self, stream, errors="strict"):
        pass

    def _read(self, method, size):
        if size is None:
            size = -1
        if size == 0:
            return ""
        while True:
            data = method() if size < 0 else method(size)
            if not isinstance(data, bytes):
                raise TypeError("stream function returned a non-bytes object "
                                f"({type(data).__name__})")
            at_end = not data or size < 0
            text = self._decode(data, at_end)
            if text or at_end:
                return text
            size = 1  # the bytes of a character that was cut

    def read(self, sizeobj=None, /):
        return self._read(self.stream.read, sizeobj)

    def readline(self, sizeobj=None, /):
        return self._read(self.stream.readline, sizeobj)

    def readlines(self, sizehintobj=None, /):
        return self._read(self.stream.read, sizehintobj).splitlines(True)

    def reset(self):
        self._start()


class MultibyteStreamWriter(_StatefulEncoder):
    def __new__(cls, stream, errors="strict"):
        self = super().__new__(cls)
        self._set_up(errors)
        self.stream = stream
        return self

    def __init__(self, stream, errors="strict"):
        pass

    def write(self, strobj, /):
        self.stream.write(self._encode(strobj, False))

    def writelines(self, lines, /):
        for line in lines:
            self.write(line)

    def reset(self):
        if self._pending:
            output = self._encode("", True)
            if output:
                self.stream.write(output)
        self._start()
