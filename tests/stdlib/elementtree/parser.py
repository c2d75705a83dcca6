# _elementtree.TreeBuilder and XMLParser: targets, events, errors, entities, encodings.
import io
import re
import warnings
import xml.etree.ElementTree as ET
from _elementtree import ParseError, TreeBuilder, XMLParser


def show(function, *arguments, **named):
    try:
        result = function(*arguments, **named)
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "code", ""), getattr(error, "position", ""))
    else:
        print(re.sub("0x[0-9a-f]+", "0x", repr(result)))


def text(element):
    return ET.tostring(element, "unicode")


builder = TreeBuilder()
print(builder.close(), builder.data("early"))
builder.start("a", {"x": "1"})
builder.data("one")
builder.data("two")
builder.start("b", {})
builder.end("b")
builder.data("tail")
print(builder.comment("c").text, builder.pi("p", "data").text)
builder.data("more")
builder.end("a")
print(text(builder.close()))
show(builder.end, "a")
show(builder.start, "second", {})
show(TreeBuilder().start, "a", None)
show(TreeBuilder().start, "a", 1)
show(TreeBuilder, 1, 2)
show(TreeBuilder(element_factory=3).start, "a", {})

builder = TreeBuilder(insert_comments=True, insert_pis=True)
builder.start("a", {})
builder.data("1")
builder.comment("c")
builder.data("2")
builder.pi("p", "q")
builder.data("3")
builder.end("a")
print(text(builder.close()))


class Recorder:
    def __getattr__(self, name):
        if name.startswith("_") or name == "doctype":
            raise AttributeError(name)
        return lambda *arguments: print(" ", name, *arguments) or name


document = """<?xml version="1.0"?><!DOCTYPE a PUBLIC "pub" "sys" [<!ENTITY e "entity">]>
<a xmlns="http://n" xmlns:p="http://p" k="v" p:k="w">text &lt;&e;&amp;<!-- note --><?do it?><?empty?>
<p:b/>\u00e4\u4e2d\U0001f600</a>"""
parser = XMLParser(target=Recorder())
parser.feed(document)
print(parser.close(), parser.entity, type(parser.target))


class Doctype(TreeBuilder):
    def doctype(self, *arguments):
        print("doctype", arguments)

    def start(self, tag, attrib):
        attrib["seen"] = "yes"
        return super().start(tag, attrib)


parser = XMLParser(target=Doctype())
parser.feed(document)
print(text(parser.close()))


class Parser(XMLParser):
    def doctype(self, *arguments):
        print("not called")


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    parser = Parser()
    parser.feed(document)
    print(text(parser.close()))
    print([str(w.message) for w in caught])

for encoding in ("utf-8", "utf-16", "iso-8859-1", "cp1252", "koi8-r"):
    source = "<?xml version='1.0' encoding='%s'?><a>é</a>" % encoding
    show(lambda: ET.XML(source.encode(encoding, "xmlcharrefreplace")).text)
show(lambda: ET.XML(b"<?xml version='1.0' encoding='gbk'?><a/>"))
show(lambda: ET.XML(b"<?xml version='1.0' encoding='nonsense'?><a/>"))
show(lambda: ET.XML("<a>\xe9</a>".encode("latin-1"), XMLParser(encoding="latin-1")).text)

for wrong in ("", "<a>", "<a></b>", "<a/><b/>", "<a x='1' x='2'/>", "x", "<a>&none;</a>", "<a>\0</a>"):
    show(ET.XML, wrong)
show(ET.XML, "<!DOCTYPE a SYSTEM 'x'><a>&none;</a>")
parser = XMLParser()
parser.entity["none"] = "some"
parser.feed("<!DOCTYPE a SYSTEM 'x'><a>[&none;]</a>")
print(text(parser.close()))
print(ParseError.__mro__)

show(XMLParser, 1)
show(XMLParser, encoding=1)
show(XMLParser().feed, 1)
show(XMLParser()._parse_whole, 1)
show(XMLParser()._setevents, 1)
show(XMLParser()._setevents, [], ["other"])
show(XMLParser()._setevents, [], [1])
show(XMLParser(target=[])._setevents, [], ["start"])
blank = XMLParser.__new__(XMLParser)
show(blank.feed, "x")
show(blank.close)
show(blank.flush)
show(blank._setevents, None)
print(blank.entity, blank.target)

parser = XMLParser()
for piece in ("<a>te", "xt", "<b>", "in", "</b", ">out</a>"):
    parser.feed(piece)
print(text(parser.close()))
print(text(XMLParser()._parse_whole(io.BytesIO(b"<a><b/>x</a>"))))
print(text(XMLParser()._parse_whole(io.StringIO("<a><b/>y</a>"))))

pull = ET.XMLPullParser(["start", "end", "start-ns", "end-ns", "comment", "pi"])
pull.feed("<!-- first --><a xmlns:p='u'><?i n?>text<p:b>")
for event, value in pull.read_events():
    print(event, value.tag if event in ("start", "end") else value if "ns" in event else value.text)
pull.feed("</p:b></a>")
pull.close()
for event, value in pull.read_events():
    print(event, value if value is None else value.tag)
for event, element in ET.iterparse(io.StringIO("<a><b>1</b><b>2</b></a>")):
    print(event, element.tag, element.text)


class Failing:
    def __init__(self, where):
        self.where = where

    def start(self, tag, attrib):
        if self.where == tag:
            raise KeyError(tag)

    def data(self, text):
        if self.where == text:
            raise KeyError(text)

    def close(self):
        raise KeyError("close")


for where in ("b", "text", "nowhere"):
    parser = XMLParser(target=Failing(where))
    show(parser.feed, "<a><b>text</b></a>")
    show(parser.close)


class Odd(ET.Element):
    def append(self, child):
        super().append(child)
        self.set("count", str(len(self)))


print(text(ET.XML("<a>x<b/>y<b/>z</a>", XMLParser(target=TreeBuilder(Odd)))))
show(ET.XML, "<a><b/></a>", XMLParser(target=TreeBuilder(lambda tag, attrib: 5)))
long = "<a>" + "<b x='%s'>text</b>\n" * 30000 + "</a>"
root = ET.XML(long)
print(len(root), {e.tail for e in root}, len(ET.tostring(root)))
