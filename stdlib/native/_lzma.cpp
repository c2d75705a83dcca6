// _lzma: the compressor and the decompressor under lzma, over liblzma: .xz, .lzma and raw streams
// with chains of filters.
//
// Each object owns an lzma_stream (stream_object.h tells when it may be used). A chain of filters
// read from Python lives as long as the call that sets the library up.
#include "stdlib/native/native_error.h"
#include "stdlib/native/stream_object.h"

#include <cstdlib>
#include <lzma.h>

namespace krait {
namespace {

extern const TypeSpec kErrorSpec = exceptionSpec("_lzma.LZMAError", TypeId::kException);
extern const TypeSpec kCompressorSpec;
extern const TypeSpec kDecompressorSpec;

enum Format : int { kAuto, kXz, kAlone, kRaw };
constexpr uint32_t kCheckUnknown = LZMA_CHECK_ID_MAX + 1;

struct LzmaObject : StreamObject {
    lzma_stream z;
    uint32_t check;
    bool flushed;
    lzma_ret status; // of the last call
};

LzmaObject* streamOf(Value v) {
    return v.as<LzmaObject>();
}

// True if an exception was raised.
bool raisedStatus(Thread* t, lzma_ret status) {
    const char* text = nullptr;
    switch (status) {
    case LZMA_OK:
    case LZMA_GET_CHECK:
    case LZMA_NO_CHECK:
    case LZMA_STREAM_END:
        return false;
    case LZMA_UNSUPPORTED_CHECK:
        text = "Unsupported integrity check";
        break;
    case LZMA_MEM_ERROR:
        (void)raiseNoMemory(t);
        return true;
    case LZMA_MEMLIMIT_ERROR:
        text = "Memory usage limit exceeded";
        break;
    case LZMA_FORMAT_ERROR:
        text = "Input format not supported by decoder";
        break;
    case LZMA_OPTIONS_ERROR:
        text = "Invalid or unsupported options";
        break;
    case LZMA_DATA_ERROR:
        text = "Corrupt input data";
        break;
    case LZMA_BUF_ERROR:
        text = "Insufficient buffer space";
        break;
    case LZMA_PROG_ERROR:
        text = "Internal error";
        break;
    default:
        (void)raiseOf(t, &kErrorSpec, "Unrecognized error from liblzma: %d", int{status});
        return true;
    }
    (void)raiseOf(t, &kErrorSpec, "%s", text);
    return true;
}

// --- filters -------------------------------------------------------------------------------------

// A chain as the library takes it; owns the options.
class FilterChain {
  public:
    FilterChain() = default;
    ~FilterChain() {
        for (lzma_filter& filter : filters_) std::free(filter.options);
    }
    FilterChain(const FilterChain&) = delete;
    lzma_filter* data() { return filters_; }

    Status read(Thread* t, Value sequence);
    Status readOne(Thread* t, Value spec, int index);
    // Keeps what the library allocated.
    void take(int index, lzma_filter filter) { filters_[index] = filter; }
    void end(int count) { filters_[count].id = LZMA_VLI_UNKNOWN; }

  private:
    lzma_filter filters_[LZMA_FILTERS_MAX + 1] = {};
};

// spec[key], EMPTY without an exception when it is not there.
Ref optionOf(Thread* t, Value spec, const char* key) {
    New<Str> name = KRAIT_TRY(strIntern(t, key));
    Ref found = getItem(t, spec, Value(name));
    if (found.isError()) (void)clearErrorIf(t, TypeId::kKeyError);
    return found;
}

Status readOption(Thread* t, Value spec, const char* key, uint32_t* out) {
    Ref found = optionOf(t, spec, key);
    if (found.isEmpty()) return t->hasError() ? Status(Error{}) : ok();
    Ref index = KRAIT_TRY(toIndex(t, found));
    int64_t value;
    if (!intFits(index, &value) || value < 0 || value > UINT32_MAX) {
        return raise(t, TypeId::kOverflowError, "Value too large for uint32_t type");
    }
    *out = static_cast<uint32_t>(value);
    return ok();
}

// Every key of a filter must be known.
Status checkKeys(Thread* t, Value spec, std::initializer_list<std::string_view> known,
                 const char* what) {
    Ref keys = KRAIT_TRY(listFromIterable(t, spec));
    for (int64_t i = 0; i < keys.as<List>()->length; ++i) {
        Value key = keys.as<List>()->items[i];
        bool found = false;
        for (std::string_view name : known) {
            found |= isStr(key) && strEqualAscii(key.as<Str>(), name);
        }
        if (!found) {
            return raise(t, TypeId::kValueError, "Invalid filter specifier for %s filter", what);
        }
    }
    return ok();
}

Result<uint32_t> presetOf(Thread* t, Value v) {
    Ref index = KRAIT_TRY(toIndex(t, v));
    int64_t value;
    if (!intFits(index, &value) || value < 0 || value > UINT32_MAX) {
        return raise(t, TypeId::kOverflowError, "Value too large for uint32_t type");
    }
    return static_cast<uint32_t>(value);
}

Status FilterChain::readOne(Thread* t, Value spec, int index) {
    if (!hasTypeFlag(t, spec, kTypeDictSub) && !typeOf(t, spec)->slots.getitem) {
        return raise(t, TypeId::kTypeError, "Filter specifier must be a dict or dict-like object");
    }
    Ref id_value = optionOf(t, spec, "id");
    if (id_value.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kValueError, "Filter specifier must have an \"id\" entry");
    }
    lzma_filter& filter = filters_[index];
    filter.id = static_cast<lzma_vli>(KRAIT_TRY(toIndexInt64(t, id_value)));
    switch (filter.id) {
    case LZMA_FILTER_LZMA1:
    case LZMA_FILTER_LZMA2: {
        uint32_t preset = LZMA_PRESET_DEFAULT;
        Ref preset_value = optionOf(t, spec, "preset");
        if (preset_value.isEmpty() && t->hasError()) return Error{};
        if (!preset_value.isEmpty()) preset = KRAIT_TRY(presetOf(t, preset_value));
        auto* o = static_cast<lzma_options_lzma*>(std::calloc(1, sizeof(lzma_options_lzma)));
        if (!o) return raiseNoMemory(t);
        filter.options = o;
        if (lzma_lzma_preset(o, preset)) {
            return raiseOf(t, &kErrorSpec, "Invalid compression preset: %u", preset);
        }
        KRAIT_TRY(checkKeys(
            t, spec,
            {"id", "preset", "dict_size", "lc", "lp", "pb", "mode", "nice_len", "mf", "depth"},
            "LZMA"));
        uint32_t mode = o->mode, mf = o->mf;
        KRAIT_TRY(readOption(t, spec, "dict_size", &o->dict_size));
        KRAIT_TRY(readOption(t, spec, "lc", &o->lc));
        KRAIT_TRY(readOption(t, spec, "lp", &o->lp));
        KRAIT_TRY(readOption(t, spec, "pb", &o->pb));
        KRAIT_TRY(readOption(t, spec, "mode", &mode));
        KRAIT_TRY(readOption(t, spec, "nice_len", &o->nice_len));
        KRAIT_TRY(readOption(t, spec, "mf", &mf));
        KRAIT_TRY(readOption(t, spec, "depth", &o->depth));
        o->mode = static_cast<lzma_mode>(mode);
        o->mf = static_cast<lzma_match_finder>(mf);
        return ok();
    }
    case LZMA_FILTER_DELTA: {
        auto* o = static_cast<lzma_options_delta*>(std::calloc(1, sizeof(lzma_options_delta)));
        if (!o) return raiseNoMemory(t);
        filter.options = o;
        o->type = LZMA_DELTA_TYPE_BYTE;
        o->dist = 1;
        KRAIT_TRY(checkKeys(t, spec, {"id", "dist"}, "delta"));
        return readOption(t, spec, "dist", &o->dist);
    }
    case LZMA_FILTER_X86:
    case LZMA_FILTER_POWERPC:
    case LZMA_FILTER_IA64:
    case LZMA_FILTER_ARM:
    case LZMA_FILTER_ARMTHUMB:
    case LZMA_FILTER_SPARC: {
        auto* o = static_cast<lzma_options_bcj*>(std::calloc(1, sizeof(lzma_options_bcj)));
        if (!o) return raiseNoMemory(t);
        filter.options = o;
        KRAIT_TRY(checkKeys(t, spec, {"id", "start_offset"}, "BCJ"));
        return readOption(t, spec, "start_offset", &o->start_offset);
    }
    default:
        return raise(t, TypeId::kValueError, "Invalid filter ID: %ld",
                     static_cast<int64_t>(filter.id));
    }
}

Status FilterChain::read(Thread* t, Value sequence) {
    if (isDict(sequence)) return raise(t, TypeId::kTypeError, "dict is not a sequence");
    Ref items = KRAIT_TRY(listFromIterable(t, sequence));
    int64_t count = items.as<List>()->length;
    if (count > LZMA_FILTERS_MAX) {
        return raise(t, TypeId::kValueError, "Too many filters - liblzma supports a maximum of %d",
                     LZMA_FILTERS_MAX);
    }
    for (int i = 0; i < count; ++i) {
        Ref spec = Ref::share(items.as<List>()->items[i]);
        KRAIT_TRY(readOne(t, spec, i));
    }
    end(static_cast<int>(count));
    return ok();
}

Status addField(Thread* t, Dict* spec, const char* name, uint64_t value) {
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    Ref number = KRAIT_TRY(intFromUnsigned(t, value));
    return dictSetStr(t, spec, key, number);
}

Ref filterToDict(Thread* t, const lzma_filter& filter) {
    New<Dict> spec = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(addField(t, spec, "id", filter.id));
    switch (filter.id) {
    case LZMA_FILTER_LZMA1:
    case LZMA_FILTER_LZMA2: {
        auto* o = static_cast<const lzma_options_lzma*>(filter.options);
        if (filter.id == LZMA_FILTER_LZMA1) {
            KRAIT_TRY(addField(t, spec, "lc", o->lc));
            KRAIT_TRY(addField(t, spec, "lp", o->lp));
            KRAIT_TRY(addField(t, spec, "pb", o->pb));
        }
        KRAIT_TRY(addField(t, spec, "dict_size", o->dict_size));
        return spec;
    }
    case LZMA_FILTER_DELTA:
        KRAIT_TRY(addField(t, spec, "dist",
                           static_cast<const lzma_options_delta*>(filter.options)->dist));
        return spec;
    default:
        if (filter.options) {
            KRAIT_TRY(addField(t, spec, "start_offset",
                               static_cast<const lzma_options_bcj*>(filter.options)->start_offset));
        }
        return spec;
    }
}

Ref lzma_is_check_supported(Thread* t, Args a) {
    int64_t check = KRAIT_TRY(toIndexInt64(t, a[0]));
    return Ref::boolean(lzma_check_is_supported(static_cast<lzma_check>(check)));
}

Ref lzma_encode_filter_properties(Thread* t, Args a) {
    FilterChain chain;
    KRAIT_TRY(chain.readOne(t, a[0], 0));
    chain.end(1);
    uint32_t size;
    if (raisedStatus(t, lzma_properties_size(&size, chain.data()))) return Error{};
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t, size));
    if (raisedStatus(
            t, lzma_properties_encode(chain.data(), reinterpret_cast<uint8_t*>(bytes->data)))) {
        return Error{};
    }
    return bytes;
}

Ref lzma_decode_filter_properties(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0]));
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, a[1]));
    lzma_filter filter{static_cast<lzma_vli>(id), nullptr};
    lzma_ret status =
        lzma_properties_decode(&filter, nullptr, reinterpret_cast<const uint8_t*>(buffer.data()),
                               static_cast<size_t>(buffer.size()));
    if (raisedStatus(t, status)) return Error{};
    FilterChain owner;
    owner.take(0, filter);
    return filterToDict(t, filter);
}

// --- compressor ----------------------------------------------------------------------------------

Status setUpCompressor(Thread* t, LzmaObject* s, int64_t format, int64_t check, Value preset_value,
                       Value filters) {
    if (format != kXz && check != -1 && check != LZMA_CHECK_NONE) {
        return raise(t, TypeId::kValueError, "Integrity checks are only supported by FORMAT_XZ");
    }
    if (!preset_value.isNone() && !filters.isNone()) {
        return raise(t, TypeId::kValueError, "Cannot specify both preset and filter chain");
    }
    uint32_t preset = LZMA_PRESET_DEFAULT;
    if (!preset_value.isNone()) preset = KRAIT_TRY(presetOf(t, preset_value));
    FilterChain chain;
    if (!filters.isNone()) KRAIT_TRY(chain.read(t, filters));
    auto integrity = static_cast<lzma_check>(check == -1 ? LZMA_CHECK_CRC64 : check);
    lzma_ret status;
    switch (format) {
    case kXz:
        status = filters.isNone() ? lzma_easy_encoder(&s->z, preset, integrity)
                                  : lzma_stream_encoder(&s->z, chain.data(), integrity);
        break;
    case kAlone:
        if (filters.isNone()) {
            lzma_options_lzma options;
            if (lzma_lzma_preset(&options, preset)) {
                return raiseOf(t, &kErrorSpec, "Invalid compression preset: %u", preset);
            }
            status = lzma_alone_encoder(&s->z, &options);
        } else if (chain.data()[0].id == LZMA_FILTER_LZMA1 &&
                   chain.data()[1].id == LZMA_VLI_UNKNOWN) {
            status = lzma_alone_encoder(
                &s->z, static_cast<const lzma_options_lzma*>(chain.data()[0].options));
        } else {
            return raise(t, TypeId::kValueError,
                         "Invalid filter chain for FORMAT_ALONE - must be "
                         "a single LZMA1 filter");
        }
        break;
    case kRaw:
        if (filters.isNone()) {
            return raise(t, TypeId::kValueError, "Must specify filters for FORMAT_RAW");
        }
        status = lzma_raw_encoder(&s->z, chain.data());
        break;
    default:
        return raise(t, TypeId::kValueError, "Invalid container format: %d",
                     static_cast<int>(format));
    }
    s->live = status == LZMA_OK;
    return raisedStatus(t, status) ? Status(Error{}) : ok();
}

Ref compressor_new(Thread* t, Args a) {
    int64_t format = KRAIT_TRY(toIndexInt64(t, a[1])), check = KRAIT_TRY(toIndexInt64(t, a[2]));
    auto s = KRAIT_TRY(streamObjectNew<LzmaObject>(t, a[0]));
    KRAIT_TRY(setUpCompressor(t, s, format, check, a[3], a[4]));
    return s;
}

// One call of the library over what there is.
lzma_ret codeOnce(LzmaObject* s, std::string_view* input, GrowingOutput* out, lzma_action action) {
    size_t room = out->placeSize();
    s->z.next_in = reinterpret_cast<const uint8_t*>(input->data());
    s->z.avail_in = input->size();
    s->z.next_out = reinterpret_cast<uint8_t*>(out->place());
    s->z.avail_out = room;
    lzma_ret status = lzma_code(&s->z, action);
    out->add(room - s->z.avail_out);
    input->remove_prefix(input->size() - s->z.avail_in);
    return status;
}

Ref compressAll(Thread* t, LzmaObject* s, std::string_view input, lzma_action action) {
    GrowingOutput out;
    lzma_ret status = LZMA_OK;
    {
        GilReleased released(t, GilReason::kCompute);
        for (;;) {
            if (!out.grow()) {
                status = LZMA_MEM_ERROR;
                break;
            }
            status = codeOnce(s, &input, &out, action);
            // No input and no output for it is no failure.
            if (status == LZMA_BUF_ERROR && input.empty() && out.placeSize() > 0) status = LZMA_OK;
            if (status != LZMA_OK) break;
            if (action == LZMA_RUN && input.empty() && out.placeSize() > 0) break;
        }
    }
    if (raisedStatus(t, status)) return Error{};
    return out.finish(t);
}

Ref compressor_compress(Thread* t, Args a) {
    LzmaObject* s = streamOf(a[0]);
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    StreamLock lock(t, s);
    if (s->flushed) return raise(t, TypeId::kValueError, "Compressor has been flushed");
    return compressAll(t, s, data.view(), LZMA_RUN);
}

Ref compressor_flush(Thread* t, Args a) {
    LzmaObject* s = streamOf(a[0]);
    StreamLock lock(t, s);
    if (s->flushed) return raise(t, TypeId::kValueError, "Repeated call to flush()");
    s->flushed = true;
    return compressAll(t, s, {}, LZMA_FINISH);
}

// --- decompressor --------------------------------------------------------------------------------

Status setUpDecompressor(Thread* t, LzmaObject* s, int64_t format, Value limit_value,
                         Value filters) {
    uint64_t limit = UINT64_MAX;
    if (!limit_value.isNone()) {
        if (format == kRaw) {
            return raise(t, TypeId::kValueError, "Cannot specify memory limit with FORMAT_RAW");
        }
        Ref index = KRAIT_TRY(toIndex(t, limit_value));
        limit = static_cast<uint64_t>(KRAIT_TRY(intAsInt64(t, index)));
    }
    if (format == kRaw && filters.isNone()) {
        return raise(t, TypeId::kValueError, "Must specify filters for FORMAT_RAW");
    }
    if (format != kRaw && !filters.isNone()) {
        return raise(t, TypeId::kValueError, "Cannot specify filters except with FORMAT_RAW");
    }
    constexpr uint32_t kFlags = LZMA_TELL_ANY_CHECK | LZMA_TELL_NO_CHECK;
    s->check = kCheckUnknown;
    lzma_ret status;
    switch (format) {
    case kAuto:
        status = lzma_auto_decoder(&s->z, limit, kFlags);
        break;
    case kXz:
        status = lzma_stream_decoder(&s->z, limit, kFlags);
        break;
    case kAlone:
        s->check = LZMA_CHECK_NONE;
        status = lzma_alone_decoder(&s->z, limit);
        break;
    case kRaw: {
        s->check = LZMA_CHECK_NONE;
        FilterChain chain;
        KRAIT_TRY(chain.read(t, filters));
        status = lzma_raw_decoder(&s->z, chain.data());
        break;
    }
    default:
        return raise(t, TypeId::kValueError, "Invalid container format: %d",
                     static_cast<int>(format));
    }
    s->live = status == LZMA_OK;
    return raisedStatus(t, status) ? Status(Error{}) : ok();
}

Ref decompressor_new(Thread* t, Args a) {
    int64_t format = KRAIT_TRY(toIndexInt64(t, a[1]));
    auto s = KRAIT_TRY(streamObjectNew<LzmaObject>(t, a[0]));
    KRAIT_TRY(setUpDecompressor(t, s, format, a[2], a[3]));
    return s;
}

Ref decompressor_decompress(Thread* t, Args a) {
    LzmaObject* s = streamOf(a[0]);
    auto step = [s](std::string_view* input, GrowingOutput* out) {
        for (;;) {
            s->status = codeOnce(s, input, out, LZMA_RUN);
            if (s->status != LZMA_GET_CHECK && s->status != LZMA_NO_CHECK) break;
            s->check = lzma_get_check(&s->z);
            if (out->placeSize() == 0) return StreamStep::kMore;
        }
        if (s->status == LZMA_BUF_ERROR) return StreamStep::kMore; // it needs more of either
        return s->status == LZMA_STREAM_END ? StreamStep::kEnd
               : s->status == LZMA_OK       ? StreamStep::kMore
                                            : StreamStep::kFailed;
    };
    return streamDecompress(t, s, a[1], a[2], "Already at end of stream", step, [&] {
        (void)raisedStatus(t, s->status);
        return Error{};
    });
}

Ref stream_reduce(Thread* t, Args a) {
    return raise(t, TypeId::kTypeError, "cannot pickle '%T' object", a[0]);
}

void stream_destroy(Thread*, Object* o) {
    auto* s = static_cast<LzmaObject*>(o);
    if (s->live) lzma_end(&s->z);
    streamObjectDestroy(s);
}

// --- tables --------------------------------------------------------------------------------------

constexpr MethodDef kFunctions[] = {
    {"is_check_supported(check_id, /)", lzma_is_check_supported,
     "Whether the library knows that integrity check."},
    {"_encode_filter_properties(filter, /)", lzma_encode_filter_properties,
     "The options of a filter as bytes."},
    {"_decode_filter_properties(filter_id, encoded_props, /)", lzma_decode_filter_properties,
     "A filter from its options as bytes."},
    {}};
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
    memberGetter("check",
                 [](Thread* t, Value v) { return intFrom(t, int64_t{streamOf(v)->check}); }),
    memberGetter("eof", [](Thread*, Value v) { return Ref::boolean(streamOf(v)->eof); }),
    memberGetter("unused_data",
                 [](Thread*, Value v) { return Ref::share(streamOf(v)->unused_data); }),
    memberGetter("needs_input",
                 [](Thread*, Value v) { return Ref::boolean(streamOf(v)->needs_input); }),
    {}};

const TypeSpec kCompressorSpec = {
    .name = "_lzma.LZMACompressor",
    .size = sizeof(LzmaObject),
    .flags = kTypeBase,
    .slots = {.destroy = stream_destroy},
    .doc = "An object that compresses what it is given piece by piece.",
    .new_ = {"LZMACompressor(cls, format=1, check=-1, preset=None, filters=None)", compressor_new,
             nullptr},
    .methods = kCompressorMethods,
};
const TypeSpec kDecompressorSpec = {
    .name = "_lzma.LZMADecompressor",
    .size = sizeof(LzmaObject),
    .flags = kTypeBase,
    .slots = {.destroy = stream_destroy},
    .doc = "An object that decompresses what it is given piece by piece.",
    .new_ = {"LZMADecompressor(cls, format=0, memlimit=None, filters=None)", decompressor_new,
             nullptr},
    .methods = kDecompressorMethods,
    .getsets = kDecompressorGetSets,
};

struct Constant {
    const char* name;
    int64_t value;
};
constexpr Constant kConstants[] = {
    {"FORMAT_AUTO", kAuto},
    {"FORMAT_XZ", kXz},
    {"FORMAT_ALONE", kAlone},
    {"FORMAT_RAW", kRaw},
    {"CHECK_NONE", LZMA_CHECK_NONE},
    {"CHECK_CRC32", LZMA_CHECK_CRC32},
    {"CHECK_CRC64", LZMA_CHECK_CRC64},
    {"CHECK_SHA256", LZMA_CHECK_SHA256},
    {"CHECK_ID_MAX", LZMA_CHECK_ID_MAX},
    {"CHECK_UNKNOWN", kCheckUnknown},
    {"FILTER_LZMA1", static_cast<int64_t>(LZMA_FILTER_LZMA1)},
    {"FILTER_LZMA2", static_cast<int64_t>(LZMA_FILTER_LZMA2)},
    {"FILTER_DELTA", static_cast<int64_t>(LZMA_FILTER_DELTA)},
    {"FILTER_X86", static_cast<int64_t>(LZMA_FILTER_X86)},
    {"FILTER_IA64", static_cast<int64_t>(LZMA_FILTER_IA64)},
    {"FILTER_ARM", static_cast<int64_t>(LZMA_FILTER_ARM)},
    {"FILTER_ARMTHUMB", static_cast<int64_t>(LZMA_FILTER_ARMTHUMB)},
    {"FILTER_SPARC", static_cast<int64_t>(LZMA_FILTER_SPARC)},
    {"FILTER_POWERPC", static_cast<int64_t>(LZMA_FILTER_POWERPC)},
    {"MF_HC3", LZMA_MF_HC3},
    {"MF_HC4", LZMA_MF_HC4},
    {"MF_BT2", LZMA_MF_BT2},
    {"MF_BT3", LZMA_MF_BT3},
    {"MF_BT4", LZMA_MF_BT4},
    {"MODE_FAST", LZMA_MODE_FAST},
    {"MODE_NORMAL", LZMA_MODE_NORMAL},
    {"PRESET_DEFAULT", LZMA_PRESET_DEFAULT},
    {"PRESET_EXTREME", LZMA_PRESET_EXTREME},
};

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    for (const Constant& constant : kConstants) filler.integer(constant.name, constant.value);
    return filler.type("LZMAError", &kErrorSpec)
        .type("LZMACompressor", &kCompressorSpec)
        .type("LZMADecompressor", &kDecompressorSpec)
        .finish();
}

} // namespace

extern const NativeModule k_lzmaModule = {"_lzma", "The engine of lzma.", kFunctions, initModule};

} // namespace krait
