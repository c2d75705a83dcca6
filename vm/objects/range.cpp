// range and its iterators. A Range holds its ends, step and length as ints of any size; an iterator
// over values that all fit int64_t counts in machine words, another adds ints. Immutable but for
// the iterators; needs the GIL.
#include "vm/objects/container_helpers.h"
#include "vm/objects/slice.h"

namespace krait {
namespace {

struct LongRangeIterator : Object {
    Value next, step, left; // ints, owned
};

constexpr Value kZero = Value::smallInt(0);
constexpr Value kOne = Value::smallInt(1);

// Number of items of start, start + step, ... before stop.
Ref lengthOfRange(Thread* t, Value start, Value stop, Value step) {
    int64_t a, b, s;
    if (intFits(start, &a) && intFits(stop, &b) && intFits(step, &s)) {
        int64_t span;
        if (s > 0 ? a >= b : a <= b) return Ref::take(kZero);
        if (!__builtin_sub_overflow(s > 0 ? b : a, s > 0 ? a : b, &span) && s != INT64_MIN) {
            return intFrom(t, (span - 1) / (s > 0 ? s : -s) + 1);
        }
    }
    bool up = intSign(step) > 0;
    Ref span = KRAIT_TRY(up ? intSub(t, stop, start) : intSub(t, start, stop));
    if (intSign(span) <= 0) return Ref::take(kZero);
    Ref stride = up ? Ref::share(step) : intNegative(t, step);
    if (stride.isError()) return Error{};
    Ref before = KRAIT_TRY(intSub(t, span, kOne));
    Ref steps = KRAIT_TRY(intFloorDiv(t, before, stride));
    return intAdd(t, steps, kOne);
}

// start + index * step.
Ref itemAt(Thread* t, const Range* range, Value index) {
    int64_t i, start, step, product, result;
    if (intFits(index, &i) && intFits(range->start, &start) && intFits(range->step, &step) &&
        !__builtin_mul_overflow(i, step, &product) &&
        !__builtin_add_overflow(start, product, &result)) {
        return intFrom(t, result);
    }
    Ref offset = KRAIT_TRY(intMul(t, index, range->step));
    return intAdd(t, range->start, offset);
}

Ref longIterNew(Thread* t, Value start, Value step, Value length) {
    New<LongRangeIterator> it =
        KRAIT_TRY(allocateObject<LongRangeIterator>(t, TypeId::kLongRangeIterator));
    incref(start);
    incref(step);
    incref(length);
    it->next = start;
    it->step = step;
    it->left = length;
    return it;
}

// An iterator of `length` items from start, in machine words if all of them fit.
Ref iterFrom(Thread* t, Value start, Value step, Value length) {
    int64_t a, s, n, span, last;
    if (intFits(start, &a) && intFits(step, &s) && intFits(length, &n) &&
        !__builtin_mul_overflow(n, s, &span) && !__builtin_add_overflow(a, span, &last)) {
        New<RangeIterator> it = KRAIT_TRY(allocateObject<RangeIterator>(t, TypeId::kRangeIterator));
        it->next = a;
        it->step = s;
        it->left = n;
        return it;
    }
    return longIterNew(t, start, step, length);
}

} // namespace

Ref rangeNew(Thread* t, Value start, Value stop, Value step) {
    if (intSign(step) == 0) {
        return raise(t, TypeId::kValueError, "range() arg 3 must not be zero");
    }
    Ref length = KRAIT_TRY(lengthOfRange(t, start, stop, step));
    New<Range> range = KRAIT_TRY(allocateObject<Range>(t, TypeId::kRange));
    incref(start);
    incref(stop);
    incref(step);
    range->start = start;
    range->stop = stop;
    range->step = step;
    range->length = length.release();
    return range;
}

Ref rangeIterNew(Thread* t, int64_t start, int64_t stop, int64_t step) {
    Ref a = KRAIT_TRY(intFrom(t, start)), b = KRAIT_TRY(intFrom(t, stop)),
        s = KRAIT_TRY(intFrom(t, step));
    Ref length = KRAIT_TRY(lengthOfRange(t, a, b, s));
    return iterFrom(t, a, s, length);
}

namespace {

// --- slots ---------------------------------------------------------------------------------------

void rangeDestroy(Thread*, Object* o) {
    auto* range = static_cast<Range*>(o);
    decref(range->start);
    decref(range->stop);
    decref(range->step);
    decref(range->length);
}

Ref rangeRepr(Thread* t, Value self) {
    auto* range = self.as<Range>();
    if (range->step == kOne) return strFormat(t, "range(%R, %R)", range->start, range->stop);
    return strFormat(t, "range(%R, %R, %R)", range->start, range->stop, range->step);
}

Result<int64_t> rangeHash(Thread* t, Value self) {
    auto* range = self.as<Range>();
    bool empty = intSign(range->length) == 0;
    bool single = range->length == kOne;
    SequenceHash hash;
    hash.add(intHash(range->length));
    hash.add(KRAIT_TRY(hashOf(t, empty ? Value::none() : range->start)));
    hash.add(KRAIT_TRY(hashOf(t, empty || single ? Value::none() : range->step)));
    return hash.finishTuple(3);
}

Ref rangeCompare(Thread*, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op) || !isKind(a, TypeId::kRange) || !isKind(b, TypeId::kRange)) {
        return Ref::notImplemented();
    }
    auto* x = a.as<Range>();
    auto* y = b.as<Range>();
    bool equal = intCompare(x->length, y->length) == 0;
    if (equal && intSign(x->length) != 0) {
        equal = intCompare(x->start, y->start) == 0;
        if (equal && !(x->length == kOne)) equal = intCompare(x->step, y->step) == 0;
    }
    return Ref::boolean(equal == (op == CompareOp::kEq));
}

Result<int64_t> rangeLength(Thread* t, Value self) {
    int64_t n;
    if (intFits(self.as<Range>()->length, &n)) return n;
    return raise(t, TypeId::kOverflowError, "Python int too large to convert to C ssize_t");
}
Result<bool> rangeTruth(Thread*, Value self) {
    return intSign(self.as<Range>()->length) != 0;
}

Ref rangeIter(Thread* t, Value self) {
    auto* range = self.as<Range>();
    return iterFrom(t, range->start, range->step, range->length);
}

Ref rangeGetItem(Thread* t, Value self, Value key) {
    auto* range = self.as<Range>();
    if (isKind(key, TypeId::kSlice)) {
        Ref first, last, stride;
        KRAIT_TRY(sliceIndices(t, key.as<Slice>(), range->length, &first, &last, &stride));
        Ref step = KRAIT_TRY(intMul(t, stride, range->step));
        Ref start = KRAIT_TRY(itemAt(t, range, first));
        Ref stop = KRAIT_TRY(itemAt(t, range, last));
        return rangeNew(t, start, stop, step);
    }
    if (!hasIndex(t, key)) {
        return raise(t, TypeId::kTypeError, "range indices must be integers or slices, not %T",
                     key);
    }
    Ref index = KRAIT_TRY(toIndex(t, key));
    if (intSign(index) < 0) index = KRAIT_TRY(intAdd(t, index, range->length));
    if (intSign(index) < 0 || intCompare(index, range->length) >= 0) {
        return raise(t, TypeId::kIndexError, "range object index out of range");
    }
    return itemAt(t, range, index);
}

// Position of an int in the range (as an int), EMPTY without exception when it is not there.
Ref positionOf(Thread* t, const Range* range, Value v) {
    if (intSign(range->length) == 0) return Ref();
    Ref distance = KRAIT_TRY(intSub(t, v, range->start));
    Ref rest = KRAIT_TRY(intMod(t, distance, range->step));
    if (intSign(rest) != 0) return Ref();
    Ref index = KRAIT_TRY(intFloorDiv(t, distance, range->step));
    if (intSign(index) < 0 || intCompare(index, range->length) >= 0) return Ref();
    return index;
}

// Python: other types than int are compared with the items one by one.
Result<int64_t> findByComparing(Thread* t, Value self, Value item, bool count_all) {
    Ref iterator = KRAIT_TRY(rangeIter(t, self));
    int64_t found = 0;
    for (int64_t i = 0;; ++i) {
        Ref v = iterNext(t, iterator);
        if (v.isEmpty()) {
            if (t->hasError()) return Error{};
            return count_all ? found : int64_t{-1};
        }
        if (!KRAIT_TRY(compareItemsEqual(t, v, item))) continue;
        if (!count_all) return i;
        ++found;
    }
}

bool isPlainInt(Value v) {
    return isExactInt(v) || v.isBool();
}

Result<bool> rangeContains(Thread* t, Value self, Value item) {
    auto* range = self.as<Range>();
    if (!isPlainInt(item)) return KRAIT_TRY(findByComparing(t, self, item, false)) >= 0;
    Ref index = positionOf(t, range, item);
    if (index.isEmpty() && t->hasError()) return Error{};
    return !index.isEmpty();
}

// --- methods -------------------------------------------------------------------------------------

Ref range_dunder_new(Thread* t, Args a) {
    Ref first = KRAIT_TRY(toIndex(t, a[1]));
    if (a[2].isEmpty()) return rangeNew(t, kZero, first, kOne);
    Ref stop = KRAIT_TRY(toIndex(t, a[2]));
    if (a[3].isEmpty()) return rangeNew(t, first, stop, kOne);
    Ref step = KRAIT_TRY(toIndex(t, a[3]));
    return rangeNew(t, first, stop, step);
}
Ref range_count(Thread* t, Args a) {
    if (isPlainInt(a[1])) return intFrom(t, KRAIT_TRY(rangeContains(t, a[0], a[1])));
    return intFrom(t, KRAIT_TRY(findByComparing(t, a[0], a[1], true)));
}
Ref range_index(Thread* t, Args a) {
    if (isPlainInt(a[1])) {
        Ref index = positionOf(t, a[0].as<Range>(), a[1]);
        if (!index.isEmpty() || t->hasError()) return index;
        return raise(t, TypeId::kValueError, "%R is not in range", a[1]);
    }
    int64_t index = KRAIT_TRY(findByComparing(t, a[0], a[1], false));
    if (index >= 0) return intFrom(t, index);
    return raise(t, TypeId::kValueError, "sequence.index(x): x not in sequence");
}
Ref range_dunder_reversed(Thread* t, Args a) {
    auto* range = a[0].as<Range>();
    Ref last_index = KRAIT_TRY(intSub(t, range->length, kOne));
    Ref last = KRAIT_TRY(itemAt(t, range, last_index));
    Ref step = KRAIT_TRY(intNegative(t, range->step));
    return iterFrom(t, last, step, range->length);
}
Ref range_dunder_reduce(Thread* t, Args a) {
    auto* range = a[0].as<Range>();
    Ref parts = KRAIT_TRY(tupleOf(t, range->start, range->stop, range->step));
    return tupleOf(t, Value(t->type(TypeId::kRange)), parts.get());
}

constexpr MethodDef kRangeMethods[] = {
    {"__reversed__(self, /)", range_dunder_reversed, "Return a reverse iterator."},
    {"__reduce__(self, /)", range_dunder_reduce, nullptr},
    {"count(self, object, /)", range_count,
     "rangeobject.count(value) -> integer -- return number of occurrences of value"},
    {"index(self, object, /)", range_index,
     "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the "
     "value is not present."},
    {}};
constexpr MemberDef kRangeMembers[] = {{"start", offsetof(Range, start)},
                                       {"stop", offsetof(Range, stop)},
                                       {"step", offsetof(Range, step)},
                                       {}};

// --- iterators -----------------------------------------------------------------------------------

Ref rangeIteratorNext(Thread* t, Value self) {
    auto* it = self.as<RangeIterator>();
    if (it->left <= 0) return Ref();
    int64_t v = it->next;
    --it->left;
    it->next = v + it->step; // cannot overflow: the end fits too
    return intFrom(t, v);
}
// (iter, (range of what is left,), None)
Ref reduceRest(Thread* t, Value next, Value step, Value left) {
    Ref span = KRAIT_TRY(intMul(t, left, step));
    Ref stop = KRAIT_TRY(intAdd(t, next, span));
    Ref range = KRAIT_TRY(rangeNew(t, next, stop, step));
    return reduceWith(t, "iter", range, Value::none());
}
Ref range_iterator_dunder_length_hint(Thread* t, Args a) {
    return intFrom(t, a[0].as<RangeIterator>()->left);
}
Ref range_iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<RangeIterator>();
    Ref next = KRAIT_TRY(intFrom(t, it->next)), step = KRAIT_TRY(intFrom(t, it->step)),
        left = KRAIT_TRY(intFrom(t, it->left));
    return reduceRest(t, next, step, left);
}
Ref range_iterator_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<RangeIterator>();
    int64_t skip = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (skip < 0) skip = 0;
    if (skip > it->left) skip = it->left;
    it->next += skip * it->step;
    it->left -= skip;
    return Ref::none();
}

Ref longRangeIteratorNext(Thread* t, Value self) {
    auto* it = self.as<LongRangeIterator>();
    if (intSign(it->left) <= 0) return Ref();
    Ref after = KRAIT_TRY(intAdd(t, it->next, it->step));
    Ref left = KRAIT_TRY(intSub(t, it->left, kOne));
    decref(std::exchange(it->left, left.release()));
    return Ref::take(std::exchange(it->next, after.release()));
}
void longRangeIteratorDestroy(Thread*, Object* o) {
    auto* it = static_cast<LongRangeIterator*>(o);
    decref(it->next);
    decref(it->step);
    decref(it->left);
}
Ref longrange_iterator_dunder_length_hint(Thread*, Args a) {
    return Ref::share(a[0].as<LongRangeIterator>()->left);
}
Ref longrange_iterator_dunder_reduce(Thread* t, Args a) {
    auto* it = a[0].as<LongRangeIterator>();
    return reduceRest(t, it->next, it->step, it->left);
}
Ref longrange_iterator_dunder_setstate(Thread* t, Args a) {
    auto* it = a[0].as<LongRangeIterator>();
    Ref skip = KRAIT_TRY(toIndex(t, a[1]));
    if (intSign(skip) < 0) skip = Ref::take(kZero);
    if (intCompare(skip, it->left) > 0) skip = Ref::share(it->left);
    Ref span = KRAIT_TRY(intMul(t, skip, it->step));
    Ref next = KRAIT_TRY(intAdd(t, it->next, span));
    Ref left = KRAIT_TRY(intSub(t, it->left, skip));
    decref(std::exchange(it->next, next.release()));
    decref(std::exchange(it->left, left.release()));
    return Ref::none();
}

constexpr const char* kHintDoc = "Private method returning an estimate of len(list(it)).";
constexpr MethodDef kRangeIteratorMethods[] = {
    {"__length_hint__(self, /)", range_iterator_dunder_length_hint, kHintDoc},
    {"__reduce__(self, /)", range_iterator_dunder_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", range_iterator_dunder_setstate,
     "Set state information for unpickling."},
    {}};
constexpr MethodDef kLongRangeIteratorMethods[] = {
    {"__length_hint__(self, /)", longrange_iterator_dunder_length_hint, kHintDoc},
    {"__reduce__(self, /)", longrange_iterator_dunder_reduce,
     "Return state information for pickling."},
    {"__setstate__(self, state, /)", longrange_iterator_dunder_setstate,
     "Set state information for unpickling."},
    {}};

} // namespace

const TypeSpec kRangeSpec = {
    .name = "range",
    .size = sizeof(Range),
    .flags = kTypeSequence,
    .slots = {.destroy = rangeDestroy,
              .repr = rangeRepr,
              .hash = rangeHash,
              .compare = rangeCompare,
              .iter = rangeIter,
              .length = rangeLength,
              .getitem = rangeGetItem,
              .contains = rangeContains,
              .truth = rangeTruth},
    .doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an "
           "object that produces a sequence of integers from start (inclusive)\nto stop "
           "(exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to "
           "0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid "
           "indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or "
           "decrement).",
    .new_ = {"range(cls, start, stop=<unset>, step=<unset>, /)", range_dunder_new, nullptr},
    .methods = kRangeMethods,
    .members = kRangeMembers,
};

const TypeSpec kRangeIteratorSpec = {
    .name = "range_iterator",
    .size = sizeof(RangeIterator),
    .flags = kTypeDisallowNew,
    .slots = {.iter = iterSelf, .next = rangeIteratorNext},
    .methods = kRangeIteratorMethods,
};

const TypeSpec kLongRangeIteratorSpec = {
    .name = "longrange_iterator",
    .size = sizeof(LongRangeIterator),
    .flags = kTypeDisallowNew,
    .slots = {.destroy = longRangeIteratorDestroy, .iter = iterSelf, .next = longRangeIteratorNext},
    .methods = kLongRangeIteratorMethods,
};

} // namespace krait
