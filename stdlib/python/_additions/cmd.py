"""cmd of 3.13: default() is called outside of any exception handler."""
from _extend import _override


@_override(Cmd)
class _before:
    def onecmd(self, line):
        """Run the command of a line; true if the loop is to end."""
        name, arg, line = self.parseline(line)
        if not line:
            return self.emptyline()
        if name is None:
            return self.default(line)
        self.lastcmd = '' if line == 'EOF' else line
        method = getattr(self, 'do_' + name, None) if name else None
        return self.default(line) if method is None else method(arg)
