# Records of 3.12 and later: task names, filters that replace, adapters that merge, handlers by name.
import asyncio
import logging
import sys

handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(logging.Formatter('%(levelname)s %(name)s %(taskName)s %(message)s'))
handler.name = 'out'
log = logging.getLogger('a.b')
log.setLevel(logging.DEBUG)
log.addHandler(handler)
log.propagate = False
log.info('outside %d', 1)


async def main():
    log.warning('inside')

asyncio.run(main())


def replace(record):
    if 'secret' in record.msg:
        other = logging.makeLogRecord(record.__dict__)
        other.msg = record.msg.replace('secret', '***')
        return other
    return 'drop' not in record.msg


log.addFilter(replace)
log.error('a secret')
log.error('drop this')
log.error('keep this')
print(log.handle(logging.makeLogRecord({'msg': 'direct', 'levelno': 50, 'levelname': 'X'})))
handler.setFormatter(logging.Formatter('%(message)s %(user)s %(ip)s'))
logging.LoggerAdapter(log, {'user': 'u', 'ip': 1}, merge_extra=True).info('merged', extra={'ip': 2})
logging.LoggerAdapter(log, {'user': 'u', 'ip': 1}).info('not merged', extra={'ip': 2})
print(logging.getHandlerByName('out') is handler, sorted(logging.getHandlerNames()))
print(logging.getLogger('a').getChildren(), logging.LoggerAdapter(log).name)
record = logging.makeLogRecord({})
print(isinstance(record.msecs, float), record.msecs == int(record.msecs), record.relativeCreated > 0)
