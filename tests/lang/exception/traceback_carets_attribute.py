class P: pass
p = P()
p.child = P()
value = p.child.name.upper()
