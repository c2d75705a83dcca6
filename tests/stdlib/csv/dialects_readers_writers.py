# csv: what dialects, readers and writers take, give and refuse.
import _csv, io
def go(f,*a,**k):
    try: print(str(f(*a,**k)).split(' at 0x')[0])
    except BaseException as e: print(type(e).__name__, e)
D=_csv.Dialect
for k,vs in dict(delimiter=['','ab',None,3,'\n',' ','"','\r'],quotechar=['','ab',3,'\n',' ',',',None],escapechar=['','ab',3,'\n',' ',',','"'],lineterminator=[None,3,'','\n',',','"'],quoting=[9,'a',None,-1,3,4,5,2.0],doublequote=['x',[]],skipinitialspace=[1],strict=[2]).items():
    for v in vs: print(k,repr(v),end=' '); go(D,**{k:v})
go(D,quotechar=None,quoting=0); go(D,quotechar=None,quoting=1);go(D,skipinitialspace=True,delimiter=' ');go(D,skipinitialspace=True,quotechar=' ');go(D,skipinitialspace=True,escapechar=' ')
go(D,'nope')
go(_csv.get_dialect,'nope');go(_csv.get_dialect,[]);go(_csv.unregister_dialect,'nope');go(_csv.register_dialect,3,4);
go(_csv.list_dialects);go(_csv.field_size_limit,'a');go(_csv.field_size_limit,1.5);go(_csv.field_size_limit);go(_csv.field_size_limit,2**70)
d=D();
for n in ('delimiter','doublequote','escapechar','lineterminator','quotechar','quoting','skipinitialspace','strict'): print(n,repr(getattr(d,n)))
go(setattr,d,'delimiter','a'); go(setattr,d,'quoting',1); go(delattr,d,'quoting'); print(d.__class__, D(d) is d, D(d,strict=True) is d)
go(_csv.reader,3); go(_csv.reader,[],'nope'); go(_csv.reader,[],[]); go(_csv.writer,3)
def rd(*lines,**k):
    try: 
        r=_csv.reader(lines,**k); print(list(r),r.line_num)
    except BaseException as e: print(type(e).__name__, e)
rd(b'a'); rd(3); rd('a\nb'); rd('a\rb','c'); rd('a"b'); rd('"a"b'); rd('"a"b',strict=True); rd('"a'); rd('"a',strict=True); rd('a\\',escapechar='\\'); rd('a\\',escapechar='\\',strict=True); rd('a,"b\n','c"\n'); rd('1,a,"b"',quoting=2); rd('1.5,"b",,',quoting=2); rd('1,,"",a',quoting=4); rd('1,,"",2.5',quoting=5); rd('',quoting=2);rd('\n','\r\n','a\r\n'); rd('a, "b" ,c',skipinitialspace=True); rd("a''b",quotechar="'"); rd('"a""b"',doublequote=False,escapechar='\\'); rd('"a\\"b"',escapechar='\\'); rd('a\\\nb',escapechar='\\'); rd('a\0b'); rd('a"b"',quoting=3); rd('x'*200000); rd('1,"2"',quoting=4); rd('  a',quoting=4,skipinitialspace=True); rd('a,\\\n','b',escapechar='\\')
class F:
    def __init__(s): s.o=[]
    def write(s,x): s.o.append(x); return 'w%d'%len(s.o)
def wr(*rows,**k):
    f=F()
    try:
        w=_csv.writer(f,**k)
        for r in rows: print(w.writerow(r),end=' ')
        print(f.o)
    except BaseException as e: print(type(e).__name__, e, f.o)
wr([1,2.5,None,'a',True,b'x']); wr(['a,b','a"b','a\nb','a\rb',' a','']); wr(['']); wr([None]); wr([]); wr([''],quoting=3); wr([None],quoting=3); wr(['a,b'],quoting=3); wr(['a,b"\n'],quoting=3,escapechar='\\'); wr(['a"b'],doublequote=False); wr(['a"b\\'],doublequote=False,escapechar='\\'); wr(['a',1,None,'',2.5],quoting=1); wr(['a',1,None,'',2.5],quoting=2); wr(['a',1,None,'',2.5],quoting=4); wr(['a',1,None,'',2.5],quoting=5); wr(5); wr(['a'],[1],lineterminator='!'); wr(['a!b'],lineterminator='!'); wr(['a b',' '],delimiter=' '); wr(['',''],delimiter=' ',skipinitialspace=True); wr(['a'],delimiter=' ',skipinitialspace=True); wr([1e16,0.1,10**20,-0.0]); wr(['a"'],quotechar=None,quoting=3); wr(['"'],quoting=3,escapechar='\\'); wr(['"a'],quoting=3); wr([None],quoting=4); wr([''],quoting=5); wr([None],quoting=5); wr(['a\\b'],escapechar='\\'); wr(['a\\b,'],escapechar='\\');wr('abc'); wr({'k':1})
w=_csv.writer(F()); go(w.writerows,[[1],[2]]); go(w.writerows,3); go(w.writerow,3); print(type(w),type(_csv.reader([])),w.dialect.delimiter); go(type(w)); 
class E:
    def write(s,x): 1/0
go(_csv.writer(E()).writerow,[1])
class S:
    def __str__(s): raise KeyError('x')
wr([S()])
r=_csv.reader(['a','b']); print(iter(r) is r,next(r),r.line_num,r.dialect.quoting); go(next,r); go(next,r)
import csv
class X(csv.Dialect): delimiter='ab'
go(X)
class X(csv.Dialect): pass
go(X)
