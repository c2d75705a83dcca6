// Types from constant descriptions, the C3 method resolution order, and instances: their sizes,
// allocation and end.
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/generator_internal.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/slice.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/native_module.h"
#include "vm/runtime/runtime_parts.h"
#include "vm/runtime/tracebacks.h"
#include "vm/runtime/type_system.h"
#include "vm/runtime/weakrefs.h"

#include <cstdlib>
#include <cstring>
#include <string_view>

namespace krait {

// --- building
// --------------------------------------------------------------------------------------------------------

Type* typeAllocate(Thread* t) {
    auto* type = static_cast<Type*>(t->heap->allocate(sizeof(Type), CellUse::kContainer));
    if (!type) return nullptr;
    std::memset(static_cast<void*>(type), 0, sizeof(Type));
    new (&type->slots) TypeSlots();
    type->refcount = 1;
    type->kind = static_cast<uint8_t>(TypeId::kType);
    type->flags = 0;
    static_cast<Object*>(type)->flags = kFlagTracked;
    type->module = Value();
    return type;
}

Status typeAddSubclass(Thread* t, Type* base, Type* subclass) {
    if (base->subclass_count == base->subclass_capacity) {
        uint32_t capacity = base->subclass_capacity ? base->subclass_capacity * 2 : 4;
        auto* grown = static_cast<Type**>(
            std::realloc(static_cast<void*>(base->subclasses), capacity * sizeof(Type*)));
        if (!grown) return raiseNoMemory(t);
        base->subclasses = grown;
        base->subclass_capacity = capacity;
    }
    base->subclasses[base->subclass_count++] = subclass;
    return ok();
}

void typeRemoveSubclass(Type* base, Type* subclass) {
    for (uint32_t i = 0; i < base->subclass_count; ++i) {
        if (base->subclasses[i] != subclass) continue;
        // In order: __subclasses__() shows it.
        std::memmove(static_cast<void*>(base->subclasses + i), base->subclasses + i + 1,
                     (base->subclass_count - i - 1) * sizeof(Type*));
        --base->subclass_count;
        return;
    }
}

static uint32_t layoutFlag(TypeId id) {
    switch (id) {
    case TypeId::kInt:
        return kTypeIntSub;
    case TypeId::kStr:
        return kTypeStrSub;
    case TypeId::kBytes:
        return kTypeBytesSub;
    case TypeId::kList:
        return kTypeListSub;
    case TypeId::kTuple:
        return kTypeTupleSub;
    case TypeId::kDict:
        return kTypeDictSub;
    case TypeId::kSet:
    case TypeId::kFrozenSet:
        return kTypeSetSub;
    case TypeId::kFloat:
        return kTypeFloatSub;
    case TypeId::kBaseException:
        return kTypeExceptionSub;
    case TypeId::kType:
        return kTypeTypeSub;
    default:
        return 0;
    }
}

Status typeBuild(Thread* t, Type* type, const TypeSpec* spec, TypeId id, Type* given_base) {
    std::string_view full = spec->name;
    size_t dot = full.rfind('.');
    std::string_view name = dot == std::string_view::npos ? full : full.substr(dot + 1);
    type->name = KRAIT_TRY(strIntern(t, name)).release().as<Str>();
    type->qualified_name = New<Str>::share(type->name).release().as<Str>();
    if (dot != std::string_view::npos)
        type->module = KRAIT_TRY(strIntern(t, full.substr(0, dot))).release();
    type->spec = spec;
    type->id = id;
    type->layout_id = id;
    type->flags = spec->flags | kTypeImmutable | layoutFlag(id);
    type->instance_size = spec->size;
    type->slots = spec->slots;
    if (id != TypeId::kObject) {
        Type* base = given_base ? given_base : t->type(spec->base);
        type->base = base;
        if (id == TypeId::kNone) type->layout_id = base->layout_id;
        type->flags |= base->flags & (0xfffu << 20 | kTypeHasDict | kTypeVariableSize |
                                      kTypeSequence | kTypeMapping);
        if (type->instance_size < base->instance_size) type->instance_size = base->instance_size;
        if (base->flags & kTypeContainer) type->flags |= kTypeContainer;
        inheritSlots(type, base);
        KRAIT_TRY(typeAddSubclass(t, base, type));
        type->bases = KRAIT_TRY(tupleOf(t, Value(base))).release().as<Tuple>();
    } else {
        type->bases = KRAIT_TRY(tupleFrom(t, nullptr, 0)).release().as<Tuple>();
    }
    if (type->flags & kTypeHasDict) {
        type->attrs_offset = static_cast<uint16_t>(type->instance_size - sizeof(AttrBlock));
        if (type->base && type->base->attrs_offset) type->attrs_offset = type->base->attrs_offset;
    }
    if (type->slots.getattr == genericGetAttr) type->flags |= kTypeGenericGetattr;
    if (type->slots.setattr == genericSetAttr) type->flags |= kTypeGenericSetattr;
    type->new_def = spec->new_.function ? &spec->new_ : type->base ? type->base->new_def : nullptr;
    type->new_function = type->new_def ? type->new_def->function : nullptr;
    type->convert = spec->convert;
    type->init_def = spec->init.function ? &spec->init
                     : type->base        ? type->base->init_def
                                         : nullptr;
    type->init_function = type->init_def ? type->init_def->function : nullptr;
    // Single inheritance: the MRO is the base's with this type in front.
    int64_t count = type->base ? type->base->mro->length : 0;
    New<Tuple> mro = KRAIT_TRY(tupleAllocate(t, count + 1));
    mro->items[0] = Ref::share(Value(type)).release();
    for (int64_t i = 0; i < count; ++i)
        mro->items[i + 1] = Ref::share(type->base->mro->items[i]).release();
    type->mro = mro.release().as<Tuple>();
    if (!type->root_shape) type->root_shape = shapeNew(t, type);
    if (!type->root_shape) return raiseNoMemory(t);
    type->ready = true;
    return ok();
}

// A member_descriptor of a builtin type; `getter` computes what is no field here, or null.
template <typename Add>
static void addMember(Thread* t, Type* type, const MemberDef& def, const GetSetDef* getter,
                      Add&& add) {
    New<MemberDescriptor> d = allocateObject<MemberDescriptor>(t, TypeId::kMemberDescriptor);
    if (d.isError()) return;
    New<Str> key = strIntern(t, def.name);
    d->name = key.isError() ? t->runtime->empty_str : key.get();
    incref(d->name);
    d->owner = type;
    d->offset = def.offset;
    d->read_only = def.read_only;
    d->none_if_empty = def.none_if_empty;
    d->doc = def.doc;
    d->getter = getter;
    add(def.name, std::move(d));
}

Dict* typeDictFill(Thread* t, Type* type) {
    type->dict_filled = true; // first: what follows looks attributes up
    // A builtin type without its methods is none: --max-memory does not count against them.
    struct Unlimited {
        explicit Unlimited(Heap* h) : heap(h), limit(h->limit()) { h->setLimit(~size_t{0}); }
        ~Unlimited() { heap->setLimit(limit); }
        Heap* heap;
        size_t limit;
    } unlimited(t->heap);
    New<Dict> made = dictNew(t, 16);
    if (made.isError()) {
        // LIMIT: no memory for the methods of a builtin type: they are absent until it is asked for
        // again.
        type->dict_filled = false;
        clearError(t);
        KRAIT_CHECK(type->dict != nullptr);
        return type->dict;
    }
    Dict* dict = type->dict = made.release().as<Dict>();
    const TypeSpec* spec = type->spec;
    auto add = [&](std::string_view name, Ref value) {
        New<Str> key = strIntern(t, name);
        if (!key.isError() && !value.isError()) (void)dictSetStr(t, dict, key, value);
    };
    auto nameOf = [](const char* signature) {
        const char* end = signature;
        while (*end && *end != '(') ++end;
        return std::string_view(signature, static_cast<size_t>(end - signature));
    };
    for (const MethodDef* def = spec->methods; def && def->signature; ++def) {
        std::string_view name = nameOf(def->signature);
        if (def->flags & kMethodStatic) {
            Ref function = nativeFunctionNew(t, def, Value(), Value(type));
            Ref wrapped = staticMethodNew(t, function);
            add(name, std::move(wrapped));
            continue;
        }
        if (def->flags & kMethodSlot) {
            New<Str> key = strIntern(t, name);
            if (key.isError()) continue;
            add(name, slotWrapperNew(t, type, key, def));
            continue;
        }
        New<MethodDescriptor> d = allocateObject<MethodDescriptor>(
            t,
            def->flags & kMethodClass ? TypeId::kClassMethodDescriptor : TypeId::kMethodDescriptor);
        if (d.isError()) continue;
        d->def = def;
        d->function = def->function;
        d->signature = nullptr;
        d->direct_count = 0xffff;
        New<Str> key = strIntern(t, name);
        d->name = key.isError() ? t->runtime->empty_str : key.get();
        d->owner = type;
        add(name, std::move(d));
    }
    for (const GetSetDef* def = spec->getsets; def && def->name; ++def) {
        if (def->as_member) {
            addMember(t, type, {def->name, 0, def->set == nullptr, true, def->doc}, def, add);
            continue;
        }
        New<GetSetDescriptor> d = allocateObject<GetSetDescriptor>(t, TypeId::kGetSetDescriptor);
        if (d.isError()) continue;
        d->def = def;
        New<Str> key = strIntern(t, def->name);
        d->name = key.isError() ? t->runtime->empty_str : key.get();
        d->owner = type;
        add(def->name, std::move(d));
    }
    for (const MemberDef* def = spec->members; def && def->name; ++def) {
        addMember(t, type, *def, nullptr, add);
    }
    if ((spec->flags & kTypeHasDict) && dictGetStr(dict, t->name(kName___dict__)).isEmpty()) {
        add("__dict__", instanceDictDescriptor(t, type));
    }
    if (spec->new_.function) add("__new__", nativeNewFunction(t, type));
    if (addSlotWrappers(t, type, dict).isError()) clearError(t);
    if (dictGetStr(dict, t->name(kName___doc__)).isEmpty()) {
        add("__doc__", spec->doc ? strFromUtf8(t, spec->doc) : Ref::none());
    }
    return dict;
}

Type* typeFromSpec(Thread* t, const TypeSpec* spec, Type* base) {
    auto& states = t->runtime->module_states;
    for (size_t i = 0; i < states.size(); ++i) {
        if (states[i].first != spec) continue;
        auto* found = static_cast<Type*>(states[i].second);
        if (i > 0)
            std::swap(states[i], states[i - 1]); // what is asked for often comes to the front
        return found;
    }
    Type* type = typeAllocate(t);
    if (!type) {
        (void)raiseNoMemory(t);
        return nullptr;
    }
    type->shape = metaShapeNew(t, t->type(TypeId::kType));
    if (!type->shape || typeBuild(t, type, spec, TypeId::kNone, base).isError()) return nullptr;
    t->runtime->module_states.emplace_back(spec, type);
    return type;
}

// --- instances
// ---------------------------------------------------------------------------------------------------------

size_t nativeSize(const Object* o) {
    const Type* type = o->shape->type;
    size_t size = type->slots.size ? type->slots.size(o) : type->instance_size;
    return (size + 7) & ~size_t{7};
}

// An object whose new class has another number of inline attributes: they are in a dict, and the
// first inline place keeps the object's size.
static uint64_t& foreignSize(const Object* o) {
    return reinterpret_cast<uint64_t&>(attributesOf(const_cast<Object*>(o))->inline_values[0]);
}

void setForeignSize(Object* o, const Type* to) {
    KRAIT_ASSERT(o->flags & kFlagDictMode);
    uint64_t size = o->flags & kFlagForeignSize ? foreignSize(o) : o->shape->type->instance_size;
    if (size == to->instance_size) {
        o->flags &= static_cast<uint16_t>(~kFlagForeignSize);
        foreignSize(o) = Value().bits();
        return;
    }
    o->flags |= kFlagForeignSize;
    foreignSize(o) = size;
}

static size_t objectSize(const Object* o) {
    const Type* type = o->shape->type;
    if (KRAIT_UNLIKELY(o->flags & kFlagForeignSize)) return foreignSize(o);
    if (!type->slots.size) return type->instance_size;
    return type->extra_size ? nativeSize(o) + type->extra_size : type->slots.size(o);
}

// An instance of a Python class on object itself, with attributes and no __slots__.
static Object* allocatePlainInstance(Thread* t, Type* type) {
    size_t size = type->instance_size;
    auto* o = static_cast<Object*>(t->heap->allocate(size, CellUse::kContainer));
    if (KRAIT_UNLIKELY(!o)) {
        (void)raiseNoMemory(t);
        return nullptr;
    }
    o->refcount = 1;
    o->kind = 0;
    o->gc_state = 0;
    o->flags = kFlagTracked;
    o->shape = type->root_shape;
    incref(type);
    auto* block = reinterpret_cast<AttrBlock*>(o + 1);
    block->overflow = nullptr;
    auto* end = reinterpret_cast<Value*>(reinterpret_cast<char*>(o) + size);
    for (Value* v = block->inline_values; v < end; ++v) *v = Value();
    gcCountAllocation(t, o, size);
    return o;
}

Object* allocateInstance(Thread* t, Type* type, size_t extra_bytes) {
    if (KRAIT_LIKELY(type->plain_instances)) return allocatePlainInstance(t, type);
    size_t size = type->instance_size + extra_bytes;
    if (type->extra_size) size = ((size + 7) & ~size_t{7}) + type->extra_size;
    bool container = type->flags & kTypeContainer;
    void* cell = t->heap->allocate(size, container ? CellUse::kContainer : CellUse::kLeaf);
    if (KRAIT_UNLIKELY(!cell)) {
        (void)raiseNoMemory(t);
        return nullptr;
    }
    auto* o = static_cast<Object*>(cell);
    o->refcount = 1;
    o->kind = static_cast<uint16_t>(type->id) < 256 ? static_cast<uint8_t>(type->id) : 0;
    o->gc_state = 0;
    o->flags = container ? kFlagTracked : 0;
    o->shape = type->root_shape;
    if (!(type->flags & kTypeHeap)) {
        std::memset(static_cast<void*>(o + 1), 0, size - sizeof(Object));
    } else {
        incref(type);
        // The fields that the class and its Python bases add are Values; the AttrBlock's first word
        // is a pointer.
        size_t begin = type->native_size;
        if (KRAIT_UNLIKELY(begin == 0)) begin = size - type->extra_size;
        if (begin != sizeof(Object)) {
            std::memset(static_cast<void*>(o + 1), 0, begin - sizeof(Object));
        }
        auto* end = reinterpret_cast<Value*>(reinterpret_cast<char*>(o) + (size & ~size_t{7}));
        for (auto* v = reinterpret_cast<Value*>(reinterpret_cast<char*>(o) + begin); v < end; ++v) {
            *v = Value();
        }
        if (type->attrs_offset) {
            // Not by attributesOf: a variable-size object does not know its size yet.
            size_t offset = type->flags & kTypeVariableSize
                                ? size - type->extra_size + type->attrs_offset - 1
                                : type->attrs_offset;
            reinterpret_cast<AttrBlock*>(reinterpret_cast<char*>(o) + offset)->overflow = nullptr;
        }
    }
    if (container) gcCountAllocation(t, o, size);
    return o;
}

void freeObject(Thread* t, Object* o, size_t size) {
    if (o->flags & kFlagTracked) {
        t->heap->unlogYoung(o);
        t->heap->free(o, size, CellUse::kContainer);
    } else {
        t->heap->free(o, size, CellUse::kLeaf);
    }
}

// Calls act on each Value that the class's Python part adds: __slots__ of the class and its bases.
template <typename Act>
static void forEachSlotValue(Object* o, Act&& act) {
    for (Type* type = o->shape->type; type && (type->flags & kTypeHeap); type = type->base) {
        if (type->slots_count == 0) continue;
        size_t offset = type->slots_offset;
        if (type->flags & kTypeVariableSize) offset += nativeSize(o);
        auto* values = reinterpret_cast<Value*>(reinterpret_cast<char*>(o) + offset);
        for (uint16_t i = 0; i < type->slots_count; ++i) act(values[i]);
    }
}
static bool attrsAreOurs(Object* o) {
    Type* type = o->shape->type;
    return type->attrs_offset && (type->flags & kTypeHeap) && !(type->spec->flags & kTypeHasDict);
}

void traverseObject(Object* o, Visitor& visitor) {
    Type* type = o->shape->type;
    if (type->slots.traverse) type->slots.traverse(o, visitor);
    if (type->flags & kTypeHeap) {
        forEachSlotValue(o, [&](Value v) { visitor.visit(v); });
        if (attrsAreOurs(o)) traverseAttrs(o, visitor);
        visitor.visit(Value(type));
    }
}

void clearObject(Thread* t, Object* o) {
    Type* type = o->shape->type;
    if (type->slots.clear) type->slots.clear(t, o);
    if (type->flags & kTypeHeap) {
        forEachSlotValue(o, [&](Value& v) { decref(std::exchange(v, Value())); });
        if (!attrsAreOurs(o)) return;
        if (o->flags & kFlagForeignSize) // stays in dict mode: the inline places are not for values
            dictClear(t, attributesOf(o)->dict);
        else
            destroyAttrs(t, o);
    }
}

// LIMIT: deallocations nest this deep, then wait in a queue: a long chain of objects must not use
// up the C stack.
constexpr int kDeallocationDepthMax = 50;

static void deallocateNow(Thread* t, Object* o) {
    Type* type = o->shape->type;
    if (type->slots.finalize && !(o->flags & kFlagFinalized)) {
        o->flags |= kFlagFinalized;
        o->refcount = 1; // alive while its finaliser runs
        type->slots.finalize(t, o);
        if (--o->refcount != 0) return; // resurrected
        type = o->shape->type;
    }
    if (o->flags & kFlagHasWeakrefs) {
        o->refcount = 1;
        weakrefsClear(t, o);
        if (--o->refcount != 0) return;
    }
    size_t size = objectSize(o);
    if (type->flags & kTypeHeap) {
        forEachSlotValue(o, [&](Value& v) { decref(std::exchange(v, Value())); });
        if (attrsAreOurs(o)) destroyAttrs(t, o);
    }
    if (type->slots.destroy) type->slots.destroy(t, o);
    bool heap_type = type->flags & kTypeHeap;
    freeObject(t, o, size);
    if (heap_type) decref(type);
}

// An instance of a Python class on object itself, without finaliser, weak references or a dict.
static void deallocateInstance(Thread* t, Object* o, Type* type) {
    auto* block = reinterpret_cast<AttrBlock*>(o + 1);
    int count = o->shape->attr_count;
    if (KRAIT_LIKELY(count <= type->inline_count)) {
        for (int i = 0; i < count; ++i) decref(std::exchange(block->inline_values[i], Value()));
    } else {
        destroyAttrs(t, o);
    }
    freeObject(t, o, type->instance_size);
    decref(type);
}

// An exception without finaliser, weak references or a dict.
static void deallocateException(Thread* t, Object* o, Type* type) {
    auto* e = static_cast<ExceptionObject*>(o);
    bool heap_type = type->flags & kTypeHeap;
    if (heap_type) forEachSlotValue(o, [&](Value& v) { decref(std::exchange(v, Value())); });
    decref(e->args);
    if (e->record) dropTraceRecord(t, e);
    decref(e->settled_traceback);
    decref(e->context);
    decref(e->cause);
    for (Value field : e->field) decref(field);
    if (o->shape->attr_count != 0 || e->attrs.overflow) destroyAttrs(t, o);
    t->heap->unlogYoung(o);
    t->heap->free(o, type->instance_size, CellUse::kContainer);
    if (heap_type) decref(type);
}

// The commonest objects, when nothing is to be known but what they hold: the same as
// deallocateNow() without its indirect calls.
[[gnu::always_inline]] static inline void deallocateQuick(Thread* t, Object* o) {
    switch (static_cast<TypeId>(o->kind)) {
    case TypeId::kTuple: {
        if (o->flags != kFlagTracked) break;
        auto* tuple = static_cast<Tuple*>(o);
        int64_t length = tuple->length;
        for (int64_t i = length; i-- > 0;) decref(tuple->items[i]);
        t->heap->unlogYoung(o);
        t->heap->free(o, sizeof(Tuple) + static_cast<size_t>(length) * sizeof(Value),
                      CellUse::kContainer);
        return;
    }
    case TypeId::kList: {
        if (o->flags != kFlagTracked) break;
        auto* list = static_cast<List*>(o);
        for (int64_t i = list->length; i-- > 0;) decref(list->items[i]);
        if (list->capacity != 0) {
            t->heap->freeBlock(list->items, static_cast<size_t>(list->capacity) * sizeof(Value));
        }
        t->heap->unlogYoung(o);
        t->heap->free(o, sizeof(List), CellUse::kContainer);
        return;
    }
    case TypeId::kSlice: {
        auto* slice = static_cast<Slice*>(o);
        decref(slice->start);
        decref(slice->stop);
        decref(slice->step);
        t->heap->unlogYoung(o);
        t->heap->free(o, sizeof(Slice), CellUse::kContainer);
        return;
    }
    case TypeId::kFunction:
        if (o->flags != kFlagTracked) break;
        functionDestroy(t, o);
        t->heap->unlogYoung(o);
        t->heap->free(o, sizeof(Function), CellUse::kContainer);
        return;
    case TypeId::kCell:
        if (o->flags != kFlagTracked) break;
        decref(static_cast<Cell*>(o)->value);
        t->heap->unlogYoung(o);
        t->heap->free(o, sizeof(Cell), CellUse::kContainer);
        return;
    case TypeId::kBoundMethod: {
        if (o->flags != kFlagTracked) break;
        auto* m = static_cast<BoundMethod*>(o);
        decref(m->function);
        decref(m->self);
        t->heap->unlogYoung(o);
        t->heap->free(o, sizeof(BoundMethod), CellUse::kContainer);
        return;
    }
    case TypeId::kCoroutine:
    case TypeId::kGenerator: {
        auto* g = static_cast<Generator*>(o);
        if (g->state != GeneratorState::kFinished || o->flags != kFlagTracked) break;
        size_t size = sizeof(Generator) + (kCallHeader + size_t{g->register_count}) * sizeof(Value);
        generatorDestroy(t, o);
        t->heap->unlogYoung(o);
        t->heap->free(o, size, CellUse::kContainer);
        return;
    }
    case TypeId::kRangeIterator:
        freeObject(t, o, sizeof(RangeIterator));
        return;
    case TypeId::kListIterator:
    case TypeId::kTupleIterator:
    case TypeId::kStrIterator:
    case TypeId::kStrAsciiIterator: {
        if (o->flags != kFlagTracked) break;
        decref(static_cast<ListIterator*>(o)->sequence);
        t->heap->unlogYoung(o);
        t->heap->free(o, sizeof(ListIterator), CellUse::kContainer);
        return;
    }
    case TypeId::kNone: { // no builtin type with an id
        Type* type = o->shape->type;
        if (type->plain_instances && o->flags == kFlagTracked && !type->slots.finalize) {
            deallocateInstance(t, o, type);
            return;
        }
        [[fallthrough]];
    }
    default: {
        Type* type = o->shape->type;
        if (type->flags & kTypeExceptionSub && o->flags == kFlagTracked && !type->slots.finalize) {
            deallocateException(t, o, type);
            return;
        }
        break;
    }
    }
    deallocateNow(t, o);
}

[[gnu::noinline]] static void deallocateQueued(Thread* t) {
    while (Object* next = takeQueuedDeallocation(t)) {
        ++t->deallocation_depth;
        deallocateNow(t, next);
        --t->deallocation_depth;
    }
}

void deallocate(Object* o) {
    Runtime* runtime = o->shape->runtime;
    if (o->kind == static_cast<uint8_t>(TypeId::kStr) &&
        !(o->flags & (kStrInterned | kFlagHasWeakrefs))) {
        runtime->heap.free(o, sizeof(Str) + static_cast<Str*>(o)->capacity, CellUse::kLeaf);
        return;
    }
    // No weak reference, no finaliser, nothing held.
    if (o->kind == static_cast<uint8_t>(TypeId::kInt)) {
        auto* i = static_cast<Int*>(o);
        size_t limbs = size_t{i->limb_count} + i->spare;
        runtime->heap.free(o, sizeof(Int) + limbs * sizeof(i->limbs[0]), CellUse::kLeaf);
        return;
    }
    Thread* t = runtime->current;
    if (KRAIT_UNLIKELY(t->deallocation_depth >= kDeallocationDepthMax)) {
        queueDeallocation(t, o);
        return;
    }
    ++t->deallocation_depth;
    deallocateQuick(t, o);
    if (--t->deallocation_depth == 0 && KRAIT_UNLIKELY(t->deallocation_waiting != nullptr)) {
        deallocateQueued(t);
    }
}

// --- what is left at the end
// ----------------------------------------------------------------------

void releaseRemaining(Thread* t) {
    // Nothing ends any more: what is destroyed lets go of objects that are destroyed as well, or
    // that were.
    constexpr uint32_t kKept = 1u << 30;
    std::vector<Object*> objects, types;
    auto keep = [&](Object* o) {
        o->refcount += kKept;
        (isType(Value(o)) ? types : objects).push_back(o);
    };
    t->heap->forEachContainer(keep);
    t->heap->forEachLeaf(keep);
    t->heap->forEachLargeLeaf([&](Object* o) { o->refcount += kKept; });
    ++t->deallocation_depth;
    for (Object* o : objects) {
        Type* type = o->shape->type;
        if ((type->flags & kTypeHeap) && attrsAreOurs(o)) destroyAttrs(t, o);
        if (type->slots.destroy) type->slots.destroy(t, o);
    }
    // All the others needed them.
    for (Object* o : types) {
        auto* type = static_cast<Type*>(o);
        shapesFree(type);
        std::free(static_cast<void*>(type->subclasses));
    }
    --t->deallocation_depth;
}

} // namespace krait
