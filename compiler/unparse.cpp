// Expressions as text, with the fewest parentheses that precedence allows; see unparse.h.
#include "compiler/unparse.h"

#include <charconv>
#include <cmath>

namespace krait {

using ast::ConstantValue;
using ast::Kind;

namespace {

// Python's precedences, lowest first. An operand of lower precedence than its place asks for is put
// in parentheses.
enum Precedence {
    kTuple,
    kTest, // lambda, if-else
    kOr,
    kAnd,
    kNot,
    kCompare,
    kBitOr,
    kBitXor,
    kBitAnd,
    kShift,
    kArith,
    kTerm,
    kFactor,
    kPower,
    kAwait,
    kAtom,
};

class Unparser {
  public:
    explicit Unparser(Compilation& compilation) : compilation_(compilation) {}
    std::string text;

    void expr(const ast::Expr* e, int level);
    void constant(const ConstantValue& value);

  private:
    void add(llvm::StringRef piece) { text.append(piece.data(), piece.size()); }
    void real(double value);
    void string(llvm::StringRef value, bool bytes);
    template <typename List>
    void commas(const List& list, int level) {
        bool first = true;
        for (const ast::Expr* item : list) {
            if (!first) add(", ");
            first = false;
            expr(item, level);
        }
    }
    void arguments(const ast::Arguments* args);
    void generators(const ast::List<ast::Comprehension*>& list);
    void joined(const ast::JoinedStr* e, std::string& out);
    void formatted(const ast::FormattedValue* e, std::string& out);
    void slice(const ast::Slice* e);

    Compilation& compilation_;
};

void Unparser::real(double value) {
    if (std::isinf(value)) {
        // Python writes an infinity as a literal that overflows.
        add(value < 0 ? "-1e309" : "1e309");
        return;
    }
    char buffer[40];
    auto end =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    // repr: plain notation for exponents from -4 to 15.
    llvm::StringRef science(buffer, static_cast<size_t>(end - buffer));
    auto [mantissa, exponent_text] = science.split('e');
    int exponent = 0;
    exponent_text.consume_front("+");
    (void)exponent_text.getAsInteger(10, exponent);
    if (exponent >= -4 && exponent < 16) {
        end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr;
        llvm::StringRef fixed(buffer, static_cast<size_t>(end - buffer));
        add(fixed);
        if (!fixed.contains('.')) add(".0");
        return;
    }
    add(mantissa);
    add(exponent < 0 ? "e-" : "e+");
    int magnitude = std::abs(exponent);
    if (magnitude < 10) add("0");
    add(std::to_string(magnitude));
}

void Unparser::string(llvm::StringRef value, bool bytes) {
    // repr of str and bytes. LIMIT: characters that aren't ASCII are taken as printable.
    char quote = value.contains('\'') && !value.contains('"') ? '"' : '\'';
    if (bytes) add("b");
    text.push_back(quote);
    static constexpr char kHex[] = "0123456789abcdef";
    for (char c : value) {
        auto u = static_cast<unsigned char>(c);
        if (c == quote || c == '\\') {
            text.push_back('\\');
            text.push_back(c);
        } else if (c == '\n') {
            add("\\n");
        } else if (c == '\r') {
            add("\\r");
        } else if (c == '\t') {
            add("\\t");
        } else if (u < 32 || u == 127 || (bytes && u > 127)) {
            add("\\x");
            text.push_back(kHex[u >> 4]);
            text.push_back(kHex[u & 15]);
        } else {
            text.push_back(c);
        }
    }
    text.push_back(quote);
}

void Unparser::constant(const ConstantValue& value) {
    switch (value.kind) {
    case ConstantValue::Kind::None:
        add("None");
        break;
    case ConstantValue::Kind::True:
        add("True");
        break;
    case ConstantValue::Kind::False:
        add("False");
        break;
    case ConstantValue::Kind::Ellipsis:
        add("...");
        break;
    case ConstantValue::Kind::Int:
        add(std::to_string(value.integer));
        break;
    case ConstantValue::Kind::BigInt:
        if (value.negative) add("-");
        if (value.base == 16) add("0x");
        if (value.base == 8) add("0o");
        if (value.base == 2) add("0b");
        add(value.text());
        break;
    case ConstantValue::Kind::Float:
        real(value.real);
        break;
    case ConstantValue::Kind::Complex: {
        // repr: a real part of zero isn't written.
        std::string before = std::move(text);
        text.clear();
        real(value.imag);
        llvm::StringRef imaginary(text);
        imaginary.consume_back(".0");
        std::string part = imaginary.str() + "j";
        text = std::move(before);
        if (value.real == 0 && !std::signbit(value.real)) {
            add(part);
        } else {
            add("(");
            real(value.real);
            if (llvm::StringRef(text).ends_with(".0")) text.resize(text.size() - 2);
            if (part[0] != '-') add("+");
            add(part);
            add(")");
        }
        break;
    }
    case ConstantValue::Kind::Str:
        string(value.text(), false);
        break;
    case ConstantValue::Kind::Bytes:
        string(value.text(), true);
        break;
    case ConstantValue::Kind::Tuple:
    case ConstantValue::Kind::FrozenSet: {
        add(value.kind == ConstantValue::Kind::Tuple ? "(" : "frozenset({");
        bool first = true;
        for (const ConstantValue& item : value.elements()) {
            if (!first) add(", ");
            first = false;
            constant(item);
        }
        if (value.kind == ConstantValue::Kind::Tuple)
            add(value.size == 1 ? ",)" : ")");
        else
            add("})");
        break;
    }
    }
}

void Unparser::arguments(const ast::Arguments* args) {
    bool first = true;
    auto separate = [&] {
        if (!first) add(", ");
        first = false;
    };
    uint32_t positional = args->posonlyargs.size() + args->args.size();
    uint32_t without_default = positional - args->defaults.size();
    for (uint32_t i = 0; i < positional; ++i) {
        separate();
        bool only = i < args->posonlyargs.size();
        const ast::Arg* arg =
            only ? args->posonlyargs[i] : args->args[i - args->posonlyargs.size()];
        add(arg->arg->text());
        if (i >= without_default) {
            add("=");
            expr(args->defaults[i - without_default], kTest);
        }
        if (only && i + 1 == args->posonlyargs.size()) add(", /");
    }
    if (args->vararg || !args->kwonlyargs.empty()) {
        separate();
        add("*");
        if (args->vararg) add(args->vararg->arg->text());
    }
    for (uint32_t i = 0; i < args->kwonlyargs.size(); ++i) {
        separate();
        add(args->kwonlyargs[i]->arg->text());
        if (args->kw_defaults[i]) {
            add("=");
            expr(args->kw_defaults[i], kTest);
        }
    }
    if (args->kwarg) {
        separate();
        add("**");
        add(args->kwarg->arg->text());
    }
}

void Unparser::generators(const ast::List<ast::Comprehension*>& list) {
    for (const ast::Comprehension* loop : list) {
        add(loop->is_async ? " async for " : " for ");
        expr(loop->target, kTuple);
        add(" in ");
        expr(loop->iter, kTest + 1);
        for (const ast::Expr* test : loop->ifs) {
            add(" if ");
            expr(test, kTest + 1);
        }
    }
}

void Unparser::formatted(const ast::FormattedValue* e, std::string& out) {
    Unparser inner(compilation_);
    inner.expr(e->value, kTest + 1);
    out += inner.text[0] == '{' ? "{ " : "{";
    out += inner.text;
    if (e->conversion > 0) {
        out += '!';
        out += static_cast<char>(e->conversion);
    }
    if (e->format_spec) {
        out += ':';
        joined(e->format_spec, out);
    }
    out += '}';
}

void Unparser::joined(const ast::JoinedStr* e, std::string& out) {
    for (const ast::Expr* part : e->values) {
        if (auto* constant = ast::dynCast<ast::Constant>(part)) {
            for (char c : constant->value.text()) {
                if (c == '{' || c == '}') out.push_back(c);
                out.push_back(c);
            }
        } else if (auto* nested = ast::dynCast<ast::JoinedStr>(part)) {
            joined(nested, out);
        } else if (auto* value = ast::dynCast<ast::FormattedValue>(part)) {
            formatted(value, out);
        }
    }
}

void Unparser::slice(const ast::Slice* e) {
    if (e->lower) expr(e->lower, kTest);
    add(":");
    if (e->upper) expr(e->upper, kTest);
    if (e->step) {
        add(":");
        expr(e->step, kTest);
    }
}

void Unparser::expr(const ast::Expr* e, int level) {
    if (!compilation_.guard(e)) return;
    auto open = [&](int own) {
        if (level > own) add("(");
    };
    auto close = [&](int own) {
        if (level > own) add(")");
    };
    switch (e->kind) {
    case Kind::BoolOp: {
        auto* n = ast::cast<ast::BoolOp>(e);
        int own = n->op == ast::BoolOperator::And ? kAnd : kOr;
        open(own);
        for (uint32_t i = 0; i < n->values.size(); ++i) {
            if (i) add(n->op == ast::BoolOperator::And ? " and " : " or ");
            expr(n->values[i], own + 1);
        }
        close(own);
        break;
    }
    case Kind::NamedExpr: {
        auto* n = ast::cast<ast::NamedExpr>(e);
        add("(");
        expr(n->target, kAtom);
        add(" := ");
        expr(n->value, kAtom);
        add(")");
        break;
    }
    case Kind::BinOp: {
        auto* n = ast::cast<ast::BinOp>(e);
        using Op = ast::BinaryOperator;
        int own = kTerm;
        switch (n->op) {
        case Op::Add:
        case Op::Sub:
            own = kArith;
            break;
        case Op::LShift:
        case Op::RShift:
            own = kShift;
            break;
        case Op::BitOr:
            own = kBitOr;
            break;
        case Op::BitXor:
            own = kBitXor;
            break;
        case Op::BitAnd:
            own = kBitAnd;
            break;
        case Op::Pow:
            own = kPower;
            break;
        default:
            break;
        }
        bool right = n->op == Op::Pow;
        open(own);
        expr(n->left, own + right);
        add(" ");
        add(ast::operatorText(n->op));
        add(" ");
        expr(n->right, own + !right);
        close(own);
        break;
    }
    case Kind::UnaryOp: {
        auto* n = ast::cast<ast::UnaryOp>(e);
        int own = n->op == ast::UnaryOperator::Not ? kNot : kFactor;
        open(own);
        add(ast::operatorText(n->op));
        if (own == kNot) add(" ");
        expr(n->operand, own);
        close(own);
        break;
    }
    case Kind::Lambda: {
        auto* n = ast::cast<ast::Lambda>(e);
        open(kTest);
        auto before = text.size();
        add("lambda ");
        auto start = text.size();
        arguments(n->args);
        if (text.size() == start) text.resize(before + 6);
        add(": ");
        expr(n->body, kTest);
        close(kTest);
        break;
    }
    case Kind::IfExp: {
        auto* n = ast::cast<ast::IfExp>(e);
        open(kTest);
        expr(n->body, kTest + 1);
        add(" if ");
        expr(n->test, kTest + 1);
        add(" else ");
        expr(n->orelse, kTest);
        close(kTest);
        break;
    }
    case Kind::Dict: {
        auto* n = ast::cast<ast::Dict>(e);
        add("{");
        for (uint32_t i = 0; i < n->values.size(); ++i) {
            if (i) add(", ");
            if (n->keys[i]) {
                expr(n->keys[i], kTest);
                add(": ");
                expr(n->values[i], kTest);
            } else {
                add("**");
                expr(n->values[i], kBitOr);
            }
        }
        add("}");
        break;
    }
    case Kind::Set:
        add("{");
        commas(ast::cast<ast::Set>(e)->elts, kTest);
        add("}");
        break;
    case Kind::ListExpr:
        add("[");
        commas(ast::cast<ast::ListExpr>(e)->elts, kTest);
        add("]");
        break;
    case Kind::Tuple: {
        auto* n = ast::cast<ast::Tuple>(e);
        if (n->elts.empty()) {
            add("()");
            break;
        }
        open(kTuple);
        commas(n->elts, kTest);
        if (n->elts.size() == 1) add(",");
        close(kTuple);
        break;
    }
    case Kind::ListComp: {
        auto* n = ast::cast<ast::ListComp>(e);
        add("[");
        expr(n->elt, kTest);
        generators(n->generators);
        add("]");
        break;
    }
    case Kind::SetComp: {
        auto* n = ast::cast<ast::SetComp>(e);
        add("{");
        expr(n->elt, kTest);
        generators(n->generators);
        add("}");
        break;
    }
    case Kind::DictComp: {
        auto* n = ast::cast<ast::DictComp>(e);
        add("{");
        expr(n->key, kTest);
        add(": ");
        expr(n->value, kTest);
        generators(n->generators);
        add("}");
        break;
    }
    case Kind::GeneratorExp: {
        auto* n = ast::cast<ast::GeneratorExp>(e);
        add("(");
        expr(n->elt, kTest);
        generators(n->generators);
        add(")");
        break;
    }
    case Kind::Await:
        open(kAwait);
        add("await ");
        expr(ast::cast<ast::Await>(e)->value, kAtom);
        close(kAwait);
        break;
    case Kind::Yield: {
        auto* n = ast::cast<ast::Yield>(e);
        add(n->value ? "(yield " : "(yield");
        if (n->value) expr(n->value, kTuple);
        add(")");
        break;
    }
    case Kind::YieldFrom:
        add("(yield from ");
        expr(ast::cast<ast::YieldFrom>(e)->value, kTest);
        add(")");
        break;
    case Kind::Compare: {
        auto* n = ast::cast<ast::Compare>(e);
        open(kCompare);
        expr(n->left, kCompare + 1);
        for (uint32_t i = 0; i < n->ops.size(); ++i) {
            add(" ");
            add(ast::operatorText(n->ops[i]));
            add(" ");
            expr(n->comparators[i], kCompare + 1);
        }
        close(kCompare);
        break;
    }
    case Kind::Call: {
        auto* n = ast::cast<ast::Call>(e);
        expr(n->func, kAtom);
        if (n->args.size() == 1 && n->keywords.empty() && n->args[0]->kind == Kind::GeneratorExp) {
            expr(n->args[0], kTest);
            break;
        }
        add("(");
        commas(n->args, kTest);
        bool first = n->args.empty();
        for (const ast::Keyword* keyword : n->keywords) {
            if (!first) add(", ");
            first = false;
            if (keyword->arg) {
                add(keyword->arg->text());
                add("=");
            } else {
                add("**");
            }
            expr(keyword->value, kTest);
        }
        add(")");
        break;
    }
    case Kind::FormattedValue: {
        std::string body;
        formatted(ast::cast<ast::FormattedValue>(e), body);
        add("f");
        string(body, false);
        break;
    }
    case Kind::JoinedStr: {
        std::string body;
        joined(ast::cast<ast::JoinedStr>(e), body);
        add("f");
        string(body, false);
        break;
    }
    case Kind::Constant: {
        auto* n = ast::cast<ast::Constant>(e);
        if (n->prefix_kind) add(n->prefix_kind->text());
        constant(n->value);
        break;
    }
    case Kind::Attribute: {
        auto* n = ast::cast<ast::Attribute>(e);
        expr(n->value, kAtom);
        // 1 .real: an int literal needs the space.
        auto* literal = ast::dynCast<ast::Constant>(n->value);
        bool integer = literal && (literal->value.kind == ConstantValue::Kind::Int ||
                                   literal->value.kind == ConstantValue::Kind::BigInt);
        add(integer ? " ." : ".");
        add(n->attr->text());
        break;
    }
    case Kind::Subscript: {
        auto* n = ast::cast<ast::Subscript>(e);
        expr(n->value, kAtom);
        add("[");
        expr(n->slice, kTuple);
        add("]");
        break;
    }
    case Kind::Starred:
        add("*");
        expr(ast::cast<ast::Starred>(e)->value, kBitOr);
        break;
    case Kind::Name:
        add(ast::cast<ast::Name>(e)->id->text());
        break;
    case Kind::Slice:
        slice(ast::cast<ast::Slice>(e));
        break;
    default:
        break;
    }
}

} // namespace

std::string unparseExpr(Compilation& compilation, const ast::Expr* expression) {
    Unparser unparser(compilation);
    unparser.expr(expression, kTest);
    return std::move(unparser.text);
}

} // namespace krait
