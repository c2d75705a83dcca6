"""The tokens of a source that is read line by line, for `tokenize`.

The compiler has a lexer of its own, which takes a whole text and keeps neither comments nor what
tools want of a text with errors. This one yields tokens as soon as their line is read. With
`extra_tokens` it is lenient: comments and line ends are tokens, operators are all OP, brackets need
not match and a name may follow a number at once.

Inside an f-string each part is scanned either as text or as an expression; a stack of _FString
says which, with the brackets that are open in the expression.
"""
import re
from token import (COMMENT, DEDENT, ENDMARKER, EXACT_TOKEN_TYPES, FSTRING_END, FSTRING_MIDDLE,
                   FSTRING_START, INDENT, NAME, NEWLINE, NL, NOTEQUAL, NUMBER, OP, STRING)

_TAB = 8
_INDENTS_MAX = 100
_BRACKETS_MAX = 200
_FSTRING_EXPRESSIONS_MAX = 3

_space = re.compile(r'[ \t\f]*').match
_name = re.compile(r'[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*', re.ASCII).match
_string_start = re.compile(
    r'(u|b|br|rb|r|f|fr|rf)?(\'\'\'|"""|\'|")', re.ASCII | re.IGNORECASE).match
_operator = re.compile('|'.join(map(re.escape, sorted([*EXACT_TOKEN_TYPES, '<>'], key=len,
                                                      reverse=True)))).match
_digits = re.compile(r'\d+(?:_\d+)*', re.ASCII).match
_bases = {'x': (re.compile(r'(?:_?[0-9a-fA-F])+').match, 'hexadecimal'),
          'o': (re.compile(r'(?:_?[0-7])+').match, 'octal'),
          'b': (re.compile(r'(?:_?[01])+').match, 'binary')}
# What may follow a number at once: 1if x else y.
_keyword_after_number = re.compile('and|else|for|if|in|is|not|or').match
_CLOSING = {')': '(', ']': '[', '}': '{'}


class _FString:
    __slots__ = ('quote', 'raw', 'in_text', 'in_spec', 'brackets', 'expressions', 'number', 'line',
                 'col')

    def __init__(self, quote, raw, number, line, col):
        self.quote = quote
        self.raw = raw
        self.in_text = True
        self.in_spec = False
        self.brackets = 0  # open in expressions, their own braces too
        self.expressions = []  # the number of brackets where each began
        self.number = number  # where it begins
        self.line = line
        self.col = col


class TokenizerIter:
    """An iterator of tuples (type, string, start, end, line)."""

    def __init__(self, readline, /, *, encoding=None, extra_tokens=False):
        self._readline = readline
        self._encoding = encoding
        self._extra = extra_tokens
        self._pending = []  # lines that were read together
        self._number = 0
        self._line = ''  # as it was read
        self._text = ''  # with an end
        self._pos = 0
        self._brackets = []  # (bracket, line number)
        self._fstrings = []
        self._indents = [(0, 0)]  # columns by tabs of 8, and by tabs of 1
        self._tokens = self._all_tokens()

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._tokens)

    # --- lines and errors

    def _next_line(self):
        """Read a line; False at the end."""
        if not self._pending:
            try:
                line = self._readline()
            except StopIteration:
                return False
            if self._encoding is not None and not isinstance(line, str):
                line = line.decode(self._encoding)
            if not isinstance(line, str):
                raise TypeError('readline() returned a non-string object')
            if not line:
                return False
            self._pending = re.findall('[^\n]*\n|[^\n]+', line)
            self._pending.reverse()
        self._line = self._text = self._pending.pop()
        if not self._text.endswith('\n'):
            self._text += '\n'
        self._number += 1
        self._pos = 0
        return True

    def _error(self, message, offset=None, end=None, kind=SyntaxError, line=None, number=None):
        """An error at an offset from 1, or behind the line."""
        line = (self._line if line is None else line).rstrip('\r\n')
        if number is None:
            number = self._number
        if offset is None:
            return kind(message, ('<string>', number, len(line) + 1, line, None, None))
        return kind(message, ('<string>', number, offset, line, number, end or offset))

    def _unexpected_end(self):
        error = SyntaxError('unexpected EOF in multi-line statement')
        error.filename = '<string>'
        error.lineno = self._number
        error.offset = len(self._text) if self._fstrings else 0
        return error

    # --- tokens

    def _token(self, kind, start, end):
        """A token within the line, up to which the line is read."""
        self._pos = end
        number = self._number
        return kind, self._text[start:end], (number, start), (number, end), self._line

    def _all_tokens(self):
        extra = self._extra
        blank = True  # the last line has no token
        while self._next_line():
            blank = False
            if not self._brackets and not self._in_fstring_text():
                indentation = yield from self._line_start()
                if indentation is None:
                    blank = True
                    continue
            while self._pos < len(self._text):
                if self._in_fstring_text():
                    yield from self._fstring_text()
                elif (yield from self._one_token()):
                    break
        if self._brackets or self._fstrings:
            raise self._unexpected_end()
        if extra:
            at = (self._number + 1, 0)
            line = ''
        else:
            if not self._number:
                return
            at = (self._number, -1)
            line = '' if blank else self._line
        while len(self._indents) > 1:
            self._indents.pop()
            yield DEDENT, '', at, at, line
        yield ENDMARKER, '', at, at, line

    def _in_fstring_text(self):
        return bool(self._fstrings) and self._fstrings[-1].in_text

    def _line_start(self):
        """Measure the indentation and yield what it means; None for a line without code."""
        column = other = 0
        first = None  # the indentation before a backslash counts, not that behind it
        while True:
            end = _space(self._text, self._pos).end()
            for char in self._text[self._pos:end]:
                if char == ' ':
                    column += 1
                    other += 1
                elif char == '\t':
                    column = (column // _TAB + 1) * _TAB
                    other += 1
                else:
                    column = other = 0
            self._pos = end
            if self._text[end] != '\\':
                break
            if first is None or not first[0]:
                first = column, other
            self._continue_line()
        if first is not None and first[0]:
            column, other = first
        if self._text[end] in '#\r\n':
            if self._extra:
                yield from self._comment_and_end(NL)
            return None
        yield from self._indentation(column, other)
        return True

    def _indentation(self, column, other):
        outer, outer_other = self._indents[-1]
        if column == outer:
            if other != outer_other:
                raise self._tab_error()
        elif column > outer:
            if len(self._indents) >= _INDENTS_MAX:
                raise self._error('too many levels of indentation', kind=IndentationError)
            if other <= outer_other:
                raise self._tab_error()
            self._indents.append((column, other))
            if self._extra:
                yield self._token(INDENT, 0, self._pos)
            else:
                yield INDENT, '', (self._number, -1), (self._number, -1), self._line
        else:
            at = (self._number, self._pos if self._extra else -1)
            dedents = 0
            while column < self._indents[-1][0]:
                self._indents.pop()
                dedents += 1
            if column != self._indents[-1][0]:
                raise self._error('unindent does not match any outer indentation level',
                                  kind=IndentationError)
            if other != self._indents[-1][1]:
                raise self._tab_error()
            for _ in range(dedents):
                yield DEDENT, '', at, at, self._line

    def _tab_error(self):
        return self._error('inconsistent use of tabs and spaces in indentation', kind=TabError)

    def _continue_line(self):
        """Go on behind a backslash at the end of a line."""
        if self._text[self._pos + 1:] not in ('\n', '\r\n'):
            raise self._error('unexpected character after line continuation character')
        if not self._next_line():
            raise self._unexpected_end()

    def _comment_and_end(self, kind):
        """The comment, if there is one, and the end of the line."""
        start = self._pos
        end = len(self._text) - (2 if self._text.endswith('\r\n') else 1)
        if self._extra:
            if self._text[start] == '#':
                yield self._token(COMMENT, start, end)
            text = self._text[end:] if self._line.endswith('\n') else ''
            yield (kind, text, (self._number, end), (self._number, end + (len(text) or 1)),
                   self._line)
        elif kind == NEWLINE:
            yield self._token(NEWLINE, start, len(self._text) - 1)
        self._pos = len(self._text)

    def _one_token(self):
        """Yield the next token of the line, if there is one; true at the end of the line."""
        text = self._text
        start = self._pos = _space(text, self._pos).end()
        char = text[start]
        if char in '\n#' or text.startswith('\r\n', start):
            yield from self._comment_and_end(NL if self._brackets else NEWLINE)
            return True
        if char == '\\':
            self._continue_line()
            return False
        match = _string_start(text, start)
        if match:
            yield from self._string(start, match)
            return False
        match = _name(text, start)
        if match:
            if not self._extra and not match.group().isidentifier():
                raise self._bad_identifier(match)
            yield self._token(NAME, start, match.end())
        elif char.isdigit() or char == '.' and '0' <= text[start + 1] <= '9':
            yield self._token(NUMBER, start, self._number_end(start))
        else:
            yield self._operator_token(start)
        return False

    def _bad_identifier(self, match):
        name = match.group()
        size = next(size for size in range(1, len(name) + 1)
                    if not (name[:size] + ('a' if size < len(name) else '')).isidentifier())
        char = name[size - 1]
        what = 'character' if char.isprintable() else 'non-printable character'
        shown = f" '{char}' (U+{ord(char):04X})" if char.isprintable() else f' U+{ord(char):04X}'
        return self._error(f'invalid {what}{shown}', match.start() + size)

    def _operator_token(self, start):
        text = self._text
        fstring = self._fstrings[-1] if self._fstrings else None
        char = text[start]
        match = _operator(text, start)
        end = match.end() if match else start + 1
        if fstring is not None and char == ':' and fstring.expressions and (
                fstring.brackets - 1 == fstring.expressions[-1]):
            # A format specification: no := here.
            end = start + 1
            fstring.in_text = fstring.in_spec = True
        if char in '([{':
            if len(self._brackets) >= _BRACKETS_MAX:
                raise self._error('too many nested parentheses', start + 1)
            self._brackets.append((char, self._number))
            if fstring is not None:
                fstring.brackets += 1
        elif char in ')]}':
            self._close_bracket(char, start, fstring)
        operator = text[start:end]
        kind = OP if self._extra else EXACT_TOKEN_TYPES.get(operator, OP)
        if operator == '<>' and not self._extra:
            kind = NOTEQUAL
        if operator == '!' and not self._extra:
            kind = EXACT_TOKEN_TYPES['!']
        return self._token(kind, start, end)

    def _close_bracket(self, char, start, fstring):
        if fstring is not None and not fstring.brackets and char == '}':
            raise self._error("f-string: single '}' is not allowed", start + 1)
        if self._brackets:
            opening, line = self._brackets.pop()
            if not self._extra and opening != _CLOSING[char]:
                if fstring is not None and opening == '{':
                    raise self._error(f"f-string: unmatched '{char}'", start + 1)
                message = (f"closing parenthesis '{char}' does not match opening parenthesis "
                           f"'{opening}'")
                if line != self._number:
                    message += f' on line {line}'
                raise self._error(message, start + 1)
        elif not self._extra:
            raise self._error(f"unmatched '{char}'", start + 1)
        if fstring is not None:
            fstring.brackets -= 1
            if fstring.brackets < 0:
                raise self._error(f"f-string: unmatched '{char}'", start + 1)
            if char == '}' and fstring.expressions and (
                    fstring.brackets == fstring.expressions[-1]):
                fstring.expressions.pop()
                fstring.in_text = True
                fstring.in_spec = bool(fstring.expressions)

    # --- numbers

    def _number_end(self, start):
        text = self._text
        base, what = _bases.get(text[start + 1].lower(), (None, 'decimal'))
        if text[start] == '0' and base is not None:
            match = base(text, start + 2)
            end = match.end() if match else start + 2
            if '0' <= text[end] <= '9':
                raise self._error(f"invalid digit '{text[end]}' in {what} literal", end + 1)
            if match is None or text[end] == '_':
                end += text[end] == '_'
                if text[end].isdigit():
                    raise self._error(f"invalid digit '{text[end]}' in {what} literal", end + 1)
                raise self._error(f'invalid {what} literal', end)
            return self._checked_end(end, what)
        end = start
        if text[end] != '.':
            end = self._decimal_end(end)
        whole_end = end
        if text[end] == '.':
            end += 1
            if '0' <= text[end] <= '9':
                end = self._decimal_end(end)
        if text[end] in 'eE':
            exponent = end + 1 + (text[end + 1] in '+-')
            if '0' <= text[exponent] <= '9':
                end = self._decimal_end(exponent)
            elif exponent == end + 2:
                raise self._error('invalid decimal literal', exponent)
        if text[end] in 'jJ':
            return self._checked_end(end + 1, 'imaginary')
        if end == whole_end and text[start] == '0' and not self._extra:
            if text[start:end].strip('0_'):
                zeros = end - len(text[start:end].lstrip('0_'))
                raise self._error('leading zeros in decimal integer literals are not permitted; '
                                  'use an 0o prefix for octal integers', start + 1, zeros + 1)
        return self._checked_end(end, 'decimal')

    def _decimal_end(self, start):
        end = _digits(self._text, start).end()
        if self._text[end] == '_':
            raise self._error('invalid decimal literal', end + 1)
        return end

    def _checked_end(self, end, what):
        """The end of a number, which no name may follow at once, but for some keywords."""
        if not self._extra:
            if not _keyword_after_number(self._text, end) and _name(self._text, end):
                raise self._error(f'invalid {what} literal', end)
        return end

    # --- strings

    def _string(self, start, match):
        prefix, quote = match.groups()
        prefix = (prefix or '').lower()
        if 'f' in prefix:
            self._fstrings.append(_FString(quote, 'r' in prefix, self._number, self._line, start))
            yield self._token(FSTRING_START, start, match.end())
            return
        number, first_line = self._number, self._line
        parts = []
        lines = [self._line]
        pos = match.end()
        begin = start
        while True:
            text = self._text
            char = text[pos:pos + 1]
            if not char or char == '\n' and len(quote) == 1:
                if char and self._fstrings and self._fstrings[-1].quote == quote:
                    # Rather the end of the f-string that it stands in.
                    raise self._error("f-string: expecting '}'", start + 1 + len(prefix))
                if char or not self._next_line():
                    kind = 'triple-quoted ' if len(quote) == 3 else ''
                    raise self._error(f'unterminated {kind}string literal '
                                      f'(detected at line {self._number})', start + 1,
                                      line=first_line, number=number)
                parts.append(text[begin:])
                lines.append(self._line)
                begin = pos = 0
            elif text.startswith(quote, pos):
                pos += len(quote)
                break
            elif char == '\\':
                pos += 3 if text.startswith('\r\n', pos + 1) else 2
            else:
                pos += 1
            if pos >= len(text) and len(quote) == 1 and text is self._text and text[-2] == '\\':
                # A line that a backslash continues.
                if self._next_line():
                    parts.append(text[begin:])
                    lines.append(self._line)
                    begin = pos = 0
        parts.append(self._text[begin:pos])
        self._pos = pos
        yield STRING, ''.join(parts), (number, start), (self._number, pos), ''.join(lines)

    def _fstring_text(self):
        """Yield the text up to a brace or to the end of the f-string, and that end."""
        fstring = self._fstrings[-1]
        quote = fstring.quote
        start = begin = pos = self._pos
        if self._text.startswith(quote, pos):
            self._fstrings.pop()
            yield self._token(FSTRING_END, pos, pos + len(quote))
            return
        if self._text[pos] == '{' and (fstring.in_spec or self._text[pos + 1] != '{'):
            yield self._open_expression(fstring)
            return
        number = self._number
        parts = []
        lines = [self._line]
        skipped = 0  # a doubled brace is shown once
        while True:
            text = self._text
            char = text[pos:pos + 1]
            if not char:
                if not self._next_line():
                    raise self._unterminated(fstring)
                parts.append(text[begin:])
                lines.append(self._line)
                begin = pos = 0
            elif text.startswith(quote, pos):
                break
            elif char == '\n' and len(quote) == 1:
                if not fstring.in_spec:
                    raise self._unterminated(fstring)
                fstring.in_text = fstring.in_spec = False
                break
            elif char == '{':
                if not fstring.in_spec and text[pos + 1] == '{':
                    pos += 1
                    skipped = 1
                break
            elif char == '}':
                if not fstring.in_spec and text[pos + 1] == '}':
                    pos += 1
                    skipped = 1
                else:
                    fstring.in_text = False
                break
            elif char == '\\':
                pos += 1
                if text[pos] not in '{}':
                    named = not fstring.raw and text.startswith('N{', pos)
                    pos += 2 if text.startswith('\r\n', pos) else 1
                    if named:
                        close = text.find('}', pos)
                        pos = close + 1 if close >= 0 else pos + 1
            else:
                pos += 1
        parts.append(self._text[begin:pos])
        self._pos = pos + skipped
        yield (FSTRING_MIDDLE, ''.join(parts), (number, start), (self._number, pos),
               ''.join(lines))

    def _unterminated(self, fstring):
        kind = 'triple-quoted ' if len(fstring.quote) == 3 else ''
        return self._error(f'unterminated {kind}f-string literal (detected at line '
                           f'{self._number})', fstring.col + 1, line=fstring.line,
                           number=fstring.number)

    def _open_expression(self, fstring):
        if len(fstring.expressions) >= _FSTRING_EXPRESSIONS_MAX:
            raise self._error('f-string: expressions nested too deeply', self._pos + 1)
        fstring.expressions.append(fstring.brackets)
        fstring.in_text = False
        return self._operator_token(self._pos)
