# pydoc's text has no spaces at the ends of lines; profile sorts by several keys (3.13).
import contextlib
import io
import profile
import pydoc


class Shown:
    """First line.

    More of it.
    """

    def method(self, a, b=1):
        """What it does."""


text = pydoc.plain(pydoc.render_doc(Shown))
print(any(line != line.rstrip() for line in text.splitlines()))
print(text[text.index('class Shown'):text.index('Data descriptors')])
out = io.StringIO()
with contextlib.redirect_stdout(out):
    profile.run('int("1")', sort=('tottime', 'stdname'))
print([line.strip() for line in out.getvalue().splitlines() if 'Ordered' in line])


class Base:
    @classmethod
    def make(cls, x):
        """Class method."""

    @staticmethod
    def plain(y):
        """Static."""

    def long(self, first_argument: dict[str, int], second_argument: list[str] = (), *,
             third_argument=None):
        pass


class Derived(Base):
    shorter = Base.long
    add = lambda self, a, b=2: a
    own = Shown.method


for one in Derived, Base.make, Derived().plain, lambda a, b: a:
    print(pydoc.plain(pydoc.render_doc(one)).partition('Data descriptors')[0])
for one in str.lower, ''.lower, dict.fromkeys:
    print(pydoc.plain(pydoc.render_doc(one)).splitlines()[2])
