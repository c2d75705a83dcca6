# configparser's unnamed section and errors, plistlib's dates with a time zone (3.13).
import configparser
import datetime
import io
import plistlib

parser = configparser.ConfigParser(allow_unnamed_section=True, allow_no_value=True,
                                   inline_comment_prefixes=('#',))
parser.read_string('a = 1 # note\n  more\nkey\n\n[s]\nb: 2#3\n# c\n\n  four\n')
print(parser.sections(), dict(parser[configparser.UNNAMED_SECTION]), dict(parser['s']))
out = io.StringIO()
parser.write(out)
print(repr(out.getvalue()))
for text in 'a=1\n', '[s]\nkey\n  more\n', '[s]\n= 1\n:2\nc=3\n', '[s]\na=1\na=2\n', '[s]\n[s]\n':
    strict = configparser.ConfigParser(allow_no_value=True)
    try:
        strict.read_string(text, source='text')
    except configparser.Error as error:
        print(type(error).__name__, str(error), error.args)
    print({name: dict(section) for name, section in strict.items()})
print('SafeConfigParser' in dir(configparser), hasattr(configparser, 'LegacyInterpolation'))
print(configparser.ParsingError('a', 3, 'b').combine([configparser.ParsingError('c', 4, 'd')]))

zone = datetime.timezone(datetime.timedelta(hours=2))
date = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=zone)
for fmt in plistlib.FMT_XML, plistlib.FMT_BINARY:
    data = plistlib.dumps({'d': [date, date]}, fmt=fmt, aware_datetime=True)
    print(plistlib.loads(data, aware_datetime=True), plistlib.loads(data))
print(plistlib.loads('<plist><string>é</string></plist>'))
try:
    plistlib.loads('text', fmt=plistlib.FMT_BINARY)
except TypeError as error:
    print(error)
