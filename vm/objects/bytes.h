// bytes and bytearray.
#pragma once

#include "vm/objects/type.h"

#include <string_view>

namespace krait {

struct Bytes : Object {
    int64_t hash; // 0: not yet
    int64_t length;
    char data[0]; // a zero byte follows
    std::string_view view() const { return {data, static_cast<size_t>(length)}; }
};

struct ByteArray : Object {
    char* data; // heap block of `capacity`, or null
    int64_t length, capacity;
    int64_t exports; // buffers held: no resizing (BufferError) while > 0
    int64_t start;   // bytes dropped in front of data
};

bool isBytes(Value v);
bool isByteArray(Value v);
Ref bytesFrom(Thread*, std::string_view data);
New<Bytes> bytesAllocate(Thread*, int64_t length); // uninitialised
Ref byteArrayFrom(Thread*, std::string_view data);
// The bytes of an exporter whose memory may have gaps, in C order.
Ref bytesOfExporter(Thread*, Value v);

// A bytes-like argument for the time of a call: bytes, bytearray, memoryview, array, any exporter.
class Buffer {
  public:
    Buffer() = default;
    ~Buffer();
    Buffer(const Buffer&) = delete;
    // TypeError "a bytes-like object is required, not 'x'".
    Status acquire(Thread*, Value v, bool writable = false);
    // TypeError "`argument` must be read-write bytes-like object, not x".
    Status acquireWritable(Thread*, Value v, const char* argument);
    char* data() const { return view_.data; }
    int64_t size() const { return view_.size; }
    std::string_view view() const { return {view_.data, static_cast<size_t>(view_.size)}; }
    const BufferView& raw() const { return view_; }

  private:
    Thread* thread_ = nullptr;
    BufferView view_;
};

} // namespace krait
