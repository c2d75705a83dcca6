"""venv of 3.12 and 3.13: ignore files for version control; no setuptools; plainer prompts."""
from _extend import _extend

CORE_VENV_DEPS = ('pip',)
_init_builder = EnvBuilder.__init__
_ensure_directories_311 = EnvBuilder.ensure_directories
_create_311 = EnvBuilder.create
_configure_311 = EnvBuilder.create_configuration
_replace_variables_311 = EnvBuilder.replace_variables


@_extend(EnvBuilder)
class EnvBuilder:
    def __init__(self, system_site_packages=False, clear=False, symlinks=False, upgrade=False,
                 with_pip=False, prompt=None, upgrade_deps=False, *,
                 scm_ignore_files=frozenset()):
        _init_builder(self, system_site_packages, clear, symlinks, upgrade, with_pip, prompt,
                      upgrade_deps)
        self.scm_ignore_files = frozenset(map(str.lower, scm_ignore_files))

    def create(self, env_dir):
        """Create a virtual environment in a directory."""
        _create_311(self, env_dir)
        if self.scm_ignore_files:
            # All that is there is the finished environment's, which is not to be cleared.
            clear, self.clear = self.clear, False
            context = self.ensure_directories(os.path.abspath(env_dir))
            self.clear = clear
            for scm in self.scm_ignore_files:
                getattr(self, f'create_{scm}_ignore_file')(context)

    @classmethod
    def _same_path(cls, path1, path2):
        """Whether a reader would take the two paths for the same."""
        return path1 == path2

    def ensure_directories(self, env_dir):
        """Create the directories for the environment; a namespace with what they are."""
        context = _ensure_directories_311(self, env_dir)
        context.prompt = self.prompt if self.prompt is not None else context.env_name
        context.lib_path = self._venv_path(env_dir, 'purelib')
        return context

    def create_configuration(self, context):
        """Write pyvenv.cfg: where the environment comes from, and how it was made."""
        _configure_311(self, context)
        if not self.scm_ignore_files:
            with open(context.cfg_path, encoding='utf-8') as file:
                text = file.read()
            head, command, rest = text.rpartition('\ncommand = ')
            rest = rest.removesuffix(context.env_dir + '\n')
            with open(context.cfg_path, 'w', encoding='utf-8') as file:
                file.write(f'{head}{command}{rest}--without-scm-ignore-files '
                           f'{context.env_dir}\n')

    def create_git_ignore_file(self, context):
        """Create a .gitignore file in the environment directory, so that git ignores all of it."""
        path = os.path.join(context.env_dir, '.gitignore')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('# Created by venv; see https://docs.python.org/3/library/venv.html\n*\n')

    def replace_variables(self, text, context):
        """The text of a script with the values of the context in it."""
        # The library's scripts show the prompt as it is.
        shown = types.SimpleNamespace(**vars(context))
        shown.prompt = f'({context.prompt}) '
        return _replace_variables_311(self, text, shown)


def create(env_dir, system_site_packages=False, clear=False, symlinks=False, with_pip=False,
           prompt=None, upgrade_deps=False, *, scm_ignore_files=frozenset()):
    """Create a virtual environment in a directory."""
    EnvBuilder(system_site_packages=system_site_packages, clear=clear, symlinks=symlinks,
               with_pip=with_pip, prompt=prompt, upgrade_deps=upgrade_deps,
               scm_ignore_files=scm_ignore_files).create(env_dir)


def main(args=None):
    import argparse
    parser = argparse.ArgumentParser(
        prog=__name__,
        description='Creates virtual Python environments in one or more target directories.',
        epilog='Once an environment has been created, you may wish to activate it, e.g. by '
               'sourcing an activate script in its bin directory.')
    parser.add_argument('dirs', metavar='ENV_DIR', nargs='+',
                        help='A directory to create the environment in.')
    parser.add_argument('--system-site-packages', default=False, action='store_true',
                        dest='system_site',
                        help='Give the virtual environment access to the system site-packages '
                             'dir.')
    group = parser.add_mutually_exclusive_group()
    group.add_argument('--symlinks', default=True, action='store_true', dest='symlinks',
                       help='Try to use symlinks rather than copies, when symlinks are not the '
                            'default for the platform.')
    group.add_argument('--copies', default=False, action='store_false', dest='symlinks',
                       help='Try to use copies rather than symlinks, even when symlinks are the '
                            'default for the platform.')
    parser.add_argument('--clear', default=False, action='store_true', dest='clear',
                        help='Delete the contents of the environment directory if it already '
                             'exists, before environment creation.')
    parser.add_argument('--upgrade', default=False, action='store_true', dest='upgrade',
                        help='Upgrade the environment directory to use this version of Python, '
                             'assuming Python has been upgraded in-place.')
    parser.add_argument('--without-pip', dest='with_pip', default=True, action='store_false',
                        help='Skips installing or upgrading pip in the virtual environment (pip '
                             'is bootstrapped by default)')
    parser.add_argument('--prompt',
                        help='Provides an alternative prompt prefix for this environment.')
    parser.add_argument('--upgrade-deps', default=False, action='store_true',
                        dest='upgrade_deps',
                        help=f'Upgrade core dependencies ({", ".join(CORE_VENV_DEPS)}) to the '
                             'latest version in PyPI')
    parser.add_argument('--without-scm-ignore-files', dest='scm_ignore_files',
                        action='store_const', const=frozenset(), default=frozenset(['git']),
                        help='Skips adding SCM ignore files to the environment directory (Git is '
                             'supported by default).')
    options = parser.parse_args(args)
    if options.upgrade and options.clear:
        raise ValueError('you cannot supply --upgrade and --clear together.')
    builder = EnvBuilder(system_site_packages=options.system_site, clear=options.clear,
                         symlinks=options.symlinks, upgrade=options.upgrade,
                         with_pip=options.with_pip, prompt=options.prompt,
                         upgrade_deps=options.upgrade_deps,
                         scm_ignore_files=options.scm_ignore_files)
    for folder in options.dirs:
        builder.create(folder)
