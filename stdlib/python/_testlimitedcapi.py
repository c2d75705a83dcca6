# The C functions that CPython's tests of builtin types call, as the operations they stand for.


def sequence_setitem(sequence, index, value):
    sequence[index] = value


def sequence_delitem(sequence, index):
    del sequence[index]


def object_hasattrstring(object, name):
    return int(hasattr(object, name.decode()))
