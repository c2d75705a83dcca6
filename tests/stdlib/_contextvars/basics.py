# ContextVar, Context and Token: values, errors, reprs.
import _contextvars as c
v=c.ContextVar('v',default=4); w=c.ContextVar('w')
def tr(f):
    try: print(repr(f()))
    except BaseException as e: print(type(e).__name__, e.args)
tr(lambda:v); tr(lambda:w); tr(w.get); tr(lambda:w.get(3)); tok=w.set(1); tr(lambda:tok); tr(lambda:w.reset(tok)); tr(lambda:tok); tr(lambda:w.reset(tok)); tr(lambda: tok.old_value); tr(lambda: tok.var is w); tr(lambda: w.reset(3)); t2=v.set(3); tr(lambda: w.reset(t2))
ctx=c.copy_context(); tr(lambda:ctx); tr(lambda:ctx[v]); tr(lambda:ctx[w]); tr(lambda:ctx[3]); tr(lambda:3 in ctx); tr(lambda:ctx.get(3)); tr(lambda:len(ctx)); tr(lambda:list(ctx)); tr(lambda:list(ctx.items())); tr(lambda:hash(ctx)); tr(lambda:ctx==c.copy_context()); tr(lambda:ctx==3); tr(lambda:c.Token()); tr(lambda:c.Context(3)); tr(lambda:c.ContextVar(3)); tr(lambda:c.ContextVar()); tr(lambda:ctx.run(ctx.run, print)); tr(lambda:ctx.run()); tr(lambda:ctx.run(v.reset,t2)); tr(lambda:c.Token.MISSING); tr(lambda: type(c.Token.MISSING)); tr(lambda:w.reset(w.set(2)))
tr(lambda: c.ContextVar[int]); tr(lambda: ctx.copy()); tr(lambda: w.get(1,2)); tr(lambda: c.ContextVar('a', 3)); tr(lambda: type('x',(c.ContextVar,),{})); tr(lambda: hash(v)==hash(v)); 
