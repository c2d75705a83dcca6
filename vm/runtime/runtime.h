// Runtime: one Python interpreter: its heap, types, interned strings, modules, threads. Several may
// exist in a process; nothing with a reference count is shared between them.
#pragma once

#include "vm/runtime/thread.h"

#include <string>
#include <vector>

namespace krait {

enum NameId : int {
#define NAME(id, text) kName_##id,
#include "vm/runtime/names.def"
    kNameCount
};

struct RuntimeOptions {
    std::vector<std::string> arguments;          // sys.argv
    std::vector<std::string> original_arguments; // sys.orig_argv
    std::vector<std::string> module_path;        // sys.path
    std::vector<std::string> warn_options;       // -W
    std::vector<std::string> x_options;          // -X
    std::string executable;
    int optimize = 0, verbose = 0, debug = 0, bytes_warning = 0;
    bool isolated = false, no_site = false, no_user_site = false, ignore_environment = false,
         dont_write_bytecode = false, unbuffered = false, inspect = false, interactive = false,
         quiet = false, safe_path = false, utf8_mode = false, dev_mode = false,
         refcount_report = false, warn_default_encoding = false, no_debug_ranges = false;
    int int_max_str_digits = 4300;
    int cpu_count = 0;          // os.cpu_count(); 0: the machine's
    std::string pycache_prefix; // sys.pycache_prefix; "": None
    size_t memory_max = 0; // --max-memory, bytes; 0: no limit
    uint64_t hash_seed = 0;
    bool hash_seed_set = false;
    uint32_t stress = 0; // --stress, bits of StressFlag
    bool is_sub = false; // made by another interpreter: module interpreters
    bool fibers = false; // --threads=fibers: vm/threads/fiber_scheduler.h
    uint64_t fiber_seed = 0;
    std::string fiber_schedule; // the rest of that option: vm/threads/strategy.h
};

enum StressFlag : uint32_t {
    kStressGc = 1,
    kStressSwitch = 2,
    kStressAlloc = 4,
    kStressIc = 8,
    kStressStack = 16
};

class Runtime {
  public:
    // Creates types, builtins and sys; null with a message on stderr when out of memory. The
    // calling thread becomes the main Thread and holds the GIL.
    static Runtime* create(const RuntimeOptions& options);
    ~Runtime();

    Heap heap;
    RuntimeOptions options;
    Thread* main_thread = nullptr; // the others follow it by Thread::next
    Thread* current = nullptr;     // who holds the GIL
    Type* types[static_cast<int>(TypeId::kCount)] = {};
    Str* names[kNameCount] = {};
    struct InternTable* interned = nullptr;
    Dict* builtins = nullptr; // the dict of module builtins
    Dict* sys_dict = nullptr;
    Dict* modules = nullptr; // sys.modules
    Value build_class;
    Tuple* empty_tuple = nullptr;
    Str* empty_str = nullptr;
    Object* empty_bytes = nullptr;
    Str* latin1_chars[256] = {};
    Object* single_bytes[256] = {};
    uint64_t hash_key[2] = {};
    uint32_t next_type_tag = 1;
    uint32_t next_keys_version = 1;
    uint64_t next_globals_id = 1;
    int recursion_limit = 1000;
    // Attribute lookup on types, by (tag of the type's root shape, name): see attributes.cpp.
    struct TypeCacheEntry {
        uint32_t tag;
        Str* name;
        Value value; // borrowed; EMPTY: known to be absent
    };
    static constexpr int kTypeCacheSize = 4096;
    TypeCacheEntry* type_cache = nullptr;
    // What sites that see many shapes share, by (tag of the shape, name): a method of the type, or
    // (value EMPTY) a place in the object.
    struct SharedAttribute {
        uint32_t tag, offset;
        Str* name;
        Value value; // borrowed: the tag guards it
    };
    static constexpr int kSharedAttributesSize = 2048;
    SharedAttribute* shared_attributes = nullptr;
    struct WeakrefTable* weakrefs = nullptr;
    struct GcState* gc = nullptr;
    struct SignalState* signals = nullptr;
    struct ThreadsState* threads = nullptr; // the GIL among it
    struct ImportState* import = nullptr;
    struct NativeSignatures* native_signatures = nullptr;
    struct CodecState* codecs = nullptr;
    struct MonitoringState* monitoring = nullptr; // sys.monitoring, once used
    struct WarningsState* warnings = nullptr;
    std::string command_source; // of -c, which tracebacks show for "<string>"
    Value no_memory;            // the MemoryError for when there is no memory to make one
    Value atexit_callbacks;
    bool finalizing = false;
    // State of native modules and subsystems that have one, by an id they take once: see
    // moduleState().
    std::vector<std::pair<const void*, void*>> module_states;
    // What frees those that are no objects, at the very end.
    std::vector<std::pair<void*, void (*)(void*)>> state_destroyers;
    // The last reference, for "Did you mean" and sys.last_exc.
    Value last_exception;
};

inline Str* Thread::name(int id) const {
    return runtime->names[id];
}
inline Type* Thread::type(TypeId id) const {
    return runtime->types[static_cast<int>(id)];
}

} // namespace krait
