"""Processes: what `multiprocessing` starts, and what it shares."""
import multiprocessing
import os
import sys

sys.path.insert(1, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import claim  # noqa: E402

counter = 0


def change_and_report(pipe):
    global counter
    counter += 1
    pipe.send((counter, os.getpid(), os.readlink("/proc/self/exe")))
    pipe.close()


@claim.experiment("6", "multiprocessing spawns new JVM/interpreter instances, separate memory.",
                  section=1)
def what_multiprocessing_starts(x):
    here = os.readlink("/proc/self/exe")
    methods, separate, same = [], 0, 0
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=change_and_report, args=(sender,))
        process.start()
        sender.close()
        value, pid, program = receiver.recv()
        process.join()
        receiver.close()
        methods.append(method)
        separate += value == 1 and counter == 0 and pid != os.getpid()
        same += program == here
        x.measure(f"{method}: the global in the child, in the parent", f"{value}, {counter}")
        x.measure(f"{method}: program of the child", os.path.basename(program))
    x.criterion("the child's change is not the parent's", separate == len(methods))
    if x.criterion("the child is the same interpreter, and nothing else", same == len(methods)):
        x.verdict("mixed", "interpreter processes with memory of their own: right; a JVM: nowhere",
                  f"{same} of {len(methods)} children are {os.path.basename(here)}")
    else:
        x.verdict("right", "something else was started")


if __name__ == "__main__":
    claim.run()
