"""The registry of text encodings and the base classes of codecs.

The registry and the fast codecs are native (`_codecs`); encodings that it does not know are
looked for in the package `encodings` at their first use. This module holds what is written over
one codec: incremental, stream and file forms.
"""
import builtins
import sys

from _codecs import *
import _codecs

__all__ = ["register", "lookup", "open", "EncodedFile", "BOM", "BOM_BE", "BOM_LE", "BOM32_BE",
           "BOM32_LE", "BOM64_BE", "BOM64_LE", "BOM_UTF8", "BOM_UTF16", "BOM_UTF16_LE",
           "BOM_UTF16_BE", "BOM_UTF32", "BOM_UTF32_LE", "BOM_UTF32_BE", "CodecInfo", "Codec",
           "IncrementalEncoder", "IncrementalDecoder", "StreamReader", "StreamWriter",
           "StreamReaderWriter", "StreamRecoder", "getencoder", "getdecoder",
           "getincrementalencoder", "getincrementaldecoder", "getreader", "getwriter", "encode",
           "decode", "iterencode", "iterdecode", "strict_errors", "ignore_errors",
           "replace_errors", "xmlcharrefreplace_errors", "backslashreplace_errors",
           "namereplace_errors", "register_error", "lookup_error"]

# Byte order marks.
BOM_UTF8 = b'\xef\xbb\xbf'
BOM_LE = BOM_UTF16_LE = b'\xff\xfe'
BOM_BE = BOM_UTF16_BE = b'\xfe\xff'
BOM_UTF32_LE = b'\xff\xfe\x00\x00'
BOM_UTF32_BE = b'\x00\x00\xfe\xff'
if sys.byteorder == 'little':
    BOM = BOM_UTF16 = BOM_UTF16_LE
    BOM_UTF32 = BOM_UTF32_LE
else:
    BOM = BOM_UTF16 = BOM_UTF16_BE
    BOM_UTF32 = BOM_UTF32_BE
# Names from before there was UTF-32.
BOM32_LE, BOM32_BE = BOM_UTF16_LE, BOM_UTF16_BE
BOM64_LE, BOM64_BE = BOM_UTF32_LE, BOM_UTF32_BE


class CodecInfo(tuple):
    """What lookup() answers: the four functions as a tuple, everything by attribute."""

    # False for codecs that are not between str and bytes (base64, rot13); str.encode(),
    # bytes.decode() and open() refuse these.
    _is_text_encoding = True

    def __new__(cls, encode, decode, streamreader=None, streamwriter=None,
                incrementalencoder=None, incrementaldecoder=None, name=None,
                *, _is_text_encoding=None):
        self = tuple.__new__(cls, (encode, decode, streamreader, streamwriter))
        self.name = name
        self.encode = encode
        self.decode = decode
        self.incrementalencoder = incrementalencoder
        self.incrementaldecoder = incrementaldecoder
        self.streamwriter = streamwriter
        self.streamreader = streamreader
        if _is_text_encoding is not None:
            self._is_text_encoding = _is_text_encoding
        return self

    def __repr__(self):
        return "<%s.%s object for encoding %s at %#x>" % (
            self.__class__.__module__, self.__class__.__qualname__, self.name, id(self))

    def __getnewargs__(self):
        return tuple(self)


class Codec:
    """A stateless codec: both functions give (result, length consumed)."""

    def encode(self, input, errors='strict'):
        """Encode the whole input."""
        raise NotImplementedError

    def decode(self, input, errors='strict'):
        """Decode the whole input."""
        raise NotImplementedError


class IncrementalEncoder:
    """An encoder that is fed piece by piece."""

    def __init__(self, errors='strict'):
        self.errors = errors
        self.buffer = ""

    def encode(self, input, final=False):
        """Encode a piece; after the one that is final nothing is held back."""
        raise NotImplementedError

    def reset(self):
        """Return to the initial state."""

    def getstate(self):
        """The state as an integer, 0 for the initial one."""
        return 0

    def setstate(self, state):
        """Return to a state that getstate() gave."""


class BufferedIncrementalEncoder(IncrementalEncoder):
    """An incremental encoder that keeps the input it could not yet encode."""

    def __init__(self, errors='strict'):
        IncrementalEncoder.__init__(self, errors)
        self.buffer = ""

    def _buffer_encode(self, input, errors, final):
        """Encode what can be: (result, length consumed)."""
        raise NotImplementedError

    def encode(self, input, final=False):
        data = self.buffer + input
        result, consumed = self._buffer_encode(data, self.errors, final)
        self.buffer = data[consumed:]
        return result

    def reset(self):
        IncrementalEncoder.reset(self)
        self.buffer = ""

    def getstate(self):
        return self.buffer or 0

    def setstate(self, state):
        self.buffer = state or ""


class IncrementalDecoder:
    """A decoder that is fed piece by piece."""

    def __init__(self, errors='strict'):
        self.errors = errors

    def decode(self, input, final=False):
        """Decode a piece; after the one that is final nothing is held back."""
        raise NotImplementedError

    def reset(self):
        """Return to the initial state."""

    def getstate(self):
        """(bytes held back, further state as an integer)."""
        return b"", 0

    def setstate(self, state):
        """Return to a state that getstate() gave."""


class BufferedIncrementalDecoder(IncrementalDecoder):
    """An incremental decoder that keeps the bytes of an incomplete character."""

    def __init__(self, errors='strict'):
        IncrementalDecoder.__init__(self, errors)
        self.buffer = b""

    def _buffer_decode(self, input, errors, final):
        """Decode what can be: (result, length consumed)."""
        raise NotImplementedError

    def decode(self, input, final=False):
        data = self.buffer + input
        result, consumed = self._buffer_decode(data, self.errors, final)
        self.buffer = data[consumed:]
        return result

    def reset(self):
        IncrementalDecoder.reset(self)
        self.buffer = b""

    def getstate(self):
        return self.buffer, 0

    def setstate(self, state):
        self.buffer = state[0]


class _StreamBase:
    """What the stream classes have in common: they stand before another stream."""

    def __getattr__(self, name, getattr=getattr):
        """Everything else is the underlying stream's."""
        return getattr(self.stream, name)

    def __enter__(self):
        return self

    def __exit__(self, type, value, tb):
        self.stream.close()

    def __reduce_ex__(self, proto):
        raise TypeError("can't serialize %s" % self.__class__.__name__)


class StreamWriter(Codec):
    """Writes text to a stream of bytes."""

    def __init__(self, stream, errors='strict'):
        self.stream = stream
        self.errors = errors

    def write(self, object):
        """Encode and write."""
        data, _ = self.encode(object, self.errors)
        self.stream.write(data)

    def writelines(self, list):
        """Write the joined strings of a list."""
        self.write(''.join(list))

    def reset(self):
        """Bring the codec to its initial state."""

    def seek(self, offset, whence=0):
        self.stream.seek(offset, whence)
        if whence == 0 and offset == 0:
            self.reset()

    __getattr__ = _StreamBase.__getattr__
    __enter__ = _StreamBase.__enter__
    __exit__ = _StreamBase.__exit__
    __reduce_ex__ = _StreamBase.__reduce_ex__


class StreamReader(Codec):
    """Reads text from a stream of bytes.

    Bytes that do not yet make a character wait in bytebuffer, characters read too many in
    charbuffer. readline() leaves the rest of a chunk as a list of lines in linebuffer, in which
    case charbuffer is None.
    """

    charbuffertype = str

    def __init__(self, stream, errors='strict'):
        self.stream = stream
        self.errors = errors
        self.bytebuffer = b""
        self._empty_charbuffer = self.charbuffertype()
        self.charbuffer = self._empty_charbuffer
        self.linebuffer = None

    def decode(self, input, errors='strict'):
        raise NotImplementedError

    def _join_lines(self):
        if self.linebuffer:
            self.charbuffer = self._empty_charbuffer.join(self.linebuffer)
            self.linebuffer = None

    def read(self, size=-1, chars=-1, firstline=False):
        """Read and decode.

        size is about the number of bytes to read, chars the number of characters to give.
        With firstline, a decoding error after the first line waits for the next call.
        """
        self._join_lines()
        if chars < 0:
            chars = size                  # so read(n) gives n characters, as other files do
        while True:
            if 0 <= chars <= len(self.charbuffer):
                break
            newdata = self.stream.read() if size < 0 else self.stream.read(size)
            data = self.bytebuffer + newdata
            if not data:
                break
            try:
                newchars, consumed = self.decode(data, self.errors)
            except UnicodeDecodeError as error:
                if not firstline:
                    raise
                newchars, consumed = self.decode(data[:error.start], self.errors)
                lines = newchars.splitlines(keepends=True)
                if len(lines) <= 1:
                    raise
            self.bytebuffer = data[consumed:]
            self.charbuffer += newchars
            if not newdata:
                break
        if chars < 0:
            result = self.charbuffer
            self.charbuffer = self._empty_charbuffer
        else:
            result = self.charbuffer[:chars]
            self.charbuffer = self.charbuffer[chars:]
        return result

    def readline(self, size=None, keepends=True):
        """Read one line; size is about the number of bytes to read at a time."""
        if self.linebuffer:
            line = self.linebuffer.pop(0)
            if len(self.linebuffer) == 1:
                # The last one may be incomplete.
                self.charbuffer = self.linebuffer[0]
                self.linebuffer = None
            return line if keepends else line.splitlines(keepends=False)[0]
        chunk = size or 72
        line = self._empty_charbuffer
        while True:
            data = self.read(chunk, firstline=True)
            # A '\r' at the very end may be the first half of '\r\n'.
            if data and (data.endswith('\r') if isinstance(data, str)
                         else data.endswith(b'\r')):
                data += self.read(size=1, chars=1)
            line += data
            lines = line.splitlines(keepends=True)
            if lines:
                if len(lines) > 1:
                    first = lines.pop(0)
                    lines[-1] += self.charbuffer
                    if len(lines) > 1:
                        self.linebuffer = lines
                        self.charbuffer = None
                    else:
                        self.charbuffer = lines[0]
                    return first if keepends else first.splitlines(keepends=False)[0]
                bare = lines[0].splitlines(keepends=False)[0]
                if lines[0] != bare:
                    self.charbuffer = self._empty_charbuffer.join(lines[1:]) + self.charbuffer
                    return lines[0] if keepends else bare
            if not data or size is not None:
                if line and not keepends:
                    line = line.splitlines(keepends=False)[0]
                return line
            if chunk < 8000:
                chunk *= 2

    def readlines(self, sizehint=None, keepends=True):
        """All lines of the stream; the hint is not used."""
        return self.read().splitlines(keepends)

    def reset(self):
        """Forget what was read ahead."""
        self.bytebuffer = b""
        self.charbuffer = self._empty_charbuffer
        self.linebuffer = None

    def seek(self, offset, whence=0):
        """Set the position of the underlying stream; what was read ahead is lost."""
        self.stream.seek(offset, whence)
        self.reset()

    def __next__(self):
        line = self.readline()
        if line:
            return line
        raise StopIteration

    def __iter__(self):
        return self

    __getattr__ = _StreamBase.__getattr__
    __enter__ = _StreamBase.__enter__
    __exit__ = _StreamBase.__exit__
    __reduce_ex__ = _StreamBase.__reduce_ex__


class StreamReaderWriter(_StreamBase):
    """Both directions over one stream; what open() gives."""

    encoding = 'unknown'

    def __init__(self, stream, Reader, Writer, errors='strict'):
        self.stream = stream
        self.reader = Reader(stream, errors)
        self.writer = Writer(stream, errors)
        self.errors = errors

    def read(self, size=-1):
        return self.reader.read(size)

    def readline(self, size=None, keepends=True):
        return self.reader.readline(size, keepends)

    def readlines(self, sizehint=None):
        return self.reader.readlines(sizehint)

    def __next__(self):
        return next(self.reader)

    def __iter__(self):
        return self

    def write(self, data):
        return self.writer.write(data)

    def writelines(self, list):
        return self.writer.writelines(list)

    def reset(self):
        self.reader.reset()
        self.writer.reset()

    def seek(self, offset, whence=0):
        self.stream.seek(offset, whence)
        self.reader.reset()
        if whence == 0 and offset == 0:
            self.writer.reset()


class StreamRecoder(_StreamBase):
    """A stream of bytes in one encoding over a stream of bytes in another.

    What is read from the stream is decoded by Reader and encoded by encode; what is written
    goes through decode and Writer.
    """

    data_encoding = 'unknown'
    file_encoding = 'unknown'

    def __init__(self, stream, encode, decode, Reader, Writer, errors='strict'):
        self.stream = stream
        self.encode = encode
        self.decode = decode
        self.reader = Reader(stream, errors)
        self.writer = Writer(stream, errors)
        self.errors = errors

    def _recode(self, text):
        return self.encode(text, self.errors)[0]

    def read(self, size=-1):
        return self._recode(self.reader.read(size))

    def readline(self, size=None):
        return self._recode(self.reader.readline() if size is None
                            else self.reader.readline(size))

    def readlines(self, sizehint=None):
        return self._recode(self.reader.read()).splitlines(keepends=True)

    def __next__(self):
        return self._recode(next(self.reader))

    def __iter__(self):
        return self

    def write(self, data):
        text, _ = self.decode(data, self.errors)
        return self.writer.write(text)

    def writelines(self, list):
        return self.write(b''.join(list))

    def reset(self):
        self.reader.reset()
        self.writer.reset()

    def seek(self, offset, whence=0):
        self.reader.seek(offset, whence)
        self.writer.seek(offset, whence)


def open(filename, mode='r', encoding=None, errors='strict', buffering=-1):
    """Open a file, with an encoding as a StreamReaderWriter over a binary file."""
    if encoding is not None and 'b' not in mode:
        mode += 'b'
    file = builtins.open(filename, mode, buffering)
    if encoding is None:
        return file
    try:
        info = lookup(encoding)
        wrapped = StreamReaderWriter(file, info.streamreader, info.streamwriter, errors)
        wrapped.encoding = encoding
        return wrapped
    except:
        file.close()
        raise


def EncodedFile(file, data_encoding, file_encoding=None, errors='strict'):
    """Wrap a binary file so that the program sees data_encoding and the file file_encoding."""
    if file_encoding is None:
        file_encoding = data_encoding
    data_info = lookup(data_encoding)
    file_info = lookup(file_encoding)
    recoder = StreamRecoder(file, data_info.encode, data_info.decode, file_info.streamreader,
                            file_info.streamwriter, errors)
    recoder.data_encoding = data_encoding
    recoder.file_encoding = file_encoding
    return recoder


def getencoder(encoding):
    """The stateless encoder of an encoding."""
    return lookup(encoding).encode


def getdecoder(encoding):
    """The stateless decoder of an encoding."""
    return lookup(encoding).decode


def getincrementalencoder(encoding):
    """The class of incremental encoders of an encoding."""
    encoder = lookup(encoding).incrementalencoder
    if encoder is None:
        raise LookupError(encoding)
    return encoder


def getincrementaldecoder(encoding):
    """The class of incremental decoders of an encoding."""
    decoder = lookup(encoding).incrementaldecoder
    if decoder is None:
        raise LookupError(encoding)
    return decoder


def getreader(encoding):
    """The class of stream readers of an encoding."""
    return lookup(encoding).streamreader


def getwriter(encoding):
    """The class of stream writers of an encoding."""
    return lookup(encoding).streamwriter


def iterencode(iterator, encoding, errors='strict', **kwargs):
    """Encode the strings of an iterator piece by piece."""
    encoder = getincrementalencoder(encoding)(errors, **kwargs)
    for piece in iterator:
        if output := encoder.encode(piece):
            yield output
    if output := encoder.encode("", True):
        yield output


def iterdecode(iterator, encoding, errors='strict', **kwargs):
    """Decode the bytes of an iterator piece by piece."""
    decoder = getincrementaldecoder(encoding)(errors, **kwargs)
    for piece in iterator:
        if output := decoder.decode(piece):
            yield output
    if output := decoder.decode(b"", True):
        yield output


def make_identity_dict(rng):
    """A charmap that maps each item of the range to itself."""
    return {i: i for i in rng}


def make_encoding_map(decoding_map):
    """The inverse of a charmap; what is not unique becomes None, so undefined."""
    result = {}
    for key, value in decoding_map.items():
        result[value] = None if value in result else key
    return result


strict_errors = lookup_error("strict")
ignore_errors = lookup_error("ignore")
replace_errors = lookup_error("replace")
xmlcharrefreplace_errors = lookup_error("xmlcharrefreplace")
backslashreplace_errors = lookup_error("backslashreplace")
namereplace_errors = lookup_error("namereplace")
