// What the registers hold before each instruction, found by the verifier's dataflow. For a debugger
// that moves a frame to another line: too slow for anything else. Reads the blueprint only.
#pragma once

#include "vm/bytecode/code_blueprint.h"

#include <vector>

namespace krait {

struct LiveTemporary {
    uint16_t reg;
    Opcode maker; // plain form; kSTUB_EXIT: it is the exception that a handler is entered with
    bool operator==(const LiveTemporary& other) const {
        return reg == other.reg && maker == other.maker;
    }
};
struct RegisterState {
    bool reached = false;
    std::vector<LiveTemporary> temporaries; // by ascending register
};

// One for each of code.infos. What cannot be analysed is not reached.
std::vector<RegisterState> registerStates(const CodeBlueprint& code);

} // namespace krait
