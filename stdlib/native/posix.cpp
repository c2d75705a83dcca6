// posix: system calls as Python functions; os.py is built on it. The functions are in the files of
// stdlib/native/posix, by what they work on: paths, descriptors, directories, processes, the
// system.
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/code.h"
#include "vm/objects/str.h"

namespace krait {
namespace posix {
namespace {

// clang-format off
constexpr const char* kHaveFunctions[] = {
    "HAVE_EVENTFD", "HAVE_TIMERFD_CREATE", "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD",
    "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT", "HAVE_FEXECVE", "HAVE_FDOPENDIR",
    "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS",
    "HAVE_FUTIMES", "HAVE_FUTIMESAT", "HAVE_LINKAT", "HAVE_LCHOWN", "HAVE_LSTAT",
    "HAVE_LUTIMES", "HAVE_MEMFD_CREATE", "HAVE_MKDIRAT", "HAVE_MKFIFOAT", "HAVE_MKNODAT",
    "HAVE_OPENAT", "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT",
    "HAVE_UTIMENSAT", "HAVE_PTSNAME_R",
};
// clang-format on

Status addFunctions(Thread* t, Value module, const MethodDef* functions) {
    for (const MethodDef* def = functions; def->signature; ++def) {
        std::string_view signature(def->signature);
        New<Str> name = KRAIT_TRY(strIntern(t, signature.substr(0, signature.find('('))));
        Ref function = KRAIT_TRY(nativeFunctionNew(t, def, Value(), module.as<Module>()->name));
        KRAIT_TRY(setAttr(t, module, name, function));
    }
    return ok();
}

Status addSequence(Thread* t, Value module, const char* name, const StructSequenceSpec* spec) {
    Type* type = structSequenceType(t, spec);
    if (!type) return Error{};
    return addValue(t, module, name, Value(type));
}

Status initModule(Thread* t, Value module) {
    for (const MethodDef* table :
         {kStatFunctions, kFileFunctions, kDescriptorFunctions, kDirectoryFunctions,
          kProcessFunctions, kSpawnFunctions, kSystemFunctions, kTimerFunctions})
        KRAIT_TRY(addFunctions(t, module, table));
    KRAIT_TRY(addConstants(t, module));
    KRAIT_TRY(addNameTables(t, module));
    KRAIT_TRY(addEnvironment(t, module));
    KRAIT_TRY(addSequence(t, module, "stat_result", &kStatResultSpec));
    KRAIT_TRY(addSequence(t, module, "statvfs_result", &kStatVfsResultSpec));
    KRAIT_TRY(addSequence(t, module, "terminal_size", &kTerminalSizeSpec));
    KRAIT_TRY(addSequence(t, module, "times_result", &kTimesResultSpec));
    KRAIT_TRY(addSequence(t, module, "uname_result", &kUnameResultSpec));
    KRAIT_TRY(addSequence(t, module, "waitid_result", &kWaitIdResultSpec));
    KRAIT_TRY(addSequence(t, module, "sched_param", &kSchedParamSpec));
    constexpr ModuleType kTypes[] = {{"DirEntry", &kDirEntrySpec}};
    KRAIT_TRY(addTypes(t, module, kTypes));
    KRAIT_TRY(addValue(t, module, "error", Value(t->type(TypeId::kOSError))));
    New<List> have = KRAIT_TRY(listNew(t));
    for (const char* name : kHaveFunctions) {
        New<Str> text = KRAIT_TRY(strIntern(t, name));
        KRAIT_TRY(listAppend(t, have, text));
    }
    return addValue(t, module, "_have_functions", have);
}

} // namespace
} // namespace posix

extern const NativeModule kposixModule = {
    "posix",
    "This module provides access to operating system functionality that is\nstandardized by the C "
    "Standard and the POSIX standard.",
    nullptr, posix::initModule};

} // namespace krait
