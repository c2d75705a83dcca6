"""lzma of 3.13: LZMAFile has a name and a mode."""
from _extend import _override


@_override(LZMAFile)
class _before:
    def __init__(self, filename=None, mode='r', *, format=None, check=-1, preset=None,
                 filters=None):
        _before.__init__(self, filename, mode, format=format, check=check, preset=preset,
                         filters=filters)
        self._opened_to_write = self._mode == _MODE_WRITE

    @property
    def mode(self):
        return 'wb' if self._opened_to_write else 'rb'

    @property
    def name(self):
        self._check_not_closed()
        return self._fp.name
