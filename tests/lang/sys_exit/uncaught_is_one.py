raise RuntimeError("code 1")
