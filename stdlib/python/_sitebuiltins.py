"""What site adds to builtins: exit, quit, copyright, credits, license, help."""
import sys


class Quitter:
    """Ends the interpreter when called; tells how when shown."""

    def __init__(self, name, eof):
        self.name = name
        self.eof = eof

    def __repr__(self):
        return f'Use {self.name}() or {self.eof} to exit'

    def __call__(self, code=None):
        # An IDE may wait for its input to be closed.
        try:
            sys.stdin.close()
        except:
            pass
        raise SystemExit(code)


class _Printer:
    """Shows a text when called: the first of some files that exists, else the data given."""

    MAXLINES = 23

    def __init__(self, name, data, files=(), dirs=()):
        self.__name = name
        self.__data = data
        self.__files = [f'{folder}/{filename}' for folder in dirs for filename in files]
        self.__lines = None

    def __setup(self):
        if self.__lines is not None:
            return
        text = None
        for filename in self.__files:
            try:
                with open(filename, encoding='utf-8') as file:
                    text = file.read()
                break
            except OSError:
                pass
        self.__lines = (text or self.__data).split('\n')

    def __repr__(self):
        self.__setup()
        if len(self.__lines) <= self.MAXLINES:
            return "\n".join(self.__lines)
        return 'Type %s() to see the full %s text' % ((self.__name,) * 2)

    def __call__(self):
        self.__setup()
        prompt = 'Hit Return for more, or q (and Return) to quit: '
        for start in range(0, len(self.__lines), self.MAXLINES):
            for line in self.__lines[start:start + self.MAXLINES]:
                print(line)
            if start + self.MAXLINES >= len(self.__lines):
                break
            answer = None
            while answer not in ('', 'q'):
                answer = input(prompt)
            if answer == 'q':
                break


class _Helper:
    """Starts the interactive help; pydoc is imported at the first call."""

    def __repr__(self):
        return "Type help() for interactive help, or help(object) for help about object."

    def __call__(self, *args, **kwds):
        import pydoc
        return pydoc.help(*args, **kwds)
