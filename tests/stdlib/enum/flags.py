from enum import *
class Perm(Flag):
    R = 4
    W = 2
    X = 1
    RWX = 7

print(Perm.R | Perm.W, repr(~Perm.R), Perm(0), Perm.RWX & Perm.X, Perm.R in Perm.RWX, list(Perm.RWX))  # expect: Perm.R|W <Perm.W|X: 3> Perm(0) Perm.X True [<Perm.R: 4>, <Perm.W: 2>, <Perm.X: 1>]
print(len(Perm.RWX), bool(Perm(0)), Perm(6) is Perm.R | Perm.W, list(Perm), repr(Perm.RWX))  # expect: 3 False True [<Perm.R: 4>, <Perm.W: 2>, <Perm.X: 1>] <Perm.RWX: 7>
for bad in (8, 'x'):
    try:
        Perm(bad)
    except ValueError as e:
        print(e)
# expect: <flag 'Perm'> invalid value 8
# expect:     given 0b0 1000
# expect:   allowed 0b0 0111
# expect: 'x' is not a valid Perm

class I(IntFlag):
    A = 1
    B = 2
print(repr(I(7)), I.A | 8, repr(I.A | 8), ~I.A)  # expect: <I.A|B|4: 7> 9 <I.A|8: 9> 2
