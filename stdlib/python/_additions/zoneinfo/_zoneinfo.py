"""zoneinfo._zoneinfo of 3.13: TZ strings are matched as a whole, and may have hours up to 167."""


def _add_rules():
    clock = r'([+-]?)(\d{1,3})(?::(\d{2})(?::(\d{2}))?)?'
    name = r'([^<0-9:.+,-]+|<[a-zA-Z0-9+-]+>)'
    offset = r'([+-]?\d{1,3}(?::\d{2}(?::\d{2})?)?)'

    def seconds_of(text, hours_max):
        match = re.fullmatch(clock, text, re.ASCII)
        if match is None:
            raise ValueError(f'Invalid time: {text}')
        hour, minute, second = (int(part or 0) for part in match.groups()[1:])
        if hour > hours_max:
            raise ValueError(f'Hour must be in [0, {hours_max}]: {text}')
        sign = -1 if match[1] == '-' else 1
        return sign * hour, sign * minute, sign * second

    def parse_delta(text):
        hour, minute, second = seconds_of(text, 24)
        return -(hour * 3600 + minute * 60 + second)  # west of Greenwich is positive there

    def parse_rule(text):
        day, *time = text.split('/', 1)
        if day[:1] == 'M':
            match = re.fullmatch(r'M(\d{1,2})\.(\d).(\d)', day, re.ASCII)
            if match is None:
                raise ValueError(f'Invalid dst start/end date: {text}')
            rule = _CalendarOffset(*map(int, match.groups()))
        else:
            julian = day[:1] == 'J'
            rule = _DayOffset(int(day[1:] if julian else day), julian)
        if time:
            rule.hour, rule.minute, rule.second = seconds_of(time[0], 167)
        return rule

    def parse_string(text):
        names, *rules = text.split(',', 1)
        match = re.fullmatch(f'{name}(?:{offset}(?:{name}{offset}?)?)?', names, re.ASCII)
        if match is None:
            raise ValueError(f'{text} is not a valid TZ string')
        standard, standard_text, summer, summer_text = match.groups()
        try:
            standard_offset = parse_delta(standard_text) if standard_text else 0
        except ValueError as e:
            raise ValueError(f'Invalid STD offset in {text}') from e
        standard = standard.strip('<>')
        if summer is None:
            if rules:
                raise ValueError(f'Transition rule present without DST: {text}')
            return _ttinfo(_load_timedelta(standard_offset), _load_timedelta(0), standard)
        try:
            summer_offset = parse_delta(summer_text) if summer_text else standard_offset + 3600
        except ValueError as e:
            raise ValueError(f'Invalid DST offset in {text}') from e
        if not rules:
            raise ValueError(f'Missing transition rules: {text}')
        try:
            start, end = map(parse_rule, rules[0].split(',', 1))
        except ValueError as e:
            raise ValueError(f'Invalid TZ string: {text}') from e
        return _TZStr(standard, standard_offset, summer.strip('<>'), summer_offset, start, end)

    return parse_delta, parse_rule, parse_string


_parse_tz_delta, _parse_dst_start_end, _parse_tz_str = _add_rules()
del _add_rules
