import datetime
d = datetime.datetime(2024, 3, 4, 5, 6)
print(f"{d:%Y-%m-%d %H:%M}", f"{d:%H:%M}", f"{1:}", f"{'a':!<4}", f"{'a'!r:^6}", f"{3:{'0'}{4}}",
      f"{10:#x}", f"{1_000:,}", f"{'x':{5}}|", f"{True:d}", f"{1!r:>3}", f"{2:\x3e5}")
class C:
    def __format__(s, spec): return repr(spec)
print(f"{C():a{1}b{2}c}", f"{C():}", f"{C()}", f"{C(): }", f"{C():{{}}}" if False else "",
      f"{C():{'{'}}", f"{C():\n}")
