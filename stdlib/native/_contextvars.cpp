// _contextvars: Context, ContextVar, Token.
//
// A Context holds an immutable map from variables to values: a trie over the variables' hashed
// addresses, 5 bits a level, whose nodes are shared between contexts. So copy_context() copies one
// pointer, and set() copies the few nodes on its path. The hash is a bijection of the address:
// different variables part at some level, there are no collisions.
// The Thread owns its current context (Thread::context); it is made by the first set() or
// copy_context(). Everything is under the GIL.
#include "stdlib/native/contextvars.h"
#include "stdlib/native/native_support.h"

#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/runtime/generator_ops.h"
#include "vm/runtime/type_system.h"

#include <bit>
#include <cstddef>

namespace krait {
namespace {

extern const TypeSpec kMapNodeSpec;
extern const TypeSpec kContextSpec;
extern const TypeSpec kContextVarSpec;
extern const TypeSpec kTokenSpec;
extern const TypeSpec kMissingSpec;

// --- the map
// --------------------------------------------------------------------------------------

// Children of the bits set in `bitmap`, in order. An entry without a key is a subtree. Immutable
// once made; Python never sees one.
struct MapNode : Object {
    struct Entry {
        Value key; // ContextVar, or EMPTY: value is a MapNode
        Value value;
    };
    uint32_t bitmap;
    Entry entries[0];

    int count() const { return std::popcount(bitmap); }
    int indexOf(uint32_t bit) const { return std::popcount(bitmap & (bit - 1)); }
};
constexpr int kLevelBits = 5;

uint64_t hashVariable(Value variable) {
    uint64_t x = variable.bits() >> 4;
    x ^= x >> 17;
    return x * 0x9e3779b97f4a7c15; // odd: a bijection
}
uint32_t levelBit(uint64_t hash, int level) {
    // The upper bits of the product are the well-mixed ones.
    int shift = 64 - kLevelBits * (level + 1);
    uint64_t bits = shift >= 0 ? hash >> shift : hash << -shift;
    return uint32_t{1} << (bits & 31);
}

// Borrowed; EMPTY: not there.
Value mapFind(Value map, Value variable) {
    if (map.isEmpty()) return Value();
    uint64_t hash = hashVariable(variable);
    auto* node = map.as<MapNode>();
    for (int level = 0;; ++level) {
        uint32_t bit = levelBit(hash, level);
        if (!(node->bitmap & bit)) return Value();
        const MapNode::Entry& entry = node->entries[node->indexOf(bit)];
        if (entry.key == variable) return entry.value;
        if (!entry.key.isEmpty()) return Value();
        node = entry.value.as<MapNode>();
    }
}

// Entries are EMPTY.
New<MapNode> nodeNew(Thread* t, uint32_t bitmap) {
    Type* type = typeFromSpec(t, &kMapNodeSpec);
    if (!type) return Error{};
    auto count = static_cast<size_t>(std::popcount(bitmap));
    auto* node = static_cast<MapNode*>(allocateInstance(t, type, count * sizeof(MapNode::Entry)));
    if (!node) return Error{};
    node->bitmap = bitmap;
    for (size_t i = 0; i < count; ++i) node->entries[i] = {};
    return New<MapNode>::take(node);
}
void share(MapNode::Entry* to, const MapNode::Entry& from) {
    incref(from.key);
    incref(from.value);
    *to = from;
}

// The map that holds two entries which are alike above `level`.
Ref mapOfTwo(Thread* t, const MapNode::Entry& a, const MapNode::Entry& b, int level) {
    uint32_t bit_a = levelBit(hashVariable(a.key), level);
    uint32_t bit_b = levelBit(hashVariable(b.key), level);
    New<MapNode> node = KRAIT_TRY(nodeNew(t, bit_a | bit_b));
    if (bit_a == bit_b) {
        node->entries[0].value = KRAIT_TRY(mapOfTwo(t, a, b, level + 1)).release();
        return node;
    }
    share(&node->entries[node->indexOf(bit_a)], a);
    share(&node->entries[node->indexOf(bit_b)], b);
    return node;
}

// `map` with the variable's value replaced or added.
Ref mapWith(Thread* t, Value map, const MapNode::Entry& added, int level = 0) {
    uint32_t bit = levelBit(hashVariable(added.key), level);
    if (map.isEmpty()) {
        New<MapNode> node = KRAIT_TRY(nodeNew(t, bit));
        share(&node->entries[0], added);
        return node;
    }
    auto* old = map.as<MapNode>();
    bool present = old->bitmap & bit;
    int place = old->indexOf(bit);
    New<MapNode> node = KRAIT_TRY(nodeNew(t, old->bitmap | bit));
    for (int i = 0, to = 0; i < node->count(); ++i) {
        if (i != place) {
            share(&node->entries[i], old->entries[to++]);
            continue;
        }
        if (!present) {
            share(&node->entries[i], added);
            continue;
        }
        const MapNode::Entry& entry = old->entries[to++];
        if (entry.key == added.key) {
            share(&node->entries[i], added);
        } else if (entry.key.isEmpty()) {
            node->entries[i].value = KRAIT_TRY(mapWith(t, entry.value, added, level + 1)).release();
        } else {
            node->entries[i].value = KRAIT_TRY(mapOfTwo(t, entry, added, level + 1)).release();
        }
    }
    return node;
}

// `map` without a variable that it holds; None when nothing is left.
Ref mapWithout(Thread* t, Value map, Value variable, int level = 0) {
    auto* old = map.as<MapNode>();
    uint32_t bit = levelBit(hashVariable(variable), level);
    int place = old->indexOf(bit);
    Ref subtree = Ref::none();
    if (old->entries[place].key.isEmpty()) {
        subtree = KRAIT_TRY(mapWithout(t, old->entries[place].value, variable, level + 1));
    }
    bool drop = subtree.get().isNone();
    if (drop && old->count() == 1) return Ref::none();
    New<MapNode> node = KRAIT_TRY(nodeNew(t, drop ? old->bitmap & ~bit : old->bitmap));
    for (int i = 0, to = 0; i < old->count(); ++i) {
        if (i != place)
            share(&node->entries[to++], old->entries[i]);
        else if (!drop)
            node->entries[to++].value = subtree.release();
    }
    return node;
}

// Calls body(variable, value) -> Status for each entry.
template <typename Body>
Status mapForEach(Value map, Body&& body) {
    if (map.isEmpty()) return ok();
    auto* node = map.as<MapNode>();
    for (int i = 0; i < node->count(); ++i) {
        const MapNode::Entry& entry = node->entries[i];
        if (entry.key.isEmpty())
            KRAIT_TRY(mapForEach(entry.value, body));
        else
            KRAIT_TRY(body(entry.key, entry.value));
    }
    return ok();
}
int64_t mapCount(Value map) {
    int64_t count = 0;
    (void)mapForEach(map, [&](Value, Value) -> Status {
        ++count;
        return ok();
    });
    return count;
}

void nodeDestroy(Thread*, Object* o) {
    auto* node = static_cast<MapNode*>(o);
    for (int i = 0; i < node->count(); ++i) {
        decref(node->entries[i].key);
        decref(node->entries[i].value);
    }
}
void nodeTraverse(Object* o, Visitor& visitor) {
    auto* node = static_cast<MapNode*>(o);
    for (int i = 0; i < node->count(); ++i) {
        visitor.visit(node->entries[i].key);
        visitor.visit(node->entries[i].value);
    }
}
const TypeSpec kMapNodeSpec = {
    .name = "_contextvars.hamt_node",
    .size = sizeof(MapNode),
    .flags = kTypeContainer | kTypeVariableSize | kTypeDisallowNew,
    .slots = {.destroy = nodeDestroy,
              .traverse = nodeTraverse,
              .size =
                  [](const Object* o) {
                      auto* node = static_cast<const MapNode*>(o);
                      return sizeof(MapNode) +
                             static_cast<size_t>(node->count()) * sizeof(MapNode::Entry);
                  }},
};

// --- Context
// --------------------------------------------------------------------------------------

struct Context : Object {
    Value map;      // MapNode, or EMPTY: no variables
    Value previous; // while entered: the Thread's context before (EMPTY: none)
    bool entered;
};
using ContextOwns = Owns<Context, &Context::map, &Context::previous>;

Context* contextOf(Value v) {
    return v.as<Context>();
}

New<Context> contextNew(Thread* t, Value map) {
    New<Context> c = KRAIT_TRY(newOf<Context>(t, &kContextSpec));
    store(&c->map, map);
    c->previous = Value();
    c->entered = false;
    return c;
}
// The Thread's, made if it has none. Borrowed.
Result<Context*> currentContext(Thread* t) {
    if (t->context.isEmpty()) t->context = KRAIT_TRY(contextNew(t, Value())).release();
    return contextOf(t->context);
}

Status checkKey(Thread* t, Value key) {
    if (hasSpec(t, key, &kContextVarSpec)) return ok();
    return raise(t, TypeId::kTypeError, "a ContextVar key was expected, got %R", key);
}

Ref context_new(Thread* t, Args a) {
    if (a[1].as<Tuple>()->length || (!a[2].isEmpty() && a[2].as<Dict>()->used)) {
        return raise(t, TypeId::kTypeError, "Context() does not accept any arguments");
    }
    return contextNew(t, Value());
}
Result<bool> contextContains(Thread* t, Value self, Value key) {
    KRAIT_TRY(checkKey(t, key));
    return !mapFind(contextOf(self)->map, key).isEmpty();
}
Ref contextGetItem(Thread* t, Value self, Value key) {
    KRAIT_TRY(checkKey(t, key));
    Value value = mapFind(contextOf(self)->map, key);
    if (value.isEmpty()) return raiseKeyError(t, key);
    return Ref::share(value);
}
Ref context_get(Thread* t, Args a) {
    KRAIT_TRY(checkKey(t, a[1]));
    Value value = mapFind(contextOf(a[0])->map, a[1]);
    return Ref::share(value.isEmpty() ? a[2] : value);
}
Result<int64_t> contextLength(Thread*, Value self) {
    return mapCount(contextOf(self)->map);
}

enum class Wanted { kKeys, kValues, kItems };
Ref iterateMap(Thread* t, Value self, Wanted wanted) {
    New<List> list = KRAIT_TRY(listNew(t));
    KRAIT_TRY(mapForEach(contextOf(self)->map, [&](Value key, Value value) -> Status {
        if (wanted != Wanted::kItems) {
            return listAppend(t, list, wanted == Wanted::kKeys ? key : value);
        }
        Ref pair = KRAIT_TRY(tupleOf(t, key, value));
        return listAppend(t, list, pair);
    }));
    return iterOf(t, list);
}
Ref contextIter(Thread* t, Value self) {
    return iterateMap(t, self, Wanted::kKeys);
}
Ref context_keys(Thread* t, Args a) {
    return iterateMap(t, a[0], Wanted::kKeys);
}
Ref context_values(Thread* t, Args a) {
    return iterateMap(t, a[0], Wanted::kValues);
}
Ref context_items(Thread* t, Args a) {
    return iterateMap(t, a[0], Wanted::kItems);
}
Ref context_copy(Thread* t, Args a) {
    return contextNew(t, contextOf(a[0])->map);
}

Ref contextCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (op != CompareOp::kEq && op != CompareOp::kNe) return Ref::notImplemented();
    if (!hasSpec(t, a, &kContextSpec) || !hasSpec(t, b, &kContextSpec)) {
        return Ref::notImplemented();
    }
    // REENTRY: comparing runs Python code; the maps are immutable, so owning them is enough.
    Ref left = Ref::share(contextOf(a)->map), right = Ref::share(contextOf(b)->map);
    bool equal = left.get() == right.get();
    if (!equal && mapCount(left) == mapCount(right)) {
        equal = true;
        KRAIT_TRY(mapForEach(left, [&](Value key, Value value) -> Status {
            if (!equal) return ok();
            Value other = mapFind(right, key);
            equal = !other.isEmpty() && KRAIT_TRY(compareBool(t, value, other, CompareOp::kEq));
            return ok();
        }));
    }
    return Ref::boolean(equal == (op == CompareOp::kEq));
}

Ref context_run(Thread* t, Args a) {
    auto* args = a[1].as<Tuple>();
    if (args->length == 0) {
        return raise(t, TypeId::kTypeError, "run() missing 1 required positional argument");
    }
    Ref alive = Ref::share(a[0]);
    KRAIT_TRY(contextEnter(t, a[0]));
    Ref result;
    if (a[2].isEmpty() || a[2].as<Dict>()->used == 0) {
        result =
            callValues(t, args->items[0], args->items + 1, static_cast<uint32_t>(args->length - 1));
    } else {
        Ref rest = tupleFrom(t, args->items + 1, args->length - 1);
        if (!rest.isError()) result = callTuple(t, args->items[0], rest, a[2]);
    }
    contextExit(t, a[0]);
    return result;
}

constexpr MethodDef kContextMethods[] = {
    {"get(self, key, default=None, /)", context_get, "The value of a variable, or a default."},
    {"keys(self, /)", context_keys, "The variables of the context."},
    {"values(self, /)", context_values, "The values of the variables."},
    {"items(self, /)", context_items, "Pairs of a variable and its value."},
    {"copy(self, /)", context_copy, "A shallow copy."},
    {"run(self, /, *args, **kwargs)", context_run, "Calls a function within the context."},
    {},
};
const TypeSpec kContextSpec = {
    .name = "_contextvars.Context",
    .size = sizeof(Context),
    .flags = kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy = ContextOwns::destroy,
              .traverse = ContextOwns::traverse,
              .clear = ContextOwns::clear,
              .hash = hashNotImplemented,
              .compare = contextCompare,
              .iter = contextIter,
              .length = contextLength,
              .getitem = contextGetItem,
              .contains = contextContains},
    .new_ = {"Context(cls, /, *args, **kwargs)", context_new, nullptr},
    .methods = kContextMethods,
};

// --- ContextVar and Token
// -------------------------------------------------------------------------

struct ContextVar : Object {
    Value name, default_value; // EMPTY: no default
};
using VariableOwns = Owns<ContextVar, &ContextVar::name, &ContextVar::default_value>;

struct Token : Object {
    Value context, variable, old_value; // EMPTY: it had none
    bool used;
};
using TokenOwns = Owns<Token, &Token::context, &Token::variable, &Token::old_value>;

struct Missing : Object {};

ContextVar* variableOf(Value v) {
    return v.as<ContextVar>();
}

// REENTRY: the release of the map before may run Python code.
Status setVariable(Thread* t, Value variable, Value value) {
    Context* c = KRAIT_TRY(currentContext(t));
    Ref map = KRAIT_TRY(mapWith(t, c->map, {variable, value}));
    replace(&c->map, std::move(map));
    return ok();
}

Ref contextvar_new(Thread* t, Args a) {
    auto* args = a[1].as<Tuple>();
    // `default` is the only keyword; the words of these errors are not the binder's.
    if (args->length != 1) {
        const char* most = args->length > 1 ? "at most" : "exactly";
        return raise(t, TypeId::kTypeError,
                     "ContextVar() takes %s 1 positional argument (%ld given)", most, args->length);
    }
    Value name = args->items[0];
    if (!isStr(name)) {
        return raise(t, TypeId::kTypeError, "context variable name must be a str");
    }
    New<ContextVar> v = KRAIT_TRY(newInstance<ContextVar>(t, a[0]));
    store(&v->name, name);
    store(&v->default_value, a[2]);
    return v;
}
Ref contextvar_get(Thread* t, Args a) {
    Value value;
    if (!t->context.isEmpty()) value = mapFind(contextOf(t->context)->map, a[0]);
    if (value.isEmpty()) value = a[1];
    if (value.isEmpty()) value = variableOf(a[0])->default_value;
    if (value.isEmpty()) return raiseValue(t, TypeId::kLookupError, a[0]);
    return Ref::share(value);
}
Ref contextvar_set(Thread* t, Args a) {
    Context* c = KRAIT_TRY(currentContext(t));
    New<Token> token = KRAIT_TRY(newOf<Token>(t, &kTokenSpec));
    store(&token->context, Value(c));
    store(&token->variable, a[0]);
    store(&token->old_value, mapFind(c->map, a[0]));
    token->used = false;
    KRAIT_TRY(setVariable(t, a[0], a[1]));
    return token;
}
Ref contextvar_reset(Thread* t, Args a) {
    if (!hasSpec(t, a[1], &kTokenSpec)) {
        return raise(t, TypeId::kTypeError, "expected an instance of Token, got %R", a[1]);
    }
    auto* token = a[1].as<Token>();
    if (token->used) {
        return raise(t, TypeId::kRuntimeError, "%R has already been used once", a[1]);
    }
    if (token->variable != a[0]) {
        return raise(t, TypeId::kValueError, "%R was created by a different ContextVar", a[1]);
    }
    if (t->context.isEmpty() || token->context != t->context) {
        return raise(t, TypeId::kValueError, "%R was created in a different Context", a[1]);
    }
    token->used = true;
    if (!token->old_value.isEmpty()) {
        KRAIT_TRY(setVariable(t, a[0], token->old_value));
        return Ref::none();
    }
    Context* c = contextOf(t->context);
    if (mapFind(c->map, a[0]).isEmpty()) return raiseValue(t, TypeId::kLookupError, a[0]);
    Ref map = KRAIT_TRY(mapWithout(t, c->map, a[0]));
    replace(&c->map, map.get().isNone() ? Ref() : std::move(map));
    return Ref::none();
}

Ref variableRepr(Thread* t, Value v) {
    ContextVar* variable = variableOf(v);
    if (variable->default_value.isEmpty()) {
        return strFormat(t, "<ContextVar name=%R at 0x%x>", variable->name, v.bits());
    }
    // A default may lead back to the variable.
    if (KRAIT_TRY(reprEnter(t, v))) {
        return strFormat(t, "<ContextVar name=%R default=... at 0x%x>", variable->name, v.bits());
    }
    Ref text = strFormat(t, "<ContextVar name=%R default=%R at 0x%x>", variable->name,
                         variable->default_value, v.bits());
    reprLeave(t, v);
    return text;
}
Ref tokenRepr(Thread* t, Value v) {
    auto* token = v.as<Token>();
    return strFormat(t, "<Token%s var=%R at 0x%x>", token->used ? " used" : "", token->variable,
                     v.bits());
}
Ref token_new(Thread* t, Args) {
    return raise(t, TypeId::kRuntimeError, "Tokens can only be created by ContextVars");
}
Ref tokenOldValue(Thread* t, Value v) {
    auto* token = v.as<Token>();
    if (!token->old_value.isEmpty()) return Ref::share(token->old_value);
    New<Str> name = KRAIT_TRY(strIntern(t, "MISSING"));
    return getAttr(t, Value(typeOf(t, v)), name);
}

constexpr MethodDef kVariableMethods[] = {
    {"get(self, default=<unset>, /)", contextvar_get,
     "The value in the current context, else a default."},
    {"set(self, value, /)", contextvar_set,
     "Sets the value in the current context; the token returned can undo it."},
    {"reset(self, token, /)", contextvar_reset, "Undoes the set() that made the token."},
    {"__class_getitem__(cls, object, /)", genericAliasOf, "See PEP 585", kMethodClass},
    {},
};
constexpr MemberDef kVariableMembers[] = {{"name", offsetof(ContextVar, name)}, {}};
const TypeSpec kContextVarSpec = {
    .name = "_contextvars.ContextVar",
    .size = sizeof(ContextVar),
    .flags = kTypeContainer,
    .slots = {.destroy = VariableOwns::destroy,
              .traverse = VariableOwns::traverse,
              .clear = [](Thread*,
                          Object* o) { forget(&static_cast<ContextVar*>(o)->default_value); },
              .repr = variableRepr},
    .new_ = {"ContextVar(cls, /, *args, default=<unset>)", contextvar_new, nullptr},
    .methods = kVariableMethods,
    .members = kVariableMembers,
};

constexpr MethodDef kTokenMethods[] = {
    {"__class_getitem__(cls, object, /)", genericAliasOf, "See PEP 585", kMethodClass}, {}};
constexpr GetSetDef kTokenGetSets[] = {{"old_value", tokenOldValue}, {}};
constexpr MemberDef kTokenMembers[] = {{"var", offsetof(Token, variable)}, {}};
const TypeSpec kTokenSpec = {
    .name = "_contextvars.Token",
    .size = sizeof(Token),
    .flags = kTypeContainer,
    .slots = {.destroy = TokenOwns::destroy,
              .traverse = TokenOwns::traverse,
              .repr = tokenRepr,
              .hash = hashNotImplemented},
    .new_ = {"Token(cls, /, *args, **kwargs)", token_new, nullptr},
    .methods = kTokenMethods,
    .getsets = kTokenGetSets,
    .members = kTokenMembers,
};

const TypeSpec kMissingSpec = {
    .name = "Token.MISSING",
    .size = sizeof(Missing),
    .flags = kTypeDisallowNew,
    .slots = {.repr = [](Thread* t, Value) { return strFromAscii(t, "<Token.MISSING>"); }},
};

// --- module
// ---------------------------------------------------------------------------------------

Ref contextvars_copy_context(Thread* t, Args) {
    Context* c = KRAIT_TRY(currentContext(t));
    return contextNew(t, c->map);
}
constexpr MethodDef kFunctions[] = {
    {"copy_context()", contextvars_copy_context, "A copy of the current context."}, {}};

Status initModule(Thread* t, Value module) {
    KRAIT_TRY(addTypes(
        t, module,
        {{"Context", &kContextSpec}, {"ContextVar", &kContextVarSpec}, {"Token", &kTokenSpec}}));
    Type* token = typeFromSpec(t, &kTokenSpec);
    New<Missing> missing = KRAIT_TRY(newOf<Missing>(t, &kMissingSpec));
    New<Str> name = KRAIT_TRY(strIntern(t, "MISSING"));
    return dictSetStr(t, typeDict(t, token), name, missing);
}

} // namespace

Ref contextCopyCurrent(Thread* t) {
    Context* c = KRAIT_TRY(currentContext(t));
    return contextNew(t, c->map);
}
bool isContext(Thread* t, Value v) {
    return hasSpec(t, v, &kContextSpec);
}
Status contextEnter(Thread* t, Value context) {
    Context* c = contextOf(context);
    if (c->entered) {
        return raise(t, TypeId::kRuntimeError, "cannot enter context: %R is already entered",
                     context);
    }
    c->entered = true;
    incref(context);
    c->previous = std::exchange(t->context, context);
    return ok();
}
void contextExit(Thread* t, Value context) {
    Context* c = contextOf(context);
    c->entered = false;
    decref(std::exchange(t->context, std::exchange(c->previous, Value())));
}

Value contextVariable(Thread* t, Value variable) {
    return t->context.isEmpty() ? Value() : mapFind(contextOf(t->context)->map, variable);
}
Status setContextVariable(Thread* t, Value variable, Value value) {
    return setVariable(t, variable, value);
}

extern const NativeModule k_contextvarsModule = {"_contextvars", "Context Variables", kFunctions,
                                                 initModule};

} // namespace krait
