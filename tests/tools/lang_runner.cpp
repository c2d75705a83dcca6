// Runs the language tests of one folder: every .py file directly in it, whose name does not begin
// with an underscore, is a program with its expectations written in it (marks) or beside it
// (NAME.out, NAME.err, NAME.in). tests/README.md describes the marks.
//
// A test runs in a process and a temporary folder of its own, with a time and a memory limit; its
// path is given absolute, and that folder's name is taken out of what it prints, as are addresses,
// so that expectations are the same on every machine. Workers are threads that share nothing but
// the queue's counter and their own slot of the results.

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;
using std::string;
using std::vector;
using Clock = std::chrono::steady_clock;

extern char** environ;

namespace {

// LIMIT: more output than this is cut, and the comparison then fails.
constexpr size_t kOutputBytesMax = 32 << 20;

struct Options {
    fs::path krait;
    fs::path folder;
    string oracle;
    string filter;
    vector<string> extra_args;
    unsigned jobs = 1;
    int timeout_s = 20;
    long memory_mb = 0;
    bool check_leaks = false;
    bool ignore_xfail = false;
    bool verbose = false;
};

struct Expectation {
    int line;
    string text;
};

struct Marks {
    vector<Expectation> output;
    std::optional<Expectation> raise;
    std::optional<Expectation> syntax_error;
    vector<string> args;
    vector<string> argv;
    vector<string> run_with;
    string xfail;
    string leaks; // objects are known to be left at exit, for this reason
    string skip;
    int exit_code = 0;
    bool has_exit_code = false;
};

struct Run {
    int exit_code = 0; // 128 + signal where a signal ended it
    bool timed_out = false;
    string out;
    string err;
};

struct Outcome {
    enum Kind { kPass, kFail, kXfail, kXpass, kSkip } kind = kPass;
    string report;
    double seconds = 0;
};

vector<string> splitWords(const string& text) {
    std::istringstream in(text);
    vector<string> words;
    for (string word; in >> word;) words.push_back(word);
    return words;
}

vector<string> splitLines(const string& text) {
    vector<string> lines;
    size_t begin = 0;
    while (begin < text.size()) {
        size_t end = text.find('\n', begin);
        if (end == string::npos) end = text.size();
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

string readFile(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

string trim(const string& text) {
    size_t begin = text.find_first_not_of(" \t\r");
    if (begin == string::npos) return "";
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// What follows `# name:` in a line, one space after the colon taken off.
std::optional<string> markIn(const string& line, const char* name) {
    string key = string("# ") + name + ":";
    size_t at = line.find(key);
    if (at == string::npos) return std::nullopt;
    string text = line.substr(at + key.size());
    if (!text.empty() && text[0] == ' ') text.erase(0, 1);
    return text;
}

Marks readMarks(const string& source) {
    Marks marks;
    int number = 0;
    for (const string& line : splitLines(source)) {
        ++number;
        if (line.find("# ") == string::npos) continue;
        if (auto text = markIn(line, "expect")) marks.output.push_back({number, *text});
        if (auto text = markIn(line, "expect-raise")) marks.raise = {number, *text};
        if (auto text = markIn(line, "expect-syntax-error")) marks.syntax_error = {number, *text};
        if (auto text = markIn(line, "args")) marks.args = splitWords(*text);
        if (auto text = markIn(line, "argv")) marks.argv = splitWords(*text);
        if (auto text = markIn(line, "run-with")) marks.run_with = splitWords(*text);
        if (auto text = markIn(line, "xfail")) marks.xfail = trim(*text);
        if (auto text = markIn(line, "leaks")) marks.leaks = trim(*text);
        if (auto text = markIn(line, "skip")) marks.skip = trim(*text);
        if (auto text = markIn(line, "exit")) {
            marks.exit_code = std::atoi(text->c_str());
            marks.has_exit_code = true;
        }
    }
    return marks;
}

// Takes what differs from machine to machine out of an output: the test's folder and addresses.
string normalise(string text, const fs::path& folder) {
    string prefix = folder.string() + "/";
    for (size_t at = 0; (at = text.find(prefix, at)) != string::npos;)
        text.erase(at, prefix.size());
    for (size_t at = 0; (at = text.find("0x", at)) != string::npos; at += 2) {
        size_t end = at + 2;
        while (end < text.size() && isxdigit(static_cast<unsigned char>(text[end]))) ++end;
        if (end - at - 2 >= 6) text.replace(at + 2, end - at - 2, "...");
    }
    return text;
}

class Pipe {
  public:
    Pipe() {
        if (pipe2(ends_, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    }
    ~Pipe() {
        closeEnd(0);
        closeEnd(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int reader() const { return ends_[0]; }
    int writer() const { return ends_[1]; }
    void closeEnd(int index) {
        if (ends_[index] >= 0) ::close(ends_[index]);
        ends_[index] = -1;
    }

  private:
    int ends_[2];
};

class TemporaryFolder {
  public:
    TemporaryFolder() {
        string pattern = (fs::temp_directory_path() / "krait-test-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed");
        path_ = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

vector<string> testEnvironment(const fs::path& temporary) {
    vector<string> environment;
    for (char** entry = environ; *entry; ++entry) {
        string text = *entry;
        if (text.rfind("PYTHON", 0) == 0 || text.rfind("LC_", 0) == 0 ||
            text.rfind("LANG", 0) == 0 || text.rfind("TMPDIR=", 0) == 0)
            continue;
        environment.push_back(text);
    }
    environment.insert(environment.end(),
                       {"PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", "LC_ALL=C.UTF-8", "TZ=UTC",
                        "NO_COLOR=1", "TMPDIR=" + temporary.string()});
    return environment;
}

vector<char*> pointers(vector<string>& words) {
    vector<char*> result;
    for (string& word : words) result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

Run runProcess(vector<string> command, const fs::path& input, const Options& options) {
    TemporaryFolder temporary;
    Pipe out;
    Pipe err;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.writer(), 1);
    posix_spawn_file_actions_adddup2(&actions, err.writer(), 2);
    posix_spawn_file_actions_addchdir_np(&actions, temporary.path().c_str());
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);

    vector<string> environment = testEnvironment(temporary.path());
    pid_t pid = 0;
    int failure = posix_spawn(&pid, command[0].c_str(), &actions, &attributes,
                              pointers(command).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    out.closeEnd(1);
    err.closeEnd(1);
    if (failure != 0)
        throw std::runtime_error("cannot start " + command[0] + ": " + strerror(failure));
    if (options.memory_mb > 0) {
        rlim_t bytes = static_cast<rlim_t>(options.memory_mb) << 20;
        rlimit limit = {bytes, bytes};
        prlimit(pid, RLIMIT_AS, &limit, nullptr);
    }

    Run run;
    auto deadline = Clock::now() + std::chrono::seconds(options.timeout_s);
    pollfd files[2] = {{out.reader(), POLLIN, 0}, {err.reader(), POLLIN, 0}};
    string* texts[2] = {&run.out, &run.err};
    vector<char> buffer(1 << 16);
    while (files[0].fd >= 0 || files[1].fd >= 0) {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) {
            run.timed_out = true;
            kill(-pid, SIGKILL);
            break;
        }
        if (poll(files, 2, static_cast<int>(left.count())) < 0 && errno != EINTR) break;
        for (int i = 0; i < 2; ++i) {
            if (files[i].fd < 0 || !files[i].revents) continue;
            ssize_t count = read(files[i].fd, buffer.data(), buffer.size());
            if (count <= 0) {
                files[i].fd = -1;
            } else if (texts[i]->size() < kOutputBytesMax) {
                texts[i]->append(buffer.data(), static_cast<size_t>(count));
            }
        }
    }
    // Both ends closed does not mean that the process has ended; it may not outlive its limit
    // either.
    int status = 0;
    while (waitpid(pid, &status, run.timed_out ? 0 : WNOHANG) == 0) {
        if (Clock::now() >= deadline) {
            run.timed_out = true;
            kill(-pid, SIGKILL);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return run;
}

string indented(const string& text, size_t lines_max = 40) {
    string result;
    vector<string> lines = splitLines(text);
    for (size_t i = 0; i < lines.size() && i < lines_max; ++i) result += "      " + lines[i] + "\n";
    if (lines.size() > lines_max)
        result += "      ... " + std::to_string(lines.size() - lines_max) + " more lines\n";
    return result.empty() ? "      (nothing)\n" : result;
}

// The first differing lines of two texts, with a little of what stands before.
string difference(const string& expected, const string& actual) {
    vector<string> a = splitLines(expected);
    vector<string> b = splitLines(actual);
    size_t at = 0;
    while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
    string report = "    from line " + std::to_string(at + 1) + "\n";
    auto rest = [&](const vector<string>& lines) {
        string text;
        for (size_t i = at; i < lines.size() && i < at + 6; ++i) text += lines[i] + "\n";
        return text;
    };
    return report + "    expected:\n" + indented(rest(a)) + "    actual:\n" + indented(rest(b));
}

// The last `File "...", line N` of a traceback, or 0.
int lastTracebackLine(const vector<string>& lines) {
    int number = 0;
    for (const string& line : lines) {
        size_t at = line.find("\", line ");
        if (line.rfind("  File \"", 0) == 0 && at != string::npos)
            number = std::atoi(line.c_str() + at + 8);
    }
    return number;
}

string checkRaise(const Expectation& expected, const Run& run) {
    vector<string> lines = splitLines(run.err);
    string last;
    for (const string& line : lines)
        if (!line.empty() && line[0] != ' ') last = line;
    string type = expected.text.substr(0, expected.text.find(':'));
    string actual_type = last.substr(0, last.find(':'));
    bool matches = run.exit_code == 1 && type == actual_type && last.rfind(expected.text, 0) == 0 &&
                   lastTracebackLine(lines) == expected.line;
    if (matches) return "";
    return "    expected: line " + std::to_string(expected.line) + " raises " + expected.text +
           "\n    actual (exit code " + std::to_string(run.exit_code) + "):\n" + indented(run.err);
}

// `3:9 invalid syntax`: the column is read off the caret under the source line, which is printed
// four columns in and without its own indentation.
string checkSyntaxError(const Expectation& expected, const Run& run, const string& source) {
    vector<string> lines = splitLines(run.err);
    int line = lastTracebackLine(lines);
    int column = 0;
    string message;
    for (const string& text : lines) {
        size_t at = text.find_first_not_of(' ');
        if (at != string::npos && text[at] == '^') {
            vector<string> source_lines = splitLines(source);
            size_t indent = 0;
            if (line >= 1 && static_cast<size_t>(line) <= source_lines.size())
                indent = source_lines[line - 1].find_first_not_of(" \t\f");
            column = static_cast<int>(at) - 4 + static_cast<int>(indent) + 1;
        }
        if (text.find("Error: ") != string::npos && text[0] != ' ')
            message = text.substr(text.find("Error: ") + 7);
    }
    string actual = std::to_string(line) + ":" + std::to_string(column) + " " + message;
    if (run.exit_code == 1 && actual == expected.text) return "";
    return "    expected: " + expected.text + "\n    actual:   " + actual + " (exit code " +
           std::to_string(run.exit_code) + ")\n" + indented(run.err);
}

// `[0 refs, ...]`, the line that `-X showrefcount` adds at exit, is taken off and judged.
string takeRefcountLine(Run& run) {
    size_t at = run.err.rfind("\n[");
    at = at == string::npos ? (run.err.rfind("[", 0) == 0 ? 0 : string::npos) : at + 1;
    if (at == string::npos || run.err.find(" refs", at) == string::npos)
        return "    no line of references at exit\n" + indented(run.err);
    string line = trim(run.err.substr(at));
    run.err.erase(at);
    return line.rfind("[0 refs", 0) == 0 ? "" : "    leaked at exit: " + line + "\n";
}

string checkOutput(const Marks& marks, const Run& run) {
    vector<string> actual = splitLines(run.out);
    for (size_t i = 0; i < marks.output.size(); ++i) {
        const Expectation& expected = marks.output[i];
        string text = i < actual.size() ? actual[i] : "(end of output)";
        if (i >= actual.size() || text != expected.text)
            return "    line " + std::to_string(expected.line) +
                   "\n    expected: " + expected.text + "\n    actual:   " + text + "\n";
    }
    if (actual.size() > marks.output.size() && !marks.output.empty())
        return "    printed more than expected: " + actual[marks.output.size()] + "\n";
    return "";
}

string check(const fs::path& file, const Marks& marks, const string& source, Run& run,
             const Options& options) {
    if (run.timed_out)
        return "    ran longer than " + std::to_string(options.timeout_s) + " s\n" +
               indented(run.err, 10);
    string leak = options.check_leaks ? takeRefcountLine(run) : "";
    if (options.check_leaks && !marks.leaks.empty())
        leak = leak.empty() ? "    leaves nothing, but is marked leaks: " + marks.leaks + "\n" : "";
    if (run.exit_code > 128 && run.exit_code != 130)
        return "    ended by signal " + std::to_string(run.exit_code - 128) + "\n" +
               indented(run.err);
    fs::path sibling = file;
    bool out_recorded = fs::exists(sibling.replace_extension(".out"));
    if (out_recorded && run.out != readFile(sibling))
        return difference(readFile(sibling), run.out) +
               (run.err.empty() ? "" : "    stderr:\n" + indented(run.err));
    if (!out_recorded) {
        if (string problem = checkOutput(marks, run); !problem.empty())
            return problem + (run.err.empty() ? "" : "    stderr:\n" + indented(run.err));
    }
    if (marks.syntax_error) {
        if (string problem = checkSyntaxError(*marks.syntax_error, run, source); !problem.empty())
            return problem;
    } else if (marks.raise) {
        if (string problem = checkRaise(*marks.raise, run); !problem.empty()) return problem;
    } else if (fs::exists(sibling.replace_extension(".err"))) {
        string actual = "exit " + std::to_string(run.exit_code) + "\n" + run.err;
        if (actual != readFile(sibling)) return difference(readFile(sibling), actual);
    } else {
        if (run.exit_code != marks.exit_code)
            return "    exit code " + std::to_string(run.exit_code) + ", expected " +
                   std::to_string(marks.exit_code) + "\n" + indented(run.err);
        if (!run.err.empty() && !marks.has_exit_code)
            return "    stderr is not empty:\n" + indented(run.err);
    }
    return leak;
}

// The further configurations a test may ask for, by the name in its `# run-with:` mark.
string flagOf(const string& configuration) {
    size_t dash = configuration.find("-stress");
    if (dash != string::npos) return "--stress=" + configuration.substr(0, dash);
    return configuration;
}

Run runTest(const fs::path& program, vector<string> flags, const Marks& marks, const fs::path& file,
            const Options& options) {
    vector<string> command = {program.string()};
    command.insert(command.end(), flags.begin(), flags.end());
    command.push_back(file.string());
    command.insert(command.end(), marks.argv.begin(), marks.argv.end());
    fs::path input = file;
    if (!fs::exists(input.replace_extension(".in"))) input = "/dev/null";
    Run run = runProcess(std::move(command), input, options);
    run.out = normalise(std::move(run.out), options.folder);
    run.err = normalise(std::move(run.err), options.folder);
    return run;
}

string runConfiguration(const fs::path& file, const Marks& marks, const string& source,
                        const vector<string>& further, const Options& options) {
    vector<string> flags = options.extra_args;
    flags.insert(flags.end(), marks.args.begin(), marks.args.end());
    flags.insert(flags.end(), further.begin(), further.end());
    if (options.check_leaks) flags.insert(flags.end(), {"-X", "showrefcount"});
    Run run = runTest(options.krait, flags, marks, file, options);
    if (options.oracle.empty()) return check(file, marks, source, run, options);

    Run expected = runTest(options.oracle, {}, marks, file, options);
    if (run.out != expected.out) return difference(expected.out, run.out);
    if (run.err != expected.err) return difference(expected.err, run.err);
    if (run.exit_code != expected.exit_code)
        return "    exit code " + std::to_string(run.exit_code) + ", expected " +
               std::to_string(expected.exit_code) + "\n";
    return "";
}

Outcome runFile(const fs::path& file, const Options& options) {
    Outcome outcome;
    string source = readFile(file);
    Marks marks = readMarks(source);
    if (!marks.skip.empty() && !options.ignore_xfail) {
        outcome.kind = Outcome::kSkip;
        outcome.report = marks.skip;
        return outcome;
    }
    vector<vector<string>> configurations = {{}};
    for (const string& name : marks.run_with) configurations.push_back({flagOf(name)});
    auto start = Clock::now();
    for (const vector<string>& further : configurations) {
        string problem = runConfiguration(file, marks, source, further, options);
        if (problem.empty()) continue;
        if (!further.empty()) problem = "    with " + further[0] + ":\n" + problem;
        outcome.kind = Outcome::kFail;
        outcome.report = problem;
        break;
    }
    outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (!marks.xfail.empty() && !options.ignore_xfail) {
        bool failed = outcome.kind == Outcome::kFail;
        outcome.kind = failed ? Outcome::kXfail : Outcome::kXpass;
        outcome.report =
            failed ? marks.xfail : "    passes, but is marked xfail: " + marks.xfail + "\n";
    }
    return outcome;
}

[[noreturn]] void usage() {
    std::fputs(
        "usage: lang_runner --krait=PROGRAM [--jobs=N] [--timeout=SECONDS] [--memory-mb=N]\n"
        "                   [--arg=FLAG]... [--check-leaks] [--oracle=PYTHON] [--ignore-xfail]\n"
        "                   [--filter=TEXT] [--verbose] FOLDER\n",
        stderr);
    std::exit(2);
}

Options parseOptions(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        string word = argv[i];
        auto value = [&](const char* name) -> const char* {
            size_t length = strlen(name);
            return word.compare(0, length, name) == 0 && word.size() > length && word[length] == '='
                       ? argv[i] + length + 1
                       : nullptr;
        };
        if (auto* text = value("--krait"))
            options.krait = fs::absolute(text);
        else if (auto* text = value("--oracle"))
            options.oracle = text;
        else if (auto* text = value("--filter"))
            options.filter = text;
        else if (auto* text = value("--arg"))
            options.extra_args.push_back(text);
        else if (auto* text = value("--jobs"))
            options.jobs = std::max(1, std::atoi(text));
        else if (auto* text = value("--timeout"))
            options.timeout_s = std::atoi(text);
        else if (auto* text = value("--memory-mb"))
            options.memory_mb = std::atol(text);
        else if (word == "--check-leaks")
            options.check_leaks = true;
        else if (word == "--ignore-xfail")
            options.ignore_xfail = true;
        else if (word == "--verbose")
            options.verbose = true;
        else if (word[0] != '-' && options.folder.empty())
            options.folder = fs::canonical(word);
        else
            usage();
    }
    if (options.krait.empty() || options.folder.empty()) usage();
    return options;
}

vector<fs::path> testsIn(const Options& options) {
    vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(options.folder)) {
        string name = entry.path().filename().string();
        if (entry.path().extension() == ".py" && name[0] != '_' &&
            name.find(options.filter) != string::npos)
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

int runAll(const Options& options) {
    vector<fs::path> files = testsIn(options);
    vector<Outcome> outcomes(files.size());
    std::atomic<size_t> next = 0;
    auto work = [&] {
        for (size_t i; (i = next.fetch_add(1)) < files.size();) {
            try {
                outcomes[i] = runFile(files[i], options);
            } catch (const std::exception& error) {
                outcomes[i].kind = Outcome::kFail;
                outcomes[i].report = string("    ") + error.what() + "\n";
            }
        }
    };
    vector<std::thread> workers;
    for (unsigned i = 1; i < options.jobs; ++i) workers.emplace_back(work);
    work();
    for (std::thread& worker : workers) worker.join();

    int counts[5] = {};
    for (size_t i = 0; i < files.size(); ++i) {
        const Outcome& outcome = outcomes[i];
        ++counts[outcome.kind];
        bool bad = outcome.kind == Outcome::kFail || outcome.kind == Outcome::kXpass;
        if (bad)
            std::printf("FAIL %s\n%s", files[i].c_str(), outcome.report.c_str());
        else if (options.verbose)
            std::printf("%-5s %s %.3f s %s\n",
                        outcome.kind == Outcome::kSkip    ? "skip"
                        : outcome.kind == Outcome::kXfail ? "xfail"
                                                          : "ok",
                        files[i].filename().c_str(), outcome.seconds, outcome.report.c_str());
    }
    int bad = counts[Outcome::kFail] + counts[Outcome::kXpass];
    std::printf("%s: %d passed, %d failed, %d expected to fail, %d skipped\n",
                options.folder.filename().c_str(), counts[Outcome::kPass], bad,
                counts[Outcome::kXfail], counts[Outcome::kSkip]);
    // A folder without tests is a mistake in the registration, not a success.
    return bad == 0 && !files.empty() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return runAll(parseOptions(argc, argv));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "lang_runner: %s\n", error.what());
        return 2;
    }
}
