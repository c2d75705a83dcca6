# Methods of str on many short texts of three widths: a digest of the results every 250 texts.
A=['a','b',' ','é','\u1234','\U00012345','\n','\t','X','ß','ς','Σ','ǅ','İ','1','²','٣','\x1c','\x85','\u2028']
x=12345
def rnd(n):
    global x
    x=(x*1103515245+12345)&0x7fffffff
    return (x>>8)%n
def rs(n,k): return ''.join(A[rnd(k)] for _ in range(rnd(n)))
h=0
def acc(v):
    global h
    for c in repr(v): h=(h*31+ord(c))%1000000007
for i in range(1000):
    k=(3,4,5,6,20)[i%5]
    s=rs(14,k); n=rs(4,k); m=rs(4,k); a=rnd(12)-3; b=rnd(14)-2
    acc((s.find(n),s.rfind(n),s.find(n,a,b),s.rfind(n,a,b),s.count(n),s.count(n,a,b),s.replace(n,m),s.replace(n,m,rnd(3)),n in s,s.startswith(n,a,b),s.endswith(n,a,b),s.removeprefix(n),s.removesuffix(n)))
    acc((s.split(),s.rsplit(),s.split(None,rnd(3)),s.rsplit(None,rnd(3)),s.splitlines(),s.splitlines(True),s.strip(),s.lstrip(n),s.rstrip(n),s.strip(n)))
    if n: acc((s.split(n),s.rsplit(n),s.split(n,rnd(3)),s.rsplit(n,rnd(3)),s.partition(n),s.rpartition(n)))
    acc((s.lower(),s.upper(),s.title(),s.capitalize(),s.swapcase(),s.casefold(),s.center(a+b),s.ljust(b,'é'),s.rjust(b,'\u1234'),s.zfill(b),s.expandtabs(),s.expandtabs(3)))
    acc((s.isalpha(),s.isalnum(),s.isascii(),s.isdecimal(),s.isdigit(),s.isidentifier(),s.islower(),s.isupper(),s.isnumeric(),s.isprintable(),s.isspace(),s.istitle()))
    acc((s[a:b],s[::2],s[::-1],s[b:a:-1],s*3,s+n,s<n,s==n,n.join([s,m,n]),s.translate({97:'xx',98:None,32:233}),ascii(s),s.encode('utf-8'),s.encode('utf-16'),s.encode('ascii','replace')))
    if i%250==0: print(i,h)
print(h)
