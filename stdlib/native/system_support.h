// What modules over system calls share: paths between Python and the kernel, the loop around a call
// that a signal interrupted, and the place where the GIL is given up.
//
// Paths are bytes to the kernel and str (UTF-8, undecodable bytes as lone surrogates) to Python.
#pragma once

#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"
#include "vm/threads/fiber_scheduler.h"
#include "vm/threads/threads.h"

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

// RuntimeWarning if a bool is given for a descriptor.
Status warnIfBool(Thread*, Value descriptor);

// Runs signal handlers after EINTR; an error if one raised.
Status serveSignals(Thread*);

// Gives up the GIL while it is alive: no Python object may be touched.
using BlockingSection = GilReleased;

// Calls `body` (which returns -1 with errno) without the GIL, again after each EINTR whose handlers
// did not raise. -1: errno says why, or (interrupted is true) an exception is set.
struct SystemResult {
    int64_t value = 0;
    int error = 0;
    bool raised = false; // a signal handler raised: the exception is set
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

// --- waiting for the system ---------------------------------------------------------------------
//
// Under the fiber scheduler a call that blocks would block all threads: there the scheduler is
// asked first, and the call made when it will not block. These do that, and elsewhere what
// retrySystemCall does. Deadlines are on schedulerNow()'s clock.

// poll(2); what it returns, again after signals whose handlers did not raise.
SystemResult pollDescriptors(Thread* t, pollfd* entries, nfds_t count, int64_t deadline);
// Lets other fibers run until a blocking descriptor is ready for `events`. To be called under that
// scheduler only.
SystemResult waitUntilReady(Thread* t, int fd, short events);
template <typename Body>
SystemResult retryOnDescriptor(Thread* t, int fd, short events, Body&& body) {
    if (KRAIT_UNLIKELY(fibersOf(t) != nullptr)) {
        SystemResult ready = waitUntilReady(t, fd, events);
        if (ready.failed()) return ready;
    }
    return retrySystemCall(t, body);
}
// write(2).
SystemResult writeDescriptor(Thread* t, int fd, const void* data, size_t size);
// For what no descriptor tells of. attempt(&value) does not block: true when it is done. body
// blocks.
template <typename Attempt, typename Body>
SystemResult retryOrAttempt(Thread* t, int64_t deadline, Attempt&& attempt, Body&& body) {
    FiberScheduler* fibers = fibersOf(t);
    if (KRAIT_LIKELY(!fibers)) return retrySystemCall(t, body);
    for (;;) {
        int64_t value = -1;
        if (attempt(&value)) {
            int error = value < 0 ? errno : 0;
            if (error != EINTR) return {value, error, false};
            if (serveSignals(t).isError()) return {-1, EINTR, true};
            continue; // a signal may end even a call that does not wait
        }
        if (fibers->now() >= deadline) return {-1, ETIMEDOUT, false};
        if (!fibers->waitOutside(t, deadline) && serveSignals(t).isError())
            return {-1, EINTR, true};
    }
}
// While it is alive, calls on the descriptor do not block. For the fiber scheduler; else nothing.
class NonBlocking {
  public:
    NonBlocking(Thread* t, int fd);
    ~NonBlocking();
    NonBlocking(const NonBlocking&) = delete;
    NonBlocking& operator=(const NonBlocking&) = delete;

  private:
    int fd_, flags_ = -1; // flags_: to be put back
};

} // namespace krait
