# What throw() brings in keeps its context: only the generator's own handling counts.
def chain(e):
    seen = []
    while e: seen.append(e.args[0]); e = e.__context__
    return seen
def g(error):
    try: yield
    finally: raise error
made = [g(Exception(i)) for i in range(4)]
for one in made: next(one)
try:
    try: raise Exception(9)
    except Exception as error:
        for one in made:
            try: one.throw(error)
            except Exception as new: error = new
        print(chain(error))  # expect: [3, 2, 1, 0, 9]
finally: pass
