"""Extracting, formatting and printing stack traces.

TracebackException is a picture of an exception taken at once; it refers to no frame, so it may
be kept. StackSummary and FrameSummary do the same for a stack. Everything else is made of them.
Source lines come from linecache and positions from the code object; `ast`, which finds the
operator to underline, is imported at the first line that needs it.
"""
import linecache
import sys

import _colorize
from _colorize import ANSIColors

__all__ = ['extract_stack', 'extract_tb', 'format_exception', 'format_exception_only',
           'format_list', 'format_stack', 'format_tb', 'print_exc', 'format_exc',
           'print_exception', 'print_last', 'print_stack', 'print_tb', 'clear_frames',
           'FrameSummary', 'StackSummary', 'TracebackException', 'walk_stack', 'walk_tb']

BUILTIN_EXCEPTION_LIMIT = object()

_cause_message = ("\nThe above exception was the direct cause "
                  "of the following exception:\n\n")
_context_message = ("\nDuring handling of the above exception, "
                    "another exception occurred:\n\n")

# How often the same line is shown before the rest is counted.
_RECURSIVE_CUTOFF = 3


class _Sentinel:
    def __repr__(self):
        return "<implicit>"


_sentinel = _Sentinel()


# Printing and formatting what is given

def print_list(extracted_list, file=None):
    """Print the entries of extract_tb() or extract_stack()."""
    if file is None:
        file = sys.stderr
    for item in StackSummary.from_list(extracted_list).format():
        print(item, file=file, end="")


def format_list(extracted_list):
    """The entries of extract_tb() or extract_stack(), or old 4-tuples, as strings."""
    return StackSummary.from_list(extracted_list).format()


def print_tb(tb, limit=None, file=None):
    """Print the entries of a traceback: the first `limit`, or the last for a negative one."""
    print_list(extract_tb(tb, limit=limit), file=file)


def format_tb(tb, limit=None):
    """The entries of a traceback as strings."""
    return extract_tb(tb, limit=limit).format()


def extract_tb(tb, limit=None):
    """The entries of a traceback as a StackSummary."""
    return StackSummary._extract_from_extended_frame_gen(
        _walk_tb_with_full_positions(tb), limit=limit)


def _parse_value_tb(exc, value, tb):
    if (value is _sentinel) != (tb is _sentinel):
        raise ValueError("Both or neither of value and tb must be given")
    if value is tb is _sentinel:
        if exc is None:
            return None, None
        if isinstance(exc, BaseException):
            return exc, exc.__traceback__
        raise TypeError(f'Exception expected for value, {type(exc).__name__} found')
    return value, tb


def print_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, file=None, chain=True,
                    **kwargs):
    """Print an exception with its traceback; given as the exception or as the old triple."""
    colorize = kwargs.get("colorize", False)
    value, tb = _parse_value_tb(exc, value, tb)
    TracebackException(type(value), value, tb, limit=limit, compact=True).print(
        file=file, chain=chain, colorize=colorize)


def _print_exception_bltin(exc, /):
    """What the interpreter does with an exception that nobody caught."""
    file = sys.stderr if sys.stderr is not None else sys.__stderr__
    print_exception(exc, limit=BUILTIN_EXCEPTION_LIMIT, file=file,
                    colorize=_colorize.can_colorize())


def format_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, chain=True, **kwargs):
    """What print_exception() prints, as a list of strings."""
    colorize = kwargs.get("colorize", False)
    value, tb = _parse_value_tb(exc, value, tb)
    picture = TracebackException(type(value), value, tb, limit=limit, compact=True)
    return list(picture.format(chain=chain, colorize=colorize))


def format_exception_only(exc, /, value=_sentinel, *, show_group=False, **kwargs):
    """The part after the stack: usually one string, more for a SyntaxError or notes."""
    colorize = kwargs.get("colorize", False)
    if value is _sentinel:
        value = exc
    picture = TracebackException(type(value), value, None, compact=True)
    return list(picture.format_exception_only(show_group=show_group, colorize=colorize))


def _format_final_exc_line(etype, value, *, insert_final_newline=True, colorize=False):
    text = _safe_string(value, 'exception')
    end = "\n" if insert_final_newline else ""
    if value is None or not text:
        if colorize:
            return f"{ANSIColors.BOLD_MAGENTA}{etype}{ANSIColors.RESET}{end}"
        return f"{etype}{end}"
    if colorize:
        return (f"{ANSIColors.BOLD_MAGENTA}{etype}{ANSIColors.RESET}: "
                f"{ANSIColors.MAGENTA}{text}{ANSIColors.RESET}{end}")
    return f"{etype}: {text}{end}"


def _safe_string(value, what, func=str):
    try:
        return func(value)
    except:
        return f'<{what} {func.__name__}() failed>'


def print_exc(limit=None, file=None, chain=True):
    """Print the exception that is being handled."""
    print_exception(sys.exception(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """What print_exc() prints, as one string."""
    return "".join(format_exception(sys.exception(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """Print the last exception that reached the prompt."""
    if not hasattr(sys, "last_exc") and not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    if hasattr(sys, "last_exc"):
        print_exception(sys.last_exc, limit=limit, file=file, chain=chain)
    else:
        print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit, file, chain)


def print_stack(f=None, limit=None, file=None):
    """Print the stack from the caller, or from the frame f."""
    if f is None:
        f = sys._getframe().f_back
    print_list(extract_stack(f, limit=limit), file=file)


def format_stack(f=None, limit=None):
    """What print_stack() prints, as a list of strings."""
    if f is None:
        f = sys._getframe().f_back
    return format_list(extract_stack(f, limit=limit))


def extract_stack(f=None, limit=None):
    """The stack from the caller, or from the frame f, oldest entry first."""
    if f is None:
        f = sys._getframe().f_back
    stack = StackSummary.extract(walk_stack(f), limit=limit)
    stack.reverse()
    return stack


def clear_frames(tb):
    """Clear the locals of every frame of a traceback that has ended."""
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:
            pass                          # still running
        tb = tb.tb_next


# Walking

def walk_stack(f):
    """Yield (frame, line number) from f, or the caller's caller, outwards."""
    if f is None:
        f = sys._getframe().f_back.f_back.f_back.f_back
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def walk_tb(tb):
    """Yield (frame, line number) from the outermost entry of a traceback inwards."""
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _walk_tb_with_full_positions(tb):
    """Like walk_tb(), with (line, end line, column, end column)."""
    while tb is not None:
        positions = _get_code_position(tb.tb_frame.f_code, tb.tb_lasti)
        if positions[0] is None:
            positions = (tb.tb_lineno,) + positions[1:]
        yield tb.tb_frame, positions
        tb = tb.tb_next


def _get_code_position(code, instruction_index):
    if instruction_index < 0:
        return None, None, None, None
    for index, position in enumerate(code.co_positions()):
        if index == instruction_index // 2:
            return position
    return None, None, None, None


# Text with columns

def _dedent(text):
    """Remove the whitespace that all lines with something on them begin with."""
    margin = None
    lines = text.split('\n')
    for line in lines:
        content = line.lstrip(' \t')
        if not content:
            continue
        indent = line[:len(line) - len(content)]
        if margin is None:
            margin = indent
            continue
        for count, (a, b) in enumerate(zip(margin, indent)):
            if a != b:
                margin = margin[:count]
                break
        else:
            margin = min(margin, indent, key=len)
    cut = len(margin or '')
    return '\n'.join([line[cut:] if line.strip(' \t') else '' for line in lines])


def _byte_offset_to_character_offset(str, offset):
    return len(str.encode('utf-8')[:offset].decode("utf-8", errors="replace"))


_WIDE_CHAR_SPECIFIERS = "WF"


def _display_width(line, offset=None):
    """The columns that a terminal needs for the line, or for its first characters."""
    if offset is None:
        offset = len(line)
    if line.isascii():
        return offset
    from unicodedata import east_asian_width
    return sum(2 if east_asian_width(char) in _WIDE_CHAR_SPECIFIERS else 1
               for char in line[:offset])


class _Anchors:
    """Where, in a segment of source, the part lies that the secondary character marks."""

    __slots__ = ('left_end_lineno', 'left_end_offset', 'right_start_lineno',
                 'right_start_offset', 'primary_char', 'secondary_char')

    def __init__(self, left_end_lineno, left_end_offset, right_start_lineno, right_start_offset,
                 primary_char="~", secondary_char="^"):
        self.left_end_lineno = left_end_lineno
        self.left_end_offset = left_end_offset
        self.right_start_lineno = right_start_lineno
        self.right_start_offset = right_start_offset
        self.primary_char = primary_char
        self.secondary_char = secondary_char

    def holds(self, line, column):
        return ((self.left_end_lineno, self.left_end_offset) <= (line, column)
                < (self.right_start_lineno, self.right_start_offset))


def _extract_caret_anchors_from_line_segment(segment):
    """The anchors of an expression: its operator, its subscript or its argument list."""
    import ast
    try:
        # In parentheses of their own, so that the expression may go over several lines.
        tree = ast.parse(f"(\n{segment}\n)")
    except SyntaxError:
        return None
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    expr = tree.body[0].value
    lines = segment.splitlines()

    def end_of(node):
        # ast counts lines from 1 and the opening parenthesis took one.
        line = node.end_lineno - 2
        if line >= len(lines):
            return len(lines) - 1, len(lines[-1])
        return line, _byte_offset_to_character_offset(lines[line], node.end_col_offset)

    def find(node, wanted):
        """The first place after the node with a wanted character, comments left out."""
        line, column = end_of(node)
        while line < len(lines):
            text = lines[line]
            while column < len(text) and text[column] not in '\\#':
                if wanted(text[column]):
                    return line, column
                column += 1
            line, column = line + 1, 0
        return None

    if isinstance(expr, ast.BinOp):
        place = find(expr.left, lambda c: not c.isspace() and c != ')')
        if place is None:
            return None
        line, column = place
        text = lines[line]
        length = 2 if isinstance(expr.op, (ast.Pow, ast.FloorDiv, ast.LShift, ast.RShift)) else 1
        return _Anchors(line, column, line, min(column + length, len(text)))
    if isinstance(expr, ast.Subscript):
        place = find(expr.value, lambda c: c == '[')
    elif isinstance(expr, ast.Call):
        place = find(expr.func, lambda c: c == '(')
    else:
        return None
    if place is None:
        return None
    return _Anchors(*place, *end_of(expr))


# Stacks

class FrameSummary:
    """One entry of a stack. It also unpacks and compares as (filename, lineno, name, line)."""

    __slots__ = ('filename', 'lineno', 'end_lineno', 'colno', 'end_colno', 'name', '_lines',
                 '_lines_dedented', 'locals')

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None,
                 end_lineno=None, colno=None, end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.end_lineno = lineno if end_lineno is None else end_lineno
        self.colno = colno
        self.end_colno = end_colno
        self.name = name
        # The source of all lines of the entry, read when first asked for.
        self._lines = line
        self._lines_dedented = None
        if lookup_line:
            self.line
        self.locals = None
        if locals:
            self.locals = {key: _safe_string(value, 'local', func=repr)
                           for key, value in locals.items()}

    def _as_tuple(self):
        return self.filename, self.lineno, self.name, self.line

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return (self.filename == other.filename and self.lineno == other.lineno
                    and self.name == other.name and self.locals == other.locals)
        if isinstance(other, tuple):
            return self._as_tuple() == other
        return NotImplemented

    __hash__ = None

    def __getitem__(self, pos):
        return self._as_tuple()[pos]

    def __iter__(self):
        return iter(self._as_tuple())

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"

    def __len__(self):
        return 4

    def _set_lines(self):
        if self._lines is None and self.lineno is not None and self.end_lineno is not None:
            # No newline at the end: that would make a line of its own.
            self._lines = "\n".join(
                [linecache.getline(self.filename, lineno).rstrip()
                 for lineno in range(self.lineno, self.end_lineno + 1)])

    @property
    def _original_lines(self):
        self._set_lines()
        return self._lines

    @property
    def _dedented_lines(self):
        self._set_lines()
        if self._lines_dedented is None and self._lines is not None:
            self._lines_dedented = _dedent(self._lines)
        return self._lines_dedented

    @property
    def line(self):
        """The first line of the source, stripped."""
        self._set_lines()
        if self._lines is None:
            return None
        return self._lines.partition("\n")[0].strip()


class StackSummary(list):
    """A list of FrameSummary."""

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        """Make one from what walk_stack() or walk_tb() yields."""
        def with_positions():
            for frame, lineno in frame_gen:
                yield frame, (lineno, None, None, None)
        return klass._extract_from_extended_frame_gen(
            with_positions(), limit=limit, lookup_lines=lookup_lines,
            capture_locals=capture_locals)

    @classmethod
    def _extract_from_extended_frame_gen(klass, frame_gen, *, limit=None, lookup_lines=True,
                                         capture_locals=False):
        is_builtin = limit is BUILTIN_EXCEPTION_LIMIT
        if limit is None or is_builtin:
            limit = getattr(sys, 'tracebacklimit', None)
            if is_builtin:
                # The interpreter shows the innermost entries.
                limit = -(1000 if not isinstance(limit, int) else limit)
                if limit > 0:
                    limit = 0
            elif limit is not None and limit < 0:
                limit = 0
        if limit is not None:
            if limit >= 0:
                from itertools import islice
                frame_gen = islice(frame_gen, limit)
            else:
                from _collections import deque
                frame_gen = deque(frame_gen, maxlen=-limit)
        result = klass()
        filenames = set()
        for frame, (lineno, end_lineno, colno, end_colno) in frame_gen:
            code = frame.f_code
            filename = code.co_filename
            filenames.add(filename)
            linecache.lazycache(filename, frame.f_globals)
            # Lines are looked up after the check whether the files have changed.
            result.append(FrameSummary(
                filename, lineno, code.co_name, lookup_line=False,
                locals=frame.f_locals if capture_locals else None,
                end_lineno=end_lineno, colno=colno, end_colno=end_colno))
        for filename in filenames:
            linecache.checkcache(filename)
        if lookup_lines:
            for summary in result:
                summary.line
        return result

    @classmethod
    def from_list(klass, a_list):
        """Make one from FrameSummary objects or (filename, lineno, name, line) tuples."""
        result = StackSummary()
        for item in a_list:
            if not isinstance(item, FrameSummary):
                filename, lineno, name, line = item
                item = FrameSummary(filename, lineno, name, line=line)
            result.append(item)
        return result

    def format_frame_summary(self, frame_summary, **kwargs):
        """One entry as a string; a subclass may return None to leave it out."""
        colorize = kwargs.get("colorize", False)
        filename = frame_summary.filename
        if filename.startswith("<stdin>-"):
            filename = "<stdin>"
        if colorize:
            tint, plain = ANSIColors.MAGENTA, ANSIColors.RESET
        else:
            tint = plain = ""
        parts = [f'  File {tint}"{filename}"{plain}, line {tint}{frame_summary.lineno}{plain}, '
                 f'in {tint}{frame_summary.name}{plain}\n']
        source = frame_summary._dedented_lines
        if source and source.strip():
            if frame_summary.colno is None or frame_summary.end_colno is None:
                parts.append(f'    {frame_summary.line}\n')
            else:
                parts += self._format_source(frame_summary, colorize)
        if frame_summary.locals:
            for name, value in sorted(frame_summary.locals.items()):
                parts.append(f'    {name} = {value}\n')
        return ''.join(parts)

    def _format_source(self, summary, colorize):
        """The lines of an entry with the carets beneath, as strings."""
        count = summary.end_lineno - summary.lineno + 1
        original = summary._original_lines.splitlines()
        lines = summary._dedented_lines.splitlines()[:count]
        removed = len(original[0]) - len(lines[0])
        start = max(0, _byte_offset_to_character_offset(original[0], summary.colno) - removed)
        end = max(0, _byte_offset_to_character_offset(original[count - 1], summary.end_colno)
                  - removed)
        text = "\n".join(lines)
        segment = text[start:len(text) - (len(lines[-1]) - end)]
        try:
            anchors = _extract_caret_anchors_from_line_segment(segment)
        except Exception:
            anchors = None
        carets = self._should_show_carets(start, end, lines, anchors)

        # The first and the last line are shown, and those around the anchors.
        shown = {0, len(lines) - 1}
        if anchors is not None:
            for line, attribute in ((anchors.left_end_lineno, 'left_end_offset'),
                                    (anchors.right_start_lineno, 'right_start_offset')):
                shown.update(range(line - 1, line + 2))
                # From characters of the segment to columns of the line.
                column = getattr(anchors, attribute) + (start if line == 0 else 0)
                setattr(anchors, attribute, _display_width(lines[line], offset=column))
        start_column = _display_width(lines[0], offset=start)
        end_column = _display_width(lines[-1], offset=end)

        rows = []

        def show(number):
            line = lines[number]
            if not carets:
                rows.append(line)
                return
            first = len(line) - len(line.lstrip())
            if number == 0:
                first = max(first, start_column)
            stop = end_column if number == len(lines) - 1 else _display_width(line)
            marks = [' '] * min(first, stop)
            for column in range(first, stop):
                if anchors is None:
                    marks.append('^')
                elif anchors.holds(number, column):
                    marks.append(anchors.secondary_char)
                else:
                    marks.append(anchors.primary_char)
            if colorize:
                rows.extend(_colored(line, marks))
            else:
                rows.append(line)
                rows.append(''.join(marks))

        previous = None
        for number in sorted(n for n in shown if 0 <= n < len(lines)):
            if previous is not None:
                between = number - previous - 1
                if between == 1:
                    show(number - 1)
                elif between > 1:
                    rows.append(f"...<{between} lines>...")
            show(number)
            previous = number
        if not colorize:
            rows = _dedent('\n'.join(rows)).split('\n')
        return ['    ' + row + '\n' for row in rows]

    def _should_show_carets(self, start_offset, end_offset, all_lines, anchors):
        """Not for what is the whole line, or the call that a statement consists of."""
        import ast
        try:
            tree = ast.parse('\n'.join(all_lines))
        except SyntaxError:
            pass
        else:
            if not tree.body:
                return False
            statement = tree.body[0]
            value = None
            if isinstance(statement, ast.Return):
                if (isinstance(statement.value, ast.Call)
                        and isinstance(statement.value.func, ast.Name)):
                    value = statement.value
            elif (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
                    and len(statement.targets) == 1):
                value = statement.value
            if (value is not None and value.lineno == 1
                    and value.end_lineno == len(all_lines)
                    and value.col_offset == start_offset
                    and value.end_col_offset == end_offset):
                return False
        if anchors:
            return True
        return bool(all_lines[0][:start_offset].lstrip() or all_lines[-1][end_offset:].rstrip())

    def format(self, **kwargs):
        """The entries as strings; what repeats by recursion is counted."""
        colorize = kwargs.get("colorize", False)
        result = []
        last = None
        repeats = 0

        def close():
            more = repeats - _RECURSIVE_CUTOFF
            if more > 0:
                result.append(f'  [Previous line repeated {more} more '
                              f'time{"s" if more > 1 else ""}]\n')

        for summary in self:
            text = self.format_frame_summary(summary, colorize=colorize)
            if text is None:
                continue
            key = summary.filename, summary.lineno, summary.name
            if key != last or summary.lineno is None:
                close()
                last = key
                repeats = 0
            repeats += 1
            if repeats <= _RECURSIVE_CUTOFF:
                result.append(text)
        close()
        return result


def _colored(line, marks):
    """A line and its carets, each run of one kind in its colour."""
    from itertools import groupby
    line_parts, mark_parts = [], []
    position = 0
    for char, run in groupby(marks):
        run = ''.join(run)
        piece = line[position:position + len(run)]
        position += len(run)
        color = {'^': ANSIColors.BOLD_RED, '~': ANSIColors.RED}.get(char)
        if color is None:
            line_parts.append(piece)
            mark_parts.append(run)
        else:
            line_parts.append(color + piece + ANSIColors.RESET)
            mark_parts.append(color + run + ANSIColors.RESET)
    line_parts.append(line[position:])
    return ''.join(line_parts), ''.join(mark_parts)


class _ExceptionPrintContext:
    """How deep in exception groups the output is, and what is still to be closed."""

    def __init__(self):
        self.seen = set()
        self.exception_group_depth = 0
        self.need_close = False

    def indent(self):
        return ' ' * (2 * self.exception_group_depth)

    def emit(self, text_gen, margin_char=None):
        """Yield lines with the margin of the depth, which is '|' or the character given."""
        margin = self.indent()
        if self.exception_group_depth:
            margin += (margin_char or '|') + ' '
        if isinstance(text_gen, str):
            text_gen = [text_gen]
        for text in text_gen:
            # Blank lines have the margin too.
            yield ''.join([margin + line for line in text.splitlines(keepends=True)])


class TracebackException:
    """A picture of an exception, its stack, its cause and context, ready to be formatted."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True,
                 capture_locals=False, compact=False, max_group_width=15, max_group_depth=10,
                 save_exc_type=True, _seen=None):
        is_root = _seen is None
        if is_root:
            _seen = set()
        _seen.add(id(exc_value))
        self.max_group_width = max_group_width
        self.max_group_depth = max_group_depth
        self.stack = StackSummary._extract_from_extended_frame_gen(
            _walk_tb_with_full_positions(exc_traceback), limit=limit,
            lookup_lines=lookup_lines, capture_locals=capture_locals)
        self._exc_type = exc_type if save_exc_type else None
        # The text is taken now: the exception may change, or vanish.
        self._str = _safe_string(exc_value, 'exception')
        try:
            self.__notes__ = getattr(exc_value, '__notes__', None)
        except Exception as error:
            shown = _safe_string(error, "__notes__", repr)
            self.__notes__ = [f'Ignored error getting __notes__: {shown}']
        self._is_syntax_error = False
        self._have_exc_type = exc_type is not None
        if exc_type is not None:
            self.exc_type_qualname = exc_type.__qualname__
            self.exc_type_module = exc_type.__module__
            self._take_details(exc_type, exc_value, exc_traceback)
        else:
            self.exc_type_qualname = None
            self.exc_type_module = None
        if lookup_lines:
            self._load_lines()
        self.__suppress_context__ = (exc_value.__suppress_context__
                                     if exc_value is not None else False)
        self.__cause__ = self.__context__ = self.exceptions = None
        if not is_root:
            return

        # Not by recursion: a chain may be longer than the stack is deep.
        options = dict(limit=limit, lookup_lines=lookup_lines, capture_locals=capture_locals,
                       max_group_width=max_group_width, max_group_depth=max_group_depth,
                       _seen=_seen)

        def picture(e):
            return TracebackException(type(e), e, e.__traceback__, **options)

        pending = [(self, exc_value)]
        while pending:
            te, e = pending.pop()
            if e is None:
                continue
            cause, context = e.__cause__, e.__context__
            if cause is not None and id(cause) not in _seen:
                te.__cause__ = picture(cause)
                pending.append((te.__cause__, cause))
            # With compact, a context that would not be shown is not kept.
            wanted = (e.__cause__ is None and not e.__suppress_context__) if compact else True
            if context is not None and wanted and id(context) not in _seen:
                te.__context__ = picture(context)
                pending.append((te.__context__, context))
            if isinstance(e, BaseExceptionGroup):
                te.exceptions = [picture(member) for member in e.exceptions]
                pending.extend(zip(te.exceptions, e.exceptions))

    def _take_details(self, exc_type, exc_value, exc_traceback):
        if issubclass(exc_type, SyntaxError):
            self.filename = exc_value.filename
            lno = exc_value.lineno
            self.lineno = str(lno) if lno is not None else None
            end_lno = exc_value.end_lineno
            self.end_lineno = str(end_lno) if end_lno is not None else None
            self.text = exc_value.text
            self.offset = exc_value.offset
            self.end_offset = exc_value.end_offset
            self.msg = exc_value.msg
            self._is_syntax_error = True
            return
        if issubclass(exc_type, ImportError):
            wrong_name = getattr(exc_value, "name_from", None)
        elif issubclass(exc_type, (NameError, AttributeError)):
            wrong_name = getattr(exc_value, "name", None)
        else:
            return
        if wrong_name is None:
            return
        suggestion = _compute_suggestion_error(exc_value, exc_traceback, wrong_name)
        if suggestion:
            self._str += f". Did you mean: '{suggestion}'?"
        if issubclass(exc_type, NameError) and wrong_name in sys.stdlib_module_names:
            if suggestion:
                self._str += f" Or did you forget to import '{wrong_name}'?"
            else:
                self._str += f". Did you forget to import '{wrong_name}'?"

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        """A picture of an exception object."""
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    @property
    def exc_type(self):
        import warnings
        warnings.warn('Deprecated in 3.13. Use exc_type_str instead.',
                      DeprecationWarning, stacklevel=2)
        return self._exc_type

    @property
    def exc_type_str(self):
        """The name of the type as it is shown."""
        if not self._have_exc_type:
            return None
        module = self.exc_type_module
        if module in ("__main__", "builtins"):
            return self.exc_type_qualname
        if not isinstance(module, str):
            module = "<unknown>"
        return module + '.' + self.exc_type_qualname

    def _load_lines(self):
        for summary in self.stack:
            summary.line

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self.__dict__ == other.__dict__
        return NotImplemented

    __hash__ = None

    def __str__(self):
        return self._str

    def format_exception_only(self, *, show_group=False, _depth=0, **kwargs):
        """Yield what follows the stack: the type and text, notes, with show_group the members."""
        colorize = kwargs.get("colorize", False)
        indent = 3 * _depth * ' '
        if not self._have_exc_type:
            yield indent + _format_final_exc_line(None, self._str, colorize=colorize)
            return
        name = self.exc_type_str
        if not self._is_syntax_error:
            if _depth > 0:
                # The text of a member may have several lines, which are all indented.
                text = _format_final_exc_line(name, self._str, insert_final_newline=False,
                                              colorize=colorize)
                yield from [indent + line + '\n' for line in text.split('\n')]
            else:
                yield _format_final_exc_line(name, self._str, colorize=colorize)
        else:
            yield from [indent + line
                        for line in self._format_syntax_error(name, colorize=colorize)]
        notes = self.__notes__
        if _is_sequence(notes):
            for note in notes:
                for line in _safe_string(note, 'note').split('\n'):
                    yield indent + line + '\n'
        elif notes is not None:
            yield indent + "{}\n".format(_safe_string(notes, '__notes__', func=repr))
        if self.exceptions and show_group:
            for member in self.exceptions:
                yield from member.format_exception_only(show_group=show_group, _depth=_depth + 1,
                                                        colorize=colorize)

    def _format_syntax_error(self, stype, **kwargs):
        """Yield the place, the line with its caret, and the message of a SyntaxError."""
        colorize = kwargs.get("colorize", False)
        if colorize:
            tint, strong, head, plain = (ANSIColors.MAGENTA, ANSIColors.BOLD_RED,
                                         ANSIColors.BOLD_MAGENTA, ANSIColors.RESET)
        else:
            tint = strong = head = plain = ""
        suffix = ''
        if self.lineno is not None:
            yield (f'  File {tint}"{self.filename or "<string>"}"{plain}, '
                   f'line {tint}{self.lineno}{plain}\n')
        elif self.filename is not None:
            suffix = f' ({self.filename})'
        if isinstance(self.text, str):
            whole = self.text.rstrip('\n')
            line = whole.lstrip(' \n\f')
            removed = len(whole) - len(line)
            if self.offset is None:
                yield f'    {line}\n'
            elif isinstance(self.lineno, str):
                start = self.offset
                if self.lineno == self.end_lineno:
                    end = self.end_offset if self.end_offset not in (None, 0) else start
                else:
                    end = len(whole) + 1
                if start > len(whole) + 1:
                    start = len(whole) + 1
                    end = max(start, end)
                if start == end or end == -1:
                    end = start + 1
                # From 1 and the whole line to 0 and the stripped one.
                start -= 1 + removed
                end -= 1 + removed
                if start >= 0:
                    # Tabs are kept, so that the caret is beneath its character.
                    space = ''.join([c if c.isspace() else ' ' for c in line[:start]])
                    if colorize:
                        line = line[:start] + strong + line[start:end] + plain + line[end:]
                    yield f'    {line}\n'
                    yield f'    {space}{strong}{"^" * (end - start)}{plain}\n'
                else:
                    yield f'    {line}\n'
        message = self.msg or "<no detail available>"
        yield f"{head}{stype}{plain}: {tint}{message}{plain}{suffix}\n"

    def format(self, *, chain=True, _ctx=None, **kwargs):
        """Yield the strings of the whole: causes and contexts first, members of groups indented."""
        colorize = kwargs.get("colorize", False)
        if _ctx is None:
            _ctx = _ExceptionPrintContext()
        chained = [(None, self)]
        exc = self
        while chain:
            if exc.__cause__ is not None:
                message, exc = _cause_message, exc.__cause__
            elif exc.__context__ is not None and not exc.__suppress_context__:
                message, exc = _context_message, exc.__context__
            else:
                break
            chained[-1] = message, chained[-1][1]
            chained.append((None, exc))
        for message, exc in reversed(chained):
            if message is not None:
                yield from _ctx.emit(message)
            if exc.exceptions is None:
                if exc.stack:
                    yield from _ctx.emit('Traceback (most recent call last):\n')
                    yield from _ctx.emit(exc.stack.format(colorize=colorize))
                yield from _ctx.emit(exc.format_exception_only(colorize=colorize))
            elif _ctx.exception_group_depth > self.max_group_depth:
                yield from _ctx.emit(f"... (max_group_depth is {self.max_group_depth})\n")
            else:
                yield from self._format_group(exc, chain, _ctx, colorize)

    def _format_group(self, group, chain, ctx, colorize):
        top = ctx.exception_group_depth == 0
        if top:
            ctx.exception_group_depth = 1
        if group.stack:
            yield from ctx.emit('Exception Group Traceback (most recent call last):\n',
                                margin_char='+' if top else None)
            yield from ctx.emit(group.stack.format(colorize=colorize))
        yield from ctx.emit(group.format_exception_only(colorize=colorize))
        total = len(group.exceptions)
        width = self.max_group_width
        shown = min(total, width)
        rows = total if total <= width else width + 1
        ctx.need_close = False
        for index in range(rows):
            is_last = index == rows - 1
            if is_last:
                # A group inside may draw the closing line first.
                ctx.need_close = True
            title = str(index + 1) if index < shown else '...'
            yield (ctx.indent() + ('+-' if index == 0 else '  ')
                   + f'+---------------- {title} ----------------\n')
            ctx.exception_group_depth += 1
            if index < shown:
                yield from group.exceptions[index].format(chain=chain, _ctx=ctx,
                                                          colorize=colorize)
            else:
                more = total - width
                yield from ctx.emit(f"and {more} more exception{'s' if more > 1 else ''}\n")
            if is_last and ctx.need_close:
                yield ctx.indent() + "+------------------------------------\n"
                ctx.need_close = False
            ctx.exception_group_depth -= 1
        if top:
            ctx.exception_group_depth = 0

    def print(self, *, file=None, chain=True, **kwargs):
        """Print what format() yields."""
        colorize = kwargs.get("colorize", False)
        if file is None:
            file = sys.stderr
        for line in self.format(chain=chain, colorize=colorize):
            print(line, file=file, end="")


def _is_sequence(value):
    if isinstance(value, (list, tuple)):
        return True
    if value is None or isinstance(value, (str, bytes)):
        return False
    from _collections_abc import Sequence
    return isinstance(value, Sequence)


# Suggestions

_MAX_CANDIDATE_ITEMS = 750
_MAX_STRING_SIZE = 40
_MOVE_COST = 2
_CASE_COST = 1


def _substitution_cost(ch_a, ch_b):
    if ch_a == ch_b:
        return 0
    if ch_a.lower() == ch_b.lower():
        return _CASE_COST
    return _MOVE_COST


def _candidates(exc_value, tb, wrong_name):
    """The names that might have been meant, or a string that surely was."""
    if isinstance(exc_value, AttributeError):
        names = _names_of(exc_value.obj)
        hide_private = wrong_name[:1] != '_'
        if hide_private and tb is not None:
            # A method may use what is private to its object.
            scope = _innermost_frame(tb).f_locals
            if 'self' in scope and scope['self'] is exc_value.obj:
                hide_private = False
    elif isinstance(exc_value, ImportError):
        names = _names_of(__import__(exc_value.name, fromlist=['_']))
        hide_private = wrong_name[:1] != '_'
    else:
        if tb is None:
            return []
        frame = _innermost_frame(tb)
        names = list(dict.fromkeys([*frame.f_locals, *frame.f_globals, *frame.f_builtins]))
        names = [name for name in names if isinstance(name, str)]
        hide_private = False
        # Perhaps an attribute of the object whose method this is.
        if 'self' in frame.f_locals:
            try:
                if hasattr(frame.f_locals['self'], wrong_name):
                    return f"self.{wrong_name}"
            except Exception:
                pass
    if hide_private:
        names = [name for name in names if name[:1] != '_']
    return names


def _innermost_frame(tb):
    while tb.tb_next is not None:
        tb = tb.tb_next
    return tb.tb_frame


def _names_of(obj):
    try:
        names = dir(obj)
    except TypeError:                     # names that can't be sorted
        names = list(type(obj).__dict__) + list(getattr(obj, '__dict__', ()))
    return sorted(name for name in names if isinstance(name, str))


def _compute_suggestion_error(exc_value, tb, wrong_name):
    """The name that was probably meant, or None."""
    if not isinstance(wrong_name, str):
        return None
    try:
        names = _candidates(exc_value, tb, wrong_name)
    except Exception:
        return None
    if isinstance(names, str):
        return names
    length = len(wrong_name)
    if len(names) > _MAX_CANDIDATE_ITEMS or length > _MAX_STRING_SIZE:
        return None
    best_distance = length
    suggestion = None
    for name in names:
        if name == wrong_name:
            continue                      # it exists, but not for reading
        # No more than one edit in three characters.
        limit = (len(name) + length + 3) * _MOVE_COST // 6
        limit = min(limit, best_distance - 1)
        distance = _levenshtein_distance(wrong_name, name, limit)
        if distance > limit:
            continue
        if not suggestion or distance < best_distance:
            suggestion = name
            best_distance = distance
    return suggestion


def _levenshtein_distance(a, b, max_cost):
    """The cost of making a into b; anything above max_cost may be given as max_cost + 1."""
    if a == b:
        return 0
    # What both begin or end with costs nothing.
    start = 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    stop = 0
    shorter = min(len(a), len(b))
    while stop < shorter and a[-1 - stop] == b[-1 - stop]:
        stop += 1
    if stop:
        a, b = a[:-stop], b[:-stop]
    if not a or not b:
        return _MOVE_COST * (len(a) + len(b))
    if len(a) > _MAX_STRING_SIZE or len(b) > _MAX_STRING_SIZE:
        return max_cost + 1
    if len(b) < len(a):
        a, b = b, a
    if (len(b) - len(a)) * _MOVE_COST > max_cost:
        return max_cost + 1
    row = list(range(_MOVE_COST, _MOVE_COST * (len(a) + 1), _MOVE_COST))
    result = 0
    for b_index, b_char in enumerate(b):
        # `left` is the cell to the left, `diagonal` the one above it.
        left = diagonal = b_index * _MOVE_COST
        minimum = None
        for index, a_char in enumerate(a):
            substitute = diagonal + _substitution_cost(b_char, a_char)
            diagonal = row[index]
            left = result = min(substitute, min(left, diagonal) + _MOVE_COST)
            row[index] = left
            if minimum is None or left < minimum:
                minimum = left
        if minimum > max_cost:
            return max_cost + 1           # it can only become more
    return result
