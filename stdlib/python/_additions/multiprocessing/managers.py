"""multiprocessing.managers of 3.13: proxies of lists and dicts can be subscripted."""

for _proxy in (ListProxy, DictProxy):
    _proxy.__class_getitem__ = classmethod(types.GenericAlias)
del _proxy
