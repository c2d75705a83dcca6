// The arena of one compilation: memory is handed out by moving a pointer and given back all at
// once.
//
// LIMIT: `limit_bytes`. An allocation beyond it still succeeds, so that no caller has to test, but
// sets exhausted(); every pass looks at it where it enters a node (Compilation::guard), stops, and
// the driver reports one MemoryError. What is overshot is at most what one node asks for.
// Nothing in an arena is ever destroyed: its types are trivially destructible.
// Owned by one Compilation, used by the thread that compiles.
#pragma once

#include "vm/base/assert.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace krait {

class Arena {
  public:
    static constexpr size_t kDefaultLimitBytes = size_t{4} << 30;

    explicit Arena(size_t limit_bytes = kDefaultLimitBytes) : limit_bytes_(limit_bytes) {}
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena() {
        while (blocks_) {
            Block* next = blocks_->next;
            std::free(blocks_);
            blocks_ = next;
        }
    }

    void* allocate(size_t size) {
        size = (size + 7) & ~size_t{7};
        if (KRAIT_LIKELY(size <= size_t(end_ - next_))) {
            char* p = next_;
            next_ += size;
            return p;
        }
        return allocateSlow(size);
    }

    template <typename T, typename... Args>
    T* make(Args&&... args) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
        return new (allocate(sizeof(T))) T{std::forward<Args>(args)...};
    }

    // Uninitialised.
    template <typename T>
    T* makeArray(size_t count) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
        return static_cast<T*>(allocate(sizeof(T) * count));
    }

    llvm::StringRef copy(llvm::StringRef text) {
        if (text.empty()) return {};
        char* p = static_cast<char*>(allocate(text.size()));
        std::memcpy(p, text.data(), text.size());
        return {p, text.size()};
    }

    bool exhausted() const { return used_bytes_ > limit_bytes_; }
    size_t usedBytes() const { return used_bytes_; }

  private:
    struct Block {
        Block* next;
        uint64_t padding;
    };
    static constexpr size_t kBlockBytesMin = 16 << 10;
    static constexpr size_t kBlockBytesMax = 1 << 20;

    [[gnu::noinline]] void* allocateSlow(size_t size) {
        // Blocks double, so that a one-line source costs one small block.
        size_t bytes = size > block_bytes_ / 2 ? size : block_bytes_;
        auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + bytes));
        KRAIT_CHECK(block != nullptr);
        block->next = blocks_;
        blocks_ = block;
        used_bytes_ += bytes;
        char* p = reinterpret_cast<char*>(block + 1);
        if (bytes != size || bytes == block_bytes_) {
            next_ = p + size;
            end_ = p + bytes;
            if (block_bytes_ < kBlockBytesMax) block_bytes_ *= 2;
        }
        return p;
    }

    char* next_ = nullptr;
    char* end_ = nullptr;
    Block* blocks_ = nullptr;
    size_t block_bytes_ = kBlockBytesMin;
    size_t used_bytes_ = 0;
    size_t limit_bytes_;
};

} // namespace krait
