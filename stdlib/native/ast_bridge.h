// Between the compiler's syntax tree and the objects of module _ast. The only place, with
// compile_bridge.cpp, that sees both.
//
// The classes belong to the module object, whose state (AstState) has them by node kind. A tree of
// objects owns nothing of a Compilation, nor the other way round: everything is copied.
#pragma once

#include "compiler/compilation.h"
#include "compiler/scopes.h"
#include "vm/runtime/compile_hook.h"
#include "vm/runtime/object_model.h"

#include <llvm/ADT/STLFunctionalExtras.h>

#include <vector>

namespace krait {

// A node or the whole tree as objects of module _ast; the type comments are the compilation's.
Ref astToPython(Thread*, const ast::Mod* module, const Compilation& compilation);
// A tree in the compilation's arena, checked as CPython's validator does, for the mode of its
// options; null with an exception. REENTRY: reads attributes.
ast::Mod* astFromPython(Thread*, Value tree, Compilation& compilation);
// Reads source text up to its scopes, which live as long as use() runs (compile_bridge.cpp).
Status withScopes(Thread*, const CompileRequest& request,
                  llvm::function_ref<Status(const Scopes&)> use);
// The validator alone; an exception when the tree could not come from a parser.
Status astValidate(Thread*, const ast::Mod* module);

// --- the classes --------------------------------------------------------------------------------

struct AstField {
    enum Shape : uint8_t { kOne, kOptional, kList };
    const char* name;
    Shape shape;
    const char* type;   // "identifier", "int", "string", "constant", or a class
    bool extra = false; // in Python's tree only: type comments, which compile() does not read
};

enum class AstEnumFamily : uint8_t { kContext, kBool, kBinary, kUnary, kCompare, kCount };

struct AstState {
    static constexpr int kKindCount = static_cast<int>(ast::Kind::TypeVarTuple) + 1;
    static constexpr int kFamilyCount = static_cast<int>(AstEnumFamily::kCount);
    struct NodeClass {
        Type* type = nullptr; // owned by the dict of the module's classes below
        std::vector<AstField> fields;
        std::vector<Str*> names; // interned, of the fields
    };
    struct Enumerator {
        Type* type;
        Ref instance; // what the parser's trees share
    };
    NodeClass nodes[kKindCount];
    std::vector<Enumerator> enumerators[kFamilyCount];
    Type* families[kFamilyCount] = {};
    Value type_ignore; // class TypeIgnore
    Str *lineno = nullptr, *col_offset = nullptr, *end_lineno = nullptr, *end_col_offset = nullptr;
    std::vector<Ref> owned; // every class and name
};

// Of the module, which is imported if need be; null with an exception.
AstState* astState(Thread*);

inline AstEnumFamily astFamily(ast::ExprContext) {
    return AstEnumFamily::kContext;
}
inline AstEnumFamily astFamily(ast::BoolOperator) {
    return AstEnumFamily::kBool;
}
inline AstEnumFamily astFamily(ast::BinaryOperator) {
    return AstEnumFamily::kBinary;
}
inline AstEnumFamily astFamily(ast::UnaryOperator) {
    return AstEnumFamily::kUnary;
}
inline AstEnumFamily astFamily(ast::CompareOperator) {
    return AstEnumFamily::kCompare;
}

// Which abstract class of Python a C++ base is; "AST" for parts.
template <typename T>
constexpr const char* astBaseName();
#define KRAIT_AST_BASE(Base, name)                                                                 \
    template <>                                                                                    \
    constexpr const char* astBaseName<ast::Base>() {                                               \
        return name;                                                                               \
    }
KRAIT_AST_BASE(Mod, "mod")
KRAIT_AST_BASE(Stmt, "stmt")
KRAIT_AST_BASE(Expr, "expr")
KRAIT_AST_BASE(Pattern, "pattern")
KRAIT_AST_BASE(TypeParam, "type_param")
KRAIT_AST_BASE(ExceptHandlerBase, "excepthandler")
KRAIT_AST_BASE(Positioned, "AST")
KRAIT_AST_BASE(Part, "AST")
#undef KRAIT_AST_BASE

} // namespace krait
