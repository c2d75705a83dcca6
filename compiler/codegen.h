// The code generator: syntax tree and scopes to CodeBlueprint.
//
// One Unit a code object; units nest as functions do. A value is wanted in one of three ways:
//   operand(e)      a register to read from: the local itself if that is safe, else a new temporary
//   toTemp(e)       the next temporary
//   toLocal(e, r)   local r; the old value stays until the new one is complete
// A local is an operand in place only if it is surely bound there and no later operand can assign
// it: names that are the target of `:=` in the same code are copied, names that are deleted
// somewhere (or bound by `except as`) are copied by an instruction that checks.
//
// Blocks (loops, try, with ...) form a stack; return, break and continue write the code that leaves
// each block on their way out. Finally bodies are written once per way out.
//
// After an error has been reported the generator goes on, so that every function may assume that
// its sub-expressions left their value; the result is thrown away. Lives on the stack of compile();
// used by the thread that compiles.
#pragma once

#include "compiler/assembler.h"
#include "compiler/compilation.h"
#include "compiler/scopes.h"

#include "llvm/ADT/DenseSet.h"

namespace krait {

using Loc = SourcePosition;

// Where a value is wanted: in the next temporary, or in a local.
struct Destination {
    static constexpr Reg kTemp = 0xffff;
    Reg local = kTemp;
    bool isLocal() const { return local != kTemp; }
};

// How a name is reached from the code at hand.
struct Place {
    enum Kind : uint8_t {
        kRegister,
        kCell,
        kFree,
        kGlobal,
        kName,
        kClassFree,
        kDictFree,
        kDictGlobal
    };
    Kind kind = kGlobal;
    bool never_sure = false;         // a register that may lose its value
    bool reassigned = false;         // a register that `:=` assigns within expressions
    uint16_t index = 0;              // register or free variable
    const ast::Atom* name = nullptr; // mangled
};

struct Block {
    enum Kind : uint8_t {
        kWhile,
        kFor,          // reg: the iterator
        kAsyncFor,     // reg: the iterator
        kTry,          // a region to suspend
        kFinally,      // the same, and a body to run
        kHandler,      // reg: the saved exception, reg + 1 perhaps the exception
        kNamedHandler, // the binding of `except as`, to undo
        kWith,         // reg: first of the exit pair
        kAsyncWith,
        kStarHandler,    // an except* clause, which cannot be left early
        kFinallyHandler, // reg: the saved exception, reg + 1: the exception
        kValue,          // reg: a temporary to release
    };
    Kind kind;
    Reg reg = 0;
    uint32_t region = ~0u;
    Label break_label, continue_label;
    const ast::List<ast::Stmt*>* body = nullptr;
    const ast::Node* node = nullptr; // for positions; the ExceptHandler of kNamedHandler
};

struct Unit {
    Unit* parent = nullptr;
    Scope* scope = nullptr;
    Scope* current = nullptr; // `scope` or the inlined comprehension we are in
    std::shared_ptr<CodeBlueprint> code;
    Assembler as;
    llvm::SmallVector<Block, 8> blocks;
    llvm::DenseMap<std::pair<const Scope*, const ast::Atom*>, Reg> registers;
    llvm::DenseMap<std::pair<const Scope*, const ast::Atom*>, Place> places;
    llvm::DenseMap<const ast::Atom*, uint16_t> free_index;
    // From the survey of the body.
    llvm::SmallDenseSet<const ast::Atom*, 4> deleted, reassigned;
    bool has_annotations = false;
    bool is_function = false; // its names are registers
    bool interactive = false;
    llvm::SmallVector<const ast::Atom*, 4> static_attributes; // of a class
};

// From this link on a chain of comparisons moves what it keeps down, so that its registers do not
// grow with its length.
inline constexpr uint32_t kChainClimbMax = 3;

class CodeGenerator {
  public:
    CodeGenerator(Compilation& compilation, Scopes& scopes)
        : compilation_(compilation), scopes_(scopes) {}

    std::shared_ptr<CodeBlueprint> generate(ast::Mod* module);

  private:
    friend struct UnitGuard;
    struct Comprehended; // what a comprehension makes

    // --- units (codegen.cpp) ---
    void enterUnit(Unit& unit, Scope* scope, llvm::StringRef name, int first_line);
    std::shared_ptr<CodeBlueprint> leaveUnit();
    std::string qualifiedName(const Scope* scope, llvm::StringRef name);
    void declareRegisters(Scope* scope);
    void declareInlined(Scope* scope);
    void survey(llvm::ArrayRef<const ast::Node*> roots);
    void makeCells(Scope* scope, const Loc& at);
    Place placeOf(const ast::Atom* id);
    const ast::Atom* atom(llvm::StringRef text) { return compilation_.atoms.intern(text); }
    Assembler& as() { return unit_->as; }

    // --- names ---
    void loadName(const ast::Atom* id, const Loc& at, Destination dest);
    Reg nameOperand(const ast::Atom* id, const Loc& at);
    void storeName(const ast::Atom* id, const Loc& at, Reg value);
    void deleteName(const ast::Atom* id, const Loc& at);
    // Unbinds the name of an `except as`, which may be unbound already.
    void clearName(const ast::Atom* id, const Loc& at);
    // The plain register that an assignment to the name fills, or Destination::kTemp.
    Reg assignableLocal(const ast::Expr* target);

    // --- expressions (codegen_expr.cpp) ---
    void expr(const ast::Expr* e, Destination dest);
    void toTemp(const ast::Expr* e) { expr(e, {}); }
    void toLocal(const ast::Expr* e, Reg local) { expr(e, {local}); }
    Reg operand(const ast::Expr* e);
    void discard(const ast::Expr* e);
    // Emits `op` into the destination (its `_L` form for a local).
    Reg put(const Loc& at, Opcode op, Destination dest, unsigned b = 0, unsigned c = 0,
            uint32_t extra = 0);
    // A temporary's value goes to the destination.
    void moveTo(const Loc& at, Reg temp, Destination dest);
    // The value in `reg` as a temporary: a local is copied.
    Reg ensureTemp(const Loc& at, Reg reg);
    void loadConstant(const Loc& at, const ast::ConstantValue& value, Destination dest);
    void loadConstant(const Loc& at, Constant&& value, Destination dest);
    void loadString(const Loc& at, llvm::StringRef text, Destination dest = {});
    void loadNone(const Loc& at, Destination dest = {});
    void loadInt(const Loc& at, int64_t value, Destination dest = {});
    void binary(const ast::BinOp* e, Destination dest);
    void binaryStep(const ast::Node* node, ast::BinaryOperator op, bool in_place, Reg left,
                    const ast::Expr* right, Destination dest);
    void unary(const ast::UnaryOp* e, Destination dest);
    void boolean(const ast::BoolOp* e, Destination dest);
    void conditional(const ast::IfExp* e, Destination dest);
    void compare(const ast::Compare* e, Destination dest);
    void compareStep(const Loc& at, ast::CompareOperator op, Reg left, Reg right, Destination dest);
    void display(const ast::Node* e, const ast::List<ast::Expr*>& items, Opcode build,
                 Destination dest);
    void dictionary(const ast::Dict* e, Destination dest);
    void attribute(const ast::Attribute* e, Destination dest);
    void subscript(const ast::Subscript* e, Destination dest);
    void sliceBounds(const ast::Slice* e);
    void slice(const ast::Slice* e, Destination dest);
    void joined(const ast::JoinedStr* e, Destination dest);
    void formatted(const ast::FormattedValue* e, Destination dest);
    void namedExpr(const ast::NamedExpr* e, Destination dest);
    void yield(const ast::Yield* e, Destination dest);
    void yieldFrom(const ast::YieldFrom* e, Destination dest);
    void await(const ast::Await* e, Destination dest);
    // The delegate is the top temporary; its result replaces it.
    void delegate(const Loc& at);
    void awaitTop(const Loc& at, int what);

    // --- branches (codegen_branch.cpp) ---
    void branch(const ast::Expr* test, Label target, bool jump_if);
    void branchCompare(const ast::Compare* e, Label target, bool jump_if);
    void branchStep(const Loc& at, ast::CompareOperator op, Reg left, const ast::Expr* right,
                    Label target, bool jump_if);
    void branchPair(const Loc& at, ast::CompareOperator op, Reg left, Reg right, Label target,
                    bool jump_if);
    void branchTruth(const Loc& at, Reg value, Label target, bool jump_if);

    // --- calls (codegen_call.cpp) ---
    void call(const ast::Call* e, Destination dest);
    void callWithArguments(const Loc& at, Reg window, int given, const ast::List<ast::Expr*>& args,
                           const ast::List<ast::Keyword*>& keywords);
    void callEx(const Loc& at, Reg window, int given, const ast::List<ast::Expr*>& args,
                const ast::List<ast::Keyword*>& keywords);
    void keywordDict(const Loc& at, Reg window, const ast::List<ast::Keyword*>& keywords);
    bool isPlainSuper(const ast::Attribute* e);
    void loadSuper(const ast::Attribute* e, Reg* first);
    Constant nameTuple(llvm::ArrayRef<const ast::Keyword*> keywords);

    // --- comprehensions (codegen_comprehension.cpp) ---
    void comprehension(const ast::Expr* e, Destination dest);
    void comprehensionLoops(const Comprehended& what, uint32_t index, bool iterator_given);
    void comprehensionElement(const Comprehended& what);

    // --- functions (codegen_function.cpp) ---
    void functionDef(const ast::Stmt* s);
    void lambda(const ast::Lambda* e, Destination dest);
    // Pushes what MAKE_FUNCTION needs in its order; returns the flags.
    unsigned defaults(const ast::Arguments* args);
    unsigned annotations(const ast::Arguments* args, const ast::Expr* returns, const ast::Node* at);
    unsigned closure(const Scope* scope, const Loc& at);
    void makeFunction(const Loc& at, std::shared_ptr<CodeBlueprint> code, Reg window,
                      unsigned flags, Destination dest);
    void annotationValue(const ast::Expr* annotation);
    std::shared_ptr<CodeBlueprint> functionBody(const ast::Node* node, Scope* scope,
                                                const ast::Arguments* args, llvm::StringRef name,
                                                const ast::List<ast::Stmt*>* body,
                                                const ast::Expr* value, int first_line);
    void setParameters(const ast::Arguments* args);
    void decorators(const ast::List<ast::Expr*>& list);
    void applyDecorators(const ast::List<ast::Expr*>& list);
    void typeParameters(const ast::List<ast::TypeParam*>& params);
    // A function without parameters around one expression: bounds, defaults, alias values.
    void lazyValue(const ast::Expr* value, Scope* scope, llvm::StringRef name, const Loc& at,
                   const ast::Node* node);
    void typeAlias(const ast::TypeAlias* s);

    // --- classes (codegen_class.cpp) ---
    void classDef(const ast::ClassDef* s);
    std::shared_ptr<CodeBlueprint> classBody(const ast::ClassDef* s, int first_line);
    const ast::Constant* docstring(const ast::List<ast::Stmt*>& body);
    std::string cleanDocstring(llvm::StringRef text);
    void noteStaticAttribute(const ast::Attribute* e);

    // --- statements (codegen_stmt.cpp) ---
    void statements(const ast::List<ast::Stmt*>& body, uint32_t from = 0);
    void stmt(const ast::Stmt* s);
    void exprStmt(const ast::ExprStmt* s);
    void assign(const ast::Assign* s);
    void assignTo(const ast::Expr* target, Reg value);
    void assignSequence(const ast::Expr* target, const ast::List<ast::Expr*>& items, Reg value);
    void augAssign(const ast::AugAssign* s);
    void annAssign(const ast::AnnAssign* s);
    void deleteTarget(const ast::Expr* target);
    void ifStmt(const ast::If* s);
    void whileStmt(const ast::While* s);
    void forStmt(const ast::For* s);
    void asyncForStmt(const ast::AsyncFor* s);
    void returnStmt(const ast::Return* s);
    void leaveLoop(const ast::Stmt* s, bool is_break);
    void raiseStmt(const ast::Raise* s);
    void assertStmt(const ast::Assert* s);
    void importStmt(const ast::Import* s);
    void importFrom(const ast::ImportFrom* s);

    // --- try and with (codegen_try.cpp) ---
    void tryStmt(const ast::Try* s);
    void tryExcept(const ast::Try* s);
    void tryStar(const ast::TryStar* s);
    void tryStarExcept(const ast::TryStar* s);
    template <typename T>
    void tryFinally(const T* s);
    void withItems(const ast::Stmt* s, const ast::List<ast::WithItem*>& items, uint32_t index,
                   const ast::List<ast::Stmt*>& body, bool is_async);
    // The landing pad behind a handler: restores the handled exception and goes on raising.
    void handlerPad(uint32_t region, Reg saved);
    void pushBlock(const Block& block) { unit_->blocks.push_back(block); }
    void popBlock() { unit_->blocks.pop_back(); }
    // Writes the code that leaves the blocks above `keep`; `resume` undoes the bookkeeping.
    struct Unwinding {
        llvm::SmallVector<Block, 8> blocks;
        llvm::SmallVector<uint32_t, 8> regions;
        Assembler::FlowState state;
        Reg value = 0; // the temporary that is being returned, or 0
    };
    void unwind(size_t keep, const Loc& at, Unwinding& undo);
    void resume(Unwinding& undo);
    void leaveBlock(const Block& block, const Loc& at, Unwinding& undo);

    // --- match (codegen_pattern.cpp) ---
    struct PatternContext;
    void matchStmt(const ast::Match* s);
    void pattern(const ast::Pattern* p, Reg subject, PatternContext& context);
    void sequencePattern(const ast::MatchSequence* p, Reg subject, PatternContext& context);
    void mappingPattern(const ast::MatchMapping* p, Reg subject, PatternContext& context);
    void classPattern(const ast::MatchClass* p, Reg subject, PatternContext& context);
    void orPattern(const ast::MatchOr* p, Reg subject, PatternContext& context);
    void captureName(const ast::Node* node, const ast::Atom* name, Reg reg,
                     PatternContext& context);
    void failStubs(PatternContext& context, Label next, const Loc& at);

    Compilation& compilation_;
    Scopes& scopes_;
    Unit* unit_ = nullptr;
};

inline Loc locOf(const ast::Node* node) {
    return {static_cast<int32_t>(node->lineno), static_cast<int32_t>(node->end_lineno),
            static_cast<int32_t>(node->col_offset), static_cast<int32_t>(node->end_col_offset)};
}

// Calls fn(child) for each child of a node, in the order of the fields.
template <typename Fn>
void forEachChild(const ast::Node* node, Fn&& fn) {
#define KRAIT_AST_ONE(Class, name) fn(static_cast<const ast::Node*>(n->name));
#define KRAIT_AST_OPT(Class, name)                                                                 \
    if (n->name) fn(static_cast<const ast::Node*>(n->name));
#define KRAIT_AST_LIST(Class, name)                                                                \
    for (auto* child : n->name) fn(static_cast<const ast::Node*>(child));
#define KRAIT_AST_OPT_LIST(Class, name)                                                            \
    for (auto* child : n->name)                                                                    \
        if (child) fn(static_cast<const ast::Node*>(child));
#define KRAIT_AST_ATOM(name)
#define KRAIT_AST_OPT_ATOM(name)
#define KRAIT_AST_ATOMS(name)
#define KRAIT_AST_ENUM(Enum, name)
#define KRAIT_AST_ENUMS(Enum, name)
#define KRAIT_AST_INT(name)
#define KRAIT_AST_VALUE(name)
    switch (node->kind) {
#define KRAIT_AST_NODE(Class, Base, py_name, fields)                                               \
    case ast::Kind::Class: {                                                                       \
        [[maybe_unused]] auto* n = static_cast<const ast::Class*>(node);                           \
        fields                                                                                     \
    } break;
#include "compiler/ast.def"
    }
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

} // namespace krait
