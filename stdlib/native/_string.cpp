// _string: the syntax of str.format for string.Formatter: the pieces of a format, and the parts of
// a field's name. The readers are vm/objects/str_format.cpp's; an iterator owns its str.
#include "vm/objects/str_format.h"

#include "stdlib/native/native_support.h"

namespace krait {
namespace {

struct PieceIterator : Object {
    Value format;
    int64_t at;
};
struct PartIterator : Object {
    Value name;
    int64_t at;
};

Ref pieceNext(Thread* t, Value self) {
    auto* it = self.as<PieceIterator>();
    auto* format = it->format.as<Str>();
    FormatReader reader(format, it->at, format->length);
    FormatPiece piece;
    if (!KRAIT_TRY(reader.next(t, &piece))) return Ref();
    it->at = reader.position();
    Ref literal = KRAIT_TRY(strSubstring(t, format, piece.literal_start, piece.literal_end));
    if (!piece.has_field) {
        return tupleOf(t, literal, Value::none(), Value::none(), Value::none());
    }
    Ref name = KRAIT_TRY(strSubstring(t, format, piece.name_start, piece.name_end));
    Ref spec = KRAIT_TRY(strSubstring(t, format, piece.spec_start, piece.spec_end));
    Ref conversion = Ref::none();
    if (piece.conversion) conversion = KRAIT_TRY(strFromCodePoint(t, piece.conversion));
    return tupleOf(t, literal, name, spec, conversion);
}

Ref partNext(Thread* t, Value self) {
    auto* it = self.as<PartIterator>();
    auto* name = it->name.as<Str>();
    FieldNameReader reader(name, it->at, name->length);
    bool is_attribute;
    Ref part = reader.next(t, &is_attribute);
    if (part.isEmpty()) return part;
    it->at = reader.position();
    return tupleOf(t, Value::boolean(is_attribute), part);
}

using OwnsFormat = Owns<PieceIterator, &PieceIterator::format>;
using OwnsName = Owns<PartIterator, &PartIterator::name>;

const TypeSpec kPieceIteratorSpec = {
    .name = "formatteriterator",
    .size = sizeof(PieceIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = OwnsFormat::destroy,
              .traverse = OwnsFormat::traverse,
              .iter = iterSelf,
              .next = pieceNext},
};
const TypeSpec kPartIteratorSpec = {
    .name = "fieldnameiterator",
    .size = sizeof(PartIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = OwnsName::destroy,
              .traverse = OwnsName::traverse,
              .iter = iterSelf,
              .next = partNext},
};

Ref string_formatter_parser(Thread* t, Args a) {
    if (!isStr(a[0])) return raise(t, TypeId::kTypeError, "expected str, got %T", a[0]);
    New<PieceIterator> it = KRAIT_TRY(newOf<PieceIterator>(t, &kPieceIteratorSpec));
    store(&it->format, a[0]);
    it->at = 0;
    return it;
}

Ref string_formatter_field_name_split(Thread* t, Args a) {
    if (!isStr(a[0])) return raise(t, TypeId::kTypeError, "expected str, got %T", a[0]);
    auto* name = a[0].as<Str>();
    FieldNameReader reader(name, 0, name->length);
    Ref first = KRAIT_TRY(reader.first(t));
    New<PartIterator> it = KRAIT_TRY(newOf<PartIterator>(t, &kPartIteratorSpec));
    store(&it->name, a[0]);
    it->at = reader.position();
    return tupleOf(t, first, Value(it.get()));
}

constexpr MethodDef kFunctions[] = {
    {"formatter_parser(format, /)", string_formatter_parser,
     "The pieces of a format: (literal, field name, specification, conversion)."},
    {"formatter_field_name_split(name, /)", string_formatter_field_name_split,
     "The first part of a field's name and an iterator over the others."},
    {}};

} // namespace

extern const NativeModule k_stringModule = {"_string", "string helper module", kFunctions};

} // namespace krait
