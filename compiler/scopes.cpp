// Two steps. ScopeBuilder walks the tree once and notes in each scope which names are bound, used
// or declared. Then every scope resolves its names by walking outwards through the scopes around
// it; on the way each scope between use and binding gets the name as free.
#include "compiler/scopes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"

namespace krait {

using namespace ast;

Symbol* Scope::find(const Atom* mangled) const {
    if (!slot_count) return nullptr;
    uint32_t at = mangled->index * 0x9E3779B1u;
    while (Symbol* symbol = slots[at & (slot_count - 1)]) {
        if (symbol->name == mangled) return symbol;
        ++at;
    }
    return nullptr;
}

class ScopeBuilder {
  public:
    ScopeBuilder(Scopes& scopes, Compilation& compilation)
        : scopes_(scopes), compilation_(compilation), arena_(compilation.arena),
          atoms_(compilation.atoms) {
        class_ = atoms_.intern("__class__");
        classdict_ = atoms_.intern("__classdict__");
        super_ = atoms_.intern("super");
    }

    Scope* buildModule(Mod* module) {
        enter(ScopeKind::Module, atoms_.intern("top"), module, ScopeRole::Body);
        Scope* top = current_->scope;
        bool ok = true;
        switch (module->kind) {
        case Kind::Module:
            ok = visitBody(cast<Module>(module)->body);
            break;
        case Kind::Interactive:
            ok = visitBody(cast<Interactive>(module)->body);
            break;
        default:
            ok = visit(cast<Expression>(module)->body);
            break;
        }
        if (!ok) return nullptr;
        leave();
        return resolveScope(top) ? top : nullptr;
    }

  private:
    // What is needed of a scope only while its code is being walked.
    struct Frame {
        Scope* scope;
        Frame* outer;
        llvm::SmallVector<Symbol*, 16> symbols;
        llvm::SmallVector<const Atom*, 8> parameters;
        llvm::SmallVector<Scope*, 8> children;
    };
    struct Directive {
        Scope* scope;
        const Atom* name;
        uint32_t line, col, end_line, end_col;
    };

    // --- scopes and symbols -------------------------------------------------------------------

    static bool isFunctionLike(const Scope* scope) {
        return scope->kind != ScopeKind::Module && scope->kind != ScopeKind::Class;
    }

    void enter(ScopeKind kind, const Atom* name, const Node* node, ScopeRole role) {
        auto* scope = arena_.make<Scope>();
        scope->kind = kind;
        scope->name = name;
        scope->node = node;
        if (current_) {
            Scope* parent = current_->scope;
            scope->parent = parent;
            scope->class_name = parent->class_name;
            scope->only_type_params_of = parent->only_type_params_of;
            scope->comprehension_iter = parent->comprehension_iter;
            scope->is_nested = parent->is_nested || isFunctionLike(parent);
            current_->children.push_back(scope);
        }
        scopes_.scopes_[Scopes::key(node, role)] = scope;
        auto* frame = new Frame;
        frame->scope = scope;
        frame->outer = current_;
        current_ = frame;
    }

    void leave() {
        Frame* frame = current_;
        Scope* scope = frame->scope;
        scope->symbols = copy<Symbol*>(frame->symbols);
        scope->parameters = copy<const Atom*>(frame->parameters);
        scope->children = copy<Scope*>(frame->children);
        current_ = frame->outer;
        delete frame;
    }

    template <typename T>
    List<T> copy(llvm::ArrayRef<T> items) {
        List<T> result;
        result.count = items.size();
        result.items = arena_.makeArray<T>(items.size());
        std::copy(items.begin(), items.end(), result.items);
        return result;
    }

    Scope* scope() const { return current_->scope; }

    void insert(Scope* scope, Symbol* symbol) {
        uint32_t at = symbol->name->index * 0x9E3779B1u;
        while (scope->slots[at & (scope->slot_count - 1)]) ++at;
        scope->slots[at & (scope->slot_count - 1)] = symbol;
    }

    Symbol* addSymbol(Scope* scope, const Atom* name, uint32_t index) {
        auto* symbol = arena_.make<Symbol>();
        symbol->name = name;
        symbol->index = index;
        if ((index + 1) * 2 > scope->slot_count) {
            Symbol** old = scope->slots;
            uint32_t old_count = scope->slot_count;
            scope->slot_count = old_count ? old_count * 2 : 8;
            scope->slots = arena_.makeArray<Symbol*>(scope->slot_count);
            std::fill_n(scope->slots, scope->slot_count, nullptr);
            for (uint32_t i = 0; i < old_count; ++i)
                if (old[i]) insert(scope, old[i]);
        }
        insert(scope, symbol);
        return symbol;
    }

    Symbol* symbolIn(Frame* frame, const Atom* mangled) {
        if (Symbol* symbol = frame->scope->find(mangled)) return symbol;
        Symbol* symbol = addSymbol(frame->scope, mangled, frame->symbols.size());
        frame->symbols.push_back(symbol);
        return symbol;
    }

    uint32_t flagsOf(const Atom* name) const {
        Symbol* symbol = scope()->find(scopes_.mangle(scope(), name));
        return symbol ? symbol->flags : 0;
    }

    bool error(const Node* node, const llvm::Twine& message) {
        llvm::SmallString<128> text;
        compilation_.errorAt(node, message.toStringRef(text));
        return false;
    }
    bool error(const Directive& at, const llvm::Twine& message) {
        llvm::SmallString<128> text;
        compilation_.errorAt(at.line, at.col, at.end_line, at.end_col, message.toStringRef(text));
        return false;
    }

    bool define(const Atom* name, uint32_t flag, const Node* node) {
        return defineIn(current_, name, flag, node);
    }

    bool defineIn(Frame* frame, const Atom* name, uint32_t flag, const Node* node) {
        const Atom* mangled = scopes_.mangle(scope(), name);
        Symbol* symbol = symbolIn(frame, mangled);
        if ((flag & Symbol::kParameter) && (symbol->flags & Symbol::kParameter))
            return error(node, "duplicate argument '" + name->text() + "' in function definition");
        if ((flag & Symbol::kTypeParameter) && (symbol->flags & Symbol::kTypeParameter))
            return error(node, "duplicate type parameter '" + name->text() + "'");
        if (frame->scope->comprehension_target) {
            if ((symbol->flags | flag) & (Symbol::kGlobal | Symbol::kNonlocal))
                return error(node, "comprehension inner loop cannot rebind assignment expression "
                                   "target '" +
                                       name->text() + "'");
            flag |= Symbol::kComprehensionIter;
        }
        symbol->flags |= flag;
        if (flag & Symbol::kParameter) {
            frame->parameters.push_back(mangled);
        } else if ((flag & Symbol::kGlobal) && frame->outer) {
            // `global x` in a function makes x a name of the module.
            Frame* top = frame;
            while (top->outer) top = top->outer;
            symbolIn(top, mangled)->flags |= Symbol::kGlobal;
        }
        return true;
    }

    void addDirective(const Atom* name, const Node* node) {
        directives_.push_back({scope(), scopes_.mangle(scope(), name), node->lineno,
                               node->col_offset, node->end_lineno, node->end_col_offset});
    }

    // --- statements ---------------------------------------------------------------------------

    bool visitBody(List<Stmt*> body) {
        for (Stmt* statement : body)
            if (!visit(statement)) return false;
        return true;
    }
    template <typename T>
    bool visitAll(List<T*> items) {
        for (T* item : items)
            if (item && !visit(item)) return false;
        return true;
    }
    bool visitOptional(Expr* node) { return !node || visit(node); }

    bool visit(Stmt* node) {
        if (!compilation_.guard(node)) return false;
        switch (node->kind) {
        case Kind::FunctionDef:
            return visitFunction(cast<FunctionDef>(node), false);
        case Kind::AsyncFunctionDef:
            return visitFunction(cast<AsyncFunctionDef>(node), true);
        case Kind::ClassDef:
            return visitClass(cast<ClassDef>(node));
        case Kind::TypeAlias:
            return visitTypeAlias(cast<TypeAlias>(node));
        case Kind::Return: {
            auto* n = cast<Return>(node);
            if (n->value) scope()->returns_value = true;
            return visitOptional(n->value);
        }
        case Kind::Delete:
            return visitAll(cast<Delete>(node)->targets);
        case Kind::Assign: {
            auto* n = cast<Assign>(node);
            return visitAll(n->targets) && visit(n->value);
        }
        case Kind::AugAssign: {
            auto* n = cast<AugAssign>(node);
            return visit(n->target) && visit(n->value);
        }
        case Kind::AnnAssign:
            return visitAnnAssign(cast<AnnAssign>(node));
        case Kind::For:
            return visitFor(cast<For>(node));
        case Kind::AsyncFor:
            return visitFor(cast<AsyncFor>(node));
        case Kind::While: {
            auto* n = cast<While>(node);
            return visit(n->test) && visitBody(n->body) && visitBody(n->orelse);
        }
        case Kind::If: {
            auto* n = cast<If>(node);
            while (true) {
                if (!visit(n->test) || !visitBody(n->body)) return false;
                if (n->orelse.size() != 1 || n->orelse[0]->kind != Kind::If)
                    return visitBody(n->orelse);
                n = cast<If>(n->orelse[0]);
            }
        }
        case Kind::With:
            return visitWith(cast<With>(node));
        case Kind::AsyncWith:
            return visitWith(cast<AsyncWith>(node));
        case Kind::Match: {
            auto* n = cast<Match>(node);
            if (!visit(n->subject)) return false;
            for (MatchCase* arm : n->cases)
                if (!visit(arm->pattern) || !visitOptional(arm->guard) || !visitBody(arm->body))
                    return false;
            return true;
        }
        case Kind::Raise: {
            auto* n = cast<Raise>(node);
            return visitOptional(n->exc) && visitOptional(n->cause);
        }
        case Kind::Try:
            return visitTry(cast<Try>(node));
        case Kind::TryStar:
            return visitTry(cast<TryStar>(node));
        case Kind::Assert: {
            auto* n = cast<Assert>(node);
            return visit(n->test) && visitOptional(n->msg);
        }
        case Kind::Import:
            return visitAliases(cast<Import>(node)->names);
        case Kind::ImportFrom:
            return visitAliases(cast<ImportFrom>(node)->names);
        case Kind::Global:
            return visitDeclaration(node, cast<Global>(node)->names, true);
        case Kind::Nonlocal:
            return visitDeclaration(node, cast<Nonlocal>(node)->names, false);
        case Kind::ExprStmt:
            return visit(cast<ExprStmt>(node)->value);
        default:
            return true;
        }
    }

    template <typename T>
    bool visitFor(T* n) {
        return visit(n->target) && visit(n->iter) && visitBody(n->body) && visitBody(n->orelse);
    }
    template <typename T>
    bool visitWith(T* n) {
        for (WithItem* item : n->items)
            if (!visit(item->context_expr) || !visitOptional(item->optional_vars)) return false;
        return visitBody(n->body);
    }
    template <typename T>
    bool visitTry(T* n) {
        if (!visitBody(n->body) || !visitBody(n->orelse)) return false;
        for (ExceptHandler* handler : n->handlers) {
            if (!visitOptional(handler->type)) return false;
            if (handler->name && !define(handler->name, Symbol::kAssigned, handler)) return false;
            if (!visitBody(handler->body)) return false;
        }
        return visitBody(n->finalbody);
    }

    bool visitAliases(List<Alias*> names) {
        for (Alias* alias : names) {
            const Atom* bound = alias->asname ? alias->asname : alias->name;
            if (alias->name->text() == "*") {
                if (scope()->kind != ScopeKind::Module)
                    return error(alias, "import * only allowed at module level");
                scope()->has_import_star = true;
                continue;
            }
            if (!alias->asname) {
                size_t dot = bound->text().find('.');
                if (dot != llvm::StringRef::npos)
                    bound = atoms_.intern(bound->text().substr(0, dot));
            }
            if (!define(bound, Symbol::kImported, alias)) return false;
        }
        return true;
    }

    bool visitDeclaration(Stmt* node, List<const Atom*> names, bool global) {
        llvm::StringRef word = global ? "global" : "nonlocal";
        for (const Atom* name : names) {
            uint32_t flags = flagsOf(name);
            llvm::StringRef text = name->text();
            if (flags & Symbol::kParameter)
                return error(node, "name '" + text + "' is parameter and " + word);
            if (flags & Symbol::kUsed)
                return error(node, "name '" + text + "' is used prior to " + word + " declaration");
            if (flags & Symbol::kAnnotated)
                return error(node, "annotated name '" + text + "' can't be " + word);
            if (flags & Symbol::kAssigned)
                return error(node,
                             "name '" + text + "' is assigned to before " + word + " declaration");
            if (!define(name, global ? Symbol::kGlobal : Symbol::kNonlocal, node)) return false;
            addDirective(name, node);
        }
        return true;
    }

    bool visitAnnAssign(AnnAssign* n) {
        if (auto* name = dynCast<Name>(n->target)) {
            uint32_t flags = flagsOf(name->id);
            if (n->simple && (flags & (Symbol::kGlobal | Symbol::kNonlocal)) && current_->outer) {
                return error(n, "annotated name '" + name->id->text() + "' can't be " +
                                    (flags & Symbol::kGlobal ? "global" : "nonlocal"));
            }
            if (n->simple) {
                if (!define(name->id, Symbol::kAnnotated | Symbol::kAssigned, name)) return false;
            } else if (n->value && !define(name->id, Symbol::kAssigned, name)) {
                return false;
            }
        } else if (!visit(n->target)) {
            return false;
        }
        return visitAnnotation(n->annotation) && visitOptional(n->value);
    }

    // With `from __future__ import annotations` an annotation is text: its names don't count.
    bool visitAnnotation(Expr* annotation) {
        if (!annotation) return true;
        if (!compilation_.future_annotations) return visit(annotation);
        enter(ScopeKind::Function, atoms_.intern("_annotation"), annotation, ScopeRole::Body);
        current_->outer->children.pop_back();
        ++annotation_depth_;
        bool ok = visit(annotation);
        --annotation_depth_;
        leave();
        return ok;
    }

    bool visitArguments(Arguments* args) {
        auto parameters = [&](List<Arg*> list) {
            for (Arg* arg : list)
                if (!define(arg->arg, Symbol::kParameter, arg)) return false;
            return true;
        };
        if (!parameters(args->posonlyargs) || !parameters(args->args) ||
            !parameters(args->kwonlyargs))
            return false;
        if (args->vararg) {
            if (!define(args->vararg->arg, Symbol::kParameter, args->vararg)) return false;
            scope()->has_varargs = true;
        }
        if (args->kwarg) {
            if (!define(args->kwarg->arg, Symbol::kParameter, args->kwarg)) return false;
            scope()->has_varkeywords = true;
        }
        return true;
    }

    bool visitAnnotations(Arguments* args, Expr* returns) {
        auto annotations = [&](List<Arg*> list) {
            for (Arg* arg : list)
                if (!visitAnnotation(arg->annotation)) return false;
            return true;
        };
        if (!annotations(args->posonlyargs) || !annotations(args->args)) return false;
        if (args->vararg && !visitAnnotation(args->vararg->annotation)) return false;
        if (args->kwarg && !visitAnnotation(args->kwarg->annotation)) return false;
        return annotations(args->kwonlyargs) && visitAnnotation(returns);
    }

    template <typename T>
    bool visitFunction(T* n, bool is_async) {
        if (!define(n->name, Symbol::kAssigned, n)) return false;
        if (!visitAll(n->args->defaults) || !visitAll(n->args->kw_defaults) ||
            !visitAll(n->decorator_list))
            return false;
        bool generic = !n->type_params.empty();
        if (generic) {
            bool has_defaults = !n->args->defaults.empty();
            bool has_kwdefaults =
                llvm::any_of(n->args->kw_defaults, [](Expr* value) { return value != nullptr; });
            if (!enterTypeParams(n->name, n, n->type_params, has_defaults, has_kwdefaults, false))
                return false;
        }
        if (!visitAnnotations(n->args, n->returns)) return false;
        enter(ScopeKind::Function, n->name, n, ScopeRole::Body);
        scope()->is_coroutine = is_async;
        if (!visitArguments(n->args) || !visitBody(n->body)) return false;
        leave();
        if (generic) leave();
        return true;
    }

    bool visitClass(ClassDef* n) {
        if (!define(n->name, Symbol::kAssigned, n) || !visitAll(n->decorator_list)) return false;
        bool generic = !n->type_params.empty();
        if (generic && !enterTypeParams(n->name, n, n->type_params, false, false, true))
            return false;
        if (!visitAll(n->bases)) return false;
        for (Keyword* keyword : n->keywords)
            if (!visit(keyword->value)) return false;
        enter(ScopeKind::Class, n->name, n, ScopeRole::Body);
        scope()->class_name = n->name;
        scope()->only_type_params_of = nullptr;
        if (generic && (!define(atoms_.intern("__type_params__"), Symbol::kAssigned, n) ||
                        !define(atoms_.intern(".type_params"), Symbol::kUsed, n)))
            return false;
        if (!visitBody(n->body)) return false;
        leave();
        if (generic) leave();
        return true;
    }

    bool visitTypeAlias(TypeAlias* n) {
        if (!visit(n->name)) return false;
        const Atom* name = cast<Name>(n->name)->id;
        bool in_class = scope()->kind == ScopeKind::Class;
        bool generic = !n->type_params.empty();
        if (generic && !enterTypeParams(name, n, n->type_params, false, false, false)) return false;
        enter(ScopeKind::TypeAlias, name, n, ScopeRole::Body);
        if (!seeClass(in_class, n->value) || !visit(n->value)) return false;
        leave();
        if (generic) leave();
        return true;
    }

    // An annotation scope directly in a class reads names from the class's namespace first.
    bool seeClass(bool in_class, const Node* node) {
        scope()->can_see_class_scope = in_class;
        return !in_class || define(classdict_, Symbol::kUsed, node);
    }

    bool enterTypeParams(const Atom* name, const Node* node, List<TypeParam*> params,
                         bool has_defaults, bool has_kwdefaults, bool is_class) {
        bool in_class = scope()->kind == ScopeKind::Class;
        enter(ScopeKind::TypeParameters, name, node, ScopeRole::TypeParameters);
        if (!seeClass(in_class, node)) return false;
        if (is_class) {
            // Names with a dot cannot clash: what the class statement passes along.
            for (const char* hidden : {".type_params", ".generic_base"})
                if (!define(atoms_.intern(hidden), Symbol::kAssigned | Symbol::kUsed, node))
                    return false;
            scope()->class_name = name;
            scope()->only_type_params_of = cast<ClassDef>(node);
        }
        if (has_defaults && !define(atoms_.intern(".defaults"), Symbol::kParameter, node))
            return false;
        if (has_kwdefaults && !define(atoms_.intern(".kwdefaults"), Symbol::kParameter, node))
            return false;
        for (TypeParam* param : params) {
            const Atom* param_name;
            Expr* bound = nullptr;
            Expr* value;
            if (auto* n = dynCast<TypeVar>(param)) {
                param_name = n->name;
                bound = n->bound;
                value = n->default_value;
            } else if (auto* n = dynCast<ParamSpec>(param)) {
                param_name = n->name;
                value = n->default_value;
            } else {
                auto* t = cast<TypeVarTuple>(param);
                param_name = t->name;
                value = t->default_value;
            }
            if (!define(param_name, Symbol::kTypeParameter | Symbol::kAssigned, param))
                return false;
            if (!visitTypeParamPart(bound, param_name, param, ScopeRole::Bound) ||
                !visitTypeParamPart(value, param_name, param, ScopeRole::Default))
                return false;
        }
        return true;
    }

    bool visitTypeParamPart(Expr* part, const Atom* name, const Node* param, ScopeRole role) {
        if (!part) return true;
        bool in_class = scope()->can_see_class_scope;
        enter(ScopeKind::TypeVariable, name, param, role);
        if (!seeClass(in_class, part) || !visit(part)) return false;
        leave();
        return true;
    }

    // --- patterns -----------------------------------------------------------------------------

    bool visit(Pattern* node) {
        if (!compilation_.guard(node)) return false;
        switch (node->kind) {
        case Kind::MatchValue:
            return visit(cast<MatchValue>(node)->value);
        case Kind::MatchSequence:
            return visitAll(cast<MatchSequence>(node)->patterns);
        case Kind::MatchMapping: {
            auto* n = cast<MatchMapping>(node);
            return visitAll(n->keys) && visitAll(n->patterns) &&
                   (!n->rest || define(n->rest, Symbol::kAssigned, n));
        }
        case Kind::MatchClass: {
            auto* n = cast<MatchClass>(node);
            return visit(n->cls) && visitAll(n->patterns) && visitAll(n->kwd_patterns);
        }
        case Kind::MatchStar: {
            auto* n = cast<MatchStar>(node);
            return !n->name || define(n->name, Symbol::kAssigned, n);
        }
        case Kind::MatchAs: {
            auto* n = cast<MatchAs>(node);
            if (n->pattern && !visit(n->pattern)) return false;
            return !n->name || define(n->name, Symbol::kAssigned, n);
        }
        case Kind::MatchOr:
            return visitAll(cast<MatchOr>(node)->patterns);
        default:
            return true;
        }
    }

    // --- expressions --------------------------------------------------------------------------

    // Chains through the leftmost child are walked in a loop, see ast.h.
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
                spine.push_back(node);
                node = cast<Call>(node)->func;
                continue;
            case Kind::Attribute:
                node = cast<Attribute>(node)->value;
                continue;
            case Kind::Subscript:
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
            switch (node->kind) {
            case Kind::BinOp:
                if (!visit(cast<BinOp>(node)->right)) return false;
                break;
            case Kind::Subscript:
                if (!visit(cast<Subscript>(node)->slice)) return false;
                break;
            default: {
                auto* call = cast<Call>(node);
                if (!visitAll(call->args)) return false;
                for (Keyword* keyword : call->keywords)
                    if (!visit(keyword->value)) return false;
                break;
            }
            }
        }
        return true;
    }

    bool visitOther(Expr* node) {
        switch (node->kind) {
        case Kind::Name:
            return visitName(cast<Name>(node));
        case Kind::BoolOp:
            return visitAll(cast<BoolOp>(node)->values);
        case Kind::NamedExpr:
            return visitNamedExpr(cast<NamedExpr>(node));
        case Kind::UnaryOp:
            return visit(cast<UnaryOp>(node)->operand);
        case Kind::Lambda: {
            auto* n = cast<Lambda>(node);
            if (!visitAll(n->args->defaults) || !visitAll(n->args->kw_defaults)) return false;
            enter(ScopeKind::Function, atoms_.intern("lambda"), n, ScopeRole::Body);
            if (!visitArguments(n->args) || !visit(n->body)) return false;
            leave();
            return true;
        }
        case Kind::IfExp: {
            auto* n = cast<IfExp>(node);
            return visit(n->test) && visit(n->body) && visit(n->orelse);
        }
        case Kind::Dict: {
            auto* n = cast<Dict>(node);
            return visitAll(n->keys) && visitAll(n->values);
        }
        case Kind::Set:
            return visitAll(cast<Set>(node)->elts);
        case Kind::ListExpr:
            return visitAll(cast<ListExpr>(node)->elts);
        case Kind::Tuple:
            return visitAll(cast<Tuple>(node)->elts);
        case Kind::ListComp: {
            auto* n = cast<ListComp>(node);
            return visitComprehension(n, "listcomp", "list comprehension", n->generators, n->elt);
        }
        case Kind::SetComp: {
            auto* n = cast<SetComp>(node);
            return visitComprehension(n, "setcomp", "set comprehension", n->generators, n->elt);
        }
        case Kind::GeneratorExp: {
            auto* n = cast<GeneratorExp>(node);
            return visitComprehension(n, "genexpr", "generator expression", n->generators, n->elt);
        }
        case Kind::DictComp: {
            auto* n = cast<DictComp>(node);
            return visitComprehension(n, "dictcomp", "dict comprehension", n->generators, n->key,
                                      n->value);
        }
        case Kind::Await:
            return checkContext(node, "await expression") && visitAwait(cast<Await>(node));
        case Kind::Yield:
        case Kind::YieldFrom: {
            if (!checkContext(node, "yield expression")) return false;
            Expr* value =
                node->kind == Kind::Yield ? cast<Yield>(node)->value : cast<YieldFrom>(node)->value;
            if (!visitOptional(value)) return false;
            scope()->is_generator = true;
            if (scope()->is_comprehension)
                return error(node, llvm::Twine("'yield' inside ") + scope()->comprehension_name);
            return true;
        }
        case Kind::Compare: {
            auto* n = cast<Compare>(node);
            return visit(n->left) && visitAll(n->comparators);
        }
        case Kind::FormattedValue: {
            auto* n = cast<FormattedValue>(node);
            return visit(n->value) && visitOptional(n->format_spec);
        }
        case Kind::JoinedStr:
            return visitAll(cast<JoinedStr>(node)->values);
        case Kind::Starred:
            return visit(cast<Starred>(node)->value);
        case Kind::Slice: {
            auto* n = cast<Slice>(node);
            return visitOptional(n->lower) && visitOptional(n->upper) && visitOptional(n->step);
        }
        default:
            return true;
        }
    }

    bool visitName(Name* n) {
        bool load = n->ctx == ExprContext::Load;
        if (!define(n->id, load ? Symbol::kUsed : Symbol::kAssigned, n)) return false;
        // Calling super() without arguments needs the class.
        if (load && n->id == super_ && isFunctionLike(scope()))
            return define(class_, Symbol::kUsed, n);
        return true;
    }

    bool visitAwait(Await* n) {
        if (!visit(n->value)) return false;
        scope()->is_coroutine = true;
        return true;
    }

    // What cannot stand in an annotation, a type alias, or the bound of a type variable.
    bool checkContext(const Node* node, llvm::StringRef what) {
        const char* place;
        switch (scope()->kind) {
        case ScopeKind::TypeParameters:
            place = "the definition of a generic";
            break;
        case ScopeKind::TypeAlias:
            place = "a type alias";
            break;
        case ScopeKind::TypeVariable:
            place = typeVariablePlace();
            break;
        default:
            if (annotation_depth_ == 0 || scope()->name->text() != "_annotation") return true;
            place = "an annotation";
            break;
        }
        return error(node, what + " cannot be used within " + place);
    }
    const char* typeVariablePlace() const {
        if (is(scope()->node, Kind::ParamSpec)) return "a ParamSpec default";
        if (is(scope()->node, Kind::TypeVarTuple)) return "a TypeVarTuple default";
        auto* var = cast<TypeVar>(scope()->node);
        bool bound = scopes_.of(var, ScopeRole::Bound) == scope();
        if (!bound) return "a TypeVar default";
        return is(var->bound, Kind::Tuple) ? "a TypeVar constraint" : "a TypeVar bound";
    }

    bool visitNamedExpr(NamedExpr* n) {
        if (!checkContext(n, "named expression")) return false;
        if (scope()->comprehension_iter > 0)
            return error(n, "assignment expression cannot be used in a comprehension iterable "
                            "expression");
        if (scope()->is_comprehension && !bindOutside(n)) return false;
        return visit(n->value) && visit(n->target);
    }

    // A named expression in a comprehension binds in the scope around all comprehensions.
    bool bindOutside(NamedExpr* n) {
        const Atom* name = cast<Name>(n->target)->id;
        const Atom* mangled = scopes_.mangle(scope(), name);
        for (Frame* frame = current_; frame; frame = frame->outer) {
            Scope* s = frame->scope;
            Symbol* symbol = s->find(mangled);
            uint32_t flags = symbol ? symbol->flags : 0;
            if (s->is_comprehension) {
                if ((flags & Symbol::kComprehensionIter) &&
                    (flags & (Symbol::kAssigned | Symbol::kGlobal)))
                    return error(n->target, "assignment expression cannot rebind comprehension "
                                            "iteration variable '" +
                                                name->text() + "'");
                continue;
            }
            switch (s->kind) {
            case ScopeKind::Function: {
                bool global = flags & Symbol::kGlobal;
                if (!define(name, global ? Symbol::kGlobal : Symbol::kNonlocal, n->target))
                    return false;
                addDirective(name, n->target);
                return defineIn(frame, name, Symbol::kAssigned, n->target);
            }
            case ScopeKind::Module:
                if (!define(name, Symbol::kGlobal, n->target)) return false;
                addDirective(name, n->target);
                return defineIn(frame, name, Symbol::kGlobal, n->target);
            case ScopeKind::Class:
                return error(n->target, "assignment expression within a comprehension cannot be "
                                        "used in a class body");
            case ScopeKind::TypeParameters:
                return error(n->target, "assignment expression within a comprehension cannot be "
                                        "used within the definition of a generic");
            case ScopeKind::TypeAlias:
                return error(n->target, "assignment expression within a comprehension cannot be "
                                        "used in a type alias");
            case ScopeKind::TypeVariable:
                return error(n->target, "assignment expression within a comprehension cannot be "
                                        "used in a TypeVar bound");
            }
        }
        return true;
    }

    bool visitComprehension(Expr* node, const char* name, const char* long_name,
                            List<Comprehension*> generators, Expr* element, Expr* value = nullptr) {
        bool is_generator = node->kind == Kind::GeneratorExp;
        Comprehension* first = generators[0];
        ++scope()->comprehension_iter;
        if (!visit(first->iter)) return false;
        --scope()->comprehension_iter;
        bool inlined = !is_generator && !scope()->can_see_class_scope;
        enter(ScopeKind::Function, atoms_.intern(name), node, ScopeRole::Body);
        Scope* inner = scope();
        inner->is_comprehension = true;
        inner->comprehension_name = long_name;
        inner->inlined = inlined;
        inner->is_coroutine = first->is_async;
        if (!define(atoms_.intern(".0"), Symbol::kParameter, node)) return false;
        for (Comprehension* clause : generators) {
            inner->comprehension_target = true;
            if (!visit(clause->target)) return false;
            inner->comprehension_target = false;
            if (clause != first) {
                ++inner->comprehension_iter;
                if (!visit(clause->iter)) return false;
                --inner->comprehension_iter;
                if (clause->is_async) inner->is_coroutine = true;
            }
            if (!visitAll(clause->ifs)) return false;
        }
        if (!visitOptional(value) || !visit(element)) return false;
        inner->is_generator = is_generator;
        bool is_async = inner->is_coroutine && !is_generator;
        leave();
        if (is_async) scope()->is_coroutine = true;
        return true;
    }

    // --- resolution ---------------------------------------------------------------------------

    Symbol* addFree(Scope* scope, const Atom* name) {
        Symbol* symbol = scope->find(name);
        if (!symbol) {
            symbol = addSymbol(scope, name, scope->symbols.size());
            symbol->place = NamePlace::Free;
            llvm::SmallVector<Symbol*, 16> symbols(scope->symbols.begin(), scope->symbols.end());
            symbols.push_back(symbol);
            scope->symbols = copy<Symbol*>(symbols);
        } else if (scope->kind == ScopeKind::Class) {
            if (symbol->flags & (Symbol::kGlobal | Symbol::kAssigned | Symbol::kImported))
                symbol->flags |= Symbol::kFreeClass;
            else
                symbol->place = NamePlace::Free;
        } else {
            symbol->place = NamePlace::Free;
        }
        scope->has_free = true;
        return symbol;
    }

    // The scope around `from` that binds `name` for it; null: it is a global name. The scopes on
    // the way are told if `mark` is set.
    Scope* findBinding(Scope* from, const Atom* name, bool mark, Symbol** found = nullptr) {
        bool captured = !from->inlined;
        Scope* binder = nullptr;
        for (Scope* s = from->parent; s; s = s->parent) {
            if (s->kind == ScopeKind::Module) break;
            if (s->kind == ScopeKind::Class) {
                if (name == class_ || name == classdict_) {
                    // A comprehension inlined into the class body itself has no __class__.
                    if (!captured) return nullptr;
                    if (mark)
                        (name == class_ ? s->needs_class_closure : s->needs_class_dict) = true;
                    binder = s;
                    break;
                }
                captured = true;
                continue;
            }
            Symbol* symbol = s->find(name);
            if (symbol) {
                if (symbol->flags & Symbol::kGlobal) break;
                if (!(symbol->flags & Symbol::kNonlocal) && symbol->isBound()) {
                    if (mark && captured) symbol->place = NamePlace::Cell;
                    if (found) *found = symbol;
                    binder = s;
                    break;
                }
            }
            if (!s->inlined) captured = true;
        }
        if (!binder || !mark) return binder;
        for (Scope* s = from; s != binder; s = s->parent) {
            addFree(s, name);
            s->parent->has_child_free = true;
        }
        return binder;
    }

    bool resolveScope(Scope* scope) {
        if (!compilation_.guard(scope->node)) return false;
        // Symbols that inner scopes add are free ones and need nothing here.
        List<Symbol*> symbols = scope->symbols;
        for (Symbol* symbol : symbols)
            if (!resolveSymbol(scope, symbol)) return false;
        for (Scope* child : scope->children)
            if (!resolveScope(child)) return false;
        llvm::SmallVector<const Atom*, 8> free;
        for (Symbol* symbol : scope->symbols)
            if (symbol->place == NamePlace::Free || (symbol->flags & Symbol::kFreeClass))
                free.push_back(symbol->name);
        llvm::sort(free, [](const Atom* a, const Atom* b) { return a->text() < b->text(); });
        scope->free_names = copy<const Atom*>(free);
        return true;
    }

    const Directive* directiveOf(Scope* scope, const Atom* name) const {
        for (const Directive& directive : directives_)
            if (directive.scope == scope && directive.name == name) return &directive;
        return nullptr;
    }

    bool resolveSymbol(Scope* scope, Symbol* symbol) {
        uint32_t flags = symbol->flags;
        const Atom* name = symbol->name;
        if (flags & Symbol::kGlobal) {
            if (flags & Symbol::kNonlocal) {
                const Directive* at = directiveOf(scope, name);
                return error(*at, "name '" + name->text() + "' is nonlocal and global");
            }
            symbol->place = NamePlace::GlobalExplicit;
            return true;
        }
        if (flags & Symbol::kNonlocal) {
            const Directive* at = directiveOf(scope, name);
            if (scope->kind == ScopeKind::Module)
                return error(*at, "nonlocal declaration not allowed at module level");
            Symbol* bound = nullptr;
            if (!findBinding(scope, name, false, &bound))
                return error(*at, "no binding for nonlocal '" + name->text() + "' found");
            if (bound && (bound->flags & Symbol::kTypeParameter))
                return error(*at, "nonlocal binding not allowed for type parameter '" +
                                      name->text() + "'");
            findBinding(scope, name, true);
            symbol->place = NamePlace::Free;
            return true;
        }
        if (symbol->isBound()) {
            if (symbol->place != NamePlace::Cell) symbol->place = NamePlace::Local;
            return true;
        }
        if (symbol->place == NamePlace::Free) return true; // an inner scope has been here already
        if (scope->can_see_class_scope && name != classdict_) {
            Scope* cls = scope->parent;
            while (cls && cls->kind != ScopeKind::Class) {
                // The type parameters of a generic come before the names of the class.
                Symbol* inner = cls->find(name);
                if (inner && inner->isBound()) break;
                cls = cls->parent;
            }
            Symbol* seen = cls && cls->kind == ScopeKind::Class ? cls->find(name) : nullptr;
            if (seen && (seen->flags & Symbol::kGlobal)) {
                symbol->place = NamePlace::GlobalExplicit;
                return true;
            }
            if (seen && seen->isBound() && !(seen->flags & Symbol::kNonlocal)) {
                symbol->place = NamePlace::GlobalImplicit;
                return true;
            }
        }
        symbol->place =
            findBinding(scope, name, true) ? NamePlace::Free : NamePlace::GlobalImplicit;
        return true;
    }

    Scopes& scopes_;
    Compilation& compilation_;
    Arena& arena_;
    AtomTable& atoms_;
    Frame* current_ = nullptr;
    int annotation_depth_ = 0;
    const Atom* class_;
    const Atom* classdict_;
    const Atom* super_;
    llvm::SmallVector<Directive, 8> directives_;

  public:
    ~ScopeBuilder() {
        while (current_) {
            Frame* outer = current_->outer;
            delete current_;
            current_ = outer;
        }
    }
};

bool Scopes::build(Compilation& compilation, Mod* module) {
    compilation_ = &compilation;
    ScopeBuilder builder(*this, compilation);
    top_ = builder.buildModule(module);
    return top_ != nullptr && compilation.guard(module);
}

const void* Scopes::key(const Node* node, ScopeRole role) {
    // Nodes are aligned to eight bytes, so the role fits into the low bits.
    return reinterpret_cast<const char*>(node) + static_cast<size_t>(role);
}

Scope* Scopes::of(const Node* node, ScopeRole role) const {
    return scopes_.lookup(key(node, role));
}

static const Atom* nameOf(const TypeParam* param) {
    if (auto* n = dynCast<TypeVar>(param)) return n->name;
    if (auto* n = dynCast<ParamSpec>(param)) return n->name;
    return cast<TypeVarTuple>(param)->name;
}

const Atom* Scopes::mangle(const Scope* scope, const Atom* name) const {
    llvm::StringRef text = name->text();
    if (!scope->class_name || !text.starts_with("__") || text.ends_with("__") || text.contains('.'))
        return name;
    if (scope->only_type_params_of) {
        bool is_type_param = false;
        for (const TypeParam* param : scope->only_type_params_of->type_params)
            is_type_param |= nameOf(param) == name;
        if (!is_type_param) return name;
    }
    llvm::StringRef cls = scope->class_name->text().ltrim('_');
    if (cls.empty()) return name;
    llvm::SmallString<64> mangled("_");
    mangled += cls;
    mangled += text;
    return compilation_->atoms.intern(mangled);
}

Scopes::Resolution Scopes::resolve(Scope* scope, const Atom* name) const {
    const Atom* mangled = mangle(scope, name);
    while (true) {
        Symbol* symbol = scope->find(mangled);
        if (!symbol) return {NamePlace::GlobalImplicit, scope, mangled};
        if (!scope->inlined || symbol->place != NamePlace::Free)
            return {symbol->place, scope, mangled};
        Scope* outer = scope->parent;
        // A comprehension doesn't see the names of the class body around it.
        if (outer->kind == ScopeKind::Class) return {NamePlace::Free, outer, mangled};
        scope = outer;
    }
}

} // namespace krait
