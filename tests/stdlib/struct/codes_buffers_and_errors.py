# struct: every code and byte order, buffers and offsets, and what each refuses.
import struct
from struct import *
def go(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
for c in 'xcbB?hHiIlLqQnNefdspP':
    for o in ['','@','=','<','>','!']:
        go(lambda: calcsize(o+c))
for c in 'bBhHiIlLqQnNP':
  for o in ['','<','>']:
    for v in [-1,0,1,127,128,255,256,-128,-129,32767,32768,65535,65536,2**31-1,2**31,2**32-1,2**32,2**63-1,2**63,2**64-1,2**64,-2**31,-2**31-1,-2**63,-2**63-1,1.5,'a',None,True,2**100]:
        go(lambda: pack(o+c,v))
for c in 'efd':
  for o in ['','<','>']:
    for v in [0,1,-1.5,1e300,65504,65519.9,65520,1e-8,5e-8,float('inf'),float('nan'),'a',2**2000,3.4e38,3.5e38,1e-45]:
        go(lambda: pack(o+c,v))
        go(lambda: unpack(o+c,pack(o+c,v)))
for f in ['','3s','s','0s','5p','p','0p','c','x','3x','?','??','2?','i2s','bi','bhlq','<bhlq','0i','b0i','b 3s  h',' ',' <i','<','2','2 i','<n','<N','<P','z','ii','s3','\n','3?','99999999999999999999i','9223372036854775807i','9223372036854775808s','é','i\0','1e','@b0l','ci']:
    go(lambda: calcsize(f))
    go(lambda: Struct(f).size)
go(lambda: calcsize(b'ii')); go(lambda: calcsize(3)); go(lambda: Struct(b'<i').format); go(lambda: Struct('<i').format); go(lambda: Struct(3)); go(lambda: Struct()); go(lambda: Struct('i','i'))
go(lambda: pack('i')); go(lambda: pack('i',1,2)); go(lambda: pack()); go(lambda: pack(3)); go(lambda: pack('ii',1)); go(lambda: pack('3s','abc')); go(lambda: pack('3s',b'abcd')); go(lambda: pack('3s',bytearray(b'a'))); go(lambda: pack('3s',memoryview(b'a'))); go(lambda: pack('5p',b'abcdefg')); go(lambda: pack('0p',b'ab')); go(lambda: pack('300p',b'x'*400)[:3]); go(lambda: pack('3p',b'')); go(lambda: pack('p',3)); go(lambda: pack('c','a')); go(lambda: pack('c',b'ab')); go(lambda: pack('c',3)); go(lambda: pack('c',bytearray(b'a'))); go(lambda: pack('?',[])); go(lambda: pack('?',[1]))
go(lambda: pack('bxi',1,2)); go(lambda: pack('<bxi',1,2)); go(lambda: pack('3h',1,2,3)); go(lambda: pack('>3h2s?',1,2,3,b'ab',3))
go(lambda: unpack('i',b'abc')); go(lambda: unpack('i',b'abcd')); go(lambda: unpack('3s5p?cx',b'abc\x03xyzz\1qq')); go(lambda: unpack('i','abcd')); go(lambda: unpack('i',3)); go(lambda: unpack('',b'')); go(lambda: unpack('0s',b'')); go(lambda: unpack('5p',b'\xffabcd')); go(lambda: unpack('i',bytearray(4))); go(lambda: unpack('<3B',memoryview(b'abc')))
go(lambda: unpack_from('i',b'abcdefgh',2)); go(lambda: unpack_from('i',b'abcdefgh',5)); go(lambda: unpack_from('i',b'abcdefgh',-4)); go(lambda: unpack_from('i',b'abcdefgh',-3)); go(lambda: unpack_from('i',b'abcdefgh',-9)); go(lambda: unpack_from('i',buffer=b'abcdefgh',offset=1)); go(lambda: unpack_from('i',b'a','b')); go(lambda: unpack_from('i',b'abcd',100)); go(lambda: unpack_from('i',b'abc'))
def pi(f,n,off,*a):
    b=bytearray(n); pack_into(f,b,off,*a); return b
go(lambda: pi('i',8,2,7)); go(lambda: pi('i',8,5,7)); go(lambda: pi('i',8,-4,7)); go(lambda: pi('i',8,-3,7)); go(lambda: pi('i',8,-9,7)); go(lambda: pi('i',8,0)); go(lambda: pi('i',8,0,1,2)); go(lambda: pi('i',8,'a',1)); go(lambda: pack_into('i',b'abcd',0,1)); go(lambda: pack_into('i','abcd',0,1)); go(lambda: pack_into()); go(lambda: pack_into('i')); go(lambda: pack_into('i',bytearray(3))); go(lambda: pi('bx',4,1,1)); go(lambda: pi('i',2,0,1)); go(lambda: pi('i',8,2**70,1))
S=Struct('<i'); go(lambda: S.pack_into()); go(lambda: S.pack_into(bytearray(4))); go(lambda: S.pack()); go(lambda: S.pack(1,2)); go(lambda: S.unpack(b'abcde')); go(lambda: S.unpack_from(b'abcde',1)); go(lambda: S.pack_into(bytearray(4),0,1))
go(lambda: list(iter_unpack('<h',b'abcdef'))); go(lambda: iter_unpack('<h',b'abc')); go(lambda: iter_unpack('',b'')); go(lambda: iter_unpack('i','a'))
it=iter_unpack('<h',b'abcdef'); go(lambda: (it.__length_hint__(),next(it),it.__length_hint__())); go(lambda: type(it)); go(lambda: list(it)); go(lambda: next(it))
class I:
    def __index__(self): return 7
class BI:
    def __index__(self): return 'a'
class F:
    def __float__(self): return 2.5
class BO:
    def __bool__(self): raise ValueError('no')
go(lambda: pack('i',I())); go(lambda: pack('i',BI())); go(lambda: pack('d',F())); go(lambda: pack('d',I())); go(lambda: pack('?',BO())); go(lambda: pack('P',I()))
class T(Struct):
    def __init__(self,f,x): super().__init__(f); self.x=x
go(lambda: T('<i',3).pack(1)); go(lambda: T('<i',3).x)
go(lambda: unpack('d',pack('d',float('nan')))[0])
go(lambda: unpack('<f',b'\0\0\x80\x7f'))
x=Struct.__new__(Struct)
go(lambda: x.pack(1)); go(lambda: x.size)
go(lambda: struct._clearcache())
