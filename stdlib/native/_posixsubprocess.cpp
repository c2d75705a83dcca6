// _posixsubprocess: fork_exec(), the child's side of subprocess.Popen.
//
// Everything the child needs is plain memory before the fork: between fork and exec only system
// calls run. What goes wrong there is written to errpipe_write as "ExceptionName:hex errno:where".
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/str.h"
#include "vm/threads/threads.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krait {
namespace {

struct Strings {
    std::vector<std::string> texts;
    std::vector<char*> pointers;

    Status add(Thread* t, Value v) {
        Ref path = KRAIT_TRY(convertToPath(t, v));
        std::string text;
        if (isStr(path)) {
            KRAIT_TRY(encodeFileName(t, path, &text));
        } else {
            text.assign(path.as<Bytes>()->view());
        }
        if (text.find('\0') != text.npos)
            return raise(t, TypeId::kValueError, "embedded null byte");
        texts.push_back(std::move(text));
        return ok();
    }
    Status addAll(Thread* t, Value sequence) {
        Ref items = KRAIT_TRY(tupleFromIterable(t, sequence));
        for (int64_t i = 0; i < items.as<Tuple>()->length; ++i)
            KRAIT_TRY(add(t, items.as<Tuple>()->items[i]));
        return ok();
    }
    void seal() {
        for (std::string& text : texts) pointers.push_back(text.data());
        pointers.push_back(nullptr);
    }
};

struct Child {
    Strings argv, envp, executables, cwd;
    bool has_envp = false, close_fds = false, restore_signals = false, call_setsid = false;
    std::vector<int> keep; // sorted
    int p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write;
    int group = -1, umask = -1;
    bool set_gid = false, set_uid = false, set_groups = false;
    gid_t gid = 0;
    uid_t uid = 0;
    std::vector<gid_t> groups;
    Value preexec;
};

bool makeInheritable(int fd) {
    int flags = ::fcntl(fd, F_GETFD);
    return flags >= 0 && ::fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC) == 0;
}

// Closes all descriptors from 3 on but those to keep.
void closeOthers(const std::vector<int>& keep) {
    unsigned low = 3;
    for (int fd : keep) {
        auto kept = static_cast<unsigned>(fd);
        if (kept < low) continue;
        if (kept > low) ::close_range(low, kept - 1, 0);
        low = kept + 1;
    }
    ::close_range(low, ~0U, 0);
}

// Moves the three pipes to 0, 1 and 2.
bool placeStandard(Child& c) {
    // A pipe's end that lies in the way of another moves up first.
    if (c.c2pwrite == 0 && (c.c2pwrite = ::dup(c.c2pwrite)) < 0) return false;
    while (c.errwrite == 0 || c.errwrite == 1) {
        if ((c.errwrite = ::dup(c.errwrite)) < 0) return false;
    }
    struct {
        int from, to;
    } moves[] = {{c.p2cread, 0}, {c.c2pwrite, 1}, {c.errwrite, 2}};
    for (auto& move : moves) {
        if (move.from == move.to) {
            if (!makeInheritable(move.from)) return false;
        } else if (move.from != -1 && ::dup2(move.from, move.to) < 0) {
            return false;
        }
    }
    return true;
}

// In the child: does not return but by failing; errno says why, *where at which step.
void runChild(Thread* t, Child& c, const char** where, bool* preexec_failed) {
    *where = "";
    for (int fd : c.keep) {
        if (fd != c.errpipe_write && !makeInheritable(fd)) return;
    }
    for (int fd : {c.p2cwrite, c.c2pread, c.errread, c.errpipe_read}) {
        if (fd >= 0) ::close(fd);
    }
    if (!placeStandard(c)) return;
    if (!c.cwd.texts.empty()) {
        *where = "noexec"; // subprocess.py of 3.11 knows this one alone
        if (::chdir(c.cwd.pointers[0]) < 0) return;
        *where = "";
    }
    if (c.umask >= 0) ::umask(static_cast<mode_t>(c.umask));
    if (c.restore_signals) {
        for (int signal : {SIGPIPE, SIGXFSZ}) ::signal(signal, SIG_DFL);
    }
    *where = "noexec";
    if (c.call_setsid && ::setsid() < 0) return;
    if (c.group >= 0 && ::setpgid(0, c.group) < 0) return;
    if (c.set_groups && ::setgroups(c.groups.size(), c.groups.data()) < 0) return;
    if (c.set_gid && ::setregid(c.gid, c.gid) < 0) return;
    if (c.set_uid && ::setreuid(c.uid, c.uid) < 0) return;
    *where = "";
    if (!c.preexec.isEmpty()) {
        *preexec_failed = callFunction(t, c.preexec).isError();
        if (*preexec_failed) return;
    }
    if (c.close_fds) closeOthers(c.keep);
    int telling = 0;
    for (size_t i = 0; i + 1 < c.executables.pointers.size(); ++i) {
        const char* path = c.executables.pointers[i];
        if (c.has_envp) {
            ::execve(path, c.argv.pointers.data(), c.envp.pointers.data());
        } else {
            ::execv(path, c.argv.pointers.data());
        }
        if (errno != ENOENT && errno != ENOTDIR && telling == 0) telling = errno;
    }
    if (telling) errno = telling;
}

[[noreturn]] void reportFailure(const Child& c, int error, const char* where, bool preexec_failed) {
    char text[128];
    int n = preexec_failed ? std::snprintf(text, sizeof text,
                                           "SubprocessError:0:Exception "
                                           "occurred in preexec_fn.")
                           : std::snprintf(text, sizeof text, "OSError:%x:%s",
                                           static_cast<unsigned>(error), where);
    (void)!::write(c.errpipe_write, text, static_cast<size_t>(n));
    ::_exit(255);
}

Status readArguments(Thread* t, Args a, Child* c) {
    KRAIT_TRY(c->argv.addAll(t, a[0]));
    KRAIT_TRY(c->executables.addAll(t, a[1]));
    c->close_fds = KRAIT_TRY(isTrue(t, a[2]));
    Ref keep = KRAIT_TRY(tupleFromIterable(t, a[3]));
    for (int64_t i = 0; i < keep.as<Tuple>()->length; ++i) {
        int fd = KRAIT_TRY(posix::intArgument(t, keep.as<Tuple>()->items[i]));
        if (fd < 0 || (!c->keep.empty() && fd <= c->keep.back()))
            return raise(t, TypeId::kValueError, "bad value(s) in fds_to_keep");
        c->keep.push_back(fd);
    }
    if (!a[4].isNone()) KRAIT_TRY(c->cwd.add(t, a[4]));
    if (!a[5].isNone()) {
        c->has_envp = true;
        KRAIT_TRY(c->envp.addAll(t, a[5]));
    }
    int* fds[] = {&c->p2cread, &c->p2cwrite, &c->c2pread,      &c->c2pwrite,
                  &c->errread, &c->errwrite, &c->errpipe_read, &c->errpipe_write};
    for (int i = 0; i < 8; ++i) *fds[i] = KRAIT_TRY(posix::intArgument(t, a[6 + i]));
    c->restore_signals = KRAIT_TRY(isTrue(t, a[14]));
    c->call_setsid = KRAIT_TRY(isTrue(t, a[15]));
    c->group = KRAIT_TRY(posix::intArgument(t, a[16]));
    if (!a[17].isNone()) {
        c->set_gid = true;
        c->gid = KRAIT_TRY(posix::idArgument(t, a[17], "gid"));
    }
    if (!a[18].isNone()) {
        c->set_groups = true;
        KRAIT_TRY(iterateOver(t, a[18], [&](Value v) -> Status {
            if (!isInt(v)) return raise(t, TypeId::kTypeError, "extra_groups must be integers");
            Result<uint32_t> group = posix::idArgument(t, v, "gid");
            if (group.isError()) {
                clearError(t);
                return raise(t, TypeId::kValueError, "invalid group id");
            }
            c->groups.push_back(group.value());
            return ok();
        }));
    }
    if (!a[19].isNone()) {
        c->set_uid = true;
        c->uid = KRAIT_TRY(posix::idArgument(t, a[19], "uid"));
    }
    c->umask = KRAIT_TRY(posix::intArgument(t, a[20]));
    if (!a[21].isNone()) c->preexec = a[21];
    for (Strings* s : {&c->argv, &c->envp, &c->executables, &c->cwd}) s->seal();
    return ok();
}

Ref fork_exec(Thread* t, Args a) {
    // The last argument, allow_vfork, is advice that is not taken.
    auto* given = a[0].as<Tuple>();
    if (given->length != 23) {
        return raise(t, TypeId::kTypeError, "fork_exec expected 23 arguments, got %ld",
                     given->length);
    }
    Value items[23];
    std::copy(given->items, given->items + given->length, items);
    Child child;
    KRAIT_TRY(readArguments(t, items, &child));
    bool hooks = !child.preexec.isEmpty(); // Python: register_at_fork() concerns preexec_fn only
    if (hooks && t->runtime->finalizing) {
        return raise(t, TypeId::kPythonFinalizationError,
                     "preexec_fn not supported at interpreter shutdown");
    }
    if (hooks) posix::callForkHooks(t, posix::ForkMoment::kBefore);
    threadsBeforeFork(t);
    pid_t pid = ::fork();
    int error = errno;
    pid == 0 ? threadsAfterForkInChild(t) : threadsAfterForkInParent(t);
    if (pid == 0) {
        const char* where = "";
        bool preexec_failed = false;
        if (hooks) posix::callForkHooks(t, posix::ForkMoment::kChild);
        runChild(t, child, &where, &preexec_failed);
        reportFailure(child, errno, where, preexec_failed);
    }
    if (hooks) posix::callForkHooks(t, posix::ForkMoment::kParent);
    if (pid < 0) return raiseErrno(t, error);
    return intFrom(t, pid);
}

constexpr MethodDef kFunctions[] = {
    {"fork_exec(*args)", fork_exec, "Spawn a fresh new child process."}, {}};

} // namespace

extern const NativeModule k_posixsubprocessModule = {
    "_posixsubprocess", "A POSIX helper for the subprocess module.", kFunctions, nullptr};

} // namespace krait
