"""shutil of 3.12: rmtree() with onexc."""

_rmtree_311 = rmtree


def rmtree(path, ignore_errors=False, onerror=None, *, onexc=None, dir_fd=None):
    """Delete a folder and all in it; errors go to onexc(function, path, exception)."""
    if onerror is not None:
        import warnings
        warnings.warn("onerror argument is deprecated, use onexc instead", DeprecationWarning,
                      stacklevel=2)
    elif onexc is not None and not ignore_errors:
        def onerror(function, name, info):
            onexc(function, name, info[1])
    return _rmtree_311(path, ignore_errors, onerror, dir_fd=dir_fd)


rmtree.avoids_symlink_attacks = _rmtree_311.avoids_symlink_attacks
