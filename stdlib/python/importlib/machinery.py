"""The finders, loaders and suffixes of the import system."""
from ._bootstrap import BuiltinImporter, FrozenImporter, ModuleSpec
from ._bootstrap_external import (AppleFrameworkLoader, BYTECODE_SUFFIXES,
                                  DEBUG_BYTECODE_SUFFIXES, EXTENSION_SUFFIXES,
                                  ExtensionFileLoader, FileFinder, NamespaceLoader,
                                  OPTIMIZED_BYTECODE_SUFFIXES, PathFinder, SOURCE_SUFFIXES,
                                  SourceFileLoader, SourcelessFileLoader, WindowsRegistryFinder)


def all_suffixes():
    """Every suffix that a file of a module may have."""
    return SOURCE_SUFFIXES + BYTECODE_SUFFIXES + EXTENSION_SUFFIXES
