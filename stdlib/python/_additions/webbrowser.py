"""webbrowser of 3.13: Microsoft Edge; the browsers that are no more are gone."""

Epiphany = Galeon
Epiphany.__name__ = Epiphany.__qualname__ = 'Epiphany'
Epiphany.__doc__ = 'Launcher class for Epiphany browser.'


class Edge(UnixBrowser):
    """Launcher class for Microsoft Edge browser."""

    remote_args = ['%action', '%s']
    remote_action = ''
    remote_action_newwin = '--new-window'
    remote_action_newtab = ''
    background = True


_register_browsers_311 = register_X_browsers


def register_X_browsers():
    _register_browsers_311()
    if shutil.which('microsoft-edge'):
        register('microsoft-edge', None, Edge('microsoft-edge'))


def parse_args(arg_list):
    import argparse
    parser = argparse.ArgumentParser(description='Open URL in a web browser.')
    parser.add_argument('url', help='URL to open')
    group = parser.add_mutually_exclusive_group()
    group.add_argument('-n', '--new-window', action='store_const', const=1, default=0,
                       dest='new_win', help='open new window')
    group.add_argument('-t', '--new-tab', action='store_const', const=2, default=0,
                       dest='new_win', help='open new tab')
    return parser.parse_args(arg_list)


def main(arg_list=None):
    args = parse_args(arg_list)
    open(args.url, args.new_win)
    print('\a')
