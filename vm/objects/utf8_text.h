// The UTF-8 bytes of a str for the time of a call, for system calls and the compiler. ASCII text is
// used where it lies; other text is encoded, lone surrogates of file names (surrogateescape) as the
// bytes they stand for.
#pragma once

#include "vm/objects/str.h"

#include <string>
#include <string_view>

namespace krait {

inline void appendUtf8(std::string& out, uint32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    }
}

// surrogate_escape: U+DC80..U+DCFF become the bytes 80..FF; else WTF-8.
inline std::string toUtf8(const Str* s, bool surrogate_escape = false) {
    std::string out;
    if (s->isAscii()) {
        out.assign(s->data, static_cast<size_t>(s->length));
        return out;
    }
    out.reserve(static_cast<size_t>(s->length) * 2);
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (surrogate_escape && c >= 0xdc80 && c <= 0xdcff) {
            out += static_cast<char>(c & 0xff);
        } else {
            appendUtf8(out, c);
        }
    }
    return out;
}

// Bytes from the system as str: UTF-8, what is none as surrogates U+DC80..U+DCFF.
inline Ref fileNameDecode(Thread* t, std::string_view bytes) {
    std::string out;
    for (size_t i = 0; i < bytes.size();) {
        auto byte = [&](size_t at) {
            return at < bytes.size() ? static_cast<uint8_t>(bytes[at]) : uint8_t{0};
        };
        uint8_t lead = byte(i);
        size_t length = lead < 0x80                    ? 1
                        : lead >= 0xc2 && lead < 0xe0  ? 2
                        : lead >> 4 == 14              ? 3
                        : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                       : 0;
        for (size_t k = 1; k < length; ++k)
            if ((byte(i + k) & 0xc0) != 0x80) length = 0;
        if (length == 3 &&
            ((lead == 0xe0 && byte(i + 1) < 0xa0) || (lead == 0xed && byte(i + 1) >= 0xa0))) {
            length = 0;
        }
        if (length == 4 &&
            ((lead == 0xf0 && byte(i + 1) < 0x90) || (lead == 0xf4 && byte(i + 1) >= 0x90))) {
            length = 0;
        }
        if (length == 0) {
            appendUtf8(out, 0xdc00 | lead);
            ++i;
        } else {
            out.append(bytes.substr(i, length));
            i += length;
        }
    }
    return strFromUtf8(t, out);
}

class Utf8Text {
  public:
    Utf8Text(Thread*, const Str* s) : s_(s) {
        if (!s->isAscii()) text_ = toUtf8(s);
    }
    const char* data() const { return s_->isAscii() ? s_->data : text_.data(); }
    size_t size() const { return s_->isAscii() ? static_cast<size_t>(s_->length) : text_.size(); }
    std::string_view view() const { return {data(), size()}; }

  private:
    const Str* s_;
    std::string text_;
};

} // namespace krait
