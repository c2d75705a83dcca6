// Whether a tree that a program made could come from the parser, in CPython's words where not. The
// compiler relies on what is checked here.
#include "stdlib/native/ast_bridge.h"

#include "vm/runtime/errors.h"

#include <string>

namespace krait {
namespace {

using Context = ast::ExprContext;

class Validator {
  public:
    explicit Validator(Thread* t) : t_(t) {}

    Status module(const ast::Mod* module);

  private:
    Error fail(const char* message) { return raise(t_, TypeId::kValueError, "%s", message); }
    Status positions(const ast::Node* n);
    Status name(const ast::Atom* atom);
    Status empty(const char* what, const char* owner) {
        return raise(t_, TypeId::kValueError, "empty %s on %s", what, owner);
    }

    Status expr(const ast::Expr* e, Context context = Context::Load);
    Status exprFields(const ast::Expr* e, Context context);
    Status optionalExpr(const ast::Expr* e, Context context = Context::Load) {
        return e ? expr(e, context) : ok();
    }
    Status exprs(ast::List<ast::Expr*> items, Context context = Context::Load,
                 bool none_allowed = false) {
        for (const ast::Expr* e : items) {
            if (e)
                KRAIT_TRY(expr(e, context));
            else if (!none_allowed)
                return fail("None disallowed in expression list");
        }
        return ok();
    }
    Status generators(ast::List<ast::Comprehension*> items);
    Status keywords(ast::List<ast::Keyword*> items);
    Status args(ast::List<ast::Arg*> items);
    Status arguments(const ast::Arguments* a);

    Status stmt(const ast::Stmt* s);
    Status stmts(ast::List<ast::Stmt*> items) {
        for (const ast::Stmt* s : items) {
            if (!s) return fail("None disallowed in statement list");
            KRAIT_TRY(stmt(s));
        }
        return ok();
    }
    Status body(ast::List<ast::Stmt*> items, const char* owner) {
        if (items.empty()) return empty("body", owner);
        return stmts(items);
    }
    template <typename F>
    Status function(const F* f, const char* owner);
    template <typename F>
    Status forLoop(const F* f, const char* owner);
    template <typename W>
    Status with(const W* w, const char* owner);
    template <typename T>
    Status tryStatement(const T* s, const char* owner);
    Status typeParams(ast::List<ast::TypeParam*> items);
    Status matchStatement(const ast::Match* m);

    Status pattern(const ast::Pattern* p, bool star_allowed);
    Status patternFields(const ast::Pattern* p, bool star_allowed);
    Status patterns(ast::List<ast::Pattern*> items, bool star_allowed) {
        for (const ast::Pattern* p : items) {
            if (!p) return fail("None disallowed in pattern list");
            KRAIT_TRY(pattern(p, star_allowed));
        }
        return ok();
    }
    Status capture(const ast::Atom* atom);
    Status patternValue(const ast::Expr* e);

    Thread* t_;
};

// --- parts --------------------------------------------------------------------------------------

Status Validator::positions(const ast::Node* n) {
    auto line = static_cast<int>(n->lineno), end_line = static_cast<int>(n->end_lineno);
    auto column = static_cast<int>(n->col_offset), end_column = static_cast<int>(n->end_col_offset);
    if (line > end_line) {
        return raise(t_, TypeId::kValueError, "AST node line range (%d, %d) is not valid", line,
                     end_line);
    }
    if ((line < 0 && end_line != line) || (column < 0 && column != end_column)) {
        return raise(t_, TypeId::kValueError,
                     "AST node column range (%d, %d) for line range (%d, %d) is not valid", column,
                     end_column, line, end_line);
    }
    if (line == end_line && column > end_column) {
        return raise(t_, TypeId::kValueError, "line %d, column %d-%d is not a valid range", line,
                     column, end_column);
    }
    return ok();
}

Status Validator::name(const ast::Atom* atom) {
    for (const char* word : {"None", "True", "False"}) {
        if (atom->text() == word) {
            return raise(t_, TypeId::kValueError, "identifier field can't represent '%s' constant",
                         word);
        }
    }
    return ok();
}

Status Validator::generators(ast::List<ast::Comprehension*> items) {
    if (items.empty()) return fail("comprehension with no generators");
    for (const ast::Comprehension* c : items) {
        KRAIT_TRY(expr(c->target, Context::Store));
        KRAIT_TRY(expr(c->iter));
        KRAIT_TRY(exprs(c->ifs));
    }
    return ok();
}

Status Validator::keywords(ast::List<ast::Keyword*> items) {
    for (const ast::Keyword* k : items) KRAIT_TRY(expr(k->value));
    return ok();
}

Status Validator::args(ast::List<ast::Arg*> items) {
    for (const ast::Arg* a : items) {
        KRAIT_TRY(positions(a));
        KRAIT_TRY(optionalExpr(a->annotation));
    }
    return ok();
}

Status Validator::arguments(const ast::Arguments* a) {
    KRAIT_TRY(args(a->posonlyargs));
    KRAIT_TRY(args(a->args));
    if (a->vararg) KRAIT_TRY(optionalExpr(a->vararg->annotation));
    KRAIT_TRY(args(a->kwonlyargs));
    if (a->kwarg) KRAIT_TRY(optionalExpr(a->kwarg->annotation));
    if (a->defaults.size() > a->posonlyargs.size() + a->args.size()) {
        return fail("more positional defaults than args on arguments");
    }
    if (a->kw_defaults.size() != a->kwonlyargs.size()) {
        return fail("length of kwonlyargs is not the same as kw_defaults on arguments");
    }
    KRAIT_TRY(exprs(a->defaults));
    return exprs(a->kw_defaults, Context::Load, true);
}

// --- expressions --------------------------------------------------------------------------------

const Context* contextOf(const ast::Expr* e) {
    switch (e->kind) {
    case ast::Kind::Attribute:
        return &ast::cast<ast::Attribute>(e)->ctx;
    case ast::Kind::Subscript:
        return &ast::cast<ast::Subscript>(e)->ctx;
    case ast::Kind::Starred:
        return &ast::cast<ast::Starred>(e)->ctx;
    case ast::Kind::Name:
        return &ast::cast<ast::Name>(e)->ctx;
    case ast::Kind::ListExpr:
        return &ast::cast<ast::ListExpr>(e)->ctx;
    case ast::Kind::Tuple:
        return &ast::cast<ast::Tuple>(e)->ctx;
    default:
        return nullptr;
    }
}

Status Validator::expr(const ast::Expr* e, Context context) {
    KRAIT_TRY(positions(e));
    KRAIT_TRY(checkNativeStack(t_, " during compilation"));
    if (const auto* n = ast::dynCast<ast::Name>(e)) KRAIT_TRY(name(n->id));
    const Context* actual = contextOf(e);
    if (!actual && context != Context::Load) {
        return raise(t_, TypeId::kValueError, "expression which can't be assigned to in %s context",
                     enumeratorName(context));
    }
    if (actual && *actual != context) {
        return raise(t_, TypeId::kValueError, "expression must have %s context but has %s instead",
                     enumeratorName(context), enumeratorName(*actual));
    }
    return exprFields(e, context);
}

Status Validator::exprFields(const ast::Expr* e, Context context) {
    switch (e->kind) {
    case ast::Kind::BoolOp: {
        auto* n = ast::cast<ast::BoolOp>(e);
        if (n->values.size() < 2) return fail("BoolOp with less than 2 values");
        return exprs(n->values);
    }
    case ast::Kind::BinOp: {
        auto* n = ast::cast<ast::BinOp>(e);
        KRAIT_TRY(expr(n->left));
        return expr(n->right);
    }
    case ast::Kind::UnaryOp:
        return expr(ast::cast<ast::UnaryOp>(e)->operand);
    case ast::Kind::Lambda: {
        auto* n = ast::cast<ast::Lambda>(e);
        KRAIT_TRY(arguments(n->args));
        return expr(n->body);
    }
    case ast::Kind::IfExp: {
        auto* n = ast::cast<ast::IfExp>(e);
        KRAIT_TRY(expr(n->test));
        KRAIT_TRY(expr(n->body));
        return expr(n->orelse);
    }
    case ast::Kind::Dict: {
        auto* n = ast::cast<ast::Dict>(e);
        if (n->keys.size() != n->values.size()) {
            return fail("Dict doesn't have the same number of keys as values");
        }
        KRAIT_TRY(exprs(n->keys, Context::Load, true));
        return exprs(n->values);
    }
    case ast::Kind::Set:
        return exprs(ast::cast<ast::Set>(e)->elts);
    case ast::Kind::ListComp:
        KRAIT_TRY(generators(ast::cast<ast::ListComp>(e)->generators));
        return expr(ast::cast<ast::ListComp>(e)->elt);
    case ast::Kind::SetComp:
        KRAIT_TRY(generators(ast::cast<ast::SetComp>(e)->generators));
        return expr(ast::cast<ast::SetComp>(e)->elt);
    case ast::Kind::GeneratorExp:
        KRAIT_TRY(generators(ast::cast<ast::GeneratorExp>(e)->generators));
        return expr(ast::cast<ast::GeneratorExp>(e)->elt);
    case ast::Kind::DictComp: {
        auto* n = ast::cast<ast::DictComp>(e);
        KRAIT_TRY(generators(n->generators));
        KRAIT_TRY(expr(n->key));
        return expr(n->value);
    }
    case ast::Kind::Yield:
        return optionalExpr(ast::cast<ast::Yield>(e)->value);
    case ast::Kind::YieldFrom:
        return expr(ast::cast<ast::YieldFrom>(e)->value);
    case ast::Kind::Await:
        return expr(ast::cast<ast::Await>(e)->value);
    case ast::Kind::Compare: {
        auto* n = ast::cast<ast::Compare>(e);
        if (n->comparators.empty()) return fail("Compare with no comparators");
        if (n->comparators.size() != n->ops.size()) {
            return fail("Compare has a different number of comparators and operands");
        }
        KRAIT_TRY(exprs(n->comparators));
        return expr(n->left);
    }
    case ast::Kind::Call: {
        auto* n = ast::cast<ast::Call>(e);
        KRAIT_TRY(expr(n->func));
        KRAIT_TRY(exprs(n->args));
        return keywords(n->keywords);
    }
    case ast::Kind::JoinedStr:
        return exprs(ast::cast<ast::JoinedStr>(e)->values);
    case ast::Kind::FormattedValue: {
        auto* n = ast::cast<ast::FormattedValue>(e);
        KRAIT_TRY(expr(n->value));
        return optionalExpr(n->format_spec);
    }
    case ast::Kind::Attribute:
        return expr(ast::cast<ast::Attribute>(e)->value);
    case ast::Kind::Subscript: {
        auto* n = ast::cast<ast::Subscript>(e);
        KRAIT_TRY(expr(n->slice));
        return expr(n->value);
    }
    case ast::Kind::Starred:
        return expr(ast::cast<ast::Starred>(e)->value, context);
    case ast::Kind::Slice: {
        auto* n = ast::cast<ast::Slice>(e);
        KRAIT_TRY(optionalExpr(n->lower));
        KRAIT_TRY(optionalExpr(n->upper));
        return optionalExpr(n->step);
    }
    case ast::Kind::ListExpr:
        return exprs(ast::cast<ast::ListExpr>(e)->elts, context);
    case ast::Kind::Tuple:
        return exprs(ast::cast<ast::Tuple>(e)->elts, context);
    case ast::Kind::NamedExpr:
        // Python leaves the target's context alone.
        return expr(ast::cast<ast::NamedExpr>(e)->value);
    default:
        return ok();
    }
}

// --- patterns -----------------------------------------------------------------------------------

Status Validator::capture(const ast::Atom* atom) {
    if (atom->text() == "_") return fail("can't capture name '_' in patterns");
    return name(atom);
}

using VK = ast::ConstantValue::Kind;

bool isReal(const ast::Expr* e) {
    auto* n = ast::dynCast<ast::Constant>(e);
    return n &&
           (n->value.kind == VK::Int || n->value.kind == VK::BigInt || n->value.kind == VK::Float);
}
bool isImaginary(const ast::Expr* e) {
    auto* n = ast::dynCast<ast::Constant>(e);
    return n && n->value.kind == VK::Complex;
}
bool isNegative(const ast::Expr* e, bool imaginary_allowed) {
    auto* n = ast::dynCast<ast::UnaryOp>(e);
    return n && n->op == ast::UnaryOperator::USub &&
           (isReal(n->operand) || (imaginary_allowed && isImaginary(n->operand)));
}
bool isComplexSum(const ast::Expr* e) {
    auto* n = ast::dynCast<ast::BinOp>(e);
    if (!n || (n->op != ast::BinaryOperator::Add && n->op != ast::BinaryOperator::Sub))
        return false;
    return (isReal(n->left) || isNegative(n->left, false)) && isImaginary(n->right);
}

Status Validator::patternValue(const ast::Expr* e) {
    KRAIT_TRY(expr(e));
    switch (e->kind) {
    case ast::Kind::Constant:
        switch (ast::cast<ast::Constant>(e)->value.kind) {
        case VK::Int:
        case VK::BigInt:
        case VK::Float:
        case VK::Complex:
        case VK::Str:
        case VK::Bytes:
            return ok();
        default:
            return fail("unexpected constant inside of a literal pattern");
        }
    case ast::Kind::Attribute:
    case ast::Kind::JoinedStr: // a later pass refuses it
        return ok();
    case ast::Kind::UnaryOp:
        if (isNegative(e, true)) return ok();
        break;
    case ast::Kind::BinOp:
        if (isComplexSum(e)) return ok();
        break;
    default:
        break;
    }
    return fail("patterns may only match literals and attribute lookups");
}

Status Validator::pattern(const ast::Pattern* p, bool star_allowed) {
    KRAIT_TRY(positions(p));
    KRAIT_TRY(checkNativeStack(t_, " during compilation"));
    return patternFields(p, star_allowed);
}

Status Validator::patternFields(const ast::Pattern* p, bool star_allowed) {
    switch (p->kind) {
    case ast::Kind::MatchValue:
        return patternValue(ast::cast<ast::MatchValue>(p)->value);
    case ast::Kind::MatchSingleton: {
        VK kind = ast::cast<ast::MatchSingleton>(p)->value.kind;
        if (kind == VK::None || kind == VK::True || kind == VK::False) return ok();
        return fail("MatchSingleton can only contain True, False and None");
    }
    case ast::Kind::MatchSequence:
        return patterns(ast::cast<ast::MatchSequence>(p)->patterns, true);
    case ast::Kind::MatchMapping: {
        auto* n = ast::cast<ast::MatchMapping>(p);
        if (n->keys.size() != n->patterns.size()) {
            return fail("MatchMapping doesn't have the same number of keys as patterns");
        }
        if (n->rest) KRAIT_TRY(capture(n->rest));
        for (const ast::Expr* key : n->keys) {
            if (!key) return fail("None disallowed in expression list");
            if (auto* c = ast::dynCast<ast::Constant>(key)) {
                VK kind = c->value.kind;
                if (kind == VK::None || kind == VK::True || kind == VK::False) continue;
            }
            KRAIT_TRY(patternValue(key));
        }
        return patterns(n->patterns, false);
    }
    case ast::Kind::MatchClass: {
        auto* n = ast::cast<ast::MatchClass>(p);
        if (n->kwd_attrs.size() != n->kwd_patterns.size()) {
            return fail(
                "MatchClass doesn't have the same number of keyword attributes as patterns");
        }
        KRAIT_TRY(expr(n->cls));
        const ast::Expr* cls = n->cls;
        while (auto* attribute = ast::dynCast<ast::Attribute>(cls)) cls = attribute->value;
        if (!ast::is(cls, ast::Kind::Name)) {
            return fail("MatchClass cls field can only contain Name or Attribute nodes.");
        }
        for (const ast::Atom* attribute : n->kwd_attrs) KRAIT_TRY(name(attribute));
        KRAIT_TRY(patterns(n->patterns, false));
        return patterns(n->kwd_patterns, false);
    }
    case ast::Kind::MatchStar: {
        if (!star_allowed) return fail("can't use MatchStar here");
        const ast::Atom* target = ast::cast<ast::MatchStar>(p)->name;
        return target ? capture(target) : ok();
    }
    case ast::Kind::MatchAs: {
        auto* n = ast::cast<ast::MatchAs>(p);
        if (n->name) KRAIT_TRY(capture(n->name));
        if (!n->pattern) return ok();
        if (!n->name) return fail("MatchAs must specify a target name if a pattern is given");
        return pattern(n->pattern, false);
    }
    case ast::Kind::MatchOr: {
        auto* n = ast::cast<ast::MatchOr>(p);
        if (n->patterns.size() < 2) return fail("MatchOr requires at least 2 patterns");
        return patterns(n->patterns, false);
    }
    default:
        return ok();
    }
}

// --- statements ---------------------------------------------------------------------------------

Status Validator::typeParams(ast::List<ast::TypeParam*> items) {
    for (const ast::TypeParam* p : items) {
        if (!p) return fail("None disallowed in type parameter list");
        KRAIT_TRY(positions(p));
        const ast::Atom* its_name = nullptr;
        const ast::Expr *bound = nullptr, *fallback = nullptr;
        if (auto* v = ast::dynCast<ast::TypeVar>(p)) {
            its_name = v->name, bound = v->bound, fallback = v->default_value;
        } else if (auto* s = ast::dynCast<ast::ParamSpec>(p)) {
            its_name = s->name, fallback = s->default_value;
        } else {
            auto* tuple = ast::cast<ast::TypeVarTuple>(p);
            its_name = tuple->name, fallback = tuple->default_value;
        }
        KRAIT_TRY(name(its_name));
        KRAIT_TRY(optionalExpr(bound));
        KRAIT_TRY(optionalExpr(fallback));
    }
    return ok();
}

template <typename F>
Status Validator::function(const F* f, const char* owner) {
    KRAIT_TRY(body(f->body, owner));
    KRAIT_TRY(typeParams(f->type_params));
    KRAIT_TRY(arguments(f->args));
    KRAIT_TRY(exprs(f->decorator_list));
    return optionalExpr(f->returns);
}

template <typename F>
Status Validator::forLoop(const F* f, const char* owner) {
    KRAIT_TRY(expr(f->target, Context::Store));
    KRAIT_TRY(expr(f->iter));
    KRAIT_TRY(body(f->body, owner));
    return stmts(f->orelse);
}

template <typename W>
Status Validator::with(const W* w, const char* owner) {
    if (w->items.empty()) return empty("items", owner);
    for (const ast::WithItem* item : w->items) {
        KRAIT_TRY(expr(item->context_expr));
        KRAIT_TRY(optionalExpr(item->optional_vars, Context::Store));
    }
    return body(w->body, owner);
}

template <typename T>
Status Validator::tryStatement(const T* s, const char* owner) {
    KRAIT_TRY(body(s->body, owner));
    if (s->handlers.empty() && s->finalbody.empty()) {
        return raise(t_, TypeId::kValueError, "%s has neither except handlers nor finalbody",
                     owner);
    }
    if (s->handlers.empty() && !s->orelse.empty()) {
        return raise(t_, TypeId::kValueError, "%s has orelse but no except handlers", owner);
    }
    for (const ast::ExceptHandler* handler : s->handlers) {
        if (!handler) return fail("None disallowed in handler list");
        KRAIT_TRY(positions(handler));
        KRAIT_TRY(optionalExpr(handler->type));
        KRAIT_TRY(body(handler->body, "ExceptHandler"));
    }
    KRAIT_TRY(stmts(s->finalbody));
    return stmts(s->orelse);
}

Status Validator::matchStatement(const ast::Match* m) {
    KRAIT_TRY(expr(m->subject));
    if (m->cases.empty()) return empty("cases", "Match");
    for (const ast::MatchCase* c : m->cases) {
        KRAIT_TRY(pattern(c->pattern, false));
        KRAIT_TRY(optionalExpr(c->guard));
        KRAIT_TRY(body(c->body, "match_case"));
    }
    return ok();
}

Status Validator::stmt(const ast::Stmt* s) {
    KRAIT_TRY(positions(s));
    KRAIT_TRY(checkNativeStack(t_, " during compilation"));
    switch (s->kind) {
    case ast::Kind::FunctionDef:
        return function(ast::cast<ast::FunctionDef>(s), "FunctionDef");
    case ast::Kind::AsyncFunctionDef:
        return function(ast::cast<ast::AsyncFunctionDef>(s), "AsyncFunctionDef");
    case ast::Kind::ClassDef: {
        auto* n = ast::cast<ast::ClassDef>(s);
        KRAIT_TRY(body(n->body, "ClassDef"));
        KRAIT_TRY(typeParams(n->type_params));
        KRAIT_TRY(exprs(n->bases));
        KRAIT_TRY(keywords(n->keywords));
        return exprs(n->decorator_list);
    }
    case ast::Kind::Return:
        return optionalExpr(ast::cast<ast::Return>(s)->value);
    case ast::Kind::Delete: {
        auto* n = ast::cast<ast::Delete>(s);
        if (n->targets.empty()) return empty("targets", "Delete");
        return exprs(n->targets, Context::Del);
    }
    case ast::Kind::Assign: {
        auto* n = ast::cast<ast::Assign>(s);
        if (n->targets.empty()) return empty("targets", "Assign");
        KRAIT_TRY(exprs(n->targets, Context::Store));
        return expr(n->value);
    }
    case ast::Kind::AugAssign: {
        auto* n = ast::cast<ast::AugAssign>(s);
        KRAIT_TRY(expr(n->target, Context::Store));
        return expr(n->value);
    }
    case ast::Kind::AnnAssign: {
        auto* n = ast::cast<ast::AnnAssign>(s);
        if (n->simple && !ast::is(n->target, ast::Kind::Name)) {
            return raise(t_, TypeId::kTypeError, "AnnAssign with simple non-Name target");
        }
        KRAIT_TRY(expr(n->target, Context::Store));
        KRAIT_TRY(optionalExpr(n->value));
        return expr(n->annotation);
    }
    case ast::Kind::TypeAlias: {
        auto* n = ast::cast<ast::TypeAlias>(s);
        if (!ast::is(n->name, ast::Kind::Name)) {
            return raise(t_, TypeId::kTypeError, "TypeAlias with non-Name name");
        }
        KRAIT_TRY(expr(n->name, Context::Store));
        KRAIT_TRY(typeParams(n->type_params));
        return expr(n->value);
    }
    case ast::Kind::For:
        return forLoop(ast::cast<ast::For>(s), "For");
    case ast::Kind::AsyncFor:
        return forLoop(ast::cast<ast::AsyncFor>(s), "AsyncFor");
    case ast::Kind::While: {
        auto* n = ast::cast<ast::While>(s);
        KRAIT_TRY(expr(n->test));
        KRAIT_TRY(body(n->body, "While"));
        return stmts(n->orelse);
    }
    case ast::Kind::If: {
        auto* n = ast::cast<ast::If>(s);
        KRAIT_TRY(expr(n->test));
        KRAIT_TRY(body(n->body, "If"));
        return stmts(n->orelse);
    }
    case ast::Kind::With:
        return with(ast::cast<ast::With>(s), "With");
    case ast::Kind::AsyncWith:
        return with(ast::cast<ast::AsyncWith>(s), "AsyncWith");
    case ast::Kind::Match:
        return matchStatement(ast::cast<ast::Match>(s));
    case ast::Kind::Raise: {
        auto* n = ast::cast<ast::Raise>(s);
        if (!n->exc) return n->cause ? Status(fail("Raise with cause but no exception")) : ok();
        KRAIT_TRY(expr(n->exc));
        return optionalExpr(n->cause);
    }
    case ast::Kind::Try:
        return tryStatement(ast::cast<ast::Try>(s), "Try");
    case ast::Kind::TryStar:
        return tryStatement(ast::cast<ast::TryStar>(s), "TryStar");
    case ast::Kind::Assert:
        KRAIT_TRY(expr(ast::cast<ast::Assert>(s)->test));
        return optionalExpr(ast::cast<ast::Assert>(s)->msg);
    case ast::Kind::Import:
        return ast::cast<ast::Import>(s)->names.empty() ? empty("names", "Import") : ok();
    case ast::Kind::ImportFrom: {
        auto* n = ast::cast<ast::ImportFrom>(s);
        if (n->level < 0) return fail("Negative ImportFrom level");
        return n->names.empty() ? empty("names", "ImportFrom") : ok();
    }
    case ast::Kind::Global:
        return ast::cast<ast::Global>(s)->names.empty() ? empty("names", "Global") : ok();
    case ast::Kind::Nonlocal:
        return ast::cast<ast::Nonlocal>(s)->names.empty() ? empty("names", "Nonlocal") : ok();
    case ast::Kind::ExprStmt:
        return expr(ast::cast<ast::ExprStmt>(s)->value);
    default:
        return ok();
    }
}

Status Validator::module(const ast::Mod* module) {
    switch (module->kind) {
    case ast::Kind::Module:
        return stmts(ast::cast<ast::Module>(module)->body);
    case ast::Kind::Interactive:
        return stmts(ast::cast<ast::Interactive>(module)->body);
    case ast::Kind::FunctionType: {
        auto* function = ast::cast<ast::FunctionType>(module);
        for (const ast::Expr* type : function->argtypes) KRAIT_TRY(expr(type));
        return expr(function->returns);
    }
    default:
        return expr(ast::cast<ast::Expression>(module)->body);
    }
}

} // namespace

Status astValidate(Thread* t, const ast::Mod* module) {
    return Validator(t).module(module);
}

} // namespace krait
