// The layouts of module _io's types and what its files share.
//
// Three layers: FileIO over a descriptor; Buffered over any raw stream; TextIO over any buffered
// one. Each layer calls the one below through its C++ functions when that is an exact instance of
// the native type, and by Python's methods otherwise. Buffers are heap blocks of the stream that
// owns them. Everything needs the GIL; only system calls run without it.
#pragma once

#include "stdlib/native/native_support.h"
#include "stdlib/native/system_support.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/threads/threads.h"

#include <string_view>

namespace krait::io {

inline constexpr int64_t kDefaultBufferSize = 8192;
// Results of reads and writes besides a count.
inline constexpr int64_t kWouldBlock = -2;

extern const TypeSpec kIOBaseSpec, kRawIOBaseSpec, kBufferedIOBaseSpec, kTextIOBaseSpec,
    kFileIOSpec, kBufferedReaderSpec, kBufferedWriterSpec, kBufferedRandomSpec, kBufferedRWPairSpec,
    kBytesIOSpec, kBytesIOBufferSpec, kStringIOSpec, kTextIOWrapperSpec, kNewlineDecoderSpec;

// Makes the types, bases first. Must have run before any of them is used.
Status makeTypes(Thread*);
// io.UnsupportedOperation (borrowed), EMPTY with an error.
Value unsupportedOperation(Thread*);
Error raiseUnsupported(Thread*, const char* message);
Error raiseClosed(Thread*, const char* message = "I/O operation on closed file.");

// An instance of exactly the type of that spec, no subclass.
inline bool isExactly(Value v, const TypeSpec* spec) {
    if (!v.isObject()) return false;
    Type* type = v.object()->shape->type;
    return type->spec == spec && !(type->flags & kTypeHeap);
}

// First part of every stream.
struct IOBase : Object {
    AttrBlock attrs;
};
static_assert(sizeof(IOBase) == 24);

// --- base classes
// ------------------------------------------------------------------------------------------------
// `stream.closed` of any stream. REENTRY.
Result<bool> isClosed(Thread*, Value stream);
Status checkClosed(Thread*, Value stream); // ValueError if it is
// `stream.readable()` and the like are true.
Result<bool> askStream(Thread*, Value stream, const char* method);
Ref callNamed(Thread*, Value object, const char* method);
Ref callNamed(Thread*, Value object, const char* method, Value argument);
// slots.finalize of all streams: closes, without an exception.
void finalizeStream(Thread*, Object* o);
// A size argument: None and negative numbers are -1.
Result<int64_t> sizeArgument(Thread*, Value v);
// An offset; OverflowError past 64 bits.
Result<int64_t> offsetArgument(Thread*, Value v);

// --- FileIO
// ------------------------------------------------------------------------------------------------
struct FileIO : IOBase {
    Value name; // what was opened; EMPTY: none
    int fd;     // -1: closed
    bool created, readable, writable, appending, close_fd, finalizing;
    int8_t seekable; // -1: not known yet
    int32_t block_size;
    int64_t size_hint; // of a regular file when it was opened; -1: unknown
};
New<FileIO> fileNew(Thread*);
// Opens like FileIO(name, mode, closefd, opener); opener None: none.
Status fileOpen(Thread*, FileIO* self, Value name, std::string_view mode, bool close_fd,
                Value opener);
// Bytes read, 0 at the end, kWouldBlock, or an error.
Result<int64_t> fileRead(Thread*, FileIO* self, char* data, int64_t size);
Result<int64_t> fileWrite(Thread*, FileIO* self, const char* data, int64_t size);
Result<int64_t> fileSeek(Thread*, FileIO* self, int64_t offset, int whence);
Status fileClose(Thread*, FileIO* self);
Result<bool> fileSeekable(Thread*, FileIO* self);
const char* fileMode(const FileIO* self);
// Bytes to the end of the file as far as the system says; -1: unknown.
int64_t fileBytesLeft(FileIO* self);

// --- Buffered
// ------------------------------------------------------------------------------------------------
// BufferedReader, BufferedWriter and BufferedRandom. The buffer holds bytes read ahead or bytes to
// be written, never both:
//   dirty:      [start, position) waits to be written at the raw position
//   not dirty:  [position, filled) was read ahead; the raw position is behind it
struct Buffered : IOBase {
    Value raw; // EMPTY: not initialised, or detached
    char* buffer;
    int64_t buffer_size;
    int64_t start, position, filled;
    bool dirty, readable, writable, detached, finalizing;
    Thread* user;      // who is inside a raw operation: no reentry, and other threads wait
    WaitQueue waiters; // those
};
New<Buffered> bufferedNew(Thread*, const TypeSpec* spec, Value raw, int64_t buffer_size);
inline bool isExactBuffered(Value v) {
    return isExactly(v, &kBufferedReaderSpec) || isExactly(v, &kBufferedWriterSpec) ||
           isExactly(v, &kBufferedRandomSpec);
}
Result<bool> bufferedClosed(Thread*, Buffered* self);
// The next bytes, at most `size`, by at most one raw read: what read1() gives.
Result<int64_t> bufferedRead1(Thread*, Buffered* self, char* data, int64_t size);
// Everything to the end: bytes, or None if it would block.
Ref bufferedReadAll(Thread*, Buffered* self);
// All of it, or BlockingIOError.
Status bufferedWrite(Thread*, Buffered* self, const char* data, int64_t size);
Status bufferedFlush(Thread*, Buffered* self);
Result<int64_t> bufferedTell(Thread*, Buffered* self);
Result<int64_t> bufferedSeek(Thread*, Buffered* self, int64_t offset, int whence);

// --- newlines
// ------------------------------------------------------------------------------------------------
enum SeenNewline : uint8_t { kSeenCr = 1, kSeenLf = 2, kSeenCrLf = 4 };
Ref newlinesSeen(Thread*, int mask); // None, a str or a tuple

struct NewlineDecoder : Object {
    Value decoder; // None: str in, str out; EMPTY: not initialised
    Value errors;
    bool translate, pending_cr;
    uint8_t seen;
    AttrBlock attrs;
};
New<NewlineDecoder> newlineDecoderNew(Thread*, Value decoder, bool translate);
Ref newlineDecode(Thread*, NewlineDecoder* self, Value input, bool final);
// text with its newlines made "\n"; what was seen is added to *seen.
Ref translateNewlines(Thread*, Str* text, uint8_t* seen);
// text with each "\n" replaced (newline is 1 or 2 ASCII characters).
Ref expandNewlines(Thread*, Str* text, std::string_view newline);

// --- text
// ------------------------------------------------------------------------------------------------
// How a text stream treats ends of lines, from its `newline` argument.
struct NewlineMode {
    char ending[3]; // "", "\n", "\r" or "\r\n"
    bool given;     // newline is not None
    bool readUniversal() const { return !given || ending[0] == 0; }
    bool readTranslate() const { return !given; }
    // What "\n" becomes when written; empty: stays.
    std::string_view writeEnding() const {
        return given && ending[0] && !(ending[0] == '\n') ? std::string_view(ending)
                                                          : std::string_view();
    }
};
// quoted: whether the error shows the repr of a wrong one.
Status parseNewline(Thread*, Value newline, NewlineMode* out, bool quoted = false);
// Index one past the first line of text[start, end), or -1 if no line ends there (then *endings
// says how many trailing characters may be the first half of an ending).
int64_t findLineEnd(const Str* text, int64_t start, int64_t end, const NewlineMode& mode);

struct TextIO;
Ref textIONew(Thread*, Value buffer, Value encoding, Value errors, Value newline,
              bool line_buffering, bool write_through);
void textSetMode(Thread*, Value text, Value mode);
// write() of an exact TextIOWrapper; of any other object by its method.
Status textWrite(Thread*, Value stream, Str* text);

Ref openFile(Thread*, Value file, Value mode, int64_t buffering, Value encoding, Value errors,
             Value newline, bool close_fd, Value opener);

} // namespace krait::io
