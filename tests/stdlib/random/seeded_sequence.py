import random
random.seed(42); print([random.random() for _ in range(3)], random.randint(1, 100),
                       random.choice("abcdef"), random.sample(range(100), 4), random.uniform(1, 2),
                       random.randrange(0, 100, 7), random.getrandbits(70), random.gauss(0, 1),
                       random.choices("ab", k=5), random.choices([1, 2], weights=[1, 9], k=5))
l = list(range(10)); random.shuffle(l); print(l); r = random.Random("text seed"); print(r.random(),
        r.betavariate(1, 2), r.expovariate(1.5), r.triangular(), r.normalvariate(),
        r.vonmisesvariate(0, 1), r.randbytes(4))
s = random.getstate(); a = random.random(); random.setstate(s); print(a == random.random(),
        random.Random(1).random() == random.Random(1).random(), random.Random(10 ** 30).random(),
        random.Random(-5).random(), random.Random(1.5).random(), random.Random(b"b").random())
for f in (lambda: random.choice([]), lambda: random.randint(5, 1), lambda: random.sample([1], 2),
          lambda: random.randrange(0), lambda: random.choices([], k=1),
          lambda: random.getrandbits(-1), lambda: random.Random([])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
