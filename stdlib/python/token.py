"""The numbers of the tokens, and tests for them."""

# In the order of their numbers: first those that are no operators, then those with their text.
_FIRST = 'ENDMARKER NAME NUMBER STRING NEWLINE INDENT DEDENT'
_OPERATORS = '''
LPAR ( RPAR ) LSQB [ RSQB ] COLON : COMMA , SEMI ; PLUS + MINUS - STAR * SLASH / VBAR | AMPER &
LESS < GREATER > EQUAL = DOT . PERCENT % LBRACE { RBRACE } EQEQUAL == NOTEQUAL != LESSEQUAL <=
GREATEREQUAL >= TILDE ~ CIRCUMFLEX ^ LEFTSHIFT << RIGHTSHIFT >> DOUBLESTAR ** PLUSEQUAL +=
MINEQUAL -= STAREQUAL *= SLASHEQUAL /= PERCENTEQUAL %= AMPEREQUAL &= VBAREQUAL |=
CIRCUMFLEXEQUAL ^= LEFTSHIFTEQUAL <<= RIGHTSHIFTEQUAL >>= DOUBLESTAREQUAL **= DOUBLESLASH //
DOUBLESLASHEQUAL //= AT @ ATEQUAL @= RARROW -> ELLIPSIS ... COLONEQUAL := EXCLAMATION !'''.split()
_LAST = ('OP TYPE_IGNORE TYPE_COMMENT SOFT_KEYWORD FSTRING_START FSTRING_MIDDLE FSTRING_END '
         'COMMENT NL ERRORTOKEN ENCODING N_TOKENS')

tok_name = dict(enumerate(_FIRST.split() + _OPERATORS[::2] + _LAST.split()))
tok_name[256] = 'NT_OFFSET'
globals().update({name: number for number, name in tok_name.items()})
EXACT_TOKEN_TYPES = {text: globals()[name] for text, name
                     in sorted(zip(_OPERATORS[1::2], _OPERATORS[::2]))}
__all__ = ['tok_name', 'ISTERMINAL', 'ISNONTERMINAL', 'ISEOF', *tok_name.values()]


def ISTERMINAL(x: int) -> bool:
    return x < NT_OFFSET


def ISNONTERMINAL(x: int) -> bool:
    return x >= NT_OFFSET


def ISEOF(x: int) -> bool:
    return x == ENDMARKER
