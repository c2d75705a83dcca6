// Scopes: for each block of the tree the names that it binds or uses, and where each name lives.
//
// A Scope belongs to one Module, function, lambda, class, comprehension, or annotation scope (type
// parameters, the value of a type alias, the bound or default of a type variable). The rules are
// Python's; the result is what the `symtable` module shows.
// Comprehensions that Python 3.12+ inlines (PEP 709) keep their Scope, marked `inlined`: the code
// generator gives their own names registers of their own in the enclosing code, and nothing has to
// be saved and restored. resolve() sees through such a scope.
// Everything lives in the Compilation's arena.
#pragma once

#include "compiler/ast.h"
#include "compiler/compilation.h"

#include "llvm/ADT/DenseMap.h"

namespace krait {

enum class ScopeKind : uint8_t {
    Module,
    Class,
    Function,       // FunctionDef, AsyncFunctionDef, Lambda, and comprehensions (is_comprehension)
    TypeParameters, // of a generic function, class or alias
    TypeAlias,      // the value of a type alias
    TypeVariable,   // the bound or the default of a type parameter
};

// Which of the scopes that hang on one node is meant.
enum class ScopeRole : uint8_t {
    Body,           // of Module, functions, classes, comprehensions; the value of a TypeAlias
    TypeParameters, // of FunctionDef, AsyncFunctionDef, ClassDef, TypeAlias
    Bound,          // of TypeVar
    Default,        // of TypeVar, ParamSpec, TypeVarTuple
};

// Where a name lives, as seen from one scope.
enum class NamePlace : uint8_t {
    Local,          // a register; in a class or module body: its namespace
    Cell,           // bound here and captured by an inner scope
    Free,           // bound in an enclosing function scope
    GlobalExplicit, // declared `global`
    GlobalImplicit, // bound nowhere inside: global, then builtin
};

struct Symbol {
    enum Flag : uint32_t {
        kGlobal = 1 << 0,    // `global x`
        kAssigned = 1 << 1,  // bound by assignment, import, def, class, for, with, del ...
        kParameter = 1 << 2, // parameter of the function
        kNonlocal = 1 << 3,  // `nonlocal x`
        kUsed = 1 << 4,      // read
        kFreeClass = 1 << 5, // free in a method, but also bound in the class around it
        kImported = 1 << 6,  // bound by import
        kAnnotated = 1 << 7, // x: T
        kComprehensionIter = 1 << 8,
        kTypeParameter = 1 << 9,
        kComprehensionCell = 1 << 10, // cell of an inlined comprehension only
    };
    const ast::Atom* name = nullptr; // mangled
    uint32_t flags = 0;
    NamePlace place = NamePlace::GlobalImplicit;
    uint32_t index = 0; // order of first occurrence in the scope

    bool isBound() const { return flags & (kAssigned | kParameter | kImported | kTypeParameter); }
};

struct Scope {
    ScopeKind kind = ScopeKind::Module;
    const ast::Node* node = nullptr;
    const ast::Atom* name = nullptr;       // "top", "f", "lambda", "listcomp", "genexpr" ...
    const ast::Atom* class_name = nullptr; // of the innermost class, for mangling; or null
    // Where the type parameters of a class are in scope, but not its body: only they are mangled.
    const ast::ClassDef* only_type_params_of = nullptr;
    Scope* parent = nullptr;
    ast::List<Symbol*> symbols;             // in order of first occurrence
    ast::List<const ast::Atom*> parameters; // in Python's order of co_varnames
    ast::List<Scope*> children;
    ast::List<const ast::Atom*> free_names; // what this scope needs from enclosing ones (closure)

    bool is_nested = false;      // has an enclosing function scope
    bool has_free = false;       // has free names
    bool has_child_free = false; // a child has
    bool is_generator = false;   // contains `yield`, or is a generator expression
    bool is_coroutine = false;   // async def, or contains await / async comprehension
    bool is_comprehension = false;
    bool inlined = false; // a comprehension whose code becomes part of the parent's
    bool has_varargs = false;
    bool has_varkeywords = false;
    bool returns_value = false;
    bool needs_class_closure = false; // class: an inner function uses __class__
    bool needs_class_dict = false;    // class: an annotation scope needs __classdict__
    bool can_see_class_scope = false; // annotation scope directly in a class
    bool has_import_star = false;

    // Null if the name doesn't occur in this scope. The name is mangled already.
    Symbol* find(const ast::Atom* mangled) const;

    // While the scopes are built; `symbols` and `children` are complete only afterwards.
    Symbol** slots = nullptr; // hash table with linear probing
    uint32_t slot_count = 0;
    bool comprehension_target = false;        // inside the target of a comprehension's `for`
    uint32_t comprehension_iter = 0;          // inside so many iterables of comprehensions
    const char* comprehension_name = nullptr; // "list comprehension" ...
};

class Scopes {
  public:
    Scopes() = default;
    Scopes(const Scopes&) = delete;
    Scopes& operator=(const Scopes&) = delete;

    // After readFutureImports. False: the error is in the diagnostics. The tree isn't changed.
    [[nodiscard]] bool build(Compilation& compilation, ast::Mod* module);

    Scope* top() const { return top_; }
    // Null if the node has no scope in that role.
    Scope* of(const ast::Node* node, ScopeRole role = ScopeRole::Body) const;

    // Where `name` (unmangled) lives for code in `scope`. `owner` is the scope whose register, cell
    // or namespace it is when the place is Local or Cell: `scope` itself, an inlined comprehension
    // around it, or the scope that those are inlined into.
    struct Resolution {
        NamePlace place;
        Scope* owner;
        const ast::Atom* name; // mangled
    };
    Resolution resolve(Scope* scope, const ast::Atom* name) const;

    // `_Class__name` inside a class; the name itself if it isn't private.
    const ast::Atom* mangle(const Scope* scope, const ast::Atom* name) const;

  private:
    friend class ScopeBuilder;
    static const void* key(const ast::Node* node, ScopeRole role);
    Compilation* compilation_ = nullptr;
    Scope* top_ = nullptr;
    llvm::DenseMap<const void*, Scope*> scopes_;
};

} // namespace krait
