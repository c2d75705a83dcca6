// Calling anything from C++.
#include "vm/interp/dispatch.h"
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/args.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/class_call.h"
#include "vm/runtime/type_system.h"

#include <cstdlib>
#include <cstring>

namespace krait {
namespace {

// Room for a call's values: on the C stack when they are few.
class ValueBuffer {
  public:
    explicit ValueBuffer(uint32_t count) {
        values_ = count <= kFew ? static_cast<Value*>(few_)
                                : static_cast<Value*>(std::malloc(count * sizeof(Value)));
    }
    ~ValueBuffer() {
        if (values_ != static_cast<Value*>(few_)) std::free(static_cast<void*>(values_));
    }
    ValueBuffer(const ValueBuffer&) = delete;
    Value* get() { return values_; }

  private:
    static constexpr uint32_t kFew = 12;
    ValueRoom<kFew> few_;
    Value* values_;
};

uint32_t countOf(const CallArgs& args) {
    return args.positional_count +
           (args.names.isEmpty() ? 0 : static_cast<uint32_t>(args.names.as<Tuple>()->length));
}

} // namespace

Ref callWithSelf(Thread* t, Value callable, Value self, const CallArgs& args) {
    KRAIT_TRY(checkNativeStack(t)); // a bound method may hold a bound method, and so on
    uint32_t count = countOf(args);
    ValueBuffer values(count + 1);
    if (!values.get()) return raiseNoMemory(t);
    values.get()[0] = self;
    if (count)
        std::memcpy(static_cast<void*>(values.get() + 1), args.values, count * sizeof(Value));
    return call(t, callable, {values.get(), args.positional_count + 1, args.names});
}

Ref call(Thread* t, Value callable, const CallArgs& args) {
    if (callable.isObject()) {
        switch (static_cast<TypeId>(callable.object()->kind)) {
        case TypeId::kFunction:
            return enterFunction(t, callable.as<Function>(), args);
        case TypeId::kNativeFunction: {
            auto* f = callable.as<NativeFunction>();
            if (f->owner) return callNewFunction(t, f, args);
            if (f->direct_count == args.positional_count && args.names.isEmpty()) {
                Ref alive = Ref::share(callable);
                return f->function(t, const_cast<Value*>(args.values));
            }
            Ref alive = Ref::share(callable);
            Ref result = callNative(t, callable, f->def, &f->signature, f->self, args);
            if (f->direct_count == 0xffff && f->signature && f->signature->simple) {
                f->direct_count =
                    static_cast<uint16_t>(f->self.isEmpty() ? f->signature->count : 0xffff);
            }
            return result;
        }
        case TypeId::kMethodDescriptor: {
            auto* d = callable.as<MethodDescriptor>();
            if (args.positional_count == 0) {
                return raise(t, TypeId::kTypeError, "unbound method %U.%U() needs an argument",
                             Value(d->owner->qualified_name), Value(d->name));
            }
            if (!isSubtype(typeOf(t, args.values[0]), d->owner)) {
                return raise(t, TypeId::kTypeError,
                             "descriptor '%U' for '%N' objects doesn't apply to a '%T' object",
                             Value(d->name), d->owner, args.values[0]);
            }
            Ref alive = Ref::share(callable);
            if (d->direct_count == args.positional_count && args.names.isEmpty()) {
                return d->function(t, const_cast<Value*>(args.values));
            }
            Ref result = callNative(t, callable, d->def, &d->signature, Value(), args);
            if (d->direct_count == 0xffff && d->signature && d->signature->simple)
                d->direct_count = d->signature->count;
            return result;
        }
        case TypeId::kType:
            if (auto* type = callable.as<Type>();
                type->convert && args.positional_count == 1 && args.names.isEmpty()) {
                return type->convert(t, args.values[0]);
            }
            break;
        case TypeId::kBoundMethod: {
            auto* m = callable.as<BoundMethod>();
            Ref alive = Ref::share(callable);
            return callWithSelf(t, m->function, m->self, args);
        }
        case TypeId::kSlotWrapper: {
            auto* w = callable.as<SlotWrapper>();
            if (args.positional_count == 0) {
                return raise(t, TypeId::kTypeError,
                             "descriptor '%U' of '%N' object needs an argument", Value(w->name),
                             w->owner);
            }
            if (!isSubtype(typeOf(t, args.values[0]), w->owner)) {
                return raise(t, TypeId::kTypeError,
                             "descriptor '%U' requires a '%N' object but received a '%T'",
                             Value(w->name), w->owner, args.values[0]);
            }
            return callSlotWrapper(t, w, args.values[0],
                                   {args.values + 1, args.positional_count - 1, args.names});
        }
        case TypeId::kMethodWrapper: {
            auto* m = callable.as<MethodWrapper>();
            Ref alive = Ref::share(callable);
            return callSlotWrapper(t, m->wrapper, m->self, args);
        }
        default:
            break;
        }
    }
    Type* type = typeOf(t, callable);
    if (!type->slots.call)
        return raise(t, TypeId::kTypeError, "'%.200T' object is not callable", callable);
    KRAIT_TRY(checkNativeStack(t, " while calling a Python object"));
    Ref alive = Ref::share(callable);
    return type->slots.call(t, callable, args);
}

Ref callValues(Thread* t, Value callable, const Value* values, uint32_t count) {
    if (isFunction(callable)) {
        return enterFunction(t, callable.as<Function>(), {values, count, Value()});
    }
    return call(t, callable, {values, count, Value()});
}

Ref callMethodValues(Thread* t, Value object, Str* name, const Value* values, uint32_t count) {
    Value self;

    Ref method = KRAIT_TRY(loadMethod(t, object, name, &self));
    if (self.isEmpty()) return callValues(t, method, values, count);
    Ref owned = Ref::take(self);
    return callWithSelf(t, method, self, {values, count, Value()});
}

Ref callTuple(Thread* t, Value callable, Value args, Value kwargs) {
    auto* tuple = args.as<Tuple>();
    auto positional = static_cast<uint32_t>(tuple->length);
    if (kwargs.isEmpty() || kwargs.as<Dict>()->used == 0)
        return call(t, callable, {tuple->items, positional, Value()});
    auto* dict = kwargs.as<Dict>();
    auto named = static_cast<uint32_t>(dict->used);
    ValueBuffer values(positional + named);
    if (!values.get()) return raiseNoMemory(t);
    New<Tuple> names = KRAIT_TRY(tupleAllocate(t, named));
    for (uint32_t i = 0; i < positional; ++i) values.get()[i] = tuple->items[i];
    int64_t position = 0;
    uint32_t i = 0;
    Value key, value;
    bool bad = false;
    while (dictNext(dict, &position, &key, &value)) {
        if (!isStr(key)) bad = true;
        names->items[i] = Ref::share(key).release();
        values.get()[positional + i++] =
            Ref::share(value).release(); // the dict may change during the call
    }
    Ref result = bad ? Ref(raise(t, TypeId::kTypeError, "keywords must be strings"))
                     : call(t, callable, {values.get(), positional, names});
    for (uint32_t k = 0; k < i; ++k) decref(values.get()[positional + k]);
    return result;
}

bool isCallable(Thread* t, Value v) {
    return typeOf(t, v)->slots.call != nullptr;
}

Error raiseStarArgument(Thread* t, Value callable, Value argument) {
    Ref name = callableName(t, callable);
    if (name.isError()) return Error{};
    return raise(t, TypeId::kTypeError, "%U argument after * must be an iterable, not %.200T",
                 name.get(), argument);
}

Ref callableName(Thread* t, Value callable) {
    Ref qualified = getAttrOptional(t, callable, t->name(kName___qualname__));
    if (qualified.isEmpty() || !isStr(qualified)) {
        if (t->hasError()) clearError(t);
        return strOf(t, callable);
    }
    Ref module = getAttrOptional(t, callable, t->name(kName___module__));
    if (module.isEmpty() && t->hasError()) clearError(t);
    if (!module.isEmpty() && isStr(module) && !strEqualAscii(module.as<Str>(), "builtins")) {
        return strFormat(t, "%U.%U()", module.get(), qualified.get());
    }
    return strFormat(t, "%U()", qualified.get());
}

} // namespace krait
