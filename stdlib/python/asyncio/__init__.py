"""Concurrent code in the style of async/await: tasks, event loops, streams, processes.

Futures, tasks, handles and the ready queue of loops are C++ (_asyncio); this package is the rest.
"""

import sys as _sys

# What is not here yet (streams, selectors, transports, processes) is the library folder's.
__path__.extend(f'{folder}/asyncio' for folder in _sys.path
                if folder.endswith('/python3.11') and f'{folder}/asyncio' not in __path__)

from . import (base_events, coroutines, events, exceptions, futures, locks, protocols, queues,
               runners, streams, subprocess, taskgroups, tasks, threads, timeouts, transports,
               unix_events)
from .base_events import *
from .coroutines import *
from .events import *
from .exceptions import *
from .futures import *
from .locks import *
from .protocols import *
from .queues import *
from .runners import *
from .streams import *
from .subprocess import *
from .taskgroups import *
from .tasks import *
from .threads import *
from .timeouts import *
from .transports import *
from .unix_events import *

EventLoop = SelectorEventLoop

__all__ = ('EventLoop',) + tuple(name for module in (
    base_events, coroutines, events, exceptions, futures, locks, protocols, runners, queues,
    streams, subprocess, taskgroups, tasks, threads, timeouts, transports, unix_events)
    for name in module.__all__)
