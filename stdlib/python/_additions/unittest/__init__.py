"""unittest of 3.13: the functions of the time before loaders are gone."""

__all__ = [name for name in __all__
           if name not in ('getTestCaseNames', 'makeSuite', 'findTestCases')]
for _name in ('getTestCaseNames', 'makeSuite', 'findTestCases', '_makeLoader'):
    globals().pop(_name, None)
    vars(loader).pop(_name, None)
del _name
