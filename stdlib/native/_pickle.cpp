// _pickle: the engine of pickle. pickle/pickler.cpp writes, pickle/unpickler.cpp reads; here are
// the module, its errors, and PickleBuffer.
//
// A PickleBuffer holds the buffer of another object until release() or its own end, and hands out
// buffers of that object. Needs the GIL.
#include "stdlib/native/pickle/pickle.h"

#include "stdlib/native/module_util.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/runtime/import.h"

namespace krait {
namespace pickle {

const TypeSpec kPickleErrorSpec = exceptionSpec("_pickle.PickleError", TypeId::kException);
const TypeSpec kPicklingErrorSpec = exceptionSpec("_pickle.PicklingError", TypeId::kException);
const TypeSpec kUnpicklingErrorSpec = exceptionSpec("_pickle.UnpicklingError", TypeId::kException);

// --- names ---------------------------------------------------------------------------------------

Ref attributeOfModule(Thread* t, const char* module, const char* name) {
    Ref found = KRAIT_TRY(importModule(t, module));
    return getAttr(t, found, name);
}

Ref importNamed(Thread* t, Str* name) {
    Value known = KRAIT_TRY(dictGet(t, t->runtime->modules, Value(name)));
    if (!known.isEmpty() && !known.isNone()) return Ref::share(known);
    (void)KRAIT_TRY(importName(t, Value(name), Value(), Value(), 0));
    known = KRAIT_TRY(dictGet(t, t->runtime->modules, Value(name)));
    if (known.isEmpty()) return raiseKeyError(t, Value(name));
    return Ref::share(known);
}

New<List> dottedParts(Thread* t, Value object, Str* name) {
    New<List> parts = KRAIT_TRY(listNew(t));
    for (int64_t start = 0; start <= name->length;) {
        int64_t end = start;
        while (end < name->length && name->at(end) != '.') ++end;
        Ref part = KRAIT_TRY(strSubstring(t, name, start, end));
        if (strEqualAscii(part.as<Str>(), "<locals>")) {
            if (object.isEmpty()) {
                return raise(t, TypeId::kAttributeError, "Can't get local object %R", Value(name));
            }
            return raise(t, TypeId::kAttributeError, "Can't get local attribute %R on %R",
                         Value(name), object);
        }
        New<Str> interned = KRAIT_TRY(strIntern(t, part.as<Str>()));
        KRAIT_TRY(listAppend(t, parts, interned));
        start = end + 1;
    }
    return parts;
}

Ref attributeByParts(Thread* t, Value object, List* parts, Ref* parent) {
    Ref at = Ref::share(object);
    for (int64_t i = 0; i < parts->length; ++i) {
        Ref next = getAttrOptional(t, at, parts->items[i].as<Str>());
        if (next.isEmpty()) return next;
        if (parent) *parent = std::move(at);
        at = std::move(next);
    }
    return at;
}

// --- PickleBuffer --------------------------------------------------------------------------------

namespace {

struct PickleBuffer : Object {
    Value base; // EMPTY once released
    Value hold; // a memoryview of base, which keeps its buffer
};

PickleBuffer* bufferOf(Value v) {
    return v.as<PickleBuffer>();
}

Error raiseReleased(Thread* t) {
    return raise(t, TypeId::kValueError, "operation forbidden on released PickleBuffer object");
}

Ref viewOf(Thread* t, Value v) {
    return callFunction(t, Value(t->type(TypeId::kMemoryView)), v);
}

Ref pickleBuffer_new(Thread* t, Args a) {
    if (!typeOf(t, a[1])->slots.buffer) {
        return raise(t, TypeId::kTypeError, "a bytes-like object is required, not '%T'", a[1]);
    }
    Ref hold = KRAIT_TRY(viewOf(t, a[1]));
    auto made = KRAIT_TRY(newInstance<PickleBuffer>(t, a[0]));
    made->base = Ref::share(a[1]).release();
    made->hold = hold.release();
    return made;
}

Status pickleBufferExport(Thread* t, Value self, BufferView* view, bool writable) {
    Value base = bufferOf(self)->base;
    if (base.isEmpty()) return raiseReleased(t);
    return typeOf(t, base)->slots.buffer(t, base, view, writable);
}

Ref pickleBuffer_raw(Thread* t, Args a) {
    auto* self = bufferOf(a[0]);
    if (self->base.isEmpty()) return raiseReleased(t);
    Ref view = KRAIT_TRY(viewOf(t, self->base));
    Ref contiguous = KRAIT_TRY(getAttr(t, view, "contiguous"));
    if (!contiguous.get().isTrue()) {
        return raise(t, TypeId::kBufferError,
                     "cannot extract raw buffer from non-contiguous buffer");
    }
    New<Str> cast = KRAIT_TRY(strIntern(t, "cast"));
    Ref format = KRAIT_TRY(strFromAscii(t, "B"));
    return callMethod(t, view, cast, format);
}

Ref pickleBuffer_release(Thread* t, Args a) {
    auto* self = bufferOf(a[0]);
    forget(&self->hold);
    forget(&self->base);
    return Ref::none();
}

constexpr MethodDef kPickleBufferMethods[] = {
    {"raw(self, /)", pickleBuffer_raw,
     "A one-dimensional memoryview of the bytes, which must have no gaps."},
    {"release(self, /)", pickleBuffer_release, "Gives the underlying buffer up."},
    {}};

using OwnsOfPickleBuffer = Owns<PickleBuffer, &PickleBuffer::base, &PickleBuffer::hold>;

} // namespace

Status pickleBufferView(Thread* t, Value v, std::string_view* bytes, bool* read_only) {
    auto* self = bufferOf(v);
    if (self->base.isEmpty()) return raiseReleased(t);
    Ref contiguous = KRAIT_TRY(getAttr(t, self->hold, "contiguous"));
    if (!contiguous.get().isTrue()) {
        return raiseOf(t, &kPicklingErrorSpec,
                       "PickleBuffer can not be pickled when pointing to a non-contiguous buffer");
    }
    Buffer buffer; // the memory stays while self->hold is there
    KRAIT_TRY(buffer.acquire(t, self->hold));
    *bytes = buffer.view();
    *read_only = buffer.raw().read_only;
    return ok();
}

const TypeSpec kPickleBufferSpec = {
    .name = "pickle.PickleBuffer",
    .size = sizeof(PickleBuffer),
    .flags = kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy = OwnsOfPickleBuffer::destroy,
              .traverse = OwnsOfPickleBuffer::traverse,
              .clear = OwnsOfPickleBuffer::clear,
              .buffer = pickleBufferExport},
    .doc = "Wrapper for potentially out-of-band buffers",
    .new_ = {"PickleBuffer(cls, object, /)", pickleBuffer_new, nullptr},
    .methods = kPickleBufferMethods,
};

// --- the module ----------------------------------------------------------------------------------

namespace {

#define LOAD_OPTIONS "*, fix_imports=True, encoding='ASCII', errors='strict', buffers=()"

constexpr MethodDef kFunctions[] = {
    {"dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)", pickle_dump,
     "Writes the pickle of obj to a file open for binary writing."},
    {"dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)", pickle_dumps,
     "The pickle of obj as bytes."},
    {"load(file, " LOAD_OPTIONS ")", pickle_load,
     "The object whose pickle is read from a file open for binary reading."},
    {"loads(data, /, " LOAD_OPTIONS ")", pickle_loads, "The object whose pickle the bytes are."},
    {}};

Status initModule(Thread* t, Value module) {
    Type* base = typeFromSpec(t, &kPickleErrorSpec);
    if (!base || !typeFromSpec(t, &kPicklingErrorSpec, base) ||
        !typeFromSpec(t, &kUnpicklingErrorSpec, base)) {
        return Error{};
    }
    return ModuleFiller(t, module)
        .type("PickleError", &kPickleErrorSpec)
        .type("PicklingError", &kPicklingErrorSpec)
        .type("UnpicklingError", &kUnpicklingErrorSpec)
        .type("Pickler", &kPicklerSpec)
        .type("Unpickler", &kUnpicklerSpec)
        .type("PickleBuffer", &kPickleBufferSpec)
        .finish();
}

} // namespace
} // namespace pickle

extern const NativeModule k_pickleModule = {
    "_pickle", "Optimized C implementation for the Python pickle module.", pickle::kFunctions,
    pickle::initModule};

} // namespace krait
