// What the objects of _bz2 and _lzma share: a lock that is held while the library works without the
// GIL, and a decompressor's input that waits for the next call.
//
// The library's state belongs to the object. It is used with the lock held, with or without the
// GIL; the Values are touched with the GIL only. The lock is never waited for with the GIL.
#pragma once

#include "stdlib/native/growing_output.h"
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"
#include "vm/threads/gil.h"

#include <mutex>
#include <string>

namespace krait {

struct StreamObject : Object {
    std::mutex* lock; // owned
    bool live;        // the library's state is set up
    bool eof, needs_input;
    Value unused_data; // bytes: what came after the end
    Value unconsumed;  // bytes: input that waits
};

class StreamLock {
  public:
    StreamLock(Thread* t, StreamObject* s) : lock_(s->lock) {
        if (lock_->try_lock()) return;
        GilReleased released(t, GilReason::kLock);
        lock_->lock();
    }
    ~StreamLock() { lock_->unlock(); }
    StreamLock(const StreamLock&) = delete;

  private:
    std::mutex* lock_;
};

template <typename T>
New<T> streamObjectNew(Thread* t, Value type) {
    auto s = KRAIT_TRY(newInstance<T>(t, type));
    s->unused_data = s->unconsumed = Value();
    s->lock = new std::mutex;
    s->needs_input = true;
    replace(&s->unused_data, KRAIT_TRY(bytesFrom(t, {})));
    replace(&s->unconsumed, KRAIT_TRY(bytesFrom(t, {})));
    return s;
}
inline void streamObjectDestroy(StreamObject* s) { // after the library's state
    delete s->lock;
    decref(s->unused_data);
    decref(s->unconsumed);
}

// decompress(data, max_length) of a decompressor. step(&input, &out) runs without the GIL, takes
// from the front of input, and says what came of it; raise_failure() words its failures, `at_end`
// one more call after the end.
enum class StreamStep : uint8_t { kMore, kEnd, kNoMemory, kFailed };
template <typename Step, typename Raise>
Ref streamDecompress(Thread* t, StreamObject* s, Value data_value, Value max_length,
                     const char* at_end, Step step, Raise raise_failure) {
    Buffer data;
    KRAIT_TRY(data.acquire(t, data_value));
    int64_t size_max = KRAIT_TRY(toIndexInt64(t, max_length));
    StreamLock lock(t, s);
    if (s->eof) return raise(t, TypeId::kEOFError, "%s", at_end);
    std::string joined(s->unconsumed.as<Bytes>()->view());
    std::string_view input = data.view();
    if (!joined.empty()) {
        joined += input;
        input = joined;
    }
    GrowingOutput out(size_max < 0 ? SIZE_MAX : static_cast<size_t>(size_max));
    StreamStep status = StreamStep::kMore;
    {
        GilReleased released(t, GilReason::kCompute);
        // Once more after the last input: what the library holds back may fill the output.
        while (status == StreamStep::kMore && !out.isFull()) {
            size_t before = input.size(), given = out.size();
            if (!out.grow()) {
                status = StreamStep::kNoMemory;
                break;
            }
            status = step(&input, &out);
            if (input.size() == before && out.size() == given) break;
        }
    }
    if (status == StreamStep::kNoMemory) return raiseNoMemory(t);
    if (status == StreamStep::kFailed) {
        s->needs_input = false;
        return raise_failure();
    }
    if (status == StreamStep::kEnd) {
        s->eof = true;
        s->needs_input = false;
        replace(&s->unused_data, KRAIT_TRY(bytesFrom(t, input)));
        replace(&s->unconsumed, KRAIT_TRY(bytesFrom(t, {})));
    } else {
        replace(&s->unconsumed, KRAIT_TRY(bytesFrom(t, input)));
        s->needs_input = input.empty() && !out.isFull();
    }
    return out.finish(t);
}

} // namespace krait
