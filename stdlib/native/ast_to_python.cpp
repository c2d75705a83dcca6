// The compiler's tree to objects of module _ast.
#include "stdlib/native/ast_bridge.h"

#include "vm/objects/bytes.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

namespace krait {
namespace {

std::string_view view(llvm::StringRef text) {
    return {text.data(), text.size()};
}

Ref constantToPython(Thread* t, const ast::ConstantValue& value) {
    using VK = ast::ConstantValue::Kind;
    switch (value.kind) {
    case VK::None:
        return Ref::none();
    case VK::True:
        return Ref::boolean(true);
    case VK::False:
        return Ref::boolean(false);
    case VK::Ellipsis:
        return Ref::take(Value::ellipsis());
    case VK::Int:
        return intFrom(t, value.integer);
    case VK::BigInt: {
        Ref i = KRAIT_TRY(intFromText(t, value.data, value.size, value.base));
        return value.negative ? intNegative(t, i) : std::move(i);
    }
    case VK::Float:
        return floatFrom(value.real);
    case VK::Complex:
        return complexFrom(t, value.real, value.imag);
    case VK::Str:
        return strFromUtf8(t, view(value.text()));
    case VK::Bytes:
        return bytesFrom(t, view(value.text()));
    case VK::Tuple:
    case VK::FrozenSet: {
        New<List> items = KRAIT_TRY(listNew(t, value.size));
        for (const ast::ConstantValue& item : value.elements()) {
            Ref made = KRAIT_TRY(constantToPython(t, item));
            KRAIT_TRY(listAppend(t, items, made));
        }
        return value.kind == VK::Tuple ? listAsTuple(t, items)
                                       : frozenSetFrom(t, items->items, items->length);
    }
    }
    return Error{};
}

class Converter {
  public:
    Converter(Thread* t, AstState* state, const Compilation& compilation)
        : t_(t), state_(state), compilation_(compilation) {}

    Ref node(const ast::Node* node);

  private:
    // Sets the fields of one object in order. Those that Python's tree alone has come by
    // themselves.
    struct Target {
        const ast::Node* node;
        const AstState::NodeClass& cls;
        Object* object;
        size_t field = 0;
    };

    Ref typeComment(const ast::Node* node) {
        auto found = compilation_.type_comments.find(node);
        if (found == compilation_.type_comments.end()) return Ref::none();
        return strFromUtf8(t_, view(found->second));
    }
    Ref typeIgnores() {
        New<List> list = KRAIT_TRY(listNew(t_));
        for (const Compilation::TypeIgnore& ignore : compilation_.type_ignores) {
            Ref tag = KRAIT_TRY(strFromUtf8(t_, view(ignore.tag)));
            Ref made = KRAIT_TRY(
                callFunction(t_, state_->type_ignore, Value::smallInt(int64_t{ignore.line}), tag));
            KRAIT_TRY(listAppend(t_, list, made));
        }
        return list;
    }
    Status extras(Target& target) {
        while (target.field < target.cls.fields.size() && target.cls.fields[target.field].extra) {
            bool list = target.cls.fields[target.field].shape == AstField::kList;
            Ref value = KRAIT_TRY(list ? typeIgnores() : typeComment(target.node));
            KRAIT_TRY(setOwnAttribute(t_, target.object, target.cls.names[target.field++], value));
        }
        return ok();
    }
    Status set(Target& target, Ref value) {
        if (value.isError()) return Error{};
        KRAIT_TRY(extras(target));
        return setOwnAttribute(t_, target.object, target.cls.names[target.field++], value);
    }
    Ref item(const ast::Node* n) { return n ? node(n) : Ref::none(); }
    Ref item(const ast::Atom* atom) {
        if (!atom) return Ref::none();
        return strIntern(t_, view(atom->text()));
    }
    template <typename E>
        requires std::is_enum_v<E>
    Ref item(E value) {
        auto family = static_cast<size_t>(astFamily(value));
        return Ref::share(state_->enumerators[family][static_cast<size_t>(value)].instance);
    }
    Ref item(int value) { return Ref::take(Value::smallInt(value)); }
    Ref item(const ast::ConstantValue& value) { return constantToPython(t_, value); }
    template <typename T>
    Ref item(const ast::List<T>& items) {
        New<List> list = KRAIT_TRY(listNew(t_, items.size()));
        for (const T& element : items) {
            KRAIT_TRY(listAppendTake(t_, list, KRAIT_TRY(item(element)).release()));
        }
        return list;
    }
    Status positions(const ast::Node* n, Object* object) {
        struct Position {
            Str* name;
            uint32_t value;
        };
        for (const Position& p : {Position{state_->lineno, n->lineno},
                                  {state_->col_offset, n->col_offset},
                                  {state_->end_lineno, n->end_lineno},
                                  {state_->end_col_offset, n->end_col_offset}}) {
            KRAIT_TRY(setOwnAttribute(t_, object, p.name, Value::smallInt(p.value)));
        }
        return ok();
    }

    Thread* t_;
    AstState* state_;
    const Compilation& compilation_;
};

Ref Converter::node(const ast::Node* node) {
    KRAIT_TRY(checkNativeStack(t_, " during ast construction"));
    const AstState::NodeClass& cls = state_->nodes[static_cast<size_t>(node->kind)];
    Object* object = allocateInstance(t_, cls.type);
    if (!object) return Error{};
    Ref made = Ref::take(Value(object));
    Target target{node, cls, object};
    bool positioned = true;
    switch (node->kind) {
#define KRAIT_AST_ONE(Class, name) KRAIT_TRY(set(target, item(n->name)));
#define KRAIT_AST_OPT(Class, name) KRAIT_AST_ONE(Class, name)
#define KRAIT_AST_LIST(Class, name) KRAIT_AST_ONE(Class, name)
#define KRAIT_AST_OPT_LIST(Class, name) KRAIT_AST_ONE(Class, name)
#define KRAIT_AST_ATOM(name) KRAIT_AST_ONE(Atom, name)
#define KRAIT_AST_OPT_ATOM(name) KRAIT_AST_ONE(Atom, name)
#define KRAIT_AST_ATOMS(name) KRAIT_AST_ONE(Atom, name)
#define KRAIT_AST_ENUM(Enum, name) KRAIT_AST_ONE(Enum, name)
#define KRAIT_AST_ENUMS(Enum, name) KRAIT_AST_ONE(Enum, name)
#define KRAIT_AST_INT(name) KRAIT_AST_ONE(int, name)
#define KRAIT_AST_VALUE(name) KRAIT_AST_ONE(ConstantValue, name)
#define KRAIT_AST_NODE(Class, Base, py_name, fields)                                               \
    case ast::Kind::Class: {                                                                       \
        [[maybe_unused]] auto* n = static_cast<const ast::Class*>(node);                           \
        positioned =                                                                               \
            !std::is_same_v<ast::Base, ast::Mod> && !std::is_same_v<ast::Base, ast::Part>;         \
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
    KRAIT_TRY(extras(target));
    if (positioned) KRAIT_TRY(positions(node, object));
    return made;
}

} // namespace

Ref astToPython(Thread* t, const ast::Mod* module, const Compilation& compilation) {
    AstState* state = astState(t);
    if (!state) return Error{};
    return Converter(t, state, compilation).node(module);
}

} // namespace krait
