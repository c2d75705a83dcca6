// _ast: the node classes, made from compiler/ast.def, and class AST with its constructor.
//
// AST is a builtin type; the classes of nodes are ordinary classes derived from it, as in CPython:
// a program may subclass them and give them attributes. What the list does not have, because the
// compiler does not need it, is added here: type comments and TypeIgnore.
#include "stdlib/native/ast_bridge.h"
#include "stdlib/native/native_support.h"

#include "vm/objects/dict.h"
#include "vm/objects/generic_alias.h"
#include "vm/objects/list.h"
#include "vm/runtime/import.h"
#include "vm/runtime/type_system.h"

#include <string>

namespace krait {
namespace {

// --- fields -------------------------------------------------------------------------------------

// What a field of C++ type T holds, in the words of Python's grammar.
template <typename T>
struct FieldType;
#define KRAIT_FIELD_TYPE(Type, text)                                                               \
    template <>                                                                                    \
    struct FieldType<ast::Type> {                                                                  \
        static constexpr const char* kName = text;                                                 \
    };
KRAIT_FIELD_TYPE(Stmt, "stmt")
KRAIT_FIELD_TYPE(Expr, "expr")
KRAIT_FIELD_TYPE(JoinedStr, "expr")
KRAIT_FIELD_TYPE(Pattern, "pattern")
KRAIT_FIELD_TYPE(TypeParam, "type_param")
KRAIT_FIELD_TYPE(ExceptHandler, "excepthandler")
KRAIT_FIELD_TYPE(Arguments, "arguments")
KRAIT_FIELD_TYPE(Arg, "arg")
KRAIT_FIELD_TYPE(Keyword, "keyword")
KRAIT_FIELD_TYPE(Alias, "alias")
KRAIT_FIELD_TYPE(WithItem, "withitem")
KRAIT_FIELD_TYPE(MatchCase, "match_case")
KRAIT_FIELD_TYPE(Comprehension, "comprehension")
KRAIT_FIELD_TYPE(ExprContext, "expr_context")
KRAIT_FIELD_TYPE(BoolOperator, "boolop")
KRAIT_FIELD_TYPE(BinaryOperator, "operator")
KRAIT_FIELD_TYPE(UnaryOperator, "unaryop")
KRAIT_FIELD_TYPE(CompareOperator, "cmpop")
#undef KRAIT_FIELD_TYPE

struct ClassSource {
    const char* name;
    const char* base;
    std::vector<AstField> fields;
};

constexpr auto kOne = AstField::kOne, kOptional = AstField::kOptional, kList = AstField::kList;

void addExtraFields(ast::Kind kind, std::vector<AstField>& fields) {
    AstField comment = {"type_comment", kOptional, "string", true};
    switch (kind) {
    case ast::Kind::FunctionDef:
    case ast::Kind::AsyncFunctionDef:
        fields.insert(fields.end() - 1, comment); // before type_params
        break;
    case ast::Kind::Assign:
    case ast::Kind::For:
    case ast::Kind::AsyncFor:
    case ast::Kind::With:
    case ast::Kind::AsyncWith:
    case ast::Kind::Arg:
        fields.push_back(comment);
        break;
    case ast::Kind::Module:
        fields.push_back({"type_ignores", kList, "type_ignore", true});
        break;
    default:
        break;
    }
}

ClassSource classSource(ast::Kind kind) {
    ClassSource source;
    switch (kind) {
#define KRAIT_AST_ONE(Class, name) {#name, kOne, FieldType<ast::Class>::kName},
#define KRAIT_AST_OPT(Class, name) {#name, kOptional, FieldType<ast::Class>::kName},
#define KRAIT_AST_LIST(Class, name) {#name, kList, FieldType<ast::Class>::kName},
#define KRAIT_AST_OPT_LIST(Class, name) {#name, kList, FieldType<ast::Class>::kName},
#define KRAIT_AST_ATOM(name) {#name, kOne, "identifier"},
#define KRAIT_AST_OPT_ATOM(name) {#name, kOptional, "identifier"},
#define KRAIT_AST_ATOMS(name) {#name, kList, "identifier"},
#define KRAIT_AST_ENUM(Enum, name) {#name, kOne, FieldType<ast::Enum>::kName},
#define KRAIT_AST_ENUMS(Enum, name) {#name, kList, FieldType<ast::Enum>::kName},
#define KRAIT_AST_INT(name) {#name, kOne, "int"},
#define KRAIT_AST_VALUE(name) {#name, kOne, "constant"},
#define KRAIT_AST_NODE(Class, Base, py_name, ...)                                                  \
    case ast::Kind::Class:                                                                         \
        source = {py_name, astBaseName<ast::Base>(), {__VA_ARGS__}};                               \
        break;
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
    }
    for (AstField& field : source.fields) {
        if (std::string_view(field.name) == "prefix_kind") {
            field.name = "kind";
            field.type = "string";
        }
        if (std::string_view(field.name) == "level") field.shape = kOptional;
    }
    addExtraFields(kind, source.fields);
    return source;
}

// "Name(identifier id, expr_context ctx)"
std::string docOf(const ClassSource& source) {
    std::string doc = source.name;
    if (source.fields.empty()) return doc;
    doc += '(';
    for (const AstField& field : source.fields) {
        if (doc.back() != '(') doc += ", ";
        doc += field.type;
        if (field.shape != kOne) doc += field.shape == kList ? '*' : '?';
        doc += ' ';
        doc += field.name;
    }
    return doc + ')';
}

// --- class AST
// ------------------------------------------------------------------------------------

struct AstNode : Object {
    AttrBlock attrs;
};
extern const TypeSpec kAstSpec;

Ref ast_new(Thread* t, Args a) {
    return newInstance<AstNode>(t, a[0]);
}

// The attribute of a class as a tuple (None: there is none).
Ref fieldNames(Thread* t, Value cls, const char* name) {
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    Ref names = getAttrOptional(t, cls, key);
    if (names.isEmpty()) return t->hasError() ? Ref(Error{}) : Ref::none();
    return tupleFromIterable(t, names);
}
Result<int64_t> indexIn(Thread* t, Value names, Value name) {
    if (names.isNone()) return int64_t{-1};
    auto* tuple = names.as<Tuple>();
    for (int64_t i = 0; i < tuple->length; ++i) {
        if (KRAIT_TRY(compareBool(t, tuple->items[i], name, CompareOp::kEq))) return i;
    }
    return int64_t{-1};
}
Str* nameOf(Thread* t, Value name, Ref* owner) {
    New<Str> interned = strIntern(t, name.as<Str>());
    Str* result = interned.get();
    *owner = std::move(interned);
    return result;
}
// A field that the constructor was not given.
Status defaultField(Thread* t, Value self, Value types, Value name) {
    Type* cls = typeOf(t, self);
    Ref type = Ref::share(KRAIT_TRY(dictGet(t, types.as<Dict>(), name)));
    if (type.isEmpty()) {
        return warn(t, TypeId::kDeprecationWarning, 1,
                    "Field %R is missing from %N._field_types. This will become an error in "
                    "Python 3.15.",
                    name, cls);
    }
    if (isKind(type, TypeId::kUnionType)) return ok(); // the class has None for it
    Ref owner;
    Str* key = nameOf(t, name, &owner);
    if (!key) return Error{};
    if (isKind(type, TypeId::kGenericAlias)) {
        New<List> empty = KRAIT_TRY(listNew(t));
        return setAttr(t, self, key, empty);
    }
    AstState* state = astState(t);
    if (!state) return Error{};
    if (type.get() == Value(state->families[0])) {
        return setAttr(t, self, key, state->enumerators[0][0].instance);
    }
    return warn(t, TypeId::kDeprecationWarning, 1,
                "%N.__init__ missing 1 required positional argument: %R. This will become an "
                "error in Python 3.15.",
                cls, name);
}

Ref ast_dunder_init(Thread* t, Args a) {
    Value self = a[0];
    Type* cls = typeOf(t, self);
    auto* args = a[1].as<Tuple>();
    Ref fields = KRAIT_TRY(fieldNames(t, Value(cls), "_fields"));
    int64_t count = fields.get().isNone() ? 0 : fields.as<Tuple>()->length;
    if (args->length > count) {
        return raise(t, TypeId::kTypeError,
                     "%U constructor takes at most %ld positional argument%s", Value(cls->name),
                     count, count == 1 ? "" : "s");
    }
    std::vector<bool> given(static_cast<size_t>(count));
    for (int64_t i = 0; i < args->length; ++i) {
        Ref owner;
        Str* key = nameOf(t, fields.as<Tuple>()->items[i], &owner);
        if (!key) return Error{};
        KRAIT_TRY(setAttr(t, self, key, args->items[i]));
        given[static_cast<size_t>(i)] = true;
    }
    if (!a[2].isEmpty() && a[2].as<Dict>()->used) {
        Ref attributes = KRAIT_TRY(fieldNames(t, Value(cls), "_attributes"));
        Ref items = KRAIT_TRY(dictCopy(t, a[2].as<Dict>()));
        int64_t position = 0;
        Value key, value;
        while (dictNext(items.as<Dict>(), &position, &key, &value)) {
            int64_t index = KRAIT_TRY(indexIn(t, fields, key));
            if (index >= 0) {
                if (given[static_cast<size_t>(index)]) {
                    return raise(t, TypeId::kTypeError, "%N got multiple values for argument %R",
                                 cls, key);
                }
                given[static_cast<size_t>(index)] = true;
            } else if (KRAIT_TRY(indexIn(t, attributes, key)) < 0) {
                KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                               "%N.__init__ got an unexpected keyword argument %R. Support for "
                               "arbitrary keyword arguments is deprecated and will be removed in "
                               "Python 3.15.",
                               cls, key));
            }
            Ref owner;
            Str* name = nameOf(t, key, &owner);
            if (!name) return Error{};
            KRAIT_TRY(setAttr(t, self, name, value));
        }
    }
    New<Str> types_name = KRAIT_TRY(strIntern(t, "_field_types"));
    Ref types = getAttrOptional(t, Value(cls), types_name);
    if (types.isEmpty() && t->hasError()) return Error{};
    if (types.isEmpty() || !isDict(types)) return Ref::none();
    for (int64_t i = 0; i < count; ++i) {
        if (given[static_cast<size_t>(i)]) continue;
        KRAIT_TRY(defaultField(t, self, types, fields.as<Tuple>()->items[i]));
    }
    return Ref::none();
}

// (class, None for each leading field that is set, attributes): so that making it again gives no
// warning about fields that the attributes then set.
Ref ast_dunder_reduce(Thread* t, Args a) {
    Type* cls = typeOf(t, a[0]);
    New<Dict> dict = KRAIT_TRY(instanceDict(t, a[0].object()));
    Ref copy = KRAIT_TRY(dictCopy(t, dict));
    Ref fields = KRAIT_TRY(fieldNames(t, Value(cls), "_fields"));
    New<List> values = KRAIT_TRY(listNew(t));
    int64_t count = fields.get().isNone() ? 0 : fields.as<Tuple>()->length;
    for (int64_t i = 0; i < count; ++i) {
        if (!KRAIT_TRY(dictContains(t, copy.as<Dict>(), fields.as<Tuple>()->items[i]))) break;
        KRAIT_TRY(listAppend(t, values, Value::none()));
    }
    Ref args = KRAIT_TRY(listAsTuple(t, values));
    return tupleOf(t, Value(cls), args.get(), copy.get());
}

constexpr MethodDef kAstMethods[] = {{"__reduce__(self, /)", ast_dunder_reduce, nullptr}, {}};
const TypeSpec kAstSpec = {
    .name = "ast.AST",
    .size = sizeof(AstNode),
    .flags = kTypeContainer | kTypeBase | kTypeHasDict,
    .slots = {.destroy = [](Thread* t, Object* o) { destroyAttrs(t, o); },
              .traverse = [](Object* o, Visitor& v) { traverseAttrs(o, v); },
              .clear = [](Thread* t, Object* o) { destroyAttrs(t, o); }},
    .new_ = {"AST(cls, /, *args, **kwargs)", ast_new, nullptr},
    .init = {"AST(self, /, *args, **kwargs)", ast_dunder_init, nullptr},
    .methods = kAstMethods,
};

// --- making the classes
// ---------------------------------------------------------------------------

constexpr const char* kContextNames[] = {
#define KRAIT_AST_EXPR_CONTEXT(Name) #Name,
#include "compiler/ast.def"
};
constexpr const char* kBoolNames[] = {
#define KRAIT_AST_BOOL_OPERATOR(Name, text) #Name,
#include "compiler/ast.def"
};
constexpr const char* kBinaryNames[] = {
#define KRAIT_AST_BINARY_OPERATOR(Name, text) #Name,
#include "compiler/ast.def"
};
constexpr const char* kUnaryNames[] = {
#define KRAIT_AST_UNARY_OPERATOR(Name, text) #Name,
#include "compiler/ast.def"
};
constexpr const char* kCompareNames[] = {
#define KRAIT_AST_COMPARE_OPERATOR(Name, text) #Name,
#include "compiler/ast.def"
};

class ClassMaker {
  public:
    ClassMaker(Thread* t, Value module, AstState* state)
        : t_(t), module_(module.as<Module>()), state_(state) {}

    Status makeAll();

  private:
    Value lookUp(const char* name); // a class made before (borrowed)
    Status add(Dict* dict, const char* name, Value value);
    Ref fieldTypes(const std::vector<AstField>& fields, Dict* defaults);
    Result<Type*> make(const ClassSource& source, bool abstract, const std::string& doc,
                       bool positioned, bool optional_end);
    Status makeAbstract(const char* name, const std::string& doc, bool positioned,
                        bool optional_end);
    Status makeFamily(AstEnumFamily family, const char* name,
                      llvm::ArrayRef<const char*> enumerators);
    New<Str> keep(const char* name);

    Thread* t_;
    Module* module_;
    AstState* state_;
};

New<Str> ClassMaker::keep(const char* name) {
    New<Str> text = KRAIT_TRY(strIntern(t_, name));
    state_->owned.push_back(Ref::share(text));
    return text;
}

Value ClassMaker::lookUp(const char* name) {
    New<Str> key = strIntern(t_, name);
    if (key.isError()) return Value();
    return dictGetStr(module_->dict, key);
}

Status ClassMaker::add(Dict* dict, const char* name, Value value) {
    New<Str> key = KRAIT_TRY(strIntern(t_, name));
    return dictSetStr(t_, dict, key, value);
}

// _field_types; fields that may be missing also get None in the class.
Ref ClassMaker::fieldTypes(const std::vector<AstField>& fields, Dict* defaults) {
    New<Dict> types = KRAIT_TRY(dictNew(t_));
    for (const AstField& field : fields) {
        std::string_view word = field.type;
        Value base = word == "identifier" || word == "string" ? Value(t_->type(TypeId::kStr))
                     : word == "int"                          ? Value(t_->type(TypeId::kInt))
                     : word == "constant"                     ? Value(t_->type(TypeId::kObject))
                                                              : lookUp(field.type);
        KRAIT_CHECK(!base.isEmpty());
        Ref type = Ref::share(base);
        if (field.shape == kList) {
            type = KRAIT_TRY(genericAliasNew(t_, Value(t_->type(TypeId::kList)), base));
        } else if (field.shape == kOptional) {
            type = KRAIT_TRY(unionTypeOr(t_, base, Value::none()));
            KRAIT_TRY(add(defaults, field.name, Value::none()));
        }
        KRAIT_TRY(add(types, field.name, type));
    }
    return types;
}

Result<Type*> ClassMaker::make(const ClassSource& source, bool abstract, const std::string& doc,
                               bool positioned, bool optional_end) {
    New<Dict> dict = KRAIT_TRY(dictNew(t_));
    New<List> names = KRAIT_TRY(listNew(t_));
    for (const AstField& field : source.fields) {
        New<Str> name = KRAIT_TRY(keep(field.name));
        KRAIT_TRY(listAppend(t_, names, name));
    }
    Ref fields = KRAIT_TRY(listAsTuple(t_, names));
    KRAIT_TRY(add(dict, "_fields", fields));
    KRAIT_TRY(add(dict, "__match_args__", fields));
    New<Str> module_name = KRAIT_TRY(strIntern(t_, "ast"));
    KRAIT_TRY(add(dict, "__module__", module_name));
    Ref doc_text = KRAIT_TRY(strFromUtf8(t_, doc));
    KRAIT_TRY(add(dict, "__doc__", doc_text));
    if (!abstract) {
        Ref types = KRAIT_TRY(fieldTypes(source.fields, dict));
        KRAIT_TRY(add(dict, "_field_types", types));
        KRAIT_TRY(add(dict, "__annotations__", types));
    }
    if (abstract || std::string_view(source.base) == "AST") {
        Ref attributes = Ref::share(Value(t_->runtime->empty_tuple));
        if (positioned) {
            attributes =
                KRAIT_TRY(tupleOf(t_, Value(state_->lineno), Value(state_->col_offset),
                                  Value(state_->end_lineno), Value(state_->end_col_offset)));
            if (optional_end) {
                KRAIT_TRY(dictSetStr(t_, dict, state_->end_lineno, Value::none()));
                KRAIT_TRY(dictSetStr(t_, dict, state_->end_col_offset, Value::none()));
            }
        }
        KRAIT_TRY(add(dict, "_attributes", attributes));
    }
    New<Str> name = KRAIT_TRY(strIntern(t_, source.name));
    Ref bases = KRAIT_TRY(tupleOf(t_, lookUp(source.base)));
    Ref made = KRAIT_TRY(
        callFunction(t_, Value(t_->type(TypeId::kType)), Value(name), bases.get(), Value(dict)));
    KRAIT_TRY(dictSetStr(t_, module_->dict, name, made));
    auto* type = made.as<Type>();
    state_->owned.push_back(std::move(made));
    return type;
}

Status ClassMaker::makeAbstract(const char* name, const std::string& doc, bool positioned,
                                bool optional_end) {
    KRAIT_TRY(make({name, "AST", {}}, true, doc, positioned, optional_end));
    return ok();
}

Status ClassMaker::makeFamily(AstEnumFamily family, const char* name,
                              llvm::ArrayRef<const char*> enumerators) {
    std::string doc = std::string(name) + " = ";
    for (const char* enumerator : enumerators) {
        if (enumerator != enumerators.front()) doc += " | ";
        doc += enumerator;
    }
    auto index = static_cast<size_t>(family);
    state_->families[index] = KRAIT_TRY(make({name, "AST", {}}, true, doc, false, false));
    for (const char* enumerator : enumerators) {
        Type* type = KRAIT_TRY(make({enumerator, name, {}}, false, enumerator, false, false));
        Object* instance = allocateInstance(t_, type);
        if (!instance) return Error{};
        state_->enumerators[index].push_back({type, Ref::take(Value(instance))});
    }
    return ok();
}

// "expr = BoolOp(boolop op, expr* values)", then the other classes of the family.
std::string familyDoc(const char* name) {
    std::string doc = name;
    doc += " = ";
    std::string next = "\n" + std::string(std::string_view(name).size() + 1, ' ') + "| ";
    bool first = true;
    for (int k = 0; k < AstState::kKindCount; ++k) {
        ClassSource source = classSource(static_cast<ast::Kind>(k));
        if (std::string_view(source.base) != name) continue;
        if (!first) doc += next;
        first = false;
        doc += docOf(source);
    }
    return doc;
}

Status ClassMaker::makeAll() {
    for (auto [place, name] : {std::pair{&state_->lineno, "lineno"},
                               {&state_->col_offset, "col_offset"},
                               {&state_->end_lineno, "end_lineno"},
                               {&state_->end_col_offset, "end_col_offset"}}) {
        *place = KRAIT_TRY(keep(name)).get();
    }
    KRAIT_TRY(makeAbstract("mod", familyDoc("mod"), false, false));
    KRAIT_TRY(makeAbstract("stmt", familyDoc("stmt"), true, true));
    KRAIT_TRY(makeAbstract("expr", familyDoc("expr"), true, true));
    KRAIT_TRY(makeFamily(AstEnumFamily::kContext, "expr_context", kContextNames));
    KRAIT_TRY(makeFamily(AstEnumFamily::kBool, "boolop", kBoolNames));
    KRAIT_TRY(makeFamily(AstEnumFamily::kBinary, "operator", kBinaryNames));
    KRAIT_TRY(makeFamily(AstEnumFamily::kUnary, "unaryop", kUnaryNames));
    KRAIT_TRY(makeFamily(AstEnumFamily::kCompare, "cmpop", kCompareNames));
    KRAIT_TRY(makeAbstract("excepthandler", familyDoc("excepthandler"), true, true));
    KRAIT_TRY(makeAbstract("pattern", familyDoc("pattern"), true, false));
    KRAIT_TRY(makeAbstract("type_ignore", "type_ignore = TypeIgnore(int lineno, string tag)", false,
                           false));
    KRAIT_TRY(makeAbstract("type_param", familyDoc("type_param"), true, false));
    // Parts first, those without fields of other parts before them: their types name each other.
    std::vector<int> order;
    for (ast::Kind part : {ast::Kind::Arg, ast::Kind::Arguments}) {
        order.push_back(static_cast<int>(part));
    }
    for (int pass = 0; pass < 2; ++pass) {
        for (int k = 0; k < AstState::kKindCount; ++k) {
            ClassSource source = classSource(static_cast<ast::Kind>(k));
            if ((std::string_view(source.base) == "AST") != (pass == 0)) continue;
            if (pass == 0 && (k == order[0] || k == order[1])) continue;
            order.push_back(k);
        }
    }
    for (int k : order) {
        ClassSource source = classSource(static_cast<ast::Kind>(k));
        auto kind = static_cast<ast::Kind>(k);
        bool positioned =
            kind == ast::Kind::Arg || kind == ast::Kind::Keyword || kind == ast::Kind::Alias;
        AstState::NodeClass& node = state_->nodes[k];
        node.type = KRAIT_TRY(make(source, false, docOf(source), positioned, positioned));
        for (const AstField& field : source.fields) {
            node.names.push_back(KRAIT_TRY(keep(field.name)).get());
        }
        node.fields = std::move(source.fields);
    }
    ClassSource ignore = {
        "TypeIgnore", "type_ignore", {{"lineno", kOne, "int"}, {"tag", kOne, "string"}}};
    state_->type_ignore = Value(KRAIT_TRY(make(ignore, false, docOf(ignore), false, false)));
    return ok();
}

// --- module -------------------------------------------------------------------------------------

Status initModule(Thread* t, Value module) {
    auto* m = module.as<Module>();
    auto* state = new AstState();
    m->state = state;
    m->free_state = [](Thread*, void* p) { delete static_cast<AstState*>(p); };
    KRAIT_TRY(addTypes(t, module, {{"AST", &kAstSpec}}));
    Type* ast = typeFromSpec(t, &kAstSpec);
    Value empty(t->runtime->empty_tuple);
    for (const char* name : {"_fields", "_attributes", "__match_args__"}) {
        New<Str> key = KRAIT_TRY(strIntern(t, name));
        KRAIT_TRY(dictSetStr(t, typeDict(t, ast), key, empty));
    }
    Ref dict = KRAIT_TRY(instanceDictDescriptor(t, ast));
    KRAIT_TRY(dictSetStr(t, typeDict(t, ast), t->name(kName___dict__), dict));
    KRAIT_TRY(ClassMaker(t, module, state).makeAll());
    struct Flag {
        const char* name;
        int value;
    };
    for (const Flag& flag : {Flag{"PyCF_ONLY_AST", 0x400},
                             {"PyCF_OPTIMIZED_AST", 0x8400},
                             {"PyCF_TYPE_COMMENTS", 0x1000},
                             {"PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000}}) {
        KRAIT_TRY(addValue(t, module, flag.name, Value::smallInt(flag.value)));
    }
    return ok();
}

} // namespace

AstState* astState(Thread* t) {
    Ref module = importModule(t, "_ast");
    if (module.isError()) return nullptr;
    return static_cast<AstState*>(module.as<Module>()->state);
}

extern const NativeModule k_astModule = {"_ast", nullptr, nullptr, initModule};

} // namespace krait
