// Raising exceptions from C++: making the instance, linking it to what is being handled, and the
// ways out for errors nobody can catch.
//
// The exception being raised is owned by Thread::exception. Making one can itself fail; then the
// MemoryError that exists beforehand is raised instead.
#include "vm/runtime/errors.h"

#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/int.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import.h"
#include "vm/runtime/message.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/traceback_print.h"

#include <cstdarg>
#include <cstring>

namespace krait {

// Python: an exception raised while another is handled has that one as __context__. The chain of
// the handled one is cut where it would come back to the new one.
void chainContext(Thread* t) {
    Value handled = currentHandled(t);
    Value raised = t->exception;
    if (handled.isEmpty() || handled == raised) return;
    // The chain may hold a cycle made by assignments to __context__: a second pointer at half speed
    // notices.
    Value at = handled, slow = handled;
    for (bool step = false;; step = !step) {
        Value context = asException(at)->context;
        if (context.isEmpty()) break;
        if (context == raised) {
            Ref cut = Ref::take(std::exchange(asException(at)->context, Value()));
            break;
        }
        at = context;
        if (at == slow) break;
        if (step) slow = asException(slow)->context;
    }
    setField(asException(raised)->context, handled);
}

// Takes the reference over.
static Error raiseTake(Thread* t, Ref exception) {
    if (exception.isError()) return Error{}; // making it raised another
    Ref old = Ref::take(std::exchange(t->exception, exception.release()));
    chainContext(t);
    return Error{};
}

Error raise(Thread* t, TypeId type, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Ref message = formatMessage(t, format, arguments);
    va_end(arguments);
    if (message.isError()) return Error{};
    return raiseTake(t, exceptionNew(t, type, message));
}

Error raiseValue(Thread* t, TypeId type, Value argument) {
    return raiseTake(t, exceptionNew(t, type, argument));
}

Error raiseException(Thread* t, Value exception) {
    return raiseTake(t, Ref::share(exception));
}

Error raiseNoMemory(Thread* t) {
    Value exception = t->runtime->no_memory;
    KRAIT_CHECK(exception.isObject()); // out of memory while starting up
    auto* e = asException(exception);
    setExceptionTraceback(t, exception, Value());
    setField(e->context, Value());
    return raiseTake(t, Ref::share(exception));
}

Error raiseErrno(Thread* t, int error, Value filename, Value filename2) {
    Ref text = KRAIT_TRY(strFromUtf8(t, std::strerror(error)));
    Ref args = KRAIT_TRY(tupleOf(t, Value::smallInt(error), text.get()));
    New<ExceptionObject> e = KRAIT_TRY(exceptionAllocate(t, t->type(osErrorTypeFor(error)), args));
    setField(e->field[kOSErrorErrno], Value::smallInt(error));
    setField(e->field[kOSErrorStrerror], text);
    if (!filename.isNone()) setField(e->field[kOSErrorFilename], filename);
    if (!filename2.isNone()) setField(e->field[kOSErrorFilename2], filename2);
    return raiseTake(t, std::move(e));
}

Error raiseKeyError(Thread* t, Value key) {
    return raiseValue(t, TypeId::kKeyError, key);
}

Error raiseAttributeError(Thread* t, Value object, Str* name) {
    Ref alive = Ref::share(object);
    if (isType(object)) {
        (void)raise(t, TypeId::kAttributeError, "type object '%.50N' has no attribute '%U'",
                    object.as<Type>(), Value(name));
    } else if (isKind(object, TypeId::kModule)) {
        return raiseModuleAttribute(t, object.as<Module>(), name);
    } else {
        (void)raise(t, TypeId::kAttributeError, "'%.100T' object has no attribute '%U'", object,
                    Value(name));
    }
    if (errorIs(t, TypeId::kAttributeError)) {
        auto* e = asException(t->exception);
        setField(e->field[kAttributeErrorObj], object);
        setField(e->field[kAttributeErrorName], Value(name));
    }
    return Error{};
}

// --- the exception being raised -----------------------------------------------------------------

Ref takeException(Thread* t) {
    return Ref::take(std::exchange(t->exception, Value()));
}

bool errorIs(Thread* t, TypeId type) {
    return t->hasError() && exceptionIs(t, t->exception, type);
}

void clearError(Thread* t) {
    decref(std::exchange(t->exception, Value()));
}

bool clearErrorIf(Thread* t, TypeId type) {
    if (!errorIs(t, type)) return false;
    clearError(t);
    return true;
}

void setCause(Thread* t, Value cause) {
    if (!t->hasError()) return;
    auto* e = asException(t->exception);
    setField(e->cause, cause);
    setField(e->context, cause);
    e->suppress_context = true;
}

// --- errors that nobody can catch ---------------------------------------------------------------

// What sys.unraisablehook gets. EMPTY: no memory, or too early.
static Ref unraisableArguments(Thread* t, Value exception, Value message, Value object) {
    Ref names = KRAIT_TRY(Ref(tupleAllocate(t, 5)));
    const char* texts[] = {"exc_type", "exc_value", "exc_traceback", "err_msg", "object"};
    for (int i = 0; i < 5; ++i) {
        names.as<Tuple>()->items[i] = KRAIT_TRY(strIntern(t, texts[i])).release();
    }
    Value values[] = {Value(typeOf(t, exception)), exception,
                      orNone(exceptionTraceback(t, exception)), orNone(message), orNone(object)};
    return call(t, Value(t->type(TypeId::kSimpleNamespace)), {values, 0, names});
}

// Python: an error that was raised in C++ shows where the program stands.
static void addCurrentFrame(Thread* t) {
    if (!t->hasError() || !exceptionTraceback(t, t->exception).isEmpty()) return;
    FrameWalk walk(t);
    if (!walk.next()) return;
    Code* code = frameFunction(walk.registers)->code;
    addTraceback(t, walk.registers, static_cast<uint32_t>(walk.pc - code->instructions));
}

void reportUnraisable(Thread* t, const char* where, Value object) {
    addCurrentFrame(t);
    Ref exception = takeException(t);
    if (exception.isEmpty()) return;
    Ref alive = Ref::share(object);
    Ref message;
    if (where) {
        bool complete = std::strncmp(where, "Exception ignored", 17) == 0;
        message = strFormat(t, complete ? "%s" : "Exception ignored %s", where);
        if (message.isError()) clearError(t);
    }
    Value hook;
    if (t->runtime->sys_dict) {
        hook = dictGetStr(t->runtime->sys_dict, t->name(kName_unraisablehook));
    }
    if (!hook.isEmpty() && !hook.isNone() && !isKind(hook, TypeId::kNativeFunction)) {
        Ref held = Ref::share(hook);
        Ref arguments = unraisableArguments(t, exception, message, object);
        Ref result = arguments.isError() ? Ref() : callFunction(t, held, arguments.get());
        if (!result.isError()) return;
        Ref failure = takeException(t);
        printUnraisable(t, exception, message, object);
        if (!failure.isEmpty()) {
            Ref text = strFromAscii(t, "Exception ignored in sys.unraisablehook");
            printUnraisable(t, failure, text, held);
        }
        return;
    }
    printUnraisable(t, exception, message, object);
}

// --- warnings -----------------------------------------------------------------------------------

Status warn(Thread* t, TypeId category, int stack_level, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Ref message = formatMessage(t, format, arguments);
    va_end(arguments);
    if (message.isError()) return Error{};
    if (t->runtime->finalizing && !t->runtime->modules) return ok();
    Ref module = importModule(t, "warnings");
    if (module.isError()) {
        // Python: a warning that cannot be shown any more is dropped.
        if (clearErrorIf(t, TypeId::kImportError)) return ok();
        return Error{};
    }
    Ref function = KRAIT_TRY(getAttr(t, module, t->name(kName_warn)));
    (void)KRAIT_TRY(callFunction(t, function, message.get(), Value(t->type(category)),
                                 Value::smallInt(stack_level)));
    return ok();
}

} // namespace krait
