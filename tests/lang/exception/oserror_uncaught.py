open("does/not/exist.txt")
