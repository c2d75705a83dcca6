# IncrementalNewlineDecoder ends well, with or without attributes of its own.
import _io
for i in range(3):
    d = _io.IncrementalNewlineDecoder(None, True)
    try: d.x = i
    except AttributeError: pass
    print(repr(d.decode("a\r\nb\r")))
    del d
import textwrap
print(textwrap.__spec__.loader.get_source("textwrap")[:3])
