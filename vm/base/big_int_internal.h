// Shared by the big_int files only: scratch limbs and normalisation. A LimbScratch owns its memory
// for one call.
#pragma once

#include "vm/base/abandon.h"
#include "vm/base/assert.h"
#include "vm/base/big_int.h"

#include <gmp.h>

namespace krait::big_internal {

static_assert(sizeof(mp_limb_t) == sizeof(Limb) && GMP_NUMB_BITS == kLimbBits);

class LimbScratch {
  public:
    explicit LimbScratch(size_t count) {
        limbs_ = count <= kInlineCount
                     ? inline_
                     : static_cast<Limb*>(abandonAllocate(count * sizeof(Limb)));
    }
    ~LimbScratch() {
        if (limbs_ != inline_) abandonFree(limbs_);
    }
    LimbScratch(const LimbScratch&) = delete;
    LimbScratch& operator=(const LimbScratch&) = delete;

    bool refused() const { return limbs_ == nullptr; }
    Limb* get() { return limbs_; }

  private:
    static constexpr size_t kInlineCount = 64;
    Limb* limbs_;
    Limb inline_[kInlineCount];
};

inline uint32_t trimmed(const Limb* limbs, size_t count) {
    while (count != 0 && limbs[count - 1] == 0) --count;
    return static_cast<uint32_t>(count);
}

inline BigOut outOf(const Limb* limbs, size_t count, bool negative) {
    uint32_t n = trimmed(limbs, count);
    return {n, negative && n != 0};
}

inline void copyLimbs(Limb* dst, const Limb* src, size_t count) {
    for (size_t i = 0; i < count; ++i) dst[i] = src[i];
}

// Compares magnitudes.
inline int compareMagnitude(BigView a, BigView b) {
    if (a.count != b.count) return a.count < b.count ? -1 : 1;
    return a.count == 0 ? 0 : mpn_cmp(a.limbs, b.limbs, a.count);
}

} // namespace krait::big_internal
