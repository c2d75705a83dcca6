// Constant folding on the syntax tree, as Python does it before it builds scopes: arithmetic on
// constants within size limits, tuples of constants, `not a in b`, containers that are only
// iterated or searched, subscripts of constants, `__debug__`.
//
// The order of the passes is parse, fold, scopes, checks, code. `ast.parse` leaves fold out.
#pragma once

#include "compiler/ast.h"
#include "compiler/compilation.h"

namespace krait {

// Rewrites the tree in place. False: the error is in the diagnostics.
[[nodiscard]] bool foldConstants(Compilation& compilation, ast::Mod* module);

} // namespace krait
