// Pickler: writes the pickle of an object.
//
// Output is collected in one buffer of the heap; with protocols 4 and up it is cut into frames,
// and each ended frame goes to the file. The memo maps the word of an object to its number and
// keeps the object alive, so that no other comes to lie at its address. Needs the GIL.
//
// REENTRY: reducers, persistent_id(), buffer callbacks and write() run Python code, which may use
// this very Pickler: the buffer and the memo are re-read after each, and containers that are walked
// are held, their lengths re-read.
#include "stdlib/native/pickle/pickle.h"

#include "stdlib/native/module_util.h"
#include "vm/base/big_int.h"
#include "vm/base/float_text.h"
#include "vm/base/utf8.h"
#include "vm/objects/bytes.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/set.h"
#include "vm/objects/str_units.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/import.h"
#include "vm/runtime/type_system.h"

#include <bit>

namespace krait::pickle {
namespace {

// --- the memo ------------------------------------------------------------------------------------

// Open addressing by the bits of a Value; 0 is no Value.
struct MemoEntry {
    uint64_t bits;
    int64_t index;
};

struct Memo {
    MemoEntry* entries;
    int64_t used, capacity; // a power of two, or 0

    MemoEntry* place(uint64_t bits) const {
        auto mask = static_cast<uint64_t>(capacity) - 1;
        uint64_t at = (bits >> 4) * 0x9e3779b97f4a7c15u >> 20;
        for (;; ++at) {
            MemoEntry* entry = &entries[at & mask];
            if (entry->bits == bits || entry->bits == 0) return entry;
        }
    }
    // The number of v, or -1.
    int64_t find(Value v) const {
        if (used == 0) return -1;
        MemoEntry* entry = place(v.bits());
        return entry->bits != 0 ? entry->index : -1;
    }
    Status set(Thread* t, Value v, int64_t index) {
        if (used * 2 >= capacity) KRAIT_TRY(grow(t));
        MemoEntry* entry = place(v.bits());
        if (entry->bits == 0) {
            incref(v);
            entry->bits = v.bits();
            ++used;
        }
        entry->index = index;
        return ok();
    }
    Status grow(Thread* t) {
        int64_t wanted = capacity ? capacity * 2 : 64;
        auto size = static_cast<size_t>(wanted) * sizeof(MemoEntry);
        auto* made = static_cast<MemoEntry*>(t->heap->allocateBlock(size));
        if (!made) return raiseNoMemory(t);
        std::memset(static_cast<void*>(made), 0, size);
        MemoEntry* old = entries;
        int64_t old_capacity = capacity;
        entries = made;
        capacity = wanted;
        for (int64_t i = 0; i < old_capacity; ++i) {
            if (old[i].bits != 0) *place(old[i].bits) = old[i];
        }
        t->heap->freeBlock(old, static_cast<size_t>(old_capacity) * sizeof(MemoEntry));
        return ok();
    }
    void clear(Thread* t) { // REENTRY: releases
        MemoEntry* old = std::exchange(entries, nullptr);
        int64_t old_capacity = std::exchange(capacity, 0);
        used = 0;
        for (int64_t i = 0; i < old_capacity; ++i) {
            if (old[i].bits != 0) decref(Value::fromBits(old[i].bits));
        }
        t->heap->freeBlock(old, static_cast<size_t>(old_capacity) * sizeof(MemoEntry));
    }
};

struct Pickler : Object {
    Value write;             // of the file; EMPTY: dumps(), or __init__ was not called
    Value buffer_callback;   // or EMPTY
    Value dispatch_table;    // the Pickler's own, or EMPTY
    Value own_persistent_id; // assigned to the Pickler, or EMPTY
    Value persistent_id, reducer_override; // for the time of a dump, or EMPTY
    Value shared_dispatch;                 // copyreg's, for the time of a dump, or EMPTY
    Memo memo;
    HeapVector<char> out;
    int64_t frame_start; // of its header in `out`; -1: no frame is open
    int protocol;
    int32_t bin, fast;
    int fast_depth;
    bool ready, framing, fix_imports;
    Value fast_seen; // a dict of the ids of containers being saved in fast mode, or EMPTY
};

Pickler* picklerOf(Value v) {
    return v.as<Pickler>();
}

// --- writing -------------------------------------------------------------------------------------

class Saver {
  public:
    Saver(Thread* t, Pickler* p) : t_(t), p_(p) {}

    Status dump(Value v);
    Status flush();
    Status save(Value v, bool persistent = true);

  private:
    template <typename... A>
    Error fail(const char* format, A... arguments) {
        return raiseOf(t_, &kPicklingErrorSpec, format, arguments...);
    }

    Status write(const void* bytes, int64_t size) {
        if (p_->framing && p_->frame_start < 0) KRAIT_TRY(beginFrame());
        return p_->out.append(t_, static_cast<const char*>(bytes), size);
    }
    Status write(std::string_view bytes) {
        return write(bytes.data(), static_cast<int64_t>(bytes.size()));
    }
    Status op(uint8_t opcode) { return write(&opcode, 1); }
    Status beginFrame() {
        p_->frame_start = p_->out.size;
        constexpr char kHeader[kFrameHeaderSize] = {};
        return p_->out.append(t_, kHeader, kFrameHeaderSize);
    }
    void endFrame();
    Status boundary();
    Status writeBlob(std::string_view header, std::string_view bytes, Value payload);

    Status memoize(Value v);
    Status getMemo(int64_t index);
    Result<bool> enterFast(Value v);
    Status leaveFast(Value v);
    Status saveInt(Value v);
    Status saveFloat(double d);
    Status saveStr(Str* s);
    Status saveBytes(Value v);
    Status saveBytesData(Value v, std::string_view bytes);
    Status saveByteArray(Value v);
    Status saveByteArrayData(Value v, std::string_view bytes);
    Status savePickleBuffer(Value v);
    Status saveTuple(Value v);
    Status saveList(Value v);
    Status saveDict(Value v);
    Status saveSet(Value v);
    Status saveFrozenSet(Value v);
    Status saveContainer(Value v, Status (Saver::*body)(Value));
    Status saveGlobal(Value v, Value name);
    Status saveSingletonType(Value type, Value singleton);
    Status saveReduced(Value reduced, Value v);
    Status saveByReducer(Value v);
    Status saveNewObjEx(Tuple* arguments);
    Status saveNewObj(Tuple* arguments, Value v);
    Status batchItems(Value iterator);
    Status batchPairs(Value iterator);
    Status savePair(Value pair);
    Result<bool> savePersistent(Value v);
    Ref reducerOf(Value type);
    Ref moduleNameOf(Value v, List* parts);
    Status renameFor2(Ref* module, Ref* name);

    Thread* t_;
    Pickler* p_; // held by the caller
};

void putLittle(char* out, uint64_t v, int bytes) {
    for (int i = 0; i < bytes; ++i) out[i] = static_cast<char>(v >> (8 * i));
}

void Saver::endFrame() {
    if (!p_->framing || p_->frame_start < 0) return;
    int64_t size = p_->out.size - p_->frame_start - kFrameHeaderSize;
    char* header = p_->out.data + p_->frame_start;
    if (size >= kFrameSizeMin) {
        header[0] = static_cast<char>(kFrame);
        putLittle(header + 1, static_cast<uint64_t>(size), 8);
    } else {
        std::memmove(header, header + kFrameHeaderSize, static_cast<size_t>(size));
        p_->out.size -= kFrameHeaderSize;
    }
    p_->frame_start = -1;
}

Status Saver::flush() {
    Ref bytes = KRAIT_TRY(bytesFrom(t_, {p_->out.data, static_cast<size_t>(p_->out.size)}));
    p_->out.size = 0;
    p_->frame_start = -1;
    Ref write = Ref::share(p_->write);
    (void)KRAIT_TRY(callFunction(t_, write, bytes));
    return ok();
}

Status Saver::boundary() {
    if (!p_->framing || p_->frame_start < 0 ||
        p_->out.size - p_->frame_start - kFrameHeaderSize < kFrameSizeTarget) {
        return ok();
    }
    endFrame();
    return p_->write.isEmpty() ? ok() : flush();
}

// Large data goes between frames, and to a file as it is.
Status Saver::writeBlob(std::string_view header, std::string_view bytes, Value payload) {
    bool alone = static_cast<int64_t>(bytes.size()) >= kFrameSizeTarget;
    bool framing = p_->framing;
    if (alone) {
        endFrame();
        p_->framing = false;
    }
    KRAIT_TRY(write(header));
    if (alone && !p_->write.isEmpty()) {
        KRAIT_TRY(flush());
        Ref data = payload.isEmpty() ? bytesFrom(t_, bytes) : Ref::share(payload);
        if (data.isError()) return Error{};
        Ref write = Ref::share(p_->write);
        (void)KRAIT_TRY(callFunction(t_, write, data));
    } else {
        KRAIT_TRY(write(bytes));
    }
    p_->framing = framing;
    return ok();
}

Status Saver::memoize(Value v) {
    if (p_->fast) return ok();
    int64_t index = p_->memo.used;
    KRAIT_TRY(p_->memo.set(t_, v, index));
    if (p_->protocol >= 4) return op(kMemoize);
    char text[32];
    if (!p_->bin) {
        int size = std::snprintf(text, sizeof text, "p%ld\n", static_cast<long>(index));
        return write(text, size);
    }
    bool narrow = index < 256;
    text[0] = static_cast<char>(narrow ? kBinPut : kLongBinPut);
    putLittle(text + 1, static_cast<uint64_t>(index), 4);
    return write(text, narrow ? 2 : 5);
}

Status Saver::getMemo(int64_t index) {
    char text[32];
    if (!p_->bin) {
        int size = std::snprintf(text, sizeof text, "g%ld\n", static_cast<long>(index));
        return write(text, size);
    }
    bool narrow = index < 256;
    text[0] = static_cast<char>(narrow ? kBinGet : kLongBinGet);
    putLittle(text + 1, static_cast<uint64_t>(index), 4);
    return write(text, narrow ? 2 : 5);
}

// Without a memo a cycle would not end; past some depth containers are remembered.
constexpr int kFastDepthMax = 50;

Result<bool> Saver::enterFast(Value v) {
    if (++p_->fast_depth < kFastDepthMax) return true;
    if (p_->fast_seen.isEmpty()) {
        New<Dict> seen = KRAIT_TRY(dictNew(t_));
        p_->fast_seen = seen.release();
    }
    Ref id = KRAIT_TRY(intFromUnsigned(t_, v.bits()));
    bool known = KRAIT_TRY(dictContains(t_, p_->fast_seen.as<Dict>(), id));
    if (known) {
        return raise(t_, TypeId::kValueError,
                     "fast mode: can't pickle cyclic objects including object type %.200T at 0x%s",
                     v, KRAIT_TRY(intToText(t_, id, 16, false)).as<Str>()->data);
    }
    KRAIT_TRY(dictSet(t_, p_->fast_seen.as<Dict>(), id, Value::none()));
    return true;
}

Status Saver::leaveFast(Value v) {
    if (p_->fast_depth-- < kFastDepthMax || p_->fast_seen.isEmpty()) return ok();
    Ref id = KRAIT_TRY(intFromUnsigned(t_, v.bits()));
    KRAIT_TRY(dictDelete(t_, p_->fast_seen.as<Dict>(), id));
    return ok();
}

Status Saver::saveContainer(Value v, Status (Saver::*body)(Value)) {
    bool fast = p_->fast;
    if (fast) KRAIT_TRY(enterFast(v));
    Status status = (this->*body)(v);
    if (fast && !status.isError()) return leaveFast(v);
    return status;
}

// --- atoms ---------------------------------------------------------------------------------------

Status Saver::saveInt(Value v) {
    int64_t i;
    if (intFits(v, &i) && i <= 0x7fffffff && i >= -0x7fffffff - 1) {
        char text[32];
        if (!p_->bin) {
            int size = std::snprintf(text, sizeof text, "I%ld\n", static_cast<long>(i));
            return write(text, size);
        }
        auto u = static_cast<uint32_t>(i);
        putLittle(text + 1, u, 4);
        int size = u >> 16 ? 5 : u >> 8 ? 3 : 2;
        text[0] = static_cast<char>(size == 5 ? kBinInt : size == 3 ? kBinInt2 : kBinInt1);
        return write(text, size);
    }
    if (p_->protocol < 2) {
        Ref text = KRAIT_TRY(reprOf(t_, v));
        KRAIT_TRY(op(kLong));
        KRAIT_TRY(write(text.as<Str>()->ascii()));
        return write("L\n");
    }
    Limb scratch;
    BigView view = intView(v, &scratch);
    size_t bits =
        view.count == 0
            ? 0
            : view.count * 64 - static_cast<size_t>(std::countl_zero(view.limbs[view.count - 1]));
    size_t size = bits / 8 + 1;
    if (size > 0x7fffffff) return raise(t_, TypeId::kOverflowError, "int too large to pickle");
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t_, static_cast<int64_t>(size)));
    auto* data = reinterpret_cast<uint8_t*>(bytes->data);
    (void)bigToBytes(data, size, ByteOrder::kLittle, true, view);
    // -2**(8n-1) fits one byte less.
    if (view.negative && size > 1 && data[size - 1] == 0xff && data[size - 2] & 0x80) --size;
    char header[5];
    header[0] = static_cast<char>(size < 256 ? kLong1 : kLong4);
    putLittle(header + 1, size, 4);
    KRAIT_TRY(write(header, size < 256 ? 2 : 5));
    return write(data, static_cast<int64_t>(size));
}

Status Saver::saveFloat(double d) {
    if (p_->bin) {
        char text[9];
        text[0] = static_cast<char>(kBinFloat);
        uint64_t bits = __builtin_bswap64(std::bit_cast<uint64_t>(d));
        std::memcpy(text + 1, &bits, 8);
        return write(text, 9);
    }
    char text[kFloatReprSizeMax + 2];
    text[0] = static_cast<char>(kFloat);
    size_t size = floatRepr(text + 1, d);
    text[size + 1] = '\n';
    return write(text, static_cast<int64_t>(size + 2));
}

// The header of data of that size, of the shortest form there is; 0: too long.
int sizeHeader(char* out, size_t size, int protocol, uint8_t one, bool one_ok, uint8_t four,
               uint8_t eight) {
    bool is_one = one_ok && size <= 0xff;
    bool is_four = !is_one && size <= 0xffffffff;
    if (!is_one && !is_four && protocol < 4) return 0;
    out[0] = static_cast<char>(is_one ? one : is_four ? four : eight);
    int bytes = is_one ? 1 : is_four ? 4 : 8;
    putLittle(out + 1, size, bytes);
    return bytes + 1;
}

Status Saver::saveStr(Str* s) {
    if (!p_->bin) {
        KRAIT_TRY(op(kUnicode));
        for (int64_t i = 0; i < s->length; ++i) {
            uint32_t c = s->at(i);
            char text[16];
            int size = 1;
            text[0] = static_cast<char>(c);
            if (c >= 0x10000) {
                size = std::snprintf(text, sizeof text, "\\U%08x", c);
            } else if (c >= 256 || c == '\\' || c == 0 || c == '\n' || c == '\r' || c == 0x1a) {
                size = std::snprintf(text, sizeof text, "\\u%04x", c);
            }
            KRAIT_TRY(write(text, size));
        }
        KRAIT_TRY(write("\n"));
        return memoize(Value(s));
    }
    char header[9];
    auto start = [&](size_t size) -> Result<int> {
        int bytes = sizeHeader(header, size, p_->protocol, kShortBinUnicode, p_->protocol >= 4,
                               kBinUnicode, kBinUnicode8);
        if (bytes == 0) {
            return raise(t_, TypeId::kOverflowError,
                         "serializing a string larger than 4 GiB requires pickle protocol 4 or "
                         "higher");
        }
        return bytes;
    };
    if (s->isAscii()) {
        auto header_size = static_cast<size_t>(KRAIT_TRY(start(static_cast<size_t>(s->length))));
        KRAIT_TRY(writeBlob({header, header_size}, s->ascii(), Value()));
        return memoize(Value(s));
    }
    auto length = static_cast<size_t>(s->length);
    size_t size = withUnits(s, [&](const auto* units) { return utf8Size(units, length); });
    auto header_size = static_cast<size_t>(KRAIT_TRY(start(size)));
    if (static_cast<int64_t>(size) >= kFrameSizeTarget) {
        New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t_, static_cast<int64_t>(size)));
        withUnits(s, [&](const auto* units) {
            return encodeUtf8(units, length, reinterpret_cast<uint8_t*>(bytes->data));
        });
        KRAIT_TRY(writeBlob({header, header_size}, bytes->view(), bytes));
        return memoize(Value(s));
    }
    KRAIT_TRY(write(header, static_cast<int64_t>(header_size)));
    KRAIT_TRY(p_->out.reserve(t_, static_cast<int64_t>(size)));
    withUnits(s, [&](const auto* units) {
        return encodeUtf8(units, length, reinterpret_cast<uint8_t*>(p_->out.data + p_->out.size));
    });
    p_->out.size += static_cast<int64_t>(size);
    return memoize(Value(s));
}

Status Saver::saveBytesData(Value v, std::string_view bytes) {
    char header[9];
    int size =
        sizeHeader(header, bytes.size(), p_->protocol, kShortBinBytes, true, kBinBytes, kBinBytes8);
    if (size == 0) {
        return raise(t_, TypeId::kOverflowError,
                     "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or "
                     "higher");
    }
    KRAIT_TRY(writeBlob({header, static_cast<size_t>(size)}, bytes, isBytes(v) ? v : Value()));
    return memoize(v);
}

Status Saver::saveBytes(Value v) {
    if (p_->protocol >= 3) return saveBytesData(v, v.as<Bytes>()->view());
    // Readers of those protocols have no bytes: a call makes them.
    std::string_view bytes = v.as<Bytes>()->view();
    if (bytes.empty()) {
        Ref none = KRAIT_TRY(tupleFrom(t_, nullptr, 0));
        Ref reduced = KRAIT_TRY(tupleOf(t_, Value(t_->type(TypeId::kBytes)), none));
        return saveReduced(reduced, v);
    }
    Ref encode = KRAIT_TRY(attributeOfModule(t_, "codecs", "encode"));
    Ref text = KRAIT_TRY(strFromLatin1(t_, reinterpret_cast<const uint8_t*>(bytes.data()),
                                       static_cast<int64_t>(bytes.size())));
    New<Str> latin1 = KRAIT_TRY(strIntern(t_, "latin1"));
    Ref arguments = KRAIT_TRY(tupleOf(t_, text, Value(latin1)));
    Ref reduced = KRAIT_TRY(tupleOf(t_, encode, arguments));
    return saveReduced(reduced, v);
}

Status Saver::saveByteArrayData(Value v, std::string_view bytes) {
    char header[9];
    header[0] = static_cast<char>(kByteArray8);
    putLittle(header + 1, bytes.size(), 8);
    KRAIT_TRY(writeBlob({header, 9}, bytes, v));
    return memoize(v);
}

Status Saver::saveByteArray(Value v) {
    Buffer buffer; // pins the bytes while a file is written to
    KRAIT_TRY(buffer.acquire(t_, v));
    if (p_->protocol >= 5) return saveByteArrayData(v, buffer.view());
    Ref arguments;
    if (buffer.size() == 0) {
        arguments = KRAIT_TRY(tupleFrom(t_, nullptr, 0));
    } else {
        Ref bytes = KRAIT_TRY(bytesFrom(t_, buffer.view()));
        arguments = KRAIT_TRY(tupleOf(t_, bytes));
    }
    Ref reduced = KRAIT_TRY(tupleOf(t_, Value(t_->type(TypeId::kByteArray)), arguments));
    return saveReduced(reduced, v);
}

Status Saver::savePickleBuffer(Value v) {
    if (p_->protocol < 5) {
        return fail("PickleBuffer can only be pickled with protocol >= 5");
    }
    std::string_view bytes;
    bool read_only;
    KRAIT_TRY(pickleBufferView(t_, v, &bytes, &read_only));
    bool in_band = true;
    if (!p_->buffer_callback.isEmpty()) {
        Ref callback = Ref::share(p_->buffer_callback);
        Ref answer = KRAIT_TRY(callFunction(t_, callback, v));
        in_band = KRAIT_TRY(isTrue(t_, answer));
    }
    if (in_band) {
        // The callback may have released it.
        KRAIT_TRY(pickleBufferView(t_, v, &bytes, &read_only));
        return read_only ? saveBytesData(v, bytes) : saveByteArrayData(v, bytes);
    }
    KRAIT_TRY(op(kNextBuffer));
    return read_only ? op(kReadOnlyBuffer) : ok();
}

// --- containers ----------------------------------------------------------------------------------

Status Saver::saveTuple(Value v) {
    auto* tuple = v.as<Tuple>();
    int64_t count = tuple->length;
    if (count == 0) {
        if (p_->protocol > 0) return op(kEmptyTuple);
        return write("(t");
    }
    bool counted = count <= 3 && p_->protocol >= 2;
    if (!counted) KRAIT_TRY(op(kMark));
    for (int64_t i = 0; i < count; ++i) KRAIT_TRY(save(tuple->items[i]));
    // An item may have led back to the tuple, which is then in the memo: what was pushed goes.
    if (int64_t index = p_->memo.find(v); index >= 0) {
        if (!counted && p_->bin) {
            KRAIT_TRY(op(kPopMark));
        } else {
            for (int64_t i = counted ? 0 : -1; i < count; ++i) KRAIT_TRY(op(kPop));
        }
        return getMemo(index);
    }
    constexpr uint8_t kCounted[] = {0, kTuple1, kTuple2, kTuple3};
    KRAIT_TRY(op(counted ? kCounted[count] : uint8_t{pickle::kTuple}));
    return memoize(v);
}

Status Saver::batchItems(Value iterator) {
    if (p_->protocol == 0) {
        return iterateOver(t_, iterator, [&](Value item) -> Status {
            KRAIT_TRY(save(item));
            return op(kAppend);
        });
    }
    for (;;) {
        Ref first = iterNext(t_, iterator);
        if (first.isEmpty()) return t_->hasError() ? Status(Error{}) : ok();
        Ref second = iterNext(t_, iterator);
        if (second.isEmpty()) {
            if (t_->hasError()) return Error{};
            KRAIT_TRY(save(first));
            return op(kAppend);
        }
        KRAIT_TRY(op(kMark));
        KRAIT_TRY(save(first));
        first = Ref();
        int64_t count = 1;
        while (!second.isEmpty()) {
            KRAIT_TRY(save(second));
            if (++count == kBatchSize) break;
            second = iterNext(t_, iterator);
        }
        if (t_->hasError()) return Error{};
        KRAIT_TRY(op(kAppends));
        if (count < kBatchSize) return ok();
    }
}

Status Saver::saveList(Value v) {
    KRAIT_TRY(write(p_->bin ? "]" : "(l"));
    KRAIT_TRY(memoize(v));
    auto* list = v.as<List>();
    if (list->length == 0) return ok();
    if (p_->protocol == 0 || !isExactList(v)) {
        Ref iterator = KRAIT_TRY(iterOf(t_, v));
        return batchItems(iterator);
    }
    if (list->length == 1) {
        Ref item = Ref::share(list->items[0]);
        KRAIT_TRY(save(item));
        return op(kAppend);
    }
    int64_t done = 0;
    do {
        KRAIT_TRY(op(kMark));
        for (int64_t i = 0; i < kBatchSize && done < list->length; ++i) {
            Ref item = Ref::share(list->items[done++]);
            KRAIT_TRY(save(item));
        }
        KRAIT_TRY(op(kAppends));
    } while (done < list->length);
    return ok();
}

Status Saver::savePair(Value pair) {
    if (!isTuple(pair) || pair.as<Tuple>()->length != 2) {
        return raise(t_, TypeId::kTypeError, "dict items iterator must return 2-tuples");
    }
    KRAIT_TRY(save(pair.as<Tuple>()->items[0]));
    return save(pair.as<Tuple>()->items[1]);
}

Status Saver::batchPairs(Value iterator) {
    if (p_->protocol == 0) {
        return iterateOver(t_, iterator, [&](Value item) -> Status {
            KRAIT_TRY(savePair(item));
            return op(kSetItem);
        });
    }
    for (;;) {
        Ref first = iterNext(t_, iterator);
        if (first.isEmpty()) return t_->hasError() ? Status(Error{}) : ok();
        Ref second = iterNext(t_, iterator);
        if (second.isEmpty()) {
            if (t_->hasError()) return Error{};
            KRAIT_TRY(savePair(first));
            return op(kSetItem);
        }
        KRAIT_TRY(op(kMark));
        KRAIT_TRY(savePair(first));
        first = Ref();
        int64_t count = 1;
        while (!second.isEmpty()) {
            KRAIT_TRY(savePair(second));
            if (++count == kBatchSize) break;
            second = iterNext(t_, iterator);
        }
        if (t_->hasError()) return Error{};
        KRAIT_TRY(op(kSetItems));
        if (count < kBatchSize) return ok();
    }
}

Status Saver::saveDict(Value v) {
    KRAIT_TRY(write(p_->bin ? "}" : "(d"));
    KRAIT_TRY(memoize(v));
    auto* dict = v.as<Dict>();
    int64_t used = dict->used;
    if (used == 0) return ok();
    if (!isExactDict(v) || p_->protocol == 0) {
        Ref items = KRAIT_TRY(callMethod(t_, v, t_->name(kName_items)));
        Ref iterator = KRAIT_TRY(iterOf(t_, items));
        return batchPairs(iterator);
    }
    int64_t position = 0, count;
    Value key, value;
    do {
        count = 0;
        if (used > 1) KRAIT_TRY(op(kMark));
        while (dictNext(dict, &position, &key, &value)) {
            Ref held_key = Ref::share(key), held_value = Ref::share(value);
            KRAIT_TRY(save(held_key));
            KRAIT_TRY(save(held_value));
            if (++count == kBatchSize) break;
        }
        KRAIT_TRY(op(used > 1 ? kSetItems : kSetItem));
        if (dict->used != used) {
            return raise(t_, TypeId::kRuntimeError, "dictionary changed size during iteration");
        }
    } while (count == kBatchSize);
    return ok();
}

Status Saver::saveSet(Value v) {
    if (p_->protocol < 4) {
        Ref items = KRAIT_TRY(listFromIterable(t_, v));
        Ref arguments = KRAIT_TRY(tupleOf(t_, items));
        Ref reduced = KRAIT_TRY(tupleOf(t_, Value(t_->type(TypeId::kSet)), arguments));
        return saveReduced(reduced, v);
    }
    KRAIT_TRY(op(kEmptySet));
    KRAIT_TRY(memoize(v));
    auto* set = v.as<Set>();
    int64_t used = set->used, position = 0, count;
    if (used == 0) return ok();
    do {
        count = 0;
        KRAIT_TRY(op(kMark));
        Value key;
        while (setNext(set, &position, &key)) {
            Ref held = Ref::share(key);
            KRAIT_TRY(save(held));
            if (++count == kBatchSize) break;
        }
        KRAIT_TRY(op(kAddItems));
        if (set->used != used) {
            return raise(t_, TypeId::kRuntimeError, "set changed size during iteration");
        }
    } while (count == kBatchSize);
    return ok();
}

Status Saver::saveFrozenSet(Value v) {
    if (p_->protocol < 4) {
        Ref items = KRAIT_TRY(listFromIterable(t_, v));
        Ref arguments = KRAIT_TRY(tupleOf(t_, items));
        Ref reduced = KRAIT_TRY(tupleOf(t_, Value(t_->type(TypeId::kFrozenSet)), arguments));
        return saveReduced(reduced, v);
    }
    KRAIT_TRY(op(kMark));
    int64_t position = 0;
    Value key;
    while (setNext(v.as<Set>(), &position, &key)) {
        Ref held = Ref::share(key);
        KRAIT_TRY(save(held));
    }
    if (int64_t index = p_->memo.find(v); index >= 0) { // an item led back here
        KRAIT_TRY(op(kPopMark));
        return getMemo(index);
    }
    KRAIT_TRY(op(pickle::kFrozenSet));
    return memoize(v);
}

// --- names ---------------------------------------------------------------------------------------

// The module that says it has v, or the first that does.
Ref Saver::moduleNameOf(Value v, List* parts) {
    Ref name = getAttrOptional(t_, v, t_->name(kName___module__));
    if (name.isEmpty() && t_->hasError()) return Error{};
    if (!name.isEmpty() && !name.get().isNone()) return name;
    Ref modules = KRAIT_TRY(dictCopy(t_, t_->runtime->modules));
    int64_t position = 0;
    Value key, module;
    while (dictNext(modules.as<Dict>(), &position, &key, &module)) {
        if (module.isNone() || !isStr(key) || strEqualAscii(key.as<Str>(), "__main__")) continue;
        Ref found = attributeByParts(t_, module, parts, nullptr);
        if (found.isEmpty() && t_->hasError()) return Error{};
        if (found.get() == v) return Ref::share(key);
    }
    return Ref::share(Value(t_->name(kName___main__)));
}

// Python 2's names for what has moved since.
Status Saver::renameFor2(Ref* module, Ref* name) {
    Ref names = KRAIT_TRY(attributeOfModule(t_, "_compat_pickle", "REVERSE_NAME_MAPPING"));
    Ref key = KRAIT_TRY(tupleOf(t_, *module, *name));
    Value found = KRAIT_TRY(dictGet(t_, names.as<Dict>(), key));
    if (!found.isEmpty()) {
        if (!isTuple(found) || found.as<Tuple>()->length != 2) {
            return raise(
                t_, TypeId::kRuntimeError,
                "_compat_pickle.REVERSE_NAME_MAPPING values should be 2-tuples, not %.200T", found);
        }
        Value* items = found.as<Tuple>()->items;
        *module = Ref::share(items[0]);
        *name = Ref::share(items[1]);
        if (!isStr(*module) || !isStr(*name)) {
            return raise(t_, TypeId::kRuntimeError,
                         "_compat_pickle.REVERSE_NAME_MAPPING values should be pairs of str, not "
                         "(%.200T, %.200T)",
                         module->get(), name->get());
        }
        return ok();
    }
    Ref imports = KRAIT_TRY(attributeOfModule(t_, "_compat_pickle", "REVERSE_IMPORT_MAPPING"));
    found = KRAIT_TRY(dictGet(t_, imports.as<Dict>(), *module));
    if (!found.isEmpty()) {
        if (!isStr(found)) {
            return raise(t_, TypeId::kRuntimeError,
                         "_compat_pickle.REVERSE_IMPORT_MAPPING values should be strings, not "
                         "%.200T",
                         found);
        }
        *module = Ref::share(found);
    }
    return ok();
}

Status Saver::saveGlobal(Value v, Value given_name) {
    Ref name;
    if (!given_name.isEmpty()) {
        name = Ref::share(given_name);
    } else {
        name = getAttrOptional(t_, v, t_->name(kName___qualname__));
        if (name.isEmpty()) {
            if (t_->hasError()) return Error{};
            name = KRAIT_TRY(getAttr(t_, v, t_->name(kName___name__)));
        }
    }
    if (!isStr(name)) return fail("Can't pickle %R: attribute lookup %S failed", v, name.get());
    New<List> parts = KRAIT_TRY(dottedParts(t_, Value(), name.as<Str>()));
    Ref module_name = KRAIT_TRY(moduleNameOf(v, parts));
    Ref module;
    if (isExactStr(module_name)) {
        // The same text is to be the same object, which the memo then knows.
        module_name = strIntern(t_, module_name.as<Str>());
        if (module_name.isError()) return Error{};
    }
    if (isStr(module_name)) module = importNamed(t_, module_name.as<Str>());
    if (module.isEmpty()) {
        if (t_->hasError() && !errorIs(t_, TypeId::kException)) return Error{};
        clearError(t_);
        return fail("Can't pickle %R: import of module %R failed", v, module_name.get());
    }
    Ref parent;
    Ref found = attributeByParts(t_, module, parts, &parent);
    if (found.isEmpty()) {
        if (t_->hasError()) return Error{};
        return fail("Can't pickle %R: attribute lookup %S on %S failed", v, name.get(),
                    module_name.get());
    }
    if (!(found.get() == v)) {
        return fail("Can't pickle %R: it's not the same object as %S.%S", v, module_name.get(),
                    name.get());
    }
    found = Ref();
    if (p_->protocol >= 2) {
        Ref registry = KRAIT_TRY(attributeOfModule(t_, "copyreg", "_extension_registry"));
        if (isDict(registry) && registry.as<Dict>()->used != 0) {
            Ref key = KRAIT_TRY(tupleOf(t_, module_name, name));
            Value code = KRAIT_TRY(dictGet(t_, registry.as<Dict>(), key));
            if (!code.isEmpty()) {
                int64_t number = KRAIT_TRY(intAsInt64(t_, code));
                if (number <= 0 || number > 0x7fffffff) {
                    return raise(t_, TypeId::kRuntimeError, "extension code %ld is out of range",
                                 number);
                }
                char text[5];
                putLittle(text + 1, static_cast<uint64_t>(number), 4);
                int size = number <= 0xff ? 2 : number <= 0xffff ? 3 : 5;
                text[0] = static_cast<char>(size == 2 ? kExt1 : size == 3 ? kExt2 : kExt4);
                return write(text, size);
            }
        }
    }
    bool top = parent.get() == module.get();
    if (top) name = Ref::share(parts->items[parts->length - 1]);
    if (p_->protocol >= 4) {
        KRAIT_TRY(save(module_name));
        KRAIT_TRY(save(name));
        KRAIT_TRY(op(kStackGlobal));
    } else {
        // A dotted name is getattr(getattr(..., part), part).
        if (!top) {
            name = Ref::share(parts->items[0]);
            Ref getattr = KRAIT_TRY(attributeOfModule(t_, "builtins", "getattr"));
            for (int64_t i = 1; i < parts->length; ++i) {
                KRAIT_TRY(save(getattr));
                if (p_->protocol < 2) KRAIT_TRY(op(kMark));
            }
        }
        if (p_->protocol < 3 && p_->fix_imports) KRAIT_TRY(renameFor2(&module_name, &name));
        auto checked = [&](Value text, const char* what) -> Status {
            auto* s = text.as<Str>();
            bool good = s->isAscii() || p_->protocol == 3;
            if (good) return ok();
            return fail("can't pickle %s identifier '%S' using pickle protocol %d", what, text,
                        p_->protocol);
        };
        KRAIT_TRY(checked(module_name, "module"));
        KRAIT_TRY(checked(name, "global"));
        KRAIT_TRY(op(pickle::kGlobal));
        for (Value text : {module_name.get(), name.get()}) {
            Ref bytes = KRAIT_TRY(encodeText(t_, text.as<Str>(), nullptr, nullptr));
            KRAIT_TRY(write(bytes.as<Bytes>()->view()));
            KRAIT_TRY(write("\n"));
        }
        for (int64_t i = 1; !top && i < parts->length; ++i) {
            KRAIT_TRY(save(parts->items[i]));
            KRAIT_TRY(op(p_->protocol < 2 ? uint8_t{pickle::kTuple} : kTuple2));
            KRAIT_TRY(op(kReduce));
        }
    }
    return memoize(v);
}

Status Saver::saveSingletonType(Value type, Value singleton) {
    Ref arguments = KRAIT_TRY(tupleOf(t_, singleton));
    Ref reduced = KRAIT_TRY(tupleOf(t_, Value(t_->type(TypeId::kType)), arguments));
    return saveReduced(reduced, type);
}

// True if persistent_id() knew v.
Result<bool> Saver::savePersistent(Value v) {
    Ref function = Ref::share(p_->persistent_id);
    Ref id = KRAIT_TRY(callFunction(t_, function, v));
    if (id.get().isNone()) return false;
    if (p_->bin) {
        KRAIT_TRY(save(id, false));
        KRAIT_TRY(op(kBinPersId));
        return true;
    }
    Ref text = KRAIT_TRY(strOf(t_, id));
    if (!text.as<Str>()->isAscii()) {
        return fail("persistent IDs in protocol 0 must be ASCII strings");
    }
    KRAIT_TRY(op(kPersId));
    KRAIT_TRY(write(text.as<Str>()->ascii()));
    KRAIT_TRY(write("\n"));
    return true;
}

// --- everything else -----------------------------------------------------------------------------

Status Saver::saveNewObjEx(Tuple* arguments) {
    if (arguments->length != 3) {
        return fail("length of the NEWOBJ_EX argument tuple must be exactly 3, not %ld",
                    arguments->length);
    }
    Value cls = arguments->items[0], args = arguments->items[1], keywords = arguments->items[2];
    if (!isType(cls)) {
        return fail("first item from NEWOBJ_EX argument tuple must be a class, not %.200T", cls);
    }
    if (!isTuple(args)) {
        return fail("second item from NEWOBJ_EX argument tuple must be a tuple, not %.200T", args);
    }
    if (!isDict(keywords)) {
        return fail("third item from NEWOBJ_EX argument tuple must be a dict, not %.200T",
                    keywords);
    }
    if (p_->protocol >= 4) {
        KRAIT_TRY(save(cls));
        KRAIT_TRY(save(args));
        KRAIT_TRY(save(keywords));
        return op(kNewObjEx);
    }
    Ref partial = KRAIT_TRY(attributeOfModule(t_, "functools", "partial"));
    Ref made = KRAIT_TRY(getAttr(t_, cls, t_->name(kName___new__)));
    int64_t count = args.as<Tuple>()->length;
    New<Tuple> all = KRAIT_TRY(tupleAllocate(t_, count + 2));
    store(&all->items[0], made);
    store(&all->items[1], cls);
    for (int64_t i = 0; i < count; ++i) store(&all->items[i + 2], args.as<Tuple>()->items[i]);
    Ref callable = KRAIT_TRY(callTuple(t_, partial, all, keywords));
    KRAIT_TRY(save(callable));
    Ref none = KRAIT_TRY(tupleFrom(t_, nullptr, 0));
    KRAIT_TRY(save(none));
    return op(kReduce);
}

Status Saver::saveNewObj(Tuple* arguments, Value v) {
    if (arguments->length < 1) return fail("__newobj__ arglist is empty");
    Value cls = arguments->items[0];
    if (!isType(cls)) return fail("args[0] from __newobj__ args has no __new__");
    if (!v.isEmpty()) {
        Ref own = KRAIT_TRY(getAttr(t_, v, t_->name(kName___class__)));
        if (!(own.get() == cls)) {
            return fail("args[0] from __newobj__ args has the wrong class");
        }
    }
    KRAIT_TRY(save(cls));
    Ref rest = KRAIT_TRY(tupleFrom(t_, arguments->items + 1, arguments->length - 1));
    KRAIT_TRY(save(rest));
    return op(kNewObj);
}

// `reduced` is what a reducer of v gave; v EMPTY: nothing is memoized.
Status Saver::saveReduced(Value reduced, Value v) {
    auto* parts = reduced.as<Tuple>();
    if (parts->length < 2 || parts->length > 6) {
        return fail("tuple returned by __reduce__ must contain 2 through 6 elements");
    }
    Value optional[4];
    for (int64_t i = 2; i < parts->length; ++i) {
        if (!parts->items[i].isNone()) optional[i - 2] = parts->items[i];
    }
    Value callable = parts->items[0], arguments = parts->items[1];
    auto [state, items, pairs, setter] = optional;
    if (!isCallable(t_, callable)) {
        return fail("first item of the tuple returned by __reduce__ must be callable");
    }
    if (!isTuple(arguments)) {
        return fail("second item of the tuple returned by __reduce__ must be a tuple");
    }
    if (!items.isEmpty() && !typeOf(t_, items)->slots.next) {
        return fail(
            "fourth element of the tuple returned by __reduce__ must be an iterator, not %T",
            items);
    }
    if (!pairs.isEmpty() && !typeOf(t_, pairs)->slots.next) {
        return fail("fifth element of the tuple returned by __reduce__ must be an iterator, not %T",
                    pairs);
    }
    if (!setter.isEmpty() && !isCallable(t_, setter)) {
        return fail("sixth element of the tuple returned by __reduce__ must be a function, not %T",
                    setter);
    }
    bool new_object = false, new_object_ex = false;
    if (p_->protocol >= 2) {
        Ref name = getAttrOptional(t_, callable, t_->name(kName___name__));
        if (name.isEmpty() && t_->hasError()) return Error{};
        if (!name.isEmpty() && isStr(name)) {
            new_object_ex = strEqualAscii(name.as<Str>(), "__newobj_ex__");
            new_object = strEqualAscii(name.as<Str>(), "__newobj__");
        }
    }
    if (new_object_ex) {
        KRAIT_TRY(saveNewObjEx(arguments.as<Tuple>()));
    } else if (new_object) {
        KRAIT_TRY(saveNewObj(arguments.as<Tuple>(), v));
    } else {
        KRAIT_TRY(save(callable));
        KRAIT_TRY(save(arguments));
        KRAIT_TRY(op(kReduce));
    }
    if (!v.isEmpty()) {
        // The arguments may have led back to v: what was made just now goes.
        if (int64_t index = p_->memo.find(v); index >= 0) {
            KRAIT_TRY(op(kPop));
            return getMemo(index);
        }
        KRAIT_TRY(memoize(v));
    }
    if (!items.isEmpty()) KRAIT_TRY(batchItems(items));
    if (!pairs.isEmpty()) KRAIT_TRY(batchPairs(pairs));
    if (state.isEmpty()) return ok();
    if (setter.isEmpty()) {
        KRAIT_TRY(save(state));
        return op(kBuild);
    }
    KRAIT_TRY(save(setter));
    KRAIT_TRY(save(v));
    KRAIT_TRY(save(state));
    KRAIT_TRY(op(kTuple2));
    KRAIT_TRY(op(kReduce));
    return op(kPop);
}

// The function registered for a type; EMPTY without an exception: there is none.
Ref Saver::reducerOf(Value type) {
    if (!p_->dispatch_table.isEmpty() && !isExactDict(p_->dispatch_table)) {
        Ref table = Ref::share(p_->dispatch_table);
        Ref found = getItem(t_, table, type);
        if (found.isError()) (void)clearErrorIf(t_, TypeId::kKeyError);
        return found;
    }
    Value table = p_->dispatch_table.isEmpty() ? p_->shared_dispatch : p_->dispatch_table;
    return Ref::share(KRAIT_TRY(dictGet(t_, table.as<Dict>(), type)));
}

Status Saver::saveByReducer(Value v) {
    Value type(typeOf(t_, v));
    Ref reduced;
    if (!p_->reducer_override.isEmpty()) {
        Ref override = Ref::share(p_->reducer_override);
        reduced = KRAIT_TRY(callFunction(t_, override, v));
        if (reduced.get().isNotImplemented()) reduced = Ref();
    }
    if (reduced.isEmpty()) {
        if (type == Value(t_->type(TypeId::kType))) {
            if (v == Value(t_->type(TypeId::kNoneType))) {
                return saveSingletonType(v, Value::none());
            }
            if (v == Value(t_->type(TypeId::kEllipsisType))) {
                return saveSingletonType(v, Value::ellipsis());
            }
            if (v == Value(t_->type(TypeId::kNotImplementedType))) {
                return saveSingletonType(v, Value::notImplemented());
            }
            return saveGlobal(v, Value());
        }
        if (isFunction(v)) return saveGlobal(v, Value());
        Ref reducer = reducerOf(type);
        if (reducer.isEmpty() && t_->hasError()) return Error{};
        if (!reducer.isEmpty()) {
            reduced = KRAIT_TRY(callFunction(t_, reducer, v));
        } else if (isType(v)) {
            return saveGlobal(v, Value());
        } else {
            reducer = getAttrOptional(t_, v, t_->name(kName___reduce_ex__));
            if (!reducer.isEmpty()) {
                reduced = KRAIT_TRY(callFunction(t_, reducer, Value::smallInt(p_->protocol)));
            } else {
                if (t_->hasError()) return Error{};
                reducer = getAttrOptional(t_, v, t_->name(kName___reduce__));
                if (reducer.isEmpty()) {
                    if (t_->hasError()) return Error{};
                    return fail("can't pickle '%.200T' object: %R", v, v);
                }
                reduced = KRAIT_TRY(callFunction(t_, reducer));
            }
        }
    }
    if (isStr(reduced)) return saveGlobal(v, reduced);
    if (!isTuple(reduced)) return fail("__reduce__ must return a string or tuple");
    return saveReduced(reduced, v);
}

Status Saver::save(Value v, bool persistent) {
    KRAIT_TRY(boundary());
    if (persistent && !p_->persistent_id.isEmpty()) {
        bool done = KRAIT_TRY(savePersistent(v));
        if (done) return ok();
    }
    if (v.isSmallInt()) return saveInt(v);
    if (v.isNumber()) return saveFloat(v.asNumber());
    if (v.isNone()) return op(kNone);
    if (v.isBool()) {
        if (p_->protocol >= 2) return op(v.asBool() ? kNewTrue : kNewFalse);
        return write(v.asBool() ? "I01\n" : "I00\n");
    }
    auto kind = v.isObject() ? static_cast<TypeId>(v.object()->kind) : TypeId::kNone;
    if (kind == TypeId::kInt) return saveInt(v);
    if (kind == TypeId::kFloat) return saveFloat(floatValue(v));
    if (int64_t index = p_->memo.find(v); index >= 0) return getMemo(index);
    if (kind == TypeId::kStr) return saveStr(v.as<Str>());
    if (kind == TypeId::kBytes) return saveBytes(v);
    KRAIT_TRY(checkNativeStack(t_, " while pickling an object"));
    switch (kind) {
    case TypeId::kDict:
        return saveContainer(v, &Saver::saveDict);
    case TypeId::kSet:
        return saveContainer(v, &Saver::saveSet);
    case TypeId::kFrozenSet:
        return saveContainer(v, &Saver::saveFrozenSet);
    case TypeId::kList:
        return saveContainer(v, &Saver::saveList);
    case TypeId::kTuple:
        return saveTuple(v);
    case TypeId::kByteArray:
        return saveByteArray(v);
    default:
        if (hasSpec(t_, v, &kPickleBufferSpec)) return savePickleBuffer(v);
        return saveByReducer(v);
    }
}

Status Saver::dump(Value v) {
    p_->frame_start = -1;
    p_->framing = false;
    if (p_->protocol >= 2) {
        char header[2] = {static_cast<char>(kProto), static_cast<char>(p_->protocol)};
        KRAIT_TRY(write(header, 2));
        p_->framing = p_->protocol >= 4;
    }
    KRAIT_TRY(save(v));
    KRAIT_TRY(op(kStop));
    endFrame();
    p_->framing = false;
    return ok();
}

// --- the type ------------------------------------------------------------------------------------

// The Values that only a running dump needs, found at its start.
class DumpScope {
  public:
    DumpScope(Thread* t, Pickler* p) : t_(t), p_(p) {}
    ~DumpScope() {
        p_->framing = false;
        forget(&p_->persistent_id);
        forget(&p_->reducer_override);
        forget(&p_->shared_dispatch);
        forget(&p_->fast_seen);
        p_->fast_depth = 0;
    }
    // self EMPTY: a Pickler of the module's functions, which has neither.
    Status begin(Value self, const MethodDef* plain_persistent_id);

  private:
    Thread* t_;
    Pickler* p_;
};

bool isNativeMethod(Value bound, const MethodDef* def) {
    return isKind(bound, TypeId::kNativeFunction) && bound.as<NativeFunction>()->def == def;
}

Status DumpScope::begin(Value self, const MethodDef* plain_persistent_id) {
    Ref table = KRAIT_TRY(attributeOfModule(t_, "copyreg", "dispatch_table"));
    if (!isDict(table)) {
        return raise(t_, TypeId::kRuntimeError,
                     "copyreg.dispatch_table should be a dict, not %.200T", table.get());
    }
    replace(&p_->shared_dispatch, std::move(table));
    if (self.isEmpty()) return ok();
    Ref method = optionalAttribute(t_, self, "persistent_id");
    if (method.isEmpty() && t_->hasError()) return Error{};
    if (isNativeMethod(method, plain_persistent_id)) method = Ref();
    replace(&p_->persistent_id, std::move(method));
    method = optionalAttribute(t_, self, "reducer_override");
    if (method.isEmpty() && t_->hasError()) return Error{};
    replace(&p_->reducer_override, std::move(method));
    return ok();
}

Ref pickler_new(Thread* t, Args a) {
    auto p = KRAIT_TRY(newInstance<Pickler>(t, a[0]));
    p->write = p->buffer_callback = p->dispatch_table = p->own_persistent_id = p->persistent_id =
        p->reducer_override = p->shared_dispatch = p->fast_seen = Value();
    p->frame_start = -1;
    return p;
}

Status setOptions(Thread* t, Pickler* p, Value protocol, Value fix_imports, Value callback) {
    int64_t number = kProtocolDefault;
    if (!protocol.isNone()) {
        number = KRAIT_TRY(toIndexInt64(t, protocol));
        if (number < 0) number = kProtocolMax;
        if (number > kProtocolMax) {
            return raise(t, TypeId::kValueError, "pickle protocol must be <= %d", kProtocolMax);
        }
    }
    p->protocol = static_cast<int>(number);
    p->bin = number > 0;
    bool fix = KRAIT_TRY(isTrue(t, fix_imports));
    p->fix_imports = fix && number < 3;
    if (callback.isNone()) callback = Value();
    if (!callback.isEmpty() && number < 5) {
        return raise(t, TypeId::kValueError, "buffer_callback needs protocol >= 5");
    }
    assign(p->buffer_callback, callback);
    return ok();
}

Status setFile(Thread* t, Pickler* p, Value file) {
    Ref write = getAttrOptional(t, file, t->name(kName_write));
    if (write.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "file must have a 'write' attribute");
    }
    replace(&p->write, std::move(write));
    return ok();
}

Ref pickler_init(Thread* t, Args a) {
    auto* p = picklerOf(a[0]);
    p->ready = false;
    KRAIT_TRY(setOptions(t, p, a[2], a[3], a[4]));
    KRAIT_TRY(setFile(t, p, a[1]));
    p->fast = 0;
    p->memo.clear(t);
    p->out.size = 0;
    forget(&p->dispatch_table);
    Ref table = optionalAttribute(t, a[0], "dispatch_table");
    if (table.isEmpty() && t->hasError()) return Error{};
    replace(&p->dispatch_table, std::move(table));
    p->ready = true;
    return Ref::none();
}

extern const MethodDef kPicklerMethods[];

Ref pickler_persistent_id(Thread*, Args) {
    return Ref::none();
}

Ref pickler_dump(Thread* t, Args a) {
    auto* p = picklerOf(a[0]);
    if (!p->ready) {
        return raiseOf(t, &kPicklingErrorSpec, "Pickler.__init__() was not called by %T.__init__()",
                       a[0]);
    }
    p->out.size = 0;
    DumpScope scope(t, p);
    KRAIT_TRY(scope.begin(a[0], &kPicklerMethods[0]));
    Saver saver(t, p);
    KRAIT_TRY(saver.dump(a[1]));
    KRAIT_TRY(saver.flush());
    return Ref::none();
}

Ref pickler_clear_memo(Thread* t, Args a) {
    picklerOf(a[0])->memo.clear(t);
    return Ref::none();
}

Ref pickler_sizeof(Thread* t, Args a) {
    auto* p = picklerOf(a[0]);
    return intFrom(t, static_cast<int64_t>(sizeof(Pickler)) +
                          p->memo.capacity * static_cast<int64_t>(sizeof(MemoEntry)) +
                          p->out.capacity);
}

const MethodDef kPicklerMethods[] = {
    {"persistent_id(self, obj, /)", pickler_persistent_id,
     "The persistent id of obj, None: it is pickled as usual. For subclasses to define."},
    {"dump(self, obj, /)", pickler_dump, "Writes the pickle of obj to the file."},
    {"clear_memo(self, /)", pickler_clear_memo,
     "Forgets the objects that were seen: they will be written again, not referred to."},
    {"__sizeof__(self, /)", pickler_sizeof, "Size in memory, in bytes."},
    {}};

Ref picklerGetAttr(Thread* t, Value self, Str* name) {
    Value own = picklerOf(self)->own_persistent_id;
    if (!own.isEmpty() && strEqualAscii(name, "persistent_id")) return Ref::share(own);
    return genericGetAttr(t, self, name);
}
Status picklerSetAttr(Thread* t, Value self, Str* name, Value value) {
    if (strEqualAscii(name, "persistent_id")) {
        assign(picklerOf(self)->own_persistent_id, value);
        return ok();
    }
    return genericSetAttr(t, self, name, value);
}

// --- memo ----------------------------------------------------------------------------------------

struct MemoProxy : Object {
    Value pickler;
};

Ref pickler_get_memo(Thread* t, Value self) {
    auto proxy = KRAIT_TRY(newOf<MemoProxy>(t, &kPicklerMemoSpec));
    proxy->pickler = Ref::share(self).release();
    return proxy;
}

Status pickler_set_memo(Thread* t, Value self, Value v) {
    auto* p = picklerOf(self);
    if (v.isEmpty()) {
        return raise(t, TypeId::kTypeError, "attribute deletion is not supported");
    }
    Memo made{};
    auto take = [&]() -> Status {
        if (hasSpec(t, v, &kPicklerMemoSpec)) {
            Memo& from = picklerOf(v.as<MemoProxy>()->pickler)->memo;
            for (int64_t i = 0; i < from.capacity; ++i) {
                const MemoEntry& entry = from.entries[i];
                if (entry.bits == 0) continue;
                KRAIT_TRY(made.set(t, Value::fromBits(entry.bits), entry.index));
            }
            return ok();
        }
        if (!isDict(v)) {
            return raise(t, TypeId::kTypeError,
                         "'memo' attribute must be a PicklerMemoProxy object or dict, not %.200T",
                         v);
        }
        int64_t position = 0;
        Value key, value;
        while (dictNext(v.as<Dict>(), &position, &key, &value)) {
            if (!isTuple(value) || value.as<Tuple>()->length != 2) {
                return raise(t, TypeId::kTypeError, "'memo' values must be 2-item tuples");
            }
            int64_t index = KRAIT_TRY(intAsInt64(t, value.as<Tuple>()->items[0]));
            KRAIT_TRY(made.set(t, value.as<Tuple>()->items[1], index));
        }
        return ok();
    };
    bool failed = take().isError();
    if (!failed) std::swap(p->memo, made);
    made.clear(t);
    return failed ? Status(Error{}) : ok();
}

Ref memo_clear(Thread* t, Args a) {
    picklerOf(a[0].as<MemoProxy>()->pickler)->memo.clear(t);
    return Ref::none();
}
Ref memo_copy(Thread* t, Args a) {
    Memo& memo = picklerOf(a[0].as<MemoProxy>()->pickler)->memo;
    New<Dict> copy = KRAIT_TRY(dictNew(t));
    for (int64_t i = 0; i < memo.capacity; ++i) {
        const MemoEntry& entry = memo.entries[i];
        if (entry.bits == 0) continue;
        Ref id = KRAIT_TRY(intFromUnsigned(t, entry.bits));
        Ref index = KRAIT_TRY(intFrom(t, entry.index));
        Ref pair = KRAIT_TRY(tupleOf(t, index, Value::fromBits(entry.bits)));
        KRAIT_TRY(dictSet(t, copy, id, pair));
    }
    return copy;
}
Ref memo_reduce(Thread* t, Args a) {
    Ref copy = KRAIT_TRY(memo_copy(t, a));
    Ref arguments = KRAIT_TRY(tupleOf(t, copy));
    return tupleOf(t, Value(t->type(TypeId::kDict)), arguments);
}

constexpr MethodDef kMemoMethods[] = {
    {"clear(self, /)", memo_clear, "Removes all items."},
    {"copy(self, /)", memo_copy, "A dict of the items, by id."},
    {"__reduce__(self, /)", memo_reduce, "How to pickle it: as a dict."},
    {}};

constexpr GetSetDef kPicklerGetSets[] = {
    {"memo", pickler_get_memo, pickler_set_memo},
    memberGetter(
        "bin", [](Thread* t, Value v) { return intFrom(t, int64_t{picklerOf(v)->bin}); },
        [](Thread* t, Value v, Value value) -> Status {
            if (value.isEmpty())
                return raise(t, TypeId::kTypeError, "can't delete numeric/char attribute");
            picklerOf(v)->bin = static_cast<int32_t>(KRAIT_TRY(toIndexInt64(t, value)));
            return ok();
        }),
    memberGetter(
        "fast", [](Thread* t, Value v) { return intFrom(t, int64_t{picklerOf(v)->fast}); },
        [](Thread* t, Value v, Value value) -> Status {
            if (value.isEmpty())
                return raise(t, TypeId::kTypeError, "can't delete numeric/char attribute");
            picklerOf(v)->fast = static_cast<int32_t>(KRAIT_TRY(toIndexInt64(t, value)));
            return ok();
        }),
    {}};
constexpr MemberDef kPicklerMembers[] = {
    {"dispatch_table", offsetof(Pickler, dispatch_table), false, false}, {}};

void picklerDestroy(Thread* t, Object* o) {
    auto* p = static_cast<Pickler*>(o);
    p->memo.clear(t);
    p->out.release(t);
    for (Value v : {p->write, p->buffer_callback, p->dispatch_table, p->own_persistent_id,
                    p->persistent_id, p->reducer_override, p->shared_dispatch, p->fast_seen}) {
        decref(v);
    }
}
void picklerTraverse(Object* o, Visitor& visitor) {
    auto* p = static_cast<Pickler*>(o);
    for (Value v : {p->write, p->buffer_callback, p->dispatch_table, p->own_persistent_id,
                    p->persistent_id, p->reducer_override, p->shared_dispatch, p->fast_seen}) {
        visitor.visit(v);
    }
    for (int64_t i = 0; i < p->memo.capacity; ++i) {
        if (p->memo.entries[i].bits != 0) visitor.visit(Value::fromBits(p->memo.entries[i].bits));
    }
}
void picklerClear(Thread* t, Object* o) {
    auto* p = static_cast<Pickler*>(o);
    p->memo.clear(t);
    for (Value* v : {&p->write, &p->buffer_callback, &p->dispatch_table, &p->own_persistent_id,
                     &p->persistent_id, &p->reducer_override, &p->shared_dispatch, &p->fast_seen}) {
        forget(v);
    }
    p->ready = false;
}

using OwnsOfMemo = Owns<MemoProxy, &MemoProxy::pickler>;

} // namespace

const TypeSpec kPicklerSpec = {
    .name = "_pickle.Pickler",
    .size = sizeof(Pickler),
    .flags = kTypeBase | kTypeContainer,
    .slots = {.destroy = picklerDestroy,
              .traverse = picklerTraverse,
              .clear = picklerClear,
              .getattr = picklerGetAttr,
              .setattr = picklerSetAttr},
    .doc = "Writes pickles to a file.",
    .new_ = {"Pickler(cls, /, *args, **kwargs)", pickler_new, nullptr},
    .init = {"Pickler(self, file, protocol=None, fix_imports=True, buffer_callback=None)",
             pickler_init, nullptr},
    .methods = kPicklerMethods,
    .getsets = kPicklerGetSets,
    .members = kPicklerMembers,
};
const TypeSpec kPicklerMemoSpec = {
    .name = "_pickle.PicklerMemoProxy",
    .size = sizeof(MemoProxy),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = OwnsOfMemo::destroy,
              .traverse = OwnsOfMemo::traverse,
              .clear = OwnsOfMemo::clear,
              .hash = hashNotImplemented},
    .doc = "The memo of a Pickler.",
    .methods = kMemoMethods,
};

// --- functions -----------------------------------------------------------------------------------

namespace {

New<Pickler> makePickler(Thread* t, Value protocol, Value fix_imports, Value callback) {
    Type* type = typeFromSpec(t, &kPicklerSpec);
    if (!type) return Error{};
    Value cls(type);
    Ref made = KRAIT_TRY(pickler_new(t, &cls));
    KRAIT_TRY(setOptions(t, picklerOf(made), protocol, fix_imports, callback));
    return New<Pickler>::take(made.release().as<Pickler>());
}

} // namespace

Ref pickle_dumps(Thread* t, Args a) {
    New<Pickler> p = KRAIT_TRY(makePickler(t, a[1], a[2], a[3]));
    DumpScope scope(t, p);
    KRAIT_TRY(scope.begin(Value(), nullptr));
    KRAIT_TRY(Saver(t, p).dump(a[0]));
    return bytesFrom(t, {p->out.data, static_cast<size_t>(p->out.size)});
}

Ref pickle_dump(Thread* t, Args a) {
    New<Pickler> p = KRAIT_TRY(makePickler(t, a[2], a[3], a[4]));
    KRAIT_TRY(setFile(t, p, a[1]));
    DumpScope scope(t, p);
    KRAIT_TRY(scope.begin(Value(), nullptr));
    Saver saver(t, p);
    KRAIT_TRY(saver.dump(a[0]));
    KRAIT_TRY(saver.flush());
    return Ref::none();
}

} // namespace krait::pickle
