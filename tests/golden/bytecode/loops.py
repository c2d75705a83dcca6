def f(n, xs):
    i = 0
    while i < n:
        i += 1
        if i == 3:
            continue
        if i == 5:
            break
    else:
        n = 0
    for x in xs:
        for k, v in x:
            if k:
                break
        else:
            continue
        return v
    while True:
        pass
