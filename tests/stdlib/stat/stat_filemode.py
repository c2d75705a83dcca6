import stat
print(stat.filemode(0o100755))  # expect: -rwxr-xr-x
print(stat.filemode(0o041777))  # expect: drwxrwxrwt
print(stat.filemode(0o102644))  # expect: -rw-r-Sr--
print(stat.S_ISDIR(0o040755), stat.S_IMODE(0o104755) == 0o4755)  # expect: True True
