// _imp: what importlib asks of the VM. Embedded modules count as frozen ones.
#include "stdlib/native/module_util.h"
#include "vm/objects/bytes.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/import_state.h"

#include <bit>
#include <cstring>

namespace krait {

namespace {

// What KRAIT_TRY cannot do for values with destructors.
#define KRAIT_NAME(variable, value)                                                                \
    if (!isStr(value)) return raise(t, TypeId::kTypeError, "expected str, not %T", Value(value));  \
    std::string variable = toUtf8(Value(value).as<Str>())

Ref imp_none(Thread*, Args) {
    return Ref::none();
}
Ref imp_lock_held(Thread*, Args) {
    return Ref::boolean(false);
}

Ref imp_is_builtin(Thread* t, Args a) {
    KRAIT_NAME(name, a[0]);
    return Ref::take(Value::smallInt(findNative(t, name) ? 1 : 0));
}

Ref imp_create_builtin(Thread* t, Args a) {
    Ref name = KRAIT_TRY(getAttr(t, a[0], t->name(kName_name)));
    KRAIT_NAME(text, name.get());
    Value loaded = KRAIT_TRY(dictGet(t, t->runtime->modules, name));
    if (!loaded.isEmpty()) return Ref::share(loaded);
    const NativeModule* native = findNative(t, text);
    if (!native) return Ref::none();
    New<Module> module = KRAIT_TRY(nativeModuleCreate(t, native, name.as<Str>()));
    KRAIT_TRY(nativeModuleFill(t, native, module));
    return module;
}

const EmbeddedModule* embeddedNamed(Thread* t, Value name) {
    return isStr(name) ? findEmbedded(t, toUtf8(name.as<Str>())) : nullptr;
}
Error noSuchEmbedded(Thread* t, Value name) {
    Ref message = KRAIT_TRY(strFormat(t, "No such frozen object named %S", name));
    return raiseImportError(t, TypeId::kImportError, message, name, Value());
}

Ref imp_is_frozen(Thread* t, Args a) {
    return Ref::boolean(embeddedNamed(t, a[0]) != nullptr);
}
Ref imp_is_frozen_package(Thread* t, Args a) {
    const EmbeddedModule* module = embeddedNamed(t, a[0]);
    if (!module) return noSuchEmbedded(t, a[0]);
    return Ref::boolean(module->package);
}
Ref imp_is_frozen_early(Thread* t, Args a) {
    KRAIT_NAME(name, a[0]);
    return Ref::boolean(isFrozenEarly(name));
}
Ref imp_is_removed(Thread* t, Args a) {
    KRAIT_NAME(name, a[0]);
    return Ref::boolean(isRemovedModule(name));
}
Ref imp_find_frozen(Thread* t, Args a) {
    const EmbeddedModule* module = embeddedNamed(t, a[0]);
    if (!module) return Ref::none();
    return tupleOf(t, Value::none(), Value::boolean(module->package), a[0]);
}
Ref imp_get_frozen_object(Thread* t, Args a) {
    const EmbeddedModule* module = embeddedNamed(t, a[0]);
    if (!module) return noSuchEmbedded(t, a[0]);
    return embeddedCode(t, module);
}
Ref imp_get_frozen_source(Thread* t, Args a) {
    const EmbeddedModule* module = embeddedNamed(t, a[0]);
    if (!module) return noSuchEmbedded(t, a[0]);
    return strFromUtf8(t, {module->source, module->source_size});
}
Ref imp_frozen_module_names(Thread* t, Args) {
    const LibraryTables* library = t->runtime->import->library;
    New<List> list = KRAIT_TRY(listNew(t));
    for (uint64_t i = 0; i < *library->embedded_count; ++i) {
        Ref name = KRAIT_TRY(strFromAscii(t, library->embedded[i].name));
        KRAIT_TRY(listAppend(t, list, name));
    }
    return list;
}

Ref imp_extension_suffixes(Thread* t, Args) {
    return listNew(t);
}
Ref imp_create_dynamic(Thread* t, Args a) {
    Ref name = KRAIT_TRY(getAttr(t, a[0], t->name(kName_name)));
    Ref message = KRAIT_TRY(strFromAscii(t, "krait does not load extension modules"));
    return raiseImportError(t, TypeId::kImportError, message, name, Value());
}

// SipHash-1-3 of the source under the key; the value only has to be stable.
Ref imp_source_hash(Thread* t, Args a) {
    int64_t key = KRAIT_TRY(toIndexInt64(t, a[0]));
    Buffer source;
    KRAIT_TRY(source.acquire(t, a[1]));
    uint64_t v0 = static_cast<uint64_t>(key) ^ 0x736f6d6570736575, v1 = 0x646f72616e646f6d;
    uint64_t v2 = static_cast<uint64_t>(key) ^ 0x6c7967656e657261, v3 = 0x7465646279746573;
    auto round = [&] {
        v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
        v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
    };
    std::string_view text = source.view();
    uint64_t last = uint64_t{text.size()} << 56;
    for (; text.size() >= 8; text.remove_prefix(8)) {
        uint64_t word;
        std::memcpy(&word, text.data(), 8);
        v3 ^= word;
        round();
        v0 ^= word;
    }
    uint64_t rest = 0;
    std::memcpy(&rest, text.data(), text.size());
    last |= rest;
    v3 ^= last;
    round();
    v0 ^= last;
    v2 ^= 0xff;
    round();
    round();
    round();
    uint64_t hash = v0 ^ v1 ^ v2 ^ v3;
    return bytesFrom(t, {reinterpret_cast<const char*>(&hash), 8});
}

Ref imp_override(Thread*, Args) {
    return Ref::take(Value::smallInt(0));
}

constexpr MethodDef kFunctions[] = {
    {"_fix_co_filename(code, path, /)", imp_none, "Nothing: code keeps the name it has."},
    {"_frozen_module_names()", imp_frozen_module_names, "The names of the embedded modules."},
    {"_override_frozen_modules_for_tests(override, /)", imp_none, ""},
    {"_override_multi_interp_extensions_check(override, /)", imp_override, ""},
    {"acquire_lock()", imp_none, "The import lock: one thread imports at a time anyway."},
    {"create_builtin(spec, /)", imp_create_builtin, "Make a native module."},
    {"create_dynamic(spec, file=None, /)", imp_create_dynamic, "Not possible: ImportError."},
    {"exec_builtin(mod, /)", imp_none, "Nothing: native modules are complete when made."},
    {"exec_dynamic(mod, /)", imp_none, ""},
    {"extension_suffixes()", imp_extension_suffixes, "An empty list."},
    {"find_frozen(name, /, *, withdata=False)", imp_find_frozen,
     "(None, is a package, name) of an embedded module, or None."},
    {"get_frozen_object(name, data=None, /)", imp_get_frozen_object,
     "The code of an embedded module."},
    {"get_frozen_source(name, /)", imp_get_frozen_source, "Its source text."},
    {"init_frozen(name, /)", imp_none, ""},
    {"is_builtin(name, /)", imp_is_builtin, "1 for native modules, else 0."},
    {"is_frozen(name, /)", imp_is_frozen, "Whether a module is embedded."},
    {"is_frozen_early(name, /)", imp_is_frozen_early,
     "Whether an embedded module comes before sys.path."},
    {"is_removed(name, /)", imp_is_removed, "Whether 3.13 has no such library module any more."},
    {"is_frozen_package(name, /)", imp_is_frozen_package, "Whether it is a package."},
    {"lock_held()", imp_lock_held, ""},
    {"release_lock()", imp_none, ""},
    {"source_hash(key, source, /)", imp_source_hash, "8 bytes that tell sources apart."},
    {}};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module)
        .text("check_hash_based_pycs", "default")
        .take("pyc_magic", bytesFrom(t, {"K\x31\r\n", 4}))
        .finish();
}

} // namespace

extern const NativeModule k_impModule = {"_imp", "The VM's part of importlib.", kFunctions,
                                         initModule};

} // namespace krait
