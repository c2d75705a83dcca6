// Registers, constants, cells, globals and names.
//
// Inline caches: LOAD_GLOBAL and LOAD_NAME keep the id of the globals they were filled for, the
// address of the name's cell there, and that of its cell in builtins; a cell that holds EMPTY means
// "look further".
#include "vm/interp/dispatch.h"
#include "vm/objects/dict.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/names_lookup.h"

namespace krait {

HANDLER(NOP) {
    NEXT(1);
}

DHANDLER(LOAD_CONST) {
    Value v = *reinterpret_cast<const Value*>(pc + SBC_);
    if (IS_OBJECT(v)) ++v.object()->refcount;
    STORE_NEXT(v, 1);
}

DHANDLER(LOAD_INT) {
    STORE_NEXT(Value::smallInt(SBC_), 1);
}

DHANDLER(COPY) {
    Value v = regs[B_];
    if (IS_OBJECT(v)) ++v.object()->refcount;
    STORE_NEXT(v, 1);
}

DHANDLER(MOVE) {
    STORE_NEXT(regs[B_], 1);
}

SLOW_PATH(unboundLocal) {
    // The register is operand a of CHECK_LOCAL, DELETE_LOCAL, and b of the others.
    publish(t, pc, regs);
    Opcode op = static_cast<Opcode>(word & 0xffff);
    bool first =
        op == Opcode::kCHECK_LOCAL || op == Opcode::kDELETE_LOCAL || op == Opcode::kDELETE_CELL;
    uint16_t index = first ? A_ : B_;
    (void)raiseUnboundLocal(t, frameFunction(regs)->code->local_names[index]);
    RAISE_();
}

DHANDLER(COPY_CHECKED) {
    Value v = regs[B_];
    if (KRAIT_UNLIKELY(v.bits() == k_empty)) JUMP_TO(unboundLocal);
    if (IS_OBJECT(v)) ++v.object()->refcount;
    STORE_NEXT(v, 1);
}

HANDLER(CHECK_LOCAL) {
    if (KRAIT_UNLIKELY(regs[A_].bits() == k_empty)) JUMP_TO(unboundLocal);
    NEXT(1);
}

HANDLER(DELETE_LOCAL) {
    Value v = regs[A_];
    if (KRAIT_UNLIKELY(v.bits() == k_empty)) JUMP_TO(unboundLocal);
    regs[A_] = Value::empty();
    if (IS_OBJECT(v) && --v.object()->refcount == 0) {
        t->scratch = v.object();
        JUMP_TO(releaseNext<1>);
    }
    NEXT(1);
}

HANDLER(CLEAR_LOCAL) {
    publish(t, pc, regs);
    for (uint16_t i = 0; i < B_; ++i) decref(std::exchange(regs[A_ + i], Value()));
    NEXT_FRESH(1);
}

HANDLER(POP) {
    Value v = regs[A_];
    if (IS_OBJECT(v) && --v.object()->refcount == 0) {
        t->scratch = v.object();
        JUMP_TO(releaseNext<1>);
    }
    NEXT(1);
}

HANDLER(MARK_EMPTY) {
    regs[A_] = Value::empty();
    NEXT(1);
}

// --- cells
// ---------------------------------------------------------------------------------------------

HANDLER(MAKE_CELL) {
    publish(t, pc, regs);
    Value cell = cellNew(t, regs[A_]).release();
    if (cell.isEmpty()) RAISE_();
    decref(regs[A_]);
    regs[A_] = cell;
    NEXT_FRESH(1);
}

DHANDLER(LOAD_CELL) {
    Value v = regs[B_].as<Cell>()->value;
    if (KRAIT_UNLIKELY(v.bits() == k_empty)) JUMP_TO(unboundLocal);
    if (IS_OBJECT(v)) ++v.object()->refcount;
    STORE_NEXT(v, 1);
}

// Stores operand b, owned by the cell from now on, in `cell`.
#define STORE_IN_CELL(cell)                                                                        \
    do {                                                                                           \
        Value v = regs[B_];                                                                        \
        if (IS_OBJECT(v) && !isTemp(regs, B_)) ++v.object()->refcount;                             \
        Value old = (cell)->value;                                                                 \
        (cell)->value = v;                                                                         \
        if (IS_OBJECT(old) && --old.object()->refcount == 0) {                                     \
            t->scratch = old.object();                                                             \
            JUMP_TO(releaseNext<1>);                                                               \
        }                                                                                          \
        NEXT(1);                                                                                   \
    } while (0)

HANDLER(STORE_CELL) {
    STORE_IN_CELL(regs[A_].as<Cell>());
}

HANDLER(DELETE_CELL) {
    Cell* cell = regs[A_].as<Cell>();
    Value old = cell->value;
    if (old.isEmpty()) JUMP_TO(unboundLocal);
    cell->value = Value::empty();
    if (IS_OBJECT(old) && --old.object()->refcount == 0) {
        t->scratch = old.object();
        JUMP_TO(releaseNext<1>);
    }
    NEXT(1);
}

static inline Cell* freeCell(Value* regs, uint16_t index) {
    return frameFunction(regs)->closure->items[index].as<Cell>();
}

SLOW_PATH(unboundFree) {
    publish(t, pc, regs);
    Opcode op = static_cast<Opcode>(word & 0xffff);
    uint16_t index = op == Opcode::kDELETE_FREE ? A_ : B_;
    (void)raiseUnboundFree(t, frameFunction(regs)->code->free_names[index]);
    RAISE_();
}

DHANDLER(LOAD_FREE) {
    Value v = freeCell(regs, B_)->value;
    if (KRAIT_UNLIKELY(v.bits() == k_empty)) JUMP_TO(unboundFree);
    if (IS_OBJECT(v)) ++v.object()->refcount;
    STORE_NEXT(v, 1);
}

HANDLER(STORE_FREE) {
    STORE_IN_CELL(freeCell(regs, A_));
}

HANDLER(DELETE_FREE) {
    Cell* cell = freeCell(regs, A_);
    Value old = cell->value;
    if (old.isEmpty()) JUMP_TO(unboundFree);
    cell->value = Value::empty();
    if (IS_OBJECT(old) && --old.object()->refcount == 0) {
        t->scratch = old.object();
        JUMP_TO(releaseNext<1>);
    }
    NEXT(1);
}

DHANDLER(LOAD_CLOSURE) {
    Value v = frameFunction(regs)->closure->items[B_];
    ++v.object()->refcount;
    STORE_NEXT(v, 1);
}

DHANDLER(LOAD_FREE_OR_NAME) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    Value v = mappingGet(t, namespaceOf(f), f->code->names[C_]).release();
    if (v.isEmpty() && t->hasError()) RAISE_();
    if (v.isEmpty()) {
        v = freeCell(regs, B_)->value;
        if (v.isEmpty()) JUMP_TO(unboundFree);
        incref(v);
    }
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

DHANDLER(LOAD_FREE_OR_DICT) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    Value v = mappingGet(t, regs[C_], f->code->names[static_cast<uint32_t>(pc[1])]).release();
    consume(regs, C_);
    if (v.isEmpty() && t->hasError()) RAISE_();
    if (v.isEmpty()) {
        v = freeCell(regs, B_)->value;
        if (v.isEmpty()) JUMP_TO(unboundFree);
        incref(v);
    }
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(2);
}

DHANDLER(LOAD_GLOBAL_OR_DICT) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    Value v;
    {
        Ref found = mappingGet(t, regs[C_], f->code->names[B_]);
        if (found.isEmpty() && !t->hasError()) found = loadGlobal(t, f, f->code->names[B_]);
        v = found.release();
    }
    consume(regs, C_);
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

// --- globals and names
// -----------------------------------------------------------------------------------

DSLOW_PATH(loadGlobalSlow) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    Str* name = f->code->names[B_];
    fillGlobalCache(t, f, name, const_cast<uint64_t*>(pc));
    Value v = loadGlobal(t, f, name).release();
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(4);
}

DHANDLER(LOAD_GLOBAL) {
    if (KRAIT_UNLIKELY(frameFunction(regs)->globals_id != pc[1])) JUMP_TO(loadGlobalSlow<kLocal>);
    Value v = *reinterpret_cast<const Value*>(pc[2]);
    if (v.bits() == k_empty) {
        v = *reinterpret_cast<const Value*>(pc[3]);
        if (KRAIT_UNLIKELY(v.bits() == k_empty)) JUMP_TO(loadGlobalSlow<kLocal>);
    }
    if (IS_OBJECT(v)) ++v.object()->refcount;
    STORE_NEXT(v, 4);
}

SLOW_PATH(storeGlobalSlow) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    Str* name = f->code->names[A_];
    bool failed = dictSetStr(t, f->globals, name, regs[B_]).isError();
    consume(regs, B_);
    if (failed) RAISE_();
    fillStoreGlobalCache(t, f, name, const_cast<uint64_t*>(pc));
    NEXT_FRESH(3);
}

HANDLER(STORE_GLOBAL) {
    if (KRAIT_UNLIKELY(frameFunction(regs)->globals_id != pc[1])) JUMP_TO(storeGlobalSlow);
    auto* cell = reinterpret_cast<Value*>(pc[2]);
    Value old = *cell;
    if (KRAIT_UNLIKELY(old.bits() == k_empty))
        JUMP_TO(storeGlobalSlow); // a new name enters the dict
    Value v = regs[B_];
    if (IS_OBJECT(v) && !isTemp(regs, B_)) ++v.object()->refcount;
    *cell = v;
    if (IS_OBJECT(old) && --old.object()->refcount == 0) {
        t->scratch = old.object();
        JUMP_TO(releaseNext<3>);
    }
    NEXT(3);
}

HANDLER(DELETE_GLOBAL) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    if (deleteGlobal(t, f, f->code->names[A_]).isError()) RAISE_();
    NEXT_FRESH(1);
}

DSLOW_PATH(loadNameSlow) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    Str* name = f->code->names[B_];
    Value v = Value::empty();
    if (f->name_space.isEmpty() || f->name_space == Value(f->globals)) {
        fillGlobalCache(t, f, name, const_cast<uint64_t*>(pc));
    } else {
        v = mappingGet(t, f->name_space, name).release();
        if (v.isEmpty() && t->hasError()) RAISE_();
    }
    if (v.isEmpty()) v = loadGlobal(t, f, name).release();
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(4);
}

DHANDLER(LOAD_NAME) {
    Function* f = frameFunction(regs);
    if (f->globals_id != pc[1] || f->name_space.bits() != k_empty) JUMP_TO(loadNameSlow<kLocal>);
    Value v = *reinterpret_cast<const Value*>(pc[2]);
    if (v.bits() == k_empty) {
        v = *reinterpret_cast<const Value*>(pc[3]);
        if (KRAIT_UNLIKELY(v.bits() == k_empty)) JUMP_TO(loadNameSlow<kLocal>);
    }
    if (IS_OBJECT(v)) ++v.object()->refcount;
    STORE_NEXT(v, 4);
}

SLOW_PATH(storeNameSlow) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    Str* name = f->code->names[A_];
    bool failed = setItemByName(t, namespaceOf(f), name, regs[B_]).isError();
    consume(regs, B_);
    if (failed) RAISE_();
    if (f->name_space.isEmpty()) fillStoreGlobalCache(t, f, name, const_cast<uint64_t*>(pc));
    NEXT_FRESH(3);
}

HANDLER(STORE_NAME) {
    Function* f = frameFunction(regs);
    if (f->globals_id != pc[1] || f->name_space.bits() != k_empty) JUMP_TO(storeNameSlow);
    auto* cell = reinterpret_cast<Value*>(pc[2]);
    Value old = *cell;
    if (KRAIT_UNLIKELY(old.bits() == k_empty)) JUMP_TO(storeNameSlow);
    Value v = regs[B_];
    if (IS_OBJECT(v) && !isTemp(regs, B_)) ++v.object()->refcount;
    *cell = v;
    if (IS_OBJECT(old) && --old.object()->refcount == 0) {
        t->scratch = old.object();
        JUMP_TO(releaseNext<3>);
    }
    NEXT(3);
}

HANDLER(DELETE_NAME) {
    publish(t, pc, regs);
    Function* f = frameFunction(regs);
    if (deleteName(t, f, f->code->names[A_]).isError()) RAISE_();
    NEXT_FRESH(1);
}

DHANDLER(LOAD_LOCALS) {
    publish(t, pc, regs);
    Value v = namespaceOf(frameFunction(regs));
    incref(v);
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

DHANDLER(LOAD_BUILD_CLASS) {
    publish(t, pc, regs);
    Value v = loadBuildClass(t, frameFunction(regs)).release();
    if (v.isEmpty()) RAISE_();
    storeSlow<kLocal>(regs, A_, v);
    NEXT_FRESH(1);
}

DHANDLER(LOAD_COMMON) {
    Value v = B_ == 0   ? Value(t->type(TypeId::kAssertionError))
              : B_ == 1 ? Value(t->type(TypeId::kNotImplementedError))
                        : Value::none();
    if (IS_OBJECT(v)) ++v.object()->refcount;
    STORE_NEXT(v, 1);
}

} // namespace krait
