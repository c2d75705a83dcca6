// posix: timer file descriptors, pseudo-terminals, and the scheduling and identity of processes as
// far as a number of a call suffices. See posix_parts.h.
#include "stdlib/native/posix/posix_parts.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"

#include <cmath>
#include <cstdlib>
#include <grp.h>
#include <sched.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace krait::posix {
namespace {

constexpr int64_t kNanoseconds = 1'000'000'000;

// Seconds as a float, or nanoseconds as an int; rounded up, as Python has it.
Result<timespec> intervalArgument(Thread* t, Value v, bool nanoseconds) {
    if (nanoseconds) {
        int64_t all = KRAIT_TRY(toIndexInt64(t, v));
        int64_t rest = (all % kNanoseconds + kNanoseconds) % kNanoseconds;
        return timespec{(all - rest) / kNanoseconds, rest};
    }
    double seconds = KRAIT_TRY(toDouble(t, v));
    double whole = std::floor(seconds);
    if (!(std::fabs(seconds) < 0x1p62)) {
        return raise(t, std::isnan(seconds) ? TypeId::kValueError : TypeId::kOverflowError,
                     std::isnan(seconds) ? "Invalid value NaN (not a number)"
                                         : "timestamp out of range for platform time_t");
    }
    auto rest = static_cast<int64_t>(std::ceil((seconds - whole) * 1e9));
    auto carry = rest / kNanoseconds;
    return timespec{static_cast<time_t>(whole) + carry, rest - carry * kNanoseconds};
}

Ref intervalValue(Thread* t, const timespec& at, bool nanoseconds) {
    if (nanoseconds) return intFrom(t, at.tv_sec * kNanoseconds + at.tv_nsec);
    return Ref::take(
        Value::number(static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9));
}

// (next expiration, interval)
Ref timerValue(Thread* t, const itimerspec& spec, bool nanoseconds) {
    Fields f(t);
    f.add(intervalValue(t, spec.it_value, nanoseconds));
    f.add(intervalValue(t, spec.it_interval, nanoseconds));
    return f.tuple();
}

Ref posix_timerfd_create(Thread* t, Args a) {
    int clock = KRAIT_TRY(intArgument(t, a[0]));
    int flags = KRAIT_TRY(intArgument(t, a[1]));
    return intOrError(t, ::timerfd_create(clock, flags | TFD_CLOEXEC));
}
Ref setTimer(Thread* t, Args a, bool nanoseconds) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    int flags = KRAIT_TRY(intArgument(t, a[1]));
    itimerspec before, after;
    after.it_value = KRAIT_TRY(intervalArgument(t, a[2], nanoseconds));
    after.it_interval = KRAIT_TRY(intervalArgument(t, a[3], nanoseconds));
    if (::timerfd_settime(fd, flags, &after, &before) < 0) return raiseErrno(t, errno);
    return timerValue(t, before, nanoseconds);
}
Ref posix_timerfd_settime(Thread* t, Args a) {
    return setTimer(t, a, false);
}
Ref posix_timerfd_settime_ns(Thread* t, Args a) {
    return setTimer(t, a, true);
}
Ref getTimer(Thread* t, Args a, bool nanoseconds) {
    itimerspec now;
    if (::timerfd_gettime(KRAIT_TRY(descriptorArgument(t, a[0])), &now) < 0)
        return raiseErrno(t, errno);
    return timerValue(t, now, nanoseconds);
}
Ref posix_timerfd_gettime(Thread* t, Args a) {
    return getTimer(t, a, false);
}
Ref posix_timerfd_gettime_ns(Thread* t, Args a) {
    return getTimer(t, a, true);
}

// --- pseudo-terminals

Ref posix_posix_openpt(Thread* t, Args a) {
    int flags = KRAIT_TRY(intArgument(t, a[0]));
    return intOrError(t, ::open("/dev/ptmx", flags | O_CLOEXEC));
}
Ref posix_grantpt(Thread* t, Args a) {
    return noneOrError(t, ::grantpt(KRAIT_TRY(descriptorArgument(t, a[0]))));
}
Ref posix_unlockpt(Thread* t, Args a) {
    return noneOrError(t, ::unlockpt(KRAIT_TRY(descriptorArgument(t, a[0]))));
}
Ref posix_ptsname(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    char name[64]; // "/dev/pts/" and a number
    int error = ::ptsname_r(fd, name, sizeof name);
    return error ? Ref(raiseErrno(t, error)) : decodeFileName(t, name);
}

// --- processes

// An instance of os.sched_param.
Result<sched_param> schedulingArgument(Thread* t, Value v) {
    if (!isKind(v, TypeId::kTuple) && !isInstanceOf(t, v, TypeId::kTuple))
        return raise(t, TypeId::kTypeError, "must have a sched_param object");
    sched_param param{};
    param.sched_priority = KRAIT_TRY(intArgument(t, v.as<Tuple>()->items[0]));
    return param;
}
Ref posix_sched_setparam(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    sched_param param = KRAIT_TRY(schedulingArgument(t, a[1]));
    return noneOrError(t, ::sched_setparam(pid, &param));
}
Ref posix_sched_setscheduler(Thread* t, Args a) {
    int pid = KRAIT_TRY(intArgument(t, a[0]));
    int policy = KRAIT_TRY(intArgument(t, a[1]));
    sched_param param = KRAIT_TRY(schedulingArgument(t, a[2]));
    return noneOrError(t, ::sched_setscheduler(pid, policy, &param));
}
Ref posix_sched_rr_get_interval(Thread* t, Args a) {
    timespec interval;
    if (::sched_rr_get_interval(KRAIT_TRY(intArgument(t, a[0])), &interval) < 0)
        return raiseErrno(t, errno);
    return intervalValue(t, interval, false);
}
Ref posix_setresuid(Thread* t, Args a) {
    uid_t ids[3];
    const char* names[] = {"ruid", "euid", "suid"};
    for (int i = 0; i < 3; ++i) ids[i] = KRAIT_TRY(idArgument(t, a[i], names[i]));
    return noneOrError(t, ::setresuid(ids[0], ids[1], ids[2]));
}
Ref posix_setresgid(Thread* t, Args a) {
    gid_t ids[3];
    const char* names[] = {"rgid", "egid", "sgid"};
    for (int i = 0; i < 3; ++i) ids[i] = KRAIT_TRY(idArgument(t, a[i], names[i]));
    return noneOrError(t, ::setresgid(ids[0], ids[1], ids[2]));
}
Ref posix_initgroups(Thread* t, Args a) {
    PathArgument name;
    KRAIT_TRY(name.convert(t, "initgroups", "username", a[0]));
    gid_t group = KRAIT_TRY(idArgument(t, a[1], "gid"));
    return noneOrError(t, ::initgroups(name.c_str(), group));
}
Ref posix_setns(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    int kind = KRAIT_TRY(intArgument(t, a[1]));
    return noneOrError(t, ::setns(fd, kind));
}
Ref posix_unshare(Thread* t, Args a) {
    return noneOrError(t, ::unshare(KRAIT_TRY(intArgument(t, a[0]))));
}

} // namespace

constinit const MethodDef kTimerFunctions[] = {
    {"timerfd_create(clockid, /, *, flags=0)", posix_timerfd_create,
     "Create and return a timer file descriptor."},
    {"timerfd_settime(fd, /, *, flags=0, initial=0.0, interval=0.0)", posix_timerfd_settime,
     "Alter a timer file descriptor's internal timer in seconds."},
    {"timerfd_settime_ns(fd, /, *, flags=0, initial=0, interval=0)", posix_timerfd_settime_ns,
     "Alter a timer file descriptor's internal timer in nanoseconds."},
    {"timerfd_gettime(fd, /)", posix_timerfd_gettime,
     "Return a timer's next expiration and interval in seconds."},
    {"timerfd_gettime_ns(fd, /)", posix_timerfd_gettime_ns,
     "Return a timer's next expiration and interval in nanoseconds."},
    {"posix_openpt(oflag, /)", posix_posix_openpt,
     "Open and return a file descriptor for a master pseudo-terminal device."},
    {"grantpt(fd, /)", posix_grantpt, "Grant access to the slave pseudo-terminal device."},
    {"unlockpt(fd, /)", posix_unlockpt, "Unlock a pseudo-terminal master/slave pair."},
    {"ptsname(fd, /)", posix_ptsname, "Return the name of the slave pseudo-terminal device."},
    {"sched_setparam(pid, param, /)", posix_sched_setparam,
     "Set scheduling parameters for the process identified by pid."},
    {"sched_setscheduler(pid, policy, param, /)", posix_sched_setscheduler,
     "Set the scheduling policy for the process identified by pid."},
    {"sched_rr_get_interval(pid, /)", posix_sched_rr_get_interval,
     "Return the round-robin quantum for the process identified by pid, in seconds."},
    {"setresuid(ruid, euid, suid, /)", posix_setresuid,
     "Set the current process's real, effective, and saved user ids."},
    {"setresgid(rgid, egid, sgid, /)", posix_setresgid,
     "Set the current process's real, effective, and saved group ids."},
    {"initgroups(username, gid, /)", posix_initgroups, "Initialize the group access list."},
    {"setns(fd, nstype=0)", posix_setns, "Move the calling thread into different namespaces."},
    {"unshare(flags)", posix_unshare,
     "Disassociate parts of a process (or thread) execution context."},
    {}};

} // namespace krait::posix
