// The place of the operator or bracket in an expression's text; what CPython 3.13 finds by parsing.
#include "vm/runtime/source_lines.h"

#include <catch2/catch.hpp>

using namespace krait;

namespace {
struct Row {
    const char* text;
    bool found;
    size_t left_line, left_column, right_line, right_column;
};
const Row kRows[] = {
    {"a+b", true, 0, 1, 0, 2},
    {"a + b", true, 0, 2, 0, 3},
    {"a+(b)", true, 0, 1, 0, 3},
    {"a %(c,d)", true, 0, 2, 0, 3},
    {"f(x)", true, 0, 1, 0, 4},
    {"f(x)(y)", true, 0, 4, 0, 7},
    {"a[1]", true, 0, 1, 0, 4},
    {"a[1][2]", true, 0, 4, 0, 7},
    {"a.b(c)", true, 0, 3, 0, 6},
    {"a.b", false, 0, 0, 0, 0},
    {"-a", false, 0, 0, 0, 0},
    {"-a**b", false, 0, 0, 0, 0},
    {"a**-b", true, 0, 1, 0, 3},
    {"a**b**c", true, 0, 1, 0, 3},
    {"a*b+c*d", true, 0, 3, 0, 4},
    {"a*b*c", true, 0, 3, 0, 4},
    {"a<b", false, 0, 0, 0, 0},
    {"a and b", false, 0, 0, 0, 0},
    {"not a", false, 0, 0, 0, 0},
    {"await x", false, 0, 0, 0, 0},
    {"f(a)+g(b)", true, 0, 4, 0, 5},
    {"(a)+(b)", true, 0, 3, 0, 5},
    {"f", false, 0, 0, 0, 0},
    {"'x' % y", true, 0, 4, 0, 5},
    {"'x' 'y' % z", true, 0, 8, 0, 9},
    {"f'{a}' + b", true, 0, 7, 0, 8},
    {"f(')')", true, 0, 1, 0, 6},
    {"f('(', \"[\")", true, 0, 1, 0, 11},
    {"a[f(x)]", true, 0, 1, 0, 7},
    {"a//b", true, 0, 1, 0, 3},
    {"a<<b", true, 0, 1, 0, 3},
    {"a>>(b)", true, 0, 1, 0, 3},
    {"x if y else z", false, 0, 0, 0, 0},
    {"lambda: f(x)", false, 0, 0, 0, 0},
    {"[a for a in b]", false, 0, 0, 0, 0},
    {"[1,2][3]", true, 0, 5, 0, 8},
    {"{1:2}[3]", true, 0, 5, 0, 8},
    {"(a,b)[2]", true, 0, 5, 0, 8},
    {"a@b", true, 0, 1, 0, 2},
    {"f (x)", true, 0, 2, 0, 5},
    {"a [1]", true, 0, 2, 0, 5},
    {"a.b.c[d].e(f)", true, 0, 10, 0, 13},
    {"1/0", true, 0, 1, 0, 2},
    {"1./0", true, 0, 2, 0, 3},
    {"1e-5+x", true, 0, 4, 0, 5},
    {"0x1e+1", true, 0, 4, 0, 5},
    {"a|b&c", true, 0, 1, 0, 2},
    {"a^b", true, 0, 1, 0, 2},
    {"~a|b", true, 0, 2, 0, 3},
    {"*a", false, 0, 0, 0, 0},
    {"a, b", false, 0, 0, 0, 0},
    {"x = f()", false, 0, 0, 0, 0},
    {"with a as b", false, 0, 0, 0, 0},
    {"raise X(1)", false, 0, 0, 0, 0},
    {"import x", false, 0, 0, 0, 0},
    {"a+\\\nb", true, 0, 1, 0, 2},
    {"f(a,\n  b)", true, 0, 1, 1, 4},
    {"a\n + b", true, 1, 1, 1, 2},
    {"a[\n1\n]", true, 0, 1, 2, 1},
    {"x.y(\n a,\n b\n)", true, 0, 3, 3, 1},
    {"u'a'+b'c'", true, 0, 4, 0, 5},
    {"r'\\'+x", false, 0, 0, 0, 0},
    {"a if b else f(x)", false, 0, 0, 0, 0},
    {"yield x", false, 0, 0, 0, 0},
    {"x:=f(x)", false, 0, 0, 0, 0},
    {"a == f(b)", false, 0, 0, 0, 0},
    {"a*(b+c)", true, 0, 1, 0, 3},
    {"a+(b)[0]", true, 0, 1, 0, 2},
    {"a+(b,)", true, 0, 1, 0, 2},
    {"a+(b for b in c)", true, 0, 1, 0, 2},
    {"f(x for x in y)", true, 0, 1, 0, 15},
    {"print(1)(2) + 3", true, 0, 12, 0, 13},
    {"é+ü", true, 0, 1, 0, 2},
    {"f('é')[0]", true, 0, 6, 0, 9},
    {"not f(x)", false, 0, 0, 0, 0},
    {"a-(b)-(c)", true, 0, 5, 0, 7},
    {"a-(b)*(c)", true, 0, 1, 0, 2},
    {"a+()", true, 0, 1, 0, 2},
    {"self.x.y", false, 0, 0, 0, 0},
    {"d['k']['l']", true, 0, 6, 0, 11},
    {"~f(x)", false, 0, 0, 0, 0},
    {"+1+2", true, 0, 2, 0, 3},
    {"a+ b", true, 0, 1, 0, 2},
    {"a +b", true, 0, 2, 0, 3},
    {"f(**k)", true, 0, 1, 0, 6},
    {"f(a)(b)[c]", true, 0, 7, 0, 10},
    {"x@(y)", true, 0, 1, 0, 3},
};

std::vector<std::u32string> linesOf(const std::string& text) {
    std::vector<std::u32string> lines;
    size_t begin = 0;
    for (;;) {
        size_t end = text.find('\n', begin);
        lines.push_back(codePointsOf(text.substr(begin, end == text.npos ? end : end - begin)));
        if (end == text.npos) return lines;
        begin = end + 1;
    }
}
} // namespace

TEST_CASE("findAnchors: finds what a parser finds", "[traceback]") {
    for (const Row& row : kRows) {
        INFO(row.text);
        CaretAnchors anchors{};
        bool found = findAnchors(linesOf(row.text), &anchors);
        CHECK(found == row.found);
        if (!found || !row.found) continue;
        CHECK(anchors.left_line == row.left_line);
        CHECK(anchors.left_column == row.left_column);
        CHECK(anchors.right_line == row.right_line);
        CHECK(anchors.right_column == row.right_column);
    }
}

TEST_CASE("isCallOfName: a call of a plain name and nothing after it", "[traceback]") {
    CHECK(isCallOfName(linesOf("f(x)")));
    CHECK(isCallOfName(linesOf("f(\n x, ')'\n)")));
    CHECK_FALSE(isCallOfName(linesOf("f.g(x)")));
    CHECK_FALSE(isCallOfName(linesOf("f(x)(y)")));
    CHECK_FALSE(isCallOfName(linesOf("f(x) + 1")));
    CHECK_FALSE(isCallOfName(linesOf("(f)(x)")));
}
