"""The abstract class of loaders, apart from the rest: importlib.util needs it and little else."""
import abc

from . import _bootstrap


class Loader(metaclass=abc.ABCMeta):
    """What creates and runs a module."""

    def create_module(self, spec):
        """A module for the spec; None for an ordinary one."""
        return None

    def load_module(self, fullname):
        """Deprecated: import and initialise a module."""
        if not hasattr(self, 'exec_module'):
            raise ImportError
        return _bootstrap._load_module_shim(self, fullname)
