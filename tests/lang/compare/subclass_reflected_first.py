class Base:
    def __eq__(s, o): print("Base.eq"); return True
    def __lt__(s, o): print("Base.lt"); return True
    def __gt__(s, o): print("Base.gt"); return False
class Sub(Base):
    def __eq__(s, o): print("Sub.eq"); return NotImplemented
    def __gt__(s, o): print("Sub.gt"); return "sub"
print(Base() == Sub())
print(Base() < Sub())
print(Sub() < Base())
class MyInt(int):
    def __radd__(s, o): return "radd"
    def __rsub__(s, o): return NotImplemented
print(1 + MyInt(2), MyInt(2) + 1, 5 - MyInt(3))
