# Importing dataclasses must stay cheap: it is in the start-up of many programs.
import sys
import dataclasses

@dataclasses.dataclass
class A:
    x: int = 0

assert A.__doc__ == 'A(x: int = 0)'
for name in ('inspect', 're', 'copy', 'typing', 'ast', 'dis'):
    if sys.implementation.name == 'krait':
        assert name not in sys.modules, name
