try:
    {}["first"]
except KeyError:
    int("second")
