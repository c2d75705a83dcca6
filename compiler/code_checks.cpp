#include "compiler/code_checks.h"

#include "compiler/ast_dump.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"

#include <string>

namespace krait {

using namespace ast;

namespace {

// LIMIT: targets before a starred one, and after it: the instruction has eight bits for either.
constexpr uint32_t kAroundStarMax = 255;

// The type of an expression as far as its form gives it away; null if it doesn't.
const char* typeOf(const Expr* node) {
    switch (node->kind) {
    case Kind::Tuple:
        return "tuple";
    case Kind::ListExpr:
    case Kind::ListComp:
        return "list";
    case Kind::Dict:
    case Kind::DictComp:
        return "dict";
    case Kind::Set:
    case Kind::SetComp:
        return "set";
    case Kind::GeneratorExp:
        return "generator";
    case Kind::Lambda:
        return "function";
    case Kind::JoinedStr:
    case Kind::FormattedValue:
        return "str";
    case Kind::Constant:
        switch (cast<Constant>(node)->value.kind) {
        case ConstantValue::Kind::None:
            return "NoneType";
        case ConstantValue::Kind::True:
        case ConstantValue::Kind::False:
            return "bool";
        case ConstantValue::Kind::Ellipsis:
            return "ellipsis";
        case ConstantValue::Kind::Int:
        case ConstantValue::Kind::BigInt:
            return "int";
        case ConstantValue::Kind::Float:
            return "float";
        case ConstantValue::Kind::Complex:
            return "complex";
        case ConstantValue::Kind::Str:
            return "str";
        case ConstantValue::Kind::Bytes:
            return "bytes";
        case ConstantValue::Kind::Tuple:
            return "tuple";
        case ConstantValue::Kind::FrozenSet:
            return "frozenset";
        }
        return nullptr;
    default:
        return nullptr;
    }
}

// The constant that folding would make of it, if its type is all that matters.
const Expr* constantOf(const Expr* node) {
    if (node->kind == Kind::Constant) return node;
    if (auto* unary = dynCast<UnaryOp>(node))
        return unary->op != UnaryOperator::Not ? constantOf(unary->operand) : nullptr;
    if (auto* tuple = dynCast<Tuple>(node)) {
        for (const Expr* item : tuple->elts)
            if (!constantOf(item)) return nullptr;
        return node;
    }
    return nullptr;
}

class Checker {
  public:
    Checker(Compilation& compilation, const Scopes& scopes)
        : compilation_(compilation), scopes_(scopes),
          debug_(compilation.atoms.intern("__debug__")) {}

    bool checkModule(Mod* module) {
        Code code(*this, scopes_.top());
        switch (module->kind) {
        case Kind::Module:
            return body(cast<Module>(module)->body);
        case Kind::Interactive:
            return body(cast<Interactive>(module)->body);
        default:
            return visit(cast<Expression>(module)->body);
        }
    }

  private:
    static constexpr size_t kBlockDepthMax = 21; // Python's CO_MAXBLOCKS

    enum class Block : uint8_t { Loop, Other, StarHandler };

    // What one code object knows while its statements are walked.
    struct Code {
        Code(Checker& checker, Scope* code_scope)
            : owner(checker), scope(code_scope), outer(checker.code_) {
            checker.code_ = this;
        }
        ~Code() { owner.code_ = outer; }
        Checker& owner;
        Scope* scope;
        Code* outer;
        llvm::SmallVector<Block, 8> blocks;
    };

    // --- context ------------------------------------------------------------------------------

    bool inFunction() const {
        return code_->scope->kind != ScopeKind::Module && code_->scope->kind != ScopeKind::Class;
    }
    bool inAsyncFunction() const {
        return is(code_->scope->node, Kind::AsyncFunctionDef) &&
               code_->scope->kind == ScopeKind::Function;
    }
    bool topLevelAwait() const {
        return compilation_.options.allow_top_level_await &&
               code_->scope->kind == ScopeKind::Module;
    }

    bool error(const Node* node, const llvm::Twine& message) {
        llvm::SmallString<128> text;
        compilation_.errorAt(node, message.toStringRef(text));
        return false;
    }
    void warn(const Node* node, const llvm::Twine& message) {
        llvm::SmallString<128> text;
        compilation_.warnAt(node, message.toStringRef(text));
    }

    bool checkName(const Atom* name, ExprContext context, const Node* node) {
        if (name != debug_ || context == ExprContext::Load) return true;
        return error(node, context == ExprContext::Store ? "cannot assign to __debug__"
                                                         : "cannot delete __debug__");
    }

    bool enterBlock(Block block, const Node* node) {
        if (code_->blocks.size() >= kBlockDepthMax)
            return error(node, "too many statically nested blocks");
        code_->blocks.push_back(block);
        return true;
    }
    void leaveBlock() { code_->blocks.pop_back(); }

    bool inBlock(Block block, const Node* node, List<Stmt*> statements) {
        if (!enterBlock(block, node) || !body(statements)) return false;
        leaveBlock();
        return true;
    }

    // --- statements ---------------------------------------------------------------------------

    bool body(List<Stmt*> statements) {
        for (Stmt* statement : statements)
            if (!visit(statement)) return false;
        return true;
    }
    template <typename T>
    bool all(List<T*> items) {
        for (T* item : items)
            if (item && !visit(item)) return false;
        return true;
    }
    bool optional(Expr* node) { return !node || visit(node); }

    bool visit(Stmt* node) {
        if (!compilation_.guard(node)) return false;
        switch (node->kind) {
        case Kind::FunctionDef:
            return visitFunction(cast<FunctionDef>(node));
        case Kind::AsyncFunctionDef:
            return visitFunction(cast<AsyncFunctionDef>(node));
        case Kind::ClassDef:
            return visitClass(cast<ClassDef>(node));
        case Kind::TypeAlias: {
            auto* n = cast<TypeAlias>(node);
            if (!checkName(cast<Name>(n->name)->id, ExprContext::Store, n)) return false;
            if (!n->type_params.empty() && !visitTypeParams(n, n->type_params)) return false;
            Code code(*this, scopes_.of(n));
            return visit(n->value);
        }
        case Kind::Return:
            return visitReturn(cast<Return>(node));
        case Kind::Delete:
            return all(cast<Delete>(node)->targets);
        case Kind::Assign: {
            auto* n = cast<Assign>(node);
            return visit(n->value) && all(n->targets);
        }
        case Kind::AugAssign: {
            auto* n = cast<AugAssign>(node);
            return visit(n->target) && visit(n->value);
        }
        case Kind::AnnAssign: {
            auto* n = cast<AnnAssign>(node);
            if (!optional(n->value)) return false;
            if (auto* name = dynCast<Name>(n->target)) {
                if (!checkName(name->id, ExprContext::Store,
                               n->value ? static_cast<const Node*>(n->target) : n))
                    return false;
            } else if (!visit(n->target)) {
                return false;
            }
            return compilation_.future_annotations || visit(n->annotation);
        }
        case Kind::For:
            return visitFor(cast<For>(node), false);
        case Kind::AsyncFor:
            return visitFor(cast<AsyncFor>(node), true);
        case Kind::While: {
            auto* n = cast<While>(node);
            return visit(n->test) && inBlock(Block::Loop, n, n->body) && body(n->orelse);
        }
        case Kind::If: {
            auto* n = cast<If>(node);
            while (true) {
                if (!visit(n->test) || !body(n->body)) return false;
                if (n->orelse.size() != 1 || n->orelse[0]->kind != Kind::If) return body(n->orelse);
                n = cast<If>(n->orelse[0]);
            }
        }
        case Kind::With:
            return visitWith(cast<With>(node), false);
        case Kind::AsyncWith:
            return visitWith(cast<AsyncWith>(node), true);
        case Kind::Match:
            return visitMatch(cast<Match>(node));
        case Kind::Raise:
            return optional(cast<Raise>(node)->exc) && optional(cast<Raise>(node)->cause);
        case Kind::Try:
            return visitTry(cast<Try>(node), false);
        case Kind::TryStar:
            return visitTry(cast<TryStar>(node), true);
        case Kind::Assert: {
            auto* n = cast<Assert>(node);
            const Expr* test = n->test;
            bool tuple = is(test, Kind::Tuple) && !cast<Tuple>(test)->elts.empty();
            if (auto* constant = dynCast<Constant>(test))
                tuple = constant->value.kind == ConstantValue::Kind::Tuple && constant->value.size;
            if (tuple) warn(n, "assertion is always true, perhaps remove parentheses?");
            return visit(n->test) && optional(n->msg);
        }
        case Kind::Import:
            return visitAliases(node, cast<Import>(node)->names);
        case Kind::ImportFrom:
            return visitAliases(node, cast<ImportFrom>(node)->names);
        case Kind::ExprStmt:
            return visit(cast<ExprStmt>(node)->value);
        case Kind::Break:
            return visitJump(node, "'break' outside loop");
        case Kind::Continue:
            return visitJump(node, "'continue' not properly in loop");
        default:
            return true;
        }
    }

    bool visitJump(const Stmt* node, const char* message) {
        for (Block block : llvm::reverse(code_->blocks)) {
            if (block == Block::Loop) return true;
            if (block == Block::StarHandler) return inStarHandler(node);
        }
        return error(node, message);
    }
    bool inStarHandler(const Node* node) {
        return error(node, "'break', 'continue' and 'return' cannot appear in an except* block");
    }

    bool visitReturn(Return* n) {
        if (!inFunction()) return error(n, "'return' outside function");
        if (n->value && code_->scope->is_coroutine && code_->scope->is_generator)
            return error(n, "'return' with value in async generator");
        if (!optional(n->value)) return false;
        if (!llvm::is_contained(code_->blocks, Block::StarHandler)) return true;
        bool constant = n->value && constantOf(n->value);
        return inStarHandler(constant ? static_cast<Node*>(n->value) : n);
    }

    template <typename T>
    bool visitFor(T* n, bool is_async) {
        if (is_async && !inAsyncFunction() && !topLevelAwait())
            return error(n, "'async for' outside async function");
        return visit(n->iter) && enterLoopTarget(n) && body(n->orelse);
    }
    template <typename T>
    bool enterLoopTarget(T* n) {
        if (!enterBlock(Block::Loop, n) || !visit(n->target) || !body(n->body)) return false;
        leaveBlock();
        return true;
    }

    template <typename T>
    bool visitWith(T* n, bool is_async) {
        if (is_async && !inAsyncFunction() && !topLevelAwait())
            return error(n, "'async with' outside async function");
        for (WithItem* item : n->items) {
            if (!visit(item->context_expr) || !enterBlock(Block::Other, n) ||
                !optional(item->optional_vars))
                return false;
        }
        if (!body(n->body)) return false;
        for (uint32_t i = 0; i < n->items.size(); ++i) leaveBlock();
        return true;
    }

    template <typename T>
    bool visitTry(T* n, bool star) {
        bool has_finally = !n->finalbody.empty();
        if (has_finally && !enterBlock(Block::Other, n)) return false;
        if (n->handlers.empty()) {
            if (!body(n->body)) return false;
        } else {
            if (!inBlock(Block::Other, n, n->body)) return false;
            if (!body(n->orelse)) return false;
            for (ExceptHandler* handler : n->handlers) {
                if (!handler->type && handler != n->handlers.back())
                    return error(handler, "default 'except:' must be last");
                if (!optional(handler->type)) return false;
                if (handler->name && !checkName(handler->name, ExprContext::Store, handler))
                    return false;
                if (!enterBlock(star ? Block::StarHandler : Block::Other, n) ||
                    !inBlock(Block::Other, n, handler->body))
                    return false;
                leaveBlock();
            }
        }
        if (!has_finally) return true;
        leaveBlock();
        return inBlock(Block::Other, n, n->finalbody);
    }

    bool visitAliases(const Node* node, List<Alias*> names) {
        for (Alias* alias : names) {
            const Atom* bound = alias->asname ? alias->asname : alias->name;
            if (!checkName(bound, ExprContext::Store, node)) return false;
        }
        return true;
    }

    bool visitArguments(Arguments* args) {
        auto names = [&](List<Arg*> list) {
            for (Arg* arg : list)
                if (!checkName(arg->arg, ExprContext::Store, arg)) return false;
            return true;
        };
        if (!names(args->posonlyargs) || !names(args->args)) return false;
        if (args->vararg && !checkName(args->vararg->arg, ExprContext::Store, args->vararg))
            return false;
        if (!names(args->kwonlyargs)) return false;
        return !args->kwarg || checkName(args->kwarg->arg, ExprContext::Store, args->kwarg);
    }

    bool visitAnnotation(Expr* annotation) {
        if (!annotation || compilation_.future_annotations) return true;
        // `*args: *Ts` is the one place for a lone star.
        if (auto* starred = dynCast<Starred>(annotation)) return visit(starred->value);
        return visit(annotation);
    }

    template <typename T>
    bool visitFunction(T* n) {
        if (!checkName(n->name, ExprContext::Store, n)) return false;
        if (!all(n->decorator_list) || !all(n->args->defaults) || !all(n->args->kw_defaults))
            return false;
        if (!visitArguments(n->args)) return false;
        auto annotations = [&] {
            for (List<Arg*> list : {n->args->posonlyargs, n->args->args, n->args->kwonlyargs})
                for (Arg* arg : list)
                    if (!visitAnnotation(arg->annotation)) return false;
            if (n->args->vararg && !visitAnnotation(n->args->vararg->annotation)) return false;
            if (n->args->kwarg && !visitAnnotation(n->args->kwarg->annotation)) return false;
            return visitAnnotation(n->returns);
        };
        if (n->type_params.empty()) {
            if (!annotations()) return false;
        } else {
            if (!visitTypeParams(n, n->type_params)) return false;
            Code code(*this, scopes_.of(n, ScopeRole::TypeParameters));
            if (!annotations()) return false;
        }
        Code code(*this, scopes_.of(n));
        return body(n->body);
    }

    bool visitClass(ClassDef* n) {
        if (!all(n->decorator_list)) return false;
        if (!checkName(n->name, ExprContext::Store, n)) return false;
        if (!n->type_params.empty() && !visitTypeParams(n, n->type_params)) return false;
        {
            Code code(*this, scopes_.of(n));
            if (!body(n->body)) return false;
        }
        return visitElements(n->bases) && visitKeywords(n->keywords);
    }

    bool visitTypeParams(const Node* node, List<TypeParam*> params) {
        Code code(*this, scopes_.of(node, ScopeRole::TypeParameters));
        bool default_seen = false;
        for (TypeParam* param : params) {
            const Atom* name;
            Expr* bound = nullptr;
            Expr* value;
            if (auto* var = dynCast<TypeVar>(param)) {
                name = var->name;
                bound = var->bound;
                value = var->default_value;
            } else if (auto* spec = dynCast<ParamSpec>(param)) {
                name = spec->name;
                value = spec->default_value;
            } else {
                auto* tuple = cast<TypeVarTuple>(param);
                name = tuple->name;
                value = tuple->default_value;
                if (value && value->kind == Kind::Starred) value = cast<Starred>(value)->value;
            }
            if (!checkName(name, ExprContext::Store, param)) return false;
            if (value)
                default_seen = true;
            else if (default_seen)
                return error(param, "non-default type parameter '" + name->text() +
                                        "' follows default type parameter");
            if (bound) {
                Code inner(*this, scopes_.of(param, ScopeRole::Bound));
                if (!visit(bound)) return false;
            }
            if (value) {
                Code inner(*this, scopes_.of(param, ScopeRole::Default));
                if (!visit(value)) return false;
            }
        }
        return true;
    }

    // --- patterns -----------------------------------------------------------------------------

    // The names that a pattern binds, and how it stands in its alternatives.
    using Names = llvm::SmallPtrSet<const Atom*, 8>;

    bool visitMatch(Match* n) {
        if (!visit(n->subject)) return false;
        for (MatchCase* arm : n->cases) {
            bool last = arm == n->cases.back();
            Names names;
            // Only the last case may match everything, unless a guard stands in its way.
            if (!visitPattern(arm->pattern, names, last || arm->guard)) return false;
            if (!optional(arm->guard) || !body(arm->body)) return false;
        }
        return true;
    }

    bool bindName(const Atom* name, Names& names, const Node* node) {
        if (!name) return true;
        if (!checkName(name, ExprContext::Store, node)) return false;
        if (!names.insert(name).second)
            return error(node, "multiple assignments to name '" + name->text() + "' in pattern");
        return true;
    }

    bool visitPattern(Pattern* node, Names& names, bool irrefutable_allowed) {
        if (!compilation_.guard(node)) return false;
        switch (node->kind) {
        case Kind::MatchValue: {
            const Expr* value = cast<MatchValue>(node)->value;
            if (value->kind == Kind::JoinedStr)
                return error(node, "patterns may only match literals and attribute lookups");
            return visit(cast<MatchValue>(node)->value);
        }
        case Kind::MatchSequence: {
            bool star_seen = false;
            uint32_t index = 0, star = 0;
            for (Pattern* item : cast<MatchSequence>(node)->patterns) {
                if (item->kind == Kind::MatchStar) {
                    if (star_seen) return error(node, "multiple starred names in sequence pattern");
                    star_seen = true;
                    star = index;
                }
                ++index;
            }
            if (star_seen && (star > kAroundStarMax || index - star - 1 > kAroundStarMax)) {
                return error(node, "too many expressions in star-unpacking sequence pattern");
            }
            return subPatterns(cast<MatchSequence>(node)->patterns, names);
        }
        case Kind::MatchStar:
            return bindName(cast<MatchStar>(node)->name, names, node);
        case Kind::MatchMapping:
            return visitMapping(cast<MatchMapping>(node), names);
        case Kind::MatchClass: {
            auto* n = cast<MatchClass>(node);
            for (uint32_t i = 0; i < n->kwd_attrs.size(); ++i) {
                const Atom* name = n->kwd_attrs[i];
                if (!checkName(name, ExprContext::Store, n->kwd_patterns[i])) return false;
                for (uint32_t k = i + 1; k < n->kwd_attrs.size(); ++k)
                    if (n->kwd_attrs[k] == name)
                        return error(n->kwd_patterns[k], "attribute name repeated in class "
                                                         "pattern: " +
                                                             name->text());
            }
            return visit(n->cls) && subPatterns(n->patterns, names) &&
                   subPatterns(n->kwd_patterns, names);
        }
        case Kind::MatchAs: {
            auto* n = cast<MatchAs>(node);
            if (!n->pattern) {
                if (!irrefutable_allowed) {
                    if (n->name)
                        return error(n, "name capture '" + n->name->text() +
                                            "' makes remaining patterns unreachable");
                    return error(n, "wildcard makes remaining patterns unreachable");
                }
                return bindName(n->name, names, n);
            }
            return visitPattern(n->pattern, names, irrefutable_allowed) &&
                   bindName(n->name, names, n);
        }
        case Kind::MatchOr:
            return visitOr(cast<MatchOr>(node), names, irrefutable_allowed);
        default:
            return true;
        }
    }

    bool subPatterns(List<Pattern*> patterns, Names& names) {
        for (Pattern* pattern : patterns)
            if (!visitPattern(pattern, names, true)) return false;
        return true;
    }

    bool visitOr(MatchOr* n, Names& names, bool irrefutable_allowed) {
        Names first;
        for (Pattern* alternative : n->patterns) {
            bool last = alternative == n->patterns.back();
            Names own;
            if (!visitPattern(alternative, own, last && irrefutable_allowed)) return false;
            if (alternative == n->patterns.front()) {
                first = own;
                continue;
            }
            bool same = own.size() == first.size();
            for (const Atom* name : own) same &= first.contains(name);
            if (!same) return error(n, "alternative patterns bind different names");
        }
        for (const Atom* name : first)
            if (!bindName(name, names, n)) return false;
        return true;
    }

    // A text that is the same for equal keys: 0, 0.0, 0j and False are one.
    static std::string keyText(const Expr* node, bool negative) {
        auto* constant = dynCast<Constant>(node);
        if (!constant) return dumpAst(node);
        ConstantValue value = constant->value;
        using VK = ConstantValue::Kind;
        if (value.kind == VK::True || value.kind == VK::False) {
            value.integer = value.kind == VK::True;
            value.kind = VK::Int;
        }
        if (value.kind == VK::Complex && value.imag == 0) value.kind = VK::Float;
        if (value.kind == VK::Float && value.real > -0x1p53 && value.real < 0x1p53 &&
            value.real == static_cast<double>(static_cast<int64_t>(value.real))) {
            value.integer = static_cast<int64_t>(value.real);
            value.kind = VK::Int;
        }
        bool zero = value.kind == VK::Int && value.integer == 0;
        std::string text = negative && !zero ? "-" : "";
        appendConstantRepr(text, value);
        return text;
    }

    bool visitMapping(MatchMapping* n, Names& names) {
        llvm::SmallVector<std::string, 4> seen;
        for (Expr* key : n->keys) {
            if (key->kind == Kind::JoinedStr)
                return error(n, "mapping pattern keys may only match literals and attribute "
                                "lookups");
            if (key->kind == Kind::Attribute) {
                if (!visit(key)) return false;
                continue;
            }
            bool negative = is(key, Kind::UnaryOp);
            const Expr* value = negative ? cast<UnaryOp>(key)->operand : key;
            std::string text = keyText(value, negative);
            std::string shown = text;
            if (auto* constant = dynCast<Constant>(value)) {
                shown.clear();
                bool zero = constant->value.kind == ConstantValue::Kind::Int &&
                            constant->value.integer == 0;
                if (negative && !zero) shown = "-";
                appendConstantRepr(shown, constant->value);
            }
            if (llvm::is_contained(seen, text))
                return error(n,
                             "mapping pattern checks duplicate key (" + llvm::Twine(shown) + ")");
            seen.push_back(text);
        }
        return subPatterns(n->patterns, names) && bindName(n->rest, names, n);
    }

    // --- expressions --------------------------------------------------------------------------

    // Items that may be starred.
    bool visitElements(List<Expr*> items) {
        for (Expr* item : items) {
            auto* starred = dynCast<Starred>(item);
            if (!visit(starred ? starred->value : item)) return false;
        }
        return true;
    }

    bool visitKeywords(List<Keyword*> keywords) {
        for (uint32_t i = 0; i < keywords.size(); ++i) {
            const Atom* name = keywords[i]->arg;
            if (!name) continue;
            if (!checkName(name, ExprContext::Store, keywords[i])) return false;
            for (uint32_t k = i + 1; k < keywords.size(); ++k)
                if (keywords[k]->arg == name)
                    return error(keywords[k], "keyword argument repeated: " + name->text());
        }
        for (Keyword* keyword : keywords)
            if (!visit(keyword->value)) return false;
        return true;
    }

    // Targets in a tuple or list: one star at most.
    bool visitSequence(Expr* node, List<Expr*> items, ExprContext context) {
        if (context == ExprContext::Store) {
            bool star_seen = false;
            uint32_t index = 0, star = 0;
            for (Expr* item : items) {
                ++index;
                if (item->kind != Kind::Starred) continue;
                if (star_seen) return error(node, "multiple starred expressions in assignment");
                star_seen = true;
                star = index - 1;
            }
            if (star_seen && (star > kAroundStarMax || index - star - 1 > kAroundStarMax))
                return error(node, "too many expressions in star-unpacking assignment");
        }
        return visitElements(items);
    }

    bool visit(Expr* node) {
        if (!compilation_.guard(node)) return false;
        llvm::SmallVector<Expr*, 4> spine;
        while (true) {
            switch (node->kind) {
            case Kind::BinOp:
                spine.push_back(node);
                node = cast<BinOp>(node)->left;
                continue;
            case Kind::Call:
                warnCall(cast<Call>(node));
                spine.push_back(node);
                node = cast<Call>(node)->func;
                continue;
            case Kind::Attribute: {
                auto* n = cast<Attribute>(node);
                if (!checkName(n->attr, n->ctx, n)) return false;
                node = n->value;
                continue;
            }
            case Kind::Subscript:
                warnSubscript(cast<Subscript>(node));
                spine.push_back(node);
                node = cast<Subscript>(node)->value;
                continue;
            default:
                break;
            }
            break;
        }
        if (!visitOther(node)) return false;
        while (!spine.empty()) {
            node = spine.pop_back_val();
            if (auto* binary = dynCast<BinOp>(node)) {
                if (!visit(binary->right)) return false;
            } else if (auto* subscript = dynCast<Subscript>(node)) {
                if (!visit(subscript->slice)) return false;
            } else {
                auto* call = cast<Call>(node);
                if (!visitElements(call->args) || !visitKeywords(call->keywords)) return false;
            }
        }
        return true;
    }

    bool visitOther(Expr* node) {
        switch (node->kind) {
        case Kind::Name:
            return checkName(cast<Name>(node)->id, cast<Name>(node)->ctx, node);
        case Kind::BoolOp:
            return all(cast<BoolOp>(node)->values);
        case Kind::NamedExpr:
            return visit(cast<NamedExpr>(node)->value) && visit(cast<NamedExpr>(node)->target);
        case Kind::UnaryOp:
            return visit(cast<UnaryOp>(node)->operand);
        case Kind::Lambda: {
            auto* n = cast<Lambda>(node);
            if (!visitArguments(n->args) || !all(n->args->defaults) || !all(n->args->kw_defaults))
                return false;
            Code code(*this, scopes_.of(n));
            return visit(n->body);
        }
        case Kind::IfExp: {
            auto* n = cast<IfExp>(node);
            return visit(n->test) && visit(n->body) && visit(n->orelse);
        }
        case Kind::Dict:
            return all(cast<Dict>(node)->keys) && all(cast<Dict>(node)->values);
        case Kind::Set:
            return visitElements(cast<Set>(node)->elts);
        case Kind::ListExpr:
            return visitSequence(node, cast<ListExpr>(node)->elts, cast<ListExpr>(node)->ctx);
        case Kind::Tuple:
            return visitSequence(node, cast<Tuple>(node)->elts, cast<Tuple>(node)->ctx);
        case Kind::ListComp:
            return visitComprehension(node, cast<ListComp>(node)->generators,
                                      cast<ListComp>(node)->elt);
        case Kind::SetComp:
            return visitComprehension(node, cast<SetComp>(node)->generators,
                                      cast<SetComp>(node)->elt);
        case Kind::GeneratorExp:
            return visitComprehension(node, cast<GeneratorExp>(node)->generators,
                                      cast<GeneratorExp>(node)->elt);
        case Kind::DictComp: {
            auto* n = cast<DictComp>(node);
            return visitComprehension(node, n->generators, n->key, n->value);
        }
        case Kind::Await:
            if (!topLevelAwait()) {
                if (!inFunction()) return error(node, "'await' outside function");
                if (!inAsyncFunction() && !code_->scope->is_comprehension)
                    return error(node, "'await' outside async function");
            }
            return visit(cast<Await>(node)->value);
        case Kind::Yield:
            if (!inFunction()) return error(node, "'yield' outside function");
            return optional(cast<Yield>(node)->value);
        case Kind::YieldFrom:
            if (!inFunction()) return error(node, "'yield from' outside function");
            if (inAsyncFunction()) return error(node, "'yield from' inside async function");
            return visit(cast<YieldFrom>(node)->value);
        case Kind::Compare:
            return visitCompare(cast<Compare>(node));
        case Kind::FormattedValue: {
            auto* n = cast<FormattedValue>(node);
            return visit(n->value) && optional(n->format_spec);
        }
        case Kind::JoinedStr:
            return all(cast<JoinedStr>(node)->values);
        case Kind::Starred:
            if (cast<Starred>(node)->ctx == ExprContext::Store)
                return error(node, "starred assignment target must be in a list or tuple");
            return error(node, "can't use starred expression here");
        case Kind::Slice: {
            auto* n = cast<Slice>(node);
            return optional(n->lower) && optional(n->upper) && optional(n->step);
        }
        default:
            return true;
        }
    }

    bool visitComprehension(Expr* node, List<Comprehension*> generators, Expr* element,
                            Expr* value = nullptr) {
        Scope* inner = scopes_.of(node);
        bool is_generator = node->kind == Kind::GeneratorExp;
        if (inner->is_coroutine && !is_generator && !inAsyncFunction() && !topLevelAwait() &&
            !code_->scope->is_comprehension)
            return error(node, "asynchronous comprehension outside of an asynchronous function");
        if (!visit(generators[0]->iter)) return false;
        Code code(*this, inner);
        for (Comprehension* clause : generators) {
            if (clause != generators[0] && !visit(clause->iter)) return false;
            if (!visit(clause->target) || !all(clause->ifs)) return false;
        }
        return visit(element) && optional(value);
    }

    bool visitCompare(Compare* n) {
        const Expr* left = n->left;
        for (uint32_t i = 0; i < n->ops.size(); ++i) {
            const Expr* right = n->comparators[i];
            CompareOperator op = n->ops[i];
            if (op == CompareOperator::Is || op == CompareOperator::IsNot) {
                const Expr* literal = literalOf(left);
                if (!literal) literal = literalOf(right);
                if (literal) {
                    bool negated = op == CompareOperator::IsNot;
                    warn(n, llvm::Twine(negated ? "\"is not\" with '" : "\"is\" with '") +
                                typeOf(literal) + "' literal. Did you mean \"" +
                                (negated ? "!=" : "==") + "\"?");
                    break;
                }
            }
            left = right;
        }
        return visit(n->left) && all(n->comparators);
    }

    // A constant whose identity means nothing.
    static const Expr* literalOf(const Expr* node) {
        const Expr* constant = constantOf(node);
        auto* value = dynCast<Constant>(constant);
        if (!value) return constant;
        switch (value->value.kind) {
        case ConstantValue::Kind::None:
        case ConstantValue::Kind::True:
        case ConstantValue::Kind::False:
        case ConstantValue::Kind::Ellipsis:
            return nullptr;
        default:
            return constant;
        }
    }

    void warnCall(const Call* n) {
        const char* type = typeOf(n->func);
        if (!type || n->func->kind == Kind::Lambda) return;
        warn(n->func,
             llvm::Twine("'") + type + "' object is not callable; perhaps you missed a comma?");
    }

    void warnSubscript(const Subscript* n) {
        if (n->ctx != ExprContext::Load) return;
        const char* type = typeOf(n->value);
        if (!type) return;
        llvm::StringRef name = type;
        bool indexable = name == "str" || name == "bytes" || name == "tuple" || name == "list";
        if (!indexable) {
            if (name == "dict") return;
            warn(n->value,
                 "'" + name + "' object is not subscriptable; perhaps you missed a comma?");
            return;
        }
        const Expr* index = constantOf(n->slice);
        const char* index_type = typeOf(index ? index : n->slice);
        if (!index_type) return;
        llvm::StringRef text = index_type;
        if (auto* unary = dynCast<UnaryOp>(n->slice)) {
            auto* operand = dynCast<Constant>(unary->operand);
            index_type = operand ? typeOf(operand) : nullptr;
            if (!index_type) return;
            text = index_type;
        }
        if (text == "int" || text == "bool") return;
        warn(n->value, name + " indices must be integers or slices, not " + text +
                           "; perhaps you missed a comma?");
    }

    Compilation& compilation_;
    const Scopes& scopes_;
    const Atom* debug_;
    Code* code_ = nullptr;
};

} // namespace

bool readFutureImports(Compilation& compilation, Mod* module) {
    compilation.future_annotations = compilation.options.future_annotations;
    List<Stmt*> body;
    if (auto* m = dynCast<Module>(module))
        body = m->body;
    else if (auto* i = dynCast<Interactive>(module))
        body = i->body;
    static constexpr const char* kFeatures[] = {
        "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
        "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",  "annotations"};
    bool first = true, over = false;
    for (Stmt* statement : body) {
        auto* import = dynCast<ImportFrom>(statement);
        bool future = import && import->level == 0 && import->module &&
                      import->module->text() == "__future__";
        if (!future) {
            // Only a docstring may come before.
            auto* expression = dynCast<ExprStmt>(statement);
            auto* constant = expression ? dynCast<Constant>(expression->value) : nullptr;
            bool docstring = first && constant && constant->value.kind == ConstantValue::Kind::Str;
            if (!docstring) over = true;
            first = false;
            continue;
        }
        first = false;
        if (over) {
            compilation.errorAt(import,
                                "from __future__ imports must occur at the beginning of the file");
            return false;
        }
        for (Alias* alias : import->names) {
            llvm::StringRef name = alias->name->text();
            if (name == "annotations") compilation.future_annotations = true;
            bool known = false;
            for (const char* feature : kFeatures) known |= name == feature;
            if (known) continue;
            llvm::SmallString<64> message;
            if (name == "braces") {
                message = "not a chance";
            } else {
                message = "future feature ";
                message += name;
                message += " is not defined";
            }
            Diagnostic error;
            error.message = compilation.arena.copy(message);
            error.line = import->lineno;
            error.column = static_cast<int>(import->col_offset) + 1;
            error.end_line = error.line;
            error.end_column = Diagnostic::kNoColumn;
            error.text = compilation.lineText(error.line);
            compilation.diagnostics.setError(error);
            return false;
        }
    }
    return true;
}

bool checkCode(Compilation& compilation, const Scopes& scopes, Mod* module) {
    return Checker(compilation, scopes).checkModule(module);
}

} // namespace krait
