#include "stdlib/native/cjk/codec.h"

#include "vm/runtime/errors.h"

#include <algorithm>
#include <iterator>

namespace krait {
namespace {

constexpr uint32_t kAbsent = CjkCharset::kAbsent, kTooNew = CjkCharset::kTooNew;

// --- the sets that ISO 2022 codecs designate -----------------------------------------------------

// A final byte of an escape sequence; of two bytes a character with this bit.
constexpr uint8_t kDouble = 0x80;
constexpr uint8_t kAscii = 'B';

enum class Part : uint8_t {
    kKsx1001,
    kJisx0208,
    kJisx0212,
    kJisx0213First,
    kJisx0213Second,
    kGb2312,
    kJisRoman,
    kJisKatakana,
    kLatin1,
    kGreek, // ISO 8859-7
};
struct Designation {
    uint8_t mark;
    uint8_t plane; // G0, G1, G2
    Part part;
    CjkSet set; // the table that has it
};
constexpr Designation kKsx1001G1 = {kDouble | 'C', 1, Part::kKsx1001, CjkSet::kEucKr};
constexpr Designation kKsx1001G0 = {kDouble | 'C', 0, Part::kKsx1001, CjkSet::kEucKr};
constexpr Designation kJisx0208 = {kDouble | 'B', 0, Part::kJisx0208, CjkSet::kEucJp};
constexpr Designation kJisx0208Old = {kDouble | '@', 0, Part::kJisx0208, CjkSet::kEucJp};
constexpr Designation kJisx0212 = {kDouble | 'D', 0, Part::kJisx0212, CjkSet::kEucJp};
constexpr Designation kJisx0213First = {kDouble | 'O', 0, Part::kJisx0213First,
                                        CjkSet::kEucJisX0213};
constexpr Designation kJisx0213Second = {kDouble | 'P', 0, Part::kJisx0213Second,
                                         CjkSet::kEucJisX0213};
constexpr Designation kJisx0213First2004 = {kDouble | 'Q', 0, Part::kJisx0213First,
                                            CjkSet::kEucJis2004};
constexpr Designation kJisx0213Second2004 = {kDouble | 'P', 0, Part::kJisx0213Second,
                                             CjkSet::kEucJis2004};
constexpr Designation kGb2312 = {kDouble | 'A', 0, Part::kGb2312, CjkSet::kGb2312};
constexpr Designation kJisRoman = {'J', 0, Part::kJisRoman, CjkSet::kEucJp};
constexpr Designation kJisKatakana = {'I', 0, Part::kJisKatakana, CjkSet::kEucJp};
constexpr Designation kLatin1 = {'A', 2, Part::kLatin1, CjkSet::kEucJp};
constexpr Designation kGreek = {'F', 2, Part::kGreek, CjkSet::kEucJp};

constexpr Designation kIsoKr[] = {kKsx1001G1};
constexpr Designation kIsoJp[] = {kJisx0208, kJisRoman, kJisx0208Old};
constexpr Designation kIsoJp1[] = {kJisx0208, kJisx0212, kJisRoman, kJisx0208Old};
constexpr Designation kIsoJp2[] = {kJisx0208, kJisx0212,    kKsx1001G0, kGb2312,
                                   kJisRoman, kJisx0208Old, kLatin1,    kGreek};
constexpr Designation kIsoJp2004[] = {kJisx0208, kJisx0213First2004, kJisx0213Second2004};
constexpr Designation kIsoJp3[] = {kJisx0208, kJisx0213First, kJisx0213Second};
constexpr Designation kIsoJpExt[] = {kJisx0208, kJisx0212, kJisRoman, kJisKatakana, kJisx0208Old};

// ISO 8859-7 from 0xa0 on, in the edition of 1987.
constexpr uint16_t kGreekHigh[96] = {
    0xa0,  0x2018, 0x2019, 0xa3,   0,     0,     0xa6,  0xa7,  0xa8,  0xa9,  0,     0xab,
    0xac,  0xad,   0,      0x2015, 0xb0,  0xb1,  0xb2,  0xb3,  0x384, 0x385, 0x386, 0xb7,
    0x388, 0x389,  0x38a,  0xbb,   0x38c, 0xbd,  0x38e, 0x38f, 0x390, 0x391, 0x392, 0x393,
    0x394, 0x395,  0x396,  0x397,  0x398, 0x399, 0x39a, 0x39b, 0x39c, 0x39d, 0x39e, 0x39f,
    0x3a0, 0x3a1,  0,      0x3a3,  0x3a4, 0x3a5, 0x3a6, 0x3a7, 0x3a8, 0x3a9, 0x3aa, 0x3ab,
    0x3ac, 0x3ad,  0x3ae,  0x3af,  0x3b0, 0x3b1, 0x3b2, 0x3b3, 0x3b4, 0x3b5, 0x3b6, 0x3b7,
    0x3b8, 0x3b9,  0x3ba,  0x3bb,  0x3bc, 0x3bd, 0x3be, 0x3bf, 0x3c0, 0x3c1, 0x3c2, 0x3c3,
    0x3c4, 0x3c5,  0x3c6,  0x3c7,  0x3c8, 0x3c9, 0x3ca, 0x3cb, 0x3cc, 0x3cd, 0x3ce, 0};

// The rows of JIS X 0213's second plane; JIS X 0212 has the others.
bool isSecondPlaneRow(uint32_t row) {
    return row == 1 || (row >= 3 && row <= 5) || row == 8 || (row >= 12 && row <= 15) || row >= 78;
}

// The characters of a designated set; both bytes have seven bits.
uint32_t partDecode(Part part, const CjkCharset& table, uint32_t first, uint32_t second) {
    uint32_t code = (first << 8 | second) | 0x8080;
    switch (part) {
    case Part::kKsx1001: // the filler is a character here; in EUC it begins one
        if (code == 0xa4d4) return 0x3164;
        return first >= 0x21 && first <= 0x7e ? table.two[code] : kAbsent;
    case Part::kJisx0212:
        return table.three[code];
    case Part::kJisx0213Second:
        return isSecondPlaneRow(first - 0x20) ? table.three[code] : kAbsent;
    case Part::kJisRoman:
        return first == 0x5c ? 0xa5 : first == 0x7e ? 0x203e : first;
    case Part::kJisKatakana:
        return first >= 0x21 && first <= 0x5f ? 0xff61 + first - 0x21 : kAbsent;
    case Part::kLatin1:
        return first | 0x80;
    case Part::kGreek:
        if (first < 0x20) return first | 0x80;
        return kGreekHigh[first - 0x20] ? kGreekHigh[first - 0x20] : kAbsent;
    default:
        return first >= 0x21 && first <= 0x7e ? table.two[code] : kAbsent;
    }
}

// The code of a character in a designated set, of seven-bit bytes; 0: none.
uint32_t partEncode(Part part, uint32_t c, uint32_t code) {
    // Wide tilde: the set has it in EUC and Shift JIS only.
    if (part == Part::kJisx0213First && c == 0xff5e) return 0;
    switch (part) {
    case Part::kJisRoman:
        return c == 0xa5 ? 0x5c : c == 0x203e ? 0x7e : 0;
    case Part::kJisKatakana:
        return c >= 0xff61 && c <= 0xff9f ? c - 0xff61 + 0x21 : 0;
    case Part::kLatin1:
    case Part::kGreek:
        return 0; // only read
    case Part::kJisx0212:
        return code >> 16 == 0x8f ? code & 0x7f7f : 0;
    case Part::kJisx0213Second:
        return code >> 16 == 0x8f && isSecondPlaneRow((code >> 8 & 0x7f) - 0x20) ? code & 0x7f7f
                                                                                 : 0;
    default:
        return code > 0xff && code <= 0xffff && (code & 0x8080) == 0x8080 && code >> 8 >= 0xa1
                   ? code & 0x7f7f
                   : 0;
    }
}

// --- state of ISO 2022 ---------------------------------------------------------------------------

uint8_t markOf(uint64_t state, int plane) {
    return static_cast<uint8_t>(state >> (8 * plane));
}
void setMark(uint64_t* state, int plane, uint8_t mark) {
    *state = (*state & ~(uint64_t{0xff} << (8 * plane))) | uint64_t{mark} << (8 * plane);
}
constexpr uint64_t kShifted = uint64_t{1} << 32, kEscaped = uint64_t{1} << 33;

constexpr char kEscape = 0x1b, kShiftOut = 0x0e, kShiftIn = 0x0f;

enum class Scheme : uint8_t { kTable, kHangul, kFour, kHz, kIso };

CjkStep invalid(int count) {
    CjkStep step;
    step.invalid = count;
    return step;
}
CjkStep taken(int count) {
    CjkStep step;
    step.taken = count;
    return step;
}
CjkStep one(int count, uint32_t c) {
    CjkStep step;
    step.taken = count;
    step.count = 1;
    step.out[0] = c;
    return step;
}

} // namespace

struct CjkCodec::Info {
    const char* name;
    Scheme scheme;
    CjkSet set;
    uint8_t last_lead =
        0xff; // of those from 0xe0 on; less: other bytes lead nothing, even at the end
    const Designation* designations = nullptr;
    int designation_count = 0;
    bool shifts = false; // SI and SO mean something
    bool has_g2 = false;
};

namespace {

using Info = CjkCodec::Info;
constexpr Info kCodecs[] = {
    {"big5", Scheme::kTable, CjkSet::kBig5},
    {"big5hkscs", Scheme::kTable, CjkSet::kBig5Hkscs},
    {"cp932", Scheme::kTable, CjkSet::kCp932},
    {"cp949", Scheme::kTable, CjkSet::kCp949},
    {"cp950", Scheme::kTable, CjkSet::kCp950},
    {"euc_jis_2004", Scheme::kTable, CjkSet::kEucJis2004},
    {"euc_jisx0213", Scheme::kTable, CjkSet::kEucJisX0213},
    {"euc_jp", Scheme::kTable, CjkSet::kEucJp},
    {"euc_kr", Scheme::kHangul, CjkSet::kEucKr},
    {"gb18030", Scheme::kFour, CjkSet::kGb18030},
    {"gb2312", Scheme::kTable, CjkSet::kGb2312},
    {"gbk", Scheme::kTable, CjkSet::kGbk},
    {"hz", Scheme::kHz, CjkSet::kGb2312},
    {"iso2022_jp", Scheme::kIso, CjkSet::kEucJp, 0xff, kIsoJp, std::size(kIsoJp)},
    {"iso2022_jp_1", Scheme::kIso, CjkSet::kEucJp, 0xff, kIsoJp1, std::size(kIsoJp1)},
    {"iso2022_jp_2", Scheme::kIso, CjkSet::kEucJp, 0xff, kIsoJp2, std::size(kIsoJp2), false, true},
    {"iso2022_jp_2004", Scheme::kIso, CjkSet::kEucJp, 0xff, kIsoJp2004, std::size(kIsoJp2004)},
    {"iso2022_jp_3", Scheme::kIso, CjkSet::kEucJp, 0xff, kIsoJp3, std::size(kIsoJp3)},
    {"iso2022_jp_ext", Scheme::kIso, CjkSet::kEucJp, 0xff, kIsoJpExt, std::size(kIsoJpExt)},
    {"iso2022_kr", Scheme::kIso, CjkSet::kEucKr, 0xff, kIsoKr, std::size(kIsoKr), true},
    {"johab", Scheme::kTable, CjkSet::kJohab},
    {"shift_jis", Scheme::kTable, CjkSet::kShiftJis, 0xea},
    {"shift_jis_2004", Scheme::kTable, CjkSet::kShiftJis2004, 0xfc},
    {"shift_jisx0213", Scheme::kTable, CjkSet::kShiftJisX0213, 0xfc},
};

CjkStep found(const CjkCharset& table, int count, uint32_t c) {
    if (!(c & CjkCharset::kPair)) return one(count, c);
    const CjkCharset::Pair& pair = table.pairs[c & ~CjkCharset::kPair];
    CjkStep step = one(count, pair.first);
    step.count = 2;
    step.out[1] = pair.second;
    return step;
}

void putCode(std::string* out, uint32_t code) {
    if (code > 0xffff) *out += static_cast<char>(code >> 16);
    if (code > 0xff) *out += static_cast<char>(code >> 8);
    *out += static_cast<char>(code);
}

// Hangul that KS X 1001 has no code for, in EUC: a filler and three letters, two bytes each. By
// index of the letter; the last byte of its code, behind 0xa4.
constexpr uint8_t kFiller = 0xd4;
constexpr uint8_t kInitials[19] = {0xa1, 0xa2, 0xa4, 0xa7, 0xa8, 0xa9, 0xb1, 0xb2, 0xb3, 0xb5,
                                   0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe};
constexpr uint8_t kFinals[28] = {kFiller, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa9, 0xaa,
                                 0xab,    0xac, 0xad, 0xae, 0xaf, 0xb0, 0xb1, 0xb2, 0xb4, 0xb5,
                                 0xb6,    0xb7, 0xb8, 0xba, 0xbb, 0xbc, 0xbd, 0xbe};
constexpr uint32_t kHangulFirst = 0xac00, kHangulLast = 0xd7a3;

} // namespace

bool CjkCodec::open(Thread* t, std::string_view name) {
    for (const Info& info : kCodecs) {
        if (name != info.name) continue;
        info_ = &info;
        for (int i = 0; i < info.designation_count; ++i) {
            tables_[i] = cjkCharset(t, info.designations[i].set);
            if (!tables_[i]) return false;
        }
        if (!info.designation_count) tables_[0] = cjkCharset(t, info.set);
        return tables_[0] != nullptr;
    }
    (void)raise(t, TypeId::kLookupError, "no such codec is supported.");
    return false;
}

const char* CjkCodec::name() const {
    return info_->name;
}

uint64_t CjkCodec::initialState() const {
    return info_->scheme == Scheme::kIso ? uint64_t{kAscii} | uint64_t{kAscii} << 8 : 0;
}

// --- decoding ------------------------------------------------------------------------------------

CjkStep CjkCodec::decodeTable(const uint8_t* in, size_t size) const {
    const CjkCharset& table = *tables_[0];
    uint32_t c = table.single[in[0]];
    if (c != kAbsent) return one(1, c);
    if (info_->last_lead != 0xff &&
        !((in[0] >= 0x81 && in[0] <= 0x9f) || (in[0] >= 0xe0 && in[0] <= info_->last_lead)))
        return invalid(1);
    if (!table.three.empty() && in[0] == 0x8f) {
        if (size < 3) return {};
        c = table.three[uint32_t{in[1]} << 8 | in[2]];
        return c >= kTooNew ? invalid(c == kTooNew ? 2 : 1) : found(table, 3, c);
    }
    if (size < 2) return {};
    c = table.two[uint32_t{in[0]} << 8 | in[1]];
    return c >= kTooNew ? invalid(c == kTooNew ? 2 : 1) : found(table, 2, c);
}

CjkStep CjkCodec::decodeFour(const uint8_t* in, size_t size) const {
    if (size < 2 || in[0] < 0x80 || in[1] < '0' || in[1] > '9') return decodeTable(in, size);
    if (size < 4) return {};
    if (in[0] < 0x81 || in[2] < 0x81 || in[2] > 0xfe || in[3] < '0' || in[3] > '9')
        return invalid(1);
    uint32_t lead = in[0] - 0x81u;
    uint32_t low = ((in[1] - '0') * 126u + in[2] - 0x81u) * 10 + in[3] - '0';
    if (lead < 4) {
        const auto& four = tables_[0]->four;
        uint32_t at = lead * 12600 + low;
        return at < four.size() ? one(4, four[at]) : invalid(1);
    }
    if (lead < 15) return invalid(1);
    uint32_t c = 0x10000 + (lead - 15) * 12600 + low;
    return c <= 0x10ffff ? one(4, c) : invalid(1);
}

CjkStep CjkCodec::decodeHangul(const uint8_t* in, size_t size) const {
    if (size < 2 || in[0] != 0xa4 || in[1] != kFiller) return decodeTable(in, size);
    if (size < 8) return {};
    if (in[2] != 0xa4 || in[4] != 0xa4 || in[6] != 0xa4) return invalid(1);
    const auto* initial = std::find(std::begin(kInitials), std::end(kInitials), in[3]);
    const auto* final = std::find(std::begin(kFinals), std::end(kFinals), in[7]);
    if (initial == std::end(kInitials) || in[5] < 0xbf || in[5] > 0xd3 ||
        final == std::end(kFinals)) {
        return invalid(1);
    }
    auto syllable = ((initial - kInitials) * 21 + in[5] - 0xbf) * 28 + (final - kFinals);
    return one(8, kHangulFirst + static_cast<uint32_t>(syllable));
}

CjkStep CjkCodec::decodeHz(const uint8_t* in, size_t size, uint64_t* state) const {
    uint8_t c = in[0];
    if (c == '~') {
        if (size < 2) return {};
        if (in[1] == '~' && !*state) return one(2, '~');
        if (in[1] == '{' && !*state) {
            *state = 1;
        } else if (in[1] == '}' && *state) {
            *state = 0;
        } else if (in[1] != '\n' || *state) {
            return invalid(1);
        }
        return taken(2);
    }
    if (c & 0x80) return invalid(1);
    if (!*state) return one(1, c);
    if (size < 2) return {};
    uint32_t found_point = partDecode(Part::kGb2312, *tables_[0], c, in[1]);
    return found_point >= kTooNew || in[1] & 0x80 ? invalid(1) : one(2, found_point);
}

static bool endsEscape(uint8_t c) {
    return (c >= 'A' && c <= 'Z') || c == '@';
}

// An escape sequence that begins a designation.
CjkStep CjkCodec::designate(const uint8_t* in, size_t size, uint64_t* state) const {
    constexpr size_t kLongest = 16;
    size_t length = 0;
    for (size_t i = 1; i < kLongest && !length; ++i) {
        if (i >= size) return {};
        if (endsEscape(in[i])) {
            length = i + 1;
        } else if (!info_->shifts && i + 1 < size && in[i] == '&' && in[i + 1] == '@') {
            i += 2;
        }
    }
    int plane = 0;
    uint8_t mark = 0;
    switch (length) {
    case 0:
        return invalid(1);
    case 3:
        if (in[1] == '$') {
            mark = in[2] | kDouble;
        } else {
            mark = in[2];
            if (in[1] == ')') {
                plane = 1;
            } else if (in[1] == '.' && info_->has_g2) {
                plane = 2;
            } else if (in[1] != '(') {
                return invalid(3);
            }
        }
        break;
    case 4:
        if (in[1] != '$' || (in[2] != '(' && in[2] != ')')) return invalid(4);
        mark = in[3] | kDouble;
        plane = in[2] == ')';
        break;
    case 6: // the edition of 1990
        if (in[3] != kEscape || in[4] != '$' || in[5] != 'B') return invalid(6);
        mark = kDouble | 'B';
        break;
    default:
        return invalid(static_cast<int>(length));
    }
    if (mark != kAscii) {
        const Designation* end = info_->designations + info_->designation_count;
        if (std::none_of(info_->designations, end,
                         [&](const Designation& d) { return d.mark == mark; }))
            return invalid(static_cast<int>(length));
    }
    setMark(state, plane, mark);
    return taken(static_cast<int>(length));
}

CjkStep CjkCodec::decodeIso(const uint8_t* in, size_t size, uint64_t* state) const {
    uint8_t c = in[0];
    if (*state & kEscaped) { // an escape sequence that is none of ours passes through
        if (endsEscape(c)) *state &= ~kEscaped;
        return one(1, c);
    }
    if (c == static_cast<uint8_t>(kEscape)) {
        if (size < 2) return {};
        uint8_t next = in[1];
        if (next == '(' || next == ')' || next == '$' || next == '.' || next == '&')
            return designate(in, size, state);
        if (info_->has_g2 && next == 'N') { // one character of G2
            if (size < 3) return {};
            uint8_t mark = markOf(*state, 2);
            if (in[2] >= 0x80) return invalid(3);
            if (mark == 0) return one(3, in[2]); // ASCII
            for (int i = 0; i < info_->designation_count; ++i) {
                const Designation& d = info_->designations[i];
                if (d.plane != 2 || d.mark != mark) continue;
                uint32_t found_point = partDecode(d.part, *tables_[i], in[2], 0);
                return found_point >= kTooNew ? invalid(3) : one(3, found_point);
            }
            return invalid(3);
        }
        *state |= kEscaped;
        return one(1, c);
    }
    if (info_->shifts && (c == kShiftIn || c == kShiftOut)) {
        *state = c == kShiftOut ? *state | kShifted : *state & ~kShifted;
        return taken(1);
    }
    if (c == '\n') {
        *state &= ~kShifted;
        return one(1, c);
    }
    if (c < 0x20) return one(1, c);
    if (c >= 0x80) return invalid(1);
    uint8_t mark = markOf(*state, *state & kShifted ? 1 : 0);
    if (mark == kAscii) return one(1, c);
    for (int i = 0; i < info_->designation_count; ++i) {
        const Designation& d = info_->designations[i];
        if (d.mark != mark) continue;
        int width = mark & kDouble ? 2 : 1;
        if (size < static_cast<size_t>(width)) return {};
        uint32_t found_point = width == 2 && in[1] >= 0x80
                                   ? kAbsent
                                   : partDecode(d.part, *tables_[i], c, width == 2 ? in[1] : 0);
        return found_point >= kTooNew ? invalid(width) : found(*tables_[i], width, found_point);
    }
    return invalid(1);
}

CjkStep CjkCodec::decode(const uint8_t* in, size_t size, uint64_t* state) const {
    switch (info_->scheme) {
    case Scheme::kTable:
        return decodeTable(in, size);
    case Scheme::kFour:
        return decodeFour(in, size);
    case Scheme::kHangul:
        return decodeHangul(in, size);
    case Scheme::kHz:
        return decodeHz(in, size, state);
    case Scheme::kIso:
        return decodeIso(in, size, state);
    }
    return {};
}

// --- encoding ------------------------------------------------------------------------------------

CjkStep CjkCodec::encodeTable(const uint32_t* in, size_t size, bool final, std::string* out) const {
    const CjkCharset& table = *tables_[0];
    uint32_t c = in[0];
    if (!table.pairs.empty() && table.beginsPair(c)) {
        if (size < 2 && !final) return {};
        if (uint32_t code = size < 2 ? 0 : table.pairCode(c, in[1])) {
            putCode(out, code);
            return taken(2);
        }
    }
    uint32_t code = table.codeOf(c);
    if (code || c == 0) {
        putCode(out, code);
        return taken(1);
    }
    if (info_->scheme == Scheme::kHangul && c >= kHangulFirst && c <= kHangulLast) {
        uint32_t syllable = c - kHangulFirst;
        uint8_t letters[] = {kFiller, kInitials[syllable / 588],
                             static_cast<uint8_t>(0xbf + syllable / 28 % 21),
                             kFinals[syllable % 28]};
        for (uint8_t letter : letters) putCode(out, 0xa400u | letter);
        return taken(1);
    }
    if (info_->scheme == Scheme::kFour) {
        uint32_t at = 0;
        if (c >= 0x10000) {
            at = c - 0x10000 + 15 * 12600;
        } else {
            auto place = std::lower_bound(table.four.begin(), table.four.end(), c);
            if (place == table.four.end() || *place != c) return invalid(1);
            at = static_cast<uint32_t>(place - table.four.begin());
        }
        *out += static_cast<char>(0x81 + at / 12600);
        *out += static_cast<char>('0' + at / 1260 % 10);
        *out += static_cast<char>(0x81 + at / 10 % 126);
        *out += static_cast<char>('0' + at % 10);
        return taken(1);
    }
    return invalid(1);
}

CjkStep CjkCodec::encodeHz(uint32_t c, uint64_t* state, std::string* out) const {
    if (c < 0x80) {
        if (*state) *out += "~}";
        *state = 0;
        *out += static_cast<char>(c);
        if (c == '~') *out += '~';
        return taken(1);
    }
    uint32_t code = tables_[0]->codeOf(c);
    if (code <= 0xff) return invalid(1);
    if (!*state) *out += "~{";
    *state = 1;
    putCode(out, code & 0x7f7f);
    return taken(1);
}

CjkStep CjkCodec::encodeIso(const uint32_t* in, size_t size, bool final, uint64_t* state,
                            std::string* out) const {
    uint32_t c = in[0];
    if (c < 0x80) {
        if (markOf(*state, 0) != kAscii) {
            *out += kEscape;
            *out += "(B";
            setMark(state, 0, kAscii);
        }
        if (*state & kShifted) {
            *out += kShiftIn;
            *state &= ~kShifted;
        }
        *out += static_cast<char>(c);
        return taken(1);
    }
    // A character and its mark that have one code go before all sets.
    int paired_in = -1;
    for (int i = 0; i < info_->designation_count; ++i) {
        if (info_->designations[i].part != Part::kJisx0213First || !tables_[i]->beginsPair(c))
            continue;
        if (size < 2 && !final) return {};
        if (size >= 2 && tables_[i]->pairCode(c, in[1])) paired_in = i;
    }
    for (int i = 0; i < info_->designation_count; ++i) {
        const Designation& d = info_->designations[i];
        const CjkCharset& table = *tables_[i];
        uint32_t pair = i == paired_in ? table.pairCode(c, in[1]) : 0;
        if (paired_in >= 0 && !pair) continue;
        uint32_t code = partEncode(d.part, c, pair ? pair : table.codeOf(c));
        if (!code) continue;
        bool wide = d.mark & kDouble;
        if (d.plane == 0 && *state & kShifted) {
            *out += kShiftIn;
            *state &= ~kShifted;
        }
        if (markOf(*state, d.plane) != d.mark) {
            *out += kEscape;
            if (wide) *out += '$';
            if (!wide || d.plane == 1 || (d.mark != kJisx0208.mark && d.mark != kJisx0208Old.mark))
                *out += d.plane == 1 ? ')' : '(';
            *out += static_cast<char>(d.mark & 0x7f);
            setMark(state, d.plane, d.mark);
        }
        if (d.plane == 1 && !(*state & kShifted)) {
            *out += kShiftOut;
            *state |= kShifted;
        }
        putCode(out, code);
        return taken(pair ? 2 : 1);
    }
    return invalid(1);
}

CjkStep CjkCodec::encode(const uint32_t* in, size_t size, bool final, uint64_t* state,
                         std::string* out) const {
    switch (info_->scheme) {
    case Scheme::kHz:
        return encodeHz(in[0], state, out);
    case Scheme::kIso:
        return encodeIso(in, size, final, state, out);
    default:
        return encodeTable(in, size, final, out);
    }
}

void CjkCodec::finish(uint64_t* state, std::string* out) const {
    if (info_->scheme == Scheme::kHz) {
        if (*state) *out += "~}";
        *state = 0;
    } else if (info_->scheme == Scheme::kIso) {
        if (*state & kShifted) {
            *out += kShiftIn;
            *state &= ~kShifted;
        }
        if (markOf(*state, 0) != kAscii) {
            *out += kEscape;
            *out += "(B";
            setMark(state, 0, kAscii);
        }
    }
}

} // namespace krait
