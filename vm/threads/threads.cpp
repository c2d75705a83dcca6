// Threads: records, start, waiting, end, fork; see threads.h.
#include "vm/threads/threads.h"

#include "vm/interp/dispatch.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/signals.h"
#include "vm/runtime/tracing.h"

#include <algorithm>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace krait {

namespace {

// Kept free below the limit of native recursion.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr size_t kNativeStackReserve = (1024 + 128) * 1024; // frames are larger
#else
constexpr size_t kNativeStackReserve = 128 * 1024;
#endif
constexpr size_t kNativeStackMin = 256 * 1024; // above the reserve

void setNativeLimit(Thread* t) {
    pthread_attr_t attributes;
    void* low = nullptr;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &low, &size);
        pthread_attr_destroy(&attributes);
    }
    t->native_limit = static_cast<char*>(low) + kNativeStackReserve;
}

int nativeId() {
    return static_cast<int>(::syscall(SYS_gettid));
}

// The kernel lets a timed wait end up to 50 us late, a tenth of a short switch interval; not ours.
void sharpenTimers() {
    ::prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
}

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
    threads->gil.releaseFinally(t);
    delete record;
    delete t;
}

extern "C" void* krait_thread_main(void* argument) {
    Birth birth = *static_cast<Birth*>(argument);
    delete static_cast<Birth*>(argument);
    Thread* t = birth.thread;
    setNativeLimit(t);
    sharpenTimers();
    t->runtime->threads->gil.take(t);
    t->record->native_id = nativeId();
    birth.body.run(t, birth.data);
    KRAIT_ASSERT(!t->hasError());
    threadEnd(t, birth);
    return nullptr;
}

} // namespace

Status threadsInit(Thread* main) {
    main->runtime->threads = new ThreadsState(main->runtime);
    main->record = new ThreadRecord();
    main->record->native_id = nativeId();
    main->id = static_cast<uint64_t>(pthread_self());
    setNativeLimit(main);
    main->runtime->threads->gil.take(main);
    return ok();
}

void threadsDestroy(Runtime* runtime) {
    delete runtime->main_thread->record;
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
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (threads->native_stack) {
        size_t size = std::max(threads->native_stack, kNativeStackMin + kNativeStackReserve);
        pthread_attr_setstacksize(&attributes, size);
    }
    pthread_t handle;
    int error = pthread_create(&handle, &attributes, krait_thread_main, birth);
    pthread_attr_destroy(&attributes);
    if (error != 0) {
        delete birth;
        stackDestroy(child);
        (void)refuse();
        return raise(t, TypeId::kRuntimeError, "can't start new thread");
    }
    if (t == t->runtime->main_thread && !std::exchange(threads->sharp, true)) sharpenTimers();
    // It cannot run before this thread gives the GIL up.
    child->id = static_cast<uint64_t>(handle);
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
        waiter->thread->record->parker.unpark();
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
    Gil* gil = gilOf(t);
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
        gil->release(t, reason);
        record->parker.park(deadline_ns);
        gil->take(t);
        if (!waiter.woken && deadline_ns != kNever && monotonicNow() >= deadline_ns) {
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
    t->record->native_id = nativeId();
    if (runtime->threads->after_fork) runtime->threads->after_fork(t);
}

} // namespace krait
