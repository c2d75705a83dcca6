// The second parser: what to say about a text that the first parser refused.
#pragma once

#include "compiler/compilation.h"
#include "compiler/lexer.h"

namespace krait {

// Sets the error of the compilation unless it has one. `failed_at` is the token that the first
// parser stopped at, `statement` the first token of the top-level statement it was in.
void explainSyntaxError(Compilation& compilation, const Lexer& lexer, uint32_t failed_at,
                        uint32_t statement);

} // namespace krait
