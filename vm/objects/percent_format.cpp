// The % operator: printf-like formatting of str and of bytes by one engine. The output is a
// TextBuffer in both cases; for bytes each character of it is a byte.
//
// REENTRY: conversions call Python code, so arguments are owned while they are converted, and the
// format's text is that of an immutable object (bytearray's is copied first by its caller).
#include "vm/objects/percent_format.h"

#include "vm/base/float_text.h"
#include "vm/objects/bytes.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/str_units.h"
#include "vm/runtime/room.h"

#include <algorithm>
#include <string>

namespace krait {
namespace {

enum PercentFlag : unsigned { kLeft = 1, kSign = 2, kBlank = 4, kAlternate = 8, kZero = 16 };

class PercentFormatter {
  public:
    PercentFormatter(Thread* t, Value arguments, bool bytes)
        : t_(t), out_(t), arguments_(arguments), bytes_(bytes) {}

    // unit(i) is the i-th character of the format.
    template <typename UnitAt>
    Status run(int64_t length, UnitAt&& unit) {
        if (isTuple(arguments_)) {
            tuple_ = arguments_.as<Tuple>();
        } else {
            Type* type = typeOf(t_, arguments_);
            may_be_mapping_ = type->slots.getitem && !isStr(arguments_) &&
                              !(bytes_ && (isBytes(arguments_) || isByteArray(arguments_)));
        }
        int64_t i = 0;
        while (i < length) {
            uint32_t c = unit(i++);
            if (c != '%') {
                out_.appendChar(c);
                continue;
            }
            KRAIT_TRY(runSpecifier(length, i, unit));
        }
        bool left_over = tuple_ ? next_ < tuple_->length : !used_ && !may_be_mapping_;
        if (left_over) {
            return raise(t_, TypeId::kTypeError, "not all arguments converted during %s formatting",
                         bytes_ ? "bytes" : "string");
        }
        return ok();
    }

    TextBuffer& out() { return out_; }

  private:
    Ref nextArgument() {
        if (!current_.isEmpty()) { // of a mapping key
            return Ref::share(current_.get());
        }
        if (tuple_) {
            if (next_ < tuple_->length) return Ref::share(tuple_->items[next_++]);
        } else if (!used_) {
            used_ = true;
            return Ref::share(arguments_);
        }
        return raise(t_, TypeId::kTypeError, "not enough arguments for format string");
    }
    // `*` takes an argument of its own, also behind a key.
    Ref nextStarArgument() {
        if (key_used_)
            return raise(t_, TypeId::kTypeError, "not enough arguments for format string");
        return nextArgument();
    }

    template <typename UnitAt>
    Status readKey(int64_t length, int64_t& i, UnitAt&& unit) {
        if (!may_be_mapping_) return raise(t_, TypeId::kTypeError, "format requires a mapping");
        int64_t start = i;
        int depth = 1;
        while (i < length && depth > 0) {
            uint32_t c = unit(i++);
            if (c == ')') --depth;
            if (c == '(') ++depth;
        }
        if (depth > 0) return raise(t_, TypeId::kValueError, "incomplete format key");
        Ref key;
        if (bytes_) {
            std::string text;
            for (int64_t k = start; k < i - 1; ++k) text += static_cast<char>(unit(k));
            key = KRAIT_TRY(bytesFrom(t_, text));
        } else {
            TextBuffer text(t_);
            for (int64_t k = start; k < i - 1; ++k) text.appendChar(unit(k));
            key = KRAIT_TRY(text.finish());
        }
        current_ = KRAIT_TRY(getItem(t_, arguments_, key));
        key_used_ = used_ = true;
        return ok();
    }

    // A number in the format, or `*`: -1 when there is none.
    template <typename UnitAt>
    Status readNumber(int64_t length, int64_t& i, UnitAt&& unit, bool is_precision, int64_t* out) {
        if (i < length && unit(i) == '*') {
            ++i;
            Ref v = KRAIT_TRY(nextStarArgument());
            if (!isInt(v)) return raise(t_, TypeId::kTypeError, "* wants int");
            if (!intFits(v, out)) {
                return raise(t_, TypeId::kOverflowError, "Python int too large to convert to C %s",
                             is_precision ? "int" : "ssize_t");
            }
            if (is_precision) {
                if (*out > INT32_MAX || *out < INT32_MIN) {
                    return raise(t_, TypeId::kOverflowError,
                                 "Python int too large to convert to C int");
                }
                if (*out < 0) *out = 0;
            }
            return ok();
        }
        int64_t value = is_precision ? 0 : -1;
        while (i < length && unit(i) - '0' < 10u) {
            if (value < 0) value = 0;
            int64_t digit = unit(i) - '0';
            int64_t max = is_precision ? INT32_MAX : INT64_MAX;
            if (value > (max - digit) / 10) {
                return raise(t_, TypeId::kValueError,
                             is_precision ? bytes_ ? "prec too big" : "precision too big"
                                          : "width too big");
            }
            value = value * 10 + digit;
            ++i;
        }
        *out = value;
        return ok();
    }

    template <typename UnitAt>
    Status runSpecifier(int64_t length, int64_t& i, UnitAt&& unit) {
        flags_ = 0;
        width_ = precision_ = -1;
        current_ = Ref();
        key_used_ = false;
        auto incomplete = [&] { return raise(t_, TypeId::kValueError, "incomplete format"); };
        if (i < length && unit(i) == '(') {
            ++i;
            KRAIT_TRY(readKey(length, i, unit));
        }
        for (; i < length; ++i) {
            uint32_t c = unit(i);
            if (c == '-')
                flags_ |= kLeft;
            else if (c == '+')
                flags_ |= kSign;
            else if (c == ' ')
                flags_ |= kBlank;
            else if (c == '#')
                flags_ |= kAlternate;
            else if (c == '0')
                flags_ |= kZero;
            else
                break;
        }
        KRAIT_TRY(readNumber(length, i, unit, false, &width_));
        if (width_ < -1) {
            flags_ |= kLeft;
            width_ = -width_;
        } else if (width_ == -1 && i > 0 && unit(i - 1) == '*') {
            flags_ |= kLeft;
            width_ = 1;
        }
        if (width_ > 0) KRAIT_TRY(checkRoom(t_, static_cast<size_t>(width_)));
        if (i < length && unit(i) == '.') {
            ++i;
            KRAIT_TRY(readNumber(length, i, unit, true, &precision_));
        }
        if (i < length && (unit(i) == 'h' || unit(i) == 'l' || unit(i) == 'L')) ++i;
        if (i >= length) return incomplete();
        uint32_t code = unit(i++);
        if (code == '%') {
            // Only the plain form stands for itself.
            if (unit(i - 2) == '%' && !key_used_) {
                out_.appendChar('%');
                return ok();
            }
            return raiseUnknownCode(code, i - 1);
        }
        Ref v = KRAIT_TRY(nextArgument());
        Status done = convert(v, code, i - 1);
        current_ = Ref();
        return done;
    }

    Status convert(Value v, uint32_t code, int64_t at) {
        switch (code) {
        case 's':
        case 'b':
            if (bytes_) return addBytes(v, code);
            if (code == 'b') break;
            return addText(KRAIT_TRY(strOf(t_, v)));
        case 'r':
            return addText(bytes_ ? KRAIT_TRY(asciiOf(t_, v)) : KRAIT_TRY(reprOf(t_, v)));
        case 'a':
            return addText(KRAIT_TRY(asciiOf(t_, v)));
        case 'c':
            return addChar(v);
        case 'i':
        case 'd':
        case 'u':
        case 'o':
        case 'x':
        case 'X':
            return addInt(v, code);
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
            return addFloat(v, static_cast<char>(code));
        }
        return raiseUnknownCode(code, at);
    }

    Error raiseUnknownCode(uint32_t code, int64_t at) {
        return raise(t_, TypeId::kValueError,
                     "unsupported format character '%c' (0x%x) at index %ld",
                     code > 31 && code < 128 ? static_cast<int>(code) : '?',
                     static_cast<uint64_t>(code), at);
    }

    void fill(uint32_t c, int64_t count) {
        for (int64_t i = 0; i < count; ++i) out_.appendChar(c);
    }

    Status addText(Ref text) {
        auto* s = text.as<Str>();
        int64_t n = precision_ >= 0 ? std::min(precision_, s->length) : s->length;
        if (!(flags_ & kLeft)) fill(' ', width_ - n);
        out_.appendSlice(s, 0, n);
        if (flags_ & kLeft) fill(' ', width_ - n);
        return ok();
    }

    Status addBytes(Value v, uint32_t code) {
        Ref holder;
        Buffer buffer;
        if (typeOf(t_, v)->slots.buffer) {
            KRAIT_TRY(buffer.acquire(t_, v));
            return addRaw(buffer.view());
        }
        Ref method = lookupSpecial(t_, v, t_->name(kName___bytes__));
        if (method.isEmpty()) {
            if (t_->hasError()) return Error{};
            return raise(t_, TypeId::kTypeError,
                         "%%b requires a bytes-like object, or an object that implements "
                         "__bytes__, not '%.100T'",
                         v);
        }
        (void)code;
        holder = KRAIT_TRY(callFunction(t_, method));
        if (!isBytes(holder)) {
            return raise(t_, TypeId::kTypeError, "__bytes__ returned non-bytes (type %.200T)",
                         holder.get());
        }
        return addRaw(holder.as<Bytes>()->view());
    }
    Status addRaw(std::string_view raw) {
        auto size = static_cast<int64_t>(raw.size());
        int64_t n = precision_ >= 0 ? std::min(precision_, size) : size;
        if (!(flags_ & kLeft)) fill(' ', width_ - n);
        for (int64_t i = 0; i < n; ++i)
            out_.appendChar(static_cast<uint8_t>(raw[static_cast<size_t>(i)]));
        if (flags_ & kLeft) fill(' ', width_ - n);
        return ok();
    }

    Status addChar(Value v) {
        uint32_t c = 0;
        if (bytes_) {
            if (isBytes(v) && v.as<Bytes>()->length == 1) {
                c = static_cast<uint8_t>(v.as<Bytes>()->data[0]);
            } else if (isByteArray(v) && v.as<ByteArray>()->length == 1) {
                c = static_cast<uint8_t>(v.as<ByteArray>()->data[v.as<ByteArray>()->start]);
            } else if (hasIndex(t_, v)) {
                int64_t i = KRAIT_TRY(toIndexClamped(t_, v));
                if (i < 0 || i > 255) {
                    return raise(t_, TypeId::kOverflowError, "%%c arg not in range(256)");
                }
                c = static_cast<uint32_t>(i);
            } else {
                return raise(t_, TypeId::kTypeError,
                             "%%c requires an integer in range(256) or a single byte");
            }
        } else if (isStr(v)) {
            if (v.as<Str>()->length != 1) {
                return raise(t_, TypeId::kTypeError, "%%c requires int or char");
            }
            c = v.as<Str>()->at(0);
        } else {
            if (!hasIndex(t_, v)) return raise(t_, TypeId::kTypeError, "%%c requires int or char");
            int64_t i = KRAIT_TRY(toIndexClamped(t_, v));
            if (i < 0 || i > 0x10ffff) {
                return raise(t_, TypeId::kOverflowError, "%%c arg not in range(0x110000)");
            }
            c = static_cast<uint32_t>(i);
        }
        if (!(flags_ & kLeft)) fill(' ', width_ - 1);
        out_.appendChar(c);
        if (flags_ & kLeft) fill(' ', width_ - 1);
        return ok();
    }

    // Sign, prefix and digits padded to the width.
    void addNumber(std::string_view text, bool prefix) {
        char sign = 0;
        if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
            sign = text[0];
            text.remove_prefix(1);
        }
        if (!sign && (flags_ & kSign))
            sign = '+';
        else if (!sign && (flags_ & kBlank))
            sign = ' ';
        std::string_view head = prefix ? text.substr(0, 2) : std::string_view();
        text.remove_prefix(head.size());
        int64_t missing = width_ - static_cast<int64_t>(text.size() + head.size()) - (sign != 0);
        bool zeros = (flags_ & kZero) && !(flags_ & kLeft);
        if (!(flags_ & kLeft) && !zeros) fill(' ', missing);
        if (sign) out_.appendChar(static_cast<uint8_t>(sign));
        out_.append(head);
        if (zeros) fill('0', missing);
        out_.append(text);
        if (flags_ & kLeft) fill(' ', missing);
    }

    Status addInt(Value v, uint32_t code) {
        bool hexadecimal = code == 'o' || code == 'x' || code == 'X';
        Ref number;
        if (isInt(v)) {
            number = Ref::share(v);
        } else {
            Type* type = typeOf(t_, v);
            bool known = hexadecimal ? type->slots.index != nullptr
                                     : type->slots.index || type->slots.to_int || isFloat(v);
            if (known) {
                // Python: %d is of int(v), %x of operator.index(v).
                if (!hexadecimal && (isFloat(v) || type->slots.to_int))
                    number = convertToInt(v, type);
                else if (type->slots.index)
                    number = toIndex(t_, v);
                if (number.isError()) {
                    if (!errorIs(t_, TypeId::kTypeError)) return Error{};
                    clearError(t_);
                }
            }
            if (number.isEmpty()) {
                return raise(t_, TypeId::kTypeError,
                             hexadecimal ? "%%%c format: an integer is required, not %.200T"
                                         : "%%%c format: a real number is required, not %.200T",
                             static_cast<int>(code), v);
            }
        }
        int base = code == 'o' ? 8 : hexadecimal ? 16 : 10;
        Ref digits = KRAIT_TRY(intToText(t_, number, base, false));
        std::string text(digits.as<Str>()->ascii());
        bool negative = text[0] == '-';
        if (negative) text.erase(0, 1);
        if (precision_ > static_cast<int64_t>(text.size())) {
            text.insert(0, static_cast<size_t>(precision_) - text.size(), '0');
        }
        bool prefix = hexadecimal && (flags_ & kAlternate);
        if (prefix) text.insert(0, code == 'o' ? "0o" : "0x");
        if (code == 'X') {
            for (char& c : text) {
                if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
            }
        }
        if (negative) text.insert(0, 1, '-');
        addNumber(text, prefix);
        return ok();
    }
    Ref convertToInt(Value v, Type* type) {
        if (isFloat(v)) return intFromDouble(t_, floatValue(v));
        return type->slots.to_int(t_, v);
    }

    Status addFloat(Value v, char code) {
        double d;
        if (bytes_) {
            Result<double> converted = toDouble(t_, v);
            if (converted.isError()) {
                if (!clearErrorIf(t_, TypeId::kTypeError)) return Error{};
                return raise(t_, TypeId::kTypeError, "float argument required, not %.200T", v);
            }
            d = converted.value();
        } else {
            d = KRAIT_TRY(toDouble(t_, v));
        }
        FloatText text;
        formatFloat(&text, d, code, static_cast<int32_t>(precision_),
                    flags_ & kAlternate ? unsigned{kFloatAlternate} : 0u);
        std::string written(text.size(), '0');
        text.write(written.data());
        addNumber(written, false);
        return ok();
    }

    Thread* t_;
    TextBuffer out_;
    Value arguments_;
    bool bytes_;
    Tuple* tuple_ = nullptr;
    int64_t next_ = 0;
    bool used_ = false;           // the only argument
    bool may_be_mapping_ = false; // and then need not be used
    Ref current_;                 // what a key gave
    bool key_used_ = false;
    unsigned flags_ = 0;
    int64_t width_ = -1, precision_ = -1;
};

} // namespace

Ref percentFormatStr(Thread* t, Str* format, Value arguments) {
    PercentFormatter formatter(t, arguments, false);
    KRAIT_TRY(formatter.run(format->length, [&](int64_t i) { return format->at(i); }));
    return formatter.out().finish();
}

Ref percentFormatBytes(Thread* t, std::string_view format, Value arguments, bool bytearray) {
    PercentFormatter formatter(t, arguments, true);
    KRAIT_TRY(formatter.run(static_cast<int64_t>(format.size()), [&](int64_t i) -> uint32_t {
        return static_cast<uint8_t>(format[static_cast<size_t>(i)]);
    }));
    Ref text = KRAIT_TRY(formatter.out().finish());
    auto* s = text.as<Str>();
    std::string_view bytes(s->data, static_cast<size_t>(s->length));
    return bytearray ? byteArrayFrom(t, bytes) : bytesFrom(t, bytes);
}

} // namespace krait
