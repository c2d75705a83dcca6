# What trace and profile functions hear of generators: resumed, thrown into, closed; calls of C++ within.
import sys
def g():
    try:
        yield 1
    finally:
        x = len("a")
        print("cleaned")
def ev(f, *a):
    seen=[]
    def tr(frame, e, arg):
        seen.append((e, frame.f_lineno, frame.f_code.co_name)); return tr
    sys.settrace(tr)
    try: f(*a)
    except Exception as e: pass
    sys.settrace(None)
    print(seen)
    seen=[]
def pr(f,*a):
    seen=[]
    sys.setprofile(lambda fr,e,arg: seen.append((e,fr.f_code.co_name,getattr(arg,'__name__',arg))))
    try: f(*a)
    except Exception: pass
    sys.setprofile(None)
    print(seen)
for how in (ev,pr):
    i=g(); next(i); how(i.close)
    i=g(); next(i); how(i.throw, ValueError)
    i=g(); next(i); how(next, i)
    i=g(); next(i); how(list, i)
