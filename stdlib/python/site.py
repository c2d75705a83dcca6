"""What happens at start before the program: site-packages, .pth files, exit() and help().

main() is called on import unless -S is given. Nothing is imported here that os has not imported,
so that a start stays cheap; a virtual environment is recognised by its pyvenv.cfg.
"""
import builtins
import os
import sys

import _sitebuiltins

PREFIXES = [sys.prefix, sys.exec_prefix]
ENABLE_USER_SITE = None
USER_SITE = None
USER_BASE = None


def _trace(message):
    if sys.flags.verbose:
        print(message, file=sys.stderr)


def makepath(*paths):
    """(absolute path, path to compare with)."""
    folder = os.path.join(*paths)
    try:
        folder = os.path.abspath(folder)
    except OSError:
        pass
    return folder, os.path.normcase(folder)


def abs_paths():
    """Make __file__ and __cached__ of the modules loaded so far absolute."""
    for module in set(sys.modules.values()):
        loader = getattr(module, '__loader__', None)
        if getattr(loader, '__module__', None) not in ('importlib._bootstrap_external',
                                                       '_frozen_importlib_external'):
            continue
        for name in '__file__', '__cached__':
            try:
                setattr(module, name, os.path.abspath(getattr(module, name)))
            except (AttributeError, OSError, TypeError):
                pass


def removeduppaths():
    """Remove doubles from sys.path and make it absolute; the set of what is there."""
    result = []
    known_paths = set()
    for folder in sys.path:
        folder, normal = makepath(folder)
        if normal not in known_paths:
            result.append(folder)
            known_paths.add(normal)
    sys.path[:] = result
    return known_paths


def _init_pathinfo():
    """What is in sys.path, to compare with."""
    known = set()
    for item in sys.path:
        try:
            if os.path.exists(item):
                known.add(makepath(item)[1])
        except TypeError:
            continue
    return known


def addpackage(sitedir, name, known_paths):
    """Take the lines of a .pth file: folders for sys.path, and imports to be run."""
    reset = known_paths is None
    if reset:
        known_paths = _init_pathinfo()
    fullname = os.path.join(sitedir, name)
    _trace(f"Processing .pth file: {fullname!r}")
    import io
    try:
        with io.open_code(fullname) as file:
            content = file.read()
    except OSError:
        return
    try:
        content = content.decode('utf-8-sig')
    except UnicodeDecodeError:
        content = content.decode(sys.getfilesystemencoding(), 'replace')
    for number, line in enumerate(content.splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            if line.startswith(("import ", "import\t")):
                exec(line)
                continue
            folder, normal = makepath(sitedir, line.rstrip())
            if normal not in known_paths and os.path.exists(folder):
                sys.path.append(folder)
                known_paths.add(normal)
        except Exception as error:
            print(f"Error processing line {number:d} of {fullname}:\n", file=sys.stderr)
            import traceback
            for record in traceback.format_exception(error):
                for text in record.splitlines():
                    print('  ' + text, file=sys.stderr)
            print("\nRemainder of file ignored", file=sys.stderr)
            break
    return None if reset else known_paths


def addsitedir(sitedir, known_paths=None):
    """Add a folder to sys.path and take its .pth files."""
    _trace(f"Adding directory: {sitedir!r}")
    reset = known_paths is None
    if reset:
        known_paths = _init_pathinfo()
    sitedir, normal = makepath(sitedir)
    if normal not in known_paths:
        sys.path.append(sitedir)
        known_paths.add(normal)
    try:
        names = os.listdir(sitedir)
    except OSError:
        return None if reset else known_paths
    for name in sorted(names):
        if name.endswith(".pth") and not name.startswith("."):
            addpackage(sitedir, name, known_paths)
    return None if reset else known_paths


def check_enableusersite():
    """Whether the user's folder is taken; None if that would be unsafe."""
    if sys.flags.no_user_site:
        return False
    if os.getuid() != os.geteuid() or os.getgid() != os.getegid():
        return None
    return True


def _get_implementation():
    return 'Python'


def _getuserbase():
    base = os.environ.get("PYTHONUSERBASE", None)
    if base:
        return base
    return os.path.expanduser(os.path.join("~", ".local"))


def _get_path(userbase):
    version = sys.version_info
    return f'{userbase}/lib/python{version[0]}.{version[1]}/site-packages'


def getuserbase():
    """The folder below which the user's packages are."""
    global USER_BASE
    if USER_BASE is None:
        USER_BASE = _getuserbase()
    return USER_BASE


def getusersitepackages():
    """The folder of the user's packages."""
    global USER_SITE, ENABLE_USER_SITE
    base = getuserbase()
    if USER_SITE is None:
        if base is None:
            ENABLE_USER_SITE = False
        else:
            USER_SITE = _get_path(base)
    return USER_SITE


def addusersitepackages(known_paths):
    user_site = getusersitepackages()
    if ENABLE_USER_SITE and os.path.isdir(user_site):
        addsitedir(user_site, known_paths)
    return known_paths


def getsitepackages(prefixes=None):
    """The folders of packages below the prefixes."""
    folders = []
    for prefix in dict.fromkeys(PREFIXES if prefixes is None else prefixes):
        if not prefix:
            continue
        libdirs = [sys.platlibdir]
        if sys.platlibdir != "lib":
            libdirs.append("lib")
        for libdir in libdirs:
            folders.append(os.path.join(prefix, libdir, "python%d.%d" % sys.version_info[:2],
                                        "site-packages"))
    return folders


def addsitepackages(known_paths, prefixes=None):
    for folder in getsitepackages(prefixes):
        if os.path.isdir(folder):
            addsitedir(folder, known_paths)
    return known_paths


def setquit():
    """exit() and quit()."""
    builtins.quit = _sitebuiltins.Quitter('quit', 'Ctrl-D (i.e. EOF)')
    builtins.exit = _sitebuiltins.Quitter('exit', 'Ctrl-D (i.e. EOF)')


def setcopyright():
    """copyright, credits and license."""
    builtins.copyright = _sitebuiltins._Printer("copyright", sys.copyright)
    builtins.credits = _sitebuiltins._Printer(
        "credits", "Krait is an implementation of the Python language. See www.python.org for "
                   "more information about Python.")
    builtins.license = _sitebuiltins._Printer(
        "license", "See https://www.python.org/psf/license/ for the library's licence.",
        ["LICENSE.txt", "LICENSE"], [getattr(sys, '_stdlib_dir', None) or os.curdir])


def sethelper():
    """help()."""
    builtins.help = _sitebuiltins._Helper()


def gethistoryfile():
    """The file of the prompt's history."""
    if sys.flags.ignore_environment:
        history = None
    else:
        history = os.environ.get("PYTHON_HISTORY")
    return history or os.path.join(os.path.expanduser('~'), '.python_history')


def enablerlcompleter():
    """Let the interactive prompt complete names."""
    sys.__interactivehook__ = register_readline


def register_readline():
    if not sys.flags.ignore_environment and os.getenv("PYTHON_BASIC_REPL"):
        return
    try:
        import readline
        import rlcompleter
    except ImportError:
        return
    readline.parse_and_bind('tab: complete')


def venv(known_paths):
    """Recognise a virtual environment by the file beside the executable, or one above."""
    global PREFIXES, ENABLE_USER_SITE
    if sys.executable is None:
        return known_paths
    folder = os.path.dirname(os.path.abspath(sys.executable))
    site_prefix = os.path.dirname(folder)
    sys._home = None
    for candidate in (os.path.join(folder, 'pyvenv.cfg'),
                      os.path.join(site_prefix, 'pyvenv.cfg')):
        if os.path.isfile(candidate):
            break
    else:
        return known_paths
    system_site = "true"
    with open(candidate, encoding='utf-8') as file:
        for line in file:
            key, equals, value = line.partition('=')
            if not equals:
                continue
            key = key.strip().lower()
            value = value.strip()
            if key == 'include-system-site-packages':
                system_site = value.lower()
            elif key == 'home':
                sys._home = value
    if sys._home:
        base = os.path.join(sys._home, os.path.basename(sys.executable))
        sys._base_executable = base if os.path.isfile(base) else os.path.realpath(sys.executable)
    sys.prefix = sys.exec_prefix = site_prefix
    addsitepackages(known_paths, [sys.prefix])
    if system_site == "true":
        PREFIXES.insert(0, sys.prefix)
    else:
        PREFIXES = [sys.prefix]
        ENABLE_USER_SITE = False
    return known_paths


def _exec_custom(name):
    try:
        __import__(name)
    except ImportError as error:
        if error.name != name:
            raise
    except Exception as error:
        if sys.flags.verbose:
            sys.excepthook(*sys.exc_info())
        else:
            sys.stderr.write(f"Error in {name}; set PYTHONVERBOSE for traceback:\n"
                             f"{error.__class__.__name__}: {error}\n")


def execsitecustomize():
    """Import the installation's sitecustomize, if there is one."""
    _exec_custom('sitecustomize')


def execusercustomize():
    """Import the user's usercustomize, if there is one."""
    _exec_custom('usercustomize')


def main():
    """What site does at start."""
    global ENABLE_USER_SITE
    known_paths = removeduppaths()
    known_paths = venv(known_paths)
    if ENABLE_USER_SITE is None:
        ENABLE_USER_SITE = check_enableusersite()
    known_paths = addusersitepackages(known_paths)
    known_paths = addsitepackages(known_paths)
    setquit()
    setcopyright()
    sethelper()
    if not sys.flags.isolated:
        enablerlcompleter()
    execsitecustomize()
    if ENABLE_USER_SITE:
        execusercustomize()


if not sys.flags.no_site:
    main()


def _script():
    """`python -m site`: show the paths."""
    args = sys.argv[1:]
    if not args:
        print("sys.path = [")
        for folder in sys.path:
            print("    %r," % (folder,))
        print("]")

        def exists(path):
            return "exists" if path is not None and os.path.isdir(path) else "doesn't exist"
        print(f"USER_BASE: {getuserbase()!r} ({exists(getuserbase())})")
        print(f"USER_SITE: {getusersitepackages()!r} ({exists(getusersitepackages())})")
        print(f"ENABLE_USER_SITE: {ENABLE_USER_SITE!r}")
        sys.exit(0)
    shown = []
    if '--user-base' in args:
        shown.append(getuserbase())
    if '--user-site' in args:
        shown.append(getusersitepackages())
    if not shown:
        print("site [--user-base] [--user-site]")
        sys.exit(10)
    print(os.pathsep.join(shown))
    sys.exit(0 if ENABLE_USER_SITE else 2 if ENABLE_USER_SITE is None else 1)


if __name__ == '__main__':
    _script()
