async def forgotten(): pass
forgotten()
print("end")
# xfail: not yet as CPython 3.13
