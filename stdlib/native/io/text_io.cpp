// TextIOWrapper: the type, writing, and what concerns both directions. Reading is text_read.cpp.
//
// Encoded text collects in `pending` until there is a chunk of it, a line ends (line_buffering), or
// somebody asks for the buffer's state; then it goes to the buffer below in one write.
#include "stdlib/native/io/text_io.h"

#include "vm/base/utf8.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/import.h"
#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait::io {

// --- state
// ------------------------------------------------------------------------------------------------

Status textCheckReady(Thread* t, TextIO* self) {
    if (KRAIT_LIKELY(!self->buffer.isEmpty())) return ok();
    return raise(t, TypeId::kValueError,
                 self->detached ? "underlying buffer has been detached"
                                : "I/O operation on uninitialized object");
}

Status textCheckOpen(Thread* t, TextIO* self) {
    KRAIT_TRY(textCheckReady(t, self));
    bool closed;
    if (KRAIT_LIKELY(isExactBuffered(self->buffer))) {
        auto* buffer = self->buffer.as<Buffered>();
        if (KRAIT_LIKELY(isExactly(buffer->raw, &kFileIOSpec) && buffer->raw.as<FileIO>()->fd >= 0))
            return ok();
        closed = KRAIT_TRY(bufferedClosed(t, buffer));
    } else {
        closed = KRAIT_TRY(isClosed(t, self->buffer));
    }
    if (closed) return raiseClosed(t);
    return ok();
}

static NativeCodec nativeCodecOf(Str* encoding) {
    if (!encoding->isAscii() || encoding->length > 12) return NativeCodec::kNone;
    char name[16];
    int n = 0;
    for (char c : encoding->ascii()) {
        if (c == '-' || c == '_' || c == ' ') continue;
        name[n++] = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    std::string_view plain(name, static_cast<size_t>(n));
    if (plain == "utf8" || plain == "u8") return NativeCodec::kUtf8;
    if (plain == "ascii" || plain == "usascii" || plain == "646") return NativeCodec::kAscii;
    if (plain == "latin1" || plain == "iso88591" || plain == "l1" || plain == "latin")
        return NativeCodec::kLatin1;
    return NativeCodec::kNone;
}

Status textSetCodec(Thread* t, TextIO* self) {
    forget(&self->encoder);
    forget(&self->decoder);
    self->read_codec = self->write_codec = nativeCodecOf(self->encoding.as<Str>());
    self->strict = strEqualAscii(self->errors.as<Str>(), "strict");
    if (self->write_codec != NativeCodec::kNone) return ok();
    // Python: the encoding must exist, and be one of text.
    Ref codecs = KRAIT_TRY(importModule(t, "codecs"));
    Ref info = KRAIT_TRY(callNamed(t, codecs, "lookup", self->encoding));
    New<Str> flag = KRAIT_TRY(strIntern(t, "_is_text_encoding"));
    Ref is_text = getAttrOptional(t, info, flag);
    if (is_text.isEmpty() && t->hasError()) return Error{};
    if (is_text.get().isFalse()) {
        return raise(t, TypeId::kLookupError,
                     "%R is not a text encoding; use codecs.open() to handle arbitrary codecs",
                     self->encoding);
    }
    if (self->writable) {
        replace(&self->encoder, KRAIT_TRY(makeIncremental(t, "getincrementalencoder",
                                                          self->encoding, self->errors)));
        // Python: no byte order mark in the middle of a file.
        if (self->seekable) {
            Ref position = KRAIT_TRY(callMethod(t, self->buffer, t->name(kName_tell)));
            if (isInt(position) && intSign(position) != 0) {
                Ref done = KRAIT_TRY(callNamed(t, self->encoder, "setstate", Value::smallInt(0)));
            }
        }
    }
    return ok();
}

// --- writing
// ------------------------------------------------------------------------------------------------

static Status appendPending(Thread* t, TextIO* self, std::string_view bytes) {
    int64_t wanted = self->pending_size + static_cast<int64_t>(bytes.size());
    if (KRAIT_UNLIKELY(wanted > self->pending_capacity)) {
        int64_t capacity = wanted < self->chunk_size ? self->chunk_size : wanted;
        void* grown =
            t->heap->resizeBlock(self->pending, static_cast<size_t>(self->pending_capacity),
                                 static_cast<size_t>(capacity));
        if (!grown) return raiseNoMemory(t);
        self->pending = static_cast<char*>(grown);
        self->pending_capacity = capacity;
    }
    std::memcpy(self->pending + self->pending_size, bytes.data(), bytes.size());
    self->pending_size = wanted;
    return ok();
}

Status textWriteFlush(Thread* t, TextIO* self) {
    if (self->pending_size == 0) return ok();
    // REENTRY: the write may run a signal handler that prints: what is pending is taken out first.
    char* data = std::exchange(self->pending, nullptr);
    int64_t size = std::exchange(self->pending_size, 0);
    int64_t capacity = std::exchange(self->pending_capacity, 0);
    Status written;
    if (isExactBuffered(self->buffer)) {
        Ref buffer = Ref::share(self->buffer);
        written = bufferedWrite(t, buffer.as<Buffered>(), data, size);
    } else {
        Ref bytes = bytesFrom(t, {data, static_cast<size_t>(size)});
        if (bytes.isError() || callMethod(t, self->buffer, t->name(kName_write), bytes).isError())
            written = Error{};
    }
    if (!self->pending && !self->buffer.isEmpty() && capacity <= 2 * self->chunk_size) {
        self->pending = data;
        self->pending_capacity = capacity;
    } else {
        t->heap->freeBlock(data, static_cast<size_t>(capacity));
    }
    return written;
}

Status textFlush(Thread* t, TextIO* self) {
    self->telling = self->seekable;
    KRAIT_TRY(textWriteFlush(t, self));
    if (isExactly(self->buffer, &kBufferedWriterSpec) ||
        isExactly(self->buffer, &kBufferedRandomSpec)) {
        Ref buffer = Ref::share(self->buffer);
        return bufferedFlush(t, buffer.as<Buffered>());
    }
    Ref done = KRAIT_TRY(callMethod(t, self->buffer, t->name(kName_flush)));
    return ok();
}

// Appends the bytes of text, whose newlines are already as they should be.
static Status encodeInto(Thread* t, TextIO* self, Str* s) {
    if (KRAIT_LIKELY(s->isAscii() && self->write_codec != NativeCodec::kNone))
        return appendPending(t, self, s->ascii());
    if (self->write_codec == NativeCodec::kLatin1 && s->width == 1)
        return appendPending(t, self, {s->data, static_cast<size_t>(s->length)});
    Ref bytes;
    if (self->write_codec == NativeCodec::kNone) {
        bytes = KRAIT_TRY(callMethod(t, self->encoder, t->name(kName_encode), Value(s)));
        if (!isBytes(bytes)) {
            return raise(t, TypeId::kTypeError,
                         "encoder should return a bytes object, not '%.200T'", bytes.get());
        }
    } else {
        bytes = KRAIT_TRY(encodeText(t, s, self->encoding.as<Str>(), self->errors.as<Str>()));
    }
    return appendPending(t, self, bytes.as<Bytes>()->view());
}

Status textWriteStr(Thread* t, TextIO* self, Str* given) {
    KRAIT_TRY(textCheckOpen(t, self));
    if (!self->writable) return raiseUnsupported(t, "not writable");
    Ref text = Ref::share(Value(given));
    bool flush_line = false;
    std::string_view ending = self->newline.writeEnding();
    if (self->line_buffering || !ending.empty()) {
        NewlineMode lf{{'\n', 0, 0}, true}, cr{{'\r', 0, 0}, true};
        bool has_lf = findLineEnd(given, 0, given->length, lf) >= 0;
        flush_line =
            self->line_buffering && (has_lf || findLineEnd(given, 0, given->length, cr) >= 0);
        if (has_lf && !ending.empty()) text = KRAIT_TRY(expandNewlines(t, given, ending));
    }
    auto* s = text.as<Str>();
    if (self->pending_size > 0 && self->pending_size + s->length > self->chunk_size)
        KRAIT_TRY(textWriteFlush(t, self));
    KRAIT_TRY(encodeInto(t, self, s));
    if (KRAIT_UNLIKELY(self->pending_size >= self->chunk_size || flush_line || self->write_through))
        KRAIT_TRY(textWriteFlush(t, self));
    if (flush_line) KRAIT_TRY(textFlush(t, self));
    if (KRAIT_UNLIKELY(textHasReadAhead(self))) {
        textDropInput(t, self);
        KRAIT_TRY(textResetDecoder(t, self));
    }
    return ok();
}

Status textWrite(Thread* t, Value stream, Str* text) {
    if (KRAIT_LIKELY(isExactly(stream, &kTextIOWrapperSpec)))
        return textWriteStr(t, textOf(stream), text);
    Ref written = KRAIT_TRY(callMethod(t, stream, t->name(kName_write), Value(text)));
    return ok();
}

void textSetMode(Thread*, Value text, Value mode) {
    replace(&textOf(text)->mode, Ref::share(mode));
}

// --- life
// ------------------------------------------------------------------------------------------------

static void setFieldsEmpty(TextIO* self) {
    for (Value* field : {&self->buffer, &self->encoding, &self->errors, &self->mode, &self->encoder,
                         &self->decoder, &self->decoded, &self->snapshot})
        *field = Value();
    self->chunk_size = kDefaultBufferSize;
    self->input_ascii = true;
}

static Status setUp(Thread* t, TextIO* self, Value buffer, Value encoding, Value errors,
                    Value newline, bool line_buffering, bool write_through) {
    KRAIT_TRY(parseNewline(t, newline, &self->newline));
    replace(&self->encoding, Ref::share(encoding));
    replace(&self->errors, Ref::share(errors));
    self->line_buffering = line_buffering;
    self->write_through = write_through;
    self->detached = false;
    self->seen = 0;
    textDropInput(t, self);
    self->pending_size = 0;
    if (isExactBuffered(buffer)) {
        auto* b = buffer.as<Buffered>();
        self->readable = b->readable;
        self->writable = b->writable;
        self->has_read1 = true;
    } else {
        self->readable = KRAIT_TRY(askStream(t, buffer, "readable"));
        self->writable = KRAIT_TRY(askStream(t, buffer, "writable"));
        New<Str> name = KRAIT_TRY(strIntern(t, "read1"));
        Ref read1 = getAttrOptional(t, buffer, name);
        if (read1.isEmpty() && t->hasError()) return Error{};
        self->has_read1 = !read1.isEmpty();
    }
    self->seekable = isExactBuffered(buffer) && isExactly(buffer.as<Buffered>()->raw, &kFileIOSpec)
                         ? KRAIT_TRY(fileSeekable(t, buffer.as<Buffered>()->raw.as<FileIO>()))
                         : KRAIT_TRY(askStream(t, buffer, "seekable"));
    self->telling = self->seekable;
    Ref old = Ref::take(std::exchange(self->buffer, Ref::share(buffer).release()));
    Status set = textSetCodec(t, self);
    if (set.isError()) {
        decref(std::exchange(self->buffer, Value())); // not initialised
        return set;
    }
    return ok();
}

// The encoding for None and "locale", and the checks of names.
static Ref encodingArgument(Thread* t, Value encoding) {
    if (!encoding.isNone()) {
        if (!isStr(encoding)) {
            return raise(t, TypeId::kTypeError,
                         "TextIOWrapper() argument 'encoding' must be str or None, not %T",
                         encoding);
        }
        if (!strEqualAscii(encoding.as<Str>(), "locale")) return Ref::share(encoding);
    } else if (t->runtime->options.warn_default_encoding) {
        KRAIT_TRY(warn(t, TypeId::kEncodingWarning, 1, "'encoding' argument not specified"));
    }
    return strFromAscii(t, t->runtime->options.utf8_mode ? "utf-8" : "UTF-8");
}
static Ref errorsArgument(Thread* t, Value errors) {
    if (errors.isNone()) return strIntern(t, "strict");
    if (!isStr(errors)) {
        return raise(t, TypeId::kTypeError,
                     "TextIOWrapper() argument 'errors' must be str or None, not %T", errors);
    }
    return Ref::share(errors);
}

Ref textIONew(Thread* t, Value buffer, Value encoding, Value errors, Value newline,
              bool line_buffering, bool write_through) {
    Ref encoding_str = KRAIT_TRY(encodingArgument(t, encoding));
    Ref errors_str = KRAIT_TRY(errorsArgument(t, errors));
    New<TextIO> self = KRAIT_TRY(newOf<TextIO>(t, &kTextIOWrapperSpec));
    setFieldsEmpty(self);
    KRAIT_TRY(
        setUp(t, self, buffer, encoding_str, errors_str, newline, line_buffering, write_through));
    return self;
}

namespace {

Ref text_new(Thread* t, Args a) {
    New<TextIO> self = KRAIT_TRY(newInstance<TextIO>(t, a[0]));
    setFieldsEmpty(self);
    return self;
}
Ref text_init(Thread* t, Args a) {
    auto* self = textOf(a[0]);
    decref(std::exchange(self->buffer, Value()));
    self->detached = false;
    Ref encoding = KRAIT_TRY(encodingArgument(t, a[2]));
    Ref errors = KRAIT_TRY(errorsArgument(t, a[3]));
    bool line_buffering = KRAIT_TRY(isTrue(t, a[5]));
    bool write_through = KRAIT_TRY(isTrue(t, a[6]));
    KRAIT_TRY(setUp(t, self, a[1], encoding, errors, a[4], line_buffering, write_through));
    return Ref::none();
}

template <typename Act>
void forEachField(TextIO* self, Act&& act) {
    for (Value* field : {&self->buffer, &self->encoding, &self->errors, &self->mode, &self->encoder,
                         &self->decoder, &self->decoded, &self->snapshot})
        act(field);
}
void textDestroy(Thread* t, Object* o) {
    auto* self = static_cast<TextIO*>(o);
    forEachField(self, [](Value* field) { forget(field); });
    t->heap->freeBlock(std::exchange(self->input, nullptr),
                       static_cast<size_t>(self->input_capacity));
    t->heap->freeBlock(std::exchange(self->pending, nullptr),
                       static_cast<size_t>(self->pending_capacity));
    destroyAttrs(t, o);
}
void textTraverse(Object* o, Visitor& visitor) {
    forEachField(static_cast<TextIO*>(o), [&](Value* field) { visitor.visit(*field); });
    traverseAttrs(o, visitor);
}
void textClear(Thread* t, Object* o) {
    forEachField(static_cast<TextIO*>(o), [](Value* field) { forget(field); });
    destroyAttrs(t, o);
}
void textFinalize(Thread* t, Object* o) {
    auto* self = static_cast<TextIO*>(o);
    if (self->buffer.isEmpty()) return;
    self->finalizing = true;
    finalizeStream(t, o);
}

Ref text_close(Thread* t, Args a) {
    auto* self = textOf(a[0]);
    KRAIT_TRY(textCheckReady(t, self));
    bool closed = KRAIT_TRY(isClosed(t, a[0]));
    if (closed) return Ref::none();
    Ref buffer = Ref::share(self->buffer);
    if (self->finalizing) {
        Ref warned = callNamed(t, buffer, "_dealloc_warn", a[0]);
        if (warned.isError()) clearError(t);
    }
    Ref flushed = callMethod(t, a[0], t->name(kName_flush));
    Ref failure = flushed.isError() ? takeException(t) : Ref();
    Ref done = callMethod(t, buffer, t->name(kName_close));
    if (failure.isEmpty()) return done;
    if (done.isError()) {
        Ref later = takeException(t);
        auto* e = asException(later);
        if (e->context.isEmpty()) e->context = failure.release();
        return raiseException(t, later);
    }
    return raiseException(t, failure);
}
Ref text_detach(Thread* t, Args a) {
    auto* self = textOf(a[0]);
    KRAIT_TRY(textCheckReady(t, self));
    Ref flushed = KRAIT_TRY(callMethod(t, a[0], t->name(kName_flush)));
    Ref buffer = Ref::take(std::exchange(self->buffer, Value()));
    self->detached = true;
    return buffer;
}
Ref text_flush(Thread* t, Args a) {
    KRAIT_TRY(textCheckOpen(t, textOf(a[0])));
    KRAIT_TRY(textFlush(t, textOf(a[0])));
    return Ref::none();
}

// --- methods
// ------------------------------------------------------------------------------------------------
Ref text_write(Thread* t, Args a) {
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "write() argument must be str, not %T", a[1]);
    KRAIT_TRY(textWriteStr(t, textOf(a[0]), a[1].as<Str>()));
    return intFrom(t, a[1].as<Str>()->length);
}
Ref text_read(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(sizeArgument(t, a[1]));
    return textRead(t, textOf(a[0]), size);
}
Ref text_readline(Thread* t, Args a) {
    int64_t limit = KRAIT_TRY(toIndexInt64(t, a[1]));
    return textReadLine(t, textOf(a[0]), limit < 0 ? -1 : limit);
}
Ref textNext(Thread* t, Value v) {
    auto* self = textOf(v);
    KRAIT_TRY(textCheckReady(t, self));
    self->telling = false;
    Ref line;
    if (KRAIT_LIKELY(isExactly(v, &kTextIOWrapperSpec))) {
        line = KRAIT_TRY(textReadLine(t, self, -1));
    } else {
        line = KRAIT_TRY(callMethod(t, v, t->name(kName_readline)));
        if (!isStr(line)) {
            return raise(t, TypeId::kOSError,
                         "readline() should have returned a str object, not '%.200T'", line.get());
        }
    }
    if (KRAIT_UNLIKELY(line.as<Str>()->length == 0)) {
        forget(&self->snapshot);
        self->telling = self->seekable;
        return Ref();
    }
    return line;
}
Ref text_tell(Thread* t, Args a) {
    return textTell(t, textOf(a[0]));
}
Ref text_seek(Thread* t, Args a) {
    int64_t whence = KRAIT_TRY(toIndexInt64(t, a[2]));
    return textSeek(t, textOf(a[0]), a[1], whence);
}
Ref text_truncate(Thread* t, Args a) {
    KRAIT_TRY(textCheckReady(t, textOf(a[0])));
    Ref flushed = KRAIT_TRY(callMethod(t, a[0], t->name(kName_flush)));
    return callMethod(t, textOf(a[0])->buffer, t->name(kName_truncate), a[1]);
}
Ref askBuffer(Thread* t, Value v, const char* method) {
    KRAIT_TRY(textCheckReady(t, textOf(v)));
    return callNamed(t, textOf(v)->buffer, method);
}
Ref text_fileno(Thread* t, Args a) {
    return askBuffer(t, a[0], "fileno");
}
Ref text_seekable(Thread* t, Args a) {
    return askBuffer(t, a[0], "seekable");
}
Ref text_readable(Thread* t, Args a) {
    return askBuffer(t, a[0], "readable");
}
Ref text_writable(Thread* t, Args a) {
    return askBuffer(t, a[0], "writable");
}
Ref text_isatty(Thread* t, Args a) {
    return askBuffer(t, a[0], "isatty");
}

Ref text_reconfigure(Thread* t, Args a) {
    auto* self = textOf(a[0]);
    Value encoding = a[1], errors = a[2], newline = a[3];
    KRAIT_TRY(textCheckReady(t, self));
    if (textHasReadAhead(self) && (!encoding.isNone() || !errors.isNone() || !newline.isEmpty())) {
        return raiseUnsupported(t, "It is not possible to set the encoding or newline of stream "
                                   "after the first read");
    }
    NewlineMode mode = self->newline;
    if (!newline.isEmpty()) KRAIT_TRY(parseNewline(t, newline, &mode));
    bool line_buffering = a[4].isNone() ? self->line_buffering : KRAIT_TRY(isTrue(t, a[4]));
    bool write_through = a[5].isNone() ? self->write_through : KRAIT_TRY(isTrue(t, a[5]));
    Ref flushed = KRAIT_TRY(callMethod(t, a[0], t->name(kName_flush)));
    if (!encoding.isNone() || !errors.isNone() || !newline.isEmpty()) {
        self->newline = mode;
        if (!encoding.isNone()) {
            Ref encoding_str = KRAIT_TRY(encodingArgument(t, encoding));
            Ref errors_str = KRAIT_TRY(errorsArgument(t, errors));
            replace(&self->encoding, std::move(encoding_str));
            replace(&self->errors, std::move(errors_str));
        } else if (!errors.isNone()) {
            replace(&self->errors, KRAIT_TRY(errorsArgument(t, errors)));
        }
        KRAIT_TRY(textSetCodec(t, self));
    }
    self->line_buffering = line_buffering;
    self->write_through = write_through;
    return Ref::none();
}
Ref text_getstate(Thread* t, Args a) {
    return raise(t, TypeId::kTypeError, "cannot pickle '%T' object", a[0]);
}

Ref textRepr(Thread* t, Value v) {
    KRAIT_TRY(textCheckReady(t, textOf(v)));
    bool running = KRAIT_TRY(reprEnter(t, v));
    if (running) return raise(t, TypeId::kRuntimeError, "reentrant call inside %T.__repr__", v);
    ReprScope scope(t, v);
    TextBuffer out(t);
    out.append("<_io.TextIOWrapper");
    for (int id : {kName_name, kName_mode}) {
        Ref value = getAttr(t, v, t->name(id));
        if (value.isError()) {
            if (!errorIs(t, TypeId::kAttributeError) && !errorIs(t, TypeId::kValueError))
                return Error{};
            clearError(t);
            continue;
        }
        Ref text = KRAIT_TRY(reprOf(t, value));
        out.append(id == kName_name ? " name=" : " mode=");
        out.append(text.as<Str>());
    }
    Ref encoding = KRAIT_TRY(reprOf(t, textOf(v)->encoding));
    out.append(" encoding=");
    out.append(encoding.as<Str>());
    out.append(">");
    return out.finish();
}

Ref get_closed(Thread* t, Value v) {
    KRAIT_TRY(textCheckReady(t, textOf(v)));
    Value buffer = textOf(v)->buffer;
    bool closed = isExactBuffered(buffer) ? KRAIT_TRY(bufferedClosed(t, buffer.as<Buffered>()))
                                          : KRAIT_TRY(isClosed(t, buffer));
    return Ref::boolean(closed);
}
Ref get_encoding(Thread*, Value v) {
    Value encoding = textOf(v)->encoding;
    return encoding.isEmpty() ? Ref::none() : Ref::share(encoding);
}
Ref get_errors(Thread* t, Value v) {
    KRAIT_TRY(textCheckReady(t, textOf(v)));
    return Ref::share(textOf(v)->errors);
}
Ref get_newlines(Thread* t, Value v) {
    auto* self = textOf(v);
    KRAIT_TRY(textCheckReady(t, self));
    if (self->decoder.isEmpty()) return newlinesSeen(t, self->seen);
    New<Str> name = KRAIT_TRY(strIntern(t, "newlines"));
    Ref newlines = getAttrOptional(t, self->decoder, name);
    if (newlines.isEmpty()) return t->hasError() ? Ref() : Ref::none();
    return newlines;
}
Ref get_line_buffering(Thread*, Value v) {
    return Ref::boolean(textOf(v)->line_buffering);
}
Ref get_write_through(Thread*, Value v) {
    return Ref::boolean(textOf(v)->write_through);
}
Ref get_buffer(Thread* t, Value v) {
    KRAIT_TRY(textCheckReady(t, textOf(v)));
    return Ref::share(textOf(v)->buffer);
}
Ref get_name(Thread* t, Value v) {
    KRAIT_TRY(textCheckReady(t, textOf(v)));
    return getAttr(t, textOf(v)->buffer, t->name(kName_name));
}
Ref get_mode(Thread* t, Value v) {
    if (textOf(v)->mode.isEmpty()) return raiseAttributeError(t, v, t->name(kName_mode));
    return Ref::share(textOf(v)->mode);
}
Status set_mode(Thread*, Value v, Value mode) {
    replace(&textOf(v)->mode, Ref::share(mode));
    return ok();
}
Ref get_chunk_size(Thread* t, Value v) {
    return intFrom(t, textOf(v)->chunk_size);
}
Status set_chunk_size(Thread* t, Value v, Value size) {
    if (size.isEmpty()) return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    int64_t n = KRAIT_TRY(toIndexInt64(t, size));
    if (n <= 0) return raise(t, TypeId::kValueError, "a strictly positive integer is required");
    textOf(v)->chunk_size = n;
    return ok();
}
Ref get_finalizing(Thread*, Value v) {
    return Ref::boolean(textOf(v)->finalizing);
}

constexpr MethodDef kMethods[] = {
    {"detach(self, /)", text_detach, nullptr},
    {"reconfigure(self, /, *, encoding=None, errors=None, newline=<unset>, line_buffering=None, "
     "write_through=None)",
     text_reconfigure, "Reconfigure the text stream with new parameters."},
    {"write(self, text, /)", text_write, nullptr},
    {"read(self, size=-1, /)", text_read, nullptr},
    {"readline(self, size=-1, /)", text_readline, nullptr},
    {"flush(self, /)", text_flush, nullptr},
    {"close(self, /)", text_close, nullptr},
    {"fileno(self, /)", text_fileno, nullptr},
    {"seekable(self, /)", text_seekable, nullptr},
    {"readable(self, /)", text_readable, nullptr},
    {"writable(self, /)", text_writable, nullptr},
    {"isatty(self, /)", text_isatty, nullptr},
    {"seek(self, cookie, whence=0, /)", text_seek,
     "Set the stream position, and return the new stream position."},
    {"tell(self, /)", text_tell, "Return the stream position as an opaque number."},
    {"truncate(self, pos=None, /)", text_truncate, nullptr},
    {"__reduce__(self, /)", text_getstate, nullptr},
    {"__reduce_ex__(self, protocol, /)", text_getstate, nullptr},
    {}};
constexpr GetSetDef kGetSets[] = {{"closed", get_closed},
                                  {"encoding", get_encoding},
                                  {"errors", get_errors},
                                  {"newlines", get_newlines},
                                  {"line_buffering", get_line_buffering},
                                  {"write_through", get_write_through},
                                  {"buffer", get_buffer},
                                  {"name", get_name},
                                  {"mode", get_mode, set_mode},
                                  {"_CHUNK_SIZE", get_chunk_size, set_chunk_size},
                                  {"_finalizing", get_finalizing},
                                  {}};

} // namespace

const TypeSpec kTextIOWrapperSpec = {
    .name = "_io.TextIOWrapper",
    .size = sizeof(TextIO),
    .flags = kTypeBase | kTypeContainer | kTypeHasDict | kTypeWeakrefable,
    .slots = {.destroy = textDestroy,
              .traverse = textTraverse,
              .clear = textClear,
              .finalize = textFinalize,
              .repr = textRepr,
              .next = textNext},
    .doc = "Character and line based layer over a BufferedIOBase object, buffer.",
    .new_ = {"TextIOWrapper(cls, /, *args, **kwargs)", text_new, nullptr},
    .init = {"TextIOWrapper(self, buffer, encoding=None, errors=None, newline=None, "
             "line_buffering=False, write_through=False)",
             text_init, nullptr},
    .methods = kMethods,
    .getsets = kGetSets,
};

} // namespace krait::io
