# pydoc of 3.13: the titles that pagers get, help that goes elsewhere, names that are not found.
import io
import pydoc

pages = []
pydoc.pager = lambda text, title='': pages.append((title, text.partition('\n')[0].replace('\b', '')))


class Sample:
    """A sample."""

    def method(self):
        """Do."""


for request in ('%', 'True', True, 'assert', 'TYPES', 'str', str, 'pydoc.Helper.help', None, 12,
                Sample, Sample.method, Sample(), 'sys', 'no.such.thing'):
    pydoc.Helper().help(request)
for title, text in pages:
    print(repr(title), repr(text[:40]) if 'Help' in text else '')
buffer = io.StringIO()
helper = pydoc.Helper(output=buffer)
helper.help('nothing')
helper.showtopic('with')
print(buffer.getvalue()[:190])
print('The "with" statement' in buffer.getvalue())
for name in ('getpager', 'get_pager', 'pipepager', 'pipe_pager', 'plainpager', 'plain_pager', 'ttypager', 'tty_pager',
             'tempfilepager', 'tempfile_pager'):
    print(name, getattr(pydoc, name).__name__)
