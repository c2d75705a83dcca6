// The command line: what to run, and with which options of the Runtime.
#pragma once

#include "vm/runtime/runtime.h"

#include <string>
#include <vector>

namespace krait {

enum class RunKind : uint8_t {
    kExit,    // nothing more to do: `exit_code`
    kCommand, // -c
    kModule,  // -m
    kFile,    // a script, a folder or an archive
    kStdin,   // - , or no argument and no terminal
    kRepl,
    kDump, // --dump=WHAT file
    kDis,
    kConform,
    kBench,
    kExplore,
};

struct RunPlan {
    RunKind kind = RunKind::kRepl;
    std::string target;           // command, module or file
    std::string dump;             // of --dump
    bool show_refcount = false;   // -X showrefcount
    bool skip_first_line = false; // -x
    bool faulthandler = false;
    bool utf8_given = false, digits_given = false; // on the command line
    int exit_code = 0;
    std::string switch_rule;                      // --switch-rule, "" if not given
    std::string gil_trace;                        // trace --gil: the file to write, "" if none
    bool gil_stats = false;                       // --stats=gil
    bool check_lock_order = false;                // --check=lock-order
    bool awaits_on_quit = false;                  // --awaits-on-quit
    bool with_stats = false;                      // --stats=with
    bool with_unguarded = false;                  // --no-with-guarantee
    bool mask_exits = false, mask_enters = false; // --masked=exit, --masked=with
    RuntimeOptions options;
    // conform and bench
    std::vector<std::string> paths;
    std::vector<std::string> interpreters; // --oracle, --against
    std::string json_path, junit_path;
    int rounds = 3, jobs = 1;
    double timeout_s = 60;
    bool quiet_report = false;
    bool startup = false; // bench --startup
    // explore; paths is the program with its arguments
    int64_t explore_runs = 2000;
    uint64_t explore_seed = 1;
    std::string explore_strategy = "all";
    int explore_depth = 2;
};

RunPlan parseCommandLine(int argc, char** argv);
// Where the pure-Python library is, "" if nowhere.
std::string libraryFolder();

} // namespace krait
