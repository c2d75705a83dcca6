// The syntax of str.format: literal text and replacement fields, and the parts of a field's name.
// Shared by str.format and the module _string. Readers borrow the str, which must outlive them;
// they hold positions only and run no Python code.
#pragma once

#include "vm/objects/str.h"

namespace krait {

// A piece of a format: literal text, then perhaps a field. Ranges are positions in the format.
struct FormatPiece {
    int64_t literal_start = 0, literal_end = 0;
    bool has_field = false;
    bool has_nested_fields = false; // in the specification
    uint32_t conversion = 0;        // 0: none
    int64_t name_start = 0, name_end = 0;
    int64_t spec_start = 0, spec_end = 0;
};

class FormatReader {
  public:
    FormatReader(const Str* format, int64_t start, int64_t end)
        : format_(format), at_(start), end_(end) {}
    // False at the end; ValueError for a malformed field.
    Result<bool> next(Thread*, FormatPiece* piece);
    int64_t position() const { return at_; }

  private:
    Status readField(Thread*, FormatPiece* piece);
    const Str* format_;
    int64_t at_, end_;
};

// A field's name: `first`, then attributes and items.
class FieldNameReader {
  public:
    FieldNameReader(const Str* format, int64_t start, int64_t end)
        : format_(format), at_(start), end_(end) {}
    // The first part, an int or a str (perhaps empty).
    Ref first(Thread*);
    // EMPTY at the end (t->hasError() tells) else the name, or the key: int or str.
    Ref next(Thread*, bool* is_attribute);
    int64_t position() const { return at_; }

  private:
    // The int that the range spells, or -1; ValueError if it is too large.
    Result<int64_t> number(Thread*, int64_t start, int64_t end) const;
    Ref partOf(Thread*, int64_t start, int64_t end, bool number_allowed) const;
    const Str* format_;
    int64_t at_, end_;
};

} // namespace krait
