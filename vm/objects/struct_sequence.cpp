// Struct sequences. Invariant: an instance holds spec->field_count Values, of which the tuple's
// length counts the visible ones; none is EMPTY once it is seen. Fields are member descriptors at
// the offsets of their items, so that attribute caches serve them like any other member.
#include "vm/objects/struct_sequence.h"

#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/native_module.h"
#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait {
namespace {

const StructSequenceSpec* specOf(const Type* type) {
    return reinterpret_cast<const StructSequenceSpec*>(type->spec);
}
const StructSequenceSpec* specOf(Value v) {
    return specOf(v.object()->shape->type);
}

// With all fields EMPTY.
New<Tuple> allocate(Thread* t, Type* type) {
    const StructSequenceSpec* spec = specOf(type);
    auto* made =
        static_cast<Tuple*>(allocateInstance(t, type, size_t{spec->field_count} * sizeof(Value)));
    if (!made) return Error{};
    made->length = spec->visible_count;
    for (int i = 0; i < spec->field_count; ++i) made->items[i] = Value();
    return New<Tuple>::take(made);
}

int namedCount(const StructSequenceSpec* spec) {
    int count = 0;
    for (int i = 0; i < spec->field_count; ++i) count += spec->fields[i].name != nullptr;
    return count;
}

// The names and counts that a struct sequence's class shows.
Status fillDict(Thread* t, Type* type) {
    const StructSequenceSpec* spec = specOf(type);
    Dict* dict = typeDict(t, type);
    auto add = [&](const char* name, Value value) -> Status {
        New<Str> key = KRAIT_TRY(strIntern(t, name));
        return dictSetStr(t, dict, key, value);
    };
    KRAIT_TRY(add("n_sequence_fields", Value::smallInt(spec->visible_count)));
    KRAIT_TRY(add("n_fields", Value::smallInt(spec->field_count)));
    KRAIT_TRY(add("n_unnamed_fields", Value::smallInt(spec->field_count - namedCount(spec))));
    Ref names = KRAIT_TRY(listNew(t));
    for (int i = 0; i < spec->field_count; ++i) {
        const StructSequenceField& field = spec->fields[i];
        if (!field.name) continue;
        New<Str> key = KRAIT_TRY(strIntern(t, field.name));
        if (i < spec->visible_count) KRAIT_TRY(listAppend(t, names.as<List>(), key));
        New<MemberDescriptor> d =
            KRAIT_TRY(allocateObject<MemberDescriptor>(t, TypeId::kMemberDescriptor));
        d->name = key.release().as<Str>();
        d->owner = type;
        d->offset = static_cast<uint16_t>(offsetof(Tuple, items) + size_t(i) * sizeof(Value));
        d->read_only = true;
        d->none_if_empty = true;
        d->doc = field.doc;
        KRAIT_TRY(dictSetStr(t, dict, d->name, d));
    }
    Ref match_args = KRAIT_TRY(listAsTuple(t, names.as<List>()));
    return add("__match_args__", match_args);
}

// Value of field `i` taken from a dict of names, None when it is absent.
Ref fieldFrom(Thread* t, const StructSequenceSpec* spec, int i, Value dict, int64_t* used) {
    const char* name = spec->fields[i].name;
    if (dict.isEmpty() || !name) return Ref::none();
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    Value found = KRAIT_TRY(dictGet(t, dict.as<Dict>(), key));
    if (found.isEmpty()) return Ref::none();
    ++*used;
    return Ref::share(found);
}

} // namespace

// --- slots ---------------------------------------------------------------------------------------

size_t structSequenceSize(const Object* o) {
    return sizeof(Tuple) + size_t{specOf(o->shape->type)->field_count} * sizeof(Value);
}

void structSequenceDestroy(Thread*, Object* o) {
    auto* tuple = static_cast<Tuple*>(o);
    for (int i = specOf(o->shape->type)->field_count; i-- > 0;) decref(tuple->items[i]);
}

void structSequenceTraverse(Object* o, Visitor& visitor) {
    auto* tuple = static_cast<Tuple*>(o);
    for (int i = 0; i < specOf(o->shape->type)->field_count; ++i) visitor.visit(tuple->items[i]);
}

Ref structSequenceRepr(Thread* t, Value self) {
    const StructSequenceSpec* spec = specOf(self);
    TextBuffer out(t);
    out.append(spec->type.name);
    out.append("(");
    int named = 0;
    for (int i = 0; i < spec->visible_count; ++i) {
        if (i != 0) out.append(", ");
        // Python: a field without a name is shown under the next name that is still to come.
        while (named < spec->field_count && !spec->fields[named].name) ++named;
        if (named < spec->field_count) {
            out.append(spec->fields[named++].name);
            out.append("=");
        }
        Ref text = KRAIT_TRY(reprOf(t, self.as<Tuple>()->items[i]));
        out.append(text.as<Str>());
    }
    out.append(")");
    return out.finish();
}

// --- methods -------------------------------------------------------------------------------------

Ref structSequence_dunder_new(Thread* t, Args a) {
    auto* type = a[0].as<Type>();
    const StructSequenceSpec* spec = specOf(type);
    const char* name = spec->type.name;
    if (!a[2].isEmpty() && !isDict(a[2])) {
        return raise(t, TypeId::kTypeError, "%s() takes a dict as second arg, if any", name);
    }
    Ref items = tupleFromIterable(t, a[1]);
    if (items.isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return raise(t, TypeId::kTypeError, "constructor requires a sequence");
    }
    auto* given = items.as<Tuple>();
    int64_t least = spec->visible_count, most = spec->field_count;
    const char* bound = nullptr;
    if (given->length < least) bound = least == most ? "a " : "an at least ";
    if (given->length > most) bound = least == most ? "a " : "an at most ";
    if (bound) {
        return raise(t, TypeId::kTypeError, "%s() takes %s%ld-sequence (%ld-sequence given)", name,
                     bound, given->length < least ? least : most, given->length);
    }
    New<Tuple> made = KRAIT_TRY(allocate(t, type));
    int64_t used = 0;
    for (int i = 0; i < spec->field_count; ++i) {
        Ref value =
            i < given->length ? Ref::share(given->items[i]) : fieldFrom(t, spec, i, a[2], &used);
        if (value.isError()) return Error{};
        made->items[i] = value.release();
    }
    if (!a[2].isEmpty() && a[2].as<Dict>()->used > used) {
        return raise(t, TypeId::kTypeError, "%s() got duplicate or unexpected field name(s)", name);
    }
    return made;
}

namespace {

Ref struct_sequence_dunder_reduce(Thread* t, Args a) {
    const StructSequenceSpec* spec = specOf(a[0]);
    auto* self = a[0].as<Tuple>();
    Ref items = KRAIT_TRY(tupleFrom(t, self->items, spec->visible_count));
    New<Dict> hidden = KRAIT_TRY(dictNew(t));
    for (int i = spec->visible_count; i < spec->field_count; ++i) {
        if (!spec->fields[i].name) continue;
        New<Str> key = KRAIT_TRY(strIntern(t, spec->fields[i].name));
        KRAIT_TRY(dictSetStr(t, hidden, key, self->items[i]));
    }
    Ref arguments = KRAIT_TRY(tupleOf(t, items, Value(hidden)));
    return tupleOf(t, Value(typeOf(t, a[0])), arguments);
}

Ref struct_sequence_dunder_replace(Thread* t, Args a) {
    const StructSequenceSpec* spec = specOf(a[0]);
    if (namedCount(spec) != spec->field_count) {
        return raise(t, TypeId::kTypeError,
                     "__replace__() is not supported for %s because it has unnamed field(s)",
                     spec->type.name);
    }
    New<Tuple> made = KRAIT_TRY(allocate(t, typeOf(t, a[0])));
    New<Dict> left = KRAIT_TRY(dictNew(t));
    if (!a[1].isEmpty()) KRAIT_TRY(dictUpdate(t, left, a[1]));
    for (int i = 0; i < spec->field_count; ++i) {
        New<Str> key = KRAIT_TRY(strIntern(t, spec->fields[i].name));
        Value given = KRAIT_TRY(dictGet(t, left, key));
        made->items[i] = Ref::share(given.isEmpty() ? a[0].as<Tuple>()->items[i] : given).release();
        if (!given.isEmpty()) {
            bool removed = KRAIT_TRY(dictDelete(t, left, key));
            KRAIT_ASSERT(removed);
        }
    }
    if (left->used != 0) {
        Ref names = KRAIT_TRY(listFromIterable(t, left));
        return raise(t, TypeId::kTypeError, "Got unexpected field name(s): %R", names.get());
    }
    return made;
}

} // namespace

const MethodDef kStructSequenceMethods[] = {
    {"__reduce__(self, /)", struct_sequence_dunder_reduce, nullptr},
    {"__replace__(self, /, **kwargs)", struct_sequence_dunder_replace,
     "Return a copy of the structure with new values for the specified fields."},
    {}};

// --- for C++ -------------------------------------------------------------------------------------

Type* structSequenceType(Thread* t, const StructSequenceSpec* spec) {
    static_assert(offsetof(StructSequenceSpec, type) == 0);
    Type* type = typeFromSpec(t, &spec->type);
    if (!type) return nullptr;
    if (!type->reserved) {
        if (fillDict(t, type).isError()) return nullptr;
        type->reserved = type; // filled
    }
    return type;
}

Ref structSequenceNew(Thread* t, const StructSequenceSpec* spec, Value* fields) {
    Type* type = structSequenceType(t, spec);
    New<Tuple> made;
    if (type) made = allocate(t, type);
    if (!type || made.isError()) {
        for (int i = 0; i < spec->field_count; ++i) decref(fields[i]);
        return Error{};
    }
    for (int i = 0; i < spec->field_count; ++i) made->items[i] = fields[i];
    return made;
}

// The layout's place in types.def; the types themselves derive from tuple.
const TypeSpec kStructSequenceSpec = structSequenceLayout("structseq", nullptr, kTypeDisallowNew);

} // namespace krait
