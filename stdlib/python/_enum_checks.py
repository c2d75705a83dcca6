"""The parts of `enum` that few programs need: verify(), and what its tests use.

`enum` loads this file when one of the names is asked for.
"""

import builtins
import sys
from enum import Enum, Flag, KEEP, StrEnum, _aliases, _high_bit, _is_single_bit, _iter_bits_lsb

__name__ = 'enum'  # where the classes are found, and pickled by


class EnumCheck(StrEnum):
    """
    various conditions to check an enumeration for
    """
    CONTINUOUS = "no skipped integer values"
    NAMED_FLAGS = "multi-flag aliases may not contain unnamed flags"
    UNIQUE = "one name per value"


CONTINUOUS, NAMED_FLAGS, UNIQUE = EnumCheck


class verify:
    """
    Check an enumeration for various constraints. (see EnumCheck)
    """

    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        if issubclass(enumeration, Flag):
            kind = 'flag'
        elif issubclass(enumeration, Enum):
            kind = 'enum'
        else:
            raise TypeError("the 'verify' decorator only works with Enum and Flag")
        for check in self.checks:
            if check is UNIQUE:
                details = _aliases(enumeration)
                if details:
                    raise ValueError(f'aliases found in {enumeration!r}: {details}')
            elif check is CONTINUOUS:
                _verify_continuous(enumeration, kind)
            elif check is NAMED_FLAGS:
                _verify_named_flags(enumeration)
        return enumeration


def _verify_continuous(enumeration, kind):
    values = {member.value for member in enumeration}
    if len(values) < 2:
        return
    low, high = min(values), max(values)
    if kind == 'flag':
        wanted = (1 << bit for bit in range(_high_bit(low) + 1, _high_bit(high)))
    else:
        wanted = range(low + 1, high)
    missing = ', '.join([str(value) for value in wanted if value not in values])
    if missing:
        raise ValueError(
            f'invalid {kind} {enumeration.__name__!r}: missing values {missing}'[:256])


def _verify_named_flags(enumeration):
    named = {member.value for member in enumeration}
    names = []
    bits = 0
    for name, alias in enumeration.__members__.items():
        if name in enumeration._member_names_ or alias.value < 0:
            continue
        unnamed = [bit for bit in _iter_bits_lsb(alias.value) if bit not in named]
        if unnamed:
            names.append(name)
            for bit in unnamed:
                bits |= bit
    if names:
        if len(names) == 1:
            who = f'alias {names[0]} is missing'
        else:
            who = f"aliases {', '.join(names[:-1])} and {names[-1]} are missing"
        what = 'value' if _is_single_bit(bits) else 'combined values of'
        raise ValueError(f'invalid Flag {enumeration.__name__!r}: {who} {what} 0x{bits:x} '
                         f'[use enum.show_flag_values(value) for details]')


def _differences(checked, simple, skip, describe):
    """Compare two namespaces; `describe(kind, key, left, right)` words each difference."""
    found = []
    for key in {*checked, *simple}:
        if key in skip:
            continue
        if key not in simple:
            found.append(describe('missing', key, None, None))
        elif key not in checked:
            found.append(describe('extra', key, None, None))
        elif checked[key] != simple[key]:
            if callable(checked[key]) or isinstance(checked[key], builtins.property):
                continue
            found.append(describe('other', key, checked[key], simple[key]))
    return found


def _test_simple_enum(checked_enum, simple_enum):
    """Raise TypeError if an enum made by _simple_enum() differs from one made by a class."""
    def class_line(kind, key, left, right):
        if kind == 'missing':
            return f"missing key: {key!r}"
        if kind == 'extra':
            return f"extra key:   {key!r}"
        return f"{key!r}:\n         checked -> {left!r}\n         simple  -> {right!r}"

    names = {*checked_enum._member_map_, *simple_enum._member_map_}
    failed = sorted(_differences(
        checked_enum.__dict__, simple_enum.__dict__,
        {'__module__', '_member_map_', '_value2member_map_', '__doc__',
         '__static_attributes__', '__firstlineno__', *names}, class_line))

    for name in names:
        if name not in simple_enum._member_map_:
            failed.append(f'missing member from simple enum: {name!r}')
            continue
        if name not in checked_enum._member_map_:
            failed.append(f'extra member in simple enum: {name!r}')
            continue

        def member_line(kind, key, left, right):
            if kind == 'missing':
                return f"missing key {key!r} not in the simple enum member {name!r}"
            if kind == 'extra':
                return f"extra key {key!r} in simple enum member {name!r}"
            return (f"{key!r}:\n         checked member -> {left!r}"
                    f"\n         simple member  -> {right!r}")

        lines = _differences(checked_enum[name].__dict__, simple_enum[name].__dict__,
                             {'__module__', '__objclass__', '_inverted_'}, member_line)
        if lines:
            failed.append(f'{name!r} member mismatch:\n      ' + '\n      '.join(lines))

    for method in ('__str__', '__repr__', '__reduce_ex__', '__format__',
                   '__getnewargs_ex__', '__getnewargs__', '__reduce__'):
        if (method in checked_enum.__dict__) != (method in simple_enum.__dict__):
            continue
        left, right = getattr(checked_enum, method, None), getattr(simple_enum, method, None)
        if hasattr(left, '__func__'):
            left, right = left.__func__, right.__func__
        if left != right:
            failed.append(f"{method!r}:  {f'checked -> {left!r}':30} simple -> {right!r}")
    if failed:
        raise TypeError('enum mismatch:\n   ' + '\n   '.join(failed))


def _old_convert_(etype, name, module, filter, source=None, *, boundary=None):
    """Like EnumType._convert_, but by the functional API, to compare the two."""
    constants = (source or sys.modules[module]).__dict__
    members = [item for item in constants.items() if filter(item[0])]
    try:
        members.sort(key=lambda item: (item[1], item[0]))
    except TypeError:
        members.sort(key=lambda item: item[0])
    return etype(name, members, module=module, boundary=boundary or KEEP)
