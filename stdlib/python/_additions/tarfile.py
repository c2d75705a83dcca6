"""tarfile of 3.12 and 3.13: extraction filters (PEP 706), TarInfo.replace(), TarFile(stream=)."""
from _extend import _override

__all__ += ['fully_trusted_filter', 'data_filter', 'tar_filter', 'FilterError', 'AbsoluteLinkError',
            'OutsideDestinationError', 'SpecialFileError', 'AbsolutePathError',
            'LinkOutsideDestinationError']

_KEEP = object()


class FilterError(TarError):
    pass


class AbsolutePathError(FilterError):
    def __init__(self, tarinfo):
        self.tarinfo = tarinfo
        super().__init__(f'member {tarinfo.name!r} has an absolute path')


class OutsideDestinationError(FilterError):
    def __init__(self, tarinfo, path):
        self.tarinfo = tarinfo
        self._path = path
        super().__init__(f'{tarinfo.name!r} would be extracted to {path!r}, '
                         'which is outside the destination')


class SpecialFileError(FilterError):
    def __init__(self, tarinfo):
        self.tarinfo = tarinfo
        super().__init__(f'{tarinfo.name!r} is a special file')


class AbsoluteLinkError(FilterError):
    def __init__(self, tarinfo):
        self.tarinfo = tarinfo
        super().__init__(f'{tarinfo.name!r} is a link to an absolute path')


class LinkOutsideDestinationError(FilterError):
    def __init__(self, tarinfo, path):
        self.tarinfo = tarinfo
        self._path = path
        super().__init__(f'{tarinfo.name!r} would link to {path!r}, '
                         'which is outside the destination')


def _is_outside(path, folder):
    return os.path.commonpath([path, folder]) != folder


def _safe_attributes(member, dest_path, for_data):
    """The attributes that a filter changes; raises for a member that must not be extracted."""
    changed = {}
    name = member.name
    dest_path = os.path.realpath(dest_path)
    if name.startswith(('/', os.sep)):
        name = changed['name'] = member.path.lstrip(f'/{os.sep}')
    if os.path.isabs(name):
        raise AbsolutePathError(member)
    target = os.path.realpath(os.path.join(dest_path, name))
    if _is_outside(target, dest_path):
        raise OutsideDestinationError(member, target)
    mode = member.mode
    if mode is not None:
        mode &= 0o755
        if for_data:
            if member.isreg() or member.islnk():
                if not mode & 0o100:
                    mode &= ~0o111
                mode |= 0o600
            elif member.isdir() or member.issym():
                mode = None
            else:
                raise SpecialFileError(member)
        if mode != member.mode:
            changed['mode'] = mode
    if for_data:
        for owner in ('uid', 'gid', 'uname', 'gname'):
            if getattr(member, owner) is not None:
                changed[owner] = None
        if member.islnk() or member.issym():
            if os.path.isabs(member.linkname):
                raise AbsoluteLinkError(member)
            folder = os.path.dirname(name) if member.issym() else ''
            target = os.path.realpath(os.path.join(dest_path, folder, member.linkname))
            if _is_outside(target, dest_path):
                raise LinkOutsideDestinationError(member, target)
    return changed


def fully_trusted_filter(member, dest_path):
    return member


def tar_filter(member, dest_path):
    changed = _safe_attributes(member, dest_path, False)
    return member.replace(**changed, deep=False) if changed else member


def data_filter(member, dest_path):
    changed = _safe_attributes(member, dest_path, True)
    return member.replace(**changed, deep=False) if changed else member


_NAMED_FILTERS = {'fully_trusted': fully_trusted_filter, 'tar': tar_filter, 'data': data_filter}


class _TarInfoAdditions:
    def replace(self, *,
                name=_KEEP, mtime=_KEEP, mode=_KEEP, linkname=_KEEP,
                uid=_KEEP, gid=_KEEP, uname=_KEEP, gname=_KEEP,
                deep=True, _KEEP=_KEEP):
        """Return a copy with these attributes; those that are None are left to extraction."""
        result = copy.deepcopy(self) if deep else copy.copy(self)
        for key, value in (('name', name), ('mtime', mtime), ('mode', mode), ('linkname', linkname),
                           ('uid', uid), ('gid', gid), ('uname', uname), ('gname', gname)):
            if value is not _KEEP:
                setattr(result, key, value)
        return result


TarInfo.replace = _TarInfoAdditions.replace
TarInfo.replace.__qualname__ = 'TarInfo.replace'
_info_of_all = TarInfo.get_info


def _get_info(self):
    """Return the TarInfo's attributes as a dictionary."""
    missing = [key for key in ('mode', 'mtime', 'uid', 'gid') if getattr(self, key) is None]
    if not missing:
        return _info_of_all(self)
    whole = self.replace(**dict.fromkeys(missing, 0), deep=False)
    info = _info_of_all(whole)
    info.update(dict.fromkeys(missing))
    return info


def _header_needs_all(create):
    def wrapper(self, info, *args, **keywords):
        for key in ('mode', 'mtime', 'uid', 'gid', 'uname', 'gname'):
            if info.get(key, 0) is None:
                raise ValueError(f'{key} may not be None')
        return create(self, info, *args, **keywords)
    return wrapper


TarInfo.get_info = _get_info
for _name in ('create_ustar_header', 'create_gnu_header', 'create_pax_header'):
    setattr(TarInfo, _name, _header_needs_all(getattr(TarInfo, _name)))
del _name


class _TarFileAdditions:
    """Methods that replace those of TarFile."""

    def _get_filter_function(self, filter):
        if filter is None:
            filter = self.extraction_filter
            if filter is None:
                import warnings
                warnings.warn(
                    'Python 3.14 will, by default, filter extracted tar archives and reject files '
                    'or modify their metadata. Use the filter argument to control this behavior.',
                    DeprecationWarning, stacklevel=3)
                return fully_trusted_filter
            if isinstance(filter, str):
                raise TypeError('String names are not supported for TarFile.extraction_filter. '
                                'Use a function such as tarfile.data_filter directly.')
            return filter
        if callable(filter):
            return filter
        try:
            return _NAMED_FILTERS[filter]
        except KeyError:
            raise ValueError(f'filter {filter!r} not found') from None

    def extractall(self, path='.', members=None, *, numeric_owner=False, filter=None):
        """Extract all members from the archive to `path`, the working directory by default.

        `members` is a subset of getmembers(). `filter` is called with each member and the path, or
        names such a function; what it returns is extracted, unless it is None.
        """
        filter_function = self._get_filter_function(filter)
        directories = []
        for member in self if members is None else members:
            tarinfo = self._get_extract_tarinfo(member, filter_function, path)
            if tarinfo is None:
                continue
            if tarinfo.isdir():
                # Its attributes come last: extraction changes them, and may need the permission.
                directories.append(tarinfo)
            self._extract_one(tarinfo, path, set_attrs=not tarinfo.isdir(),
                              numeric_owner=numeric_owner)

        directories.sort(key=lambda a: a.name, reverse=True)
        for tarinfo in directories:
            dirpath = os.path.join(path, tarinfo.name)
            try:
                self.chown(tarinfo, dirpath, numeric_owner=numeric_owner)
                self.utime(tarinfo, dirpath)
                self.chmod(tarinfo, dirpath)
            except ExtractError as error:
                self._handle_nonfatal_error(error)

    def extract(self, member, path='', set_attrs=True, *, numeric_owner=False, filter=None):
        """Extract a member, a TarInfo or a name, to `path`, the working directory by default.

        Owner, times and mode are set unless `set_attrs` is false. `filter` is as in extractall().
        """
        filter_function = self._get_filter_function(filter)
        tarinfo = self._get_extract_tarinfo(member, filter_function, path)
        if tarinfo is not None:
            self._extract_one(tarinfo, path, set_attrs, numeric_owner)

    def _get_extract_tarinfo(self, member, filter_function, path):
        tarinfo = unfiltered = self.getmember(member) if isinstance(member, str) else member
        try:
            tarinfo = filter_function(tarinfo, path)
        except (OSError, FilterError) as error:
            self._handle_fatal_error(error)
        except ExtractError as error:
            self._handle_nonfatal_error(error)
        if tarinfo is None:
            self._dbg(2, f'tarfile: Excluded {unfiltered.name!r}')
            return None
        if tarinfo.islnk():
            tarinfo = copy.copy(tarinfo)
            tarinfo._link_target = os.path.join(path, tarinfo.linkname)
        return tarinfo

    def _extract_one(self, tarinfo, path, set_attrs, numeric_owner):
        self._check('r')
        try:
            self._extract_member(tarinfo, os.path.join(path, tarinfo.name),
                                 set_attrs=set_attrs, numeric_owner=numeric_owner)
        except OSError as error:
            self._handle_fatal_error(error)
        except ExtractError as error:
            self._handle_nonfatal_error(error)

    def _handle_nonfatal_error(self, error):
        if self.errorlevel > 1:
            raise
        self._dbg(1, f'tarfile: {error}')

    def _handle_fatal_error(self, error):
        if self.errorlevel > 0:
            raise
        if isinstance(error, OSError):
            named = '' if error.filename is None else f' {error.filename!r}'
            self._dbg(1, f'tarfile: {error.strerror}{named}')
        else:
            self._dbg(1, f'tarfile: {type(error).__name__} {error}')

    def makedir(self, tarinfo, targetpath):
        """Make a directory called targetpath."""
        try:
            if tarinfo.mode is None:
                os.mkdir(targetpath)  # the system's default
            else:
                os.mkdir(targetpath, 0o700)  # its own mode is set later
        except FileExistsError:
            if not os.path.isdir(targetpath):
                raise

    def chmod(self, tarinfo, targetpath):
        """Set file permissions of targetpath according to tarinfo."""
        if tarinfo.mode is None:
            return
        try:
            os.chmod(targetpath, tarinfo.mode)
        except OSError as error:
            raise ExtractError('could not change mode') from error

    def utime(self, tarinfo, targetpath):
        """Set modification time of targetpath according to tarinfo."""
        mtime = tarinfo.mtime
        if mtime is None:
            return
        try:
            os.utime(targetpath, (mtime, mtime))
        except OSError as error:
            raise ExtractError('could not change modification time') from error

    def chown(self, tarinfo, targetpath, numeric_owner):
        """Set owner of targetpath according to tarinfo; by number if no name is known."""
        if not hasattr(os, 'geteuid') or os.geteuid() != 0:
            return
        gid, uid = tarinfo.gid, tarinfo.uid
        if not numeric_owner:
            try:
                if grp and tarinfo.gname:
                    gid = grp.getgrnam(tarinfo.gname)[2]
            except KeyError:
                pass
            try:
                if pwd and tarinfo.uname:
                    uid = pwd.getpwnam(tarinfo.uname)[2]
            except KeyError:
                pass
        gid = -1 if gid is None else gid
        uid = -1 if uid is None else uid
        try:
            if tarinfo.issym() and hasattr(os, 'lchown'):
                os.lchown(targetpath, uid, gid)
            else:
                os.chown(targetpath, uid, gid)
        except (OSError, OverflowError) as error:
            raise ExtractError('could not change owner') from error


def _put_methods():
    for name, method in vars(_TarFileAdditions).items():
        if callable(method):
            method.__qualname__ = f'TarFile.{name}'
            setattr(TarFile, name, method)
    TarFile.extraction_filter = None


_put_methods()
_init_with_members = TarFile.__init__
_next_kept = TarFile.next
_add_kept = TarFile.addfile


def _init(self, name=None, mode='r', fileobj=None, format=None, tarinfo=None, dereference=None,
          ignore_zeros=None, encoding=None, errors='surrogateescape', pax_headers=None, debug=None,
          errorlevel=None, copybufsize=None, stream=False):
    self.stream = stream  # members are not remembered
    _init_with_members(self, name, mode, fileobj, format, tarinfo, dereference, ignore_zeros,
                       encoding, errors, pax_headers, debug, errorlevel, copybufsize)


def _next(self):
    tarinfo = _next_kept(self)
    if self.stream and self.members:
        self.members.clear()
    return tarinfo


def _addfile(self, tarinfo, fileobj=None):
    """Add the TarInfo object `tarinfo` to the archive, with tarinfo.size bytes of `fileobj`."""
    self._check('awx')
    if fileobj is None and tarinfo.isreg() and tarinfo.size != 0:
        raise ValueError('fileobj not provided for non zero-size regular file')
    _add_kept(self, tarinfo, fileobj)


TarFile.__init__, TarFile.next, TarFile.addfile = _init, _next, _addfile
for _method, _name in ((_init, '__init__'), (_next, 'next'), (_addfile, 'addfile')):
    _method.__name__ = _name
    _method.__qualname__ = f'TarFile.{_name}'
del _method, _name


# --- members without attributes, compression levels, hard links of copies ------------------------

_TYPE_MODES = {REGTYPE: stat.S_IFREG, AREGTYPE: stat.S_IFREG, DIRTYPE: stat.S_IFDIR,
               SYMTYPE: stat.S_IFLNK, CHRTYPE: stat.S_IFCHR, BLKTYPE: stat.S_IFBLK,
               FIFOTYPE: stat.S_IFIFO}


@_override(TarFile)
class _tar_file:
    def list(self, verbose=True, *, members=None):
        """Print the names of the members, and with `verbose` what `ls -l` tells of each."""
        self._check()
        for tarinfo in self if members is None else members:
            if verbose:
                self._list_attributes(tarinfo)
            _safe_print(tarinfo.name + ('/' if tarinfo.isdir() else ''))
            if verbose and tarinfo.issym():
                _safe_print('-> ' + tarinfo.linkname)
            if verbose and tarinfo.islnk():
                _safe_print('link to ' + tarinfo.linkname)
            print()

    def _list_attributes(self, tarinfo):
        if tarinfo.mode is None:
            _safe_print('??????????')
        else:
            _safe_print(stat.filemode(_TYPE_MODES.get(tarinfo.type, 0) | tarinfo.mode))
        _safe_print(f'{tarinfo.uname or tarinfo.uid}/{tarinfo.gname or tarinfo.gid}')
        if tarinfo.ischr() or tarinfo.isblk():
            _safe_print('%10s' % f'{tarinfo.devmajor},{tarinfo.devminor}')
        else:
            _safe_print('%10d' % tarinfo.size)
        if tarinfo.mtime is None:
            _safe_print('????-??-?? ??:??:??')
        else:
            _safe_print('%d-%02d-%02d %02d:%02d:%02d' % time.localtime(tarinfo.mtime)[:6])

    def makedev(self, tarinfo, targetpath):
        """Make a character or a block device."""
        if tarinfo.mode is None:
            tarinfo = tarinfo.replace(mode=0o600, deep=False)
        _tar_file.makedev(self, tarinfo, targetpath)

    def _extract_member(self, tarinfo, targetpath, **keywords):
        parent = os.path.dirname(targetpath.rstrip('/').replace('/', os.sep))
        if parent and not os.path.exists(parent):
            os.makedirs(parent, exist_ok=True)          # somebody else may make it just now
        _tar_file._extract_member(self, tarinfo, targetpath, **keywords)

    def _getmember(self, name, tarinfo=None, normalize=False):
        members = self.getmembers()
        if tarinfo is not None and tarinfo not in members:
            # A copy that a filter has changed stands for the member at its place.
            tarinfo = next((m for m in members if m.offset == tarinfo.offset), None)
            if tarinfo is None:
                raise ValueError(tarinfo)
        return _tar_file._getmember(self, name, tarinfo, normalize)


_open_311 = TarFile.open.__func__


def open(cls, name=None, mode='r', fileobj=None, bufsize=RECORDSIZE, **kwargs):
    """Open an archive for reading, writing or appending, and return it as a TarFile.

    The mode is r, a, w or x; after ':' or '|' (a stream) stands how the archive is compressed: gz,
    bz2 or xz, and for reading * for any of them.
    """
    if 'compresslevel' not in kwargs or '|' not in mode:
        return _open_311(cls, name, mode, fileobj, bufsize, **kwargs)
    if mode not in ('w|gz', 'w|bz2'):
        raise ValueError('compresslevel is only valid for w|gz and w|bz2 modes')
    stream = _Stream(name, 'w', mode[2:], fileobj, bufsize, kwargs.pop('compresslevel'))
    try:
        archive = cls(name, 'w', stream, **kwargs)
    except:
        stream.close()
        raise
    archive._extfileobj = False
    return archive


open.__qualname__ = 'TarFile.open'
TarFile.open = classmethod(open)
open = TarFile.open


@_override(_Stream)
class _stream:
    def __init__(self, name, mode, comptype, fileobj, bufsize, compresslevel=9):
        self._level = compresslevel
        if comptype in ('gz', '*'):
            import zlib
            self.exception = zlib.error          # may be needed before the header is read
        _stream.__init__(self, name, mode, comptype, fileobj, bufsize)
        if comptype == 'bz2' and mode == 'w' and compresslevel != 9:
            import bz2
            try:
                self.cmp = bz2.BZ2Compressor(compresslevel)
            except ValueError:
                self.closed = True
                raise

    def _init_write_gz(self):
        """Begin a gzip file with its header."""
        self.cmp = self.zlib.compressobj(self._level, self.zlib.DEFLATED, -self.zlib.MAX_WBITS,
                                         self.zlib.DEF_MEM_LEVEL, 0)
        if self.name.endswith('.gz'):
            self.name = self.name[:-3]
        self.name = os.path.basename(self.name)
        effort = {9: b'\2', 1: b'\4'}.get(self._level, b'\0')
        self._Stream__write(b'\037\213\010\010' + struct.pack('<L', int(time.time())) + effort
                            + b'\377' + self.name.encode('iso-8859-1', 'replace') + NUL)


@_override(_FileInFile)
class _file_in_file:
    mode = 'rb'


@_override(ExFileObject)
class _extracted_file:
    def __init__(self, tarfile, tarinfo):
        _extracted_file.__init__(self, tarfile, tarinfo)
        self.raw.name = tarinfo.name


_main_without_filter = main


def main():
    """The command: as in 3.11, with --filter for what is extracted."""
    names = ['fully_trusted', 'tar', 'data']
    if not any(arg.partition('=')[0] == '--filter' for arg in sys.argv):
        return _main_without_filter()
    import argparse
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument('--filter', metavar='<filtername>', choices=names)
    options, sys.argv[1:] = parser.parse_known_args()
    TarFile.extraction_filter = staticmethod(_NAMED_FILTERS[options.filter])
    _main_without_filter()
