// The cycle collector.
//
// Trial deletion (after D. F. Bacon and V. T. Rajan, "Concurrent Cycle Collection in Reference
// Counted Systems", ECOOP 2001, in the synchronous form that CPython uses too): for every
// container, a trial count starts at its reference count; each reference from one container to
// another takes one off. What keeps a positive count is referenced from outside; it and everything
// reachable from it is alive. The rest is garbage. Objects carry no links for this: they are found
// by walking pages, and the trial counts live in a table made for the collection.
//
// It runs at safepoints only, so that no C++ code holds an unaccounted reference in the middle of
// building something.
#include "vm/runtime/collector.h"

#include "vm/objects/generator.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/type_system.h"
#include "vm/runtime/weakrefs.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace krait {
namespace {

// Open addressing from object to index in the vectors of the collection.
class ObjectIndex {
  public:
    explicit ObjectIndex(size_t count) {
        size_t size = 64;
        while (size < count * 2) size *= 2;
        mask_ = size - 1;
        slots_ = static_cast<uint32_t*>(std::calloc(size, sizeof(uint32_t)));
    }
    ~ObjectIndex() { std::free(slots_); }
    ObjectIndex(const ObjectIndex&) = delete;
    bool valid() const { return slots_ != nullptr; }
    void insert(const std::vector<Object*>& objects, uint32_t index) {
        size_t i = slot(objects[index]);
        while (slots_[i]) i = (i + 1) & mask_;
        slots_[i] = index + 1;
    }
    // The index, or -1 for what is not part of the collection.
    int64_t find(const std::vector<Object*>& objects, const Object* o) const {
        for (size_t i = slot(o); slots_[i]; i = (i + 1) & mask_) {
            if (objects[slots_[i] - 1] == o) return slots_[i] - 1;
        }
        return -1;
    }

  private:
    size_t slot(const Object* o) const {
        auto p = reinterpret_cast<uintptr_t>(o) >> 4;
        return (p ^ p >> 15) * 0x9E3779B97F4A7C15u >> 20 & mask_;
    }
    uint32_t* slots_;
    size_t mask_ = 0;
};

struct Collection {
    std::vector<Object*> objects;
    std::vector<int64_t> counts;
    std::vector<uint32_t> stack;
    ObjectIndex* index = nullptr;
};

class Subtract final : public Visitor {
  public:
    explicit Subtract(Collection& c) : c_(c) {}
    void visitObject(Object* o) override {
        int64_t i = c_.index->find(c_.objects, o);
        if (i >= 0) --c_.counts[static_cast<size_t>(i)];
    }

  private:
    Collection& c_;
};

constexpr int64_t kReachable = INT64_MAX;

class Mark final : public Visitor {
  public:
    explicit Mark(Collection& c) : c_(c) {}
    void visitObject(Object* o) override {
        int64_t i = c_.index->find(c_.objects, o);
        if (i < 0 || c_.counts[static_cast<size_t>(i)] == kReachable) return;
        c_.counts[static_cast<size_t>(i)] = kReachable;
        c_.stack.push_back(static_cast<uint32_t>(i));
    }

  private:
    Collection& c_;
};

// The objects that only references among themselves keep alive.
std::vector<Object*> findGarbage(const std::vector<Object*>& candidates) {
    Collection c;
    c.objects = candidates;
    ObjectIndex index(c.objects.size());
    if (!index.valid()) return {};
    c.index = &index;
    for (uint32_t i = 0; i < c.objects.size(); ++i) {
        index.insert(c.objects, i);
        c.counts.push_back(c.objects[i]->refcount);
    }
    Subtract subtract(c);
    for (Object* o : c.objects) traverseObject(o, subtract);
    Mark mark(c);
    for (uint32_t i = 0; i < c.objects.size(); ++i) {
        if (c.counts[i] > 0 && c.counts[i] != kReachable) {
            c.counts[i] = kReachable;
            c.stack.push_back(i);
        }
        while (!c.stack.empty()) {
            uint32_t next = c.stack.back();
            c.stack.pop_back();
            traverseObject(c.objects[next], mark);
        }
    }
    std::vector<Object*> garbage;
    for (uint32_t i = 0; i < c.objects.size(); ++i) {
        if (c.counts[i] != kReachable) garbage.push_back(c.objects[i]);
    }
    return garbage;
}

} // namespace

int64_t gcCollect(Thread* t, int generation) {
    GcState* gc = t->runtime->gc;
    if (gc->collecting) return 0;
    gc->collecting = true;
    Ref saved = Ref::take(std::exchange(t->exception, Value()));
    std::vector<Object*> candidates;
    t->heap->forEachContainer([&](Object* o) {
        if (!(o->flags & kFlagTracked)) return;
        Type* type = o->shape->type;
        // Builtin types live as long as the Runtime.
        if (o->kind == static_cast<uint8_t>(TypeId::kType) &&
            !(static_cast<Type*>(o)->flags & kTypeHeap))
            return;
        if (!type->slots.traverse && !(type->flags & kTypeHeap)) return;
        candidates.push_back(o);
    });
    std::vector<Object*> garbage = findGarbage(candidates);
    int64_t found = static_cast<int64_t>(garbage.size());
    if (found) {
        for (Object* o : garbage) incref(o);
        // Weak references to garbage die before any finaliser runs.
        for (Object* o : garbage) {
            if (o->flags & kFlagHasWeakrefs) weakrefsClear(t, o);
        }
        bool finalised = false;
        for (Object* o : garbage) {
            Type* type = o->shape->type;
            if (type->slots.finalize && !(o->flags & kFlagFinalized)) {
                o->flags |= kFlagFinalized;
                type->slots.finalize(t, o);
                finalised = true;
            }
        }
        // A finaliser may have made some of it reachable again: those that are, with what they
        // reach, stay.
        std::vector<Object*> dead = garbage;
        if (finalised) {
            for (Object* o : garbage) --o->refcount; // our own references do not count
            dead = findGarbage(garbage);
            for (Object* o : garbage) ++o->refcount;
        }
        for (Object* o : dead) {
            if (!(o->flags & kFlagTracked)) continue;
            clearObject(t, o);
        }
        for (Object* o : garbage) decref(o);
    }
    gc->collections++;
    gc->collected += static_cast<uint64_t>(found);
    gc->count[0] = 0;
    gc->live_after_full = candidates.size() - static_cast<size_t>(found);
    // Every collection walks everything: the next is due when the live set has grown by half,
    // or after the threshold for small heaps.
    gc->quiet_until = static_cast<int64_t>(gc->live_after_full / 2);
    gc->collecting = false;
    if (t->hasError())
        reportUnraisable(t, "Exception ignored in garbage collection", Value::none());
    t->exception = saved.release();
    (void)generation;
    return found;
}

void gcAtSafepoint(Thread* t) {
    GcState* gc = t->runtime->gc;
    if (!gc->enabled || gc->collecting) return;
    if (gc->count[0] <= gc->quiet_until) return; // deallocations since it was asked for
    gcCollect(t, 2);
}

// --- deallocations that nested too deep
// ------------------------------------------------------------------------------------

// The queue is linked through the objects' shape words: a dead object keeps its shape in the side
// array only while it waits.
struct DeallocationQueue {
    std::vector<Object*> waiting;
};

void queueDeallocation(Thread* t, Object* o) {
    if (!t->deallocation_waiting) t->deallocation_waiting = new DeallocationQueue();
    t->deallocation_waiting->waiting.push_back(o);
}

Object* takeQueuedDeallocation(Thread* t) {
    DeallocationQueue* queue = t->deallocation_waiting;
    if (!queue || queue->waiting.empty()) return nullptr;
    Object* o = queue->waiting.back();
    queue->waiting.pop_back();
    return o;
}

} // namespace krait
