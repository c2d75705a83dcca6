// _typing: the classes of type parameters for module typing, which vm/runtime/typing_objects makes.
// Nothing is owned here.
#include "stdlib/native/native_support.h"

namespace krait {
namespace {

Ref typing_idfunc(Thread*, Args a) {
    return Ref::share(a[0]);
}

constexpr MethodDef kFunctions[] = {{"_idfunc(x, /)", typing_idfunc, nullptr}, {}};

Status initModule(Thread* t, Value module) {
    struct {
        const char* name;
        TypeId id;
    } types[] = {{"TypeVar", TypeId::kTypeVar},
                 {"TypeVarTuple", TypeId::kTypeVarTuple},
                 {"ParamSpec", TypeId::kParamSpec},
                 {"ParamSpecArgs", TypeId::kParamSpecArgs},
                 {"ParamSpecKwargs", TypeId::kParamSpecKwargs},
                 {"TypeAliasType", TypeId::kTypeAliasType},
                 {"Generic", TypeId::kGeneric}};
    for (const auto& entry : types) {
        KRAIT_TRY(addValue(t, module, entry.name, Value(t->type(entry.id))));
    }
    Ref no_default = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kNoDefaultType))));
    return addValue(t, module, "NoDefault", no_default);
}

} // namespace

extern const NativeModule k_typingModule = {
    "_typing", "Primitives and accelerators for the typing module.", kFunctions, initModule};

} // namespace krait
