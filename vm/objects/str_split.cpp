// str: taking text apart (split, splitlines, partition, strip) and putting it together (join).
// Every part is one allocation; a whole exact string is itself.
#include "vm/base/byte_matches.h"
#include "vm/base/unicode.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/str_methods.h"
#include "vm/objects/str_units.h"

#include <algorithm>

namespace krait {
namespace {

Status appendPart(Thread* t, List* list, Str* s, int64_t start, int64_t end) {
    Ref part = KRAIT_TRY(strSubstring(t, s, start, end));
    return listAppendTake(t, list, part.release());
}

// --- split ---------------------------------------------------------------------------------------

template <typename Unit>
Status splitSpace(Thread* t, List* list, Str* s, const Unit* units, int64_t max) {
    int64_t at = 0, length = s->length;
    for (;;) {
        while (at < length && unicode::isSpace(units[at])) ++at;
        if (at == length) return ok();
        if (max-- == 0) break;
        int64_t start = at;
        do ++at;
        while (at < length && !unicode::isSpace(units[at]));
        KRAIT_TRY(appendPart(t, list, s, start, at));
    }
    return appendPart(t, list, s, at, length);
}

template <typename Unit>
Status rsplitSpace(Thread* t, List* list, Str* s, const Unit* units, int64_t max) {
    int64_t at = s->length;
    for (;;) {
        while (at > 0 && unicode::isSpace(units[at - 1])) --at;
        if (at == 0) return ok();
        if (max-- == 0) break;
        int64_t end = at;
        do --at;
        while (at > 0 && !unicode::isSpace(units[at - 1]));
        KRAIT_TRY(appendPart(t, list, s, at, end));
    }
    return appendPart(t, list, s, 0, at);
}

Ref split(Thread* t, Args a, bool from_right) {
    auto* s = a[0].as<Str>();
    int64_t max = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (max < 0) max = INT64_MAX;
    New<List> list = KRAIT_TRY(listNew(t));
    if (a[1].isNone()) {
        KRAIT_TRY(withUnits(s, [&](const auto* units) {
            return from_right ? rsplitSpace(t, list, s, units, max)
                              : splitSpace(t, list, s, units, max);
        }));
    } else {
        if (!isStr(a[1])) {
            return raise(t, TypeId::kTypeError, "must be str or None, not %.100T", a[1]);
        }
        auto* separator = a[1].as<Str>();
        if (separator->length == 0) return raise(t, TypeId::kValueError, "empty separator");
        if (!from_right && s->width == 1 && separator->width == 1 && max > 0) {
            int64_t start = 0;
            Status status;
            auto part = [&](const char* hit) {
                int64_t at = hit - s->data;
                status = appendPart(t, list, s, start, at);
                start = at + separator->length;
                return !status.isError() && --max > 0;
            };
            forEachMatch(s->data, s->data + s->length, separator->data,
                         static_cast<size_t>(separator->length), part);
            KRAIT_TRY(std::move(status));
            KRAIT_TRY(appendPart(t, list, s, start, s->length));
            return list;
        }
        StrFinder finder(s, separator);
        if (from_right) {
            int64_t end = s->length;
            for (; max > 0; --max) {
                int64_t hit = finder.findLast(0, end);
                if (hit < 0) break;
                KRAIT_TRY(appendPart(t, list, s, hit + separator->length, end));
                end = hit;
            }
            KRAIT_TRY(appendPart(t, list, s, 0, end));
        } else {
            int64_t start = 0;
            for (; max > 0; --max) {
                int64_t hit = finder.find(start, s->length);
                if (hit < 0) break;
                KRAIT_TRY(appendPart(t, list, s, start, hit));
                start = hit + separator->length;
            }
            KRAIT_TRY(appendPart(t, list, s, start, s->length));
        }
    }
    if (from_right) std::reverse(list->items, list->items + list->length);
    return list;
}

// --- partition -----------------------------------------------------------------------------------

Ref partition(Thread* t, Args a, bool from_right) {
    if (!isStr(a[1])) return raise(t, TypeId::kTypeError, "must be str, not %.100T", a[1]);
    auto* s = a[0].as<Str>();
    auto* separator = a[1].as<Str>();
    if (separator->length == 0) return raise(t, TypeId::kValueError, "empty separator");
    int64_t hit = strFind(s, separator, 0, s->length, from_right);
    Value empty(t->runtime->empty_str);
    if (hit < 0) {
        Ref whole = KRAIT_TRY(strSubstring(t, s, 0, s->length));
        return from_right ? tupleOf(t, empty, empty, whole) : tupleOf(t, whole, empty, empty);
    }
    Ref left = KRAIT_TRY(strSubstring(t, s, 0, hit));
    Ref right = KRAIT_TRY(strSubstring(t, s, hit + separator->length, s->length));
    return tupleOf(t, left, a[1], right);
}

// --- strip ---------------------------------------------------------------------------------------

enum StripEnds { kLeft = 1, kRight = 2, kBoth = 3 };

template <typename Unit, typename Test>
Ref stripUnits(Thread* t, Str* s, const Unit* units, int ends, Test&& test) {
    int64_t start = 0, end = s->length;
    if (ends & kLeft) {
        while (start < end && test(units[start])) ++start;
    }
    if (ends & kRight) {
        while (end > start && test(units[end - 1])) --end;
    }
    return strSubstring(t, s, start, end);
}

Ref strip(Thread* t, Args a, int ends, const char* function) {
    auto* s = a[0].as<Str>();
    return withUnits(s, [&](const auto* units) -> Ref {
        if (a[1].isNone()) {
            return stripUnits(t, s, units, ends, [](uint32_t c) { return unicode::isSpace(c); });
        }
        if (!isStr(a[1])) {
            return raise(t, TypeId::kTypeError, "%s arg must be None or str", function);
        }
        const auto* chars = a[1].as<Str>();
        // A bit for each character modulo 64 turns most others away at once.
        uint64_t filter = 0;
        for (int64_t i = 0; i < chars->length; ++i) filter |= uint64_t{1} << (chars->at(i) & 63);
        return stripUnits(t, s, units, ends, [&](uint32_t c) {
            if (!(filter >> (c & 63) & 1)) return false;
            for (int64_t i = 0; i < chars->length; ++i) {
                if (chars->at(i) == c) return true;
            }
            return false;
        });
    });
}

} // namespace

Ref str_split(Thread* t, Args a) {
    return split(t, a, false);
}
Ref str_rsplit(Thread* t, Args a) {
    return split(t, a, true);
}
Ref str_partition(Thread* t, Args a) {
    return partition(t, a, false);
}
Ref str_rpartition(Thread* t, Args a) {
    return partition(t, a, true);
}
Ref str_strip(Thread* t, Args a) {
    return strip(t, a, kBoth, "strip");
}
Ref str_lstrip(Thread* t, Args a) {
    return strip(t, a, kLeft, "lstrip");
}
Ref str_rstrip(Thread* t, Args a) {
    return strip(t, a, kRight, "rstrip");
}

Ref str_splitlines(Thread* t, Args a) {
    bool keep_ends = KRAIT_TRY(isTrue(t, a[1]));
    auto* s = a[0].as<Str>();
    New<List> list = KRAIT_TRY(listNew(t));
    KRAIT_TRY(withUnits(s, [&](const auto* units) -> Status {
        int64_t at = 0, length = s->length;
        while (at < length) {
            int64_t start = at;
            while (at < length && !unicode::isLineBreak(units[at])) ++at;
            int64_t end = at;
            if (at < length) {
                at += units[at] == '\r' && at + 1 < length && units[at + 1] == '\n' ? 2 : 1;
            }
            KRAIT_TRY(appendPart(t, list, s, start, keep_ends ? at : end));
        }
        return ok();
    }));
    return list;
}

Ref str_join(Thread* t, Args a) {
    Ref sequence;
    if (isExactList(a[1]) || isExactTuple(a[1])) {
        sequence = Ref::share(a[1]);
    } else {
        sequence = listFromIterable(t, a[1]);
        if (sequence.isError()) {
            // What is no iterable at all has a message of its own.
            Type* type = typeOf(t, a[1]);
            if (!type->slots.iter && !type->slots.getitem && clearErrorIf(t, TypeId::kTypeError)) {
                return raise(t, TypeId::kTypeError, "can only join an iterable");
            }
            return Error{};
        }
    }
    const Value* items;
    int64_t count;
    if (isExactTuple(sequence)) {
        items = sequence.as<Tuple>()->items;
        count = sequence.as<Tuple>()->length;
    } else {
        items = sequence.as<List>()->items;
        count = sequence.as<List>()->length;
    }
    for (int64_t i = 0; i < count; ++i) {
        if (isExactStr(items[i])) continue;
        if (!isStr(items[i])) {
            return raise(t, TypeId::kTypeError,
                         "sequence item %ld: expected str instance, %.80T found", i, items[i]);
        }
    }
    return strJoin(t, a[0].as<Str>(), items, static_cast<size_t>(count));
}

} // namespace krait
