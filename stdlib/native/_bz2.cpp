// _bz2: the compressor and the decompressor under bz2, over libbz2.
//
// Each object owns a bz_stream (stream_object.h tells when it may be used). libbz2 counts in 32
// bits, so long input goes in portions.
#include "stdlib/native/stream_object.h"

#include <algorithm>
#include <bzlib.h>
#include <climits>

namespace krait {
namespace {

extern const TypeSpec kCompressorSpec;
extern const TypeSpec kDecompressorSpec;

struct Bz2Object : StreamObject {
    bz_stream z;
    bool flushed; // of a compressor
    int status;   // of the last call
};

Bz2Object* streamOf(Value v) {
    return v.as<Bz2Object>();
}

Error raiseStatus(Thread* t, int status) {
    switch (status) {
    case BZ_PARAM_ERROR:
        return raise(t, TypeId::kValueError,
                     "Internal error - invalid parameters passed to libbzip2");
    case BZ_MEM_ERROR:
        return raiseNoMemory(t);
    case BZ_DATA_ERROR:
    case BZ_DATA_ERROR_MAGIC:
        return raise(t, TypeId::kOSError, "Invalid data stream");
    case BZ_IO_ERROR:
        return raise(t, TypeId::kOSError, "Unknown I/O error");
    case BZ_UNEXPECTED_EOF:
        return raise(t, TypeId::kEOFError,
                     "Compressed file ended before the logical end-of-stream was detected");
    case BZ_SEQUENCE_ERROR:
        return raise(t, TypeId::kRuntimeError,
                     "Internal error - Invalid sequence of commands sent to libbzip2");
    default:
        return raise(t, TypeId::kOSError, "Unrecognized error from libbzip2: %d", status);
    }
}

constexpr size_t kPortion = UINT_MAX;

// One call of the library over the next portion of both sides.
template <typename Call>
int callOnce(bz_stream* z, std::string_view* input, GrowingOutput* out, Call call) {
    size_t portion = std::min(input->size(), kPortion), room = std::min(out->placeSize(), kPortion);
    z->next_in = const_cast<char*>(input->data());
    z->avail_in = static_cast<unsigned>(portion);
    z->next_out = out->place();
    z->avail_out = static_cast<unsigned>(room);
    int status = call();
    out->add(room - z->avail_out);
    input->remove_prefix(portion - z->avail_in);
    return status;
}

// --- compressor ----------------------------------------------------------------------------------

Ref compressor_new(Thread* t, Args a) {
    int64_t level = KRAIT_TRY(toIndexInt64(t, a[1]));
    if (level < 1 || level > 9) {
        return raise(t, TypeId::kValueError, "compresslevel must be between 1 and 9");
    }
    auto s = KRAIT_TRY(streamObjectNew<Bz2Object>(t, a[0]));
    int status = BZ2_bzCompressInit(&s->z, static_cast<int>(level), 0, 0);
    if (status != BZ_OK) return raiseStatus(t, status);
    s->live = true;
    return s;
}

Ref compressAll(Thread* t, Bz2Object* s, std::string_view input, int action) {
    GrowingOutput out;
    int status = BZ_RUN_OK;
    {
        GilReleased released(t, GilReason::kCompute);
        for (;;) {
            if (!out.grow()) {
                status = BZ_MEM_ERROR;
                break;
            }
            if (action == BZ_RUN && input.empty()) break;
            status = callOnce(&s->z, &input, &out, [&] { return BZ2_bzCompress(&s->z, action); });
            if (status < 0 || status == BZ_STREAM_END) break;
        }
    }
    if (status < 0) return raiseStatus(t, status);
    return out.finish(t);
}

Ref compressor_compress(Thread* t, Args a) {
    Bz2Object* s = streamOf(a[0]);
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    StreamLock lock(t, s);
    if (s->flushed) return raise(t, TypeId::kValueError, "Compressor has been flushed");
    return compressAll(t, s, data.view(), BZ_RUN);
}

Ref compressor_flush(Thread* t, Args a) {
    Bz2Object* s = streamOf(a[0]);
    StreamLock lock(t, s);
    if (s->flushed) return raise(t, TypeId::kValueError, "Repeated call to flush()");
    s->flushed = true;
    return compressAll(t, s, {}, BZ_FINISH);
}

// --- decompressor --------------------------------------------------------------------------------

Ref decompressor_new(Thread* t, Args a) {
    auto s = KRAIT_TRY(streamObjectNew<Bz2Object>(t, a[0]));
    int status = BZ2_bzDecompressInit(&s->z, 0, 0);
    if (status != BZ_OK) return raiseStatus(t, status);
    s->live = true;
    return s;
}

Ref decompressor_decompress(Thread* t, Args a) {
    Bz2Object* s = streamOf(a[0]);
    auto step = [s](std::string_view* input, GrowingOutput* out) {
        // libbz2's state is not to be used after bad data.
        if (s->status < 0) return StreamStep::kFailed;
        s->status = callOnce(&s->z, input, out, [s] { return BZ2_bzDecompress(&s->z); });
        return s->status == BZ_STREAM_END ? StreamStep::kEnd
               : s->status == BZ_OK       ? StreamStep::kMore
                                          : StreamStep::kFailed;
    };
    return streamDecompress(t, s, a[1], a[2], "End of stream already reached", step,
                            [&] { return raiseStatus(t, s->status); });
}

Ref stream_reduce(Thread* t, Args a) {
    return raise(t, TypeId::kTypeError, "cannot pickle '%T' object", a[0]);
}

// --- tables --------------------------------------------------------------------------------------

template <int (*end)(bz_stream*)>
void stream_destroy(Thread*, Object* o) {
    auto* s = static_cast<Bz2Object*>(o);
    if (s->live) end(&s->z);
    streamObjectDestroy(s);
}

constexpr MethodDef kCompressorMethods[] = {
    {"compress(self, data, /)", compressor_compress, "Takes data; gives what can be given so far."},
    {"flush(self, /)", compressor_flush, "Ends the data; gives what is still to come."},
    {"__reduce__(self, /)", stream_reduce, "Refuses."},
    {}};
constexpr MethodDef kDecompressorMethods[] = {
    {"decompress(self, /, data, max_length=-1)", decompressor_decompress,
     "Takes data; gives what can be given so far, at most max_length bytes."},
    {"__reduce__(self, /)", stream_reduce, "Refuses."},
    {}};
constexpr GetSetDef kDecompressorGetSets[] = {
    memberGetter("eof", [](Thread*, Value v) { return Ref::boolean(streamOf(v)->eof); }),
    memberGetter("unused_data",
                 [](Thread*, Value v) { return Ref::share(streamOf(v)->unused_data); }),
    memberGetter("needs_input",
                 [](Thread*, Value v) { return Ref::boolean(streamOf(v)->needs_input); }),
    {}};

const TypeSpec kCompressorSpec = {
    .name = "_bz2.BZ2Compressor",
    .size = sizeof(Bz2Object),
    .slots = {.destroy = stream_destroy<BZ2_bzCompressEnd>},
    .doc = "An object that compresses what it is given piece by piece.",
    .new_ = {"BZ2Compressor(cls, compresslevel=9, /)", compressor_new, nullptr},
    .methods = kCompressorMethods,
};
const TypeSpec kDecompressorSpec = {
    .name = "_bz2.BZ2Decompressor",
    .size = sizeof(Bz2Object),
    .slots = {.destroy = stream_destroy<BZ2_bzDecompressEnd>},
    .doc = "An object that decompresses what it is given piece by piece.",
    .new_ = {"BZ2Decompressor(cls)", decompressor_new, nullptr},
    .methods = kDecompressorMethods,
    .getsets = kDecompressorGetSets,
};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module)
        .type("BZ2Compressor", &kCompressorSpec)
        .type("BZ2Decompressor", &kDecompressorSpec)
        .finish();
}

} // namespace

extern const NativeModule k_bz2Module = {"_bz2", "The engine of bz2.", nullptr, initModule};

} // namespace krait
