// sys.stdin, sys.stdout, sys.stderr: FileIO over 0, 1 and 2 (not closed with the object), buffered,
// under a TextIOWrapper that print() writes to without a call.
#include "stdlib/native/standard_streams.h"

#include "stdlib/native/io/text_io.h"
#include "vm/runtime/errors.h"

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace krait {
namespace {

struct Encoding {
    std::string name = "utf-8", errors = "strict";
};

// Python: in the C locale errors of stdin and stdout are passed through.
bool isCLocale() {
    for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(variable);
        if (!value || !*value) continue;
        return !std::strcmp(value, "C") || !std::strcmp(value, "POSIX") ||
               !std::strcmp(value, "C.UTF-8") || !std::strcmp(value, "C.utf8");
    }
    return true;
}

Encoding encodingOf(Runtime* runtime, int fd) {
    Encoding encoding;
    if (fd == 2) {
        encoding.errors = "backslashreplace";
    } else if (isCLocale() || runtime->options.utf8_mode) {
        encoding.errors = "surrogateescape";
    }
    const char* wanted =
        runtime->options.ignore_environment ? nullptr : std::getenv("PYTHONIOENCODING");
    if (!wanted || !*wanted) return encoding;
    const char* colon = std::strchr(wanted, ':');
    std::string name = colon ? std::string(wanted, colon) : wanted;
    if (!name.empty()) encoding.name = name;
    if (fd == 2) return encoding; // its errors are always backslashreplace
    encoding.errors = colon && colon[1] ? colon + 1 : "strict";
    return encoding;
}

Ref makeStream(Thread* t, int fd) {
    if (::fcntl(fd, F_GETFD) < 0) return Ref::none();
    bool reads = fd == 0;
    bool unbuffered = t->runtime->options.unbuffered && !reads;
    New<io::FileIO> raw = KRAIT_TRY(io::fileNew(t));
    if (io::fileOpen(t, raw, Value::smallInt(fd), reads ? "rb" : "wb", false, Value::none())
            .isError()) {
        // Python: a descriptor that cannot be used counts as closed.
        clearError(t);
        return Ref::none();
    }
    Ref name = KRAIT_TRY(strFromAscii(t, fd == 0 ? "<stdin>" : fd == 1 ? "<stdout>" : "<stderr>"));
    replace(&raw->name, std::move(name));
    bool tty = ::isatty(fd) == 1;
    Ref buffer = Ref::share(Value(raw));
    if (!unbuffered) {
        buffer = KRAIT_TRY(
            io::bufferedNew(t, reads ? &io::kBufferedReaderSpec : &io::kBufferedWriterSpec,
                            Value(raw), io::kDefaultBufferSize));
    }
    Encoding encoding = encodingOf(t->runtime, fd);
    Ref encoding_name = KRAIT_TRY(strFromUtf8(t, encoding.name));
    Ref errors = KRAIT_TRY(strFromUtf8(t, encoding.errors));
    Ref newline = reads ? Ref::none() : KRAIT_TRY(strFromAscii(t, "\n"));
    bool line_buffering = !unbuffered && (fd == 2 || tty);
    Ref text = KRAIT_TRY(
        io::textIONew(t, buffer, encoding_name, errors, newline, line_buffering, unbuffered));
    Ref mode = KRAIT_TRY(strFromAscii(t, reads ? "r" : "w"));
    io::textSetMode(t, text, mode);
    return text;
}

Status setSys(Thread* t, const char* name, Value v) {
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    return dictSetStr(t, t->runtime->sys_dict, key, v);
}

} // namespace

Status standardStreamsInit(Thread* t) {
    KRAIT_TRY(io::makeTypes(t));
    constexpr const char* kNames[][2] = {
        {"stdin", "__stdin__"}, {"stdout", "__stdout__"}, {"stderr", "__stderr__"}};
    for (int fd = 0; fd < 3; ++fd) {
        Ref stream = KRAIT_TRY(makeStream(t, fd));
        KRAIT_TRY(setSys(t, kNames[fd][0], stream));
        KRAIT_TRY(setSys(t, kNames[fd][1], stream));
    }
    return ok();
}

Status writeText(Thread* t, Value stream, Str* text) {
    return io::textWrite(t, stream, text);
}

} // namespace krait
