loader = __loader__
def again(): return __loader__
