state = [0]
