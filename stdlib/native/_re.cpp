// _re: what the re module is made of. Pattern and Match objects over stdlib/native/re, which knows
// nothing of Python objects.
//
// A Pattern owns its Regex, and the last replacement template it was given, parsed. A Match owns
// its string and the spans of its groups, which are in the object. Everything needs the GIL.
//
// REENTRY: replacement functions, __index__ of positions and handlers of signals run Python code;
// they may use the same Pattern, so what a loop keeps is its own (Input, marks, the template).
#include "stdlib/native/re/regex.h"

#include "vm/interp/dispatch.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/native_module.h"

#include <llvm/ADT/SmallVector.h>

#include <algorithm>

namespace krait {
namespace {

struct Template {
    struct Item {
        Value literal; // owned; EMPTY: none
        ptrdiff_t group;
    };
    Value source; // owned
    std::vector<Item> items;
    bool is_bytes = false;

    ~Template() {
        decref(source);
        for (const Item& item : items) decref(item.literal);
    }
};

struct Pattern : Object {
    re::Regex* regex;        // owned
    Template* last_template; // owned, or null
    Value pattern;           // str or bytes-like
    Value group_index;       // dict: name -> group
    bool is_bytes;
};

struct Match : Object {
    Value pattern;
    Value string;
    Value regs;         // made when asked for
    int64_t start, end; // Python's pos and endpos
    uint32_t last_group;
    uint32_t group_count; // group 0 included
    ptrdiff_t marks[0];
};

// Runs one pattern over one string, match by match: scanner() and finditer().
struct Scanner : Object {
    Value pattern;
    Value string;
    int64_t start, end, next;
    bool must_advance;
};

extern const TypeSpec kPatternSpec;
extern const TypeSpec kMatchSpec;
extern const TypeSpec kScannerSpec;
extern const TypeSpec kMatchIteratorSpec;

// The attribute of module _re that set_error_class() sets.
constexpr const char* kErrorClassName = "_error_class";

// This module's object, borrowed.
Result<Value> thisModule(Thread* t) {
    New<Str> name = KRAIT_TRY(strIntern(t, "_re"));
    return dictGetStr(t->runtime->modules, name);
}

Pattern* patternOf(Value v) {
    return v.as<Pattern>();
}

// --- text between Python and the engine ----------------------------------------------------------

Ref strFromText(Thread* t, const re::Text& text) {
    return strFromUcs4(t, reinterpret_cast<const uint32_t*>(text.data()),
                       static_cast<int64_t>(text.size()));
}

re::Text textFrom(const Str* s) {
    re::Text text(static_cast<size_t>(s->length), U'\0');
    for (int64_t i = 0; i < s->length; ++i) text[static_cast<size_t>(i)] = s->at(i);
    return text;
}

re::Text textFrom(std::string_view bytes) {
    re::Text text;
    text.reserve(bytes.size());
    for (char c : bytes) text += static_cast<char32_t>(static_cast<unsigned char>(c));
    return text;
}

// A str or bytes-like argument, for the time of a call.
class Input {
  public:
    Status acquire(Thread* t, Value string) {
        string_ = string;
        if (isStr(string)) {
            Str* s = string.as<Str>();
            subject_ = {s->data, s->width, static_cast<size_t>(s->length)};
            return ok();
        }
        is_bytes_ = true;
        if (buffer_.acquire(t, string).isError()) {
            if (!errorIs(t, TypeId::kTypeError)) return Error{};
            clearError(t);
            return raise(t, TypeId::kTypeError, "expected string or bytes-like object, got '%T'",
                         string);
        }
        subject_ = {buffer_.data(), 1, static_cast<size_t>(buffer_.size())};
        return ok();
    }
    // For a subject of `pattern`.
    Status acquireFor(Thread* t, Value string, const Pattern* pattern) {
        KRAIT_TRY(acquire(t, string));
        if (is_bytes_ && !pattern->is_bytes)
            return raise(t, TypeId::kTypeError,
                         "cannot use a string pattern on a bytes-like object");
        if (!is_bytes_ && pattern->is_bytes)
            return raise(t, TypeId::kTypeError,
                         "cannot use a bytes pattern on a string-like object");
        return ok();
    }
    const re::Subject& subject() const { return subject_; }
    int64_t length() const { return static_cast<int64_t>(subject_.length); }
    bool isBytes() const { return is_bytes_; }
    re::Text text() const {
        return is_bytes_ ? textFrom(buffer_.view()) : textFrom(string_.as<Str>());
    }
    Ref slice(Thread* t, int64_t start, int64_t end) const {
        if (!is_bytes_) return strSubstring(t, string_.as<Str>(), start, end);
        bool whole = start == 0 && end == length();
        if (whole && isKind(string_, TypeId::kBytes)) return Ref::share(string_);
        return bytesFrom(
            t, buffer_.view().substr(static_cast<size_t>(start), static_cast<size_t>(end - start)));
    }

  private:
    Value string_;
    Buffer buffer_;
    re::Subject subject_;
    bool is_bytes_ = false;
};

Error raiseRe(Thread* t, const re::Error& error, Value pattern) {
    Ref message = strFromText(t, error.message);
    if (message.isError()) return Error{};
    switch (error.kind) {
    case re::ErrorKind::kValue:
        return raise(t, TypeId::kValueError, "%U", message.get());
    case re::ErrorKind::kOverflow:
        return raise(t, TypeId::kOverflowError, "%U", message.get());
    case re::ErrorKind::kIndex:
        return raise(t, TypeId::kIndexError, "%U", message.get());
    case re::ErrorKind::kRecursion:
        return raise(t, TypeId::kRecursionError, "%U", message.get());
    case re::ErrorKind::kMemory:
        return raiseNoMemory(t);
    case re::ErrorKind::kPattern:
    case re::ErrorKind::kNone:
        break;
    }
    Result<Value> module = thisModule(t);
    if (module.isError()) return Error{};
    Ref error_class;
    if (!module.value().isEmpty()) {
        error_class = getAttr(t, module.value(), kErrorClassName);
        if (error_class.isError()) clearError(t);
    }
    if (error_class.isEmpty()) return raise(t, TypeId::kValueError, "%U", message.get());
    bool placed = error.position >= 0;
    Ref exception =
        callFunction(t, error_class.get(), message.get(), placed ? pattern : Value::none(),
                     placed ? Value::smallInt(error.position) : Value::none());
    if (exception.isError()) return Error{};
    return raiseException(t, exception.get());
}

// --- running -------------------------------------------------------------------------------------

void* resizeBlock(void* context, void* block, size_t old_size, size_t size) {
    Heap* heap = static_cast<Thread*>(context)->heap;
    if (!block) return heap->allocateBlock(size);
    if (size) return heap->resizeBlock(block, old_size, size);
    heap->freeBlock(block, old_size);
    return nullptr;
}

// Signals, the GIL and the collector get their turn during long matches. REENTRY.
bool pollBreaker(void* context) {
    auto* t = static_cast<Thread*>(context);
    return t->breaker.load(std::memory_order_relaxed) != 0 && !serveBreaker(t);
}

// One or more matches of a pattern in a string that is held by `input`.
class Run {
  public:
    Run(Thread* t, Pattern* pattern, const Input& input, int64_t start, int64_t end)
        : thread_(t), pattern_(pattern), marks_(2 * (pattern->regex->groupCount() + 1), -1) {
        request_.subject = input.subject();
        end_ = std::clamp<int64_t>(end, 0, input.length());
        start_ = std::clamp<int64_t>(start, 0, input.length());
        request_.subject.length = static_cast<size_t>(end_);
        request_.start = static_cast<size_t>(start_);
    }

    // Whether there is a match.
    Result<bool> match(re::Mode mode) {
        request_.mode = mode;
        re::Host host;
        host.context = thread_;
        host.resize = resizeBlock;
        host.poll = pollBreaker;
        // ever.
        re::Match found{marks_.data()};
        re::Outcome outcome = pattern_->regex->match(request_, host, &found);
        last_group_ = found.last_group;
        switch (outcome) {
        case re::Outcome::kMatch:
            return true;
        case re::Outcome::kNoMatch:
            return false;
        case re::Outcome::kMemory:
            return raiseNoMemory(thread_);
        case re::Outcome::kInterrupted:
            break;
        }
        KRAIT_ASSERT(thread_->hasError());
        return Error{};
    }
    // The next match after the last one: an empty match does not follow a match at its place twice.
    Result<bool> searchNext() {
        bool found = KRAIT_TRY(match(re::Mode::kSearch));
        if (found) {
            request_.must_advance = marks_[0] == marks_[1];
            request_.start = static_cast<size_t>(marks_[1]);
        }
        return found;
    }
    void resume(int64_t next, bool must_advance) {
        request_.start = static_cast<size_t>(next);
        request_.must_advance = must_advance;
    }
    bool mustAdvance() const { return request_.must_advance; }
    int64_t start() const { return start_; }
    int64_t end() const { return end_; }
    ptrdiff_t from(uint32_t group = 0) const { return marks_[group * 2]; }
    ptrdiff_t to(uint32_t group = 0) const { return marks_[group * 2 + 1]; }

    // A group's text; `unmatched` for one that did not match (EMPTY: the empty string).
    Ref group(const Input& input, uint32_t group, Value unmatched) const {
        if (from(group) >= 0) return input.slice(thread_, from(group), to(group));
        if (unmatched.isEmpty()) return input.slice(thread_, 0, 0);
        return Ref::share(unmatched);
    }
    Ref makeMatch(Value string) const;

  private:
    Thread* thread_;
    Pattern* pattern_;
    re::Request request_;
    int64_t start_ = 0;
    int64_t end_ = 0;
    uint32_t last_group_ = 0;
    llvm::SmallVector<ptrdiff_t, 16> marks_;
};

Ref Run::makeMatch(Value string) const {
    Type* type = typeFromSpec(thread_, &kMatchSpec);
    if (!type) return Error{};
    auto* match =
        static_cast<Match*>(allocateInstance(thread_, type, marks_.size() * sizeof(ptrdiff_t)));
    if (!match) return Error{};
    match->pattern = Ref::share(Value(pattern_)).release();
    match->string = Ref::share(string).release();
    match->regs = Value();
    match->start = start_;
    match->end = end_;
    match->last_group = last_group_;
    match->group_count = static_cast<uint32_t>(marks_.size() / 2);
    std::copy(marks_.begin(), marks_.end(), match->marks);
    return Ref::take(Value(match));
}

Ref matchOnce(Thread* t, Args a, re::Mode mode) {
    Pattern* pattern = patternOf(a[0]);
    int64_t start = KRAIT_TRY(toIndexInt64(t, a[2]));
    int64_t end = KRAIT_TRY(toIndexInt64(t, a[3]));
    Input input;
    KRAIT_TRY(input.acquireFor(t, a[1], pattern));
    Run run(t, pattern, input, start, end);
    if (!KRAIT_TRY(run.match(mode))) return Ref::none();
    return run.makeMatch(a[1]);
}

Ref pattern_match(Thread* t, Args a) {
    return matchOnce(t, a, re::Mode::kMatch);
}
Ref pattern_fullmatch(Thread* t, Args a) {
    return matchOnce(t, a, re::Mode::kFullMatch);
}
Ref pattern_search(Thread* t, Args a) {
    return matchOnce(t, a, re::Mode::kSearch);
}

Ref pattern_findall(Thread* t, Args a) {
    Pattern* pattern = patternOf(a[0]);
    int64_t start = KRAIT_TRY(toIndexInt64(t, a[2]));
    int64_t end = KRAIT_TRY(toIndexInt64(t, a[3]));
    Input input;
    KRAIT_TRY(input.acquireFor(t, a[1], pattern));
    Run run(t, pattern, input, start, end);
    uint32_t groups = pattern->regex->groupCount();
    New<List> result = KRAIT_TRY(listNew(t));
    while (KRAIT_TRY(run.searchNext())) {
        Ref item;
        if (groups < 2) {
            item = KRAIT_TRY(run.group(input, groups, Value()));
        } else {
            New<Tuple> tuple = KRAIT_TRY(tupleAllocate(t, groups));
            for (uint32_t i = 0; i < groups; ++i)
                tuple->items[i] = KRAIT_TRY(run.group(input, i + 1, Value())).release();
            item = std::move(tuple);
        }
        KRAIT_TRY(listAppendTake(t, result, item.release()));
    }
    return result;
}

Ref pattern_split(Thread* t, Args a) {
    Pattern* pattern = patternOf(a[0]);
    int64_t splits_max = KRAIT_TRY(toIndexInt64(t, a[2]));
    Input input;
    KRAIT_TRY(input.acquireFor(t, a[1], pattern));
    Run run(t, pattern, input, 0, INT64_MAX);
    New<List> result = KRAIT_TRY(listNew(t));
    int64_t last = 0;
    for (int64_t count = 0; !splits_max || count < splits_max; ++count) {
        if (!KRAIT_TRY(run.searchNext())) break;
        KRAIT_TRY(listAppendTake(t, result, KRAIT_TRY(input.slice(t, last, run.from())).release()));
        for (uint32_t i = 1; i <= pattern->regex->groupCount(); ++i) {
            Ref group = KRAIT_TRY(run.group(input, i, Value::none()));
            KRAIT_TRY(listAppendTake(t, result, group.release()));
        }
        last = run.to();
    }
    KRAIT_TRY(listAppendTake(t, result, KRAIT_TRY(input.slice(t, last, input.length())).release()));
    return result;
}

// --- replacing -----------------------------------------------------------------------------------

// The template parsed for a pattern, or null on error.
std::unique_ptr<Template> parseTemplate(Thread* t, Pattern* pattern, Value source,
                                        const Input& input) {
    re::TemplateResult parsed = re::parseTemplate(
        input.text(), !input.isBytes(), pattern->regex->groupCount(), pattern->regex->names());
    if (parsed.error) {
        (void)raiseRe(t, parsed.error, source);
        return nullptr;
    }
    auto result = std::make_unique<Template>();
    result->source = Ref::share(source).release();
    result->is_bytes = input.isBytes();
    for (const re::TemplateItem& item : parsed.items) {
        Ref literal;
        if (!item.literal.empty()) {
            if (input.isBytes()) {
                std::string bytes;
                for (char32_t c : item.literal) bytes += static_cast<char>(c);
                literal = bytesFrom(t, bytes);
            } else {
                literal = strFromText(t, item.literal);
            }
            if (literal.isError()) return nullptr;
        }
        result->items.push_back({literal.release(), item.group});
    }
    return result;
}

// The template is taken out of the Pattern while it is used, so that nobody can replace it.
std::unique_ptr<Template> takeTemplate(Thread* t, Pattern* pattern, Value source) {
    std::unique_ptr<Template> kept(pattern->last_template);
    pattern->last_template = nullptr;
    // Identity will do for text that can't change.
    bool immutable = isExactStr(source) || isKind(source, TypeId::kBytes);
    if (kept && immutable && kept->source == source) return kept;
    Input input;
    if (input.acquire(t, source).isError()) {
        if (errorIs(t, TypeId::kTypeError)) {
            clearError(t);
            (void)raise(t, TypeId::kTypeError,
                        "decoding to str: need a bytes-like object, %T found", source);
        }
        return nullptr;
    }
    return parseTemplate(t, pattern, source, input);
}

Ref joinPieces(Thread* t, const Input& input, List* pieces) {
    Ref empty = KRAIT_TRY(input.slice(t, 0, 0));
    if (!pieces->length) return empty;
    New<Str> join = KRAIT_TRY(strIntern(t, "join"));
    return callMethod(t, empty.get(), join.get(), Value(pieces));
}

// What sub() makes. Text whose pieces are known to be str is built in place; else the pieces are
// collected and joined, which words the errors when a function returned something else.
class Output {
  public:
    Output(Thread* t, const Input& input, Value string, bool only_text)
        : thread_(t), input_(input), text_(t), string_(string), only_text_(only_text) {}

    Status begin() {
        if (!only_text_) pieces_ = KRAIT_TRY(listNew(thread_));
        return ok();
    }
    Status slice(int64_t from, int64_t to) {
        if (from == to) return ok();
        if (only_text_) {
            text_.appendSlice(string_.as<Str>(), from, to);
            return ok();
        }
        Ref piece = KRAIT_TRY(input_.slice(thread_, from, to));
        return listAppendTake(thread_, pieces_, piece.release());
    }
    Status add(Value piece) {
        if (!only_text_) return listAppend(thread_, pieces_, piece);
        text_.append(piece.as<Str>());
        return ok();
    }
    Status add(const Template& parsed, const Run& run) {
        for (const Template::Item& item : parsed.items) {
            if (!item.literal.isEmpty()) KRAIT_TRY(add(item.literal));
            if (item.group < 0) continue;
            uint32_t group = static_cast<uint32_t>(item.group);
            if (run.from(group) >= 0) KRAIT_TRY(slice(run.from(group), run.to(group)));
        }
        return ok();
    }
    Ref finish() { return only_text_ ? text_.finish() : joinPieces(thread_, input_, pieces_); }

  private:
    Thread* thread_;
    const Input& input_;
    TextBuffer text_;
    New<List> pieces_;
    Value string_;
    bool only_text_;
};

// sub and subn: the new string, and the number of replacements in *count.
Ref substitute(Thread* t, Args a, int64_t* count) {
    Pattern* pattern = patternOf(a[0]);
    Value replacement = a[1];
    Value string = a[2];
    int64_t count_max = KRAIT_TRY(toIndexInt64(t, a[3]));
    bool is_function = isCallable(t, replacement);
    std::unique_ptr<Template> parsed;
    if (!is_function) {
        parsed = takeTemplate(t, pattern, replacement);
        if (!parsed) return Error{};
    }
    Input input;
    KRAIT_TRY(input.acquireFor(t, string, pattern));
    Run run(t, pattern, input, 0, INT64_MAX);
    Output output(t, input, string, parsed && !parsed->is_bytes && !input.isBytes());
    KRAIT_TRY(output.begin());
    int64_t last = 0;
    *count = 0;
    while (!count_max || *count < count_max) {
        if (!KRAIT_TRY(run.searchNext())) break;
        KRAIT_TRY(output.slice(last, run.from()));
        if (is_function) {
            Ref match = KRAIT_TRY(run.makeMatch(string));
            Ref text = KRAIT_TRY(callFunction(t, replacement, match.get()));
            if (!text.get().isNone()) KRAIT_TRY(output.add(text.get()));
        } else {
            KRAIT_TRY(output.add(*parsed, run));
        }
        last = run.to();
        ++*count;
    }
    if (parsed) {
        delete pattern->last_template;
        pattern->last_template = parsed.release();
    }
    if (!*count) return input.slice(t, 0, input.length());
    KRAIT_TRY(output.slice(last, input.length()));
    return output.finish();
}

Ref pattern_sub(Thread* t, Args a) {
    int64_t count;
    return substitute(t, a, &count);
}

Ref pattern_subn(Thread* t, Args a) {
    int64_t count;
    Ref text = KRAIT_TRY(substitute(t, a, &count));
    Ref number = KRAIT_TRY(intFrom(t, count));
    return tupleOf(t, text.get(), number.get());
}

// --- scanners ------------------------------------------------------------------------------------

Ref makeScanner(Thread* t, Args a, const TypeSpec* spec) {
    Pattern* pattern = patternOf(a[0]);
    int64_t start = KRAIT_TRY(toIndexInt64(t, a[2]));
    int64_t end = KRAIT_TRY(toIndexInt64(t, a[3]));
    Input input;
    KRAIT_TRY(input.acquireFor(t, a[1], pattern));
    Type* type = typeFromSpec(t, spec);
    if (!type) return Error{};
    auto* scanner = static_cast<Scanner*>(allocateInstance(t, type));
    if (!scanner) return Error{};
    scanner->pattern = Ref::share(a[0]).release();
    scanner->string = Ref::share(a[1]).release();
    scanner->end = std::clamp<int64_t>(end, 0, input.length());
    scanner->start = std::clamp<int64_t>(start, 0, input.length());
    scanner->next = scanner->start;
    scanner->must_advance = false;
    return Ref::take(Value(scanner));
}

Ref pattern_scanner(Thread* t, Args a) {
    return makeScanner(t, a, &kScannerSpec);
}
Ref pattern_finditer(Thread* t, Args a) {
    return makeScanner(t, a, &kMatchIteratorSpec);
}

// The next match, or EMPTY without an exception when there is none.
Ref scannerStep(Thread* t, Value self, re::Mode mode) {
    auto* scanner = self.as<Scanner>();
    if (scanner->next < 0) return Ref();
    Pattern* pattern = patternOf(scanner->pattern);
    Input input;
    KRAIT_TRY(input.acquireFor(t, scanner->string, pattern));
    // A bytearray may have become shorter.
    Run run(t, pattern, input, scanner->start, scanner->end);
    run.resume(scanner->next, scanner->must_advance);
    if (!KRAIT_TRY(run.match(mode))) {
        scanner->next = -1;
        return Ref();
    }
    scanner->next = run.to();
    scanner->must_advance = run.from() == run.to();
    return run.makeMatch(scanner->string);
}

Ref noneAtEnd(Thread* t, Ref step) {
    if (step.isEmpty() && !t->hasError()) return Ref::none();
    return step;
}

Ref scanner_match(Thread* t, Args a) {
    return noneAtEnd(t, scannerStep(t, a[0], re::Mode::kMatch));
}
Ref scanner_search(Thread* t, Args a) {
    return noneAtEnd(t, scannerStep(t, a[0], re::Mode::kSearch));
}
Ref matchIteratorNext(Thread* t, Value self) {
    return scannerStep(t, self, re::Mode::kSearch);
}
Ref identity(Thread*, Value self) {
    return Ref::share(self);
}

void scannerDestroy(Thread*, Object* object) {
    auto* scanner = static_cast<Scanner*>(object);
    decref(scanner->pattern);
    decref(scanner->string);
}

void scannerTraverse(Object* object, Visitor& visitor) {
    auto* scanner = static_cast<Scanner*>(object);
    visitor.visit(scanner->pattern);
    visitor.visit(scanner->string);
}

// --- Pattern: the rest ---------------------------------------------------------------------------

Ref self_copy(Thread*, Args a) {
    return Ref::share(a[0]);
}

Ref class_getitem(Thread* t, Args a) {
    return callFunction(t, Value(t->type(TypeId::kGenericAlias)), a[0], a[1]);
}

Ref pattern_flags(Thread* t, Value self) {
    return intFrom(t, patternOf(self)->regex->flags());
}
Ref pattern_groups(Thread* t, Value self) {
    return intFrom(t, patternOf(self)->regex->groupCount());
}
Ref pattern_groupindex(Thread* t, Value self) {
    return callFunction(t, Value(t->type(TypeId::kMappingProxy)), patternOf(self)->group_index);
}

Ref patternRepr(Thread* t, Value self) {
    static constexpr struct {
        uint32_t flag;
        const char* name;
    } kNames[] = {{re::kIgnoreCase, "re.IGNORECASE"}, {re::kLocale, "re.LOCALE"},
                  {re::kMultiline, "re.MULTILINE"},   {re::kDotAll, "re.DOTALL"},
                  {re::kUnicode, "re.UNICODE"},       {re::kVerbose, "re.VERBOSE"},
                  {re::kDebug, "re.DEBUG"},           {re::kAscii, "re.ASCII"}};
    Pattern* pattern = patternOf(self);
    uint32_t flags = pattern->regex->flags();
    // str patterns have UNICODE anyway.
    if (!pattern->is_bytes && (flags & re::kTypeFlags) == re::kUnicode) flags &= ~re::kUnicode;
    std::string names;
    for (const auto& entry : kNames) {
        if (!(flags & entry.flag)) continue;
        names += names.empty() ? ", " : "|";
        names += entry.name;
        flags &= ~entry.flag;
    }
    if (flags) {
        char rest[16];
        std::snprintf(rest, sizeof rest, "%s0x%x", names.empty() ? ", " : "|", flags);
        names += rest;
    }
    return strFormat(t, "re.compile(%.200R%s)", pattern->pattern, names.c_str());
}

Result<int64_t> patternHash(Thread* t, Value self) {
    Pattern* pattern = patternOf(self);
    int64_t hash = KRAIT_TRY(hashOf(t, pattern->pattern));
    hash ^= static_cast<int64_t>(pattern->regex->flags() * 1000003u + pattern->is_bytes);
    return hash == -1 ? -2 : hash;
}

Ref patternCompare(Thread* t, Value a, Value b, CompareOp op) {
    bool comparable = (op == CompareOp::kEq || op == CompareOp::kNe) &&
                      typeOf(t, a) == typeOf(t, b) && typeOf(t, a)->spec == &kPatternSpec;
    if (!comparable) return Ref::notImplemented();
    Pattern* p = patternOf(a);
    Pattern* q = patternOf(b);
    bool equal = p == q;
    if (!equal && p->regex->flags() == q->regex->flags() && p->is_bytes == q->is_bytes)
        equal = KRAIT_TRY(compareBool(t, p->pattern, q->pattern, CompareOp::kEq));
    return Ref::boolean(equal == (op == CompareOp::kEq));
}

void patternDestroy(Thread*, Object* object) {
    auto* pattern = static_cast<Pattern*>(object);
    delete pattern->regex;
    delete pattern->last_template;
    decref(pattern->pattern);
    decref(pattern->group_index);
}

void patternTraverse(Object* object, Visitor& visitor) {
    auto* pattern = static_cast<Pattern*>(object);
    visitor.visit(pattern->pattern);
    visitor.visit(pattern->group_index);
    if (!pattern->last_template) return;
    visitor.visit(pattern->last_template->source);
    for (const Template::Item& item : pattern->last_template->items) visitor.visit(item.literal);
}

// --- Match ---------------------------------------------------------------------------------------

Match* matchOf(Value v) {
    return v.as<Match>();
}

// The number of a group given by number or name; IndexError "no such group".
Result<uint32_t> groupNumber(Thread* t, Match* match, Value key) {
    int64_t number = -1;
    Ref index;
    if (isInt(key)) {
        number = intClamped(key);
    } else if (typeOf(t, key)->slots.index) {
        index = KRAIT_TRY(toIndex(t, key));
        number = intClamped(index.get());
    } else {
        Dict* names = patternOf(match->pattern)->group_index.as<Dict>();
        Result<Value> found = dictGet(t, names, key);
        // An unhashable key is no group either.
        if (found.isError())
            clearError(t);
        else if (!found.value().isEmpty())
            number = intClamped(found.value());
    }
    if (number < 0 || number >= match->group_count)
        return raise(t, TypeId::kIndexError, "no such group");
    return static_cast<uint32_t>(number);
}

Ref groupText(Thread* t, Match* match, const Input& input, uint32_t group, Value unmatched) {
    ptrdiff_t from = match->marks[group * 2];
    if (from < 0) return Ref::share(unmatched);
    // The buffer may have become shorter since.
    int64_t end = std::min<int64_t>(match->marks[group * 2 + 1], input.length());
    return input.slice(t, std::min<int64_t>(from, end), end);
}

Ref groupByKey(Thread* t, Match* match, Value key) {
    uint32_t group = KRAIT_TRY(groupNumber(t, match, key));
    Input input;
    KRAIT_TRY(input.acquire(t, match->string));
    return groupText(t, match, input, group, Value::none());
}

Ref match_group(Thread* t, Args a) {
    Match* match = matchOf(a[0]);
    Tuple* keys = a[1].as<Tuple>();
    if (!keys->length) return groupByKey(t, match, Value::smallInt(0));
    if (keys->length == 1) return groupByKey(t, match, keys->items[0]);
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, keys->length));
    for (int64_t i = 0; i < keys->length; ++i)
        result->items[i] = KRAIT_TRY(groupByKey(t, match, keys->items[i])).release();
    return result;
}

Ref matchGetItem(Thread* t, Value self, Value key) {
    return groupByKey(t, matchOf(self), key);
}

Ref match_groups(Thread* t, Args a) {
    Match* match = matchOf(a[0]);
    Input input;
    KRAIT_TRY(input.acquire(t, match->string));
    New<Tuple> result = KRAIT_TRY(tupleAllocate(t, match->group_count - 1));
    for (uint32_t i = 1; i < match->group_count; ++i)
        result->items[i - 1] = KRAIT_TRY(groupText(t, match, input, i, a[1])).release();
    return result;
}

Ref match_groupdict(Thread* t, Args a) {
    Match* match = matchOf(a[0]);
    Input input;
    KRAIT_TRY(input.acquire(t, match->string));
    New<Dict> result = KRAIT_TRY(dictNew(t));
    int64_t position = 0;
    Value name, number;
    while (dictNext(patternOf(match->pattern)->group_index.as<Dict>(), &position, &name, &number)) {
        uint32_t group = static_cast<uint32_t>(intClamped(number));
        Ref text = KRAIT_TRY(groupText(t, match, input, group, a[1]));
        KRAIT_TRY(dictSet(t, result, name, text.get()));
    }
    return result;
}

Ref match_start(Thread* t, Args a) {
    Match* match = matchOf(a[0]);
    return intFrom(t, match->marks[KRAIT_TRY(groupNumber(t, match, a[1])) * 2]);
}

Ref match_end(Thread* t, Args a) {
    Match* match = matchOf(a[0]);
    return intFrom(t, match->marks[KRAIT_TRY(groupNumber(t, match, a[1])) * 2 + 1]);
}

Ref spanOf(Thread* t, Match* match, uint32_t group) {
    Ref from = KRAIT_TRY(intFrom(t, match->marks[group * 2]));
    Ref to = KRAIT_TRY(intFrom(t, match->marks[group * 2 + 1]));
    return tupleOf(t, from.get(), to.get());
}

Ref match_span(Thread* t, Args a) {
    Match* match = matchOf(a[0]);
    return spanOf(t, match, KRAIT_TRY(groupNumber(t, match, a[1])));
}

Ref match_expand(Thread* t, Args a) {
    Match* match = matchOf(a[0]);
    Pattern* pattern = patternOf(match->pattern);
    std::unique_ptr<Template> parsed = takeTemplate(t, pattern, a[1]);
    if (!parsed) return Error{};
    Input input;
    KRAIT_TRY(input.acquire(t, match->string));
    New<List> pieces = KRAIT_TRY(listNew(t));
    for (const Template::Item& item : parsed->items) {
        if (!item.literal.isEmpty()) KRAIT_TRY(listAppend(t, pieces, item.literal));
        if (item.group < 0 || match->marks[item.group * 2] < 0) continue;
        uint32_t group = static_cast<uint32_t>(item.group);
        Ref text = KRAIT_TRY(groupText(t, match, input, group, Value::none()));
        KRAIT_TRY(listAppendTake(t, pieces, text.release()));
    }
    delete pattern->last_template;
    pattern->last_template = parsed.release();
    return joinPieces(t, input, pieces);
}

Ref match_pos(Thread* t, Value self) {
    return intFrom(t, matchOf(self)->start);
}
Ref match_endpos(Thread* t, Value self) {
    return intFrom(t, matchOf(self)->end);
}

Ref match_lastindex(Thread* t, Value self) {
    uint32_t group = matchOf(self)->last_group;
    return group ? intFrom(t, group) : Ref::none();
}

Ref match_lastgroup(Thread* t, Value self) {
    Match* match = matchOf(self);
    int64_t position = 0;
    Value name, number;
    while (dictNext(patternOf(match->pattern)->group_index.as<Dict>(), &position, &name, &number))
        if (intClamped(number) == match->last_group) return Ref::share(name);
    return Ref::none();
}

Ref match_regs(Thread* t, Value self) {
    Match* match = matchOf(self);
    if (match->regs.isEmpty()) {
        New<Tuple> regs = KRAIT_TRY(tupleAllocate(t, match->group_count));
        for (uint32_t i = 0; i < match->group_count; ++i)
            regs->items[i] = KRAIT_TRY(spanOf(t, match, i)).release();
        match->regs = regs.release();
    }
    return Ref::share(match->regs);
}

Ref matchRepr(Thread* t, Value self) {
    Match* match = matchOf(self);
    Ref text = KRAIT_TRY(groupByKey(t, match, Value::smallInt(0)));
    return strFormat(t, "<%s object; span=(%ld, %ld), match=%.50R>", "re.Match",
                     static_cast<int64_t>(match->marks[0]), static_cast<int64_t>(match->marks[1]),
                     text.get());
}

size_t matchSize(const Object* object) {
    auto* match = static_cast<const Match*>(object);
    return sizeof(Match) + 2 * match->group_count * sizeof(ptrdiff_t);
}

void matchDestroy(Thread*, Object* object) {
    auto* match = static_cast<Match*>(object);
    decref(match->pattern);
    decref(match->string);
    decref(match->regs);
}

void matchTraverse(Object* object, Visitor& visitor) {
    auto* match = static_cast<Match*>(object);
    visitor.visit(match->pattern);
    visitor.visit(match->string);
    visitor.visit(match->regs);
}

// --- the module ----------------------------------------------------------------------------------

Status issueWarnings(Thread* t, const std::vector<re::Text>& warnings) {
    for (const re::Text& warning : warnings) {
        Ref text = KRAIT_TRY(strFromText(t, warning));
        // Past re.compile and re._compile: whoever called them.
        KRAIT_TRY(warn(t, TypeId::kFutureWarning, 3, "%U", text.get()));
    }
    return ok();
}

Ref re_compile(Thread* t, Args a) {
    uint32_t flags = static_cast<uint32_t>(KRAIT_TRY(toIndexInt64(t, a[1])));
    Input input;
    KRAIT_TRY(input.acquire(t, a[0]));
    re::Error error;
    std::vector<re::Text> warnings;
    std::unique_ptr<re::Regex> regex =
        re::Regex::compile(input.text(), !input.isBytes(), flags, &error, &warnings);
    KRAIT_TRY(issueWarnings(t, warnings));
    if (!regex) return raiseRe(t, error, a[0]);
    New<Dict> group_index = KRAIT_TRY(dictNew(t));
    for (const re::GroupName& entry : regex->names()) {
        Ref name = KRAIT_TRY(strFromText(t, entry.name));
        KRAIT_TRY(dictSet(t, group_index, name.get(), Value::smallInt(entry.group)));
    }
    Type* type = typeFromSpec(t, &kPatternSpec);
    if (!type) return Error{};
    auto* pattern = static_cast<Pattern*>(allocateInstance(t, type));
    if (!pattern) return Error{};
    pattern->regex = regex.release();
    pattern->last_template = nullptr;
    pattern->pattern = Ref::share(a[0]).release();
    pattern->group_index = group_index.release();
    pattern->is_bytes = input.isBytes();
    return Ref::take(Value(pattern));
}

Ref re_set_error_class(Thread* t, Args a) {
    Value module = KRAIT_TRY(thisModule(t));
    if (module.isEmpty()) return raise(t, TypeId::kRuntimeError, "module _re is gone");
    New<Str> name = KRAIT_TRY(strIntern(t, kErrorClassName));
    KRAIT_TRY(setAttr(t, module, name, a[0]));
    return Ref::none();
}

Status initModule(Thread* t, Value module) {
    struct {
        const char* name;
        const TypeSpec* spec;
    } types[] = {{"Pattern", &kPatternSpec}, {"Match", &kMatchSpec}};
    for (const auto& entry : types) {
        Type* type = typeFromSpec(t, entry.spec);
        if (!type) return Error{};
        New<Str> name = KRAIT_TRY(strIntern(t, entry.name));
        KRAIT_TRY(setAttr(t, module, name, Value(type)));
    }
    New<Str> groups = KRAIT_TRY(strIntern(t, "MAXGROUPS"));
    KRAIT_TRY(setAttr(t, module, groups, Value::smallInt(re::kGroupsMax)));
    New<Str> repeat = KRAIT_TRY(strIntern(t, "MAXREPEAT"));
    return setAttr(t, module, repeat, Value::smallInt(re::kRepeatMax));
}

#define KRAIT_RE_RANGE "string, pos=0, endpos=9223372036854775807)"
constexpr MethodDef kPatternMethods[] = {
    {"match(self, /, " KRAIT_RE_RANGE, pattern_match, "Match at the beginning of the string."},
    {"fullmatch(self, /, " KRAIT_RE_RANGE, pattern_fullmatch, "Match all of the string."},
    {"search(self, /, " KRAIT_RE_RANGE, pattern_search, "The first match in the string, or None."},
    {"findall(self, /, " KRAIT_RE_RANGE, pattern_findall,
     "All matches, as strings or their groups."},
    {"finditer(self, /, " KRAIT_RE_RANGE, pattern_finditer, "An iterator over all matches."},
    {"scanner(self, /, " KRAIT_RE_RANGE, pattern_scanner, "An object that matches step by step."},
    {"split(self, /, string, maxsplit=0)", pattern_split, "The parts between the matches."},
    {"sub(self, /, repl, string, count=0)", pattern_sub, "The string with matches replaced."},
    {"subn(self, /, repl, string, count=0)", pattern_subn,
     "The string with matches replaced, and how many."},
    {"__copy__(self, /)", self_copy, ""},
    {"__deepcopy__(self, memo, /)", self_copy, ""},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585", kMethodClass},
    {}};

constexpr GetSetDef kPatternGetSets[] = {
    {"flags", pattern_flags, nullptr, "The flags, those in the pattern included."},
    {"groups", pattern_groups, nullptr, "The number of groups."},
    {"groupindex", pattern_groupindex, nullptr, "A mapping of group names to numbers."},
    {}};

constexpr MemberDef kPatternMembers[] = {
    {"pattern", offsetof(Pattern, pattern), true, true, "The text that was compiled."}, {}};

constexpr MethodDef kMatchMethods[] = {
    {"group(self, /, *groups)", match_group, "The text of one or more groups.", kMethodLentArgs},
    {"groups(self, /, default=None)", match_groups, "The texts of all groups, from 1."},
    {"groupdict(self, /, default=None)", match_groupdict, "The texts of named groups, by name."},
    {"start(self, group=0, /)", match_start, "Where the group begins."},
    {"end(self, group=0, /)", match_end, "Where the group ends."},
    {"span(self, group=0, /)", match_span, "(start, end) of the group."},
    {"expand(self, /, template)", match_expand,
     "The template with groups filled in, as sub() does."},
    {"__copy__(self, /)", self_copy, ""},
    {"__deepcopy__(self, memo, /)", self_copy, ""},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585", kMethodClass},
    {}};

constexpr GetSetDef kMatchGetSets[] = {
    {"pos", match_pos, nullptr, "Where the search began."},
    {"endpos", match_endpos, nullptr, "Where the search ended."},
    {"lastindex", match_lastindex, nullptr, "The group that closed last, or None."},
    {"lastgroup", match_lastgroup, nullptr, "The name of that group, or None."},
    {"regs", match_regs, nullptr, "The spans of all groups."},
    {}};

constexpr MemberDef kMatchMembers[] = {
    {"re", offsetof(Match, pattern), true, true, "The pattern that matched."},
    {"string", offsetof(Match, string), true, true, "The string that was matched."},
    {}};

constexpr MethodDef kScannerMethods[] = {
    {"match(self, /)", scanner_match, "The next match, where the last one ended."},
    {"search(self, /)", scanner_search, "The next match, at or after the end of the last one."},
    {}};

constexpr MemberDef kScannerMembers[] = {{"pattern", offsetof(Scanner, pattern)}, {}};

constexpr uint32_t kReTypeFlags = kTypeContainer | kTypeDisallowNew | kTypeImmutable;

const TypeSpec kPatternSpec = {
    .name = "re.Pattern",
    .size = sizeof(Pattern),
    .flags = kReTypeFlags | kTypeWeakrefable,
    .slots = {.destroy = patternDestroy,
              .traverse = patternTraverse,
              .repr = patternRepr,
              .hash = patternHash,
              .compare = patternCompare},
    .doc = "Compiled regular expression object.",
    .methods = kPatternMethods,
    .getsets = kPatternGetSets,
    .members = kPatternMembers,
};

const TypeSpec kMatchSpec = {
    .name = "re.Match",
    .size = sizeof(Match),
    .flags = kReTypeFlags | kTypeVariableSize,
    .slots = {.destroy = matchDestroy,
              .traverse = matchTraverse,
              .size = matchSize,
              .repr = matchRepr,
              .getitem = matchGetItem},
    .doc =
        "The result of re.match() and re.search().\nMatch objects always have a boolean value of "
        "True.",
    .methods = kMatchMethods,
    .getsets = kMatchGetSets,
    .members = kMatchMembers,
};

const TypeSpec kScannerSpec = {
    .name = "_sre.SRE_Scanner",
    .size = sizeof(Scanner),
    .flags = kReTypeFlags,
    .slots = {.destroy = scannerDestroy, .traverse = scannerTraverse},
    .methods = kScannerMethods,
    .members = kScannerMembers,
};

// Python calls its type by what CPython makes it of: iter(scanner.search, None).
const TypeSpec kMatchIteratorSpec = {
    .name = "callable_iterator",
    .size = sizeof(Scanner),
    .flags = kReTypeFlags,
    .slots = {.destroy = scannerDestroy,
              .traverse = scannerTraverse,
              .iter = identity,
              .next = matchIteratorNext},
};

constexpr MethodDef kFunctions[] = {
    {"compile(pattern, flags=0, /)", re_compile, "Compile a pattern."},
    {"set_error_class(cls, /)", re_set_error_class, "What to raise for an invalid pattern."},
    {}};

} // namespace

extern const NativeModule k_reModule = {"_re", "The engine of the re module.", kFunctions,
                                        initModule};

} // namespace krait
