import heapq
h = [5, 1, 4, 2, 3]
heapq.heapify(h)
heapq.heappush(h, 0)
print([heapq.heappop(h) for _ in range(len(h))])  # expect: [0, 1, 2, 3, 4, 5]
h = [1, 3]
print(heapq.heappushpop(h, 0), heapq.heapreplace(h, 9), h)  # expect: 0 1 [3, 9]
print(list(heapq.merge([1, 4], [2, 3], [])), list(heapq.merge('ca', 'db', reverse=True)), list(heapq.merge(['a', 'ccc'], ['bb'], key=len)))  # expect: [1, 2, 3, 4] ['d', 'c', 'b', 'a'] ['a', 'bb', 'ccc']
data = [(i * 37) % 101 for i in range(101)]
print(heapq.nsmallest(3, data), heapq.nlargest(3, data), heapq.nlargest(1, []), heapq.nsmallest(2, ['aa', 'b', 'c'], key=len))  # expect: [0, 1, 2] [100, 99, 98] [] ['b', 'c']
try:
    heapq.heappop([])
except IndexError as e:
    print(e)  # expect: index out of range
import bisect
a = [1, 2, 2, 3]
print(bisect.bisect(a, 2), bisect.bisect_left(a, 2), bisect.bisect_left([3, 2, 1], -2, key=lambda x: -x))  # expect: 3 1 1
bisect.insort(a, 2.5)
print(a)  # expect: [1, 2, 2, 2.5, 3]
try:
    bisect.bisect(a, 1, -1)
except ValueError as e:
    print(e)  # expect: lo must be non-negative
