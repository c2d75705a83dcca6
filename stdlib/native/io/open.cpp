// open(): from a mode and a buffering to one, two or three layers.
#include "stdlib/native/io/io_internal.h"

#include "vm/objects/str.h"

#include <unistd.h>

namespace krait::io {
namespace {

struct OpenMode {
    bool creating = false, reading = false, writing = false, appending = false, updating = false,
         text = false, binary = false;
    std::string raw; // for FileIO
};

Status parseOpenMode(Thread* t, Str* mode, OpenMode* out) {
    for (int64_t i = 0; i < mode->length; ++i) {
        uint32_t c = mode->at(i);
        bool known = true;
        switch (c) {
        case 'x':
            out->creating = true;
            break;
        case 'r':
            out->reading = true;
            break;
        case 'w':
            out->writing = true;
            break;
        case 'a':
            out->appending = true;
            break;
        case '+':
            out->updating = true;
            break;
        case 't':
            out->text = true;
            break;
        case 'b':
            out->binary = true;
            break;
        default:
            known = false;
        }
        for (int64_t j = i + 1; j < mode->length; ++j) known = known && mode->at(j) != c;
        if (!known) return raise(t, TypeId::kValueError, "invalid mode: %R", Value(mode));
    }
    if (out->creating) out->raw += 'x';
    if (out->reading) out->raw += 'r';
    if (out->writing) out->raw += 'w';
    if (out->appending) out->raw += 'a';
    if (out->updating) out->raw += '+';
    return ok();
}

Status checkModes(Thread* t, const OpenMode& mode, Value encoding, Value errors, Value newline) {
    if (mode.text && mode.binary)
        return raise(t, TypeId::kValueError, "can't have text and binary mode at once");
    if (mode.creating + mode.reading + mode.writing + mode.appending > 1) {
        return raise(t, TypeId::kValueError,
                     "must have exactly one of create/read/write/append mode");
    }
    if (!mode.binary) return ok();
    const char* argument = !encoding.isNone()  ? "an encoding"
                           : !errors.isNone()  ? "an errors"
                           : !newline.isNone() ? "a newline"
                                               : nullptr;
    if (!argument) return ok();
    return raise(t, TypeId::kValueError, "binary mode doesn't take %s argument", argument);
}

// Closes what was opened so far, with the exception that made it useless still set.
Error abandon(Thread* t, Value stream) {
    Ref failure = takeException(t);
    if (callMethod(t, stream, t->name(kName_close)).isError()) clearError(t);
    return raiseException(t, failure);
}

Ref layersOver(Thread* t, FileIO* raw, const OpenMode& mode, Value mode_text, int64_t buffering,
               Value encoding, Value errors, Value newline) {
    bool line_buffering = false;
    if (buffering == 1 || (buffering < 0 && raw->size_hint < 0 && ::isatty(raw->fd) == 1)) {
        buffering = -1;
        line_buffering = true;
    }
    if (buffering < 0) buffering = raw->block_size;
    if (buffering == 0) {
        if (!mode.binary) return raise(t, TypeId::kValueError, "can't have unbuffered text I/O");
        return Ref::share(Value(raw));
    }
    const TypeSpec* spec = mode.updating  ? &kBufferedRandomSpec
                           : mode.reading ? &kBufferedReaderSpec
                                          : &kBufferedWriterSpec;
    if (mode.updating) {
        bool seekable = KRAIT_TRY(fileSeekable(t, raw));
        if (!seekable) return raiseUnsupported(t, "File or stream is not seekable.");
    }
    New<Buffered> buffer = KRAIT_TRY(bufferedNew(t, spec, Value(raw), buffering));
    if (mode.binary) return buffer;
    Ref text = KRAIT_TRY(textIONew(t, buffer, encoding, errors, newline, line_buffering, false));
    textSetMode(t, text, mode_text);
    return text;
}

} // namespace

Ref openFile(Thread* t, Value file, Value mode_text, int64_t buffering, Value encoding,
             Value errors, Value newline, bool close_fd, Value opener) {
    Ref path =
        isInt(file) || file.isNumber() ? Ref::share(file) : KRAIT_TRY(convertToPath(t, file));
    OpenMode mode;
    KRAIT_TRY(parseOpenMode(t, mode_text.as<Str>(), &mode));
    KRAIT_TRY(checkModes(t, mode, encoding, errors, newline));
    if (mode.binary && buffering == 1) {
        KRAIT_TRY(warn(t, TypeId::kRuntimeWarning, 1,
                       "line buffering (buffering=1) isn't supported in binary mode, the default "
                       "buffer size will be used"));
        buffering = -1;
    }
    New<FileIO> raw = KRAIT_TRY(fileNew(t));
    KRAIT_TRY(fileOpen(t, raw, path, mode.raw, close_fd, opener));
    Ref stream = layersOver(t, raw, mode, mode_text, buffering, encoding, errors, newline);
    if (stream.isError()) return abandon(t, Value(raw));
    return stream;
}

} // namespace krait::io
