// Frames as C++ and Python see them: frame objects made on demand, tracebacks, the stack of
// register chunks.
//
// A frame object points at its frame's registers while that runs; when the frame ends and somebody
// still holds the object, the registers move into it, so that a traceback keeps locals alive.
#pragma once

#include "vm/objects/exception_object.h"
#include "vm/objects/generator.h"
#include "vm/runtime/runtime.h"
#include "vm/runtime/tracebacks.h"

namespace krait {

struct FrameObject : Object {
    Function* function;   // owned
    Value* registers;     // running (or suspended) frame; null when it has ended
    Generator* generator; // the registers are a generator's (borrowed; cleared when that dies)
    Value* values;        // after the end: local_count owned Values in a heap block, or null
    Value back;           // after the end: the caller's frame object, or EMPTY
    Value extra_locals;   // dict of names written through f_locals that are no locals, or EMPTY
    Value old_values;     // list keeping overwritten values alive, or EMPTY
    Value trace;          // f_trace, or EMPTY
    int32_t last_offset;  // of the instruction it stopped at, once it has ended
    bool trace_lines, trace_opcodes, cleared;
};

// The frame object of a running frame, made if need be (owned).
Ref frameObjectOf(Thread*, Value* registers);
// Gives a function another code object (borrowed; the caller has compared the free variables).
// Frames, suspended generators, frame objects and tracebacks of calls made before keep the old
// code: they go over to a function of their own. Walks all containers of the heap.
Status functionReplaceCode(Thread*, Function* function, Code* code);
// The instruction at which a frame stands: words from its code's start.
int32_t frameOffset(Thread*, FrameObject* frame);
int frameLine(Thread*, FrameObject* frame);
// f_lasti: two bytes a word of instructions, behind the two that stand for the function's head.
int64_t frameLasti(Thread*, FrameObject* frame);
int tracebackLine(Thread*, Traceback* traceback); // -1 or 0: unknown
// frame.f_locals: the namespace of a class or module body, else a proxy that writes through.
Ref frameLocals(Thread*, FrameObject* frame);
// Caller's frame object (owned), None for the outermost.
Ref frameBack(Thread*, FrameObject* frame);
// Walks running frames from the innermost: registers and offset of each; false at the end.
struct FrameWalk {
    explicit FrameWalk(const Thread* t);
    bool next();
    Value* registers = nullptr;
    const uint64_t* pc = nullptr;

  private:
    bool started_ = false;
    EntryRecord* entry_;
    const Thread* t_;
};

// Ends a frame whose window is not needed any more: releases its locals and function, or moves them
// to its frame object. The slot of the callable is left for a result.
void endFrame(Thread*, Value* registers);
void detachFrameObject(Thread*, Value* registers);

// --- register chunks
// --------------------------------------------------------------------------------------
struct StackChunk {
    StackChunk* previous;
    StackChunk* spare; // the chunk left last, kept for the next call that does not fit
    Value* limit;
    Value* data() { return reinterpret_cast<Value*>(this + 1); }
};
Status stackInit(Thread*);
void stackDestroy(Thread*);
// Room for `count` Values at t->stack_top, in a new chunk if need be (t->chunk, t->stack_limit and
// t->stack_top change). Null with MemoryError.
Value* reserveWindow(Thread*, size_t count);
// Goes back to the chunk that was current when the mark was made.
class StackMark {
  public:
    explicit StackMark(Thread* t) : t_(t), chunk_(t->chunk) {}
    ~StackMark() {
        if (KRAIT_UNLIKELY(t_->chunk != chunk_)) goBack();
    }

  private:
    void goBack();

    Thread* t_;
    StackChunk* chunk_;
};
// Returns from a window that was the first of its chunk; nothing if it was not.
void leaveChunk(Thread*, Value* window);

// One more Python frame; RecursionError beyond the limit.
Status recursionLimitReached(Thread*);
inline Status pushDepth(Thread* t) {
    if (KRAIT_UNLIKELY(++t->python_depth > t->depth_limit)) {
        return recursionLimitReached(t);
    }
    return ok();
}

// The exception being handled, seen through running generators: sys.exception(). Borrowed, EMPTY:
// none.
Value currentHandled(Thread*);

} // namespace krait
