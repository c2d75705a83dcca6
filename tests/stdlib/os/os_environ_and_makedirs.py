# os.environ is a mapping that refuses other types; makedirs makes the parents.
import os
import tempfile
os.environ['KRAIT_TEST'] = 'x'
print(os.getenvb(b'KRAIT_TEST'))  # expect: b'x'
del os.environ['KRAIT_TEST']
try:
    os.environ['KRAIT_TEST'] = 1
except TypeError as error:
    print(error)  # expect: str expected, not int
with tempfile.TemporaryDirectory() as folder:
    os.makedirs(os.path.join(folder, 'a', 'b'))
    print([(dirs, files) for _, dirs, files in os.walk(folder)])  # expect: [(['a'], []), (['b'], []), ([], [])]
