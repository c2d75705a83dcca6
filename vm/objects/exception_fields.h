// The fields that builtin exceptions have of their own: indices into ExceptionObject::field, and
// the parts of their types that exception_types.cpp assembles. For the exception sources and the
// printer of tracebacks.
#pragma once

#include "vm/objects/exception_object.h"
#include "vm/runtime/object_model.h"

namespace krait {

enum ExceptionField : int {
    kStopIterationValue = 0,
    kSystemExitCode = 0,
    kImportErrorMsg = 0,
    kImportErrorName = 1,
    kImportErrorPath = 2,
    kImportErrorNameFrom = 3,
    kNameErrorName = 0,
    kAttributeErrorObj = 0,
    kAttributeErrorName = 1,
    kOSErrorErrno = 0,
    kOSErrorStrerror = 1,
    kOSErrorFilename = 2,
    kOSErrorWritten = 3,
    kOSErrorFilename2 = 4,
    kSyntaxErrorMsg = 0,
    kSyntaxErrorFilename = 1,
    kSyntaxErrorLine = 2,
    kSyntaxErrorOffset = 3,
    kSyntaxErrorEndLine = 4,
    kSyntaxErrorEndOffset = 5,
    kSyntaxErrorText = 6,
    kSyntaxErrorPrint = 7,
    kUnicodeErrorEncoding = 0,
    kUnicodeErrorObject = 1,
    kUnicodeErrorStart = 2,
    kUnicodeErrorEnd = 3,
    kUnicodeErrorReason = 4,
    kGroupMessage = 0,
    kGroupExceptions = 1,
};

inline Value orNone(Value v) {
    return v.isEmpty() ? Value::none() : v;
}
// Stores a new reference in a field.
inline void setField(Value& place, Value v) {
    incref(v);
    decref(std::exchange(place, v));
}

// A new instance of `type` with these args (shared), its other fields EMPTY; no __init__.
New<ExceptionObject> exceptionAllocate(Thread*, Type* type, Value args);
Ref baseException_repr(Thread*, Value self);
Ref baseException_str(Thread*, Value self);
Ref baseException_new(Thread*, Args);
Ref baseException_init(Thread*, Args);
Ref baseException_reduce(Thread*, Args);
// (type(self), args[, dict]): what __reduce__ of all exceptions gives.
Ref exceptionReduce(Thread*, Value self, Value args, Value state);
Ref exceptionDictOrEmpty(Thread*, Value self);
// "X() takes no keyword arguments".
Status rejectKeywords(Thread*, Type* type, Value keywords);

// --- exceptions with fields (exception_fields.cpp, exception_os.cpp, exception_unicode.cpp,
// exception_group.cpp)
Ref stopIteration_init(Thread*, Args);
Ref systemExit_init(Thread*, Args);
Ref importError_init(Thread*, Args);
Ref importError_str(Thread*, Value);
Ref nameError_init(Thread*, Args);
Ref attributeError_init(Thread*, Args);
Ref keyError_str(Thread*, Value);
Ref syntaxError_init(Thread*, Args);
Ref syntaxError_str(Thread*, Value);
Ref osError_new(Thread*, Args);
Ref osError_init(Thread*, Args);
Ref osError_str(Thread*, Value);
Ref unicodeDecodeError_init(Thread*, Args);
Ref unicodeDecodeError_str(Thread*, Value);
Ref unicodeEncodeError_init(Thread*, Args);
Ref unicodeEncodeError_str(Thread*, Value);
Ref unicodeTranslateError_init(Thread*, Args);
Ref unicodeTranslateError_str(Thread*, Value);
Ref group_new(Thread*, Args);
Ref group_init(Thread*, Args);
Ref group_str(Thread*, Value);

extern const MethodDef kBaseExceptionMethods[], kImportErrorMethods[], kAttributeErrorMethods[],
    kOSErrorMethods[], kGroupMethods[];
extern const GetSetDef kBaseExceptionGetSets[], kOSErrorGetSets[], kUnicodeGetSets[];
extern const MemberDef kStopIterationMembers[], kSystemExitMembers[], kImportErrorMembers[],
    kNameErrorMembers[], kAttributeErrorMembers[], kOSErrorMembers[], kSyntaxErrorMembers[],
    kUnicodeMembers[], kGroupMembers[];

// The class for an errno; kOSError if it has none of its own.
TypeId osErrorTypeFor(int error);

// --- groups
inline bool isGroup(Thread* t, Value v) {
    return exceptionIs(t, v, TypeId::kBaseExceptionGroup);
}
// Splits a group by what `matcher` is: a class or tuple, a callable, or (by_identity) a list of
// leaves. *match and *rest owned; EMPTY where nothing is.
enum class GroupMatch : uint8_t { kType, kCallable, kIdentity };
Status groupSplit(Thread*, Value exception, GroupMatch how, Value matcher, bool want_rest,
                  Value* match, Value* rest);
// BaseExceptionGroup(message, exceptions): a list is copied into a tuple.
Ref groupNew(Thread*, Str* message, Value exceptions);

} // namespace krait
