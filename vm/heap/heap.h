// The Runtime's heap: size classes of 16 bytes up to 512 in 64 KB pages with a free list each;
// larger blocks from malloc, containers among them in a table for each generation. Containers (what
// the collector traverses) and leaves have separate pages. Small containers made since the last
// collection are in a log, so that a young collection need not walk pages; an entry may be stale:
// its cell is free, or made again (and in the log again). Everything here needs the GIL. Counts of
// bytes are exact, and a limit on them (--max-memory) makes allocation fail.
#pragma once

#include "vm/heap/object.h"

#include <cstddef>
#include <cstdint>

namespace krait {

inline constexpr size_t kSizeClassStep = 16;
inline constexpr size_t kSmallSizeMax = 512;
inline constexpr int kSizeClassCount = kSmallSizeMax / kSizeClassStep + 1;
inline constexpr size_t kPageSize = 64 * 1024;

// kBlock: memory of an object that is no object itself; walks do not see it.
enum class CellUse : uint8_t { kLeaf, kContainer, kBlock };
inline constexpr int kCellUseCount = 3;

// First bytes of every 64 KB page, which is aligned to its size.
struct Page {
    Page* next;
    uint32_t cell_size;
    uint32_t cell_count;
    CellUse use;

    static Page* of(const void* cell) {
        return reinterpret_cast<Page*>(reinterpret_cast<uintptr_t>(cell) & ~(kPageSize - 1));
    }
    char* cell(uint32_t index) {
        return reinterpret_cast<char*>(this) + 64 + size_t{index} * cell_size;
    }
};
static_assert(sizeof(Page) <= 64);

struct FreeCell {
    uint64_t zero; // where Object has its refcount
    FreeCell* next;
};

class Heap {
  public:
    Heap() = default;
    ~Heap();
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;

    // A cell of at least `size` bytes, its contents undefined, or null when the limit or the system
    // refuses (raise MemoryError). `allocateObject` (objects/object_model.h) is what types use.
    void* allocate(size_t size, CellUse use) {
        if (KRAIT_LIKELY(size <= kSmallSizeMax)) {
            FreeCell*& head =
                free_[static_cast<int>(use)][(size + kSizeClassStep - 1) / kSizeClassStep];
            if (FreeCell* cell = head; KRAIT_LIKELY(cell != nullptr)) {
                head = cell->next;
                ++live_cells_;
                return cell;
            }
            return allocateSlow(size, use);
        }
        return allocateLarge(size, use);
    }
    void free(void* cell, size_t size, CellUse use) {
        if (KRAIT_LIKELY(size <= kSmallSizeMax)) {
            FreeCell*& head =
                free_[static_cast<int>(use)][(size + kSizeClassStep - 1) / kSizeClassStep];
            auto* c = static_cast<FreeCell*>(cell);
            c->zero = 0;
            c->next = head;
            head = c;
            --live_cells_;
            return;
        }
        freeLarge(cell, size, use);
    }

    // Memory of varying size that belongs to an object (list items, dict tables, string buffers),
    // counted against the limit. Null on refusal. The size must be given back exactly.
    void* allocateBlock(size_t size) {
        if (KRAIT_LIKELY(size <= kSmallSizeMax)) {
            FreeCell*& head = free_[static_cast<int>(CellUse::kBlock)]
                                   [(size + kSizeClassStep - 1) / kSizeClassStep];
            if (FreeCell* cell = head; KRAIT_LIKELY(cell != nullptr)) {
                head = cell->next;
                return cell;
            }
        }
        return allocateBlockSlow(size);
    }
    void* resizeBlock(void* block, size_t old_size, size_t new_size);
    void freeBlock(void* block, size_t size) {
        if (!block) return;
        if (KRAIT_LIKELY(size <= kSmallSizeMax)) {
            FreeCell*& head = free_[static_cast<int>(CellUse::kBlock)]
                                   [(size + kSizeClassStep - 1) / kSizeClassStep];
            auto* c = static_cast<FreeCell*>(block);
            c->next = head;
            head = c;
            return;
        }
        freeBlockSlow(block, size);
    }

    // While a gate is set every allocation is counted, and the one numbered fail_at is refused (the
    // first is 1). Cells freed since the last call of gateSweep() are given out uncounted.
    struct Gate {
        uint64_t count = 0, fail_at = 0;
        bool failed = false;
        FreeCell* kept[kCellUseCount][kSizeClassCount] = {}; // free lists meanwhile
    };
    void setGate(Gate* gate); // null: none
    void gateSweep();

    size_t bytesInUse() const { return bytes_; }
    size_t liveCells() const { return live_cells_; }
    void setLimit(size_t bytes) { limit_ = bytes; }
    size_t limit() const { return limit_; }

    // Calls visit(Object*) for each live object in container pages and large containers. The
    // visitor must not allocate or free.
    template <typename Visit>
    void forEachContainer(Visit&& visit) {
        for (Page* page = container_pages_; page; page = page->next) {
            for (uint32_t i = 0; i < page->cell_count; ++i) {
                auto* object = reinterpret_cast<Object*>(page->cell(i));
                if (object->refcount != 0) visit(object);
            }
        }
        for (int generation = 0; generation < kLargeLeaves; ++generation) {
            LargeTable& table = large_[generation];
            for (size_t i = 0; i < table.count; ++i) {
                if (table.items[i]->refcount != 0) visit(table.items[i]);
            }
        }
    }
    // The same over leaf pages too; for leak reports.
    template <typename Visit>
    void forEachLeaf(Visit&& visit) {
        for (Page* page = leaf_pages_; page; page = page->next) {
            for (uint32_t i = 0; i < page->cell_count; ++i) {
                auto* object = reinterpret_cast<Object*>(page->cell(i));
                if (object->refcount != 0) visit(object);
            }
        }
    }

    template <typename Visit>
    void forEachLargeLeaf(Visit&& visit) {
        LargeTable& table = large_[kLargeLeaves];
        for (size_t i = 0; i < table.count; ++i) visit(table.items[i]);
    }

    // Remembers a small container just made; false when the log is full.
    bool logYoung(Object* container) {
        if (KRAIT_UNLIKELY(log_next_ == log_end_)) return false;
        *log_next_++ = container;
        return true;
    }
    // A small container is about to be freed: if it was logged last, as most are that live short,
    // the log forgets it.
    void unlogYoung(Object* container) {
        if (log_next_ != log_ && log_next_[-1] == container) --log_next_;
    }
    // Drops the stale entries; gives the number of those left, at logBegin(). Each is young.
    size_t compactLog();
    Object** logBegin() { return log_; }
    void clearLog() { log_next_ = log_; }
    // Makes the log full at `count` entries, or later if so many are in it. If there is no memory
    // for it the log is emptied: full collections find its objects by walking.
    void setLogLimit(size_t count);

    // Containers past the size classes, by generation.
    struct LargeTable {
        Object** items = nullptr;
        size_t count = 0, capacity = 0;
    };
    const LargeTable& largeOf(int generation) { return large_[generation]; }
    // Moves those of a generation to the next one; false (and nothing moved) when out of memory.
    bool ageLarge(int generation);

  private:
    void* allocateSlow(size_t size, CellUse use);
    bool gateRefuses();
    bool newPage(int size_class, CellUse use);
    void* allocateBlockSlow(size_t size);
    void freeBlockSlow(void* block, size_t size);
    void* allocateLarge(size_t size, CellUse use);
    void freeLarge(void* cell, size_t size, CellUse use);
    bool charge(size_t bytes);

    FreeCell* free_[kCellUseCount][kSizeClassCount] = {};
    size_t live_cells_ = 0;
    Gate* gate_ = nullptr;
    size_t bytes_ = 0;
    size_t limit_ = ~size_t{0};
    Page* leaf_pages_ = nullptr;
    Page* container_pages_ = nullptr;
    Page* block_pages_ = nullptr;
    struct Uncut { // the end of a class's newest page, of which no cells were made yet
        char *next = nullptr, *end = nullptr;
    };
    Uncut uncut_[kCellUseCount][kSizeClassCount];
    char* arena_next_ = nullptr; // pages are cut from 1 MB mappings
    char* arena_end_ = nullptr;
    void* mappings_ = nullptr;
    bool addLarge(Object* object, int generation);
    void removeLarge(Object* object);
    static constexpr int kLargeLeaves = 3;
    LargeTable large_[4]; // by generation, and leaves; unordered
    Object **log_ = nullptr, **log_next_ = nullptr, **log_end_ = nullptr;
    size_t log_capacity_ = 0;
};

} // namespace krait
