"""filecmp of 3.13: dircmp(shallow=), clear errors for names that cannot be asked for."""

_dircmp_init = dircmp.__init__


class _Additions:
    def __init__(self, a, b, ignore=None, hide=None, *, shallow=True):
        self.shallow = shallow
        _dircmp_init(self, a, b, ignore, hide)

    def phase2(self):
        """Which of the common names are directories, files, or something else."""
        self.common_dirs = []
        self.common_files = []
        self.common_funny = []
        for name in self.common:
            kinds = [_kind_of(os.path.join(folder, name)) for folder in (self.left, self.right)]
            if kinds[0] is None or kinds[0] != kinds[1]:
                self.common_funny.append(name)
            elif kinds[0] == stat.S_IFDIR:
                self.common_dirs.append(name)
            elif kinds[0] == stat.S_IFREG:
                self.common_files.append(name)
            else:
                self.common_funny.append(name)

    def phase3(self):
        """Which of the common files are the same."""
        self.same_files, self.diff_files, self.funny_files = cmpfiles(
            self.left, self.right, self.common_files, self.shallow)

    def phase4(self):
        """The comparisons of the common directories."""
        self.subdirs = {
            name: self.__class__(os.path.join(self.left, name), os.path.join(self.right, name),
                                 self.ignore, self.hide, shallow=self.shallow)
            for name in self.common_dirs}


def _kind_of(path):
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except (OSError, ValueError):
        return None


for _name in ('__init__', 'phase2', 'phase3', 'phase4'):
    _method = getattr(_Additions, _name)
    _method.__qualname__ = f'dircmp.{_name}'
    setattr(dircmp, _name, _method)
dircmp.methodmap.update(subdirs=dircmp.phase4, same_files=dircmp.phase3, diff_files=dircmp.phase3,
                        funny_files=dircmp.phase3, common_dirs=dircmp.phase2,
                        common_files=dircmp.phase2, common_funny=dircmp.phase2)
del _name, _method, _Additions
_cmp_of_names = _cmp


def _cmp(a, b, sh, abs=abs, cmp=cmp):
    try:
        return _cmp_of_names(a, b, sh, abs, cmp)
    except ValueError:  # a null character
        return 2
