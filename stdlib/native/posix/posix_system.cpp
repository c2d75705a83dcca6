// posix: the environment and what the system says of itself.
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/float.h"
#include "vm/objects/str.h"

#include <cstdlib>
#include <cstring>
#include <pwd.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <unistd.h>

extern char** environ;

namespace krait::posix {
namespace {

Ref posix_putenv(Thread* t, Args a) {
    PathArgument name, value;
    for (int i = 0; i < 2; ++i) {
        if (isBytes(a[i]) && a[i].as<Bytes>()->view().find('\0') != std::string_view::npos)
            return raise(t, TypeId::kValueError, "embedded null byte");
    }
    KRAIT_TRY(name.convert(t, "putenv", "name", a[0]));
    KRAIT_TRY(value.convert(t, "putenv", "value", a[1]));
    if (name.text().find('=') != std::string::npos)
        return raise(t, TypeId::kValueError, "illegal environment variable name");
    return noneOrError(t, ::setenv(name.c_str(), value.c_str(), 1));
}
Ref posix_unsetenv(Thread* t, Args a) {
    PathArgument name;
    KRAIT_TRY(name.convert(t, "unsetenv", "name", a[0]));
    return noneOrError(t, ::unsetenv(name.c_str()));
}
Ref posix_strerror(Thread* t, Args a) {
    return strFromUtf8(t, std::strerror(KRAIT_TRY(intArgument(t, a[0]))));
}
Ref posix_cpu_count(Thread* t, Args) {
    if (int set = t->runtime->options.cpu_count) return intFrom(t, set);
    long count = ::sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? intFrom(t, count) : Ref::none();
}
Ref posix_getloadavg(Thread* t, Args) {
    double load[3];
    if (::getloadavg(load, 3) != 3)
        return raise(t, TypeId::kOSError, "Load averages are unobtainable");
    return tupleOf(t, Value::number(load[0]), Value::number(load[1]), Value::number(load[2]));
}
Ref posix_getlogin(Thread* t, Args) {
    errno = 0;
    const char* name = ::getlogin();
    if (!name) {
        if (errno) return raiseErrno(t, errno);
        return raise(t, TypeId::kOSError, "unable to determine login name");
    }
    return decodeFileName(t, name);
}

constexpr StructSequenceField kTimesFields[] = {
    {"user"}, {"system"}, {"children_user"}, {"children_system"}, {"elapsed"}};
Ref posix_times(Thread* t, Args) {
    tms times;
    clock_t elapsed = ::times(&times);
    auto per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    Fields f(t);
    for (clock_t ticks :
         {times.tms_utime, times.tms_stime, times.tms_cutime, times.tms_cstime, elapsed})
        f.add(floatFrom(static_cast<double>(ticks) / per_second));
    return f.sequence(&kTimesResultSpec);
}
constexpr StructSequenceField kUnameFields[] = {{"sysname", "operating system name"},
                                                {"nodename", "name of machine on network"},
                                                {"release", "operating system release"},
                                                {"version", "operating system version"},
                                                {"machine", "hardware identifier"}};
Ref posix_uname(Thread* t, Args) {
    utsname name;
    if (::uname(&name) < 0) return raiseErrno(t, errno);
    Fields f(t);
    for (const char* text : {name.sysname, name.nodename, name.release, name.version, name.machine})
        f.add(decodeFileName(t, text));
    return f.sequence(&kUnameResultSpec);
}

// --- numbers by name
// ------------------------------------------------------------------------------------------------
// clang-format off

constexpr NameNumber kSysconfNames[] = {
#define SC(name) {"SC_" #name, _SC_##name},
    SC(2_CHAR_TERM) SC(2_C_BIND) SC(2_C_DEV) SC(2_C_VERSION) SC(2_FORT_DEV) SC(2_FORT_RUN)
    SC(2_LOCALEDEF) SC(2_SW_DEV) SC(2_UPE) SC(2_VERSION) SC(AIO_LISTIO_MAX) SC(AIO_MAX)
    SC(AIO_PRIO_DELTA_MAX) SC(ARG_MAX) SC(ASYNCHRONOUS_IO) SC(ATEXIT_MAX) SC(AVPHYS_PAGES)
    SC(BC_BASE_MAX) SC(BC_DIM_MAX) SC(BC_SCALE_MAX) SC(BC_STRING_MAX) SC(CHARCLASS_NAME_MAX)
    SC(CHAR_BIT) SC(CHAR_MAX) SC(CHAR_MIN) SC(CHILD_MAX) SC(CLK_TCK) SC(COLL_WEIGHTS_MAX)
    SC(DELAYTIMER_MAX) SC(EQUIV_CLASS_MAX) SC(EXPR_NEST_MAX) SC(FSYNC) SC(GETGR_R_SIZE_MAX)
    SC(GETPW_R_SIZE_MAX) SC(INT_MAX) SC(INT_MIN) SC(IOV_MAX) SC(JOB_CONTROL) SC(LINE_MAX)
    SC(LOGIN_NAME_MAX) SC(LONG_BIT) SC(MAPPED_FILES) SC(MB_LEN_MAX) SC(MEMLOCK) SC(MEMLOCK_RANGE)
    SC(MEMORY_PROTECTION) SC(MESSAGE_PASSING) SC(MQ_OPEN_MAX) SC(MQ_PRIO_MAX) SC(NGROUPS_MAX)
    SC(NL_ARGMAX) SC(NL_LANGMAX) SC(NL_MSGMAX) SC(NL_NMAX) SC(NL_SETMAX) SC(NL_TEXTMAX)
    SC(NPROCESSORS_CONF) SC(NPROCESSORS_ONLN) SC(NZERO) SC(OPEN_MAX) SC(PAGESIZE) SC(PAGE_SIZE)
    SC(PASS_MAX) SC(PHYS_PAGES) SC(PRIORITIZED_IO) SC(PRIORITY_SCHEDULING) SC(REALTIME_SIGNALS)
    SC(RE_DUP_MAX) SC(RTSIG_MAX) SC(SAVED_IDS) SC(SCHAR_MAX) SC(SCHAR_MIN) SC(SEMAPHORES)
    SC(SEM_NSEMS_MAX) SC(SEM_VALUE_MAX) SC(SHARED_MEMORY_OBJECTS) SC(SHRT_MAX) SC(SHRT_MIN)
    SC(SIGQUEUE_MAX) SC(SSIZE_MAX) SC(STREAM_MAX) SC(SYNCHRONIZED_IO) SC(THREADS)
    SC(THREAD_ATTR_STACKADDR) SC(THREAD_ATTR_STACKSIZE) SC(THREAD_DESTRUCTOR_ITERATIONS)
    SC(THREAD_KEYS_MAX) SC(THREAD_PRIORITY_SCHEDULING) SC(THREAD_PRIO_INHERIT)
    SC(THREAD_PRIO_PROTECT) SC(THREAD_PROCESS_SHARED) SC(THREAD_SAFE_FUNCTIONS)
    SC(THREAD_STACK_MIN) SC(THREAD_THREADS_MAX) SC(TIMERS) SC(TIMER_MAX) SC(TTY_NAME_MAX)
    SC(TZNAME_MAX) SC(T_IOV_MAX) SC(UCHAR_MAX) SC(UINT_MAX) SC(UIO_MAXIOV) SC(ULONG_MAX)
    SC(USHRT_MAX) SC(VERSION) SC(WORD_BIT) SC(XBS5_ILP32_OFF32) SC(XBS5_ILP32_OFFBIG)
    SC(XBS5_LP64_OFF64) SC(XBS5_LPBIG_OFFBIG) SC(XOPEN_CRYPT) SC(XOPEN_ENH_I18N)
    SC(XOPEN_LEGACY) SC(XOPEN_REALTIME) SC(XOPEN_REALTIME_THREADS) SC(XOPEN_SHM) SC(XOPEN_UNIX)
    SC(XOPEN_VERSION) SC(XOPEN_XCU_VERSION) SC(XOPEN_XPG2) SC(XOPEN_XPG3) SC(XOPEN_XPG4)
    SC(MINSIGSTKSZ)
#undef SC
};
constexpr NameNumber kPathconfNames[] = {
#define PC(name) {"PC_" #name, _PC_##name},
    PC(ASYNC_IO) PC(CHOWN_RESTRICTED) PC(FILESIZEBITS) PC(LINK_MAX) PC(MAX_CANON) PC(MAX_INPUT)
    PC(NAME_MAX) PC(NO_TRUNC) PC(PATH_MAX) PC(PIPE_BUF) PC(PRIO_IO) PC(SOCK_MAXBUF) PC(SYNC_IO)
    PC(VDISABLE) PC(REC_INCR_XFER_SIZE) PC(REC_MAX_XFER_SIZE) PC(REC_MIN_XFER_SIZE)
    PC(REC_XFER_ALIGN) PC(SYMLINK_MAX) PC(ALLOC_SIZE_MIN)
#undef PC
};
constexpr NameNumber kConfstrNames[] = {
#define CS(name) {"CS_" #name, _CS_##name},
    CS(GNU_LIBC_VERSION) CS(GNU_LIBPTHREAD_VERSION) CS(LFS64_CFLAGS) CS(LFS64_LDFLAGS)
    CS(LFS64_LIBS) CS(LFS64_LINTFLAGS) CS(LFS_CFLAGS) CS(LFS_LDFLAGS) CS(LFS_LIBS)
    CS(LFS_LINTFLAGS) CS(PATH) CS(XBS5_ILP32_OFF32_CFLAGS) CS(XBS5_LP64_OFF64_CFLAGS)
#undef CS
};

// clang-format on

template <size_t kCount>
Result<int> numberArgument(Thread* t, Value v, const NameNumber (&names)[kCount]) {
    if (hasIndex(t, v)) return intArgument(t, v);
    if (!isStr(v)) {
        return raise(t, TypeId::kTypeError, "configuration names must be strings or integers");
    }
    for (const NameNumber& row : names) {
        if (strEqualAscii(v.as<Str>(), row.name)) return row.number;
    }
    return raise(t, TypeId::kValueError, "unrecognized configuration name");
}
Ref posix_sysconf(Thread* t, Args a) {
    int name = KRAIT_TRY(numberArgument(t, a[0], kSysconfNames));
    errno = 0;
    long value = ::sysconf(name);
    if (value == -1 && errno != 0) return raiseErrno(t, errno);
    return intFrom(t, value);
}
Ref posix_pathconf(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "pathconf", "path", a[0], PathArgument::kDescriptor));
    int name = KRAIT_TRY(numberArgument(t, a[1], kPathconfNames));
    errno = 0;
    long value = p.isDescriptor() ? ::fpathconf(p.fd(), name) : ::pathconf(p.c_str(), name);
    if (value == -1 && errno != 0) return raiseErrno(t, errno, p.object());
    return intFrom(t, value);
}
Ref posix_fpathconf(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int name = KRAIT_TRY(numberArgument(t, a[1], kPathconfNames));
    errno = 0;
    long value = ::fpathconf(fd, name);
    if (value == -1 && errno != 0) return raiseErrno(t, errno);
    return intFrom(t, value);
}
Ref posix_confstr(Thread* t, Args a) {
    int name = KRAIT_TRY(numberArgument(t, a[0], kConfstrNames));
    char text[1024];
    errno = 0;
    size_t n = ::confstr(name, text, sizeof text);
    if (n == 0) return errno ? Ref(raiseErrno(t, errno)) : Ref::none();
    return decodeFileName(t, {text, n - 1});
}

template <size_t kCount>
Status addNames(Thread* t, Value module, const char* name, const NameNumber (&names)[kCount]) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (const NameNumber& row : names) {
        New<Str> key = KRAIT_TRY(strIntern(t, row.name));
        KRAIT_TRY(dictSetStr(t, dict, key, Value::smallInt(row.number)));
    }
    return addValue(t, module, name, dict);
}

} // namespace

Status addNameTables(Thread* t, Value module) {
    KRAIT_TRY(addNames(t, module, "sysconf_names", kSysconfNames));
    KRAIT_TRY(addNames(t, module, "pathconf_names", kPathconfNames));
    return addNames(t, module, "confstr_names", kConfstrNames);
}

Status addEnvironment(Thread* t, Value module) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (char** entry = environ; entry && *entry; ++entry) {
        std::string_view text(*entry);
        size_t equals = text.find('=');
        if (equals == text.npos) continue;
        Ref name = KRAIT_TRY(bytesFrom(t, text.substr(0, equals)));
        Ref value = KRAIT_TRY(bytesFrom(t, text.substr(equals + 1)));
        Ref kept = Ref::share(KRAIT_TRY(dictSetDefault(t, dict, name, value))); // the first counts
    }
    return addValue(t, module, "environ", dict);
}

Ref usageTuple(Thread* t, const rusage& usage) {
    Fields f(t);
    for (const timeval& time : {usage.ru_utime, usage.ru_stime})
        f.add(
            floatFrom(static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec)));
    for (long v :
         {usage.ru_maxrss, usage.ru_ixrss, usage.ru_idrss, usage.ru_isrss, usage.ru_minflt,
          usage.ru_majflt, usage.ru_nswap, usage.ru_inblock, usage.ru_oublock, usage.ru_msgsnd,
          usage.ru_msgrcv, usage.ru_nsignals, usage.ru_nvcsw, usage.ru_nivcsw})
        f.addInt(v);
    return f.tuple();
}

constinit const StructSequenceSpec kTimesResultSpec = {
    structSequenceLayout("posix.times_result", "times_result: Result from os.times()."),
    kTimesFields, 5, 5};
constinit const StructSequenceSpec kUnameResultSpec = {
    structSequenceLayout("posix.uname_result", "uname_result: Result from os.uname()."),
    kUnameFields, 5, 5};

constinit const MethodDef kSystemFunctions[] = {
    {"putenv(name, value, /)", posix_putenv, "Change or add an environment variable."},
    {"unsetenv(name, /)", posix_unsetenv, "Delete an environment variable."},
    {"strerror(code, /)", posix_strerror, "Translate an error code to a message string."},
    {"cpu_count()", posix_cpu_count, "Return the number of logical CPUs in the system."},
    {"getloadavg()", posix_getloadavg, "Return average recent system load information."},
    {"getlogin()", posix_getlogin, "Return the actual login name."},
    {"times()", posix_times, "Return a collection containing process timing information."},
    {"uname()", posix_uname, "Return an object identifying the current operating system."},
    {"sysconf(name, /)", posix_sysconf, "Return an integer-valued system configuration variable."},
    {"pathconf(path, name)", posix_pathconf,
     "Return the configuration limit name for the file or directory path."},
    {"fpathconf(fd, name, /)", posix_fpathconf,
     "Return the configuration limit name for the file descriptor fd."},
    {"confstr(name, /)", posix_confstr, "Return a string-valued system configuration variable."},
    {}};

} // namespace krait::posix
