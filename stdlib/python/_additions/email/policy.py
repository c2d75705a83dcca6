"""email.policy of 3.13: only \\r and \\n end a line; what is not ASCII is folded anew."""
from _extend import _extend

linesep_splitter = re.compile(r'\n|\r\n?')


@_extend(EmailPolicy)
class EmailPolicy:
    def _fold(self, name, value, refold_binary=False):
        if hasattr(value, 'name'):
            return value.fold(policy=self)
        limit = self.max_line_length or sys.maxsize
        lines = linesep_splitter.split(value)
        refold = self.refold_source == 'all'
        if self.refold_source == 'long':
            refold = (len(name) + 2 + len(lines[0]) > limit
                      or any(len(line) > limit for line in lines[1:]))
        if not refold:
            refold = refold_binary and _has_surrogates(value) if self.utf8 else not value.isascii()
        if refold:
            return self.header_factory(name, ''.join(lines)).fold(policy=self)
        return name + ': ' + self.linesep.join(lines) + self.linesep
