# A function that closes the database while a statement runs: an error (CPython 3.13 crashes).
import sqlite3

for method in ('execute', 'executemany', 'executescript', 'iterate'):
    c = sqlite3.connect(':memory:')
    c.execute('create table t(x)')
    c.executemany('insert into t values (?)', [(i,) for i in range(3)])
    c.create_function('shut', 1, lambda x: c.close())
    try:
        if method == 'execute':
            c.execute('update t set x = shut(x)')
        elif method == 'executemany':
            c.executemany('insert into t values (shut(?))', [(1,), (2,)])
        elif method == 'executescript':
            c.executescript('select shut(1); select 2;')
        else:
            list(c.execute('select shut(x) from t'))
    except sqlite3.ProgrammingError as e:
        print(method, e)  # expect: execute Cannot operate on a closed database.
    # expect: executemany Cannot operate on a closed database.
    # expect: executescript Cannot operate on a closed database.
    # expect: iterate Cannot operate on a closed database.
