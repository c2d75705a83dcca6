"""calendar of 3.12 and 3.13: enumerations of months and days; main() takes the arguments alone."""
from enum import IntEnum as _IntEnum, global_enum as _global_enum


@_global_enum
class Month(_IntEnum):
    JANUARY = 1
    FEBRUARY = 2
    MARCH = 3
    APRIL = 4
    MAY = 5
    JUNE = 6
    JULY = 7
    AUGUST = 8
    SEPTEMBER = 9
    OCTOBER = 10
    NOVEMBER = 11
    DECEMBER = 12


@_global_enum
class Day(_IntEnum):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


def weekday(year, month, day):
    """The day of the week of a date, as a Day."""
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        year = 2000 + year % 400
    return Day(datetime.date(year, month, day).weekday())


class IllegalMonthError(ValueError, IndexError):
    def __init__(self, month):
        self.month = month

    def __str__(self):
        return "bad month number %r; must be 1-12" % self.month


def _validate_month(month):
    if not 1 <= month <= 12:
        raise IllegalMonthError(month)


def monthrange(year, month):
    """Weekday of the first day of a month, and the number of its days."""
    _validate_month(month)
    first = weekday(year, month, 1)
    return first, mdays[month] + (month == FEBRUARY and isleap(year))


__all__ += ["Day", "Month", "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY",
            "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"]
__all__ = list(dict.fromkeys(__all__))

_main_with_program = main


def main(args=None):
    """The command: `args` are its arguments, by default those of the program."""
    return _main_with_program([None, *(sys.argv[1:] if args is None else args)])
