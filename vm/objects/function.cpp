// Functions, bound methods, cells, and the descriptors of builtin types.
#include "vm/objects/code.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/args.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/class_call.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/type_system.h"

#include <string_view>

namespace krait {

// --- cells
// -------------------------------------------------------------------------------------------------------------

New<Cell> cellNew(Thread* t, Value value) {
    New<Cell> cell = KRAIT_TRY(allocateContainer<Cell>(t, TypeId::kCell));
    incref(value);
    cell->value = value;
    return cell;
}

namespace {

void cell_destroy(Thread*, Object* o) {
    decref(static_cast<Cell*>(o)->value);
}
void cell_traverse(Object* o, Visitor& v) {
    v.visit(static_cast<Cell*>(o)->value);
}
void cell_clear(Thread*, Object* o) {
    decref(std::exchange(static_cast<Cell*>(o)->value, Value()));
}
Ref cell_new(Thread* t, Args a) {
    return cellNew(t, a[1]);
}
Ref cell_repr(Thread* t, Value v) {
    Value inside = v.as<Cell>()->value;
    auto address = reinterpret_cast<uint64_t>(v.object());
    if (inside.isEmpty()) return strFormat(t, "<cell at 0x%x: empty>", address);
    return strFormat(t, "<cell at 0x%x: %T object at 0x%x>", address, inside, inside.bits());
}
Ref cell_compare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isKind(a, TypeId::kCell) || !isKind(b, TypeId::kCell)) return Ref::notImplemented();
    Value x = a.as<Cell>()->value, y = b.as<Cell>()->value;
    if (!x.isEmpty() && !y.isEmpty()) return compareOp(t, x, y, op);
    int ex = !x.isEmpty(), ey = !y.isEmpty();
    bool result = op == CompareOp::kEq   ? ex == ey
                  : op == CompareOp::kNe ? ex != ey
                  : op == CompareOp::kLt ? ex < ey
                  : op == CompareOp::kLe ? ex <= ey
                  : op == CompareOp::kGt ? ex > ey
                                         : ex >= ey;
    return Ref::boolean(result);
}
Ref cell_get_contents(Thread* t, Value v) {
    Value inside = v.as<Cell>()->value;
    if (inside.isEmpty()) return raise(t, TypeId::kValueError, "Cell is empty");
    return Ref::share(inside);
}
Status cell_set_contents(Thread*, Value v, Value value) {
    incref(value);
    decref(std::exchange(v.as<Cell>()->value, value));
    return ok();
}
constexpr GetSetDef kCellGetSets[] = {{"cell_contents", cell_get_contents, cell_set_contents}, {}};
constexpr TypeSlots cellSlots() {
    TypeSlots s;
    s.destroy = cell_destroy;
    s.traverse = cell_traverse;
    s.clear = cell_clear;
    s.repr = cell_repr;
    s.compare = cell_compare;
    return s;
}

} // namespace

constexpr TypeSpec kCellSpec = {
    .name = "cell",
    .size = sizeof(Cell),
    .flags = kTypeContainer,
    .slots = cellSlots(),
    .doc = "Create a new cell object.",
    .new_ = {"cell(cls, contents=<unset>, /)", cell_new, nullptr},
    .getsets = kCellGetSets,
};

// --- functions
// -----------------------------------------------------------------------------------------------------------

New<Function> functionNew(Thread* t, Code* code, Dict* globals) {
    New<Function> f = KRAIT_TRY(allocateContainer<Function>(t, TypeId::kFunction));
    incref(code);
    incref(globals);
    f->code = code;
    f->globals = globals;
    // No id yet: a word that equals neither an id nor the 0 of a cache that was never filled.
    f->globals_id = globals->globals_id ? globals->globals_id : ~uint64_t{0};
    Dict* builtins = t->runtime->builtins;
    // Where the import system puts the two names.
    constexpr uint32_t kNameEntry = 0, kBuiltinsEntry = 4;
    Value given = dictGetStrNear(globals, t->name(kName___builtins__), kBuiltinsEntry);
    if (isKind(given, TypeId::kModule))
        builtins = given.as<Module>()->dict;
    else if (isDict(given))
        builtins = given.as<Dict>();
    incref(builtins);
    f->builtins = builtins;
    f->name = Ref::share(Value(code->name)).release();
    f->qualified_name = Ref::share(Value(code->qualified_name)).release();
    f->doc =
        code->flags & kCodeHasDocstring ? Ref::share(code->constants[0]).release() : Value::none();
    f->module = dictGetStrNear(globals, t->name(kName___name__), kNameEntry);
    if (f->module.isEmpty()) f->module = Value::none();
    incref(f->module);
    f->defaults = f->keyword_defaults = f->annotations = f->type_params = f->name_space = Value();
    f->closure = nullptr;
    f->attrs.overflow = nullptr;
    return f;
}

void functionDestroy(Thread* t, Object* o) {
    auto* f = static_cast<Function*>(o);
    if (f->shape->attr_count != 0 || f->attrs.overflow || f->flags & kFlagDictMode) {
        destroyAttrs(t, o);
    }
    for (Value v : {f->name, f->qualified_name, f->doc, f->module, f->defaults, f->keyword_defaults,
                    f->annotations, f->type_params, f->name_space})
        decref(v);
    if (f->closure) decref(f->closure);
    decref(f->globals);
    decref(f->builtins);
    decref(f->code);
}

namespace {

Function* self(Value v) {
    return v.as<Function>();
}

void function_traverse(Object* o, Visitor& visitor) {
    auto* f = static_cast<Function*>(o);
    for (Value v : {f->doc, f->module, f->defaults, f->keyword_defaults, f->annotations,
                    f->type_params, f->name_space, Value(f->globals), Value(f->builtins)})
        visitor.visit(v);
    if (f->closure) visitor.visit(Value(f->closure));
    traverseAttrs(o, visitor);
}
void function_clear(Thread* t, Object* o) {
    auto* f = static_cast<Function*>(o);
    // The code and globals stay: a call in progress needs them. The closure becomes empty cells
    // through the cells' own clear.
    destroyAttrs(t, o);
    for (Value* v : {&f->defaults, &f->keyword_defaults, &f->annotations, &f->type_params})
        decref(std::exchange(*v, Value()));
}
Ref function_repr(Thread* t, Value v) {
    return strFormat(t, "<function %U at 0x%x>", self(v)->qualified_name,
                     reinterpret_cast<uint64_t>(v.object()));
}
Ref function_call(Thread* t, Value v, CallArgs args) {
    return call(t, v, args);
}
Ref function_descr_get(Thread* t, Value v, Value instance, Value) {
    if (instance.isEmpty() || instance.isNone()) return Ref::share(v);
    return boundMethodNew(t, v, instance);
}

Ref function_new(Thread* t, Args a) {
    // function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)
    if (!isKind(a[1], TypeId::kCode))
        return raise(t, TypeId::kTypeError, "function() argument 'code' must be code, not %T",
                     a[1]);
    if (!isDict(a[2]))
        return raise(t, TypeId::kTypeError, "function() argument 'globals' must be dict, not %T",
                     a[2]);
    auto* code = a[1].as<Code>();
    if (!a[3].isNone() && !isStr(a[3]))
        return raise(t, TypeId::kTypeError, "arg 3 (name) must be None or string");
    if (!a[4].isNone() && !isTuple(a[4]))
        return raise(t, TypeId::kTypeError, "arg 4 (defaults) must be None or tuple");
    if (!a[6].isNone() && !isDict(a[6]))
        return raise(t, TypeId::kTypeError, "arg 6 (kwdefaults) must be None or dict");
    int64_t cells = 0;
    if (!isTuple(a[5])) {
        if (code->free_count && a[5].isNone())
            return raise(t, TypeId::kTypeError, "arg 5 (closure) must be tuple");
        if (!a[5].isNone())
            return raise(t, TypeId::kTypeError, "arg 5 (closure) must be None or tuple");
    } else {
        cells = a[5].as<Tuple>()->length;
    }
    if (cells != code->free_count) {
        return raise(t, TypeId::kValueError, "%U requires closure of length %u, not %ld",
                     Value(code->name), code->free_count, cells);
    }
    for (int64_t i = 0; i < cells; ++i) {
        if (!isKind(a[5].as<Tuple>()->items[i], TypeId::kCell)) {
            return raise(t, TypeId::kTypeError, "arg 5 (closure) expected cell, found %T",
                         a[5].as<Tuple>()->items[i]);
        }
    }
    New<Function> f = KRAIT_TRY(functionNew(t, code, a[2].as<Dict>()));
    if (isStr(a[3])) decref(std::exchange(f->name, Ref::share(a[3]).release()));
    if (isTuple(a[4])) f->defaults = Ref::share(a[4]).release();
    if (cells) f->closure = Ref::share(a[5]).release().as<Tuple>();
    if (isDict(a[6])) f->keyword_defaults = Ref::share(a[6]).release();
    return f;
}

Ref orNone(Value v) {
    return v.isEmpty() ? Ref::none() : Ref::share(v);
}
void replace(Value& place, Value v) {
    incref(v);
    decref(std::exchange(place, v));
}

Ref function_get_name(Thread*, Value v) {
    return Ref::share(self(v)->name);
}
Status function_set_name(Thread* t, Value v, Value value) {
    if (value.isEmpty() || !isStr(value))
        return raise(t, TypeId::kTypeError, "__name__ must be set to a string object");
    replace(self(v)->name, value);
    return ok();
}
Ref function_get_qualname(Thread*, Value v) {
    return Ref::share(self(v)->qualified_name);
}
Status function_set_qualname(Thread* t, Value v, Value value) {
    if (value.isEmpty() || !isStr(value))
        return raise(t, TypeId::kTypeError, "__qualname__ must be set to a string object");
    replace(self(v)->qualified_name, value);
    return ok();
}
Ref function_get_doc(Thread*, Value v) {
    return orNone(self(v)->doc);
}
Status function_set_doc(Thread*, Value v, Value value) {
    replace(self(v)->doc, value.isEmpty() ? Value::none() : value);
    return ok();
}
Ref function_get_module(Thread*, Value v) {
    return orNone(self(v)->module);
}
Status function_set_module(Thread*, Value v, Value value) {
    replace(self(v)->module, value.isEmpty() ? Value::none() : value);
    return ok();
}
Ref function_get_code(Thread*, Value v) {
    return Ref::share(Value(self(v)->code));
}
Status function_set_code(Thread* t, Value v, Value value) {
    if (!isKind(value, TypeId::kCode))
        return raise(t, TypeId::kTypeError, "__code__ must be set to a code object");
    auto* code = value.as<Code>();
    int64_t cells = self(v)->closure ? self(v)->closure->length : 0;
    if (code->free_count != cells) {
        return raise(t, TypeId::kValueError,
                     "%U() requires a code object with %ld free vars, not %u", self(v)->name, cells,
                     code->free_count);
    }
    return functionReplaceCode(t, self(v), code);
}
Ref function_get_defaults(Thread*, Value v) {
    return orNone(self(v)->defaults);
}
Status function_set_defaults(Thread* t, Value v, Value value) {
    if (value.isNone()) value = Value();
    if (!value.isEmpty() && !isTuple(value))
        return raise(t, TypeId::kTypeError, "__defaults__ must be set to a tuple object");
    replace(self(v)->defaults, value);
    return ok();
}
Ref function_get_kwdefaults(Thread*, Value v) {
    return orNone(self(v)->keyword_defaults);
}
Status function_set_kwdefaults(Thread* t, Value v, Value value) {
    if (value.isNone()) value = Value();
    if (!value.isEmpty() && !isDict(value))
        return raise(t, TypeId::kTypeError, "__kwdefaults__ must be set to a dict object");
    replace(self(v)->keyword_defaults, value);
    return ok();
}
// Annotations come from the compiler as a flat tuple, or as a function of an annotation scope; the
// dict is made when asked for.
Ref function_get_annotations(Thread* t, Value v) {
    Function* f = self(v);
    if (f->annotations.isEmpty() || isTuple(f->annotations)) {
        New<Dict> dict = KRAIT_TRY(dictNew(t));
        if (!f->annotations.isEmpty()) {
            auto* pairs = f->annotations.as<Tuple>();
            for (int64_t i = 0; i + 1 < pairs->length; i += 2)
                KRAIT_TRY(dictSet(t, dict, pairs->items[i], pairs->items[i + 1]));
        }
        replace(f->annotations, Value(dict));
    } else if (isFunction(f->annotations)) {
        Ref made = KRAIT_TRY(callFunction(t, f->annotations));
        replace(f->annotations, made);
    }
    return Ref::share(f->annotations);
}
Status function_set_annotations(Thread* t, Value v, Value value) {
    if (value.isNone()) value = Value();
    if (!value.isEmpty() && !isDict(value))
        return raise(t, TypeId::kTypeError, "__annotations__ must be set to a dict object");
    replace(self(v)->annotations, value);
    return ok();
}
Ref function_get_closure(Thread*, Value v) {
    return self(v)->closure ? Ref::share(Value(self(v)->closure)) : Ref::none();
}
Ref function_get_globals(Thread*, Value v) {
    return Ref::share(Value(self(v)->globals));
}
Ref function_get_builtins(Thread*, Value v) {
    return Ref::share(Value(self(v)->builtins));
}
Ref function_get_type_params(Thread* t, Value v) {
    if (self(v)->type_params.isEmpty()) return tupleFrom(t, nullptr, 0);
    return Ref::share(self(v)->type_params);
}
Status function_set_type_params(Thread* t, Value v, Value value) {
    if (value.isEmpty() || !isTuple(value))
        return raise(t, TypeId::kTypeError, "__type_params__ must be set to a tuple");
    replace(self(v)->type_params, value);
    return ok();
}
Ref function_get_dict(Thread* t, Value v) {
    return instanceDict(t, v.object());
}
Status function_set_dict(Thread* t, Value v, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "cannot delete __dict__");
    if (!isDict(value))
        return raise(t, TypeId::kTypeError, "__dict__ must be set to a dictionary, not a '%T'",
                     value);
    return replaceInstanceDict(t, v.object(), value.as<Dict>());
}

constexpr GetSetDef kFunctionGetSets[] = {
    {"__name__", function_get_name, function_set_name},
    {"__qualname__", function_get_qualname, function_set_qualname},
    {"__doc__", function_get_doc, function_set_doc},
    {"__module__", function_get_module, function_set_module},
    {"__code__", function_get_code, function_set_code},
    {"__defaults__", function_get_defaults, function_set_defaults},
    {"__kwdefaults__", function_get_kwdefaults, function_set_kwdefaults},
    {"__annotations__", function_get_annotations, function_set_annotations},
    memberGetter("__closure__", function_get_closure),
    memberGetter("__globals__", function_get_globals),
    memberGetter("__builtins__", function_get_builtins),
    {"__type_params__", function_get_type_params, function_set_type_params},
    {"__dict__", function_get_dict, function_set_dict},
    {},
};
constexpr TypeSlots functionSlots() {
    TypeSlots s;
    s.destroy = functionDestroy;
    s.traverse = function_traverse;
    s.clear = function_clear;
    s.repr = function_repr;
    s.call = function_call;
    s.descr_get = function_descr_get;
    return s;
}

} // namespace

constexpr TypeSpec kFunctionSpec = {
    .name = "function",
    .size = sizeof(Function),
    .flags = kTypeContainer | kTypeHasDict | kTypeWeakrefable | kTypeMethodLike,
    .slots = functionSlots(),
    .doc = "Create a function object.",
    .new_ = {"function(cls, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
             function_new, nullptr},
    .getsets = kFunctionGetSets,
};

// --- bound methods
// ---------------------------------------------------------------------------------------------------------

Ref boundMethodNew(Thread* t, Value function, Value instance) {
    New<BoundMethod> m = KRAIT_TRY(allocateContainer<BoundMethod>(t, TypeId::kBoundMethod));
    incref(function);
    incref(instance);
    m->function = function;
    m->self = instance;
    return m;
}

namespace {

BoundMethod* method(Value v) {
    return v.as<BoundMethod>();
}
void method_destroy(Thread*, Object* o) {
    decref(static_cast<BoundMethod*>(o)->function);
    decref(static_cast<BoundMethod*>(o)->self);
}
void method_traverse(Object* o, Visitor& v) {
    v.visit(static_cast<BoundMethod*>(o)->function);
    v.visit(static_cast<BoundMethod*>(o)->self);
}
Ref method_call(Thread* t, Value v, CallArgs args) {
    return callWithSelf(t, method(v)->function, method(v)->self, args);
}
Ref method_repr(Thread* t, Value v) {
    Ref name = getAttrOptional(t, method(v)->function, t->name(kName___qualname__));
    if (name.isEmpty() && t->hasError()) return Error{};
    if (name.isEmpty() || !isStr(name)) {
        name = getAttrOptional(t, method(v)->function, t->name(kName___name__));
        if (name.isEmpty() && t->hasError()) return Error{};
    }
    Ref inside = KRAIT_TRY(reprOf(t, method(v)->self));
    if (name.isEmpty() || !isStr(name)) return strFormat(t, "<bound method ? of %U>", inside.get());
    return strFormat(t, "<bound method %U of %U>", name.get(), inside.get());
}
Ref method_compare(Thread* t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::kEq && op != CompareOp::kNe) || !isKind(a, TypeId::kBoundMethod) ||
        !isKind(b, TypeId::kBoundMethod)) {
        return Ref::notImplemented();
    }
    bool equal =
        KRAIT_TRY(compareBool(t, method(a)->function, method(b)->function, CompareOp::kEq));
    equal = equal && method(a)->self == method(b)->self;
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Result<int64_t> method_hash(Thread* t, Value v) {
    auto bits = method(v)->self.bits();
    auto h = static_cast<int64_t>(bits >> 4 | bits << 60);
    h ^= KRAIT_TRY(hashOf(t, method(v)->function));
    return h == -1 ? -2 : h;
}
Ref method_getattr(Thread* t, Value v, Str* name) {
    // Its own attributes, else the function's.
    Value own = typeLookup(t, typeOf(t, v), name);
    if (!own.isEmpty()) return genericGetAttr(t, v, name);
    return getAttr(t, method(v)->function, name);
}
Ref method_descr_get(Thread*, Value v, Value, Value) {
    return Ref::share(v);
}
Ref method_new(Thread* t, Args a) {
    if (!isCallable(t, a[1]))
        return raise(t, TypeId::kTypeError, "first argument must be callable");
    if (a[2].isNone()) return raise(t, TypeId::kTypeError, "instance must not be None");
    return boundMethodNew(t, a[1], a[2]);
}
Ref method_get_doc(Thread* t, Value v) {
    return getAttr(t, method(v)->function, t->name(kName___doc__));
}
Ref method_reduce(Thread* t, Args a) {
    Ref name = KRAIT_TRY(getAttr(t, method(a[0])->function, t->name(kName___name__)));
    Value getattr_function = dictGetStr(t->runtime->builtins, strIntern(t, "getattr").get());
    Ref inner = KRAIT_TRY(tupleOf(t, method(a[0])->self, name));
    return tupleOf(t, getattr_function, inner);
}
constexpr MethodDef kMethodMethods[] = {{"__reduce__(self, /)", method_reduce, nullptr}, {}};
constexpr GetSetDef kMethodGetSets[] = {{"__doc__", method_get_doc}, {}};
constexpr MemberDef kMethodMembers[] = {
    {"__func__", offsetof(BoundMethod, function)}, {"__self__", offsetof(BoundMethod, self)}, {}};
constexpr TypeSlots methodSlots() {
    TypeSlots s;
    s.destroy = method_destroy;
    s.traverse = method_traverse;
    s.call = method_call;
    s.repr = method_repr;
    s.compare = method_compare;
    s.hash = method_hash;
    s.getattr = method_getattr;
    s.descr_get = method_descr_get;
    return s;
}

} // namespace

constexpr TypeSpec kBoundMethodSpec = {
    .name = "method",
    .size = sizeof(BoundMethod),
    .flags = kTypeContainer | kTypeWeakrefable,
    .slots = methodSlots(),
    .doc = "Create a bound instance method object.",
    .new_ = {"method(cls, function, instance, /)", method_new, nullptr},
    .methods = kMethodMethods,
    .getsets = kMethodGetSets,
    .members = kMethodMembers,
};

// --- builtin functions
// -------------------------------------------------------------------------------------------------------

Ref nativeFunctionNew(Thread* t, const MethodDef* def, Value instance, Value module) {
    New<NativeFunction> f = KRAIT_TRY(allocateObject<NativeFunction>(t, TypeId::kNativeFunction));
    f->def = def;
    f->function = def->function;
    f->signature = nullptr;
    f->direct_count = 0xffff;
    f->self = Ref::share(instance).release();
    f->module = Ref::share(module).release();
    f->owner = nullptr;
    return f;
}

namespace {

std::string_view nameIn(const MethodDef* def) {
    std::string_view text = def->signature;
    return text.substr(0, text.find('('));
}

} // namespace

Status checkConstructor(Thread* t, Type* owner, const MethodDef* def, Type* cls) {
    Type* native_base = cls;
    while (native_base->flags & kTypeHeap) native_base = native_base->base;
    const MethodDef& own = native_base->spec->new_;
    bool fits = own.function == def->function ||
                (native_base->new_def == def && !(native_base->flags & kTypeDisallowNew));
    if (fits) return ok();
    return raise(t, TypeId::kTypeError, "%N.__new__(%N) is not safe, use %N.__new__()", owner, cls,
                 native_base);
}

namespace {

// type.__new__(cls, ...): checks the class, then constructs.
Ref new_wrapper_call(Thread* t, NativeFunction* f, CallArgs args) {
    Type* owner = f->owner;
    if (args.positional_count == 0)
        return raise(t, TypeId::kTypeError, "%N.__new__(): not enough arguments", owner);
    Value cls = args.values[0];
    if (!isType(cls))
        return raise(t, TypeId::kTypeError, "%N.__new__(X): X is not a type object (%T)", owner,
                     cls);
    if (!isSubtype(cls.as<Type>(), owner)) {
        return raise(t, TypeId::kTypeError, "%N.__new__(%N): %N is not a subtype of %N", owner,
                     cls.as<Type>(), cls.as<Type>(), owner);
    }
    KRAIT_TRY(checkConstructor(t, owner, f->def, cls.as<Type>()));
    if (args.positional_count == 1 && args.names.isEmpty() && owner == t->type(TypeId::kObject) &&
        !(cls.as<Type>()->flags & kTypeAbstract)) {
        Object* o = allocateInstance(t, cls.as<Type>());
        return o ? Ref::take(Value(o)) : Ref();
    }
    return callNative(t, Value(), f->def, &f->signature, Value(), args);
}

NativeFunction* native(Value v) {
    return v.as<NativeFunction>();
}
Ref native_call(Thread* t, Value v, CallArgs args) {
    return call(t, v, args);
}
void native_destroy(Thread* t, Object* o) {
    auto* f = static_cast<NativeFunction*>(o);
    decref(f->self);
    decref(f->module);
}
void native_traverse(Object* o, Visitor& v) {
    v.visit(static_cast<NativeFunction*>(o)->self);
}
Ref native_repr(Thread* t, Value v) {
    NativeFunction* f = native(v);
    Ref name = KRAIT_TRY(strFromUtf8(t, f->owner ? "__new__" : nameIn(f->def)));
    auto address = reinterpret_cast<uint64_t>(v.object());
    if (f->owner)
        return strFormat(t, "<built-in method __new__ of type object at 0x%x>",
                         reinterpret_cast<uint64_t>(f->owner));
    if (isType(f->module))
        return strFormat(t, "<built-in method %U of type object at 0x%x>", name.get(),
                         f->module.bits());
    if (f->self.isEmpty()) return strFormat(t, "<built-in function %U>", name.get());
    return strFormat(t, "<built-in method %U of %T object at 0x%x>", name.get(), f->self,
                     f->self.isObject() ? f->self.bits() : address);
}
Ref native_get_name(Thread* t, Value v) {
    return strFromUtf8(t, native(v)->owner ? "__new__" : nameIn(native(v)->def));
}
Ref native_get_qualname(Thread* t, Value v) {
    NativeFunction* f = native(v);
    Ref name = KRAIT_TRY(native_get_name(t, v));
    if (f->owner) return strFormat(t, "%U.__new__", Value(f->owner->qualified_name));
    if (isType(f->module))
        return strFormat(t, "%U.%U", Value(f->module.as<Type>()->qualified_name), name.get());
    if (f->self.isEmpty() || isKind(f->self, TypeId::kModule)) return name;
    Type* type = isType(f->self) ? f->self.as<Type>() : typeOf(t, f->self);
    return strFormat(t, "%U.%U", Value(type->qualified_name), name.get());
}
Ref native_get_module(Thread*, Value v) {
    return isStr(native(v)->module) ? Ref::share(native(v)->module) : Ref::none();
}
Ref native_get_self(Thread* t, Value v) {
    if (native(v)->owner) return Ref::share(Value(native(v)->owner));
    if (isType(native(v)->module)) return Ref::share(native(v)->module);
    // Python: the module of a function.
    if (native(v)->self.isEmpty() && !native(v)->module.isEmpty()) {
        Value module = KRAIT_TRY(dictGet(t, t->runtime->modules, native(v)->module));
        return module.isEmpty() ? Ref::none() : Ref::share(module);
    }
    return orNone(native(v)->self);
}
Ref native_get_doc(Thread* t, Value v) {
    return native(v)->def->doc ? strFromUtf8(t, native(v)->def->doc) : Ref::none();
}
Ref native_get_text_signature(Thread* t, Value v) {
    return signatureText(t, native(v)->def,
                         isStr(native(v)->module) ? SignatureOf::kFunction : SignatureOf::kMethod);
}
Ref native_compare(Thread* t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::kEq && op != CompareOp::kNe) || !isKind(a, TypeId::kNativeFunction) ||
        !isKind(b, TypeId::kNativeFunction)) {
        return Ref::notImplemented();
    }
    bool equal = native(a)->def == native(b)->def && native(a)->self == native(b)->self &&
                 native(a)->owner == native(b)->owner;
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Result<int64_t> native_hash(Thread*, Value v) {
    auto h = static_cast<int64_t>((reinterpret_cast<uint64_t>(native(v)->def) >> 4) ^
                                  (native(v)->self.bits() << 1));
    return h == -1 ? -2 : h;
}
Ref native_reduce(Thread* t, Args a) {
    NativeFunction* f = native(a[0]);
    Ref name = KRAIT_TRY(native_get_name(t, a[0]));
    if (f->self.isEmpty() && !f->owner && !isType(f->module)) return name;
    Value getattr_function = dictGetStr(t->runtime->builtins, strIntern(t, "getattr").get());
    Ref receiver = KRAIT_TRY(native_get_self(t, a[0]));
    Ref inner = KRAIT_TRY(tupleOf(t, receiver, name));
    return tupleOf(t, getattr_function, inner);
}
constexpr MethodDef kNativeMethods[] = {{"__reduce__(self, /)", native_reduce, nullptr}, {}};
constexpr GetSetDef kNativeGetSets[] = {
    {"__name__", native_get_name},
    {"__qualname__", native_get_qualname},
    {"__module__", native_get_module},
    {"__self__", native_get_self},
    {"__doc__", native_get_doc},
    {"__text_signature__", native_get_text_signature},
    {},
};
constexpr TypeSlots nativeSlots() {
    TypeSlots s;
    s.destroy = native_destroy;
    s.traverse = native_traverse;
    s.call = native_call;
    s.repr = native_repr;
    s.compare = native_compare;
    s.hash = native_hash;
    return s;
}

} // namespace

constexpr TypeSpec kNativeFunctionSpec = {
    .name = "builtin_function_or_method",
    .size = sizeof(NativeFunction),
    .flags = kTypeContainer | kTypeWeakrefable | kTypeDisallowNew,
    .slots = nativeSlots(),
    .methods = kNativeMethods,
    .getsets = kNativeGetSets,
};

Ref nativeNewFunction(Thread* t, Type* type) {
    Ref made = KRAIT_TRY(nativeFunctionNew(t, &type->spec->new_, Value(), Value()));
    made.as<NativeFunction>()->owner = type;
    return made;
}

Ref callNewFunction(Thread* t, NativeFunction* f, CallArgs args) {
    return new_wrapper_call(t, f, args);
}

// --- descriptors of builtin types
// ------------------------------------------------------------------------------------------------

namespace {

// The descriptor applies to `instance`, or TypeError.
Status checkOwner(Thread* t, Str* name, Type* owner, Value instance) {
    if (isSubtype(typeOf(t, instance), owner)) return ok();
    return raise(t, TypeId::kTypeError,
                 "descriptor '%U' for '%N' objects doesn't apply to a '%T' object", Value(name),
                 owner, instance);
}

MethodDescriptor* descriptor(Value v) {
    return v.as<MethodDescriptor>();
}
Ref descriptor_get(Thread* t, Value v, Value instance, Value) {
    if (instance.isEmpty()) return Ref::share(v);
    KRAIT_TRY(checkOwner(t, descriptor(v)->name, descriptor(v)->owner, instance));
    Ref bound = KRAIT_TRY(nativeFunctionNew(t, descriptor(v)->def, instance, Value()));
    bound.as<NativeFunction>()->signature = descriptor(v)->signature;
    return bound;
}
Ref descriptor_call(Thread* t, Value v, CallArgs args) {
    return call(t, v, args);
}
Ref descriptor_repr(Thread* t, Value v) {
    return strFormat(t, "<method '%U' of '%N' objects>", Value(descriptor(v)->name),
                     descriptor(v)->owner);
}
Ref descriptor_name(Thread*, Value v) {
    return Ref::share(Value(descriptor(v)->name));
}
Ref descriptor_qualname(Thread* t, Value v) {
    return strFormat(t, "%U.%U", Value(descriptor(v)->owner->qualified_name),
                     Value(descriptor(v)->name));
}
Ref descriptor_objclass(Thread*, Value v) {
    return Ref::share(Value(descriptor(v)->owner));
}
Ref descriptor_doc(Thread* t, Value v) {
    return descriptor(v)->def->doc ? strFromUtf8(t, descriptor(v)->def->doc) : Ref::none();
}
Ref descriptor_text_signature(Thread* t, Value v) {
    return signatureText(t, descriptor(v)->def, SignatureOf::kMethod);
}
Ref descriptor_reduce(Thread* t, Args a) {
    Value getattr_function = dictGetStr(t->runtime->builtins, strIntern(t, "getattr").get());
    Ref name = KRAIT_TRY(getAttr(t, a[0], t->name(kName___name__)));
    Ref owner = KRAIT_TRY(getAttr(t, a[0], t->name(kName___objclass__)));
    Ref inner = KRAIT_TRY(tupleOf(t, owner, name));
    return tupleOf(t, getattr_function, inner);
}
constexpr MethodDef kDescriptorMethods[] = {{"__reduce__(self, /)", descriptor_reduce, nullptr},
                                            {}};
constexpr GetSetDef kDescriptorGetSets[] = {
    memberGetter("__name__", descriptor_name),         {"__qualname__", descriptor_qualname},
    memberGetter("__objclass__", descriptor_objclass), {"__doc__", descriptor_doc},
    {"__text_signature__", descriptor_text_signature}, {},
};
constexpr TypeSlots descriptorSlots() {
    TypeSlots s;
    s.call = descriptor_call;
    s.repr = descriptor_repr;
    s.descr_get = descriptor_get;
    return s;
}

Ref class_descriptor_get(Thread* t, Value v, Value instance, Value owner) {
    Value cls =
        owner.isEmpty() ? (instance.isEmpty() ? Value() : Value(typeOf(t, instance))) : owner;
    if (cls.isEmpty() || !isType(cls))
        return raise(t, TypeId::kTypeError, "descriptor '%U' for type '%N' needs a type",
                     Value(descriptor(v)->name), descriptor(v)->owner);
    if (!isSubtype(cls.as<Type>(), descriptor(v)->owner)) {
        return raise(t, TypeId::kTypeError,
                     "descriptor '%U' requires a subtype of '%N' but received '%N'",
                     Value(descriptor(v)->name), descriptor(v)->owner, cls.as<Type>());
    }
    return nativeFunctionNew(t, descriptor(v)->def, cls, Value());
}
Ref class_descriptor_call(Thread* t, Value v, CallArgs args) {
    if (args.positional_count == 0) {
        return raise(t, TypeId::kTypeError, "descriptor '%U' of '%N' object needs an argument",
                     Value(descriptor(v)->name), descriptor(v)->owner);
    }
    Ref bound = KRAIT_TRY(class_descriptor_get(t, v, Value(), args.values[0]));
    return call(t, bound, {args.values + 1, args.positional_count - 1, args.names});
}
constexpr TypeSlots classDescriptorSlots() {
    TypeSlots s = descriptorSlots();
    s.call = class_descriptor_call;
    s.descr_get = class_descriptor_get;
    return s;
}

// --- slot wrappers
SlotWrapper* wrapper(Value v) {
    return v.as<SlotWrapper>();
}
Ref wrapper_get(Thread* t, Value v, Value instance, Value) {
    if (instance.isEmpty()) return Ref::share(v);
    KRAIT_TRY(checkOwner(t, wrapper(v)->name, wrapper(v)->owner, instance));
    New<MethodWrapper> bound = KRAIT_TRY(allocateObject<MethodWrapper>(t, TypeId::kMethodWrapper));
    incref(v);
    incref(instance);
    bound->wrapper = wrapper(v);
    bound->self = instance;
    return bound;
}
Ref wrapper_repr(Thread* t, Value v) {
    return strFormat(t, "<slot wrapper '%U' of '%N' objects>", Value(wrapper(v)->name),
                     wrapper(v)->owner);
}
Ref wrapper_name(Thread*, Value v) {
    return Ref::share(Value(wrapper(v)->name));
}
Ref wrapper_qualname(Thread* t, Value v) {
    return strFormat(t, "%U.%U", Value(wrapper(v)->owner->qualified_name), Value(wrapper(v)->name));
}
Ref wrapper_objclass(Thread*, Value v) {
    return Ref::share(Value(wrapper(v)->owner));
}
Ref wrapper_doc(Thread* t, Value v) {
    return strFromUtf8(t, slotWrapperDoc(wrapper(v)));
}
Ref wrapperSignature(Thread* t, SlotWrapper* w) {
    std::string_view name = w->name->ascii();
    if (w->def && w->def->flags & kMethodSlot)
        return signatureText(t, w->def, SignatureOf::kMethod);
    if (name == "__init__" || name == "__call__")
        return strFromAscii(t, "($self, /, *args, **kwargs)");
    if (name == "__get__") return strFromAscii(t, "($self, instance, owner=None, /)");
    if (name == "__set__") return strFromAscii(t, "($self, instance, value, /)");
    if (name == "__delete__") return strFromAscii(t, "($self, instance, /)");
    if (name == "__getattribute__" || name == "__delattr__")
        return strFromAscii(t, "($self, name, /)");
    if (name == "__setattr__") return strFromAscii(t, "($self, name, value, /)");
    if (name == "__getitem__" || name == "__delitem__" || name == "__contains__")
        return strFromAscii(t, "($self, key, /)");
    if (name == "__setitem__") return strFromAscii(t, "($self, key, value, /)");
    if (name == "__pow__" || name == "__rpow__")
        return strFromAscii(t, "($self, value, mod=None, /)");
    for (std::string_view unary :
         {"__repr__", "__str__", "__hash__", "__iter__", "__next__", "__await__", "__aiter__",
          "__anext__", "__len__", "__bool__", "__int__", "__float__", "__index__", "__neg__",
          "__pos__", "__abs__", "__invert__", "__del__"}) {
        if (name == unary) return strFromAscii(t, "($self, /)");
    }
    return strFromAscii(t, "($self, value, /)");
}
Ref wrapper_text_signature(Thread* t, Value v) {
    return wrapperSignature(t, wrapper(v));
}
constexpr GetSetDef kWrapperGetSets[] = {
    memberGetter("__name__", wrapper_name),         {"__qualname__", wrapper_qualname},
    memberGetter("__objclass__", wrapper_objclass), {"__doc__", wrapper_doc},
    {"__text_signature__", wrapper_text_signature}, {},
};
constexpr TypeSlots wrapperSlots() {
    TypeSlots s;
    s.call = descriptor_call;
    s.repr = wrapper_repr;
    s.descr_get = wrapper_get;
    return s;
}

MethodWrapper* bound(Value v) {
    return v.as<MethodWrapper>();
}
void bound_destroy(Thread*, Object* o) {
    decref(static_cast<MethodWrapper*>(o)->wrapper);
    decref(static_cast<MethodWrapper*>(o)->self);
}
void bound_traverse(Object* o, Visitor& v) {
    v.visit(static_cast<MethodWrapper*>(o)->self);
}
Ref bound_repr(Thread* t, Value v) {
    return strFormat(t, "<method-wrapper '%U' of %T object at 0x%x>",
                     Value(bound(v)->wrapper->name), bound(v)->self, bound(v)->self.bits());
}
Ref bound_compare(Thread* t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::kEq && op != CompareOp::kNe) || !isKind(a, TypeId::kMethodWrapper) ||
        !isKind(b, TypeId::kMethodWrapper)) {
        return Ref::notImplemented();
    }
    bool equal = bound(a)->wrapper == bound(b)->wrapper && bound(a)->self == bound(b)->self;
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Result<int64_t> bound_hash(Thread*, Value v) {
    auto h = static_cast<int64_t>((bound(v)->self.bits() >> 4) ^
                                  (reinterpret_cast<uint64_t>(bound(v)->wrapper) >> 3));
    return h == -1 ? -2 : h;
}
Ref bound_name(Thread*, Value v) {
    return Ref::share(Value(bound(v)->wrapper->name));
}
Ref bound_qualname(Thread* t, Value v) {
    return wrapper_qualname(t, Value(bound(v)->wrapper));
}
Ref bound_objclass(Thread*, Value v) {
    return Ref::share(Value(bound(v)->wrapper->owner));
}
Ref bound_self(Thread*, Value v) {
    return Ref::share(bound(v)->self);
}
Ref bound_doc(Thread* t, Value v) {
    return wrapper_doc(t, Value(bound(v)->wrapper));
}
Ref bound_text_signature(Thread* t, Value v) {
    return wrapperSignature(t, bound(v)->wrapper);
}
Ref bound_reduce(Thread* t, Args a) {
    Value getattr_function = dictGetStr(t->runtime->builtins, strIntern(t, "getattr").get());
    Ref inner = KRAIT_TRY(tupleOf(t, bound(a[0])->self, Value(bound(a[0])->wrapper->name)));
    return tupleOf(t, getattr_function, inner);
}
constexpr MethodDef kBoundMethods[] = {{"__reduce__(self, /)", bound_reduce, nullptr}, {}};
constexpr GetSetDef kBoundGetSets[] = {
    {"__name__", bound_name},
    {"__qualname__", bound_qualname},
    {"__objclass__", bound_objclass},
    memberGetter("__self__", bound_self),
    {"__doc__", bound_doc},
    {"__text_signature__", bound_text_signature},
    {},
};
constexpr TypeSlots boundSlots() {
    TypeSlots s;
    s.destroy = bound_destroy;
    s.traverse = bound_traverse;
    s.call = descriptor_call;
    s.repr = bound_repr;
    s.compare = bound_compare;
    s.hash = bound_hash;
    return s;
}

// --- getset and member descriptors
GetSetDescriptor* getset(Value v) {
    return v.as<GetSetDescriptor>();
}
Ref getset_get(Thread* t, Value v, Value instance, Value) {
    if (instance.isEmpty()) return Ref::share(v);
    KRAIT_TRY(checkOwner(t, getset(v)->name, getset(v)->owner, instance));
    if (!getset(v)->def->get) {
        return raise(t, TypeId::kAttributeError, "attribute '%U' of '%N' objects is not readable",
                     Value(getset(v)->name), getset(v)->owner);
    }
    return getset(v)->def->get(t, instance);
}
Status getset_set(Thread* t, Value v, Value instance, Value value) {
    KRAIT_TRY(checkOwner(t, getset(v)->name, getset(v)->owner, instance));
    if (!getset(v)->def->set) {
        return raise(t, TypeId::kAttributeError, "attribute '%U' of '%N' objects is not writable",
                     Value(getset(v)->name), getset(v)->owner);
    }
    return getset(v)->def->set(t, instance, value);
}
Ref getset_repr(Thread* t, Value v) {
    return strFormat(t, "<attribute '%U' of '%N' objects>", Value(getset(v)->name),
                     getset(v)->owner);
}
Ref getset_name(Thread*, Value v) {
    return Ref::share(Value(getset(v)->name));
}
Ref getset_qualname(Thread* t, Value v) {
    return strFormat(t, "%U.%U", Value(getset(v)->owner->qualified_name), Value(getset(v)->name));
}
Ref getset_objclass(Thread*, Value v) {
    return Ref::share(Value(getset(v)->owner));
}
Ref getset_doc(Thread* t, Value v) {
    return getset(v)->def->doc ? strFromUtf8(t, getset(v)->def->doc) : Ref::none();
}
constexpr GetSetDef kGetSetGetSets[] = {memberGetter("__name__", getset_name),
                                        {"__qualname__", getset_qualname},
                                        memberGetter("__objclass__", getset_objclass),
                                        {"__doc__", getset_doc},
                                        {}};
constexpr TypeSlots getsetSlots() {
    TypeSlots s;
    s.repr = getset_repr;
    s.descr_get = getset_get;
    s.descr_set = getset_set;
    return s;
}

MemberDescriptor* member(Value v) {
    return v.as<MemberDescriptor>();
}
Value& memberPlace(Value v, Value instance) {
    size_t offset = member(v)->offset;
    if (member(v)->in_extra) offset += nativeSize(instance.object());
    return *reinterpret_cast<Value*>(reinterpret_cast<char*>(instance.object()) + offset);
}
Ref member_get(Thread* t, Value v, Value instance, Value) {
    if (instance.isEmpty()) return Ref::share(v);
    KRAIT_TRY(checkOwner(t, member(v)->name, member(v)->owner, instance));
    if (member(v)->getter) return member(v)->getter->get(t, instance);
    Value value = memberPlace(v, instance);
    if (!value.isEmpty()) return Ref::share(value);
    if (member(v)->none_if_empty) return Ref::none();
    return raiseAttributeError(t, instance, member(v)->name);
}
Status member_set(Thread* t, Value v, Value instance, Value value) {
    KRAIT_TRY(checkOwner(t, member(v)->name, member(v)->owner, instance));
    if (member(v)->read_only) return raise(t, TypeId::kAttributeError, "readonly attribute");
    if (member(v)->getter) return member(v)->getter->set(t, instance, value);
    if (value.isEmpty() && !member(v)->none_if_empty && memberPlace(v, instance).isEmpty()) {
        return raise(t, TypeId::kAttributeError, "%U", Value(member(v)->name));
    }
    incref(value);
    decref(std::exchange(memberPlace(v, instance), value));
    return ok();
}
Ref member_repr(Thread* t, Value v) {
    return strFormat(t, "<member '%U' of '%N' objects>", Value(member(v)->name), member(v)->owner);
}
Ref member_name(Thread*, Value v) {
    return Ref::share(Value(member(v)->name));
}
Ref member_qualname(Thread* t, Value v) {
    return strFormat(t, "%U.%U", Value(member(v)->owner->qualified_name), Value(member(v)->name));
}
Ref member_objclass(Thread*, Value v) {
    return Ref::share(Value(member(v)->owner));
}
Ref member_doc(Thread* t, Value v) {
    return member(v)->doc ? strFromUtf8(t, member(v)->doc) : Ref::none();
}
constexpr GetSetDef kMemberGetSets[] = {memberGetter("__name__", member_name),
                                        {"__qualname__", member_qualname},
                                        memberGetter("__objclass__", member_objclass),
                                        {"__doc__", member_doc},
                                        {}};
constexpr MethodDef kMemberMethods[] = {{"__reduce__(self, /)", descriptor_reduce, nullptr}, {}};
void member_destroy(Thread*, Object* o) {
    decref(static_cast<MemberDescriptor*>(o)->name);
}
constexpr TypeSlots memberSlots() {
    TypeSlots s;
    s.destroy = member_destroy;
    s.repr = member_repr;
    s.descr_get = member_get;
    s.descr_set = member_set;
    return s;
}

} // namespace

constexpr TypeSpec kMethodDescriptorSpec = {.name = "method_descriptor",
                                            .size = sizeof(MethodDescriptor),
                                            .flags = kTypeDisallowNew | kTypeMethodLike,
                                            .slots = descriptorSlots(),
                                            .methods = kDescriptorMethods,
                                            .getsets = kDescriptorGetSets};
constexpr TypeSpec kClassMethodDescriptorSpec = {.name = "classmethod_descriptor",
                                                 .size = sizeof(MethodDescriptor),
                                                 .flags = kTypeDisallowNew,
                                                 .slots = classDescriptorSlots(),
                                                 .getsets = kDescriptorGetSets};
constexpr TypeSpec kSlotWrapperSpec = {.name = "wrapper_descriptor",
                                       .size = sizeof(SlotWrapper),
                                       .flags = kTypeDisallowNew | kTypeMethodLike,
                                       .slots = wrapperSlots(),
                                       .methods = kDescriptorMethods,
                                       .getsets = kWrapperGetSets};
constexpr TypeSpec kMethodWrapperSpec = {.name = "method-wrapper",
                                         .size = sizeof(MethodWrapper),
                                         .flags = kTypeDisallowNew | kTypeContainer,
                                         .slots = boundSlots(),
                                         .methods = kBoundMethods,
                                         .getsets = kBoundGetSets};
constexpr TypeSpec kGetSetDescriptorSpec = {.name = "getset_descriptor",
                                            .size = sizeof(GetSetDescriptor),
                                            .flags = kTypeDisallowNew,
                                            .slots = getsetSlots(),
                                            .getsets = kGetSetGetSets};
constexpr TypeSpec kMemberDescriptorSpec = {.name = "member_descriptor",
                                            .size = sizeof(MemberDescriptor),
                                            .flags = kTypeDisallowNew,
                                            .slots = memberSlots(),
                                            .methods = kMemberMethods,
                                            .getsets = kMemberGetSets};

} // namespace krait
