# dbm over SQLite, python -m sqlite3, certificates by context alone, shared memory untracked, proxies.
import dbm
import dbm.sqlite3
import ftplib
import imaplib
import io
import inspect
import locale
import multiprocessing.shared_memory as shared_memory
import os
import poplib
import smtplib
import stat
import subprocess
import sys
import urllib.error
import urllib.request
import weakref


def shown(function, *args, **keywords):
    try:
        return function(*args, **keywords)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


with dbm.open('base', 'c') as base:
    print(type(base).__module__)
    base['a'] = 'ä'
    base[b'b'] = b'2'
    print(base.keys(), len(base), base['a'], 'c' in base, base.get('c', 5), shown(lambda: base['c']))
    del base['a']
    print(shown(base.__delitem__, 'a'))
print(dbm.whichdb('base'), shown(lambda: base['b']))
with dbm.open('base') as base:
    print(dict(base), shown(base.__setitem__, 'x', '1'))
print(shown(dbm.sqlite3.open, 'base', 'x'), shown(dbm.sqlite3.open, 'none', 'r'), sep='\n')


def sqlite(*arguments, text=''):
    result = subprocess.run([sys.executable, '-m', 'sqlite3', *arguments], input=text, text=True,
                            capture_output=True, env=os.environ | {'NO_COLOR': '1'})
    errors = [line for line in result.stderr.splitlines() if 'running on SQLite' not in line]
    print(result.returncode, repr(result.stdout), errors)


sqlite(':memory:', 'select 1, "x"')
sqlite(':memory:', 'sel')
sqlite(text='create table t(x);\ninsert into t\nvalues (3);\nselect * from t;\n.help\nnonsense;\n')
for function in (ftplib.FTP_TLS, imaplib.IMAP4_SSL, poplib.POP3_SSL, smtplib.SMTP_SSL, smtplib.SMTP.starttls,
                 urllib.request.urlopen):
    print(list(inspect.signature(function).parameters))
print(urllib.error.HTTPError('u', 1, 'm', {}, None).read())
request = urllib.request.Request('http://x/', method='HEAD')
print(urllib.request.HTTPRedirectHandler().redirect_request(request, None, 302, 'm', {}, 'http://y/').get_method())
print('format' in locale.__all__, hasattr(locale, 'resetlocale'), shown(locale.strcoll, 'a\0', 'b'))
block = shared_memory.SharedMemory(create=True, size=10, track=False)
block.buf[0] = 7
other = shared_memory.SharedMemory(block.name, track=False)
print(other.buf[0])
other.close()
block.close()
block.unlink()


class Number:
    def __abs__(self): return 'abs'
    def __divmod__(self, other): return 'divmod'
    def __rdivmod__(self, other): return 'rdivmod'
    def __float__(self): return 1.5
    def __int__(self): return 3
    def __pow__(self, other, modulus=None): return 'pow', modulus
    def __rpow__(self, other): return 'rpow'
    def __ipow__(self, other): return 'ipow'
    def __bytes__(self): return b'bytes'
    def __reversed__(self): return iter('reversed')


number = Number()
proxy = weakref.proxy(number)
for text in ('abs(proxy)', 'divmod(proxy, 1)', 'divmod(1, proxy)', 'float(proxy)', 'int(proxy)', 'proxy ** 2',
             'pow(proxy, 2, 3)', '2 ** proxy', 'bytes(proxy)', '"".join(reversed(proxy))'):
    print(text, shown(eval, text))
power = proxy
power **= 2
print(power, stat.SF_SETTABLE)
del number
print(shown(abs, proxy), shown(int, proxy))
