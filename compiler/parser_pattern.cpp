// The match statement and its patterns.
#include "compiler/parser_impl.h"

namespace krait {

using namespace ast;

using K = TokenKind;

// `match` begins a statement if its logical line ends with a colon and a case follows: no other
// statement that begins with the name `match` has that shape.
bool Parser::atMatchStatement() const {
    K next = tokens_[pos_ + 1].kind;
    if (next == K::Equal || next == K::Dot || next == K::Comma || next == K::Newline ||
        next == K::RightParen || next == K::Colon || isAugmentedAssignment(next))
        return false;
    uint32_t at = pos_ + 1;
    while (tokens_[at].kind != K::Newline) {
        if (tokens_[at].kind == K::EndMarker || tokens_[at].kind == K::Error) return false;
        ++at;
    }
    return tokens_[at - 1].kind == K::Colon && tokens_[at + 1].kind == K::Indent &&
           tokens_[at + 2].kind == K::Name && tokens_[at + 2].atom == kSoftCase;
}

Stmt* Parser::parseMatch() {
    if (!supports(10, "Pattern matching is")) return nullptr;
    auto* match = node<Match>(pos_);
    advance();
    uint32_t start = pos_;
    Expr* subject = parseStarNamedExpression();
    if (!subject) return nullptr;
    if (kind() == K::Comma) {
        size_t base = stack_.size();
        stack_.push_back(subject);
        while (accept(K::Comma) && atExpressionStart()) {
            Expr* next = parseStarNamedExpression();
            if (!next) return nullptr;
            stack_.push_back(next);
        }
        auto* tuple = node<Tuple>(start);
        tuple->elts = list<Expr>(base);
        subject = finish(tuple);
    } else if (subject->kind == Kind::Starred) {
        return fail();
    }
    match->subject = subject;
    if (!expect(K::Colon) || !expect(K::Newline) || !expect(K::Indent)) return nullptr;
    size_t base = stack_.size();
    do {
        if (!isSoft(kSoftCase)) return fail();
        advance();
        auto* arm = arena_.make<MatchCase>();
        arm->pattern = parsePatterns();
        if (!arm->pattern) return nullptr;
        if (accept(K::KwIf)) {
            arm->guard = parseNamedExpression();
            if (!arm->guard) return nullptr;
        }
        if (!expect(K::Colon) || !parseBlock(arm->body)) return nullptr;
        stack_.push_back(arm);
    } while (kind() != K::Dedent);
    advance();
    match->cases = list<MatchCase>(base);
    return finishBlock(match);
}

Pattern* Parser::parsePatterns() {
    uint32_t start = pos_;
    Pattern* first = parseMaybeStarPattern();
    if (!first) return nullptr;
    if (kind() != K::Comma) return first->kind == Kind::MatchStar ? fail() : first;
    size_t base = stack_.size();
    stack_.push_back(first);
    while (accept(K::Comma) && kind() != K::Colon && kind() != K::KwIf) {
        Pattern* next = parseMaybeStarPattern();
        if (!next) return nullptr;
        stack_.push_back(next);
    }
    auto* sequence = node<MatchSequence>(start);
    sequence->patterns = list<Pattern>(base);
    return finish(sequence);
}

Pattern* Parser::parseMaybeStarPattern() {
    if (kind() != K::Star) return parsePattern();
    auto* star = node<MatchStar>(pos_);
    advance();
    if (isSoft(kSoftUnderscore)) {
        advance();
    } else {
        star->name = parseName();
        if (!star->name) return nullptr;
    }
    return finish(star);
}

Pattern* Parser::parsePattern() {
    if (!compilation_.guard()) return nullptr;
    uint32_t start = pos_;
    Pattern* pattern = parseOrPattern();
    if (!pattern || !accept(K::KwAs)) return pattern;
    auto* as = node<MatchAs>(start);
    as->pattern = pattern;
    if (isSoft(kSoftUnderscore)) return fail();
    as->name = parseName();
    if (!as->name || kind() == K::Dot || kind() == K::LeftParen || kind() == K::Equal)
        return fail();
    return finish(as);
}

Pattern* Parser::parseOrPattern() {
    uint32_t start = pos_;
    Pattern* first = parseClosedPattern();
    if (!first || kind() != K::VerticalBar) return first;
    size_t base = stack_.size();
    stack_.push_back(first);
    while (accept(K::VerticalBar)) {
        Pattern* next = parseClosedPattern();
        if (!next) return nullptr;
        stack_.push_back(next);
    }
    auto* result = node<MatchOr>(start);
    result->patterns = list<Pattern>(base);
    return finish(result);
}

Expr* Parser::parseNameOrAttr() {
    uint32_t start = pos_;
    auto* name = node<Name>(start);
    name->id = parseName();
    if (!name->id) return nullptr;
    Expr* value = finish(name);
    while (accept(K::Dot)) {
        auto* attribute = node<Attribute>(start);
        attribute->value = value;
        attribute->attr = parseName();
        if (!attribute->attr) return nullptr;
        value = finish(attribute);
    }
    return value;
}

// A number with an optional sign, possibly complex, or a string; also None, True and False as keys.
Expr* Parser::parseLiteralPattern() {
    uint32_t start = pos_;
    switch (kind()) {
    case K::String:
    case K::FStringStart:
        return parseStrings();
    case K::KwNone:
    case K::KwTrue:
    case K::KwFalse:
        return parseAtom();
    case K::Minus:
    case K::Number:
        break;
    default:
        return fail();
    }
    bool negative = accept(K::Minus);
    uint32_t number_token = pos_;
    Expr* value = kind() == K::Number ? parseNumber() : fail();
    if (!value) return nullptr;
    bool real = cast<Constant>(value)->value.kind != ConstantValue::Kind::Complex;
    if (negative) {
        auto* unary = node<UnaryOp>(start);
        unary->op = UnaryOperator::USub;
        unary->operand = value;
        value = finish(unary);
    }
    if (kind() != K::Plus && kind() != K::Minus) return value;
    if (!real)
        return error("real number required in complex literal", tokens_[number_token],
                     tokens_[number_token]);
    auto* sum = node<BinOp>(start);
    sum->op = kind() == K::Plus ? BinaryOperator::Add : BinaryOperator::Sub;
    advance();
    sum->left = value;
    uint32_t imaginary_token = pos_;
    Expr* imaginary = kind() == K::Number ? parseNumber() : fail();
    if (!imaginary) return nullptr;
    if (cast<Constant>(imaginary)->value.kind != ConstantValue::Kind::Complex)
        return error("imaginary number required in complex literal", tokens_[imaginary_token],
                     tokens_[imaginary_token]);
    sum->right = imaginary;
    return finish(sum);
}

Pattern* Parser::parseClosedPattern() {
    uint32_t start = pos_;
    switch (kind()) {
    case K::Name: {
        K next = tokens_[pos_ + 1].kind;
        if (next == K::Dot || next == K::LeftParen) {
            Expr* value = parseNameOrAttr();
            if (!value) return nullptr;
            if (kind() == K::LeftParen) return parseClassPattern(start, value);
            if (kind() == K::Equal) return fail();
            auto* result = node<MatchValue>(start);
            result->value = value;
            return finish(result);
        }
        if (next == K::Equal) return fail();
        auto* capture = node<MatchAs>(start);
        if (!isSoft(kSoftUnderscore)) capture->name = atom(token());
        advance();
        return finish(capture);
    }
    case K::KwNone:
    case K::KwTrue:
    case K::KwFalse: {
        auto* singleton = node<MatchSingleton>(start);
        singleton->value.kind = kind() == K::KwNone   ? ConstantValue::Kind::None
                                : kind() == K::KwTrue ? ConstantValue::Kind::True
                                                      : ConstantValue::Kind::False;
        advance();
        return finish(singleton);
    }
    case K::LeftParen:
    case K::LeftBracket:
        return parseSequencePattern();
    case K::LeftBrace:
        return parseMappingPattern();
    default: {
        auto* result = node<MatchValue>(start);
        result->value = parseLiteralPattern();
        return result->value ? finish(result) : nullptr;
    }
    }
}

// [..] and (..) are sequences; (p) is p itself.
Pattern* Parser::parseSequencePattern() {
    uint32_t start = pos_;
    bool group = kind() == K::LeftParen;
    K close = group ? K::RightParen : K::RightBracket;
    advance();
    size_t base = stack_.size();
    bool comma = false;
    while (kind() != close) {
        Pattern* item = parseMaybeStarPattern();
        if (!item) return nullptr;
        stack_.push_back(item);
        comma = accept(K::Comma);
        if (!comma) break;
    }
    if (!expect(close)) return nullptr;
    if (group && !comma && stack_.size() == base + 1) {
        auto* item = static_cast<Pattern*>(stack_.back());
        stack_.truncate(base);
        return item->kind == Kind::MatchStar ? fail() : item;
    }
    auto* sequence = node<MatchSequence>(start);
    sequence->patterns = list<Pattern>(base);
    return finish(sequence);
}

Pattern* Parser::parseMappingPattern() {
    auto* mapping = node<MatchMapping>(pos_);
    advance();
    llvm::SmallVector<void*, 8> keys;
    size_t base = stack_.size();
    while (kind() != K::RightBrace) {
        if (accept(K::DoubleStar)) {
            if (isSoft(kSoftUnderscore)) return fail();
            mapping->rest = parseName();
            if (!mapping->rest) return nullptr;
            accept(K::Comma);
            break;
        }
        Expr* key;
        if (kind() == K::Name) {
            key = parseNameOrAttr();
            if (key && key->kind != Kind::Attribute) return fail();
        } else {
            key = parseLiteralPattern();
        }
        if (!key || !expect(K::Colon)) return nullptr;
        keys.push_back(key);
        Pattern* value = parsePattern();
        if (!value) return nullptr;
        stack_.push_back(value);
        if (!accept(K::Comma)) break;
    }
    if (!expect(K::RightBrace)) return nullptr;
    mapping->patterns = list<Pattern>(base);
    for (void* key : keys) stack_.push_back(key);
    mapping->keys = list<Expr>(base);
    return finish(mapping);
}

Pattern* Parser::parseClassPattern(uint32_t start, Expr* cls) {
    auto* result = node<MatchClass>(start);
    result->cls = cls;
    advance();
    llvm::SmallVector<Pattern*, 4> keyword_patterns;
    llvm::SmallVector<const Atom*, 4> names;
    size_t base = stack_.size();
    while (kind() != K::RightParen) {
        if (kind() == K::Name && tokens_[pos_ + 1].kind == K::Equal) {
            names.push_back(atom(token()));
            pos_ += 2;
            Pattern* value = parsePattern();
            if (!value) return nullptr;
            keyword_patterns.push_back(value);
        } else {
            if (!names.empty()) return fail();
            Pattern* value = parsePattern();
            if (!value) return nullptr;
            stack_.push_back(value);
        }
        if (!accept(K::Comma)) break;
    }
    if (!expect(K::RightParen)) return nullptr;
    result->patterns = list<Pattern>(base);
    result->kwd_attrs.count = result->kwd_patterns.count = names.size();
    result->kwd_attrs.items = arena_.makeArray<const Atom*>(names.size());
    result->kwd_patterns.items = arena_.makeArray<Pattern*>(names.size());
    std::copy(names.begin(), names.end(), result->kwd_attrs.items);
    std::copy(keyword_patterns.begin(), keyword_patterns.end(), result->kwd_patterns.items);
    return finish(result);
}

} // namespace krait
