// Assertions. KRAIT_ASSERT is for invariants and compiled in where KRAIT_ASSERTS is set (dev, asan,
// tsan, stress); KRAIT_CHECK is always on and is for what would corrupt memory if it were wrong.
#pragma once

namespace krait {

// Prints the failed condition with its place to stderr and aborts.
[[noreturn, gnu::cold, gnu::noinline]] void assertionFailed(const char* condition, const char* file,
                                                            int line);

} // namespace krait

#define KRAIT_CHECK(cond)                                                                          \
    (__builtin_expect(!!(cond), 1) ? (void)0 : ::krait::assertionFailed(#cond, __FILE__, __LINE__))

#ifdef KRAIT_ASSERTS
#define KRAIT_ASSERT(cond) KRAIT_CHECK(cond)
#else
#define KRAIT_ASSERT(cond) ((void)0)
#endif

#define KRAIT_LIKELY(x) __builtin_expect(!!(x), 1)
#define KRAIT_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define KRAIT_UNREACHABLE(why) ::krait::assertionFailed("unreachable: " why, __FILE__, __LINE__)
