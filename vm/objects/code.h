// Code, Function, methods, cells: what can be executed and called.
#pragma once

#include "vm/bytecode/code_blueprint.h"
#include "vm/objects/type.h"

namespace krait {

struct Dict;
struct Str;
struct Tuple;

// A blueprint made real in one Runtime. `memory` holds the constants, then the instructions with
// their inline caches, so that a constant is one pc-relative load. Mutable only through caches.
struct Code : Object {
    Value* constants; // owned references
    uint64_t* instructions;
    uint32_t constant_count, word_count;
    uint32_t id; // of no other code, for caches
    uint16_t positional_only_count, positional_count, keyword_only_count;
    uint16_t argument_count; // registers filled by the caller: all parameters, *args and **kwargs
                             // included
    uint16_t local_count, register_count;
    uint32_t flags;
    uint16_t direct_count; // positional_count if simple, else 0xffff
    uint16_t window_count; // direct_count, or 0xffff for what makes a generator of its window
    bool simple; // no *args, **kwargs or keyword-only parameters: positional calls go straight in
    bool is_generator; // generator, coroutine or async generator
    int32_t first_line;
    Str* name;
    Str* qualified_name;
    Value filename; // str
    Str** names;    // interned
    uint32_t name_count;
    Str** local_names; // interned, local_count of them
    Str** free_names;
    uint32_t free_count;
    std::shared_ptr<CodeBlueprint>* blueprint; // positions, handlers, live sets are read from it
    Value weak_cache;                          // reserved
    struct UnwindPoint* unwind_points;         // where exceptions passed; made by the first
};

// Makes the Code (and nested ones) of a blueprint.
New<Code> codeFromBlueprint(Thread*, const std::shared_ptr<CodeBlueprint>& blueprint);
SourcePosition codePosition(const Code* code,
                            uint32_t offset); // of the instruction that contains word `offset`
const HandlerEntry* codeFindHandler(const Code* code, uint32_t offset);
const std::vector<LiveRange>& codeLiveSet(const Code* code, uint32_t offset);
// Both, remembered for the next exception at that instruction.
struct UnwindPoint {
    uint32_t offset;                    // of the instruction, or of a word of it
    bool releases;                      // temporaries are alive that the handler does not keep
    const HandlerEntry* handler;        // null: none in this code
    const std::vector<LiveRange>* live; // null: the entry is unused
};
inline constexpr uint32_t kUnwindPoints = 16; // of a code
inline UnwindPoint* codeUnwindPlace(const Code* code, uint32_t offset) {
    return &code->unwind_points[(offset ^ offset >> 3) % kUnwindPoints];
}
UnwindPoint codeUnwindPointSlow(Thread*, Code* code, uint32_t offset);
inline UnwindPoint codeUnwindPoint(Thread* t, Code* code, uint32_t offset) {
    if (KRAIT_LIKELY(code->unwind_points != nullptr)) {
        UnwindPoint* place = codeUnwindPlace(code, offset);
        if (KRAIT_LIKELY(place->offset == offset && place->live)) return *place;
    }
    return codeUnwindPointSlow(t, code, offset);
}

struct Cell : Object {
    Value value; // EMPTY: unbound
};
New<Cell> cellNew(Thread*, Value value);

struct Function : Object {
    Code* code; // owned, as everything here
    Dict* globals;
    uint64_t globals_id; // of the dict, compared by caches
    Dict* builtins;
    Value name, qualified_name, doc, module;
    Value defaults;         // tuple or EMPTY
    Value keyword_defaults; // dict or EMPTY
    Value annotations;      // dict, flat tuple of names and values, or EMPTY
    Tuple* closure;         // tuple of cells, or null
    Value type_params;      // tuple or EMPTY
    Value name_space;       // locals mapping of a class or exec'd body; EMPTY: its globals
    AttrBlock attrs;
};
New<Function> functionNew(Thread*, Code* code, Dict* globals);
void functionDestroy(Thread*, Object* function); // its slot
inline bool isFunction(Value v) {
    return v.isObject() && v.object()->kind == static_cast<uint8_t>(TypeId::kFunction);
}

struct BoundMethod : Object {
    Value function, self;
};
Ref boundMethodNew(Thread*, Value function, Value self);

struct Signature; // parsed form, in runtime/args.h

// A C++ function as Python sees it: builtin_function_or_method. self is EMPTY for a plain function,
// the module for a module's function is in `module`.
struct NativeFunction : Object {
    const MethodDef* def;
    NativeFn function;
    Signature* signature;  // parsed on first call, owned
    uint16_t direct_count; // positional calls with that many values (self excluded) go straight in;
                           // 0xffff: unknown or none
    Value self;            // bound self (or the class, for class methods), or EMPTY
    Value module;          // name of the module; of a static method, its type; or EMPTY
    Type* owner;           // for methods
};
// method_descriptor and classmethod_descriptor: in the dict of a builtin type.
struct MethodDescriptor : Object {
    const MethodDef* def;
    NativeFn function;
    Signature* signature;
    uint16_t direct_count; // as in NativeFunction, self included
    Str* name;
    Type* owner;
};
struct SlotWrapper : Object {
    uint16_t slot; // index into the table of special methods, or kMethodSlotIndex
    Str* name;
    Type* owner;
    const MethodDef* def; // with kMethodSlotIndex: __init__, or a row marked kMethodSlot
};
struct MethodWrapper : Object {
    SlotWrapper* wrapper;
    Value self;
};
struct GetSetDescriptor : Object {
    const GetSetDef* def;
    Str* name;
    Type* owner;
};
struct MemberDescriptor : Object { // also for __slots__
    Str* name;
    Type* owner;
    uint16_t offset;
    bool read_only, none_if_empty;
    bool in_extra; // the offset counts from the end of a variable-size native part
    const char* doc;
    const GetSetDef* getter; // computes the value instead of a field, or null
};
Ref nativeFunctionNew(Thread*, const MethodDef* def, Value self, Value module);
Ref nativeNewFunction(Thread*, Type* type); // type.__new__ of a builtin type
Ref staticMethodNew(Thread*, Value callable);
Ref classMethodNew(Thread*, Value callable);

struct Property : Object {
    Value get, set, del, doc, name;
    bool doc_is_getters; // it was not given
};
struct StaticMethod : Object { // classmethod has the same layout
    Value callable;
    AttrBlock attrs;
};

struct Module : Object {
    Dict* dict;
    Value name;
    void* state; // a native module's own, freed by free_state
    void (*free_state)(Thread*, void*);
};

} // namespace krait
