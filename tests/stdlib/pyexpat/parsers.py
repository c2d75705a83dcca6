# pyexpat and what stands on it: handlers, attributes, text that is kept back, errors, entities,
# ElementTree, SAX, minidom and plistlib.
import io, plistlib, xml.dom.minidom, xml.sax
import xml.etree.ElementTree as ET
from xml.parsers import expat


def go(f, *args, **kwargs):
    try: print(f(*args, **kwargs))
    except Exception as e: print(type(e).__name__, e)


document = b'''<?xml version="1.0" encoding="iso-8859-1" standalone="yes"?>
<!DOCTYPE quotes SYSTEM "quotes.dtd" [
<!ENTITY entity "text of it"><!NOTATION notation PUBLIC "public" "system">
<!ENTITY picture SYSTEM "picture.gif" NDATA notation>
<!ELEMENT root (#PCDATA|sub|y)*><!ELEMENT sub (a,(b|c)*,d?)+><!ATTLIST root attr CDATA "default" id ID #IMPLIED>
]>
<root attr="v&#228;lue" xmlns="http://ns" xmlns:p="http://other"><!-- comment \xe4 -->one
two &entity; &lt;<sub a="1" p:b='2'/><?target some data?><![CDATA[<raw>]]><p:y>\xfc\xdf</p:y></root>
'''


class Handlers:
    names = [n for n in dir(expat.ParserCreate()) if n.endswith(('Handler', 'HandlerExpand')) and n != 'ExternalEntityRefHandler']
    def __init__(self, parser, skip=()):
        for name in self.names:
            if name not in skip:
                setattr(parser, name, lambda *args, name=name: print(name, *args))


for arguments, flags in (((), {}), ((None, '!'), dict(namespace_prefixes=1, ordered_attributes=1)),
                         ((), dict(buffer_text=1, specified_attributes=1))):
    p = expat.ParserCreate(*arguments)
    for name, value in flags.items(): setattr(p, name, value)
    Handlers(p, ('NotStandaloneHandler', 'DefaultHandler', 'DefaultHandlerExpand', 'SkippedEntityHandler'))
    print(p.Parse(document, True), p.CurrentLineNumber, p.CurrentColumnNumber, p.CurrentByteIndex)
    print(p.buffer_text, p.ordered_attributes, p.specified_attributes, p.namespace_prefixes, p.buffer_size, sorted(filter(None, p.intern))[:3])

p = expat.ParserCreate()
p.DefaultHandlerExpand = lambda data: print('expand', repr(data))
p.Parse('<a b="ü">text &amp; more<!-- c --></a>', True)
for wrong in ('<a', '<a></b>', '<a/><b/>', '<a>&x;</a>', '<a b="1" b="2"/>', '\0', '<?xml version="9"?>'):
    p = expat.ParserCreate()
    try: p.Parse(wrong, True)
    except expat.ExpatError as e: print(e, e.code, e.lineno, e.offset, expat.ErrorString(e.code), expat.errors.codes[expat.ErrorString(e.code)])
    print(p.ErrorCode, p.ErrorLineNumber, p.ErrorColumnNumber, p.ErrorByteIndex)
go(p.Parse, '<a/>')
go(expat.ParserCreate, 1)
go(expat.ParserCreate().Parse, b'<?xml version="1.0" encoding="nosuch"?><a/>')
go(expat.ParserCreate().Parse, b'<?xml version="1.0" encoding="cp1252"?><a>\x80</a>')
go(expat.ParserCreate, None, 'ab')
go(expat.ParserCreate, intern=1)
p = expat.ParserCreate(intern=None)
print(p.intern)
go(setattr, p, 'buffer_size', 0)
go(setattr, p, 'buffer_size', 'x')
go(setattr, p, 'nosuch', 0)
go(p.Parse, 5)
go(p.ParseFile, 5)
go(p.ParseFile, io.StringIO('<a/>'))
print(p.SetBase('here'), p.GetBase(), p.GetInputContext(), expat.model.XML_CTYPE_SEQ, expat.native_encoding)
p = expat.ParserCreate()
p.StartElementHandler = lambda name, attributes: 1 / 0
go(p.Parse, '<a><b/></a>', True)
p = expat.ParserCreate()
seen = []
p.CharacterDataHandler = seen.append
p.buffer_text = True
p.Parse('<a>')
for _ in range(3): p.Parse('x' * 10)
print(seen, p.buffer_used)
p.buffer_size = 5
p.Parse('yyyyyyyyyy</a>', True)
print(seen)

# external entities
def external(context, base, system_id, public_id):
    print('external', context, base, system_id, public_id)
    sub = p.ExternalEntityParserCreate(context)
    sub.StartElementHandler = lambda *args: print('inside', *args)
    sub.Parse('<inner/>', True)
    return 1
p = expat.ParserCreate()
p.ExternalEntityRefHandler = external
p.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
p.StartElementHandler = lambda *args: print('outside', *args)
p.Parse('<!DOCTYPE a [<!ENTITY e SYSTEM "e.xml">]><a>&e;</a>', True)
p = expat.ParserCreate()
p.ExternalEntityRefHandler = lambda *args: 0
go(p.Parse, '<!DOCTYPE a [<!ENTITY e SYSTEM "e.xml">]><a>&e;</a>', True)

root = ET.fromstring('<r xmlns:n="u"><n:a k="1">t<b/>tail</n:a><!-- c --></r>')
print(ET.tostring(root), root[0].tag, root.find('{u}a').attrib, [e.tag for e in root.iter()])
go(ET.fromstring, '<r><a></r>')
print([(event, element.tag) for event, element in ET.iterparse(io.BytesIO(b'<r><a/><b>t</b></r>'), ('start', 'end'))])
pull = ET.XMLPullParser()
pull.feed('<r><a>'); pull.feed('</a></r>')
print([(event, element.tag) for event, element in pull.read_events()])
print(xml.dom.minidom.parseString('<r a="1"><b>t</b><!-- c --></r>').toxml())


class Sax(xml.sax.ContentHandler):
    def startElement(self, name, attrs): print('start', name, dict(attrs))
    def characters(self, content): print('text', repr(content))
xml.sax.parseString(b'<r a="1">t<b/></r>', Sax())
value = {'a': [1, 2.5, True, b'bytes', 'ü'], 'd': {}}
print(plistlib.loads(plistlib.dumps(value)) == value)
go(plistlib.loads, b'<plist><dict><key>a</key></dict></plist>')
