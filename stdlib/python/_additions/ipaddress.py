"""ipaddress of 3.13: ipv6_mapped, the text of mapped addresses, copies that keep the scope."""


def _ipv6_mapped(self):
    """Return the IPv4-mapped IPv6 address."""
    return IPv6Address(f'::ffff:{self}')


IPv4Address.ipv6_mapped = property(_ipv6_mapped, doc=_ipv6_mapped.__doc__)


def _explode(self):
    mapped = self.ipv4_mapped
    if mapped is None:
        return _BaseV6._explode_shorthand_ip_string(self)
    long = _BaseV6._explode_shorthand_ip_string(self)
    return f'{long[:30]}{mapped}'


def _address_text(self):
    mapped = self.ipv4_mapped
    text = _BaseAddress.__str__(self) if mapped is None else f'::ffff:{mapped}'
    return f'{text}%{self._scope_id}' if self._scope_id else text


def _reduce_address(self):
    return self.__class__, (str(self),)


def _reverse_pointer(self):
    digits = _BaseV6._explode_shorthand_ip_string(self)[::-1].replace(':', '')
    return '.'.join(digits) + '.ip6.arpa'


def _asks_mapped(name):
    """The property of that name; of a mapped address it is the IPv4 address's."""
    own = getattr(IPv6Address, name).fget

    def ask(self):
        mapped = self.ipv4_mapped
        return own(self) if mapped is None else getattr(mapped, name)
    return property(ask, doc=own.__doc__)


for _name in ('is_multicast', 'is_reserved', 'is_link_local', 'is_global', 'is_private',
              'is_unspecified', 'is_loopback'):
    setattr(IPv6Address, _name, _asks_mapped(_name))
del _name
IPv6Address._reverse_pointer = _reverse_pointer
IPv6Address.__str__ = _address_text
IPv6Address.__reduce__ = _reduce_address
IPv6Address._explode_shorthand_ip_string = _explode
