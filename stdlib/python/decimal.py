"""Decimal fixed-point and floating-point arithmetic.

Numbers are exact decimal fractions, and operations round as a context says: its precision, rounding
mode, range of exponents, and which signals raise an exception. It follows the General Decimal
Arithmetic Specification.

>>> from decimal import *
>>> setcontext(ExtendedContext)
>>> Decimal('1.33') + Decimal('1.27')
Decimal('2.60')
>>> Decimal(1) / Decimal(3)
Decimal('0.333333333')
>>> getcontext().prec = 18
>>> Decimal(1) / Decimal(3)
Decimal('0.333333333333333333')
"""

try:
    from _decimal import *
    from _decimal import __version__
    from _decimal import __libmpdec_version__
except ImportError:
    import _pydecimal
    import sys
    _pydecimal.__doc__ = __doc__
    sys.modules[__name__] = _pydecimal
