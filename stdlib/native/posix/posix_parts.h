// What the files of module posix share: paths as arguments, descriptors, and results.
//
// Each file offers tables of functions and constants; posix.cpp puts the module together. Errors of
// system calls name the path as the caller gave it.
#pragma once

#include "stdlib/native/native_support.h"
#include "stdlib/native/system_support.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/struct_sequence.h"

#include <fcntl.h>
#include <sys/resource.h>

namespace krait::posix {

// A path argument for the time of a call.
class PathArgument {
  public:
    enum Allow : int { kPath = 0, kDescriptor = 1, kNone = 2 };
    // "function: name should be string, bytes, os.PathLike or integer, not x".
    Status convert(Thread*, const char* function, const char* name, Value v, int allow = kPath);

    const char* c_str() const { return text_.c_str(); }
    const std::string& text() const { return text_; }
    bool isDescriptor() const { return fd_ >= 0; }
    bool isNone() const { return is_none_; }
    bool isBytes() const { return is_bytes_; } // results are bytes, too
    int fd() const { return fd_; }
    // For messages: the argument, or what its __fspath__ gave. Borrowed.
    Value object() const { return object_; }
    // A name found there, in the kind of str that the path is.
    Ref result(Thread* t, std::string_view name) const {
        return is_bytes_ ? bytesFrom(t, name) : decodeFileName(t, name);
    }

  private:
    Ref object_;
    std::string text_;
    int fd_ = -1;
    bool is_bytes_ = false, is_none_ = false;
};

// dir_fd=None is the current directory.
Result<int> directoryArgument(Thread*, Value v);
// An int, or something with fileno().
Result<int> descriptorArgument(Thread*, Value v);
Result<int> intArgument(Thread*, Value v); // OverflowError past 32 bits
// 64 bits without a sign; the message is that of Python's converter. TypeError for what is no int.
enum class Negative : uint8_t { kOverflow, kValue };
Result<uint64_t> unsignedArgument(Thread*, Value v, Negative negative);
// A user or group id; -1 leaves it as it is.
Result<uint32_t> idArgument(Thread*, Value v, const char* what);

// None, or OSError of errno about the path.
inline Ref noneOrError(Thread* t, int64_t result, Value path = Value(), Value path2 = Value()) {
    return result < 0 ? Ref(raiseErrno(t, errno, path, path2)) : Ref::none();
}
inline Ref intOrError(Thread* t, int64_t result, Value path = Value()) {
    return result < 0 ? Ref(raiseErrno(t, errno, path)) : intFrom(t, result);
}
inline Ref resultOf(Thread* t, const SystemResult& result, Value path = Value()) {
    if (result.raised) return Error{};
    return result.failed() ? Ref(raiseErrno(t, result.error, path)) : intFrom(t, result.value);
}

// Collects the fields of a struct sequence or a tuple; keeps the first error.
class Fields {
  public:
    explicit Fields(Thread* t) : t_(t) {}
    ~Fields() { decrefAll(values_, count_); }
    Fields(const Fields&) = delete;
    void add(Ref v) {
        if (v.isError()) failed_ = true;
        values_[count_++] = v.isError() ? Value::none() : v.release();
    }
    void addInt(int64_t i) { add(intFrom(t_, i)); }
    void addUnsigned(uint64_t i) { add(intFromUnsigned(t_, i)); }
    Ref sequence(const StructSequenceSpec* spec) {
        if (failed_) return Error{};
        count_ = 0; // taken over
        return structSequenceNew(t_, spec, values_);
    }
    Ref tuple() {
        if (failed_) return Error{};
        int count = count_;
        count_ = 0;
        return tupleTake(t_, values_, count);
    }

  private:
    Thread* t_;
    Value values_[32];
    int count_ = 0;
    bool failed_ = false;
};

struct IntConstant {
    const char* name;
    int64_t value;
};
struct NameNumber { // of sysconf and its like
    const char* name;
    int number;
};

extern const StructSequenceSpec kStatResultSpec, kStatVfsResultSpec, kTerminalSizeSpec,
    kTimesResultSpec, kUnameResultSpec, kWaitIdResultSpec, kSchedParamSpec;
extern const TypeSpec kDirEntrySpec, kScandirIteratorSpec;

extern const MethodDef kStatFunctions[], kFileFunctions[], kDescriptorFunctions[],
    kDirectoryFunctions[], kProcessFunctions[], kSpawnFunctions[], kSystemFunctions[],
    kTimerFunctions[];
Status addConstants(Thread*, Value module);   // O_RDONLY and the like
Status addNameTables(Thread*, Value module);  // sysconf_names and the like
Status addEnvironment(Thread*, Value module); // environ
// Runs the functions that register_at_fork() was given, around a fork in C++.
enum class ForkMoment : uint8_t { kBefore, kParent, kChild };
void callForkHooks(Thread*, ForkMoment moment);
Ref callNamedOf(Thread*, Value object, const char* name); // object.name()
// What resource.getrusage() gives, as a plain tuple.
Ref usageTuple(Thread*, const struct ::rusage& usage);

} // namespace krait::posix
