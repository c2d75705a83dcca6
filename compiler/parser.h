// From source text to syntax tree.
//
// The parser is two parsers. The first (parser_*.cpp) is recursive descent with precedence
// climbing, fast, and knows nothing of messages: at the first token that doesn't fit it gives up.
// Only then the second one (syntax_errors.cpp) reads the text again, slowly, to find what Python
// would say.
#pragma once

#include "compiler/ast.h"
#include "compiler/compilation.h"

namespace krait {

// `source` is the bytes of a file, with BOM and encoding declaration if it has them; it may be
// freed afterwards. Null: the error is in `compilation.diagnostics`. The mode of the options says
// which of Module, Expression and Interactive comes back.
ast::Mod* parseSource(Compilation& compilation, llvm::StringRef source);

} // namespace krait
