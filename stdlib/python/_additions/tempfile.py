"""tempfile of 3.12 and 3.13: delete_on_close, TemporaryDirectory(delete=False)."""
from _extend import _extend


class _TemporaryFileCloser:
    """Closes and removes a temporary file once; apart, so that the wrapper needs no __del__."""

    cleanup_called = False
    close_called = False

    def __init__(self, file, name, delete=True, delete_on_close=True, warn_message=None):
        self.file = file
        self.name = name
        self.delete = delete
        self.delete_on_close = delete_on_close
        self.warn_message = warn_message

    def cleanup(self, unlink=_os.unlink):
        if self.cleanup_called:
            return
        self.cleanup_called = True
        try:
            if not self.close_called:
                self.close_called = True
                self.file.close()
        finally:
            if self.delete:
                try:
                    unlink(self.name)
                except FileNotFoundError:
                    pass

    def close(self):
        if not self.close_called:
            self.close_called = True
            try:
                self.file.close()
            finally:
                if self.delete and self.delete_on_close:
                    self.cleanup()

    def __del__(self):
        close_called = self.close_called
        self.cleanup()
        if not close_called and self.warn_message is not None:
            _warnings.warn(self.warn_message, ResourceWarning)


class _WrapperAdditions:
    def __init__(self, file, name, delete=True, delete_on_close=True):
        self.file = file
        self.name = name
        self._closer = _TemporaryFileCloser(file, name, delete, delete_on_close,
                                            f'Implicitly cleaning up {self!r}')

    def __exit__(self, exc, value, tb):
        result = self.file.__exit__(exc, value, tb)
        self._closer.cleanup()
        return result

    def __repr__(self):
        file = self.__dict__['file']
        return f'<{type(self).__name__} {file=}>'


for _method in (_WrapperAdditions.__init__, _WrapperAdditions.__exit__, _WrapperAdditions.__repr__):
    _method.__qualname__ = f'_TemporaryFileWrapper.{_method.__name__}'
    setattr(_TemporaryFileWrapper, _method.__name__, _method)
del _method, _WrapperAdditions


def NamedTemporaryFile(mode='w+b', buffering=-1, encoding=None,
                       newline=None, suffix=None, prefix=None,
                       dir=None, delete=True, *, errors=None, delete_on_close=True):
    """Create and return a temporary file with a name, which is the result's attribute `name`.

    suffix, prefix and dir are those of mkstemp(), the other arguments those of open(). With
    `delete` the file is removed when it is closed or, unless `delete_on_close`, when the with
    statement ends or the object goes away.
    """
    prefix, suffix, dir, output_type = _sanitize_params(prefix, suffix, dir)
    flags = _bin_openflags
    if _os.name == 'nt' and delete and delete_on_close:
        flags |= _os.O_TEMPORARY
    if 'b' not in mode:
        encoding = _io.text_encoding(encoding)

    name = None

    def opener(*args):
        nonlocal name
        fd, name = _mkstemp_inner(dir, prefix, suffix, flags, output_type)
        return fd
    try:
        file = _io.open(dir, mode, buffering=buffering, newline=newline, encoding=encoding,
                        errors=errors, opener=opener)
        try:
            raw = getattr(file, 'buffer', file)
            raw = getattr(raw, 'raw', raw)
            raw.name = name
            return _TemporaryFileWrapper(file, name, delete, delete_on_close)
        except:
            file.close()
            raise
    except:
        if name is not None and not (_os.name == 'nt' and delete and delete_on_close):
            _os.unlink(name)
        raise


@_extend(TemporaryDirectory)
class TemporaryDirectory:
    def __init__(self, suffix=None, prefix=None, dir=None,
                 ignore_cleanup_errors=False, *, delete=True):
        self.name = mkdtemp(suffix, prefix, dir)
        self._ignore_cleanup_errors = ignore_cleanup_errors
        self._delete = delete
        self._finalizer = _weakref.finalize(
            self, self._cleanup, self.name,
            warn_message='Implicitly cleaning up {!r}'.format(self),
            ignore_errors=self._ignore_cleanup_errors, delete=self._delete)

    @classmethod
    def _rmtree(cls, name, ignore_errors=False, repeated=False):
        def unlock_and_retry(function, path, error):
            """Give the permissions that a removal lacks, once; ignore what is gone."""
            if not isinstance(error, PermissionError):
                if not ignore_errors and not isinstance(error, FileNotFoundError):
                    raise
                return
            if repeated and path == name:
                if not ignore_errors:
                    raise
                return
            try:
                if path != name:
                    _resetperms(_os.path.dirname(path))
                _resetperms(path)
                try:
                    _os.unlink(path)
                except IsADirectoryError:
                    cls._rmtree(path, ignore_errors=ignore_errors)
                except PermissionError:
                    # It may be a directory where unlink() does not say so.
                    if not _os.path.isdir(path) or _os.path.islink(path):
                        if ignore_errors:
                            return
                        raise
                    cls._rmtree(path, ignore_errors=ignore_errors, repeated=(path == name))
            except FileNotFoundError:
                pass

        _rmtree(name, onexc=unlock_and_retry)

    @classmethod
    def _cleanup(cls, name, warn_message, ignore_errors=False, delete=True):
        if delete:
            cls._rmtree(name, ignore_errors=ignore_errors)
            _warnings.warn(warn_message, ResourceWarning)

    def __exit__(self, exc, value, tb):
        if self._delete:
            self.cleanup()


_mkdtemp_relative = mkdtemp


def mkdtemp(suffix=None, prefix=None, dir=None):
    """Create a directory that only its owner may use, and return its absolute path."""
    return _os.path.abspath(_mkdtemp_relative(suffix, prefix, dir))
