// posix: the constants of the system's headers, under their own names.
#include "stdlib/native/posix/posix_parts.h"

#include <climits>
#include <cstdio>
#include <dlfcn.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/memfd.h>
#include <sched.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <sysexits.h>
#include <unistd.h>

namespace krait::posix {

// Python's names for what the headers spell otherwise.
#define POSIX_SPAWN_OPEN 0
#define POSIX_SPAWN_CLOSE 1
#define POSIX_SPAWN_DUP2 2
#define POSIX_SPAWN_CLOSEFROM 3

namespace {
// clang-format off
constexpr IntConstant kConstants[] = {
#define C(name) {#name, static_cast<int64_t>(name)},
    C(CLD_CONTINUED) C(CLD_DUMPED) C(CLD_EXITED) C(CLD_KILLED) C(CLD_STOPPED) C(CLD_TRAPPED)
    C(CLONE_FILES) C(CLONE_FS) C(CLONE_NEWCGROUP) C(CLONE_NEWIPC) C(CLONE_NEWNET) C(CLONE_NEWNS)
    C(CLONE_NEWPID) C(CLONE_NEWTIME) C(CLONE_NEWUSER) C(CLONE_NEWUTS) C(CLONE_SIGHAND)
    C(CLONE_SYSVSEM) C(CLONE_THREAD) C(CLONE_VM) C(EFD_CLOEXEC) C(EFD_NONBLOCK) C(EFD_SEMAPHORE)
    C(EX_CANTCREAT) C(EX_CONFIG) C(EX_DATAERR) C(EX_IOERR) C(EX_NOHOST) C(EX_NOINPUT)
    C(EX_NOPERM) C(EX_NOUSER) C(EX_OK) C(EX_OSERR) C(EX_OSFILE) C(EX_PROTOCOL) C(EX_SOFTWARE)
    C(EX_TEMPFAIL) C(EX_UNAVAILABLE) C(EX_USAGE) C(F_LOCK) C(F_OK) C(F_TEST) C(F_TLOCK)
    C(F_ULOCK) C(GRND_NONBLOCK) C(GRND_RANDOM) C(MFD_ALLOW_SEALING) C(MFD_CLOEXEC)
    C(MFD_HUGETLB) C(MFD_HUGE_16GB) C(MFD_HUGE_16MB) C(MFD_HUGE_1GB) C(MFD_HUGE_1MB)
    C(MFD_HUGE_256MB) C(MFD_HUGE_2GB) C(MFD_HUGE_2MB) C(MFD_HUGE_32MB) C(MFD_HUGE_512KB)
    C(MFD_HUGE_512MB) C(MFD_HUGE_64KB) C(MFD_HUGE_8MB) C(MFD_HUGE_MASK) C(MFD_HUGE_SHIFT)
    C(NGROUPS_MAX) C(O_ACCMODE) C(O_APPEND) C(O_ASYNC) C(O_CLOEXEC) C(O_CREAT) C(O_DIRECT)
    C(O_DIRECTORY) C(O_DSYNC) C(O_EXCL) C(O_FSYNC) C(O_LARGEFILE) C(O_NDELAY) C(O_NOATIME)
    C(O_NOCTTY) C(O_NOFOLLOW) C(O_NONBLOCK) C(O_PATH) C(O_RDONLY) C(O_RDWR) C(O_RSYNC) C(O_SYNC)
    C(O_TMPFILE) C(O_TRUNC) C(O_WRONLY) C(POSIX_FADV_DONTNEED) C(POSIX_FADV_NOREUSE)
    C(POSIX_FADV_NORMAL) C(POSIX_FADV_RANDOM) C(POSIX_FADV_SEQUENTIAL) C(POSIX_FADV_WILLNEED)
    C(POSIX_SPAWN_CLOSE) C(POSIX_SPAWN_CLOSEFROM) C(POSIX_SPAWN_DUP2) C(POSIX_SPAWN_OPEN)
    C(PRIO_PGRP) C(PRIO_PROCESS) C(PRIO_USER) C(P_ALL) C(P_PGID) C(P_PID) C(P_PIDFD)
    C(RTLD_DEEPBIND) C(RTLD_GLOBAL) C(RTLD_LAZY) C(RTLD_LOCAL) C(RTLD_NODELETE) C(RTLD_NOLOAD)
    C(RTLD_NOW) C(RWF_APPEND) C(RWF_DSYNC) C(RWF_HIPRI) C(RWF_NOWAIT) C(RWF_SYNC) C(R_OK)
    C(SCHED_BATCH) C(SCHED_FIFO) C(SCHED_IDLE) C(SCHED_OTHER) C(SCHED_RESET_ON_FORK) C(SCHED_RR)
    C(SEEK_DATA) C(SEEK_HOLE) C(SPLICE_F_MORE) C(SPLICE_F_MOVE) C(SPLICE_F_NONBLOCK)
    C(ST_APPEND) C(ST_MANDLOCK) C(ST_NOATIME) C(ST_NODEV) C(ST_NODIRATIME) C(ST_NOEXEC)
    C(ST_NOSUID) C(ST_RDONLY) C(ST_RELATIME) C(ST_SYNCHRONOUS) C(ST_WRITE) C(TFD_CLOEXEC)
    C(TFD_NONBLOCK) C(TFD_TIMER_ABSTIME) C(TFD_TIMER_CANCEL_ON_SET) C(TMP_MAX) C(WCONTINUED)
    C(WEXITED) C(WNOHANG) C(WNOWAIT) C(WSTOPPED) C(WUNTRACED) C(W_OK) C(XATTR_CREATE)
    C(XATTR_REPLACE) C(XATTR_SIZE_MAX) C(X_OK)
#undef C
};
// clang-format on
} // namespace

Status addConstants(Thread* t, Value module) {
    for (const IntConstant& constant : kConstants)
        KRAIT_TRY(addValue(t, module, constant.name, KRAIT_TRY(intFrom(t, constant.value))));
    return ok();
}

} // namespace krait::posix
