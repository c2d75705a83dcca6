// `krait explore SCRIPT [ARGUMENT...]`: runs a program under many schedules of its threads and
// reports the first that ends otherwise than the plain one: by an exception, a deadlock, a crash,
// or with other output.
//
// Until the first thread starts all schedules are one: a process per worker comes that far and then
// forks a child for each schedule (FiberScheduler::serve). Programs that don't start a thread, and
// what is reported in the end, are run from their beginning by `krait --threads=fibers,...`, the
// option that is printed; so what fails here fails again by it. The schedule that failed is then
// made smaller: switch after switch is left out as long as the program still fails in the same way.
// Strategies: vm/threads/strategy.h.
#include "programs/krait/process.h"
#include "programs/krait/tools.h"
#include "vm/threads/strategy.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <poll.h>
#include <set>
#include <sstream>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace krait {

namespace fs = std::filesystem;

namespace {

constexpr int kServeDescriptor = 900; // out of the way of the program's own

struct LoggedSwitch {
    uint32_t from = 0, to = 0;
    uint64_t step = 0;
    bool was_default = false;
    std::string how, place; // place: FILE:LINE:FUNCTION, "" if the thread has ended
};

// How a run ended.
struct Outcome {
    enum class Kind : uint8_t { kGood, kOther, kRaised, kDeadlock, kCrash, kTimeout };
    int exit_code = 0;
    bool timed_out = false;
    std::string out, err;
    uint64_t steps = 0, fibers = 1;
    bool replayable = true;
    std::vector<LoggedSwitch> switches;

    // Addresses and the like would make every run another.
    std::string failure() const;
    Kind kind(const Outcome& plain) const;
};

// The name of the exception that ended the program or a thread: "" if none did.
std::string Outcome::failure() const {
    std::istringstream lines(err);
    std::string line, found;
    bool in_traceback = false;
    while (std::getline(lines, line)) {
        if (line.starts_with("Traceback (most recent call last)")) in_traceback = true;
        if (!in_traceback || line.empty() || line[0] == ' ' || line.starts_with("Traceback"))
            continue;
        found = line.substr(0, line.find(':'));
        in_traceback = false;
    }
    return found;
}

Outcome::Kind Outcome::kind(const Outcome& plain) const {
    if (timed_out) return Kind::kTimeout;
    if (exit_code < 0) return exit_code == plain.exit_code ? Kind::kGood : Kind::kCrash;
    std::string raised = failure();
    if (raised.ends_with("DeadlockError") && raised != plain.failure()) return Kind::kDeadlock;
    if (raised != plain.failure()) return Kind::kRaised;
    if (exit_code != plain.exit_code || out != plain.out) return Kind::kOther;
    return Kind::kGood;
}

// The schedule of a run, as the option says it.
std::string switchText(const std::vector<LoggedSwitch>& switches) {
    std::string text;
    for (const LoggedSwitch& each : switches) {
        if (each.was_default) continue;
        if (!text.empty()) text += '/';
        text += std::to_string(each.from) + "@" + std::to_string(each.step) + ">" +
                std::to_string(each.to);
    }
    return text;
}

// A process that has come as far as the first thread and goes on from there again and again.
class Server {
  public:
    Server(const std::vector<std::string>& command, const std::string& folder, int number);
    ~Server() {
        if (requests_ >= 0) ::close(requests_);
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Server(const Server&) = delete;
    // False: it has ended, perhaps without ever starting a thread.
    bool run(const std::string& schedule, double timeout_s, Outcome* outcome);

  private:
    std::string file(const char* name) const { return prefix_ + name; }
    std::string prefix_;
    pid_t process_ = -1;
    int requests_ = -1;
};

class Explorer {
  public:
    explicit Explorer(const RunPlan& plan) : plan_(plan) {
        char name[] = "/tmp/krait-explore-XXXXXX";
        if (::mkdtemp(name)) folder_ = name;
    }
    ~Explorer() {
        std::error_code error;
        if (!folder_.empty()) fs::remove_all(folder_, error);
    }

    int run();

  private:
    std::string scheduleOf(int64_t run) const;
    std::vector<std::string> command(const std::string& threads) const;
    // From the beginning, and from the first thread on if there is one.
    Outcome execute(const std::string& schedule) const;
    Outcome execute(const std::string& schedule, std::unique_ptr<Server>* server) const;
    std::unique_ptr<Server> newServer() const;
    std::string seedText() const { return "seed=" + std::to_string(plan_.explore_seed); }
    int64_t search();
    void shrink(std::vector<LoggedSwitch>* switches);
    bool failsAlike(const Outcome& outcome) const;
    void printProgress(int64_t runs) const;
    void printOutcome(const Outcome& outcome) const;
    void printSwitches(const std::vector<LoggedSwitch>& switches) const;
    std::string replayCommand(const std::string& schedule) const;
    std::string sourceLine(const std::string& file, int line) const;

    const RunPlan& plan_;
    std::string folder_;
    Outcome plain_, failed_;
    std::string failed_schedule_;
    int64_t runs_ = 0;
    mutable int shrink_runs_ = 0;
    std::set<size_t> orders_; // hashes of the interleavings seen
};

// Each seed has its strategy: of ten runs three have random turns, four random priorities, three
// a few preemptions in what is otherwise the plain schedule.
std::string Explorer::scheduleOf(int64_t run) const {
    std::string text = seedText() + ",stream=" + std::to_string(run);
    std::string steps = ",steps=" + std::to_string(std::max<uint64_t>(plain_.steps, 2));
    std::string strategy = plan_.explore_strategy;
    int depth = plan_.explore_depth;
    if (strategy == "all") {
        constexpr const char* kMix[] = {"few", "pct",    "random", "few", "pct",
                                        "pct", "random", "few",    "pct", "random"};
        constexpr int kDepths[] = {1, 2, 0, 2, 3, 2, 0, 3, 4, 0};
        strategy = kMix[run % 10];
        depth = kDepths[run % 10];
    }
    if (strategy == "random") return text;
    return text + "," + strategy + "=" + std::to_string(std::max(depth, 1)) + steps;
}

std::vector<std::string> Explorer::command(const std::string& threads) const {
    std::vector<std::string> words = {plan_.options.executable, "--threads=fibers," + threads};
    if (!plan_.switch_rule.empty()) words.push_back("--switch-rule=" + plan_.switch_rule);
    words.insert(words.end(), plan_.paths.begin(), plan_.paths.end());
    return words;
}

void readLog(const std::string& path, Outcome* outcome) {
    std::ifstream file(path);
    int replayable = 1;
    if (file >> outcome->steps >> outcome->fibers >> replayable) {
        outcome->replayable = replayable != 0;
        LoggedSwitch each;
        char mark;
        while (file >> each.from >> each.step >> each.to >> mark >> each.how) {
            each.was_default = mark == '=';
            std::getline(file, each.place);
            if (!each.place.empty()) each.place.erase(0, 1);
            outcome->switches.push_back(each);
        }
    }
    file.close();
    ::unlink(path.c_str());
}

Server::Server(const std::vector<std::string>& command, const std::string& folder, int number)
    : prefix_(folder + "/" + std::to_string(number) + ".") {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    std::vector<char*> argv;
    for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    std::string out = file("out"), err = file("err");
    process_ = ::fork();
    if (process_ == 0) {
        constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
        int null = ::open("/dev/null", O_RDONLY);
        int out_fd = ::open(out.c_str(), kFlags, 0600), err_fd = ::open(err.c_str(), kFlags, 0600);
        if (::dup2(null, 0) == 0 && ::dup2(out_fd, 1) == 1 && ::dup2(err_fd, 2) == 2 &&
            ::dup2(ends[1], kServeDescriptor) == kServeDescriptor) {
            for (int fd : {null, out_fd, err_fd}) ::close(fd);
            ::execv(argv[0], argv.data());
        }
        ::_exit(127);
    }
    ::close(ends[1]);
    requests_ = ends[0];
}

bool Server::run(const std::string& schedule, double timeout_s, Outcome* outcome) {
    if (requests_ < 0) return false;
    std::string out = file("child.out"), err = file("child.err"), log = file("log");
    std::string request = schedule + ",log=" + log + "\n" + out + "\n" + err + "\n" +
                          std::to_string(timeout_s) + "\n";
    if (::send(requests_, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
        return false;
    char answer[64];
    size_t got = 0;
    // The first answer also takes the way to the first thread.
    pollfd entry = {requests_, POLLIN, 0};
    while (got == 0 || answer[got - 1] != '\n') {
        if (::poll(&entry, 1, static_cast<int>(2000 * timeout_s)) <= 0) return false;
        ssize_t n = ::read(requests_, answer + got, sizeof answer - 1 - got);
        if (n <= 0) return false;
        got += static_cast<size_t>(n);
    }
    answer[got] = 0;
    int status = 0, timed_out = 0;
    if (std::sscanf(answer, "%d %d", &status, &timed_out) != 2) return false;
    outcome->exit_code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    outcome->timed_out = timed_out != 0;
    // What was written before the first thread is there once.
    if (!readSourceFile(file("out").c_str(), &outcome->out) ||
        !readSourceFile(file("err").c_str(), &outcome->err))
        return false;
    std::string text;
    if (readSourceFile(out.c_str(), &text)) outcome->out += text;
    text.clear();
    if (readSourceFile(err.c_str(), &text)) outcome->err += text;
    readLog(log, outcome);
    return true;
}

std::unique_ptr<Server> Explorer::newServer() const {
    static std::atomic<int> number;
    std::string text = seedText() + ",serve=" + std::to_string(kServeDescriptor) + ",schedule=";
    return std::make_unique<Server>(command(text), folder_, number++);
}

Outcome Explorer::execute(const std::string& schedule, std::unique_ptr<Server>* server) const {
    if (*server) {
        Outcome outcome;
        if ((*server)->run(schedule, plan_.timeout_s, &outcome)) return outcome;
        server->reset();
    }
    return execute(schedule);
}

Outcome Explorer::execute(const std::string& schedule) const {
    static std::atomic<uint64_t> serial;
    std::string log = folder_ + "/" + std::to_string(serial++) + ".run";
    ProcessResult r = runProcess(command(schedule + ",log=" + log), plan_.timeout_s);
    Outcome outcome;
    outcome.exit_code = r.exit_code;
    outcome.timed_out = r.timed_out;
    outcome.out = std::move(r.out);
    outcome.err = std::move(r.err);
    readLog(log, &outcome);
    return outcome;
}

bool Explorer::failsAlike(const Outcome& outcome) const {
    Outcome::Kind kind = outcome.kind(plain_);
    return kind == failed_.kind(plain_) && outcome.failure() == failed_.failure();
}

void Explorer::printProgress(int64_t runs) const {
    if (isatty(2)) std::fprintf(stderr, "\r\033[K%lld schedules", static_cast<long long>(runs));
}

// The number of the first run that fails, -1 if none does. Which one that is does not depend on
// how many run at once.
int64_t Explorer::search() {
    std::mutex mutex;
    int64_t next = 0, first = -1;
    auto work = [&] {
        std::unique_ptr<Server> server = newServer();
        for (;;) {
            int64_t run;
            {
                std::lock_guard lock(mutex);
                if (next >= plan_.explore_runs || (first >= 0 && next > first)) return;
                run = next++;
            }
            std::string schedule = scheduleOf(run);
            Outcome outcome = execute(schedule, &server);
            bool good = outcome.kind(plain_) == Outcome::Kind::kGood;
            std::string order;
            for (const LoggedSwitch& each : outcome.switches)
                order += std::to_string(each.from) + each.place + ";";
            std::lock_guard lock(mutex);
            ++runs_;
            if (runs_ % 16 == 0) printProgress(runs_);
            orders_.insert(std::hash<std::string>()(order));
            if (!good && (first < 0 || run < first)) {
                first = run;
                failed_ = std::move(outcome);
                failed_schedule_ = schedule;
            }
        }
    };
    std::vector<std::thread> workers;
    for (int i = 1; i < plan_.jobs; ++i) workers.emplace_back(work);
    work();
    for (std::thread& worker : workers) worker.join();
    if (isatty(2)) std::fputs("\r\033[K", stderr);
    return first;
}

// Leaves out what is not needed: halves first, then ever smaller parts, as long as that helps.
void Explorer::shrink(std::vector<LoggedSwitch>* switches) {
    constexpr int kRunsMax = 400;
    std::unique_ptr<Server> server = newServer();
    std::erase_if(*switches, [](const LoggedSwitch& each) { return each.was_default; });
    auto fails = [&](const std::vector<LoggedSwitch>& some, Outcome* outcome) {
        ++shrink_runs_;
        *outcome = execute(seedText() + ",schedule=" + switchText(some), &server);
        return failsAlike(*outcome);
    };
    Outcome outcome;
    if (!fails(*switches, &outcome)) return switches->clear();
    failed_ = outcome;
    for (size_t part = std::max<size_t>(switches->size() / 2, 1);;) {
        bool smaller = false;
        for (size_t at = switches->size(); at > 0 && shrink_runs_ < kRunsMax;) {
            size_t begin = at > part ? at - part : 0;
            std::vector<LoggedSwitch> rest(switches->begin(),
                                           switches->begin() + static_cast<ptrdiff_t>(begin));
            rest.insert(rest.end(), switches->begin() + static_cast<ptrdiff_t>(at),
                        switches->end());
            at = begin;
            if (!fails(rest, &outcome)) continue;
            *switches = std::move(rest);
            failed_ = outcome;
            smaller = true;
            at = std::min(at, switches->size());
        }
        if (shrink_runs_ >= kRunsMax || (part == 1 && !smaller)) break;
        if (part > 1) part /= 2;
    }
    // What is printed is a run from the beginning.
    outcome = execute(seedText() + ",schedule=" + switchText(*switches));
    if (!failsAlike(outcome)) return switches->clear();
    failed_ = std::move(outcome);
}

std::string Explorer::sourceLine(const std::string& file, int line) const {
    std::ifstream source(file);
    std::string text;
    for (int i = 0; i < line && std::getline(source, text); ++i) {
    }
    size_t begin = text.find_first_not_of(" \t");
    return begin == text.npos ? std::string() : text.substr(begin, 60);
}

std::string threadName(uint32_t number) {
    return number == 0 ? "main" : "thread " + std::to_string(number);
}

// Each line: who ran, where it stopped and why. Who runs next begins the next line.
void Explorer::printSwitches(const std::vector<LoggedSwitch>& switches) const {
    constexpr size_t kLinesMax = 60;
    size_t begin = switches.size() > kLinesMax ? switches.size() - kLinesMax : 0;
    if (begin) std::printf("  ... %zu switches before\n", begin);
    for (size_t i = begin; i < switches.size(); ++i) {
        const LoggedSwitch& each = switches[i];
        size_t second = each.place.rfind(':');
        size_t first = second == each.place.npos ? second : each.place.rfind(':', second - 1);
        if (each.place.empty() || first == each.place.npos) {
            std::printf("  %-10s ends\n", threadName(each.from).c_str());
            continue;
        }
        std::string file = each.place.substr(0, first);
        int line = std::atoi(each.place.c_str() + first + 1);
        std::string where = fs::path(file).filename().string() + ":" + std::to_string(line);
        std::string text = sourceLine(file, line);
        if (text.empty()) text = "in " + each.place.substr(second + 1) + "()";
        std::string what = each.how == "preempted" ? "is preempted" : "waits (" + each.how + ")";
        if (each.how == "forced") what = "yields";
        std::printf("  %-10s %-20s %-22s %s\n", threadName(each.from).c_str(), what.c_str(),
                    where.c_str(), text.c_str());
    }
}

std::string Explorer::replayCommand(const std::string& schedule) const {
    std::string text = "krait";
    std::vector<std::string> words = command(schedule);
    for (size_t i = 1; i < words.size(); ++i) {
        bool plain = words[i].find_first_of(" '\"$&;<>|*?`()[]\\\n") == words[i].npos;
        text += plain ? " " + words[i] : " '" + words[i] + "'";
    }
    return text;
}

void Explorer::printOutcome(const Outcome& outcome) const {
    auto lastLine = [](const std::string& text) {
        size_t end = text.find_last_not_of('\n');
        if (end == text.npos) return std::string();
        size_t begin = text.rfind('\n', end);
        return text.substr(begin == text.npos ? 0 : begin + 1, end - begin);
    };
    switch (outcome.kind(plain_)) {
    case Outcome::Kind::kGood:
        break;
    case Outcome::Kind::kRaised:
    case Outcome::Kind::kDeadlock:
        std::printf("%s\n", outcome.kind(plain_) == Outcome::Kind::kDeadlock
                                ? "deadlock"
                                : ("raises " + outcome.failure()).c_str());
        std::fputs(outcome.err.c_str(), stdout);
        break;
    case Outcome::Kind::kCrash:
        std::printf("killed by signal %d\n%s", -outcome.exit_code, outcome.err.c_str());
        break;
    case Outcome::Kind::kTimeout:
        std::printf("ran longer than %g s\n", plan_.timeout_s);
        break;
    case Outcome::Kind::kOther: {
        if (outcome.exit_code != plain_.exit_code) {
            std::printf("exit code %d instead of %d: %s\n", outcome.exit_code, plain_.exit_code,
                        lastLine(outcome.err).c_str());
            break;
        }
        std::istringstream here(outcome.out), there(plain_.out);
        std::string a, b;
        for (int line = 1;; ++line) {
            bool more_a = static_cast<bool>(std::getline(here, a));
            bool more_b = static_cast<bool>(std::getline(there, b));
            if (!more_a && !more_b) break;
            if (more_a == more_b && a == b) continue;
            std::printf("prints something else: line %d is %s instead of %s\n", line,
                        more_a ? ("'" + a + "'").c_str() : "missing",
                        more_b ? ("'" + b + "'").c_str() : "nothing");
            break;
        }
        break;
    }
    }
}

int Explorer::run() {
    if (folder_.empty()) return std::perror("krait explore"), 2;
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
    // What the runs would do each: see settleAddresses.
    int now = ::personality(0xffffffff);
    if (now != -1) ::personality(static_cast<unsigned>(now | ADDR_NO_RANDOMIZE));
#endif
    std::string plain = seedText() + ",schedule=";
    plain_ = execute(plain); // writes the caches of what it imports
    plain_ = execute(plain);
    std::printf("the plain schedule: exit code %d; %llu steps beside another thread, %llu threads "
                "at once\n",
                plain_.exit_code, static_cast<unsigned long long>(plain_.steps),
                static_cast<unsigned long long>(plain_.fibers));
    if (plain_.timed_out) return std::printf("it ran longer than %g s\n", plan_.timeout_s), 2;
    if (!plain_.failure().empty()) std::fputs(plain_.err.c_str(), stdout);
    int64_t found = search();
    if (found < 0) {
        std::printf("%lld schedules, %zu of them different: all end as the plain one does\n",
                    static_cast<long long>(runs_), orders_.size());
        return 0;
    }
    std::printf("schedule %lld (%s): ", static_cast<long long>(found + 1),
                failed_schedule_.c_str());
    printOutcome(failed_);
    if (!failed_.replayable)
        std::printf("(it waited for something outside, so it may end otherwise when repeated)\n");
    if (failed_.switches.empty()) {
        // It was killed, and could not say who ran when.
        std::printf("\nagain: %s\n", replayCommand(failed_schedule_).c_str());
        return 1;
    }
    std::vector<LoggedSwitch> switches = failed_.switches;
    size_t before = static_cast<size_t>(
        std::count_if(switches.begin(), switches.end(),
                      [](const LoggedSwitch& each) { return !each.was_default; }));
    shrink(&switches);
    if (switches.empty() && before > 0) {
        std::printf("\nthe switches:\n");
        printSwitches(failed_.switches);
        std::printf("\nagain: %s\n", replayCommand(failed_schedule_).c_str());
        return 1;
    }
    std::printf("\nit takes %zu of its %zu switches (%d runs to find that):\n", switches.size(),
                before, shrink_runs_);
    printSwitches(failed_.switches);
    std::printf("\nagain: %s\n",
                replayCommand(seedText() + ",schedule=" + switchText(switches)).c_str());
    return 1;
}

} // namespace

int runExplore(const RunPlan& plan) {
    return Explorer(plan).run();
}

} // namespace krait
