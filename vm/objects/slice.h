// slice and range.
#pragma once

#include "vm/objects/type.h"

namespace krait {

struct Slice : Object {
    Value start, stop, step; // None where absent
};
struct Range : Object {
    Value start, stop, step, length; // ints
};
struct RangeIterator : Object {
    int64_t next, step, left; // values that fit int64_t; others use LongRangeIterator
};

Ref sliceNew(Thread*, Value start, Value stop, Value step);
// The bounds for a sequence of `length`, as slice.indices gives them, and how many items that
// selects. REENTRY: __index__.
struct SliceBounds {
    int64_t start, stop, step, count;
};
Result<SliceBounds> sliceBounds(Thread*, Value start, Value stop, Value step, int64_t length);
// The two halves of it, for containers whose length may change in __index__: the ends as integers
// (clamped, count unset), then fitted to a length.
Result<SliceBounds> sliceUnpack(Thread*, Slice* slice);
// In line, so that the ends stay in registers.
inline SliceBounds sliceAdjust(const SliceBounds& raw, int64_t length) {
    int64_t step = raw.step;
    auto fit = [step, length](int64_t end) {
        if (end < 0) {
            end += length;
            return end < 0 ? (step < 0 ? int64_t{-1} : int64_t{0}) : end;
        }
        return end >= length ? (step < 0 ? length - 1 : length) : end;
    };
    int64_t start = fit(raw.start), stop = fit(raw.stop), count = 0;
    if (step == 1) {
        if (start < stop) count = stop - start;
    } else if (step == -1) {
        if (stop < start) count = start - stop;
    } else if (step < 0) {
        if (stop < start) count = (start - stop - 1) / -step + 1;
    } else if (start < stop) {
        count = (stop - start - 1) / step + 1;
    }
    return {start, stop, step, count};
}
// The same for a length of any size (an int): start, stop and step as ints.
Status sliceIndices(Thread*, Slice* slice, Value length, Ref* start, Ref* stop, Ref* step);
Ref rangeNew(Thread*, Value start, Value stop, Value step); // ints
Ref rangeIterNew(Thread*, int64_t start, int64_t stop, int64_t step);

} // namespace krait
