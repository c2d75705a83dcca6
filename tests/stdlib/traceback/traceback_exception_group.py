import traceback
group = ExceptionGroup('two', [ValueError(1), TypeError(2)])
group.add_note('note')
print(''.join(traceback.format_exception(group)), end='')
# expect:   | ExceptionGroup: two (2 sub-exceptions)
# expect:   | note
# expect:   +-+---------------- 1 ----------------
# expect:     | ValueError: 1
# expect:     +---------------- 2 ----------------
# expect:     | TypeError: 2
# expect:     +------------------------------------
