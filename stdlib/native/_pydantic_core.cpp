// _pydantic_core: the quick way through pydantic's validators. A schema is compiled once (by
// stdlib/python/pydantic) to a tree of nodes, tuples that begin with an operation; this walks the
// tree and the input together, and makes the valid value without a call of Python per item.
//
// It knows what is valid, and never says what is wrong: where it is not sure it declines, with
// NotImplemented or with the exception of a leaf, and the validators in Python decide from the
// start, words and locations included. So a tree is made of validators only that may run twice:
// nothing of the user's. A tree that is not of the form below is declined as well. Stateless; needs
// the GIL; values are shared while Python code may run.
#include "stdlib/native/native_support.h"
#include "vm/objects/dict.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"

namespace krait {
namespace {

enum Operation : int64_t {
    kAny,
    kInt,      // (op, leaf): the leaf is the validator in Python, called with (value, mode)
    kFloat,    //
    kStr,      //
    kBool,     //
    kNone,     //
    kNullable, // (op, node)
    kList,     // (op, node)
    kDict,     // (op, key's node, item's node)
    kModel,    // (op, [fields], class, its own bits of the mode, function that builds)
    kLeaf,     // (op, leaf), for values that hold no others
    kSet,      // (op, node)
    kFrozenSet,
    kTupleOf, // (op, node): of any length
    kTuple,   // (op, node, ...): one for each place
};
// A field: (name, key, node, is required, default, factory of defaults or None).
constexpr int64_t kFieldLength = 6;
// Bits of the mode, as in pydantic/_validators.py.
constexpr int64_t kStrict = 1;
constexpr int64_t kJson = 2;
constexpr int64_t kNested = 4;
// LIMIT: deeper input is declined, and Python's recursion limit is met there.
constexpr int kDepthMax = 100;

Ref decline() {
    return Ref::notImplemented();
}
bool isDeclined(const Ref& r) {
    return r.get() == Value::notImplemented();
}

bool holdsNoOthers(Value v) {
    return !v.isObject() || isExactStr(v) || isExactInt(v) ||
           v.object()->kind == static_cast<uint8_t>(TypeId::kBytes);
}

Ref walk(Thread* t, Value node, Value value, int64_t mode, int depth);

Ref walkList(Thread* t, Value node, Value value, int64_t mode, int depth) {
    if (!isExactList(value)) return decline();
    List* list = value.as<List>();
    New<List> out = KRAIT_TRY(listNew(t, list->length));
    // REENTRY: a leaf may let another thread change the list.
    for (int64_t i = 0; i < list->length; ++i) {
        Ref item = Ref::share(list->items[i]);
        Ref good = KRAIT_TRY(walk(t, node, item.get(), mode, depth));
        if (isDeclined(good)) return decline();
        KRAIT_TRY(listAppendTake(t, out.get(), good.release()));
    }
    return out;
}

// Python: in lax mode, and for JSON, a list stands for any collection; a set only for sets.
bool standsFor(int64_t operation, Value value, int64_t mode) {
    bool is_set = operation == kSet || operation == kFrozenSet;
    if (isExactList(value)) return !(mode & kStrict) || (mode & kJson);
    if (isExactTuple(value)) return !is_set || !(mode & kStrict);
    return is_set && isAnySet(value) && isFrozenSet(value) == (operation == kFrozenSet);
}

Ref walkItems(Thread* t, Tuple* node, Value value, int64_t mode, int depth) {
    int64_t operation = node->items[0].asSmallInt();
    if (!standsFor(operation, value, mode)) return decline();
    // REENTRY: a leaf may let another thread change the collection, so its items are taken first.
    Ref taken = KRAIT_TRY(tupleFromIterable(t, value));
    Tuple* from = taken.get().as<Tuple>();
    if (operation == kTuple && node->length != from->length + 1) return decline();
    New<List> items = KRAIT_TRY(listNew(t, from->length));
    for (int64_t i = 0; i < from->length; ++i) {
        Value inner = node->items[operation == kTuple ? i + 1 : 1];
        Ref good = KRAIT_TRY(walk(t, inner, from->items[i], mode, depth));
        if (isDeclined(good)) return decline();
        KRAIT_TRY(listAppendTake(t, items.get(), good.release()));
    }
    if (operation == kTuple || operation == kTupleOf) {
        return tupleFrom(t, items.get()->items, items.get()->length);
    }
    New<Set> out = KRAIT_TRY(setNew(t, operation == kFrozenSet));
    for (int64_t i = 0; i < items.get()->length; ++i) {
        if (!setAdd(t, out.get(), items.get()->items[i]).isError()) continue;
        if (clearErrorIf(t, TypeId::kTypeError)) return decline(); // an item without a hash
        return Error{};
    }
    return out;
}

Ref walkDict(Thread* t, Tuple* node, Value value, int64_t mode, int depth) {
    if (!isExactDict(value)) return decline();
    // REENTRY: a leaf may let another thread change the dict, so its entries are taken first.
    Ref copy = KRAIT_TRY(dictCopy(t, value.as<Dict>()));
    Dict* from = copy.get().as<Dict>();
    New<Dict> out = KRAIT_TRY(dictNew(t, from->used));
    int64_t position = 0;
    Value key, item;
    while (dictNext(from, &position, &key, &item)) {
        // Keys of JSON are strings, whatever they stand for.
        int64_t key_mode = mode & kJson ? mode & ~kStrict : mode;
        Ref good_key = KRAIT_TRY(walk(t, node->items[1], key, key_mode, depth));
        if (isDeclined(good_key)) return decline();
        Ref good = KRAIT_TRY(walk(t, node->items[2], item, mode, depth));
        if (isDeclined(good)) return decline();
        KRAIT_TRY(dictSet(t, out.get(), good_key.get(), good.get()));
    }
    return out;
}

// A mapping's fields: into `values` the valid ones, into `given` the names that the mapping had.
// False: declined.
Result<bool> walkFields(Thread* t, Value fields, Dict* data, Dict* values, Set* given, int64_t mode,
                        int depth) {
    if (!isExactTuple(fields)) return false;
    Tuple* list = fields.as<Tuple>();
    for (int64_t i = 0; i < list->length; ++i) {
        if (!isExactTuple(list->items[i])) return false;
        Tuple* field = list->items[i].as<Tuple>();
        if (field->length != kFieldLength || !isExactStr(field->items[0])) return false;
        Ref value = Ref::share(KRAIT_TRY(dictGet(t, data, field->items[1])));
        if (!value.get().isEmpty()) {
            value = KRAIT_TRY(walk(t, field->items[2], value.get(), mode, depth));
            if (isDeclined(value)) return false;
            KRAIT_TRY(setAdd(t, given, field->items[0]));
        } else if (field->items[3] == Value::boolean(true)) {
            return false;
        } else if (field->items[5].isNone()) {
            value = Ref::share(field->items[4]);
        } else {
            value = KRAIT_TRY(callFunction(t, field->items[5]));
        }
        KRAIT_TRY(dictSetStr(t, values, field->items[0].as<Str>(), value.get()));
    }
    return true;
}

Ref walkModel(Thread* t, Tuple* node, Value value, int64_t mode, int depth) {
    if (node->length != 5 || !node->items[3].isSmallInt() || !isExactList(node->items[1]) ||
        node->items[1].as<List>()->length != 1) {
        return decline();
    }
    if (value.isObject() && Value(typeOf(t, value)) == node->items[2]) return Ref::share(value);
    mode |= node->items[3].asSmallInt();
    if (!isExactDict(value)) return decline();
    if ((mode & kStrict) && !(mode & kJson) && (mode & kNested)) return decline();
    if (mode & kStrict) mode |= kNested;
    Ref fields = Ref::share(node->items[1].as<List>()->items[0]);
    New<Dict> values = KRAIT_TRY(dictNew(t));
    New<Set> given = KRAIT_TRY(setNew(t));
    bool sure = KRAIT_TRY(
        walkFields(t, fields.get(), value.as<Dict>(), values.get(), given.get(), mode, depth));
    if (!sure) return decline();
    return callFunction(t, node->items[4], node->items[2], values, given);
}

Ref walk(Thread* t, Value node_value, Value value, int64_t mode, int depth) {
    if (depth > kDepthMax || !isExactTuple(node_value)) return decline();
    Tuple* node = node_value.as<Tuple>();
    if (node->length < 2 || !node->items[0].isSmallInt()) return decline();
    switch (node->items[0].asSmallInt()) {
    case kAny:
        return Ref::share(value);
    case kInt:
        if (isExactInt(value) && !value.isBool()) return Ref::share(value);
        break;
    case kFloat:
        if (isFloat(value) && !value.isObject()) return Ref::share(value);
        if (value.isSmallInt()) return floatFrom(static_cast<double>(value.asSmallInt()));
        break;
    case kStr:
        if (isExactStr(value)) return Ref::share(value);
        break;
    case kBool:
        if (value.isBool()) return Ref::share(value);
        break;
    case kNone:
        return value.isNone() ? Ref::none() : decline();
    case kNullable:
        return value.isNone() ? Ref::none() : walk(t, node->items[1], value, mode, depth + 1);
    case kList:
        return walkList(t, node->items[1], value, mode, depth + 1);
    case kDict:
        return node->length == 3 ? walkDict(t, node, value, mode, depth + 1) : decline();
    case kModel:
        return walkModel(t, node, value, mode, depth + 1);
    case kLeaf:
        break;
    case kSet:
    case kFrozenSet:
    case kTupleOf:
    case kTuple:
        return walkItems(t, node, value, mode, depth + 1);
    default:
        return decline();
    }
    if (!holdsNoOthers(value)) return decline();
    return callFunction(t, node->items[1], value, Value::smallInt(mode));
}

Ref pydantic_validate(Thread* t, Args a) {
    int64_t mode = KRAIT_TRY(toIndexInt64(t, a[2]));
    return walk(t, a[0], a[1], mode, 0);
}
Ref pydantic_validate_fields(Thread* t, Args a) {
    int64_t mode = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (!isExactDict(a[1])) return decline();
    New<Dict> values = KRAIT_TRY(dictNew(t));
    New<Set> given = KRAIT_TRY(setNew(t));
    bool sure =
        KRAIT_TRY(walkFields(t, a[0], a[1].as<Dict>(), values.get(), given.get(), mode & 7, 0));
    return sure ? tupleOf(t, values, given) : decline();
}

constexpr MethodDef kFunctions[] = {
    {"validate(node, value, mode, /)", pydantic_validate,
     "The valid value, or NotImplemented where the validators in Python decide."},
    {"validate_fields(fields, data, mode, /)", pydantic_validate_fields,
     "The values of a model's fields and the names given, or NotImplemented."},
    {}};

} // namespace

extern const NativeModule k_pydantic_coreModule = {
    "_pydantic_core", "The quick way through pydantic's validators.", kFunctions};

} // namespace krait
