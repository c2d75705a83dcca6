// _symtable: what the compiler's scopes say of each name, as the entries that module symtable
// shows.
//
// An entry is made once, from the scopes of a compilation that ends with the call; it owns its
// children. Comprehensions that are inlined have no entry: their names are those of the block
// around them, as in CPython, where the merge happens in the symbol table itself.
#include "stdlib/native/ast_bridge.h"
#include "stdlib/native/builtins.h"
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"

#include "vm/objects/list.h"

#include <cstddef>
#include <iterator>

namespace krait {
namespace {

constexpr int kScopeOffset = 12, kScopeMask = 15;
// CPython's numbers, which are part of what the module shows.
enum Place : int64_t { kLocal = 1, kGlobalExplicit, kGlobalImplicit, kFree, kCell };
enum Definition : int64_t {
    kDefGlobal = 1,
    kDefLocal = 2,
    kDefParameter = 4,
    kDefNonlocal = 8,
    kUse = 16,
    kDefFree = 32,
    kDefFreeClass = 64,
    kDefImport = 128,
    kDefAnnotated = 256,
    kDefComprehensionIter = 512,
    kDefTypeParameter = 1024,
    kDefComprehensionCell = 2048,
    kDefBound = kDefLocal | kDefParameter | kDefImport,
};

extern const TypeSpec kEntrySpec;

struct Entry : Object {
    Value name, symbols, varnames, children; // str, dict, lists
    int64_t type, line;
    bool nested;
};
using EntryOwns = Owns<Entry, &Entry::name, &Entry::symbols, &Entry::varnames, &Entry::children>;

Entry* entryOf(Value v) {
    return v.as<Entry>();
}

int64_t flagsOf(const Symbol& symbol) {
    static constexpr struct {
        uint32_t from;
        int64_t to;
    } kFlags[] = {
        {Symbol::kGlobal, kDefGlobal},
        {Symbol::kAssigned, kDefLocal},
        {Symbol::kParameter, kDefParameter},
        {Symbol::kNonlocal, kDefNonlocal},
        {Symbol::kUsed, kUse},
        {Symbol::kFreeClass, kDefFreeClass},
        {Symbol::kImported, kDefImport},
        {Symbol::kAnnotated, kDefAnnotated},
        {Symbol::kComprehensionIter, kDefComprehensionIter},
        {Symbol::kTypeParameter, kDefTypeParameter},
        {Symbol::kComprehensionCell, kDefComprehensionCell},
    };
    int64_t flags = 0;
    for (const auto& flag : kFlags) {
        if (symbol.flags & flag.from) flags |= flag.to;
    }
    switch (symbol.place) {
    case NamePlace::Local:
        return flags | int64_t{kLocal} << kScopeOffset;
    case NamePlace::Cell:
        return flags | int64_t{kCell} << kScopeOffset;
    case NamePlace::Free:
        return flags | int64_t{kFree} << kScopeOffset;
    case NamePlace::GlobalExplicit:
        return flags | int64_t{kGlobalExplicit} << kScopeOffset;
    case NamePlace::GlobalImplicit:
        break;
    }
    return flags | int64_t{kGlobalImplicit} << kScopeOffset;
}

int64_t typeOfScope(ScopeKind kind) {
    switch (kind) {
    case ScopeKind::Function:
        return 0;
    case ScopeKind::Class:
        return 1;
    case ScopeKind::Module:
        return 2;
    case ScopeKind::TypeAlias:
        return 4;
    case ScopeKind::TypeParameters:
        return 5;
    case ScopeKind::TypeVariable:
        return 6;
    }
    return 0;
}

Ref textOf(Thread* t, const ast::Atom* atom) {
    llvm::StringRef text = atom->text();
    New<Str> name = KRAIT_TRY(strIntern(t, std::string_view(text.data(), text.size())));
    return name;
}

Ref entryFor(Thread* t, const Scope* scope);

// The names of a scope; those that are there already stay as they are.
Status addSymbols(Thread* t, Dict* symbols, const Scope* scope) {
    for (const Symbol* symbol : scope->symbols) {
        if (scope->inlined && symbol->flags & Symbol::kParameter) continue; // its iterable
        Ref name = KRAIT_TRY(textOf(t, symbol->name));
        if (!KRAIT_TRY(dictGet(t, symbols, name)).isEmpty()) continue;
        Ref flags = KRAIT_TRY(intFrom(t, flagsOf(*symbol)));
        KRAIT_TRY(dictSet(t, symbols, name, flags));
    }
    return ok();
}

// What is inside `scope`, as part of `entry`: an inlined comprehension gives it names and children.
Status addChildren(Thread* t, Entry* entry, Dict* symbols, const Scope* scope) {
    KRAIT_TRY(checkNativeStack(t));
    for (const Scope* child : scope->children) {
        if (!child->inlined) {
            Ref made = KRAIT_TRY(entryFor(t, child));
            KRAIT_TRY(listAppend(t, entry->children.as<List>(), made));
            continue;
        }
        // Its own names first get those of the comprehensions in it.
        New<Dict> inner = KRAIT_TRY(dictNew(t));
        KRAIT_TRY(addSymbols(t, inner, child));
        KRAIT_TRY(addChildren(t, entry, inner, child));
        int64_t position = 0;
        Value name, flags;
        while (dictNext(inner, &position, &name, &flags)) {
            if (KRAIT_TRY(dictGet(t, symbols, name)).isEmpty()) {
                KRAIT_TRY(dictSet(t, symbols, name, flags));
            }
        }
    }
    return ok();
}

Ref entryFor(Thread* t, const Scope* scope) {
    New<Entry> entry = KRAIT_TRY(newOf<Entry>(t, &kEntrySpec));
    entry->name = entry->symbols = entry->varnames = entry->children = Value();
    entry->type = typeOfScope(scope->kind);
    entry->line = scope->kind == ScopeKind::Module ? 0 : scope->node->lineno;
    entry->nested = scope->is_nested;
    entry->name = KRAIT_TRY(textOf(t, scope->name)).release();
    entry->symbols = KRAIT_TRY(dictNew(t)).release();
    entry->varnames = KRAIT_TRY(listNew(t)).release();
    entry->children = KRAIT_TRY(listNew(t)).release();
    for (const ast::Atom* parameter : scope->parameters) {
        Ref name = KRAIT_TRY(textOf(t, parameter));
        KRAIT_TRY(listAppend(t, entry->varnames.as<List>(), name));
    }
    auto* symbols = entry->symbols.as<Dict>();
    KRAIT_TRY(addSymbols(t, symbols, scope));
    KRAIT_TRY(addChildren(t, entry, symbols, scope));
    return entry;
}

// --- the type ------------------------------------------------------------------------------------

Ref entryRepr(Thread* t, Value self) {
    Ref id = KRAIT_TRY(intFromUnsigned(t, self.bits()));
    return strFormat(t, "<symtable entry %U(%S), line %ld>", entryOf(self)->name, id.get(),
                     entryOf(self)->line);
}

constexpr MemberDef kMembers[] = {
    {"name", offsetof(Entry, name)},
    {"symbols", offsetof(Entry, symbols)},
    {"varnames", offsetof(Entry, varnames)},
    {"children", offsetof(Entry, children)},
    {},
};
constexpr GetSetDef kGetSets[] = {
    memberGetter("id", [](Thread* t, Value self) { return intFromUnsigned(t, self.bits()); }),
    memberGetter(
        "nested",
        [](Thread*, Value self) { return Ref::take(Value::smallInt(entryOf(self)->nested)); }),
    memberGetter("type", [](Thread* t, Value self) { return intFrom(t, entryOf(self)->type); }),
    memberGetter("lineno", [](Thread* t, Value self) { return intFrom(t, entryOf(self)->line); }),
    {},
};

const TypeSpec kEntrySpec = {
    .name = "symtable entry",
    .size = sizeof(Entry),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = EntryOwns::destroy,
              .traverse = EntryOwns::traverse,
              .clear = EntryOwns::clear,
              .repr = entryRepr},
    .getsets = kGetSets,
    .members = kMembers,
};

// --- the module ----------------------------------------------------------------------------------

Ref symtable_symtable(Thread* t, Args a) {
    Source source;
    KRAIT_TRY(readSource(t, a[0], "symtable", "string or bytes", &source));
    Ref filename = KRAIT_TRY(fileName(t, a[1]));
    if (!isStr(a[2])) {
        return raise(t, TypeId::kTypeError, "symtable() argument 3 must be str, not %T", a[2]);
    }
    CompileRequest request;
    request.filename = filename;
    request.source = source.text;
    request.source_is_text = source.is_text;
    request.with_warnings = false;
    const auto* mode = a[2].as<Str>();
    if (strEqualAscii(mode, "exec")) {
        request.mode = SourceMode::kExec;
    } else if (strEqualAscii(mode, "eval")) {
        request.mode = SourceMode::kEval;
    } else if (strEqualAscii(mode, "single")) {
        request.mode = SourceMode::kSingle;
    } else {
        return raise(t, TypeId::kValueError,
                     "symtable() arg 3 must be 'exec' or 'eval' or 'single'");
    }
    Ref top;
    KRAIT_TRY(withScopes(t, request, [&](const Scopes& scopes) -> Status {
        top = KRAIT_TRY(entryFor(t, scopes.top()));
        return ok();
    }));
    return top;
}

constexpr MethodDef kFunctions[] = {
    {"symtable(source, filename, startstr, /)", symtable_symtable,
     "Return symbol and scope dictionaries used internally by compiler."},
    {}};

Status initModule(Thread* t, Value module) {
    ModuleFiller fill(t, module);
    fill.integer("USE", kUse).integer("DEF_GLOBAL", kDefGlobal);
    fill.integer("DEF_NONLOCAL", kDefNonlocal).integer("DEF_LOCAL", kDefLocal);
    fill.integer("DEF_PARAM", kDefParameter).integer("DEF_FREE", kDefFree);
    fill.integer("DEF_FREE_CLASS", kDefFreeClass).integer("DEF_IMPORT", kDefImport);
    fill.integer("DEF_BOUND", kDefBound).integer("DEF_ANNOT", kDefAnnotated);
    static constexpr const char* kTypes[] = {
        "TYPE_FUNCTION",   "TYPE_CLASS",           "TYPE_MODULE",       "TYPE_ANNOTATION",
        "TYPE_TYPE_ALIAS", "TYPE_TYPE_PARAMETERS", "TYPE_TYPE_VARIABLE"};
    for (size_t i = 0; i < std::size(kTypes); ++i) {
        fill.integer(kTypes[i], static_cast<int64_t>(i));
    }
    fill.integer("LOCAL", kLocal).integer("GLOBAL_EXPLICIT", kGlobalExplicit);
    fill.integer("GLOBAL_IMPLICIT", kGlobalImplicit).integer("FREE", kFree);
    fill.integer("CELL", kCell).integer("SCOPE_OFF", kScopeOffset);
    fill.integer("SCOPE_MASK", kScopeMask);
    return fill.finish();
}

} // namespace

extern const NativeModule k_symtableModule = {"_symtable", nullptr, kFunctions, initModule};

} // namespace krait
