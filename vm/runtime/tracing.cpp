// Handing events on; see tracing.h. What CPython's legacy tracing makes of each event follows its
// documentation of sys.settrace and sys.setprofile.
#include "vm/runtime/tracing.h"

#include "vm/objects/int.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/object_model.h"

namespace krait {

namespace {

constexpr uint32_t bits(std::initializer_list<TraceEvent> events) {
    uint32_t all = 0;
    for (TraceEvent e : events) all |= eventBit(e);
    return all;
}
using E = TraceEvent;
constexpr uint32_t kTraceEvents =
    bits({E::kStart, E::kResume, E::kThrow, E::kLine, E::kInstruction, E::kReturn, E::kYield,
          E::kUnwind, E::kRaise, E::kStopIteration});
constexpr uint32_t kProfileEvents = bits({E::kStart, E::kResume, E::kThrow, E::kReturn, E::kYield,
                                          E::kUnwind, E::kCall, E::kCReturn, E::kCRaise});
// Events that belong to a place in the code: what DISABLE can turn off.
constexpr int kLocalEventCount = static_cast<int>(E::kStopIteration) + 1;

TraceState* stateOf(Thread* t) {
    if (!t->tracing) t->tracing = new TraceState;
    return t->tracing;
}

// Whether the Thread needs the instrumented table, by what is asked of it now.
void refresh(Thread* t) {
    const TraceState* state = t->tracing;
    const MonitoringState* monitoring = t->runtime->monitoring;
    bool asked = (state && !(state->trace.isEmpty() && state->profile.isEmpty() && !state->sink)) ||
                 (monitoring && monitoring->wanted != 0);
    setInstrumented(t, kInstrumentTrace, asked && !(state && state->running));
}

Status setHook(Thread* t, Value TraceState::* hook, Value function) {
    TraceState* state = stateOf(t);
    Value v = function.isNone() ? Value() : function;
    incref(v);
    Value old = std::exchange(state->*hook, v);
    // What runs already is not new to whoever begins to look.
    for (Generator* g = t->generator; g; g = g->outer) g->resume_unreported = false;
    state->last_registers = nullptr;
    refresh(t);
    // Nobody is there to hear of the end of a call that has been reported.
    std::vector<TraceState::PendingCall> calls;
    if (!(t->instrumented & kInstrumentTrace) && !state->running) calls.swap(state->calls);
    for (const auto& call : calls) {
        decref(call.callable);
        decref(call.argument);
    }
    decref(old);
    return ok();
}

// Calls a hook with instrumentation off for this Thread.
Ref callHook(Thread* t, Value function, const Value* values, uint32_t count) {
    TraceState* state = stateOf(t);
    Ref alive = Ref::share(function);
    state->running = true;
    refresh(t);
    Ref result = callValues(t, alive, values, count);
    state->running = false;
    refresh(t);
    return result;
}

const char* legacyName(TraceEvent event) {
    switch (event) {
    case E::kStart:
    case E::kResume:
    case E::kThrow:
        return "call";
    case E::kReturn:
    case E::kYield:
    case E::kUnwind:
        return "return";
    case E::kLine:
        return "line";
    case E::kInstruction:
        return "opcode";
    case E::kRaise:
    case E::kStopIteration:
        return "exception";
    case E::kCall:
        return "c_call";
    case E::kCReturn:
        return "c_return";
    case E::kCRaise:
        return "c_exception";
    default:
        return nullptr;
    }
}

// The third argument of a trace or profile function.
Ref legacyArgument(Thread* t, TraceEvent event, Value a, Value b) {
    switch (event) {
    case E::kReturn:
    case E::kYield:
        return Ref::share(a);
    case E::kRaise:
    case E::kStopIteration: {
        Value traceback = exceptionTraceback(t, a);
        return tupleOf(t, Value(typeOf(t, a)), a, traceback.isEmpty() ? Value::none() : traceback);
    }
    case E::kCall:
    case E::kCReturn:
    case E::kCRaise:
        if (isKind(a, TypeId::kMethodDescriptor) && !b.isEmpty())
            return callMethod(t, a, t->name(kName___get__), b);
        return Ref::share(a);
    default:
        return Ref::none();
    }
}

Status callProfile(Thread* t, TraceEvent event, Value* registers, Value a, Value b) {
    TraceState* state = t->tracing;
    bool native = event == E::kCall || event == E::kCReturn || event == E::kCRaise;
    if (native && !isKind(a, TypeId::kNativeFunction) && !isKind(a, TypeId::kMethodDescriptor))
        return ok();
    state->running = true; // making the argument is no part of the program
    refresh(t);
    Ref frame = frameObjectOf(t, registers);
    Ref name = strIntern(t, legacyName(event));
    Ref argument = legacyArgument(t, event, a, b);
    state->running = false;
    Ref result;
    if (!frame.isError() && !name.isError() && !argument.isError()) {
        Value values[] = {frame, name, argument};
        result = callHook(t, state->profile, values, 3);
    }
    refresh(t);
    if (!result.isEmpty()) return ok();
    Ref raised = takeException(t);
    (void)profileSet(t, Value());
    return raiseException(t, raised);
}

Status callTrace(Thread* t, TraceEvent event, Value* registers, const uint64_t* pc, Value a,
                 Value b) {
    TraceState* state = t->tracing;
    bool call = event == E::kStart || event == E::kResume || event == E::kThrow;
    Ref frame_ref;
    if (call) {
        frame_ref = KRAIT_TRY(frameObjectOf(t, registers));
    } else {
        if (!hasFrameObject(registers)) return ok(); // nobody traces this frame
        frame_ref = Ref::share(registers[kFrameObject]);
    }
    auto* frame = frame_ref.as<FrameObject>();
    if (!call) {
        if (frame->trace.isEmpty()) return ok();
        if (event == E::kLine && !frame->trace_lines) return ok();
        if (event == E::kInstruction && !frame->trace_opcodes) return ok();
    }
    Ref name = strIntern(t, legacyName(event));
    Ref argument = name.isError() ? Ref() : legacyArgument(t, event, a, b);
    Ref result;
    if (!argument.isError()) {
        Value values[] = {frame_ref, name, argument};
        state->hook_registers = registers;
        state->hook_pc = pc;
        state->hook_event = event;
        result = callHook(t, call ? state->trace : frame->trace, values, 3);
        if ((state = t->tracing)) state->hook_registers = nullptr;
    }
    if (result.isEmpty()) {
        if (state) state->jump = nullptr;
        Ref raised = takeException(t);
        (void)traceSet(t, Value());
        decref(std::exchange(frame->trace, Value()));
        return raiseException(t, raised);
    }
    if (!result.get().isNone()) decref(std::exchange(frame->trace, result.release()));
    return ok();
}

Status callTool(Thread* t, MonitoringState* m, int tool, TraceEvent event, const Code* code,
                uint32_t offset, Value a, Value b) {
    int index = static_cast<int>(event);
    Value callback = m->tools[tool].callbacks[index];
    if (callback.isEmpty() || callback.isNone()) return ok();
    Value values[4] = {Value(const_cast<Code*>(code)), Value::smallInt((int64_t{offset} + 1) * 2),
                       a, b};
    uint32_t count = 2;
    switch (event) {
    case E::kLine:
        values[1] = a;
        break;
    case E::kCall:
    case E::kCReturn:
    case E::kCRaise:
        if (b.isEmpty()) values[3] = m->missing;
        count = 4;
        break;
    case E::kStart:
    case E::kResume:
    case E::kInstruction:
        break;
    default:
        count = 3;
        break;
    }
    Ref result = KRAIT_TRY(callHook(t, callback, values, count));
    if (!(result == m->disable)) return ok();
    if (index < kLocalEventCount) {
        m->disabled[{code, offset}].events[tool] |= eventBit(event);
        return ok();
    }
    static constexpr const char* kNames[] = {
        "RAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW", "RERAISE", "C_RETURN", "C_RAISE"};
    decref(std::exchange(m->tools[tool].callbacks[index], Value()));
    return raise(t, TypeId::kValueError, "Cannot disable %s events. Callback removed.",
                 kNames[index - kLocalEventCount]);
}

Status deliver(Thread* t, TraceEvent event, Value* registers, const uint64_t* pc, Value a,
               Value b) {
    const Code* code = frameFunction(registers)->code;
    if (MonitoringState* m = t->runtime->monitoring; m && (m->wanted & eventBit(event))) {
        auto offset = static_cast<uint32_t>(pc - code->instructions);
        Ref alive = Ref::share(Value(const_cast<Code*>(code)));
        for (int tool = 0; tool < kToolCount; ++tool) {
            uint32_t events = m->tools[tool].events;
            if (auto at = m->local.find(code); at != m->local.end())
                events |= at->second.events[tool];
            if (!(events & eventBit(event))) continue;
            if (auto at = m->disabled.find({code, offset});
                at != m->disabled.end() && (at->second.events[tool] & eventBit(event)))
                continue;
            KRAIT_TRY(callTool(t, m, tool, event, code, offset, a, b));
        }
    }
    if (const TraceState* state = t->tracing) {
        if (state->sink && (kProfileEvents & eventBit(event))) {
            Ref profiler = Ref::share(state->profiler);
            state->sink(t, profiler.get().object(), event, registers, a, b);
            state = t->tracing;
        }
        if (!state->profile.isEmpty() && (kProfileEvents & eventBit(event)))
            KRAIT_TRY(callProfile(t, event, registers, a, b));
        if (!state->trace.isEmpty() && (kTraceEvents & eventBit(event)))
            KRAIT_TRY(callTrace(t, event, registers, pc, a, b));
    }
    return ok();
}

} // namespace

Status traceSet(Thread* t, Value function) {
    return setHook(t, &TraceState::trace, function);
}
Status profileSet(Thread* t, Value function) {
    return setHook(t, &TraceState::profile, function);
}
Status profileSinkSet(Thread* t, ProfileSink sink, Value profiler) {
    stateOf(t)->sink = sink;
    return setHook(t, &TraceState::profiler, profiler);
}
TraceQuiet::TraceQuiet(Thread* t) : thread_(t), running_(std::exchange(stateOf(t)->running, true)) {
    refresh(t);
}
TraceQuiet::~TraceQuiet() {
    stateOf(thread_)->running = running_;
    refresh(thread_);
}
Value traceFunction(const Thread* t) {
    return t->tracing ? t->tracing->trace : Value();
}
Value profileFunction(const Thread* t) {
    return t->tracing ? t->tracing->profile : Value();
}

Ref callTracing(Thread* t, Value function, Tuple* arguments) {
    TraceState* state = stateOf(t);
    bool running = std::exchange(state->running, false);
    refresh(t);
    Ref result = callTuple(t, function, Value(arguments), Value());
    state->running = running;
    refresh(t);
    return result;
}

MonitoringState* monitoringOf(Thread* t) {
    return t->runtime->monitoring;
}
MonitoringState* monitoringMake(Thread* t) {
    if (!t->runtime->monitoring) t->runtime->monitoring = new MonitoringState;
    return t->runtime->monitoring;
}
void monitoringChanged(Thread* t) {
    MonitoringState* m = t->runtime->monitoring;
    m->wanted = 0;
    for (const auto& tool : m->tools) m->wanted |= tool.events;
    for (const auto& [code, local] : m->local)
        for (uint32_t events : local.events) m->wanted |= events;
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) refresh(thread);
}

uint32_t traceWanted(Thread* t, const Code* code) {
    uint32_t wanted = 0;
    const TraceState* state = t->tracing;
    if (state) {
        if (state->running) return 0;
        if (!state->trace.isEmpty()) wanted |= kTraceEvents;
        if (!state->profile.isEmpty() || state->sink) wanted |= kProfileEvents;
    }
    if (const MonitoringState* m = t->runtime->monitoring; m && m->wanted) {
        for (const auto& tool : m->tools) wanted |= tool.events;
        if (auto at = m->local.find(code); at != m->local.end())
            for (uint32_t events : at->second.events) wanted |= events;
    }
    return wanted;
}

Status traceDeliver(Thread* t, TraceEvent event, Value* registers, const uint64_t* pc, Value a,
                    Value b) {
    Ref raised = t->hasError() ? takeException(t) : Ref();
    // The hooks may drop what is borrowed here.
    Ref keep_a = Ref::share(a), keep_b = Ref::share(b);
    KRAIT_TRY(deliver(t, event, registers, pc, a, b));
    if (!raised.isEmpty()) t->exception = raised.release();
    return ok();
}

void tracingBegin(Thread* t) {
    refresh(t);
}

void tracingDestroy(Thread* t) {
    TraceState* state = t->tracing;
    if (!state) return;
    decref(std::exchange(state->trace, Value()));
    decref(std::exchange(state->profile, Value()));
    state->sink = nullptr;
    decref(std::exchange(state->profiler, Value()));
    for (const auto& call : state->calls) {
        decref(call.callable);
        decref(call.argument);
    }
    t->tracing = nullptr;
    delete state;
    refresh(t);
}

void monitoringDestroy(Thread* t) {
    MonitoringState* m = t->runtime->monitoring;
    if (!m) return;
    t->runtime->monitoring = nullptr;
    for (auto& tool : m->tools) {
        decref(tool.name);
        for (Value callback : tool.callbacks) decref(callback);
    }
    decref(m->disable);
    decref(m->missing);
    delete m;
    refresh(t);
}

void monitoringForgetCode(Thread* t, const Code* code) {
    MonitoringState* m = t->runtime->monitoring;
    if (!m) return;
    m->local.erase(code);
    std::erase_if(m->disabled, [&](const auto& entry) { return entry.first.code == code; });
}

} // namespace krait
