// Unpickler: makes the object whose pickle it reads.
//
// Input is a buffer that is read through, or a file, which hands out as much as an opcode needs (or
// lets peek further, and is moved on at the end). The machine has one stack of owned Values with
// marks in it, and a memo. Needs the GIL.
//
// REENTRY: constructors, __setstate__, find_class(), the file and what the stack's Values do when
// they go run Python code, which may use this very Unpickler: nothing points into the stack, the
// memo or the input over them.
#include "stdlib/native/pickle/pickle.h"

#include "stdlib/native/module_util.h"
#include "vm/base/big_int.h"
#include "vm/base/float_text.h"
#include "vm/base/utf8.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/int_parts.h"
#include "vm/objects/set.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/import.h"
#include "vm/runtime/type_system.h"

#include <bit>
#include <cerrno>
#include <cstdlib>
#include <string>

namespace krait::pickle {
namespace {

constexpr int64_t kPrefetchSize = 128 * 1024;

struct Unpickler : Object {
    Value read, readline, peek; // of the file; read EMPTY: a buffer, or __init__ was not called
    Value source;               // the bytes-like object that `input` lies in, or EMPTY
    Value encoding, errors;     // str
    Value buffers;              // an iterator, or EMPTY
    Value own_persistent_load;  // assigned to the Unpickler, or EMPTY
    Value persistent_load;      // for the time of a load, or EMPTY
    Value far_memo;             // a dict of what is numbered too far ahead, or EMPTY
    const char* input;
    int64_t input_size, at;
    int64_t prefetched; // where the file is in `input`; -1: at its end
    HeapVector<Value> stack;
    HeapVector<int64_t> marks;
    HeapVector<Value> memo; // EMPTY: no such number
    int64_t memo_used;
    int64_t fence; // what is below belongs to the last mark
    int protocol;
    bool ready, fix_imports, plain; // plain: find_class is the built-in one
};

Unpickler* unpicklerOf(Value v) {
    return v.as<Unpickler>();
}

uint64_t getLittle(const char* bytes, int size) {
    uint64_t v = 0;
    for (int i = 0; i < size; ++i) v |= uint64_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
    return v;
}

class Loader {
  public:
    Loader(Thread* t, Unpickler* u) : t_(t), u_(u) {}

    Ref load();
    Ref findClass(Value module_name, Value name);

  private:
    template <typename... A>
    Error fail(const char* format, A... arguments) {
        return raiseOf(t_, &kUnpicklingErrorSpec, format, arguments...);
    }
    Error truncated() { return fail("pickle data was truncated"); }
    Error underflow() {
        return fail(u_->marks.size != 0 ? "unexpected MARK found" : "unpickling stack underflow");
    }

    // --- input
    Result<const char*> take(int64_t size) {
        if (KRAIT_LIKELY(size <= u_->input_size - u_->at)) {
            const char* p = u_->input + u_->at;
            u_->at += size;
            return p;
        }
        return takeSlow(size);
    }
    Result<const char*> takeSlow(int64_t size);
    Status setInput(Ref data);
    Status skipConsumed();
    Result<std::string_view> line();
    Result<int64_t> sizeOf(int bytes, const char* what);

    // --- stack
    Status push(Ref v) {
        if (u_->stack.reserve(t_, 1).isError()) return Error{};
        u_->stack.data[u_->stack.size++] = v.release();
        return ok();
    }
    Ref pop() {
        if (u_->stack.size <= u_->fence) return underflow();
        return Ref::take(u_->stack.data[--u_->stack.size]);
    }
    Result<Value> top() { // borrowed
        if (u_->stack.size <= u_->fence) return underflow();
        return u_->stack.data[u_->stack.size - 1];
    }
    Result<int64_t> popMark() {
        if (u_->marks.size == 0) return fail("could not find MARK");
        int64_t mark = u_->marks.data[--u_->marks.size];
        setFence();
        return mark;
    }
    void setFence() { u_->fence = u_->marks.size != 0 ? u_->marks.data[u_->marks.size - 1] : 0; }
    void cutTo(int64_t size) {
        while (u_->stack.size > size) decref(u_->stack.data[--u_->stack.size]);
    }
    // The Values from `start` on, off the stack.
    Ref popTuple(int64_t start) {
        if (start < u_->fence) return underflow();
        int64_t count = u_->stack.size - start;
        u_->stack.size = start;
        return tupleTake(t_, u_->stack.data + start, count);
    }
    Ref popList(int64_t start) {
        if (start < u_->fence) return underflow();
        int64_t count = u_->stack.size - start;
        u_->stack.size = start;
        return listTake(t_, u_->stack.data + start, count);
    }

    // --- memo
    Status putMemo(uint64_t index, Value v);
    Status getMemo(uint64_t index);
    Status getMemoText();
    Status putMemoText();

    // --- opcodes
    Status run(uint8_t op);
    Status loadInt();
    Status loadLong();
    Status loadCountedLong(int bytes);
    Status loadFloat();
    Status loadBinFloat();
    Status loadString();
    Status loadBinString(int bytes);
    Status loadUnicode();
    Status loadBinUnicode(int bytes);
    Status loadBinBytes(int bytes);
    Status loadByteArray();
    Status loadNextBuffer();
    Status loadReadOnlyBuffer();
    Status loadDict();
    Status loadAppend(int64_t start);
    Status loadSetItems(int64_t start);
    Status loadAddItems();
    Status loadBuild();
    Status loadReduce();
    Status loadNewObj(bool keywords);
    Status loadInst();
    Status loadObj();
    Status loadGlobal();
    Status loadStackGlobal();
    Status loadExtension(int bytes);
    Status loadPersistent(Ref id);
    Status loadFrame();
    Ref instantiate(Value cls, Value arguments);
    Ref decodeString(Ref bytes);
    Ref asciiLine();

    Thread* t_;
    Unpickler* u_; // held by the caller
};

// --- input ---------------------------------------------------------------------------------------

Status Loader::setInput(Ref data) {
    if (!isBytes(data)) {
        return raise(t_, TypeId::kTypeError, "a bytes-like object is required, not '%T'",
                     data.get());
    }
    u_->input = data.as<Bytes>()->data;
    u_->input_size = data.as<Bytes>()->length;
    u_->at = 0;
    u_->prefetched = -1;
    replace(&u_->source, std::move(data));
    return ok();
}

// Moves a file that was peeked into on to where reading is.
Status Loader::skipConsumed() {
    if (u_->prefetched < 0) return ok();
    int64_t consumed = u_->at - u_->prefetched;
    u_->prefetched = u_->at;
    if (consumed <= 0) return ok();
    Ref size = KRAIT_TRY(intFrom(t_, consumed));
    Ref read = Ref::share(u_->read);
    (void)KRAIT_TRY(callFunction(t_, read, size));
    return ok();
}

Result<const char*> Loader::takeSlow(int64_t size) {
    if (u_->read.isEmpty()) return truncated();
    KRAIT_TRY(skipConsumed());
    if (!u_->peek.isEmpty() && size < kPrefetchSize) {
        Ref peek = Ref::share(u_->peek);
        Ref data = callFunction(t_, peek, Value::smallInt(kPrefetchSize));
        if (data.isError()) {
            if (!clearErrorIf(t_, TypeId::kNotImplementedError)) return Error{};
            forget(&u_->peek);
        } else {
            KRAIT_TRY(setInput(std::move(data)));
            u_->prefetched = 0;
            if (size <= u_->input_size) {
                u_->at = size;
                return u_->input;
            }
        }
    }
    Ref wanted = KRAIT_TRY(intFrom(t_, size));
    Ref read = Ref::share(u_->read);
    Ref data = KRAIT_TRY(callFunction(t_, read, wanted));
    KRAIT_TRY(setInput(std::move(data)));
    if (u_->input_size < size) return truncated();
    u_->at = size;
    return u_->input;
}

// Up to and with the next newline.
Result<std::string_view> Loader::line() {
    auto left = static_cast<size_t>(u_->input_size - u_->at);
    const char* start = u_->input + u_->at;
    const void* end = left ? std::memchr(start, '\n', left) : nullptr;
    if (end) {
        size_t size = static_cast<size_t>(static_cast<const char*>(end) - start) + 1;
        u_->at += static_cast<int64_t>(size);
        return std::string_view(start, size);
    }
    if (u_->read.isEmpty()) return truncated();
    KRAIT_TRY(skipConsumed());
    Ref readline = Ref::share(u_->readline);
    Ref data = KRAIT_TRY(callFunction(t_, readline));
    KRAIT_TRY(setInput(std::move(data)));
    u_->at = u_->input_size;
    if (u_->input_size == 0 || u_->input[u_->input_size - 1] != '\n') return truncated();
    return std::string_view(u_->input, static_cast<size_t>(u_->input_size));
}

Result<int64_t> Loader::sizeOf(int bytes, const char* what) {
    const char* p = KRAIT_TRY(take(bytes));
    uint64_t size = getLittle(p, bytes);
    if (size > static_cast<uint64_t>(INT64_MAX)) {
        return raise(t_, TypeId::kOverflowError, "%s exceeds system's maximum size of %ld bytes",
                     what, INT64_MAX);
    }
    return static_cast<int64_t>(size);
}

Ref Loader::asciiLine() {
    std::string_view text = KRAIT_TRY(line());
    text.remove_suffix(1);
    return decodeText(t_, text, nullptr, nullptr);
}

// --- memo ----------------------------------------------------------------------------------------

Status Loader::putMemo(uint64_t index, Value v) {
    auto at = static_cast<int64_t>(index);
    auto& memo = u_->memo;
    if (KRAIT_UNLIKELY(index >= static_cast<uint64_t>(memo.size))) {
        // LIMIT: numbers far beyond the count of objects cost no memory in between.
        if (index > static_cast<uint64_t>(memo.size) * 2 + 1024) {
            if (u_->far_memo.isEmpty()) {
                New<Dict> far = KRAIT_TRY(dictNew(t_));
                u_->far_memo = far.release();
            }
            Ref key = KRAIT_TRY(intFromUnsigned(t_, index));
            return dictSet(t_, u_->far_memo.as<Dict>(), key, v);
        }
        KRAIT_TRY(memo.reserve(t_, at + 1 - memo.size));
        while (memo.size <= at) memo.data[memo.size++] = Value();
    }
    if (memo.data[at].isEmpty()) ++u_->memo_used;
    assign(memo.data[at], v);
    return ok();
}

Status Loader::getMemo(uint64_t index) {
    Value found;
    if (index < static_cast<uint64_t>(u_->memo.size)) {
        found = u_->memo.data[index];
    } else if (!u_->far_memo.isEmpty()) {
        Ref key = KRAIT_TRY(intFromUnsigned(t_, index));
        found = KRAIT_TRY(dictGet(t_, u_->far_memo.as<Dict>(), key));
    }
    if (found.isEmpty()) {
        return fail("Memo value not found at index %ld", static_cast<int64_t>(index));
    }
    return push(Ref::share(found));
}

Result<int64_t> indexOf(Thread* t, std::string_view text) {
    text.remove_suffix(1);
    Ref number = KRAIT_TRY(intFromText(t, text.data(), text.size(), 10));
    return intAsInt64(t, number);
}

Status Loader::getMemoText() {
    std::string_view text = KRAIT_TRY(line());
    int64_t index = KRAIT_TRY(indexOf(t_, text));
    return getMemo(static_cast<uint64_t>(index));
}

Status Loader::putMemoText() {
    std::string_view text = KRAIT_TRY(line());
    (void)KRAIT_TRY(top()); // its error comes first
    int64_t index = KRAIT_TRY(indexOf(t_, text));
    if (index < 0) return raise(t_, TypeId::kValueError, "negative PUT argument");
    Value v = KRAIT_TRY(top());
    return putMemo(static_cast<uint64_t>(index), v);
}

// --- atoms ---------------------------------------------------------------------------------------

Status Loader::loadInt() {
    std::string_view text = KRAIT_TRY(line());
    text.remove_suffix(1);
    if (text == "00" || text == "01") return push(Ref::boolean(text == "01"));
    Ref v = intFromText(t_, text.data(), text.size(), 0);
    if (v.isError()) {
        if (!clearErrorIf(t_, TypeId::kValueError)) return Error{};
        return raise(t_, TypeId::kValueError, "could not convert string to int");
    }
    return push(std::move(v));
}

Status Loader::loadLong() {
    std::string_view text = KRAIT_TRY(line());
    text.remove_suffix(1);
    if (text.ends_with('L')) text.remove_suffix(1);
    Ref v = KRAIT_TRY(intFromText(t_, text.data(), text.size(), 0));
    return push(std::move(v));
}

Status Loader::loadCountedLong(int bytes) {
    const char* p = KRAIT_TRY(take(bytes));
    auto size = static_cast<int64_t>(
        bytes == 1 ? getLittle(p, 1)
                   : static_cast<uint64_t>(static_cast<int32_t>(getLittle(p, 4))));
    if (size < 0) return fail("LONG pickle has negative byte count");
    if (size == 0) return push(Ref::take(Value::smallInt(0)));
    p = KRAIT_TRY(take(size));
    if (size <= 8) {
        uint64_t v = getLittle(p, static_cast<int>(size));
        auto shift = static_cast<int>(64 - size * 8);
        Ref made = KRAIT_TRY(intFrom(t_, static_cast<int64_t>(v << shift) >> shift));
        return push(std::move(made));
    }
    Int* made = intAllocate(t_, bigFromBytesSizeMax(static_cast<size_t>(size)));
    if (!made) return Error{};
    BigOut out = bigFromBytes(made->limbs, reinterpret_cast<const uint8_t*>(p),
                              static_cast<size_t>(size), ByteOrder::kLittle, true);
    Ref v = KRAIT_TRY(finishInt(t_, made, out));
    return push(std::move(v));
}

Status Loader::loadFloat() {
    std::string_view text = KRAIT_TRY(line());
    text.remove_suffix(1);
    double d;
    FloatParse parsed = parseFloat(text.data(), text.size(), &d);
    if (parsed != FloatParse::kOk && parsed != FloatParse::kTooLarge) {
        Ref shown = KRAIT_TRY(strFromLatin1(t_, reinterpret_cast<const uint8_t*>(text.data()),
                                            static_cast<int64_t>(text.size())));
        return raise(t_, TypeId::kValueError, "could not convert string to float: '%U\n'",
                     shown.get());
    }
    return push(floatFrom(d));
}

Status Loader::loadBinFloat() {
    const char* p = KRAIT_TRY(take(8));
    uint64_t bits;
    std::memcpy(&bits, p, 8);
    return push(floatFrom(std::bit_cast<double>(__builtin_bswap64(bits))));
}

Ref Loader::decodeString(Ref bytes) {
    if (strEqualAscii(u_->encoding.as<Str>(), "bytes")) return bytes;
    Ref encoding = Ref::share(u_->encoding), errors = Ref::share(u_->errors);
    return decodeText(t_, bytes.as<Bytes>()->view(), encoding.as<Str>(), errors.as<Str>());
}

Status Loader::loadString() {
    std::string_view text = KRAIT_TRY(line());
    text.remove_suffix(1);
    if (text.size() < 2 || text.front() != text.back() ||
        (text.front() != '\'' && text.front() != '"')) {
        return fail("the STRING opcode argument must be quoted");
    }
    Ref quoted = KRAIT_TRY(bytesFrom(t_, text.substr(1, text.size() - 2)));
    Ref decode = KRAIT_TRY(attributeOfModule(t_, "_codecs", "escape_decode"));
    Ref pair = KRAIT_TRY(callFunction(t_, decode, quoted));
    Ref v = KRAIT_TRY(decodeString(Ref::share(pair.as<Tuple>()->items[0])));
    return push(std::move(v));
}

Status Loader::loadBinString(int bytes) {
    const char* p = KRAIT_TRY(take(bytes));
    int64_t size = bytes == 1 ? static_cast<int64_t>(getLittle(p, 1))
                              : int64_t{static_cast<int32_t>(getLittle(p, 4))};
    if (size < 0) return fail("BINSTRING pickle has negative byte count");
    p = KRAIT_TRY(take(size));
    Ref data = KRAIT_TRY(bytesFrom(t_, {p, static_cast<size_t>(size)}));
    Ref v = KRAIT_TRY(decodeString(std::move(data)));
    return push(std::move(v));
}

Status Loader::loadUnicode() {
    std::string_view text = KRAIT_TRY(line());
    text.remove_suffix(1);
    New<Str> encoding = KRAIT_TRY(strIntern(t_, "raw_unicode_escape"));
    Ref v = KRAIT_TRY(decodeText(t_, text, encoding, nullptr));
    return push(std::move(v));
}

Ref textFromUtf8(Thread* t, std::string_view text) {
    auto* data = reinterpret_cast<const uint8_t*>(text.data());
    if (isAscii(data, text.size())) return strFromAscii(t, text);
    if (scanUtf8(data, text.size(), Surrogates::kPass).fault == Utf8Fault::kNone) {
        return strFromUtf8(t, text);
    }
    New<Str> errors = KRAIT_TRY(strIntern(t, "surrogatepass"));
    return decodeText(t, text, nullptr, errors);
}

Status Loader::loadBinUnicode(int bytes) {
    int64_t size = KRAIT_TRY(sizeOf(bytes, "BINUNICODE"));
    const char* p = KRAIT_TRY(take(size));
    Ref v = KRAIT_TRY(textFromUtf8(t_, {p, static_cast<size_t>(size)}));
    return push(std::move(v));
}

Status Loader::loadBinBytes(int bytes) {
    int64_t size = KRAIT_TRY(sizeOf(bytes, "BINBYTES"));
    const char* p = KRAIT_TRY(take(size));
    Ref v = KRAIT_TRY(bytesFrom(t_, {p, static_cast<size_t>(size)}));
    return push(std::move(v));
}

Status Loader::loadByteArray() {
    int64_t size = KRAIT_TRY(sizeOf(8, "BYTEARRAY8"));
    const char* p = KRAIT_TRY(take(size));
    Ref v = KRAIT_TRY(byteArrayFrom(t_, {p, static_cast<size_t>(size)}));
    return push(std::move(v));
}

Status Loader::loadNextBuffer() {
    if (u_->buffers.isEmpty()) {
        return fail("pickle stream refers to out-of-band data but no *buffers* argument was given");
    }
    Ref buffers = Ref::share(u_->buffers);
    Ref next = iterNext(t_, buffers);
    if (next.isEmpty()) {
        if (t_->hasError()) return Error{};
        return fail("not enough out-of-band buffers");
    }
    return push(std::move(next));
}

Status Loader::loadReadOnlyBuffer() {
    Ref v = KRAIT_TRY(pop());
    Ref view = KRAIT_TRY(callFunction(t_, Value(t_->type(TypeId::kMemoryView)), v));
    Ref read_only = KRAIT_TRY(getAttr(t_, view, "readonly"));
    if (!read_only.get().isTrue()) {
        New<Str> method = KRAIT_TRY(strIntern(t_, "toreadonly"));
        v = KRAIT_TRY(callMethod(t_, view, method));
    }
    return push(std::move(v));
}

// --- containers ----------------------------------------------------------------------------------

Status Loader::loadDict() {
    int64_t start = KRAIT_TRY(popMark());
    if ((u_->stack.size - start) % 2 != 0) return fail("odd number of items for DICT");
    Ref items = KRAIT_TRY(popTuple(start));
    New<Dict> dict = KRAIT_TRY(dictNew(t_));
    auto* tuple = items.as<Tuple>();
    for (int64_t i = 0; i < tuple->length; i += 2) {
        KRAIT_TRY(dictSet(t_, dict, tuple->items[i], tuple->items[i + 1]));
    }
    return push(std::move(dict));
}

// What is from `start` on goes to the list before it.
Status Loader::loadAppend(int64_t start) {
    if (u_->stack.size < start || start <= u_->fence) return underflow();
    if (u_->stack.size == start) return ok();
    Ref list = Ref::share(u_->stack.data[start - 1]);
    if (isExactList(list)) {
        // The references move from the stack to the list.
        auto* l = list.as<List>();
        int64_t count = u_->stack.size - start;
        if (l->capacity - l->length < count) KRAIT_TRY(listGrow(t_, l, l->length + count));
        std::memcpy(static_cast<void*>(l->items + l->length), u_->stack.data + start,
                    static_cast<size_t>(count) * sizeof(Value));
        l->length += count;
        u_->stack.size = start;
        return ok();
    }
    Ref extend = getAttrOptional(t_, list, t_->name(kName_extend));
    if (extend.isEmpty() && t_->hasError()) return Error{};
    Ref items = KRAIT_TRY(popList(start));
    if (!extend.isEmpty()) {
        (void)KRAIT_TRY(callFunction(t_, extend, items));
        return ok();
    }
    Ref append = KRAIT_TRY(getAttr(t_, list, t_->name(kName_append)));
    for (int64_t i = 0; i < items.as<List>()->length; ++i) {
        (void)KRAIT_TRY(callFunction(t_, append, items.as<List>()->items[i]));
    }
    return ok();
}

Status Loader::loadSetItems(int64_t start) {
    if (u_->stack.size < start || start <= u_->fence) return underflow();
    if (u_->stack.size == start) return ok();
    if ((u_->stack.size - start) % 2 != 0) return fail("odd number of items for SETITEMS");
    Ref dict = Ref::share(u_->stack.data[start - 1]);
    bool exact = isExactDict(dict);
    if (exact && u_->stack.size == start + 2) { // by far the commonest, without a tuple
        Ref value = Ref::take(u_->stack.data[start + 1]), key = Ref::take(u_->stack.data[start]);
        u_->stack.size = start;
        return dictSet(t_, dict.as<Dict>(), key, value);
    }
    Ref items = KRAIT_TRY(popTuple(start));
    auto* tuple = items.as<Tuple>();
    for (int64_t i = 0; i < tuple->length; i += 2) {
        Value key = tuple->items[i], value = tuple->items[i + 1];
        KRAIT_TRY(exact ? dictSet(t_, dict.as<Dict>(), key, value) : setItem(t_, dict, key, value));
    }
    return ok();
}

Status Loader::loadAddItems() {
    int64_t start = KRAIT_TRY(popMark());
    if (u_->stack.size < start || start <= u_->fence) return underflow();
    if (u_->stack.size == start) return ok();
    Ref set = Ref::share(u_->stack.data[start - 1]);
    Ref items = KRAIT_TRY(popTuple(start));
    if (isAnySet(set) && !isFrozenSet(set)) return setUpdate(t_, set.as<Set>(), items);
    Ref add = KRAIT_TRY(getAttr(t_, set, t_->name(kName_add)));
    for (int64_t i = 0; i < items.as<Tuple>()->length; ++i) {
        (void)KRAIT_TRY(callFunction(t_, add, items.as<Tuple>()->items[i]));
    }
    return ok();
}

// --- objects -------------------------------------------------------------------------------------

// Whether attributes may be set past object.__dict__: it is the ordinary one.
bool hasPlainDict(Thread* t, Value v) {
    if (!v.isObject() || !(typeOf(t, v)->flags & kTypeHasDict) || isType(v)) return false;
    Value descriptor = typeLookup(t, typeOf(t, v), t->name(kName___dict__));
    return isKind(descriptor, TypeId::kGetSetDescriptor) && !isKind(v, TypeId::kModule);
}

Status Loader::loadBuild() {
    if (u_->stack.size - 2 < u_->fence) return underflow();
    Ref state = KRAIT_TRY(pop());
    Ref inst = Ref::share(u_->stack.data[u_->stack.size - 1]);
    New<Str> name = KRAIT_TRY(strIntern(t_, "__setstate__"));
    Ref setstate = getAttrOptional(t_, inst, name);
    if (!setstate.isEmpty()) {
        (void)KRAIT_TRY(callFunction(t_, setstate, state));
        return ok();
    }
    if (t_->hasError()) return Error{};
    Ref slot_state;
    if (isTuple(state) && state.as<Tuple>()->length == 2) {
        Ref pair = std::move(state);
        state = Ref::share(pair.as<Tuple>()->items[0]);
        slot_state = Ref::share(pair.as<Tuple>()->items[1]);
    }
    if (!state.get().isNone()) {
        if (!isDict(state)) return fail("state is not a dictionary");
        Ref dict;
        bool plain = hasPlainDict(t_, inst);
        if (!plain) dict = KRAIT_TRY(getAttr(t_, inst, t_->name(kName___dict__)));
        int64_t position = 0;
        Value key, value;
        while (dictNext(state.as<Dict>(), &position, &key, &value)) {
            Ref held_key = Ref::share(key), held_value = Ref::share(value);
            if (isExactStr(key)) {
                held_key = strIntern(t_, key.as<Str>());
                if (held_key.isError()) return Error{};
                if (plain) {
                    KRAIT_TRY(
                        setOwnAttribute(t_, inst.get().object(), held_key.as<Str>(), held_value));
                    continue;
                }
            } else if (plain) {
                dict = KRAIT_TRY(instanceDict(t_, inst.get().object()));
                plain = false;
            }
            KRAIT_TRY(setItem(t_, dict, held_key, held_value));
        }
    }
    if (slot_state.isEmpty() || slot_state.get().isNone()) return ok();
    if (!isDict(slot_state)) return fail("slot state is not a dictionary");
    int64_t position = 0;
    Value key, value;
    while (dictNext(slot_state.as<Dict>(), &position, &key, &value)) {
        if (!isStr(key)) {
            return raise(t_, TypeId::kTypeError, "attribute name must be string, not '%.200T'",
                         key);
        }
        Ref held_value = Ref::share(value);
        New<Str> attribute = KRAIT_TRY(strIntern(t_, key.as<Str>()));
        KRAIT_TRY(setAttr(t_, inst, attribute, held_value));
    }
    return ok();
}

Status Loader::loadReduce() {
    Ref arguments = KRAIT_TRY(pop());
    Ref callable = KRAIT_TRY(pop());
    if (!isTuple(arguments)) {
        return raise(t_, TypeId::kTypeError, "argument list must be a tuple");
    }
    Ref v = KRAIT_TRY(callTuple(t_, callable, arguments, Value()));
    return push(std::move(v));
}

Status Loader::loadNewObj(bool with_keywords) {
    Ref keywords;
    if (with_keywords) keywords = KRAIT_TRY(pop());
    Ref arguments = KRAIT_TRY(pop());
    Ref cls = KRAIT_TRY(pop());
    const char* op = with_keywords ? "NEWOBJ_EX" : "NEWOBJ";
    if (!isType(cls)) return fail("%s class argument must be a type, not %.200T", op, cls.get());
    if (!isTuple(arguments)) {
        return fail("%s args argument must be a tuple, not %.200T", op, arguments.get());
    }
    if (with_keywords && !isDict(keywords)) {
        return fail("%s kwargs argument must be a dict, not %.200T", op, keywords.get());
    }
    Ref make = KRAIT_TRY(getAttr(t_, cls, t_->name(kName___new__)));
    auto* tuple = arguments.as<Tuple>();
    Ref v;
    if (tuple->length == 0 && !with_keywords) {
        v = callFunction(t_, make, cls);
    } else {
        New<Tuple> all = KRAIT_TRY(tupleAllocate(t_, tuple->length + 1));
        store(&all->items[0], cls);
        for (int64_t i = 0; i < tuple->length; ++i) store(&all->items[i + 1], tuple->items[i]);
        v = callTuple(t_, make, all, with_keywords ? keywords.get() : Value());
    }
    if (v.isError()) return Error{};
    return push(std::move(v));
}

Ref Loader::instantiate(Value cls, Value arguments) {
    if (arguments.as<Tuple>()->length == 0 && isType(cls)) {
        New<Str> name = KRAIT_TRY(strIntern(t_, "__getinitargs__"));
        Ref getinitargs = getAttrOptional(t_, cls, name);
        if (getinitargs.isEmpty()) {
            if (t_->hasError()) return Error{};
            return callMethod(t_, cls, t_->name(kName___new__), cls);
        }
    }
    return callTuple(t_, cls, arguments, Value());
}

Status Loader::loadInst() {
    int64_t start = KRAIT_TRY(popMark());
    Ref arguments = KRAIT_TRY(popTuple(start));
    Ref module_name = KRAIT_TRY(asciiLine());
    Ref name = KRAIT_TRY(asciiLine());
    Ref cls = KRAIT_TRY(findClass(module_name, name));
    Ref v = KRAIT_TRY(instantiate(cls, arguments));
    return push(std::move(v));
}

Status Loader::loadObj() {
    int64_t start = KRAIT_TRY(popMark());
    if (u_->stack.size - start < 1) return underflow();
    Ref arguments = KRAIT_TRY(popTuple(start + 1));
    Ref cls = KRAIT_TRY(pop());
    Ref v = KRAIT_TRY(instantiate(cls, arguments));
    return push(std::move(v));
}

// --- names ---------------------------------------------------------------------------------------

Ref findClassPlain(Thread* t, Unpickler* u, Value module_value, Value name_value) {
    Ref module_name = Ref::share(module_value), name = Ref::share(name_value);
    if (u->protocol < 3 && u->fix_imports) {
        Ref names = KRAIT_TRY(attributeOfModule(t, "_compat_pickle", "NAME_MAPPING"));
        Ref key = KRAIT_TRY(tupleOf(t, module_name, name));
        Value found = KRAIT_TRY(dictGet(t, names.as<Dict>(), key));
        if (!found.isEmpty()) {
            if (!isTuple(found) || found.as<Tuple>()->length != 2) {
                return raise(t, TypeId::kRuntimeError,
                             "_compat_pickle.NAME_MAPPING values should be 2-tuples, not %.200T",
                             found);
            }
            module_name = Ref::share(found.as<Tuple>()->items[0]);
            name = Ref::share(found.as<Tuple>()->items[1]);
        } else {
            Ref imports = KRAIT_TRY(attributeOfModule(t, "_compat_pickle", "IMPORT_MAPPING"));
            found = KRAIT_TRY(dictGet(t, imports.as<Dict>(), module_name));
            if (!found.isEmpty()) module_name = Ref::share(found);
        }
    }
    if (!isStr(module_name) || !isStr(name)) {
        return raise(t, TypeId::kTypeError, "find_class() takes the names of a module and a class");
    }
    Ref module = KRAIT_TRY(importNamed(t, module_name.as<Str>()));
    if (u->protocol < 4 ||
        strFind(name.as<Str>(), t->name(kName_dot), 0, name.as<Str>()->length, false) < 0) {
        New<Str> interned = KRAIT_TRY(strIntern(t, name.as<Str>()));
        Ref found = getAttrOptional(t, module, interned);
        if (!found.isEmpty() || t->hasError()) return found;
    } else {
        New<List> parts = KRAIT_TRY(dottedParts(t, module, name.as<Str>()));
        Ref found = attributeByParts(t, module, parts, nullptr);
        if (!found.isEmpty() || t->hasError()) return found;
    }
    return raise(t, TypeId::kAttributeError, "Can't get attribute %R on %R", name.get(),
                 module.get());
}

Ref Loader::findClass(Value module_name, Value name) {
    if (u_->plain) return findClassPlain(t_, u_, module_name, name);
    New<Str> method = KRAIT_TRY(strIntern(t_, "find_class"));
    return callMethod(t_, Value(u_), method, module_name, name);
}

Status Loader::loadGlobal() {
    Ref module_name = KRAIT_TRY(asciiLine());
    Ref name = KRAIT_TRY(asciiLine());
    Ref found = KRAIT_TRY(findClass(module_name, name));
    return push(std::move(found));
}

Status Loader::loadStackGlobal() {
    Ref name = KRAIT_TRY(pop());
    Ref module_name = KRAIT_TRY(pop());
    if (!isExactStr(name) || !isExactStr(module_name)) return fail("STACK_GLOBAL requires str");
    Ref found = KRAIT_TRY(findClass(module_name, name));
    return push(std::move(found));
}

Status Loader::loadExtension(int bytes) {
    const char* p = KRAIT_TRY(take(bytes));
    int64_t code = bytes == 4 ? int64_t{static_cast<int32_t>(getLittle(p, 4))}
                              : static_cast<int64_t>(getLittle(p, bytes));
    if (code <= 0) return fail("EXT specifies code <= 0");
    Ref key = KRAIT_TRY(intFrom(t_, code));
    Ref cache = KRAIT_TRY(attributeOfModule(t_, "copyreg", "_extension_cache"));
    Value known = KRAIT_TRY(dictGet(t_, cache.as<Dict>(), key));
    if (!known.isEmpty()) return push(Ref::share(known));
    Ref registry = KRAIT_TRY(attributeOfModule(t_, "copyreg", "_inverted_registry"));
    Ref pair = Ref::share(KRAIT_TRY(dictGet(t_, registry.as<Dict>(), key)));
    if (pair.isEmpty()) {
        return raise(t_, TypeId::kValueError, "unregistered extension code %ld", code);
    }
    if (!isTuple(pair) || pair.as<Tuple>()->length != 2 || !isStr(pair.as<Tuple>()->items[0]) ||
        !isStr(pair.as<Tuple>()->items[1])) {
        return raise(t_, TypeId::kValueError, "_inverted_registry[%ld] isn't a 2-tuple of strings",
                     code);
    }
    Ref found = KRAIT_TRY(findClass(pair.as<Tuple>()->items[0], pair.as<Tuple>()->items[1]));
    KRAIT_TRY(dictSet(t_, cache.as<Dict>(), key, found));
    return push(std::move(found));
}

Status Loader::loadPersistent(Ref id) {
    if (u_->persistent_load.isEmpty()) {
        return fail("A load persistent id instruction was encountered, but no persistent_load "
                    "function was specified.");
    }
    Ref load = Ref::share(u_->persistent_load);
    Ref v = KRAIT_TRY(callFunction(t_, load, id));
    return push(std::move(v));
}

Status Loader::loadFrame() {
    int64_t size = KRAIT_TRY(sizeOf(8, "FRAME length"));
    (void)KRAIT_TRY(take(size));
    u_->at -= size;
    return ok();
}

// --- the machine ---------------------------------------------------------------------------------

Status Loader::run(uint8_t op) {
    switch (op) {
    case pickle::kNone:
        return push(Ref::none());
    case kBinInt: {
        const char* p = KRAIT_TRY(take(4));
        return push(Ref::take(Value::smallInt(static_cast<int32_t>(getLittle(p, 4)))));
    }
    case kBinInt1: {
        const char* p = KRAIT_TRY(take(1));
        return push(Ref::take(Value::smallInt(static_cast<uint8_t>(*p))));
    }
    case kBinInt2: {
        const char* p = KRAIT_TRY(take(2));
        return push(Ref::take(Value::smallInt(static_cast<int64_t>(getLittle(p, 2)))));
    }
    case pickle::kInt:
        return loadInt();
    case kLong:
        return loadLong();
    case kLong1:
        return loadCountedLong(1);
    case kLong4:
        return loadCountedLong(4);
    case pickle::kFloat:
        return loadFloat();
    case kBinFloat:
        return loadBinFloat();
    case kShortBinBytes:
        return loadBinBytes(1);
    case kBinBytes:
        return loadBinBytes(4);
    case kBinBytes8:
        return loadBinBytes(8);
    case kByteArray8:
        return loadByteArray();
    case kNextBuffer:
        return loadNextBuffer();
    case kReadOnlyBuffer:
        return loadReadOnlyBuffer();
    case kShortBinString:
        return loadBinString(1);
    case kBinString:
        return loadBinString(4);
    case kString:
        return loadString();
    case kUnicode:
        return loadUnicode();
    case kShortBinUnicode:
        return loadBinUnicode(1);
    case kBinUnicode:
        return loadBinUnicode(4);
    case kBinUnicode8:
        return loadBinUnicode(8);
    case kEmptyTuple:
    case kTuple1:
    case kTuple2:
    case kTuple3: {
        int64_t count = op == kEmptyTuple ? 0 : op - kTuple1 + 1;
        if (u_->stack.size < u_->fence + count) return underflow();
        Ref v = KRAIT_TRY(popTuple(u_->stack.size - count));
        return push(std::move(v));
    }
    case pickle::kTuple: {
        int64_t start = KRAIT_TRY(popMark());
        Ref v = KRAIT_TRY(popTuple(start));
        return push(std::move(v));
    }
    case kEmptyList: {
        New<List> v = KRAIT_TRY(listNew(t_));
        return push(std::move(v));
    }
    case pickle::kList: {
        int64_t start = KRAIT_TRY(popMark());
        Ref v = KRAIT_TRY(popList(start));
        return push(std::move(v));
    }
    case kEmptyDict: {
        New<Dict> v = KRAIT_TRY(dictNew(t_));
        return push(std::move(v));
    }
    case pickle::kDict:
        return loadDict();
    case kEmptySet: {
        New<Set> v = KRAIT_TRY(setNew(t_));
        return push(std::move(v));
    }
    case kAddItems:
        return loadAddItems();
    case pickle::kFrozenSet: {
        int64_t start = KRAIT_TRY(popMark());
        Ref items = KRAIT_TRY(popTuple(start));
        Ref v = KRAIT_TRY(frozenSetFrom(t_, items.as<Tuple>()->items, items.as<Tuple>()->length));
        return push(std::move(v));
    }
    case kObj:
        return loadObj();
    case kInst:
        return loadInst();
    case kNewObj:
        return loadNewObj(false);
    case kNewObjEx:
        return loadNewObj(true);
    case kGlobal:
        return loadGlobal();
    case kStackGlobal:
        return loadStackGlobal();
    case kAppend:
        return loadAppend(u_->stack.size - 1);
    case kAppends: {
        int64_t start = KRAIT_TRY(popMark());
        return loadAppend(start);
    }
    case kBuild:
        return loadBuild();
    case kDup: {
        Value v = KRAIT_TRY(top());
        return push(Ref::share(v));
    }
    case kBinGet: {
        const char* p = KRAIT_TRY(take(1));
        return getMemo(static_cast<uint8_t>(*p));
    }
    case kLongBinGet: {
        const char* p = KRAIT_TRY(take(4));
        return getMemo(getLittle(p, 4));
    }
    case kGet:
        return getMemoText();
    case kMark:
        KRAIT_TRY(u_->marks.push(t_, u_->stack.size));
        u_->fence = u_->stack.size;
        return ok();
    case kBinPut: {
        const char* p = KRAIT_TRY(take(1));
        Value v = KRAIT_TRY(top());
        return putMemo(static_cast<uint8_t>(*p), v);
    }
    case kLongBinPut: {
        const char* p = KRAIT_TRY(take(4));
        Value v = KRAIT_TRY(top());
        return putMemo(getLittle(p, 4), v);
    }
    case kPut:
        return putMemoText();
    case kMemoize: {
        Value v = KRAIT_TRY(top());
        return putMemo(static_cast<uint64_t>(u_->memo_used), v);
    }
    case kPop:
        if (u_->marks.size != 0 && u_->marks.data[u_->marks.size - 1] == u_->stack.size) {
            --u_->marks.size;
            setFence();
            return ok();
        } else {
            Ref v = KRAIT_TRY(pop());
            return ok();
        }
    case kPopMark: {
        int64_t start = KRAIT_TRY(popMark());
        cutTo(start);
        return ok();
    }
    case kSetItem:
        return loadSetItems(u_->stack.size - 2);
    case kSetItems: {
        int64_t start = KRAIT_TRY(popMark());
        return loadSetItems(start);
    }
    case kPersId: {
        std::string_view text = KRAIT_TRY(line());
        text.remove_suffix(1);
        if (!isAscii(reinterpret_cast<const uint8_t*>(text.data()), text.size())) {
            return fail("persistent IDs in protocol 0 must be ASCII strings");
        }
        Ref id = KRAIT_TRY(strFromAscii(t_, text));
        return loadPersistent(std::move(id));
    }
    case kBinPersId: {
        Ref id = KRAIT_TRY(pop());
        return loadPersistent(std::move(id));
    }
    case kReduce:
        return loadReduce();
    case kProto: {
        const char* p = KRAIT_TRY(take(1));
        auto protocol = static_cast<uint8_t>(*p);
        if (protocol > kProtocolMax) {
            return raise(t_, TypeId::kValueError, "unsupported pickle protocol: %d", protocol);
        }
        u_->protocol = protocol;
        return ok();
    }
    case kFrame:
        return loadFrame();
    case kExt1:
        return loadExtension(1);
    case kExt2:
        return loadExtension(2);
    case kExt4:
        return loadExtension(4);
    case kNewTrue:
        return push(Ref::boolean(true));
    case kNewFalse:
        return push(Ref::boolean(false));
    default:
        if (op >= 0x20 && op <= 0x7e && op != '\'' && op != '\\') {
            return fail("invalid load key, '%c'.", int{op});
        }
        char text[8];
        std::snprintf(text, sizeof text, "%02x", op);
        return fail("invalid load key, '\\x%s'.", text);
    }
}

Ref Loader::load() {
    u_->protocol = 0;
    u_->marks.size = 0;
    u_->fence = 0;
    cutTo(0);
    for (;;) {
        auto op = take(1);
        if (KRAIT_UNLIKELY(op.isError())) {
            Type* type = typeFromSpec(t_, &kUnpicklingErrorSpec);
            if (type && isSubtype(typeOf(t_, t_->exception), type)) {
                clearError(t_);
                return raise(t_, TypeId::kEOFError, "Ran out of input");
            }
            return Error{};
        }
        auto opcode = static_cast<uint8_t>(*op.value());
        if (opcode == kStop) break;
        KRAIT_TRY(run(opcode));
    }
    KRAIT_TRY(skipConsumed());
    return pop();
}

// --- the type ------------------------------------------------------------------------------------

// Empties what only a load needs, however it ends.
class LoadScope {
  public:
    LoadScope(Thread* t, Unpickler* u) : t_(t), u_(u) {}
    ~LoadScope() {
        while (u_->stack.size > 0) decref(u_->stack.data[--u_->stack.size]);
        u_->marks.size = 0;
        u_->fence = 0;
        forget(&u_->persistent_load);
    }
    Status begin(Value self, const MethodDef* plain_load, const MethodDef* plain_find);

  private:
    Thread* t_;
    Unpickler* u_;
};

bool isNativeMethod(Value bound, const MethodDef* def) {
    return isKind(bound, TypeId::kNativeFunction) && bound.as<NativeFunction>()->def == def;
}

Status LoadScope::begin(Value self, const MethodDef* plain_load, const MethodDef* plain_find) {
    Ref method = optionalAttribute(t_, self, "persistent_load");
    if (method.isEmpty() && t_->hasError()) return Error{};
    if (isNativeMethod(method, plain_load)) method = Ref();
    replace(&u_->persistent_load, std::move(method));
    method = optionalAttribute(t_, self, "find_class");
    if (method.isEmpty() && t_->hasError()) return Error{};
    u_->plain = isNativeMethod(method, plain_find);
    return ok();
}

void clearMemo(Unpickler* u) {
    while (u->memo.size > 0) decref(u->memo.data[--u->memo.size]);
    u->memo_used = 0;
    forget(&u->far_memo);
}

Ref unpickler_new(Thread* t, Args a) {
    auto u = KRAIT_TRY(newInstance<Unpickler>(t, a[0]));
    u->read = u->readline = u->peek = u->source = u->encoding = u->errors = u->buffers =
        u->own_persistent_load = u->persistent_load = u->far_memo = Value();
    u->prefetched = -1;
    return u;
}

Status setOptions(Thread* t, Unpickler* u, Args a, const char* function) {
    u->fix_imports = KRAIT_TRY(isTrue(t, a[0]));
    for (int i : {1, 2}) {
        if (!isStr(a[i])) {
            return raise(t, TypeId::kTypeError, "%s() argument '%s' must be str, not %T", function,
                         i == 1 ? "encoding" : "errors", a[i]);
        }
    }
    assign(u->encoding, a[1]);
    assign(u->errors, a[2]);
    if (a[3].isNone() || a[3] == Value(t->runtime->empty_tuple)) {
        forget(&u->buffers);
    } else {
        Ref iterator = KRAIT_TRY(iterOf(t, a[3]));
        replace(&u->buffers, std::move(iterator));
    }
    return ok();
}

Status setFile(Thread* t, Unpickler* u, Value file) {
    Ref peek = optionalAttribute(t, file, "peek");
    if (peek.isEmpty() && t->hasError()) return Error{};
    Ref read = getAttrOptional(t, file, t->name(kName_read));
    if (read.isEmpty() && t->hasError()) return Error{};
    Ref readline = getAttrOptional(t, file, t->name(kName_readline));
    if (readline.isEmpty() && t->hasError()) return Error{};
    if (read.isEmpty() || readline.isEmpty()) {
        return raise(t, TypeId::kTypeError, "file must have 'read' and 'readline' attributes");
    }
    replace(&u->peek, std::move(peek));
    replace(&u->read, std::move(read));
    replace(&u->readline, std::move(readline));
    return ok();
}

Ref unpickler_init(Thread* t, Args a) {
    auto* u = unpicklerOf(a[0]);
    u->ready = false;
    KRAIT_TRY(setFile(t, u, a[1]));
    KRAIT_TRY(setOptions(t, u, a + 2, "Unpickler"));
    clearMemo(u);
    u->input = nullptr;
    u->input_size = u->at = 0;
    u->prefetched = -1;
    forget(&u->source);
    u->ready = true;
    return Ref::none();
}

extern const MethodDef kUnpicklerMethods[];

Ref unpickler_persistent_load(Thread* t, Args) {
    return raiseOf(t, &kUnpicklingErrorSpec,
                   "A load persistent id instruction was encountered, but no persistent_load "
                   "function was specified.");
}

Ref unpickler_find_class(Thread* t, Args a) {
    return findClassPlain(t, unpicklerOf(a[0]), a[1], a[2]);
}

Ref unpickler_load(Thread* t, Args a) {
    auto* u = unpicklerOf(a[0]);
    if (!u->ready) {
        return raiseOf(t, &kUnpicklingErrorSpec,
                       "Unpickler.__init__() was not called by %T.__init__()", a[0]);
    }
    LoadScope scope(t, u);
    KRAIT_TRY(scope.begin(a[0], &kUnpicklerMethods[0], &kUnpicklerMethods[1]));
    return Loader(t, u).load();
}

Ref unpickler_sizeof(Thread* t, Args a) {
    auto* u = unpicklerOf(a[0]);
    return intFrom(t, static_cast<int64_t>(sizeof(Unpickler)) +
                          (u->memo.capacity + u->stack.capacity + u->marks.capacity) * 8);
}

const MethodDef kUnpicklerMethods[] = {
    {"persistent_load(self, pid, /)", unpickler_persistent_load,
     "The object of a persistent id. For subclasses to define."},
    {"find_class(self, module_name, global_name, /)", unpickler_find_class,
     "The object that a pickle names by module and name; imports the module."},
    {"load(self, /)", unpickler_load, "The object of the next pickle in the file."},
    {"__sizeof__(self, /)", unpickler_sizeof, "Size in memory, in bytes."},
    {}};

Ref unpicklerGetAttr(Thread* t, Value self, Str* name) {
    Value own = unpicklerOf(self)->own_persistent_load;
    if (!own.isEmpty() && strEqualAscii(name, "persistent_load")) return Ref::share(own);
    return genericGetAttr(t, self, name);
}
Status unpicklerSetAttr(Thread* t, Value self, Str* name, Value value) {
    if (strEqualAscii(name, "persistent_load")) {
        assign(unpicklerOf(self)->own_persistent_load, value);
        return ok();
    }
    return genericSetAttr(t, self, name, value);
}

// --- memo ----------------------------------------------------------------------------------------

struct MemoProxy : Object {
    Value unpickler;
};

Ref unpickler_get_memo(Thread* t, Value self) {
    auto proxy = KRAIT_TRY(newOf<MemoProxy>(t, &kUnpicklerMemoSpec));
    proxy->unpickler = Ref::share(self).release();
    return proxy;
}

Ref copyMemo(Thread* t, Unpickler* u) {
    New<Dict> copy = KRAIT_TRY(dictNew(t)); // by number
    for (int64_t i = 0; i < u->memo.size; ++i) {
        if (u->memo.data[i].isEmpty()) continue;
        KRAIT_TRY(dictSet(t, copy, Value::smallInt(i), u->memo.data[i]));
    }
    if (!u->far_memo.isEmpty()) KRAIT_TRY(dictUpdate(t, copy, u->far_memo));
    return copy;
}

Status unpickler_set_memo(Thread* t, Value self, Value v) {
    auto* u = unpicklerOf(self);
    if (v.isEmpty()) {
        return raise(t, TypeId::kTypeError, "attribute deletion is not supported");
    }
    Ref items;
    if (hasSpec(t, v, &kUnpicklerMemoSpec)) {
        items = KRAIT_TRY(copyMemo(t, unpicklerOf(v.as<MemoProxy>()->unpickler)));
    } else if (isDict(v)) {
        items = KRAIT_TRY(dictCopy(t, v.as<Dict>()));
    } else {
        return raise(t, TypeId::kTypeError,
                     "'memo' attribute must be an UnpicklerMemoProxy object or dict, not %.200T",
                     v);
    }
    int64_t position = 0;
    Value key, value;
    while (dictNext(items.as<Dict>(), &position, &key, &value)) {
        if (!isInt(key)) return raise(t, TypeId::kTypeError, "memo key must be integers");
        int64_t index = KRAIT_TRY(intAsInt64(t, key));
        if (index < 0) {
            return raise(t, TypeId::kValueError, "memo key must be positive integers.");
        }
    }
    clearMemo(u);
    // In far_memo: a number beyond the array is looked for there.
    replace(&u->far_memo, std::move(items));
    u->memo_used = u->far_memo.as<Dict>()->used;
    return ok();
}

Ref memo_clear(Thread*, Args a) {
    clearMemo(unpicklerOf(a[0].as<MemoProxy>()->unpickler));
    return Ref::none();
}
Ref memo_copy(Thread* t, Args a) {
    return copyMemo(t, unpicklerOf(a[0].as<MemoProxy>()->unpickler));
}
Ref memo_reduce(Thread* t, Args a) {
    Ref copy = KRAIT_TRY(memo_copy(t, a));
    Ref arguments = KRAIT_TRY(tupleOf(t, copy));
    return tupleOf(t, Value(t->type(TypeId::kDict)), arguments);
}

constexpr MethodDef kMemoMethods[] = {
    {"clear(self, /)", memo_clear, "Removes all items."},
    {"copy(self, /)", memo_copy, "A dict of the items, by number."},
    {"__reduce__(self, /)", memo_reduce, "How to pickle it: as a dict."},
    {}};

constexpr GetSetDef kUnpicklerGetSets[] = {{"memo", unpickler_get_memo, unpickler_set_memo}, {}};

void unpicklerDestroy(Thread* t, Object* o) {
    auto* u = static_cast<Unpickler*>(o);
    clearMemo(u);
    u->memo.release(t);
    while (u->stack.size > 0) decref(u->stack.data[--u->stack.size]);
    u->stack.release(t);
    u->marks.release(t);
    for (Value v : {u->read, u->readline, u->peek, u->source, u->encoding, u->errors, u->buffers,
                    u->own_persistent_load, u->persistent_load}) {
        decref(v);
    }
}
void unpicklerTraverse(Object* o, Visitor& visitor) {
    auto* u = static_cast<Unpickler*>(o);
    for (Value v : {u->read, u->readline, u->peek, u->source, u->encoding, u->errors, u->buffers,
                    u->own_persistent_load, u->persistent_load, u->far_memo}) {
        visitor.visit(v);
    }
    for (int64_t i = 0; i < u->memo.size; ++i) visitor.visit(u->memo.data[i]);
    for (int64_t i = 0; i < u->stack.size; ++i) visitor.visit(u->stack.data[i]);
}
void unpicklerClear(Thread*, Object* o) {
    auto* u = static_cast<Unpickler*>(o);
    u->ready = false;
    clearMemo(u);
    for (Value* v : {&u->read, &u->readline, &u->peek, &u->buffers, &u->own_persistent_load,
                     &u->persistent_load}) {
        forget(v);
    }
}

using OwnsOfMemo = Owns<MemoProxy, &MemoProxy::unpickler>;

} // namespace

const TypeSpec kUnpicklerSpec = {
    .name = "_pickle.Unpickler",
    .size = sizeof(Unpickler),
    .flags = kTypeBase | kTypeContainer,
    .slots = {.destroy = unpicklerDestroy,
              .traverse = unpicklerTraverse,
              .clear = unpicklerClear,
              .getattr = unpicklerGetAttr,
              .setattr = unpicklerSetAttr},
    .doc = "Reads pickles from a file.",
    .new_ = {"Unpickler(cls, /, *args, **kwargs)", unpickler_new, nullptr},
    .init = {"Unpickler(self, file, *, fix_imports=True, encoding='ASCII', errors='strict', "
             "buffers=())",
             unpickler_init, nullptr},
    .methods = kUnpicklerMethods,
    .getsets = kUnpicklerGetSets,
};
const TypeSpec kUnpicklerMemoSpec = {
    .name = "_pickle.UnpicklerMemoProxy",
    .size = sizeof(MemoProxy),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = OwnsOfMemo::destroy,
              .traverse = OwnsOfMemo::traverse,
              .clear = OwnsOfMemo::clear,
              .hash = hashNotImplemented},
    .doc = "The memo of an Unpickler.",
    .methods = kMemoMethods,
};

// --- functions -----------------------------------------------------------------------------------

namespace {

New<Unpickler> makeUnpickler(Thread* t, Args options, const char* function) {
    Type* type = typeFromSpec(t, &kUnpicklerSpec);
    if (!type) return Error{};
    Value cls(type);
    Ref made = KRAIT_TRY(unpickler_new(t, &cls));
    unpicklerOf(made)->plain = true;
    KRAIT_TRY(setOptions(t, unpicklerOf(made), options, function));
    return New<Unpickler>::take(made.release().as<Unpickler>());
}

} // namespace

Ref pickle_load(Thread* t, Args a) {
    New<Unpickler> u = KRAIT_TRY(makeUnpickler(t, a + 1, "load"));
    KRAIT_TRY(setFile(t, u, a[0]));
    return Loader(t, u).load();
}

Ref pickle_loads(Thread* t, Args a) {
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[0]));
    New<Unpickler> u = KRAIT_TRY(makeUnpickler(t, a + 1, "loads"));
    u->input = data.data();
    u->input_size = data.size();
    return Loader(t, u).load();
}

} // namespace krait::pickle
