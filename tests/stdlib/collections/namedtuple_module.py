from collections import namedtuple
Point = namedtuple('Point', 'x y', defaults=[7])
p = Point(1)
print(p, p._asdict(), p._replace(x=5), Point._make([3, 4]), Point._field_defaults)  # expect: Point(x=1, y=7) {'x': 1, 'y': 7} Point(x=5, y=7) Point(x=3, y=4) {'y': 7}
print(Point.__doc__, Point.x.__doc__, Point.__match_args__)  # expect: Point(x, y) Alias for field number 0 ('x', 'y')
print(namedtuple('R', 'a class a _b', rename=True)._fields)  # expect: ('a', '_1', '_2', '_3')

def failure(f, *args, **kw):
    try:
        f(*args, **kw)
    except Exception as e:
        print(type(e).__name__, e)

failure(namedtuple, 'P', 'a class')  # expect: ValueError Type names and field names cannot be a keyword: 'class'
failure(namedtuple, 'P', 'a a')  # expect: ValueError Encountered duplicate field name: 'a'
failure(namedtuple, 'P', '_a')  # expect: ValueError Field names cannot start with an underscore: '_a'
failure(namedtuple, 'P', 'a-b')  # expect: ValueError Type names and field names must be valid identifiers: 'a-b'
failure(namedtuple, 'P', 'a', defaults=[1, 2])  # expect: TypeError Got more default values than field names
failure(Point._make, [1])  # expect: TypeError Expected 2 arguments, got 1
failure(p._replace, z=1)  # expect: TypeError Got unexpected field names: ['z']
failure(Point)  # expect: TypeError Point.__new__() missing 1 required positional argument: 'x'
failure(setattr, p, 'x', 3)  # expect: AttributeError can't set attribute
