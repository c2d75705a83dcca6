// str: finding, counting and replacing one str in another, prefixes and suffixes.
//
// Invariant: equal text has equal width, so a needle that is wider than the haystack is not in it,
// and a narrower one is widened once. Then all widths are searched by memchr and memmem over bytes,
// where a match that is not at a whole character is passed over.
#include "vm/base/byte_matches.h"
#include "vm/base/byte_search.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/str_methods.h"
#include "vm/objects/str_units.h"

#include <cwchar>

namespace krait {

// --- StrFinder -----------------------------------------------------------------------------------

StrFinder::StrFinder(const Str* haystack, const Str* needle)
    : haystack_(haystack), length_(needle->length), width_(haystack->width) {
    if (needle->width > width_ || (haystack->isAscii() && !needle->isAscii())) {
        impossible_ = true;
        return;
    }
    if (needle->width == width_) {
        needle_ = needle->data;
        return;
    }
    size_t bytes = static_cast<size_t>(length_) * width_;
    widened_ = bytes <= sizeof(inline_) ? inline_ : std::malloc(bytes);
    KRAIT_CHECK(widened_); // LIMIT: no memory for a copy of the needle ends the process
    for (int64_t i = 0; i < length_; ++i) {
        if (width_ == 2) {
            static_cast<uint16_t*>(widened_)[i] = static_cast<uint16_t>(needle->at(i));
        } else {
            static_cast<uint32_t*>(widened_)[i] = needle->at(i);
        }
    }
    needle_ = static_cast<const char*>(widened_);
}

bool StrFinder::matches(int64_t at) const {
    return std::memcmp(haystack_->data + at * width_, needle_,
                       static_cast<size_t>(length_) * width_) == 0;
}

int64_t StrFinder::find(int64_t start, int64_t end) const {
    if (end - start < length_) return -1;
    if (length_ == 0) return start;
    if (impossible_) return -1;
    const char* data = haystack_->data;
    const char* from = data + start * width_;
    const char* stop = data + end * width_;
    if (length_ == 1) {
        if (width_ == 1) {
            const void* hit = std::memchr(from, *needle_, static_cast<size_t>(stop - from));
            return hit ? static_cast<const char*>(hit) - data : -1;
        }
        if (width_ == 4) {
            static_assert(sizeof(wchar_t) == 4);
            const auto* hit = std::wmemchr(reinterpret_cast<const wchar_t*>(from),
                                           *reinterpret_cast<const wchar_t*>(needle_),
                                           static_cast<size_t>(end - start));
            return hit ? hit - reinterpret_cast<const wchar_t*>(data) : -1;
        }
        uint16_t c = *reinterpret_cast<const uint16_t*>(needle_);
        const uint16_t* units = haystack_->ucs2();
        for (int64_t i = start; i < end; ++i) {
            if (units[i] == c) return i;
        }
        return -1;
    }
    size_t bytes = static_cast<size_t>(length_) * width_;
    if (width_ == 1) {
        const char* hit = findBytes(from, stop, needle_, bytes);
        return hit ? hit - data : -1;
    }
    while (static_cast<size_t>(stop - from) >= bytes) {
        const void* hit = memmem(from, static_cast<size_t>(stop - from), needle_, bytes);
        if (!hit) return -1;
        auto offset = static_cast<const char*>(hit) - data;
        if (offset % width_ == 0) return offset / width_;
        from = static_cast<const char*>(hit) + 1;
    }
    return -1;
}

int64_t StrFinder::findLast(int64_t start, int64_t end) const {
    if (end - start < length_) return -1;
    if (length_ == 0) return end;
    if (impossible_) return -1;
    if (length_ == 1 && width_ == 1) {
        const void* hit =
            memrchr(haystack_->data + start, *needle_, static_cast<size_t>(end - start));
        return hit ? static_cast<const char*>(hit) - haystack_->data : -1;
    }
    if (width_ == 1) {
        const char* data = haystack_->data;
        int64_t after = end - length_ + 1;
        while (after > start) {
            const void* hit = memrchr(data + start, *needle_, static_cast<size_t>(after - start));
            if (!hit) return -1;
            after = static_cast<const char*>(hit) - data;
            if (matches(after)) return after;
        }
        return -1;
    }
    // The first character at each place, then the rest.
    auto scan = [&](const auto* units, auto first) -> int64_t {
        for (int64_t i = end - length_; i >= start; --i) {
            if (units[i] == first && matches(i)) return i;
        }
        return -1;
    };
    if (width_ == 2) {
        return scan(haystack_->ucs2(), *reinterpret_cast<const uint16_t*>(needle_));
    }
    return scan(haystack_->ucs4(), *reinterpret_cast<const uint32_t*>(needle_));
}

int64_t strFind(const Str* haystack, const Str* needle, int64_t start, int64_t end,
                bool from_right) {
    StrFinder finder(haystack, needle);
    return from_right ? finder.findLast(start, end) : finder.find(start, end);
}

// --- arguments -----------------------------------------------------------------------------------

static Result<int64_t> convertEnd(Thread* t, Value v, int64_t fallback) {
    if (v.isNone()) return fallback;
    if (v.isSmallInt()) return v.asSmallInt();
    if (!hasIndex(t, v)) {
        return raise(t, TypeId::kTypeError,
                     "slice indices must be integers or None or have an __index__ method");
    }
    return toIndexClamped(t, v);
}

Result<StrRange> convertRange(Thread* t, Value start, Value end, int64_t length) {
    StrRange range;
    range.start = KRAIT_TRY(convertEnd(t, start, 0));
    range.end = KRAIT_TRY(convertEnd(t, end, length));
    if (range.end > length) {
        range.end = length;
    } else if (range.end < 0) {
        range.end = std::max<int64_t>(range.end + length, 0);
    }
    if (range.start < 0) range.start = std::max<int64_t>(range.start + length, 0);
    return range;
}

namespace {

Status checkSub(Thread* t, Value v, const char* function) {
    if (isStr(v)) return ok();
    return raise(t, TypeId::kTypeError, "%s() argument 1 must be str, not %.50T", function, v);
}

Result<int64_t> findIn(Thread* t, Args a, const char* function, bool from_right) {
    KRAIT_TRY(checkSub(t, a[1], function));
    auto* s = a[0].as<Str>();
    StrRange range = KRAIT_TRY(convertRange(t, a[2], a[3], s->length));
    return strFind(s, a[1].as<Str>(), range.start, range.end, from_right);
}

} // namespace

// --- find, index, count --------------------------------------------------------------------------

Ref str_find(Thread* t, Args a) {
    return Ref::take(Value::smallInt(KRAIT_TRY(findIn(t, a, "find", false))));
}
Ref str_rfind(Thread* t, Args a) {
    return Ref::take(Value::smallInt(KRAIT_TRY(findIn(t, a, "rfind", true))));
}
Ref str_index(Thread* t, Args a) {
    int64_t at = KRAIT_TRY(findIn(t, a, "index", false));
    if (at < 0) return raise(t, TypeId::kValueError, "substring not found");
    return Ref::take(Value::smallInt(at));
}
Ref str_rindex(Thread* t, Args a) {
    int64_t at = KRAIT_TRY(findIn(t, a, "rindex", true));
    if (at < 0) return raise(t, TypeId::kValueError, "substring not found");
    return Ref::take(Value::smallInt(at));
}

static int64_t countIn(const Str* s, const Str* sub, int64_t start, int64_t end, int64_t max) {
    if (sub->length == 0) return end < start ? 0 : std::min(end - start + 1, max);
    if (sub->length == 1 && s->width == 1 && sub->width == 1 && max == INT64_MAX) {
        uint8_t c = sub->latin1()[0];
        const uint8_t* units = s->latin1();
        int64_t count = 0;
        for (int64_t i = start; i < end; ++i) count += units[i] == c; // vectorised
        return count;
    }
    int64_t count = 0;
    if (s->width == 1 && sub->width == 1) {
        if (max <= 0 || end - start < sub->length) return 0;
        forEachMatch(s->data + start, s->data + end, sub->data, static_cast<size_t>(sub->length),
                     [&](const char*) { return ++count < max; });
        return count;
    }
    StrFinder finder(s, sub);
    while (count < max) {
        int64_t at = finder.find(start, end);
        if (at < 0) break;
        ++count;
        start = at + sub->length;
    }
    return count;
}

Ref str_count(Thread* t, Args a) {
    KRAIT_TRY(checkSub(t, a[1], "count"));
    auto* s = a[0].as<Str>();
    StrRange range = KRAIT_TRY(convertRange(t, a[2], a[3], s->length));
    return Ref::take(
        Value::smallInt(countIn(s, a[1].as<Str>(), range.start, range.end, INT64_MAX)));
}

// --- replace -------------------------------------------------------------------------------------

// The widest character of the result is not known before it is made when parts of a wide string go.
static Ref narrowed(Thread* t, New<Str> s) {
    if (s->isAscii()) return s;
    uint32_t max_char = 0;
    withUnits(s.get(), [&](const auto* units) {
        for (int64_t i = 0; i < s->length; ++i) max_char = std::max<uint32_t>(max_char, units[i]);
    });
    bool fits = s->width == 1   ? max_char >= 128
                : s->width == 2 ? max_char >= 0x100
                                : max_char >= 0x10000;
    if (fits) return s;
    if (s->width == 1) return strFromLatin1(t, s->latin1(), s->length);
    if (s->width == 2) return strFromUcs2(t, s->ucs2(), s->length);
    return strFromUcs4(t, s->ucs4(), s->length);
}

static Ref replaceIn(Thread* t, Str* s, const Str* old, const Str* fresh, int64_t max) {
    if (max < 0) max = INT64_MAX;
    if (max == 0 || (old->length == 0 && fresh->length == 0) || old->length > s->length) {
        return strSubstring(t, s, 0, s->length);
    }
    int64_t count = countIn(s, old, 0, s->length, max);
    if (count == 0 || strEqual(old, fresh)) return strSubstring(t, s, 0, s->length);
    int64_t grown, length;
    if (__builtin_mul_overflow(fresh->length - old->length, count, &grown) ||
        __builtin_add_overflow(s->length, grown, &length)) {
        return raise(t, TypeId::kOverflowError, "replace string is too long");
    }
    if (length == 0) return Ref::share(Value(t->runtime->empty_str));
    uint32_t max_char = std::max(strMaxChar(s), fresh->length ? strMaxChar(fresh) : 0);
    New<Str> result = KRAIT_TRY(strAllocate(t, length, max_char));
    if (old->length == 1 && fresh->length == 1 && s->width == 1 && result->width == 1 &&
        count < INT64_MAX && max == INT64_MAX) {
        uint8_t from = old->latin1()[0], to = fresh->latin1()[0];
        auto* out = reinterpret_cast<uint8_t*>(result->data);
        const uint8_t* in = s->latin1();
        for (int64_t i = 0; i < length; ++i) out[i] = in[i] == from ? to : in[i];
        return max_char < 128 ? Ref(std::move(result)) : narrowed(t, std::move(result));
    }
    int64_t at = 0, out = 0;
    auto put = [&](const Str* from, int64_t start, int64_t n) {
        strCopyInto(result, out, from, start, n);
        out += n;
    };
    if (old->length == 0) {
        for (; count > 0; --count) {
            put(fresh, 0, fresh->length);
            if (at < s->length) put(s, at++, 1);
        }
    } else if (s->width == 1 && result->width == 1) {
        char* to = result->data;
        const char* done = s->data;
        auto fresh_size = static_cast<size_t>(fresh->length);
        forEachMatch(s->data, s->data + s->length, old->data, static_cast<size_t>(old->length),
                     [&](const char* hit) {
                         auto kept = static_cast<size_t>(hit - done);
                         strCopyBytes(to, done, kept);
                         strCopyBytes(to + kept, fresh->data, fresh_size);
                         to += kept + fresh_size;
                         done = hit + old->length;
                         return --count > 0;
                     });
        at = done - s->data;
        out = to - result->data;
    } else {
        StrFinder finder(s, old);
        for (; count > 0; --count) {
            int64_t hit = finder.find(at, s->length);
            put(s, at, hit - at);
            put(fresh, 0, fresh->length);
            at = hit + old->length;
        }
    }
    put(s, at, s->length - at);
    KRAIT_ASSERT(out == length);
    return max_char < 128 ? Ref(std::move(result)) : narrowed(t, std::move(result));
}

Ref str_replace(Thread* t, Args a) {
    for (int i = 1; i <= 2; ++i) {
        if (!isStr(a[i])) {
            return raise(t, TypeId::kTypeError, "replace() argument %d must be str, not %.50T", i,
                         a[i]);
        }
    }
    int64_t max = KRAIT_TRY(toIndexInt64(t, a[3]));
    return replaceIn(t, a[0].as<Str>(), a[1].as<Str>(), a[2].as<Str>(), max);
}

// --- prefixes and suffixes -----------------------------------------------------------------------

static bool hasAt(const Str* s, const Str* part, int64_t at) {
    if (part->width == s->width) {
        return std::memcmp(s->data + at * s->width, part->data,
                           static_cast<size_t>(part->length) * s->width) == 0;
    }
    for (int64_t i = 0; i < part->length; ++i) {
        if (s->at(at + i) != part->at(i)) return false;
    }
    return true;
}

static bool hasTail(const Str* s, const Str* part, StrRange range, bool at_end) {
    if (range.end - range.start < part->length) return false;
    return hasAt(s, part, at_end ? range.end - part->length : range.start);
}

static Ref testTail(Thread* t, Args a, const char* function, bool at_end) {
    auto* s = a[0].as<Str>();
    StrRange range = KRAIT_TRY(convertRange(t, a[2], a[3], s->length));
    if (isStr(a[1])) return Ref::boolean(hasTail(s, a[1].as<Str>(), range, at_end));
    if (!isTuple(a[1])) {
        return raise(t, TypeId::kTypeError,
                     "%s first arg must be str or a tuple of str, not %.100T", function, a[1]);
    }
    auto* parts = a[1].as<Tuple>();
    for (int64_t i = 0; i < parts->length; ++i) {
        if (!isStr(parts->items[i])) {
            return raise(t, TypeId::kTypeError, "tuple for %s must only contain str, not %.100T",
                         function, parts->items[i]);
        }
        if (hasTail(s, parts->items[i].as<Str>(), range, at_end)) return Ref::boolean(true);
    }
    return Ref::boolean(false);
}

Ref str_startswith(Thread* t, Args a) {
    return testTail(t, a, "startswith", false);
}
Ref str_endswith(Thread* t, Args a) {
    return testTail(t, a, "endswith", true);
}

static Ref removeTail(Thread* t, Args a, const char* function, bool at_end) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "%s() argument must be str, not %.50T", function, a[1]);
    }
    auto* s = a[0].as<Str>();
    auto* part = a[1].as<Str>();
    StrRange all{0, s->length};
    if (!hasTail(s, part, all, at_end)) return strSubstring(t, s, 0, s->length);
    if (at_end) return strSubstring(t, s, 0, s->length - part->length);
    return strSubstring(t, s, part->length, s->length);
}

Ref str_removeprefix(Thread* t, Args a) {
    return removeTail(t, a, "removeprefix", false);
}
Ref str_removesuffix(Thread* t, Args a) {
    return removeTail(t, a, "removesuffix", true);
}

} // namespace krait
