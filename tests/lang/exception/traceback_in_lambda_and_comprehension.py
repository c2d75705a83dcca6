fs = [lambda v: v["k"]]
def run(): return [f(x) for f in fs for x in ({"k": 1}, {})]
run()
