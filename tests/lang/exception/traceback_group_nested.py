inner = ExceptionGroup("inner", [ValueError(1), TypeError("two")])
e = ExceptionGroup("outer", [inner, KeyError("three")])
e.add_note("a note")
raise e
