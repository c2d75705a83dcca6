// Blobs: one value of a table, read and written in place.
//
// A Blob owns its sqlite3_blob and holds the connection. Its size cannot change.
#include "stdlib/native/sqlite/sqlite.h"

#include "vm/objects/slice.h"

#include <algorithm>

namespace krait::sql {
namespace {

struct Blob : Object {
    Value connection;
    sqlite3_blob* blob; // owned; null: closed
    int64_t offset;
};

Blob* blobOf(Value v) {
    return v.as<Blob>();
}

Status checkBlob(Thread* t, Blob* b) {
    KRAIT_TRY(checkConnection(t, connectionOf(b->connection)));
    if (b->blob) return ok();
    return raiseOf(t, &kProgrammingErrorSpec, "Cannot operate on a closed blob.");
}

Error raiseBlob(Thread* t, Blob* b, int status) {
    if (status == SQLITE_ABORT) {
        return raiseOf(t, &kOperationalErrorSpec, "%s", sqlite3_errstr(status));
    }
    return raiseSql(t, connectionOf(b->connection)->db);
}

Ref readAt(Thread* t, Blob* b, int64_t offset, int64_t count) {
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t, count));
    if (count == 0) return bytes;
    int status;
    {
        Away away(t, connectionOf(b->connection));
        status = sqlite3_blob_read(b->blob, bytes->data, static_cast<int>(count),
                                   static_cast<int>(offset));
    }
    if (status != SQLITE_OK) return raiseBlob(t, b, status);
    return bytes;
}

Status writeAt(Thread* t, Blob* b, const char* data, int64_t count, int64_t offset) {
    if (count > sqlite3_blob_bytes(b->blob) - offset) {
        return raise(t, TypeId::kValueError, "data longer than blob length");
    }
    int status;
    {
        Away away(t, connectionOf(b->connection));
        status =
            sqlite3_blob_write(b->blob, data, static_cast<int>(count), static_cast<int>(offset));
    }
    return status == SQLITE_OK ? ok() : Status(raiseBlob(t, b, status));
}

Ref blob_close(Thread* t, Args a) {
    Blob* b = blobOf(a[0]);
    KRAIT_TRY(checkConnection(t, connectionOf(b->connection)));
    sqlite3_blob_close(std::exchange(b->blob, nullptr));
    return Ref::none();
}

Ref blob_read(Thread* t, Args a) {
    Blob* b = blobOf(a[0]);
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[1]));
    KRAIT_TRY(checkBlob(t, b));
    int64_t left = sqlite3_blob_bytes(b->blob) - b->offset;
    if (count < 0 || count > left) count = left;
    Ref bytes = KRAIT_TRY(readAt(t, b, b->offset, count));
    b->offset += count;
    return bytes;
}

Ref blob_write(Thread* t, Args a) {
    Blob* b = blobOf(a[0]);
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    KRAIT_TRY(checkBlob(t, b));
    KRAIT_TRY(writeAt(t, b, data.data(), data.size(), b->offset));
    b->offset += data.size();
    return Ref::none();
}

Ref blob_seek(Thread* t, Args a) {
    Blob* b = blobOf(a[0]);
    int64_t offset = KRAIT_TRY(toIndexInt64(t, a[1])), origin = KRAIT_TRY(toIndexInt64(t, a[2]));
    KRAIT_TRY(checkBlob(t, b));
    int64_t size = sqlite3_blob_bytes(b->blob), from = 0;
    if (origin == 1) {
        from = b->offset;
    } else if (origin == 2) {
        from = size;
    } else if (origin != 0) {
        return raise(t, TypeId::kValueError,
                     "'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END");
    }
    if (offset > INT32_MAX - from) {
        return raise(t, TypeId::kOverflowError, "seek offset results in overflow");
    }
    offset += from;
    if (offset < 0 || offset > size) {
        return raise(t, TypeId::kValueError, "offset out of blob range");
    }
    b->offset = offset;
    return Ref::none();
}

Ref blob_tell(Thread* t, Args a) {
    KRAIT_TRY(checkBlob(t, blobOf(a[0])));
    return intFrom(t, blobOf(a[0])->offset);
}
Ref blob_enter(Thread* t, Args a) {
    KRAIT_TRY(checkBlob(t, blobOf(a[0])));
    return Ref::share(a[0]);
}
Ref blob_exit(Thread* t, Args a) {
    KRAIT_TRY(checkBlob(t, blobOf(a[0])));
    return blob_close(t, a);
}

// --- as a sequence -------------------------------------------------------------------------------

Result<int64_t> blobLength(Thread* t, Value v) {
    KRAIT_TRY(checkBlob(t, blobOf(v)));
    return int64_t{sqlite3_blob_bytes(blobOf(v)->blob)};
}

Result<int64_t> indexIn(Thread* t, Blob* b, Value key) {
    if (!hasIndex(t, key)) return raise(t, TypeId::kTypeError, "Blob indices must be integers");
    int64_t index = KRAIT_TRY(convertSubscript(t, key));
    int64_t size = sqlite3_blob_bytes(b->blob);
    if (index < 0) index += size;
    if (index < 0 || index >= size) {
        return raise(t, TypeId::kIndexError, "Blob index out of range");
    }
    return index;
}

Ref blobGetItem(Thread* t, Value self, Value key) {
    Blob* b = blobOf(self);
    KRAIT_TRY(checkBlob(t, b));
    if (!isKind(key, TypeId::kSlice)) {
        int64_t index = KRAIT_TRY(indexIn(t, b, key));
        Ref byte = KRAIT_TRY(readAt(t, b, index, 1));
        return Ref::take(Value::smallInt(static_cast<uint8_t>(byte.as<Bytes>()->data[0])));
    }
    SliceBounds raw = KRAIT_TRY(sliceUnpack(t, key.as<Slice>()));
    KRAIT_TRY(checkBlob(t, b));
    SliceBounds bounds = sliceAdjust(raw, sqlite3_blob_bytes(b->blob));
    if (bounds.count <= 0) return bytesFrom(t, {});
    if (bounds.step == 1) return readAt(t, b, bounds.start, bounds.count);
    Ref all = KRAIT_TRY(readAt(t, b, 0, sqlite3_blob_bytes(b->blob)));
    New<Bytes> bytes = KRAIT_TRY(bytesAllocate(t, bounds.count));
    for (int64_t i = 0, at = bounds.start; i < bounds.count; ++i, at += bounds.step) {
        bytes->data[i] = all.as<Bytes>()->data[at];
    }
    return bytes;
}

Status blobSetItem(Thread* t, Value self, Value key, Value value) {
    Blob* b = blobOf(self);
    KRAIT_TRY(checkBlob(t, b));
    bool is_slice = isKind(key, TypeId::kSlice);
    if (value.isEmpty()) {
        return raise(t, TypeId::kTypeError,
                     is_slice ? "Blob doesn't support slice deletion"
                              : "Blob doesn't support item deletion");
    }
    if (!is_slice) {
        int64_t index = KRAIT_TRY(indexIn(t, b, key));
        if (!isInt(value)) {
            return raise(t, TypeId::kTypeError, "'%T' object cannot be interpreted as an integer",
                         value);
        }
        int64_t byte = intClamped(value);
        if (byte < 0 || byte > 255) {
            return raise(t, TypeId::kValueError, "byte must be in range(0, 256)");
        }
        auto narrow = static_cast<char>(byte);
        return writeAt(t, b, &narrow, 1, index);
    }
    SliceBounds raw = KRAIT_TRY(sliceUnpack(t, key.as<Slice>()));
    Buffer data;
    KRAIT_TRY(data.acquire(t, value));
    KRAIT_TRY(checkBlob(t, b));
    SliceBounds bounds = sliceAdjust(raw, sqlite3_blob_bytes(b->blob));
    int64_t count = std::max<int64_t>(bounds.count, 0);
    if (data.size() != count) {
        return raise(t, TypeId::kIndexError, "Blob slice assignment is wrong size");
    }
    if (count == 0) return ok();
    if (bounds.step == 1) return writeAt(t, b, data.data(), count, bounds.start);
    int64_t size = sqlite3_blob_bytes(b->blob);
    Ref all = KRAIT_TRY(readAt(t, b, 0, size));
    for (int64_t i = 0, at = bounds.start; i < count; ++i, at += bounds.step) {
        all.as<Bytes>()->data[at] = data.data()[i];
    }
    return writeAt(t, b, all.as<Bytes>()->data, size, 0);
}

void blobDestroy(Thread*, Object* o) {
    auto* b = static_cast<Blob*>(o);
    if (b->blob) sqlite3_blob_close(b->blob);
    decref(b->connection);
}
void blobTraverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Blob*>(o)->connection);
}

constexpr MethodDef kBlobMethods[] = {
    {"close(self, /)", blob_close, "Close the blob."},
    {"read(self, length=-1, /)", blob_read, "Read data at the current offset position."},
    {"seek(self, offset, origin=0, /)", blob_seek, "Set the current access position to offset."},
    {"tell(self, /)", blob_tell, "Return the current access position for the blob."},
    {"write(self, data, /)", blob_write, "Write data at the current offset."},
    {"__enter__(self, /)", blob_enter, "Blob context manager enter."},
    {"__exit__(self, type, val, tb, /)", blob_exit, "Blob context manager exit."},
    {}};

} // namespace

const TypeSpec kBlobSpec = {
    .name = "sqlite3.Blob",
    .size = sizeof(Blob),
    .flags = kTypeDisallowNew | kTypeContainer,
    .slots = {.destroy = blobDestroy,
              .traverse = blobTraverse,
              .length = blobLength,
              .getitem = blobGetItem,
              .setitem = blobSetItem},
    .methods = kBlobMethods,
};

Ref connection_blobopen(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    std::string texts[3]; // table, column, database
    constexpr int kPlaces[] = {1, 2, 5};
    for (int i = 0; i < 3; ++i) {
        Value v = a[kPlaces[i]];
        if (!isStr(v)) {
            return raise(t, TypeId::kTypeError, "blobopen() argument %d must be str, not %T",
                         kPlaces[i], v);
        }
        texts[i] = toUtf8(v.as<Str>());
    }
    int64_t row = KRAIT_TRY(toIndexInt64(t, a[3]));
    bool read_only = KRAIT_TRY(isTrue(t, a[4]));
    auto b = KRAIT_TRY(newOf<Blob>(t, &kBlobSpec));
    store(&b->connection, a[0]);
    b->blob = nullptr;
    int status;
    {
        Away away(t, c);
        status = sqlite3_blob_open(c->db, texts[2].c_str(), texts[0].c_str(), texts[1].c_str(), row,
                                   !read_only, &b->blob);
    }
    if (status == SQLITE_MISUSE) {
        return raiseOf(t, &kInterfaceErrorSpec, "%s", sqlite3_errstr(status));
    }
    if (status != SQLITE_OK) return raiseSql(t, c->db);
    return b;
}

} // namespace krait::sql
