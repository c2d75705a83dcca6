// FrameLocalsProxy: frame.f_locals of a function, a mapping that reads and writes the registers
// themselves (PEP 667). Names that are no locals go into a dict of the frame object.
//
// A register's old value may be borrowed by an instruction that is running, so a write keeps it in
// FrameObject::old_values until the frame ends.
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frame_variables.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/type_system.h"

#include <cstddef>

namespace krait {

Value variableValue(const Function* function, const Value* places, uint32_t index) {
    const Code* code = function->code;
    if (index >= code->local_count) {
        Tuple* closure = function->closure;
        if (!closure) return Value();
        return closure->items[index - code->local_count].as<Cell>()->value;
    }
    const auto& kinds = (*code->blueprint)->local_is_cell;
    if (!places || (index < kinds.size() && kinds[index] == 2)) return Value();
    Value v = places[index];
    // The cell is made by an instruction at the start: until then a parameter lies there bare.
    if (isCellVariable(code, index) && isKind(v, TypeId::kCell)) return v.as<Cell>()->value;
    return v;
}

Value managerOf(const Value* registers, uint16_t window) {
    Value self = registers[window + 1];
    if (!self.isNone()) return self;
    Value callable = registers[window];
    if (isKind(callable, TypeId::kBoundMethod)) return callable.as<BoundMethod>()->self;
    return callable;
}

namespace {

struct FrameLocalsProxy : Object {
    Value frame;
};

FrameObject* frameOf(Value proxy) {
    return proxy.as<FrameLocalsProxy>()->frame.as<FrameObject>();
}
Value* localPlaces(FrameObject* frame) {
    return frame->registers ? frame->registers : frame->values;
}
// Value of a variable (borrowed), EMPTY when unbound.
Value variableValue(FrameObject* frame, uint32_t index) {
    return variableValue(frame->function, localPlaces(frame), index);
}

// Index of the variable, -1 if the key names none.
Result<int64_t> findVariable(Thread* t, FrameObject* frame, Value key) {
    if (!isExactStr(key)) return int64_t{-1};
    Code* code = frame->function->code;
    for (uint32_t i = 0; i < variableCount(code); ++i) {
        Str* name = variableName(code, i);
        if (Value(name) == key || strEqual(name, key.as<Str>())) return int64_t{i};
    }
    return int64_t{-1};
}

Status setVariable(Thread* t, FrameObject* frame, uint32_t index, Value value) {
    Code* code = frame->function->code;
    if (index >= code->local_count) {
        Tuple* closure = frame->function->closure;
        if (closure) setField(closure->items[index - code->local_count].as<Cell>()->value, value);
        return ok();
    }
    Value* places = localPlaces(frame);
    if (!places) return ok();
    if (isCellVariable(code, index) && isKind(places[index], TypeId::kCell)) {
        setField(places[index].as<Cell>()->value, value);
        return ok();
    }
    if (frame->registers && places[index].isObject()) {
        if (frame->old_values.isEmpty()) {
            frame->old_values = KRAIT_TRY(listNew(t)).release();
        }
        KRAIT_TRY(listAppend(t, frame->old_values.as<List>(), places[index]));
    }
    setField(places[index], value);
    return ok();
}

Result<Value> lookup(Thread* t, Value self, Value key) {
    FrameObject* frame = frameOf(self);
    int64_t index = KRAIT_TRY(findVariable(t, frame, key));
    if (index >= 0) {
        Value v = variableValue(frame, static_cast<uint32_t>(index));
        if (!v.isEmpty()) return v;
    }
    if (frame->extra_locals.isEmpty()) return Value();
    return dictGet(t, frame->extra_locals.as<Dict>(), key);
}

// A dict of what is bound now.
New<Dict> snapshot(Thread* t, Value self) {
    FrameObject* frame = frameOf(self);
    Code* code = frame->function->code;
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (uint32_t i = 0; i < variableCount(code); ++i) {
        Value v = variableValue(frame, i);
        if (!v.isEmpty()) KRAIT_TRY(dictSetStr(t, dict, variableName(code, i), v));
    }
    if (!frame->extra_locals.isEmpty()) KRAIT_TRY(dictUpdate(t, dict, frame->extra_locals));
    return dict;
}

Ref proxy_getitem(Thread* t, Value self, Value key) {
    Value v = KRAIT_TRY(lookup(t, self, key));
    if (!v.isEmpty()) return Ref::share(v);
    return raise(t, TypeId::kKeyError, "local variable '%R' is not defined", key);
}

Status proxy_setitem(Thread* t, Value self, Value key, Value value) {
    FrameObject* frame = frameOf(self);
    int64_t index = KRAIT_TRY(findVariable(t, frame, key));
    if (value.isEmpty()) {
        return raise(t, TypeId::kTypeError, "cannot remove variables from FrameLocalsProxy");
    }
    if (index >= 0) return setVariable(t, frame, static_cast<uint32_t>(index), value);
    if (frame->extra_locals.isEmpty()) {
        frame->extra_locals = KRAIT_TRY(dictNew(t)).release();
    }
    return dictSet(t, frame->extra_locals.as<Dict>(), key, value);
}

Result<bool> proxy_contains(Thread* t, Value self, Value key) {
    return !KRAIT_TRY(lookup(t, self, key)).isEmpty();
}
Result<int64_t> proxy_length(Thread* t, Value self) {
    New<Dict> dict = KRAIT_TRY(snapshot(t, self));
    return dict->used;
}
Ref proxy_iter(Thread* t, Value self) {
    New<Dict> dict = KRAIT_TRY(snapshot(t, self));
    Ref keys = KRAIT_TRY(dictKeysList(t, dict));
    return iterOf(t, keys);
}
Ref proxy_repr(Thread* t, Value self) {
    if (KRAIT_TRY(reprEnter(t, self))) return strFromAscii(t, "{...}");
    New<Dict> dict = snapshot(t, self);
    Ref text = dict.isError() ? Ref() : reprOf(t, dict);
    reprLeave(t, self);
    return text;
}
Ref proxy_compare(Thread* t, Value self, Value other, CompareOp op) {
    if (op != CompareOp::kEq && op != CompareOp::kNe) return Ref::notImplemented();
    if (isKind(other, TypeId::kFrameLocalsProxy)) {
        bool same = frameOf(self) == frameOf(other);
        return Ref::boolean(same == (op == CompareOp::kEq));
    }
    if (!isDict(other)) return Ref::notImplemented();
    New<Dict> dict = KRAIT_TRY(snapshot(t, self));
    return compareOp(t, dict, other, op);
}
Ref proxy_or(Thread* t, Value a, Value b) {
    auto part = [t](Value v) -> Ref {
        return isKind(v, TypeId::kFrameLocalsProxy) ? Ref(snapshot(t, v)) : Ref::share(v);
    };
    Ref left = KRAIT_TRY(part(a));
    Ref right = KRAIT_TRY(part(b));
    if (!isDict(left) || !isDict(right)) return Ref::notImplemented();
    Ref merged = KRAIT_TRY(dictCopy(t, left.as<Dict>()));
    KRAIT_TRY(dictUpdate(t, merged.as<Dict>(), right));
    return merged;
}
Status updateFrom(Thread* t, Value self, Value other) {
    New<Dict> given = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(dictUpdate(t, given, other));
    int64_t position = 0;
    Value key, value;
    while (dictNext(given, &position, &key, &value)) {
        KRAIT_TRY(proxy_setitem(t, self, key, value));
    }
    return ok();
}
Ref proxy_inplace_or(Thread* t, Value self, Value other) {
    if (!isDict(other) && !isKind(other, TypeId::kFrameLocalsProxy)) return Ref::notImplemented();
    KRAIT_TRY(updateFrom(t, self, other));
    return Ref::share(self);
}

// --- methods
// ------------------------------------------------------------------------------------

Ref proxy_keys(Thread* t, Args a) {
    New<Dict> dict = KRAIT_TRY(snapshot(t, a[0]));
    return dictKeysList(t, dict);
}
Ref proxy_values(Thread* t, Args a) {
    New<Dict> dict = KRAIT_TRY(snapshot(t, a[0]));
    New<List> list = KRAIT_TRY(listNew(t, dict->used));
    int64_t position = 0;
    Value key, value;
    while (dictNext(dict, &position, &key, &value)) KRAIT_TRY(listAppend(t, list, value));
    return list;
}
Ref proxy_items(Thread* t, Args a) {
    New<Dict> dict = KRAIT_TRY(snapshot(t, a[0]));
    New<List> list = KRAIT_TRY(listNew(t, dict->used));
    int64_t position = 0;
    Value key, value;
    while (dictNext(dict, &position, &key, &value)) {
        Ref pair = KRAIT_TRY(tupleOf(t, key, value));
        KRAIT_TRY(listAppend(t, list, pair));
    }
    return list;
}
Ref proxy_get(Thread* t, Args a) {
    Value v = KRAIT_TRY(lookup(t, a[0], a[1]));
    return Ref::share(v.isEmpty() ? a[2] : v);
}
Ref proxy_copy(Thread* t, Args a) {
    return snapshot(t, a[0]);
}
Ref proxy_update(Thread* t, Args a) {
    KRAIT_TRY(updateFrom(t, a[0], a[1]));
    return Ref::none();
}
Ref proxy_setdefault(Thread* t, Args a) {
    Value v = KRAIT_TRY(lookup(t, a[0], a[1]));
    if (!v.isEmpty()) return Ref::share(v);
    KRAIT_TRY(proxy_setitem(t, a[0], a[1], a[2]));
    return Ref::share(a[2]);
}
Ref proxy_reversed(Thread* t, Args a) {
    Ref keys = KRAIT_TRY(proxy_keys(t, a));
    New<Str> name = KRAIT_TRY(strIntern(t, "__reversed__"));
    return callMethod(t, keys, name);
}

Ref proxy_new(Thread* t, Args a) {
    if (!isKind(a[1], TypeId::kFrame)) {
        return raise(t, TypeId::kTypeError, "expect frame, not %T", a[1]);
    }
    New<FrameLocalsProxy> proxy =
        KRAIT_TRY(allocateObject<FrameLocalsProxy>(t, TypeId::kFrameLocalsProxy));
    proxy->frame = Ref::share(a[1]).release();
    return proxy;
}

void proxy_destroy(Thread*, Object* o) {
    decref(std::exchange(static_cast<FrameLocalsProxy*>(o)->frame, Value()));
}
void proxy_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<FrameLocalsProxy*>(o)->frame);
}

constexpr MethodDef kProxyMethods[] = {
    {"copy(self, /)", proxy_copy, nullptr},
    {"get(self, key, default=None, /)", proxy_get, nullptr},
    {"items(self, /)", proxy_items, nullptr},
    {"keys(self, /)", proxy_keys, nullptr},
    {"setdefault(self, key, default=None, /)", proxy_setdefault, nullptr},
    {"update(self, other, /)", proxy_update, nullptr},
    {"values(self, /)", proxy_values, nullptr},
    {"__reversed__(self, /)", proxy_reversed, nullptr},
    {}};

constexpr TypeSlots proxySlots() {
    TypeSlots slots;
    slots.destroy = proxy_destroy;
    slots.traverse = proxy_traverse;
    slots.repr = proxy_repr;
    slots.hash = hashNotImplemented;
    slots.compare = proxy_compare;
    slots.getattr = genericGetAttr;
    slots.setattr = genericSetAttr;
    slots.iter = proxy_iter;
    slots.length = proxy_length;
    slots.getitem = proxy_getitem;
    slots.setitem = proxy_setitem;
    slots.contains = proxy_contains;
    slots.binary[static_cast<int>(BinaryOp::kOr)] = proxy_or;
    slots.inplace[static_cast<int>(BinaryOp::kOr)] = proxy_inplace_or;
    return slots;
}

} // namespace

constinit const TypeSpec kFrameLocalsProxySpec = {
    .name = "FrameLocalsProxy",
    .size = sizeof(FrameLocalsProxy),
    .flags = kTypeContainer | kTypeMapping,
    .slots = proxySlots(),
    .new_ = {"FrameLocalsProxy(cls, frame, /)", proxy_new, nullptr},
    .methods = kProxyMethods,
};

Ref frameLocals(Thread* t, FrameObject* frame) {
    Function* function = frame->function;
    if (!(function->code->flags & kCodeOptimized)) {
        return Ref::share(function->name_space.isEmpty() ? Value(function->globals)
                                                         : function->name_space);
    }
    Value args[] = {Value(t->type(TypeId::kFrameLocalsProxy)), Value(frame)};
    return proxy_new(t, args);
}

} // namespace krait
