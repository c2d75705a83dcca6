raise KeyError(("tuple", "key"))
