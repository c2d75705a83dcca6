// itertools: iterators made of iterators. Each owns what it draws from, gives owned items, and once
// exhausted stays so. Everything that draws an item runs Python code: state is read again after it.
// Needs the GIL.
#include "stdlib/native/itertools_parts.h"

#include "vm/objects/dict.h"
#include "vm/objects/generic_alias.h"

#include <algorithm>
#include <cstring>

namespace krait {
namespace {

constexpr uint32_t kFlags = kTypeContainer | kTypeBase;

// A tuple to put the next result in: a copy of *result, or that itself if nobody else holds it.
// *result is made on the first call of the owner.
New<Tuple> tupleToFill(Thread* t, Value* result) {
    auto* old = result->as<Tuple>();
    old->gc_state = 0; // it may come to hold containers
    if (old->refcount == 1) return New<Tuple>::share(old);
    Ref copy = KRAIT_TRY(tupleFrom(t, old->items, old->length));
    // The empty tuple is shared, but then there is nothing to fill.
    replace(result, Ref::share(copy));
    return New<Tuple>::take(copy.release().as<Tuple>());
}
void setItemShared(Tuple* tuple, int64_t i, Value v) {
    incref(v);
    decref(std::exchange(tuple->items[i], v));
}

// --- count ---------------------------------------------------------------------------------------

using CountOwns = Owns<Count, &Count::next, &Count::step>;

bool isNumberLike(Thread* t, Value v) {
    const TypeSlots& slots = typeOf(t, v)->slots;
    return isInt(v) || isFloat(v) || slots.index || slots.to_int || slots.to_float ||
           isKind(v, TypeId::kComplex);
}
Ref count_new(Thread* t, Args a) {
    if (!isNumberLike(t, a[1]) || !isNumberLike(t, a[2])) {
        return raise(t, TypeId::kTypeError, "a number is required");
    }
    New<Count> c = KRAIT_TRY(newInstance<Count>(t, a[0]));
    store(&c->next, a[1]);
    store(&c->step, a[2]);
    return c;
}
Ref countNext(Thread* t, Value self) {
    auto* c = self.as<Count>();
    if (KRAIT_LIKELY(Value::bothSmallInts(c->next, c->step))) {
        int64_t now = c->next.asSmallInt();
        Ref after = KRAIT_TRY(intFrom(t, now + c->step.asSmallInt()));
        c->next = after.release();
        return Ref::take(Value::smallInt(now));
    }
    Ref now = Ref::share(c->next);
    Ref after = KRAIT_TRY(binaryOp(t, BinaryOp::kAdd, now, c->step));
    replace(&c->next, std::move(after));
    return now;
}
Ref countRepr(Thread* t, Value self) {
    auto* c = self.as<Count>();
    if (c->step == Value::smallInt(1)) return strFormat(t, "%T(%R)", self, c->next);
    return strFormat(t, "%T(%R, %R)", self, c->next, c->step);
}
const TypeSpec kCountSpec = {
    .name = "itertools.count",
    .size = sizeof(Count),
    .flags = kFlags,
    .slots = {.destroy = CountOwns::destroy,
              .traverse = CountOwns::traverse,
              .repr = countRepr,
              .iter = iterSelf,
              .next = countNext},
    .doc = "Return a count object whose .__next__() method returns consecutive values.",
    .new_ = {"count(cls, start=0, step=1)", count_new, nullptr},
    .methods = kCountMethods,
};

// --- repeat --------------------------------------------------------------------------------------

using RepeatOwns = Owns<Repeat, &Repeat::element>;

Ref repeat_new(Thread* t, Args a) {
    int64_t times = -1;
    if (!a[2].isEmpty()) {
        times = KRAIT_TRY(toIndexInt64(t, a[2]));
        if (times < 0) times = 0;
    }
    New<Repeat> r = KRAIT_TRY(newInstance<Repeat>(t, a[0]));
    store(&r->element, a[1]);
    r->left = times;
    return r;
}
Ref repeatNext(Thread*, Value self) {
    auto* r = self.as<Repeat>();
    if (r->left == 0) return Ref();
    if (r->left > 0) --r->left;
    return Ref::share(r->element);
}
Ref repeatRepr(Thread* t, Value self) {
    auto* r = self.as<Repeat>();
    if (r->left < 0) return strFormat(t, "%T(%R)", self, r->element);
    return strFormat(t, "%T(%R, %ld)", self, r->element, r->left);
}
Ref repeat_length_hint(Thread* t, Args a) {
    auto* r = a[0].as<Repeat>();
    if (r->left < 0) return raise(t, TypeId::kTypeError, "len() of unsized object");
    return intFrom(t, r->left);
}
constexpr MethodDef kRepeatMethods[] = {
    {"__length_hint__(self, /)", repeat_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", repeat_reduce, "Return state information for pickling."},
    {}};
const TypeSpec kRepeatSpec = {
    .name = "itertools.repeat",
    .size = sizeof(Repeat),
    .flags = kFlags,
    .slots = {.destroy = RepeatOwns::destroy,
              .traverse = RepeatOwns::traverse,
              .repr = repeatRepr,
              .iter = iterSelf,
              .next = repeatNext},
    .doc = "repeat(object [,times]) -> create an iterator which returns the object\nfor the "
           "specified number of times.  If not specified, returns the object\nendlessly.",
    .new_ = {"repeat(cls, object, times=<unset>)", repeat_new, nullptr},
    .methods = kRepeatMethods,
};

// --- cycle ---------------------------------------------------------------------------------------

using CycleOwns = Owns<Cycle, &Cycle::iterator, &Cycle::saved>;

Ref cycle_new(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(iterOf(t, a[1]));
    New<List> saved = KRAIT_TRY(listNew(t));
    New<Cycle> c = KRAIT_TRY(newInstance<Cycle>(t, a[0]));
    c->iterator = iterator.release();
    c->saved = saved.release();
    c->index = 0;
    c->collected = false;
    return c;
}
Ref cycleNext(Thread* t, Value self) {
    auto* c = self.as<Cycle>();
    auto* saved = c->saved.as<List>();
    if (!c->iterator.isEmpty()) {
        Ref item = nextItem(t, c->iterator);
        if (!item.isEmpty()) {
            if (!c->collected) KRAIT_TRY(listAppend(t, saved, item));
            return item;
        }
        if (t->hasError()) return Error{};
        forget(&c->iterator);
    }
    if (saved->length == 0) return Ref();
    Ref item = Ref::share(saved->items[c->index]);
    if (++c->index >= saved->length) c->index = 0;
    return item;
}
const TypeSpec kCycleSpec = {
    .name = "itertools.cycle",
    .size = sizeof(Cycle),
    .flags = kFlags,
    .slots = {.destroy = CycleOwns::destroy,
              .traverse = CycleOwns::traverse,
              .iter = iterSelf,
              .next = cycleNext},
    .doc = "Return elements from the iterable until it is exhausted. Then repeat the sequence "
           "indefinitely.",
    .new_ = {"cycle(cls, iterable, /)", cycle_new, nullptr},
    .methods = kCycleMethods,
};

// --- one function, one iterator: starmap, takewhile, dropwhile, filterfalse
// ------------------------

using AppliedOwns = Owns<Applied, &Applied::function, &Applied::iterator>;

Ref applied_new(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(iterOf(t, a[2]));
    New<Applied> p = KRAIT_TRY(newInstance<Applied>(t, a[0]));
    store(&p->function, a[1]);
    p->iterator = iterator.release();
    p->flag = false;
    return p;
}
Result<bool> appliedHolds(Thread* t, Applied* p, Value item) {
    Ref answer = KRAIT_TRY(callValues(t, p->function, &item, 1));
    return isTrue(t, answer);
}
Ref starmapNext(Thread* t, Value self) {
    auto* p = self.as<Applied>();
    Ref item = nextItem(t, p->iterator);
    if (item.isEmpty()) return Ref();
    Ref arguments = isExactTuple(item) ? std::move(item) : tupleFromIterable(t, item);
    if (arguments.isError()) return Error{};
    auto* tuple = arguments.as<Tuple>();
    return callValues(t, p->function, tuple->items, static_cast<uint32_t>(tuple->length));
}
Ref takewhileNext(Thread* t, Value self) {
    auto* p = self.as<Applied>();
    if (p->flag) return Ref();
    Ref item = nextItem(t, p->iterator);
    if (item.isEmpty()) return Ref();
    if (KRAIT_TRY(appliedHolds(t, p, item))) return item;
    p->flag = true;
    return Ref();
}
Ref dropwhileNext(Thread* t, Value self) {
    auto* p = self.as<Applied>();
    for (;;) {
        Ref item = nextItem(t, p->iterator);
        if (item.isEmpty() || p->flag) return item;
        if (!KRAIT_TRY(appliedHolds(t, p, item))) {
            p->flag = true;
            return item;
        }
    }
}
Ref filterfalseNext(Thread* t, Value self) {
    auto* p = self.as<Applied>();
    bool by_truth = p->function.isNone() || p->function == Value(t->type(TypeId::kBool));
    for (;;) {
        Ref item = nextItem(t, p->iterator);
        if (item.isEmpty()) return Ref();
        bool good = by_truth ? KRAIT_TRY(isTrue(t, item)) : KRAIT_TRY(appliedHolds(t, p, item));
        if (!good) return item;
    }
}
constexpr TypeSlots appliedSlots(Ref (*next)(Thread*, Value)) {
    return {.destroy = AppliedOwns::destroy,
            .traverse = AppliedOwns::traverse,
            .iter = iterSelf,
            .next = next};
}
const TypeSpec kStarmapSpec = {
    .name = "itertools.starmap",
    .size = sizeof(Applied),
    .flags = kFlags,
    .slots = appliedSlots(starmapNext),
    .doc = "Return an iterator whose values are returned from the function evaluated with an "
           "argument tuple taken from the given sequence.",
    .new_ = {"starmap(cls, function, iterable, /)", applied_new, nullptr},
    .methods = kStarmapMethods,
};
const TypeSpec kTakewhileSpec = {
    .name = "itertools.takewhile",
    .size = sizeof(Applied),
    .flags = kFlags,
    .slots = appliedSlots(takewhileNext),
    .doc = "Return successive entries from an iterable as long as the predicate evaluates to true "
           "for each entry.",
    .new_ = {"takewhile(cls, predicate, iterable, /)", applied_new, nullptr},
    .methods = kAppliedMethods,
};
const TypeSpec kDropwhileSpec = {
    .name = "itertools.dropwhile",
    .size = sizeof(Applied),
    .flags = kFlags,
    .slots = appliedSlots(dropwhileNext),
    .doc = "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return "
           "every element until the iterable is exhausted.",
    .new_ = {"dropwhile(cls, predicate, iterable, /)", applied_new, nullptr},
    .methods = kAppliedMethods,
};
const TypeSpec kFilterfalseSpec = {
    .name = "itertools.filterfalse",
    .size = sizeof(Applied),
    .flags = kFlags,
    .slots = appliedSlots(filterfalseNext),
    .doc = "Return those items of iterable for which function(item) is false.\n\nIf function is "
           "None, return the items that are false.",
    .new_ = {"filterfalse(cls, function, iterable, /)", applied_new, nullptr},
    .methods = kFilterfalseMethods,
};

// --- compress, pairwise
// ----------------------------------------------------------------------------

using TwoOwns = Owns<Two, &Two::first, &Two::second, &Two::result>;

Ref compress_new(Thread* t, Args a) {
    Ref data = KRAIT_TRY(iterOf(t, a[1]));
    Ref selectors = KRAIT_TRY(iterOf(t, a[2]));
    New<Two> c = KRAIT_TRY(newInstance<Two>(t, a[0]));
    c->first = data.release();
    c->second = selectors.release();
    c->result = Value();
    return c;
}
Ref compressNext(Thread* t, Value self) {
    auto* c = self.as<Two>();
    for (;;) {
        Ref item = nextItem(t, c->first);
        if (item.isEmpty()) return Ref();
        Ref selector = nextItem(t, c->second);
        if (selector.isEmpty()) return Ref();
        if (KRAIT_TRY(isTrue(t, selector))) return item;
    }
}
const TypeSpec kCompressSpec = {
    .name = "itertools.compress",
    .size = sizeof(Two),
    .flags = kFlags,
    .slots = {.destroy = TwoOwns::destroy,
              .traverse = TwoOwns::traverse,
              .iter = iterSelf,
              .next = compressNext},
    .doc = "Return data elements corresponding to true selector elements.\n\nForms a shorter "
           "iterator from selected data elements using the selectors to\nchoose the data "
           "elements.",
    .new_ = {"compress(cls, data, selectors)", compress_new, nullptr},
    .methods = kCompressMethods,
};

// first: the iterator, EMPTY once exhausted; second: the item before, EMPTY at first.
Ref pairwise_new(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(iterOf(t, a[1]));
    New<Two> p = KRAIT_TRY(newInstance<Two>(t, a[0]));
    p->first = iterator.release();
    p->second = p->result = Value();
    return p;
}
Ref pairwiseNext(Thread* t, Value self) {
    auto* p = self.as<Two>();
    if (p->first.isEmpty()) return Ref();
    Ref iterator = Ref::share(p->first);
    if (p->second.isEmpty()) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            forget(&p->first);
            return Ref();
        }
        replace(&p->second, std::move(item));
        if (p->first.isEmpty()) { // REENTRY: exhausted meanwhile
            forget(&p->second);
            return Ref();
        }
    }
    Ref before = Ref::share(p->second);
    Ref item = nextItem(t, iterator);
    if (item.isEmpty()) {
        forget(&p->first);
        forget(&p->second);
        return Ref();
    }
    replace(&p->second, Ref::share(item));
    return pairReusing(t, &p->result, std::move(before), std::move(item));
}
const TypeSpec kPairwiseSpec = {
    .name = "itertools.pairwise",
    .size = sizeof(Two),
    .flags = kFlags,
    .slots = {.destroy = TwoOwns::destroy,
              .traverse = TwoOwns::traverse,
              .iter = iterSelf,
              .next = pairwiseNext},
    .doc = "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> "
           "(s0,s1), (s1,s2), (s2, s3), ...",
    .new_ = {"pairwise(cls, iterable, /)", pairwise_new, nullptr},
};

// --- chain
// -----------------------------------------------------------------------------------------

using ChainOwns = Owns<Chain, &Chain::source, &Chain::active>;

Ref chainFrom(Thread* t, Value type, Value iterables) {
    Ref source = KRAIT_TRY(iterOf(t, iterables));
    New<Chain> c = KRAIT_TRY(newInstance<Chain>(t, type));
    c->source = source.release();
    c->active = Value();
    return c;
}
Ref chain_new(Thread* t, Args a) {
    return chainFrom(t, a[0], a[1]);
}
Ref chain_from_iterable(Thread* t, Args a) {
    return chainFrom(t, a[0], a[1]);
}
Ref chainNext(Thread* t, Value self) {
    auto* c = self.as<Chain>();
    while (!c->source.isEmpty()) {
        if (c->active.isEmpty()) {
            Ref source = Ref::share(c->source);
            Ref iterable = nextItem(t, source);
            Ref iterator;
            if (!iterable.isEmpty()) iterator = iterOf(t, iterable);
            if (iterator.isEmpty()) {
                forget(&c->source);
                return Ref();
            }
            replace(&c->active, std::move(iterator));
        }
        Value active = c->active;
        if (isKind(active, TypeId::kListIterator)) { // most often, and it runs no code
            auto* it = active.as<ListIterator>();
            if (!it->sequence.isEmpty() && it->index < it->sequence.as<List>()->length) {
                return Ref::share(it->sequence.as<List>()->items[it->index++]);
            }
        }
        Ref held = Ref::share(active);
        Ref item = nextItem(t, held);
        if (!item.isEmpty() || t->hasError()) return item;
        forget(&c->active);
    }
    return Ref();
}
constexpr MethodDef kChainMethods[] = {
    {"from_iterable(cls, iterable, /)", chain_from_iterable,
     "Alternative chain() constructor taking a single iterable argument that evaluates lazily.",
     kMethodClass},
    kClassGetItem,
    {"__reduce__(self, /)", chain_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", chain_setstate, "Set state information for unpickling."},
    {}};
} // namespace
const TypeSpec kChainSpec = {
    .name = "itertools.chain",
    .size = sizeof(Chain),
    .flags = kFlags,
    .slots = {.destroy = ChainOwns::destroy,
              .traverse = ChainOwns::traverse,
              .iter = iterSelf,
              .next = chainNext},
    .doc = "Return a chain object whose .__next__() method returns elements from the\nfirst "
           "iterable until it is exhausted, then elements from the next\niterable, until all of "
           "the iterables are exhausted.",
    .new_ = {"chain(cls, /, *iterables)", chain_new, nullptr},
    .methods = kChainMethods,
};
namespace {

// --- islice
// ----------------------------------------------------------------------------------------

using IsliceOwns = Owns<Islice, &Islice::iterator>;

// None: fallback; else a non-negative int that fits; -2 if it is neither.
int64_t isliceEnd(Thread* t, Value v, int64_t fallback) {
    if (v.isNone()) return fallback;
    Ref index = toIndex(t, v);
    int64_t i;
    if (index.isError()) {
        clearError(t);
        return -2;
    }
    return intFits(index, &i) && i >= 0 ? i : -2;
}
Ref islice_new(Thread* t, Args a) {
    int64_t start = 0, stop, step = 1;
    if (a[3].isEmpty()) {
        stop = isliceEnd(t, a[2], -1);
        if (stop == -2) {
            return raise(t, TypeId::kValueError,
                         "Stop argument for islice() must be None or an integer: 0 <= x <= "
                         "sys.maxsize.");
        }
    } else {
        start = isliceEnd(t, a[2], 0);
        stop = isliceEnd(t, a[3], -1);
        if (stop == -2) {
            return raise(t, TypeId::kValueError,
                         "Stop argument for islice() must be None or an integer: 0 <= x <= "
                         "sys.maxsize.");
        }
        if (start == -2) {
            return raise(t, TypeId::kValueError,
                         "Indices for islice() must be None or an integer: 0 <= x <= "
                         "sys.maxsize.");
        }
        if (!a[4].isEmpty()) {
            step = isliceEnd(t, a[4], 1);
            if (step < 1) {
                return raise(t, TypeId::kValueError,
                             "Step for islice() must be a positive integer or None.");
            }
        }
    }
    Ref iterator = KRAIT_TRY(iterOf(t, a[1]));
    New<Islice> s = KRAIT_TRY(newInstance<Islice>(t, a[0]));
    s->iterator = iterator.release();
    s->next = start;
    s->stop = stop;
    s->step = step;
    s->position = 0;
    return s;
}
Ref isliceNext(Thread* t, Value self) {
    auto* s = self.as<Islice>();
    if (s->iterator.isEmpty()) return Ref();
    if (s->position == s->next && (s->stop < 0 || s->position < s->stop) && s->step == 1 &&
        s->next < INT64_MAX && isKind(s->iterator, TypeId::kListIterator)) {
        // Item by item of a list, which runs no code.
        auto* it = s->iterator.as<ListIterator>();
        if (!it->sequence.isEmpty() && it->index < it->sequence.as<List>()->length) {
            s->next = ++s->position;
            return Ref::share(it->sequence.as<List>()->items[it->index++]);
        }
    }
    Ref iterator = Ref::share(s->iterator);
    while (s->position < s->next) {
        if (s->stop >= 0 && s->position >= s->stop) {
            forget(&s->iterator);
            return Ref();
        }
        Ref skipped = nextItem(t, iterator);
        if (skipped.isEmpty()) {
            forget(&s->iterator);
            return Ref();
        }
        ++s->position;
    }
    if (s->stop >= 0 && s->position >= s->stop) {
        forget(&s->iterator);
        return Ref();
    }
    Ref item = nextItem(t, iterator);
    if (item.isEmpty()) {
        forget(&s->iterator);
        return Ref();
    }
    ++s->position;
    int64_t next;
    bool overflow = __builtin_add_overflow(s->next, s->step, &next);
    if (overflow || (s->stop >= 0 && next > s->stop)) next = s->stop >= 0 ? s->stop : INT64_MAX;
    s->next = next;
    return item;
}
} // namespace
const TypeSpec kIsliceSpec = {
    .name = "itertools.islice",
    .size = sizeof(Islice),
    .flags = kFlags,
    .slots = {.destroy = IsliceOwns::destroy,
              .traverse = IsliceOwns::traverse,
              .iter = iterSelf,
              .next = isliceNext},
    .doc = "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> "
           "islice object\n\nReturn an iterator whose next() method returns selected values from "
           "an\niterable.  If start is specified, will skip all preceding elements;\notherwise, "
           "start defaults to zero.  Step defaults to one.  If\nspecified as another value, step "
           "determines how many values are\nskipped between successive calls.  Works like a "
           "slice() on a list\nbut returns an iterator.",
    .new_ = {"islice(cls, iterable, start, stop=<unset>, step=<unset>, /)", islice_new, nullptr},
    .methods = kIsliceMethods,
};
namespace {

// --- accumulate
// ------------------------------------------------------------------------------------

using AccumulateOwns = Owns<Accumulate, &Accumulate::iterator, &Accumulate::function,
                            &Accumulate::total, &Accumulate::initial>;

Ref accumulate_new(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(iterOf(t, a[1]));
    New<Accumulate> s = KRAIT_TRY(newInstance<Accumulate>(t, a[0]));
    s->iterator = iterator.release();
    store(&s->function, a[2]);
    s->total = Value();
    s->initial = Value();
    if (!a[3].isNone()) store(&s->initial, a[3]);
    return s;
}
Ref accumulateNext(Thread* t, Value self) {
    auto* s = self.as<Accumulate>();
    if (!s->initial.isEmpty()) {
        replace(&s->total, Ref::take(std::exchange(s->initial, Value())));
        return Ref::share(s->total);
    }
    Ref item = nextItem(t, s->iterator);
    if (item.isEmpty()) return Ref();
    if (s->total.isEmpty()) {
        replace(&s->total, Ref::share(item));
        return item;
    }
    Ref total = Ref::share(s->total);
    Ref sum =
        KRAIT_TRY(s->function.isNone() ? binaryOp(t, BinaryOp::kAdd, total, item)
                                       : callFunction(t, s->function, total.get(), item.get()));
    replace(&s->total, Ref::share(sum));
    return sum;
}
} // namespace
const TypeSpec kAccumulateSpec = {
    .name = "itertools.accumulate",
    .size = sizeof(Accumulate),
    .flags = kFlags,
    .slots = {.destroy = AccumulateOwns::destroy,
              .traverse = AccumulateOwns::traverse,
              .iter = iterSelf,
              .next = accumulateNext},
    .doc = "Return series of accumulated sums.",
    .new_ = {"accumulate(cls, iterable, func=None, *, initial=None)", accumulate_new, nullptr},
    .methods = kAccumulateMethods,
};
namespace {

// --- batched
// ---------------------------------------------------------------------------------------

struct Batched : Object {
    Value iterator; // EMPTY once exhausted
    int64_t size;
    bool strict;
};
using BatchedOwns = Owns<Batched, &Batched::iterator>;

Ref batched_new(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[2]));
    bool strict = KRAIT_TRY(isTrue(t, a[3]));
    if (size < 1) return raise(t, TypeId::kValueError, "n must be at least one");
    Ref iterator = KRAIT_TRY(iterOf(t, a[1]));
    New<Batched> b = KRAIT_TRY(newInstance<Batched>(t, a[0]));
    b->iterator = iterator.release();
    b->size = size;
    b->strict = strict;
    return b;
}
Ref batchedNext(Thread* t, Value self) {
    auto* b = self.as<Batched>();
    if (b->iterator.isEmpty()) return Ref();
    Ref iterator = Ref::share(b->iterator);
    New<List> items = KRAIT_TRY(listNew(t, std::min<int64_t>(b->size, 64)));
    while (items->length < b->size) {
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            if (t->hasError()) return Error{};
            forget(&b->iterator);
            if (items->length == 0) return Ref();
            if (b->strict) {
                return raise(t, TypeId::kValueError, "batched(): incomplete batch");
            }
            break;
        }
        KRAIT_TRY(listAppendTake(t, items, item.release()));
    }
    return listAsTuple(t, items);
}
const TypeSpec kBatchedSpec = {
    .name = "itertools.batched",
    .size = sizeof(Batched),
    .flags = kFlags,
    .slots = {.destroy = BatchedOwns::destroy,
              .traverse = BatchedOwns::traverse,
              .iter = iterSelf,
              .next = batchedNext},
    .doc = "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops "
           "over the input iterable and accumulates data into tuples\nup to size n.  The input is "
           "consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a "
           "batch is full\nor when the input iterable is exhausted.\n\n    >>> for batch in "
           "batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n    "
           "('D', 'E', 'F')\n    ('G',)\n\nIf \"strict\" is True, raises a ValueError if the final "
           "batch is shorter\nthan n.",
    .new_ = {"batched(cls, iterable, n, *, strict=False)", batched_new, nullptr},
};

// --- combinatorics
// ---------------------------------------------------------------------------------

// product, permutations and combinations: a pool (or several), a position in it for each place of
// the result, and the result given last.

void combinatoricDestroy(Thread* t, Object* o) {
    auto* c = static_cast<Combinatoric*>(o);
    decref(c->pool);
    decref(c->result);
    if (c->indices) {
        t->heap->freeBlock(c->indices, static_cast<size_t>(c->block_count) * sizeof(int64_t));
    }
}
void combinatoricTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Combinatoric*>(o)->pool);
    visitor.visit(static_cast<Combinatoric*>(o)->result);
}
New<Combinatoric> combinatoricNew(Thread* t, Value type, Value pool, int64_t places,
                                  int64_t index_count) {
    New<Combinatoric> c = KRAIT_TRY(newInstance<Combinatoric>(t, type));
    store(&c->pool, pool);
    c->result = Value();
    c->block_count = std::max<int64_t>(index_count, 1);
    c->indices = static_cast<int64_t*>(
        t->heap->allocateBlock(static_cast<size_t>(c->block_count) * sizeof(int64_t)));
    if (!c->indices) return raiseNoMemory(t);
    std::memset(c->indices, 0, static_cast<size_t>(c->block_count) * sizeof(int64_t));
    c->cycles = nullptr;
    c->places = places;
    c->stopped = false;
    return c;
}
// The first result: pool[indices[i]] at each place.
Ref firstResult(Thread* t, Combinatoric* c) {
    auto* pool = c->pool.as<Tuple>();
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, c->places));
    for (int64_t i = 0; i < c->places; ++i) store(&result->items[i], pool->items[c->indices[i]]);
    replace(&c->result, Ref::share(Value(result)));
    return result;
}

Ref product_new(Thread* t, Args a) {
    auto* iterables = a[1].as<Tuple>();
    int64_t repeat = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (repeat < 0) {
        return raise(t, TypeId::kValueError, "repeat argument cannot be negative");
    }
    int64_t count = repeat == 0 ? 0 : iterables->length, total;
    if (__builtin_mul_overflow(count, repeat, &total) || total > (1 << 28)) {
        return raise(t, TypeId::kOverflowError, "repeat argument too large");
    }
    New<Tuple> pools = KRAIT_TRY(tupleAllocate(t, total));
    for (int64_t i = 0; i < count; ++i) {
        Ref pool = KRAIT_TRY(tupleFromIterable(t, iterables->items[i]));
        for (int64_t j = 0; j < repeat; ++j) store(&pools->items[i + j * count], pool);
    }
    return combinatoricNew(t, a[0], pools, total, total);
}
Ref productNext(Thread* t, Value self) {
    auto* c = self.as<Combinatoric>();
    if (c->stopped) return Ref();
    auto* pools = c->pool.as<Tuple>();
    int64_t count = c->places;
    if (c->result.isEmpty()) {
        New<Tuple> result = KRAIT_TRY(tupleAllocate(t, count));
        for (int64_t i = 0; i < count; ++i) {
            auto* pool = pools->items[i].as<Tuple>();
            if (pool->length == 0) {
                c->stopped = true;
                return Ref();
            }
            store(&result->items[i], pool->items[0]);
        }
        replace(&c->result, Ref::share(Value(result)));
        return result;
    }
    if (count == 0) {
        c->stopped = true;
        return Ref();
    }
    New<Tuple> result = KRAIT_TRY(tupleToFill(t, &c->result));
    int64_t i = count - 1;
    for (; i >= 0; --i) {
        auto* pool = pools->items[i].as<Tuple>();
        if (++c->indices[i] < pool->length) {
            setItemShared(result, i, pool->items[c->indices[i]]);
            return result;
        }
        c->indices[i] = 0;
        setItemShared(result, i, pool->items[0]);
    }
    c->stopped = true;
    return Ref();
}

Ref combinations_new_with(Thread* t, Args a, bool replacement) {
    Ref pool = KRAIT_TRY(tupleFromIterable(t, a[1]));
    int64_t places = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (places < 0) return raise(t, TypeId::kValueError, "r must be non-negative");
    int64_t n = pool.as<Tuple>()->length;
    if (replacement ? n == 0 && places > 0 : places > n) {
        New<Combinatoric> none = KRAIT_TRY(combinatoricNew(t, a[0], pool, 0, 0));
        none->stopped = true;
        return none;
    }
    New<Combinatoric> c = KRAIT_TRY(combinatoricNew(t, a[0], pool, places, places));
    if (!replacement) {
        for (int64_t i = 0; i < places; ++i) c->indices[i] = i;
    }
    return c;
}
Ref combinations_new(Thread* t, Args a) {
    return combinations_new_with(t, a, false);
}
Ref combinations_wr_new(Thread* t, Args a) {
    return combinations_new_with(t, a, true);
}
Ref combinationsNext(Thread* t, Value self) {
    auto* c = self.as<Combinatoric>();
    if (c->stopped) return Ref();
    if (c->result.isEmpty()) return firstResult(t, c);
    auto* pool = c->pool.as<Tuple>();
    int64_t i = c->places - 1;
    while (i >= 0 && c->indices[i] == i + pool->length - c->places) --i;
    if (i < 0) {
        c->stopped = true;
        return Ref();
    }
    New<Tuple> result = KRAIT_TRY(tupleToFill(t, &c->result));
    ++c->indices[i];
    for (int64_t j = i + 1; j < c->places; ++j) c->indices[j] = c->indices[j - 1] + 1;
    for (; i < c->places; ++i) setItemShared(result, i, pool->items[c->indices[i]]);
    return result;
}
Ref combinationsWithReplacementNext(Thread* t, Value self) {
    auto* c = self.as<Combinatoric>();
    if (c->stopped) return Ref();
    if (c->result.isEmpty()) return firstResult(t, c);
    auto* pool = c->pool.as<Tuple>();
    int64_t i = c->places - 1;
    while (i >= 0 && c->indices[i] == pool->length - 1) --i;
    if (i < 0) {
        c->stopped = true;
        return Ref();
    }
    New<Tuple> result = KRAIT_TRY(tupleToFill(t, &c->result));
    int64_t index = c->indices[i] + 1;
    for (; i < c->places; ++i) {
        c->indices[i] = index;
        setItemShared(result, i, pool->items[index]);
    }
    return result;
}

Ref permutations_new(Thread* t, Args a) {
    Ref pool = KRAIT_TRY(tupleFromIterable(t, a[1]));
    int64_t n = pool.as<Tuple>()->length;
    int64_t places = n;
    if (!a[2].isNone()) {
        if (!isInt(a[2])) return raise(t, TypeId::kTypeError, "Expected int as r");
        places = KRAIT_TRY(toIndexInt64(t, a[2]));
        if (places < 0) return raise(t, TypeId::kValueError, "r must be non-negative");
    }
    if (places > n) {
        New<Combinatoric> none = KRAIT_TRY(combinatoricNew(t, a[0], pool, 0, 0));
        none->stopped = true;
        return none;
    }
    New<Combinatoric> c = KRAIT_TRY(combinatoricNew(t, a[0], pool, places, n + places));
    for (int64_t i = 0; i < n; ++i) c->indices[i] = i;
    c->cycles = c->indices + n;
    for (int64_t i = 0; i < places; ++i) c->cycles[i] = n - i;
    return c;
}
Ref permutationsNext(Thread* t, Value self) {
    auto* c = self.as<Combinatoric>();
    if (c->stopped) return Ref();
    if (c->result.isEmpty()) return firstResult(t, c);
    auto* pool = c->pool.as<Tuple>();
    int64_t n = pool->length;
    New<Tuple> result = KRAIT_TRY(tupleToFill(t, &c->result));
    for (int64_t i = c->places - 1; i >= 0; --i) {
        if (--c->cycles[i] == 0) {
            // This place has had all of the rest: rotate it to the end.
            std::rotate(c->indices + i, c->indices + i + 1, c->indices + n);
            c->cycles[i] = n - i;
            continue;
        }
        int64_t j = c->cycles[i];
        std::swap(c->indices[i], c->indices[n - j]);
        for (int64_t k = i; k < c->places; ++k) {
            setItemShared(result, k, pool->items[c->indices[k]]);
        }
        return result;
    }
    c->stopped = true;
    return Ref();
}
constexpr TypeSlots combinatoricSlots(Ref (*next)(Thread*, Value)) {
    return {.destroy = combinatoricDestroy,
            .traverse = combinatoricTraverse,
            .iter = iterSelf,
            .next = next};
}
const TypeSpec kProductSpec = {
    .name = "itertools.product",
    .size = sizeof(Combinatoric),
    .flags = kFlags,
    .slots = combinatoricSlots(productNext),
    .doc = "Cartesian product of input iterables.  Equivalent to nested for-loops.",
    .new_ = {"product(cls, /, *iterables, repeat=1)", product_new, nullptr},
    .methods = kProductMethods,
};
const TypeSpec kCombinationsSpec = {
    .name = "itertools.combinations",
    .size = sizeof(Combinatoric),
    .flags = kFlags,
    .slots = combinatoricSlots(combinationsNext),
    .doc = "Return successive r-length combinations of elements in the iterable.\n\n"
           "combinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
    .new_ = {"combinations(cls, iterable, r)", combinations_new, nullptr},
    .methods = kCombinationsMethods,
};
const TypeSpec kCombinationsWithReplacementSpec = {
    .name = "itertools.combinations_with_replacement",
    .size = sizeof(Combinatoric),
    .flags = kFlags,
    .slots = combinatoricSlots(combinationsWithReplacementNext),
    .doc =
        "Return successive r-length combinations of elements in the iterable allowing "
        "individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', "
        "2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')",
    .new_ = {"combinations_with_replacement(cls, iterable, r)", combinations_wr_new, nullptr},
    .methods = kCombinationsWithReplacementMethods,
};
const TypeSpec kPermutationsSpec = {
    .name = "itertools.permutations",
    .size = sizeof(Combinatoric),
    .flags = kFlags,
    .slots = combinatoricSlots(permutationsNext),
    .doc = "Return successive r-length permutations of elements in the "
           "iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
    .new_ = {"permutations(cls, iterable, r=None)", permutations_new, nullptr},
    .methods = kPermutationsMethods,
};

// --- zip_longest
// -----------------------------------------------------------------------------------

using ZipLongestOwns = Owns<ZipLongest, &ZipLongest::iterators, &ZipLongest::fill>;

Ref zip_longest_new(Thread* t, Args a) {
    auto* iterables = a[1].as<Tuple>();
    Value fill = Value::none();
    if (!a[2].isEmpty() && a[2].as<Dict>()->used != 0) {
        New<Str> name = KRAIT_TRY(strIntern(t, "fillvalue"));
        fill = dictGetStr(a[2].as<Dict>(), name);
        if (fill.isEmpty() || a[2].as<Dict>()->used != 1) {
            return raise(t, TypeId::kTypeError, "zip_longest() got an unexpected keyword argument");
        }
    }
    New<List> iterators = KRAIT_TRY(listNew(t, iterables->length));
    for (int64_t i = 0; i < iterables->length; ++i) {
        Ref iterator = KRAIT_TRY(iterOf(t, iterables->items[i]));
        KRAIT_TRY(listAppendTake(t, iterators, iterator.release()));
    }
    New<ZipLongest> z = KRAIT_TRY(newInstance<ZipLongest>(t, a[0]));
    z->active = iterables->length;
    z->iterators = iterators.release();
    store(&z->fill, fill);
    return z;
}
Ref zipLongestNext(Thread* t, Value self) {
    auto* z = self.as<ZipLongest>();
    auto* iterators = z->iterators.as<List>();
    int64_t count = iterators->length;
    if (count == 0 || z->active == 0) return Ref();
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, count));
    for (int64_t i = 0; i < count; ++i) {
        if (iterators->items[i].isNone()) {
            store(&result->items[i], z->fill);
            continue;
        }
        Ref iterator = Ref::share(iterators->items[i]);
        Ref item = nextItem(t, iterator);
        if (item.isEmpty()) {
            --z->active;
            if (t->hasError()) {
                z->active = 0;
                return Error{};
            }
            if (z->active == 0) return Ref();
            decref(std::exchange(iterators->items[i], Value::none()));
            item = Ref::share(z->fill);
        }
        result->items[i] = item.release();
    }
    return result;
}
const TypeSpec kZipLongestSpec = {
    .name = "itertools.zip_longest",
    .size = sizeof(ZipLongest),
    .flags = kFlags,
    .slots = {.destroy = ZipLongestOwns::destroy,
              .traverse = ZipLongestOwns::traverse,
              .iter = iterSelf,
              .next = zipLongestNext},
    .doc = "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th "
           "element comes from the i-th iterable argument.  The .__next__()\nmethod continues "
           "until the longest iterable in the argument sequence\nis exhausted and then it raises "
           "StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is "
           "substituted in their place.  The fillvalue\ndefaults to None or can be specified by a "
           "keyword argument.",
    .new_ = {"zip_longest(cls, /, *iterables, **kwargs)", zip_longest_new, nullptr},
    .methods = kZipLongestMethods,
};

// --- groupby
// ---------------------------------------------------------------------------------------

using GroupByOwns = Owns<GroupBy, &GroupBy::iterator, &GroupBy::function, &GroupBy::target_key,
                         &GroupBy::current_key, &GroupBy::current>;
using GroupOwns = Owns<Group, &Group::parent, &Group::key>;

Ref groupby_new(Thread* t, Args a) {
    Ref iterator = KRAIT_TRY(iterOf(t, a[1]));
    New<GroupBy> g = KRAIT_TRY(newInstance<GroupBy>(t, a[0]));
    g->iterator = iterator.release();
    store(&g->function, a[2]);
    g->target_key = g->current_key = g->current = Value();
    g->group = nullptr;
    return g;
}
// Draws an item; false at the end and after an error.
bool groupStep(Thread* t, GroupBy* g) {
    Ref item = nextItem(t, g->iterator);
    if (item.isEmpty()) return false;
    Ref key = g->function.isNone() ? Ref::share(item) : callFunction(t, g->function, item.get());
    if (key.isError()) return false;
    replace(&g->current, std::move(item));
    replace(&g->current_key, std::move(key));
    return true;
}
Ref groupbyNext(Thread* t, Value self) {
    auto* g = self.as<GroupBy>();
    g->group = nullptr;
    for (;;) {
        if (!g->current_key.isEmpty()) {
            if (g->target_key.isEmpty()) break;
            Ref target = Ref::share(g->target_key), current = Ref::share(g->current_key);
            if (!KRAIT_TRY(compareItemsEqual(t, target, current))) break;
        }
        if (!groupStep(t, g)) return Ref();
    }
    replace(&g->target_key, Ref::share(g->current_key));
    New<Group> group = KRAIT_TRY(newOf<Group>(t, &kGroupSpec));
    store(&group->parent, self);
    store(&group->key, g->target_key);
    g->group = group.get();
    return tupleOf(t, g->current_key, Value(group));
}
Ref groupNext(Thread* t, Value self) {
    auto* group = self.as<Group>();
    auto* g = group->parent.as<GroupBy>();
    if (g->group != group) return Ref();
    if (g->current.isEmpty() && !groupStep(t, g)) return Ref();
    Ref target = Ref::share(group->key), current = Ref::share(g->current_key);
    if (!KRAIT_TRY(compareItemsEqual(t, target, current))) return Ref();
    forget(&g->current_key);
    return Ref::take(std::exchange(g->current, Value()));
}
const TypeSpec kGroupBySpec = {
    .name = "itertools.groupby",
    .size = sizeof(GroupBy),
    .flags = kFlags,
    .slots = {.destroy = GroupByOwns::destroy,
              .traverse = GroupByOwns::traverse,
              .iter = iterSelf,
              .next = groupbyNext},
    .doc = "make an iterator that returns consecutive keys and groups from the iterable\n\n  "
           "iterable\n    Elements to divide into groups according to the key function.\n  key\n  "
           "  A function for computing the group category for each element.\n    If the key "
           "function is not specified or is None, the element itself\n    is used for grouping.",
    .new_ = {"groupby(cls, iterable, key=None)", groupby_new, nullptr},
    .methods = kGroupByMethods,
};
Ref group_new(Thread* t, Args a) {
    if (!hasSpec(t, a[1], &kGroupBySpec))
        return raise(t, TypeId::kTypeError, "argument 1 must be itertools.groupby, not %T", a[1]);
    New<Group> group = KRAIT_TRY(newOf<Group>(t, &kGroupSpec));
    store(&group->parent, a[1]);
    store(&group->key, a[2]);
    a[1].as<GroupBy>()->group = group.get();
    return group;
}
} // namespace
const TypeSpec kGroupSpec = {
    .name = "itertools._grouper",
    .size = sizeof(Group),
    .flags = kTypeContainer,
    .slots = {.destroy = GroupOwns::destroy,
              .traverse = GroupOwns::traverse,
              .iter = iterSelf,
              .next = groupNext},
    .new_ = {"_grouper(cls, parent, tgtkey, /)", group_new, nullptr},
    .methods = kGrouperMethods,
};
namespace {

// --- tee
// -------------------------------------------------------------------------------------------

// A link of the chain of items drawn: each Tee points at a link and an index in it. The last link
// draws from the iterator.
using TeeOwns = Owns<Tee, &Tee::data>;

void teeDataDestroy(Thread*, Object* o) {
    auto* data = static_cast<TeeData*>(o);
    decref(data->iterator);
    decrefAll(data->items, data->count);
    // Links that only this chain holds are released one after the other, not nested.
    Value next = std::exchange(data->next, Value());
    while (!next.isEmpty() && next.object()->refcount == 1) {
        Value after = std::exchange(next.as<TeeData>()->next, Value());
        decref(next);
        next = after;
    }
    decref(next);
}
void teeDataTraverse(Object* o, Visitor& visitor) {
    auto* data = static_cast<TeeData*>(o);
    visitor.visit(data->iterator);
    visitor.visit(data->next);
    for (int i = 0; i < data->count; ++i) visitor.visit(data->items[i]);
}
New<TeeData> teeDataNew(Thread* t, Value iterator) {
    New<TeeData> data = KRAIT_TRY(newOf<TeeData>(t, &kTeeDataSpec));
    store(&data->iterator, iterator);
    data->next = Value();
    data->count = 0;
    data->running = false;
    return data;
}
Ref teeNext(Thread* t, Value self) {
    auto* tee = self.as<Tee>();
    if (tee->index >= TeeData::kLinkItems) {
        auto* data = tee->data.as<TeeData>();
        if (data->next.isEmpty()) {
            New<TeeData> link = KRAIT_TRY(teeDataNew(t, data->iterator));
            data->next = link.release();
        }
        Ref next = Ref::share(data->next);
        tee->index = 0;
        replace(&tee->data, std::move(next));
    }
    auto* data = tee->data.as<TeeData>();
    if (tee->index < data->count) return Ref::share(data->items[tee->index++]);
    if (data->running) {
        return raise(t, TypeId::kRuntimeError, "cannot re-enter the tee iterator");
    }
    Ref keep = Ref::share(Value(data));
    data->running = true;
    Ref item = nextItem(t, data->iterator);
    data->running = false;
    if (item.isEmpty()) return Ref();
    incref(item.get());
    data->items[data->count++] = item.get();
    ++tee->index;
    return item;
}
Ref teeCopy(Thread* t, Tee* from) {
    New<Tee> copy = KRAIT_TRY(newOf<Tee>(t, &kTeeSpec));
    store(&copy->data, from->data);
    copy->index = from->index;
    return copy;
}
// A Tee over any iterable; a copy of one.
Ref teeFrom(Thread* t, Value iterable) {
    Ref iterator = KRAIT_TRY(iterOf(t, iterable));
    if (hasSpec(t, iterator, &kTeeSpec)) return teeCopy(t, iterator.as<Tee>());
    New<TeeData> data = KRAIT_TRY(teeDataNew(t, iterator));
    New<Tee> tee = KRAIT_TRY(newOf<Tee>(t, &kTeeSpec));
    tee->data = data.release();
    tee->index = 0;
    return tee;
}
Ref tee_data_new(Thread* t, Args a) {
    if (!isList(a[2]))
        return raise(t, TypeId::kTypeError, "_tee_dataobject() argument 2 must be list, not %.50T",
                     a[2]);
    auto* values = a[2].as<List>();
    if (values->length > TeeData::kLinkItems ||
        (values->length < TeeData::kLinkItems && !a[3].isNone()))
        return raise(t, TypeId::kValueError, "Invalid arguments");
    if (!a[3].isNone() && !hasSpec(t, a[3], &kTeeDataSpec))
        return raise(t, TypeId::kTypeError, "Invalid arguments");
    New<TeeData> data = KRAIT_TRY(teeDataNew(t, a[1]));
    for (int64_t i = 0; i < values->length; ++i) store(&data->items[i], values->items[i]);
    data->count = static_cast<int>(values->length);
    if (!a[3].isNone()) store(&data->next, a[3]);
    return data;
}
Ref tee_new(Thread* t, Args a) {
    return teeFrom(t, a[1]);
}
Ref tee_copy(Thread* t, Args a) {
    return teeCopy(t, a[0].as<Tee>());
}
constexpr MethodDef kTeeMethods[] = {
    {"__copy__(self, /)", tee_copy, "Returns an independent iterator."},
    {"__reduce__(self, /)", tee_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", tee_setstate, "Set state information for unpickling."},
    {}};
} // namespace
const TypeSpec kTeeDataSpec = {
    .name = "itertools._tee_dataobject",
    .size = sizeof(TeeData),
    .flags = kTypeContainer,
    .slots = {.destroy = teeDataDestroy, .traverse = teeDataTraverse},
    .doc = "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee "
           "objects.",
    .new_ = {"_tee_dataobject(cls, iterable, values, next, /)", tee_data_new, nullptr},
    .methods = kTeeDataMethods,
};
namespace {} // namespace
const TypeSpec kTeeSpec = {
    .name = "itertools._tee",
    .size = sizeof(Tee),
    .flags = kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy = TeeOwns::destroy,
              .traverse = TeeOwns::traverse,
              .iter = iterSelf,
              .next = teeNext},
    .doc = "Iterator wrapped to make it copyable.",
    .new_ = {"_tee(cls, iterable, /)", tee_new, nullptr},
    .methods = kTeeMethods,
};
namespace {
Ref itertools_tee(Thread* t, Args a) {
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (count < 0) return raise(t, TypeId::kValueError, "n must be >= 0");
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, count));
    if (count == 0) return result;
    // Python: a tee passes through as the first of them.
    bool is_tee = hasSpec(t, a[0], &kTeeSpec);
    Ref first = KRAIT_TRY(is_tee ? Ref::share(a[0]) : teeFrom(t, a[0]));
    for (int64_t i = 1; i < count; ++i) {
        Ref copy = KRAIT_TRY(teeCopy(t, first.as<Tee>()));
        result->items[i] = copy.release();
    }
    result->items[0] = first.release();
    return result;
}

// --- module
// ----------------------------------------------------------------------------------------

constexpr MethodDef kFunctions[] = {
    {"tee(iterable, n=2, /)", itertools_tee, "Returns a tuple of n independent iterators."}, {}};

Status initModule(Thread* t, Value module) {
    return addTypes(t, module,
                    {{"accumulate", &kAccumulateSpec},
                     {"batched", &kBatchedSpec},
                     {"chain", &kChainSpec},
                     {"combinations", &kCombinationsSpec},
                     {"combinations_with_replacement", &kCombinationsWithReplacementSpec},
                     {"compress", &kCompressSpec},
                     {"count", &kCountSpec},
                     {"cycle", &kCycleSpec},
                     {"dropwhile", &kDropwhileSpec},
                     {"filterfalse", &kFilterfalseSpec},
                     {"groupby", &kGroupBySpec},
                     {"_grouper", &kGroupSpec},
                     {"islice", &kIsliceSpec},
                     {"pairwise", &kPairwiseSpec},
                     {"permutations", &kPermutationsSpec},
                     {"product", &kProductSpec},
                     {"repeat", &kRepeatSpec},
                     {"starmap", &kStarmapSpec},
                     {"takewhile", &kTakewhileSpec},
                     {"_tee", &kTeeSpec},
                     {"_tee_dataobject", &kTeeDataSpec},
                     {"zip_longest", &kZipLongestSpec}});
}

} // namespace

extern const NativeModule kitertoolsModule = {
    "itertools", "Functional tools for creating and using iterators.", kFunctions, initModule};

} // namespace krait
