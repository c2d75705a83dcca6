"""dbm.sqlite3: a persistent mapping of bytes to bytes in an SQLite database (3.13).

Every operation is a transaction of its own. What fails in SQLite raises `error`.
"""
import os
import sqlite3
from collections.abc import MutableMapping
from contextlib import closing, suppress
from pathlib import Path

__all__ = ['error', 'open']

_TABLE = 'CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)'
_MODES = {'r': 'ro', 'w': 'rw', 'c': 'rwc', 'n': 'rwc'}


class error(OSError):
    """A database that cannot be opened, read or written."""


def _normalize_uri(path):
    """The URI of a path, as SQLite wants it: without empty names."""
    uri = Path(path).absolute().as_uri()
    while '//' in uri:
        uri = uri.replace('//', '/')
    return uri


class _Database(MutableMapping):
    def __init__(self, path, /, *, flag, mode):
        if hasattr(self, '_connection'):
            raise error(None, 'DBM object has already been opened')
        path = os.fsdecode(path)
        if flag not in _MODES:
            raise ValueError(f"Flag must be one of 'r', 'w', 'c', or 'n', not {flag!r}")
        if flag == 'n':
            with suppress(FileNotFoundError):
                os.remove(path)
        if flag in ('c', 'n'):
            # Made here, for SQLite knows no permissions.
            Path(path).touch(mode=mode, exist_ok=True)
        uri = f'{_normalize_uri(path)}?mode={_MODES[flag]}'
        try:
            self._connection = sqlite3.connect(uri, autocommit=True, uri=True)
        except sqlite3.Error as fault:
            raise error(str(fault))
        if flag != 'r':
            # No journal is left behind when the program ends.
            self._execute('PRAGMA journal_mode = wal')
        if flag in ('c', 'n'):
            self._execute(_TABLE)

    def _execute(self, *statement):
        if not self._connection:
            raise error('DBM object has already been closed')
        try:
            return closing(self._connection.execute(*statement))
        except sqlite3.Error as fault:
            raise error(str(fault))

    def __len__(self):
        with self._execute('SELECT COUNT(key) FROM Dict') as rows:
            return rows.fetchone()[0]

    def __getitem__(self, key):
        with self._execute('SELECT value FROM Dict WHERE key = CAST(? AS BLOB)', (key,)) as rows:
            row = rows.fetchone()
        if row is None:
            raise KeyError(key)
        return row[0]

    def __setitem__(self, key, value):
        self._execute('REPLACE INTO Dict (key, value) VALUES (CAST(? AS BLOB), CAST(? AS BLOB))',
                      (key, value))

    def __delitem__(self, key):
        with self._execute('DELETE FROM Dict WHERE key = CAST(? AS BLOB)', (key,)) as rows:
            if not rows.rowcount:
                raise KeyError(key)

    def __iter__(self):
        try:
            with self._execute('SELECT key FROM Dict') as rows:
                for row in rows:
                    yield row[0]
        except sqlite3.Error as fault:
            raise error(str(fault))

    def keys(self):
        return list(super().keys())

    def close(self):
        if self._connection:
            self._connection.close()
            self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()


def open(filename, /, flag='r', mode=0o666):
    """Open a database: 'r' to read, 'w' to write, 'c' to write one that may be new, 'n' a new one.

    `mode` is that of a new file, less the umask.
    """
    return _Database(filename, flag=flag, mode=mode)
