// set and frozenset: one table of open addressing, probed and grown exactly as CPython's, so that
// sets are iterated in the same order.
//
// Invariants: mask + 1 is the table's size, a power of two >= 8; the table is the one in the object
// or a heap block; an entry is live (key), free (all zero, so that a table is made by memset) or
// deleted (key zero, hash -1); fill counts the entries that are not free, and 5 * fill < 3 * mask
// after each addition. The set owns its keys. Everything needs the GIL.
//
// REENTRY: hashing, comparing and releasing keys runs Python code; a lookup that notices a change
// begins again, and keys leave the table before they are released.
#include "vm/objects/set.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"

#include <bit>
#include <cstring>

namespace krait {

bool isAnySet(Value v) {
    return v.isObject() && (v.object()->kind == static_cast<uint8_t>(TypeId::kSet) ||
                            v.object()->kind == static_cast<uint8_t>(TypeId::kFrozenSet) ||
                            (v.object()->shape->type->flags & kTypeSetSub));
}

bool isFrozenSet(Value v) {
    return isAnySet(v) && v.object()->shape->type->layout_id == TypeId::kFrozenSet;
}

namespace {

constexpr int64_t kSizeMin = 8;
constexpr uint64_t kLinearProbes = 9;
constexpr int kPerturbShift = 5;
constexpr Value kNoKey = Value::fromBits(0); // no Value is zero

bool isSet(Value v) {
    return isAnySet(v) && !isFrozenSet(v);
}
bool isExactAnySet(Value v) {
    return isKind(v, TypeId::kSet) || isKind(v, TypeId::kFrozenSet);
}
size_t tableBytes(int64_t size) {
    return static_cast<size_t>(size) * sizeof(SetEntry);
}
inline bool isLive(const SetEntry* e) {
    return e->key.bits() != 0;
}
inline bool isFree(const SetEntry* e) {
    return e->key.bits() == 0 && e->hash == 0;
}

// --- the table -----------------------------------------------------------------------------------

void makeEmpty(Set* s) {
    std::memset(static_cast<void*>(s->small_table), 0, sizeof s->small_table);
    s->table = s->small_table;
    s->mask = kSizeMin - 1;
    s->used = s->fill = 0;
    s->hash = -1;
    s->finger = 0;
}

// Calls body(SetEntry*) with each live entry of a table that nothing changes meanwhile. Which
// entries live is found without a branch for each: in a hash table one cannot be predicted.
template <typename Body>
inline void forEachLive(SetEntry* table, int64_t size, int64_t live, Body&& body) {
    constexpr int64_t kChunk = 16;
    for (; live > 0; table += kChunk, size -= kChunk) {
        uint32_t found = 0;
        if (KRAIT_LIKELY(size >= kChunk)) {
            for (int64_t i = 0; i < kChunk; ++i) found |= uint32_t{isLive(&table[i])} << i;
        } else {
            for (int64_t i = 0; i < size; ++i) found |= uint32_t{isLive(&table[i])} << i;
        }
        live -= std::popcount(found);
        for (; found != 0; found &= found - 1) body(&table[std::countr_zero(found)]);
    }
}

// Visits the entries of the probe sequence until visit() returns true.
template <typename Visit>
inline void probe(SetEntry* table, uint64_t mask, int64_t hash, Visit&& visit) {
    uint64_t perturb = static_cast<uint64_t>(hash);
    uint64_t i = perturb & mask;
    for (;;) {
        SetEntry* e = &table[i];
        uint64_t more = i + kLinearProbes <= mask ? kLinearProbes : 0;
        do {
            if (visit(e)) return;
            ++e;
        } while (more-- != 0);
        perturb >>= kPerturbShift;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

// The entry with the key, or the free one that ends the search; null after an error. *deleted is
// the last deleted entry that was passed, or null: an addition takes that.
template <bool kAdding = false>
SetEntry* lookup(Thread* t, Set* s, Value key, int64_t hash, SetEntry** deleted = nullptr) {
    for (;;) {
        SetEntry* found = nullptr;
        if constexpr (kAdding) *deleted = nullptr;
        bool failed = false, changed = false;
        SetEntry* table = s->table;
        probe(table, static_cast<uint64_t>(s->mask), hash, [&](SetEntry* e) {
            if (e->key == key || isFree(e)) {
                found = e;
                return true;
            }
            if (KRAIT_LIKELY(e->hash != hash)) {
                if constexpr (kAdding) {
                    if (e->hash == -1) *deleted = e;
                }
                return false;
            }
            Value k = e->key; // live: no hash is -1
            if (Value::bothSmallInts(k, key)) return false;
            if (isExactStr(k) && isExactStr(key)) {
                if (!strEqual(k.as<Str>(), key.as<Str>())) return false;
                found = e;
                return true;
            }
            Ref keep = Ref::share(k);
            Result<bool> equal = compareBool(t, k, key, CompareOp::kEq);
            if (equal.isError()) {
                failed = true;
                return true;
            }
            if (s->table != table || !(e->key == k)) {
                changed = true;
                return true;
            }
            if (equal.value()) found = e;
            return equal.value();
        });
        if (failed) return nullptr;
        if (!changed) return found;
    }
}

// As lookup() for a small int or an exact str, which run no Python code; null when the table holds
// another key of the same hash that might.
template <bool kAdding = false>
inline SetEntry* lookupSimple(Set* s, Value key, int64_t hash, SetEntry** deleted = nullptr) {
    auto mask = static_cast<uint64_t>(s->mask);
    uint64_t perturb = static_cast<uint64_t>(hash);
    uint64_t i = perturb & mask;
    if constexpr (kAdding) *deleted = nullptr;
    for (;;) {
        SetEntry* e = &s->table[i];
        SetEntry* end = e + (i + kLinearProbes <= mask ? kLinearProbes : 0);
        for (; e <= end; ++e) {
            if (e->key == key) return e;
            if (!isLive(e)) {
                if (e->hash == 0) return e;
                if constexpr (kAdding) *deleted = e;
            } else if (KRAIT_UNLIKELY(e->hash == hash)) {
                if (isExactStr(e->key) && isExactStr(key)) {
                    if (strEqual(e->key.as<Str>(), key.as<Str>())) return e;
                } else if (!Value::bothSmallInts(e->key, key)) {
                    return nullptr;
                }
            }
        }
        perturb >>= kPerturbShift;
        i = (i * 5 + 1 + perturb) & mask;
    }
}
inline bool isSimpleKey(Value key) {
    return key.isSmallInt() || isExactStr(key);
}

// Puts a key that is not there into a table without deleted entries.
[[gnu::noinline]] void insertCleanProbing(SetEntry* table, uint64_t mask, Value key, int64_t hash) {
    probe(table, mask, hash, [&](SetEntry* e) {
        if (isLive(e)) return false;
        *e = {key, hash};
        return true;
    });
}
inline void insertClean(SetEntry* table, uint64_t mask, Value key, int64_t hash) {
    SetEntry* e = &table[static_cast<uint64_t>(hash) & mask];
    if (isLive(e)) return insertCleanProbing(table, mask, key, hash);
    *e = {key, hash};
}

Status resize(Thread* t, Set* s, int64_t used_min) {
    int64_t size = kSizeMin;
    while (size <= used_min) size <<= 1;
    SetEntry* old = s->table;
    int64_t old_size = s->mask + 1;
    SetEntry small_copy[kSizeMin];
    bool old_is_block = old != s->small_table;
    SetEntry* table;
    if (size == kSizeMin) {
        if (!old_is_block) {
            if (s->fill == s->used) return ok();
            std::memcpy(small_copy, old, sizeof small_copy);
            old = small_copy;
        }
        table = s->small_table;
    } else {
        table = static_cast<SetEntry*>(t->heap->allocateBlock(tableBytes(size)));
        if (!table) return raiseNoMemory(t);
    }
    std::memset(static_cast<void*>(table), 0, tableBytes(size));
    forEachLive(old, old_size, s->used, [&](const SetEntry* e) {
        insertClean(table, static_cast<uint64_t>(size - 1), e->key, e->hash);
    });
    s->table = table;
    s->mask = size - 1;
    s->fill = s->used;
    if (old_is_block) t->heap->freeBlock(old, tableBytes(old_size));
    return ok();
}

Status growAfterUse(Thread* t, Set* s) {
    return resize(t, s, s->used > 50000 ? s->used * 2 : s->used * 4);
}

[[gnu::noinline]] Result<bool> addProbing(Thread* t, Set* s, Value key, int64_t hash) {
    SetEntry* deleted;
    SetEntry* e = isSimpleKey(key) ? lookupSimple<true>(s, key, hash, &deleted) : nullptr;
    if (!e) e = lookup<true>(t, s, key, hash, &deleted);
    if (KRAIT_UNLIKELY(!e)) return Error{};
    if (isLive(e)) return false;
    incref(key);
    ++s->used;
    if (deleted) {
        *deleted = {key, hash};
        return true;
    }
    *e = {key, hash};
    ++s->fill;
    if (KRAIT_UNLIKELY(s->fill * 5 >= s->mask * 3)) KRAIT_TRY(growAfterUse(t, s));
    return true;
}
// True if the key is new. The entry where the search begins settles most.
inline Result<bool> addHashed(Thread* t, Set* s, Value key, int64_t hash) {
    SetEntry* e = &s->table[hash & s->mask];
    if (e->key == key) return false;
    if (!isFree(e)) return addProbing(t, s, key, hash);
    incref(key);
    *e = {key, hash};
    ++s->used;
    ++s->fill;
    if (KRAIT_UNLIKELY(s->fill * 5 >= s->mask * 3)) KRAIT_TRY(growAfterUse(t, s));
    return true;
}

// Adds a key that is not there to a set without deleted entries.
Status addUnique(Thread* t, Set* s, Value key, int64_t hash) {
    incref(key);
    insertClean(s->table, static_cast<uint64_t>(s->mask), key, hash);
    ++s->used;
    ++s->fill;
    if (KRAIT_UNLIKELY(s->fill * 5 >= s->mask * 3)) KRAIT_TRY(growAfterUse(t, s));
    return ok();
}

Result<bool> containsHashed(Thread* t, Set* s, Value key, int64_t hash) {
    SetEntry* e = &s->table[hash & s->mask];
    if (e->key == key) return true;
    if (isFree(e)) return false;
    e = isSimpleKey(key) ? lookupSimple(s, key, hash) : nullptr;
    if (!e) e = lookup(t, s, key, hash);
    if (KRAIT_UNLIKELY(!e)) return Error{};
    return isLive(e);
}

Result<bool> discardHashed(Thread* t, Set* s, Value key, int64_t hash) {
    SetEntry* e = isSimpleKey(key) ? lookupSimple(s, key, hash) : nullptr;
    if (!e) e = lookup(t, s, key, hash);
    if (KRAIT_UNLIKELY(!e)) return Error{};
    if (!isLive(e)) return false;
    Value old = std::exchange(e->key, kNoKey);
    e->hash = -1;
    --s->used;
    decref(old);
    return true;
}

// The next live entry at or after *position; null at the end.
inline SetEntry* nextEntry(Set* s, int64_t* position) {
    int64_t i = *position, mask = s->mask;
    while (i <= mask && !isLive(&s->table[i])) ++i;
    *position = i + 1;
    return i <= mask ? &s->table[i] : nullptr;
}

// Calls body(key, hash) -> Status with each entry, holding the key.
template <typename Body>
Status forEach(Set* s, Body&& body) {
    int64_t position = 0;
    while (SetEntry* e = nextEntry(s, &position)) {
        Ref key = Ref::share(e->key);
        Status status = body(key.get(), e->hash);
        if (status.isError()) return status;
    }
    return ok();
}

// Calls body(key, hash, there) -> Result<bool> with each entry of s and whether `other` has its
// key, until body says false: then the result is false. Only a search beyond the first place may
// run Python code, so only then is the key held. REENTRY: body must run none.
template <typename Body>
inline Result<bool> forEachTested(Thread* t, Set* s, Set* other, Body&& body) {
    int64_t position = 0;
    while (SetEntry* e = nextEntry(s, &position)) {
        Value key = e->key;
        int64_t hash = e->hash;
        const SetEntry* first = &other->table[hash & other->mask];
        bool there = first->key == key;
        Ref keep;
        if (!there && !isFree(first)) {
            keep = Ref::share(key);
            there = KRAIT_TRY(containsHashed(t, other, key, hash));
        }
        if (!KRAIT_TRY(body(key, hash, there))) return false;
    }
    return true;
}

Status mergeSet(Thread* t, Set* s, Set* other) {
    if (s == other || other->used == 0) return ok();
    if ((s->fill + other->used) * 5 >= s->mask * 3) {
        KRAIT_TRY(resize(t, s, (s->used + other->used) * 2));
    }
    if (s->fill == 0) {
        if (s->mask == other->mask && other->fill == other->used) {
            std::memcpy(static_cast<void*>(s->table), other->table, tableBytes(s->mask + 1));
            forEachLive(s->table, s->mask + 1, other->used,
                        [](const SetEntry* e) { incref(e->key); });
        } else {
            SetEntry* table = s->table;
            auto mask = static_cast<uint64_t>(s->mask);
            forEachLive(other->table, other->mask + 1, other->used, [&](const SetEntry* e) {
                incref(e->key);
                insertClean(table, mask, e->key, e->hash);
            });
        }
        s->fill = s->used = other->used;
        return ok();
    }
    return forEach(other, [&](Value key, int64_t hash) -> Status {
        KRAIT_TRY(addHashed(t, s, key, hash));
        return ok();
    });
}

Status mergeDictKeys(Thread* t, Set* s, Dict* d) {
    if ((s->fill + d->used) * 5 >= s->mask * 3) KRAIT_TRY(resize(t, s, (s->used + d->used) * 2));
    int64_t position = 0;
    Value key, value;
    while (dictNext(d, &position, &key, &value)) {
        Ref keep = Ref::share(key);
        KRAIT_TRY(addHashed(t, s, key, d->entries[position - 1].hash));
    }
    return ok();
}

} // namespace

// --- for C++ -------------------------------------------------------------------------------------

New<Set> setNew(Thread* t, bool frozen) {
    New<Set> s = allocateObject<Set>(t, frozen ? TypeId::kFrozenSet : TypeId::kSet);
    if (KRAIT_UNLIKELY(s.isError())) return s;
    makeEmpty(s);
    return s;
}

Result<bool> setAdd(Thread* t, Set* s, Value key) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    return addHashed(t, s, key, hash);
}

Result<bool> setContains(Thread* t, Set* s, Value key) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    return containsHashed(t, s, key, hash);
}

Result<bool> setDiscard(Thread* t, Set* s, Value key) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    return discardHashed(t, s, key, hash);
}

Status setUpdate(Thread* t, Set* s, Value iterable) {
    if (isAnySet(iterable)) return mergeSet(t, s, iterable.as<Set>());
    if (isExactDict(iterable)) return mergeDictKeys(t, s, iterable.as<Dict>());
    if (isExactList(iterable)) {
        auto* list = iterable.as<List>();
        for (int64_t i = 0; i < list->length; ++i) {
            Ref item = Ref::share(list->items[i]);
            int64_t hash = KRAIT_TRY(hashItem(t, item));
            KRAIT_TRY(addHashed(t, s, item, hash));
        }
        return ok();
    }
    if (isExactStr(iterable) && iterable.as<Str>()->width == 1) {
        auto* text = iterable.as<Str>();
        for (int64_t i = 0; i < text->length; ++i) {
            Value c(t->runtime->latin1_chars[text->latin1()[i]]);
            KRAIT_TRY(addHashed(t, s, c, c.as<Str>()->hash));
        }
        return ok();
    }
    return iterateItems(t, iterable, [&](Value item) -> Status {
        int64_t hash = KRAIT_TRY(hashItem(t, item));
        KRAIT_TRY(addHashed(t, s, item, hash));
        return ok();
    });
}

bool setNext(Set* s, int64_t* position, Value* key) {
    SetEntry* e = nextEntry(s, position);
    if (e) *key = e->key;
    return e != nullptr;
}

static Ref fromItems(Thread* t, const Value* items, int64_t count, bool frozen) {
    New<Set> s = KRAIT_TRY(setNew(t, frozen));
    for (int64_t i = 0; i < count; ++i) KRAIT_TRY(setAdd(t, s, items[i]));
    return s;
}
Ref frozenSetFrom(Thread* t, const Value* items, int64_t count) {
    return fromItems(t, items, count, true);
}
Ref setFrom(Thread* t, const Value* items, int64_t count) {
    return fromItems(t, items, count, false);
}

void setClear(Thread* t, Set* s) {
    if (s->fill == 0 && s->table == s->small_table) return;
    SetEntry small_copy[kSizeMin];
    SetEntry* old = s->table;
    int64_t size = s->mask + 1;
    bool is_block = old != s->small_table;
    if (!is_block) {
        std::memcpy(small_copy, old, sizeof small_copy);
        old = small_copy;
    }
    int64_t hash = s->hash, used = s->used;
    makeEmpty(s);
    s->hash = hash;
    forEachLive(old, size, used, [](const SetEntry* e) { decref(e->key); });
    if (is_block) t->heap->freeBlock(old, tableBytes(size));
}

Ref setPop(Thread* t, Set* s) {
    if (s->used == 0) return raise(t, TypeId::kKeyError, "pop from an empty set");
    int64_t i = s->finger & s->mask;
    while (!isLive(&s->table[i])) i = i == s->mask ? 0 : i + 1;
    Value key = std::exchange(s->table[i].key, kNoKey);
    s->table[i].hash = -1;
    --s->used;
    s->finger = i + 1;
    return Ref::take(key);
}

namespace {

// --- set algebra ---------------------------------------------------------------------------------

// A plain set or frozenset (as `like` is) with the items of `iterable`, if given.
New<Set> newLike(Thread* t, Set* like, Value iterable = Value()) {
    New<Set> s = KRAIT_TRY(setNew(t, isFrozenSet(Value(like))));
    if (!iterable.isEmpty()) KRAIT_TRY(setUpdate(t, s, iterable));
    return s;
}

Ref intersection(Thread* t, Set* s, Value other) {
    if (other == Value(s)) return newLike(t, s, other);
    New<Set> result = KRAIT_TRY(newLike(t, s));
    if (isAnySet(other)) {
        Set* small = other.as<Set>();
        Set* large = s;
        if (small->used > large->used) std::swap(small, large);
        auto add = [&](Value key, int64_t hash, bool there) -> Result<bool> {
            if (there) KRAIT_TRY(addUnique(t, result, key, hash));
            return true;
        };
        KRAIT_TRY(forEachTested(t, small, large, add));
        return result;
    }
    KRAIT_TRY(iterateItems(t, other, [&](Value key) -> Status {
        int64_t hash = KRAIT_TRY(hashItem(t, key));
        if (KRAIT_TRY(containsHashed(t, s, key, hash))) {
            KRAIT_TRY(addHashed(t, result, key, hash));
        }
        return ok();
    }));
    return result;
}

Status differenceUpdate(Thread* t, Set* s, Value other) {
    if (other == Value(s)) {
        setClear(t, s);
        return ok();
    }
    if (isAnySet(other)) {
        Ref keep = Ref::share(other);
        // With a much larger other set, only what both have is worth looking up.
        if ((other.as<Set>()->used >> 3) > s->used) {
            keep = intersection(t, s, other);
            if (keep.isError()) return Error{};
        }
        KRAIT_TRY(forEach(keep.as<Set>(), [&](Value key, int64_t hash) -> Status {
            KRAIT_TRY(discardHashed(t, s, key, hash));
            return ok();
        }));
    } else {
        KRAIT_TRY(iterateItems(t, other, [&](Value key) -> Status {
            KRAIT_TRY(setDiscard(t, s, key));
            return ok();
        }));
    }
    if (s->fill - s->used <= s->mask / 4) return ok();
    return growAfterUse(t, s);
}

Ref copyAndDifference(Thread* t, Set* s, Value other) {
    New<Set> result = KRAIT_TRY(newLike(t, s, Value(s)));
    KRAIT_TRY(differenceUpdate(t, result, other));
    return result;
}

Ref difference(Thread* t, Set* s, Value other) {
    bool is_set = isAnySet(other), is_dict = isExactDict(other);
    if (!is_set && !is_dict) return copyAndDifference(t, s, other);
    int64_t other_size = is_set ? other.as<Set>()->used : other.as<Dict>()->used;
    if ((s->used >> 2) > other_size) return copyAndDifference(t, s, other);
    New<Set> result = KRAIT_TRY(newLike(t, s));
    if (is_set) {
        auto add = [&](Value key, int64_t hash, bool there) -> Result<bool> {
            if (!there) KRAIT_TRY(addUnique(t, result, key, hash));
            return true;
        };
        KRAIT_TRY(forEachTested(t, s, other.as<Set>(), add));
        return result;
    }
    KRAIT_TRY(forEach(s, [&](Value key, int64_t hash) -> Status {
        Value found = KRAIT_TRY(dictGetHashed(t, other.as<Dict>(), key, hash));
        return found.isEmpty() ? addUnique(t, result, key, hash) : ok();
    }));
    return result;
}

Status symmetricDifferenceUpdate(Thread* t, Set* s, Value other) {
    if (other == Value(s)) {
        setClear(t, s);
        return ok();
    }
    Ref set = isAnySet(other) ? Ref::share(other) : Ref(newLike(t, s, other));
    if (set.isError()) return Error{};
    return forEach(set.as<Set>(), [&](Value key, int64_t hash) -> Status {
        if (!KRAIT_TRY(discardHashed(t, s, key, hash))) KRAIT_TRY(addHashed(t, s, key, hash));
        return ok();
    });
}

Ref symmetricDifference(Thread* t, Set* s, Value other) {
    New<Set> result = KRAIT_TRY(newLike(t, s, other));
    KRAIT_TRY(symmetricDifferenceUpdate(t, result, Value(s)));
    return result;
}

Result<bool> isSubsetOfSet(Thread* t, Set* s, Set* other) {
    if (s->used > other->used) return false;
    return forEachTested(t, s, other,
                         [](Value, int64_t, bool there) -> Result<bool> { return there; });
}

// s exchanges its contents with another set of ours.
void swapBodies(Set* a, Set* b) {
    std::swap(a->used, b->used);
    std::swap(a->fill, b->fill);
    std::swap(a->mask, b->mask);
    bool a_small = a->table == a->small_table, b_small = b->table == b->small_table;
    std::swap(a->table, b->table);
    for (int64_t i = 0; i < kSizeMin; ++i) std::swap(a->small_table[i], b->small_table[i]);
    if (b_small) a->table = a->small_table;
    if (a_small) b->table = b->small_table;
    a->hash = b->hash = -1;
}

// --- slots ---------------------------------------------------------------------------------------

void setDestroy(Thread* t, Object* o) {
    auto* s = static_cast<Set*>(o);
    forEachLive(s->table, s->mask + 1, s->used, [](const SetEntry* e) { decref(e->key); });
    if (s->table != s->small_table) t->heap->freeBlock(s->table, tableBytes(s->mask + 1));
}
void setTraverse(Object* o, Visitor& visitor) {
    auto* s = static_cast<Set*>(o);
    forEachLive(s->table, s->mask + 1, s->used, [&](SetEntry* e) { visitor.visit(e->key); });
}
void setClearSlot(Thread* t, Object* o) {
    setClear(t, static_cast<Set*>(o));
}

Ref setRepr(Thread* t, Value self) {
    auto* s = self.as<Set>();
    if (s->used == 0) return strFormat(t, "%T()", self);
    if (KRAIT_TRY(reprEnter(t, self))) return strFormat(t, "%T(...)", self);
    ReprScope scope(t, self);
    New<List> keys = KRAIT_TRY(listNew(t, s->used));
    KRAIT_TRY(listExtend(t, keys, self));
    TextBuffer out(t);
    bool plain = isKind(self, TypeId::kSet);
    if (!plain) {
        out.append(typeOf(t, self)->name);
        out.append("(");
    }
    out.append("{");
    KRAIT_TRY(reprItems(
        t, out, [&](int64_t i) { return i < keys->length ? keys->items[i] : Value::empty(); }));
    out.append("}");
    if (!plain) out.append(")");
    return out.finish();
}

Result<int64_t> frozenSetHash(Thread*, Value self) {
    auto* s = self.as<Set>();
    if (s->hash != -1) return s->hash;
    UnorderedHash hash;
    forEachLive(s->table, s->mask + 1, s->used, [&](const SetEntry* e) { hash.add(e->hash); });
    s->hash = hash.finish(static_cast<size_t>(s->used));
    return s->hash;
}

Ref setCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isAnySet(a) || !isAnySet(b)) return Ref::notImplemented();
    auto* x = a.as<Set>();
    auto* y = b.as<Set>();
    bool result = false;
    switch (op) {
    case CompareOp::kEq:
    case CompareOp::kNe:
        result = x->used == y->used && (x->hash == -1 || y->hash == -1 || x->hash == y->hash) &&
                 KRAIT_TRY(isSubsetOfSet(t, x, y));
        if (op == CompareOp::kNe) result = !result;
        break;
    case CompareOp::kLt:
        result = x->used < y->used && KRAIT_TRY(isSubsetOfSet(t, x, y));
        break;
    case CompareOp::kLe:
        result = KRAIT_TRY(isSubsetOfSet(t, x, y));
        break;
    case CompareOp::kGt:
        result = x->used > y->used && KRAIT_TRY(isSubsetOfSet(t, y, x));
        break;
    case CompareOp::kGe:
        result = KRAIT_TRY(isSubsetOfSet(t, y, x));
        break;
    }
    return Ref::boolean(result);
}

Result<int64_t> setLength(Thread*, Value self) {
    return self.as<Set>()->used;
}

// Python: an unhashable set given to `in`, remove() or discard() stands for its frozenset. Gives
// that, or the error that hashing `key` raised.
Ref frozenForLookup(Thread* t, Value key) {
    if (!isSet(key) || !clearErrorIf(t, TypeId::kTypeError)) return Error{};
    New<Set> frozen = KRAIT_TRY(setNew(t, true));
    KRAIT_TRY(setUpdate(t, frozen, key));
    return frozen;
}

Result<bool> setContainsSlot(Thread* t, Value self, Value key) {
    Result<bool> found = setContains(t, self.as<Set>(), key);
    if (KRAIT_LIKELY(!found.isError())) return found;
    Ref frozen = KRAIT_TRY(frozenForLookup(t, key));
    return setContains(t, self.as<Set>(), frozen);
}

Ref setIter(Thread* t, Value self) {
    New<SetIterator> it = KRAIT_TRY(allocateObject<SetIterator>(t, TypeId::kSetIterator));
    incref(self);
    it->set = self;
    it->position = 0;
    it->used = it->left = self.as<Set>()->used;
    return it;
}

Ref setOr(Thread* t, Value a, Value b) {
    if (!isAnySet(a) || !isAnySet(b)) return Ref::notImplemented();
    New<Set> result = KRAIT_TRY(newLike(t, a.as<Set>(), a));
    if (!(a == b)) KRAIT_TRY(setUpdate(t, result, b));
    return result;
}
Ref setAnd(Thread* t, Value a, Value b) {
    if (!isAnySet(a) || !isAnySet(b)) return Ref::notImplemented();
    return intersection(t, a.as<Set>(), b);
}
Ref setSubtract(Thread* t, Value a, Value b) {
    if (!isAnySet(a) || !isAnySet(b)) return Ref::notImplemented();
    return difference(t, a.as<Set>(), b);
}
Ref setXor(Thread* t, Value a, Value b) {
    if (!isAnySet(a) || !isAnySet(b)) return Ref::notImplemented();
    return symmetricDifference(t, a.as<Set>(), b);
}
Ref setInplaceOr(Thread* t, Value a, Value b) {
    if (!isAnySet(b)) return Ref::notImplemented();
    KRAIT_TRY(setUpdate(t, a.as<Set>(), b));
    return Ref::share(a);
}
Ref setInplaceAnd(Thread* t, Value a, Value b) {
    if (!isAnySet(b)) return Ref::notImplemented();
    Ref result = KRAIT_TRY(intersection(t, a.as<Set>(), b));
    swapBodies(a.as<Set>(), result.as<Set>());
    return Ref::share(a);
}
Ref setInplaceSubtract(Thread* t, Value a, Value b) {
    if (!isAnySet(b)) return Ref::notImplemented();
    KRAIT_TRY(differenceUpdate(t, a.as<Set>(), b));
    return Ref::share(a);
}
Ref setInplaceXor(Thread* t, Value a, Value b) {
    if (!isAnySet(b)) return Ref::notImplemented();
    KRAIT_TRY(symmetricDifferenceUpdate(t, a.as<Set>(), b));
    return Ref::share(a);
}

// --- methods -------------------------------------------------------------------------------------

Ref setAllocate(Thread* t, Value type) {
    auto* s = static_cast<Set*>(allocateInstance(t, type.as<Type>()));
    if (!s) return Error{};
    makeEmpty(s);
    return Ref::take(s);
}
Ref set_dunder_new(Thread* t, Args a) {
    return setAllocate(t, a[0]);
}
Ref set_dunder_init(Thread* t, Args a) {
    auto* s = a[0].as<Set>();
    if (s->fill != 0) setClear(t, s);
    if (!a[1].isEmpty()) KRAIT_TRY(setUpdate(t, s, a[1]));
    return Ref::none();
}
Ref setFromIterable(Thread* t, Value iterable) {
    New<Set> made = KRAIT_TRY(setNew(t));
    KRAIT_TRY(setUpdate(t, made, iterable));
    return made;
}
Ref frozenset_dunder_new(Thread* t, Args a) {
    bool exact = a[0] == Value(t->type(TypeId::kFrozenSet));
    if (exact && isKind(a[1], TypeId::kFrozenSet)) return Ref::share(a[1]);
    Ref made = KRAIT_TRY(setAllocate(t, a[0]));
    if (!a[1].isEmpty()) KRAIT_TRY(setUpdate(t, made.as<Set>(), a[1]));
    return made;
}

Ref set_add(Thread* t, Args a) {
    KRAIT_TRY(setAdd(t, a[0].as<Set>(), a[1]));
    return Ref::none();
}
Ref set_clear(Thread* t, Args a) {
    setClear(t, a[0].as<Set>());
    return Ref::none();
}
Ref set_copy(Thread* t, Args a) {
    return newLike(t, a[0].as<Set>(), a[0]);
}
Ref frozenset_copy(Thread* t, Args a) {
    if (isKind(a[0], TypeId::kFrozenSet)) return Ref::share(a[0]);
    return set_copy(t, a);
}
Result<bool> discardKey(Thread* t, Set* s, Value key) {
    Result<bool> found = setDiscard(t, s, key);
    if (KRAIT_LIKELY(!found.isError())) return found;
    Ref frozen = KRAIT_TRY(frozenForLookup(t, key));
    return setDiscard(t, s, frozen);
}
Ref set_discard(Thread* t, Args a) {
    KRAIT_TRY(discardKey(t, a[0].as<Set>(), a[1]));
    return Ref::none();
}
Ref set_remove(Thread* t, Args a) {
    if (!KRAIT_TRY(discardKey(t, a[0].as<Set>(), a[1]))) return raiseKeyError(t, a[1]);
    return Ref::none();
}
Ref set_pop(Thread* t, Args a) {
    return setPop(t, a[0].as<Set>());
}

Ref set_update(Thread* t, Args a) {
    auto* others = a[1].as<Tuple>();
    for (int64_t i = 0; i < others->length; ++i) {
        KRAIT_TRY(setUpdate(t, a[0].as<Set>(), others->items[i]));
    }
    return Ref::none();
}
Ref set_union(Thread* t, Args a) {
    New<Set> result = KRAIT_TRY(newLike(t, a[0].as<Set>(), a[0]));
    auto* others = a[1].as<Tuple>();
    for (int64_t i = 0; i < others->length; ++i) {
        if (others->items[i] == a[0]) continue;
        KRAIT_TRY(setUpdate(t, result, others->items[i]));
    }
    return result;
}
Ref set_intersection(Thread* t, Args a) {
    auto* others = a[1].as<Tuple>();
    if (others->length == 0) return set_copy(t, a);
    Ref result = Ref::share(a[0]);
    for (int64_t i = 0; i < others->length; ++i) {
        result = intersection(t, result.as<Set>(), others->items[i]);
        if (result.isError()) return Error{};
    }
    return result;
}
Ref set_intersection_update(Thread* t, Args a) {
    Ref result = KRAIT_TRY(set_intersection(t, a));
    swapBodies(a[0].as<Set>(), result.as<Set>());
    return Ref::none();
}
Ref set_difference(Thread* t, Args a) {
    auto* others = a[1].as<Tuple>();
    if (others->length == 0) return set_copy(t, a);
    Ref result = KRAIT_TRY(difference(t, a[0].as<Set>(), others->items[0]));
    for (int64_t i = 1; i < others->length; ++i) {
        KRAIT_TRY(differenceUpdate(t, result.as<Set>(), others->items[i]));
    }
    return result;
}
Ref set_difference_update(Thread* t, Args a) {
    auto* others = a[1].as<Tuple>();
    for (int64_t i = 0; i < others->length; ++i) {
        KRAIT_TRY(differenceUpdate(t, a[0].as<Set>(), others->items[i]));
    }
    return Ref::none();
}
Ref set_symmetric_difference(Thread* t, Args a) {
    return symmetricDifference(t, a[0].as<Set>(), a[1]);
}
Ref set_symmetric_difference_update(Thread* t, Args a) {
    KRAIT_TRY(symmetricDifferenceUpdate(t, a[0].as<Set>(), a[1]));
    return Ref::none();
}

Ref set_isdisjoint(Thread* t, Args a) {
    auto* s = a[0].as<Set>();
    Value other = a[1];
    if (other == a[0]) return Ref::boolean(s->used == 0);
    if (isExactAnySet(other)) {
        Set* small = other.as<Set>();
        Set* large = s;
        if (small->used > large->used) std::swap(small, large);
        bool disjoint = KRAIT_TRY(forEachTested(
            t, small, large, [](Value, int64_t, bool there) -> Result<bool> { return !there; }));
        return Ref::boolean(disjoint);
    }
    Ref iterator = KRAIT_TRY(iterOf(t, other));
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            return Ref::boolean(true);
        }
        if (KRAIT_TRY(setContains(t, s, item))) return Ref::boolean(false);
    }
}
Ref set_issubset(Thread* t, Args a) {
    auto* s = a[0].as<Set>();
    if (isAnySet(a[1])) return Ref::boolean(KRAIT_TRY(isSubsetOfSet(t, s, a[1].as<Set>())));
    Ref common = KRAIT_TRY(intersection(t, s, a[1]));
    return Ref::boolean(common.as<Set>()->used == s->used);
}
Ref set_issuperset(Thread* t, Args a) {
    auto* s = a[0].as<Set>();
    if (isAnySet(a[1])) return Ref::boolean(KRAIT_TRY(isSubsetOfSet(t, a[1].as<Set>(), s)));
    Ref iterator = KRAIT_TRY(iterOf(t, a[1]));
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            return Ref::boolean(true);
        }
        if (!KRAIT_TRY(setContains(t, s, item))) return Ref::boolean(false);
    }
}

Ref set_dunder_reduce(Thread* t, Args a) {
    Ref keys = KRAIT_TRY(listFromIterable(t, a[0]));
    Ref arguments = KRAIT_TRY(tupleOf(t, keys.get()));
    Ref state = Ref::none();
    if (!isExactAnySet(a[0])) {
        state = KRAIT_TRY(callMethod(t, a[0], t->name(kName___getstate__)));
    }
    return tupleOf(t, Value(typeOf(t, a[0])), arguments.get(), state.get());
}
Ref set_dunder_sizeof(Thread* t, Args a) {
    auto* s = a[0].as<Set>();
    size_t size = typeOf(t, a[0])->instance_size;
    if (s->table != s->small_table) size += tableBytes(s->mask + 1);
    return intFrom(t, static_cast<int64_t>(size));
}

#define KRAIT_SET_METHODS                                                                          \
    {"union(self, /, *others)", set_union,                                                         \
     "Return a new set with elements from the set and all others.", kMethodLentArgs},              \
        {"intersection(self, /, *others)", set_intersection,                                       \
         "Return a new set with elements common to the set and all others.", kMethodLentArgs},     \
        {"difference(self, /, *others)", set_difference,                                           \
         "Return a new set with elements in the set that are not in the others.",                  \
         kMethodLentArgs},                                                                         \
        {"symmetric_difference(self, other, /)", set_symmetric_difference,                         \
         "Return a new set with elements in either the set or other but not both."},               \
        {"isdisjoint(self, other, /)", set_isdisjoint,                                             \
         "Return True if two sets have a null intersection."},                                     \
        {"issubset(self, other, /)", set_issubset,                                                 \
         "Report whether another set contains this set."},                                         \
        {"issuperset(self, other, /)", set_issuperset,                                             \
         "Report whether this set contains another set."},                                         \
        {"__reduce__(self, /)", set_dunder_reduce, "Return state information for pickling."},      \
        {"__sizeof__(self, /)", set_dunder_sizeof,                                                 \
         "S.__sizeof__() -> size of S in memory, in bytes."},                                      \
        kClassGetItem

Ref set_dunder_contains(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(setContainsSlot(t, a[0], a[1])));
}
constexpr MethodDef kSetContains = {"__contains__(self, object, /)", set_dunder_contains,
                                    "x.__contains__(y) <==> y in x."};

constexpr MethodDef kSetMethods[] = {
    kSetContains,
    {"add(self, object, /)", set_add,
     "Add an element to a set.\n\nThis has no effect if the element is already present."},
    {"clear(self, /)", set_clear, "Remove all elements from this set."},
    {"copy(self, /)", set_copy, "Return a shallow copy of a set."},
    {"discard(self, object, /)", set_discard,
     "Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() "
     "method does not raise\nan exception when an element is missing from the set."},
    {"remove(self, object, /)", set_remove,
     "Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise "
     "a KeyError."},
    {"pop(self, /)", set_pop,
     "Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty."},
    {"update(self, /, *others)", set_update, "Update the set, adding elements from all others.",
     kMethodLentArgs},
    {"intersection_update(self, /, *others)", set_intersection_update,
     "Update the set, keeping only elements found in it and all others.", kMethodLentArgs},
    {"difference_update(self, /, *others)", set_difference_update,
     "Update the set, removing elements found in others.", kMethodLentArgs},
    {"symmetric_difference_update(self, other, /)", set_symmetric_difference_update,
     "Update the set, keeping only elements found in either set, but not in both."},
    KRAIT_SET_METHODS,
    {}};
constexpr MethodDef kFrozenSetMethods[] = {
    kSetContains,
    {"copy(self, /)", frozenset_copy, "Return a shallow copy of a set."},
    KRAIT_SET_METHODS,
    {}};

// --- iterator ------------------------------------------------------------------------------------

Ref setIteratorNext(Thread* t, Value self) {
    auto* it = self.as<SetIterator>();
    if (it->set.isEmpty()) return Ref();
    auto* s = it->set.as<Set>();
    if (KRAIT_UNLIKELY(it->used != s->used)) {
        it->used = -1;
        return raise(t, TypeId::kRuntimeError, "Set changed size during iteration");
    }
    if (SetEntry* e = nextEntry(s, &it->position)) {
        --it->left;
        return Ref::share(e->key);
    }
    decref(std::exchange(it->set, Value()));
    return Ref();
}
void iteratorDestroy(Thread*, Object* o) {
    decref(static_cast<SetIterator*>(o)->set);
}
void iteratorTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<SetIterator*>(o)->set);
}
Ref set_iterator_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<SetIterator>();
    bool live = !it->set.isEmpty() && it->used == it->set.as<Set>()->used;
    return intFrom(t, live ? it->left : 0);
}
Ref set_iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<SetIterator>();
    New<List> rest = KRAIT_TRY(listNew(t));
    if (!it->set.isEmpty()) {
        New<SetIterator> copy = KRAIT_TRY(allocateObject<SetIterator>(t, TypeId::kSetIterator));
        incref(it->set);
        copy->set = it->set;
        copy->position = it->position;
        copy->used = it->used;
        copy->left = it->left;
        KRAIT_TRY(listExtend(t, rest, copy));
    }
    return reduceWith(t, "iter", rest);
}
constexpr MethodDef kIteratorMethods[] = {
    {"__length_hint__(self, /)", set_iterator_dunder_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", set_iterator_dunder_reduce, "Return state information for pickling."},
    {}};

} // namespace

const TypeSpec kSetSpec = {
    .name = "set",
    .size = sizeof(Set),
    .flags = kTypeContainer | kTypeBase | kTypeSetSub | kTypeWeakrefable,
    .slots = {.destroy = setDestroy,
              .traverse = setTraverse,
              .clear = setClearSlot,
              .repr = setRepr,
              .compare = setCompare,
              .iter = setIter,
              .length = setLength,
              .contains = setContainsSlot,
              .binary = {nullptr, setSubtract, nullptr, nullptr, nullptr, nullptr, nullptr, setAnd,
                         setOr, setXor},
              .inplace = {nullptr, setInplaceSubtract, nullptr, nullptr, nullptr, nullptr, nullptr,
                          setInplaceAnd, setInplaceOr, setInplaceXor}},
    .doc = "Build an unordered collection of unique elements.",
    .new_ = {"set(cls, /, *args, **kwargs)", set_dunder_new, nullptr},
    .init = {"set(self, iterable=<unset>, /)", set_dunder_init, nullptr},
    .convert = setFromIterable,
    .methods = kSetMethods,
};

const TypeSpec kFrozenSetSpec = {
    .name = "frozenset",
    .size = sizeof(Set),
    .flags = kTypeContainer | kTypeBase | kTypeSetSub | kTypeWeakrefable,
    .slots = {.destroy = setDestroy,
              .traverse = setTraverse,
              .clear = setClearSlot,
              .repr = setRepr,
              .hash = frozenSetHash,
              .compare = setCompare,
              .iter = setIter,
              .length = setLength,
              .contains = setContainsSlot,
              .binary = {nullptr, setSubtract, nullptr, nullptr, nullptr, nullptr, nullptr, setAnd,
                         setOr, setXor}},
    .doc = "Build an immutable unordered collection of unique elements.",
    .new_ = {"frozenset(cls, iterable=<unset>, /)", frozenset_dunder_new, nullptr},
    .methods = kFrozenSetMethods,
};

const TypeSpec kSetIteratorSpec = {
    .name = "set_iterator",
    .size = sizeof(SetIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = iteratorDestroy,
              .traverse = iteratorTraverse,
              .iter = iterSelf,
              .next = setIteratorNext},
    .methods = kIteratorMethods,
};

} // namespace krait
