// Finding bytes in bytes, in time linear in both. For str of one byte a character too.
#pragma once

#include <string_view>

namespace krait {

// The first place in [from, stop) where the `size` >= 2 bytes of `needle` are, or null.
const char* findBytes(const char* from, const char* stop, const char* needle, size_t size);

// As std::string_view::find, which is slow on text that misleads it.
inline size_t findBytes(std::string_view text, std::string_view needle, size_t at = 0) {
    if (needle.size() < 2) return text.find(needle, at);
    if (at > text.size()) return std::string_view::npos;
    const char* hit =
        findBytes(text.data() + at, text.data() + text.size(), needle.data(), needle.size());
    return hit ? static_cast<size_t>(hit - text.data()) : std::string_view::npos;
}

} // namespace krait
