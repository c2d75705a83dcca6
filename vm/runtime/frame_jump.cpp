// See frame_jump.h. Works on the blueprint's instructions, which are never rewritten. Under the
// GIL.
#include "vm/runtime/frame_jump.h"

#include "vm/bytecode/code_states.h"
#include "vm/objects/int.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/tracing.h"

#include <algorithm>

namespace krait {
namespace {

size_t indexAt(const CodeBlueprint& code, uint32_t offset) {
    auto after =
        std::upper_bound(code.infos.begin(), code.infos.end(), offset,
                         [](uint32_t at, const InstrInfo& info) { return at < info.offset; });
    return static_cast<size_t>(after - code.infos.begin()) - 1;
}

// Whether a line begins at this instruction.
bool startsLine(const CodeBlueprint& code, size_t i) {
    int32_t line = code.infos[i].position.line;
    return line > 0 && (i == 0 || code.infos[i - 1].position.line != line);
}

bool canBecome(const RegisterState& from, const RegisterState& to) {
    return to.reached &&
           std::all_of(to.temporaries.begin(), to.temporaries.end(),
                       [&](const LiveTemporary& wanted) {
                           return std::find(from.temporaries.begin(), from.temporaries.end(),
                                            wanted) != from.temporaries.end();
                       });
}

const char* whyNot(const RegisterState& from, const RegisterState& to) {
    if (!from.reached) return "can't jump from unreachable code";
    if (!to.reached) return "can't jump into an exception handler, or code may be unreachable";
    switch (to.temporaries.back().maker) {
    case Opcode::kSTUB_EXIT:
    case Opcode::kENTER_HANDLER:
        return "can't jump into an 'except' block as there's no exception";
    case Opcode::kGET_ITER:
    case Opcode::kGET_AITER:
        return "can't jump into the body of a for loop";
    default:
        return "incompatible stacks";
    }
}

// Python: an unbound local that the compiler takes for bound would be read; so all are bound.
Status bindLocals(Thread* t, const CodeBlueprint& code, Value* registers) {
    int unbound = 0;
    for (uint32_t i = 0; i < code.local_count; ++i) unbound += registers[i].isEmpty();
    if (unbound == 0) return ok();
    KRAIT_TRY(warn(t, TypeId::kRuntimeWarning, 1, "assigning None to %d unbound local%s", unbound,
                   unbound == 1 ? "" : "s"));
    for (uint32_t i = 0; i < code.local_count; ++i) {
        if (registers[i].isEmpty() && code.local_is_cell[i] != 1) registers[i] = Value::none();
    }
    return ok();
}

} // namespace

Status frameJumpTo(Thread* t, FrameObject* frame, Value line) {
    if (!isInt(line)) return raise(t, TypeId::kValueError, "lineno must be an integer");
    TraceState* state = t->tracing;
    if (!state || !state->hook_registers || !frame->registers)
        return raise(t, TypeId::kValueError, "f_lineno can only be set in a trace function");
    switch (state->hook_event) {
    case TraceEvent::kLine:
        break;
    case TraceEvent::kStart:
        return raise(t, TypeId::kValueError,
                     "can't jump from the 'call' trace event of a new frame");
    case TraceEvent::kCall:
    case TraceEvent::kCReturn:
        return raise(t, TypeId::kValueError, "can't jump during a call");
    default:
        return raise(t, TypeId::kValueError, "can only jump from a 'line' trace event");
    }
    if (state->hook_registers != frame->registers)
        return raise(t, TypeId::kValueError, "can only jump from a 'line' trace event");
    int64_t wanted = KRAIT_TRY(intAsInt64(t, line));
    Code* code = frame->function->code;
    if (wanted < code->first_line) {
        return raise(t, TypeId::kValueError, "line %ld comes before the current code block",
                     wanted);
    }
    const CodeBlueprint& blueprint = **code->blueprint;
    int64_t found = INT64_MAX;
    for (size_t i = 0; i < blueprint.infos.size(); ++i) {
        int64_t here = blueprint.infos[i].position.line;
        if (here >= wanted && startsLine(blueprint, i)) found = std::min(found, here);
    }
    if (found == INT64_MAX) {
        return raise(t, TypeId::kValueError, "line %ld comes after the current code block", wanted);
    }
    std::vector<RegisterState> states = registerStates(blueprint);
    auto offset = static_cast<uint32_t>(state->hook_pc - code->instructions);
    const RegisterState& from = states[indexAt(blueprint, offset)];
    const RegisterState* best = nullptr;
    const char* reason = nullptr;
    uint32_t target = 0;
    for (size_t i = 0; i < states.size(); ++i) {
        if (blueprint.infos[i].position.line != found || !startsLine(blueprint, i)) continue;
        if (from.reached && canBecome(from, states[i])) {
            if (best && best->temporaries.size() >= states[i].temporaries.size()) continue;
            best = &states[i];
            target = blueprint.infos[i].offset;
        } else if (!reason) {
            reason = whyNot(from, states[i]);
        }
    }
    if (!best) return raise(t, TypeId::kValueError, "%s", reason);
    KRAIT_TRY(bindLocals(t, blueprint, frame->registers));
    state->jump = code->instructions + target;
    return ok();
}

const uint64_t* frameJumpTake(Thread* t, Value* registers, const uint64_t* pc) {
    TraceState* state = t->tracing;
    if (!state || !state->jump) return nullptr;
    const uint64_t* target = std::exchange(state->jump, nullptr);
    Code* code = frameFunction(registers)->code;
    const CodeBlueprint& blueprint = **code->blueprint;
    std::vector<RegisterState> states = registerStates(blueprint);
    auto at = [&](const uint64_t* place) -> const RegisterState& {
        return states[indexAt(blueprint, static_cast<uint32_t>(place - code->instructions))];
    };
    const RegisterState &from = at(pc), &to = at(target);
    state->last_registers = registers;
    state->last_pc = pc;
    state->last_left = false;
    state->last_line = -1;
    state->line_known = true;
    for (size_t i = from.temporaries.size(); i-- > 0;) {
        const LiveTemporary& live = from.temporaries[i];
        if (std::find(to.temporaries.begin(), to.temporaries.end(), live) != to.temporaries.end())
            continue;
        Ref released = Ref::take(std::exchange(registers[live.reg], Value()));
        // It keeps what was being handled before the handler's exception.
        if (live.maker == Opcode::kENTER_HANDLER)
            released = Ref::take(std::exchange(t->handled, released.get().isNone()
                                                               ? (released.release(), Value())
                                                               : released.release()));
    }
    return target;
}

} // namespace krait
