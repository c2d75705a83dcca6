"""Interface to the compiler's internal symbol tables

symtable(code, filename, compile_type) gives the table of a module; its children are those of the
functions, classes and annotation scopes in it. A table is made once for each entry of the compiler.
"""
import _symtable
from _symtable import (USE, DEF_GLOBAL, DEF_NONLOCAL, DEF_LOCAL, DEF_PARAM, DEF_IMPORT, DEF_BOUND,
                       DEF_ANNOT, SCOPE_OFF, SCOPE_MASK, FREE, LOCAL, GLOBAL_IMPLICIT,
                       GLOBAL_EXPLICIT, CELL)
import weakref
from enum import StrEnum

__all__ = ["symtable", "SymbolTableType", "SymbolTable", "Class", "Function", "Symbol"]

_SCOPES = {value: name for name, value in (
    ("FREE", FREE), ("LOCAL", LOCAL), ("GLOBAL_IMPLICIT", GLOBAL_IMPLICIT),
    ("GLOBAL_EXPLICIT", GLOBAL_EXPLICIT), ("CELL", CELL))}
_FLAGS = (("USE", USE), ("DEF_GLOBAL", DEF_GLOBAL), ("DEF_NONLOCAL", DEF_NONLOCAL),
          ("DEF_LOCAL", DEF_LOCAL), ("DEF_PARAM", DEF_PARAM), ("DEF_IMPORT", DEF_IMPORT),
          ("DEF_BOUND", DEF_BOUND), ("DEF_ANNOT", DEF_ANNOT))


def _scope_of(flags):
    return flags >> SCOPE_OFF & SCOPE_MASK


def symtable(code, filename, compile_type):
    """Return the toplevel *SymbolTable* for the source code.

    *filename* is the name of the file with the code
    and *compile_type* is the *compile()* mode argument.
    """
    return _table_of(_symtable.symtable(code, filename, compile_type), filename)


_tables = weakref.WeakValueDictionary()


def _table_of(entry, filename):
    key = entry, filename
    table = _tables.get(key)
    if table is None:
        kinds = {_symtable.TYPE_FUNCTION: Function, _symtable.TYPE_CLASS: Class}
        kind = kinds.get(entry.type, SymbolTable)
        table = _tables[key] = kind(entry, filename)
    return table


class SymbolTableType(StrEnum):
    MODULE = "module"
    FUNCTION = "function"
    CLASS = "class"
    ANNOTATION = "annotation"
    TYPE_ALIAS = "type alias"
    TYPE_PARAMETERS = "type parameters"
    TYPE_VARIABLE = "type variable"


_TYPES = {_symtable.TYPE_MODULE: SymbolTableType.MODULE,
          _symtable.TYPE_FUNCTION: SymbolTableType.FUNCTION,
          _symtable.TYPE_CLASS: SymbolTableType.CLASS,
          _symtable.TYPE_ANNOTATION: SymbolTableType.ANNOTATION,
          _symtable.TYPE_TYPE_ALIAS: SymbolTableType.TYPE_ALIAS,
          _symtable.TYPE_TYPE_PARAMETERS: SymbolTableType.TYPE_PARAMETERS,
          _symtable.TYPE_TYPE_VARIABLE: SymbolTableType.TYPE_VARIABLE}


class SymbolTable:
    """The names of a block."""

    def __init__(self, raw_table, filename):
        self._table = raw_table
        self._filename = filename
        self._symbols = {}

    def __repr__(self):
        kind = "" if type(self) is SymbolTable else f"{type(self).__name__} "
        if self._table.name == "top":
            return f"<{kind}SymbolTable for module {self._filename}>"
        return f"<{kind}SymbolTable for {self._table.name} in {self._filename}>"

    def get_type(self):
        """Return the type of the symbol table, a *SymbolTableType*."""
        return _TYPES[self._table.type]

    def get_id(self):
        """Return an identifier for the table."""
        return self._table.id

    def get_name(self):
        """Return the name of the function or class, or 'top' of the module."""
        return self._table.name

    def get_lineno(self):
        """Return the number of the first line of the block."""
        return self._table.lineno

    def is_optimized(self):
        """Return *True* if the locals of the block can be optimized."""
        return self._table.type == _symtable.TYPE_FUNCTION

    def is_nested(self):
        """Return *True* if the block is inside of a function."""
        return bool(self._table.nested)

    def has_children(self):
        """Return *True* if there are blocks within it."""
        return bool(self._table.children)

    def get_identifiers(self):
        """Return a view of the names in the table."""
        return self._table.symbols.keys()

    def lookup(self, name):
        """Return the *Symbol* of a name."""
        symbol = self._symbols.get(name)
        if symbol is None:
            flags = self._table.symbols[name]
            inside = [_table_of(entry, self._filename) for entry in self._table.children
                      if entry.name == name]
            symbol = Symbol(name, flags, inside, module_scope=self._table.name == "top")
            self._symbols[name] = symbol
        return symbol

    def get_symbols(self):
        """Return the *Symbol* of each name in the table."""
        return [self.lookup(name) for name in self.get_identifiers()]

    def get_children(self):
        """Return the tables of the blocks within this one."""
        return [_table_of(entry, self._filename) for entry in self._table.children]


class Function(SymbolTable):
    """The names of a function."""

    _groups = None

    def _matching(self, group, test):
        if self._groups is None:
            self._groups = {}
        if group not in self._groups:
            self._groups[group] = tuple(name for name, flags in self._table.symbols.items()
                                        if test(flags))
        return self._groups[group]

    def get_parameters(self):
        """Return a tuple of the parameters."""
        return self._matching("parameters", lambda flags: flags & DEF_PARAM)

    def get_locals(self):
        """Return a tuple of the local names."""
        return self._matching("locals", lambda flags: _scope_of(flags) in (LOCAL, CELL))

    def get_globals(self):
        """Return a tuple of the global names."""
        return self._matching(
            "globals", lambda flags: _scope_of(flags) in (GLOBAL_IMPLICIT, GLOBAL_EXPLICIT))

    def get_nonlocals(self):
        """Return a tuple of the names declared nonlocal."""
        return self._matching("nonlocals", lambda flags: flags & DEF_NONLOCAL)

    def get_frees(self):
        """Return a tuple of the free names."""
        return self._matching("frees", lambda flags: _scope_of(flags) == FREE)


class Class(SymbolTable):
    """The names of a class."""

    _methods = None

    def get_methods(self):
        """Return a tuple of the names of methods: functions of the body that are bound there."""
        if self._methods is None:
            symbols = self._table.symbols
            self._methods = tuple(dict.fromkeys(
                entry.name for entry in self._table.children
                if _scope_of(symbols.get(entry.name, 0)) == LOCAL and _is_method(entry)))
        return self._methods


def _is_method(entry):
    if entry.type == _symtable.TYPE_FUNCTION:
        # Not a generator expression where that name is bound.
        return not (entry.name == "genexpr" and ".0" in entry.varnames)
    # The scope of the type parameters of a generic method.
    return entry.type == _symtable.TYPE_TYPE_PARAMETERS and any(
        inner.name == entry.name and inner.type == _symtable.TYPE_FUNCTION
        for inner in entry.children)


class Symbol:
    """A name as a block sees it."""

    def __init__(self, name, flags, namespaces=None, *, module_scope=False):
        self.__name = name
        self.__flags = flags
        self.__scope = _scope_of(flags)
        self.__namespaces = namespaces or ()
        self.__module_scope = module_scope

    def __repr__(self):
        return f"<symbol {self.__name!r}: {self._scope_str()}, {'|'.join(self._flags_str())}>"

    def _scope_str(self):
        return _SCOPES.get(self.__scope) or str(self.__scope)

    def _flags_str(self):
        return (name for name, value in _FLAGS if self.__flags & value == value)

    def get_name(self):
        """Return the name."""
        return self.__name

    def is_referenced(self):
        """Return *True* if the symbol is used in its block."""
        return bool(self.__flags & USE)

    def is_parameter(self):
        """Return *True* if the symbol is a parameter."""
        return bool(self.__flags & DEF_PARAM)

    def is_global(self):
        """Return *True* if the symbol is global."""
        return (self.__scope in (GLOBAL_IMPLICIT, GLOBAL_EXPLICIT)
                or bool(self.__module_scope and self.__flags & DEF_BOUND))

    def is_nonlocal(self):
        """Return *True* if the symbol is declared nonlocal."""
        return bool(self.__flags & DEF_NONLOCAL)

    def is_declared_global(self):
        """Return *True* if the symbol is declared global with a global statement."""
        return self.__scope == GLOBAL_EXPLICIT

    def is_local(self):
        """Return *True* if the symbol is local."""
        return (self.__scope in (LOCAL, CELL)
                or bool(self.__module_scope and self.__flags & DEF_BOUND))

    def is_annotated(self):
        """Return *True* if the symbol is annotated."""
        return bool(self.__flags & DEF_ANNOT)

    def is_free(self):
        """Return *True* if the symbol is bound in a block around this one."""
        return self.__scope == FREE

    def is_imported(self):
        """Return *True* if the symbol is bound by an import statement."""
        return bool(self.__flags & DEF_IMPORT)

    def is_assigned(self):
        """Return *True* if the symbol is assigned to."""
        return bool(self.__flags & DEF_LOCAL)

    def is_namespace(self):
        """Return *True* if a block within is bound to the name, by def, class or type.

        The name may be bound to other objects as well."""
        return bool(self.__namespaces)

    def get_namespaces(self):
        """Return a list of the tables bound to this name."""
        return self.__namespaces

    def get_namespace(self):
        """Return the only table bound to this name; ValueError if there is none or another one."""
        if not self.__namespaces:
            raise ValueError("name is not bound to any namespaces")
        if len(self.__namespaces) > 1:
            raise ValueError("name is bound to multiple namespaces")
        return self.__namespaces[0]


def main(args):
    import sys

    def show(table, depth=0):
        indent = "    " * depth
        nested = "nested " if table.is_nested() else ""
        what = (f"from file {table._filename!r}" if table.get_type() == "module"
                else repr(table.get_name()))
        print(f"{indent}symbol table for {nested}{table.get_type()} {what}:")
        for symbol in table.get_symbols():
            flags = ", ".join(symbol._flags_str()).lower()
            scope = symbol._scope_str().lower()
            print(f"    {indent}{scope} symbol {symbol.get_name()!r}: {flags}")
        print()
        for child in table.get_children():
            show(child, depth + 1)

    for filename in args or ["-"]:
        if filename == "-":
            source, filename = sys.stdin.read(), "<stdin>"
        else:
            with open(filename, "rb") as file:
                source = file.read()
        show(symtable(source, filename, "exec"))


if __name__ == "__main__":
    import sys
    main(sys.argv[1:])
