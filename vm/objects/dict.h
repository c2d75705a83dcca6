// dict: compact and ordered: an index table of open addressing over an array of entries in
// insertion order. While all keys are exact str, lookups compare by pointer, then hash and content,
// and run no Python code.
//
// Globals: a name that LOAD_GLOBAL caches gets a Cell whose address stays the same for the dict's
// life; the entry's value is then in the cell (kEntryIsCell), and a name that is not there yet has
// a cell holding EMPTY outside the entries.
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct DictEntry {
    Value key;    // EMPTY: deleted
    Value value;  // EMPTY with a key: value is in cells
    int64_t hash; // stays when the entry is deleted
};

struct Dict : Object {
    int64_t used;         // entries that live
    uint32_t entry_count; // entries used so far, deleted ones included
    uint32_t entry_capacity;
    DictEntry* entries;
    void* index; // uint8_t, uint16_t or uint32_t slots; 2**index_bits of them; null when small:
                 // linear search
    uint8_t index_bits;
    bool string_keys; // every key is an exact str
    uint32_t
        keys_version;    // changes when a key comes or goes; never 0 once cached (dictKeysVersion)
    uint32_t index_fill; // slots of the index that are not free
    uint32_t first_live; // all entries before it are deleted
    struct NameCells* cells; // or null (globals only)
    uint64_t globals_id;     // unique once cells exist
};

// All iterators over a dict. `dict` is EMPTY once exhausted.
struct DictIterator : Object {
    Value dict;
    int64_t position; // of the next entry to look at
    int64_t used;     // dict->used at the start; another count is an error
    int64_t left;
    Value result; // items: the tuple given last, used again if nobody kept it; else EMPTY
};
// keys(), values() and items().
struct DictView : Object {
    Value dict;
};
struct MappingProxy : Object {
    Value mapping;
};

bool isDict(Value v);
inline bool isExactDict(Value v) {
    return v.isObject() && v.object()->kind == static_cast<uint8_t>(TypeId::kDict);
}
New<Dict> dictNew(Thread*, int64_t capacity = 0);
// Borrowed value, EMPTY when there is none. REENTRY: hashes and compares, unless the key is an
// exact str.
Result<Value> dictGet(Thread*, Dict*, Value key);
Result<Value> dictGetHashed(Thread*, Dict*, Value key, int64_t hash);
// By an exact str that is interned or has its hash: cannot fail, runs no Python code when all keys
// are exact str.
Value dictGetStr(Dict*, Str* key);
// The same for an interned key that likely is among the four entries from that one on.
Value dictGetStrNear(Dict*, Str* key, uint32_t entry);
Status dictSet(Thread*, Dict*, Value key, Value value);
Status dictSetHashed(Thread*, Dict*, Value key, int64_t hash, Value value);
inline Status dictSetStr(Thread* t, Dict* d, Str* key, Value value) {
    return dictSet(t, d, Value(reinterpret_cast<Object*>(key)), value);
}
// Whether there was such a key.
Result<bool> dictDelete(Thread*, Dict*, Value key);
Result<bool> dictContains(Thread*, Dict*, Value key);
// Existing value (borrowed), or `value` after inserting it.
Result<Value> dictSetDefault(Thread*, Dict*, Value key, Value value);
// Value taken out (owned), EMPTY without exception when there is none.
Ref dictPop(Thread*, Dict*, Value key);
void dictClear(Thread*, Dict*);
Ref dictCopy(Thread*, Dict*);
// From a mapping or (if it has no keys()) an iterable of pairs.
Status dictUpdate(Thread*, Dict*, Value other);
Status dictMerge(Thread*, Dict*, Value mapping, bool override_existing);
// Iteration in order: *position starts at 0; false at the end. The values are borrowed; the dict
// must not change.
bool dictNext(Dict*, int64_t* position, Value* key, Value* value);
uint32_t dictKeysVersion(Thread*, Dict*);
// The entry of an exact str key; -1 when there is none. Good until the keys change.
int64_t dictEntryIndex(const Dict*, const Str* name);
// The cell of an exact str key that is there, or null: dictCell() makes one.
Value* dictCellOf(const Dict*, const Str* name);
Ref dictKeysList(Thread*, Dict*);
// Takes the last pair out, both owned; false when empty.
bool dictPopItem(Thread*, Dict*, Value* key, Value* value);
// The first pair; false when empty.
bool dictPopFirst(Thread*, Dict*, Value* key, Value* value);
// Moves the entry of a key that is there to the end or to the front; false when it is not.
Result<bool> dictMoveToEnd(Thread*, Dict*, Value key, bool last);
Ref dictRepr(Thread*, Dict*);
Ref mappingProxyNew(Thread*, Value mapping);
// Globals: the cell of `name`, made if need be; lives as long as the dict.
Value* dictCell(Thread*, Dict*, Str* name); // null: no memory
uint64_t dictGlobalsId(Thread*, Dict*);     // 0: no memory

} // namespace krait
