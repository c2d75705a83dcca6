"""python -m sqlite3 [file [sql]]: run a statement, or a prompt for statements (3.12)."""
import sqlite3
import sys
from argparse import ArgumentParser
from code import InteractiveConsole
from textwrap import dedent


def execute(connection, sql, suppress_errors=True):
    """Run a statement and print its rows; at the prompt an error does not end the program."""
    try:
        for row in connection.execute(sql):
            print(row)
    except sqlite3.Error as error:
        kind = type(error).__name__
        try:
            print(f'{kind} ({error.sqlite_errorname}): {error}', file=sys.stderr)
        except AttributeError:
            print(f'{kind}: {error}', file=sys.stderr)
        if not suppress_errors:
            sys.exit(1)


class SqliteInteractiveConsole(InteractiveConsole):
    """A prompt whose lines are SQL, or commands that begin with a dot."""

    def __init__(self, connection):
        super().__init__()
        self._connection = connection

    def runsource(self, source, filename='<input>', symbol='single'):
        """Run a statement; true if it goes on."""
        if source == '.version':
            print(sqlite3.sqlite_version)
        elif source == '.help':
            print('Enter SQL code and press enter.')
        elif source == '.quit':
            sys.exit(0)
        elif not sqlite3.complete_statement(source):
            return True
        else:
            execute(self._connection, source)
        return False


def main(*arguments):
    parser = ArgumentParser(description='Python sqlite3 CLI', prog='python -m sqlite3')
    parser.add_argument('filename', type=str, default=':memory:', nargs='?',
                        help="SQLite database to open (defaults to ':memory:'). "
                             'A new database is created if the file does not previously exist.')
    parser.add_argument('sql', type=str, nargs='?',
                        help='An SQL query to execute. Any returned rows are printed to stdout.')
    parser.add_argument('-v', '--version', action='version',
                        version=f'SQLite version {sqlite3.sqlite_version}',
                        help='Print underlying SQLite library version')
    options = parser.parse_args(*arguments)
    if options.filename == ':memory:':
        place = 'a transient in-memory database'
    else:
        place = repr(options.filename)
    eof = 'CTRL-Z' if sys.platform == 'win32' and 'idlelib.run' not in sys.modules else 'CTRL-D'
    banner = dedent(f'''
        sqlite3 shell, running on SQLite version {sqlite3.sqlite_version}
        Connected to {place}

        Each command will be run using execute() on the cursor.
        Type ".help" for more information; type ".quit" or {eof} to quit.
    ''').strip()
    sys.ps1, sys.ps2 = 'sqlite> ', '    ... '
    connection = sqlite3.connect(options.filename, isolation_level=None)
    try:
        if options.sql:
            execute(connection, options.sql, suppress_errors=False)
        else:
            try:
                import readline  # noqa: line editing
            except ImportError:
                pass
            SqliteInteractiveConsole(connection).interact(banner, exitmsg='')
    finally:
        connection.close()
    sys.exit(0)


if __name__ == '__main__':
    main(sys.argv[1:])
