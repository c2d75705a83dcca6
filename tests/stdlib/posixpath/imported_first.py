# posixpath and genericpath may be what imports os.
import subprocess, sys
for name in ("posixpath", "genericpath"):
    run = subprocess.run([sys.executable, "-c", f"import {name}; print({name}.__name__)"],
                         capture_output=True, text=True)
    assert run.stdout.strip() == name, run.stderr
