// Work on the units of a str in their own width, and the search for one str in another. A Str that
// these borrow must stay alive meanwhile; nothing here runs Python code or allocates, except that
// StrFinder widens a long needle with malloc.
#pragma once

#include "vm/objects/str_parts.h"

#include <cstdlib>
#include <cstring>

namespace krait {

// f(units) with the pointer type of the string's width.
template <typename F>
inline auto withUnits(const Str* s, F&& f) {
    if (s->width == 1) return f(s->latin1());
    if (s->width == 2) return f(s->ucs2());
    return f(s->ucs4());
}
// The same for a string that is being filled.
template <typename F>
inline auto withMutableUnits(Str* s, F&& f) {
    if (s->width == 1) return f(reinterpret_cast<uint8_t*>(s->data));
    if (s->width == 2) return f(reinterpret_cast<uint16_t*>(s->data));
    return f(reinterpret_cast<uint32_t*>(s->data));
}

// Where one needle is in one haystack, any number of times: the needle is brought to the
// haystack's width once.
class StrFinder {
  public:
    StrFinder(const Str* haystack, const Str* needle);
    ~StrFinder() {
        if (widened_ != inline_) std::free(widened_);
    }
    StrFinder(const StrFinder&) = delete;
    // The first (last) index of the needle within haystack[start, end), or -1. An empty needle is
    // found at the range's near end. 0 <= start, end <= length.
    int64_t find(int64_t start, int64_t end) const;
    int64_t findLast(int64_t start, int64_t end) const;

  private:
    bool matches(int64_t at) const;

    const Str* haystack_;
    const char* needle_ = nullptr; // in the haystack's width
    int64_t length_;
    uint8_t width_;
    bool impossible_ = false; // the needle has a character wider than the haystack's
    void* widened_ = nullptr;
    alignas(8) char inline_[64];
};

// start and end of find() and its like: clamped and counted from the end where negative.
struct StrRange {
    int64_t start, end;
};
// REENTRY: __index__.
Result<StrRange> convertRange(Thread*, Value start, Value end, int64_t length);

} // namespace krait
