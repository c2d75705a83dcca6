// Text of an expression, as Python's `from __future__ import annotations` stores annotations: the
// canonical spelling of the tree, not the source text.
#pragma once

#include "compiler/ast.h"
#include "compiler/compilation.h"

#include <string>

namespace krait {

std::string unparseExpr(Compilation& compilation, const ast::Expr* expression);

} // namespace krait
