// _json: the fast parts of json: a scanner that builds objects from text, an encoder that writes
// the text of objects, and the quoting of strings. json.decoder and json.encoder use them where no
// subclass interferes.
//
// The scanner runs over the text in its own width and never copies it; the encoder writes into one
// buffer. Keys that repeat from object to object are made once per call. Needs the GIL.
//
// REENTRY: hooks, default() and items of subclasses run Python code. The parser holds its text; the
// encoder re-reads lengths of containers after each item.
#include "stdlib/native/native_support.h"

#include "vm/base/float_text.h"
#include "vm/objects/code.h"
#include "vm/objects/dict.h"
#include "vm/objects/str_units.h"
#include "vm/runtime/import.h"
#include "vm/runtime/signals.h"

#include <cmath>
#include <cstring>

namespace krait {
namespace {

Error raiseDecodeError(Thread* t, const char* message, Str* text, int64_t position) {
    Ref module = importModule(t, "json.decoder");
    if (module.isError()) return Error{};
    Ref type = getAttr(t, module, "JSONDecodeError");
    if (type.isError()) return Error{};
    Ref message_value = strFromUtf8(t, message);
    Ref position_value = intFrom(t, position);
    if (message_value.isError() || position_value.isError()) return Error{};
    Ref error = callFunction(t, type, message_value.get(), Value(text), position_value.get());
    if (error.isError()) return Error{};
    return raiseException(t, error);
}

// StopIteration(index): no value begins there.
Error raiseStop(Thread* t, int64_t index) {
    Ref value = intFrom(t, index);
    if (value.isError()) return Error{};
    return raiseValue(t, TypeId::kStopIteration, value);
}

// --- strings in text -----------------------------------------------------------------------------

template <typename Unit>
bool isPlainUnit(Unit c) {
    return c >= 0x20 && c != '"' && c != '\\';
}

// The first quote, backslash or control character at or after `at`, or length.
template <typename Unit>
int64_t skipPlain(const Unit* units, int64_t at, int64_t length) {
    if constexpr (sizeof(Unit) == 1) {
        constexpr uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
        auto zeroByte = [](uint64_t word) { return (word - kOnes) & ~word & kHigh; };
        for (; at + 8 <= length; at += 8) {
            uint64_t word;
            std::memcpy(&word, units + at, 8);
            uint64_t special = zeroByte(word ^ kOnes * '"') | zeroByte(word ^ kOnes * '\\') |
                               ((word - kOnes * 0x20) & ~word & kHigh);
            if (special) return at + (__builtin_ctzll(special) >> 3);
        }
    }
    while (at < length && isPlainUnit(units[at])) ++at;
    return at;
}

Ref strFromUnits(Thread* t, const uint8_t* units, int64_t count) {
    return strFromLatin1(t, units, count);
}
Ref strFromUnits(Thread* t, const uint16_t* units, int64_t count) {
    return strFromUcs2(t, units, count);
}
Ref strFromUnits(Thread* t, const uint32_t* units, int64_t count) {
    return strFromUcs4(t, units, count);
}

int hexDigit(uint32_t c) {
    if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? static_cast<int>(c - 'a' + 10) : -1;
}

// Four hexadecimal digits at `at`, which is in range; -1 if they are none.
template <typename Unit>
int32_t fourDigits(const Unit* units, int64_t at) {
    int32_t code = 0;
    for (int i = 0; i < 4; ++i) {
        int digit = hexDigit(units[at + i]);
        if (digit < 0) return -1;
        code = code << 4 | digit;
    }
    return code;
}

// A string from after its opening quote; *end becomes the index after the closing one.
template <typename Unit>
Ref scanString(Thread* t, Str* text, const Unit* units, int64_t at, bool strict, int64_t* end) {
    int64_t length = text->length, begin = at - 1;
    int64_t stop = skipPlain(units, at, length);
    if (stop < length && units[stop] == '"') {
        *end = stop + 1;
        return strFromUnits(t, units + at, stop - at);
    }
    TextBuffer out(t);
    for (;;) {
        out.appendSlice(text, at, stop);
        if (stop >= length) {
            return raiseDecodeError(t, "Unterminated string starting at", text, begin);
        }
        uint32_t c = units[stop];
        at = stop + 1;
        if (c == '"') {
            *end = at;
            return out.finish();
        }
        if (c != '\\') {
            if (strict) return raiseDecodeError(t, "Invalid control character at", text, stop);
            out.appendChar(c);
        } else if (at >= length) {
            return raiseDecodeError(t, "Unterminated string starting at", text, begin);
        } else if (uint32_t escape = units[at++]; escape != 'u') {
            constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
            size_t index =
                escape < 128 ? kEscapes.find(static_cast<char>(escape)) : std::string_view::npos;
            if (index == std::string_view::npos) {
                return raiseDecodeError(t, "Invalid \\escape", text, at - 2);
            }
            out.appendChar(static_cast<uint8_t>(kMeanings[index]));
        } else {
            constexpr const char* kInvalid = "Invalid \\uXXXX escape";
            int32_t code = at + 4 < length ? fourDigits(units, at) : -1;
            if (code < 0) return raiseDecodeError(t, kInvalid, text, at - 1);
            at += 4;
            if ((code & 0xfc00) == 0xd800 && at + 6 < length && units[at] == '\\' &&
                units[at + 1] == 'u') {
                int32_t low = fourDigits(units, at + 2);
                if (low < 0) return raiseDecodeError(t, kInvalid, text, at + 1);
                if ((low & 0xfc00) == 0xdc00) {
                    code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
                    at += 6;
                }
            }
            out.appendChar(static_cast<uint32_t>(code));
        }
        stop = skipPlain(units, at, length);
    }
}

Ref json_scanstring(Thread* t, Args a) {
    int64_t at = KRAIT_TRY(toIndexInt64(t, a[1]));
    bool strict = KRAIT_TRY(isTrue(t, a[2]));
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "first argument must be a string, not %.80T", a[0]);
    }
    auto* text = a[0].as<Str>();
    if (at < 0 || at > text->length) {
        return raise(t, TypeId::kValueError, "end is out of bounds");
    }
    int64_t end = 0;
    Ref string = withUnits(
        text, [&](const auto* units) { return scanString(t, text, units, at, strict, &end); });
    if (string.isError()) return Error{};
    Ref end_value = KRAIT_TRY(intFrom(t, end));
    return tupleOf(t, string, end_value);
}

// --- the scanner ---------------------------------------------------------------------------------

struct Scanner : Object {
    Value object_hook, object_pairs_hook, parse_float, parse_int, parse_constant;
    bool strict;
};

template <typename Unit>
class Parser {
  public:
    Parser(Thread* t, const Scanner* scanner, Str* text, const Unit* units)
        : t_(t), scanner_(scanner), text_(text), units_(units), length_(text->length),
          plain_int_(scanner->parse_int == Value(t->type(TypeId::kInt))),
          plain_float_(scanner->parse_float == Value(t->type(TypeId::kFloat))) {}

    int64_t position() const { return at_; }
    // The value at an index; the position is after it then.
    Ref parse(int64_t at) {
        at_ = at;
        return value();
    }

  private:
    Ref value();
    Ref object();
    Ref array();
    Ref number();
    Ref constant(const char* name);
    Ref key();
    bool at(char c) const { return at_ < length_ && units_[at_] == static_cast<uint8_t>(c); }
    bool isDigit(int64_t i) const { return i < length_ && units_[i] >= '0' && units_[i] <= '9'; }
    bool follows(std::string_view word) const {
        if (length_ - at_ < static_cast<int64_t>(word.size())) return false;
        for (size_t i = 0; i < word.size(); ++i) {
            if (units_[at_ + static_cast<int64_t>(i)] != static_cast<uint8_t>(word[i])) {
                return false;
            }
        }
        return true;
    }
    void skipSpace() {
        while (at_ < length_ && (units_[at_] == ' ' || units_[at_] == '\n' || units_[at_] == '\r' ||
                                 units_[at_] == '\t')) {
            ++at_;
        }
    }
    Error fail(const char* message, int64_t at) { return raiseDecodeError(t_, message, text_, at); }

    static constexpr size_t kKeyCount = 256, kKeySizeMax = 64;

    Thread* t_;
    const Scanner* scanner_;
    Str* text_;
    const Unit* units_;
    int64_t length_, at_ = 0;
    bool plain_int_, plain_float_;
    Ref keys_[kKeyCount]; // by a hash of their text
};

template <typename Unit>
Ref Parser<Unit>::value() {
    if (at_ >= length_) return raiseStop(t_, at_);
    switch (units_[at_]) {
    case '"':
        return scanString(t_, text_, units_, at_ + 1, scanner_->strict, &at_);
    case '{':
        return object();
    case '[':
        return array();
    case 'n':
        if (!follows("null")) break;
        at_ += 4;
        return Ref::none();
    case 't':
        if (!follows("true")) break;
        at_ += 4;
        return Ref::boolean(true);
    case 'f':
        if (!follows("false")) break;
        at_ += 5;
        return Ref::boolean(false);
    case 'N':
        if (follows("NaN")) return constant("NaN");
        break;
    case 'I':
        if (follows("Infinity")) return constant("Infinity");
        break;
    case '-':
        if (follows("-Infinity")) return constant("-Infinity");
        break;
    default:
        break;
    }
    return number();
}

template <typename Unit>
Ref Parser<Unit>::constant(const char* name) {
    at_ += static_cast<int64_t>(std::strlen(name));
    Ref text = KRAIT_TRY(strFromAscii(t_, name));
    return callFunction(t_, scanner_->parse_constant, text.get());
}

template <typename Unit>
Ref Parser<Unit>::number() {
    int64_t start = at_, end = at_;
    if (at('-')) ++end;
    if (!isDigit(end)) return raiseStop(t_, start);
    int64_t digits = end;
    int64_t small = 0; // right as long as there are at most 17 digits
    if (units_[end] == '0') {
        ++end;
    } else {
        for (; isDigit(end); ++end) {
            small = static_cast<int64_t>(static_cast<uint64_t>(small) * 10 + (units_[end] - '0'));
        }
    }
    int64_t integer_end = end;
    if (end < length_ && units_[end] == '.' && isDigit(end + 1)) {
        end += 2;
        while (isDigit(end)) ++end;
    }
    if (end < length_ && (units_[end] == 'e' || units_[end] == 'E')) {
        int64_t exponent = end + 1;
        if (exponent < length_ && (units_[exponent] == '+' || units_[exponent] == '-')) ++exponent;
        if (isDigit(exponent)) {
            while (isDigit(exponent)) ++exponent;
            end = exponent;
        }
    }
    at_ = end;
    bool is_integer = end == integer_end;
    if (is_integer && plain_int_ && end - digits <= 17) {
        return intFrom(t_, digits != start ? -small : small);
    }
    // The characters are ASCII whatever the width.
    char scratch[64];
    const char* p = scratch;
    auto size = static_cast<size_t>(end - start);
    if constexpr (sizeof(Unit) == 1) {
        p = reinterpret_cast<const char*>(units_ + start);
    } else if (size <= sizeof scratch) {
        for (size_t i = 0; i < size; ++i) {
            scratch[i] = static_cast<char>(units_[start + static_cast<int64_t>(i)]);
        }
    } else {
        p = nullptr;
    }
    if (p && is_integer && plain_int_) return intFromText(t_, p, size, 10);
    if (p && !is_integer && plain_float_) {
        double number;
        FloatParse parsed = parseFloat(p, size, &number);
        if (parsed == FloatParse::kOk || parsed == FloatParse::kTooLarge) return floatFrom(number);
    }
    Ref text = KRAIT_TRY(strSubstring(t_, text_, start, end));
    return callFunction(t_, is_integer ? scanner_->parse_int : scanner_->parse_float, text.get());
}

// A string that is a key: the same object for the same short text.
template <typename Unit>
Ref Parser<Unit>::key() {
    int64_t start = at_ + 1;
    if constexpr (sizeof(Unit) == 1) {
        int64_t end = skipPlain(units_, start, length_);
        auto size = static_cast<size_t>(end - start);
        if (end < length_ && units_[end] == '"' && size > 1 && size <= kKeySizeMax) {
            uint64_t head = 0, tail = 0;
            size_t n = size < 8 ? size : 8;
            std::memcpy(&head, units_ + start, n);
            std::memcpy(&tail, units_ + end - n, n);
            uint64_t hash = (head ^ tail * 31 ^ size) * 0x9e3779b97f4a7c15;
            Ref& place = keys_[hash >> 56];
            at_ = end + 1;
            if (!place.isEmpty()) {
                const auto* known = place.as<Str>();
                if (known->length == end - start &&
                    std::memcmp(known->data, units_ + start, size) == 0) {
                    return Ref::share(place);
                }
            }
            Ref made = KRAIT_TRY(strFromUnits(t_, units_ + start, end - start));
            place = Ref::share(made);
            return made;
        }
    }
    return scanString(t_, text_, units_, start, scanner_->strict, &at_);
}

template <typename Unit>
Ref Parser<Unit>::object() {
    KRAIT_TRY(checkNativeStack(t_, " while decoding a JSON object from a unicode string"));
    bool has_pairs_hook = !scanner_->object_pairs_hook.isNone();
    New<Dict> dict;
    New<List> pairs;
    if (has_pairs_hook) {
        pairs = KRAIT_TRY(listNew(t_));
    } else {
        dict = KRAIT_TRY(dictNew(t_));
    }
    ++at_;
    skipSpace();
    if (!at('}')) {
        for (;;) {
            if (!at('"')) {
                return fail("Expecting property name enclosed in double quotes", at_);
            }
            Ref name = KRAIT_TRY(key());
            skipSpace();
            if (!at(':')) return fail("Expecting ':' delimiter", at_);
            ++at_;
            skipSpace();
            Ref item = KRAIT_TRY(value());
            if (has_pairs_hook) {
                KRAIT_TRY(listAppendTake(t_, pairs, KRAIT_TRY(tupleOf(t_, name, item)).release()));
            } else {
                KRAIT_TRY(dictSet(t_, dict, name, item));
            }
            skipSpace();
            if (at('}')) break;
            if (!at(',')) return fail("Expecting ',' delimiter", at_);
            KRAIT_TRY(pollSignals(t_));
            int64_t comma = at_++;
            skipSpace();
            if (at('}')) return fail("Illegal trailing comma before end of object", comma);
        }
    }
    ++at_;
    if (has_pairs_hook) return callFunction(t_, scanner_->object_pairs_hook, Value(pairs.get()));
    if (scanner_->object_hook.isNone()) return dict;
    return callFunction(t_, scanner_->object_hook, Value(dict.get()));
}

template <typename Unit>
Ref Parser<Unit>::array() {
    KRAIT_TRY(checkNativeStack(t_, " while decoding a JSON array from a unicode string"));
    New<List> list = KRAIT_TRY(listNew(t_));
    ++at_;
    skipSpace();
    if (!at(']')) {
        for (;;) {
            KRAIT_TRY(listAppendTake(t_, list, KRAIT_TRY(value()).release()));
            skipSpace();
            if (at(']')) break;
            if (!at(',')) return fail("Expecting ',' delimiter", at_);
            KRAIT_TRY(pollSignals(t_));
            int64_t comma = at_++;
            skipSpace();
            if (at(']')) return fail("Illegal trailing comma before end of array", comma);
        }
    }
    ++at_;
    return list;
}

// The arguments of a callable object with two positional-or-keyword parameters.
Status bindTwo(Thread* t, CallArgs args, const char* function, const char* const (&names)[2],
               Value (&out)[2]) {
    uint32_t named =
        args.names.isEmpty() ? 0 : static_cast<uint32_t>(args.names.as<Tuple>()->length);
    if (args.positional_count + named > 2) {
        return raise(t, TypeId::kTypeError, "%s() takes at most 2 %sarguments (%u given)", function,
                     args.positional_count == 0 ? "keyword " : "", args.positional_count + named);
    }
    for (uint32_t i = 0; i < args.positional_count; ++i) out[i] = args.values[i];
    for (uint32_t i = 0; i < named; ++i) {
        Value name = args.names.as<Tuple>()->items[i];
        int place = strEqualAscii(name.as<Str>(), names[0])   ? 0
                    : strEqualAscii(name.as<Str>(), names[1]) ? 1
                                                              : -1;
        if (place < 0) {
            return raise(t, TypeId::kTypeError, "%s() got an unexpected keyword argument '%U'",
                         function, name);
        }
        if (!out[place].isEmpty()) {
            return raise(t, TypeId::kTypeError,
                         "argument for %s() given by name ('%U') and position (%d)", function, name,
                         place + 1);
        }
        out[place] = args.values[args.positional_count + i];
    }
    for (int i = 0; i < 2; ++i) {
        if (out[i].isEmpty()) {
            return raise(t, TypeId::kTypeError, "%s() missing required argument '%s' (pos %d)",
                         function, names[i], i + 1);
        }
    }
    return ok();
}

Ref scannerCall(Thread* t, Value self, CallArgs args) {
    static constexpr const char* kNames[2] = {"string", "idx"};
    Value bound[2];
    KRAIT_TRY(bindTwo(t, args, "scan_once", kNames, bound));
    int64_t at = KRAIT_TRY(toIndexInt64(t, bound[1]));
    if (!isStr(bound[0])) {
        return raise(t, TypeId::kTypeError, "first argument must be a string, not %.80T", bound[0]);
    }
    if (at < 0) return raise(t, TypeId::kValueError, "idx cannot be negative");
    Ref scanner = Ref::share(self), text = Ref::share(bound[0]);
    auto* s = text.as<Str>();
    int64_t end = 0;
    Ref value = withUnits(s, [&](const auto* units) {
        using Unit = std::remove_cv_t<std::remove_reference_t<decltype(*units)>>;
        Parser<Unit> parser(t, scanner.as<Scanner>(), s, units);
        Ref parsed = parser.parse(at);
        end = parser.position();
        return parsed;
    });
    if (value.isError()) return Error{};
    Ref end_value = KRAIT_TRY(intFrom(t, end));
    return tupleOf(t, value, end_value);
}

Ref scanner_dunder_new(Thread* t, Args a) {
    Ref strict = KRAIT_TRY(getAttr(t, a[1], "strict"));
    bool is_strict = KRAIT_TRY(isTrue(t, strict));
    Ref object_hook = KRAIT_TRY(getAttr(t, a[1], "object_hook"));
    Ref object_pairs_hook = KRAIT_TRY(getAttr(t, a[1], "object_pairs_hook"));
    Ref parse_float = KRAIT_TRY(getAttr(t, a[1], "parse_float"));
    Ref parse_int = KRAIT_TRY(getAttr(t, a[1], "parse_int"));
    Ref parse_constant = KRAIT_TRY(getAttr(t, a[1], "parse_constant"));
    New<Scanner> scanner = KRAIT_TRY(newInstance<Scanner>(t, a[0]));
    scanner->strict = is_strict;
    scanner->object_hook = object_hook.release();
    scanner->object_pairs_hook = object_pairs_hook.release();
    scanner->parse_float = parse_float.release();
    scanner->parse_int = parse_int.release();
    scanner->parse_constant = parse_constant.release();
    return scanner;
}

using ScannerOwns = Owns<Scanner, &Scanner::object_hook, &Scanner::object_pairs_hook,
                         &Scanner::parse_float, &Scanner::parse_int, &Scanner::parse_constant>;

#define FIELD(type, name) {#name, static_cast<uint16_t>(offsetof(type, name))}
constexpr MemberDef kScannerMembers[] = {
    FIELD(Scanner, object_hook), FIELD(Scanner, object_pairs_hook), FIELD(Scanner, parse_float),
    FIELD(Scanner, parse_int),   FIELD(Scanner, parse_constant),    {},
};
constexpr GetSetDef kScannerGetSets[] = {
    {"strict", [](Thread*, Value self) { return Ref::boolean(self.as<Scanner>()->strict); }},
    {},
};

extern const TypeSpec kScannerSpec = {
    .name = "_json.Scanner",
    .size = sizeof(Scanner),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = ScannerOwns::destroy,
              .traverse = ScannerOwns::traverse,
              .clear = ScannerOwns::clear,
              .call = scannerCall},
    .doc = "JSON scanner object",
    .new_ = {"make_scanner(cls, /, context)", scanner_dunder_new, nullptr},
    .getsets = kScannerGetSets,
    .members = kScannerMembers,
};

// --- quoting -------------------------------------------------------------------------------------

void appendUnicodeEscape(TextBuffer& out, uint32_t c) {
    constexpr char kDigits[] = "0123456789abcdef";
    char text[6] = {
        '\\',           'u', kDigits[c >> 12 & 15], kDigits[c >> 8 & 15], kDigits[c >> 4 & 15],
        kDigits[c & 15]};
    out.append(std::string_view(text, sizeof text));
}

template <typename Unit>
void appendQuotedUnits(TextBuffer& out, const Str* s, const Unit* units, bool ascii_only) {
    out.append("\"");
    int64_t length = s->length, at = 0;
    bool all_fit = !ascii_only || s->isAscii();
    for (;;) {
        int64_t stop = skipPlain(units, at, length);
        if (!all_fit || ascii_only) {
            for (int64_t i = at; i < stop; ++i) {
                if (units[i] > '~') {
                    stop = i;
                    break;
                }
            }
        }
        out.appendSlice(s, at, stop);
        if (stop >= length) break;
        uint32_t c = units[stop];
        at = stop + 1;
        constexpr std::string_view kSpecial = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
        size_t index = c < 128 ? kSpecial.find(static_cast<char>(c)) : std::string_view::npos;
        if (index != std::string_view::npos) {
            char text[2] = {'\\', kLetters[index]};
            out.append(std::string_view(text, 2));
        } else if (c >= 0x10000) {
            appendUnicodeEscape(out, 0xd7c0 + (c >> 10));
            appendUnicodeEscape(out, 0xdc00 | (c & 0x3ff));
        } else {
            appendUnicodeEscape(out, c);
        }
    }
    out.append("\"");
}

void appendQuoted(TextBuffer& out, const Str* s, bool ascii_only) {
    withUnits(s, [&](const auto* units) { appendQuotedUnits(out, s, units, ascii_only); });
}

Ref quote(Thread* t, Value v, bool ascii_only) {
    if (!isStr(v)) {
        return raise(t, TypeId::kTypeError, "first argument must be a string, not %.80T", v);
    }
    TextBuffer out(t);
    appendQuoted(out, v.as<Str>(), ascii_only);
    return out.finish();
}
Ref json_encode_basestring(Thread* t, Args a) {
    return quote(t, a[0], false);
}
Ref json_encode_basestring_ascii(Thread* t, Args a) {
    return quote(t, a[0], true);
}

constexpr MethodDef kFunctions[] = {
    {"encode_basestring_ascii(object, /)", json_encode_basestring_ascii,
     "The JSON of a string, in ASCII characters only."},
    {"encode_basestring(object, /)", json_encode_basestring, "The JSON of a string."},
    {"scanstring(string, end, strict=True, /)", json_scanstring,
     "Parses a JSON string from after its opening quote: (string, index after it).\n\nValueError "
     "if it is none. strict=False allows control characters in it."},
    {},
};

// --- the encoder ---------------------------------------------------------------------------------

struct Encoder : Object {
    Value markers, default_, encoder, indent, key_separator, item_separator;
    bool sort_keys, skip_keys, allow_nan;
    enum class Quoting : uint8_t { kAscii, kUnicode, kCall } quoting;
};

class Writer {
  public:
    Writer(Thread* t, Encoder* encoder, int64_t level)
        : t_(t), encoder_(encoder), out_(t), level_(level) {}

    Status write(Value v);
    Ref finish() { return out_.finish(); }

  private:
    Status writeStr(Value v);
    Status writeFloat(double number);
    Status writeArray(Value v);
    Status writeObject(Value v);
    Status writePair(Value key, Value item, bool* first);
    Status writeOther(Value v);
    Status writeKey(Value key);
    Status enter(Value v);
    void leave() {
        if (checks()) open_.pop_back();
    }
    // Begins a line, if there are any.
    void newLine() {
        if (!isStr(encoder_->indent)) return;
        out_.append("\n");
        for (int64_t i = 0; i < level_; ++i) out_.append(encoder_->indent.as<Str>());
    }
    bool checks() const { return !encoder_->markers.isNone(); }

    Thread* t_;
    Encoder* encoder_;
    TextBuffer out_;
    int64_t level_;           // of indentation
    std::vector<Value> open_; // containers around the current value (borrowed)
};

Status Writer::write(Value v) {
    KRAIT_TRY(pollSignals(t_)); // REENTRY: the callers re-read their container
    if (isExactStr(v)) return writeStr(v);
    if (v.isSmallInt()) {
        out_.appendInt(v.asSmallInt());
        return ok();
    }
    if (v.isNumber()) return writeFloat(v.asNumber());
    if (v.isNone()) {
        out_.append("null");
        return ok();
    }
    if (v.isBool()) {
        out_.append(v.isTrue() ? "true" : "false");
        return ok();
    }
    if (isList(v) || isTuple(v)) return writeArray(v);
    if (isDict(v)) return writeObject(v);
    if (isStr(v)) return writeStr(v);
    if (isInt(v)) {
        Ref text = KRAIT_TRY(intToText(t_, v, 10, false));
        out_.append(text.as<Str>());
        return ok();
    }
    if (isFloat(v)) return writeFloat(floatValue(v));
    return writeOther(v);
}

Status Writer::writeStr(Value v) {
    if (encoder_->quoting != Encoder::Quoting::kCall) {
        appendQuoted(out_, v.as<Str>(), encoder_->quoting == Encoder::Quoting::kAscii);
        return ok();
    }
    Ref text = KRAIT_TRY(callFunction(t_, encoder_->encoder, v));
    if (!isStr(text)) {
        return raise(t_, TypeId::kTypeError, "encoder() must return a string, not %.80T",
                     text.get());
    }
    out_.append(text.as<Str>());
    return ok();
}

Status Writer::writeFloat(double number) {
    if (!std::isfinite(number)) {
        if (!encoder_->allow_nan) {
            Ref text = KRAIT_TRY(reprOf(t_, Value::number(number)));
            return raise(t_, TypeId::kValueError,
                         "Out of range float values are not JSON compliant: %U", text.get());
        }
        out_.append(number != number ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        return ok();
    }
    char text[kFloatReprSizeMax];
    out_.append(std::string_view(text, floatRepr(text, number)));
    return ok();
}

Status Writer::enter(Value v) {
    KRAIT_TRY(checkNativeStack(t_, " while encoding a JSON object"));
    if (!checks()) return ok();
    for (Value open : open_) {
        if (open == v) return raise(t_, TypeId::kValueError, "Circular reference detected");
    }
    open_.push_back(v);
    return ok();
}

Status Writer::writeArray(Value v) {
    auto count = [&] { return isList(v) ? v.as<List>()->length : v.as<Tuple>()->length; };
    if (count() == 0) {
        out_.append("[]");
        return ok();
    }
    KRAIT_TRY(enter(v));
    out_.append("[");
    ++level_;
    newLine();
    for (int64_t i = 0; i < count(); ++i) {
        if (i != 0) {
            out_.append(encoder_->item_separator.as<Str>());
            newLine();
        }
        Ref item = Ref::share(isList(v) ? v.as<List>()->items[i] : v.as<Tuple>()->items[i]);
        KRAIT_TRY(write(item));
    }
    --level_;
    newLine();
    out_.append("]");
    leave();
    return ok();
}

// The text of a key, as a str that is still to be quoted; EMPTY and no error: to be skipped.
Ref textOfKey(Thread* t, const Encoder* encoder, Value key) {
    if (isStr(key)) return Ref::share(key);
    if (isFloat(key)) {
        double number = floatValue(key);
        if (std::isfinite(number)) {
            char text[kFloatReprSizeMax];
            return strFromAscii(t, {text, floatRepr(text, number)});
        }
        if (!encoder->allow_nan) {
            Ref text = KRAIT_TRY(reprOf(t, Value::number(number)));
            return raise(t, TypeId::kValueError,
                         "Out of range float values are not JSON compliant: %U", text.get());
        }
        return strFromAscii(t, number != number ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }
    if (key.isNone()) return strFromAscii(t, "null");
    if (key.isBool()) return strFromAscii(t, key.isTrue() ? "true" : "false");
    if (isInt(key)) return intToText(t, key, 10, false);
    if (encoder->skip_keys) return Ref();
    return raise(t, TypeId::kTypeError, "keys must be str, int, float, bool or None, not %.100T",
                 key);
}

Status Writer::writePair(Value key, Value item, bool* first) {
    Ref text = textOfKey(t_, encoder_, key);
    if (text.isEmpty()) return t_->hasError() ? Status(Error{}) : ok();
    if (!*first) {
        out_.append(encoder_->item_separator.as<Str>());
        newLine();
    }
    *first = false;
    KRAIT_TRY(writeStr(text));
    out_.append(encoder_->key_separator.as<Str>());
    return write(item);
}

Status Writer::writeObject(Value v) {
    if (v.as<Dict>()->used == 0) {
        out_.append("{}");
        return ok();
    }
    KRAIT_TRY(enter(v));
    out_.append("{");
    ++level_;
    newLine();
    bool first = true;
    if (isExactDict(v) && !encoder_->sort_keys) {
        int64_t position = 0;
        Value key, item;
        while (dictNext(v.as<Dict>(), &position, &key, &item)) {
            Ref own_key = Ref::share(key), own_item = Ref::share(item);
            KRAIT_TRY(writePair(own_key, own_item, &first));
        }
    } else {
        Ref view = KRAIT_TRY(callMethod(t_, v, t_->name(kName_items)));
        Ref items = KRAIT_TRY(listFromIterable(t_, view));
        if (encoder_->sort_keys) {
            KRAIT_TRY(listSort(t_, items.as<List>(), Value::none(), false));
        }
        for (int64_t i = 0; i < items.as<List>()->length; ++i) {
            Ref pair = Ref::share(items.as<List>()->items[i]);
            if (!isTuple(pair) || pair.as<Tuple>()->length != 2) {
                return raise(t_, TypeId::kValueError, "items must return 2-tuples");
            }
            KRAIT_TRY(writePair(pair.as<Tuple>()->items[0], pair.as<Tuple>()->items[1], &first));
        }
    }
    --level_;
    newLine();
    out_.append("}");
    leave();
    return ok();
}

Status Writer::writeOther(Value v) {
    KRAIT_TRY(enter(v));
    Ref replacement = KRAIT_TRY(callFunction(t_, encoder_->default_, v));
    KRAIT_TRY(write(replacement));
    leave();
    return ok();
}

Ref encoderCall(Thread* t, Value self, CallArgs args) {
    static constexpr const char* kNames[2] = {"obj", "_current_indent_level"};
    Value bound[2];
    KRAIT_TRY(bindTwo(t, args, "_iterencode", kNames, bound));
    Ref encoder = Ref::share(self), object = Ref::share(bound[0]);
    int64_t level = KRAIT_TRY(toIndexInt64(t, bound[1]));
    Writer writer(t, encoder.as<Encoder>(), level);
    KRAIT_TRY(writer.write(object));
    Ref text = KRAIT_TRY(writer.finish());
    return tupleOf(t, text);
}

bool isOwnFunction(Value v, NativeFn function) {
    return isKind(v, TypeId::kNativeFunction) && v.as<NativeFunction>()->def->function == function;
}

Ref encoder_dunder_new(Thread* t, Args a) {
    if (!a[1].isNone() && !isDict(a[1])) {
        return raise(t, TypeId::kTypeError,
                     "make_encoder() argument 1 must be dict or None, not %.200T", a[1]);
    }
    for (int i = 5; i <= 6; ++i) {
        if (isStr(a[i])) continue;
        return raise(t, TypeId::kTypeError, "make_encoder() argument %d must be str, not %.200T", i,
                     a[i]);
    }
    bool flags[3];
    for (int i = 0; i < 3; ++i) flags[i] = KRAIT_TRY(isTrue(t, a[7 + i]));
    New<Encoder> encoder = KRAIT_TRY(newInstance<Encoder>(t, a[0]));
    store(&encoder->markers, a[1]);
    store(&encoder->default_, a[2]);
    store(&encoder->encoder, a[3]);
    store(&encoder->indent, a[4]);
    store(&encoder->key_separator, a[5]);
    store(&encoder->item_separator, a[6]);
    encoder->sort_keys = flags[0];
    encoder->skip_keys = flags[1];
    encoder->allow_nan = flags[2];
    encoder->quoting = isOwnFunction(a[3], json_encode_basestring_ascii) ? Encoder::Quoting::kAscii
                       : isOwnFunction(a[3], json_encode_basestring) ? Encoder::Quoting::kUnicode
                                                                     : Encoder::Quoting::kCall;
    return encoder;
}

using EncoderOwns = Owns<Encoder, &Encoder::markers, &Encoder::default_, &Encoder::encoder,
                         &Encoder::indent, &Encoder::key_separator, &Encoder::item_separator>;

constexpr MemberDef kEncoderMembers[] = {
    FIELD(Encoder, markers),
    {"default", static_cast<uint16_t>(offsetof(Encoder, default_))},
    FIELD(Encoder, encoder),
    FIELD(Encoder, indent),
    FIELD(Encoder, key_separator),
    FIELD(Encoder, item_separator),
    {},
};
constexpr GetSetDef kEncoderGetSets[] = {
    {"sort_keys", [](Thread*, Value self) { return Ref::boolean(self.as<Encoder>()->sort_keys); }},
    {"skipkeys", [](Thread*, Value self) { return Ref::boolean(self.as<Encoder>()->skip_keys); }},
    {},
};
#undef FIELD

extern const TypeSpec kEncoderSpec = {
    .name = "_json.Encoder",
    .size = sizeof(Encoder),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = EncoderOwns::destroy,
              .traverse = EncoderOwns::traverse,
              .clear = EncoderOwns::clear,
              .call = encoderCall},
    .doc = "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, "
           "skipkeys, allow_nan)",
    .new_ = {"make_encoder(cls, /, markers, default, encoder, indent, key_separator, "
             "item_separator, sort_keys, skipkeys, allow_nan)",
             encoder_dunder_new, nullptr},
    .getsets = kEncoderGetSets,
    .members = kEncoderMembers,
};

Status initJson(Thread* t, Value module) {
    static constexpr ModuleType kTypes[] = {
        {"make_scanner", &kScannerSpec},
        {"make_encoder", &kEncoderSpec},
    };
    return addTypes(t, module, kTypes);
}

} // namespace

extern const NativeModule k_jsonModule = {"_json", "json speedups\n", kFunctions, initJson};

} // namespace krait
