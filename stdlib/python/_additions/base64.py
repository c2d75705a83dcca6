"""base64 of 3.13: Z85 (ZeroMQ RFC 32)."""

_z85alphabet = (b'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
                b'.-:+=^!/*?&<>()[]{}@%$#')
# Base 85 in other letters; a semicolon is none of Z85's.
_z85_encode_translation = bytes.maketrans(_b85alphabet, _z85alphabet)
_z85_decode_translation = bytes.maketrans(
    _z85alphabet + b';_`|~', _b85alphabet + b'\x00' * 5)


def z85encode(s):
    """Encode bytes-like object b in z85 format and return a bytes object."""
    return b85encode(s).translate(_z85_encode_translation)


def z85decode(s):
    """Decode the z85-encoded bytes-like object or ASCII string b; the result is bytes."""
    s = _bytes_from_decode_data(s)
    try:
        return b85decode(s.translate(_z85_decode_translation))
    except ValueError as error:
        raise ValueError(error.args[0].replace('base85', 'z85')) from None


__all__ += ['z85encode', 'z85decode']
