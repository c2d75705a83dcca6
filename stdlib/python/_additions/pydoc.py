"""pydoc of 3.13: where a routine is from, signatures over several lines, no spaces at line ends."""
from _extend import _extend

_visible_311 = visiblename


def visiblename(name, all=None, obj=None):
    """Decide whether to show documentation on a variable."""
    if name in ('__firstlineno__', '__static_attributes__'):
        return False
    return _visible_311(name, all, obj)


def _getargspec(object):
    """The text of a signature, over several lines if it is long, or None."""
    try:
        signature = inspect.signature(object)
    except (ValueError, TypeError):
        return None
    name = getattr(object, '__name__', '')
    return signature.format(max_width=None if name == '<lambda>' else 80 - len(name))


def _home_of(cls, name):
    """The class that defines what a class has by this name, or the class itself."""
    for base in getattr(cls, '__mro__', ()):
        if name in vars(base):
            return base
    return cls


def _place_of(function, module):
    """The class or the module that a function was defined in, if that is not plain."""
    owner = function.__qualname__.rpartition('.')[0]
    foreign = function.__module__ != module
    if not owner:
        return function.__module__ if foreign else None
    return f'{function.__module__}.{owner}' if foreign and function.__module__ else owner


def _note_on_routine(object, name, realname, mod, cl):
    """What follows a signature: of which class the routine is a method, where it is from."""
    home = None if cl is None else _home_of(cl, name)
    function = None
    note = ''
    if _is_bound_method(object):
        holder = object.__self__
        if holder is cl:
            function = getattr(object, '__func__', None)
        elif inspect.isclass(holder):
            note = ' class method of %s' % classname(holder, mod)
        else:
            note = ' method of %s instance' % classname(holder.__class__, mod)
    elif inspect.ismethoddescriptor(object) or inspect.ismethodwrapper(object):
        owner = getattr(object, '__objclass__', None)
        if owner is not None and cl is None:
            note = ' unbound %s method' % classname(owner, mod)
        elif owner is not None and owner is not home:
            note = ' from ' + classname(owner, mod)
    else:
        function = object
    if inspect.isfunction(function) and home is not None and (
            (function.__module__, function.__qualname__)
            != (home.__module__, f'{home.__qualname__}.{realname}')):
        place = _place_of(function, mod)
        if place:
            note = ' from %s' % place
    return note


@_extend(TextDoc)
class TextDoc:
    def indent(self, text, prefix='    '):
        """Indent text by prepending a given prefix to each line."""
        if not text:
            return ''
        return '\n'.join((prefix + line).rstrip() for line in text.split('\n'))

    def docroutine(self, object, name=None, mod=None, cl=None):
        """Produce text documentation for a function or method object."""
        realname = object.__name__
        name = name or realname
        note = _note_on_routine(object, name, realname, mod, cl)
        title = self.bold(name)
        is_alias = False
        if name != realname:
            title += ' = ' + realname
            is_alias = cl is not None and inspect.getattr_static(cl, realname, []) is object
            if is_alias and note.startswith(' from '):
                note = ''
        signature = _getargspec(object) if inspect.isroutine(object) else None
        if signature and realname == '<lambda>':
            title = self.bold(name) + ' lambda '
            if not object.__annotations__:
                signature = signature[1:-1]
        if inspect.iscoroutinefunction(object) or inspect.isasyncgenfunction(object):
            title = 'async ' + title
        text = title + (signature or '(...)') + note + '\n'
        doc = '' if is_alias else getdoc(object)
        return text + (self.indent(doc).rstrip() + '\n' if doc else '')
