names = ["a", "b"]
print(f"{", ".join(names)}", f"{f"{f"{1 + 1}"}"}", f"{'\n'.join(names)!r}", f"{
    names[0]  # comment inside
    + names[1]
}", f"{x:{'>'}{10}}" if (x := 7) else "", f"{x:{x}.{x - 5}f}", f'{"'"}', f"""{'''triple'''} {
x}""", f"{x:{"{"}>4}", f"{"\N{SNOWMAN}"}", f"{'a' 'b'}")
