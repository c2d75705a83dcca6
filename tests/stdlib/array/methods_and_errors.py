# array: every method, and what it refuses.
import array,sys,copy
from array import array as A
def go(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
go(lambda: A('i'))
go(lambda: A('i',[1,2,-3]))
go(lambda: A('w','héllo'))
go(lambda: A('d',[1,2.5]))
go(lambda: A('f',[1,0.1]))
go(lambda: A('b',b'abc'))
go(lambda: A('i',b'abc'))
go(lambda: A('i',b'abcd'))
go(lambda: A('z'))
go(lambda: A('ii'))
go(lambda: A(3))
go(lambda: A('i',3))
go(lambda: A('i','abc'))
go(lambda: A('w',[1]))
go(lambda: A('w',['a','b']))
go(lambda: A('w',['ab']))
go(lambda: A('i',['a']))
go(lambda: A('i',[1.5]))
go(lambda: A('f',['a']))
for c,v in [('b',128),('b',-129),('B',256),('B',-1),('h',32768),('h',-32769),('H',65536),('H',-1),('i',2**31),('i',-2**31-1),('I',2**32),('I',-1),('l',2**63),('L',2**64),('L',-1),('q',2**63),('Q',2**64),('Q',-1),('i',2**70),('h',2**70),('I',2**70)]:
    go(lambda: A(c,[v]))
go(lambda: A('i',A('b',[1,2])))
go(lambda: A('w',A('i',[1,2])))
go(lambda: A('i',A('w','ab')))
go(lambda: A('i',(x for x in range(3))))
a=A('i',range(10))
go(lambda: a[3]); go(lambda: a[-1]); go(lambda: a[10]); go(lambda: a['x']); go(lambda: a[2:5]); go(lambda: a[::-3])
def s(k,v):
    b=A('i',range(6)); b[k]=v; return b
def d(k):
    b=A('i',range(6)); del b[k]; return b
go(lambda: s(0,9)); go(lambda: s(9,9)); go(lambda: s(slice(1,3),A('i',[7,7,7,7]))); go(lambda: s(slice(1,3),[1])); go(lambda: s(slice(1,3),A('b',[1]))); go(lambda: s(slice(0,6,2),A('i',[7,7,7]))); go(lambda: s(slice(0,6,2),A('i',[7,7]))); go(lambda: s('x',1))
go(lambda: d(0)); go(lambda: d(slice(1,4))); go(lambda: d(slice(0,6,2))); go(lambda: d(slice(5,0,-2))); go(lambda: d(10)); go(lambda: d('x'))
go(lambda: a+A('i',[1])); go(lambda: a+[1]); go(lambda: a+A('b',[1])); go(lambda: A('i',[1,2])*3); go(lambda: 2*A('i',[1,2])); go(lambda: A('i',[1])*-1); go(lambda: a*'x')
def ia(x):
    b=A('i',[1]); b+=x; return b
def im(x):
    b=A('i',[1,2]); b*=x; return b
go(lambda: ia(A('i',[2]))); go(lambda: ia([2])); go(lambda: ia(A('b',[2]))); go(lambda: im(3)); go(lambda: im(0)); go(lambda: im('a'))
go(lambda: 3 in a); go(lambda: 'x' in a); go(lambda: len(a)); go(lambda: list(a)); go(lambda: a.count(3)); go(lambda: a.index(3)); go(lambda: a.index(33)); go(lambda: a.index(3,4)); go(lambda: a.index(3,-9,-2))
def m(n,*x,t='i',i=(1,2,3)):
    b=A(t,i); r=getattr(b,n)(*x); return r,b
go(lambda: m('insert',0,9)); go(lambda: m('insert',-1,9)); go(lambda: m('insert',99,9)); go(lambda: m('pop')); go(lambda: m('pop',0)); go(lambda: m('pop',9)); go(lambda: m('pop',i=())); go(lambda: m('remove',2)); go(lambda: m('remove',9)); go(lambda: m('reverse')); go(lambda: m('clear'))
go(lambda: m('byteswap')); go(lambda: m('byteswap',t='b')); go(lambda: m('byteswap',t='d')); go(lambda: m('tobytes')); go(lambda: m('tolist')); go(lambda: m('fromlist',[4])); go(lambda: m('fromlist',[4,'x'])); go(lambda: m('fromlist',(4,)))
go(lambda: m('frombytes',b'\1\0\0\0')); go(lambda: m('frombytes',b'\1')); go(lambda: m('frombytes','a')); go(lambda: m('fromunicode','a')); go(lambda: m('fromunicode','a',t='w',i='x')); go(lambda: m('tounicode')); go(lambda: m('tounicode',t='w',i='xyz'))
go(lambda: a==list(a)); go(lambda: a==A('d',range(10))); go(lambda: a<A('i',[1])); go(lambda: A('i',[1,2])<A('i',[1,3])); go(lambda: A('i')==A('b')); go(lambda: A('i',[1])!=A('i',[1,2])); go(lambda: a<3)
go(lambda: hash(a)); go(lambda: memoryview(a).format); go(lambda: memoryview(a).tolist()); go(lambda: memoryview(a)[2])
v=memoryview(a)
go(lambda: a.append(1)); go(lambda: a.clear()); go(lambda: a.extend([1]));go(lambda: a.pop())
v.release()
go(lambda: (a.typecode,a.itemsize)); go(lambda: array.typecodes); go(lambda: array.ArrayType is A)
go(lambda: copy.copy(a)); go(lambda: copy.deepcopy(a)); go(lambda: a.__reduce_ex__(3)); go(lambda: a.__reduce_ex__(2)); go(lambda: A('w','ab').__reduce_ex__(2))
go(lambda: array._array_reconstructor(A,'i',8,b'\1\0\0\0'))
go(lambda: array._array_reconstructor(A,'i',9,b'\0\0\0\1'))
go(lambda: array._array_reconstructor(A,'i',99,b'\0\0\0\1'))
go(lambda: array._array_reconstructor(A,'i',8,b'\0\0\0'))
go(lambda: array._array_reconstructor(int,'i',8,b'\0\0\0'))
go(lambda: array._array_reconstructor(A,'z',8,b'\0\0\0'))
go(lambda: array._array_reconstructor(A,'f',14,b'\0\0\0\0')); go(lambda: array._array_reconstructor(A,'w',20,b'a\0\0\0'))
go(lambda: A[int])
it=iter(A('i',[1,2]))
go(lambda: type(it)); go(lambda: (next(it),it.__reduce__(),next(it))); go(lambda: next(it)); go(lambda: it.__reduce__()[1])
class B(A):
    pass
go(lambda: B('i',[1])); go(lambda: type(B('i',[1])+A('i',[1]))); b=B('i'); b.x=1; go(lambda: b.__reduce_ex__(3))
class F:
    def write(self,x): print('write',x)
    def read(self,n): print('read',n); return b'\1\0\0\0'*2
go(lambda: a.tofile(F())); go(lambda: a.fromfile(F(),2)); go(lambda: a.fromfile(F(),3)); go(lambda: a.fromfile(F(),-1)); go(lambda: a)
match A('i',[1,2]):
    case [x,y]: print('seq',x,y)
go(lambda: a.buffer_info()[1])
from collections.abc import MutableSequence
go(lambda: isinstance(a,MutableSequence))
go(lambda: A('d',[float('nan')]) == A('d',[float('nan')]))
