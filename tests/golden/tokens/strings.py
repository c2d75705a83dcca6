'a' "b" '''c
d''' rb'\x' Rb"" u''
