// The struct sequences of sys (flags, version_info, ...).
#include "stdlib/native/sys_parts.h"
#include "vm/objects/struct_sequence.h"
#include "vm/runtime/errors.h"

namespace krait {

namespace {

constexpr StructSequenceField kFlagsFields[] = {
    {"debug", "-d"},
    {"inspect", "-i"},
    {"interactive", "-i"},
    {"optimize", "-O or -OO"},
    {"dont_write_bytecode", "-B"},
    {"no_user_site", "-s"},
    {"no_site", "-S"},
    {"ignore_environment", "-E"},
    {"verbose", "-v"},
    {"bytes_warning", "-b"},
    {"quiet", "-q"},
    {"hash_randomization", "-R"},
    {"isolated", "-I"},
    {"dev_mode", "-X dev"},
    {"utf8_mode", "-X utf8"},
    {"warn_default_encoding", "-X warn_default_encoding"},
    {"safe_path", "-P"},
    {"int_max_str_digits", "-X int_max_str_digits"}};
constexpr StructSequenceField kVersionFields[] = {{"major", "Major release number"},
                                                  {"minor", "Minor release number"},
                                                  {"micro", "Patch release number"},
                                                  {"releaselevel", "'alpha', 'beta', "
                                                                   "'candidate', or 'final'"},
                                                  {"serial", "Serial release number"}};
constexpr StructSequenceField kFloatFields[] = {
    {"max", "largest finite float"},
    {"max_exp", "largest e such that 2**(e-1) is representable"},
    {"max_10_exp", "largest e such that 10**e is representable"},
    {"min", "smallest positive normalized float"},
    {"min_exp", "smallest e such that 2**(e-1) is a normalized float"},
    {"min_10_exp", "smallest e such that 10**e is a normalized float"},
    {"dig", "decimal digits that survive a round trip"},
    {"mant_dig", "digits of the mantissa"},
    {"epsilon", "difference between 1 and the next float"},
    {"radix", "base of the exponent"},
    {"rounds", "rounding mode of arithmetic"}};
constexpr StructSequenceField kIntFields[] = {
    {"bits_per_digit", "size of a digit in bits"},
    {"sizeof_digit", "size in bytes of the C type used to represent a digit"},
    {"default_max_str_digits", "maximum string conversion digits limitation"},
    {"str_digits_check_threshold", "minimum positive value for int_max_str_digits"}};
constexpr StructSequenceField kHashFields[] = {
    {"width", "width of the type used for hashing, in bits"},
    {"modulus", "prime number giving the modulus on which the hash function is based"},
    {"inf", "value to be used for hash of a positive infinity"},
    {"nan", "value to be used for hash of a nan"},
    {"imag", "multiplier used for the imaginary part of a complex number"},
    {"algorithm", "name of the algorithm for hashing of str, bytes and memoryviews"},
    {"hash_bits", "internal output size of hash algorithm"},
    {"seed_bits", "seed size of hash algorithm"},
    {"cutoff", "small string optimization cutoff"}};
constexpr StructSequenceField kThreadFields[] = {{"name", "name of the thread implementation"},
                                                 {"lock", "name of the lock implementation"},
                                                 {"version", "name and version of the library"}};
constexpr StructSequenceField kHooksFields[] = {{"firstiter", nullptr}, {"finalizer", nullptr}};

template <size_t kCount>
constexpr StructSequenceSpec record(const char* name, const char* doc,
                                    const StructSequenceField (&fields)[kCount]) {
    return {structSequenceLayout(name, doc, kTypeDisallowNew), fields, kCount, kCount};
}

// In the order of Record.
constexpr StructSequenceSpec kRecords[] = {
    record("sys.flags", "The options of the command line.", kFlagsFields),
    record("sys.version_info", "The version as a tuple with names.", kVersionFields),
    record("sys.float_info", "Limits and precision of float.", kFloatFields),
    record("sys.int_info", "The inside of int.", kIntFields),
    record("sys.hash_info", "Parameters of hashing.", kHashFields),
    record("sys.thread_info", "The implementation of threads.", kThreadFields),
    {structSequenceLayout("asyncgen_hooks", "Hooks of asynchronous generators."), kHooksFields, 2,
     2},
};
static_assert(std::size(kRecords) == static_cast<size_t>(Record::kCount));

} // namespace

Ref makeRecord(Thread* t, Record which, const Value* values, size_t count) {
    const StructSequenceSpec& spec = kRecords[static_cast<int>(which)];
    KRAIT_CHECK(count == spec.field_count);
    Value owned[32];
    for (size_t i = 0; i < count; ++i) {
        incref(values[i]);
        owned[i] = values[i];
    }
    return structSequenceNew(t, &spec, owned);
}

int64_t intMaxStrDigits(Thread* t) {
    return t->runtime->options.int_max_str_digits;
}
void setIntMaxStrDigits(Thread* t, int64_t digits) {
    t->runtime->options.int_max_str_digits = static_cast<int>(digits);
}

} // namespace krait
