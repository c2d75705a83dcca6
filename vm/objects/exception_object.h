// Exception instances and tracebacks.
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct TraceRecord; // runtime/tracebacks.h

struct ExceptionObject : Object {
    Value args;              // tuple
    TraceRecord* record;     // frames it passed that have no traceback entry yet (owned), or null
    Value settled_traceback; // Traceback or EMPTY: what lies behind those (exceptionTraceback)
    Value context, cause;    // exception or EMPTY
    bool suppress_context;
    // Fields of the builtin subclasses, by position (see exception_object.cpp):
    //   StopIteration value | SystemExit code | ImportError msg name path name_from | NameError
    //   name | AttributeError obj name OSError errno strerror filename written filename2 |
    //   SyntaxError msg filename lineno offset end_lineno end_offset text print Unicode*Error
    //   encoding object start end reason | BaseExceptionGroup message exceptions
    Value field[8];
    AttrBlock attrs;
};

#define EXCEPTION(id, base, doc) extern const TypeSpec k##id##Spec;
#include "vm/objects/exceptions.def"

struct Traceback : Object {
    Value next;     // Traceback or EMPTY
    Value frame;    // Frame
    int32_t offset; // instruction words from the code's start
    int32_t line;   // -1: from offset
};

bool isException(Value v);      // instance of BaseException
bool isExceptionClass(Value v); // subclass of BaseException
inline ExceptionObject* asException(Value v) {
    return v.as<ExceptionObject>();
}
// __traceback__: a Traceback (borrowed) or EMPTY. Makes the entries of which there is a mere
// record.
Value exceptionTraceback(Thread*, Value exception);
// Replaces it (shared); EMPTY: none.
void setExceptionTraceback(Thread*, Value exception, Value traceback);
// Whether calling the class is no more than exceptionAllocate() with the arguments as `args`:
// neither it nor a base has a constructor other than BaseException's.
bool exceptionIsPlain(Thread*, Type* type);
// Instance of builtin exception `id` with one argument (or none if EMPTY).
Ref exceptionNew(Thread*, TypeId id, Value argument);
// Whether exception `e` is an instance of class or tuple of classes `type`; TypeError for what is
// no exception class.
Result<bool> exceptionMatches(Thread*, Value e, Value type);
bool exceptionIs(Thread*, Value e, TypeId id); // instance of the builtin class or a subclass
// Part of start-up, once all builtin types exist: what single inheritance cannot say, and the
// MemoryError that is raised when there is no memory to make one.
Status exceptionsInit(Thread*);

} // namespace krait
