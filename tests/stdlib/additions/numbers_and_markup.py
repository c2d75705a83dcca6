# fractions, statistics, ntpath, minidom, mimetypes, lzma, glob of 3.12 and 3.13.
import glob
import io
import lzma
import mimetypes
import ntpath
import statistics
from fractions import Fraction
from http.cookiejar import time2isoz, time2netscape
from xml.dom.minidom import Document


def shown(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


half = Fraction(1, 2)
for text in ('half % 1j', 'half // 1j', '1j % half', 'divmod(half, 2)', 'half ** -3', 'half ** 2',
             'Fraction(0) ** -1', 'Fraction(-1, 2) ** -3', 'half ** 0.5', 'half ** 1j', 'half ** "x"',
             'half + 1j', '2 ** half', '7 % half'):
    print(text, shown(eval, text))
for data in ([3, 0.0, 5], [], [1, -1], [2, 8], [float('nan'), 0], [0, float('inf')]):
    print(data, shown(statistics.geometric_mean, data))
for data in ([10], [], [1, 2]):
    print(data, shown(statistics.quantiles, data))
print(statistics.NormalDist(100, 0).inv_cdf(0.5), shown(statistics.NormalDist().inv_cdf, 1))
print(ntpath.splitroot('/:/foo'), ntpath.splitroot('c:/foo'))
for paths in (['C:\\Foo', 'Foo'], ['C:\\Foo', 'C:Foo'], ['\\Foo', 'Foo'], ['C:\\a\\b', 'c:/A/c'],
              ['C:a', 'C:b'], ['\\\\h\\s\\a', '\\\\h\\s\\b'], ['a', b'b'], []):
    print(paths, shown(ntpath.commonpath, paths))
document = Document()
element = document.appendChild(document.createElement('e'))
element.setAttribute('a', '<"\n\t\r>&')
element.appendChild(document.createTextNode('<"\n>&'))
print(repr(document.toxml()))
print(repr(document.toprettyxml()))
mimetypes.init()
print(mimetypes.guess_extension('image/webp'), mimetypes.guess_type('x.md'))
file = lzma.LZMAFile(io.BytesIO(), 'w')
file.close()
print(file.mode)
print(glob.glob('none/**', recursive=True))
print(time2isoz(0), time2netscape(0))
