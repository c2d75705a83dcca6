x, d, s = 5, {"k": 1, 'q"': 2}, "text"
print(f"{x}", f"{x + 1} {x!r} {s!r} {s!s} {s!a}", f"{d['k']}", f"{ x }", f"{x:>5}|{x:<5}|{x:05}",
      f"{{}} {{{x}}}", f"{'nested'}", f"{(lambda y: y * 2)(x)}", f"{x if x > 3 else 0}",
      f"{[i for i in range(3)]}", f"{ {'a': 1}['a'] }", f"", f"{x}" "tail" f"{s}", rf"\{x}\n",
      f"\{x}" if False else "", f"{x,}", f"{x, 1}", f"{*[1, 2],}")
