// embed_tool OUT.s FOLDER: compiles every FOLDER/**.py to a blueprint and writes an assembler file
// that lays out the table of embedded modules (struct EmbeddedModule, sorted by name), with the
// blueprints from OUT.bin and the sources as they lie in FOLDER. Linked from the compiler alone; it
// runs at build time only.
#include "compiler/compile.h"
#include "vm/bytecode/code_blueprint.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace krait;
namespace fs = std::filesystem;

namespace {

struct Module {
    std::string name, path, source;
    bool package = false;
    size_t code_offset = 0, code_size = 0;
};

std::string readFile(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

// "a/b/__init__.py" -> "a.b".
std::string moduleName(std::string relative, bool* package) {
    relative.resize(relative.size() - 3);
    std::replace(relative.begin(), relative.end(), '/', '.');
    constexpr std::string_view init = ".__init__";
    *package = relative.ends_with(init);
    if (*package) relative.resize(relative.size() - init.size());
    return relative;
}

bool compileModule(Module& module, std::string* codes) {
    CompileOptions options;
    std::string filename = "<frozen " + module.name + ">";
    options.file_name = filename;
    Compilation compilation(options);
    std::shared_ptr<CodeBlueprint> code = compileSource(compilation, module.source);
    for (const Diagnostic& warning : compilation.diagnostics.warnings())
        std::fprintf(stderr, "%s:%u: %s\n", module.path.c_str(), warning.line,
                     warning.message.str().c_str());
    if (!code) {
        const Diagnostic& error = compilation.diagnostics.error();
        std::fprintf(stderr, "%s:%u: error: %s\n", module.path.c_str(), error.line,
                     error.message.str().c_str());
        return false;
    }
    std::string fault = verifyBlueprint(*code);
    if (!fault.empty()) {
        std::fprintf(stderr, "%s: error: bytecode: %s\n", module.path.c_str(), fault.c_str());
        return false;
    }
    std::string bytes = writeBlueprint(*code);
    module.code_offset = codes->size();
    module.code_size = bytes.size();
    *codes += bytes;
    codes->resize((codes->size() + 15) / 16 * 16);
    return true;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: embed_tool OUT.s FOLDER\n");
        return 2;
    }
    std::string out_path = argv[1];
    fs::path folder = argv[2];
    std::vector<Module> modules;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().extension() != ".py") continue;
        Module module;
        module.path = entry.path().string();
        module.name = moduleName(fs::relative(entry.path(), folder).string(), &module.package);
        module.source = readFile(entry.path());
        modules.push_back(std::move(module));
    }
    std::sort(modules.begin(), modules.end(),
              [](const Module& a, const Module& b) { return a.name < b.name; });
    std::string codes;
    bool good = true;
    for (Module& module : modules) good &= compileModule(module, &codes);
    if (!good) return 1;
    std::string bin_path = out_path.substr(0, out_path.rfind('.')) + ".bin";
    std::ofstream(bin_path, std::ios::binary) << codes;

    std::ostringstream out;
    out << "# Made by stdlib/embed/embed_tool.\n"
           "    .section .rodata.krait_embedded, \"a\"\n    .balign 16\ncodes:\n    .incbin \""
        << bin_path << "\"\n";
    for (size_t i = 0; i < modules.size(); ++i)
        out << "source" << i << ":\n    .incbin \"" << modules[i].path << "\"\n    .byte 0\nname"
            << i << ":\n    .asciz \"" << modules[i].name << "\"\n";
    out << "    .section .data.rel.ro.krait_embedded, \"aw\"\n    .balign 16\n"
           "    .globl krait_embedded_modules\nkrait_embedded_modules:\n";
    for (size_t i = 0; i < modules.size(); ++i)
        out << "    .quad name" << i << ", " << (modules[i].package ? 1 : 0) << ", codes + "
            << modules[i].code_offset << ", " << modules[i].code_size << ", source" << i << ", "
            << modules[i].source.size() << "\n";
    out << "    .globl krait_embedded_count\nkrait_embedded_count:\n    .quad " << modules.size()
        << "\n    .section .note.GNU-stack, \"\", @progbits\n";
    std::ofstream(out_path) << out.str();
    return 0;
}
