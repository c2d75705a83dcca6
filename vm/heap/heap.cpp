#include "vm/heap/heap.h"

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

namespace krait {
namespace {

constexpr size_t kMappingSize = 1024 * 1024;
constexpr size_t kPageHeader = 64;

// Mappings are chained through their first page, which is not used for cells.
struct Mapping {
    void* base;
    size_t size;
    Mapping* next;
};

} // namespace

Heap::~Heap() {
    auto* mapping = static_cast<Mapping*>(mappings_);
    while (mapping) {
        Mapping* next = mapping->next;
        munmap(mapping->base, mapping->size);
        std::free(mapping);
        mapping = next;
    }
    std::free(large_);
}

bool Heap::charge(size_t bytes) {
    if (KRAIT_UNLIKELY(bytes_ + bytes > limit_)) return false;
    bytes_ += bytes;
    return true;
}

void* Heap::allocateSlow(size_t size, CellUse use) {
    int size_class = static_cast<int>((size + kSizeClassStep - 1) / kSizeClassStep);
    Uncut& uncut = uncut_[static_cast<int>(use)][size_class];
    if (uncut.next == uncut.end && !newPage(size_class, use)) return nullptr;
    // A few cells at a time, so that memory is touched only as it is used. What is not cut yet
    // reads as dead: fresh pages are zero.
    constexpr size_t kCutBytes = 2048;
    size_t cell_size = size_t(size_class ? size_class : 1) * kSizeClassStep;
    FreeCell* head = nullptr;
    FreeCell** link = &head;
    for (size_t cut = 0; cut < kCutBytes && uncut.next < uncut.end; cut += cell_size) {
        auto* cell = reinterpret_cast<FreeCell*>(uncut.next);
        uncut.next += cell_size;
        *link = cell;
        link = &cell->next;
    }
    *link = nullptr;
    free_[static_cast<int>(use)][size_class] = head->next;
    ++live_cells_;
    return head;
}

bool Heap::newPage(int size_class, CellUse use) {
    if (!charge(kPageSize)) return false;
    if (arena_next_ == arena_end_) {
        // Twice the size, so that an aligned megabyte is inside; the rest is given back.
        auto* raw =
            static_cast<char*>(mmap(nullptr, kMappingSize + kPageSize, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        auto* record = static_cast<Mapping*>(std::malloc(sizeof(Mapping)));
        if (raw == MAP_FAILED || !record) {
            bytes_ -= kPageSize;
            std::free(record);
            return false;
        }
        auto address = reinterpret_cast<uintptr_t>(raw);
        uintptr_t aligned = (address + kPageSize - 1) & ~(kPageSize - 1);
        if (aligned > address) munmap(raw, aligned - address);
        size_t tail = kPageSize - (aligned - address);
        if (tail) munmap(reinterpret_cast<char*>(aligned) + kMappingSize, tail);
        *record = {reinterpret_cast<void*>(aligned), kMappingSize,
                   static_cast<Mapping*>(mappings_)};
        mappings_ = record;
        arena_next_ = reinterpret_cast<char*>(aligned);
        arena_end_ = arena_next_ + kMappingSize;
    }
    auto* page = reinterpret_cast<Page*>(arena_next_);
    arena_next_ += kPageSize;
    size_t cell_size = size_t(size_class) * kSizeClassStep;
    if (cell_size == 0) cell_size = kSizeClassStep;
    page->cell_size = static_cast<uint32_t>(cell_size);
    page->cell_count = static_cast<uint32_t>((kPageSize - kPageHeader) / cell_size);
    page->use = use;
    page->young = true;
    Page*& list = use == CellUse::kContainer ? container_pages_
                  : use == CellUse::kLeaf    ? leaf_pages_
                                             : block_pages_;
    page->next = list;
    list = page;
    uncut_[static_cast<int>(use)][size_class] = {page->cell(0), page->cell(page->cell_count)};
    return true;
}

void* Heap::allocateLarge(size_t size, CellUse use) {
    if (!charge(size)) return nullptr;
    void* cell = std::malloc(size);
    if (!cell) {
        bytes_ -= size;
        return nullptr;
    }
    if (use == CellUse::kContainer) {
        if (large_count_ == large_capacity_) {
            size_t capacity = large_capacity_ ? large_capacity_ * 2 : 64;
            void* grown = std::realloc(large_, capacity * sizeof(Object*));
            if (!grown) {
                std::free(cell);
                bytes_ -= size;
                return nullptr;
            }
            large_ = static_cast<Object**>(grown);
            large_capacity_ = capacity;
        }
        // The index lives before nothing: it is found again by search from the end, where the young
        // are.
        static_cast<Object*>(cell)->refcount = 0;
        large_[large_count_++] = static_cast<Object*>(cell);
    }
    ++live_cells_;
    return cell;
}

void Heap::freeLarge(void* cell, size_t size, CellUse use) {
    if (use == CellUse::kContainer) {
        for (size_t i = large_count_; i-- > 0;) {
            if (large_[i] == cell) {
                large_[i] = large_[--large_count_];
                break;
            }
        }
    }
    std::free(cell);
    bytes_ -= size;
    --live_cells_;
}

void* Heap::allocateBlockSlow(size_t size) {
    if (size <= kSmallSizeMax) {
        void* block = allocateSlow(size, CellUse::kBlock);
        if (block) --live_cells_; // counts objects only
        return block;
    }
    if (!charge(size)) return nullptr;
    void* block = std::malloc(size);
    if (!block) bytes_ -= size;
    return block;
}

void* Heap::resizeBlock(void* block, size_t old_size, size_t new_size) {
    if (!block) return allocateBlock(new_size);
    if (old_size <= kSmallSizeMax || new_size <= kSmallSizeMax) {
        constexpr size_t kRound = kSizeClassStep - 1;
        if (old_size <= kSmallSizeMax && new_size <= kSmallSizeMax &&
            (old_size + kRound) / kSizeClassStep == (new_size + kRound) / kSizeClassStep) {
            return block;
        }
        void* moved = allocateBlock(new_size);
        if (!moved) return nullptr;
        std::memcpy(moved, block, old_size < new_size ? old_size : new_size);
        freeBlock(block, old_size);
        return moved;
    }
    if (new_size > old_size && !charge(new_size - old_size)) return nullptr;
    void* grown = std::realloc(block, new_size);
    if (!grown) {
        if (new_size > old_size) bytes_ -= new_size - old_size;
        return nullptr;
    }
    if (new_size < old_size) bytes_ -= old_size - new_size;
    return grown;
}

void Heap::freeBlockSlow(void* block, size_t size) {
    bytes_ -= size;
    std::free(block);
}

} // namespace krait
