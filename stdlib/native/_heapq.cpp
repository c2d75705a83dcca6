// _heapq: priority queues in lists. The invariant is that of the heapq module: no item is less than
// its parent (for the _max functions: greater). The list owns its items throughout: they only
// change places. Needs the GIL.
//
// REENTRY: comparisons may change the list; a change of its length is an error, and its items are
// read again after each.
#include "stdlib/native/native_support.h"

namespace krait {
namespace {

template <bool kMax>
Result<bool> goesBefore(Thread* t, List* heap, int64_t i, int64_t j) {
    Value a = heap->items[kMax ? j : i], b = heap->items[kMax ? i : j];
    if (Value::bothSmallInts(a, b)) return a.bits() < b.bits();
    Ref keep_a = Ref::share(a), keep_b = Ref::share(b);
    int64_t length = heap->length;
    bool less = KRAIT_TRY(compareItemsLess(t, a, b));
    if (heap->length != length) {
        return raise(t, TypeId::kRuntimeError, "list changed size during iteration");
    }
    return less;
}

// Moves the item at `at` towards the root while it goes before its parent.
template <bool kMax>
Status siftDown(Thread* t, List* heap, int64_t start, int64_t at) {
    while (at > start) {
        int64_t parent = (at - 1) >> 1;
        if (!KRAIT_TRY(goesBefore<kMax>(t, heap, at, parent))) break;
        std::swap(heap->items[at], heap->items[parent]);
        at = parent;
    }
    return ok();
}

// Lets the item at `at` sink: first to a leaf, always after the child that goes first, then up to
// its place. That takes fewer comparisons than looking at it on every level.
template <bool kMax>
Status siftUp(Thread* t, List* heap, int64_t at) {
    int64_t start = at, end = heap->length, limit = end >> 1;
    while (at < limit) {
        int64_t child = 2 * at + 1;
        if (child + 1 < end && !KRAIT_TRY(goesBefore<kMax>(t, heap, child, child + 1))) ++child;
        std::swap(heap->items[child], heap->items[at]);
        at = child;
    }
    return siftDown<kMax>(t, heap, start, at);
}

template <bool kMax>
Status heapify(Thread* t, List* heap) {
    for (int64_t i = heap->length / 2; i-- > 0;) KRAIT_TRY(siftUp<kMax>(t, heap, i));
    return ok();
}

template <bool kMax>
Ref popFirst(Thread* t, List* heap) {
    if (heap->length == 0) return raise(t, TypeId::kIndexError, "index out of range");
    Ref last = Ref::take(heap->items[--heap->length]);
    if (heap->length == 0) return last;
    Ref first = Ref::take(std::exchange(heap->items[0], last.release()));
    KRAIT_TRY(siftUp<kMax>(t, heap, 0));
    return first;
}

template <bool kMax>
Ref replaceFirst(Thread* t, List* heap, Value item) {
    if (heap->length == 0) return raise(t, TypeId::kIndexError, "index out of range");
    incref(item);
    Ref first = Ref::take(std::exchange(heap->items[0], item));
    KRAIT_TRY(siftUp<kMax>(t, heap, 0));
    return first;
}

Status checkList(Thread* t, Value v, const char* function, const char* which) {
    if (isList(v)) return ok();
    return raise(t, TypeId::kTypeError, "%s() argument%s must be list, not %T", function, which, v);
}

Ref heapq_heappush(Thread* t, Args a) {
    KRAIT_TRY(checkList(t, a[0], "heappush", " 1"));
    auto* heap = a[0].as<List>();
    KRAIT_TRY(listAppend(t, heap, a[1]));
    KRAIT_TRY(siftDown<false>(t, heap, 0, heap->length - 1));
    return Ref::none();
}
Ref heapq_heappop(Thread* t, Args a) {
    KRAIT_TRY(checkList(t, a[0], "heappop", ""));
    return popFirst<false>(t, a[0].as<List>());
}
Ref heapq_heapreplace(Thread* t, Args a) {
    KRAIT_TRY(checkList(t, a[0], "heapreplace", " 1"));
    return replaceFirst<false>(t, a[0].as<List>(), a[1]);
}
Ref heapq_heappushpop(Thread* t, Args a) {
    KRAIT_TRY(checkList(t, a[0], "heappushpop", " 1"));
    auto* heap = a[0].as<List>();
    if (heap->length == 0) return Ref::share(a[1]);
    Ref top = Ref::share(heap->items[0]);
    if (!KRAIT_TRY(compareItemsLess(t, top, a[1]))) return Ref::share(a[1]);
    return replaceFirst<false>(t, heap, a[1]);
}
Ref heapq_heapify(Thread* t, Args a) {
    KRAIT_TRY(checkList(t, a[0], "heapify", ""));
    KRAIT_TRY(heapify<false>(t, a[0].as<List>()));
    return Ref::none();
}
Ref heapq_heappop_max(Thread* t, Args a) {
    KRAIT_TRY(checkList(t, a[0], "_heappop_max", ""));
    return popFirst<true>(t, a[0].as<List>());
}
Ref heapq_heapreplace_max(Thread* t, Args a) {
    KRAIT_TRY(checkList(t, a[0], "_heapreplace_max", " 1"));
    return replaceFirst<true>(t, a[0].as<List>(), a[1]);
}
Ref heapq_heapify_max(Thread* t, Args a) {
    KRAIT_TRY(checkList(t, a[0], "_heapify_max", ""));
    KRAIT_TRY(heapify<true>(t, a[0].as<List>()));
    return Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"heappush(heap, item, /)", heapq_heappush,
     "Push item onto heap, maintaining the heap invariant."},
    {"heappop(heap, /)", heapq_heappop,
     "Pop the smallest item off the heap, maintaining the heap invariant."},
    {"heapreplace(heap, item, /)", heapq_heapreplace,
     "Pop and return the current smallest value, and add the new item."},
    {"heappushpop(heap, item, /)", heapq_heappushpop,
     "Push item on the heap, then pop and return the smallest item from the heap."},
    {"heapify(heap, /)", heapq_heapify,
     "Transform list into a heap, in-place, in O(len(heap)) time."},
    {"_heappop_max(heap, /)", heapq_heappop_max, "Maxheap variant of heappop."},
    {"_heapreplace_max(heap, item, /)", heapq_heapreplace_max, "Maxheap variant of heapreplace."},
    {"_heapify_max(heap, /)", heapq_heapify_max, "Maxheap variant of heapify."},
    {}};

} // namespace

extern const NativeModule k_heapqModule = {
    "_heapq", "Heap queue algorithm (a.k.a. priority queue).", kFunctions};

} // namespace krait
