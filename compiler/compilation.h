// The state that every pass of one compilation shares: arena, identifiers, diagnostics, limits and
// options. A Compilation is made for one source text, lives on the caller's stack until the
// blueprint has been built, and is used by one thread; the tree it holds dies with it.
#pragma once

#include "compiler/arena.h"
#include "compiler/ast.h"
#include "compiler/diagnostics.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace krait {

enum class CompileMode : uint8_t { File, Eval, Single, FunctionType };

struct CompileOptions {
    llvm::StringRef file_name = "<string>";
    CompileMode mode = CompileMode::File;
    int optimize = 0;                // -O level: 1 drops asserts, 2 docstrings too
    bool future_annotations = false; // inherited `from __future__ import annotations`
    bool future_barry_as_flufl = false;
    bool allow_incomplete_input = false; // REPL: report IncompleteInput where more lines may help
    bool dont_imply_dedent = false;      // codeop's flag
    bool is_script = false;              // run as a program, from a file or standard input
    bool ignore_cookie = false;          // the source is a str, so UTF-8 whatever it declares
    bool allow_top_level_await = false;
    bool type_comments = false; // read `# type:` comments, for a tree that shows them
    int feature_version = 255;  // refuse the syntax of Python 3.N above this N
    size_t memory_bytes_max = Arena::kDefaultLimitBytes;
    // The lowest address that the native stack may reach; 0: `kStackBytesDefault` below the
    // Compilation. The runtime passes its Thread's limit.
    uintptr_t stack_limit = 0;
};

// Identifiers of one compilation. LIMIT: bounded by the source text's length.
class AtomTable {
  public:
    explicit AtomTable(Arena& arena) : arena_(arena) { rehash(1024); }
    ~AtomTable() { std::free(slots_); }
    AtomTable(const AtomTable&) = delete;
    AtomTable& operator=(const AtomTable&) = delete;

    // `text` must be normalised already; it is copied unless it is there.
    const ast::Atom* intern(llvm::StringRef text) { return intern(text, hash(text)); }
    const ast::Atom* intern(llvm::StringRef text, uint32_t hash);

    // The lexer hashes while it reads.
    static constexpr uint32_t kHashSeed = 0x811C9DC5;
    static constexpr uint32_t hashStep(uint32_t hash, char c) {
        return (hash ^ static_cast<uint8_t>(c)) * 0x01000193;
    }
    static uint32_t hash(llvm::StringRef text);
    uint32_t size() const { return count_; }

  private:
    static uint32_t mix(uint32_t hash) { return hash ^ (hash >> 15); }
    void rehash(uint32_t capacity);

    struct Slot {
        const ast::Atom* atom;
        uint32_t hash;
    };
    Arena& arena_;
    Slot* slots_ = nullptr;
    uint32_t capacity_ = 0;
    uint32_t count_ = 0;
};

// Where an error ends, as Python counts it: in the characters of the line where it begins, even if
// it ends on another, and not beyond that line.
int endColumnIn(llvm::StringRef line, uint32_t end_col_offset);

class Compilation {
  public:
    static constexpr size_t kStackBytesDefault = 768 << 10;

    explicit Compilation(const CompileOptions& compile_options)
        : options(compile_options), arena(compile_options.memory_bytes_max), atoms(arena) {
        stack_limit_ = options.stack_limit;
        if (stack_limit_ == 0)
            stack_limit_ =
                reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - kStackBytesDefault;
    }

    // Every recursive function of every pass asks this where it enters: false means stop, the
    // error (RecursionError or MemoryError) has been set.
    bool guard(const ast::Node* node = nullptr) {
        if (KRAIT_LIKELY(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) > stack_limit_ &&
                         !arena.exhausted()))
            return true;
        return guardFailed(node);
    }
    bool stackIsLow() const {
        return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) <= stack_limit_;
    }

    bool failed() const { return diagnostics.hasError(); }

    // An error of the parsers at a place in the text: byte offsets become character columns.
    void syntaxErrorAt(uint32_t line, uint32_t col_offset, uint32_t end_line,
                       uint32_t end_col_offset, llvm::StringRef message,
                       DiagnosticKind kind = DiagnosticKind::SyntaxError);

    // The error or warning of a later pass at a node.
    void errorAt(const ast::Node* node, llvm::StringRef message,
                 DiagnosticKind kind = DiagnosticKind::SyntaxError);
    void errorAt(uint32_t line, uint32_t col_offset, uint32_t end_line, uint32_t end_col_offset,
                 llvm::StringRef message, DiagnosticKind kind = DiagnosticKind::SyntaxError);
    void warnAt(const ast::Node* node, llvm::StringRef message,
                DiagnosticKind kind = DiagnosticKind::SyntaxWarning);

    // The source as UTF-8 with "\n" line ends; set by the lexer. Line `n` from 1, with its newline.
    llvm::StringRef source;
    llvm::StringRef lineText(uint32_t line) const;

    CompileOptions options;
    Arena arena;
    AtomTable atoms;
    Diagnostics diagnostics;

    // With options.type_comments: comments of the nodes that have one, and `# type: ignore`.
    struct TypeIgnore {
        uint32_t line;
        llvm::StringRef tag;
    };
    llvm::DenseMap<const ast::Node*, llvm::StringRef> type_comments;
    llvm::SmallVector<TypeIgnore, 0> type_ignores;

    // `from __future__` features seen by the parser (as bits of options too).
    bool future_annotations = false;

  private:
    [[gnu::cold, gnu::noinline]] bool guardFailed(const ast::Node* node);

    uintptr_t stack_limit_ = 0;
};

} // namespace krait
