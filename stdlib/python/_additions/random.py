"""random of 3.12 and 3.13: binomialvariate(), a default rate, no fractions in randrange().

The algorithms are those that CPython names, in its order of draws: seeded results are the same.
"""
import math as _math


def _waiting_times(random, n, p):
    """Binomial by the waits between successes (L. Devroye, 1980); for a small n*p."""
    rate = _math.log2(1.0 - p)
    successes = 0
    if rate:
        trials = _floor(_math.log2(random()) / rate) + 1
        while trials <= n:
            successes += 1
            trials += _floor(_math.log2(random()) / rate) + 1
    return successes


def _transformed_rejection(random, n, p):
    """Binomial by algorithm BTRS (W. Hoermann, "The Generation of Binomial Random Variates",
    1993); for n*p >= 10 and p <= 0.5."""
    deviation = _sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    quick = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * deviation
    log_odds = _log(p / (1.0 - p))
    mode = _floor((n + 1) * p)
    at_mode = _math.lgamma(mode + 1) + _math.lgamma(n - mode + 1)
    while True:
        u = random() - 0.5
        tail = 0.5 - abs(u)
        k = _floor((2.0 * a / tail + b) * u + centre)
        if not 0 <= k <= n:
            continue
        v = random()
        if tail >= 0.07 and v <= quick:
            return k
        bound = (at_mode - _math.lgamma(k + 1) - _math.lgamma(n - k + 1)
                 + (k - mode) * log_odds)
        if _log(v * (alpha / (a / (tail * tail) + b))) <= bound:
            return k


class _Additions:
    def randrange(self, start, stop=None, step=_ONE):
        """Choose a random item from range(stop) or range(start, stop[, step])."""
        if stop is None:
            count = _index(start)
            if step is not _ONE:
                raise TypeError("Missing a non-None stop argument")
            if count <= 0:
                raise ValueError("empty range for randrange()")
            return self._randbelow(count)
        start, stop, step = _index(start), _index(stop), _index(step)
        if step == 0:
            raise ValueError("zero step for randrange()")
        count = -((start - stop) // step)
        if count <= 0:
            shown = f"{start}, {stop}" if step == 1 else f"{start}, {stop}, {step}"
            raise ValueError(f"empty range in randrange({shown})")
        return start + step * self._randbelow(count)

    def expovariate(self, lambd=1.0):
        """Exponential distribution of rate lambd."""
        return -_log(1.0 - self.random()) / lambd

    def binomialvariate(self, n=1, p=0.5):
        """The number of successes in n independent trials of probability p."""
        if n < 0:
            raise ValueError("n must be non-negative")
        if not 0.0 < p < 1.0:
            if p == 0.0 or p == 1.0:
                return n if p else 0
            raise ValueError("p must be in the range 0.0 <= p <= 1.0")
        if n == 1:
            return _index(self.random() < p)
        if p > 0.5:
            return n - self.binomialvariate(n, 1.0 - p)
        draw = _waiting_times if n * p < 10.0 else _transformed_rejection
        return draw(self.random, n, p)


    def seed(self, a=None, version=2):
        """Set the state from a: None for the system's randomness, else what a hash comes from."""
        if not isinstance(a, (type(None), int, float, str, bytes, bytearray)):
            raise TypeError('The only supported seed types are:\n'
                            'None, int, float, str, bytes, and bytearray.')
        _seed_311(self, a, version)


_seed_311 = Random.seed
for _name in 'seed', 'randrange', 'expovariate', 'binomialvariate':
    _method = getattr(_Additions, _name)
    _method.__qualname__ = f'Random.{_name}'
    setattr(Random, _name, _method)
    globals()[_name] = getattr(_inst, _name)
del _Additions, _name, _method
__all__.append("binomialvariate")


def _parse_args(arg_list):
    import argparse
    parser = argparse.ArgumentParser(formatter_class=argparse.RawTextHelpFormatter)
    group = parser.add_mutually_exclusive_group()
    group.add_argument('-c', '--choice', nargs='+', help='print a random choice')
    group.add_argument('-i', '--integer', type=int, metavar='N',
                       help='print a random integer between 1 and N inclusive')
    group.add_argument('-f', '--float', type=float, metavar='N',
                       help='print a random floating-point number between 0 and N inclusive')
    group.add_argument('--test', type=int, const=10_000, nargs='?', help=argparse.SUPPRESS)
    parser.add_argument('input', nargs='*', help='''\
if no options given, output depends on the input
    string or multiple: same as --choice
    integer: same as --integer
    float: same as --float''')
    return parser.parse_args(arg_list), parser.format_help()


def main(arg_list=None):
    """The command line: what it prints."""
    args, help_text = _parse_args(arg_list)
    if args.choice:
        return choice(args.choice)
    if args.integer is not None:
        return randint(1, args.integer)
    if args.float is not None:
        return uniform(0, args.float)
    if args.test:
        _test(args.test)
        return ''
    if len(args.input) > 1:
        return choice(args.input)
    if not args.input:
        return help_text
    (text,) = args.input
    for kind, draw in ((int, lambda top: randint(1, top)), (float, lambda top: uniform(0, top))):
        try:
            return draw(kind(text))
        except ValueError:
            pass
    return choice(text.split())
