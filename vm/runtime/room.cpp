#include "vm/runtime/room.h"

#include "vm/runtime/runtime.h"

#include <cstdlib>

namespace krait {

bool hasRoomSlow(Thread* t, size_t bytes) {
    const Heap& heap = t->runtime->heap;
    constexpr size_t kMost = size_t{1} << 47; // what a process can address
    if (bytes > kMost || bytes > heap.limit() - heap.bytesInUse()) return false;
    void* probe = std::malloc(bytes);
    asm volatile("" : "+r"(probe)); // or the pair of calls is taken out
    if (!probe) return false;
    std::free(probe);
    return true;
}

} // namespace krait
