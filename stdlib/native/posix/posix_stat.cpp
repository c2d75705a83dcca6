// posix: stat() and its relatives, statvfs(), scandir() and listdir().
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/float.h"
#include "vm/objects/str.h"
#include "vm/runtime/type_system.h"

#include <cstring>
#include <dirent.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace krait::posix {
namespace {

constexpr StructSequenceField kStatFields[] = {
    {"st_mode", "protection bits"},
    {"st_ino", "inode"},
    {"st_dev", "device"},
    {"st_nlink", "number of hard links"},
    {"st_uid", "user ID of owner"},
    {"st_gid", "group ID of owner"},
    {"st_size", "total size, in bytes"},
    {nullptr, "integer time of last access"},
    {nullptr, "integer time of last modification"},
    {nullptr, "integer time of last change"},
    {"st_atime", "time of last access"},
    {"st_mtime", "time of last modification"},
    {"st_ctime", "time of last change"},
    {"st_atime_ns", "time of last access in nanoseconds"},
    {"st_mtime_ns", "time of last modification in nanoseconds"},
    {"st_ctime_ns", "time of last change in nanoseconds"},
    {"st_blksize", "blocksize for filesystem I/O"},
    {"st_blocks", "number of blocks allocated"},
    {"st_rdev", "device type (if inode device)"}};
constexpr StructSequenceField kStatVfsFields[] = {
    {"f_bsize"}, {"f_frsize"}, {"f_blocks"}, {"f_bfree"},   {"f_bavail"}, {"f_files"},
    {"f_ffree"}, {"f_favail"}, {"f_flag"},   {"f_namemax"}, {"f_fsid"}};

Ref statResult(Thread* t, const struct ::stat& s) {
    Fields f(t);
    f.addInt(s.st_mode);
    f.addUnsigned(s.st_ino);
    f.addUnsigned(s.st_dev);
    f.addInt(static_cast<int64_t>(s.st_nlink));
    f.addInt(s.st_uid);
    f.addInt(s.st_gid);
    f.addInt(s.st_size);
    const timespec* times[] = {&s.st_atim, &s.st_mtim, &s.st_ctim};
    for (const timespec* time : times) f.addInt(time->tv_sec);
    for (const timespec* time : times)
        f.add(floatFrom(static_cast<double>(time->tv_sec) +
                        1e-9 * static_cast<double>(time->tv_nsec)));
    for (const timespec* time : times) f.addInt(time->tv_sec * 1000000000 + time->tv_nsec);
    f.addInt(s.st_blksize);
    f.addInt(s.st_blocks);
    f.addUnsigned(s.st_rdev);
    return f.sequence(&kStatResultSpec);
}

Ref statPath(Thread* t, const char* function, Value path, Value dir, bool follow,
             PathArgument::Allow allow) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, function, "path", path, allow));
    int dir_fd = KRAIT_TRY(directoryArgument(t, dir));
    if (p.isDescriptor()) {
        if (!dir.isNone())
            return raise(t, TypeId::kValueError, "%s: can't specify dir_fd without matching path",
                         function);
    }
    struct ::stat s;
    int result;
    {
        BlockingSection blocking(t);
        result = p.isDescriptor()
                     ? ::fstat(p.fd(), &s)
                     : ::fstatat(dir_fd, p.c_str(), &s, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    }
    if (result < 0) return raiseErrno(t, errno, p.object());
    return statResult(t, s);
}

Ref posix_stat(Thread* t, Args a) {
    bool follow = KRAIT_TRY(isTrue(t, a[2]));
    return statPath(t, "stat", a[0], a[1], follow, PathArgument::kDescriptor);
}
Ref posix_lstat(Thread* t, Args a) {
    return statPath(t, "lstat", a[0], a[1], false, PathArgument::kPath);
}
Ref posix_fstat(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    struct ::stat s;
    SystemResult done = retrySystemCall(t, [&] { return ::fstat(fd, &s); });
    if (done.raised) return Error{};
    if (done.failed()) return raiseErrno(t, done.error);
    return statResult(t, s);
}

Ref statVfsResult(Thread* t, const struct ::statvfs& s) {
    Fields f(t);
    for (uint64_t v :
         {uint64_t{s.f_bsize}, uint64_t{s.f_frsize}, uint64_t{s.f_blocks}, uint64_t{s.f_bfree},
          uint64_t{s.f_bavail}, uint64_t{s.f_files}, uint64_t{s.f_ffree}, uint64_t{s.f_favail},
          uint64_t{s.f_flag}, uint64_t{s.f_namemax}, uint64_t{s.f_fsid}})
        f.addUnsigned(v);
    return f.sequence(&kStatVfsResultSpec);
}
Ref posix_statvfs(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "statvfs", "path", a[0], PathArgument::kDescriptor));
    struct ::statvfs s;
    int result = p.isDescriptor() ? ::fstatvfs(p.fd(), &s) : ::statvfs(p.c_str(), &s);
    if (result < 0) return raiseErrno(t, errno, p.object());
    return statVfsResult(t, s);
}
Ref posix_fstatvfs(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    struct ::statvfs s;
    if (::fstatvfs(fd, &s) < 0) return raiseErrno(t, errno);
    return statVfsResult(t, s);
}

// --- listing directories
// ------------------------------------------------------------------------------------------------

bool isDots(const char* name) {
    return name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}

// A stream of a directory, from a path or a duplicate of a descriptor (which is rewound).
Result<DIR*> openDirectory(Thread* t, const PathArgument& p, Value object) {
    DIR* dir;
    if (p.isDescriptor()) {
        int fd = ::fcntl(p.fd(), F_DUPFD_CLOEXEC, 0);
        if (fd < 0) return raiseErrno(t, errno, object);
        dir = ::fdopendir(fd);
        if (!dir) {
            int error = errno;
            ::close(fd);
            return raiseErrno(t, error, object);
        }
        ::rewinddir(dir);
        return dir;
    }
    {
        BlockingSection blocking(t);
        dir = ::opendir(p.c_str());
    }
    if (!dir) return raiseErrno(t, errno, object);
    return dir;
}

Ref posix_listdir(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(
        p.convert(t, "listdir", "path", a[0], PathArgument::kDescriptor | PathArgument::kNone));
    Value object = p.isNone() ? Value() : p.object();
    DIR* dir = KRAIT_TRY(openDirectory(t, p, object));
    New<List> names = listNew(t);
    bool failed = names.isError();
    while (!failed) {
        errno = 0;
        dirent* entry = ::readdir(dir);
        if (!entry) {
            if (errno == 0) break;
            (void)raiseErrno(t, errno, object);
            failed = true;
            break;
        }
        if (isDots(entry->d_name)) continue;
        Ref name = p.result(t, entry->d_name);
        failed = name.isError() || listAppend(t, names, name).isError();
    }
    ::closedir(dir);
    if (failed) return Error{};
    return names;
}

struct DirEntry : Object {
    Value name, path;
    Value stat, lstat; // made when asked for
    uint64_t inode;
    int dir_fd; // of scandir(fd), else AT_FDCWD
    uint8_t type;
};
struct ScandirIterator : Object {
    Value path; // as given; None for "."
    DIR* dir;   // null: exhausted or closed
    int dir_fd;
    bool is_bytes;
};

DirEntry* entryOf(Value v) {
    return v.as<DirEntry>();
}

Ref entryStat(Thread* t, DirEntry* self, bool follow);

// Whether the entry is of that kind (S_IFDIR, S_IFREG); false when it has vanished.
Result<bool> entryIs(Thread* t, DirEntry* self, bool follow, mode_t kind) {
    bool link = self->type == DT_LNK;
    if (self->type == DT_UNKNOWN || (follow && link)) {
        Ref status = entryStat(t, self, follow);
        if (status.isError()) {
            if (!clearErrorIf(t, TypeId::kFileNotFoundError)) return Error{};
            return false;
        }
        int64_t mode;
        intFits(status.as<Tuple>()->items[0], &mode);
        return (static_cast<mode_t>(mode) & S_IFMT) == kind;
    }
    if (link) return kind == S_IFLNK;
    return self->type == (kind == S_IFDIR ? DT_DIR : kind == S_IFREG ? DT_REG : DT_LNK);
}

Ref fetchStat(Thread* t, DirEntry* self, bool follow) {
    std::string path;
    Value which = self->dir_fd == AT_FDCWD ? self->path : self->name;
    if (isStr(which))
        KRAIT_TRY(encodeFileName(t, which, &path));
    else
        path.assign(which.as<Bytes>()->view());
    struct ::stat s;
    if (::fstatat(self->dir_fd, path.c_str(), &s, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0)
        return raiseErrno(t, errno, self->path);
    return statResult(t, s);
}
Ref entryStat(Thread* t, DirEntry* self, bool follow) {
    if (!follow) {
        if (self->lstat.isEmpty()) replace(&self->lstat, KRAIT_TRY(fetchStat(t, self, false)));
        return Ref::share(self->lstat);
    }
    if (self->stat.isEmpty()) {
        bool link = KRAIT_TRY(entryIs(t, self, false, S_IFLNK));
        replace(&self->stat,
                link ? KRAIT_TRY(fetchStat(t, self, true)) : KRAIT_TRY(entryStat(t, self, false)));
    }
    return Ref::share(self->stat);
}

Ref entry_is_dir(Thread* t, Args a) {
    bool follow = KRAIT_TRY(isTrue(t, a[1]));
    return Ref::boolean(KRAIT_TRY(entryIs(t, entryOf(a[0]), follow, S_IFDIR)));
}
Ref entry_is_file(Thread* t, Args a) {
    bool follow = KRAIT_TRY(isTrue(t, a[1]));
    return Ref::boolean(KRAIT_TRY(entryIs(t, entryOf(a[0]), follow, S_IFREG)));
}
Ref entry_is_symlink(Thread* t, Args a) {
    return Ref::boolean(KRAIT_TRY(entryIs(t, entryOf(a[0]), false, S_IFLNK)));
}
Ref entry_is_junction(Thread*, Args) {
    return Ref::boolean(false);
}
Ref entry_stat(Thread* t, Args a) {
    bool follow = KRAIT_TRY(isTrue(t, a[1]));
    return entryStat(t, entryOf(a[0]), follow);
}
Ref entry_inode(Thread* t, Args a) {
    return intFromUnsigned(t, entryOf(a[0])->inode);
}
Ref entry_fspath(Thread*, Args a) {
    return Ref::share(entryOf(a[0])->path);
}
Ref entryRepr(Thread* t, Value v) {
    return strFormat(t, "<DirEntry %R>", entryOf(v)->name);
}

Ref joinName(Thread* t, const PathArgument& folder, const std::string& name) {
    std::string path = folder.isNone() ? "./" : folder.text();
    if (!path.empty() && path.back() != '/') path += '/';
    return folder.result(t, path + name);
}

Ref scandirNext(Thread* t, Value v) {
    auto* self = v.as<ScandirIterator>();
    while (self->dir) {
        errno = 0;
        dirent* entry;
        {
            BlockingSection blocking(t);
            entry = ::readdir(self->dir);
        }
        if (!entry) {
            int error = errno;
            ::closedir(std::exchange(self->dir, nullptr));
            if (error) return raiseErrno(t, error, self->path);
            return Ref();
        }
        if (isDots(entry->d_name)) continue;
        std::string name(entry->d_name);
        PathArgument folder;
        if (self->dir_fd == AT_FDCWD)
            KRAIT_TRY(folder.convert(t, "scandir", "path", self->path, PathArgument::kNone));
        New<DirEntry> made = KRAIT_TRY(newOf<DirEntry>(t, &kDirEntrySpec));
        made->name = made->path = made->stat = made->lstat = Value();
        made->inode = entry->d_ino;
        made->type = entry->d_type;
        made->dir_fd = self->dir_fd;
        Ref name_object = self->is_bytes ? bytesFrom(t, name) : decodeFileName(t, name);
        if (name_object.isError()) return Error{};
        replace(&made->name, std::move(name_object));
        replace(&made->path, self->dir_fd == AT_FDCWD ? KRAIT_TRY(joinName(t, folder, name))
                                                      : Ref::share(made->name));
        return made;
    }
    return Ref();
}
Ref posix_scandir(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(
        p.convert(t, "scandir", "path", a[0], PathArgument::kDescriptor | PathArgument::kNone));
    New<ScandirIterator> self = KRAIT_TRY(newOf<ScandirIterator>(t, &kScandirIteratorSpec));
    store(&self->path, p.object());
    self->dir = nullptr;
    self->is_bytes = p.isBytes();
    self->dir_fd = AT_FDCWD;
    self->dir = KRAIT_TRY(openDirectory(t, p, p.isNone() ? Value() : p.object()));
    if (p.isDescriptor()) self->dir_fd = p.fd();
    return self;
}
Ref scandir_close(Thread*, Args a) {
    auto* self = a[0].as<ScandirIterator>();
    if (self->dir) ::closedir(std::exchange(self->dir, nullptr));
    return Ref::none();
}
Ref scandir_enter(Thread*, Args a) {
    return Ref::share(a[0]);
}
void scandirFinalize(Thread* t, Object* o) {
    auto* self = static_cast<ScandirIterator*>(o);
    if (!self->dir) return;
    Ref current = t->hasError() ? takeException(t) : Ref();
    if (warn(t, TypeId::kResourceWarning, 1, "unclosed scandir iterator %R", Value(o)).isError())
        reportUnraisable(t, nullptr, Value(o));
    if (!current.isEmpty()) (void)raiseException(t, current);
}
void scandirDestroy(Thread*, Object* o) {
    auto* self = static_cast<ScandirIterator*>(o);
    if (self->dir) ::closedir(self->dir);
    decref(self->path);
}
void scandirTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<ScandirIterator*>(o)->path);
}

constexpr MethodDef kDirEntryMethods[] = {
    {"is_dir(self, /, *, follow_symlinks=True)", entry_is_dir,
     "Return True if the entry is a directory; cached per entry."},
    {"is_file(self, /, *, follow_symlinks=True)", entry_is_file,
     "Return True if the entry is a file; cached per entry."},
    {"is_symlink(self, /)", entry_is_symlink,
     "Return True if the entry is a symbolic link; cached per entry."},
    {"is_junction(self, /)", entry_is_junction,
     "Return True if the entry is a junction; cached per entry."},
    {"stat(self, /, *, follow_symlinks=True)", entry_stat,
     "Return stat_result object for the entry; cached per entry."},
    {"inode(self, /)", entry_inode, "Return inode of the entry; cached per entry."},
    {"__fspath__(self, /)", entry_fspath, "Returns the path for the entry."},
    kClassGetItem,
    {}};
constexpr MemberDef kDirEntryMembers[] = {
    {"name", offsetof(DirEntry, name), true, true,
     "the entry's base filename, relative to scandir() \"path\" argument"},
    {"path", offsetof(DirEntry, path), true, true,
     "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)"},
    {}};
constexpr MethodDef kScandirMethods[] = {
    {"__enter__(self, /)", scandir_enter, nullptr, kMethodNoSafepoint},
    {"__exit__(self, /, *args)", scandir_close, nullptr},
    {"close(self, /)", scandir_close, nullptr},
    {}};

} // namespace

constinit const StructSequenceSpec kStatResultSpec = {
    structSequenceLayout("os.stat_result", "stat_result: Result from stat, fstat, or lstat."),
    kStatFields, 19, 10};
constinit const StructSequenceSpec kStatVfsResultSpec = {
    structSequenceLayout("os.statvfs_result", "statvfs_result: Result from statvfs or fstatvfs."),
    kStatVfsFields, 11, 10};

const TypeSpec kDirEntrySpec = {
    .name = "posix.DirEntry",
    .size = sizeof(DirEntry),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = Owns<DirEntry, &DirEntry::name, &DirEntry::path, &DirEntry::stat,
                              &DirEntry::lstat>::destroy,
              .traverse = Owns<DirEntry, &DirEntry::name, &DirEntry::path, &DirEntry::stat,
                               &DirEntry::lstat>::traverse,
              .repr = entryRepr},
    .methods = kDirEntryMethods,
    .members = kDirEntryMembers,
};
const TypeSpec kScandirIteratorSpec = {
    .name = "posix.ScandirIterator",
    .size = sizeof(ScandirIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = scandirDestroy,
              .traverse = scandirTraverse,
              .finalize = scandirFinalize,
              .iter = iterSelf,
              .next = scandirNext},
    .methods = kScandirMethods,
};

constinit const MethodDef kStatFunctions[] = {
    {"stat(path, *, dir_fd=None, follow_symlinks=True)", posix_stat,
     "Perform a stat system call on the given path."},
    {"lstat(path, *, dir_fd=None)", posix_lstat,
     "Perform a stat system call on the given path, without following symbolic links."},
    {"fstat(fd)", posix_fstat, "Perform a stat system call on the given file descriptor."},
    {"statvfs(path)", posix_statvfs, "Perform a statvfs system call on the given path."},
    {"fstatvfs(fd, /)", posix_fstatvfs, "Perform an fstatvfs system call on the given fd."},
    {}};
constinit const MethodDef kDirectoryFunctions[] = {
    {"listdir(path=None)", posix_listdir,
     "Return a list containing the names of the files in the directory."},
    {"scandir(path=None)", posix_scandir, "Return an iterator of DirEntry objects for given path."},
    {}};

} // namespace krait::posix
