// zlib: compression and decompression of whole data and of streams, checksums.
//
// A stream object owns its z_stream. Compressing and decompressing run without the GIL, under the
// object's own lock, which is never waited for with the GIL. The Values of an object (what is left
// of the input, the dictionary) are touched with the GIL only.
#include "stdlib/native/growing_output.h"
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"
#include "vm/threads/gil.h"

#include <algorithm>
#include <climits>
#include <mutex>
#include <string>
#include <zlib.h>

namespace krait {
namespace {

extern const TypeSpec kErrorSpec = exceptionSpec("zlib.error", TypeId::kException);
extern const TypeSpec kCompressSpec;
extern const TypeSpec kDecompressSpec;
extern const TypeSpec kZlibDecompressorSpec;

constexpr size_t kAloneMin = 2048; // bytes of input from which on checksums give the GIL up

struct Stream : Object {
    z_stream* z;      // owned
    std::mutex* lock; // owned
    bool live;        // z has been initialised
    bool eof;
    bool needs_input;  // of _ZlibDecompressor
    Value unused_data; // bytes
    Value unconsumed;  // bytes: unconsumed_tail, or the input that waits
    Value dictionary;  // EMPTY without
};

Stream* streamOf(Value v) {
    return v.as<Stream>();
}

// Holds a stream's lock, and so may use z with or without the GIL.
class Exclusive {
  public:
    Exclusive(Thread* t, Stream* s) : lock_(s->lock) {
        if (lock_->try_lock()) return;
        GilReleased released(t, GilReason::kLock);
        lock_->lock();
    }
    ~Exclusive() { lock_->unlock(); }
    Exclusive(const Exclusive&) = delete;

  private:
    std::mutex* lock_;
};

Error raiseStatus(Thread* t, const z_stream& z, int status, const char* what) {
    const char* text = status == Z_VERSION_ERROR ? "library version mismatch" : z.msg;
    if (!text) {
        switch (status) {
        case Z_BUF_ERROR:
            text = "incomplete or truncated stream";
            break;
        case Z_STREAM_ERROR:
            text = "inconsistent stream state";
            break;
        case Z_DATA_ERROR:
            text = "invalid input data";
            break;
        }
    }
    if (!text) return raiseOf(t, &kErrorSpec, "Error %d %s", status, what);
    return raiseOf(t, &kErrorSpec, "Error %d %s: %.200s", status, what, text);
}

Result<int> intArgument(Thread* t, Value v) {
    Ref index = KRAIT_TRY(toIndex(t, v));
    int64_t i;
    if (!intFits(index, &i) || i > INT_MAX || i < INT_MIN) {
        return raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
    }
    return static_cast<int>(i);
}

// One pass over `input`: step() is deflate or inflate with z's output set, called until it has
// nothing more to give, or has given size_max bytes. z's counts are 32 bits wide, so both sides go
// in portions. The status is step's last, Z_MEM_ERROR if the output had no memory. Without the GIL.
template <typename Step>
int pump(z_stream* z, std::string_view* input, GrowingOutput* out, int flush, Step step) {
    constexpr size_t kPortion = UINT_MAX;
    int status = Z_OK;
    for (;;) {
        size_t portion = std::min(input->size(), kPortion);
        bool last = portion == input->size();
        z->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input->data()));
        z->avail_in = static_cast<uInt>(portion);
        do {
            if (!out->grow()) return Z_MEM_ERROR;
            size_t room = std::min(out->placeSize(), kPortion);
            z->next_out = reinterpret_cast<Bytef*>(out->place());
            z->avail_out = static_cast<uInt>(room);
            status = step(z, last ? flush : Z_NO_FLUSH);
            out->add(room - z->avail_out);
            if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) break;
        } while (z->avail_out == 0 && status != Z_STREAM_END && !out->isFull());
        input->remove_prefix(portion - z->avail_in);
        bool failed = status != Z_OK && status != Z_BUF_ERROR;
        if (last || failed || out->isFull()) return status;
    }
}

// --- whole data ----------------------------------------------------------------------------------

Ref zlib_compress(Thread* t, Args a) {
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[0]));
    int level = KRAIT_TRY(intArgument(t, a[1])), wbits = KRAIT_TRY(intArgument(t, a[2]));
    z_stream z = {};
    int status = deflateInit2(&z, level, Z_DEFLATED, wbits, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
    if (status == Z_MEM_ERROR) {
        return raise(t, TypeId::kMemoryError, "Out of memory while compressing data");
    }
    if (status == Z_STREAM_ERROR) return raiseOf(t, &kErrorSpec, "Bad compression level");
    if (status != Z_OK) return raiseStatus(t, z, status, "while compressing data");
    GrowingOutput out;
    {
        GilReleased released(t, GilReason::kCompute);
        std::string_view input = data.view();
        status = pump(&z, &input, &out, Z_FINISH, deflate);
        deflateEnd(&z);
    }
    if (status == Z_MEM_ERROR) return raiseNoMemory(t);
    if (status != Z_STREAM_END) return raiseStatus(t, z, status, "while compressing data");
    return out.finish(t);
}

Ref zlib_decompress(Thread* t, Args a) {
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[0]));
    int wbits = KRAIT_TRY(intArgument(t, a[1]));
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (size < 0) return raise(t, TypeId::kValueError, "bufsize must be non-negative");
    z_stream z = {};
    int status = inflateInit2(&z, wbits);
    if (status == Z_MEM_ERROR) {
        return raise(t, TypeId::kMemoryError, "Out of memory while decompressing data");
    }
    if (status != Z_OK) return raiseStatus(t, z, status, "while preparing to decompress data");
    GrowingOutput out;
    {
        GilReleased released(t, GilReason::kCompute);
        std::string_view input = data.view();
        status = pump(&z, &input, &out, Z_SYNC_FLUSH, inflate);
    }
    Ref result;
    if (status == Z_STREAM_END) {
        result = out.finish(t);
    } else if (status == Z_MEM_ERROR) {
        result = raiseNoMemory(t);
    } else {
        if (status == Z_OK) status = Z_BUF_ERROR;
        result = raiseStatus(t, z, status, "while decompressing data");
    }
    inflateEnd(&z);
    return result;
}

// --- stream objects ------------------------------------------------------------------------------

New<Stream> newStream(Thread* t, const TypeSpec* spec) {
    New<Stream> s = KRAIT_TRY(newOf<Stream>(t, spec));
    s->z = nullptr;
    s->lock = nullptr;
    s->live = s->eof = false;
    s->needs_input = true;
    s->unused_data = s->unconsumed = s->dictionary = Value();
    Ref empty = KRAIT_TRY(bytesFrom(t, {}));
    store(&s->unused_data, empty);
    store(&s->unconsumed, empty);
    s->z = new z_stream();
    s->lock = new std::mutex;
    return s;
}

template <int (*end)(z_stream*)>
void stream_destroy(Thread*, Object* o) {
    auto* s = static_cast<Stream*>(o);
    if (s->live) end(s->z);
    delete s->z;
    delete s->lock;
    decref(s->unused_data);
    decref(s->unconsumed);
    decref(s->dictionary);
}

Ref zlib_compressobj(Thread* t, Args a) {
    int numbers[5];
    for (int i = 0; i < 5; ++i) numbers[i] = KRAIT_TRY(intArgument(t, a[i]));
    auto [level, method, wbits, mem_level, strategy] = numbers;
    Buffer dictionary;
    if (!a[5].isNone()) KRAIT_TRY(dictionary.acquire(t, a[5]));
    New<Stream> s = KRAIT_TRY(newStream(t, &kCompressSpec));
    int status = deflateInit2(s->z, level, method, wbits, mem_level, strategy);
    if (status == Z_MEM_ERROR) {
        return raise(t, TypeId::kMemoryError, "Can't allocate memory for compression object");
    }
    if (status == Z_STREAM_ERROR) {
        return raise(t, TypeId::kValueError, "Invalid initialization option");
    }
    if (status != Z_OK) return raiseStatus(t, *s->z, status, "while creating compression object");
    s->live = true;
    if (!a[5].isNone()) {
        status = deflateSetDictionary(s->z, reinterpret_cast<const Bytef*>(dictionary.data()),
                                      static_cast<uInt>(dictionary.size()));
        if (status == Z_STREAM_ERROR) {
            return raise(t, TypeId::kValueError, "Invalid dictionary");
        }
        if (status != Z_OK) return raise(t, TypeId::kValueError, "deflateSetDictionary()");
    }
    return s;
}

Ref compress_compress(Thread* t, Args a) {
    Stream* s = streamOf(a[0]);
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    Exclusive exclusive(t, s);
    GrowingOutput out;
    int status;
    {
        GilReleased released(t, GilReason::kCompute);
        std::string_view input = data.view();
        status = pump(s->z, &input, &out, Z_NO_FLUSH, deflate);
    }
    if (status == Z_MEM_ERROR) return raiseNoMemory(t);
    if (status == Z_STREAM_ERROR) return raiseStatus(t, *s->z, status, "while compressing data");
    return out.finish(t);
}

Ref compress_flush(Thread* t, Args a) {
    Stream* s = streamOf(a[0]);
    int mode = KRAIT_TRY(intArgument(t, a[1]));
    if (mode == Z_NO_FLUSH) return bytesFrom(t, {});
    Exclusive exclusive(t, s);
    GrowingOutput out;
    int status;
    {
        GilReleased released(t, GilReason::kCompute);
        std::string_view input;
        status = pump(s->z, &input, &out, mode, deflate);
    }
    if (status == Z_MEM_ERROR) return raiseNoMemory(t);
    if (status == Z_STREAM_END && mode == Z_FINISH) {
        status = deflateEnd(s->z);
        s->live = false;
        if (status != Z_OK) return raiseStatus(t, *s->z, status, "while finishing compression");
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return raiseStatus(t, *s->z, status, "while flushing");
    }
    return out.finish(t);
}

Ref compress_copy(Thread* t, Args a) {
    Stream* s = streamOf(a[0]);
    New<Stream> made = KRAIT_TRY(newStream(t, &kCompressSpec));
    Exclusive exclusive(t, s);
    int status = s->live ? deflateCopy(made->z, s->z) : Z_STREAM_ERROR;
    if (status == Z_STREAM_ERROR) {
        return raise(t, TypeId::kValueError, "Inconsistent stream state");
    }
    if (status != Z_OK) return raiseNoMemory(t);
    made->live = true;
    return made;
}

// A raw stream takes its dictionary at once, others when they ask for it.
Status setDictionary(Thread* t, Stream* s) {
    Buffer dictionary;
    KRAIT_TRY(dictionary.acquire(t, s->dictionary));
    int status = inflateSetDictionary(s->z, reinterpret_cast<const Bytef*>(dictionary.data()),
                                      static_cast<uInt>(dictionary.size()));
    if (status != Z_OK) return raiseStatus(t, *s->z, status, "while setting zdict");
    return ok();
}

Ref newDecompressor(Thread* t, const TypeSpec* spec, Value wbits_value, Value dictionary) {
    int wbits = KRAIT_TRY(intArgument(t, wbits_value));
    if (!dictionary.isEmpty() && !typeOf(t, dictionary)->slots.buffer) {
        return raise(t, TypeId::kTypeError, "zdict argument must support the buffer protocol");
    }
    New<Stream> s = KRAIT_TRY(newStream(t, spec));
    store(&s->dictionary, dictionary);
    int status = inflateInit2(s->z, wbits);
    if (status == Z_STREAM_ERROR) {
        return raise(t, TypeId::kValueError, "Invalid initialization option");
    }
    if (status == Z_MEM_ERROR) {
        return raise(t, TypeId::kMemoryError, "Can't allocate memory for decompression object");
    }
    if (status != Z_OK) return raiseStatus(t, *s->z, status, "while creating decompression object");
    s->live = true;
    if (!dictionary.isEmpty() && wbits < 0) KRAIT_TRY(setDictionary(t, s));
    return s;
}

Ref zlib_decompressobj(Thread* t, Args a) {
    return newDecompressor(t, &kDecompressSpec, a[0], a[1]);
}
Ref zlibDecompressor_new(Thread* t, Args a) {
    return newDecompressor(t, &kZlibDecompressorSpec, a[1], a[2]);
}

// Decompresses what it can of *input, at most out's limit.
Result<int> decompressSome(Thread* t, Stream* s, std::string_view* input, GrowingOutput* out,
                           int flush) {
    for (;;) {
        int status;
        {
            GilReleased released(t, GilReason::kCompute);
            status = pump(s->z, input, out, flush, inflate);
        }
        if (status == Z_MEM_ERROR) return raiseNoMemory(t);
        if (status != Z_NEED_DICT || s->dictionary.isEmpty()) return status;
        KRAIT_TRY(setDictionary(t, s));
    }
}

// After the stream's end the rest of the input is appended to unused_data.
Status keepUnused(Thread* t, Stream* s, std::string_view rest) {
    if (rest.empty()) return ok();
    std::string joined(s->unused_data.as<Bytes>()->view());
    joined += rest;
    replace(&s->unused_data, KRAIT_TRY(bytesFrom(t, joined)));
    return ok();
}
// Python: at the end too, what is left stays there if something was there.
Status keepUnconsumed(Thread* t, Stream* s, std::string_view rest, bool at_end = false) {
    if (at_end && s->unconsumed.as<Bytes>()->length == 0) return ok();
    if (rest.empty() && s->unconsumed.as<Bytes>()->length == 0) return ok();
    replace(&s->unconsumed, KRAIT_TRY(bytesFrom(t, rest)));
    return ok();
}

Ref decompress_decompress(Thread* t, Args a) {
    Stream* s = streamOf(a[0]);
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    int64_t size_max = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (size_max < 0) return raise(t, TypeId::kValueError, "max_length must be non-negative");
    Exclusive exclusive(t, s);
    GrowingOutput out(size_max == 0 ? SIZE_MAX : static_cast<size_t>(size_max));
    std::string_view input = data.view();
    int status = KRAIT_TRY(decompressSome(t, s, &input, &out, Z_SYNC_FLUSH));
    if (status == Z_STREAM_END) {
        s->eof = true;
        KRAIT_TRY(keepUnused(t, s, input));
        KRAIT_TRY(keepUnconsumed(t, s, input, true));
    } else {
        KRAIT_TRY(keepUnconsumed(t, s, input));
        if (status != Z_OK && status != Z_BUF_ERROR) {
            return raiseStatus(t, *s->z, status, "while decompressing data");
        }
    }
    return out.finish(t);
}

Ref decompress_flush(Thread* t, Args a) {
    Stream* s = streamOf(a[0]);
    if (KRAIT_TRY(toIndexInt64(t, a[1])) <= 0) {
        return raise(t, TypeId::kValueError, "length must be greater than zero");
    }
    Exclusive exclusive(t, s);
    Ref held = Ref::share(s->unconsumed);
    GrowingOutput out;
    std::string_view input = held.as<Bytes>()->view();
    int status = KRAIT_TRY(decompressSome(t, s, &input, &out, Z_FINISH));
    if (status == Z_STREAM_END) {
        KRAIT_TRY(keepUnused(t, s, input));
        KRAIT_TRY(keepUnconsumed(t, s, input, true));
        s->eof = true;
        if (s->live) inflateEnd(s->z);
        s->live = false;
    } else {
        KRAIT_TRY(keepUnconsumed(t, s, input));
    }
    return out.finish(t);
}

Ref decompress_copy(Thread* t, Args a) {
    Stream* s = streamOf(a[0]);
    New<Stream> made = KRAIT_TRY(newStream(t, &kDecompressSpec));
    Exclusive exclusive(t, s);
    int status = s->live ? inflateCopy(made->z, s->z) : Z_STREAM_ERROR;
    if (status == Z_STREAM_ERROR) {
        return raise(t, TypeId::kValueError, "Inconsistent stream state");
    }
    if (status != Z_OK) return raiseNoMemory(t);
    made->live = true;
    made->eof = s->eof;
    assign(made->unused_data, s->unused_data);
    assign(made->unconsumed, s->unconsumed);
    assign(made->dictionary, s->dictionary);
    return made;
}

// _ZlibDecompressor keeps the input that it has not come to, for the next call.
Ref zlibDecompressor_decompress(Thread* t, Args a) {
    Stream* s = streamOf(a[0]);
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    int64_t size_max = KRAIT_TRY(toIndexInt64(t, a[2]));
    Exclusive exclusive(t, s);
    if (s->eof) return raise(t, TypeId::kEOFError, "End of stream already reached");
    std::string joined(s->unconsumed.as<Bytes>()->view());
    std::string_view input = data.view();
    if (!joined.empty()) {
        joined += input;
        input = joined;
    }
    GrowingOutput out(size_max < 0 ? SIZE_MAX : static_cast<size_t>(size_max));
    int status = Z_OK;
    if (size_max != 0) status = KRAIT_TRY(decompressSome(t, s, &input, &out, Z_SYNC_FLUSH));
    if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) {
        return raiseStatus(t, *s->z, status, "while decompressing data");
    }
    if (status == Z_STREAM_END) {
        s->eof = true;
        s->needs_input = false;
        KRAIT_TRY(keepUnused(t, s, input));
        KRAIT_TRY(keepUnconsumed(t, s, {}));
    } else {
        KRAIT_TRY(keepUnconsumed(t, s, input));
        s->needs_input = input.empty() && !out.isFull();
    }
    return out.finish(t);
}

Ref stream_get_unused_data(Thread*, Value v) {
    return Ref::share(streamOf(v)->unused_data);
}
Ref stream_get_unconsumed_tail(Thread*, Value v) {
    return Ref::share(streamOf(v)->unconsumed);
}
Ref stream_get_eof(Thread*, Value v) {
    return Ref::boolean(streamOf(v)->eof);
}
Ref stream_get_needs_input(Thread*, Value v) {
    return Ref::boolean(streamOf(v)->needs_input);
}

// --- checksums -----------------------------------------------------------------------------------

template <uLong (*sum)(uLong, const Bytef*, z_size_t)>
Ref checksum(Thread* t, Args a) {
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[0]));
    Ref index = KRAIT_TRY(toIndex(t, a[1]));
    uint64_t scratch;
    bool negative;
    auto limbs = intLimbs(index, &scratch, &negative);
    uint64_t start = limbs.empty() ? 0 : limbs[0];
    if (negative) start = 0 - start;
    std::string_view bytes = data.view();
    auto run = [&] {
        return sum(static_cast<uint32_t>(start), reinterpret_cast<const Bytef*>(bytes.data()),
                   bytes.size());
    };
    uLong result;
    if (bytes.empty()) {
        result = static_cast<uint32_t>(start);
    } else if (bytes.size() > kAloneMin) {
        GilReleased released(t, GilReason::kCompute);
        result = run();
    } else {
        result = run();
    }
    return intFromUnsigned(t, result);
}

// --- tables --------------------------------------------------------------------------------------

constexpr MethodDef kFunctions[] = {
    {"adler32(data, value=1, /)", checksum<adler32_z>,
     "The Adler-32 checksum of data, going on from value."},
    {"compress(data, /, level=-1, wbits=15)", zlib_compress, "The data, compressed."},
    {"compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)",
     zlib_compressobj, "An object that compresses what it is given piece by piece."},
    {"crc32(data, value=0, /)", checksum<crc32_z>,
     "The CRC-32 checksum of data, going on from value."},
    {"decompress(data, /, wbits=15, bufsize=16384)", zlib_decompress, "The data, decompressed."},
    {"decompressobj(wbits=15, zdict=<unset>)", zlib_decompressobj,
     "An object that decompresses what it is given piece by piece."},
    {}};

constexpr MethodDef kCompressMethods[] = {
    {"compress(self, data, /)", compress_compress, "Takes data; gives what can be given so far."},
    {"flush(self, mode=4, /)", compress_flush, "Gives what is still to come."},
    {"copy(self, /)", compress_copy, "A copy of the object in its present state."},
    {"__copy__(self, /)", compress_copy, "A copy of the object in its present state."},
    {"__deepcopy__(self, memo, /)", compress_copy, "A copy of the object in its present state."},
    {}};
constexpr MethodDef kDecompressMethods[] = {
    {"decompress(self, data, /, max_length=0)", decompress_decompress,
     "Takes data; gives what can be given so far, at most max_length bytes."},
    {"flush(self, length=16384, /)", decompress_flush, "Gives what is still to come."},
    {"copy(self, /)", decompress_copy, "A copy of the object in its present state."},
    {"__copy__(self, /)", decompress_copy, "A copy of the object in its present state."},
    {"__deepcopy__(self, memo, /)", decompress_copy, "A copy of the object in its present state."},
    {}};
constexpr GetSetDef kDecompressGetSets[] = {{"unused_data", stream_get_unused_data},
                                            {"unconsumed_tail", stream_get_unconsumed_tail},
                                            {"eof", stream_get_eof},
                                            {}};
constexpr MethodDef kZlibDecompressorMethods[] = {
    {"decompress(self, /, data, max_length=-1)", zlibDecompressor_decompress,
     "Takes data; gives what can be given so far, at most max_length bytes."},
    {}};
constexpr GetSetDef kZlibDecompressorGetSets[] = {{"unused_data", stream_get_unused_data},
                                                  {"needs_input", stream_get_needs_input},
                                                  {"eof", stream_get_eof},
                                                  {}};

const TypeSpec kCompressSpec = {
    .name = "zlib.Compress",
    .size = sizeof(Stream),
    .flags = kTypeDisallowNew,
    .slots = {.destroy = stream_destroy<deflateEnd>},
    .methods = kCompressMethods,
};
const TypeSpec kDecompressSpec = {
    .name = "zlib.Decompress",
    .size = sizeof(Stream),
    .flags = kTypeDisallowNew,
    .slots = {.destroy = stream_destroy<inflateEnd>},
    .methods = kDecompressMethods,
    .getsets = kDecompressGetSets,
};
const TypeSpec kZlibDecompressorSpec = {
    .name = "zlib._ZlibDecompressor",
    .size = sizeof(Stream),
    .slots = {.destroy = stream_destroy<inflateEnd>},
    .doc = "An object that decompresses what it is given piece by piece.",
    .new_ = {"_ZlibDecompressor(cls, wbits=15, zdict=<unset>)", zlibDecompressor_new, nullptr},
    .methods = kZlibDecompressorMethods,
    .getsets = kZlibDecompressorGetSets,
};

struct Constant {
    const char* name;
    int value;
};
constexpr Constant kConstants[] = {
    {"MAX_WBITS", MAX_WBITS},
    {"DEFLATED", Z_DEFLATED},
    {"DEF_MEM_LEVEL", 8},
    {"DEF_BUF_SIZE", 16 * 1024},
    {"Z_BEST_SPEED", Z_BEST_SPEED},
    {"Z_BEST_COMPRESSION", Z_BEST_COMPRESSION},
    {"Z_DEFAULT_COMPRESSION", Z_DEFAULT_COMPRESSION},
    {"Z_NO_COMPRESSION", Z_NO_COMPRESSION},
    {"Z_FILTERED", Z_FILTERED},
    {"Z_HUFFMAN_ONLY", Z_HUFFMAN_ONLY},
    {"Z_RLE", Z_RLE},
    {"Z_FIXED", Z_FIXED},
    {"Z_DEFAULT_STRATEGY", Z_DEFAULT_STRATEGY},
    {"Z_NO_FLUSH", Z_NO_FLUSH},
    {"Z_PARTIAL_FLUSH", Z_PARTIAL_FLUSH},
    {"Z_SYNC_FLUSH", Z_SYNC_FLUSH},
    {"Z_FULL_FLUSH", Z_FULL_FLUSH},
    {"Z_FINISH", Z_FINISH},
    {"Z_BLOCK", Z_BLOCK},
    {"Z_TREES", Z_TREES},
};

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    for (const Constant& constant : kConstants) filler.integer(constant.name, constant.value);
    return filler.text("ZLIB_VERSION", ZLIB_VERSION)
        .text("ZLIB_RUNTIME_VERSION", zlibVersion())
        .text("__version__", "1.0")
        .type("error", &kErrorSpec)
        .type("_ZlibDecompressor", &kZlibDecompressorSpec)
        .finish();
}

} // namespace

extern const NativeModule kzlibModule = {
    "zlib", "Compression and decompression compatible with GNU zip.", kFunctions, initModule};

} // namespace krait
