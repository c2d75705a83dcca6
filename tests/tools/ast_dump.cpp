// Host tool: prints what the front end makes of source texts, for comparing with another Python.
//
//   ast_dump FILE...        the tree with positions, or the error, one result a file
//   ast_dump --fold FILE... the same after constant folding
//   ast_dump --scopes FILE  where the names of each scope live
//   ast_dump --golden DIR [--update]   compare with (or write) the golden files below DIR
//   ast_dump --time FILE... parse only, print the speed
//   ast_dump --snippets     reads texts from stdin, each preceded by a line with its size in bytes
//                           and its mode (exec, eval, single)
#include "compiler/ast_dump.h"
#include "compiler/code_checks.h"
#include "compiler/fold.h"
#include "compiler/parser.h"
#include "compiler/scopes.h"

#include "llvm/Support/FileSystem.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>

using namespace krait;

namespace {

std::string readFile(const char* path) {
    std::string text;
    FILE* file = std::fopen(path, "rb");
    if (!file) return text;
    char buffer[1 << 16];
    size_t n;
    while ((n = std::fread(buffer, 1, sizeof buffer, file)) > 0) text.append(buffer, n);
    std::fclose(file);
    return text;
}

std::string errorText(const Diagnostic& error) {
    std::string out = diagnosticClassName(error.kind);
    out += ": ";
    out += error.message;
    if (error.has_position)
        out +=
            " @" + std::to_string(error.line) + ":" + std::to_string(error.column) + "-" +
            (error.end_line ? std::to_string(error.end_line) : "None") + ":" +
            (error.end_column != Diagnostic::kNoColumn ? std::to_string(error.end_column) : "None");
    return out;
}

std::string result(llvm::StringRef source, CompileMode mode, bool with_scopes, bool fold = false) {
    CompileOptions options;
    options.mode = mode;
    options.ignore_cookie = with_scopes;
    Compilation compilation(options);
    ast::Mod* module = parseSource(compilation, source);
    if (!module) return errorText(compilation.diagnostics.error());
    if (fold && !foldConstants(compilation, module))
        return errorText(compilation.diagnostics.error());
    if (with_scopes) {
        Scopes scopes;
        if (!readFutureImports(compilation, module) || !scopes.build(compilation, module) ||
            !checkCode(compilation, scopes, module))
            return errorText(compilation.diagnostics.error());
        return "ok";
    }
    AstDumpOptions dump;
    dump.attributes = true;
    return dumpAst(module, dump);
}

int snippets() {
    size_t size;
    char mode[16];
    while (std::scanf("%zu %15s", &size, mode) == 2) {
        std::getchar();
        std::string text(size, '\0');
        if (std::fread(text.data(), 1, size, stdin) != size) return 1;
        CompileMode m = !std::strcmp(mode, "eval")     ? CompileMode::Eval
                        : !std::strcmp(mode, "single") ? CompileMode::Single
                                                       : CompileMode::File;
        std::printf("%s\n", result(text, m, true).c_str());
    }
    return 0;
}

// DIR/tokens/*.py and DIR/ast/*.py against the .txt beside each; `update` writes those instead.
int golden(const std::string& dir, bool update) {
    int failures = 0;
    for (const char* stage : {"tokens", "ast"}) {
        std::error_code error;
        for (llvm::sys::fs::directory_iterator it(dir + "/" + stage, error), end;
             it != end && !error; it.increment(error)) {
            llvm::StringRef path = it->path();
            if (!path.ends_with(".py")) continue;
            std::string source = readFile(it->path().c_str());
            Compilation compilation{CompileOptions{}};
            std::string text;
            if (stage == std::string("tokens")) {
                Lexer lexer(compilation);
                if (lexer.decode(source)) {
                    lexer.run();
                    text = dumpTokens(lexer);
                }
            } else if (ast::Mod* module = parseSource(compilation, source)) {
                AstDumpOptions options;
                options.indent = options.attributes = true;
                text = dumpAst(module, options) + "\n";
            }
            if (compilation.failed()) text = errorText(compilation.diagnostics.error()) + "\n";
            std::string expected_path = path.drop_back(3).str() + ".txt";
            if (update) {
                FILE* file = std::fopen(expected_path.c_str(), "wb");
                std::fwrite(text.data(), 1, text.size(), file);
                std::fclose(file);
            } else if (readFile(expected_path.c_str()) != text) {
                ++failures;
                std::printf("%s differs:\n%s", expected_path.c_str(), text.c_str());
            }
        }
    }
    return failures != 0;
}

int timeFiles(int count, char** paths) {
    std::string all;
    double best = 1e9;
    size_t bytes = 0;
    for (int round = 0; round < 5; ++round) {
        double seconds = 0;
        bytes = 0;
        for (int i = 0; i < count; ++i) {
            std::string text = readFile(paths[i]);
            bytes += text.size();
            auto start = std::chrono::steady_clock::now();
            Compilation compilation{CompileOptions{}};
            parseSource(compilation, text);
            seconds +=
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        }
        if (seconds < best) best = seconds;
    }
    std::printf("%.1f MB/s\n", static_cast<double>(bytes) / best / 1e6);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1 && !std::strcmp(argv[1], "--snippets")) return snippets();
    if (argc > 2 && !std::strcmp(argv[1], "--time")) return timeFiles(argc - 2, argv + 2);
    if (argc > 2 && !std::strcmp(argv[1], "--golden"))
        return golden(argv[2], argc > 3 && !std::strcmp(argv[3], "--update"));
    if (argc > 2 && !std::strcmp(argv[1], "--scopes")) {
        Compilation compilation{CompileOptions{}};
        ast::Mod* module = parseSource(compilation, readFile(argv[2]));
        Scopes scopes;
        if (!module || !readFutureImports(compilation, module) ||
            !scopes.build(compilation, module)) {
            std::printf("%s\n", errorText(compilation.diagnostics.error()).c_str());
            return 1;
        }
        std::printf("%s", dumpScopes(scopes).c_str());
        return 0;
    }
    bool fold = argc > 1 && !std::strcmp(argv[1], "--fold");
    for (int i = fold ? 2 : 1; i < argc; ++i)
        std::printf("%s\n", result(readFile(argv[i]), CompileMode::File, false, fold).c_str());
    return 0;
}
