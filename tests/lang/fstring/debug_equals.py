x, name = 3.14159, "é"
print(f"{x=}", f"{x = }", f"{x=:.2f}", f"{x=!s}", f"{name=}", f"{name=!a}", f"{name = !s:>5}",
      f"{x+1=}", f"{ x  =  }", f"{f(1)=}" if False else "", f"{len(name)=:03d}", f"{x:=^9.2f}",
      f"{(y:=5)} {y=}")
