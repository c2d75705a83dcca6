"""zipimport of 3.12: modules that are no packages have resources beside them."""
from _extend import _extend


@_extend(zipimporter)
class zipimporter:
    def get_resource_reader(self, fullname):
        """The reader of what is beside a module, or in a package."""
        from importlib.readers import ZipReader
        return ZipReader(self, fullname)
