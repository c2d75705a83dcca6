"""logging.handlers of 3.12 and 3.13: rotation by time that keeps its beat, listeners of queues."""
from _extend import _extend

_init_timed = TimedRotatingFileHandler.__init__
_init_queue_handler = QueueHandler.__init__
_stop_listener = QueueListener.stop
_reopen_if_needed = WatchedFileHandler.reopenIfNeeded

# The suffix of a rotated file, wherever a namer put it: digits that no other digits touch.
_DAY_PATTERN = r'\d{4}-\d{2}-\d{2}'
_SUFFIX_PATTERNS = {'S': rf'{_DAY_PATTERN}_\d{{2}}-\d{{2}}-\d{{2}}',
                    'M': rf'{_DAY_PATTERN}_\d{{2}}-\d{{2}}', 'H': rf'{_DAY_PATTERN}_\d{{2}}'}


@_extend(RotatingFileHandler)
class RotatingFileHandler:
    def shouldRollover(self, record):
        """Whether the record would make the file exceed the limit; an empty file never does."""
        if self.stream is None:
            self.stream = self._open()
        if self.maxBytes <= 0:
            return False
        at = self.stream.tell()
        if not at or at + len('%s\n' % self.format(record)) < self.maxBytes:
            return False
        # Only a regular file can be rolled over.
        return not os.path.exists(self.baseFilename) or os.path.isfile(self.baseFilename)


@_extend(TimedRotatingFileHandler)
class TimedRotatingFileHandler:
    def __init__(self, filename, when='h', interval=1, backupCount=0, encoding=None, delay=False,
                 utc=False, atTime=None, errors=None):
        _init_timed(self, filename, when, interval, backupCount, encoding, delay, utc, atTime,
                    errors)
        pattern = _SUFFIX_PATTERNS.get(self.when, _DAY_PATTERN)
        self.extMatch = re.compile(rf'(?<!\d){pattern}(?!\d)', re.ASCII)

    def computeRollover(self, currentTime):
        """The time of the next rollover."""
        if self.when != 'MIDNIGHT' and not self.when.startswith('W'):
            return currentTime + self.interval
        now = time.gmtime(currentTime) if self.utc else time.localtime(currentTime)
        if self.atTime is None:
            at = _MIDNIGHT
        else:
            at = (self.atTime.hour * 60 + self.atTime.minute) * 60 + self.atTime.second
        wait = at - ((now.tm_hour * 60 + now.tm_min) * 60 + now.tm_sec)
        day = now.tm_wday
        if wait <= 0:  # tomorrow
            wait += _MIDNIGHT
            day = (day + 1) % 7
        result = currentTime + wait
        if self.when.startswith('W'):
            result += (self.dayOfWeek - day) % 7 * _MIDNIGHT + self.interval - _MIDNIGHT * 7
        else:
            result += self.interval - _MIDNIGHT
        if not self.utc:
            summer_then = time.localtime(result).tm_isdst
            if now.tm_isdst != summer_then:
                if now.tm_isdst:
                    result += 3600
                elif time.localtime(result - 3600).tm_isdst:
                    result -= 3600
        return result

    def getFilesToDelete(self):
        """The oldest of the rotated files, beyond the number to keep."""
        folder, base = os.path.split(self.baseFilename)
        found = []
        for name in os.listdir(folder):
            if self.namer is None:
                ours = name.startswith(base + '.') and self.extMatch.fullmatch(name[len(base) + 1:])
            else:
                ours = self._is_named(name)
            if ours:
                found.append(os.path.join(folder, name))
        if len(found) < self.backupCount:
            return []
        found.sort()
        return found[:len(found) - self.backupCount]

    def _is_named(self, name):
        """Whether the namer makes this name of some suffix that is in it."""
        match = self.extMatch.search(name)
        while match:
            made = self.namer(self.baseFilename + '.' + match[0])
            if os.path.basename(made) == name:
                return True
            match = self.extMatch.search(name, match.start() + 1)
        return False

    def doRollover(self):
        """Rename the file after the time its interval began, and begin a new one."""
        now = int(time.time())
        began = self.rolloverAt - self.interval
        if self.utc:
            parts = time.gmtime(began)
        else:
            parts = time.localtime(began)
            summer_now = time.localtime(now).tm_isdst
            if summer_now != parts.tm_isdst:
                parts = time.localtime(began + (3600 if summer_now else -3600))
        name = self.rotation_filename(self.baseFilename + '.' + time.strftime(self.suffix, parts))
        if os.path.exists(name):
            return  # somebody did it
        if self.stream:
            self.stream.close()
            self.stream = None
        self.rotate(self.baseFilename, name)
        if self.backupCount > 0:
            for old in self.getFilesToDelete():
                os.remove(old)
        if not self.delay:
            self.stream = self._open()
        self.rolloverAt = self.computeRollover(now)


@_extend(WatchedFileHandler)
class WatchedFileHandler:
    def reopenIfNeeded(self):
        """Open the file anew if it is another than the one that is open."""
        if self.stream is not None:
            _reopen_if_needed(self)


@_extend(QueueHandler)
class QueueHandler:
    def __init__(self, queue):
        """Initialise an instance, using the passed queue."""
        _init_queue_handler(self, queue)
        self.listener = None  # set by dictConfig()


@_extend(QueueListener)
class QueueListener:
    def stop(self):
        """Stop the listener, which handles what is in the queue before; also a second time."""
        if self._thread:
            _stop_listener(self)
