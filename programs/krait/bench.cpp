// `krait bench [PATTERN...] [--against PYTHON...]`: processor time of the benchmark programs under
// krait and other interpreters. Runs are interleaved (a slow minute of the machine meets all
// alike); the fastest of the rounds gives the ratio, the median says how steady it was. With
// --startup: what an empty program costs, in time and in memory.
#include "programs/krait/process.h"
#include "programs/krait/tools.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace krait {

namespace fs = std::filesystem;

namespace {

// What one interpreter took for one program; empty: it failed.
struct Sample {
    std::vector<double> cpu_s;
    long memory_kb = 0;

    void add(const ProcessResult& r) {
        cpu_s.push_back(r.cpu_s);
        memory_kb = cpu_s.size() == 1 ? r.memory_kb : std::min(memory_kb, r.memory_kb);
    }
    bool failed() const { return cpu_s.empty(); }
    double least() const { return *std::min_element(cpu_s.begin(), cpu_s.end()); }
    double median() const {
        std::vector<double> sorted = cpu_s;
        std::sort(sorted.begin(), sorted.end());
        size_t half = sorted.size() / 2;
        return sorted.size() % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
};

struct Row {
    std::string path, name;
    std::vector<Sample> samples; // one per interpreter, krait's first
    bool outputs_agree = true;
};

// A pattern is a file, a folder of the benchmarks, or a part of their names. All programs but
// those of micro/ without one: those measure single operations.
std::vector<Row> findBenchmarks(const RunPlan& plan) {
    std::vector<Row> rows;
    std::error_code error;
    fs::path folder = sourceFolder(plan.options.executable, "programs/benchmarks");
    for (const std::string& pattern : plan.paths)
        if (fs::is_regular_file(pattern, error))
            rows.push_back({pattern, fs::path(pattern).stem(), {}});
    for (auto it = fs::recursive_directory_iterator(folder, error);
         !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
        if (it->path().extension() != ".py") continue;
        std::string name = fs::relative(it->path(), folder, error).replace_extension("").string();
        bool wanted = plan.paths.empty() && !name.starts_with("micro/");
        for (const std::string& pattern : plan.paths)
            wanted |= !fs::is_regular_file(pattern, error) && name.find(pattern) != name.npos;
        if (wanted) rows.push_back({it->path().string(), name, {}});
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name < b.name; });
    return rows;
}

class Progress {
  public:
    void show(const Row& row, int round, const std::string& interpreter) const {
        if (terminal_)
            std::fprintf(stderr, "\r\033[K%s, round %d, %s", row.name.c_str(), round + 1,
                         interpreter.c_str());
    }
    ~Progress() {
        if (terminal_) std::fputs("\r\033[K", stderr);
    }

  private:
    bool terminal_ = isatty(2);
};

void measure(std::vector<Row>& rows, const std::vector<std::string>& interpreters,
             const RunPlan& plan) {
    Progress progress;
    for (Row& row : rows) {
        row.samples.resize(interpreters.size());
        std::vector<std::string> program = {row.path};
        if (row.path.empty()) program = {"-c", "pass"};
        std::string expected;
        for (int round = 0; round < plan.rounds; ++round) {
            for (size_t i = 0; i < interpreters.size(); ++i) {
                progress.show(row, round, interpreters[i]);
                std::vector<std::string> command = {interpreters[i]};
                command.insert(command.end(), program.begin(), program.end());
                ProcessResult r = runProcess(command, plan.timeout_s);
                if (r.exit_code != 0) continue;
                if (round == 0 && i == 0) expected = r.out;
                row.outputs_agree &= expected == r.out;
                row.samples[i].add(r);
            }
        }
    }
}

std::string nameOf(const std::string& interpreter, size_t index) {
    return index == 0 ? "krait" : fs::path(interpreter).filename().string();
}

// Seconds, least and median, then how many times as long as krait each other one took. The number
// of programs that failed under krait.
int printTimes(const std::vector<Row>& rows, const std::vector<std::string>& interpreters) {
    std::printf("%-28s", "seconds: least (median)");
    for (size_t i = 0; i < interpreters.size(); ++i)
        std::printf(" %17s", nameOf(interpreters[i], i).c_str());
    for (size_t i = 1; i < interpreters.size(); ++i) std::printf("   ratio");
    std::printf("\n");
    std::vector<double> logs(interpreters.size(), 0);
    std::vector<int> counts(interpreters.size(), 0);
    int failures = 0;
    for (const Row& row : rows) {
        std::printf("%-28s", row.name.c_str());
        for (const Sample& sample : row.samples) {
            if (sample.failed())
                std::printf(" %17s", "failed");
            else
                std::printf(" %8.3f (%6.3f)", sample.least(), sample.median());
        }
        failures += row.samples[0].failed();
        for (size_t i = 1; i < interpreters.size(); ++i) {
            if (row.samples[0].failed() || row.samples[i].failed()) {
                std::printf(" %7s", "-");
                continue;
            }
            double ratio = row.samples[i].least() / row.samples[0].least();
            std::printf(" %7.2f", ratio);
            logs[i] += std::log(ratio);
            ++counts[i];
        }
        std::printf("%s\n", row.outputs_agree ? "" : "  outputs differ");
    }
    std::printf("%-28s", "geometric mean");
    for (size_t i = 0; i < interpreters.size(); ++i) std::printf(" %17s", "");
    for (size_t i = 1; i < interpreters.size(); ++i)
        std::printf(" %7.2f", counts[i] ? std::exp(logs[i] / counts[i]) : 0.0);
    std::printf("\n");
    return failures;
}

int printStartup(const Row& row, const std::vector<std::string>& interpreters) {
    std::printf("%-16s %10s %10s %10s\n", "-c pass", "ms least", "ms median", "MB");
    for (size_t i = 0; i < interpreters.size(); ++i) {
        const Sample& sample = row.samples[i];
        if (sample.failed()) {
            std::printf("%-16s %10s\n", nameOf(interpreters[i], i).c_str(), "failed");
            continue;
        }
        std::printf("%-16s %10.2f %10.2f %10.2f", nameOf(interpreters[i], i).c_str(),
                    sample.least() * 1000, sample.median() * 1000,
                    static_cast<double>(sample.memory_kb) / 1024);
        if (i > 0 && !row.samples[0].failed())
            std::printf("   %.2f times the time, %.2f times the memory",
                        sample.least() / row.samples[0].least(),
                        static_cast<double>(sample.memory_kb) /
                            static_cast<double>(row.samples[0].memory_kb));
        std::printf("\n");
    }
    return row.samples[0].failed();
}

void writeJson(const std::string& path, const std::vector<Row>& rows,
               const std::vector<std::string>& interpreters) {
    std::ofstream out(path);
    out << "{\n";
    for (size_t r = 0; r < rows.size(); ++r) {
        out << "  \"" << rows[r].name << "\": {";
        for (size_t i = 0; i < interpreters.size(); ++i) {
            const Sample& sample = rows[r].samples[i];
            out << (i ? ", " : "") << "\"" << (i ? interpreters[i] : "krait") << "\": ";
            if (sample.failed())
                out << "null";
            else
                out << "{\"least_s\": " << sample.least() << ", \"median_s\": " << sample.median()
                    << ", \"memory_kb\": " << sample.memory_kb << "}";
        }
        out << "}" << (r + 1 < rows.size() ? "," : "") << "\n";
    }
    out << "}\n";
}

} // namespace

int runBench(const RunPlan& plan) {
    std::vector<std::string> interpreters = {plan.options.executable};
    interpreters.insert(interpreters.end(), plan.interpreters.begin(), plan.interpreters.end());
    if (interpreters.size() == 1) interpreters.push_back("/usr/bin/python3");
    std::vector<Row> rows;
    if (plan.startup)
        rows.push_back({"", "startup", {}});
    else
        rows = findBenchmarks(plan);
    if (rows.empty()) {
        std::fprintf(stderr, "krait bench: no such benchmark\n");
        return 2;
    }
    measure(rows, interpreters, plan);
    int failures =
        plan.startup ? printStartup(rows[0], interpreters) : printTimes(rows, interpreters);
    if (!plan.json_path.empty()) writeJson(plan.json_path, rows, interpreters);
    return failures == 0 ? 0 : 1;
}

} // namespace krait
