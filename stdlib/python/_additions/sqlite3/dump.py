"""sqlite3.dump of 3.13: iterdump(filter=), virtual tables, violated foreign keys, row factories."""


def _quoted_name(name):
    return '"' + name.replace('"', '""') + '"'


def _quoted_text(text):
    return "'" + text.replace("'", "''") + "'"


def _iterdump(connection, *, filter=None):
    """The SQL statements that make a database anew; of the tables whose names are LIKE `filter`."""
    cursor = connection.cursor()
    cursor.row_factory = None
    if cursor.execute('PRAGMA foreign_key_check').fetchall():
        yield 'PRAGMA foreign_keys=OFF;'
    yield 'BEGIN TRANSACTION;'
    like, values = ('AND "name" LIKE ?', (filter,)) if filter else ('', ())
    schema_written = False
    sequences = []
    tables = cursor.execute(
        f'SELECT "name", "sql" FROM "sqlite_master" WHERE "sql" NOT NULL AND "type" == \'table\' '
        f'{like} ORDER BY "name"', values).fetchall()
    for name, sql in tables:
        if name == 'sqlite_sequence':
            sequences.append('DELETE FROM "sqlite_sequence";')
            rows = cursor.execute('SELECT * FROM "sqlite_sequence"').fetchall()
            sequences += [f'INSERT INTO "sqlite_sequence" VALUES({_quoted_text(table)},{last});'
                          for table, last in rows]
            continue
        if name == 'sqlite_stat1':
            yield 'ANALYZE "sqlite_master";'
        elif name.startswith('sqlite_'):
            continue
        elif sql.startswith('CREATE VIRTUAL TABLE'):
            # Its tables come by themselves: only the schema is told of it.
            if not schema_written:
                schema_written = True
                yield 'PRAGMA writable_schema=ON;'
            yield ('INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)'
                   f"VALUES('table',{_quoted_text(name)},{_quoted_text(name)},0,"
                   f'{_quoted_text(sql)});')
        else:
            yield f'{sql};'
        table = _quoted_name(name)
        columns = [row[1] for row in cursor.execute(f'PRAGMA table_info({table})').fetchall()]
        shown = ' || \',\' || '.join(f'quote({_quoted_name(column)})' for column in columns)
        start = _quoted_text(f'INSERT INTO {table} VALUES(')
        for row in cursor.execute(f"SELECT {start} || {shown} || ')' FROM {table}").fetchall():
            yield f'{row[0]};'
    rest = cursor.execute(
        'SELECT "sql" FROM "sqlite_master" WHERE "sql" NOT NULL '
        f'AND "type" IN (\'index\', \'trigger\', \'view\') {like}', values).fetchall()
    for row in rest:
        yield f'{row[0]};'
    if schema_written:
        yield 'PRAGMA writable_schema=OFF;'
    yield from sequences
    yield 'COMMIT;'
