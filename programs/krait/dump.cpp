// --dump=tokens|ast|scopes|bytecode and `krait dis`: what the compiler makes of a file.
#include "compiler/ast_dump.h"
#include "compiler/compile.h"
#include "compiler/lexer.h"
#include "compiler/parser.h"
#include "compiler/scopes.h"
#include "programs/krait/tools.h"

#include <cstdio>
#include <fstream>
#include <iterator>

namespace krait {

static int reportError(const Compilation& compilation, const std::string& file) {
    const Diagnostic& e = compilation.diagnostics.error();
    std::fprintf(stderr, "  File \"%s\", line %u\n    %s\n%s: %s\n", file.c_str(), e.line,
                 e.text.rtrim("\n").str().c_str(), diagnosticClassName(e.kind),
                 e.message.str().c_str());
    return 1;
}

int runDump(const RunPlan& plan) {
    std::ifstream in(plan.target, std::ios::binary);
    if (!in) {
        std::fprintf(stderr, "krait: cannot read '%s'\n", plan.target.c_str());
        return 2;
    }
    std::string source{std::istreambuf_iterator<char>(in), {}};
    CompileOptions options;
    options.file_name = plan.target;
    options.optimize = plan.options.optimize;
    Compilation compilation(options);
    std::string what = plan.kind == RunKind::kDis ? "bytecode" : plan.dump;
    std::string text;
    if (what == "tokens") {
        Lexer lexer(compilation);
        if (!lexer.decode(source)) return reportError(compilation, plan.target);
        lexer.run();
        text = dumpTokens(lexer);
    } else if (what == "ast" || what == "scopes") {
        ast::Mod* module = parseSource(compilation, source);
        if (!module || compilation.failed()) return reportError(compilation, plan.target);
        if (what == "ast") {
            text = dumpAst(module, {.attributes = false, .indent = true}) + "\n";
        } else {
            Scopes scopes;
            if (!scopes.build(compilation, module)) return reportError(compilation, plan.target);
            text = dumpScopes(scopes);
        }
    } else if (what == "bytecode") {
        std::shared_ptr<CodeBlueprint> code = compileSource(compilation, source);
        if (!code) return reportError(compilation, plan.target);
        text = disassemble(*code, true);
    } else {
        std::fprintf(stderr, "krait: --dump takes tokens, ast, scopes or bytecode\n");
        return 2;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
}

} // namespace krait
