// --check=lock-order: which locks were taken while others were held, and which pairs in both
// orders. Two threads that do so at the same time wait for each other.
//
// A lock that a thread releases which did not take it, or waits for which did, is no guard but a
// signal (a Condition's waiters are), and is left out. Locks that were seen are kept alive, so that
// an address stands for one lock. All of it needs the GIL.
#include "stdlib/native/thread_tools.h"

#include "stdlib/native/module_util.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/object_model.h"
#include "vm/threads/threads.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/SmallVector.h>

#include <algorithm>
#include <vector>

namespace krait {

struct LockOrder {
    struct Edge {
        Object *first, *second;
        std::string place; // where the second was taken
    };
    std::vector<Edge> edges; // in the order in which they were seen
    llvm::DenseMap<std::pair<Object*, Object*>, uint32_t> index;
    llvm::DenseMap<uint64_t, llvm::SmallVector<Object*, 4>> held; // by thread
    llvm::DenseSet<Object*> signals, kept;
};

static std::string placeOf(Thread* t) {
    FrameWalk walk(t);
    if (!walk.next()) return "?";
    Code* code = frameFunction(walk.registers)->code;
    int line = codePosition(code, static_cast<uint32_t>(walk.pc - code->instructions)).line;
    std::string text = "File \"";
    if (isStr(code->filename)) text += toUtf8(code->filename.as<Str>(), true);
    return text + "\", line " + std::to_string(line) + ", in " + toUtf8(code->name);
}

void lockOrderStart(Thread* t) {
    if (!t->runtime->threads->lock_order) t->runtime->threads->lock_order = new LockOrder;
}

void lockOrderTaken(Thread* t, Object* lock) {
    LockOrder* order = t->runtime->threads->lock_order;
    auto& held = order->held[t->id];
    for (Object* other : held) {
        if (other == lock) continue; // again, by its owner
        auto [found, fresh] = order->index.try_emplace({other, lock}, order->edges.size());
        if (!fresh) continue;
        order->edges.push_back({other, lock, placeOf(t)});
        for (Object* seen : {other, lock}) {
            if (order->kept.insert(seen).second) incref(seen);
        }
    }
    held.push_back(lock);
}

void lockOrderIsSignal(Thread* t, Object* lock) {
    t->runtime->threads->lock_order->signals.insert(lock);
}

void lockOrderReleased(Thread* t, Object* lock, uint64_t owner) {
    LockOrder* order = t->runtime->threads->lock_order;
    if (owner != t->id) order->signals.insert(lock);
    auto& held = order->held[owner];
    auto last = std::find(held.rbegin(), held.rend(), lock);
    if (last != held.rend()) held.erase(std::next(last).base());
}

std::string lockOrderReport(Thread* t) {
    LockOrder* order = t->runtime->threads->lock_order;
    if (!order) return "";
    t->runtime->threads->lock_order = nullptr;
    std::string text;
    for (const LockOrder::Edge& edge : order->edges) {
        auto opposite = order->index.find({edge.second, edge.first});
        if (opposite == order->index.end()) continue;
        if (&edge > &order->edges[opposite->second]) continue; // told with its opposite
        if (order->signals.contains(edge.first) || order->signals.contains(edge.second)) continue;
        Ref first = reprOf(t, Value(edge.first)), second = reprOf(t, Value(edge.second));
        if (first.isError() || second.isError()) {
            clearError(t);
            continue;
        }
        std::string a = toUtf8(first.as<Str>()), b = toUtf8(second.as<Str>());
        text += "Two locks were taken in both orders: " + a + " and " + b + "\n";
        text += "  the first, then the second: " + edge.place + "\n";
        text += "  the second, then the first: " + order->edges[opposite->second].place + "\n";
    }
    for (Object* lock : order->kept) decref(lock);
    delete order;
    return text;
}

} // namespace krait
