"""fractions of 3.12 and 3.13: formatting, is_integer(), conversion of what has a ratio, no complex
division, powers of other numbers."""
from _extend import _extend

# 3.12 allows white space around the slash; 3.11 takes letters d for decimals.
_RATIONAL_FORMAT = re.compile(
    _RATIONAL_FORMAT.pattern.replace('/(?P<denom>', r'\s*/\s*(?P<denom>')
    .replace('(?P<decimal>d*', r'(?P<decimal>\d*'), _RATIONAL_FORMAT.flags)

# [[fill]align][sign][z][#][0][width][grouping][.precision][type], type one of e E f F g G %.
_FLOAT_FORMAT = re.compile(r"""
    (?:(?P<fill>.)?(?P<align>[<>=^]))?
    (?P<sign>[-+ ]?)
    (?P<no_neg_zero>z)?
    (?P<alt>\#)?
    (?P<zeropad>0(?=[0-9]))?
    (?P<minimumwidth>0|[1-9][0-9]*)?
    (?P<thousands_sep>[,_])?
    (?:\.(?P<precision>0|[1-9][0-9]*))?
    (?P<presentation_type>[eEfFgG%])
""", re.DOTALL | re.VERBOSE).fullmatch
# The same without precision and type: an integer or n/d.
_RATIO_FORMAT = re.compile(r"""
    (?:(?P<fill>.)?(?P<align>[<>=^]))?
    (?P<sign>[-+ ]?)
    (?P<alt>\#)?
    (?P<minimumwidth>0|[1-9][0-9]*)?
    (?P<thousands_sep>[,_])?
""", re.DOTALL | re.VERBOSE).fullmatch


def _rounded_to_exponent(n, d, exponent, no_neg_zero=False):
    """(negative, significand): n/d rounded to a multiple of 10**exponent, halves to even."""
    if exponent >= 0:
        d *= 10**exponent
    else:
        n *= 10**-exponent
    q, r = divmod(n + (d >> 1), d)
    if r == 0 and d & 1 == 0:             # a tie
        q &= -2
    negative = q < 0 if no_neg_zero else n < 0
    return negative, abs(q)


def _rounded_to_figures(n, d, figures):
    """(negative, significand, exponent): n/d rounded to `figures` significant figures."""
    if n == 0:
        return False, 0, 1 - figures
    digits_n, digits_d = len(str(abs(n))), len(str(d))
    exponent = digits_n - digits_d + (str(d) <= str(abs(n))) - figures
    negative, significand = _rounded_to_exponent(n, d, exponent)
    if len(str(significand)) == figures + 1:
        significand //= 10
        exponent += 1
    return negative, significand, exponent


def _grouped(digits, separator, width):
    """Digits with separators, and zeros in front up to a width."""
    digits = digits.zfill(width if not separator else 3 * width // 4 + 1 if width else 0)
    if not separator:
        return digits
    first = 1 + (len(digits) - 1) % 3
    return digits[:first] + "".join(separator + digits[i:i + 3]
                                    for i in range(first, len(digits), 3))


def _aligned(fill, align, width, sign, body):
    space = fill * (width - len(sign) - len(body))
    match align:
        case ">":
            return space + sign + body
        case "<":
            return sign + body + space
        case "^":
            half = len(space) // 2
            return space[:half] + sign + body + space[half:]
        case _:
            return sign + space + body


def _format_ratio(self, match):
    fill = match["fill"] or " "
    align = match["align"] or ">"
    positive_sign = "" if match["sign"] == "-" else match["sign"]
    separator = match["thousands_sep"] or ""
    width = int(match["minimumwidth"] or "0")
    n, d = self._numerator, self._denominator
    if d > 1 or match["alt"]:
        body = f"{abs(n):{separator}}/{d:{separator}}"
    else:
        body = f"{abs(n):{separator}}"
    return _aligned(fill, align, width, "-" if n < 0 else positive_sign, body)


def _format_float(self, match):
    fill = match["fill"] or " "
    align = match["align"] or ">"
    positive_sign = "" if match["sign"] == "-" else match["sign"]
    no_neg_zero = bool(match["no_neg_zero"])
    alternate = bool(match["alt"])
    zeropad = bool(match["zeropad"])
    width = int(match["minimumwidth"] or "0")
    separator = match["thousands_sep"]
    precision = int(match["precision"] or "6")
    kind = match["presentation_type"]
    trim = kind in "gG" and not alternate
    exponent_letter = "E" if kind in "EFG" else "e"
    n, d = self._numerator, self._denominator
    if kind in "fF%":
        exponent = -precision - (2 if kind == "%" else 0)
        negative, significand = _rounded_to_exponent(n, d, exponent, no_neg_zero)
        scientific = False
        point = precision
    else:
        figures = max(precision, 1) if kind in "gG" else precision + 1
        negative, significand, exponent = _rounded_to_figures(n, d, figures)
        scientific = (kind in "eE" or exponent > 0 or exponent + figures <= -4)
        point = figures - 1 if scientific else -exponent
    if kind == "%":
        suffix = "%"
    elif scientific:
        suffix = f"{exponent_letter}{exponent + point:+03d}"
    else:
        suffix = ""
    digits = f"{significand:0{point + 1}d}"
    whole, decimals = digits[:len(digits) - point], digits[len(digits) - point:]
    if trim:
        decimals = decimals.rstrip("0")
    dot = "" if not decimals and not alternate else "."
    trailing = dot + decimals + suffix
    sign = "-" if negative else positive_sign
    if zeropad and not match["align"]:
        whole = _grouped(whole, separator, width - len(sign) - len(trailing))
        fill, align = "0", "="
    else:
        whole = _grouped(whole, separator, 0)
    return _aligned(fill, align, width, sign, whole + trailing)


def _fraction_format(self, format_spec, /):
    """Format as a fraction, or with one of the types of floats."""
    if match := _RATIO_FORMAT(format_spec):
        return _format_ratio(self, match)
    if match := _FLOAT_FORMAT(format_spec):
        # A fill and 0 at once contradict each other.
        if match["align"] is None or match["zeropad"] is None:
            return _format_float(self, match)
    raise ValueError(f"Invalid format specifier {format_spec!r} "
                     f"for object of type {type(self).__name__!r}")


def _fraction_is_integer(self):
    """Return True if the Fraction is an integer."""
    return self._denominator == 1


Fraction.__format__ = _fraction_format
Fraction.is_integer = _fraction_is_integer
_fraction_format.__name__ = '__format__'
_fraction_format.__qualname__ = 'Fraction.__format__'
_fraction_is_integer.__name__ = 'is_integer'
_fraction_is_integer.__qualname__ = 'Fraction.is_integer'
del _fraction_format, _fraction_is_integer


def _from_coprime_ints(cls, numerator, denominator, /):
    """A fraction of a numerator and a positive denominator in lowest terms, unchecked."""
    made = super(Fraction, cls).__new__(cls)
    made._numerator = numerator
    made._denominator = denominator
    return made


Fraction._from_coprime_ints = classmethod(_from_coprime_ints)
del _from_coprime_ints


_of_coprimes = Fraction._from_coprime_ints


def _without_complex(method):
    """//, % and divmod() leave complex numbers alone."""
    if method.__name__.startswith('__r'):
        def checked(b, a):
            return NotImplemented if isinstance(a, complex) else method(b, a)
    else:
        def checked(a, b):
            return NotImplemented if isinstance(b, complex) else method(a, b)
    checked.__name__ = method.__name__
    checked.__doc__ = method.__doc__
    return checked


for _name in ('floordiv', 'mod', 'divmod'):
    for _name in (f'__{_name}__', f'__r{_name}__'):
        _method = _without_complex(getattr(Fraction, _name))
        _method.__qualname__ = f'Fraction.{_name}'
        setattr(Fraction, _name, _method)
del _name, _method


@_extend(Fraction)
class Fraction:
    def __pow__(a, b):
        """a ** b: rational if b is an integer, else a float or complex as a rule."""
        if isinstance(b, numbers.Rational):
            if b.denominator != 1:
                return float(a) ** float(b)
            power, n, d = b.numerator, a._numerator, a._denominator
            if power >= 0:
                return _of_coprimes(n ** power, d ** power)
            if n > 0:
                return _of_coprimes(d ** -power, n ** -power)
            if n == 0:
                raise ZeroDivisionError(f'Fraction({d ** -power}, 0)')
            return _of_coprimes((-d) ** -power, (-n) ** -power)
        if isinstance(b, (float, complex)):
            return float(a) ** b
        return NotImplemented
