"""bz2 of 3.13: BZ2File has a name and a mode."""
from _extend import _extend


@_extend(BZ2File)
class BZ2File:
    @property
    def mode(self):
        return 'wb' if self._mode == _MODE_WRITE else 'rb'

    @property
    def name(self):
        self._check_not_closed()
        return self._fp.name
