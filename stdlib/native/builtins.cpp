// Module builtins: the functions, and the types and exceptions as attributes. What compiles or
// looks at frames is in builtins_code.cpp, what iterates in builtins_iterate.cpp.
#include "stdlib/native/builtins.h"
#include "stdlib/native/standard_streams.h"

#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/class_call.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import.h"
#include "vm/runtime/native_module.h"

#include "llvm/ADT/SmallVector.h"

#include <unistd.h>

namespace krait {

Error raiseTypeOf(Thread* t, const char* format, Value v) {
    return raise(t, TypeId::kTypeError, format, v);
}

// sys.NAME: borrowed; EMPTY without exception when it is gone.
Value sysAttribute(Thread* t, const char* name) {
    New<Str> key = strIntern(t, name);
    if (key.isError()) {
        clearError(t);
        return Value();
    }
    return dictGetStr(t->runtime->sys_dict, key);
}

namespace {

Ref b_abs(Thread* t, Args a) {
    if (a[0].isSmallInt()) {
        int64_t i = a[0].asSmallInt();
        return intFrom(t, i < 0 ? -i : i);
    }
    if (a[0].isNumber()) return floatFrom(__builtin_fabs(a[0].asNumber()));
    Type* type = typeOf(t, a[0]);
    if (!type->slots.absolute) return raiseTypeOf(t, "bad operand type for abs(): '%T'", a[0]);
    return type->slots.absolute(t, a[0]);
}

Ref b_ascii(Thread* t, Args a) {
    return asciiOf(t, a[0]);
}

Ref inBase(Thread* t, Value v, int base) {
    Ref i = KRAIT_TRY(toIndex(t, v));
    return intToText(t, i, base, true);
}
Ref b_bin(Thread* t, Args a) {
    return inBase(t, a[0], 2);
}
Ref b_oct(Thread* t, Args a) {
    return inBase(t, a[0], 8);
}
Ref b_hex(Thread* t, Args a) {
    return inBase(t, a[0], 16);
}

Ref b_callable(Thread* t, Args a) {
    return Ref::boolean(isCallable(t, a[0]));
}

Ref b_chr(Thread* t, Args a) {
    Ref i = KRAIT_TRY(toIndex(t, a[0]));
    int64_t code = intClamped(i);
    if (code < 0 || code > 0x10ffff)
        return raise(t, TypeId::kValueError, "chr() arg not in range(0x110000)");
    return strFromCodePoint(t, static_cast<uint32_t>(code));
}

Ref b_ord(Thread* t, Args a) {
    int64_t length;
    if (isStr(a[0])) {
        auto* s = a[0].as<Str>();
        if (s->length == 1) return Ref::take(Value::smallInt(s->at(0)));
        length = s->length;
    } else if (isBytes(a[0])) {
        auto* b = a[0].as<Bytes>();
        if (b->length == 1) return Ref::take(Value::smallInt(static_cast<uint8_t>(b->data[0])));
        length = b->length;
    } else if (isByteArray(a[0])) {
        auto* b = a[0].as<ByteArray>();
        if (b->length == 1) return Ref::take(Value::smallInt(static_cast<uint8_t>(b->data[0])));
        length = b->length;
    } else {
        return raiseTypeOf(t, "ord() expected string of length 1, but %T found", a[0]);
    }
    return raise(t, TypeId::kTypeError,
                 "ord() expected a character, but string of length %ld found", length);
}

Status checkName(Thread* t, const char* function, Value name) {
    if (isStr(name)) return ok();
    return raise(t, TypeId::kTypeError, "attribute name must be string, not '%T'", name);
}

Ref b_getattr(Thread* t, Args a) {
    KRAIT_TRY(checkName(t, "getattr", a[1]));
    New<Str> name = KRAIT_TRY(strIntern(t, a[1].as<Str>()));
    if (a[2].isEmpty()) return getAttr(t, a[0], name);
    Ref value = getAttrOptional(t, a[0], name);
    if (!value.isEmpty()) return value;
    if (t->hasError()) return Error{};
    return Ref::share(a[2]);
}
Ref b_hasattr(Thread* t, Args a) {
    KRAIT_TRY(checkName(t, "hasattr", a[1]));
    New<Str> name = KRAIT_TRY(strIntern(t, a[1].as<Str>()));
    Ref value = getAttrOptional(t, a[0], name);
    if (value.isEmpty() && t->hasError()) return Error{};
    return Ref::boolean(!value.isEmpty());
}
Ref b_setattr(Thread* t, Args a) {
    KRAIT_TRY(checkName(t, "setattr", a[1]));
    New<Str> name = KRAIT_TRY(strIntern(t, a[1].as<Str>()));
    KRAIT_TRY(setAttr(t, a[0], name, a[2]));
    return Ref::none();
}
Ref b_delattr(Thread* t, Args a) {
    KRAIT_TRY(checkName(t, "delattr", a[1]));
    New<Str> name = KRAIT_TRY(strIntern(t, a[1].as<Str>()));
    KRAIT_TRY(setAttr(t, a[0], name, Value()));
    return Ref::none();
}

Ref b_divmod(Thread* t, Args a) {
    bool ints = isExactInt(a[0]) && isExactInt(a[1]);
    if (ints) {
        Ref quotient = KRAIT_TRY(intFloorDiv(t, a[0], a[1]));
        Ref remainder = KRAIT_TRY(intMod(t, a[0], a[1]));
        return tupleOf(t, quotient, remainder);
    }
    // Special methods first: a class may give __divmod__ alone.
    Type *left = typeOf(t, a[0]), *right = typeOf(t, a[1]);
    Str *forward = t->name(kName___divmod__), *backward = t->name(kName___rdivmod__);
    Value left_function = typeLookup(t, left, forward);
    Value right_function = left == right ? Value() : typeLookup(t, right, backward);
    auto tryMethod = [&](Value self, Str* name, Value other) -> Ref {
        Ref method = lookupSpecial(t, self, name);
        if (method.isEmpty()) return t->hasError() ? Ref(Error{}) : Ref::notImplemented();
        return callFunction(t, method, other);
    };
    bool right_first = !right_function.isEmpty() && isSubtype(right, left) &&
                       !(typeLookup(t, left, backward) == right_function);
    if (right_first) {
        Ref result = KRAIT_TRY(tryMethod(a[1], backward, a[0]));
        if (!result.get().isNotImplemented()) return result;
    }
    if (!left_function.isEmpty()) {
        Ref result = KRAIT_TRY(tryMethod(a[0], forward, a[1]));
        if (!result.get().isNotImplemented()) return result;
    }
    if (!right_function.isEmpty() && !right_first) {
        Ref result = KRAIT_TRY(tryMethod(a[1], backward, a[0]));
        if (!result.get().isNotImplemented()) return result;
    }
    return raise(t, TypeId::kTypeError, "unsupported operand type(s) for divmod(): '%T' and '%T'",
                 a[0], a[1]);
}

Ref b_format(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "format() argument 2 must be str, not %T", a[1]);
    }
    return formatOf(t, a[0], a[1]);
}

Ref b_hash(Thread* t, Args a) {
    int64_t h = KRAIT_TRY(hashOf(t, a[0]));
    return intFrom(t, h);
}

// The address of an object; the word of a value that has none.
Ref b_id(Thread* t, Args a) {
    return intFromUnsigned(t, a[0].bits());
}

Ref b_isinstance(Thread* t, Args a) {
    if (isType(a[1]) && typeOf(t, a[0]) == a[1].as<Type>()) return Ref::boolean(true);
    bool answer = KRAIT_TRY(isInstance(t, a[0], a[1]));
    return Ref::boolean(answer);
}
Ref b_issubclass(Thread* t, Args a) {
    bool answer = KRAIT_TRY(isSubclass(t, a[0], a[1]));
    return Ref::boolean(answer);
}

Ref b_len(Thread* t, Args a) {
    int64_t length = KRAIT_TRY(lengthOf(t, a[0]));
    return intFrom(t, length);
}

Ref b_pow(Thread* t, Args a) {
    return powerOp(t, a[0], a[1], a[2]);
}

Ref b_repr(Thread* t, Args a) {
    return reprOf(t, a[0]);
}

Ref b_round(Thread* t, Args a) {
    Value found = typeLookup(t, typeOf(t, a[0]), t->name(kName___round__));
    if (isFunction(found) || isKind(found, TypeId::kMethodDescriptor)) {
        Value values[] = {a[0], a[1]};
        return callValues(t, found, values, a[1].isNone() ? 1 : 2);
    }
    Ref method = lookupSpecial(t, a[0], t->name(kName___round__));
    if (method.isEmpty()) {
        if (t->hasError()) return Error{};
        return raiseTypeOf(t, "type %T doesn't define __round__ method", a[0]);
    }
    if (a[1].isNone()) return callValues(t, method, nullptr, 0);
    return callFunction(t, method, a[1]);
}

// --- printing and reading -----------------------------------------------------------------------

Status checkSeparator(Thread* t, const char* name, Value v) {
    if (v.isNone() || isStr(v)) return ok();
    return raise(t, TypeId::kTypeError, "%s must be None or a string, not %T", name, v);
}

Ref b_print(Thread* t, Args a) {
    auto* items = a[0].as<Tuple>();
    Value sep = a[1], end = a[2];
    Ref file = Ref::share(a[3]);
    if (file.get().isNone()) {
        file = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(kName_stdout)));
        if (file.isEmpty()) return raise(t, TypeId::kRuntimeError, "lost sys.stdout");
        // Python: a None there is a program without output.
        if (file.get().isNone()) return Ref::none();
    }
    KRAIT_TRY(checkSeparator(t, "sep", sep));
    KRAIT_TRY(checkSeparator(t, "end", end));
    if (sep.isNone()) sep = Value(t->name(kName_space));
    if (end.isNone()) end = Value(t->name(kName_newline_char));
    for (int64_t i = 0; i < items->length; ++i) {
        if (i > 0) KRAIT_TRY(writeText(t, file, sep.as<Str>()));
        Ref text = KRAIT_TRY(strOf(t, items->items[i]));
        KRAIT_TRY(writeText(t, file, text.as<Str>()));
    }
    KRAIT_TRY(writeText(t, file, end.as<Str>()));
    if (KRAIT_TRY(isTrue(t, a[4]))) KRAIT_TRY(callMethod(t, file, t->name(kName_flush)));
    return Ref::none();
}

Status flushIgnoring(Thread* t, Value file) {
    Ref done = callMethod(t, file, t->name(kName_flush));
    if (done.isError()) clearError(t);
    return ok();
}

// file.fileno(), -1 if it has none.
int descriptorOf(Thread* t, Value file) {
    Ref number = callMethod(t, file, t->name(kName_fileno));
    int64_t fd = -1;
    if (number.isError()) {
        clearError(t);
    } else if (!isInt(number) || !intFits(number, &fd)) {
        fd = -1;
    }
    return static_cast<int>(fd);
}

Ref b_input(Thread* t, Args a) {
    Ref in = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(kName_stdin)));
    Ref out = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(kName_stdout)));
    Ref err = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(kName_stderr)));
    auto lost = [](const Ref& r) { return r.isEmpty() || r.get().isNone(); };
    if (lost(in)) return raise(t, TypeId::kRuntimeError, "input(): lost sys.stdin");
    if (lost(out)) return raise(t, TypeId::kRuntimeError, "input(): lost sys.stdout");
    if (lost(err)) return raise(t, TypeId::kRuntimeError, "input(): lost sys.stderr");
    KRAIT_TRY(flushIgnoring(t, err));
    bool terminal = descriptorOf(t, in) == 0 && isatty(0) && descriptorOf(t, out) == 1 && isatty(1);
    if (!a[0].isEmpty()) {
        Ref prompt = KRAIT_TRY(strOf(t, a[0]));
        KRAIT_TRY(writeText(t, out, prompt.as<Str>()));
    }
    KRAIT_TRY(flushIgnoring(t, out));
    (void)terminal;
    Ref line = KRAIT_TRY(callMethod(t, in, t->name(kName_readline)));
    if (!isStr(line)) {
        return raise(t, TypeId::kTypeError, "object.readline() returned non-string");
    }
    auto* s = line.as<Str>();
    if (s->length == 0) return raise(t, TypeId::kEOFError, "EOF when reading a line");
    if (s->at(s->length - 1) != '\n') return line;
    return strSubstring(t, s, 0, s->length - 1);
}

Ref b_open(Thread* t, Args a) {
    Ref io = KRAIT_TRY(importModule(t, "_io"));
    Ref function = KRAIT_TRY(getAttr(t, io, t->name(kName_open)));
    return callTuple(t, function, a[0], a[1]);
}

// --- hooks --------------------------------------------------------------------------------------

Ref b_breakpoint(Thread* t, Args a) {
    Value hook = sysAttribute(t, "breakpointhook");
    if (hook.isEmpty()) return raise(t, TypeId::kRuntimeError, "lost sys.breakpointhook");
    Ref keep = Ref::share(hook);
    return callTuple(t, keep, a[0], a[1]);
}

Ref b_import(Thread* t, Args a) {
    int64_t level = KRAIT_TRY(toIndexInt64(t, a[4]));
    return importName(t, a[0], a[1], a[3], static_cast<int>(level));
}

Ref b_build_class(Thread* t, Args a) {
    auto* positional = a[0].as<Tuple>();
    llvm::SmallVector<Value, 8> values(positional->items, positional->items + positional->length);
    Ref names;
    if (!a[1].isEmpty()) {
        llvm::SmallVector<Value, 8> keys;
        int64_t position = 0;
        Value key, value;
        while (dictNext(a[1].as<Dict>(), &position, &key, &value)) {
            keys.push_back(key);
            values.push_back(value);
        }
        if (!keys.empty()) names = KRAIT_TRY(tupleFrom(t, keys.data(), keys.size()));
    }
    return buildClass(t, CallArgs{values.data(), static_cast<uint32_t>(positional->length), names});
}

constexpr MethodDef kFunctions[] = {
    {"__build_class__(*args, **kwargs)", b_build_class,
     "Internal helper function used by the class statement."},
    {"__import__(name, globals=None, locals=None, fromlist=(), level=0)", b_import,
     "Import a module."},
    {"abs(x, /)", b_abs, "Return the absolute value of the argument."},
    {"aiter(async_iterable, /)", b_aiter, "Return an AsyncIterator for an AsyncIterable object."},
    {"all(iterable, /)", b_all,
     "Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is "
     "empty, return True."},
    {"anext(aiterator, default=<unset>, /)", b_anext,
     "Return the next item from the async iterator."},
    {"any(iterable, /)", b_any,
     "Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, "
     "return False."},
    {"ascii(obj, /)", b_ascii, "Return an ASCII-only representation of an object."},
    {"bin(number, /)", b_bin, "Return the binary representation of an integer."},
    {"breakpoint(*args, **kws)", b_breakpoint, "Call sys.breakpointhook(*args, **kws)."},
    {"callable(obj, /)", b_callable,
     "Return whether the object is callable (i.e., some kind of function)."},
    {"chr(i, /)", b_chr, "Return a Unicode string of one character with ordinal i."},
    {"compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, "
     "_feature_version=-1)",
     b_compile, "Compile source into a code object that can be executed by exec() or eval()."},
    {"delattr(obj, name, /)", b_delattr, "Deletes the named attribute from the given object."},
    {"dir(object=<unset>, /)", b_dir,
     "The names in the current scope, or the attributes of an object."},
    {"divmod(x, y, /)", b_divmod, "Return the tuple (x//y, x%y)."},
    {"eval(source, /, globals=None, locals=None)", b_eval,
     "Evaluate the given source in the context of globals and locals."},
    {"exec(source, /, globals=None, locals=None, *, closure=None)", b_exec,
     "Execute the given source in the context of globals and locals."},
    {"format(value, format_spec='', /)", b_format,
     "Return type(value).__format__(value, format_spec)"},
    {"getattr(object, name, default=<unset>, /)", b_getattr,
     "Get a named attribute from an object."},
    {"globals()", b_globals,
     "Return the dictionary containing the current scope's global variables."},
    {"hasattr(obj, name, /)", b_hasattr,
     "Return whether the object has an attribute with the given name."},
    {"hash(obj, /)", b_hash, "Return the hash value for the given object."},
    {"hex(number, /)", b_hex, "Return the hexadecimal representation of an integer."},
    {"id(obj, /)", b_id, "Return the identity of an object."},
    {"input(prompt=<unset>, /)", b_input, "Read a string from standard input."},
    {"isinstance(obj, class_or_tuple, /)", b_isinstance,
     "Return whether an object is an instance of a class or of a subclass thereof."},
    {"issubclass(cls, class_or_tuple, /)", b_issubclass,
     "Return whether 'cls' is derived from another class or is the same class."},
    {"iter(object, sentinel=<unset>, /)", b_iter, "Get an iterator from an object."},
    {"len(obj, /)", b_len, "Return the number of items in a container."},
    {"locals()", b_locals, "Return a dictionary containing the current scope's local variables."},
    {"max(*args, key=None, default=<unset>)", b_max,
     "With a single iterable argument, return its biggest item.", kMethodLentArgs},
    {"min(*args, key=None, default=<unset>)", b_min,
     "With a single iterable argument, return its smallest item.", kMethodLentArgs},
    {"next(iterator, default=<unset>, /)", b_next, "Return the next item from the iterator."},
    {"oct(number, /)", b_oct, "Return the octal representation of an integer."},
    {"open(*args, **kwargs)", b_open, "Open file and return a stream."},
    {"ord(c, /)", b_ord, "Return the Unicode code point for a one-character string."},
    {"pow(base, exp, mod=None)", b_pow,
     "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments."},
    {"print(*args, sep=' ', end='\\n', file=None, flush=False)", b_print,
     "Prints the values to a stream, or to sys.stdout by default.", kMethodLentArgs},
    {"repr(obj, /)", b_repr, "Return the canonical string representation of the object."},
    {"round(number, ndigits=None)", b_round,
     "Round a number to a given precision in decimal digits."},
    {"setattr(obj, name, value, /)", b_setattr,
     "Sets the named attribute on the given object to the specified value."},
    {"sorted(iterable, /, *, key=None, reverse=False)", b_sorted,
     "Return a new list containing all items from the iterable in ascending order.",
     kMethodPositionalErrors},
    {"sum(iterable, /, start=0)", b_sum,
     "Return the sum of a 'start' value (default: 0) plus an iterable of numbers"},
    {"vars(object=<unset>, /)", b_vars, "The namespace of the current scope, or of an object."},
    {}};

Status initModule(Thread* t, Value module) {
    Dict* dict = module.as<Module>()->dict;
    auto add = [&](const char* name, Value value) -> Status {
        New<Str> key = KRAIT_TRY(strIntern(t, name));
        return dictSetStr(t, dict, key, value);
    };
    static constexpr struct {
        const char* name;
        TypeId id;
    } kTypes[] = {
        {"bool", TypeId::kBool},
        {"bytearray", TypeId::kByteArray},
        {"bytes", TypeId::kBytes},
        {"classmethod", TypeId::kClassMethod},
        {"complex", TypeId::kComplex},
        {"dict", TypeId::kDict},
        {"enumerate", TypeId::kEnumerate},
        {"filter", TypeId::kFilter},
        {"float", TypeId::kFloat},
        {"frozenset", TypeId::kFrozenSet},
        {"int", TypeId::kInt},
        {"list", TypeId::kList},
        {"map", TypeId::kMap},
        {"memoryview", TypeId::kMemoryView},
        {"object", TypeId::kObject},
        {"property", TypeId::kProperty},
        {"range", TypeId::kRange},
        {"reversed", TypeId::kReversed},
        {"set", TypeId::kSet},
        {"slice", TypeId::kSlice},
        {"staticmethod", TypeId::kStaticMethod},
        {"str", TypeId::kStr},
        {"super", TypeId::kSuper},
        {"tuple", TypeId::kTuple},
        {"type", TypeId::kType},
        {"zip", TypeId::kZip},
#define EXCEPTION(id, base, doc) {#id, TypeId::k##id},
#include "vm/objects/exceptions.def"
        {"EnvironmentError", TypeId::kOSError},
        {"IOError", TypeId::kOSError},
    };
    for (const auto& entry : kTypes) {
        const char* name =
            entry.id == TypeId::kIncompleteInputError ? "_IncompleteInputError" : entry.name;
        KRAIT_TRY(add(name, Value(t->type(entry.id))));
    }
    KRAIT_TRY(add("None", Value::none()));
    KRAIT_TRY(add("True", Value::boolean(true)));
    KRAIT_TRY(add("False", Value::boolean(false)));
    KRAIT_TRY(add("Ellipsis", Value::ellipsis()));
    KRAIT_TRY(add("NotImplemented", Value::notImplemented()));
    KRAIT_TRY(add("__debug__", Value::boolean(t->runtime->options.optimize == 0)));
    Value build_class = dictGetStr(dict, t->name(kName___build_class__));
    decref(t->runtime->build_class);
    t->runtime->build_class = Ref::share(build_class).release();
    return ok();
}

} // namespace

extern const NativeModule kbuiltinsModule = {
    "builtins", "The names that every program sees without importing anything.", kFunctions,
    initModule};

} // namespace krait
