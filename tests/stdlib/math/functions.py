import math
print(math.floor(-1.5), math.ceil(-1.5), math.trunc(-1.5), math.sqrt(2), math.pow(2, 0.5),
      math.exp(1), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.log1p(1e-10),
      math.expm1(1e-10), math.sin(1), math.cos(1), math.tan(1), math.atan2(1, -1), math.hypot(3, 4),
      math.hypot(1, 2, 3), math.degrees(math.pi), math.radians(180), math.fmod(-7, 3),
      math.remainder(7, 4), math.modf(-1.25), math.frexp(10), math.ldexp(0.5, 4),
      math.copysign(1, -0.0), math.isclose(0.1 + 0.2, 0.3), math.isnan(math.nan),
      math.isinf(-math.inf), math.isfinite(1), math.gcd(12, 18), math.lcm(4, 6), math.factorial(10),
      math.comb(5, 2), math.perm(5, 2), math.prod([1, 2, 3, 4]), math.isqrt(17),
      math.dist((0, 0), (3, 4)), math.erf(0.5), math.gamma(5), math.lgamma(10), math.fabs(-3),
      math.fsum([0.1] * 10), math.cbrt(27), math.nextafter(1, 2), math.ulp(1.0),
      math.sumprod([1, 2], [3, 4]), math.exp2(3), math.fma(2, 3, 4), math.asin(1), math.acosh(2),
      math.log(10 ** 400), math.sinh(1), math.tau)
for f in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.log(-1), lambda: math.exp(1000),
          lambda: math.factorial(-1), lambda: math.factorial(2.5), lambda: math.floor(math.nan),
          lambda: math.ceil(math.inf), lambda: math.pow(0, -1), lambda: math.fmod(1, 0),
          lambda: math.acos(2), lambda: math.comb(-1, 2), lambda: math.isqrt(-1),
          lambda: math.gcd(1.5), lambda: math.sqrt("a"), lambda: math.log(2, 1),
          lambda: math.prod(["a"]), lambda: math.dist((1,), (1, 2)), lambda: math.sin(math.inf),
          lambda: math.gamma(-1), lambda: math.ldexp(1.0, 10000), lambda: math.log(10, 0),
          lambda: math.sumprod([1], [1, 2]), lambda: math.sqrt(), lambda: math.perm(2, -1),
          lambda: math.hypot("a")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
