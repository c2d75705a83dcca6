// The printer of exceptions. A report is first collected as a tree (an exception, its cause or
// context, the parts of a group), which notices cycles, and then written; the texts are asked for
// once, in CPython's order, since asking runs Python code.
//
// Errors while printing are dropped: what can be printed is.
#include "vm/runtime/traceback_print.h"

#include "vm/objects/dict.h"
#include "vm/objects/exception_fields.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/source_lines.h"

#include <memory>
#include <unistd.h>

namespace krait {
namespace {

// LIMIT: of a group, so many parts and levels are printed.
constexpr size_t kGroupWidthMax = 15;
constexpr int kGroupDepthMax = 10;
constexpr int kRepeatsShown = 3;

std::string safeText(Thread* t, Value v, const char* what, bool repr = false) {
    Ref text = repr ? reprOf(t, v) : strOf(t, v);
    if (text.isError()) {
        clearError(t);
        return std::string("<") + what + (repr ? " repr() failed>" : " str() failed>");
    }
    return textOf(text.as<Str>());
}

Ref attributeOrEmpty(Thread* t, Value object, const char* name) {
    New<Str> interned = strIntern(t, name);
    Ref value = interned.isError() ? Ref() : getAttrOptional(t, object, interned);
    clearError(t);
    return value;
}

// "module.Class", without the module for builtins and the main program.
std::string typeText(Thread* t, Type* type) {
    std::string name = type->qualified_name ? textOf(type->qualified_name) : textOf(type->name);
    Ref module = attributeOrEmpty(t, Value(type), "__module__");
    if (module.isEmpty() || !isStr(module)) return "<unknown>." + name;
    std::string prefix = textOf(module.as<Str>());
    if (prefix == "__main__" || prefix == "builtins") return name;
    return prefix + "." + name;
}

// --- stack entries ------------------------------------------------------------------------------

struct Entry {
    std::string filename, name;
    SourcePosition position;
};

std::vector<Entry> entriesOf(Thread* t, Value traceback) {
    std::vector<Entry> entries;
    for (Value at = traceback; !at.isEmpty(); at = at.as<Traceback>()->next) {
        auto* tb = at.as<Traceback>();
        Code* code = tb->frame.as<FrameObject>()->function->code;
        Entry entry;
        if (tb->offset >= 0) entry.position = codePosition(code, static_cast<uint32_t>(tb->offset));
        if (entry.position.line <= 0) {
            int line = tracebackLine(t, tb);
            entry.position = {line, line, -1, -1};
        }
        entry.filename = isStr(code->filename) ? textOf(code->filename.as<Str>()) : "?";
        entry.name = textOf(code->name);
        entries.push_back(std::move(entry));
    }
    // Python: sys.tracebacklimit keeps the last ones.
    Ref name = strIntern(t, "tracebacklimit");
    Value limit;
    if (!name.isError() && t->runtime->sys_dict) {
        limit = dictGetStr(t->runtime->sys_dict, name.as<Str>());
    }
    int64_t count;
    if (isExactInt(limit) && intFits(limit, &count)) {
        size_t kept = count < 0 ? 0 : static_cast<size_t>(count);
        if (kept < entries.size()) {
            entries.erase(entries.begin(), entries.end() - static_cast<ptrdiff_t>(kept));
        }
    }
    return entries;
}

std::string repeatText(int count) {
    count -= kRepeatsShown;
    return "  [Previous line repeated " + std::to_string(count) + " more time" +
           (count > 1 ? "s" : "") + "]\n";
}

std::string formatEntries(const std::vector<Entry>& entries, SourceLines& source, bool marks) {
    std::string out;
    const Entry* last = nullptr;
    int count = 0;
    for (const Entry& entry : entries) {
        bool same = last && last->filename == entry.filename &&
                    last->position.line == entry.position.line && last->name == entry.name;
        if (!same) {
            if (count > kRepeatsShown) out += repeatText(count);
            last = &entry;
            count = 0;
        }
        if (++count > kRepeatsShown) continue;
        std::string filename = entry.filename;
        if (filename.rfind("<stdin>-", 0) == 0) filename = "<stdin>";
        out += "  File \"" + filename + "\", line " +
               (entry.position.line > 0 ? std::to_string(entry.position.line) : "None") + ", in " +
               entry.name + "\n";
        SourcePosition position = entry.position;
        if (!marks) position = {position.line, position.line, -1, -1};
        out += sourceWithMarks(source, entry.filename, position);
    }
    if (count > kRepeatsShown) out += repeatText(count);
    return out;
}

// --- reports ------------------------------------------------------------------------------------

struct Report {
    Ref exception;
    std::string stack; // its entries, formatted
    std::string last;  // the final lines: type, text, notes
    bool is_group = false, suppress_context = false;
    std::unique_ptr<Report> cause, context;
    std::vector<std::unique_ptr<Report>> parts;
};

// What a SyntaxError shows of its place.
std::string syntaxErrorText(Thread* t, Value exception, const std::string& type) {
    auto* e = asException(exception);
    std::string out, suffix;
    auto field = [&](int index) {
        Value v = e->field[index];
        return v.isNone() ? Value() : v;
    };
    Value filename = field(kSyntaxErrorFilename), line = field(kSyntaxErrorLine);
    std::string file = filename.isEmpty() ? "" : safeText(t, filename, "filename");
    if (!line.isEmpty()) {
        out += "  File \"" + (file.empty() ? "<string>" : file) + "\", line " +
               safeText(t, line, "lineno") + "\n";
    } else if (!filename.isEmpty()) {
        suffix = " (" + file + ")";
    }
    Value text_value = field(kSyntaxErrorText);
    if (!text_value.isEmpty() && isStr(text_value)) {
        std::u32string text = codePointsOf(textOf(text_value.as<Str>()));
        std::u32string right = text;
        while (!right.empty() && right.back() == U'\n') right.pop_back();
        size_t spaces = 0;
        while (spaces < right.size() &&
               (right[spaces] == U' ' || right[spaces] == U'\n' || right[spaces] == U'\f')) {
            ++spaces;
        }
        std::u32string left = right.substr(spaces);
        out += "    " + utf8Of(left) + "\n";
        int64_t offset;
        if (isInt(orNone(field(kSyntaxErrorOffset))) &&
            intFits(field(kSyntaxErrorOffset), &offset)) {
            auto width = static_cast<int64_t>(right.size());
            auto whole = static_cast<int64_t>(text.size());
            int64_t end = offset, first_line = 0, last_line = 0;
            bool has_line = !line.isEmpty() && isInt(line) && intFits(line, &first_line);
            Value end_line = field(kSyntaxErrorEndLine);
            bool has_end = !end_line.isEmpty() && isInt(end_line) && intFits(end_line, &last_line);
            if (has_line == has_end && first_line == last_line) {
                Value end_offset = field(kSyntaxErrorEndOffset);
                int64_t given = 0;
                if (!end_offset.isEmpty() && isInt(end_offset)) intFits(end_offset, &given);
                if (given != 0) end = given;
            } else {
                end = width + 1;
            }
            if (whole && offset > whole) offset = width + 1;
            if (whole && end > whole) end = width + 1;
            if (offset >= end || end < 0) end = offset + 1;
            int64_t column = offset - 1 - static_cast<int64_t>(spaces);
            int64_t end_column = end - 1 - static_cast<int64_t>(spaces);
            if (column >= 0) {
                std::u32string marks;
                for (int64_t i = 0; i < column && i < static_cast<int64_t>(left.size()); ++i) {
                    char32_t c = left[static_cast<size_t>(i)];
                    marks.push_back(c == U'\t' || c == U'\f' ? c : U' ');
                }
                marks.append(static_cast<size_t>(end_column - column), U'^');
                out += "    " + utf8Of(marks) + "\n";
            }
        }
    }
    Value msg = field(kSyntaxErrorMsg);
    std::string message = msg.isEmpty() ? "" : safeText(t, msg, "message");
    if (message.empty()) message = "<no detail available>";
    return out + type + ": " + message + suffix + "\n";
}

std::string notesText(Thread* t, Value exception) {
    New<Str> name = strIntern(t, "__notes__");
    Ref notes = name.isError() ? Ref() : getAttrOptional(t, exception, name);
    if (t->hasError()) {
        Ref failure = takeException(t);
        return "Ignored error getting __notes__: " + safeText(t, failure, "__notes__", true) + "\n";
    }
    if (notes.isEmpty() || notes.get().isNone()) return "";
    std::string out;
    auto addNote = [&](Value note) {
        std::string text = safeText(t, note, "note");
        size_t begin = 0;
        for (;;) {
            size_t end = text.find('\n', begin);
            out += text.substr(begin, end == std::string::npos ? end : end - begin) + "\n";
            if (end == std::string::npos) break;
            begin = end + 1;
        }
    };
    if (isList(notes) || isTuple(notes)) {
        bool list = isList(notes);
        for (int64_t i = 0;; ++i) {
            if (i >= (list ? notes.as<List>()->length : notes.as<Tuple>()->length)) break;
            Ref note = Ref::share(list ? notes.as<List>()->items[i] : notes.as<Tuple>()->items[i]);
            addNote(note);
        }
        return out;
    }
    if (hasTypeFlag(t, notes, kTypeSequence) && !isStr(notes)) {
        Status done = iterateOver(t, notes, [&](Value note) -> Status {
            addNote(note);
            return ok();
        });
        if (done.isError()) clearError(t);
        return out;
    }
    return safeText(t, notes, "__notes__", true) + "\n";
}

class Collector {
  public:
    explicit Collector(Thread* t) : t_(t), source_(t) {}

    std::unique_ptr<Report> collect(Value exception) {
        std::unique_ptr<Report> root = describe(exception);
        std::vector<Report*> queue = {root.get()};
        while (!queue.empty()) {
            Report* report = queue.back();
            queue.pop_back();
            auto* e = asException(report->exception);
            if (isNew(e->cause)) report->cause = describe(e->cause);
            if (!report->cause && !e->suppress_context && isNew(e->context)) {
                report->context = describe(e->context);
            }
            if (report->is_group) {
                Ref parts = Ref::share(e->field[kGroupExceptions]);
                for (int64_t i = 0; i < parts.as<Tuple>()->length; ++i) {
                    report->parts.push_back(describe(parts.as<Tuple>()->items[i]));
                }
            }
            if (report->cause) queue.push_back(report->cause.get());
            if (report->context) queue.push_back(report->context.get());
            for (auto& part : report->parts) queue.push_back(part.get());
        }
        return root;
    }

  private:
    bool isNew(Value exception) const {
        if (exception.isEmpty()) return false;
        for (Value seen : seen_) {
            if (seen == exception) return false;
        }
        return true;
    }
    std::unique_ptr<Report> describe(Value exception) {
        seen_.push_back(exception);
        auto report = std::make_unique<Report>();
        report->exception = Ref::share(exception);
        auto* e = asException(exception);
        report->stack = formatEntries(entriesOf(t_, exceptionTraceback(t_, exception)), source_,
                                      !t_->runtime->options.no_debug_ranges);
        report->suppress_context = e->suppress_context;
        report->is_group = isGroup(t_, exception) && isExactTuple(e->field[kGroupExceptions]);
        std::string text = safeText(t_, exception, "exception");
        std::string notes = notesText(t_, exception);
        std::string type = typeText(t_, typeOf(t_, exception));
        if (exceptionIs(t_, exception, TypeId::kSyntaxError)) {
            report->last = syntaxErrorText(t_, exception, type);
        } else {
            text += suggestionFor(t_, exception);
            report->last = text.empty() ? type + "\n" : type + ": " + text + "\n";
        }
        report->last += notes;
        return report;
    }

    Thread* t_;
    SourceLines source_;
    std::vector<Value> seen_;
};

// Writes a report, a margin before each line within groups.
class Writer {
  public:
    std::string out;

    void write(const Report& report) {
        // The chain, innermost cause first.
        std::vector<std::pair<const Report*, const char*>> chain;
        const char* joint = nullptr;
        for (const Report* at = &report; at;) {
            const Report* next = nullptr;
            if (at->cause) {
                joint = "\nThe above exception was the direct cause of the following "
                        "exception:\n\n";
                next = at->cause.get();
            } else if (at->context && !at->suppress_context) {
                joint = "\nDuring handling of the above exception, another exception "
                        "occurred:\n\n";
                next = at->context.get();
            } else {
                joint = nullptr;
            }
            chain.emplace_back(at, joint);
            at = next;
        }
        for (size_t i = chain.size(); i-- > 0;) {
            if (chain[i].second) emit(chain[i].second);
            writeOne(*chain[i].first);
        }
    }

  private:
    std::string indent() const { return std::string(static_cast<size_t>(depth_) * 2, ' '); }

    void emit(std::string_view text, char margin = '|') {
        std::string prefix = indent();
        if (depth_) {
            prefix += margin;
            prefix += ' ';
        }
        while (!text.empty()) {
            size_t end = text.find('\n');
            size_t size = end == std::string_view::npos ? text.size() : end + 1;
            out += prefix;
            out += text.substr(0, size);
            text.remove_prefix(size);
        }
    }

    void writeOne(const Report& report) {
        if (!report.is_group) {
            if (!report.stack.empty()) {
                emit("Traceback (most recent call last):\n");
                emit(report.stack);
            }
            emit(report.last);
            return;
        }
        if (depth_ > kGroupDepthMax) {
            emit("... (max_group_depth is " + std::to_string(kGroupDepthMax) + ")\n");
            return;
        }
        bool outermost = depth_ == 0;
        if (outermost) ++depth_;
        if (!report.stack.empty()) {
            emit("Exception Group Traceback (most recent call last):\n", outermost ? '+' : '|');
            emit(report.stack);
        }
        emit(report.last);
        size_t count = report.parts.size();
        size_t shown = count <= kGroupWidthMax ? count : kGroupWidthMax + 1;
        need_close_ = false;
        for (size_t i = 0; i < shown; ++i) {
            bool last = i + 1 == shown;
            if (last) need_close_ = true;
            bool truncated = i >= kGroupWidthMax;
            out += indent() + (i == 0 ? "+-" : "  ") + "+---------------- " +
                   (truncated ? std::string("...") : std::to_string(i + 1)) + " ----------------\n";
            ++depth_;
            if (truncated) {
                size_t rest = count - kGroupWidthMax;
                emit("and " + std::to_string(rest) + " more exception" + (rest > 1 ? "s" : "") +
                     "\n");
            } else {
                write(*report.parts[i]);
            }
            if (last && need_close_) {
                out += indent() + "+------------------------------------\n";
                need_close_ = false;
            }
            --depth_;
        }
        if (outermost) depth_ = 0;
    }

    int depth_ = 0;
    bool need_close_ = false;
};

Value sysGet(Thread* t, int name) {
    return t->runtime->sys_dict ? dictGetStr(t->runtime->sys_dict, t->name(name)) : Value();
}
void sysSet(Thread* t, const char* name, Value value) {
    if (!t->runtime->sys_dict) return;
    New<Str> key = strIntern(t, name);
    if (key.isError() || dictSetStr(t, t->runtime->sys_dict, key, value).isError()) clearError(t);
}

void writeDescriptor(const std::string& text) {
    size_t done = 0;
    while (done < text.size()) {
        ssize_t count = ::write(2, text.data() + done, text.size() - done);
        if (count <= 0) return;
        done += static_cast<size_t>(count);
    }
}

} // namespace

// --- output -------------------------------------------------------------------------------------

void writeStderr(Thread* t, const std::string& text) {
    Value stream = sysGet(t, kName_stderr);
    if (stream.isEmpty()) {
        writeDescriptor(text);
        return;
    }
    if (stream.isNone()) return;
    Ref raised = takeException(t);
    Ref held = Ref::share(stream);
    Ref str = strFromUtf8(t, text);
    Ref written = str.isError() ? Ref() : callMethod(t, held, t->name(kName_write), str.get());
    if (written.isError()) {
        clearError(t);
    } else {
        Ref flushed = callMethod(t, held, t->name(kName_flush));
        if (flushed.isError()) clearError(t);
    }
    t->exception = raised.release();
}

std::string formatException(Thread* t, Value exception) {
    Ref alive = Ref::share(exception);
    std::unique_ptr<Report> report = Collector(t).collect(exception);
    Writer writer;
    writer.write(*report);
    return std::move(writer.out);
}

std::string formatTraceback(Thread* t, Value traceback) {
    if (traceback.isEmpty() || traceback.isNone()) return "";
    SourceLines source(t);
    return formatEntries(entriesOf(t, traceback), source, !t->runtime->options.no_debug_ranges);
}

void printException(Thread* t, Value exception) {
    writeStderr(t, formatException(t, exception));
}

void printUnraisable(Thread* t, Value exception, Value message, Value object) {
    Ref alive = Ref::share(exception);
    std::string out;
    bool has_object = !object.isEmpty() && !object.isNone();
    bool has_message = !message.isEmpty() && !message.isNone();
    if (has_message) out = safeText(t, message, "message");
    if (has_object) {
        if (!has_message) out = "Exception ignored in";
        out += ": " + safeText(t, object, "object", true) + "\n";
    } else if (has_message) {
        out += ":\n";
    }
    if (Value traceback = exceptionTraceback(t, exception); !traceback.isEmpty()) {
        SourceLines source(t);
        out += "Traceback (most recent call last):\n";
        out += formatEntries(entriesOf(t, traceback), source, false);
    }
    std::string text = safeText(t, exception, "exception");
    out += typeText(t, typeOf(t, exception));
    out += text.empty() ? "\n" : ": " + text + "\n";
    writeStderr(t, out);
}

// --- the end of a program -----------------------------------------------------------------------

static int systemExitCode(Thread* t, Value exception) {
    Value code = orNone(asException(exception)->field[kSystemExitCode]);
    if (code.isNone()) return 0;
    if (isInt(code)) return static_cast<int>(intClamped(code));
    writeStderr(t, safeText(t, code, "object") + "\n");
    return 1;
}

// Prints through sys.excepthook. True with *exit_code set if the hook asked to exit.
static bool printThroughHook(Thread* t, Value exception, int* exit_code) {
    Value type = Value(typeOf(t, exception));
    Ref traceback = Ref::share(orNone(exceptionTraceback(t, exception)));
    sysSet(t, "last_exc", exception);
    sysSet(t, "last_type", type);
    sysSet(t, "last_value", exception);
    sysSet(t, "last_traceback", traceback);
    Ref hook = Ref::share(sysGet(t, kName_excepthook));
    if (hook.isEmpty()) {
        if (t->runtime->sys_dict) writeStderr(t, "sys.excepthook is missing\n");
        printException(t, exception);
        return false;
    }
    Ref result = callFunction(t, hook, type, exception, traceback.get());
    if (!result.isError()) return false;
    Ref failure = takeException(t);
    if (exceptionIs(t, failure, TypeId::kSystemExit)) {
        *exit_code = systemExitCode(t, failure);
        return true;
    }
    writeStderr(t, "Error in sys.excepthook:\n");
    printException(t, failure);
    writeStderr(t, "\nOriginal exception was:\n");
    printException(t, exception);
    return false;
}

void printUncaught(Thread* t) {
    Ref exception = takeException(t);
    if (exception.isEmpty()) return;
    int ignored;
    printThroughHook(t, exception, &ignored);
}

int handleUncaught(Thread* t) {
    Ref exception = takeException(t);
    if (exception.isEmpty()) return 0;
    if (exceptionIs(t, exception, TypeId::kSystemExit)) return systemExitCode(t, exception);
    int code = 1;
    if (printThroughHook(t, exception, &code)) return code;
    // A shell shows 128 + SIGINT for what was interrupted.
    return exceptionIs(t, exception, TypeId::kKeyboardInterrupt) ? 130 : 1;
}

} // namespace krait
