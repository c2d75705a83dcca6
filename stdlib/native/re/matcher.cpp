// The backtracking matcher.
//
// Invariants. The stack holds, oldest first, choices not yet taken and the old values of whatever
// was changed since: popping everything down to a choice restores the state in which it was made.
// Completing an atomic group or a lookahead removes the choices above its barrier but keeps the old
// values. Positions are indices from the subject's beginning; no index is outside 0..end.
//
// Known differences from CPython, both of which leave a group's old position behind there: captures
// undone inside a possessive repeat that is in no other repeat, and a condition on the group it is
// in. Here an undone capture is undone.
//
// Each call owns its marks, loop counters and stack. SAFEPOINT: the host's poll may run Python
// code; the subject must not change or move meanwhile.
#include "stdlib/native/re/matcher.h"

#include "stdlib/native/re/code_points.h"

#include <llvm/ADT/SmallVector.h>

#include <cstdlib>
#include <cstring>

namespace krait::re {
namespace {

enum class FrameKind : uint32_t {
    kChoice,     // pc, a: position
    kMark,       // pc: slot, a: old value, b: old last group
    kLoop,       // pc: loop, a: old count, b: old last position
    kGreedy,     // pc: kRepeatOne, a: position of the next try, b: least position
    kLazy,       // pc: kRepeatOne, a: position to extend from, b: count so far
    kLazyLoop,   // pc: kLoop, a: position
    kBarrier,    // a: position at the beginning, b: the barrier before
    kBarrierNot, // pc: where to go on, a and b as kBarrier
};

struct Frame {
    FrameKind kind;
    uint32_t pc;
    ptrdiff_t a;
    ptrdiff_t b;
};
static_assert(sizeof(Frame) == 24);

struct Loop {
    ptrdiff_t count = 0;
    ptrdiff_t last = -1; // where the latest optional iteration began
};

constexpr size_t kInlineFrames = 96;
constexpr uint32_t kStepsPerPoll = 1 << 14;

template <class Char>
class Matcher {
  public:
    Matcher(const Program& program, const Request& request, const Host& host)
        : program_(program), host_(host), code_(program.code.data()),
          text_(static_cast<const Char*>(request.subject.data)),
          end_(static_cast<ptrdiff_t>(request.subject.length)),
          must_end_(request.mode == Mode::kFullMatch),
          forbidden_end_(request.must_advance ? static_cast<ptrdiff_t>(request.start) : -1) {
        marks_.assign(program.group_count * 2, -1);
        loops_.resize(program.loop_count);
    }
    ~Matcher() {
        if (frames_ != inline_frames_) resize(frames_, capacity_ * sizeof(Frame), 0);
    }
    Matcher(const Matcher&) = delete;
    Matcher& operator=(const Matcher&) = delete;

    Outcome run(ptrdiff_t start);
    Outcome search(ptrdiff_t start);
    void report(Match* match) const;

  private:
    void* resize(void* block, size_t old_size, size_t size) {
        if (host_.resize) return host_.resize(host_.context, block, old_size, size);
        if (size) return std::realloc(block, size);
        std::free(block);
        return nullptr;
    }
    [[gnu::noinline]] bool grow();
    bool push(FrameKind kind, uint32_t pc, ptrdiff_t a, ptrdiff_t b) {
        if (KRAIT_UNLIKELY(count_ == capacity_) && !grow()) return false;
        frames_[count_++] = {kind, pc, a, b};
        return true;
    }
    void undo(const Frame& frame) {
        if (frame.kind == FrameKind::kMark) {
            marks_[frame.pc] = frame.a;
            last_group_ = static_cast<uint32_t>(frame.b);
        } else if (frame.kind == FrameKind::kLoop) {
            loops_[frame.pc] = {frame.a, frame.b};
        }
    }
    ptrdiff_t cutToBarrier();
    bool stopped() {
        if (++steps_ < kStepsPerPoll) return false;
        steps_ = 0;
        return host_.poll && host_.poll(host_.context);
    }

    bool unitMatches(Op op, uint32_t operand, uint32_t c) const;
    ptrdiff_t countUnits(Op op, uint32_t operand, ptrdiff_t from, ptrdiff_t to) const;
    bool anchorHolds(AnchorTest test, ptrdiff_t position) const;
    bool isWordAt(ptrdiff_t position, AnchorTest kind) const;
    bool matchBackreference(uint32_t group, Fold fold, ptrdiff_t* position) const;
    bool groupMatched(uint32_t group) const {
        ptrdiff_t from = marks_[group * 2];
        ptrdiff_t to = marks_[group * 2 + 1];
        return from >= 0 && to >= from;
    }
    bool mayBeginWith(uint32_t c) const {
        return c < 256 ? (program_.first[c >> 5] >> (c & 31)) & 1 : program_.first_wide;
    }
    ptrdiff_t findPrefix(ptrdiff_t from) const;
    Outcome execute(ptrdiff_t start);

    const Program& program_;
    const Host& host_;
    const uint32_t* code_;
    const Char* text_;
    ptrdiff_t end_;
    ptrdiff_t start_ = 0;
    ptrdiff_t stop_ = 0;
    bool must_end_;
    ptrdiff_t forbidden_end_;
    llvm::SmallVector<ptrdiff_t, 16> marks_;
    llvm::SmallVector<Loop, 4> loops_;
    uint32_t last_group_ = 0;
    uint32_t steps_ = 0;
    ptrdiff_t barrier_ = -1; // index of the innermost barrier's frame
    size_t count_ = 0;
    size_t capacity_ = kInlineFrames;
    Frame* frames_ = inline_frames_;
    Frame inline_frames_[kInlineFrames];
};

template <class Char>
bool Matcher<Char>::grow() {
    // LIMIT: the host refuses when the program may not have so much memory.
    if (capacity_ > SIZE_MAX / sizeof(Frame) / 4) return false;
    size_t old_size = capacity_ * sizeof(Frame);
    size_t size = old_size * 2;
    void* block = resize(frames_ == inline_frames_ ? nullptr : frames_,
                         frames_ == inline_frames_ ? 0 : old_size, size);
    if (!block) return false;
    if (frames_ == inline_frames_) std::memcpy(block, inline_frames_, old_size);
    frames_ = static_cast<Frame*>(block);
    capacity_ *= 2;
    return true;
}

// Makes the choices since the innermost barrier final; returns the position it was set at.
template <class Char>
ptrdiff_t Matcher<Char>::cutToBarrier() {
    KRAIT_ASSERT(barrier_ >= 0);
    size_t kept = static_cast<size_t>(barrier_);
    Frame barrier = frames_[kept];
    for (size_t i = kept + 1; i < count_; ++i) {
        if (frames_[i].kind == FrameKind::kMark || frames_[i].kind == FrameKind::kLoop)
            frames_[kept++] = frames_[i];
    }
    count_ = kept;
    barrier_ = barrier.b;
    return barrier.a;
}

template <class Char>
bool Matcher<Char>::unitMatches(Op op, uint32_t operand, uint32_t c) const {
    switch (op) {
    case Op::kAll:
        return true;
    case Op::kAny:
        return c != '\n';
    case Op::kLiteral:
        return c == operand;
    case Op::kNotLiteral:
        return c != operand;
    default:
        return program_.sets[operand].contains(c);
    }
}

template <class Char>
ptrdiff_t findChar(const Char* text, ptrdiff_t from, ptrdiff_t to, uint32_t c) {
    if constexpr (sizeof(Char) == 1) {
        if (c > 0xFF || from >= to) return to;
        const void* hit =
            std::memchr(text + from, static_cast<int>(c), static_cast<size_t>(to - from));
        return hit ? static_cast<const Char*>(hit) - text : to;
    } else {
        while (from < to && text[from] != c) ++from;
        return from;
    }
}

// The last position in from..to, both included, where c stands, or from - 1.
template <class Char>
ptrdiff_t findCharBackward(const Char* text, ptrdiff_t from, ptrdiff_t to, uint32_t c) {
    if constexpr (sizeof(Char) == 1) {
        if (c > 0xFF) return from - 1;
        const void* hit =
            memrchr(text + from, static_cast<int>(c), static_cast<size_t>(to - from + 1));
        return hit ? static_cast<const Char*>(hit) - text : from - 1;
    } else {
        while (to >= from && text[to] != c) --to;
        return to;
    }
}

// The first position in from..to whose character the unit doesn't match.
template <class Char>
ptrdiff_t Matcher<Char>::countUnits(Op op, uint32_t operand, ptrdiff_t from, ptrdiff_t to) const {
    const Char* text = text_;
    switch (op) {
    case Op::kAll:
        return to;
    case Op::kAny:
        return findChar(text, from, to, '\n');
    case Op::kLiteral:
        while (from < to && text[from] == operand) ++from;
        return from;
    case Op::kNotLiteral:
        return findChar(text, from, to, operand);
    default: {
        const CharSet& set = program_.sets[operand];
        if (set.isLocale()) {
            while (from < to && set.contains(text[from])) ++from;
            return from;
        }
        const uint32_t* bitmap = set.bitmap();
        for (; from < to; ++from) {
            uint32_t c = text[from];
            if (sizeof(Char) == 1 || c < 256) {
                if (!((bitmap[c >> 5] >> (c & 31)) & 1)) break;
            } else if (!set.contains(c)) {
                break;
            }
        }
        return from;
    }
    }
}

template <class Char>
bool Matcher<Char>::isWordAt(ptrdiff_t position, AnchorTest kind) const {
    if (position < 0 || position >= end_) return false;
    uint32_t c = text_[position];
    switch (kind) {
    case AnchorTest::kBoundaryUnicode:
    case AnchorTest::kNonBoundaryUnicode:
        return isUnicodeWord(c);
    case AnchorTest::kBoundaryLocale:
    case AnchorTest::kNonBoundaryLocale:
        return isLocaleWord(c);
    default:
        return isAsciiWord(c);
    }
}

template <class Char>
bool Matcher<Char>::anchorHolds(AnchorTest test, ptrdiff_t position) const {
    switch (test) {
    case AnchorTest::kBeginning:
        return position == 0;
    case AnchorTest::kBeginningLine:
        return position == 0 || text_[position - 1] == '\n';
    case AnchorTest::kEnd:
        return position == end_ || (position + 1 == end_ && text_[position] == '\n');
    case AnchorTest::kEndLine:
        return position == end_ || text_[position] == '\n';
    case AnchorTest::kEndString:
        return position == end_;
    case AnchorTest::kBoundaryAscii:
    case AnchorTest::kBoundaryUnicode:
    case AnchorTest::kBoundaryLocale:
        return isWordAt(position - 1, test) != isWordAt(position, test);
    case AnchorTest::kNonBoundaryAscii:
    case AnchorTest::kNonBoundaryUnicode:
    case AnchorTest::kNonBoundaryLocale:
        // Python: before 3.14 the empty string has neither boundaries nor non-boundaries.
        return end_ != 0 && isWordAt(position - 1, test) == isWordAt(position, test);
    }
    return false;
}

template <class Char>
bool Matcher<Char>::matchBackreference(uint32_t group, Fold fold, ptrdiff_t* position) const {
    if (!groupMatched(group)) return false;
    ptrdiff_t from = marks_[group * 2];
    ptrdiff_t length = marks_[group * 2 + 1] - from;
    if (length > end_ - *position) return false;
    for (ptrdiff_t i = 0; i < length; ++i) {
        uint32_t a = text_[from + i];
        uint32_t b = text_[*position + i];
        if (a != b && (fold == Fold::kNone || foldChar(a, fold) != foldChar(b, fold))) return false;
    }
    *position += length;
    return true;
}

// One attempt at `start`. The bulk of the matcher: a flat switch over the opcodes.
template <class Char>
Outcome Matcher<Char>::execute(ptrdiff_t start) {
    const uint32_t* const code = code_;
    const Char* const text = text_;
    const ptrdiff_t end = end_;
    ptrdiff_t p = start;
    uint32_t pc = 0;

#define KRAIT_RE_PUSH(...)                                                                         \
    do {                                                                                           \
        if (!push(__VA_ARGS__)) return Outcome::kMemory;                                           \
    } while (0)

    for (;;) {
        switch (static_cast<Op>(code[pc])) {
        case Op::kLiteral:
            if (p >= end || text[p] != code[pc + 1]) goto fail;
            ++p;
            pc += 2;
            continue;
        case Op::kNotLiteral:
            if (p >= end || text[p] == code[pc + 1]) goto fail;
            ++p;
            pc += 2;
            continue;
        case Op::kAny:
            if (p >= end || text[p] == '\n') goto fail;
            ++p;
            pc += 1;
            continue;
        case Op::kAll:
            if (p >= end) goto fail;
            ++p;
            pc += 1;
            continue;
        case Op::kSet:
            if (p >= end || !program_.sets[code[pc + 1]].contains(text[p])) goto fail;
            ++p;
            pc += 2;
            continue;
        case Op::kString: {
            uint32_t length = code[pc + 1];
            if (static_cast<ptrdiff_t>(length) > end - p) goto fail;
            const uint32_t* literal = code + pc + 2;
            for (uint32_t i = 0; i < length; ++i)
                if (text[p + i] != literal[i]) goto fail;
            p += length;
            pc += 2 + length;
            continue;
        }
        case Op::kMark: {
            uint32_t slot = code[pc + 1];
            KRAIT_RE_PUSH(FrameKind::kMark, slot, marks_[slot],
                          static_cast<ptrdiff_t>(last_group_));
            marks_[slot] = p;
            if (slot & 1) last_group_ = slot / 2 + 1;
            pc += 2;
            continue;
        }
        case Op::kAnchor:
            if (!anchorHolds(static_cast<AnchorTest>(code[pc + 1]), p)) goto fail;
            pc += 2;
            continue;
        case Op::kJump:
            pc = code[pc + 1];
            continue;
        case Op::kSplit: {
            // An alternative that begins with a character that isn't here needs no choice.
            uint32_t first = static_cast<uint32_t>(code[pc + 2]);
            if (first == static_cast<uint32_t>(Op::kLiteral) &&
                (p >= end || text[p] != code[pc + 3])) {
                pc = code[pc + 1];
                continue;
            }
            if (first == static_cast<uint32_t>(Op::kString) &&
                (p >= end || text[p] != code[pc + 4])) {
                pc = code[pc + 1];
                continue;
            }
            KRAIT_RE_PUSH(FrameKind::kChoice, code[pc + 1], p, 0);
            pc += 2;
            continue;
        }
        case Op::kRepeatOne: {
            Op op = static_cast<Op>(code[pc + 1]);
            ptrdiff_t min = code[pc + 3];
            uint32_t max = code[pc + 4];
            RepeatMode mode = static_cast<RepeatMode>(code[pc + 5]);
            if (min > end - p) goto fail;
            if (mode == RepeatMode::kLazy) {
                if (min && countUnits(op, code[pc + 2], p, p + min) < p + min) goto fail;
                KRAIT_RE_PUSH(FrameKind::kLazy, pc, p + min, min);
                p += min;
                pc += 7;
                continue;
            }
            ptrdiff_t limit =
                max == kRepeatMax || static_cast<ptrdiff_t>(max) > end - p ? end : p + max;
            ptrdiff_t reached = countUnits(op, code[pc + 2], p, limit);
            if (reached < p + min) goto fail;
            if (mode == RepeatMode::kGreedy && reached > p + min)
                KRAIT_RE_PUSH(FrameKind::kGreedy, pc, reached - 1, p + min);
            p = reached;
            pc += 7;
            continue;
        }
        case Op::kLoopEnter: {
            uint32_t index = code[pc + 1];
            KRAIT_RE_PUSH(FrameKind::kLoop, index, loops_[index].count, loops_[index].last);
            loops_[index] = {-1, -1};
            pc = code[pc + 2];
            continue;
        }
        case Op::kLoop: {
            uint32_t index = code[pc + 1];
            Loop& loop = loops_[index];
            ptrdiff_t count = loop.count + 1;
            if (KRAIT_UNLIKELY(stopped())) return Outcome::kInterrupted;
            if (count < static_cast<ptrdiff_t>(code[pc + 2])) {
                KRAIT_RE_PUSH(FrameKind::kLoop, index, loop.count, loop.last);
                loop.count = count;
                pc = code[pc + 5];
                continue;
            }
            // An iteration that matched nothing is the last one.
            bool more =
                (code[pc + 3] == kRepeatMax || count < static_cast<ptrdiff_t>(code[pc + 3])) &&
                loop.last != p;
            if (code[pc + 4]) {
                if (more) KRAIT_RE_PUSH(FrameKind::kLazyLoop, pc, p, 0);
                pc += 6;
                continue;
            }
            if (!more) {
                pc += 6;
                continue;
            }
            KRAIT_RE_PUSH(FrameKind::kChoice, pc + 6, p, 0);
            KRAIT_RE_PUSH(FrameKind::kLoop, index, loop.count, loop.last);
            loop = {count, p};
            pc = code[pc + 5];
            continue;
        }
        case Op::kAtomic:
        case Op::kLook:
        case Op::kLookNot: {
            bool is_not = static_cast<Op>(code[pc]) == Op::kLookNot;
            uint32_t length = is_not ? 3 : static_cast<Op>(code[pc]) == Op::kLook ? 2 : 1;
            ptrdiff_t back = length > 1 ? static_cast<ptrdiff_t>(code[pc + 1]) : 0;
            if (back > p) {
                if (!is_not) goto fail;
                pc = code[pc + 2];
                continue;
            }
            KRAIT_RE_PUSH(is_not ? FrameKind::kBarrierNot : FrameKind::kBarrier,
                          is_not ? code[pc + 2] : 0, p, barrier_);
            barrier_ = static_cast<ptrdiff_t>(count_) - 1;
            p -= back;
            pc += length;
            continue;
        }
        case Op::kAtomicEnd:
            cutToBarrier();
            pc += 1;
            continue;
        case Op::kLookEnd:
            p = cutToBarrier();
            pc += 1;
            continue;
        case Op::kLookNotEnd:
            // The assertion fails: undo all it did, its barrier included.
            while (count_ > static_cast<size_t>(barrier_) + 1) undo(frames_[--count_]);
            barrier_ = frames_[--count_].b;
            goto fail;
        case Op::kBackreference:
            if (!matchBackreference(code[pc + 1], static_cast<Fold>(code[pc + 2]), &p)) goto fail;
            pc += 3;
            continue;
        case Op::kConditional:
            // LIMIT: the parser has checked that the group exists.
            pc = groupMatched(code[pc + 1] - 1) ? pc + 3 : code[pc + 2];
            continue;
        case Op::kFail:
            goto fail;
        case Op::kMatch:
            if ((must_end_ && p != end) || p == forbidden_end_) goto fail;
            start_ = start;
            stop_ = p;
            return Outcome::kMatch;
        }
        KRAIT_UNREACHABLE("unknown opcode");

    fail:
        if (KRAIT_UNLIKELY(stopped())) return Outcome::kInterrupted;
        for (;;) {
            if (!count_) return Outcome::kNoMatch;
            Frame& frame = frames_[--count_];
            switch (frame.kind) {
            case FrameKind::kMark:
            case FrameKind::kLoop:
                undo(frame);
                continue;
            case FrameKind::kChoice:
                p = frame.a;
                pc = frame.pc;
                break;
            case FrameKind::kGreedy: {
                pc = frame.pc + 7;
                p = frame.a;
                if (uint32_t hint = code[frame.pc + 6]; hint != kNoHint) {
                    p = findCharBackward(text, frame.b, p, hint);
                    if (p < frame.b) continue;
                }
                if (p > frame.b) {
                    frame.a = p - 1;
                    ++count_;
                }
                break;
            }
            case FrameKind::kLazy: {
                uint32_t at = frame.pc;
                uint32_t max = code[at + 4];
                uint32_t hint = code[at + 6];
                ptrdiff_t q = frame.a;
                ptrdiff_t count = frame.b;
                bool found = false;
                while ((max == kRepeatMax || count < static_cast<ptrdiff_t>(max)) && q < end &&
                       unitMatches(static_cast<Op>(code[at + 1]), code[at + 2], text[q])) {
                    ++q;
                    ++count;
                    found = hint == kNoHint || (q < end && text[q] == hint);
                    if (found) break;
                }
                if (!found) continue;
                frame.a = q;
                frame.b = count;
                ++count_;
                p = q;
                pc = at + 7;
                break;
            }
            case FrameKind::kLazyLoop: {
                uint32_t at = frame.pc;
                p = frame.a;
                uint32_t index = code[at + 1];
                // The frame just popped leaves room for this one.
                frame = {FrameKind::kLoop, index, loops_[index].count, loops_[index].last};
                ++count_;
                loops_[index] = {loops_[index].count + 1, p};
                pc = code[at + 5];
                break;
            }
            case FrameKind::kBarrier:
                barrier_ = frame.b;
                continue;
            case FrameKind::kBarrierNot:
                barrier_ = frame.b;
                p = frame.a;
                pc = frame.pc;
                break;
            }
            break;
        }
    }
#undef KRAIT_RE_PUSH
}

template <class Char>
Outcome Matcher<Char>::run(ptrdiff_t start) {
    if (end_ - start < 0 || static_cast<uint64_t>(end_ - start) < program_.width_min)
        return Outcome::kNoMatch;
    return execute(start);
}

// The next position from which the prefix stands, or -1.
template <class Char>
ptrdiff_t Matcher<Char>::findPrefix(ptrdiff_t from) const {
    const Text& prefix = program_.prefix;
    ptrdiff_t length = static_cast<ptrdiff_t>(prefix.size());
    for (;; ++from) {
        if (end_ - from < length) return -1;
        from = findChar(text_, from, end_ - length + 1, prefix[0]);
        if (from > end_ - length) return -1;
        ptrdiff_t i = 1;
        while (i < length &&
               text_[from + i] == static_cast<uint32_t>(prefix[static_cast<size_t>(i)]))
            ++i;
        if (i == length) return from;
    }
}

template <class Char>
Outcome Matcher<Char>::search(ptrdiff_t start) {
    ptrdiff_t first = start;
    if (program_.width_min > static_cast<uint64_t>(end_)) return Outcome::kNoMatch;
    ptrdiff_t last = end_ - static_cast<ptrdiff_t>(program_.width_min);
    if (program_.starts_at_beginning) last = std::min<ptrdiff_t>(last, 0);
    for (; start <= last; ++start) {
        if (!program_.prefix.empty()) {
            start = findPrefix(start);
            if (start < 0) return Outcome::kNoMatch;
            if (program_.is_literal) {
                start_ = start;
                stop_ = start + static_cast<ptrdiff_t>(program_.prefix.size());
                return Outcome::kMatch;
            }
        } else if (program_.has_first) {
            while (start <= last && !mayBeginWith(text_[start])) ++start;
            if (start > last) return Outcome::kNoMatch;
        }
        if (start != first) forbidden_end_ = -1;
        Outcome outcome = execute(start);
        if (outcome != Outcome::kNoMatch) return outcome;
        if (KRAIT_UNLIKELY(stopped())) return Outcome::kInterrupted;
    }
    return Outcome::kNoMatch;
}

template <class Char>
void Matcher<Char>::report(Match* match) const {
    match->marks[0] = start_;
    match->marks[1] = stop_;
    for (uint32_t group = 0; group < program_.group_count; ++group) {
        bool matched = groupMatched(group);
        match->marks[group * 2 + 2] = matched ? marks_[group * 2] : -1;
        match->marks[group * 2 + 3] = matched ? marks_[group * 2 + 1] : -1;
    }
    match->last_group = last_group_;
}

template <class Char>
Outcome runWidth(const Program& program, const Request& request, const Host& host, Match* match) {
    Matcher<Char> matcher(program, request, host);
    ptrdiff_t start = static_cast<ptrdiff_t>(request.start);
    Outcome outcome = request.mode == Mode::kSearch ? matcher.search(start) : matcher.run(start);
    if (outcome == Outcome::kMatch) matcher.report(match);
    return outcome;
}

} // namespace

Outcome runProgram(const Program& program, const Request& request, const Host& host, Match* match) {
    if (request.start > request.subject.length) return Outcome::kNoMatch;
    switch (request.subject.width) {
    case 1:
        return runWidth<uint8_t>(program, request, host, match);
    case 2:
        return runWidth<uint16_t>(program, request, host, match);
    default:
        return runWidth<uint32_t>(program, request, host, match);
    }
}

} // namespace krait::re
