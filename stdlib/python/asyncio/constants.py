"""Numbers that several modules of the package share."""

import enum

# Writes to a lost connection after which the log says so.
LOG_THRESHOLD_FOR_CONNLOST_WRITES = 5
# Seconds before accept() is tried again when the system is out of descriptors or memory.
ACCEPT_RETRY_DELAY = 1
# Frames of the stack at creation that debug mode keeps.
DEBUG_STACK_DEPTH = 10
SSL_HANDSHAKE_TIMEOUT = 60.0
SSL_SHUTDOWN_TIMEOUT = 30.0
# Bytes that sendfile() without the system call reads at once.
SENDFILE_FALLBACK_READBUFFER_SIZE = 1024 * 256
FLOW_CONTROL_HIGH_WATER_SSL_READ = 256  # KiB
FLOW_CONTROL_HIGH_WATER_SSL_WRITE = 512  # KiB
# Seconds that asyncio.run() waits for the default executor's threads at the end.
THREAD_JOIN_TIMEOUT = 300


class _SendfileMode(enum.Enum):
    UNSUPPORTED = enum.auto()
    TRY_NATIVE = enum.auto()
    FALLBACK = enum.auto()
