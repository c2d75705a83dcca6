# The regular expressions of patterns, exactly.
import glob
for p in ['foo', '*', '?', '**', '?a', 'a*', '**/*', '**/*.*', 'a/**', 'a/**/b', '[a]', '[!a]x', 'a[b', '***', '.*/x',
          '/foo', '', '*/', '**/**/x', 'a.b+c', '[]]', 'a?*']:
    print(repr(p), *[glob.translate(p, **kw) for kw in [
        {}, dict(recursive=True), dict(include_hidden=True), dict(recursive=True, include_hidden=True),
        dict(recursive=True, include_hidden=True, seps=['/', '\\'])]], sep='\n    ')
