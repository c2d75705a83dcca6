#include "compiler/compilation.h"

#include "compiler/source_text.h"

namespace krait {

const char* diagnosticClassName(DiagnosticKind kind) {
    switch (kind) {
    case DiagnosticKind::SyntaxError:
        return "SyntaxError";
    case DiagnosticKind::IncompleteInput:
        return "_IncompleteInputError";
    case DiagnosticKind::IndentationError:
        return "IndentationError";
    case DiagnosticKind::TabError:
        return "TabError";
    case DiagnosticKind::MemoryError:
        return "MemoryError";
    case DiagnosticKind::RecursionError:
        return "RecursionError";
    case DiagnosticKind::OverflowError:
        return "OverflowError";
    case DiagnosticKind::ValueError:
        return "ValueError";
    case DiagnosticKind::UnicodeDecodeError:
        return "UnicodeDecodeError";
    case DiagnosticKind::SystemError:
        return "SystemError";
    case DiagnosticKind::SyntaxWarning:
        return "SyntaxWarning";
    case DiagnosticKind::DeprecationWarning:
        return "DeprecationWarning";
    }
    return "";
}

// --- identifiers ------------------------------------------------------------------------------

uint32_t AtomTable::hash(llvm::StringRef text) {
    uint32_t h = kHashSeed;
    for (char c : text) h = hashStep(h, c);
    return h;
}

const ast::Atom* AtomTable::intern(llvm::StringRef text, uint32_t hash) {
    uint32_t mask = capacity_ - 1;
    uint32_t at = mix(hash) & mask;
    while (const ast::Atom* atom = slots_[at].atom) {
        if (slots_[at].hash == hash && atom->text() == text) return atom;
        at = (at + 1) & mask;
    }
    llvm::StringRef copy = arena_.copy(text);
    auto* atom = arena_.make<ast::Atom>(copy.data(), static_cast<uint32_t>(copy.size()), count_);
    slots_[at] = {atom, hash};
    if (++count_ * 2 > capacity_) rehash(capacity_ * 2);
    return atom;
}

void AtomTable::rehash(uint32_t capacity) {
    auto* slots = static_cast<Slot*>(std::calloc(capacity, sizeof(Slot)));
    KRAIT_CHECK(slots != nullptr);
    for (uint32_t i = 0; i < capacity_; ++i) {
        if (!slots_[i].atom) continue;
        uint32_t at = mix(slots_[i].hash) & (capacity - 1);
        while (slots[at].atom) at = (at + 1) & (capacity - 1);
        slots[at] = slots_[i];
    }
    std::free(slots_);
    slots_ = slots;
    capacity_ = capacity;
}

// --- errors -----------------------------------------------------------------------------------

llvm::StringRef Compilation::lineText(uint32_t line) const {
    llvm::StringRef rest = source;
    for (uint32_t i = 1; i < line; ++i) {
        size_t end = rest.find('\n');
        if (end == llvm::StringRef::npos) return {};
        rest = rest.substr(end + 1);
    }
    size_t end = rest.find('\n');
    return end == llvm::StringRef::npos ? rest : rest.substr(0, end + 1);
}

int endColumnIn(llvm::StringRef line, uint32_t end_col_offset) {
    line = line.rtrim('\n');
    if (end_col_offset > line.size()) return static_cast<int>(countChars(line)) + 1;
    return static_cast<int>(countChars(line.substr(0, end_col_offset))) + 1;
}

void Compilation::syntaxErrorAt(uint32_t line, uint32_t col_offset, uint32_t end_line,
                                uint32_t end_col_offset, llvm::StringRef message,
                                DiagnosticKind kind) {
    Diagnostic error;
    error.kind = kind;
    error.message = arena.copy(message);
    error.line = line;
    error.end_line = end_line;
    error.text = lineText(line);
    error.while_parsing = options.mode == CompileMode::File;
    error.column = static_cast<int>(countChars(error.text.substr(0, col_offset))) + 1;
    error.end_column = endColumnIn(error.text, end_col_offset);
    // The newline that ends the text counts as a column even where it is only implied.
    if (end_line == line && end_col_offset > error.text.rtrim('\n').size()) ++error.end_column;
    diagnostics.setError(error);
}

void Compilation::errorAt(uint32_t line, uint32_t col_offset, uint32_t end_line,
                          uint32_t end_col_offset, llvm::StringRef message, DiagnosticKind kind) {
    Diagnostic error;
    error.kind = kind;
    error.message = arena.copy(message);
    error.line = line;
    error.end_line = end_line;
    error.text = lineText(line);
    error.after_parsing = true;
    error.column = static_cast<int>(col_offset) + 1;
    error.end_column = static_cast<int>(end_col_offset) + 1;
    diagnostics.setError(error);
}

void Compilation::errorAt(const ast::Node* node, llvm::StringRef message, DiagnosticKind kind) {
    errorAt(node->lineno, node->col_offset, node->end_lineno, node->end_col_offset, message, kind);
}

void Compilation::warnAt(const ast::Node* node, llvm::StringRef message, DiagnosticKind kind) {
    Diagnostic warning;
    warning.kind = kind;
    warning.message = arena.copy(message);
    warning.line = node->lineno;
    warning.text = lineText(node->lineno);
    warning.column = static_cast<int>(countChars(warning.text.substr(0, node->col_offset))) + 1;
    warning.end_line = node->end_lineno;
    diagnostics.addWarning(warning);
}

bool Compilation::guardFailed(const ast::Node* node) {
    Diagnostic error;
    if (arena.exhausted()) {
        error.kind = DiagnosticKind::MemoryError;
        error.message = "";
    } else {
        error.kind = DiagnosticKind::RecursionError;
        error.message = "maximum recursion depth exceeded during compilation";
    }
    error.has_position = false;
    error.has_text = false;
    diagnostics.setError(error);
    return false;
}

} // namespace krait
