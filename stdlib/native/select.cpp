// select: waiting for descriptors by select(), poll() and epoll.
//
// Each waits without the GIL and, after a signal whose handlers did not raise, again for the rest
// of its time (PEP 475). A poll object owns a plain array of pollfd in the order of registration;
// an epoll object owns its descriptor. Both belong to the GIL; a poll object refuses a second
// poll() while one is running, so that its array stays where it is.
#include "stdlib/native/system_constants.h"

#include "vm/objects/float.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"

#include <cmath>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>
#include <vector>

namespace krait {
namespace {

// A number of `unit` nanoseconds as nanoseconds, rounded away from zero; `what` words the
// TypeError.
Result<int64_t> waitNanos(Thread* t, Value v, int64_t unit, const char* what) {
    if (isInstanceOf(t, v, TypeId::kFloat)) {
        double d = floatValue(v);
        if (d != d) return raise(t, TypeId::kValueError, "Invalid value NaN (not a number)");
        d *= static_cast<double>(unit);
        d = d < 0 ? std::floor(d) : std::ceil(d);
        if (!(d >= -0x1p63 && d < 0x1p63)) {
            return raise(t, TypeId::kOverflowError, "timestamp out of range for platform time_t");
        }
        return static_cast<int64_t>(d);
    }
    if (!hasIndex(t, v)) return raise(t, TypeId::kTypeError, "%s", what);
    Ref i = KRAIT_TRY(toIndex(t, v));
    int64_t whole, nanos;
    if (!intFits(i, &whole) || __builtin_mul_overflow(whole, unit, &nanos)) {
        return raise(t, TypeId::kOverflowError, "timestamp too large to convert to C PyTime_t");
    }
    return nanos;
}
constexpr int64_t kSecond = 1'000'000'000, kMilli = 1'000'000;

// --- select --------------------------------------------------------------------------------------

struct Interest {
    Ref items; // a list of what was given
    std::vector<int> fds;
    fd_set set;
    int highest = -1;

    Status read(Thread* t, Value sequence) {
        FD_ZERO(&set);
        New<List> list = KRAIT_TRY(listNew(t));
        KRAIT_TRY(iterateOver(t, sequence, [&](Value item) -> Status {
            int fd = KRAIT_TRY(descriptorOf(t, item));
            if (fd >= FD_SETSIZE)
                return raise(t, TypeId::kValueError, "filedescriptor out of range in select()");
            KRAIT_TRY(listAppend(t, list, item));
            fds.push_back(fd);
            FD_SET(fd, &set);
            highest = std::max(highest, fd);
            return ok();
        }));
        items = std::move(list);
        return ok();
    }
    Ref ready(Thread* t, const fd_set* found) {
        New<List> result = KRAIT_TRY(listNew(t));
        if (!found) return result;
        for (size_t i = 0; i < fds.size(); ++i) {
            if (FD_ISSET(fds[i], found))
                KRAIT_TRY(listAppend(t, result, items.as<List>()->items[i]));
        }
        return result;
    }
};

Ref select_select(Thread* t, Args a) {
    int64_t deadline = kNever;
    if (!a[3].isNone()) {
        int64_t nanos = KRAIT_TRY(waitNanos(t, a[3], kSecond, "timeout must be a float or None"));
        if (nanos < 0) return raise(t, TypeId::kValueError, "timeout must be non-negative");
        deadline = nanos == 0 ? 0 : deadlineAfter(t, nanos);
    }
    Interest interests[3];
    int highest = -1;
    for (int i = 0; i < 3; ++i) {
        Status read = interests[i].read(t, a[i]);
        if (read.isError()) {
            if (errorIs(t, TypeId::kTypeError) && !hasTypeFlag(t, a[i], kTypeSequence) &&
                !typeOf(t, a[i])->slots.iter) {
                clearError(t);
                return raise(t, TypeId::kTypeError, "arguments 1-3 must be sequences");
            }
            return Error{};
        }
        highest = std::max(highest, interests[i].highest);
    }
    fd_set found[3];
    auto ask = [&](bool wait) {
        for (int i = 0; i < 3; ++i) found[i] = interests[i].set;
        timeval left = {0, 0};
        if (wait && deadline != kNever && deadline != 0) {
            int64_t nanos = std::max<int64_t>(deadline - schedulerNow(t), 0);
            left.tv_sec = nanos / kSecond;
            left.tv_usec = (nanos % kSecond + 999) / 1000;
            if (left.tv_usec >= 1'000'000) {
                left.tv_usec -= 1'000'000;
                ++left.tv_sec;
            }
        }
        return ::select(highest + 1, &found[0], &found[1], &found[2],
                        wait && deadline == kNever ? nullptr : &left);
    };
    SystemResult result = retryOrAttempt(
        t, deadline,
        [&](int64_t* value) {
            *value = ask(false);
            return *value != 0 || schedulerNow(t) >= deadline;
        },
        [&] { return ask(true); });
    if (result.raised) return Error{};
    if (result.failed()) return raiseErrno(t, result.error);
    bool any = result.value > 0;
    Ref lists[3];
    for (int i = 0; i < 3; ++i)
        lists[i] = KRAIT_TRY(interests[i].ready(t, any ? &found[i] : nullptr));
    return tupleOf(t, lists[0].get(), lists[1].get(), lists[2].get());
}

// --- poll ----------------------------------------------------------------------------------------

struct Poll : Object {
    std::vector<pollfd>* entries; // in the order of registration
    bool running;
};

Result<uint16_t> eventMask(Thread* t, Value v) {
    Ref i = KRAIT_TRY(toIndex(t, v));
    int64_t mask;
    if (intSign(i) < 0) return raise(t, TypeId::kValueError, "value must be positive");
    if (!intFits(i, &mask) || mask > UINT16_MAX) {
        return raise(t, TypeId::kOverflowError, "Python int too large for C unsigned short");
    }
    return static_cast<uint16_t>(mask);
}
pollfd* findEntry(Poll* self, int fd) {
    for (pollfd& entry : *self->entries)
        if (entry.fd == fd) return &entry;
    return nullptr;
}

Ref poll_register(Thread* t, Args a) {
    auto* self = a[0].as<Poll>();
    int fd = KRAIT_TRY(descriptorOf(t, a[1]));
    uint16_t mask = KRAIT_TRY(eventMask(t, a[2]));
    if (pollfd* entry = findEntry(self, fd))
        entry->events = static_cast<short>(mask);
    else
        self->entries->push_back({fd, static_cast<short>(mask), 0});
    return Ref::none();
}
Ref poll_modify(Thread* t, Args a) {
    auto* self = a[0].as<Poll>();
    int fd = KRAIT_TRY(descriptorOf(t, a[1]));
    uint16_t mask = KRAIT_TRY(eventMask(t, a[2]));
    pollfd* entry = findEntry(self, fd);
    if (!entry) return raiseErrno(t, ENOENT);
    entry->events = static_cast<short>(mask);
    return Ref::none();
}
Ref poll_unregister(Thread* t, Args a) {
    auto* self = a[0].as<Poll>();
    int fd = KRAIT_TRY(descriptorOf(t, a[1]));
    pollfd* entry = findEntry(self, fd);
    if (!entry) {
        Ref key = KRAIT_TRY(intFrom(t, fd));
        return raiseKeyError(t, key);
    }
    self->entries->erase(self->entries->begin() + (entry - self->entries->data()));
    return Ref::none();
}

Ref poll_poll(Thread* t, Args a) {
    auto* self = a[0].as<Poll>();
    int64_t deadline = kNever;
    if (!a[1].isNone()) {
        int64_t nanos = KRAIT_TRY(waitNanos(t, a[1], kMilli, "timeout must be an integer or None"));
        if (nanos > int64_t{INT_MAX} * kMilli)
            return raise(t, TypeId::kOverflowError, "timeout is too large");
        if (nanos >= 0) deadline = nanos == 0 ? 0 : deadlineAfter(t, nanos);
    }
    if (self->running) return raise(t, TypeId::kRuntimeError, "concurrent poll() invocation");
    // The waiting is over a copy: other threads may register meanwhile.
    std::vector<pollfd> entries = *self->entries;
    self->running = true;
    SystemResult result = pollDescriptors(t, entries.data(), entries.size(), deadline);
    self->running = false;
    if (result.raised) return Error{};
    if (result.failed()) return raiseErrno(t, result.error);
    New<List> list = KRAIT_TRY(listNew(t, result.value));
    for (const pollfd& entry : entries) {
        if (entry.revents == 0) continue;
        Ref pair = KRAIT_TRY(tupleOf(t, Value::smallInt(entry.fd),
                                     Value::smallInt(static_cast<uint16_t>(entry.revents))));
        KRAIT_TRY(listAppend(t, list, pair));
    }
    return list;
}

void poll_destroy(Thread*, Object* o) {
    delete static_cast<Poll*>(o)->entries;
}

constexpr int kPollDefault = POLLIN | POLLPRI | POLLOUT;
static_assert(kPollDefault == 7);

constexpr MethodDef kPollMethods[] = {
    {"register(self, fd, eventmask=7, /)", poll_register,
     "Register a file descriptor with the polling object."},
    {"modify(self, fd, eventmask, /)", poll_modify,
     "Modify an already registered file descriptor."},
    {"unregister(self, fd, /)", poll_unregister,
     "Remove a file descriptor being tracked by the polling object."},
    {"poll(self, timeout=None, /)", poll_poll,
     "Waits for events of the registered descriptors; a list of (fd, event) pairs.\n\nThe timeout "
     "is in milliseconds; None or a negative one waits without limit."},
    {}};

const TypeSpec kPollSpec = {
    .name = "select.poll",
    .size = sizeof(Poll),
    .flags = kTypeDisallowNew,
    .slots = {.destroy = poll_destroy},
    .methods = kPollMethods,
};

Ref select_poll(Thread* t, Args) {
    Type* type = typeFromSpec(t, &kPollSpec);
    if (!type) return Error{};
    auto* self = static_cast<Poll*>(allocateInstance(t, type));
    if (!self) return Error{};
    self->entries = new std::vector<pollfd>;
    return Ref::take(Value(self));
}

// --- epoll ---------------------------------------------------------------------------------------

struct Epoll : Object {
    int fd; // -1: closed
};

Error raiseClosed(Thread* t) {
    return raise(t, TypeId::kValueError, "I/O operation on closed epoll object");
}
Ref epollNew(Thread* t, Type* type, int fd) {
    auto* self = static_cast<Epoll*>(allocateInstance(t, type));
    if (!self) {
        ::close(fd);
        return Error{};
    }
    self->fd = fd;
    return Ref::take(Value(self));
}
Ref epoll_new(Thread* t, Args a) {
    int size = KRAIT_TRY(cIntArgument(t, a[1]));
    int flags = KRAIT_TRY(cIntArgument(t, a[2]));
    if (size != -1 && size <= 0) return raise(t, TypeId::kValueError, "negative sizehint");
    if (flags != 0 && flags != EPOLL_CLOEXEC) return raise(t, TypeId::kOSError, "invalid flags");
    int fd = ::epoll_create1(EPOLL_CLOEXEC);
    if (fd < 0) return raiseErrno(t, errno);
    return epollNew(t, a[0].as<Type>(), fd);
}
Ref epoll_fromfd(Thread* t, Args a) {
    int fd = KRAIT_TRY(cIntArgument(t, a[1]));
    return epollNew(t, a[0].as<Type>(), fd);
}
Ref closeEpoll(Thread* t, Epoll* self) {
    if (self->fd < 0) return Ref::none();
    int fd = std::exchange(self->fd, -1);
    int result, error;
    {
        BlockingSection blocking(t);
        result = ::close(fd);
        error = errno;
    }
    return result < 0 ? Ref(raiseErrno(t, error)) : Ref::none();
}
void epoll_destroy(Thread*, Object* o) {
    int fd = static_cast<Epoll*>(o)->fd;
    if (fd >= 0) ::close(fd);
}
Ref epoll_close(Thread* t, Args a) {
    return closeEpoll(t, a[0].as<Epoll>());
}
Ref epoll_enter(Thread* t, Args a) {
    if (a[0].as<Epoll>()->fd < 0) return raiseClosed(t);
    return Ref::share(a[0]);
}
Ref epoll_exit(Thread* t, Args a) {
    // Python: close() is looked up, it may have been overridden.
    return callMethod(t, a[0], t->name(kName_close));
}
Ref epoll_fileno(Thread* t, Args a) {
    auto* self = a[0].as<Epoll>();
    if (self->fd < 0) return raiseClosed(t);
    return intFrom(t, self->fd);
}

Ref control(Thread* t, Value self, int operation, Value descriptor, Value mask) {
    int epoll_fd = self.as<Epoll>()->fd;
    if (epoll_fd < 0) return raiseClosed(t);
    int fd = KRAIT_TRY(descriptorOf(t, descriptor));
    epoll_event event = {};
    if (!mask.isEmpty()) {
        int64_t events = KRAIT_TRY(toIndexInt64(t, mask));
        event.events = static_cast<uint32_t>(events);
    }
    event.data.fd = fd;
    int result, error;
    {
        BlockingSection blocking(t);
        result = ::epoll_ctl(epoll_fd, operation, fd, &event);
        error = errno;
    }
    return result < 0 ? Ref(raiseErrno(t, error)) : Ref::none();
}
Ref epoll_register(Thread* t, Args a) {
    return control(t, a[0], EPOLL_CTL_ADD, a[1], a[2]);
}
Ref epoll_modify(Thread* t, Args a) {
    return control(t, a[0], EPOLL_CTL_MOD, a[1], a[2]);
}
Ref epoll_unregister(Thread* t, Args a) {
    return control(t, a[0], EPOLL_CTL_DEL, a[1], Value());
}

constexpr int kEventsAtOnce = 64; // what fits on the stack; more are asked for from the heap

Ref epoll_poll(Thread* t, Args a) {
    auto* self = a[0].as<Epoll>();
    if (self->fd < 0) return raiseClosed(t);
    int64_t deadline = kNever;
    if (!a[1].isNone()) {
        int64_t nanos =
            KRAIT_TRY(waitNanos(t, a[1], kSecond, "timeout must be an integer or None"));
        if (nanos > int64_t{INT_MAX} * kMilli)
            return raise(t, TypeId::kOverflowError, "timeout is too large");
        if (nanos >= 0) deadline = nanos == 0 ? 0 : deadlineAfter(t, nanos);
    }
    int maximum = KRAIT_TRY(cIntArgument(t, a[2]));
    if (maximum == -1) {
        maximum = FD_SETSIZE - 1;
    } else if (maximum < 1) {
        return raise(t, TypeId::kValueError, "maxevents must be greater than 0, got %d", maximum);
    }
    epoll_event few[kEventsAtOnce];
    std::vector<epoll_event> many;
    epoll_event* events = few;
    if (maximum > kEventsAtOnce) {
        many.resize(static_cast<size_t>(maximum));
        events = many.data();
    }
    int fd = self->fd;
    SystemResult result;
    pollfd any = {fd, POLLIN, 0};
    if (fibersOf(t) && deadline != 0) result = pollDescriptors(t, &any, 1, deadline);
    if (!result.failed()) {
        result = retrySystemCall(t, [&] {
            int timeout = -1;
            if (fibersOf(t)) {
                timeout = 0;
            } else if (deadline != kNever) {
                int64_t left = std::max<int64_t>(deadline - schedulerNow(t), 0);
                timeout =
                    static_cast<int>(std::min<int64_t>((left + kMilli - 1) / kMilli, INT_MAX));
            }
            return ::epoll_wait(fd, events, maximum, timeout);
        });
    }
    if (result.raised) return Error{};
    if (result.failed()) return raiseErrno(t, result.error);
    New<List> list = KRAIT_TRY(listNew(t, result.value));
    for (int64_t i = 0; i < result.value; ++i) {
        Ref pair = KRAIT_TRY(
            tupleOf(t, Value::smallInt(events[i].data.fd), Value::smallInt(events[i].events)));
        KRAIT_TRY(listAppend(t, list, pair));
    }
    return list;
}
Ref epoll_closed(Thread*, Value self) {
    return Ref::boolean(self.as<Epoll>()->fd < 0);
}

constexpr int kEpollDefault = EPOLLIN | EPOLLPRI | EPOLLOUT;
static_assert(kEpollDefault == 7);

constexpr MethodDef kEpollMethods[] = {
    {"close(self, /)", epoll_close, "Close the epoll control file descriptor."},
    {"fileno(self, /)", epoll_fileno, "Return the epoll control file descriptor."},
    {"register(self, /, fd, eventmask=7)", epoll_register,
     "Registers a new fd or raises an OSError if the fd is already registered."},
    {"modify(self, /, fd, eventmask)", epoll_modify,
     "Modify event mask for a registered file descriptor."},
    {"unregister(self, /, fd)", epoll_unregister,
     "Remove a registered file descriptor from the epoll object."},
    {"poll(self, /, timeout=None, maxevents=-1)", epoll_poll,
     "Waits for events of the registered descriptors; a list of (fd, events) pairs.\n\nThe timeout "
     "is in seconds; None or -1 waits without limit."},
    {"fromfd(cls, fd, /)", epoll_fromfd, "Create an epoll object from a given control fd.",
     kMethodClass},
    {"__enter__(self, /)", epoll_enter, nullptr},
    {"__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)", epoll_exit, nullptr},
    {}};
constexpr GetSetDef kEpollGetSets[] = {
    {"closed", epoll_closed, nullptr, "True if the epoll handler is closed"}, {}};

const TypeSpec kEpollSpec = {
    .name = "select.epoll",
    .size = sizeof(Epoll),
    .slots = {.destroy = epoll_destroy},
    .doc = "An edge and level triggered interface to the events of descriptors.\n\nThe sizehint "
           "is no more than checked.",
    .new_ = {"epoll(cls, /, sizehint=-1, flags=0)", epoll_new, nullptr},
    .methods = kEpollMethods,
    .getsets = kEpollGetSets,
};

// --- module --------------------------------------------------------------------------------------

constexpr MethodDef kFunctions[] = {
    {"select(rlist, wlist, xlist, timeout=None, /)", select_select,
     "Wait until one or more file descriptors are ready for some kind of I/O."},
    {"poll()", select_poll, "Returns a polling object."},
    {}};

// clang-format off
constexpr SystemConstant kConstants[] = {
    KRAIT_CONSTANT(PIPE_BUF), KRAIT_CONSTANT(POLLIN), KRAIT_CONSTANT(POLLPRI),
    KRAIT_CONSTANT(POLLOUT), KRAIT_CONSTANT(POLLERR), KRAIT_CONSTANT(POLLHUP),
    KRAIT_CONSTANT(POLLNVAL), KRAIT_CONSTANT(POLLRDNORM), KRAIT_CONSTANT(POLLRDBAND),
    KRAIT_CONSTANT(POLLWRNORM), KRAIT_CONSTANT(POLLWRBAND), KRAIT_CONSTANT(POLLMSG),
    KRAIT_CONSTANT(POLLRDHUP), KRAIT_CONSTANT(EPOLLIN), KRAIT_CONSTANT(EPOLLOUT),
    KRAIT_CONSTANT(EPOLLPRI), KRAIT_CONSTANT(EPOLLERR), KRAIT_CONSTANT(EPOLLHUP),
    KRAIT_CONSTANT(EPOLLRDHUP), {"EPOLLET", static_cast<uint32_t>(EPOLLET)},
    KRAIT_CONSTANT(EPOLLONESHOT),
    KRAIT_CONSTANT(EPOLLEXCLUSIVE), KRAIT_CONSTANT(EPOLLRDNORM), KRAIT_CONSTANT(EPOLLRDBAND),
    KRAIT_CONSTANT(EPOLLWRNORM), KRAIT_CONSTANT(EPOLLWRBAND), KRAIT_CONSTANT(EPOLLMSG),
    KRAIT_CONSTANT(EPOLL_CLOEXEC),
};
// clang-format on

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    filler.type("error", TypeId::kOSError).type("epoll", &kEpollSpec);
    addConstants(filler, kConstants);
    return filler.finish();
}

} // namespace

extern const NativeModule kselectModule = {
    "select", "Waiting for input and output on several descriptors at once.", kFunctions,
    initModule};

} // namespace krait
