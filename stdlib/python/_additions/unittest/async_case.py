"""unittest.async_case of 3.13: loop_factory."""
from _extend import _extend


@_extend(IsolatedAsyncioTestCase)
class IsolatedAsyncioTestCase:
    # With asyncio.EventLoop, the test sets no policy.
    loop_factory = None

    def _setupAsyncioRunner(self):
        assert self._asyncioRunner is None, 'asyncio runner is already initialized'
        self._asyncioRunner = asyncio.Runner(debug=True, loop_factory=self.loop_factory)
