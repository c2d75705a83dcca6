// What bytes and bytearray share: algorithms on views of bytes, and the methods.
#pragma once

#include "vm/objects/bytes.h"

#include <string_view>

namespace krait {

// The bytes of a bytes or bytearray.
std::string_view byteView(Value v);
// A bytes or bytearray like `model` (never a subclass).
Ref byteResult(Thread*, Value model, std::string_view data);
// The value of v's __index__; one that does not fit is as far out of range as can be.
Result<int64_t> byteOrdinal(Thread*, Value v);
// What bytes(source, encoding, errors) holds, as bytes.
Ref bytesFromArguments(Thread*, const char* type_name, Value source, Value encoding, Value errors);
Ref byteRepr(Thread*, std::string_view data, const char* before, const char* after);
Ref byteStr(Thread*, Value v); // BytesWarning under -b
Ref byteCompare(Thread*, Value a, Value b, CompareOp op);
Result<bool> byteContains(Thread*, Value v, Value item);
Ref byteGetItem(Thread*, Value v, std::string_view data, Value key, const char* what,
                bool mutable_result);
Ref byteRepeat(Thread*, Value v, std::string_view data, Value count, bool mutable_result);
// bytes.hex(sep, bytes_per_sep).
Ref byteHex(Thread*, std::string_view data, Value separator, Value group);
Value dictGetStrBuiltin(Thread*, Str* name); // from builtins

extern const MethodDef kBytesMethods[];
extern const MethodDef kByteArrayMethods[]; // the shared ones, and those below

// bytearray's own (bytearray.cpp).
Ref bytearray_append(Thread*, Args), bytearray_clear(Thread*, Args), bytearray_copy(Thread*, Args),
    bytearray_extend(Thread*, Args), bytearray_insert(Thread*, Args), bytearray_pop(Thread*, Args),
    bytearray_remove(Thread*, Args), bytearray_reverse(Thread*, Args),
    bytearray_alloc(Thread*, Args), bytearray_reduce(Thread*, Args);

} // namespace krait
