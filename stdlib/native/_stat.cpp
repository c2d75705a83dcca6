// _stat: the bits of st_mode, and tests of them.
#include "stdlib/native/module_util.h"

#include <sys/stat.h>

namespace krait {

namespace {

template <mode_t Kind>
Ref isMode(Thread* t, Args a) {
    int64_t mode = KRAIT_TRY(toIndexInt64(t, a[0]));
    return Ref::boolean((static_cast<mode_t>(mode) & S_IFMT) == Kind);
}
Ref stat_never(Thread* t, Args a) {
    KRAIT_TRY(toIndexInt64(t, a[0]));
    return Ref::boolean(false);
}
Ref stat_imode(Thread* t, Args a) {
    int64_t mode = KRAIT_TRY(toIndexInt64(t, a[0]));
    return intFrom(t, mode & 07777);
}
Ref stat_ifmt(Thread* t, Args a) {
    int64_t mode = KRAIT_TRY(toIndexInt64(t, a[0]));
    return intFrom(t, mode & S_IFMT);
}
Ref stat_filemode(Thread* t, Args a) {
    auto mode = static_cast<mode_t>(KRAIT_TRY(toIndexInt64(t, a[0])));
    char text[11] = "?---------";
    switch (mode & S_IFMT) {
    case S_IFREG:
        text[0] = '-';
        break;
    case S_IFDIR:
        text[0] = 'd';
        break;
    case S_IFLNK:
        text[0] = 'l';
        break;
    case S_IFBLK:
        text[0] = 'b';
        break;
    case S_IFCHR:
        text[0] = 'c';
        break;
    case S_IFIFO:
        text[0] = 'p';
        break;
    case S_IFSOCK:
        text[0] = 's';
        break;
    }
    for (int i = 0; i < 9; ++i)
        if (mode & (0400 >> i)) text[1 + i] = "rwx"[i % 3];
    if (mode & S_ISUID) text[3] = mode & 0100 ? 's' : 'S';
    if (mode & S_ISGID) text[6] = mode & 0010 ? 's' : 'S';
    if (mode & S_ISVTX) text[9] = mode & 0001 ? 't' : 'T';
    return strFromAscii(t, text);
}

constexpr MethodDef kFunctions[] = {
    {"S_IFMT(mode, /)", stat_ifmt,
     "Return the portion of the file's mode that describes its type."},
    {"S_IMODE(mode, /)", stat_imode,
     "Return the portion of the file's mode that can be chmod()ed."},
    {"S_ISBLK(mode, /)", isMode<S_IFBLK>, ""},
    {"S_ISCHR(mode, /)", isMode<S_IFCHR>, ""},
    {"S_ISDIR(mode, /)", isMode<S_IFDIR>, ""},
    {"S_ISDOOR(mode, /)", stat_never, ""},
    {"S_ISFIFO(mode, /)", isMode<S_IFIFO>, ""},
    {"S_ISLNK(mode, /)", isMode<S_IFLNK>, ""},
    {"S_ISPORT(mode, /)", stat_never, ""},
    {"S_ISREG(mode, /)", isMode<S_IFREG>, ""},
    {"S_ISSOCK(mode, /)", isMode<S_IFSOCK>, ""},
    {"S_ISWHT(mode, /)", stat_never, ""},
    {"filemode(mode, /)", stat_filemode, "A file's mode as `ls -l` shows it."},
    {}};

Status initModule(Thread* t, Value module) {
    static constexpr struct {
        const char* name;
        int64_t value;
    } kConstants[] = {
        {"S_IFBLK", S_IFBLK},
        {"S_IFCHR", S_IFCHR},
        {"S_IFDIR", S_IFDIR},
        {"S_IFDOOR", 0},
        {"S_IFIFO", S_IFIFO},
        {"S_IFLNK", S_IFLNK},
        {"S_IFPORT", 0},
        {"S_IFREG", S_IFREG},
        {"S_IFSOCK", S_IFSOCK},
        {"S_IFWHT", 0},
        {"S_ISUID", S_ISUID},
        {"S_ISGID", S_ISGID},
        {"S_ISVTX", S_ISVTX},
        {"S_ENFMT", S_ISGID},
        {"S_IREAD", 0400},
        {"S_IWRITE", 0200},
        {"S_IEXEC", 0100},
        {"S_IRWXU", 0700},
        {"S_IRUSR", 0400},
        {"S_IWUSR", 0200},
        {"S_IXUSR", 0100},
        {"S_IRWXG", 0070},
        {"S_IRGRP", 0040},
        {"S_IWGRP", 0020},
        {"S_IXGRP", 0010},
        {"S_IRWXO", 0007},
        {"S_IROTH", 0004},
        {"S_IWOTH", 0002},
        {"S_IXOTH", 0001},
        {"ST_MODE", 0},
        {"ST_INO", 1},
        {"ST_DEV", 2},
        {"ST_NLINK", 3},
        {"ST_UID", 4},
        {"ST_GID", 5},
        {"ST_SIZE", 6},
        {"ST_ATIME", 7},
        {"ST_MTIME", 8},
        {"ST_CTIME", 9},
        {"UF_NODUMP", 1},
        {"UF_SETTABLE", 0xffff},
        {"UF_IMMUTABLE", 2},
        {"UF_APPEND", 4},
        {"UF_OPAQUE", 8},
        {"UF_NOUNLINK", 0x10},
        {"UF_COMPRESSED", 0x20},
        {"UF_TRACKED", 0x40},
        {"UF_DATAVAULT", 0x80},
        {"UF_HIDDEN", 0x8000},
        {"SF_SETTABLE", 0xffff0000},
        {"SF_ARCHIVED", 0x10000},
        {"SF_IMMUTABLE", 0x20000},
        {"SF_APPEND", 0x40000},
        {"SF_RESTRICTED", 0x80000},
        {"SF_NOUNLINK", 0x100000},
        {"SF_SNAPSHOT", 0x200000},
        {"SF_FIRMLINK", 0x800000},
        {"SF_DATALESS", 0x40000000},
        {"SF_SUPPORTED", 0x9f0000},
        {"SF_SYNTHETIC", 0xc0000000},
        {"FILE_ATTRIBUTE_ARCHIVE", 32},
        {"FILE_ATTRIBUTE_COMPRESSED", 2048},
        {"FILE_ATTRIBUTE_DEVICE", 64},
        {"FILE_ATTRIBUTE_DIRECTORY", 16},
        {"FILE_ATTRIBUTE_ENCRYPTED", 16384},
        {"FILE_ATTRIBUTE_HIDDEN", 2},
        {"FILE_ATTRIBUTE_INTEGRITY_STREAM", 32768},
        {"FILE_ATTRIBUTE_NORMAL", 128},
        {"FILE_ATTRIBUTE_NOT_CONTENT_INDEXED", 8192},
        {"FILE_ATTRIBUTE_NO_SCRUB_DATA", 131072},
        {"FILE_ATTRIBUTE_OFFLINE", 4096},
        {"FILE_ATTRIBUTE_READONLY", 1},
        {"FILE_ATTRIBUTE_REPARSE_POINT", 1024},
        {"FILE_ATTRIBUTE_SPARSE_FILE", 512},
        {"FILE_ATTRIBUTE_SYSTEM", 4},
        {"FILE_ATTRIBUTE_TEMPORARY", 256},
        {"FILE_ATTRIBUTE_VIRTUAL", 65536},
    };
    ModuleFiller fill(t, module);
    for (const auto& constant : kConstants) fill.integer(constant.name, constant.value);
    return fill.finish();
}

} // namespace

extern const NativeModule k_statModule = {"_stat", "The bits of a file's mode.", kFunctions,
                                          initModule};

} // namespace krait
