// What a compilation has to say about a source text: at most one error, and any number of warnings.
//
// The fields are those of Python's SyntaxError. Columns count characters from 1 (bytes for errors
// found after parsing, as in Python); `end_column` is exclusive in the same count. Line 0: none.
// Messages and lines live in the arena of the Compilation.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace krait {

// The exception that the error becomes, or the category of a warning.
enum class DiagnosticKind : uint8_t {
    SyntaxError,
    IncompleteInput, // SyntaxError's private subclass: more lines may complete the input (REPL)
    IndentationError,
    TabError,
    MemoryError,
    RecursionError,
    OverflowError,
    ValueError,
    UnicodeDecodeError, // reported as a SyntaxError by Python, named for the message "(unicode
                        // error)"
    SystemError,
    SyntaxWarning,
    DeprecationWarning,
};

// "SyntaxError", ...: the name of the Python class.
const char* diagnosticClassName(DiagnosticKind kind);

struct Diagnostic {
    static constexpr int32_t kNoColumn = INT32_MIN; // end_column: None

    DiagnosticKind kind = DiagnosticKind::SyntaxError;
    llvm::StringRef message;
    uint32_t line = 0;        // 1-based
    int32_t column = 0;       // 1-based, in characters; 0 or -1 as Python gives them
    uint32_t end_line = 0;    // 0: none
    int32_t end_column = 0;   // 1-based, in characters
    llvm::StringRef text;     // the line of `line`, newline included if it has one; UTF-8
    bool has_position = true; // SyntaxError without details: offset None
    // Found in the tree, after parsing: the text is from the file, if there is one, else None.
    bool after_parsing = false;
    // Found by the parsers: the text is from the file, if there is one.
    bool while_parsing = false;
    bool has_text = true; // text is None
};

class Diagnostics {
  public:
    bool hasError() const { return has_error_; }
    const Diagnostic& error() const { return error_; }
    llvm::ArrayRef<Diagnostic> warnings() const { return warnings_; }

    // The first error stays: whatever follows is a consequence of it.
    void setError(const Diagnostic& error) {
        if (has_error_) return;
        error_ = error;
        has_error_ = true;
    }
    void addWarning(const Diagnostic& warning) { warnings_.push_back(warning); }
    void clear() {
        has_error_ = false;
        warnings_.clear();
    }

  private:
    bool has_error_ = false;
    Diagnostic error_;
    llvm::SmallVector<Diagnostic, 0> warnings_;
};

} // namespace krait
