// errno: the system's error numbers by name. Where two names share a number, errorcode has the one
// that comes last here. Nothing is owned.
#include "stdlib/native/native_support.h"
#include "vm/objects/dict.h"

#include <cerrno>

// clang-format off
#define KRAIT_ERRNO_NAMES(X)                                                                \
    X(EPERM) X(ENOENT) X(ESRCH) X(EINTR) X(EIO) X(ENXIO) X(E2BIG) X(ENOEXEC) X(EBADF)       \
    X(ECHILD) X(EWOULDBLOCK) X(EAGAIN) X(ENOMEM) X(EACCES) X(EFAULT) X(ENOTBLK) X(EBUSY)    \
    X(EEXIST) X(EXDEV) X(ENODEV) X(ENOTDIR) X(EISDIR) X(EINVAL) X(ENFILE) X(EMFILE)         \
    X(ENOTTY) X(ETXTBSY) X(EFBIG) X(ENOSPC) X(ESPIPE) X(EROFS) X(EMLINK) X(EPIPE) X(EDOM)   \
    X(ERANGE) X(EDEADLK) X(EDEADLOCK) X(ENAMETOOLONG) X(ENOLCK) X(ENOSYS) X(ENOTEMPTY)      \
    X(ELOOP) X(ENOMSG) X(EIDRM) X(ECHRNG) X(EL2NSYNC) X(EL3HLT) X(EL3RST) X(ELNRNG)         \
    X(EUNATCH) X(ENOCSI) X(EL2HLT) X(EBADE) X(EBADR) X(EXFULL) X(ENOANO) X(EBADRQC)         \
    X(EBADSLT) X(EBFONT) X(ENOSTR) X(ENODATA) X(ETIME) X(ENOSR) X(ENONET) X(ENOPKG)         \
    X(EREMOTE) X(ENOLINK) X(EADV) X(ESRMNT) X(ECOMM) X(EPROTO) X(EMULTIHOP) X(EDOTDOT)      \
    X(EBADMSG) X(EOVERFLOW) X(ENOTUNIQ) X(EBADFD) X(EREMCHG) X(ELIBACC) X(ELIBBAD)          \
    X(ELIBSCN) X(ELIBMAX) X(ELIBEXEC) X(EILSEQ) X(ERESTART) X(ESTRPIPE) X(EUSERS)           \
    X(ENOTSOCK) X(EDESTADDRREQ) X(EMSGSIZE) X(EPROTOTYPE) X(ENOPROTOOPT) X(EPROTONOSUPPORT) \
    X(ESOCKTNOSUPPORT) X(EOPNOTSUPP) X(ENOTSUP) X(EPFNOSUPPORT) X(EAFNOSUPPORT)             \
    X(EADDRINUSE) X(EADDRNOTAVAIL) X(ENETDOWN) X(ENETUNREACH) X(ENETRESET) X(ECONNABORTED)  \
    X(ECONNRESET) X(ENOBUFS) X(EISCONN) X(ENOTCONN) X(ESHUTDOWN) X(ETOOMANYREFS)            \
    X(ETIMEDOUT) X(ECONNREFUSED) X(EHOSTDOWN) X(EHOSTUNREACH) X(EALREADY) X(EINPROGRESS)    \
    X(ESTALE) X(EUCLEAN) X(ENOTNAM) X(ENAVAIL) X(EISNAM) X(EREMOTEIO) X(EDQUOT) X(ENOMEDIUM)\
    X(EMEDIUMTYPE) X(ECANCELED) X(ENOKEY) X(EKEYEXPIRED) X(EKEYREVOKED) X(EKEYREJECTED)     \
    X(EOWNERDEAD) X(ENOTRECOVERABLE) X(ERFKILL)
// clang-format on

namespace krait {
namespace {

constexpr struct {
    const char* name;
    int number;
} kErrors[] = {
#define KRAIT_ROW(name) {#name, name},
    KRAIT_ERRNO_NAMES(KRAIT_ROW)
#undef KRAIT_ROW
};

Status initModule(Thread* t, Value module) {
    New<Dict> codes = KRAIT_TRY(dictNew(t));
    for (const auto& error : kErrors) {
        New<Str> name = KRAIT_TRY(strIntern(t, error.name));
        KRAIT_TRY(setAttr(t, module, name, Value::smallInt(error.number)));
        KRAIT_TRY(dictSet(t, codes, Value::smallInt(error.number), name));
    }
    return addValue(t, module, "errorcode", codes);
}

} // namespace

extern const NativeModule kerrnoModule = {
    "errno",
    "This module makes available standard errno system symbols.\n\nThe value of each symbol is the "
    "corresponding integer value,\ne.g., on most systems, errno.ENOENT equals the integer "
    "2.\n\nThe dictionary errno.errorcode maps numeric codes to symbol names,\ne.g., "
    "errno.errorcode[2] could be the string 'ENOENT'.",
    nullptr, initModule};

} // namespace krait
