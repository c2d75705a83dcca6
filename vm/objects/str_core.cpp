// str: storage, interning, the functions that the rest of the VM uses, and TextBuffer. The methods
// are in str.cpp.
//
// Invariants: width is that of the widest character, so equal strings have equal width; text is
// followed by a zero character; the hash is kept once computed; an interned string is the only one
// of its content in the Runtime's table, which does not count it.
#include "vm/base/hash.h"
#include "vm/base/utf8.h"
#include "vm/objects/str.h"
#include "vm/objects/str_parts.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/message.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/room.h"
#include "vm/runtime/runtime_parts.h"

#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace krait {

// --- storage
// ---------------------------------------------------------------------------------------------------------

bool isStr(Value v) {
    return v.isObject() && (exactTypeOfObject(v.object())->flags & kTypeStrSub);
}

static uint8_t widthOf(uint32_t max_char) {
    return max_char < 0x100 ? 1 : max_char < 0x10000 ? 2 : 4;
}

// LIMIT: the text of a str is below 4 GB; more is a MemoryError.
static constexpr int64_t kLengthMax = int64_t{1} << 32;

size_t strObjectSize(const Object* o) {
    return sizeof(Str) + static_cast<const Str*>(o)->capacity;
}

New<Str> strAllocateIn(Thread* t, Type* type, int64_t length, uint32_t max_char) {
    uint8_t width = widthOf(max_char);
    size_t bytes = (static_cast<size_t>(length) + 1) * width;
    bytes = (bytes + 7) & ~size_t{7};
    if (length > kLengthMax || bytes > UINT32_MAX) return raiseNoMemory(t);
    Object* o = allocateInstance(t, type, bytes);
    if (!o) return Error{};
    auto* s = static_cast<Str*>(o);
    s->length = length;
    s->capacity = static_cast<uint32_t>(bytes);
    s->width = width;
    if (max_char < 128) s->flags |= kStrAscii;
    std::memset(s->data + static_cast<size_t>(length) * width, 0, width);
    return New<Str>::take(s);
}

New<Str> strAllocate(Thread* t, int64_t length, uint32_t max_char) {
    // As allocateInstance does it for any type, but the text is not cleared before it is written.
    uint8_t width = widthOf(max_char);
    size_t bytes = ((static_cast<size_t>(length) + 1) * width + 7) & ~size_t{7};
    if (KRAIT_UNLIKELY(length > kLengthMax || bytes > UINT32_MAX)) return raiseNoMemory(t);
    auto* s = static_cast<Str*>(t->heap->allocate(sizeof(Str) + bytes, CellUse::kLeaf));
    if (KRAIT_UNLIKELY(!s)) return raiseNoMemory(t);
    s->refcount = 1;
    s->kind = static_cast<uint8_t>(TypeId::kStr);
    s->gc_state = 0;
    s->flags = max_char < 128 ? kStrAscii : 0;
    s->shape = t->type(TypeId::kStr)->root_shape;
    s->hash = 0;
    s->length = length;
    s->capacity = static_cast<uint32_t>(bytes);
    s->width = width;
    std::memset(s->data + static_cast<size_t>(length) * width, 0, width);
    return New<Str>::take(s);
}

// A str of width 1, to be filled at once: its text is not set but for the zero behind it.
static inline New<Str> strAllocateNarrow(Thread* t, size_t length, bool ascii) {
    size_t bytes = (length + 8) & ~size_t{7};
    if (KRAIT_UNLIKELY(length >= UINT32_MAX - 8)) return strAllocate(t, INT64_MAX / 4, 127);
    auto* s = static_cast<Str*>(t->heap->allocate(sizeof(Str) + bytes, CellUse::kLeaf));
    if (KRAIT_UNLIKELY(!s)) return raiseNoMemory(t);
    s->refcount = 1;
    s->kind = static_cast<uint8_t>(TypeId::kStr);
    s->gc_state = 0;
    s->flags = ascii ? kStrAscii : 0;
    s->shape = t->type(TypeId::kStr)->root_shape;
    s->hash = 0;
    s->length = static_cast<int64_t>(length);
    s->capacity = static_cast<uint32_t>(bytes);
    s->width = 1;
    std::memset(s->data + bytes - 8, 0, 8);
    return New<Str>::take(s);
}
// A piece of a str of width 1 that is known to be ASCII if `ascii`.
static inline Ref strNarrow(Thread* t, const char* text, size_t length, bool ascii) {
    if (KRAIT_UNLIKELY(length <= 1)) {
        return Ref::share(length == 0
                              ? Value(t->runtime->empty_str)
                              : Value(t->runtime->latin1_chars[static_cast<uint8_t>(*text)]));
    }
    New<Str> s = KRAIT_TRY(strAllocateNarrow(t, length, ascii));
    strCopyBytes(s->data, text, length);
    return s;
}

Ref strFromAscii(Thread* t, std::string_view text) {
    return strNarrow(t, text.data(), text.size(), true);
}

Ref strFromLatin1(Thread* t, const uint8_t* text, int64_t length) {
    if (length == 0) return Ref::share(Value(t->runtime->empty_str));
    if (length == 1) return Ref::share(Value(t->runtime->latin1_chars[text[0]]));
    bool ascii = isAscii(text, static_cast<size_t>(length));
    return strNarrow(t, reinterpret_cast<const char*>(text), static_cast<size_t>(length), ascii);
}

template <typename Unit>
static Ref strFromWide(Thread* t, const Unit* text, int64_t length) {
    uint32_t all = 0, max = 0;
    for (int64_t i = 0; i < length; ++i) {
        all |= text[i];
        if (text[i] > max) max = text[i];
    }
    if (length == 0) return Ref::share(Value(t->runtime->empty_str));
    if (length == 1 && max < 256) return Ref::share(Value(t->runtime->latin1_chars[max]));
    New<Str> s = KRAIT_TRY(strAllocate(t, length, max));
    strCopyUnits(s, 0, text, length);
    return s;
}
Ref strFromUcs2(Thread* t, const uint16_t* text, int64_t length) {
    return strFromWide(t, text, length);
}
Ref strFromUcs4(Thread* t, const uint32_t* text, int64_t length) {
    return strFromWide(t, text, length);
}

Ref strFromCodePoint(Thread* t, uint32_t c) {
    if (c < 256) return Ref::share(Value(t->runtime->latin1_chars[c]));
    New<Str> s = KRAIT_TRY(strAllocate(t, 1, c));
    if (s->width == 2)
        reinterpret_cast<uint16_t*>(s->data)[0] = static_cast<uint16_t>(c);
    else
        reinterpret_cast<uint32_t*>(s->data)[0] = c;
    return s;
}

Ref strFromUtf8(Thread* t, std::string_view text) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    if (isAscii(bytes, text.size())) return strFromAscii(t, text);
    return strFromScannedUtf8(t, text, scanUtf8(bytes, text.size(), Surrogates::kPass));
}

Ref strFromScannedUtf8(Thread* t, std::string_view text, const Utf8Scan& scan) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    uint32_t max = scan.code_point_max < 128 ? 128 : static_cast<uint32_t>(scan.code_point_max);
    auto length = static_cast<int64_t>(scan.code_points);
    if (length == 1 && max < 256) return Ref::share(Value(t->runtime->latin1_chars[max]));
    New<Str> s = KRAIT_TRY(strAllocate(t, length, max));
    if (s->width == 1)
        decodeUtf8(bytes, scan.valid_size, reinterpret_cast<uint8_t*>(s->data));
    else if (s->width == 2)
        decodeUtf8(bytes, scan.valid_size, reinterpret_cast<uint16_t*>(s->data));
    else
        decodeUtf8(bytes, scan.valid_size, reinterpret_cast<uint32_t*>(s->data));
    return s;
}

// --- interning
// ---------------------------------------------------------------------------------------------------------

// Open addressing by the strings' hashes. A removed string leaves no mark: those behind it move up
// (Knuth, The Art of Computer Programming 3, algorithm 6.4R), so that strings which come and go do
// not lengthen every search.
struct InternTable {
    Str** slots = nullptr;
    size_t mask = 0, used = 0;
};

static bool internGrow(InternTable* table) {
    size_t size = 4096;
    while (size < table->used * 3) size *= 2;
    auto** fresh = static_cast<Str**>(std::calloc(size, sizeof(Str*)));
    if (!fresh) return false;
    for (size_t i = 0; table->slots && i <= table->mask; ++i) {
        Str* s = table->slots[i];
        if (!s) continue;
        size_t at = static_cast<size_t>(s->hash) & (size - 1);
        while (fresh[at]) at = (at + 1) & (size - 1);
        fresh[at] = s;
    }
    std::free(static_cast<void*>(table->slots));
    table->slots = fresh;
    table->mask = size - 1;
    return true;
}

static int64_t hashText(Runtime* runtime, const void* data, size_t bytes) {
    if (bytes == 0) return 0;
    HashKey key{runtime->hash_key[0], runtime->hash_key[1]};
    int64_t h = hashBytes(key, data, bytes);
    return h == 0 ? 1 : h; // 0 means "not yet"
}

int64_t strHash(Str* s) {
    if (s->hash != 0 || s->length == 0) return s->hash;
    return s->hash =
               hashText(s->shape->runtime, s->data, static_cast<size_t>(s->length) * s->width);
}

New<Str> strIntern(Thread* t, Str* s) {
    if (s->isInterned()) return New<Str>::share(s);
    InternTable* table = t->runtime->interned;
    if (table->used * 3 > table->mask * 2 && !internGrow(table)) return raiseNoMemory(t);
    auto h = static_cast<size_t>(strHash(s));
    size_t at = h & table->mask;
    for (; table->slots[at]; at = (at + 1) & table->mask) {
        Str* other = table->slots[at];
        if (other->hash == s->hash && strEqual(other, s)) return New<Str>::share(other);
    }
    if (s->kind != static_cast<uint8_t>(TypeId::kStr)) {
        // An instance of a subclass: its text as a plain str.
        Ref plain = KRAIT_TRY(strSlice(t, s, 0, s->length, true));
        return strIntern(t, plain.as<Str>());
    }
    table->slots[at] = s;
    ++table->used;
    s->flags |= kStrInterned;
    return New<Str>::share(s);
}

New<Str> strIntern(Thread* t, std::string_view utf8) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(utf8.data());
    if (isAscii(bytes, utf8.size())) {
        InternTable* table = t->runtime->interned;
        int64_t h = hashText(t->runtime, utf8.data(), utf8.size());
        for (size_t at = static_cast<size_t>(h) & table->mask; table->slots[at];
             at = (at + 1) & table->mask) {
            Str* other = table->slots[at];
            if (other->hash == h && strEqualAscii(other, utf8)) return New<Str>::share(other);
        }
    }
    Ref s = KRAIT_TRY(strFromUtf8(t, utf8));
    return strIntern(t, s.as<Str>());
}

void strDestroy(Thread* t, Object* o) {
    auto* s = static_cast<Str*>(o);
    if (!s->isInterned()) return;
    InternTable* table = t->runtime->interned;
    size_t at = static_cast<size_t>(s->hash) & table->mask;
    while (table->slots[at] && table->slots[at] != s) at = (at + 1) & table->mask;
    if (!table->slots[at]) return;
    for (size_t next = at;;) {
        next = (next + 1) & table->mask;
        Str* moved = table->slots[next];
        if (!moved) break;
        // Up to the hole, unless that is before its own place.
        size_t home = static_cast<size_t>(moved->hash) & table->mask;
        if (((next - home) & table->mask) < ((next - at) & table->mask)) continue;
        table->slots[at] = moved;
        at = next;
    }
    table->slots[at] = nullptr;
    --table->used;
}

void internDestroy(Runtime* runtime) {
    std::free(static_cast<void*>(runtime->interned->slots));
    delete runtime->interned;
}

bool stringsInit(Thread* t, const char* const* names) {
    Runtime* runtime = t->runtime;
    runtime->interned = new InternTable();
    if (!internGrow(runtime->interned)) return false;
    New<Str> empty = strAllocate(t, 0, 0);
    if (empty.isError()) return false;
    runtime->empty_str = empty.release().as<Str>();
    runtime->empty_str->flags |= kStrInterned;
    runtime->interned->slots[0] = runtime->empty_str;
    ++runtime->interned->used;
    for (uint32_t c = 0; c < 256; ++c) {
        New<Str> s = strAllocate(t, 1, c);
        if (s.isError()) return false;
        s->data[0] = static_cast<char>(c);
        New<Str> interned = strIntern(t, s.get());
        runtime->latin1_chars[c] = interned.release().as<Str>();
    }
    for (int i = 0; i < kNameCount; ++i) {
        New<Str> name = strIntern(t, names[i]);
        if (name.isError()) return false;
        runtime->names[i] = name.release().as<Str>();
    }
    return true;
}

void hashKeyFrom(Runtime* runtime, uint32_t seed) {
    HashKey key = hashKeyFromSeed(seed);
    static_assert(sizeof(key) == sizeof(runtime->hash_key));
    std::memcpy(runtime->hash_key, &key, sizeof(key));
}

// --- comparison
// --------------------------------------------------------------------------------------------------------

bool strEqual(const Str* a, const Str* b) {
    if (a == b) return true;
    if (a->length != b->length || a->width != b->width) return false;
    if (a->isInterned() && b->isInterned()) return false;
    return std::memcmp(a->data, b->data, static_cast<size_t>(a->length) * a->width) == 0;
}

bool strEqualAscii(const Str* s, std::string_view ascii) {
    if (s->width != 1 || s->length != static_cast<int64_t>(ascii.size())) return false;
    return ascii.empty() || std::memcmp(s->data, ascii.data(), ascii.size()) == 0;
}

int strCompare(const Str* a, const Str* b) {
    int64_t common = a->length < b->length ? a->length : b->length;
    if (a->width == 1 && b->width == 1) {
        int order = std::memcmp(a->data, b->data, static_cast<size_t>(common));
        if (order) return order < 0 ? -1 : 1;
    } else {
        for (int64_t i = 0; i < common; ++i) {
            uint32_t x = a->at(i), y = b->at(i);
            if (x != y) return x < y ? -1 : 1;
        }
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

// --- making strings of strings
// -------------------------------------------------------------------------------------------

uint32_t strMaxChar(const Str* s) {
    if (s->isAscii()) return 127;
    return s->width == 1 ? 255 : s->width == 2 ? 0xffff : 0x10ffff;
}

void strCopyInto(Str* dst, int64_t at, const Str* src, int64_t start, int64_t count) {
    if (dst->width == src->width) {
        std::memcpy(dst->data + at * dst->width, src->data + start * src->width,
                    static_cast<size_t>(count) * src->width);
        return;
    }
    if (src->width == 1)
        strCopyUnits(dst, at, src->latin1() + start, count);
    else if (src->width == 2)
        strCopyUnits(dst, at, src->ucs2() + start, count);
    else
        strCopyUnits(dst, at, src->ucs4() + start, count);
}

Ref strConcat(Thread* t, Str* a, Str* b) {
    if (a->length == 0 && b->kind == static_cast<uint8_t>(TypeId::kStr))
        return Ref::share(Value(b));
    if (b->length == 0 && a->kind == static_cast<uint8_t>(TypeId::kStr))
        return Ref::share(Value(a));
    if (a->width == 1 && b->width == 1) {
        auto first = static_cast<size_t>(a->length), second = static_cast<size_t>(b->length);
        New<Str> s =
            KRAIT_TRY(strAllocateNarrow(t, first + second, (a->flags & b->flags) & kStrAscii));
        strCopyBytes(s->data, a->data, first);
        strCopyBytes(s->data + first, b->data, second);
        return s;
    }
    uint32_t max = strMaxChar(a) > strMaxChar(b) ? strMaxChar(a) : strMaxChar(b);
    New<Str> s = KRAIT_TRY(strAllocate(t, a->length + b->length, max));
    strCopyInto(s, 0, a, 0, a->length);
    strCopyInto(s, a->length, b, 0, b->length);
    return s;
}

Ref strAppendInPlace(Thread* t, Ref a, Str* b) {
    auto* s = a.as<Str>();
    if (b->length == 0) return a;
    int64_t length = s->length + b->length;
    if (s->width == 1 && (s->flags & b->flags & kStrAscii) && length < s->capacity) {
        strCopyBytes(s->data + s->length, b->data, static_cast<size_t>(b->length));
        s->length = length;
        s->hash = 0;
        s->data[length] = 0;
        return a;
    }
    bool fits = b->width <= s->width && (!s->isAscii() || b->isAscii() || s->width > 1);
    if (s->isAscii() && !b->isAscii() && b->width == 1)
        fits = true; // the flag goes, the width stays
    if (fits && static_cast<size_t>(length + 1) * s->width <= s->capacity) {
        strCopyInto(s, s->length, b, 0, b->length);
        s->length = length;
        s->hash = 0;
        if (!b->isAscii()) s->flags &= static_cast<uint16_t>(~kStrAscii);
        std::memset(s->data + length * s->width, 0, s->width);
        return a;
    }
    // A new string with as much room again, so that the next appends are copies of the new part
    // only.
    uint32_t max = strMaxChar(s) > strMaxChar(b) ? strMaxChar(s) : strMaxChar(b);
    int64_t spare = length + (length >> 1) + 16;
    New<Str> grown = KRAIT_TRY(strAllocate(t, spare, max));
    strCopyInto(grown, 0, s, 0, s->length);
    strCopyInto(grown, s->length, b, 0, b->length);
    grown->length = length;
    std::memset(grown->data + length * grown->width, 0, grown->width);
    return grown;
}

Ref strSlice(Thread* t, Str* s, int64_t start, int64_t end, bool copy) {
    int64_t length = end - start;
    if (length <= 0) return Ref::share(Value(t->runtime->empty_str));
    if (!copy && length == s->length && s->kind == static_cast<uint8_t>(TypeId::kStr))
        return Ref::share(Value(s));
    if (s->width == 1) {
        if (length == 1) return Ref::share(Value(t->runtime->latin1_chars[s->latin1()[start]]));
        if (s->isAscii()) return strFromAscii(t, {s->data + start, static_cast<size_t>(length)});
        return strFromLatin1(t, s->latin1() + start, length);
    }
    if (s->width == 2) return strFromUcs2(t, s->ucs2() + start, length);
    return strFromUcs4(t, s->ucs4() + start, length);
}
Ref strSubstring(Thread* t, Str* s, int64_t start, int64_t end) {
    if (s->isAscii() && start < end && end - start < s->length) {
        return strNarrow(t, s->data + start, static_cast<size_t>(end - start), true);
    }
    return strSlice(t, s, start, end, false);
}
Ref strGetItem(Thread* t, Str* s, int64_t index) {
    return strFromCodePoint(t, s->at(index));
}

Ref strJoin(Thread* t, Str* separator, const Value* items, size_t count) {
    if (count == 0) return Ref::share(Value(t->runtime->empty_str));
    if (count == 1 && isExactStr(items[0])) return Ref::share(items[0]);
    int64_t length = separator->length * static_cast<int64_t>(count - 1);
    uint32_t max = separator->length && count > 1 ? strMaxChar(separator) : 0;
    for (size_t i = 0; i < count; ++i) {
        const auto* s = items[i].as<Str>();
        length += s->length;
        uint32_t m = strMaxChar(s);
        if (m > max && s->length) max = m;
    }
    if (length == 0) return Ref::share(Value(t->runtime->empty_str));
    if (max <= 255) {
        New<Str> result = KRAIT_TRY(strAllocateNarrow(t, static_cast<size_t>(length), max < 128));
        char* out = result->data;
        auto gap = static_cast<size_t>(separator->length);
        for (size_t i = 0; i < count; ++i) {
            if (i && gap) {
                strCopyBytes(out, separator->data, gap);
                out += gap;
            }
            const auto* s = items[i].as<Str>();
            strCopyBytes(out, s->data, static_cast<size_t>(s->length));
            out += s->length;
        }
        return result;
    }
    New<Str> result = KRAIT_TRY(strAllocate(t, length, max));
    int64_t at = 0;
    for (size_t i = 0; i < count; ++i) {
        if (i && separator->length) {
            strCopyInto(result, at, separator, 0, separator->length);
            at += separator->length;
        }
        const auto* s = items[i].as<Str>();
        strCopyInto(result, at, s, 0, s->length);
        at += s->length;
    }
    return result;
}

// --- TextBuffer
// ----------------------------------------------------------------------------------------------------------

TextBuffer::~TextBuffer() {
    if (data_ && data_ != inline_) std::free(data_);
}

bool TextBuffer::reserve(int64_t extra, uint32_t max_char) {
    if (failed_) return false;
    uint8_t width = max_char > max_char_ ? widthOf(max_char) : width_;
    if (width < width_) width = width_;
    if (!data_) {
        data_ = inline_;
        capacity_ = sizeof(inline_);
    }
    if (extra > INT64_MAX / 16 - length_) {
        failed_ = true;
        return false;
    }
    int64_t need = (length_ + extra) * width;
    if (need > capacity_ || width != width_) {
        int64_t capacity = need > capacity_ ? need + need / 2 + 64 : capacity_;
        if (!hasRoom(thread_, static_cast<size_t>(capacity))) {
            failed_ = true;
            return false;
        }
        char* fresh = static_cast<char*>(std::malloc(static_cast<size_t>(capacity)));
        if (!fresh) {
            failed_ = true;
            return false;
        }
        if (width == width_) {
            std::memcpy(fresh, data_, static_cast<size_t>(length_ * width_));
        } else {
            for (int64_t i = 0; i < length_; ++i) {
                uint32_t c = width_ == 1 ? reinterpret_cast<uint8_t*>(data_)[i]
                                         : reinterpret_cast<uint16_t*>(data_)[i];
                if (width == 2)
                    reinterpret_cast<uint16_t*>(fresh)[i] = static_cast<uint16_t>(c);
                else
                    reinterpret_cast<uint32_t*>(fresh)[i] = c;
            }
        }
        if (data_ != inline_) std::free(data_);
        data_ = fresh;
        capacity_ = capacity;
        width_ = width;
    }
    if (max_char > max_char_) max_char_ = max_char;
    return true;
}

void TextBuffer::appendChar(uint32_t c) {
    bool fits = c <= max_char_ && (length_ + 1) * width_ <= capacity_;
    if (!fits && !reserve(1, c)) return;
    if (width_ == 1)
        reinterpret_cast<uint8_t*>(data_)[length_] = static_cast<uint8_t>(c);
    else if (width_ == 2)
        reinterpret_cast<uint16_t*>(data_)[length_] = static_cast<uint16_t>(c);
    else
        reinterpret_cast<uint32_t*>(data_)[length_] = c;
    ++length_;
}

void TextBuffer::append(std::string_view text) {
    const auto* p = reinterpret_cast<const uint8_t*>(text.data());
    const uint8_t* end = p + text.size();
    if (width_ == 1 && isAscii(p, text.size())) {
        if (!reserve(static_cast<int64_t>(text.size()), 0)) return;
        std::memcpy(data_ + length_, text.data(), text.size());
        length_ += static_cast<int64_t>(text.size());
        return;
    }
    while (p < end) appendChar(nextUtf8CodePoint(p));
}

void TextBuffer::append(const Str* s) {
    appendSlice(s, 0, s->length);
}

void TextBuffer::appendSlice(const Str* s, int64_t start, int64_t end) {
    if (end <= start || !reserve(end - start, s->isAscii() ? 0 : strMaxChar(s) == 255 ? 255 : 0))
        return;
    if (s->width == 1 && width_ == 1) {
        std::memcpy(data_ + length_, s->data + start, static_cast<size_t>(end - start));
        length_ += end - start;
        return;
    }
    for (int64_t i = start; i < end; ++i) appendChar(s->at(i));
}

void TextBuffer::appendInt(int64_t i) {
    char text[24];
    char* end = std::to_chars(text, text + sizeof(text), i).ptr;
    append(std::string_view(text, static_cast<size_t>(end - text)));
}

Ref TextBuffer::finish() {
    if (failed_) return raiseNoMemory(thread_);
    if (length_ == 0) return Ref::share(Value(thread_->runtime->empty_str));
    if (width_ == 1) return strFromLatin1(thread_, reinterpret_cast<uint8_t*>(data_), length_);
    if (width_ == 2) return strFromUcs2(thread_, reinterpret_cast<uint16_t*>(data_), length_);
    return strFromUcs4(thread_, reinterpret_cast<uint32_t*>(data_), length_);
}

} // namespace krait
