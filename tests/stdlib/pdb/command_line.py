# python -m pdb: its arguments, modules, restarts, edits of the program.
import os
import subprocess
import sys

with open('program.py', 'w') as file:
    file.write('import sys\nprint(sys.argv[1:])\nraise SystemExit(3)\n')
os.mkdir('package')
open('package/__init__.py', 'w').close()


def run(*arguments, commands=''):
    result = subprocess.run([sys.executable, '-m', 'pdb', *arguments], input=commands, text=True,
                            capture_output=True, env=os.environ | {'NO_COLOR': '1'})
    print(result.returncode, result.stdout.replace(os.getcwd(), '.'), result.stderr, sep='\n')


run('-c', 'c', '-c', 'q', 'program.py', 'one', 'two')
run('program.py', commands='run 3 4\nc\nq\n')
run('--spam', '-m', 'package')
run('-c')
run('-m', 'package')
run('-m', 'nowhere')
run('missing.py')
run('package')
run('program.py', commands='import os\nos.utime("program.py", (1, 1))\np 1\nn\nq\n')
