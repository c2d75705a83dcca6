"""rlcompleter of 3.13: completion warns of nothing."""
import warnings
from _extend import _extend

_complete_with_warnings = Completer.complete


@_extend(Completer)
class Completer:
    def complete(self, text, state):
        """Return the next possible completion for 'text'."""
        if state:
            return _complete_with_warnings(self, text, state)
        with warnings.catch_warnings(action='ignore'):
            return _complete_with_warnings(self, text, state)
