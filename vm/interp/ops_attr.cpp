// Attributes, through inline caches. The three extra words of an instruction:
//   [1] low half: tag of the shape (or keys version of a module); high half: byte offset, or entry
//   index; or the id of a module's globals
//   [2] a Value found on the type (borrowed: the tag guards it), the next Shape, or the cell of a
//   global
//   [3] how often the site missed
// The base opcode is the form for a slot of the object; other forms are quickened to when the slow
// path finds one. A site that misses sixteen times turns generic.
#include "vm/interp/calls.h"
#include "vm/interp/dispatch.h"
#include "vm/objects/dict.h"
#include "vm/objects/str.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/type_system.h"

namespace krait {
namespace {

inline uint64_t packTag(uint32_t tag, uint32_t offset) {
    return uint64_t{tag} | uint64_t{offset} << 32;
}
inline uint32_t cachedTag(const uint64_t* pc) {
    return static_cast<uint32_t>(pc[1]);
}
inline uint32_t cachedOffset(const uint64_t* pc) {
    return static_cast<uint32_t>(pc[1] >> 32);
}
inline Value& slotAt(Object* o, uint32_t offset) {
    return *reinterpret_cast<Value*>(reinterpret_cast<char*>(o) + offset);
}
inline void setOpcode(uint64_t* pc, Opcode op) {
    *pc = (*pc & ~uint64_t{0xffff}) | static_cast<uint64_t>(op);
}
constexpr uint64_t kMissesMax = 16;
constexpr uint64_t kMemberPlace =
    1; // in STORE_ATTR's second cache word: the place is a __slots__ member's

template <bool kLocal>
Opcode form(Opcode temporary) {
    return static_cast<Opcode>(static_cast<int>(temporary) + (kLocal ? 1 : 0));
}

// Counts a miss in the third word; true when the site should give up.
inline bool missed(uint64_t* pc) {
    return ++pc[3] > kMissesMax;
}

} // namespace

// --- loads
// -------------------------------------------------------------------------------------------------

template <bool kLocal>
static void quickenLoad(Thread* t, uint64_t* pc, Value object, Str* name) {
    if (t->runtime->options.stress & kStressIc) return;
    if (pc[1] != 0 && missed(pc)) {
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_GENERIC));
        return;
    }
    AttributeLocation at = locateForLoad(t, object, name);
    using Kind = AttributeLocation::Kind;
    switch (at.kind) {
    case Kind::kSlot:
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR));
        pc[1] = packTag(at.tag, at.offset);
        break;
    case Kind::kTypeValue:
        if (at.is_method) { // has to be bound each time
            if (missed(pc)) setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_GENERIC));
            return;
        }
        [[fallthrough]];
    case Kind::kClassValue:
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_CONST));
        pc[1] = packTag(at.tag, 0);
        pc[2] = at.value.bits();
        break;
    case Kind::kProperty:
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_PROPERTY));
        pc[1] = packTag(at.tag, 0);
        pc[2] = at.value.bits();
        break;
    case Kind::kNative:
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_NATIVE));
        pc[1] = packTag(at.tag, 0);
        pc[2] = at.value.bits();
        break;
    case Kind::kClassCell:
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_CLASS_CELL));
        pc[1] = packTag(at.tag, 0);
        pc[2] = reinterpret_cast<uint64_t>(at.cell);
        break;
    case Kind::kOverflow:
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_OVERFLOW));
        pc[1] = packTag(at.tag, at.offset);
        break;
    case Kind::kModule:
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_MODULE));
        pc[1] = packTag(at.version, at.offset);
        break;
    case Kind::kModuleCell:
        setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_CELL));
        pc[1] = at.globals_id;
        pc[2] = reinterpret_cast<uint64_t>(at.cell);
        break;
    case Kind::kNone:
        if (missed(pc)) setOpcode(pc, form<kLocal>(Opcode::kLOAD_ATTR_GENERIC));
        break;
    }
}

DSLOW_PATH(loadAttrSlow) {
    publish(t, pc, regs);
    Str* name = frameFunction(regs)->code->names[C_];
    quickenLoad<kLocal>(t, const_cast<uint64_t*>(pc), regs[B_], name);
    Value v = getAttr(t, regs[B_], name).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(4);
}

DSLOW_PATH(loadAttrGeneric) {
    publish(t, pc, regs);
    Value v = getAttr(t, regs[B_], frameFunction(regs)->code->names[C_]).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(4);
}

// The value (owned) is found; the operand may have to go.
DSLOW_PATH(loadAttrRelease) {
    Value v = std::exchange(t->result, Value());
    publish(t, pc, regs);
    decref(regs[B_]);
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(4);
}
// Ends a load of v (already counted) from `object`: a temporary operand is released, in line if it
// lives on.
#define FINISH_LOAD(object, v)                                                                     \
    do {                                                                                           \
        if (isTemp(regs, B_)) {                                                                    \
            if (KRAIT_UNLIKELY((object)->refcount == 1)) {                                         \
                t->result = (v);                                                                   \
                JUMP_TO(loadAttrRelease<kLocal>);                                                  \
            }                                                                                      \
            --(object)->refcount;                                                                  \
        }                                                                                          \
        STORE_NEXT(v, 4);                                                                          \
    } while (0)

DHANDLER(LOAD_ATTR) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        uint64_t cache = pc[1];
        if (KRAIT_LIKELY(o->shape->tag == static_cast<uint32_t>(cache))) {
            Value v = slotAt(o, static_cast<uint32_t>(cache >> 32));
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (IS_OBJECT(v)) ++v.object()->refcount;
                FINISH_LOAD(o, v);
            }
        }
    }
    JUMP_TO(loadAttrSlow<kLocal>);
}

DHANDLER(LOAD_ATTR_CONST) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        if (KRAIT_LIKELY(o->shape->tag == cachedTag(pc))) {
            Value v = Value::fromBits(pc[2]);
            if (IS_OBJECT(v)) ++v.object()->refcount;
            FINISH_LOAD(o, v);
        }
    }
    JUMP_TO(loadAttrSlow<kLocal>);
}

DHANDLER(LOAD_ATTR_MODULE) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(isKind(object, TypeId::kModule))) {
        Object* o = object.object();
        Dict* dict = static_cast<Module*>(o)->dict;
        if (KRAIT_LIKELY(dict->keys_version == cachedTag(pc))) {
            Value v = dict->entries[cachedOffset(pc)].value;
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (IS_OBJECT(v)) ++v.object()->refcount;
                FINISH_LOAD(o, v);
            }
        }
    }
    JUMP_TO(loadAttrSlow<kLocal>);
}

DHANDLER(LOAD_ATTR_CELL) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(isKind(object, TypeId::kModule))) {
        Object* o = object.object();
        if (KRAIT_LIKELY(static_cast<Module*>(o)->dict->globals_id == pc[1])) {
            Value v = *reinterpret_cast<const Value*>(pc[2]);
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (IS_OBJECT(v)) ++v.object()->refcount;
                FINISH_LOAD(o, v);
            }
        }
    }
    JUMP_TO(loadAttrSlow<kLocal>);
}

DHANDLER(LOAD_ATTR_CLASS_CELL) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        if (KRAIT_LIKELY(o->shape->tag == cachedTag(pc))) {
            Value v = *reinterpret_cast<const Value*>(pc[2]);
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (IS_OBJECT(v)) ++v.object()->refcount;
                FINISH_LOAD(o, v);
            }
        }
    }
    JUMP_TO(loadAttrSlow<kLocal>);
}

DHANDLER(LOAD_ATTR_OVERFLOW) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        if (KRAIT_LIKELY(o->shape->tag == cachedTag(pc))) {
            Value v = attrBlock(o)->overflow[cachedOffset(pc)];
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (IS_OBJECT(v)) ++v.object()->refcount;
                FINISH_LOAD(o, v);
            }
        }
    }
    JUMP_TO(loadAttrSlow<kLocal>);
}

// What the data descriptor in t->scratch gives for the object (owned).
static Value askDescriptor(Thread* t, Value object) {
    // The class keeps the descriptor, unless the getter changes the class.
    Ref descriptor = Ref::share(Value(std::exchange(t->scratch, nullptr)));
    auto get = exactTypeOfObject(descriptor.get().object())->slots.descr_get;
    return get(t, descriptor.get(), object, Value(object.object()->shape->type)).release();
}

DSLOW_PATH(loadAttrNative) {
    publish(t, pc, regs);
    Value v = askDescriptor(t, regs[B_]);
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(4);
}

DHANDLER(LOAD_ATTR_NATIVE) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object) && object.object()->shape->tag == cachedTag(pc))) {
        t->scratch = reinterpret_cast<Object*>(pc[2]);
        JUMP_TO(loadAttrNative<kLocal>);
    }
    JUMP_TO(loadAttrSlow<kLocal>);
}

// --- what a site of many shapes finds
// -------------------------------------------------------------------------------------------------

// How a value that was found on a class is called through the object: with the object, not at all
// (a property), alone, with the object's class, or with the object, which is the class.
// In the shared table also: nothing that could be kept.
constexpr uint32_t kCallsMethod = 0, kCallsGetter = 1, kCallsStatic = 2, kCallsWithClass = 3,
                   kCallsWithObject = 4, kCallsNative = 5, kNothingKept = 6;

// The callable of a staticmethod, or the function of a classmethod, that object.name() calls.
struct HeldMethod {
    Value callable; // borrowed; EMPTY: none
    uint32_t how = 0;
    uint32_t tag = 0;
};
static HeldMethod locateHeld(Thread* t, Value object, Str* name) {
    if (!object.isObject()) return {};
    Object* o = object.object();
    Type* type = o->shape->type;
    Value found;
    bool is_class = type->flags & kTypeTypeSub;
    if (is_class) {
        if (type->slots.getattr != typeGetAttr) return {};
        // Python: a data descriptor of the metaclass goes first.
        Value meta = typeLookup(t, type, name);
        if (meta.isObject() && typeOf(t, meta)->slots.descr_set) return {};
        found = typeLookup(t, static_cast<Type*>(o), name);
    } else {
        if (!(type->flags & (kTypeGenericGetattr | kTypeHookAfterGeneric)) ||
            (o->flags & kFlagDictMode) || type->layout_id == TypeId::kModule) {
            return {};
        }
        if (type->attrs_offset && shapeFind(o->shape, name) >= 0) return {};
        found = typeLookup(t, type, name);
    }
    uint32_t tag = o->shape->tag;
    if (isKind(found, TypeId::kStaticMethod)) {
        return {found.as<StaticMethod>()->callable, kCallsStatic, tag};
    }
    if (isKind(found, TypeId::kClassMethod) && isFunction(found.as<StaticMethod>()->callable)) {
        return {found.as<StaticMethod>()->callable, is_class ? kCallsWithObject : kCallsWithClass,
                tag};
    }
    return {};
}

// A site of many shapes looks in the table that all such sites share.
static inline Runtime::SharedAttribute& sharedEntry(Thread* t, uint32_t tag, const Str* name) {
    // The low bits tell the kinds of entries apart (storeKey, superKey): they must not collide.
    auto key = reinterpret_cast<uintptr_t>(name);
    auto hash = static_cast<uint32_t>(key >> 4 ^ (key & 3) * 0x2c1) ^ tag * 31;
    return t->runtime->shared_attributes[hash & (Runtime::kSharedAttributesSize - 1)];
}
static void fillShared(Thread* t, Value object, Str* name) {
    AttributeLocation at = locateForLoad(t, object, name);
    using Kind = AttributeLocation::Kind;
    auto& entry = sharedEntry(t, at.tag, name);
    if (at.kind == Kind::kSlot) {
        entry = {at.tag, at.offset, name, Value()};
    } else if (at.kind == Kind::kTypeValue && at.is_method) {
        entry = {at.tag, kCallsMethod, name, at.value};
    } else if (at.kind == Kind::kTypeValue || at.kind == Kind::kClassValue) {
        entry = {at.tag, kCallsStatic, name, at.value};
    } else if (at.kind == Kind::kProperty) {
        entry = {at.tag, kCallsGetter, name, at.value};
    } else if (at.kind == Kind::kNative) {
        entry = {at.tag, kCallsNative, name, at.value};
    } else if (HeldMethod held = locateHeld(t, object, name); !held.callable.isEmpty()) {
        entry = {held.tag, held.how, name, held.callable};
    } else if (at.tag != 0) {
        entry = {at.tag, kNothingKept, name, Value::none()};
    }
}
// Stores have entries of their own, under a name that no string has: `offset` is the place, odd for
// a member of __slots__; the value is the next Shape's address, or EMPTY.
static Str* storeKey(const Str* name) {
    return reinterpret_cast<Str*>(reinterpret_cast<uintptr_t>(name) | 1);
}
// And what super() finds: by the tags of the instance's class and (as offset) of the class asked.
static Str* superKey(const Str* name) {
    return reinterpret_cast<Str*>(reinterpret_cast<uintptr_t>(name) | 2);
}

DSLOW_PATH(loadAttrShared) {
    publish(t, pc, regs);
    fillShared(t, regs[B_], frameFunction(regs)->code->names[C_]);
    JUMP_TO(loadAttrGeneric<kLocal>);
}

// Enters the getter of the property in t->scratch.
DSLOW_PATH(loadAttrGetter) {
    publish(t, pc, regs);
    Function* getter = static_cast<Property*>(t->scratch)->get.as<Function>();
    const uint64_t* callee_pc;
    Value object = regs[B_];
    Value* callee = beginStubCall(t, regs, pc, getter, &object, 1, Value::empty(), &callee_pc);
    if (!callee) JUMP_TO(loadAttrGeneric<kLocal>);
    consume(regs, B_);
    regs = callee;
    GOTO_FRESH(callee_pc);
}

DHANDLER(LOAD_ATTR_GENERIC) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        Str* name = frameFunction(regs)->code->names[C_];
        uint32_t tag = o->shape->tag;
        const auto& entry = sharedEntry(t, tag, name);
        if (KRAIT_LIKELY(entry.tag == tag && entry.name == name && entry.value.bits() == k_empty)) {
            Value v = slotAt(o, entry.offset);
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (IS_OBJECT(v)) ++v.object()->refcount;
                FINISH_LOAD(o, v);
            }
        }
        if (entry.tag == tag && entry.name == name && entry.value.bits() != k_empty) {
            switch (entry.offset) {
            case kCallsStatic: {
                Value v = entry.value;
                if (IS_OBJECT(v)) ++v.object()->refcount;
                FINISH_LOAD(o, v);
            }
            case kCallsGetter:
                t->scratch = entry.value.object();
                JUMP_TO(loadAttrGetter<kLocal>);
            case kCallsNative:
                t->scratch = entry.value.object();
                JUMP_TO(loadAttrNative<kLocal>);
            default:
                JUMP_TO(loadAttrGeneric<kLocal>);
            }
        }
    }
    JUMP_TO(loadAttrShared<kLocal>);
}

DHANDLER(LOAD_ATTR_PROPERTY) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object) && object.object()->shape->tag == cachedTag(pc))) {
        t->scratch = reinterpret_cast<Object*>(pc[2]);
        JUMP_TO(loadAttrGetter<kLocal>);
    }
    JUMP_TO(loadAttrSlow<kLocal>);
}

// --- stores
// -------------------------------------------------------------------------------------------------

static void quickenStore(Thread* t, uint64_t* pc, Value object, Str* name) {
    if (t->runtime->options.stress & kStressIc) return;
    if (pc[1] != 0 && missed(pc)) {
        setOpcode(pc, Opcode::kSTORE_ATTR_GENERIC);
        return;
    }
    Shape* next = nullptr;
    AttributeLocation at = locateForStore(t, object, name, &next);
    if (at.kind != AttributeLocation::Kind::kSlot) {
        if (missed(pc)) setOpcode(pc, Opcode::kSTORE_ATTR_GENERIC);
        return;
    }
    pc[1] = packTag(at.tag, at.offset);
    pc[2] = next ? reinterpret_cast<uint64_t>(next) : at.is_member ? kMemberPlace : 0;
    setOpcode(pc, next ? Opcode::kSTORE_ATTR_ADD : Opcode::kSTORE_ATTR);
}

SLOW_PATH(storeAttrSlow) {
    publish(t, pc, regs);
    Str* name = frameFunction(regs)->code->names[B_];
    quickenStore(t, const_cast<uint64_t*>(pc), regs[A_], name);
    bool failed = setAttr(t, regs[A_], name, regs[C_]).isError();
    consume(regs, C_);
    consume(regs, A_);
    if (failed) RAISE_();
    NEXT_FRESH(4);
}

SLOW_PATH(storeAttrGeneric) {
    publish(t, pc, regs);
    Str* name = frameFunction(regs)->code->names[B_];
    Shape* next = nullptr;
    AttributeLocation at = locateForStore(t, regs[A_], name, &next);
    if (at.kind == AttributeLocation::Kind::kSlot) {
        Str* key = storeKey(name);
        sharedEntry(t, at.tag,
                    key) = {at.tag, at.offset | (at.is_member ? 1u : 0u), key,
                            next ? Value::fromBits(reinterpret_cast<uint64_t>(next)) : Value()};
    }
    bool failed = setAttr(t, regs[A_], name, regs[C_]).isError();
    consume(regs, C_);
    consume(regs, A_);
    if (failed) RAISE_();
    NEXT_FRESH(4);
}

// The value is stored; t->scratch (the old value, at count zero, or null) and a temporary object
// go.
SLOW_PATH(storeAttrRelease) {
    publish(t, pc, regs);
    if (Object* dead = std::exchange(t->scratch, nullptr)) deallocate(dead);
    consume(regs, A_);
    NEXT_FRESH(4);
}
#define FINISH_STORE(object)                                                                       \
    do {                                                                                           \
        if (isTemp(regs, A_)) {                                                                    \
            if (KRAIT_UNLIKELY((object)->refcount == 1)) {                                         \
                t->scratch = nullptr;                                                              \
                JUMP_TO(storeAttrRelease);                                                         \
            }                                                                                      \
            --(object)->refcount;                                                                  \
        }                                                                                          \
        NEXT(4);                                                                                   \
    } while (0)

HANDLER(STORE_ATTR) {
    Value object = regs[A_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        uint64_t cache = pc[1];
        if (KRAIT_LIKELY(o->shape->tag == static_cast<uint32_t>(cache))) {
            Value& slot = slotAt(o, static_cast<uint32_t>(cache >> 32));
            Value old = slot;
            // EMPTY: a deleted attribute, which takes the slow path for the order of __dict__; a
            // __slots__ place may be EMPTY.
            if (KRAIT_LIKELY(old.bits() != k_empty || pc[2] == kMemberPlace)) {
                Value v = regs[C_];
                if (IS_OBJECT(v) && !isTemp(regs, C_)) ++v.object()->refcount;
                slot = v;
                if (IS_OBJECT(old) && --old.object()->refcount == 0) {
                    t->scratch = old.object();
                    JUMP_TO(storeAttrRelease);
                }
                FINISH_STORE(o);
            }
        }
    }
    JUMP_TO(storeAttrSlow);
}

HANDLER(STORE_ATTR_ADD) {
    Value object = regs[A_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        if (KRAIT_LIKELY(o->shape->tag == cachedTag(pc))) {
            Value v = regs[C_];
            if (IS_OBJECT(v) && !isTemp(regs, C_)) ++v.object()->refcount;
            slotAt(o, cachedOffset(pc)) = v;
            o->shape = reinterpret_cast<Shape*>(pc[2]);
            FINISH_STORE(o);
        }
    }
    JUMP_TO(storeAttrSlow);
}

HANDLER(STORE_ATTR_GENERIC) {
    Value object = regs[A_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        Str* key = storeKey(frameFunction(regs)->code->names[B_]);
        uint32_t tag = o->shape->tag;
        const auto& entry = sharedEntry(t, tag, key);
        if (KRAIT_LIKELY(entry.tag == tag && entry.name == key)) {
            Value& slot = slotAt(o, entry.offset & ~1u);
            if (IS_OBJECT(entry.value)) {
                Value v = regs[C_];
                if (IS_OBJECT(v) && !isTemp(regs, C_)) ++v.object()->refcount;
                slot = v;
                o->shape = reinterpret_cast<Shape*>(entry.value.bits());
                FINISH_STORE(o);
            }
            Value old = slot;
            if (KRAIT_LIKELY(old.bits() != k_empty || (entry.offset & 1))) {
                Value v = regs[C_];
                if (IS_OBJECT(v) && !isTemp(regs, C_)) ++v.object()->refcount;
                slot = v;
                if (IS_OBJECT(old) && --old.object()->refcount == 0) {
                    t->scratch = old.object();
                    JUMP_TO(storeAttrRelease);
                }
                FINISH_STORE(o);
            }
        }
    }
    JUMP_TO(storeAttrGeneric);
}

HANDLER(DELETE_ATTR) {
    publish(t, pc, regs);
    bool failed =
        setAttr(t, regs[A_], frameFunction(regs)->code->names[B_], Value::empty()).isError();
    consume(regs, A_);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}

// --- methods
// -------------------------------------------------------------------------------------------------

static void quickenMethod(Thread* t, uint64_t* pc, Value object, Str* name) {
    if (t->runtime->options.stress & kStressIc) return;
    if (pc[1] != 0 && missed(pc)) {
        setOpcode(pc, Opcode::kLOAD_METHOD_GENERIC);
        return;
    }
    if (object.isSmallInt() || object.isNumber()) {
        // What int and float have never changes; big ints have the shape of that tag.
        Type* type = typeOf(t, object);
        Value method = typeLookup(t, type, name);
        if (!isKind(method, TypeId::kMethodDescriptor)) return;
        setOpcode(pc, Opcode::kLOAD_METHOD_CONST);
        pc[1] = packTag(type->root_shape->tag, 0);
        pc[2] = method.bits();
        return;
    }
    AttributeLocation at = locateForLoad(t, object, name);
    using Kind = AttributeLocation::Kind;
    if (at.kind == Kind::kTypeValue && at.is_method) {
        setOpcode(pc, Opcode::kLOAD_METHOD_CONST);
        pc[1] = packTag(at.tag, 0);
        pc[2] = at.value.bits();
    } else if (at.kind == Kind::kModule) {
        setOpcode(pc, Opcode::kLOAD_METHOD_MODULE);
        pc[1] = packTag(at.version, at.offset);
    } else if (at.kind == Kind::kModuleCell) {
        setOpcode(pc, Opcode::kLOAD_METHOD_CELL);
        pc[1] = at.globals_id;
        pc[2] = reinterpret_cast<uint64_t>(at.cell);
    } else if (at.kind == Kind::kSlot) {
        setOpcode(pc, Opcode::kLOAD_METHOD_SLOT);
        pc[1] = packTag(at.tag, at.offset);
    } else if (at.kind == Kind::kClassValue || at.kind == Kind::kTypeValue) {
        setOpcode(pc, Opcode::kLOAD_METHOD);
        pc[1] = packTag(at.tag, kCallsStatic);
        pc[2] = at.value.bits();
    } else if (HeldMethod held = locateHeld(t, object, name); !held.callable.isEmpty()) {
        setOpcode(pc, Opcode::kLOAD_METHOD);
        pc[1] = packTag(held.tag, held.how);
        pc[2] = held.callable.bits();
    } else if (missed(pc)) {
        setOpcode(pc, Opcode::kLOAD_METHOD_GENERIC);
    }
}

template <bool kQuicken>
[[gnu::noinline]] static KRAIT_HANDLER_CC void loadMethodSlow(HARGS) {
    publish(t, pc, regs);
    Str* name = frameFunction(regs)->code->names[C_];
    Value object = regs[B_];
    if (kQuicken) quickenMethod(t, const_cast<uint64_t*>(pc), object, name);
    Value self;
    Value found = loadMethod(t, object, name, &self).release();
    bool temporary = isTemp(regs, B_);
    Value* window = regs + A_;
    // The operand may lie in the window.
    if (temporary) decref(object);
    if (found.isEmpty()) RAISE_();
    if (self.isEmpty()) {
        window[0] = Value::empty();
        window[kCallHeader] = found;
    } else {
        window[0] = found;
        window[kCallHeader] = self;
    }
    NEXT_FRESH(4);
}

// The base form: a class attribute that is called (a class's function or nested class), and what
// staticmethod and classmethod hold.
HANDLER(LOAD_METHOD) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object) && object.object()->shape->tag == cachedTag(pc) &&
                     (!isTemp(regs, B_) || object.object()->refcount > 1))) {
        Object* o = object.object();
        uint32_t how = cachedOffset(pc);
        if (isTemp(regs, B_)) --o->refcount;
        Value v = Value::fromBits(pc[2]);
        if (IS_OBJECT(v)) ++v.object()->refcount;
        Value* window = regs + A_;
        if (how == kCallsStatic) {
            window[0] = Value::fromBits(k_empty);
            window[kCallHeader] = v;
        } else {
            Object* receiver = how == kCallsWithClass ? o->shape->type : o;
            ++receiver->refcount;
            window[0] = v;
            window[kCallHeader] = Value(receiver);
        }
        NEXT(4);
    }
    JUMP_TO(loadMethodSlow<true>);
}

SLOW_PATH(loadMethodOfNumber) {
    Value object = regs[B_];
    if (object.isSmallInt() || object.isNumber()) {
        Type* type = t->type(object.isSmallInt() ? TypeId::kInt : TypeId::kFloat);
        if (type->root_shape->tag == cachedTag(pc)) {
            Object* function = reinterpret_cast<Object*>(pc[2]);
            ++function->refcount;
            regs[A_ + kCallHeader] = object;
            regs[A_] = Value(function);
            NEXT(4);
        }
    }
    JUMP_TO(loadMethodSlow<true>);
}

HANDLER(LOAD_METHOD_CONST) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        if (KRAIT_LIKELY(o->shape->tag == cachedTag(pc))) {
            Object* function = reinterpret_cast<Object*>(pc[2]);
            ++function->refcount;
            if (!isTemp(regs, B_)) ++o->refcount; // else the reference moves
            regs[A_ + kCallHeader] = object;
            regs[A_] = Value(function);
            NEXT(4);
        }
    } else {
        JUMP_TO(loadMethodOfNumber);
    }
    JUMP_TO(loadMethodSlow<true>);
}

HANDLER(LOAD_METHOD_MODULE) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(isKind(object, TypeId::kModule))) {
        Object* o = object.object();
        Dict* dict = static_cast<Module*>(o)->dict;
        if (KRAIT_LIKELY(dict->keys_version == cachedTag(pc) &&
                         (!isTemp(regs, B_) || o->refcount > 1))) {
            Value v = dict->entries[cachedOffset(pc)].value;
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (isTemp(regs, B_)) --o->refcount;
                if (IS_OBJECT(v)) ++v.object()->refcount;
                regs[A_] = Value::fromBits(k_empty);
                regs[A_ + kCallHeader] = v;
                NEXT(4);
            }
        }
    }
    JUMP_TO(loadMethodSlow<true>);
}

HANDLER(LOAD_METHOD_CELL) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(isKind(object, TypeId::kModule))) {
        Object* o = object.object();
        if (KRAIT_LIKELY(static_cast<Module*>(o)->dict->globals_id == pc[1] &&
                         (!isTemp(regs, B_) || o->refcount > 1))) {
            Value v = *reinterpret_cast<const Value*>(pc[2]);
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (isTemp(regs, B_)) --o->refcount;
                if (IS_OBJECT(v)) ++v.object()->refcount;
                regs[A_] = Value::fromBits(k_empty);
                regs[A_ + kCallHeader] = v;
                NEXT(4);
            }
        }
    }
    JUMP_TO(loadMethodSlow<true>);
}

// A callable that the object has for itself: a callback.
HANDLER(LOAD_METHOD_SLOT) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        if (KRAIT_LIKELY(o->shape->tag == cachedTag(pc) &&
                         (!isTemp(regs, B_) || o->refcount > 1))) {
            Value v = slotAt(o, cachedOffset(pc));
            if (KRAIT_LIKELY(v.bits() != k_empty)) {
                if (isTemp(regs, B_)) --o->refcount;
                if (IS_OBJECT(v)) ++v.object()->refcount;
                regs[A_] = Value::fromBits(k_empty);
                regs[A_ + kCallHeader] = v;
                NEXT(4);
            }
        }
    }
    JUMP_TO(loadMethodSlow<true>);
}

SLOW_PATH(loadMethodShared) {
    publish(t, pc, regs);
    fillShared(t, regs[B_], frameFunction(regs)->code->names[C_]);
    JUMP_TO(loadMethodSlow<false>);
}

HANDLER(LOAD_METHOD_GENERIC) {
    Value object = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(object))) {
        Object* o = object.object();
        Str* name = frameFunction(regs)->code->names[C_];
        uint32_t tag = o->shape->tag;
        const auto& entry = sharedEntry(t, tag, name);
        if (KRAIT_LIKELY(entry.tag == tag && entry.name == name)) {
            Value function = entry.value;
            if (function.bits() == k_empty) { // the object has it for itself
                function = slotAt(o, entry.offset);
                if (function.bits() == k_empty || (isTemp(regs, B_) && o->refcount == 1))
                    JUMP_TO(loadMethodSlow<false>);
                if (isTemp(regs, B_)) --o->refcount;
                if (IS_OBJECT(function)) ++function.object()->refcount;
                regs[A_] = Value::fromBits(k_empty);
                regs[A_ + kCallHeader] = function;
                NEXT(4);
            }
            if (KRAIT_LIKELY(entry.offset == kCallsMethod)) {
                ++function.object()->refcount;
                if (!isTemp(regs, B_)) ++o->refcount;
                regs[A_ + kCallHeader] = object;
                regs[A_] = function;
                NEXT(4);
            }
            if (entry.offset >= kCallsNative || entry.offset == kCallsGetter ||
                (isTemp(regs, B_) && o->refcount == 1)) {
                JUMP_TO(loadMethodSlow<false>);
            }
            if (isTemp(regs, B_)) --o->refcount;
            if (IS_OBJECT(function)) ++function.object()->refcount;
            if (entry.offset == kCallsStatic) {
                regs[A_] = Value::fromBits(k_empty);
                regs[A_ + kCallHeader] = function;
                NEXT(4);
            }
            Object* receiver = entry.offset == kCallsWithClass ? o->shape->type : o;
            ++receiver->refcount;
            regs[A_] = function;
            regs[A_ + kCallHeader] = Value(receiver);
            NEXT(4);
        }
    }
    JUMP_TO(loadMethodShared);
}

// --- super
// -------------------------------------------------------------------------------------------------

DHANDLER(LOAD_SUPER_ATTR) {
    publish(t, pc, regs);
    Value* w = regs + B_;
    Value v =
        superGetAttr(t, w[0], w[1], w[2], frameFunction(regs)->code->names[C_], nullptr).release();
    for (int i = 0; i < 3; ++i) decref(w[i]);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

// Whether super(cls, self) begins behind cls in the MRO of type(self), of which both are sure.
static bool isPlainSuper(Thread* t, const Value* w) {
    return w[0] == Value(t->type(TypeId::kSuper)) && isKind(w[1], TypeId::kType) &&
           w[2].isObject() && !(exactTypeOfObject(w[2].object())->flags & kTypeTypeSub);
}

HANDLER(LOAD_SUPER_METHOD) {
    publish(t, pc, regs);
    Value* w = regs + B_;
    Value self;
    Value found;
    Str* name = frameFunction(regs)->code->names[C_];
    if (isPlainSuper(t, w)) {
        Type* type = exactTypeOfObject(w[2].object());
        uint32_t tag = type->root_shape->tag, asked = w[1].as<Type>()->root_shape->tag;
        auto& entry = sharedEntry(t, tag ^ asked << 8, superKey(name));
        if (entry.tag == tag && entry.offset == asked && entry.name == superKey(name)) {
            found = Ref::share(entry.value).release();
            self = Ref::share(w[2]).release();
        } else {
            found = superGetAttr(t, w[0], w[1], w[2], name, &self).release();
            if (!self.isEmpty() && isSubtype(type, w[1].as<Type>())) {
                entry = {tag, asked, superKey(name), found};
            }
        }
    } else {
        found = superGetAttr(t, w[0], w[1], w[2], name, &self).release();
    }
    for (int i = 0; i < 3; ++i) decref(w[i]);
    if (found.isEmpty()) RAISE_();
    Value* window = regs + A_;
    if (self.isEmpty()) {
        window[0] = Value::empty();
        window[kCallHeader] = found;
    } else {
        window[0] = found;
        window[kCallHeader] = self;
    }
    NEXT_FRESH(1);
}

} // namespace krait
