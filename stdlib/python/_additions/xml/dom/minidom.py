"""xml.dom.minidom of 3.13: quotes and white space are escaped in attributes, not in text."""
from _extend import _override

_IN_TEXT = str.maketrans({'&': '&amp;', '<': '&lt;', '>': '&gt;'})
_IN_ATTRIBUTE = _IN_TEXT | str.maketrans({'"': '&quot;', '\r': '&#13;', '\n': '&#10;',
                                          '\t': '&#9;'})


def _write_data(writer, text, attr):
    """Write text, or the value of an attribute."""
    if text:
        writer.write(text.translate(_IN_ATTRIBUTE if attr else _IN_TEXT))


@_override(Element)
class _element:
    def writexml(self, writer, indent='', addindent='', newl=''):
        """Write the element: `indent` before it, `addindent` more before its children, `newl` at
        the ends of lines."""
        writer.write(f'{indent}<{self.tagName}')
        attributes = self._get_attributes()
        for name in attributes.keys():
            writer.write(f' {name}="')
            _write_data(writer, attributes[name].value, True)
            writer.write('"')
        if not self.childNodes:
            writer.write(f'/>{newl}')
            return
        writer.write('>')
        if (len(self.childNodes) == 1
                and self.childNodes[0].nodeType in (Node.TEXT_NODE, Node.CDATA_SECTION_NODE)):
            self.childNodes[0].writexml(writer, '', '', '')
        else:
            writer.write(newl)
            for node in self.childNodes:
                node.writexml(writer, indent + addindent, addindent, newl)
            writer.write(indent)
        writer.write(f'</{self.tagName}>{newl}')


@_override(Text)
class _text:
    def writexml(self, writer, indent='', addindent='', newl=''):
        _write_data(writer, f'{indent}{self.data}{newl}', False)
