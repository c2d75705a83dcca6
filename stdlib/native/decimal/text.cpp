// Decimals from and to text; see number.h.
#include "stdlib/native/decimal/number.h"

#include <algorithm>
#include <charconv>

namespace krait::decimal {
namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool equalsIgnoringCase(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size()) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower[i]) return false;
    }
    return true;
}

// Digits with at most one point among them, at `point` (size: none). False: no memory.
bool readCoefficient(Number& r, std::string_view digits, size_t point) {
    size_t first = 0; // leading zeros count for nothing
    while (first < digits.size() && (digits[first] == '0' || first == point)) ++first;
    size_t size = digits.size() - first - (point != digits.size() && point >= first);
    r.count = 0;
    if (size == 0) return true;
    if (!r.reserve(size / kLimbDigits + 1)) return false;
    if (point >= digits.size() || point < first) {
        r.count = limbsFromText(r.limbs, digits.data() + first, size);
        return true;
    }
    // Without the point, limb by limb from the end.
    char part[kLimbDigits];
    size_t at = digits.size(), count = 0;
    while (at > first) {
        size_t filled = 0;
        while (filled < kLimbDigits && at > first) {
            --at;
            if (at != point) part[kLimbDigits - ++filled] = digits[at];
        }
        if (filled == 0) break;
        r.limbs[count] = 0;
        limbsFromText(r.limbs + count, part + kLimbDigits - filled, filled);
        ++count;
    }
    r.count = trimmed(r.limbs, count);
    return true;
}

// NaN or sNaN with the digits of a payload.
void readNan(Number& r, std::string_view payload, Kind kind, bool negative, const Rules& rules,
             uint32_t* status) {
    r.setSpecial(negative, kind);
    for (char c : payload) {
        if (!isDigit(c)) return r.fail(kConversionSyntax, status);
    }
    if (!readCoefficient(r, payload, payload.size())) return r.fail(kMemoryRefused, status);
    if (r.count != 0 && r.digits() > rules.precision - rules.clamp) {
        r.fail(kConversionSyntax, status);
    }
}

} // namespace

void parse(Number& r, std::string_view text, const Rules& rules, uint32_t* status) {
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return r.fail(kConversionSyntax, status);
    if (!isDigit(text[0]) && text[0] != '.') {
        if (equalsIgnoringCase(text, "inf") || equalsIgnoringCase(text, "infinity")) {
            r.setSpecial(negative, Kind::kInfinite);
        } else if (equalsIgnoringCase(text.substr(0, 3), "nan")) {
            readNan(r, text.substr(3), Kind::kNan, negative, rules, status);
        } else if (equalsIgnoringCase(text.substr(0, 4), "snan")) {
            readNan(r, text.substr(4), Kind::kSignaling, negative, rules, status);
        } else {
            r.fail(kConversionSyntax, status);
        }
        return;
    }
    size_t size = 0, point = std::string_view::npos;
    for (; size < text.size(); ++size) {
        if (isDigit(text[size])) continue;
        if (text[size] != '.' || point != std::string_view::npos) break;
        point = size;
    }
    bool has_point = point != std::string_view::npos;
    if (size == has_point) return r.fail(kConversionSyntax, status);
    int64_t exponent = 0;
    if (size < text.size()) {
        std::string_view rest = text.substr(size);
        if (rest[0] != 'e' && rest[0] != 'E') return r.fail(kConversionSyntax, status);
        rest.remove_prefix(1);
        bool below = false;
        if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
            below = rest[0] == '-';
            rest.remove_prefix(1);
        }
        if (rest.empty()) return r.fail(kConversionSyntax, status);
        for (char c : rest) {
            if (!isDigit(c)) return r.fail(kConversionSyntax, status);
        }
        rest.remove_prefix(std::min(rest.find_first_not_of('0'), rest.size()));
        constexpr size_t kDigitsMax = 19;
        constexpr uint64_t kMost = 2 * kExponentInfinity; // beyond it makes no difference
        uint64_t magnitude = rest.size() > kDigitsMax ? kMost : 0;
        for (char c : rest.substr(0, kDigitsMax)) {
            magnitude =
                rest.size() > kDigitsMax ? kMost : magnitude * 10 + static_cast<uint64_t>(c - '0');
        }
        exponent = static_cast<int64_t>(std::min(magnitude, kMost));
        if (below) exponent = -exponent;
    }
    if (!readCoefficient(r, text.substr(0, size), has_point ? point : size)) {
        return r.fail(kMemoryRefused, status);
    }
    r.negative = negative;
    r.kind = Kind::kFinite;
    if (has_point) exponent -= static_cast<int64_t>(size - point - 1);
    r.exponent = std::min(exponent, kExponentInfinity);
}

// --- to text -------------------------------------------------------------------------------------

char* Text::extend(size_t size) {
    if (capacity_ - size_ < size) {
        if (size > size_t{1} << 60) {
            failed = true;
            return nullptr;
        }
        size_t capacity = std::max(capacity_ + capacity_ / 2, size_ + size);
        auto* made = static_cast<char*>(data_ == room_ ? std::malloc(capacity)
                                                       : std::realloc(data_, capacity));
        if (!made) {
            failed = true;
            return nullptr;
        }
        if (data_ == room_) std::memcpy(made, room_, size_);
        data_ = made;
        capacity_ = capacity;
    }
    char* at = data_ + size_;
    size_ += size;
    return at;
}

void Text::number(int64_t value) {
    char buffer[24];
    char* end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    append(std::string_view(buffer, static_cast<size_t>(end - buffer)));
}

void print(Text& out, const Operand& a, bool capitals, bool engineering) {
    if (a.negative) out.append('-');
    if (a.isInfinite()) return out.append("Infinity");
    if (a.isNan()) {
        out.append(a.kind == Kind::kNan ? "NaN" : "sNaN");
        if (a.count != 0) {
            if (char* to = out.extend(static_cast<size_t>(a.digits()))) {
                limbsToText(to, a.limbs, a.count);
            }
        }
        return;
    }
    int64_t digits = a.digits();
    int64_t left = a.exponent + digits; // digits before the point
    int64_t point;
    if (a.exponent <= 0 && left > -6) {
        point = left;
    } else if (!engineering) {
        point = 1;
    } else if (a.count == 0) {
        point = ((left + 1) % 3 + 3) % 3 - 1;
    } else {
        point = ((left - 1) % 3 + 3) % 3 + 1;
    }
    auto size = static_cast<size_t>(digits);
    if (point <= 0) {
        out.append("0.");
        out.fill('0', static_cast<size_t>(-point));
        if (char* to = out.extend(size)) limbsToText(to, a.limbs, a.count);
    } else if (point >= digits) {
        if (char* to = out.extend(size)) limbsToText(to, a.limbs, a.count);
        out.fill('0', static_cast<size_t>(point - digits));
    } else if (char* to = out.extend(size + 1)) {
        limbsToText(to, a.limbs, a.count);
        auto at = static_cast<size_t>(point);
        std::memmove(to + at + 1, to + at, size - at);
        to[at] = '.';
    }
    if (left == point) return;
    out.append(capitals ? 'E' : 'e');
    if (left > point) out.append('+');
    out.number(left - point);
}

} // namespace krait::decimal
