#include "vm/heap/heap.h"

#include <cstdlib>
#include <cstring>
#if __has_include(<sanitizer/lsan_interface.h>)
#include <sanitizer/lsan_interface.h>
#endif
#include <sys/mman.h>
#include <utility>

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

// LeakSanitizer does not look into mappings: what objects own would be leaked to it.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KRAIT_TELL_LEAK_SANITIZER 1
#endif
#endif
void watchMapping([[maybe_unused]] Mapping* mapping) {
#ifdef KRAIT_TELL_LEAK_SANITIZER
    __lsan_register_root_region(mapping->base, mapping->size);
#endif
}
void forgetMapping([[maybe_unused]] Mapping* mapping) {
#ifdef KRAIT_TELL_LEAK_SANITIZER
    __lsan_unregister_root_region(mapping->base, mapping->size);
#endif
}

// Where a large object stands in the tables; before its cell.
struct LargePlace {
    uint64_t generation, index;
};
constexpr size_t kLargePrefix = sizeof(LargePlace);
static_assert(kLargePrefix % 16 == 0);

LargePlace* largePlace(Object* object) {
    return reinterpret_cast<LargePlace*>(object) - 1;
}

} // namespace

Heap::~Heap() {
    auto* mapping = static_cast<Mapping*>(mappings_);
    while (mapping) {
        Mapping* next = mapping->next;
        forgetMapping(mapping);
        munmap(mapping->base, mapping->size);
        std::free(mapping);
        mapping = next;
    }
    for (LargeTable& table : large_) {
        for (size_t i = 0; i < table.count; ++i)
            std::free(reinterpret_cast<char*>(table.items[i]) - kLargePrefix);
        std::free(table.items);
    }
    std::free(log_);
}

bool Heap::charge(size_t bytes) {
    if (KRAIT_UNLIKELY(bytes_ + bytes > limit_)) return false;
    bytes_ += bytes;
    return true;
}

// --- failing on purpose --------------------------------------------------------------------------

void Heap::setGate(Gate* gate) {
    if (gate_) {
        for (int use = 0; use < kCellUseCount; ++use) {
            for (int i = 0; i < kSizeClassCount; ++i) {
                FreeCell** end = &free_[use][i];
                while (*end) end = &(*end)->next;
                *end = std::exchange(gate_->kept[use][i], nullptr);
            }
        }
    }
    gate_ = gate;
    if (gate) gateSweep();
}

void Heap::gateSweep() {
    for (int use = 0; use < kCellUseCount; ++use) {
        for (int i = 0; i < kSizeClassCount; ++i) {
            FreeCell* cell = std::exchange(free_[use][i], nullptr);
            while (cell) {
                FreeCell* next = cell->next;
                cell->next = gate_->kept[use][i];
                gate_->kept[use][i] = cell;
                cell = next;
            }
        }
    }
}

bool Heap::gateRefuses() {
    if (++gate_->count != gate_->fail_at) return false;
    return gate_->failed = true;
}

void* Heap::allocateSlow(size_t size, CellUse use) {
    int size_class = static_cast<int>((size + kSizeClassStep - 1) / kSizeClassStep);
    if (KRAIT_UNLIKELY(gate_ != nullptr)) {
        if (gateRefuses()) return nullptr;
        if (FreeCell*& kept = gate_->kept[static_cast<int>(use)][size_class]) {
            ++live_cells_;
            return std::exchange(kept, kept->next);
        }
    }
    Uncut& uncut = uncut_[static_cast<int>(use)][size_class];
    if (uncut.next == uncut.end && !newPage(size_class, use)) return nullptr;
    // A few cells at a time, so that memory is touched only as it is used: walks go as far as the
    // count of those cut, and one not given out yet reads as dead: fresh pages are zero.
    constexpr size_t kCutBytes = 2048;
    size_t cell_size = size_t(size_class ? size_class : 1) * kSizeClassStep;
    Page* page = Page::of(uncut.next);
    FreeCell* head = nullptr;
    FreeCell** link = &head;
    for (size_t cut = 0; cut < kCutBytes && uncut.next < uncut.end; cut += cell_size) {
        auto* cell = reinterpret_cast<FreeCell*>(uncut.next);
        uncut.next += cell_size;
        ++page->cell_count;
        *link = cell;
        link = &cell->next;
    }
    *link = nullptr;
    (gate_ ? gate_->kept : free_)[static_cast<int>(use)][size_class] = head->next;
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
        watchMapping(record);
        arena_next_ = reinterpret_cast<char*>(aligned);
        arena_end_ = arena_next_ + kMappingSize;
    }
    auto* page = reinterpret_cast<Page*>(arena_next_);
    arena_next_ += kPageSize;
    size_t cell_size = size_t(size_class) * kSizeClassStep;
    if (cell_size == 0) cell_size = kSizeClassStep;
    page->cell_size = static_cast<uint32_t>(cell_size);
    page->cell_count = 0;
    page->use = use;
    Page*& list = use == CellUse::kContainer ? container_pages_
                  : use == CellUse::kLeaf    ? leaf_pages_
                                             : block_pages_;
    page->next = list;
    list = page;
    auto most = static_cast<uint32_t>((kPageSize - kPageHeader) / cell_size);
    uncut_[static_cast<int>(use)][size_class] = {page->cell(0), page->cell(most)};
    return true;
}

void* Heap::allocateLarge(size_t size, CellUse use) {
    if (gate_ && gateRefuses()) return nullptr;
    if (!charge(size)) return nullptr;
    auto* block = static_cast<char*>(std::malloc(size + kLargePrefix));
    if (!block) {
        bytes_ -= size;
        return nullptr;
    }
    auto* object = reinterpret_cast<Object*>(block + kLargePrefix);
    object->refcount = 0;
    if (!addLarge(object, use == CellUse::kContainer ? 0 : kLargeLeaves)) {
        std::free(block);
        bytes_ -= size;
        return nullptr;
    }
    ++live_cells_;
    return object;
}

void Heap::freeLarge(void* cell, size_t size, CellUse) {
    removeLarge(static_cast<Object*>(cell));
    std::free(static_cast<char*>(cell) - kLargePrefix);
    bytes_ -= size;
    --live_cells_;
}

bool Heap::addLarge(Object* object, int generation) {
    LargeTable& table = large_[generation];
    if (table.count == table.capacity) {
        size_t capacity = table.capacity ? table.capacity * 2 : 64;
        void* grown = std::realloc(table.items, capacity * sizeof(Object*));
        if (!grown) return false;
        table.items = static_cast<Object**>(grown);
        table.capacity = capacity;
    }
    *largePlace(object) = {static_cast<uint64_t>(generation), table.count};
    table.items[table.count++] = object;
    return true;
}

void Heap::removeLarge(Object* object) {
    LargePlace place = *largePlace(object);
    LargeTable& table = large_[place.generation];
    Object* last = table.items[--table.count];
    table.items[place.index] = last;
    largePlace(last)->index = place.index;
}

bool Heap::ageLarge(int generation) {
    LargeTable& table = large_[generation];
    while (table.count) {
        Object* object = table.items[table.count - 1];
        if (!addLarge(object, generation + 1)) return false;
        --table.count;
    }
    return true;
}

// --- the log of young containers -----------------------------------------------------------------

size_t Heap::compactLog() {
    Object** out = log_;
    for (Object** in = log_; in != log_next_; ++in) {
        Object* object = *in;
        if (object->refcount == 0 || object->gc_state != 0) continue;
        object->gc_state = kGcSeen;
        *out++ = object;
    }
    for (Object** in = log_; in != out; ++in) (*in)->gc_state = 0;
    log_next_ = out;
    return static_cast<size_t>(out - log_);
}

void Heap::setLogLimit(size_t count) {
    auto used = static_cast<size_t>(log_next_ - log_);
    if (count < used) count = used;
    if (count > log_capacity_) {
        void* grown = std::realloc(log_, count * sizeof(Object*));
        if (grown) {
            log_ = static_cast<Object**>(grown);
            log_capacity_ = count;
        } else {
            used = 0;
            count = log_capacity_;
        }
    }
    log_next_ = log_ + used;
    log_end_ = log_ + count;
}

void* Heap::allocateBlockSlow(size_t size) {
    if (size <= kSmallSizeMax) {
        void* block = allocateSlow(size, CellUse::kBlock);
        if (block) --live_cells_; // counts objects only
        return block;
    }
    if (gate_ && gateRefuses()) return nullptr;
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
    if (new_size > old_size) {
        if (gate_ && gateRefuses()) return nullptr;
        if (!charge(new_size - old_size)) return nullptr;
    }
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
