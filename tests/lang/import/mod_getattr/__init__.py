real = 1
def __getattr__(name):
    if name.startswith("dynamic"):
        return "made " + name
    raise AttributeError(f"custom message for {name}")
def __dir__():
    return ["zz", "yy", "aa"]
