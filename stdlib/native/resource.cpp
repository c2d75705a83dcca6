// resource: limits and use of the system's resources.
#include "stdlib/native/system_constants.h"

#include "vm/objects/float.h"
#include "vm/objects/struct_sequence.h"
#include "vm/objects/tuple.h"

#include <cerrno>
#include <sys/resource.h>
#include <unistd.h>

namespace krait {
namespace {

constexpr StructSequenceField kUsageFields[] = {
    {"ru_utime", "user time used"},
    {"ru_stime", "system time used"},
    {"ru_maxrss", "max. resident set size"},
    {"ru_ixrss", "shared memory size"},
    {"ru_idrss", "unshared data size"},
    {"ru_isrss", "unshared stack size"},
    {"ru_minflt", "page faults not requiring I/O"},
    {"ru_majflt", "page faults requiring I/O"},
    {"ru_nswap", "number of swap outs"},
    {"ru_inblock", "block input operations"},
    {"ru_oublock", "block output operations"},
    {"ru_msgsnd", "IPC messages sent"},
    {"ru_msgrcv", "IPC messages received"},
    {"ru_nsignals", "signals received"},
    {"ru_nvcsw", "voluntary context switches"},
    {"ru_nivcsw", "involuntary context switches"},
};
constexpr int kUsageCount = 16;

constexpr StructSequenceSpec kUsageSpec = {
    structSequenceLayout("resource.struct_rusage",
                         "struct_rusage: Result from getrusage.\n\nIt is a tuple whose items have "
                         "names too, and in the order of these."),
    kUsageFields, kUsageCount, kUsageCount};

Ref resource_getrusage(Thread* t, Args a) {
    int who = KRAIT_TRY(cIntArgument(t, a[0]));
    struct ::rusage usage;
    if (::getrusage(static_cast<__rusage_who>(who), &usage) < 0) {
        if (errno == EINVAL) return raise(t, TypeId::kValueError, "invalid who parameter");
        return raiseErrno(t, errno);
    }
    auto seconds = [](const timeval& time) {
        return Value::number(static_cast<double>(time.tv_sec) +
                             static_cast<double>(time.tv_usec) * 1e-6);
    };
    long numbers[] = {usage.ru_maxrss,  usage.ru_ixrss,  usage.ru_idrss,  usage.ru_isrss,
                      usage.ru_minflt,  usage.ru_majflt, usage.ru_nswap,  usage.ru_inblock,
                      usage.ru_oublock, usage.ru_msgsnd, usage.ru_msgrcv, usage.ru_nsignals,
                      usage.ru_nvcsw,   usage.ru_nivcsw};
    Value fields[kUsageCount] = {seconds(usage.ru_utime), seconds(usage.ru_stime)};
    for (int i = 2; i < kUsageCount; ++i) fields[i] = Value::smallInt(numbers[i - 2]);
    return structSequenceNew(t, &kUsageSpec, fields);
}

Result<int> resourceArgument(Thread* t, Value v) {
    int resource = KRAIT_TRY(cIntArgument(t, v));
    if (resource < 0 || resource >= static_cast<int>(RLIM_NLIMITS))
        return raise(t, TypeId::kValueError, "invalid resource specified");
    return resource;
}
Ref pairOf(Thread* t, const rlimit& limits) {
    Ref soft = KRAIT_TRY(intFrom(t, static_cast<int64_t>(limits.rlim_cur)));
    Ref hard = KRAIT_TRY(intFrom(t, static_cast<int64_t>(limits.rlim_max)));
    return tupleOf(t, soft.get(), hard.get());
}
Status limitsArgument(Thread* t, Value v, rlimit* out) {
    Ref pair = KRAIT_TRY(tupleFromIterable(t, v));
    if (pair.as<Tuple>()->length != 2)
        return raise(t, TypeId::kValueError, "expected a tuple of 2 integers");
    rlim_t* places[] = {&out->rlim_cur, &out->rlim_max};
    for (int i = 0; i < 2; ++i) {
        Ref number = KRAIT_TRY(toIndex(t, pair.as<Tuple>()->items[i]));
        // Python: -1 is RLIM_INFINITY.
        *places[i] = static_cast<rlim_t>(KRAIT_TRY(intAsInt64(t, number)));
    }
    return ok();
}
Error raiseLimit(Thread* t, int error) {
    if (error == EINVAL)
        return raise(t, TypeId::kValueError, "current limit exceeds maximum limit");
    if (error == EPERM) return raise(t, TypeId::kValueError, "not allowed to raise maximum limit");
    return raiseErrno(t, error);
}

Ref resource_getrlimit(Thread* t, Args a) {
    int resource = KRAIT_TRY(resourceArgument(t, a[0]));
    rlimit limits;
    if (::getrlimit(static_cast<__rlimit_resource>(resource), &limits) < 0)
        return raiseErrno(t, errno);
    return pairOf(t, limits);
}
Ref resource_setrlimit(Thread* t, Args a) {
    int resource = KRAIT_TRY(resourceArgument(t, a[0]));
    rlimit limits;
    KRAIT_TRY(limitsArgument(t, a[1], &limits));
    if (::setrlimit(static_cast<__rlimit_resource>(resource), &limits) < 0)
        return raiseLimit(t, errno);
    return Ref::none();
}
Ref resource_prlimit(Thread* t, Args a) {
    int pid = KRAIT_TRY(cIntArgument(t, a[0]));
    int resource = KRAIT_TRY(resourceArgument(t, a[1]));
    rlimit before, after;
    bool set = !a[2].isNone();
    if (set) KRAIT_TRY(limitsArgument(t, a[2], &after));
    if (::prlimit(pid, static_cast<__rlimit_resource>(resource), set ? &after : nullptr, &before) <
        0)
        return errno == EINVAL ? Ref(raiseLimit(t, errno)) : Ref(raiseErrno(t, errno));
    return pairOf(t, before);
}
Ref resource_getpagesize(Thread* t, Args) {
    return intFrom(t, ::sysconf(_SC_PAGESIZE));
}

constexpr MethodDef kFunctions[] = {
    {"getrusage(who, /)", resource_getrusage,
     "What this process, its thread or its children have used."},
    {"getrlimit(resource, /)", resource_getrlimit, "(soft, hard) limit of a resource."},
    {"setrlimit(resource, limits, /)", resource_setrlimit, "Sets (soft, hard) of a resource."},
    {"prlimit(pid, resource, limits=None, /)", resource_prlimit,
     "The limits of another process before they are set to `limits`, if these are given."},
    {"getpagesize()", resource_getpagesize, "The size of a page of memory in bytes."},
    {}};

// clang-format off
constexpr SystemConstant kConstants[] = {
    KRAIT_CONSTANT(RLIMIT_AS), KRAIT_CONSTANT(RLIMIT_CORE), KRAIT_CONSTANT(RLIMIT_CPU),
    KRAIT_CONSTANT(RLIMIT_DATA), KRAIT_CONSTANT(RLIMIT_FSIZE), KRAIT_CONSTANT(RLIMIT_MEMLOCK),
    KRAIT_CONSTANT(RLIMIT_MSGQUEUE), KRAIT_CONSTANT(RLIMIT_NICE), KRAIT_CONSTANT(RLIMIT_NOFILE),
    KRAIT_CONSTANT(RLIMIT_NPROC), KRAIT_CONSTANT(RLIMIT_OFILE), KRAIT_CONSTANT(RLIMIT_RSS),
    KRAIT_CONSTANT(RLIMIT_RTPRIO), KRAIT_CONSTANT(RLIMIT_RTTIME),
    KRAIT_CONSTANT(RLIMIT_SIGPENDING), KRAIT_CONSTANT(RLIMIT_STACK),
    {"RLIM_INFINITY", -1}, KRAIT_CONSTANT(RUSAGE_CHILDREN), KRAIT_CONSTANT(RUSAGE_SELF),
    KRAIT_CONSTANT(RUSAGE_THREAD),
};
// clang-format on

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    addConstants(filler, kConstants);
    filler.type("error", TypeId::kOSError);
    Type* usage = structSequenceType(t, &kUsageSpec);
    if (!usage) return Error{};
    return filler.set("struct_rusage", Value(usage)).finish();
}

} // namespace

extern const NativeModule kresourceModule = {
    "resource", "Limits and use of the system's resources.", kFunctions, initModule};

} // namespace krait
