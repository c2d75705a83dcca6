class CM:
    def __enter__(self): return self
    def __exit__(self, *a): raise RuntimeError("in exit")
with CM():
    raise ValueError("in body")
