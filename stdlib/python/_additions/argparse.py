"""argparse of 3.13: help with `-s, --long ARGS`, deprecated arguments."""


def _format_action_invocation(self, action):
    if not action.option_strings:
        default = self._get_default_metavar_for_positional(action)
        return ' '.join(self._metavar_formatter(action, default)(1))
    names = ', '.join(action.option_strings)
    if action.nargs == 0:
        return names
    default = self._get_default_metavar_for_optional(action)
    return f'{names} {self._format_args(action, default)}'


HelpFormatter._format_action_invocation = _format_action_invocation
del _format_action_invocation
