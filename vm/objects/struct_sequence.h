// Struct sequences: tuples whose items have names too (time.struct_time, os.stat_result,
// sys.flags). Behind the items that the tuple shows there may be fields that only have a name.
//
// A type is a constant StructSequenceSpec; its Type is made once per Runtime. The items of an
// instance, hidden ones included, lie in the object; it owns them.
#pragma once

#include "vm/objects/tuple.h"

namespace krait {

struct StructSequenceField {
    const char* name; // null: an item without a name
    const char* doc = nullptr;
};

struct StructSequenceSpec {
    TypeSpec type; // structSequenceLayout(...); first, so that a Type leads back to here
    const StructSequenceField* fields;
    uint16_t field_count;
    uint16_t visible_count; // leading fields that are items of the tuple
};

size_t structSequenceSize(const Object* o);
void structSequenceDestroy(Thread*, Object* o);
void structSequenceTraverse(Object* o, Visitor& visitor);
Ref structSequenceRepr(Thread*, Value self);
Ref structSequence_dunder_new(Thread*, Args a);
extern const MethodDef kStructSequenceMethods[];

// The TypeSpec of a struct sequence. `flags`: kTypeDisallowNew for what programs cannot make.
constexpr TypeSpec structSequenceLayout(const char* name, const char* doc, uint32_t flags = 0) {
    return {
        .name = name,
        .base = TypeId::kTuple,
        .size = sizeof(Tuple),
        .flags = kTypeContainer | kTypeVariableSize | flags,
        .slots = {.destroy = structSequenceDestroy,
                  .traverse = structSequenceTraverse,
                  .size = structSequenceSize,
                  .repr = structSequenceRepr},
        .doc = doc,
        .new_ = {"structseq(cls, /, sequence, dict=<unset>)", structSequence_dunder_new, nullptr},
        .methods = kStructSequenceMethods,
    };
}

// Borrowed, owned by the Runtime; null with an exception when there is no memory.
Type* structSequenceType(Thread*, const StructSequenceSpec* spec);
// An instance: takes over field_count references, also on error.
Ref structSequenceNew(Thread*, const StructSequenceSpec* spec, Value* fields);

} // namespace krait
