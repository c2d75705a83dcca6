// Expressions. The functions follow the grammar's levels from the loosest to the tightest.
#include "compiler/parser_impl.h"

#include <array>

namespace krait {

using namespace ast;

namespace {

using K = TokenKind;

struct BinaryInfo {
    uint8_t precedence = 0; // 0: not a binary operator
    BinaryOperator op = BinaryOperator::Add;
};

constexpr auto kBinary = [] {
    std::array<BinaryInfo, 256> table{};
    auto set = [&](K kind, uint8_t precedence, BinaryOperator op) {
        table[static_cast<size_t>(kind)] = {precedence, op};
    };
    set(K::VerticalBar, 1, BinaryOperator::BitOr);
    set(K::Circumflex, 2, BinaryOperator::BitXor);
    set(K::Ampersand, 3, BinaryOperator::BitAnd);
    set(K::LeftShift, 4, BinaryOperator::LShift);
    set(K::RightShift, 4, BinaryOperator::RShift);
    set(K::Plus, 5, BinaryOperator::Add);
    set(K::Minus, 5, BinaryOperator::Sub);
    set(K::Star, 6, BinaryOperator::Mult);
    set(K::Slash, 6, BinaryOperator::Div);
    set(K::DoubleSlash, 6, BinaryOperator::FloorDiv);
    set(K::Percent, 6, BinaryOperator::Mod);
    set(K::At, 6, BinaryOperator::MatMult);
    return table;
}();
constexpr int kBitOrPrecedence = 1;

constexpr auto kStartsExpression = [] {
    std::array<bool, 256> table{};
    for (K kind : {K::Name, K::Number, K::String, K::FStringStart, K::LeftParen, K::LeftBracket,
                   K::LeftBrace, K::Minus, K::Plus, K::Tilde, K::Star, K::Ellipsis, K::KwNot,
                   K::KwLambda, K::KwAwait, K::KwNone, K::KwTrue, K::KwFalse})
        table[static_cast<size_t>(kind)] = true;
    return table;
}();

} // namespace

bool Parser::atExpressionStart() const {
    return kStartsExpression[static_cast<size_t>(kind())];
}

// --- lists of expressions ---------------------------------------------------------------------

Expr* Parser::parseStarExpressions() {
    uint32_t start = pos_;
    Expr* first = parseStarExpression();
    if (!first || kind() != K::Comma) return first;
    size_t base = stack_.size();
    stack_.push_back(first);
    while (accept(K::Comma) && atExpressionStart()) {
        Expr* next = parseStarExpression();
        if (!next) return nullptr;
        stack_.push_back(next);
    }
    auto* tuple = node<Tuple>(start);
    tuple->elts = list<Expr>(base);
    return finish(tuple);
}

Expr* Parser::parseStarExpression() {
    if (kind() != K::Star) return parseExpression();
    auto* starred = node<Starred>(pos_);
    advance();
    starred->value = parseBinary(kBitOrPrecedence);
    return starred->value ? finish(starred) : nullptr;
}

Expr* Parser::parseStarNamedExpression() {
    if (kind() == K::Star) return parseStarExpression();
    return parseNamedExpression();
}

Expr* Parser::parseExpressions() {
    uint32_t start = pos_;
    Expr* first = parseExpression();
    if (!first || kind() != K::Comma) return first;
    size_t base = stack_.size();
    stack_.push_back(first);
    while (accept(K::Comma) && atExpressionStart()) {
        Expr* next = parseExpression();
        if (!next) return nullptr;
        stack_.push_back(next);
    }
    auto* tuple = node<Tuple>(start);
    tuple->elts = list<Expr>(base);
    return finish(tuple);
}

Expr* Parser::parseNamedExpression() {
    uint32_t start = pos_;
    if (kind() == K::Name && tokens_[pos_ + 1].kind == K::ColonEqual) {
        if (!supports(8, "Assignment expressions are")) return nullptr;
        auto* named = node<NamedExpr>(start);
        auto* target = node<Name>(start);
        target->id = atom(token());
        target->ctx = ExprContext::Store;
        advance();
        finish(target);
        advance();
        named->target = target;
        named->value = parseExpression();
        return named->value ? finish(named) : nullptr;
    }
    Expr* value = parseExpression();
    if (value && kind() == K::ColonEqual) return fail();
    return value;
}

Expr* Parser::parseAnnotatedRhs() {
    return kind() == K::KwYield ? parseYield() : parseStarExpressions();
}

Expr* Parser::parseYield() {
    uint32_t start = pos_;
    advance();
    if (accept(K::KwFrom)) {
        auto* yield = node<YieldFrom>(start);
        yield->value = parseExpression();
        return yield->value ? finish(yield) : nullptr;
    }
    auto* yield = node<Yield>(start);
    if (atExpressionStart()) {
        yield->value = parseStarExpressions();
        if (!yield->value) return nullptr;
    }
    return finish(yield);
}

// --- operators --------------------------------------------------------------------------------

Expr* Parser::parseExpression() {
    if (!compilation_.guard()) return nullptr;
    if (kind() == K::KwLambda) return parseLambda();
    uint32_t start = pos_;
    Expr* body = parseDisjunction();
    if (!body || kind() != K::KwIf) return body;
    advance();
    auto* conditional = node<IfExp>(start);
    conditional->body = body;
    conditional->test = parseDisjunction();
    if (!conditional->test || !expect(K::KwElse)) return nullptr;
    conditional->orelse = parseExpression();
    return conditional->orelse ? finish(conditional) : nullptr;
}

Expr* Parser::parseDisjunction() {
    uint32_t start = pos_;
    Expr* first = parseConjunction();
    if (!first || kind() != K::KwOr) return first;
    size_t base = stack_.size();
    stack_.push_back(first);
    while (accept(K::KwOr)) {
        Expr* next = parseConjunction();
        if (!next) return nullptr;
        stack_.push_back(next);
    }
    auto* result = node<BoolOp>(start);
    result->op = BoolOperator::Or;
    result->values = list<Expr>(base);
    return finish(result);
}

Expr* Parser::parseConjunction() {
    uint32_t start = pos_;
    Expr* first = parseInversion();
    if (!first || kind() != K::KwAnd) return first;
    size_t base = stack_.size();
    stack_.push_back(first);
    while (accept(K::KwAnd)) {
        Expr* next = parseInversion();
        if (!next) return nullptr;
        stack_.push_back(next);
    }
    auto* result = node<BoolOp>(start);
    result->op = BoolOperator::And;
    result->values = list<Expr>(base);
    return finish(result);
}

Expr* Parser::parseInversion() {
    if (kind() != K::KwNot) return parseComparison();
    if (!compilation_.guard()) return nullptr;
    auto* result = node<UnaryOp>(pos_);
    advance();
    result->op = UnaryOperator::Not;
    result->operand = parseInversion();
    return result->operand ? finish(result) : nullptr;
}

Expr* Parser::parseComparison() {
    uint32_t start = pos_;
    Expr* left = parseBinary(kBitOrPrecedence);
    if (!left) return nullptr;
    auto operatorHere = [&](CompareOperator& op) {
        switch (kind()) {
        case K::EqualEqual:
            op = CompareOperator::Eq;
            break;
        case K::NotEqual:
            // `<>` is a token only for the joke of PEP 401, and that swaps the two.
            if ((lexer_.text(token())[0] == '<') != compilation_.options.future_barry_as_flufl)
                return false;
            op = CompareOperator::NotEq;
            break;
        case K::Less:
            op = CompareOperator::Lt;
            break;
        case K::LessEqual:
            op = CompareOperator::LtE;
            break;
        case K::Greater:
            op = CompareOperator::Gt;
            break;
        case K::GreaterEqual:
            op = CompareOperator::GtE;
            break;
        case K::KwIn:
            op = CompareOperator::In;
            break;
        case K::KwIs:
            op = CompareOperator::Is;
            if (peek(1) == K::KwNot) {
                advance();
                op = CompareOperator::IsNot;
            }
            break;
        case K::KwNot:
            if (peek(1) != K::KwIn) return false;
            advance();
            op = CompareOperator::NotIn;
            break;
        default:
            return false;
        }
        advance();
        return true;
    };
    CompareOperator op;
    if (!operatorHere(op)) return left;
    size_t base = stack_.size();
    llvm::SmallVector<CompareOperator, 4> ops;
    do {
        ops.push_back(op);
        Expr* right = parseBinary(kBitOrPrecedence);
        if (!right) return nullptr;
        stack_.push_back(right);
    } while (operatorHere(op));
    auto* compare = node<Compare>(start);
    compare->left = left;
    compare->ops.count = ops.size();
    compare->ops.items = arena_.makeArray<CompareOperator>(ops.size());
    std::copy(ops.begin(), ops.end(), compare->ops.items);
    compare->comparators = list<Expr>(base);
    return finish(compare);
}

Expr* Parser::parseBinary(int precedence_min) {
    uint32_t start = pos_;
    Expr* left = parseUnary();
    if (!left) return nullptr;
    while (true) {
        BinaryInfo info = kBinary[static_cast<size_t>(kind())];
        if (info.precedence < precedence_min || info.precedence == 0) return left;
        if (info.op == BinaryOperator::MatMult && !supports(5, "The '@' operator is"))
            return nullptr;
        advance();
        Expr* right = parseBinary(info.precedence + 1);
        if (!right) return nullptr;
        auto* binary = node<BinOp>(start);
        binary->left = left;
        binary->op = info.op;
        binary->right = right;
        left = finish(binary);
    }
}

Expr* Parser::parseUnary() {
    UnaryOperator op;
    switch (kind()) {
    case K::Minus:
        op = UnaryOperator::USub;
        break;
    case K::Plus:
        op = UnaryOperator::UAdd;
        break;
    case K::Tilde:
        op = UnaryOperator::Invert;
        break;
    default:
        return parsePower();
    }
    if (!compilation_.guard()) return nullptr;
    auto* unary = node<UnaryOp>(pos_);
    advance();
    unary->op = op;
    unary->operand = parseUnary();
    return unary->operand ? finish(unary) : nullptr;
}

Expr* Parser::parsePower() {
    uint32_t start = pos_;
    Expr* base;
    if (kind() == K::KwAwait) {
        if (!supports(5, "Await expressions are")) return nullptr;
        auto* await = node<Await>(start);
        advance();
        await->value = parsePrimary();
        if (!await->value) return nullptr;
        base = finish(await);
    } else {
        base = parsePrimary();
        if (!base) return nullptr;
    }
    if (kind() != K::DoubleStar) return base;
    if (!compilation_.guard()) return nullptr;
    advance();
    auto* power = node<BinOp>(start);
    power->left = base;
    power->op = BinaryOperator::Pow;
    power->right = parseUnary();
    return power->right ? finish(power) : nullptr;
}

Expr* Parser::parsePrimary() {
    uint32_t start = pos_;
    Expr* value = parseAtom();
    while (value) {
        switch (kind()) {
        case K::Dot: {
            advance();
            auto* attribute = node<Attribute>(start);
            attribute->value = value;
            attribute->attr = parseName();
            if (!attribute->attr) return nullptr;
            value = finish(attribute);
            break;
        }
        case K::LeftParen:
            value = parseCall(start, value);
            break;
        case K::LeftBracket:
            value = parseSubscript(start, value);
            break;
        default:
            return value;
        }
    }
    return nullptr;
}

// --- calls and subscripts ---------------------------------------------------------------------

Expr* Parser::parseCall(uint32_t start, Expr* func) {
    advance();
    auto* call = node<Call>(start);
    call->func = func;
    if (!parseArguments(call->args, call->keywords, true)) return nullptr;
    return finish(call);
}

// After the opening parenthesis; takes the closing one.
bool Parser::parseArguments(List<Expr*>& args, List<Keyword*>& keywords, bool generator_allowed) {
    uint32_t open = pos_ - 1;
    // Positional and keyword arguments interleave, so they are told apart when all are there.
    size_t base = stack_.size();
    uint32_t keyword_count = 0;
    bool keyword_seen = false, unpacking_seen = false;
    while (kind() != K::RightParen) {
        uint32_t start = pos_;
        if (kind() == K::Name && tokens_[pos_ + 1].kind == K::Equal) {
            auto* keyword = node<Keyword>(start);
            keyword->arg = atom(token());
            pos_ += 2;
            keyword->value = parseExpression();
            if (!keyword->value) return false;
            stack_.push_back(finish(keyword));
            ++keyword_count;
            keyword_seen = true;
        } else if (kind() == K::DoubleStar) {
            auto* keyword = node<Keyword>(start);
            advance();
            keyword->value = parseExpression();
            if (!keyword->value) return false;
            stack_.push_back(finish(keyword));
            ++keyword_count;
            keyword_seen = unpacking_seen = true;
        } else if (kind() == K::Star) {
            if (unpacking_seen) return fail();
            auto* starred = node<Starred>(start);
            advance();
            starred->value = parseExpression();
            if (!starred->value) return false;
            stack_.push_back(finish(starred));
        } else {
            if (keyword_seen) return fail();
            Expr* value = parseNamedExpression();
            if (!value) return false;
            if (atComprehension()) {
                // A generator may stand alone without parentheses of its own.
                if (!generator_allowed || stack_.size() != base) return fail();
                auto* generator = node<GeneratorExp>(open);
                generator->elt = value;
                if (!parseComprehensionClauses(generator->generators)) return false;
                if (!expect(K::RightParen)) return false;
                args = single<Expr>(finish(generator));
                return true;
            }
            stack_.push_back(value);
        }
        if (!accept(K::Comma)) break;
    }
    if (!expect(K::RightParen)) return false;
    uint32_t total = static_cast<uint32_t>(stack_.size() - base);
    if (keyword_count == 0) {
        args = list<Expr>(base);
        return true;
    }
    args.count = 0;
    args.items = arena_.makeArray<Expr*>(total - keyword_count);
    keywords.count = 0;
    keywords.items = arena_.makeArray<Keyword*>(keyword_count);
    for (uint32_t i = 0; i < total; ++i) {
        auto* item = static_cast<Node*>(stack_[base + i]);
        if (item->kind == Kind::Keyword)
            keywords.items[keywords.count++] = static_cast<Keyword*>(item);
        else
            args.items[args.count++] = static_cast<Expr*>(item);
    }
    stack_.truncate(base);
    return true;
}

Expr* Parser::parseSubscript(uint32_t start, Expr* value) {
    advance();
    auto* subscript = node<Subscript>(start);
    subscript->value = value;
    uint32_t first_token = pos_;
    Expr* first = kind() == K::Star ? parseStarExpression() : parseSlice();
    if (!first) return nullptr;
    if (kind() == K::Comma || first->kind == Kind::Starred) {
        size_t base = stack_.size();
        stack_.push_back(first);
        while (accept(K::Comma) && kind() != K::RightBracket) {
            Expr* next = kind() == K::Star ? parseStarExpression() : parseSlice();
            if (!next) return nullptr;
            stack_.push_back(next);
        }
        auto* tuple = node<Tuple>(first_token);
        tuple->elts = list<Expr>(base);
        subscript->slice = finish(tuple);
    } else {
        subscript->slice = first;
    }
    if (!expect(K::RightBracket)) return nullptr;
    return finish(subscript);
}

Expr* Parser::parseSlice() {
    uint32_t start = pos_;
    Expr* lower = nullptr;
    if (kind() != K::Colon) {
        lower = parseNamedExpression();
        if (!lower || kind() != K::Colon) return lower;
        if (lower->kind == Kind::NamedExpr && tokens_[start].kind == K::Name) return fail();
    }
    advance();
    auto* slice = node<Slice>(start);
    slice->lower = lower;
    auto atPart = [&] {
        return kind() != K::Colon && kind() != K::Comma && kind() != K::RightBracket;
    };
    if (atPart()) {
        slice->upper = parseExpression();
        if (!slice->upper) return nullptr;
    }
    if (accept(K::Colon) && atPart()) {
        slice->step = parseExpression();
        if (!slice->step) return nullptr;
    }
    return finish(slice);
}

// --- atoms ------------------------------------------------------------------------------------

Expr* Parser::parseAtom() {
    uint32_t start = pos_;
    auto constant = [&](ConstantValue::Kind value) {
        auto* result = node<Constant>(start);
        result->value.kind = value;
        advance();
        return finish(result);
    };
    switch (kind()) {
    case K::Name: {
        auto* name = node<Name>(start);
        name->id = atom(token());
        advance();
        return finish(name);
    }
    case K::Number:
        return parseNumber();
    case K::String:
    case K::FStringStart:
        return parseStrings();
    case K::LeftParen:
        return parseParenthesized();
    case K::LeftBracket:
        return parseBracketed();
    case K::LeftBrace:
        return parseBraced();
    case K::KwNone:
        return constant(ConstantValue::Kind::None);
    case K::KwTrue:
        return constant(ConstantValue::Kind::True);
    case K::KwFalse:
        return constant(ConstantValue::Kind::False);
    case K::Ellipsis:
        return constant(ConstantValue::Kind::Ellipsis);
    default:
        return fail();
    }
}

Expr* Parser::parseParenthesized() {
    uint32_t start = pos_;
    advance();
    if (accept(K::RightParen)) return finish(node<Tuple>(start));
    if (kind() == K::KwYield) {
        Expr* value = parseYield();
        if (!value || !expect(K::RightParen)) return nullptr;
        return value;
    }
    Expr* first = parseStarNamedExpression();
    if (!first) return nullptr;
    if (kind() == K::Comma) {
        size_t base = stack_.size();
        stack_.push_back(first);
        while (accept(K::Comma) && kind() != K::RightParen) {
            Expr* next = parseStarNamedExpression();
            if (!next) return nullptr;
            stack_.push_back(next);
        }
        if (!expect(K::RightParen)) return nullptr;
        auto* tuple = node<Tuple>(start);
        tuple->elts = list<Expr>(base);
        return finish(tuple);
    }
    if (first->kind == Kind::Starred) return fail();
    if (atComprehension()) return finishComprehension<GeneratorExp>(start, first, K::RightParen);
    if (!expect(K::RightParen)) return nullptr;
    return first;
}

Expr* Parser::parseBracketed() {
    uint32_t start = pos_;
    advance();
    size_t base = stack_.size();
    while (kind() != K::RightBracket) {
        Expr* item = parseStarNamedExpression();
        if (!item) return nullptr;
        if (atComprehension()) {
            if (stack_.size() != base || item->kind == Kind::Starred) return fail();
            return finishComprehension<ListComp>(start, item, K::RightBracket);
        }
        stack_.push_back(item);
        if (!accept(K::Comma)) break;
    }
    if (!expect(K::RightBracket)) return nullptr;
    auto* result = node<ListExpr>(start);
    result->elts = list<Expr>(base);
    return finish(result);
}

template <typename T>
Expr* Parser::finishComprehension(uint32_t start, Expr* element, K close) {
    auto* result = node<T>(start);
    result->elt = element;
    if (!parseComprehensionClauses(result->generators)) return nullptr;
    if (!expect(close)) return nullptr;
    return finish(result);
}

// A dict, a set, or a comprehension of either.
Expr* Parser::parseBraced() {
    uint32_t start = pos_;
    advance();
    if (accept(K::RightBrace)) return finish(node<Dict>(start));
    size_t base = stack_.size();
    Expr* first = nullptr;
    if (kind() != K::DoubleStar) {
        first = parseStarNamedExpression();
        if (!first) return nullptr;
    }
    if (first && kind() != K::Colon) {
        if (atComprehension()) {
            if (first->kind == Kind::Starred) return fail();
            return finishComprehension<SetComp>(start, first, K::RightBrace);
        }
        stack_.push_back(first);
        while (accept(K::Comma) && kind() != K::RightBrace) {
            Expr* item = parseStarNamedExpression();
            if (!item) return nullptr;
            stack_.push_back(item);
        }
        if (!expect(K::RightBrace)) return nullptr;
        auto* set = node<Set>(start);
        set->elts = list<Expr>(base);
        return finish(set);
    }
    // Keys and values alternate on the stack.
    if (first && (first->kind == Kind::Starred ||
                  (first->kind == Kind::NamedExpr && tokens_[start + 1].kind == K::Name)))
        return fail();
    while (true) {
        Expr* key = first;
        first = nullptr;
        if (!key && accept(K::DoubleStar)) {
            Expr* mapping = parseBinary(kBitOrPrecedence);
            if (!mapping) return nullptr;
            stack_.push_back(nullptr);
            stack_.push_back(mapping);
        } else {
            if (!key) key = parseExpression();
            if (!key || !expect(K::Colon)) return nullptr;
            Expr* value = parseExpression();
            if (!value) return nullptr;
            if (atComprehension()) {
                if (stack_.size() != base) return fail();
                auto* result = node<DictComp>(start);
                result->key = key;
                result->value = value;
                if (!parseComprehensionClauses(result->generators)) return nullptr;
                if (!expect(K::RightBrace)) return nullptr;
                return finish(result);
            }
            stack_.push_back(key);
            stack_.push_back(value);
        }
        if (!accept(K::Comma) || kind() == K::RightBrace) break;
    }
    if (!expect(K::RightBrace)) return nullptr;
    auto* dict = node<Dict>(start);
    uint32_t count = static_cast<uint32_t>(stack_.size() - base) / 2;
    dict->keys.items = arena_.makeArray<Expr*>(count);
    dict->values.items = arena_.makeArray<Expr*>(count);
    dict->keys.count = dict->values.count = count;
    for (uint32_t i = 0; i < count; ++i) {
        dict->keys.items[i] = static_cast<Expr*>(stack_[base + 2 * i]);
        dict->values.items[i] = static_cast<Expr*>(stack_[base + 2 * i + 1]);
    }
    stack_.truncate(base);
    return finish(dict);
}

Expr* Parser::parseLambda() {
    uint32_t start = pos_;
    advance();
    auto* lambda = node<Lambda>(start);
    lambda->args = parseParameters(true);
    if (!lambda->args || !expect(K::Colon)) return nullptr;
    lambda->body = parseExpression();
    return lambda->body ? finish(lambda) : nullptr;
}

// --- comprehensions and targets ---------------------------------------------------------------

bool Parser::parseComprehensionClauses(List<Comprehension*>& generators) {
    size_t base = stack_.size();
    while (atComprehension()) {
        auto* clause = arena_.make<Comprehension>();
        clause->is_async = accept(K::KwAsync);
        if (clause->is_async && !supports(6, "Async comprehensions are")) return false;
        advance();
        clause->target = parseTargets();
        if (!clause->target || !expect(K::KwIn)) return false;
        clause->iter = parseDisjunction();
        if (!clause->iter) return false;
        size_t ifs = stack_.size();
        while (accept(K::KwIf)) {
            Expr* condition = parseDisjunction();
            if (!condition) return false;
            stack_.push_back(condition);
        }
        clause->ifs = list<Expr>(ifs);
        stack_.push_back(clause);
    }
    generators = list<Comprehension>(base);
    return true;
}

// `in` ends the targets, so they are read at a level below comparisons.
Expr* Parser::parseTargets() {
    uint32_t start = pos_;
    auto one = [&]() -> Expr* {
        if (kind() == K::Star) return parseStarExpression();
        return parsePrimary();
    };
    Expr* result = one();
    if (!result) return nullptr;
    if (kind() == K::Comma) {
        size_t base = stack_.size();
        stack_.push_back(result);
        while (accept(K::Comma) && atExpressionStart()) {
            Expr* next = one();
            if (!next) return nullptr;
            stack_.push_back(next);
        }
        auto* tuple = node<Tuple>(start);
        tuple->elts = list<Expr>(base);
        result = finish(tuple);
    }
    if (!setTarget(result, ExprContext::Store)) return nullptr;
    return result;
}

// Turns an expression that has been read as a value into a target; false if it cannot be one.
bool Parser::setTarget(Expr* target, ExprContext context, bool star_allowed) {
    switch (target->kind) {
    case Kind::Name:
        cast<Name>(target)->ctx = context;
        return true;
    case Kind::Attribute:
        cast<Attribute>(target)->ctx = context;
        return true;
    case Kind::Subscript:
        cast<Subscript>(target)->ctx = context;
        return true;
    case Kind::Starred: {
        if (!star_allowed || context == ExprContext::Del) return fail();
        auto* starred = cast<Starred>(target);
        starred->ctx = context;
        return setTarget(starred->value, context, false);
    }
    case Kind::Tuple:
    case Kind::ListExpr: {
        // LIMIT: brackets nest 200 deep at most.
        List<Expr*>& elts =
            target->kind == Kind::Tuple ? cast<Tuple>(target)->elts : cast<ListExpr>(target)->elts;
        (target->kind == Kind::Tuple ? cast<Tuple>(target)->ctx : cast<ListExpr>(target)->ctx) =
            context;
        for (Expr* item : elts)
            if (!setTarget(item, context)) return false;
        return true;
    }
    default:
        return fail();
    }
}

} // namespace krait
