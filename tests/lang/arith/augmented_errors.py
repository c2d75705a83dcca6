def attempt(code):
    try:
        exec(code)
    except Exception as e:
        print(type(e).__name__ + ":", e)
for op in ("+=", "-=", "*=", "/=", "//=", "%=", "**=", "<<=", ">>=", "&=", "|=", "^=", "@="):
    attempt(f"x = 1; x {op} None")
attempt("x = (1,); x[0] += 1")
attempt("undefined_name += 1")
attempt("x = 'a'; x += 1")
attempt("x = []; x += 1")
