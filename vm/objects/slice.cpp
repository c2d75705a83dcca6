// slice: start, stop and step of a subscript, each any object; and the arithmetic of slices that
// all sequences share. Immutable; owns its three values. Needs the GIL.
#include "vm/objects/slice.h"

#include "vm/objects/container_helpers.h"

namespace krait {

Ref sliceNew(Thread* t, Value start, Value stop, Value step) {
    New<Slice> slice = KRAIT_TRY(allocateContainer<Slice>(t, TypeId::kSlice));
    incref(start);
    incref(stop);
    incref(step);
    slice->start = start;
    slice->stop = stop;
    slice->step = step;
    return slice;
}

namespace {

Error raiseNoSliceIndex(Thread* t) {
    return raise(t, TypeId::kTypeError,
                 "slice indices must be integers or None or have an __index__ method");
}
Result<int64_t> convertEnd(Thread* t, Value v) {
    if (v.isSmallInt()) return v.asSmallInt();
    if (!hasIndex(t, v)) return raiseNoSliceIndex(t);
    return toIndexClamped(t, v);
}
Result<SliceBounds> unpackEnds(Thread* t, Value start, Value stop, Value step) {
    SliceBounds raw{0, 0, 1, 0};
    if (!step.isNone()) {
        raw.step = KRAIT_TRY(convertEnd(t, step));
        if (raw.step == 0) return raise(t, TypeId::kValueError, "slice step cannot be zero");
        if (raw.step < -INT64_MAX) raw.step = -INT64_MAX; // so that it can be negated
    }
    raw.start = start.isNone() ? (raw.step < 0 ? INT64_MAX : 0) : KRAIT_TRY(convertEnd(t, start));
    raw.stop =
        stop.isNone() ? (raw.step < 0 ? INT64_MIN : INT64_MAX) : KRAIT_TRY(convertEnd(t, stop));
    return raw;
}

} // namespace

Result<SliceBounds> sliceUnpack(Thread* t, Slice* slice) {
    return unpackEnds(t, slice->start, slice->stop, slice->step);
}

Result<SliceBounds> sliceBounds(Thread* t, Value start, Value stop, Value step, int64_t length) {
    SliceBounds raw = KRAIT_TRY(unpackEnds(t, start, stop, step));
    return sliceAdjust(raw, length);
}

Status sliceIndices(Thread* t, Slice* slice, Value length, Ref* start, Ref* stop, Ref* step) {
    auto convert = [&](Value v) -> Ref {
        if (!hasIndex(t, v)) return raiseNoSliceIndex(t);
        return toIndex(t, v);
    };
    if (slice->step.isNone()) {
        *step = Ref::take(Value::smallInt(1));
    } else {
        *step = KRAIT_TRY(convert(slice->step));
        if (intSign(*step) == 0) {
            return raise(t, TypeId::kValueError, "slice step cannot be zero");
        }
    }
    bool negative = intSign(*step) < 0;
    // The ends lie in [lower, upper].
    Ref lower = Ref::take(Value::smallInt(negative ? -1 : 0));
    Ref upper = KRAIT_TRY(intAdd(t, length, lower));
    auto fit = [&](Value v, Value if_none) -> Ref {
        if (v.isNone()) return Ref::share(if_none);
        Ref end = KRAIT_TRY(convert(v));
        if (intSign(end) < 0) {
            end = KRAIT_TRY(intAdd(t, end, length));
            if (intCompare(end, lower) < 0) return Ref::share(lower);
        } else if (intCompare(end, upper) > 0) {
            return Ref::share(upper);
        }
        return end;
    };
    *start = KRAIT_TRY(fit(slice->start, negative ? upper : lower));
    *stop = KRAIT_TRY(fit(slice->stop, negative ? lower : upper));
    return ok();
}

namespace {

void sliceDestroy(Thread*, Object* o) {
    auto* slice = static_cast<Slice*>(o);
    decref(slice->step);
    decref(slice->start);
    decref(slice->stop);
}
void sliceTraverse(Object* o, Visitor& visitor) {
    auto* slice = static_cast<Slice*>(o);
    visitor.visit(slice->start);
    visitor.visit(slice->stop);
    visitor.visit(slice->step);
}
Ref sliceRepr(Thread* t, Value self) {
    auto* slice = self.as<Slice>();
    return strFormat(t, "slice(%R, %R, %R)", slice->start, slice->stop, slice->step);
}
Result<int64_t> sliceHash(Thread* t, Value self) {
    auto* slice = self.as<Slice>();
    SequenceHash hash;
    hash.add(KRAIT_TRY(hashItem(t, slice->start)));
    hash.add(KRAIT_TRY(hashItem(t, slice->stop)));
    hash.add(KRAIT_TRY(hashItem(t, slice->step)));
    return hash.finishSlice();
}
Ref sliceCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isKind(a, TypeId::kSlice) || !isKind(b, TypeId::kSlice)) return Ref::notImplemented();
    if (a == b) return compareResult(0, op);
    auto* x = a.as<Slice>();
    auto* y = b.as<Slice>();
    Ref left = KRAIT_TRY(tupleOf(t, x->start, x->stop, x->step));
    Ref right = KRAIT_TRY(tupleOf(t, y->start, y->stop, y->step));
    return compareOp(t, left, right, op);
}

Ref slice_dunder_new(Thread* t, Args a) {
    if (a[2].isEmpty()) return sliceNew(t, Value::none(), a[1], Value::none());
    return sliceNew(t, a[1], a[2], a[3]);
}
Ref slice_indices(Thread* t, Args a) {
    Ref length = KRAIT_TRY(toIndex(t, a[1]));
    if (intSign(length) < 0) {
        return raise(t, TypeId::kValueError, "length should not be negative");
    }
    Ref start, stop, step;
    KRAIT_TRY(sliceIndices(t, a[0].as<Slice>(), length, &start, &stop, &step));
    return tupleOf(t, start.get(), stop.get(), step.get());
}
Ref slice_dunder_reduce(Thread* t, Args a) {
    auto* slice = a[0].as<Slice>();
    Ref parts = KRAIT_TRY(tupleOf(t, slice->start, slice->stop, slice->step));
    return tupleOf(t, Value(t->type(TypeId::kSlice)), parts.get());
}

constexpr MethodDef kMethods[] = {
    {"indices(self, object, /)", slice_indices,
     "S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the "
     "start and stop\nindices, and the stride length of the extended slice described by\nS. Out "
     "of bounds indices are clipped in a manner consistent with the\nhandling of normal slices."},
    {"__reduce__(self, /)", slice_dunder_reduce, "Return state information for pickling."},
    {}};
constexpr MemberDef kMembers[] = {{"start", offsetof(Slice, start)},
                                  {"stop", offsetof(Slice, stop)},
                                  {"step", offsetof(Slice, step)},
                                  {}};

} // namespace

const TypeSpec kSliceSpec = {
    .name = "slice",
    .size = sizeof(Slice),
    .flags = kTypeContainer,
    .slots = {.destroy = sliceDestroy,
              .traverse = sliceTraverse,
              .repr = sliceRepr,
              .hash = sliceHash,
              .compare = sliceCompare},
    .doc = "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.  This is used for "
           "extended slicing (e.g. a[0:10:2]).",
    .new_ = {"slice(cls, start, stop=<unset>, step=None, /)", slice_dunder_new, nullptr},
    .methods = kMethods,
    .members = kMembers,
};

} // namespace krait
