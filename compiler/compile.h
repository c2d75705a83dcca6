// The compiler's one entry point: source text or tree to CodeBlueprint.
//
// The Compilation carries the options in and the diagnostics out; it must outlive the use of the
// diagnostics, not that of the blueprint, which owns all it holds.
#pragma once

#include "compiler/compilation.h"
#include "vm/bytecode/code_blueprint.h"

#include <memory>

namespace krait {

// `source` is the bytes of a file (see parser.h). Null: compilation.diagnostics has the error.
// Warnings may be there in either case; the caller issues them in order, before the error if there
// is one.
std::shared_ptr<CodeBlueprint> compileSource(Compilation& compilation, llvm::StringRef source);

// A tree made elsewhere (the `ast` module) in the compilation's arena. It is folded in place.
std::shared_ptr<CodeBlueprint> compileTree(Compilation& compilation, ast::Mod* module);

} // namespace krait
