# iterparse() with close() and root, XMLPullParser.flush(), slices with steps of any size.
import os
import sys
import xml.etree.ElementTree as ET

with open("doc.xml", "w") as f:
    f.write("<a><b>1</b>" + "<c/>" * 5000 + "</a>")

it = ET.iterparse("doc.xml", ["start", "end"])
print(type(it).__name__, it.root, next(it)[1].tag, next(it)[1].tag)
it.close()
print(list(it), it.root)
it.close()

it = ET.iterparse("doc.xml")
print(sum(1 for _ in it), it.root.tag, len(it.root))

with open("doc.xml", "rb") as f:
    it = ET.iterparse(f)
    next(it)
    it.close()
    print(f.closed)
try:
    ET.iterparse("absent.xml")
except FileNotFoundError as error:
    print(error)

pull = ET.XMLPullParser(["start", "end"])
for piece in ("<do", "c>", "te", "xt<x", "/></doc>"):
    pull.feed(piece)
    pull.flush()
    print(piece, [(event, element.tag) for event, element in pull.read_events()])
pull.close()
try:
    pull.flush()
except ValueError as error:
    print(error)

element = ET.XML("<a><b/><c/><d/></a>")
for step in (sys.maxsize, -sys.maxsize, sys.maxsize - 1, 2, -2):
    print([e.tag for e in element[::step]], [1, 2, 3][::step])
os.remove("doc.xml")
