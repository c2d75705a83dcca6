// `krait conform PATH... [--oracle PYTHON]`: runs each script under krait and under the oracle and
// compares standard output, exit code and the last line of standard error. Prints a table; writes
// JSON and JUnit XML on request. Scripts run in their own folders, `jobs` at a time, in threads
// that share the queue's counter and their own result only.
#include "programs/krait/process.h"
#include "programs/krait/tools.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace krait {

namespace fs = std::filesystem;

namespace {

enum class Verdict : uint8_t { kSame, kOutput, kExitCode, kError, kTimeout, kCrash, kNoOracle };

const char* verdictText(Verdict v) {
    switch (v) {
    case Verdict::kSame:
        return "same";
    case Verdict::kOutput:
        return "output differs";
    case Verdict::kExitCode:
        return "exit code differs";
    case Verdict::kError:
        return "error differs";
    case Verdict::kTimeout:
        return "timeout";
    case Verdict::kCrash:
        return "crash";
    case Verdict::kNoOracle:
        return "oracle failed";
    }
    return "";
}

struct Case {
    std::string path;
    Verdict verdict = Verdict::kSame;
    std::string detail;
    double cpu_s = 0, oracle_cpu_s = 0;
};

std::vector<Case> findScripts(const std::vector<std::string>& paths) {
    std::vector<Case> cases;
    for (const std::string& path : paths) {
        std::error_code error;
        if (fs::is_directory(path, error)) {
            for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
                std::string name = entry.path().filename().string();
                if (entry.path().extension() == ".py" && name[0] != '_')
                    cases.push_back({entry.path().string()});
            }
        } else {
            cases.push_back({path});
        }
    }
    std::sort(cases.begin(), cases.end(),
              [](const Case& a, const Case& b) { return a.path < b.path; });
    return cases;
}

std::string lastLine(const std::string& text) {
    size_t end = text.find_last_not_of('\n');
    if (end == std::string::npos) return "";
    size_t start = text.rfind('\n', end);
    return text.substr(start == std::string::npos ? 0 : start + 1,
                       end - (start == std::string::npos ? 0 : start + 1) + 1);
}

// Objects' addresses differ from run to run.
std::string withoutAddresses(const std::string& text) {
    std::string out;
    for (size_t i = 0; i < text.size();) {
        if (text.compare(i, 2, "0x") == 0) {
            size_t end = i + 2;
            while (end < text.size() && std::isxdigit(static_cast<unsigned char>(text[end]))) ++end;
            if (end - i >= 8) {
                out += "0x...";
                i = end;
                continue;
            }
        }
        out += text[i++];
    }
    return out;
}

std::string firstDifference(const std::string& ours, const std::string& theirs) {
    size_t line = 1, start = 0;
    size_t common = std::min(ours.size(), theirs.size());
    size_t i = 0;
    for (; i < common && ours[i] == theirs[i]; ++i)
        if (ours[i] == '\n') ++line, start = i + 1;
    auto lineOf = [&](const std::string& text) {
        return start < text.size() ? text.substr(start, text.find('\n', start) - start)
                                   : std::string("(end)");
    };
    return "line " + std::to_string(line) + ": " + lineOf(ours) + "  instead of  " + lineOf(theirs);
}

void runCase(Case& c, const std::string& krait, const std::string& oracle, double timeout_s) {
    std::string path = fs::absolute(c.path).string();
    std::string folder = fs::path(path).parent_path().string();
    ProcessResult ours = runProcess({krait, path}, timeout_s, folder);
    ProcessResult theirs = runProcess({oracle, path}, timeout_s, folder);
    c.cpu_s = ours.cpu_s;
    c.oracle_cpu_s = theirs.cpu_s;
    std::string our_out = withoutAddresses(ours.out), their_out = withoutAddresses(theirs.out);
    std::string our_error = withoutAddresses(lastLine(ours.err));
    std::string their_error = withoutAddresses(lastLine(theirs.err));
    if (!theirs.started || theirs.timed_out || theirs.exit_code == 127) {
        c.verdict = Verdict::kNoOracle;
    } else if (ours.timed_out) {
        c.verdict = Verdict::kTimeout;
    } else if (ours.exit_code < 0 && theirs.exit_code != ours.exit_code) {
        c.verdict = Verdict::kCrash;
        c.detail = "signal " + std::to_string(-ours.exit_code);
    } else if (our_out != their_out) {
        c.verdict = Verdict::kOutput;
        c.detail = firstDifference(our_out, their_out);
        if (our_error != their_error && !our_error.empty()) c.detail += "; " + our_error;
    } else if (ours.exit_code != theirs.exit_code) {
        c.verdict = Verdict::kExitCode;
        c.detail = std::to_string(ours.exit_code) + " instead of " +
                   std::to_string(theirs.exit_code) + "; " + our_error;
    } else if (our_error != their_error) {
        c.verdict = Verdict::kError;
        c.detail = our_error + "  instead of  " + their_error;
    }
}

std::string escaped(const std::string& text, bool xml) {
    std::string out;
    for (char ch : text) {
        auto c = static_cast<unsigned char>(ch);
        if (xml) {
            if (c == '<')
                out += "&lt;";
            else if (c == '&')
                out += "&amp;";
            else if (c == '"')
                out += "&quot;";
            else
                out += c < 32 && c != '\n' ? ' ' : ch;
        } else if (c == '"' || c == '\\') {
            out += '\\';
            out += ch;
        } else if (c < 32) {
            char code[8];
            std::snprintf(code, sizeof code, "\\u%04x", c);
            out += code;
        } else {
            out += ch;
        }
    }
    return out;
}

void writeJson(const std::string& path, const std::vector<Case>& cases) {
    std::ofstream out(path);
    out << "[\n";
    for (size_t i = 0; i < cases.size(); ++i) {
        const Case& c = cases[i];
        out << "  {\"path\": \"" << escaped(c.path, false) << "\", \"verdict\": \""
            << verdictText(c.verdict) << "\", \"detail\": \"" << escaped(c.detail, false)
            << "\", \"cpu_s\": " << c.cpu_s << ", \"oracle_cpu_s\": " << c.oracle_cpu_s << "}"
            << (i + 1 < cases.size() ? "," : "") << "\n";
    }
    out << "]\n";
}

void writeJunit(const std::string& path, const std::vector<Case>& cases, size_t failed) {
    std::ofstream out(path);
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"conform\" tests=\""
        << cases.size() << "\" failures=\"" << failed << "\">\n";
    for (const Case& c : cases) {
        out << "  <testcase name=\"" << escaped(c.path, true) << "\" time=\"" << c.cpu_s << "\"";
        if (c.verdict == Verdict::kSame) {
            out << "/>\n";
        } else {
            out << ">\n    <failure message=\"" << verdictText(c.verdict) << "\">"
                << escaped(c.detail, true) << "</failure>\n  </testcase>\n";
        }
    }
    out << "</testsuite>\n";
}

} // namespace

int runConform(const RunPlan& plan) {
    std::vector<Case> cases = findScripts(plan.paths);
    std::string oracle = plan.interpreters.empty() ? "python3" : plan.interpreters[0];
    std::string krait = plan.options.executable;
    std::atomic<size_t> next{0}, done{0};
    bool progress = isatty(2);
    auto work = [&] {
        for (size_t i; (i = next.fetch_add(1)) < cases.size();) {
            runCase(cases[i], krait, oracle, plan.timeout_s);
            size_t count = done.fetch_add(1) + 1;
            if (progress) std::fprintf(stderr, "\r%zu/%zu", count, cases.size());
        }
    };
    std::vector<std::thread> workers;
    for (int i = 1; i < plan.jobs; ++i) workers.emplace_back(work);
    work();
    for (std::thread& worker : workers) worker.join();
    if (progress) std::fputs("\r", stderr);
    size_t failed = 0;
    for (const Case& c : cases) {
        if (c.verdict != Verdict::kSame) ++failed;
        if (c.verdict == Verdict::kSame && plan.quiet_report) continue;
        std::printf("%-18s %s%s%s\n", verdictText(c.verdict), c.path.c_str(),
                    c.detail.empty() ? "" : "\n                   ", c.detail.c_str());
    }
    std::printf("%zu of %zu the same\n", cases.size() - failed, cases.size());
    if (!plan.json_path.empty()) writeJson(plan.json_path, cases);
    if (!plan.junit_path.empty()) writeJunit(plan.junit_path, cases, failed);
    return failed == 0 ? 0 : 1;
}

} // namespace krait
