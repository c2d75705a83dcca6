// Where names live.
#include "compiler/ast_dump.h"
#include "compiler/code_checks.h"
#include "compiler/fold.h"
#include "compiler/parser.h"
#include "compiler/scopes.h"

#include <catch2/catch.hpp>

#include <string>

using namespace krait;

namespace {

const char* placeName(NamePlace place) {
    switch (place) {
    case NamePlace::Local:
        return "local";
    case NamePlace::Cell:
        return "cell";
    case NamePlace::Free:
        return "free";
    case NamePlace::GlobalExplicit:
        return "explicit";
    case NamePlace::GlobalImplicit:
        return "global";
    }
    return "";
}

void describe(const Scope* scope, std::string& out) {
    out += scope->name->text().str() + "(";
    bool first = true;
    for (const Symbol* symbol : scope->symbols) {
        if (symbol->name->text().starts_with(".")) continue;
        if (!first) out += " ";
        first = false;
        out += symbol->name->text().str() + ":" + placeName(symbol->place);
    }
    out += ")";
    for (const Scope* child : scope->children) {
        out += " ";
        describe(child, out);
    }
}

std::string scopesOf(const char* source) {
    Compilation compilation{CompileOptions{}};
    ast::Mod* module = parseSource(compilation, source);
    REQUIRE(module);
    Scopes scopes;
    if (!scopes.build(compilation, module))
        return "error: " + compilation.diagnostics.error().message.str();
    std::string out;
    describe(scopes.top(), out);
    return out;
}

} // namespace

TEST_CASE("ClosuresMakeCells", "[scopes]") {
    CHECK(scopesOf("def f(a):\n  b = 1\n  def g(): return a + c") ==
          "top(f:local) f(a:cell b:local g:local) g(a:free c:global)");
    CHECK(scopesOf("def f():\n  x = 1\n  def g():\n    def h(): nonlocal x; x = 2") ==
          "top(f:local) f(x:cell g:local) g(h:local x:free) h(x:free)");
}

TEST_CASE("ClassNamesAreNotSeenByMethods", "[scopes]") {
    CHECK(scopesOf("class A:\n  x = 1\n  def f(self): return x") ==
          "top(A:local) A(x:local f:local) f(self:local x:global)");
    CHECK(scopesOf("class A:\n  def f(self): super()") ==
          "top(A:local) A(f:local) f(self:local super:global __class__:free)");
}

TEST_CASE("GlobalInAnOuterFunctionHidesNothingFurtherOut", "[scopes]") {
    CHECK(scopesOf("def f():\n  x = 1\n  def g():\n    global x\n    def h(): x") ==
          "top(f:local x:explicit) f(x:local g:local) g(x:explicit h:local) h(x:global)");
}

TEST_CASE("InlinedComprehensionsCaptureNothing", "[scopes]") {
    CHECK(scopesOf("def f(a): return [a + i for i in a]") ==
          "top(f:local) f(a:local) listcomp(i:local a:free)");
    CHECK(scopesOf("def f(a): return (a + i for i in a)") ==
          "top(f:local) f(a:cell) genexpr(i:local a:free)");
    CHECK(scopesOf("def f(a): return [lambda: a for i in a]") ==
          "top(f:local) f(a:cell) listcomp(i:local a:free) lambda(a:free)");
    CHECK(scopesOf("def f(a): return [lambda: i for i in a]") ==
          "top(f:local) f(a:local) listcomp(i:cell) lambda(i:free)");
}

TEST_CASE("NamedExpressionsBindOutsideComprehensions", "[scopes]") {
    CHECK(scopesOf("def f(a): [y := i for i in a]") ==
          "top(f:local) f(a:local y:local) listcomp(i:local y:free)");
}

TEST_CASE("TypeParametersHaveTheirScope", "[scopes]") {
    CHECK(scopesOf("def f[T](a: T): return T") == "top(f:local) f(T:cell) f(a:local T:free)");
    CHECK(scopesOf("class A:\n  x = 1\n  type X = x") ==
          "top(A:local) A(x:local X:local) X(__classdict__:free x:global)");
}

TEST_CASE("PrivateNamesAreMangled", "[scopes]") {
    CHECK(scopesOf("class _A:\n  __x = 1\n  __y__ = 2") ==
          "top(_A:local) _A(_A__x:local __y__:local)");
}

TEST_CASE("FoldingGivesConstants", "[fold]") {
    auto folded = [](const char* source) {
        CompileOptions options;
        options.mode = CompileMode::Eval;
        Compilation compilation(options);
        ast::Mod* module = parseSource(compilation, source);
        REQUIRE(module);
        REQUIRE(foldConstants(compilation, module));
        std::string text = dumpAst(module);
        return text.substr(16, text.size() - 17); // Expression(body=...)
    };
    CHECK(folded("1 + 2 * 3") == "Constant(value=7)");
    CHECK(folded("-7 // 2, -7 % 2") == "Constant(value=(-4, 1))");
    CHECK(folded("'ab' * 2 + 'c'") == "Constant(value='ababc')");
    CHECK(folded("'h\xC3\xA9llo'[-4]") == "Constant(value='\xC3\xA9')");
    CHECK(folded("1 - 2j") == "Constant(value=(1-2j))");
    CHECK(folded("1 / 0").rfind("BinOp", 0) == 0);
    CHECK(folded("9223372036854775807 + 1").rfind("BinOp", 0) == 0);
    CHECK(folded("-9223372036854775808") == "Constant(value=-9223372036854775808)");
    CHECK(folded("'x' * 5000").rfind("BinOp", 0) == 0);
    CHECK(folded("x in [1, 2]") == "Compare(left=Name(id='x', ctx=Load()), ops=[In()], "
                                   "comparators=[Constant(value=(1, 2))])");
    CHECK(folded("not x is y") == "Compare(left=Name(id='x', ctx=Load()), ops=[IsNot()], "
                                  "comparators=[Name(id='y', ctx=Load())])");
    CHECK(folded("__debug__") == "Constant(value=True)");
    CHECK(folded("1 << 62") == "Constant(value=4611686018427387904)");
    CHECK(folded("True & False") == "Constant(value=False)");
}

TEST_CASE("SuspiciousCodeWarns", "[code_checks]") {
    auto warning = [](const char* source) -> std::string {
        Compilation compilation{CompileOptions{}};
        ast::Mod* module = parseSource(compilation, source);
        REQUIRE(module);
        Scopes scopes;
        REQUIRE(scopes.build(compilation, module));
        REQUIRE(checkCode(compilation, scopes, module));
        auto warnings = compilation.diagnostics.warnings();
        return warnings.empty() ? "" : warnings[0].message.str();
    };
    CHECK(warning("x is 1") == "\"is\" with 'int' literal. Did you mean \"==\"?");
    CHECK(warning("x is not ()") == "\"is not\" with 'tuple' literal. Did you mean \"!=\"?");
    CHECK(warning("x is None") == "");
    CHECK(warning("assert (x, 'y')") == "assertion is always true, perhaps remove parentheses?");
    CHECK(warning("[1](2)") == "'list' object is not callable; perhaps you missed a comma?");
    CHECK(warning("1[2]") == "'int' object is not subscriptable; perhaps you missed a comma?");
    CHECK(warning("'a'['b']") ==
          "str indices must be integers or slices, not str; perhaps you missed a comma?");
    CHECK(warning("1if x else 2") == "invalid decimal literal");
}
