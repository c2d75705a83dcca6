// The argument binder: the only code that parses signatures, checks arity and keywords, and words
// those errors.
#pragma once

#include "vm/objects/code.h"
#include "vm/runtime/object_model.h"

namespace krait {

struct Parameter {
    Str* name;           // interned, owned by the Signature
    Value default_value; // EMPTY: required, or `<unset>`
    bool required;
    enum class Kind : uint8_t {
        kPositionalOnly,
        kPositional,
        kKeywordOnly,
        kVarArgs,
        kVarKeywords
    } kind;
};

// A parsed signature. `simple`: only positional parameters, so that a call with all of them needs
// no binding.
struct Signature {
    uint16_t count;            // parameters, self included
    uint16_t positional_count; // leading ones that may be given by position
    uint16_t required_count;   // leading positional ones without default
    uint16_t value_count;      // that take one value: not *args, **kwargs
    uint16_t only_count;       // leading ones that must be given by position
    uint16_t hidden;           // 1: the first is the receiver, which messages do not count
    bool simple;
    bool has_keyword_names; // some parameter may be given by name
    Str* function_name;
    const MethodDef* def;
    Parameter parameters[0];
};

// Parses def->signature. Owned by the caller (signatureFree). Malformed text is a bug: aborts.
// is_method: the first parameter is the receiver.
Signature* signatureParse(Thread*, const MethodDef* def, bool is_method);
enum class SignatureOf : uint8_t { kFunction, kMethod, kType };
void signatureFree(Thread*, Signature* signature);
// The text signature as inspect expects it (__text_signature__), or EMPTY.
Ref signatureText(Thread*, const MethodDef* def, SignatureOf what);

// Binds args and calls def's function with one Value per parameter. `self` EMPTY: the first
// parameter comes from args. `signature` is parsed on the first call. `callable` is what errors
// name: a NativeFunction or a MethodDescriptor; EMPTY for the constructor of a type.
Ref callNative(Thread*, Value callable, const MethodDef* def, Signature** signature, Value self,
               CallArgs args);

// Binds the arguments of a Python function into `registers` (parameters only), which receives new
// references. On error nothing is left to release.
Status bindFunctionArguments(Thread*, Function* function, const CallArgs& args, Value* registers);

} // namespace krait
