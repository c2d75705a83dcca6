# no encoding is declared
x = "é"
