// Iteration. FOR_ITER resumes a generator without a C frame: ops_generator.cpp has the other side.
#include "vm/interp/calls.h"
#include "vm/interp/dispatch.h"
#include "vm/interp/special_calls.h"
#include "vm/objects/dict.h"
#include "vm/objects/iterators.h"
#include "vm/objects/list.h"
#include "vm/objects/slice.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/generator_ops.h"

namespace krait {
namespace {

inline void setOpcode(const uint64_t* pc, Opcode op) {
    *const_cast<uint64_t*>(pc) = (*pc & ~uint64_t{0xffff}) | static_cast<uint64_t>(op);
}
template <bool kLocal>
Opcode form(Opcode temporary) {
    return static_cast<Opcode>(static_cast<int>(temporary) + (kLocal ? 1 : 0));
}
inline const uint64_t* loopTarget(const uint64_t* pc) {
    return pc + 3 + static_cast<int32_t>(pc[1]);
}

} // namespace

DHANDLER(GET_ITER) {
    // A generator is its own iterator: the reference moves, or is shared.
    if (Value given = regs[B_]; isKind(given, TypeId::kGenerator)) {
        if (!isTemp(regs, B_)) ++given.object()->refcount;
        STORE_NEXT(given, 1);
    }
    publish(t, pc, regs);
    Value v = iterOf(t, regs[B_]).release();
    consume(regs, B_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

// --- FOR_ITER
// --------------------------------------------------------------------------------------------------------

// Stores an item (owned) and jumps to the body; polls.
#define LOOP_WITH(item)                                                                            \
    do {                                                                                           \
        const uint64_t* target_ = loopTarget(pc);                                                  \
        if constexpr (kLocal) {                                                                    \
            Value old_ = regs[A_];                                                                 \
            regs[A_] = (item);                                                                     \
            if (IS_OBJECT(old_) && --old_.object()->refcount == 0) {                               \
                t->scratch = old_.object();                                                        \
                JUMP_TO(loopRelease);                                                              \
            }                                                                                      \
        } else {                                                                                   \
            regs[A_] = (item);                                                                     \
        }                                                                                          \
        if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {                     \
            pc = target_;                                                                          \
            JUMP_TO(safepoint);                                                                    \
        }                                                                                          \
        GOTO(target_);                                                                             \
    } while (0)

SLOW_PATH(loopRelease) {
    publish(t, pc, regs);
    deallocate(t->scratch);
    GOTO_FRESH(loopTarget(pc));
}
SLOW_PATH(loopEnd) {
    publish(t, pc, regs);
    // What held the iterator too finds it exhausted, whatever is appended to the list.
    if (isKind(regs[B_], TypeId::kListIterator) && regs[B_].object()->refcount > 1)
        decref(std::exchange(regs[B_].as<ListIterator>()->sequence, Value()));
    decref(regs[B_]);
    NEXT_FRESH(3);
}

DSLOW_PATH(forIterAny) {
    publish(t, pc, regs);
    Value iterator = regs[B_];
    if (isPythonInstance(iterator)) {
        TRY_SPECIAL(beginSpecial(t, regs, pc, kName___next__, &iterator, 1, &callee_pc));
    }
    Type* type = typeOf(t, iterator);
    Value v = type->slots.next ? type->slots.next(t, iterator).release()
                               : iterNext(t, iterator).release();
    if (v.isEmpty()) {
        if (t->hasError()) {
            if (!clearErrorIf(t, TypeId::kStopIteration)) RAISE_();
        }
        decref(iterator);
        NEXT_FRESH(3);
    }
    storeSlow<kLocal>(regs, A_, v);
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
        pc = loopTarget(pc);
        JUMP_TO(safepoint);
    }
    GOTO_FRESH(loopTarget(pc));
}

// The base form specialises itself by the iterator's kind.
DHANDLER(FOR_ITER) {
    Value iterator = regs[B_];
    Opcode quick = Opcode::kNOP;
    if (IS_OBJECT(iterator) && pc[2] < 8) {
        switch (static_cast<TypeId>(iterator.object()->kind)) {
        case TypeId::kListIterator:
            quick = Opcode::kFOR_ITER_LIST;
            break;
        case TypeId::kTupleIterator:
            quick = Opcode::kFOR_ITER_TUPLE;
            break;
        case TypeId::kRangeIterator:
            quick = Opcode::kFOR_ITER_RANGE;
            break;
        case TypeId::kGenerator:
            quick = Opcode::kFOR_ITER_GENERATOR;
            break;
        case TypeId::kStrIterator:
        case TypeId::kStrAsciiIterator:
            quick = Opcode::kFOR_ITER_STR;
            break;
        case TypeId::kDictKeyIterator:
        case TypeId::kDictValueIterator:
            quick = Opcode::kFOR_ITER_DICT;
            break;
        case TypeId::kDictItemIterator:
        case TypeId::kEnumerate:
        case TypeId::kZip: {
            uint64_t body = *loopTarget(pc);
            if (!kLocal && (body & 0xffff) == static_cast<uint64_t>(Opcode::kUNPACK_PAIR) &&
                static_cast<uint16_t>(body >> 32) == A_) {
                ++const_cast<uint64_t*>(pc)[2];
                setOpcode(pc, Opcode::kFOR_ITER_PAIR);
                GOTO(pc);
            }
            break;
        }
        default:
            break;
        }
    }
    if (quick != Opcode::kNOP) {
        ++const_cast<uint64_t*>(pc)[2]; // a site that keeps changing stays as it is
        setOpcode(pc, form<kLocal>(quick));
        GOTO(pc);
    }
    JUMP_TO(forIterAny<kLocal>);
}

// Not what the site was specialised for: back to the base form.
SLOW_PATH(despecialiseForIter) {
    Opcode op = static_cast<Opcode>(word & 0xffff);
    bool local = opcodeInfo(op).local_destination;
    setOpcode(pc, local ? Opcode::kFOR_ITER_L : Opcode::kFOR_ITER);
    GOTO_FRESH(pc);
}

DHANDLER(FOR_ITER_LIST) {
    Value iterator = regs[B_];
    if (KRAIT_UNLIKELY(!isKind(iterator, TypeId::kListIterator))) JUMP_TO(despecialiseForIter);
    auto* it = iterator.as<ListIterator>();
    if (it->sequence.bits() != k_empty) {
        auto* list = it->sequence.as<List>();
        if (KRAIT_LIKELY(it->index < list->length)) {
            Value item = list->items[it->index++];
            if (IS_OBJECT(item)) ++item.object()->refcount;
            LOOP_WITH(item);
        }
    }
    JUMP_TO(loopEnd);
}

DHANDLER(FOR_ITER_TUPLE) {
    Value iterator = regs[B_];
    if (KRAIT_UNLIKELY(!isKind(iterator, TypeId::kTupleIterator))) JUMP_TO(despecialiseForIter);
    auto* it = iterator.as<ListIterator>();
    if (it->sequence.bits() != k_empty) {
        auto* tuple = it->sequence.as<Tuple>();
        if (KRAIT_LIKELY(it->index < tuple->length)) {
            Value item = tuple->items[it->index++];
            if (IS_OBJECT(item)) ++item.object()->refcount;
            LOOP_WITH(item);
        }
    }
    JUMP_TO(loopEnd);
}

DHANDLER(FOR_ITER_RANGE) {
    Value iterator = regs[B_];
    if (KRAIT_UNLIKELY(!isKind(iterator, TypeId::kRangeIterator))) JUMP_TO(despecialiseForIter);
    auto* it = iterator.as<RangeIterator>();
    if (KRAIT_LIKELY(it->left > 0)) {
        int64_t i = it->next;
        if (KRAIT_UNLIKELY(!Value::fitsSmallInt(i))) JUMP_TO(forIterAny<kLocal>);
        it->next = i + it->step;
        --it->left;
        LOOP_WITH(Value::smallInt(i));
    }
    JUMP_TO(loopEnd);
}

DHANDLER(FOR_ITER_STR) {
    Value iterator = regs[B_];
    if (KRAIT_UNLIKELY(!isKind(iterator, TypeId::kStrAsciiIterator) &&
                       !isKind(iterator, TypeId::kStrIterator))) {
        JUMP_TO(despecialiseForIter);
    }
    auto* it = iterator.as<ListIterator>();
    if (it->sequence.bits() != k_empty) {
        auto* text = it->sequence.as<Str>();
        if (KRAIT_LIKELY(it->index < text->length)) {
            uint32_t c = text->at(it->index);
            if (KRAIT_UNLIKELY(c >= 256)) JUMP_TO(forIterAny<kLocal>);
            ++it->index;
            Str* character = t->runtime->latin1_chars[c];
            ++character->refcount;
            LOOP_WITH(Value(character));
        }
    }
    JUMP_TO(loopEnd);
}

// The entry that a dict's iterator gives next; null when anything is out of the ordinary.
static inline DictEntry* nextEntry(DictIterator* it) {
    if (KRAIT_UNLIKELY(it->dict.isEmpty())) return nullptr;
    auto* d = it->dict.as<Dict>();
    if (KRAIT_UNLIKELY(it->used != d->used || it->position >= d->entry_count || it->left == 0)) {
        return nullptr;
    }
    DictEntry* e = &d->entries[it->position];
    return e->key.isEmpty() || e->value.isEmpty() ? nullptr : e;
}

DHANDLER(FOR_ITER_DICT) {
    Value iterator = regs[B_];
    bool keys = isKind(iterator, TypeId::kDictKeyIterator);
    if (KRAIT_UNLIKELY(!keys && !isKind(iterator, TypeId::kDictValueIterator))) {
        JUMP_TO(despecialiseForIter);
    }
    auto* it = iterator.as<DictIterator>();
    DictEntry* e = nextEntry(it);
    if (KRAIT_UNLIKELY(!e)) JUMP_TO(forIterAny<kLocal>);
    ++it->position;
    --it->left;
    Value item = keys ? e->key : e->value;
    if (IS_OBJECT(item)) ++item.object()->refcount;
    LOOP_WITH(item);
}

// The item (borrowed) that an iterator over a list, a tuple, a range or a str gives next, without
// stepping on; EMPTY for anything else.
static inline Value peekItem(Thread* t, Value iterator) {
    if (!iterator.isObject()) return Value();
    switch (static_cast<TypeId>(iterator.object()->kind)) {
    case TypeId::kListIterator: {
        auto* it = iterator.as<ListIterator>();
        if (it->sequence.isEmpty()) return Value();
        auto* list = it->sequence.as<List>();
        return it->index < list->length ? list->items[it->index] : Value();
    }
    case TypeId::kTupleIterator: {
        auto* it = iterator.as<ListIterator>();
        if (it->sequence.isEmpty()) return Value();
        auto* tuple = it->sequence.as<Tuple>();
        return it->index < tuple->length ? tuple->items[it->index] : Value();
    }
    case TypeId::kRangeIterator: {
        auto* it = iterator.as<RangeIterator>();
        return it->left > 0 && Value::fitsSmallInt(it->next) ? Value::smallInt(it->next) : Value();
    }
    case TypeId::kStrAsciiIterator: {
        auto* it = iterator.as<ListIterator>();
        if (it->sequence.isEmpty()) return Value();
        auto* text = it->sequence.as<Str>();
        return it->index < text->length ? Value(t->runtime->latin1_chars[text->latin1()[it->index]])
                                        : Value();
    }
    default:
        return Value();
    }
}
// Steps on an iterator whose item peekItem() gave.
static inline void skipItem(Value iterator) {
    if (isKind(iterator, TypeId::kRangeIterator)) {
        auto* it = iterator.as<RangeIterator>();
        it->next += it->step;
        --it->left;
    } else {
        ++iterator.as<ListIterator>()->index;
    }
}

// The pair goes straight to the locals that the UNPACK_PAIR at the loop's target names, while
// nothing dies by that.
HANDLER(FOR_ITER_PAIR) {
    Value iterator = regs[B_];
    Value first, second;
    if (isKind(iterator, TypeId::kDictItemIterator)) {
        auto* it = iterator.as<DictIterator>();
        if (DictEntry* e = nextEntry(it)) {
            first = e->key;
            second = e->value;
        }
    } else if (isKind(iterator, TypeId::kEnumerate)) {
        first = iterator.as<Enumerate>()->index;
        second = peekItem(t, iterator.as<Enumerate>()->iterator);
        if (!first.isSmallInt() || first.asSmallInt() == Value::kIntMax) second = Value();
    } else if (isKind(iterator, TypeId::kZip)) {
        auto* iterators = iterator.as<Zip>()->iterators.as<Tuple>();
        if (iterators->length == 2 && iterators->items[0] != iterators->items[1]) {
            first = peekItem(t, iterators->items[0]);
            second = peekItem(t, iterators->items[1]);
        }
    } else {
        JUMP_TO(despecialiseForIter);
    }
    const uint64_t* target = loopTarget(pc);
    uint64_t unpack = *target;
    Value* to_first = regs + static_cast<uint16_t>(unpack >> 16);
    Value* to_second = regs + static_cast<uint16_t>(unpack >> 48);
    uint32_t ours = *to_first == *to_second ? 2 : 1;
    auto keepsAlive = [=](Value v) { return !IS_OBJECT(v) || v.object()->refcount > ours; };
    if (KRAIT_UNLIKELY(first.isEmpty() || second.isEmpty() || !keepsAlive(*to_first) ||
                       !keepsAlive(*to_second) ||
                       t->breaker.load(std::memory_order_relaxed) != 0)) {
        JUMP_TO(forIterAny<false>);
    }
    if (isKind(iterator, TypeId::kDictItemIterator)) {
        ++iterator.as<DictIterator>()->position;
        --iterator.as<DictIterator>()->left;
    } else if (isKind(iterator, TypeId::kEnumerate)) {
        skipItem(iterator.as<Enumerate>()->iterator);
        iterator.as<Enumerate>()->index = Value::smallInt(first.asSmallInt() + 1);
    } else {
        auto* iterators = iterator.as<Zip>()->iterators.as<Tuple>();
        skipItem(iterators->items[0]);
        skipItem(iterators->items[1]);
    }
    if (IS_OBJECT(first)) ++first.object()->refcount;
    if (IS_OBJECT(second)) ++second.object()->refcount;
    if (IS_OBJECT(*to_first)) --to_first->object()->refcount;
    *to_first = first;
    if (IS_OBJECT(*to_second)) --to_second->object()->refcount;
    *to_second = second;
    GOTO(target + 2);
}

// --- generators resumed by FOR_ITER
// ------------------------------------------------------------------------------------

template <bool kLocal>
static PATH(forIterYielded) {
    Value item = t->result;
    t->result = Value::fromBits(k_empty);
    LOOP_WITH(item);
}
SLOW_PATH(forIterReleaseGenerator) {
    publish(t, pc, regs);
    decref(std::exchange(t->result, Value()));
    if (t->scratch) generatorRelease(t, static_cast<Generator*>(t->scratch));
    NEXT_FRESH(3);
}
static PATH(forIterReturned) {
    Object* finished = regs[B_].object();
    t->scratch = --finished->refcount == 0 ? finished : nullptr;
    if (KRAIT_LIKELY(t->scratch != nullptr) || IS_OBJECT(t->result)) {
        JUMP_TO(forIterReleaseGenerator);
    }
    t->result = Value::fromBits(k_empty);
    NEXT(3);
}
template <bool kLocal>
static constexpr GeneratorContinuation kForIter = {forIterYielded<kLocal>, forIterReturned};

DHANDLER(FOR_ITER_GENERATOR) {
    Value iterator = regs[B_];
    if (KRAIT_UNLIKELY(!isKind(iterator, TypeId::kGenerator))) JUMP_TO(despecialiseForIter);
    auto* g = iterator.as<Generator>();
    if (KRAIT_UNLIKELY(g->state > GeneratorState::kSuspended ||
                       t->python_depth >= t->depth_limit)) {
        JUMP_TO(forIterAny<kLocal>); // running or finished: the slow path words it
    }
    ++t->python_depth;
    Value* inner = g->registers();
    setResumer(inner, pc, regs);
    const uint64_t* at = prepareResume(t, g, &kForIter<kLocal>, frameTop(regs));
    auto stopped = static_cast<Opcode>(*at & 0xffff);
    if (KRAIT_LIKELY(stopped == Opcode::kYIELD)) {
        at = deliverNone(t, inner, at);
    } else if (stopped == Opcode::kYIELD_L) {
        // None is sent: the destination of the YIELD.
        uint64_t yield = *at;
        auto destination = static_cast<uint16_t>(yield >> 16);
        Value old = inner[destination];
        inner[destination] = Value::fromBits(k_empty + 1);
        ++at;
        if (IS_OBJECT(old)) {
            t->scratch = old.object();
            regs = inner;
            pc = at;
            if (--old.object()->refcount == 0) JUMP_TO(releaseNext<0>);
            GOTO(pc);
        }
    } else if (stopped == Opcode::kRETURN_GENERATOR) {
        ++at;
    } // else a debugger has moved it
    regs = inner;
    if (KRAIT_UNLIKELY(t->breaker.load(std::memory_order_relaxed) != 0)) {
        pc = at;
        JUMP_TO(safepoint);
    }
    GOTO(at);
}

} // namespace krait
