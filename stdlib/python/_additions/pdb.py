"""pdb of 3.13: convenience variables, chained exceptions, statements over several lines, closures,
usage notes, an argument parser, and a stop at the very line of set_trace()."""
import codeop as _codeop
import types as _types
from _extend import _override

_VARIABLES = '__pdb_convenience_variables'
# A line that no user types: queued behind all others, it shows where the program stands.
_SHOW_PLACE = '\0place'

_USAGE = {
    'do_commands': ('\n' + ' ' * 13).join(
        ['(Pdb) commands [bpnumber]', '(com) ...', '(com) end', '(Pdb)']),
}
_usage = _usage.partition('\n\n')[2]


def find_first_executable_line(code):
    """The line of the first statement of a function: that of `def` if both share it."""
    for _, _, line in code.co_lines():
        if line is not None and line != code.co_firstlineno:
            return line
    return code.co_firstlineno


def find_function(funcname, filename):
    """The name, file and first executable line of a function of a file, or None."""
    head = re.compile(r'def\s+%s(\s*\[.+\])?\s*[(]' % re.escape(funcname))
    try:
        file = tokenize.open(filename)
    except OSError:
        lines = linecache.getlines(filename)          # those of a zip file, if they were read
    else:
        with file:
            lines = file.readlines()
    for number, line in enumerate(lines):
        if head.match(line):
            break
    else:
        return None
    try:
        code = compile(''.join(inspect.getblock(lines[number:])), filename, 'exec')
    except (SyntaxError, tokenize.TokenError):
        return funcname, filename, number + 1
    inner = next(part for part in code.co_consts if isinstance(part, _types.CodeType))
    return funcname, filename, number + find_first_executable_line(inner)


def _refuse(*reason):
    print(*reason)
    sys.exit(1)


class _ExecutableTarget:
    """What is debugged: its `filename`, its `code` and the `namespace` that it runs in."""


class _ScriptTarget(_ExecutableTarget):
    def __init__(self, target):
        self._target = os.path.realpath(target)
        if not os.path.exists(self._target):
            _refuse(f'Error: {target} does not exist')
        if os.path.isdir(self._target):
            _refuse(f'Error: {target} is a directory')
        if not sys.flags.safe_path:
            sys.path[0] = os.path.dirname(self._target)

    def __repr__(self):
        return self._target

    @property
    def filename(self):
        return self._target

    @property
    def code(self):
        with io.open_code(self._target) as file:
            # Through exec(), so that a fault of the syntax is one of the program.
            return f"exec(compile({file.read()!r}, {self._target!r}, 'exec'))"

    @property
    def namespace(self):
        return dict(__name__='__main__', __file__=self._target, __builtins__=__builtins__,
                    __spec__=None)


class _RunpyTarget(_ExecutableTarget):
    """One whose code `runpy` finds."""

    def __init__(self, target):
        self._target = target
        try:
            self._details = self._find()
        except ImportError as error:
            _refuse(f'ImportError: {error}')
        except Exception:
            traceback.print_exc()
            sys.exit(1)

    def __repr__(self):
        return self._target

    @property
    def filename(self):
        return self.code.co_filename

    @property
    def code(self):
        return self._details[2]

    @property
    def namespace(self):
        spec = self._details[1]
        return dict(__name__='__main__', __file__=os.path.normcase(os.path.abspath(self.filename)),
                    __package__=spec.parent, __loader__=spec.loader, __spec__=spec,
                    __builtins__=__builtins__)


class _ModuleTarget(_RunpyTarget):
    def _find(self):
        import runpy
        return runpy._get_module_details(self._target)


class _ZipTarget(_RunpyTarget):
    def _find(self):
        import runpy
        sys.path.insert(0, self._target)
        return runpy._get_main_module_details()


class _PdbInteractiveConsole(code.InteractiveConsole):
    def __init__(self, namespace, message):
        self._message = message
        super().__init__(locals=namespace, local_exit=True)

    def write(self, data):
        self._message(data, end='')


def _with_variables_replaced(line):
    """`$name` outside of strings, and in the braces of f-strings, as a subscript of the dict."""
    if '$' not in line:
        return line
    pieces = []
    nested = []          # (quote, is it an f-string) of each string that we are in, or a brace
    position = 0
    token = re.compile(r'''([rRbBuUfF]{0,2})("""|\'\'\'|"|')|\$([A-Za-z_]\w*)|[{}]|\\.|\w+|.''',
                       re.S)
    while position < len(line):
        match = token.match(line, position)
        text = match.group()
        inside = nested[-1] if nested else None
        if isinstance(inside, tuple):
            quote, formatted = inside
            if line.startswith(quote, position):
                text = quote
                nested.pop()
            elif formatted and text == '{':
                if line.startswith('{{', position):
                    text = '{{'
                else:
                    nested.append('{')
            elif text[:1] != '\\':
                text = text[0]
        elif match[2]:
            nested.append((match[2], 'f' in match[1].lower()))
        elif match[3]:
            pieces.append(f'{_VARIABLES}["{match[3]}"]')
            position = match.end()
            continue
        elif text == '{' and nested:
            nested.append('{')
        elif text == '}' and nested:
            nested.pop()
        pieces.append(text)
        position += len(text)
    return ''.join(pieces)


def _run_as_closure(source, globals, locals):
    """Run statements whose functions see the names of a frame; False if that isn't called for.

    The statements become the body of a function, the names cells of it, so that lambdas and
    generator expressions find them; what was bound is given back to the frame.
    """
    import ast
    if not source.strip() or locals is globals or not any(isinstance(part, _types.CodeType)
                                    for part in compile(source, '<stdin>', 'single').co_consts):
        return False

    class Shown(ast.NodeTransformer):
        def visit_Expr(self, node):
            call = ast.Call(ast.Name('__pdb_show__', ast.Load()), [node.value], [])
            return ast.copy_location(ast.Expr(call), node)

        def leave(self, node):
            return node

        visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = leave

    body = Shown().visit(ast.parse(source, '<stdin>', 'single')).body

    def code_for(names):
        inner = ast.parse('def __pdb_body__(__pdb_show__): pass').body[0]
        inner.body = ([ast.Nonlocal(sorted(names))] if names else []) + body
        outer = ast.parse('def __pdb_outer__(): pass').body[0]
        outer.body = [ast.Assign([ast.Name(name, ast.Store())], ast.Constant(None))
                      for name in sorted(names)] + [inner]
        tree = ast.fix_missing_locations(ast.Module([outer], []))
        code = compile(tree, '<stdin>', 'exec')
        for _ in range(2):
            code = next(part for part in code.co_consts if isinstance(part, _types.CodeType))
        return code

    names = {name for name in locals if name.isidentifier() and name != '__pdb_show__'}
    try:
        first = code_for(names)
        bound = {*first.co_varnames, *first.co_cellvars} - {'__pdb_show__'}
        code = code_for(names | bound)
    except SyntaxError:
        return False
    cells = {}
    for name in code.co_freevars:
        cells[name] = _types.CellType(locals[name]) if name in locals else _types.CellType()
    function = _types.FunctionType(code, globals, closure=tuple(cells.values()))
    try:
        function(sys.displayhook)
    finally:
        for name, cell in cells.items():
            try:
                locals[name] = cell.cell_contents
            except ValueError:
                locals.pop(name, None)
    return True


def _chain_of(exception, limit):
    """An exception and those that led to it, the oldest first; True if there were too many."""
    chain = []
    while exception is not None and exception not in chain:
        if len(chain) == limit:
            return chain[::-1], True
        chain.append(exception)
        if exception.__cause__ is not None:
            exception = exception.__cause__
        elif not exception.__suppress_context__:
            exception = exception.__context__
        else:
            break
    return chain[::-1], False


@_override(Pdb)
class _before:
    MAX_CHAINED_EXCEPTION_DEPTH = 999
    _file_mtime_table = {}

    def __init__(self, completekey='tab', stdin=None, stdout=None, skip=None,
                 nosigint=False, readrc=True):
        self._chained_exceptions = ()
        self._chained_exception_index = 0
        self.curframe = None
        _before.__init__(self, completekey, stdin, stdout, skip, nosigint, readrc)

    # What the debugger shows.

    def message(self, msg, end='\n'):
        print(msg, end=end, file=self.stdout)

    def _format_exc(self, exc):
        return traceback.format_exception_only(exc)[-1].strip()

    def _error_exc(self):
        self.error(self._format_exc(sys.exception()))

    def _safe_repr(self, obj, expr):
        try:
            return repr(obj)
        except Exception as error:
            return _rstr(f'*** repr({expr}) failed: {self._format_exc(error)} ***')

    def _print_invalid_arg(self, arg, command=None):
        """Say that an argument is wrong, and what the command takes."""
        command = command or sys._getframe(1).f_code.co_name
        self.error(f'Invalid argument: {arg}')
        usage = _USAGE.get(command)
        if usage is None:
            doc = inspect.getdoc(getattr(self, command))
            if doc is None:
                return
            usage = doc.partition('\n')[0]
        self.message(f'      Usage: {usage}')

    # Where the program stands.

    def forget(self):
        if self.curframe is not None:
            self.curframe.f_globals.pop(_VARIABLES, None)
        _before.forget(self)

    def setup(self, f, tb):
        variables = f.f_globals.get(_VARIABLES) if f is not None else None
        self.forget()
        self.stack, self.curindex = self.get_stack(f, tb)
        while tb:
            # The line of the error, which may differ from the frame's by now.
            self.tb_lineno[tb.tb_frame] = lasti2lineno(tb.tb_frame.f_code, tb.tb_lasti)
            tb = tb.tb_next
        self.curframe = self.stack[self.curindex][0]
        self.curframe_locals = self.curframe.f_locals
        if variables:
            self.curframe.f_globals[_VARIABLES] = variables
        self.set_convenience_variable(self.curframe, '_frame', self.curframe)
        if self._chained_exceptions:
            self.set_convenience_variable(self.curframe, '_exception',
                                          self._chained_exceptions[self._chained_exception_index])
        self._remember_file_times(self.curframe)
        if self.rcLines:
            self.cmdqueue += [line for line in self.rcLines
                              if line.strip() and not line.strip().startswith('#')]
            self.rcLines = []

    def set_convenience_variable(self, frame, name, value):
        frame.f_globals.setdefault(_VARIABLES, {})[name] = value

    def _select_frame(self, number):
        assert 0 <= number < len(self.stack)
        self.curindex = number
        self.curframe = self.stack[number][0]
        self.curframe_locals = self.curframe.f_locals
        self.set_convenience_variable(self.curframe, '_frame', self.curframe)
        self.print_stack_entry(self.stack[number])
        self.lineno = None

    def _remember_file_times(self, frame):
        while frame:
            filename = frame.f_code.co_filename
            if filename not in self._file_mtime_table:
                try:
                    self._file_mtime_table[filename] = os.path.getmtime(filename)
                except OSError:
                    pass
            frame = frame.f_back

    def _warn_of_edits(self):
        """Say once that the file of the current frame has changed since it was loaded."""
        filename = self.curframe.f_code.co_filename if self.curframe else None
        known = self._file_mtime_table.get(filename)
        if known is None:
            return
        try:
            now = os.path.getmtime(filename)
        except OSError:
            return
        if now != known:
            self._file_mtime_table[filename] = now
            self.message(f"*** WARNING: file '{filename}' was edited, "
                         'running stale code until the program is rerun')

    # Events.

    def user_line(self, frame):
        """A line or an instruction at which the debugger stops."""
        if self._wait_for_mainpyfile:
            if (self.mainpyfile != self.canonic(frame.f_code.co_filename)
                    or not frame.f_lineno or frame.f_lineno <= 0):
                return
            self._wait_for_mainpyfile = False
        if self.trace_opcodes and frame.f_lineno is None:
            self.set_stepinstr()
            return
        if self.bp_commands(frame):
            self.interaction(frame, None)

    def user_opcode(self, frame):
        self.user_line(frame)

    def user_return(self, frame, return_value):
        """A return at which the debugger stops."""
        if self._wait_for_mainpyfile:
            return
        frame.f_locals['__return__'] = return_value
        self.set_convenience_variable(frame, '_retval', return_value)
        self.message('--Return--')
        self.interaction(frame, None)

    def user_exception(self, frame, exc_info):
        """An exception at which the debugger stops."""
        if self._wait_for_mainpyfile:
            return
        _, value, tb = exc_info
        frame.f_locals['__exception__'] = exc_info[0], value
        self.set_convenience_variable(frame, '_exception', value)
        # Without a traceback it is the end of a subgenerator, not a fault.
        internal = not tb and exc_info[0] is StopIteration
        self.message(('Internal ' if internal else '') + self._format_exc(value))
        self.interaction(frame, tb)

    def interaction(self, frame, tb_or_exc):
        """Talk with the user about a frame, or about an exception or its traceback."""
        if Pdb._previous_sigint_handler:
            try:
                signal.signal(signal.SIGINT, Pdb._previous_sigint_handler)
            except ValueError:
                pass          # not the main thread
            else:
                Pdb._previous_sigint_handler = None
        tb = tb_or_exc
        chain = ()
        if isinstance(tb_or_exc, BaseException):
            tb = tb_or_exc.__traceback__
            assert tb is not None, 'main exception must have a traceback'
            chain, cut = _chain_of(tb_or_exc, self.MAX_CHAINED_EXCEPTION_DEPTH)
            if cut:
                self.message(f'More than {self.MAX_CHAINED_EXCEPTION_DEPTH} chained exceptions'
                             ' found, not all exceptions will be browsable with `exceptions`.')
        self._chained_exceptions = tuple(chain)
        self._chained_exception_index = len(chain) - 1
        try:
            self.setup(frame, tb)
            # Where the program stands is told only if nothing else is left to do.
            self.cmdqueue.append(_SHOW_PLACE)
            self._cmdloop()
            if self.cmdqueue and self.cmdqueue[-1] == _SHOW_PLACE:
                self.cmdqueue.pop()
            self.forget()
        finally:
            self._chained_exceptions = ()
            self._chained_exception_index = 0

    def preloop(self):
        pass          # expressions are displayed after the place

    def _show_display(self):
        displaying = self.displaying.get(self.curframe)
        for expr, old in (displaying or {}).items():
            new = self._getval_except(expr)
            # Identity comes first, for __eq__ may be anything.
            if new is not old and new != old:
                displaying[expr] = new
                self.message('display %s: %s  [old: %s]' % (
                    expr, self._safe_repr(new, expr), self._safe_repr(old, expr)))

    def _getval_except(self, arg, frame=None):
        try:
            if frame is None:
                return eval(arg, self.curframe.f_globals, self.curframe_locals)
            return eval(arg, frame.f_globals, frame.f_locals)
        except BaseException as error:
            return _rstr(f'** raised {self._format_exc(error)} **')

    # Lines that the user types.

    def precmd(self, line):
        """Expand aliases and variables, and queue what follows ';;'."""
        if not line.strip() or line == _SHOW_PLACE:
            return line
        args = line.split()
        while args[0] in self.aliases:
            line = self.aliases[args[0]]
            for number in range(1, 10):
                if f'%{number}' in line:
                    if number >= len(args):
                        self.error(f"Not enough arguments for alias '{args[0]}'")
                        return '!'
                    line = line.replace(f'%{number}', args[number])
                elif '%*' not in line:
                    if number < len(args):
                        self.error(f"Too many arguments for alias '{args[0]}'")
                        return '!'
                    break
            line = line.replace('%*', ' '.join(args[1:]))
            args = line.split()
        if args[0] != 'alias':
            line, separator, rest = line.partition(';;')
            if separator:
                self.cmdqueue.insert(0, rest.lstrip())
                line = line.rstrip()
        return _with_variables_replaced(line)

    def parseline(self, line):
        """The command and the argument of a line; both are None if it is a statement."""
        name, arg, line = cmd.Cmd.parseline(self, line)
        if name and arg and line.startswith(name) and line[len(name)] not in ' \t:?':
            return None, None, line          # c["a"], not c
        return name, arg, line

    def onecmd(self, line):
        """Run a line, or add it to the commands of a breakpoint."""
        if line == _SHOW_PLACE:
            self._show_place()
            return None
        self._warn_of_edits()
        if self.commands_defining:
            return self.handle_command_def(line)
        return cmd.Cmd.onecmd(self, line)

    def _show_place(self):
        self.print_stack_entry(self.stack[self.curindex])
        self._show_display()

    def handle_command_def(self, line):
        """Add a line to the commands of a breakpoint; True at their end."""
        name, arg, line = self.parseline(line)
        if not name:
            if line.strip():
                self.commands[self.commands_bnum].append(line)
            return False
        if name == 'end':
            return True
        if name == 'silent':
            self.commands_silent[self.commands_bnum] = True
            return False
        self.commands[self.commands_bnum].append(f'{name} {arg}' if arg else name)
        if getattr(self, 'do_' + name, self.default).__name__ in self.commands_resuming:
            self.commands_doprompt[self.commands_bnum] = False
            return True
        return False

    def default(self, line):
        """Run a statement, which may go on over more lines, in the current frame."""
        if line[:1] == '!':
            line = line[1:].strip()
        try:
            code = _codeop.compile_command(line + '\n', '<stdin>', 'single')
            while code is None:
                more = self._read_continuation()
                if more is None:
                    self.lastcmd = ''
                    self.message('\n', end='')
                    return
                line += '\n' + more
                code = _codeop.compile_command(line, '<stdin>', 'single')
            saved = sys.stdin, sys.stdout, sys.displayhook
            try:
                sys.stdin, sys.stdout, sys.displayhook = self.stdin, self.stdout, self.displayhook
                globals = self.curframe.f_globals
                if not _run_as_closure(line + '\n', globals, self.curframe_locals):
                    exec(code, globals, self.curframe_locals)
            finally:
                sys.stdin, sys.stdout, sys.displayhook = saved
        except:
            self._error_exc()

    def _read_continuation(self):
        prompt = '...   '
        if self.use_rawinput:
            try:
                return input(prompt)
            except (EOFError, KeyboardInterrupt):
                return None
        self.stdout.write(prompt)
        self.stdout.flush()
        line = self.stdin.readline()
        return line.rstrip('\r\n') if line else None

    # Breakpoints.

    def lookupmodule(self, filename):
        """The file of a script or of a module, which may be dotted, or None."""
        if os.path.isabs(filename) and os.path.exists(filename):
            return filename
        beside = os.path.join(sys.path[0], filename)
        if os.path.exists(beside) and self.canonic(beside) == self.mainpyfile:
            return beside
        if not filename.endswith(('.py', '.pyw')):
            filename = filename.replace('.', os.sep) + '.py'
        if os.path.isabs(filename):
            return filename
        for folder in sys.path:
            while os.path.islink(folder):
                folder = os.readlink(folder)
            path = os.path.join(folder, filename)
            if os.path.exists(path):
                return path
        return None

    def do_break(self, arg, temporary=False):
        """b(reak) [ ([filename:]lineno | function) [, condition] ]

        Stop at a line, or at the first statement of a function, if the condition holds.
        Without an argument, list all breakpoints.
        """
        linecache.getlines(self.defaultFile(), self.curframe.f_globals)
        if ':' not in arg.partition(',')[0] and arg:
            spot, comma, condition = arg.partition(',')
            try:
                int(spot)
            except ValueError:
                function = self._function_named(spot.strip())
                if function is not None:
                    code = function.__code__
                    self._break_at(code.co_filename, find_first_executable_line(code), temporary,
                                   condition.lstrip() if comma else None, code.co_name)
                    return
        condition = arg.partition(',')[2].lstrip()
        if condition and (fault := self._fault_of(condition)):
            self.error(f"Invalid condition {condition}: {fault}")
            return
        _before.do_break(self, arg, temporary)

    do_b = do_break

    def _function_named(self, expression):
        """The plain function that an expression of the current frame gives, or None."""
        try:
            value = eval(expression, self.curframe.f_globals, self.curframe_locals)
        except Exception:
            return None
        value = getattr(value, '__func__', value)
        return value if hasattr(value, '__code__') else None

    def _break_at(self, filename, line, temporary, condition, name):
        if condition and (fault := self._fault_of(condition)):
            self.error(f"Invalid condition {condition}: {fault}")
        elif self.checkline(filename, line):
            fault = self.set_break(filename, line, temporary, condition, name)
            if fault:
                self.error(fault)
            else:
                point = self.get_breaks(filename, line)[-1]
                self.message(f'Breakpoint {point.number} at {point.file}:{point.line}')

    def _fault_of(self, expression):
        """What is wrong with the syntax of an expression, or None."""
        try:
            compile(expression, '<stdin>', 'eval')
        except (SyntaxError, ValueError) as error:
            return self._format_exc(error)
        return None

    def do_condition(self, arg):
        """condition bpnumber [condition]

        Let a breakpoint stop only if the condition holds; without one, always.
        """
        condition = arg.partition(' ')[2]
        if condition and (fault := self._fault_of(condition)):
            self.error(f'Invalid condition {condition}: {fault}')
            return
        _before.do_condition(self, arg)

    def do_commands(self, arg):
        """(Pdb) commands [bpnumber]

        Read commands, up to `end`, that are run when a breakpoint is hit: the last one, or
        that of the number. `silent` among them keeps the place from being shown; a command
        that resumes the program ends the list.
        """
        if arg and not arg.strip().lstrip('+-').isdigit():
            self._print_invalid_arg(arg)
            return
        _before.do_commands(self, arg)

    # Commands.

    def do_exceptions(self, arg):
        """exceptions [number]

        List the exceptions that led to the current one, or go to the one of that number.
        """
        chain = self._chained_exceptions
        if not chain:
            self.message('Did not find chained exceptions. To move between exceptions,'
                         ' pdb/post_mortem must be given an exception object rather than'
                         ' a traceback.')
        elif not arg:
            for number, exception in enumerate(chain):
                text = repr(exception)
                if len(text) > 80:
                    text = text[:77] + '...'
                mark = '>' if number == self._chained_exception_index else ' '
                label = f'{number:>3}' if exception.__traceback__ else '  -'
                self.message(f'{mark} {label} {text}')
        else:
            try:
                number = int(arg)
            except ValueError:
                self.error('Argument must be an integer')
                return
            if not 0 <= number < len(chain):
                self.error('No exception with that number')
            elif chain[number].__traceback__ is None:
                self.error('This exception does not have a traceback, cannot jump to it')
            else:
                self._chained_exception_index = number
                self.setup(None, chain[number].__traceback__)
                self.print_stack_entry(self.stack[self.curindex])

    def do_args(self, arg):
        """a(rgs)

        Show the arguments of the current function.
        """
        if arg:
            self._print_invalid_arg(arg)
            return
        code = self.curframe.f_code
        count = code.co_argcount + code.co_kwonlyargcount
        count += bool(code.co_flags & inspect.CO_VARARGS)
        count += bool(code.co_flags & inspect.CO_VARKEYWORDS)
        for name in code.co_varnames[:count]:
            if name in self.curframe_locals:
                self.message(f'{name} = {self._safe_repr(self.curframe_locals[name], name)}')
            else:
                self.message(f'{name} = *** undefined ***')

    do_a = do_args

    def do_retval(self, arg):
        """retval

        Show the value that the function last returned.
        """
        if arg:
            self._print_invalid_arg(arg)
        elif '__return__' in self.curframe_locals:
            self.message(self._safe_repr(self.curframe_locals['__return__'], 'retval'))
        else:
            self.error('Not yet returned!')

    do_rv = do_retval

    def do_debug(self, arg):
        """debug code

        Debug a statement or an expression in a debugger of its own.
        """
        sys.settrace(None)
        inner = Pdb(self.completekey, self.stdin, self.stdout)
        inner.prompt = f'({self.prompt.strip()}) '
        self.message('ENTERING RECURSIVE DEBUGGER')
        try:
            sys.call_tracing(inner.run, (arg, self.curframe.f_globals, self.curframe_locals))
        except Exception:
            self._error_exc()
        self.message('LEAVING RECURSIVE DEBUGGER')
        sys.settrace(self.trace_dispatch)
        self.lastcmd = inner.lastcmd

    def do_display(self, arg):
        """display [expression]

        Show an expression at each stop in this frame if its value has changed.
        Without an argument, list the expressions.
        """
        if not arg:
            displaying = self.displaying.get(self.curframe)
            if not displaying:
                self.message('No expression is being displayed')
                return
            self.message('Currently displaying:')
            for expr, value in displaying.items():
                self.message(f'{expr}: {self._safe_repr(value, expr)}')
        elif fault := self._fault_of(arg):
            self.error(f'Unable to display {arg}: {fault}')
        else:
            value = self._getval_except(arg)
            self.displaying.setdefault(self.curframe, {})[arg] = value
            self.message(f'display {arg}: {self._safe_repr(value, arg)}')

    def do_interact(self, arg):
        """interact

        Start an interpreter whose names are those of the current scope, in a copy.
        """
        namespace = {**self.curframe.f_globals, **self.curframe_locals}
        console = _PdbInteractiveConsole(namespace, self.message)
        console.interact(banner='*pdb interact start*',
                         exitmsg='*exit from pdb interact command*')

    def do_alias(self, arg):
        """alias [name [command]]

        Let a name stand for a command, %1 to %9 for what follows it, %* for all of that.
        """
        args = arg.split()
        if not args:
            for name in sorted(self.aliases):
                self.message(f'{name} = {self.aliases[name]}')
        elif len(args) == 1:
            if args[0] in self.aliases:
                self.message(f'{args[0]} = {self.aliases[args[0]]}')
            else:
                self.error(f"Unknown alias '{args[0]}'")
        else:
            command = ' '.join(args[1:])
            used = [f'%{number}' in command for number in range(1, 10)]
            if '%*' not in command and used != sorted(used, reverse=True):
                self.error('Replaceable parameters must be consecutive')
            else:
                self.aliases[args[0]] = command

    def do_longlist(self, arg):
        """ll | longlist

        List the source of the current function or frame.
        """
        if arg:
            self._print_invalid_arg(arg)
            return
        _before.do_longlist(self, arg)

    do_ll = do_longlist

    def _run(self, target):
        # Tracing begins before the program does: user_line() waits for its file.
        self._wait_for_mainpyfile = True
        self._user_requested_quit = False
        self.mainpyfile = self.canonic(target.filename)
        import __main__
        __main__.__dict__.clear()
        __main__.__dict__.update(target.namespace)
        self._file_mtime_table.clear()
        self.run(target.code)


def _without_argument(name):
    command = getattr(Pdb, name)

    @functools.wraps(command)
    def checked(self, arg):
        if arg:
            self._print_invalid_arg(arg, name)
            return None
        return command(self, arg)
    return checked


for _names in (('do_where', 'do_w', 'do_bt'), ('do_step', 'do_s'), ('do_next', 'do_n'),
               ('do_return', 'do_r'), ('do_continue', 'do_c', 'do_cont'),
               ('do_quit', 'do_q', 'do_exit')):
    _command = _without_argument(_names[0])
    for _name in _names:
        setattr(Pdb, _name, _command)
del _names, _name, _command


def set_trace(*, header=None):
    """Stop in the frame of the caller."""
    debugger = Pdb()
    if header is not None:
        debugger.message(header)
    debugger.set_trace(sys._getframe().f_back)


def _post_mortem(t, pdb_instance):
    if t is None or isinstance(t, BaseException) and t.__traceback__ is None:
        raise ValueError('A valid traceback must be passed if no exception is being handled')
    pdb_instance.reset()
    pdb_instance.interaction(None, t)


def post_mortem(t=None):
    """Debug an exception, or a traceback, or else the exception that is being handled."""
    if t is None:
        t = sys.exception()
    _post_mortem(t, Pdb())


def pm():
    """Debug the exception that ended the last statement of the prompt."""
    post_mortem(sys.last_exc if hasattr(sys, 'last_exc') else sys.last_traceback)


def main():
    """The command line: python -m pdb."""
    import argparse
    parser = argparse.ArgumentParser(
        prog='pdb', usage='%(prog)s [-h] [-c command] (-m module | pyfile) [args ...]',
        description=_usage,
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument('-c', '--command', action='append', default=[], metavar='command',
                        dest='commands',
                        help='pdb commands to execute as if given in a .pdbrc file')
    parser.add_argument('-m', metavar='module', dest='module')
    parser.add_argument('args', nargs='*',
                        help='when -m is not specified, the first arg is the script to debug')
    if len(sys.argv) == 1:
        parser.print_help()
        sys.exit(2)
    options, unknown = parser.parse_known_args()
    args = options.args
    if options.module:
        # What comes behind the module is the module's.
        name = options.module
        behind = sys.argv.index(name) + 1
        if unknown and unknown[0] not in sys.argv[behind:]:
            parser.error(f'unrecognized arguments: {" ".join(unknown)}')
        args = sys.argv[behind:]
        target = _ModuleTarget(name)
    else:
        if not args:
            parser.error('no module or script to run')
        name = args[0]
        args = sys.argv[sys.argv.index(name) + 1:]
        if unknown and unknown[0] not in args:
            parser.error(f'unrecognized arguments: {" ".join(unknown)}')
        target = _ZipTarget(name) if name.endswith('.pyz') else _ScriptTarget(name)
    sys.argv[:] = [name] + args
    debugger = Pdb()
    debugger.rcLines.extend(options.commands)
    while True:
        try:
            debugger._run(target)
        except Restart:
            print('Restarting', target, 'with arguments:')
            print('\t' + ' '.join(sys.argv[1:]))
        except SystemExit as error:
            print('The program exited via sys.exit(). Exit status:', error)
        except BaseException as error:
            traceback.print_exc()
            print('Uncaught exception. Entering post mortem debugging')
            print("Running 'cont' or 'step' will restart the program")
            try:
                debugger.interaction(None, error)
            except Restart:
                print('Restarting', target, 'with arguments:')
                print('\t' + ' '.join(sys.argv[1:]))
                continue
            print(f'Post mortem debugger finished. The {target} will be restarted')
        if debugger._user_requested_quit:
            break
        print('The program finished and will be restarted')
