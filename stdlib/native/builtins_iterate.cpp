// builtins that iterate: all, any, iter, next, min, max, sum, sorted, aiter, anext.
#include "stdlib/native/builtins.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/float.h"
#include "vm/objects/generator.h"
#include "vm/objects/int.h"
#include "vm/objects/iterators.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

#include <cmath>

namespace krait {

// Whether some item's truth is `wanted`.
static Result<bool> someItem(Thread* t, Value iterable, bool wanted) {
    if (isExactList(iterable) || isExactTuple(iterable)) {
        // REENTRY: truth may change the list; it is read anew at each step.
        Ref keep = Ref::share(iterable);
        bool is_list = isExactList(iterable);
        for (int64_t i = 0;; ++i) {
            Value item;
            if (is_list) {
                auto* list = iterable.as<List>();
                if (i >= list->length) return !wanted;
                item = list->items[i];
            } else {
                auto* tuple = iterable.as<Tuple>();
                if (i >= tuple->length) return !wanted;
                item = tuple->items[i];
            }
            bool truth;
            if (!item.isObject()) {
                truth = KRAIT_TRY(isTrueItem(t, item));
            } else {
                Ref held = Ref::share(item);
                truth = KRAIT_TRY(isTrue(t, item));
            }
            if (truth == wanted) return wanted;
        }
    }
    Ref iterator = KRAIT_TRY(iterOf(t, iterable));
    if (isKind(iterator, TypeId::kGenerator)) {
        bool found = false;
        KRAIT_TRY(drainGenerator(t, iterator, [&](Value given) {
            Ref item = Ref::take(given);
            Result<bool> truth = isTrue(t, item);
            if (truth.isError()) return false;
            found = truth.value() == wanted;
            return !found;
        }));
        return found == wanted;
    }
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            return !wanted;
        }
        if (KRAIT_TRY(isTrueItem(t, item)) == wanted) return wanted;
    }
}

Ref b_any(Thread* t, Args a) {
    bool result = KRAIT_TRY(someItem(t, a[0], true));
    return Ref::boolean(result);
}
Ref b_all(Thread* t, Args a) {
    bool result = KRAIT_TRY(someItem(t, a[0], false));
    return Ref::boolean(result);
}

Ref b_iter(Thread* t, Args a) {
    if (a[1].isEmpty()) return iterOf(t, a[0]);
    if (!isCallable(t, a[0])) return raise(t, TypeId::kTypeError, "iter(v, w): v must be callable");
    auto iterator = KRAIT_TRY(allocateObject<CallableIterator>(t, TypeId::kCallableIterator));
    iterator->callable = Ref::share(a[0]).release();
    iterator->sentinel = Ref::share(a[1]).release();
    return iterator;
}

Ref b_next(Thread* t, Args a) {
    auto next = typeOf(t, a[0])->slots.next;
    if (!next) return raise(t, TypeId::kTypeError, "'%T' object is not an iterator", a[0]);
    Ref item = next(t, a[0]);
    if (!item.isEmpty()) return item;
    if (a[1].isEmpty()) {
        if (!t->hasError()) return raiseValue(t, TypeId::kStopIteration, Value());
        return Error{};
    }
    if (t->hasError() && !clearErrorIf(t, TypeId::kStopIteration)) return Error{};
    return Ref::share(a[1]);
}

static Ref extreme(Thread* t, Args a, CompareOp op, const char* name) {
    auto* given = a[0].as<Tuple>();
    Value key = a[1], fallback = a[2];
    if (given->length == 0) {
        return raise(t, TypeId::kTypeError, "%s expected at least 1 argument, got 0", name);
    }
    Value source(given);
    if (given->length == 1) {
        source = given->items[0];
    } else if (!fallback.isEmpty()) {
        return raise(t, TypeId::kTypeError,
                     "Cannot specify a default for %s() with multiple positional arguments", name);
    }
    Ref iterator = KRAIT_TRY(iterOf(t, source));
    Ref best, best_key;
    for (;;) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            break;
        }
        Ref item_key = key.isNone() ? Ref::share(item) : callFunction(t, key, item);
        if (item_key.isError()) return Error{};
        if (best.isEmpty()) {
            best = std::move(item);
            best_key = std::move(item_key);
            continue;
        }
        bool better;
        Value x = item_key, y = best_key;
        if (Value::bothSmallInts(x, y)) {
            better = op == CompareOp::kLt ? x.bits() < y.bits() : x.bits() > y.bits();
        } else if (x.isNumber() && y.isNumber()) {
            better =
                op == CompareOp::kLt ? x.asNumber() < y.asNumber() : x.asNumber() > y.asNumber();
        } else {
            Ref answer = KRAIT_TRY(compareOp(t, x, y, op));
            better = KRAIT_TRY(isTrue(t, answer));
        }
        if (better) {
            best = std::move(item);
            best_key = std::move(item_key);
        }
    }
    if (!best.isEmpty()) return best;
    if (!fallback.isEmpty()) return Ref::share(fallback);
    return raise(t, TypeId::kValueError, "%s() iterable argument is empty", name);
}

Ref b_min(Thread* t, Args a) {
    return extreme(t, a, CompareOp::kLt, "min");
}
Ref b_max(Thread* t, Args a) {
    return extreme(t, a, CompareOp::kGt, "max");
}

// Ints while they fit a word, then floats with the compensation that CPython 3.12 brought
// (Neumaier's), then whatever `+` does.
Ref b_sum(Thread* t, Args a) {
    Value start = a[1];
    if (isStr(start)) {
        return raise(t, TypeId::kTypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    }
    if (isInstanceOf(t, start, TypeId::kBytes)) {
        return raise(t, TypeId::kTypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
    }
    if (isInstanceOf(t, start, TypeId::kByteArray)) {
        return raise(t, TypeId::kTypeError,
                     "sum() can't sum bytearray [use b''.join(seq) instead]");
    }
    Ref iterator = KRAIT_TRY(iterOf(t, a[0]));
    Ref total = Ref::share(start);
    Ref item;
    auto advance = [&] {
        item = nextItem(t, iterator);
        return !item.isEmpty();
    };
    bool pending = false; // item holds one that was not added yet
    if (start.isSmallInt() && isKind(iterator, TypeId::kListIterator)) {
        // Small ints at the front of a list run no code.
        auto* it = iterator.as<ListIterator>();
        auto* list = it->sequence.as<List>();
        int64_t sum = start.asSmallInt();
        while (it->index < list->length && list->items[it->index].isSmallInt()) {
            int64_t next = sum + list->items[it->index].asSmallInt();
            if (!Value::fitsSmallInt(next)) break;
            sum = next;
            ++it->index;
        }
        start = Value::smallInt(sum);
        total = Ref::share(start);
    }
    if (start.isSmallInt() && isKind(iterator, TypeId::kDictValueIterator) &&
        isKind(a[0], TypeId::kDictValues)) {
        // So do the first values of a dict.
        auto* it = iterator.as<DictIterator>();
        auto* dict = it->dict.as<Dict>();
        int64_t sum = start.asSmallInt(), position = it->position;
        Value key, value;
        while (dictNext(dict, &position, &key, &value) && value.isSmallInt()) {
            int64_t next = sum + value.asSmallInt();
            if (!Value::fitsSmallInt(next)) break;
            sum = next;
            it->position = position;
            --it->left;
        }
        start = Value::smallInt(sum);
        total = Ref::share(start);
    }
    if (start.isSmallInt() && isKind(iterator, TypeId::kGenerator)) {
        int64_t sum = start.asSmallInt();
        KRAIT_TRY(drainGenerator(t, iterator, [&](Value v) {
            if (KRAIT_LIKELY(v.isSmallInt())) {
                int64_t next = sum + v.asSmallInt();
                if (KRAIT_LIKELY(Value::fitsSmallInt(next))) {
                    sum = next;
                    return true;
                }
            }
            item = Ref::take(v);
            return false;
        }));
        if (item.isEmpty()) return intFrom(t, sum);
        pending = true;
        start = Value::smallInt(sum);
        total = Ref::share(start);
    }
    if (start.isSmallInt()) {
        int64_t sum = start.asSmallInt();
        for (;;) {
            if (!std::exchange(pending, false) && !advance()) {
                if (t->hasError()) return Error{};
                return intFrom(t, sum);
            }
            Value v = item;
            int64_t i;
            if (v.isSmallInt())
                i = v.asSmallInt();
            else if (v.isBool())
                i = v.asBool();
            else if (!isExactInt(v) || !intFits(v, &i))
                break;
            if (__builtin_add_overflow(sum, i, &i)) break;
            sum = i;
        }
        pending = true;
        total = KRAIT_TRY(intFrom(t, sum));
        if (item.get().isNumber()) {
            total = KRAIT_TRY(binaryOp(t, BinaryOp::kAdd, total, item));
            pending = false;
        }
    }
    if (total.get().isNumber()) {
        double sum = total.get().asNumber(), lost = 0;
        auto finish = [&] { return lost != 0 && std::isfinite(lost) ? sum + lost : sum; };
        for (;;) {
            if (!pending && !advance()) {
                if (t->hasError()) return Error{};
                return floatFrom(finish());
            }
            pending = false;
            Value v = item;
            if (v.isNumber()) {
                double x = v.asNumber(), next = sum + x;
                lost += std::fabs(sum) >= std::fabs(x) ? (sum - next) + x : (x - next) + sum;
                sum = next;
                continue;
            }
            int64_t i;
            if (v.isSmallInt() || (isExactInt(v) && intFits(v, &i))) {
                i = v.isSmallInt() ? v.asSmallInt() : i;
                sum += static_cast<double>(i);
                continue;
            }
            total = floatFrom(finish());
            pending = true;
            break;
        }
    }
    for (;;) {
        if (!pending && !advance()) {
            if (t->hasError()) return Error{};
            return total;
        }
        pending = false;
        total = KRAIT_TRY(binaryOp(t, BinaryOp::kAdd, total, item));
    }
}

Ref b_sorted(Thread* t, Args a) {
    Ref list = KRAIT_TRY(listFromIterable(t, a[0]));
    bool reverse = KRAIT_TRY(isTrue(t, a[2]));
    KRAIT_TRY(listSort(t, list.as<List>(), a[1], reverse));
    return list;
}

Ref b_aiter(Thread* t, Args a) {
    auto slot = typeOf(t, a[0])->slots.aiter;
    if (!slot) return raise(t, TypeId::kTypeError, "'%T' object is not an async iterable", a[0]);
    Ref iterator = KRAIT_TRY(slot(t, a[0]));
    if (!typeOf(t, iterator)->slots.anext) {
        return raise(t, TypeId::kTypeError, "aiter() returned not an async iterator of type '%T'",
                     iterator.get());
    }
    return iterator;
}

struct AnextAwaitable : Object {
    Value awaitable, default_value;
};

Ref b_anext(Thread* t, Args a) {
    auto slot = typeOf(t, a[0])->slots.anext;
    if (!slot) return raise(t, TypeId::kTypeError, "'%T' object is not an async iterator", a[0]);
    Ref awaitable = KRAIT_TRY(slot(t, a[0]));
    if (a[1].isEmpty()) return awaitable;
    auto result = KRAIT_TRY(allocateObject<AnextAwaitable>(t, TypeId::kAnextAwaitable));
    result->awaitable = awaitable.release();
    result->default_value = Ref::share(a[1]).release();
    return result;
}

} // namespace krait
