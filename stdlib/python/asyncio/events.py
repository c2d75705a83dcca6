"""Event loops as others see them: the interface, handles, policies, and which loop is running."""

__all__ = ('AbstractEventLoopPolicy', 'AbstractEventLoop', 'AbstractServer', 'Handle',
           'TimerHandle', 'get_event_loop_policy', 'set_event_loop_policy', 'get_event_loop',
           'set_event_loop', 'new_event_loop', 'get_child_watcher', 'set_child_watcher',
           '_set_running_loop', 'get_running_loop', '_get_running_loop')

import os
import signal
import socket
import subprocess
import sys
import threading

from _asyncio import (Handle, TimerHandle, _get_running_loop, _set_running_loop, get_event_loop,
                      get_running_loop)

from . import format_helpers


class AbstractServer:
    """What create_server() gives."""

    def close(self):
        """Accepts no more connections; those that there are stay."""
        raise NotImplementedError

    def close_clients(self):
        """Closes the connections that there are."""
        raise NotImplementedError

    def abort_clients(self):
        """Closes the connections that there are at once."""
        raise NotImplementedError

    def get_loop(self):
        """The server's event loop."""
        raise NotImplementedError

    def is_serving(self):
        """Whether it accepts connections."""
        raise NotImplementedError

    async def start_serving(self):
        """Accepts connections from now on."""
        raise NotImplementedError

    async def serve_forever(self):
        """Accepts connections until the coroutine is cancelled, which closes the server."""
        raise NotImplementedError

    async def wait_closed(self):
        """Waits until the server is closed and its connections have ended."""
        raise NotImplementedError

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        self.close()
        await self.wait_closed()


def _plain(name, doc=None):
    def method(self, *args, **kwargs):
        raise NotImplementedError
    method.__name__ = name
    method.__qualname__ = f'AbstractEventLoop.{name}'
    method.__doc__ = doc
    return method


def _coroutine(name, doc=None):
    async def method(self, *args, **kwargs):
        raise NotImplementedError
    method.__name__ = name
    method.__qualname__ = f'AbstractEventLoop.{name}'
    method.__doc__ = doc
    return method


class AbstractEventLoop:
    """The interface of event loops. All its methods raise NotImplementedError."""

    for _name in ('run_forever', 'run_until_complete', 'stop', 'is_running', 'is_closed', 'close',
                  '_timer_handle_cancelled', 'call_later', 'call_at', 'time',
                  'create_future', 'create_task', 'call_soon_threadsafe', 'run_in_executor',
                  'set_default_executor', 'add_reader', 'remove_reader', 'add_writer',
                  'remove_writer', 'add_signal_handler', 'remove_signal_handler',
                  'set_task_factory', 'get_task_factory', 'get_exception_handler',
                  'set_exception_handler', 'default_exception_handler', 'call_exception_handler',
                  'get_debug', 'set_debug'):
        locals()[_name] = _plain(_name)
    for _name in ('shutdown_asyncgens', 'shutdown_default_executor', 'getaddrinfo', 'getnameinfo',
                  'create_connection', 'create_server', 'sendfile', 'start_tls',
                  'create_unix_connection', 'create_unix_server', 'connect_accepted_socket',
                  'create_datagram_endpoint', 'connect_read_pipe', 'connect_write_pipe',
                  'subprocess_shell', 'subprocess_exec', 'sock_recv', 'sock_recv_into',
                  'sock_recvfrom', 'sock_recvfrom_into', 'sock_sendall', 'sock_sendto',
                  'sock_connect', 'sock_accept', 'sock_sendfile'):
        locals()[_name] = _coroutine(_name)
    del _name

    def call_soon(self, callback, *args, context=None):
        return self.call_later(0, callback, *args, context=context)


class AbstractEventLoopPolicy:
    """Which loop a context has, and how a new one is made."""

    def get_event_loop(self):
        """The loop of the current context."""
        raise NotImplementedError

    def set_event_loop(self, loop):
        """Makes loop that of the current context."""
        raise NotImplementedError

    def new_event_loop(self):
        """A new loop as this policy has them."""
        raise NotImplementedError

    def get_child_watcher(self):
        """Who watches child processes."""
        raise NotImplementedError

    def set_child_watcher(self, watcher):
        """Sets who watches child processes."""
        raise NotImplementedError


class BaseDefaultEventLoopPolicy(AbstractEventLoopPolicy):
    """One loop a thread; that of the main thread is made when it is first asked for."""

    _loop_factory = None

    class _Local(threading.local):
        _loop = None
        _set_called = False

    def __init__(self):
        self._local = self._Local()

    def get_event_loop(self):
        if (self._local._loop is None and not self._local._set_called
                and threading.current_thread() is threading.main_thread()):
            stacklevel = 2
            frame = sys._getframe(1)
            while frame is not None:
                module = frame.f_globals.get('__name__')
                if not (module == 'asyncio' or module.startswith('asyncio.')):
                    break
                frame = frame.f_back
                stacklevel += 1
            import warnings
            warnings.warn('There is no current event loop', DeprecationWarning,
                          stacklevel=stacklevel)
            self.set_event_loop(self.new_event_loop())
        if self._local._loop is None:
            raise RuntimeError('There is no current event loop in thread %r.'
                               % threading.current_thread().name)
        return self._local._loop

    def set_event_loop(self, loop):
        self._local._set_called = True
        if loop is not None and not isinstance(loop, AbstractEventLoop):
            raise TypeError("loop must be an instance of AbstractEventLoop or None, "
                            f"not '{type(loop).__name__}'")
        self._local._loop = loop

    def new_event_loop(self):
        return self._loop_factory()


_event_loop_policy = None
_lock = threading.Lock()


def _init_event_loop_policy():
    global _event_loop_policy
    with _lock:
        if _event_loop_policy is None:
            from . import DefaultEventLoopPolicy
            _event_loop_policy = DefaultEventLoopPolicy()


def get_event_loop_policy():
    """The current policy."""
    if _event_loop_policy is None:
        _init_event_loop_policy()
    return _event_loop_policy


def set_event_loop_policy(policy):
    """Sets the policy; None brings the default one back."""
    global _event_loop_policy
    if policy is not None and not isinstance(policy, AbstractEventLoopPolicy):
        raise TypeError("policy must be an instance of AbstractEventLoopPolicy or None, "
                        f"not '{type(policy).__name__}'")
    _event_loop_policy = policy


def set_event_loop(loop):
    """Makes loop that of the current context, as the policy has it."""
    get_event_loop_policy().set_event_loop(loop)


def new_event_loop():
    """A new event loop, as the policy makes them."""
    return get_event_loop_policy().new_event_loop()


def get_child_watcher():
    """Who watches child processes, by the policy."""
    return get_event_loop_policy().get_child_watcher()


def set_child_watcher(watcher):
    """Sets who watches child processes, with the policy."""
    return get_event_loop_policy().set_child_watcher(watcher)


# 3.11's modules of the library look for these.
_py__get_running_loop = _c__get_running_loop = _get_running_loop
_py__set_running_loop = _c__set_running_loop = _set_running_loop
_py_get_running_loop = _c_get_running_loop = get_running_loop
_py_get_event_loop = _c_get_event_loop = get_event_loop


def _get_event_loop(stacklevel=3):
    return get_event_loop()


def _after_fork():
    # The child runs no loop, and its parent's is not its own.
    if _event_loop_policy is not None:
        _event_loop_policy._local = BaseDefaultEventLoopPolicy._Local()
    _set_running_loop(None)
    signal.set_wakeup_fd(-1)


os.register_at_fork(after_in_child=_after_fork)
