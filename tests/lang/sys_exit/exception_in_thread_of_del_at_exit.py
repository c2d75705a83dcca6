class D:
    def __init__(s, n): s.n = n
    def __del__(s): print("del", s.n)
a = D("module global a"); b = D("module global b")
print("end of script")
