// posix: processes: who we are, fork and exec, waiting, signals to others, scheduling.
#include "stdlib/native/posix/posix_parts.h"

#include "vm/interp/contexts.h"
#include "vm/objects/float.h"
#include "vm/objects/str.h"
#include "vm/threads/threads.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <grp.h>
#include <pty.h>
#include <sched.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ;

namespace krait::posix {
namespace {

// --- fork
// ------------------------------------------------------------------------------------------------

constexpr const char* kHookLists[] = {"_before_fork", "_after_in_parent", "_after_in_child"};

// The list of that moment, made on first use; hidden in the module.
Result<Value> hookList(Thread* t, ForkMoment moment, bool make) {
    New<Str> module_name = KRAIT_TRY(strIntern(t, "posix"));
    Value module = dictGetStr(t->runtime->modules, module_name);
    if (!isKind(module, TypeId::kModule)) return Value();
    New<Str> name = KRAIT_TRY(strIntern(t, kHookLists[static_cast<int>(moment)]));
    Dict* dict = module.as<Module>()->dict;
    Value list = dictGetStr(dict, name);
    if (!list.isEmpty() || !make) return list;
    New<List> made = KRAIT_TRY(listNew(t));
    KRAIT_TRY(dictSetStr(t, dict, name, made));
    return Value(made);
}

Ref posix_register_at_fork(Thread* t, Args a) {
    bool any = false;
    for (int i = 0; i < 3; ++i) {
        if (a[i].isEmpty()) continue;
        any = true;
        if (!isCallable(t, a[i])) {
            constexpr const char* kNames[] = {"before", "after_in_parent", "after_in_child"};
            return raise(t, TypeId::kTypeError, "'%s' must be callable, not %.200T", kNames[i],
                         a[i]);
        }
    }
    if (!any) return raise(t, TypeId::kTypeError, "At least one argument is required.");
    // Python's order of arguments is before, after_in_child, after_in_parent by keyword only.
    for (int i = 0; i < 3; ++i) {
        if (a[i].isEmpty()) continue;
        Value list = KRAIT_TRY(hookList(t, static_cast<ForkMoment>(i), true));
        if (list.isEmpty()) continue;
        KRAIT_TRY(listAppend(t, list.as<List>(), a[i]));
    }
    return Ref::none();
}

// Calls `body`, which forks as fork() does, with the VM's own locks held.
template <typename Body>
Result<pid_t> forkProcess(Thread* t, const char* name, Body&& body) {
    if (t->runtime->finalizing) {
        return raise(t, TypeId::kPythonFinalizationError, "can't fork at interpreter shutdown");
    }
    callForkHooks(t, ForkMoment::kBefore);
    threadsBeforeFork(t);
    pid_t pid = body();
    int error = errno;
    pid == 0 ? threadsAfterForkInChild(t) : threadsAfterForkInParent(t);
    callForkHooks(t, pid == 0 ? ForkMoment::kChild : ForkMoment::kParent);
    if (pid < 0) return raiseErrno(t, error);
    if (pid > 0 && t->runtime->threads->running > 0) {
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                       "This process (pid=%d) is multi-threaded, use of %s() may lead to "
                       "deadlocks in the child.",
                       static_cast<int>(::getpid()), name));
    }
    return pid;
}

Ref posix_fork(Thread* t, Args) {
    pid_t pid = KRAIT_TRY(forkProcess(t, "fork", [] { return ::fork(); }));
    return intFrom(t, pid);
}
Ref posix_forkpty(Thread* t, Args) {
    int parent = -1;
    pid_t pid = KRAIT_TRY(
        forkProcess(t, "forkpty", [&] { return ::forkpty(&parent, nullptr, nullptr, nullptr); }));
    return tupleOf(t, Value::smallInt(pid), Value::smallInt(parent));
}

// --- exec
// ------------------------------------------------------------------------------------------------

// Strings for the kernel: argv or envp.
class StringVector {
  public:
    Status add(Thread* t, Value v) {
        Ref path = KRAIT_TRY(convertToPath(t, v));
        std::string text;
        if (isStr(path)) {
            KRAIT_TRY(encodeFileName(t, path, &text));
        } else {
            text.assign(path.as<Bytes>()->view());
        }
        return add(t, std::move(text));
    }
    Status add(Thread* t, std::string text) {
        if (text.find('\0') != text.npos)
            return raise(t, TypeId::kValueError, "embedded null byte");
        texts_.push_back(std::move(text));
        return ok();
    }
    char** data() {
        pointers_.clear();
        for (std::string& text : texts_) pointers_.push_back(text.data());
        pointers_.push_back(nullptr);
        return pointers_.data();
    }

  private:
    std::vector<std::string> texts_;
    std::vector<char*> pointers_;
};

Status argumentVector(Thread* t, const char* what, Value argv, StringVector* out) {
    if (!isTuple(argv) && !isList(argv)) {
        return raise(t, TypeId::kTypeError, "%s must be a tuple or list", what);
    }
    Ref items = KRAIT_TRY(tupleFromIterable(t, argv));
    auto* tuple = items.as<Tuple>();
    if (tuple->length < 1) return raise(t, TypeId::kValueError, "%s must not be empty", what);
    for (int64_t i = 0; i < tuple->length; ++i) KRAIT_TRY(out->add(t, tuple->items[i]));
    Ref first = KRAIT_TRY(convertToPath(t, tuple->items[0]));
    int64_t length = KRAIT_TRY(lengthOf(t, first));
    if (length == 0) return raise(t, TypeId::kValueError, "%s first element cannot be empty", what);
    return ok();
}
Status environmentVector(Thread* t, const char* function, Value env, StringVector* out) {
    Ref keys = callNamedOf(t, env, "keys");
    if (keys.isError()) {
        if (!clearErrorIf(t, TypeId::kAttributeError)) return Error{};
        return raise(t, TypeId::kTypeError, "%s: environment must be a mapping object", function);
    }
    Ref names = KRAIT_TRY(tupleFromIterable(t, keys));
    for (int64_t i = 0; i < names.as<Tuple>()->length; ++i) {
        Value name = names.as<Tuple>()->items[i];
        Ref value = KRAIT_TRY(getItem(t, env, name));
        std::string text[2];
        Value parts[] = {name, value};
        for (int k = 0; k < 2; ++k) {
            Ref path = KRAIT_TRY(convertToPath(t, parts[k]));
            if (isStr(path)) {
                KRAIT_TRY(encodeFileName(t, path, &text[k]));
            } else {
                text[k].assign(path.as<Bytes>()->view());
            }
        }
        if (text[0].empty() || text[0].find('=', 1) != std::string::npos)
            return raise(t, TypeId::kValueError, "illegal environment variable name");
        KRAIT_TRY(out->add(t, text[0] + "=" + text[1]));
    }
    return ok();
}

Ref posix_execv(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "execv", "path", a[0]));
    StringVector argv;
    KRAIT_TRY(argumentVector(t, "execv() arg 2", a[1], &argv));
    contextsReportAtOnce(t, "exec");
    ::execv(p.c_str(), argv.data());
    return raiseErrno(t, errno, p.object());
}
Ref posix_execve(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "execve", "path", a[0], PathArgument::kDescriptor));
    StringVector argv, envp;
    KRAIT_TRY(argumentVector(t, "execve: argv", a[1], &argv));
    KRAIT_TRY(environmentVector(t, "execve", a[2], &envp));
    contextsReportAtOnce(t, "exec");
    if (p.isDescriptor()) {
        ::fexecve(p.fd(), argv.data(), envp.data());
    } else {
        ::execve(p.c_str(), argv.data(), envp.data());
    }
    return raiseErrno(t, errno, p.object());
}

constexpr int kSpawnOpen = 0, kSpawnClose = 1, kSpawnDup2 = 2, kSpawnCloseFrom = 3;

Status spawnActions(Thread* t, Value actions, posix_spawn_file_actions_t* out) {
    if (actions.isNone()) return ok();
    return iterateOver(t, actions, [&](Value item) -> Status {
        if (!isTuple(item) || item.as<Tuple>()->length < 2) {
            return raise(t, TypeId::kTypeError,
                         "Each file_actions element must be a non-empty tuple");
        }
        auto* tuple = item.as<Tuple>();
        int kind = KRAIT_TRY(intArgument(t, tuple->items[0]));
        int fd = KRAIT_TRY(intArgument(t, tuple->items[1]));
        int error = 0;
        if (kind == kSpawnOpen && tuple->length == 5) {
            PathArgument path;
            KRAIT_TRY(path.convert(t, "posix_spawn", "path", tuple->items[2]));
            int flags = KRAIT_TRY(intArgument(t, tuple->items[3]));
            int mode = KRAIT_TRY(intArgument(t, tuple->items[4]));
            error = ::posix_spawn_file_actions_addopen(out, fd, path.c_str(), flags,
                                                       static_cast<mode_t>(mode));
        } else if (kind == kSpawnClose && tuple->length == 2) {
            error = ::posix_spawn_file_actions_addclose(out, fd);
        } else if (kind == kSpawnDup2 && tuple->length == 3) {
            int target = KRAIT_TRY(intArgument(t, tuple->items[2]));
            error = ::posix_spawn_file_actions_adddup2(out, fd, target);
        } else if (kind == kSpawnCloseFrom && tuple->length == 2) {
            error = ::posix_spawn_file_actions_addclosefrom_np(out, fd);
        } else {
            return raise(t, TypeId::kTypeError, "Unknown file_actions identifier");
        }
        if (error) return raiseErrno(t, error);
        return ok();
    });
}
Status signalSet(Thread* t, Value signals, sigset_t* out) {
    sigemptyset(out);
    return iterateOver(t, signals, [&](Value v) -> Status {
        int number = KRAIT_TRY(intArgument(t, v));
        if (sigaddset(out, number) < 0)
            return raise(t, TypeId::kValueError, "signal number %d out of range [1; 64]", number);
        return ok();
    });
}
// path, argv, env, file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler
Ref spawn(Thread* t, const char* function, Args a, bool along_path) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, function, "path", a[0]));
    StringVector argv, envp;
    KRAIT_TRY(argumentVector(t, (std::string(function) + ": argv").c_str(), a[1], &argv));
    if (!a[2].isNone()) KRAIT_TRY(environmentVector(t, function, a[2], &envp));
    struct Attributes { // freed on every way out
        posix_spawnattr_t attributes;
        posix_spawn_file_actions_t actions;
        Attributes() {
            ::posix_spawnattr_init(&attributes);
            ::posix_spawn_file_actions_init(&actions);
        }
        ~Attributes() {
            ::posix_spawnattr_destroy(&attributes);
            ::posix_spawn_file_actions_destroy(&actions);
        }
    } spec;
    KRAIT_TRY(spawnActions(t, a[3], &spec.actions));
    short flags = 0;
    if (!a[4].isNone()) {
        flags |= POSIX_SPAWN_SETPGROUP;
        ::posix_spawnattr_setpgroup(&spec.attributes, KRAIT_TRY(intArgument(t, a[4])));
    }
    if (KRAIT_TRY(isTrue(t, a[5]))) flags |= POSIX_SPAWN_RESETIDS;
    if (KRAIT_TRY(isTrue(t, a[6]))) flags |= POSIX_SPAWN_SETSID;
    sigset_t set;
    if (!a[7].isNone()) {
        KRAIT_TRY(signalSet(t, a[7], &set));
        flags |= POSIX_SPAWN_SETSIGMASK;
        ::posix_spawnattr_setsigmask(&spec.attributes, &set);
    }
    if (!a[8].isNone()) {
        KRAIT_TRY(signalSet(t, a[8], &set));
        flags |= POSIX_SPAWN_SETSIGDEF;
        ::posix_spawnattr_setsigdefault(&spec.attributes, &set);
    }
    ::posix_spawnattr_setflags(&spec.attributes, flags);
    pid_t pid;
    char** environment = a[2].isNone() ? environ : envp.data();
    int error = along_path ? ::posix_spawnp(&pid, p.c_str(), &spec.actions, &spec.attributes,
                                            argv.data(), environment)
                           : ::posix_spawn(&pid, p.c_str(), &spec.actions, &spec.attributes,
                                           argv.data(), environment);
    if (error) return raiseErrno(t, error, p.object());
    return intFrom(t, pid);
}
Ref posix_posix_spawn(Thread* t, Args a) {
    return spawn(t, "posix_spawn", a, false);
}
Ref posix_posix_spawnp(Thread* t, Args a) {
    return spawn(t, "posix_spawnp", a, true);
}
Ref posix_exit(Thread* t, Args a) {
    int status = KRAIT_TRY(intArgument(t, a[0]));
    contextsReportAtOnce(t, "os._exit");
    ::_exit(status);
}
Ref posix_abort(Thread*, Args) {
    std::abort();
}
Ref posix_system(Thread* t, Args a) {
    PathArgument command;
    KRAIT_TRY(command.convert(t, "system", "command", a[0]));
    int status;
    {
        BlockingSection blocking(t);
        status = std::system(command.c_str());
    }
    return intFrom(t, status);
}

// --- waiting
// ------------------------------------------------------------------------------------------------

Ref pidAndStatus(Thread* t, const SystemResult& pid, int status) {
    if (pid.failed()) return resultOf(t, pid);
    return tupleOf(t, Value::smallInt(pid.value), Value::smallInt(status));
}
// wait4(2), of which the others are forms.
SystemResult waitForChild(Thread* t, pid_t pid, int options, int* status, rusage* usage) {
    return retryOrAttempt(
        t, kNever,
        [&](int64_t* value) {
            *value = ::wait4(pid, status, options | WNOHANG, usage);
            return *value != 0 || (options & WNOHANG);
        },
        [&] { return ::wait4(pid, status, options, usage); });
}
Ref posix_wait(Thread* t, Args) {
    int status = 0;
    return pidAndStatus(t, waitForChild(t, -1, 0, &status, nullptr), status);
}
Ref posix_waitpid(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    int options = KRAIT_TRY(intArgument(t, a[1]));
    int status = 0;
    return pidAndStatus(t, waitForChild(t, pid, options, &status, nullptr), status);
}
Ref waitUsage(Thread* t, pid_t which, int options) {
    int status = 0;
    rusage usage{};
    SystemResult pid = waitForChild(t, which, options, &status, &usage);
    if (pid.failed()) return resultOf(t, pid);
    // The record of module resource.
    Ref values = KRAIT_TRY(usageTuple(t, usage));
    return tupleOf(t, Value::smallInt(pid.value), Value::smallInt(status), values);
}
Ref posix_wait3(Thread* t, Args a) {
    return waitUsage(t, -1, KRAIT_TRY(intArgument(t, a[0])));
}
Ref posix_wait4(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    return waitUsage(t, pid, KRAIT_TRY(intArgument(t, a[1])));
}
constexpr StructSequenceField kWaitIdFields[] = {
    {"si_pid"}, {"si_uid"}, {"si_signo"}, {"si_status"}, {"si_code"}};
Ref posix_waitid(Thread* t, Args a) {
    int kind = KRAIT_TRY(intArgument(t, a[0]));
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[1]));
    int options = KRAIT_TRY(intArgument(t, a[2]));
    siginfo_t info{};
    auto ask = [&](int flags) {
        return ::waitid(static_cast<idtype_t>(kind), static_cast<id_t>(id), &info, flags);
    };
    SystemResult done = retryOrAttempt(
        t, kNever,
        [&](int64_t* value) {
            *value = ask(options | WNOHANG);
            return *value < 0 || info.si_pid != 0 || (options & WNOHANG);
        },
        [&] { return ask(options); });
    if (done.failed()) return resultOf(t, done);
    if (info.si_pid == 0) return Ref::none();
    Fields f(t);
    for (int v : {static_cast<int>(info.si_pid), static_cast<int>(info.si_uid), info.si_signo,
                  info.si_status, info.si_code})
        f.addInt(v);
    return f.sequence(&kWaitIdResultSpec);
}
Ref posix_waitstatus_to_exitcode(Thread* t, Args a) {
    int status = KRAIT_TRY(intArgument(t, a[0]));
    if (WIFEXITED(status)) return intFrom(t, WEXITSTATUS(status));
    if (WIFSIGNALED(status)) return intFrom(t, -WTERMSIG(status));
    if (WIFSTOPPED(status)) {
        return raise(t, TypeId::kValueError, "process stopped by delivery of signal %d",
                     WSTOPSIG(status));
    }
    return raise(t, TypeId::kValueError, "invalid wait status: %d", status);
}
Ref posix_pidfd_open(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    int flags = KRAIT_TRY(intArgument(t, a[1]));
    return intOrError(t, ::syscall(SYS_pidfd_open, pid, flags));
}

#define STATUS_BOOL(NAME)                                                                          \
    Ref posix_##NAME(Thread* t, Args a) {                                                          \
        int status = KRAIT_TRY(intArgument(t, a[0]));                                              \
        return Ref::boolean(NAME(status));                                                         \
    }
#define STATUS_INT(NAME)                                                                           \
    Ref posix_##NAME(Thread* t, Args a) {                                                          \
        int status = KRAIT_TRY(intArgument(t, a[0]));                                              \
        return intFrom(t, NAME(status));                                                           \
    }
STATUS_BOOL(WCOREDUMP)
STATUS_BOOL(WIFCONTINUED)
STATUS_BOOL(WIFEXITED)
STATUS_BOOL(WIFSIGNALED)
STATUS_BOOL(WIFSTOPPED)
STATUS_INT(WEXITSTATUS)
STATUS_INT(WSTOPSIG)
STATUS_INT(WTERMSIG)
#undef STATUS_BOOL
#undef STATUS_INT

// --- ids, signals, priorities
// ------------------------------------------------------------------------------------------------
#define GETTER(NAME)                                                                               \
    Ref posix_##NAME(Thread* t, Args) {                                                            \
        return intFrom(t, static_cast<int64_t>(::NAME()));                                         \
    }
GETTER(getpid)
GETTER(getppid)
GETTER(getuid)
GETTER(geteuid)
GETTER(getgid)
GETTER(getegid)
GETTER(getpgrp)
#undef GETTER
#define SETTER(NAME, WHAT)                                                                         \
    Ref posix_##NAME(Thread* t, Args a) {                                                          \
        return noneOrError(t, ::NAME(KRAIT_TRY(idArgument(t, a[0], WHAT))));                       \
    }
SETTER(setuid, "uid")
SETTER(seteuid, "uid")
SETTER(setgid, "gid")
SETTER(setegid, "gid")
#undef SETTER
Ref posix_setreuid(Thread* t, Args a) {
    uint32_t real = KRAIT_TRY(idArgument(t, a[0], "uid"));
    return noneOrError(t, ::setreuid(real, KRAIT_TRY(idArgument(t, a[1], "uid"))));
}
Ref posix_setregid(Thread* t, Args a) {
    uint32_t real = KRAIT_TRY(idArgument(t, a[0], "gid"));
    return noneOrError(t, ::setregid(real, KRAIT_TRY(idArgument(t, a[1], "gid"))));
}
Ref posix_getresuid(Thread* t, Args) {
    uid_t real, effective, saved;
    if (::getresuid(&real, &effective, &saved) < 0) return raiseErrno(t, errno);
    return tupleOf(t, Value::smallInt(real), Value::smallInt(effective), Value::smallInt(saved));
}
Ref posix_getresgid(Thread* t, Args) {
    gid_t real, effective, saved;
    if (::getresgid(&real, &effective, &saved) < 0) return raiseErrno(t, errno);
    return tupleOf(t, Value::smallInt(real), Value::smallInt(effective), Value::smallInt(saved));
}
Ref groupList(Thread* t, const std::vector<gid_t>& groups) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (gid_t group : groups) KRAIT_TRY(listAppend(t, list, Value::smallInt(group)));
    return list;
}
Ref posix_getgroups(Thread* t, Args) {
    int count = ::getgroups(0, nullptr);
    std::vector<gid_t> groups(static_cast<size_t>(count < 0 ? 0 : count));
    count = ::getgroups(count, groups.data());
    if (count < 0) return raiseErrno(t, errno);
    return groupList(t, groups);
}
Ref posix_getgrouplist(Thread* t, Args a) {
    PathArgument name;
    KRAIT_TRY(name.convert(t, "getgrouplist", "user", a[0]));
    gid_t group = KRAIT_TRY(idArgument(t, a[1], "gid"));
    std::vector<gid_t> groups(64);
    auto count = static_cast<int>(groups.size());
    while (::getgrouplist(name.c_str(), group, groups.data(), &count) < 0) {
        groups.resize(std::max(static_cast<size_t>(count), groups.size() * 2));
        count = static_cast<int>(groups.size());
    }
    groups.resize(static_cast<size_t>(count));
    return groupList(t, groups);
}
Ref posix_setgroups(Thread* t, Args a) {
    std::vector<gid_t> groups;
    KRAIT_TRY(iterateOver(t, a[0], [&](Value v) -> Status {
        groups.push_back(KRAIT_TRY(idArgument(t, v, "gid")));
        return ok();
    }));
    return noneOrError(t, ::setgroups(groups.size(), groups.data()));
}
Ref posix_getpgid(Thread* t, Args a) {
    return intOrError(t, ::getpgid(KRAIT_TRY(intArgument(t, a[0]))));
}
Ref posix_getsid(Thread* t, Args a) {
    return intOrError(t, ::getsid(KRAIT_TRY(intArgument(t, a[0]))));
}
Ref posix_setpgid(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    return noneOrError(t, ::setpgid(pid, KRAIT_TRY(intArgument(t, a[1]))));
}
Ref posix_setpgrp(Thread* t, Args) {
    return noneOrError(t, ::setpgid(0, 0));
}
Ref posix_setsid(Thread* t, Args) {
    return noneOrError(t, ::setsid());
}
Ref posix_kill(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    int signal = KRAIT_TRY(intArgument(t, a[1]));
    if (::kill(pid, signal) < 0) return raiseErrno(t, errno);
    KRAIT_TRY(serveSignals(t)); // one to ourselves takes effect at once
    return Ref::none();
}
Ref posix_killpg(Thread* t, Args a) {
    int group = KRAIT_TRY(intArgument(t, a[0]));
    int signal = KRAIT_TRY(intArgument(t, a[1]));
    if (::killpg(group, signal) < 0) return raiseErrno(t, errno);
    KRAIT_TRY(serveSignals(t));
    return Ref::none();
}
Ref posix_nice(Thread* t, Args a) {
    int increment = KRAIT_TRY(intArgument(t, a[0]));
    errno = 0;
    int value = ::nice(increment);
    if (value == -1 && errno != 0) return raiseErrno(t, errno);
    return intFrom(t, value);
}
Ref posix_getpriority(Thread* t, Args a) {
    int which = KRAIT_TRY(intArgument(t, a[0]));
    int who = KRAIT_TRY(intArgument(t, a[1]));
    errno = 0;
    int value = ::getpriority(static_cast<__priority_which_t>(which), static_cast<id_t>(who));
    if (errno != 0) return raiseErrno(t, errno);
    return intFrom(t, value);
}
Ref posix_setpriority(Thread* t, Args a) {
    int which = KRAIT_TRY(intArgument(t, a[0]));
    int who = KRAIT_TRY(intArgument(t, a[1]));
    int priority = KRAIT_TRY(intArgument(t, a[2]));
    return noneOrError(
        t, ::setpriority(static_cast<__priority_which_t>(which), static_cast<id_t>(who), priority));
}

// --- scheduling
// ------------------------------------------------------------------------------------------------
Ref posix_sched_yield(Thread* t, Args) {
    return noneOrError(t, ::sched_yield());
}
Ref posix_sched_getaffinity(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    cpu_set_t set; // LIMIT: 1024 processors
    if (::sched_getaffinity(pid, sizeof set, &set) < 0) return raiseErrno(t, errno);
    New<List> numbers = KRAIT_TRY(listNew(t));
    for (int i = 0; i < CPU_SETSIZE; ++i) {
        if (CPU_ISSET(i, &set)) KRAIT_TRY(listAppend(t, numbers, Value::smallInt(i)));
    }
    return callFunction(t, Value(t->type(TypeId::kSet)), numbers);
}
Ref posix_sched_setaffinity(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    cpu_set_t set;
    CPU_ZERO(&set);
    KRAIT_TRY(iterateOver(t, a[1], [&](Value v) -> Status {
        int cpu = KRAIT_TRY(intArgument(t, v));
        if (cpu < 0) return raise(t, TypeId::kValueError, "negative CPU number");
        if (cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
        return ok();
    }));
    return noneOrError(t, ::sched_setaffinity(pid, sizeof set, &set));
}
Ref posix_sched_getscheduler(Thread* t, Args a) {
    return intOrError(t, ::sched_getscheduler(KRAIT_TRY(intArgument(t, a[0]))));
}
Ref posix_sched_get_priority_max(Thread* t, Args a) {
    return intOrError(t, ::sched_get_priority_max(KRAIT_TRY(intArgument(t, a[0]))));
}
Ref posix_sched_get_priority_min(Thread* t, Args a) {
    return intOrError(t, ::sched_get_priority_min(KRAIT_TRY(intArgument(t, a[0]))));
}
// Not of a sequence, as with the others, but of its one field.
Ref schedParam_dunder_new(Thread* t, Args a) {
    Fields f(t);
    f.add(Ref::share(a[1]));
    return f.sequence(&kSchedParamSpec);
}
constexpr TypeSpec schedParamLayout() {
    TypeSpec spec =
        structSequenceLayout("posix.sched_param", "Currently has only one field: sched_priority");
    spec.new_ = {"sched_param(cls, /, sched_priority)", schedParam_dunder_new, nullptr};
    return spec;
}
constexpr StructSequenceField kSchedParamFields[] = {{"sched_priority", "the scheduling priority"}};
Ref posix_sched_getparam(Thread* t, Args a) {
    sched_param param;
    if (::sched_getparam(KRAIT_TRY(intArgument(t, a[0])), &param) < 0) return raiseErrno(t, errno);
    Fields f(t);
    f.addInt(param.sched_priority);
    return f.sequence(&kSchedParamSpec);
}

} // namespace

Ref callNamedOf(Thread* t, Value object, const char* name) {
    New<Str> method = KRAIT_TRY(strIntern(t, name));
    return callMethod(t, object, method);
}

void callForkHooks(Thread* t, ForkMoment moment) {
    Result<Value> list = hookList(t, moment, false);
    if (list.isError()) return clearError(t);
    if (list.value().isEmpty()) return;
    Ref hooks = tupleFromIterable(t, list.value());
    if (hooks.isError()) return clearError(t);
    auto* tuple = hooks.as<Tuple>();
    for (int64_t i = 0; i < tuple->length; ++i) {
        // Python: those before a fork run in reverse.
        Value hook = tuple->items[moment == ForkMoment::kBefore ? tuple->length - 1 - i : i];
        if (callFunction(t, hook).isError()) reportUnraisable(t, nullptr, hook);
    }
}

constinit const StructSequenceSpec kWaitIdResultSpec = {
    structSequenceLayout("posix.waitid_result", "waitid_result: Result from waitid."),
    kWaitIdFields, 5, 5};
constinit const StructSequenceSpec kSchedParamSpec = {schedParamLayout(), kSchedParamFields, 1, 1};

#define SPAWN_PARAMETERS                                                                           \
    "(path, argv, env, /, *, file_actions=None, setpgroup=None, resetids=False, setsid=False, "    \
    "setsigmask=None, setsigdef=None, scheduler=None)"
constinit const MethodDef kSpawnFunctions[] = {
    {"register_at_fork(*, before=<unset>, after_in_parent=<unset>, after_in_child=<unset>)",
     posix_register_at_fork, "Register callables to be called when forking a new process."},
    {"fork()", posix_fork, "Fork a child process."},
    {"forkpty()", posix_forkpty,
     "Fork a new process with a new pseudo-terminal as controlling tty."},
    {"execv(path, argv, /)", posix_execv,
     "Execute an executable path with arguments, replacing current process."},
    {"execve(path, argv, env)", posix_execve,
     "Execute an executable path with arguments, replacing current process."},
    {"posix_spawn" SPAWN_PARAMETERS, posix_posix_spawn,
     "Execute the program specified by path in a new process."},
    {"posix_spawnp" SPAWN_PARAMETERS, posix_posix_spawnp,
     "Execute the program specified by path in a new process."},
    {"_exit(status)", posix_exit,
     "Exit to the system with specified status, without normal exit processing."},
    {"abort()", posix_abort, "Abort the interpreter immediately."},
    {"system(command)", posix_system, "Execute the command in a subshell."},
    {"wait()", posix_wait, "Wait for completion of a child process."},
    {"waitpid(pid, options, /)", posix_waitpid, "Wait for completion of a given child process."},
    {"wait3(options)", posix_wait3, "Wait for completion of a child process."},
    {"wait4(pid, options)", posix_wait4, "Wait for completion of a specific child process."},
    {"waitid(idtype, id, options, /)", posix_waitid,
     "Returns the result of waiting for a process or processes."},
    {"waitstatus_to_exitcode(status)", posix_waitstatus_to_exitcode,
     "Convert a wait status to an exit code."},
    {"pidfd_open(pid, flags=0)", posix_pidfd_open,
     "Return a file descriptor referring to the process *pid*."},
    {"WCOREDUMP(status, /)", posix_WCOREDUMP, nullptr},
    {"WIFCONTINUED(status)", posix_WIFCONTINUED, nullptr},
    {"WIFEXITED(status)", posix_WIFEXITED, nullptr},
    {"WIFSIGNALED(status)", posix_WIFSIGNALED, nullptr},
    {"WIFSTOPPED(status)", posix_WIFSTOPPED, nullptr},
    {"WEXITSTATUS(status)", posix_WEXITSTATUS, nullptr},
    {"WSTOPSIG(status)", posix_WSTOPSIG, nullptr},
    {"WTERMSIG(status)", posix_WTERMSIG, nullptr},
    {}};
#undef SPAWN_PARAMETERS

constinit const MethodDef kProcessFunctions[] = {
    {"getpid()", posix_getpid, "Return the current process id."},
    {"getppid()", posix_getppid, "Return the parent's process id."},
    {"getuid()", posix_getuid, "Return the current process's user id."},
    {"geteuid()", posix_geteuid, "Return the current process's effective user id."},
    {"getgid()", posix_getgid, "Return the current process's group id."},
    {"getegid()", posix_getegid, "Return the current process's effective group id."},
    {"getpgrp()", posix_getpgrp, "Return the current process group id."},
    {"setuid(uid, /)", posix_setuid, nullptr},
    {"seteuid(euid, /)", posix_seteuid, nullptr},
    {"setgid(gid, /)", posix_setgid, nullptr},
    {"setegid(egid, /)", posix_setegid, nullptr},
    {"setreuid(ruid, euid, /)", posix_setreuid, nullptr},
    {"setregid(rgid, egid, /)", posix_setregid, nullptr},
    {"getresuid()", posix_getresuid, nullptr},
    {"getresgid()", posix_getresgid, nullptr},
    {"getgroups()", posix_getgroups, "Return list of supplemental group IDs for the process."},
    {"getgrouplist(user, group, /)", posix_getgrouplist,
     "Returns a list of groups to which a user belongs."},
    {"setgroups(groups, /)", posix_setgroups, nullptr},
    {"getpgid(pid)", posix_getpgid, nullptr},
    {"getsid(pid, /)", posix_getsid, nullptr},
    {"setpgid(pid, pgrp, /)", posix_setpgid, nullptr},
    {"setpgrp()", posix_setpgrp, nullptr},
    {"setsid()", posix_setsid, nullptr},
    {"kill(pid, signal, /)", posix_kill, "Kill a process with a signal."},
    {"killpg(pgid, signal, /)", posix_killpg, "Kill a process group with a signal."},
    {"nice(increment, /)", posix_nice,
     "Add increment to the priority of process and return the new priority."},
    {"getpriority(which, who)", posix_getpriority, "Return program scheduling priority."},
    {"setpriority(which, who, priority)", posix_setpriority, "Set program scheduling priority."},
    {"sched_yield()", posix_sched_yield, "Voluntarily relinquish the CPU."},
    {"sched_getaffinity(pid, /)", posix_sched_getaffinity, nullptr},
    {"sched_setaffinity(pid, mask, /)", posix_sched_setaffinity, nullptr},
    {"sched_getscheduler(pid, /)", posix_sched_getscheduler, nullptr},
    {"sched_get_priority_max(policy)", posix_sched_get_priority_max, nullptr},
    {"sched_get_priority_min(policy)", posix_sched_get_priority_min, nullptr},
    {"sched_getparam(pid, /)", posix_sched_getparam, nullptr},
    {}};

} // namespace krait::posix
