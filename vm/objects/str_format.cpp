// str.format and str.format_map: the reader of formats, and the filling in of fields.
//
// REENTRY: values are fetched and formatted by Python code; the format itself is immutable and
// owned by the caller.
#include "vm/objects/str_format.h"

#include "vm/base/unicode.h"
#include "vm/objects/container_helpers.h"
#include "vm/objects/dict.h"
#include "vm/objects/str_methods.h"
#include "vm/objects/str_units.h"

namespace krait {

// --- reading -------------------------------------------------------------------------------------

Result<bool> FormatReader::next(Thread* t, FormatPiece* piece) {
    *piece = FormatPiece();
    if (at_ >= end_) return false;
    piece->literal_start = at_;
    uint32_t c = 0;
    bool brace = false;
    while (at_ < end_) {
        c = format_->at(at_++);
        if (c == '{' || c == '}') {
            brace = true;
            break;
        }
    }
    piece->literal_end = at_;
    if (!brace) return true;
    bool at_end = at_ >= end_;
    bool doubled = !at_end && format_->at(at_) == c;
    if (c == '}' && !doubled) {
        return raise(t, TypeId::kValueError, "Single '}' encountered in format string");
    }
    if (at_end) return raise(t, TypeId::kValueError, "Single '{' encountered in format string");
    if (doubled) {
        ++at_; // one of the two is literal
        return true;
    }
    --piece->literal_end;
    KRAIT_TRY(readField(t, piece));
    return true;
}

Status FormatReader::readField(Thread* t, FormatPiece* piece) {
    piece->has_field = true;
    piece->name_start = at_;
    bool in_brackets = false, ended = false;
    uint32_t c = 0;
    while (at_ < end_ && !ended) {
        c = format_->at(at_++);
        if (c == '{' && !in_brackets) {
            return raise(t, TypeId::kValueError, "unexpected '{' in field name");
        }
        if (c == '[') in_brackets = true;
        if (c == ']') in_brackets = false;
        ended = !in_brackets && (c == '}' || c == ':' || c == '!');
    }
    if (!ended) return raise(t, TypeId::kValueError, "expected '}' before end of string");
    piece->name_end = at_ - 1;
    piece->spec_start = piece->spec_end = at_;
    if (c == '}') return ok();
    if (c == '!') {
        if (at_ >= end_) {
            return raise(t, TypeId::kValueError,
                         "end of string while looking for conversion specifier");
        }
        piece->conversion = format_->at(at_++);
        if (at_ < end_) {
            c = format_->at(at_++);
            if (c == '}') return ok();
            if (c != ':') {
                return raise(t, TypeId::kValueError, "expected ':' after conversion specifier");
            }
        }
    }
    piece->spec_start = at_;
    for (int depth = 1; at_ < end_; ++at_) {
        c = format_->at(at_);
        if (c == '{') {
            piece->has_nested_fields = true;
            ++depth;
        } else if (c == '}' && --depth == 0) {
            piece->spec_end = at_++;
            return ok();
        }
    }
    return raise(t, TypeId::kValueError, "unmatched '{' in format spec");
}

Result<int64_t> FieldNameReader::number(Thread* t, int64_t start, int64_t end) const {
    if (start == end) return int64_t{-1};
    int64_t value = 0;
    for (int64_t i = start; i < end; ++i) {
        int digit = unicode::decimalValue(format_->at(i));
        if (digit < 0) return int64_t{-1};
        if (value > (INT64_MAX - digit) / 10) {
            return raise(t, TypeId::kValueError, "Too many decimal digits in format string");
        }
        value = value * 10 + digit;
    }
    return value;
}

Ref FieldNameReader::partOf(Thread* t, int64_t start, int64_t end, bool number_allowed) const {
    if (number_allowed) {
        int64_t i = KRAIT_TRY(number(t, start, end));
        if (i >= 0) return intFrom(t, i);
    }
    return strSubstring(t, const_cast<Str*>(format_), start, end);
}

Ref FieldNameReader::first(Thread* t) {
    int64_t start = at_;
    while (at_ < end_ && format_->at(at_) != '.' && format_->at(at_) != '[') ++at_;
    return partOf(t, start, at_, true);
}

Ref FieldNameReader::next(Thread* t, bool* is_attribute) {
    if (at_ >= end_) return Ref();
    uint32_t c = format_->at(at_++);
    int64_t start = at_, end;
    if (c == '.') {
        *is_attribute = true;
        while (at_ < end_ && format_->at(at_) != '.' && format_->at(at_) != '[') ++at_;
        end = at_;
    } else if (c == '[') {
        *is_attribute = false;
        while (at_ < end_ && format_->at(at_) != ']') ++at_;
        if (at_ >= end_) return raise(t, TypeId::kValueError, "Missing ']' in format string");
        end = at_++;
    } else {
        return raise(t, TypeId::kValueError,
                     "Only '.' or '[' may follow ']' in format field specifier");
    }
    if (start == end) return raise(t, TypeId::kValueError, "Empty attribute in format string");
    return partOf(t, start, end, !*is_attribute);
}

// --- filling in ----------------------------------------------------------------------------------

namespace {

class Formatter {
  public:
    // arguments EMPTY: format_map. named: dict, mapping or EMPTY.
    Formatter(Thread* t, Str* format, Value arguments, Value named)
        : t_(t), format_(format), arguments_(arguments), named_(named) {}

    // LIMIT: fields within specifications nest once.
    Status run(TextBuffer& out, int64_t start, int64_t end, int depth) {
        if (depth <= 0) return raise(t_, TypeId::kValueError, "Max string recursion exceeded");
        FormatReader reader(format_, start, end);
        FormatPiece piece;
        for (;;) {
            if (!KRAIT_TRY(reader.next(t_, &piece))) return ok();
            out.appendSlice(format_, piece.literal_start, piece.literal_end);
            if (piece.has_field) KRAIT_TRY(fill(out, piece, depth));
        }
    }

  private:
    Status fill(TextBuffer& out, const FormatPiece& piece, int depth) {
        Ref v = KRAIT_TRY(value(piece));
        if (piece.conversion) v = KRAIT_TRY(converted(v, piece.conversion));
        if (piece.spec_start == piece.spec_end && isExactStr(v)) {
            out.append(v.as<Str>());
            return ok();
        }
        Ref spec;
        if (piece.has_nested_fields) {
            TextBuffer expanded(t_);
            KRAIT_TRY(run(expanded, piece.spec_start, piece.spec_end, depth - 1));
            spec = KRAIT_TRY(expanded.finish());
        } else {
            spec = KRAIT_TRY(strSubstring(t_, format_, piece.spec_start, piece.spec_end));
        }
        Ref text = KRAIT_TRY(formatOf(t_, v, spec));
        out.append(text.as<Str>());
        return ok();
    }

    Ref converted(Value v, uint32_t conversion) {
        switch (conversion) {
        case 'r':
            return reprOf(t_, v);
        case 's':
            return strOf(t_, v);
        case 'a':
            return asciiOf(t_, v);
        }
        if (conversion > 32 && conversion < 127) {
            return raise(t_, TypeId::kValueError, "Unknown conversion specifier %c",
                         static_cast<int>(conversion));
        }
        return raise(t_, TypeId::kValueError, "Unknown conversion specifier \\x%x",
                     static_cast<uint64_t>(conversion));
    }

    // An index that is left out is the next one; the two ways must not be mixed.
    Status number(bool automatic) {
        if (numbering_ == Numbering::kUnknown) {
            numbering_ = automatic ? Numbering::kAutomatic : Numbering::kManual;
        }
        if (automatic == (numbering_ == Numbering::kAutomatic)) return ok();
        return raise(t_, TypeId::kValueError,
                     automatic ? "cannot switch from manual field specification to automatic "
                                 "field numbering"
                               : "cannot switch from automatic field numbering to manual field "
                                 "specification");
    }

    Ref value(const FormatPiece& piece) {
        FieldNameReader name(format_, piece.name_start, piece.name_end);
        Ref first = KRAIT_TRY(name.first(t_));
        Ref v;
        bool empty = isStr(first) && first.as<Str>()->length == 0;
        if (isStr(first) && !empty) {
            if (named_.isEmpty()) return raiseKeyError(t_, first);
            if (isExactDict(named_)) {
                Value found = KRAIT_TRY(dictGet(t_, named_.as<Dict>(), first));
                if (found.isEmpty()) return raiseKeyError(t_, first);
                v = Ref::share(found);
            } else {
                v = KRAIT_TRY(getItem(t_, named_, first));
            }
        } else {
            KRAIT_TRY(number(empty));
            int64_t index = 0;
            if (empty)
                index = next_++;
            else
                intFits(first, &index);
            if (arguments_.isEmpty()) {
                return raise(t_, TypeId::kValueError, "Format string contains positional fields");
            }
            auto* arguments = arguments_.as<Tuple>();
            if (index >= arguments->length) {
                return raise(t_, TypeId::kIndexError,
                             "Replacement index %ld out of range for positional args tuple", index);
            }
            v = Ref::share(arguments->items[index]);
        }
        for (;;) {
            bool is_attribute;
            Ref part = name.next(t_, &is_attribute);
            if (part.isEmpty()) {
                if (t_->hasError()) return Error{};
                return v;
            }
            if (is_attribute) {
                New<Str> interned = KRAIT_TRY(strIntern(t_, part.as<Str>()));
                v = KRAIT_TRY(getAttr(t_, v, interned.get()));
            } else {
                v = KRAIT_TRY(getItem(t_, v, part));
            }
        }
    }

    enum class Numbering : uint8_t { kUnknown, kAutomatic, kManual };

    Thread* t_;
    Str* format_;
    Value arguments_, named_;
    Numbering numbering_ = Numbering::kUnknown;
    int64_t next_ = 0;
};

} // namespace

Ref str_format(Thread* t, Args a) {
    auto* s = a[0].as<Str>();
    TextBuffer out(t);
    Formatter formatter(t, s, a[1], a[2]);
    KRAIT_TRY(formatter.run(out, 0, s->length, 2));
    return out.finish();
}

Ref str_format_map(Thread* t, Args a) {
    auto* s = a[0].as<Str>();
    TextBuffer out(t);
    Formatter formatter(t, s, Value(), a[1]);
    KRAIT_TRY(formatter.run(out, 0, s->length, 2));
    return out.finish();
}

} // namespace krait
