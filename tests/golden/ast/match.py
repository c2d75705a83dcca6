match a, *b:
    case [1, *_] | (-2.5 + 1j) as c if c: pass
    case {'k': None, **rest}: pass
    case A.B(x, y=(z)): pass
    case _: pass
