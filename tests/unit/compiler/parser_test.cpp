// Trees and their positions, literals, and the limits of the tree. That every file of the standard
// library gives Python's tree is checked with tests/tools/ast_dump.
#include "compiler/ast_dump.h"
#include "compiler/parser.h"

#include <catch2/catch.hpp>

#include <string>

using namespace krait;

namespace {

std::string dumped(const std::string& source, bool attributes = false) {
    Compilation compilation{CompileOptions{}};
    ast::Mod* module = parseSource(compilation, source);
    if (!module) return "error: " + compilation.diagnostics.error().message.str();
    AstDumpOptions options;
    options.attributes = attributes;
    std::string text = dumpAst(module, options);
    // Module(body=[...]) without the wrapping.
    return text.substr(13, text.size() - 15);
}

std::string expression(const std::string& source) {
    std::string text = dumped(source);
    return text.substr(11, text.size() - 12); // Expr(value=...)
}

} // namespace

TEST_CASE("OperatorsBindAsInPython", "[parser]") {
    CHECK(expression("-a ** -b") ==
          "UnaryOp(op=USub(), operand=BinOp(left=Name(id='a', ctx=Load()), op=Pow(), "
          "right=UnaryOp(op=USub(), operand=Name(id='b', ctx=Load()))))");
    CHECK(expression("not a in b") ==
          "UnaryOp(op=Not(), operand=Compare(left=Name(id='a', ctx=Load()), ops=[In()], "
          "comparators=[Name(id='b', ctx=Load())]))");
    CHECK(expression("a < b is not c") ==
          "Compare(left=Name(id='a', ctx=Load()), ops=[Lt(), IsNot()], "
          "comparators=[Name(id='b', ctx=Load()), Name(id='c', ctx=Load())])");
}

TEST_CASE("NumbersHaveTheirKinds", "[parser]") {
    CHECK(expression("1_000") == "Constant(value=1000)");
    CHECK(expression("0xff") == "Constant(value=255)");
    CHECK(expression("9223372036854775808") == "Constant(value=9223372036854775808)");
    CHECK(expression("0x1_0000_0000_0000_0000") == "Constant(value=18446744073709551616)");
    CHECK(expression("1e400") == "Constant(value=inf)");
    CHECK(expression("00_7.50") == "Constant(value=7.5)");
    CHECK(expression("2.5J") == "Constant(value=2.5j)");
}

TEST_CASE("StringsAreDecodedAndJoined", "[parser]") {
    CHECK(expression("'a' \"b\\n\" r'\\n'") == "Constant(value='ab\\n\\\\n')");
    CHECK(expression("u'x' 'y'") == "Constant(value='xy', kind='u')");
    CHECK(expression("b'\\x41\\101'") == "Constant(value=b'AA')");
    CHECK(expression("'\\N{GREEK SMALL LETTER ALPHA}\\u03b2'") ==
          "Constant(value='\xCE\xB1\xCE\xB2')");
    CHECK(expression("'\\ud800'") == "Constant(value='\\ud800')");
    CHECK(expression("'\\\n'") == "Constant(value='')");
}

TEST_CASE("FStringsNest", "[parser]") {
    CHECK(expression("f'a{{{x!r:>{w}}}}b'") ==
          "JoinedStr(values=[Constant(value='a{'), FormattedValue(value=Name(id='x', ctx=Load()), "
          "conversion=114, format_spec=JoinedStr(values=[Constant(value='>'), "
          "FormattedValue(value=Name(id='w', ctx=Load()), conversion=-1)])), "
          "Constant(value='}b')])");
    CHECK(expression("f'{ x = }'") ==
          "JoinedStr(values=[Constant(value=' x = '), FormattedValue(value=Name(id='x', "
          "ctx=Load()), conversion=114)])");
    CHECK(expression("f'{f'{f'{1}'}'}'").find("error") == std::string::npos);
    CHECK(expression("f'' ''") == "JoinedStr()");
}

TEST_CASE("SoftKeywordsAreNamesElsewhere", "[parser]") {
    CHECK(dumped("match = case = type = _").rfind("Assign", 0) == 0);
    CHECK(dumped("match(x)").rfind("Expr(value=Call", 0) == 0);
    CHECK(dumped("match[x]: int").rfind("AnnAssign", 0) == 0);
    CHECK(dumped("type(x)").rfind("Expr(value=Call", 0) == 0);
    CHECK(dumped("type X = int").rfind("TypeAlias", 0) == 0);
    CHECK(dumped("match (x):\n case 1: pass").rfind("Match(", 0) == 0);
    CHECK(dumped("match -x:\n case _: pass").rfind("Match(", 0) == 0);
}

TEST_CASE("WithTakesParenthesesAsItemsOnlyIfItCan", "[parser]") {
    CHECK(dumped("with (a, b): pass").rfind("With(items=[withitem(context_expr=Name(id='a'", 0) ==
          0);
    CHECK(dumped("with (a, b) as c: pass").rfind("With(items=[withitem(context_expr=Tuple", 0) ==
          0);
    CHECK(dumped("with (a): pass").rfind("With(items=[withitem(context_expr=Name", 0) == 0);
    CHECK(dumped("with (yield): pass").rfind("With(items=[withitem(context_expr=Yield", 0) == 0);
    CHECK(dumped("with (a as b, c as d,): pass").rfind("With(items=[withitem", 0) == 0);
    CHECK(dumped("with (): pass").rfind("With(items=[withitem(context_expr=Tuple", 0) == 0);
}

TEST_CASE("PositionsAreByteOffsets", "[parser]") {
    CHECK(dumped("\xC3\xA9 = (1)", true) ==
          "Assign(targets=[Name(id='\xC3\xA9', ctx=Store(), lineno=1, col_offset=0, end_lineno=1, "
          "end_col_offset=2)], value=Constant(value=1, lineno=1, col_offset=6, end_lineno=1, "
          "end_col_offset=7), lineno=1, col_offset=0, end_lineno=1, end_col_offset=8)");
    CHECK(dumped("if x: a;\n", true).find("col_offset=0, end_lineno=1, end_col_offset=8)") !=
          std::string::npos);
}

TEST_CASE("IdentifiersAreNormalized", "[parser]") {
    // U+210C is a Fraktur H, U+FB01 a ligature.
    CHECK(expression("\xE2\x84\x8C") == "Name(id='H', ctx=Load())");
    CHECK(expression("\xEF\xAC\x81x") == "Name(id='fix', ctx=Load())");
}

TEST_CASE("EncodingsAreDeclared", "[parser]") {
    CHECK(dumped("# coding: latin-1\n'\xE9'") == "Expr(value=Constant(value='\xC3\xA9'))");
    CHECK(dumped("\xEF\xBB\xBF"
                 "1") == "Expr(value=Constant(value=1))");
    CHECK(dumped("a\r\nb\rc") == dumped("a\nb\nc"));
    CHECK(dumped("'\xE9'").rfind("error: (unicode error) 'utf-8' codec can't decode byte 0xe9",
                                 0) == 0);
    CHECK(dumped(std::string("a\0b", 3)) == "error: source code string cannot contain null bytes");
}

TEST_CASE("LongChainsNeedNoStack", "[parser]") {
    std::string sum = "x", calls = "x", branches = "if a:\n  pass\n";
    for (int i = 0; i < 50000; ++i) {
        sum += "+x";
        calls += ".y()";
        branches += "elif a:\n  pass\n";
    }
    for (const std::string& source : {sum, calls, branches}) {
        Compilation compilation{CompileOptions{}};
        CHECK(parseSource(compilation, source) != nullptr);
    }
}

TEST_CASE("InvalidEscapesWarn", "[parser]") {
    Compilation compilation{CompileOptions{}};
    REQUIRE(parseSource(compilation, "\n'\\d'") != nullptr);
    REQUIRE(compilation.diagnostics.warnings().size() == 1);
    const Diagnostic& warning = compilation.diagnostics.warnings()[0];
    CHECK(warning.message == "invalid escape sequence '\\d'");
    CHECK(warning.kind == DiagnosticKind::SyntaxWarning);
    CHECK(warning.line == 2);
}
