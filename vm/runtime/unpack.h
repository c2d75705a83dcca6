// Unpacking: assignment targets, and starred arguments and displays.
#pragma once

#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/runtime/object_model.h"

namespace krait {

// Exactly `count` items of an iterable into out (owned); "not enough values to unpack (expected 2,
// got 1)", "too many values ...", "cannot unpack non-iterable x object". REENTRY: iterates. On
// error nothing is left in out.
Status unpackInto(Thread*, Value iterable, uint32_t count, Value* out);
// `before` items, a list of the middle, `after` items.
Status unpackStarInto(Thread*, Value iterable, uint32_t before, uint32_t after, Value* out);
// [*iterable]: "Value after * must be an iterable, not x".
Status unpackIntoList(Thread*, List* list, Value iterable);
// {**mapping}: "'x' object is not a mapping".
Status unpackIntoDict(Thread*, Dict* dict, Value mapping);
// f(**mapping): "f() got multiple values for keyword argument 'a'", "f() argument after ** must be
// a mapping, not x".
Status mergeKeywords(Thread*, Dict* dict, Value mapping, Value callable);

} // namespace krait
