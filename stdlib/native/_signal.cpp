// _signal: signals as Python sees them. What happens when one arrives is runtime/signals.h's.
#include "stdlib/native/module_util.h"
#include "vm/objects/float.h"
#include "vm/objects/set.h"
#include "vm/objects/struct_sequence.h"
#include "vm/runtime/signals.h"
#include "vm/threads/gil.h"
#include "vm/threads/threads.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace krait {

namespace {

Result<int> signalNumber(Thread* t, Value v) {
    int64_t number = KRAIT_TRY(toIndexInt64(t, v));
    if (number < 1 || number >= kSignalCount)
        return raise(t, TypeId::kValueError, "signal number out of range");
    return static_cast<int>(number);
}

// A handler of the running program may be due after a system call.
Status servePending(Thread* t) {
    if (t != t->runtime->main_thread) return ok();
    if (!(t->breaker.load(std::memory_order_relaxed) & kBreakSignal)) return ok();
    t->breaker.fetch_and(~static_cast<uint32_t>(kBreakSignal));
    return signalsServe(t);
}

Ref defaultHandler(Thread* t) {
    New<Str> module_name = KRAIT_TRY(strIntern(t, "_signal"));
    Value module = KRAIT_TRY(dictGet(t, t->runtime->modules, module_name));
    if (module.isEmpty()) return Ref::none();
    return getAttr(t, module, "default_int_handler");
}

Ref handlerOf(Thread* t, int number) {
    SignalState* state = t->runtime->signals;
    if (!state) return Ref::none();
    switch (state->actions[number]) {
    case SignalAction::kDefault:
        return Ref::take(Value::smallInt(0));
    case SignalAction::kIgnore:
        return Ref::take(Value::smallInt(1));
    case SignalAction::kInterrupt:
        return defaultHandler(t);
    case SignalAction::kCall:
        return Ref::share(state->handlers[number]);
    default:
        return Ref::none();
    }
}

Ref signal_default_int_handler(Thread* t, Args) {
    return raiseValue(t, TypeId::kKeyboardInterrupt, Value());
}

Ref signal_signal(Thread* t, Args a) {
    int64_t given = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (given < 1 || given >= kSignalCount)
        return raise(t, TypeId::kValueError, "signal number out of range");
    int number = static_cast<int>(given);
    Ref previous = KRAIT_TRY(handlerOf(t, number));
    Value handler = a[1];
    int64_t word;
    Ref standard = KRAIT_TRY(defaultHandler(t));
    if (isInt(handler) && intFits(handler, &word) && (word == 0 || word == 1)) {
        KRAIT_TRY(signalSet(t, number, word == 0 ? SignalAction::kDefault : SignalAction::kIgnore,
                            Value()));
    } else if (isCallable(t, handler)) {
        KRAIT_TRY(signalSet(
            t, number, handler == standard.get() ? SignalAction::kInterrupt : SignalAction::kCall,
            handler == standard.get() ? Value() : handler));
    } else {
        return raise(t, TypeId::kTypeError,
                     "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    }
    KRAIT_TRY(servePending(t));
    return previous;
}

Ref signal_getsignal(Thread* t, Args a) {
    int number = KRAIT_TRY(signalNumber(t, a[0]));
    return handlerOf(t, number);
}

Ref signal_raise_signal(Thread* t, Args a) {
    int64_t number = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (std::raise(static_cast<int>(number)) != 0) return raiseErrno(t, errno);
    KRAIT_TRY(servePending(t));
    return Ref::none();
}

Ref signal_pthread_kill(Thread* t, Args a) {
    int64_t thread = KRAIT_TRY(toIndexInt64(t, a[0]));
    int64_t number = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!threadFind(t->runtime, static_cast<uint64_t>(thread))) return raiseErrno(t, ESRCH);
    // A fiber has no number of the system's own.
    if (fibersOf(t)) thread = static_cast<int64_t>(::pthread_self());
    int error = ::pthread_kill(static_cast<pthread_t>(thread), static_cast<int>(number));
    if (error != 0) return raiseErrno(t, error);
    KRAIT_TRY(servePending(t));
    return Ref::none();
}

Ref signal_pidfd_send(Thread* t, Args a) {
    int64_t fd = KRAIT_TRY(toIndexInt64(t, a[0]));
    int64_t number = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (!a[2].isNone()) return raise(t, TypeId::kTypeError, "siginfo must be None");
    int64_t flags = KRAIT_TRY(toIndexInt64(t, a[3]));
    if (::syscall(SYS_pidfd_send_signal, fd, number, nullptr, flags) < 0)
        return raiseErrno(t, errno);
    KRAIT_TRY(servePending(t));
    return Ref::none();
}

Ref signal_strsignal(Thread* t, Args a) {
    int number = KRAIT_TRY(signalNumber(t, a[0]));
    const char* text = ::strsignal(number);
    if (!text || std::strstr(text, "Unknown signal")) return Ref::none();
    return strFromUtf8(t, text);
}

Ref signal_alarm(Thread* t, Args a) {
    int64_t seconds = KRAIT_TRY(toIndexInt64(t, a[0]));
    return intFrom(t, ::alarm(static_cast<unsigned>(seconds)));
}

Ref signal_pause(Thread* t, Args) {
    {
        GilReleased released(t);
        ::pause();
    }
    KRAIT_TRY(servePending(t));
    return Ref::none();
}

Ref signal_siginterrupt(Thread* t, Args a) {
    int number = KRAIT_TRY(signalNumber(t, a[0]));
    bool flag = KRAIT_TRY(isTrue(t, a[1]));
    struct sigaction action;
    if (::sigaction(number, nullptr, &action) != 0) return raiseErrno(t, errno);
    if (flag)
        action.sa_flags &= ~SA_RESTART;
    else
        action.sa_flags |= SA_RESTART;
    if (::sigaction(number, &action, nullptr) != 0) return raiseErrno(t, errno);
    return Ref::none();
}

Ref signal_set_wakeup_fd(Thread* t, Args a) {
    int64_t fd = KRAIT_TRY(toIndexInt64(t, a[0]));
    SignalState* state = t->runtime->signals;
    if (!state || state->thread != t) {
        return raise(t, TypeId::kValueError,
                     "set_wakeup_fd only works in main thread of the main interpreter");
    }
    if (fd != -1) {
        struct stat st;
        if (::fstat(static_cast<int>(fd), &st) != 0) return raiseErrno(t, errno);
        int flags = ::fcntl(static_cast<int>(fd), F_GETFL);
        if (flags >= 0 && !(flags & O_NONBLOCK)) {
            return raise(t, TypeId::kValueError, "the fd %ld must be in non-blocking mode", fd);
        }
    }
    int before = state->wakeup_descriptor.exchange(static_cast<int>(fd));
    return intFrom(t, before);
}

// --- timers -------------------------------------------------------------------------------------

timeval toTimeval(double seconds) {
    double whole = std::floor(seconds);
    timeval tv;
    tv.tv_sec = static_cast<time_t>(whole);
    tv.tv_usec = static_cast<suseconds_t>(std::ceil((seconds - whole) * 1e6));
    if (tv.tv_usec >= 1000000) ++tv.tv_sec, tv.tv_usec -= 1000000;
    return tv;
}
double fromTimeval(const timeval& tv) {
    return static_cast<double>(tv.tv_sec) + static_cast<double>(tv.tv_usec) * 1e-6;
}
Ref timerTuple(Thread* t, const itimerval& timer) {
    return tupleOf(t, Value::number(fromTimeval(timer.it_value)),
                   Value::number(fromTimeval(timer.it_interval)));
}
Error raiseTimerError(Thread* t) {
    // ItimerError is OSError here.
    return raiseErrno(t, errno);
}
Ref signal_setitimer(Thread* t, Args a) {
    int64_t which = KRAIT_TRY(toIndexInt64(t, a[0]));
    double seconds = KRAIT_TRY(toDouble(t, a[1]));
    double interval = KRAIT_TRY(toDouble(t, a[2]));
    itimerval next, before;
    next.it_value = toTimeval(seconds);
    next.it_interval = toTimeval(interval);
    if (::setitimer(static_cast<__itimer_which>(which), &next, &before) != 0)
        return raiseTimerError(t);
    return timerTuple(t, before);
}
Ref signal_getitimer(Thread* t, Args a) {
    int64_t which = KRAIT_TRY(toIndexInt64(t, a[0]));
    itimerval now;
    if (::getitimer(static_cast<__itimer_which>(which), &now) != 0) return raiseTimerError(t);
    return timerTuple(t, now);
}

// --- masks --------------------------------------------------------------------------------------

Status readSet(Thread* t, Value iterable, sigset_t* set) {
    sigemptyset(set);
    return iterateOver(t, iterable, [&](Value item) -> Status {
        Ref index = KRAIT_TRY(toIndex(t, item));
        int64_t number;
        if (!intFits(index, &number)) number = -1;
        if (number < 1 || number >= kSignalCount) {
            return raise(t, TypeId::kValueError, "signal number %ld out of range [1; %d]", number,
                         kSignalCount - 1);
        }
        sigaddset(set, static_cast<int>(number));
        return ok();
    });
}
Ref makeSet(Thread* t, const sigset_t* set) {
    New<Set> result = KRAIT_TRY(setNew(t));
    for (int number = 1; number < kSignalCount; ++number)
        if (sigismember(set, number) == 1) KRAIT_TRY(setAdd(t, result, Value::smallInt(number)));
    return result;
}
Ref signal_pthread_sigmask(Thread* t, Args a) {
    int64_t how = KRAIT_TRY(toIndexInt64(t, a[0]));
    sigset_t mask, before;
    KRAIT_TRY(readSet(t, a[1], &mask));
    int error = ::pthread_sigmask(static_cast<int>(how), &mask, &before);
    if (error != 0) return raiseErrno(t, error);
    KRAIT_TRY(servePending(t));
    return makeSet(t, &before);
}
Ref signal_sigpending(Thread* t, Args) {
    sigset_t set;
    if (::sigpending(&set) != 0) return raiseErrno(t, errno);
    return makeSet(t, &set);
}
Ref signal_sigwait(Thread* t, Args a) {
    sigset_t set;
    KRAIT_TRY(readSet(t, a[0], &set));
    int number;
    int error;
    {
        GilReleased released(t);
        error = ::sigwait(&set, &number);
    }
    if (error != 0) return raiseErrno(t, error);
    KRAIT_TRY(servePending(t));
    return intFrom(t, number);
}

constexpr StructSequenceField kInfoFields[] = {{"si_signo", "signal number"},
                                               {"si_code", "signal code"},
                                               {"si_errno", "errno associated with this signal"},
                                               {"si_pid", "sending process ID"},
                                               {"si_uid", "real user ID of sending process"},
                                               {"si_status", "exit value or signal"},
                                               {"si_band", "band event for SIGPOLL"}};
constexpr StructSequenceSpec kInfoSpec = {
    structSequenceLayout("signal.struct_siginfo", "What is known of a signal that was waited for."),
    kInfoFields, 7, 7};

Ref infoOf(Thread* t, const siginfo_t& info) {
    Value fields[] = {Value::smallInt(info.si_signo), Value::smallInt(info.si_code),
                      Value::smallInt(info.si_errno), Value::smallInt(info.si_pid),
                      Value::smallInt(info.si_uid),   Value::smallInt(info.si_status),
                      Value::smallInt(info.si_band)};
    return structSequenceNew(t, &kInfoSpec, fields);
}
Ref signal_sigwaitinfo(Thread* t, Args a) {
    sigset_t set;
    KRAIT_TRY(readSet(t, a[0], &set));
    siginfo_t info;
    for (;;) {
        int number;
        {
            GilReleased released(t);
            number = ::sigwaitinfo(&set, &info);
        }
        if (number >= 0) break;
        if (errno != EINTR) return raiseErrno(t, errno);
        KRAIT_TRY(servePending(t));
    }
    return infoOf(t, info);
}
Ref signal_sigtimedwait(Thread* t, Args a) {
    sigset_t set;
    KRAIT_TRY(readSet(t, a[0], &set));
    double seconds = KRAIT_TRY(toDouble(t, a[1]));
    if (seconds < 0) return raise(t, TypeId::kValueError, "timeout must be non-negative");
    int64_t deadline = monotonicNow() + static_cast<int64_t>(seconds * 1e9);
    siginfo_t info;
    for (;;) {
        // Python: after an interruption, for what is left of the time.
        int64_t left = std::max<int64_t>(deadline - monotonicNow(), 0);
        timespec limit = {static_cast<time_t>(left / 1000000000),
                          static_cast<long>(left % 1000000000)};
        int number;
        {
            GilReleased released(t);
            number = ::sigtimedwait(&set, &info, &limit);
        }
        if (number >= 0) break;
        if (errno == EAGAIN) return Ref::none();
        if (errno != EINTR) return raiseErrno(t, errno);
        KRAIT_TRY(servePending(t));
    }
    return infoOf(t, info);
}
Ref signal_valid_signals(Thread* t, Args) {
    sigset_t set;
    sigfillset(&set);
    return makeSet(t, &set);
}

constexpr MethodDef kFunctions[] = {
    {"alarm(seconds, /)", signal_alarm, "Arrange for SIGALRM to arrive after the given seconds."},
    {"default_int_handler(signalnum, frame, /)", signal_default_int_handler,
     "The default handler for SIGINT installed by Python: raises KeyboardInterrupt."},
    {"getitimer(which, /)", signal_getitimer, "Returns current value of given itimer."},
    {"getsignal(signalnum, /)", signal_getsignal,
     "Return the current action for the given signal."},
    {"pause()", signal_pause, "Wait until a signal arrives."},
    {"pidfd_send_signal(pidfd, signalnum, siginfo=None, flags=0, /)", signal_pidfd_send,
     "Send a signal to a process referred to by a pid file descriptor."},
    {"pthread_kill(thread_id, signalnum, /)", signal_pthread_kill, "Send a signal to a thread."},
    {"pthread_sigmask(how, mask, /)", signal_pthread_sigmask,
     "Fetch and/or change the signal mask of the calling thread."},
    {"raise_signal(signalnum, /)", signal_raise_signal, "Send a signal to the executing process."},
    {"set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)", signal_set_wakeup_fd,
     "Sets the fd to be written to (with the signal number) when a signal comes in."},
    {"setitimer(which, seconds, interval=0.0, /)", signal_setitimer,
     "Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF)."},
    {"siginterrupt(signalnum, flag, /)", signal_siginterrupt,
     "Change system call restart behaviour."},
    {"signal(signalnum, handler, /)", signal_signal, "Set the action for the given signal."},
    {"sigpending()", signal_sigpending, "Examine pending signals."},
    {"sigtimedwait(sigset, timeout, /)", signal_sigtimedwait,
     "Like sigwaitinfo(), but with a timeout."},
    {"sigwait(sigset, /)", signal_sigwait, "Wait for a signal."},
    {"sigwaitinfo(sigset, /)", signal_sigwaitinfo,
     "Wait synchronously until one of the signals in *sigset* is delivered."},
    {"strsignal(signalnum, /)", signal_strsignal,
     "Return the system description of the given signal."},
    {"valid_signals()", signal_valid_signals, "Return a set of valid signal numbers."},
    {}};

Status initModule(Thread* t, Value module) {
    static constexpr struct {
        const char* name;
        int value;
    } kConstants[] = {
#define SIGNAL(name) {#name, name}
        SIGNAL(SIGABRT),
        SIGNAL(SIGALRM),
        SIGNAL(SIGBUS),
        SIGNAL(SIGCHLD),
        SIGNAL(SIGCLD),
        SIGNAL(SIGCONT),
        SIGNAL(SIGFPE),
        SIGNAL(SIGHUP),
        SIGNAL(SIGILL),
        SIGNAL(SIGINT),
        SIGNAL(SIGIO),
        SIGNAL(SIGIOT),
        SIGNAL(SIGKILL),
        SIGNAL(SIGPIPE),
        SIGNAL(SIGPOLL),
        SIGNAL(SIGPROF),
        SIGNAL(SIGPWR),
        SIGNAL(SIGQUIT),
        SIGNAL(SIGSEGV),
        SIGNAL(SIGSTKFLT),
        SIGNAL(SIGSTOP),
        SIGNAL(SIGSYS),
        SIGNAL(SIGTERM),
        SIGNAL(SIGTRAP),
        SIGNAL(SIGTSTP),
        SIGNAL(SIGTTIN),
        SIGNAL(SIGTTOU),
        SIGNAL(SIGURG),
        SIGNAL(SIGUSR1),
        SIGNAL(SIGUSR2),
        SIGNAL(SIGVTALRM),
        SIGNAL(SIGWINCH),
        SIGNAL(SIGXCPU),
        SIGNAL(SIGXFSZ),
        SIGNAL(SIG_BLOCK),
        SIGNAL(SIG_UNBLOCK),
        SIGNAL(SIG_SETMASK),
#undef SIGNAL
        {"ITIMER_REAL", ITIMER_REAL},
        {"ITIMER_VIRTUAL", ITIMER_VIRTUAL},
        {"ITIMER_PROF", ITIMER_PROF},
        {"SIG_DFL", 0},
        {"SIG_IGN", 1},
        {"NSIG", kSignalCount},
    };
    ModuleFiller fill(t, module);
    for (const auto& constant : kConstants) fill.integer(constant.name, constant.value);
    fill.integer("SIGRTMIN", SIGRTMIN).integer("SIGRTMAX", SIGRTMAX);
    fill.type("ItimerError", TypeId::kOSError);
    Type* info = structSequenceType(t, &kInfoSpec);
    if (!info) return Error{};
    fill.set("struct_siginfo", Value(info));
    return fill.finish();
}

} // namespace

extern const NativeModule k_signalModule = {"_signal", "Signals.", kFunctions, initModule};

} // namespace krait
