class Outer:
    class Failure(Exception):
        pass
raise Outer.Failure("deep", 2)
