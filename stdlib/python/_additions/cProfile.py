"""cProfile of 3.13: several keys to sort by."""
from _extend import _extend


@_extend(Profile)
class Profile:
    def print_stats(self, sort=-1):
        import pstats
        keys = sort if isinstance(sort, tuple) else (sort,)
        pstats.Stats(self).strip_dirs().sort_stats(*keys).print_stats()
