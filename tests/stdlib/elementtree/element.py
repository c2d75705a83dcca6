# _elementtree.Element and SubElement: construction, children, attributes, search, copies, errors.
import copy
import pickle
import re
import warnings
import weakref
import xml.etree.ElementTree as ET
from _elementtree import Element, SubElement

warnings.simplefilter("ignore")


def show(function, *arguments, **named):
    try:
        result = function(*arguments, **named)
    except Exception as error:
        print(type(error).__name__, error)
    else:
        print(re.sub("0x[0-9a-f]+", "0x", repr(result)))


def text(element):
    return ET.tostring(element, "unicode")


print(Element, Element.__module__, ET.Element is Element)
show(Element)
show(Element, "a")
show(Element, "a", 1)
show(Element, "a", {}, 1)
show(Element, tag="a")
show(lambda: Element("a", {"x": 1}, y=2).attrib)
show(lambda: Element("a", attrib={"x": 1}, y=2).attrib)
show(lambda: Element("a", attrib=3).attrib)
given = {"k": "v"}
print(Element("a", given).attrib is given, Element("a").attrib)
show(SubElement)
show(SubElement, 1, 2)
show(SubElement, Element("a"), "b", 3)

root = Element("root", n="1")
for i in range(5):
    child = SubElement(root, "even" if i % 2 == 0 else "odd", {"i": str(i)}, j="x")
    child.text = "t%d" % i
    child.tail = "/%d" % i
print(len(root), bool(root), bool(Element("e")), text(root))
print([e.get("i") for e in root], [e.get("i") for e in root[1:4]], [e.get("i") for e in root[::-2]])
print(root[-1].get("i"), [e.tag for e in reversed(root)])
root[0], root[1] = root[1], root[0]
del root[2]
root[1:1] = [Element("new"), Element("other")]
del root[-1:]
root.insert(-1, Element("inserted"))
root.insert(100, Element("last"))
root.extend(Element(c) for c in "ab")
root.append(root[0])
print([e.tag for e in root], root[0] in root, root[-1] is root[0])
root.remove(root[-1])
print([e.tag for e in root])
for wrong in (1, None, "a", [Element("x"), 2]):
    show(root.append, wrong)
    show(root.extend, wrong)
    show(root.insert, 0, wrong)
    show(root.remove, wrong)
    show(root.__setitem__, 0, wrong)
    show(root.__setitem__, slice(0, 1), wrong)
show(root.remove, Element("absent"))
show(root.insert, "x", Element("y"))
for index in (99, -99, "x", 1.5):
    show(root.__getitem__, index)
    show(root.__setitem__, index, Element("x"))
    show(root.__delitem__, index)
show(root.__setitem__, slice(None, None, 2), [Element("x")])

e = Element("tag")
print(e.get("x"), e.get("x", 1), e.get("x", default=2), e.keys(), e.items())
e.set("b", "1")
e.set("a", "2")
print(e.get("a"), e.keys(), e.items(), e.attrib)
for name in ("tag", "text", "tail", "attrib"):
    show(delattr, e, name)
show(setattr, e, "attrib", 1)
show(setattr, e, "other", 1)
e.text, e.tail, e.tag = 1, (2,), None
show(lambda: (e.text, e.tail, e))
e.clear()
print(e.text, e.tail, e.attrib, len(e), e.tag)

tree = ET.XML("<a>1<b>2<c x='1'>3</c>4</b>5<b/>6<c>7<!-- no --><d/>8</c>9</a>")
print([x.tag for x in tree.iter()], [x.tag for x in tree.iter("c")], [x.tag for x in tree.iter("*")])
print(list(tree.itertext()), list(tree.find("b").itertext()))
print(tree.find("b").text, tree.find("none"), tree.find("./b/c").text, tree.find("{*}c").text)
print(tree.findtext("c"), tree.findtext("none"), tree.findtext("none", 5), repr(tree.findtext("b[2]")))
print(repr(tree.findtext("c/d")), [x.text for x in tree.findall("b")], len(tree.findall(".//c")))
print(list(tree.iterfind("zz")), [x.tag for x in tree.iterfind("*")])
show(tree.find, None)
show(tree.find)
print(type(tree.iter()), iter(it := tree.iter()) is it)
show(type(it))
outer = tree.iter()
print(next(outer).tag, next(outer).tag)
tree.clear()
print([x.tag for x in outer], list(outer))

deep = Element("d", k="v")
deep.text = ("t", ["u"])
SubElement(deep, "s").tail = "t"
shallow, full = copy.copy(deep), copy.deepcopy(deep)
print(shallow.text is deep.text, shallow[0] is deep[0], shallow.attrib == deep.attrib)
print(full.text == deep.text, full.text is deep.text, full[0] is deep[0], full[0].tail, full.attrib)
deep.append(deep[0])
show(deep.__deepcopy__, None)
back = pickle.loads(pickle.dumps(full))
print(text(shallow[0]), back.text, back[0].tail, back.attrib, deep.__getstate__().keys())
show(back.__setstate__, 1)
show(back.__setstate__, {})
show(back.__setstate__, {"tag": 1, "_children": 2})
show(back.__setstate__, {"tag": 1, "_children": [2]})
show(back.makeelement, "m", 3)
attributes = {"q": "1"}
print(back.makeelement("m", attributes).attrib == attributes)


class Sub(Element):
    def __repr__(self):
        return "Sub" + super().__repr__()[:10]


s = Sub("sub", a="1")
s.extra = 5
SubElement(s, "x")
print(s, s.extra, s.attrib, type(copy.copy(s)) is Element, isinstance(s[0], Sub), weakref.ref(s)() is s)

loop = Element("loop")
loop.text = loop
loop.tag = loop
show(repr, loop)
loop.append(loop)

chain = top = Element("top")
for _ in range(100000):
    chain = SubElement(chain, "x")
print(sum(1 for _ in top.iter()))
del chain, top


class Spoiler:
    def __del__(self):
        victim.text
        victim.clear()


victim = Element("victim")
for field in ("text", "tail"):
    setattr(victim, field, Spoiler())
    setattr(victim, field, Spoiler())
    victim.clear()
victim.__setstate__({"tag": 42})
print(victim.tag)


class Equal:
    def __eq__(self, other):
        victim[:] = []
        return True


victim.append(Element(Equal()))
victim.append(Element("b"))
print(victim.find("x") is not None, len(victim))
