"""What one operation of a builtin type costs, here and under another interpreter.

    python3 builtin_operations.py KRAIT [RIVAL] [--only=TEXT] [--rounds=N]

runs itself under both in turn and prints a line for each operation, the worst ratio first:
nanoseconds under KRAIT, under RIVAL (default /usr/bin/python3), and RIVAL / KRAIT. Without
arguments it measures the interpreter that runs it. An operation is a row of OPERATIONS: what is
done before, with `;` between statements, and what is timed.
"""

import sys
import time

OPERATIONS = """
# --- str
str_concat_short | a = 'spam'; b = 'eggs' | a + b
str_concat_long | a = 'spam' * 500; b = 'eggs' * 500 | a + b
str_append | s = '' | s += 'x'
str_append_char_var | s = ''; c = 'abc' | s += c[1]
str_append_wide | s = '\\u20ac' | s += '\\u20ad'
str_join_list | p = ['spam', 'eggs', 'ham'] * 30; j = ',' | j.join(p)
str_join_chars | p = list('abcdefghij') * 10; j = '' | j.join(p)
str_join_genexp | r = range(20); j = '' | j.join(str(i) for i in r)
str_join_wide | p = ['spam', '\\u20aceggs', 'ham'] * 30; j = ',' | j.join(p)
str_split_space | s = 'the quick brown fox jumps over the lazy dog ' * 10 | s.split()
str_split_comma | s = 'the,quick,brown,fox,jumps,over,the,lazy,dog,' * 10 | s.split(',')
str_split_2 | s = 'the, quick, brown, fox, jumps, over, the' * 10 | s.split(', ')
str_split_one | s = 'key=value' | s.split('=', 1)
str_rsplit | s = 'a.b.c.d.e' | s.rsplit('.', 1)
str_partition | s = 'key=value' | s.partition('=')
str_splitlines | s = 'a line of text\\n' * 50 | s.splitlines()
str_replace_char | s = 'hello world, hello moon ' * 20 | s.replace('l', 'L')
str_replace_word | s = 'hello world, hello moon ' * 20 | s.replace('hello', 'bye')
str_replace_none | s = 'hello world, hello moon ' * 20 | s.replace('zebra', 'bye')
str_replace_short | s = 'a-b' | s.replace('-', '_')
str_find_char | s = 'x' * 200 + 'y' | s.find('y')
str_find_word | s = 'hello world, hello moon ' * 20 + 'needle' | s.find('needle')
str_find_miss | s = 'hello world, hello moon ' * 20 | s.find('needle')
str_find_wide | s = '\\u20ac' * 300 + 'needle' | s.find('needle')
str_rfind | s = 'needle' + 'hello world, hello moon ' * 20 | s.rfind('needle')
str_index | s = 'key: value' | s.index(':')
str_in_char | s = 'abcdefghijklmnopqrstuvwxyz' | 'q' in s
str_in_word | s = 'hello world, hello moon ' * 20 + 'needle' | 'needle' in s
str_in_short | s = 'hello world' | 'wor' in s
str_count_char | s = 'hello world, hello moon ' * 20 | s.count('l')
str_count_word | s = 'hello world, hello moon ' * 20 | s.count('hello')
str_translate | s = 'hello world ' * 20; t = str.maketrans('lo', 'LO') | s.translate(t)
str_translate_del | s = 'hello world ' * 20; t = str.maketrans('', '', 'lo') | s.translate(t)
str_percent_s | a = 'spam' | 'x %s y' % a
str_percent_d | a = 42 | 'x %d y' % a
str_percent_many | a = ('spam', 42, 1.5) | '%s: %5d %.2f' % a
str_format_method | f = '{} and {}'.format | f('spam', 42)
str_format_spec | f = '{:>10}|{:05d}|{:.3f}'.format | f('spam', 42, 1.25)
str_fstring_str | a = 'spam' | f'x {a} y'
str_fstring_int | a = 42 | f'x {a} y {a}'
str_fstring_spec | a = 42; b = 2.5 | f'{a:5d} {b:.2f}'
str_fstring_repr | a = 'spam' | f'{a!r}'
str_of_int | a = 12345 | str(a)
str_of_small_int | a = 7 | str(a)
str_of_float | a = 3.14159 | str(a)
str_of_str | a = 'spam' | str(a)
repr_str | a = 'hello world' | repr(a)
repr_int | a = 12345 | repr(a)
repr_float | a = 0.1 | repr(a)
repr_list_int | a = list(range(50)) | repr(a)
repr_dict | a = {str(i): i for i in range(30)} | repr(a)
repr_list_str | a = [str(i) for i in range(50)] | repr(a)
str_upper | s = 'hello world' * 4 | s.upper()
str_lower | s = 'HELLO World' * 4 | s.lower()
str_title | s = 'hello world ' * 4 | s.title()
str_capitalize | s = 'hello world' | s.capitalize()
str_swapcase | s = 'Hello World' | s.swapcase()
str_casefold | s = 'Hello World' | s.casefold()
str_strip | s = '  hello world  ' | s.strip()
str_strip_none | s = 'hello world' | s.strip()
str_rstrip_nl | s = 'hello world\\n' | s.rstrip('\\n')
str_lstrip_chars | s = 'xxyhello' | s.lstrip('xy')
str_startswith | s = 'hello world' | s.startswith('hello')
str_startswith_tuple | s = 'hello world'; p = ('spam', 'hello') | s.startswith(p)
str_endswith | s = 'hello world' | s.endswith('world')
str_removeprefix | s = 'hello world' | s.removeprefix('hello ')
str_encode_utf8 | s = 'hello world' * 10 | s.encode()
str_encode_utf8_wide | s = 'h\\xe9llo w\\u20acrld' * 10 | s.encode()
str_encode_latin1 | s = 'h\\xe9llo' * 10 | s.encode('latin-1')
bytes_decode_ascii | s = b'hello world' * 10 | s.decode()
bytes_decode_utf8 | s = ('h\\xe9llo w\\u20acrld' * 10).encode() | s.decode()
bytes_decode_latin1 | s = b'hello world' * 10 | s.decode('latin-1')
str_index_char | s = 'hello world' | s[4]
str_index_neg | s = 'hello world' | s[-1]
str_index_wide | s = 'h\\u20acllo world' | s[4]
str_slice | s = 'hello world, hello moon' | s[3:12]
str_slice_step | s = 'hello world, hello moon' | s[::2]
str_reverse | s = 'hello world, hello moon' | s[::-1]
str_iterate | s = 'hello world, hello moon' * 4 | for c in s: pass
str_iterate_compare | s = 'hello world, hello moon' * 4 | for c in s: c == 'l'
str_list | s = 'hello world, hello moon' * 4 | list(s)
str_set | s = 'hello world, hello moon' * 4 | set(s)
str_sorted | s = 'hello world, hello moon' * 4 | sorted(s)
str_reversed | s = 'hello world, hello moon' * 4 | list(reversed(s))
str_equal | a = 'spam' * 10; b = ''.join(['spam'] * 10) | a == b
str_equal_not | a = 'spam'; b = 'eggs' | a == b
str_less | a = 'spam' * 10; b = 'spam' * 9 + 'spaz' | a < b
str_hash_new | a = 'spam' | hash(a + 'x')
str_len | a = 'spam' | len(a)
str_ord_chr | a = 97 | chr(ord('b') + 1)
chr_wide | a = 8364 | chr(a)
str_isdigit | s = '1234567890' | s.isdigit()
str_isalpha | s = 'abcdefghij' | s.isalpha()
str_isalnum | s = 'abc123' | s.isalnum()
str_isspace | s = '   ' | s.isspace()
str_isupper | s = 'ABC' | s.isupper()
str_isidentifier | s = 'abc_1' | s.isidentifier()
str_isdecimal_char | s = '5' | s.isdecimal()
str_zfill | s = '42' | s.zfill(10)
str_ljust | s = 'spam' | s.ljust(20)
str_center | s = 'spam' | s.center(20, '*')
str_expandtabs | s = 'a\\tb\\tc' | s.expandtabs()
str_multiply | s = 'spam' | s * 10
str_multiply_char | s = '-' | s * 60
str_maketrans | s = 'abc'; d = 'xyz' | str.maketrans(s, d)
str_format_int | a = 1234567 | format(a, ',')
str_format_hex | a = 255 | format(a, '08x')
str_ascii | a = 'h\\xe9llo' | ascii(a)
# --- bytes and bytearray
bytes_concat | a = b'spam'; b = b'eggs' | a + b
bytes_index | a = b'spam' | a[2]
bytes_slice | a = b'spam and eggs' | a[2:8]
bytes_find | a = b'hello world, hello moon ' * 20 + b'needle' | a.find(b'needle')
bytes_replace | a = b'hello world, hello moon ' * 20 | a.replace(b'hello', b'bye')
bytes_split | a = b'the quick brown fox ' * 10 | a.split()
bytes_join | p = [b'spam', b'eggs'] * 20; j = b',' | j.join(p)
bytes_iterate | a = b'hello world, hello moon' * 4 | for c in a: pass
bytes_hex | a = b'hello world' | a.hex()
bytes_fromhex | a = '68656c6c6f' | bytes.fromhex(a)
bytes_equal | a = b'spam' * 10; b = b''.join([b'spam'] * 10) | a == b
bytes_in | a = b'hello world' | b'wor' in a
bytes_from_list | a = list(range(100)) | bytes(a)
bytes_startswith | a = b'hello' | a.startswith(b'he')
bytes_translate | a = b'hello world' * 10; t = bytes(range(256)) | a.translate(t)
bytes_upper | a = b'hello world' * 10 | a.upper()
bytes_hash | a = b'hello' | hash(a)
bytearray_append | a = bytearray() | a.append(5)
bytearray_extend | a = bytearray(); b = b'spam' | a += b
bytearray_set | a = bytearray(100) | a[5] = 7
bytearray_get | a = bytearray(100) | a[5]
bytearray_slice_set | a = bytearray(100) | a[3:7] = b'spam'
int_from_bytes | a = b'spam' | int.from_bytes(a, 'big')
int_to_bytes | a = 123456 | a.to_bytes(4, 'little')
memoryview_slice | a = memoryview(bytes(100)) | a[3:10]
memoryview_index | a = memoryview(bytes(100)) | a[3]
# --- list
list_literal | | [1, 2, 3]
list_empty | | []
list_append | a = [] | a.append(1)
list_append_pop | a = [1] | a.append(2); a.pop()
list_pop_zero | a = list(range(100)) | a.append(a.pop(0))
list_insert_zero | a = list(range(100)) | a.insert(0, 1); a.pop()
list_insert_mid | a = list(range(100)) | a.insert(50, 1); del a[50]
list_extend | b = list(range(20)); a = [] | a.extend(b)
list_extend_range | r = range(20) | a = []; a.extend(r)
list_iadd | b = [1, 2, 3]; a = [] | a += b
list_get | a = list(range(100)) | a[50]
list_get_neg | a = list(range(100)) | a[-1]
list_set | a = list(range(100)) | a[50] = 5
list_iadd_item | a = [0] * 10 | a[5] += 1
list_swap | a = [1, 2] | a[0], a[1] = a[1], a[0]
list_slice | a = list(range(100)) | a[10:30]
list_slice_all | a = list(range(100)) | a[:]
list_slice_step | a = list(range(100)) | a[::3]
list_reverse_slice | a = list(range(100)) | a[::-1]
list_slice_set | a = list(range(100)); b = [1, 2, 3] | a[10:13] = b
list_slice_del | a = list(range(100)) | b = a[:]; del b[10:20]
list_sort_sorted | a = list(range(100)) | a.sort()
list_sorted_ints | a = [i * 7919 % 1009 for i in range(300)] | sorted(a)
list_sorted_floats | a = [i * 7919 % 1009 / 7 for i in range(300)] | sorted(a)
list_sorted_strs | a = [str(i * 7919 % 1009) for i in range(300)] | sorted(a)
list_sorted_tuples | a = [(i * 7919 % 1009, i) for i in range(300)] | sorted(a)
list_sorted_key_lambda | a = [i * 7919 % 1009 for i in range(300)] | sorted(a, key=lambda x: -x)
list_sorted_key_len | a = ['x' * (i * 7919 % 53) for i in range(300)] | sorted(a, key=len)
list_sorted_key_item | from operator import itemgetter; a = [(i, \
i * 7919 % 1009) for i in range(300)]; k = itemgetter(1) | sorted(a, key=k)
list_sorted_key_lower | a = [str(i * 7919 % 1009) for i in range(300)] | sorted(a, key=str.lower)
list_sorted_reverse | a = [i * 7919 % 1009 for i in range(300)] | sorted(a, reverse=True)
list_sorted_short | a = [3, 1, 2] | sorted(a)
list_reverse | a = list(range(100)) | a.reverse()
list_reversed | a = list(range(100)) | for x in reversed(a): pass
list_in_int | a = list(range(100)) | 90 in a
list_in_str | a = [str(i) for i in range(100)] | '90' in a
list_index | a = list(range(100)) | a.index(90)
list_count | a = list(range(100)) * 2 | a.count(50)
list_remove | a = list(range(100)) | a.remove(50); a.append(50)
list_comp | r = range(50) | [x for x in r]
list_comp_expr | r = range(50) | [x * 2 for x in r]
list_comp_if | r = range(50) | [x for x in r if x & 1]
list_copy | a = list(range(100)) | a.copy()
list_of_range | r = range(100) | list(r)
list_of_tuple | r = tuple(range(100)) | list(r)
list_of_dict | r = dict.fromkeys(range(100)) | list(r)
list_of_map | r = list(range(100)) | list(map(str, r))
list_of_genexp | r = range(50) | list(x for x in r)
list_multiply | a = [0] | a * 100
list_concat | a = list(range(50)) | a + a
list_equal | a = list(range(100)); b = list(range(100)) | a == b
list_less | a = list(range(100)); b = list(range(99)) + [200] | a < b
list_iterate | a = list(range(100)) | for x in a: pass
list_clear | a = [] | a.append(1); a.clear()
list_unpack_3 | a = [1, 2, 3] | x, y, z = a
list_unpack_star | a = [1, 2, 3, 4] | x, *y = a
list_star_literal | a = [1, 2, 3, 4] | [*a, 5]
list_nested | | [[0] * 3 for _ in range(10)]
list_len | a = [1] | len(a)
list_truth | a = [1] | 5 if a else 6
# --- tuple
tuple_literal | a = 1; b = 2 | (a, b)
tuple_index | a = (1, 2, 3) | a[1]
tuple_slice | a = (1, 2, 3, 4, 5) | a[1:4]
tuple_unpack | a = (1, 2, 3) | x, y, z = a
tuple_concat | a = (1, 2, 3) | a + a
tuple_equal | a = (1, 2, 3); b = tuple([1, 2, 3]) | a == b
tuple_less | a = (1, 2, 3); b = (1, 2, 4) | a < b
tuple_hash | a = (1, 2, 3) | hash(a)
tuple_hash_str | a = ('spam', 'eggs') | hash(a)
tuple_in | a = (1, 2, 3) | 3 in a
tuple_of_list | a = list(range(20)) | tuple(a)
tuple_of_genexp | a = list(range(20)) | tuple(x for x in a)
tuple_iterate | a = tuple(range(100)) | for x in a: pass
tuple_pair_swap | x = 1; y = 2 | x, y = y, x
tuple_star | a = (1, 2, 3) | (*a, 4)
# --- dict
dict_literal | | {'a': 1, 'b': 2}
dict_empty | | {}
dict_get_str | d = {str(i): i for i in range(100)} | d['50']
dict_get_str_new_key | d = {str(i): i for i in range(100)}; a = '5' | d[a + '0']
dict_get_int | d = {i: i for i in range(100)} | d[50]
dict_get_int_big | d = {i * 7919: i for i in range(10000)} | d[7919 * 50]
dict_get_tuple | d = {(i, i): i for i in range(100)} | d[50, 50]
dict_get_tuple_var | d = {(i, i): i for i in range(100)}; a = 50 | d[a, a]
dict_get_float | d = {i / 2: i for i in range(100)} | d[2.5]
dict_get_none | d = {None: 1} | d[None]
dict_get_method | d = {str(i): i for i in range(100)} | d.get('50')
dict_get_miss | d = {str(i): i for i in range(100)} | d.get('zz', 5)
dict_get_int_miss | d = {i: i for i in range(100)} | d.get(500, 5)
dict_set_str | d = {str(i): i for i in range(100)} | d['50'] = 5
dict_set_int | d = {i: i for i in range(100)} | d[50] = 5
dict_set_grow_int | r = range(50) | d = {}; for i in r: d[i] = i
dict_set_grow_str | r = [str(i) for i in range(50)] | d = {}; for i in r: d[i] = i
dict_iadd_int | d = {i: i for i in range(100)} | d[50] += 1
dict_iadd_str | d = {'a': 0} | d['a'] += 1
dict_del_set | d = {i: i for i in range(100)} | del d[50]; d[50] = 1
dict_in_str | d = {str(i): i for i in range(100)} | '50' in d
dict_in_int | d = {i: i for i in range(100)} | 50 in d
dict_in_miss | d = {i: i for i in range(100)} | 500 in d
dict_setdefault | d = {str(i): i for i in range(100)} | d.setdefault('50', 1)
dict_setdefault_new | | d = {}; d.setdefault('a', []).append(1)
dict_iterate | d = {str(i): i for i in range(100)} | for k in d: pass
dict_items | d = {str(i): i for i in range(100)} | for k, v in d.items(): pass
dict_values | d = {str(i): i for i in range(100)} | for v in d.values(): pass
dict_list_items | d = {str(i): i for i in range(100)} | list(d.items())
dict_sorted_items | d = {str(i): i for i in range(50)} | sorted(d.items())
dict_sum_values | d = {str(i): i for i in range(100)} | sum(d.values())
dict_update | d = {str(i): i for i in range(50)}; e = {} | e.update(d)
dict_update_new | d = {str(i): i for i in range(50)} | e = {}; e.update(d)
dict_comp | r = range(50) | {i: i for i in r}
dict_comp_str | r = [str(i) for i in range(50)] | {i: 1 for i in r}
dict_or | a = {str(i): i for i in range(20)}; b = {'x': 1} | a | b
dict_copy | d = {str(i): i for i in range(50)} | d.copy()
dict_star | d = {'a': 1, 'b': 2} | {**d, 'c': 3}
dict_popitem | d = {i: i for i in range(20)} | d.popitem(); d[19] = 1
dict_pop | d = {i: i for i in range(20)} | d.pop(19); d[19] = 1
dict_fromkeys | r = range(50) | dict.fromkeys(r)
dict_from_pairs | p = [(i, i) for i in range(50)] | dict(p)
dict_kwargs | | dict(a=1, b=2)
dict_zip | a = [str(i) for i in range(50)]; b = list(range(50)) | dict(zip(a, b))
dict_equal | a = {i: i for i in range(50)}; b = dict(a) | a == b
dict_keys_and | a = {i: i for i in range(50)}; b = {i: i for i in range(25, 75)} |\
 a.keys() & b.keys()
dict_clear | | d = {1: 2}; d.clear()
counter_list | from collections import Counter; a = list('hello world, hello moon' * 4) | Counter(a)
counter_update | from collections import Counter; c = Counter(); a = list('hello world') |\
 c.update(a)
counter_most_common | from collections import Counter; c = Counter('hello world, \
hello moon' * 4) | c.most_common(3)
counter_increment | from collections import Counter; c = Counter() | c['a'] += 1
defaultdict_int | from collections import defaultdict; d = defaultdict(int) | d['a'] += 1
defaultdict_list | from collections import defaultdict; d = defaultdict(list) | d['a'].append(1)
defaultdict_miss | from collections import defaultdict; r = range(20) | d = defaultdict(int); \
for i in r: d[i] += 1
ordereddict_set | from collections import OrderedDict; d = OrderedDict.fromkeys(range(20)) |\
 d[5] = 1
ordereddict_move | from collections import OrderedDict; d = OrderedDict.fromkeys(range(20)) |\
 d.move_to_end(5)
ordereddict_grow | from collections import OrderedDict; r = range(20) | d = OrderedDict(); \
for i in r: d[i] = i
# --- set
set_literal | a = 1; b = 2 | {a, b, 3}
set_add | s = set() | s.add(5)
set_add_grow | r = range(50) | s = set(); for i in r: s.add(i)
set_add_strs | r = [str(i) for i in range(50)] | s = set(); for i in r: s.add(i)
set_in_int | s = set(range(100)) | 50 in s
set_in_str | s = {str(i) for i in range(100)} | '50' in s
set_in_miss | s = set(range(100)) | 500 in s
set_in_tuple | s = {(i, i) for i in range(100)}; a = 50 | (a, a) in s
set_in_const | a = 3 | a in {1, 2, 3}
set_union | a = set(range(50)); b = set(range(25, 75)) | a | b
set_intersection | a = set(range(50)); b = set(range(25, 75)) | a & b
set_difference | a = set(range(50)); b = set(range(25, 75)) | a - b
set_symmetric | a = set(range(50)); b = set(range(25, 75)) | a ^ b
set_subset | a = set(range(20)); b = set(range(75)) | a <= b
set_update | a = set(range(50)); b = list(range(50)) | a.update(b)
set_from_list | b = list(range(100)) | set(b)
set_from_strs | b = [str(i) for i in range(100)] | set(b)
set_copy | a = set(range(100)) | a.copy()
set_comp | r = range(50) | {x for x in r}
set_iterate | a = set(range(100)) | for x in a: pass
set_discard_add | a = set(range(100)) | a.discard(50); a.add(50)
set_pop_add | a = set(range(100)) | a.add(a.pop())
set_equal | a = set(range(100)); b = set(range(100)) | a == b
set_sorted | a = set(range(100)) | sorted(a)
frozenset_hash | a = [1, 2, 3] | hash(frozenset(a))
set_isdisjoint | a = set(range(50)); b = set(range(50, 99)) | a.isdisjoint(b)
# --- numbers and conversions
int_of_str | a = '12345' | int(a)
int_of_float | a = 12.5 | int(a)
int_of_str_16 | a = 'ff' | int(a, 16)
float_of_str | a = '3.25' | float(a)
float_of_int | a = 3 | float(a)
bool_of_list | a = [] | bool(a)
bool_of_int | a = 5 | bool(a)
int_hex | a = 255 | hex(a)
int_bin | a = 255 | bin(a)
int_bit_length | a = 255 | a.bit_length()
int_divmod | a = 255; b = 7 | divmod(a, b)
int_pow | a = 7 | a ** 5
int_pow_mod | a = 7 | pow(a, 50, 101)
int_abs | a = -7 | abs(a)
float_round | a = 2.567 | round(a, 2)
float_round_int | a = 2.567 | round(a)
float_is_integer | a = 2.5 | a.is_integer()
# --- builtins over iterables
min_list | a = list(range(100)) | min(a)
max_list | a = list(range(100)) | max(a)
min_two | a = 5; b = 6 | min(a, b)
max_three | a = 5; b = 6; c = 7 | max(a, b, c)
max_key | a = list(range(100)) | max(a, key=lambda x: -x)
max_key_len | a = ['x' * i for i in range(30)] | max(a, key=len)
sum_list | a = list(range(100)) | sum(a)
sum_floats | a = [i / 3 for i in range(100)] | sum(a)
sum_range | r = range(100) | sum(r)
sum_genexp | r = range(50) | sum(x for x in r)
any_list | a = [0] * 100 | any(a)
all_list | a = [1] * 100 | all(a)
any_genexp | a = [0] * 50 | any(x for x in a)
zip_iterate | a = list(range(100)) | for x, y in zip(a, a): pass
zip_list | a = list(range(100)) | list(zip(a, a))
enumerate_iterate | a = list(range(100)) | for i, x in enumerate(a): pass
enumerate_list | a = list(range(100)) | list(enumerate(a))
map_lambda | a = list(range(100)) | list(map(lambda x: x, a))
map_int | a = [str(i) for i in range(100)] | list(map(int, a))
map_len | a = [str(i) for i in range(100)] | list(map(len, a))
map_iterate | a = list(range(100)) | for x in map(str, a): pass
filter_none | a = [0, 1] * 50 | list(filter(None, a))
filter_lambda | a = [0, 1] * 50 | list(filter(lambda x: x, a))
range_iterate | | for i in range(100): pass
range_step | | for i in range(0, 300, 3): pass
range_in | r = range(0, 300, 3) | 150 in r
range_index | r = range(0, 300, 3) | r[50]
isinstance_int | a = 5 | isinstance(a, int)
isinstance_tuple | a = 5 | isinstance(a, (str, int))
type_of | a = 5 | type(a)
callable_len | a = len | callable(a)
id_of | a = [] | id(a)
iter_next | a = [1] * 3 | next(iter(a))
slice_object | a = 1 | slice(a)
getattr_str | a = 'x' | getattr(a, 'upper')
hasattr_str | a = 'x' | hasattr(a, 'nothing')
print_null | import io; f = io.StringIO() | print('spam', 42, file=f)
# --- itertools, heapq, bisect, deque, functools
chain_list | from itertools import chain; a = list(range(50)) | list(chain(a, a))
chain_from | from itertools import chain; a = [[1, 2, 3]] * 20 | list(chain.from_iterable(a))
islice_list | from itertools import islice; a = list(range(100)) | list(islice(a, 50))
count_zip | from itertools import count; a = list(range(50)) | for i, x in zip(count(), a): pass
product_two | from itertools import product; a = range(10) | for x, y in product(a, a): pass
permutations_4 | from itertools import permutations; a = (1, 2, 3, 4) |\
 for p in permutations(a): pass
combinations_2 | from itertools import combinations; a = range(12) | for p in combinations(a, \
2): pass
accumulate_list | from itertools import accumulate; a = list(range(50)) | list(accumulate(a))
groupby_list | from itertools import groupby; a = [i // 5 for i in range(50)] | for k, \
g in groupby(a): pass
repeat_list | from itertools import repeat | list(repeat(5, 50))
takewhile_list | from itertools import takewhile; a = list(range(50)) |\
 list(takewhile(lambda x: x < 40, a))
starmap_list | from itertools import starmap; a = [(2, 3)] * 30 | list(starmap(pow, a))
cycle_next | from itertools import cycle; c = cycle([1, 2, 3]) | next(c)
zip_longest | from itertools import zip_longest; a = list(range(50)) | list(zip_longest(a, a))
pairwise_list | from itertools import pairwise; a = list(range(50)) | for x, y in pairwise(a): pass
tee_list | from itertools import tee; a = list(range(20)) | x, y = tee(a); list(x); list(y)
heap_push_pop | from heapq import heappush, heappop; h = list(range(100)) | heappush(h, 50); \
heappop(h)
heapify_list | from heapq import heapify; a = [i * 7919 % 1009 for i in range(100)] | heapify(a[:])
heap_tuples | from heapq import heappush, heappop; h = [(i, 'x') for i in range(100)] |\
 heappush(h, (50, 'y')); heappop(h)
heap_nsmallest | from heapq import nsmallest; a = [i * 7919 % 1009 for i in range(100)] |\
 nsmallest(5, a)
bisect_list | from bisect import bisect_left; a = list(range(1000)) | bisect_left(a, 700)
insort_list | from bisect import insort; a = list(range(100)) | insort(a, 50); del a[50]
deque_append_pop | from collections import deque; d = deque() | d.append(1); d.popleft()
deque_rotate | from collections import deque; d = deque(range(20)) | d.rotate(1)
deque_iterate | from collections import deque; d = deque(range(100)) | for x in d: pass
deque_index | from collections import deque; d = deque(range(100)) | d[50]
deque_maxlen | from collections import deque; d = deque(maxlen=5) | d.append(1)
namedtuple_new | from collections import namedtuple; P = namedtuple('P', 'x y') | P(1, 2)
namedtuple_get | from collections import namedtuple; p = namedtuple('P', 'x y')(1, 2) | p.x
reduce_add | from functools import reduce; from operator import add; a = list(range(50)) |\
 reduce(add, a)
reduce_lambda | from functools import reduce; a = list(range(50)) | reduce(lambda x, y: x + y, a)
partial_call | from functools import partial; f = partial(max, 5) | f(6)
lru_cache_hit | from functools import lru_cache; f = lru_cache(None)(abs) | f(5)
itemgetter_call | from operator import itemgetter; g = itemgetter(1); a = (1, 2) | g(a)
attrgetter_call | from operator import attrgetter; g = attrgetter('real'); a = 5 | g(a)
# --- json, re, struct, math, io, copy
json_dumps_small | import json; a = {'a': 1, 'b': [1, 2, 3], 'c': 'text'} | json.dumps(a)
json_dumps_big | import json; a = [{'id': i, 'name': 'n%d' % i, 'x': i / 3, \
'ok': True} for i in range(100)] | json.dumps(a)
json_dumps_indent | import json; a = [{'id': i, 'name': 'n%d' % i} for i in range(20)] |\
 json.dumps(a, indent=2)
json_dumps_sorted | import json; a = {'n%d' % i: i for i in range(50)} | json.dumps(a, \
sort_keys=True)
json_loads_small | import json; a = '{"a": 1, "b": [1, 2, 3], "c": "text"}' | json.loads(a)
json_loads_big | import json; a = json.dumps([{'id': i, 'name': 'n%d' % i, 'x': i / 3, \
'ok': True} for i in range(100)]) | json.loads(a)
json_loads_strs | import json; \
a = json.dumps(['some text %d with \\u20ac' % i for i in range(100)]) | json.loads(a)
json_loads_floats | import json; a = json.dumps([i / 7 for i in range(100)]) | json.loads(a)
re_match | import re; p = re.compile(r'(\\w+)=(\\d+)') | p.match('spam=42')
re_match_groups | import re; p = re.compile(r'(\\w+)=(\\d+)') | p.match('spam=42').groups()
re_match_module | import re | re.match(r'\\d+', '42')
re_search | import re; p = re.compile(r'needle'); s = 'hello world ' * 20 + 'needle' | p.search(s)
re_search_class | import re; p = re.compile(r'[0-9]+'); s = 'hello world ' * 20 + '42' | p.search(s)
re_findall_words | import re; p = re.compile(r'\\w+'); \
s = 'the quick brown fox jumps over ' * 20 | p.findall(s)
re_findall_groups | import re; p = re.compile(r'(\\w)(\\w)'); s = 'the quick brown fox ' * 20 |\
 p.findall(s)
re_finditer | import re; p = re.compile(r'\\d+'); s = 'a1 b22 c333 ' * 20 |\
 for m in p.finditer(s): m.group()
re_sub_str | import re; p = re.compile(r'\\s+'); s = 'the quick  brown   fox ' * 20 | p.sub(' ', s)
re_sub_template | import re; p = re.compile(r'(\\w+) (\\w+)'); s = 'the quick brown fox ' * 20 |\
 p.sub(r'\\2 \\1', s)
re_sub_function | import re; p = re.compile(r'\\w+'); s = 'the quick brown fox ' * 10 |\
 p.sub(lambda m: m.group(), s)
re_split | import re; p = re.compile(r'[ ,]+'); s = 'the quick, brown fox ' * 20 | p.split(s)
re_alternation | import re; p = re.compile(r'cat|dog|bird'); \
s = 'the quick brown fox ' * 20 + 'dog' | p.search(s)
re_lazy | import re; p = re.compile(r'<.*?>'); s = '<b>bold</b> text ' * 20 | p.findall(s)
re_ignorecase | import re; p = re.compile(r'hello', re.I); s = 'say HELLO World ' * 20 |\
 p.findall(s)
re_fullmatch_email | import re; p = re.compile(r'[\\w.]+@[\\w.]+\\.\\w+') |\
 p.fullmatch('someone.else@example.com')
re_escape | import re | re.escape('a.b*c')
struct_pack | import struct; p = struct.pack | p('<IHB', 1, 2, 3)
struct_unpack | import struct; u = struct.unpack; b = struct.pack('<IHB', 1, 2, 3) | u('<IHB', b)
struct_unpack_many | import struct; u = struct.Struct('<20i').unpack; b = bytes(80) | u(b)
math_sqrt | from math import sqrt; a = 2.5 | sqrt(a)
math_sin | import math; a = 2.5 | math.sin(a)
math_floor | from math import floor; a = 2.5 | floor(a)
math_gcd | from math import gcd; a = 84 | gcd(a, 36)
stringio_write | import io; f = io.StringIO() | f.write('spam')
stringio_lines | import io; s = 'a line of text\\n' * 50 | for l in io.StringIO(s): pass
bytesio_write | import io; f = io.BytesIO() | f.write(b'spam')
file_read_lines | f = open('/tmp/krait_micro.txt', 'w+'); f.write('a line of text\\n' * 500); \
f.flush() | f.seek(0); for l in f: pass
file_read_all | f = open('/tmp/krait_micro.txt', 'w+'); f.write('a line of text\\n' * 500); \
f.flush() | f.seek(0); f.read()
file_readlines | f = open('/tmp/krait_micro.txt', 'w+'); f.write('a line of text\\n' * 500); \
f.flush() | f.seek(0); f.readlines()
file_write_lines | f = open('/dev/null', 'w') | f.write('a line of text\\n')
file_print | f = open('/dev/null', 'w') | print('spam', 42, file=f)
file_binary_lines | f = open('/tmp/krait_micro.txt', 'w+b'); \
f.write(b'a line of text\\n' * 500); f.flush() | f.seek(0); for l in f: pass
copy_list | import copy; a = [1, 2, 3] | copy.copy(a)
deepcopy_list | import copy; a = [[1, 2], [3, 4]] | copy.deepcopy(a)
deepcopy_dict | import copy; a = {'a': [1, 2], 'b': {'c': 3}} | copy.deepcopy(a)
array_append | from array import array; a = array('i') | a.append(5)
array_get | from array import array; a = array('d', [1.5] * 10) | a[5]
# --- programs in small
nested_dict_list | | d = {}; for i in range(20): d.setdefault(i % 5, []).append(i)
tree_of_tuples | | t = None; for i in range(50): t = (t, i, None)
tree_of_lists | | t = None; for i in range(50): t = [t, i]
dict_of_dicts | | d = {}; for i in range(20): d[i] = {'id': i}
list_of_tuples | | [(i, i) for i in range(50)]
matrix_index | m = [[0] * 10 for _ in range(10)] | m[5][6] = m[3][4]
word_count | s = 'the quick brown fox jumps over the lazy dog ' * 4 | d = {}; \
for w in s.split(): d[w] = d.get(w, 0) + 1
char_count | s = 'the quick brown fox jumps over the lazy dog ' | d = {}; \
for c in s: d[c] = d.get(c, 0) + 1
caesar | s = 'hello world' | ''.join([chr((ord(c) - 97 + 3) % 26 + 97) for c in s])
sieve | | s = bytearray(200); for i in range(2, 15): s[i * i::i] = b'x' * len(s[i * i::i])
"""


def rows():
    for line in OPERATIONS.strip().splitlines():
        if not line.startswith('#'):
            name, rest = line.split(' |', 1)
            setup, statement = rest.split('| ', 1)
            yield name.strip(), setup.strip(), statement.strip()


def timed_function(setup, statement):
    # A statement that begins a loop takes the rest of its line with it.
    lines = ['def timed(n, clock):']
    for part in setup.replace('\\\\', '\\').split('; '):
        lines.append('    ' + (part or 'pass'))
    lines += ['    start = clock()', '    for _ in range(n):']
    for part in statement.replace('\\\\', '\\').split('; '):
        lines.append('        ' + part)
    lines.append('    return clock() - start')
    space = {}
    exec('\n'.join(lines), space)
    return space['timed']


def measure(only, rounds, budget=0.004):
    clock = time.process_time
    for name, setup, statement in rows():
        if only not in name:
            continue
        try:
            timed = timed_function(setup, statement)
            n = 1
            while True:
                spent = timed(n, clock)
                if spent > budget:
                    break
                n = n * 2 if spent < budget / 4 else int(n * budget / spent * 1.2) + 1
            best = min([spent] + [timed(n, clock) for _ in range(rounds)])
            print(name, best / n * 1e9)
        except Exception as error:
            print(name, 'failed', type(error).__name__, error)


def compare(interpreters, only, rounds):
    import subprocess
    best = [{}, {}]
    for _ in range(rounds):
        for which, interpreter in enumerate(interpreters):
            output = subprocess.run([interpreter, __file__, '--only=' + only],
                                    stdout=subprocess.PIPE, text=True).stdout
            for line in output.splitlines():
                name, figure = line.split(' ', 1)
                if figure.startswith('failed'):
                    print(interpreter, line)
                else:
                    old = best[which].get(name, float('inf'))
                    best[which][name] = min(old, float(figure))
    table = [(best[1][n] / best[0][n], n) for n in best[0] if n in best[1]]
    product = 1.0
    for ratio, name in sorted(table):
        print(f'{name:24} {best[0][name]:10.1f} {best[1][name]:10.1f} {ratio:6.2f}')
        product *= ratio ** (1 / len(table))
    slower = sum(ratio < 1 for ratio, _ in table)
    print(f'{len(table)} operations, geometric mean {product:.2f}, slower: {slower}')


def main(arguments):
    names = [a for a in arguments if not a.startswith('--')]
    options = dict(a[2:].split('=', 1) for a in arguments if a.startswith('--'))
    only = options.get('only', '')
    if names:
        rival = names[1] if len(names) > 1 else '/usr/bin/python3'
        compare([names[0], rival], only, int(options.get('rounds', 2)))
    else:
        measure(only, int(options.get('rounds', 2)))


main(sys.argv[1:])
