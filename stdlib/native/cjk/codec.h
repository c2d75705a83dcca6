// One codec of the CJK encodings: how the next character is read from bytes, and written to them.
//
// A Codec is a small value on the stack of the call that uses it; its tables belong to the Runtime.
// Nothing is kept between steps but the state, a number: what ISO 2022 has designated and shifted,
// or whether HZ is in its two-byte mode; 0 for all others.
#pragma once

#include "stdlib/native/cjk/charset.h"

#include <string>
#include <string_view>

namespace krait {

// What a step came to.
struct CjkStep {
    int taken = 0;   // bytes read (or characters written); 0: the input ends too early
    int invalid = 0; // else: as many bytes (or characters) are not valid
    int count = 0;   // decoding: code points in `out`; may be 0
    uint32_t out[2] = {};
};

class CjkCodec {
  public:
    // False with an exception: LookupError.
    bool open(Thread*, std::string_view name);
    const char* name() const;
    uint64_t initialState() const;

    CjkStep decode(const uint8_t* in, size_t size, uint64_t* state) const;
    // Appends to *out. `final`: no character follows the last one here.
    CjkStep encode(const uint32_t* in, size_t size, bool final, uint64_t* state,
                   std::string* out) const;
    // What ends a text: back to the initial state.
    void finish(uint64_t* state, std::string* out) const;

    struct Info;

  private:
    CjkStep decodeTable(const uint8_t* in, size_t size) const;
    CjkStep decodeFour(const uint8_t* in, size_t size) const;
    CjkStep decodeHangul(const uint8_t* in, size_t size) const;
    CjkStep decodeHz(const uint8_t* in, size_t size, uint64_t* state) const;
    CjkStep decodeIso(const uint8_t* in, size_t size, uint64_t* state) const;
    CjkStep designate(const uint8_t* in, size_t size, uint64_t* state) const;
    CjkStep encodeTable(const uint32_t* in, size_t size, bool final, std::string* out) const;
    CjkStep encodeHz(uint32_t c, uint64_t* state, std::string* out) const;
    CjkStep encodeIso(const uint32_t* in, size_t size, bool final, uint64_t* state,
                      std::string* out) const;

    const Info* info_ = nullptr;
    // The tables: of the encoding itself, or of the sets that ISO 2022 designates, in their order.
    const CjkCharset* tables_[8] = {};
};

} // namespace krait
