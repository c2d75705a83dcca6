prefix_value = 1
def f():
    local_number = 2
    return local_nmber
try: f()
except NameError as e: print(e, e.name)
print(prefx_value)
