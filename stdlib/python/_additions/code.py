"""code of 3.13: local_exit, and sys.last_exc."""
import builtins

_console_init = InteractiveConsole.__init__
_console_interact = InteractiveConsole.interact


class Quitter:
    def __init__(self, name):
        self.name = name
        self.eof = 'Ctrl-Z plus Return' if sys.platform == 'win32' else 'Ctrl-D (i.e. EOF)'

    def __repr__(self):
        return f'Use {self.name} or {self.eof} to exit'

    def __call__(self, code=None):
        raise SystemExit(code)


class _InterpreterAdditions:
    def showsyntaxerror(self, filename=None, **kwargs):
        """Display the syntax error that just occurred, without a traceback.

        With a filename, that takes the place of the error's.
        """
        try:
            kind, value, tb = sys.exc_info()
            if filename and issubclass(kind, SyntaxError):
                value.filename = filename
            source = kwargs.pop('source', '')
            self._showtraceback(kind, value, None, source)
        finally:
            kind = value = tb = None

    def showtraceback(self):
        """Display the exception that just occurred, without the frame of this module."""
        try:
            kind, value, tb = sys.exc_info()
            self._showtraceback(kind, value, tb.tb_next, '')
        finally:
            kind = value = tb = None

    def _showtraceback(self, kind, value, tb, source):
        sys.last_type = kind
        sys.last_traceback = tb
        value = value.with_traceback(tb)
        lines = source.splitlines()
        if (source and kind is SyntaxError and not value.text and value.lineno is not None
                and len(lines) >= value.lineno):
            value.text = lines[value.lineno - 1]
        sys.last_exc = sys.last_value = value
        if sys.excepthook is sys.__excepthook__:
            self.write(''.join(traceback.format_exception(kind, value, tb)))
            return
        # A hook of the user's own; its failure ends only itself.
        try:
            sys.excepthook(kind, value, tb)
        except SystemExit:
            raise
        except BaseException as error:
            error.__context__ = None
            error = error.with_traceback(error.__traceback__.tb_next)
            print('Error in sys.excepthook:', file=sys.stderr)
            sys.__excepthook__(type(error), error, error.__traceback__)
            print(file=sys.stderr)
            print('Original exception was:', file=sys.stderr)
            sys.__excepthook__(kind, value, tb)


def _init_console(self, locals=None, filename='<console>', *, local_exit=False):
    """locals is the namespace; with local_exit, exit() ends the console alone."""
    InteractiveInterpreter.__init__(self, locals)
    self.filename = filename
    self.local_exit = local_exit
    self.resetbuffer()


def push(self, line, filename=None, _symbol='single'):
    """Hand a line to the interpreter; true if the statement goes on."""
    self.buffer.append(line)
    more = self.runsource('\n'.join(self.buffer), filename or self.filename, symbol=_symbol)
    if not more:
        self.resetbuffer()
    return more


def _interact(self, banner=None, exitmsg=None):
    """Closely emulate the interactive Python console."""
    if not self.local_exit:
        return _console_interact(self, banner, exitmsg)
    kept = {name: vars(builtins).get(name) for name in ('exit', 'quit')}
    for name in kept:
        setattr(builtins, name, Quitter(name))
    try:
        return _console_interact(self, banner, exitmsg)
    except SystemExit:
        self.write('\n')
        if exitmsg is None:
            self.write('now exiting %s...\n' % self.__class__.__name__)
        elif exitmsg:
            self.write('%s\n' % exitmsg)
    finally:
        for name, value in kept.items():
            if value is not None:
                setattr(builtins, name, value)
            elif name in vars(builtins):
                delattr(builtins, name)


for _name in ('showsyntaxerror', 'showtraceback', '_showtraceback'):
    _method = getattr(_InterpreterAdditions, _name)
    _method.__qualname__ = f'InteractiveInterpreter.{_name}'
    setattr(InteractiveInterpreter, _name, _method)
for _name, _method in (('__init__', _init_console), ('push', push),
                       ('interact', _interact)):
    _method.__name__ = _name
    _method.__qualname__ = f'InteractiveConsole.{_name}'
    setattr(InteractiveConsole, _name, _method)
del push, _name, _method, _InterpreterAdditions


def interact(banner=None, readfunc=None, local=None, exitmsg=None, local_exit=False):
    """Closely emulate the interactive Python interpreter: a console with these arguments."""
    console = InteractiveConsole(local, local_exit=local_exit)
    if readfunc is not None:
        console.raw_input = readfunc
    else:
        try:
            import readline
        except ImportError:
            pass
    console.interact(banner, exitmsg)
