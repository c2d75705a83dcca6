def f(a):
    try:
        a()
    except ValueError as e:
        print(e)
    except (KeyError, OSError):
        raise
    except:
        return 1
    else:
        a = 2
    return a
