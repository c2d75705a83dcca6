// frame: what Python sees of a running or ended frame. How the object follows its registers is in
// runtime/frames.h; f_locals is frame_locals.cpp.
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/int.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frame_jump.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/object_model.h"

#include <cstdio>

namespace krait {

static FrameObject* asFrame(Value v) {
    return v.as<FrameObject>();
}

static Ref frame_get_back(Thread* t, Value self) {
    return frameBack(t, asFrame(self));
}
static Ref frame_get_code(Thread* t, Value self) {
    return Ref::share(Value(asFrame(self)->function->code));
}
static Ref frame_get_lineno(Thread* t, Value self) {
    int line = frameLine(t, asFrame(self));
    return line <= 0 ? Ref::none() : Ref::take(Value::smallInt(line));
}
static Status frame_set_lineno(Thread* t, Value self, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    return frameJumpTo(t, asFrame(self), value);
}
static Ref frame_get_lasti(Thread* t, Value self) {
    return intFrom(t, frameLasti(t, asFrame(self)));
}
static Ref frame_get_globals(Thread* t, Value self) {
    return Ref::share(Value(asFrame(self)->function->globals));
}
static Ref frame_get_builtins(Thread* t, Value self) {
    Dict* builtins = asFrame(self)->function->builtins;
    return Ref::share(Value(builtins ? builtins : t->runtime->builtins));
}
static Ref frame_get_locals(Thread* t, Value self) {
    return frameLocals(t, asFrame(self));
}
static Ref frame_get_trace(Thread* t, Value self) {
    return Ref::share(orNone(asFrame(self)->trace));
}
static Status frame_set_trace(Thread* t, Value self, Value value) {
    setField(asFrame(self)->trace, value.isNone() ? Value() : value);
    return ok();
}
static Ref frame_get_trace_lines(Thread* t, Value self) {
    return Ref::boolean(asFrame(self)->trace_lines);
}
static Status setFlag(Thread* t, bool* flag, Value value) {
    if (value.isEmpty()) {
        return raise(t, TypeId::kTypeError, "can't delete numeric/char attribute");
    }
    if (!value.isBool()) return raise(t, TypeId::kTypeError, "attribute value type must be bool");
    *flag = value.asBool();
    return ok();
}
static Status frame_set_trace_lines(Thread* t, Value self, Value value) {
    return setFlag(t, &asFrame(self)->trace_lines, value);
}
static Ref frame_get_trace_opcodes(Thread* t, Value self) {
    return Ref::boolean(asFrame(self)->trace_opcodes);
}
static Status frame_set_trace_opcodes(Thread* t, Value self, Value value) {
    return setFlag(t, &asFrame(self)->trace_opcodes, value);
}

static void releaseValues(Thread* t, FrameObject* frame) {
    Value* values = std::exchange(frame->values, nullptr);
    if (!values) return;
    uint32_t count = frame->function->code->local_count;
    for (uint32_t i = 0; i < count; ++i) decref(std::exchange(values[i], Value()));
    t->heap->freeBlock(values, count * sizeof(Value));
}

// Python: a running frame cannot be cleared; clearing that of a generator closes it.
static Ref frame_clear(Thread* t, Args a) {
    FrameObject* frame = asFrame(a[0]);
    if (frame->registers) {
        Generator* g = frame->generator;
        if (!g || g->state == GeneratorState::kRunning) {
            return raise(t, TypeId::kRuntimeError, "cannot clear an executing frame");
        }
        if (g->state == GeneratorState::kSuspended) {
            return raise(t, TypeId::kRuntimeError, "cannot clear a suspended frame");
        }
        Ref alive = Ref::share(Value(g));
        (void)KRAIT_TRY(callMethod(t, alive, t->name(kName_close)));
        return Ref::none();
    }
    frame->cleared = true;
    decref(std::exchange(frame->extra_locals, Value()));
    decref(std::exchange(frame->old_values, Value()));
    decref(std::exchange(frame->trace, Value()));
    releaseValues(t, frame);
    return Ref::none();
}

static Ref frame_repr(Thread* t, Value self) {
    FrameObject* frame = asFrame(self);
    Code* code = frame->function->code;
    char address[24];
    std::snprintf(address, sizeof address, "%p", static_cast<void*>(frame));
    return strFormat(t, "<frame at %s, file %R, line %d, code %U>", address, code->filename,
                     frameLine(t, frame), Value(code->name));
}

static void frame_destroy(Thread* t, Object* o) {
    auto* frame = static_cast<FrameObject*>(o);
    releaseValues(t, frame);
    // A chain of callers' frames is taken apart in a loop.
    Value back = std::exchange(frame->back, Value());
    decref(std::exchange(frame->extra_locals, Value()));
    decref(std::exchange(frame->old_values, Value()));
    decref(std::exchange(frame->trace, Value()));
    decref(frame->function);
    while (back.isObject() && back.object()->refcount == 1) {
        Value after = std::exchange(back.as<FrameObject>()->back, Value());
        decref(back);
        back = after;
    }
    decref(back);
}

static void frame_traverse(Object* o, Visitor& visitor) {
    auto* frame = static_cast<FrameObject*>(o);
    visitor.visit(Value(frame->function));
    if (frame->values) {
        uint32_t count = frame->function->code->local_count;
        for (uint32_t i = 0; i < count; ++i) visitor.visit(frame->values[i]);
    }
    visitor.visit(frame->back);
    visitor.visit(frame->extra_locals);
    visitor.visit(frame->old_values);
    visitor.visit(frame->trace);
}

// The function stays: the layout of the values is its code's.
static void frame_clearCycles(Thread* t, Object* o) {
    auto* frame = static_cast<FrameObject*>(o);
    releaseValues(t, frame);
    decref(std::exchange(frame->back, Value()));
    decref(std::exchange(frame->extra_locals, Value()));
    decref(std::exchange(frame->old_values, Value()));
    decref(std::exchange(frame->trace, Value()));
}

static constexpr MethodDef kFrameMethods[] = {
    {"clear(self, /)", frame_clear, "Clear all references held by the frame."}, {}};
static constexpr GetSetDef kFrameGetSets[] = {
    {"f_back", frame_get_back},
    {"f_code", frame_get_code},
    {"f_lineno", frame_get_lineno, frame_set_lineno},
    {"f_lasti", frame_get_lasti},
    {"f_globals", frame_get_globals},
    {"f_builtins", frame_get_builtins},
    {"f_locals", frame_get_locals},
    {"f_trace", frame_get_trace, frame_set_trace},
    memberGetter("f_trace_lines", frame_get_trace_lines, frame_set_trace_lines),
    {"f_trace_opcodes", frame_get_trace_opcodes, frame_set_trace_opcodes},
    {}};

constinit const TypeSpec kFrameSpec = {
    .name = "frame",
    .size = sizeof(FrameObject),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = frame_destroy,
              .traverse = frame_traverse,
              .clear = frame_clearCycles,
              .repr = frame_repr,
              .getattr = genericGetAttr,
              .setattr = genericSetAttr},
    .methods = kFrameMethods,
    .getsets = kFrameGetSets,
};

} // namespace krait
