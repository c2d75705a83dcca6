// Lines of source for tracebacks, and the marks under them: which part of a line an instruction
// stands for.
#pragma once

#include "vm/runtime/runtime.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krait {

struct SourcePosition;

// UTF-8 (WTF-8) and code points.
std::u32string codePointsOf(std::string_view utf8);
std::string utf8Of(std::u32string_view text);
std::string textOf(const Str* s);

// The lines of files, read once per report. In order: what Python code put into linecache.cache,
// the Runtime's own texts, the disk, sys.path.
class SourceLines {
  public:
    explicit SourceLines(Thread* t) : t_(t) {}
    // Line `number` from 1, without its end; null when there is none.
    const std::u32string* line(const std::string& filename, int number);

  private:
    using Lines = std::vector<std::u32string>;
    bool fromLinecache(const std::string& filename, Lines* lines);
    Lines& load(const std::string& filename);
    Thread* t_;
    std::vector<std::pair<std::string, Lines>> files_;
};

// The source under a traceback entry with its `~~~^^^` marks, each line indented by four and ended;
// "" when there is no source.
std::string sourceWithMarks(SourceLines& source, const std::string& filename,
                            const SourcePosition& position);

// Where the operator or bracket of the expression that `lines` hold is: line and column of its
// first character and past its last one. False: no binary operation, call or subscript.
struct CaretAnchors {
    size_t left_line, left_column, right_line, right_column;
};
bool findAnchors(const std::vector<std::u32string>& lines, CaretAnchors* anchors);
// Whether lines are a call of a plain name, `f(...)`.
bool isCallOfName(const std::vector<std::u32string>& lines);

} // namespace krait
