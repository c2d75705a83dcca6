import codecs
import io
reader = codecs.getreader('utf-8')(io.BytesIO('aé\nb\r\nc'.encode()))
print([reader.readline(), reader.read(1), reader.read()])  # expect: ['aé\n', 'b', '\r\nc']
decoder = codecs.getincrementaldecoder('utf-16')()
print(repr(decoder.decode(b'\xff\xfea')), repr(decoder.decode(b'\0')))  # expect: '' 'a'
print('x'.encode('utf-8-sig'), codecs.lookup('latin1').name)  # expect: b'\xef\xbb\xbfx' iso8859-1
try:
    codecs.lookup('no-such')
except LookupError as error:
    print(error)  # expect: unknown encoding: no-such
