"""tty of 3.12 and 3.13: modes as lists, and the former mode as the result."""

__all__ += ['cfmakeraw', 'cfmakecbreak']


def cfmakeraw(mode):
    """Make termios mode raw."""
    import termios
    mode[IFLAG] &= ~(termios.IGNBRK | termios.BRKINT | termios.IGNPAR | termios.PARMRK
                     | termios.INPCK | termios.ISTRIP | termios.INLCR | termios.IGNCR
                     | termios.ICRNL | termios.IXON | termios.IXANY | termios.IXOFF)
    mode[OFLAG] &= ~termios.OPOST
    mode[CFLAG] &= ~(termios.PARENB | termios.CSIZE)
    mode[CFLAG] |= termios.CS8
    mode[LFLAG] &= ~(termios.ECHO | termios.ECHOE | termios.ECHOK | termios.ECHONL
                     | termios.ICANON | termios.IEXTEN | termios.ISIG | termios.NOFLSH
                     | termios.TOSTOP)
    mode[CC] = list(mode[CC])
    mode[CC][VMIN] = 1
    mode[CC][VTIME] = 0


def cfmakecbreak(mode):
    """Make termios mode cbreak."""
    mode[LFLAG] &= ~(ECHO | ICANON)
    mode[CC] = list(mode[CC])
    mode[CC][VMIN] = 1
    mode[CC][VTIME] = 0


def setraw(fd, when=TCSAFLUSH):
    """Put terminal into raw mode; the mode that it had."""
    before = tcgetattr(fd)
    mode = list(before)
    cfmakeraw(mode)
    tcsetattr(fd, when, mode)
    return before


def setcbreak(fd, when=TCSAFLUSH):
    """Put terminal into cbreak mode; the mode that it had."""
    before = tcgetattr(fd)
    mode = list(before)
    cfmakecbreak(mode)
    tcsetattr(fd, when, mode)
    return before
