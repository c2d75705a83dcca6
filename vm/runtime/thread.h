// Thread: a Python thread's state. Every function of the VM that can fail or run Python code takes
// it first. All of it is used by the thread itself under the GIL, but `breaker`, which anybody may
// set bits in.
#pragma once

#include "vm/heap/heap.h"
#include "vm/objects/code.h"
#include "vm/objects/type.h"

#include <atomic>

namespace krait {

class Runtime;
struct Dict;
struct FrameObject;

// Causes for leaving the fast path at a safepoint, bits of Thread::breaker. Its slow path serves
// one a visit, those that raise last.
enum BreakerBit : uint32_t {
    kBreakGilDrop = 1 << 0,
    kBreakGc = 1 << 1,
    kBreakTable = 1 << 2,
    kBreakFinalizers = 1 << 3, // queued deallocations
    kBreakBudget = 1 << 4,
    kBreakStop = 1 << 5,
    kBreakSignal = 1 << 6,
    kBreakAsyncException = 1 << 7,
};

// What the instrumented dispatch table is wanted for, bits of Thread::instrumented.
enum InstrumentReason : uint32_t {
    kInstrumentTrace = 1 << 0,  // trace and profile functions, sys.monitoring
    kInstrumentSwitch = 1 << 1, // the breaker is served before every instruction
    kInstrumentTurn = 1 << 2,   // a fiber's turn is counted: Thread::instructions_left
    kInstrumentStop = 1 << 3,   // the thread is being ended: nothing handles its exceptions
    kInstrumentWith = 1 << 4,   // with-blocks are counted: vm/interp/contexts.h
    kInstrumentInject = 1 << 5, // something is to happen at an instruction: vm/interp/injection.h
    kInstrumentUnguarded = 1 << 6, // with-blocks are left unprotected where CPython's can be
};

// A window's header: the words before register 0 of every frame.
//   [-4] callable: the Function (owned)     [-3] return pc (low 48 bits), local_count (high 16)
//   [-2] registers of the caller            [-1] frame object, or EMPTY
// A frame entered from C++ has the return pc of STUB_EXIT and 0 as caller's registers.
inline constexpr int kFrameFunction = -4, kFrameReturnPc = -3, kFrameCaller = -2, kFrameObject = -1;

inline Function* frameFunction(const Value* registers) {
    return registers[kFrameFunction].as<Function>();
}

// One per activation of the interpreter loop from C++, chained, on the C stack.
struct EntryRecord {
    EntryRecord* previous;
    Value* registers; // of the frame that was running when C++ entered the interpreter again; null:
                      // none
    const uint64_t* pc; // its instruction
};

class Thread {
  public:
    // --- used by handlers: keep these first -----------------------------------------------------
    std::atomic<uint32_t> breaker{0};
    uint32_t python_depth = 0;    // Python frames; compared with the recursion limit
    Value* stack_limit = nullptr; // end of the current register chunk
    Value* stack_top = nullptr;   // first register free for calls from C++; valid while C++ runs
    Value* registers = nullptr;   // the running frame; stored by slow paths
    const uint64_t* pc = nullptr; // its instruction; stored by slow paths
    Value exception;              // being raised (owned), or EMPTY
    Value handled;                // being handled (owned): sys.exception(); EMPTY: none
    Heap* heap = nullptr;
    Runtime* runtime = nullptr;
    const void* table = nullptr;  // dispatch table in use
    char* native_limit = nullptr; // the C stack must not grow below this address
    EntryRecord* entry = nullptr;
    Object* scratch = nullptr;   // between a handler and its slow path
    uint32_t call_count = 0;     // of a call on its way to its slow path
    uint32_t depth_limit = 1000; // the recursion limit
    Value* returned =
        nullptr; // registers of the frame that returned last (result at [-4]); for stubs
    struct Generator* generator = nullptr; // innermost running one
    bool yielded = false;                  // how a generator resumed from C++ stopped
    Value result; // what a generator yielded or returned (owned), on its way to the receiver
    // --- the rest -------------------------------------------------------------------------------
    struct StackChunk* chunk = nullptr;
    int deallocation_depth = 0;
    struct DeallocationQueue* deallocation_waiting = nullptr; // what nested too deep
    int repr_depth = 0;
    Value repr_running[64];                       // containers whose repr is running (borrowed)
    Value async_exception;                        // set by another thread (owned), or EMPTY
    uint64_t id = 0;                              // threading.get_ident()
    Value context;                                // contextvars' current context (owned), or EMPTY
    Value asyncgen_firstiter, asyncgen_finalizer; // sys.set_asyncgen_hooks (owned), or EMPTY
    int coroutine_origin_depth = 0;
    Thread* next = nullptr;
    // Why the instrumented table is in use (bits of InstrumentReason); who is told (tracing.h).
    uint32_t instrumented = 0;
    int64_t instructions_left = 0; // of a fiber's turn; below 0 until the next safepoint
    struct TraceState* tracing = nullptr;
    struct ThreadRecord* record = nullptr; // parkers and what else is cold: vm/threads/threads.h

    // Whether an exception is being raised.
    bool hasError() const { return !exception.isEmpty(); }
    Str* name(int id) const; // an interned name: thread->name(kName___init__); see runtime.h
    Type* type(TypeId id) const;
};

// True when the C stack has room for another level of native recursion; else RecursionError is
// raised: "maximum recursion depth exceeded while ..." with `where` (" while calling a Python
// object", or "").
[[nodiscard]] bool nativeStackOk(Thread*, const char* where);
Status checkNativeStackSlow(Thread*, const char* where);
inline Status checkNativeStack(Thread* t, const char* where = "") {
    if (KRAIT_UNLIKELY(static_cast<char*>(__builtin_frame_address(0)) < t->native_limit)) {
        return checkNativeStackSlow(t, where);
    }
    return ok();
}

} // namespace krait
