"""wave of 3.12 and 3.13: files with an extensible format chunk; marks are deprecated."""
from _extend import _extend

WAVE_FORMAT_EXTENSIBLE = 0xFFFE
# The GUID of PCM, in the byte order of the file.
KSDATAFORMAT_SUBTYPE_PCM = bytes.fromhex('0100000000001000800000aa00389b71')

_read_plain_fmt_chunk = Wave_read._read_fmt_chunk


def _deprecate(name):
    import warnings
    warnings._deprecated(name, remove=(3, 15))


class _PlainChunk:
    """The first 16 bytes of a format chunk, as if the format were plain."""

    def __init__(self, data):
        self.parts = [struct.pack('<H', WAVE_FORMAT_PCM) + data[2:14], data[14:16]]

    def read(self, size):
        return self.parts.pop(0)


@_extend(Wave_read)
class Wave_read:
    def getmarkers(self):
        _deprecate('Wave_read.getmarkers')

    def getmark(self, id):
        _deprecate('Wave_read.getmark')
        raise Error('no marks')

    def _read_fmt_chunk(self, chunk):
        data = chunk.read(16)
        if len(data) < 14:
            raise EOFError
        format = int.from_bytes(data[:2], 'little')
        if format not in (WAVE_FORMAT_PCM, WAVE_FORMAT_EXTENSIBLE):
            raise Error('unknown format: %r' % (format,))
        if len(data) < 16:
            raise EOFError
        if format == WAVE_FORMAT_EXTENSIBLE:
            # Size of the extension, valid bits of a sample and the channels' mask, then the GUID.
            if len(chunk.read(8)) < 8:
                raise EOFError
            guid = chunk.read(16)
            if len(guid) < 16:
                raise EOFError
            if guid != KSDATAFORMAT_SUBTYPE_PCM:
                import uuid
                raise Error(f'unknown extended format: {uuid.UUID(bytes_le=guid)}')
        _read_plain_fmt_chunk(self, _PlainChunk(data))


@_extend(Wave_write)
class Wave_write:
    def setmark(self, id, pos, name):
        _deprecate('Wave_write.setmark')
        raise Error('setmark() not supported')

    def getmark(self, id):
        _deprecate('Wave_write.getmark')
        raise Error('no marks')

    def getmarkers(self):
        _deprecate('Wave_write.getmarkers')
