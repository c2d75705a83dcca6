// Python's grammar as the second parser reads it, with the mistakes that have a message of their
// own. Only syntax_errors.cpp includes this.
//
// Notation: 'x' keyword or operator, "x" soft keyword, UPPER token, lower rule, (..) group, [..]
// optional, * + repeat, ','.x+ separated list, &x !x lookahead, &&'x' required ("expected 'x'"),
// ~ no alternative after this, a=x label. An alternative may end in an action in braces:
//     {Kind}            makes a node; without an action a lone item is its own result
//     {=a}              the labelled item is the result
//     {@PLACE text}     a mistake: tried in the second pass only, ends the parse. PLACE is
//                       a (the item), a-b (from one to the other), a> (from the item to the last
//                       token read), nothing (the last token read), ^ (the next token), and i
//                       before it for an IndentationError. In the text %n is what the item is, %a
//                       its name, %d its line.
//     {#word}           a check written out in syntax_errors.cpp
// `%` in a rule folds to the left: x % '+' y {K} % ... is x followed by any number of the tails.
// Rules marked (m) keep their result from the first way they were reached, which is visible where
// mistakes are switched off on the way (expression_plain).
#pragma once

namespace krait {

inline constexpr char kSyntaxGrammar[] = R"GRAMMAR(
file: statement* ENDMARKER
interactive: statement_newline
eval: expressions NEWLINE* ENDMARKER

statement: compound_stmt | simple_stmts
statement_newline: compound_stmt NEWLINE | simple_stmts | NEWLINE | ENDMARKER
simple_stmts: simple_stmt !';' NEWLINE | ';'.simple_stmt+ [';'] NEWLINE
simple_stmt(m): assignment | &"type" type_alias | star_expressions | &'return' return_stmt
  | &('import' | 'from') import_stmt | &'raise' raise_stmt | 'pass' | &'del' del_stmt
  | &'yield' yield_expr | &'assert' assert_stmt | 'break' | 'continue' | &'global' global_stmt
  | &'nonlocal' nonlocal_stmt
compound_stmt: &('def' | '@' | 'async') function_def | &'if' if_stmt | &('class' | '@') class_def
  | &('with' | 'async') with_stmt | &('for' | 'async') for_stmt | &'try' try_stmt
  | &'while' while_stmt | match_stmt

assignment: NAME ':' expression ['=' annotated_rhs]
  | ('(' single_target ')' | single_subscript_attribute_target) ':' expression ['=' annotated_rhs]
  | (star_targets '=')+ (yield_expr | star_expressions) !'='
  | single_target augassign ~ (yield_expr | star_expressions)
  | invalid_assignment
annotated_rhs: yield_expr | star_expressions
augassign: '+=' | '-=' | '*=' | '@=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '**=' | '//='

return_stmt: 'return' [star_expressions]
raise_stmt: 'raise' expression ['from' expression] | 'raise'
global_stmt: 'global' ','.NAME+
nonlocal_stmt: 'nonlocal' ','.NAME+
del_stmt: 'del' del_targets &(';' | NEWLINE) | invalid_del_stmt
assert_stmt: 'assert' expression [',' expression]
import_stmt: invalid_import | import_name | import_from
import_name: 'import' dotted_as_names
import_from: 'from' ('.' | '...')* dotted_name 'import' import_from_targets
  | 'from' ('.' | '...')+ 'import' import_from_targets
import_from_targets: '(' import_from_as_names [','] ')' | import_from_as_names !',' | '*'
  | invalid_import_from_targets
import_from_as_names: ','.import_from_as_name+
import_from_as_name: NAME ['as' NAME]
dotted_as_names: ','.dotted_as_name+
dotted_as_name: dotted_name ['as' NAME]
dotted_name: NAME ('.' NAME)*

block(m): NEWLINE INDENT statement+ DEDENT | simple_stmts | invalid_block
decorators: ('@' named_expression NEWLINE)+
class_def: decorators class_def_raw | class_def_raw
class_def_raw: invalid_class_def_raw | 'class' NAME [type_params] ['(' [arguments] ')'] ':' block
function_def: decorators function_def_raw | function_def_raw
function_def_raw: invalid_def_raw
  | 'def' NAME [type_params] &&'(' [params] ')' ['->' expression] &&':' block
  | 'async' 'def' NAME [type_params] &&'(' [params] ')' ['->' expression] &&':' block

params: invalid_parameters | parameters
parameters: slash_no_default param_no_default* param_with_default* [star_etc]
  | slash_with_default param_with_default* [star_etc]
  | param_no_default+ param_with_default* [star_etc]
  | param_with_default+ [star_etc]
  | star_etc
slash_no_default: param_no_default+ '/' ',' | param_no_default+ '/' &')'
slash_with_default: param_no_default* param_with_default+ '/' ','
  | param_no_default* param_with_default+ '/' &')'
star_etc: invalid_star_etc | '*' param_no_default param_maybe_default* [kwds]
  | '*' param_no_default_star param_maybe_default* [kwds]
  | '*' ',' param_maybe_default+ [kwds] | kwds
kwds: invalid_kwds | '**' param_no_default
param_no_default: a=param ',' {=a} | a=param &')' {=a}
param_no_default_star: a=param_star ',' {=a} | a=param_star &')' {=a}
param_with_default: param default ',' | param default &')'
param_maybe_default: param [default] ',' | param [default] &')'
param: NAME [annotation] {Arg}
param_star: NAME ':' star_expression {Arg}
annotation: ':' expression
default: '=' expression | invalid_default

if_stmt: invalid_if_stmt | 'if' named_expression ':' block elif_stmt
  | 'if' named_expression ':' block [else_block]
elif_stmt: invalid_elif_stmt | 'elif' named_expression ':' block elif_stmt
  | 'elif' named_expression ':' block [else_block]
else_block: invalid_else_stmt | 'else' &&':' block
while_stmt: invalid_while_stmt | 'while' named_expression ':' block [else_block]
for_stmt: invalid_for_stmt
  | 'for' star_targets 'in' ~ star_expressions ':' block [else_block]
  | 'async' 'for' star_targets 'in' ~ star_expressions ':' block [else_block]
  | invalid_for_target
with_stmt: invalid_with_stmt_indent
  | 'with' '(' ','.with_item+ [','] ')' ':' block
  | 'with' ','.with_item+ ':' block
  | 'async' 'with' '(' ','.with_item+ [','] ')' ':' block
  | 'async' 'with' ','.with_item+ ':' block
  | invalid_with_stmt
with_item: expression 'as' star_target &(',' | ')' | ':') | invalid_with_item | expression
try_stmt: invalid_try_stmt | 'try' &&':' block finally_block
  | 'try' &&':' block except_block+ [else_block] [finally_block]
  | 'try' &&':' block except_star_block+ [else_block] [finally_block]
except_block: invalid_except_stmt_indent | 'except' expression ['as' NAME] ':' block
  | 'except' ':' block | invalid_except_stmt
except_star_block: invalid_except_star_stmt_indent | 'except' '*' expression ['as' NAME] ':' block
  | invalid_except_stmt
finally_block: invalid_finally_stmt | 'finally' &&':' block

match_stmt: "match" subject_expr ':' NEWLINE INDENT case_block+ DEDENT | invalid_match_stmt
subject_expr: star_named_expression ',' [star_named_expressions] {Tuple} | named_expression
case_block: invalid_case_block | "case" patterns [guard] ':' block
guard: 'if' named_expression
patterns: open_sequence_pattern {Pattern} | pattern
pattern: as_pattern | or_pattern
as_pattern: or_pattern 'as' pattern_capture_target {Pattern} | invalid_as_pattern
or_pattern: closed_pattern ('|' closed_pattern)* {Pattern}
closed_pattern(m): literal_pattern {Pattern} | capture_pattern | wildcard_pattern | value_pattern
  | group_pattern | sequence_pattern | mapping_pattern | class_pattern
literal_pattern: signed_number !('+' | '-') | complex_number | strings | 'None' | 'True' | 'False'
complex_number: ['-'] NUMBER ('+' | '-') NUMBER
signed_number: NUMBER | '-' NUMBER
capture_pattern: pattern_capture_target {Pattern}
pattern_capture_target: !"_" NAME !('.' | '(' | '=') {Pattern}
wildcard_pattern: "_" {Pattern}
value_pattern: attr !('.' | '(' | '=') {Pattern}
attr: NAME ('.' NAME)+ {Attribute}
name_or_attr: NAME ('.' NAME)* {Attribute}
group_pattern: '(' a=pattern ')' {=a}
sequence_pattern: '[' [maybe_sequence_pattern] ']' {Pattern} | '(' [open_sequence_pattern] ')' {Pattern}
open_sequence_pattern: maybe_star_pattern ',' [maybe_sequence_pattern]
maybe_sequence_pattern: ','.maybe_star_pattern+ [',']
maybe_star_pattern: star_pattern | pattern
star_pattern(m): '*' pattern_capture_target {Pattern} | '*' wildcard_pattern {Pattern}
mapping_pattern: '{' '}' {Pattern} | '{' double_star_pattern [','] '}' {Pattern}
  | '{' items_pattern ',' double_star_pattern [','] '}' {Pattern}
  | '{' items_pattern [','] '}' {Pattern}
items_pattern: ','.key_value_pattern+
key_value_pattern: (literal_pattern | attr) ':' pattern
double_star_pattern: '**' pattern_capture_target
class_pattern: name_or_attr '(' ')' {Pattern}
  | name_or_attr '(' positional_patterns [','] ')' {Pattern}
  | name_or_attr '(' keyword_patterns [','] ')' {Pattern}
  | name_or_attr '(' positional_patterns ',' keyword_patterns [','] ')' {Pattern}
  | invalid_class_pattern
positional_patterns: ','.pattern+ {Seq}
keyword_patterns: ','.keyword_pattern+
keyword_pattern: NAME '=' pattern

type_alias: "type" NAME [type_params] '=' expression
type_params: invalid_type_params | '[' type_param_seq ']'
type_param_seq: ','.type_param+ [',']
type_param(m): NAME [':' expression] ['=' expression] | invalid_type_param
  | '*' NAME ['=' star_expression] | '**' NAME ['=' expression]

expressions: expression (',' expression)+ [','] {Tuple} | expression ',' {Tuple} | expression
expression(m): invalid_expression | invalid_legacy_expression
  | disjunction 'if' disjunction 'else' expression {IfExp} | disjunction | lambdef
yield_expr: 'yield' 'from' expression {Yield} | 'yield' [star_expressions] {Yield}
star_expressions: star_expression (',' star_expression)+ [','] {Tuple} | star_expression ',' {Tuple}
  | star_expression
star_expression(m): '*' bitwise_or {Starred} | expression
star_named_expressions: ','.star_named_expression+ [','] {Seq}
star_named_expression: '*' bitwise_or {Starred} | named_expression
assignment_expression: NAME ':=' ~ expression {NamedExpr}
named_expression: assignment_expression | invalid_named_expression | expression !':='
disjunction(m): conjunction ('or' conjunction)+ {BoolOp} | conjunction
conjunction(m): inversion ('and' inversion)+ {BoolOp} | inversion
inversion(m): 'not' inversion {UnaryOp} | comparison
comparison: a=bitwise_or compare_pair+ {Compare} | bitwise_or
compare_pair: '==' bitwise_or | #noteq '!=' bitwise_or | '<=' bitwise_or | '<' bitwise_or | '>=' bitwise_or
  | '>' bitwise_or | 'not' 'in' bitwise_or | 'in' bitwise_or | 'is' 'not' bitwise_or | 'is' bitwise_or
bitwise_or(m): bitwise_xor % '|' bitwise_xor {BinOp}
bitwise_xor(m): bitwise_and % '^' bitwise_and {BinOp}
bitwise_and(m): shift_expr % '&' shift_expr {BinOp}
shift_expr(m): sum % '<<' sum {BinOp} % '>>' sum {BinOp}
sum(m): term % '+' term {BinOp} % '-' term {BinOp}
term(m): factor % '*' factor {BinOp} % '/' factor {BinOp} % '//' factor {BinOp} % '%' factor {BinOp} % '@' factor {BinOp}
factor(m): '+' factor {UnaryOp} | '-' factor {UnaryOp} | '~' factor {UnaryOp} | power
power: await_primary '**' factor {BinOp} | await_primary
await_primary(m): 'await' primary {Await} | primary
primary(m): atom % '.' NAME {Attribute} % genexp {Call} % '(' [arguments] ')' {Call} % '[' slices ']' {Subscript}
slices: slice !',' | ','.(slice | starred_expression)+ [','] {Tuple}
slice: [expression] ':' [expression] [':' [expression]] {Slice} | named_expression
atom: NAME | 'True' {True} | 'False' {False} | 'None' {None} | &(STRING | FSTRING_START) strings
  | NUMBER {Constant} | &'(' (tuple | group | genexp) | &'[' (list | listcomp)
  | &'{' (dict | set | dictcomp | setcomp) | '...' {Ellipsis}
group: '(' a=(yield_expr | named_expression) ')' {=a} | invalid_group
lambdef: 'lambda' [lambda_params] ':' expression {Lambda}
lambda_params: invalid_lambda_parameters | lambda_parameters
lambda_parameters: lambda_slash_no_default lambda_param_no_default* lambda_param_with_default* [lambda_star_etc]
  | lambda_slash_with_default lambda_param_with_default* [lambda_star_etc]
  | lambda_param_no_default+ lambda_param_with_default* [lambda_star_etc]
  | lambda_param_with_default+ [lambda_star_etc]
  | lambda_star_etc
lambda_slash_no_default: lambda_param_no_default+ '/' ',' | lambda_param_no_default+ '/' &':'
lambda_slash_with_default: lambda_param_no_default* lambda_param_with_default+ '/' ','
  | lambda_param_no_default* lambda_param_with_default+ '/' &':'
lambda_star_etc: invalid_lambda_star_etc | '*' lambda_param_no_default lambda_param_maybe_default* [lambda_kwds]
  | '*' ',' lambda_param_maybe_default+ [lambda_kwds] | lambda_kwds
lambda_kwds: invalid_lambda_kwds | '**' lambda_param_no_default
lambda_param_no_default: a=lambda_param ',' {=a} | a=lambda_param &':' {=a}
lambda_param_with_default: lambda_param default ',' | lambda_param default &':'
lambda_param_maybe_default: lambda_param [default] ',' | lambda_param [default] &':'
lambda_param: NAME {Arg}

fstring_middle: fstring_replacement_field | FSTRING_MIDDLE
fstring_replacement_field: '{' annotated_rhs ['='] ['!' NAME] [':' fstring_format_spec*] '}' {JoinedStr}
  | invalid_replacement_field
fstring_format_spec: FSTRING_MIDDLE | fstring_replacement_field
fstring: FSTRING_START fstring_middle* FSTRING_END {JoinedStr}
strings(m): STRING+ !FSTRING_START {Constant} | (fstring | STRING)+ {JoinedStr}
list: '[' [star_named_expressions] ']' {List}
tuple: '(' [star_named_expression ',' [star_named_expressions]] ')' {Tuple}
set: '{' star_named_expressions '}' {Set}
dict: '{' [double_starred_kvpairs] '}' {Dict} | '{' invalid_double_starred_kvpairs '}'
double_starred_kvpairs: ','.double_starred_kvpair+ [',']
double_starred_kvpair: '**' bitwise_or | kvpair
kvpair: expression ':' expression
for_if_clauses: for_if_clause+ {Seq}
for_if_clause: 'async' 'for' star_targets 'in' ~ disjunction ('if' disjunction)* {Clause}
  | 'for' star_targets 'in' ~ disjunction ('if' disjunction)* {Clause}
  | invalid_for_if_clause | invalid_for_target
listcomp: '[' named_expression for_if_clauses ']' {ListComp} | invalid_comprehension
setcomp: '{' named_expression for_if_clauses '}' {SetComp} | invalid_comprehension
genexp: '(' (assignment_expression | expression !':=') for_if_clauses ')' {GeneratorExp}
  | invalid_comprehension
dictcomp: '{' kvpair for_if_clauses '}' {DictComp} | invalid_dict_comprehension

arguments(m): a=args [','] &')' {=a} | invalid_arguments
args: ','.(starred_expression | (assignment_expression | expression !':=') !'=')+ [',' kwargs] {Args}
  | kwargs {Args}
kwargs: ','.kwarg_or_starred+ ',' ','.kwarg_or_double_starred+ {Seq} | ','.kwarg_or_starred+
  | ','.kwarg_or_double_starred+
starred_expression: invalid_starred_expression | '*' expression {Starred} | invalid_lone_star
kwarg_or_starred: invalid_kwarg | NAME '=' expression {Keyword} | starred_expression
kwarg_or_double_starred: invalid_kwarg | NAME '=' expression {Keyword} | '**' expression {DoubleStarred}

star_targets: star_target !',' | star_target (',' star_target)* [','] {Tuple}
star_target(m): '*' !'*' star_target {Starred} | target_with_star_atom
target_with_star_atom(m): t_primary '.' NAME !t_lookahead {Attribute}
  | t_primary '[' slices ']' !t_lookahead {Subscript} | star_atom
star_atom: NAME | '(' a=target_with_star_atom ')' {=a} | '(' [star_targets_tuple_seq] ')' {Tuple}
  | '[' [star_targets_list_seq] ']' {List}
star_targets_list_seq: ','.star_target+ [','] {Seq}
star_targets_tuple_seq: star_target (',' star_target)+ [','] {Seq} | star_target ',' {Seq}
single_target: single_subscript_attribute_target | NAME | '(' single_target ')'
single_subscript_attribute_target: t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead
t_primary(m): atom &t_lookahead % '.' NAME &t_lookahead {Attribute} % '[' slices ']' &t_lookahead {Subscript}
  % genexp &t_lookahead {Call} % '(' [arguments] ')' &t_lookahead {Call}
t_lookahead: '(' | '[' | '.'
del_targets: ','.del_target+ [',']
del_target(m): t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead | del_t_atom
del_t_atom: NAME | '(' del_target ')' | '(' [del_targets] ')' | '[' [del_targets] ']'

invalid_arguments:
    ((','.(starred_expression | (assignment_expression | expression !':=') !'=')+ ',' kwargs) | kwargs) a=',' ','.(starred_expression !'=')+
      {@a> iterable argument unpacking follows keyword argument unpacking}
  | a=expression b=for_if_clauses ',' [args | expression for_if_clauses] {@a-b Generator expression must be parenthesized}
  | a=NAME b='=' expression for_if_clauses {@a-b invalid syntax. Maybe you meant '==' or ':=' instead of '='?}
  | [args ','] a=NAME b='=' &(',' | ')') {@a-b expected argument value expression}
  | a=args b=for_if_clauses {#genexp_in_call}
  | args ',' a=expression b=for_if_clauses {@a-b Generator expression must be parenthesized}
  | a=args ',' args {#argument_order}
invalid_kwarg:
    a=('True' | 'False' | 'None') b='=' {@a-b cannot assign to %t}
  | a=NAME b='=' expression for_if_clauses {@a-b invalid syntax. Maybe you meant '==' or ':=' instead of '='?}
  | !(NAME '=') a=expression b='=' {@a-b expression cannot contain assignment, perhaps you meant "=="?}
expression_plain: disjunction 'if' disjunction 'else' expression {IfExp} | disjunction | lambdef
invalid_legacy_expression: a=NAME !'(' b=star_expressions {#legacy}
invalid_expression:
    !(NAME STRING | SOFT_KEYWORD) a=disjunction b=expression_plain {#forgot_comma}
  | a=disjunction 'if' b=disjunction !('else' | ':') {@a-b expected 'else' after 'if' expression}
  | a='lambda' [lambda_params] b=':' &(FSTRING_MIDDLE | fstring_replacement_field)
      {@a-b f-string: lambda expressions are not allowed without parentheses}
invalid_named_expression(m):
    a=expression ':=' expression {@a cannot use assignment expressions with %n}
  | a=NAME '=' b=bitwise_or !('=' | ':=') {@a-b invalid syntax. Maybe you meant '==' or ':=' instead of '='?}
  | !(list | tuple | genexp | 'True' | 'None' | 'False') a=bitwise_or '=' bitwise_or !('=' | ':=')
      {@a cannot assign to %n here. Maybe you meant '==' instead of '='?}
invalid_assignment:
    a=invalid_ann_assign_target ':' expression {@a only single target (not %n) can be annotated}
  | a=star_named_expression ',' star_named_expressions* ':' expression {@a only single target (not tuple) can be annotated}
  | a=expression ':' expression {@a illegal target for annotation}
  | (star_targets '=')* a=star_expressions '=' {#star_target}
  | (star_targets '=')* a=yield_expr '=' {@a assignment to yield expression not possible}
  | a=star_expressions augassign (yield_expr | star_expressions) {@a '%n' is an illegal expression for augmented assignment}
invalid_ann_assign_target: list | tuple | '(' a=invalid_ann_assign_target ')' {=a}
invalid_del_stmt: 'del' a=star_expressions {#del_target}
invalid_block: NEWLINE !INDENT {@i expected an indented block}
invalid_comprehension:
    ('[' | '(' | '{') a=starred_expression for_if_clauses {@a iterable unpacking cannot be used in comprehension}
  | ('[' | '{') a=star_named_expression ',' b=star_named_expressions for_if_clauses
      {@a-b did you forget parentheses around the comprehension target?}
  | ('[' | '{') a=star_named_expression b=',' for_if_clauses {@a-b did you forget parentheses around the comprehension target?}
invalid_dict_comprehension: '{' a='**' bitwise_or for_if_clauses '}' {@a dict unpacking cannot be used in dict comprehension}
invalid_parameters:
    a='/' ',' {@a at least one argument must precede /}
  | (slash_no_default | slash_with_default) param_maybe_default* a='/' {@a / may appear only once}
  | [slash_no_default] param_no_default* (slash_with_default | param_with_default+) a=param_no_default
      {@a parameter without a default follows parameter with a default}
  | param_no_default* a='(' param_no_default+ [','] b=')' {@a-b Function parameters cannot be parenthesized}
  | [slash_no_default | slash_with_default] param_maybe_default* '*' (',' | param_no_default) param_maybe_default* a='/'
      {@a / must be ahead of *}
  | param_maybe_default+ '/' a='*' {@a expected comma between / and *}
invalid_default: a='=' &(')' | ',') {@a expected default value expression}
invalid_star_etc:
    a='*' (')' | ',' (')' | '**')) {@a named arguments must follow bare *}
  | '*' param a='=' {@a var-positional argument cannot have default value}
  | '*' (param_no_default | ',') param_maybe_default* a='*' (param_no_default | ',') {@a * argument may appear only once}
invalid_kwds:
    '**' param a='=' {@a var-keyword argument cannot have default value}
  | '**' param ',' a=param {@a arguments cannot follow var-keyword argument}
  | '**' param ',' a=('*' | '**' | '/') {@a arguments cannot follow var-keyword argument}
invalid_lambda_parameters:
    a='/' ',' {@a at least one argument must precede /}
  | (lambda_slash_no_default | lambda_slash_with_default) lambda_param_maybe_default* a='/' {@a / may appear only once}
  | [lambda_slash_no_default] lambda_param_no_default* (lambda_slash_with_default | lambda_param_with_default+) a=lambda_param_no_default
      {@a parameter without a default follows parameter with a default}
  | lambda_param_no_default* a='(' ','.lambda_param+ [','] b=')' {@a-b Lambda expression parameters cannot be parenthesized}
  | [lambda_slash_no_default | lambda_slash_with_default] lambda_param_maybe_default* '*' (',' | lambda_param_no_default) lambda_param_maybe_default* a='/'
      {@a / must be ahead of *}
  | lambda_param_maybe_default+ '/' a='*' {@a expected comma between / and *}
invalid_lambda_star_etc:
    '*' (':' | ',' (':' | '**')) {@ named arguments must follow bare *}
  | '*' lambda_param a='=' {@a var-positional argument cannot have default value}
  | '*' (lambda_param_no_default | ',') lambda_param_maybe_default* a='*' (lambda_param_no_default | ',')
      {@a * argument may appear only once}
invalid_lambda_kwds:
    '**' lambda_param a='=' {@a var-keyword argument cannot have default value}
  | '**' lambda_param ',' a=lambda_param {@a arguments cannot follow var-keyword argument}
  | '**' lambda_param ',' a=('*' | '**' | '/') {@a arguments cannot follow var-keyword argument}
invalid_with_item: expression 'as' a=expression &(',' | ')' | ':') {#star_target}
invalid_for_if_clause: ['async'] 'for' (bitwise_or (',' bitwise_or)* [',']) !'in' {@ 'in' expected after for-loop variables}
invalid_for_target: ['async'] 'for' a=star_expressions {#for_target}
invalid_group:
    '(' a=starred_expression ')' {@a cannot use starred expression here}
  | '(' a='**' expression ')' {@a cannot use double starred expression here}
invalid_import:
    a='import' ','.dotted_name+ 'from' dotted_name {@a> Did you mean to use 'from ... import ...' instead?}
  | 'import' a=NEWLINE {@a> Expected one or more names after 'import'}
invalid_import_from_targets:
    import_from_as_names ',' NEWLINE {@ trailing comma not allowed without surrounding parentheses}
  | a=NEWLINE {@a> Expected one or more names after 'import'}
invalid_with_stmt:
    ['async'] 'with' ','.(expression ['as' star_target])+ NEWLINE {@ expected ':'}
  | ['async'] 'with' '(' ','.(expressions ['as' star_target])+ [','] ')' NEWLINE {@ expected ':'}
invalid_with_stmt_indent:
    ['async'] a='with' ','.(expression ['as' star_target])+ ':' NEWLINE !INDENT
      {@i expected an indented block after 'with' statement on line %d}
  | ['async'] a='with' '(' ','.(expressions ['as' star_target])+ [','] ')' ':' NEWLINE !INDENT
      {@i expected an indented block after 'with' statement on line %d}
invalid_try_stmt:
    a='try' ':' NEWLINE !INDENT {@i expected an indented block after 'try' statement on line %d}
  | 'try' ':' block !('except' | 'finally') {@ expected 'except' or 'finally' block}
  | 'try' ':' block* except_block+ a='except' b='*' expression ['as' NAME] ':'
      {@a-b cannot have both 'except' and 'except*' on the same 'try'}
  | 'try' ':' block* except_star_block+ a='except' [expression ['as' NAME]] ':'
      {@a cannot have both 'except' and 'except*' on the same 'try'}
invalid_except_stmt:
    'except' ['*'] a=expression ',' expressions ['as' NAME] ':' {@a> multiple exception types must be parenthesized}
  | 'except' ['*'] expression ['as' NAME] NEWLINE {@ expected ':'}
  | 'except' NEWLINE {@ expected ':'}
  | 'except' '*' (NEWLINE | ':') {@ expected one or more exception types}
invalid_finally_stmt: a='finally' ':' NEWLINE !INDENT {@i expected an indented block after 'finally' statement on line %d}
invalid_except_stmt_indent:
    a='except' expression ['as' NAME] ':' NEWLINE !INDENT {@i expected an indented block after 'except' statement on line %d}
  | a='except' ':' NEWLINE !INDENT {@i expected an indented block after 'except' statement on line %d}
invalid_except_star_stmt_indent:
    a='except' '*' expression ['as' NAME] ':' NEWLINE !INDENT {@i expected an indented block after 'except*' statement on line %d}
invalid_match_stmt:
    "match" subject_expr NEWLINE {@ expected ':'}
  | a="match" subject_expr ':' NEWLINE !INDENT {@i expected an indented block after 'match' statement on line %d}
invalid_case_block:
    "case" patterns [guard] NEWLINE {@ expected ':'}
  | a="case" patterns [guard] ':' NEWLINE !INDENT {@i expected an indented block after 'case' statement on line %d}
invalid_as_pattern:
    or_pattern 'as' a="_" {@a cannot use '_' as a target}
  | or_pattern 'as' !NAME a=expression {@a invalid pattern target}
invalid_class_pattern: name_or_attr '(' a=invalid_class_argument_pattern {@a-a positional patterns follow keyword patterns}
invalid_class_argument_pattern: [positional_patterns ','] keyword_patterns ',' a=positional_patterns {=a}
invalid_if_stmt:
    'if' named_expression NEWLINE {@ expected ':'}
  | a='if' named_expression ':' NEWLINE !INDENT {@i expected an indented block after 'if' statement on line %d}
invalid_elif_stmt:
    'elif' named_expression NEWLINE {@ expected ':'}
  | a='elif' named_expression ':' NEWLINE !INDENT {@i expected an indented block after 'elif' statement on line %d}
invalid_else_stmt: a='else' ':' NEWLINE !INDENT {@i expected an indented block after 'else' statement on line %d}
invalid_while_stmt:
    'while' named_expression NEWLINE {@ expected ':'}
  | a='while' named_expression ':' NEWLINE !INDENT {@i expected an indented block after 'while' statement on line %d}
invalid_for_stmt:
    ['async'] 'for' star_targets 'in' star_expressions NEWLINE {@ expected ':'}
  | ['async'] a='for' star_targets 'in' star_expressions ':' NEWLINE !INDENT
      {@i expected an indented block after 'for' statement on line %d}
invalid_def_raw:
    ['async'] a='def' NAME [type_params] '(' [params] ')' ['->' expression] ':' NEWLINE !INDENT
      {@i expected an indented block after function definition on line %d}
invalid_class_def_raw:
    'class' NAME [type_params] ['(' [arguments] ')'] NEWLINE {@ expected ':'}
  | a='class' NAME [type_params] ['(' [arguments] ')'] ':' NEWLINE !INDENT
      {@i expected an indented block after class definition on line %d}
invalid_double_starred_kvpairs:
    ','.double_starred_kvpair+ ',' invalid_kvpair
  | expression ':' a='*' bitwise_or {@a> cannot use a starred expression in a dictionary value}
  | expression a=':' &('}' | ',') {@a expression expected after dictionary key and ':'}
invalid_kvpair:
    a=expression !(':') {#colon_after_key}
  | expression ':' a='*' bitwise_or {@a> cannot use a starred expression in a dictionary value}
  | expression a=':' &('}' | ',') {@a expression expected after dictionary key and ':'}
invalid_starred_expression: a='*' expression '=' b=expression {@a-b cannot assign to iterable argument unpacking}
invalid_lone_star: '*' {@ Invalid star expression}
invalid_replacement_field:
    '{' a='=' {@a f-string: valid expression required before '='}
  | '{' a='!' {@a f-string: valid expression required before '!'}
  | '{' a=':' {@a f-string: valid expression required before ':'}
  | '{' a='}' {@a f-string: valid expression required before '}'}
  | '{' !annotated_rhs {@^ f-string: expecting a valid expression after '{'}
  | '{' annotated_rhs !('=' | '!' | ':' | '}') {@^ f-string: expecting '=', or '!', or ':', or '}'}
  | '{' annotated_rhs '=' !('!' | ':' | '}') {@^ f-string: expecting '!', or ':', or '}'}
  | '{' annotated_rhs ['='] invalid_conversion_character
  | '{' annotated_rhs ['='] ['!' NAME] !(':' | '}') {@^ f-string: expecting ':' or '}'}
  | '{' annotated_rhs ['='] ['!' NAME] ':' fstring_format_spec* !'}' {@^ f-string: expecting '}', or format specs}
  | '{' annotated_rhs ['='] ['!' NAME] !'}' {@^ f-string: expecting '}'}
invalid_conversion_character:
    '!' &(':' | '}') {@^ f-string: missing conversion character}
  | '!' !NAME {@^ f-string: invalid conversion character}
invalid_type_params: '[' a=']' {@a> Type parameter list cannot be empty}
invalid_type_param:
    '*' NAME a=':' b=expression {#type_var_tuple_bound}
  | '**' NAME a=':' b=expression {#param_spec_bound}
)GRAMMAR";

} // namespace krait
