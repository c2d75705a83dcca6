"""lzma of 3.13: LZMAFile has a name and a mode."""
from _extend import _extend


@_extend(LZMAFile)
class LZMAFile:
    @property
    def mode(self):
        return 'wb' if self._mode == _MODE_WRITE else 'rb'

    @property
    def name(self):
        self._check_not_closed()
        return self._fp.name
