// _contextlib: a generator as a context manager. __enter__ and __exit__ of what @contextmanager
// makes are in C++, so that no signal is served between the generator's yield and the with-block
// that it guards. Their attributes (gen, func, args, kwds) are those of the Python part.
#include "stdlib/native/module_util.h"
#include "vm/objects/exception_object.h"
#include "vm/runtime/generator_ops.h"

namespace krait {
namespace {

// Raises RuntimeError and closes the generator, whose own exception would replace it.
Ref failAndClose(Thread* t, Value gen, const char* message) {
    (void)raise(t, TypeId::kRuntimeError, "%s", message);
    Ref error = takeException(t);
    New<Str> close = strIntern(t, "close");
    Ref closed = close.isError() ? Ref() : callMethod(t, gen, close);
    if (closed.isError()) return Error{};
    return raiseException(t, error);
}

// Only a new manager needs what the generator was made of; don't keep it through the block.
Ref manager_enter(Thread* t, Args a) {
    for (const char* name : {"args", "kwds", "func"}) {
        New<Str> interned = KRAIT_TRY(strIntern(t, name));
        KRAIT_TRY(setAttr(t, a[0], interned, Value::none()));
    }
    Ref gen = KRAIT_TRY(getAttr(t, a[0], "gen"));
    Ref entered = iterNext(t, gen);
    if (!entered.isEmpty()) return entered;
    if (t->hasError()) return Error{};
    (void)raise(t, TypeId::kRuntimeError, "generator didn't yield");
    asException(t->exception)->suppress_context = true; // from None
    return Error{};
}

// Raises `value` where the generator stands. True: it ended, by StopIteration that isn't `value`.
// False: the exception is `value` itself, which goes on by itself.
Ref throwInto(Thread* t, Value gen, Value value, Value traceback) {
    New<Str> name = KRAIT_TRY(strIntern(t, "throw"));
    Ref yielded = callMethod(t, gen, name, value);
    if (!yielded.isError()) return failAndClose(t, gen, "generator didn't stop after throw()");
    Ref raised = takeException(t);
    bool same = raised.get() == value;
    if (isInstanceOf(t, raised, TypeId::kStopIteration)) return Ref::boolean(!same);
    // A StopIteration that leaves a generator is turned into a RuntimeError.
    bool turned = !same && isInstanceOf(t, raised, TypeId::kRuntimeError) &&
                  isInstanceOf(t, value, TypeId::kStopIteration) &&
                  asException(raised)->cause == value;
    if (!same && !turned) {
        // It goes on as it was raised: its context is its own, even if that is none.
        t->exception = raised.release();
        return Error{};
    }
    // Its traceback shall not show what happened in here.
    New<Str> traceback_name = KRAIT_TRY(strIntern(t, "__traceback__"));
    KRAIT_TRY(setAttr(t, value, traceback_name, traceback));
    return Ref::boolean(false);
}

Ref manager_exit(Thread* t, Args a) {
    Ref gen = KRAIT_TRY(getAttr(t, a[0], "gen"));
    if (a[1].isNone()) {
        Ref more = iterNext(t, gen);
        if (!more.isEmpty()) return failAndClose(t, gen, "generator didn't stop");
        if (t->hasError()) return Error{};
        return Ref::boolean(false);
    }
    Ref value = Ref::share(a[2]);
    if (value.get().isNone()) value = KRAIT_TRY(callFunction(t, a[1]));
    return throwInto(t, gen, value, a[3]);
}

constexpr MethodDef kManagerMethods[] = {
    {"__enter__(self, /)", manager_enter, nullptr},
    {"__exit__(self, typ, value, traceback)", manager_exit, nullptr},
    {}};

const TypeSpec kManagerSpec = {
    .name = "_contextlib.GeneratorManager",
    .size = sizeof(Object),
    .flags = kTypeBase,
    .doc = "Enters and leaves a context by a generator that yields once.",
    .methods = kManagerMethods,
};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module).type("GeneratorManager", &kManagerSpec).finish();
}

} // namespace

extern const NativeModule k_contextlibModule = {"_contextlib", "What contextlib has of C++.",
                                                nullptr, initModule};

} // namespace krait
