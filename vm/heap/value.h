// Value: one 64-bit word that is a pointer, a double, a small integer or a reserved word.
//
//   0x0000_0000_0000_0000 .. 0x0000_FFFF_FFFF_FFFF   pointer to Object, as it is
//   0x0001_0000_0000_0000 ..                         reserved words: EMPTY, None, ...
//   0x0002_0000_0000_0000 .. 0xFFFA_...              double: its bits plus kDoubleOffset
//   0xFFFE_0000_0000_0000 .. 0xFFFF_FFFF_FFFF_FFFF   integer of 49 bits, biased by kIntBias
//
// EMPTY is 2**48, the smallest word that is no pointer: "is it an object" is one unsigned compare
// with the same constant that the EMPTY test uses. Two words are both integers iff their AND is
// (one AND, one compare), and integers order as unsigned words. A Value borrows; Ref (ref.h) owns.
// Doubles enter only through Value::number, which makes NaNs canonical: another NaN pattern would
// read as an integer or a pointer.
#pragma once

#include "vm/base/assert.h"

#include <bit>
#include <cstdint>

namespace krait {

struct Object;

class Value {
  public:
    static constexpr uint64_t kEmptyWord = uint64_t{1} << 48;
    static constexpr uint64_t kDoubleOffset = uint64_t{2} << 48;
    static constexpr uint64_t kIntTag = uint64_t{0xFFFE} << 48;
    static constexpr uint64_t kIntBias = uint64_t{0xFFFF} << 48;
    static constexpr uint64_t kCanonicalNan = uint64_t{0xFFF8}
                                              << 48; // what x86-64 arithmetic makes
    static constexpr int64_t kIntMax = (int64_t{1} << 48) - 1;
    static constexpr int64_t kIntMin = -(int64_t{1} << 48);

    constexpr Value() : bits_(kEmptyWord) {}
    Value(const Object* object) : bits_(reinterpret_cast<uint64_t>(object)) {}
    static constexpr Value fromBits(uint64_t bits) {
        Value v;
        v.bits_ = bits;
        return v;
    }
    static constexpr Value empty() { return fromBits(kEmptyWord); }
    static constexpr Value none() { return fromBits(kEmptyWord + 1); }
    static constexpr Value notImplemented() { return fromBits(kEmptyWord + 2); }
    static constexpr Value ellipsis() { return fromBits(kEmptyWord + 3); }
    static constexpr Value boolean(bool b) { return fromBits(kEmptyWord + 4 + b); }
    // The caller knows that kIntMin <= i <= kIntMax; intFrom (objects/int.h) takes any int64_t.
    static constexpr Value smallInt(int64_t i) {
        return fromBits(kIntBias + static_cast<uint64_t>(i));
    }
    static Value number(double d) {
        uint64_t bits = d == d ? std::bit_cast<uint64_t>(d) : kCanonicalNan;
        return fromBits(bits + kDoubleOffset);
    }

    constexpr uint64_t bits() const { return bits_; }
    constexpr bool isObject() const { return bits_ < kEmptyWord; }
    constexpr bool isEmpty() const { return bits_ == kEmptyWord; }
    constexpr bool isNone() const { return bits_ == kEmptyWord + 1; }
    constexpr bool isNotImplemented() const { return bits_ == kEmptyWord + 2; }
    constexpr bool isEllipsis() const { return bits_ == kEmptyWord + 3; }
    constexpr bool isBool() const { return bits_ - (kEmptyWord + 4) < 2; }
    constexpr bool isFalse() const { return bits_ == kEmptyWord + 4; }
    constexpr bool isTrue() const { return bits_ == kEmptyWord + 5; }
    constexpr bool isSmallInt() const { return bits_ >= kIntTag; }
    constexpr bool isNumber() const { return bits_ - kDoubleOffset < kIntTag - kDoubleOffset; }
    static constexpr bool bothSmallInts(Value a, Value b) { return (a.bits_ & b.bits_) >= kIntTag; }
    static constexpr bool fitsSmallInt(int64_t i) {
        return static_cast<uint64_t>(i) + (uint64_t{1} << 48) < uint64_t{1} << 49;
    }

    Object* object() const {
        KRAIT_ASSERT(isObject());
        return reinterpret_cast<Object*>(bits_);
    }
    // The object as its layout; the caller has checked the type.
    template <typename T>
    T* as() const {
        return static_cast<T*>(object());
    }
    constexpr int64_t asSmallInt() const { return static_cast<int64_t>(bits_ - kIntBias); }
    double asNumber() const { return std::bit_cast<double>(bits_ - kDoubleOffset); }
    constexpr bool asBool() const { return bits_ & 1; }

    // Identity: Python's `is`.
    friend constexpr bool operator==(Value a, Value b) { return a.bits_ == b.bits_; }

  private:
    uint64_t bits_;
};

// Room for Values that is not made EMPTY before it is written: a call clears no more than it uses.
template <uint32_t count>
class ValueRoom {
  public:
    operator Value*() { return reinterpret_cast<Value*>(room_); }

  private:
    alignas(Value) char room_[count * sizeof(Value)];
};
static_assert(sizeof(Value) == 8);

} // namespace krait
