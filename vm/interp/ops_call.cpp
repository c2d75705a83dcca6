// Calls, returns, functions.
//
// A Python function called with exactly its positional parameters is entered on the caller's own
// temporaries: the arguments are its first registers. Everything else (defaults, keywords, *args,
// classes, bound methods, other callables) goes through beginCall. In a generator's frame windows
// lie in the heap, so callees get theirs on the thread's stack (the _G forms), and STUB_CHUNK
// brings the result back.
#include "vm/interp/calls.h"
#include "vm/interp/dispatch.h"
#include "vm/interp/special_calls.h"
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/args.h"
#include "vm/runtime/class_call.h"
#include "vm/runtime/unpack.h"

#include <cstring>

namespace krait {

template <int kWords>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callSlow(HARGS);
[[gnu::noinline]] static KRAIT_HANDLER_CC void callOutOfLine(HARGS);

// Whether the breaker is to be served at a callee's head. A generator's frame is no frame before
// RETURN_GENERATOR has made the object.
static inline bool entryIsSafepoint(Thread* t, Value* callee) {
    return KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0) &&
           !frameFunction(callee)->code->is_generator;
}

// --- beginning calls
// ---------------------------------------------------------------------------------------

static void releaseArguments(Value* window, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) decref(window[kCallHeader + i]);
}

// Moves values to a higher place that may overlap. Word by word: they were stored so just now, and
// wider loads would wait for that.
static inline void moveUp(Value* to, const Value* from, uint32_t count) {
    while (count-- > 0) {
        uint64_t bits = from[count].bits();
        asm("" : "+r"(bits));
        to[count] = Value::fromBits(bits);
    }
}

static uint32_t positionalCount(uint32_t count, Value names) {
    return count - (names.isEmpty() ? 0 : static_cast<uint32_t>(names.as<Tuple>()->length));
}

// Binds arguments (owned) that lie where the function's registers will: as the bound parameters
// overlap them, they are set aside first. They are released, whatever the outcome.
static Status bindSetAside(Thread* t, Function* function, Value* callee, uint32_t count,
                           Value names) {
    constexpr uint32_t kFew = 17;
    ValueRoom<kFew> few;
    Value* given = few;
    if (count > kFew) {
        given = static_cast<Value*>(t->heap->allocateBlock(count * sizeof(Value)));
        if (!given) {
            for (uint32_t i = 0; i < count; ++i) decref(callee[i]);
            return raiseNoMemory(t);
        }
    }
    std::memcpy(static_cast<void*>(given), callee, count * sizeof(Value));
    t->stack_top = callee + function->code->register_count;
    Status bound =
        bindFunctionArguments(t, function, {given, positionalCount(count, names), names}, callee);
    for (uint32_t i = 0; i < count; ++i) decref(given[i]);
    if (count > kFew) t->heap->freeBlock(given, count * sizeof(Value));
    return bound;
}

// Enters a Python function. `values` are owned; they lie in the window already, or anywhere.
static Value* enterPython(Thread* t, Function* function, Value* window, uint32_t count, Value names,
                          const uint64_t* call_pc, const uint64_t* return_pc, Value* caller,
                          bool out_of_line, const uint64_t** pc) {
    Code* code = function->code;
    Value* callee = window + kCallHeader;
    if (pushDepth(t).isError()) {
        releaseArguments(window, count);
        decref(window[0]);
        return nullptr;
    }
    if (out_of_line || callee + code->register_count > t->stack_limit) {
        // [pc of the call][window ...]
        t->stack_top = out_of_line ? t->stack_top : window + kCallHeader + count;
        Value* place = reserveWindow(t, 1 + kCallHeader + code->register_count);
        if (!place) {
            --t->python_depth;
            releaseArguments(window, count);
            decref(window[0]);
            return nullptr;
        }
        place[0] = Value::fromBits(reinterpret_cast<uint64_t>(call_pc));
        Value* moved = place + 1;
        moved[0] = window[0];
        if (code->direct_count == count && names.isEmpty()) {
            std::memcpy(static_cast<void*>(moved + kCallHeader), window + kCallHeader,
                        count * sizeof(Value));
        } else {
            CallArgs args{
                window + kCallHeader,
                count - (names.isEmpty() ? 0 : static_cast<uint32_t>(names.as<Tuple>()->length)),
                names};
            t->stack_top = moved + kCallHeader + code->register_count;
            bool failed = bindFunctionArguments(t, function, args, moved + kCallHeader).isError();
            releaseArguments(window, count);
            if (failed) {
                --t->python_depth;
                decref(moved[0]);
                leaveChunk(t, moved);
                return nullptr;
            }
        }
        *pc = pushFrame(t, function, moved + kCallHeader, kStubChunk, caller, code->argument_count);
        return moved + kCallHeader;
    }
    Binding bound = code->direct_count == count && names.isEmpty()
                        ? Binding::kBound
                        : bindInPlace(t, function, callee, count, names);
    if (bound == Binding::kFailed) {
        --t->python_depth;
        decref(window[0]);
        return nullptr;
    }
    if (bound == Binding::kGeneral) {
        if (bindSetAside(t, function, callee, count, names).isError()) {
            --t->python_depth;
            decref(window[0]);
            return nullptr;
        }
    }
    *pc = pushFrame(t, function, callee, return_pc, caller, code->argument_count);
    return callee;
}

// A class whose instances are made by object.__new__ and initialised by a Python function:
// [instance][pc of the call] lie before the window of __init__.
static Value* enterInit(Thread* t, Type* type, Function* init, Value* window, uint32_t count,
                        Value names, const uint64_t* call_pc, Value* caller, const uint64_t** pc,
                        bool* entered) {
    *entered = false;
    Code* code = init->code;
    Value* inner = window + 2;
    Value* callee = inner + kCallHeader;
    uint32_t room = code->register_count > count + 1 ? code->register_count : count + 1;
    if (code->is_generator || callee + room > t->stack_limit) return nullptr;
    Object* instance = allocateInstance(t, type);
    *entered = true;
    if (!instance) {
        releaseArguments(window, count);
        decref(window[0]);
        return nullptr;
    }
    if (pushDepth(t).isError()) {
        decref(instance);
        releaseArguments(window, count);
        decref(window[0]);
        return nullptr;
    }
    moveUp(callee + 1, window + kCallHeader, count);
    incref(instance);
    callee[0] = Value(instance);
    decref(window[0]); // the class: the instance holds it
    window[0] = Value(instance);
    window[1] = Value::fromBits(reinterpret_cast<uint64_t>(call_pc));
    incref(init);
    inner[0] = Value(init);
    ++count;
    Binding bound = code->direct_count == count && names.isEmpty()
                        ? Binding::kBound
                        : bindInPlace(t, init, callee, count, names);
    if (bound != Binding::kBound) {
        bool failed =
            bound == Binding::kFailed || bindSetAside(t, init, callee, count, names).isError();
        if (failed) {
            --t->python_depth;
            decref(inner[0]);
            decref(window[0]);
            return nullptr;
        }
    }
    *pc = pushFrame(t, init, callee, kStubInit, caller, code->argument_count);
    return callee;
}

Value* beginCall(Thread* t, Value* window, uint32_t count, Value names, const uint64_t* call_pc,
                 const uint64_t* return_pc, Value* caller, bool out_of_line, const uint64_t** pc) {
    Value callable = window[0];
    constexpr uint32_t kSetAsideMax = 24;
    ValueRoom<kSetAsideMax> aside;
    Value self, function;
    if (isKind(callable, TypeId::kBoundMethod)) {
        self = callable.as<BoundMethod>()->self;
        function = callable.as<BoundMethod>()->function;
    } else if (isPythonInstance(callable) && !isType(callable)) {
        if (Function* method = specialFunction(t, callable, kName___call__)) {
            self = callable;
            function = Value(method);
        }
    }
    if (!function.isEmpty()) {
        if (!isFunction(function)) {
            // as any other callable
        } else if (window + kCallHeader + count + 1 <= t->stack_limit || out_of_line) {
            // A generator's window has no room for one more: its arguments move first.
            if (out_of_line) {
                // Not onto the stack: a chunk opened for it would stay current after the call.
                if (kCallHeader + count + 1 > kSetAsideMax) {
                    Value result =
                        call(t, callable,
                             {window + kCallHeader, positionalCount(count, names), names})
                            .release();
                    releaseArguments(window, count);
                    decref(callable);
                    window[0] = result;
                    return nullptr;
                }
                std::memcpy(static_cast<void*>(static_cast<Value*>(aside) + kCallHeader + 1),
                            window + kCallHeader, count * sizeof(Value));
                window = aside;
            } else {
                moveUp(window + kCallHeader + 1, window + kCallHeader, count);
            }
            incref(self);
            incref(function);
            window[kCallHeader] = self;
            window[0] = function;
            decref(callable);
            return enterPython(t, function.as<Function>(), window, count + 1, names, call_pc,
                               return_pc, caller, out_of_line, pc);
        }
    } else if (isFunction(callable)) {
        return enterPython(t, callable.as<Function>(), window, count, names, call_pc, return_pc,
                           caller, out_of_line, pc);
    } else if (!out_of_line && isType(callable)) {
        if (Function* init = pythonInitOf(t, callable.as<Type>())) {
            bool entered;
            Value* callee = enterInit(t, callable.as<Type>(), init, window, count, names, call_pc,
                                      caller, pc, &entered);
            if (entered) return callee;
        }
    }
    uint32_t named = names.isEmpty() ? 0 : static_cast<uint32_t>(names.as<Tuple>()->length);
    Value result = call(t, callable, {window + kCallHeader, count - named, names}).release();
    releaseArguments(window, count);
    decref(callable);
    window[0] = result;
    return nullptr;
}

// --- CALL
// --------------------------------------------------------------------------------------------------

// A class whose __init__ is in the instruction's cache: [1] tag of its instances' root shape, [2]
// the function (the tag guards it), or 0 when they are bare.
[[gnu::noinline]] static KRAIT_HANDLER_CC void callClassCached(HARGS) {
    publish(t, pc, regs);
    Value* window = regs + A_;
    auto count = static_cast<uint32_t>(t->call_count);
    t->stack_top = window + kCallHeader + count;
    if (pc[2] == 0) {
        if (KRAIT_UNLIKELY(count != 0)) {
            const_cast<uint64_t*>(pc)[1] = 0;
            KRAIT_MUSTTAIL return callSlow<3>(HPASS);
        }
        auto* type = window[0].as<Type>();
        Object* instance = allocateInstance(t, type);
        --type->refcount; // the instance holds it
        if (KRAIT_UNLIKELY(!instance)) RAISE_();
        window[0] = Value(instance);
        if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
            pc += 3;
            JUMP_TO(safepoint);
        }
        NEXT_FRESH(3);
    }
    const uint64_t* callee_pc;
    bool entered;
    Value* callee = enterInit(t, window[0].as<Type>(), reinterpret_cast<Function*>(pc[2]), window,
                              count, Value::empty(), pc, regs, &callee_pc, &entered);
    if (KRAIT_LIKELY(callee != nullptr)) {
        regs = callee;
        pc = callee_pc;
        if (entryIsSafepoint(t, regs)) JUMP_TO(safepoint);
        GOTO_FRESH(pc);
    }
    if (entered) RAISE_();
    const_cast<uint64_t*>(pc)[1] = 0; // no room on this chunk, or a generator: the general way
    KRAIT_MUSTTAIL return callSlow<3>(HPASS);
}

// Any callee; w has the window, b the count.
template <int kWords>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callSlow(HARGS) {
    publish(t, pc, regs);
    Value* window = regs + A_;
    uint32_t count = static_cast<uint32_t>(t->call_count);
    // Calls from C++ put their windows behind the arguments.
    t->stack_top = window + kCallHeader + count;
    if (isKind(window[0], TypeId::kType)) {
        auto* type = window[0].as<Type>();
        if (Function* init = pythonInitOf(t, type)) {
            const_cast<uint64_t*>(pc)[1] = type->root_shape->tag;
            const_cast<uint64_t*>(pc)[2] = reinterpret_cast<uint64_t>(init);
        } else if (count == 0 && type->metatype() == t->type(TypeId::kType) &&
                   makesBareObjects(t, type)) {
            const_cast<uint64_t*>(pc)[1] = type->root_shape->tag;
            const_cast<uint64_t*>(pc)[2] = 0;
        }
    }
    const uint64_t* callee_pc;
    Value* callee =
        beginCall(t, window, count, Value::empty(), pc, pc + kWords, regs, false, &callee_pc);
    if (callee) {
        regs = callee;
        pc = callee_pc;
        if (entryIsSafepoint(t, regs)) JUMP_TO(safepoint);
        GOTO_FRESH(pc);
    }
    if (KRAIT_UNLIKELY(t->hasError())) RAISE_();
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
        JUMP_TO(safepointAfterCall);
    }
    NEXT_FRESH(kWords);
}

// Windows of calls that C++ makes lie behind the arguments, or on the thread's stack when these are
// in a generator's frame.
template <bool kGenerator>
static inline void publishNativeCall(Thread* t, const uint64_t* pc, Value* regs, Value* top) {
    t->pc = pc;
    t->registers = regs;
    t->stack_top = kGenerator ? Generator::of(regs)->stack_top : top;
}

// A C++ function or method descriptor that takes exactly these values.
template <bool kGenerator>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callNativeDirect(HARGS) {
    Value* window = regs + A_;
    uint32_t count = static_cast<uint32_t>(t->call_count);
    publishNativeCall<kGenerator>(t, pc, regs, window + kCallHeader + count);
    Value callable = window[0];
    NativeFn function = isKind(callable, TypeId::kNativeFunction)
                            ? callable.as<NativeFunction>()->function
                            : callable.as<MethodDescriptor>()->function;
    Value result = function(t, window + kCallHeader).release();
    for (uint32_t i = 0; i < count; ++i) decref(window[kCallHeader + i]);
    decref(callable);
    window[0] = result;
    if (KRAIT_UNLIKELY(result.isEmpty())) RAISE_();
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
        JUMP_TO(safepointAfterCall);
    }
    NEXT_FRESH(3);
}

// A C++ function, bound or not, or a method descriptor (whose receiver is checked), when its
// parameters that are not given have defaults.
template <bool kGenerator>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callNativeFilled(HARGS) {
    constexpr uint32_t kFew = 8;
    Value* window = regs + A_;
    auto count = static_cast<uint32_t>(t->call_count);
    Object* callable = window[0].object();
    NativeFn function;
    const Signature* signature;
    ValueRoom<kFew> room;
    Value* values = room;
    uint32_t given = count;
    if (callable->kind == static_cast<uint8_t>(TypeId::kNativeFunction)) {
        auto* f = static_cast<NativeFunction*>(callable);
        function = f->function;
        signature = f->owner ? nullptr : f->signature;
        if (!f->self.isEmpty()) {
            values[0] = f->self;
            ++given;
        }
    } else if (callable->kind == static_cast<uint8_t>(TypeId::kType)) {
        auto* type = static_cast<Type*>(callable);
        function = type->new_def->function;
        signature = type->new_signature;
        values[0] = Value(type);
        ++given;
    } else {
        auto* d = static_cast<MethodDescriptor*>(callable);
        function = d->function;
        signature = d->signature;
    }
    uint32_t own = given - count;
    uint32_t positional = signature ? signature->positional_count : 0;
    bool fits = signature && given >= signature->required_count && signature->count <= kFew &&
                (given <= positional || !signature->simple) && own <= positional;
    // Behind the positional parameters: *args, those by name only, **kwargs.
    bool rest = false;
    for (uint32_t i = positional; fits && i < signature->count; ++i) {
        using Kind = Parameter::Kind;
        const Parameter& p = signature->parameters[i];
        rest |= p.kind == Kind::kVarArgs;
        if (p.kind == Kind::kKeywordOnly && p.required) fits = false;
        values[i] = p.default_value;
    }
    if (!fits || (given > positional && !rest)) {
        if constexpr (kGenerator) {
            JUMP_TO(callOutOfLine);
        } else {
            JUMP_TO(callSlow<3>);
        }
    }
    publishNativeCall<kGenerator>(t, pc, regs, window + kCallHeader + count);
    for (uint32_t i = own; i < positional; ++i) {
        values[i] =
            i < given ? window[kCallHeader + i - own] : signature->parameters[i].default_value;
    }
    Value tuple;
    struct {
        alignas(Tuple) char head[sizeof(Tuple)];
        char items[kFew * sizeof(Value)];
    } lent;
    if (rest) {
        uint32_t i = positional;
        while (signature->parameters[i].kind != Parameter::Kind::kVarArgs) ++i;
        uint32_t taken = positional - own;
        uint32_t more = given > positional ? given - positional : 0;
        if (signature->def->flags & kMethodLentArgs && more <= kFew) {
            // The items are owned by the window, and nobody sees the tuple but the function.
            auto* own_tuple = reinterpret_cast<Tuple*>(lent.head);
            own_tuple->refcount = 1;
            own_tuple->kind = static_cast<uint8_t>(TypeId::kTuple);
            own_tuple->gc_state = 0;
            own_tuple->flags = 0;
            own_tuple->shape = t->type(TypeId::kTuple)->root_shape;
            own_tuple->length = more;
            for (uint32_t k = 0; k < more; ++k) {
                own_tuple->items[k] = window[kCallHeader + taken + k];
            }
            values[i] = Value(own_tuple);
        } else {
            tuple = tupleFrom(t, window + kCallHeader + taken, more).release();
            if (tuple.isEmpty()) {
                for (uint32_t k = 0; k < count; ++k) decref(window[kCallHeader + k]);
                decref(callable);
                RAISE_();
            }
            values[i] = tuple;
        }
    }
    Value result = function(t, values).release();
    decref(tuple);
    KRAIT_ASSERT(!rest || !tuple.isEmpty() || reinterpret_cast<Tuple*>(lent.head)->refcount == 1);
    for (uint32_t i = 0; i < count; ++i) decref(window[kCallHeader + i]);
    decref(callable);
    window[0] = result;
    if (KRAIT_UNLIKELY(result.isEmpty())) RAISE_();
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
        JUMP_TO(safepointAfterCall);
    }
    NEXT_FRESH(3);
}

// A builtin type called with one value.
template <bool kGenerator>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callConversion(HARGS) {
    Value* window = regs + A_;
    publishNativeCall<kGenerator>(t, pc, regs, window + kCallHeader + 1);
    Value type = window[0], argument = window[kCallHeader];
    Value result = type.as<Type>()->convert(t, argument).release();
    decref(argument);
    decref(type);
    window[0] = result;
    if (KRAIT_UNLIKELY(result.isEmpty())) RAISE_();
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
        JUMP_TO(safepointAfterCall);
    }
    NEXT_FRESH(3);
}

// A class of exceptions whose instances are made without a call.
template <bool kGenerator>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callException(HARGS) {
    Value* window = regs + A_;
    auto count = static_cast<uint32_t>(t->call_count);
    publishNativeCall<kGenerator>(t, pc, regs, window + kCallHeader + count);
    Value type = window[0];
    Value result;
    {
        // Its arguments come after it in the heap's log of young containers, as they die before it.
        New<ExceptionObject> made =
            exceptionAllocate(t, type.as<Type>(), Value(t->runtime->empty_tuple));
        Ref args = count ? tupleTake(t, window + kCallHeader, count)
                         : Ref::share(Value(t->runtime->empty_tuple));
        if (!made.isError() && !args.isEmpty()) {
            decref(std::exchange(made->args, args.release()));
            result = made.release();
        }
    }
    decref(type);
    window[0] = result;
    if (KRAIT_UNLIKELY(result.isEmpty())) RAISE_();
    NEXT_FRESH(3);
}

[[gnu::noinline]] static KRAIT_HANDLER_CC void callOutOfLine(HARGS);

// A method descriptor whose receiver is a number, or an instance of a class that is derived from
// the owner at once; others go the long way, which looks through the MRO.
template <bool kGenerator>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callInheritedNative(HARGS) {
    auto* d = regs[A_].as<MethodDescriptor>();
    auto count = static_cast<uint32_t>(t->call_count);
    if (KRAIT_LIKELY(count != 0)) {
        Value self = regs[A_ + kCallHeader];
        const Type* base = self.isObject()     ? self.object()->shape->type->base
                           : self.isSmallInt() ? t->type(TypeId::kInt)
                           : self.isNumber()   ? t->type(TypeId::kFloat)
                                               : nullptr;
        if (KRAIT_LIKELY(base == d->owner)) {
            if (d->direct_count == count) JUMP_TO(callNativeDirect<kGenerator>);
            JUMP_TO(callNativeFilled<kGenerator>);
        }
    }
    if constexpr (kGenerator) {
        JUMP_TO(callOutOfLine);
    } else {
        JUMP_TO(callSlow<3>);
    }
}

// One argument's type by its shape is exactly the owner's: the check of a method descriptor called
// directly.
static inline bool ownerMatches(const MethodDescriptor* d, Value self) {
    return self.isObject() && self.object()->shape->type == d->owner;
}

// A builtin type that is made by its __new__ alone, called before.
static inline bool hasNativeNewAlone(Thread* t, Type* type) {
    return !(type->flags & (kTypeHeap | kTypeDisallowNew)) && type->new_signature &&
           type->metatype() == t->type(TypeId::kType) &&
           type->init_def == t->type(TypeId::kObject)->init_def &&
           type->new_def != t->type(TypeId::kObject)->new_def;
}

// Jumps if the callable is native and its parameters are plain.
#define TRY_NATIVE_CALL(generator)                                                                 \
    {                                                                                              \
        Object* native = callable.object();                                                        \
        if (native->kind == static_cast<uint8_t>(TypeId::kMethodDescriptor)) {                     \
            auto* descriptor = static_cast<MethodDescriptor*>(native);                             \
            if (count != 0 && ownerMatches(descriptor, window[kCallHeader])) {                     \
                if (descriptor->direct_count == count) JUMP_TO(callNativeDirect<generator>);       \
                JUMP_TO(callNativeFilled<generator>);                                              \
            }                                                                                      \
            JUMP_TO(callInheritedNative<generator>);                                               \
        } else if (native->kind == static_cast<uint8_t>(TypeId::kNativeFunction)) {                \
            if (static_cast<NativeFunction*>(native)->direct_count == count) {                     \
                JUMP_TO(callNativeDirect<generator>);                                              \
            }                                                                                      \
            JUMP_TO(callNativeFilled<generator>);                                                  \
        } else if (native->kind == static_cast<uint8_t>(TypeId::kType) && count == 1 &&            \
                   static_cast<Type*>(native)->convert) {                                          \
            JUMP_TO(callConversion<generator>);                                                    \
        } else if (native->kind == static_cast<uint8_t>(TypeId::kType) &&                          \
                   static_cast<Type*>(native)->plain_exception_tag ==                              \
                       static_cast<Type*>(native)->root_shape->tag) {                              \
            JUMP_TO(callException<generator>);                                                     \
        } else if (native->kind == static_cast<uint8_t>(TypeId::kType) &&                          \
                   hasNativeNewAlone(t, static_cast<Type*>(native))) {                             \
            JUMP_TO(callNativeFilled<generator>);                                                  \
        }                                                                                          \
    }

// Where the frame of a callee begins that is called at `window`: there, or on the thread's stack
// when the window is in a generator's frame. Null: it is to be entered in another way.
template <bool kGenerator>
static inline Value* calleeRegisters(Thread* t, Value* regs, Value* window, const Code* code) {
    Value* callee = (kGenerator ? Generator::of(regs)->stack_top + 1 : window) + kCallHeader;
    if (callee + code->register_count > t->stack_limit || t->python_depth >= t->depth_limit ||
        t->breaker.load(std::memory_order_relaxed) != 0) {
        return nullptr;
    }
    return callee;
}
// Fills in the header of that frame, for the call of `function` at pc.
template <bool kGenerator>
static inline void linkCallee(Thread* t, Value* regs, Value* callee, Function* function,
                              const uint64_t* pc) {
    ++t->python_depth;
    if constexpr (kGenerator) {
        callee[-kCallHeader - 1] = Value::fromBits(reinterpret_cast<uint64_t>(pc));
        callee[kFrameFunction] = Value(function);
        callee[kFrameReturnPc] = makeReturnPc(kStubChunk, function->code);
    } else {
        callee[kFrameReturnPc] = makeReturnPc(pc + 3, function->code);
    }
    callee[kFrameCaller] = Value::fromBits(reinterpret_cast<uint64_t>(regs));
    callee[kFrameObject] = Value::empty();
}

// A function that takes *args, or *args and **kwargs, behind positional parameters that are all
// given: f(*args, **kwargs) of a decorator is one.
template <bool kGenerator>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callRest(HARGS) {
    Value* window = regs + A_;
    uint32_t count = t->call_count;
    auto* function = window[0].as<Function>();
    Code* code = function->code;
    uint32_t positional = code->positional_count;
    Value* callee = calleeRegisters<kGenerator>(t, regs, window, code);
    if (KRAIT_UNLIKELY(!(code->flags & kCodeVarArgs) || code->keyword_only_count != 0 ||
                       code->is_generator || count < positional || !callee)) {
        if constexpr (kGenerator) {
            JUMP_TO(callOutOfLine);
        } else {
            JUMP_TO(callSlow<3>);
        }
    }
    publish(t, pc, regs);
    Value* given = window + kCallHeader;
    Value rest = count > positional ? tupleTake(t, given + positional, count - positional).release()
                                    : Ref::share(Value(t->runtime->empty_tuple)).release();
    Value named;
    if (code->flags & kCodeVarKeywords && !rest.isEmpty()) {
        named = dictNew(t).release();
        if (named.isEmpty()) decref(std::exchange(rest, Value()));
    }
    if (KRAIT_UNLIKELY(rest.isEmpty())) {
        releaseArguments(window, positional);
        decref(window[0]);
        RAISE_();
    }
    if constexpr (kGenerator) {
        for (uint32_t i = 0; i < positional; ++i) callee[i] = given[i];
    }
    uint32_t i = positional;
    callee[i++] = rest;
    if (!named.isEmpty()) callee[i++] = named;
    for (uint32_t locals = code->local_count; i < locals; ++i) callee[i] = Value::empty();
    linkCallee<kGenerator>(t, regs, callee, function, pc);
    regs = callee;
    GOTO_FRESH(code->instructions);
}

// A function of positional parameters, of which the last have their defaults.
template <bool kGenerator>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callDefaults(HARGS) {
    Value* window = regs + A_;
    uint32_t count = t->call_count;
    auto* function = window[0].as<Function>();
    Code* code = function->code;
    uint32_t positional = code->positional_count;
    if (KRAIT_LIKELY(code->simple && !code->is_generator && count < positional &&
                     IS_OBJECT(function->defaults))) {
        auto* defaults = function->defaults.as<Tuple>();
        auto given = static_cast<uint32_t>(defaults->length);
        Value* callee = calleeRegisters<kGenerator>(t, regs, window, code);
        if (KRAIT_LIKELY(callee && positional - count <= given)) {
            if constexpr (kGenerator) {
                for (uint32_t i = 0; i < count; ++i) callee[i] = window[kCallHeader + i];
            }
            uint32_t i = count;
            const Value* from = defaults->items + (given - (positional - count));
            for (; i < positional; ++i) {
                Value v = *from++;
                if (IS_OBJECT(v)) ++v.object()->refcount;
                callee[i] = v;
            }
            for (uint32_t locals = code->local_count; i < locals; ++i) callee[i] = Value::empty();
            linkCallee<kGenerator>(t, regs, callee, function, pc);
            regs = callee;
            GOTO_FRESH(code->instructions);
        }
    }
    JUMP_TO(callRest<kGenerator>);
}

#define CALL_BODY(count_expr)                                                                      \
    Value* window = regs + A_;                                                                     \
    uint32_t count = (count_expr); /* may move the callable into its place */                      \
    Value callable = window[0];                                                                    \
    if (KRAIT_LIKELY(IS_OBJECT(callable))) {                                                       \
        Object* object = callable.object();                                                        \
        if (KRAIT_LIKELY(object->kind == static_cast<uint8_t>(TypeId::kFunction))) {               \
            Code* code = static_cast<Function*>(object)->code;                                     \
            Value* callee = window + kCallHeader;                                                  \
            if (KRAIT_LIKELY(code->window_count == count &&                                        \
                             callee + code->register_count <= t->stack_limit &&                    \
                             t->python_depth < t->depth_limit &&                                   \
                             t->breaker.load(std::memory_order_relaxed) == 0)) {                   \
                ++t->python_depth;                                                                 \
                callee[kFrameReturnPc] = makeReturnPc(pc + 3, code);                               \
                callee[kFrameCaller] = Value::fromBits(reinterpret_cast<uint64_t>(regs));          \
                callee[kFrameObject] = Value::fromBits(k_empty);                                   \
                for (uint32_t i = count; i < code->local_count; ++i)                               \
                    callee[i] = Value::fromBits(k_empty);                                          \
                regs = callee;                                                                     \
                GOTO(code->instructions);                                                          \
            }                                                                                      \
            t->call_count = count;                                                                 \
            if (makesGenerator(t, code, count, table)) JUMP_TO(callGenerator);                     \
            JUMP_TO(callDefaults<false>);                                                          \
        }                                                                                          \
        t->call_count = count;                                                                     \
        TRY_NATIVE_CALL(false)                                                                     \
        if (object->kind == static_cast<uint8_t>(TypeId::kType) &&                                 \
            static_cast<Type*>(object)->root_shape->tag == pc[1]) {                                \
            JUMP_TO(callClassCached);                                                              \
        }                                                                                          \
    }                                                                                              \
    t->call_count = count;                                                                         \
    JUMP_TO(callSlow<3>);

// A window begun by LOAD_METHOD that found no method: the callable and arguments move down to their
// places.
static inline uint32_t closeMethodWindow(Value* window, uint32_t count) {
    if (KRAIT_LIKELY(!window[0].isEmpty())) return count + 1;
    window[0] = window[kCallHeader];
    for (uint32_t i = 0; i < count; ++i) window[kCallHeader + i] = window[kCallHeader + 1 + i];
    return count;
}

HANDLER(CALL){CALL_BODY(B_)} HANDLER(CALL_METHOD) {
    CALL_BODY(closeMethodWindow(regs + A_, B_))
}

[[gnu::noinline]] static KRAIT_HANDLER_CC void callOutOfLine(HARGS) {
    publish(t, pc, regs);
    Value* window = regs + A_;
    uint32_t count = static_cast<uint32_t>(t->call_count);
    const uint64_t* callee_pc;
    Value* callee = beginCall(t, window, count, Value::empty(), pc, pc + 3, regs, true, &callee_pc);
    if (callee) {
        regs = callee;
        pc = callee_pc;
        if (entryIsSafepoint(t, regs)) JUMP_TO(safepoint);
        GOTO_FRESH(pc);
    }
    if (KRAIT_UNLIKELY(t->hasError())) RAISE_();
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
        JUMP_TO(safepointAfterCall);
    }
    NEXT_FRESH(3);
}
#define CALL_G_BODY(count_expr)                                                                    \
    Value* window = regs + A_;                                                                     \
    uint32_t count = (count_expr); /* may move the callable into its place */                      \
    Value callable = window[0];                                                                    \
    t->call_count = count;                                                                         \
    if (KRAIT_LIKELY(IS_OBJECT(callable))) {                                                       \
        if (callable.object()->kind == static_cast<uint8_t>(TypeId::kFunction)) {                  \
            Code* code = callable.as<Function>()->code;                                            \
            Value* moved = Generator::of(regs)->stack_top + 1;                                     \
            Value* callee = moved + kCallHeader;                                                   \
            if (KRAIT_LIKELY(code->window_count == count &&                                        \
                             callee + code->register_count <= t->stack_limit &&                    \
                             t->python_depth < t->depth_limit &&                                   \
                             t->breaker.load(std::memory_order_relaxed) == 0)) {                   \
                ++t->python_depth;                                                                 \
                moved[-1] = Value::fromBits(reinterpret_cast<uint64_t>(pc));                       \
                moved[0] = callable;                                                               \
                callee[kFrameReturnPc] = makeReturnPc(kStubChunk, code);                           \
                callee[kFrameCaller] = Value::fromBits(reinterpret_cast<uint64_t>(regs));          \
                callee[kFrameObject] = Value::fromBits(k_empty);                                   \
                uint32_t i = 0;                                                                    \
                for (; i < count; ++i) callee[i] = window[kCallHeader + i];                        \
                for (; i < code->local_count; ++i) callee[i] = Value::fromBits(k_empty);           \
                regs = callee;                                                                     \
                GOTO(code->instructions);                                                          \
            }                                                                                      \
            if (makesGenerator(t, code, count, table)) JUMP_TO(callGenerator);                     \
            JUMP_TO(callDefaults<true>);                                                           \
        }                                                                                          \
        TRY_NATIVE_CALL(true)                                                                      \
    }                                                                                              \
    JUMP_TO(callOutOfLine);

HANDLER(CALL_G){CALL_G_BODY(B_)} HANDLER(CALL_METHOD_G) {
    CALL_G_BODY(closeMethodWindow(regs + A_, B_))
}

// The cache of a call with keywords, for functions of named parameters only:
//   [1] id of the code, number of arguments by position (8 bits; kNotCached) and by name (8), index
//       of the first parameter by position without an argument (15; kNoneMissing), and whether ones
//       by name only have none (1): the function must have defaults for these
//   [2] for each argument by name, in 8 bits, the index of its parameter
constexpr uint32_t kCachedNames = 8, kNoneMissing = 0x7fff, kNotCached = 0xff;

static void cacheKeywords(Thread* t, uint64_t* pc, const Code* code, uint32_t given,
                          const Tuple* names) {
    if (t->runtime->options.stress & kStressIc) return;
    // What cannot be cached is not tried again until the site meets another function.
    if (static_cast<uint32_t>(pc[1]) == code->id && (pc[1] >> 32 & 0xff) == kNotCached) return;
    pc[1] = uint64_t{code->id} | uint64_t{kNotCached} << 32;
    uint32_t positional = code->positional_count;
    uint32_t parameters = positional + code->keyword_only_count;
    auto named = static_cast<uint32_t>(names->length);
    if (code->is_generator || parameters != code->argument_count || parameters > 64 ||
        given > positional || named > kCachedNames || code->keyword_only_count > kCachedNames) {
        return;
    }
    uint64_t places = 0, filled = 0;
    for (uint32_t k = 0; k < named; ++k) {
        const auto* name = names->items[k].as<Str>();
        uint32_t at = code->positional_only_count;
        while (at < parameters && code->local_names[at] != name) ++at;
        if (at == parameters || at < given) return;
        places |= uint64_t{at} << k * 8;
        filled |= uint64_t{1} << at;
    }
    uint64_t missing = kNoneMissing, named_missing = 0;
    for (uint32_t i = parameters; i-- > given;) {
        if (filled >> i & 1) continue;
        if (i >= positional)
            named_missing = 1;
        else
            missing = i;
    }
    pc[1] = uint64_t{code->id} | uint64_t{given} << 32 | uint64_t{named} << 40 | missing << 48 |
            named_missing << 63;
    pc[2] = places;
}

// The defaults of parameters by name only, borrowed; false: one has none.
[[gnu::noinline]] static bool findNamedDefaults(const Function* function, Value* out) {
    const Code* code = function->code;
    if (function->keyword_defaults.isEmpty()) return false;
    auto* defaults = function->keyword_defaults.as<Dict>();
    for (uint32_t i = 0; i < code->keyword_only_count; ++i) {
        out[i] = dictGetStr(defaults, code->local_names[code->positional_count + i]);
    }
    return true;
}

[[gnu::noinline]] static KRAIT_HANDLER_CC void callKeywordsSlow(HARGS) {
    publish(t, pc, regs);
    Value* window = regs + A_;
    Function* self = frameFunction(regs);
    bool out_of_line = self->code->is_generator;
    auto count = static_cast<uint32_t>(t->call_count);
    if (!out_of_line) t->stack_top = window + kCallHeader + count;
    Value names = self->code->constants[C_];
    if (isFunction(window[0])) {
        cacheKeywords(t, const_cast<uint64_t*>(pc), window[0].as<Function>()->code,
                      positionalCount(count, names), names.as<Tuple>());
    }
    const uint64_t* callee_pc;
    Value* callee = beginCall(t, window, count, names, pc, pc + 3, regs, out_of_line, &callee_pc);
    if (callee) {
        regs = callee;
        pc = callee_pc;
        if (entryIsSafepoint(t, regs)) JUMP_TO(safepoint);
        GOTO_FRESH(pc);
    }
    if (t->hasError()) RAISE_();
    NEXT_FRESH(3);
}

template <bool kGenerator>
[[gnu::noinline]] static KRAIT_HANDLER_CC void callKeywords(HARGS) {
    Value* window = regs + A_;
    uint32_t count = t->call_count;
    uint64_t cache = pc[1];
    uint32_t given = cache >> 32 & 0xff, named = cache >> 40 & 0xff;
    uint32_t missing = cache >> 48 & kNoneMissing;
    bool named_missing = cache >> 63;
    if (KRAIT_UNLIKELY(!isFunction(window[0]))) JUMP_TO(callKeywordsSlow);
    auto* function = window[0].as<Function>();
    Code* code = function->code;
    Value* callee = calleeRegisters<kGenerator>(t, regs, window, code);
    if (KRAIT_UNLIKELY(code->id != static_cast<uint32_t>(cache) || given + named != count ||
                       !callee)) {
        JUMP_TO(callKeywordsSlow);
    }
    uint32_t positional = code->positional_count;
    const Tuple* defaults = nullptr;
    uint32_t have = 0;
    if (missing != kNoneMissing) {
        if (!IS_OBJECT(function->defaults)) JUMP_TO(callKeywordsSlow);
        defaults = function->defaults.as<Tuple>();
        have = static_cast<uint32_t>(defaults->length);
        if (missing + have < positional) JUMP_TO(callKeywordsSlow);
    }
    ValueRoom<kCachedNames> room, named_room;
    Value* values = room;
    Value* named_defaults = named_room;
    for (uint32_t k = 0; k < named; ++k) values[k] = window[kCallHeader + given + k];
    if (named_missing) {
        if (!findNamedDefaults(function, named_defaults)) JUMP_TO(callKeywordsSlow);
        // Those without a default must be among the arguments.
        uint64_t places = pc[2];
        for (uint32_t k = 0; k < named; ++k, places >>= 8) {
            uint32_t at = places & 0xff;
            if (at >= positional) named_defaults[at - positional] = Value::none();
        }
        for (uint32_t i = 0; i < code->keyword_only_count; ++i) {
            if (named_defaults[i].isEmpty()) JUMP_TO(callKeywordsSlow);
        }
    }
    if constexpr (kGenerator) {
        for (uint32_t i = 0; i < given; ++i) callee[i] = window[kCallHeader + i];
    }
    for (uint32_t i = given, locals = code->local_count; i < locals; ++i) {
        callee[i] = Value::empty();
    }
    uint64_t places = pc[2];
    for (uint32_t k = 0; k < named; ++k, places >>= 8) callee[places & 0xff] = values[k];
    for (uint32_t i = missing; i < positional; ++i) {
        if (!callee[i].isEmpty()) continue;
        Value v = defaults->items[have + i - positional];
        incref(v);
        callee[i] = v;
    }
    if (named_missing) {
        for (uint32_t i = 0; i < code->keyword_only_count; ++i) {
            if (!callee[positional + i].isEmpty()) continue;
            incref(named_defaults[i]);
            callee[positional + i] = named_defaults[i];
        }
    }
    linkCallee<kGenerator>(t, regs, callee, function, pc);
    regs = callee;
    GOTO_FRESH(code->instructions);
}
HANDLER(CALL_KW) {
    t->call_count = B_;
    if (KRAIT_UNLIKELY(frameFunction(regs)->code->is_generator)) JUMP_TO(callKeywords<true>);
    JUMP_TO(callKeywords<false>);
}
HANDLER(CALL_METHOD_KW) {
    t->call_count = closeMethodWindow(regs + A_, B_);
    if (KRAIT_UNLIKELY(frameFunction(regs)->code->is_generator)) JUMP_TO(callKeywords<true>);
    JUMP_TO(callKeywords<false>);
}

// Spreads the arguments of CALL_EX over the window, as those of any other call, and begins it: as
// beginCall. *spread is false if that cannot be (no room, or keywords that are no plain dict of
// str); then nothing has happened.
static Value* beginSpreadCall(Thread* t, Value* window, bool has_keywords, const uint64_t* pc,
                              Value* regs, const uint64_t** callee_pc, bool* spread) {
    *spread = false;
    if (frameFunction(regs)->code->is_generator || !isExactTuple(window[kCallHeader]))
        return nullptr;
    auto* args = window[kCallHeader].as<Tuple>();
    auto count = static_cast<uint32_t>(args->length);
    Dict* keywords = nullptr;
    uint32_t named = 0;
    New<Tuple> names;
    if (has_keywords) {
        if (!isExactDict(window[kCallHeader + 1])) return nullptr;
        keywords = window[kCallHeader + 1].as<Dict>();
        if (!keywords->string_keys || keywords->cells) return nullptr;
        named = static_cast<uint32_t>(keywords->used);
    }
    if (window + kCallHeader + count + named > t->stack_limit) return nullptr;
    if (named) {
        names = tupleAllocate(t, named);
        if (names.isError()) {
            clearError(t);
            return nullptr;
        }
    }
    *spread = true;
    Value* to = window + kCallHeader;
    for (uint32_t i = 0; i < count; ++i) {
        incref(args->items[i]);
        *to++ = args->items[i];
    }
    if (named) {
        Value* name = names->items;
        for (const DictEntry *e = keywords->entries, *end = e + keywords->entry_count; e < end;
             ++e) {
            if (e->key.isEmpty()) continue;
            incref(e->key);
            incref(e->value);
            *name++ = e->key;
            *to++ = e->value;
        }
    }
    // What dies here may run Python code: on a stack that ends behind the arguments.
    t->stack_top = to;
    decref(args);
    if (keywords) decref(keywords);
    return beginCall(t, window, count + named, named ? Value(names) : Value(), pc, pc + 1, regs,
                     false, callee_pc);
}

// The keywords of a call from a mapping of any kind.
static Ref keywordsOf(Thread* t, Value mapping, Value callable) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(mergeKeywords(t, dict, mapping, callable));
    return dict;
}

// Any call: the window's values are consumed. EMPTY with an error.
static Ref callSpread(Thread* t, Value* window, bool has_keywords, bool any_mapping) {
    Value callable = window[0];
    Ref args = Ref::take(window[kCallHeader]);
    Ref keywords = has_keywords ? Ref::take(window[kCallHeader + 1]) : Ref();
    if (any_mapping && !(isExactDict(keywords) && keywords.as<Dict>()->string_keys)) {
        keywords = KRAIT_TRY(keywordsOf(t, keywords, callable));
    }
    if (isTuple(args)) return callTuple(t, callable, args, keywords);
    Ref tuple;
    if (isExactList(args)) {
        tuple = listAsTuple(t, args.as<List>());
    } else if (typeOf(t, args)->slots.iter || typeOf(t, args)->slots.getitem) {
        tuple = tupleFromIterable(t, args);
    } else {
        return raiseStarArgument(t, callable, args);
    }
    args = KRAIT_TRY(std::move(tuple));
    return callTuple(t, callable, args, keywords);
}

// A callee written in Python gets its frame here, as from any call.
HANDLER(CALL_EX) {
    publish(t, pc, regs);
    Value* window = regs + A_;
    bool spread;
    const uint64_t* callee_pc;
    Value* callee = beginSpreadCall(t, window, B_ != 0, pc, regs, &callee_pc, &spread);
    if (callee) {
        regs = callee;
        GOTO_FRESH(callee_pc);
    }
    if (spread) {
        if (KRAIT_UNLIKELY(t->hasError())) RAISE_();
        NEXT_FRESH(1);
    }
    Value result = callSpread(t, window, B_ != 0, C_ != 0).release();
    decref(window[0]);
    window[0] = result;
    if (result.isEmpty()) RAISE_();
    NEXT_FRESH(1);
}

// --- returns
// -------------------------------------------------------------------------------------------------

[[gnu::noinline]] static KRAIT_HANDLER_CC void returnSlow(HARGS) {
    // t->result is the value; locals not yet released are in place, those that were are EMPTY.
    Value value = std::exchange(t->result, Value());
    publish(t, pc, regs);
    endFrame(t, regs);
    const uint64_t* return_pc = frameReturnPc(regs);
    Value* caller = frameCaller(regs);
    regs[kFrameFunction] = value;
    --t->python_depth;
    t->returned = regs;
    regs = caller;
    GOTO_FRESH(return_pc);
}

// A frame that a frame object shows keeps its locals, the returned one too.
[[gnu::noinline]] static KRAIT_HANDLER_CC void returnObserved(HARGS) {
    Value value = regs[A_];
    if (!isTemp(regs, A_)) incref(value);
    t->result = value;
    JUMP_TO(returnSlow);
}

#define RETURN_BODY(value)                                                                         \
    Value v = (value);                                                                             \
    uint64_t header = regs[kFrameReturnPc].bits();                                                 \
    for (Value* local = regs, *end = regs + (header >> 48); local < end; ++local) {                \
        Value old = *local;                                                                        \
        if (IS_OBJECT(old)) {                                                                      \
            if (old.object()->refcount == 1) {                                                     \
                t->result = v;                                                                     \
                JUMP_TO(returnSlow);                                                               \
            }                                                                                      \
            --old.object()->refcount;                                                              \
            *local = Value::fromBits(k_empty);                                                     \
        }                                                                                          \
    }                                                                                              \
    Object* function = regs[kFrameFunction].object();                                              \
    if (KRAIT_UNLIKELY(function->refcount == 1)) {                                                 \
        t->result = v;                                                                             \
        JUMP_TO(returnSlow);                                                                       \
    }                                                                                              \
    --function->refcount;                                                                          \
    regs[kFrameFunction] = v;                                                                      \
    t->returned = regs;                                                                            \
    --t->python_depth;                                                                             \
    regs = frameCaller(regs);                                                                      \
    GOTO(reinterpret_cast<const uint64_t*>(header << 16 >> 16));

// A local is moved out, so that returning it needs no count.
#define TAKE_RESULT                                                                                \
    Value taken = regs[A_];                                                                        \
    if (!isTemp(regs, A_)) regs[A_] = Value::fromBits(k_empty);

HANDLER(RETURN) {
    if (KRAIT_UNLIKELY(regs[kFrameObject].bits() != k_empty)) JUMP_TO(returnObserved);
    TAKE_RESULT
    RETURN_BODY(taken)
}

HANDLER(RETURN_CONST) {
    Value constant = *reinterpret_cast<const Value*>(pc + SBC_);
    if (IS_OBJECT(constant)) ++constant.object()->refcount;
    if (KRAIT_UNLIKELY(regs[kFrameObject].bits() != k_empty)) {
        t->result = constant;
        JUMP_TO(returnSlow);
    }
    RETURN_BODY(constant)
}

// --- stubs: where calls return to that no CALL on the caller's own window made
// ---------------------------------

HANDLER(STUB_CHUNK) {
    Value* window = t->returned - kCallHeader;
    pc = reinterpret_cast<const uint64_t*>(window[-1].bits());
    word = *pc;
    Value result = window[0];
    leaveChunk(t, window);
    regs[A_] = result;
    NEXT_FRESH(instrWords(Instr{word}));
}

HANDLER(STUB_INIT) {
    Value* window = t->returned - kCallHeader; // of __init__
    pc = reinterpret_cast<const uint64_t*>(window[-1].bits());
    word = *pc;
    Value given = window[0];
    if (KRAIT_UNLIKELY(!given.isNone())) {
        publish(t, pc, regs);
        (void)raise(t, TypeId::kTypeError, "__init__() should return None, not '%.200T'", given);
        decref(given);
        decref(window[-2]);
        RAISE_();
    }
    // The instance is at window[-2], which is the call's own window: the result is in place.
    NEXT_FRESH(instrWords(Instr{word}));
}

// --- functions
// -----------------------------------------------------------------------------------------------

DHANDLER(MAKE_FUNCTION) {
    publish(t, pc, regs);
    Function* self = frameFunction(regs);
    auto flags = static_cast<uint32_t>(pc[1]);
    Value v = functionNew(t, self->code->constants[B_].as<Code>(), self->globals).release();
    Value* next = regs + C_;
    Value parts[4];
    for (int i = 0; i < 4; ++i) {
        if (flags & (1u << i)) parts[i] = *next++;
    }
    if (v.isEmpty()) {
        for (Value part : parts) decref(part);
        RAISE_();
    }
    Function* f = v.as<Function>();
    f->defaults = parts[0];
    f->keyword_defaults = parts[1];
    f->annotations = parts[2];
    if (!parts[3].isEmpty()) f->closure = parts[3].as<Tuple>();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}

HANDLER(SET_TYPE_PARAMS) {
    publish(t, pc, regs);
    bool failed = setAttr(t, regs[A_], t->name(kName___type_params__), regs[B_]).isError();
    consume(regs, B_);
    if (failed) RAISE_();
    NEXT_FRESH(1);
}

} // namespace krait
