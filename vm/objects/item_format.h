// Single values in memory, by the format characters that memoryview, array and struct share: native
// sizes, unaligned access. Pure functions but for the making of values; the caller owns the memory.
#pragma once

#include "vm/heap/ref.h"

#include <cstddef>
#include <cstdint>

namespace krait {

// The size of a native item, 0 if the code is none of "cbB?hHiIlLqQnNefdP".
size_t nativeItemSize(char code);
inline bool isSignedCode(char code) {
    return code == 'b' || code == 'h' || code == 'i' || code == 'l' || code == 'q' || code == 'n';
}
inline bool isIntegerCode(char code) {
    return isSignedCode(code) || code == 'B' || code == 'H' || code == 'I' || code == 'L' ||
           code == 'Q' || code == 'N' || code == 'P';
}
// The value of a native item; bytes for 'c'.
Ref nativeItemGet(Thread*, char code, const char* p);

// Integers of 1 to 8 bytes.
uint64_t loadInteger(const char* p, size_t size, bool big);
int64_t loadSignedInteger(const char* p, size_t size, bool big);
void storeInteger(char* p, size_t size, bool big, uint64_t value);
// Whether a value fits an integer of that size.
inline bool fitsSigned(int64_t value, size_t size) {
    return size == 8 ||
           (value >= -(int64_t{1} << (size * 8 - 1)) && value < int64_t{1} << (size * 8 - 1));
}
inline bool fitsUnsigned(uint64_t value, size_t size) {
    return size == 8 || value < uint64_t{1} << (size * 8);
}

// IEEE 754 binary16, rounded to even; false if the value is too large.
double halfToDouble(uint16_t half);
bool doubleToHalf(double value, uint16_t* half);
// binary32; false if a finite value becomes infinite.
bool doubleToSingle(double value, float* single);

} // namespace krait
