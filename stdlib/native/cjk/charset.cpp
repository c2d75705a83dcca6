#include "stdlib/native/cjk/charset.h"

#include "stdlib/native/cjk/charset_corrections.h"
#include "stdlib/native/module_util.h"
#include "vm/runtime/errors.h"

#include <iconv.h>
#include <memory>
#include <span>

namespace krait {
namespace {

using cjk::Encoded;
using cjk::Run;
constexpr uint32_t kAbsent = CjkCharset::kAbsent;

struct Source {
    const char* converter; // its name in the C library
    std::span<const Run> runs;
    std::span<const Encoded> encoded;
    bool last_code_wins; // of several codes for one code point: the last encodes it
};

const Source kSources[] = {
    {"BIG5", cjk::kBig5Runs, {}, true},
    {"BIG5-HKSCS", cjk::kBig5HkscsRuns, {}, true},
    {"CP932", cjk::kCp932Runs, cjk::kCp932Encoded, false},
    {"UHC", {}, {}, false},
    {"CP950", cjk::kCp950Runs, cjk::kCp950Encoded, false},
    {"EUC-JISX0213", cjk::kEucJis2004Runs, {}, false},
    {"EUC-JISX0213", cjk::kEucJisX0213Runs, cjk::kEucJisX0213Encoded, false},
    {"EUC-JP", cjk::kEucJpRuns, cjk::kEucJpEncoded, false},
    {"EUC-KR", cjk::kEucKrRuns, cjk::kEucKrEncoded, false},
    {"GB18030", cjk::kGb18030Runs, {}, false},
    {"EUC-CN", {}, {}, false},
    {"GBK", cjk::kGbkRuns, {}, false},
    {"JOHAB", cjk::kJohabRuns, {}, true},
    {"SJIS", cjk::kShiftJisRuns, cjk::kShiftJisEncoded, false},
    {"SHIFT_JISX0213", cjk::kShiftJis2004Runs, {}, false},
    {"SHIFT_JISX0213", cjk::kShiftJisX0213Runs, {}, false},
};
static_assert(std::size(kSources) == static_cast<size_t>(CjkSet::kCount));

class Converter {
  public:
    explicit Converter(const char* name) : handle_(iconv_open("UTF-32LE", name)) {}
    ~Converter() {
        if (isOpen()) iconv_close(handle_);
    }
    Converter(const Converter&) = delete;
    bool isOpen() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    // How many code points the bytes stand for; 0: none, or not all of the bytes.
    size_t convert(const uint8_t* bytes, size_t size, uint32_t (&out)[4]) {
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        char* in = const_cast<char*>(reinterpret_cast<const char*>(bytes));
        char* to = reinterpret_cast<char*>(out);
        size_t in_left = size, out_left = sizeof out;
        if (iconv(handle_, &in, &in_left, &to, &out_left) == static_cast<size_t>(-1)) return 0;
        // What waited for a mark that did not come.
        iconv(handle_, nullptr, nullptr, &to, &out_left);
        return (sizeof out - out_left) / sizeof out[0];
    }

  private:
    iconv_t handle_;
};

class Builder {
  public:
    Builder(const Source& source, CjkSet set, CjkCharset* out, const CjkCharset* fallback)
        : source_(source), converter_(source.converter), set_(set), out_(out), fallback_(fallback) {
    }
    bool isOpen() const { return converter_.isOpen(); }

    void build() {
        bool own_single[256];
        for (unsigned a = 0; a < 256; ++a) {
            auto byte = static_cast<uint8_t>(a);
            out_->single[a] = ask(&byte, 1);
            own_single[a] = out_->single[a] != kAbsent;
        }
        correct(out_->single, 0, 0xff);
        bool has_three = set_ == CjkSet::kEucJp || fallback_;
        out_->two.assign(0x10000, kAbsent);
        if (has_three) out_->three.assign(0x10000, kAbsent);
        for (unsigned a = 0x80; a < 256; ++a) {
            for (unsigned b = 0x21; b < 256; ++b) {
                uint8_t bytes[] = {0x8f, static_cast<uint8_t>(a), static_cast<uint8_t>(b)};
                unsigned code = a << 8 | b;
                bool four = set_ == CjkSet::kGb18030 && b >= '0' && b <= '9';
                bool leads = out_->single[a] == kAbsent && !own_single[a];
                if (leads && !four && !(has_three && a == 0x8f))
                    out_->two[code] = ask(bytes + 1, 2);
                if (has_three && b >= 0x80) out_->three[code] = ask(bytes, 3);
            }
        }
        if (set_ == CjkSet::kCp932) addUserArea();
        correct(out_->two.data(), 0x100, 0xffff);
        if (has_three) correct(out_->three.data(), 0x8f0000, 0x8fffff);
        invert();
        if (fallback_) addFallback();
        for (const Encoded& e : source_.encoded) out_->codes[e.code_point] = e.code;
        if (set_ == CjkSet::kGb18030) {
            for (uint32_t c = 0x80; c < 0x10000; ++c) {
                if (!out_->codes[c] && (c < 0xd800 || c > 0xdfff))
                    out_->four.push_back(static_cast<uint16_t>(c));
            }
        }
    }

  private:
    uint32_t ask(const uint8_t* bytes, size_t size) {
        uint32_t found[4];
        size_t count = converter_.convert(bytes, size, found);
        if (count == 1) return found[0];
        if (count != 2) return kAbsent;
        uint32_t code = 0;
        for (size_t i = 0; i < size; ++i) code = code << 8 | bytes[i];
        out_->pairs.push_back({found[0], found[1], code});
        return CjkCharset::kPair | static_cast<uint32_t>(out_->pairs.size() - 1);
    }
    // Applies the corrections of codes from `from` to `to`, which `table` has from index from &
    // ~mask.
    void correct(uint32_t* table, uint32_t from, uint32_t to) {
        uint32_t base = from & ~uint32_t{0xffff};
        for (const Run& run : source_.runs) {
            if (run.first < from || run.last > to) continue;
            for (uint32_t code = run.first; code <= run.last; ++code) {
                table[code - base] = run.code_point >= cjk::kTooNew
                                         ? run.code_point
                                         : run.code_point + (code - run.first);
            }
        }
    }
    // Lead bytes 0xf0 to 0xf9 of code page 932 are the private area, in order.
    void addUserArea() {
        for (uint32_t a = 0xf0; a <= 0xf9; ++a) {
            for (uint32_t b = 0x40; b <= 0xfc; ++b) {
                if (b == 0x7f) continue;
                out_->two[a << 8 | b] = 0xe000 + 188 * (a - 0xf0) + b - (b < 0x7f ? 0x40 : 0x41);
            }
        }
    }
    void addCode(uint32_t c, uint32_t code, bool last_wins) {
        if (c >= CjkCharset::kCodesEnd) return;
        if (!out_->codes[c] || last_wins) out_->codes[c] = code;
    }
    void invert() {
        out_->codes.assign(CjkCharset::kCodesEnd, 0);
        bool last = source_.last_code_wins;
        for (uint32_t a = 0; a < 256; ++a) addCode(out_->single[a], a, last);
        for (uint32_t code = 0x100; code < 0x10000; ++code)
            addCode(out_->two[code], code, last && out_->two[code] >= 0x80);
        for (uint32_t code = 0; code < out_->three.size(); ++code)
            addCode(out_->three[code], 0x8f0000 | code, false);
    }
    // JIS X 0213 in EUC: JIS X 0212 is understood where the second plane leaves room.
    void addFallback() {
        for (uint32_t code = 0; code < 0x10000; ++code) {
            if (out_->three[code] != kAbsent) continue;
            uint32_t c = out_->three[code] = fallback_->three[code];
            addCode(c, 0x8f0000 | code, false);
        }
    }

    const Source& source_;
    Converter converter_;
    CjkSet set_;
    CjkCharset* out_;
    const CjkCharset* fallback_;
};

// The tables that a Runtime has built.
struct Charsets {
    std::unique_ptr<CjkCharset> sets[static_cast<size_t>(CjkSet::kCount)];
};
constexpr int kCharsetsKey = 0;

} // namespace

uint32_t CjkCharset::pairCode(uint32_t first, uint32_t second) const {
    for (const Pair& pair : pairs) {
        if (pair.first == first && pair.second == second) return pair.code;
    }
    return 0;
}

bool CjkCharset::beginsPair(uint32_t c) const {
    for (const Pair& pair : pairs) {
        if (pair.first == c) return true;
    }
    return false;
}

const CjkCharset* cjkCharset(Thread* t, CjkSet set) {
    auto& place = runtimeState<Charsets>(t, &kCharsetsKey)->sets[static_cast<size_t>(set)];
    if (place) return place.get();
    const CjkCharset* fallback = nullptr;
    if (set == CjkSet::kEucJis2004 || set == CjkSet::kEucJisX0213) {
        fallback = cjkCharset(t, CjkSet::kEucJp);
        if (!fallback) return nullptr;
    }
    auto made = std::make_unique<CjkCharset>();
    const Source& source = kSources[static_cast<size_t>(set)];
    Builder builder(source, set, made.get(), fallback);
    if (!builder.isOpen()) {
        (void)raise(t, TypeId::kLookupError, "the C library has no converter for '%s'",
                    source.converter);
        return nullptr;
    }
    builder.build();
    place = std::move(made);
    return place.get();
}

} // namespace krait
