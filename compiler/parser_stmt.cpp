// Statements, blocks, parameters, imports.
#include "compiler/parser_impl.h"

#include "llvm/ADT/SmallString.h"

namespace krait {

using namespace ast;

using K = TokenKind;

// --- modules, blocks --------------------------------------------------------------------------

Mod* Parser::parseModule(CompileMode mode) {
    if (mode == CompileMode::Eval) {
        auto* result = arena_.make<Expression>();
        result->body = parseExpressions();
        if (!result->body) return nullptr;
        while (accept(K::Newline)) {
        }
        if (!expect(K::EndMarker)) return nullptr;
        return result;
    }
    if (mode == CompileMode::Single) {
        auto* result = arena_.make<Interactive>();
        size_t base = stack_.size();
        if (accept(K::Newline)) {
            auto* pass = node<Pass>(pos_ - 1);
            result->body = single<Stmt>(finish(pass));
            return result;
        }
        bool compound = false;
        Stmt* statement = parseCompoundStatement(compound);
        if (compound) {
            if (!statement) return nullptr;
            stack_.push_back(statement);
            // A compound statement is complete only with an empty line after it.
            if (kind() != K::Newline && kind() != K::EndMarker) return fail();
            if (kind() == K::EndMarker && !endsCompound()) return fail();
        } else if (failed_ || !parseSimpleStatements()) {
            return nullptr;
        }
        while (accept(K::Newline)) {
        }
        if (kind() != K::EndMarker && kind() != K::Error && !compound)
            return error("multiple statements found while compiling a single statement",
                         tokens_[pos_ - 1], tokens_[pos_ - 1]);
        if (kind() != K::EndMarker) return fail();
        result->body = list<Stmt>(base);
        return result;
    }
    auto* result = arena_.make<Module>();
    while (kind() != K::EndMarker) {
        statement_start_ = pos_;
        if (!parseStatement()) return nullptr;
    }
    result->body = list<Stmt>(0);
    return result;
}

// Python: where the text breaks off without a newline, its end stands for one, and another is
// needed to end a compound statement. Dedents stand for it, unless the caller may still add lines.
bool Parser::endsCompound() const {
    uint32_t last = pos_;
    while (last > 0 && tokens_[last - 1].kind == K::Dedent) --last;
    bool dedents = last < pos_;
    bool broken_off = last > 0 && tokens_[last - 1].kind == K::Newline &&
                      tokens_[last - 1].offset >= compilation_.source.size();
    return !broken_off || (dedents && !compilation_.options.dont_imply_dedent);
}

bool Parser::parseBlock(List<Stmt*>& body) {
    size_t base = stack_.size();
    if (!accept(K::Newline)) {
        if (!parseSimpleStatements()) return false;
    } else {
        if (!expect(K::Indent)) return false;
        do {
            if (!parseStatement()) return false;
        } while (kind() != K::Dedent);
        advance();
    }
    body = list<Stmt>(base);
    return true;
}

bool Parser::parseStatement() {
    if (!compilation_.guard()) return false;
    bool compound = false;
    Stmt* statement = parseCompoundStatement(compound);
    if (!compound) return parseSimpleStatements();
    if (!statement) return false;
    stack_.push_back(statement);
    return true;
}

bool Parser::parseSimpleStatements() {
    do {
        Stmt* statement = parseSimpleStatement();
        if (!statement) return false;
        stack_.push_back(statement);
    } while (accept(K::Semicolon) && kind() != K::Newline);
    return expect(K::Newline);
}

Stmt* Parser::parseCompoundStatement(bool& is_compound) {
    is_compound = true;
    uint32_t start = pos_;
    switch (kind()) {
    case K::KwIf:
        return parseIf();
    case K::KwDef:
        return parseFunction(start, false, {});
    case K::KwClass:
        return parseClass({});
    case K::At:
        return parseDecorated();
    case K::KwFor:
        return parseFor(start, false);
    case K::KwWhile:
        return parseWhile();
    case K::KwTry:
        return parseTry();
    case K::KwWith:
        return parseWith(start, false);
    case K::KwAsync:
        advance();
        switch (kind()) {
        case K::KwDef:
            return parseFunction(start, true, {});
        case K::KwFor:
            return parseFor(start, true);
        case K::KwWith:
            return parseWith(start, true);
        default:
            return fail();
        }
    case K::Name:
        if (isSoft(kSoftMatch) && atMatchStatement()) return parseMatch();
        break;
    default:
        break;
    }
    is_compound = false;
    return nullptr;
}

// --- simple statements ------------------------------------------------------------------------

Stmt* Parser::parseSimpleStatement() {
    uint32_t start = pos_;
    switch (kind()) {
    case K::KwReturn:
        return parseReturn();
    case K::KwImport:
        return parseImport();
    case K::KwFrom:
        return parseImportFrom();
    case K::KwRaise:
        return parseRaise();
    case K::KwPass:
        advance();
        return finish(node<Pass>(start));
    case K::KwDel:
        return parseDelete();
    case K::KwAssert:
        return parseAssert();
    case K::KwBreak:
        advance();
        return finish(node<Break>(start));
    case K::KwContinue:
        advance();
        return finish(node<Continue>(start));
    case K::KwGlobal:
        return parseNames(true);
    case K::KwNonlocal:
        return parseNames(false);
    case K::Name:
        if (isSoft(kSoftType) && tokens_[pos_ + 1].kind == K::Name) return parseTypeAlias();
        break;
    default:
        break;
    }
    return parseExpressionStatement();
}

// An expression, an assignment of any kind, or an annotation.
Stmt* Parser::parseExpressionStatement() {
    uint32_t start = pos_;
    Expr* value = parseAnnotatedRhs();
    if (!value) return nullptr;
    if (kind() == K::Colon) {
        bool parenthesized = tokens_[start].kind == K::LeftParen;
        return parseAnnotated(start, value, parenthesized);
    }
    if (isAugmentedAssignment(kind())) {
        if (value->kind != Kind::Name && value->kind != Kind::Attribute &&
            value->kind != Kind::Subscript)
            return fail();
        auto* assign = node<AugAssign>(start);
        switch (kind()) {
        case K::PlusEqual:
            assign->op = BinaryOperator::Add;
            break;
        case K::MinusEqual:
            assign->op = BinaryOperator::Sub;
            break;
        case K::StarEqual:
            assign->op = BinaryOperator::Mult;
            break;
        case K::SlashEqual:
            assign->op = BinaryOperator::Div;
            break;
        case K::PercentEqual:
            assign->op = BinaryOperator::Mod;
            break;
        case K::DoubleStarEqual:
            assign->op = BinaryOperator::Pow;
            break;
        case K::DoubleSlashEqual:
            assign->op = BinaryOperator::FloorDiv;
            break;
        case K::LeftShiftEqual:
            assign->op = BinaryOperator::LShift;
            break;
        case K::RightShiftEqual:
            assign->op = BinaryOperator::RShift;
            break;
        case K::AmpersandEqual:
            assign->op = BinaryOperator::BitAnd;
            break;
        case K::VerticalBarEqual:
            assign->op = BinaryOperator::BitOr;
            break;
        case K::CircumflexEqual:
            assign->op = BinaryOperator::BitXor;
            break;
        default:
            if (!supports(5, "The '@' operator is")) return nullptr;
            assign->op = BinaryOperator::MatMult;
            break;
        }
        advance();
        setTarget(value, ExprContext::Store);
        assign->target = value;
        assign->value = parseAnnotatedRhs();
        return assign->value ? finish(assign) : nullptr;
    }
    if (kind() != K::Equal) {
        auto* statement = node<ExprStmt>(start);
        statement->value = value;
        return finish(statement);
    }
    size_t base = stack_.size();
    while (accept(K::Equal)) {
        if (value->kind == Kind::Yield || !setTarget(value, ExprContext::Store)) return fail();
        stack_.push_back(value);
        value = parseAnnotatedRhs();
        if (!value) return nullptr;
    }
    auto* assign = node<Assign>(start);
    assign->targets = list<Expr>(base);
    assign->value = value;
    acceptTypeComment(assign);
    return finish(assign);
}

Stmt* Parser::parseAnnotated(uint32_t start, Expr* target, bool parenthesized) {
    if (target->kind != Kind::Name && target->kind != Kind::Attribute &&
        target->kind != Kind::Subscript)
        return fail();
    if (!supports(6, target->kind == Kind::Name ? "Variable annotation syntax is"
                                                : "Variable annotations syntax is"))
        return nullptr;
    advance();
    auto* assign = node<AnnAssign>(start);
    setTarget(target, ExprContext::Store);
    assign->target = target;
    assign->simple = target->kind == Kind::Name && !parenthesized;
    assign->annotation = parseExpression();
    if (!assign->annotation) return nullptr;
    if (accept(K::Equal)) {
        assign->value = parseAnnotatedRhs();
        if (!assign->value) return nullptr;
    }
    return finish(assign);
}

Stmt* Parser::parseReturn() {
    auto* statement = node<Return>(pos_);
    advance();
    if (atExpressionStart()) {
        statement->value = parseStarExpressions();
        if (!statement->value) return nullptr;
    }
    return finish(statement);
}

Stmt* Parser::parseRaise() {
    auto* statement = node<Raise>(pos_);
    advance();
    if (atExpressionStart()) {
        statement->exc = parseExpression();
        if (!statement->exc) return nullptr;
        if (accept(K::KwFrom)) {
            statement->cause = parseExpression();
            if (!statement->cause) return nullptr;
        }
    }
    return finish(statement);
}

Stmt* Parser::parseDelete() {
    auto* statement = node<Delete>(pos_);
    advance();
    size_t base = stack_.size();
    do {
        Expr* target = parsePrimary();
        if (!target || !setTarget(target, ExprContext::Del)) return nullptr;
        stack_.push_back(target);
    } while (accept(K::Comma) && atExpressionStart());
    statement->targets = list<Expr>(base);
    finish(statement);
    if (kind() != K::Semicolon && kind() != K::Newline) return fail();
    return statement;
}

Stmt* Parser::parseAssert() {
    auto* statement = node<Assert>(pos_);
    advance();
    statement->test = parseExpression();
    if (!statement->test) return nullptr;
    if (accept(K::Comma)) {
        statement->msg = parseExpression();
        if (!statement->msg) return nullptr;
    }
    return finish(statement);
}

Stmt* Parser::parseNames(bool global) {
    uint32_t start = pos_;
    advance();
    size_t base = stack_.size();
    do {
        const Atom* name = parseName();
        if (!name) return nullptr;
        stack_.push_back(const_cast<Atom*>(name));
    } while (accept(K::Comma));
    List<const Atom*> names;
    names.count = static_cast<uint32_t>(stack_.size() - base);
    names.items = arena_.makeArray<const Atom*>(names.count);
    for (uint32_t i = 0; i < names.count; ++i)
        names.items[i] = static_cast<const Atom*>(stack_[base + i]);
    stack_.truncate(base);
    if (global) {
        auto* statement = node<Global>(start);
        statement->names = names;
        return finish(statement);
    }
    auto* statement = node<Nonlocal>(start);
    statement->names = names;
    return finish(statement);
}

Stmt* Parser::parseTypeAlias() {
    if (!supports(12, "Type statement is")) return nullptr;
    auto* alias = node<TypeAlias>(pos_);
    advance();
    auto* name = node<Name>(pos_);
    name->id = atom(token());
    name->ctx = ExprContext::Store;
    advance();
    alias->name = finish(name);
    if (!parseTypeParams(alias->type_params) || !expect(K::Equal)) return nullptr;
    alias->value = parseExpression();
    return alias->value ? finish(alias) : nullptr;
}

// --- imports ----------------------------------------------------------------------------------

const Atom* Parser::parseDottedName() {
    const Atom* name = parseName();
    if (!name || kind() != K::Dot) return name;
    llvm::SmallString<64> text(name->text());
    while (accept(K::Dot)) {
        name = parseName();
        if (!name) return nullptr;
        text.push_back('.');
        text += name->text();
    }
    return compilation_.atoms.intern(text);
}

Alias* Parser::parseDottedAlias() {
    auto* alias = node<Alias>(pos_);
    alias->name = parseDottedName();
    if (!alias->name) return nullptr;
    if (accept(K::KwAs)) {
        alias->asname = parseName();
        if (!alias->asname) return nullptr;
    }
    return finish(alias);
}

Stmt* Parser::parseImport() {
    auto* statement = node<Import>(pos_);
    advance();
    size_t base = stack_.size();
    do {
        Alias* alias = parseDottedAlias();
        if (!alias) return nullptr;
        stack_.push_back(alias);
    } while (accept(K::Comma));
    statement->names = list<Alias>(base);
    return finish(statement);
}

Stmt* Parser::parseImportFrom() {
    auto* statement = node<ImportFrom>(pos_);
    advance();
    while (true) {
        if (accept(K::Dot))
            ++statement->level;
        else if (accept(K::Ellipsis))
            statement->level += 3;
        else
            break;
    }
    if (kind() != K::KwImport || statement->level == 0) {
        statement->module = parseDottedName();
        if (!statement->module) return nullptr;
    }
    if (!expect(K::KwImport)) return nullptr;
    if (kind() == K::Star) {
        auto* alias = node<Alias>(pos_);
        alias->name = compilation_.atoms.intern("*");
        advance();
        statement->names = single(finish(alias));
        return finish(statement);
    }
    bool parenthesized = accept(K::LeftParen);
    size_t base = stack_.size();
    while (true) {
        auto* alias = node<Alias>(pos_);
        alias->name = parseName();
        if (!alias->name) return nullptr;
        if (accept(K::KwAs)) {
            alias->asname = parseName();
            if (!alias->asname) return nullptr;
        }
        stack_.push_back(finish(alias));
        if (!accept(K::Comma)) break;
        if (parenthesized && kind() == K::RightParen) break;
    }
    statement->names = list<Alias>(base);
    if (parenthesized && !expect(K::RightParen)) return nullptr;
    if (!statement->module || statement->level != 0 || statement->module->text() != "__future__")
        return finish(statement);
    for (Alias* alias : statement->names) {
        if (alias->name->text() == "barry_as_FLUFL")
            compilation_.options.future_barry_as_flufl = true;
    }
    return finish(statement);
}

// --- compound statements ----------------------------------------------------------------------

bool Parser::parseElse(List<Stmt*>& body) {
    if (!accept(K::KwElse)) return true;
    return expect(K::Colon) && parseBlock(body);
}

// A chain of elif is read in a loop and its ends are set afterwards: each If ends where all do.
Stmt* Parser::parseIf() {
    If* first = nullptr;
    If* last = nullptr;
    do {
        auto* statement = node<If>(pos_);
        advance();
        statement->test = parseNamedExpression();
        if (!statement->test || !expect(K::Colon)) return nullptr;
        if (!parseBlock(statement->body)) return nullptr;
        if (last)
            last->orelse = single<Stmt>(statement);
        else
            first = statement;
        last = statement;
    } while (kind() == K::KwElif);
    if (!parseElse(last->orelse)) return nullptr;
    for (If* statement = first;; statement = static_cast<If*>(statement->orelse[0])) {
        finishBlock(statement);
        if (statement == last) break;
    }
    return first;
}

Stmt* Parser::parseWhile() {
    auto* statement = node<While>(pos_);
    advance();
    statement->test = parseNamedExpression();
    if (!statement->test || !expect(K::Colon) || !parseBlock(statement->body) ||
        !parseElse(statement->orelse))
        return nullptr;
    return finishBlock(statement);
}

Stmt* Parser::parseFor(uint32_t start, bool is_async) {
    if (is_async && !supports(5, "Async for loops are")) return nullptr;
    advance();
    auto parse = [&](auto* statement) -> Stmt* {
        statement->target = parseTargets();
        if (!statement->target || !expect(K::KwIn)) return nullptr;
        statement->iter = parseStarExpressions();
        if (!statement->iter || !expect(K::Colon)) return nullptr;
        acceptTypeComment(statement);
        if (!parseBlock(statement->body) || !parseElse(statement->orelse)) return nullptr;
        return finishBlock(statement);
    };
    if (is_async) return parse(node<AsyncFor>(start));
    return parse(node<For>(start));
}

Stmt* Parser::parseTry() {
    uint32_t start = pos_;
    advance();
    List<Stmt*> body, orelse, finalbody;
    List<ExceptHandler*> handlers;
    if (!expect(K::Colon) || !parseBlock(body)) return nullptr;
    bool star = kind() == K::KwExcept && peek(1) == K::Star;
    if (star && !supports(11, "Exception groups are")) return nullptr;
    size_t base = stack_.size();
    while (kind() == K::KwExcept) {
        auto* handler = node<ExceptHandler>(pos_);
        advance();
        if (accept(K::Star) != star) return fail();
        if (star || kind() != K::Colon) {
            handler->type = parseExpression();
            if (!handler->type) return nullptr;
            if (accept(K::KwAs)) {
                handler->name = parseName();
                if (!handler->name) return nullptr;
            }
        }
        if (!expect(K::Colon) || !parseBlock(handler->body)) return nullptr;
        stack_.push_back(finishBlock(handler));
    }
    handlers = list<ExceptHandler>(base);
    if (!handlers.empty() && !parseElse(orelse)) return nullptr;
    if (accept(K::KwFinally)) {
        if (!expect(K::Colon) || !parseBlock(finalbody)) return nullptr;
    } else if (handlers.empty()) {
        return fail();
    }
    auto fill = [&](auto* statement) -> Stmt* {
        statement->body = body;
        statement->handlers = handlers;
        statement->orelse = orelse;
        statement->finalbody = finalbody;
        return finishBlock(statement);
    };
    if (star) return fill(node<TryStar>(start));
    return fill(node<Try>(start));
}

// Items up to the colon, or up to the closing parenthesis and the colon.
bool Parser::parseWithItems(bool parenthesized) {
    if (parenthesized) advance();
    while (true) {
        auto* item = arena_.make<WithItem>();
        item->context_expr = parseExpression();
        if (!item->context_expr) return false;
        if (accept(K::KwAs)) {
            item->optional_vars = kind() == K::Star ? parseStarExpression() : parsePrimary();
            if (!item->optional_vars || !setTarget(item->optional_vars, ExprContext::Store))
                return false;
            if (kind() != K::Comma && kind() != K::RightParen && kind() != K::Colon) return fail();
        }
        stack_.push_back(item);
        if (!accept(K::Comma)) break;
        if (parenthesized && kind() == K::RightParen) break;
    }
    if (parenthesized && !expect(K::RightParen)) return false;
    return expect(K::Colon);
}

Stmt* Parser::parseWith(uint32_t start, bool is_async) {
    if (is_async && !supports(5, "Async with statements are")) return nullptr;
    advance();
    size_t base = stack_.size();
    uint32_t items_start = pos_;
    bool done = false;
    if (kind() == K::LeftParen) {
        // `with (a, b):` has two items, `with (a, b).c:` one. Only a trial can tell; it is worth it
        // when a colon follows the closing parenthesis.
        uint8_t level = token().level;
        uint32_t close = pos_ + 1;
        while (tokens_[close].kind != K::EndMarker && tokens_[close].kind != K::Error &&
               tokens_[close].level >= level)
            ++close;
        if (tokens_[close].kind == K::RightParen && tokens_[close + 1].kind == K::Colon) {
            uint32_t furthest = furthest_;
            done = parseWithItems(true);
            if (!done) {
                if (compilation_.failed()) return nullptr;
                failed_ = false;
                furthest_ = furthest;
                stack_.truncate(base);
                pos_ = items_start;
            }
        }
    }
    if (!done && !parseWithItems(false)) return nullptr;
    List<WithItem*> items = list<WithItem>(base);
    auto fill = [&](auto* statement) -> Stmt* {
        statement->items = items;
        acceptTypeComment(statement);
        if (!parseBlock(statement->body)) return nullptr;
        return finishBlock(statement);
    };
    if (is_async) return fill(node<AsyncWith>(start));
    return fill(node<With>(start));
}

// --- functions and classes --------------------------------------------------------------------

Stmt* Parser::parseDecorated() {
    size_t base = stack_.size();
    while (accept(K::At)) {
        Expr* decorator = parseNamedExpression();
        if (!decorator || !expect(K::Newline)) return nullptr;
        stack_.push_back(decorator);
    }
    List<Expr*> decorators = list<Expr>(base);
    uint32_t start = pos_;
    if (kind() == K::KwClass) return parseClass(decorators);
    if (kind() == K::KwDef) return parseFunction(start, false, decorators);
    if (accept(K::KwAsync) && kind() == K::KwDef) return parseFunction(start, true, decorators);
    return fail();
}

template <typename T>
Stmt* Parser::finishFunction(T* def, List<Expr*> decorators) {
    advance();
    def->decorator_list = decorators;
    def->name = parseName();
    if (!def->name || !parseTypeParams(def->type_params) || !expect(K::LeftParen)) return nullptr;
    def->args = parseParameters(false);
    if (!def->args || !expect(K::RightParen)) return nullptr;
    if (accept(K::Arrow)) {
        def->returns = parseExpression();
        if (!def->returns) return nullptr;
    }
    if (!expect(K::Colon) || !acceptFunctionTypeComment(def) || !parseBlock(def->body))
        return nullptr;
    return finishBlock(def);
}

Stmt* Parser::parseFunction(uint32_t start, bool is_async, List<Expr*> decorators) {
    if (is_async && !supports(5, "Async functions are")) return nullptr;
    if (is_async) return finishFunction(node<AsyncFunctionDef>(start), decorators);
    return finishFunction(node<FunctionDef>(start), decorators);
}

Stmt* Parser::parseClass(List<Expr*> decorators) {
    auto* def = node<ClassDef>(pos_);
    advance();
    def->decorator_list = decorators;
    def->name = parseName();
    if (!def->name || !parseTypeParams(def->type_params)) return nullptr;
    if (accept(K::LeftParen) && !parseArguments(def->bases, def->keywords, false)) return nullptr;
    if (!expect(K::Colon) || !parseBlock(def->body)) return nullptr;
    return finishBlock(def);
}

bool Parser::parseTypeParams(List<TypeParam*>& params) {
    if (!accept(K::LeftBracket)) return true;
    if (!supports(12, "Type parameter lists are")) return false;
    size_t base = stack_.size();
    do {
        if (kind() == K::RightBracket && stack_.size() != base) break;
        uint32_t start = pos_;
        if (accept(K::Star)) {
            auto* param = node<TypeVarTuple>(start);
            param->name = parseName();
            if (!param->name) return false;
            if (accept(K::Equal)) {
                if (!supports(13, "Type parameter defaults are")) return false;
                param->default_value = parseStarExpression();
                if (!param->default_value) return false;
            }
            stack_.push_back(finish(param));
        } else if (accept(K::DoubleStar)) {
            auto* param = node<ParamSpec>(start);
            param->name = parseName();
            if (!param->name) return false;
            if (accept(K::Equal)) {
                if (!supports(13, "Type parameter defaults are")) return false;
                param->default_value = parseExpression();
                if (!param->default_value) return false;
            }
            stack_.push_back(finish(param));
        } else {
            auto* param = node<TypeVar>(start);
            param->name = parseName();
            if (!param->name) return false;
            if (accept(K::Colon)) {
                param->bound = parseExpression();
                if (!param->bound) return false;
            }
            if (accept(K::Equal)) {
                if (!supports(13, "Type parameter defaults are")) return false;
                param->default_value = parseExpression();
                if (!param->default_value) return false;
            }
            stack_.push_back(finish(param));
        }
    } while (accept(K::Comma));
    params = list<TypeParam>(base);
    return expect(K::RightBracket);
}

Arg* Parser::parseParameter(bool lambda, bool star) {
    auto* arg = node<Arg>(pos_);
    arg->arg = parseName();
    if (!arg->arg) return nullptr;
    if (!lambda && accept(K::Colon)) {
        arg->annotation = star && kind() == K::Star ? parseStarExpression() : parseExpression();
        if (!arg->annotation) return nullptr;
    }
    return finish(arg);
}

// Up to the closing parenthesis of a function or the colon of a lambda, which it leaves.
Arguments* Parser::parseParameters(bool lambda) {
    K close = lambda ? K::Colon : K::RightParen;
    auto* result = arena_.make<Arguments>();
    llvm::SmallVector<Arg*, 8> args;
    llvm::SmallVector<Expr*, 8> defaults;
    llvm::SmallVector<Arg*, 4> keyword_only;
    llvm::SmallVector<Expr*, 4> keyword_defaults;
    auto copy = [&]<typename T>(llvm::SmallVectorImpl<T*>& items) {
        List<T*> copied;
        copied.count = items.size();
        copied.items = arena_.makeArray<T*>(items.size());
        std::copy(items.begin(), items.end(), copied.items);
        return copied;
    };
    bool slash_seen = false, star_seen = false;
    while (kind() != close) {
        Arg* last = nullptr; // that a type comment before or behind the comma belongs to
        if (kind() == K::Slash) {
            if (slash_seen || star_seen || args.empty()) return fail();
            if (!supports(8, "Positional-only parameters are")) return nullptr;
            advance();
            slash_seen = true;
            result->posonlyargs = copy(args);
            args.clear();
        } else if (kind() == K::Star) {
            if (star_seen) return fail();
            star_seen = true;
            advance();
            if (kind() == K::Comma) {
                if (peek(1) != K::Name) return fail();
            } else {
                result->vararg = parseParameter(lambda, true);
                if (!result->vararg || kind() == K::Equal) return fail();
                last = result->vararg;
            }
        } else if (accept(K::DoubleStar)) {
            result->kwarg = parseParameter(lambda, false);
            if (!result->kwarg) return nullptr;
            accept(K::Comma);
            if (kind() != close) return fail();
            if (!lambda) acceptTypeComment(result->kwarg);
            break;
        } else {
            Arg* arg = last = parseParameter(lambda, false);
            if (!arg) return nullptr;
            Expr* value = nullptr;
            if (accept(K::Equal)) {
                value = parseExpression();
                if (!value) return nullptr;
            }
            if (star_seen) {
                keyword_only.push_back(arg);
                keyword_defaults.push_back(value);
            } else {
                if (value)
                    defaults.push_back(value);
                else if (!defaults.empty())
                    return fail();
                args.push_back(arg);
            }
        }
        bool more = accept(K::Comma);
        if (last && !lambda && (more || kind() == close)) acceptTypeComment(last);
        if (!more) break;
    }
    if (kind() != close) return fail();
    result->args = copy(args);
    result->kwonlyargs = copy(keyword_only);
    result->kw_defaults = copy(keyword_defaults);
    result->defaults = copy(defaults);
    return result;
}

} // namespace krait
