import json
print(json.dumps({"a": [1, 2.5, None, True, "é\n\"\\/"], "b": {}}),
      json.dumps("é", ensure_ascii=False), json.dumps([1, {"k": []}], indent=2),
      json.dumps({"b": 1, "a": 2}, sort_keys=True, separators=(",", ":")),
      json.dumps([1, 2], indent="\t"), json.dumps({1: 1, None: 2, True: 3, 1.5: 4}),
      json.dumps((1, 2)), json.dumps(float("inf")), json.dumps("😀\x00\x7f"), json.dumps([]),
      json.dumps({}, indent=1), json.dumps(10 ** 20), json.dumps(1e100))
print(json.loads('{"a": [1, -2.5e3, null, true, "\\u00e9\\n\\ud83d\\ude00"], "b": {}}'),
      json.loads(" [ ] "), json.loads("1"), json.loads('"x"'), json.loads("NaN"),
      json.loads("-Infinity"), json.loads(b'{"k": 1}'), json.loads('{"a":1,"a":2}'),
      json.loads("1.0"), json.loads("-0"), json.loads("1E5"), json.loads("123456789012345678901"),
      json.loads('{"a": 1}', object_pairs_hook=list), json.loads('[1.5]', parse_float=str),
      json.loads('{"x": {}}', object_hook=lambda d: len(d)))
for s in ("", "{", "[1,]", "{'a': 1}", '{"a" 1}', '{"a": 1,}', "[1 2]", "nul", '"abc', '"\\x"',
          '"\n"', "01", "1.", "-", "[1]]", '{"a": }', '{1: 2}', "\ufeff1", '"\\u12"', "tru", "+1",
          ".5", "[", '{"a"', "  "):
    try: print(json.loads(s))
    except json.JSONDecodeError as e: print(repr(s), "|", e, e.pos, e.lineno, e.colno)
class C: pass
for f in (lambda: json.dumps(C), lambda: json.dumps({1, 2}), lambda: json.dumps({(1, 2): 3}),
          lambda: json.dumps(float("nan"), allow_nan=False), lambda: json.loads(5),
          lambda: json.dumps(b"x"), lambda: json.dumps({(1,): 1}, skipkeys=True),
          lambda: json.dumps([C], default=lambda o: "dflt")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
l = []; l.append(l)
try: json.dumps(l)
except ValueError as e: print(e)
