// Compiling and running translated patterns with PCRE2.
//
// Ownership: each slot owns its code and match data, the Accelerator the slots. A slot that cannot
// be made stays unusable. Threads: as pcre.h.
#define PCRE2_CODE_UNIT_WIDTH 0
#include "stdlib/native/re/pcre.h"

#include <pcre2.h>

namespace krait::re {
namespace {

// A JIT match that needs more than this goes to our matcher, which can be interrupted.
constexpr uint32_t kMatchLimit = 2'000'000;
constexpr size_t kJitStackStart = 32 * 1024;
constexpr size_t kJitStackMax = 1024 * 1024;

// PCRE2's functions carry the width in their names.
template <int kWidth>
struct Api;

#define KRAIT_RE_API(bits, width)                                                                  \
    template <>                                                                                    \
    struct Api<width> {                                                                            \
        using Char = PCRE2_UCHAR##bits;                                                            \
        using Code = pcre2_code_##bits;                                                            \
        using Data = pcre2_match_data_##bits;                                                      \
        using Context = pcre2_match_context_##bits;                                                \
        using JitStack = pcre2_jit_stack_##bits;                                                   \
        static Code* compile(const Char* text, size_t length, uint32_t options) {                  \
            auto* context = pcre2_compile_context_create_##bits(nullptr);                          \
            if (!context) return nullptr;                                                          \
            pcre2_set_newline_##bits(context, PCRE2_NEWLINE_LF);                                   \
            int error;                                                                             \
            PCRE2_SIZE where;                                                                      \
            Code* code = pcre2_compile_##bits(text, length, options, &error, &where, context);     \
            pcre2_compile_context_free_##bits(context);                                            \
            if (code && pcre2_jit_compile_##bits(code, PCRE2_JIT_COMPLETE) != 0) {                 \
                pcre2_code_free_##bits(code);                                                      \
                return nullptr;                                                                    \
            }                                                                                      \
            return code;                                                                           \
        }                                                                                          \
        static Data* makeData(Code* code) {                                                        \
            return pcre2_match_data_create_from_pattern_##bits(code, nullptr);                     \
        }                                                                                          \
        static Context* makeContext() {                                                            \
            Context* context = pcre2_match_context_create_##bits(nullptr);                         \
            if (context) pcre2_set_match_limit_##bits(context, kMatchLimit);                       \
            return context;                                                                        \
        }                                                                                          \
        static JitStack* makeStack(Context* context) {                                             \
            JitStack* stack =                                                                      \
                pcre2_jit_stack_create_##bits(kJitStackStart, kJitStackMax, nullptr);              \
            if (stack) pcre2_jit_stack_assign_##bits(context, nullptr, stack);                     \
            return stack;                                                                          \
        }                                                                                          \
        static int match(Code* code, const void* subject, size_t length, size_t start,             \
                         uint32_t options, Data* data, Context* context) {                         \
            return pcre2_jit_match_##bits(code, static_cast<const Char*>(subject), length, start,  \
                                          options, data, context);                                 \
        }                                                                                          \
        static const PCRE2_SIZE* offsets(Data* data) {                                             \
            return pcre2_get_ovector_pointer_##bits(data);                                         \
        }                                                                                          \
        static void free(void* code, void* data, void* context, void* stack) {                     \
            pcre2_match_data_free_##bits(static_cast<Data*>(data));                                \
            pcre2_match_context_free_##bits(static_cast<Context*>(context));                       \
            pcre2_jit_stack_free_##bits(static_cast<JitStack*>(stack));                            \
            pcre2_code_free_##bits(static_cast<Code*>(code));                                      \
        }                                                                                          \
    };
KRAIT_RE_API(8, 1)
KRAIT_RE_API(16, 2)
KRAIT_RE_API(32, 4)
#undef KRAIT_RE_API

void orderOfClosing(const Sequence& sequence, uint32_t* next, std::vector<uint32_t>& order) {
    for (const Node& node : sequence) {
        for (const Sequence& child : node.children) orderOfClosing(child, next, order);
        if (node.kind == NodeKind::kGroup && node.value) order[node.value] = (*next)++;
    }
}

} // namespace

struct Accelerator::Slot {
    enum class State : uint8_t { kUntried, kReady, kUnusable };
    State state = State::kUntried;
    void* code = nullptr;
    void* data = nullptr;
    void* context = nullptr;
    void* stack = nullptr; // made when the 32 KB of machine stack that the JIT takes don't suffice
};

Accelerator::Accelerator(const ParseResult* parsed) : parsed_(parsed) {}

Accelerator::~Accelerator() {
    if (!slots_) return;
    for (int i = 0; i < 9; ++i) {
        Slot& slot = slots_[i];
        auto* free = i < 3 ? Api<1>::free : i < 6 ? Api<2>::free : Api<4>::free;
        free(slot.code, slot.data, slot.context, slot.stack);
    }
}

template <int kWidth>
bool Accelerator::prepare(Slot& slot, Mode mode) {
    using A = Api<kWidth>;
    slot.state = Slot::State::kUnusable;
    std::string text;
    Needs needs;
    if (!translate(*parsed_, kWidth, &text, &needs)) return false;
    uint32_t options = PCRE2_DOTALL | PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_UTF;
    if (needs.ucp) options |= PCRE2_UCP;
    if (needs.no_start_optimization) options |= PCRE2_NO_START_OPTIMIZE;
    if (mode != Mode::kSearch) options |= PCRE2_ANCHORED;
    if (mode == Mode::kFullMatch) options |= PCRE2_ENDANCHORED;
    // The text is ASCII; it only has to be widened.
    std::basic_string<typename A::Char> units(text.begin(), text.end());
    auto* code = A::compile(units.data(), units.size(), options);
    slot.code = code;
    if (!code) return false;
    slot.data = A::makeData(code);
    slot.context = A::makeContext();
    if (!slot.data || !slot.context) return false;
    slot.state = Slot::State::kReady;
    return true;
}

template <int kWidth>
bool Accelerator::tryWidth(const Request& request, Match* match, Outcome* outcome, Slot& slot) {
    using A = Api<kWidth>;
    if (slot.state == Slot::State::kUntried) prepare<kWidth>(slot, request.mode);
    if (slot.state != Slot::State::kReady) return false;
    auto* code = static_cast<typename A::Code*>(slot.code);
    auto* data = static_cast<typename A::Data*>(slot.data);
    auto* context = static_cast<typename A::Context*>(slot.context);
    uint32_t options = request.must_advance ? PCRE2_NOTEMPTY_ATSTART : 0;
    auto run = [&] {
        return A::match(code, request.subject.data, request.subject.length, request.start, options,
                        data, context);
    };
    int result = run();
    if (result == PCRE2_ERROR_JIT_STACKLIMIT && !slot.stack) {
        slot.stack = A::makeStack(context);
        if (slot.stack) result = run();
    }
    if (result == PCRE2_ERROR_NOMATCH) {
        *outcome = Outcome::kNoMatch;
        return true;
    }
    if (result <= 0) return false;
    *outcome = Outcome::kMatch;
    const PCRE2_SIZE* offsets = A::offsets(data);
    match->last_group = 0;
    for (uint32_t group = 0; group <= parsed_->group_count; ++group) {
        bool matched = static_cast<int>(group) < result && offsets[group * 2] != PCRE2_UNSET;
        match->marks[group * 2] = matched ? static_cast<ptrdiff_t>(offsets[group * 2]) : -1;
        match->marks[group * 2 + 1] = matched ? static_cast<ptrdiff_t>(offsets[group * 2 + 1]) : -1;
        if (!matched || !group) continue;
        uint32_t best = match->last_group;
        ptrdiff_t end = match->marks[group * 2 + 1];
        ptrdiff_t best_end = best ? match->marks[best * 2 + 1] : -1;
        if (end > best_end || (end == best_end && close_order_[group] > close_order_[best]))
            match->last_group = group;
    }
    return true;
}

bool Accelerator::tryMatch(const Request& request, Match* match, Outcome* outcome) {
    const Subject& subject = request.subject;
    if (!subject.length || request.start > subject.length) return false;
    if (!slots_) {
        slots_ = std::make_unique<Slot[]>(9);
        close_order_.resize(parsed_->group_count + 1);
        uint32_t next = 1;
        orderOfClosing(parsed_->tree, &next, close_order_);
    }
    int mode = static_cast<int>(request.mode);
    switch (subject.width) {
    case 1:
        return tryWidth<1>(request, match, outcome, slots_[mode]);
    case 2:
        return tryWidth<2>(request, match, outcome, slots_[3 + mode]);
    default:
        return tryWidth<4>(request, match, outcome, slots_[6 + mode]);
    }
}

} // namespace krait::re
