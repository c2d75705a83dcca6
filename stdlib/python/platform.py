"""What machine and system this is, and which Python. Everything is asked for at the first use."""
import collections
import functools
import os
import sys

_os_release_candidates = ("/etc/os-release", "/usr/lib/os-release")
_os_release_cache = None


class uname_result(collections.namedtuple("uname_result_base",
                                          "system node release version machine")):
    """The answer of uname(). processor is found out when it is used, and is the sixth item."""

    _fields = ('system', 'node', 'release', 'version', 'machine', 'processor')

    @functools.cached_property
    def processor(self):
        try:
            import subprocess
            text = subprocess.check_output(['uname', '-p'], stderr=subprocess.DEVNULL, text=True,
                                           encoding='utf8').strip()
        except (OSError, subprocess.CalledProcessError):
            text = ''
        return '' if text == 'unknown' else text

    @classmethod
    def _make(cls, iterable):
        count = len(cls._fields) - 1
        result = cls.__new__(cls, *iterable)
        if len(result) != count + 1:
            raise TypeError(f'Expected {count} arguments, got {len(result)}')
        return result

    def __iter__(self):
        yield from super().__iter__()
        yield self.processor

    def __getitem__(self, key):
        return tuple(self)[key]

    def __len__(self):
        return 6

    def __reduce__(self):
        return uname_result, tuple(self)[:5]


@functools.cache
def uname():
    """System, node, release, version, machine and processor."""
    return uname_result(*os.uname())


def system():
    """The name of the system: 'Linux'."""
    return uname().system


def node():
    """The name of the machine in its network."""
    return uname().node


def release():
    """The release of the system."""
    return uname().release


def version():
    """The version of the system's release."""
    return uname().version


def machine():
    """The kind of machine: 'x86_64'."""
    return uname().machine


def processor():
    """The name of the processor, '' if that is not known."""
    return uname().processor


def system_alias(system, release, version):
    """Names that marketing uses for a system."""
    if system == 'SunOS' and release >= '5':
        major, _, rest = release.partition('.')
        system = 'Solaris'
        release = f'{int(major) - 3}.{rest}' if int(major) - 3 < 7 else str(int(major) - 3)
    elif system in ('win32', 'win16'):
        system = 'Windows'
    return system, release, version


def architecture(executable=sys.executable, bits='', linkage=''):
    """(bits, linkage) of an executable."""
    if not bits:
        bits = '64bit' if sys.maxsize > 2 ** 32 else '32bit'
    if executable and not linkage:
        try:
            with open(os.path.realpath(executable), 'rb') as file:
                head = file.read(5)
        except OSError:
            return bits, linkage
        if head[:4] == b'\x7fELF':
            linkage = 'ELF'
            bits = {1: '32bit', 2: '64bit'}.get(head[4], bits)
    return bits, linkage


def libc_ver(executable=None, lib='', version='', chunksize=16384):
    """(library, version) of the C library that an executable is linked with."""
    if not executable:
        try:
            text = os.confstr('CS_GNU_LIBC_VERSION')
            parts = text.split(maxsplit=1)
            if len(parts) == 2:
                return tuple(parts)
        except (AttributeError, ValueError, OSError):
            pass
        executable = sys.executable
        if not executable:
            return lib, version
    import re
    pattern = re.compile(b'(__libc_init)|(GLIBC_([0-9.]+))|(libc(_\\w+)?\\.so(?:\\.(\\d[0-9.]*))?)',
                         re.ASCII)

    def key(text):
        return [int(part) if part.isdigit() else 0 for part in text.split('.')]

    executable = os.path.realpath(executable)
    with open(executable, 'rb') as file:
        data = file.read()
    for found in pattern.finditer(data):
        init, glibc, glibc_version, so, threads, so_version = (
            group.decode('latin1') if group is not None else None for group in found.groups())
        if init and not lib:
            lib = 'libc'
        elif glibc:
            if lib != 'glibc':
                lib, version = 'glibc', glibc_version
            elif key(glibc_version) > key(version):
                version = glibc_version
        elif so and lib != 'glibc':
            lib = 'libc'
            if so_version and (not version or key(so_version) > key(version)):
                version = so_version
            if threads and not version.endswith(threads):
                version += threads
    return lib, version


@functools.cache
def _platform_text(aliased, terse):
    name, _, release_text, version_text, machine_text = tuple(uname())[:5]
    if aliased:
        name, release_text, version_text = system_alias(name, release_text, version_text)
    if name == 'Linux':
        library, library_version = libc_ver()
        parts = [name, release_text] if terse else [name, release_text, machine_text, 'with',
                                                    library + library_version]
        if terse:
            parts = [name, release_text, 'with', library + library_version]
    else:
        parts = [name, release_text] if terse else [name, release_text, machine_text,
                                                    processor()]
    text = '-'.join(part.strip() for part in parts if part)
    for char, replacement in ((' ', '_'), ('/', '-'), ('\\', '-'), (':', '-'), (';', '-'),
                              ('"', '-'), ('(', '-'), (')', '-')):
        text = text.replace(char, replacement)
    text = text.replace('unknown', '')
    while '--' in text:
        text = text.replace('--', '-')
    return text.rstrip('-')


def platform(aliased=False, terse=False):
    """System, release, machine and library in one string."""
    return _platform_text(bool(aliased), bool(terse))


# This Python

def python_implementation():
    """The name of the implementation."""
    name = sys.implementation.name
    return {'cpython': 'CPython', 'pypy': 'PyPy'}.get(name, name.capitalize())


def python_version():
    """'major.minor.patch', with the level of a pre-release."""
    return sys.version.split()[0]


def python_version_tuple():
    """python_version() as a tuple of strings."""
    return tuple(python_version().split('.'))


def _git():
    info = getattr(sys, '_git', None)
    return (info[1], info[2]) if info else ('', '')


def python_branch():
    """The branch that the implementation was built from."""
    return _git()[0]


def python_revision():
    """The revision that the implementation was built from."""
    return _git()[1]


def python_build():
    """(number, date) of the build, as sys.version tells them."""
    _, opening, rest = sys.version.partition('(')
    number, _, date = rest.partition(')')[0].partition(',')
    return (number.strip(), date.replace(',', '').strip()) if opening else ('', '')


def python_compiler():
    """The compiler of the implementation, as sys.version tells it."""
    _, opening, rest = sys.version.partition('[')
    return rest.partition(']')[0] if opening else ''


def freedesktop_os_release():
    """The fields of os-release(5) as a dict; OSError where there is none."""
    global _os_release_cache
    if _os_release_cache is None:
        failure = None
        for candidate in _os_release_candidates:
            try:
                with open(candidate, encoding="utf-8") as file:
                    _os_release_cache = _parse_os_release(file)
                break
            except OSError as error:
                failure = error
        else:
            raise OSError(failure.errno, f"Unable to read files "
                                         f"{', '.join(_os_release_candidates)}")
    return _os_release_cache.copy()


def _parse_os_release(lines):
    import re
    pattern = re.compile("^(?P<name>[a-zA-Z0-9_]+)=(?P<quote>[\"']?)(?P<value>.*)(?P=quote)$")
    info = {"NAME": "Linux", "ID": "linux", "PRETTY_NAME": "Linux"}
    for line in lines:
        found = pattern.match(line)
        if found is not None:
            info[found['name']] = re.sub(r"\\([\\\$\"\'`])", r"\1", found['value'])
    return info


# Systems that this one isn't

def java_ver(release='', vendor='', vminfo=('', '', ''), osinfo=('', '', '')):
    """Jython's version; deprecated."""
    import warnings
    warnings._deprecated("java_ver", remove=(3, 15))
    return release, vendor, vminfo, osinfo


def win32_ver(release='', version='', csd='', ptype=''):
    return release, version, csd, ptype


def win32_edition():
    return None


def win32_is_iot():
    return False


def mac_ver(release='', versioninfo=('', '', ''), machine=''):
    return release, versioninfo, machine


IOSVersionInfo = collections.namedtuple("IOSVersionInfo",
                                        ["system", "release", "model", "is_simulator"])


def ios_ver(system="", release="", model="", is_simulator=False):
    return IOSVersionInfo(system, release, model, is_simulator)


AndroidVer = collections.namedtuple(
    "AndroidVer", "release api_level manufacturer model device is_emulator")


def android_ver(release="", api_level=0, manufacturer="", model="", device="",
                is_emulator=False):
    return AndroidVer(release, api_level, manufacturer, model, device, is_emulator)


if __name__ == '__main__':
    terse = 'terse' in sys.argv or '--terse' in sys.argv
    aliased = 'nonaliased' not in sys.argv and '--nonaliased' not in sys.argv
    print(platform(aliased, terse))
