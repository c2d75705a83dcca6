"""trace of 3.13: write_results() can pass over files that are gone; methods have the names of their
classes."""
from _extend import _override


@_override(CoverageResults)
class _before:
    def write_results(self, show_missing=True, summary=False, coverdir=None, *,
                      ignore_missing_files=False):
        """Write the results: lines that did not run are marked if `show_missing`; to the files'
        own folders, or to `coverdir`. Files that are not there any more may be ignored."""
        counts = self.counts
        if ignore_missing_files:
            self.counts = {place: count for place, count in counts.items()
                           if place[0].startswith('<') or os.path.exists(place[0])}
        try:
            _before.write_results(self, show_missing, summary, coverdir)
        finally:
            self.counts = counts


@_override(Trace)
class _trace_311:
    def file_module_function_of(self, frame):
        """The file, the module and the function of a frame."""
        code = frame.f_code
        filename = code.co_filename
        name = code.co_qualname.rpartition('<locals>.')[2]
        return filename, _modname(filename) if filename else None, name
