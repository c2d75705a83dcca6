// str: immutable text of 1, 2 or 4 bytes a character, the width of its widest character, held in
// the object itself. The hash is computed once (0: not yet). Interned strings are unique by
// content; attribute names always are, so that they compare by pointer. A Str may have spare
// capacity behind its text, which `s += t` grows into when nobody else holds the string.
#pragma once

#include "vm/objects/type.h"

#include <string_view>

namespace krait {

enum StrFlag : uint16_t {
    kStrInterned = kFlagType0,
    kStrAscii = kFlagType1, // all characters below 128 (width 1)
};

struct Str : Object {
    int64_t hash;
    int64_t length;          // characters
    uint32_t capacity;       // bytes behind the header
    uint8_t width;           // 1, 2, 4
    alignas(8) char data[0]; // width * length bytes, then a zero character of `width` bytes

    bool isAscii() const { return flags & kStrAscii; }
    bool isInterned() const { return flags & kStrInterned; }
    const uint8_t* latin1() const { return reinterpret_cast<const uint8_t*>(data); }
    const uint16_t* ucs2() const { return reinterpret_cast<const uint16_t*>(data); }
    const uint32_t* ucs4() const { return reinterpret_cast<const uint32_t*>(data); }
    uint32_t at(int64_t i) const {
        return width == 1 ? latin1()[i] : width == 2 ? ucs2()[i] : ucs4()[i];
    }
    // The bytes of an ASCII string.
    std::string_view ascii() const { return {data, static_cast<size_t>(length)}; }
};

bool isStr(Value v); // str or an instance of a subclass
inline bool isExactStr(Value v) {
    return v.isObject() && v.object()->kind == static_cast<uint8_t>(TypeId::kStr);
}

// From UTF-8 (WTF-8: encoded surrogates are accepted), which the caller knows to be valid.
Ref strFromUtf8(Thread*, std::string_view text);
Ref strFromAscii(Thread*, std::string_view text);
Ref strFromLatin1(Thread*, const uint8_t* text, int64_t length);
Ref strFromUcs2(Thread*, const uint16_t* text, int64_t length); // narrows to the widest found
Ref strFromUcs4(Thread*, const uint32_t* text, int64_t length);
Ref strFromCodePoint(Thread*, uint32_t);
// With %-directives as raise() takes them (runtime/errors.h).
Ref strFormat(Thread*, const char* format, ...);
// Uninitialised, to be filled at once; max_char decides the width. ASCII flag set if max_char <
// 128.
New<Str> strAllocate(Thread*, int64_t length, uint32_t max_char);
// UTF-8 of s, into a buffer of the caller's; lone surrogates as their three bytes.
void strAppendUtf8(Str* s, class TextBuffer& out);

// The interned string of that content. intern(Str*) may return its argument.
New<Str> strIntern(Thread*, std::string_view utf8);
New<Str> strIntern(Thread*, Str* s);

int64_t strHash(Str* s);
bool strEqual(const Str* a, const Str* b);
bool strEqualAscii(const Str* s, std::string_view ascii);
int strCompare(const Str* a, const Str* b);
Ref strConcat(Thread*, Str* a, Str* b);
// a owned by the caller alone (its count is 1, held by nobody but the register being overwritten):
// grows in place.
Ref strAppendInPlace(Thread*, Ref a, Str* b);
Ref strSubstring(Thread*, Str* s, int64_t start, int64_t end);
int64_t strFind(const Str* haystack, const Str* needle, int64_t start, int64_t end,
                bool from_right);
Ref strJoin(Thread*, Str* separator, const Value* items, size_t count); // items are str
Ref strGetItem(Thread*, Str* s, int64_t index);                         // in range

// Growing text, for repr and the like. Errors (no memory) are remembered and reported by finish().
class TextBuffer {
  public:
    explicit TextBuffer(Thread* thread) : thread_(thread) {}
    ~TextBuffer();
    TextBuffer(const TextBuffer&) = delete;
    void append(std::string_view ascii_or_utf8);
    void appendChar(uint32_t code_point);
    void append(const Str* s);
    void appendSlice(const Str* s, int64_t start, int64_t end);
    void appendInt(int64_t i);
    int64_t length() const { return length_; }
    Ref finish(); // str
    // As UTF-8 bytes would be: valid after text was appended by append(string_view) only.
  private:
    bool reserve(int64_t extra, uint32_t max_char);
    Thread* thread_;
    char* data_ = nullptr;
    int64_t length_ = 0;
    int64_t capacity_ = 0; // bytes
    uint8_t width_ = 1;
    uint32_t max_char_ = 0;
    bool failed_ = false;
    char inline_[256];
    friend void strAppendUtf8(Str*, TextBuffer&);
};

} // namespace krait
