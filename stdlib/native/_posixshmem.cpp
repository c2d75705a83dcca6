// _posixshmem: shared memory by name, for multiprocessing.
#include "stdlib/native/system_constants.h"

#include <fcntl.h>
#include <sys/mman.h>

namespace krait {
namespace {

Status nameArgument(Thread* t, const char* function, Value v, std::string* out) {
    if (!isStr(v)) {
        return raise(t, TypeId::kTypeError, "%s() argument 'path' must be str, not %T", function,
                     v);
    }
    KRAIT_TRY(encodeFileName(t, v, out));
    if (out->find('\0') != out->npos)
        return raise(t, TypeId::kValueError, "embedded null character");
    return ok();
}
Ref shm_open(Thread* t, Args a) {
    std::string name;
    KRAIT_TRY(nameArgument(t, "shm_open", a[0], &name));
    int flags = KRAIT_TRY(cIntArgument(t, a[1]));
    int mode = KRAIT_TRY(cIntArgument(t, a[2]));
    SystemResult result = retrySystemCall(
        t, [&] { return ::shm_open(name.c_str(), flags, static_cast<mode_t>(mode)); });
    if (result.raised) return Error{};
    return result.failed() ? Ref(raiseErrno(t, result.error, a[0])) : intFrom(t, result.value);
}
Ref shm_unlink(Thread* t, Args a) {
    std::string name;
    KRAIT_TRY(nameArgument(t, "shm_unlink", a[0], &name));
    SystemResult result = retrySystemCall(t, [&] { return ::shm_unlink(name.c_str()); });
    if (result.raised) return Error{};
    return result.failed() ? Ref(raiseErrno(t, result.error, a[0])) : Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"shm_open(path, flags, mode=511)", shm_open,
     "Open a shared memory object.  Returns a file "
     "descriptor (integer)."},
    {"shm_unlink(path)", shm_unlink, "Removes the name of a shared memory object."},
    {}};

} // namespace

extern const NativeModule k_posixshmemModule = {"_posixshmem", "POSIX shared memory module",
                                                kFunctions, nullptr};

} // namespace krait
