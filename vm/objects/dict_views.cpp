// keys(), values() and items() of a dict, and the iterators over it in both directions. A view and
// an iterator own a reference to their dict; an iterator lets go of it at its end, for good.
//
// Invariant: an iterator notices when the number of entries changed since it was made, and from
// then on raises at every step. Everything needs the GIL.
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/set.h"

namespace krait {
namespace {

enum class Part { kKeys, kValues, kItems };

Dict* dictOf(Value view) {
    return view.as<DictView>()->dict.as<Dict>();
}

// --- iterators -----------------------------------------------------------------------------------

Ref finish(DictIterator* it) {
    decref(std::exchange(it->dict, Value()));
    return Ref();
}

template <Part kPart>
Ref give(Thread* t, DictIterator* it, Value key, Value value) {
    if constexpr (kPart == Part::kKeys) return Ref::share(key);
    if constexpr (kPart == Part::kValues) return Ref::share(value);
    return pairReusing(t, &it->result, Ref::share(key), Ref::share(value));
}

template <Part kPart>
Ref iteratorNext(Thread* t, Value self) {
    auto* it = self.as<DictIterator>();
    if (it->dict.isEmpty()) return Ref();
    auto* d = it->dict.as<Dict>();
    if (KRAIT_UNLIKELY(it->used != d->used)) {
        it->used = -1;
        return raise(t, TypeId::kRuntimeError, "dictionary changed size during iteration");
    }
    Value key, value;
    if (!dictNext(d, &it->position, &key, &value)) return finish(it);
    if (KRAIT_UNLIKELY(it->left == 0)) {
        (void)finish(it);
        return raise(t, TypeId::kRuntimeError, "dictionary keys changed during iteration");
    }
    --it->left;
    return give<kPart>(t, it, key, value);
}

template <Part kPart>
Ref reverseIteratorNext(Thread* t, Value self) {
    auto* it = self.as<DictIterator>();
    if (it->dict.isEmpty()) return Ref();
    auto* d = it->dict.as<Dict>();
    if (KRAIT_UNLIKELY(it->used != d->used)) {
        it->used = -1;
        return raise(t, TypeId::kRuntimeError, "dictionary changed size during iteration");
    }
    int64_t i = it->position;
    while (i >= 0 && (i >= d->entry_count || d->entries[i].key.isEmpty())) --i;
    if (i < 0) return finish(it);
    it->position = i - 1;
    --it->left;
    Value key, value;
    (void)dictNext(d, &i, &key, &value);
    return give<kPart>(t, it, key, value);
}

template <Part kPart>
Ref iteratorNew(Thread* t, Value dict, bool reverse) {
    constexpr TypeId kForward = kPart == Part::kKeys     ? TypeId::kDictKeyIterator
                                : kPart == Part::kValues ? TypeId::kDictValueIterator
                                                         : TypeId::kDictItemIterator;
    constexpr TypeId kReverse = kPart == Part::kKeys     ? TypeId::kDictReverseKeyIterator
                                : kPart == Part::kValues ? TypeId::kDictReverseValueIterator
                                                         : TypeId::kDictReverseItemIterator;
    New<DictIterator> it =
        KRAIT_TRY(allocateObject<DictIterator>(t, reverse ? kReverse : kForward));
    auto* d = dict.as<Dict>();
    incref(dict);
    it->dict = dict;
    it->position = reverse ? static_cast<int64_t>(d->entry_count) - 1 : 0;
    it->used = it->left = d->used;
    it->result = Value();
    return it;
}

void iteratorDestroy(Thread*, Object* o) {
    decref(static_cast<DictIterator*>(o)->dict);
    decref(static_cast<DictIterator*>(o)->result);
}
void iteratorTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<DictIterator*>(o)->dict);
    visitor.visit(static_cast<DictIterator*>(o)->result);
}

Ref dict_iterator_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<DictIterator>();
    bool live = !it->dict.isEmpty() && it->used == it->dict.as<Dict>()->used;
    return intFrom(t, live ? it->left : 0);
}

// What is left, as a list, by a copy of the iterator.
Ref dict_iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<DictIterator>();
    New<List> rest = KRAIT_TRY(listNew(t));
    if (!it->dict.isEmpty()) {
        New<DictIterator> copy =
            KRAIT_TRY(allocateObject<DictIterator>(t, static_cast<TypeId>(it->kind)));
        incref(it->dict);
        copy->dict = it->dict;
        copy->position = it->position;
        copy->used = it->used;
        copy->left = it->left;
        copy->result = Value();
        KRAIT_TRY(listExtend(t, rest, copy));
    }
    return reduceWith(t, "iter", rest);
}

constexpr MethodDef kIteratorMethods[] = {
    {"__length_hint__(self, /)", dict_iterator_dunder_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", dict_iterator_dunder_reduce, "Return state information for pickling."},
    {}};

// --- views ---------------------------------------------------------------------------------------

bool isSetView(Value v) {
    return isKind(v, TypeId::kDictKeys) || isKind(v, TypeId::kDictItems);
}

void viewDestroy(Thread*, Object* o) {
    decref(static_cast<DictView*>(o)->dict);
}
void viewTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<DictView*>(o)->dict);
}
Result<int64_t> viewLength(Thread*, Value self) {
    return dictOf(self)->used;
}
template <Part kPart>
Ref viewIter(Thread* t, Value self) {
    return iteratorNew<kPart>(t, self.as<DictView>()->dict, false);
}

Ref viewRepr(Thread* t, Value self) {
    if (KRAIT_TRY(reprEnter(t, self))) return strFromAscii(t, "...");
    ReprScope scope(t, self);
    Ref list = KRAIT_TRY(listFromIterable(t, self));
    return strFormat(t, "%T(%R)", self, list.get());
}

Result<bool> keysContain(Thread* t, Value self, Value key) {
    return dictContains(t, dictOf(self), key);
}
Result<bool> itemsContain(Thread* t, Value self, Value item) {
    if (!isTuple(item) || item.as<Tuple>()->length != 2) return false;
    auto* pair = item.as<Tuple>();
    Value found = KRAIT_TRY(dictGet(t, dictOf(self), pair->items[0]));
    if (found.isEmpty()) return false;
    Ref keep = Ref::share(found);
    return compareItemsEqual(t, found, pair->items[1]);
}
Result<bool> viewContains(Thread* t, Value self, Value item) {
    return isKind(self, TypeId::kDictKeys) ? keysContain(t, self, item)
                                           : itemsContain(t, self, item);
}

// Whether every item of `items` is in `container`.
Result<bool> allContained(Thread* t, Value items, Value container) {
    Ref iterator = KRAIT_TRY(iterOf(t, items));
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            return true;
        }
        if (!KRAIT_TRY(contains(t, container, item))) return false;
    }
}

Ref viewCompare(Thread* t, Value self, Value other, CompareOp op) {
    if (!isSetView(self) || (!isAnySet(other) && !isSetView(other))) return Ref::notImplemented();
    int64_t size = KRAIT_TRY(lengthOf(t, self));
    int64_t other_size = KRAIT_TRY(lengthOf(t, other));
    bool result = false;
    switch (op) {
    case CompareOp::kEq:
    case CompareOp::kNe:
        result = size == other_size && KRAIT_TRY(allContained(t, self, other));
        if (op == CompareOp::kNe) result = !result;
        break;
    case CompareOp::kLt:
        result = size < other_size && KRAIT_TRY(allContained(t, self, other));
        break;
    case CompareOp::kLe:
        result = size <= other_size && KRAIT_TRY(allContained(t, self, other));
        break;
    case CompareOp::kGt:
        result = size > other_size && KRAIT_TRY(allContained(t, other, self));
        break;
    case CompareOp::kGe:
        result = size >= other_size && KRAIT_TRY(allContained(t, other, self));
        break;
    }
    return Ref::boolean(result);
}

Ref setOf(Thread* t, Value iterable) {
    New<Set> set = KRAIT_TRY(setNew(t));
    KRAIT_TRY(setUpdate(t, set, iterable));
    return set;
}

Ref viewSubtract(Thread* t, Value a, Value b) {
    Ref result = KRAIT_TRY(setOf(t, a));
    Ref none = KRAIT_TRY(callMethod(t, result, t->name(kName_difference_update), b));
    return result;
}
Ref viewOr(Thread* t, Value a, Value b) {
    Ref result = KRAIT_TRY(setOf(t, a));
    KRAIT_TRY(setUpdate(t, result.as<Set>(), b));
    return result;
}
Ref viewXor(Thread* t, Value a, Value b) {
    Ref result = KRAIT_TRY(setOf(t, a));
    Ref none = KRAIT_TRY(callMethod(t, result, t->name(kName_symmetric_difference_update), b));
    return result;
}
Ref viewAnd(Thread* t, Value a, Value b) {
    Value self = a, other = b;
    if (!isSetView(self)) std::swap(self, other);
    int64_t size = dictOf(self)->used;
    if (isKind(other, TypeId::kSet) && size <= other.as<Set>()->used) {
        return callMethod(t, other, t->name(kName_intersection), self);
    }
    if (isSetView(other) && dictOf(other)->used > size) std::swap(self, other);
    New<Set> result = KRAIT_TRY(setNew(t));
    KRAIT_TRY(iterateItems(t, other, [&](Value item) -> Status {
        if (KRAIT_TRY(viewContains(t, self, item))) KRAIT_TRY(setAdd(t, result, item));
        return ok();
    }));
    return result;
}

Ref dict_view_isdisjoint(Thread* t, Args a) {
    Value self = a[0], other = a[1];
    if (self == other) return Ref::boolean(dictOf(self)->used == 0);
    if (isAnySet(other) || isSetView(other)) {
        int64_t other_size = KRAIT_TRY(lengthOf(t, other));
        if (other_size > dictOf(self)->used) std::swap(self, other);
    }
    Ref iterator = KRAIT_TRY(iterOf(t, other));
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            return Ref::boolean(true);
        }
        if (KRAIT_TRY(contains(t, self, item))) return Ref::boolean(false);
    }
}

Ref dict_keys_dunder_reversed(Thread* t, Args a) {
    return iteratorNew<Part::kKeys>(t, a[0].as<DictView>()->dict, true);
}
Ref dict_values_dunder_reversed(Thread* t, Args a) {
    return iteratorNew<Part::kValues>(t, a[0].as<DictView>()->dict, true);
}
Ref dict_items_dunder_reversed(Thread* t, Args a) {
    return iteratorNew<Part::kItems>(t, a[0].as<DictView>()->dict, true);
}

Ref viewMapping(Thread* t, Value self) {
    return mappingProxyNew(t, self.as<DictView>()->dict);
}

constexpr MethodDef kKeysMethods[] = {
    {"isdisjoint(self, other, /)", dict_view_isdisjoint,
     "Return True if the view and the given iterable have a null intersection."},
    {"__reversed__(self, /)", dict_keys_dunder_reversed,
     "Return a reverse iterator over the dict keys."},
    {}};
constexpr MethodDef kItemsMethods[] = {
    {"isdisjoint(self, other, /)", dict_view_isdisjoint,
     "Return True if the view and the given iterable have a null intersection."},
    {"__reversed__(self, /)", dict_items_dunder_reversed,
     "Return a reverse iterator over the dict items."},
    {}};
constexpr MethodDef kValuesMethods[] = {{"__reversed__(self, /)", dict_values_dunder_reversed,
                                         "Return a reverse iterator over the dict values."},
                                        {}};
constexpr GetSetDef kViewGetSets[] = {
    {"mapping", viewMapping, nullptr, "dictionary that this view refers to"}, {}};

constexpr TypeSlots iteratorSlots(Ref (*next)(Thread*, Value)) {
    return {
        .destroy = iteratorDestroy, .traverse = iteratorTraverse, .iter = iterSelf, .next = next};
}
constexpr TypeSlots setViewSlots(Ref (*iter)(Thread*, Value)) {
    return {.destroy = viewDestroy,
            .traverse = viewTraverse,
            .repr = viewRepr,
            .compare = viewCompare,
            .iter = iter,
            .length = viewLength,
            .contains = viewContains,
            .binary = {nullptr, viewSubtract, nullptr, nullptr, nullptr, nullptr, nullptr, viewAnd,
                       viewOr, viewXor}};
}
constexpr uint32_t kFlags = kTypeContainer | kTypeDisallowNew;

} // namespace

const TypeSpec kDictKeysSpec = {.name = "dict_keys",
                                .size = sizeof(DictView),
                                .flags = kFlags,
                                .slots = setViewSlots(viewIter<Part::kKeys>),
                                .methods = kKeysMethods,
                                .getsets = kViewGetSets};
const TypeSpec kDictItemsSpec = {.name = "dict_items",
                                 .size = sizeof(DictView),
                                 .flags = kFlags,
                                 .slots = setViewSlots(viewIter<Part::kItems>),
                                 .methods = kItemsMethods,
                                 .getsets = kViewGetSets};
const TypeSpec kDictValuesSpec = {.name = "dict_values",
                                  .size = sizeof(DictView),
                                  .flags = kFlags,
                                  .slots = {.destroy = viewDestroy,
                                            .traverse = viewTraverse,
                                            .repr = viewRepr,
                                            .iter = viewIter<Part::kValues>,
                                            .length = viewLength},
                                  .methods = kValuesMethods,
                                  .getsets = kViewGetSets};

const TypeSpec kDictKeyIteratorSpec = {.name = "dict_keyiterator",
                                       .size = sizeof(DictIterator),
                                       .flags = kFlags,
                                       .slots = iteratorSlots(iteratorNext<Part::kKeys>),
                                       .methods = kIteratorMethods};
const TypeSpec kDictValueIteratorSpec = {.name = "dict_valueiterator",
                                         .size = sizeof(DictIterator),
                                         .flags = kFlags,
                                         .slots = iteratorSlots(iteratorNext<Part::kValues>),
                                         .methods = kIteratorMethods};
const TypeSpec kDictItemIteratorSpec = {.name = "dict_itemiterator",
                                        .size = sizeof(DictIterator),
                                        .flags = kFlags,
                                        .slots = iteratorSlots(iteratorNext<Part::kItems>),
                                        .methods = kIteratorMethods};
const TypeSpec kDictReverseKeyIteratorSpec = {.name = "dict_reversekeyiterator",
                                              .size = sizeof(DictIterator),
                                              .flags = kFlags,
                                              .slots =
                                                  iteratorSlots(reverseIteratorNext<Part::kKeys>),
                                              .methods = kIteratorMethods};
const TypeSpec kDictReverseValueIteratorSpec = {
    .name = "dict_reversevalueiterator",
    .size = sizeof(DictIterator),
    .flags = kFlags,
    .slots = iteratorSlots(reverseIteratorNext<Part::kValues>),
    .methods = kIteratorMethods};
const TypeSpec kDictReverseItemIteratorSpec = {.name = "dict_reverseitemiterator",
                                               .size = sizeof(DictIterator),
                                               .flags = kFlags,
                                               .slots =
                                                   iteratorSlots(reverseIteratorNext<Part::kItems>),
                                               .methods = kIteratorMethods};

} // namespace krait
