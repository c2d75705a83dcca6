"""multiprocessing.shared_memory of 3.13: SharedMemory(track=False) leaves a block to others."""
from _extend import _override


_tracker = resource_tracker


class _Chosen:
    """The tracker for those that ask, which is decided by the block at hand."""
    track = True

    def register(self, name, kind):
        if self.track:
            _tracker.register(name, kind)

    def unregister(self, name, kind):
        if self.track:
            _tracker.unregister(name, kind)


@_override(SharedMemory)
class _before:
    _track = True

    def __init__(self, name=None, create=False, size=0, *, track=True):
        self._track = track
        with _lock:
            resource_tracker.track = track
            _before.__init__(self, name, create, size)

    def unlink(self):
        """Destroy the block, once, when no process needs it any more."""
        with _lock:
            resource_tracker.track = self._track
            _before.unlink(self)


resource_tracker = _Chosen()
_lock = __import__('threading').RLock()
