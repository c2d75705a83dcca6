# The ledger: nobody has the GIL while another has it, times add up, and the trace is well-formed.
import json, krait, threading, time
krait.gil.interval = 0.0005
krait.gil.start_ledger()
begin = time.perf_counter()
lock = threading.Lock()
def work(n):
    for i in range(4):
        with lock:
            sum(range(300))
        for _ in range(3_000_000): pass
        time.sleep(0.001)
threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads: t.start()
for t in threads: t.join()
elapsed = time.perf_counter() - begin
stats = krait.gil.stats()
krait.gil.stop_ledger()
held = sorted((r[2], r[3]) for r in krait.gil.records() if r[0] == "held")
print(sum(a[1] > b[0] for a, b in zip(held, held[1:])))  # expect: 0
main = [r for r in krait.gil.records() if r[1] == threading.get_ident()]
total = sum(r[3] - r[2] for r in main if r[2] < stats["duration"])
print(abs(total - stats["duration"]) <= 0.02 * stats["duration"])  # expect: True
print(len(stats["threads"]), stats["forced"] > 0, stats["switches"] >= stats["forced"])  # expect: 5 True True
print(stats["duration"] <= elapsed * 1.02 + 0.001, stats["dropped"])  # expect: True 0
print({r[4] for r in krait.gil.records() if r[0] == "blocked"} >= {"sleep", "join"})  # expect: True
print(any(line["function"] == "work" and line["waits"] for line in stats["lines"]))  # expect: True
krait.gil.write_trace("trace.json")
with open("trace.json") as f:
    events = json.load(f)["traceEvents"]
print(sorted({e["ph"] for e in events}))  # expect: ['M', 'X', 'f', 's']
for e in events:
    assert {"name", "ph", "pid", "tid"} <= e.keys(), e
    if e["ph"] == "X":
        assert e["ts"] >= 0 and e["dur"] >= 0 and e["cat"] in ("held", "waited", "blocked"), e
starts = {e["id"]: e["ts"] for e in events if e["ph"] == "s"}
ends = {e["id"]: e["ts"] for e in events if e["ph"] == "f"}
print(starts.keys() == ends.keys(), all(starts[i] <= ends[i] for i in starts))  # expect: True True
print(krait.gil.table().splitlines()[0].split(":")[0])  # expect: GIL
