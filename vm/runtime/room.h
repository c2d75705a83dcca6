// Room for what C++ builds in memory of its own (std::string) before it becomes an object: that
// memory is not the heap's, so it is asked for here first. A refusal is a MemoryError, where
// operator new would end the process. LIMIT: what is passed is what the heap has left
// (--max-memory) and what the system gives. Needs the GIL.
#pragma once

#include "vm/runtime/errors.h"

namespace krait {

// Whether `bytes` more can be had. Nothing is reserved, nothing raised.
bool hasRoomSlow(Thread*, size_t bytes);
inline bool hasRoom(Thread* t, size_t bytes) {
    constexpr size_t kAlwaysFits = 64 * 1024;
    return bytes <= kAlwaysFits || hasRoomSlow(t, bytes);
}
// MemoryError if not.
inline Status checkRoom(Thread* t, size_t bytes) {
    return hasRoom(t, bytes) ? ok() : Status(raiseNoMemory(t));
}
// The same before `bytes` more are appended: appending grows the text to twice its size at most.
template <typename Text>
Status checkRoomFor(Thread* t, const Text& text, size_t bytes) {
    if (text.capacity() - text.size() >= bytes) return ok();
    return checkRoom(t, text.size() * 2 + bytes);
}

} // namespace krait
