// faulthandler: the Python stack on demand, and when the process crashes. Files are descriptors
// here; the crash handler writes only the signal's name, since a broken heap cannot be walked.
#include "stdlib/native/module_util.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/frames.h"

#include <csignal>
#include <cstring>
#include <unistd.h>

namespace krait {

namespace {

struct FaultState {
    bool enabled = false;
};
const char kFaultKey = 0;

constexpr int kFatalSignals[] = {SIGSEGV, SIGFPE, SIGABRT, SIGBUS, SIGILL};

extern "C" void krait_on_fatal_signal(int number) {
    const char* text = number == SIGSEGV   ? "Fatal Python error: Segmentation fault\n\n"
                       : number == SIGFPE  ? "Fatal Python error: Floating-point exception\n\n"
                       : number == SIGABRT ? "Fatal Python error: Aborted\n\n"
                       : number == SIGBUS  ? "Fatal Python error: Bus error\n\n"
                                           : "Fatal Python error: Illegal instruction\n\n";
    ssize_t written = ::write(2, text, std::strlen(text));
    (void)written;
    std::signal(number, SIG_DFL);
    std::raise(number);
}

Result<int> descriptorOf(Thread* t, Value file) {
    Ref given = Ref::share(file);
    if (file.isNone()) {
        given = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(kName_stderr)));
        if (given.isEmpty() || given.get().isNone())
            return raise(t, TypeId::kRuntimeError, "unable to get sys.stderr");
    }
    if (!isInt(given)) {
        Ref number = KRAIT_TRY(callMethod(t, given, t->name(kName_fileno)));
        Ref flushed = callMethod(t, given, t->name(kName_flush));
        if (flushed.isError()) clearError(t);
        given = std::move(number);
    }
    int64_t fd = KRAIT_TRY(toIndexInt64(t, given));
    if (fd < 0) return raise(t, TypeId::kValueError, "file is not a valid file descriptor");
    return static_cast<int>(fd);
}

Ref fault_enable(Thread* t, Args a) {
    auto* state = runtimeState<FaultState>(t, &kFaultKey);
    if (!state->enabled)
        for (int number : kFatalSignals) std::signal(number, krait_on_fatal_signal);
    state->enabled = true;
    return Ref::none();
}
Ref fault_disable(Thread* t, Args) {
    auto* state = runtimeState<FaultState>(t, &kFaultKey);
    bool was = std::exchange(state->enabled, false);
    if (was)
        for (int number : kFatalSignals) std::signal(number, SIG_DFL);
    return Ref::boolean(was);
}
Ref fault_is_enabled(Thread* t, Args) {
    return Ref::boolean(runtimeState<FaultState>(t, &kFaultKey)->enabled);
}

Ref fault_dump_traceback(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    std::string out = "Stack (most recent call first):\n";
    FrameWalk walk(t);
    while (walk.next()) {
        Code* code = frameFunction(walk.registers)->code;
        int line = codePosition(code, static_cast<uint32_t>(walk.pc - code->instructions)).line;
        out += "  File \"";
        if (isStr(code->filename)) out += toUtf8(code->filename.as<Str>(), true);
        out += "\", line " + std::to_string(line) + " in " + toUtf8(code->name) + "\n";
    }
    ssize_t written = ::write(fd, out.data(), out.size());
    (void)written;
    return Ref::none();
}
Ref fault_none(Thread*, Args) {
    return Ref::none();
}
Ref fault_later(Thread* t, Args) {
    return raise(t, TypeId::kNotImplementedError, "needs threads");
}

constexpr MethodDef kFunctions[] = {
    {"cancel_dump_traceback_later()", fault_none, ""},
    {"disable()", fault_disable, "disable(): disable the fault handler"},
    {"dump_traceback(file=None, all_threads=True)", fault_dump_traceback,
     "Writes the running thread's stack to a file."},
    {"dump_traceback_later(timeout, repeat=False, file=None, exit=False)", fault_later, ""},
    {"enable(file=None, all_threads=True)", fault_enable,
     "Says which signal ended the process when it crashes."},
    {"is_enabled()", fault_is_enabled, "Whether it does."},
    {"register(signum, file=None, all_threads=True, chain=False)", fault_none, ""},
    {"unregister(signum, /)", fault_none, ""},
    {}};

} // namespace

extern const NativeModule kfaulthandlerModule = {"faulthandler", "Stacks of crashes.", kFunctions};

} // namespace krait
