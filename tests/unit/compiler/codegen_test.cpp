// The code generator: what golden text cannot show well, and the limits.
#include "compiler/compile.h"
#include "compiler/parser.h"
#include "compiler/unparse.h"

#include <catch2/catch.hpp>

using namespace krait;

namespace {

struct Compiled {
    std::shared_ptr<CodeBlueprint> code;
    std::string error;
    size_t warning_count = 0;
};

Compiled compileText(const std::string& source, CompileMode mode = CompileMode::File,
                     int optimize = 0) {
    CompileOptions options;
    options.mode = mode;
    options.optimize = optimize;
    options.file_name = "test.py";
    Compilation compilation(options);
    Compiled result;
    result.code = compileSource(compilation, source);
    if (!result.code) result.error = compilation.diagnostics.error().message.str();
    result.warning_count = compilation.diagnostics.warnings().size();
    if (result.code) {
        CHECK(verifyBlueprint(*result.code) == "");
        std::string binary = writeBlueprint(*result.code), reason;
        std::shared_ptr<CodeBlueprint> again = readBlueprint(binary.data(), binary.size(), &reason);
        REQUIRE(again);
        CHECK(disassemble(*again, true) == disassemble(*result.code, true));
    }
    return result;
}

// The first nested code object.
const CodeBlueprint& inner(const CodeBlueprint& code) {
    for (const Constant& constant : code.constants)
        if (constant.kind == Constant::Kind::kCode) return *constant.code;
    FAIL("no nested code");
    return code;
}

int count(const CodeBlueprint& code, Opcode op) {
    int n = 0;
    for (const InstrInfo& info : code.infos) n += Instr{code.instructions[info.offset]}.op() == op;
    return n;
}

std::string repeat(const std::string& piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
}

} // namespace

TEST_CASE("Modes: eval returns, single prints, file does neither") {
    CHECK(count(*compileText("a + b", CompileMode::Eval).code, Opcode::kRETURN) == 1);
    CHECK(count(*compileText("a + b\n", CompileMode::Single).code, Opcode::kPRINT_EXPR) == 1);
    CHECK(count(*compileText("a + b\n").code, Opcode::kPRINT_EXPR) == 0);
}

TEST_CASE("Docstrings: constant 0, indentation removed, gone at -OO") {
    const char* source = "def f():\n    '''One.\n\n      Two\n    three\n    '''\n    return 1\n";
    Compiled plain = compileText(source);
    const CodeBlueprint& f = inner(*plain.code);
    REQUIRE(f.flags & kCodeHasDocstring);
    CHECK(f.constants[0].text == "One.\n\n  Two\nthree\n");
    Compiled stripped = compileText(source, CompileMode::File, 2);
    CHECK_FALSE(inner(*stripped.code).flags & kCodeHasDocstring);
}

TEST_CASE("Assertions and __debug__ follow the optimisation level") {
    const char* source = "def f(x):\n    assert x\n    if __debug__: g()\n";
    CHECK(count(inner(*compileText(source).code), Opcode::kRAISE) == 1);
    CHECK(count(inner(*compileText(source).code), Opcode::kCALL) == 1);
    CHECK(inner(*compileText(source, CompileMode::File, 1).code).infos.size() == 1);
}

TEST_CASE("Constants: 0.0 and -0.0, 1 and True and 1.0 stay apart; equal ones are one") {
    Compiled c = compileText("x = (0.0, -0.0, 1, True, 1.0, 1, 'a', 'a', b'a')\n");
    const std::vector<Constant>& constants = c.code->constants;
    REQUIRE(constants.size() >= 1);
    CHECK(constants[0].items.size() == 9);
    Compiled d = compileText("f('aaa!', 'aaa!', b'aaa!', 2.5, 2.5, 0x1234567890abcdef0123, "
                             "0x1234567890ABCDEF0123)\n");
    CHECK(d.code->constants.size() == 5); // with None
}

TEST_CASE("Big integers become hexadecimal digits") {
    Compiled c = compileText("x = 123456789012345678901234567890\n");
    CHECK(c.code->constants[0].kind == Constant::Kind::kBigInt);
    CHECK(c.code->constants[0].text == "18ee90ff6c373e0ee4e3f0ad2");
    CHECK(compileText("x = 0o7777777777777777777777\n").code->constants[0].text ==
          "3ffffffffffffffff");
}

TEST_CASE("Code behind a return isn't emitted") {
    Compiled c = compileText("def f(x):\n    return x\n    g(x)\n    while x: pass\n");
    CHECK(inner(*c.code).infos.size() == 1);
}

TEST_CASE("LIMIT: long flat chains") {
    CHECK(compileText("x = " + repeat("a + ", 20000) + "a\n").code);
    CHECK(compileText("x = " + repeat("a and ", 20000) + "a\n").code);
    CHECK(compileText("x = " + repeat("a < ", 5000) + "a\n").code);
    CHECK(compileText("if a: pass\n" + repeat("elif b: pass\n", 20000)).code);
    CHECK(compileText("x = [" + repeat("a, ", 50000) + "]\n").code);
    CHECK(compileText("x = {" + repeat("a: b, ", 20000) + "}\n").code);
    CHECK(compileText("f(" + repeat("a, ", 5000) + ")\n").code);
    CHECK(compileText("x = f'" + repeat("{a}b", 3000) + "'\n").code);
    CHECK(compileText(repeat("a, ", 3000) + " = b\n").code);
}

TEST_CASE("LIMIT: deep trees are refused, not crashed on") {
    Compiled attributes = compileText("x = a" + repeat(".b", 200000) + "\n");
    CHECK((attributes.code || !attributes.error.empty()));
    Compiled calls = compileText("x = a" + repeat("()", 200000) + "\n");
    CHECK((calls.code || !calls.error.empty()));
    Compiled minus = compileText("x = " + repeat("-", 200000) + "a\n");
    CHECK((minus.code || !minus.error.empty()));
}

TEST_CASE("Short branches that do not reach are relaxed") {
    Compiled c = compileText("def f(a, b):\n    while a < b:\n        if a == b: continue\n" +
                             repeat("        g(a, b, a, b, a, b)\n", 5000) + "    return a in b\n");
    const CodeBlueprint& f = inner(*c.code);
    CHECK(f.instructions.size() > 40000);
    CHECK(count(f, Opcode::kBR_LT) + count(f, Opcode::kBR_NOT_LT) == 2);
}

TEST_CASE("More names than an operand can hold is an error of its own") {
    std::string source;
    for (int i = 0; i < 70000; ++i) source += "a" + std::to_string(i) + "\n";
    CHECK(compileText(source).error.find("too large") != std::string::npos);
}

TEST_CASE("The qualified name of a global function is plain") {
    Compiled c = compileText("def f():\n    global g\n    def g(): pass\n    def h(): pass\n");
    const CodeBlueprint& f = inner(*c.code);
    std::vector<std::string> names;
    for (const Constant& constant : f.constants)
        if (constant.kind == Constant::Kind::kCode) names.push_back(constant.code->qualified_name);
    CHECK(names == std::vector<std::string>{"g", "f.<locals>.h"});
}

TEST_CASE("Annotations as text") {
    auto text = [](const char* source) {
        CompileOptions options;
        options.mode = CompileMode::Eval;
        Compilation compilation(options);
        auto* module = parseSource(compilation, source);
        REQUIRE(module);
        return unparseExpr(compilation, ast::cast<ast::Expression>(module)->body);
    };
    // Recorded from Python 3.13.
    static constexpr struct {
        const char *source, *expected;
    } kRows[] = {{"a + b * c", "a + b * c"},
                 {"(a + b) * c", "(a + b) * c"},
                 {"-a ** b", "-a ** b"},
                 {"(-a) ** b", "(-a) ** b"},
                 {"a if b else c", "a if b else c"},
                 {"lambda x, /, *y, z=1, **k: x", "lambda x, /, *y, z=1, **k: x"},
                 {"lambda: 1", "lambda: 1"},
                 {"{a: b, **c}", "{a: b, **c}"},
                 {"{*a, b}", "{*a, b}"},
                 {"[a, *b]", "[a, *b]"},
                 {"(a,)", "(a,)"},
                 {"()", "()"},
                 {"x[1:2, ::3]", "x[1:2, ::3]"},
                 {"x[a, b]", "x[a, b]"},
                 {"f(*a, b=1, **c)", "f(*a, b=1, **c)"},
                 {"f(a for b in c)", "f(a for b in c)"},
                 {"not a", "not a"},
                 {"a and b or c", "a and b or c"},
                 {"a < b <= c is not d", "a < b <= c is not d"},
                 {"f'{a!r:>{w}} {{}}'", "f'{a!r:>{w}} {{}}'"},
                 {"\"it's\"", "\"it's\""},
                 {"b'a'", "b'a'"},
                 {"1e309", "1e309"},
                 {"1e16", "1e+16"},
                 {"0.0001", "0.0001"},
                 {"1j", "1j"},
                 {"...", "..."},
                 {"a.b.c", "a.b.c"},
                 {"1 .real", "1 .real"},
                 {"[x async for x in y if z]", "[x async for x in y if z]"},
                 {"{a: b for c in d}", "{a: b for c in d}"},
                 {"x[*a]", "x[*a,]"},
                 {"x[a:b]", "x[a:b]"},
                 {"a | b & c ^ d", "a | b & c ^ d"},
                 {"not (a and b)", "not (a and b)"},
                 {"a @ b // c", "a @ b // c"},
                 {"2 ** -1", "2 ** (-1)"},
                 {"(lambda: a)()", "(lambda: a)()"},
                 {"(a if b else c) if d else e", "(a if b else c) if d else e"},
                 {"a if b else c if d else e", "a if b else c if d else e"},
                 {"-1", "-1"},
                 {"x[()]", "x[()]"},
                 {"x[(a, b), c]", "x[(a, b), c]"},
                 {"f'{ {1}}'", "f'{ {1}}'"},
                 {"u'a'", "u'a'"},
                 {"\"a\\nb\"", "'a\\nb'"},
                 {"1.5", "1.5"},
                 {"a or (b or c)", "a or (b or c)"},
                 {"(a and b) and c", "(a and b) and c"},
                 {"await_", "await_"},
                 {"x[1:2]", "x[1:2]"},
                 {"not not a", "not not a"},
                 {"~a", "~a"},
                 {"(a, b)[0]", "(a, b)[0]"},
                 {"[a][0]", "[a][0]"},
                 {"a is None", "a is None"},
                 {"a not in b", "a not in b"}};
    for (const auto& row : kRows) CHECK(text(row.source) == row.expected);
}

TEST_CASE("A class's own __class__ variable and the implicit cell are two things") {
    for (const char* declaration : {"", "global __class__", "nonlocal __class__"}) {
        std::string source = "def outer():\n    __class__ = 1\n    class X:\n        ";
        source += *declaration ? declaration : "pass";
        source += "\n        __class__ = 42\n        def f(self):\n            return __class__\n";
        INFO(source);
        CHECK(compileText(source).code);
    }
}
