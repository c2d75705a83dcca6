# shutil.move of links, archivers that know root_dir; ISO dates; cProfile; type parameters as bases.
import cProfile
import io
import os
import pstats
import shutil
import sys
import time
import typing

os.mkdir('folder')
os.symlink('folder', 'link')
print(shutil.move('link', 'folder'), os.path.islink('folder/link'))
os.symlink('folder', 'link')
try:
    shutil.move('link', 'folder')
except shutil.Error as error:
    print(error)


def archiver(base_name, base_dir, **keywords):
    print(base_name, base_dir, keywords['root_dir'], os.path.basename(os.getcwd()) == here)
    return base_name


here = os.path.basename(os.getcwd())
archiver.supports_root_dir = True
shutil.register_archive_format('own', archiver, [], 'own format')
print(shutil.make_archive('base', 'own', root_dir='folder'))
for text, form in (('1999 256', '%G %j'), ('50 5', '%V %u'), ('2021-53-1', '%G-%V-%u'), ('2020-53-1', '%G-%V-%u'),
                   ('2021 5 1', '%Y %V %u'), ('2021', '%G'), ('2021-W05-3', '%G-W%V-%w')):
    try:
        print(time.strftime('%Y-%m-%d', time.strptime(text, form)))
    except ValueError as error:
        print(error)
profiler = cProfile.Profile()
profiler.enable()
try:
    cProfile.Profile().enable()
except ValueError as error:
    print(error)
print(sys.monitoring.get_tool(sys.monitoring.PROFILER_ID))
profiler.disable()
print(sys.monitoring.get_tool(sys.monitoring.PROFILER_ID))
with cProfile.Profile() as profiler:
    sorted([3, 1])
sys.stdout, out = io.StringIO(), sys.stdout
profiler.print_stats(('tottime', 'stdname'))
sys.stdout, text = out, sys.stdout.getvalue()
print([line.strip() for line in text.splitlines() if 'Ordered' in line])
for parameter in (typing.TypeVar('T'), typing.ParamSpec('P'), typing.TypeVarTuple('Ts')):
    try:
        class Derived(parameter):
            pass
    except TypeError as error:
        print(error)
