// Subscripts, and what builds and takes apart containers.
#include "vm/interp/calls.h"
#include "vm/interp/dispatch.h"
#include "vm/interp/special_calls.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/slice.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/patterns.h"
#include "vm/runtime/unpack.h"

#include <cstring>

namespace krait {

// --- loads
// -------------------------------------------------------------------------------------------------------

DSLOW_PATH(loadItemSlow) {
    publish(t, pc, regs);
    Value asked[] = {regs[B_], regs[C_]};
    TRY_SPECIAL(beginSpecial(t, regs, pc, kName___getitem__, asked, 2, &callee_pc));
    Value v = getItem(t, regs[B_], regs[C_]).release();
    consume(regs, B_);
    consume(regs, C_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}
DSLOW_PATH(loadItemImmediateSlow) {
    publish(t, pc, regs);
    Value asked[] = {regs[B_], Value::smallInt(SC_)};
    TRY_SPECIAL(beginSpecial(t, regs, pc, kName___getitem__, asked, 2, &callee_pc));
    Value v = getItem(t, regs[B_], Value::smallInt(SC_)).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}
// The item (owned) is found; a temporary container that this was the last reference to goes.
DSLOW_PATH(loadItemRelease) {
    Value v = std::exchange(t->result, Value());
    publish(t, pc, regs);
    decref(regs[B_]);
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}
#define FINISH_ITEM(container, v)                                                                  \
    do {                                                                                           \
        if (IS_OBJECT(v)) ++v.object()->refcount;                                                  \
        if (isTemp(regs, B_)) {                                                                    \
            if (KRAIT_UNLIKELY((container)->refcount == 1)) {                                      \
                t->result = (v);                                                                   \
                JUMP_TO(loadItemRelease<kLocal>);                                                  \
            }                                                                                      \
            --(container)->refcount;                                                               \
        }                                                                                          \
        STORE_NEXT(v, 2);                                                                          \
    } while (0)

#define INDEXED_LOAD(index_expr)                                                                   \
    Object* o = container.object();                                                                \
    int64_t index = (index_expr);                                                                  \
    if (o->kind == static_cast<uint8_t>(TypeId::kList)) {                                          \
        auto* list = static_cast<List*>(o);                                                        \
        if (index < 0) index += list->length;                                                      \
        if (KRAIT_LIKELY(static_cast<uint64_t>(index) < static_cast<uint64_t>(list->length))) {    \
            Value v = list->items[index];                                                          \
            FINISH_ITEM(o, v);                                                                     \
        }                                                                                          \
    } else if (o->kind == static_cast<uint8_t>(TypeId::kTuple)) {                                  \
        auto* tuple = static_cast<Tuple*>(o);                                                      \
        if (index < 0) index += tuple->length;                                                     \
        if (KRAIT_LIKELY(static_cast<uint64_t>(index) < static_cast<uint64_t>(tuple->length))) {   \
            Value v = tuple->items[index];                                                         \
            FINISH_ITEM(o, v);                                                                     \
        }                                                                                          \
    }

// dict[key] for a key that compares by identity or content without Python code.
DSLOW_PATH(loadItemDict) {
    publish(t, pc, regs);
    Value key = regs[C_];
    Result<Value> found = dictGet(t, regs[B_].as<Dict>(), key);
    if (found.isError() || found.value().isEmpty()) {
        if (!found.isError()) (void)raiseKeyError(t, key);
        consume(regs, B_);
        consume(regs, C_);
        RAISE_();
    }
    Value v = found.value();
    incref(v);
    consume(regs, B_);
    consume(regs, C_);
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}

DHANDLER(LOAD_ITEM) {
    Value container = regs[B_];
    Value key = regs[C_];
    if (KRAIT_LIKELY(IS_OBJECT(container))) {
        if (KRAIT_LIKELY(key.bits() >= k_int)) {
            INDEXED_LOAD(key.asSmallInt())
        }
        if (container.object()->kind == static_cast<uint8_t>(TypeId::kDict)) {
            JUMP_TO(loadItemDict<kLocal>);
        }
    }
    JUMP_TO(loadItemSlow<kLocal>);
}

DHANDLER(LOAD_ITEM_IMM) {
    Value container = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(container))) {
        INDEXED_LOAD(int64_t{SC_})
    }
    JUMP_TO(loadItemImmediateSlow<kLocal>);
}

// [start:stop] of an exact list, tuple or str with small integers or None: no slice object. False
// if it is not one of these.
static bool simpleSlice(Thread* t, Value container, Value start, Value stop, Value* out) {
    bool plain = (start.isSmallInt() || start.isNone()) && (stop.isSmallInt() || stop.isNone());
    if (!plain || !container.isObject()) return false;
    auto kind = static_cast<TypeId>(container.object()->kind);
    int64_t length;
    if (kind == TypeId::kList)
        length = container.as<List>()->length;
    else if (kind == TypeId::kTuple)
        length = container.as<Tuple>()->length;
    else if (kind == TypeId::kStr)
        length = container.as<Str>()->length;
    else
        return false;
    auto bound = [length](Value v, int64_t absent) {
        if (v.isNone()) return absent;
        int64_t i = v.asSmallInt();
        if (i < 0) i = i + length < 0 ? 0 : i + length;
        return i > length ? length : i;
    };
    int64_t first = bound(start, 0), last = bound(stop, length);
    int64_t count = last > first ? last - first : 0;
    if (kind == TypeId::kList)
        *out = listFrom(t, container.as<List>()->items + first, count).release();
    else if (kind == TypeId::kTuple && count == length)
        *out = Ref::share(container).release();
    else if (kind == TypeId::kTuple)
        *out = tupleFrom(t, container.as<Tuple>()->items + first, count).release();
    else
        *out = strSubstring(t, container.as<Str>(), first, first + count).release();
    return true;
}

DHANDLER(LOAD_SLICE) {
    publish(t, pc, regs);
    Value* w = regs + C_;
    Value v;
    if (!simpleSlice(t, regs[B_], w[0], w[1], &v)) {
        Ref slice = sliceNew(t, w[0], w[1], Value::none());
        if (!slice.isError()) v = getItem(t, regs[B_], slice.get()).release();
    }
    decref(w[1]);
    decref(w[0]);
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

// --- stores
// --------------------------------------------------------------------------------------------------------

SLOW_PATH(storeItemSlow) {
    publish(t, pc, regs);
    Value asked[] = {regs[A_], regs[B_], regs[C_]};
    TRY_SPECIAL(beginSpecial(t, regs, pc, kName___setitem__, asked, 3, &callee_pc));
    bool failed = setItem(t, regs[A_], regs[B_], regs[C_]).isError();
    consume(regs, C_);
    consume(regs, A_);
    consume(regs, B_);
    if (failed) RAISE_();
    NEXT_FRESH(2);
}
SLOW_PATH(storeItemDict) {
    publish(t, pc, regs);
    bool failed = dictSet(t, regs[A_].as<Dict>(), regs[B_], regs[C_]).isError();
    consume(regs, C_);
    consume(regs, A_);
    consume(regs, B_);
    if (failed) RAISE_();
    NEXT_FRESH(2);
}
SLOW_PATH(storeItemRelease) {
    publish(t, pc, regs);
    if (Object* dead = std::exchange(t->scratch, nullptr)) deallocate(dead);
    consume(regs, A_);
    NEXT_FRESH(2);
}

HANDLER(STORE_ITEM) {
    Value container = regs[A_];
    Value key = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(container))) {
        Object* o = container.object();
        if (o->kind == static_cast<uint8_t>(TypeId::kList) && key.bits() >= k_int) {
            auto* list = static_cast<List*>(o);
            int64_t index = key.asSmallInt();
            if (index < 0) index += list->length;
            if (KRAIT_LIKELY(static_cast<uint64_t>(index) < static_cast<uint64_t>(list->length))) {
                Value v = regs[C_];
                if (IS_OBJECT(v) && !isTemp(regs, C_)) ++v.object()->refcount;
                Value old = list->items[index];
                list->items[index] = v;
                if (IS_OBJECT(old) && --old.object()->refcount == 0) {
                    t->scratch = old.object();
                    JUMP_TO(storeItemRelease);
                }
                if (isTemp(regs, A_)) {
                    if (KRAIT_UNLIKELY(o->refcount == 1)) {
                        t->scratch = nullptr;
                        JUMP_TO(storeItemRelease);
                    }
                    --o->refcount;
                }
                NEXT(2);
            }
        } else if (o->kind == static_cast<uint8_t>(TypeId::kDict)) {
            JUMP_TO(storeItemDict);
        }
    }
    JUMP_TO(storeItemSlow);
}

HANDLER(DELETE_ITEM) {
    publish(t, pc, regs);
    bool failed = setItem(t, regs[A_], regs[B_], Value::empty()).isError();
    consume(regs, A_);
    consume(regs, B_);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}

static bool simpleBound(Value v, int64_t absent, int64_t* out) {
    *out = v.isSmallInt() ? v.asSmallInt() : absent;
    return v.isSmallInt() || v.isNone();
}

HANDLER(STORE_SLICE) {
    publish(t, pc, regs);
    Value* w = regs + B_;
    bool failed;
    int64_t low, high;
    if (isExactList(regs[A_]) && simpleBound(w[0], 0, &low) &&
        simpleBound(w[1], INT64_MAX, &high)) {
        failed = listAssignSlice(t, regs[A_].as<List>(), low, high, regs[C_]).isError();
    } else {
        Ref slice = sliceNew(t, w[0], w[1], Value::none());
        failed = slice.isError() || setItem(t, regs[A_], slice.get(), regs[C_]).isError();
    }
    consume(regs, C_);
    decref(w[1]);
    decref(w[0]);
    consume(regs, A_);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}

// --- building
// ------------------------------------------------------------------------------------------------------

#define BUILD(name, words, expr)                                                                   \
    DHANDLER(name) {                                                                               \
        publish(t, pc, regs);                                                                      \
        Value v = (expr).release();                                                                \
        if (v.isEmpty()) RAISE_();                                                                 \
        storeSlow<kLocal>(regs, A_, v);                                                            \
        NEXT_FRESH(words);                                                                         \
    }

BUILD(BUILD_TUPLE, 1, tupleTake(t, regs + B_, C_))
BUILD(BUILD_LIST, 1, listTake(t, regs + B_, C_))

// Runs `body` on the window's values, then releases them.
template <typename Body>
static Ref withWindow(Value* window, uint32_t count, Body&& body) {
    Ref result = body();
    for (uint32_t i = 0; i < count; ++i) decref(window[i]);
    return result;
}

static Ref buildSet(Thread* t, Value* window, uint32_t count) {
    New<Set> set = KRAIT_TRY(setNew(t));
    for (uint32_t i = 0; i < count; ++i) KRAIT_TRY(setAdd(t, set, window[i]));
    return set;
}
static Ref buildMap(Thread* t, Value* window, uint32_t count) {
    New<Dict> dict = KRAIT_TRY(dictNew(t, count));
    for (uint32_t i = 0; i < count; ++i)
        KRAIT_TRY(dictSet(t, dict, window[2 * i], window[2 * i + 1]));
    return dict;
}
static Ref buildConstKeyMap(Thread* t, Value* window, Tuple* keys) {
    New<Dict> dict = KRAIT_TRY(dictNew(t, keys->length));
    for (int64_t i = 0; i < keys->length; ++i)
        KRAIT_TRY(dictSet(t, dict, keys->items[i], window[i]));
    return dict;
}
BUILD(BUILD_SET, 1, withWindow(regs + B_, C_, [&] { return buildSet(t, regs + B_, C_); }))
BUILD(BUILD_MAP, 1, withWindow(regs + B_, 2u * C_, [&] { return buildMap(t, regs + B_, C_); }))
BUILD(BUILD_CONST_KEY_MAP, 2,
      withWindow(
          regs + B_,
          static_cast<uint32_t>(frameFunction(regs)->code->constants[C_].as<Tuple>()->length), [&] {
              return buildConstKeyMap(t, regs + B_,
                                      frameFunction(regs)->code->constants[C_].as<Tuple>());
          }))
BUILD(BUILD_STRING, 1,
      withWindow(regs + B_, C_, [&] { return strJoin(t, t->runtime->empty_str, regs + B_, C_); }))
BUILD(BUILD_SLICE, 1, withWindow(regs + B_, C_, [&] {
          return sliceNew(t, regs[B_], regs[B_ + 1], C_ == 3 ? regs[B_ + 2] : Value::none());
      }))

// Operand b goes into container a, which stays.
#define ADD_TO(name, words, status)                                                                \
    HANDLER(name) {                                                                                \
        publish(t, pc, regs);                                                                      \
        bool failed = (status).isError();                                                          \
        consume(regs, B_);                                                                         \
        if (failed) RAISE_();                                                                      \
        NEXT_FRESH(words);                                                                         \
    }

HANDLER(LIST_APPEND) {
    auto* list = regs[A_].as<List>();
    Value v = regs[B_];
    if (KRAIT_LIKELY(list->length < list->capacity)) {
        if (IS_OBJECT(v) && !isTemp(regs, B_)) ++v.object()->refcount;
        list->items[list->length++] = v;
        NEXT(1);
    }
    publish(t, pc, regs);
    bool failed = listAppend(t, list, v).isError();
    consume(regs, B_);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}
ADD_TO(LIST_EXTEND, 1, unpackIntoList(t, regs[A_].as<List>(), regs[B_]))
ADD_TO(SET_ADD, 1, setAdd(t, regs[A_].as<Set>(), regs[B_]))
ADD_TO(SET_UPDATE, 1, setUpdate(t, regs[A_].as<Set>(), regs[B_]))
ADD_TO(DICT_UPDATE, 1, unpackIntoDict(t, regs[A_].as<Dict>(), regs[B_]))
ADD_TO(DICT_MERGE, 1, mergeKeywords(t, regs[A_].as<Dict>(), regs[B_], regs[C_]))

HANDLER(MAP_ADD) {
    publish(t, pc, regs);
    bool failed = dictSet(t, regs[A_].as<Dict>(), regs[B_], regs[C_]).isError();
    consume(regs, B_);
    consume(regs, C_);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}

DHANDLER(LIST_TO_TUPLE) {
    publish(t, pc, regs);
    Value v = listAsTuple(t, regs[B_].as<List>()).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

// --- taking apart
// ----------------------------------------------------------------------------------------------------

SLOW_PATH(unpackSlow) {
    publish(t, pc, regs);
    Value source = regs[B_];
    bool temporary = isTemp(regs, B_);
    bool failed = unpackInto(t, source, C_, regs + A_).isError(); // the source may be overwritten
    if (temporary) decref(source);
    if (failed) RAISE_();
    NEXT_FRESH(2);
}

HANDLER(UNPACK) {
    Value source = regs[B_];
    uint32_t count = C_;
    if (KRAIT_LIKELY(IS_OBJECT(source))) {
        Object* o = source.object();
        const Value* items;
        if (o->kind == static_cast<uint8_t>(TypeId::kTuple) &&
            static_cast<Tuple*>(o)->length == count) {
            items = static_cast<Tuple*>(o)->items;
        } else if (o->kind == static_cast<uint8_t>(TypeId::kList) &&
                   static_cast<List*>(o)->length == count) {
            items = static_cast<List*>(o)->items;
        } else {
            JUMP_TO(unpackSlow);
        }
        bool temporary = isTemp(regs, B_);
        if (temporary && o->refcount == 1) {
            // The only reference to a tuple: its items move. (They may overwrite the register.)
            if (o->kind != static_cast<uint8_t>(TypeId::kTuple) || o->flags != kFlagTracked ||
                count == 0 || count > 8) {
                JUMP_TO(unpackSlow);
            }
            for (uint32_t i = 0; i < count; ++i) regs[A_ + i] = items[i];
            t->heap->unlogYoung(o);
            t->heap->free(o, sizeof(Tuple) + count * sizeof(Value), CellUse::kContainer);
            NEXT(2);
        }
        for (uint32_t i = 0; i < count; ++i) {
            Value v = items[i];
            if (IS_OBJECT(v)) ++v.object()->refcount;
            regs[A_ + i] = v;
        }
        if (temporary) --o->refcount;
        NEXT(2);
    }
    JUMP_TO(unpackSlow);
}

SLOW_PATH(unpackPairSlow) {
    publish(t, pc, regs);
    Value source = regs[B_];
    bool temporary = isTemp(regs, B_);
    Value items[2];
    bool failed = unpackInto(t, source, 2, items).isError();
    if (temporary) decref(source);
    if (failed) RAISE_();
    storeSlow<true>(regs, A_, items[0]);
    storeSlow<true>(regs, C_, items[1]);
    NEXT_FRESH(2);
}

HANDLER(UNPACK_PAIR) {
    Value source = regs[B_];
    if (KRAIT_LIKELY(IS_OBJECT(source))) {
        Object* o = source.object();
        // Fast where nothing dies: the old values of the locals are no objects, or others hold
        // them.
        bool temporary = isTemp(regs, B_);
        Value old_first = regs[A_], old_second = regs[C_];
        uint32_t ours = old_first == old_second ? 2 : 1;
        auto keepsAlive = [=](Value v) { return !IS_OBJECT(v) || v.object()->refcount > ours; };
        if (o->kind == static_cast<uint8_t>(TypeId::kTuple) &&
            static_cast<Tuple*>(o)->length == 2 && keepsAlive(old_first) &&
            keepsAlive(old_second)) {
            Value first = static_cast<Tuple*>(o)->items[0];
            Value second = static_cast<Tuple*>(o)->items[1];
            if (temporary && o->refcount == 1 && o->flags == kFlagTracked) {
                // The only reference to the tuple: its items move.
                t->heap->unlogYoung(o);
                t->heap->free(o, sizeof(Tuple) + 2 * sizeof(Value), CellUse::kContainer);
                regs[A_] = first;
                regs[C_] = second;
                if (IS_OBJECT(old_first)) --old_first.object()->refcount;
                if (IS_OBJECT(old_second)) --old_second.object()->refcount;
                NEXT(2);
            }
            if (KRAIT_UNLIKELY(temporary && o->refcount == 1)) JUMP_TO(unpackPairSlow);
            if (IS_OBJECT(first)) ++first.object()->refcount;
            if (IS_OBJECT(second)) ++second.object()->refcount;
            regs[A_] = first;
            regs[C_] = second;
            if (IS_OBJECT(old_first)) --old_first.object()->refcount;
            if (IS_OBJECT(old_second)) --old_second.object()->refcount;
            if (temporary) --o->refcount;
            NEXT(2);
        }
    }
    JUMP_TO(unpackPairSlow);
}

HANDLER(UNPACK_EX) {
    publish(t, pc, regs);
    Value source = regs[B_];
    bool temporary = isTemp(regs, B_);
    bool failed = unpackStarInto(t, source, C_ & 0xff, C_ >> 8, regs + A_).isError();
    if (temporary) decref(source);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}

// --- text
// --------------------------------------------------------------------------------------------------------------

static Ref convert(Thread* t, Value v, int how) {
    return how == 1 ? strOf(t, v) : how == 2 ? reprOf(t, v) : asciiOf(t, v);
}
#define UNARY_OP(name, words, expr)                                                                \
    DHANDLER(name) {                                                                               \
        publish(t, pc, regs);                                                                      \
        Value v = (expr).release();                                                                \
        consume(regs, B_);                                                                         \
        if (v.isEmpty()) RAISE_();                                                                 \
        storeSlow<kLocal>(regs, A_, v);                                                            \
        NEXT_FRESH(words);                                                                         \
    }
UNARY_OP(CONVERT, 1, convert(t, regs[B_], C_))
UNARY_OP(FORMAT, 1, formatOf(t, regs[B_], Value(t->runtime->empty_str)))

DHANDLER(FORMAT_SPEC) {
    publish(t, pc, regs);
    Value v = formatOf(t, regs[B_], regs[C_]).release();
    consume(regs, B_);
    consume(regs, C_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

// --- patterns
// ------------------------------------------------------------------------------------------------------------

DHANDLER(MATCH_CLASS) {
    publish(t, pc, regs);
    Value* w = regs + B_;
    Value v = matchClass(t, w[0], w[1], w[2].as<Tuple>(), C_).release();
    decref(w[2]);
    decref(w[1]);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}
DHANDLER(MATCH_MAPPING) {
    publish(t, pc, regs);
    storeSlow<kLocal>(regs, A_, Value::boolean(hasTypeFlag(t, regs[B_], kTypeMapping)));
    NEXT_FRESH(1);
}
DHANDLER(MATCH_SEQUENCE) {
    publish(t, pc, regs);
    storeSlow<kLocal>(regs, A_, Value::boolean(hasTypeFlag(t, regs[B_], kTypeSequence)));
    NEXT_FRESH(1);
}
DHANDLER(MATCH_KEYS) {
    publish(t, pc, regs);
    Value v = matchKeys(t, regs[B_], regs[C_].as<Tuple>()).release();
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}
DHANDLER(MATCH_REST) {
    publish(t, pc, regs);
    Value v = matchRest(t, regs[B_], regs[C_].as<Tuple>()).release();
    consume(regs, C_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}
DHANDLER(GET_LEN) {
    publish(t, pc, regs);
    Result<int64_t> length = lengthOf(t, regs[B_]);
    if (length.isError()) RAISE_();
    storeSlow<kLocal>(regs, A_, Value::smallInt(length.value()));
    NEXT_FRESH(1);
}

} // namespace krait
