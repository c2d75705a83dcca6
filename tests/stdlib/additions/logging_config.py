# logging.config and logging.handlers of 3.12 and 3.13.
import datetime
import logging
import logging.config
import logging.handlers
import os
import tempfile
import time

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'a.log')
    logging.config.dictConfig({
        'version': 1,
        'formatters': {'f': {'format': '%(who)s %(message)s', 'defaults': {'who': 'nobody'}}},
        'handlers': {
            'a_queue': {'class': 'logging.handlers.QueueHandler', 'handlers': ['file'],
                        'respect_handler_level': True},
            'file': {'class': 'logging.FileHandler', 'filename': path, 'formatter': 'f',
                     'level': 'WARNING', '.': {'note': 'set'}},
            'held': {'class': 'logging.handlers.MemoryHandler', 'capacity': 9, 'target': 'file',
                     'flushLevel': 'CRITICAL'}},
        'root': {'level': 'INFO', 'handlers': ['a_queue']}})
    queue_handler = logging.getHandlerByName('a_queue')
    print(type(queue_handler.listener).__name__, logging.getHandlerByName('file').note,
          logging.getHandlerByName('held').flushLevel, sorted(logging.getHandlerNames()))
    queue_handler.listener.start()
    logging.info('not this')
    logging.error('this')
    queue_handler.listener.stop()
    queue_handler.listener.stop()
    with open(path) as file:
        print(file.read(), end='')
    for config in ({'class': 'logging.handlers.QueueHandler', 'queue': 5},
                   {'class': 'logging.handlers.QueueHandler', 'listener': 5}):
        try:
            logging.config.dictConfig({'version': 1, 'handlers': {'h': config}})
        except ValueError as error:
            print(error, '|', error.__cause__)
    for name, text in (('missing', None), ('empty', ''), ('wrong', '<??>')):
        wrong = os.path.join(folder, name)
        if text is not None:
            with open(wrong, 'w') as file:
                file.write(text)
        try:
            logging.config.fileConfig(wrong)
        except Exception as error:
            print(type(error).__name__, str(error).replace(folder, '')[:30])

    os.environ['TZ'] = 'UTC'
    time.tzset()
    noon = datetime.time(12)
    for when, interval, at in (('midnight', 1, None), ('midnight', 3, noon), ('W3', 1, None),
                               ('W0', 2, noon), ('h', 2, None)):
        handler = logging.handlers.TimedRotatingFileHandler(
            path, when, interval, atTime=at, delay=True, utc=True)
        print(when, interval, handler.computeRollover(1_000_000_000) - 1_000_000_000,
              handler.extMatch.pattern)
    handler.backupCount = 2
    for name in ('a.log.2001-01-01_0' + str(hour) for hour in range(4)):
        open(os.path.join(folder, name), 'w').close()
    open(os.path.join(folder, 'a.log.2001-01-01_000'), 'w').close()
    print([os.path.basename(one) for one in handler.getFilesToDelete()])
    rotating = logging.handlers.RotatingFileHandler(os.path.join(folder, 'b'), maxBytes=3)
    record = logging.makeLogRecord({'msg': 'long'})
    print(rotating.shouldRollover(record), end=' ')
    rotating.emit(record)
    print(rotating.shouldRollover(record))
    rotating.close()
    logging.config.dictConfig({'version': 1})
