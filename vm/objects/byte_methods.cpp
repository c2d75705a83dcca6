// Algorithms and methods that bytes and bytearray share. The methods get their bytes through
// byteView and give results of the receiver's kind through byteResult.
#include "vm/objects/byte_methods.h"
#include "vm/base/byte_matches.h"
#include "vm/base/byte_search.h"

#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/slice.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/generator_ops.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/room.h"
#include "vm/runtime/signals.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace krait {

std::string_view byteView(Value v) {
    if (isBytes(v)) return v.as<Bytes>()->view();
    auto* b = v.as<ByteArray>();
    return {b->data ? b->data + b->start : "", static_cast<size_t>(b->length)};
}

Ref byteResult(Thread* t, Value model, std::string_view data) {
    return isBytes(model) ? bytesFrom(t, data) : byteArrayFrom(t, data);
}

Value dictGetStrBuiltin(Thread* t, Str* name) {
    return dictGetStr(t->runtime->builtins, name);
}

// --- construction
// --------------------------------------------------------------------------------------------------------

Result<int64_t> byteOrdinal(Thread* t, Value v) {
    Ref index = KRAIT_TRY(toIndex(t, v));
    int64_t value;
    return intFits(index, &value) ? value : INT64_MAX;
}

static Ref bytesFromIterable(Thread* t, Value source) {
    if (isExactList(source)) {
        auto* list = source.as<List>();
        int64_t i = 0;
        while (i < list->length && list->items[i].bits() - Value::kIntBias < 256) ++i;
        if (i == list->length) {
            New<Bytes> made = KRAIT_TRY(bytesAllocate(t, i));
            while (i-- > 0) made->data[i] = static_cast<char>(list->items[i].asSmallInt());
            return made;
        }
    }
    std::string data;
    Status status = iterateItems(t, source, [&](Value item) -> Status {
        int64_t value = KRAIT_TRY(byteOrdinal(t, item));
        if (value < 0 || value > 255)
            return raise(t, TypeId::kValueError, "bytes must be in range(0, 256)");
        KRAIT_TRY(checkRoomFor(t, data, 1));
        data.push_back(static_cast<char>(value));
        return ok();
    });
    KRAIT_TRY(std::move(status));
    return bytesFrom(t, data);
}

Ref bytesFromArguments(Thread* t, const char* type_name, Value source, Value encoding,
                       Value errors) {
    bool array = type_name[4] == 'a';
    if (!encoding.isEmpty() && !isStr(encoding)) {
        return raise(t, TypeId::kTypeError, "%s() argument 'encoding' must be str, not %T",
                     type_name, encoding);
    }
    if (!errors.isEmpty() && !isStr(errors)) {
        return raise(t, TypeId::kTypeError, "%s() argument 'errors' must be str, not %T", type_name,
                     errors);
    }
    if (source.isEmpty()) {
        if (!encoding.isEmpty())
            return raise(t, TypeId::kTypeError, "encoding without a string argument");
        if (!errors.isEmpty())
            return raise(t, TypeId::kTypeError, "errors without a string argument");
        return bytesFrom(t, {});
    }
    if (!encoding.isEmpty() || (!errors.isEmpty() && isStr(source))) {
        if (!isStr(source))
            return raise(t, TypeId::kTypeError, "encoding without a string argument");
        if (encoding.isEmpty())
            return raise(t, TypeId::kTypeError, "string argument without an encoding");
        return encodeText(t, source.as<Str>(), encoding.as<Str>(),
                          errors.isEmpty() ? nullptr : errors.as<Str>());
    }
    if (!errors.isEmpty()) return raise(t, TypeId::kTypeError, "errors without a string argument");
    if (isStr(source) &&
        (array || typeLookup(t, typeOf(t, source), t->name(kName___bytes__)).isEmpty()))
        return raise(t, TypeId::kTypeError, "string argument without an encoding");
    if (!array || !isBytes(source)) {
        Ref hook = lookupSpecial(t, source, t->name(kName___bytes__));
        if (hook.isEmpty() && t->hasError()) return Error{};
        if (!hook.isEmpty() && !array) {
            Ref made = KRAIT_TRY(callFunction(t, hook));
            if (!isBytes(made))
                return raise(t, TypeId::kTypeError, "__bytes__ returned non-bytes (type %.200T)",
                             made.get());
            return made;
        }
    }
    Type* type = typeOf(t, source);
    if (isInt(source) || (type->slots.index && !type->slots.buffer)) {
        Result<int64_t> count = toIndexInt64(t, source);
        if (count.isError()) {
            if (!errorIs(t, TypeId::kTypeError)) return Error{};
            clearError(t);
        } else {
            if (count.value() < 0) return raise(t, TypeId::kValueError, "negative count");
            New<Bytes> zeros = KRAIT_TRY(bytesAllocate(t, count.value()));
            std::memset(zeros->data, 0, static_cast<size_t>(count.value()));
            return zeros;
        }
    }
    if (type->slots.buffer) {
        if (isKind(source, TypeId::kBytes)) return Ref::share(source);
        return bytesOfExporter(t, source);
    }
    if (!type->slots.iter && !type->slots.getitem) {
        return raise(t, TypeId::kTypeError, "cannot convert '%.200T' object to %s", source,
                     array ? "bytearray" : "bytes");
    }
    return bytesFromIterable(t, source);
}

// --- text
// ------------------------------------------------------------------------------------------------------------------

Ref byteRepr(Thread* t, std::string_view data, const char* before, const char* after) {
    bool single = data.find('\'') != std::string_view::npos,
         twice = data.find('"') != std::string_view::npos;
    char quote = single && !twice ? '"' : '\'';
    constexpr char kDigits[] = "0123456789abcdef";
    TextBuffer out(t);
    out.append(before);
    out.append("b");
    out.appendChar(static_cast<uint8_t>(quote));
    for (char ch : data) {
        auto c = static_cast<uint8_t>(ch);
        if (ch == quote || ch == '\\') {
            out.append("\\");
            out.appendChar(c);
        } else if (ch == '\t') {
            out.append("\\t");
        } else if (ch == '\n') {
            out.append("\\n");
        } else if (ch == '\r') {
            out.append("\\r");
        } else if (c < 32 || c >= 127) {
            out.append("\\x");
            out.appendChar(static_cast<uint8_t>(kDigits[c >> 4]));
            out.appendChar(static_cast<uint8_t>(kDigits[c & 15]));
        } else {
            out.appendChar(c);
        }
    }
    out.appendChar(static_cast<uint8_t>(quote));
    out.append(after);
    return out.finish();
}

Ref byteStr(Thread* t, Value v) {
    if (t->runtime->options.bytes_warning) {
        KRAIT_TRY(warn(t, TypeId::kBytesWarning, 1, "str() on a %s instance",
                       isBytes(v) ? "bytes" : "bytearray"));
    }
    return reprOf(t, v);
}

// --- comparison, items
// -----------------------------------------------------------------------------------------------------

Ref byteCompare(Thread* t, Value a, Value b, CompareOp op) {
    Buffer x, y;
    // Python: bytes leave other buffers to those; bytearray takes any.
    bool foreign = isBytes(a) && !isBytes(b) && !isByteArray(b);
    if (foreign || x.acquire(t, a).isError() || y.acquire(t, b).isError()) {
        clearError(t);
        if (t->runtime->options.bytes_warning && (op == CompareOp::kEq || op == CompareOp::kNe)) {
            if (isStr(b))
                KRAIT_TRY(warn(t, TypeId::kBytesWarning, 1, "Comparison between bytes and string"));
            if (isInt(b))
                KRAIT_TRY(warn(t, TypeId::kBytesWarning, 1, "Comparison between bytes and int"));
        }
        return Ref::notImplemented();
    }
    int order = x.view().compare(y.view());
    bool result = op == CompareOp::kEq   ? order == 0
                  : op == CompareOp::kNe ? order != 0
                  : op == CompareOp::kLt ? order < 0
                  : op == CompareOp::kLe ? order <= 0
                  : op == CompareOp::kGt ? order > 0
                                         : order >= 0;
    return Ref::boolean(result);
}

// A needle: a bytes-like object, or an int as a single byte.
namespace {
struct Needle {
    Buffer buffer;
    char byte = 0;
    bool is_byte = false;
    std::string_view view() const { return is_byte ? std::string_view(&byte, 1) : buffer.view(); }
    Status acquire(Thread* t, Value v) {
        if (isInt(v) || (typeOf(t, v)->slots.index && !typeOf(t, v)->slots.buffer)) {
            int64_t value = KRAIT_TRY(byteOrdinal(t, v));
            if (value < 0 || value > 255)
                return raise(t, TypeId::kValueError, "byte must be in range(0, 256)");
            byte = static_cast<char>(value);
            is_byte = true;
            return ok();
        }
        if (!typeOf(t, v)->slots.buffer) {
            return raise(t, TypeId::kTypeError,
                         "argument should be integer or bytes-like object, not '%.200T'", v);
        }
        return buffer.acquire(t, v);
    }
};
} // namespace

Result<bool> byteContains(Thread* t, Value v, Value item) {
    if (!isInt(item) && !typeOf(t, item)->slots.buffer && !typeOf(t, item)->slots.index) {
        return raise(t, TypeId::kTypeError, "a bytes-like object is required, not '%.100T'", item);
    }
    Needle needle;
    KRAIT_TRY(needle.acquire(t, item));
    return findBytes(byteView(v), needle.view()) != std::string_view::npos;
}

Ref byteGetItem(Thread* t, Value v, std::string_view data, Value key, const char* what, bool) {
    auto length = static_cast<int64_t>(data.size());
    if (isKind(key, TypeId::kSlice)) {
        auto* slice = key.as<Slice>();
        SliceBounds bounds =
            KRAIT_TRY(sliceBounds(t, slice->start, slice->stop, slice->step, length));
        if (bounds.step == 1) {
            if (bounds.count == length && isKind(v, TypeId::kBytes)) return Ref::share(v);
            return byteResult(t, v,
                              data.substr(static_cast<size_t>(bounds.count ? bounds.start : 0),
                                          static_cast<size_t>(bounds.count)));
        }
        std::string picked;
        for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step)
            picked.push_back(data[static_cast<size_t>(at)]);
        return byteResult(t, v, picked);
    }
    if (!isInt(key) && !typeOf(t, key)->slots.index) {
        return raise(t, TypeId::kTypeError, "%s indices must be integers or slices, not %.200T",
                     what, key);
    }
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    if (index < 0) index += length;
    if (index < 0 || index >= length) {
        return raise(t, TypeId::kIndexError,
                     isBytes(v) ? "index out of range" : "bytearray index out of range");
    }
    return Ref::take(
        Value::smallInt(static_cast<uint8_t>(byteView(v)[static_cast<size_t>(index)])));
}

Ref byteRepeat(Thread* t, Value v, std::string_view data, Value count_value, bool) {
    if (!isInt(count_value) && !typeOf(t, count_value)->slots.index) return Ref::notImplemented();
    int64_t count = KRAIT_TRY(toIndexInt64(t, count_value));
    // REENTRY: __index__ may have changed a bytearray.
    if (!isKind(v, TypeId::kBytes)) data = byteView(v);
    if (count < 0 || data.empty()) count = 0;
    if (data.size() && count > INT64_MAX / static_cast<int64_t>(data.size()) / 2) {
        return raise(t, TypeId::kOverflowError, "repeated bytes are too long");
    }
    if (count == 1 && isKind(v, TypeId::kBytes)) return Ref::share(v);
    New<Bytes> result = KRAIT_TRY(bytesAllocate(t, static_cast<int64_t>(data.size()) * count));
    size_t total = data.size() * static_cast<size_t>(count);
    if (data.size() == 1 && total <= kPollBytes) {
        std::memset(result->data, static_cast<uint8_t>(data[0]), total);
    } else if (total != 0) {
        // Doubling, in whole copies.
        size_t most = std::max(data.size(), kPollBytes / data.size() * data.size());
        size_t done = data.size();
        std::memcpy(result->data, data.data(), done);
        // REENTRY: `data` is not looked at again; the handler of a signal may change a bytearray.
        while (done < total) {
            size_t n = std::min({done, total - done, most});
            std::memcpy(result->data + done, result->data, n);
            done += n;
            if (n == most) KRAIT_TRY(pollSignals(t));
        }
    }
    if (isBytes(v)) return result;
    return byteArrayFrom(t, result->view());
}

// --- buffers
// ---------------------------------------------------------------------------------------------------------------

Status Buffer::acquire(Thread* t, Value v, bool writable) {
    auto acquire_buffer = typeOf(t, v)->slots.buffer;
    if (!acquire_buffer)
        return raise(t, TypeId::kTypeError, "a bytes-like object is required, not '%.100T'", v);
    KRAIT_TRY(acquire_buffer(t, v, &view_, writable));
    thread_ = t;
    if (!view_.strides) return ok();
    int64_t stride = view_.item_size;
    for (int i = view_.ndim - 1; i >= 0 && view_.size != 0; --i) {
        if (view_.shape[i] > 1 && view_.strides[i] != stride) {
            return raise(t, TypeId::kBufferError,
                         "memoryview: underlying buffer is not C-contiguous");
        }
        stride *= view_.shape[i];
    }
    return ok();
}
Status Buffer::acquireWritable(Thread* t, Value v, const char* argument) {
    auto acquire_buffer = typeOf(t, v)->slots.buffer;
    if (acquire_buffer) {
        if (!acquire(t, v, true).isError()) return ok();
        clearError(t);
    }
    Ref name = v.isNone() ? strFromAscii(t, "None") : strFormat(t, "%.50T", v);
    if (name.isError()) return Error{};
    return raise(t, TypeId::kTypeError, "%s must be read-write bytes-like object, not %U", argument,
                 name.get());
}
Buffer::~Buffer() {
    if (!thread_ || view_.owner.isEmpty()) return;
    if (auto release = typeOf(thread_, view_.owner)->slots.release_buffer)
        release(thread_, view_.owner, &view_);
}

// --- methods: searching
// ----------------------------------------------------------------------------------------------------

namespace {

struct Range_ {
    int64_t start, end;
};
Result<Range_> rangeOf(Thread* t, Value start, Value end, int64_t length) {
    Range_ r{0, length};
    if (!start.isEmpty() && !start.isNone()) {
        r.start = KRAIT_TRY(toIndexClamped(t, start));
        if (r.start < 0) r.start = r.start + length < 0 ? 0 : r.start + length;
    }
    if (!end.isEmpty() && !end.isNone()) {
        r.end = KRAIT_TRY(toIndexClamped(t, end));
        if (r.end < 0) r.end = r.end + length < 0 ? 0 : r.end + length;
        if (r.end > length) r.end = length;
    }
    return r;
}

int64_t findIn(std::string_view data, std::string_view needle, Range_ r, bool from_right) {
    if (r.start > r.end) return -1;
    std::string_view part =
        data.substr(static_cast<size_t>(r.start), static_cast<size_t>(r.end - r.start));
    size_t at = from_right ? part.rfind(needle) : findBytes(part, needle);
    return at == std::string_view::npos ? -1 : static_cast<int64_t>(at) + r.start;
}
Result<int64_t> findWith(Thread* t, Args a, bool from_right) {
    Needle needle;
    KRAIT_TRY(needle.acquire(t, a[1]));
    std::string_view data = byteView(a[0]);
    Range_ r = KRAIT_TRY(rangeOf(t, a[2], a[3], static_cast<int64_t>(data.size())));
    return findIn(byteView(a[0]), needle.view(), r, from_right);
}
Ref byte_find(Thread* t, Args a) {
    return intFrom(t, KRAIT_TRY(findWith(t, a, false)));
}
Ref byte_rfind(Thread* t, Args a) {
    return intFrom(t, KRAIT_TRY(findWith(t, a, true)));
}
Ref indexOrRaise(Thread* t, int64_t at) {
    if (at < 0) return raise(t, TypeId::kValueError, "subsection not found");
    return intFrom(t, at);
}
Ref byte_index(Thread* t, Args a) {
    return indexOrRaise(t, KRAIT_TRY(findWith(t, a, false)));
}
Ref byte_rindex(Thread* t, Args a) {
    return indexOrRaise(t, KRAIT_TRY(findWith(t, a, true)));
}
int64_t countIn(std::string_view data, std::string_view needle) {
    if (needle.empty()) return static_cast<int64_t>(data.size()) + 1;
    int64_t n = 0;
    if (needle.size() == 1) {
        for (char c : data) n += c == needle[0]; // vectorised
        return n;
    }
    forEachMatch(data.data(), data.data() + data.size(), needle.data(), needle.size(),
                 [&](const char*) { return ++n, true; });
    return n;
}
Ref byte_count(Thread* t, Args a) {
    Needle needle;
    KRAIT_TRY(needle.acquire(t, a[1]));
    std::string_view data = byteView(a[0]);
    Range_ r = KRAIT_TRY(rangeOf(t, a[2], a[3], static_cast<int64_t>(data.size())));
    if (r.start > r.end) return intFrom(t, 0);
    return intFrom(
        t, countIn(data.substr(static_cast<size_t>(r.start), static_cast<size_t>(r.end - r.start)),
                   needle.view()));
}
Ref withEnds(Thread* t, Args a, bool at_end) {
    std::string_view data = byteView(a[0]);
    Range_ r = KRAIT_TRY(rangeOf(t, a[2], a[3], static_cast<int64_t>(data.size())));
    auto matches = [&](Value v) -> Result<bool> {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, v));
        auto n = static_cast<int64_t>(buffer.size());
        if (r.end - r.start < n || r.start > r.end) return false;
        std::string_view part = byteView(a[0]).substr(
            static_cast<size_t>(at_end ? r.end - n : r.start), static_cast<size_t>(n));
        return part == buffer.view();
    };
    if (isTuple(a[1])) {
        for (int64_t i = 0; i < a[1].as<Tuple>()->length; ++i) {
            if (KRAIT_TRY(matches(a[1].as<Tuple>()->items[i]))) return Ref::boolean(true);
        }
        return Ref::boolean(false);
    }
    if (!typeOf(t, a[1])->slots.buffer) {
        return raise(t, TypeId::kTypeError,
                     "%s first arg must be bytes or a tuple of bytes, not %T",
                     at_end ? "endswith" : "startswith", a[1]);
    }
    return Ref::boolean(KRAIT_TRY(matches(a[1])));
}
Ref byte_startswith(Thread* t, Args a) {
    return withEnds(t, a, false);
}
Ref byte_endswith(Thread* t, Args a) {
    return withEnds(t, a, true);
}
Ref byte_removeprefix(Thread* t, Args a) {
    Buffer b;
    KRAIT_TRY(b.acquire(t, a[1]));
    std::string_view data = byteView(a[0]);
    return byteResult(t, a[0], data.starts_with(b.view()) ? data.substr(b.view().size()) : data);
}
Ref byte_removesuffix(Thread* t, Args a) {
    Buffer b;
    KRAIT_TRY(b.acquire(t, a[1]));
    std::string_view data = byteView(a[0]);
    return byteResult(t, a[0],
                      data.ends_with(b.view()) && b.size()
                          ? data.substr(0, data.size() - b.view().size())
                          : data);
}

// --- methods: changing
// -------------------------------------------------------------------------------------------------------

Ref byte_replace(Thread* t, Args a) {
    Buffer from, to;
    KRAIT_TRY(from.acquire(t, a[1]));
    KRAIT_TRY(to.acquire(t, a[2]));
    int64_t most = KRAIT_TRY(toIndexInt64(t, a[3]));
    std::string_view data = byteView(a[0]), x = from.view(), y = to.view();
    std::string out;
    size_t at = 0;
    int64_t done = 0;
    if (x.empty()) {
        for (; at <= data.size(); ++at) {
            if (most < 0 || done < most) {
                KRAIT_TRY(checkRoomFor(t, out, y.size() + 1));
                out += y;
                ++done;
            }
            if (at < data.size()) out += data[at];
        }
        return byteResult(t, a[0], out);
    }
    while (most < 0 || done < most) {
        size_t next = findBytes(data, x, at);
        if (next == std::string_view::npos) break;
        KRAIT_TRY(checkRoomFor(t, out, next - at + y.size()));
        out.append(data.substr(at, next - at));
        out += y;
        at = next + x.size();
        ++done;
    }
    if (done == 0 && isKind(a[0], TypeId::kBytes)) return Ref::share(a[0]);
    out.append(data.substr(at));
    return byteResult(t, a[0], out);
}

bool isSpaceByte(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Ref stripWith(Thread* t, Args a, int sides) {
    Buffer set;
    bool spaces = a[1].isEmpty() || a[1].isNone();
    if (!spaces) KRAIT_TRY(set.acquire(t, a[1]));
    std::string_view data = byteView(a[0]); // now: __buffer__ may have changed a bytearray
    auto strips = [&](char c) {
        return spaces ? isSpaceByte(c) : set.view().find(c) != std::string_view::npos;
    };
    size_t start = 0, end = data.size();
    if (sides & 1)
        while (start < end && strips(data[start])) ++start;
    if (sides & 2)
        while (end > start && strips(data[end - 1])) --end;
    if (start == 0 && end == data.size() && isKind(a[0], TypeId::kBytes)) return Ref::share(a[0]);
    return byteResult(t, a[0], data.substr(start, end - start));
}
Ref byte_strip(Thread* t, Args a) {
    return stripWith(t, a, 3);
}
Ref byte_lstrip(Thread* t, Args a) {
    return stripWith(t, a, 1);
}
Ref byte_rstrip(Thread* t, Args a) {
    return stripWith(t, a, 2);
}

Ref splitWith(Thread* t, Args a, bool from_right) {
    int64_t most = KRAIT_TRY(toIndexInt64(t, a[2]));
    std::string_view data = byteView(a[0]);
    New<List> parts = KRAIT_TRY(listNew(t));
    auto add = [&](std::string_view part) -> Status {
        Ref piece = KRAIT_TRY(byteResult(t, a[0], part));
        return listAppendTake(t, parts, piece.release());
    };
    if (a[1].isNone() || a[1].isEmpty()) {
        size_t start = 0, end = data.size();
        while (true) {
            if (!from_right) {
                while (start < end && isSpaceByte(data[start])) ++start;
                if (start == end) break;
                if (most == 0) {
                    while (end > start && isSpaceByte(data[end - 1])) --end;
                    KRAIT_TRY(add(data.substr(start, data.size() - start)));
                    break;
                }
                size_t stop = start;
                while (stop < end && !isSpaceByte(data[stop])) ++stop;
                KRAIT_TRY(add(data.substr(start, stop - start)));
                start = stop;
            } else {
                while (end > start && isSpaceByte(data[end - 1])) --end;
                if (start == end) break;
                if (most == 0) {
                    KRAIT_TRY(add(data.substr(0, end)));
                    break;
                }
                size_t stop = end;
                while (stop > start && !isSpaceByte(data[stop - 1])) --stop;
                KRAIT_TRY(add(data.substr(stop, end - stop)));
                end = stop;
            }
            --most;
        }
    } else {
        Buffer separator;
        KRAIT_TRY(separator.acquire(t, a[1]));
        std::string_view s = separator.view();
        if (s.empty()) return raise(t, TypeId::kValueError, "empty separator");
        std::string_view rest = byteView(a[0]);
        if (from_right) {
            for (; most != 0; --most) {
                size_t at = rest.rfind(s);
                if (at == std::string_view::npos) break;
                KRAIT_TRY(add(rest.substr(at + s.size())));
                rest = rest.substr(0, at);
            }
            KRAIT_TRY(add(rest));
        } else {
            const char *start = rest.data(), *stop = start + rest.size();
            Status status;
            auto part = [&](const char* hit) {
                status = add({start, static_cast<size_t>(hit - start)});
                start = hit + s.size();
                return !status.isError() && --most != 0;
            };
            if (most != 0) forEachMatch(start, stop, s.data(), s.size(), part);
            KRAIT_TRY(std::move(status));
            KRAIT_TRY(add({start, static_cast<size_t>(stop - start)}));
        }
    }
    if (from_right) std::reverse(parts->items, parts->items + parts->length);
    return parts;
}
Ref byte_split(Thread* t, Args a) {
    return splitWith(t, a, false);
}
Ref byte_rsplit(Thread* t, Args a) {
    return splitWith(t, a, true);
}
Ref byte_splitlines(Thread* t, Args a) {
    bool keep = KRAIT_TRY(isTrue(t, a[1]));
    std::string_view data = byteView(a[0]);
    New<List> lines = KRAIT_TRY(listNew(t));
    for (size_t at = 0; at < data.size();) {
        size_t end = data.find_first_of("\n\r", at);
        size_t next = end == std::string_view::npos ? data.size() : end + 1;
        if (end == std::string_view::npos)
            end = data.size();
        else if (data[end] == '\r' && next < data.size() && data[next] == '\n')
            ++next;
        Ref line = KRAIT_TRY(byteResult(t, a[0], data.substr(at, (keep ? next : end) - at)));
        KRAIT_TRY(listAppend(t, lines, line));
        at = next;
    }
    return lines;
}
Ref partitionWith(Thread* t, Args a, bool from_right) {
    Buffer separator;
    KRAIT_TRY(separator.acquire(t, a[1]));
    std::string_view data = byteView(a[0]), s = separator.view();
    if (s.empty()) return raise(t, TypeId::kValueError, "empty separator");
    size_t at = from_right ? data.rfind(s) : findBytes(data, s);
    bool found = at != std::string_view::npos;
    Ref whole = KRAIT_TRY(byteResult(t, a[0], found ? data.substr(0, at) : data));
    Ref middle = KRAIT_TRY(byteResult(t, a[0], found ? s : std::string_view()));
    Ref last =
        KRAIT_TRY(byteResult(t, a[0], found ? data.substr(at + s.size()) : std::string_view()));
    if (!found && from_right) return tupleOf(t, middle, last, whole);
    return tupleOf(t, whole, middle, last);
}
Ref byte_partition(Thread* t, Args a) {
    return partitionWith(t, a, false);
}
Ref byte_rpartition(Thread* t, Args a) {
    return partitionWith(t, a, true);
}

Ref byte_join(Thread* t, Args a) {
    Buffer held; // REENTRY: iterating may try to change a bytearray's size.
    KRAIT_TRY(held.acquire(t, a[0]));
    Ref items = KRAIT_TRY(tupleFromIterable(t, a[1]));
    std::string out;
    auto* tuple = items.as<Tuple>();
    if (isKind(a[0], TypeId::kBytes) && tuple->length > 0) {
        std::string_view separator = byteView(a[0]);
        size_t size = separator.size() * static_cast<size_t>(tuple->length - 1);
        int64_t i = 0;
        for (; i < tuple->length && isKind(tuple->items[i], TypeId::kBytes); ++i) {
            size += static_cast<size_t>(tuple->items[i].as<Bytes>()->length);
        }
        if (i == tuple->length && size > 1) {
            New<Bytes> result = KRAIT_TRY(bytesAllocate(t, static_cast<int64_t>(size)));
            char* to = result->data;
            for (i = 0; i < tuple->length; ++i) {
                if (i != 0) {
                    std::memcpy(to, separator.data(), separator.size());
                    to += separator.size();
                }
                std::string_view part = tuple->items[i].as<Bytes>()->view();
                std::memcpy(to, part.data(), part.size());
                to += part.size();
            }
            return result;
        }
    }
    for (int64_t i = 0; i < tuple->length; ++i) {
        if (i) out += byteView(a[0]);
        if (!typeOf(t, tuple->items[i])->slots.buffer) {
            return raise(t, TypeId::kTypeError,
                         "sequence item %ld: expected a bytes-like object, %.80T found", i,
                         tuple->items[i]);
        }
        Buffer part;
        KRAIT_TRY(part.acquire(t, tuple->items[i]));
        out += part.view();
    }
    return byteResult(t, a[0], out);
}

template <typename Change>
Ref mapped(Thread* t, Value v, Change&& change) {
    std::string out(byteView(v));
    change(out);
    return byteResult(t, v, out);
}
bool isUpperByte(char c) {
    return c >= 'A' && c <= 'Z';
}
bool isLowerByte(char c) {
    return c >= 'a' && c <= 'z';
}
bool isLetter(char c) {
    return isUpperByte(c) || isLowerByte(c);
}
bool isDigitByte(char c) {
    return c >= '0' && c <= '9';
}
char upperOf(char c) {
    return isLowerByte(c) ? static_cast<char>(c - 32) : c;
}
char lowerOf(char c) {
    return isUpperByte(c) ? static_cast<char>(c + 32) : c;
}
Ref byte_upper(Thread* t, Args a) {
    return mapped(t, a[0], [](std::string& s) {
        for (char& c : s) c = upperOf(c);
    });
}
Ref byte_lower(Thread* t, Args a) {
    return mapped(t, a[0], [](std::string& s) {
        for (char& c : s) c = lowerOf(c);
    });
}
Ref byte_swapcase(Thread* t, Args a) {
    return mapped(t, a[0], [](std::string& s) {
        for (char& c : s) c = isUpperByte(c) ? lowerOf(c) : upperOf(c);
    });
}
Ref byte_capitalize(Thread* t, Args a) {
    return mapped(t, a[0], [](std::string& s) {
        for (size_t i = 0; i < s.size(); ++i) s[i] = i ? lowerOf(s[i]) : upperOf(s[i]);
    });
}
Ref byte_title(Thread* t, Args a) {
    return mapped(t, a[0], [](std::string& s) {
        bool inside = false;
        for (char& c : s) {
            c = inside ? lowerOf(c) : upperOf(c);
            inside = isLetter(c);
        }
    });
}
template <bool (*test)(char)>
Ref allOf(Thread*, Args a) {
    std::string_view data = byteView(a[0]);
    for (char c : data) {
        if (!test(c)) return Ref::boolean(false);
    }
    return Ref::boolean(!data.empty());
}
bool isAlnumByte(char c) {
    return isLetter(c) || isDigitByte(c);
}
Ref byte_isascii(Thread*, Args a) {
    for (char c : byteView(a[0])) {
        if (static_cast<uint8_t>(c) >= 128) return Ref::boolean(false);
    }
    return Ref::boolean(true);
}
template <bool (*wanted)(char), bool (*unwanted)(char)>
Ref caseOf(Thread*, Args a) {
    bool any = false;
    for (char c : byteView(a[0])) {
        if (unwanted(c)) return Ref::boolean(false);
        any |= wanted(c);
    }
    return Ref::boolean(any);
}
Ref byte_istitle(Thread*, Args a) {
    bool any = false, inside = false;
    for (char c : byteView(a[0])) {
        if (isUpperByte(c)) {
            if (inside) return Ref::boolean(false);
            inside = any = true;
        } else if (isLowerByte(c)) {
            if (!inside) return Ref::boolean(false);
            any = true;
        } else {
            inside = false;
        }
    }
    return Ref::boolean(any);
}

Ref padded(Thread* t, Args a, int how) {
    int64_t width = KRAIT_TRY(toIndexInt64(t, a[1]));
    char fill = ' ';
    if (!a[2].isEmpty()) {
        if ((!isBytes(a[2]) && !isByteArray(a[2])) || byteView(a[2]).size() != 1) {
            const char* name = how == 0 ? "ljust" : how == 1 ? "rjust" : "center";
            return raise(t, TypeId::kTypeError,
                         "%s() argument 2 must be a byte string of length 1, not %T", name, a[2]);
        }
        fill = byteView(a[2])[0];
    }
    std::string_view data = byteView(a[0]);
    int64_t missing = width - static_cast<int64_t>(data.size());
    if (missing <= 0) return byteResult(t, a[0], data);
    int64_t left = how == 0 ? 0 : how == 1 ? missing : missing / 2 + (missing & width & 1);
    KRAIT_TRY(checkRoom(t, static_cast<size_t>(width)));
    std::string out(static_cast<size_t>(left), fill);
    out += data;
    out.append(static_cast<size_t>(missing - left), fill);
    return byteResult(t, a[0], out);
}
Ref byte_ljust(Thread* t, Args a) {
    return padded(t, a, 0);
}
Ref byte_rjust(Thread* t, Args a) {
    return padded(t, a, 1);
}
Ref byte_center(Thread* t, Args a) {
    return padded(t, a, 2);
}
Ref byte_zfill(Thread* t, Args a) {
    int64_t width = KRAIT_TRY(toIndexInt64(t, a[1]));
    std::string_view data = byteView(a[0]);
    int64_t missing = width - static_cast<int64_t>(data.size());
    if (missing <= 0) return byteResult(t, a[0], data);
    KRAIT_TRY(checkRoom(t, static_cast<size_t>(width)));
    std::string out;
    bool sign = !data.empty() && (data[0] == '+' || data[0] == '-');
    if (sign) out += data[0];
    out.append(static_cast<size_t>(missing), '0');
    out += data.substr(sign ? 1 : 0);
    return byteResult(t, a[0], out);
}
Ref byte_expandtabs(Thread* t, Args a) {
    int64_t size = KRAIT_TRY(toIndexInt64(t, a[1]));
    std::string out;
    int64_t column = 0;
    for (char c : byteView(a[0])) {
        if (c == '\t') {
            int64_t n = size > 0 ? size - column % size : 0;
            KRAIT_TRY(checkRoomFor(t, out, static_cast<size_t>(n)));
            out.append(static_cast<size_t>(n), ' ');
            column += n;
        } else {
            out += c;
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
    }
    return byteResult(t, a[0], out);
}
Ref byte_translate(Thread* t, Args a) {
    Buffer table, removed;
    bool has_table = !a[1].isNone();
    if (has_table) {
        KRAIT_TRY(table.acquire(t, a[1]));
        if (table.size() != 256)
            return raise(t, TypeId::kValueError, "translation table must be 256 characters long");
    }
    if (!a[2].isEmpty()) KRAIT_TRY(removed.acquire(t, a[2]));
    if (has_table && removed.size() == 0 && isKind(a[0], TypeId::kBytes)) {
        std::string_view in = byteView(a[0]);
        New<Bytes> result = KRAIT_TRY(bytesAllocate(t, static_cast<int64_t>(in.size())));
        const char* map = table.view().data();
        for (size_t i = 0; i < in.size(); ++i) result->data[i] = map[static_cast<uint8_t>(in[i])];
        return result;
    }
    bool drop[256] = {};
    if (!a[2].isEmpty()) {
        for (char c : removed.view()) drop[static_cast<uint8_t>(c)] = true;
    }
    std::string out;
    for (char c : byteView(a[0])) {
        if (drop[static_cast<uint8_t>(c)]) continue;
        out += has_table ? table.view()[static_cast<uint8_t>(c)] : c;
    }
    return byteResult(t, a[0], out);
}
Ref byte_maketrans(Thread* t, Args a) {
    Buffer from, to;
    KRAIT_TRY(from.acquire(t, a[0]));
    KRAIT_TRY(to.acquire(t, a[1]));
    if (from.size() != to.size())
        return raise(t, TypeId::kValueError, "maketrans arguments must have same length");
    std::string table(256, '\0');
    for (int i = 0; i < 256; ++i) table[static_cast<size_t>(i)] = static_cast<char>(i);
    for (int64_t i = 0; i < from.size(); ++i)
        table[static_cast<uint8_t>(from.view()[static_cast<size_t>(i)])] =
            to.view()[static_cast<size_t>(i)];
    return bytesFrom(t, table);
}

// --- methods: text
// -------------------------------------------------------------------------------------------------------------

Ref byte_decode(Thread* t, Args a) {
    for (int i = 1; i < 3; ++i) {
        if (!isStr(a[i])) {
            return raise(t, TypeId::kTypeError, "decode() argument '%s' must be str, not %T",
                         i == 1 ? "encoding" : "errors", a[i]);
        }
    }
    // The bytes of a bytearray may change while a handler runs.
    Ref copy = isKind(a[0], TypeId::kBytes) ? Ref::share(a[0]) : bytesFrom(t, byteView(a[0]));
    if (copy.isError()) return Error{};
    return decodeText(t, copy.as<Bytes>()->view(), a[1].as<Str>(), a[2].as<Str>());
}
Ref byte_hex(Thread* t, Args a) {
    return byteHex(t, byteView(a[0]), a[1], a[2]);
}
Ref byte_fromhex(Thread* t, Args a) {
    std::string out;
    std::string text;
    if (!isStr(a[1]))
        return raise(t, TypeId::kTypeError, "fromhex() argument must be str, not %T", a[1]);
    auto* s = a[1].as<Str>();
    auto digit = [](uint32_t c) {
        return c >= '0' && c <= '9'                 ? static_cast<int>(c - '0')
               : (c | 32) >= 'a' && (c | 32) <= 'f' ? static_cast<int>((c | 32) - 'a' + 10)
                                                    : -1;
    };
    for (int64_t i = 0; i < s->length;) {
        uint32_t c = s->at(i);
        if (c < 128 && isSpaceByte(static_cast<char>(c))) {
            ++i;
            continue;
        }
        int high = digit(c);
        if (high < 0)
            return raise(t, TypeId::kValueError,
                         "non-hexadecimal number found in fromhex() arg at position %ld", i);
        int low = i + 1 < s->length ? digit(s->at(i + 1)) : -1;
        if (low < 0)
            return raise(t, TypeId::kValueError,
                         "non-hexadecimal number found in fromhex() arg at position %ld", i + 1);
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    auto* cls = a[0].as<Type>();
    Ref data = KRAIT_TRY(bytesFrom(t, out));
    if (cls == t->type(TypeId::kBytes)) return data;
    return callFunction(t, a[0], data);
}
Ref byte_getnewargs(Thread* t, Args a) {
    Ref copy = KRAIT_TRY(bytesFrom(t, byteView(a[0])));
    return tupleOf(t, copy);
}
Ref byte_sizeof(Thread*, Args a) {
    return Ref::take(
        Value::smallInt(static_cast<int64_t>(sizeof(Bytes) + byteView(a[0]).size() + 1)));
}
Ref byte_bytes(Thread* t, Args a) {
    return isKind(a[0], TypeId::kBytes) ? Ref::share(a[0]) : bytesFrom(t, byteView(a[0]));
}

} // namespace

Ref byteHex(Thread* t, std::string_view data, Value separator, Value group_value) {
    constexpr char kDigits[] = "0123456789abcdef";
    int64_t group = group_value.isEmpty() ? 1 : KRAIT_TRY(toIndexInt64(t, group_value));
    std::string out;
    char sep = 0;
    bool separated = !separator.isEmpty();
    if (separated) {
        if (isStr(separator)) {
            if (separator.as<Str>()->length != 1)
                return raise(t, TypeId::kValueError, "sep must be length 1.");
            if (separator.as<Str>()->at(0) >= 128)
                return raise(t, TypeId::kValueError, "sep must be ASCII.");
            sep = static_cast<char>(separator.as<Str>()->at(0));
        } else if (isBytes(separator)) {
            if (byteView(separator).size() != 1)
                return raise(t, TypeId::kValueError, "sep must be length 1.");
            sep = byteView(separator)[0];
            if (static_cast<uint8_t>(sep) >= 128)
                return raise(t, TypeId::kValueError, "sep must be ASCII.");
        } else {
            return raise(t, TypeId::kTypeError, "sep must be str or bytes.");
        }
    }
    auto n = static_cast<int64_t>(data.size());
    int64_t width = group < 0 ? -group : group;
    for (int64_t i = 0; i < n; ++i) {
        if (separated && width && i) {
            bool boundary = group < 0 ? i % width == 0 : (n - i) % width == 0;
            if (boundary) out += sep;
        }
        auto c = static_cast<uint8_t>(data[static_cast<size_t>(i)]);
        out += kDigits[c >> 4];
        out += kDigits[c & 15];
    }
    return strFromAscii(t, out);
}

#define SHARED_BYTE_METHODS                                                                        \
    {"capitalize(self, /)", byte_capitalize,                                                       \
     "Return a copy with only its first character capitalized and the rest lower-cased."},         \
        {"center(self, width, fillchar=<unset>, /)", byte_center,                                  \
         "Return a centered string of length width."},                                             \
        {"count(self, sub, start=<unset>, end=<unset>, /)", byte_count,                            \
         "Return the number of non-overlapping occurrences of subsection."},                       \
        {"decode(self, /, encoding='utf-8', errors='strict')", byte_decode,                        \
         "Decode the bytes using the codec registered for encoding."},                             \
        {"endswith(self, suffix, start=<unset>, end=<unset>, /)", byte_endswith,                   \
         "Return True if the bytes end with the specified suffix."},                               \
        {"expandtabs(self, /, tabsize=8)", byte_expandtabs,                                        \
         "Return a copy where all tab characters are expanded using spaces."},                     \
        {"find(self, sub, start=<unset>, end=<unset>, /)", byte_find,                              \
         "Return the lowest index where subsection is found, or -1."},                             \
        {"fromhex(cls, string, /)", byte_fromhex,                                                  \
         "Create an object from a string of hexadecimal numbers.", kMethodClass},                  \
        {"hex(self, /, sep=<unset>, bytes_per_sep=<unset>)", byte_hex,                             \
         "Create a string of hexadecimal numbers."},                                               \
        {"index(self, sub, start=<unset>, end=<unset>, /)", byte_index,                            \
         "Like find() but raise ValueError."},                                                     \
        {"isalnum(self, /)", allOf<isAlnumByte>, "True if all characters are alphanumeric."},      \
        {"isalpha(self, /)", allOf<isLetter>, "True if all characters are letters."},              \
        {"isascii(self, /)", byte_isascii, "True if all characters are ASCII."},                   \
        {"isdigit(self, /)", allOf<isDigitByte>, "True if all characters are digits."},            \
        {"islower(self, /)", (caseOf<isLowerByte, isUpperByte>),                                   \
         "True if all cased characters are lowercase."},                                           \
        {"isspace(self, /)", allOf<isSpaceByte>, "True if all characters are whitespace."},        \
        {"istitle(self, /)", byte_istitle, "True if titlecased."},                                 \
        {"isupper(self, /)", (caseOf<isUpperByte, isLowerByte>),                                   \
         "True if all cased characters are uppercase."},                                           \
        {"join(self, iterable_of_bytes, /)", byte_join,                                            \
         "Concatenate any number of bytes objects."},                                              \
        {"ljust(self, width, fillchar=<unset>, /)", byte_ljust,                                    \
         "Return a left-justified string of length width."},                                       \
        {"lower(self, /)", byte_lower,                                                             \
         "Return a copy with all ASCII characters converted to lowercase."},                       \
        {"lstrip(self, bytes=None, /)", byte_lstrip,                                               \
         "Strip leading bytes contained in the argument."},                                        \
        {"maketrans(frm, to, /)", byte_maketrans, "Return a translation table.", kMethodStatic},   \
        {"partition(self, sep, /)", byte_partition,                                                \
         "Partition into three parts using the given separator."},                                 \
        {"removeprefix(self, prefix, /)", byte_removeprefix, "Return without the given prefix."},  \
        {"removesuffix(self, suffix, /)", byte_removesuffix, "Return without the given suffix."},  \
        {"replace(self, old, new, count=-1, /)", byte_replace,                                     \
         "Return a copy with all occurrences replaced."},                                          \
        {"rfind(self, sub, start=<unset>, end=<unset>, /)", byte_rfind,                            \
         "Return the highest index where subsection is found, or -1."},                            \
        {"rindex(self, sub, start=<unset>, end=<unset>, /)", byte_rindex,                          \
         "Like rfind() but raise ValueError."},                                                    \
        {"rjust(self, width, fillchar=<unset>, /)", byte_rjust,                                    \
         "Return a right-justified string of length width."},                                      \
        {"rpartition(self, sep, /)", byte_rpartition,                                              \
         "Partition into three parts, from the end."},                                             \
        {"rsplit(self, /, sep=None, maxsplit=-1)", byte_rsplit,                                    \
         "Return a list of the sections, from the end."},                                          \
        {"rstrip(self, bytes=None, /)", byte_rstrip,                                               \
         "Strip trailing bytes contained in the argument."},                                       \
        {"split(self, /, sep=None, maxsplit=-1)", byte_split, "Return a list of the sections."},   \
        {"splitlines(self, /, keepends=False)", byte_splitlines, "Return a list of the lines."},   \
        {"startswith(self, prefix, start=<unset>, end=<unset>, /)", byte_startswith,               \
         "Return True if the bytes start with the prefix."},                                       \
        {"strip(self, bytes=None, /)", byte_strip,                                                 \
         "Strip leading and trailing bytes contained in the argument."},                           \
        {"swapcase(self, /)", byte_swapcase, "Return a copy with case inverted."},                 \
        {"title(self, /)", byte_title, "Return a titlecased version."},                            \
        {"translate(self, table, /, delete=<unset>)", byte_translate,                              \
         "Return a copy with each character mapped by the table."},                                \
        {"upper(self, /)", byte_upper,                                                             \
         "Return a copy with all ASCII characters converted to uppercase."},                       \
        {"zfill(self, width, /)", byte_zfill, "Pad a numeric string with zeros on the left."},     \
        {"__sizeof__(self, /)", byte_sizeof, "Size of object in memory, in bytes."}

const MethodDef kBytesMethods[] = {
    SHARED_BYTE_METHODS,
    {"__getnewargs__(self, /)", byte_getnewargs, nullptr},
    {"__bytes__(self, /)", byte_bytes, "Convert this value to exact type bytes."},
    {},
};
const MethodDef kByteArrayMethods[] = {
    SHARED_BYTE_METHODS,
    {"append(self, item, /)", bytearray_append,
     "Append a single item to the end of the bytearray."},
    {"clear(self, /)", bytearray_clear, "Remove all items from the bytearray."},
    {"copy(self, /)", bytearray_copy, "Return a copy of B."},
    {"extend(self, iterable_of_ints, /)", bytearray_extend,
     "Append all the items from the iterator or sequence to the end of the bytearray."},
    {"insert(self, index, item, /)", bytearray_insert,
     "Insert a single item into the bytearray before the given index."},
    {"pop(self, index=-1, /)", bytearray_pop, "Remove and return a single item from B."},
    {"remove(self, value, /)", bytearray_remove,
     "Remove the first occurrence of a value in the bytearray."},
    {"reverse(self, /)", bytearray_reverse, "Reverse the order of the values in B in place."},
    {"__alloc__(self, /)", bytearray_alloc, "Return the number of bytes actually allocated."},
    {"__reduce__(self, /)", bytearray_reduce, "Return state information for pickling."},
    {"__reduce_ex__(self, proto=0, /)", bytearray_reduce, "Return state information for pickling."},
    {},
};

} // namespace krait
