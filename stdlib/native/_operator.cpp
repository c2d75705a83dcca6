// _operator: Python's operators as functions, and getters that keep what to get. Everything here
// may run Python code. Needs the GIL.
#include "stdlib/native/native_support.h"

#include "vm/objects/bytes.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"

namespace krait {
namespace {

// --- operators
// -------------------------------------------------------------------------------------

template <CompareOp kOp>
Ref operator_compare(Thread* t, Args a) {
    return compareOp(t, a[0], a[1], kOp);
}
template <BinaryOp kOp>
Ref operator_binary(Thread* t, Args a) {
    return binaryOp(t, kOp, a[0], a[1]);
}
template <BinaryOp kOp>
Ref operator_inplace(Thread* t, Args a) {
    return inplaceOp(t, kOp, a[0], a[1]);
}
Ref operator_pow(Thread* t, Args a) {
    return powerOp(t, a[0], a[1], Value::none());
}
Ref operator_ipow(Thread* t, Args a) {
    return powerOp(t, a[0], a[1], Value::none(), true);
}
Ref operator_neg(Thread* t, Args a) {
    return negateOp(t, a[0]);
}
Ref operator_pos(Thread* t, Args a) {
    return positiveOp(t, a[0]);
}
Ref operator_invert(Thread* t, Args a) {
    return invertOp(t, a[0]);
}
Ref operator_abs(Thread* t, Args a) {
    if (auto absolute = typeOf(t, a[0])->slots.absolute) return absolute(t, a[0]);
    return raise(t, TypeId::kTypeError, "bad operand type for abs(): '%T'", a[0]);
}
Ref operator_index(Thread* t, Args a) {
    return toIndex(t, a[0]);
}
Ref operator_not(Thread* t, Args a) {
    return Ref::boolean(!KRAIT_TRY(isTrue(t, a[0])));
}
Ref operator_truth(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(isTrue(t, a[0])));
}
Ref operator_is(Thread*, Args a) {
    return Ref::boolean(a[0] == a[1]);
}
Ref operator_is_not(Thread*, Args a) {
    return Ref::boolean(!(a[0] == a[1]));
}
Ref operator_contains(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(contains(t, a[0], a[1])));
}
Ref operator_getitem(Thread* t, Args a) {
    return getItem(t, a[0], a[1]);
}
Ref operator_setitem(Thread* t, Args a) {
    KRAIT_TRY(setItem(t, a[0], a[1], a[2]));
    return Ref::none();
}
Ref operator_delitem(Thread* t, Args a) {
    KRAIT_TRY(setItem(t, a[0], a[1], Value::empty()));
    return Ref::none();
}
Ref concatenate(Thread* t, Args a, bool inplace) {
    if (!typeOf(t, a[0])->slots.getitem || isDict(a[0])) {
        return raise(t, TypeId::kTypeError, "'%T' object can't be concatenated", a[0]);
    }
    return inplace ? inplaceOp(t, BinaryOp::kAdd, a[0], a[1])
                   : binaryOp(t, BinaryOp::kAdd, a[0], a[1]);
}
Ref operator_concat(Thread* t, Args a) {
    return concatenate(t, a, false);
}
Ref operator_iconcat(Thread* t, Args a) {
    return concatenate(t, a, true);
}
Ref operator_count_of(Thread* t, Args a) {
    int64_t count = 0;
    KRAIT_TRY(iterateItems(t, a[0], [&](Value item) -> Status {
        if (KRAIT_TRY(compareItemsEqual(t, item, a[1]))) ++count;
        return ok();
    }));
    return intFrom(t, count);
}
Ref operator_index_of(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(iterOf(t, a[0]));
    for (int64_t i = 0;; ++i) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) break;
        if (KRAIT_TRY(compareItemsEqual(t, item, a[1]))) return intFrom(t, i);
    }
    if (t->hasError()) return Error{};
    return raise(t, TypeId::kValueError, "sequence.index(x): x not in sequence");
}
Ref operator_length_hint(Thread* t, Args a) {
    if (!isInt(a[1])) {
        return raise(t, TypeId::kTypeError, "'%T' object cannot be interpreted as an integer",
                     a[1]);
    }
    int64_t fallback = KRAIT_TRY(toIndexInt64(t, a[1]));
    return intFrom(t, KRAIT_TRY(lengthHint(t, a[0], fallback)));
}
Ref operator_call(Thread* t, Args a) {
    return callTuple(t, a[0], a[1], a[2]);
}

// Compares all of the longer operand's length, whatever differs: no early exit to be timed.
Ref operator_compare_digest(Thread* t, Args a) {
    std::string_view x, y;
    Ref keep_x, keep_y;
    if (isStr(a[0]) && isStr(a[1])) {
        if (!a[0].as<Str>()->isAscii() || !a[1].as<Str>()->isAscii()) {
            return raise(t, TypeId::kTypeError,
                         "comparing strings with non-ASCII characters is not supported");
        }
        x = a[0].as<Str>()->ascii();
        y = a[1].as<Str>()->ascii();
        volatile uint8_t different = x.size() != y.size();
        const char* other = x.size() == y.size() ? x.data() : y.data();
        for (size_t i = 0; i < y.size(); ++i) {
            different = different | static_cast<uint8_t>(other[i] ^ y[i]);
        }
        return Ref::boolean(different == 0);
    }
    Buffer left, right;
    if (!typeOf(t, a[0])->slots.buffer || !typeOf(t, a[1])->slots.buffer) {
        return raise(t, TypeId::kTypeError,
                     "unsupported operand types(s) or combination of types: '%T' and '%T'", a[0],
                     a[1]);
    }
    KRAIT_TRY(left.acquire(t, a[0]));
    KRAIT_TRY(right.acquire(t, a[1]));
    x = left.view();
    y = right.view();
    volatile uint8_t different = x.size() != y.size();
    const char* other = x.size() == y.size() ? x.data() : y.data();
    for (size_t i = 0; i < y.size(); ++i) {
        different = different | static_cast<uint8_t>(other[i] ^ y[i]);
    }
    return Ref::boolean(different == 0);
}

// --- itemgetter, attrgetter, methodcaller
// ------------------------------------------------------------

struct Getter : Object {
    Value items; // tuple: keys; attrgetter: a str, or a tuple of str for a dotted name
    Value given; // attrgetter: the names as they were given
};
using GetterOwns = Owns<Getter, &Getter::items, &Getter::given>;

Status oneArgument(Thread* t, const char* name, CallArgs args) {
    if (!args.names.isEmpty() && args.names.as<Tuple>()->length != 0) {
        return raise(t, TypeId::kTypeError, "%s() takes no keyword arguments", name);
    }
    if (args.positional_count != 1) {
        return raise(t, TypeId::kTypeError, "%s expected 1 argument, got %u", name,
                     args.positional_count);
    }
    return ok();
}

// get(object, key) for the only key, or a tuple of it for all.
template <typename Get>
Ref getEach(Thread* t, Tuple* keys, Value object, Get&& get) {
    if (keys->length == 1) return get(object, keys->items[0]);
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, keys->length));
    for (int64_t i = 0; i < keys->length; ++i) {
        Ref item = KRAIT_TRY(get(object, keys->items[i]));
        result->items[i] = item.release();
    }
    return result;
}

Ref itemgetter_dunder_new(Thread* t, Args a) {
    if (a[1].as<Tuple>()->length == 0) {
        return raise(t, TypeId::kTypeError, "itemgetter expected 1 argument, got 0");
    }
    New<Getter> g = KRAIT_TRY(newInstance<Getter>(t, a[0]));
    store(&g->items, a[1]);
    g->given = Value();
    return g;
}
Ref itemGetterCall(Thread* t, Value self, CallArgs args) {
    KRAIT_TRY(oneArgument(t, "itemgetter", args));
    auto* keys = self.as<Getter>()->items.as<Tuple>();
    return getEach(t, keys, args.values[0], [t](Value object, Value key) -> Ref {
        if (isExactTuple(object) && key.isSmallInt()) {
            auto* tuple = object.as<Tuple>();
            int64_t i = key.asSmallInt();
            if (i < 0) i += tuple->length;
            if (static_cast<uint64_t>(i) < static_cast<uint64_t>(tuple->length)) {
                return Ref::share(tuple->items[i]);
            }
        }
        return getItem(t, object, key);
    });
}

Ref attrgetter_dunder_new(Thread* t, Args a) {
    auto* given = a[1].as<Tuple>();
    if (given->length == 0) {
        return raise(t, TypeId::kTypeError, "attrgetter expected 1 argument, got 0");
    }
    New<Str> dot = KRAIT_TRY(strIntern(t, "."));
    New<Str> split = KRAIT_TRY(strIntern(t, "split"));
    New<Tuple> items = KRAIT_TRY(tupleAllocate(t, given->length));
    for (int64_t i = 0; i < given->length; ++i) {
        if (!isStr(given->items[i])) {
            return raise(t, TypeId::kTypeError, "attribute name must be a string");
        }
        auto* name = given->items[i].as<Str>();
        if (strFind(name, dot, 0, name->length, false) < 0) {
            New<Str> interned = KRAIT_TRY(strIntern(t, name));
            items->items[i] = interned.release();
            continue;
        }
        Ref parts = KRAIT_TRY(callMethod(t, given->items[i], split, Value(dot)));
        New<List> names = KRAIT_TRY(listNew(t));
        for (int64_t j = 0; j < parts.as<List>()->length; ++j) {
            New<Str> interned = KRAIT_TRY(strIntern(t, parts.as<List>()->items[j].as<Str>()));
            KRAIT_TRY(listAppendTake(t, names, interned.release()));
        }
        Ref path = KRAIT_TRY(listAsTuple(t, names));
        items->items[i] = path.release();
    }
    New<Getter> g = KRAIT_TRY(newInstance<Getter>(t, a[0]));
    g->items = items.release();
    store(&g->given, a[1]);
    return g;
}
Ref attrGetterCall(Thread* t, Value self, CallArgs args) {
    KRAIT_TRY(oneArgument(t, "attrgetter", args));
    auto* names = self.as<Getter>()->items.as<Tuple>();
    return getEach(t, names, args.values[0], [t](Value object, Value name) -> Ref {
        if (!isTuple(name)) return getAttr(t, object, name.as<Str>());
        Ref found = Ref::share(object);
        auto* path = name.as<Tuple>();
        for (int64_t i = 0; i < path->length; ++i) {
            found = KRAIT_TRY(getAttr(t, found, path->items[i].as<Str>()));
        }
        return found;
    });
}

Ref getterArguments(Value self) {
    auto* g = self.as<Getter>();
    return Ref::share(g->given.isEmpty() ? g->items : g->given);
}
Ref getterRepr(Thread* t, Value self) {
    if (KRAIT_TRY(reprEnter(t, self))) return strFormat(t, "%T(...)", self);
    ReprScope scope(t, self);
    Ref arguments = getterArguments(self);
    auto* tuple = arguments.as<Tuple>();
    TextBuffer out(t);
    Ref name = KRAIT_TRY(getAttr(t, Value(typeOf(t, self)), t->name(kName___module__)));
    Ref head = KRAIT_TRY(strFormat(t, "%S.%T(", name.get(), self));
    out.append(head.as<Str>());
    KRAIT_TRY(reprItems(
        t, out, [&](int64_t i) { return i < tuple->length ? tuple->items[i] : Value::empty(); }));
    out.append(")");
    return out.finish();
}
Ref getter_dunder_reduce(Thread* t, Args a) {
    Ref arguments = getterArguments(a[0]);
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get());
}
constexpr MethodDef kGetterMethods[] = {
    {"__reduce__(self, /)", getter_dunder_reduce, "Return state information for pickling"}, {}};
const TypeSpec kItemGetterSpec = {
    .name = "operator.itemgetter",
    .size = sizeof(Getter),
    .flags = kTypeContainer,
    .slots = {.destroy = GetterOwns::destroy,
              .traverse = GetterOwns::traverse,
              .repr = getterRepr,
              .call = itemGetterCall},
    .doc = "itemgetter(item, /, *items)\n--\n\nReturn a callable object that fetches the given "
           "item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter "
           "g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    .new_ = {"itemgetter(cls, /, *items)", itemgetter_dunder_new, nullptr},
    .methods = kGetterMethods,
};
const TypeSpec kAttrGetterSpec = {
    .name = "operator.attrgetter",
    .size = sizeof(Getter),
    .flags = kTypeContainer,
    .slots = {.destroy = GetterOwns::destroy,
              .traverse = GetterOwns::traverse,
              .repr = getterRepr,
              .call = attrGetterCall},
    .doc = "attrgetter(attr, /, *attrs)\n--\n\nReturn a callable object that fetches the given "
           "attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns "
           "r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, "
           "r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) "
           "returns\n(r.name.first, r.name.last).",
    .new_ = {"attrgetter(cls, /, *attrs)", attrgetter_dunder_new, nullptr},
    .methods = kGetterMethods,
};

struct MethodCaller : Object {
    Value name;     // interned str
    Value args;     // tuple
    Value keywords; // dict or EMPTY
};
using MethodCallerOwns =
    Owns<MethodCaller, &MethodCaller::name, &MethodCaller::args, &MethodCaller::keywords>;

Ref methodcaller_dunder_new(Thread* t, Args a) {
    auto* arguments = a[1].as<Tuple>();
    if (arguments->length == 0) {
        return raise(t, TypeId::kTypeError,
                     "methodcaller needs at least one argument, the method name");
    }
    if (!isStr(arguments->items[0])) {
        return raise(t, TypeId::kTypeError, "method name must be a string");
    }
    New<Str> name = KRAIT_TRY(strIntern(t, arguments->items[0].as<Str>()));
    Ref rest = KRAIT_TRY(tupleFrom(t, arguments->items + 1, arguments->length - 1));
    New<MethodCaller> m = KRAIT_TRY(newInstance<MethodCaller>(t, a[0]));
    m->name = name.release();
    m->args = rest.release();
    m->keywords = Value();
    if (!a[2].isEmpty() && a[2].as<Dict>()->used != 0) store(&m->keywords, a[2]);
    return m;
}
Ref methodCallerCall(Thread* t, Value self, CallArgs args) {
    auto* m = self.as<MethodCaller>();
    KRAIT_TRY(oneArgument(t, "methodcaller", args));
    auto* tuple = m->args.as<Tuple>();
    if (m->keywords.isEmpty()) {
        return callMethodValues(t, args.values[0], m->name.as<Str>(), tuple->items,
                                static_cast<uint32_t>(tuple->length));
    }
    Ref method = KRAIT_TRY(getAttr(t, args.values[0], m->name.as<Str>()));
    return callTuple(t, method, m->args, m->keywords);
}
Ref methodCallerRepr(Thread* t, Value self) {
    auto* m = self.as<MethodCaller>();
    if (KRAIT_TRY(reprEnter(t, self))) return strFormat(t, "%T(...)", self);
    ReprScope scope(t, self);
    Ref module = KRAIT_TRY(getAttr(t, Value(typeOf(t, self)), t->name(kName___module__)));
    Ref head = KRAIT_TRY(strFormat(t, "%S.%T(%R", module.get(), self, m->name));
    TextBuffer out(t);
    out.append(head.as<Str>());
    auto* tuple = m->args.as<Tuple>();
    for (int64_t i = 0; i < tuple->length; ++i) {
        Ref text = KRAIT_TRY(strFormat(t, ", %R", tuple->items[i]));
        out.append(text.as<Str>());
    }
    int64_t position = 0;
    Value k, v;
    while (!m->keywords.isEmpty() && dictNext(m->keywords.as<Dict>(), &position, &k, &v)) {
        Ref text = KRAIT_TRY(strFormat(t, ", %S=%R", k, v));
        out.append(text.as<Str>());
    }
    out.append(")");
    return out.finish();
}
Ref methodcaller_dunder_reduce(Thread* t, Args a) {
    auto* m = a[0].as<MethodCaller>();
    Value type(typeOf(t, a[0]));
    if (m->keywords.isEmpty()) {
        auto* tuple = m->args.as<Tuple>();
        New<Tuple> arguments = KRAIT_TRY(tupleAllocate(t, tuple->length + 1));
        store(&arguments->items[0], m->name);
        for (int64_t i = 0; i < tuple->length; ++i) {
            store(&arguments->items[i + 1], tuple->items[i]);
        }
        return tupleOf(t, type, Value(arguments));
    }
    // Python: keyword arguments are pickled through a partial.
    New<Str> modules_name = KRAIT_TRY(strIntern(t, "functools"));
    Ref functools = Ref::share(dictGetStr(t->runtime->modules, modules_name));
    if (functools.isEmpty()) {
        return raise(t, TypeId::kImportError, "functools is not imported");
    }
    Ref partial = KRAIT_TRY(getAttr(t, functools, "partial"));
    Ref first = KRAIT_TRY(tupleOf(t, type, m->name));
    Ref constructor = KRAIT_TRY(callTuple(t, partial, first, m->keywords));
    return tupleOf(t, constructor.get(), m->args);
}
constexpr MethodDef kMethodCallerMethods[] = {
    {"__reduce__(self, /)", methodcaller_dunder_reduce, "Return state information for pickling"},
    {}};
const TypeSpec kMethodCallerSpec = {
    .name = "operator.methodcaller",
    .size = sizeof(MethodCaller),
    .flags = kTypeContainer,
    .slots = {.destroy = MethodCallerOwns::destroy,
              .traverse = MethodCallerOwns::traverse,
              .repr = methodCallerRepr,
              .call = methodCallerCall},
    .doc = "methodcaller(name, /, *args, **kwargs)\n--\n\nReturn a callable object that calls the "
           "given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns "
           "r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) "
           "returns\nr.name('date', foo=1).",
    .new_ = {"methodcaller(cls, /, *args, **kwargs)", methodcaller_dunder_new, nullptr},
    .methods = kMethodCallerMethods,
};

// --- module
// ----------------------------------------------------------------------------------------

#define BINARY(name, in_name, op, symbol)                                                          \
    {name "(a, b, /)", operator_binary<BinaryOp::op>, "Same as a " symbol " b."},                  \
        {in_name "(a, b, /)", operator_inplace<BinaryOp::op>, "Same as a " symbol "= b."}
#define COMPARE(name, op, symbol)                                                                  \
    {name "(a, b, /)", operator_compare<CompareOp::op>, "Same as a " symbol " b."}

constexpr MethodDef kFunctions[] = {
    {"truth(a, /)", operator_truth, "Return True if a is true, False otherwise."},
    {"contains(a, b, /)", operator_contains, "Same as b in a (note reversed operands)."},
    {"indexOf(a, b, /)", operator_index_of, "Return the first index of b in a."},
    {"countOf(a, b, /)", operator_count_of,
     "Return the number of items in a which are, or which equal, b."},
    {"is_(a, b, /)", operator_is, "Same as a is b."},
    {"is_not(a, b, /)", operator_is_not, "Same as a is not b."},
    BINARY("add", "iadd", kAdd, "+"),
    BINARY("sub", "isub", kSub, "-"),
    BINARY("mul", "imul", kMul, "*"),
    BINARY("matmul", "imatmul", kMatMul, "@"),
    BINARY("floordiv", "ifloordiv", kFloorDiv, "//"),
    BINARY("truediv", "itruediv", kTrueDiv, "/"),
    BINARY("mod", "imod", kMod, "%"),
    BINARY("lshift", "ilshift", kLShift, "<<"),
    BINARY("rshift", "irshift", kRShift, ">>"),
    BINARY("and_", "iand", kAnd, "&"),
    BINARY("xor", "ixor", kXor, "^"),
    BINARY("or_", "ior", kOr, "|"),
    {"pow(a, b, /)", operator_pow, "Same as a ** b."},
    {"ipow(a, b, /)", operator_ipow, "Same as a **= b."},
    {"neg(a, /)", operator_neg, "Same as -a."},
    {"pos(a, /)", operator_pos, "Same as +a."},
    {"abs(a, /)", operator_abs, "Same as abs(a)."},
    {"inv(a, /)", operator_invert, "Same as ~a."},
    {"invert(a, /)", operator_invert, "Same as ~a."},
    {"index(a, /)", operator_index, "Same as a.__index__()"},
    {"not_(a, /)", operator_not, "Same as not a."},
    {"concat(a, b, /)", operator_concat, "Same as a + b, for a and b sequences."},
    {"iconcat(a, b, /)", operator_iconcat, "Same as a += b, for a and b sequences."},
    {"getitem(a, b, /)", operator_getitem, "Same as a[b]."},
    {"setitem(a, b, c, /)", operator_setitem, "Same as a[b] = c."},
    {"delitem(a, b, /)", operator_delitem, "Same as del a[b]."},
    COMPARE("eq", kEq, "=="),
    COMPARE("ne", kNe, "!="),
    COMPARE("lt", kLt, "<"),
    COMPARE("le", kLe, "<="),
    COMPARE("gt", kGt, ">"),
    COMPARE("ge", kGe, ">="),
    {"_compare_digest(a, b, /)", operator_compare_digest,
     "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, "
     "making it appropriate for cryptography."},
    {"length_hint(obj, default=0, /)", operator_length_hint,
     "Return an estimate of the number of items in obj."},
    {"call(obj, /, *args, **kwargs)", operator_call, "Same as obj(*args, **kwargs)."},
    {}};

Status initModule(Thread* t, Value module) {
    return addTypes(t, module,
                    {{"itemgetter", &kItemGetterSpec},
                     {"attrgetter", &kAttrGetterSpec},
                     {"methodcaller", &kMethodCallerSpec}});
}

} // namespace

extern const NativeModule k_operatorModule = {"_operator", "Operator interface.", kFunctions,
                                              initModule};

} // namespace krait
