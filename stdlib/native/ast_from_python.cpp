// Objects of module _ast to the compiler's tree: what compile() does with a tree. Each field is
// read by getattr, so that any object with the attributes of a node's parts will do; nodes proper
// must be instances of their classes. Then the validator runs (ast_validate.cpp).
#include "stdlib/native/ast_bridge.h"

#include "vm/objects/bytes.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/errors.h"

namespace krait {
namespace {

class Reader {
  public:
    Reader(Thread* t, AstState* state, Compilation& compilation)
        : t_(t), state_(state), compilation_(compilation) {}

    // All of these give false with an exception. null for None.
    template <typename Base>
    bool node(Value v, Base** out) {
        if constexpr (kIsPart<Base>) {
            return fieldsOf(v, Base::kKind, reinterpret_cast<ast::Node**>(out));
        } else {
            return sum(v, out);
        }
    }

  private:
    // Classes that are no alternatives of a family: any object with their attributes is one.
    template <typename T>
    static constexpr bool kIsPart =
        std::is_base_of_v<ast::Part, T> || std::is_base_of_v<ast::Positioned, T>;
    template <typename T>
    static constexpr bool kIsFamily =
        std::is_same_v<T, ast::Mod> || std::is_same_v<T, ast::Stmt> ||
        std::is_same_v<T, ast::Expr> || std::is_same_v<T, ast::Pattern> ||
        std::is_same_v<T, ast::TypeParam> || std::is_same_v<T, ast::ExceptHandlerBase>;

    struct Positions {
        uint32_t lineno = 0, col_offset = 0, end_lineno = 0, end_col_offset = 0;
    };

    bool fail(Error) { return false; }
    bool missing(const char* field, const char* owner) {
        return fail(
            raise(t_, TypeId::kTypeError, "required field \"%s\" missing from %s", field, owner));
    }
    // False with an exception; *out EMPTY when there is no such attribute.
    bool attribute(Value v, Str* name, Ref* out) {
        *out = getAttrOptional(t_, v, name);
        return !out->isEmpty() || !t_->hasError();
    }

    bool integer(Value v, int* out) {
        int64_t value = 0;
        if (!isInt(v)) {
            return fail(raise(t_, TypeId::kValueError, "invalid integer value: %R", v));
        }
        if (!intFits(v, &value) || value != static_cast<int>(value)) {
            return fail(
                raise(t_, TypeId::kOverflowError, "Python int too large to convert to C int"));
        }
        *out = static_cast<int>(value);
        return true;
    }
    bool position(Value v, Str* name, const char* field, const char* owner, bool optional,
                  uint32_t fallback, uint32_t* out);
    bool positions(Value v, const char* owner, bool optional_end, Positions* out);

    bool atom(Value v, const ast::Atom** out) {
        *out = nullptr;
        if (v.isNone()) return true;
        if (!isExactStr(v)) {
            return fail(raise(t_, TypeId::kTypeError, "AST identifier must be of type str"));
        }
        Utf8Text text(t_, v.as<Str>());
        *out = compilation_.atoms.intern(llvm::StringRef(text.data(), text.size()));
        return true;
    }
    llvm::StringRef copy(std::string_view text) {
        return compilation_.arena.copy(llvm::StringRef(text.data(), text.size()));
    }
    bool constant(Value v, ast::ConstantValue* out);
    bool constants(const Value* items, int64_t count, ast::ConstantValue* out);
    template <typename E>
    bool enumerator(Value v, E* out);
    template <typename Base>
    bool sum(Value v, Base** out);
    bool fieldsOf(Value v, ast::Kind kind, ast::Node** out);
    bool required(const ast::Node* node);

    // Elements of lists and single fields alike.
    template <typename T>
    bool item(Value v, T** out) {
        return node(v, out);
    }
    bool item(Value v, const ast::Atom** out) { return atom(v, out); }
    template <typename E>
        requires std::is_enum_v<E>
    bool item(Value v, E* out) {
        return enumerator(v, out);
    }

    // One field of `v`; `index` counts the fields.
    struct Fields {
        Value object;
        const AstState::NodeClass& cls;
        const char* owner;
        size_t index = 0;

        Str* next(const char** name) {
            while (cls.fields[index].extra) ++index;
            *name = cls.fields[index].name;
            return cls.names[index++];
        }
    };
    template <typename T>
    bool one(Fields& f, T* out) {
        const char* name;
        Str* key = f.next(&name);
        Ref v;
        if (!attribute(f.object, key, &v)) return false;
        if (v.isEmpty()) return missing(name, f.owner);
        return item(v, out);
    }
    template <typename T>
    bool optional(Fields& f, T* out) {
        const char* name;
        Str* key = f.next(&name);
        Ref v;
        if (!attribute(f.object, key, &v)) return false;
        *out = T{};
        return v.isEmpty() || v.get().isNone() || item(v, out);
    }
    bool optional(Fields& f, ast::JoinedStr** out);
    template <typename T>
    bool list(Fields& f, ast::List<T>* out) {
        const char* name;
        Str* key = f.next(&name);
        Ref v;
        if (!attribute(f.object, key, &v)) return false;
        *out = {};
        if (v.isEmpty()) return true;
        if (!isList(v)) {
            return fail(raise(t_, TypeId::kTypeError, "%s field \"%s\" must be a list, not a %T",
                              f.owner, name, v.get()));
        }
        auto* items = v.as<List>();
        int64_t count = items->length;
        T* made = compilation_.arena.makeArray<T>(static_cast<size_t>(count));
        for (int64_t i = 0; i < count; ++i) {
            Ref element = Ref::share(items->items[i]);
            if (!item(element, &made[i])) return false;
            if (items->length != count) { // reading attributes may run Python code
                return fail(raise(t_, TypeId::kRuntimeError,
                                  "%s field \"%s\" changed size during iteration", f.owner, name));
            }
        }
        *out = {made, static_cast<uint32_t>(count)};
        return true;
    }
    bool number(Fields& f, int* out, bool may_be_missing) {
        const char* name;
        Str* key = f.next(&name);
        Ref v;
        if (!attribute(f.object, key, &v)) return false;
        *out = 0;
        if (may_be_missing && (v.isEmpty() || v.get().isNone())) return true;
        if (v.isEmpty()) return missing(name, f.owner);
        return integer(v, out);
    }
    bool value(Fields& f, ast::ConstantValue* out) {
        const char* name;
        Str* key = f.next(&name);
        Ref v;
        if (!attribute(f.object, key, &v)) return false;
        if (v.isEmpty()) return missing(name, f.owner);
        return constant(v, out);
    }
    bool prefixKind(Fields& f, const ast::Atom** out) {
        const char* name;
        Str* key = f.next(&name);
        Ref v;
        if (!attribute(f.object, key, &v)) return false;
        *out = nullptr;
        if (v.isEmpty() || v.get().isNone()) return true;
        if (!isExactStr(v) && !isBytes(v)) {
            return fail(raise(t_, TypeId::kTypeError, "AST string must be of type str"));
        }
        return !isExactStr(v) || atom(v, out);
    }

    Thread* t_;
    AstState* state_;
    Compilation& compilation_;
};

// --- leaves -------------------------------------------------------------------------------------

bool Reader::position(Value v, Str* name, const char* field, const char* owner, bool optional,
                      uint32_t fallback, uint32_t* out) {
    Ref found;
    if (!attribute(v, name, &found)) return false;
    if (optional && (found.isEmpty() || found.get().isNone())) {
        *out = fallback;
        return true;
    }
    if (found.isEmpty()) return missing(field, owner);
    int value = 0;
    if (!integer(found, &value)) return false;
    *out = static_cast<uint32_t>(value);
    return true;
}
bool Reader::positions(Value v, const char* owner, bool optional_end, Positions* out) {
    return position(v, state_->lineno, "lineno", owner, false, 0, &out->lineno) &&
           position(v, state_->col_offset, "col_offset", owner, false, 0, &out->col_offset) &&
           position(v, state_->end_lineno, "end_lineno", owner, optional_end, out->lineno,
                    &out->end_lineno) &&
           position(v, state_->end_col_offset, "end_col_offset", owner, optional_end,
                    out->col_offset, &out->end_col_offset);
}

bool Reader::constants(const Value* items, int64_t count, ast::ConstantValue* out) {
    auto* made = compilation_.arena.makeArray<ast::ConstantValue>(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) {
        if (!constant(items[i], new (&made[i]) ast::ConstantValue())) return false;
    }
    out->items = made;
    out->size = static_cast<uint32_t>(count);
    return true;
}

bool Reader::constant(Value v, ast::ConstantValue* out) {
    using VK = ast::ConstantValue::Kind;
    if (checkNativeStack(t_, " during compilation").isError()) return false;
    if (v.isNone())
        out->kind = VK::None;
    else if (v.isBool())
        out->kind = v.asBool() ? VK::True : VK::False;
    else if (v.isEllipsis())
        out->kind = VK::Ellipsis;
    else if (isExactInt(v)) {
        out->kind = VK::Int;
        if (intFits(v, &out->integer)) return true;
        Ref text = intToText(t_, v, 16, false);
        if (text.isError()) return false;
        std::string_view digits = text.as<Str>()->ascii();
        out->kind = VK::BigInt;
        out->base = 16;
        out->negative = digits[0] == '-';
        llvm::StringRef kept = copy(digits.substr(out->negative));
        out->data = kept.data();
        out->size = static_cast<uint32_t>(kept.size());
    } else if (v.isNumber() || isKind(v, TypeId::kFloat)) {
        out->kind = VK::Float;
        out->real = floatValue(v);
    } else if (isKind(v, TypeId::kComplex)) {
        out->kind = VK::Complex;
        out->real = v.as<Complex>()->real;
        out->imag = v.as<Complex>()->imaginary;
    } else if (isExactStr(v)) {
        Utf8Text text(t_, v.as<Str>());
        llvm::StringRef kept = copy(text.view());
        out->kind = VK::Str;
        out->ascii = v.as<Str>()->isAscii();
        out->data = kept.data();
        out->size = static_cast<uint32_t>(kept.size());
    } else if (isKind(v, TypeId::kBytes)) {
        llvm::StringRef kept = copy(v.as<Bytes>()->view());
        out->kind = VK::Bytes;
        out->data = kept.data();
        out->size = static_cast<uint32_t>(kept.size());
    } else if (isExactTuple(v)) {
        out->kind = VK::Tuple;
        return constants(v.as<Tuple>()->items, v.as<Tuple>()->length, out);
    } else if (isKind(v, TypeId::kFrozenSet)) {
        std::vector<Value> items;
        int64_t at = 0;
        Value key;
        while (setNext(v.as<Set>(), &at, &key)) items.push_back(key);
        out->kind = VK::FrozenSet;
        return constants(items.data(), static_cast<int64_t>(items.size()), out);
    } else {
        return fail(raise(t_, TypeId::kTypeError, "got an invalid type in Constant: %T", v));
    }
    return true;
}

template <typename E>
bool Reader::enumerator(Value v, E* out) {
    auto family = static_cast<size_t>(astFamily(*out));
    const auto& enumerators = state_->enumerators[family];
    Type* type = typeOf(t_, v);
    for (size_t i = 0; i < enumerators.size(); ++i) {
        if (isSubtype(type, enumerators[i].type)) {
            *out = static_cast<E>(i);
            return true;
        }
    }
    return fail(raise(t_, TypeId::kTypeError, "expected some sort of %N, but got %R",
                      state_->families[family], v));
}

// --- nodes --------------------------------------------------------------------------------------

template <typename Base>
constexpr bool isOfFamily(ast::Kind kind) {
    switch (kind) {
#define KRAIT_AST_NODE(Class, ItsBase, py_name, fields)                                            \
    case ast::Kind::Class:                                                                         \
        return std::is_same_v<ast::ItsBase, Base>;
#include "compiler/ast.def"
    }
    return false;
}

template <typename Base>
bool Reader::sum(Value v, Base** out) {
    *out = nullptr;
    if (v.isNone()) return true;
    using Family =
        std::conditional_t<std::is_same_v<Base, ast::ExceptHandler>, ast::ExceptHandlerBase, Base>;
    static_assert(kIsFamily<Family>);
    const char* family = astBaseName<Family>();
    std::string where = std::string(" while traversing '") + family + "' node";
    if (checkNativeStack(t_, where.c_str()).isError()) return false;
    Positions positions;
    if constexpr (!std::is_same_v<Family, ast::Mod>) {
        bool optional_end =
            !std::is_same_v<Family, ast::Pattern> && !std::is_same_v<Family, ast::TypeParam>;
        if (!this->positions(v, family, optional_end, &positions)) return false;
    }
    Type* type = typeOf(t_, v);
    int found = -1;
    for (int k = 0; k < AstState::kKindCount && found < 0; ++k) {
        if (state_->nodes[k].type == type && isOfFamily<Family>(static_cast<ast::Kind>(k))) {
            found = k;
        }
    }
    for (int k = 0; k < AstState::kKindCount && found < 0; ++k) {
        if (isOfFamily<Family>(static_cast<ast::Kind>(k)) &&
            isSubtype(type, state_->nodes[k].type)) {
            found = k;
        }
    }
    if (found < 0) {
        return fail(
            raise(t_, TypeId::kTypeError, "expected some sort of %s, but got %R", family, v));
    }
    ast::Node* node = nullptr;
    if (!fieldsOf(v, static_cast<ast::Kind>(found), &node)) return false;
    node->lineno = positions.lineno;
    node->col_offset = positions.col_offset;
    node->end_lineno = positions.end_lineno;
    node->end_col_offset = positions.end_col_offset;
    *out = static_cast<Base*>(node);
    return true;
}

// The compiler knows a format specification to be an f-string; any expression may stand in a tree.
bool Reader::optional(Fields& f, ast::JoinedStr** out) {
    ast::Expr* spec = nullptr;
    if (!optional(f, &spec)) return false;
    *out = ast::dynCast<ast::JoinedStr>(spec);
    if (!spec || *out) return true;
    Arena& arena = compilation_.arena;
    auto at = [spec](ast::Expr* made) {
        made->lineno = spec->lineno;
        made->col_offset = spec->col_offset;
        made->end_lineno = spec->end_lineno;
        made->end_col_offset = spec->end_col_offset;
    };
    auto* part = arena.make<ast::FormattedValue>();
    part->value = spec;
    part->conversion = -1;
    at(part);
    auto* joined = arena.make<ast::JoinedStr>();
    auto** values = arena.makeArray<ast::Expr*>(1);
    values[0] = part;
    joined->values = {values, 1};
    at(joined);
    *out = joined;
    return true;
}

bool Reader::fieldsOf(Value v, ast::Kind kind, ast::Node** out) {
    Fields f{v, state_->nodes[static_cast<size_t>(kind)], ast::kindName(kind)};
    ast::Node* node = nullptr;
    switch (kind) {
#define KRAIT_AST_ONE(Class, name) &&one(f, &n->name)
#define KRAIT_AST_OPT(Class, name) &&optional(f, &n->name)
#define KRAIT_AST_LIST(Class, name) &&list(f, &n->name)
#define KRAIT_AST_OPT_LIST(Class, name) &&list(f, &n->name)
#define KRAIT_AST_ATOM(name) &&one(f, &n->name)
#define KRAIT_AST_OPT_ATOM(name)                                                                   \
    &&(std::string_view(#name) == "prefix_kind" ? prefixKind(f, &n->name) : optional(f, &n->name))
#define KRAIT_AST_ATOMS(name) &&list(f, &n->name)
#define KRAIT_AST_ENUM(Enum, name) &&one(f, &n->name)
#define KRAIT_AST_ENUMS(Enum, name) &&list(f, &n->name)
#define KRAIT_AST_INT(name) &&number(f, &n->name, std::string_view(#name) == "level")
#define KRAIT_AST_VALUE(name) &&value(f, &n->name)
#define KRAIT_AST_NODE(Class, Base, py_name, fields)                                               \
    case ast::Kind::Class: {                                                                       \
        auto* n = compilation_.arena.make<ast::Class>();                                           \
        node = n;                                                                                  \
        if (!(true fields)) return false;                                                          \
        break;                                                                                     \
    }
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
    if (kind == ast::Kind::Arg || kind == ast::Kind::Keyword || kind == ast::Kind::Alias) {
        Positions p;
        if (!positions(v, f.owner, true, &p)) return false;
        node->lineno = p.lineno;
        node->col_offset = p.col_offset;
        node->end_lineno = p.end_lineno;
        node->end_col_offset = p.end_col_offset;
    }
    *out = node;
    return required(node);
}

// Fields that were None and must not be.
bool Reader::required(const ast::Node* node) {
    const char* field = nullptr;
    auto check = [&field](const void* p, const char* name) {
        if (!p && !field) field = name;
    };
    switch (node->kind) {
#define KRAIT_AST_ONE(Class, name) check(n->name, #name);
#define KRAIT_AST_OPT(Class, name)
#define KRAIT_AST_LIST(Class, name)
#define KRAIT_AST_OPT_LIST(Class, name)
#define KRAIT_AST_ATOM(name) check(n->name, #name);
#define KRAIT_AST_OPT_ATOM(name)
#define KRAIT_AST_ATOMS(name)
#define KRAIT_AST_ENUM(Enum, name)
#define KRAIT_AST_ENUMS(Enum, name)
#define KRAIT_AST_INT(name)
#define KRAIT_AST_VALUE(name)
#define KRAIT_AST_NODE(Class, Base, py_name, fields)                                               \
    case ast::Kind::Class: {                                                                       \
        [[maybe_unused]] auto* n = static_cast<const ast::Class*>(node);                           \
        fields break;                                                                              \
    }
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
    if (!field) return true;
    return fail(raise(t_, TypeId::kValueError, "field '%s' is required for %s", field,
                      ast::kindName(node->kind)));
}

} // namespace

ast::Mod* astFromPython(Thread* t, Value tree, Compilation& compilation) {
    AstState* state = astState(t);
    if (!state) return nullptr;
    constexpr ast::Kind kWanted[] = {ast::Kind::Module, ast::Kind::Expression,
                                     ast::Kind::Interactive, ast::Kind::FunctionType};
    ast::Kind wanted = kWanted[static_cast<size_t>(compilation.options.mode)];
    if (!isSubtype(typeOf(t, tree), state->nodes[static_cast<size_t>(wanted)].type)) {
        (void)raise(t, TypeId::kTypeError, "expected %s node, got %.400T", ast::kindName(wanted),
                    tree);
        return nullptr;
    }
    ast::Mod* module = nullptr;
    if (!Reader(t, state, compilation).node(tree, &module)) return nullptr;
    if (astValidate(t, module).isError()) return nullptr;
    return module;
}

} // namespace krait
