"""What pathlib's classes raise for what they cannot do; see pathlib."""


class UnsupportedOperation(NotImplementedError):
    """An exception that is raised when an unsupported operation is called on a path object."""
