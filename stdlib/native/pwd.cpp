// pwd: the user database.
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/str.h"

#include <pwd.h>

namespace krait {
namespace {

constexpr StructSequenceField kFields[] = {
    {"pw_name", "user name"},     {"pw_passwd", "password"}, {"pw_uid", "user id"},
    {"pw_gid", "group id"},       {"pw_gecos", "real name"}, {"pw_dir", "home directory"},
    {"pw_shell", "shell program"}};
constinit const StructSequenceSpec kPasswdSpec = {
    structSequenceLayout("pwd.struct_passwd", "pwd.struct_passwd: Results from getpw*() routines."),
    kFields, 7, 7};

Ref entryOf(Thread* t, const passwd& entry) {
    auto text = [&](const char* s) { return s ? decodeFileName(t, s) : Ref::none(); };
    posix::Fields f(t);
    f.add(text(entry.pw_name));
    f.add(text(entry.pw_passwd));
    f.addInt(entry.pw_uid);
    f.addInt(entry.pw_gid);
    f.add(text(entry.pw_gecos));
    f.add(text(entry.pw_dir));
    f.add(text(entry.pw_shell));
    return f.sequence(&kPasswdSpec);
}
Ref pwd_getpwuid(Thread* t, Args a) {
    Result<uint32_t> uid = posix::idArgument(t, a[0], "uid");
    if (uid.isError()) {
        if (!clearErrorIf(t, TypeId::kOverflowError)) return Error{};
        return raise(t, TypeId::kKeyError, "getpwuid(): uid not found");
    }
    passwd* entry = ::getpwuid(uid.value());
    if (!entry) {
        Ref text = KRAIT_TRY(strFormat(t, "getpwuid(): uid not found: %ld", int64_t{uid.value()}));
        return raiseValue(t, TypeId::kKeyError, text);
    }
    return entryOf(t, *entry);
}
Ref pwd_getpwnam(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "getpwnam() argument must be str, not %T", a[0]);
    }
    std::string name;
    KRAIT_TRY(encodeFileName(t, a[0], &name));
    if (name.find('\0') != name.npos) return raise(t, TypeId::kValueError, "embedded null byte");
    passwd* entry = ::getpwnam(name.c_str());
    if (!entry) {
        Ref text = KRAIT_TRY(strFormat(t, "getpwnam(): name not found: %R", a[0]));
        return raiseValue(t, TypeId::kKeyError, text);
    }
    return entryOf(t, *entry);
}
Ref pwd_getpwall(Thread* t, Args) {
    New<List> list = KRAIT_TRY(listNew(t));
    ::setpwent();
    Status status = ok();
    while (passwd* entry = ::getpwent()) {
        Ref record = entryOf(t, *entry);
        if (record.isError() || listAppend(t, list, record).isError()) {
            status = Error{};
            break;
        }
    }
    ::endpwent();
    KRAIT_TRY(std::move(status));
    return list;
}

constexpr MethodDef kFunctions[] = {
    {"getpwuid(uidobj, /)", pwd_getpwuid,
     "Return the password database entry for the given numeric user ID."},
    {"getpwnam(name, /)", pwd_getpwnam,
     "Return the password database entry for the given user name."},
    {"getpwall()", pwd_getpwall,
     "Return a list of all available password database entries, in arbitrary order."},
    {}};

Status initModule(Thread* t, Value module) {
    Type* type = structSequenceType(t, &kPasswdSpec);
    if (!type) return Error{};
    return addValue(t, module, "struct_passwd", Value(type));
}

} // namespace

extern const NativeModule kpwdModule = {
    "pwd", "This module provides access to the Unix password database.", kFunctions, initModule};

} // namespace krait
