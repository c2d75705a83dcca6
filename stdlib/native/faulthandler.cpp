// faulthandler: the Python stacks of threads on demand, on a signal, when the process crashes, and
// when it takes too long.
//
// The dumps are written by system calls from memory that is there already, so that they work in a
// signal handler and beside a thread that has the GIL. LIMIT: a dump that is made without the GIL
// reads frames while they may change; a line of it can be wrong. Handlers find the state through
// the Runtime that has the signals.
#include "stdlib/native/module_util.h"
#include "stdlib/native/thread_locks.h"
#include "vm/objects/code.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/signals.h"
#include "vm/threads/threads.h"

#include <csignal>
#include <cstring>
#include <pthread.h>
#include <unistd.h>

namespace krait {

namespace {

constexpr struct {
    int number;
    const char* name;
} kFatalSignals[] = {{SIGBUS, "Bus error"},
                     {SIGILL, "Illegal instruction"},
                     {SIGFPE, "Floating-point exception"},
                     {SIGABRT, "Aborted"},
                     {SIGSEGV, "Segmentation fault"}};
constexpr int kFatalCount = 5;

// A dump after a time, made by a thread of its own that knows nothing of the GIL.
struct Watchdog {
    Runtime* runtime;
    Parker parker; // posted to end it
    pthread_t thread;
    int64_t nanos;
    bool repeat, exits;
    int fd;
    std::atomic<bool> cancelled{false};
};

struct FaultState {
    bool enabled = false, all_threads = true;
    int fd = 2;
    Value file; // keeps the file open (owned)
    struct sigaction previous[kFatalCount];
    char alternate_stack[64 * 1024];
    struct Registered {
        bool set = false, all_threads = true, chain = false;
        int fd = 2;
        Value file; // owned
        struct sigaction previous;
    } registered[kSignalCount];
    Watchdog* watchdog = nullptr;
    Value watchdog_file; // owned
};
const char kFaultKey = 0;

FaultState* stateOf(Thread* t) {
    return runtimeState<FaultState>(t, &kFaultKey);
}
// The same in a signal handler; null if there is none.
FaultState* stateInHandler(Runtime* runtime) {
    if (!runtime) return nullptr;
    for (auto& [key, state] : runtime->module_states)
        if (key == &kFaultKey) return static_cast<FaultState*>(state);
    return nullptr;
}

// --- writing without memory ---------------------------------------------------------------------

class Output {
  public:
    explicit Output(int fd) : fd_(fd) {}
    ~Output() { flush(); }
    void text(const char* s) {
        while (*s) put(*s++);
    }
    void number(uint64_t n) {
        char digits[20];
        int count = 0;
        do digits[count++] = static_cast<char>('0' + n % 10);
        while (n /= 10);
        while (count) put(digits[--count]);
    }
    void hex(uint64_t n, int width) {
        for (int shift = (width - 1) * 4; shift >= 0; shift -= 4)
            put("0123456789abcdef"[n >> shift & 15]);
    }
    // ASCII as it is, the rest escaped.
    void string(const Str* s) {
        constexpr int64_t kLengthMax = 500;
        for (int64_t i = 0; i < s->length && i < kLengthMax; ++i) {
            uint32_t c = s->at(i);
            if (c >= ' ' && c < 0x7f) {
                put(static_cast<char>(c));
            } else if (c < 0x100) {
                text("\\x");
                hex(c, 2);
            } else if (c < 0x10000) {
                text("\\u");
                hex(c, 4);
            } else {
                text("\\U");
                hex(c, 8);
            }
        }
        if (s->length > kLengthMax) text("...");
    }
    void flush() {
        size_t done = 0;
        while (done < used_) {
            ssize_t n = ::write(fd_, buffer_ + done, used_ - done);
            if (n <= 0) break;
            done += static_cast<size_t>(n);
        }
        used_ = 0;
    }

  private:
    void put(char c) {
        if (used_ == sizeof buffer_) flush();
        buffer_[used_++] = c;
    }
    int fd_;
    size_t used_ = 0;
    char buffer_[1024];
};

void dumpStack(Output& out, const Thread* thread) {
    constexpr int kDepthMax = 100;
    FrameWalk walk(thread);
    int depth = 0;
    while (walk.next()) {
        if (depth++ == kDepthMax) {
            out.text("  ...\n");
            return;
        }
        Code* code = frameFunction(walk.registers)->code;
        int line = codePosition(code, static_cast<uint32_t>(walk.pc - code->instructions)).line;
        out.text("  File ");
        if (isStr(code->filename)) {
            out.text("\"");
            out.string(code->filename.as<Str>());
            out.text("\"");
        } else {
            out.text("???");
        }
        out.text(", line ");
        out.number(line > 0 ? static_cast<uint64_t>(line) : 0);
        out.text(" in ");
        out.string(code->name);
        out.text("\n");
    }
    if (depth == 0) out.text("  <no Python frame>\n");
}

void dumpThreads(Output& out, Runtime* runtime, uint64_t current) {
    constexpr int kThreadsMax = 100;
    // Newest first; the main thread is the oldest.
    int count = 0;
    auto dump = [&](const Thread* thread) {
        if (count++) out.text("\n");
        out.text(thread->id == current ? "Current thread 0x" : "Thread 0x");
        out.hex(thread->id, 16);
        out.text(" (most recent call first):\n");
        dumpStack(out, thread);
    };
    for (Thread* thread = runtime->main_thread->next; thread; thread = thread->next) {
        if (count == kThreadsMax) {
            out.text("\n...\n");
            break;
        }
        dump(thread);
    }
    dump(runtime->main_thread);
}

void dumpSome(Output& out, Runtime* runtime, bool all_threads) {
    auto current = static_cast<uint64_t>(pthread_self());
    if (all_threads) return dumpThreads(out, runtime, current);
    out.text("Stack (most recent call first):\n");
    Thread* thread = threadFind(runtime, current);
    dumpStack(out, thread ? thread : runtime->main_thread);
}

// --- handlers -----------------------------------------------------------------------------------

extern "C" void krait_on_fatal_signal(int number) {
    int error = errno;
    Runtime* runtime = signalsRuntime();
    FaultState* state = stateInHandler(runtime);
    for (int i = 0; i < kFatalCount; ++i) {
        if (kFatalSignals[i].number != number) continue;
        // What comes after this, and what goes wrong in it, is the earlier handler's.
        if (state) ::sigaction(number, &state->previous[i], nullptr);
        Output out(state ? state->fd : 2);
        out.text("Fatal Python error: ");
        out.text(kFatalSignals[i].name);
        out.text("\n\n");
        out.flush();
        if (state) {
            // A handler runs for the thread that did it, unless that is none of ours.
            if (!state->all_threads)
                dumpSome(out, runtime, false);
            else
                dumpThreads(out, runtime, static_cast<uint64_t>(pthread_self()));
        }
    }
    errno = error;
    ::raise(number);
}

extern "C" void krait_on_dump_signal(int number) {
    int error = errno;
    Runtime* runtime = signalsRuntime();
    FaultState* state = stateInHandler(runtime);
    if (!state || !state->registered[number].set) return;
    auto& registered = state->registered[number];
    {
        Output out(registered.fd);
        dumpSome(out, runtime, registered.all_threads);
    }
    if (registered.chain) {
        struct sigaction ours;
        ::sigaction(number, &registered.previous, &ours);
        errno = error;
        ::raise(number);
        ::sigaction(number, &ours, nullptr);
    }
    errno = error;
}

// --- arguments ----------------------------------------------------------------------------------

// The descriptor of a file argument; *keep is what must stay alive for it (EMPTY: nothing).
Result<int> descriptorOf(Thread* t, Value file, Ref* keep) {
    Ref given = Ref::share(file);
    if (file.isEmpty() || file.isNone()) {
        given = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(kName_stderr)));
        if (given.isEmpty()) return raise(t, TypeId::kRuntimeError, "unable to get sys.stderr");
        if (given.get().isNone()) return raise(t, TypeId::kRuntimeError, "sys.stderr is None");
    }
    if (isInt(given)) {
        int64_t fd = KRAIT_TRY(toIndexInt64(t, given));
        if (fd < 0 || fd > INT32_MAX)
            return raise(t, TypeId::kValueError, "file is not a valid file descriptor");
        return static_cast<int>(fd);
    }
    Ref number = KRAIT_TRY(callMethod(t, given, t->name(kName_fileno)));
    int64_t fd = isInt(number) ? KRAIT_TRY(toIndexInt64(t, number)) : -1;
    if (fd < 0 || fd > INT32_MAX) {
        return raise(t, TypeId::kRuntimeError, "file.fileno() is not a valid file descriptor");
    }
    Ref flushed = callMethod(t, given, t->name(kName_flush));
    if (flushed.isError()) clearError(t);
    *keep = std::move(given);
    return static_cast<int>(fd);
}

// --- functions ----------------------------------------------------------------------------------

Ref fault_dump_traceback(Thread* t, Args a) {
    Ref keep;
    int fd = KRAIT_TRY(descriptorOf(t, a[0], &keep));
    bool all = KRAIT_TRY(isTrue(t, a[1]));
    Output out(fd);
    dumpSome(out, t->runtime, all);
    return Ref::none();
}

Ref fault_enable(Thread* t, Args a) {
    Ref keep;
    int fd = KRAIT_TRY(descriptorOf(t, a[0], &keep));
    bool all = KRAIT_TRY(isTrue(t, a[1]));
    FaultState* state = stateOf(t);
    state->fd = fd;
    state->all_threads = all;
    decref(std::exchange(state->file, keep.release()));
    if (std::exchange(state->enabled, true)) return Ref::none();
    // A crash may be for want of stack.
    stack_t stack = {};
    stack.ss_sp = state->alternate_stack;
    stack.ss_size = sizeof state->alternate_stack;
    ::sigaltstack(&stack, nullptr);
    for (int i = 0; i < kFatalCount; ++i) {
        struct sigaction action = {};
        action.sa_handler = krait_on_fatal_signal;
        sigemptyset(&action.sa_mask);
        action.sa_flags = SA_NODEFER | SA_ONSTACK;
        ::sigaction(kFatalSignals[i].number, &action, &state->previous[i]);
    }
    return Ref::none();
}
Ref fault_disable(Thread* t, Args) {
    FaultState* state = stateOf(t);
    if (!std::exchange(state->enabled, false)) return Ref::boolean(false);
    for (int i = 0; i < kFatalCount; ++i)
        ::sigaction(kFatalSignals[i].number, &state->previous[i], nullptr);
    decref(std::exchange(state->file, Value()));
    return Ref::boolean(true);
}
Ref fault_is_enabled(Thread* t, Args) {
    return Ref::boolean(stateOf(t)->enabled);
}

Result<int> signalArgument(Thread* t, Value v) {
    int64_t number = KRAIT_TRY(toIndexInt64(t, v));
    for (const auto& fatal : kFatalSignals) {
        if (fatal.number == number) {
            return raise(t, TypeId::kRuntimeError,
                         "signal %ld cannot be registered, use enable() instead", number);
        }
    }
    if (number < 1 || number >= kSignalCount)
        return raise(t, TypeId::kValueError, "signal number out of range");
    return static_cast<int>(number);
}
Ref fault_register(Thread* t, Args a) {
    int number = KRAIT_TRY(signalArgument(t, a[0]));
    Ref keep;
    int fd = KRAIT_TRY(descriptorOf(t, a[1], &keep));
    bool all = KRAIT_TRY(isTrue(t, a[2]));
    bool chain = KRAIT_TRY(isTrue(t, a[3]));
    auto& registered = stateOf(t)->registered[number];
    if (!registered.set) {
        struct sigaction action = {};
        action.sa_handler = krait_on_dump_signal;
        sigemptyset(&action.sa_mask);
        // Python: a chained handler must be able to run within this one.
        action.sa_flags = SA_RESTART | (chain ? SA_NODEFER : 0);
        if (::sigaction(number, &action, &registered.previous) != 0) return raiseErrno(t, errno);
    }
    registered.fd = fd;
    registered.all_threads = all;
    registered.chain = chain;
    registered.set = true;
    decref(std::exchange(registered.file, keep.release()));
    return Ref::none();
}
Ref fault_unregister(Thread* t, Args a) {
    int number = KRAIT_TRY(signalArgument(t, a[0]));
    auto& registered = stateOf(t)->registered[number];
    if (!std::exchange(registered.set, false)) return Ref::boolean(false);
    ::sigaction(number, &registered.previous, nullptr);
    decref(std::exchange(registered.file, Value()));
    return Ref::boolean(true);
}

// --- after a time -------------------------------------------------------------------------------

void* watch(void* argument) {
    auto* dog = static_cast<Watchdog*>(argument);
    // Signals are for the threads of the program.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
    int64_t deadline = monotonicNow() + dog->nanos;
    for (;;) {
        dog->parker.park(deadline);
        if (dog->cancelled.load(std::memory_order_acquire)) return nullptr;
        if (monotonicNow() < deadline) continue;
        {
            Output out(dog->fd);
            int64_t micros = dog->nanos / 1000, seconds = micros / 1000000;
            out.text("Timeout (");
            out.number(static_cast<uint64_t>(seconds / 3600));
            for (int64_t part : {seconds / 60 % 60, seconds % 60}) {
                out.text(part < 10 ? ":0" : ":");
                out.number(static_cast<uint64_t>(part));
            }
            if (int64_t fraction = micros % 1000000) {
                out.text(".");
                for (int64_t unit = 100000; unit > 0; unit /= 10)
                    out.number(static_cast<uint64_t>(fraction / unit % 10));
            }
            out.text(")!\n");
            dumpThreads(out, dog->runtime, 0);
        }
        if (dog->exits) ::_exit(1);
        if (!dog->repeat) return nullptr;
        deadline += dog->nanos;
    }
}

void cancelWatchdog(Thread* t) {
    FaultState* state = stateOf(t);
    Watchdog* dog = std::exchange(state->watchdog, nullptr);
    if (!dog) return;
    dog->cancelled.store(true, std::memory_order_release);
    dog->parker.unpark();
    {
        GilReleased released(t);
        pthread_join(dog->thread, nullptr);
    }
    delete dog;
    decref(std::exchange(state->watchdog_file, Value()));
}

Ref fault_dump_later(Thread* t, Args a) {
    int64_t nanos = KRAIT_TRY(timeoutNanos(t, a[0]));
    // LIMIT: microseconds, as CPython rounds.
    nanos = (nanos + 999) / 1000 * 1000;
    if (nanos <= 0) return raise(t, TypeId::kValueError, "timeout must be greater than 0");
    bool repeat = KRAIT_TRY(isTrue(t, a[1]));
    Ref keep;
    int fd = KRAIT_TRY(descriptorOf(t, a[2], &keep));
    bool exits = KRAIT_TRY(isTrue(t, a[3]));
    cancelWatchdog(t);
    FaultState* state = stateOf(t);
    auto* dog = new Watchdog;
    dog->runtime = t->runtime;
    dog->nanos = nanos;
    dog->repeat = repeat;
    dog->exits = exits;
    dog->fd = fd;
    if (::pthread_create(&dog->thread, nullptr, watch, dog) != 0) {
        delete dog;
        return raise(t, TypeId::kRuntimeError, "unable to start watchdog thread");
    }
    state->watchdog = dog;
    decref(std::exchange(state->watchdog_file, keep.release()));
    return Ref::none();
}
Ref fault_cancel_later(Thread* t, Args) {
    cancelWatchdog(t);
    return Ref::none();
}

// --- for tests ----------------------------------------------------------------------------------

template <int kNumber>
Ref fault_raise(Thread*, Args) {
    ::raise(kNumber);
    return Ref::none();
}
Ref fault_read_null(Thread*, Args) {
    volatile int* nowhere = nullptr;
    return Ref::take(Value::smallInt(*nowhere));
}

constexpr MethodDef kFunctions[] = {
    {"_read_null()", fault_read_null, "Reads where nothing is."},
    {"_sigabrt()", fault_raise<SIGABRT>, "Raises SIGABRT."},
    {"_sigfpe()", fault_raise<SIGFPE>, "Raises SIGFPE."},
    {"_sigsegv(release_gil=False, /)", fault_raise<SIGSEGV>, "Raises SIGSEGV."},
    {"cancel_dump_traceback_later()", fault_cancel_later,
     "Calls off what dump_traceback_later() has set."},
    {"disable()", fault_disable, "Takes the handlers of enable() back; whether they were there."},
    {"dump_traceback(file=None, all_threads=True)", fault_dump_traceback,
     "Writes the stacks of all threads, or of the running one, to a file."},
    {"dump_traceback_later(timeout, repeat=False, file=None, exit=False)", fault_dump_later,
     "Lets the stacks be written in timeout seconds, and each time again if repeat is true; exit "
     "ends the process then."},
    {"enable(file=None, all_threads=True)", fault_enable,
     "Lets the stacks be written when the process crashes."},
    {"is_enabled()", fault_is_enabled, "Whether enable() was called last."},
    {"register(signum, file=None, all_threads=True, chain=False)", fault_register,
     "Lets the stacks be written when the signal comes."},
    {"unregister(signum, /)", fault_unregister,
     "Takes back what register() has set; whether there was something."},
    {}};

} // namespace

extern const NativeModule kfaulthandlerModule = {
    "faulthandler", "The stacks of threads, when something goes wrong.", kFunctions};

} // namespace krait
