"""dbm of 3.13: databases are SQLite's by default."""

_names.insert(0, 'dbm.sqlite3')
_whichdb_311 = whichdb


def whichdb(filename):
    """The module that a database is of: '' if it is none that is known, None if it is not there."""
    try:
        with io.open(filename, 'rb') as file:
            if file.read(16) == b'SQLite format 3\0':
                return 'dbm.sqlite3'
    except OSError:
        pass
    return _whichdb_311(filename)
