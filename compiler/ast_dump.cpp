#include "compiler/ast_dump.h"

#include "compiler/source_text.h"

#include <charconv>
#include <cmath>

#include <gmp.h>

namespace krait {

using namespace ast;

namespace {

void appendHex(std::string& out, uint32_t code, int digits) {
    for (int i = digits - 1; i >= 0; --i) out.push_back("0123456789abcdef"[(code >> (4 * i)) & 15]);
}

void appendStringRepr(std::string& out, llvm::StringRef text, bool bytes) {
    bool single = text.contains('\''), twice = text.contains('"');
    char quote = single && !twice ? '"' : '\'';
    out.push_back(quote);
    uint32_t at = 0;
    while (at < text.size()) {
        uint32_t start = at;
        uint32_t code = bytes ? static_cast<uint8_t>(text[at++]) : decodeUtf8(text.data(), at);
        if (code == static_cast<uint8_t>(quote) || code == '\\') {
            out.push_back('\\');
            out.push_back(static_cast<char>(code));
        } else if (code == '\n') {
            out += "\\n";
        } else if (code == '\r') {
            out += "\\r";
        } else if (code == '\t') {
            out += "\\t";
        } else if (code < 0x20 || code == 0x7F || (bytes && code >= 0x80)) {
            out += "\\x";
            appendHex(out, code, 2);
        } else if (code < 0x7F || (code < 0xD800 || code > 0xDFFF ? isPrintable(code) : false)) {
            out += text.slice(start, at);
        } else if (code < 0x100) {
            out += "\\x";
            appendHex(out, code, 2);
        } else if (code < 0x10000) {
            out += "\\u";
            appendHex(out, code, 4);
        } else {
            out += "\\U";
            appendHex(out, code, 8);
        }
    }
    out.push_back(quote);
}

// Shortest text that reads back the same, with an exponent from 1e16 and below 1e-4.
void appendDouble(std::string& out, double value, bool integral_point) {
    if (std::isinf(value)) {
        out += value < 0 ? "-inf" : "inf";
        return;
    }
    if (std::isnan(value)) {
        out += "nan";
        return;
    }
    char buffer[64];
    auto sci = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    llvm::StringRef text(buffer, sci.ptr - buffer);
    int exponent = std::atoi(text.substr(text.find('e') + 1).str().c_str());
    if (exponent >= 16 || exponent < -4) {
        out += text;
        return;
    }
    auto fixed = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    text = {buffer, static_cast<size_t>(fixed.ptr - buffer)};
    out += text;
    if (integral_point && !text.contains('.')) out += ".0";
}

class Dumper {
  public:
    Dumper(std::string& out, AstDumpOptions options) : out_(out), options_(options) {}

    void dump(const Node* node) {
        if (!node) {
            out_ += "None";
            return;
        }
        ++depth_;
        out_ += kindName(node->kind);
        out_.push_back('(');
        first_ = true;
        switch (node->kind) {
#define KRAIT_AST_ONE(Class, name) child(#name, n->name);
#define KRAIT_AST_OPT(Class, name)                                                                 \
    if (n->name) child(#name, n->name);
#define KRAIT_AST_LIST(Class, name) list(#name, n->name);
#define KRAIT_AST_OPT_LIST(Class, name) list(#name, n->name);
#define KRAIT_AST_ATOM(name) atom(#name, n->name);
#define KRAIT_AST_OPT_ATOM(name)                                                                   \
    if (n->name) atom(#name, n->name);
#define KRAIT_AST_ATOMS(name) list(#name, n->name);
#define KRAIT_AST_ENUM(Enum, name) enumerator(#name, n->name);
#define KRAIT_AST_ENUMS(Enum, name) list(#name, n->name);
#define KRAIT_AST_INT(name) integer(#name, n->name);
#define KRAIT_AST_VALUE(name) constant(#name, n->name);
#define KRAIT_AST_NODE(Class, Base, py_name, fields)                                               \
    case Kind::Class: {                                                                            \
        [[maybe_unused]] auto* n = static_cast<const Class*>(node);                                \
        fields break;                                                                              \
    }
#include "compiler/ast.def"
#undef KRAIT_AST_ONE
#undef KRAIT_AST_OPT
#undef KRAIT_AST_LIST
#undef KRAIT_AST_OPT_LIST
#undef KRAIT_AST_ATOM
#undef KRAIT_AST_OPT_ATOM
#undef KRAIT_AST_ATOMS
#undef KRAIT_AST_ENUM
#undef KRAIT_AST_ENUMS
#undef KRAIT_AST_INT
#undef KRAIT_AST_VALUE
        }
        if (options_.attributes && node->lineno != 0) {
            integer("lineno", static_cast<int>(node->lineno));
            integer("col_offset", static_cast<int>(node->col_offset));
            integer("end_lineno", static_cast<int>(node->end_lineno));
            integer("end_col_offset", static_cast<int>(node->end_col_offset));
        }
        out_.push_back(')');
        first_ = false;
        --depth_;
    }

  private:
    void newLine() {
        out_.push_back('\n');
        out_.append(depth_, ' ');
    }
    void label(const char* name) {
        if (!first_) out_ += options_.indent ? "," : ", ";
        if (options_.indent) newLine();
        first_ = false;
        llvm::StringRef field = name;
        out_ += field == "prefix_kind" ? "kind" : name;
        out_.push_back('=');
    }
    void child(const char* name, const Node* node) {
        label(name);
        dump(node);
    }
    void quoted(const Atom* value) { appendStringRepr(out_, value->text(), false); }
    void atom(const char* name, const Atom* value) {
        label(name);
        quoted(value);
    }
    template <typename E>
    void enumerator(const char* name, E value) {
        label(name);
        out_ += enumeratorName(value);
        out_ += "()";
    }
    void integer(const char* name, int value) {
        label(name);
        out_ += std::to_string(value);
    }
    void constant(const char* name, const ConstantValue& value) {
        label(name);
        appendConstantRepr(out_, value);
    }
    template <typename T>
    void list(const char* name, List<T> items) {
        if (items.empty()) return;
        label(name);
        out_.push_back('[');
        ++depth_;
        bool first = true;
        for (T item : items) {
            if (!first) out_ += options_.indent ? "," : ", ";
            if (options_.indent) newLine();
            first = false;
            if constexpr (std::is_same_v<T, const Atom*>) {
                quoted(item);
            } else if constexpr (std::is_enum_v<T>) {
                out_ += enumeratorName(item);
                out_ += "()";
            } else {
                dump(item);
            }
        }
        --depth_;
        out_.push_back(']');
        first_ = false;
    }

    std::string& out_;
    AstDumpOptions options_;
    uint32_t depth_ = 0;
    bool first_ = true;
};

} // namespace

void appendConstantRepr(std::string& out, const ConstantValue& value) {
    using VK = ConstantValue::Kind;
    switch (value.kind) {
    case VK::None:
        out += "None";
        return;
    case VK::True:
        out += "True";
        return;
    case VK::False:
        out += "False";
        return;
    case VK::Ellipsis:
        out += "Ellipsis";
        return;
    case VK::Int:
        out += std::to_string(value.integer);
        return;
    case VK::BigInt: {
        if (value.negative) out.push_back('-');
        if (value.base == 10) {
            out += value.text();
            return;
        }
        mpz_t number;
        mpz_init_set_str(number, value.text().str().c_str(), value.base);
        std::string digits(mpz_sizeinbase(number, 10) + 2, '\0');
        mpz_get_str(digits.data(), 10, number);
        out += digits.c_str();
        mpz_clear(number);
        return;
    }
    case VK::Float:
        appendDouble(out, value.real, true);
        return;
    case VK::Complex:
        if (value.real == 0 && !std::signbit(value.real)) {
            appendDouble(out, value.imag, false);
            out.push_back('j');
            return;
        }
        out.push_back('(');
        appendDouble(out, value.real, false);
        if (!std::signbit(value.imag)) out.push_back('+');
        appendDouble(out, value.imag, false);
        out += "j)";
        return;
    case VK::Str:
        appendStringRepr(out, value.text(), false);
        return;
    case VK::Bytes:
        out.push_back('b');
        appendStringRepr(out, value.text(), true);
        return;
    case VK::Tuple:
    case VK::FrozenSet: {
        bool set = value.kind == VK::FrozenSet;
        out += set ? "frozenset({" : "(";
        bool first = true;
        for (const ConstantValue& item : value.elements()) {
            if (!first) out += ", ";
            first = false;
            appendConstantRepr(out, item);
        }
        if (!set && value.size == 1) out.push_back(',');
        out += set ? "})" : ")";
        return;
    }
    }
}

static void dumpScope(std::string& out, const Scope* scope, uint32_t depth) {
    static constexpr const char* kKinds[] = {"module",          "class",      "function",
                                             "type parameters", "type alias", "type variable"};
    static constexpr const char* kPlaces[] = {"local", "cell", "free", "global explicit",
                                              "global implicit"};
    out.append(depth * 2, ' ');
    out += kKinds[static_cast<size_t>(scope->kind)];
    out.push_back(' ');
    out += scope->name->text();
    out += " " + std::to_string(scope->node->lineno);
    if (scope->inlined) out += " inlined";
    out.push_back(':');
    const char* separator = " ";
    for (const Symbol* symbol : scope->symbols) {
        out += separator;
        out += symbol->name->text();
        out.push_back('=');
        out += kPlaces[static_cast<size_t>(symbol->place)];
        separator = ", ";
    }
    out.push_back('\n');
    for (const Scope* child : scope->children) dumpScope(out, child, depth + 1);
}

std::string dumpScopes(const Scopes& scopes) {
    std::string out;
    dumpScope(out, scopes.top(), 0);
    return out;
}

std::string dumpAst(const Node* node, AstDumpOptions options) {
    std::string out;
    Dumper(out, options).dump(node);
    return out;
}

std::string dumpTokens(const Lexer& lexer) {
    std::string out;
    for (const Token& token : lexer.tokens()) {
        out += std::to_string(token.line) + "," + std::to_string(token.col) + "-" +
               std::to_string(token.end_line) + "," + std::to_string(token.end_col) + ": " +
               tokenName(token.kind);
        llvm::StringRef text = lexer.text(token);
        if (token.kind != TokenKind::Newline && token.kind != TokenKind::Indent && !text.empty()) {
            out.push_back(' ');
            appendStringRepr(out, text, false);
        }
        out.push_back('\n');
    }
    return out;
}

} // namespace krait
