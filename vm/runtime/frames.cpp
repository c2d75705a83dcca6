// Frames: register chunks, frame objects made on demand, walking the stack, limits.
//
// A frame's window owns one reference to its frame object (at kFrameObject), or has the mark of an
// exception that passed it there (tracebacks.h). The frame object
// borrows the registers while the frame lives; when the frame ends and the object is held
// elsewhere, the locals move into it (detachFrameObject). All of it belongs to the Thread, under
// the GIL.
#include "vm/runtime/frames.h"
#include "vm/runtime/tracebacks.h"
#include "vm/runtime/tracing.h"

#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/exception_object.h"
#include "vm/objects/generator.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"

#include <utility>

namespace krait {

extern const uint64_t kStubExit[1], kStubResult[1], kStubInit[1], kStubChunk[1];

// --- register chunks ----------------------------------------------------------------------------

// LIMIT: the first chunk is small, since most programs nest little; later ones are 64 KB, or what
// one window needs.
static constexpr size_t kFirstChunkBytes = 16 * 1024;
static constexpr size_t kChunkBytes = 64 * 1024;

static size_t chunkBytes(const StackChunk* chunk) {
    return static_cast<size_t>(reinterpret_cast<const char*>(chunk->limit) -
                               reinterpret_cast<const char*>(chunk));
}

static StackChunk* chunkNew(Thread* t, size_t bytes) {
    auto* chunk = static_cast<StackChunk*>(t->heap->allocateBlock(bytes));
    if (!chunk) return nullptr;
    chunk->previous = nullptr;
    chunk->spare = nullptr;
    chunk->limit = reinterpret_cast<Value*>(reinterpret_cast<char*>(chunk) + bytes);
    return chunk;
}
static void chunkFree(Thread* t, StackChunk* chunk) {
    t->heap->freeBlock(chunk, chunkBytes(chunk));
}

Status stackInit(Thread* t) {
    StackChunk* chunk = chunkNew(t, kFirstChunkBytes);
    if (!chunk) return raiseNoMemory(t);
    t->chunk = chunk;
    t->stack_top = chunk->data();
    t->stack_limit = chunk->limit;
    return ok();
}

void stackDestroy(Thread* t) {
    while (StackChunk* chunk = t->chunk) {
        if (chunk->spare) chunkFree(t, chunk->spare);
        t->chunk = chunk->previous;
        chunkFree(t, chunk);
    }
    t->stack_top = t->stack_limit = nullptr;
}

Value* reserveWindow(Thread* t, size_t count) {
    if (t->stack_top + count <= t->stack_limit && !(t->runtime->options.stress & kStressStack)) {
        return t->stack_top;
    }
    size_t bytes = sizeof(StackChunk) + count * sizeof(Value);
    if (bytes < kChunkBytes) bytes = kChunkBytes;
    StackChunk* chunk = std::exchange(t->chunk->spare, nullptr);
    if (chunk && chunkBytes(chunk) < bytes) {
        chunkFree(t, chunk);
        chunk = nullptr;
    }
    if (!chunk) chunk = chunkNew(t, bytes);
    if (!chunk) {
        (void)raiseNoMemory(t);
        return nullptr;
    }
    chunk->previous = t->chunk;
    t->chunk = chunk;
    t->stack_limit = chunk->limit;
    t->stack_top = chunk->data();
    return t->stack_top;
}

// The chunk left last is kept: a call in a loop that does not fit would allocate each time.
static void popChunk(Thread* t) {
    StackChunk* chunk = t->chunk;
    StackChunk* previous = chunk->previous;
    if (chunk->spare) chunkFree(t, std::exchange(chunk->spare, nullptr));
    if (previous->spare) chunkFree(t, previous->spare);
    previous->spare = chunk;
    t->chunk = previous;
    t->stack_limit = previous->limit;
}

void StackMark::goBack() {
    while (t_->chunk != chunk_) popChunk(t_);
}

void leaveChunk(Thread* t, Value* window) {
    // Before the window lies the pc of its call.
    if (window - 1 == t->chunk->data() && t->chunk->previous) popChunk(t);
}

static bool isOnStack(const Thread* t, const Value* registers) {
    for (StackChunk* chunk = t->chunk; chunk; chunk = chunk->previous) {
        if (registers >= chunk->data() && registers <= chunk->limit) return true;
    }
    return false;
}

// --- limits -------------------------------------------------------------------------------------

Status recursionLimitReached(Thread* t) {
    --t->python_depth;
    return raise(t, TypeId::kRecursionError, "maximum recursion depth exceeded");
}

Status checkNativeStackSlow(Thread* t, const char* where) {
    // Raising needs little stack itself: 128 KB are kept free below the limit.
    return raise(t, TypeId::kRecursionError, "maximum recursion depth exceeded%s", where);
}

bool nativeStackOk(Thread* t, const char* where) {
    return !checkNativeStack(t, where).isError();
}

Value currentHandled(Thread* t) {
    if (!t->handled.isEmpty()) return t->handled;
    for (Generator* g = t->generator; g; g = g->outer) {
        if (!g->outer_handled.isEmpty()) return g->outer_handled;
    }
    return Value();
}

// --- walking ------------------------------------------------------------------------------------

static const uint64_t* returnPc(const Value* registers) {
    return reinterpret_cast<const uint64_t*>(registers[kFrameReturnPc].bits() << 16 >> 16);
}
static Value* callerRegisters(const Value* registers) {
    return reinterpret_cast<Value*>(registers[kFrameCaller].bits());
}

// The frame that called this one and the instruction at which it stands. False: C++ called it.
static bool callerOf(const Thread* t, const Value* registers, Value** caller, const uint64_t** pc) {
    const uint64_t* return_pc = returnPc(registers);
    if (return_pc == kStubExit) return false;
    *caller = callerRegisters(registers);
    if (return_pc == kStubInit || return_pc == kStubResult || return_pc == kStubChunk) {
        *pc = reinterpret_cast<const uint64_t*>(registers[-kCallHeader - 1].bits());
    } else if (frameFunction(registers)->code->is_generator && !isOnStack(t, registers)) {
        *pc = return_pc; // the instruction that resumed it
    } else {
        *pc = return_pc - 1; // a word of the call
    }
    return true;
}

FrameWalk::FrameWalk(const Thread* t)
    : registers(t->registers), pc(t->pc), entry_(t->entry), t_(t) {}

bool FrameWalk::next() {
    if (std::exchange(started_, true)) {
        if (!registers) return false;
        Value* caller = nullptr;
        const uint64_t* at = nullptr;
        if (callerOf(t_, registers, &caller, &at)) {
            registers = caller;
            pc = at;
            return true;
        }
        registers = nullptr;
    }
    // C++ entered the interpreter from the frames that the entry records name.
    while (!registers && entry_) {
        registers = entry_->registers;
        pc = entry_->pc;
        entry_ = entry_->previous;
    }
    return registers != nullptr;
}

// --- a function's code ---------------------------------------------------------------------------

// What a frame reads of its function, with the code that it has until now.
static New<Function> functionTwin(Thread* t, Function* f) {
    New<Function> twin = KRAIT_TRY(functionNew(t, f->code, f->globals));
    twin->globals_id = f->globals_id;
    auto take = [](Value& place, Value v) {
        incref(v);
        decref(std::exchange(place, v));
    };
    take(twin->name, f->name);
    take(twin->qualified_name, f->qualified_name);
    take(twin->name_space, f->name_space);
    incref(f->builtins);
    decref(std::exchange(twin->builtins, f->builtins));
    if (f->closure) {
        incref(f->closure);
        twin->closure = f->closure;
    }
    return twin;
}

Status functionReplaceCode(Thread* t, Function* function, Code* code) {
    New<Function> twin = KRAIT_TRY(functionTwin(t, function));
    Function* other = twin.get();
    uint32_t moved = 0; // references: released together, since the walk must not free
    auto moveSlot = [&](Value& slot) {
        if (!slot.isObject() || slot.object() != function) return;
        slot = Value(other);
        ++moved;
    };
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        for (FrameWalk walk(thread); walk.next();) moveSlot(walk.registers[kFrameFunction]);
    }
    t->heap->forEachContainer([&](Object* o) {
        if (isGeneratorLike(Value(o))) {
            moveSlot(static_cast<Generator*>(o)->window[0]);
        } else if (isKind(Value(o), TypeId::kFrame)) {
            auto* frame = static_cast<FrameObject*>(o);
            if (frame->function != function) return;
            frame->function = other;
            ++moved;
        } else if (isException(Value(o))) {
            TraceRecord* record = asException(Value(o))->record;
            for (uint32_t i = 0; record && i < record->count; ++i) {
                if (record->entries[i].function != function) continue;
                record->entries[i].function = other;
                // A running frame's entry borrows from its window.
                if (!record->running || i + 1 < record->count) ++moved;
            }
        }
    });
    for (uint32_t i = 0; i < moved; ++i) {
        incref(other);
        decref(function);
    }
    incref(code);
    decref(std::exchange(function->code, code));
    return ok();
}

// --- frame objects ------------------------------------------------------------------------------

Ref frameObjectOf(Thread* t, Value* registers) {
    settleWindow(t, registers);
    Value existing = registers[kFrameObject];
    if (!existing.isEmpty()) return Ref::share(existing);
    New<FrameObject> frame = KRAIT_TRY(allocateObject<FrameObject>(t, TypeId::kFrame));
    Function* function = frameFunction(registers);
    incref(function);
    frame->function = function;
    frame->registers = registers;
    bool in_generator = function->code->is_generator && !isOnStack(t, registers);
    frame->generator = in_generator ? Generator::of(registers) : nullptr;
    frame->values = nullptr;
    frame->back = frame->extra_locals = frame->old_values = frame->trace = Value();
    frame->last_offset = 0;
    frame->trace_lines = true;
    frame->trace_opcodes = frame->cleared = false;
    registers[kFrameObject] = Ref::share(Value(frame.get())).release();
    return frame;
}

// Finds a running frame in any Thread. False: it is suspended or has ended.
static bool findRunning(Thread* t, const Value* registers, FrameWalk* found) {
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        FrameWalk walk(thread);
        while (walk.next()) {
            if (walk.registers == registers) {
                *found = walk;
                return true;
            }
        }
    }
    return false;
}

int32_t frameOffset(Thread* t, FrameObject* frame) {
    if (!frame->registers) return frame->last_offset;
    const uint64_t* start = frame->function->code->instructions;
    if (frame->registers == t->registers) return static_cast<int32_t>(t->pc - start);
    if (frame->generator && frame->generator->state != GeneratorState::kRunning) {
        return frame->generator->resume_pc
                   ? static_cast<int32_t>(frame->generator->resume_pc - start)
                   : 0;
    }
    FrameWalk walk(t);
    if (!findRunning(t, frame->registers, &walk)) return frame->last_offset;
    return static_cast<int32_t>(walk.pc - start);
}

// A debugger that has moved the frame sees it there at once.
static bool isMoved(Thread* t, FrameObject* frame) {
    return t->tracing && t->tracing->jump && frame->registers &&
           t->tracing->hook_registers == frame->registers;
}
int64_t frameLasti(Thread* t, FrameObject* frame) {
    if (t->tracing && frame->registers && t->tracing->entering == frame->registers) return 0;
    int64_t offset = frameOffset(t, frame);
    if (isMoved(t, frame)) offset = t->tracing->jump - frame->function->code->instructions;
    return (offset + 1) * 2;
}
int frameLine(Thread* t, FrameObject* frame) {
    if (t->tracing && frame->registers && t->tracing->entering == frame->registers)
        return frame->function->code->first_line;
    if (isMoved(t, frame)) {
        auto offset = t->tracing->jump - frame->function->code->instructions;
        return codePosition(frame->function->code, static_cast<uint32_t>(offset)).line;
    }
    return codePosition(frame->function->code, static_cast<uint32_t>(frameOffset(t, frame))).line;
}

Ref frameBack(Thread* t, FrameObject* frame) {
    if (!frame->registers) return Ref::share(orNone(frame->back));
    // One that is ending is not marked as running any more, but its caller is still known.
    if (frame->generator && frame->generator->state != GeneratorState::kRunning &&
        frame->registers != t->registers) {
        return Ref::none();
    }
    FrameWalk walk(t);
    if (!findRunning(t, frame->registers, &walk) || !walk.next()) return Ref::none();
    return frameObjectOf(t, walk.registers);
}

void detachFrameObject(Thread* t, Value* registers) {
    if (registers[kFrameObject].isEmpty()) return;
    settleWindow(t, registers);
    Value held = registers[kFrameObject];
    if (held.isEmpty()) return; // there was no memory to make it
    auto* frame = held.as<FrameObject>();
    if (frame->refcount == 1) {
        frame->registers = nullptr;
        frame->generator = nullptr;
        registers[kFrameObject] = Value();
        decref(held);
        return;
    }
    // The exception being raised, if any, must survive what fails here.
    Ref raised = takeException(t);
    Code* code = frame->function->code;
    Ref back;
    if (KRAIT_LIKELY(registers == t->registers)) {
        // The innermost frame ends, as ever but for generators closed from elsewhere.
        frame->last_offset = static_cast<int32_t>(t->pc - code->instructions);
        FrameWalk walk(t);
        (void)walk.next();
        back = walk.next() ? frameObjectOf(t, walk.registers) : Ref::none();
    } else {
        frame->last_offset = frameOffset(t, frame);
        back = frameBack(t, frame);
    }
    if (back.isError()) clearError(t);
    frame->back = back.get().isNone() ? Value() : back.release();
    size_t bytes = code->local_count * sizeof(Value);
    if (bytes) {
        // LIMIT: without memory the traceback loses the locals.
        frame->values = static_cast<Value*>(t->heap->allocateBlock(bytes));
        for (uint32_t i = 0; frame->values && i < code->local_count; ++i) {
            frame->values[i] = std::exchange(registers[i], Value());
        }
    }
    frame->registers = nullptr;
    frame->generator = nullptr;
    registers[kFrameObject] = Value();
    t->exception = raised.release();
    decref(held);
}

void endFrame(Thread* t, Value* registers) {
    if (KRAIT_UNLIKELY(!registers[kFrameObject].isEmpty())) detachFrameObject(t, registers);
    Function* function = frameFunction(registers);
    uint32_t count = function->code->local_count;
    for (uint32_t i = 0; i < count; ++i) decref(std::exchange(registers[i], Value()));
    // What the locals' finalisers did may have asked for the frame object again.
    if (KRAIT_UNLIKELY(!registers[kFrameObject].isEmpty())) detachFrameObject(t, registers);
    if (function->refcount == 1 && t->registers == registers) {
        // The function goes with its frame: the frame must not be seen any more.
        Value* caller = nullptr;
        const uint64_t* pc = nullptr;
        (void)callerOf(t, registers, &caller, &pc);
        t->registers = caller;
        t->pc = pc;
    }
    decref(function);
}

} // namespace krait
