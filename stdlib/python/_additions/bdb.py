"""bdb of 3.13: steps by instruction, stops in the frame of set_trace() itself; `continue` puts back
what set_trace() changes in a frame."""
from _extend import _override


@_override(Bdb)
class _before:
    def __init__(self, skip=None):
        self.trace_opcodes = False
        self.enterframe = None
        self.frame_trace_lines_opcodes = {}
        _before.__init__(self, skip)

    def trace_dispatch(self, frame, event, arg):
        """Hand an event of a frame to the dispatch_ method of its kind."""
        outer, self.enterframe = self.enterframe, frame
        try:
            if event == 'opcode':
                return None if self.quitting else self.dispatch_opcode(frame, arg)
            return _before.trace_dispatch(self, frame, event, arg)
        finally:
            self.enterframe = outer

    def dispatch_return(self, frame, arg):
        """Tell user_return() of a return at which the debugger stops."""
        if self.stop_here(frame) or frame == self.returnframe:
            # A generator that only suspends is not left, unless one steps.
            if self.stopframe and frame.f_code.co_flags & GENERATOR_AND_COROUTINE_FLAGS:
                self._set_caller_tracefunc(frame)
                return self.trace_dispatch
            try:
                self.frame_returning = frame
                self.user_return(frame, arg)
            finally:
                self.frame_returning = None
            if self.quitting:
                raise BdbQuit
            if self.stopframe is frame and self.stoplineno != -1:
                self._set_stopinfo(None, None)
            if self.stoplineno != -1:
                self._set_caller_tracefunc(frame)
        return self.trace_dispatch

    def stop_here(self, frame):
        """Is this a place to stop at? One without a line is not, when a line is asked for."""
        if frame is self.stopframe and frame.f_lineno is None:
            return False
        return _before.stop_here(self, frame)

    def dispatch_opcode(self, frame, arg):
        """Tell user_opcode() of an instruction at which the debugger stops."""
        if self.stop_here(frame) or self.break_here(frame):
            self.user_opcode(frame)
            if self.quitting:
                raise BdbQuit
        return self.trace_dispatch

    def user_opcode(self, frame):
        """Called when the debugger stops before an instruction."""

    def _set_caller_tracefunc(self, frame):
        """Trace the caller of a frame again, which may not have been traced to save time."""
        caller = frame.f_back
        if caller and not caller.f_trace and caller is not self.botframe:
            caller.f_trace = self.trace_dispatch

    def _set_trace_opcodes(self, wanted):
        if wanted == self.trace_opcodes:
            return
        self.trace_opcodes = wanted
        frame = self.enterframe
        while frame is not None:
            frame.f_trace_opcodes = wanted
            if frame is self.botframe:
                break
            frame = frame.f_back

    def _set_stopinfo(self, stopframe, returnframe, stoplineno=0, opcode=False):
        """Say where to stop next: -1 as a line is nowhere in that frame."""
        _before._set_stopinfo(self, stopframe, returnframe, stoplineno)
        self._set_trace_opcodes(opcode)

    def set_stepinstr(self):
        """Stop before the next instruction."""
        self._set_stopinfo(None, None, opcode=True)

    def set_step(self):
        """Stop at the next line, wherever it is."""
        self._set_stopinfo(None, None)

    def set_trace(self, frame=None):
        """Stop in this frame, or in the caller's, at once."""
        if frame is None:
            frame = sys._getframe().f_back
        self.reset()
        outer, self.enterframe = self.enterframe, frame
        try:
            while frame:
                frame.f_trace = self.trace_dispatch
                self.botframe = frame
                self.frame_trace_lines_opcodes[frame] = frame.f_trace_lines, frame.f_trace_opcodes
                frame.f_trace_lines = True
                frame = frame.f_back
            self.set_stepinstr()
        finally:
            self.enterframe = outer
        sys.settrace(self.trace_dispatch)

    def set_continue(self):
        """Stop only at breakpoints; without any, trace no longer."""
        self._set_stopinfo(self.botframe, None, -1)
        if self.breaks:
            return
        sys.settrace(None)
        frame = sys._getframe().f_back
        while frame and frame is not self.botframe:
            del frame.f_trace
            frame = frame.f_back
        for frame, (lines, opcodes) in self.frame_trace_lines_opcodes.items():
            frame.f_trace_lines, frame.f_trace_opcodes = lines, opcodes
        self.frame_trace_lines_opcodes = {}

    def format_stack_entry(self, frame_lineno, lprefix=': '):
        """The place of a stack entry, and its line of source."""
        frame, lineno = frame_lineno
        if lineno is not None:
            return _before.format_stack_entry(self, frame_lineno, lprefix)
        text = _before.format_stack_entry(self, (frame, 0), lprefix).partition(lprefix)[0]
        return f'{text.replace("(0)", "(None)", 1)}{lprefix}Warning: lineno is None'
