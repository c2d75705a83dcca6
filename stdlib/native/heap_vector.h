// A growing array in the Runtime's heap, for what a native module collects of the user's data: the
// limit on memory holds for it. Of trivial types only; zero bytes are an empty one, so that it may
// be a field of an Object. Whoever owns it calls release(). Needs the GIL.
#pragma once

#include "vm/runtime/errors.h"
#include "vm/runtime/thread.h"

#include <cstring>
#include <type_traits>

namespace krait {

template <typename T>
struct HeapVector {
    static_assert(std::is_trivially_copyable_v<T>);
    T* data;
    int64_t size, capacity;

    // Makes room for `extra` more items; MemoryError.
    Status reserve(Thread* t, int64_t extra) {
        if (KRAIT_LIKELY(extra <= capacity - size)) return ok();
        return grow(t, extra);
    }
    Status push(Thread* t, T item) {
        KRAIT_TRY(reserve(t, 1));
        data[size++] = item;
        return ok();
    }
    Status append(Thread* t, const T* items, int64_t count) {
        KRAIT_TRY(reserve(t, count));
        if (count != 0) std::memcpy(data + size, items, static_cast<size_t>(count) * sizeof(T));
        size += count;
        return ok();
    }
    void release(Thread* t) {
        t->heap->freeBlock(data, static_cast<size_t>(capacity) * sizeof(T));
        data = nullptr;
        size = capacity = 0;
    }

  private:
    [[gnu::noinline]] Status grow(Thread* t, int64_t extra) {
        constexpr int64_t kMax = INT64_MAX / 4 / static_cast<int64_t>(sizeof(T));
        if (extra > kMax - size) return raiseNoMemory(t);
        int64_t wanted = capacity + capacity / 2;
        if (wanted < size + extra) wanted = size + extra;
        if (wanted < 64) wanted = 64;
        auto bytes = static_cast<size_t>(wanted) * sizeof(T);
        void* made =
            data ? t->heap->resizeBlock(data, static_cast<size_t>(capacity) * sizeof(T), bytes)
                 : t->heap->allocateBlock(bytes);
        if (!made) return raiseNoMemory(t);
        data = static_cast<T*>(made);
        capacity = wanted;
        return ok();
    }
};

} // namespace krait
