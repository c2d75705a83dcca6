// BufferedRWPair: a reader and a writer over two streams, held together.
#include "stdlib/native/io/io_internal.h"

#include "vm/runtime/type_system.h"

namespace krait::io {
namespace {

struct RWPair : IOBase {
    Value reader, writer; // Buffered; EMPTY: not initialised
};
RWPair* pairOf(Value v) {
    return v.as<RWPair>();
}

Ref pair_new(Thread* t, Args a) {
    New<RWPair> self = KRAIT_TRY(newInstance<RWPair>(t, a[0]));
    self->reader = self->writer = Value();
    return self;
}
Ref pair_init(Thread* t, Args a) {
    bool readable = KRAIT_TRY(askStream(t, a[1], "readable"));
    if (!readable) return raiseUnsupported(t, "File or stream is not readable.");
    bool writable = KRAIT_TRY(askStream(t, a[2], "writable"));
    if (!writable) return raiseUnsupported(t, "File or stream is not writable.");
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[3]));
    New<Buffered> reader = KRAIT_TRY(bufferedNew(t, &kBufferedReaderSpec, a[1], size));
    New<Buffered> writer = KRAIT_TRY(bufferedNew(t, &kBufferedWriterSpec, a[2], size));
    replace(&pairOf(a[0])->reader, std::move(reader));
    replace(&pairOf(a[0])->writer, std::move(writer));
    return Ref::none();
}
void pairDestroy(Thread* t, Object* o) {
    forget(&static_cast<RWPair*>(o)->reader);
    forget(&static_cast<RWPair*>(o)->writer);
    destroyAttrs(t, o);
}
void pairTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<RWPair*>(o)->reader);
    visitor.visit(static_cast<RWPair*>(o)->writer);
    traverseAttrs(o, visitor);
}

Ref forward(Thread* t, Value half, const char* method, Value argument = Value()) {
    if (half.isEmpty())
        return raise(t, TypeId::kValueError, "I/O operation on uninitialized object");
    return argument.isEmpty() ? callNamed(t, half, method) : callNamed(t, half, method, argument);
}
Ref pair_read(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->reader, "read", a[1]);
}
Ref pair_read1(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->reader, "read1", a[1]);
}
Ref pair_peek(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->reader, "peek", a[1]);
}
Ref pair_readinto(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->reader, "readinto", a[1]);
}
Ref pair_readinto1(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->reader, "readinto1", a[1]);
}
Ref pair_readable(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->reader, "readable");
}
Ref pair_write(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->writer, "write", a[1]);
}
Ref pair_flush(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->writer, "flush");
}
Ref pair_writable(Thread* t, Args a) {
    return forward(t, pairOf(a[0])->writer, "writable");
}
Ref pair_close(Thread* t, Args a) {
    Ref wrote = forward(t, pairOf(a[0])->writer, "close");
    Ref failure = wrote.isError() ? takeException(t) : Ref();
    Ref read = forward(t, pairOf(a[0])->reader, "close");
    if (failure.isEmpty()) return read;
    if (read.isError()) clearError(t);
    return raiseException(t, failure);
}
Ref pair_isatty(Thread* t, Args a) {
    Ref yes = KRAIT_TRY(forward(t, pairOf(a[0])->writer, "isatty"));
    if (!yes.get().isFalse()) return yes;
    return forward(t, pairOf(a[0])->reader, "isatty");
}
Ref get_closed(Thread* t, Value v) {
    if (pairOf(v)->writer.isEmpty())
        return raise(t, TypeId::kRuntimeError,
                     "the BufferedRWPair object is being garbage-collected");
    return getAttr(t, pairOf(v)->writer, "closed");
}

constexpr MethodDef kMethods[] = {{"read(self, size=-1, /)", pair_read, nullptr},
                                  {"peek(self, size=0, /)", pair_peek, nullptr},
                                  {"read1(self, size=-1, /)", pair_read1, nullptr},
                                  {"readinto(self, buffer, /)", pair_readinto, nullptr},
                                  {"readinto1(self, buffer, /)", pair_readinto1, nullptr},
                                  {"write(self, buffer, /)", pair_write, nullptr},
                                  {"flush(self, /)", pair_flush, nullptr},
                                  {"readable(self, /)", pair_readable, nullptr},
                                  {"writable(self, /)", pair_writable, nullptr},
                                  {"close(self, /)", pair_close, nullptr},
                                  {"isatty(self, /)", pair_isatty, nullptr},
                                  {}};
constexpr GetSetDef kGetSets[] = {{"closed", get_closed}, {}};

} // namespace

const TypeSpec kBufferedRWPairSpec = {
    .name = "_io.BufferedRWPair",
    .size = sizeof(RWPair),
    .flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = pairDestroy, .traverse = pairTraverse},
    .doc = "A buffered reader and writer object together.",
    .new_ = {"BufferedRWPair(cls, /, *args, **kwargs)", pair_new, nullptr},
    .init = {"BufferedRWPair(self, reader, writer, buffer_size=8192, /)", pair_init, nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
};

} // namespace krait::io
