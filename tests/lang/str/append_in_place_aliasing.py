def build():
    s = ""
    held = []
    for i in range(5):
        s += str(i)
        if i % 2: held.append(s)
    return s, held
print(build())
s = "x"
s += s; s += s; print(s)
class C: text = ""
c = C()
for ch in "abc": c.text += ch
print(c.text, C.text)
d = {"k": "a"}
alias = d["k"]
d["k"] += "b"
print(d, alias)
w = "abc"
for ch in w: w += ch
print(w)
