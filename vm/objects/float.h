// float: a word; a Float object for instances of subclasses and for NaNs that need an identity.
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct Float : Object {
    double value;
};
struct Complex : Object {
    double real, imaginary;
};

inline Ref floatFrom(double d) {
    return Ref::take(Value::number(d));
}
// A NaN with identity of its own, as float('nan') and unpacking give.
Ref floatNewNan(Thread*, double nan);
bool isFloat(Value v);      // float words, Float objects, subclasses
double floatValue(Value v); // of an isFloat value
// float(x) as C code takes it: float, __float__, __index__; TypeError "must be real number, not x".
Result<double> toDouble(Thread*, Value v);
Ref complexFrom(Thread*, double real, double imaginary);

} // namespace krait
