// Starting without module site. It costs more than all the rest of a start, and nearly always finds
// nothing to do: no .pth file, no virtual environment, no sitecustomize. Whether that is so a few
// stat() calls tell; then only the folders of packages are put into sys.path, and the builtins that
// site adds (exit, help, ...) appear when somebody looks for them: importSiteNow().
//
// Invariant: sys.path is what site would have made it. Whatever is unusual goes to site itself.
#include "programs/krait/tools.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import_state.h"

#include <algorithm>
#include <cstdlib>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krait {

namespace {

using Folders = std::vector<std::string>;

bool isFolder(const std::string& path) {
    struct stat st;
    return ::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

// abspath() would leave it as it is.
bool isNormal(const std::string& path) {
    if (path.size() < 2 || path[0] != '/' || path.back() == '/') return false;
    return (path + '/').find("/./") == std::string::npos &&
           (path + '/').find("/../") == std::string::npos && path.find("//") == std::string::npos;
}

bool hasPthFile(const std::string& folder) {
    DIR* dir = ::opendir(folder.c_str());
    if (!dir) return false;
    bool found = false;
    while (dirent* entry = ::readdir(dir))
        found |= std::string_view(entry->d_name).ends_with(".pth");
    ::closedir(dir);
    return found;
}

bool isVirtualEnvironment(const std::string& executable) {
    std::string folder = executable.substr(0, executable.rfind('/'));
    return exists(folder + "/pyvenv.cfg") ||
           exists(folder.substr(0, folder.rfind('/')) + "/pyvenv.cfg");
}

// False: only site knows.
bool userFolder(const RunPlan& plan, Folders* out) {
    if (plan.options.no_user_site) return true;
    if (::getuid() != ::geteuid() || ::getgid() != ::getegid()) return true;
    std::string base;
    const char* named = std::getenv("PYTHONUSERBASE");
    if (named && *named) {
        base = named;
    } else {
        const char* home = std::getenv("HOME");
        if (!home) return false;
        base = std::string(home) + "/.local";
    }
    if (!isNormal(base)) return false;
    out->push_back(base + "/lib/python3.13/site-packages");
    return true;
}

// The library's own folder is Debian's, whose sitecustomize is for its CPython.
bool hasCustomization(const Folders& path, const std::string& library) {
    for (const std::string& folder : path) {
        if (folder == library) continue;
        if (!isFolder(folder) && exists(folder)) return true; // an archive
        for (const char* name : {"/sitecustomize", "/usercustomize"})
            if (exists(folder + name + ".py") || exists(folder + name)) return true;
    }
    return false;
}

} // namespace

bool postponeSite(Thread* t, const RunPlan& plan) {
    const RuntimeOptions& o = plan.options;
    if (plan.kind == RunKind::kRepl || o.inspect || o.verbose) return false;
    Folders path = o.module_path, packages;
    if (!std::all_of(path.begin(), path.end(), isNormal)) return false;
    if (isVirtualEnvironment(o.executable) || !userFolder(plan, &packages)) return false;
    packages.push_back("/usr/lib/python3.13/site-packages");
    size_t before = path.size();
    for (const std::string& folder : packages) {
        if (!isFolder(folder)) continue;
        if (hasPthFile(folder)) return false;
        path.push_back(folder);
    }
    Folders sorted = path;
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return false;
    if (hasCustomization(path, t->runtime->import->library_folder)) return false;
    Value list = dictGetStr(t->runtime->sys_dict, t->name(kName_path));
    for (size_t i = before; i < path.size() && isList(list); ++i) {
        Ref text = strFromUtf8(t, path[i]);
        if (text.isError() || listAppend(t, list.as<List>(), text).isError()) {
            clearError(t);
            return false;
        }
    }
    t->runtime->import->site_postponed = true;
    return true;
}

} // namespace krait
