"""logging.config of 3.12 and 3.13: queue handlers, defaults of formatters, errors of files."""
import functools
import os
import queue
from _extend import _extend

_file_config_311 = fileConfig
_configure_plain_handler = DictConfigurator.configure_handler
_configure_plain_formatter = DictConfigurator.configure_formatter


def fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None):
    """Read the logging configuration from a ConfigParser-format file."""
    import configparser
    if isinstance(fname, str):
        if not os.path.exists(fname):
            raise FileNotFoundError(f"{fname} doesn't exist")
        if not os.path.getsize(fname):
            raise RuntimeError(f'{fname} is an empty file')
    try:
        _file_config_311(fname, defaults, disable_existing_loggers, encoding)
    except configparser.ParsingError as error:
        raise RuntimeError(f'{fname} is invalid: {error}')


def _create_formatters(cp):
    """The formatters that a file describes, by name."""
    names = cp['formatters']['keys']
    formatters = {}
    for name in _strip_spaces(names.split(',')) if names else ():
        section = 'formatter_%s' % name

        def option(key, fallback=None):
            return cp.get(section, key, raw=True, fallback=fallback)

        kind = cp[section].get('class')
        kind = _resolve(kind) if kind else logging.Formatter
        more = option('defaults')
        more = {} if more is None else {'defaults': eval(more, vars(logging))}
        formatters[name] = kind(option('format'), option('datefmt'), option('style', '%'), **more)
    return formatters


def _is_queue_like_object(obj):
    """Whether obj has the methods of a queue."""
    if isinstance(obj, queue.Queue):
        return True
    return all(callable(getattr(obj, name, None))
               for name in ('empty', 'full', 'get', 'get_nowait', 'put', 'put_nowait', 'join',
                            'qsize', 'task_done')) or _is_process_queue(obj)


def _is_process_queue(obj):
    from multiprocessing.queues import Queue
    return isinstance(obj, Queue)


def _attributes_apart(config):
    """The attributes under '.', which are set at the end; config without them."""
    return {key: config[key] for key in config if key != '.'}, config.get('.')


def _set_attributes(result, attributes):
    for name, value in (attributes or {}).items():
        setattr(result, name, value)
    return result


@_extend(BaseConfigurator)
class BaseConfigurator:
    INDEX_PATTERN = re.compile(r'^\[([^\[\]]*)\]\s*')

    def configure_custom(self, config):
        """Configure an object with a user-supplied factory."""
        factory = config.pop('()')
        if not callable(factory):
            factory = self.resolve(factory)
        plain = {key: config[key] for key in config if key != '.' and valid_ident(key)}
        result = factory(**plain)
        # The attributes are converted only now.
        return _set_attributes(result, config.pop('.', None))


@_extend(DictConfigurator)
class DictConfigurator:
    def configure_formatter(self, config):
        """Configure a formatter from a dictionary."""
        if '()' in config or config.get('defaults') is None:
            return _configure_plain_formatter(self, config)
        kind = _resolve(config['class']) if config.get('class') else logging.Formatter
        more = [config['validate']] if 'validate' in config else []
        return kind(config.get('format'), config.get('datefmt'), config.get('style', '%'), *more,
                    defaults=config['defaults'])

    def configure_handler(self, config):
        """Configure a handler from a dictionary."""
        whole = dict(config)  # a handler that must wait for another is configured again
        kind = config.get('class')
        if '()' not in config and kind is not None:
            if not callable(kind):
                kind = self.resolve(kind)
            if issubclass(kind, logging.handlers.QueueHandler):
                self._prepare_queue_handler(config, whole)
                return self._finish_handler(
                    config, functools.partial(self._configure_queue_handler, kind))
            if issubclass(kind, logging.handlers.MemoryHandler) and 'flushLevel' in config:
                config['flushLevel'] = logging._checkLevel(config['flushLevel'])
            if callable(whole['class']):
                del config['class']
                config['()'] = kind
        if '.' not in config:
            return _configure_plain_handler(self, config)
        waiting = {key: config.pop(key) for key in list(config) if key == '.'}
        try:
            result = _configure_plain_handler(self, config)
        except Exception:
            config.update(whole)
            raise
        config['.'] = waiting['.']
        return _set_attributes(result, config['.'])

    def _finish_handler(self, config, factory):
        """A handler made by the factory of what `config` holds, with what every handler has."""
        del config['class']
        formatter = config.pop('formatter', None)
        if formatter:
            try:
                formatter = self.config['formatters'][formatter]
            except Exception as error:
                raise ValueError('Unable to set formatter %r' % formatter) from error
        level = config.pop('level', None)
        filters = config.pop('filters', None)
        plain = {key: config[key] for key in config if key != '.' and valid_ident(key)}
        result = factory(**plain)
        if formatter:
            result.setFormatter(formatter)
        if level is not None:
            result.setLevel(logging._checkLevel(level))
        if filters:
            self.add_filters(result, filters)
        return _set_attributes(result, config.pop('.', None))

    def _prepare_queue_handler(self, config, whole):
        """Put the queue, the listener and the handlers themselves in the place of their names."""
        if 'queue' in config:
            given = config['queue']
            if isinstance(given, str):
                made = self.resolve(given)
                if not callable(made):
                    raise TypeError('Invalid queue specifier %r' % given)
                config['queue'] = made()
            elif isinstance(given, dict):
                if '()' not in given:
                    raise TypeError('Invalid queue specifier %r' % given)
                config['queue'] = self.configure_custom(dict(given))
            elif not _is_queue_like_object(given):
                raise TypeError('Invalid queue specifier %r' % given)
        if 'listener' in config:
            config['listener'] = self._listener_of(config['listener'])
        if 'handlers' in config:
            handlers = []
            for name in config['handlers']:
                try:
                    handler = self.config['handlers'][name]
                    if not isinstance(handler, logging.Handler):
                        config.update(whole)
                        # These words make the caller try again when the others are done.
                        raise TypeError('Required handler %r: target not configured yet' % name)
                except Exception as error:
                    raise ValueError('Unable to set required handler %r' % name) from error
                handlers.append(handler)
            config['handlers'] = handlers

    def _listener_of(self, given):
        listener = given
        if isinstance(given, str):
            listener = self.resolve(given)
        elif isinstance(given, dict):
            listener = self.configure_custom(dict(given)) if '()' in given else None
        elif not isinstance(given, type):
            listener = None
        wrong = (isinstance(listener, type)
                 and not issubclass(listener, logging.handlers.QueueListener))
        if wrong or not callable(listener):
            raise TypeError('Invalid listener specifier %r' % given)
        return listener

    def _configure_queue_handler(self, klass, *, listener=None, handlers=(),
                                 respect_handler_level=False, **kwargs):
        records = kwargs.pop('queue') if 'queue' in kwargs else queue.Queue()
        if listener is None:
            listener = logging.handlers.QueueListener
        listener = listener(records, *handlers, respect_handler_level=respect_handler_level)
        handler = klass(records, **kwargs)
        handler.listener = listener
        return handler
