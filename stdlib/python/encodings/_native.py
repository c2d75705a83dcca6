"""Fills the modules of the codecs whose functions are native.

Each such module is one call of a function below with its globals(); it then has encode, decode,
the four classes and getregentry(), as every codec module does.
"""
import codecs
import sys
import _codecs


_NO_MARK = "Stream does not start with BOM"


def _publish(namespace, name, encode, decode, *classes):
    """Make the definitions look as if they were written in the module, which pickle needs."""
    for item in classes:
        item.__module__ = namespace['__name__']
        item.__qualname__ = item.__name__
        namespace[item.__name__] = item
    for label, function in ('encode', encode), ('decode', decode):
        if hasattr(function, '__code__'):
            function.__module__ = namespace['__name__']
            function.__qualname__ = label
        namespace[label] = function
    namespace['codecs'] = codecs
    incremental_encoder, incremental_decoder, writer, reader = classes

    def getregentry():
        return codecs.CodecInfo(encode, decode, reader, writer, incremental_encoder,
                                incremental_decoder, name)

    namespace['getregentry'] = getregentry


def define_codec(namespace, name, prefix, may_be_cut):
    """A codec without state; may_be_cut: a character may be cut by the end of a piece."""
    native_encode = getattr(_codecs, prefix + '_encode')
    native_decode = getattr(_codecs, prefix + '_decode')

    class IncrementalEncoder(codecs.IncrementalEncoder):
        def encode(self, input, final=False):
            return native_encode(input, self.errors)[0]

    if may_be_cut:
        class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
            _buffer_decode = staticmethod(native_decode)

        def decode(input, errors='strict'):
            return native_decode(input, errors, True)

        def decode_partly(input, errors='strict'):
            return native_decode(input, errors, False)
    else:
        class IncrementalDecoder(codecs.IncrementalDecoder):
            def decode(self, input, final=False):
                return native_decode(input, self.errors)[0]

        decode = decode_partly = native_decode

    class StreamWriter(codecs.StreamWriter):
        encode = staticmethod(native_encode)

    class StreamReader(codecs.StreamReader):
        decode = staticmethod(decode_partly)

    _publish(namespace, name, native_encode, decode, IncrementalEncoder, IncrementalDecoder,
             StreamWriter, StreamReader)


def define_marked_codec(namespace, name, prefix, mark_size):
    """UTF-16 or UTF-32 with a byte order mark of mark_size bytes at the beginning."""
    native_encode = getattr(_codecs, prefix + '_encode')
    native_decode = getattr(_codecs, prefix + '_decode')
    decode_ex = getattr(_codecs, prefix + '_ex_decode')
    little = sys.byteorder == 'little'
    # By the sign of what decode_ex reports as the byte order.
    encoders = {-1: getattr(_codecs, prefix + '_le_encode'),
                1: getattr(_codecs, prefix + '_be_encode')}
    decoders = {-1: getattr(_codecs, prefix + '_le_decode'),
                1: getattr(_codecs, prefix + '_be_decode')}
    native_order = -1 if little else 1

    def decode(input, errors='strict'):
        return native_decode(input, errors, True)

    class IncrementalEncoder(codecs.IncrementalEncoder):
        # encoder is None until the mark has been written.
        def __init__(self, errors='strict'):
            codecs.IncrementalEncoder.__init__(self, errors)
            self.encoder = None

        def encode(self, input, final=False):
            if self.encoder is None:
                result = native_encode(input, self.errors)[0]
                self.encoder = encoders[native_order]
                return result
            return self.encoder(input, self.errors)[0]

        def reset(self):
            codecs.IncrementalEncoder.reset(self)
            self.encoder = None

        def getstate(self):
            # Python: 2 before the mark, so that 0 lets TextIOWrapper append without one.
            return 0 if self.encoder else 2

        def setstate(self, state):
            self.encoder = None if state else encoders[native_order]

    class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
        # decoder is None until the mark has been read.
        def __init__(self, errors='strict'):
            codecs.BufferedIncrementalDecoder.__init__(self, errors)
            self.decoder = None

        def _buffer_decode(self, input, errors, final):
            if self.decoder is not None:
                return self.decoder(input, errors, final)
            output, consumed, order = decode_ex(input, errors, 0, final)
            if order:
                self.decoder = decoders[order]
            elif consumed >= mark_size:
                raise UnicodeDecodeError(name, input, 0, mark_size, _NO_MARK)
            return output, consumed

        def reset(self):
            codecs.BufferedIncrementalDecoder.reset(self)
            self.decoder = None

        def getstate(self):
            # The second item: 2 before the mark, 1 for the other byte order, 0 for ours.
            held = codecs.BufferedIncrementalDecoder.getstate(self)[0]
            if self.decoder is None:
                return held, 2
            return held, 0 if self.decoder is decoders[native_order] else 1

        def setstate(self, state):
            codecs.BufferedIncrementalDecoder.setstate(self, state)
            self.decoder = {0: decoders[native_order], 1: decoders[-native_order]}.get(state[1])

    class StreamWriter(codecs.StreamWriter):
        def __init__(self, stream, errors='strict'):
            codecs.StreamWriter.__init__(self, stream, errors)
            self.encoder = None

        def reset(self):
            codecs.StreamWriter.reset(self)
            self.encoder = None

        def encode(self, input, errors='strict'):
            if self.encoder is None:
                result = native_encode(input, errors)
                self.encoder = encoders[native_order]
                return result
            return self.encoder(input, errors)

    class StreamReader(codecs.StreamReader):
        def reset(self):
            codecs.StreamReader.reset(self)
            # Back to the method of the class, which looks for the mark.
            vars(self).pop('decode', None)

        def decode(self, input, errors='strict'):
            output, consumed, order = decode_ex(input, errors, 0, False)
            if order:
                self.decode = decoders[order]
            elif consumed >= mark_size:
                raise UnicodeDecodeError(name, input, 0, mark_size, _NO_MARK)
            return output, consumed

    _publish(namespace, name, native_encode, decode, IncrementalEncoder, IncrementalDecoder,
             StreamWriter, StreamReader)
