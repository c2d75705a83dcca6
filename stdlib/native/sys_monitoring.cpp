// sys.monitoring (PEP 669): tools register callbacks for events of the run. What the callbacks are
// told is vm/runtime/tracing.h; here is their administration.
#include "stdlib/native/module_util.h"
#include "stdlib/native/sys_parts.h"
#include "vm/objects/dict.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/tracing.h"

#include <bit>

namespace krait {

namespace {

constexpr const char* kEventNames[kTraceEventCount] = {
    "PY_START",    "PY_RESUME", "PY_RETURN", "PY_YIELD",       "CALL",   "LINE",
    "INSTRUCTION", "JUMP",      "BRANCH",    "STOP_ITERATION", "RAISE",  "EXCEPTION_HANDLED",
    "PY_UNWIND",   "PY_THROW",  "RERAISE",   "C_RETURN",       "C_RAISE"};
constexpr uint32_t kAllEvents = (1u << kTraceEventCount) - 1;
constexpr uint32_t kLocalEvents = (1u << 10) - 1; // up to STOP_ITERATION, which is tied to BRANCH
constexpr uint32_t kNativeEnds =
    1u << static_cast<int>(TraceEvent::kCReturn) | 1u << static_cast<int>(TraceEvent::kCRaise);

using Tool = MonitoringState::Tool;

// The tool of a number given by the program; null with an exception.
Tool* toolOf(Thread* t, Value v, int* number) {
    Result<int64_t> id = toIndexInt64(t, v);
    if (id.isError()) return nullptr;
    if (id.value() < 0 || id.value() >= kToolCount) {
        (void)raise(t, TypeId::kValueError, "invalid tool %d (must be between 0 and 5)",
                    static_cast<int>(id.value()));
        return nullptr;
    }
    *number = static_cast<int>(id.value());
    return &monitoringMake(t)->tools[*number];
}
Tool* usedTool(Thread* t, Value v, int* number) {
    Tool* tool = toolOf(t, v, number);
    if (tool && tool->name.isEmpty()) {
        (void)raise(t, TypeId::kValueError, "tool %d is not in use", *number);
        return nullptr;
    }
    return tool;
}

// A set of events as kept: CALL brings the ends of native calls along.
Result<uint32_t> eventSet(Thread* t, Value v, uint32_t allowed, const char* what) {
    int64_t given = KRAIT_TRY(toIndexInt64(t, v));
    if (given < 0 || (given & ~int64_t{kAllEvents}) != 0) {
        return raise(t, TypeId::kValueError, "invalid %s 0x%x", what, static_cast<int>(given));
    }
    auto events = static_cast<uint32_t>(given);
    if (events & kNativeEnds) {
        if (!(events & eventBit(TraceEvent::kCall))) {
            return raise(t, TypeId::kValueError,
                         "cannot set C_RETURN or C_RAISE events independently");
        }
        events &= ~kNativeEnds;
    }
    if (events & ~allowed) {
        return raise(t, TypeId::kValueError, "invalid %s 0x%x", what, static_cast<int>(given));
    }
    if (events & eventBit(TraceEvent::kCall)) events |= kNativeEnds;
    return events;
}

Ref monitoring_use_tool_id(Thread* t, Args a) {
    int number;
    Tool* tool = toolOf(t, a[0], &number);
    if (!tool) return Error{};
    if (!isStr(a[1])) return raise(t, TypeId::kValueError, "tool name must be a str");
    if (!tool->name.isEmpty())
        return raise(t, TypeId::kValueError, "tool %d is already in use", number);
    assign(tool->name, a[1]);
    return Ref::none();
}

Ref monitoring_free_tool_id(Thread* t, Args a) {
    int number;
    Tool* tool = toolOf(t, a[0], &number);
    if (!tool) return Error{};
    MonitoringState* m = monitoringOf(t);
    tool->events = 0;
    for (auto& [code, local] : m->local) local.events[number] = 0;
    for (auto& [place, local] : m->disabled) local.events[number] = 0;
    for (Value& callback : tool->callbacks) assign(callback, Value());
    assign(tool->name, Value());
    monitoringChanged(t);
    return Ref::none();
}

Ref monitoring_get_tool(Thread* t, Args a) {
    int number;
    Tool* tool = toolOf(t, a[0], &number);
    if (!tool) return Error{};
    return tool->name.isEmpty() ? Ref::none() : Ref::share(tool->name);
}

Ref monitoring_register_callback(Thread* t, Args a) {
    int number;
    Tool* tool = toolOf(t, a[0], &number);
    if (!tool) return Error{};
    int64_t event = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (event <= 0 || std::popcount(static_cast<uint64_t>(event)) != 1) {
        return raise(t, TypeId::kValueError,
                     "The callback can only be set for one event at a time");
    }
    int index = std::countr_zero(static_cast<uint64_t>(event));
    if (index >= kTraceEventCount)
        return raise(t, TypeId::kValueError, "invalid event %d", static_cast<int>(event));
    Value before = tool->callbacks[index];
    Ref result = before.isEmpty() ? Ref::none() : Ref::share(before);
    assign(tool->callbacks[index], a[2].isNone() ? Value() : a[2]);
    return result;
}

Ref monitoring_get_events(Thread* t, Args a) {
    int number;
    Tool* tool = usedTool(t, a[0], &number);
    if (!tool) return Error{};
    return intFrom(t, tool->events & ~kNativeEnds);
}

Ref monitoring_set_events(Thread* t, Args a) {
    int number;
    Tool* tool = toolOf(t, a[0], &number);
    if (!tool) return Error{};
    uint32_t events = KRAIT_TRY(eventSet(t, a[1], kAllEvents, "event set"));
    if (tool->name.isEmpty()) return raise(t, TypeId::kValueError, "tool %d is not in use", number);
    tool->events = events;
    monitoringChanged(t);
    return Ref::none();
}

Status checkCode(Thread* t, Value v) {
    if (isKind(v, TypeId::kCode)) return ok();
    return raise(t, TypeId::kTypeError, "code must be a code object");
}

Ref monitoring_get_local_events(Thread* t, Args a) {
    KRAIT_TRY(checkCode(t, a[1]));
    int number;
    if (!usedTool(t, a[0], &number)) return Error{};
    MonitoringState* m = monitoringOf(t);
    auto at = m->local.find(a[1].as<Code>());
    uint32_t events = at == m->local.end() ? 0 : at->second.events[number];
    return intFrom(t, events & ~kNativeEnds);
}

Ref monitoring_set_local_events(Thread* t, Args a) {
    KRAIT_TRY(checkCode(t, a[1]));
    int number;
    Tool* tool = toolOf(t, a[0], &number);
    if (!tool) return Error{};
    uint32_t events = KRAIT_TRY(eventSet(t, a[2], kLocalEvents, "local event set"));
    if (tool->name.isEmpty()) return raise(t, TypeId::kValueError, "tool %d is not in use", number);
    monitoringOf(t)->local[a[1].as<Code>()].events[number] = events;
    monitoringChanged(t);
    return Ref::none();
}

Ref monitoring_restart_events(Thread* t, Args) {
    if (MonitoringState* m = monitoringOf(t)) m->disabled.clear();
    return Ref::none();
}

Ref monitoring_all_events(Thread* t, Args) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    MonitoringState* m = monitoringOf(t);
    for (int i = 0; m && i < kTraceEventCount; ++i) {
        int64_t tools = 0;
        for (int tool = 0; tool < kToolCount; ++tool)
            tools |= int64_t{(m->tools[tool].events >> i) & 1} << tool;
        if (!tools) continue;
        New<Str> key = KRAIT_TRY(strIntern(t, kEventNames[i]));
        KRAIT_TRY(dictSetStr(t, dict, key, Value::smallInt(tools)));
    }
    return dict;
}

constexpr MethodDef kFunctions[] = {
    {"_all_events()", monitoring_all_events, "Name of each event that is on: bits of the tools."},
    {"free_tool_id(tool_id, /)", monitoring_free_tool_id, "Give a tool's number back."},
    {"get_events(tool_id, /)", monitoring_get_events, "The events on for a tool, everywhere."},
    {"get_local_events(tool_id, code, /)", monitoring_get_local_events,
     "The events on for a tool in a code object."},
    {"get_tool(tool_id, /)", monitoring_get_tool, "The name of the tool that has a number."},
    {"register_callback(tool_id, event, func, /)", monitoring_register_callback,
     "Set who is called for an event; returns who was."},
    {"restart_events()", monitoring_restart_events, "Undo all DISABLE."},
    {"set_events(tool_id, event_set, /)", monitoring_set_events,
     "Turn events on for a tool, and the others off."},
    {"set_local_events(tool_id, code, event_set, /)", monitoring_set_local_events,
     "The same for one code object."},
    {"use_tool_id(tool_id, name, /)", monitoring_use_tool_id, "Take a number for a tool."},
    {}};

} // namespace

Ref monitoringModule(Thread* t) {
    New<Str> name = KRAIT_TRY(strIntern(t, "sys.monitoring"));
    New<Module> module = KRAIT_TRY(moduleNew(t, Value(name)));
    for (const MethodDef* def = kFunctions; def->signature; ++def) {
        Ref function = KRAIT_TRY(nativeFunctionNew(t, def, Value(), name));
        std::string_view text = def->signature;
        New<Str> key = KRAIT_TRY(strIntern(t, text.substr(0, text.find('('))));
        KRAIT_TRY(dictSetStr(t, module->dict, key, function));
    }
    MonitoringState* m = monitoringMake(t);
    Value object(t->type(TypeId::kObject));
    if (m->disable.isEmpty()) m->disable = KRAIT_TRY(callFunction(t, object)).release();
    if (m->missing.isEmpty()) m->missing = KRAIT_TRY(callFunction(t, object)).release();
    Ref events = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kSimpleNamespace))));
    for (int i = 0; i < kTraceEventCount; ++i) {
        New<Str> key = KRAIT_TRY(strIntern(t, kEventNames[i]));
        KRAIT_TRY(setAttr(t, events, key, Value::smallInt(int64_t{1} << i)));
    }
    New<Str> none = KRAIT_TRY(strIntern(t, "NO_EVENTS"));
    KRAIT_TRY(setAttr(t, events, none, Value::smallInt(0)));
    KRAIT_TRY(ModuleFiller(t, module)
                  .integer("DEBUGGER_ID", 0)
                  .integer("COVERAGE_ID", 1)
                  .integer("PROFILER_ID", 2)
                  .integer("OPTIMIZER_ID", 5)
                  .set("DISABLE", m->disable)
                  .set("MISSING", m->missing)
                  .set("events", events)
                  .finish());
    return module;
}

} // namespace krait
