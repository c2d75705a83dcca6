// Values in memory by format character; see item_format.h.
#include "vm/objects/item_format.h"

#include "vm/objects/bytes.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace krait {

size_t nativeItemSize(char code) {
    switch (code) {
    case 'c':
    case 'b':
    case 'B':
    case '?':
        return 1;
    case 'h':
    case 'H':
    case 'e':
        return 2;
    case 'i':
    case 'I':
    case 'f':
        return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'n':
    case 'N':
    case 'd':
    case 'P':
        return 8;
    default:
        return 0;
    }
}

uint64_t loadInteger(const char* p, size_t size, bool big) {
    auto load = [&](auto word) {
        std::memcpy(&word, p, sizeof word);
        return word;
    };
    switch (size) {
    case 1:
        return load(uint8_t{});
    case 2:
        return big ? __builtin_bswap16(load(uint16_t{})) : load(uint16_t{});
    case 4:
        return big ? __builtin_bswap32(load(uint32_t{})) : load(uint32_t{});
    case 8:
        return big ? __builtin_bswap64(load(uint64_t{})) : load(uint64_t{});
    default:
        KRAIT_UNREACHABLE("no integer has that size");
    }
}

int64_t loadSignedInteger(const char* p, size_t size, bool big) {
    int unused = static_cast<int>(64 - size * 8);
    return static_cast<int64_t>(loadInteger(p, size, big) << unused) >> unused;
}

void storeInteger(char* p, size_t size, bool big, uint64_t value) {
    // The bytes that count come first in memory: the lowest, or the highest of what is swapped.
    if (big) value = __builtin_bswap64(value << (64 - 8 * size));
    switch (size) {
    case 1:
        std::memcpy(p, &value, 1);
        return;
    case 2:
        std::memcpy(p, &value, 2);
        return;
    case 4:
        std::memcpy(p, &value, 4);
        return;
    case 8:
        std::memcpy(p, &value, 8);
        return;
    default:
        KRAIT_UNREACHABLE("no integer has that size");
    }
}

double halfToDouble(uint16_t half) {
    int exponent = half >> 10 & 0x1f;
    double fraction = half & 0x3ff;
    double magnitude;
    if (exponent == 0x1f) {
        uint64_t bits = uint64_t{half & 0x3ffu} << 42 | uint64_t{0x7ff} << 52;
        magnitude = std::bit_cast<double>(bits);
    } else if (exponent == 0) {
        magnitude = std::ldexp(fraction, -24);
    } else {
        magnitude = std::ldexp(fraction + 1024, exponent - 25);
    }
    return std::copysign(magnitude, half & 0x8000 ? -1.0 : 1.0);
}

bool doubleToHalf(double value, uint16_t* half) {
    auto sign = static_cast<uint16_t>(std::signbit(value) ? 0x8000 : 0);
    if (value != value) {
        *half = sign | 0x7e00;
        return true;
    }
    double magnitude = std::fabs(value);
    if (std::isinf(magnitude)) {
        *half = sign | 0x7c00;
        return true;
    }
    int exponent;
    std::frexp(magnitude, &exponent); // magnitude = f * 2**exponent, f in [0.5, 1)
    if (magnitude == 0) exponent = -13;
    // One unit in the last place; subnormals share the smallest.
    int unit = exponent - 11 < -24 ? -24 : exponent - 11;
    auto units = static_cast<uint32_t>(std::nearbyint(std::ldexp(magnitude, -unit)));
    // In units of the smallest binade the bits of exponent and fraction are one number, so that
    // rounding up into the next binade carries by itself.
    uint32_t bits = units + (static_cast<uint32_t>(unit + 24) << 10);
    if (bits >= 0x7c00) return false;
    *half = static_cast<uint16_t>(sign | bits);
    return true;
}

bool doubleToSingle(double value, float* single) {
    *single = static_cast<float>(value);
    return !std::isinf(*single) || std::isinf(value);
}

Ref nativeItemGet(Thread* t, char code, const char* p) {
    switch (code) {
    case 'c':
        return bytesFrom(t, {p, 1});
    case '?':
        return Ref::boolean(*p != 0);
    case 'e':
        return floatFrom(halfToDouble(static_cast<uint16_t>(loadInteger(p, 2, false))));
    case 'f': {
        float single;
        std::memcpy(&single, p, sizeof single);
        return floatFrom(single);
    }
    case 'd': {
        double number;
        std::memcpy(&number, p, sizeof number);
        return floatFrom(number);
    }
    default: {
        size_t size = nativeItemSize(code);
        return isSignedCode(code) ? intFrom(t, loadSignedInteger(p, size, false))
                                  : intFromUnsigned(t, loadInteger(p, size, false));
    }
    }
}

} // namespace krait
