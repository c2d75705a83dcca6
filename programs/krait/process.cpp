// Running other programs; see process.h.
#include "programs/krait/process.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace krait {

namespace fs = std::filesystem;

ProcessResult runProcess(const std::vector<std::string>& command, double timeout_s,
                         const std::string& folder) {
    using Clock = std::chrono::steady_clock;
    constexpr size_t kOutputMax = 64 << 20;
    ProcessResult result;
    int out[2], err[2];
    if (::pipe2(out, O_CLOEXEC) != 0) return result;
    if (::pipe2(err, O_CLOEXEC) != 0) {
        ::close(out[0]);
        ::close(out[1]);
        return result;
    }
    std::vector<char*> argv;
    for (const std::string& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    auto start = Clock::now();
    pid_t child = ::fork();
    if (child == 0) {
        ::setpgid(0, 0);
        int null = ::open("/dev/null", O_RDONLY);
        ::dup2(null, 0);
        ::dup2(out[1], 1);
        ::dup2(err[1], 2);
        std::signal(SIGPIPE, SIG_DFL);
        std::signal(SIGINT, SIG_DFL);
        if (folder.empty() || ::chdir(folder.c_str()) == 0) ::execvp(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(out[1]);
    ::close(err[1]);
    result.started = child > 0;
    pollfd watched[2] = {{out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
    std::string* texts[2] = {&result.out, &result.err};
    int open_count = result.started ? 2 : 0;
    while (open_count > 0) {
        double spent = std::chrono::duration<double>(Clock::now() - start).count();
        int wait_ms = static_cast<int>((timeout_s - spent) * 1000) + 1;
        if (spent >= timeout_s) {
            result.timed_out = true;
            ::kill(-child, SIGKILL);
            break;
        }
        if (::poll(watched, 2, wait_ms) < 0 && errno != EINTR) break;
        for (int i = 0; i < 2; ++i) {
            if (watched[i].fd < 0 || watched[i].revents == 0) continue;
            char block[65536];
            ssize_t n = ::read(watched[i].fd, block, sizeof block);
            if (n > 0 && texts[i]->size() < kOutputMax) {
                texts[i]->append(block, static_cast<size_t>(n));
            } else if (n <= 0) {
                watched[i].fd = -1;
                --open_count;
            }
        }
    }
    ::close(out[0]);
    ::close(err[0]);
    if (!result.started) return result;
    int status = 0;
    rusage usage{};
    while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    result.wall_s = std::chrono::duration<double>(Clock::now() - start).count();
    auto seconds = [](const timeval& tv) {
        return static_cast<double>(tv.tv_sec) + static_cast<double>(tv.tv_usec) * 1e-6;
    };
    result.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    result.memory_kb = usage.ru_maxrss;
    result.exit_code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return result;
}

std::string sourceFolder(const std::string& executable, const char* name) {
    std::error_code error;
    for (fs::path start : {fs::current_path(error), fs::path(executable).parent_path()}) {
        for (fs::path base = start;; base = base.parent_path()) {
            fs::path folder = base / name;
            if (fs::is_directory(folder, error)) return folder;
            if (base == base.parent_path()) break;
        }
    }
    return {};
}

} // namespace krait
