// OSError: errno, strerror, file names; the subclass that belongs to an errno.
//
// Python: OSError(errno, text) makes an instance of the subclass for that errno. So the arguments
// are taken apart in __new__, unless a subclass has an __init__ of its own but no __new__.
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/int.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/type_system.h"

#include <cerrno>
#include <cstddef>

namespace krait {

TypeId osErrorTypeFor(int error) {
    switch (error) {
    case EAGAIN:
    case EALREADY:
    case EINPROGRESS:
        return TypeId::kBlockingIOError;
    case EPIPE:
    case ESHUTDOWN:
        return TypeId::kBrokenPipeError;
    case ECHILD:
        return TypeId::kChildProcessError;
    case ECONNABORTED:
        return TypeId::kConnectionAbortedError;
    case ECONNREFUSED:
        return TypeId::kConnectionRefusedError;
    case ECONNRESET:
        return TypeId::kConnectionResetError;
    case EEXIST:
        return TypeId::kFileExistsError;
    case ENOENT:
        return TypeId::kFileNotFoundError;
    case EISDIR:
        return TypeId::kIsADirectoryError;
    case ENOTDIR:
        return TypeId::kNotADirectoryError;
    case EINTR:
        return TypeId::kInterruptedError;
    case EACCES:
    case EPERM:
        return TypeId::kPermissionError;
    case ESRCH:
        return TypeId::kProcessLookupError;
    case ETIMEDOUT:
        return TypeId::kTimeoutError;
    default:
        return TypeId::kOSError;
    }
}

// Whether __init__ takes the arguments apart for instances of this class.
static bool initParses(Thread* t, Type* type) {
    if (!(type->flags & kTypeHeap)) return false;
    Value init = typeLookup(t, type, t->name(kName___init__));
    const MethodDef* native_init = nativeInitOf(init);
    bool own_init = !native_init || native_init->function != osError_init;
    Value maker = typeLookup(t, type, t->name(kName___new__));
    bool own_new = !(isKind(maker, TypeId::kNativeFunction) &&
                     maker.as<NativeFunction>()->function == osError_new);
    return own_init && !own_new;
}

static Status setFields(Thread* t, ExceptionObject* e, Tuple* args) {
    if (args->length < 2 || args->length > 5) {
        setField(e->args, Value(args));
        return ok();
    }
    setField(e->field[kOSErrorErrno], args->items[0]);
    setField(e->field[kOSErrorStrerror], args->items[1]);
    Value filename = args->length > 2 ? args->items[2] : Value::none();
    Value filename2 = args->length > 4 ? args->items[4] : Value::none();
    if (filename.isNone()) {
        setField(e->args, Value(args));
        return ok();
    }
    if (exactTypeOfObject(e)->id == TypeId::kBlockingIOError && isInt(filename)) {
        // BlockingIOError's third argument is the number of characters written.
        Ref written = KRAIT_TRY(intFrom(t, KRAIT_TRY(toIndexInt64(t, filename))));
        setField(e->field[kOSErrorWritten], written);
        setField(e->args, Value(args));
        return ok();
    }
    setField(e->field[kOSErrorFilename], filename);
    if (!filename2.isNone()) setField(e->field[kOSErrorFilename2], filename2);
    // Python: args has two items even when file names were given.
    Ref two = KRAIT_TRY(tupleFrom(t, args->items, 2));
    setField(e->args, two);
    return ok();
}

Ref osError_new(Thread* t, Args a) {
    Type* type = a[0].as<Type>();
    if (initParses(t, type)) {
        return exceptionAllocate(t, type, Value(t->runtime->empty_tuple));
    }
    KRAIT_TRY(rejectKeywords(t, type, a[2]));
    auto* args = a[1].as<Tuple>();
    if (type->id == TypeId::kOSError && args->length >= 2 && args->length <= 5 &&
        isExactInt(args->items[0])) {
        int64_t error;
        if (intFits(args->items[0], &error) && error > 0 && error < 4096) {
            type = t->type(osErrorTypeFor(static_cast<int>(error)));
        }
    }
    New<ExceptionObject> e = KRAIT_TRY(exceptionAllocate(t, type, a[1]));
    KRAIT_TRY(setFields(t, e, args));
    return e;
}

Ref osError_init(Thread* t, Args a) {
    Type* type = typeOf(t, a[0]);
    if (!initParses(t, type)) return Ref::none(); // everything was done in __new__
    KRAIT_TRY(rejectKeywords(t, type, a[2]));
    KRAIT_TRY(setFields(t, asException(a[0]), a[1].as<Tuple>()));
    return Ref::none();
}

Ref osError_str(Thread* t, Value self) {
    auto* e = asException(self);
    Value number = orNone(e->field[kOSErrorErrno]), text = orNone(e->field[kOSErrorStrerror]);
    Value filename = e->field[kOSErrorFilename], filename2 = e->field[kOSErrorFilename2];
    if (!filename.isEmpty()) {
        if (!filename2.isEmpty()) {
            return strFormat(t, "[Errno %S] %S: %R -> %R", number, text, filename, filename2);
        }
        return strFormat(t, "[Errno %S] %S: %R", number, text, filename);
    }
    if (!e->field[kOSErrorErrno].isEmpty() && !e->field[kOSErrorStrerror].isEmpty()) {
        return strFormat(t, "[Errno %S] %S", number, text);
    }
    return baseException_str(t, self);
}

static Ref osError_reduce(Thread* t, Args a) {
    auto* e = asException(a[0]);
    Ref args = Ref::share(e->args);
    auto* tuple = args.as<Tuple>();
    if (tuple->length == 2 && !e->field[kOSErrorFilename].isEmpty()) {
        Value filename = e->field[kOSErrorFilename], filename2 = e->field[kOSErrorFilename2];
        if (filename2.isEmpty()) {
            args = tupleOf(t, tuple->items[0], tuple->items[1], filename);
        } else {
            args = tupleOf(t, tuple->items[0], tuple->items[1], filename, Value::none(), filename2);
        }
        if (args.isError()) return Error{};
    }
    Ref state = exceptionDictOrEmpty(t, a[0]);
    if (state.isEmpty() && t->hasError()) return Error{};
    return exceptionReduce(t, a[0], args, state);
}

static Ref get_written(Thread* t, Value self) {
    Value written = asException(self)->field[kOSErrorWritten];
    if (written.isEmpty()) return raise(t, TypeId::kAttributeError, "characters_written");
    return Ref::share(written);
}
static Status set_written(Thread* t, Value self, Value value) {
    auto* e = asException(self);
    if (value.isEmpty()) {
        if (e->field[kOSErrorWritten].isEmpty()) {
            return raise(t, TypeId::kAttributeError, "characters_written");
        }
        setField(e->field[kOSErrorWritten], Value());
        return ok();
    }
    Ref written = KRAIT_TRY(intFrom(t, KRAIT_TRY(toIndexInt64(t, value))));
    setField(e->field[kOSErrorWritten], written);
    return ok();
}

#define FIELD(index)                                                                               \
    static_cast<uint16_t>(offsetof(ExceptionObject, field) + (index) * sizeof(Value))
constinit const MemberDef kOSErrorMembers[] = {
    {"errno", FIELD(kOSErrorErrno), false, true, "POSIX exception code"},
    {"strerror", FIELD(kOSErrorStrerror), false, true, "exception strerror"},
    {"filename", FIELD(kOSErrorFilename), false, true, "exception filename"},
    {"filename2", FIELD(kOSErrorFilename2), false, true, "second exception filename"},
    {}};
constinit const GetSetDef kOSErrorGetSets[] = {{"characters_written", get_written, set_written},
                                               {}};
constinit const MethodDef kOSErrorMethods[] = {{"__reduce__(self, /)", osError_reduce, nullptr},
                                               {}};

} // namespace krait
