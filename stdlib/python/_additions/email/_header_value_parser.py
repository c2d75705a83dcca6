"""email._header_value_parser of 3.13: a value that ends too early, names that begin with a dot."""
import functools
from _extend import _extend


def _may_end_early(get):
    @functools.wraps(get)
    def wrapper(*args):
        try:
            return get(*args)
        except IndexError:
            raise errors.HeaderParseError(
                f"unexpected end of header value in {get.__name__}('{args[-1]}')") from None
    return wrapper


def _has_cfws(token, at):
    """Whether a phrase begins or ends, by the index, with white space or a comment."""
    one = token[at]
    return one.token_type == 'cfws' or isinstance(one, TokenList) and one[at].token_type == 'cfws'


@_extend(DisplayName)
class DisplayName:
    @property
    def display_name(self):
        parts = TokenList(self)
        if parts:
            if parts[0].token_type == 'cfws':
                parts.pop(0)
            elif _has_cfws(parts, 0):
                parts[0] = TokenList(parts[0][1:])
            if parts[-1].token_type == 'cfws':
                parts.pop()
            elif _has_cfws(parts, -1):
                parts[-1] = TokenList(parts[-1][:-1])
        return parts.value

    @property
    def value(self):
        quoted = self.defects or any(one.token_type == 'quoted-string' for one in self)
        if not self or not quoted:
            return Phrase.value.fget(self)
        before, after = (' ' if _has_cfws(self, at) else '' for at in (0, -1))
        return before + quote_string(self.display_name) + after


def get_name_addr(value):
    """name-addr = [display-name] angle-addr"""
    address = NameAddr()
    leader = None
    if value[0] in CFWS_LEADER:
        leader, value = get_cfws(value)
        if not value:
            raise errors.HeaderParseError("expected name-addr but found '{}'".format(leader))
    if value[0] != '<':
        if value[0] in PHRASE_ENDS:
            raise errors.HeaderParseError("expected name-addr but found '{}'".format(value))
        name, value = get_display_name(value)
        if not value:
            raise errors.HeaderParseError("expected name-addr but found '{}'".format(name))
        if leader is not None:
            # The first part of a name may be a dot, which has no parts.
            holder = name[0] if isinstance(name[0], TokenList) else name
            holder[:0] = [leader]
            leader = None
        address.append(name)
    angle, value = get_angle_addr(value)
    if leader is not None:
        angle[:0] = [leader]
    address.append(angle)
    return address, value


for _name in ('get_angle_addr', 'get_domain', 'get_local_part', 'get_name_addr', 'get_obs_route',
              'get_quoted_string', 'get_msg_id'):
    globals()[_name] = _may_end_early(globals()[_name])
del _name


_fold_as_ew_311 = _fold_as_ew


def _fold_as_ew(to_encode, lines, maxlen, last_ew, ew_combine_allowed, charset):
    """Fold text as encoded words; one of another charset does not go on with the last."""
    if last_ew is not None:
        last_charset = lines[-1][last_ew:].removeprefix('=?').partition('?')[0]
        if last_charset != charset and (
                last_charset == 'unknown-8bit'
                or last_charset == 'utf-8' and charset != 'us-ascii'):
            last_ew = None
    return _fold_as_ew_311(to_encode, lines, maxlen, last_ew, ew_combine_allowed, charset)
