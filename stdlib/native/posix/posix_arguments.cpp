// Arguments of posix functions: paths, descriptors, ids. See posix_parts.h.
#include "stdlib/native/posix/posix_parts.h"

#include "vm/objects/str.h"

namespace krait::posix {

Status PathArgument::convert(Thread* t, const char* function, const char* name, Value v,
                             int allow) {
    object_ = Ref::share(v);
    if (v.isNone() && (allow & kNone)) {
        is_none_ = true;
        text_ = ".";
        return ok();
    }
    Ref path;
    if (isStr(v) || krait::isBytes(v)) {
        path = Ref::share(v);
    } else if ((allow & kDescriptor) && hasIndex(t, v)) {
        KRAIT_TRY(warnIfBool(t, v));
        fd_ = KRAIT_TRY(intArgument(t, v));
        if (fd_ < 0) fd_ = INT32_MAX; // no file has it: EBADF
        return ok();
    } else {
        Ref method = lookupSpecial(t, v, t->name(kName___fspath__));
        if (method.isEmpty() || method.get().isNone()) {
            if (t->hasError()) return Error{};
            const char* kinds = allow == (kDescriptor | kNone)
                                    ? "string, bytes, os.PathLike, integer or None"
                                : allow == kDescriptor ? "string, bytes, os.PathLike or integer"
                                : allow == kNone       ? "string, bytes, os.PathLike or None"
                                                       : "string, bytes or os.PathLike";
            return raise(t, TypeId::kTypeError, "%s: %s should be %s, not %.200T", function, name,
                         kinds, v);
        }
        path = KRAIT_TRY(convertToPath(t, v));
        object_ = Ref::share(path.get());
    }
    if (isStr(path)) {
        KRAIT_TRY(encodeFileName(t, path, &text_));
    } else {
        is_bytes_ = true;
        text_.assign(path.as<Bytes>()->view());
    }
    if (text_.find('\0') != text_.npos) {
        return raise(t, TypeId::kValueError, "%s: embedded null character in %s", function, name);
    }
    return ok();
}

Result<int> intArgument(Thread* t, Value v) {
    Ref index = KRAIT_TRY(toIndex(t, v));
    int64_t i;
    if (!intFits(index, &i) || i > INT32_MAX || i < INT32_MIN) {
        return raise(t, TypeId::kOverflowError,
                     intSign(index) < 0 ? "signed integer is less than minimum"
                                        : "signed integer is greater than maximum");
    }
    return static_cast<int>(i);
}

Result<int> directoryArgument(Thread* t, Value v) {
    if (v.isNone()) return AT_FDCWD;
    if (!hasIndex(t, v)) {
        return raise(t, TypeId::kTypeError, "argument should be integer or None, not %.200T", v);
    }
    KRAIT_TRY(warnIfBool(t, v));
    return intArgument(t, v);
}

Result<int> descriptorArgument(Thread* t, Value v) {
    Ref number = Ref::share(v);
    KRAIT_TRY(warnIfBool(t, v));
    if (!isInt(v)) {
        Ref method = getAttrOptional(t, v, t->name(kName_fileno));
        if (method.isEmpty()) {
            if (t->hasError()) return Error{};
            return raise(t, TypeId::kTypeError,
                         "argument must be an int, or have a fileno() method.");
        }
        number = KRAIT_TRY(callFunction(t, method));
        if (!isInt(number)) return raise(t, TypeId::kTypeError, "fileno() returned a non-integer");
    }
    int fd = KRAIT_TRY(intArgument(t, number));
    if (fd < 0) {
        return raise(t, TypeId::kValueError, "file descriptor cannot be a negative integer (%d)",
                     fd);
    }
    return fd;
}

Result<uint64_t> unsignedArgument(Thread* t, Value v, Negative negative) {
    if (!isInt(v)) return raise(t, TypeId::kTypeError, "an integer is required");
    uint64_t scratch = 0;
    bool is_negative;
    std::span<const uint64_t> limbs = intLimbs(v, &scratch, &is_negative);
    if (is_negative) {
        return negative == Negative::kValue
                   ? raise(t, TypeId::kValueError, "value must be positive")
                   : raise(t, TypeId::kOverflowError, "can't convert negative int to unsigned");
    }
    if (limbs.size() > 1) return raise(t, TypeId::kOverflowError, "int too big to convert");
    return limbs.empty() ? 0 : limbs[0];
}

Result<uint32_t> idArgument(Thread* t, Value v, const char* what) {
    if (!hasIndex(t, v)) {
        return raise(t, TypeId::kTypeError, "%s should be integer, not %.200T", what, v);
    }
    Ref index = KRAIT_TRY(toIndex(t, v));
    int64_t i;
    if (!intFits(index, &i) || i < -1 || i > int64_t{UINT32_MAX}) {
        return raise(t, TypeId::kOverflowError,
                     intSign(index) < 0 ? "%s is less than minimum" : "%s is greater than maximum",
                     what);
    }
    return static_cast<uint32_t>(i);
}

} // namespace krait::posix
