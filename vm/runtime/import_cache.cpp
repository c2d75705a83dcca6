// Source files to code, and the cache of compiled ones: __pycache__/NAME.krait-313.pyc beside the
// source, below PYTHONPYCACHEPREFIX, or in the user's cache folder where the first cannot be
// written. A cache file is a header (magic, the source's time and size) and a blueprint, whose own
// checksum guards it; a bad one is as good as none. Files are written under another name and moved
// into place, so that a reader sees all or nothing.
#include "vm/objects/dict.h"
#include "vm/objects/str.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/object_model.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krait {

namespace {

constexpr char kMagic[8] = {'K', 'R', 'A', 'I', 'T', '3', 1, '\n'};

struct Header {
    char magic[8];
    int64_t mtime_ns;
    int64_t size;
};

bool readAll(const char* path, std::string* out) {
    int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    struct stat st;
    if (::fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) {
        int error = S_ISDIR(st.st_mode) ? EISDIR : errno;
        ::close(fd);
        errno = error;
        return false;
    }
    out->resize(static_cast<size_t>(st.st_size));
    size_t have = 0;
    for (;;) {
        if (have == out->size()) out->resize(have + 4096);
        ssize_t n = ::read(fd, out->data() + have, out->size() - have);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            ::close(fd);
            out->resize(have);
            return n == 0;
        }
        have += static_cast<size_t>(n);
    }
}

void makeFolders(const std::string& path) {
    for (size_t slash = 1; (slash = path.find('/', slash)) != std::string::npos; ++slash)
        ::mkdir(path.substr(0, slash).c_str(), 0777);
}

bool writeAtomically(const std::string& path, const Header& header, const std::string& data) {
    std::string temporary = path + "." + std::to_string(::getpid());
    int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0) return false;
    bool good = ::write(fd, &header, sizeof header) == static_cast<ssize_t>(sizeof header) &&
                ::write(fd, data.data(), data.size()) == static_cast<ssize_t>(data.size());
    ::close(fd);
    if (good && ::rename(temporary.c_str(), path.c_str()) == 0) return true;
    ::unlink(temporary.c_str());
    return false;
}

std::string fileOf(std::string_view path, int optimize) {
    size_t slash = path.rfind('/');
    std::string file(slash == std::string_view::npos ? path : path.substr(slash + 1));
    size_t dot = file.rfind('.');
    if (dot != std::string::npos) file.resize(dot);
    file += ".krait-313";
    if (optimize > 0) file += ".opt-" + std::to_string(optimize);
    return file + ".pyc";
}

// A mirror of absolute folders below `root`.
std::string mirrored(const std::string& root, std::string_view path, int optimize) {
    size_t slash = path.rfind('/');
    return root + std::string(path.substr(0, slash + 1)) + fileOf(path, optimize);
}

struct Places {
    std::string paths[2];
    int count = 0;
};

Places cachePlaces(Thread* t, std::string_view path, int optimize) {
    Places places;
    if (path.empty() || path.front() != '/') return places;
    New<Str> key = strIntern(t, "pycache_prefix");
    if (key.isError()) {
        clearError(t);
        return places;
    }
    Value prefix = dictGetStr(t->runtime->sys_dict, key);
    if (isStr(prefix)) {
        places.paths[places.count++] = mirrored(toUtf8(prefix.as<Str>(), true), path, optimize);
        return places;
    }
    size_t slash = path.rfind('/');
    places.paths[places.count++] =
        std::string(path.substr(0, slash + 1)) + "__pycache__/" + fileOf(path, optimize);
    ImportState* state = t->runtime->import;
    if (state->cache_folder.empty() && !t->runtime->options.ignore_environment) {
        if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
            state->cache_folder = std::string(cache) + "/krait/pycache";
        else if (const char* home = std::getenv("HOME"); home && *home == '/')
            state->cache_folder = std::string(home) + "/.cache/krait/pycache";
    }
    if (!state->cache_folder.empty())
        places.paths[places.count++] = mirrored(state->cache_folder, path, optimize);
    return places;
}

std::shared_ptr<CodeBlueprint> readCache(const std::string& path, const Header& wanted) {
    std::string data;
    if (!readAll(path.c_str(), &data) || data.size() < sizeof(Header)) return nullptr;
    if (std::memcmp(data.data(), &wanted, sizeof(Header)) != 0) return nullptr;
    std::string error;
    return readBlueprint(data.data() + sizeof(Header), data.size() - sizeof(Header), &error);
}

bool writingIsOff(Thread* t) {
    New<Str> key = strIntern(t, "dont_write_bytecode");
    if (key.isError()) {
        clearError(t);
        return true;
    }
    Value flag = dictGetStr(t->runtime->sys_dict, key);
    if (flag.isEmpty()) return t->runtime->options.dont_write_bytecode;
    Result<bool> truth = isTrue(t, flag);
    if (truth.isError()) clearError(t);
    return truth.isError() || truth.value();
}

} // namespace

New<Code> sourceFileCode(Thread* t, std::string_view path, Value path_value) {
    std::string name(path);
    int optimize = t->runtime->options.optimize;
    struct stat st;
    if (::stat(name.c_str(), &st) != 0) return raiseErrno(t, errno, path_value);
    Header header = {};
    std::memcpy(header.magic, kMagic, sizeof kMagic);
    header.mtime_ns = st.st_mtim.tv_sec * int64_t{1'000'000'000} + st.st_mtim.tv_nsec;
    header.size = st.st_size;
    Places places = cachePlaces(t, path, optimize);
    for (int i = 0; i < places.count; ++i)
        if (std::shared_ptr<CodeBlueprint> blueprint = readCache(places.paths[i], header))
            return codeFromBlueprint(t, blueprint);
    std::string source;
    if (!readAll(name.c_str(), &source)) return raiseErrno(t, errno, path_value);
    CompileRequest request;
    request.source = source;
    request.filename = path_value;
    std::shared_ptr<CodeBlueprint> blueprint = t->runtime->import->library->blueprint(t, request);
    if (!blueprint) return Error{};
    if (places.count > 0 && !writingIsOff(t)) {
        std::string data = writeBlueprint(*blueprint);
        for (int i = 0; i < places.count; ++i) {
            makeFolders(places.paths[i]);
            if (writeAtomically(places.paths[i], header, data)) break;
        }
    }
    return codeFromBlueprint(t, blueprint);
}

} // namespace krait
