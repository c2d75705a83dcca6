"""importlib.resources.abc of 3.12: joinpath() goes down by the names of children."""
from _extend import _extend


class TraversalError(Exception):
    """There is no such child."""


@_extend(Traversable)
class Traversable:
    def joinpath(self, *descendants):
        """The Traversable of names below this one, which may contain slashes."""
        if not descendants:
            return self
        names = [name for text in descendants for name in str(text).split('/') if name]
        first, *rest = names
        for child in self.iterdir():
            if child.name == first:
                return child.joinpath(*rest)
        raise TraversalError('Target not found during traversal.', first, rest)


Traversable.__abstractmethods__ = Traversable.__abstractmethods__ - {'joinpath'}
