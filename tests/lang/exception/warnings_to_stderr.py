import warnings
warnings.warn("be careful")
warnings.warn("old", DeprecationWarning)
def f(): warnings.warn("from f", stacklevel=2)
f()
warnings.simplefilter("ignore"); warnings.warn("silent")
warnings.simplefilter("error")
try: warnings.warn("raised", UserWarning)
except UserWarning as e: print("caught", e)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always"); warnings.warn("recorded"); print(len(w), w[0].message,
            w[0].category.__name__)
