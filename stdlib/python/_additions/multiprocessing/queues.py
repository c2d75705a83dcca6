"""multiprocessing.queues of 3.12: queues can be subscripted in annotations."""
import types as _types

Queue.__class_getitem__ = classmethod(_types.GenericAlias)
