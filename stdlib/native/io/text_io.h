// TextIOWrapper's layout and the parts its files share.
//
// Encodings that map bytes to characters without state (UTF-8, ASCII, Latin-1) are read natively:
// `input` holds undecoded bytes, of which [position, valid) are known to be well formed; lines are
// found among the bytes and decoded one by one, so that the position of the stream is always the
// position of a byte. Everything else, and input that an error handler must mend, goes through an
// incremental decoder: `decoded` holds its last output, and `snapshot` the input since a point
// where the decoder had the state `snapshot_flags`, which tell() needs.
#pragma once

#include "stdlib/native/io/io_internal.h"

namespace krait::io {

enum class NativeCodec : uint8_t { kNone, kUtf8, kAscii, kLatin1 };

struct TextIO : IOBase {
    Value buffer; // EMPTY: not initialised, or detached
    Value encoding, errors;
    Value mode;             // set by open(), or EMPTY
    Value encoder, decoder; // EMPTY: none, or not made yet
    Value decoded;          // str, or EMPTY
    Value snapshot;         // bytes, or EMPTY
    int64_t decoded_used, snapshot_flags;
    char* input;
    int64_t input_capacity, input_position, input_valid, input_end;
    char* pending; // encoded text that the buffer has not got yet
    int64_t pending_size, pending_capacity;
    int64_t chunk_size;
    NewlineMode newline;
    NativeCodec read_codec, write_codec;
    uint8_t seen;     // ends of lines met natively
    bool input_ascii; // all of input
    bool strict;      // errors == "strict"
    bool line_buffering, write_through, seekable, telling, readable, writable, has_read1, detached,
        finalizing;
};

inline TextIO* textOf(Value v) {
    return v.as<TextIO>();
}
Status textCheckReady(Thread*, TextIO* self);
Status textCheckOpen(Thread*, TextIO* self);
Status textSetCodec(Thread*, TextIO* self); // from encoding and errors
void textDropInput(Thread*, TextIO* self);  // forgets what was read ahead
bool textHasReadAhead(const TextIO* self);
Status textResetDecoder(Thread*, TextIO* self);
Ref textReadLine(Thread*, TextIO* self, int64_t limit);
Ref textRead(Thread*, TextIO* self, int64_t size);
Ref textTell(Thread*, TextIO* self);
Ref textSeek(Thread*, TextIO* self, Value cookie, int64_t whence);
Status textWriteFlush(Thread*, TextIO* self);
Status textWriteStr(Thread*, TextIO* self, Str* text);
Status textFlush(Thread*, TextIO* self);
// codecs.getincrementaldecoder(encoding)(errors), and for encoders.
Ref makeIncremental(Thread*, const char* getter, Value encoding, Value errors);

} // namespace krait::io
