// Classes: the body is a function of no arguments that runs in the class's namespace. Also
// docstrings.
#include "compiler/codegen.h"

namespace krait {

using ast::Kind;

const ast::Constant* CodeGenerator::docstring(const ast::List<ast::Stmt*>& body) {
    if (body.empty()) return nullptr;
    auto* statement = ast::dynCast<ast::ExprStmt>(body[0]);
    if (!statement) return nullptr;
    auto* constant = ast::dynCast<ast::Constant>(statement->value);
    return constant && constant->value.kind == ast::ConstantValue::Kind::Str ? constant : nullptr;
}

// Python 3.13: tabs are expanded, and the indentation that all lines but the first share is
// removed.
std::string CodeGenerator::cleanDocstring(llvm::StringRef text) {
    std::string expanded;
    size_t column = 0;
    for (char c : text) {
        if (c == '\t') {
            size_t spaces = 8 - column % 8;
            expanded.append(spaces, ' ');
            column += spaces;
            continue;
        }
        expanded.push_back(c);
        if (c == '\n' || c == '\r')
            column = 0;
        else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
            ++column;
    }
    llvm::StringRef rest(expanded);
    llvm::SmallVector<llvm::StringRef, 16> lines;
    rest.split(lines, '\n');
    size_t margin = llvm::StringRef::npos;
    for (size_t i = 1; i < lines.size(); ++i) {
        size_t indent = lines[i].find_first_not_of(' ');
        if (indent != llvm::StringRef::npos && indent < margin) margin = indent;
    }
    if (margin == llvm::StringRef::npos) margin = 0;
    std::string result = lines[0].ltrim(' ').str();
    for (size_t i = 1; i < lines.size(); ++i) {
        result.push_back('\n');
        size_t indent = lines[i].find_first_not_of(' ');
        if (indent == llvm::StringRef::npos) indent = lines[i].size();
        result += lines[i].drop_front(indent < margin ? indent : margin).str();
    }
    return result;
}

// Python: names assigned as attributes of `self` in functions of a class are its
// __static_attributes__.
void CodeGenerator::noteStaticAttribute(const ast::Attribute* e) {
    auto* self = ast::dynCast<ast::Name>(e->value);
    if (!self || self->id->text() != "self") return;
    for (Unit* unit = unit_; unit; unit = unit->parent) {
        if (unit->scope->kind != ScopeKind::Class) continue;
        for (const ast::Atom* known : unit->static_attributes)
            if (known == e->attr) return;
        unit->static_attributes.push_back(e->attr);
        return;
    }
}

std::shared_ptr<CodeBlueprint> CodeGenerator::classBody(const ast::ClassDef* s, int first_line) {
    Unit unit;
    Scope* scope = scopes_.of(s);
    enterUnit(unit, scope, s->name->text(), first_line);
    Loc at{first_line, first_line, 0, 0};
    llvm::SmallVector<const ast::Node*, 32> roots(s->body.begin(), s->body.end());
    survey(roots);
    auto last = [&] { return static_cast<Reg>(as().top() - 1); };
    auto store = [&](const char* name) { storeName(atom(name), at, last()); };
    auto cell = [&](const char* name) { return unit.registers.lookup({scope, atom(name)}); };
    if (scope->needs_class_closure) as().emit(at, Opcode::kMAKE_CELL, cell("__class__"));
    if (scope->needs_class_dict) as().emit(at, Opcode::kMAKE_CELL, cell("__classdict__"));

    as().emitToTemp(at, Opcode::kLOAD_NAME, as().name(atom("__name__")));
    store("__module__");
    loadString(at, unit.code->qualified_name);
    store("__qualname__");
    loadInt(at, first_line);
    store("__firstlineno__");
    if (!s->type_params.empty()) {
        loadName(atom(".type_params"), at, {});
        store("__type_params__");
    }
    if (scope->needs_class_dict) {
        as().emitToTemp(at, Opcode::kLOAD_LOCALS);
        as().emit(at, Opcode::kSTORE_CELL, cell("__classdict__"), last());
    }
    if (unit.has_annotations) as().emit(at, Opcode::kSETUP_ANNOTATIONS);
    const ast::Constant* doc = docstring(s->body);
    if (doc && compilation_.options.optimize < 2) {
        Loc doc_at = locOf(doc);
        loadString(doc_at, cleanDocstring(doc->value.text()));
        storeName(atom("__doc__"), doc_at, last());
    }
    statements(s->body, doc ? 1 : 0);

    Constant attributes;
    attributes.kind = Constant::Kind::kTuple;
    for (const ast::Atom* name : unit.static_attributes) {
        Constant& item = attributes.items.emplace_back();
        item.kind = Constant::Kind::kStr;
        item.interned = true;
        item.text = name->text().str();
    }
    loadConstant(at, std::move(attributes), {});
    store("__static_attributes__");
    if (scope->needs_class_dict) {
        as().emitToTemp(at, Opcode::kCOPY, cell("__classdict__"));
        store("__classdictcell__");
    }
    if (scope->needs_class_closure) {
        Reg reg = as().emitToTemp(at, Opcode::kCOPY, cell("__class__"));
        as().emit(at, Opcode::kSTORE_NAME, as().name(atom("__classcell__")),
                  as().emitToTemp(at, Opcode::kCOPY, reg));
        as().emit(at, Opcode::kRETURN, reg);
    } else {
        as().emit32(at, Opcode::kRETURN_CONST, 0, static_cast<int32_t>(as().constant(Constant{})));
    }
    return leaveUnit();
}

void CodeGenerator::classDef(const ast::ClassDef* s) {
    Loc at = locOf(s);
    Scope* scope = scopes_.of(s);
    if (!compilation_.guard(s) || !scope) return;
    int first_line =
        static_cast<int>(s->decorator_list.empty() ? s->lineno : s->decorator_list[0]->lineno);
    decorators(s->decorator_list);
    Reg window = as().top();

    // __build_class__(function, name, bases..., keywords...)
    auto beginCall = [&] {
        as().emitToTemp(at, Opcode::kLOAD_BUILD_CLASS);
        as().pushHoles(kCallHeader - 1);
        std::shared_ptr<CodeBlueprint> code = classBody(s, first_line);
        Reg base = as().top();
        unsigned flags = closure(scope, at);
        makeFunction(at, std::move(code), base, flags, {});
        loadString(at, s->name->text());
    };
    if (s->type_params.empty()) {
        beginCall();
        callWithArguments(at, window, 2, s->bases, s->keywords);
    } else {
        Scope* params = scopes_.of(s, ScopeRole::TypeParameters);
        Unit unit;
        std::string name = "<generic parameters of " + s->name->text().str() + ">";
        enterUnit(unit, params, name, first_line);
        makeCells(params, at);
        typeParameters(s->type_params);
        const ast::Atom* type_params = atom(".type_params");
        const ast::Atom* generic_base = atom(".generic_base");
        storeName(type_params, at, static_cast<Reg>(as().top() - 1));
        Reg inner = as().top();
        beginCall();
        // The implicit base Generic[T] comes after those written.
        loadName(type_params, at, {});
        as().emitToTemp(at, Opcode::kSUBSCRIPT_GENERIC, as().top() - 1u);
        storeName(generic_base, at, static_cast<Reg>(as().top() - 1));
        ast::Name base;
        base.id = generic_base;
        base.lineno = s->lineno, base.end_lineno = s->end_lineno;
        base.col_offset = s->col_offset, base.end_col_offset = s->end_col_offset;
        llvm::SmallVector<ast::Expr*, 8> bases(s->bases.begin(), s->bases.end());
        bases.push_back(&base);
        ast::List<ast::Expr*> list{bases.data(), static_cast<uint32_t>(bases.size())};
        callWithArguments(at, inner, 2, list, s->keywords);
        as().emit(at, Opcode::kRETURN, inner);
        std::shared_ptr<CodeBlueprint> code = leaveUnit();
        unsigned flags = closure(params, at);
        makeFunction(at, std::move(code), window, flags, {});
        as().pushHoles(kCallHeader - 1);
        as().emit(at, Opcode::kCALL, window, 0);
    }
    applyDecorators(s->decorator_list);
    storeName(s->name, at, static_cast<Reg>(as().top() - 1));
}

} // namespace krait
