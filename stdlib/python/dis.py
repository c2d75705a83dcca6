"""Shows the bytecode of functions, classes, modules and source.

The interface is CPython's; the text is that of the VM's own instructions. Expected of the native
`_opcode`: disassemble(code) -> a list with one tuple (offset, opcode, name, operands, text of the
operands, (line, end line, column, end column), whether something jumps here) per instruction.
"""
import collections
import io
import sys
import types

from opcode import *
from opcode import __all__ as _opcodes_all
from opcode import _docs

__all__ = ["code_info", "dis", "disassemble", "distb", "disco", "findlinestarts",
           "findlabels", "show_code", "get_instructions", "Instruction", "Bytecode"] + _opcodes_all

_have_code = (types.MethodType, types.FunctionType, types.CodeType, classmethod, staticmethod,
              type)

COMPILER_FLAG_NAMES = {1: "OPTIMIZED", 2: "NEWLOCALS", 4: "VARARGS", 8: "VARKEYWORDS",
                       16: "NESTED", 32: "GENERATOR", 64: "NOFREE", 128: "COROUTINE",
                       256: "ITERABLE_COROUTINE", 512: "ASYNC_GENERATOR"}

Positions = collections.namedtuple(
    'Positions', ['lineno', 'end_lineno', 'col_offset', 'end_col_offset'], defaults=[None] * 4)

_Instruction = collections.namedtuple(
    "_Instruction", ["opname", "opcode", "arg", "argval", "argrepr", "offset", "start_offset",
                     "starts_line", "line_number", "label", "positions", "cache_info"],
    defaults=[None, None, None])


class Instruction(_Instruction):
    """One instruction. argval is the tuple of its operands, argrepr their text."""

    @property
    def oparg(self):
        return self.arg

    @property
    def baseopcode(self):
        return self.opcode

    @property
    def baseopname(self):
        return self.opname

    @property
    def is_jump_target(self):
        return self.label is not None

    @property
    def jump_target(self):
        return None

    @property
    def cache_offset(self):
        return self.offset

    @property
    def end_offset(self):
        return self.offset

    @property
    def doc(self):
        """What the instruction does, in one sentence."""
        return _docs.get(self.opname, '')


def pretty_flags(flags):
    """The flags of a code object by name."""
    names = []
    for bit in range(32):
        flag = 1 << bit
        if flags & flag:
            names.append(COMPILER_FLAG_NAMES.get(flag, hex(flag)))
            flags ^= flag
            if not flags:
                break
    else:
        names.append(hex(flags))
    return ", ".join(names)


def _try_compile(source, name):
    try:
        return compile(source, name, 'eval')
    except SyntaxError:
        pass
    return compile(source, name, 'exec')


def _get_code_object(x):
    while hasattr(x, '__func__'):
        x = x.__func__
    for attribute in ('__code__', 'gi_code', 'ag_code', 'cr_code'):
        if hasattr(x, attribute):
            x = getattr(x, attribute)
            break
    if isinstance(x, str):
        x = _try_compile(x, "<disassembly>")
    if hasattr(x, 'co_code'):
        return x
    raise TypeError("don't know how to disassemble %s objects" % type(x).__name__)


def code_info(x):
    """The details of a code object, several lines."""
    co = _get_code_object(x)
    lines = ["Name:              %s" % co.co_name,
             "Filename:          %s" % co.co_filename,
             "Argument count:    %s" % co.co_argcount,
             "Positional-only arguments: %s" % co.co_posonlyargcount,
             "Kw-only arguments: %s" % co.co_kwonlyargcount,
             "Number of locals:  %s" % co.co_nlocals,
             "Stack size:        %s" % co.co_stacksize,
             "Flags:             %s" % pretty_flags(co.co_flags)]
    for title, values in (("Constants", [repr(value) for value in co.co_consts]),
                          ("Names", co.co_names), ("Variable names", co.co_varnames),
                          ("Free variables", co.co_freevars), ("Cell variables", co.co_cellvars)):
        if values:
            lines.append(title + ":")
            lines += ["%4d: %s" % pair for pair in enumerate(values)]
    return "\n".join(lines)


def show_code(co, *, file=None):
    """Print code_info()."""
    print(code_info(co), file=file)


def _instructions(co, line_offset=0):
    from _opcode import disassemble as native
    last_line = None
    labels = 0
    for offset, number, name, operands, text, position, is_target in native(co):
        positions = Positions(*position)
        line = positions.lineno
        if line is not None:
            line += line_offset
        starts = line is not None and line != last_line
        if line is not None:
            last_line = line
        label = None
        if is_target:
            labels += 1
            label = labels
        yield Instruction(name, number, operands[0] if operands else None, operands, text, offset,
                          offset, starts, line, label, positions, None)


def get_instructions(x, *, first_line=None, show_caches=None, adaptive=False):
    """Yield the instructions of a function, code object or source."""
    co = _get_code_object(x)
    return _instructions(co, 0 if first_line is None else first_line - co.co_firstlineno)


def _print_code(co, lasti, file, line_offset=0, show_offsets=True):
    first = True
    for item in _instructions(co, line_offset):
        if item.starts_line and not first:
            print(file=file)
        first = False
        line = str(item.line_number) if item.starts_line else ''
        mark = '-->' if item.offset == lasti else ''
        label = f'L{item.label}:' if item.label is not None else ''
        offset = f'{item.offset:4d} ' if show_offsets else ''
        print(f'{line:>4} {mark:>3} {label:>5} {offset}{item.opname:<28} {item.argrepr}'.rstrip(),
              file=file)


def disassemble(co, lasti=-1, *, file=None, show_caches=False, adaptive=False,
                show_offsets=False):
    """Print the instructions of one code object."""
    _print_code(co, lasti, file, show_offsets=show_offsets)


def disco(co, lasti=-1, *, file=None, show_caches=False, adaptive=False, show_offsets=False):
    disassemble(co, lasti, file=file, show_offsets=show_offsets)


def _disassemble_recursive(co, *, file=None, depth=None, show_offsets=False):
    disassemble(co, file=file, show_offsets=show_offsets)
    if depth is None or depth > 0:
        if depth is not None:
            depth -= 1
        for constant in co.co_consts:
            if hasattr(constant, 'co_code'):
                print(file=file)
                print("Disassembly of %r:" % (constant,), file=file)
                _disassemble_recursive(constant, file=file, depth=depth,
                                       show_offsets=show_offsets)


def dis(x=None, *, file=None, depth=None, show_caches=False, adaptive=False,
        show_offsets=False):
    """Print the instructions of anything that has some; of the last traceback without argument."""
    if x is None:
        distb(file=file, show_offsets=show_offsets)
        return
    while hasattr(x, '__func__'):
        x = x.__func__
    for attribute in ('__code__', 'gi_code', 'ag_code', 'cr_code'):
        if hasattr(x, attribute):
            x = getattr(x, attribute)
            break
    if hasattr(x, '__dict__') and not hasattr(x, 'co_code'):
        for name, member in sorted(x.__dict__.items()):
            if isinstance(member, _have_code):
                print("Disassembly of %s:" % name, file=file)
                try:
                    dis(member, file=file, depth=depth, show_offsets=show_offsets)
                except TypeError as error:
                    print("Sorry:", error, file=file)
                print(file=file)
    elif hasattr(x, 'co_code'):
        _disassemble_recursive(x, file=file, depth=depth, show_offsets=show_offsets)
    elif isinstance(x, str):
        _disassemble_recursive(_try_compile(x, '<dis>'), file=file, depth=depth,
                               show_offsets=show_offsets)
    else:
        raise TypeError("don't know how to disassemble %s objects" % type(x).__name__)


def distb(tb=None, *, file=None, show_caches=False, adaptive=False, show_offsets=False):
    """Print the instructions of the innermost entry of a traceback, the last one by default."""
    if tb is None:
        try:
            tb = sys.last_exc.__traceback__ if hasattr(sys, 'last_exc') else sys.last_traceback
        except AttributeError:
            raise RuntimeError("no last traceback to disassemble") from None
        while tb.tb_next:
            tb = tb.tb_next
    disassemble(tb.tb_frame.f_code, tb.tb_lasti, file=file, show_offsets=show_offsets)


def findlabels(code):
    """The offsets that are jumped to."""
    return [item.offset for item in _instructions(code) if item.is_jump_target]


def findlinestarts(code):
    """Yield (offset, line) where a new line begins."""
    last = False
    for start, _, line in code.co_lines():
        if line is not last:
            last = line
            yield start, line


def _find_imports(co):
    """(name, level, names or None) of each import statement of a code object itself."""
    from _opcode import disassemble as native
    constants = {}
    for _, _, name, operands, text, _, _ in native(co):
        if name == 'LOAD_CONST':
            constants[operands[0]] = co.co_consts[operands[1]]
        elif name == 'IMPORT_NAME':
            _, bracket, level = text.partition('[')
            yield (co.co_names[operands[1]], int(level[:-1]) if bracket else 0,
                   constants.get(operands[2]))


def _find_store_names(co):
    """The names that a code object binds as global or class names."""
    from _opcode import disassemble as native
    yield from {co.co_names[operands[0]] for _, _, name, operands, *_ in native(co)
                if name in ('STORE_NAME', 'STORE_GLOBAL')}


class Bytecode:
    """The instructions of something, to iterate over or to show."""

    def __init__(self, x, *, first_line=None, current_offset=None, show_caches=False,
                 adaptive=False, show_offsets=False):
        self.codeobj = co = _get_code_object(x)
        if first_line is None:
            self.first_line = co.co_firstlineno
            self._line_offset = 0
        else:
            self.first_line = first_line
            self._line_offset = first_line - co.co_firstlineno
        self._original_object = x
        self.current_offset = current_offset
        self.show_offsets = show_offsets

    def __iter__(self):
        return _instructions(self.codeobj, self._line_offset)

    def __repr__(self):
        return "{}({!r})".format(self.__class__.__name__, self._original_object)

    @classmethod
    def from_traceback(cls, tb, *, show_caches=False, adaptive=False):
        """The bytecode of the innermost entry of a traceback."""
        while tb.tb_next:
            tb = tb.tb_next
        return cls(tb.tb_frame.f_code, current_offset=tb.tb_lasti)

    def info(self):
        return code_info(self.codeobj)

    def dis(self):
        """What dis() would print, as a string."""
        with io.StringIO() as output:
            _print_code(self.codeobj, -1 if self.current_offset is None else self.current_offset,
                        output, self._line_offset, self.show_offsets)
            return output.getvalue()


def main():
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument('-O', '--show-offsets', action='store_true',
                        help='show instruction offsets')
    parser.add_argument('infile', nargs='?', default='-')
    args = parser.parse_args()
    if args.infile == '-':
        name, source = '<stdin>', sys.stdin.buffer.read()
    else:
        name = args.infile
        with open(args.infile, 'rb') as infile:
            source = infile.read()
    dis(compile(source, name, "exec"), show_offsets=args.show_offsets)


if __name__ == "__main__":
    main()
