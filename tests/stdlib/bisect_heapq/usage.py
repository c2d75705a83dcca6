import bisect, heapq
a = [1, 3, 3, 5]; print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 9),
                        bisect.insort(a, 4), a, bisect.bisect_left([(1, "a"), (2, "b")], 2,
                                key=lambda t: t[0]), bisect.bisect(a, 3, 0, 2))
h = [5, 2, 8, 1]; heapq.heapify(h); print(h, heapq.heappop(h), heapq.heappush(h, 0), h,
        heapq.heappushpop(h, 3), heapq.heapreplace(h, 9), h, heapq.nlargest(2, [3, 1, 4, 1, 5]),
        heapq.nsmallest(2, [3, 1, 4], key=lambda x: -x), list(heapq.merge([1, 4], [2, 3])),
        list(heapq.merge("ca", "b", reverse=True)))
for f in (lambda: heapq.heappop([]), lambda: heapq.heapify(5), lambda: bisect.bisect([1], "a"),
          lambda: bisect.bisect([1], 1, -1), lambda: heapq.heappush((), 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
