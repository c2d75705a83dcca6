// Reading the command line. Python's own options are read by hand, because they follow their own
// rules (clusters, -c and -m end the options, everything behind the script is the script's);
// Krait's subcommands are CLI11's, which is used in this file alone.
#include "programs/krait/options.h"
#include "programs/krait/process.h"
#include "vm/threads/strategy.h"

#include <CLI/CLI.hpp>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#ifndef KRAIT_LIBRARY
#define KRAIT_LIBRARY "/usr/lib/python3.11"
#endif

namespace krait {

namespace {

constexpr const char kUsageLine[] =
    "usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...\n";

constexpr const char kHelp[] =
    R"(Options, with Python's meaning:
-b     : warn about str(bytes) and comparing bytes with str; twice: an error
-B     : write no .pyc files
-c cmd : run the text; ends the options
-d     : debug flag of the parser (no effect)
-E     : ignore PYTHON* environment variables
-h     : this text
-i     : interactive after the script
-I     : isolated: -E, -P and -s
-m mod : run a library module as a script; ends the options
-O     : drop assert statements; -OO: docstrings too
-P     : do not put an unsafe folder in front of sys.path
-q     : no banner in interactive mode
-s     : no user site folder
-S     : do not import site
-u     : standard output and error unbuffered
-v     : say which modules are imported
-V     : print the version (twice: more of it)
-W arg : warning control: action:message:category:module:lineno
-x     : skip the first line of the script
-X opt : implementation option: showrefcount, dev, utf8, frozen_modules, int_max_str_digits=N, ...
-      : read the program from standard input

Krait's own:
--dump=tokens|ast|scopes|bytecode FILE   print what the compiler makes of a file
--max-memory=BYTES                       MemoryError beyond that (suffixes K, M, G)
--threads=os|fibers[,seed=N]             threads of the system; or all on one, in the seed's
                                         order and by a clock of their own; ,schedule=LIST: in
                                         the one that krait explore has found
--switch-rule=backedge|opcode|sync       where a thread may be made to give the GIL up
--stats=gil                              who had the GIL and who waited for it, at the end
--check=lock-order                       say which locks were taken in both orders
--stats=with                             with-blocks: entered, left; what is still open, and why
--masked=exit|with                       no signal interrupts __exit__ (with: nor __enter__)
--no-with-guarantee                      signals may come between __enter__ and the block
--awaits-on-quit                         SIGQUIT prints who waits for whom; the program goes on
krait dis FILE                           the bytecode of a file
krait trace --gil OUT.json SCRIPT ...    run it, and write a trace for Chrome or Perfetto
krait conform PATH... [--oracle PYTHON]  run scripts here and there, and compare
krait bench [PATTERN...] [--against PYTHON]  time the benchmarks against other interpreters
krait claims [PATTERN...] [--check] [--html OUT]  statements on Python's runtime, measured
)";

constexpr const char kHelpEnvironment[] =
    R"(Environment variables, with Python's meaning; -E and -I ignore them:
PYTHONSTARTUP             file that runs before the first prompt
PYTHONPATH                folders put in front of sys.path, separated by colons
PYTHONSAFEPATH            as -P
PYTHONNOUSERSITE          as -s
PYTHONOPTIMIZE, PYTHONVERBOSE, PYTHONDEBUG      as -O, -v, -d; numbers
PYTHONDONTWRITEBYTECODE, PYTHONUNBUFFERED, PYTHONINSPECT      as -B, -u, -i
PYTHONWARNINGS            as -W; several, separated by commas
PYTHONHASHSEED            a number makes the order of sets of str the same in each run
PYTHONIOENCODING          encoding[:errors] of the standard streams
PYTHONUTF8, PYTHONDEVMODE, PYTHONFAULTHANDLER, PYTHONNODEBUGRANGES,
PYTHONWARNDEFAULTENCODING, PYTHONINTMAXSTRDIGITS, PYTHONPYCACHEPREFIX,
PYTHON_CPU_COUNT, PYTHON_GIL                    as the -X option of that name
PYTHONBREAKPOINT          what breakpoint() calls; 0: nothing
Krait's own:
KRAIT_LIBRARY             where the library's Python files are
KRAIT_HISTORY             the history of the prompt, in place of ~/.krait_history
)";

constexpr const char kHelpX[] =
    R"(-X options, with Python's meaning:
cpu_count=N               what os.cpu_count() says; default: the machine's
dev                       development mode: more warnings, faulthandler
faulthandler              say by which signal a crash ended the program
frozen_modules=on|off     accepted; the embedded library is always used
gil=1                     accepted; there is no mode without the GIL
int_max_str_digits=N      limit for conversions of int to decimal text; 0: none
no_debug_ranges           no marks below the lines of tracebacks
pycache_prefix=FOLDER     a folder of its own for the compiled files
showrefcount              at exit, say how many objects are left
utf8[=0|1]                UTF-8 mode
warn_default_encoding     EncodingWarning where the locale's encoding is used
importtime, tracemalloc, perf, presite          have no effect, and say so
)";

// os, fibers, or fibers and a ScheduleText.
bool parseThreads(const std::string& text, RuntimeOptions* options) {
    options->fibers = text.starts_with("fibers");
    if (text == "os" || text == "fibers") return true;
    if (!text.starts_with("fibers,")) return false;
    options->fiber_schedule = text.substr(7);
    ScheduleText schedule;
    if (options->fiber_schedule.empty() || !schedule.parse(options->fiber_schedule)) return false;
    options->fiber_seed = schedule.seed;
    return true;
}

bool parseSize(const char* text, size_t* out) {
    char* end = nullptr;
    double number = std::strtod(text, &end);
    if (end == text || number < 0) return false;
    switch (*end) {
    case 'k':
    case 'K':
        number *= 1 << 10;
        break;
    case 'm':
    case 'M':
        number *= 1 << 20;
        break;
    case 'g':
    case 'G':
        number *= 1 << 30;
        break;
    case 0:
        break;
    default:
        return false;
    }
    *out = static_cast<size_t>(number);
    return true;
}

// Whether a path leads to this program.
bool isSelf(const std::string& path) {
    struct stat it, self;
    return ::stat(path.c_str(), &it) == 0 && ::stat("/proc/self/exe", &self) == 0 &&
           it.st_dev == self.st_dev && it.st_ino == self.st_ino;
}

// The program's path as it was called: a link of a virtual environment stays what it is.
std::string executablePath(const char* called) {
    std::string name = called ? called : "";
    if (name.find('/') != name.npos) {
        if (name.front() != '/') {
            char folder[PATH_MAX];
            if (name.starts_with("./")) name.erase(0, 2);
            if (::getcwd(folder, sizeof folder)) name = std::string(folder) + "/" + name;
        }
        if (isSelf(name)) return name;
    } else if (const char* folders = std::getenv("PATH"); folders && !name.empty()) {
        std::string_view rest = folders;
        while (!rest.empty()) {
            std::string_view folder = rest.substr(0, rest.find(':'));
            rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
            if (folder.empty() || folder.front() != '/') continue;
            std::string path = std::string(folder) + "/" + name;
            if (isSelf(path)) return path;
        }
    }
    char buffer[PATH_MAX];
    ssize_t n = ::readlink("/proc/self/exe", buffer, sizeof buffer);
    return n > 0 ? std::string(buffer, static_cast<size_t>(n)) : std::string();
}

// An environment variable that counts unless -E; null when unset or empty.
const char* environment(const RuntimeOptions& options, const char* name) {
    if (options.ignore_environment) return nullptr;
    const char* value = std::getenv(name);
    return value && *value ? value : nullptr;
}

void raiseTo(int& place, const char* value) {
    if (!value) return;
    char* end = nullptr;
    long number = std::strtol(value, &end, 10);
    if (*end || number < 0 || number > INT_MAX) number = 1; // anything else switches it on
    if (place < number) place = static_cast<int>(number);
}

// Python: what cannot be configured ends the program before it begins.
void fatal(RunPlan& plan, const char* where, const std::string& message,
           const char* state = "preinitialized") {
    if (plan.kind == RunKind::kExit) return;
    std::fprintf(stderr, "Fatal Python error: %s: %s\nPython runtime state: %s\n\n", where,
                 message.c_str(), state);
    plan.kind = RunKind::kExit;
    plan.exit_code = 1;
}

// A whole number from `least` up; -1 for anything else.
int numberOf(const std::string& text, int least) {
    char* end = nullptr;
    errno = 0;
    long number = std::strtol(text.c_str(), &end, 10);
    bool good = !text.empty() && !*end && !errno && number >= least && number <= INT_MAX;
    return good ? static_cast<int>(number) : -1;
}

void setDigitsMax(RunPlan& plan, const std::string& text, const char* source) {
    int digits = numberOf(text, 0);
    if (digits < 0 || (digits > 0 && digits < 640))
        return fatal(plan, "config_init_int_max_str_digits",
                     std::string(source) + ": invalid limit; must be >= 640 or 0 for unlimited.");
    plan.options.int_max_str_digits = digits;
}

void setCpuCount(RunPlan& plan, const std::string& text, const char* source) {
    if (text == "default") return;
    int count = numberOf(text, 1);
    if (count < 0)
        return fatal(plan, "config_init_cpu_count",
                     std::string(source) +
                         ": n is missing or an invalid number, n must be greater than 0");
    plan.options.cpu_count = count;
}

void setGil(RunPlan& plan, const std::string& text) {
    if (text == "0")
        fatal(plan, "config_read_gil", "Disabling the GIL is not supported by this build");
    else if (text != "1")
        fatal(plan, "config_read_gil", "PYTHON_GIL / -X gil must be \"0\" or \"1\"");
}

// Options of CPython that are understood and change nothing here.
void ignored(const char* option) {
    std::fprintf(stderr, "krait: %s has no effect\n", option);
}

void readEnvironment(RunPlan& plan) {
    RuntimeOptions& o = plan.options;
    raiseTo(o.optimize, environment(o, "PYTHONOPTIMIZE"));
    raiseTo(o.verbose, environment(o, "PYTHONVERBOSE"));
    raiseTo(o.debug, environment(o, "PYTHONDEBUG"));
    if (environment(o, "PYTHONDONTWRITEBYTECODE")) o.dont_write_bytecode = true;
    if (environment(o, "PYTHONUNBUFFERED")) o.unbuffered = true;
    if (environment(o, "PYTHONINSPECT")) o.inspect = true;
    if (environment(o, "PYTHONNOUSERSITE")) o.no_user_site = true;
    if (environment(o, "PYTHONSAFEPATH")) o.safe_path = true;
    if (environment(o, "PYTHONDEVMODE")) o.dev_mode = true;
    if (environment(o, "PYTHONWARNDEFAULTENCODING")) o.warn_default_encoding = true;
    if (environment(o, "PYTHONNODEBUGRANGES")) o.no_debug_ranges = true;
    if (environment(o, "PYTHONFAULTHANDLER")) plan.faulthandler = true;
    for (const char* name : {"PYTHONTRACEMALLOC", "PYTHONPROFILEIMPORTTIME"})
        if (const char* value = environment(o, name); value && *value != '0') ignored(name);
    if (const char* utf8 = environment(o, "PYTHONUTF8")) {
        if (std::strcmp(utf8, "0") != 0 && std::strcmp(utf8, "1") != 0)
            return fatal(plan, "preconfig_init_utf8_mode",
                         "invalid PYTHONUTF8 environment variable value", "preinitializing");
        if (!plan.utf8_given) o.utf8_mode = *utf8 == '1';
    }
    if (const char* digits = environment(o, "PYTHONINTMAXSTRDIGITS"); digits && !plan.digits_given)
        setDigitsMax(plan, digits, "PYTHONINTMAXSTRDIGITS");
    if (const char* count = environment(o, "PYTHON_CPU_COUNT"); count && o.cpu_count == 0)
        setCpuCount(plan, count, "PYTHON_CPU_COUNT");
    if (const char* gil = environment(o, "PYTHON_GIL")) setGil(plan, gil);
    if (const char* prefix = environment(o, "PYTHONPYCACHEPREFIX");
        prefix && o.pycache_prefix.empty())
        o.pycache_prefix = prefix;
    if (const char* seed = environment(o, "PYTHONHASHSEED"); seed && std::strcmp(seed, "random")) {
        char* end = nullptr;
        errno = 0;
        unsigned long value = std::strtoul(seed, &end, 10);
        if (*end || errno || value > 4294967295UL) {
            std::fprintf(stderr, "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must "
                                 "be \"random\" or an integer in range [0; 4294967295]\n"
                                 "Python runtime state: preinitialized\n\n");
            plan.kind = RunKind::kExit;
            plan.exit_code = 1;
            return;
        }
        o.hash_seed = value;
        o.hash_seed_set = true;
    }
    // Those of the environment come before those of the command line.
    if (const char* warnings = environment(o, "PYTHONWARNINGS")) {
        std::vector<std::string> from_environment;
        std::string text = warnings;
        size_t start = 0;
        for (;;) {
            size_t comma = text.find(',', start);
            from_environment.push_back(text.substr(start, comma - start));
            if (comma == std::string::npos) break;
            start = comma + 1;
        }
        o.warn_options.insert(o.warn_options.begin(), from_environment.begin(),
                              from_environment.end());
    }
    if (o.dev_mode) o.warn_options.insert(o.warn_options.begin(), "default");
    if (o.bytes_warning > 0)
        o.warn_options.push_back(o.bytes_warning > 1 ? "error::BytesWarning"
                                                     : "default::BytesWarning");
}

void readXOption(RunPlan& plan, const std::string& option) {
    RuntimeOptions& o = plan.options;
    o.x_options.push_back(option);
    if (option == "showrefcount") plan.show_refcount = o.refcount_report = true;
    size_t equals = option.find('=');
    std::string name = option.substr(0, equals);
    bool has_value = equals != std::string::npos;
    std::string value = has_value ? option.substr(equals + 1) : "";
    if (name == "dev") o.dev_mode = true;
    if (name == "warn_default_encoding") o.warn_default_encoding = true;
    if (name == "no_debug_ranges") o.no_debug_ranges = true;
    if (name == "faulthandler") plan.faulthandler = true;
    if (name == "pycache_prefix") o.pycache_prefix = value;
    if (name == "utf8") {
        if (has_value && value != "0" && value != "1")
            return fatal(plan, "preconfig_init_utf8_mode", "invalid -X utf8 option value",
                         "preinitializing");
        o.utf8_mode = value != "0";
        plan.utf8_given = true;
    }
    if (name == "int_max_str_digits") {
        setDigitsMax(plan, value, "-X int_max_str_digits");
        plan.digits_given = true;
    }
    if (name == "cpu_count") setCpuCount(plan, value, "-X cpu_count=n option");
    if (name == "gil") setGil(plan, value);
    if (name == "tracemalloc" && has_value && numberOf(value, 0) < 0)
        return fatal(plan, "config_init_tracemalloc",
                     "-X tracemalloc=NFRAME: invalid number of frames");
    for (const char* idle : {"tracemalloc", "importtime", "perf", "perf_jit", "presite"})
        if (name == idle && value != "0") ignored(("-X " + name).c_str());
}

void makePath(RunPlan& plan) {
    RuntimeOptions& o = plan.options;
    std::vector<std::string> path;
    if (const char* text = environment(o, "PYTHONPATH")) {
        std::string rest = text;
        size_t start = 0;
        for (;;) {
            size_t colon = rest.find(':', start);
            std::string entry = rest.substr(start, colon - start);
            char absolute[PATH_MAX];
            if (entry.empty() && getcwd(absolute, sizeof absolute)) entry = absolute;
            path.push_back(entry);
            if (colon == std::string::npos) break;
            start = colon + 1;
        }
    }
    std::string library = libraryFolder();
    if (!library.empty()) {
        path.push_back(library);
    }
    o.module_path = std::move(path);
}

int usageError(const char* format, const char* what) {
    std::fprintf(stderr, format, what);
    std::fputs(kUsageLine, stderr);
    std::fputs("Try `krait -h' for more information.\n", stderr);
    return 2;
}

// True: the subcommand was one of ours, and the plan is made.
bool parseSubcommand(int argc, char** argv, RunPlan& plan) {
    if (argc < 2) return false;
    std::string name = argv[1];
    if (name != "dis" && name != "conform" && name != "bench" && name != "explore" &&
        name != "claims")
        return false;
    // A script of that name is meant when there is one.
    struct stat st;
    if (::stat(argv[1], &st) == 0) return false;
    if (name == "claims") {
        // Its options are the program's: programs/claims/__main__.py.
        plan.target = sourceFolder(plan.options.executable, "programs/claims");
        if (plan.target.empty()) {
            std::fprintf(stderr, "krait claims: programs/claims is not here, nor above here\n");
            plan.kind = RunKind::kExit;
            plan.exit_code = 2;
            return true;
        }
        readEnvironment(plan);
        if (plan.kind == RunKind::kExit) return true;
        plan.kind = RunKind::kFile;
        plan.options.arguments.push_back(plan.target);
        for (int i = 2; i < argc; ++i) plan.options.arguments.push_back(argv[i]);
        return true;
    }
    CLI::App app{"krait: Python 3.13 on its own virtual machine"};
    CLI::App* dis = app.add_subcommand("dis", "the bytecode of a file");
    dis->add_option("file", plan.target)->required();
    CLI::App* conform =
        app.add_subcommand("conform", "run scripts under krait and an oracle, and compare");
    conform->add_option("paths", plan.paths, "scripts, or folders of them")->required();
    conform->add_option("--oracle", plan.interpreters, "the interpreter to compare with");
    conform->add_option("--json", plan.json_path, "write the results as JSON");
    conform->add_option("--junit", plan.junit_path, "write the results as JUnit XML");
    conform->add_option("--timeout", plan.timeout_s, "seconds per script");
    conform->add_option("-j,--jobs", plan.jobs, "scripts at once");
    conform->add_flag("-q,--quiet", plan.quiet_report, "only what differs");
    CLI::App* bench = app.add_subcommand("bench", "time benchmarks under several interpreters");
    bench->add_option("names", plan.paths,
                      "files, or parts of the benchmarks' names; all if none is given");
    bench->add_flag("--startup", plan.startup, "time and memory of an empty program instead");
    bench->add_option("--against", plan.interpreters, "interpreters to compare with");
    bench->add_option("--rounds", plan.rounds, "runs of each; the fastest counts")
        ->check(CLI::PositiveNumber);
    bench->add_option("--json", plan.json_path, "write the results as JSON");
    bench->add_option("--timeout", plan.timeout_s, "seconds per run");
    CLI::App* explore = app.add_subcommand(
        "explore", "run a program under many schedules of its threads, and show one that fails");
    explore->add_option("--runs", plan.explore_runs, "schedules at most")->take_last();
    explore->add_option("--seed", plan.explore_seed, "of the first schedule");
    explore->add_option("--strategy", plan.explore_strategy, "all, random, pct or few")
        ->check(CLI::IsMember({"all", "random", "pct", "few"}));
    explore->add_option("--depth", plan.explore_depth, "of pct and few");
    explore->add_option("--switch-rule", plan.switch_rule, "backedge, opcode or sync")
        ->check(CLI::IsMember({"backedge", "opcode", "sync"}));
    explore->add_option("--timeout", plan.timeout_s, "seconds per run");
    explore->add_option("-j,--jobs", plan.jobs, "runs at once");
    explore->prefix_command(); // the script and what is its own
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        plan.kind = RunKind::kExit;
        plan.exit_code = app.exit(error);
        if (plan.exit_code != 0) plan.exit_code = 2;
        return true;
    }
    plan.kind = name == "dis"       ? RunKind::kDis
                : name == "conform" ? RunKind::kConform
                : name == "explore" ? RunKind::kExplore
                                    : RunKind::kBench;
    if (plan.kind == RunKind::kExplore) {
        plan.paths = explore->remaining();
        if (explore->count("--jobs") == 0)
            plan.jobs = static_cast<int>(std::max(std::thread::hardware_concurrency(), 1u));
        if (plan.paths.empty()) {
            std::fprintf(stderr, "krait explore: which program?\n");
            plan.kind = RunKind::kExit;
            plan.exit_code = 2;
        }
    }
    return true;
}

} // namespace

std::string libraryFolder() {
    const char* named = std::getenv("KRAIT_LIBRARY");
    std::string folder = named ? named : KRAIT_LIBRARY;
    struct stat st;
    return ::stat((folder + "/os.py").c_str(), &st) == 0 ? folder : std::string();
}

RunPlan parseCommandLine(int argc, char** argv) {
    RunPlan plan;
    RuntimeOptions& o = plan.options;
    o.executable = executablePath(argc > 0 ? argv[0] : nullptr);
    o.original_arguments.assign(argv, argv + argc);
    // `krait trace --gil OUT` goes before what is run otherwise.
    struct stat script;
    if (argc > 3 && std::strcmp(argv[1], "trace") == 0 && std::strcmp(argv[2], "--gil") == 0 &&
        ::stat(argv[1], &script) != 0) {
        plan.gil_trace = argv[3];
        argc -= 3;
        argv += 3;
    }
    if (parseSubcommand(argc, argv, plan)) {
        makePath(plan);
        return plan;
    }
    int version = 0;
    int i = 1;
    bool done = false; // -c or -m was read
    auto fail = [&](int code) {
        plan.kind = RunKind::kExit;
        plan.exit_code = code;
    };
    for (; i < argc && !done; ++i) {
        const char* arg = argv[i];
        if (arg[0] != '-' || arg[1] == 0) break;
        if (std::strcmp(arg, "--") == 0) {
            ++i;
            break;
        }
        if (arg[1] == '-') {
            std::string option = arg + 2;
            if (option == "version") {
                ++version;
            } else if (option == "help" || option == "help-all") {
                std::fputs(kUsageLine, stdout);
                std::fputs(kHelp, stdout);
                if (option == "help-all") {
                    std::fputs(kHelpEnvironment, stdout);
                    std::fputs(kHelpX, stdout);
                }
                return fail(0), plan;
            } else if (option.starts_with("dump=")) {
                plan.dump = option.substr(5);
            } else if (option.starts_with("max-memory=")) {
                if (!parseSize(option.c_str() + 11, &o.memory_max)) {
                    return fail(usageError("Argument expected for %s: a number of bytes\n", arg)),
                           plan;
                }
            } else if (option.starts_with("switch-rule=")) {
                plan.switch_rule = option.substr(12);
                if (plan.switch_rule != "backedge" && plan.switch_rule != "opcode" &&
                    plan.switch_rule != "sync") {
                    return fail(usageError("not a switch rule: %s\n", arg)), plan;
                }
            } else if (option.starts_with("threads=")) {
                if (!parseThreads(option.substr(8), &o))
                    return fail(usageError("not a way of running threads: %s\n", arg)), plan;
            } else if (option == "stats=gil") {
                plan.gil_stats = true;
            } else if (option == "check=lock-order") {
                plan.check_lock_order = true;
            } else if (option == "stats=with") {
                plan.with_stats = true;
            } else if (option == "masked=exit" || option == "masked=with") {
                plan.mask_exits = true;
                plan.mask_enters = option == "masked=with";
            } else if (option == "no-with-guarantee") {
                plan.with_unguarded = true;
            } else if (option == "awaits-on-quit") {
                plan.awaits_on_quit = true;
            } else if (option == "check-hash-based-pycs" && i + 1 < argc) {
                std::string check = argv[++i];
                if (check != "default" && check != "always" && check != "never") {
                    return fail(usageError("--check-hash-based-pycs must be one of 'default', "
                                           "'always', or 'never'\n",
                                           "")),
                           plan;
                }
            } else if (option == "help-env" || option == "help-xoptions") {
                std::fputs(option == "help-env" ? kHelpEnvironment : kHelpX, stdout);
                return fail(0), plan;
            } else {
                return fail(usageError("unknown option %s\n", arg)), plan;
            }
            continue;
        }
        for (const char* c = arg + 1; *c; ++c) {
            // The rest of the argument, or the next one.
            auto value = [&]() -> const char* {
                if (c[1]) return c + 1;
                return i + 1 < argc ? argv[++i] : nullptr;
            };
            bool took_value = true;
            switch (*c) {
            case 'c':
            case 'm':
            case 'W':
            case 'X': {
                char option[2] = {*c, 0};
                const char* text = value();
                if (!text) {
                    return fail(usageError("Argument expected for the -%s option\n", option)), plan;
                }
                if (*option == 'W') {
                    o.warn_options.push_back(text);
                } else if (*option == 'X') {
                    readXOption(plan, text);
                    if (plan.kind == RunKind::kExit) return plan;
                } else {
                    plan.kind = *option == 'c' ? RunKind::kCommand : RunKind::kModule;
                    plan.target = text;
                    done = true;
                }
                break;
            }
            case 'b':
                ++o.bytes_warning;
                took_value = false;
                break;
            case 'B':
                o.dont_write_bytecode = true;
                took_value = false;
                break;
            case 'd':
                ++o.debug;
                took_value = false;
                break;
            case 'E':
                o.ignore_environment = true;
                took_value = false;
                break;
            case 'i':
                o.inspect = o.interactive = true;
                took_value = false;
                break;
            case 'I':
                o.isolated = o.ignore_environment = o.no_user_site = o.safe_path = true;
                took_value = false;
                break;
            case 'O':
                ++o.optimize;
                took_value = false;
                break;
            case 'P':
                o.safe_path = true;
                took_value = false;
                break;
            case 'q':
                o.quiet = true;
                took_value = false;
                break;
            case 'R':
                took_value = false;
                break;
            case 's':
                o.no_user_site = true;
                took_value = false;
                break;
            case 'S':
                o.no_site = true;
                took_value = false;
                break;
            case 'u':
                o.unbuffered = true;
                took_value = false;
                break;
            case 'v':
                ++o.verbose;
                took_value = false;
                break;
            case 'V':
                ++version;
                took_value = false;
                break;
            case 'x':
                plan.skip_first_line = true;
                took_value = false;
                break;
            case 'h':
            case '?':
                std::fputs(kUsageLine, stdout);
                std::fputs(kHelp, stdout);
                return fail(0), plan;
            default: {
                char option[2] = {*c, 0};
                return fail(usageError("Unknown option: -%s\n", option)), plan;
            }
            }
            if (took_value) break;
        }
    }
    if (version > 0) {
        std::printf(version > 1 ? "Python 3.13.0 (krait %s) [Clang %s]\n" : "Python 3.13.0\n",
                    __DATE__, __clang_version__);
        return fail(0), plan;
    }
    readEnvironment(plan);
    if (plan.kind == RunKind::kExit) return plan;
    if (o.fibers && !o.hash_seed_set) {
        // The same run each time.
        o.hash_seed = 1 + o.fiber_seed % UINT32_MAX;
        o.hash_seed_set = true;
    }
    if (done) {
        o.arguments.push_back(plan.kind == RunKind::kCommand ? "-c" : "-m");
    } else if (i < argc) {
        plan.target = argv[i];
        plan.kind = plan.target == "-" ? RunKind::kStdin : RunKind::kFile;
        o.arguments.push_back(argv[i++]);
    } else {
        plan.kind = isatty(0) || o.interactive ? RunKind::kRepl : RunKind::kStdin;
        o.arguments.push_back("");
    }
    if (!plan.dump.empty()) plan.kind = RunKind::kDump;
    for (; i < argc; ++i) o.arguments.push_back(argv[i]);
    makePath(plan);
    return plan;
}

} // namespace krait
