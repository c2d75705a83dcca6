"""gettext of 3.12 and 3.13: plurals as a fallback for single messages, warnings at the caller."""
import operator
import os
from _extend import _extend


def _as_int(n):
    try:
        round(n)
    except TypeError:
        raise TypeError('Plural value must be an integer, got %s'
                        % (n.__class__.__name__,)) from None
    return _as_index(n)


def _as_index(n):
    """n as an int; if it is none, n itself, with a warning at the first frame outside here."""
    try:
        return operator.index(n)
    except TypeError:
        pass
    import warnings
    level = 2
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get('__name__') == __name__:
        level += 1
        frame = frame.f_back
    warnings.warn('Plural value must be an integer, got %s' % (n.__class__.__name__,),
                  DeprecationWarning, level)
    return n


_plural_function = c2py


def c2py(plural):
    """Gets a C expression as used in PO files for plural forms and returns a Python function."""
    function = _plural_function(plural)
    # The generated function asks its own globals who it is.
    function.__globals__.update(_as_int=_as_int, __name__=__name__)
    return function


_MISSING = object()


def _singular_of(self, key):
    found = self._catalog.get(key, _MISSING)
    if found is _MISSING:
        found = self._catalog.get((key, self.plural(1)), _MISSING)
    return found


@_extend(NullTranslations)
class NullTranslations:
    def ngettext(self, msgid1, msgid2, n):
        if self._fallback:
            return self._fallback.ngettext(msgid1, msgid2, n)
        return msgid1 if _as_index(n) == 1 else msgid2

    def npgettext(self, context, msgid1, msgid2, n):
        if self._fallback:
            return self._fallback.npgettext(context, msgid1, msgid2, n)
        return msgid1 if _as_index(n) == 1 else msgid2


@_extend(GNUTranslations)
class GNUTranslations:
    def gettext(self, message):
        found = _singular_of(self, message)
        if found is not _MISSING:
            return found
        return self._fallback.gettext(message) if self._fallback else message

    def pgettext(self, context, message):
        found = _singular_of(self, self.CONTEXT % (context, message))
        if found is not _MISSING:
            return found
        return self._fallback.pgettext(context, message) if self._fallback else message


def find(domain, localedir=None, languages=None, all=False):
    """The path of the .mo file of a domain for the languages, or a list of `all` of them."""
    if localedir is None:
        localedir = _default_localedir
    if languages is None:
        languages = []
        for variable in ('LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG'):
            value = os.environ.get(variable)
            if value:
                languages = value.split(':')
                break
        if 'C' not in languages:
            languages.append('C')
    found = []
    seen = []
    for language in languages:
        for expanded in _expand_lang(language):
            if expanded not in seen:
                seen.append(expanded)
    for language in seen:
        if language == 'C':
            break
        path = os.path.join(localedir, language, 'LC_MESSAGES', '%s.mo' % domain)
        if os.path.exists(path):
            if not all:
                return path
            found.append(path)
    return found if all else None


def dngettext(domain, msgid1, msgid2, n):
    try:
        known = translation(domain, _localedirs.get(domain, None))
    except OSError:
        return msgid1 if _as_index(n) == 1 else msgid2
    return known.ngettext(msgid1, msgid2, n)


def dnpgettext(domain, context, msgid1, msgid2, n):
    try:
        known = translation(domain, _localedirs.get(domain, None))
    except OSError:
        return msgid1 if _as_index(n) == 1 else msgid2
    return known.npgettext(context, msgid1, msgid2, n)
