# Digests, HMAC, key derivation, BLAKE2's parameters, text forms of bytes, and who stands on them.
import hashlib, hmac, random, binascii, base64, secrets, tempfile, uuid, statistics
d = b'hello world' * 1000
for n in sorted(hashlib.algorithms_guaranteed):
    h = hashlib.new(n, d) 
    print(n, h.name, h.digest_size, h.block_size, h.hexdigest(20) if n.startswith('shake') else h.hexdigest(), type(h).__name__)
    h2 = getattr(hashlib, n)(); h2.update(d[:3000]); c = h2.copy(); h2.update(d[3000:]); c.update(d[3000:])
    a = (20,) if n.startswith('shake') else ()
    print(h2.digest(*a) == h.digest(*a) == c.digest(*a))
print(hashlib.blake2b(b'x', digest_size=20, key=b'k', salt=b's', person=b'p', fanout=2, depth=3, leaf_size=4, node_offset=5, node_depth=1, inner_size=6, last_node=True).hexdigest())
print(hashlib.blake2s(b'x'*1000, digest_size=20, key=b'k'*32, salt=b's'*8, person=b'p').hexdigest(), hashlib.blake2b.MAX_KEY_SIZE)
print(hmac.new(b'key', b'msg', 'sha256').hexdigest(), hmac.digest(b'k', b'm', 'md5').hex(), hmac.compare_digest('a','a'), hmac.compare_digest(b'a',b'ab'), repr(hmac.new(b'k', digestmod=hashlib.sha1).digest()))
print(hashlib.pbkdf2_hmac('sha256', b'p', b's', 1000).hex(), hashlib.scrypt(b'p', salt=b's', n=16, r=8, p=1, dklen=16).hex())
random.seed(42); print(random.random(), random.randint(1, 100), random.sample(range(50), 5), random.gauss(0, 1), random.choices('abc', k=5))
random.seed('text'); print(random.random()); x=[1,2,3,4,5]; random.shuffle(x); print(x)
for f, a in ((hashlib.sha256, ('s',)), (hashlib.new, ('nope',)), (hashlib.sha256, (1,)), (binascii.unhexlify, ('abc',)), (binascii.unhexlify, ('zz',)), (binascii.a2b_base64, ('abc',)), (binascii.a2b_base64, ('a',)), (binascii.a2b_base64, ('\xe9',)), (binascii.hexlify, ('s',)), (binascii.crc32, ('s',)), (base64.b64decode, ('!!!=',)), (base64.b32decode, ('AA',))):
    try: print(f(*a))
    except Exception as e: print(type(e).__name__, e)
print(binascii.hexlify(b'abcdef', '-', 2), binascii.hexlify(b'abc', b':'), binascii.crc32(b'hello'), binascii.crc32(b'x', 0xffffffff), binascii.crc_hqx(b'hello', 0))
print(base64.b64encode(bytes(range(256))), base64.b64decode(b'aGVsbG8gd29ybGQ='), base64.b85encode(b'hello'), base64.a85encode(b'hello'), base64.b32encode(b'hello'), base64.urlsafe_b64encode(b'\xff\xfe'))
print(binascii.b2a_uu(b'hello world'), binascii.a2b_uu(binascii.b2a_uu(b'hello world')), binascii.b2a_qp(b'a=b \xe9\t\n' + b'x' * 100), binascii.a2b_qp(b'a=3Db=\nc=E9_', header=True), binascii.b2a_base64(b'xyz', newline=False), binascii.b2a_uu(b'\0\0', backtick=True))
for s in (b'ab==', b'a=b=', b'YQ==\n', b'=YQ=', b'YQ=', b'YQ==YQ==', b'Y Q = =', b'ab='):
    for strict in False, True:
        try: print(s, strict, binascii.a2b_base64(s, strict_mode=strict))
        except binascii.Error as e: print(s, strict, e)
print(uuid.uuid5(uuid.NAMESPACE_DNS, 'x.org'), len(secrets.token_hex(8)), statistics.NormalDist(0,1).cdf(1), uuid.UUID(int=5))
with tempfile.TemporaryDirectory() as td: print(len(td) > 3)
