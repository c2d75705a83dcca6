é = 1; ñandú = 2; 变量 = 3; _ªb = 4; Ω = 5; K = "kelvin"
print(é, ñandú, 变量, _ab, Ω, K, "é" in globals(), "é".isidentifier())
ﬁ = "ligature"; print(fi, "ﬁ" in globals(), "fi" in globals())
class Ä:
    ö = 1
    def ü(self, ß=2): return self.ö, ß
print(Ä().ü(), Ä().ü(ß=3), Ä.__name__, getattr(Ä, "ö"))
x = {"𝒽": 1}; 𝒽 = 5; print(h, x)
