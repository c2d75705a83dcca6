#include "vm/objects/type.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/objects/number_format.h"
#include "vm/runtime/typing_objects.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/object_model.h"
#include "vm/objects/bytes.h"
#define W __attribute__((weak))
namespace krait {
static Error no(Thread* t) { return raise(t, TypeId::kNotImplementedError, "stub"); }
W Ref complexFormat(Thread* t, Value, Str*) { return no(t); }
W Ref floatFormat(Thread* t, Value, Str*) { return no(t); }
W Ref intFormat(Thread* t, Value, Str*) { return no(t); }
W Ref strFormatSpec(Thread* t, Value, Str*) { return no(t); }
W Ref str_format(Thread* t, Value*) { return no(t); }
W Ref str_format_map(Thread* t, Value*) { return no(t); }
W Ref percentFormatStr(Thread* t, Str*, Value) { return no(t); }
W Ref decodeText(Thread* t, std::string_view b, Str*, Str*) { return strFromUtf8(t, b); }
W Ref encodeText(Thread* t, Str* s, Str*, Str*) { return bytesFrom(t, s->isAscii() ? s->ascii() : std::string_view("?")); }
W Ref makeTypeAlias(Thread* t, Value, Value, Value) { return no(t); }
W Ref makeTypeParam(Thread* t, uint32_t, const Value*) { return no(t); }
W Ref subscriptGeneric(Thread* t, Value) { return no(t); }
#define S(id, n) W extern const TypeSpec k##id##Spec = {.name = n};
S(Capsule,"Capsule") S(Generic,"typing.Generic")  S(NoDefaultType,"NoDefaultType") S(ParamSpecArgs,"ParamSpecArgs") S(ParamSpecKwargs,"ParamSpecKwargs") S(ParamSpec,"ParamSpec") S(StructSequence,"StructSequence") S(TypeAliasType,"TypeAliasType") S(TypeVar,"TypeVar") S(TypeVarTuple,"TypeVarTuple")
}
