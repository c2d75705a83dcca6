c = compile("x = 1\ny = x + 1", "name.py", "exec"); ns = {}; exec(c, ns); print(ns["y"],
        c.co_filename, c.co_name, c.co_firstlineno, c.co_flags)
c = compile("1; 2; [3]; None", "s", "single"); exec(c)
c = compile("def f(a, b=1, *c): d = 1; return a", "s",
            "exec"); f = [k for k in c.co_consts if hasattr(k, "co_name")][0]; print(f.co_name,
                    f.co_varnames, f.co_nlocals)
import types
print(isinstance(c, types.CodeType), eval(compile("a + 1", "e", "eval"), {"a": 2}),
      compile("'doc'", "d", "exec").co_consts[0] if False else "",
      c == compile("def f(a, b=1, *c): d = 1; return a", "s", "exec"))
exec("@print\ndef f(): pass" if False else "pass"); exec("x = 5 if True else 6\nprint(x)"); exec("# only a comment"); exec(""); exec("\n\n"); exec("pass;pass;"); exec("if 1:\n\tprint('tab')\n"); exec("print('crlf')\r\nprint('two')\r\n"); exec("print('no newline')"); exec("\ufeffprint('bom')".encode()); exec("# -*- coding: latin-1 -*-\nprint('\xe9')".encode("latin-1"))
exec("x = 1; del x; print('x' in dir())"); exec("import math as m; print(m.pi)"); exec("for i in range(2): print(i, end=' ')\nelse: print('e')")
