# The least integer is a level like 0.
import warnings

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    warnings.warn("x", stacklevel=-(2**63))
print(len(seen), seen[0].category.__name__)  # expect: 1 UserWarning
