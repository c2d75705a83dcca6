// posix: what changes the tree of files, by path.
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/float.h"
#include "vm/objects/str.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace krait::posix {
namespace {

// Calls a function of one path and a directory.
template <typename Call>
Ref onPath(Thread* t, const char* function, Value path, Value dir, Call&& call) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, function, "path", path));
    int dir_fd = KRAIT_TRY(directoryArgument(t, dir));
    int result;
    {
        BlockingSection blocking(t);
        result = call(dir_fd, p.c_str());
    }
    return noneOrError(t, result, p.object());
}
template <typename Call>
Ref onTwoPaths(Thread* t, const char* function, const char* first, const char* second, Args a,
               Call&& call) {
    PathArgument from, to;
    KRAIT_TRY(from.convert(t, function, first, a[0]));
    KRAIT_TRY(to.convert(t, function, second, a[1]));
    int result;
    {
        BlockingSection blocking(t);
        result = call(from.c_str(), to.c_str());
    }
    return noneOrError(t, result, from.object(), to.object());
}

Ref posix_mkdir(Thread* t, Args a) {
    int mode = KRAIT_TRY(intArgument(t, a[1]));
    return onPath(t, "mkdir", a[0], a[2], [&](int dir, const char* path) {
        return ::mkdirat(dir, path, static_cast<mode_t>(mode));
    });
}
Ref posix_rmdir(Thread* t, Args a) {
    return onPath(t, "rmdir", a[0], a[1],
                  [](int dir, const char* path) { return ::unlinkat(dir, path, AT_REMOVEDIR); });
}
Ref unlinkPath(Thread* t, const char* function, Args a) {
    return onPath(t, function, a[0], a[1],
                  [](int dir, const char* path) { return ::unlinkat(dir, path, 0); });
}
Ref posix_unlink(Thread* t, Args a) {
    return unlinkPath(t, "unlink", a);
}
Ref posix_remove(Thread* t, Args a) {
    return unlinkPath(t, "remove", a);
}
Ref renamePath(Thread* t, const char* function, Args a) {
    int from_dir = KRAIT_TRY(directoryArgument(t, a[2]));
    int to_dir = KRAIT_TRY(directoryArgument(t, a[3]));
    return onTwoPaths(t, function, "src", "dst", a, [&](const char* from, const char* to) {
        return ::renameat(from_dir, from, to_dir, to);
    });
}
Ref posix_rename(Thread* t, Args a) {
    return renamePath(t, "rename", a);
}
Ref posix_replace(Thread* t, Args a) {
    return renamePath(t, "replace", a);
}
Ref posix_link(Thread* t, Args a) {
    int from_dir = KRAIT_TRY(directoryArgument(t, a[2]));
    int to_dir = KRAIT_TRY(directoryArgument(t, a[3]));
    bool follow = KRAIT_TRY(isTrue(t, a[4]));
    return onTwoPaths(t, "link", "src", "dst", a, [&](const char* from, const char* to) {
        return ::linkat(from_dir, from, to_dir, to, follow ? AT_SYMLINK_FOLLOW : 0);
    });
}
Ref posix_symlink(Thread* t, Args a) {
    int dir = KRAIT_TRY(directoryArgument(t, a[3]));
    return onTwoPaths(t, "symlink", "src", "dst", a,
                      [&](const char* from, const char* to) { return ::symlinkat(from, dir, to); });
}
Ref posix_readlink(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "readlink", "path", a[0]));
    int dir = KRAIT_TRY(directoryArgument(t, a[1]));
    char target[PATH_MAX + 1];
    ssize_t n = ::readlinkat(dir, p.c_str(), target, PATH_MAX);
    if (n < 0) return raiseErrno(t, errno, p.object());
    return p.result(t, {target, static_cast<size_t>(n)});
}
Ref posix_mkfifo(Thread* t, Args a) {
    int mode = KRAIT_TRY(intArgument(t, a[1]));
    return onPath(t, "mkfifo", a[0], a[2], [&](int dir, const char* path) {
        return ::mkfifoat(dir, path, static_cast<mode_t>(mode));
    });
}
Ref posix_mknod(Thread* t, Args a) {
    int mode = KRAIT_TRY(intArgument(t, a[1]));
    int64_t device = KRAIT_TRY(toIndexInt64(t, a[2]));
    return onPath(t, "mknod", a[0], a[3], [&](int dir, const char* path) {
        return ::mknodat(dir, path, static_cast<mode_t>(mode), static_cast<dev_t>(device));
    });
}

Ref posix_chmod(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "chmod", "path", a[0], PathArgument::kDescriptor));
    auto mode = static_cast<mode_t>(KRAIT_TRY(intArgument(t, a[1])));
    int dir = KRAIT_TRY(directoryArgument(t, a[2]));
    bool follow = KRAIT_TRY(isTrue(t, a[3]));
    int result = p.isDescriptor()
                     ? ::fchmod(p.fd(), mode)
                     : ::fchmodat(dir, p.c_str(), mode, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    if (result < 0 && !follow && (errno == ENOTSUP || errno == EOPNOTSUPP)) {
        return raise(t, TypeId::kNotImplementedError,
                     "chmod: follow_symlinks unavailable on this platform");
    }
    return noneOrError(t, result, p.object());
}
Ref posix_fchmod(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    int mode = KRAIT_TRY(intArgument(t, a[1]));
    return noneOrError(t, ::fchmod(fd, static_cast<mode_t>(mode)));
}
Ref posix_chown(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "chown", "path", a[0], PathArgument::kDescriptor));
    uint32_t uid = KRAIT_TRY(idArgument(t, a[1], "uid"));
    uint32_t gid = KRAIT_TRY(idArgument(t, a[2], "gid"));
    int dir = KRAIT_TRY(directoryArgument(t, a[3]));
    bool follow = KRAIT_TRY(isTrue(t, a[4]));
    int result = p.isDescriptor()
                     ? ::fchown(p.fd(), uid, gid)
                     : ::fchownat(dir, p.c_str(), uid, gid, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    return noneOrError(t, result, p.object());
}
Ref posix_fchown(Thread* t, Args a) {
    int fd = KRAIT_TRY(intArgument(t, a[0]));
    uint32_t uid = KRAIT_TRY(idArgument(t, a[1], "uid"));
    uint32_t gid = KRAIT_TRY(idArgument(t, a[2], "gid"));
    return noneOrError(t, ::fchown(fd, uid, gid));
}
Ref posix_lchown(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "lchown", "path", a[0]));
    uint32_t uid = KRAIT_TRY(idArgument(t, a[1], "uid"));
    uint32_t gid = KRAIT_TRY(idArgument(t, a[2], "gid"));
    return noneOrError(t, ::lchown(p.c_str(), uid, gid), p.object());
}

// Seconds as int or float, rounded down to nanoseconds.
Status secondsArgument(Thread* t, Value v, timespec* out) {
    if (isFloat(v)) {
        double seconds = floatValue(v), whole = std::floor(seconds);
        if (!(whole >= -9.2e18 && whole <= 9.2e18)) {
            return raise(t, TypeId::kOverflowError, "timestamp out of range for platform time_t");
        }
        out->tv_sec = static_cast<time_t>(whole);
        out->tv_nsec = static_cast<long>(std::floor((seconds - whole) * 1e9));
        return ok();
    }
    out->tv_sec = KRAIT_TRY(toIndexInt64(t, v));
    out->tv_nsec = 0;
    return ok();
}
Status nanosecondsArgument(Thread* t, Value v, timespec* out) {
    int64_t ns = KRAIT_TRY(toIndexInt64(t, v));
    out->tv_sec = ns / 1000000000;
    out->tv_nsec = ns % 1000000000;
    if (out->tv_nsec < 0) {
        out->tv_nsec += 1000000000;
        --out->tv_sec;
    }
    return ok();
}
Ref posix_utime(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "utime", "path", a[0], PathArgument::kDescriptor));
    Value times = a[1], ns = a[2];
    int dir = KRAIT_TRY(directoryArgument(t, a[3]));
    bool follow = KRAIT_TRY(isTrue(t, a[4]));
    if (!times.isNone() && !ns.isEmpty()) {
        return raise(t, TypeId::kValueError,
                     "utime: you may specify either 'times' or 'ns' but not both");
    }
    timespec spec[2];
    bool now = false;
    if (!times.isNone()) {
        if (!isTuple(times) || times.as<Tuple>()->length != 2) {
            return raise(t, TypeId::kTypeError,
                         "utime: 'times' must be either a tuple of two ints or None");
        }
        for (int i = 0; i < 2; ++i)
            KRAIT_TRY(secondsArgument(t, times.as<Tuple>()->items[i], &spec[i]));
    } else if (!ns.isEmpty()) {
        if (!isTuple(ns) || ns.as<Tuple>()->length != 2)
            return raise(t, TypeId::kTypeError, "utime: 'ns' must be a tuple of two ints");
        for (int i = 0; i < 2; ++i)
            KRAIT_TRY(nanosecondsArgument(t, ns.as<Tuple>()->items[i], &spec[i]));
    } else {
        now = true;
    }
    int result = p.isDescriptor() ? ::futimens(p.fd(), now ? nullptr : spec)
                                  : ::utimensat(dir, p.c_str(), now ? nullptr : spec,
                                                follow ? 0 : AT_SYMLINK_NOFOLLOW);
    return noneOrError(t, result, p.object());
}
Ref posix_access(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "access", "path", a[0]));
    int mode = KRAIT_TRY(intArgument(t, a[1]));
    int dir = KRAIT_TRY(directoryArgument(t, a[2]));
    bool effective = KRAIT_TRY(isTrue(t, a[3]));
    bool follow = KRAIT_TRY(isTrue(t, a[4]));
    int flags = (effective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
    return Ref::boolean(::faccessat(dir, p.c_str(), mode, flags) == 0);
}
Ref posix_truncate(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "truncate", "path", a[0], PathArgument::kDescriptor));
    int64_t length = KRAIT_TRY(toIndexInt64(t, a[1]));
    int result = p.isDescriptor() ? ::ftruncate(p.fd(), length) : ::truncate(p.c_str(), length);
    return noneOrError(t, result, p.object());
}

Ref posix_getcwd(Thread* t, Args) {
    char path[PATH_MAX + 1];
    if (!::getcwd(path, sizeof path)) return raiseErrno(t, errno);
    return decodeFileName(t, path);
}
Ref posix_getcwdb(Thread* t, Args) {
    char path[PATH_MAX + 1];
    if (!::getcwd(path, sizeof path)) return raiseErrno(t, errno);
    return bytesFrom(t, path);
}
Ref posix_chdir(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "chdir", "path", a[0], PathArgument::kDescriptor));
    return noneOrError(t, p.isDescriptor() ? ::fchdir(p.fd()) : ::chdir(p.c_str()), p.object());
}
Ref posix_fchdir(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorArgument(t, a[0]));
    return noneOrError(t, ::fchdir(fd));
}
Ref posix_chroot(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(p.convert(t, "chroot", "path", a[0]));
    return noneOrError(t, ::chroot(p.c_str()), p.object());
}
Ref posix_umask(Thread* t, Args a) {
    int mask = KRAIT_TRY(intArgument(t, a[0]));
    return intFrom(t, ::umask(static_cast<mode_t>(mask)));
}
Ref posix_fspath(Thread* t, Args a) {
    return convertToPath(t, a[0]);
}

// --- paths as text
// ------------------------------------------------------------------------------------------------

// The path without "." and empty parts, and ".." taken back where there is something to take.
std::string normalPath(std::string_view path) {
    // Python: two slashes at the start are kept, three are one.
    size_t slashes = 0;
    while (slashes < path.size() && path[slashes] == '/') ++slashes;
    std::string out(slashes == 2 ? 2 : slashes > 0 ? 1 : 0, '/');
    size_t root = out.size();
    for (size_t i = slashes; i < path.size();) {
        size_t end = path.find('/', i);
        if (end == path.npos) end = path.size();
        std::string_view part = path.substr(i, end - i);
        i = end + 1;
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            size_t cut = out.rfind('/');
            std::string_view last =
                std::string_view(out).substr(cut == out.npos || cut < root ? root : cut + 1);
            if (out.size() == root && root > 0) continue;
            if (out.size() > root && last != "..") {
                out.resize(out.size() - last.size());
                if (out.size() > root) out.pop_back();
                continue;
            }
        }
        if (out.size() > root) out += '/';
        out += part;
    }
    return out.empty() ? "." : out;
}
Ref posix_path_normpath(Thread* t, Args a) {
    Ref path = KRAIT_TRY(convertToPath(t, a[0]));
    if (isBytes(path)) return bytesFrom(t, normalPath(path.as<Bytes>()->view()));
    auto* text = path.as<Str>();
    if (text->isAscii()) return strFromAscii(t, normalPath(text->ascii()));
    // Python: any characters will do, those that no file name has too.
    std::string bytes;
    for (int64_t i = 0; i < text->length; ++i) {
        uint32_t c = text->at(i);
        for (int shift : {24, 18, 12, 6, 0}) { // above ASCII: five bytes that are no '/' or '.'
            if (c >= 128) bytes += static_cast<char>(0x80 | (c >> shift & 0x3F));
        }
        if (c < 128) bytes += static_cast<char>(c);
    }
    TextBuffer out(t);
    std::string normal = normalPath(bytes);
    for (size_t i = 0; i < normal.size(); ++i) {
        auto c = static_cast<uint32_t>(static_cast<uint8_t>(normal[i]));
        if (c >= 128) {
            c &= 0x3F;
            for (int k = 1; k < 5; ++k) c = c << 6 | (static_cast<uint8_t>(normal[++i]) & 0x3F);
        }
        out.appendChar(c);
    }
    return out.finish();
}
Ref posix_path_splitroot_ex(Thread* t, Args a) {
    Ref path = KRAIT_TRY(convertToPath(t, a[0]));
    if (isBytes(path)) {
        std::string_view text = path.as<Bytes>()->view();
        size_t slashes = 0;
        while (slashes < text.size() && text[slashes] == '/') ++slashes;
        size_t root = slashes == 2 ? 2 : slashes > 0;
        Ref drive = KRAIT_TRY(bytesFrom(t, {}));
        Ref head = KRAIT_TRY(bytesFrom(t, text.substr(0, root)));
        Ref tail = KRAIT_TRY(bytesFrom(t, text.substr(root)));
        return tupleOf(t, drive, head, tail);
    }
    auto* s = path.as<Str>();
    int64_t slashes = 0;
    while (slashes < s->length && s->at(slashes) == '/') ++slashes;
    int64_t root = slashes == 2 ? 2 : slashes > 0;
    Ref head = KRAIT_TRY(strSubstring(t, s, 0, root));
    Ref tail = KRAIT_TRY(strSubstring(t, s, root, s->length));
    return tupleOf(t, Value(t->runtime->empty_str), head, tail);
}

// --- extended attributes, devices
// ------------------------------------------------------------------------------------------------
Ref posix_getxattr(Thread* t, Args a) {
    PathArgument p, name;
    KRAIT_TRY(p.convert(t, "getxattr", "path", a[0], PathArgument::kDescriptor));
    KRAIT_TRY(name.convert(t, "getxattr", "attribute", a[1]));
    bool follow = KRAIT_TRY(isTrue(t, a[2]));
    char value[65536]; // LIMIT: of the system, XATTR_SIZE_MAX
    ssize_t n = p.isDescriptor() ? ::fgetxattr(p.fd(), name.c_str(), value, sizeof value)
                : follow         ? ::getxattr(p.c_str(), name.c_str(), value, sizeof value)
                                 : ::lgetxattr(p.c_str(), name.c_str(), value, sizeof value);
    if (n < 0) return raiseErrno(t, errno, p.object());
    return bytesFrom(t, {value, static_cast<size_t>(n)});
}
Ref posix_setxattr(Thread* t, Args a) {
    PathArgument p, name;
    KRAIT_TRY(p.convert(t, "setxattr", "path", a[0], PathArgument::kDescriptor));
    KRAIT_TRY(name.convert(t, "setxattr", "attribute", a[1]));
    Buffer value;
    KRAIT_TRY(value.acquire(t, a[2]));
    int flags = KRAIT_TRY(intArgument(t, a[3]));
    bool follow = KRAIT_TRY(isTrue(t, a[4]));
    auto size = static_cast<size_t>(value.size());
    int result = p.isDescriptor() ? ::fsetxattr(p.fd(), name.c_str(), value.data(), size, flags)
                 : follow         ? ::setxattr(p.c_str(), name.c_str(), value.data(), size, flags)
                                  : ::lsetxattr(p.c_str(), name.c_str(), value.data(), size, flags);
    return noneOrError(t, result, p.object());
}
Ref posix_removexattr(Thread* t, Args a) {
    PathArgument p, name;
    KRAIT_TRY(p.convert(t, "removexattr", "path", a[0], PathArgument::kDescriptor));
    KRAIT_TRY(name.convert(t, "removexattr", "attribute", a[1]));
    bool follow = KRAIT_TRY(isTrue(t, a[2]));
    int result = p.isDescriptor() ? ::fremovexattr(p.fd(), name.c_str())
                 : follow         ? ::removexattr(p.c_str(), name.c_str())
                                  : ::lremovexattr(p.c_str(), name.c_str());
    return noneOrError(t, result, p.object());
}
Ref posix_listxattr(Thread* t, Args a) {
    PathArgument p;
    KRAIT_TRY(
        p.convert(t, "listxattr", "path", a[0], PathArgument::kDescriptor | PathArgument::kNone));
    bool follow = KRAIT_TRY(isTrue(t, a[1]));
    char names[65536];
    ssize_t n = p.isDescriptor() ? ::flistxattr(p.fd(), names, sizeof names)
                : follow         ? ::listxattr(p.c_str(), names, sizeof names)
                                 : ::llistxattr(p.c_str(), names, sizeof names);
    if (n < 0) return raiseErrno(t, errno, p.isNone() ? Value() : p.object());
    New<List> list = KRAIT_TRY(listNew(t));
    for (const char* name = names; name < names + n; name += std::strlen(name) + 1) {
        Ref text = KRAIT_TRY(decodeFileName(t, name));
        KRAIT_TRY(listAppend(t, list, text));
    }
    return list;
}
// Numbers of devices; -1 is none.
bool isNoDevice(Value v) {
    return v.isSmallInt() && v.asSmallInt() == -1;
}
Ref deviceNumber(Thread* t, unsigned number) {
    return number == UINT_MAX ? Ref::share(Value::smallInt(-1)) : intFromUnsigned(t, number);
}
Ref posix_major(Thread* t, Args a) {
    if (isNoDevice(a[0])) return Ref::share(a[0]);
    return deviceNumber(t, ::major(KRAIT_TRY(unsignedArgument(t, a[0], Negative::kOverflow))));
}
Ref posix_minor(Thread* t, Args a) {
    if (isNoDevice(a[0])) return Ref::share(a[0]);
    return deviceNumber(t, ::minor(KRAIT_TRY(unsignedArgument(t, a[0], Negative::kOverflow))));
}
Ref posix_makedev(Thread* t, Args a) {
    unsigned numbers[2];
    for (int i = 0; i < 2; ++i) {
        uint64_t number =
            isNoDevice(a[i]) ? UINT_MAX : KRAIT_TRY(unsignedArgument(t, a[i], Negative::kOverflow));
        if (number > UINT_MAX) {
            return raise(t, TypeId::kOverflowError,
                         "Python int too large to convert to C unsigned int");
        }
        numbers[i] = static_cast<unsigned>(number);
    }
    if (numbers[0] == UINT_MAX && numbers[1] == UINT_MAX) return Ref::share(Value::smallInt(-1));
    return intFromUnsigned(t, ::makedev(numbers[0], numbers[1]));
}

} // namespace

constinit const MethodDef kFileFunctions[] = {
    {"mkdir(path, mode=511, *, dir_fd=None)", posix_mkdir, "Create a directory."},
    {"rmdir(path, *, dir_fd=None)", posix_rmdir, "Remove a directory."},
    {"unlink(path, *, dir_fd=None)", posix_unlink, "Remove a file (same as remove())."},
    {"remove(path, *, dir_fd=None)", posix_remove, "Remove a file (same as unlink())."},
    {"rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", posix_rename,
     "Rename a file or directory."},
    {"replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", posix_replace,
     "Rename a file or directory, overwriting the destination."},
    {"link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", posix_link,
     "Create a hard link to a file."},
    {"symlink(src, dst, target_is_directory=False, *, dir_fd=None)", posix_symlink,
     "Create a symbolic link pointing to src named dst."},
    {"readlink(path, *, dir_fd=None)", posix_readlink,
     "Return a string representing the path to which the symbolic link points."},
    {"mkfifo(path, mode=438, *, dir_fd=None)", posix_mkfifo,
     "Create a \"fifo\" (a POSIX named pipe)."},
    {"mknod(path, mode=384, device=0, *, dir_fd=None)", posix_mknod,
     "Create a node in the file system."},
    {"chmod(path, mode, *, dir_fd=None, follow_symlinks=True)", posix_chmod,
     "Change the access permissions of a file."},
    {"fchmod(fd, mode)", posix_fchmod,
     "Change the access permissions of the file given by file descriptor fd."},
    {"chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)", posix_chown,
     "Change the owner and group id of path to the numeric uid and gid."},
    {"fchown(fd, uid, gid)", posix_fchown,
     "Change the owner and group id of the file specified by file descriptor."},
    {"lchown(path, uid, gid)", posix_lchown,
     "Change the owner and group id of path to the numeric uid and gid."},
    {"utime(path, times=None, *, ns=<unset>, dir_fd=None, follow_symlinks=True)", posix_utime,
     "Set the access and modified time of path."},
    {"access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)", posix_access,
     "Use the real uid/gid to test for access to a path."},
    {"truncate(path, length)", posix_truncate,
     "Truncate a file, specified by path, to a specific length."},
    {"getcwd()", posix_getcwd,
     "Return a unicode string representing the current working directory."},
    {"getcwdb()", posix_getcwdb,
     "Return a bytes string representing the current working directory."},
    {"chdir(path)", posix_chdir, "Change the current working directory to the specified path."},
    {"fchdir(fd)", posix_fchdir, "Change to the directory of the given file descriptor."},
    {"chroot(path)", posix_chroot, "Change root directory to path."},
    {"umask(mask, /)", posix_umask, "Set the current numeric umask and return the previous umask."},
    {"fspath(path)", posix_fspath, "Return the file system path representation of the object."},
    {"_path_normpath(path)", posix_path_normpath,
     "Normalize path, eliminating double slashes, etc."},
    {"_path_splitroot_ex(path)", posix_path_splitroot_ex,
     "Split a pathname into drive, root and tail."},
    {"getxattr(path, attribute, *, follow_symlinks=True)", posix_getxattr,
     "Return the value of extended attribute attribute on path."},
    {"setxattr(path, attribute, value, flags=0, *, follow_symlinks=True)", posix_setxattr,
     "Set extended attribute attribute on path to value."},
    {"removexattr(path, attribute, *, follow_symlinks=True)", posix_removexattr,
     "Remove extended attribute attribute on path."},
    {"listxattr(path=None, *, follow_symlinks=True)", posix_listxattr,
     "Return a list of extended attributes on path."},
    {"major(device, /)", posix_major, "Extracts a device major number from a raw device number."},
    {"minor(device, /)", posix_minor, "Extracts a device minor number from a raw device number."},
    {"makedev(major, minor, /)", posix_makedev,
     "Composes a raw device number from the major and minor device numbers."},
    {}};

} // namespace krait::posix
