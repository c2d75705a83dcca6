"""The codec 'utf-8-sig': UTF-8 with an optional signature (a byte order mark) first."""
import codecs

_MARK = codecs.BOM_UTF8


def encode(input, errors='strict'):
    return _MARK + codecs.utf_8_encode(input, errors)[0], len(input)


def decode(input, errors='strict'):
    skipped = len(_MARK) if input[:3] == _MARK else 0
    output, consumed = codecs.utf_8_decode(input[skipped:], errors, True)
    return output, consumed + skipped


class IncrementalEncoder(codecs.IncrementalEncoder):
    # first is 1 until the signature has been written.
    def __init__(self, errors='strict'):
        codecs.IncrementalEncoder.__init__(self, errors)
        self.first = 1

    def encode(self, input, final=False):
        data = codecs.utf_8_encode(input, self.errors)[0]
        if self.first:
            self.first = 0
            return _MARK + data
        return data

    def reset(self):
        codecs.IncrementalEncoder.reset(self)
        self.first = 1

    def getstate(self):
        return self.first

    def setstate(self, state):
        self.first = state


class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    # first is 1 until it is known whether there is a signature.
    def __init__(self, errors='strict'):
        codecs.BufferedIncrementalDecoder.__init__(self, errors)
        self.first = 1

    def _buffer_decode(self, input, errors, final):
        skipped = 0
        if self.first:
            if len(input) < 3 and _MARK.startswith(input) and not final:
                return "", 0
            self.first = 0
            if input[:3] == _MARK:
                skipped = 3
        output, consumed = codecs.utf_8_decode(input[skipped:], errors, final)
        return output, consumed + skipped

    def reset(self):
        codecs.BufferedIncrementalDecoder.reset(self)
        self.first = 1

    def getstate(self):
        return codecs.BufferedIncrementalDecoder.getstate(self)[0], self.first

    def setstate(self, state):
        codecs.BufferedIncrementalDecoder.setstate(self, state)
        self.first = state[1]


class StreamWriter(codecs.StreamWriter):
    # An attribute named encode hides the method once the signature is written.
    def reset(self):
        codecs.StreamWriter.reset(self)
        vars(self).pop('encode', None)

    def encode(self, input, errors='strict'):
        self.encode = codecs.utf_8_encode
        return encode(input, errors)


class StreamReader(codecs.StreamReader):
    def reset(self):
        codecs.StreamReader.reset(self)
        vars(self).pop('decode', None)

    def decode(self, input, errors='strict'):
        if len(input) < 3 and _MARK.startswith(input):
            return "", 0
        self.decode = codecs.utf_8_decode
        skipped = 3 if input[:3] == _MARK else 0
        output, consumed = codecs.utf_8_decode(input[skipped:], errors)
        return output, consumed + skipped


def getregentry():
    return codecs.CodecInfo(encode, decode, StreamReader, StreamWriter, IncrementalEncoder,
                            IncrementalDecoder, 'utf-8-sig')
