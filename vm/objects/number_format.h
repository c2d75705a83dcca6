// format(value, spec) of the builtin types that have a format specification language; the work on
// the specification itself is in vm/base/format_spec.h. `spec` is borrowed; an empty one gives
// str(value).
#pragma once

#include "vm/objects/type.h"

namespace krait {

Ref intFormat(Thread*, Value v, Str* spec);     // isInt(v)
Ref floatFormat(Thread*, Value v, Str* spec);   // isFloat(v)
Ref complexFormat(Thread*, Value v, Str* spec); // Complex
Ref strFormatSpec(Thread*, Value v, Str* spec); // isStr(v)

} // namespace krait
