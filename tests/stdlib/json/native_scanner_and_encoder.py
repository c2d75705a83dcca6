# The native scanner and encoder: values, hooks, errors and their positions.
import json, _json
def go(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e)
for s in ['','{','[','[1,','[1 2]','{"a"','{"a":','{"a":1,','{"a":1,}','[1,]','{a:1}','"abc','"a\\','"\\u12"','"\\x"','"\n"','nul','-','-a','1.','1.5e','01','[1','{"a" 1}','{"a":1 "b"}',' ','tru','NaN','-Infinity','Infinity','[\n1,\n@]','"\\ud834\\udd1e"','"\\ud834x"','"\\ud834\\u0041"','1'*5000,'{"a":1}x','{1:2}','"a" b', '[,]','{,}','{"a":,}']:
    go(lambda: json.loads(s))
go(lambda: _json.scanstring('abc"',0)); go(lambda: _json.scanstring('abc"',10)); go(lambda: _json.scanstring(3,1)); go(lambda: _json.scanstring('a"',-1))
go(lambda: _json.encode_basestring(3)); go(lambda: _json.encode_basestring_ascii(3))
go(lambda: json.dumps(float('nan'),allow_nan=False))
go(lambda: json.dumps({1:2,None:3,True:4,1.5:6,'a':[],'b':{}, 'c':()}))
go(lambda: json.dumps({(1,2):3}))
go(lambda: json.dumps(object()))
go(lambda: json.dumps([1,[2,object()]]))
go(lambda: json.dumps({'a':{'b':{1,2}}}))
a=[];a.append(a)
go(lambda: json.dumps(a))
go(lambda: json.dumps({(1,2):3,'x':1},skipkeys=True))
go(lambda: json.dumps({'b':1,'a':2},sort_keys=True))
go(lambda: json.dumps({'b':1,2:2},sort_keys=True))
go(lambda: json.dumps([1,{'a':[1,2]}],indent=2))
go(lambda: json.dumps('é\u1234\U0001f600"\\/\b\f\n\r\t\x00\x7f'))
go(lambda: json.dumps('é\u1234\U0001f600"\\/\b\f\n\r\t\x00\x7f',ensure_ascii=False))
class F(float):
    def __repr__(self): return 'F!'
class I(int):
    def __repr__(self): return 'I!'
class S(str): pass
go(lambda: json.dumps([F(1.5),I(3),S('x'),{F(2.5):1,I(4):2,S('q'):3}]))
go(lambda: json.dumps([1e100,-0.0,1.0,10**30,float('inf')]))
try:
    json.dumps([1,[2,{'a':object()}]])
except TypeError as e: print(e)
go(lambda: json.loads('[1,2.5]',parse_float=str,parse_int=lambda x: 'i'+x))
go(lambda: json.loads('{"a":{"b":1}}',object_hook=lambda d: list(d.items())))
go(lambda: json.loads('{"a":{"b":1}}',object_pairs_hook=lambda d: d))
go(lambda: json.loads('[NaN,Infinity,-Infinity]',parse_constant=lambda x: 'c'+x))
go(lambda: json.loads('"\t"',strict=False))
go(lambda: json.dumps({'a':1},default=3))
go(lambda: _json.make_scanner(3))
go(lambda: _json.make_encoder(1,2))
d=json.JSONDecoder()
go(lambda: d.scan_once('[1]',0)); go(lambda: d.scan_once('[1]',5)); go(lambda: d.scan_once('[1]',-1)); go(lambda: d.scan_once(b'[1]',0))
go(lambda: d.raw_decode('  [1]'))
go(lambda: (type(d.scan_once),d.scan_once.strict,d.scan_once.object_hook,d.scan_once.parse_float))
go(lambda: _json.make_encoder({},None,_json.encode_basestring_ascii,None,': ',', ',False,False,True)([1,2,{'a':None}],0))
go(lambda: _json.make_encoder({},None,lambda s:'<'+s+'>',None,': ',', ',False,False,True)(['x',{'a':None}],0))
go(lambda: _json.make_encoder({},None,lambda s:3,None,': ',', ',False,False,True)(['x',{'a':None}],0))
go(lambda: _json.make_encoder([],None,lambda s:3,None,': ',', ',False,False,True))
