"""pydoc of 3.13: where a routine is from, signatures over several lines, no spaces at line ends."""
from _extend import _extend, _override

_visible_311 = visiblename


def visiblename(name, all=None, obj=None):
    """Decide whether to show documentation on a variable."""
    if name in ('__firstlineno__', '__static_attributes__'):
        return False
    return _visible_311(name, all, obj)


def _getargspec(object):
    """The text of a signature, over several lines if it is long, or None."""
    try:
        signature = inspect.signature(object)
    except (ValueError, TypeError):
        return None
    name = getattr(object, '__name__', '')
    return signature.format(max_width=None if name == '<lambda>' else 80 - len(name))


def _home_of(cls, name):
    """The class that defines what a class has by this name, or the class itself."""
    for base in getattr(cls, '__mro__', ()):
        if name in vars(base):
            return base
    return cls


def _place_of(function, module):
    """The class or the module that a function was defined in, if that is not plain."""
    owner = function.__qualname__.rpartition('.')[0]
    foreign = function.__module__ != module
    if not owner:
        return function.__module__ if foreign else None
    return f'{function.__module__}.{owner}' if foreign and function.__module__ else owner


def _note_on_routine(object, name, realname, mod, cl):
    """What follows a signature: of which class the routine is a method, where it is from."""
    home = None if cl is None else _home_of(cl, name)
    function = None
    note = ''
    if _is_bound_method(object):
        holder = object.__self__
        if holder is cl:
            function = getattr(object, '__func__', None)
        elif inspect.isclass(holder):
            note = ' class method of %s' % classname(holder, mod)
        else:
            note = ' method of %s instance' % classname(holder.__class__, mod)
    elif inspect.ismethoddescriptor(object) or inspect.ismethodwrapper(object):
        owner = getattr(object, '__objclass__', None)
        if owner is not None and cl is None:
            note = ' unbound %s method' % classname(owner, mod)
        elif owner is not None and owner is not home:
            note = ' from ' + classname(owner, mod)
    else:
        function = object
    if inspect.isfunction(function) and home is not None and (
            (function.__module__, function.__qualname__)
            != (home.__module__, f'{home.__qualname__}.{realname}')):
        place = _place_of(function, mod)
        if place:
            note = ' from %s' % place
    return note


@_extend(TextDoc)
class TextDoc:
    def indent(self, text, prefix='    '):
        """Indent text by prepending a given prefix to each line."""
        if not text:
            return ''
        return '\n'.join((prefix + line).rstrip() for line in text.split('\n'))

    def docroutine(self, object, name=None, mod=None, cl=None):
        """Produce text documentation for a function or method object."""
        realname = object.__name__
        name = name or realname
        note = _note_on_routine(object, name, realname, mod, cl)
        title = self.bold(name)
        is_alias = False
        if name != realname:
            title += ' = ' + realname
            is_alias = cl is not None and inspect.getattr_static(cl, realname, []) is object
            if is_alias and note.startswith(' from '):
                note = ''
        signature = _getargspec(object) if inspect.isroutine(object) else None
        if signature and realname == '<lambda>':
            title = self.bold(name) + ' lambda '
            if not object.__annotations__:
                signature = signature[1:-1]
        if inspect.iscoroutinefunction(object) or inspect.isasyncgenfunction(object):
            title = 'async ' + title
        text = title + (signature or '(...)') + note + '\n'
        doc = '' if is_alias else getdoc(object)
        return text + (self.indent(doc).rstrip() + '\n' if doc else '')


# --- pagers and where help goes ------------------------------------------------------------------

def get_pager():
    """The function that shows a text page by page under a title."""
    streams = sys.stdin, sys.stdout
    if not all(hasattr(stream, 'isatty') and stream.isatty() for stream in streams):
        return plain_pager
    dumb = os.environ.get('TERM') in ('dumb', 'emacs')
    command = os.environ.get('MANPAGER') or os.environ.get('PAGER')
    if command:
        if dumb:
            return lambda text, title='': pipe_pager(plain(text), command, title)
        return lambda text, title='': pipe_pager(text, command, title)
    if dumb:
        return plain_pager
    for command in ('pager', 'less'):
        if os.system(f'({command}) 2>/dev/null') == 0:
            return lambda text, title='': pipe_pager(text, command, title)
    return tty_pager


def pipe_pager(text, cmd, title=''):
    """Show a text by a command that reads it; `less` shows the title in its prompt."""
    import subprocess
    # Characters that mean something in a prompt of less.
    shown = re.sub(r'([\\.:?%])', r'\\\1', title + ' ' if title else '')
    prompt = (f'{shown}' r'?ltline %lt?L/%L.:byte %bB?s/%s..?e (END):?pB %pB\%..'
              ' (press h for help or q to quit)')
    environment = dict(os.environ, LESS=f'-RmPm{prompt}$PM{prompt}$')
    process = subprocess.Popen(cmd, shell=True, stdin=subprocess.PIPE, errors='backslashreplace',
                               env=environment)
    try:
        with process.stdin as pipe:
            try:
                pipe.write(text)
            except KeyboardInterrupt:
                pass          # the program still has the terminal
    except OSError:
        pass                  # it was left before the end
    while True:
        try:
            process.wait()
            break
        except KeyboardInterrupt:
            pass


def tempfile_pager(text, cmd, title=''):
    """Show a text by a command that is given a file."""
    _tempfile_pager_311(text, cmd)


def tty_pager(text, title=''):
    """Show a text on a terminal, a screen at a time."""
    _tty_pager_311(text)


def plain_pager(text, title=''):
    """Print a text without bold letters."""
    sys.stdout.write(plain(_escape_stdout(text)))


def pager(text, title=''):
    """Show a text by the pager that suits; which is decided at the first call."""
    global pager
    pager = get_pager()
    pager(text, title)


_tempfile_pager_311, _tty_pager_311 = tempfilepager, ttypager
getpager, pipepager, tempfilepager = get_pager, pipe_pager, tempfile_pager
ttypager, plainpager = tty_pager, plain_pager


def doc(thing, title='Python Library Documentation: %s', forceload=0, output=None, is_cli=False):
    """Show the documentation of an object, or of what a path names."""
    try:
        if output is not None:
            output.write(render_doc(thing, title, forceload, plaintext))
            return
        name = thing if isinstance(thing, str) else (
            getattr(thing, '__qualname__', None) or getattr(thing, '__name__', None))
        if thing is None or isinstance(thing, bool):
            name = None
        what = name if isinstance(name, str) else f'{type(thing).__name__} object'
        pager(render_doc(thing, title, forceload), f'Help on {what!s}')
    except ImportError as error:
        if is_cli:
            raise
        if output is None:
            print(error)
        else:
            output.write(str(error))


@_override(Helper)
class _helper:
    def help(self, request, is_cli=False):
        """Show what there is on a topic, a name or an object."""
        if isinstance(request, str):
            name = request.strip()
            if name in ('True', 'False', 'None'):
                doc(eval(name), 'Help on %s:', output=self._output, is_cli=is_cli)
            elif (name in ('keywords', 'symbols', 'topics', 'modules')
                    or name.startswith('modules ') or name in self.symbols
                    or name in self.keywords or name in self.topics):
                _helper.help(self, name)
                return
            else:
                doc(name or str, 'Help on %s:', output=self._output, is_cli=is_cli)
        elif isinstance(request, Helper):
            self()
        else:
            doc(request, 'Help on %s:', output=self._output, is_cli=is_cli)
        self.output.write('\n')

    def showtopic(self, topic, more_xrefs=''):
        """Show a topic, and which ones are related."""
        target = self.topics.get(topic, self.keywords.get(topic))
        while isinstance(target, str):
            topic = target
            target = self.topics.get(target, self.keywords.get(target))
        if not target:
            self.output.write(f'no documentation found for {topic!r}\n')
            return
        try:
            import pydoc_data.topics
        except ImportError:
            _helper.showtopic(self, topic, more_xrefs)
            return
        label, related = target
        text = pydoc_data.topics.topics.get(label)
        if text is None:
            self.output.write(f'no documentation found for {topic!r}\n')
            return
        text = text.strip() + '\n'
        related = f'{related or ""} {more_xrefs}'.split()
        if related:
            import textwrap
            lines = textwrap.wrap('Related help topics: ' + ', '.join(related), 72)
            text += '\n' + '\n'.join(lines) + '\n'
        if self._output is None:
            pager(text, f'Help on {topic}')
        else:
            self.output.write(text)

    def showsymbol(self, symbol):
        """Show the topic that a symbol belongs to."""
        topic, _, related = self.symbols[symbol].partition(' ')
        self.showtopic(topic, related)


def ispackage(path):
    """Deprecated: whether a path is that of a package's folder."""
    import warnings
    warnings.warn('The pydoc.ispackage() function is deprecated', DeprecationWarning, stacklevel=2)
    return os.path.isdir(path) and any(
        os.path.exists(os.path.join(path, '__init__' + ext)) for ext in ('.py', '.pyc'))


_cli_311 = cli


def cli():
    """The command: python -m pydoc."""
    shown = Helper.help
    Helper.help = lambda self, request: shown(self, request, is_cli=True)
    try:
        _cli_311()
    finally:
        Helper.help = shown
