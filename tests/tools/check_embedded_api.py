"""Which names does the library's folder use of our embedded modules that these do not define?

    python3.13 tests/tools/check_embedded_api.py [library folder]

Reads the sources only: `from X import a` and `X.a` after `import X`, for every X embedded. Names
of native modules that come by `from _x import *` are those of the running interpreter's. A row is
module, name, files; a name inside try/except ImportError or AttributeError is still listed.
"""
import ast
import collections
import importlib
import pathlib
import sys

EMBEDDED = pathlib.Path(__file__).resolve().parents[2] / 'stdlib' / 'python'
SKIPPED = {'test', 'idlelib', 'lib2to3', 'distutils', 'tkinter', 'turtledemo', '__pycache__'}


def embedded_modules():
    for path in sorted(EMBEDDED.rglob('*.py')):
        parts = path.relative_to(EMBEDDED).with_suffix('').parts
        if parts[-1] == '__init__':
            parts = parts[:-1]
        if parts:
            yield '.'.join(parts), path


def names_of_target(target):
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def defined_names(path, modules, seen=()):
    """The names a module has at its top level, as far as the source tells; None: any name."""
    names = {'__name__', '__doc__', '__file__', '__path__', '__spec__', '__dict__', '__loader__'}
    pending = list(ast.parse(path.read_text(encoding='utf-8')).body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
            if any('global_enum' in ast.dump(item) for item in node.decorator_list):
                for item in node.body:
                    if isinstance(item, ast.Assign):
                        names.update(*map(names_of_target, item.targets))
            if node.name == '__getattr__':
                names |= {c.value for c in ast.walk(node)
                          if isinstance(c, ast.Constant) and isinstance(c.value, str)}
            names |= {name for inner in ast.walk(node) if isinstance(inner, ast.Global)
                      for name in inner.names}
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            for target in getattr(node, 'targets', None) or [node.target]:
                names |= names_of_target(target)
        elif isinstance(node, ast.Import):
            names |= {(a.asname or a.name).split('.')[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name != '*':
                    names.add(alias.asname or alias.name)
                elif node.module in modules and node.module not in seen:
                    names |= defined_names(modules[node.module], modules, (*seen, node.module))
                else:
                    try:
                        names |= set(dir(importlib.import_module(node.module)))
                    except ImportError:
                        pass
        elif isinstance(node, (ast.For, ast.With)):
            if isinstance(node, ast.For):
                names |= names_of_target(node.target)
            pending += node.body
        elif isinstance(node, (ast.If, ast.Try, ast.While)):
            pending += node.body + node.orelse + getattr(node, 'finalbody', [])
            for handler in getattr(node, 'handlers', []):
                pending += handler.body
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            # globals().update(name=...)
            names |= {keyword.arg for keyword in node.value.keywords if keyword.arg}
    return names


def uses(path, modules):
    """Yield (module, name) for what a file takes from embedded modules."""
    try:
        tree = ast.parse(path.read_text(encoding='utf-8', errors='replace'))
    except SyntaxError:
        return
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in modules:
            for alias in node.names:
                if alias.name != '*':
                    yield node.module, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in modules and (alias.asname or '.' not in alias.name):
                    bound[alias.asname or alias.name] = alias.name
    for node in ast.walk(tree):
        if (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
                and node.value.id in bound):
            yield bound[node.value.id], node.attr


def main():
    library = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '/usr/lib/python3.11')
    modules = dict(embedded_modules())
    defined = {}
    missing = collections.defaultdict(set)
    for path in sorted(library.rglob('*.py')):
        relative = path.relative_to(library)
        own = '.'.join(relative.with_suffix('').parts).removesuffix('.__init__')
        # What we have embedded hides the file of the same name.
        if SKIPPED & set(relative.parts) or own in modules or 'site-packages' in relative.parts:
            continue
        for module, name in set(uses(path, modules)):
            if module not in defined:
                defined[module] = defined_names(modules[module], modules)
            if name in defined[module] or f'{module}.{name}' in modules:
                continue
            if (library / module.replace('.', '/') / (name + '.py')).exists():
                continue
            missing[module, name].add(str(relative))
    for (module, name), files in sorted(missing.items()):
        print(f'{module:24} {name:32} {", ".join(sorted(files)[:4])}')
    return bool(missing)


if __name__ == '__main__':
    sys.exit(main())
