// dict: entries in insertion order, and an index of open addressing over them; both in one heap
// block. Invariants:
//   - entries[0..entry_count) were used; a deleted one has an EMPTY key, and keeps its hash;
//   - up to kLinearMax entries there is no index: lookups walk the entries;
//   - each live entry has one slot in the index; that of a deleted one becomes a dummy, so that
//     probing goes on, and is used again; at most 7/8 of the slots are not free;
//   - string_keys implies that every key is an exact str, so lookups by str run no Python code;
//   - keys_version becomes 0 whenever a key comes, goes, or moves to another entry.
// The dict owns keys, values and (through `cells`) its name cells. Everything needs the GIL.
//
// REENTRY: hashing, comparing and releasing run Python code that may change this dict. A lookup
// that notices begins again; what is removed leaves the table before it is released.
#include "vm/objects/dict.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/generic_alias.h"

#include <bit>
#include <cstring>

namespace krait {

bool isDict(Value v) {
    return v.isObject() && (v.object()->kind == static_cast<uint8_t>(TypeId::kDict) ||
                            (v.object()->shape->type->flags & kTypeDictSub));
}

// The cells of a dict of globals. Cells live in chunks, so that their addresses stay; a name keeps
// its cell when it leaves the dict. Names are owned.
struct NameCells {
    struct Slot {
        Str* name; // null: free
        Value* cell;
    };
    struct Chunk {
        Chunk* next;
        uint32_t used;
        Value cells[62];
    };
    Value** by_entry; // one per entry of the dict's capacity; null: the entry has its value itself
    uint32_t by_entry_capacity;
    Slot* slots;
    uint32_t slot_count; // a power of two
    uint32_t name_count;
    Chunk* chunks;
};

namespace {

constexpr uint32_t kLinearMax = 5;
constexpr int64_t kAbsent = -1, kFailed = -2;
// LIMIT: entries of a dict; more is a MemoryError.
constexpr uint32_t kCapacityMax = 1u << 30;

// --- the index -----------------------------------------------------------------------------------

template <typename Slot>
constexpr Slot kFree = static_cast<Slot>(~Slot{0});
template <typename Slot>
constexpr Slot kDummy = static_cast<Slot>(~Slot{0} - 1); // of an entry that was given back

inline uint64_t indexMask(const Dict* d) {
    return (uint64_t{1} << d->index_bits) - 1;
}
inline size_t slotSize(uint8_t index_bits) {
    return index_bits <= 8 ? 1 : index_bits <= 16 ? 2 : 4;
}

// The probe sequence: every slot is met, and all bits of the hash matter in the end.
struct Probe {
    uint64_t mask, perturb, at;
    Probe(uint64_t mask_, int64_t hash)
        : mask(mask_), perturb(static_cast<uint64_t>(hash)), at(perturb & mask_) {}
    void next() {
        perturb >>= 5;
        at = (at * 5 + perturb + 1) & mask;
    }
};

// Runs body(Slot*) with the index's slots as what they are.
template <typename Body>
inline auto withSlots(const Dict* d, Body&& body) {
    if (d->index_bits <= 8) return body(static_cast<uint8_t*>(d->index));
    if (d->index_bits <= 16) return body(static_cast<uint16_t*>(d->index));
    return body(static_cast<uint32_t*>(d->index));
}

// First entry that matches, or kAbsent. `matches` runs no Python code.
template <typename Matches>
inline int64_t findWith(const Dict* d, int64_t hash, Matches&& matches) {
    const DictEntry* entries = d->entries;
    if (!d->index) {
        uint32_t count = d->entry_count;
        for (uint32_t i = 0; i < count; ++i) {
            if (matches(entries[i])) return i;
        }
        return kAbsent;
    }
    return withSlots(d, [&](auto* slots) -> int64_t {
        using Slot = std::remove_pointer_t<decltype(slots)>;
        for (Probe probe(indexMask(d), hash);; probe.next()) {
            Slot slot = slots[probe.at];
            if (KRAIT_LIKELY(slot < kDummy<Slot>)) {
                if (matches(entries[slot])) return slot;
            } else if (slot == kFree<Slot>) {
                return kAbsent;
            }
        }
    });
}

inline int64_t findStr(const Dict* d, Str* key, int64_t hash) {
    Value k(key);
    return findWith(d, hash, [=](const DictEntry& e) {
        return e.key == k || (e.hash == hash && !e.key.isEmpty() && strEqual(e.key.as<Str>(), key));
    });
}

// Any key. REENTRY: compares keys of equal hash; begins again if the dict changed.
int64_t findComparing(Thread* t, Dict* d, Value key, int64_t hash) {
    bool exact_str = isExactStr(key);
restart:
    const DictEntry* entries = d->entries;
    const void* index = d->index;
    // The i-th entry to look at: kAbsent at the end.
    auto test = [&](uint32_t i) -> int { // 1 found, 0 not, -1 failed, -2 the dict changed
        Value k = d->entries[i].key;
        if (k == key) return 1;
        if (d->entries[i].hash != hash || k.isEmpty()) return 0;
        if (exact_str && isExactStr(k)) return strEqual(k.as<Str>(), key.as<Str>());
        Ref keep = Ref::share(k);
        Result<bool> equal = compareBool(t, k, key, CompareOp::kEq);
        if (equal.isError()) return -1;
        if (d->entries != entries || d->index != index || i >= d->entry_count ||
            !(d->entries[i].key == k)) {
            return -2;
        }
        return equal.value();
    };
    if (!index) {
        for (uint32_t i = 0; i < d->entry_count; ++i) {
            int r = test(i);
            if (r == 1) return i;
            if (r == -1) return kFailed;
            if (r == -2) goto restart;
        }
        return kAbsent;
    }
    int64_t found = withSlots(d, [&](auto* slots) -> int64_t {
        using Slot = std::remove_pointer_t<decltype(slots)>;
        for (Probe probe(indexMask(d), hash);; probe.next()) {
            Slot slot = slots[probe.at];
            if (slot < kDummy<Slot>) {
                int r = test(slot);
                if (r == 1) return slot;
                if (r == -1) return kFailed;
                if (r == -2) return -3;
            } else if (slot == kFree<Slot>) {
                return kAbsent;
            }
        }
    });
    if (found == -3) goto restart;
    return found;
}

// By a small int: other keys of the same hash are compared only if they are no small ints.
inline int64_t find(Thread* t, Dict* d, Value key, int64_t hash) {
    if (d->used == 0) return kAbsent;
    if (d->string_keys) {
        if (KRAIT_LIKELY(isExactStr(key))) return findStr(d, key.as<Str>(), hash);
        if (!key.isObject()) return kAbsent; // no such value equals a str
    } else if (key.isSmallInt()) {
        bool other = false;
        int64_t found = findWith(d, hash, [&](const DictEntry& e) {
            if (e.key == key) return true;
            if (KRAIT_UNLIKELY(e.hash == hash && !e.key.isSmallInt() && !e.key.isEmpty())) {
                other = true;
                return true;
            }
            return false;
        });
        if (KRAIT_LIKELY(!other)) return found;
    }
    return findComparing(t, d, key, hash);
}

// Puts entry i into the index, at the first slot that is free.
template <typename Slot>
inline void indexInsert(Slot* slots, uint64_t mask, int64_t hash, uint32_t i, uint32_t* fill) {
    for (Probe probe(mask, hash);; probe.next()) {
        if (slots[probe.at] >= kDummy<Slot>) {
            *fill += slots[probe.at] == kFree<Slot>;
            slots[probe.at] = static_cast<Slot>(i);
            return;
        }
    }
}

// --- the table -----------------------------------------------------------------------------------

// Capacities are two thirds of the powers of two from 8 on, which are the sizes of the index, and a
// full dict grows to three times what lives in it: as in CPython, since programs that change a dict
// while they iterate over it see when entries move.
constexpr uint32_t capacityForIndex(int bits) {
    return static_cast<uint32_t>((uint64_t{1} << bits) * 2 / 3);
}
// The capacity that goes with an index of at least `slots`.
uint32_t capacityForSlots(uint64_t slots) {
    return capacityForIndex(std::bit_width((slots < 8 ? 8 : slots) - 1));
}
uint32_t roundCapacity(uint64_t count) {
    return capacityForSlots((count * 3 + 1) / 2);
}
uint8_t indexBitsFor(uint32_t capacity) {
    return capacity <= kLinearMax ? 0 : static_cast<uint8_t>(std::bit_width(capacity));
}
static_assert(capacityForIndex(3) == 5 && capacityForIndex(4) == 10 && capacityForIndex(5) == 21);
size_t tableSize(uint32_t capacity) {
    size_t size = capacity * sizeof(DictEntry);
    if (uint8_t bits = indexBitsFor(capacity)) size += slotSize(bits) << bits;
    return size;
}

Value* cellOf(const Dict* d, int64_t i) {
    return d->cells ? d->cells->by_entry[i] : nullptr;
}
inline Value valueAt(const Dict* d, int64_t i) {
    Value v = d->entries[i].value;
    return KRAIT_LIKELY(!v.isEmpty()) ? v : *cellOf(d, i);
}
// Where entry i keeps its value.
inline Value* placeOf(Dict* d, int64_t i) {
    DictEntry& e = d->entries[i];
    return KRAIT_LIKELY(!e.value.isEmpty()) ? &e.value : cellOf(d, i);
}

void setNoTable(Dict* d) {
    d->entries = nullptr;
    d->index = nullptr;
    d->entry_count = d->entry_capacity = d->first_live = 0;
    d->index_bits = 0;
    d->index_fill = 0;
}

// A new table of that capacity, with the live entries of the old one side by side, after `gap` that
// are left unused (for entries to be moved to the front).
Status rebuild(Thread* t, Dict* d, uint32_t capacity, uint32_t gap = 0) {
    KRAIT_ASSERT(capacity >= gap + d->used);
    if (capacity > kCapacityMax) return raiseNoMemory(t);
    auto* entries = static_cast<DictEntry*>(t->heap->allocateBlock(tableSize(capacity)));
    if (!entries) return raiseNoMemory(t);
    Value** by_entry = nullptr;
    if (d->cells) {
        by_entry = static_cast<Value**>(t->heap->allocateBlock(capacity * sizeof(Value*)));
        if (!by_entry) {
            t->heap->freeBlock(entries, tableSize(capacity));
            return raiseNoMemory(t);
        }
        std::memset(by_entry, 0, capacity * sizeof(Value*));
    }
    uint32_t count = gap;
    for (uint32_t i = 0; i < gap; ++i) entries[i] = {Value(), Value(), 0};
    if (d->used == d->entry_count && gap == 0) {
        count = d->entry_count;
        if (count) std::memcpy(entries, d->entries, count * sizeof(DictEntry));
        if (by_entry && count) std::memcpy(by_entry, d->cells->by_entry, count * sizeof(Value*));
    } else {
        for (uint32_t i = 0; i < d->entry_count; ++i) {
            if (d->entries[i].key.isEmpty()) continue;
            entries[count] = d->entries[i];
            if (by_entry) by_entry[count] = d->cells->by_entry[i];
            ++count;
        }
        d->keys_version = 0;
    }
    t->heap->freeBlock(d->entries, tableSize(d->entry_capacity));
    if (by_entry) {
        t->heap->freeBlock(d->cells->by_entry, d->cells->by_entry_capacity * sizeof(Value*));
        d->cells->by_entry = by_entry;
        d->cells->by_entry_capacity = capacity;
    }
    d->entries = entries;
    d->entry_count = count;
    d->entry_capacity = capacity;
    d->first_live = gap;
    d->index_bits = indexBitsFor(capacity);
    d->index_fill = 0;
    d->index = d->index_bits ? entries + capacity : nullptr;
    if (d->index) {
        std::memset(d->index, 0xff, slotSize(d->index_bits) << d->index_bits);
        withSlots(d, [&](auto* slots) {
            uint64_t mask = indexMask(d);
            uint32_t fill = 0;
            for (uint32_t i = gap; i < count; ++i) {
                indexInsert(slots, mask, entries[i].hash, i, &fill);
            }
            d->index_fill = fill;
        });
    }
    return ok();
}

// Room for one more entry.
[[gnu::noinline]] Status grow(Thread* t, Dict* d) {
    uint32_t capacity = capacityForSlots(3 * static_cast<uint64_t>(d->used));
    return rebuild(t, d, capacity);
}

inline bool isFull(const Dict* d) {
    return d->entry_count == d->entry_capacity ||
           (d->index && d->index_fill >= (indexMask(d) + 1) / 8 * 7);
}

// --- name cells ----------------------------------------------------------------------------------

// The slot of `name` in the table of cells, or the free one where it would go.
NameCells::Slot* cellSlot(NameCells* cells, Str* name) {
    uint64_t mask = cells->slot_count - 1;
    int64_t hash = strHash(name);
    for (Probe probe(mask, hash);; probe.next()) {
        NameCells::Slot* slot = &cells->slots[probe.at];
        if (!slot->name || slot->name == name ||
            (strHash(slot->name) == hash && strEqual(slot->name, name))) {
            return slot;
        }
    }
}

bool growCellTable(Thread* t, NameCells* cells) {
    uint32_t count = cells->slot_count * 2;
    auto* slots =
        static_cast<NameCells::Slot*>(t->heap->allocateBlock(count * sizeof(NameCells::Slot)));
    if (!slots) return false;
    for (uint32_t i = 0; i < count; ++i) slots[i] = {nullptr, nullptr};
    NameCells::Slot* old = std::exchange(cells->slots, slots);
    uint32_t old_count = std::exchange(cells->slot_count, count);
    for (uint32_t i = 0; i < old_count; ++i) {
        if (old[i].name) *cellSlot(cells, old[i].name) = old[i];
    }
    t->heap->freeBlock(old, old_count * sizeof(NameCells::Slot));
    return true;
}

bool makeCells(Thread* t, Dict* d) {
    if (d->cells) return true;
    constexpr uint32_t kSlots = 16;
    Heap* heap = t->heap;
    auto* cells = static_cast<NameCells*>(heap->allocateBlock(sizeof(NameCells)));
    auto* slots =
        static_cast<NameCells::Slot*>(heap->allocateBlock(kSlots * sizeof(NameCells::Slot)));
    uint32_t capacity = d->entry_capacity ? d->entry_capacity : 1;
    auto* by_entry = static_cast<Value**>(heap->allocateBlock(capacity * sizeof(Value*)));
    if (!cells || !slots || !by_entry) {
        heap->freeBlock(cells, sizeof(NameCells));
        heap->freeBlock(slots, kSlots * sizeof(NameCells::Slot));
        heap->freeBlock(by_entry, capacity * sizeof(Value*));
        return false;
    }
    for (uint32_t i = 0; i < kSlots; ++i) slots[i] = {nullptr, nullptr};
    std::memset(by_entry, 0, capacity * sizeof(Value*));
    *cells = {by_entry, capacity, slots, kSlots, 0, nullptr};
    d->cells = cells;
    d->globals_id = t->runtime->next_globals_id++;
    return true;
}

void freeCells(Thread* t, Dict* d) {
    NameCells* cells = std::exchange(d->cells, nullptr);
    if (!cells) return;
    Heap* heap = t->heap;
    for (uint32_t i = 0; i < cells->slot_count; ++i) {
        if (cells->slots[i].name) decref(static_cast<Object*>(cells->slots[i].name));
    }
    for (NameCells::Chunk* chunk = cells->chunks; chunk;) {
        NameCells::Chunk* next = chunk->next;
        heap->freeBlock(chunk, sizeof(NameCells::Chunk));
        chunk = next;
    }
    heap->freeBlock(cells->slots, cells->slot_count * sizeof(NameCells::Slot));
    heap->freeBlock(cells->by_entry, cells->by_entry_capacity * sizeof(Value*));
    heap->freeBlock(cells, sizeof(NameCells));
}

// --- changing ------------------------------------------------------------------------------------

// Adds an entry for a key that is not there. Shares key and value.
inline Status insertNew(Thread* t, Dict* d, Value key, int64_t hash, Value value) {
    if (KRAIT_UNLIKELY(isFull(d))) KRAIT_TRY(grow(t, d));
    uint32_t i = d->entry_count++;
    incref(key);
    incref(value);
    d->entries[i] = {key, value, hash};
    ++d->used;
    d->keys_version = 0;
    if (d->index) {
        withSlots(d,
                  [&](auto* slots) { indexInsert(slots, indexMask(d), hash, i, &d->index_fill); });
    }
    if (!isExactStr(key)) {
        d->string_keys = false;
    } else if (KRAIT_UNLIKELY(d->cells != nullptr)) {
        NameCells::Slot* slot = cellSlot(d->cells, key.as<Str>());
        if (slot->name) {
            *slot->cell = value;
            d->entries[i].value = Value::empty();
            d->cells->by_entry[i] = slot->cell;
        }
    }
    return ok();
}

// Takes entry i out; the caller owns key and value.
void removeAt(Dict* d, int64_t i, Value* key, Value* value) {
    DictEntry& e = d->entries[i];
    if (d->index) {
        withSlots(d, [&](auto* slots) {
            using Slot = std::remove_pointer_t<decltype(slots)>;
            for (Probe probe(indexMask(d), e.hash);; probe.next()) {
                if (slots[probe.at] == static_cast<Slot>(i)) {
                    slots[probe.at] = kDummy<Slot>;
                    return;
                }
            }
        });
    }
    *key = std::exchange(e.key, Value());
    if (KRAIT_UNLIKELY(e.value.isEmpty())) {
        *value = std::exchange(*cellOf(d, i), Value());
        d->cells->by_entry[i] = nullptr;
    } else {
        *value = std::exchange(e.value, Value());
    }
    --d->used;
    d->keys_version = 0;
    if (i == d->first_live) d->first_live = static_cast<uint32_t>(i) + 1;
    if (d->used == 0) d->string_keys = true;
}

// Gives the last entry, a deleted one, back, so that popping from the end stays cheap.
void dropLastEntry(Dict* d) {
    uint32_t i = d->entry_count - 1;
    d->entry_count = i;
    if (d->first_live > i) d->first_live = i;
}

} // namespace

// --- for C++ -------------------------------------------------------------------------------------

New<Dict> dictNew(Thread* t, int64_t capacity) {
    New<Dict> d = allocateContainer<Dict>(t, TypeId::kDict);
    if (KRAIT_UNLIKELY(d.isError())) return d;
    setNoTable(d);
    d->used = 0;
    d->string_keys = true;
    d->keys_version = 0;
    d->cells = nullptr;
    d->globals_id = 0;
    if (capacity > 0) KRAIT_TRY(rebuild(t, d, roundCapacity(static_cast<uint64_t>(capacity))));
    return d;
}

Result<Value> dictGetHashed(Thread* t, Dict* d, Value key, int64_t hash) {
    int64_t i = find(t, d, key, hash);
    if (KRAIT_LIKELY(i >= 0)) return valueAt(d, i);
    if (i == kFailed) return Error{};
    return Value();
}

Result<Value> dictGet(Thread* t, Dict* d, Value key) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    return dictGetHashed(t, d, key, hash);
}

Value dictGetStr(Dict* d, Str* key) {
    if (d->used == 0) return Value();
    int64_t hash = key->hash != 0 ? key->hash : strHash(key);
    int64_t i;
    if (KRAIT_LIKELY(d->string_keys)) {
        i = findStr(d, key, hash);
    } else {
        // Keys that are no exact str do not get their __eq__ called here.
        Value k(key);
        i = findWith(d, hash, [=](const DictEntry& e) {
            return e.key == k || (e.hash == hash && isStr(e.key) && strEqual(e.key.as<Str>(), key));
        });
    }
    return i >= 0 ? valueAt(d, i) : Value();
}

Status dictSetHashed(Thread* t, Dict* d, Value key, int64_t hash, Value value) {
    int64_t i = find(t, d, key, hash);
    if (i >= 0) {
        incref(value);
        decref(std::exchange(*placeOf(d, i), value));
        return ok();
    }
    if (KRAIT_UNLIKELY(i == kFailed)) return Error{};
    return insertNew(t, d, key, hash, value);
}

Status dictSet(Thread* t, Dict* d, Value key, Value value) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    return dictSetHashed(t, d, key, hash, value);
}

Result<bool> dictDelete(Thread* t, Dict* d, Value key) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    int64_t i = find(t, d, key, hash);
    if (i == kFailed) return Error{};
    if (i < 0) return false;
    Value old_key, old_value;
    removeAt(d, i, &old_key, &old_value);
    decref(old_key);
    decref(old_value);
    return true;
}

Result<bool> dictContains(Thread* t, Dict* d, Value key) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    int64_t i = find(t, d, key, hash);
    if (i == kFailed) return Error{};
    return i >= 0;
}

Value dictGetStrNear(Dict* d, Str* key, uint32_t entry) {
    uint32_t end = entry + 4 < d->entry_count ? entry + 4 : d->entry_count;
    for (uint32_t i = entry; i < end; ++i) {
        if (d->entries[i].key == Value(key)) return valueAt(d, i);
    }
    return dictGetStr(d, key);
}

Result<Value> dictSetDefault(Thread* t, Dict* d, Value key, Value value) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    int64_t i = find(t, d, key, hash);
    if (i == kFailed) return Error{};
    if (i >= 0) return valueAt(d, i);
    KRAIT_TRY(insertNew(t, d, key, hash, value));
    return value;
}

Ref dictPop(Thread* t, Dict* d, Value key) {
    if (d->used == 0) return Ref();
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    int64_t i = find(t, d, key, hash);
    if (i < 0) return Ref();
    Value old_key, value;
    removeAt(d, i, &old_key, &value);
    Ref result = Ref::take(value);
    decref(old_key);
    return result;
}

bool dictPopItem(Thread*, Dict* d, Value* key, Value* value) {
    if (d->used == 0) return false;
    while (d->entries[d->entry_count - 1].key.isEmpty()) dropLastEntry(d);
    removeAt(d, d->entry_count - 1, key, value);
    dropLastEntry(d);
    return true;
}

bool dictPopFirst(Thread*, Dict* d, Value* key, Value* value) {
    int64_t position = 0;
    if (!dictNext(d, &position, key, value)) return false;
    removeAt(d, position - 1, key, value);
    return true;
}

Result<bool> dictMoveToEnd(Thread* t, Dict* d, Value key, bool last) {
    int64_t hash = KRAIT_TRY(hashItem(t, key));
    int64_t i = find(t, d, key, hash);
    if (i == kFailed) return Error{};
    if (i < 0) return false;
    if (last && i == d->entry_count - 1) return true;
    Value own_key, value;
    removeAt(d, i, &own_key, &value);
    Ref keep_key = Ref::take(own_key), keep_value = Ref::take(value);
    if (last) {
        KRAIT_TRY(insertNew(t, d, own_key, hash, value));
        return true;
    }
    // The front has room if something was deleted there; else room for as many as there are is
    // made.
    if (d->first_live == 0 || isFull(d)) {
        uint64_t gap = static_cast<uint64_t>(d->used) + 1;
        uint64_t capacity = roundCapacity(2 * gap);
        if (capacity > kCapacityMax) return raiseNoMemory(t);
        KRAIT_TRY(rebuild(t, d, static_cast<uint32_t>(capacity), static_cast<uint32_t>(gap)));
    }
    uint32_t at = --d->first_live;
    if (d->index) {
        withSlots(d,
                  [&](auto* slots) { indexInsert(slots, indexMask(d), hash, at, &d->index_fill); });
    }
    d->entries[at] = {keep_key.release(), keep_value.release(), hash};
    if (d->cells && isExactStr(d->entries[at].key)) {
        NameCells::Slot* slot = cellSlot(d->cells, d->entries[at].key.as<Str>());
        if (slot->name) {
            *slot->cell = std::exchange(d->entries[at].value, Value());
            d->cells->by_entry[at] = slot->cell;
        }
    }
    ++d->used;
    d->keys_version = 0;
    if (!isExactStr(d->entries[at].key)) d->string_keys = false;
    return true;
}

void dictClear(Thread* t, Dict* d) {
    if (d->entry_capacity == 0) return;
    DictEntry* entries = d->entries;
    uint32_t count = d->entry_count, capacity = d->entry_capacity;
    if (d->cells) {
        // The values leave the cells, which stay for the names to come back.
        for (uint32_t i = 0; i < count; ++i) {
            if (Value* cell = d->cells->by_entry[i]) {
                entries[i].value = std::exchange(*cell, Value());
                d->cells->by_entry[i] = nullptr;
            }
        }
    }
    setNoTable(d);
    d->used = 0;
    d->string_keys = true;
    d->keys_version = 0;
    for (uint32_t i = 0; i < count; ++i) {
        decref(entries[i].key);
        decref(entries[i].value);
    }
    t->heap->freeBlock(entries, tableSize(capacity));
}

bool dictNext(Dict* d, int64_t* position, Value* key, Value* value) {
    int64_t i = *position;
    int64_t count = d->entry_count;
    if (i <= d->first_live) {
        i = d->first_live;
        while (i < count && d->entries[i].key.isEmpty()) ++i;
        d->first_live = static_cast<uint32_t>(i);
    } else {
        while (i < count && d->entries[i].key.isEmpty()) ++i;
    }
    if (i >= count) return false;
    *position = i + 1;
    *key = d->entries[i].key;
    *value = valueAt(d, i);
    return true;
}

uint32_t dictKeysVersion(Thread* t, Dict* d) {
    if (d->keys_version == 0) d->keys_version = t->runtime->next_keys_version++;
    return d->keys_version;
}

int64_t dictEntryIndex(const Dict* d, const Str* name) {
    int64_t hash = strHash(const_cast<Str*>(name));
    return findWith(d, hash, [=](const DictEntry& e) {
        return e.key == Value(name) ||
               (e.hash == hash && isExactStr(e.key) && strEqual(e.key.as<Str>(), name));
    });
}

Value* dictCellOf(const Dict* d, const Str* name) {
    if (!d->cells) return nullptr;
    int64_t entry = dictEntryIndex(d, name);
    return entry < 0 ? nullptr : cellOf(d, entry);
}

Ref dictKeysList(Thread* t, Dict* d) {
    New<List> list = KRAIT_TRY(listNew(t, d->used));
    int64_t position = 0;
    Value key, value;
    while (dictNext(d, &position, &key, &value)) {
        incref(key);
        list->items[list->length++] = key;
    }
    return list;
}

uint64_t dictGlobalsId(Thread* t, Dict* d) {
    return makeCells(t, d) ? d->globals_id : 0;
}

Value* dictCell(Thread* t, Dict* d, Str* name) {
    if (!makeCells(t, d)) return nullptr;
    NameCells* cells = d->cells;
    NameCells::Slot* slot = cellSlot(cells, name);
    if (slot->name) return slot->cell;
    if (cells->name_count >= cells->slot_count / 2) {
        if (!growCellTable(t, cells)) return nullptr;
        slot = cellSlot(cells, name);
    }
    NameCells::Chunk* chunk = cells->chunks;
    if (!chunk || chunk->used == std::size(chunk->cells)) {
        chunk = static_cast<NameCells::Chunk*>(t->heap->allocateBlock(sizeof(NameCells::Chunk)));
        if (!chunk) return nullptr;
        chunk->next = cells->chunks;
        chunk->used = 0;
        cells->chunks = chunk;
    }
    Value* cell = &chunk->cells[chunk->used++];
    *cell = Value();
    incref(static_cast<Object*>(name));
    *slot = {name, cell};
    ++cells->name_count;
    int64_t hash = strHash(name);
    int64_t i = findWith(d, hash, [=](const DictEntry& e) {
        return e.key == Value(name) ||
               (e.hash == hash && isExactStr(e.key) && strEqual(e.key.as<Str>(), name));
    });
    if (i >= 0) {
        *cell = std::exchange(d->entries[i].value, Value());
        cells->by_entry[i] = cell;
    }
    return cell;
}

namespace {

// d (empty, with no table) becomes like `other`, which has no deleted entries.
Status cloneTable(Thread* t, Dict* d, const Dict* other) {
    size_t size = tableSize(other->entry_capacity);
    auto* entries = static_cast<DictEntry*>(t->heap->allocateBlock(size));
    if (!entries) return raiseNoMemory(t);
    std::memcpy(entries, other->entries, size);
    d->entries = entries;
    d->entry_count = other->entry_count;
    d->entry_capacity = other->entry_capacity;
    d->index_bits = other->index_bits;
    d->index_fill = other->index_fill;
    d->first_live = 0;
    d->index = other->index ? entries + other->entry_capacity : nullptr;
    d->used = other->used;
    d->string_keys = other->string_keys;
    d->keys_version = 0;
    for (uint32_t i = 0; i < other->entry_count; ++i) {
        incref(entries[i].key);
        incref(entries[i].value);
    }
    return ok();
}

Ref dictIter(Thread* t, Value self);

Status mergeDict(Thread* t, Dict* d, Dict* other, bool override_existing) {
    if (other == d || other->used == 0) return ok();
    if (d->used == 0 && d->entry_capacity == 0 && !d->cells && !other->cells &&
        other->used == other->entry_count && other->entry_capacity <= 4 * other->used + 8) {
        return cloneTable(t, d, other);
    }
    uint64_t wanted = static_cast<uint64_t>(d->used) + static_cast<uint64_t>(other->used);
    if (wanted > d->entry_capacity && d->entry_capacity < other->used) {
        KRAIT_TRY(rebuild(t, d, roundCapacity(wanted)));
    }
    int64_t used = other->used;
    for (uint32_t i = 0; i < other->entry_count; ++i) {
        if (other->entries[i].key.isEmpty()) continue;
        Ref key = Ref::share(other->entries[i].key);
        Ref value = Ref::share(valueAt(other, i));
        int64_t hash = other->entries[i].hash;
        if (override_existing) {
            KRAIT_TRY(dictSetHashed(t, d, key, hash, value));
        } else {
            int64_t at = find(t, d, key, hash);
            if (at == kFailed) return Error{};
            if (at < 0) KRAIT_TRY(insertNew(t, d, key, hash, value));
        }
        if (other->used != used) {
            return raise(t, TypeId::kRuntimeError, "dict mutated during update");
        }
    }
    return ok();
}

// From an iterable of pairs.
Status mergePairs(Thread* t, Dict* d, Value iterable) {
    Ref iterator = KRAIT_TRY(iterOf(t, iterable));
    for (int64_t i = 0;; ++i) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) return t->hasError() ? Status(Error{}) : ok();
        Ref pair =
            isExactList(item) || isExactTuple(item) ? Ref::share(item) : listFromIterable(t, item);
        if (pair.isError()) {
            if (errorIs(t, TypeId::kTypeError) && !typeOf(t, item)->slots.iter &&
                !typeOf(t, item)->slots.getitem) {
                clearError(t);
                return raise(t, TypeId::kTypeError,
                             "cannot convert dictionary update sequence element #%ld to a sequence",
                             i);
            }
            return Error{};
        }
        bool is_list = isExactList(pair);
        int64_t length = is_list ? pair.as<List>()->length : pair.as<Tuple>()->length;
        if (length != 2) {
            return raise(t, TypeId::kValueError,
                         "dictionary update sequence element #%ld has length %ld; 2 is required", i,
                         length);
        }
        const Value* items = is_list ? pair.as<List>()->items : pair.as<Tuple>()->items;
        Ref key = Ref::share(items[0]), value = Ref::share(items[1]);
        KRAIT_TRY(dictSet(t, d, key, value));
    }
}

} // namespace

Status dictMerge(Thread* t, Dict* d, Value mapping, bool override_existing) {
    if (isExactDict(mapping) ||
        (isDict(mapping) && typeOf(t, mapping)->slots.iter == kDictSpec.slots.iter)) {
        return mergeDict(t, d, mapping.as<Dict>(), override_existing);
    }
    Ref keys = KRAIT_TRY(callMethod(t, mapping, t->name(kName_keys)));
    return iterateItems(t, keys, [&](Value key) -> Status {
        if (!override_existing && KRAIT_TRY(dictContains(t, d, key))) return ok();
        Ref value = KRAIT_TRY(getItem(t, mapping, key));
        return dictSet(t, d, key, value);
    });
}

Status dictUpdate(Thread* t, Dict* d, Value other) {
    if (isExactDict(other)) return mergeDict(t, d, other.as<Dict>(), true);
    Ref keys = getAttrOptional(t, other, t->name(kName_keys));
    if (keys.isEmpty() && t->hasError()) return Error{};
    if (!keys.isEmpty()) return dictMerge(t, d, other, true);
    return mergePairs(t, d, other);
}

Ref dictCopy(Thread* t, Dict* other) {
    New<Dict> d = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(mergeDict(t, d, other, true));
    return d;
}

Ref dictRepr(Thread* t, Dict* d) {
    if (d->used == 0) return strFromAscii(t, "{}");
    if (KRAIT_TRY(reprEnter(t, Value(d)))) return strFromAscii(t, "{...}");
    ReprScope scope(t, Value(d));
    TextBuffer out(t);
    out.append("{");
    bool first = true;
    // REENTRY: repr may change the dict; the position is what goes on.
    int64_t position = 0;
    Value k, v;
    while (dictNext(d, &position, &k, &v)) {
        Ref key = Ref::share(k), value = Ref::share(v);
        if (!first) out.append(", ");
        first = false;
        Ref text = KRAIT_TRY(reprOf(t, key));
        out.append(text.as<Str>());
        out.append(": ");
        text = KRAIT_TRY(reprOf(t, value));
        out.append(text.as<Str>());
    }
    out.append("}");
    return out.finish();
}

namespace {

// --- slots ---------------------------------------------------------------------------------------

void dictDestroy(Thread* t, Object* o) {
    auto* d = static_cast<Dict*>(o);
    uint32_t count = d->entry_count;
    for (uint32_t i = 0; i < count; ++i) {
        DictEntry& e = d->entries[i];
        if (e.key.isEmpty()) continue;
        Value value = valueAt(d, i);
        decref(e.key);
        decref(value);
    }
    if (d->entry_capacity) t->heap->freeBlock(d->entries, tableSize(d->entry_capacity));
    if (d->cells) freeCells(t, d);
}
void dictTraverse(Object* o, Visitor& visitor) {
    auto* d = static_cast<Dict*>(o);
    for (uint32_t i = 0; i < d->entry_count; ++i) {
        if (d->entries[i].key.isEmpty()) continue;
        visitor.visit(d->entries[i].key);
        visitor.visit(valueAt(d, i));
    }
    if (d->cells) {
        for (uint32_t i = 0; i < d->cells->slot_count; ++i) {
            if (Str* name = d->cells->slots[i].name) visitor.visit(Value(name));
        }
    }
}
void dictClearSlot(Thread* t, Object* o) {
    dictClear(t, static_cast<Dict*>(o));
}

Ref dictReprSlot(Thread* t, Value self) {
    return dictRepr(t, self.as<Dict>());
}

Result<bool> dictsEqual(Thread* t, Dict* a, Dict* b) {
    if (a->used != b->used) return false;
    for (uint32_t i = 0; i < a->entry_count; ++i) {
        if (a->entries[i].key.isEmpty()) continue;
        // REENTRY: both may change in a comparison; the sizes are not looked at again, as in
        // CPython.
        Ref key = Ref::share(a->entries[i].key);
        Ref value = Ref::share(valueAt(a, i));
        int64_t at = find(t, b, key, a->entries[i].hash);
        if (at == kFailed) return Error{};
        if (at < 0) return false;
        Ref other = Ref::share(valueAt(b, at));
        if (!KRAIT_TRY(compareItemsEqual(t, other, value))) return false;
    }
    return true;
}

Ref dictCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op) || !isDict(a) || !isDict(b)) return Ref::notImplemented();
    KRAIT_TRY(checkNativeStack(t, " in comparison"));
    bool equal = KRAIT_TRY(dictsEqual(t, a.as<Dict>(), b.as<Dict>()));
    return Ref::boolean(equal == (op == CompareOp::kEq));
}

Result<int64_t> dictLength(Thread*, Value self) {
    return self.as<Dict>()->used;
}

Ref dictGetItem(Thread* t, Value self, Value key) {
    Value found = KRAIT_TRY(dictGet(t, self.as<Dict>(), key));
    if (KRAIT_LIKELY(!found.isEmpty())) return Ref::share(found);
    if (!isExactDict(self)) {
        Ref missing = lookupSpecial(t, self, t->name(kName___missing__));
        if (!missing.isEmpty()) return callFunction(t, missing, key);
        if (t->hasError()) return Error{};
    }
    return raiseKeyError(t, key);
}

Status dictSetItem(Thread* t, Value self, Value key, Value value) {
    auto* d = self.as<Dict>();
    if (!value.isEmpty()) return dictSet(t, d, key, value);
    if (!KRAIT_TRY(dictDelete(t, d, key))) return raiseKeyError(t, key);
    return ok();
}

Result<bool> dictContainsSlot(Thread* t, Value self, Value key) {
    return dictContains(t, self.as<Dict>(), key);
}

Ref dictIter(Thread* t, Value self) {
    auto* d = self.as<Dict>();
    New<DictIterator> it = KRAIT_TRY(allocateObject<DictIterator>(t, TypeId::kDictKeyIterator));
    incref(self);
    it->dict = self;
    it->position = 0;
    it->used = it->left = d->used;
    it->result = Value();
    return it;
}

Ref dictOr(Thread* t, Value a, Value b) {
    if (!isDict(a) || !isDict(b)) return Ref::notImplemented();
    Ref result = KRAIT_TRY(dictCopy(t, a.as<Dict>()));
    KRAIT_TRY(dictUpdate(t, result.as<Dict>(), b));
    return result;
}

Ref dictInplaceOr(Thread* t, Value a, Value b) {
    KRAIT_TRY(dictUpdate(t, a.as<Dict>(), b));
    return Ref::share(a);
}

// --- methods -------------------------------------------------------------------------------------

Ref dict_dunder_new(Thread* t, Args a) {
    auto* d = static_cast<Dict*>(allocateInstance(t, a[0].as<Type>()));
    if (!d) return Error{};
    setNoTable(d);
    d->used = 0;
    d->string_keys = true;
    d->keys_version = 0;
    d->cells = nullptr;
    d->globals_id = 0;
    return Ref::take(d);
}

Status updateFromCall(Thread* t, const char* name, Args a) {
    auto* d = a[0].as<Dict>();
    auto* positional = a[1].as<Tuple>();
    if (positional->length > 1) {
        return raise(t, TypeId::kTypeError, "%s expected at most 1 argument, got %ld", name,
                     positional->length);
    }
    if (positional->length == 1) KRAIT_TRY(dictUpdate(t, d, positional->items[0]));
    if (!a[2].isEmpty()) KRAIT_TRY(mergeDict(t, d, a[2].as<Dict>(), true));
    return ok();
}

Ref dict_dunder_init(Thread* t, Args a) {
    KRAIT_TRY(updateFromCall(t, "dict", a));
    return Ref::none();
}
Ref dict_update(Thread* t, Args a) {
    KRAIT_TRY(updateFromCall(t, "update", a));
    return Ref::none();
}

Ref dict_get(Thread* t, Args a) {
    Value found = KRAIT_TRY(dictGet(t, a[0].as<Dict>(), a[1]));
    return Ref::share(found.isEmpty() ? a[2] : found);
}
Ref dict_setdefault(Thread* t, Args a) {
    Value found = KRAIT_TRY(dictSetDefault(t, a[0].as<Dict>(), a[1], a[2]));
    return Ref::share(found);
}
Ref dict_pop(Thread* t, Args a) {
    Ref value = dictPop(t, a[0].as<Dict>(), a[1]);
    if (!value.isEmpty() || t->hasError()) return value;
    if (!a[2].isEmpty()) return Ref::share(a[2]);
    return raiseKeyError(t, a[1]);
}
Ref dict_popitem(Thread* t, Args a) {
    New<Tuple> pair = KRAIT_TRY(tupleAllocate(t, 2));
    Value key, value;
    if (!dictPopItem(t, a[0].as<Dict>(), &key, &value)) {
        return raise(t, TypeId::kKeyError, "popitem(): dictionary is empty");
    }
    pair->items[0] = key;
    pair->items[1] = value;
    return pair;
}
Ref dict_clear(Thread* t, Args a) {
    dictClear(t, a[0].as<Dict>());
    return Ref::none();
}
Ref dict_copy(Thread* t, Args a) {
    return dictCopy(t, a[0].as<Dict>());
}

Ref viewNew(Thread* t, TypeId id, Value dict) {
    New<DictView> view = KRAIT_TRY(allocateObject<DictView>(t, id));
    incref(dict);
    view->dict = dict;
    return view;
}
Ref dict_keys(Thread* t, Args a) {
    return viewNew(t, TypeId::kDictKeys, a[0]);
}
Ref dict_values(Thread* t, Args a) {
    return viewNew(t, TypeId::kDictValues, a[0]);
}
Ref dict_items(Thread* t, Args a) {
    return viewNew(t, TypeId::kDictItems, a[0]);
}

Ref dict_fromkeys(Thread* t, Args a) {
    Ref made = KRAIT_TRY(callValues(t, a[0], nullptr, 0));
    if (isExactDict(made)) {
        auto* d = made.as<Dict>();
        KRAIT_TRY(iterateItems(t, a[1], [&](Value key) { return dictSet(t, d, key, a[2]); }));
        return made;
    }
    KRAIT_TRY(iterateItems(t, a[1], [&](Value key) { return setItem(t, made, key, a[2]); }));
    return made;
}

Ref dict_dunder_reversed(Thread* t, Args a) {
    auto* d = a[0].as<Dict>();
    New<DictIterator> it =
        KRAIT_TRY(allocateObject<DictIterator>(t, TypeId::kDictReverseKeyIterator));
    incref(a[0]);
    it->dict = a[0];
    it->position = static_cast<int64_t>(d->entry_count) - 1;
    it->used = it->left = d->used;
    it->result = Value();
    return it;
}
Ref dict_dunder_sizeof(Thread* t, Args a) {
    return intFrom(t, static_cast<int64_t>(typeOf(t, a[0])->instance_size +
                                           tableSize(a[0].as<Dict>()->entry_capacity)));
}

// As methods, not slot wrappers, for the sake of dict.__getitem__(d, key).
Ref dict_dunder_getitem(Thread* t, Args a) {
    return dictGetItem(t, a[0], a[1]);
}
Ref dict_dunder_contains(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(dictContains(t, a[0].as<Dict>(), a[1])));
}

constexpr MethodDef kDictMethods[] = {
    {"__contains__(self, key, /)", dict_dunder_contains,
     "True if the dictionary has the specified key, else False."},
    {"__getitem__(self, object, /)", dict_dunder_getitem, "Return self[key]."},
    {"__sizeof__(self, /)", dict_dunder_sizeof, "Return the size of the dict in memory."},
    {"get(self, key, default=None, /)", dict_get,
     "Return the value for key if key is in the dictionary, else default."},
    {"setdefault(self, key, default=None, /)", dict_setdefault,
     "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for "
     "key if key is in the dictionary, else default."},
    {"pop(self, key, default=<unset>, /)", dict_pop,
     "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nIf the key "
     "is not found, return the default if given; otherwise,\nraise a KeyError."},
    {"popitem(self, /)", dict_popitem,
     "Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO "
     "(last-in, first-out) order.\nRaises KeyError if the dict is empty."},
    {"keys(self, /)", dict_keys, "Return a set-like object providing a view on the dict's keys."},
    {"items(self, /)", dict_items,
     "Return a set-like object providing a view on the dict's items."},
    {"values(self, /)", dict_values, "Return an object providing a view on the dict's values."},
    {"update(self, /, *args, **kwargs)", dict_update,
     "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and "
     "has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\nIf E is present and lacks "
     "a .keys() method, then does:  for k, v in E: D[k] = v\nIn either case, this is followed by: "
     "for k in F:  D[k] = F[k]",
     kMethodLentArgs},
    {"fromkeys(cls, iterable, value=None, /)", dict_fromkeys,
     "Create a new dictionary with keys from iterable and values set to value.", kMethodClass},
    {"clear(self, /)", dict_clear, "Remove all items from the dict."},
    {"copy(self, /)", dict_copy, "Return a shallow copy of the dict."},
    {"__reversed__(self, /)", dict_dunder_reversed,
     "Return a reverse iterator over the dict keys."},
    kClassGetItem,
    {}};

} // namespace

const TypeSpec kDictSpec = {
    .name = "dict",
    .size = sizeof(Dict),
    .flags = kTypeContainer | kTypeBase | kTypeMapping | kTypeDictSub,
    .slots = {.destroy = dictDestroy,
              .traverse = dictTraverse,
              .clear = dictClearSlot,
              .repr = dictReprSlot,
              .compare = dictCompare,
              .iter = dictIter,
              .length = dictLength,
              .getitem = dictGetItem,
              .setitem = dictSetItem,
              .contains = dictContainsSlot,
              .binary = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         dictOr},
              .inplace = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                          dictInplaceOr}},
    .doc = "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a "
           "mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized "
           "as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> "
           "new dictionary initialized with the name=value pairs\n    in the keyword argument "
           "list.  For example:  dict(one=1, two=2)",
    .new_ = {"dict(cls, /, *args, **kwargs)", dict_dunder_new, nullptr},
    .init = {"dict(self, /, *args, **kwargs)", dict_dunder_init, nullptr},
    .methods = kDictMethods,
};

} // namespace krait
