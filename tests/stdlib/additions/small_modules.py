# Modules of the library that 3.12 and 3.13 changed a little: their new names and behaviours.
import colorsys
import gettext
import http.client
import io
import mailbox
import modulefinder
import random
import shlex
import socketserver
import struct
import tempfile
import types
import urllib.parse
import uuid
import warnings
import wave

warnings.simplefilter('always')


def shown(function, *args, **keywords):
    with warnings.catch_warnings(record=True) as caught:
        try:
            result = function(*args, **keywords)
        except Exception as error:
            result = f'{type(error).__name__}: {error}'
    print(result, [f'{one.category.__name__}: {one.message}' for one in caught])


shown(shlex.split, None)
shown(uuid.uuid3, uuid.NAMESPACE_DNS, b'python.org')
shown(uuid.uuid5, uuid.NAMESPACE_DNS, 'python.org')
shown(colorsys.rgb_to_hls, 0.9999999999999999, 1, 1)
shown(gettext.NullTranslations().ngettext, 'one', 'many', 1.0)
shown(gettext.ngettext, 'one', 'many', 2)
print([one for one in socketserver.__all__ if one.startswith('ForkingUnix')])
print(type(random.main(['-i', '3'])), random.main(['--choice', 'a']), random.main(['1']))

shown(urllib.parse.parse_qsl, b'a=%ff&b=c+d')
shown(urllib.parse.parse_qsl, 'a=%C3%A9&b&c=', keep_blank_values=True)
shown(urllib.parse.parse_qsl, 'a&b=1', strict_parsing=True)
shown(urllib.parse.parse_qsl, ['a=b'])
for url in '////path/to', 'file:////path', 'http:path', 'rtsps://host/a;b?c':
    print(urllib.parse.urlsplit(url).geturl(), urllib.parse.urljoin(url, 'next'))

# A wave file with an extensible format chunk.
plain = io.BytesIO()
with wave.open(plain, 'wb') as out:
    out.setparams((1, 2, 8000, 0, 'NONE', ''))
    out.writeframes(b'\1\2\3\4')
    shown(out.getmarkers)
    shown(out.setmark, 1, 2, 'a')
guid = bytes.fromhex('0100000000001000800000aa00389b71')
for last in 0x71, 0x72:
    extended = struct.pack('<HHLLHHHHL', 0xFFFE, 1, 8000, 16000, 2, 16, 22, 16, 0)
    extended += guid[:-1] + bytes([last])
    body = b'WAVEfmt ' + struct.pack('<L', len(extended)) + extended + plain.getvalue()[36:]
    try:
        with wave.open(io.BytesIO(b'RIFF' + struct.pack('<L', len(body)) + body)) as source:
            print(source.getparams(), source.readframes(9))
    except wave.Error as error:
        print(error)

with tempfile.TemporaryDirectory() as folder:
    box = mailbox.Maildir(folder + '/box')
    key = box.add('Subject: a\n\nb')
    box.set_flags(key, 'SR')
    box.add_flag(key, 'F')
    box.remove_flag(key, 'R')
    print(repr(box.get_info(key)), box.get_flags(key))
    shown(box.set_info, key, 1)
    mh = mailbox.MH(folder + '/mh')
    print(mh.get_sequences())
    mh.set_sequences({})
    with open(folder + '/main.py', 'w') as script:
        script.write('import os.path, missing\nfrom string import Template as T\nx = 1\n')
    finder = modulefinder.ModuleFinder(path=[folder])
    finder.run_script(folder + '/main.py')
    print(sorted(finder.modules['__main__'].globalnames), sorted(finder.badmodules))


class Socket:
    """The answers of a proxy and of what is behind it."""
    def __init__(self, *args):
        self.sent = b''
        self.answers = io.BytesIO(b'HTTP/1.1 200 OK\r\nVia: proxy\r\n\r\n'
                                  b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')

    def sendall(self, data):
        self.sent += data

    def makefile(self, mode):
        return types.SimpleNamespace(
            readline=self.answers.readline, read1=self.answers.read1, close=lambda: None,
            flush=lambda: None, read=self.answers.read)

    def setsockopt(self, *args):
        pass

    def close(self):
        pass


connection = http.client.HTTPConnection('proxy.example')
connection._create_connection = Socket
connection.set_tunnel('[::1%eth0]', 81, {'X-A': 'b'})
print(connection.get_proxy_response_headers())
connection.request('GET', '/')
print(connection.sock.sent)
print(connection.get_proxy_response_headers().items())
answer = connection.getresponse()
print(answer.read1(), answer.isclosed())
