async def f[T](a, /, b: int = 1, *c, d=2, e, **g) -> T:
    '''doc'''
    return await a
