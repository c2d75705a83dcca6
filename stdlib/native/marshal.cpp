// marshal: values as bytes, in CPython's format (version 4, without back references when writing).
// Code objects are blueprints in their binary form. LIMIT: nesting of 2000.
#include "stdlib/native/module_util.h"
#include "vm/objects/bytes.h"
#include "vm/objects/float.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"

#include <cstring>
#include <string>
#include <vector>

namespace krait {

namespace {

constexpr int kDepthMax = 2000;

class Writer {
  public:
    explicit Writer(Thread* t) : t_(t) {}

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
    void put(char c) { out_ += c; }
    void putLong(int64_t v) {
        auto word = static_cast<uint32_t>(v);
        for (int i = 0; i < 4; ++i) out_ += static_cast<char>(word >> (8 * i));
    }
    void putShort(uint32_t v) {
        out_ += static_cast<char>(v);
        out_ += static_cast<char>(v >> 8);
    }
    void putDouble(double d) {
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
        bool interned = s->isInterned();
        if (s->isAscii()) {
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

    Status writeValue(Value v) {
        if (v.isNone()) return put('N'), ok();
        if (v.isTrue()) return put('T'), ok();
        if (v.isFalse()) return put('F'), ok();
        if (v.isEllipsis()) return put('.'), ok();
        if (v == Value(t_->type(TypeId::kStopIteration))) return put('S'), ok();
        if (isExactInt(v)) return writeInt(v);
        if (v.isNumber() || isKind(v, TypeId::kFloat)) {
            put('g');
            putDouble(floatValue(v));
            return ok();
        }
        if (isKind(v, TypeId::kComplex)) {
            put('y');
            putDouble(v.as<Complex>()->real);
            putDouble(v.as<Complex>()->imaginary);
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
            if (tuple->length < 256) {
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
            auto* set = v.as<Set>();
            put(isKind(v, TypeId::kSet) ? '<' : '>');
            KRAIT_TRY(size(set->used));
            int64_t position = 0;
            Value key;
            while (setNext(set, &position, &key)) KRAIT_TRY(write(Ref::share(key)));
            return ok();
        }
        if (isKind(v, TypeId::kCode)) {
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
    std::string out_;
    int depth_ = 0;
};

class Reader {
  public:
    Reader(Thread* t, std::string_view data) : t_(t), data_(data) {}
    size_t position() const { return at_; }

    Ref read() {
        Ref v = readItem();
        if (v.isEmpty() && !t_->hasError())
            return raise(t_, TypeId::kTypeError, "NULL object in marshal data for object");
        return v;
    }

  private:
    Error cut() { return raise(t_, TypeId::kEOFError, "marshal data too short"); }
    Error bad(const char* what) {
        return raise(t_, TypeId::kValueError, "bad marshal data (%s)", what);
    }
    bool has(size_t n) const { return data_.size() - at_ >= n; }
    uint8_t byte() { return static_cast<uint8_t>(data_[at_++]); }
    Result<int64_t> word() {
        if (!has(4)) return cut();
        uint32_t v = 0;
        for (int i = 0; i < 4; ++i) v |= static_cast<uint32_t>(byte()) << (8 * i);
        return int64_t{static_cast<int32_t>(v)};
    }
    Result<int64_t> count() {
        int64_t n = KRAIT_TRY(word());
        if (n < 0) return bad("size out of range");
        return n;
    }
    Result<double> real() {
        if (!has(8)) return cut();
        double d;
        std::memcpy(&d, data_.data() + at_, 8);
        at_ += 8;
        return d;
    }
    Result<std::string_view> text(int64_t n) {
        if (!has(static_cast<size_t>(n))) return cut();
        std::string_view v = data_.substr(at_, static_cast<size_t>(n));
        at_ += static_cast<size_t>(n);
        return v;
    }

    // EMPTY without exception: the mark that ends a dict.
    Ref readItem() {
        if (++depth_ > kDepthMax) return bad("recursion limit exceeded");
        if (!has(1)) return raise(t_, TypeId::kEOFError, "EOF read where object expected");
        uint8_t type = byte();
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
        if (!has(digits * 2)) return cut();
        std::vector<uint64_t> limbs(digits * 15 / 64 + 2);
        for (size_t d = 0; d < digits; ++d) {
            uint64_t digit = byte();
            digit |= uint64_t{byte()} << 8;
            if (digit > 0x7fff) return bad("digit out of range in long");
            size_t at = d * 15;
            limbs[at / 64] |= digit << (at % 64);
            if (at % 64 > 49) limbs[at / 64 + 1] |= digit >> (64 - at % 64);
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
        case 'l':
            return readLong();
        case 'g': {
            double d = KRAIT_TRY(real());
            return d == d ? floatFrom(d) : floatNewNan(t_, d); // its sign is kept
        }
        case 'f': {
            if (!has(1)) return cut();
            std::string_view digits = KRAIT_TRY(text(byte()));
            return floatFrom(std::strtod(std::string(digits).c_str(), nullptr));
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
                if (!has(1)) return cut();
                n = byte();
            } else {
                n = KRAIT_TRY(count());
            }
            std::string_view data = KRAIT_TRY(text(n));
            if (type == 'Z' || type == 'A' || type == 't') return strIntern(t_, data);
            return strFromUtf8(t_, data);
        }
        case ')':
            if (!has(1)) return cut();
            return readTuple(byte());
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
    size_t at_ = 0;
    int depth_ = 0;
    std::vector<Ref> refs_;
};

Ref marshal_dumps(Thread* t, Args a) {
    Writer writer(t);
    KRAIT_TRY(writer.write(a[0]));
    return bytesFrom(t, writer.bytes());
}

Ref marshal_loads(Thread* t, Args a) {
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[0]));
    Reader reader(t, buffer.view());
    return reader.read();
}

Ref marshal_dump(Thread* t, Args a) {
    Writer writer(t);
    KRAIT_TRY(writer.write(a[0]));
    Ref bytes = KRAIT_TRY(bytesFrom(t, writer.bytes()));
    return callMethod(t, a[1], t->name(kName_write), bytes);
}

// Reads all that is left, and goes back to where the value ended.
Ref marshal_load(Thread* t, Args a) {
    Ref start = KRAIT_TRY(callMethod(t, a[0], t->name(kName_tell)));
    Ref data = KRAIT_TRY(callMethod(t, a[0], t->name(kName_read)));
    if (!isBytes(data)) {
        return raise(t, TypeId::kTypeError, "file.read() returned not bytes but %T", data.get());
    }
    Reader reader(t, data.as<Bytes>()->view());
    Ref value = KRAIT_TRY(reader.read());
    Ref end = KRAIT_TRY(intAdd(t, start, Value::smallInt(static_cast<int64_t>(reader.position()))));
    Ref moved = KRAIT_TRY(callMethod(t, a[0], t->name(kName_seek), end));
    return value;
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
