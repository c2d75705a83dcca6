// "Did you mean": the nearest name to one that was not found, by edit distance with CPython's costs
// and limits, so that the same names are suggested.
#include "vm/base/unicode.h"
#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/source_lines.h"
#include "vm/runtime/traceback_print.h"

#include <algorithm>
#include <climits>

namespace krait {
namespace {

// LIMIT: with more candidates, or longer names, nothing is suggested.
constexpr size_t kCandidatesMax = 750;
constexpr size_t kNameMax = 40;
constexpr int kMoveCost = 2;
constexpr int kCaseCost = 1;

// Modules of the standard library, a space on both sides of each.
constexpr std::string_view kStandardModules =
    " "
    "__future__ _abc _aix_support _android_support _ast _asyncio _bisect _blake2 _bz2 "
    "_codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw "
    "_collections _collections_abc _colorize _compat_pickle _compression _contextvars _csv "
    "_ctypes _curses _curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib "
    "_frozen_importlib_external _functools _gdbm _hashlib _heapq _imp _interpchannels "
    "_interpqueues _interpreters _io _ios_support _json _locale _lsprof _lzma _markupbase "
    "_md5 _multibytecodec _multiprocessing _opcode _opcode_metadata _operator _osx_support "
    "_overlapped _pickle _posixshmem _posixsubprocess _py_abc _pydatetime _pydecimal _pyio "
    "_pylong _pyrepl _queue _random _scproxy _sha1 _sha2 _sha3 _signal _sitebuiltins _socket "
    "_sqlite3 _sre _ssl _stat _statistics _string _strptime _struct _suggestions _symtable "
    "_sysconfig _thread _threading_local _tkinter _tokenize _tracemalloc _typing _uuid "
    "_warnings _weakref _weakrefset _winapi _wmi _zoneinfo abc antigravity argparse array "
    "ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar cmath cmd "
    "code codecs codeop collections colorsys compileall concurrent configparser contextlib "
    "contextvars copy copyreg csv ctypes curses dataclasses datetime dbm decimal difflib dis "
    "doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput "
    "fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib "
    "grp gzip hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress "
    "itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes "
    "mmap modulefinder msvcrt multiprocessing netrc nt ntpath nturl2path numbers opcode "
    "operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib "
    "posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data "
    "pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched "
    "secrets select selectors shelve shlex shutil signal site smtplib socket socketserver "
    "sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep "
    "struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios "
    "textwrap this threading time timeit tkinter token tokenize tomllib trace traceback "
    "tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uuid venv "
    "warnings wave weakref webbrowser winreg winsound wsgiref xml xmlrpc zipapp zipfile "
    "zipimport zlib zoneinfo ";

int substitutionCost(char32_t a, char32_t b) {
    if (a == b) return 0;
    return unicode::toSimpleLower(a) == unicode::toSimpleLower(b) ? kCaseCost : kMoveCost;
}

// Weighted Levenshtein distance, or more than `max` as soon as that is sure.
int editDistance(std::u32string_view a, std::u32string_view b, int max) {
    while (!a.empty() && !b.empty() && a.front() == b.front()) {
        a.remove_prefix(1);
        b.remove_prefix(1);
    }
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        a.remove_suffix(1);
        b.remove_suffix(1);
    }
    if (a.empty() || b.empty()) return static_cast<int>(a.size() + b.size()) * kMoveCost;
    if (a.size() > kNameMax || b.size() > kNameMax) return max + 1;
    if (b.size() < a.size()) std::swap(a, b);
    if (static_cast<int>(b.size() - a.size()) * kMoveCost > max) return max + 1;
    int row[kNameMax];
    for (size_t i = 0; i < a.size(); ++i) row[i] = static_cast<int>(i + 1) * kMoveCost;
    int result = 0;
    for (size_t j = 0; j < b.size(); ++j) {
        int distance = static_cast<int>(j) * kMoveCost;
        result = distance;
        int minimum = INT_MAX;
        for (size_t i = 0; i < a.size(); ++i) {
            int substitute = distance + substitutionCost(b[j], a[i]);
            distance = row[i];
            result = std::min(std::min(result, distance) + kMoveCost, substitute);
            row[i] = result;
            minimum = std::min(minimum, result);
        }
        if (minimum > max) return max + 1;
    }
    return result;
}

using Names = std::vector<std::string>;

void addNames(Thread* t, Value iterable, Names* names) {
    if (iterable.isEmpty()) return;
    Status done = iterateOver(t, iterable, [&](Value item) -> Status {
        if (isStr(item)) names->push_back(textOf(item.as<Str>()));
        return ok();
    });
    if (done.isError()) clearError(t);
}

Ref directoryOf(Thread* t, Value object) {
    New<Str> name = KRAIT_TRY(strIntern(t, "dir"));
    Value function = dictGetStr(t->runtime->builtins, name);
    if (function.isEmpty()) return Ref();
    return callFunction(t, Ref::share(function), object);
}

void hideUnderscored(const std::string& wrong, Names* names) {
    if (wrong[0] == '_') return;
    std::erase_if(*names, [](const std::string& name) { return !name.empty() && name[0] == '_'; });
}

// The frame in which the exception was raised; null without a traceback.
FrameObject* raisingFrame(Thread* t, Value exception) {
    Value at = exceptionTraceback(t, exception);
    if (at.isEmpty()) return nullptr;
    while (!at.as<Traceback>()->next.isEmpty()) at = at.as<Traceback>()->next;
    return at.as<Traceback>()->frame.as<FrameObject>();
}

// `self` in that frame; EMPTY without error when there is none.
Ref selfOf(Thread* t, FrameObject* frame) {
    Ref locals = frameLocals(t, frame);
    Ref self;
    if (!locals.isError()) self = getItem(t, locals, Value(t->name(kName_self)));
    if (self.isError()) clearError(t);
    return self;
}

std::string forAttribute(Thread* t, Value exception, const std::string& wrong) {
    Value object = asException(exception)->field[kAttributeErrorObj];
    Ref listed = directoryOf(t, orNone(object));
    if (listed.isError()) return "";
    Names names;
    addNames(t, listed, &names);
    FrameObject* frame = raisingFrame(t, exception);
    bool inside = false; // a method of the object itself may mean its private names
    if (frame && wrong[0] != '_') {
        Ref self = selfOf(t, frame);
        inside = !self.isEmpty() && self.get() == object;
    }
    if (!inside) hideUnderscored(wrong, &names);
    return nearestName(wrong, names);
}

std::string forImport(Thread* t, Value exception, const std::string& wrong) {
    Value module_name = asException(exception)->field[kImportErrorName];
    if (module_name.isEmpty() || !isStr(module_name)) return "";
    Ref module = importName(t, module_name, Value::none(), Value::none(), 0);
    if (module.isError()) return "";
    Ref listed = directoryOf(t, module);
    if (listed.isError()) return "";
    Names names;
    addNames(t, listed, &names);
    hideUnderscored(wrong, &names);
    return nearestName(wrong, names);
}

std::string forName(Thread* t, Value exception, Value name, const std::string& wrong) {
    FrameObject* frame = raisingFrame(t, exception);
    if (!frame) return "";
    Ref locals = frameLocals(t, frame);
    if (locals.isError()) return "";
    Names names;
    addNames(t, locals, &names);
    addNames(t, Value(frame->function->globals), &names);
    if (frame->function->builtins) addNames(t, Value(frame->function->builtins), &names);
    Ref self = selfOf(t, frame);
    if (!self.isEmpty()) {
        New<Str> interned = strIntern(t, name.as<Str>());
        Ref found = interned.isError() ? Ref() : getAttrOptional(t, self, interned);
        clearError(t);
        if (!found.isEmpty()) return "self." + wrong;
    }
    return nearestName(wrong, names);
}

} // namespace

std::string nearestName(const std::string& wrong, const std::vector<std::string>& candidates) {
    std::u32string wanted = codePointsOf(wrong);
    if (candidates.size() > kCandidatesMax || wanted.size() > kNameMax) return "";
    int best = INT_MAX;
    const std::string* nearest = nullptr;
    for (const std::string& candidate : candidates) {
        if (candidate == wrong) continue; // it was there: another would only confuse
        std::u32string name = codePointsOf(candidate);
        // A third of the characters may differ at most.
        int max = static_cast<int>(name.size() + wanted.size() + 3) * kMoveCost / 6;
        max = std::min(max, best - 1);
        int distance = editDistance(wanted, name, max);
        if (distance > max) continue;
        best = distance;
        nearest = &candidate;
    }
    return nearest ? *nearest : "";
}

std::string suggestionFor(Thread* t, Value exception) {
    auto* e = asException(exception);
    bool import = exceptionIs(t, exception, TypeId::kImportError);
    bool attribute = exceptionIs(t, exception, TypeId::kAttributeError);
    bool name = exceptionIs(t, exception, TypeId::kNameError);
    if (!import && !attribute && !name) return "";
    Value wrong_name = e->field[import      ? kImportErrorNameFrom
                                : attribute ? kAttributeErrorName
                                            : kNameErrorName];
    if (wrong_name.isEmpty() || !isStr(wrong_name)) return "";
    std::string wrong = textOf(wrong_name.as<Str>());
    if (wrong.empty()) return "";
    std::string found = import      ? forImport(t, exception, wrong)
                        : attribute ? forAttribute(t, exception, wrong)
                                    : forName(t, exception, wrong_name, wrong);
    clearError(t);
    std::string text;
    if (!found.empty()) text = ". Did you mean: '" + found + "'?";
    if (name && kStandardModules.find(" " + wrong + " ") != std::string_view::npos) {
        text += found.empty() ? ". Did you forget to import '" + wrong + "'?"
                              : " Or did you forget to import '" + wrong + "'?";
    }
    return text;
}

} // namespace krait
