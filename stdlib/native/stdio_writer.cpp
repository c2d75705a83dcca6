// The standard streams of a Runtime without `_io`: objects with write, flush, readline and fileno
// straight on file descriptors 0, 1 and 2. Output is buffered by line on a terminal and in blocks
// otherwise; stderr is never buffered. The buffer belongs to the object.
#include "stdlib/native/builtins.h"

#include "vm/objects/str.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/native_module.h"

#include <cerrno>
#include <unistd.h>

namespace krait {

extern const TypeSpec kStdioWriterSpec;

namespace {

constexpr size_t kFlushSize = 8192;

struct StdioStream : Object {
    int fd;
    bool line_buffered, unbuffered;
    std::string* buffer;
};

Status flushStream(Thread* t, StdioStream* s) {
    size_t done = 0;
    while (done < s->buffer->size()) {
        ssize_t n = ::write(s->fd, s->buffer->data() + done, s->buffer->size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            int error = errno;
            s->buffer->clear();
            return raiseErrno(t, error);
        }
        done += static_cast<size_t>(n);
    }
    s->buffer->clear();
    return ok();
}

Status writeText(Thread* t, StdioStream* s, Str* text) {
    if (text->isAscii()) {
        s->buffer->append(text->data, static_cast<size_t>(text->length));
    } else {
        *s->buffer += toUtf8(text, true);
    }
    bool now = s->unbuffered || s->buffer->size() >= kFlushSize ||
               (s->line_buffered &&
                strFind(text, t->name(kName_newline_char), 0, text->length, true) >= 0);
    return now ? flushStream(t, s) : ok();
}

Ref stream_write(Thread* t, Args a) {
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "write() argument must be str, not %T", a[1]);
    }
    KRAIT_TRY(writeText(t, a[0].as<StdioStream>(), a[1].as<Str>()));
    return Ref::take(Value::smallInt(a[1].as<Str>()->length));
}
Ref stream_flush(Thread* t, Args a) {
    KRAIT_TRY(flushStream(t, a[0].as<StdioStream>()));
    return Ref::none();
}
Ref stream_fileno(Thread*, Args a) {
    return Ref::take(Value::smallInt(a[0].as<StdioStream>()->fd));
}
Ref stream_isatty(Thread*, Args a) {
    return Ref::boolean(isatty(a[0].as<StdioStream>()->fd));
}
// Reading: the buffer holds what was read beyond the line.
Ref stream_readline(Thread* t, Args a) {
    auto* s = a[0].as<StdioStream>();
    for (;;) {
        size_t end = s->buffer->find('\n');
        if (end != std::string::npos) {
            std::string line = s->buffer->substr(0, end + 1);
            s->buffer->erase(0, end + 1);
            return strFromUtf8(t, line);
        }
        char block[4096];
        ssize_t n = ::read(s->fd, block, sizeof block);
        if (n < 0) return raiseErrno(t, errno);
        if (n == 0) {
            std::string line = std::move(*s->buffer);
            s->buffer->clear();
            return strFromUtf8(t, line);
        }
        s->buffer->append(block, static_cast<size_t>(n));
    }
}
Ref stream_read(Thread* t, Args a) {
    auto* s = a[0].as<StdioStream>();
    char block[4096];
    ssize_t n;
    while ((n = ::read(s->fd, block, sizeof block)) > 0)
        s->buffer->append(block, static_cast<size_t>(n));
    if (n < 0) return raiseErrno(t, errno);
    std::string text = std::move(*s->buffer);
    s->buffer->clear();
    return strFromUtf8(t, text);
}
Ref stream_encoding(Thread* t, Value) {
    return strFromAscii(t, "utf-8");
}
Ref stream_errors(Thread* t, Value v) {
    return strFromAscii(t, v.as<StdioStream>()->fd == 2 ? "backslashreplace" : "strict");
}
Ref stream_closed(Thread*, Value) {
    return Ref::boolean(false);
}

void stream_destroy(Thread* t, Object* o) {
    auto* s = static_cast<StdioStream*>(o);
    if (s->fd != 0 && flushStream(t, s).isError()) clearError(t);
    delete s->buffer;
}

constexpr MethodDef kMethods[] = {{"write(self, text, /)", stream_write, ""},
                                  {"flush(self, /)", stream_flush, ""},
                                  {"fileno(self, /)", stream_fileno, ""},
                                  {"isatty(self, /)", stream_isatty, ""},
                                  {"readline(self, size=-1, /)", stream_readline, ""},
                                  {"read(self, size=-1, /)", stream_read, ""},
                                  {}};
constexpr GetSetDef kGetSets[] = {
    {"encoding", stream_encoding}, {"errors", stream_errors}, {"closed", stream_closed}, {}};

} // namespace

const TypeSpec kStdioWriterSpec = {
    .name = "_krait.StdioStream",
    .size = sizeof(StdioStream),
    .flags = kTypeDisallowNew,
    .slots = {.destroy = stream_destroy},
    .methods = kMethods,
    .getsets = kGetSets,
};

Type* stdoutFastType(Thread* t) {
    return typeFromSpec(t, &kStdioWriterSpec);
}

Status stdoutFastWrite(Thread* t, Value file, Str* text) {
    return writeText(t, file.as<StdioStream>(), text);
}

// The stream for a descriptor.
Ref stdioStreamNew(Thread* t, int fd) {
    Type* type = stdoutFastType(t);
    if (!type) return Error{};
    Object* o = allocateInstance(t, type);
    if (!o) return Error{};
    auto* s = static_cast<StdioStream*>(o);
    s->fd = fd;
    s->unbuffered = fd == 2 || t->runtime->options.unbuffered;
    s->line_buffered = isatty(fd);
    s->buffer = new std::string;
    return Ref::take(Value(o));
}

} // namespace krait
