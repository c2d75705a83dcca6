// What is said about wrong programs, and where it points: one row a mistake.
// The expectations are those of Python 3.13: class and message, line and column, end line and
// column.
#include "compiler/code_checks.h"
#include "compiler/parser.h"
#include "compiler/scopes.h"

#include <catch2/catch.hpp>

#include <string>

using namespace krait;

namespace {

struct Case {
    const char* source;
    const char* message;
    int line, column, end_line, end_column;
};

constexpr int kNone = Diagnostic::kNoColumn;

constexpr Case kCases[] = {
    {"x = (1, 2", "SyntaxError: '(' was never closed", 1, 5, 1, 0},
    {"x = [1, 2)", "SyntaxError: closing parenthesis ')' does not match opening parenthesis '['", 1,
     10, 1, 10},
    {"x = {1: 2", "SyntaxError: '{' was never closed", 1, 5, 1, 0},
    {"a b", "SyntaxError: invalid syntax", 1, 3, 1, 4},
    {"f(a b)", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 3, 1, 6},
    {"[1 2]", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 2, 1, 5},
    {"if a = 3: pass", "SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
     1, 4, 1, 9},
    {"if a.b = 3: pass",
     "SyntaxError: cannot assign to attribute here. Maybe you meant '==' instead of '='?", 1, 4, 1,
     7},
    {"f(a.b=1)", "SyntaxError: expression cannot contain assignment, perhaps you meant \"==\"?", 1,
     3, 1, 7},
    {"f(True=1)", "SyntaxError: cannot assign to True", 1, 3, 1, 8},
    {"f(a for a in b, c)", "SyntaxError: Generator expression must be parenthesized", 1, 3, 1, 15},
    {"f(c, a for a in b)", "SyntaxError: Generator expression must be parenthesized", 1, 6, 1, 18},
    {"f(a=1, 2)", "SyntaxError: positional argument follows keyword argument", 1, 9, 1, 10},
    {"f(**a, 2)", "SyntaxError: positional argument follows keyword argument unpacking", 1, 9, 1,
     10},
    {"f(**a, *b)", "SyntaxError: iterable argument unpacking follows keyword argument unpacking", 1,
     6, 1, 10},
    {"f(a=)", "SyntaxError: expected argument value expression", 1, 3, 1, 5},
    {"1 = x", "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?", 1,
     1, 1, 2},
    {"None = 1", "SyntaxError: cannot assign to None", 1, 1, 1, 5},
    {"f() = 1",
     "SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='?", 1, 1,
     1, 4},
    {"a + b = c",
     "SyntaxError: cannot assign to expression here. Maybe you meant '==' instead of '='?", 1, 1, 1,
     6},
    {"[a, 1] = c", "SyntaxError: cannot assign to literal", 1, 5, 1, 6},
    {"(a, b) += 1", "SyntaxError: 'tuple' is an illegal expression for augmented assignment", 1, 1,
     1, 7},
    {"(x := 1) = 2",
     "SyntaxError: cannot assign to named expression here. Maybe you meant '==' instead of '='?", 1,
     2, 1, 8},
    {"lambda: 1 = 2", "SyntaxError: cannot assign to lambda", 1, 1, 1, 10},
    {"del 1", "SyntaxError: cannot delete literal", 1, 5, 1, 6},
    {"del f()", "SyntaxError: cannot delete function call", 1, 5, 1, 8},
    {"del (a, 1)", "SyntaxError: cannot delete literal", 1, 9, 1, 10},
    {"for 1 in x: pass", "SyntaxError: cannot assign to literal", 1, 5, 1, 6},
    {"for f() in x: pass", "SyntaxError: cannot assign to function call", 1, 5, 1, 8},
    {"with a as 1: pass", "SyntaxError: cannot assign to literal", 1, 11, 1, 12},
    {"if x", "SyntaxError: expected ':'", 1, 5, 1, 6},
    {"while x", "SyntaxError: expected ':'", 1, 8, 1, 9},
    {"for x in y", "SyntaxError: expected ':'", 1, 11, 1, 12},
    {"class A", "SyntaxError: expected ':'", 1, 8, 1, 9},
    {"def f(", "SyntaxError: '(' was never closed", 1, 6, 1, 0},
    {"def f() pass", "SyntaxError: expected ':'", 1, 9, 1, 13},
    {"else: pass", "SyntaxError: invalid syntax", 1, 1, 1, 5},
    {"if x:\npass", "IndentationError: expected an indented block after 'if' statement on line 1",
     2, 1, 2, 5},
    {"while x:\npass",
     "IndentationError: expected an indented block after 'while' statement on line 1", 2, 1, 2, 5},
    {"for a in b:\npass",
     "IndentationError: expected an indented block after 'for' statement on line 1", 2, 1, 2, 5},
    {"def f():\npass",
     "IndentationError: expected an indented block after function definition on line 1", 2, 1, 2,
     5},
    {"class A:\npass",
     "IndentationError: expected an indented block after class definition on line 1", 2, 1, 2, 5},
    {"with a:\npass",
     "IndentationError: expected an indented block after 'with' statement on line 1", 2, 1, 2, 5},
    {"try:\npass", "IndentationError: expected an indented block after 'try' statement on line 1",
     2, 1, 2, 5},
    {"try:\n  a\nb", "SyntaxError: expected 'except' or 'finally' block", 3, 1, 3, 2},
    {"try:\n  a\nexcept:\nb",
     "IndentationError: expected an indented block after 'except' statement on line 3", 4, 1, 4, 2},
    {"try:\n  a\nfinally:\nb",
     "IndentationError: expected an indented block after 'finally' statement on line 3", 4, 1, 4,
     2},
    {"try:\n  a\nexcept A, B:\n  b", "SyntaxError: multiple exception types must be parenthesized",
     3, 8, 3, 12},
    {"try:\n  a\nexcept* A:\n  b\nexcept B:\n  c",
     "SyntaxError: cannot have both 'except' and 'except*' on the same 'try'", 5, 1, 5, 7},
    {"try:\n  a\nexcept A:\n  b\nexcept* B:\n  c",
     "SyntaxError: cannot have both 'except' and 'except*' on the same 'try'", 5, 1, 5, 8},
    {"try:\n  a\nexcept*:\n  b", "SyntaxError: expected one or more exception types", 3, 8, 3, 9},
    {"match x:\n  case 1:\n  pass",
     "IndentationError: expected an indented block after 'case' statement on line 2", 3, 3, 3, 7},
    {"match x:\ncase 1: pass",
     "IndentationError: expected an indented block after 'match' statement on line 1", 2, 1, 2, 5},
    {"match x:\n  case a.b(c=1, 2): pass",
     "SyntaxError: positional patterns follow keyword patterns", 2, 17, 2, 18},
    {"match x:\n  case 1 as _: pass", "SyntaxError: cannot use '_' as a target", 2, 13, 2, 14},
    {"match x:\n  case 1 as a.b: pass", "SyntaxError: invalid syntax", 2, 14, 2, 15},
    {"  x", "IndentationError: unexpected indent", 1, 2, 1, -1},
    {"if x:\n    a\n  b", "IndentationError: unindent does not match any outer indentation level",
     3, 4, 3, -1},
    {"if x:\n\ta\n        b", "TabError: inconsistent use of tabs and spaces in indentation", 3, 1,
     3, 0},
    {"x = 'abc", "SyntaxError: unterminated string literal (detected at line 1)", 1, 5, 1, 5},
    {"x = \"\"\"abc", "SyntaxError: unterminated triple-quoted string literal (detected at line 1)",
     1, 5, 1, 5},
    {"x = f'abc", "SyntaxError: unterminated f-string literal (detected at line 1)", 1, 5, 1, 5},
    {"f'{'", "SyntaxError: f-string: expecting '}'", 1, 4, 1, 4},
    {"f'{}'", "SyntaxError: f-string: valid expression required before '}'", 1, 4, 1, 5},
    {"f'{a'", "SyntaxError: f-string: expecting '}'", 1, 5, 1, 5},
    {"f'{a!}'", "SyntaxError: f-string: missing conversion character", 1, 6, 1, 7},
    {"f'{a!x}'",
     "SyntaxError: f-string: invalid conversion character 'x': expected 's', 'r', or 'a'", 1, 6, 1,
     7},
    {"f'{a b}'", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 4, 1, 7},
    {"f'}'", "SyntaxError: f-string: single '}' is not allowed", 1, 3, 1, 3},
    {"f'{a:{b:{c:{d}}}}'", "SyntaxError: f-string: expressions nested too deeply", 1, 11, 1, 11},
    {"f'{lambda x: 1}'",
     "SyntaxError: f-string: lambda expressions are not allowed without parentheses", 1, 4, 1, 13},
    {"f'{*}'", "SyntaxError: f-string: expecting a valid expression after '{'", 1, 4, 1, 5},
    {"print a", "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?", 1,
     1, 1, 8},
    {"exec 'a'", "SyntaxError: Missing parentheses in call to 'exec'. Did you mean exec(...)?", 1,
     1, 1, 9},
    {"print a, b", "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?",
     1, 1, 1, 11},
    {"raise a from", "SyntaxError: invalid syntax", 1, 13, 1, 14},
    {"import a from b", "SyntaxError: Did you mean to use 'from ... import ...' instead?", 1, 1, 1,
     16},
    {"import", "SyntaxError: Expected one or more names after 'import'", 1, 7, 1, 7},
    {"from a import", "SyntaxError: Expected one or more names after 'import'", 1, 14, 1, 14},
    {"from a import b,", "SyntaxError: trailing comma not allowed without surrounding parentheses",
     1, 17, 1, 18},
    {"from a import (b", "SyntaxError: '(' was never closed", 1, 15, 1, 0},
    {"from . import *, a", "SyntaxError: invalid syntax", 1, 16, 1, 17},
    {"import a.b as c.d", "SyntaxError: invalid syntax", 1, 16, 1, 17},
    {"def f(a, a=1, b): pass",
     "SyntaxError: parameter without a default follows parameter with a default", 1, 15, 1, 16},
    {"def f(a=1, b): pass",
     "SyntaxError: parameter without a default follows parameter with a default", 1, 12, 1, 13},
    {"def f(*): pass", "SyntaxError: named arguments must follow bare *", 1, 7, 1, 8},
    {"def f(*, **k): pass", "SyntaxError: named arguments must follow bare *", 1, 7, 1, 8},
    {"def f(**k, a): pass", "SyntaxError: arguments cannot follow var-keyword argument", 1, 12, 1,
     13},
    {"def f(**k=1): pass", "SyntaxError: var-keyword argument cannot have default value", 1, 10, 1,
     11},
    {"def f(*a=1): pass", "SyntaxError: var-positional argument cannot have default value", 1, 9, 1,
     10},
    {"def f(*a, *b): pass", "SyntaxError: * argument may appear only once", 1, 11, 1, 12},
    {"def f(/, a): pass", "SyntaxError: at least one argument must precede /", 1, 7, 1, 8},
    {"def f(a, /, b, /): pass", "SyntaxError: / may appear only once", 1, 16, 1, 17},
    {"def f(*a, /): pass", "SyntaxError: / must be ahead of *", 1, 11, 1, 12},
    {"def f((a, b)): pass", "SyntaxError: Function parameters cannot be parenthesized", 1, 7, 1,
     13},
    {"def f(a=): pass", "SyntaxError: expected default value expression", 1, 8, 1, 9},
    {"lambda a=1, b: 1",
     "SyntaxError: parameter without a default follows parameter with a default", 1, 13, 1, 14},
    {"lambda *: 1", "SyntaxError: named arguments must follow bare *", 1, 9, 1, 10},
    {"lambda (a): 1", "SyntaxError: Lambda expression parameters cannot be parenthesized", 1, 8, 1,
     11},
    {"lambda *a, *b: 1", "SyntaxError: * argument may appear only once", 1, 12, 1, 13},
    {"class A(x for x in y): pass", "SyntaxError: invalid syntax", 1, 11, 1, 14},
    {"{1: 2, 3}", "SyntaxError: ':' expected after dictionary key", 1, 8, 1, 0},
    {"{1: , 2: 3}", "SyntaxError: expression expected after dictionary key and ':'", 1, 3, 1, 4},
    {"{1: *a}", "SyntaxError: cannot use a starred expression in a dictionary value", 1, 5, 1, 7},
    {"{**a for a in b}", "SyntaxError: dict unpacking cannot be used in dict comprehension", 1, 2,
     1, 4},
    {"{a, b for a in c}",
     "SyntaxError: did you forget parentheses around the comprehension target?", 1, 2, 1, 6},
    {"[a, b for a in c]",
     "SyntaxError: did you forget parentheses around the comprehension target?", 1, 2, 1, 6},
    {"[*a for a in b]", "SyntaxError: iterable unpacking cannot be used in comprehension", 1, 2, 1,
     4},
    {"(*a)", "SyntaxError: cannot use starred expression here", 1, 2, 1, 4},
    {"(**a)", "SyntaxError: cannot use double starred expression here", 1, 2, 1, 4},
    {"*a", "SyntaxError: can't use starred expression here", 1, 1, 1, 3},
    {"a if b", "SyntaxError: expected 'else' after 'if' expression", 1, 1, 1, 7},
    {"x = a if b ", "SyntaxError: expected 'else' after 'if' expression", 1, 5, 1, 11},
    {"a ? b", "SyntaxError: invalid syntax", 1, 3, 1, 4},
    {"a $ b", "SyntaxError: invalid syntax", 1, 3, 1, 4},
    {"a\\ b", "SyntaxError: unexpected character after line continuation character", 1, 3, 1, 0},
    {"0777",
     "SyntaxError: leading zeros in decimal integer literals are not permitted; use an 0o prefix "
     "for octal integers",
     1, 1, 1, 2},
    {"1__0", "SyntaxError: invalid decimal literal", 1, 2, 1, 2},
    {"0x", "SyntaxError: invalid hexadecimal literal", 1, 2, 1, 2},
    {"0b2", "SyntaxError: invalid digit '2' in binary literal", 1, 3, 1, 3},
    {"0o8", "SyntaxError: invalid digit '8' in octal literal", 1, 3, 1, 3},
    {"1a", "SyntaxError: invalid decimal literal", 1, 1, 1, 1},
    {"1.5x", "SyntaxError: invalid decimal literal", 1, 3, 1, 3},
    {"1e+", "SyntaxError: invalid decimal literal", 1, 3, 1, 3},
    {"5jx", "SyntaxError: invalid imaginary literal", 1, 2, 1, 2},
    {"a!b", "SyntaxError: invalid syntax", 1, 2, 1, 3},
    {")", "SyntaxError: unmatched ')'", 1, 1, 1, 1},
    {"(]", "SyntaxError: closing parenthesis ']' does not match opening parenthesis '('", 1, 2, 1,
     2},
    {"a: int: str", "SyntaxError: invalid syntax", 1, 7, 1, 8},
    {"(a, b): int", "SyntaxError: only single target (not tuple) can be annotated", 1, 1, 1, 7},
    {"[a]: int", "SyntaxError: only single target (not list) can be annotated", 1, 1, 1, 4},
    {"1: int", "SyntaxError: illegal target for annotation", 1, 1, 1, 2},
    {"a, b: int", "SyntaxError: only single target (not tuple) can be annotated", 1, 1, 1, 2},
    {"yield = 1", "SyntaxError: assignment to yield expression not possible", 1, 1, 1, 6},
    {"(yield) = 1",
     "SyntaxError: cannot assign to yield expression here. Maybe you meant '==' instead of '='?", 1,
     2, 1, 7},
    {"x = yield = 1", "SyntaxError: assignment to yield expression not possible", 1, 5, 1, 10},
    {"global a.b", "SyntaxError: invalid syntax", 1, 9, 1, 10},
    {"nonlocal 1", "SyntaxError: invalid syntax", 1, 10, 1, 11},
    {"assert a, b, c", "SyntaxError: invalid syntax", 1, 12, 1, 13},
    {"return", "SyntaxError: 'return' outside function", 1, 1, 1, 7},
    {"break", "SyntaxError: 'break' outside loop", 1, 1, 1, 6},
    {"continue", "SyntaxError: 'continue' not properly in loop", 1, 1, 1, 9},
    {"yield 1", "SyntaxError: 'yield' outside function", 1, 1, 1, 8},
    {"await x", "SyntaxError: 'await' outside function", 1, 1, 1, 8},
    {"def f(a, a): pass", "SyntaxError: duplicate argument 'a' in function definition", 1, 10, 1,
     11},
    {"def f(a):\n  global a", "SyntaxError: name 'a' is parameter and global", 2, 3, 2, 11},
    {"def f():\n  print(a)\n  global a",
     "SyntaxError: name 'a' is used prior to global declaration", 3, 3, 3, 11},
    {"def f():\n  a = 1\n  nonlocal a",
     "SyntaxError: name 'a' is assigned to before nonlocal declaration", 3, 3, 3, 13},
    {"nonlocal a", "SyntaxError: nonlocal declaration not allowed at module level", 1, 1, 1, 11},
    {"def f():\n  nonlocal a", "SyntaxError: no binding for nonlocal 'a' found", 2, 3, 2, 13},
    {"def f():\n  from a import *", "SyntaxError: import * only allowed at module level", 2, 17, 2,
     18},
    {"[i := 0 for i in b]",
     "SyntaxError: assignment expression cannot rebind comprehension iteration variable 'i'", 1, 2,
     1, 3},
    {"[[(j := 0) for i in b] for j in c]",
     "SyntaxError: assignment expression cannot rebind comprehension iteration variable 'j'", 1, 4,
     1, 5},
    {"class A:\n  [x := 0 for i in b]",
     "SyntaxError: assignment expression within a comprehension cannot be used in a class body", 2,
     4, 2, 5},
    {"[i for i in (j := b)]",
     "SyntaxError: assignment expression cannot be used in a comprehension iterable expression", 1,
     14, 1, 20},
    {"[(yield) for i in b]", "SyntaxError: 'yield' inside list comprehension", 1, 3, 1, 8},
    {"async def f():\n  yield from a", "SyntaxError: 'yield from' inside async function", 2, 3, 2,
     15},
    {"def f():\n  await a", "SyntaxError: 'await' outside async function", 2, 3, 2, 10},
    {"def f():\n  async with a: pass", "SyntaxError: 'async with' outside async function", 2, 3, 2,
     21},
    {"[a async for a in b]",
     "SyntaxError: asynchronous comprehension outside of an asynchronous function", 1, 1, 1, 21},
    {"*a, *b = c", "SyntaxError: multiple starred expressions in assignment", 1, 1, 1, 7},
    {"*a = 1", "SyntaxError: starred assignment target must be in a list or tuple", 1, 1, 1, 3},
    {"f(a=1, a=2)", "SyntaxError: keyword argument repeated: a", 1, 8, 1, 11},
    {"__debug__ = 1", "SyntaxError: cannot assign to __debug__", 1, 1, 1, 10},
    {"def f[T, T](): pass", "SyntaxError: duplicate type parameter 'T'", 1, 10, 1, 11},
    {"def f[T=int, U](): pass",
     "SyntaxError: non-default type parameter 'U' follows default type parameter", 1, 14, 1, 15},
    {"def f[](): pass", "SyntaxError: Type parameter list cannot be empty", 1, 7, 1, 7},
    {"type X[*T: int] = 1", "SyntaxError: cannot use bound with TypeVarTuple", 1, 10, 1, 15},
    {"type A = (yield)", "SyntaxError: yield expression cannot be used within a type alias", 1, 11,
     1, 16},
    {"from __future__ import a", "SyntaxError: future feature a is not defined", 1, 1, 1, kNone},
    {"x = 1\nfrom __future__ import division",
     "SyntaxError: from __future__ imports must occur at the beginning of the file", 2, 1, 2, 32},
    {"b'é'", "SyntaxError: bytes can only contain ASCII literal characters", 1, 1, 1, 5},
    {"b'a' 'b'", "SyntaxError: cannot mix bytes and nonbytes literals", 1, 9, 1, 10},
    {"'\\N{no such name}'",
     "SyntaxError: (unicode error) 'unicodeescape' codec can't decode bytes in position 0-15: "
     "unknown Unicode character name",
     1, 1, 1, 19},
    {"'\\x1'",
     "SyntaxError: (unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: "
     "truncated \\xXX escape",
     1, 1, 1, 6},
    {"'\\u12'",
     "SyntaxError: (unicode error) 'unicodeescape' codec can't decode bytes in position 0-3: "
     "truncated \\uXXXX escape",
     1, 1, 1, 7},
    {"€", "SyntaxError: invalid character '€' (U+20AC)", 1, 1, 1, 1},
    {"a b", "SyntaxError: invalid non-printable character U+00A0", 1, 2, 1, 2},
    {"if 1:\n  if 2:\n  x",
     "IndentationError: expected an indented block after 'if' statement on line 2", 3, 3, 3, 4},
    {"a = b = ", "SyntaxError: invalid syntax", 1, 9, 1, 10},
    {"a := 1", "SyntaxError: invalid syntax", 1, 3, 1, 5},
    {"(a := b := c)", "SyntaxError: invalid syntax", 1, 9, 1, 11},
    {"not = 1", "SyntaxError: invalid syntax", 1, 5, 1, 6},
    {"x = not", "SyntaxError: invalid syntax", 1, 8, 1, 9},
    {"x.1", "SyntaxError: invalid syntax", 1, 2, 1, 4},
    {"x..y", "SyntaxError: invalid syntax", 1, 3, 1, 4},
    {"@a", "SyntaxError: invalid syntax", 1, 0, 1, 0},
    {"@a\nx", "SyntaxError: invalid syntax", 2, 1, 2, 2},
    {"async x", "SyntaxError: invalid syntax", 1, 7, 1, 8},
    {"for x in range(3) pass", "SyntaxError: invalid syntax", 1, 19, 1, 23},
    {"elif x: pass", "SyntaxError: invalid syntax", 1, 1, 1, 5},
    {"def 1(): pass", "SyntaxError: invalid syntax", 1, 5, 1, 6},
    {"class 1: pass", "SyntaxError: invalid syntax", 1, 7, 1, 8},
    {"f(*)", "SyntaxError: Invalid star expression", 1, 4, 1, 5},
    {"f(**)", "SyntaxError: invalid syntax", 1, 5, 1, 6},
    {"f(,)", "SyntaxError: invalid syntax", 1, 3, 1, 4},
    {"[,]", "SyntaxError: invalid syntax", 1, 2, 1, 3},
    {"(,)", "SyntaxError: invalid syntax", 1, 2, 1, 3},
    {"a[]", "SyntaxError: invalid syntax", 1, 3, 1, 4},
    {"a[b:c:d:e]", "SyntaxError: invalid syntax", 1, 8, 1, 9},
    {"is = 1", "SyntaxError: invalid syntax", 1, 1, 1, 3},
    {"x = [i for i in]", "SyntaxError: invalid syntax", 1, 16, 1, 17},
    {"x = {**a, b}", "SyntaxError: ':' expected after dictionary key", 1, 11, 1, 0},
    {"'a' = 1", "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?",
     1, 1, 1, 4},
    {"f'a' = 1",
     "SyntaxError: cannot assign to f-string expression here. Maybe you meant '==' instead of '='?",
     1, 1, 1, 5},
    {"... = 1", "SyntaxError: cannot assign to ellipsis here. Maybe you meant '==' instead of '='?",
     1, 1, 1, 4},
    {"a < b = c", "SyntaxError: cannot assign to comparison", 1, 1, 1, 6},
    {"a and b = c", "SyntaxError: cannot assign to expression", 1, 1, 1, 8},
    {"-a = b",
     "SyntaxError: cannot assign to expression here. Maybe you meant '==' instead of '='?", 1, 1, 1,
     3},
    {"[x for x in y] = 1",
     "SyntaxError: cannot assign to list comprehension here. Maybe you meant '==' instead of '='?",
     1, 1, 1, 15},
    {"{1} = a",
     "SyntaxError: cannot assign to set display here. Maybe you meant '==' instead of '='?", 1, 1,
     1, 4},
    {"{} = a",
     "SyntaxError: cannot assign to dict literal here. Maybe you meant '==' instead of '='?", 1, 1,
     1, 3},
    {"(a for a in b) = c", "SyntaxError: cannot assign to generator expression", 1, 1, 1, 15},
    {"a if b else c = d", "SyntaxError: cannot assign to conditional expression", 1, 1, 1, 14},
    {"try: a", "SyntaxError: expected 'except' or 'finally' block", 1, 7, 1, -1},
    {"with a: pass; else: b", "SyntaxError: invalid syntax", 1, 15, 1, 19},
    {"while 1: pass\nelse\n", "SyntaxError: expected ':'", 2, 5, 2, 6},
    {"print(1 if 2)", "SyntaxError: expected 'else' after 'if' expression", 1, 7, 1, 13},
    {"(1 if 2 3)", "SyntaxError: expected 'else' after 'if' expression", 1, 2, 1, 8},
    {"def f(a, *, b, c, *d): pass", "SyntaxError: * argument may appear only once", 1, 19, 1, 20},
    {"x = 1 +", "SyntaxError: invalid syntax", 1, 8, 1, 9},
    {"if True\n    x", "SyntaxError: expected ':'", 1, 8, 1, 9},
    {"x ==== y", "SyntaxError: invalid syntax", 1, 5, 1, 7},
    {"x <> y", "SyntaxError: invalid syntax", 1, 3, 1, 5},
    {"x = $", "SyntaxError: invalid syntax", 1, 5, 1, 6},
};

} // namespace

TEST_CASE("MistakesAreWordedAndPlacedAsInPython", "[syntax_errors]") {
    for (const Case& test : kCases) {
        CompileOptions options;
        options.ignore_cookie = true;
        Compilation compilation(options);
        ast::Mod* module = parseSource(compilation, test.source);
        Scopes scopes;
        bool ok = module && readFutureImports(compilation, module) &&
                  scopes.build(compilation, module) && checkCode(compilation, scopes, module);
        INFO(test.source);
        REQUIRE_FALSE(ok);
        const Diagnostic& error = compilation.diagnostics.error();
        std::string message = diagnosticClassName(error.kind);
        message += ": ";
        message += error.message;
        CHECK(message == test.message);
        CHECK(static_cast<int>(error.line) == test.line);
        CHECK(error.column == test.column);
        CHECK(static_cast<int>(error.end_line) == test.end_line);
        CHECK(error.end_column == test.end_column);
    }
}

TEST_CASE("IncompleteInputIsTold", "[syntax_errors]") {
    auto kindOf = [](const char* source) {
        CompileOptions options;
        options.mode = CompileMode::Single;
        options.allow_incomplete_input = true;
        Compilation compilation(options);
        if (parseSource(compilation, source)) return std::string("ok");
        return std::string(diagnosticClassName(compilation.diagnostics.error().kind));
    };
    CHECK(kindOf("(1,") == "_IncompleteInputError");
    CHECK(kindOf("if x:") == "_IncompleteInputError");
    CHECK(kindOf("x = \"\"\"a") == "_IncompleteInputError");
    CHECK(kindOf("a b") == "SyntaxError");
    CHECK(kindOf("x = 1") == "ok");
}

TEST_CASE("DeepNestingIsRefusedNotCrashed", "[syntax_errors]") {
    for (const char* unit : {"-", "not ", "lambda: ", "(", "[", "f(", "a if b else ", "x ** -"}) {
        std::string source;
        for (int i = 0; i < 100000; ++i) source += unit;
        Compilation compilation{CompileOptions{}};
        CHECK(parseSource(compilation, source + "1") == nullptr);
        CHECK(compilation.failed());
    }
}

TEST_CASE("MemoryLimitIsReported", "[syntax_errors]") {
    CompileOptions options;
    options.memory_bytes_max = 1 << 20;
    Compilation compilation(options);
    std::string source;
    for (int i = 0; i < 50000; ++i) source += "name_" + std::to_string(i) + " = 1\n";
    CHECK(parseSource(compilation, source) == nullptr);
    CHECK(compilation.diagnostics.error().kind == DiagnosticKind::MemoryError);
}
