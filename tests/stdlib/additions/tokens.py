# The tokens of a source, also of one with errors, and the source that is made of tokens again.
import io
import token
import tokenize

SOURCES = [
    'x = 1', 'if x:\n  y\n\n  # c\nz # d\n', 'f"a{x!r:>{w}}b{{c}}" "é"', "f'''a\n{\nx}\nb'''",
    "f'{x:\n}'", "f'''{x:a\n}'''", '"""a\nb"""', '(1,\n\n2)\n', 'a\\\n b\n', '2sin(x)', '01', ')',
    "$?!", 'a\r\nb\r\n', 'rf"\\{x}\\n" f"\\N{DASH}{x=}"', '\tx', 'a -> b := c ... <> !=', '', ' ']
ERRORS = [
    'if x:\n  y\n z\n', 'if x:\n\ta\n        b\n', '"abc', "f'abc", "f'{", '"""abc', "f'''abc\n",
    '(', 'a \\ b', '\\', '1_', '1__0', '0b12', '0o8', '0x', '1e+', '1.2_', "f'}'", "f'{a'", "f'{a)}'"]


def show(source, **options):
    print(repr(source))
    try:
        for one in tokenize._generate_tokens_from_c_tokenizer(io.StringIO(source).readline,
                                                              **options):
            print(' ', tokenize.tok_name[one.exact_type], repr(one.string), one.start, one.end,
                  repr(one.line))
    except (tokenize.TokenError, SyntaxError) as error:
        print(' ', type(error).__name__, error.args)


for source in SOURCES + ERRORS:
    show(source, extra_tokens=True)
for source in SOURCES[:6] + ['€', '2sin(x)', '01', ')', '(]', 'f"{a]}"', '0_7']:
    show(source)

for source in SOURCES[:9]:
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    print(tokenize.untokenize(tokens) == source, repr(tokenize.untokenize(t[:2] for t in tokens)))
print(list(tokenize.tokenize(io.BytesIO(b'# coding: latin-1\n\xe9').readline))[0::2])
print(token.EXACT_TOKEN_TYPES['!'], token.tok_name[token.FSTRING_START], token.N_TOKENS)
