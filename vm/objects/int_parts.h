// What the files of int and the other numbers share.
#pragma once

#include "vm/base/big_int.h"
#include "vm/objects/int.h"

#include <string_view>

namespace krait {

size_t intObjectSize(const Object* o);
BigView intView(Value v, uint64_t* scratch); // of an isInt value; borrows
Ref intFromInt128(Thread*, __int128 v);
Ref intSubclass(Thread*, Type* type, Value v); // instance of a subclass of int
Ref intSubclassToInt(Thread*, Value v);        // its plain value
Status intDivmod(Thread*, Value a, Value b, Ref* quotient, Ref* remainder);
int intMaxDigits(Thread*); // sys.get_int_max_str_digits(); 0: no limit
void setIntMaxDigits(Thread*, int digits);
Error invalidLiteral(Thread*, std::string_view text, int base);
// int(v) of any object: __int__, __index__, __trunc__, text; TypeError "int() argument must be
// ...".
Ref toInt(Thread*, Value v);
Ref intFromStr(Thread*, Str* s, int base); // int(text, base)
Ref intFromBytesText(Thread*, Value v, int base);
// c, or the ASCII digit or space that it stands for in numbers; others as "?" or the like.
char asciiDigitOf(uint32_t c);
Ref floatPow(Thread*, double x, double y); // float ** float, complex when that is the result
Ref divmodOp(Thread*, Value a, Value b);   // divmod(a, b)
Ref absoluteOp(Thread*, Value v);          // abs(v)

} // namespace krait
