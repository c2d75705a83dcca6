// The frames an exception has passed, before anybody asks for its traceback.
//
// Most exceptions are handled, and die, without a look at their traceback. So the unwinder only
// notes the frames in a record that the exception owns; exceptionTraceback() makes the Traceback
// and frame objects from it. Invariants of a record:
//   1. Entries are in the order of unwinding, innermost first; each entry's frame was called by the
//      next one's.
//   2. Between instructions the last entry's frame is running (or a suspended generator's), and the
//      others have ended. Those entries own their function and their locals, as a frame object
//      whose frame has ended would.
//   3. The window of the running one has the exception at kFrameObject, where a frame object would
//      be, as a borrowed reference: the end of the frame, and whoever wants a frame object, settles
//      the record first (settleWindow).
// Everything here belongs to the Thread that runs, under the GIL.
#pragma once

#include "vm/objects/exception_object.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/thread.h"

namespace krait {

struct TraceEntry {
    Function* function;   // owned once the frame has ended
    Value* registers;     // running: its window; ended: a block of its locals, or null
    int32_t offset;       // of the instruction that raised
    int32_t ended_offset; // of the one at which the frame ended
};

struct TraceRecord {
    uint32_t count, capacity;
    bool running; // the last entry's frame has not ended
    bool shadow;  // nor does that entry belong to the traceback: it is the frame that called C++
                  // code which called the others
    TraceEntry entries[0];
};

// Whether a window has a frame object (and not an exception's mark).
inline bool hasFrameObject(const Value* registers) {
    return isKind(registers[kFrameObject], TypeId::kFrame);
}
// Makes a frame object, where the window has an exception's mark, by settling its record.
void settleWindow(Thread*, Value* registers);
// Puts a traceback entry for the running frame in front of the exception being raised.
void addTraceback(Thread*, Value* registers, uint32_t offset);
// Ends a frame as endFrame() does, for the exception being raised; `pc` is where it stood.
void endRaisingFrame(Thread*, Value* registers, const uint64_t* pc);
// The exception being raised goes to C++ code, called by the frame that `t->entry` names.
void recordNativeCaller(Thread*);

void dropTraceRecord(Thread*, ExceptionObject* e);
void traverseTraceRecord(const TraceRecord* record, Visitor& visitor);

} // namespace krait
