// binascii: text forms of bytes (hex, base64, quoted-printable, uuencoding) and checksums.
// Stateless. Arguments are bytes-like, or ASCII text where the text form is read.
#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"
#include "vm/objects/bytes.h"
#include "vm/threads/gil.h"

#include <llvm/ADT/SmallString.h>
#include <zlib.h>

namespace krait {
namespace {

extern const TypeSpec kErrorSpec = exceptionSpec("binascii.Error", TypeId::kValueError);
extern const TypeSpec kIncompleteSpec = exceptionSpec("binascii.Incomplete", TypeId::kException);

using Text = llvm::SmallString<256>;

Ref finish(Thread* t, const Text& text) {
    return bytesFrom(t, {text.data(), text.size()});
}

// Bytes-like, or a str of ASCII characters.
class Input {
  public:
    Status acquire(Thread* t, Value v) {
        if (isStr(v)) {
            auto* s = v.as<Str>();
            if (!s->isAscii()) {
                return raise(t, TypeId::kValueError,
                             "string argument should contain only ASCII characters");
            }
            text_ = {s->data, static_cast<size_t>(s->length)};
            return ok();
        }
        if (buffer_.acquire(t, v).isError()) {
            if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
            return raise(t, TypeId::kTypeError,
                         "argument should be bytes, buffer or ASCII string, not %R",
                         Value(typeOf(t, v)));
        }
        text_ = buffer_.view();
        return ok();
    }
    std::string_view view() const { return text_; }

  private:
    Buffer buffer_;
    std::string_view text_;
};

// --- hexadecimal --------------------------------------------------------------------------------

int hexDigit(unsigned char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Ref binascii_a2b_hex(Thread* t, Args a) {
    Input input;
    KRAIT_TRY(input.acquire(t, a[0]));
    std::string_view text = input.view();
    if (text.size() % 2 != 0) return raiseOf(t, &kErrorSpec, "Odd-length string");
    New<Bytes> out = KRAIT_TRY(bytesAllocate(t, static_cast<int64_t>(text.size() / 2)));
    for (size_t i = 0; i < text.size(); i += 2) {
        int high = hexDigit(static_cast<unsigned char>(text[i]));
        int low = hexDigit(static_cast<unsigned char>(text[i + 1]));
        if (high < 0 || low < 0) return raiseOf(t, &kErrorSpec, "Non-hexadecimal digit found");
        out->data[i / 2] = static_cast<char>(high << 4 | low);
    }
    return out;
}

// bytes.hex() knows separators.
Ref binascii_b2a_hex(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    Ref bytes = KRAIT_TRY(bytesFrom(t, buffer.view()));
    New<Str> hex = KRAIT_TRY(strIntern(t, "hex"));
    Ref text = a[1].isEmpty() ? callMethod(t, bytes, hex) : callMethod(t, bytes, hex, a[1], a[2]);
    if (text.isError()) return Error{};
    auto* digits = text.as<Str>();
    return bytesFrom(t, {digits->data, static_cast<size_t>(digits->length)});
}

// --- base64 -------------------------------------------------------------------------------------

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64Digit(unsigned char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

Ref binascii_a2b_base64(Thread* t, Args a) {
    Input input;
    KRAIT_TRY(input.acquire(t, a[0]));
    bool strict = KRAIT_TRY(isTrue(t, a[1]));
    std::string_view text = input.view();
    if (strict && !text.empty() && text[0] == '=')
        return raiseOf(t, &kErrorSpec, "Leading padding not allowed");
    Text out;
    out.reserve(text.size() / 4 * 3 + 3);
    int position = 0, pads = 0; // in the group of four
    unsigned left = 0;
    bool padding_started = false;
    for (size_t i = 0; i < text.size(); ++i) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c == '=') {
            padding_started = true;
            if (strict && position == 0)
                return raiseOf(t, &kErrorSpec, "Excess padding not allowed");
            if (position >= 2 && position + ++pads >= 4) {
                // A complete group: what follows is not looked at.
                if (strict && i + 1 < text.size())
                    return raiseOf(t, &kErrorSpec, "Excess data after padding");
                return finish(t, out);
            }
            continue;
        }
        int digit = base64Digit(c);
        if (digit < 0) {
            if (strict) return raiseOf(t, &kErrorSpec, "Only base64 data is allowed");
            continue;
        }
        if (strict && padding_started)
            return raiseOf(t, &kErrorSpec, "Discontinuous padding not allowed");
        pads = 0;
        auto d = static_cast<unsigned>(digit);
        switch (position) {
        case 0:
            left = d;
            break;
        case 1:
            out.push_back(static_cast<char>(left << 2 | d >> 4));
            left = d & 15;
            break;
        case 2:
            out.push_back(static_cast<char>(left << 4 | d >> 2));
            left = d & 3;
            break;
        default:
            out.push_back(static_cast<char>(left << 6 | d));
            left = 0;
            break;
        }
        position = (position + 1) & 3;
    }
    if (position == 1) {
        // A character alone stands for no byte: something was lost.
        Ref count = KRAIT_TRY(intFrom(t, static_cast<int64_t>(out.size() / 3 * 4 + 1)));
        return raiseOf(t, &kErrorSpec,
                       "Invalid base64-encoded string: number of data characters (%S) cannot be 1 "
                       "more than a multiple of 4",
                       count.get());
    }
    if (position != 0) return raiseOf(t, &kErrorSpec, "Incorrect padding");
    return finish(t, out);
}

Ref binascii_b2a_base64(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    bool newline = KRAIT_TRY(isTrue(t, a[1]));
    std::string_view data = buffer.view();
    New<Bytes> out = KRAIT_TRY(
        bytesAllocate(t, static_cast<int64_t>((data.size() + 2) / 3 * 4 + (newline ? 1 : 0))));
    char* to = out->data;
    size_t i = 0;
    auto byte = [&](size_t at) { return static_cast<unsigned char>(data[at]); };
    for (; i + 3 <= data.size(); i += 3) {
        unsigned group = unsigned{byte(i)} << 16 | unsigned{byte(i + 1)} << 8 | byte(i + 2);
        *to++ = kBase64[group >> 18];
        *to++ = kBase64[group >> 12 & 63];
        *to++ = kBase64[group >> 6 & 63];
        *to++ = kBase64[group & 63];
    }
    if (size_t rest = data.size() - i) {
        unsigned group = unsigned{byte(i)} << 16 | (rest == 2 ? unsigned{byte(i + 1)} << 8 : 0);
        *to++ = kBase64[group >> 18];
        *to++ = kBase64[group >> 12 & 63];
        *to++ = rest == 2 ? kBase64[group >> 6 & 63] : '=';
        *to++ = '=';
    }
    if (newline) *to++ = '\n';
    return out;
}

// --- uuencoding ---------------------------------------------------------------------------------

Ref binascii_a2b_uu(Thread* t, Args a) {
    Input input;
    KRAIT_TRY(input.acquire(t, a[0]));
    std::string_view text = input.view();
    size_t i = 0;
    unsigned length = text.empty() ? 0 : (static_cast<unsigned char>(text[i++]) - 32u) & 63;
    Text out;
    unsigned left = 0;
    int bits = 0;
    while (out.size() < length) {
        // Trailing spaces may have been cut off: zeros stand for them.
        unsigned value = 0;
        if (i < text.size()) {
            auto c = static_cast<unsigned char>(text[i++]);
            if (c != '\n' && c != '\r') {
                if (c < ' ' || c > ' ' + 64) return raiseOf(t, &kErrorSpec, "Illegal char");
                value = (c - 32u) & 63;
            } else {
                i = text.size();
            }
        }
        left = left << 6 | value;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<char>(left >> bits));
            left &= (1u << bits) - 1;
        }
    }
    for (; i < text.size(); ++i) {
        if (text[i] != ' ' && text[i] != ' ' + 64 && text[i] != '\n' && text[i] != '\r')
            return raiseOf(t, &kErrorSpec, "Trailing garbage");
    }
    return finish(t, out);
}

Ref binascii_b2a_uu(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    bool backtick = KRAIT_TRY(isTrue(t, a[1]));
    std::string_view data = buffer.view();
    if (data.size() > 45) return raiseOf(t, &kErrorSpec, "At most 45 bytes at once");
    auto digit = [&](unsigned v) { return static_cast<char>(backtick && v == 0 ? '`' : v + ' '); };
    Text out;
    out.push_back(digit(static_cast<unsigned>(data.size())));
    for (size_t i = 0; i < data.size(); i += 3) {
        auto byte = [&](size_t at) {
            return at < data.size() ? unsigned{static_cast<unsigned char>(data[at])} : 0u;
        };
        unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        for (int shift = 18; shift >= 0; shift -= 6) out.push_back(digit(group >> shift & 63));
    }
    out.push_back('\n');
    return finish(t, out);
}

// --- quoted-printable ---------------------------------------------------------------------------

Ref binascii_a2b_qp(Thread* t, Args a) {
    Input input;
    KRAIT_TRY(input.acquire(t, a[0]));
    bool header = KRAIT_TRY(isTrue(t, a[1]));
    std::string_view s = input.view();
    Text out;
    for (size_t i = 0; i < s.size();) {
        if (s[i] == '_' && header) {
            out.push_back(' ');
            ++i;
        } else if (s[i] != '=') {
            out.push_back(s[i++]);
        } else if (++i >= s.size()) {
            break;
        } else if (s[i] == '\n' || s[i] == '\r') {
            // A soft line break: all to the line's end.
            while (i < s.size() && s[i] != '\n') ++i;
            if (i < s.size()) ++i;
        } else if (s[i] == '=') {
            out.push_back('='); // as broken encoders have it
            ++i;
        } else if (i + 1 < s.size() && hexDigit(static_cast<unsigned char>(s[i])) >= 0 &&
                   hexDigit(static_cast<unsigned char>(s[i + 1])) >= 0) {
            out.push_back(static_cast<char>(hexDigit(static_cast<unsigned char>(s[i])) << 4 |
                                            hexDigit(static_cast<unsigned char>(s[i + 1]))));
            i += 2;
        } else {
            out.push_back('=');
        }
    }
    return finish(t, out);
}

Ref binascii_b2a_qp(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    bool quote_tabs = KRAIT_TRY(isTrue(t, a[1]));
    bool is_text = KRAIT_TRY(isTrue(t, a[2]));
    bool header = KRAIT_TRY(isTrue(t, a[3]));
    constexpr unsigned kLineMax = 76;
    std::string_view s = buffer.view();
    // Lines end as the first one does.
    size_t first = s.find('\n');
    bool crlf = first != std::string_view::npos && first > 0 && s[first - 1] == '\r';
    Text out;
    unsigned column = 0;
    auto endLine = [&] {
        if (crlf) out.push_back('\r');
        out.push_back('\n');
    };
    auto hex = [&](unsigned char c) {
        constexpr char digits[] = "0123456789ABCDEF";
        out.push_back('=');
        out.push_back(digits[c >> 4]);
        out.push_back(digits[c & 15]);
    };
    for (size_t i = 0; i < s.size();) {
        auto c = static_cast<unsigned char>(s[i]);
        auto next = [&](size_t n) { return i + n < s.size() ? s[i + n] : '\0'; };
        bool last = i + 1 == s.size();
        bool quoted = c > 126 || c == '=' || (header && c == '_') ||
                      (c == '.' && column == 0 &&
                       (last || next(1) == '\n' || next(1) == '\r' || next(1) == 0)) ||
                      (!is_text && (c == '\r' || c == '\n')) || ((c == '\t' || c == ' ') && last) ||
                      (c < 33 && c != '\r' && c != '\n' && c != '\t' && c != ' ') ||
                      (c < 33 && c != '\r' && c != '\n' &&
                       (quote_tabs || (!quote_tabs && c != '\t' && c != ' ')));
        if (quoted) {
            if (column + 3 >= kLineMax) {
                out.push_back('=');
                endLine();
                column = 0;
            }
            hex(c);
            ++i;
            column += 3;
        } else if (is_text && (c == '\n' || (c == '\r' && next(1) == '\n'))) {
            column = 0;
            // White space at a line's end would be lost on the way.
            if (!out.empty() && (out.back() == ' ' || out.back() == '\t')) {
                auto blank = static_cast<unsigned char>(out.pop_back_val());
                hex(blank);
            }
            endLine();
            i += c == '\r' ? 2 : 1;
        } else {
            if (i + 1 != s.size() && next(1) != '\n' && column + 1 >= kLineMax) {
                out.push_back('=');
                endLine();
                column = 0;
            }
            ++column;
            out.push_back(header && c == ' ' ? '_' : static_cast<char>(c));
            ++i;
        }
    }
    return finish(t, out);
}

// --- checksums ----------------------------------------------------------------------------------

// An int's lowest 32 bits, as two's complement has them.
Result<uint64_t> lowBits(Thread* t, Value v) {
    Ref number = KRAIT_TRY(toIndex(t, v));
    Ref low = KRAIT_TRY(intAnd(t, number, Value::smallInt(0xffffffff)));
    return static_cast<uint64_t>(KRAIT_TRY(toIndexInt64(t, low)));
}

Ref binascii_crc32(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    uint64_t start = KRAIT_TRY(lowBits(t, a[1]));
    auto run = [&] {
        return ::crc32_z(static_cast<uint32_t>(start),
                         reinterpret_cast<const Bytef*>(buffer.data()),
                         static_cast<size_t>(buffer.size()));
    };
    uint64_t crc;
    if (buffer.size() > 2048) {
        GilReleased released(t, GilReason::kCompute);
        crc = run();
    } else {
        crc = run();
    }
    return intFrom(t, static_cast<int64_t>(crc & 0xffffffff));
}

// CRC-CCITT: polynomial x^16 + x^12 + x^5 + 1.
Ref binascii_crc_hqx(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    auto crc = static_cast<unsigned>(KRAIT_TRY(lowBits(t, a[1])) & 0xffff);
    for (char c : buffer.view()) {
        crc ^= unsigned{static_cast<unsigned char>(c)} << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
    }
    return intFrom(t, crc);
}

constexpr MethodDef kFunctions[] = {
    {"a2b_base64(data, /, *, strict_mode=False)", binascii_a2b_base64,
     "Decode a line of base64 data."},
    {"a2b_hex(hexstr, /)", binascii_a2b_hex, "Binary data of hexadecimal representation."},
    {"a2b_qp(data, header=False)", binascii_a2b_qp, "Decode a string of qp-encoded data."},
    {"a2b_uu(data, /)", binascii_a2b_uu, "Decode a line of uuencoded data."},
    {"b2a_base64(data, /, *, newline=True)", binascii_b2a_base64, "Base64-code line of data."},
    {"b2a_hex(data, sep=<unset>, bytes_per_sep=1)", binascii_b2a_hex,
     "Hexadecimal representation of binary data."},
    {"b2a_qp(data, quotetabs=False, istext=True, header=False)", binascii_b2a_qp,
     "Encode a string using quoted-printable encoding."},
    {"b2a_uu(data, /, *, backtick=False)", binascii_b2a_uu, "Uuencode line of data."},
    {"crc32(data, crc=0, /)", binascii_crc32, "Compute CRC-32 incrementally."},
    {"crc_hqx(data, crc, /)", binascii_crc_hqx, "Compute CRC-CCITT incrementally."},
    {"hexlify(data, sep=<unset>, bytes_per_sep=1)", binascii_b2a_hex,
     "Hexadecimal representation of binary data."},
    {"unhexlify(hexstr, /)", binascii_a2b_hex, "Binary data of hexadecimal representation."},
    {}};

Status initModule(Thread* t, Value module) {
    return addTypes(t, module, {{"Error", &kErrorSpec}, {"Incomplete", &kIncompleteSpec}});
}

} // namespace

extern const NativeModule kbinasciiModule = {"binascii", "Conversion between binary data and ASCII",
                                             kFunctions, initModule};

} // namespace krait
