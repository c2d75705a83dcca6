// The cycle collector.
//
// Trial deletion (after D. F. Bacon and V. T. Rajan, "Concurrent Cycle Collection in Reference
// Counted Systems", ECOOP 2001, in its synchronous form). The candidates are all containers of a
// generation and the younger ones. Each reference from one of them to another is taken off the
// reference count itself. A count that stays positive comes from outside: that object and what it
// reaches is alive, and marking gives the counts back. What is never reached is garbage, and gets
// its counts back too. Between the first step and the last nothing runs but traverse functions.
//
// Young containers are found in the heap's log, those of generation 1 in a log of the collector's,
// the old ones by walking pages. References from older objects show in the count, so that nothing
// is recorded when one is stored. A full collection waits until the old have grown by a quarter.
//
// It runs at safepoints only, so that no C++ code holds an unaccounted reference in the middle of
// building something. Scratch memory is malloc's; without it a collection finds nothing.
#include "vm/runtime/collector.h"

#include "vm/objects/generator.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/type_system.h"
#include "vm/runtime/weakrefs.h"

#include <algorithm>
#include <cstdlib>
#include <type_traits>
#include <vector>

namespace krait {
namespace {

// Objects in malloc'ed memory of a fixed size, which is touched only as far as it is used.
class ObjectArray {
  public:
    explicit ObjectArray(size_t capacity)
        : items_(static_cast<Object**>(std::malloc((capacity + 1) * sizeof(Object*)))) {}
    ~ObjectArray() { std::free(items_); }
    ObjectArray(const ObjectArray&) = delete;
    bool valid() const { return items_ != nullptr; }
    void push(Object* o) { items_[count_++] = o; }
    Object* pop() { return items_[--count_]; }
    size_t size() const { return count_; }
    void setSize(size_t count) { count_ = count; }
    Object** begin() { return items_; }
    Object** end() { return items_ + count_; }

  private:
    Object** items_;
    size_t count_ = 0;
};

template <typename Visit>
class CandidateVisitor final : public Visitor {
  public:
    explicit CandidateVisitor(Visit& visit) : Visitor(kGcCandidate), visit_(visit) {}

  private:
    void found(Object* o) override { visit_(o); }
    Visit& visit_;
};

// Calls visit(Object*) for each candidate that `o` holds; for lists and tuples, of which most heaps
// are made, without indirect calls.
template <typename Visit>
inline void forEachCandidateIn(Object* o, Visit&& visit) {
    const Value *items, *end;
    if (o->kind == static_cast<uint8_t>(TypeId::kTuple)) {
        items = static_cast<Tuple*>(o)->items;
        end = items + static_cast<Tuple*>(o)->length;
    } else if (o->kind == static_cast<uint8_t>(TypeId::kList)) {
        items = static_cast<List*>(o)->items;
        end = items + static_cast<List*>(o)->length;
    } else {
        CandidateVisitor<std::remove_reference_t<Visit>> visitor(visit);
        traverseObject(o, visitor);
        return;
    }
    for (; items != end; ++items) {
        if (items->isObject() && (items->object()->gc_state & kGcCandidate)) visit(items->object());
    }
}

// Parts the candidates into those that only references among themselves keep alive, which stay in
// `candidates`, and `alive`, which is empty and has room for all. Both still have their marks.
void findGarbage(ObjectArray& candidates, ObjectArray& alive) {
    for (Object* o : candidates) {
        forEachCandidateIn(o, [](Object* child) { --child->refcount; });
    }
    ObjectArray& stack = alive; // empty again when the marking is done
    auto mark = [&](Object* child) {
        ++child->refcount;
        if (child->gc_state & kGcReached) return;
        child->gc_state |= kGcReached;
        stack.push(child);
    };
    for (Object* o : candidates) {
        if (o->refcount == 0 || (o->gc_state & kGcReached)) continue;
        o->gc_state |= kGcReached;
        stack.push(o);
        while (stack.size() != 0) forEachCandidateIn(stack.pop(), mark);
    }
    Object** out = candidates.begin();
    for (Object* o : candidates) {
        if (o->gc_state & kGcReached) {
            alive.push(o);
        } else {
            *out++ = o;
        }
    }
    candidates.setSize(static_cast<size_t>(out - candidates.begin()));
    for (Object* o : candidates) {
        forEachCandidateIn(o, [](Object* child) { ++child->refcount; });
    }
}

// Of a candidate from a table of large objects, which is where the next collection finds it too: a
// list of pointers must not keep one, for its memory is given back when it dies.
constexpr uint8_t kGcLarge = 1 << 6;
constexpr uint8_t kGcMarks = kGcCandidate | kGcReached | kGcLarge;

void unmark(ObjectArray& objects) {
    for (Object* o : objects) o->gc_state &= static_cast<uint8_t>(~kGcMarks);
}

bool canBeCollected(const Object* o) {
    if (!(o->flags & kFlagTracked)) return false;
    // Builtin types live as long as the Runtime.
    if (o->kind == static_cast<uint8_t>(TypeId::kType) &&
        !(static_cast<const Type*>(o)->flags & kTypeHeap))
        return false;
    Type* type = o->shape->type;
    return type->slots.traverse || (type->flags & kTypeHeap);
}

// The candidates of a collection, marked. The logs they come from are empty afterwards.
void gather(Thread* t, int generation, ObjectArray& candidates) {
    GcState* gc = t->runtime->gc;
    auto add = [&](Object* o) {
        if ((o->gc_state & (kGcCandidate | kGcUntracked)) || !canBeCollected(o)) return;
        o->gc_state |= kGcCandidate;
        candidates.push(o);
    };
    if (generation == 2) {
        t->heap->forEachContainer(add);
    } else {
        size_t young = t->heap->compactLog();
        for (size_t i = 0; i < young; ++i) add(t->heap->logBegin()[i]);
        for (size_t i = 0; generation == 1 && i < gc->middle_count; ++i) {
            Object* o = gc->middle[i];
            if (o->refcount != 0 && (o->gc_state & kGcGeneration) == 1) add(o);
        }
        for (int g = 0; g <= generation; ++g) {
            const Heap::LargeTable& table = t->heap->largeOf(g);
            for (size_t i = 0; i < table.count; ++i) {
                Object* o = table.items[i];
                if (o->refcount == 0) continue;
                add(o);
                o->gc_state |= kGcLarge;
            }
        }
    }
    t->heap->clearLog();
    if (generation > 0) gc->middle_count = 0;
}

// An upper bound of the candidates.
size_t candidatesMax(Thread* t, int generation) {
    if (generation == 2) return t->heap->liveCells();
    size_t count = static_cast<size_t>(gcYoungCount(t));
    if (generation == 1) count += t->runtime->gc->middle_count + t->heap->largeOf(1).count;
    return count;
}

// A tuple of what is no container can be in no cycle.
bool needsNoTracking(Object* o) {
    if (o->kind != static_cast<uint8_t>(TypeId::kTuple)) return false;
    auto* tuple = static_cast<Tuple*>(o);
    for (int64_t i = 0; i < tuple->length; ++i) {
        Value v = tuple->items[i];
        if (v.isEmpty()) return false; // still being filled
        if (v.isObject() && (v.object()->flags & kFlagTracked) &&
            !(v.object()->gc_state & kGcUntracked)) {
            return false;
        }
    }
    return true;
}

// What has survived a collection of `generation` is of the next one.
void age(Thread* t, int generation, ObjectArray& alive) {
    GcState* gc = t->runtime->gc;
    uint8_t next = generation == 0 ? 1 : 2;
    if (next == 1 && gc->middle_count + alive.size() > gc->middle_capacity) {
        size_t capacity = (gc->middle_count + alive.size()) * 2;
        void* grown = std::realloc(gc->middle, capacity * sizeof(Object*));
        if (grown) {
            gc->middle = static_cast<Object**>(grown);
            gc->middle_capacity = capacity;
        } else {
            next = 2; // found by walking
        }
    }
    size_t tracked = 0;
    for (Object* o : alive) {
        bool large = o->gc_state & kGcLarge;
        o->gc_state = next;
        if (needsNoTracking(o)) {
            o->gc_state |= kGcUntracked;
            continue;
        }
        ++tracked;
        if (next == 1 && !large) gc->middle[gc->middle_count++] = o;
    }
    for (int g = 0; g < (next == 1 ? 1 : 2); ++g) {
        if (!t->heap->ageLarge(g)) break; // some stay young for longer
    }
    if (generation == 2) {
        gc->old_total = tracked;
        gc->old_pending = 0;
    } else if (next == 2) {
        gc->old_pending += tracked;
    }
}

// Ends the lives of garbage (unmarked); how much of it stays dead. REENTRY: finalisers and weak
// reference callbacks.
int64_t release(Thread* t, ObjectArray& garbage, ObjectArray& scratch) {
    for (Object* o : garbage) {
        incref(o);
        o->gc_state |= kGcCandidate;
    }
    // Weak references to garbage die before any finaliser runs.
    weakrefsClearGarbage(t, garbage.begin(), garbage.end(), kGcCandidate);
    bool finalised = false;
    for (Object* o : garbage) {
        Type* type = o->shape->type;
        if (type->slots.finalize && !(o->flags & kFlagFinalized)) {
            o->flags |= kFlagFinalized;
            type->slots.finalize(t, o);
            finalised = true;
        }
    }
    // A finaliser may have made some of it reachable again: those that are, with what they reach,
    // stay.
    ObjectArray dead(garbage.size());
    if (!dead.valid()) finalised = false;
    Object **begin = garbage.begin(), **end = garbage.end();
    if (finalised) {
        for (Object* o : garbage) {
            --o->refcount; // our own references do not count
            o->gc_state |= kGcCandidate;
            dead.push(o);
        }
        scratch.setSize(0);
        findGarbage(dead, scratch);
        unmark(garbage);
        for (Object* o : garbage) ++o->refcount;
        begin = dead.begin();
        end = dead.end();
    }
    int64_t ended = end - begin;
    bool save = t->runtime->gc->debug & kGcDebugSaveAll;
    for (; begin != end; ++begin) {
        if (save) {
            auto* saved = t->runtime->gc->garbage.as<List>();
            if (listAppend(t, saved, Value(*begin)).isError()) clearError(t);
        } else if ((*begin)->flags & kFlagTracked) {
            clearObject(t, *begin);
        }
    }
    for (Object* o : garbage) decref(o);
    return ended;
}

} // namespace

GcState::~GcState() {
    std::free(middle);
}

int64_t gcCollect(Thread* t, int generation) {
    GcState* gc = t->runtime->gc;
    if (gc->collecting) return 0;
    size_t most = candidatesMax(t, generation);
    ObjectArray candidates(most), alive(most);
    if (!candidates.valid() || !alive.valid()) return 0;
    gc->collecting = true;
    Ref saved = Ref::take(std::exchange(t->exception, Value()));
    gather(t, generation, candidates);
    findGarbage(candidates, alive);
    auto found = static_cast<int64_t>(candidates.size());
    unmark(candidates);
    age(t, generation, alive);
    if (found) found = release(t, candidates, alive);
    gc->collections[generation]++;
    gc->collected[generation] += static_cast<uint64_t>(found);
    if (generation < 2) gc->count[generation + 1]++;
    for (int g = 1; g <= generation; ++g) gc->count[g] = 0;
    gc->collecting = false;
    gcThresholdChanged(t);
    if (t->hasError())
        reportUnraisable(t, "Exception ignored in garbage collection", Value::none());
    t->exception = saved.release();
    return found;
}

int64_t gcYoungCount(Thread* t) {
    return static_cast<int64_t>(t->heap->compactLog() + t->heap->largeOf(0).count);
}

// The log is looked through again when it has grown by half the threshold, so that what is in it
// is gone through about twice.
void gcThresholdChanged(Thread* t) {
    auto threshold = static_cast<size_t>(std::max<int64_t>(t->runtime->gc->threshold[0], 8));
    size_t used = t->heap->compactLog();
    // However large the threshold, the log grows with what is in it.
    constexpr size_t kGrowthMin = size_t{1} << 16;
    t->heap->setLogLimit(std::min(std::max(threshold + 1, used + used / 2 + threshold / 2),
                                  used + used / 2 + kGrowthMin));
}

void gcLogFull(Thread* t, Object* container, size_t size) {
    GcState* gc = t->runtime->gc;
    if (!gc) return; // the Runtime is being made
    if (size <= kSmallSizeMax) {
        gcThresholdChanged(t);
        t->heap->logYoung(container);
    } else if (static_cast<int64_t>(t->heap->largeOf(0).count) <= gc->threshold[0]) {
        return;
    }
    if (gc->enabled && !gc->collecting && gc->threshold[0] != 0 &&
        gcYoungCount(t) > gc->threshold[0]) {
        t->breaker.fetch_or(kBreakGc, std::memory_order_relaxed);
    }
}

void gcAtSafepoint(Thread* t) {
    GcState* gc = t->runtime->gc;
    if (!gc->enabled || gc->collecting) return;
    if (gcYoungCount(t) <= gc->threshold[0]) return; // deallocations since it was asked for
    int generation = 0;
    if (gc->count[1] > gc->threshold[1]) {
        generation = 1;
        // Python: a full collection only when there is much to look at that is new.
        if (gc->count[2] > gc->threshold[2] && gc->old_pending >= gc->old_total / 4) generation = 2;
    }
    gcCollect(t, generation);
}

// --- deallocations that nested too deep ----------------------------------------------------------

struct DeallocationQueue {
    std::vector<Object*> waiting;
};

void queueDeallocation(Thread* t, Object* o) {
    // The queue owns it: to a collection in the meantime, or to a weak reference, it is alive.
    o->refcount = 1;
    if (!t->deallocation_waiting) t->deallocation_waiting = new DeallocationQueue();
    t->deallocation_waiting->waiting.push_back(o);
}

Object* takeQueuedDeallocation(Thread* t) {
    DeallocationQueue* queue = t->deallocation_waiting;
    if (!queue) return nullptr;
    while (!queue->waiting.empty()) {
        Object* o = queue->waiting.back();
        queue->waiting.pop_back();
        if (--o->refcount == 0) return o; // else a weak reference has brought it back
    }
    return nullptr;
}

} // namespace krait
