"""Syntax trees: parsing, walking, changing, showing them, and turning them into source again.

The node classes and the parser are native (`_ast`). unparse() lives in the module `_ast_unparse`
and is imported when it is used.
"""
import sys
from _ast import *

_NoneType = type(None)


def parse(source, filename='<unknown>', mode='exec', *, type_comments=False,
          feature_version=None, optimize=-1):
    """Parse source into a tree."""
    flags = PyCF_ONLY_AST
    if optimize > 0:
        flags |= PyCF_OPTIMIZED_AST
    if type_comments:
        flags |= PyCF_TYPE_COMMENTS
    if feature_version is None:
        feature_version = -1
    elif isinstance(feature_version, tuple):
        major, minor = feature_version
        if major != 3:
            raise ValueError(f"Unsupported major version: {major}")
        feature_version = minor
    return compile(source, filename, mode, flags, _feature_version=feature_version,
                   optimize=optimize)


def literal_eval(node_or_string):
    """The value of an expression made of literals, containers and signs only."""
    if isinstance(node_or_string, str):
        node_or_string = parse(node_or_string.lstrip(" \t"), mode='eval')
    if isinstance(node_or_string, Expression):
        node_or_string = node_or_string.body

    def refuse(node):
        message = "malformed node or string"
        if line := getattr(node, 'lineno', None):
            message += f' on line {line}'
        raise ValueError(message + f': {node!r}')

    def number(node):
        if not isinstance(node, Constant) or type(node.value) not in (int, float, complex):
            refuse(node)
        return node.value

    def signed(node):
        if isinstance(node, UnaryOp) and isinstance(node.op, (UAdd, USub)):
            operand = number(node.operand)
            return +operand if isinstance(node.op, UAdd) else -operand
        return number(node)

    def value(node):
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Tuple):
            return tuple(map(value, node.elts))
        if isinstance(node, List):
            return list(map(value, node.elts))
        if isinstance(node, Set):
            return set(map(value, node.elts))
        if (isinstance(node, Call) and isinstance(node.func, Name) and node.func.id == 'set'
                and node.args == node.keywords == []):
            return set()
        if isinstance(node, Dict):
            if len(node.keys) != len(node.values):
                refuse(node)
            return dict(zip(map(value, node.keys), map(value, node.values)))
        if isinstance(node, BinOp) and isinstance(node.op, (Add, Sub)):
            left = signed(node.left)
            right = number(node.right)
            if isinstance(left, (int, float)) and isinstance(right, complex):
                return left + right if isinstance(node.op, Add) else left - right
        return signed(node)

    return value(node_or_string)


def dump(node, annotate_fields=True, include_attributes=False, *, indent=None,
         show_empty=False):
    """A tree as text that could be evaluated; with indent, over several lines."""
    if not isinstance(node, AST):
        raise TypeError('expected AST, got %r' % node.__class__.__name__)
    if indent is not None and not isinstance(indent, str):
        indent = ' ' * indent

    def show(node, level=0):
        """(text, whether it is simple enough to stand in a line with others)."""
        if indent is not None:
            level += 1
            prefix = '\n' + indent * level
            separator = ',\n' + indent * level
        else:
            prefix = ''
            separator = ', '
        if isinstance(node, AST):
            return show_node(node, level, prefix, separator)
        if isinstance(node, list):
            if not node:
                return '[]', True
            return '[%s%s]' % (prefix, separator.join([show(x, level)[0] for x in node])), False
        return repr(node), True

    def show_node(node, level, prefix, separator):
        cls = type(node)
        args = []
        hidden = []
        simple = True
        keywords = annotate_fields
        for name in node._fields:
            try:
                value = getattr(node, name)
            except AttributeError:
                keywords = True
                continue
            if value is None and getattr(cls, name, ...) is None:
                keywords = True
                continue
            if not show_empty:
                # An empty list is what the constructor fills in by itself.
                if value == [] and getattr(cls._field_types.get(name, object), '__origin__',
                                           ...) is list:
                    if not keywords:
                        hidden.append(repr(value))
                    continue
                if not keywords:
                    args.extend(hidden)
                    hidden = []
            text, is_simple = show(value, level)
            simple = simple and is_simple
            args.append('%s=%s' % (name, text) if keywords else text)
        if include_attributes and node._attributes:
            for name in node._attributes:
                try:
                    value = getattr(node, name)
                except AttributeError:
                    continue
                if value is None and getattr(cls, name, ...) is None:
                    continue
                text, is_simple = show(value, level)
                simple = simple and is_simple
                args.append('%s=%s' % (name, text))
        name = node.__class__.__name__
        if simple and len(args) <= 3:
            return '%s(%s)' % (name, ', '.join(args)), not args
        return '%s(%s%s)' % (name, prefix, separator.join(args)), False

    return show(node)[0]


# Positions

def copy_location(new_node, old_node):
    """Give a node the position of another; the node again."""
    for attribute in 'lineno', 'col_offset', 'end_lineno', 'end_col_offset':
        if attribute in old_node._attributes and attribute in new_node._attributes:
            value = getattr(old_node, attribute, None)
            # The ends are optional.
            if value is not None or (hasattr(old_node, attribute)
                                     and attribute.startswith("end_")):
                setattr(new_node, attribute, value)
    return new_node


def fix_missing_locations(node):
    """Give the nodes of a tree that have no position their parent's; the tree again."""
    def fix(node, position):
        lineno, col_offset, end_lineno, end_col_offset = position
        if 'lineno' in node._attributes:
            if not hasattr(node, 'lineno'):
                node.lineno = lineno
            else:
                lineno = node.lineno
        if 'end_lineno' in node._attributes:
            if getattr(node, 'end_lineno', None) is None:
                node.end_lineno = end_lineno
            else:
                end_lineno = node.end_lineno
        if 'col_offset' in node._attributes:
            if not hasattr(node, 'col_offset'):
                node.col_offset = col_offset
            else:
                col_offset = node.col_offset
        if 'end_col_offset' in node._attributes:
            if getattr(node, 'end_col_offset', None) is None:
                node.end_col_offset = end_col_offset
            else:
                end_col_offset = node.end_col_offset
        position = lineno, col_offset, end_lineno, end_col_offset
        for child in iter_child_nodes(node):
            fix(child, position)
    fix(node, (1, 0, 1, 0))
    return node


def increment_lineno(node, n=1):
    """Add n to the line numbers of a tree; the tree again."""
    for child in walk(node):
        # Ignored comments have a number of their own and no position.
        if isinstance(child, TypeIgnore):
            child.lineno = getattr(child, 'lineno', 0) + n
            continue
        if 'lineno' in child._attributes:
            child.lineno = getattr(child, 'lineno', 0) + n
        if ("end_lineno" in child._attributes
                and (end := getattr(child, "end_lineno", 0)) is not None):
            child.end_lineno = end + n
    return node


def _splitlines_no_ff(source, maxlines=None):
    """Lines as the parser counts them: a form feed ends none."""
    lines = []
    start = 0
    size = len(source)
    while start < size:
        if maxlines is not None and len(lines) >= maxlines:
            break
        newline = source.find('\n', start)
        end = size if newline < 0 else newline + 1
        cr = source.find('\r', start, end)
        if 0 <= cr < end - 1 and source[cr + 1] != '\n':
            end = cr + 1
        elif 0 <= cr == end - 1:
            end = cr + 1
        lines.append(source[start:end])
        start = end
    return lines


def _pad_whitespace(source):
    return ''.join([c if c in '\f\t' else ' ' for c in source])


def get_source_segment(source, node, *, padded=False):
    """The part of the source that a node was made of, or None.

    With padded, the first of several lines keeps its indentation.
    """
    try:
        if node.end_lineno is None or node.end_col_offset is None:
            return None
        first = node.lineno - 1
        last = node.end_lineno - 1
        start = node.col_offset
        end = node.end_col_offset
    except AttributeError:
        return None
    lines = _splitlines_no_ff(source, maxlines=last + 1)
    if first == last:
        return lines[first].encode()[start:end].decode()
    padding = _pad_whitespace(lines[first].encode()[:start].decode()) if padded else ''
    parts = [padding + lines[first].encode()[start:].decode()]
    parts += lines[first + 1:last]
    parts.append(lines[last].encode()[:end].decode())
    return ''.join(parts)


# Walking

def iter_fields(node):
    """Yield (name, value) of the fields that a node has."""
    for field in node._fields:
        try:
            yield field, getattr(node, field)
        except AttributeError:
            pass


def iter_child_nodes(node):
    """Yield the nodes directly below a node."""
    for _, field in iter_fields(node):
        if isinstance(field, AST):
            yield field
        elif isinstance(field, list):
            for item in field:
                if isinstance(item, AST):
                    yield item


def walk(node):
    """Yield a node and all nodes below, level by level."""
    from _collections import deque
    todo = deque([node])
    while todo:
        node = todo.popleft()
        todo.extend(iter_child_nodes(node))
        yield node


def get_docstring(node, clean=True):
    """The docstring of a function, class or module node, or None."""
    if not isinstance(node, (AsyncFunctionDef, FunctionDef, ClassDef, Module)):
        raise TypeError("%r can't have docstrings" % (node.__class__.__name__))
    if not (node.body and isinstance(node.body[0], Expr)):
        return None
    value = node.body[0].value
    if not (isinstance(value, Constant) and isinstance(value.value, str)):
        return None
    if clean:
        import inspect
        return inspect.cleandoc(value.value)
    return value.value


class NodeVisitor:
    """Calls visit_NAME() for the nodes of a tree, generic_visit() where there is none."""

    def visit(self, node):
        """Visit a node."""
        visitor = getattr(self, 'visit_' + node.__class__.__name__, self.generic_visit)
        return visitor(node)

    def generic_visit(self, node):
        """Visit the nodes below."""
        for _, value in iter_fields(node):
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, AST):
                        self.visit(item)
            elif isinstance(value, AST):
                self.visit(value)

    def visit_Constant(self, node):
        """Also call the methods of the classes that Constant has replaced."""
        value = node.value
        name = _const_node_type_names.get(type(value))
        if name is None:
            for cls, candidate in _const_node_type_names.items():
                if isinstance(value, cls):
                    name = candidate
                    break
        if name is not None:
            method = 'visit_' + name
            visitor = getattr(self, method, None)
            if visitor is not None:
                import warnings
                warnings.warn(f"{method} is deprecated; add visit_Constant",
                              DeprecationWarning, 2)
                return visitor(node)
        return self.generic_visit(node)


class NodeTransformer(NodeVisitor):
    """A visitor whose methods return what takes the node's place: a node, a list, or None."""

    def generic_visit(self, node):
        for field, old in iter_fields(node):
            if isinstance(old, list):
                new = []
                for value in old:
                    if isinstance(value, AST):
                        value = self.visit(value)
                        if value is None:
                            continue
                        if not isinstance(value, AST):
                            new.extend(value)
                            continue
                    new.append(value)
                old[:] = new
            elif isinstance(old, AST):
                value = self.visit(old)
                if value is None:
                    delattr(node, field)
                else:
                    setattr(node, field, value)
        return node


def unparse(ast_obj):
    """Source that parses to the same tree."""
    from _ast_unparse import Unparser
    return Unparser().visit(ast_obj)


# Classes of before 3.8. They make Constant nodes and are to go in 3.14.

def _alias_property(field):
    message = (f"Attribute {field} is deprecated and will be removed in Python {{remove}}; "
               "use value instead")

    def getter(self):
        import warnings
        warnings._deprecated(f"{field}", message=message, remove=(3, 14))
        return self.value

    def setter(self, value):
        import warnings
        warnings._deprecated(f"{field}", message=message, remove=(3, 14))
        self.value = value

    return property(getter, setter)


Constant.n = _alias_property('n')
Constant.s = _alias_property('s')

_DEPRECATED_VALUE_ALIAS_MESSAGE = (
    "{name} is deprecated and will be removed in Python {remove}; use ast.Constant instead")


class _ABC(type):

    def __init__(cls, *args):
        cls.__doc__ = """Deprecated AST node class. Use ast.Constant instead"""

    def __instancecheck__(cls, inst):
        if cls in _const_types:
            import warnings
            warnings._deprecated(f"ast.{cls.__qualname__}", remove=(3, 14),
                                 message=_DEPRECATED_VALUE_ALIAS_MESSAGE)
        if not isinstance(inst, Constant):
            return False
        if cls in _const_types:
            try:
                value = inst.value
            except AttributeError:
                return False
            return (isinstance(value, _const_types[cls])
                    and not isinstance(value, _const_types_not.get(cls, ())))
        return type.__instancecheck__(cls, inst)


def _new(cls, *args, **kwargs):
    for key in kwargs:
        if key not in cls._fields:
            continue
        position = cls._fields.index(key)
        if position < len(args):
            raise TypeError(f"{cls.__name__} got multiple values for argument {key!r}")
    if cls in _const_types:
        import warnings
        warnings._deprecated(f"ast.{cls.__qualname__}",
                             message=_DEPRECATED_VALUE_ALIAS_MESSAGE, remove=(3, 14))
        return Constant(*args, **kwargs)
    return Constant.__new__(cls, *args, **kwargs)


def _new_ellipsis(cls, *args, **kwargs):
    import warnings
    warnings._deprecated("ast.Ellipsis", message=_DEPRECATED_VALUE_ALIAS_MESSAGE, remove=(3, 14))
    if cls is _Ellipsis:
        return Constant(..., *args, **kwargs)
    return Constant.__new__(cls, *args, **kwargs)


_Num = _ABC('Num', (Constant,), {'_fields': ('n',), '__new__': _new, '__module__': 'ast'})
_Str = _ABC('Str', (Constant,), {'_fields': ('s',), '__new__': _new, '__module__': 'ast'})
_Bytes = _ABC('Bytes', (Constant,), {'_fields': ('s',), '__new__': _new, '__module__': 'ast'})
_NameConstant = _ABC('NameConstant', (Constant,), {'__new__': _new, '__module__': 'ast'})
_Ellipsis = _ABC('Ellipsis', (Constant,), {'_fields': (), '__new__': _new_ellipsis,
                                           '__module__': 'ast'})

_const_types = {_Num: (int, float, complex), _Str: (str,), _Bytes: (bytes,),
                _NameConstant: (_NoneType, bool), _Ellipsis: (type(...),)}
_const_types_not = {_Num: (bool,)}
_const_node_type_names = {bool: 'NameConstant', _NoneType: 'NameConstant', int: 'Num',
                          float: 'Num', complex: 'Num', str: 'Str', bytes: 'Bytes',
                          type(...): 'Ellipsis'}
_deprecated_globals = {'Num': _Num, 'Str': _Str, 'Bytes': _Bytes, 'NameConstant': _NameConstant,
                       'Ellipsis': _Ellipsis}


def __getattr__(name):
    if name == '_Unparser':
        from _ast_unparse import Unparser
        return Unparser
    if name in _deprecated_globals:
        found = globals()[name] = _deprecated_globals[name]
        import warnings
        warnings._deprecated(f"ast.{name}", message=_DEPRECATED_VALUE_ALIAS_MESSAGE,
                             remove=(3, 14))
        return found
    raise AttributeError(f"module 'ast' has no attribute '{name}'")


class slice(AST):
    """Deprecated AST node class."""


class Index(slice):
    """Deprecated AST node class. Use the index value directly instead."""

    def __new__(cls, value, **kwargs):
        return value


class ExtSlice(slice):
    """Deprecated AST node class. Use ast.Tuple instead."""

    def __new__(cls, dims=(), **kwargs):
        return Tuple(list(dims), Load(), **kwargs)


if not hasattr(Tuple, 'dims'):
    def _dims_getter(self):
        """Deprecated. Use elts instead."""
        return self.elts

    def _dims_setter(self, value):
        self.elts = value

    Tuple.dims = property(_dims_getter, _dims_setter)


class Suite(mod):
    """Deprecated AST node class.  Unused in Python 3."""


class AugLoad(expr_context):
    """Deprecated AST node class.  Unused in Python 3."""


class AugStore(expr_context):
    """Deprecated AST node class.  Unused in Python 3."""


class Param(expr_context):
    """Deprecated AST node class.  Unused in Python 3."""


def main():
    import argparse
    parser = argparse.ArgumentParser(prog='python -m ast')
    parser.add_argument('infile', nargs='?', default='-',
                        help='the file to parse; defaults to stdin')
    parser.add_argument('-m', '--mode', default='exec',
                        choices=('exec', 'single', 'eval', 'func_type'),
                        help='specify what kind of code must be parsed')
    parser.add_argument('--no-type-comments', default=True, action='store_false',
                        help="don't add information about type comments")
    parser.add_argument('-a', '--include-attributes', action='store_true',
                        help='include attributes such as line numbers and column offsets')
    parser.add_argument('-i', '--indent', type=int, default=3,
                        help='indentation of nodes (number of spaces)')
    args = parser.parse_args()
    if args.infile == '-':
        name = '<stdin>'
        source = sys.stdin.buffer.read()
    else:
        name = args.infile
        with open(args.infile, 'rb') as infile:
            source = infile.read()
    tree = parse(source, name, args.mode, type_comments=args.no_type_comments)
    print(dump(tree, include_attributes=args.include_attributes, indent=args.indent))


if __name__ == '__main__':
    main()
