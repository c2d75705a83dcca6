// Ref: a Value that owns one reference. Result, Status: what fallible functions return.
//
// Conventions of all C++ in the VM outside the handlers:
//   - arguments are borrowed Values (or typed pointers), results are owned Refs;
//   - a function that returns Ref returns EMPTY on error, with the exception in the Thread;
//   iternext functions
//     return EMPTY without an exception at the end;
//   - `return raise(...)` works in any of them, since Error converts to all;
//   - KRAIT_TRY(expr) gives the value of expr, or returns the error to the caller.
// A borrowed Value held over code that may run Python (`call`, `compare`, `iterate`, `convert` in
// its name, or any decref) must be owned by something else: keep a Ref.
#pragma once

#include "vm/heap/object.h"

#include <utility>

namespace krait {

// "An exception is set in the Thread."
struct [[nodiscard]] Error {};

class [[nodiscard]] [[clang::trivial_abi]] Ref {
  public:
    Ref() = default;
    Ref(Error) {}
    Ref(Ref&& other) noexcept : value_(std::exchange(other.value_, Value())) {}
    Ref(const Ref&) = delete;
    Ref& operator=(Ref&& other) noexcept {
        Value old = std::exchange(value_, std::exchange(other.value_, Value()));
        decref(old);
        return *this;
    }
    Ref& operator=(const Ref&) = delete;
    ~Ref() { decref(value_); }

    // Takes over a reference that the caller owns.
    static Ref take(Value v) {
        Ref r;
        r.value_ = v;
        return r;
    }
    // Makes a new reference.
    static Ref share(Value v) {
        incref(v);
        return take(v);
    }
    static Ref none() { return take(Value::none()); }
    static Ref boolean(bool b) { return take(Value::boolean(b)); }
    static Ref notImplemented() { return take(Value::notImplemented()); }

    Value get() const { return value_; }
    operator Value() const { return value_; }
    template <typename T>
    T* as() const {
        return value_.as<T>();
    }
    // Gives the reference away.
    [[nodiscard]] Value release() { return std::exchange(value_, Value()); }
    bool isEmpty() const { return value_.isEmpty(); }
    bool isError() const { return value_.isEmpty(); }

  private:
    Value value_;
};
static_assert(sizeof(Ref) == 8);

// A typed owner, for layouts that are known: New<List> list = listNew(...).
template <typename T>
class [[nodiscard]] [[clang::trivial_abi]] New {
  public:
    New() = default;
    New(Error) {}
    static New take(T* object) {
        New r;
        r.ref_ = Ref::take(Value(object));
        return r;
    }
    static New share(T* object) {
        incref(object);
        return take(object);
    }
    T* get() const { return ref_.isEmpty() ? nullptr : ref_.as<T>(); }
    T* operator->() const { return ref_.as<T>(); }
    operator T*() const { return get(); }
    operator Value() const { return ref_.get(); }
    operator Ref() && { return std::move(ref_); }
    [[nodiscard]] Value release() { return ref_.release(); }
    bool isError() const { return ref_.isEmpty(); }

  private:
    Ref ref_;
};

// A value or an error.
template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : value_(value), ok_(true) {}
    Result(Error) : value_(), ok_(false) {}
    bool isError() const { return !ok_; }
    T value() const {
        KRAIT_ASSERT(ok_);
        return value_;
    }

  private:
    T value_;
    bool ok_;
};

// Success or an error.
class [[nodiscard]] Status {
  public:
    Status() : ok_(true) {}
    Status(Error) : ok_(false) {}
    bool isError() const { return !ok_; }

  private:
    bool ok_;
};
inline Status ok() {
    return {};
}

namespace detail {
inline Ref unwrap(Ref&& r) {
    return std::move(r);
}
template <typename T>
inline New<T> unwrap(New<T>&& r) {
    return std::move(r);
}
template <typename T>
inline T unwrap(Result<T>&& r) {
    return r.value();
}
inline void unwrap(Status&&) {}
} // namespace detail

} // namespace krait

#define KRAIT_TRY(expr)                                                                            \
    ({                                                                                             \
        auto krait_result = (expr);                                                                \
        if (KRAIT_UNLIKELY(krait_result.isError())) return ::krait::Error{};                       \
        ::krait::detail::unwrap(std::move(krait_result));                                          \
    })
