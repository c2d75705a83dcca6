// Error handlers of codecs: the builtin ones without exceptions or calls, registered ones through
// the exception object, as Python's protocol says. Owned by the codec call that makes one, on the
// stack.
#pragma once

#include "vm/objects/bytes.h"
#include "vm/objects/str.h"

#include <string>
#include <string_view>

namespace krait {

enum class CodecHandler : uint8_t {
    kStrict,
    kIgnore,
    kReplace,
    kBackslashReplace,
    kXmlCharRefReplace,
    kNameReplace,
    kSurrogateEscape,
    kSurrogatePass,
    kRegistered,
};

// By name; null: strict.
CodecHandler codecHandlerOf(const Str* errors);

// The fault that a decoder found, or an encoder.
struct CodecFault {
    const char* encoding; // as the exception names it
    int64_t start, end;
    const char* reason;
};

// Handles the faults of one decoding.
class DecodeErrors {
  public:
    // `input` is read until it is replaced: a handler may put another object in the exception.
    DecodeErrors(Thread* t, Str* errors, std::string_view input)
        : input(input), t_(t), errors_(errors), kind_(codecHandlerOf(errors)) {}
    // Appends the replacement; where to go on. The exception is set if the handler says so.
    Result<int64_t> handle(const CodecFault& fault, TextBuffer& out);
    CodecHandler kind() const { return kind_; }

    std::string_view input;

  private:
    Thread* t_;
    Str* errors_;
    CodecHandler kind_;
    Ref handler_, exception_, replaced_input_;
};

// Handles the faults of one encoding.
class EncodeErrors {
  public:
    EncodeErrors(Thread* t, Str* errors, Str* text)
        : t_(t), errors_(errors), text_(text), kind_(codecHandlerOf(errors)) {}
    // The replacement, either text still to be encoded (`text` not EMPTY) or bytes; where to go on.
    struct Replacement {
        Ref text;
        std::string bytes;
        int64_t next;
    };
    Status handle(const CodecFault& fault, Replacement* out);
    // The error itself, when the replacement cannot be encoded either.
    Error fail(const CodecFault& fault);
    CodecHandler kind() const { return kind_; }

  private:
    Thread* t_;
    Str* errors_;
    Str* text_;
    CodecHandler kind_;
    Ref handler_, exception_;
};

// codecs.strict_errors and its like: what handler `kind` makes of an exception, (text, position).
Ref codecHandleException(Thread*, CodecHandler kind, Value exception);

// The registered handler (borrowed by the registry, owned here); LookupError.
Ref codecLookupError(Thread*, std::string_view name);

Ref unicodeDecodeErrorNew(Thread*, const char* encoding, Value bytes, const CodecFault& fault);
Ref unicodeEncodeErrorNew(Thread*, const char* encoding, Value text, const CodecFault& fault);

} // namespace krait
