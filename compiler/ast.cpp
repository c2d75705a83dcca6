// Names of the node classes and enumerators, straight from ast.def.
#include "compiler/ast.h"

namespace krait::ast {

const char* kindName(Kind kind) {
    static constexpr const char* kNames[] = {
#define KRAIT_AST_NODE(Class, Base, py_name, fields) py_name,
#include "compiler/ast.def"
    };
    return kNames[static_cast<size_t>(kind)];
}

const char* enumeratorName(ExprContext value) {
    static constexpr const char* kNames[] = {
#define KRAIT_AST_EXPR_CONTEXT(Name) #Name,
#include "compiler/ast.def"
    };
    return kNames[static_cast<size_t>(value)];
}

const char* enumeratorName(BoolOperator value) {
    static constexpr const char* kNames[] = {
#define KRAIT_AST_BOOL_OPERATOR(Name, text) #Name,
#include "compiler/ast.def"
    };
    return kNames[static_cast<size_t>(value)];
}

const char* enumeratorName(BinaryOperator value) {
    static constexpr const char* kNames[] = {
#define KRAIT_AST_BINARY_OPERATOR(Name, text) #Name,
#include "compiler/ast.def"
    };
    return kNames[static_cast<size_t>(value)];
}

const char* enumeratorName(UnaryOperator value) {
    static constexpr const char* kNames[] = {
#define KRAIT_AST_UNARY_OPERATOR(Name, text) #Name,
#include "compiler/ast.def"
    };
    return kNames[static_cast<size_t>(value)];
}

const char* enumeratorName(CompareOperator value) {
    static constexpr const char* kNames[] = {
#define KRAIT_AST_COMPARE_OPERATOR(Name, text) #Name,
#include "compiler/ast.def"
    };
    return kNames[static_cast<size_t>(value)];
}

const char* operatorText(BoolOperator value) {
    static constexpr const char* kTexts[] = {
#define KRAIT_AST_BOOL_OPERATOR(Name, text) text,
#include "compiler/ast.def"
    };
    return kTexts[static_cast<size_t>(value)];
}

const char* operatorText(BinaryOperator value) {
    static constexpr const char* kTexts[] = {
#define KRAIT_AST_BINARY_OPERATOR(Name, text) text,
#include "compiler/ast.def"
    };
    return kTexts[static_cast<size_t>(value)];
}

const char* operatorText(UnaryOperator value) {
    static constexpr const char* kTexts[] = {
#define KRAIT_AST_UNARY_OPERATOR(Name, text) text,
#include "compiler/ast.def"
    };
    return kTexts[static_cast<size_t>(value)];
}

const char* operatorText(CompareOperator value) {
    static constexpr const char* kTexts[] = {
#define KRAIT_AST_COMPARE_OPERATOR(Name, text) text,
#include "compiler/ast.def"
    };
    return kTexts[static_cast<size_t>(value)];
}

} // namespace krait::ast
