"""The instructions of the VM's bytecode: names and numbers.

Krait is a register machine, so the tables differ from CPython's, and what is about a stack
(stack_effect, HAVE_ARGUMENT) has no meaning here. Expected of the native `_opcode`:
table() -> a list with one (name, operand kinds, sentence) per number.
"""
try:
    from _opcode import table as _table
except ImportError:
    def _table():
        return []

__all__ = ["cmp_op", "stack_effect", "hascompare", "opname", "opmap", "HAVE_ARGUMENT",
           "EXTENDED_ARG", "hasarg", "hasconst", "hasname", "hasjump", "hasjrel", "hasjabs",
           "hasfree", "haslocal", "hasexc"]

cmp_op = ('<', '<=', '==', '!=', '>', '>=')

_rows = _table()
opname = [row[0] for row in _rows]
opmap = {name: number for number, name in enumerate(opname)}
_docs = {row[0]: row[2] for row in _rows}


def _having(*kinds):
    return [number for number, row in enumerate(_rows)
            if any(kind in operand for operand in row[1] for kind in kinds)]


hasarg = [number for number, row in enumerate(_rows) if row[1]]
hasconst = _having('const')
hasname = _having('name')
hasjrel = hasjump = _having('label', 'jump')
hasjabs = []
hasfree = _having('cell', 'free')
haslocal = _having('reg', 'local')
hascompare = []
hasexc = []
HAVE_ARGUMENT = 0
EXTENDED_ARG = -1


def stack_effect(opcode, oparg=None, /, *, jump=None):
    """There is no stack that an instruction could have an effect on."""
    raise ValueError("stack effects do not exist on a register machine")
