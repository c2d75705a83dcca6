// Threads: records, start, waiting, end, fork; see threads.h.
#include "vm/threads/threads.h"

#include "vm/interp/dispatch.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/signals.h"
#include "vm/runtime/tracing.h"
#include "vm/threads/fiber_scheduler.h"

#include <cstdlib>
#include <sys/syscall.h>
#include <unistd.h>

namespace krait {

namespace {

// What a thread is given at its birth; on the heap, since its maker goes on.
struct Birth {
    Thread* thread;
    ThreadBody body;
    void* data;
};

void unlink(Thread* t) {
    Runtime* runtime = t->runtime;
    for (Thread** link = &runtime->main_thread; *link; link = &(*link)->next) {
        if (*link == t) {
            *link = t->next;
            return;
        }
    }
}

// Values that a Thread owns. REENTRY: their finalisers run in this Thread, and may make it own
// more.
void dropValues(Thread* t) {
    for (Value* place : {&t->exception, &t->handled, &t->result, &t->async_exception, &t->context,
                         &t->asyncgen_firstiter, &t->asyncgen_finalizer, &t->record->sentinel}) {
        decref(std::exchange(*place, Value()));
    }
    while (!t->record->locals.empty()) {
        llvm::DenseMap<Object*, Value> locals;
        locals.swap(t->record->locals);
        for (auto& [local, dict] : locals) decref(dict);
    }
}

void threadEnd(Thread* t, const Birth& birth) {
    tracingDestroy(t);
    dropValues(t);
    birth.body.end(t, birth.data);
    dropValues(t);
    ThreadsState* threads = t->runtime->threads;
    // In the child of a fork this thread may be all there is: the process ends with it.
    if (t == t->runtime->main_thread) std::exit(0);
    unlink(t);
    if (threads->check_waits) threads->check_waits(t, true);
    stackDestroy(t);
    --threads->running;
    ThreadRecord* record = t->record;
    threads->scheduler->end(t);
    delete record;
    delete t;
}

void threadMain(void* argument) {
    Birth birth = *static_cast<Birth*>(argument);
    delete static_cast<Birth*>(argument);
    Thread* t = birth.thread;
    schedulerOf(t)->begin(t);
    birth.body.run(t, birth.data);
    KRAIT_ASSERT(!t->hasError());
    threadEnd(t, birth);
}

} // namespace

Status threadsInit(Thread* main) {
    Runtime* runtime = main->runtime;
    auto* threads = runtime->threads = new ThreadsState(runtime);
    main->record = new ThreadRecord();
    main->id = static_cast<uint64_t>(pthread_self());
    if (runtime->options.fibers)
        threads->scheduler = threads->fibers =
            new FiberScheduler(runtime, runtime->options.fiber_schedule);
    else
        threads->scheduler = osSchedulerNew();
    threads->scheduler->begin(main);
    return ok();
}

void threadsDestroy(Runtime* runtime) {
    delete runtime->main_thread->record;
    delete runtime->threads->scheduler;
    delete runtime->threads;
}

Result<Thread*> threadStart(Thread* t, ThreadBody body, void* data) {
    ThreadsState* threads = t->runtime->threads;
    auto* child = new Thread();
    child->runtime = t->runtime;
    child->heap = t->heap;
    child->table = t->table;
    child->instrumented = t->instrumented;
    tracingBegin(child); // its own trace function is still to be set
    child->depth_limit = static_cast<uint32_t>(t->runtime->recursion_limit);
    child->record = new ThreadRecord();
    auto refuse = [&] {
        delete child->record;
        delete child;
        return Error{};
    };
    if (stackInit(child).isError()) {
        t->exception = std::exchange(child->exception, Value());
        return refuse();
    }
    auto* birth = new Birth{child, body, data};
    // It cannot run before this thread gives the GIL up.
    if (!threads->scheduler->spawn(child, threadMain, birth, threads->native_stack)) {
        delete birth;
        stackDestroy(child);
        (void)refuse();
        return raise(t, TypeId::kRuntimeError, "can't start new thread");
    }
    child->next = t->runtime->main_thread->next;
    t->runtime->main_thread->next = child;
    ++threads->running;
    return child;
}

// --- waiting ------------------------------------------------------------------------------------

void WaitQueue::append(QueuedWaiter* waiter) {
    waiter->next = nullptr;
    (last ? last->next : first) = waiter;
    last = waiter;
    waiter->queued = true;
}

void WaitQueue::prepend(QueuedWaiter* waiter) {
    waiter->next = first;
    first = waiter;
    if (!last) last = waiter;
    waiter->queued = true;
}

void WaitQueue::remove(QueuedWaiter* waiter) {
    if (!waiter->queued) return;
    QueuedWaiter* before = nullptr;
    for (QueuedWaiter* w = first; w; before = w, w = w->next) {
        if (w != waiter) continue;
        (before ? before->next : first) = w->next;
        if (last == w) last = before;
        break;
    }
    waiter->queued = false;
}

void WaitQueue::wakeFirst() {
    while (QueuedWaiter* waiter = first) {
        first = waiter->next;
        if (!first) last = nullptr;
        waiter->queued = false;
        waiter->woken = true;
        waiter->thread->record->waits_for = nullptr;
        schedulerOf(waiter->thread)->unpark(waiter->thread);
        return;
    }
}

void WaitQueue::wakeAll() {
    while (first) wakeFirst();
}

Waited waitInQueue(Thread* t, WaitQueue* queue, int64_t deadline_ns, Object* object,
                   GilReason reason, bool at_front) {
    QueuedWaiter waiter{t, queue, t->record->waiting};
    t->record->waiting = &waiter;
    at_front ? queue->prepend(&waiter) : queue->append(&waiter);
    ThreadRecord* record = t->record;
    record->waits_for = object;
    record->waits_for_ever = deadline_ns == kNever;
    Waited result = Waited::kWoken;
    bool pass_on = !queue->broadcast;
    Scheduler* scheduler = schedulerOf(t);
    if (auto check = t->runtime->threads->check_waits;
        check && deadline_ns == kNever && t->runtime->main_thread->next) {
        check(t, false);
    }
    while (!waiter.woken) {
        if (KRAIT_UNLIKELY(record->wait_ends) && record->masked == 0) {
            record->wait_ends = false;
            t->breaker.fetch_and(~static_cast<uint32_t>(kBreakAsyncException));
            t->exception = std::exchange(t->async_exception, Value());
            if (t->hasError()) {
                result = Waited::kRaised;
                break;
            }
        }
        if (KRAIT_UNLIKELY(mustStop(t))) {
            (void)checkStop(t);
            result = Waited::kRaised;
            break;
        }
        if (record->masked == 0 && t->breaker.load(std::memory_order_relaxed) & kBreakSignal) {
            t->breaker.fetch_and(~static_cast<uint32_t>(kBreakSignal));
            record->waits_for = nullptr;
            if (signalsServe(t).isError()) {
                // What was meant for this thread is for the next one.
                if (waiter.woken && pass_on) queue->wakeFirst();
                result = Waited::kRaised;
                break;
            }
            record->waits_for = object;
            continue;
        }
        scheduler->park(t, deadline_ns, reason);
        if (!waiter.woken && deadline_ns != kNever && scheduler->now() >= deadline_ns) {
            result = Waited::kTimedOut;
            break;
        }
    }
    record->waits_for = nullptr;
    queue->remove(&waiter);
    record->waiting = waiter.outer;
    return result;
}

// --- from outside -------------------------------------------------------------------------------

Status checkStop(Thread* t) {
    if (KRAIT_LIKELY(!mustStop(t))) return ok();
    return raiseValue(t, TypeId::kSystemExit, Value());
}

void threadRaise(Thread* target, Value exception) {
    decref(std::exchange(target->async_exception, exception));
    if (!exception.isEmpty()) target->breaker.fetch_or(kBreakAsyncException);
}

Thread* threadFind(Runtime* runtime, uint64_t id) {
    for (Thread* thread = runtime->main_thread; thread; thread = thread->next) {
        if (thread->id == id) return thread;
    }
    return nullptr;
}

void threadsBeforeFork(Thread* t) {
    gilOf(t)->beforeFork();
}

void threadsAfterForkInParent(Thread* t) {
    gilOf(t)->afterForkInParent();
}

void threadsAfterForkInChild(Thread* t) {
    Runtime* runtime = t->runtime;
    gilOf(t)->afterForkInChild(t);
    // The other threads do not exist here. What they own stays: nobody can tell what their C stacks
    // hold. But they leave the queues, for their stacks will be those of new threads.
    for (Thread* thread = runtime->main_thread; thread; thread = thread->next) {
        if (thread == t) continue;
        thread->record->dead = true;
        for (QueuedWaiter* w = thread->record->waiting; w; w = w->outer) w->queue->remove(w);
    }
    t->next = nullptr;
    runtime->main_thread = t;
    runtime->threads->running = 0;
    if (runtime->signals) runtime->signals->thread = t;
    t->record->native_id = systemThreadId();
    if (FiberScheduler* fibers = fibersOf(t)) fibers->afterForkInChild(t);
    if (runtime->threads->after_fork) runtime->threads->after_fork(t);
}

} // namespace krait
