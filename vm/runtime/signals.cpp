// Signals; see signals.h.
#include "vm/runtime/signals.h"

#include "vm/base/abandon.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/object_model.h"
#include "vm/threads/threads.h"

#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace krait {

namespace {

// Async-signal-safe state: a pointer that is set before any handler is installed.
std::atomic<SignalState*> g_signals{nullptr};

extern "C" void krait_on_signal(int number) {
    int error = errno;
    if (SignalState* state = g_signals.load(std::memory_order_acquire)) {
        state->pending[number].store(true, std::memory_order_relaxed);
        state->thread->breaker.fetch_or(kBreakSignal, std::memory_order_release);
        state->thread->record->parker.unpark();
        int fd = state->wakeup_descriptor.load(std::memory_order_relaxed);
        if (fd >= 0) {
            auto byte = static_cast<unsigned char>(number);
            ssize_t written = ::write(fd, &byte, 1);
            (void)written;
        }
        pthread_t computing = state->computing.load(std::memory_order_acquire);
        if (number == SIGINT && computing != pthread_t{}) {
            if (pthread_equal(computing, pthread_self())) {
                abandonRunning();
            } else {
                ::pthread_kill(computing, number);
            }
        }
    }
    errno = error;
}

} // namespace

Status signalsInit(Thread* t) {
    SignalState* expected = nullptr;
    auto* state = new SignalState;
    state->thread = t;
    if (!g_signals.compare_exchange_strong(expected, state)) {
        delete state; // another Runtime has them
        return ok();
    }
    t->runtime->signals = state;
    abandonInit();
    for (int number = 1; number < kSignalCount; ++number) {
        struct sigaction now;
        if (::sigaction(number, nullptr, &now) != 0) continue;
        state->actions[number] = now.sa_handler == SIG_DFL   ? SignalAction::kDefault
                                 : now.sa_handler == SIG_IGN ? SignalAction::kIgnore
                                                             : SignalAction::kUnknown;
    }
    if (state->actions[SIGINT] == SignalAction::kDefault)
        KRAIT_TRY(signalSet(t, SIGINT, SignalAction::kInterrupt, Value()));
    KRAIT_TRY(signalSet(t, SIGPIPE, SignalAction::kIgnore, Value()));
    KRAIT_TRY(signalSet(t, SIGXFSZ, SignalAction::kIgnore, Value()));
    return ok();
}

Runtime* signalsRuntime() {
    SignalState* state = g_signals.load(std::memory_order_acquire);
    return state ? state->thread->runtime : nullptr;
}

void signalsDestroy(Thread* t) {
    SignalState* state = t->runtime->signals;
    if (!state) return;
    for (int number = 1; number < kSignalCount; ++number) {
        SignalAction action = state->actions[number];
        if (action == SignalAction::kInterrupt || action == SignalAction::kCall)
            std::signal(number, SIG_DFL);
        decref(std::exchange(state->handlers[number], Value()));
    }
    g_signals.store(nullptr);
    t->runtime->signals = nullptr;
    delete state;
}

Status signalSet(Thread* t, int number, SignalAction action, Value handler) {
    SignalState* state = t->runtime->signals;
    if (!state || state->thread != t) {
        return raise(t, TypeId::kValueError,
                     "signal only works in main thread of the main interpreter");
    }
    struct sigaction next = {};
    next.sa_handler = action == SignalAction::kDefault  ? SIG_DFL
                      : action == SignalAction::kIgnore ? SIG_IGN
                                                        : krait_on_signal;
    sigemptyset(&next.sa_mask);
    // Python: system calls are retried by the library (PEP 475), after the handlers have run.
    next.sa_flags = 0;
    if (::sigaction(number, &next, nullptr) != 0) return raiseErrno(t, errno);
    state->actions[number] = action;
    incref(handler);
    decref(std::exchange(state->handlers[number], handler));
    return ok();
}

void signalSimulate(Thread* t, int number) {
    SignalState* state = t->runtime->signals;
    if (!state) return;
    SignalAction action = state->actions[number];
    if (action != SignalAction::kInterrupt && action != SignalAction::kCall) return;
    state->pending[number].store(true, std::memory_order_relaxed);
    state->thread->breaker.fetch_or(kBreakSignal, std::memory_order_release);
    state->thread->record->parker.unpark();
}

Status serveSignalsInLoop(Thread* t) {
    if (t->deallocation_depth != 0 || t->hasError()) return ok();
    SignalState* state = t->runtime->signals;
    if (!state || state->thread != t) return ok();
    t->breaker.fetch_and(~static_cast<uint32_t>(kBreakSignal));
    return signalsServe(t);
}

Status signalsServe(Thread* t) {
    KRAIT_TRY(checkStop(t));
    SignalState* state = t->runtime->signals;
    if (!state || state->thread != t) return ok();
    if (t->record->masked != 0) {
        t->breaker.fetch_or(kBreakSignal, std::memory_order_relaxed);
        return ok();
    }
    for (int number = 1; number < kSignalCount; ++number) {
        if (!state->pending[number].exchange(false, std::memory_order_acq_rel)) continue;
        SignalAction action = state->actions[number];
        if (action == SignalAction::kInterrupt)
            return raiseValue(t, TypeId::kKeyboardInterrupt, Value());
        if (action != SignalAction::kCall) continue;
        Ref handler = Ref::share(state->handlers[number]);
        FrameWalk walk(t);
        Ref frame = walk.next() ? frameObjectOf(t, walk.registers) : Ref::none();
        if (frame.isError()) return Error{};
        Ref done = callFunction(t, handler, Value::smallInt(number), frame);
        if (done.isError()) {
            // Those that are left are served at the next safepoint.
            t->breaker.fetch_or(kBreakSignal, std::memory_order_relaxed);
            return Error{};
        }
    }
    return ok();
}

} // namespace krait
