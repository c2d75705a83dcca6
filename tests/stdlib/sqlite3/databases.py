# sqlite3: statements, parameters, rows, types, transactions, functions, callbacks, backup, threads,
# and what is refused.
import sqlite3, threading, datetime, warnings
warnings.simplefilter('ignore')


def go(f, *args, **kwargs):
    try: print(f(*args, **kwargs))
    except Exception as e: print(type(e).__name__, e, getattr(e, 'sqlite_errorname', ''))


c = sqlite3.connect(':memory:')
cur = c.cursor()
print(cur.execute('create table t(id integer primary key, a, b text)') is cur, cur.description, cur.rowcount)
cur.execute('insert into t(a, b) values (?, ?)', (1, 'one'))
print(cur.lastrowid, cur.rowcount, c.in_transaction)
cur.executemany('insert into t(a, b) values (:a, :b)', [{'a': i, 'b': str(i) * 2} for i in range(5)])
print(cur.rowcount, c.total_changes)
c.commit()
cur.execute('select * from t order by id')
print(cur.description, cur.fetchone(), cur.fetchmany(2), cur.fetchmany(), list(cur), cur.fetchall(), cur.fetchone())
values = (None, 1, -2**63, 2**63 - 1, 1.5, float('inf'), 'é\U0001f600', '', b'', b'\0x', bytearray(b'y'), memoryview(b'zz'), True)
for v in values:
    print(repr(c.execute('select ?, typeof(?1)', (v,)).fetchone()))
go(c.execute, 'select ?', (2**63,))
go(c.execute, 'select ?', ('\udc80',))
go(c.execute, 'select ?', (object,))
go(c.execute, 'select ?', ())
go(c.execute, 'select ?', (1, 2))
go(c.execute, 'select :a', {'b': 1})
go(c.execute, 'select ?', {'b': 1})
go(c.execute, 'select ?', 5)
go(c.execute, 'select ?, ?', 'ab')
go(c.execute, 'selec 1')
go(c.execute, 'select 1; select 2')
go(c.execute, 'select 1; -- comment\n /* and */')
go(c.execute, 'select "\0"')
go(c.execute, 5)
go(c.executemany, 'select 1', [()])
go(c.execute, 'insert into t(id) values (1)')
go(c.execute, 'select * from nosuch')
go(c.executescript, 'create table u(x); insert into u values (1); insert into u values (2);')
print(c.execute('select sum(x) from u').fetchall(), c.execute('').fetchall(), c.execute('-- nothing').fetchone())
print(c.execute('insert into u values (7) returning x, rowid').fetchall())

# rows
c.row_factory = sqlite3.Row
row = c.execute('select 1 as Ab, 2 as c').fetchone()
print(type(row), tuple(row), row['AB'], row['c'], row[-1], row[0:1], row.keys(), len(row), dict(row), row == row, hash(row) == hash(row))
go(lambda: row['x'])
go(lambda: row[5])
go(lambda: row[1.5])
c.row_factory = lambda cursor, r: {d[0]: v for d, v in zip(cursor.description, r)}
print(c.execute('select 1 as x, 2 as y').fetchall())
c.row_factory = None
c.text_factory = bytes
print(c.execute("select 'é'").fetchone())
c.text_factory = lambda b: b.decode() + '!'
print(c.execute("select 'é'").fetchone())
c.text_factory = str
go(c.execute, "select cast(x'ff' as text)")
go(lambda: c.execute("select cast(x'ff' as text) as bad").fetchone())

# types
class Point:
    def __init__(self, x, y): self.x, self.y = x, y
    def __conform__(self, protocol):
        if protocol is sqlite3.PrepareProtocol: return f'{self.x};{self.y}'
class Other: pass
sqlite3.register_adapter(Other, lambda o: 'adapted')
sqlite3.register_converter('point', lambda b: tuple(map(int, b.split(b';'))))
d = sqlite3.connect(':memory:', detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
d.execute('create table p(p point, d date, s timestamp)')
d.execute('insert into p values (?, ?, ?)', (Point(1, 2), datetime.date(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4, 5)))
print(d.execute('select * from p').fetchall(), d.execute('select ?', (Other(),)).fetchone())
cur = d.execute('select p as "q [point]", null as "n [point]" from p')
print(cur.description[0][0], cur.fetchall())
print(sqlite3.adapt(Other()), sqlite3.adapt(1, None, 'alt'))
go(sqlite3.adapt, 1)

# transactions
with c: c.execute('insert into u values (100)')
try:
    with c:
        c.execute('insert into u values (101)')
        1 / 0
except ZeroDivisionError: pass
print(c.execute('select max(x) from u').fetchone(), c.in_transaction, repr(c.isolation_level))
c.isolation_level = None
c.execute('insert into u values (102)')
print(c.in_transaction)
go(setattr, c, 'isolation_level', 'x')
go(setattr, c, 'isolation_level', 1)
e = sqlite3.connect(':memory:', autocommit=False)
print(e.in_transaction, e.autocommit)
e.commit()
e.autocommit = True
print(e.in_transaction, e.autocommit, c.autocommit == sqlite3.LEGACY_TRANSACTION_CONTROL)

# functions and callbacks
c.create_function('double', 1, lambda x: x * 2, deterministic=True)
c.create_function('kinds', -1, lambda *a: ' '.join(type(x).__name__ for x in a))
c.create_function('fails', 0, lambda: 1 / 0)
print(c.execute("select double(21), double('ab'), kinds(1, 2.5, 'x', x'00', null)").fetchone())
go(c.execute, 'select fails()')
go(c.execute, 'select double()')
class Sum:
    def __init__(self): self.total = 0
    def step(self, x): self.total += x
    def inverse(self, x): self.total -= x
    def value(self): return self.total
    def finalize(self): return self.total
class NoStep:
    def finalize(self): return 1
class Bad:
    def __init__(self): 1 / 0
    def step(self, x): pass
    def finalize(self): return 1
c.create_aggregate('mysum', 1, Sum)
c.create_aggregate('nostep', 1, NoStep)
c.create_aggregate('bad', 1, Bad)
c.create_window_function('winsum', 1, Sum)
print(c.execute('select mysum(x) from u').fetchone())
print(c.execute('select x, winsum(x) over (order by x rows between 1 preceding and 1 following) from u').fetchall())
go(c.execute, 'select nostep(x) from u')
go(c.execute, 'select bad(x) from u')
c.create_collation('backwards', lambda a, b: (a < b) - (a > b))
print(c.execute("select b from t order by b collate backwards").fetchall())
seen = []
c.set_trace_callback(seen.append)
c.execute('select ?', (5,)).fetchall()
c.set_trace_callback(None)
print(seen)
c.set_authorizer(lambda action, *a: sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_READ and a[1] == 'a' else sqlite3.SQLITE_OK)
go(c.execute, 'select a from t')
c.set_authorizer(None)
c.set_progress_handler(lambda: 1, 1)
go(c.execute, 'select count(*) from t, t as v, t as w')
c.set_progress_handler(None, 1)

# a cursor that is used by what it calls
cur = c.cursor()
class Again:
    def __conform__(self, protocol): cur.execute('select 1')
go(cur.execute, 'select ?', (Again(),))

# dump, backup, serialize, limits
print(list(d.iterdump())[:2])
target = sqlite3.connect('file.db')
c.backup(target, pages=1, progress=lambda status, remaining, total: print(status, remaining >= 0, total > 0) if remaining == 0 else None)
print(target.execute('select count(*) from t').fetchone())
copy = sqlite3.connect(':memory:')
copy.deserialize(target.serialize())
print(copy.execute('select count(*) from t').fetchone())
print(c.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 20) > 20, c.getlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH))
go(c.execute, 'select 1' + ' ' * 30)
go(c.getlimit, 999)
target.close()
go(target.execute, 'select 1')
go(target.commit)
go(lambda: target.total_changes)

# threads
errors = []
def use():
    try: c.execute('select 1')
    except sqlite3.ProgrammingError as e: errors.append(str(e)[:60])
thread = threading.Thread(target=use); thread.start(); thread.join()
print(errors)
shared = sqlite3.connect('shared.db', check_same_thread=False, timeout=10)
shared.execute('create table n(x)')
def work(k):
    for i in range(50):
        shared.execute('insert into n values (?)', (k * 100 + i,))
workers = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for w in workers: w.start()
for w in workers: w.join()
shared.commit()
print(shared.execute('select count(*), count(distinct x) from n').fetchone())
cur = shared.cursor()
cur.close()
go(cur.execute, 'select 1')
go(sqlite3.connect, '/nosuch/folder/db')
go(sqlite3.connect, 'x', autocommit=5)
go(sqlite3.Cursor, 1)
go(sqlite3.Connection.__new__(sqlite3.Connection).cursor)
print(sqlite3.complete_statement('select 1;'), sqlite3.complete_statement('select'), issubclass(sqlite3.IntegrityError, c.DatabaseError), sqlite3.apilevel, sqlite3.threadsafety)
for connection in (c, d, e, copy, shared): connection.close()
