// _csv: readers, writers and dialects, the engine of csv.
//
// A reader is a state machine over the characters of the lines that its iterator gives, and the end
// of a line. Fields are collected as code points; a run of ordinary characters is taken at once. A
// Dialect never changes once it is made. Needs the GIL.
//
// REENTRY: the iterator, str() of a field, and write() run Python code; the dialect is held by the
// reader or writer, which the caller holds.
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"
#include "vm/objects/float.h"
#include "vm/objects/list.h"

#include <llvm/ADT/SmallVector.h>

#include <string>

namespace krait {
namespace {

extern const TypeSpec kErrorSpec = exceptionSpec("_csv.Error", TypeId::kException);
extern const TypeSpec kDialectSpec;
extern const TypeSpec kReaderSpec;
extern const TypeSpec kWriterSpec;

enum Quoting : int { kMinimal, kAll, kNonNumeric, kNone, kStrings, kNotNull };

constexpr uint32_t kNoChar = UINT32_MAX;
constexpr uint32_t kEndOfLine = UINT32_MAX - 1;

struct Dialect : Object {
    Value line_terminator; // str
    uint32_t delimiter, quote, escape;
    uint8_t quoting;
    bool double_quote, skip_initial_space, strict;
};

Dialect* dialectOf(Value v) {
    return v.as<Dialect>();
}

// Of the Runtime: the dialects by name, and the longest field that readers take.
struct CsvState {
    Value dialects; // a dict, shared with the module's
    int64_t field_size_max = 128 * 1024;
};
constexpr int kStateKey = 0;
CsvState* stateOf(Thread* t) {
    return runtimeState<CsvState>(t, &kStateKey);
}

Ref dialectNamed(Thread* t, Value name) {
    Value found = KRAIT_TRY(dictGet(t, stateOf(t)->dialects.as<Dict>(), name));
    if (found.isEmpty()) return raiseOf(t, &kErrorSpec, "unknown dialect");
    return Ref::share(found);
}

// --- dialects ------------------------------------------------------------------------------------

enum Option : int {
    kDelimiter,
    kDoubleQuote,
    kEscape,
    kLineTerminator,
    kQuote,
    kQuoting,
    kSkipInitialSpace,
    kStrict,
    kOptionCount
};
constexpr const char* kOptionNames[kOptionCount] = {"delimiter",        "doublequote", "escapechar",
                                                    "lineterminator",   "quotechar",   "quoting",
                                                    "skipinitialspace", "strict"};

Status setChar(Thread* t, uint32_t* out, Option option, Value v, uint32_t otherwise) {
    const char* name = kOptionNames[option];
    *out = otherwise;
    if (v.isEmpty()) return ok();
    bool optional = option != kDelimiter;
    if (v.isNone() && optional) {
        *out = kNoChar;
        return ok();
    }
    if (!isStr(v)) {
        return raise(t, TypeId::kTypeError,
                     optional ? "\"%s\" must be string or None, not %.200T"
                              : "\"%s\" must be string, not %.200T",
                     name, v);
    }
    if (v.as<Str>()->length != 1) {
        return raise(t, TypeId::kTypeError, "\"%s\" must be a 1-character string", name);
    }
    *out = v.as<Str>()->at(0);
    return ok();
}

bool containsChar(const Str* text, uint32_t c) {
    for (int64_t i = 0; i < text->length; ++i) {
        if (text->at(i) == c) return true;
    }
    return false;
}

Status checkChar(Thread* t, const Dialect* d, Option option, uint32_t c, bool space_allowed) {
    if (c == '\r' || c == '\n' || (c == ' ' && !space_allowed)) {
        return raise(t, TypeId::kValueError, "bad %s value", kOptionNames[option]);
    }
    if (c != kNoChar && containsChar(d->line_terminator.as<Str>(), c)) {
        return raise(t, TypeId::kValueError, "bad %s or lineterminator value",
                     kOptionNames[option]);
    }
    return ok();
}

Status checkPair(Thread* t, Option a, uint32_t x, Option b, uint32_t y) {
    if (x == kNoChar || x != y) return ok();
    return raise(t, TypeId::kValueError, "bad %s or %s value", kOptionNames[a], kOptionNames[b]);
}

// A Dialect from a name, a Dialect, an object with attributes, or None or EMPTY, and the options,
// which win over it.
Ref makeDialect(Thread* t, Value given, const Value* options) {
    Ref base = given.isEmpty() ? Ref::none() : Ref::share(given);
    if (isStr(base)) base = KRAIT_TRY(dialectNamed(t, base));
    bool any = false;
    for (int i = 0; i < kOptionCount; ++i) any |= !options[i].isEmpty();
    if (!any && hasSpec(t, base, &kDialectSpec)) return base;
    Ref held[kOptionCount];
    for (int i = 0; i < kOptionCount; ++i) {
        if (!options[i].isEmpty()) {
            held[i] = Ref::share(options[i]);
        } else if (!base.get().isNone()) {
            New<Str> name = KRAIT_TRY(strIntern(t, kOptionNames[i]));
            held[i] = getAttr(t, base, name);
            if (held[i].isError() && !clearErrorIf(t, TypeId::kAttributeError)) return Error{};
        }
    }
    auto d = KRAIT_TRY(newOf<Dialect>(t, &kDialectSpec));
    d->line_terminator = Value();
    auto flag = [&](Option option, bool otherwise) -> Result<bool> {
        if (held[option].get().isEmpty()) return otherwise;
        return isTrue(t, held[option]);
    };
    KRAIT_TRY(setChar(t, &d->delimiter, kDelimiter, held[kDelimiter], ','));
    d->double_quote = KRAIT_TRY(flag(kDoubleQuote, true));
    KRAIT_TRY(setChar(t, &d->escape, kEscape, held[kEscape], kNoChar));
    if (held[kLineTerminator].get().isEmpty()) {
        held[kLineTerminator] = KRAIT_TRY(strFromAscii(t, "\r\n"));
    }
    Value terminator = held[kLineTerminator];
    if (terminator.isNone()) {
        return raise(t, TypeId::kTypeError, "lineterminator must be set");
    }
    if (!isStr(terminator)) {
        return raise(t, TypeId::kTypeError, "\"lineterminator\" must be a string");
    }
    store(&d->line_terminator, terminator);
    KRAIT_TRY(setChar(t, &d->quote, kQuote, held[kQuote], '"'));
    int64_t quoting = kMinimal;
    if (Value v = held[kQuoting]; !v.isEmpty()) {
        if (!isExactInt(v)) {
            return raise(t, TypeId::kTypeError, "\"quoting\" must be an integer");
        }
        if (!intFits(v, &quoting) || quoting < kMinimal || quoting > kNotNull) {
            return raise(t, TypeId::kTypeError, "bad \"quoting\" value");
        }
    } else if (held[kQuote].get().isNone()) {
        quoting = kNone;
    }
    d->quoting = static_cast<uint8_t>(quoting);
    d->skip_initial_space = KRAIT_TRY(flag(kSkipInitialSpace, false));
    d->strict = KRAIT_TRY(flag(kStrict, false));
    if (d->quoting != kNone && d->quote == kNoChar) {
        return raise(t, TypeId::kTypeError, "quotechar must be set if quoting enabled");
    }
    KRAIT_TRY(checkChar(t, d, kDelimiter, d->delimiter, true));
    KRAIT_TRY(checkChar(t, d, kEscape, d->escape, !d->skip_initial_space));
    KRAIT_TRY(checkChar(t, d, kQuote, d->quote, !d->skip_initial_space));
    KRAIT_TRY(checkPair(t, kDelimiter, d->delimiter, kEscape, d->escape));
    KRAIT_TRY(checkPair(t, kDelimiter, d->delimiter, kQuote, d->quote));
    KRAIT_TRY(checkPair(t, kEscape, d->escape, kQuote, d->quote));
    return d;
}

Ref dialect_new(Thread* t, Args a) {
    return makeDialect(t, a[1], &a[2]);
}

Ref charOrNone(Thread* t, uint32_t c) {
    return c == kNoChar ? Ref::none() : strFromCodePoint(t, c);
}
Ref dialect_get_delimiter(Thread* t, Value v) {
    return charOrNone(t, dialectOf(v)->delimiter);
}
Ref dialect_get_escapechar(Thread* t, Value v) {
    return charOrNone(t, dialectOf(v)->escape);
}
Ref dialect_get_quotechar(Thread* t, Value v) {
    return charOrNone(t, dialectOf(v)->quote);
}
Ref dialect_get_lineterminator(Thread*, Value v) {
    return Ref::share(dialectOf(v)->line_terminator);
}
Ref dialect_get_quoting(Thread* t, Value v) {
    return intFrom(t, int64_t{dialectOf(v)->quoting});
}
Ref dialect_get_doublequote(Thread*, Value v) {
    return Ref::boolean(dialectOf(v)->double_quote);
}
Ref dialect_get_skipinitialspace(Thread*, Value v) {
    return Ref::boolean(dialectOf(v)->skip_initial_space);
}
Ref dialect_get_strict(Thread*, Value v) {
    return Ref::boolean(dialectOf(v)->strict);
}

// --- reader --------------------------------------------------------------------------------------

enum class State : uint8_t {
    kStartRecord,
    kStartField,
    kEscaped,
    kInField,
    kInQuoted,
    kEscapedInQuoted,
    kQuoteInQuoted,
    kEatLineEnd,
    kAfterEscapedLineEnd,
};

struct Reader : Object {
    Value dialect, lines; // lines: an iterator
    int64_t line_number;
    bool running; // its iterator may come back to it
};

// What a record is collected in, for one call of next().
class RecordParser {
  public:
    RecordParser(Thread* t, const Dialect* dialect, List* fields)
        : t_(t), d_(dialect), fields_(fields), size_max_(stateOf(t)->field_size_max) {}

    Status addLine(const Str* line) {
        int64_t i = 0;
        while (i < line->length) {
            uint32_t c = line->at(i);
            if ((state_ == State::kInField || state_ == State::kInQuoted) && isOrdinary(c)) {
                KRAIT_TRY(addChar(c));
            } else {
                KRAIT_TRY(process(c));
            }
            ++i;
        }
        return process(kEndOfLine);
    }
    bool isComplete() const { return state_ == State::kStartRecord; }
    bool isInside() const { return !field_.empty() || state_ == State::kInQuoted; }
    Status saveField() {
        bool as_number = unquoted_ && (d_->quoting == kNonNumeric || d_->quoting == kStrings);
        Ref item;
        if (unquoted_ && field_.empty() && (d_->quoting == kStrings || d_->quoting == kNotNull)) {
            item = Ref::none();
        } else {
            item = KRAIT_TRY(strFromUcs4(t_, field_.data(), static_cast<int64_t>(field_.size())));
            if (as_number && !field_.empty()) {
                item = KRAIT_TRY(callFunction(t_, Value(t_->type(TypeId::kFloat)), item));
            }
        }
        field_.clear();
        return listAppend(t_, fields_, item);
    }

  private:
    bool isOrdinary(uint32_t c) const {
        return c != d_->delimiter && c != d_->quote && c != d_->escape && c != '\n' && c != '\r';
    }
    Status addChar(uint32_t c) {
        if (static_cast<int64_t>(field_.size()) >= size_max_) {
            return raiseOf(t_, &kErrorSpec, "field larger than field limit (%ld)", size_max_);
        }
        field_.push_back(c);
        return ok();
    }
    static bool isLineEnd(uint32_t c) { return c == '\n' || c == '\r' || c == kEndOfLine; }
    Status endField(uint32_t c) {
        KRAIT_TRY(saveField());
        state_ = c == d_->delimiter ? State::kStartField
                 : c == kEndOfLine  ? State::kStartRecord
                                    : State::kEatLineEnd;
        return ok();
    }
    bool isQuote(uint32_t c) const { return c == d_->quote && d_->quoting != kNone; }

    Status startField(uint32_t c) {
        unquoted_ = true;
        bool skipped = c == ' ' && d_->skip_initial_space; // even where spaces delimit
        if (isLineEnd(c) || (c == d_->delimiter && !skipped)) return endField(c);
        if (isQuote(c)) {
            unquoted_ = false;
            state_ = State::kInQuoted;
        } else if (c == d_->escape) {
            state_ = State::kEscaped;
        } else if (skipped) {
            state_ = State::kStartField;
        } else {
            state_ = State::kInField;
            return addChar(c);
        }
        return ok();
    }

    Status process(uint32_t c) {
        switch (state_) {
        case State::kStartRecord:
            if (c == kEndOfLine) return ok(); // an empty line: an empty record
            if (isLineEnd(c)) {
                state_ = State::kEatLineEnd;
                return ok();
            }
            return startField(c);
        case State::kStartField:
            return startField(c);
        case State::kEscaped:
            if (c == '\n' || c == '\r') {
                state_ = State::kAfterEscapedLineEnd;
                return addChar(c);
            }
            state_ = State::kInField;
            return addChar(c == kEndOfLine ? '\n' : c);
        case State::kAfterEscapedLineEnd:
            if (c == kEndOfLine) return ok();
            [[fallthrough]];
        case State::kInField:
            if (isLineEnd(c) || c == d_->delimiter) return endField(c);
            if (c == d_->escape) {
                state_ = State::kEscaped;
                return ok();
            }
            state_ = State::kInField;
            return addChar(c);
        case State::kInQuoted:
            if (c == kEndOfLine) return ok();
            if (c == d_->escape) {
                state_ = State::kEscapedInQuoted;
            } else if (isQuote(c)) {
                state_ = d_->double_quote ? State::kQuoteInQuoted : State::kInField;
            } else {
                return addChar(c);
            }
            return ok();
        case State::kEscapedInQuoted:
            state_ = State::kInQuoted;
            return addChar(c == kEndOfLine ? '\n' : c);
        case State::kQuoteInQuoted:
            if (isQuote(c)) {
                state_ = State::kInQuoted;
                return addChar(c);
            }
            if (isLineEnd(c) || c == d_->delimiter) return endField(c);
            if (d_->strict) {
                Ref delimiter = KRAIT_TRY(strFromCodePoint(t_, d_->delimiter));
                Ref quote = KRAIT_TRY(strFromCodePoint(t_, d_->quote));
                return raiseOf(t_, &kErrorSpec, "'%S' expected after '%S'", delimiter.get(),
                               quote.get());
            }
            state_ = State::kInField;
            return addChar(c);
        case State::kEatLineEnd:
            if (c == kEndOfLine) {
                state_ = State::kStartRecord;
            } else if (!isLineEnd(c)) {
                return raiseOf(t_, &kErrorSpec,
                               "new-line character seen in unquoted field - do you need to open "
                               "the file with newline=''?");
            }
            return ok();
        }
        return ok();
    }

    Thread* t_;
    const Dialect* d_;
    List* fields_;
    int64_t size_max_;
    State state_ = State::kStartRecord;
    bool unquoted_ = true;
    llvm::SmallVector<uint32_t, 256> field_;
};

Ref reader_next(Thread* t, Value self) {
    auto* reader = self.as<Reader>();
    Ref keep = Ref::share(self);
    New<List> fields = KRAIT_TRY(listNew(t));
    RecordParser parser(t, dialectOf(reader->dialect), fields);
    do {
        Ref line = iterNext(t, reader->lines);
        if (line.isEmpty()) {
            if (t->hasError()) return Error{};
            if (!parser.isInside()) return Ref(); // exhausted
            if (dialectOf(reader->dialect)->strict) {
                return raiseOf(t, &kErrorSpec, "unexpected end of data");
            }
            KRAIT_TRY(parser.saveField());
            break;
        }
        if (!isStr(line)) {
            return raiseOf(t, &kErrorSpec,
                           "iterator should return strings, not %.200T (the file should be opened "
                           "in text mode)",
                           line.get());
        }
        ++reader->line_number;
        KRAIT_TRY(parser.addLine(line.as<Str>()));
    } while (!parser.isComplete());
    return fields;
}

Ref csv_reader(Thread* t, Args a) {
    Ref lines = KRAIT_TRY(iterOf(t, a[0]));
    Ref dialect = KRAIT_TRY(makeDialect(t, a[1], &a[2]));
    auto reader = KRAIT_TRY(newOf<Reader>(t, &kReaderSpec));
    store(&reader->dialect, dialect);
    store(&reader->lines, lines);
    reader->line_number = 0;
    return reader;
}

Ref reader_iter(Thread*, Value v) {
    return Ref::share(v);
}
Ref reader_get_dialect(Thread*, Value v) {
    return Ref::share(v.as<Reader>()->dialect);
}
Ref reader_get_line_num(Thread* t, Value v) {
    return intFrom(t, v.as<Reader>()->line_number);
}

// --- writer --------------------------------------------------------------------------------------

struct Writer : Object {
    Value dialect, write; // write: the bound method
};

// One line of output.
class RecordWriter {
  public:
    RecordWriter(Thread* t, const Dialect* dialect) : t_(t), d_(dialect) {}

    // `is_null`: the field is None; `quoted`: it is to be quoted in any case.
    Status addField(const Str* text, bool quoted, bool is_null) {
        if (count_++ != 0) line_.push_back(d_->delimiter);
        size_t start = line_.size();
        const Str* terminator = d_->line_terminator.as<Str>();
        for (int64_t i = 0; i < text->length; ++i) {
            uint32_t c = text->at(i);
            bool special = c == d_->delimiter || c == d_->escape || c == d_->quote || c == '\n' ||
                           c == '\r' || containsChar(terminator, c);
            if (special) {
                bool escape = d_->quoting == kNone;
                if (!escape) {
                    if (c == d_->quote && d_->double_quote) {
                        line_.push_back(c);
                    } else {
                        escape = c == d_->quote || c == d_->escape;
                    }
                    if (!escape) quoted = true;
                }
                if (escape) {
                    if (d_->escape == kNoChar) {
                        return raiseOf(t_, &kErrorSpec, "need to escape, but no escapechar set");
                    }
                    line_.push_back(d_->escape);
                }
            }
            line_.push_back(c);
        }
        if (text->length == 0 && d_->delimiter == ' ' && d_->skip_initial_space) {
            if (mayNotQuote(is_null)) {
                return raiseOf(t_, &kErrorSpec,
                               "empty field must be quoted if delimiter is a space and "
                               "skipinitialspace is true");
            }
            quoted = true;
        }
        if (quoted) {
            line_.insert(line_.begin() + static_cast<ptrdiff_t>(start), d_->quote);
            line_.push_back(d_->quote);
        }
        return ok();
    }
    // A line of one empty field would read as an empty line.
    Status finishFields(bool last_is_null) {
        if (count_ == 0 || !line_.empty()) return ok();
        if (mayNotQuote(last_is_null)) {
            return raiseOf(t_, &kErrorSpec, "single empty field record must be quoted");
        }
        line_.push_back(d_->quote);
        line_.push_back(d_->quote);
        return ok();
    }
    Ref finish() {
        const Str* terminator = d_->line_terminator.as<Str>();
        for (int64_t i = 0; i < terminator->length; ++i) line_.push_back(terminator->at(i));
        return strFromUcs4(t_, line_.data(), static_cast<int64_t>(line_.size()));
    }

  private:
    bool mayNotQuote(bool is_null) const {
        return d_->quoting == kNone ||
               (is_null && (d_->quoting == kStrings || d_->quoting == kNotNull));
    }

    Thread* t_;
    const Dialect* d_;
    int64_t count_ = 0;
    llvm::SmallVector<uint32_t, 256> line_;
};

bool isNumberLike(Thread* t, Value v) {
    if (isInt(v) || isFloat(v)) return true;
    Type* type = typeOf(t, v);
    return type->slots.index || type->slots.to_int || type->slots.to_float ||
           type == t->type(TypeId::kComplex);
}

Ref writeRow(Thread* t, Writer* writer, Value row) {
    const Dialect* d = dialectOf(writer->dialect);
    Ref keep = Ref::share(writer->dialect);
    RecordWriter line(t, d);
    Ref iterator = iterOf(t, row);
    if (iterator.isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return raiseOf(t, &kErrorSpec, "iterable expected, not %.200T", row);
    }
    bool is_null = false;
    New<Str> empty = KRAIT_TRY(strIntern(t, ""));
    KRAIT_TRY(iterateOver(t, iterator, [&](Value field) -> Status {
        bool quoted =
            d->quoting == kAll || (d->quoting == kNonNumeric && !isNumberLike(t, field)) ||
            (d->quoting == kStrings && isStr(field)) || (d->quoting == kNotNull && !field.isNone());
        is_null = field.isNone();
        if (isStr(field)) return line.addField(field.as<Str>(), quoted, false);
        if (is_null) return line.addField(empty, quoted, true);
        Ref text = KRAIT_TRY(strOf(t, field));
        return line.addField(text.as<Str>(), quoted, false);
    }));
    KRAIT_TRY(line.finishFields(is_null));
    Ref text = KRAIT_TRY(line.finish());
    Ref write = Ref::share(writer->write);
    return callFunction(t, write, text);
}

Ref writer_writerow(Thread* t, Args a) {
    return writeRow(t, a[0].as<Writer>(), a[1]);
}
Ref writer_writerows(Thread* t, Args a) {
    KRAIT_TRY(iterateOver(t, a[1], [&](Value row) -> Status {
        KRAIT_TRY(writeRow(t, a[0].as<Writer>(), row));
        return ok();
    }));
    return Ref::none();
}
Ref writer_get_dialect(Thread*, Value v) {
    return Ref::share(v.as<Writer>()->dialect);
}

Ref csv_writer(Thread* t, Args a) {
    Ref dialect = KRAIT_TRY(makeDialect(t, a[1], &a[2]));
    New<Str> name = KRAIT_TRY(strIntern(t, "write"));
    Ref write = getAttr(t, a[0], name);
    if (write.isError() && !clearErrorIf(t, TypeId::kAttributeError)) return Error{};
    if (write.isEmpty()) {
        return raise(t, TypeId::kTypeError, "argument 1 must have a \"write\" method");
    }
    auto writer = KRAIT_TRY(newOf<Writer>(t, &kWriterSpec));
    store(&writer->dialect, dialect);
    store(&writer->write, write);
    return writer;
}

// --- the module ----------------------------------------------------------------------------------

Ref csv_register_dialect(Thread* t, Args a) {
    if (!isStr(a[0])) return raise(t, TypeId::kTypeError, "dialect name must be a string");
    Ref dialect = KRAIT_TRY(makeDialect(t, a[1], &a[2]));
    KRAIT_TRY(dictSet(t, stateOf(t)->dialects.as<Dict>(), a[0], dialect));
    return Ref::none();
}
Ref csv_unregister_dialect(Thread* t, Args a) {
    Ref known = KRAIT_TRY(dialectNamed(t, a[0]));
    KRAIT_TRY(setItem(t, stateOf(t)->dialects, a[0], Value()));
    return Ref::none();
}
Ref csv_get_dialect(Thread* t, Args a) {
    return dialectNamed(t, a[0]);
}
Ref csv_list_dialects(Thread* t, Args) {
    New<List> names = KRAIT_TRY(listNew(t));
    KRAIT_TRY(iterateOver(t, stateOf(t)->dialects,
                          [&](Value name) { return listAppend(t, names, name); }));
    return names;
}
Ref csv_field_size_limit(Thread* t, Args a) {
    CsvState* state = stateOf(t);
    Ref old = KRAIT_TRY(intFrom(t, state->field_size_max));
    if (a[0].isEmpty()) return old;
    if (!isExactInt(a[0])) return raise(t, TypeId::kTypeError, "limit must be an integer");
    state->field_size_max = KRAIT_TRY(intAsInt64(t, a[0]));
    return old;
}

#define OPTIONS                                                                                    \
    "delimiter=<unset>, doublequote=<unset>, escapechar=<unset>, lineterminator=<unset>, "         \
    "quotechar=<unset>, quoting=<unset>, skipinitialspace=<unset>, strict=<unset>)"

constexpr MethodDef kFunctions[] = {
    {"field_size_limit(limit=<unset>, /)", csv_field_size_limit,
     "Sets the longest field that a reader takes; gives the former limit."},
    {"get_dialect(name)", csv_get_dialect, "The dialect registered under that name."},
    {"list_dialects()", csv_list_dialects, "The names of all registered dialects."},
    {"reader(iterable, /, dialect=<unset>, *, " OPTIONS, csv_reader,
     "An iterator over the records in the lines that iterable gives."},
    {"register_dialect(name, /, dialect=<unset>, *, " OPTIONS, csv_register_dialect,
     "Registers a dialect under a name."},
    {"unregister_dialect(name)", csv_unregister_dialect, "Forgets the dialect of that name."},
    {"writer(fileobj, /, dialect=<unset>, *, " OPTIONS, csv_writer,
     "An object that writes records to fileobj, which has a method write."},
    {}};

constexpr GetSetDef kDialectGetSets[] = {{"delimiter", dialect_get_delimiter},
                                         {"doublequote", dialect_get_doublequote},
                                         {"escapechar", dialect_get_escapechar},
                                         {"lineterminator", dialect_get_lineterminator},
                                         {"quotechar", dialect_get_quotechar},
                                         {"quoting", dialect_get_quoting},
                                         {"skipinitialspace", dialect_get_skipinitialspace},
                                         {"strict", dialect_get_strict},
                                         {}};
constexpr GetSetDef kReaderGetSets[] = {
    {"dialect", reader_get_dialect}, {"line_num", reader_get_line_num}, {}};
constexpr MethodDef kWriterMethods[] = {
    {"writerow(self, row, /)", writer_writerow, "Writes one record, an iterable of fields."},
    {"writerows(self, rows, /)", writer_writerows, "Writes each record of an iterable of them."},
    {}};
constexpr GetSetDef kWriterGetSets[] = {{"dialect", writer_get_dialect}, {}};

using OwnsOfDialect = Owns<Dialect, &Dialect::line_terminator>;
using OwnsOfReader = Owns<Reader, &Reader::dialect, &Reader::lines>;
using OwnsOfWriter = Owns<Writer, &Writer::dialect, &Writer::write>;

const TypeSpec kDialectSpec = {
    .name = "_csv.Dialect",
    .size = sizeof(Dialect),
    .flags = kTypeBase,
    .slots = {.destroy = OwnsOfDialect::destroy},
    .doc = "How records are written: delimiter, quoting and so on.",
    .new_ = {"Dialect(cls, dialect=<unset>, " OPTIONS, dialect_new, nullptr},
    .getsets = kDialectGetSets,
};
const TypeSpec kReaderSpec = {
    .name = "_csv.reader",
    .size = sizeof(Reader),
    .flags = kTypeDisallowNew | kTypeContainer,
    .slots = {.destroy = OwnsOfReader::destroy,
              .traverse = OwnsOfReader::traverse,
              .clear = OwnsOfReader::clear,
              .iter = reader_iter,
              .next = reader_next},
    .doc = "An iterator over records, each a list of fields.",
    .getsets = kReaderGetSets,
};
const TypeSpec kWriterSpec = {
    .name = "_csv.writer",
    .size = sizeof(Writer),
    .flags = kTypeDisallowNew | kTypeContainer,
    .slots = {.destroy = OwnsOfWriter::destroy,
              .traverse = OwnsOfWriter::traverse,
              .clear = OwnsOfWriter::clear},
    .doc = "Writes records to a file.",
    .methods = kWriterMethods,
    .getsets = kWriterGetSets,
};

Status initModule(Thread* t, Value module) {
    New<Dict> dialects = KRAIT_TRY(dictNew(t));
    assign(stateOf(t)->dialects, dialects);
    return ModuleFiller(t, module)
        .set("_dialects", dialects)
        .integer("QUOTE_MINIMAL", kMinimal)
        .integer("QUOTE_ALL", kAll)
        .integer("QUOTE_NONNUMERIC", kNonNumeric)
        .integer("QUOTE_NONE", kNone)
        .integer("QUOTE_STRINGS", kStrings)
        .integer("QUOTE_NOTNULL", kNotNull)
        .text("__version__", "1.0") // what the library of 3.11 imports
        .type("Error", &kErrorSpec)
        .type("Dialect", &kDialectSpec)
        .type("Reader", &kReaderSpec)
        .type("Writer", &kWriterSpec)
        .finish();
}

} // namespace

extern const NativeModule k_csvModule = {"_csv", "CSV parsing and writing.", kFunctions,
                                         initModule};

} // namespace krait
