# Extraction filters of tarfile (PEP 706): what each changes, refuses, and says.
import io
import os
import tarfile
import tempfile
import warnings

folder = os.path.realpath(tempfile.mkdtemp())
os.chdir(folder)
os.mkdir('dest')


def member(name, **attributes):
    info = tarfile.TarInfo(name)
    for key, value in attributes.items():
        setattr(info, key, value)
    return info


members = [
    member('a', mode=0o777), member('/abs'), member('//abs'), member('../out'), member('x/../../o'),
    member('l', type=tarfile.SYMTYPE, linkname='/etc'), member('l', type=tarfile.SYMTYPE, linkname='../../../../../../..'),
    member('l', type=tarfile.LNKTYPE, linkname='../x'), member('f', type=tarfile.FIFOTYPE),
    member('c', type=tarfile.CHRTYPE), member('d', type=tarfile.DIRTYPE, mode=0o7777, uid=3), member('e', mode=0o4711),
    member('e2', mode=0o644), member('b/l', type=tarfile.SYMTYPE, linkname='../x')]
for info in members:
    for choose in (tarfile.fully_trusted_filter, tarfile.tar_filter, tarfile.data_filter):
        try:
            got = choose(info, 'dest')
            print(choose.__name__, got is info, got.name, got.mode, got.uid, got.gid, got.uname, got.linkname)
        except tarfile.FilterError as error:
            print(choose.__name__, type(error).__name__, str(error).replace(folder, 'D'), error.tarinfo is info)

archive = io.BytesIO()
with tarfile.open(fileobj=archive, mode='w') as tar:
    for info in [member('a', mode=0o777), member('d', type=tarfile.DIRTYPE, mode=0o700), member('../out')]:
        tar.addfile(info)
for options in [{}, {'filter': 'data'}, {'filter': 'tar'}, {'filter': 'no'}, {'filter': lambda info, path: None}]:
    archive.seek(0)
    into = tempfile.mkdtemp(dir=folder)
    with tarfile.open(fileobj=archive) as tar, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            tar.extractall(os.path.join(into, 'sub'), **options)
        except (tarfile.FilterError, ValueError) as error:
            print(type(error).__name__, str(error).replace(into, 'D'))
        for warning in caught:
            print(warning.category.__name__, warning.message)
    for path, dirs, files in sorted(os.walk(into)):
        print(path.replace(into, 'D'), sorted(dirs), [(name, oct(os.stat(os.path.join(path, name)).st_mode)) for name in sorted(files)])
