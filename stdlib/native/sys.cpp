// Module sys: the Runtime as a program sees it. Its dict is Runtime::sys_dict; what the VM asks of
// it (stdout, path, modules, hooks) it reads there each time.
#include "stdlib/native/sys_parts.h"

#include "stdlib/native/builtins.h"
#include "stdlib/native/standard_streams.h"
#include "vm/objects/dict.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/collector.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/traceback_print.h"
#include "vm/runtime/tracing.h"
#include "vm/threads/gil.h"

#include <cfloat>
#include <dlfcn.h>
#include <unistd.h>

namespace krait {

namespace {

// The modules of 3.13's library, CPython's sys.stdlib_module_names.
constexpr const char kLibraryNames[] =
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
    "zipimport zlib zoneinfo";

constexpr const char kVersion[] = "3.13.0 (krait " __DATE__ ") [Clang " __clang_version__ "]";

// Not interned: few programs ask, and every start makes them.
Ref namesSet(Thread* t, std::string_view names) {
    std::vector<Value> items;
    std::vector<Ref> owners;
    while (!names.empty()) {
        size_t end = names.find(' ');
        Ref name = KRAIT_TRY(strFromAscii(t, names.substr(0, end)));
        items.push_back(name);
        owners.push_back(std::move(name));
        names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
    }
    return frozenSetFrom(t, items.data(), static_cast<int64_t>(items.size()));
}

Ref textList(Thread* t, const std::vector<std::string>& texts) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (const std::string& text : texts) {
        Ref s = KRAIT_TRY(fileNameFromBytes(t, text));
        KRAIT_TRY(listAppend(t, list, s));
    }
    return list;
}

// --- exceptions ---------------------------------------------------------------------------------

Ref sys_exception(Thread* t, Args) {
    Value handled = currentHandled(t);
    return handled.isEmpty() ? Ref::none() : Ref::share(handled);
}

Ref sys_exc_info(Thread* t, Args) {
    Value handled = currentHandled(t);
    Value none = Value::none();
    if (handled.isEmpty() || handled.isNone()) return tupleOf(t, none, none, none);
    Value traceback = exceptionTraceback(t, handled);
    return tupleOf(t, Value(typeOf(t, handled)), handled, traceback.isEmpty() ? none : traceback);
}

Ref sys_exit(Thread* t, Args a) {
    if (a[0].isNone()) return raiseValue(t, TypeId::kSystemExit, Value());
    if (isTuple(a[0])) {
        Ref e = KRAIT_TRY(callTuple(t, Value(t->type(TypeId::kSystemExit)), a[0], Value()));
        return raiseException(t, e);
    }
    return raiseValue(t, TypeId::kSystemExit, a[0]);
}

Ref sys_excepthook(Thread* t, Args a) {
    if (!isException(a[1])) {
        std::string text = "TypeError: print_exception(): Exception expected for value, ";
        text += toUtf8(typeOf(t, a[1])->name);
        text += " found\n";
        writeStderr(t, text);
        return Ref::none();
    }
    if (isKind(a[2], TypeId::kTraceback)) setExceptionTraceback(t, a[1], a[2]);
    printException(t, a[1]);
    return Ref::none();
}

Ref sys_unraisablehook(Thread* t, Args a) {
    Ref value = KRAIT_TRY(getAttr(t, a[0], "exc_value"));
    Ref message = KRAIT_TRY(getAttr(t, a[0], "err_msg"));
    Ref object = KRAIT_TRY(getAttr(t, a[0], "object"));
    printUnraisable(t, value, message.get().isNone() ? Value() : message.get(),
                    object.get().isNone() ? Value() : object.get());
    return Ref::none();
}

Ref sys_displayhook(Thread* t, Args a) {
    if (a[0].isNone()) return Ref::none();
    Value builtins(t->runtime->builtins);
    Str* underscore = t->name(kName_underscore);
    KRAIT_TRY(dictSetStr(t, t->runtime->builtins, underscore, Value::none()));
    Ref out = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(kName_stdout)));
    if (out.isEmpty() || out.get().isNone())
        return raise(t, TypeId::kRuntimeError, "lost sys.stdout");
    Ref text = KRAIT_TRY(reprOf(t, a[0]));
    Ref done = callMethod(t, out, t->name(kName_write), text);
    if (done.isError()) {
        // Python: what the stream cannot encode is written with escapes.
        if (!clearErrorIf(t, TypeId::kUnicodeEncodeError)) return Error{};
        Ref encoding = KRAIT_TRY(getAttr(t, out, t->name(kName_encoding)));
        Ref errors = KRAIT_TRY(strFromAscii(t, "backslashreplace"));
        Ref bytes = KRAIT_TRY(callMethod(t, text, t->name(kName_encode), encoding, errors));
        Ref escaped = KRAIT_TRY(callMethod(t, bytes, t->name(kName_decode), encoding));
        KRAIT_TRY(callMethod(t, out, t->name(kName_write), escaped));
    }
    KRAIT_TRY(callMethod(t, out, t->name(kName_write), t->name(kName_newline_char)));
    KRAIT_TRY(dictSetStr(t, t->runtime->builtins, underscore, a[0]));
    return Ref::none();
}

// The hook that PYTHONBREAKPOINT names; pdb.set_trace by default.
Ref sys_breakpointhook(Thread* t, Args a) {
    const char* named =
        t->runtime->options.ignore_environment ? nullptr : std::getenv("PYTHONBREAKPOINT");
    std::string path = named && *named ? named : "pdb.set_trace";
    if (path == "0") return Ref::none();
    size_t dot = path.rfind('.');
    std::string module_name = dot == std::string::npos ? "builtins" : path.substr(0, dot);
    std::string attribute = dot == std::string::npos ? path : path.substr(dot + 1);
    Ref module = importModule(t, module_name.c_str());
    Ref hook = module.isError() ? Ref() : getAttr(t, module, attribute.c_str());
    if (hook.isError()) {
        if (!clearErrorIf(t, TypeId::kImportError) && !clearErrorIf(t, TypeId::kAttributeError))
            return Error{};
        KRAIT_TRY(warn(t, TypeId::kRuntimeWarning, 1,
                       "Ignoring unimportable $PYTHONBREAKPOINT: "
                       "\"%s\"",
                       path.c_str()));
        return Ref::none();
    }
    return callTuple(t, hook, a[0], a[1]);
}

// --- frames -------------------------------------------------------------------------------------

Ref frameAt(Thread* t, int64_t depth) {
    FrameWalk walk(t);
    while (walk.next()) {
        if (depth-- <= 0) return frameObjectOf(t, walk.registers);
    }
    return raise(t, TypeId::kValueError, "call stack is not deep enough");
}

Ref sys_getframe(Thread* t, Args a) {
    int64_t depth = KRAIT_TRY(toIndexInt64(t, a[0]));
    return frameAt(t, depth);
}

Ref sys_getframemodulename(Thread* t, Args a) {
    int64_t depth = KRAIT_TRY(toIndexInt64(t, a[0]));
    FrameWalk walk(t);
    while (walk.next()) {
        if (depth-- > 0) continue;
        Value module = frameFunction(walk.registers)->module;
        return module.isEmpty() ? Ref::none() : Ref::share(module);
    }
    return Ref::none();
}

Ref sys_current_frames(Thread* t, Args) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        FrameWalk walk(thread);
        if (!walk.next()) continue; // about to run its first function, or past its last
        Ref id = KRAIT_TRY(intFromUnsigned(t, thread->id));
        Ref frame = KRAIT_TRY(frameObjectOf(t, walk.registers));
        KRAIT_TRY(dictSet(t, dict, id, frame));
    }
    return dict;
}
Ref sys_current_exceptions(Thread* t, Args a) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        Ref id = KRAIT_TRY(intFromUnsigned(t, thread->id));
        Value handled = currentHandled(thread);
        KRAIT_TRY(dictSet(t, dict, id, handled.isEmpty() ? Value::none() : handled));
    }
    return dict;
}

// --- settings -----------------------------------------------------------------------------------

Ref sys_getrecursionlimit(Thread* t, Args) {
    return intFrom(t, t->runtime->recursion_limit);
}
Ref sys_setrecursionlimit(Thread* t, Args a) {
    int64_t limit = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (limit < 1) {
        return raise(t, TypeId::kValueError, "recursion limit must be greater or equal than 1");
    }
    if (limit > INT32_MAX)
        return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
    if (t->python_depth >= static_cast<uint64_t>(limit)) {
        return raise(t, TypeId::kRecursionError,
                     "cannot set the recursion limit to %ld at the recursion depth %d: the limit "
                     "is too low",
                     limit, static_cast<int>(t->python_depth));
    }
    t->runtime->recursion_limit = static_cast<int>(limit);
    t->depth_limit = static_cast<uint32_t>(limit);
    return Ref::none();
}

Ref sys_getswitchinterval(Thread* t, Args) {
    return floatFrom(static_cast<double>(gilOf(t)->intervalNanos()) / 1e9);
}
Ref sys_setswitchinterval(Thread* t, Args a) {
    double interval = KRAIT_TRY(toDouble(t, a[0]));
    if (!(interval > 0)) {
        return raise(t, TypeId::kValueError, "switch interval must be strictly positive");
    }
    // LIMIT: a microsecond at least, as CPython has it; an hour at most.
    int64_t micros =
        interval < 3600 ? static_cast<int64_t>(interval * 1e6) : int64_t{3600} * 1000000;
    gilOf(t)->setIntervalNanos(micros < 1 ? 1000 : micros * 1000);
    return Ref::none();
}

Ref sys_get_int_max_str_digits(Thread* t, Args) {
    return intFrom(t, intMaxStrDigits(t));
}
Ref sys_set_int_max_str_digits(Thread* t, Args a) {
    int64_t digits = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (digits != 0 && digits < 640) {
        return raise(t, TypeId::kValueError, "maxdigits must be 0 or larger than 640");
    }
    setIntMaxStrDigits(t, digits);
    return Ref::none();
}

Ref sys_getdlopenflags(Thread* t, Args) {
    return intFrom(t, sysStateOf(t)->dlopen_flags);
}
Ref sys_setdlopenflags(Thread* t, Args a) {
    sysStateOf(t)->dlopen_flags = KRAIT_TRY(toIndexInt64(t, a[0]));
    return Ref::none();
}

Ref sys_getdefaultencoding(Thread* t, Args) {
    return strFromAscii(t, "utf-8");
}
Ref sys_getfilesystemencodeerrors(Thread* t, Args) {
    return strFromAscii(t, "surrogateescape");
}

Ref sys_set_origin_depth(Thread* t, Args a) {
    int64_t depth = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (depth < 0) return raise(t, TypeId::kValueError, "depth must be >= 0");
    t->coroutine_origin_depth = static_cast<int>(depth);
    return Ref::none();
}
Ref sys_get_origin_depth(Thread* t, Args) {
    return intFrom(t, t->coroutine_origin_depth);
}

Status setHook(Thread* t, Value& place, Value v, const char* what) {
    if (v.isEmpty()) return ok();
    if (!v.isNone() && !isCallable(t, v)) {
        return raise(t, TypeId::kTypeError, "callable %s expected, got %T", what, v);
    }
    Value next = v.isNone() ? Value() : v;
    incref(next);
    decref(std::exchange(place, next));
    return ok();
}
Ref sys_set_asyncgen_hooks(Thread* t, Args a) {
    KRAIT_TRY(setHook(t, t->asyncgen_finalizer, a[1], "finalizer"));
    KRAIT_TRY(setHook(t, t->asyncgen_firstiter, a[0], "firstiter"));
    return Ref::none();
}
Ref sys_get_asyncgen_hooks(Thread* t, Args) {
    Value none = Value::none();
    Value first = t->asyncgen_firstiter, last = t->asyncgen_finalizer;
    Value values[] = {first.isEmpty() ? none : first, last.isEmpty() ? none : last};
    return makeRecord(t, Record::kAsyncGenHooks, values, 2);
}

// --- tracing ------------------------------------------------------------------------------------

Ref sys_settrace(Thread* t, Args a) {
    KRAIT_TRY(traceSet(t, a[0]));
    return Ref::none();
}
Ref sys_gettrace(Thread* t, Args) {
    Value v = traceFunction(t);
    return v.isEmpty() ? Ref::none() : Ref::share(v);
}
Ref sys_setprofile(Thread* t, Args a) {
    KRAIT_TRY(profileSet(t, a[0]));
    return Ref::none();
}
// The same for all threads that run.
template <Status (*kSet)(Thread*, Value)>
Ref setHookEverywhere(Thread* t, Args a) {
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        if (!kSet(thread, a[0]).isError()) continue;
        if (thread != t) t->exception = takeException(thread).release();
        return Error{};
    }
    return Ref::none();
}
Ref sys_getprofile(Thread* t, Args) {
    Value v = profileFunction(t);
    return v.isEmpty() ? Ref::none() : Ref::share(v);
}
Ref sys_call_tracing(Thread* t, Args a) {
    if (!isTuple(a[1])) {
        return raise(t, TypeId::kTypeError, "call_tracing() argument 2 must be tuple, not %T",
                     a[1]);
    }
    return callTracing(t, a[0], a[1].as<Tuple>());
}

// --- objects ------------------------------------------------------------------------------------

Ref sys_intern(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "intern() argument must be str, not %T", a[0]);
    }
    if (!isExactStr(a[0])) {
        return raise(t, TypeId::kTypeError, "can't intern %T", a[0]);
    }
    return strIntern(t, a[0].as<Str>());
}
Ref sys_is_interned(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "_is_interned() argument must be str, not %T", a[0]);
    }
    return Ref::boolean(a[0].as<Str>()->isInterned());
}

// The argument is held by the register that passes it, as by CPython's stack.
Ref sys_getrefcount(Thread* t, Args a) {
    if (!a[0].isObject()) return intFrom(t, 4294967295);
    return intFrom(t, a[0].object()->refcount);
}

Ref sys_getsizeof(Thread* t, Args a) {
    Ref method = lookupSpecial(t, a[0], t->name(kName___sizeof__));
    Ref size;
    if (method.isEmpty()) {
        if (!t->hasError())
            (void)raise(t, TypeId::kTypeError, "Type %T doesn't define __sizeof__", a[0]);
    } else {
        size = callValues(t, method, nullptr, 0);
    }
    if (size.isError()) {
        if (a[1].isEmpty() || !errorIs(t, TypeId::kTypeError)) return Error{};
        clearError(t);
        return Ref::share(a[1]);
    }
    if (!isInt(size))
        return raise(t, TypeId::kTypeError, "%T.__sizeof__() should return an int", a[0]);
    if (intSign(size) < 0) return raise(t, TypeId::kValueError, "__sizeof__() should return >= 0");
    // Containers carry a header for the collector there.
    bool container = a[0].isObject() && (typeOf(t, a[0])->flags & kTypeContainer);
    return intAdd(t, size, Value::smallInt(container ? 16 : 0));
}

Ref sys_getallocatedblocks(Thread* t, Args) {
    return intFromUnsigned(t, t->heap->liveCells());
}
Ref sys_getunicodeinternedsize(Thread* t, Args) {
    return intFrom(t, 0);
}

Ref sys_is_finalizing(Thread* t, Args) {
    return Ref::boolean(t->runtime->finalizing);
}
Ref sys_true(Thread*, Args) {
    return Ref::boolean(true);
}
Ref sys_false(Thread*, Args) {
    return Ref::boolean(false);
}
Ref sys_none(Thread*, Args) {
    return Ref::none();
}

// --- auditing -----------------------------------------------------------------------------------

Ref sys_audit(Thread* t, Args a) {
    SysState* state = sysStateOf(t);
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "expected str for argument 'event', not %T", a[0]);
    }
    if (state->audit_hooks.isEmpty()) return Ref::none();
    Ref hooks = Ref::share(state->audit_hooks);
    for (int64_t i = 0; i < hooks.as<List>()->length; ++i) {
        Ref hook = Ref::share(hooks.as<List>()->items[i]);
        KRAIT_TRY(callFunction(t, hook, a[0], a[1]));
    }
    return Ref::none();
}
Ref sys_addaudithook(Thread* t, Args a) {
    SysState* state = sysStateOf(t);
    if (state->audit_hooks.isEmpty()) state->audit_hooks = KRAIT_TRY(listNew(t)).release();
    KRAIT_TRY(listAppend(t, state->audit_hooks.as<List>(), a[0]));
    return Ref::none();
}

Ref sys_activate_trampoline(Thread* t, Args) {
    return raise(t, TypeId::kValueError, "perf trampoline not available");
}

constexpr MethodDef kFunctions[] = {
    {"_clear_internal_caches()", sys_none, ""},
    {"_clear_type_cache()", sys_none, ""},
    {"_current_exceptions()", sys_current_exceptions, ""},
    {"_setprofileallthreads(function, /)", setHookEverywhere<profileSet>, ""},
    {"_settraceallthreads(function, /)", setHookEverywhere<traceSet>, ""},
    {"_current_frames()", sys_current_frames, ""},
    {"_debugmallocstats()", sys_none, ""},
    {"_getframe(depth=0, /)", sys_getframe, "Return a frame object from the call stack."},
    {"_getframemodulename(depth=0)", sys_getframemodulename,
     "Return the name of the module for a calling frame."},
    {"_is_gil_enabled()", sys_true, "Return True if the GIL is currently enabled."},
    {"_is_interned(string, /)", sys_is_interned, ""},
    {"activate_stack_trampoline(backend, /)", sys_activate_trampoline, ""},
    {"addaudithook(hook)", sys_addaudithook, "Adds a new audit hook callback."},
    {"audit(event, /, *args)", sys_audit, "Passes the event to any hooks that are attached."},
    {"breakpointhook(*args, **kws)", sys_breakpointhook, "Called by breakpoint()."},
    {"call_tracing(func, args, /)", sys_call_tracing,
     "Call func(*args), while tracing is enabled."},
    {"deactivate_stack_trampoline()", sys_none, ""},
    {"displayhook(object, /)", sys_displayhook,
     "Print an object to sys.stdout and also save it in builtins._"},
    {"exc_info()", sys_exc_info, "Return current exception information: (type, value, traceback)."},
    {"excepthook(exctype, value, traceback, /)", sys_excepthook,
     "Handle an exception by displaying it with a traceback on sys.stderr."},
    {"exception()", sys_exception, "Return the current exception."},
    {"exit(status=None, /)", sys_exit, "Exit the interpreter by raising SystemExit(status)."},
    {"get_asyncgen_hooks()", sys_get_asyncgen_hooks,
     "Return the installed asynchronous generators hooks."},
    {"get_coroutine_origin_tracking_depth()", sys_get_origin_depth, ""},
    {"get_int_max_str_digits()", sys_get_int_max_str_digits, ""},
    {"getallocatedblocks()", sys_getallocatedblocks,
     "Return the number of memory blocks currently allocated."},
    {"getdefaultencoding()", sys_getdefaultencoding,
     "Return the current default encoding used by the Unicode implementation."},
    {"getdlopenflags()", sys_getdlopenflags, ""},
    {"getfilesystemencodeerrors()", sys_getfilesystemencodeerrors, ""},
    {"getfilesystemencoding()", sys_getdefaultencoding, ""},
    {"getprofile()", sys_getprofile, ""},
    {"getrecursionlimit()", sys_getrecursionlimit, "Return the recursion limit."},
    {"getrefcount(object, /)", sys_getrefcount, "Return the reference count of object."},
    {"getsizeof(object, default=<unset>)", sys_getsizeof, "Return the size of object in bytes."},
    {"getswitchinterval()", sys_getswitchinterval, ""},
    {"gettrace()", sys_gettrace, ""},
    {"getunicodeinternedsize(*, _only_immortal=False)", sys_getunicodeinternedsize, ""},
    {"intern(string, /)", sys_intern, "``Intern'' the given string."},
    {"is_finalizing()", sys_is_finalizing, "Return True if Python is exiting."},
    {"is_stack_trampoline_active()", sys_false, ""},
    {"set_asyncgen_hooks(firstiter=<unset>, finalizer=<unset>)", sys_set_asyncgen_hooks, ""},
    {"set_coroutine_origin_tracking_depth(depth)", sys_set_origin_depth, ""},
    {"set_int_max_str_digits(maxdigits)", sys_set_int_max_str_digits, ""},
    {"setdlopenflags(flags, /)", sys_setdlopenflags, ""},
    {"setprofile(function, /)", sys_setprofile, ""},
    {"setrecursionlimit(limit, /)", sys_setrecursionlimit, ""},
    {"setswitchinterval(interval, /)", sys_setswitchinterval, ""},
    {"settrace(function, /)", sys_settrace, ""},
    {"unraisablehook(unraisable, /)", sys_unraisablehook, "Handle an unraisable exception."},
    {}};

// --- constants ----------------------------------------------------------------------------------

class Builder {
  public:
    Builder(Thread* t, Dict* dict) : t_(t), dict_(dict) {}
    void set(const char* name, Value v) {
        New<Str> key = strIntern(t_, name);
        if (key.isError() || v.isEmpty() || dictSetStr(t_, dict_, key, v).isError()) failed_ = true;
    }
    void take(const char* name, Ref v) { set(name, v); }
    void text(const char* name, std::string_view v) { take(name, fileNameFromBytes(t_, v)); }
    void integer(const char* name, int64_t v) { take(name, intFrom(t_, v)); }
    bool failed() const { return failed_; }

  private:
    Thread* t_;
    Dict* dict_;
    bool failed_ = false;
};

Ref flagsRecord(Thread* t) {
    const RuntimeOptions& o = t->runtime->options;
    auto i = [](int64_t v) { return Value::smallInt(v); };
    Value values[] = {i(o.debug),
                      i(o.inspect),
                      i(o.interactive),
                      i(o.optimize),
                      i(o.dont_write_bytecode),
                      i(o.no_user_site),
                      i(o.no_site),
                      i(o.ignore_environment),
                      i(o.verbose),
                      i(o.bytes_warning),
                      i(o.quiet),
                      i(!(o.hash_seed_set && o.hash_seed == 0)),
                      i(o.isolated),
                      Value::boolean(o.dev_mode),
                      i(o.utf8_mode),
                      i(o.warn_default_encoding),
                      Value::boolean(o.safe_path),
                      i(intMaxStrDigits(t))};
    return makeRecord(t, Record::kFlags, values, std::size(values));
}

Ref versionRecord(Thread* t) {
    Ref level = KRAIT_TRY(strFromAscii(t, "final"));
    Value values[] = {Value::smallInt(3), Value::smallInt(13), Value::smallInt(0), level,
                      Value::smallInt(0)};
    return makeRecord(t, Record::kVersion, values, 5);
}

Ref floatRecord(Thread* t) {
    auto i = [](int64_t v) { return Value::smallInt(v); };
    Value values[] = {Value::number(DBL_MAX),
                      i(DBL_MAX_EXP),
                      i(DBL_MAX_10_EXP),
                      Value::number(DBL_MIN),
                      i(DBL_MIN_EXP),
                      i(DBL_MIN_10_EXP),
                      i(DBL_DIG),
                      i(DBL_MANT_DIG),
                      Value::number(DBL_EPSILON),
                      i(FLT_RADIX),
                      i(1)};
    return makeRecord(t, Record::kFloat, values, 11);
}

Ref intRecord(Thread* t) {
    // The figures of CPython's integers, which programs compare with; ours have 64-bit limbs.
    Value values[] = {Value::smallInt(30), Value::smallInt(4), Value::smallInt(4300),
                      Value::smallInt(640)};
    return makeRecord(t, Record::kInt, values, 4);
}

Ref hashRecord(Thread* t) {
    Ref modulus = KRAIT_TRY(intFrom(t, (int64_t{1} << 61) - 1));
    Ref algorithm = KRAIT_TRY(strFromAscii(t, "siphash13"));
    auto i = [](int64_t v) { return Value::smallInt(v); };
    Value values[] = {i(64), modulus, i(314159), i(0), i(1000003), algorithm, i(64), i(128), i(0)};
    return makeRecord(t, Record::kHash, values, 9);
}

Ref threadRecord(Thread* t) {
    Ref name = KRAIT_TRY(strFromAscii(t, "pthread"));
    Ref lock = KRAIT_TRY(strFromAscii(t, "semaphore"));
    char buffer[128] = "";
    confstr(_CS_GNU_LIBPTHREAD_VERSION, buffer, sizeof buffer);
    Ref version = KRAIT_TRY(strFromAscii(t, buffer));
    Value values[] = {name, lock, version};
    return makeRecord(t, Record::kThread, values, 3);
}

Ref implementationObject(Thread* t, Value version) {
    Ref o = KRAIT_TRY(callFunction(t, Value(t->type(TypeId::kSimpleNamespace))));
    auto set = [&](const char* name, Ref value) -> Status {
        if (value.isError()) return Error{};
        New<Str> key = KRAIT_TRY(strIntern(t, name));
        return setAttr(t, o, key, value);
    };
    KRAIT_TRY(set("name", strFromAscii(t, "krait")));
    KRAIT_TRY(set("cache_tag", strFromAscii(t, "krait-313")));
    KRAIT_TRY(set("version", Ref::share(version)));
    KRAIT_TRY(set("hexversion", intFrom(t, 0x030d00f0)));
#if defined(__x86_64__)
    KRAIT_TRY(set("_multiarch", strFromAscii(t, "x86_64-linux-gnu")));
#else
    KRAIT_TRY(set("_multiarch", strFromAscii(t, "aarch64-linux-gnu")));
#endif
    return o;
}

Ref nativeNames(Thread* t) {
    const LibraryTables* library = t->runtime->import->library;
    New<Tuple> names = KRAIT_TRY(tupleAllocate(t, static_cast<int64_t>(library->native_count)));
    for (size_t i = 0; i < library->native_count; ++i) names->items[i] = Value::none();
    for (size_t i = 0; i < library->native_count; ++i)
        names->items[i] = KRAIT_TRY(strIntern(t, library->natives[i]->name)).release();
    return names;
}

Ref xOptions(Thread* t) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (const std::string& option : t->runtime->options.x_options) {
        size_t equals = option.find('=');
        Ref key = KRAIT_TRY(fileNameFromBytes(t, std::string_view(option).substr(0, equals)));
        Ref value = equals == std::string::npos
                        ? Ref::boolean(true)
                        : fileNameFromBytes(t, std::string_view(option).substr(equals + 1));
        if (value.isError()) return Error{};
        KRAIT_TRY(dictSet(t, dict, key, value));
    }
    return dict;
}

Status initModule(Thread* t, Value module) {
    const RuntimeOptions& options = t->runtime->options;
    Dict* dict = module.as<Module>()->dict;
    Builder b(t, dict);
    Ref version = KRAIT_TRY(versionRecord(t));
    b.set("version_info", version);
    b.text("version", kVersion);
    b.integer("hexversion", 0x030d00f0);
    b.integer("api_version", 1013);
    b.take("implementation", implementationObject(t, version));
    b.take("flags", flagsRecord(t));
    b.take("float_info", floatRecord(t));
    b.take("int_info", intRecord(t));
    b.take("hash_info", hashRecord(t));
    b.take("thread_info", threadRecord(t));
    b.integer("maxsize", INT64_MAX);
    b.integer("maxunicode", 0x10ffff);
    b.text("byteorder", "little");
    b.text("platform", "linux");
    b.text("platlibdir", "lib");
    b.text("abiflags", "");
    b.text("float_repr_style", "short");
    b.text("copyright", "Copyright (c) the Krait authors.\nThe standard library's Python files are "
                        "Copyright (c) Python Software Foundation.");
    b.text("_framework", "");
    b.take("_git", [&]() -> Ref {
        Ref name = KRAIT_TRY(strFromAscii(t, "Krait"));
        Value empty(t->name(kName_empty));
        return tupleOf(t, name, empty, empty);
    }());
    b.take("argv", textList(t, options.arguments));
    b.take("orig_argv", textList(t, options.original_arguments));
    b.take("path", textList(t, options.module_path));
    b.take("warnoptions", textList(t, options.warn_options));
    b.take("_xoptions", xOptions(t));
    b.text("executable", options.executable);
    b.text("_base_executable", options.executable);
    for (const char* name : {"prefix", "exec_prefix", "base_prefix", "base_exec_prefix"})
        b.text(name, "/usr");
    const std::string& library = t->runtime->import->library_folder;
    if (library.empty())
        b.set("_stdlib_dir", Value::none());
    else
        b.text("_stdlib_dir", library);
    b.set("_home", Value::none());
    b.set("modules", Value(t->runtime->modules));
    // meta_path and path_hooks: see importFindersInstall().
    b.take("path_importer_cache", dictNew(t));
    b.take("builtin_module_names", nativeNames(t));
    b.take("stdlib_module_names", namesSet(t, kLibraryNames));
    b.set("dont_write_bytecode", Value::boolean(options.dont_write_bytecode));
    if (!options.pycache_prefix.empty())
        b.text("pycache_prefix", options.pycache_prefix);
    else
        b.set("pycache_prefix", Value::none());
    for (const char* name : {"excepthook", "displayhook", "unraisablehook", "breakpointhook"}) {
        New<Str> key = KRAIT_TRY(strIntern(t, name));
        std::string original = std::string("__") + name + "__";
        b.set(original.c_str(), dictGetStr(dict, key));
    }
    if (b.failed()) return t->hasError() ? Status(Error{}) : Status(raiseNoMemory(t));
    return standardStreamsInit(t);
}

const int kSysStateKey = 0;

} // namespace

SysState* sysStateOf(Thread* t) {
    for (auto& [key, state] : t->runtime->module_states)
        if (key == &kSysStateKey) return static_cast<SysState*>(state);
    auto* state = new SysState;
    t->runtime->module_states.emplace_back(&kSysStateKey, state);
    return state;
}

Ref fileNameFromBytes(Thread* t, std::string_view bytes) {
    return fileNameDecode(t, bytes);
}

extern const NativeModule ksysModule = {
    "sys", "What a program can know of the interpreter that runs it, and change in it.", kFunctions,
    initModule};

} // namespace krait
