// Calls. A call window is built at the top of the temporaries: callable, three holes, arguments.
#include "compiler/codegen.h"

namespace krait {

using ast::Kind;

namespace {

// With more arguments than this the call goes through a list and a dict.
constexpr uint32_t kWindowArgumentsMax = 200;

bool hasStar(const ast::List<ast::Expr*>& args) {
    for (const ast::Expr* arg : args)
        if (arg->kind == Kind::Starred) return true;
    return false;
}

bool hasDoubleStar(const ast::List<ast::Keyword*>& keywords) {
    for (const ast::Keyword* keyword : keywords)
        if (!keyword->arg) return true;
    return false;
}

// The position of a method call begins at the method's name if the call spans lines.
Loc methodLoc(const ast::Call* call, const ast::Attribute* method) {
    Loc at = locOf(call);
    auto end_line = static_cast<int32_t>(method->end_lineno);
    if (at.line != end_line) {
        at.line = end_line;
        auto size = static_cast<int32_t>(method->attr->text().size());
        auto end = static_cast<int32_t>(method->end_col_offset);
        at.column = size <= end ? end - size : -1;
        if (size > end) at.end_column = -1;
    }
    return at;
}

} // namespace

Constant CodeGenerator::nameTuple(llvm::ArrayRef<const ast::Keyword*> keywords) {
    Constant names;
    names.kind = Constant::Kind::kTuple;
    for (const ast::Keyword* keyword : keywords) {
        Constant& name = names.items.emplace_back();
        name.kind = Constant::Kind::kStr;
        name.interned = true;
        name.text = keyword->arg->text().str(); // Python: never mangled
    }
    return names;
}

// Python: super().name and super(C, x).name need no super object where `super` is the builtin.
bool CodeGenerator::isPlainSuper(const ast::Attribute* e) {
    auto* call = ast::dynCast<ast::Call>(e->value);
    if (!call || call->keywords.size() != 0) return false;
    auto* name = ast::dynCast<ast::Name>(call->func);
    if (!name || name->id->text() != "super" || e->attr->text() == "__class__") return false;
    if (!unit_->is_function) return false;
    if (scopes_.resolve(unit_->current, name->id).place != NamePlace::GlobalImplicit) return false;
    if (const Symbol* symbol = scopes_.top()->find(name->id); symbol && symbol->isBound())
        return false;
    if (call->args.size() == 2) return !hasStar(call->args);
    if (call->args.size() != 0) return false;
    // No arguments: the first parameter and the class around the function.
    if (unit_->code->positional_count == 0) return false;
    return scopes_.resolve(unit_->current, atom("__class__")).place == NamePlace::Free;
}

void CodeGenerator::loadSuper(const ast::Attribute* e, Reg* first) {
    auto* call = ast::cast<ast::Call>(e->value);
    *first = as().top();
    toTemp(call->func);
    if (call->args.size() == 2) {
        toTemp(call->args[0]);
        toTemp(call->args[1]);
        return;
    }
    Loc at = locOf(call);
    loadName(atom("__class__"), at, {});
    Scope* scope = unit_->scope;
    const ast::Atom* self = scope->parameters[0];
    const Symbol* symbol = scope->find(self);
    Reg reg = unit_->registers.lookup({scope, self});
    if (symbol && symbol->place == NamePlace::Cell)
        as().emitToTemp(at, Opcode::kLOAD_CELL, reg);
    else if (unit_->deleted.count(self) || !as().isSure(reg))
        as().emitToTemp(at, Opcode::kCOPY_CHECKED, reg);
    else
        as().emitToTemp(at, Opcode::kCOPY, reg);
}

void CodeGenerator::call(const ast::Call* e, Destination dest) {
    Loc at = locOf(e);
    auto* method = ast::dynCast<ast::Attribute>(e->func);
    bool plain = !hasStar(e->args) && !hasDoubleStar(e->keywords) &&
                 e->args.size() + e->keywords.size() <= kWindowArgumentsMax;
    Reg window = as().top();
    if (method && plain) {
        at = methodLoc(e, method);
        Loc name_at = at;
        name_at.end_line = static_cast<int32_t>(method->end_lineno);
        name_at.end_column = static_cast<int32_t>(method->end_col_offset);
        uint32_t name = as().name(scopes_.mangle(unit_->current, method->attr));
        if (isPlainSuper(method)) {
            Reg first = 0;
            loadSuper(method, &first);
            as().emit(name_at, Opcode::kLOAD_SUPER_METHOD, window, first, name);
        } else {
            Reg object = operand(method->value);
            as().emit(name_at, Opcode::kLOAD_METHOD, window, object, name);
        }
        for (const ast::Expr* arg : e->args) toTemp(arg);
        for (const ast::Keyword* keyword : e->keywords) toTemp(keyword->value);
        uint32_t count = e->args.size() + e->keywords.size();
        if (e->keywords.empty()) {
            as().emit(at, Opcode::kCALL_METHOD, window, count);
        } else {
            llvm::SmallVector<const ast::Keyword*, 8> keywords(e->keywords.begin(),
                                                               e->keywords.end());
            as().emit(at, Opcode::kCALL_METHOD_KW, window, count,
                      as().constant(nameTuple(keywords)));
        }
        moveTo(at, window, dest);
        return;
    }
    toTemp(e->func);
    as().pushHoles(kCallHeader - 1);
    callWithArguments(at, window, 0, e->args, e->keywords);
    moveTo(at, window, dest);
}

// The window holds the callable and `given` arguments; the others are evaluated and the call is
// made.
void CodeGenerator::callWithArguments(const Loc& at, Reg window, int given,
                                      const ast::List<ast::Expr*>& args,
                                      const ast::List<ast::Keyword*>& keywords) {
    if (hasStar(args) || hasDoubleStar(keywords) ||
        args.size() + keywords.size() > kWindowArgumentsMax) {
        callEx(at, window, given, args, keywords);
        return;
    }
    for (const ast::Expr* arg : args) toTemp(arg);
    for (const ast::Keyword* keyword : keywords) toTemp(keyword->value);
    uint32_t count = static_cast<uint32_t>(given) + args.size() + keywords.size();
    if (keywords.empty()) {
        as().emit(at, Opcode::kCALL, window, count);
        return;
    }
    llvm::SmallVector<const ast::Keyword*, 8> list(keywords.begin(), keywords.end());
    as().emit(at, Opcode::kCALL_KW, window, count, as().constant(nameTuple(list)));
}

void CodeGenerator::callEx(const Loc& at, Reg window, int given, const ast::List<ast::Expr*>& args,
                           const ast::List<ast::Keyword*>& keywords) {
    Reg list = static_cast<Reg>(window + kCallHeader);
    if (given == 0 && args.size() == 1 && args[0]->kind == Kind::Starred) {
        toTemp(ast::cast<ast::Starred>(args[0])->value);
    } else {
        uint32_t first = 0;
        while (first < args.size() && first < 60 && args[first]->kind != Kind::Starred)
            toTemp(args[first++]);
        bool complete = first == args.size();
        as().emitToTemp(at, complete ? Opcode::kBUILD_TUPLE : Opcode::kBUILD_LIST, list,
                        static_cast<unsigned>(given) + first);
        for (uint32_t i = first; i < args.size(); ++i) {
            if (auto* star = ast::dynCast<ast::Starred>(args[i])) {
                Reg value = operand(star->value);
                as().emit(at, Opcode::kLIST_EXTEND, list, value);
            } else {
                Reg value = operand(args[i]);
                as().emit(at, Opcode::kLIST_APPEND, list, value);
            }
        }
    }
    // One mapping and nothing else is passed as it is.
    bool mapping = keywords.size() == 1 && !keywords[0]->arg;
    if (mapping)
        toTemp(keywords[0]->value);
    else if (!keywords.empty())
        keywordDict(at, window, keywords);
    as().emit(at, Opcode::kCALL_EX, window, keywords.empty() ? 0 : 1, mapping ? 1 : 0);
}

// One dict of all keyword arguments: runs of plain ones are built apart and merged in, as
// repetitions are errors.
void CodeGenerator::keywordDict(const Loc& at, Reg window,
                                const ast::List<ast::Keyword*>& keywords) {
    Reg dict = as().top();
    bool begun = false;
    for (uint32_t i = 0; i < keywords.size();) {
        if (!keywords[i]->arg) {
            if (!begun) as().emitToTemp(at, Opcode::kBUILD_MAP, dict, 0);
            begun = true;
            Reg value = operand(keywords[i]->value);
            as().emit(at, Opcode::kDICT_MERGE, dict, value, window);
            ++i;
            continue;
        }
        uint32_t begin = i;
        llvm::SmallVector<const ast::Keyword*, 8> run;
        Reg base = as().top();
        for (; i < keywords.size() && keywords[i]->arg && i - begin < 60; ++i) {
            run.push_back(keywords[i]);
            toTemp(keywords[i]->value);
        }
        as().emitToTemp(at, Opcode::kBUILD_CONST_KEY_MAP, base, as().constant(nameTuple(run)),
                        static_cast<uint32_t>(run.size()));
        if (begun) as().emit(at, Opcode::kDICT_MERGE, dict, base, window);
        begun = true;
    }
}

} // namespace krait
