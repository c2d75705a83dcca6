// The interactive prompt: reads statements, line by line until they are complete, and runs each in
// __main__. On a terminal libedit reads, with a history in ~/.krait_history or $KRAIT_HISTORY;
// otherwise lines come from standard input and the prompts go to standard error, as Python has it.
#include "compiler/lexer.h"
#include "programs/krait/tools.h"
#include "stdlib/native/sys_parts.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/compile_hook.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/signals.h"
#include "vm/runtime/traceback_print.h"
#include "vm/threads/gil.h"

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <histedit.h>
#include <langinfo.h>
#include <poll.h>
#include <string_view>
#include <unistd.h>

namespace krait {

namespace {

enum class LineResult : uint8_t { kLine, kEnd, kSignal };

// Where lines come from.
class Input {
  public:
    Input(Thread* t, bool terminal) : t_(t) {
        if (!terminal) return;
        // libedit counts columns in characters of the locale.
        const char* locale = std::setlocale(LC_CTYPE, "");
        if (!locale || std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
            std::setlocale(LC_CTYPE, "C.UTF-8");
        edit_ = el_init("krait", stdin, stdout, stderr);
        if (!edit_) return;
        history_ = history_init();
        HistEvent event;
        history(history_, &event, H_SETSIZE, 1000);
        history(history_, &event, H_SETUNIQUE, 1);
        if (const char* named = std::getenv("KRAIT_HISTORY"))
            history_path_ = named;
        else if (const char* home = std::getenv("HOME"))
            history_path_ = std::string(home) + "/.krait_history";
        if (!history_path_.empty()) history(history_, &event, H_LOAD, history_path_.c_str());
        el_set(edit_, EL_HIST, history, history_);
        el_set(edit_, EL_EDITOR, "emacs");
        el_set(edit_, EL_SIGNAL, 0);
        el_set(edit_, EL_CLIENTDATA, this);
        el_set(edit_, EL_PROMPT, promptOf);
        el_set(edit_, EL_GETCFN, nextCharacter);
        el_set(edit_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
        el_source(edit_, nullptr);
    }
    ~Input() {
        if (!edit_) return;
        HistEvent event;
        if (!history_path_.empty()) history(history_, &event, H_SAVE, history_path_.c_str());
        history_end(history_);
        el_end(edit_);
    }
    Input(const Input&) = delete;

    // Appends a line, which lacks its newline only at the end of the input.
    LineResult read(const std::string& prompt, std::string* text) {
        GilReleased released(t_);
        if (edit_) return edit(prompt, text);
        std::fputs(prompt.c_str(), stderr);
        std::fflush(stderr);
        // Byte by byte: what follows the line belongs to whoever reads sys.stdin.
        for (size_t start = text->size();;) {
            char c;
            ssize_t n = readByte(&c);
            if (n < 0 && errno == EINTR) return LineResult::kSignal;
            if (n <= 0) return text->size() == start ? LineResult::kEnd : LineResult::kLine;
            text->push_back(c);
            if (c == '\n') return LineResult::kLine;
        }
    }

  private:
    LineResult edit(const std::string& prompt, std::string* text) {
        prompt_ = prompt;
        int count = 0;
        errno = 0;
        const char* line = el_gets(edit_, &count);
        if (!line || count <= 0) {
            if (errno != EINTR) return LineResult::kEnd;
            el_reset(edit_);
            return LineResult::kSignal;
        }
        text->append(line, static_cast<size_t>(count));
        if (std::strspn(line, " \t\n") < static_cast<size_t>(count)) {
            HistEvent event;
            history(history_, &event, H_ENTER, line);
        }
        return LineResult::kLine;
    }
    // One byte of the input, as read() gives it; EINTR when a signal that has a Python handler is
    // pending. A signal that comes just before read() would not end it, so signals are let in only
    // while ppoll waits.
    ssize_t readByte(char* c) {
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        pollfd input = {0, POLLIN, 0};
        int error = EINTR;
        if (!(t_->breaker.load(std::memory_order_acquire) & kBreakSignal))
            error = ::ppoll(&input, 1, nullptr, &before) < 0 ? errno : 0;
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        errno = error;
        return error ? -1 : ::read(0, c, 1);
    }
    // libedit's question for a character: 1, 0 at the end of the input, -1 and errno.
    static int nextCharacter(EditLine* edit, wchar_t* character) {
        void* self = nullptr;
        el_get(edit, EL_CLIENTDATA, &self);
        std::mbstate_t state = {};
        for (;;) {
            char c;
            ssize_t n = static_cast<Input*>(self)->readByte(&c);
            if (n <= 0) return static_cast<int>(n);
            size_t used = std::mbrtowc(character, &c, 1, &state);
            if (used == static_cast<size_t>(-1))
                state = {}; // not a character: it is dropped
            else if (used != static_cast<size_t>(-2))
                return 1;
        }
    }
    static char* promptOf(EditLine* edit) {
        void* self = nullptr;
        el_get(edit, EL_CLIENTDATA, &self);
        return static_cast<Input*>(self)->prompt_.data();
    }

    Thread* t_;
    EditLine* edit_ = nullptr;
    History* history_ = nullptr;
    std::string prompt_, history_path_;
};

// sys.ps1 or sys.ps2 as text.
std::string promptText(Thread* t, const char* name) {
    New<Str> key = strIntern(t, name);
    if (key.isError()) {
        clearError(t);
        return "";
    }
    Value prompt = dictGetStr(t->runtime->sys_dict, key);
    if (prompt.isEmpty()) return "";
    Ref text = strOf(t, prompt);
    if (text.isError()) {
        clearError(t);
        return "";
    }
    return toUtf8(text.as<Str>());
}

void setPrompt(Thread* t, const char* name, const char* text) {
    New<Str> key = strIntern(t, name);
    Ref value = strFromAscii(t, text);
    if (key.isError() || value.isError() ||
        (dictGetStr(t->runtime->sys_dict, key).isEmpty() &&
         dictSetStr(t, t->runtime->sys_dict, key, value).isError())) {
        clearError(t);
    }
}

void flushOutput(Thread* t) {
    for (NameId name : {kName_stdout, kName_stderr}) {
        Ref stream = Ref::share(dictGetStr(t->runtime->sys_dict, t->name(name)));
        if (stream.isEmpty() || stream.get().isNone()) continue;
        Ref done = callMethod(t, stream, t->name(kName_flush));
        if (done.isError()) clearError(t);
    }
}

// What Ctrl-C or another signal means at the prompt. True: the line is dropped.
bool signalInterrupts(Thread* t) {
    t->breaker.fetch_and(~static_cast<uint32_t>(kBreakSignal));
    if (!signalsServe(t).isError()) return false;
    if (errorIs(t, TypeId::kKeyboardInterrupt)) {
        clearError(t);
        writeStderr(t, "\nKeyboardInterrupt\n");
    } else {
        printUncaught(t);
    }
    return true;
}

std::string_view lastLineOf(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    size_t newline = text.rfind('\n');
    return newline == std::string_view::npos ? text : text.substr(newline + 1);
}

// Nothing but spaces and perhaps a comment.
bool isIdle(std::string_view line) {
    size_t at = line.find_first_not_of(" \t\f\r\n");
    return at == std::string_view::npos || line[at] == '#';
}

// The text stops inside a bracket, a string or a continued line: what comes next isn't a line of
// its own.
bool isOpenAtEnd(const std::string& source) {
    CompileOptions options;
    options.mode = CompileMode::Single;
    options.ignore_cookie = true;
    Compilation compilation(options);
    Lexer lexer(compilation);
    if (!lexer.decode(source)) return false;
    lexer.run();
    return lexer.hasError() && (lexer.endedInBracket() || lexer.endedInContinuation() ||
                                lexer.endedInTripleQuote() || lexer.endedInFString());
}

// The statements of one prompt. Each gets a file name of its own, "<stdin>-N", under which
// linecache keeps its text: tracebacks show it as "<stdin>".
class Session {
  public:
    Session(Thread* t, Dict* globals) : t_(t), globals_(globals) {}

    // Compiles the lines typed so far, each with its newline. EMPTY without exception: more are
    // needed, which cannot be when the input has ended.
    Ref compile(const std::string& source, bool ended) {
        std::string_view last = lastLineOf(source);
        bool several = last.size() + 1 < source.size();
        bool open = isOpenAtEnd(source);
        if (several && !ended && !open && !last.empty() && isIdle(last) &&
            !isOpenAtEnd(source.substr(0, source.size() - last.size() - 1)))
            return Ref();
        // Python: a compound statement ends with an empty line.
        bool complete = ended || (last.empty() && !open);
        std::string_view text = source;
        if (!complete) text.remove_suffix(1);
        Ref name = KRAIT_TRY(strFromUtf8(t_, "<stdin>-" + std::to_string(count_)));
        CompileRequest request;
        request.source = text;
        request.filename = name;
        request.mode = SourceMode::kSingle;
        request.source_is_text = true;
        request.with_warnings = false;
        request.flags = future_flags_;
        if (!complete) request.flags |= kCompileAllowIncomplete | kCompileDontImplyDedent;
        Ref code = compileText(t_, request);
        if (code.isError() && !complete && clearErrorIf(t_, TypeId::kIncompleteInputError))
            return Ref();
        remember(source, name);
        ++count_;
        if (code.isError()) {
            // With its newline the text has a place for an error at its end.
            request.source = source;
            request.flags = future_flags_;
            if (!complete && errorIs(t_, TypeId::kSyntaxError)) {
                Ref first = takeException(t_);
                code = compileText(t_, request);
                if (!code.isError()) return raiseException(t_, first);
            }
            return nameInput();
        }
        request.with_warnings = true; // once, now that the text is known to be all
        code = KRAIT_TRY(compileText(t_, request));
        future_flags_ |= static_cast<int>(code.as<Code>()->flags & kCompileFutureMask);
        return code;
    }

    Status run(Value code) {
        Ref value = KRAIT_TRY(runCode(t_, code.as<Code>(), globals_, Value()));
        return ok();
    }

  private:
    // Python: a syntax error is in "<stdin>", whichever statement it was.
    Error nameInput() {
        if (!errorIs(t_, TypeId::kSyntaxError)) return Error{};
        Ref error = takeException(t_);
        Ref plain = strFromAscii(t_, "<stdin>");
        New<Str> attribute = strIntern(t_, "filename");
        if (plain.isError() || attribute.isError() ||
            setAttr(t_, error, attribute, plain).isError())
            clearError(t_);
        return raiseException(t_, error);
    }

    // linecache.cache[name] = (size, None, lines, name); without it tracebacks show no text.
    void remember(const std::string& source, Value name) {
        Ref raised = takeException(t_);
        if (rememberLines(source, name).isError()) clearError(t_);
        t_->exception = raised.release();
    }
    Status rememberLines(const std::string& source, Value name) {
        Ref module = KRAIT_TRY(importModule(t_, "linecache"));
        New<Str> attribute = KRAIT_TRY(strIntern(t_, "cache"));
        Ref cache = KRAIT_TRY(getAttr(t_, module, attribute));
        if (!isExactDict(cache)) return ok();
        New<List> lines = KRAIT_TRY(listNew(t_));
        for (size_t at = 0; at < source.size();) {
            size_t end = source.find('\n', at) + 1;
            Ref line = KRAIT_TRY(strFromUtf8(t_, source.substr(at, end - at)));
            KRAIT_TRY(listAppend(t_, lines, line));
            at = end;
        }
        Ref entry = KRAIT_TRY(tupleOf(t_, Value::smallInt(static_cast<int64_t>(source.size())),
                                      Value::none(), Value(lines), name));
        return dictSet(t_, cache.as<Dict>(), name, entry);
    }

    Thread* t_;
    Dict* globals_;
    int future_flags_ = 0;
    int count_ = 0;
};

// Python: $PYTHONSTARTUP runs in __main__ before the first prompt.
void runStartupFile(Thread* t, Dict* globals, const RunPlan& plan) {
    const char* path = std::getenv("PYTHONSTARTUP");
    if (!path || !*path || plan.options.ignore_environment || plan.kind != RunKind::kRepl) return;
    std::string source;
    if (!readSourceFile(path, &source)) {
        writeStderr(t, "Could not open PYTHONSTARTUP\n");
        int error = errno;
        if (Ref name = strFromUtf8(t, path); !name.isError())
            (void)Status(raiseErrno(t, error, name)).isError();
    } else if (Ref name = strFromUtf8(t, path); !name.isError()) {
        CompileRequest request;
        request.source = source;
        request.filename = name;
        Ref code = compileText(t, request);
        if (!code.isError()) code = runCode(t, code.as<Code>(), globals, Value());
    }
    if (t->hasError()) printUncaught(t);
}

void printBanner(const RunPlan& plan) {
    if (plan.options.quiet || plan.kind != RunKind::kRepl) return;
    std::fprintf(stderr,
                 "Python 3.13.0 (krait, %s) on linux\n"
                 "Type \"help\", \"copyright\", \"credits\" or \"license\" for more "
                 "information.\n",
                 __DATE__);
}

} // namespace

int runRepl(Thread* t, const RunPlan& plan) {
    Result<Value> main = dictGet(t, t->runtime->modules, Value(t->name(kName___main__)));
    if (main.isError() || !isKind(main.value(), TypeId::kModule)) {
        clearError(t);
        return 1;
    }
    Ref keep = Ref::share(main.value());
    printBanner(plan);
    runStartupFile(t, keep.as<Module>()->dict, plan);
    setPrompt(t, "ps1", ">>> ");
    setPrompt(t, "ps2", "... ");
    flushOutput(t);
    Input input(t, isatty(0) && isatty(1));
    Session session(t, keep.as<Module>()->dict);
    std::string source;
    for (;;) {
        LineResult got = input.read(promptText(t, source.empty() ? "ps1" : "ps2"), &source);
        if (got == LineResult::kSignal) {
            if (signalInterrupts(t)) source.clear();
            continue;
        }
        bool ended = got == LineResult::kEnd;
        if (ended) {
            // On a terminal a second Ctrl-D leaves; elsewhere the next read finds the end again.
            writeStderr(t, "\n");
            if (source.empty()) break;
        }
        if (!source.ends_with('\n')) {
            if (!ended) continue;
            source += '\n';
        }
        if (source.find('\n') + 1 == source.size() && isIdle(source)) {
            source.clear();
            continue;
        }
        Ref code = session.compile(source, ended);
        if (code.isEmpty() && !t->hasError()) continue;
        source.clear();
        if (!t->hasError()) {
            Status status = session.run(code);
            (void)status.isError();
        }
        code = Ref();
        if (t->hasError()) {
            if (errorIs(t, TypeId::kSystemExit)) {
                flushOutput(t);
                return handleUncaught(t);
            }
            printUncaught(t);
        }
        flushOutput(t);
    }
    return 0;
}

} // namespace krait
