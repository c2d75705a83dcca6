"""xml.etree.ElementTree of 3.13: iterparse() can be closed, XMLPullParser and XMLParser flushed."""
import weakref

from _extend import _extend

_PORTION = 16 * 1024


def iterparse(source, events=None, parser=None):
    """Incrementally parse XML document into ElementTree.

    Returns an iterator of (event, elem) pairs; its attribute root is the element of the whole
    document once that is read. A file that was opened here is closed by close(), at the end of the
    document, and with the iterator.
    """
    pull_parser = XMLPullParser(events=events, _parser=parser)
    opened_here = not hasattr(source, "read")
    if opened_here:
        source = open(source, "rb")

    def pairs():
        try:
            while True:
                yield from pull_parser.read_events()
                data = source.read(_PORTION)
                if not data:
                    break
                pull_parser.feed(data)
            root = pull_parser._close_and_return_root()
            yield from pull_parser.read_events()
            iterator = iterator_ref()
            if iterator is not None:
                iterator.root = root
        finally:
            if opened_here:
                source.close()

    generator = pairs()

    class IterParseIterator(collections.abc.Iterator):
        __next__ = generator.__next__

        def close(self):
            if opened_here:
                source.close()
            generator.close()

        def __del__(self):
            if opened_here:
                source.close()

    iterator = IterParseIterator()
    iterator.root = None
    iterator_ref = weakref.ref(iterator)
    return iterator


@_extend(XMLPullParser)
class XMLPullParser:
    def flush(self):
        """Parse what has been held back, before more data comes."""
        if self._parser is None:
            raise ValueError("flush() called after end of stream")
        self._parser.flush()


if not hasattr(XMLParser, 'flush'):  # without _elementtree
    @_extend(XMLParser)
    class XMLParser:
        def flush(self):
            """Parse what has been held back, before more data comes."""
            was_enabled = self.parser.GetReparseDeferralEnabled()
            try:
                self.parser.SetReparseDeferralEnabled(False)
                self.parser.Parse(b"", False)
            except self._error as error:
                self._raiseerror(error)
            finally:
                self.parser.SetReparseDeferralEnabled(was_enabled)


@_extend(_Element_Py)
class _Element_Py:
    def __bool__(self):
        warnings.warn(
            "Testing an element's truth value will always return True in future versions.  "
            "Use specific 'len(elem)' or 'elem is not None' test instead.",
            DeprecationWarning, stacklevel=2)
        return len(self._children) != 0
