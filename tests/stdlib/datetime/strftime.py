# strftime() and __format__ of the three types; strptime().
from datetime import *

zone = timezone(timedelta(hours=-3, minutes=-30), 'X%Y')
moment = datetime(2024, 2, 29, 14, 5, 6, 78, zone)
for v in (moment, moment.replace(tzinfo=None), moment.timetz(), moment.time(), moment.date(),
          datetime(99, 1, 1), date(9, 1, 1)):
    print(v.strftime('%Y|%y|%C|%G|%V|%u|%w|%a|%A|%b|%B|%m|%d|%e|%j|%H|%I|%p|%M|%S|%f|%z|%:z|%Z|%%'))
    print(v.strftime('%F %T %D %R %c %x %X %-d %_d %05d %^a %Ey %Od %q % %'), f'{v:%H:%M}', f'{v}')
print(ascii(moment.strftime('\u263a%Y\xe9%m')), ascii(moment.strftime('%\xe9%Y')))
for code in ('moment.strftime(3)', 'moment.__format__(3)', 'moment.strftime("\ud800")'):
    try:
        print(eval(code))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))
print(repr(datetime.strptime('2024-02-29 14:05:06.000078 -0330', '%Y-%m-%d %H:%M:%S.%f %z')))


class Named(datetime):
    def timetuple(self):
        return (1999, 9, 9, 9, 9, 9, 3, 252, 0)


print(Named(2000, 1, 1).strftime('%Y-%m-%d %H %a %j %f'))
print(repr(Named.strptime('03', '%y')))
