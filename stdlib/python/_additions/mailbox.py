"""mailbox of 3.13: flags of Maildir's messages by key; MH without its sequences file."""
from _extend import _extend

_refresh_with_hidden = Maildir._refresh
_message_of_mbox = _mboxMMDF.get_message
_flush_without_owner = _singlefileMailbox.flush
_lock_mh = MH.lock
_sequences_of_mh = MH.get_sequences
_set_sequences_of_mh = MH.set_sequences


def _need_str(name, value):
    if not isinstance(value, str):
        raise TypeError(f'{name} must be a string: {type(value)}')


@_extend(Maildir)
class Maildir:
    def get_info(self, key):
        """Get the keyed message's "info" as a string."""
        return self._lookup(key).partition(self.colon)[2].rpartition(self.colon)[2]

    def set_info(self, key, info: str):
        """Set the keyed message's "info" string."""
        _need_str('info', info)
        old = self._lookup(key)
        new = old.split(self.colon)[0]
        if info:
            new += self.colon + info
        if new != old:
            os.rename(os.path.join(self._path, old), os.path.join(self._path, new))
            self._toc[key] = new

    def get_flags(self, key):
        """Return as a string the standard flags that are set on the keyed message."""
        info = self.get_info(key)
        return info[2:] if info.startswith('2,') else ''

    def set_flags(self, key, flags: str):
        """Set the given flags and unset all others on the keyed message."""
        _need_str('flags', flags)
        self.set_info(key, '2,' + ''.join(sorted(set(flags))))

    def add_flag(self, key, flag: str):
        """Set the given flag(s) without changing others on the keyed message."""
        _need_str('flag', flag)
        self.set_flags(key, self.get_flags(key) + flag)

    def remove_flag(self, key, flag: str):
        """Unset the given string flag(s) without changing others on the keyed message."""
        _need_str('flag', flag)
        flags = self.get_flags(key)
        if flags:
            self.set_flags(key, ''.join(set(flags) - set(flag)))

    def _refresh(self):
        _refresh_with_hidden(self)
        hidden = [key for key, path in self._toc.items() if os.path.basename(path).startswith('.')]
        for key in hidden:
            del self._toc[key]


@_extend(_singlefileMailbox)
class _singlefileMailbox:
    def flush(self):
        """Write any pending changes to disk; the file keeps its owner."""
        owner = os.stat(self._path) if self._pending else None
        _flush_without_owner(self)
        if owner is not None:
            try:
                os.chown(self._path, owner.st_uid, owner.st_gid)
            except OSError:
                pass


@_extend(_mboxMMDF)
class _mboxMMDF:
    def get_message(self, key):
        """Return a Message representation or raise a KeyError."""
        message = _message_of_mbox(self, key)
        message.set_unixfrom('From ' + message.get_from())
        return message


@_extend(MH)
class MH:
    def _need_sequences_file(self):
        with open(os.path.join(self._path, '.mh_sequences'), 'ab'):
            pass

    def lock(self):
        """Lock the mailbox."""
        if not self._locked:
            self._need_sequences_file()
        _lock_mh(self)

    def get_sequences(self):
        """Return a name-to-key-list dictionary to define each sequence."""
        try:
            return _sequences_of_mh(self)
        except FileNotFoundError:
            return {}

    def set_sequences(self, sequences):
        """Set sequences using the given name-to-key-list dictionary."""
        self._need_sequences_file()
        _set_sequences_of_mh(self, sequences)
