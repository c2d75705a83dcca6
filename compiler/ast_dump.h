// The text of a syntax tree, as Python's ast.dump(tree, annotate_fields=True, include_attributes)
// prints it: empty lists and None are left out as there.
#pragma once

#include "compiler/ast.h"
#include "compiler/lexer.h"
#include "compiler/scopes.h"

#include <string>

namespace krait {

struct AstDumpOptions {
    bool attributes = false; // positions
    bool indent = false;     // one node a line, as ast.dump(indent=1)
};

std::string dumpAst(const ast::Node* node, AstDumpOptions options = {});

// One token a line: "1,0-1,3: NAME 'abc'".
std::string dumpTokens(const Lexer& lexer);

// One scope a line, nested ones indented: "function f 3: a:local b:free".
std::string dumpScopes(const Scopes& scopes);

// A constant as repr() gives it; surrogates and unprintable characters are escaped.
void appendConstantRepr(std::string& out, const ast::ConstantValue& value);

} // namespace krait
