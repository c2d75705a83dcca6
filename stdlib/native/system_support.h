// What modules over system calls share: paths between Python and the kernel, the loop around a call
// that a signal interrupted, and the place where the GIL is given up.
//
// Paths are bytes to the kernel and str (UTF-8, undecodable bytes as lone surrogates) to Python.
#pragma once

#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"
#include "vm/threads/gil.h"

#include <cerrno>
#include <string>
#include <string_view>

namespace krait {

// The bytes of a str as file names have them. UnicodeEncodeError for surrogates that stand for no
// byte.
Status encodeFileName(Thread*, Value str, std::string* out);
// The str of a file name.
Ref decodeFileName(Thread*, std::string_view bytes);
// os.fspath(): a str or bytes (owned), from those and from what has __fspath__. TypeError "expected
// str, bytes or os.PathLike object, not x".
Ref convertToPath(Thread*, Value path);

// Runs signal handlers after EINTR; an error if one raised.
Status serveSignals(Thread*);

// Gives up the GIL while it is alive: no Python object may be touched.
using BlockingSection = GilReleased;

// Calls `body` (which returns -1 with errno) without the GIL, again after each EINTR whose handlers
// did not raise. -1: errno says why, or (interrupted is true) an exception is set.
struct SystemResult {
    int64_t value;
    int error;
    bool raised; // a signal handler raised: the exception is set
    bool failed() const { return value < 0; }
};
template <typename Body>
SystemResult retrySystemCall(Thread* t, Body&& body) {
    for (;;) {
        int64_t value;
        int error;
        {
            BlockingSection blocking(t);
            value = static_cast<int64_t>(body());
            error = errno;
        }
        if (KRAIT_LIKELY(value >= 0)) return {value, 0, false};
        if (error != EINTR) return {value, error, false};
        if (serveSignals(t).isError()) return {value, error, true};
    }
}

} // namespace krait
