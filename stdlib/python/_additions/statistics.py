"""statistics of 3.12 and 3.13: rank correlation, kernel density estimation, means with zeros,
quantiles of one value."""
from _extend import _override

_correlation_311 = correlation


def _ranks(values):
    """The rank of each value about their middle; equal ones share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    first = 0
    for position in range(1, len(order) + 1):
        if position < len(order) and values[order[position]] == values[order[first]]:
            continue
        mean = (first + position - 1) / 2 - (len(values) - 1) / 2
        for at in order[first:position]:
            ranks[at] = mean
        first = position
    return ranks


def correlation(x, y, /, *, method='linear'):
    """Pearson's correlation coefficient, or with method='ranked' Spearman's."""
    if method not in {'linear', 'ranked'}:
        raise ValueError(f'Unknown method: {method!r}')
    if method == 'ranked' and len(x) == len(y) >= 2:
        x, y = _ranks(x), _ranks(y)
    return _correlation_311(x, y)


def _kernel(name):
    """(density, distribution, inverse of the distribution, half width of the support or None)."""
    from math import acos, atan, cos, cosh, exp, erf, log, pi, sin, sqrt, tan, tanh, asin
    if name in {'normal', 'gauss'}:
        standard = NormalDist()
        root = sqrt(2 * pi)
        return (lambda t: exp(-0.5 * t * t) / root, lambda t: 0.5 * (1 + erf(t / sqrt(2))),
                standard.inv_cdf, None)
    if name == 'logistic':
        return (lambda t: 0.5 / (1.0 + cosh(t)), lambda t: 1.0 - 1.0 / (exp(t) + 1.0),
                lambda p: log(p / (1 - p)), None)
    if name == 'sigmoid':
        return (lambda t: 1 / pi / cosh(t), lambda t: 2 / pi * atan(exp(t)),
                lambda p: log(tan(p * pi / 2)), None)
    if name in {'rectangular', 'uniform'}:
        return lambda t: 0.5, lambda t: 0.5 * t + 0.5, lambda p: 2 * p - 1, 1.0
    if name == 'triangular':
        return (lambda t: 1.0 - abs(t), lambda t: t + 0.5 - t * abs(t) / 2,
                lambda p: sqrt(2 * p) - 1 if p < 0.5 else 1 - sqrt(2 - 2 * p), 1.0)
    if name in {'parabolic', 'epanechnikov'}:
        return (lambda t: 0.75 * (1.0 - t * t), lambda t: 0.5 + 0.75 * t - 0.25 * t**3,
                lambda p: 2 * cos((acos(2 * p - 1) + pi) / 3), 1.0)
    if name in {'quartic', 'biweight'}:
        density = lambda t: 15 / 16 * (1.0 - t * t) ** 2
        distribution = lambda t: 0.5 + 15 / 16 * (t - 2 * t**3 / 3 + t**5 / 5)
        return density, distribution, _inverted(distribution, density), 1.0
    if name == 'triweight':
        density = lambda t: 35 / 32 * (1.0 - t * t) ** 3
        distribution = lambda t: 0.5 + 35 / 32 * (t - t**3 + 3 * t**5 / 5 - t**7 / 7)
        return density, distribution, _inverted(distribution, density), 1.0
    if name == 'cosine':
        return (lambda t: pi / 4 * cos(pi / 2 * t), lambda t: 0.5 * sin(pi / 2 * t) + 0.5,
                lambda p: 2 * asin(2 * p - 1) / pi, 1.0)
    raise StatisticsError(f'Unknown kernel name: {name!r}')


def _inverted(distribution, density):
    """The inverse of a distribution on [-1, 1], by Newton's method inside a shrinking bracket."""
    def inverse(p):
        low, high, t = -1.0, 1.0, 2 * p - 1
        for _ in range(100):
            excess = distribution(t) - p
            if abs(excess) < 1e-15:
                break
            if excess > 0:
                high = t
            else:
                low = t
            slope = density(t)
            t = t - excess / slope if slope else (low + high) / 2
            if not low < t < high:
                t = (low + high) / 2
        return t
    return inverse


def _checked_sample(data, h):
    n = len(data)
    if not n:
        raise StatisticsError('Empty data sequence')
    if not isinstance(data[0], (int, float)):
        raise TypeError('Data sequence must contain ints or floats')
    if h <= 0.0:
        raise StatisticsError(f'Bandwidth h must be positive, not {h=!r}')
    return n


def kde(data, h, kernel='normal', *, cumulative=False):
    """A function that estimates the density (or distribution) that data is a sample of."""
    _checked_sample(data, h)
    density, distribution, _, support = _kernel(kernel)
    from bisect import bisect_left, bisect_right

    def pdf(x):
        n = len(data)
        if support is None:
            near = data
        else:
            values = sorted(data)
            near = values[bisect_left(values, x - h * support):
                          bisect_right(values, x + h * support)]
        return sum(density((x - value) / h) for value in near) / (n * h)

    def cdf(x):
        n = len(data)
        if support is None:
            return sum(distribution((x - value) / h) for value in data) / n
        values = sorted(data)
        first = bisect_left(values, x - h * support)
        last = bisect_right(values, x + h * support)
        return sum((distribution((x - value) / h) for value in values[first:last]), first) / n

    estimate = cdf if cumulative else pdf
    estimate.__doc__ = f'{"CDF" if cumulative else "PDF"} estimate with {h=!r} and {kernel=!r}'
    return estimate


def kde_random(data, h, kernel='normal', *, seed=None):
    """A function that draws from the density that kde() estimates."""
    _checked_sample(data, h)
    inverse = _kernel(kernel)[2]
    from random import Random
    generator = Random(seed)
    random, choice = generator.random, generator.choice

    def rand():
        return choice(data) + h * inverse(random())

    rand.__doc__ = f'Random KDE selection with {h=!r} and {kernel=!r}'
    return rand


__all__ += ['kde', 'kde_random']


def geometric_mean(data):
    """The n-th root of the product of the values: zero if one is zero."""
    from math import isnan
    n = 0
    zero = False
    logs = []
    for n, x in enumerate(data, start=1):
        if x > 0.0 or isnan(x):
            logs.append(log(x))
        elif x == 0.0:
            zero = True
        else:
            raise StatisticsError('No negative inputs allowed', x)
    if not n:
        raise StatisticsError('Must have a non-empty dataset')
    total = fsum(logs)
    if isnan(total):
        return total
    if zero:
        return float('nan') if total == float('inf') else 0.0
    return exp(total / n)


_quantiles_of_several = quantiles


def quantiles(data, *, n=4, method='exclusive'):
    """The n - 1 values that divide data into n parts of equal probability."""
    if n < 1:
        raise StatisticsError('n must be at least 1')
    data = sorted(data)
    if len(data) < 2:
        if len(data) == 1:
            return data * (n - 1)
        raise StatisticsError('must have at least one data point')
    return _quantiles_of_several(data, n=n, method=method)


@_override(NormalDist)
class _normal_dist:
    def inv_cdf(self, p):
        """The x below which a sample lies with probability p."""
        if p <= 0.0 or p >= 1.0:
            raise StatisticsError('p must be in the range 0.0 < p < 1.0')
        return _normal_dist_inv_cdf(p, self._mu, self._sigma)
