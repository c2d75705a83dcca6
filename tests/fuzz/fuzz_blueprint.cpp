// The reader of the binary form takes any bytes, and what it accepts can be verified and shown.
#include "vm/bytecode/code_blueprint.h"

using namespace krait;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string error;
    std::shared_ptr<CodeBlueprint> code =
        readBlueprint(reinterpret_cast<const char*>(data), size, &error);
    if (code && verifyBlueprint(*code).empty()) (void)disassemble(*code, true);
    return 0;
}
