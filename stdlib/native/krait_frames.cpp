// The frame census: every generator, coroutine and async generator that has begun or waits to
// begin, found by walking the heap's containers. Nothing is kept for it while nobody asks.
#include "stdlib/native/krait_parts.h"
#include "stdlib/native/module_util.h"
#include "vm/objects/generator.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/frame_variables.h"
#include "vm/runtime/generator_ops.h"
#include "vm/runtime/type_system.h"

#include <vector>

namespace krait {
namespace {

// The containers that an object refers to.
class Referents final : public Visitor {
  public:
    Referents(Thread* t, List* list) : t_(t), list_(list) {}
    bool failed = false;

  protected:
    void found(Object* object) override {
        failed = failed || listAppend(t_, list_, Value(object)).isError();
    }

  private:
    Thread* t_;
    List* list_;
};

std::vector<Ref> suspendedGenerators(Thread* t) {
    std::vector<Generator*> found;
    t->heap->forEachContainer([&](Object* object) {
        if (!isGeneratorLike(Value(object))) return;
        auto* g = static_cast<Generator*>(object);
        if (g->state == GeneratorState::kCreated || g->state == GeneratorState::kSuspended)
            found.push_back(g);
    });
    std::vector<Ref> owned;
    owned.reserve(found.size());
    for (Generator* g : found) owned.push_back(Ref::share(Value(g)));
    return owned;
}

New<Dict> localsOf(Thread* t, Generator* g) {
    const auto* function = g->window[0].as<Function>();
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (uint32_t i = 0; i < variableCount(function->code); ++i) {
        Value v = variableValue(function, g->registers(), i);
        if (!v.isEmpty()) KRAIT_TRY(dictSetStr(t, dict, variableName(function->code, i), v));
    }
    return dict;
}

// The managers of the with-blocks it is in, outermost first: (manager, line, whether async).
New<List> contextsOf(Thread* t, Generator* g, uint32_t offset) {
    const Code* code = g->code();
    std::vector<OpenWith> blocks;
    if (g->state == GeneratorState::kSuspended)
        forEachOpenWith(code, offset, [&](OpenWith block) { blocks.push_back(block); });
    New<List> list = KRAIT_TRY(listNew(t));
    for (size_t i = blocks.size(); i-- > 0;) {
        Value manager = managerOf(g->registers(), blocks[i].window);
        int line = codePosition(code, blocks[i].handler).line;
        Ref row = KRAIT_TRY(
            tupleOf(t, manager, Value::smallInt(line), Value::boolean(blocks[i].is_async)));
        KRAIT_TRY(listAppend(t, list, row));
    }
    return list;
}

Ref rowOf(Thread* t, Generator* g) {
    const Code* code = g->code();
    uint32_t offset = g->resume_pc ? static_cast<uint32_t>(g->resume_pc - code->instructions) : 0;
    bool begun = g->state == GeneratorState::kSuspended;
    int line = begun ? codePosition(code, offset).line : code->first_line;
    New<Dict> locals = KRAIT_TRY(localsOf(t, g));
    New<List> contexts = KRAIT_TRY(contextsOf(t, g, offset));
    Ref awaits = generatorDelegate(g);
    // All it holds, temporaries among it.
    New<List> held = KRAIT_TRY(listNew(t));
    Referents visitor(t, held);
    traverseObject(g, visitor);
    if (visitor.failed) return Error{};
    return tupleOf(t, Value(g), Value::boolean(begun), g->qualified_name, code->filename,
                   Value::smallInt(line), locals.get(), awaits.get(), contexts.get(), held.get());
}

} // namespace

// A row for each: (object, begun, qualified name, file, line, locals, what it awaits or None,
// [(manager, line, is async)], [containers it holds]).
Ref krait_suspended(Thread* t, Args) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (const Ref& g : suspendedGenerators(t)) {
        Ref row = KRAIT_TRY(rowOf(t, g.get().as<Generator>()));
        KRAIT_TRY(listAppend(t, list, row));
    }
    return list;
}

} // namespace krait
