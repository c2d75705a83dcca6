// The TypeSpecs of all builtin exceptions, assembled from exceptions.def: most are a name and a
// base; amend() gives those with fields their own parts.
#include "vm/objects/exception_fields.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/tracebacks.h"
#include "vm/runtime/type_system.h"

#include <string_view>

namespace krait {
namespace {

void exception_destroy(Thread* t, Object* o) {
    auto* e = static_cast<ExceptionObject*>(o);
    decref(std::exchange(e->args, Value()));
    if (e->record) dropTraceRecord(t, e);
    decref(std::exchange(e->settled_traceback, Value()));
    decref(std::exchange(e->context, Value()));
    decref(std::exchange(e->cause, Value()));
    for (Value& field : e->field) decref(std::exchange(field, Value()));
    destroyAttrs(t, o);
}

void exception_traverse(Object* o, Visitor& visitor) {
    auto* e = static_cast<ExceptionObject*>(o);
    visitor.visit(e->args);
    if (e->record) traverseTraceRecord(e->record, visitor);
    visitor.visit(e->settled_traceback);
    visitor.visit(e->context);
    visitor.visit(e->cause);
    for (Value field : e->field) visitor.visit(field);
    traverseAttrs(o, visitor);
}

// `args` stays: every method counts on the tuple.
void exception_clear(Thread* t, Object* o) {
    auto* e = static_cast<ExceptionObject*>(o);
    setExceptionTraceback(t, Value(e), Value());
    decref(std::exchange(e->context, Value()));
    decref(std::exchange(e->cause, Value()));
    for (Value& field : e->field) decref(std::exchange(field, Value()));
    setField(e->args, Value(t->runtime->empty_tuple));
    destroyAttrs(t, o);
}

template <TypeId id>
constexpr void amend(TypeSpec&) {}

template <>
constexpr void amend<TypeId::kBaseException>(TypeSpec& spec) {
    spec.slots.destroy = exception_destroy;
    spec.slots.traverse = exception_traverse;
    spec.slots.clear = exception_clear;
    spec.slots.repr = baseException_repr;
    spec.slots.str = baseException_str;
    spec.slots.getattr = genericGetAttr;
    spec.slots.setattr = genericSetAttr;
    spec.new_ = {"BaseException(cls, /, *args, **kwargs)", baseException_new, nullptr};
    spec.init = {"BaseException(self, /, *args, **kwargs)", baseException_init, nullptr};
    spec.methods = kBaseExceptionMethods;
    spec.getsets = kBaseExceptionGetSets;
}
template <>
constexpr void amend<TypeId::kStopIteration>(TypeSpec& spec) {
    spec.init = {"StopIteration(self, /, *args, **kwargs)", stopIteration_init, nullptr};
    spec.members = kStopIterationMembers;
}
template <>
constexpr void amend<TypeId::kSystemExit>(TypeSpec& spec) {
    spec.init = {"SystemExit(self, /, *args, **kwargs)", systemExit_init, nullptr};
    spec.members = kSystemExitMembers;
}
template <>
constexpr void amend<TypeId::kImportError>(TypeSpec& spec) {
    spec.slots.str = importError_str;
    spec.init = {"ImportError(self, /, *args, name=<unset>, path=<unset>, name_from=<unset>)",
                 importError_init, nullptr};
    spec.methods = kImportErrorMethods;
    spec.members = kImportErrorMembers;
}
template <>
constexpr void amend<TypeId::kNameError>(TypeSpec& spec) {
    spec.init = {"NameError(self, /, *args, name=<unset>)", nameError_init, nullptr};
    spec.members = kNameErrorMembers;
}
template <>
constexpr void amend<TypeId::kAttributeError>(TypeSpec& spec) {
    spec.init = {"AttributeError(self, /, *args, name=<unset>, obj=<unset>)", attributeError_init,
                 nullptr};
    spec.methods = kAttributeErrorMethods;
    spec.members = kAttributeErrorMembers;
}
template <>
constexpr void amend<TypeId::kKeyError>(TypeSpec& spec) {
    spec.slots.str = keyError_str;
}
template <>
constexpr void amend<TypeId::kOSError>(TypeSpec& spec) {
    spec.slots.str = osError_str;
    spec.new_ = {"OSError(cls, /, *args, **kwargs)", osError_new, nullptr};
    spec.init = {"OSError(self, /, *args, **kwargs)", osError_init, nullptr};
    spec.methods = kOSErrorMethods;
    spec.members = kOSErrorMembers;
    spec.getsets = kOSErrorGetSets;
}
template <>
constexpr void amend<TypeId::kSyntaxError>(TypeSpec& spec) {
    spec.slots.str = syntaxError_str;
    spec.init = {"SyntaxError(self, /, *args, **kwargs)", syntaxError_init, nullptr};
    spec.members = kSyntaxErrorMembers;
}
constexpr void amendUnicode(TypeSpec& spec, Ref (*str)(Thread*, Value), MethodDef init) {
    spec.slots.str = str;
    spec.init = init;
    spec.members = kUnicodeMembers;
    spec.getsets = kUnicodeGetSets;
}
template <>
constexpr void amend<TypeId::kUnicodeDecodeError>(TypeSpec& spec) {
    amendUnicode(
        spec, unicodeDecodeError_str,
        {"UnicodeDecodeError(self, /, *args, **kwargs)", unicodeDecodeError_init, nullptr});
}
template <>
constexpr void amend<TypeId::kUnicodeEncodeError>(TypeSpec& spec) {
    amendUnicode(
        spec, unicodeEncodeError_str,
        {"UnicodeEncodeError(self, /, *args, **kwargs)", unicodeEncodeError_init, nullptr});
}
template <>
constexpr void amend<TypeId::kUnicodeTranslateError>(TypeSpec& spec) {
    amendUnicode(
        spec, unicodeTranslateError_str,
        {"UnicodeTranslateError(self, /, *args, **kwargs)", unicodeTranslateError_init, nullptr});
}
template <>
constexpr void amend<TypeId::kBaseExceptionGroup>(TypeSpec& spec) {
    spec.slots.str = group_str;
    spec.new_ = {"BaseExceptionGroup(cls, /, *args, **kwargs)", group_new, nullptr};
    spec.init = {"BaseExceptionGroup(self, /, *args, **kwargs)", group_init, nullptr};
    spec.methods = kGroupMethods;
    spec.members = kGroupMembers;
}

template <TypeId id>
constexpr TypeSpec describe(const char* name, TypeId base, const char* doc) {
    TypeSpec spec;
    // The one whose Python name is not its own.
    spec.name = id == TypeId::kIncompleteInputError ? "_IncompleteInputError" : name;
    spec.base = base;
    spec.size = sizeof(ExceptionObject);
    spec.flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable;
    spec.doc = doc;
    amend<id>(spec);
    return spec;
}

} // namespace

#define EXCEPTION(id, base, doc)                                                                   \
    constinit const TypeSpec k##id##Spec = describe<TypeId::k##id>(#id, TypeId::k##base, doc);
#include "vm/objects/exceptions.def"

Status exceptionsInit(Thread* t) {
    // class ExceptionGroup(BaseExceptionGroup, Exception)
    Type* group = t->type(TypeId::kExceptionGroup);
    Type* first = t->type(TypeId::kBaseExceptionGroup);
    Type* second = t->type(TypeId::kException);
    Ref bases = KRAIT_TRY(tupleOf(t, Value(first), Value(second)));
    Ref mro =
        KRAIT_TRY(tupleOf(t, Value(group), Value(first), Value(second),
                          Value(t->type(TypeId::kBaseException)), Value(t->type(TypeId::kObject))));
    Value old_bases = Value(std::exchange(group->bases, bases.release().as<Tuple>()));
    Value old_mro = Value(std::exchange(group->mro, mro.release().as<Tuple>()));
    decref(old_bases);
    decref(old_mro);
    KRAIT_TRY(typeAddSubclass(t, second, group));
    Ref no_memory = KRAIT_TRY(exceptionNew(t, TypeId::kMemoryError, Value()));
    t->runtime->no_memory = no_memory.release();
    return ok();
}

} // namespace krait
