// PEP 688: the buffer protocol of classes written in Python, and its methods on builtin types.
//
// What a Python __buffer__ gives is a memoryview; whoever asked for a buffer gets that view's
// memory, and as its owner a wrapper that keeps the view and the object. Giving the buffer back
// gives back the view's memory first, then calls __release_buffer__ if the class has one. All of it
// needs the GIL.
#pragma once

#include "vm/objects/type.h"

namespace krait {

// What inspect.BufferFlags names.
inline constexpr int kBufferSimple = 0, kBufferWritable = 1, kBufferFullReadOnly = 0x11C;

// The buffer slot of a class with a __buffer__ of its own.
Status pythonBuffer(Thread*, Value self, BufferView* view, bool writable);
// The same with other flags for the method.
Status pythonBufferWith(Thread*, Value self, BufferView* view, int flags);
// A Python __release_buffer__ is the wrapper's business: the slot is that of the builtin base.
void pythonReleaseBuffer(Thread*, Value self, BufferView* view);

// A memoryview of what `slot` gives: bytes.__buffer__ and its like. Owned.
Ref memoryViewThrough(Thread*, decltype(TypeSlots::buffer) slot, Value self, Value flags);
// Ends a memoryview of `self`: bytearray.__release_buffer__. ValueError if it is another's.
Status memoryViewRelease(Thread*, Value self, Value view);

} // namespace krait
