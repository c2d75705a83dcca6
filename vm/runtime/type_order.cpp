// The order in which a class and its bases are searched (C3, or what the metaclass's mro() says),
// and the change of __bases__.
//
// mro() is Python code: while it runs, the class has no order yet (mro is null) or the old one, and
// may itself be given other bases. Whoever asked for an order that was replaced meanwhile leaves
// the newer one alone. Runs under the GIL.
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/type_system.h"

#include <cstdlib>

namespace krait {

// Merges the bases' MROs and the list of bases. Source: K. Barrett et al., "A Monotonic Superclass
// Linearization for Dylan", OOPSLA 1996.
Ref mroCompute(Thread* t, Type* type) {
    Tuple* bases = type->bases;
    auto count = static_cast<size_t>(bases->length);
    for (size_t i = 0; i < count; ++i) {
        auto* base = bases->items[i].as<Type>();
        if (!base->mro) // its mro() is running
            return raise(t, TypeId::kTypeError, "Cannot extend an incomplete type '%.100N'", base);
        for (size_t k = 0; k < i; ++k) {
            if (bases->items[k] == bases->items[i])
                return raise(t, TypeId::kTypeError, "duplicate base class %N", base);
        }
    }
    // LIMIT: as many sequences as bases, and one more.
    struct Sequence {
        Tuple* items;
        int64_t position;
    };
    auto* sequences = static_cast<Sequence*>(std::malloc((count + 1) * sizeof(Sequence)));
    if (!sequences) return raiseNoMemory(t);
    for (size_t i = 0; i < count; ++i) sequences[i] = {bases->items[i].as<Type>()->mro, 0};
    sequences[count] = {bases, 0};
    New<List> result = listNew(t);
    bool failed = result.isError() || listAppend(t, result, Value(type)).isError();
    while (!failed) {
        Value candidate;
        bool any_left = false;
        for (size_t i = 0; i <= count && candidate.isEmpty(); ++i) {
            Sequence& s = sequences[i];
            if (s.position >= s.items->length) continue;
            any_left = true;
            Value head = s.items->items[s.position];
            bool in_tail = false;
            for (size_t j = 0; j <= count && !in_tail; ++j) {
                for (int64_t k = sequences[j].position + 1; k < sequences[j].items->length; ++k) {
                    if (sequences[j].items->items[k] == head) in_tail = true;
                }
            }
            if (!in_tail) candidate = head;
        }
        if (!any_left) break;
        if (candidate.isEmpty()) {
            TextBuffer names(t);
            bool first = true;
            for (size_t i = 0; i <= count; ++i) {
                Sequence& s = sequences[i];
                if (s.position >= s.items->length) continue;
                Value head = s.items->items[s.position];
                bool repeated = false;
                for (size_t j = 0; j < i; ++j) {
                    if (sequences[j].position < sequences[j].items->length &&
                        sequences[j].items->items[sequences[j].position] == head)
                        repeated = true;
                }
                if (repeated) continue;
                if (!first) names.append(", ");
                first = false;
                names.append(head.as<Type>()->name);
            }
            Ref text = names.finish();
            if (!text.isError()) {
                (void)raise(t, TypeId::kTypeError,
                            "Cannot create a consistent method resolution order (MRO) for bases %U",
                            text.get());
            }
            failed = true;
            break;
        }
        failed = listAppend(t, result, candidate).isError();
        for (size_t i = 0; i <= count; ++i) {
            Sequence& s = sequences[i];
            if (s.position < s.items->length && s.items->items[s.position] == candidate)
                ++s.position;
        }
    }
    std::free(sequences);
    if (failed) return Error{};
    return listAsTuple(t, result);
}

namespace {

// The order of a class whose metaclass has its own mro().
Ref customOrder(Thread* t, Type* type) {
    Ref given = KRAIT_TRY(callMethod(t, Value(type), t->name(kName_mro)));
    Ref order = KRAIT_TRY(tupleFromIterable(t, given));
    auto* tuple = order.as<Tuple>();
    const Type* solid = solidBase(type);
    for (int64_t i = 0; i < tuple->length; ++i) {
        Value v = tuple->items[i];
        if (!isType(v))
            return raise(t, TypeId::kTypeError, "mro() returned a non-class ('%.500T')", v);
        // Methods of an unrelated layout would read fields that are not there.
        if (!isSubtype(solid, solidBase(v.as<Type>()))) {
            return raise(t, TypeId::kTypeError,
                         "mro() returned base with unsuitable layout ('%.500N')", v.as<Type>());
        }
    }
    return order;
}

} // namespace

Status typeRenewOrder(Thread* t, Type* type) {
    Type* metatype = type->metatype();
    Value method = typeLookup(t, metatype, t->name(kName_mro));
    bool custom = metatype != t->type(TypeId::kType) && !isKind(method, TypeId::kMethodDescriptor);
    const Tuple* before = type->mro;
    Ref alive = before ? Ref::share(Value(before)) : Ref();
    // Until it has an order, its instances, if mro() makes any, are those of its base.
    if (custom && !before) inheritSlots(type, type->base);
    Ref order = KRAIT_TRY(custom ? customOrder(t, type) : mroCompute(t, type));
    if (type->mro != before) return ok(); // mro() changed the bases
    Tuple* old = std::exchange(type->mro, order.release().as<Tuple>());
    if (old) decref(old);
    return ok();
}

namespace {

// What a change of bases has done so far: taken back when a subclass refuses.
struct OrderChange {
    Ref type, old_order, new_order;
};

// LIMIT: classes whose order one assignment changes.
constexpr uint32_t kOrderChangesMax = 100000;

struct OrderChanges {
    OrderChange* items = nullptr;
    uint32_t count = 0, capacity = 0;

    ~OrderChanges() {
        for (uint32_t i = 0; i < count; ++i) items[i].~OrderChange();
        std::free(static_cast<void*>(items));
    }
    OrderChange* add(Thread* t) {
        if (count == capacity) {
            uint32_t wanted = capacity ? capacity * 2 : 8;
            auto* grown =
                wanted > kOrderChangesMax
                    ? nullptr
                    : static_cast<OrderChange*>(std::malloc(wanted * sizeof(OrderChange)));
            if (!grown) {
                (void)raiseNoMemory(t);
                return nullptr;
            }
            for (uint32_t i = 0; i < count; ++i) {
                new (&grown[i]) OrderChange(std::move(items[i]));
                items[i].~OrderChange();
            }
            std::free(static_cast<void*>(items));
            items = grown;
            capacity = wanted;
        }
        return new (&items[count++]) OrderChange();
    }
};

Status renewOrders(Thread* t, Type* type, OrderChanges* changes) {
    KRAIT_TRY(checkNativeStack(t, " while computing the order of classes"));
    Ref alive = Ref::share(Value(type));
    Ref before = type->mro ? Ref::share(Value(type->mro)) : Ref();
    KRAIT_TRY(typeRenewOrder(t, type));
    if (!before.isEmpty() && before.as<Tuple>() == type->mro) return ok(); // replaced from within
    OrderChange* change = changes->add(t);
    if (!change) return Error{};
    change->type = Ref::share(Value(type));
    change->old_order = std::move(before);
    change->new_order = Ref::share(Value(type->mro));
    typeModified(t, type);
    // REENTRY: mro() may add and remove subclasses.
    New<List> subclasses = KRAIT_TRY(listNew(t));
    for (uint32_t i = 0; i < type->subclass_count; ++i) {
        if (type->subclasses[i]->refcount > 0)
            KRAIT_TRY(listAppend(t, subclasses, Value(type->subclasses[i])));
    }
    for (int64_t i = 0; i < subclasses->length; ++i)
        KRAIT_TRY(renewOrders(t, subclasses->items[i].as<Type>(), changes));
    return ok();
}

bool isBelow(const Type* type, const Type* base) {
    for (; type; type = type->base) {
        if (type == base) return true;
    }
    return false;
}

} // namespace

Status typeSetBases(Thread* t, Type* type, Tuple* bases) {
    for (int64_t i = 0; i < bases->length; ++i) {
        if (!isType(bases->items[i])) {
            return raise(t, TypeId::kTypeError, "%N.__bases__ must be tuple of classes, not '%T'",
                         type, bases->items[i]);
        }
        // While an order is being computed, only the chain of bases knows of the new ones.
        auto* base = bases->items[i].as<Type>();
        if (isSubtype(base, type) || isBelow(base, type))
            return raise(t, TypeId::kTypeError, "a __bases__ item causes an inheritance cycle");
    }
    Type* base = bestBase(t, bases);
    if (!base) return Error{};
    if (solidBase(base) != solidBase(type->base) ||
        (base->attrs_offset != 0) != (type->base->attrs_offset != 0)) {
        return raise(t, TypeId::kTypeError,
                     "__bases__ assignment: '%N' object layout differs from '%N'", base,
                     type->base);
    }
    Ref alive = Ref::share(Value(type));
    Ref new_bases = Ref::share(Value(bases));
    Ref old_bases = Ref::share(Value(type->bases));
    Ref old_base = Ref::share(Value(type->base));
    auto give = [&](Value these, Value nearest) {
        incref(these);
        incref(nearest);
        decref(std::exchange(type->bases, these.as<Tuple>()));
        decref(std::exchange(type->base, nearest.as<Type>()));
    };
    give(new_bases, Value(base));
    OrderChanges changes;
    if (renewOrders(t, type, &changes).isError()) {
        for (uint32_t i = changes.count; i-- > 0;) {
            auto* changed = changes.items[i].type.as<Type>();
            if (changed->mro != changes.items[i].new_order.as<Tuple>()) continue;
            Ref old = std::move(changes.items[i].old_order);
            decref(
                std::exchange(changed->mro, old.isEmpty() ? nullptr : old.release().as<Tuple>()));
            typeModified(t, changed);
        }
        // Other bases may have been given meanwhile: they stay.
        if (type->bases == bases) give(old_bases, old_base);
        return Error{};
    }
    if (type->bases != bases) return ok(); // changed by mro()
    for (int64_t i = 0; i < old_bases.as<Tuple>()->length; ++i)
        typeRemoveSubclass(old_bases.as<Tuple>()->items[i].as<Type>(), type);
    for (int64_t i = 0; i < bases->length; ++i)
        KRAIT_TRY(typeAddSubclass(t, bases->items[i].as<Type>(), type));
    typeModified(t, type);
    updateSlots(t, type);
    for (uint32_t i = 1; i < changes.count; ++i) updateSlots(t, changes.items[i].type.as<Type>());
    return ok();
}

} // namespace krait
