// What the grammar allows and Python still refuses: `return` outside a function, `await` outside a
// coroutine, two stars in one assignment, patterns that cannot be reached ... and the warnings
// about code that surely isn't meant (`x is 1`, `assert (x, "text")`).
//
// Runs after the scopes have been built and before code is generated, so the code generator meets
// nothing that it would have to refuse.
#pragma once

#include "compiler/ast.h"
#include "compiler/compilation.h"
#include "compiler/scopes.h"

namespace krait {

// `from __future__` imports: checks that they come first and name known features, and notes
// `annotations` in the compilation. To be called before folding and Scopes::build.
[[nodiscard]] bool readFutureImports(Compilation& compilation, ast::Mod* module);

// False: the error is in the diagnostics.
[[nodiscard]] bool checkCode(Compilation& compilation, const Scopes& scopes, ast::Mod* module);

} // namespace krait
