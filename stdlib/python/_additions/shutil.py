"""shutil of 3.12 and 3.13: rmtree() with onexc, without recursion; chown() of links; filters."""
import errno

_make_archive_311 = make_archive


def rmtree(path, ignore_errors=False, onerror=None, *, onexc=None, dir_fd=None):
    """Delete a directory and all in it.

    With `ignore_errors`, errors are ignored; otherwise they go to onexc(function, path, exception)
    if that is given, or to the deprecated onerror(function, path, exc_info), and are raised if
    neither is. With `dir_fd`, the path is relative to that directory.
    """
    if onerror is not None:
        import warnings
        warnings.warn('onerror argument is deprecated, use onexc instead', DeprecationWarning,
                      stacklevel=2)
    sys.audit('shutil.rmtree', path, dir_fd)
    if ignore_errors:
        def onexc(*args):
            pass
    elif onexc is None:
        if onerror is None:
            def onexc(*args):
                raise
        else:
            def onexc(function, name, error):
                onerror(function, name, (type(error), error, error.__traceback__))
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    _Remover(onexc).run(path, dir_fd)


rmtree.avoids_symlink_attacks = True


class _Remover:
    """Removes a tree by descriptors, so that nobody can lead it elsewhere by a link."""

    def __init__(self, onexc):
        self.onexc = onexc
        # What is to be done, last first: (function, descriptor of the folder or of what is to be
        # closed, path for messages, entry in the folder or None for the root).
        self.todo = []

    def run(self, path, dir_fd):
        self.todo.append((os.lstat, dir_fd, path, None))
        try:
            while self.todo:
                self.step()
        finally:
            for function, fd, _, _ in self.todo:
                if function is os.close:
                    try:
                        os.close(fd)
                    except OSError:
                        pass

    def step(self):
        function, fd, path, entry = self.todo.pop()
        name = path if entry is None else entry.name
        try:
            if function is os.close:
                os.close(fd)
                return
            if function is os.rmdir:
                os.rmdir(name, dir_fd=fd)
                return
            if entry is None:
                before = os.lstat(name, dir_fd=fd)
            else:
                before = entry.stat(follow_symlinks=False)
            function = os.open
            folder = os.open(name, os.O_RDONLY | os.O_NONBLOCK, dir_fd=fd)
            function = os.path.islink
            try:
                if not os.path.samestat(before, os.fstat(folder)):
                    # It became a link, or the root is one.
                    raise OSError('Cannot call rmtree on a symbolic link')
                self.todo.append((os.rmdir, fd, path, entry))
            finally:
                self.todo.append((os.close, folder, path, entry))
            function = os.scandir
            with os.scandir(folder) as found:
                entries = list(found)
            for entry in entries:
                self.remove_entry(folder, os.path.join(path, entry.name), entry)
        except FileNotFoundError as error:
            # Somebody else removed it, which is no error but for the root.
            if entry is None or function is os.close:
                error.filename = path
                self.onexc(function, path, error)
        except OSError as error:
            error.filename = path
            self.onexc(function, path, error)

    def remove_entry(self, folder, path, entry):
        try:
            if entry.is_dir(follow_symlinks=False):
                self.todo.append((os.lstat, folder, path, entry))
                return
        except FileNotFoundError:
            return
        except OSError:
            pass
        try:
            os.unlink(entry.name, dir_fd=folder)
        except FileNotFoundError:
            pass
        except OSError as error:
            error.filename = path
            self.onexc(os.unlink, path, error)


def chown(path, user=None, group=None, *, dir_fd=None, follow_symlinks=True):
    """Change owner user and group of the given path; each is a name or a number."""
    sys.audit('shutil.chown', path, user, group)
    if user is None and group is None:
        raise ValueError('user and/or group must be set')
    uid, gid = user, group
    if user is None:
        uid = -1
    elif isinstance(user, str):
        uid = _get_uid(user)
        if uid is None:
            raise LookupError('no such user: {!r}'.format(user))
    if group is None:
        gid = -1
    elif not isinstance(group, int):
        gid = _get_gid(group)
        if gid is None:
            raise LookupError('no such group: {!r}'.format(group))
    os.chown(path, uid, gid, dir_fd=dir_fd, follow_symlinks=follow_symlinks)


def _unpack_tarfile(filename, extract_dir, *, filter=None):
    import tarfile
    try:
        archive = tarfile.open(filename)
    except tarfile.TarError:
        raise ReadError('%s is not a compressed or uncompressed tar file' % filename) from None
    with archive:
        archive.extractall(extract_dir, filter=filter)


for _name in ('tar', 'gztar', 'bztar', 'xztar'):
    if _name in _UNPACK_FORMATS:
        _UNPACK_FORMATS[_name] = (_UNPACK_FORMATS[_name][0], _unpack_tarfile,
                                  *_UNPACK_FORMATS[_name][2:])
del _name


def unpack_archive(filename, extract_dir=None, format=None, *, filter=None):
    """Unpack an archive into `extract_dir`, the working directory by default.

    Without a `format` the name tells it. `filter` is that of tarfile's extractall(); other formats
    have none.
    """
    sys.audit('shutil.unpack_archive', filename, extract_dir, format)
    if extract_dir is None:
        extract_dir = os.getcwd()
    extract_dir = os.fspath(extract_dir)
    filename = os.fspath(filename)
    filter_argument = {} if filter is None else {'filter': filter}
    if format is None:
        format = _find_unpack_format(filename)
        if format is None:
            raise ReadError('Unknown archive format {!r}'.format(filename))
    elif format not in _UNPACK_FORMATS:
        raise ValueError('Unknown unpack format {!r}'.format(format))
    _, unpack, arguments, _ = _UNPACK_FORMATS[format]
    unpack(filename, extract_dir, **dict(arguments), **filter_argument)


def make_archive(base_name, format, root_dir=None, base_dir=None, verbose=0,
                 dry_run=0, owner=None, group=None, logger=None):
    """Create an archive file (eg. zip or tar) of `base_dir`, named from `root_dir`; its name.

    base_name is the archive's name without its extension; format is "zip", "tar", "gztar", "bztar",
    "xztar" or a registered one.
    """
    if root_dir is not None:
        try:
            mode = os.stat(root_dir).st_mode
            if not stat.S_ISDIR(mode):
                raise NotADirectoryError(errno.ENOTDIR, 'Not a directory', root_dir)
        except FileNotFoundError:
            raise FileNotFoundError(errno.ENOENT, 'No such file or directory', root_dir) from None
    known = _ARCHIVE_FORMATS.get(format)
    if known is not None and root_dir is not None and getattr(
            known[0], 'supports_root_dir', False) and format not in ('zip', 'tar') and (
            not format.endswith('tar')):
        # A registered function that does without the working directory.
        sys.audit('shutil.make_archive', base_name, format, root_dir, base_dir)
        arguments = dict(known[1], dry_run=dry_run, logger=logger, owner=owner, group=group,
                         root_dir=root_dir)
        return known[0](os.fspath(base_name), os.curdir if base_dir is None else base_dir,
                        **arguments)
    return _make_archive_311(base_name, format, root_dir, base_dir, verbose, dry_run, owner, group,
                             logger)


_move_311 = move


def move(src, dst, copy_function=copy2):
    """Move a file or a folder, also to another file system; its new path.

    An existing folder as `dst` is moved into. `copy_function` copies if renaming does not do.
    """
    if not (os.path.islink(src) and os.path.isdir(dst) and _samefile(src, dst)):
        return _move_311(src, dst, copy_function)
    # A link to the very folder goes into it.
    sys.audit('shutil.move', src, dst)
    place = os.path.join(dst, _basename(src))
    if os.path.exists(place):
        raise Error("Destination path '%s' already exists" % place)
    try:
        os.rename(src, place)
    except OSError:
        os.symlink(os.readlink(src), place)
        os.unlink(src)
    return place
