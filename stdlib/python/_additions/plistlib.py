"""plistlib of 3.13: dates with a time zone; loads() of a str."""
from _extend import _extend

_init_xml_parser = _PlistParser.__init__
_init_xml_writer = _PlistWriter.__init__
_init_binary_parser = _BinaryPlistParser.__init__
_init_binary_writer = _BinaryPlistWriter.__init__
_read_binary_object = _BinaryPlistParser._read_object
_write_binary_object = _BinaryPlistWriter._write_object
_write_xml_value = _PlistWriter.write_value


def _as_utc(value):
    """The same time without a zone, by UTC."""
    return value.astimezone(datetime.UTC).replace(tzinfo=None)


@_extend(_PlistParser)
class _PlistParser:
    def __init__(self, dict_type, aware_datetime=False):
        _init_xml_parser(self, dict_type)
        self._aware_datetime = aware_datetime

    def end_date(self):
        value = _date_from_string(self.get_data())
        self.add_object(value.replace(tzinfo=datetime.UTC) if self._aware_datetime else value)


@_extend(_PlistWriter)
class _PlistWriter:
    def __init__(self, file, indent_level=0, indent=b'\t', writeHeader=1, sort_keys=True,
                 skipkeys=False, aware_datetime=False):
        _init_xml_writer(self, file, indent_level, indent, writeHeader, sort_keys, skipkeys)
        self._aware_datetime = aware_datetime

    def write_value(self, value):
        if self._aware_datetime and isinstance(value, datetime.datetime):
            value = _as_utc(value)
        _write_xml_value(self, value)


@_extend(_BinaryPlistParser)
class _BinaryPlistParser:
    def __init__(self, dict_type, aware_datetime=False):
        _init_binary_parser(self, dict_type)
        self._aware_datetime = aware_datetime

    def _read_object(self, ref):
        value = _read_binary_object(self, ref)
        if self._aware_datetime and isinstance(value, datetime.datetime) and value.tzinfo is None:
            value = self._objects[ref] = value.replace(tzinfo=datetime.UTC)
        return value


@_extend(_BinaryPlistWriter)
class _BinaryPlistWriter:
    def __init__(self, fp, sort_keys, skipkeys, aware_datetime=False):
        _init_binary_writer(self, fp, sort_keys, skipkeys)
        self._aware_datetime = aware_datetime

    def _write_object(self, value):
        if self._aware_datetime and isinstance(value, datetime.datetime):
            # Only its time is written: the object itself is known to the table of references.
            since = _as_utc(value) - datetime.datetime(2001, 1, 1)
            self._object_offsets[self._getrefnum(value)] = self._fp.tell()
            self._fp.write(struct.pack('>Bd', 0x33, since.total_seconds()))
        else:
            _write_binary_object(self, value)


def load(fp, *, fmt=None, dict_type=dict, aware_datetime=False):
    """Read a .plist file, in a binary file object; with aware_datetime, dates have a zone."""
    if fmt is None:
        header = fp.read(32)
        fp.seek(0)
        for info in _FORMATS.values():
            if info['detect'](header):
                kind = info['parser']
                break
        else:
            raise InvalidFileException()
    else:
        kind = _FORMATS[fmt]['parser']
    return kind(dict_type=dict_type, aware_datetime=aware_datetime).parse(fp)


def loads(value, *, fmt=None, dict_type=dict, aware_datetime=False):
    """Read a .plist file from a bytes object, or from a str, which is XML."""
    if isinstance(value, str):
        if fmt == FMT_BINARY:
            raise TypeError('value must be bytes-like object when fmt is FMT_BINARY')
        value = value.encode()
    return load(BytesIO(value), fmt=fmt, dict_type=dict_type, aware_datetime=aware_datetime)


def dump(value, fp, *, fmt=FMT_XML, sort_keys=True, skipkeys=False, aware_datetime=False):
    """Write `value` to a .plist file, a binary file object."""
    if fmt not in _FORMATS:
        raise ValueError('Unsupported format: %r' % (fmt,))
    _FORMATS[fmt]['writer'](fp, sort_keys=sort_keys, skipkeys=skipkeys,
                            aware_datetime=aware_datetime).write(value)


def dumps(value, *, fmt=FMT_XML, skipkeys=False, sort_keys=True, aware_datetime=False):
    """Return a bytes object with the contents for a .plist file."""
    fp = BytesIO()
    dump(value, fp, fmt=fmt, skipkeys=skipkeys, sort_keys=sort_keys,
         aware_datetime=aware_datetime)
    return fp.getvalue()
