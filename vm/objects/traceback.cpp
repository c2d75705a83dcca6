// traceback: one entry per frame an exception has passed, the outermost first. Entries own their
// frame and the next entry. Columns are not kept: they are looked up by the instruction's offset.
#include "vm/objects/exception_fields.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/object_model.h"

#include <cstddef>

namespace krait {

int tracebackLine(Thread* t, Traceback* tb) {
    if (tb->line >= 0) return tb->line;
    return codePosition(tb->frame.as<FrameObject>()->function->code,
                        static_cast<uint32_t>(tb->offset))
        .line;
}

// tb_lasti counts two bytes a word of instructions, as co_positions() has one row a word; the first
// two stand for the function's head.
static Ref traceback_get_lasti(Thread* t, Value self) {
    return intFrom(t, (int64_t{self.as<Traceback>()->offset} + 1) * 2);
}
static Ref traceback_get_lineno(Thread* t, Value self) {
    int line = tracebackLine(t, self.as<Traceback>());
    return line <= 0 ? Ref::none() : intFrom(t, line);
}
static Ref traceback_get_next(Thread* t, Value self) {
    return Ref::share(orNone(self.as<Traceback>()->next));
}
static Status traceback_set_next(Thread* t, Value self, Value value) {
    if (value.isEmpty()) return raise(t, TypeId::kTypeError, "can't delete tb_next attribute");
    if (value.isNone()) {
        setField(self.as<Traceback>()->next, Value());
        return ok();
    }
    if (!isKind(value, TypeId::kTraceback)) {
        return raise(t, TypeId::kTypeError, "expected traceback object, got '%T'", value);
    }
    for (Value at = value; !at.isEmpty(); at = at.as<Traceback>()->next) {
        if (at == self) return raise(t, TypeId::kValueError, "traceback loop detected");
    }
    setField(self.as<Traceback>()->next, value);
    return ok();
}

static Ref traceback_new(Thread* t, Args a) {
    if (!a[1].isNone() && !isKind(a[1], TypeId::kTraceback)) {
        return raise(t, TypeId::kTypeError, "expected traceback object or None, got '%T'", a[1]);
    }
    if (!isKind(a[2], TypeId::kFrame)) {
        return raise(t, TypeId::kTypeError, "traceback() argument 'tb_frame' must be frame, not %T",
                     a[2]);
    }
    int64_t last = KRAIT_TRY(toIndexInt64(t, a[3]));
    int64_t line = KRAIT_TRY(toIndexInt64(t, a[4]));
    New<Traceback> tb = KRAIT_TRY(allocateObject<Traceback>(t, TypeId::kTraceback));
    tb->next = a[1].isNone() ? Value() : Ref::share(a[1]).release();
    tb->frame = Ref::share(a[2]).release();
    tb->offset = static_cast<int32_t>(last < 2 ? 0 : last / 2 - 1);
    tb->line = static_cast<int32_t>(line);
    return tb;
}

static Ref traceback_dir(Thread* t, Args a) {
    Ref names[4];
    Value values[4];
    const char* texts[] = {"tb_frame", "tb_next", "tb_lasti", "tb_lineno"};
    for (int i = 0; i < 4; ++i) {
        names[i] = KRAIT_TRY(strFromAscii(t, texts[i]));
        values[i] = names[i];
    }
    return listFrom(t, values, 4);
}

// The innermost frame goes first. A deep recursion leaves a long chain: it is turned round, then
// taken apart in a loop.
static void traceback_destroy(Thread*, Object* o) {
    auto* tb = static_cast<Traceback*>(o);
    Value next = std::exchange(tb->next, Value()), inwards;
    while (next.isObject() && next.object()->refcount == 1) {
        Value after = std::exchange(next.as<Traceback>()->next, inwards);
        inwards = next;
        next = after;
    }
    decref(next); // the rest has other owners
    while (!inwards.isEmpty()) {
        Value outer = std::exchange(inwards.as<Traceback>()->next, Value());
        decref(inwards);
        inwards = outer;
    }
    decref(std::exchange(tb->frame, Value()));
}
static void traceback_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Traceback*>(o)->next);
    visitor.visit(static_cast<Traceback*>(o)->frame);
}

static constexpr MethodDef kTracebackMethods[] = {{"__dir__(self, /)", traceback_dir, nullptr}, {}};
static constexpr GetSetDef kTracebackGetSets[] = {
    {"tb_next", traceback_get_next, traceback_set_next},
    memberGetter("tb_lasti", traceback_get_lasti),
    {"tb_lineno", traceback_get_lineno},
    {}};
static constexpr MemberDef kTracebackMembers[] = {
    {"tb_frame", offsetof(Traceback, frame), true, true}, {}};

constinit const TypeSpec kTracebackSpec = {
    .name = "traceback",
    .size = sizeof(Traceback),
    .flags = kTypeContainer,
    .slots = {.destroy = traceback_destroy,
              .traverse = traceback_traverse,
              .getattr = genericGetAttr,
              .setattr = genericSetAttr},
    .doc = "Create a new traceback object.",
    .new_ = {"traceback(cls, tb_next, tb_frame, tb_lasti, tb_lineno)", traceback_new, nullptr},
    .methods = kTracebackMethods,
    .getsets = kTracebackGetSets,
    .members = kTracebackMembers,
};

} // namespace krait
