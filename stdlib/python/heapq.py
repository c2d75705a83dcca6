"""Heaps in lists: a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for all k; so a[0] is the smallest.

The basic operations are native (`_heapq`), or else from `_py_heapq`. merge, nlargest and nsmallest
are here. Functions whose names end in _max keep the largest element first.
"""

__all__ = ['heappush', 'heappop', 'heapify', 'heapreplace', 'merge',
           'nlargest', 'nsmallest', 'heappushpop']

try:
    from _heapq import (
        _heapify_max, _heappop_max, _heapreplace_max,
        heapify, heappop, heappush, heappushpop, heapreplace,
    )
except ImportError:
    from _py_heapq import (
        _heapify_max, _heappop_max, _heapreplace_max,
        heapify, heappop, heappush, heappushpop, heapreplace,
    )


def __getattr__(name):
    if name in ('_siftdown', '_siftup', '_siftdown_max', '_siftup_max'):
        import _py_heapq
        return getattr(_py_heapq, name)
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


def merge(*iterables, key=None, reverse=False):
    '''Merge multiple sorted inputs into a single sorted output.

    Similar to sorted(itertools.chain(*iterables)) but returns a generator,
    does not pull the data into memory all at once, and assumes that each of
    the input streams is already sorted (smallest to largest).

    >>> list(merge([1,3,5,7], [0,2,4,8], [5,10,15,20], [], [25]))
    [0, 1, 2, 3, 4, 5, 5, 7, 8, 10, 15, 20, 25]

    If *key* is not None, applies a key function to each element to determine
    its sort order.

    >>> list(merge(['dog', 'horse'], ['cat', 'fish', 'kangaroo'], key=len))
    ['dog', 'cat', 'fish', 'horse', 'kangaroo']
    '''
    if reverse:
        make_heap, pop, replace, step = _heapify_max, _heappop_max, _heapreplace_max, -1
    else:
        make_heap, pop, replace, step = heapify, heappop, heapreplace, 1

    # Entries are [key, order, next, value]; the order of the inputs decides between equals,
    # so the rest is never compared.
    heap = []
    for order, advance in enumerate([iter(iterable).__next__ for iterable in iterables]):
        try:
            value = advance()
        except StopIteration:
            continue
        heap.append([value if key is None else key(value), order * step, advance, value])
    make_heap(heap)

    while len(heap) > 1:
        try:
            while True:
                entry = heap[0]
                value = entry[3]
                yield value
                value = entry[2]()
                entry[0] = value if key is None else key(value)
                entry[3] = value
                replace(heap, entry)
        except StopIteration:
            pop(heap)
    if heap:
        # The last input needs no heap.
        _, _, advance, value = heap[0]
        yield value
        yield from advance.__self__


def _top(n, iterable, key, ascending):
    """The n smallest (or largest) elements, sorted, each as (key, order, element).

    A heap of the n best so far, with the worst of them on top. Among equal keys the first
    elements win, as sorted() would have it.
    """
    it = iter(iterable)
    step = 1 if ascending else -1
    if key is None:
        entries = [(element, order * step, element) for order, element in zip(range(n), it)]
    else:
        entries = [(key(element), order * step, element)
                   for order, element in zip(range(n), it)]
    if not entries:
        return entries
    order = n * step
    if ascending:
        _heapify_max(entries)
        worst = entries[0][0]
        for element in it:
            rank = element if key is None else key(element)
            if rank < worst:
                _heapreplace_max(entries, (rank, order, element))
                worst = entries[0][0]
                order += step
    else:
        heapify(entries)
        worst = entries[0][0]
        for element in it:
            rank = element if key is None else key(element)
            if worst < rank:
                heapreplace(entries, (rank, order, element))
                worst = entries[0][0]
                order += step
    entries.sort(reverse=not ascending)
    return entries


def nsmallest(n, iterable, key=None):
    """Find the n smallest elements in a dataset.

    Equivalent to:  sorted(iterable, key=key)[:n]
    """
    if n == 1:
        missing = object()
        found = min(iterable, default=missing, key=key)
        return [] if found is missing else [found]
    try:
        size = len(iterable)
    except (TypeError, AttributeError):
        pass
    else:
        if n >= size:
            return sorted(iterable, key=key)[:n]
    return [entry[2] for entry in _top(n, iterable, key, True)]


def nlargest(n, iterable, key=None):
    """Find the n largest elements in a dataset.

    Equivalent to:  sorted(iterable, key=key, reverse=True)[:n]
    """
    if n == 1:
        missing = object()
        found = max(iterable, default=missing, key=key)
        return [] if found is missing else [found]
    try:
        size = len(iterable)
    except (TypeError, AttributeError):
        pass
    else:
        if n >= size:
            return sorted(iterable, key=key, reverse=True)[:n]
    return [entry[2] for entry in _top(n, iterable, key, False)]
