// The native encodings, by number: what decodeText, encodeText and the module _codecs are made of.
// Results are owned; input is borrowed and must not move meanwhile.
#pragma once

#include "vm/objects/str.h"

#include <string_view>

namespace krait {

enum class NativeEncoding : uint8_t {
    kNone,
    kUtf8,
    kUtf16, // with a byte order mark
    kUtf16Le,
    kUtf16Be,
    kUtf32,
    kUtf32Le,
    kUtf32Be,
    kLatin1,
    kAscii,
    kUnicodeEscape,
    kRawUnicodeEscape,
};

// By a normalised name (codecNormalize), kNone if it is not native.
NativeEncoding nativeEncodingOf(std::string_view normal_name);

// Text and how many bytes it took: fewer than there are only if `final` is false and the last
// character is cut. byte_order: of UTF-16 and UTF-32, in: -1, 0 (by the mark) or 1; out: what the
// mark said.
Ref nativeDecode(Thread*, NativeEncoding, std::string_view bytes, Str* errors, bool final,
                 int64_t* consumed, int* byte_order = nullptr);
// bytes.
Ref nativeEncode(Thread*, NativeEncoding, Str* text, Str* errors);

// --- by family -----------------------------------------------------------------------------------
Ref decodeUtf8Text(Thread*, std::string_view bytes, Str* errors, bool final, int64_t* consumed);
Ref decodeWideText(Thread*, int unit_size, std::string_view bytes, Str* errors, bool final,
                   int64_t* consumed, int* byte_order);
Ref decodeNarrowText(Thread*, bool ascii, std::string_view bytes, Str* errors);
Ref decodeEscapes(Thread*, std::string_view bytes, Str* errors, bool final, int64_t* consumed);
Ref decodeRawEscapes(Thread*, std::string_view bytes, Str* errors, bool final, int64_t* consumed);
Ref encodeUtf8Text(Thread*, Str* text, Str* errors);
Ref encodeWideText(Thread*, int unit_size, int byte_order, const char* encoding, Str* text,
                   Str* errors);
Ref encodeNarrowText(Thread*, uint32_t limit, const char* encoding, Str* text, Str* errors);
Ref encodeEscapes(Thread*, Str* text, bool raw);

} // namespace krait
