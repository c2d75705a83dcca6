// Units and names: the frame of every code object, and where each name lives; see codegen.h.
#include "compiler/codegen.h"

namespace krait {

using ast::Kind;

// --- units ---

// Python: __qualname__ is the dotted path, with <locals> after each function.
std::string CodeGenerator::qualifiedName(const Scope* scope, llvm::StringRef name) {
    const Unit* parent = unit_;
    if (!parent) return name.str();
    if (parent->scope->kind == ScopeKind::TypeParameters && parent->parent) parent = parent->parent;
    if (!parent->parent) return name.str();
    const ast::Node* node = scope->node;
    if (node && (node->kind == Kind::FunctionDef || node->kind == Kind::AsyncFunctionDef ||
                 node->kind == Kind::ClassDef)) {
        const Symbol* symbol = parent->scope->find(scopes_.mangle(parent->scope, atom(name)));
        if (symbol && symbol->place == NamePlace::GlobalExplicit) return name.str();
    }
    bool function = parent->scope->kind == ScopeKind::Function && !parent->scope->is_comprehension;
    return parent->code->qualified_name + (function ? ".<locals>." : ".") + name.str();
}

void CodeGenerator::enterUnit(Unit& unit, Scope* scope, llvm::StringRef name, int first_line) {
    unit.scope = unit.current = scope;
    unit.code = std::make_shared<CodeBlueprint>();
    unit.code->name = name.str();
    unit.code->qualified_name = qualifiedName(scope, name);
    unit.code->filename = compilation_.options.file_name.str();
    unit.code->first_line = first_line;
    unit.is_function = scope->kind != ScopeKind::Module && scope->kind != ScopeKind::Class;
    unit.parent = unit_;
    unit_ = &unit;

    uint32_t flags = 0;
    if (unit.is_function) flags |= kCodeOptimized | kCodeNewLocals;
    if (scope->is_nested && unit.is_function) flags |= kCodeNested;
    if (scope->is_generator && scope->is_coroutine)
        flags |= kCodeAsyncGenerator;
    else if (scope->is_generator)
        flags |= kCodeGenerator;
    else if (scope->is_coroutine)
        flags |= kCodeCoroutine;
    if (scope->has_varargs) flags |= kCodeVarArgs;
    if (scope->has_varkeywords) flags |= kCodeVarKeywords;
    if (compilation_.future_annotations || compilation_.options.future_annotations)
        flags |= kCodeFutureAnnotations;
    unit.code->flags = flags;

    for (const ast::Atom* free : scope->free_names) {
        unit.free_index[free] = static_cast<uint16_t>(unit.code->free_names.size());
        unit.code->free_names.push_back(free->text().str());
    }
    declareRegisters(scope);
    declareInlined(scope);
}

std::shared_ptr<CodeBlueprint> CodeGenerator::leaveUnit() {
    Unit& unit = *unit_;
    unit_ = unit.parent;
    KRAIT_ASSERT(unit.blocks.empty());
    if (compilation_.failed()) return unit.code;
    if (!unit.as.finish(*unit.code))
        compilation_.errorAt(unit.scope->node,
                             "code is too large: too many names, locals or operands",
                             DiagnosticKind::OverflowError);
    return unit.code;
}

// Registers for what the scope binds: parameters first, in the order of the call.
void CodeGenerator::declareRegisters(Scope* scope) {
    bool own = scope == unit_->scope;
    auto declare = [&](const ast::Atom* name, NamePlace place) {
        uint8_t kind = place == NamePlace::Cell ? 1 : 0;
        if (kind == 0 && !own && (!unit_->is_function || unit_->scope->find(name))) kind = 2;
        unit_->registers[{scope, name}] = as().addLocal(name->text(), kind);
    };
    if (own && !unit_->is_function) {
        // A class keeps its names in the namespace; only implicit cells are registers.
        if (scope->kind == ScopeKind::Class) {
            if (scope->needs_class_closure) declare(atom("__class__"), NamePlace::Cell);
            if (scope->needs_class_dict) declare(atom("__classdict__"), NamePlace::Cell);
        }
        return;
    }
    if (own)
        for (const ast::Atom* name : scope->parameters) {
            const Symbol* symbol = scope->find(name);
            declare(name, symbol ? symbol->place : NamePlace::Local);
            as().setSure(unit_->registers[{scope, name}]);
        }
    for (const Symbol* symbol : scope->symbols) {
        if (symbol->place != NamePlace::Local && symbol->place != NamePlace::Cell) continue;
        if (!own && symbol->name->text() == ".0") continue;
        if (unit_->registers.count({scope, symbol->name})) continue;
        declare(symbol->name, symbol->place);
    }
}

void CodeGenerator::declareInlined(Scope* scope) {
    for (Scope* child : scope->children) {
        if (!child->inlined) continue;
        declareRegisters(child);
        declareInlined(child);
    }
}

void CodeGenerator::makeCells(Scope* scope, const Loc& at) {
    for (const Symbol* symbol : scope->symbols) {
        if (symbol->place != NamePlace::Cell) continue;
        auto entry = unit_->registers.find({scope, symbol->name});
        if (entry != unit_->registers.end()) as().emit(at, Opcode::kMAKE_CELL, entry->second);
    }
}

// Finds which names are deleted or reassigned within expressions, and whether there are
// annotations. A worklist instead of recursion: no depth limit. What belongs to inner code objects
// isn't entered.
void CodeGenerator::survey(llvm::ArrayRef<const ast::Node*> roots) {
    llvm::SmallVector<const ast::Node*, 64> work(roots.begin(), roots.end());
    auto add = [&](const ast::Node* child) { work.push_back(child); };
    auto addArguments = [&](const ast::Arguments* args) {
        for (const ast::Expr* e : args->defaults) add(e);
        for (const ast::Expr* e : args->kw_defaults)
            if (e) add(e);
    };
    while (!work.empty()) {
        const ast::Node* node = work.pop_back_val();
        switch (node->kind) {
        case Kind::Constant:
        case Kind::Pass:
        case Kind::Global:
        case Kind::Nonlocal:
        case Kind::Import:
        case Kind::ImportFrom:
        case Kind::TypeAlias:
            break;
        case Kind::Name: {
            auto* name = ast::cast<ast::Name>(node);
            if (name->ctx == ast::ExprContext::Del) unit_->deleted.insert(name->id);
            break;
        }
        case Kind::FunctionDef:
        case Kind::AsyncFunctionDef: {
            // Both have the same fields, but are different classes.
            auto visit = [&](auto* f) {
                for (const ast::Expr* e : f->decorator_list) add(e);
                addArguments(f->args);
                forEachChild(f->args, [&](const ast::Node* child) {
                    if (auto* arg = ast::dynCast<ast::Arg>(child))
                        if (arg->annotation) add(arg->annotation);
                });
                if (f->returns) add(f->returns);
            };
            if (node->kind == Kind::FunctionDef)
                visit(ast::cast<ast::FunctionDef>(node));
            else
                visit(ast::cast<ast::AsyncFunctionDef>(node));
            break;
        }
        case Kind::ClassDef: {
            auto* c = ast::cast<ast::ClassDef>(node);
            for (const ast::Expr* e : c->decorator_list) add(e);
            for (const ast::Expr* e : c->bases) add(e);
            for (const ast::Keyword* k : c->keywords) add(k->value);
            break;
        }
        case Kind::Lambda:
            addArguments(ast::cast<ast::Lambda>(node)->args);
            break;
        case Kind::NamedExpr: {
            auto* named = ast::cast<ast::NamedExpr>(node);
            if (auto* name = ast::dynCast<ast::Name>(named->target))
                unit_->reassigned.insert(name->id);
            add(named->value);
            break;
        }
        case Kind::ExceptHandler: {
            auto* handler = ast::cast<ast::ExceptHandler>(node);
            if (handler->name) unit_->deleted.insert(handler->name);
            forEachChild(node, add);
            break;
        }
        case Kind::AnnAssign:
            unit_->has_annotations = true;
            forEachChild(node, add);
            break;
        default:
            forEachChild(node, add);
            break;
        }
    }
}

std::shared_ptr<CodeBlueprint> CodeGenerator::generate(ast::Mod* module) {
    Unit unit;
    enterUnit(unit, scopes_.top(), "<module>", 1);
    const Loc start{1, 1, 0, 0};
    if (auto* expression = ast::dynCast<ast::Expression>(module)) {
        const ast::Node* roots[] = {expression->body};
        survey(roots);
        Reg value = operand(expression->body);
        as().emit(locOf(expression->body), Opcode::kRETURN, value);
        return leaveUnit();
    }
    const ast::List<ast::Stmt*>* body;
    if (auto* m = ast::dynCast<ast::Module>(module)) {
        body = &m->body;
    } else {
        body = &ast::cast<ast::Interactive>(module)->body;
        unit.interactive = true;
    }
    llvm::SmallVector<const ast::Node*, 32> roots(body->begin(), body->end());
    survey(roots);
    if (unit.scope->is_coroutine) {
        // Top-level await: the module's code is a coroutine.
        as().emit(start, Opcode::kRETURN_GENERATOR);
    }
    if (unit.has_annotations) as().emit(start, Opcode::kSETUP_ANNOTATIONS);
    uint32_t from = 0;
    if (!unit.interactive && !body->empty()) {
        if (const ast::Constant* doc = docstring(*body)) {
            from = 1;
            if (compilation_.options.optimize < 2) {
                Loc at = locOf(doc);
                loadString(at, cleanDocstring(doc->value.text()));
                storeName(atom("__doc__"), at, static_cast<Reg>(as().top() - 1));
            }
        }
    }
    statements(*body, from);
    Loc at = body->empty() ? start : locOf(body->back());
    as().emit32(at, Opcode::kRETURN_CONST, 0, static_cast<int32_t>(as().constant(Constant{})));
    return leaveUnit();
}

// --- names ---

Place CodeGenerator::placeOf(const ast::Atom* id) {
    auto [entry, is_new] = unit_->places.try_emplace({unit_->current, id});
    if (!is_new) return entry->second;
    Scopes::Resolution found = scopes_.resolve(unit_->current, id);
    Place place;
    place.name = found.name;
    const Scope* scope = unit_->scope;
    bool class_annotation = scope->can_see_class_scope && found.name->text() != "__classdict__" &&
                            unit_->free_index.count(atom("__classdict__"));
    switch (found.place) {
    case NamePlace::Local:
    case NamePlace::Cell: {
        auto reg = unit_->registers.find({found.owner, found.name});
        // A class has registers for implicit cells only, which its own names aren't.
        bool in_class = scope->kind == ScopeKind::Class && found.owner == scope;
        if (reg == unit_->registers.end() || (in_class && found.place == NamePlace::Local)) {
            place.kind = Place::kName;
            break;
        }
        place.kind = found.place == NamePlace::Cell ? Place::kCell : Place::kRegister;
        place.index = reg->second;
        place.never_sure = unit_->deleted.count(id);
        place.reassigned = unit_->reassigned.count(id);
        break;
    }
    case NamePlace::Free: {
        auto index = unit_->free_index.find(found.name);
        if (index == unit_->free_index.end()) {
            // A class's own implicit cell, seen from the class body.
            auto reg = unit_->registers.find({scope, found.name});
            if (reg != unit_->registers.end()) {
                place.kind = Place::kCell;
                place.index = reg->second;
            }
            break;
        }
        place.kind = scope->kind == ScopeKind::Class && unit_->current == scope ? Place::kClassFree
                     : class_annotation                                         ? Place::kDictFree
                                                                                : Place::kFree;
        place.index = index->second;
        break;
    }
    case NamePlace::GlobalExplicit:
        place.kind = Place::kGlobal;
        break;
    case NamePlace::GlobalImplicit:
        if (unit_->is_function)
            place.kind = class_annotation ? Place::kDictGlobal : Place::kGlobal;
        else
            place.kind = scope->kind == ScopeKind::Class && unit_->current != scope ? Place::kGlobal
                                                                                    : Place::kName;
        break;
    }
    return unit_->places[{unit_->current, id}] = place;
}

void CodeGenerator::loadName(const ast::Atom* id, const Loc& at, Destination dest) {
    Place place = placeOf(id);
    switch (place.kind) {
    case Place::kRegister:
        if (place.never_sure || !as().isSure(place.index)) {
            put(at, Opcode::kCOPY_CHECKED, dest, place.index);
            if (!place.never_sure) as().setSure(place.index);
        } else {
            put(at, Opcode::kCOPY, dest, place.index);
        }
        break;
    case Place::kCell:
        put(at, Opcode::kLOAD_CELL, dest, place.index);
        break;
    case Place::kFree:
        put(at, Opcode::kLOAD_FREE, dest, place.index);
        break;
    case Place::kGlobal:
        put(at, Opcode::kLOAD_GLOBAL, dest, as().name(place.name));
        break;
    case Place::kName:
        put(at, Opcode::kLOAD_NAME, dest, as().name(place.name));
        break;
    case Place::kClassFree:
        put(at, Opcode::kLOAD_FREE_OR_NAME, dest, place.index, as().name(place.name));
        break;
    case Place::kDictFree:
    case Place::kDictGlobal: {
        Reg dict = as().emitToTemp(at, Opcode::kLOAD_FREE,
                                   unit_->free_index.lookup(atom("__classdict__")));
        if (place.kind == Place::kDictFree)
            put(at, Opcode::kLOAD_FREE_OR_DICT, dest, place.index, dict, as().name(place.name));
        else
            put(at, Opcode::kLOAD_GLOBAL_OR_DICT, dest, as().name(place.name), dict);
        break;
    }
    }
}

Reg CodeGenerator::nameOperand(const ast::Atom* id, const Loc& at) {
    Place place = placeOf(id);
    if (place.kind == Place::kRegister && !place.never_sure && !place.reassigned) {
        if (!as().isSure(place.index)) {
            as().emit(at, Opcode::kCHECK_LOCAL, place.index);
            as().setSure(place.index);
        }
        return place.index;
    }
    loadName(id, at, {});
    return static_cast<Reg>(as().top() - 1);
}

void CodeGenerator::storeName(const ast::Atom* id, const Loc& at, Reg value) {
    Place place = placeOf(id);
    switch (place.kind) {
    case Place::kRegister:
        as().emit(at, isTemp(value) ? Opcode::kMOVE_L : Opcode::kCOPY_L, place.index, value);
        break;
    case Place::kCell:
        as().emit(at, Opcode::kSTORE_CELL, place.index, value);
        break;
    case Place::kFree:
    case Place::kDictFree:
    case Place::kClassFree:
        as().emit(at, Opcode::kSTORE_FREE, place.index, value);
        break;
    case Place::kGlobal:
    case Place::kDictGlobal:
        as().emit(at, Opcode::kSTORE_GLOBAL, as().name(place.name), value);
        break;
    case Place::kName:
        as().emit(at, Opcode::kSTORE_NAME, as().name(place.name), value);
        break;
    }
}

void CodeGenerator::deleteName(const ast::Atom* id, const Loc& at) {
    Place place = placeOf(id);
    switch (place.kind) {
    case Place::kRegister:
        as().emit(at, Opcode::kDELETE_LOCAL, place.index);
        as().setSure(place.index, false);
        break;
    case Place::kCell:
        as().emit(at, Opcode::kDELETE_CELL, place.index);
        break;
    case Place::kFree:
    case Place::kDictFree:
    case Place::kClassFree:
        as().emit(at, Opcode::kDELETE_FREE, place.index);
        break;
    case Place::kGlobal:
    case Place::kDictGlobal:
        as().emit(at, Opcode::kDELETE_GLOBAL, as().name(place.name));
        break;
    case Place::kName:
        as().emit(at, Opcode::kDELETE_NAME, as().name(place.name));
        break;
    }
}

void CodeGenerator::clearName(const ast::Atom* id, const Loc& at) {
    Place place = placeOf(id);
    if (place.kind == Place::kRegister) {
        as().emit(at, Opcode::kCLEAR_LOCAL, place.index, 1);
        as().setSure(place.index, false);
        return;
    }
    // Python: the name is set to None and then deleted, so it doesn't matter if the handler deleted
    // it.
    loadNone(at);
    storeName(id, at, static_cast<Reg>(as().top() - 1));
    deleteName(id, at);
}

Reg CodeGenerator::assignableLocal(const ast::Expr* target) {
    auto* name = ast::dynCast<ast::Name>(target);
    if (!name) return Destination::kTemp;
    Place place = placeOf(name->id);
    return place.kind == Place::kRegister ? place.index : Destination::kTemp;
}

} // namespace krait
