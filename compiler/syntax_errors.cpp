// A small packrat parser that interprets the text of syntax_grammar.h. It runs twice over the
// statement that the first parser refused: once without the mistakes, which shows how far a plain
// parser reads, and once with them. It makes a tree of just enough detail to name what stands where
// it shouldn't. Speed doesn't matter here; what the messages say and where they point does.
//
// LIMIT: nesting too deep for the stack ends the search, and the plain "invalid syntax" remains.
#include "compiler/syntax_errors.h"

#include "compiler/syntax_grammar.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

#include <optional>
#include <string>
#include <vector>

namespace krait {
namespace {

using K = TokenKind;

// What a node is, as far as messages need to know. The texts are Python's names for expressions.
enum class Shape : uint8_t {
    Other,
    Token,
    Name,
    Constant,
    True,
    False,
    None,
    Ellipsis,
    Attribute,
    Subscript,
    Starred,
    List,
    Tuple,
    Lambda,
    Call,
    BoolOp,
    BinOp,
    UnaryOp,
    GeneratorExp,
    Yield,
    Await,
    ListComp,
    SetComp,
    DictComp,
    Dict,
    Set,
    JoinedStr,
    Compare,
    IfExp,
    NamedExpr,
    Seq,
    Args,
    Keyword,
    DoubleStarred,
    Clause,
    Pattern,
    Slice,
    Arg,
};

struct ShapeInfo {
    const char* action;
    Shape shape;
    const char* text;
};
constexpr ShapeInfo kShapes[] = {
    {"Name", Shape::Name, "name"},
    {"Constant", Shape::Constant, "literal"},
    {"True", Shape::True, "True"},
    {"False", Shape::False, "False"},
    {"None", Shape::None, "None"},
    {"Ellipsis", Shape::Ellipsis, "ellipsis"},
    {"Attribute", Shape::Attribute, "attribute"},
    {"Subscript", Shape::Subscript, "subscript"},
    {"Starred", Shape::Starred, "starred"},
    {"List", Shape::List, "list"},
    {"Tuple", Shape::Tuple, "tuple"},
    {"Lambda", Shape::Lambda, "lambda"},
    {"Call", Shape::Call, "function call"},
    {"BoolOp", Shape::BoolOp, "expression"},
    {"BinOp", Shape::BinOp, "expression"},
    {"UnaryOp", Shape::UnaryOp, "expression"},
    {"GeneratorExp", Shape::GeneratorExp, "generator expression"},
    {"Yield", Shape::Yield, "yield expression"},
    {"Await", Shape::Await, "await expression"},
    {"ListComp", Shape::ListComp, "list comprehension"},
    {"SetComp", Shape::SetComp, "set comprehension"},
    {"DictComp", Shape::DictComp, "dict comprehension"},
    {"Dict", Shape::Dict, "dict literal"},
    {"Set", Shape::Set, "set display"},
    {"JoinedStr", Shape::JoinedStr, "f-string expression"},
    {"Compare", Shape::Compare, "comparison"},
    {"IfExp", Shape::IfExp, "conditional expression"},
    {"NamedExpr", Shape::NamedExpr, "named expression"},
    {"Seq", Shape::Seq, ""},
    {"Args", Shape::Args, ""},
    {"Keyword", Shape::Keyword, ""},
    {"DoubleStarred", Shape::DoubleStarred, ""},
    {"Clause", Shape::Clause, ""},
    {"Pattern", Shape::Pattern, ""},
    {"Slice", Shape::Slice, ""},
    {"Arg", Shape::Arg, ""},
};

struct Node {
    Shape shape = Shape::Other;
    uint32_t first = 0; // tokens
    uint32_t last = 0;
    llvm::ArrayRef<Node*> kids;
};

// --- the grammar ------------------------------------------------------------------------------

enum class Op : uint8_t {
    Token,
    SoftKeyword,
    AnySoftKeyword,
    Rule,
    Group,
    Optional,
    Star,
    Plus,
    Gather,
    And,
    Not,
    Cut,
    Forced,
    NotEqualCheck,
};

struct Alternatives;

struct Item {
    Op op;
    char label = 0;
    K token = K::Error;
    uint32_t number = 0; // rule, or the atom of a soft keyword
    Alternatives* body = nullptr;
    Alternatives* separator = nullptr;
};

struct Alternative {
    std::vector<Item> items;
    std::string action;
    bool has_action = false;
    bool fold = false; // after `%`
};

struct Alternatives {
    std::vector<Alternative> list;
    bool has_folds = false;
};

struct Rule {
    std::string name;
    Alternatives* body = nullptr;
    bool keeps = false; // (m)
    bool invalid = false;
    // Python looks for this mistake in its first pass too: what it finds comes before all others.
    bool always = false;
};

class Grammar {
  public:
    Grammar() {
        tokens_["NAME"] = K::Name;
        tokens_["NUMBER"] = K::Number;
        tokens_["STRING"] = K::String;
        tokens_["FSTRING_START"] = K::FStringStart;
        tokens_["FSTRING_MIDDLE"] = K::FStringMiddle;
        tokens_["FSTRING_END"] = K::FStringEnd;
        tokens_["NEWLINE"] = K::Newline;
        tokens_["INDENT"] = K::Indent;
        tokens_["DEDENT"] = K::Dedent;
        tokens_["ENDMARKER"] = K::EndMarker;
        llvm::StringRef text = kSyntaxGrammar;
        // A rule begins at the start of a line and goes on over indented lines.
        while (!text.empty()) {
            size_t end = text.find('\n');
            while (end != llvm::StringRef::npos && end + 1 < text.size() &&
                   (text[end + 1] == ' ' || text[end + 1] == '\n'))
                end = text.find('\n', end + 1);
            llvm::StringRef rule = text.substr(0, end).trim();
            if (!rule.empty()) parseRule(rule);
            if (end == llvm::StringRef::npos) break;
            text = text.substr(end + 1);
        }
    }
    ~Grammar() {
        for (Alternatives* body : bodies_) delete body;
    }

    // The number of a rule that the grammar has.
    uint32_t find(llvm::StringRef name) const { return numbers_.find(name)->second; }

    std::vector<Rule> rules;

  private:
    uint32_t rule(llvm::StringRef name) {
        auto [it, inserted] = numbers_.try_emplace(name, static_cast<uint32_t>(rules.size()));
        if (inserted) {
            rules.emplace_back();
            rules.back().name = name.str();
            rules.back().invalid = name.starts_with("invalid_");
            rules.back().always = name == "invalid_double_starred_kvpairs" ||
                                  name == "invalid_kvpair" || name == "invalid_type_params";
        }
        return it->second;
    }

    void parseRule(llvm::StringRef text) {
        size_t colon = text.find(':');
        llvm::StringRef name = text.substr(0, colon);
        bool keeps = name.consume_back("(m)");
        uint32_t number = rule(name);
        rest_ = text.substr(colon + 1);
        Alternatives* body = parseAlternatives();
        KRAIT_ASSERT(rest_.empty());
        rules[number].body = body;
        rules[number].keeps = keeps;
    }

    void skip() { rest_ = rest_.ltrim(" \n"); }

    Alternatives* parseAlternatives() {
        auto* result = new Alternatives;
        bodies_.push_back(result);
        result->list.emplace_back();
        while (true) {
            skip();
            if (rest_.empty() || rest_[0] == ')' || rest_[0] == ']') return result;
            if (rest_[0] == '|' || rest_[0] == '%') {
                result->list.emplace_back();
                result->list.back().fold = rest_[0] == '%';
                result->has_folds |= rest_[0] == '%';
                rest_ = rest_.drop_front();
                continue;
            }
            Alternative& alternative = result->list.back();
            if (rest_[0] == '{') {
                // The text of a message may hold braces: it ends with the last one of its line.
                llvm::StringRef line = rest_.substr(0, rest_.find('\n'));
                size_t end = rest_[1] == '@' ? line.rfind('}') : line.find('}');
                alternative.action = line.slice(1, end).str();
                alternative.has_action = true;
                rest_ = rest_.substr(end + 1);
                continue;
            }
            alternative.items.push_back(parseItem());
        }
    }

    Item parseItem() {
        char label = 0;
        if (rest_.size() > 2 && rest_[1] == '=' && (rest_[0] == 'a' || rest_[0] == 'b')) {
            label = rest_[0];
            rest_ = rest_.drop_front(2);
        }
        Item item = parseSuffixed();
        item.label = label;
        return item;
    }

    Alternatives* wrap(Item item) {
        auto* body = new Alternatives;
        bodies_.push_back(body);
        body->list.emplace_back();
        body->list.back().items.push_back(item);
        return body;
    }

    Item parseSuffixed() {
        if (rest_.consume_front("&&")) {
            Item item = parseAtom();
            item.op = Op::Forced;
            return item;
        }
        if (rest_[0] == '&' || rest_[0] == '!') {
            Op op = rest_[0] == '&' ? Op::And : Op::Not;
            rest_ = rest_.drop_front();
            Item item{op};
            item.body = wrap(parseAtom());
            return item;
        }
        if (rest_.consume_front("~")) return Item{Op::Cut};
        if (rest_.consume_front("#noteq")) return Item{Op::NotEqualCheck};
        Item atom = parseAtom();
        if (rest_.consume_front("*")) {
            Item item{Op::Star};
            item.body = wrap(atom);
            return item;
        }
        if (rest_.consume_front("+")) {
            Item item{Op::Plus};
            item.body = wrap(atom);
            return item;
        }
        if (!rest_.empty() && rest_[0] == '.') {
            rest_ = rest_.drop_front();
            Item item{Op::Gather};
            item.separator = wrap(atom);
            item.body = wrap(parseAtom());
            rest_.consume_front("+");
            return item;
        }
        return atom;
    }

    Item parseAtom() {
        char c = rest_[0];
        if (c == '\'' || c == '"') {
            size_t end = rest_.find(c, 1);
            llvm::StringRef text = rest_.slice(1, end);
            rest_ = rest_.substr(end + 1);
            Item item{c == '"' ? Op::SoftKeyword : Op::Token};
            if (c == '"') {
                item.number = text == "match"  ? kSoftMatch
                              : text == "case" ? kSoftCase
                              : text == "type" ? kSoftType
                                               : kSoftUnderscore;
            } else {
                item.token = tokenOf(text);
            }
            return item;
        }
        if (c == '(' || c == '[') {
            rest_ = rest_.drop_front();
            Item item{c == '(' ? Op::Group : Op::Optional};
            item.body = parseAlternatives();
            rest_ = rest_.drop_front();
            return item;
        }
        size_t size = 0;
        while (size < rest_.size() && (llvm::isAlnum(rest_[size]) || rest_[size] == '_')) ++size;
        KRAIT_ASSERT(size != 0);
        llvm::StringRef word = rest_.substr(0, size);
        rest_ = rest_.substr(size);
        if (word == "SOFT_KEYWORD") return Item{Op::AnySoftKeyword};
        if (llvm::isUpper(word[0])) {
            Item item{Op::Token};
            item.token = tokens_.lookup(word);
            return item;
        }
        Item item{Op::Rule};
        item.number = rule(word);
        return item;
    }

    static K tokenOf(llvm::StringRef text) {
#define KRAIT_KEYWORD(Name, word)                                                                  \
    if (text == word) return K::Name;
#define KRAIT_OPERATOR(Name, py_name, word)                                                        \
    if (text == word) return K::Name;
#include "compiler/tokens.def"
        KRAIT_ASSERT(false);
        return K::Error;
    }

    llvm::StringRef rest_;
    llvm::StringMap<uint32_t> numbers_;
    llvm::StringMap<K> tokens_;
    std::vector<Alternatives*> bodies_;
};

// --- the parser -------------------------------------------------------------------------------

class Explainer {
  public:
    Explainer(Compilation& compilation, const Lexer& lexer, const Grammar& grammar)
        : compilation_(compilation), lexer_(lexer), tokens_(lexer.tokens()), grammar_(grammar) {}

    struct Raised {
        Diagnostic diagnostic;
        bool from_lexer = false;
        bool forced = false; // a token that has to follow doesn't: mistakes found later say more
    };

    // Parses from `start`; true if it got through.
    bool run(llvm::StringRef rule, uint32_t start, bool with_mistakes) {
        pos_ = start;
        fetched_ = start;
        with_mistakes_ = with_mistakes;
        stopped_ = false;
        memo_.clear();
        Node* node = nullptr;
        uint32_t number = grammar_.find(rule);
        // Statements before the failing one have been left out, so a file is read from here on.
        return parseRule(number, node) && !stopped_;
    }

    const std::optional<Raised>& raised() const { return raised_; }
    uint32_t lastFetched() const { return fetched_; }
    bool tooDeep() const { return too_deep_; }

    void raiseAt(uint32_t line, int column, uint32_t end_line, int end_column,
                 llvm::StringRef message, DiagnosticKind kind = DiagnosticKind::SyntaxError) {
        Raised raised;
        raised.diagnostic.kind = kind;
        raised.diagnostic.message = compilation_.arena.copy(message);
        raised.diagnostic.line = line;
        raised.diagnostic.column = column;
        raised.diagnostic.end_line = end_line;
        raised.diagnostic.end_column = end_column;
        raised.diagnostic.text = compilation_.lineText(line);
        // A line that Python's tokenizer has left behind comes without its end.
        if (lineOf(tokens_[fetched_]) > line)
            raised.diagnostic.text = raised.diagnostic.text.rtrim('\n');
        raised.diagnostic.while_parsing = compilation_.options.mode == CompileMode::File;
        raised_ = raised;
        stopped_ = true;
    }

    // From the start of one token to the end of another.
    void raiseRange(uint32_t first, uint32_t last, llvm::StringRef message,
                    DiagnosticKind kind = DiagnosticKind::SyntaxError) {
        const Token& from = tokens_[first];
        const Token& to = tokens_[last];
        int column = columnOf(from.line, from.col) + 1;
        int end_column = endOf(from, to) + 1;
        if (from.kind == K::EndMarker ||
            (from.kind == K::Dedent && from.offset == compilation_.source.size())) {
            // The end of the text belongs to its last line.
            uint32_t line = from.line;
            if (line > 1 && from.col == 0) --line;
            llvm::StringRef text = compilation_.lineText(line);
            int size = columnOf(line, static_cast<uint32_t>(text.size()));
            raiseAt(line, size + !text.ends_with("\n"), line, -1, message, kind);
            return;
        }
        if (from.kind == K::Newline && from.offset == compilation_.source.size()) {
            // A line that isn't completed ends nowhere.
            raiseAt(compilation_.source.empty() ? 0 : from.line, 0, to.end_line, 0, message, kind);
            return;
        }
        if (from.kind == K::Newline) column = columnOf(from.line, startOfNewline(from)) + 1;
        if (from.kind == K::Indent || from.kind == K::Dedent) {
            // These have no text: Python points at where its tokenizer stands.
            column = columnOf(from.line, from.col);
            end_column = -1;
        }
        if (to.kind == K::Newline) ++end_column;
        raiseAt(from.line, column, to.end_line, end_column, message, kind);
    }

    int endOf(const Token& from, const Token& to) const {
        if (from.line == to.end_line) return columnOf(to.end_line, to.end_col);
        return endColumnIn(compilation_.lineText(from.line), to.end_col) - 1;
    }

    // Up to where Python's tokenizer stands; that column it counts from 0.
    void raiseToHere(uint32_t first, llvm::StringRef message) {
        const Token& from = tokens_[first];
        const Token& to = tokens_[fetched_];
        int end_column = endOf(from, to) + (to.kind == K::Newline);
        raiseAt(from.line, columnOf(from.line, from.col) + 1, to.end_line, end_column, message);
    }

    // Where Python's tokenizer stands after a token: the end of the text belongs to the last line.
    uint32_t lineOf(const Token& token) const {
        bool at_end = token.offset == compilation_.source.size() && token.col == 0;
        return at_end && token.end_line > 1 ? token.end_line - 1 : token.end_line;
    }

    // A comment is part of the line's end.
    uint32_t startOfNewline(const Token& newline) const {
        uint32_t start = newline.col;
        if (&newline == tokens_.begin()) return start;
        const Token& before = *(&newline - 1);
        if (before.end_line != newline.line) return start;
        llvm::StringRef gap = compilation_.source.slice(
            newline.offset - newline.col + before.end_col, newline.offset);
        size_t comment = gap.find('#');
        return comment == llvm::StringRef::npos ? start
                                                : before.end_col + static_cast<uint32_t>(comment);
    }

    int columnOf(uint32_t line, uint32_t byte) const {
        llvm::StringRef text = compilation_.source.substr(lexer_.lineStart(line), byte);
        int count = 0;
        for (char c : text) count += (c & 0xC0) != 0x80;
        return count;
    }

  private:
    static constexpr uint32_t kFailed = UINT32_MAX;

    K look() {
        if (pos_ > fetched_) fetched_ = pos_;
        K kind = tokens_[pos_].kind;
        if (kind == K::Error && !stopped_) {
            Raised raised;
            raised.diagnostic = lexer_.error();
            raised.from_lexer = true;
            raised_ = raised;
            stopped_ = true;
        }
        return kind;
    }

    Node* make(Shape shape, uint32_t first, uint32_t last, llvm::ArrayRef<Node*> kids = {}) {
        Node* node = compilation_.arena.make<Node>();
        node->shape = shape;
        node->first = first;
        node->last = last;
        if (!kids.empty()) {
            Node** copy = compilation_.arena.makeArray<Node*>(kids.size());
            std::copy(kids.begin(), kids.end(), copy);
            node->kids = {copy, kids.size()};
        }
        return node;
    }

    bool parseRule(uint32_t number, Node*& node) {
        const Rule& rule = grammar_.rules[number];
        if (rule.invalid && !rule.always && !with_mistakes_) return false;
        if (compilation_.stackIsLow() || compilation_.arena.exhausted()) {
            too_deep_ = stopped_ = true;
            return false;
        }
        uint64_t key =
            (uint64_t{pos_} << 16 | number << 1) | (!rule.keeps && with_mistakes_ ? 1 : 0);
        auto found = memo_.find(key);
        if (found != memo_.end()) {
            if (found->second.end == kFailed) return false;
            pos_ = found->second.end;
            node = found->second.node;
            return true;
        }
        bool mistakes = with_mistakes_;
        if (rule.name == "expression_plain") with_mistakes_ = false;
        bool ok = rule.body->has_folds ? parseFolds(*rule.body, node)
                                       : parseAlternatives(*rule.body, node);
        with_mistakes_ = mistakes;
        if (stopped_) return false;
        memo_[key] = {ok ? pos_ : kFailed, node};
        return ok;
    }

    bool parseAlternatives(const Alternatives& body, Node*& node) {
        uint32_t start = pos_;
        for (const Alternative& alternative : body.list) {
            bool cut = false;
            pos_ = start;
            if (parseAlternative(alternative, start, nullptr, node, cut)) return true;
            if (stopped_ || cut) break;
        }
        pos_ = start;
        return false;
    }

    // base % tail % tail: the base once, then tails as long as one fits.
    bool parseFolds(const Alternatives& body, Node*& node) {
        uint32_t start = pos_;
        bool cut = false;
        if (!parseAlternative(body.list[0], start, nullptr, node, cut)) {
            pos_ = start;
            return false;
        }
        while (true) {
            uint32_t tail = pos_;
            bool grown = false;
            for (size_t i = 1; i < body.list.size() && !grown; ++i) {
                pos_ = tail;
                Node* next = nullptr;
                grown = parseAlternative(body.list[i], start, node, next, cut);
                if (stopped_) return false;
                if (grown) node = next;
            }
            if (!grown) {
                pos_ = tail;
                return true;
            }
        }
    }

    bool parseAlternative(const Alternative& alternative, uint32_t start, Node* left, Node*& node,
                          bool& cut) {
        llvm::SmallVector<Node*, 6> results;
        Node* a = nullptr;
        Node* b = nullptr;
        uint32_t consuming = 0;
        for (const Item& item : alternative.items) {
            Node* result = nullptr;
            if (item.op == Op::Cut) {
                cut = true;
                continue;
            }
            if (!parseItem(item, result) || stopped_) return false;
            if (item.op == Op::And || item.op == Op::Not || item.op == Op::NotEqualCheck) continue;
            ++consuming;
            if (result) results.push_back(result);
            if (item.label == 'a') a = result;
            if (item.label == 'b') b = result;
        }
        if (alternative.has_action)
            return act(alternative.action, start, left, results, a, b, node);
        if (consuming == 1 && results.size() == 1 && !left) {
            node = results[0];
            return true;
        }
        node = make(Shape::Other, start, pos_ > start ? pos_ - 1 : start, results);
        return true;
    }

    bool act(llvm::StringRef action, uint32_t start, Node* left, llvm::ArrayRef<Node*> results,
             Node* a, Node* b, Node*& node) {
        if (action[0] == '=') {
            node = action[1] == 'a' ? a : b;
            return true;
        }
        if (action[0] == '@') {
            raise(action.drop_front(), a, b);
            return false;
        }
        if (action[0] == '#') return check(action.drop_front(), a, b);
        llvm::SmallVector<Node*, 8> kids;
        if (left) kids.push_back(left);
        for (Node* result : results) {
            if (result->shape == Shape::Seq || result->shape == Shape::Other)
                flatten(result, kids);
            else if (result->shape != Shape::Token)
                kids.push_back(result);
        }
        for (const ShapeInfo& info : kShapes)
            if (action == info.action) {
                if (info.shape == Shape::Attribute && start == pos_ - 1) {
                    node = make(Shape::Name, start, start); // name_or_attr without a dot
                    return true;
                }
                node = make(info.shape, start, pos_ - 1, kids);
                return true;
            }
        KRAIT_ASSERT(false);
        return false;
    }

    static void flatten(Node* node, llvm::SmallVectorImpl<Node*>& out) {
        for (Node* kid : node->kids) {
            if (kid->shape == Shape::Seq || kid->shape == Shape::Other)
                flatten(kid, out);
            else if (kid->shape != Shape::Token)
                out.push_back(kid);
        }
    }

    bool parseToken(K kind, Node*& node) {
        if (look() != kind || stopped_) return false;
        node = make(kind == K::Name ? Shape::Name : Shape::Token, pos_, pos_);
        ++pos_;
        return true;
    }

    bool parseItem(const Item& item, Node*& node) {
        uint32_t start = pos_;
        switch (item.op) {
        case Op::Token:
            return parseToken(item.token, node);
        case Op::SoftKeyword:
            if (look() != K::Name || tokens_[pos_].atom != item.number) return false;
            node = make(Shape::Name, pos_, pos_);
            ++pos_;
            return true;
        case Op::AnySoftKeyword:
            if (look() != K::Name || tokens_[pos_].atom < kSoftUnderscore ||
                tokens_[pos_].atom > kSoftType)
                return false;
            ++pos_;
            return true;
        case Op::Forced:
            if (parseToken(item.token, node)) return true;
            if (!stopped_) {
                llvm::SmallString<32> message("expected '");
                message += tokenText(item.token);
                message += "'";
                raiseRange(pos_, pos_, message);
                raised_->forced = true;
            }
            return false;
        case Op::Rule:
            return parseRule(item.number, node);
        case Op::Group:
            return parseAlternatives(*item.body, node);
        case Op::Optional:
            if (!parseAlternatives(*item.body, node)) pos_ = start;
            return !stopped_;
        case Op::Star:
        case Op::Plus:
        case Op::Gather:
            return parseRepeated(item, node);
        case Op::And:
        case Op::Not: {
            Node* ignored = nullptr;
            bool ok = parseAlternatives(*item.body, ignored);
            pos_ = start;
            if (stopped_) return false;
            return ok == (item.op == Op::And);
        }
        case Op::NotEqualCheck: {
            if (look() != K::NotEqual) return !stopped_;
            bool old_style = lexer_.text(tokens_[pos_])[0] == '<';
            return old_style == compilation_.options.future_barry_as_flufl;
        }
        case Op::Cut:
            return true;
        }
        return false;
    }

    bool parseRepeated(const Item& item, Node*& node) {
        uint32_t start = pos_;
        llvm::SmallVector<Node*, 8> results;
        bool any = false;
        while (true) {
            uint32_t before = pos_;
            Node* ignored = nullptr;
            if (any && item.separator && !parseAlternatives(*item.separator, ignored)) {
                pos_ = before;
                break;
            }
            Node* result = nullptr;
            if (stopped_ || !parseAlternatives(*item.body, result)) {
                pos_ = before;
                break;
            }
            any = true;
            if (result) results.push_back(result);
            if (pos_ == before) break;
        }
        if (stopped_ || (!any && item.op != Op::Star)) return false;
        if (results.size() == 1)
            node = results[0];
        else if (!results.empty())
            node = make(Shape::Seq, start, pos_ - 1, results);
        return true;
    }

    // --- messages -----------------------------------------------------------------------------

    const char* describe(const Node* node) const {
        if (node->shape == Shape::Constant) return "literal";
        for (const ShapeInfo& info : kShapes)
            if (info.shape == node->shape) return info.text;
        return "expression";
    }

    // Where a list of nodes ends, or a comprehension's clauses.
    static uint32_t lastToken(const Node* node) {
        if (node->shape == Shape::Seq && !node->kids.empty()) return lastToken(node->kids.back());
        return node->last;
    }

    void raise(llvm::StringRef spec, Node* a, Node* b) {
        size_t space = spec.find(' ');
        llvm::StringRef place = spec.substr(0, space);
        llvm::StringRef text = spec.substr(space + 1);
        llvm::SmallString<128> message;
        for (size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '%' && i + 1 < text.size() && a) {
                char what = text[++i];
                if (what == 'n') message += describe(a);
                if (what == 'd') message += llvm::utostr(tokens_[a->first].line);
                if (what == 't') message += tokenText(tokens_[a->first].kind);
                continue;
            }
            message.push_back(text[i]);
        }
        if (place.empty()) {
            raiseRange(fetched_, fetched_, message);
        } else if (place == "i") {
            raiseRange(fetched_, fetched_, message, DiagnosticKind::IndentationError);
        } else if (place == "^") {
            look();
            if (!stopped_) raiseRange(pos_, pos_, message);
        } else if (place == "a") {
            raiseRange(a->first, a->last, message);
        } else if (place == "a>") {
            raiseToHere(a->first, message);
        } else if (place == "a-b") {
            raiseRange(a->first, lastToken(b), message);
        } else {
            raiseRange(a->first, lastToken(a), message); // a-a
        }
    }

    enum class Targets { Star, Del, For };

    // The part of an expression that cannot be assigned to or deleted; null if all can.
    const Node* invalidTarget(const Node* node, Targets targets) const {
        switch (node->shape) {
        case Shape::List:
        case Shape::Tuple:
            for (const Node* kid : node->kids)
                if (const Node* bad = invalidTarget(kid, targets)) return bad;
            return nullptr;
        case Shape::Starred:
            if (targets == Targets::Del) return node;
            return node->kids.empty() ? node : invalidTarget(node->kids[0], targets);
        case Shape::Compare:
            if (targets == Targets::For) {
                // `for x in y`: the comparison is the loop's own `in`.
                const Node* left = node->kids[0];
                if (tokens_[left->last + 1].kind == K::KwIn || followedByIn(left))
                    return invalidTarget(left, targets);
                return nullptr;
            }
            return node;
        case Shape::Name:
        case Shape::Subscript:
        case Shape::Attribute:
            return nullptr;
        default:
            return node;
        }
    }
    bool followedByIn(const Node* left) const {
        uint32_t at = left->last + 1;
        while (tokens_[at].kind == K::RightParen) ++at;
        return tokens_[at].kind == K::KwIn;
    }

    bool raiseTarget(Node* a, Targets targets) {
        const Node* bad = invalidTarget(a, targets);
        if (!bad) {
            if (targets == Targets::For) return false;
            raiseRange(fetched_, fetched_, "invalid syntax");
            return false;
        }
        llvm::SmallString<64> message(targets == Targets::Del ? "cannot delete "
                                                              : "cannot assign to ");
        message += describe(bad);
        raiseRange(bad->first, bad->last, message);
        return false;
    }

    bool isLegacy(const Node* node) const {
        if (node->shape != Shape::Name) return false;
        uint32_t atom = tokens_[node->first].atom;
        return atom == kSoftPrint || atom == kSoftExec;
    }

    // The mistakes that take more than a message. False in any case, raised or not.
    bool check(llvm::StringRef word, Node* a, Node* b) {
        if (word == "star_target") return raiseTarget(a, Targets::Star);
        if (word == "del_target") return raiseTarget(a, Targets::Del);
        if (word == "for_target") return raiseTarget(a, Targets::For);
        if (word == "legacy") {
            if (!isLegacy(a)) return false;
            llvm::StringRef name = lexer_.text(tokens_[a->first]);
            llvm::SmallString<96> message("Missing parentheses in call to '");
            message += name;
            message += "'. Did you mean ";
            message += name;
            message += "(...)?";
            raiseRange(a->first, b->last, message);
            return false;
        }
        if (word == "forgot_comma") {
            if (isLegacy(a) || tokens_[pos_ - 1].level == 0) return false;
            raiseRange(a->first, b->last, "invalid syntax. Perhaps you forgot a comma?");
            return false;
        }
        if (word == "colon_after_key") {
            const Token& last = tokens_[a->last];
            int column = columnOf(last.end_line, last.end_col);
            raiseAt(tokens_[a->first].line, column, last.end_line, 0,
                    "':' expected after dictionary key");
            return false;
        }
        if (word == "argument_order") {
            bool unpacking = false;
            for (const Node* kid : a->kids) unpacking |= kid->shape == Shape::DoubleStarred;
            raiseRange(fetched_, fetched_,
                       unpacking ? "positional argument follows keyword argument unpacking"
                                 : "positional argument follows keyword argument");
            return false;
        }
        if (word == "genexp_in_call") {
            // The last argument is the one that the clauses belong to.
            uint32_t positional = 0;
            const Node* last = nullptr;
            for (const Node* kid : a->kids)
                if (kid->shape != Shape::Keyword && kid->shape != Shape::DoubleStarred) {
                    ++positional;
                    last = kid;
                }
            if (positional <= 1) return false;
            raiseRange(last->first, lastToken(b), "Generator expression must be parenthesized");
            return false;
        }
        if (word == "type_var_tuple_bound" || word == "param_spec_bound") {
            llvm::SmallString<64> message(b->shape == Shape::Tuple ? "cannot use constraints with "
                                                                   : "cannot use bound with ");
            message += word == "param_spec_bound" ? "ParamSpec" : "TypeVarTuple";
            raiseToHere(a->first, message);
            return false;
        }
        KRAIT_ASSERT(false);
        return false;
    }

    struct Memo {
        uint32_t end;
        Node* node;
    };

    Compilation& compilation_;
    const Lexer& lexer_;
    llvm::ArrayRef<Token> tokens_;
    const Grammar& grammar_;
    uint32_t pos_ = 0;
    uint32_t fetched_ = 0;
    bool with_mistakes_ = false;
    bool stopped_ = false;
    bool too_deep_ = false;
    std::optional<Raised> raised_;
    llvm::DenseMap<uint64_t, Memo> memo_;
};

} // namespace

void explainSyntaxError(Compilation& compilation, const Lexer& lexer, uint32_t failed_at,
                        uint32_t statement) {
    if (compilation.failed()) return;
    llvm::ArrayRef<Token> tokens = lexer.tokens();
    // Read once: a program that compiles text on trial has many errors explained.
    static const Grammar grammar;
    Explainer explainer(compilation, lexer, grammar);
    llvm::StringRef start_rule = "file";
    if (compilation.options.mode == CompileMode::Eval) start_rule = "eval";
    if (compilation.options.mode == CompileMode::Single) start_rule = "interactive";

    explainer.run(start_rule, statement, false);
    uint32_t last = explainer.lastFetched();
    if (last < failed_at && explainer.tooDeep()) last = failed_at;
    if (compilation.options.allow_incomplete_input) {
        // More lines may complete a text that was read to its end.
        uint32_t end = last;
        while (tokens[end].kind == K::Dedent) ++end;
        bool at_end = tokens[end].kind == K::EndMarker;
        if (tokens[last].kind == K::Error)
            at_end =
                lexer.endedInTripleQuote() || lexer.endedInContinuation() || lexer.endedInBracket();
        if (at_end) {
            Diagnostic error;
            error.kind = DiagnosticKind::IncompleteInput;
            error.message = "incomplete input";
            error.line = error.end_line = tokens[last].line;
            error.column = explainer.columnOf(tokens[last].line, tokens[last].col) + 1;
            error.end_column = error.column;
            error.text = compilation.lineText(error.line);
            compilation.diagnostics.setError(error);
            return;
        }
    }
    bool lexer_stopped = explainer.raised() && explainer.raised()->from_lexer;
    bool explained = explainer.raised() && !lexer_stopped && !explainer.raised()->forced;
    if (!explained) explainer.run(start_rule, statement, true);
    uint32_t read_line = tokens[std::max(last, explainer.lastFetched())].line;
    auto lexerErrorCounts = [&] {
        // An error of the lexer anywhere in the text is more to the point than a guess here; but
        // a bracket that was never closed only if it was opened before.
        if (!lexer.hasError() || lexer_stopped) return false;
        if (lexer.endedInBracket())
            return !lexer.endedInFString() && read_line > lexer.error().line;
        return lexer.errorIsImmediate();
    };
    if (explainer.raised()) {
        const auto& raised = *explainer.raised();
        if (!raised.from_lexer && lexerErrorCounts())
            compilation.diagnostics.setError(lexer.error());
        else
            compilation.diagnostics.setError(raised.diagnostic);
        return;
    }
    const Token& token = tokens[last];
    if (token.kind == K::Error) {
        compilation.diagnostics.setError(lexer.error());
        return;
    }
    if (token.kind == K::Indent || token.kind == K::Dedent) {
        explainer.raiseRange(last, last,
                             token.kind == K::Indent ? "unexpected indent" : "unexpected unindent",
                             DiagnosticKind::IndentationError);
    } else {
        explainer.raiseRange(last, last, "invalid syntax");
        if (token.kind == K::EndMarker) {
            uint32_t line = compilation.source.empty() ? 0 : explainer.raised()->diagnostic.line;
            explainer.raiseAt(line, 0, line, 0, "invalid syntax");
        }
        if (lexerErrorCounts()) {
            compilation.diagnostics.setError(lexer.error());
            return;
        }
    }
    compilation.diagnostics.setError(explainer.raised()->diagnostic);
}

} // namespace krait
