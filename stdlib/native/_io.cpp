// _io: the module of streams. Its types are in stdlib/native/io; here are its functions and what
// makes the types.
#include "stdlib/native/io/io_internal.h"

#include "vm/runtime/exception_ops.h"
#include "vm/runtime/type_system.h"

namespace krait {
namespace io {
namespace {

const TypeSpec kUnsupportedOperationSpec = {
    .name = "io.UnsupportedOperation",
    .base = TypeId::kOSError,
    .flags = kTypeBase | kTypeHasDict | kTypeContainer | kTypeWeakrefable,
};

Type* derive(Thread* t, const TypeSpec* spec, const TypeSpec* base) {
    return typeFromSpec(t, spec, base ? typeFromSpec(t, base) : nullptr);
}

// Python: UnsupportedOperation is an OSError and a ValueError.
Status addValueErrorBase(Thread* t, Type* type) {
    if (type->bases->length == 2) return ok();
    Type* value_error = t->type(TypeId::kValueError);
    Ref bases = KRAIT_TRY(tupleOf(t, Value(type->base), Value(value_error)));
    decref(Value(std::exchange(type->bases, bases.release().as<Tuple>())));
    Ref mro = KRAIT_TRY(mroCompute(t, type));
    decref(Value(std::exchange(type->mro, mro.release().as<Tuple>())));
    return typeAddSubclass(t, value_error, type);
}

} // namespace

Status makeTypes(Thread* t) {
    constexpr struct {
        const TypeSpec *spec, *base;
    } kTypes[] = {{&kIOBaseSpec, nullptr},
                  {&kRawIOBaseSpec, &kIOBaseSpec},
                  {&kBufferedIOBaseSpec, &kIOBaseSpec},
                  {&kTextIOBaseSpec, &kIOBaseSpec},
                  {&kFileIOSpec, &kRawIOBaseSpec},
                  {&kBytesIOSpec, &kBufferedIOBaseSpec},
                  {&kBytesIOBufferSpec, nullptr},
                  {&kBufferedReaderSpec, &kBufferedIOBaseSpec},
                  {&kBufferedWriterSpec, &kBufferedIOBaseSpec},
                  {&kBufferedRandomSpec, &kBufferedIOBaseSpec},
                  {&kBufferedRWPairSpec, &kBufferedIOBaseSpec},
                  {&kStringIOSpec, &kTextIOBaseSpec},
                  {&kTextIOWrapperSpec, &kTextIOBaseSpec},
                  {&kNewlineDecoderSpec, nullptr},
                  {&kUnsupportedOperationSpec, nullptr}};
    for (const auto& entry : kTypes) {
        if (!derive(t, entry.spec, entry.base)) return Error{};
    }
    return addValueErrorBase(t, typeFromSpec(t, &kUnsupportedOperationSpec));
}

Value unsupportedOperation(Thread* t) {
    Type* type = typeFromSpec(t, &kUnsupportedOperationSpec);
    return type ? Value(type) : Value();
}

namespace {

Status checkText(Thread* t, Value v, const char* name) {
    if (v.isNone() || isStr(v)) return ok();
    return raise(t, TypeId::kTypeError, "open() argument '%s' must be str or None, not %T", name,
                 v);
}

Ref io_open(Thread* t, Args a) {
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "open() argument 'mode' must be str, not %T", a[1]);
    int64_t buffering = KRAIT_TRY(toIndexInt64(t, a[2]));
    KRAIT_TRY(checkText(t, a[3], "encoding"));
    KRAIT_TRY(checkText(t, a[4], "errors"));
    KRAIT_TRY(checkText(t, a[5], "newline"));
    bool close_fd = KRAIT_TRY(isTrue(t, a[6]));
    return openFile(t, a[0], a[1], buffering, a[3], a[4], a[5], close_fd, a[7]);
}

Ref io_open_code(Thread* t, Args a) {
    if (!isStr(a[0]))
        return raise(t, TypeId::kTypeError, "open_code() argument 'path' must be str, not %T",
                     a[0]);
    Ref mode = KRAIT_TRY(strFromAscii(t, "rb"));
    return openFile(t, a[0], mode, -1, Value::none(), Value::none(), Value::none(), true,
                    Value::none());
}

Ref io_text_encoding(Thread* t, Args a) {
    if (!a[0].isNone()) return Ref::share(a[0]);
    if (t->runtime->options.warn_default_encoding) {
        int level = static_cast<int>(KRAIT_TRY(toIndexInt64(t, a[1])));
        KRAIT_TRY(warn(t, TypeId::kEncodingWarning, level, "'encoding' argument not specified"));
    }
    return strFromAscii(t, t->runtime->options.utf8_mode ? "utf-8" : "locale");
}

constexpr MethodDef kFunctions[] = {
    {"open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, "
     "opener=None)",
     io_open, "Open file and return a stream.  Raise OSError upon failure."},
    {"open_code(path)", io_open_code,
     "Opens the provided file with the intent to import the contents."},
    {"text_encoding(encoding, stacklevel=2, /)", io_text_encoding,
     "A helper function to choose the text encoding."},
    {}};

// Python: builtins.open is _io.open. It is a function that imports this module until now.
Status shareOpen(Thread* t, Value module) {
    Str* name = t->name(kName_open);
    Value builtin = dictGetStr(t->runtime->builtins, name);
    if (!isKind(builtin, TypeId::kNativeFunction)) return ok(); // a program's own
    Ref open = KRAIT_TRY(getAttr(t, module, name));
    return dictSetStr(t, t->runtime->builtins, name, open);
}

Status initModule(Thread* t, Value module) {
    KRAIT_TRY(makeTypes(t));
    KRAIT_TRY(shareOpen(t, module));
    constexpr ModuleType kTypes[] = {{"_IOBase", &kIOBaseSpec},
                                     {"_RawIOBase", &kRawIOBaseSpec},
                                     {"_BufferedIOBase", &kBufferedIOBaseSpec},
                                     {"_TextIOBase", &kTextIOBaseSpec},
                                     {"FileIO", &kFileIOSpec},
                                     {"BytesIO", &kBytesIOSpec},
                                     {"_BytesIOBuffer", &kBytesIOBufferSpec},
                                     {"BufferedReader", &kBufferedReaderSpec},
                                     {"BufferedWriter", &kBufferedWriterSpec},
                                     {"BufferedRandom", &kBufferedRandomSpec},
                                     {"BufferedRWPair", &kBufferedRWPairSpec},
                                     {"StringIO", &kStringIOSpec},
                                     {"TextIOWrapper", &kTextIOWrapperSpec},
                                     {"IncrementalNewlineDecoder", &kNewlineDecoderSpec},
                                     {"UnsupportedOperation", &kUnsupportedOperationSpec}};
    KRAIT_TRY(addTypes(t, module, kTypes));
    KRAIT_TRY(addValue(t, module, "BlockingIOError", Value(t->type(TypeId::kBlockingIOError))));
    return addValue(t, module, "DEFAULT_BUFFER_SIZE", Value::smallInt(kDefaultBufferSize));
}

} // namespace
} // namespace io

extern const NativeModule k_ioModule = {"_io", "The streams of module io.", io::kFunctions,
                                        io::initModule};

} // namespace krait
