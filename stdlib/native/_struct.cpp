// _struct: values packed as bytes by a format.
//
// A format is parsed once into fields, runs of items of one code at an offset, that a Struct owns
// as a heap block. The module's functions keep the Structs of the formats used last, in a dict that
// is emptied when it is full. Needs the GIL.
//
// REENTRY: __index__, __float__ and __bool__ of values run while packing: the target is a bytes
// object that nobody sees yet, or memory that a held buffer keeps in place.
#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"

#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/item_format.h"
#include "vm/runtime/codecs.h"

#include <algorithm>
#include <cstring>

namespace krait {
namespace {

extern const TypeSpec kErrorSpec;
extern const TypeSpec kStructSpec;
extern const TypeSpec kUnpackIteratorSpec;

struct Field {
    char code;
    bool big;
    bool native;    // in the machine's order and alignment
    uint8_t size;   // of an item; of 's' and 'p' `count` is the size
    int64_t offset; // of the first item
    int64_t count;

    bool isText() const { return code == 's' || code == 'p'; }
    int64_t items() const { return isText() ? 1 : count; }
};

struct StructObject : Object {
    Value format;  // str, or EMPTY before __init__
    Field* fields; // heap block
    int64_t field_count;
    int64_t size, item_count; // -1 before __init__
};

struct UnpackIterator : Object {
    Value structure;  // EMPTY once exhausted
    BufferView* view; // held until then
    int64_t offset;
};

StructObject* structOf(Value v) {
    return v.as<StructObject>();
}

// --- formats -------------------------------------------------------------------------------------

struct Layout {
    bool native = true, big = false;

    // The size of an item of a code, 0 if there is none, and its alignment.
    size_t sizeOf(char code) const {
        if (code == 'x' || code == 's' || code == 'p') return 1;
        if (!native) {
            if (code == 'n' || code == 'N' || code == 'P') return 0;
            if (code == 'l' || code == 'L') return 4;
        }
        return nativeItemSize(code);
    }
};

Error totalTooLong(Thread* t) {
    return raiseOf(t, &kErrorSpec, "total struct size too long");
}

// Reads a format, calling add(Field) for each field; gives the size.
template <typename Add>
Result<int64_t> parseFormat(Thread* t, std::string_view format, Add&& add) {
    if (format.find('\0') != std::string_view::npos) {
        return raiseOf(t, &kErrorSpec, "embedded null character");
    }
    Layout layout;
    size_t at = 0;
    if (!format.empty()) {
        char order = format[0];
        bool given = std::string_view("@=<>!").find(order) != std::string_view::npos;
        at = given;
        if (given && order != '@') layout = {false, order == '>' || order == '!'};
    }
    int64_t size = 0;
    while (at < format.size()) {
        char c = format[at++];
        if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
        int64_t count = 1;
        if (c >= '0' && c <= '9') {
            count = c - '0';
            for (; at < format.size() && format[at] >= '0' && format[at] <= '9'; ++at) {
                if (__builtin_mul_overflow(count, 10, &count) ||
                    __builtin_add_overflow(count, format[at] - '0', &count)) {
                    return totalTooLong(t);
                }
            }
            if (at == format.size()) {
                return raiseOf(t, &kErrorSpec, "repeat count given without format specifier");
            }
            c = format[at++];
        }
        auto item_size = static_cast<int64_t>(layout.sizeOf(c));
        if (item_size == 0) return raiseOf(t, &kErrorSpec, "bad char in struct format");
        if (layout.native) {
            if (size > INT64_MAX - item_size) return totalTooLong(t);
            size = (size + item_size - 1) / item_size * item_size;
        }
        int64_t bytes;
        Field field = {c, layout.big, layout.native, static_cast<uint8_t>(item_size), size, count};
        if (__builtin_mul_overflow(count, item_size, &bytes) ||
            __builtin_add_overflow(size, bytes, &size)) {
            return totalTooLong(t);
        }
        if (c != 'x' && (count != 0 || field.isText())) add(field);
    }
    return size;
}

// The text of a format that is a str or bytes.
Ref formatText(Thread* t, Value format) {
    if (isStr(format)) {
        if (format.as<Str>()->isAscii()) return Ref::share(format);
        New<Str> ascii = KRAIT_TRY(strIntern(t, "ascii"));
        return encodeText(t, format.as<Str>(), ascii, nullptr); // which fails
    }
    if (isBytes(format)) {
        std::string_view bytes = format.as<Bytes>()->view();
        return strFromLatin1(t, reinterpret_cast<const uint8_t*>(bytes.data()),
                             static_cast<int64_t>(bytes.size()));
    }
    return raise(t, TypeId::kTypeError, "Struct() argument 1 must be a str or bytes object, not %T",
                 format);
}

std::string_view viewOfText(const Str* text) {
    return {text->data, static_cast<size_t>(text->length)};
}

Status setFormat(Thread* t, StructObject* s, Value format) {
    Ref text = KRAIT_TRY(formatText(t, format));
    std::string_view view = viewOfText(text.as<Str>());
    int64_t field_count = 0, item_count = 0;
    int64_t size = KRAIT_TRY(parseFormat(t, view, [&](const Field& field) {
        ++field_count;
        item_count += field.items();
    }));
    Field* fields = nullptr;
    if (field_count != 0) {
        auto* block = t->heap->allocateBlock(static_cast<size_t>(field_count) * sizeof(Field));
        if (!block) return raiseNoMemory(t);
        fields = static_cast<Field*>(block);
        Field* next = fields;
        (void)KRAIT_TRY(parseFormat(t, view, [&](const Field& field) { *next++ = field; }));
    }
    if (s->fields) {
        t->heap->freeBlock(s->fields, static_cast<size_t>(s->field_count) * sizeof(Field));
    }
    s->fields = fields;
    s->field_count = field_count;
    s->size = size;
    s->item_count = item_count;
    replace(&s->format, std::move(text));
    return ok();
}

New<StructObject> structNew(Thread* t, Type* type) {
    auto s = KRAIT_TRY(newInstance<StructObject>(t, Value(type)));
    s->format = Value();
    s->fields = nullptr;
    s->size = s->item_count = -1;
    return s;
}

// The Struct of a format, from the cache if it has it.
constexpr int kCacheKey = 0;
constexpr int64_t kCacheSizeMax = 100;

Result<Dict*> cacheOf(Thread* t) {
    for (auto& [key, state] : t->runtime->module_states) {
        if (key == &kCacheKey) return static_cast<Dict*>(state);
    }
    New<Dict> cache = KRAIT_TRY(dictNew(t));
    t->runtime->module_states.emplace_back(&kCacheKey, cache.get());
    return cache.release().as<Dict>();
}

Ref structFor(Thread* t, Value format) {
    if (!isStr(format) && !isBytes(format)) return formatText(t, format);
    Dict* cache = KRAIT_TRY(cacheOf(t));
    Value known = KRAIT_TRY(dictGet(t, cache, format));
    if (KRAIT_LIKELY(!known.isEmpty())) return Ref::share(known);
    Type* type = typeFromSpec(t, &kStructSpec);
    if (!type) return Error{};
    New<StructObject> s = KRAIT_TRY(structNew(t, type));
    KRAIT_TRY(setFormat(t, s, format));
    if (cache->used >= kCacheSizeMax) dictClear(t, cache);
    KRAIT_TRY(dictSet(t, cache, format, s));
    return s;
}

// --- packing -------------------------------------------------------------------------------------

Error outOfRange(Thread* t, const Field& field) {
    if (field.code == 'P') return raiseOf(t, &kErrorSpec, "int too large to convert");
    int bits = field.size * 8;
    if (isSignedCode(field.code)) {
        int64_t max = static_cast<int64_t>(~uint64_t{0} >> (65 - bits));
        return raiseOf(t, &kErrorSpec, "'%c' format requires %ld <= number <= %ld", field.code,
                       -max - 1, max);
    }
    return raiseOf(t, &kErrorSpec, "'%c' format requires 0 <= number <= %zu", field.code,
                   static_cast<size_t>(~uint64_t{0} >> (64 - bits)));
}

Status packInteger(Thread* t, const Field& field, Value item, char* out) {
    if (KRAIT_LIKELY(item.isSmallInt())) {
        int64_t value = item.asSmallInt();
        bool fits = isSignedCode(field.code) || field.code == 'P'
                        ? fitsSigned(value, field.size)
                        : value >= 0 && fitsUnsigned(static_cast<uint64_t>(value), field.size);
        if (!fits) return outOfRange(t, field);
        storeInteger(out, field.size, field.big, static_cast<uint64_t>(value));
        return ok();
    }
    if (!hasIndex(t, item)) {
        return raiseOf(t, &kErrorSpec, "required argument is not an integer");
    }
    Ref index = KRAIT_TRY(toIndex(t, item));
    uint64_t scratch;
    bool negative;
    auto limbs = intLimbs(index, &scratch, &negative);
    uint64_t magnitude = limbs.empty() ? 0 : limbs[0];
    uint64_t limit = uint64_t{1} << (field.size * 8 - 1); // of negative numbers, and one above
    bool fits = limbs.size() <= 1;
    if (isSignedCode(field.code)) {
        fits = fits && magnitude <= limit - !negative;
    } else if (negative && magnitude != 0) {
        fits = fits && field.code == 'P' && magnitude <= limit;
    } else {
        fits = fits && fitsUnsigned(magnitude, field.size);
    }
    if (!fits) return outOfRange(t, field);
    storeInteger(out, field.size, field.big, negative ? 0 - magnitude : magnitude);
    return ok();
}

Status packFloat(Thread* t, const Field& field, Value item, char* out) {
    double number;
    if (KRAIT_LIKELY(item.isNumber())) {
        number = item.asNumber();
    } else {
        Result<double> converted = toDouble(t, item);
        if (converted.isError()) {
            if (!errorIs(t, TypeId::kException)) return Error{};
            clearError(t);
            return raiseOf(t, &kErrorSpec, "required argument is not a float");
        }
        number = converted.value();
    }
    uint64_t bits;
    bool fits = true;
    if (field.code == 'd') {
        std::memcpy(&bits, &number, sizeof number);
    } else if (field.code == 'f') {
        float single;
        // Python: only the portable orders mind that a finite number becomes infinite.
        fits = doubleToSingle(number, &single) || field.native;
        bits = std::bit_cast<uint32_t>(single);
    } else {
        uint16_t half;
        fits = doubleToHalf(number, &half);
        bits = half;
    }
    if (!fits) {
        if (isInt(item)) return raiseOf(t, &kErrorSpec, "int too large to convert");
        return raise(t, TypeId::kOverflowError, "float too large to pack with %c format",
                     field.code);
    }
    storeInteger(out, field.size, field.big, bits);
    return ok();
}

Status packText(Thread* t, const Field& field, Value item, char* out) {
    if (!isBytes(item) && !isByteArray(item)) {
        return raiseOf(t, &kErrorSpec, "argument for '%c' must be a bytes object", field.code);
    }
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, item));
    auto room = static_cast<size_t>(field.count);
    if (field.code == 's') {
        std::memcpy(out, buffer.data(), std::min(room, buffer.view().size()));
    } else if (room != 0) {
        size_t kept = std::min(room - 1, buffer.view().size());
        std::memcpy(out + 1, buffer.data(), kept);
        *out = static_cast<char>(std::min<size_t>(kept, 255));
    }
    return ok();
}

Status packItem(Thread* t, const Field& field, Value item, char* out) {
    switch (field.code) {
    case 's':
    case 'p':
        return packText(t, field, item, out);
    case 'c':
        if (!isBytes(item) || item.as<Bytes>()->length != 1) {
            return raiseOf(t, &kErrorSpec, "char format requires a bytes object of length 1");
        }
        *out = item.as<Bytes>()->data[0];
        return ok();
    case '?':
        *out = KRAIT_TRY(isTrue(t, item));
        return ok();
    case 'e':
    case 'f':
    case 'd':
        return packFloat(t, field, item, out);
    default:
        return packInteger(t, field, item, out);
    }
}

// Packs item_count values into zeroed memory of the struct's size.
Status packValues(Thread* t, const StructObject* s, const Value* values, char* out) {
    for (int64_t i = 0; i < s->field_count; ++i) {
        const Field& field = s->fields[i];
        char* p = out + field.offset;
        for (int64_t k = field.items(); k > 0; --k, p += field.size) {
            KRAIT_TRY(packItem(t, field, *values++, p));
        }
    }
    return ok();
}

// --- unpacking -----------------------------------------------------------------------------------

// A float word has one NaN only: others keep their sign and payload in an object.
Ref unpackedDouble(Thread* t, double d) {
    return KRAIT_LIKELY(d == d) ? floatFrom(d) : floatNewNan(t, d);
}

Ref unpackItem(Thread* t, const Field& field, const char* p) {
    switch (field.code) {
    case 's':
        return bytesFrom(t, {p, static_cast<size_t>(field.count)});
    case 'p': {
        int64_t size = field.count == 0 ? 0 : static_cast<uint8_t>(*p);
        size = std::min(size, field.count - 1);
        return bytesFrom(t, {p + 1, static_cast<size_t>(std::max<int64_t>(size, 0))});
    }
    case 'c':
        return bytesFrom(t, {p, 1});
    case '?':
        return Ref::boolean(*p != 0);
    case 'e':
        return unpackedDouble(t, halfToDouble(static_cast<uint16_t>(loadInteger(p, 2, field.big))));
    case 'f':
        return unpackedDouble(
            t, std::bit_cast<float>(static_cast<uint32_t>(loadInteger(p, 4, field.big))));
    case 'd':
        return unpackedDouble(t, std::bit_cast<double>(loadInteger(p, 8, field.big)));
    default:
        return isSignedCode(field.code) ? intFrom(t, loadSignedInteger(p, field.size, field.big))
                                        : intFromUnsigned(t, loadInteger(p, field.size, field.big));
    }
}

Ref unpackAll(Thread* t, const StructObject* s, const char* data) {
    New<Tuple> values = KRAIT_TRY(tupleAllocate(t, s->item_count));
    Value* out = values->items;
    for (int64_t i = 0; i < s->field_count; ++i) {
        const Field& field = s->fields[i];
        const char* p = data + field.offset;
        for (int64_t k = field.items(); k > 0; --k, p += field.size) {
            *out++ = KRAIT_TRY(unpackItem(t, field, p)).release();
        }
    }
    return values;
}

// --- what functions and methods share ------------------------------------------------------------

Ref pack(Thread* t, Value structure, const Value* values, int64_t count) {
    const auto* s = structOf(structure);
    if (count != s->item_count) {
        return raiseOf(t, &kErrorSpec, "pack expected %ld items for packing (got %ld)",
                       s->item_count, count);
    }
    New<Bytes> result = KRAIT_TRY(bytesAllocate(t, s->size));
    std::memset(result->data, 0, static_cast<size_t>(s->size));
    KRAIT_TRY(packValues(t, s, values, result->data));
    return result;
}

// An offset into a buffer of `size` bytes, checked for room for the struct.
Result<int64_t> checkOffset(Thread* t, const StructObject* s, int64_t offset, int64_t size,
                            bool packing) {
    if (offset < 0) {
        if (offset + s->size > 0) {
            return raiseOf(t, &kErrorSpec,
                           packing ? "no space to pack %ld bytes at offset %ld"
                                   : "not enough data to unpack %ld bytes at offset %ld",
                           s->size, offset);
        }
        if (offset + size < 0) {
            return raiseOf(t, &kErrorSpec, "offset %ld out of range for %ld-byte buffer", offset,
                           size);
        }
        offset += size;
    }
    if (size - offset < s->size) {
        return raiseOf(t, &kErrorSpec,
                       "%s requires a buffer of at least %zu bytes for %s %ld bytes at offset %ld "
                       "(actual buffer size is %ld)",
                       packing ? "pack_into" : "unpack_from",
                       static_cast<size_t>(s->size) + static_cast<size_t>(offset),
                       packing ? "packing" : "unpacking", s->size, offset, size);
    }
    return offset;
}

// arguments: buffer, offset, values...
Ref packInto(Thread* t, Value structure, const Value* arguments, int64_t count) {
    const auto* s = structOf(structure);
    if (count < 2) {
        return raiseOf(t, &kErrorSpec, "pack_into expected %s argument",
                       count == 0 ? "buffer" : "offset");
    }
    if (count - 2 != s->item_count) {
        return raiseOf(t, &kErrorSpec, "pack_into expected %ld items for packing (got %ld)",
                       s->item_count, count - 2);
    }
    Buffer buffer;
    if (buffer.acquire(t, arguments[0], true).isError()) {
        if (!errorIs(t, TypeId::kTypeError) && !errorIs(t, TypeId::kBufferError)) return Error{};
        clearError(t);
        return raise(t, TypeId::kTypeError, "argument must be read-write bytes-like object, not %T",
                     arguments[0]);
    }
    int64_t offset = KRAIT_TRY(convertSubscript(t, arguments[1]));
    offset = KRAIT_TRY(checkOffset(t, s, offset, buffer.size(), true));
    char* out = buffer.data() + offset;
    std::memset(out, 0, static_cast<size_t>(s->size));
    KRAIT_TRY(packValues(t, s, arguments + 2, out));
    return Ref::none();
}

Ref unpack(Thread* t, Value structure, Value data) {
    const auto* s = structOf(structure);
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, data));
    if (buffer.size() != s->size) {
        return raiseOf(t, &kErrorSpec, "unpack requires a buffer of %ld bytes", s->size);
    }
    return unpackAll(t, s, buffer.data());
}

Ref unpackFrom(Thread* t, Value structure, Value data, Value offset_value) {
    const auto* s = structOf(structure);
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, data));
    int64_t offset = KRAIT_TRY(toIndexInt64(t, offset_value));
    offset = KRAIT_TRY(checkOffset(t, s, offset, buffer.size(), false));
    return unpackAll(t, s, buffer.data() + offset);
}

Ref iterUnpack(Thread* t, Value structure, Value data) {
    const auto* s = structOf(structure);
    if (s->size == 0) {
        return raiseOf(t, &kErrorSpec, "cannot iteratively unpack with a struct of length 0");
    }
    auto get_buffer = typeOf(t, data)->slots.buffer;
    if (!get_buffer) {
        return raise(t, TypeId::kTypeError, "a bytes-like object is required, not '%.100T'", data);
    }
    New<UnpackIterator> it = KRAIT_TRY(newOf<UnpackIterator>(t, &kUnpackIteratorSpec));
    it->structure = Value();
    it->view = new BufferView();
    KRAIT_TRY(get_buffer(t, data, it->view, false));
    if (it->view->size % s->size != 0) {
        return raiseOf(t, &kErrorSpec,
                       "iterative unpacking requires a buffer of a multiple of %ld bytes", s->size);
    }
    store(&it->structure, structure);
    it->offset = 0;
    return it;
}

// --- unpack_iterator -----------------------------------------------------------------------------

void releaseView(Thread* t, UnpackIterator* it) {
    BufferView* view = std::exchange(it->view, nullptr);
    if (!view) return;
    if (!view->owner.isEmpty()) {
        if (auto release = typeOf(t, view->owner)->slots.release_buffer) {
            release(t, view->owner, view);
        }
    }
    delete view;
}

void unpackIteratorDestroy(Thread* t, Object* o) {
    auto* it = static_cast<UnpackIterator*>(o);
    releaseView(t, it);
    decref(it->structure);
}
void unpackIteratorTraverse(Object* o, Visitor& visitor) {
    auto* it = static_cast<UnpackIterator*>(o);
    visitor.visit(it->structure);
    if (it->view) visitor.visit(it->view->owner);
}
Ref unpackIteratorNext(Thread* t, Value self) {
    auto* it = self.as<UnpackIterator>();
    if (it->structure.isEmpty()) return Ref();
    const auto* s = structOf(it->structure);
    if (it->offset >= it->view->size) {
        forget(&it->structure);
        releaseView(t, it);
        return Ref();
    }
    const char* p = it->view->data + it->offset;
    it->offset += s->size;
    return unpackAll(t, s, p);
}
Ref unpackIterator_dunder_length_hint(Thread* t, Args a) {
    auto* it = a[0].as<UnpackIterator>();
    if (it->structure.isEmpty()) return Ref::take(Value::smallInt(0));
    return intFrom(t, (it->view->size - it->offset) / structOf(it->structure)->size);
}
constexpr MethodDef kUnpackIteratorMethods[] = {
    {"__length_hint__(self, /)", unpackIterator_dunder_length_hint, "How many are left."},
    {},
};

const TypeSpec kUnpackIteratorSpec = {
    .name = "_struct.unpack_iterator",
    .size = sizeof(UnpackIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = unpackIteratorDestroy,
              .traverse = unpackIteratorTraverse,
              .iter = iterSelf,
              .next = unpackIteratorNext},
    .methods = kUnpackIteratorMethods,
};

// --- Struct --------------------------------------------------------------------------------------

void structDestroy(Thread* t, Object* o) {
    auto* s = static_cast<StructObject*>(o);
    if (s->fields) {
        t->heap->freeBlock(s->fields, static_cast<size_t>(s->field_count) * sizeof(Field));
    }
    decref(s->format);
}

Ref structRepr(Thread* t, Value self) {
    Value format = structOf(self)->format;
    Ref text = KRAIT_TRY(reprOf(t, format.isEmpty() ? Value::none() : format));
    return strFormat(t, "%U(%U)", Value(typeOf(t, self)->name), text.get());
}

Ref struct_dunder_new(Thread* t, Args a) {
    return structNew(t, a[0].as<Type>());
}
Ref struct_dunder_init(Thread* t, Args a) {
    KRAIT_TRY(setFormat(t, structOf(a[0]), a[1]));
    return Ref::none();
}
Ref struct_pack(Thread* t, Args a) {
    const auto* values = a[1].as<Tuple>();
    return pack(t, a[0], values->items, values->length);
}
Ref struct_pack_into(Thread* t, Args a) {
    const auto* arguments = a[1].as<Tuple>();
    return packInto(t, a[0], arguments->items, arguments->length);
}
Ref struct_unpack(Thread* t, Args a) {
    return unpack(t, a[0], a[1]);
}
Ref struct_unpack_from(Thread* t, Args a) {
    return unpackFrom(t, a[0], a[1], a[2]);
}
Ref struct_iter_unpack(Thread* t, Args a) {
    return iterUnpack(t, a[0], a[1]);
}
Ref struct_dunder_sizeof(Thread* t, Args a) {
    return intFrom(
        t, static_cast<int64_t>(sizeof(StructObject) +
                                static_cast<size_t>(structOf(a[0])->field_count) * sizeof(Field)));
}

constexpr MethodDef kStructMethods[] = {
    {"iter_unpack(self, buffer, /)", struct_iter_unpack,
     "Unpacks one struct after the other, as tuples."},
    {"pack(self, /, *v)", struct_pack, "The values as bytes.", kMethodLentArgs},
    {"pack_into(self, /, *arguments)", struct_pack_into,
     "pack_into(buffer, offset, v1, v2, ...): writes the values into a buffer.", kMethodLentArgs},
    {"unpack(self, buffer, /)", struct_unpack, "The values of a buffer of that size, as a tuple."},
    {"unpack_from(self, /, buffer, offset=0)", struct_unpack_from,
     "The values at an offset of a buffer, as a tuple."},
    {"__sizeof__(self, /)", struct_dunder_sizeof, "Size in memory, in bytes."},
    {},
};
constexpr GetSetDef kStructGetSets[] = {
    {"format",
     [](Thread* t, Value self) {
         Value format = structOf(self)->format;
         if (format.isEmpty()) {
             return Ref(raise(t, TypeId::kRuntimeError, "Struct object is not initialized"));
         }
         return Ref::share(format);
     },
     nullptr, "The format."},
    {"size", [](Thread* t, Value self) { return intFrom(t, structOf(self)->size); }, nullptr,
     "The size in bytes."},
    {},
};

const TypeSpec kStructSpec = {
    .name = "_struct.Struct",
    .size = sizeof(StructObject),
    .flags = kTypeBase | kTypeWeakrefable,
    .slots = {.destroy = structDestroy, .repr = structRepr},
    .doc = "Struct(fmt) --> a format that is parsed once",
    .new_ = {"Struct(cls, /, *args, **kwargs)", struct_dunder_new, nullptr},
    .init = {"Struct(self, /, format)", struct_dunder_init, nullptr},
    .methods = kStructMethods,
    .getsets = kStructGetSets,
};

const TypeSpec kErrorSpec = exceptionSpec("struct.error", TypeId::kException);

// --- functions -----------------------------------------------------------------------------------

Ref struct_calcsize(Thread* t, Args a) {
    Ref s = KRAIT_TRY(structFor(t, a[0]));
    return intFrom(t, structOf(s)->size);
}
// pack() and pack_into() word the lack of a format themselves.
Result<const Tuple*> argumentsWithFormat(Thread* t, Args a) {
    const auto* arguments = a[0].as<Tuple>();
    if (arguments->length == 0) return raise(t, TypeId::kTypeError, "missing format argument");
    return arguments;
}
Ref module_pack(Thread* t, Args a) {
    const Tuple* arguments = KRAIT_TRY(argumentsWithFormat(t, a));
    Ref s = KRAIT_TRY(structFor(t, arguments->items[0]));
    return pack(t, s, arguments->items + 1, arguments->length - 1);
}
Ref module_pack_into(Thread* t, Args a) {
    const Tuple* arguments = KRAIT_TRY(argumentsWithFormat(t, a));
    Ref s = KRAIT_TRY(structFor(t, arguments->items[0]));
    return packInto(t, s, arguments->items + 1, arguments->length - 1);
}
Ref module_unpack(Thread* t, Args a) {
    Ref s = KRAIT_TRY(structFor(t, a[0]));
    return unpack(t, s, a[1]);
}
Ref module_unpack_from(Thread* t, Args a) {
    Ref s = KRAIT_TRY(structFor(t, a[0]));
    return unpackFrom(t, s, a[1], a[2]);
}
Ref module_iter_unpack(Thread* t, Args a) {
    Ref s = KRAIT_TRY(structFor(t, a[0]));
    return iterUnpack(t, s, a[1]);
}
Ref module_clearcache(Thread* t, Args) {
    dictClear(t, KRAIT_TRY(cacheOf(t)));
    return Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"_clearcache()", module_clearcache, "Forgets the formats used last."},
    {"calcsize(format, /)", struct_calcsize, "The size in bytes of what a format describes."},
    {"iter_unpack(format, buffer, /)", module_iter_unpack,
     "Unpacks one struct after the other, as tuples."},
    {"pack(*arguments)", module_pack,
     "pack(format, v1, v2, ...) -> bytes\n\nThe values packed by the format.", kMethodLentArgs},
    {"pack_into(*arguments)", module_pack_into,
     "pack_into(format, buffer, offset, v1, v2, ...)\n\nWrites the values into a buffer.",
     kMethodLentArgs},
    {"unpack(format, buffer, /)", module_unpack,
     "The values of a buffer of the format's size, as a tuple."},
    {"unpack_from(format, /, buffer, offset=0)", module_unpack_from,
     "The values at an offset of a buffer, as a tuple."},
    {},
};

Status initStruct(Thread* t, Value module) {
    static constexpr ModuleType kTypes[] = {{"Struct", &kStructSpec}, {"error", &kErrorSpec}};
    return addTypes(t, module, kTypes);
}

} // namespace

extern const NativeModule k_structModule = {
    "_struct",
    "Functions between Python values and C structs.\n\nA format is a byte order (@ native, = "
    "native without gaps, < little, > or ! big)\nand codes with repeat counts: x c b B ? h H i I l "
    "L q Q n N e f d s p P.",
    kFunctions, initStruct};

} // namespace krait
