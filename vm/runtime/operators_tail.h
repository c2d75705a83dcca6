// What Python's rules ask after the left operand's method said NotImplemented; for operators whose
// first step the interpreter takes itself. All take borrowed values and may run Python code.
#pragma once

#include "vm/runtime/object_model.h"

namespace krait {

// a op b after type(a).__op__, when type(b) is no proper subclass of type(a): the reflected method,
// then TypeError.
Ref binaryAfterLeft(Thread*, BinaryOp op, bool inplace, Value a, Value b);
// a op= b after type(a).__iop__: all of a op b.
Ref binaryAfterInplace(Thread*, BinaryOp op, Value a, Value b);
// A comparison after type(a)'s method, when type(b) is no proper subclass of type(a).
Ref compareAfterLeft(Thread*, Value a, Value b, CompareOp op);
// type(b).__rop__(b, a), however it is implemented; NotImplemented if there is none.
Ref reflectedBinary(Thread*, BinaryOp op, Value a, Value b);

} // namespace krait
