// Runtime: start and end of an interpreter.
//
// The types are built in an order in which each needs only what is there already: first empty type
// objects with their root shapes, so that any builtin object can be allocated; then names are
// interned; then each type is filled in. Methods of a type enter its dict on first lookup.
#include "vm/runtime/runtime.h"

#include "vm/interp/dispatch.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/runtime_parts.h"
#include "vm/runtime/type_system.h"
#include "vm/threads/threads.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/random.h>

namespace krait {
namespace {

constexpr const TypeSpec* kSpecs[static_cast<int>(TypeId::kCount)] = {
    nullptr,
#define TYPE(id) &k##id##Spec,
#include "vm/objects/types.def"
#define EXCEPTION(id, base, doc) &k##id##Spec,
#include "vm/objects/exceptions.def"
};

constexpr const char* kNameTexts[kNameCount] = {
#define NAME(id, text) text,
#include "vm/runtime/names.def"
};

bool createTypes(Thread* t) {
    Runtime* runtime = t->runtime;
    int count = static_cast<int>(TypeId::kCount);
    for (int i = 1; i < count; ++i) {
        if (!(runtime->types[i] = typeAllocate(t))) return false;
    }
    Type* meta = t->type(TypeId::kType);
    for (int i = 1; i < count; ++i) {
        Type* type = runtime->types[i];
        // Enough of each type for instances to be made.
        type->spec = kSpecs[i];
        type->id = type->layout_id = static_cast<TypeId>(i);
        type->instance_size = kSpecs[i]->size;
        type->slots = kSpecs[i]->slots;
        type->flags = kSpecs[i]->flags;
        type->shape = nullptr;
        if (!(type->root_shape = shapeNew(t, type))) return false;
    }
    for (int i = 1; i < count; ++i) {
        if (!(runtime->types[i]->shape = metaShapeNew(t, meta))) return false;
    }
    return true;
}

bool fillTypes(Thread* t) {
    for (int i = 1; i < static_cast<int>(TypeId::kCount); ++i) {
        Type* type = t->runtime->types[i];
        // Exceptions with a base that has the fields: its size is at least the base's.
        if (typeBuild(t, type, kSpecs[i], static_cast<TypeId>(i)).isError()) return false;
    }
    return true;
}

} // namespace

Runtime* Runtime::create(const RuntimeOptions& options) {
    auto* runtime = new Runtime();
    runtime->options = options;
    runtime->heap.setLimit(options.memory_max ? options.memory_max : ~size_t{0});
    if (options.hash_seed_set && options.hash_seed == 0) {
        runtime->hash_key[0] = runtime->hash_key[1] = 0;
    } else if (options.hash_seed_set) {
        hashKeyFrom(runtime, static_cast<uint32_t>(options.hash_seed));
    } else if (getrandom(runtime->hash_key, sizeof(runtime->hash_key), GRND_NONBLOCK) < 0) {
        runtime->hash_key[0] = reinterpret_cast<uint64_t>(runtime);
    }
    auto* t = new Thread();
    t->runtime = runtime;
    t->heap = &runtime->heap;
    t->table = &kPlainTable;
    runtime->main_thread = t;
    // Both in one block, which is so large that malloc maps it: its pages are zero without being
    // touched.
    constexpr size_t kTypeCacheBytes = kTypeCacheSize * sizeof(TypeCacheEntry);
    auto* caches = static_cast<char*>(
        std::calloc(1, kTypeCacheBytes + kSharedAttributesSize * sizeof(SharedAttribute)));
    runtime->type_cache = reinterpret_cast<TypeCacheEntry*>(caches);
    if (caches)
        runtime->shared_attributes = reinterpret_cast<SharedAttribute*>(caches + kTypeCacheBytes);
    bool good = runtime->type_cache && runtime->shared_attributes && !threadsInit(t).isError() &&
                !stackInit(t).isError() && createTypes(t) && stringsInit(t, kNameTexts);
    if (good) {
        Ref empty = tupleFrom(t, nullptr, 0);
        good = !empty.isError();
        if (good) runtime->empty_tuple = empty.release().as<Tuple>();
        good = good && fillTypes(t);
        if (good) runtime->gc = new GcState();
        good = good && !partsInit(t).isError();
    }
    if (!good) {
        std::fprintf(stderr, "krait: cannot start: out of memory, or an internal error\n");
        std::abort();
    }
    return runtime;
}

Runtime::~Runtime() {
    // runtimeFinalize has run: what is left are the types and what they hold, which go with the
    // pages.
    releaseRemaining(main_thread);
    signaturesDestroy(this);
    importDestroy(main_thread);
    weakrefsDestroy(this);
    internDestroy(this);
    for (auto& [state, destroy] : state_destroyers) destroy(state);
    stackDestroy(main_thread);
    delete gc;
    threadsDestroy(this);
    delete main_thread;
    std::free(type_cache); // and shared_attributes, which follow it
}

} // namespace krait
