# The form in Python reads the TZ strings of 3.13: as a whole, with hours up to 167.
from zoneinfo._zoneinfo import _parse_tz_str as parse

for text in ('AAA+24', 'AAA24:59:59BBB5,J60/2,J300/2', '<-03>3', 'CET-1CEST,M3.5.0,M10.5.0/3',
             'AAA4BBB,J60/167:59:59,J300/-167', 'AAA4BBB,J60/2,', 'AAA4BBB,J60/2/3,J300/2', 'AAA25',
             'AAA4BBB,z,J300/2', 'AAA4BBB,J60/168,J300/2', 'AAA4,1,2', 'AAA4BBB', 'AAA4:0BBB,1,2'):
    try:
        rule = parse(text)
        print(text, rule if not hasattr(rule, 'std') else (rule.std, rule.dst, rule.transitions(2024)))
    except ValueError as e:
        print(text, e)
