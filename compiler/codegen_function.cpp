// Functions, lambdas, type parameters and type aliases: everything that becomes a code object of
// its own and is not a class body or a comprehension.
#include "compiler/codegen.h"
#include "compiler/unparse.h"

namespace krait {

using ast::Kind;

namespace {

// FunctionDef and AsyncFunctionDef have the same fields.
struct FunctionView {
    const ast::Atom* name;
    const ast::Arguments* args;
    const ast::List<ast::Stmt*>* body;
    const ast::List<ast::Expr*>* decorators;
    const ast::Expr* returns;
    const ast::List<ast::TypeParam*>* type_params;
};

template <typename T>
FunctionView viewOf(const T* f) {
    return {f->name, f->args, &f->body, &f->decorator_list, f->returns, &f->type_params};
}

FunctionView functionView(const ast::Stmt* s) {
    return s->kind == Kind::FunctionDef ? viewOf(ast::cast<ast::FunctionDef>(s))
                                        : viewOf(ast::cast<ast::AsyncFunctionDef>(s));
}

} // namespace

// --- decorators ---

// LIMIT: their windows nest, and registers are few.
static constexpr uint32_t kDecoratorCountMax = 4096;

// Each decorator begins a window whose only argument is what comes next.
void CodeGenerator::decorators(const ast::List<ast::Expr*>& list) {
    if (list.size() > kDecoratorCountMax) {
        compilation_.errorAt(list[kDecoratorCountMax], "too many decorators",
                             DiagnosticKind::OverflowError);
        return;
    }
    for (const ast::Expr* decorator : list) {
        toTemp(decorator);
        as().pushHoles(kCallHeader - 1);
    }
}

void CodeGenerator::applyDecorators(const ast::List<ast::Expr*>& list) {
    if (list.size() > kDecoratorCountMax) return;
    for (uint32_t i = list.size(); i-- > 0;)
        as().emit(locOf(list[i]), Opcode::kCALL, as().top() - 1u - kCallHeader, 1);
}

// --- making functions ---

unsigned CodeGenerator::defaults(const ast::Arguments* args) {
    unsigned flags = 0;
    if (!args->defaults.empty()) {
        Reg base = as().top();
        Loc at = locOf(args->defaults[0]);
        bool constant = true;
        for (const ast::Expr* e : args->defaults) constant &= e->kind == Kind::Constant;
        if (constant) {
            Constant tuple;
            tuple.kind = Constant::Kind::kTuple;
            for (const ast::Expr* e : args->defaults)
                tuple.items.push_back(makeConstant(ast::cast<ast::Constant>(e)->value));
            loadConstant(at, std::move(tuple), {});
        } else {
            for (const ast::Expr* e : args->defaults) toTemp(e);
            as().emitToTemp(at, Opcode::kBUILD_TUPLE, base, args->defaults.size());
        }
        flags |= 1;
    }
    Constant keys;
    keys.kind = Constant::Kind::kTuple;
    Reg base = as().top();
    Loc at;
    for (uint32_t i = 0; i < args->kwonlyargs.size(); ++i) {
        const ast::Expr* value = args->kw_defaults[i];
        if (!value) continue;
        at = locOf(value);
        toTemp(value);
        Constant& key = keys.items.emplace_back();
        key.kind = Constant::Kind::kStr;
        key.interned = true;
        key.text = scopes_.mangle(unit_->current, args->kwonlyargs[i]->arg)->text().str();
    }
    if (!keys.items.empty()) {
        auto count = static_cast<uint32_t>(keys.items.size());
        as().emitToTemp(at, Opcode::kBUILD_CONST_KEY_MAP, base, as().constant(std::move(keys)),
                        count);
        flags |= 2;
    }
    return flags;
}

void CodeGenerator::annotationValue(const ast::Expr* annotation) {
    if (compilation_.future_annotations || compilation_.options.future_annotations) {
        loadString(locOf(annotation), unparseExpr(compilation_, annotation));
        return;
    }
    if (auto* star = ast::dynCast<ast::Starred>(annotation)) {
        // `*args: *Ts`
        Reg value = operand(star->value);
        as().emit(locOf(annotation), Opcode::kUNPACK, isTemp(value) ? value : as().top(), value, 1);
        return;
    }
    toTemp(annotation);
}

unsigned CodeGenerator::annotations(const ast::Arguments* args, const ast::Expr* returns,
                                    const ast::Node* node) {
    Reg base = as().top();
    uint32_t count = 0;
    auto add = [&](const ast::Atom* name, const ast::Expr* annotation) {
        if (!annotation) return;
        loadString(locOf(annotation), scopes_.mangle(unit_->current, name)->text());
        annotationValue(annotation);
        count += 2;
    };
    for (const ast::Arg* arg : args->args) add(arg->arg, arg->annotation);
    for (const ast::Arg* arg : args->posonlyargs) add(arg->arg, arg->annotation);
    if (args->vararg) add(args->vararg->arg, args->vararg->annotation);
    for (const ast::Arg* arg : args->kwonlyargs) add(arg->arg, arg->annotation);
    if (args->kwarg) add(args->kwarg->arg, args->kwarg->annotation);
    if (returns) add(atom("return"), returns);
    if (count == 0) return 0;
    as().emitToTemp(locOf(node), Opcode::kBUILD_TUPLE, base, count);
    return 4;
}

// The tuple of cells that the code of `scope` closes over.
unsigned CodeGenerator::closure(const Scope* scope, const Loc& at) {
    if (scope->free_names.empty()) return 0;
    Reg base = as().top();
    for (const ast::Atom* name : scope->free_names) {
        // The name is mangled already; mangling it again changes nothing. A class's implicit cell
        // is found by its register alone, as its name means something else in the class body.
        auto own = unit_->registers.find({unit_->current, name});
        if (own == unit_->registers.end()) {
            Scopes::Resolution found = scopes_.resolve(unit_->current, name);
            if (found.owner) own = unit_->registers.find({found.owner, found.name});
        }
        if (own == unit_->registers.end()) own = unit_->registers.find({unit_->scope, name});
        bool is_local = own != unit_->registers.end();
        auto free = unit_->free_index.find(name);
        if (is_local) {
            as().emitToTemp(at, Opcode::kCOPY, own->second);
        } else if (free != unit_->free_index.end()) {
            as().emitToTemp(at, Opcode::kLOAD_CLOSURE, free->second);
        } else {
            compilation_.errorAt(scope->node, "a free variable has no cell",
                                 DiagnosticKind::SystemError);
            as().pushLive();
        }
    }
    as().emitToTemp(at, Opcode::kBUILD_TUPLE, base, scope->free_names.size());
    return 8;
}

void CodeGenerator::makeFunction(const Loc& at, std::shared_ptr<CodeBlueprint> code, Reg window,
                                 unsigned flags, Destination dest) {
    Constant constant;
    constant.kind = Constant::Kind::kCode;
    constant.code = std::move(code);
    put(at, Opcode::kMAKE_FUNCTION, dest, as().constant(std::move(constant)), window, flags);
}

void CodeGenerator::setParameters(const ast::Arguments* args) {
    CodeBlueprint& code = *unit_->code;
    code.positional_only_count = static_cast<uint16_t>(args->posonlyargs.size());
    code.positional_count = static_cast<uint16_t>(args->posonlyargs.size() + args->args.size());
    code.keyword_only_count = static_cast<uint16_t>(args->kwonlyargs.size());
    if (args->vararg) code.flags |= kCodeVarArgs;
    if (args->kwarg) code.flags |= kCodeVarKeywords;
}

std::shared_ptr<CodeBlueprint> CodeGenerator::functionBody(const ast::Node* node, Scope* scope,
                                                           const ast::Arguments* args,
                                                           llvm::StringRef name,
                                                           const ast::List<ast::Stmt*>* body,
                                                           const ast::Expr* value, int first_line) {
    Unit unit;
    enterUnit(unit, scope, name, first_line);
    setParameters(args);
    Scope* around = scope->parent;
    if (around && around->kind == ScopeKind::TypeParameters) around = around->parent;
    if (body && around && around->kind == ScopeKind::Class) unit.code->flags |= kCodeMethod;
    Loc start{first_line, first_line, 0, 0};
    if (body) {
        llvm::SmallVector<const ast::Node*, 32> roots(body->begin(), body->end());
        survey(roots);
    } else {
        const ast::Node* roots[] = {value};
        survey(roots);
    }
    const ast::Constant* doc = body ? docstring(*body) : nullptr;
    if (doc && compilation_.options.optimize < 2) {
        as().stringConstant(cleanDocstring(doc->value.text())); // constant 0
        unit.code->flags |= kCodeHasDocstring;
    }
    if (unit.code->flags & (kCodeGenerator | kCodeCoroutine | kCodeAsyncGenerator))
        as().emit(start, Opcode::kRETURN_GENERATOR);
    makeCells(scope, start);
    if (body) {
        statements(*body, doc ? 1 : 0);
        // The last statement that can fall through gives the implicit return its line; 1 says that
        // it has none of its own.
        Loc at = body->empty() ? start : locOf(body->back());
        as().emit32(at, Opcode::kRETURN_CONST, 1, static_cast<int32_t>(as().constant(Constant{})));
    } else {
        Reg result = operand(value);
        as().emit(locOf(value), Opcode::kRETURN, result);
    }
    return leaveUnit();
}

void CodeGenerator::functionDef(const ast::Stmt* s) {
    FunctionView f = functionView(s);
    Loc at = locOf(s);
    bool generic = !f.type_params->empty();
    int first_line =
        static_cast<int>(f.decorators->empty() ? s->lineno : (*f.decorators)[0]->lineno);
    Scope* scope = scopes_.of(s);
    if (!compilation_.guard(s) || !scope) return;
    decorators(*f.decorators);

    auto makePlain = [&](unsigned flags, Reg window, Destination dest) {
        flags |= annotations(f.args, f.returns, s);
        std::shared_ptr<CodeBlueprint> code =
            functionBody(s, scope, f.args, f.name->text(), f.body, nullptr, first_line);
        flags |= closure(scope, at);
        makeFunction(at, std::move(code), window, flags, dest);
    };
    if (!generic) {
        Place place = placeOf(f.name);
        Reg window = as().top();
        unsigned flags = defaults(f.args);
        if (f.decorators->empty() && place.kind == Place::kRegister) {
            makePlain(flags, window, {place.index});
            return;
        }
        makePlain(flags, window, {});
    } else {
        // def f[T](x=1): a function of the defaults makes T, then f.
        Scope* params = scopes_.of(s, ScopeRole::TypeParameters);
        Reg window = as().top();
        Unit unit;
        std::string name = "<generic parameters of " + f.name->text().str() + ">";
        unsigned flags = 0;
        if (!f.args->defaults.empty()) flags |= 1;
        for (const ast::Expr* e : f.args->kw_defaults)
            if (e) flags |= 2;
        enterUnit(unit, params, name, first_line);
        unit.code->positional_count = static_cast<uint16_t>(params->parameters.size());
        makeCells(params, at);
        Reg tuple = as().top();
        typeParameters(*f.type_params);
        Reg base = as().top();
        for (uint32_t i = 0; i < params->parameters.size(); ++i)
            as().emitToTemp(at, Opcode::kCOPY, i);
        makePlain(flags, base, {});
        as().emit(at, Opcode::kSET_TYPE_PARAMS, base, tuple);
        as().emit(at, Opcode::kRETURN, base);
        std::shared_ptr<CodeBlueprint> code = leaveUnit();
        unsigned closure_flags = closure(params, at);
        makeFunction(at, std::move(code), window, closure_flags, {});
        as().pushHoles(kCallHeader - 1);
        defaults(f.args);
        as().emit(at, Opcode::kCALL, window, __builtin_popcount(flags));
    }
    applyDecorators(*f.decorators);
    storeName(f.name, at, static_cast<Reg>(as().top() - 1));
}

void CodeGenerator::lambda(const ast::Lambda* e, Destination dest) {
    Loc at = locOf(e);
    Reg window = as().top();
    unsigned flags = defaults(e->args);
    Scope* scope = scopes_.of(e);
    std::shared_ptr<CodeBlueprint> code =
        functionBody(e, scope, e->args, "<lambda>", nullptr, e->body, static_cast<int>(e->lineno));
    flags |= closure(scope, at);
    makeFunction(at, std::move(code), window, flags, dest);
}

// --- type parameters ---

void CodeGenerator::lazyValue(const ast::Expr* value, Scope* scope, llvm::StringRef name,
                              const Loc& at, const ast::Node* node) {
    Reg window = as().top();
    Unit unit;
    enterUnit(unit, scope, name, static_cast<int>(node->lineno));
    const ast::Node* roots[] = {value};
    survey(roots);
    makeCells(scope, at);
    Reg result;
    if (auto* star = ast::dynCast<ast::Starred>(value)) {
        // The default of a TypeVarTuple may be `*Ts`.
        Reg iterable = operand(star->value);
        result = as().top();
        if (isTemp(iterable)) result = iterable;
        as().emit(locOf(value), Opcode::kUNPACK, result, iterable, 1);
    } else {
        result = operand(value);
    }
    as().emit(locOf(value), Opcode::kRETURN, result);
    std::shared_ptr<CodeBlueprint> code = leaveUnit();
    unsigned flags = closure(scope, at);
    makeFunction(at, std::move(code), window, flags, {});
}

// Makes each parameter, binds its name, and leaves the tuple of all.
void CodeGenerator::typeParameters(const ast::List<ast::TypeParam*>& params) {
    Reg base = as().top();
    for (const ast::TypeParam* param : params) {
        Loc at = locOf(param);
        const ast::Atom* name = nullptr;
        const ast::Expr *bound = nullptr, *fallback = nullptr;
        unsigned kind = 0;
        if (auto* p = ast::dynCast<ast::TypeVar>(param)) {
            name = p->name, bound = p->bound, fallback = p->default_value;
            if (bound) kind = bound->kind == Kind::Tuple ? 2 : 1;
        } else if (auto* spec = ast::dynCast<ast::ParamSpec>(param)) {
            name = spec->name, fallback = spec->default_value, kind = 3;
        } else {
            auto* many = ast::cast<ast::TypeVarTuple>(param);
            name = many->name, fallback = many->default_value, kind = 4;
        }
        Reg window = as().top();
        loadString(at, name->text());
        unsigned count = 1;
        if (bound) {
            lazyValue(bound, scopes_.of(param, ScopeRole::Bound), name->text(), at, bound);
            ++count;
        }
        if (fallback) {
            lazyValue(fallback, scopes_.of(param, ScopeRole::Default), name->text(), at, fallback);
            ++count;
            kind |= 16;
        }
        Reg made = as().emitToTemp(at, Opcode::kMAKE_TYPE_PARAM, window, count, kind);
        storeName(name, at, as().emitToTemp(at, Opcode::kCOPY, made));
    }
    as().emitToTemp(locOf(params[0]), Opcode::kBUILD_TUPLE, base, params.size());
}

void CodeGenerator::typeAlias(const ast::TypeAlias* s) {
    Loc at = locOf(s);
    const ast::Atom* name = ast::cast<ast::Name>(s->name)->id;
    Scope* scope = scopes_.of(s);
    auto make = [&] {
        // The parameters, if any, are the top temporary; the name must be below.
        Reg base = as().top();
        loadString(at, name->text());
        if (s->type_params.empty())
            loadNone(at);
        else
            typeParameters(s->type_params);
        lazyValue(s->value, scope, name->text(), at, s->value);
        return as().emitToTemp(at, Opcode::kMAKE_TYPE_ALIAS, base);
    };
    if (s->type_params.empty()) {
        storeName(name, at, make());
        return;
    }
    Scope* params = scopes_.of(s, ScopeRole::TypeParameters);
    Reg window = as().top();
    Unit unit;
    std::string unit_name = "<generic parameters of " + name->text().str() + ">";
    enterUnit(unit, params, unit_name, static_cast<int>(s->lineno));
    makeCells(params, at);
    as().emit(at, Opcode::kRETURN, make());
    std::shared_ptr<CodeBlueprint> code = leaveUnit();
    unsigned flags = closure(params, at);
    makeFunction(at, std::move(code), window, flags, {});
    as().pushHoles(kCallHeader - 1);
    as().emit(at, Opcode::kCALL, window, 0);
    storeName(name, at, window);
}

} // namespace krait
