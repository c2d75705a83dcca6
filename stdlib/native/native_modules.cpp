// The table of native modules, made from modules.def, and the library's installation.
#include "stdlib/native/sys_parts.h"
#include "stdlib/native/library.h"

namespace krait {

#define MODULE(name) extern const NativeModule k##name##Module;
#include "stdlib/native/modules.def"
#undef MODULE

extern "C" {
extern const EmbeddedModule krait_embedded_modules[];
extern const uint64_t krait_embedded_count;
}

static const NativeModule* const kNativeModules[] = {
#define MODULE(name) &k##name##Module,
#include "stdlib/native/modules.def"
#undef MODULE
};

// The search goes by halves.
constexpr bool isSorted() {
    constexpr std::string_view names[] = {
#define MODULE(name) #name,
#include "stdlib/native/modules.def"
#undef MODULE
    };
    for (size_t i = 1; i < std::size(names); ++i)
        if (names[i - 1] >= names[i]) return false;
    return true;
}
static_assert(isSorted(), "modules.def is out of order");

Status libraryInstall(Thread* t, const std::string& library_folder) {
    static constexpr LibraryTables tables = {
        compileBridge,          compileBlueprint,      kNativeModules,   std::size(kNativeModules),
        krait_embedded_modules, &krait_embedded_count, monitoringModule,
    };
    return importInit(t, &tables, library_folder);
}

} // namespace krait
