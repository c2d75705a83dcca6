# Short ways of int, list and starmap against their definitions: every size, sign and order.
assert (0).to_bytes(0,'big')==b'' and (0).to_bytes(0,'big',signed=True)==b''
for s in (False,True):
    for n in (0,1,2,7,8,9):
        for v in list(range(-300,300))+[2**k+d for k in range(1,70) for d in (-1,0,1)]+[-2**k+d for k in range(1,70) for d in (-1,0,1)]:
            for o in ('big','little'):
                lo,hi=(-(1<<(8*n-1)),(1<<(8*n-1))-1) if s and n else (0,(1<<(8*n))-1)
                try: b=v.to_bytes(n,o,signed=s)
                except OverflowError as e:
                    assert not lo<=v<=hi,(v,n,s); continue
                assert lo<=v<=hi,(v,n,s)
                assert len(b)==n and int.from_bytes(b,o,signed=s)==v
                m=b if o=='big' else b[::-1]
                assert sum(x<<(8*i) for i,x in enumerate(reversed(m)))==v%(1<<(8*n))
for v in (0,1,-1,255,256,2**47,-2**47,2**48-1,-2**48,2**64): assert v.bit_length()==len(bin(abs(v)))-2-(v==0)
for b in (2,4,8,16,32):
    d='0123456789abcdefghijklmnopqrstuv'[:b]
    assert [int(c,b) for c in d]==list(range(b)) and [int(c.upper(),b) for c in d]==list(range(b))
    assert int(d[-1]*10,b)==b**10-1 and int('-'+d[-1]*11,b)==1-b**11
assert int('0x_ff',16)==255 and int('0xFf',0)==255 and int(' -0b101 ',2)==-5 and int('٣',16)==3
class A:
    def __init__(s,l): s.l=l
    def __del__(s): s.l.clear()
l=[]; l.extend([A(l),A(l),A(l)]); l[0:3]=[1,2,3]; assert l==[]
l=[1,2,3,4]; l[1:3]=l[2:0:-1]; assert l==[1,3,2,4]; l[:]=l; assert l==[1,3,2,4]
from itertools import starmap
class T(tuple):
    def __iter__(s): return iter((5,6))
assert list(starmap(pow,[(2,3),[2,4],T((1,1))]))==[8,16,15625]
