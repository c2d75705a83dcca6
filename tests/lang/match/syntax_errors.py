for body in ("case x: pass\n case y: pass", "case _: pass\n case 1: pass", "case x | 1: pass",
             "case [x, x]: pass", "case {'a': 1, 'a': 2}: pass", "case {**r, 'a': 1}: pass",
             "case [*a, *b]: pass", "case 1 | x: pass", "case (a | b): pass",
             "case [a] | [b]: pass", "case P(x=1, x=2): pass", "case P(x=1, 2): pass",
             "case 1 + 2: pass", "case -x: pass", "case f'x': pass", "case {x: 1}: pass",
             "case {**_}: pass", "case a.b(): pass", "case x as y.z: pass", "case 1 as _: pass",
             "case *x: pass", "case: pass", "case 1", "case x as 5: pass", "case 1 + 'a': pass",
             "case 1j + 2: pass"):
    try:
        compile(f"match v:\n {body}", "<m>", "exec"); print(body, "| ok")
    except SyntaxError as e: print(repr(body), "|", e.msg, e.lineno, e.offset)
