"""tokenize of 3.12 and 3.13: tokens of f-strings (PEP 701), as the compiler's lexer sees them."""
import re
from _extend import _extend

__all__ += ['open', 'TokenError']


def tokenize(readline):
    """Tokenize a source that readline() gives as bytes, line by line.

    The first token is ENCODING; each is a TokenInfo: type, string, start and end, both (row,
    column), and the physical line.
    """
    encoding, consumed = detect_encoding(readline)
    lines = _itertools.chain(consumed, iter(readline, b''))
    if encoding is not None:
        if encoding == 'utf-8-sig':
            encoding = 'utf-8'  # the mark is gone
        yield TokenInfo(ENCODING, encoding, (0, 0), (0, 0), '')
    yield from _generate_tokens_from_c_tokenizer(lines.__next__, encoding, extra_tokens=True)


def generate_tokens(readline):
    """Tokenize a source that readline() gives as str, line by line."""
    return _generate_tokens_from_c_tokenizer(readline, extra_tokens=True)


def _generate_tokens_from_c_tokenizer(source, encoding=None, extra_tokens=False):
    import _tokenize
    try:
        for info in _tokenize.TokenizerIter(source, encoding=encoding, extra_tokens=extra_tokens):
            yield TokenInfo._make(info)
    except SyntaxError as error:
        if type(error) is not SyntaxError:
            raise error from None
        message = error.msg
        if 'unterminated triple-quoted string literal' in message:
            message = 'EOF in multi-line string'  # as it was once
        raise TokenError(message, (error.lineno, error.offset)) from None


_init_untokenizer = Untokenizer.__init__
_braces_of_text = re.compile(r'(\\N\{[^}]*\})|(\\\\)|([{}])')


@_extend(Untokenizer)
class Untokenizer:
    def __init__(self):
        _init_untokenizer(self)
        self.prev_type = None

    def escape_brackets(self, token):
        """The text of an f-string with its braces doubled again, but for those of \\N{...}."""
        return _braces_of_text.sub(lambda match: match[0] * 2 if match[3] else match[0], token)

    def untokenize(self, iterable):
        tokens = iter(iterable)
        indents = []
        at_line_start = False
        for one in tokens:
            if len(one) == 2:
                self.compat(one, tokens)
                break
            kind, text, start, end, line = one
            if kind == ENCODING:
                self.encoding = text
                continue
            if kind == ENDMARKER:
                break
            if kind == INDENT:
                indents.append(text)
                continue
            if kind == DEDENT:
                indents.pop()
                self.prev_row, self.prev_col = end
                continue
            if kind in (NEWLINE, NL):
                at_line_start = True
            elif at_line_start and indents:
                if start[1] >= len(indents[-1]):
                    self.tokens.append(indents[-1])
                    self.prev_col = len(indents[-1])
                at_line_start = False
            elif kind == FSTRING_MIDDLE and ('{' in text or '}' in text):
                text = self.escape_brackets(text)
                last = text.splitlines()[-1]
                end = (end[0], end[1] + last.count('{{') + last.count('}}'))
            elif kind in (STRING, FSTRING_START) and self.prev_type in (STRING, FSTRING_END):
                self.tokens.append(' ')
            self.add_whitespace(start)
            self.tokens.append(text)
            self.prev_row, self.prev_col = end
            if kind in (NEWLINE, NL):
                self.prev_row += 1
                self.prev_col = 0
            self.prev_type = kind
        return ''.join(self.tokens)

    def compat(self, token, iterable):
        """Put together tokens whose places are not known."""
        indents = []
        at_line_start = token[0] in (NEWLINE, NL)
        after_string = False
        fstrings = 0
        for kind, text, *_ in _itertools.chain([token], iterable):
            if kind == ENCODING:
                self.encoding = text
                continue
            if kind in (NAME, NUMBER):
                text += ' '
            # Two strings in a row are kept apart.
            if kind == STRING:
                if after_string:
                    text = ' ' + text
                after_string = True
            else:
                after_string = False
            if kind == FSTRING_START:
                fstrings += 1
            elif kind == FSTRING_END:
                fstrings -= 1
            if kind == INDENT:
                indents.append(text)
                continue
            if kind == DEDENT:
                indents.pop()
                continue
            if kind in (NEWLINE, NL):
                at_line_start = True
            elif at_line_start and indents:
                self.tokens.append(indents[-1])
                at_line_start = False
            elif kind == FSTRING_MIDDLE:
                text = self.escape_brackets(text)
            # Two braces in an f-string would be text.
            if fstrings and text in ('{', '}') and self.tokens and self.tokens[-1] == text:
                text = ' ' + text
            if kind in (STRING, FSTRING_START) and self.prev_type in (STRING, FSTRING_END):
                self.tokens.append(' ')
            self.tokens.append(text)
            self.prev_type = kind


_main_of_source = main


def _tokenize(readline, encoding):
    """What main() reads from the terminal with."""
    return generate_tokens(readline)


def main():
    """Show the tokens of a file or of the standard input."""
    _main_of_source()
