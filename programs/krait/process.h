// Running other programs for the tools: output captured, time limited, processor time measured.
#pragma once

#include <string>
#include <vector>

namespace krait {

struct ProcessResult {
    int exit_code = -1; // negative: the signal that ended it
    bool timed_out = false;
    bool started = false;
    std::string out, err;
    double cpu_s = 0, wall_s = 0; // user and system
    long memory_kb = 0;           // largest resident size
};

// Standard input is empty. LIMIT: 64 MB of output each.
ProcessResult runProcess(const std::vector<std::string>& command, double timeout_s,
                         const std::string& folder = "");

// The folder `name` (as "programs/benchmarks") of the source tree, looked for from the current
// folder upwards and from the executable's; empty if nowhere.
std::string sourceFolder(const std::string& executable, const char* name);

} // namespace krait
