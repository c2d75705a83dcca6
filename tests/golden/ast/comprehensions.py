[x for x in y if x if z for a, *b in x]
{k: v async for k, v in y}
(yield_ for yield_ in {1, *z})
