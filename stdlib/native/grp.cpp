// grp: the group database.
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/str.h"

#include <grp.h>

namespace krait {
namespace {

constexpr StructSequenceField kFields[] = {{"gr_name", "group name"},
                                           {"gr_passwd", "password"},
                                           {"gr_gid", "group id"},
                                           {"gr_mem", "group members"}};
constinit const StructSequenceSpec kGroupSpec = {
    structSequenceLayout("grp.struct_group", "grp.struct_group: Results from getgr*() routines."),
    kFields, 4, 4};

Ref entryOf(Thread* t, const group& entry) {
    New<List> members = KRAIT_TRY(listNew(t));
    for (char** name = entry.gr_mem; name && *name; ++name) {
        Ref text = KRAIT_TRY(decodeFileName(t, *name));
        KRAIT_TRY(listAppend(t, members, text));
    }
    posix::Fields f(t);
    f.add(decodeFileName(t, entry.gr_name));
    f.add(entry.gr_passwd ? decodeFileName(t, entry.gr_passwd) : Ref::none());
    f.addInt(entry.gr_gid);
    f.add(std::move(members));
    return f.sequence(&kGroupSpec);
}
Ref grp_getgrgid(Thread* t, Args a) {
    Result<uint32_t> gid = posix::idArgument(t, a[0], "gid");
    if (gid.isError()) {
        if (!clearErrorIf(t, TypeId::kOverflowError)) return Error{};
        return raise(t, TypeId::kKeyError, "getgrgid(): gid not found");
    }
    group* entry = ::getgrgid(gid.value());
    if (!entry) {
        Ref text = KRAIT_TRY(strFormat(t, "getgrgid(): gid not found: %ld", int64_t{gid.value()}));
        return raiseValue(t, TypeId::kKeyError, text);
    }
    return entryOf(t, *entry);
}
Ref grp_getgrnam(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "getgrnam() argument 'name' must be str, not %T", a[0]);
    }
    std::string name;
    KRAIT_TRY(encodeFileName(t, a[0], &name));
    if (name.find('\0') != name.npos) return raise(t, TypeId::kValueError, "embedded null byte");
    group* entry = ::getgrnam(name.c_str());
    if (!entry) {
        Ref text = KRAIT_TRY(strFormat(t, "getgrnam(): name not found: %R", a[0]));
        return raiseValue(t, TypeId::kKeyError, text);
    }
    return entryOf(t, *entry);
}
Ref grp_getgrall(Thread* t, Args) {
    New<List> list = KRAIT_TRY(listNew(t));
    ::setgrent();
    Status status = ok();
    while (group* entry = ::getgrent()) {
        Ref record = entryOf(t, *entry);
        if (record.isError() || listAppend(t, list, record).isError()) {
            status = Error{};
            break;
        }
    }
    ::endgrent();
    KRAIT_TRY(std::move(status));
    return list;
}

constexpr MethodDef kFunctions[] = {
    {"getgrgid(id)", grp_getgrgid,
     "Return the group database entry for the given numeric group ID."},
    {"getgrnam(name)", grp_getgrnam, "Return the group database entry for the given group name."},
    {"getgrall()", grp_getgrall,
     "Return a list of all available group entries, in arbitrary order."},
    {}};

Status initModule(Thread* t, Value module) {
    Type* type = structSequenceType(t, &kGroupSpec);
    if (!type) return Error{};
    return addValue(t, module, "struct_group", Value(type));
}

} // namespace

extern const NativeModule kgrpModule = {"grp", "Access to the Unix group database.", kFunctions,
                                        initModule};

} // namespace krait
