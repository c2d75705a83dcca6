// The binary form refuses what is not whole; the verifier refuses what is not sound.
#include "vm/bytecode/code_blueprint.h"

#include <catch2/catch.hpp>

using namespace krait;

namespace {

// def f(a, b): return a + b
CodeBlueprint sample() {
    CodeBlueprint code;
    code.name = code.qualified_name = "f";
    code.filename = "test.py";
    code.flags = kCodeOptimized | kCodeNewLocals;
    code.positional_count = 2;
    code.local_count = 2;
    code.register_count = 3;
    code.local_names = {"a", "b"};
    code.local_is_cell = {0, 0};
    code.constants.resize(2);
    code.constants[1].kind = Constant::Kind::kTuple;
    code.constants[1].items.resize(3);
    code.constants[1].items[1].kind = Constant::Kind::kFloat;
    code.constants[1].items[1].real = -0.0;
    code.instructions = {Instr::make(Opcode::kADD, 2, 0, 1).word, 0,
                         Instr::make(Opcode::kRETURN, 2).word};
    code.infos = {{0, 0, {1, 1, 4, 9}}, {2, 0, {1, 1, 4, 9}}};
    code.live_sets = {{}, {{2, 1}}};
    return code;
}

} // namespace

TEST_CASE("A sound blueprint verifies and survives the file") {
    CodeBlueprint code = sample();
    CHECK(verifyBlueprint(code) == "");
    std::string file = writeBlueprint(code), error;
    auto again = readBlueprint(file.data(), file.size(), &error);
    REQUIRE(again);
    CHECK(writeBlueprint(*again) == file);
    CHECK(disassemble(*again, true) == disassemble(code, true));
}

TEST_CASE("Every cut and every altered byte of a file is refused") {
    std::string file = writeBlueprint(sample()), error;
    for (size_t size = 0; size < file.size(); ++size) {
        error.clear();
        REQUIRE_FALSE(readBlueprint(file.data(), size, &error));
        REQUIRE_FALSE(error.empty());
    }
    for (size_t i = 0; i < file.size(); ++i) {
        std::string altered = file;
        altered[i] = static_cast<char>(altered[i] ^ 0x20);
        REQUIRE_FALSE(readBlueprint(altered.data(), altered.size(), &error));
    }
}

TEST_CASE("The verifier finds faults") {
    CodeBlueprint code = sample();
    SECTION("a wrong live set") {
        code.infos[0].live_set = 1;
    }
    SECTION("an unbound local") {
        code.positional_count = 1;
    }
    SECTION("a register out of range") {
        code.instructions[0] = Instr::make(Opcode::kADD, 2, 0, 9).word;
    }
    SECTION("a destination of the wrong form") {
        code.instructions[0] = Instr::make(Opcode::kADD_L, 2, 0, 1).word;
    }
    SECTION("a temporary that is not alive") {
        code.instructions[0] = Instr::make(Opcode::kADD, 2, 2, 1).word;
    }
    SECTION("a temporary left over") {
        code.instructions[2] = Instr::make(Opcode::kRETURN, 0).word;
    }
    SECTION("code that runs off its end") {
        code.instructions[2] = Instr::make(Opcode::kPOP, 2).word;
    }
    SECTION("a jump into an instruction") {
        code.instructions[2] = Instr::make32(Opcode::kBR_TRUE, 2, -2).word;
    }
    SECTION("an opcode of the VM's own") {
        code.instructions[2] = Instr::make(Opcode::kSTUB_EXIT).word;
    }
    SECTION("a handler outside the code") {
        code.handlers.push_back({0, 2, 99, 2, 2, false});
    }
    SECTION("a constant out of range") {
        code.instructions[2] = Instr::make32(Opcode::kRETURN_CONST, 0, 7).word;
    }
    CHECK(verifyBlueprint(code) != "");
}
