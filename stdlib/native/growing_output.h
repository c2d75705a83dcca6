// The output of a compressor or decompressor, of unknown size: a block of malloc's, since it grows
// while the GIL is given up. Owned by one call; finish() copies it into a bytes object.
#pragma once

#include "vm/objects/bytes.h"
#include "vm/runtime/errors.h"

#include <cstdlib>

namespace krait {

class GrowingOutput {
  public:
    // Never more than `size_max` bytes.
    explicit GrowingOutput(size_t size_max = SIZE_MAX) : size_max_(size_max) {}
    ~GrowingOutput() { std::free(data_); }
    GrowingOutput(const GrowingOutput&) = delete;

    // Makes place for more output; false if the memory was refused. Place is at least one byte
    // unless the limit is reached. Needs no GIL.
    bool grow() {
        if (size_ < room_ || room_ == size_max_) return true;
        size_t wanted = room_ == 0 ? kFirstSize : room_ > (size_t{1} << 62) ? SIZE_MAX : room_ * 2;
        if (wanted > size_max_) wanted = size_max_;
        auto* data = static_cast<char*>(std::realloc(data_, wanted));
        if (!data) return false;
        data_ = data;
        room_ = wanted;
        return true;
    }
    char* place() const { return data_ + size_; }
    size_t placeSize() const { return room_ - size_; }
    void add(size_t size) { size_ += size; }
    size_t size() const { return size_; }
    bool isFull() const { return size_ == size_max_; }

    Ref finish(Thread* t) const { return bytesFrom(t, {data_, size_}); }

  private:
    static constexpr size_t kFirstSize = 32 * 1024;
    char* data_ = nullptr;
    size_t size_ = 0, room_ = 0, size_max_;
};

} // namespace krait
