// The syntax tree: one struct a row of ast.def, made by the parser in the Compilation's arena.
//
// The tree is Python's `ast` to the letter: the same classes, fields and positions (lines from 1,
// columns as UTF-8 byte offsets from 0, ends exclusive). Two classes have other names here because
// an abstract class or a template has theirs: ExprStmt is `Expr`, ListExpr is `List`.
// Nodes are trivially destructible and shared by nobody: each has one parent, except that the
// contexts of targets are set in place.
//
// LIMIT: depth. Nesting is bounded by the parser (200 brackets, 100 indents, and the StackGuard for
// prefix operators, lambdas, conditional expressions and the like). Not bounded is the length of
// chains that the parser builds in a loop, so every pass walks these in a loop too or calls
// Compilation::guard() at each level:
//   - BinOp.left (a + b + c ...), and Attribute.value, Call.func, Subscript.value (a.b().c[d] ...)
//   - If.orelse of a single If (elif elif elif ...)
// BoolOp and Compare are n-ary and therefore flat.
#pragma once

#include "compiler/arena.h"

#include <cstdint>

namespace krait::ast {

// An interned identifier (NFKC-normalised): two atoms are equal iff their addresses are.
struct Atom {
    const char* data;
    uint32_t size;
    uint32_t index; // counts from 0 within the Compilation
    llvm::StringRef text() const { return {data, size}; }
};

// A list in the arena. It never grows: the parser collects elsewhere and copies.
template <typename T>
struct List {
    T* items = nullptr;
    uint32_t count = 0;

    uint32_t size() const { return count; }
    bool empty() const { return count == 0; }
    T& operator[](uint32_t i) const {
        KRAIT_ASSERT(i < count);
        return items[i];
    }
    T* begin() const { return items; }
    T* end() const { return items + count; }
    T& front() const { return (*this)[0]; }
    T& back() const { return (*this)[count - 1]; }
};

enum class Kind : uint8_t {
#define KRAIT_AST_NODE(Class, Base, py_name, fields) Class,
#include "compiler/ast.def"
};

enum class ExprContext : uint8_t {
#define KRAIT_AST_EXPR_CONTEXT(Name) Name,
#include "compiler/ast.def"
};
enum class BoolOperator : uint8_t {
#define KRAIT_AST_BOOL_OPERATOR(Name, text) Name,
#include "compiler/ast.def"
};
enum class BinaryOperator : uint8_t {
#define KRAIT_AST_BINARY_OPERATOR(Name, text) Name,
#include "compiler/ast.def"
};
enum class UnaryOperator : uint8_t {
#define KRAIT_AST_UNARY_OPERATOR(Name, text) Name,
#include "compiler/ast.def"
};
enum class CompareOperator : uint8_t {
#define KRAIT_AST_COMPARE_OPERATOR(Name, text) Name,
#include "compiler/ast.def"
};

// A value known at compile time.
//
// Text is UTF-8 in which lone surrogates (from "\ud800") are written as the three bytes that the
// UTF-8 scheme gives them ("WTF-8"); a pair of surrogate escapes stays a pair, as in Python.
struct ConstantValue {
    enum class Kind : uint8_t {
        None,
        True,
        False,
        Ellipsis,
        Int,       // `integer`
        BigInt,    // `text`: digits without prefix or underscores, in `base`; non-negative, but
                   // folding may set `negative`
        Float,     // `real`
        Complex,   // `real`, `imag`; a literal has real 0.0
        Str,       // `text`
        Bytes,     // `text`
        Tuple,     // `items`; made by folding only
        FrozenSet, // `items`; made by folding only
    };
    Kind kind = Kind::None;
    uint8_t base = 10;     // BigInt: 2, 8, 10, 16
    bool negative = false; // BigInt
    bool ascii = false;    // Str: known to be ASCII
    uint32_t size = 0;     // of text or items
    union {
        int64_t integer = 0;
        double real;
        const char* data;
        const ConstantValue* items;
    };
    double imag = 0;

    llvm::StringRef text() const { return {data, size}; }
    llvm::ArrayRef<ConstantValue> elements() const { return {items, size}; }
};

struct Node {
    Kind kind;
    // Python's positions; zero for Mod and Part, which have none.
    uint32_t lineno = 0;
    uint32_t col_offset = 0;
    uint32_t end_lineno = 0;
    uint32_t end_col_offset = 0;

    explicit constexpr Node(Kind k) : kind(k) {}
};
struct Mod : Node {
    using Node::Node;
};
struct Stmt : Node {
    using Node::Node;
};
struct Expr : Node {
    using Node::Node;
};
struct Pattern : Node {
    using Node::Node;
};
struct TypeParam : Node {
    using Node::Node;
};
struct ExceptHandlerBase : Node {
    using Node::Node;
};
struct Positioned : Node {
    using Node::Node;
};
struct Part : Node {
    using Node::Node;
};

#define KRAIT_AST_NODE(Class, Base, py_name, fields) struct Class;
#include "compiler/ast.def"

#define KRAIT_AST_ONE(Class, name) Class* name = nullptr;
#define KRAIT_AST_OPT(Class, name) Class* name = nullptr;
#define KRAIT_AST_LIST(Class, name) List<Class*> name;
#define KRAIT_AST_OPT_LIST(Class, name) List<Class*> name;
#define KRAIT_AST_ATOM(name) const Atom* name = nullptr;
#define KRAIT_AST_OPT_ATOM(name) const Atom* name = nullptr;
#define KRAIT_AST_ATOMS(name) List<const Atom*> name;
#define KRAIT_AST_ENUM(Enum, name) Enum name = Enum{};
#define KRAIT_AST_ENUMS(Enum, name) List<Enum> name;
#define KRAIT_AST_INT(name) int name = 0;
#define KRAIT_AST_VALUE(name) ConstantValue name;
#define KRAIT_AST_NODE(Class, Base, py_name, fields)                                               \
    struct Class : Base {                                                                          \
        static constexpr Kind kKind = Kind::Class;                                                 \
        constexpr Class() : Base(Kind::Class) {}                                                   \
        fields                                                                                     \
    };
#include "compiler/ast.def"
#undef KRAIT_AST_ONE
#undef KRAIT_AST_OPT
#undef KRAIT_AST_LIST
#undef KRAIT_AST_OPT_LIST
#undef KRAIT_AST_ATOM
#undef KRAIT_AST_OPT_ATOM
#undef KRAIT_AST_ATOMS
#undef KRAIT_AST_ENUM
#undef KRAIT_AST_ENUMS
#undef KRAIT_AST_INT
#undef KRAIT_AST_VALUE

// "FunctionDef", "arg", ...: the class's name in Python.
const char* kindName(Kind kind);
const char* enumeratorName(ExprContext value); // "Load"
const char* enumeratorName(BoolOperator value);
const char* enumeratorName(BinaryOperator value);
const char* enumeratorName(UnaryOperator value);
const char* enumeratorName(CompareOperator value);
const char* operatorText(BoolOperator value); // "and"
const char* operatorText(BinaryOperator value);
const char* operatorText(UnaryOperator value);
const char* operatorText(CompareOperator value);

// `cast<Name>(expr)`: the node is known to be one; `dynCast`: null if it is not.
template <typename T>
T* cast(Node* node) {
    KRAIT_ASSERT(node->kind == T::kKind);
    return static_cast<T*>(node);
}
template <typename T>
const T* cast(const Node* node) {
    KRAIT_ASSERT(node->kind == T::kKind);
    return static_cast<const T*>(node);
}
template <typename T>
T* dynCast(Node* node) {
    return node && node->kind == T::kKind ? static_cast<T*>(node) : nullptr;
}
template <typename T>
const T* dynCast(const Node* node) {
    return node && node->kind == T::kKind ? static_cast<const T*>(node) : nullptr;
}
inline bool is(const Node* node, Kind kind) {
    return node && node->kind == kind;
}

} // namespace krait::ast
