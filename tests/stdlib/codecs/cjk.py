# Every CJK codec over many code points, byte sequences and random texts, whole and by pieces, with
# several error handlers; a digest per codec of: encoding, decoding, random bytes, random texts.
import hashlib, random, codecs, sys
N="big5 big5hkscs cp932 cp949 cp950 euc_jis_2004 euc_jisx0213 euc_jp euc_kr gb18030 gb2312 gbk hz iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr johab shift_jis shift_jis_2004 shift_jisx0213".split()
def enc(s,n,e='strict'):
    try: return s.encode(n,e)
    except UnicodeError as x: return repr((x.start,x.end,x.reason,x.encoding))
def dec(s,n,e='strict'):
    try: return s.decode(n,e)
    except UnicodeError as x: return repr((x.start,x.end,x.reason,x.encoding))
def say(n,what,key,val,h):
    h.update(repr(val).encode())
for n in N:
    h=hashlib.md5()
    for c in [*range(0x80), *range(0x80, 0x30000, 13), *range(0x30000, 0x110000, 9973)]:
        say(n,'enc',hex(c),enc(chr(c),n),h)
    he=h.hexdigest()[:8]; h=hashlib.md5()
    for a in range(256):
        say(n,'dec',hex(a),dec(bytes([a]),n),h)
        for b in range(a % 5, 256, 5) if a >= 0x80 else ():
            say(n,'dec',hex(a*256+b),dec(bytes([a,b]),n),h)
    if n.startswith('euc_j'):
        for a in range(256):
            for b in range(a % 3, 256, 3): say(n,'dec',(a,b),dec(bytes([0x8f,a,b]),n),h)
    hd=h.hexdigest()[:8]; h=hashlib.md5()
    r=random.Random(7)
    try: sample=[c for c in map(chr,list(range(0x20,0x3200))+list(range(0x4e00,0x5200))+list(range(0xac00,0xad00))+list(range(0xff00,0xfff0))) if isinstance(enc(c,n),bytes)]
    except Exception: sample=['a']
    esc=[b'\x1b$B',b'\x1b(B',b'\x1b(J',b'\x1b$@',b'\x1b$(D',b'\x1b$(C',b'\x1b$)C',b'\x0e',b'\x0f',b'\x1b.A',b'\x1bN',b'\x1b.F',b'\x1b$A',b'\x1b(I',b'\x1b$(O',b'\x1b$(P',b'\x1b$(Q',b'\n',b'~{',b'~}',b'~~',b'~\n',b'\x1b',b'\x1b&@\x1b$B',b'\xa4\xd4',b'\x1b[1m',b'\x1b$(A']
    for i in range(60):
        parts=[]
        for _ in range(r.randrange(1,7)):
            k=r.randrange(4)
            if k==0: parts.append(r.choice(esc))
            elif k==1: parts.append(bytes(r.randrange(256) for _ in range(r.randrange(1,4))))
            elif k==2: parts.append(bytes(r.randrange(0x20,0x80) for _ in range(r.randrange(1,4))))
            else:
                e=enc(''.join(r.choice(sample) for _ in range(2)),n); parts.append(e if isinstance(e,bytes) else b'x')
        s=b''.join(parts)
        for e in ('strict','replace','ignore','backslashreplace'): say(n,'fz',(i,s,e),dec(s,n,e),h)
        d=codecs.getincrementaldecoder(n)('replace'); out=[]
        try:
            for j in range(0,len(s),2): out.append(d.decode(s[j:j+2]))
            out.append(d.decode(b'',True))
        except UnicodeError as x: out.append(str(x))
        say(n,'inc',(i,s),out,h)
    hf=h.hexdigest()[:8]; h=hashlib.md5()
    for i in range(60):
        s=''.join(r.choice(sample) if r.random()<.8 else chr(r.choice([0x61,0xe6,0x300,0x2e9,0xac02,0x20ac,0x1f600,0x4e00+r.randrange(5000),10,0x7e,0x304b,0x309a,0xd800])) for _ in range(r.randrange(1,8)))
        for e in ('strict','replace','ignore','xmlcharrefreplace','backslashreplace'): say(n,'efz',(i,s,e),enc(s,n,e),h)
        d=codecs.getincrementalencoder(n)('replace'); out=[]
        try:
            for j in range(0,len(s),2): out.append(d.encode(s[j:j+2])); out.append(d.getstate())
            out.append(d.encode('',True))
        except UnicodeError as x: out.append(str(x))
        say(n,'einc',(i,s),out,h)
    print(n,he,hd,hf,h.hexdigest()[:8],flush=True)

# Objects of the codecs.
import io
writer = codecs.getwriter("iso2022_jp")(raw := io.BytesIO())
writer.writelines(["漢字", "kana カナ"])
writer.reset()
print(raw.getvalue())
reader = codecs.getreader("shift_jis")(io.BytesIO("一行目\n二行目\n".encode("shift_jis")))
print(reader.readline(), reader.read(1), reader.readlines())
print("Ａ".encode("euc_jis_2004"), b"\xa4\xf7".decode("euc_jisx0213"), "각".encode("cp949"))
with io.TextIOWrapper(io.BytesIO(), "gb18030", newline="\n") as f:
    f.write("中文 \U0001f600\n" * 3)
    f.seek(0)
    print(f.readlines())
encoder = codecs.getincrementalencoder("euc_jis_2004")()
print(encoder.encode("\u00e6"), encoder.getstate(), encoder.encode("\u0300"), encoder.encode("", True))
for bad in (lambda: codecs.lookup("shift_jis").incrementaldecoder("strict").setstate(1),
            lambda: "\u20ac".encode("shift_jis"), lambda: b"\x81".decode("gbk"),
            lambda: __import__("_codecs_jp").getcodec("latin-1"),
            lambda: __import__("_codecs_jp").getcodec(1)):
    try:
        bad()
    except (TypeError, UnicodeError, LookupError) as e:
        print(type(e).__name__, e)
