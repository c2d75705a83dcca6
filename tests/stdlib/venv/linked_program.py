# The program of a virtual environment is a link, and knows where it was called.
import os
import subprocess
import sys
import venv

venv.create('env', symlinks=True, with_pip=False)
script = '''
import os, sys, sysconfig
print(os.path.relpath(sys.executable), os.path.relpath(sys.prefix), sys.prefix != sys.base_prefix)
print(sysconfig.get_default_scheme(), os.path.basename(sys._base_executable) != '')
'''
env = dict(os.environ, PATH=os.path.abspath('env/bin') + os.pathsep + os.environ['PATH'])
for called in ('env/bin/python', './env/bin/python3', os.path.abspath('env/bin/python'), 'python'):
    program = None if os.path.isabs(called) else called
    # The absolute path is what is run; the rest is found by argv[0].
    result = subprocess.run([called, '-c', script], executable=os.path.abspath('env/bin/python'), env=env,
                            capture_output=True, text=True)
    print(result.stdout, result.stderr, end='')
result = subprocess.run([os.path.abspath('env/bin/python'), '-c', 'import sys; print(sys.path[-1][-13:])'],
                        capture_output=True, text=True)
print(result.stdout, end='')
