#include "vm/runtime/tracebacks.h"

#include "vm/objects/exception_fields.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"

#include <cstring>
#include <utility>

namespace krait {
namespace {

constexpr uint32_t kFirstEntries = 2; // a raise in a callee

size_t recordBytes(uint32_t capacity) {
    return sizeof(TraceRecord) + capacity * sizeof(TraceEntry);
}

TraceEntry* lastEntry(TraceRecord* record) {
    return &record->entries[record->count - 1];
}

void freeRecord(Thread* t, TraceRecord* record) {
    t->heap->freeBlock(record, recordBytes(record->capacity));
}

// Appends an entry for a running frame whose window has no frame object. False: no memory.
bool noteFrame(Thread* t, ExceptionObject* e, Value* registers, uint32_t offset, bool shadow) {
    TraceRecord* record = e->record;
    if (KRAIT_UNLIKELY(!record || record->count == record->capacity)) {
        uint32_t capacity = record ? record->capacity * 2 : kFirstEntries;
        auto* grown = static_cast<TraceRecord*>(t->heap->allocateBlock(recordBytes(capacity)));
        if (!grown) return false;
        if (record) {
            std::memcpy(grown, record, recordBytes(record->capacity));
            freeRecord(t, record);
        } else {
            grown->count = 0;
        }
        grown->capacity = capacity;
        e->record = record = grown;
    }
    record->running = true;
    record->shadow = shadow;
    record->entries[record->count++] = {nullptr, registers, static_cast<int32_t>(offset), 0};
    registers[kFrameObject] = Value(static_cast<Object*>(e));
    return true;
}

void releaseEntry(Thread* t, TraceEntry& entry) {
    uint32_t count = entry.function->code->local_count;
    if (entry.registers) {
        for (uint32_t i = 0; i < count; ++i) decref(entry.registers[i]);
        t->heap->freeBlock(entry.registers, count * sizeof(Value));
    }
    decref(entry.function);
}

// The frame object of an ended frame, which takes over what the entry owns. EMPTY: no memory.
Ref endedFrameObject(Thread* t, TraceEntry& entry, const Ref& back) {
    New<FrameObject> frame = allocateObject<FrameObject>(t, TypeId::kFrame);
    if (frame.isError()) {
        clearError(t);
        releaseEntry(t, entry);
        return Ref();
    }
    frame->function = entry.function;
    frame->registers = nullptr;
    frame->generator = nullptr;
    frame->values = entry.registers;
    frame->back = back.isEmpty() || back.get().isNone() ? Value() : Ref::share(back).release();
    frame->extra_locals = frame->old_values = frame->trace = Value();
    frame->last_offset = entry.ended_offset;
    frame->trace_lines = true;
    frame->trace_opcodes = frame->cleared = false;
    return frame;
}

// LIMIT: without memory the traceback is short.
void pushEntry(Thread* t, ExceptionObject* e, Ref frame, int32_t offset) {
    New<Traceback> entry = allocateObject<Traceback>(t, TypeId::kTraceback);
    if (entry.isError()) {
        clearError(t);
        return;
    }
    entry->next = std::exchange(e->settled_traceback, Value());
    entry->frame = frame.release();
    entry->offset = offset;
    entry->line = -1;
    e->settled_traceback = entry.release();
}

// Makes the objects of a record. `caller`: registers of the frame that called the last one, if
// that has ended; null: none.
void settle(Thread* t, ExceptionObject* e, Value* caller) {
    TraceRecord* record = std::exchange(e->record, nullptr);
    if (!record) return;
    Ref raised = takeException(t); // must survive what fails here
    Ref alive = Ref::share(Value(static_cast<Object*>(e)));
    uint32_t ended = record->count;
    Ref outer; // frame of the entry made last
    if (record->running) {
        TraceEntry& entry = record->entries[--ended];
        entry.registers[kFrameObject] = Value();
        outer = frameObjectOf(t, entry.registers);
    } else if (caller) {
        outer = frameObjectOf(t, caller);
    }
    if (t->hasError()) clearError(t);
    Value last_frame = record->running && !record->shadow ? Ref::share(outer).release() : Value();
    // From the outermost inwards, since each frame knows its caller; then the other way.
    for (uint32_t i = ended; i-- > 0;) {
        Ref frame = endedFrameObject(t, record->entries[i], outer);
        record->entries[i].function = nullptr;
        record->entries[i].registers = reinterpret_cast<Value*>(frame.get().bits());
        outer = std::move(frame);
        // The entry borrows it: what follows owns it, or the traceback below.
        incref(outer.get());
    }
    outer = Ref();
    for (uint32_t i = 0; i < ended; ++i) {
        Ref frame =
            Ref::take(Value::fromBits(reinterpret_cast<uint64_t>(record->entries[i].registers)));
        if (frame.isEmpty()) continue;
        pushEntry(t, e, std::move(frame), record->entries[i].offset);
    }
    if (!last_frame.isEmpty()) {
        pushEntry(t, e, Ref::take(last_frame), record->entries[record->count - 1].offset);
    }
    freeRecord(t, record);
    t->exception = raised.release();
}

// The frame that called the C++ code that runs innermost; null: none.
Value* nativeCaller(const Thread* t) {
    for (EntryRecord* entry = t->entry; entry; entry = entry->previous) {
        if (entry->registers) return entry->registers;
    }
    return nullptr;
}

} // namespace

Value exceptionTraceback(Thread* t, Value exception) {
    auto* e = asException(exception);
    if (e->record) settle(t, e, nullptr);
    return e->settled_traceback;
}

void setExceptionTraceback(Thread* t, Value exception, Value traceback) {
    auto* e = asException(exception);
    incref(traceback);
    Value old = std::exchange(e->settled_traceback, traceback);
    if (e->record) dropTraceRecord(t, e);
    decref(old);
}

void dropTraceRecord(Thread* t, ExceptionObject* e) {
    TraceRecord* record = std::exchange(e->record, nullptr);
    uint32_t ended = record->count;
    if (record->running) record->entries[--ended].registers[kFrameObject] = Value();
    // As a traceback that dies: the innermost frame first.
    for (uint32_t i = 0; i < ended; ++i) releaseEntry(t, record->entries[i]);
    freeRecord(t, record);
}

void traverseTraceRecord(const TraceRecord* record, Visitor& visitor) {
    uint32_t ended = record->count - (record->running ? 1 : 0);
    for (uint32_t i = 0; i < ended; ++i) {
        const TraceEntry& entry = record->entries[i];
        visitor.visit(Value(entry.function));
        if (!entry.registers) continue;
        uint32_t count = entry.function->code->local_count;
        for (uint32_t k = 0; k < count; ++k) visitor.visit(entry.registers[k]);
    }
}

void settleWindow(Thread* t, Value* registers) {
    Value mark = registers[kFrameObject];
    if (mark.isEmpty() || hasFrameObject(registers)) return;
    settle(t, asException(mark), nullptr);
}

void addTraceback(Thread* t, Value* registers, uint32_t offset) {
    if (!t->hasError()) return;
    auto* e = asException(t->exception);
    TraceRecord* record = e->record;
    if (KRAIT_LIKELY(registers[kFrameObject].isEmpty())) {
        if (record && KRAIT_UNLIKELY(record->running)) settle(t, e, nullptr); // raised anew
        if (KRAIT_LIKELY(noteFrame(t, e, registers, offset, false))) return;
        return; // LIMIT: without memory the traceback is short
    }
    if (record && record->running && record->shadow && lastEntry(record)->registers == registers) {
        record->shadow = false;
        lastEntry(record)->offset = static_cast<int32_t>(offset);
        return;
    }
    settleWindow(t, registers);
    if (e->record) settle(t, e, e->record->running ? nullptr : registers);
    Ref raised = takeException(t);
    Ref frame = frameObjectOf(t, registers);
    if (frame.isError()) {
        clearError(t);
    } else {
        pushEntry(t, e, std::move(frame), static_cast<int32_t>(offset));
    }
    t->exception = raised.release();
}

// Python: the f_lineno of a frame that ended by an exception is that of its raise when a clean-up,
// which has no line of its own, raised it again.
static int32_t offsetAtEnd(const Code* code, const uint64_t* pc, int32_t raised_at) {
    auto offset = static_cast<int32_t>(pc - code->instructions);
    if (static_cast<Opcode>(*pc & 0xffff) != Opcode::kRERAISE) return offset;
    return codePosition(code, static_cast<uint32_t>(offset)).line > 0 ? offset : raised_at;
}

// The same for a frame that has a frame object.
static void stopWhereRaised(Thread* t, const Code* code, const uint64_t* pc, Value* registers) {
    if (static_cast<Opcode>(*pc & 0xffff) != Opcode::kRERAISE) return;
    Value traceback = exceptionTraceback(t, t->exception);
    if (traceback.isEmpty() || traceback.as<Traceback>()->frame != registers[kFrameObject]) return;
    t->registers = registers;
    t->pc = code->instructions + offsetAtEnd(code, pc, traceback.as<Traceback>()->offset);
}

void endRaisingFrame(Thread* t, Value* registers, const uint64_t* pc) {
    Value mark = registers[kFrameObject];
    Function* function = frameFunction(registers);
    Code* code = function->code;
    // PEP 479 makes another exception of it: then it is settled while its frame runs.
    if (KRAIT_UNLIKELY(code->is_generator) && mark == t->exception &&
        (errorIs(t, TypeId::kStopIteration) || errorIs(t, TypeId::kStopAsyncIteration))) {
        settleWindow(t, registers);
        return;
    }
    if (KRAIT_LIKELY(mark == t->exception)) {
        TraceRecord* record = asException(mark)->record;
        TraceEntry* entry = lastEntry(record);
        uint32_t count = code->local_count;
        Value* values = nullptr;
        if (count != 0) {
            values = static_cast<Value*>(t->heap->allocateBlock(count * sizeof(Value)));
        }
        if (KRAIT_LIKELY(!record->shadow && (values || count == 0))) {
            for (uint32_t i = 0; i < count; ++i) {
                values[i] = std::exchange(registers[i], Value());
            }
            if (code->is_generator) incref(function); // its object keeps it
            entry->function = function;
            entry->registers = values;
            entry->ended_offset = offsetAtEnd(code, pc, entry->offset);
            record->running = false;
            registers[kFrameObject] = Value();
            return;
        }
        if (values) t->heap->freeBlock(values, count * sizeof(Value));
        settleWindow(t, registers);
    }
    if (code->is_generator) return; // its end is finishGeneratorWithError's
    if (!registers[kFrameObject].isEmpty()) stopWhereRaised(t, code, pc, registers);
    endFrame(t, registers);
}

void recordNativeCaller(Thread* t) {
    auto* e = asException(t->exception);
    TraceRecord* record = e->record;
    if (!record || record->running) return;
    Value* caller = nativeCaller(t);
    if (caller && caller[kFrameObject].isEmpty() && noteFrame(t, e, caller, 0, true)) return;
    settle(t, e, caller);
}

} // namespace krait
