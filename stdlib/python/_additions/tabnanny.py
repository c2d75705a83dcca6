"""tabnanny of 3.12 and 3.13: syntax errors are told, and the exit code says that something was."""

_process_clean_tokens = process_tokens
_check_311 = check
_main_311 = main


def errprint(*args):
    sys.stderr.write(' '.join(map(str, args)) + '\n')
    sys.exit(1)


def main():
    _main_311()


def check(file):
    """Check a file, or the files in a directory and below."""
    try:
        _check_311(file)
    except SyntaxError as error:
        errprint('%r: Syntax Error: %s' % (file, error))


def process_tokens(tokens):
    try:
        _process_clean_tokens(tokens)
    except TabError as error:
        raise NannyNag(error.lineno, error.msg, error.text)
