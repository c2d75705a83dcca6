// Types: the protocol table (slots), the type object, shapes, and the constant description
// (TypeSpec) from which a Runtime makes its own type objects.
//
// A type's slots are C++ functions. For a class written in Python, a slot whose special method the
// class (or a base) defines in Python holds the generic function that looks the method up and calls
// it; assigning to a class attribute updates the slots of the class and its subclasses. For a
// builtin type the special methods (int.__add__) are SlotWrapper objects made from its slots on the
// first lookup.
//
// Types belong to one Runtime and live as long as it, unless they are classes made by a program,
// which are counted: each instance owns a reference to its class if the type has kTypeHeap.
#pragma once

#include "vm/heap/heap.h"
#include "vm/heap/ref.h"

namespace krait {

struct Dict;
struct Str;
struct Tuple;
struct TypeSpec;

enum class TypeId : uint16_t {
    kNone = 0,
#define TYPE(id) k##id,
#include "vm/objects/types.def"
#define EXCEPTION(id, base, doc) k##id,
#include "vm/objects/exceptions.def"
    kCount
};
static_assert(static_cast<int>(TypeId::kStructSequence) < 256);

// Arguments of a native function: one Value per parameter of its signature, in order; absent
// optional ones are EMPTY, *args a tuple, **kwargs a dict (or EMPTY if there are none). All
// borrowed.
using Args = Value*;
using NativeFn = Ref (*)(Thread*, Args);

// Arguments of a call that is still to be bound: positional ones, then the values of those named in
// `names` (a tuple of str, or EMPTY). All borrowed.
struct CallArgs {
    const Value* values = nullptr;
    uint32_t positional_count = 0;
    Value names;
};

enum MethodFlag : uint8_t {
    kMethodPlain = 0,
    kMethodStatic = 1,
    kMethodClass = 2,
    kMethodNoSafepoint = 4, // must not poll after its effect (__enter__ of locks and files)
    // The words for a wrong count of arguments, where they are not those that the signature implies
    // (runtime/argument_errors.cpp).
    kMethodTupleErrors = 8,       // "f() takes at most 2 arguments (3 given)"
    kMethodPositionalErrors = 16, // "f expected 1 argument, got 2"
    // A special method that CPython has as a slot: shown as a wrapper_descriptor, and takes
    // arguments as those do. For the few that have no field in TypeSlots.
    kMethodSlot = 32,
    // It neither keeps its tuple of *args nor gives it to anybody: a call may pass one that is not
    // on the heap.
    kMethodLentArgs = 64,
};

// A method or function: the signature is Python's text, `pop(self, index=-1, /)`, parsed on first
// use by the argument binder, which alone checks arity and keywords. A default may be an int,
// float, string, None, True, False,
// (), or `=<unset>` (EMPTY; shown as <unrepresentable>).
struct MethodDef {
    const char* signature;
    NativeFn function;
    const char* doc;
    uint8_t flags = kMethodPlain;
};

struct GetSetDef {
    const char* name;
    Ref (*get)(Thread*, Value self);
    Status (*set)(Thread*, Value self, Value value) = nullptr; // value EMPTY: delete
    const char* doc = nullptr;
    bool as_member = false; // shown as a member_descriptor, for what is a field in CPython
};

// The row of a getter that CPython has as a field.
constexpr GetSetDef memberGetter(const char* name, Ref (*get)(Thread*, Value),
                                 Status (*set)(Thread*, Value, Value) = nullptr,
                                 const char* doc = nullptr) {
    return {name, get, set, doc, true};
}

// A Value field of the layout that Python may read.
struct MemberDef {
    const char* name;
    uint16_t offset;
    bool read_only = true;
    bool none_if_empty = true; // else AttributeError
    const char* doc = nullptr;
};

enum class CompareOp : uint8_t { kLt, kLe, kEq, kNe, kGt, kGe };

// Calls visit on every Value and Object that the object owns.
class Visitor;
using TraverseFn = void (*)(Object*, Visitor&);

// Buffer protocol: a view of contiguous or strided memory, as Py_buffer.
struct BufferView {
    Ref owner; // the exporting object
    char* data = nullptr;
    int64_t size = 0; // bytes
    int64_t item_size = 1;
    const char* format = "B";
    bool read_only = true;
    int ndim = 1;
    int64_t* shape = nullptr; // owned by the exporter, null: size / item_size
    int64_t* strides = nullptr;
};

// The protocol. Every function may be null. Operands of binary slots may be in either place: the
// function checks both types and returns NotImplemented for what it does not know.
struct TypeSlots {
    // lifetime
    void (*destroy)(Thread*,
                    Object*) = nullptr; // releases what the object owns; the caller frees the cell
    TraverseFn traverse = nullptr;
    void (*clear)(Thread*, Object*) = nullptr;    // breaks cycles; null: destroy's work is enough
    void (*finalize)(Thread*, Object*) = nullptr; // __del__
    size_t (*size)(const Object*) =
        nullptr; // bytes allocated, where instances differ; null: type->instance_size
    // basic
    Ref (*repr)(Thread*, Value) = nullptr;
    Ref (*str)(Thread*, Value) = nullptr;
    Result<int64_t> (*hash)(Thread*, Value) = nullptr;
    Ref (*compare)(Thread*, Value, Value, CompareOp) = nullptr;
    Ref (*call)(Thread*, Value self, CallArgs) = nullptr;
    Ref (*getattr)(Thread*, Value self, Str* name) = nullptr;
    Status (*setattr)(Thread*, Value self, Str* name, Value value) = nullptr; // EMPTY: delete
    Ref (*descr_get)(Thread*, Value self, Value instance,
                     Value owner) = nullptr; // instance EMPTY: through the class
    Status (*descr_set)(Thread*, Value self, Value instance,
                        Value value) = nullptr; // EMPTY: delete
    Ref (*iter)(Thread*, Value) = nullptr;
    Ref (*next)(Thread*, Value) = nullptr; // EMPTY without exception: exhausted
    Ref (*await)(Thread*, Value) = nullptr;
    Ref (*aiter)(Thread*, Value) = nullptr;
    Ref (*anext)(Thread*, Value) = nullptr;
    // containers
    Result<int64_t> (*length)(Thread*, Value) = nullptr;
    Ref (*getitem)(Thread*, Value self, Value key) = nullptr;
    Status (*setitem)(Thread*, Value self, Value key, Value value) = nullptr; // EMPTY: delete
    Result<bool> (*contains)(Thread*, Value self, Value item) = nullptr;
    Status (*buffer)(Thread*, Value self, BufferView* view, bool writable) = nullptr;
    void (*release_buffer)(Thread*, Value self, BufferView* view) = nullptr;
    // numbers; sequences put concatenation in add and repetition in mul
    Result<bool> (*truth)(Thread*, Value) = nullptr;
    Ref (*to_int)(Thread*, Value) = nullptr;   // __int__
    Ref (*to_float)(Thread*, Value) = nullptr; // __float__
    Ref (*index)(Thread*, Value) = nullptr;    // __index__
    Ref (*negative)(Thread*, Value) = nullptr;
    Ref (*positive)(Thread*, Value) = nullptr;
    Ref (*absolute)(Thread*, Value) = nullptr;
    Ref (*invert)(Thread*, Value) = nullptr;
    Ref (*power)(Thread*, Value, Value, Value) = nullptr; // third None without modulus
    Ref (*inplace_power)(Thread*, Value, Value) = nullptr;
    // In the order of BinaryOp.
    Ref (*binary[12])(Thread*, Value, Value) = {};
    Ref (*inplace[12])(Thread*, Value, Value) = {};
};

// Index into TypeSlots::binary; power has its own.
enum class BinaryOp : uint8_t {
    kAdd,
    kSub,
    kMul,
    kTrueDiv,
    kFloorDiv,
    kMod,
    kMatMul,
    kAnd,
    kOr,
    kXor,
    kLShift,
    kRShift,
    kCount
};

enum TypeFlag : uint32_t {
    kTypeHeap = 1 << 0,      // made by a program: counted, mutable
    kTypeBase = 1 << 1,      // may be subclassed
    kTypeContainer = 1 << 2, // instances are traversed
    kTypeAbstract = 1 << 3,  // has abstract methods
    kTypeHasDict = 1 << 4,   // instances have attributes of their own (AttrBlock at attrs_offset)
    kTypeWeakrefable = 1 << 5,
    kTypeHasDel = 1 << 6,
    kTypeSequence = 1 << 7, // for patterns
    kTypeMapping = 1 << 8,
    kTypeGenericGetattr = 1 << 9, // getattr is genericGetAttr: caches apply
    kTypeGenericSetattr = 1 << 10,
    kTypeDisallowNew = 1 << 11, // "cannot create 'x' instances"
    kTypeImmutable = 1 << 12,   // attributes cannot be set from Python
    kTypeMethodLike = 1 << 13,  // instances are functions: LOAD_METHOD need not bind them
    kTypeVariableSize = 1 << 14,
    // getattr is genericGetAttr, then a __getattr__ in Python: what is found may be cached
    kTypeHookAfterGeneric = 1 << 15,
    // nearest builtin layout, for quick subtype tests (typeIs*)
    kTypeIntSub = 1 << 20,
    kTypeStrSub = 1 << 21,
    kTypeBytesSub = 1 << 22,
    kTypeListSub = 1 << 23,
    kTypeTupleSub = 1 << 24,
    kTypeDictSub = 1 << 25,
    kTypeSetSub = 1 << 26, // set or frozenset
    kTypeFloatSub = 1 << 27,
    kTypeExceptionSub = 1 << 28,
    kTypeTypeSub = 1 << 29,
};

// Where an instance keeps the attributes that are its own. `inline_values` has type->inline_count
// places.
struct AttrBlock {
    union {
        Value*
            overflow; // values past the inline ones, or null; capacity is in the block's first word
        Dict* dict;   // when the object has kFlagDictMode
    };
    Value inline_values[0];
};

// A shape: which attributes an object has of its own, in order of creation, and of which type it
// is. Shapes form a tree per type: adding an attribute leads to a child. The tag changes when the
// type (or a base) changes, so that one compare validates an attribute cache. Owned by the type;
// instances do not count them.
class Shape {
  public:
    Type* type;
    Runtime* runtime;
    uint32_t tag; // unique; never 0
    uint16_t attr_count;
    bool dictionary; // attributes are in a Dict
    Shape* parent;   // with one attribute less
    Str* name; // the last attribute, interned (borrowed from the runtime's table, which keeps it)
    Shape* next_of_type; // all shapes of a type are chained
    // children: one inline, else a table
    Shape* first_child;
    Shape* next_sibling;
    void* table; // attribute index by name, made when attr_count is large
};

struct Type : Object {
    Str* name; // __name__
    Str* qualified_name;
    const TypeSpec* spec; // of the nearest builtin base (its own, for a builtin type)
    TypeId id;            // kNone for classes made by programs
    TypeId layout_id;     // nearest builtin type whose layout this is
    uint32_t flags;
    uint32_t instance_size; // bytes, AttrBlock's inline values included; of a variable-size type
                            // the fixed native part
    uint32_t
        extra_size; // variable-size types: bytes of a subclass's own fields, behind the native part
    uint16_t attrs_offset; // of the AttrBlock (variable-size types: within the extra part, plus
                           // one); 0: none
    uint16_t inline_count;
    uint16_t slots_offset; // first of the __slots__ Values (variable-size types: within the extra
                           // part)
    uint16_t slots_count;  // of this class alone
    uint16_t native_size;  // bytes of an instance before what the class and its Python bases add;
                           // variable-size types: 0
    bool plain_instances;  // a class of Python on object itself, with attributes and no __slots__
    uint32_t plain_exception_tag; // root_shape's tag when the class was found to make exceptions as
                                  // BaseException does (exceptionIsPlain)
    Shape* root_shape;            // of instances
    Shape* shapes;                // all shapes of instances, chained by next_of_type
    Type* metatype() const { return shape->type; }
    Type* base; // the base whose layout this extends; null for object
    Tuple* bases;
    Tuple* mro;
    Dict* dict; // attributes of the class; filled from the spec on first lookup (typeReady)
    bool ready;
    bool dict_filled;
    NativeFn new_function; // __new__ of a builtin type: args[0] is the class
    const MethodDef* new_def;
    NativeFn init_function; // __init__ of a builtin type
    const MethodDef* init_def;
    struct Signature *new_signature, *init_signature; // of those two, parsed; null: not yet
    Ref (*convert)(Thread*, Value argument); // TypeSpec::convert of a builtin type, or null
    TypeSlots slots;
    // subclasses, weak: unordered array
    Type** subclasses;
    uint32_t subclass_count, subclass_capacity;
    Value module; // __module__ of builtin types other than builtins, else EMPTY
    // What calls of the class found, valid while the tag is root_shape's: its __init__ in Python
    // (borrowed) or null (pythonInitOf); that its instances are bare (makesBareObjects).
    struct Function* python_init;
    uint32_t python_init_tag, bare_tag;
    void* reserved;
};

// The constant description of a builtin type.
struct TypeSpec {
    const char* name; // "module.name", or a name in builtins
    TypeId base = TypeId::kObject;
    uint32_t size = sizeof(Object);
    uint32_t flags = 0;
    TypeSlots slots = {};
    const char* doc = nullptr;
    MethodDef new_ = {}; // signature begins with the class: `float(cls, x=0, /)`
    MethodDef init = {}; // `list(self, iterable=(), /)`
    // What a call of the type itself with one positional argument gives, where that is simple.
    Ref (*convert)(Thread*, Value argument) = nullptr;
    const MethodDef* methods = nullptr; // each table ends with an entry whose name is null
    const GetSetDef* getsets = nullptr;
    const MemberDef* members = nullptr;
};

inline Type* exactTypeOfObject(const Object* o) {
    return o->shape->type;
}

#define TYPE(id) extern const TypeSpec k##id##Spec;
#include "vm/objects/types.def"

} // namespace krait
