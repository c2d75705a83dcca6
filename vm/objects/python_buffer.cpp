// The wrapper between a Python __buffer__ and those who use its memory; see the header. It holds
// one export of the view, and dies with the last BufferView that names it as owner.
//
// REENTRY: both methods run Python code; __release_buffer__ may release the view itself, so the
// view's memory has been given back by then.
#include "vm/objects/python_buffer.h"

#include "vm/objects/container_helpers.h"

#include <new>

namespace krait {
namespace {

struct BufferWrapper : Object {
    Value view;      // the memoryview that __buffer__ returned; EMPTY once given back
    Value exporter;  // whose it is
    BufferView held; // of the view
};

void wrapperDestroy(Thread*, Object* o) {
    auto* wrapper = static_cast<BufferWrapper*>(o);
    decref(wrapper->view);
    decref(wrapper->exporter);
    wrapper->held.~BufferView();
}

void wrapperTraverse(Object* o, Visitor& visitor) {
    auto* wrapper = static_cast<BufferWrapper*>(o);
    visitor.visit(wrapper->view);
    visitor.visit(wrapper->exporter);
    visitor.visit(wrapper->held.owner.get());
}

void wrapperRelease(Thread* t, Value self, BufferView*) {
    auto* wrapper = self.as<BufferWrapper>();
    if (wrapper->view.isEmpty()) return;
    Ref kept = Ref::share(self);
    Ref view = Ref::take(std::exchange(wrapper->view, Value()));
    Ref exporter = Ref::take(std::exchange(wrapper->exporter, Value()));
    typeOf(t, view)->slots.release_buffer(t, view, &wrapper->held);
    wrapper->held.owner = Ref();
    Ref pending;
    if (t->hasError()) pending = takeException(t);
    Str* name = t->name(kName___release_buffer__);
    Value method = typeLookup(t, typeOf(t, exporter), name);
    if (!method.isEmpty() && !isKind(method, TypeId::kSlotWrapper)) {
        Ref bound = lookupSpecial(t, exporter, name);
        Ref done = bound.isEmpty() ? Ref() : callFunction(t, bound, view);
        if (done.isEmpty() && t->hasError()) reportUnraisable(t, nullptr, exporter);
    }
    if (!pending.isEmpty()) {
        Error error = raiseException(t, pending);
        (void)error;
    }
}

} // namespace

Status pythonBufferWith(Thread* t, Value self, BufferView* view, int flags) {
    Ref method = KRAIT_TRY(lookupSpecial(t, self, t->name(kName___buffer__)));
    Ref given = KRAIT_TRY(callFunction(t, method, Value::smallInt(flags)));
    if (!isKind(given, TypeId::kMemoryView)) {
        return raise(t, TypeId::kTypeError, "__buffer__ returned non-memoryview object");
    }
    BufferView held;
    KRAIT_TRY(typeOf(t, given)->slots.buffer(t, given, &held, (flags & kBufferWritable) != 0));
    New<BufferWrapper> wrapper =
        KRAIT_TRY(allocateObject<BufferWrapper>(t, TypeId::kBufferWrapper));
    new (&wrapper->held) BufferView(std::move(held));
    wrapper->view = given.release();
    wrapper->exporter = Ref::share(self).release();
    const BufferView& inner = wrapper->held;
    view->data = inner.data;
    view->size = inner.size;
    view->item_size = inner.item_size;
    view->format = inner.format;
    view->read_only = inner.read_only;
    view->ndim = inner.ndim;
    view->shape = inner.shape;
    view->strides = inner.strides;
    view->owner = Ref(std::move(wrapper));
    return ok();
}

Status pythonBuffer(Thread* t, Value self, BufferView* view, bool writable) {
    return pythonBufferWith(t, self, view, writable ? kBufferWritable : kBufferSimple);
}

void pythonReleaseBuffer(Thread* t, Value self, BufferView* view) {
    if (auto release = typeOf(t, self)->spec->slots.release_buffer) release(t, self, view);
}

const TypeSpec kBufferWrapperSpec = {
    .name = "_buffer_wrapper",
    .size = sizeof(BufferWrapper),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = wrapperDestroy,
              .traverse = wrapperTraverse,
              .release_buffer = wrapperRelease},
};

} // namespace krait
