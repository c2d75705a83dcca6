"""Numbers and arrays of them in memory that several processes share.

In the library these are objects of ctypes, which is not here; these behave as those do: integers
wrap around, arrays of characters are also bytes, slices of arrays are lists. Types are named by
the letters of module array, and 'c'. A value lies in a block of multiprocessing.heap, of which
each process has its own view; only the block travels, and only to a child that is being started.
"""
import struct
from multiprocessing import get_context, heap
from multiprocessing.context import assert_spawning

__all__ = ['RawValue', 'RawArray', 'Value', 'Array', 'copy', 'synchronized']

_C_NAMES = {'c': 'c_char', 'u': 'c_wchar', 'b': 'c_byte', 'B': 'c_ubyte', 'h': 'c_short',
            'H': 'c_ushort', 'i': 'c_int', 'I': 'c_uint', 'l': 'c_long', 'L': 'c_ulong',
            'q': 'c_long', 'Q': 'c_ulong', 'f': 'c_float', 'd': 'c_double'}
_WIDE = 'u'  # a character of four bytes, kept as its number


def _format_of(typecode):
    return 'I' if typecode == _WIDE else typecode


def _checked(typecode):
    if isinstance(typecode, str) and typecode in _C_NAMES:
        return typecode
    name = getattr(typecode, '__name__', None)
    for code, known in _C_NAMES.items():
        if name == known:
            return code
    raise TypeError('this type has no size')


def _stored(typecode, value):
    """What the view is given for a value."""
    if typecode == 'c':
        if isinstance(value, int) and 0 <= value < 256:
            return bytes([value])
        if isinstance(value, (bytes, bytearray)) and len(value) == 1:
            return bytes(value)
        raise TypeError('one character bytes, bytearray, or an integer in range(256) expected')
    if typecode == _WIDE:
        if not isinstance(value, str):
            raise TypeError(f'unicode string expected instead of {type(value).__name__} instance')
        if len(value) != 1:
            raise TypeError('one character unicode string expected')
        return ord(value)
    if typecode in 'fd':
        if not hasattr(value, '__float__') and not hasattr(value, '__index__'):
            raise TypeError(f'must be real number, not {type(value).__name__}')
        return value
    if not hasattr(value, '__index__'):
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    bits = struct.calcsize(typecode) * 8
    value = value.__index__() & ((1 << bits) - 1)
    if typecode.islower() and value >> (bits - 1):
        value -= 1 << bits
    return value


def _loaded(typecode, value):
    return chr(value) if typecode == _WIDE else value


class _Shared:
    def _place(self, wrapper):
        self._wrapper = wrapper
        self._view = wrapper.create_memoryview().cast('B').cast(_format_of(self._typecode))

    def __copy__(self):
        raise TypeError('objects of shared memory are copied by copy()')


class _Scalar(_Shared):
    """One number or character: `value`."""

    def __reduce__(self):
        assert_spawning(self)
        return _rebuild, (self._typecode, self._wrapper, None)

    @property
    def value(self):
        return _loaded(self._typecode, self._view[0])

    @value.setter
    def value(self, value):
        self._view[0] = _stored(self._typecode, value)

    def __repr__(self):
        return f'{type(self).__name__}({self.value!r})'


class _Items(_Shared):
    """An array. Its length never changes."""

    def __reduce__(self):
        assert_spawning(self)
        return _rebuild, (self._typecode, self._wrapper, len(self))

    def _place(self, wrapper):
        super()._place(wrapper)
        self._view = self._view[:self._length]

    def __len__(self):
        return self._length

    def __getitem__(self, index):
        if not isinstance(index, slice):
            if not -self._length <= index < self._length:
                raise IndexError('invalid index')
            return _loaded(self._typecode, self._view[index])
        items = self._view[index].tolist()
        if self._typecode == 'c':
            return b''.join(items)
        return ''.join(map(chr, items)) if self._typecode == _WIDE else items

    def __setitem__(self, index, value):
        if not isinstance(index, slice):
            if not -self._length <= index < self._length:
                raise IndexError('invalid index')
            self._view[index] = _stored(self._typecode, value)
            return
        places = range(*index.indices(self._length))
        values = [value[i:i + 1] for i in range(len(value))] if self._typecode == 'c' else value
        if len(values) != len(places):
            raise ValueError('Can only assign sequence of same size')
        for place, each in zip(places, values):
            self._view[place] = _stored(self._typecode, each)

    def __iter__(self):
        for i in range(self._length):
            yield self[i]


class _Characters(_Items):
    """Also a text, which ends before the first zero."""

    @property
    def raw(self):
        return self._view.tobytes()

    @raw.setter
    def raw(self, data):
        if len(data) > self._length:
            raise ValueError('byte string too long')
        self[:len(data)] = bytes(data)

    @property
    def value(self):
        text = self[:]
        return text.partition(b'\0' if self._typecode == 'c' else '\0')[0]

    @value.setter
    def value(self, text):
        wanted = bytes if self._typecode == 'c' else str
        if not isinstance(text, wanted):
            raise TypeError(f'{"bytes" if wanted is bytes else "unicode string"} expected instead '
                            f'of {type(text).__name__} instance')
        if len(text) > self._length:
            raise ValueError('byte string too long' if wanted is bytes else 'string too long')
        self[:len(text)] = text
        if len(text) < self._length:
            self[len(text)] = b'\0' if wanted is bytes else '\0'


_types = {}


def _type_of(typecode, length):
    key = typecode, length
    if key not in _types:
        name = _C_NAMES[typecode]
        base = _Scalar
        if length is not None:
            base, name = (_Characters if typecode in 'cu' else _Items), f'{name}_Array_{length}'
        _types[key] = type(name, (base,), {'_typecode': typecode, '_length': length,
                                           '__module__': __name__})
    return _types[key]


def _rebuild(typecode, wrapper, length):
    shared = object.__new__(_type_of(typecode, length))
    shared._place(wrapper)
    return shared


def _new(typecode, length):
    size = struct.calcsize(_format_of(typecode))
    # A view can be cast only if it holds an item.
    size *= max(length, 1) if length is not None else 1
    wrapper = heap.BufferWrapper(size)
    wrapper.create_memoryview().cast('B')[:] = bytes(size)
    return _rebuild(typecode, wrapper, length)


# --- what programs call --------------------------------------------------------------------------

def RawValue(typecode_or_type, *args):
    """A number without a lock."""
    value = _new(_checked(typecode_or_type), None)
    if len(args) > 1:
        raise TypeError(f'{type(value).__name__}() takes at most 1 argument ({len(args)} given)')
    if args:
        value.value = args[0]
    return value


def RawArray(typecode_or_type, size_or_initializer):
    """An array without a lock: of so many zeros, or of these items."""
    typecode = _checked(typecode_or_type)
    if isinstance(size_or_initializer, int):
        if size_or_initializer < 0:
            raise ValueError(f'Array length must be >= 0, not {size_or_initializer}')
        return _new(typecode, size_or_initializer)
    items = _new(typecode, len(size_or_initializer))
    for i, each in enumerate(size_or_initializer):
        items[i] = each
    return items


def _locked(shared, lock, ctx):
    if lock is False:
        return shared
    if lock is None or lock is True:
        lock = (ctx or get_context()).RLock()
    if not hasattr(lock, 'acquire'):
        raise AttributeError(f"{lock!r} has no method 'acquire'")
    return synchronized(shared, lock, ctx=ctx)


def Value(typecode_or_type, *args, lock=True, ctx=None):
    """A number with a lock around each access."""
    return _locked(RawValue(typecode_or_type, *args), lock, ctx)


def Array(typecode_or_type, size_or_initializer, *, lock=True, ctx=None):
    """An array with a lock around each access."""
    return _locked(RawArray(typecode_or_type, size_or_initializer), lock, ctx)


def copy(obj):
    """Another one of the same type and content."""
    other = _new(obj._typecode, obj._length)
    other._view[:] = obj._view
    return other


def synchronized(obj, lock=None, ctx=None):
    """A wrapper that takes the lock around each access."""
    assert not isinstance(obj, SynchronizedBase), 'object already synchronized'
    kind = (SynchronizedString if isinstance(obj, _Characters) and obj._typecode == 'c' else
            SynchronizedArray if isinstance(obj, _Items) else
            Synchronized if isinstance(obj, _Scalar) else SynchronizedBase)
    return kind(obj, lock, ctx)


class SynchronizedBase:
    def __init__(self, obj, lock=None, ctx=None):
        self._obj = obj
        self._lock = lock or (ctx or get_context(force=True)).RLock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __reduce__(self):
        assert_spawning(self)
        return synchronized, (self._obj, self._lock)

    def get_obj(self):
        return self._obj

    def get_lock(self):
        return self._lock

    def __repr__(self):
        return f'<{type(self).__name__} wrapper for {self._obj}>'


def _under_lock(name):
    def get(self):
        with self:
            return getattr(self._obj, name)

    def set_(self, value):
        with self:
            setattr(self._obj, name, value)

    return property(get, set_)


class Synchronized(SynchronizedBase):
    value = _under_lock('value')


class SynchronizedArray(SynchronizedBase):
    def __len__(self):
        return len(self._obj)

    def __getitem__(self, i):
        with self:
            return self._obj[i]

    def __setitem__(self, i, value):
        with self:
            self._obj[i] = value

    def __getslice__(self, start, stop):
        return self[start:stop]

    def __setslice__(self, start, stop, values):
        self[start:stop] = values


class SynchronizedString(SynchronizedArray):
    value = _under_lock('value')
    raw = _under_lock('raw')
