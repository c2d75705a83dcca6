# Adapters of dates still work, and say that they are deprecated; so do the module's own versions.
import datetime
import sqlite3
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    print(sqlite3.version, sqlite3.version_info, sqlite3.dbapi2.version)
    connection = sqlite3.connect(':memory:', detect_types=sqlite3.PARSE_DECLTYPES)
    connection.execute('create table t(d date, s timestamp)')
    when = datetime.datetime(2020, 1, 2, 3, 4, 5, 60)
    connection.execute('insert into t values(?, ?)', (when.date(), when))
    connection.execute('insert into t values(null, ?)', ('2021-02-03 04:05:06.1234567',))
    print(connection.execute('select * from t').fetchall())
    connection.close()
for warning in caught:
    print(warning.category.__name__, warning.message, warning.filename == __file__, warning.lineno)
for name in ('enable_shared_cache', 'OptimizedUnicode', 'nothing'):
    try:
        getattr(sqlite3, name)
    except AttributeError as error:
        print(error)
print('version' in dir(sqlite3))
