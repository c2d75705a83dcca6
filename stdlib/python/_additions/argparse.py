"""argparse of 3.12 and 3.13: help with `-s, --long ARGS`, deprecated arguments, exit_on_error for
every error, usage that may break between alternatives."""
import functools as _functools
from _extend import _override


def _usage_of_action(formatter, action, in_group):
    """The text of one argument in a usage line."""
    if not action.option_strings:
        text = formatter._format_args(
            action, formatter._get_default_metavar_for_positional(action))
        if in_group and text[:1] == '[' and text[-1:] == ']':
            text = text[1:-1]
        return text
    if action.nargs == 0:
        text = action.format_usage()
    else:
        values = formatter._format_args(
            action, formatter._get_default_metavar_for_optional(action))
        text = f'{action.option_strings[0]} {values}'
    return text if action.required or in_group else f'[{text}]'


def _wrapped(parts, width, indent, used):
    """Lines of the parts, none wider than `width` if it can be; `used`: of the first."""
    lines, line = [], []
    for part in parts:
        if line and used + 1 + len(part) > width:
            lines.append(indent + ' '.join(line))
            line, used = [], len(indent) - 1
        line.append(part)
        used += len(part) + 1
    if line:
        lines.append(indent + ' '.join(line))
    return lines


@_override(HelpFormatter)
class _formatter:
    def _format_action_invocation(self, action):
        if not action.option_strings:
            default = self._get_default_metavar_for_positional(action)
            return ' '.join(self._metavar_formatter(action, default)(1))
        names = ', '.join(action.option_strings)
        if action.nargs == 0:
            return names
        default = self._get_default_metavar_for_optional(action)
        return f'{names} {self._format_args(action, default)}'

    def add_argument(self, action):
        if action.help is SUPPRESS:
            return
        lengths = [len(self._format_action_invocation(action)) + self._current_indent]
        for inner in self._iter_indented_subactions(action):
            lengths.append(len(self._format_action_invocation(inner)) + self._current_indent)
        self._action_max_length = max(self._action_max_length, *lengths)
        self._add_item(self._format_action, [action])

    def _get_actions_usage_parts(self, actions, groups):
        """The parts of a usage line, one of each argument that is shown."""
        everything = actions
        actions = [action for action in actions if action.help is not SUPPRESS]
        in_group = set()
        spans = []
        for group in groups:
            if not group._group_actions:
                raise ValueError(f'empty group {group}')
            if all(action.help is SUPPRESS for action in group._group_actions):
                continue
            members = [a for a in group._group_actions if a.help is not SUPPRESS]
            first = group._group_actions[0]
            if first not in everything:
                continue
            start = everything.index(first)
            # A group is shown as one if nothing else comes between its members.
            if everything[start:start + len(group._group_actions)] == group._group_actions:
                start = actions.index(members[0])
                spans.append((start, start + len(members), group))
                in_group.update(members)
        parts = [_usage_of_action(self, action, action in in_group) for action in actions]
        # Each argument stays a part of its own, so that the line may break between alternatives.
        # Inner groups come after the one that contains them.
        for start, end, group in reversed(spans):
            if group.required:
                several = len(group._group_actions) > 1 and end - start > 1
                opening, closing = '()' if several else ('', '')
            else:
                opening, closing = '[]'
            parts[start] = opening + parts[start]
            for i in range(start, end - 1):
                if not parts[i].endswith(' |'):
                    parts[i] += ' |'
            parts[end - 1] += closing
        return parts

    def _format_actions_usage(self, actions, groups):
        return ' '.join(self._get_actions_usage_parts(actions, groups))

    def _format_usage(self, usage, actions, groups, prefix):
        if prefix is None:
            prefix = _('usage: ')
        prog = '%(prog)s' % dict(prog=self._prog)
        if usage is not None:
            usage = usage % dict(prog=self._prog)
        elif not actions:
            usage = prog
        else:
            options = [a for a in actions if a.option_strings]
            parts = self._get_actions_usage_parts(
                options + [a for a in actions if not a.option_strings], groups)
            count = sum(a.help is not SUPPRESS for a in options)
            optionals, positionals = parts[:count], parts[count:]
            usage = ' '.join([prog, *optionals, *positionals])
            width = self._width - self._current_indent
            if len(prefix) + len(usage) > width:
                if len(prefix) + len(prog) <= 0.75 * width:
                    # The rest stands behind the program's name.
                    indent = ' ' * (len(prefix) + len(prog) + 1)
                    first = optionals or positionals
                    lines = _wrapped([prog] + first, width, indent, len(prefix) - 1)
                    if lines:
                        lines[0] = lines[0][len(indent):]
                    if optionals:
                        lines += _wrapped(positionals, width, indent, len(indent) - 1)
                else:
                    indent = ' ' * len(prefix)
                    lines = _wrapped(optionals + positionals, width, indent, len(indent) - 1)
                    if len(lines) > 1:
                        lines = (_wrapped(optionals, width, indent, len(indent) - 1) +
                                 _wrapped(positionals, width, indent, len(indent) - 1))
                    lines.insert(0, prog)
                usage = '\n'.join(lines)
        return f'{prefix}{usage}\n\n'


# --- deprecated arguments ------------------------------------------------------------------------

def _warn_of_argument(self, parser, values, option_string):
    if option_string is not None:
        message = _("option '%(option)s' is deprecated") % {'option': option_string}
    elif values is self.default or values in (None, []):
        return                                # not given
    else:
        message = _("argument '%(argument_name)s' is deprecated") % {'argument_name': self.dest}
    warned = parser._warned_of
    if (option_string or self.dest) not in warned:
        warned.add(option_string or self.dest)
        parser._warning(message)


@_functools.cache
def _deprecated_class(action_class):
    """The class of actions that are `action_class`'s, and say that they are deprecated."""
    def __call__(self, parser, namespace, values, option_string=None):
        _warn_of_argument(self, parser, values, option_string)
        return action_class.__call__(self, parser, namespace, values, option_string)

    return type(action_class.__name__, (action_class,),
                {'__call__': __call__, '__module__': action_class.__module__,
                 '__qualname__': action_class.__qualname__})


@_override(_ActionsContainer)
class _container:
    def add_argument(self, *args, deprecated=False, **kwargs):
        """add_argument(dest, ..., name=value, ...)
        add_argument(option_string, option_string, ..., name=value, ...)
        """
        action = _container.add_argument(self, *args, **kwargs)
        action.deprecated = deprecated
        if deprecated:
            action.__class__ = _deprecated_class(type(action))
        return action


@_override(Action)
class _action:
    deprecated = False

    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None,
                 choices=None, required=False, help=None, metavar=None, deprecated=False):
        _action.__init__(self, option_strings, dest, nargs, const, default, type, choices, required,
                         help, metavar)
        self.deprecated = deprecated

    def _get_kwargs(self):
        return [*_action._get_kwargs(self), ('deprecated', self.deprecated)]


_not_given = object()


@_override(BooleanOptionalAction)
class _boolean:
    def __init__(self, option_strings, dest, default=None, type=_not_given, choices=_not_given,
                 required=False, help=None, metavar=_not_given, deprecated=False):
        given = {'type': type, 'choices': choices, 'metavar': metavar}
        given = {name: value for name, value in given.items() if value is not _not_given}
        for name in given:
            import warnings
            warnings._deprecated(
                name, '{name!r} is deprecated as of Python 3.12 and will be removed in '
                      'Python {remove}.', remove=(3, 14))
        _boolean.__init__(self, option_strings, dest, default=default, required=required,
                          help=help, **given)
        self.deprecated = deprecated


@_override(_SubParsersAction)
class _subparsers:
    def add_parser(self, name, *, deprecated=False, **kwargs):
        names = (name, *kwargs.get('aliases', ()))
        for taken in names:
            if taken in self._name_parser_map:
                kind = 'subparser' if taken == name else 'subparser alias'
                raise ArgumentError(self, _(f'conflicting {kind}: %s') % taken)
        parser = _subparsers.add_parser(self, name, **kwargs)
        if deprecated:
            self._deprecated = getattr(self, '_deprecated', frozenset()).union(names)
        return parser

    def __call__(self, parser, namespace, values, option_string=None):
        if values[0] in getattr(self, '_deprecated', ()):
            parser._warning(_("command '%(parser_name)s' is deprecated")
                            % {'parser_name': values[0]})
        return _subparsers.__call__(self, parser, namespace, values, option_string)


# --- errors --------------------------------------------------------------------------------------

def _raise_argument_error(message):
    raise ArgumentError(None, message)


def _parse_all(parse_known, self, args, namespace):
    args, rest = parse_known(args, namespace)
    if rest:
        message = _('unrecognized arguments: %s') % ' '.join(rest)
        if not self.exit_on_error:
            raise ArgumentError(None, message)
        self.error(message)
    return args


@_override(ArgumentParser)
class _parser:
    def __init__(self, *args, parents=(), **kwargs):
        for parent in parents:
            if not isinstance(parent, ArgumentParser):
                raise TypeError('parents must be a list of ArgumentParser')
        _parser.__init__(self, *args, parents=parents, **kwargs)

    def _parse_known_args(self, arg_strings, namespace, *more):
        """What is wrong with the arguments raises ArgumentError: parse_known_args() decides whether
        the program ends."""
        self._warned_of = set()
        if 'error' in self.__dict__:
            return _parser._parse_known_args(self, arg_strings, namespace, *more)
        self.error = _raise_argument_error
        try:
            return _parser._parse_known_args(self, arg_strings, namespace, *more)
        finally:
            del self.error

    def parse_args(self, args=None, namespace=None):
        return _parse_all(self.parse_known_args, self, args, namespace)

    def parse_intermixed_args(self, args=None, namespace=None):
        return _parse_all(self.parse_known_intermixed_args, self, args, namespace)

    def add_subparsers(self, **kwargs):
        if self._subparsers is not None:
            raise ArgumentError(None, _('cannot have multiple subparser arguments'))
        return _parser.add_subparsers(self, **kwargs)

    def _read_args_from_files(self, arg_strings):
        """The arguments, with those of a file in the place of its name after a prefix character."""
        result = []
        for text in arg_strings:
            if not text or text[0] not in self.fromfile_prefix_chars:
                result.append(text)
                continue
            try:
                with open(text[1:], encoding=_sys.getfilesystemencoding(),
                          errors=_sys.getfilesystemencodeerrors()) as file:
                    lines = file.read().splitlines()
            except OSError as error:
                raise ArgumentError(None, str(error))
            found = [arg for line in lines for arg in self.convert_arg_line_to_args(line)]
            result += self._read_args_from_files(found)
        return result

    def _get_values(self, action, arg_strings):
        if action.option_strings:
            if '--' in arg_strings and action.nargs not in (PARSER, REMAINDER):
                # The first is taken out, the given one is a value.
                arg_strings = ['--', *arg_strings]
        elif action.nargs == ZERO_OR_MORE and not arg_strings:
            return [] if action.default is None else action.default   # not among the choices
        return _parser._get_values(self, action, arg_strings)

    def _warning(self, message):
        text = _('%(prog)s: warning: %(message)s\n') % {'prog': self.prog, 'message': message}
        self._print_message(text, _sys.stderr)

    def _print_message(self, message, file=None):
        if message:
            file = file or _sys.stderr
            try:
                file.write(message)
            except (AttributeError, OSError):
                pass
