// _bisect: binary search in sorted sequences. Stateless; comparisons, key functions and __getitem__
// run Python code, so exact lists are read by index anew each time. Needs the GIL.
#include "stdlib/native/native_support.h"

namespace krait {
namespace {

// Insertion point of x in the sequence's [low, high) (None: its length), after equal items if
// right.
Result<int64_t> search(Thread* t, Value sequence, Value x, Value low, Value high, Value key,
                       bool right) {
    int64_t from = KRAIT_TRY(toIndexInt64(t, low));
    if (from < 0) return raise(t, TypeId::kValueError, "lo must be non-negative");
    int64_t to =
        high.isNone() ? KRAIT_TRY(lengthOf(t, sequence)) : KRAIT_TRY(toIndexInt64(t, high));
    while (from < to) {
        int64_t middle = from + (to - from) / 2;
        Ref item;
        if (isExactList(sequence) && middle < sequence.as<List>()->length) {
            item = Ref::share(sequence.as<List>()->items[middle]);
        } else {
            Ref index = KRAIT_TRY(intFrom(t, middle));
            item = KRAIT_TRY(getItem(t, sequence, index));
        }
        if (!key.isNone()) item = KRAIT_TRY(callFunction(t, key, item.get()));
        if (right) {
            if (KRAIT_TRY(compareItemsLess(t, x, item))) {
                to = middle;
            } else {
                from = middle + 1;
            }
        } else if (KRAIT_TRY(compareItemsLess(t, item, x))) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

Ref bisect(Thread* t, Args a, bool right) {
    return intFrom(t, KRAIT_TRY(search(t, a[0], a[1], a[2], a[3], a[4], right)));
}
// Python: the key of x is taken for the search here, and not in bisect().
Ref insort(Thread* t, Args a, bool right) {
    Ref x = a[4].isNone() ? Ref::share(a[1]) : callFunction(t, a[4], a[1]);
    if (x.isError()) return Error{};
    int64_t index = KRAIT_TRY(search(t, a[0], x, a[2], a[3], a[4], right));
    if (isExactList(a[0])) {
        KRAIT_TRY(listInsert(t, a[0].as<List>(), index, a[1]));
        return Ref::none();
    }
    New<Str> insert = KRAIT_TRY(strIntern(t, "insert"));
    Ref at = KRAIT_TRY(intFrom(t, index));
    KRAIT_TRY(callMethod(t, a[0], insert, at.get(), a[1]));
    return Ref::none();
}
Ref bisect_bisect_right(Thread* t, Args a) {
    return bisect(t, a, true);
}
Ref bisect_bisect_left(Thread* t, Args a) {
    return bisect(t, a, false);
}
Ref bisect_insort_right(Thread* t, Args a) {
    return insort(t, a, true);
}
Ref bisect_insort_left(Thread* t, Args a) {
    return insort(t, a, false);
}

constexpr MethodDef kFunctions[] = {
    {"bisect_right(a, x, lo=0, hi=None, *, key=None)", bisect_bisect_right,
     "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value "
     "i is such that all e in a[:i] have e <= x, and all e in\na[i:] have e > x.  So if x already "
     "appears in the list, a.insert(i, x) will\ninsert just after the rightmost x already there."},
    {"bisect_left(a, x, lo=0, hi=None, *, key=None)", bisect_bisect_left,
     "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value "
     "i is such that all e in a[:i] have e < x, and all e in\na[i:] have e >= x.  So if x already "
     "appears in the list, a.insert(i, x) will\ninsert just before the leftmost x already there."},
    {"insort_right(a, x, lo=0, hi=None, *, key=None)", bisect_insort_right,
     "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, "
     "insert it to the right of the rightmost x."},
    {"insort_left(a, x, lo=0, hi=None, *, key=None)", bisect_insort_left,
     "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, "
     "insert it to the left of the leftmost x."},
    {}};

} // namespace

extern const NativeModule k_bisectModule = {"_bisect", "Bisection algorithms.", kFunctions};

} // namespace krait
