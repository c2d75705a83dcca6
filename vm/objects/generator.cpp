// Generators and coroutines: resuming from C++, throwing, closing, finalisation. Asynchronous
// generators are in async_generator.cpp, delegation in runtime/awaitable.cpp.
#include "vm/objects/generator.h"

#include "vm/interp/calls.h"
#include "vm/objects/exception_object.h"
#include "vm/objects/generator_internal.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/awaitable.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/generator_ops.h"
#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait {
namespace {

const char* kindName(const Generator* g) {
    switch (static_cast<TypeId>(g->kind)) {
    case TypeId::kCoroutine:
        return "coroutine";
    case TypeId::kAsyncGenerator:
        return "async generator";
    default:
        return "generator";
    }
}

// Registers that hold values while the generator is suspended (or not begun): its locals, and the
// temporaries alive at the instruction it is suspended at.
template <typename Act>
void forEachLiveRegister(Generator* g, Act&& act) {
    Code* code = g->code();
    Value* registers = g->registers();
    for (uint16_t i = 0; i < code->local_count; ++i) act(registers[i]);
    if (g->state != GeneratorState::kSuspended) return;
    auto offset = static_cast<uint32_t>(g->resume_pc - code->instructions);
    for (const LiveRange& range : codeLiveSet(code, offset)) {
        for (uint32_t i = range.first; i < uint32_t{range.first} + range.count; ++i)
            act(registers[i]);
    }
}

} // namespace

// cr_origin: (file, line, function) of the frames that led to the coroutine function being called,
// innermost first; at most t->coroutine_origin_depth of them.
static Ref coroutineOrigin(Thread* t) {
    New<List> entries = KRAIT_TRY(listNew(t));
    FrameWalk walk(t);
    (void)walk.next(); // the coroutine's own
    for (int left = t->coroutine_origin_depth; left > 0 && walk.next(); --left) {
        Code* code = frameFunction(walk.registers)->code;
        auto offset = static_cast<uint32_t>(walk.pc - code->instructions);
        Ref entry =
            KRAIT_TRY(tupleOf(t, code->filename, Value::smallInt(codePosition(code, offset).line),
                              Value(code->name)));
        KRAIT_TRY(listAppend(t, entries, entry));
    }
    return tupleFrom(t, entries->items, entries->length);
}

New<Generator> generatorFromFrame(Thread* t, Value* registers) {
    Function* function = frameFunction(registers);
    Code* code = function->code;
    TypeId id = code->flags & kCodeAsyncGenerator ? TypeId::kAsyncGenerator
                : code->flags & kCodeCoroutine    ? TypeId::kCoroutine
                                                  : TypeId::kGenerator;
    size_t window = (kCallHeader + size_t{code->register_count}) * sizeof(Value);
    New<Generator> g = allocateObject<Generator>(t, id, window);
    if (g.isError()) {
        for (uint16_t i = 0; i < code->local_count; ++i)
            decref(std::exchange(registers[i], Value()));
        decref(function);
        return Error{};
    }
    settleWindow(t, registers); // what a trace function did at its head may have marked it
    g->register_count = code->register_count;
    // Its temporaries hold nothing yet. Word by word: the call has just stored them so, and wider
    // loads would wait for that.
    g->window[0] = registers[kFrameFunction];
    Value* inner = g->registers();
    inner[kFrameReturnPc] = makeReturnPc(nullptr, code);
    inner[kFrameObject] = Value();
    for (uint32_t i = 0, count = code->local_count; i < count; ++i) {
        uint64_t bits = registers[i].bits();
        asm("" : "+r"(bits));
        inner[i] = Value::fromBits(bits);
    }
    if (hasFrameObject(registers)) {
        // A frame object that was made already follows the window.
        auto* frame = registers[kFrameObject].as<FrameObject>();
        frame->registers = g->registers();
        frame->generator = g;
        g->window[kCallHeader + kFrameObject] = registers[kFrameObject];
    }
    g->state = GeneratorState::kCreated;
    g->name = Ref::share(function->name).release();
    g->qualified_name = Ref::share(function->qualified_name).release();
    g->handled = g->outer_handled = g->origin = g->finalizer = Value();
    g->continuation = nullptr;
    g->outer = nullptr;
    g->running_async = g->hooks_done = g->closed = false;
    g->resume_unreported = true;
    if (id == TypeId::kCoroutine && t->coroutine_origin_depth > 0) {
        Ref origin = coroutineOrigin(t);
        if (origin.isError()) {
            g->flags |= kFlagFinalized; // it was never given to anybody who could await it
            return Error{};
        }
        g->origin = origin.release();
    }
    return g;
}

void endGeneratorFrame(Thread* t, Generator* g) {
    Value* registers = g->registers();
    Code* code = g->code();
    detachFrameObject(t, registers);
    for (uint16_t i = 0; i < code->local_count; ++i) decref(std::exchange(registers[i], Value()));
    // The function stays: code and names are asked of finished generators too.
}

void finishGeneratorWithError(Thread* t, Generator* g, bool begun) {
    Code* code = g->code();
    g->state = GeneratorState::kFinished;
    endGeneratorFrame(t, g);
    leaveGenerator(t, g);
    decref(std::exchange(g->handled, Value()));
    // Python: PEP 479.
    if (!begun) return;
    bool async_generator = code->flags & kCodeAsyncGenerator;
    bool stop = errorIs(t, TypeId::kStopIteration);
    bool stop_async = async_generator && errorIs(t, TypeId::kStopAsyncIteration);
    if (stop || stop_async) {
        Ref cause = takeException(t);
        const char* kind = async_generator                ? "async generator"
                           : code->flags & kCodeCoroutine ? "coroutine"
                                                          : "generator";
        (void)raise(t, TypeId::kRuntimeError, "%s raised %s", kind,
                    stop ? "StopIteration" : "StopAsyncIteration");
        setCause(t, cause);
    }
}

// --- from C++
// ------------------------------------------------------------------------------------------------------------

static Error alreadyRunning(Thread* t, Generator* g) {
    return raise(t, TypeId::kValueError, "%s already executing", kindName(g));
}

ResumeResult generatorSend(Thread* t, Generator* g, Value value, Value* out) {
    *out = Value();
    switch (g->state) {
    case GeneratorState::kRunning:
        (void)alreadyRunning(t, g);
        return ResumeResult::kRaised;
    case GeneratorState::kFinished:
        if (isKind(Value(g), TypeId::kCoroutine)) {
            (void)raise(t, TypeId::kRuntimeError, "cannot reuse already awaited coroutine");
            return ResumeResult::kRaised;
        }
        *out = Value::none();
        return ResumeResult::kReturned;
    case GeneratorState::kCreated:
        if (!value.isNone()) {
            (void)raise(t, TypeId::kTypeError, "can't send non-None value to a just-started %s",
                        kindName(g));
            return ResumeResult::kRaised;
        }
        break;
    case GeneratorState::kSuspended:
        break;
    }
    return generatorResume(t, g, value, Value(), out);
}

ResumeResult generatorThrow(Thread* t, Generator* g, Value exception, Value* out) {
    *out = Value();
    if (g->state == GeneratorState::kRunning) {
        (void)alreadyRunning(t, g);
        return ResumeResult::kRaised;
    }
    if (g->state == GeneratorState::kFinished) {
        if (isKind(Value(g), TypeId::kCoroutine))
            (void)raise(t, TypeId::kRuntimeError, "cannot reuse already awaited coroutine");
        else
            (void)raiseException(t, exception);
        return ResumeResult::kRaised;
    }
    return generatorResume(t, g, Value::none(), exception, out);
}

Ref resultOrStop(Thread* t, ResumeResult how, Value value) {
    if (how == ResumeResult::kRaised) return Ref();
    Ref owned = Ref::take(value);
    if (how == ResumeResult::kYielded) return owned;
    return raiseStopIteration(t, owned);
}

Error raiseStopIteration(Thread* t, Value value) {
    if (value.isNone()) return raiseValue(t, TypeId::kStopIteration, Value());
    Ref exception = callFunction(t, Value(t->type(TypeId::kStopIteration)), value);
    if (exception.isError()) return Error{};
    return raiseException(t, exception);
}

// Releases what a frame that will not be resumed holds: its temporaries and locals.
static void abandonFrame(Thread* t, Generator* g) {
    if (g->state == GeneratorState::kFinished) return;
    if (g->state == GeneratorState::kSuspended) {
        Code* code = g->code();
        Value* registers = g->registers();
        auto offset = static_cast<uint32_t>(g->resume_pc - code->instructions);
        g->state = GeneratorState::kFinished;
        for (const LiveRange& range : codeLiveSet(code, offset)) {
            for (uint32_t i = range.first; i < uint32_t{range.first} + range.count; ++i) {
                if (i >= code->local_count) decref(std::exchange(registers[i], Value()));
            }
        }
    }
    g->state = GeneratorState::kFinished;
    endGeneratorFrame(t, g);
    decref(std::exchange(g->handled, Value()));
}

// Whether nothing in its frame would see an exception at the YIELD where it stands.
static bool closesUnseen(Generator* g) {
    const Code* code = g->code();
    auto offset = static_cast<uint32_t>(g->resume_pc - code->instructions);
    return !codeFindHandler(code, offset) && generatorDelegate(g).get().isNone();
}

Ref generatorClose(Thread* t, Generator* g) {
    if (g->state == GeneratorState::kRunning) return alreadyRunning(t, g);
    if (g->state == GeneratorState::kFinished) return Ref::none();
    if (g->state == GeneratorState::kCreated) {
        g->state = GeneratorState::kFinished;
        endGeneratorFrame(t, g);
        return Ref::none();
    }
    if (closesUnseen(g)) {
        abandonFrame(t, g);
        return Ref::none();
    }
    Ref exit = exceptionNew(t, TypeId::kGeneratorExit, Value());
    // Its with-blocks are left all the same: by the MemoryError.
    if (exit.isError()) exit = takeException(t);
    Value value;
    ResumeResult how = generatorResume(t, g, Value::none(), exit, &value);
    if (how == ResumeResult::kYielded) {
        decref(value);
        return raise(t, TypeId::kRuntimeError, "%s ignored GeneratorExit", kindName(g));
    }
    if (how == ResumeResult::kReturned) return Ref::take(value);
    if (clearErrorIf(t, TypeId::kGeneratorExit) || clearErrorIf(t, TypeId::kStopIteration))
        return Ref::none();
    return Ref();
}

Ref exceptionForThrow(Thread* t, Value type, Value value, Value traceback) {
    if (!traceback.isEmpty() && !traceback.isNone() && !isKind(traceback, TypeId::kTraceback)) {
        return raise(t, TypeId::kTypeError, "throw() third argument must be a traceback object");
    }
    Ref made;
    if (isExceptionClass(type)) {
        if (!value.isEmpty() && isException(value) && isSubtype(typeOf(t, value), type.as<Type>()))
            made = Ref::share(value);
        else if (value.isEmpty() || value.isNone())
            made = callFunction(t, type);
        else if (isTuple(value))
            made = callTuple(t, type, value, Value());
        else
            made = callFunction(t, type, value);
        if (made.isError()) return Error{};
        if (!isException(made)) {
            return raise(t, TypeId::kTypeError,
                         "calling %R should have returned an instance of BaseException, not %T",
                         type, made.get());
        }
    } else if (isException(type)) {
        if (!value.isEmpty() && !value.isNone()) {
            return raise(t, TypeId::kTypeError, "instance exception may not have a separate value");
        }
        made = Ref::share(type);
    } else {
        return raise(t, TypeId::kTypeError,
                     "exceptions must be classes or instances deriving from BaseException, not %T",
                     type);
    }
    if (isKind(traceback, TypeId::kTraceback)) {
        setExceptionTraceback(t, made, traceback);
    }
    return made;
}

namespace {

// --- methods
// -------------------------------------------------------------------------------------------------------------

Generator* self(Value v) {
    return v.as<Generator>();
}

Ref gen_send(Thread* t, Args a) {
    Value out;
    ResumeResult how = generatorSend(t, self(a[0]), a[1], &out);
    return resultOrStop(t, how, out);
}
// The generator at the end of the delegations that delegates to something else; null if there is
// none.
Generator* innermostDelegating(Thread*, Generator* g) {
    for (;;) {
        Ref delegate = generatorDelegate(g);
        if (delegate.get().isNone()) return nullptr;
        if (!isKind(delegate, TypeId::kGenerator) && !isKind(delegate, TypeId::kCoroutine))
            return g;
        g = delegate.as<Generator>(); // which g keeps alive
    }
}
Ref gen_throw(Thread* t, Args a) {
    if (!a[2].isEmpty() || !a[3].isEmpty()) {
        KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                       "the (type, exc, tb) signature of throw() is deprecated, use the single-arg "
                       "signature instead."));
    }
    Ref exception = exceptionForThrow(t, a[1], a[2], a[3]);
    if (exception.isError()) {
        // A class that cannot be called: that error is thrown in its place.
        bool called = isExceptionClass(a[1]) &&
                      (a[3].isEmpty() || a[3].isNone() || isKind(a[3], TypeId::kTraceback));
        if (!called) return Error{};
        exception = takeException(t);
    }
    Generator* receiver = isException(a[1]) ? nullptr : innermostDelegating(t, self(a[0]));
    Ref alive;
    if (receiver) {
        alive = Ref::share(Value(receiver));
        int64_t count = !a[3].isEmpty() ? 3 : !a[2].isEmpty() ? 2 : 1;
        Ref arguments = KRAIT_TRY(tupleFrom(t, a + 1, count));
        decref(std::exchange(receiver->finalizer, arguments.release()));
    }
    Value out;
    ResumeResult how = generatorThrow(t, self(a[0]), exception, &out);
    if (receiver) decref(std::exchange(receiver->finalizer, Value()));
    return resultOrStop(t, how, out);
}
Ref gen_close(Thread* t, Args a) {
    return generatorClose(t, self(a[0]));
}

} // namespace

void generatorFinalize(Thread* t, Object* o) {
    auto* g = static_cast<Generator*>(o);
    if (g->state == GeneratorState::kFinished) return;
    Ref saved = Ref::take(std::exchange(t->exception, Value()));
    if (isKind(Value(o), TypeId::kAsyncGenerator) && asyncGenFinalize(t, g)) {
        t->exception = saved.release();
        return;
    }
    if (isKind(Value(o), TypeId::kCoroutine) && g->state == GeneratorState::kCreated) {
        warnNeverAwaited(t, g);
    } else {
        Ref done = generatorClose(t, g);
        if (done.isError() && t->hasError()) reportUnraisable(t, "Exception ignored in", Value(o));
    }
    decref(std::exchange(t->exception, Value()));
    t->exception = saved.release();
}

void generatorClear(Thread* t, Object* o) {
    auto* g = static_cast<Generator*>(o);
    if (g->state != GeneratorState::kRunning) abandonFrame(t, g);
    decref(std::exchange(g->finalizer, Value()));
    decref(std::exchange(g->origin, Value()));
}

void generatorDestroy(Thread* t, Object* o) {
    auto* g = static_cast<Generator*>(o);
    if (g->state != GeneratorState::kFinished) abandonFrame(t, g);
    if (!g->registers()[kFrameObject].isEmpty()) detachFrameObject(t, g->registers());
    for (Value v : {g->name, g->qualified_name, g->handled, g->origin, g->finalizer}) decref(v);
    decref(g->window[0]);
}
void generatorRelease(Thread* t, Generator* g) {
    if (KRAIT_UNLIKELY(g->state != GeneratorState::kFinished || g->flags != kFlagTracked ||
                       !g->registers()[kFrameObject].isEmpty())) {
        deallocate(g);
        return;
    }
    Value name = g->name, qualified_name = g->qualified_name, function = g->window[0];
    decref(g->origin);
    decref(g->finalizer);
    decref(g->handled);
    size_t size = generatorSize(g);
    t->heap->unlogYoung(g);
    t->heap->free(g, size, CellUse::kContainer);
    decref(name);
    decref(qualified_name);
    decref(function);
}
void generatorTraverse(Object* o, Visitor& visitor) {
    auto* g = static_cast<Generator*>(o);
    visitor.visit(g->origin);
    visitor.visit(g->finalizer);
    if (g->state == GeneratorState::kRunning)
        return; // what it holds is held from outside: the stack
    visitor.visit(g->handled);
    visitor.visit(g->window[0]);
    if (isKind(g->registers()[kFrameObject], TypeId::kFrame))
        visitor.visit(g->registers()[kFrameObject]);
    if (g->state != GeneratorState::kFinished)
        forEachLiveRegister(g, [&](Value v) { visitor.visit(v); });
}
size_t generatorSize(const Object* o) {
    return sizeof(Generator) +
           (kCallHeader + size_t{static_cast<const Generator*>(o)->register_count}) * sizeof(Value);
}

Ref generatorRepr(Thread* t, Value v) {
    const char* kind = isKind(v, TypeId::kAsyncGenerator) ? "async_generator" : kindName(self(v));
    return strFormat(t, "<%s object %U at 0x%x>", kind, self(v)->qualified_name, v.bits());
}
Ref generatorGetName(Thread*, Value v) {
    return Ref::share(self(v)->name);
}
Ref generatorGetQualifiedName(Thread*, Value v) {
    return Ref::share(self(v)->qualified_name);
}
Status generatorSetName(Thread* t, Value v, Value value) {
    if (value.isEmpty() || !isStr(value))
        return raise(t, TypeId::kTypeError, "__name__ must be set to a string object");
    incref(value);
    decref(std::exchange(self(v)->name, value));
    return ok();
}
Status generatorSetQualifiedName(Thread* t, Value v, Value value) {
    if (value.isEmpty() || !isStr(value))
        return raise(t, TypeId::kTypeError, "__qualname__ must be set to a string object");
    incref(value);
    decref(std::exchange(self(v)->qualified_name, value));
    return ok();
}
Ref generatorGetCode(Thread*, Value v) {
    return Ref::share(Value(self(v)->code()));
}
Ref generatorGetFrame(Thread* t, Value v) {
    if (self(v)->state == GeneratorState::kFinished) return Ref::none();
    return frameObjectOf(t, self(v)->registers());
}
Ref generatorGetRunning(Thread*, Value v) {
    return Ref::boolean(self(v)->state == GeneratorState::kRunning);
}
Ref generatorGetSuspended(Thread*, Value v) {
    return Ref::boolean(self(v)->state == GeneratorState::kSuspended);
}
// What it delegates to: suspended at the YIELD of a delegation loop, the delegate is the SEND's
// iterator.
Ref generatorGetDelegate(Thread*, Value v) {
    return generatorDelegate(self(v));
}
Ref generatorSizeof(Thread*, Args a) {
    return Ref::take(Value::smallInt(static_cast<int64_t>(generatorSize(a[0].object()))));
}

namespace {

constexpr MethodDef kGeneratorMethods[] = {
    {"send(self, arg, /)", gen_send,
     "send(arg) -> send 'arg' into generator,\nreturn next yielded value or raise StopIteration."},
    {"throw(self, type, value=<unset>, tb=<unset>, /)", gen_throw,
     "Raise exception in generator, return next yielded value or raise StopIteration."},
    {"close(self, /)", gen_close, "close() -> raise GeneratorExit inside generator."},
    {"__sizeof__(self, /)", generatorSizeof, "gen.__sizeof__() -> size of gen in memory, in bytes"},
    {"__class_getitem__(cls, item, /)", genericAliasOf, "See PEP 585", kMethodClass},
    {},
};
constexpr GetSetDef kGeneratorGetSets[] = {
    {"__name__", generatorGetName, generatorSetName},
    {"__qualname__", generatorGetQualifiedName, generatorSetQualifiedName},
    {"gi_code", generatorGetCode},
    {"gi_frame", generatorGetFrame},
    {"gi_running", generatorGetRunning},
    {"gi_suspended", generatorGetSuspended},
    {"gi_yieldfrom", generatorGetDelegate},
    {},
};
constexpr TypeSlots generatorSlots() {
    TypeSlots s;
    s.destroy = generatorDestroy;
    s.traverse = generatorTraverse;
    s.clear = generatorClear;
    s.finalize = generatorFinalize;
    s.size = generatorSize;
    s.repr = generatorRepr;
    s.iter = [](Thread*, Value v) { return Ref::share(v); };
    s.next = generatorNext;
    return s;
}

// --- coroutines
// ------------------------------------------------------------------------------------------------------------

struct CoroutineWrapper : Object {
    Value coroutine;
};
Ref coroutine_await(Thread* t, Value v) {
    New<CoroutineWrapper> w =
        KRAIT_TRY(allocateObject<CoroutineWrapper>(t, TypeId::kCoroutineWrapper));
    incref(v);
    w->coroutine = v;
    return w;
}
Value inner(Value v) {
    return v.as<CoroutineWrapper>()->coroutine;
}
Ref wrapper_next(Thread* t, Value v) {
    return generatorNext(t, inner(v));
}
Ref wrapper_send(Thread* t, Args a) {
    Value args[] = {inner(a[0]), a[1]};
    return gen_send(t, args);
}
Ref wrapper_throw(Thread* t, Args a) {
    Value args[] = {inner(a[0]), a[1], a[2], a[3]};
    return gen_throw(t, args);
}
Ref wrapper_close(Thread* t, Args a) {
    return generatorClose(t, self(inner(a[0])));
}
constexpr MethodDef kWrapperMethods[] = {
    {"send(self, arg, /)", wrapper_send, nullptr},
    {"throw(self, type, value=<unset>, traceback=<unset>, /)", wrapper_throw, nullptr},
    {"close(self, /)", wrapper_close, nullptr},
    {},
};
constexpr TypeSlots wrapperSlots() {
    TypeSlots s;
    s.destroy = [](Thread*, Object* o) { decref(static_cast<CoroutineWrapper*>(o)->coroutine); };
    s.traverse = [](Object* o, Visitor& v) {
        v.visit(static_cast<CoroutineWrapper*>(o)->coroutine);
    };
    s.iter = [](Thread*, Value v) { return Ref::share(v); };
    s.next = wrapper_next;
    return s;
}

Ref coroutine_get_origin(Thread*, Value v) {
    return self(v)->origin.isEmpty() ? Ref::none() : Ref::share(self(v)->origin);
}
constexpr MethodDef kCoroutineMethods[] = {
    {"send(self, arg, /)", gen_send,
     "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."},
    {"throw(self, type, value=<unset>, traceback=<unset>, /)", gen_throw,
     "Raise exception in coroutine, return next iterated value or raise StopIteration."},
    {"close(self, /)", gen_close, "close() -> raise GeneratorExit inside coroutine."},
    {"__sizeof__(self, /)", generatorSizeof, nullptr},
    {"__class_getitem__(cls, item, /)", genericAliasOf, "See PEP 585", kMethodClass},
    {},
};
constexpr GetSetDef kCoroutineGetSets[] = {
    {"__name__", generatorGetName, generatorSetName},
    {"__qualname__", generatorGetQualifiedName, generatorSetQualifiedName},
    {"cr_code", generatorGetCode},
    {"cr_frame", generatorGetFrame},
    {"cr_running", generatorGetRunning},
    {"cr_suspended", generatorGetSuspended},
    {"cr_await", generatorGetDelegate},
    memberGetter("cr_origin", coroutine_get_origin),
    {},
};
constexpr TypeSlots coroutineSlots() {
    TypeSlots s = generatorSlots();
    s.iter = nullptr;
    s.next = nullptr;
    s.await = coroutine_await;
    return s;
}

} // namespace

constexpr TypeSpec kGeneratorSpec = {.name = "generator",
                                     .size = sizeof(Generator),
                                     .flags = kGeneratorTypeFlags,
                                     .slots = generatorSlots(),
                                     .methods = kGeneratorMethods,
                                     .getsets = kGeneratorGetSets};
constexpr TypeSpec kCoroutineSpec = {.name = "coroutine",
                                     .size = sizeof(Generator),
                                     .flags = kGeneratorTypeFlags,
                                     .slots = coroutineSlots(),
                                     .methods = kCoroutineMethods,
                                     .getsets = kCoroutineGetSets};
constexpr TypeSpec kCoroutineWrapperSpec = {
    .name = "coroutine_wrapper",
    .size = sizeof(CoroutineWrapper),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = wrapperSlots(),
    .doc = "A wrapper object implementing __await__ for coroutines.",
    .methods = kWrapperMethods};

// What gi_yieldfrom, cr_await and ag_await give.
Ref generatorDelegate(Generator* g) {
    if (g->state != GeneratorState::kSuspended) return Ref::none();
    Code* code = g->code();
    auto offset = static_cast<uint32_t>(g->resume_pc - code->instructions);
    // The YIELD of a delegation loop follows its SEND directly.
    if (offset < 1) return Ref::none();
    Instr send{code->instructions[offset - 1]};
    Instr yield{*g->resume_pc};
    // (What precedes another YIELD may be an inline cache that looks like one.)
    if (send.op() != Opcode::kSEND || yield.op() != Opcode::kYIELD) return Ref::none();
    if (yield.a() != send.a() + 1 || yield.b() != send.a() + 1) return Ref::none();
    return Ref::share(g->registers()[send.a()]);
}

} // namespace krait
