# coding: cp437
print(ascii("‚«"), "‚".encode())
print(compile(b"# coding: koi8-r\nx = '\xc1'", "f", "exec").co_consts[0] == chr(0x430))
