// The executable: one Runtime, one program, an exit code. The order of the end is CPython's: the
// program, threads, atexit callbacks, output flushed, modules taken down.
#include "programs/krait/options.h"
#include "programs/krait/tools.h"
#include "stdlib/native/library.h"
#include "stdlib/native/sys_parts.h"
#include "stdlib/native/thread_tools.h"
#include "vm/interp/contexts.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/runtime_parts.h"
#include "vm/runtime/signals.h"
#include "vm/runtime/traceback_print.h"
#include "vm/runtime/tracing.h"
#include "vm/threads/fiber_scheduler.h"
#include "vm/threads/threads.h"

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krait {

namespace {

bool readWhole(int fd, std::string* out) {
    char block[65536];
    for (;;) {
        ssize_t n = ::read(fd, block, sizeof block);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        if (n == 0) return true;
        out->append(block, static_cast<size_t>(n));
    }
}

} // namespace

bool readSourceFile(const char* path, std::string* out) {
    int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool good = readWhole(fd, out);
    ::close(fd);
    return good;
}

namespace {

std::string absolutePath(const std::string& path) {
    if (!path.empty() && path[0] == '/') return path;
    char cwd[PATH_MAX];
    if (!getcwd(cwd, sizeof cwd)) return path;
    return std::string(cwd) + "/" + path;
}

Status prependPath(Thread* t, const std::string& folder) {
    Value path = dictGetStr(t->runtime->sys_dict, t->name(kName_path));
    if (!isList(path)) return ok();
    Ref text = KRAIT_TRY(fileNameFromBytes(t, folder));
    return listInsert(t, path.as<List>(), 0, text);
}

New<Module> makeMain(Thread* t) {
    New<Module> main = KRAIT_TRY(moduleNew(t, Value(t->name(kName___main__))));
    Value builtins = KRAIT_TRY(dictGet(t, t->runtime->modules, Value(t->name(kName_builtins))));
    KRAIT_TRY(dictSetStr(t, main->dict, t->name(kName___builtins__), builtins));
    New<Dict> annotations = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(dictSetStr(t, main->dict, t->name(kName___annotations__), annotations));
    KRAIT_TRY(dictSetStr(t, t->runtime->modules, t->name(kName___main__), main));
    return main;
}

Status runText(Thread* t, Module* main, std::string_view source, const std::string& filename,
               bool is_text) {
    Ref name = KRAIT_TRY(fileNameFromBytes(t, filename));
    CompileRequest request;
    request.source = source;
    request.filename = name;
    request.source_is_text = is_text;
    request.is_script = !is_text;
    Ref code = KRAIT_TRY(compileText(t, request));
    KRAIT_TRY(runCode(t, code.as<Code>(), main->dict, Value()));
    return ok();
}

Status runModule(Thread* t, const std::string& name, bool alter_argv) {
    Ref runpy = KRAIT_TRY(importModule(t, "runpy"));
    Ref text = KRAIT_TRY(fileNameFromBytes(t, name));
    New<Str> function = KRAIT_TRY(strIntern(t, "_run_module_as_main"));
    KRAIT_TRY(callMethod(t, runpy, function, text, Value::boolean(alter_argv)));
    return ok();
}

// A script that is compiled already.
Status runCompiled(Thread* t, Module* main, Value file) {
    Ref machinery = KRAIT_TRY(importModule(t, "importlib.machinery"));
    New<Str> maker = KRAIT_TRY(strIntern(t, "SourcelessFileLoader"));
    Ref loader = KRAIT_TRY(callMethod(t, machinery, maker, Value(t->name(kName___main__)), file));
    KRAIT_TRY(dictSetStr(t, main->dict, t->name(kName___loader__), loader));
    New<Str> getter = KRAIT_TRY(strIntern(t, "get_code"));
    Ref code = KRAIT_TRY(callMethod(t, loader, getter, Value(t->name(kName___main__))));
    Ref builtins = KRAIT_TRY(importModule(t, "builtins"));
    New<Str> exec = KRAIT_TRY(strIntern(t, "exec"));
    KRAIT_TRY(callMethod(t, builtins, exec, code, Value(main->dict)));
    return ok();
}

// Null and a message when the script cannot be read.
Status runFile(Thread* t, Module* main, const RunPlan& plan, int* exit_code) {
    std::string path = plan.target.empty() ? "." : plan.target;
    int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || ::fstat(fd, &st) != 0) {
        std::fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n",
                     plan.options.original_arguments[0].c_str(), absolutePath(path).c_str(), errno,
                     std::strerror(errno));
        *exit_code = 2;
        if (fd >= 0) ::close(fd);
        return ok();
    }
    if (S_ISDIR(st.st_mode)) {
        ::close(fd);
        KRAIT_TRY(prependPath(t, absolutePath(path)));
        return runModule(t, "__main__", false);
    }
    std::string source;
    bool good = readWhole(fd, &source);
    ::close(fd);
    if (!good) {
        std::fprintf(stderr, "%s: can't read file '%s': %s\n",
                     plan.options.original_arguments[0].c_str(), path.c_str(),
                     std::strerror(errno));
        *exit_code = 2;
        return ok();
    }
    if (source.starts_with("PK\003\004")) {
        KRAIT_TRY(prependPath(t, absolutePath(path)));
        return runModule(t, "__main__", false);
    }
    if (!plan.options.safe_path) {
        // The folder of the script itself, symbolic links followed.
        char resolved[PATH_MAX];
        std::string real = ::realpath(path.c_str(), resolved) ? resolved : absolutePath(path);
        KRAIT_TRY(prependPath(t, real.substr(0, real.rfind('/'))));
    }
    if (plan.skip_first_line) {
        size_t end = source.find('\n');
        source.erase(0, end == std::string::npos ? source.size() : end);
    }
    Ref file = KRAIT_TRY(fileNameFromBytes(t, absolutePath(path)));
    KRAIT_TRY(dictSetStr(t, main->dict, t->name(kName___file__), file));
    KRAIT_TRY(dictSetStr(t, main->dict, t->name(kName___cached__), Value::none()));
    if (path.ends_with(".pyc")) return runCompiled(t, main, file);
    return runText(t, main, source, absolutePath(path), false);
}

Status flushStream(Thread* t, NameId name) {
    Ref stream = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(name)));
    if (stream.isEmpty() || stream.get().isNone()) return ok();
    Ref closed = getAttrOptional(t, stream, KRAIT_TRY(strIntern(t, "closed")));
    if (closed.isEmpty() && t->hasError()) clearError(t);
    if (closed.get().isTrue()) return ok();
    KRAIT_TRY(callMethod(t, stream, t->name(kName_flush)));
    return ok();
}

// False: output was lost.
bool flushStreams(Thread* t) {
    bool good = true;
    if (flushStream(t, kName_stdout).isError()) {
        Ref out = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(kName_stdout)));
        reportUnraisable(t, nullptr, out);
        good = false;
    }
    if (flushStream(t, kName_stderr).isError()) {
        clearError(t);
        good = false;
    }
    return good;
}

// module.function() if the module is loaded.
void callIfLoaded(Thread* t, const char* module, const char* function) {
    New<Str> name = strIntern(t, module);
    if (name.isError()) return clearError(t);
    Result<Value> loaded = dictGet(t, t->runtime->modules, name);
    if (loaded.isError()) return clearError(t);
    if (loaded.value().isEmpty()) return;
    Ref keep = Ref::share(loaded.value());
    New<Str> attribute = strIntern(t, function);
    if (attribute.isError()) return clearError(t);
    Ref f = getAttrOptional(t, keep, attribute);
    if (f.isEmpty()) {
        if (t->hasError()) clearError(t);
        return;
    }
    Ref done = callValues(t, f, nullptr, 0);
    if (done.isError()) reportUnraisable(t, nullptr, f);
}

// Everything from the program's end to the last flush. The exit code.
int endProgram(Thread* t, int exit_code) {
    callIfLoaded(t, "threading", "_shutdown");
    callIfLoaded(t, "atexit", "_run_exitfuncs");
    if (!flushStreams(t) && exit_code == 0) exit_code = 120;
    return exit_code;
}

// The standard streams, site, warnings: what is there at the start of every program. What is
// missing is left out.
Status startLibrary(Thread* t, const RunPlan& plan) {
    KRAIT_TRY(signalsInit(t));
    if (plan.faulthandler || plan.options.dev_mode) {
        Ref module = KRAIT_TRY(importModule(t, "faulthandler"));
        New<Str> enable = KRAIT_TRY(strIntern(t, "enable"));
        KRAIT_TRY(callMethod(t, module, enable));
    }
    if (plan.awaits_on_quit) {
        Ref module = KRAIT_TRY(importModule(t, "krait"));
        New<Str> name = KRAIT_TRY(strIntern(t, "print_awaits_on_signal"));
        KRAIT_TRY(callMethod(t, module, name));
    }
    // Whatever it complains of, it does so at once.
    if (!plan.options.warn_options.empty() && importModule(t, "warnings").isError()) clearError(t);
    if (!plan.options.no_site) {
        if (postponeSite(t, plan)) return ok();
        Ref site = importModule(t, "site");
        if (site.isError()) {
            if (std::getenv("KRAIT_DEBUG_SITE"))
                printUncaught(t);
            else
                clearError(t);
        }
    }
    return ok();
}

// What the command line asks of threads and their GIL; before any thread is started.
void watchThreads(Thread* t, const RunPlan& plan) {
    if (!plan.switch_rule.empty()) {
        gilOf(t)->setRule(plan.switch_rule == "opcode" ? SwitchRule::kOpcode
                          : plan.switch_rule == "sync" ? SwitchRule::kSync
                                                       : SwitchRule::kBackedge);
    }
    ThreadsState* threads = t->runtime->threads;
    threads->mask_exits = plan.mask_exits;
    threads->mask_enters = plan.mask_enters;
    threads->contexts_reported = plan.with_stats;
    if (plan.with_stats || plan.with_unguarded) contextsStart(t);
    if (plan.with_unguarded) setInstrumented(t, kInstrumentUnguarded, true);
    if (plan.check_lock_order) lockOrderStart(t);
    if (plan.gil_stats || !plan.gil_trace.empty()) ledgerStart(t);
}
void reportThreads(Thread* t, const RunPlan& plan) {
    if (FiberScheduler* fibers = fibersOf(t)) fibers->writeLog();
    if (plan.gil_stats) std::fputs(ledgerTable(t).c_str(), stderr);
    contextsReportAtOnce(t, "running");
    if (plan.check_lock_order) std::fputs(lockOrderReport(t).c_str(), stderr);
    if (!plan.gil_trace.empty() && !ledgerWriteTrace(t, plan.gil_trace)) {
        std::fprintf(stderr, "krait: cannot write %s: %s\n", plan.gil_trace.c_str(),
                     std::strerror(errno));
    }
}

// Where things lie in memory decides the order of a set of objects, and that may be seen: without
// random addresses a run of the fiber scheduler is the same each time. Starts the program anew;
// where that is forbidden, it goes on as it is.
void settleAddresses(char** argv) {
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
    int now = ::personality(0xffffffff);
    if (now == -1 || (now & ADDR_NO_RANDOMIZE)) return;
    if (::personality(static_cast<unsigned>(now | ADDR_NO_RANDOMIZE)) == -1) return;
    ::execv("/proc/self/exe", argv);
#endif
}

// The exit code; *interrupted: the process should die by SIGINT instead.
int runProgram(Thread* t, const RunPlan& plan, bool* interrupted) {
    int exit_code = 0;
    watchThreads(t, plan);
    New<Module> main = makeMain(t);
    Status status = main.isError() ? Status(Error{}) : startLibrary(t, plan);
    if (!status.isError()) {
        switch (plan.kind) {
        case RunKind::kCommand: {
            if (!plan.options.safe_path) status = prependPath(t, "");
            t->runtime->command_source = plan.target;
            if (!status.isError()) status = runText(t, main, plan.target, "<string>", true);
            break;
        }
        case RunKind::kModule:
            if (!plan.options.safe_path) {
                char cwd[PATH_MAX];
                status = prependPath(t, getcwd(cwd, sizeof cwd) ? cwd : "");
            }
            if (!status.isError()) status = runModule(t, plan.target, true);
            break;
        case RunKind::kFile:
            status = runFile(t, main, plan, &exit_code);
            break;
        case RunKind::kStdin: {
            std::string source;
            if (!plan.options.safe_path) status = prependPath(t, "");
            readWhole(0, &source);
            if (!status.isError()) status = runText(t, main, source, "<stdin>", false);
            break;
        }
        default:
            if (!plan.options.safe_path) status = prependPath(t, "");
            if (!status.isError()) exit_code = runRepl(t, plan);
            break;
        }
    }
    if (status.isError()) {
        *interrupted = errorIs(t, TypeId::kKeyboardInterrupt);
        // Python: what is to be inspected does not exit.
        if (plan.options.inspect && errorIs(t, TypeId::kSystemExit)) {
            printUncaught(t);
            exit_code = 1;
        } else {
            exit_code = handleUncaught(t);
        }
    }
    // The program may have asked for the prompt.
    bool inspect = plan.options.inspect;
    if (const char* asked = std::getenv("PYTHONINSPECT"))
        inspect |= *asked && !plan.options.ignore_environment;
    if (inspect && plan.kind != RunKind::kRepl && (plan.options.interactive || isatty(0))) {
        exit_code = runRepl(t, plan);
        *interrupted = false;
    }
    exit_code = endProgram(t, exit_code);
    reportThreads(t, plan);
    return exit_code;
}

} // namespace

static int krait_main(int argc, char** argv) {
    RunPlan plan = parseCommandLine(argc, argv);
    switch (plan.kind) {
    case RunKind::kExit:
        return plan.exit_code;
    case RunKind::kDump:
    case RunKind::kDis:
        return runDump(plan);
    case RunKind::kConform:
        return runConform(plan);
    case RunKind::kBench:
        return runBench(plan);
    case RunKind::kExplore:
        return runExplore(plan);
    default:
        break;
    }
    if (plan.options.fibers) settleAddresses(argv);
    Runtime* runtime = Runtime::create(plan.options);
    if (!runtime) return 1;
    Thread* t = runtime->main_thread;
    int exit_code;
    bool interrupted = false;
    if (libraryInstall(t, libraryFolder()).isError()) {
        std::fprintf(stderr, "krait: cannot start\n");
        exit_code = handleUncaught(t);
    } else {
        exit_code = runProgram(t, plan, &interrupted);
    }
    runtimeFinalize(t);
    if (plan.show_refcount) {
        std::fprintf(stderr, "[%zu refs, %zu blocks]\n", liveProgramObjects(t),
                     t->heap->liveCells());
    }
    if (interrupted) {
        // Python: a program that Ctrl-C ended dies by the signal, so that the shell knows.
        std::signal(SIGINT, SIG_DFL);
        std::raise(SIGINT);
        return 128 + SIGINT;
    }
    return exit_code;
}

} // namespace krait

int main(int argc, char** argv) {
    return krait::krait_main(argc, argv);
}
