// Any text that compiles must give code that the verifier accepts and the binary form keeps.
#include "compiler/compile.h"
#include "vm/bytecode/code_blueprint.h"

#include <cstdio>

using namespace krait;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    CompileOptions options;
    options.mode = static_cast<CompileMode>(data[0] % 3);
    options.optimize = data[0] / 3 % 3;
    options.memory_bytes_max = size_t{64} << 20;
    Compilation compilation(options);
    llvm::StringRef source(reinterpret_cast<const char*>(data) + 1, size - 1);
    std::shared_ptr<CodeBlueprint> code = compileSource(compilation, source);
    if (!code) return 0;
    std::string fault = verifyBlueprint(*code);
    if (!fault.empty()) {
        std::fprintf(stderr, "%s\n", fault.c_str());
        __builtin_trap();
    }
    std::string binary = writeBlueprint(*code), error;
    std::shared_ptr<CodeBlueprint> again = readBlueprint(binary.data(), binary.size(), &error);
    if (!again || writeBlueprint(*again) != binary) __builtin_trap();
    (void)disassemble(*code, true);
    return 0;
}
