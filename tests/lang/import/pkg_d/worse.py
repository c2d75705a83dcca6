def boom():
    return {}["key"]
boom()
