// itertools: copy and pickle, by __reduce__ and __setstate__. Python 3.13 has them with a warning,
// 3.14 has them no more. What a state says is checked and clamped: it may come from anywhere.
// REENTRY: __index__ and truth of a state's parts run before anything is changed. Needs the GIL.
#include "stdlib/native/itertools_parts.h"

#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/runtime/errors.h"

#include <algorithm>

namespace krait {
namespace {

Status warnDeprecated(Thread* t) {
    return warn(t, TypeId::kDeprecationWarning, 1,
                "Pickle, copy, and deepcopy support will be removed from itertools in Python "
                "3.14.");
}

Value typeValue(Thread* t, Value self) {
    return Value(typeOf(t, self));
}

// (type, arguments), with a state unless that is EMPTY.
Ref reduced(Thread* t, Value type, Ref arguments, Value state = Value()) {
    if (arguments.isError()) return Error{};
    if (state.isEmpty()) return tupleOf(t, type, arguments.get());
    return tupleOf(t, type, arguments.get(), state);
}

// The parts of a state that is a tuple; TypeError.
Result<Tuple*> stateTuple(Thread* t, Value state, int64_t least, int64_t most) {
    if (!isTuple(state)) return raise(t, TypeId::kTypeError, "state is not a tuple");
    auto* tuple = state.as<Tuple>();
    if (tuple->length < least || tuple->length > most)
        return raise(t, TypeId::kTypeError, "function takes %s %ld arguments (%ld given)",
                     least == most           ? "exactly"
                     : tuple->length < least ? "at least"
                                             : "at most",
                     tuple->length < least ? least : most, tuple->length);
    return tuple;
}

Error invalidArguments(Thread* t) {
    return raise(t, TypeId::kValueError, "invalid arguments");
}

// --- count, repeat, cycle ------------------------------------------------------------------------

Ref count_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Count>();
    bool plain = c->step == Value::smallInt(1);
    return reduced(t, typeValue(t, a[0]),
                   plain ? tupleOf(t, c->next) : tupleOf(t, c->next, c->step));
}

Ref cycle_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Cycle>();
    if (!c->iterator.isEmpty()) {
        Ref state = KRAIT_TRY(tupleOf(t, c->saved, Value::boolean(c->collected)));
        return reduced(t, typeValue(t, a[0]), tupleOf(t, c->iterator), state);
    }
    Ref iterator = KRAIT_TRY(iterOf(t, c->saved));
    if (c->index != 0) {
        Value index = Value::smallInt(c->index);
        New<Str> name = KRAIT_TRY(strIntern(t, "__setstate__"));
        Ref done = KRAIT_TRY(callMethodValues(t, iterator, name, &index, 1));
    }
    Ref state = KRAIT_TRY(tupleOf(t, c->saved, Value::boolean(true)));
    return reduced(t, typeValue(t, a[0]), tupleOf(t, iterator.get()), state);
}
Ref cycle_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* state = KRAIT_TRY(stateTuple(t, a[1], 2, 2));
    if (!isList(state->items[0]))
        return raise(t, TypeId::kTypeError, "argument 1 must be list, not %.50T", state->items[0]);
    int64_t collected = KRAIT_TRY(toIndexInt64(t, state->items[1]));
    auto* c = a[0].as<Cycle>();
    replace(&c->saved, Ref::share(state->items[0]));
    c->collected = collected != 0;
    c->index = 0;
    return Ref::none();
}

// --- one function, one iterator ------------------------------------------------------------------

Ref plain_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* p = a[0].as<Applied>();
    return reduced(t, typeValue(t, a[0]), tupleOf(t, p->function, p->iterator));
}
Ref applied_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* p = a[0].as<Applied>();
    return reduced(t, typeValue(t, a[0]), tupleOf(t, p->function, p->iterator),
                   Value::boolean(p->flag));
}
Ref applied_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    a[0].as<Applied>()->flag = KRAIT_TRY(isTrue(t, a[1]));
    return Ref::none();
}
Ref compress_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Two>();
    return reduced(t, typeValue(t, a[0]), tupleOf(t, c->first, c->second));
}

// --- islice, accumulate --------------------------------------------------------------------------

Ref islice_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* s = a[0].as<Islice>();
    if (s->iterator.isEmpty()) {
        New<List> none = KRAIT_TRY(listNew(t));
        Ref iterator = KRAIT_TRY(iterOf(t, Value(none)));
        return reduced(t, typeValue(t, a[0]), tupleOf(t, iterator.get(), Value::smallInt(0)),
                       Value::smallInt(0));
    }
    Ref next = KRAIT_TRY(intFrom(t, s->next)), step = KRAIT_TRY(intFrom(t, s->step));
    Ref stop = KRAIT_TRY(s->stop < 0 ? Ref::none() : intFrom(t, s->stop));
    Ref position = KRAIT_TRY(intFrom(t, s->position));
    return reduced(t, typeValue(t, a[0]),
                   tupleOf(t, s->iterator, next.get(), stop.get(), step.get()), position);
}
Ref islice_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    a[0].as<Islice>()->position = KRAIT_TRY(toIndexInt64(t, a[1]));
    return Ref::none();
}

// chain((first,), rest)
Ref chainedBefore(Thread* t, Value first, Value rest) {
    Ref one = KRAIT_TRY(tupleOf(t, first));
    Type* type = typeFromSpec(t, &kChainSpec);
    if (!type) return Error{};
    return callFunction(t, Value(type), one.get(), rest);
}
Ref accumulate_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* s = a[0].as<Accumulate>();
    if (!s->initial.isEmpty()) {
        Ref items = KRAIT_TRY(chainedBefore(t, s->initial, s->iterator));
        return reduced(t, typeValue(t, a[0]), tupleOf(t, items.get(), s->function), Value::none());
    }
    if (!s->total.isEmpty() && s->total.isNone()) {
        // A state of None would not be set: the total goes in front, and is left out again.
        Ref items = KRAIT_TRY(chainedBefore(t, s->total, s->iterator));
        Ref inner = KRAIT_TRY(callFunction(t, typeValue(t, a[0]), items.get(), s->function));
        Type* slice = typeFromSpec(t, &kIsliceSpec);
        if (!slice) return Error{};
        return reduced(t, Value(slice), tupleOf(t, inner.get(), Value::smallInt(1), Value::none()));
    }
    Value total = s->total.isEmpty() ? Value::none() : s->total;
    return reduced(t, typeValue(t, a[0]), tupleOf(t, s->iterator, s->function), total);
}
Ref accumulate_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    replace(&a[0].as<Accumulate>()->total, Ref::share(a[1]));
    return Ref::none();
}

// --- combinatorics -------------------------------------------------------------------------------

Ref tupleOfInts(Thread* t, const int64_t* numbers, int64_t count) {
    New<Tuple> tuple = KRAIT_TRY(tupleAllocate(t, count));
    for (int64_t i = 0; i < count; ++i) tuple->items[i] = Value::smallInt(numbers[i]);
    return tuple;
}

// Numbers out of a state, each clamped to [least, most(i)].
template <typename Most>
Status readClamped(Thread* t, Value state, int64_t* out, int64_t count, int64_t least, Most most) {
    if (!isTuple(state) || state.as<Tuple>()->length != count) return invalidArguments(t);
    for (int64_t i = 0; i < count; ++i) {
        int64_t number = KRAIT_TRY(toIndexInt64(t, state.as<Tuple>()->items[i]));
        out[i] = std::max(least, std::min(number, most(i)));
    }
    return ok();
}

Status setResult(Thread* t, Combinatoric* c) {
    auto* pool = c->pool.as<Tuple>();
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, c->places));
    for (int64_t i = 0; i < c->places; ++i) store(&result->items[i], pool->items[c->indices[i]]);
    replace(&c->result, Ref::take(result.release()));
    return ok();
}

Ref product_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Combinatoric>();
    if (c->stopped) {
        Ref none = KRAIT_TRY(tupleOf(t));
        return reduced(t, typeValue(t, a[0]), tupleOf(t, none.get()));
    }
    if (c->result.isEmpty()) return reduced(t, typeValue(t, a[0]), Ref::share(c->pool));
    Ref indices = KRAIT_TRY(tupleOfInts(t, c->indices, c->places));
    return reduced(t, typeValue(t, a[0]), Ref::share(c->pool), indices);
}
Ref product_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Combinatoric>();
    auto* pools = c->pool.as<Tuple>();
    for (int64_t i = 0; i < pools->length; ++i) {
        if (pools->items[i].as<Tuple>()->length == 0) {
            c->stopped = true;
            return Ref::none();
        }
    }
    KRAIT_TRY(readClamped(t, a[1], c->indices, c->places, 0,
                          [&](int64_t i) { return pools->items[i].as<Tuple>()->length - 1; }));
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, c->places));
    for (int64_t i = 0; i < c->places; ++i)
        store(&result->items[i], pools->items[i].as<Tuple>()->items[c->indices[i]]);
    replace(&c->result, Ref::take(result.release()));
    return Ref::none();
}

Ref combinations_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Combinatoric>();
    if (c->stopped) {
        // Of nothing there is nothing to take.
        Ref none = KRAIT_TRY(tupleOf(t));
        Value places = Value::smallInt(std::max<int64_t>(c->places, 1));
        return reduced(t, typeValue(t, a[0]), tupleOf(t, none.get(), places));
    }
    Ref arguments = tupleOf(t, c->pool, Value::smallInt(c->places));
    if (c->result.isEmpty()) return reduced(t, typeValue(t, a[0]), std::move(arguments));
    Ref state = KRAIT_TRY(tupleOfInts(t, c->indices, c->places));
    if (c->cycles) {
        Ref indices = KRAIT_TRY(tupleOfInts(t, c->indices, c->pool.as<Tuple>()->length));
        Ref cycles = KRAIT_TRY(tupleOfInts(t, c->cycles, c->places));
        state = KRAIT_TRY(tupleOf(t, indices.get(), cycles.get()));
    }
    return reduced(t, typeValue(t, a[0]), std::move(arguments), state);
}
Ref combinations_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Combinatoric>();
    int64_t n = c->pool.as<Tuple>()->length;
    KRAIT_TRY(readClamped(t, a[1], c->indices, c->places, 0,
                          [&](int64_t i) { return i + n - c->places; }));
    KRAIT_TRY(setResult(t, c));
    return Ref::none();
}
Ref combinations_with_replacement_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Combinatoric>();
    int64_t n = c->pool.as<Tuple>()->length;
    KRAIT_TRY(readClamped(t, a[1], c->indices, c->places, 0, [&](int64_t) { return n - 1; }));
    KRAIT_TRY(setResult(t, c));
    return Ref::none();
}
Ref permutations_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Combinatoric>();
    int64_t n = c->pool.as<Tuple>()->length;
    auto* state = KRAIT_TRY(stateTuple(t, a[1], 2, 2));
    if (!c->cycles) return invalidArguments(t);
    KRAIT_TRY(readClamped(t, state->items[0], c->indices, n, 0, [&](int64_t) { return n - 1; }));
    KRAIT_TRY(
        readClamped(t, state->items[1], c->cycles, c->places, 1, [&](int64_t i) { return n - i; }));
    KRAIT_TRY(setResult(t, c));
    return Ref::none();
}

// --- zip_longest, groupby ------------------------------------------------------------------------

Ref zip_longest_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* z = a[0].as<ZipLongest>();
    auto* iterators = z->iterators.as<List>();
    New<Tuple> arguments = KRAIT_TRY(tupleAllocate(t, iterators->length));
    for (int64_t i = 0; i < iterators->length; ++i) {
        if (iterators->items[i].isNone()) {
            Ref none = KRAIT_TRY(tupleOf(t));
            arguments->items[i] = none.release();
        } else {
            store(&arguments->items[i], iterators->items[i]);
        }
    }
    return reduced(t, typeValue(t, a[0]), Ref(std::move(arguments)), z->fill);
}
Ref zip_longest_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    replace(&a[0].as<ZipLongest>()->fill, Ref::share(a[1]));
    return Ref::none();
}

Ref groupby_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* g = a[0].as<GroupBy>();
    Ref arguments = tupleOf(t, g->iterator, g->function);
    if (g->target_key.isEmpty() || g->current_key.isEmpty() || g->current.isEmpty())
        return reduced(t, typeValue(t, a[0]), std::move(arguments));
    Ref state = KRAIT_TRY(tupleOf(t, g->current_key, g->current, g->target_key));
    return reduced(t, typeValue(t, a[0]), std::move(arguments), state);
}
Ref groupby_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* state = KRAIT_TRY(stateTuple(t, a[1], 3, 3));
    auto* g = a[0].as<GroupBy>();
    replace(&g->current_key, Ref::share(state->items[0]));
    replace(&g->current, Ref::share(state->items[1]));
    replace(&g->target_key, Ref::share(state->items[2]));
    return Ref::none();
}
Ref group_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* group = a[0].as<Group>();
    if (group->parent.as<GroupBy>()->group != group) {
        New<Str> name = KRAIT_TRY(strIntern(t, "iter"));
        Value iter = dictGetStr(t->runtime->builtins, name);
        if (iter.isEmpty()) return raise(t, TypeId::kAttributeError, "iter");
        Ref none = KRAIT_TRY(tupleOf(t));
        return reduced(t, iter, tupleOf(t, none.get()));
    }
    return reduced(t, typeValue(t, a[0]), tupleOf(t, group->parent, group->key));
}

// --- tee -----------------------------------------------------------------------------------------

Ref tee_data_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* data = a[0].as<TeeData>();
    New<List> values = KRAIT_TRY(listNew(t, data->count));
    for (int i = 0; i < data->count; ++i) KRAIT_TRY(listAppend(t, values, data->items[i]));
    Value next = data->next.isEmpty() ? Value::none() : data->next;
    return reduced(t, typeValue(t, a[0]), tupleOf(t, data->iterator, Value(values), next));
}

constexpr const char* kReduce = "__reduce__(self, /)";
constexpr const char* kReduceDoc = "Return state information for pickling.";
constexpr const char* kSetState = "__setstate__(self, state, /)";
constexpr const char* kSetStateDoc = "Set state information for unpickling.";

} // namespace

Ref repeat_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* r = a[0].as<Repeat>();
    Ref left = KRAIT_TRY(intFrom(t, r->left));
    return reduced(t, typeValue(t, a[0]),
                   r->left < 0 ? tupleOf(t, r->element) : tupleOf(t, r->element, left.get()));
}

Ref chain_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* c = a[0].as<Chain>();
    if (c->source.isEmpty()) return reduced(t, typeValue(t, a[0]), tupleOf(t));
    Ref state =
        KRAIT_TRY(c->active.isEmpty() ? tupleOf(t, c->source) : tupleOf(t, c->source, c->active));
    return reduced(t, typeValue(t, a[0]), tupleOf(t), state);
}
Ref chain_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* state = KRAIT_TRY(stateTuple(t, a[1], 1, 2));
    for (int64_t i = 0; i < state->length; ++i) {
        if (!typeOf(t, state->items[i])->slots.next)
            return raise(t, TypeId::kTypeError, "Arguments must be iterators.");
    }
    auto* c = a[0].as<Chain>();
    replace(&c->source, Ref::share(state->items[0]));
    if (state->length == 2) {
        replace(&c->active, Ref::share(state->items[1]));
    } else {
        forget(&c->active);
    }
    return Ref::none();
}

Ref tee_reduce(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* tee = a[0].as<Tee>();
    Ref none = KRAIT_TRY(tupleOf(t));
    Ref state = KRAIT_TRY(tupleOf(t, tee->data, Value::smallInt(tee->index)));
    return reduced(t, typeValue(t, a[0]), tupleOf(t, none.get()), state);
}
Ref tee_setstate(Thread* t, Args a) {
    KRAIT_TRY(warnDeprecated(t));
    auto* state = KRAIT_TRY(stateTuple(t, a[1], 2, 2));
    if (!hasSpec(t, state->items[0], &kTeeDataSpec))
        return raise(t, TypeId::kTypeError,
                     "argument 1 must be itertools._tee_dataobject, not %.50T", state->items[0]);
    int64_t index = KRAIT_TRY(toIndexInt64(t, state->items[1]));
    if (index < 0 || index > state->items[0].as<TeeData>()->count)
        return raise(t, TypeId::kValueError, "Index out of range");
    auto* tee = a[0].as<Tee>();
    replace(&tee->data, Ref::share(state->items[0]));
    tee->index = static_cast<int>(index);
    return Ref::none();
}

const MethodDef kCountMethods[] = {{kReduce, count_reduce, kReduceDoc}, {}};
const MethodDef kCycleMethods[] = {
    {kReduce, cycle_reduce, kReduceDoc}, {kSetState, cycle_setstate, kSetStateDoc}, {}};
const MethodDef kStarmapMethods[] = {{kReduce, plain_reduce, kReduceDoc}, {}};
const MethodDef kFilterfalseMethods[] = {{kReduce, plain_reduce, kReduceDoc}, {}};
const MethodDef kAppliedMethods[] = {
    {kReduce, applied_reduce, kReduceDoc}, {kSetState, applied_setstate, kSetStateDoc}, {}};
const MethodDef kCompressMethods[] = {{kReduce, compress_reduce, kReduceDoc}, {}};
const MethodDef kIsliceMethods[] = {
    {kReduce, islice_reduce, kReduceDoc}, {kSetState, islice_setstate, kSetStateDoc}, {}};
const MethodDef kAccumulateMethods[] = {
    {kReduce, accumulate_reduce, kReduceDoc}, {kSetState, accumulate_setstate, kSetStateDoc}, {}};
const MethodDef kProductMethods[] = {
    {kReduce, product_reduce, kReduceDoc}, {kSetState, product_setstate, kSetStateDoc}, {}};
const MethodDef kCombinationsMethods[] = {{kReduce, combinations_reduce, kReduceDoc},
                                          {kSetState, combinations_setstate, kSetStateDoc},
                                          {}};
const MethodDef kCombinationsWithReplacementMethods[] = {
    {kReduce, combinations_reduce, kReduceDoc},
    {kSetState, combinations_with_replacement_setstate, kSetStateDoc},
    {}};
const MethodDef kPermutationsMethods[] = {{kReduce, combinations_reduce, kReduceDoc},
                                          {kSetState, permutations_setstate, kSetStateDoc},
                                          {}};
const MethodDef kZipLongestMethods[] = {
    {kReduce, zip_longest_reduce, kReduceDoc}, {kSetState, zip_longest_setstate, kSetStateDoc}, {}};
const MethodDef kGroupByMethods[] = {
    {kReduce, groupby_reduce, kReduceDoc}, {kSetState, groupby_setstate, kSetStateDoc}, {}};
const MethodDef kGrouperMethods[] = {{kReduce, group_reduce, kReduceDoc}, {}};
const MethodDef kTeeDataMethods[] = {{kReduce, tee_data_reduce, kReduceDoc}, {}};

} // namespace krait
