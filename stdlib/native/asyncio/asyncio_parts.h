// What the files of module _asyncio share: futures, tasks, handles, the core of event loops.
//
// A loop that derives from LoopCore (asyncio.BaseEventLoop does) keeps its ready queue here. The
// queue holds Handles and, as a task's own step needs none, Tasks: so a switch between tasks makes
// no object. Such a loop is "plain" while nobody has overridden or patched its call_soon() and it
// is not in debug mode; everything goes through loop.call_soon() otherwise.
//
// A task that waits for a future of ours is that future's callback itself (callback0 a Task). All
// of it belongs to the GIL; a loop's queue may be appended to by any thread that holds it.
#pragma once

#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"

#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/errors.h"

#include <cstddef>
#include <vector>

namespace krait {
namespace aio {

enum class FutureState : uint8_t { kNew, kPending, kCancelled, kFinished };

struct Task;

// Base classes put what derived ones add behind the attributes' block.
struct Future : Object {
    Value loop;
    Value callback0, context0; // the callback that came first: a callable, or a Task; or EMPTY
    Value callbacks;           // list of (callable, context), or EMPTY
    Value result, exception;
    Value exception_traceback; // that it had when it was set
    Value source_traceback, cancel_message, cancelled_error;
    FutureState state;
    bool log_traceback, blocking;
    AttrBlock attrs;
};

struct Task : Future {
    Value coro, fut_waiter, name, context; // name: an int until it is asked for
    Value woken_by;                        // in the ready queue: the future that was waited for
    Task *next, *previous;                 // of the registered ones
    int64_t cancel_requests;
    bool must_cancel, log_destroy_pending, registered;
};

struct Handle : Object {
    Value callback, args, context, loop; // args: a tuple
    Value source_traceback, repr;        // debug mode; repr: of a cancelled one
    Value when;                          // of a TimerHandle
    bool cancelled, scheduled;
};

struct ReadyQueue : Object {
    Value* items; // ring, heap block, or null; capacity a power of two
    uint64_t capacity, first, count;
    Value& at(uint64_t i) { return items[(first + i) & (capacity - 1)]; }
};

struct LoopCore : Object {
    struct State* state;
    Value ready;        // ReadyQueue
    Value current_task; // or EMPTY
    uint32_t plain_tag; // of the shape for which plain_shape holds
    bool plain_shape, debug, closed;
    AttrBlock attrs;
};

// A Task's step or wake-up as a callable, for loops that are not plain.
struct TaskCall : Object {
    Value task, exception;
    bool is_wakeup;
};

// Classes and functions of the Python part, found when they are first needed, and the interned
// names. One a Runtime, kept by the module.
enum NameId {
    kCallSoon,
    kCallExceptionHandler,
    kGetDebug,
    kBlocking,
    kAddDoneCallback,
    kCancel,
    kGetLoop,
    kContextName,
    kMessage,
    kException,
    kFutureName,
    kTaskName,
    kHandleName,
    kSourceTraceback,
    kLoopName,
    kIsRunning,
    kTimerCancelled,
    kMsg,
    kNameCount
};
enum HelperId {
    kCancelledErrorClass,
    kInvalidStateErrorClass,
    kFutureRepr,
    kTaskRepr,
    kHandleRepr,
    kHandleFailed,
    kExtractStack,
    kGetStack,
    kPrintStack,
    kIsCoroutine,
    kGetEventLoop,
    kCallSoonDebug,
    kScheduledTasks,
    kHelperCount
};
struct State : Object {
    Value names[kNameCount];
    Value helpers[kHelperCount]; // or EMPTY
    Value current_tasks;         // dict of loops that are not plain
    Value eager_tasks;           // set
    struct Running {
        Thread* thread;
        Value loop;
    };
    std::vector<Running>* running; // the running loop of each thread that has one
    Type *future_type, *task_type, *handle_type, *task_call_type, *iterator_type;
    Value plain_call_soon; // LoopCore.call_soon
    Task* tasks;           // registered ones
    int64_t task_count;    // for names
};

extern const TypeSpec kFutureSpec, kTaskSpec, kHandleSpec, kTimerHandleSpec, kReadyQueueSpec,
    kLoopCoreSpec, kTaskCallSpec, kFutureIteratorSpec, kStateSpec;

State* stateOf(Thread*); // null with an exception: the module has gone
inline Str* nameOf(State* s, NameId id) {
    return s->names[id].as<Str>();
}
Result<Value> helper(Thread*, State*, HelperId id); // borrowed

inline bool isOurFuture(Thread* t, Value v) {
    if (!v.isObject()) return false;
    const TypeSpec* spec = v.object()->shape->type->spec;
    return spec == &kFutureSpec || spec == &kTaskSpec;
}
// An exact Future or Task: what a subclass written in Python overrides must be called.
inline bool isPlainFuture(State* s, Value v) {
    if (!v.isObject()) return false;
    const Type* type = v.object()->shape->type;
    return type == s->future_type || type == s->task_type;
}
inline bool isOurTask(Value v) {
    return v.isObject() && v.object()->shape->type->spec == &kTaskSpec;
}

// --- futures (future.cpp)
Status futureInit(Thread*, Future* f, Value loop);
Status futureSetResult(Thread*, Future* f, Value result);
Status futureSetException(Thread*, Future* f, Value exception);
Result<bool> futureCancel(Thread*, Future* f, Value message);
// What future.result() gives or raises.
Ref futureResult(Thread*, Future* f);
Ref makeCancelledError(Thread*, Future* f);
Status addCallback(Thread*, Future* f, Value callback, Value context);
void futureDestroyFields(Future* f);
void futureTraverseFields(Future* f, Visitor& visitor);
void futureClearFields(Future* f);
void reportNeverRetrieved(Thread*, Future* f);
extern const MethodDef kFutureMethods[];
Error raiseInvalidState(Thread*, const char* words);

// --- tasks (task.cpp)
Status taskStep(Thread*, State*, Task* task, Value exception); // EMPTY: none
Status taskWakeup(Thread*, State*, Task* task, Value future);
Result<bool> taskCancel(Thread*, Task* task, Value message);
Ref taskCallNew(Thread*, State*, Task* task, Value exception, bool is_wakeup);
extern const MethodDef kTaskFunctions[];

// --- loops (loop.cpp)
// The loop if it is plain now, else null.
LoopCore* plainLoop(Value loop);
Status pushReady(Thread*, LoopCore* loop, Value item); // shares item
Status callSoon(Thread*, State*, Value loop, Value callback, Value argument, Value context);
// The next step of the task, with an exception or (future not EMPTY) after that future.
Status scheduleTask(Thread*, State*, Task* task, Value exception, Value future);
extern const MethodDef kLoopFunctions[];

} // namespace aio
} // namespace krait
