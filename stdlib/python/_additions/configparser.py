"""configparser of 3.12 and 3.13: options without a section, errors that are put together."""
from _extend import _extend

for _name in ('SafeConfigParser', 'LegacyInterpolation'):
    globals().pop(_name, None)
del _name
__all__ = (*(name for name in __all__ if name not in ('SafeConfigParser', 'LegacyInterpolation')),
           'MultilineContinuationError', 'UNNAMED_SECTION')
_init_parser = RawConfigParser.__init__
_write_named_section = RawConfigParser._write_section


@_extend(ParsingError)
class ParsingError:
    def __init__(self, source, *args):
        Error.__init__(self, f'Source contains parsing errors: {source!r}')
        self.source = source
        self.errors = []
        self.args = (source,)
        if args:
            self.append(*args)

    def append(self, lineno, line):
        self.errors.append((lineno, line))
        self.message += '\n\t[line %2d]: %s' % (lineno, repr(line))

    def combine(self, others):
        """Take in the lines of other errors."""
        for other in others:
            for error in other.errors:
                self.append(*error)
        return self


del ParsingError.filename


class MultilineContinuationError(ParsingError):
    """Raised when a key without value is followed by continuation line"""

    def __init__(self, filename, lineno, line):
        Error.__init__(self, 'Key without value continued with an indented line.\n'
                             'file: %r, line: %d\n%r' % (filename, lineno, line))
        self.source = filename
        self.lineno = lineno
        self.line = line
        self.args = (filename, lineno, line)


class _UnnamedSection:
    def __repr__(self):
        return '<UNNAMED_SECTION>'


UNNAMED_SECTION = _UnnamedSection()


class _Reading:
    """Where a file is: the section and the option that a line may go on with."""

    def __init__(self, parser, source):
        self.parser = parser
        self.source = source
        self.section = None
        self.options = None
        self.option = None
        self.indentation = 0
        self.number = 0
        self.seen = set()
        self.errors = []

    def line(self, line):
        self.number += 1
        text, has_comment = self.without_comment(line)
        if not text:
            self.blank(has_comment)
            return
        indentation = len(line) - len(line.lstrip())
        if self.options is not None and self.option and indentation > self.indentation:
            value = self.options[self.option]
            if value is None:
                raise MultilineContinuationError(self.source, self.number, line)
            value.append(text)
            return
        parser = self.parser
        if parser._allow_unnamed_section and self.options is None:
            self.enter(UNNAMED_SECTION)
        self.indentation = indentation
        header = parser.SECTCRE.match(text)
        if header:
            self.header(header.group('header'))
        elif self.options is None:
            raise MissingSectionHeaderError(self.source, self.number, line)
        else:
            self.assignment(text, line)

    def without_comment(self, line):
        """The line's text, and whether a comment was taken off it."""
        bare = line.strip()
        if bare.startswith(self.parser._comment_prefixes):
            return '', True
        starts = []
        for prefix in self.parser._inline_comment_prefixes:
            at = line.find(prefix)
            while at > 0 and not line[at - 1].isspace():
                at = line.find(prefix, at + 1)
            if at >= 0:
                starts.append(at)
        if not starts:
            return bare, False
        return line[:min(starts)].strip(), True

    def blank(self, has_comment):
        if not self.parser._empty_lines_in_values:
            self.indentation = sys.maxsize  # ends the value
        elif not has_comment and self.options is not None and self.option:
            value = self.options[self.option]
            if value is not None:
                value.append('')

    def header(self, name):
        parser = self.parser
        if name in parser._sections:
            if parser._strict and name in self.seen:
                raise DuplicateSectionError(name, self.source, self.number)
            self.section = name
            self.options = parser._sections[name]
            self.seen.add(name)
        elif name == parser.default_section:
            self.section = name
            self.options = parser._defaults
        else:
            self.enter(name)
        self.option = None  # a section does not begin with a continuation

    def enter(self, name):
        parser = self.parser
        self.section = name
        self.options = parser._sections[name] = parser._dict()
        parser._proxies[name] = SectionProxy(parser, name)
        self.seen.add(name)

    def assignment(self, text, line):
        parser = self.parser
        match = parser._optcre.match(text)
        if not match:
            self.errors.append(ParsingError(self.source, self.number, line))
            return
        option, _, value = match.group('option', 'vi', 'value')
        if not option:
            self.errors.append(ParsingError(self.source, self.number, line))
        self.option = option = parser.optionxform(option.rstrip())
        if parser._strict and (self.section, option) in self.seen:
            raise DuplicateOptionError(self.section, option, self.source, self.number)
        self.seen.add((self.section, option))
        self.options[option] = None if value is None else [value.strip()]


@_extend(RawConfigParser)
class RawConfigParser:
    def __init__(self, defaults=None, dict_type=_default_dict, allow_no_value=False, *,
                 delimiters=('=', ':'), comment_prefixes=('#', ';'), inline_comment_prefixes=None,
                 strict=True, empty_lines_in_values=True, default_section=DEFAULTSECT,
                 interpolation=_UNSET, converters=_UNSET, allow_unnamed_section=False):
        self._allow_unnamed_section = allow_unnamed_section
        _init_parser(self, defaults, dict_type, allow_no_value, delimiters=delimiters,
                     comment_prefixes=comment_prefixes,
                     inline_comment_prefixes=inline_comment_prefixes, strict=strict,
                     empty_lines_in_values=empty_lines_in_values,
                     default_section=default_section, interpolation=interpolation,
                     converters=converters)

    def _read(self, fp, fpname):
        """Parse a file; values that go on over lines are joined whatever happens."""
        reading = _Reading(self, fpname)
        try:
            for line in fp:
                reading.line(line)
            if reading.errors:
                raise reading.errors[0].combine(reading.errors[1:])
        finally:
            self._join_multiline_values()

    def write(self, fp, space_around_delimiters=True):
        """Write an .ini-format representation of the configuration state."""
        delimiter = self._delimiters[0]
        if space_around_delimiters:
            delimiter = f' {delimiter} '
        if self._defaults:
            self._write_section(fp, self.default_section, self._defaults.items(), delimiter)
        if UNNAMED_SECTION in self._sections:
            self._write_section(fp, UNNAMED_SECTION, self._sections[UNNAMED_SECTION].items(),
                                delimiter, unnamed=True)
        for section, options in self._sections.items():
            if section is not UNNAMED_SECTION:
                self._write_section(fp, section, options.items(), delimiter)

    def _write_section(self, fp, section_name, section_items, delimiter, unnamed=False):
        if not unnamed:
            _write_named_section(self, fp, section_name, section_items, delimiter)
            return
        text = io.StringIO()
        _write_named_section(self, text, section_name, section_items, delimiter)
        fp.write(text.getvalue().partition('\n')[2])


del RawConfigParser.readfp, RawConfigParser._handle_error
