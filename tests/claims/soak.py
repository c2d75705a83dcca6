"""`krait claims --check` again and again beside two processes that keep the processors busy.

    KRAIT=build/release/krait tests/claims/soak.py [RUNS]      (10)

Prints for each run how long it took and what was measured again; ends with 1 when a run did not
pass, or took longer than three minutes.
"""
import os
import subprocess
import sys
import time

KRAIT = os.path.abspath(os.environ.get("KRAIT", "build/release/krait"))
HOGS, LONGEST = 2, 180


def main():
    runs, good = int(sys.argv[1]) if len(sys.argv) > 1 else 10, 0
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(HOGS)]
    try:
        for number in range(1, runs + 1):
            start = time.monotonic()
            done = subprocess.run([KRAIT, "claims", "--check"], capture_output=True, text=True)
            seconds = time.monotonic() - start
            passed = done.returncode == 0 and seconds <= LONGEST
            good += passed
            print(f"{number}: {'passed' if passed else 'FAILED'} in {seconds:.0f} s", flush=True)
            for line in done.stderr.splitlines():
                print("   " + line)
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    print(f"{good} of {runs} passed")
    sys.exit(good != runs)


if __name__ == "__main__":
    main()
