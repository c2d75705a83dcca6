"""Object-oriented filesystem paths.

Paths are made of strings and cost no system call until a method of Path asks for one. `_pure` has
what is computed from the text alone, `_local` adds the file system, `_select` finds by pattern.
"""
from pathlib._abc import UnsupportedOperation
from pathlib._local import (Path, PosixPath, PurePath, PurePosixPath, PureWindowsPath,
                            WindowsPath)

__all__ = ['UnsupportedOperation', 'PurePath', 'PurePosixPath', 'PureWindowsPath',
           'Path', 'PosixPath', 'WindowsPath']
