"""unittest.mock of 3.12 and 3.13: ThreadingMock, wraps in autospecs, stricter attributes."""
import threading
from _extend import _extend

__all__ += ('ThreadingMock',)

_signature_object_311 = _get_signature_object
_child_attribute = NonCallableMock.__getattr__
_set_attribute = NonCallableMock.__setattr__
_execute_call = CallableMixin._execute_mock_call
_init_async = AsyncMockMixin.__init__
_reset = NonCallableMock.reset_mock
_open_mock = mock_open
_plain_return_value = NonCallableMock.return_value


def _get_signature_object(spec, as_instance, eat_self):
    """(function, signature) of what is to be called, or None if there is no signature."""
    if isinstance(spec, (classmethod, staticmethod)):
        eat_self = eat_self or isinstance(spec, classmethod)
        spec = spec.__func__
    return _signature_object_311(spec, as_instance, eat_self)


# Assertions without their first word, which would be attributes that are always true.
_ATTRIB_DENY_LIST = frozenset(name.removeprefix('assert_') for name in dir(NonCallableMock)
                              if name.startswith('assert_'))


def _is_async_attribute(spec, name):
    """Whether an attribute is a coroutine function; no property is called to find out."""
    found = inspect.getattr_static(spec, name, None)
    try:
        found = inspect.unwrap(found)
    except ValueError:
        pass
    return iscoroutinefunction(found)


@_extend(NonCallableMock)
class NonCallableMock:
    def _mock_add_spec(self, spec, spec_set, _spec_as_instance=False, _eat_self=False):
        if _is_instance_mock(spec):
            raise InvalidSpecError(f'Cannot spec a Mock object. [object={spec!r}]')
        kind = signature = None
        methods = spec
        asyncs = []
        if spec is not None and not _is_list(spec):
            kind = spec if isinstance(spec, type) else type(spec)
            found = _get_signature_object(spec, _spec_as_instance, _eat_self)
            signature = found and found[1]
            methods = dir(spec)
            asyncs = [name for name in methods if _is_async_attribute(spec, name)]
        self.__dict__.update(_spec_class=kind, _spec_set=spec_set, _spec_signature=signature,
                             _mock_methods=methods, _spec_asyncs=asyncs)

    def _get_return_value(self):
        if self._mock_wraps is not None:
            # What is wrapped gives the value, unless one was set.
            source = self if self._mock_delegate is None else self._mock_delegate
            value = source._mock_return_value if source is self else source.return_value
            if value is DEFAULT:
                return value
        return _plain_return_value.fget(self)

    return_value = property(_get_return_value, _plain_return_value.fset,
                            doc=_plain_return_value.__doc__)

    def __getattr__(self, name):
        if name in _ATTRIB_DENY_LIST and not self._mock_unsafe and (
                not self._mock_methods or name not in self._mock_methods):
            raise AttributeError(f'{name!r} is not a valid assertion. Use a spec '
                                 f'for the mock if {name!r} is meant to be an attribute.')
        return _child_attribute(self, name)

    def __setattr__(self, name, value):
        if not isinstance(value, PropertyMock) or name in _allowed_names or name in _all_magics:
            return _set_attribute(self, name, value)
        if (self._spec_set and self._mock_methods is not None
                and name not in self._mock_methods and name not in self.__dict__):
            raise AttributeError("Mock object has no attribute '%s'" % name)
        if _check_and_set_parent(self, value, name, name):
            self._mock_children[name] = value
        # Setting it as an attribute would call it, if the class has it as a property.
        self.__dict__[name] = value

    def _format_mock_failure_message(self, args, kwargs, action='call'):
        expected = self._format_mock_call_signature(args, kwargs)
        actual = self._format_mock_call_signature(*self.call_args)
        return f'expected {action} not found.\nExpected: {expected}\n  Actual: {actual}'

    def assert_called_with(self, /, *args, **kwargs):
        """assert that the last call was made with the specified arguments."""
        if self.call_args is None:
            raise AssertionError('expected call not found.\nExpected: %s\n  Actual: not called.'
                                 % self._format_mock_call_signature(args, kwargs))
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        if self._call_matcher(self.call_args) != expected:
            raise AssertionError(self._format_mock_failure_message(args, kwargs)) from (
                expected if isinstance(expected, Exception) else None)

    def assert_has_calls(self, calls, any_order=False):
        """assert the mock has been called with these calls, in a row unless any_order."""
        expected = [self._call_matcher(one) for one in calls]
        errors = [one if isinstance(one, Exception) else None for one in expected]
        cause = next(filter(None, errors), None)
        made = _CallList(self._call_matcher(one) for one in self.mock_calls)
        if not any_order:
            if expected in made:
                return
            problem = 'Calls not found.'
            if cause is not None:
                problem = f'Error processing expected calls.\nErrors: {errors}'
            raise AssertionError(f'{problem}\nExpected: {_CallList(calls)}\n'
                                 f'  Actual: {safe_repr(self.mock_calls)}') from cause
        made = list(made)
        missing = []
        for one in expected:
            try:
                made.remove(one)
            except ValueError:
                missing.append(one)
        if missing:
            raise AssertionError('%r does not contain all of %r in its call list, found %r instead'
                                 % (self._mock_name or 'mock', tuple(missing), made)) from cause


del NonCallableMock._get_return_value


@_extend(CallableMixin)
class CallableMixin:
    def _execute_mock_call(self, /, *args, **kwargs):
        if (self._mock_wraps is not None and self.side_effect is None
                and self._mock_return_value is DEFAULT and self._mock_delegate
                and self._mock_delegate.return_value is not DEFAULT):
            return self.return_value
        return _execute_call(self, *args, **kwargs)


@_extend(MagicMock)
class MagicMock:
    def reset_mock(self, /, *args, return_value=False, **kwargs):
        """Restore the mock object to its initial state."""
        if return_value and self._mock_name and _is_magic(self._mock_name):
            return_value = False  # str() goes on to give a str
        _reset(self, *args, return_value=return_value, **kwargs)


@_extend(AsyncMockMixin)
class AsyncMockMixin:
    def __init__(self, /, *args, **kwargs):
        _init_async(self, *args, **kwargs)
        code = self.__dict__['__code__']
        code.co_flags = inspect.CO_COROUTINE + inspect.CO_VARARGS + inspect.CO_VARKEYWORDS
        code.co_varnames = ('args', 'kwargs')
        code.co_argcount = code.co_posonlyargcount = code.co_kwonlyargcount = 0


class ThreadingMixin(Base):
    DEFAULT_TIMEOUT = None

    def __init__(self, *args, timeout=sentinel.TIMEOUT_UNSET, **kwargs):
        super().__init__(*args, **kwargs)
        if timeout is sentinel.TIMEOUT_UNSET:
            timeout = self.DEFAULT_TIMEOUT
        # Past __setattr__, which would take them for children.
        self.__dict__.update(_mock_call_seen=threading.Condition(), _mock_was_called=False,
                             _mock_seen=[], _mock_wait_timeout=timeout)

    def _get_child_mock(self, /, **kw):
        for relation in ('parent', '_new_parent'):
            if isinstance(kw.get(relation), ThreadingMixin):
                kw['timeout'] = kw[relation]._mock_wait_timeout
                break
        return super()._get_child_mock(**kw)

    def reset_mock(self, /, *args, **kwargs):
        """See Mock.reset_mock()."""
        super().reset_mock(*args, **kwargs)
        self.__dict__.update(_mock_was_called=False, _mock_seen=[])

    def _mock_call(self, *args, **kwargs):
        result = super()._mock_call(*args, **kwargs)
        with self._mock_call_seen:
            self._mock_seen.append((args, kwargs))
            self.__dict__['_mock_was_called'] = True
            self._mock_call_seen.notify_all()
        return result

    def wait_until_called(self, *, timeout=sentinel.TIMEOUT_UNSET):
        """Wait until the mock object is called; None as timeout waits forever."""
        if timeout is sentinel.TIMEOUT_UNSET:
            timeout = self._mock_wait_timeout
        with self._mock_call_seen:
            if not self._mock_call_seen.wait_for(lambda: self._mock_was_called, timeout):
                raise AssertionError(f'{self._mock_name or "mock"} was not called before'
                                     f' timeout({timeout}).')

    def wait_until_any_call_with(self, *args, **kwargs):
        """Wait until the mock object is called with these arguments."""
        def called():
            return any(seen == (args, kwargs) for seen in self._mock_seen)

        with self._mock_call_seen:
            if not self._mock_call_seen.wait_for(called, self._mock_wait_timeout):
                expected = self._format_mock_call_signature(args, kwargs)
                raise AssertionError(f'{expected} call not found')


class ThreadingMock(ThreadingMixin, MagicMixin, Mock):
    """A mock whose calls in other threads can be waited for.

    The timeout of the constructor, in seconds, is that of all waits; its default is the class's
    DEFAULT_TIMEOUT, which is None: forever.
    """


def mock_open(mock=None, read_data=''):
    """A mock to replace open(), called or as a context manager, which reads `read_data`."""
    mock = _open_mock(mock, read_data)
    handle = mock.return_value

    def close_at_exit(exctype, excinst, exctb):
        handle.close()

    handle.__exit__.side_effect = close_at_exit
    return mock


def _set_async_signature(mock, original, instance=False):
    """A coroutine function with the signature of the original, which awaits the mock."""
    function, signature = _get_signature_object(original, instance, isinstance(original, type))

    def check(*args, **kwargs):
        signature.bind(*args, **kwargs)

    _copy_func_details(function, check)

    async def wrapper(*args, **kwargs):
        check(*args, **kwargs)
        return await mock(*args, **kwargs)

    wrapper.__name__ = wrapper.__qualname__ = original.__name__
    _setup_func(wrapper, mock, signature)
    _setup_async_mock(wrapper)
    return wrapper


def _autospec_class(spec, instance, is_async):
    """The class of a mock for `spec`."""
    if inspect.isdatadescriptor(spec):
        return MagicMock
    if is_async:
        if instance:
            raise RuntimeError('Instance can not be True when create_autospec '
                               'is mocking an async function')
        return AsyncMock
    if not _callable(spec) or (isinstance(spec, type) and instance
                               and not _instance_callable(spec)):
        return NonCallableMagicMock
    return MagicMock


def create_autospec(spec, spec_set=False, instance=False, _parent=None, _name=None, *,
                    unsafe=False, **kwargs):
    """Create a mock object using another object as a spec, for its attributes too.

    Functions and methods check their arguments. With spec_set, only attributes of the spec can be
    set. The mock of a class returns mocks of an instance; instance=True gives such a one. Common
    misspellings of autospec and spec_set raise RuntimeError, unless `unsafe`. Other arguments go
    to the mock.
    """
    if _is_list(spec):
        spec = type(spec)  # a list would be taken for names
    is_type = isinstance(spec, type)
    if _is_instance_mock(spec):
        raise InvalidSpecError(f'Cannot autospec a Mock object. [object={spec!r}]')
    is_async = _is_async_func(spec)
    if not unsafe:
        _check_spec_arg_typos(kwargs)
    name = kwargs.pop('name', _name)
    klass = _autospec_class(spec, instance, is_async)
    options = {}
    # A descriptor has no spec: nobody knows the type of what it returns.
    if not inspect.isdatadescriptor(spec):
        if spec_set:
            options['spec_set'] = spec
        elif spec is not None:
            options['spec'] = spec
        if options and instance:
            options['_spec_as_instance'] = True
        options.update(kwargs)
    mock = klass(parent=_parent, _new_parent=_parent,
                 _new_name='' if _parent is None else name, name=name, **options)
    if isinstance(spec, FunctionTypes):
        mock = (_set_async_signature if is_async else _set_signature)(mock, spec)
    else:
        _check_signature(spec, mock, is_type, instance)
    if _parent is not None and not instance:
        _parent._mock_children[name] = mock
    wrapped = kwargs.pop('wraps', None)  # not for configure_mock()
    if is_type and not instance and 'return_value' not in kwargs:
        mock.return_value = create_autospec(spec, spec_set, instance=True, _name='()',
                                            _parent=mock, wraps=wrapped)
    for entry in dir(spec):
        if not _is_magic(entry):
            _add_autospec_child(mock, spec, entry, spec_set, instance, wrapped)
    if _is_instance_mock(mock) and kwargs:
        mock.configure_mock(**kwargs)
    return mock


def _add_autospec_child(mock, spec, entry, spec_set, instance, wrapped):
    """Give the mock a child for one attribute of its spec."""
    try:
        original = getattr(spec, entry)
    except AttributeError:
        return
    if not isinstance(original, FunctionTypes):
        mock._mock_children[entry] = _SpecState(original, spec_set, mock, entry, instance)
        return
    parent = mock.mock if isinstance(spec, FunctionTypes) else mock
    skip_first = _must_skip(spec, entry, isinstance(spec, type))
    options = {'spec_set' if spec_set else 'spec': original, '_eat_self': skip_first}
    if wrapped and not spec_set and hasattr(wrapped, entry):
        options['wraps'] = original
    klass = AsyncMock if iscoroutinefunction(original) else MagicMock
    child = klass(parent=parent, name=entry, _new_name=entry, _new_parent=parent, **options)
    mock._mock_children[entry] = child
    child.return_value = klass()
    _check_signature(original, child, skipfirst=skip_first)
    # The mock of a function is a function too, and has its attributes for itself.
    if isinstance(child, FunctionTypes):
        setattr(mock, entry, child)
