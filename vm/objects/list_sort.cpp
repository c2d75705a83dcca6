// list.sort: a stable, adaptive merge sort.
//
// Natural runs, short ones extended by binary insertion, merged in the order of Powersort (Munro
// and Wild, "Nearly-Optimal Mergesorts", 2018), with the galloping merges of Timsort (Peters,
// listsort.txt, after McIlroy, "Optimistic Sorting and Information Theoretic Complexity", 1993).
// Small integers are sorted by their words, with a radix sort where there are no runs to speak of.
//
// Invariants: while the sort runs the list is empty, its `items` being kSortMark, by which a change
// is noticed; the items live in a block of ours. At every moment that block holds each item once,
// also when a comparison fails in the middle of a merge.
//
// REENTRY: key functions and comparisons run Python code, which cannot reach the items.
#include "vm/objects/container_helpers.h"
#include "vm/runtime/signals.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace krait {
namespace {

constexpr Value kSortMarkStorage;
Value* sortMark() {
    return const_cast<Value*>(&kSortMarkStorage);
}

struct Keyed {
    Value key, value;
};
inline Value keyOf(Value v) {
    return v;
}
inline Value keyOf(const Keyed& k) {
    return k.key;
}
// An element with the first eight bytes of its key, a narrow str, as a number that orders as they
// do: most comparisons of str then need no look at the strings, which lie scattered.
template <typename Element>
struct Prefixed {
    uint64_t prefix;
    Element element;
};
template <typename Element>
inline Value keyOf(const Prefixed<Element>& p) {
    return keyOf(p.element);
}

// --- comparisons ---------------------------------------------------------------------------------

// Each gives 1, 0, or -1 after an error.
struct SmallIntLess {
    static constexpr bool kCannotFail = true;
    int operator()(Value a, Value b) const { return a.bits() < b.bits(); }
};
struct NumberLess {
    static constexpr bool kCannotFail = true;
    int operator()(Value a, Value b) const { return a.asNumber() < b.asNumber(); }
};
struct NarrowStrLess {
    static constexpr bool kCannotFail = true;
    int operator()(Value a, Value b) const {
        auto* x = a.as<Str>();
        auto* y = b.as<Str>();
        int64_t common = std::min(x->length, y->length);
        int order = std::memcmp(x->data, y->data, static_cast<size_t>(common));
        return order != 0 ? order < 0 : x->length < y->length;
    }
};
struct PrefixedLess {
    static constexpr bool kCannotFail = true;
    template <typename Element>
    int operator()(const Prefixed<Element>& a, const Prefixed<Element>& b) const {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        return NarrowStrLess()(keyOf(a), keyOf(b));
    }
};
struct StrLess {
    static constexpr bool kCannotFail = true;
    int operator()(Value a, Value b) const { return strCompare(a.as<Str>(), b.as<Str>()) < 0; }
};

int statusOf(Result<bool> r) {
    return r.isError() ? -1 : r.value();
}

int anyLess(Thread* t, Value a, Value b) {
    return statusOf(compareItemsLess(t, a, b));
}

struct AnyLess {
    static constexpr bool kCannotFail = false;
    Thread* t;
    int operator()(Value a, Value b) const { return anyLess(t, a, b); }
};
// Exact tuples: Python's order of tuples without making a result object for each.
struct TupleLess {
    static constexpr bool kCannotFail = false;
    Thread* t;
    int operator()(Value a, Value b) const {
        auto* x = a.as<Tuple>();
        auto* y = b.as<Tuple>();
        int64_t common = std::min(x->length, y->length);
        for (int64_t i = 0; i < common; ++i) {
            Value v = x->items[i], w = y->items[i];
            if (v == w) continue;
            int equal = statusOf(compareItemsEqual(t, v, w));
            if (equal < 0) return -1;
            if (!equal) return anyLess(t, v, w);
        }
        return x->length < y->length;
    }
};

// --- the sort ------------------------------------------------------------------------------------

template <typename Element, typename Less>
class MergeSort {
  public:
    MergeSort(Thread* t, Element* items, int64_t count, Less less)
        : t_(t), items_(items), count_(count), less_(less) {}
    ~MergeSort() {
        if (buffer_) {
            t_->heap->freeBlock(buffer_, static_cast<size_t>(buffer_count_) * sizeof(Element));
        }
    }
    MergeSort(const MergeSort&) = delete;

    // False after an error.
    bool run() {
        if (count_ < 2) return true;
        int64_t run_min = count_;
        int64_t odd = 0;
        while (run_min >= 64) {
            odd |= run_min & 1;
            run_min >>= 1;
        }
        run_min += odd;

        int64_t at = 0;
        while (at < count_) {
            int64_t length = countRun(at);
            if (length < 0) return false;
            if (length < run_min) {
                int64_t wanted = std::min(run_min, count_ - at);
                if (!binaryInsertion(at, at + wanted, at + length)) return false;
                length = wanted;
            }
            if (!pushRun(at, length)) return false;
            at += length;
        }
        while (run_count_ > 1) {
            int i = run_count_ - 2;
            if (i > 0 && runs_[i - 1].length < runs_[i + 1].length) --i;
            if (!mergeAt(i)) return false;
        }
        return true;
    }

  private:
    struct Run {
        int64_t start, length;
        int power; // of the boundary to the next run
    };
    // LIMIT: the powers on the stack grow strictly, and are below 64 + 2.
    static constexpr int kRunsMax = 72;
    static constexpr int kGallopMin = 7;

    int less(const Element& a, const Element& b) const {
        if constexpr (std::is_invocable_v<Less, Element, Element>) {
            return less_(a, b);
        } else {
            return less_(keyOf(a), keyOf(b));
        }
    }

    // Length of the run that begins at `at`, made ascending; -1 after an error. A descending run
    // may have equal items in it: each stretch of them is reversed on its own first, so that
    // reversing the whole leaves them in order.
    int64_t countRun(int64_t at) {
        Element* low = items_ + at;
        int64_t left = count_ - at;
        int64_t n = extendRun(low, 1, left);
        if (n < 0 || n == left) return n;
        // low[n] is less than low[n - 1].
        if (n > 1) {
            int ascending = less(low[0], low[n - 1]);
            if (ascending) return ascending < 0 ? -1 : n;
            std::reverse(low, low + n); // all equal
        }
        int64_t equal = 0; // items before low[n] that are equal to their predecessors
        for (++n; n < left; ++n) {
            int smaller = less(low[n], low[n - 1]);
            if (smaller < 0) return -1;
            if (smaller) {
                if (equal) std::reverse(low + n - equal - 1, low + n);
                equal = 0;
                continue;
            }
            int larger = less(low[n - 1], low[n]);
            if (larger < 0) return -1;
            if (larger) break;
            ++equal;
        }
        if (equal) std::reverse(low + n - equal - 1, low + n);
        std::reverse(low, low + n);
        return extendRun(low, n, left);
    }

    // How far the ascending run low[0..n) goes on; -1 after an error.
    int64_t extendRun(Element* low, int64_t n, int64_t left) {
        for (; n < left; ++n) {
            int smaller = less(low[n], low[n - 1]);
            if (smaller) return smaller < 0 ? -1 : n;
        }
        return n;
    }

    // Sorts [low, high), of which [low, sorted) is sorted.
    bool binaryInsertion(int64_t low, int64_t high, int64_t sorted) {
        for (int64_t i = sorted; i < high; ++i) {
            Element pivot = items_[i];
            int64_t left = low, right = i;
            while (left < right) {
                int64_t middle = left + ((right - left) >> 1);
                int c = less(pivot, items_[middle]);
                if (!Less::kCannotFail && c < 0) return false;
                if (c) {
                    right = middle;
                } else {
                    left = middle + 1;
                }
            }
            std::memmove(items_ + left + 1, items_ + left,
                         static_cast<size_t>(i - left) * sizeof(Element));
            items_[left] = pivot;
        }
        return true;
    }

    // The power of the boundary between two adjacent runs: the level of the node at which a nearly
    // optimal merge tree over all items would join them.
    int nodePower(const Run& a, int64_t length) const {
        int64_t left = 2 * a.start + a.length; // midpoints, doubled
        int64_t right = left + a.length + length;
        int power = 0;
        for (;;) {
            ++power;
            if (left >= count_) {
                left -= count_;
                right -= count_;
            } else if (right >= count_) {
                return power;
            }
            left <<= 1;
            right <<= 1;
        }
    }

    bool pushRun(int64_t start, int64_t length) {
        if (run_count_ > 0) {
            int power = nodePower(runs_[run_count_ - 1], length);
            while (run_count_ > 1 && runs_[run_count_ - 2].power > power) {
                if (!mergeAt(run_count_ - 2)) return false;
            }
            runs_[run_count_ - 1].power = power;
        }
        KRAIT_ASSERT(run_count_ < kRunsMax);
        runs_[run_count_++] = {start, length, 0};
        return true;
    }

    // First position in the sorted base[0..n) where key may be inserted before equal ones,
    // searching outward from hint; -1 after an error.
    int64_t gallopLeft(const Element& key, const Element* base, int64_t n, int64_t hint) {
        int64_t last = 0, offset = 1;
        int c = less(base[hint], key);
        if (c < 0) return -1;
        if (c) {
            int64_t max = n - hint;
            while (offset < max) {
                c = less(base[hint + offset], key);
                if (c < 0) return -1;
                if (!c) break;
                last = offset;
                offset = (offset << 1) + 1;
            }
            offset = std::min(offset, max);
            last += hint;
            offset += hint;
        } else {
            int64_t max = hint + 1;
            while (offset < max) {
                c = less(base[hint - offset], key);
                if (c < 0) return -1;
                if (c) break;
                last = offset;
                offset = (offset << 1) + 1;
            }
            offset = std::min(offset, max);
            int64_t k = last;
            last = hint - offset;
            offset = hint - k;
        }
        ++last;
        while (last < offset) {
            int64_t middle = last + ((offset - last) >> 1);
            c = less(base[middle], key);
            if (c < 0) return -1;
            if (c) {
                last = middle + 1;
            } else {
                offset = middle;
            }
        }
        return offset;
    }

    // The same after equal ones.
    int64_t gallopRight(const Element& key, const Element* base, int64_t n, int64_t hint) {
        int64_t last = 0, offset = 1;
        int c = less(key, base[hint]);
        if (c < 0) return -1;
        if (c) {
            int64_t max = hint + 1;
            while (offset < max) {
                c = less(key, base[hint - offset]);
                if (c < 0) return -1;
                if (!c) break;
                last = offset;
                offset = (offset << 1) + 1;
            }
            offset = std::min(offset, max);
            int64_t k = last;
            last = hint - offset;
            offset = hint - k;
        } else {
            int64_t max = n - hint;
            while (offset < max) {
                c = less(key, base[hint + offset]);
                if (c < 0) return -1;
                if (c) break;
                last = offset;
                offset = (offset << 1) + 1;
            }
            offset = std::min(offset, max);
            last += hint;
            offset += hint;
        }
        ++last;
        while (last < offset) {
            int64_t middle = last + ((offset - last) >> 1);
            c = less(key, base[middle]);
            if (c < 0) return -1;
            if (c) {
                offset = middle;
            } else {
                last = middle + 1;
            }
        }
        return offset;
    }

    bool reserve(int64_t count) {
        if (count <= buffer_count_) return true;
        if (buffer_) {
            t_->heap->freeBlock(buffer_, static_cast<size_t>(buffer_count_) * sizeof(Element));
        }
        buffer_count_ = 0;
        buffer_ = static_cast<Element*>(
            t_->heap->allocateBlock(static_cast<size_t>(count) * sizeof(Element)));
        if (!buffer_) {
            (void)raiseNoMemory(t_);
            return false;
        }
        buffer_count_ = count;
        return true;
    }
    static void copy(Element* to, const Element* from, int64_t count) {
        if (count > 0) std::memcpy(to, from, static_cast<size_t>(count) * sizeof(Element));
    }
    static void move(Element* to, const Element* from, int64_t count) {
        if (count > 0) std::memmove(to, from, static_cast<size_t>(count) * sizeof(Element));
    }

    // Merges runs i and i + 1.
    bool mergeAt(int i) {
        if (pollSignals(t_).isError()) return false;
        Run& a = runs_[i];
        Run& b = runs_[i + 1];
        Element* left = items_ + a.start;
        int64_t left_count = a.length;
        Element* right = items_ + b.start;
        int64_t right_count = b.length;
        a.length += b.length;
        a.power = b.power;
        for (int j = i + 1; j + 1 < run_count_; ++j) runs_[j] = runs_[j + 1];
        --run_count_;
        // What is in place already at either end need not move.
        int64_t skip = gallopRight(*right, left, left_count, 0);
        if (skip < 0) return false;
        left += skip;
        left_count -= skip;
        if (left_count == 0) return true;
        right_count = gallopLeft(left[left_count - 1], right, right_count, right_count - 1);
        if (right_count < 0) return false;
        if (right_count == 0) return true;
        return left_count <= right_count ? mergeLow(left, left_count, right, right_count)
                                         : mergeHigh(left, left_count, right, right_count);
    }

    // How a merge loop ended: one side is used up; the buffered side has one item left, which is
    // known to go last; or a comparison failed.
    enum class End { kUsedUp, kOneLeft, kFailed };

    // Merges from the front, the left run moved to the buffer.
    bool mergeLow(Element* left, int64_t left_count, Element* right, int64_t right_count) {
        if (!reserve(left_count)) return false;
        copy(buffer_, left, left_count);
        Element* out = left;
        Element* a = buffer_;
        Element* b = right;
        // Invariant: out + left_count == b, so what is left of the buffer fits before b.
        *out++ = *b++;
        --right_count;
        End end = right_count == 0  ? End::kUsedUp
                  : left_count == 1 ? End::kOneLeft
                                    : mergeLowLoop(out, a, left_count, b, right_count);
        if (end == End::kOneLeft) {
            move(out, b, right_count);
            out[right_count] = *a;
            return true;
        }
        copy(out, a, left_count);
        return end == End::kUsedUp;
    }

    End mergeLowLoop(Element*& out, Element*& a, int64_t& a_count, Element*& b, int64_t& b_count) {
        for (;;) {
            int64_t a_wins = 0, b_wins = 0;
            do {
                int c = less(*b, *a);
                if (!Less::kCannotFail && c < 0) return End::kFailed;
                if (c) {
                    *out++ = *b++;
                    ++b_wins;
                    a_wins = 0;
                    if (--b_count == 0) return End::kUsedUp;
                } else {
                    *out++ = *a++;
                    ++a_wins;
                    b_wins = 0;
                    if (--a_count == 1) return End::kOneLeft;
                }
            } while ((a_wins | b_wins) < gallop_min_);
            // One side wins so often that searching for where its turn ends is cheaper.
            ++gallop_min_;
            do {
                gallop_min_ -= gallop_min_ > 1;
                a_wins = gallopRight(*b, a, a_count, 0);
                if (a_wins < 0) return End::kFailed;
                copy(out, a, a_wins);
                out += a_wins;
                a += a_wins;
                a_count -= a_wins;
                if (a_count == 1) return End::kOneLeft;
                if (a_count == 0) return End::kUsedUp; // inconsistent comparisons
                *out++ = *b++;
                if (--b_count == 0) return End::kUsedUp;
                b_wins = gallopLeft(*a, b, b_count, 0);
                if (b_wins < 0) return End::kFailed;
                move(out, b, b_wins);
                out += b_wins;
                b += b_wins;
                b_count -= b_wins;
                if (b_count == 0) return End::kUsedUp;
                *out++ = *a++;
                if (--a_count == 1) return End::kOneLeft;
            } while (a_wins >= kGallopMin || b_wins >= kGallopMin);
            ++gallop_min_;
        }
    }

    // Merges from the back, the right run moved to the buffer.
    bool mergeHigh(Element* left, int64_t left_count, Element* right, int64_t right_count) {
        if (!reserve(right_count)) return false;
        copy(buffer_, right, right_count);
        Element* out = right + right_count; // one past the place to fill next
        Element* a = left + left_count;     // one past the last of what is left
        Element* b = buffer_ + right_count;
        *--out = *--a;
        --left_count;
        End end = left_count == 0    ? End::kUsedUp
                  : right_count == 1 ? End::kOneLeft
                                     : mergeHighLoop(out, a, left_count, b, right_count);
        if (end == End::kOneLeft) {
            move(out - left_count, a - left_count, left_count);
            out[-left_count - 1] = b[-1];
            return true;
        }
        copy(out - right_count, buffer_, right_count);
        return end == End::kUsedUp;
    }

    End mergeHighLoop(Element*& out, Element*& a, int64_t& a_count, Element*& b, int64_t& b_count) {
        for (;;) {
            int64_t a_wins = 0, b_wins = 0;
            do {
                int c = less(b[-1], a[-1]);
                if (!Less::kCannotFail && c < 0) return End::kFailed;
                if (c) {
                    *--out = *--a;
                    ++a_wins;
                    b_wins = 0;
                    if (--a_count == 0) return End::kUsedUp;
                } else {
                    *--out = *--b;
                    ++b_wins;
                    a_wins = 0;
                    if (--b_count == 1) return End::kOneLeft;
                }
            } while ((a_wins | b_wins) < gallop_min_);
            ++gallop_min_;
            do {
                gallop_min_ -= gallop_min_ > 1;
                int64_t k = gallopRight(b[-1], a - a_count, a_count, a_count - 1);
                if (k < 0) return End::kFailed;
                a_wins = a_count - k;
                out -= a_wins;
                a -= a_wins;
                a_count = k;
                move(out, a, a_wins);
                if (a_count == 0) return End::kUsedUp;
                *--out = *--b;
                if (--b_count == 1) return End::kOneLeft;
                k = gallopLeft(a[-1], b - b_count, b_count, b_count - 1);
                if (k < 0) return End::kFailed;
                b_wins = b_count - k;
                out -= b_wins;
                b -= b_wins;
                b_count = k;
                copy(out, b, b_wins);
                if (b_count == 1) return End::kOneLeft;
                if (b_count == 0) return End::kUsedUp; // inconsistent comparisons
                *--out = *--a;
                if (--a_count == 0) return End::kUsedUp;
            } while (a_wins >= kGallopMin || b_wins >= kGallopMin);
            ++gallop_min_;
        }
    }

    Thread* t_;
    Element* items_;
    int64_t count_;
    Less less_;
    Element* buffer_ = nullptr;
    int64_t buffer_count_ = 0;
    int64_t gallop_min_ = kGallopMin;
    Run runs_[kRunsMax];
    int run_count_ = 0;
};

template <typename Element, typename Less>
bool sortWith(Thread* t, Element* items, int64_t count, Less less) {
    return MergeSort<Element, Less>(t, items, count, less).run();
}

// Sorts small ints, which are what their words are, byte by byte from the least significant; bytes
// that all share are skipped. False if there is no memory for the copy (nothing is changed then).
bool radixSort(Thread* t, Value* items, int64_t count) {
    size_t size = static_cast<size_t>(count) * sizeof(Value);
    auto* buffer = static_cast<Value*>(t->heap->allocateBlock(size));
    if (!buffer) return false;
    uint64_t same_and = ~uint64_t{0}, same_or = 0;
    for (int64_t i = 0; i < count; ++i) {
        same_and &= items[i].bits();
        same_or |= items[i].bits();
    }
    uint64_t varying = same_and ^ same_or;
    Value* from = items;
    Value* to = buffer;
    for (int shift = 0; shift < 56; shift += 8) {
        if (((varying >> shift) & 0xff) == 0) continue;
        int64_t starts[256] = {};
        for (int64_t i = 0; i < count; ++i) ++starts[(from[i].bits() >> shift) & 0xff];
        int64_t at = 0;
        for (int64_t& start : starts) at += std::exchange(start, at);
        for (int64_t i = 0; i < count; ++i) {
            to[starts[(from[i].bits() >> shift) & 0xff]++] = from[i];
        }
        std::swap(from, to);
    }
    if (from != items) std::memcpy(items, from, size);
    t->heap->freeBlock(buffer, size);
    return true;
}

// Whether `items` begin with runs long enough that merging them beats the radix sort.
bool looksSorted(const Value* items, int64_t count) {
    int64_t turns = 0;
    int64_t sample = std::min<int64_t>(count, 256);
    bool up = items[0].bits() <= items[1].bits();
    for (int64_t i = 2; i < sample; ++i) {
        bool next = items[i - 1].bits() <= items[i].bits();
        turns += next != up;
        up = next;
    }
    return turns < sample / 16;
}

uint64_t prefixOf(const Str* s) {
    uint64_t prefix = 0;
    std::memcpy(&prefix, s->data, static_cast<size_t>(std::min<int64_t>(s->length, 8)));
    if constexpr (std::endian::native == std::endian::little) prefix = __builtin_bswap64(prefix);
    return prefix;
}

// Sorts elements whose keys are narrow str. False if there is no memory for the prefixes.
template <typename Element>
bool sortByPrefix(Thread* t, Element* items, int64_t count) {
    size_t size = static_cast<size_t>(count) * sizeof(Prefixed<Element>);
    auto* prefixed = static_cast<Prefixed<Element>*>(t->heap->allocateBlock(size));
    if (!prefixed) return false;
    for (int64_t i = 0; i < count; ++i) {
        prefixed[i] = {prefixOf(keyOf(items[i]).template as<Str>()), items[i]};
    }
    bool done = sortWith(t, prefixed, count, PrefixedLess{});
    for (int64_t i = 0; i < count; ++i) items[i] = prefixed[i].element;
    t->heap->freeBlock(prefixed, size);
    return done;
}

// --- choosing the comparison ---------------------------------------------------------------------

template <typename Element>
bool sortElements(Thread* t, Element* items, int64_t count) {
    if (count < 2) return true;
    auto all = [&](auto&& test) {
        for (int64_t i = 0; i < count; ++i) {
            if (!test(keyOf(items[i]))) return false;
        }
        return true;
    };
    Value first = keyOf(items[0]);
    if (first.isSmallInt()) {
        if (all([](Value v) { return v.isSmallInt(); })) {
            if constexpr (std::is_same_v<Element, Value>) {
                if (count >= 512 && !looksSorted(items, count) && radixSort(t, items, count)) {
                    return true;
                }
            }
            return sortWith(t, items, count, SmallIntLess{});
        }
    } else if (first.isNumber()) {
        if (all([](Value v) { return v.isNumber(); })) {
            return sortWith(t, items, count, NumberLess{});
        }
    } else if (isExactStr(first)) {
        if (all([](Value v) { return isExactStr(v) && v.as<Str>()->width == 1; })) {
            if (count < 32) return sortWith(t, items, count, NarrowStrLess{});
            if (sortByPrefix(t, items, count)) return true;
            return !t->hasError() && sortWith(t, items, count, NarrowStrLess{});
        }
        if (all([](Value v) { return isExactStr(v); })) {
            return sortWith(t, items, count, StrLess{});
        }
    } else if (isExactTuple(first)) {
        if (all([](Value v) { return isExactTuple(v); })) {
            return sortWith(t, items, count, TupleLess{t});
        }
    }
    return sortWith(t, items, count, AnyLess{t});
}

// Python: equal items keep their order in a reversed sort too; so it is reversed before and after.
template <typename Element>
bool sortDirected(Thread* t, Element* items, int64_t count, bool reverse) {
    if (reverse) std::reverse(items, items + count);
    bool done = sortElements(t, items, count);
    if (reverse) std::reverse(items, items + count);
    return done;
}

bool sortByKey(Thread* t, Value* items, int64_t count, Value key, bool reverse) {
    size_t size = static_cast<size_t>(count) * sizeof(Keyed);
    auto* keyed = static_cast<Keyed*>(t->heap->allocateBlock(size));
    if (!keyed) {
        (void)raiseNoMemory(t);
        return false;
    }
    int64_t made = 0;
    bool done = true;
    for (; made < count; ++made) {
        Ref k = callValues(t, key, items + made, 1);
        if (k.isError()) {
            done = false;
            break;
        }
        keyed[made] = {k.release(), items[made]};
    }
    if (done) {
        done = sortDirected(t, keyed, count, reverse);
        for (int64_t i = 0; i < count; ++i) items[i] = keyed[i].value;
    }
    for (int64_t i = 0; i < made; ++i) decref(keyed[i].key);
    t->heap->freeBlock(keyed, size);
    return done;
}

} // namespace

Status listSort(Thread* t, List* list, Value key, bool reverse) {
    Ref keep = Ref::share(Value(list));
    Value* items = list->items;
    int64_t count = list->length, capacity = list->capacity;
    list->items = sortMark();
    list->length = list->capacity = 0;

    bool done = key.isNone() ? sortDirected(t, items, count, reverse)
                             : sortByKey(t, items, count, key, reverse);
    bool modified = list->items != sortMark();
    // What somebody put into the list meanwhile is dropped, after the sorted items are back.
    Value* other = list->items;
    int64_t other_count = list->length, other_capacity = list->capacity;
    list->items = items;
    list->length = count;
    list->capacity = capacity;
    if (modified && other_capacity != 0) {
        decrefAll(other, other_count);
        t->heap->freeBlock(other, static_cast<size_t>(other_capacity) * sizeof(Value));
    }
    if (!done) return Error{};
    if (modified) return raise(t, TypeId::kValueError, "list modified during sort");
    return ok();
}

} // namespace krait
