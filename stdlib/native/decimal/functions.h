// What the files of decimal functions share: integers of GMP, and decimals to and from them.
#pragma once

#include "stdlib/native/decimal/number.h"

#include <gmp.h>

namespace krait::decimal {

struct Big {
    mpz_t z;
    Big() { mpz_init(z); }
    ~Big() { mpz_clear(z); }
    Big(const Big&) = delete;
    Big& operator=(const Big&) = delete;
};

// One for each Runtime, under its GIL.
struct Constants {
    Big ln10; // times 2**bits
    uint64_t bits = 0;
};

// The coefficient. False: no memory.
[[nodiscard]] bool toInteger(Big& out, const Operand& a);
// The coefficient of r becomes the magnitude of value.
[[nodiscard]] bool fromInteger(Number& r, const Big& value);
void tenToThe(Big& out, uint64_t exponent);

} // namespace krait::decimal
