// compile_check [--dis] [--quiet] FILES: compiles every file, verifies the result, writes it to the
// binary form and reads it back; then reports files, failures and speed. Exit code 1 if any file
// failed. `--dis` prints the code instead.
// `--golden=DIR` compares the disassembly of each DIR/NAME.py with DIR/NAME.txt, or writes that
// with `--update`.
#include "compiler/compile.h"
#include "vm/bytecode/code_blueprint.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace krait;

namespace {

bool readFile(const char* path, std::string* text) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return false;
    std::ostringstream buffer;
    buffer << in.rdbuf();
    *text = std::move(buffer).str();
    return true;
}

// The number of files whose disassembly isn't what the text file says.
int golden(const std::string& folder, bool update) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".py") names.push_back(entry.path().stem());
    std::sort(names.begin(), names.end());
    int wrong = 0;
    for (const std::string& name : names) {
        std::string source, expected, path = folder + "/" + name;
        readFile((path + ".py").c_str(), &source);
        CompileOptions options;
        options.file_name = name;
        Compilation compilation(options);
        std::shared_ptr<CodeBlueprint> code = compileSource(compilation, source);
        std::string text = code ? disassemble(*code, true) : "does not compile\n";
        std::string fault = code ? verifyBlueprint(*code) : "does not compile";
        if (!fault.empty()) std::fprintf(stderr, "%s: %s\n", name.c_str(), fault.c_str());
        if (update) {
            std::ofstream(path + ".txt") << text;
            continue;
        }
        readFile((path + ".txt").c_str(), &expected);
        if (text == expected && fault.empty()) continue;
        ++wrong;
        std::istringstream lines(text), wanted(expected);
        std::string line, other;
        for (int number = 1;; ++number) {
            bool more = !!std::getline(lines, line), others = !!std::getline(wanted, other);
            if (!more && !others) break;
            if (more == others && line == other) continue;
            std::fprintf(stderr, "%s.txt:%d:\n  expected %s\n  actual   %s\n", path.c_str(), number,
                         others ? other.c_str() : "(end)", more ? line.c_str() : "(end)");
            break;
        }
    }
    std::printf("%zu files, %d wrong\n", names.size(), wrong);
    return wrong;
}

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char** argv) {
    bool print = false, quiet = false, file_form = true;
    bool update = false;
    std::string golden_folder;
    std::vector<const char*> files;
    int optimize = 0;
    CompileMode mode = CompileMode::File;
    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        if (argument == "--dis")
            print = true;
        else if (argument == "--quiet")
            quiet = true;
        else if (argument == "--no-file-form")
            file_form = false;
        else if (argument == "--single")
            mode = CompileMode::Single;
        else if (argument == "--eval")
            mode = CompileMode::Eval;
        else if (argument.rfind("-O", 0) == 0)
            optimize = argument.size() > 2 ? argument[2] - '0' : 1;
        else if (argument.rfind("--golden=", 0) == 0)
            golden_folder = argument.substr(9);
        else if (argument == "--update")
            update = true;
        else
            files.push_back(argv[i]);
    }
    if (!golden_folder.empty()) return golden(golden_folder, update) != 0;
    size_t bytes = 0, failed = 0, binary_bytes = 0;
    double compile_s = 0, verify_s = 0, write_s = 0, read_s = 0;
    for (const char* path : files) {
        std::string source;
        if (!readFile(path, &source)) {
            std::fprintf(stderr, "%s: cannot be read\n", path);
            ++failed;
            continue;
        }
        CompileOptions options;
        options.file_name = path;
        options.optimize = optimize;
        options.mode = mode;
        auto start = std::chrono::steady_clock::now();
        std::shared_ptr<CodeBlueprint> code;
        {
            Compilation compilation(options);
            code = compileSource(compilation, source);
            compile_s += secondsSince(start);
            if (!code) {
                const Diagnostic& error = compilation.diagnostics.error();
                std::fprintf(stderr, "%s:%u: %s: %s\n", path, error.line,
                             diagnosticClassName(error.kind), error.message.str().c_str());
                ++failed;
                continue;
            }
            if (!quiet)
                for (const Diagnostic& warning : compilation.diagnostics.warnings())
                    std::fprintf(stderr, "%s:%u: %s: %s\n", path, warning.line,
                                 diagnosticClassName(warning.kind), warning.message.str().c_str());
        }
        bytes += source.size();
        start = std::chrono::steady_clock::now();
        std::string fault = verifyBlueprint(*code);
        verify_s += secondsSince(start);
        if (print) std::fputs(disassemble(*code, true).c_str(), stdout);
        if (fault.empty() && file_form) {
            start = std::chrono::steady_clock::now();
            std::string binary = writeBlueprint(*code);
            write_s += secondsSince(start);
            binary_bytes += binary.size();
            start = std::chrono::steady_clock::now();
            std::string reason;
            std::shared_ptr<CodeBlueprint> again =
                readBlueprint(binary.data(), binary.size(), &reason);
            read_s += secondsSince(start);
            if (!again)
                fault = "binary form: " + reason;
            else if (writeBlueprint(*again) != binary)
                fault = "binary form changes when read and written again";
        }
        if (!fault.empty()) {
            std::fprintf(stderr, "%s: %s\n", path, fault.c_str());
            ++failed;
        }
    }
    if (!print) {
        double mb = static_cast<double>(bytes) / 1e6;
        double binary_mb = static_cast<double>(binary_bytes) / 1e6;
        std::printf("%zu files, %zu failed, %.1f MB; compile %.2f s (%.1f MB/s), verify %.2f s; "
                    "binary %.1f MB, write %.0f MB/s, read %.0f MB/s\n",
                    files.size(), failed, mb, compile_s, mb / compile_s, verify_s, binary_mb,
                    binary_mb / write_s, binary_mb / read_s);
    }
    return failed != 0;
}
