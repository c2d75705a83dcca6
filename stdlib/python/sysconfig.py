"""Where things are installed, and how this build was configured.

There is no Makefile and no pyconfig.h: get_config_vars() knows what the VM itself knows.
"""
import os
import sys

__all__ = ['get_config_h_filename', 'get_config_var', 'get_config_vars',
           'get_makefile_filename', 'get_path', 'get_path_names', 'get_paths', 'get_platform',
           'get_python_version', 'get_scheme_names', 'parse_config_h']

_ALWAYS_STR = {'MACOSX_DEPLOYMENT_TARGET', 'IPHONEOS_DEPLOYMENT_TARGET'}


_LIB = '/{platlibdir}/{implementation_lower}{py_version_short}{abi_thread}'
_PURELIB = '/lib/{implementation_lower}{py_version_short}{abi_thread}'
_INCLUDE = '/include/{implementation_lower}{py_version_short}{abiflags}'

_INSTALL_SCHEMES = {
    'posix_prefix': {
        'stdlib': '{installed_base}' + _LIB, 'platstdlib': '{platbase}' + _LIB,
        'purelib': '{base}' + _PURELIB + '/site-packages',
        'platlib': '{platbase}' + _LIB + '/site-packages',
        'include': '{installed_base}' + _INCLUDE,
        'platinclude': '{installed_platbase}' + _INCLUDE,
        'scripts': '{base}/bin', 'data': '{base}'},
    'posix_home': {
        'stdlib': '{installed_base}/lib/{implementation_lower}',
        'platstdlib': '{base}/lib/{implementation_lower}',
        'purelib': '{base}/lib/{implementation_lower}',
        'platlib': '{base}/lib/{implementation_lower}',
        'include': '{installed_base}/include/{implementation_lower}',
        'platinclude': '{installed_base}/include/{implementation_lower}',
        'scripts': '{base}/bin', 'data': '{base}'},
    'posix_user': {
        'stdlib': '{userbase}' + _LIB, 'platstdlib': '{userbase}' + _LIB,
        'purelib': '{userbase}' + _PURELIB + '/site-packages',
        'platlib': '{userbase}' + _PURELIB + '/site-packages',
        'include': '{userbase}/include/{implementation_lower}{py_version_short}{abi_thread}',
        'scripts': '{userbase}/bin', 'data': '{userbase}'},
}
_INSTALL_SCHEMES['posix_venv'] = dict(_INSTALL_SCHEMES['posix_prefix'])
_INSTALL_SCHEMES['venv'] = dict(_INSTALL_SCHEMES['posix_prefix'])

_SCHEME_KEYS = ('stdlib', 'platstdlib', 'purelib', 'platlib', 'include', 'scripts', 'data')

_PY_VERSION = sys.version.split()[0]
_PY_VERSION_SHORT = f'{sys.version_info[0]}.{sys.version_info[1]}'
_PY_VERSION_SHORT_NO_DOT = f'{sys.version_info[0]}{sys.version_info[1]}'
_PREFIX = os.path.normpath(sys.prefix)
_BASE_PREFIX = os.path.normpath(sys.base_prefix)
_EXEC_PREFIX = os.path.normpath(sys.exec_prefix)
_BASE_EXEC_PREFIX = os.path.normpath(sys.base_exec_prefix)
_PROJECT_BASE = (os.path.dirname(os.path.realpath(sys.executable)) if sys.executable
                 else os.getcwd())
_PYTHON_BUILD = False
_CONFIG_VARS = None


def _getuserbase():
    base = os.environ.get("PYTHONUSERBASE", None)
    return base or os.path.expanduser(os.path.join("~", ".local"))


def _expand_vars(scheme, vars):
    values = dict(get_config_vars())
    if vars:
        values.update(vars)
    result = {}
    for key, template in _INSTALL_SCHEMES[scheme].items():
        if os.name in ('posix', 'nt'):
            template = os.path.expanduser(template)
        try:
            result[key] = os.path.normpath(template.format(**values))
        except KeyError as error:
            raise AttributeError(error) from None
    return result


def is_python_build(check_home=None):
    """Whether this runs from a source tree."""
    return _PYTHON_BUILD


def get_scheme_names():
    """The names of the schemes of installation."""
    return tuple(sorted(_INSTALL_SCHEMES))


def get_path_names():
    """The names of the paths of a scheme."""
    return _SCHEME_KEYS


def get_preferred_scheme(key):
    """The scheme for 'prefix', 'home' or 'user'."""
    if key == 'prefix' and sys.prefix != sys.base_prefix:
        return 'venv'
    schemes = {'prefix': 'posix_prefix', 'home': 'posix_home', 'user': 'posix_user'}
    return schemes[key]


def get_default_scheme():
    return get_preferred_scheme('prefix')


def get_paths(scheme=get_default_scheme(), vars=None, expand=True):
    """All paths of a scheme."""
    if expand:
        return _expand_vars(scheme, vars)
    return _INSTALL_SCHEMES[scheme]


def get_path(name, scheme=get_default_scheme(), vars=None, expand=True):
    """One path of a scheme."""
    return get_paths(scheme, vars, expand)[name]


def get_config_vars(*args):
    """The variables of the configuration as a dict, or the values of some."""
    global _CONFIG_VARS
    if _CONFIG_VARS is None:
        tag = sys.implementation.cache_tag
        multiarch = getattr(sys.implementation, '_multiarch', '')
        soabi = f'{tag}-{multiarch}' if multiarch else tag
        _CONFIG_VARS = {
            'prefix': _PREFIX, 'exec_prefix': _EXEC_PREFIX, 'py_version': _PY_VERSION,
            'py_version_short': _PY_VERSION_SHORT, 'py_version_nodot': _PY_VERSION_SHORT_NO_DOT,
            'py_version_nodot_plat': '', 'installed_base': _BASE_PREFIX, 'base': _PREFIX,
            'installed_platbase': _BASE_EXEC_PREFIX, 'platbase': _EXEC_PREFIX,
            'projectbase': _PROJECT_BASE, 'platlibdir': sys.platlibdir, 'srcdir': _PROJECT_BASE,
            'implementation': 'Python', 'implementation_lower': 'python',
            'abiflags': getattr(sys, 'abiflags', ''), 'abi_thread': '',
            'userbase': _getuserbase(), 'SOABI': soabi, 'EXT_SUFFIX': f'.{soabi}.so',
            'SHLIB_SUFFIX': '.so', 'EXE': '', 'MULTIARCH': multiarch, 'VERSION': _PY_VERSION_SHORT,
            'LIBDIR': os.path.join(_BASE_PREFIX, 'lib'),
            'BINDIR': os.path.join(_BASE_EXEC_PREFIX, 'bin'), 'HAVE_FORK': 1,
            'HAVE_GETRANDOM': 1, 'HAVE_GETRANDOM_SYSCALL': 1, 'HAVE_GETENTROPY': 1,
            'Py_DEBUG': 0, 'Py_GIL_DISABLED': 0, 'Py_ENABLE_SHARED': 0, 'WITH_PYMALLOC': 0,
            'CONFIG_ARGS': '', 'CC': 'cc', 'CFLAGS': '', 'LDFLAGS': '', 'AR': 'ar',
            'TZPATH': '/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:'
                      '/etc/zoneinfo',
        }
    elif _CONFIG_VARS['prefix'] != os.path.normpath(sys.prefix):
        # A virtual environment was entered after the first call.
        _CONFIG_VARS['prefix'] = _CONFIG_VARS['base'] = os.path.normpath(sys.prefix)
        _CONFIG_VARS['exec_prefix'] = os.path.normpath(sys.exec_prefix)
        _CONFIG_VARS['platbase'] = _CONFIG_VARS['exec_prefix']
    if args:
        return [_CONFIG_VARS.get(name) for name in args]
    return _CONFIG_VARS


def get_config_var(name):
    """One variable of the configuration, or None."""
    return get_config_vars().get(name)


def get_platform():
    """The platform as in the names of wheels: 'linux-x86_64'."""
    if '_PYTHON_HOST_PLATFORM' in os.environ:
        return os.environ['_PYTHON_HOST_PLATFORM']
    system, _, _, _, machine = os.uname()
    system = system.lower().replace('/', '').replace(' ', '_')
    return f"{system}-{machine.replace(' ', '_').replace('/', '-')}"


def get_python_version():
    return _PY_VERSION_SHORT


def _get_python_version_abi():
    return _PY_VERSION_SHORT + get_config_var('abi_thread')


def get_config_h_filename():
    """The path that pyconfig.h would have."""
    return os.path.join(get_path('platinclude'), 'pyconfig.h')


def get_makefile_filename():
    """The path that the Makefile would have."""
    return os.path.join(get_path('stdlib'), f'config-{_PY_VERSION_SHORT}', 'Makefile')


def parse_config_h(fp, vars=None):
    """The #define lines of a configuration header as a dict."""
    if vars is None:
        vars = {}
    for line in fp:
        words = line.split(None, 2)
        if len(words) == 3 and words[0] == '#define':
            name, value = words[1], words[2].strip()
            if name not in _ALWAYS_STR:
                try:
                    value = int(value)
                except ValueError:
                    pass
            vars[name] = value
        elif line.startswith('/* #undef ') and line.rstrip().endswith(' */'):
            vars[line.split()[2]] = 0
    return vars


def _main():
    print(f'Platform: "{get_platform()}"')
    print(f'Python version: "{get_python_version()}"')
    print(f'Current installation scheme: "{get_default_scheme()}"')
    for title, items in (('Paths', get_paths()), ('Variables', get_config_vars())):
        print()
        for index, (key, value) in enumerate(sorted(items.items())):
            if index == 0:
                print(f'{title}: ')
            print(f'\t{key} = "{value}"')


if __name__ == '__main__':
    _main()
