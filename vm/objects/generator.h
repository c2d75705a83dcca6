// Generators, coroutines and async generators: one layout. The object is the frame: its window lies
// in it and is run in place. `state` says whether the window holds live values: created (before the
// first instruction), suspended, running, finished (window released).
#pragma once

#include "vm/objects/code.h"

namespace krait {

enum class GeneratorState : uint8_t { kCreated, kSuspended, kRunning, kFinished };

struct GeneratorContinuation;

struct Generator : Object {
    Value name, qualified_name;
    GeneratorState state;
    // Async generators: an awaitable of it is running; hooks were asked; closed for good.
    bool running_async, hooks_done, closed;
    bool resume_unreported; // instrumented runs: not seen running since it was suspended
    uint16_t register_count;
    const uint64_t* resume_pc; // the YIELD that suspended it, RETURN_GENERATOR before it has begun
    const GeneratorContinuation* continuation; // while running: what receives the next value
    Value* stack_top;    // while running: where calls from its code put their windows
    Value handled;       // exception handled inside while suspended (owned)
    Value outer_handled; // while running: what the resumer was handling (owned)
    Generator* outer;    // while running: the generator that was running before
    Value origin;        // cr_origin, or EMPTY
    // Async generators: the finalizer hook. Others: the arguments of throw() on their way to what
    // it delegates to, if they are no mere exception. Else EMPTY.
    Value finalizer;
    Value window[0]; // header (kCallHeader), then registers

    Value* registers() { return window + kCallHeader; }
    static Generator* of(Value* registers) {
        return reinterpret_cast<Generator*>(reinterpret_cast<char*>(registers - kCallHeader) -
                                            sizeof(Generator));
    }
    Code* code() { return frameCode(); }
    Code* frameCode() { return window[0].as<Function>()->code; }
};

inline bool isGeneratorLike(Value v) {
    if (!v.isObject()) return false;
    auto kind = static_cast<TypeId>(v.object()->kind);
    return kind == TypeId::kGenerator || kind == TypeId::kCoroutine ||
           kind == TypeId::kAsyncGenerator;
}

// What a resume gave.
enum class ResumeResult : uint8_t { kYielded, kReturned, kRaised };
// Resumes from C++: sends `value` (None for next()), or raises `exception` inside if it isn't
// EMPTY. *out receives the value (owned) unless raised. "already executing" and finished generators
// are the caller's to check (generator.cpp).
ResumeResult generatorResume(Thread*, Generator* generator, Value value, Value exception,
                             Value* out);
// The slot `next` of generators: EMPTY without exception at the end.
Ref generatorNext(Thread*, Value generator);
// Takes an item (owned) that a generator gave, as the code that iterates; false ends the iteration,
// also with an exception set.
using GeneratorSink = bool (*)(Thread*, void* state, Value item);
// Iterates over a generator to its end, or until `take` has enough: it is resumed from within the
// interpreter, without leaving that for each item. REENTRY.
Status generatorDrain(Thread*, Generator* g, GeneratorSink take, void* state);
// The object of a frame that is running RETURN_GENERATOR: takes its window over (references move).
New<Generator> generatorFromFrame(Thread*, Value* registers);

} // namespace krait
