# Bodies that do not fit their charset, encoded words of several charsets side by side.
import email
import email.policy
from email import _header_value_parser as parser

source = b'''MIME-Version: 1.0
Content-type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: 8bit

F\xf6\xf6 b\xe4r
'''
print(ascii(email.message_from_bytes(source).as_string()))
print(email.message_from_bytes(source).as_bytes() == source)
print(ascii(email.message_from_bytes(source.replace(b'us-ascii', b'iso-8859-1')).as_string()))
policy = email.policy.default
for text in ('=?unknown-8bit?q?=A4?=\xa4', 'x' * 50 + ' =?unknown-8bit?q?=A4?=abc', '\xa4=?unknown-8bit?q?=A4?=',
             '=?utf-8?q?=C2=A4?=abc', '=?utf-8?q?=C2=A4?= =?utf-8?q?=C2=A4?='):
    print(parser.get_unstructured(text).fold(policy=policy), end='')
