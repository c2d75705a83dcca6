import krait, sys, threading
print(krait.gil.rule, krait.gil.interval)  # expect: backedge 0.005
krait.gil.interval = 0.001
print(sys.getswitchinterval())  # expect: 0.001
for name, bad in [("rule", "never"), ("rule", 3), ("interval", 0), ("interval", "a")]:
    try:
        setattr(krait.gil, name, bad)
    except (ValueError, TypeError) as e:
        print(e)
# expect: switch rule must be one of 'backedge', 'opcode', 'sync', not 'never'
# expect: switch rule must be one of 'backedge', 'opcode', 'sync', not 3
# expect: switch interval must be strictly positive
# expect: 'str' object cannot be interpreted as an integer
# Under `sync` a thread that does not block runs to its end.
krait.gil.rule = "sync"
before = krait.gil.stats()["forced"]
order = []
def run(name):
    for i in range(200_000):
        pass
    order.append(name)
threads = [threading.Thread(target=run, args=(n,)) for n in "ab"]
for t in threads: t.start()
for t in threads: t.join()
print(order, krait.gil.stats()["forced"] - before)  # expect: ['a', 'b'] 0
