// atexit: functions to be called when the program ends, the last registered first. The list belongs
// to the Runtime (Runtime::atexit_callbacks: tuples of function, arguments, keywords).
#include "stdlib/native/module_util.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"

namespace krait {

namespace {

Result<List*> callbacks(Thread* t) {
    Value& place = t->runtime->atexit_callbacks;
    if (place.isEmpty()) place = KRAIT_TRY(listNew(t)).release();
    return place.as<List>();
}

Ref atexit_register(Thread* t, Args a) {
    if (!isCallable(t, a[0]))
        return raise(t, TypeId::kTypeError, "the first argument must be callable");
    List* list = KRAIT_TRY(callbacks(t));
    Value none = Value::none();
    Ref entry = KRAIT_TRY(tupleOf(t, a[0], a[1], a[2].isEmpty() ? none : a[2]));
    KRAIT_TRY(listAppend(t, list, entry));
    return Ref::share(a[0]);
}

// The message names the callback itself, as CPython's does.
void reportCallback(Thread* t, Value callback) {
    Ref failure = takeException(t);
    Ref text = strFormat(t, "Exception ignored in atexit callback %R", callback);
    std::string where = "Exception ignored in atexit callback";
    if (text.isError())
        clearError(t);
    else
        where = toUtf8(text.as<Str>());
    (void)raiseException(t, failure);
    reportUnraisable(t, where.c_str(), Value::none());
}

Ref atexit_run(Thread* t, Args) {
    List* list = KRAIT_TRY(callbacks(t));
    Ref keep = Ref::share(Value(list));
    // Callbacks may register more.
    while (list->length > 0) {
        Ref entry = Ref::take(list->items[--list->length]);
        auto* tuple = entry.as<Tuple>();
        Value keywords = tuple->items[2];
        Ref done =
            callTuple(t, tuple->items[0], tuple->items[1], keywords.isNone() ? Value() : keywords);
        if (done.isError()) reportCallback(t, tuple->items[0]);
    }
    return Ref::none();
}

Ref atexit_clear(Thread* t, Args) {
    listClear(t, KRAIT_TRY(callbacks(t)));
    return Ref::none();
}

Ref atexit_unregister(Thread* t, Args a) {
    List* list = KRAIT_TRY(callbacks(t));
    Ref keep = Ref::share(Value(list));
    // REENTRY: == may change the list.
    for (int64_t i = list->length - 1; i >= 0; --i) {
        if (i >= list->length) continue;
        Ref entry = Ref::share(list->items[i]);
        if (!KRAIT_TRY(compareBool(t, entry.as<Tuple>()->items[0], a[0], CompareOp::kEq))) continue;
        if (i >= list->length || !(list->items[i] == entry.get())) continue;
        for (int64_t j = i; j + 1 < list->length; ++j) list->items[j] = list->items[j + 1];
        --list->length;
        decref(entry.get());
    }
    return Ref::none();
}

Ref atexit_count(Thread* t, Args) {
    List* list = KRAIT_TRY(callbacks(t));
    return intFrom(t, list->length);
}

constexpr MethodDef kFunctions[] = {
    {"_clear()", atexit_clear, "Clear the list of previously registered exit functions."},
    {"_ncallbacks()", atexit_count, "Return the number of registered exit functions."},
    {"_run_exitfuncs()", atexit_run, "Run all registered exit functions."},
    {"register(func, /, *args, **kwargs)", atexit_register,
     "Register a function to be executed upon normal program termination"},
    {"unregister(func, /)", atexit_unregister,
     "Unregister an exit function which was previously registered."},
    {}};

} // namespace

extern const NativeModule katexitModule = {"atexit", "Functions to call when the program ends.",
                                           kFunctions};

} // namespace krait
