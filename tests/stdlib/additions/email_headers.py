# email of 3.13: addresses that end early or begin with a dot, payloads with surrogates, folding.
import datetime
import email
import email.errors
import email.message
import email.parser
import email.policy
import email.utils
import warnings
from email import _header_value_parser as parser

for get in (parser.get_angle_addr, parser.get_domain, parser.get_local_part, parser.get_name_addr,
            parser.get_quoted_string, parser.get_obs_route):
    for value in '', '<', '@', ' (c) ':
        try:
            print(get.__name__, repr(value), str(get(value)[0]))
        except email.errors.HeaderParseError:
            print(get.__name__, repr(value), 'HeaderParseError')
for text in '.Name <a@b>', 'A.<a@b>', '(c) "N." <a@b>', 'J. Doe <j@d>, x@y':
    message = email.message_from_string(f'To: {text}\n\n', policy=email.policy.default)
    print(message['to'], [one.display_name for one in message['to'].addresses])

message = email.message_from_bytes(b'Content-Type: text/plain; charset=utf-8\n\nd\xc3\xa9\n')
print(message.get_payload(), message.get_payload(decode=True))
message.set_payload('\udfff x')
print(ascii(message.get_payload()), message.get_payload(decode=True))
headers = email.parser.HeaderParser().parsestr('Content-Type: multipart/mixed; boundary=b\n\n')
print(headers.defects)
for policy in email.policy.default, email.policy.default.clone(utf8=True):
    print(repr(policy.fold('Subject', 'é')), repr(policy.fold('Subject', 'a\x0bb\r\n c')))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    email.utils.localtime(datetime.datetime(2020, 1, 1), isdst=True)
print(caught[0].message)
