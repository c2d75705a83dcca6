// Code objects: made from blueprints, with constants and instructions in one block so that
// constants are reached relative to the pc. Positions, handlers and live sets stay in the
// blueprint, which the Code shares; they are looked up when something is raised or asked for.
#include "vm/objects/code.h"

#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/float.h"
#include "vm/objects/int.h"
#include "vm/objects/list.h"
#include "vm/objects/set.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"
#include "vm/runtime/source_lines.h"
#include "vm/runtime/tracing.h"
#include "vm/runtime/type_system.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace krait {
namespace {

// Raising sites of a code are few: a small table, of which a word's offset gives the place.

Ref constantValue(Thread* t, const Constant& c);

Ref constantItems(Thread* t, const Constant& c) {
    New<Tuple> tuple = KRAIT_TRY(tupleAllocate(t, static_cast<int64_t>(c.items.size())));
    for (size_t i = 0; i < c.items.size(); ++i)
        tuple->items[i] = KRAIT_TRY(constantValue(t, c.items[i])).release();
    return tuple;
}

Ref constantValue(Thread* t, const Constant& c) {
    using Kind = Constant::Kind;
    switch (c.kind) {
    case Kind::kNone:
        return Ref::none();
    case Kind::kTrue:
        return Ref::boolean(true);
    case Kind::kFalse:
        return Ref::boolean(false);
    case Kind::kEllipsis:
        return Ref::take(Value::ellipsis());
    case Kind::kInt:
        return intFrom(t, c.integer);
    case Kind::kBigInt:
        return intFromText(t, c.text.data(), c.text.size(), 16);
    case Kind::kFloat:
        return floatFrom(c.real);
    case Kind::kComplex:
        return complexFrom(t, c.real, c.imaginary);
    case Kind::kStr: {
        if (c.interned) return strIntern(t, c.text);
        return strFromUtf8(t, c.text);
    }
    case Kind::kBytes:
        return bytesFrom(t, c.text);
    case Kind::kTuple:
        return constantItems(t, c);
    case Kind::kFrozenSet: {
        // CPython's compiler makes the set anew from its own items when it merges constants, which
        // shows in their order.
        Ref items = KRAIT_TRY(constantItems(t, c));
        Ref first =
            KRAIT_TRY(frozenSetFrom(t, items.as<Tuple>()->items, items.as<Tuple>()->length));
        items = KRAIT_TRY(tupleFromIterable(t, first));
        return frozenSetFrom(t, items.as<Tuple>()->items, items.as<Tuple>()->length);
    }
    case Kind::kCode:
        return codeFromBlueprint(t, c.code);
    }
    return Ref();
}

// Names as an array of interned strings that the Code owns.
Status internAll(Thread* t, const std::vector<std::string>& texts, Str*** out, uint32_t* count) {
    *out = static_cast<Str**>(std::calloc(texts.size() + 1, sizeof(Str*)));
    if (!*out) return raiseNoMemory(t);
    for (const std::string& text : texts)
        (*out)[(*count)++] = KRAIT_TRY(strIntern(t, text)).release().as<Str>();
    return ok();
}

void releaseAll(Str** names, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) decref(names[i]);
    std::free(static_cast<void*>(names));
}

// In the code of generators, windows lie in the heap and a return ends the generator.
Opcode generatorForm(Opcode op) {
    switch (op) {
    case Opcode::kCALL:
        return Opcode::kCALL_G;
    case Opcode::kCALL_METHOD:
        return Opcode::kCALL_METHOD_G;
    case Opcode::kRETURN:
        return Opcode::kRETURN_G;
    case Opcode::kRETURN_CONST:
        return Opcode::kRETURN_CONST_G;
    default:
        return op;
    }
}

const InstrInfo* findInfo(const Code* code, uint32_t offset) {
    const auto& infos = (*code->blueprint)->infos;
    auto at = std::upper_bound(infos.begin(), infos.end(), offset,
                               [](uint32_t o, const InstrInfo& i) { return o < i.offset; });
    return at == infos.begin() ? nullptr : &*(at - 1);
}

} // namespace

New<Code> codeFromBlueprint(Thread* t, const std::shared_ptr<CodeBlueprint>& blueprint) {
    const CodeBlueprint& b = *blueprint;
    New<Code> code = KRAIT_TRY(allocateObject<Code>(t, TypeId::kCode));
    code->filename = Value();
    code->weak_cache = Value();
    code->blueprint = new std::shared_ptr<CodeBlueprint>(blueprint);
    code->id = ++t->runtime->next_type_tag;
    code->positional_only_count = b.positional_only_count;
    code->positional_count = b.positional_count;
    code->keyword_only_count = b.keyword_only_count;
    code->argument_count = static_cast<uint16_t>(b.positional_count + b.keyword_only_count +
                                                 ((b.flags & kCodeVarArgs) != 0) +
                                                 ((b.flags & kCodeVarKeywords) != 0));
    code->local_count = b.local_count;
    code->register_count = b.register_count;
    code->flags = b.flags;
    code->is_generator = b.flags & (kCodeGenerator | kCodeCoroutine | kCodeAsyncGenerator);
    code->simple = code->argument_count == code->positional_count;
    code->direct_count = code->simple ? code->positional_count : 0xffff;
    code->window_count = code->is_generator ? 0xffff : code->direct_count;
    code->first_line = b.first_line;
    code->name = KRAIT_TRY(strIntern(t, b.name)).release().as<Str>();
    code->qualified_name = KRAIT_TRY(strIntern(t, b.qualified_name)).release().as<Str>();
    code->filename = KRAIT_TRY(strIntern(t, b.filename)).release();
    KRAIT_TRY(internAll(t, b.names, &code->names, &code->name_count));
    uint32_t locals = 0;
    KRAIT_TRY(internAll(t, b.local_names, &code->local_names, &locals));
    KRAIT_TRY(internAll(t, b.free_names, &code->free_names, &code->free_count));

    code->word_count = static_cast<uint32_t>(b.instructions.size());
    size_t words = b.constants.size() + b.instructions.size();
    code->constants = static_cast<Value*>(t->heap->allocateBlock(words * sizeof(uint64_t)));
    if (!code->constants) return raiseNoMemory(t);
    code->instructions = reinterpret_cast<uint64_t*>(code->constants + b.constants.size());
    std::memcpy(code->instructions, b.instructions.data(),
                b.instructions.size() * sizeof(uint64_t));
    for (const Constant& c : b.constants) {
        Value v = KRAIT_TRY(constantValue(t, c)).release();
        code->constants[code->constant_count++] = v;
    }
    for (uint32_t pc = 0; pc < code->word_count;) {
        Instr instr{code->instructions[pc]};
        Opcode op = instr.op();
        if (op == Opcode::kLOAD_CONST || op == Opcode::kLOAD_CONST_L ||
            op == Opcode::kRETURN_CONST) {
            // Relative to the instruction's own word.
            int64_t distance =
                (code->constants + instr.sbc()) - reinterpret_cast<Value*>(code->instructions + pc);
            instr = Instr::make32(op, instr.a(), static_cast<int32_t>(distance));
        }
        if (code->is_generator)
            instr.word =
                (instr.word & ~uint64_t{0xffff}) | static_cast<uint64_t>(generatorForm(op));
        code->instructions[pc] = instr.word;
        pc += static_cast<uint32_t>(instrWords(Instr{b.instructions[pc]}));
    }
    return code;
}

SourcePosition codePosition(const Code* code, uint32_t offset) {
    const InstrInfo* info = findInfo(code, offset);
    return info ? info->position : SourcePosition{};
}

const HandlerEntry* codeFindHandler(const Code* code, uint32_t offset) {
    for (const HandlerEntry& entry : (*code->blueprint)->handlers) {
        if (offset >= entry.start && offset < entry.end) return &entry;
    }
    return nullptr;
}

static UnwindPoint unwindPointAt(const Code* code, uint32_t offset) {
    UnwindPoint point = {offset, false, codeFindHandler(code, offset), &codeLiveSet(code, offset)};
    uint32_t level = point.handler ? point.handler->level : 0;
    for (const LiveRange& range : *point.live) {
        point.releases |= uint32_t{range.first} + range.count > level;
    }
    return point;
}

UnwindPoint codeUnwindPointSlow(Thread* t, Code* code, uint32_t offset) {
    if (KRAIT_UNLIKELY(!code->unwind_points)) {
        void* block = t->heap->allocateBlock(kUnwindPoints * sizeof(UnwindPoint));
        if (!block) return unwindPointAt(code, offset);
        std::memset(block, 0, kUnwindPoints * sizeof(UnwindPoint));
        code->unwind_points = static_cast<UnwindPoint*>(block);
    }
    UnwindPoint& point = *codeUnwindPlace(code, offset);
    if (point.offset != offset || !point.live) {
        point = unwindPointAt(code, offset);
    }
    return point;
}

const std::vector<LiveRange>& codeLiveSet(const Code* code, uint32_t offset) {
    const CodeBlueprint& b = **code->blueprint;
    const InstrInfo* info = findInfo(code, offset);
    return b.live_sets[info ? info->live_set : 0];
}

namespace {

void code_destroy(Thread* t, Object* o) {
    auto* code = static_cast<Code*>(o);
    if (KRAIT_UNLIKELY(t->runtime->monitoring != nullptr)) monitoringForgetCode(t, code);
    for (uint32_t i = 0; i < code->constant_count; ++i) decref(code->constants[i]);
    t->heap->freeBlock(code->unwind_points, kUnwindPoints * sizeof(UnwindPoint));
    if (code->blueprint) {
        size_t words =
            (*code->blueprint)->constants.size() + (*code->blueprint)->instructions.size();
        if (code->constants) t->heap->freeBlock(code->constants, words * sizeof(uint64_t));
        if (code->local_names) releaseAll(code->local_names, code->local_count);
        delete code->blueprint;
    }
    releaseAll(code->names, code->name_count);
    releaseAll(code->free_names, code->free_count);
    if (code->name) decref(code->name);
    if (code->qualified_name) decref(code->qualified_name);
    decref(code->filename);
}

Ref namesTuple(Thread* t, Str** names, uint32_t count) {
    New<Tuple> tuple = KRAIT_TRY(tupleAllocate(t, count));
    for (uint32_t i = 0; i < count; ++i) tuple->items[i] = Ref::share(Value(names[i])).release();
    return tuple;
}

Code* self(Value v) {
    return v.as<Code>();
}
Ref code_name(Thread*, Value v) {
    return Ref::share(Value(self(v)->name));
}
Ref code_qualname(Thread*, Value v) {
    return Ref::share(Value(self(v)->qualified_name));
}
Ref code_filename(Thread*, Value v) {
    return Ref::share(self(v)->filename);
}
Ref code_firstlineno(Thread*, Value v) {
    return Ref::take(Value::smallInt(self(v)->first_line));
}
Ref code_flags(Thread*, Value v) {
    return Ref::take(Value::smallInt(self(v)->flags));
}
Ref code_argcount(Thread*, Value v) {
    return Ref::take(Value::smallInt(self(v)->positional_count));
}
Ref code_posonlyargcount(Thread*, Value v) {
    return Ref::take(Value::smallInt(self(v)->positional_only_count));
}
Ref code_kwonlyargcount(Thread*, Value v) {
    return Ref::take(Value::smallInt(self(v)->keyword_only_count));
}
Ref code_stacksize(Thread*, Value v) {
    return Ref::take(Value::smallInt(self(v)->register_count - self(v)->local_count));
}
Ref code_names(Thread* t, Value v) {
    return namesTuple(t, self(v)->names, self(v)->name_count);
}
Ref code_freevars(Thread* t, Value v) {
    return namesTuple(t, self(v)->free_names, self(v)->free_count);
}

// Locals proper and cells are told apart by the blueprint; a captured parameter is in both.
Ref localsWhere(Thread* t, Code* code, bool cells) {
    const CodeBlueprint& b = **code->blueprint;
    New<List> list = KRAIT_TRY(listNew(t));
    for (uint32_t i = 0; i < code->local_count; ++i) {
        bool is_cell = i < b.local_is_cell.size() && b.local_is_cell[i] == 1;
        bool hidden = i < b.local_is_cell.size() && b.local_is_cell[i] == 2;
        bool wanted = cells ? is_cell : !hidden && (!is_cell || i < code->argument_count);
        if (wanted) KRAIT_TRY(listAppend(t, list, Value(code->local_names[i])));
    }
    return listAsTuple(t, list);
}
Ref code_varnames(Thread* t, Value v) {
    return localsWhere(t, self(v), false);
}
Ref code_cellvars(Thread* t, Value v) {
    return localsWhere(t, self(v), true);
}
Ref code_nlocals(Thread* t, Value v) {
    Ref names = KRAIT_TRY(localsWhere(t, self(v), false));
    return Ref::take(Value::smallInt(names.as<Tuple>()->length));
}
Ref code_consts(Thread* t, Value v) {
    return tupleFrom(t, self(v)->constants, self(v)->constant_count);
}
Ref code_code(Thread* t, Value v) {
    const auto& words = (*self(v)->blueprint)->instructions;
    return bytesFrom(
        t, {reinterpret_cast<const char*>(words.data()), words.size() * sizeof(uint64_t)});
}
Ref code_empty_bytes(Thread* t, Value) {
    return bytesFrom(t, {});
}

Ref code_repr(Thread* t, Value v) {
    return strFormat(t, "<code object %U at 0x%x, file \"%U\", line %d>", Value(self(v)->name),
                     reinterpret_cast<uint64_t>(v.object()), self(v)->filename,
                     self(v)->first_line);
}

Ref positionTuple(Thread* t, const SourcePosition& p) {
    auto number = [](int32_t i) { return i < 0 ? Value::none() : Value::smallInt(i); };
    return tupleOf(t, p.line ? Value::smallInt(p.line) : Value::none(),
                   p.line ? Value::smallInt(p.end_line) : Value::none(), number(p.column),
                   number(p.end_column));
}

// Offsets are two bytes a word of instructions, behind the two that stand for the function's head:
// there a trace function is told of the call, at the line where the function begins.
Ref code_co_lines(Thread* t, Args a) {
    Code* code = self(a[0]);
    New<List> list = KRAIT_TRY(listNew(t));
    const auto& infos = (*code->blueprint)->infos;
    auto add = [&](int64_t start, int64_t end, int32_t line) -> Status {
        Ref entry = KRAIT_TRY(tupleOf(t, Value::smallInt(start), Value::smallInt(end),
                                      line ? Value::smallInt(line) : Value::none()));
        return listAppend(t, list, entry);
    };
    size_t i = 0;
    int64_t start = 0;
    if (!infos.empty() && infos[0].position.line != code->first_line) {
        KRAIT_TRY(add(0, 2, code->first_line));
        start = 2;
    }
    while (i < infos.size()) {
        size_t j = i;
        while (j < infos.size() && infos[j].position.line == infos[i].position.line) ++j;
        int64_t end = ((j < infos.size() ? infos[j].offset : code->word_count) + int64_t{1}) * 2;
        KRAIT_TRY(add(start, end, infos[i].position.line));
        start = end;
        i = j;
    }
    return iterOf(t, list);
}
Ref code_co_positions(Thread* t, Args a) {
    Code* code = self(a[0]);
    New<List> list = KRAIT_TRY(listNew(t));
    SourcePosition head;
    head.line = head.end_line = code->first_line;
    head.column = head.end_column = t->runtime->options.no_debug_ranges ? -1 : 0;
    Ref first = KRAIT_TRY(positionTuple(t, head));
    KRAIT_TRY(listAppend(t, list, first));
    for (uint32_t pc = 0; pc < code->word_count; ++pc) {
        SourcePosition position = codePosition(code, pc);
        if (t->runtime->options.no_debug_ranges) {
            position.end_line = position.line;
            position.column = position.end_column = -1;
        }
        Ref entry = KRAIT_TRY(positionTuple(t, position));
        KRAIT_TRY(listAppend(t, list, entry));
    }
    return iterOf(t, list);
}

// The lines of a code object count from its first.
void moveToLine(CodeBlueprint* code, int32_t first_line) {
    int32_t distance = first_line - code->first_line;
    code->first_line = first_line;
    for (InstrInfo& info : code->infos) {
        if (info.position.line <= 0) continue;
        info.position.line += distance;
        info.position.end_line += distance;
    }
}

// A copy with some fields changed. What the bytecode depends on cannot be.
Ref code_replace(Thread* t, Args a) {
    Code* code = self(a[0]);
    auto copy = std::make_shared<CodeBlueprint>(**code->blueprint);
    if (!a[1].isEmpty()) {
        int64_t position = 0;
        Value key, value;
        while (dictNext(a[1].as<Dict>(), &position, &key, &value)) {
            auto* name = key.as<Str>();
            auto text = [&]() {
                std::u32string out;
                for (int64_t i = 0; i < value.as<Str>()->length; ++i)
                    out += static_cast<char32_t>(value.as<Str>()->at(i));
                return utf8Of(out);
            };
            int64_t number = 0;
            if (strEqualAscii(name, "co_name") && isStr(value))
                copy->name = text();
            else if (strEqualAscii(name, "co_qualname") && isStr(value))
                copy->qualified_name = text();
            else if (strEqualAscii(name, "co_filename") && isStr(value))
                copy->filename = text();
            else if (strEqualAscii(name, "co_firstlineno") && intFits(value, &number))
                moveToLine(copy.get(), static_cast<int32_t>(number));
            else if (strEqualAscii(name, "co_flags") && intFits(value, &number))
                copy->flags = static_cast<uint32_t>(number);
            else
                return raise(t, TypeId::kTypeError, "code.replace() cannot change '%U'", key);
        }
    }
    return codeFromBlueprint(t, copy);
}

Ref code_compare(Thread* t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::kEq && op != CompareOp::kNe) || !isKind(b, TypeId::kCode) ||
        !isKind(a, TypeId::kCode))
        return Ref::notImplemented();
    const CodeBlueprint &x = **self(a)->blueprint, &y = **self(b)->blueprint;
    bool equal =
        a == b || (x.name == y.name && x.first_line == y.first_line && x.flags == y.flags &&
                   x.instructions == y.instructions && x.names == y.names &&
                   x.local_names == y.local_names && x.constants.size() == y.constants.size());
    for (uint32_t i = 0; equal && !(a == b) && i < self(a)->constant_count; ++i) {
        if (typeOf(t, self(a)->constants[i]) != typeOf(t, self(b)->constants[i]))
            equal = false;
        else
            equal = KRAIT_TRY(
                compareBool(t, self(a)->constants[i], self(b)->constants[i], CompareOp::kEq));
    }
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Result<int64_t> code_hash(Thread* t, Value v) {
    int64_t h = strHash(self(v)->name) ^ self(v)->first_line * 1000003 ^ self(v)->word_count;
    return h == -1 ? -2 : h;
}

constexpr MethodDef kCodeMethods[] = {
    {"co_lines(self, /)", code_co_lines,
     "Return an iterator of (start, end, line) for the instructions."},
    {"co_positions(self, /)", code_co_positions,
     "Return an iterator of source positions, one per instruction word."},
    {"replace(self, /, **changes)", code_replace,
     "Return a copy of the code object with new values for the specified fields."},
    {"__replace__(self, /, **changes)", code_replace, "The same as replace()."},
    {},
};
constexpr GetSetDef kCodeGetSets[] = {
    memberGetter("co_name", code_name),
    memberGetter("co_qualname", code_qualname),
    memberGetter("co_filename", code_filename),
    memberGetter("co_firstlineno", code_firstlineno),
    memberGetter("co_flags", code_flags),
    memberGetter("co_argcount", code_argcount),
    memberGetter("co_posonlyargcount", code_posonlyargcount),
    memberGetter("co_kwonlyargcount", code_kwonlyargcount),
    memberGetter("co_nlocals", code_nlocals),
    memberGetter("co_stacksize", code_stacksize),
    memberGetter("co_names", code_names),
    {"co_varnames", code_varnames},
    {"co_freevars", code_freevars},
    {"co_cellvars", code_cellvars},
    memberGetter("co_consts", code_consts),
    {"co_code", code_code},
    {"_co_code_adaptive", code_code},
    memberGetter("co_linetable", code_empty_bytes),
    {"co_lnotab", code_empty_bytes},
    memberGetter("co_exceptiontable", code_empty_bytes),
    {},
};

constexpr TypeSlots codeSlots() {
    TypeSlots s;
    s.destroy = code_destroy;
    s.repr = code_repr;
    s.compare = code_compare;
    s.hash = code_hash;
    return s;
}

} // namespace

constexpr TypeSpec kCodeSpec = {
    .name = "code",
    .size = sizeof(Code),
    .flags = kTypeDisallowNew | kTypeWeakrefable,
    .slots = codeSlots(),
    .doc = "Create a code object.  Not for mere mortals.",
    .methods = kCodeMethods,
    .getsets = kCodeGetSets,
};

} // namespace krait
