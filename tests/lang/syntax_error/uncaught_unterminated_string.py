a = 1
name = "no end
