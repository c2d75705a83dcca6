// marshal: values as bytes, in CPython's format of versions 0 to 4. Code objects are blueprints in
// their binary form. From version 3 a value that is met again is written as a reference to its
// first place, so lists and dicts may contain themselves. Reader and writer live for one call, and
// own what they have met. REENTRY: files and buffers of the user run Python code. LIMIT: nesting of
// 2000.
#include "stdlib/native/module_util.h"
#include "vm/objects/bytes.h"
#include "vm/objects/float.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_map>
#include <vector>

namespace krait {

namespace {

constexpr int kDepthMax = 2000;

class Writer {
  public:
    Writer(Thread* t, int64_t version, bool allow_code)
        : t_(t), version_(version), allow_code_(allow_code) {}

    Status write(Value v) {
        if (++depth_ > kDepthMax) {
            return raise(t_, TypeId::kValueError, "object too deeply nested to marshal");
        }
        Status status = writeValue(v);
        --depth_;
        return status;
    }
    const std::string& bytes() const { return out_; }

  private:
    // The type code of the value being written, with the mark of a value that can be referred to.
    void put(char c) { out_ += static_cast<char>(c | std::exchange(flag_, 0)); }
    void putLong(int64_t v) {
        auto word = static_cast<uint32_t>(v);
        for (int i = 0; i < 4; ++i) out_ += static_cast<char>(word >> (8 * i));
    }
    void putShort(uint32_t v) {
        out_ += static_cast<char>(v);
        out_ += static_cast<char>(v >> 8);
    }
    void putReal(double d) { // versions 0 and 1: as text of 17 digits
        if (version_ < 2) {
            char text[40];
            int length = snprintf(text, sizeof text, "%.17g", d);
            out_ += static_cast<char>(length);
            out_.append(text, static_cast<size_t>(length));
            return;
        }
        char raw[8];
        std::memcpy(raw, &d, 8);
        out_.append(raw, 8);
    }
    Status size(int64_t n) {
        if (n > INT32_MAX) return raise(t_, TypeId::kValueError, "unmarshallable object");
        putLong(n);
        return ok();
    }

    Status writeInt(Value v) {
        int64_t i;
        if (intFits(v, &i) && i >= INT32_MIN && i <= INT32_MAX) {
            put('i');
            putLong(i);
            return ok();
        }
        uint64_t scratch;
        bool negative;
        std::span<const uint64_t> limbs = intLimbs(v, &scratch, &negative);
        // Digits of 15 bits, least significant first.
        size_t bits = limbs.size() * 64;
        while (bits > 0 && !(limbs[(bits - 1) / 64] >> ((bits - 1) % 64) & 1)) --bits;
        size_t digits = (bits + 14) / 15;
        put('l');
        putLong(negative ? -static_cast<int64_t>(digits) : static_cast<int64_t>(digits));
        for (size_t d = 0; d < digits; ++d) {
            size_t at = d * 15;
            uint64_t digit = limbs[at / 64] >> (at % 64);
            if (at % 64 > 49 && at / 64 + 1 < limbs.size())
                digit |= limbs[at / 64 + 1] << (64 - at % 64);
            putShort(static_cast<uint32_t>(digit & 0x7fff));
        }
        return ok();
    }

    Status writeStr(Str* s) {
        bool interned = version_ >= 3 && s->isInterned();
        if (version_ >= 4 && s->isAscii()) {
            if (s->length < 256) {
                put(interned ? 'Z' : 'z');
                put(static_cast<char>(s->length));
            } else {
                put(interned ? 'A' : 'a');
                KRAIT_TRY(size(s->length));
            }
            out_.append(s->data, static_cast<size_t>(s->length));
            return ok();
        }
        std::string text = toUtf8(s);
        put(interned ? 't' : 'u');
        KRAIT_TRY(size(static_cast<int64_t>(text.size())));
        out_ += text;
        return ok();
    }

    Status writeItems(const Value* items, int64_t count) {
        for (int64_t i = 0; i < count; ++i) KRAIT_TRY(write(items[i]));
        return ok();
    }

    // Has the value been written before? Then a reference to it stands now. Otherwise, if it could
    // be met again, it gets the next place.
    bool writeReference(Value v) {
        if (version_ < 3) return false;
        if (v.isObject() && v.object()->refcount == 1) return false; // nobody else can refer to it
        auto [found, is_new] = places_.try_emplace(v.bits(), static_cast<uint32_t>(met_.size()));
        if (!is_new) {
            put('r');
            putLong(found->second);
            return true;
        }
        met_.push_back(Ref::share(v));
        flag_ = '\x80';
        return false;
    }

    // In the order of their own bytes, so that equal sets give equal bytes.
    Status writeSet(Set* set) {
        std::vector<std::pair<std::string, Ref>> items;
        int64_t position = 0;
        Value key;
        while (setNext(set, &position, &key)) {
            Ref kept = Ref::share(key);
            Writer writer(t_, version_, allow_code_);
            writer.depth_ = depth_;
            KRAIT_TRY(writer.write(kept));
            items.emplace_back(std::move(writer.out_), std::move(kept));
        }
        std::stable_sort(items.begin(), items.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        KRAIT_TRY(size(static_cast<int64_t>(items.size())));
        for (const auto& item : items) KRAIT_TRY(write(item.second));
        return ok();
    }

    Status writeValue(Value v) {
        if (v.isNone()) return put('N'), ok();
        if (v.isTrue()) return put('T'), ok();
        if (v.isFalse()) return put('F'), ok();
        if (v.isEllipsis()) return put('.'), ok();
        if (v == Value(t_->type(TypeId::kStopIteration))) return put('S'), ok();
        if (writeReference(v)) return ok();
        if (isExactInt(v)) return writeInt(v);
        if (v.isNumber() || isKind(v, TypeId::kFloat)) {
            put(version_ < 2 ? 'f' : 'g');
            putReal(floatValue(v));
            return ok();
        }
        if (isKind(v, TypeId::kComplex)) {
            put(version_ < 2 ? 'x' : 'y');
            putReal(v.as<Complex>()->real);
            putReal(v.as<Complex>()->imaginary);
            return ok();
        }
        if (isExactStr(v)) return writeStr(v.as<Str>());
        if (isKind(v, TypeId::kBytes)) {
            put('s');
            KRAIT_TRY(size(v.as<Bytes>()->length));
            out_ += v.as<Bytes>()->view();
            return ok();
        }
        if (isExactTuple(v)) {
            auto* tuple = v.as<Tuple>();
            if (version_ >= 4 && tuple->length < 256) {
                put(')');
                put(static_cast<char>(tuple->length));
            } else {
                put('(');
                KRAIT_TRY(size(tuple->length));
            }
            return writeItems(tuple->items, tuple->length);
        }
        if (isExactList(v)) {
            put('[');
            auto* list = v.as<List>();
            int64_t count = list->length;
            KRAIT_TRY(size(count));
            for (int64_t i = 0; i < count; ++i) { // an item's __buffer__ may change the list
                if (i >= list->length)
                    return raise(t_, TypeId::kValueError, "unmarshallable object");
                KRAIT_TRY(write(Ref::share(list->items[i])));
            }
            return ok();
        }
        if (isExactDict(v)) {
            put('{');
            int64_t position = 0;
            Value key, value;
            while (dictNext(v.as<Dict>(), &position, &key, &value)) {
                Ref key_kept = Ref::share(key), value_kept = Ref::share(value);
                KRAIT_TRY(write(key_kept));
                KRAIT_TRY(write(value_kept));
            }
            put('0');
            return ok();
        }
        if (isKind(v, TypeId::kSet) || isKind(v, TypeId::kFrozenSet)) {
            put(isKind(v, TypeId::kSet) ? '<' : '>');
            return writeSet(v.as<Set>());
        }
        if (isKind(v, TypeId::kCode)) {
            if (!allow_code_)
                return raise(t_, TypeId::kValueError, "marshalling code objects is disallowed");
            std::string code = writeBlueprint(**v.as<Code>()->blueprint);
            put('c');
            KRAIT_TRY(size(static_cast<int64_t>(code.size())));
            out_ += code;
            return ok();
        }
        if (v.isObject() && typeOf(t_, v)->slots.buffer) {
            Buffer buffer;
            KRAIT_TRY(buffer.acquire(t_, v));
            put('s');
            KRAIT_TRY(size(buffer.size()));
            out_ += buffer.view();
            return ok();
        }
        return raise(t_, TypeId::kValueError, "unmarshallable object");
    }

    Thread* t_;
    int64_t version_;
    bool allow_code_;
    std::string out_;
    char flag_ = 0; // of the next type code
    int depth_ = 0;
    std::unordered_map<uint64_t, uint32_t> places_; // the word of a value -> its place
    std::vector<Ref> met_;                          // keeps words from being used again
};

class Reader {
  public:
    Reader(Thread* t, std::string_view data, bool allow_code)
        : t_(t), data_(data), allow_code_(allow_code) {}
    // Reads what it needs from the file and no more: another reader may go on behind the value.
    Reader(Thread* t, Ref file, bool allow_code)
        : t_(t), file_(std::move(file)), allow_code_(allow_code) {}

    Ref read() {
        Ref v = readItem();
        if (v.isEmpty() && !t_->hasError())
            return raise(t_, TypeId::kTypeError, "NULL object in marshal data for object");
        return v;
    }

  private:
    Error bad(const char* what) {
        return raise(t_, TypeId::kValueError, "bad marshal data (%s)", what);
    }
    // The next n bytes; valid until the next call.
    Result<std::string_view> text(int64_t n) {
        if (!file_.isEmpty()) return textFromFile(n);
        if (data_.size() - at_ < static_cast<size_t>(n))
            return raise(t_, TypeId::kEOFError, "marshal data too short");
        std::string_view v = data_.substr(at_, static_cast<size_t>(n));
        at_ += static_cast<size_t>(n);
        return v;
    }
    Result<std::string_view> textFromFile(int64_t n) {
        constexpr int64_t kPieceMax = 1 << 20; // a forged size must not cost memory
        piece_.clear();
        while (static_cast<int64_t>(piece_.size()) < n) {
            int64_t wanted = std::min(n - static_cast<int64_t>(piece_.size()), kPieceMax);
            Ref buffer = KRAIT_TRY(byteArrayFrom(t_, std::string(static_cast<size_t>(wanted), 0)));
            Ref view = KRAIT_TRY(callFunction(t_, Value(t_->type(TypeId::kMemoryView)), buffer));
            Ref count = KRAIT_TRY(callMethod(t_, file_, t_->name(kName_readinto), view));
            int64_t got = 0;
            if (!count.get().isNone()) got = KRAIT_TRY(toIndexInt64(t_, count));
            if (got > wanted) {
                return raise(t_, TypeId::kValueError,
                             "read() returned too much data: %ld bytes requested, %ld returned",
                             wanted, got);
            }
            if (got < wanted) return raise(t_, TypeId::kEOFError, "EOF read where not expected");
            Buffer bytes;
            KRAIT_TRY(bytes.acquire(t_, buffer));
            piece_ += bytes.view();
        }
        return std::string_view(piece_);
    }
    Result<uint8_t> byte() {
        std::string_view v = KRAIT_TRY(text(1));
        return static_cast<uint8_t>(v[0]);
    }
    Result<int64_t> word() {
        std::string_view bytes = KRAIT_TRY(text(4));
        uint32_t v;
        std::memcpy(&v, bytes.data(), 4);
        return int64_t{static_cast<int32_t>(v)};
    }
    Result<int64_t> count() {
        int64_t n = KRAIT_TRY(word());
        if (n < 0) return bad("size out of range");
        return n;
    }
    Result<double> real() {
        std::string_view bytes = KRAIT_TRY(text(8));
        double d;
        std::memcpy(&d, bytes.data(), 8);
        return d;
    }
    Result<double> realFromText() {
        uint8_t length = KRAIT_TRY(byte());
        std::string_view digits = KRAIT_TRY(text(length));
        return std::strtod(std::string(digits).c_str(), nullptr);
    }

    // EMPTY without exception: the mark that ends a dict.
    Ref readItem() {
        if (++depth_ > kDepthMax) return bad("recursion limit exceeded");
        Result<uint8_t> first = byte();
        if (first.isError()) {
            if (clearErrorIf(t_, TypeId::kEOFError)) {
                return raise(t_, TypeId::kEOFError, "EOF read where object expected");
            }
            return Error{};
        }
        uint8_t type = first.value();
        bool keep = type & 0x80;
        // A container may refer to itself: its place comes before those of its items.
        size_t place = refs_.size();
        if (keep) refs_.emplace_back();
        Ref v = readBody(type & 0x7f, keep ? &place : nullptr);
        if (keep && !v.isEmpty()) refs_[place] = Ref::share(v);
        --depth_;
        return v;
    }

    Ref readLong() {
        int64_t n = KRAIT_TRY(word());
        bool negative = n < 0;
        auto digits = static_cast<size_t>(negative ? -n : n);
        std::string_view bytes = KRAIT_TRY(text(static_cast<int64_t>(digits) * 2));
        std::vector<uint64_t> limbs(digits * 15 / 64 + 2);
        for (size_t d = 0; d < digits; ++d) {
            uint16_t digit;
            std::memcpy(&digit, bytes.data() + d * 2, 2);
            if (digit > 0x7fff) return bad("digit out of range in long");
            if (digit == 0 && d + 1 == digits) return bad("unnormalized long data");
            size_t at = d * 15;
            limbs[at / 64] |= uint64_t{digit} << (at % 64);
            if (at % 64 > 49) limbs[at / 64 + 1] |= uint64_t{digit} >> (64 - at % 64);
        }
        while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
        return intFromLimbs(t_, limbs, negative);
    }

    Ref readTuple(int64_t n) {
        New<List> list = KRAIT_TRY(listNew(t_));
        for (int64_t i = 0; i < n; ++i) {
            Ref item = KRAIT_TRY(read());
            KRAIT_TRY(listAppend(t_, list, item));
        }
        return listAsTuple(t_, list);
    }

    Ref readBody(uint8_t type, const size_t* place) {
        switch (type) {
        case '0':
            return Ref();
        case 'N':
            return Ref::none();
        case 'T':
            return Ref::boolean(true);
        case 'F':
            return Ref::boolean(false);
        case '.':
            return Ref::take(Value::ellipsis());
        case 'S':
            return Ref::share(Value(t_->type(TypeId::kStopIteration)));
        case 'i': {
            int64_t i = KRAIT_TRY(word());
            return intFrom(t_, i);
        }
        case 'I': { // of old versions
            std::string_view bytes = KRAIT_TRY(text(8));
            int64_t i;
            std::memcpy(&i, bytes.data(), 8);
            return intFrom(t_, i);
        }
        case 'l':
            return readLong();
        case 'g': {
            double d = KRAIT_TRY(real());
            return d == d ? floatFrom(d) : floatNewNan(t_, d); // its sign is kept
        }
        case 'f': {
            double d = KRAIT_TRY(realFromText());
            return floatFrom(d);
        }
        case 'x': {
            double re = KRAIT_TRY(realFromText());
            double im = KRAIT_TRY(realFromText());
            return complexFrom(t_, re, im);
        }
        case 'y': {
            double re = KRAIT_TRY(real());
            double im = KRAIT_TRY(real());
            return complexFrom(t_, re, im);
        }
        case 's': {
            int64_t n = KRAIT_TRY(count());
            std::string_view data = KRAIT_TRY(text(n));
            return bytesFrom(t_, data);
        }
        case 'z':
        case 'Z':
        case 'a':
        case 'A':
        case 'u':
        case 't': {
            int64_t n;
            if (type == 'z' || type == 'Z') {
                n = KRAIT_TRY(byte());
            } else {
                n = KRAIT_TRY(count());
            }
            std::string_view data = KRAIT_TRY(text(n));
            if (type == 'Z' || type == 'A' || type == 't') return strIntern(t_, data);
            return strFromUtf8(t_, data);
        }
        case ')': {
            uint8_t n = KRAIT_TRY(byte());
            return readTuple(n);
        }
        case '(': {
            int64_t n = KRAIT_TRY(count());
            return readTuple(n);
        }
        case '[': {
            int64_t n = KRAIT_TRY(count());
            New<List> list = KRAIT_TRY(listNew(t_));
            if (place) refs_[*place] = Ref::share(Value(list));
            for (int64_t i = 0; i < n; ++i) {
                Ref item = KRAIT_TRY(read());
                KRAIT_TRY(listAppend(t_, list, item));
            }
            return list;
        }
        case '{': {
            New<Dict> dict = KRAIT_TRY(dictNew(t_));
            if (place) refs_[*place] = Ref::share(Value(dict));
            for (;;) {
                Ref key = readItem();
                if (key.isEmpty()) {
                    if (t_->hasError()) return Error{};
                    return dict;
                }
                Ref value = KRAIT_TRY(read());
                KRAIT_TRY(dictSet(t_, dict, key, value));
            }
        }
        case '<':
        case '>': {
            int64_t n = KRAIT_TRY(count());
            New<Set> set = KRAIT_TRY(setNew(t_, type == '>'));
            for (int64_t i = 0; i < n; ++i) {
                Ref item = KRAIT_TRY(read());
                KRAIT_TRY(setAdd(t_, set, item));
            }
            return set;
        }
        case 'c': {
            if (!allow_code_)
                return raise(t_, TypeId::kValueError, "unmarshalling code objects is disallowed");
            int64_t n = KRAIT_TRY(count());
            std::string_view data = KRAIT_TRY(text(n));
            std::string why;
            std::shared_ptr<CodeBlueprint> code = readBlueprint(data.data(), data.size(), &why);
            if (!code) return bad(why.c_str());
            return codeFromBlueprint(t_, code);
        }
        case 'r': {
            int64_t n = KRAIT_TRY(word());
            if (n < 0 || static_cast<size_t>(n) >= refs_.size() ||
                refs_[static_cast<size_t>(n)].isEmpty()) {
                return bad("invalid reference");
            }
            return Ref::share(refs_[static_cast<size_t>(n)]);
        }
        default:
            return bad("unknown type code");
        }
    }

    Thread* t_;
    std::string_view data_;
    Ref file_;
    std::string piece_; // of the file
    bool allow_code_;
    size_t at_ = 0;
    int depth_ = 0;
    std::vector<Ref> refs_;
};

Ref dump(Thread* t, Value v, Value version, Value allow_code) {
    int64_t number = KRAIT_TRY(toIndexInt64(t, version));
    bool code = KRAIT_TRY(isTrue(t, allow_code));
    Writer writer(t, number, code);
    KRAIT_TRY(writer.write(v));
    return bytesFrom(t, writer.bytes());
}

Ref marshal_dumps(Thread* t, Args a) {
    return dump(t, a[0], a[1], a[2]);
}

Ref marshal_loads(Thread* t, Args a) {
    bool allow_code = KRAIT_TRY(isTrue(t, a[1]));
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    return Reader(t, buffer.view(), allow_code).read();
}

Ref marshal_dump(Thread* t, Args a) {
    Ref bytes = KRAIT_TRY(dump(t, a[0], a[2], a[3]));
    return callMethod(t, a[1], t->name(kName_write), bytes);
}

Ref marshal_load(Thread* t, Args a) {
    bool allow_code = KRAIT_TRY(isTrue(t, a[1]));
    // A text file is found out before anything is read.
    Ref nothing = KRAIT_TRY(callMethod(t, a[0], t->name(kName_read), Value::smallInt(0)));
    if (!isBytes(nothing)) {
        return raise(t, TypeId::kTypeError, "file.read() returned not bytes but %T", nothing.get());
    }
    return Reader(t, Ref::share(a[0]), allow_code).read();
}

constexpr MethodDef kFunctions[] = {
    {"dump(value, file, version=4, /, *, allow_code=True)", marshal_dump,
     "Write the value on the open file."},
    {"dumps(value, version=4, /, *, allow_code=True)", marshal_dumps,
     "Return the bytes object that would be written to a file by dump(value, file)."},
    {"load(file, /, *, allow_code=True)", marshal_load,
     "Read one value from the open file and return it."},
    {"loads(bytes, /, *, allow_code=True)", marshal_loads,
     "Convert the bytes-like object to a value."},
    {}};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module).integer("version", 4).finish();
}

} // namespace

extern const NativeModule kmarshalModule = {"marshal", "Values as bytes.", kFunctions, initModule};

} // namespace krait
