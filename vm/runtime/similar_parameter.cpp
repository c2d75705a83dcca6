// "Did you mean": the parameter whose name is closest to a keyword that no parameter has.
#include "vm/objects/str.h"
#include "vm/runtime/args.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace krait {
namespace {

// Levenshtein distance with CPython's costs (2 for an edit, 1 for a change of case only), or
// `limit` + 1 beyond the limit. Source: R. A. Wagner, M. J. Fischer, "The String-to-String
// Correction Problem", JACM 21 (1974).
int distance(const Str* a, const Str* b, int limit) {
    auto m = static_cast<size_t>(a->length), n = static_cast<size_t>(b->length);
    auto lower = [](uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; };
    std::vector<int> row(n + 1);
    for (size_t j = 0; j <= n; ++j) row[j] = static_cast<int>(j) * 2;
    for (size_t i = 1; i <= m; ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) * 2;
        for (size_t j = 1; j <= n; ++j) {
            uint32_t x = a->at(static_cast<int64_t>(i) - 1), y = b->at(static_cast<int64_t>(j) - 1);
            int change = diagonal + (x == y ? 0 : lower(x) == lower(y) ? 1 : 2);
            diagonal = row[j];
            row[j] = std::min({row[j] + 2, row[j - 1] + 2, change});
        }
    }
    return row[n] > limit ? limit + 1 : row[n];
}

} // namespace

Ref similarParameter(Thread*, Code* code, Str* name) {
    constexpr int64_t kLengthMax = 40; // LIMIT: longer names get no suggestion
    if (name->length > kLengthMax) return Ref();
    uint32_t parameters = code->positional_count + code->keyword_only_count;
    Str* best = nullptr;
    int best_distance = 0;
    for (uint32_t i = code->positional_only_count; i < parameters; ++i) {
        Str* candidate = code->local_names[i];
        if (candidate->length > kLengthMax) continue;
        // No more than a third of the characters may differ.
        int limit = static_cast<int>((name->length + candidate->length + 3) * 2 / 6);
        if (best && best_distance - 1 < limit) limit = best_distance - 1;
        int d = distance(name, candidate, limit);
        if (d <= limit) {
            best = candidate;
            best_distance = d;
        }
    }
    return best ? Ref::share(Value(best)) : Ref();
}

} // namespace krait
