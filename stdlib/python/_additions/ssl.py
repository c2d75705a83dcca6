"""ssl of 3.12 and 3.13: functions that were removed, and stricter checks of certificates."""
del RAND_pseudo_bytes, wrap_socket, match_hostname

_create_default_context = create_default_context


def create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, capath=None, cadata=None):
    """A context with secure settings for a purpose: that of a client, or of a server."""
    context = _create_default_context(purpose, cafile=cafile, capath=capath, cadata=cadata)
    context.verify_flags |= VerifyFlags.VERIFY_X509_PARTIAL_CHAIN | VerifyFlags.VERIFY_X509_STRICT
    return context


_create_default_https_context = create_default_context
