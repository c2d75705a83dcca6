nan = float("nan")
print(nan == nan, nan != nan, nan < nan, nan is nan, nan in [nan], [nan] == [nan], [nan].index(nan),
      [nan].count(nan))
other = float("nan")
print([nan] == [other], nan in [other], {nan: 1}.get(nan), {nan: 1}.get(other), (nan,) == (nan,),
      {nan} == {nan})
print(max(nan, 1), max(1, nan), min(nan, 1), min(1, nan), sorted([3, nan, 1])[1:2] == [nan])
inf = float("inf")
print(inf - inf, inf * 0, inf / inf, inf == inf, -inf < inf, inf > 10 ** 400, inf // 1, inf % 2,
      5 % inf, -5 % inf, 5 // -inf)
