print(["ab".center(7), "ab".center(6, "*"), "abc".center(6, "*"), "ab".ljust(5, "."),
       "ab".rjust(5, "."), "ab".center(1), "42".zfill(5), "-42".zfill(5), "+4".zfill(4),
       "".zfill(3), "--1".zfill(5), "a\tb\tc".expandtabs(), "a\tb".expandtabs(4),
       "\t".expandtabs(0), "ab\n\tc".expandtabs(4)])
for f in (lambda: "a".center(5, "xy"), lambda: "a".ljust("5"), lambda: "a".rjust(5, 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
