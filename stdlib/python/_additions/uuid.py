"""uuid of 3.12 and 3.13: a command line; names that are bytes."""


def _hashed(name, new, namespace, version):
    if isinstance(name, str):
        name = name.encode()
    return UUID(bytes=new(namespace.bytes + name, usedforsecurity=False).digest()[:16],
                version=version)


def uuid3(namespace, name):
    """Generate a UUID from the MD5 hash of a namespace UUID and a name."""
    from hashlib import md5
    return _hashed(name, md5, namespace, 3)


def uuid5(namespace, name):
    """Generate a UUID from the SHA-1 hash of a namespace UUID and a name."""
    from hashlib import sha1
    return _hashed(name, sha1, namespace, 5)


def main():
    """Run the uuid command line interface."""
    import argparse
    functions = {'uuid1': uuid1, 'uuid3': uuid3, 'uuid4': uuid4, 'uuid5': uuid5}
    known = {'@dns': NAMESPACE_DNS, '@url': NAMESPACE_URL, '@oid': NAMESPACE_OID,
             '@x500': NAMESPACE_X500}
    parser = argparse.ArgumentParser(
        description='Generates a uuid using the selected uuid function.')
    parser.add_argument('-u', '--uuid', choices=functions.keys(), default='uuid4',
                        help='The function to use to generate the uuid. '
                             'By default uuid4 function is used.')
    parser.add_argument('-n', '--namespace',
                        help="The namespace is a UUID, or '@ns' where 'ns' is a well-known "
                             'predefined UUID addressed by namespace name. Such as @dns, @url, '
                             '@oid, and @x500. Only required for uuid3/uuid5 functions.')
    parser.add_argument('-N', '--name',
                        help='The name used as part of generating the uuid. '
                             'Only required for uuid3/uuid5 functions.')
    args = parser.parse_args()
    make = functions[args.uuid]
    if args.uuid not in ('uuid3', 'uuid5'):
        print(make())
        return
    if not args.namespace or not args.name:
        parser.error('Incorrect number of arguments. '
                     f'{args.uuid} requires a namespace and a name. '
                     "Run 'python -m uuid -h' for more information.")
    print(make(known.get(args.namespace) or UUID(args.namespace), args.name))


for _name in ('_ipconfig_getnode', '_netbios_getnode', '_load_system_functions'):
    globals().pop(_name, None)
del _name
