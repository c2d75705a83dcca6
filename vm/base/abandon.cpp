// See abandon.h. Every block has a head that links those of a body; blocks made elsewhere have an
// empty one. The handler may come while malloc holds its lock: then the jump waits until it is out.
#include "vm/base/abandon.h"

#include <atomic>
#include <csetjmp>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <gmp.h>
#include <pthread.h>

namespace krait {

namespace {

struct alignas(16) Head {
    Head *next, *previous; // null: of no body
    size_t size;
};

struct Region {
    sigjmp_buf leave;
    Head blocks;                      // a ring
    volatile sig_atomic_t busy = 0;   // in malloc or free
    volatile sig_atomic_t wanted = 0; // the handler came meanwhile
};

// Async-signal-safe state, like that of signals.cpp: who is within a body. A thread finds its own
// entry only, which nobody else changes.
struct Entry {
    std::atomic<pthread_t> thread;
    std::atomic<Region*> region; // null: the entry is free
};
Entry g_entries[kAbandonableMax];

Region* regionHere() {
    for (Entry& entry : g_entries) {
        if (!entry.region.load(std::memory_order_acquire)) continue;
        if (pthread_equal(entry.thread.load(std::memory_order_relaxed), pthread_self()))
            return entry.region.load(std::memory_order_relaxed);
    }
    return nullptr;
}

void enter(Region* region) {
    region->busy = 1;
    std::atomic_signal_fence(std::memory_order_seq_cst);
}
void leave(Region* region) {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    region->busy = 0;
    if (region->wanted) siglongjmp(region->leave, static_cast<int>(Abandoned::kInterrupted));
}

// GMP cannot be told that memory was refused.
void* orGiveUp(void* block) {
    if (block) return block;
    Region* region = regionHere();
    if (!region) std::abort(); // LIMIT: a short computation, or one of too many at once
    siglongjmp(region->leave, static_cast<int>(Abandoned::kNoMemory));
}
void* gmpAllocate(size_t size) {
    return orGiveUp(abandonAllocate(size));
}
void* gmpResize(void* block, size_t old_size, size_t size) {
    void* moved = orGiveUp(abandonAllocate(size));
    std::memcpy(moved, block, old_size < size ? old_size : size);
    abandonFree(block);
    return moved;
}
void gmpFree(void* block, size_t) {
    abandonFree(block);
}

} // namespace

void abandonInit() {
    mp_set_memory_functions(gmpAllocate, gmpResize, gmpFree);
}

void* abandonAllocate(size_t size) {
    Region* region = regionHere();
    if (region) enter(region);
    auto* head = static_cast<Head*>(std::malloc(sizeof(Head) + size));
    if (head) {
        head->size = size;
        head->next = head->previous = nullptr;
        if (region) {
            head->next = region->blocks.next;
            head->previous = &region->blocks;
            head->next->previous = head->previous->next = head;
        }
    }
    if (region) leave(region);
    return head ? head + 1 : nullptr;
}

void abandonFree(void* block) {
    if (!block) return;
    Head* head = static_cast<Head*>(block) - 1;
    Region* region = head->next ? regionHere() : nullptr;
    if (region) {
        enter(region);
        head->next->previous = head->previous;
        head->previous->next = head->next;
    }
    std::free(head);
    if (region) leave(region);
}

Abandoned runAbandonable(void (*body)(void*), void* context) {
    Region region;
    region.blocks.next = region.blocks.previous = &region.blocks;
    Entry* entry = nullptr;
    for (Entry& free_entry : g_entries) {
        Region* none = nullptr;
        // Until the thread is known nobody takes the region for theirs: no id is that of zero.
        if (!free_entry.region.compare_exchange_strong(none, &region)) continue;
        entry = &free_entry;
        break;
    }
    auto how = static_cast<Abandoned>(sigsetjmp(region.leave, 1));
    if (how == Abandoned::kNo) {
        if (entry) entry->thread.store(pthread_self(), std::memory_order_release);
        body(context);
    }
    if (!entry) return how;
    entry->thread.store(pthread_t{}, std::memory_order_release);
    entry->region.store(nullptr, std::memory_order_release);
    // What a body that ended has freed is off the list.
    for (Head* head = region.blocks.next; head != &region.blocks;) {
        Head* next = head->next;
        std::free(head);
        head = next;
    }
    return how;
}

void abandonRunning() {
    Region* region = regionHere();
    if (!region) return;
    if (region->busy) {
        region->wanted = 1;
    } else {
        siglongjmp(region->leave, static_cast<int>(Abandoned::kInterrupted));
    }
}

} // namespace krait
