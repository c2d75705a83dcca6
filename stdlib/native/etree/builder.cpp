// _elementtree: TreeBuilder, which makes elements from the events of a document, and the iterators
// over trees.
//
// Text is kept back until the next element or end: then it becomes the text of the element opened
// last, or the tail of the one closed last.
// REENTRY: a factory may call the builder; what a function needs after that, it reads again.
#include "stdlib/native/etree/etree.h"

#include "stdlib/native/module_util.h"

#include <vector>

namespace krait::etree {
namespace {

// --- the standard factories ----------------------------------------------------------------------

// What _set_factories was given: that function is bound to one, which lives as long as it. Builders
// use that of the module made first.
struct Factories : Object {
    Value comment, pi; // EMPTY: none
};
constexpr char kFactoriesKey = 0;
struct FactoriesPlace {
    Factories* factories = nullptr; // borrowed; null when there are none, and at the end
};
using FactoriesOwns = Owns<Factories, &Factories::comment, &Factories::pi>;

void factoriesDestroy(Thread* t, Object* o) {
    auto* place = runtimeState<FactoriesPlace>(t, &kFactoriesKey);
    if (place->factories == o) place->factories = nullptr;
    FactoriesOwns::destroy(t, o);
}
const TypeSpec kFactoriesSpec = {
    .name = "_elementtree._factories",
    .size = sizeof(Factories),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = factoriesDestroy,
              .traverse = FactoriesOwns::traverse,
              .clear = FactoriesOwns::clear},
};

// --- text ----------------------------------------------------------------------------------------

// What has been put aside as one value; EMPTY on an error.
Ref takeData(Thread* t, TreeBuilder* b) {
    Ref data = Ref::take(std::exchange(b->data, Value()));
    if (!std::exchange(b->data_is_list, false)) return data;
    Ref empty = KRAIT_TRY(strFromAscii(t, ""));
    auto* list = data.as<List>();
    bool all_text = true;
    for (int64_t i = 0; i < list->length; ++i) all_text &= isStr(list->items[i]);
    if (all_text) {
        return strJoin(t, empty.as<Str>(), list->items, static_cast<size_t>(list->length));
    }
    New<Str> join = KRAIT_TRY(strIntern(t, "join"));
    return callMethod(t, empty, join, data);
}

// Adds to a field that is None or a str.
Status extendField(Thread* t, Value* field, Value text) {
    if (!isStr(*field) || !isStr(text)) {
        replace(field, Ref::share(text));
        return ok();
    }
    Ref joined = KRAIT_TRY(strConcat(t, field->as<Str>(), text.as<Str>()));
    replace(field, std::move(joined));
    return ok();
}

Status flushData(Thread* t, TreeBuilder* b) {
    if (KRAIT_LIKELY(b->data.isEmpty())) return ok();
    bool tail = !b->tail_of.isEmpty();
    Ref element = Ref::share(tail ? b->tail_of : b->last);
    Ref text = KRAIT_TRY(takeData(t, b));
    if (element.isEmpty()) return ok();
    if (isExactOf(t, element, &kElementSpec)) {
        Element* e = elementOf(element);
        return extendField(t, tail ? &e->tail : &e->text, text);
    }
    New<Str> name = KRAIT_TRY(strIntern(t, tail ? "tail" : "text"));
    Ref present = KRAIT_TRY(getAttr(t, element, name));
    if (isStr(present) && isStr(text)) {
        text = KRAIT_TRY(strConcat(t, present.as<Str>(), text.as<Str>()));
    }
    return setAttr(t, element, name, text);
}

Status addChild(Thread* t, Value parent, Value child) {
    if (isExactOf(t, parent, &kElementSpec) && hasSpec(t, child, &kElementSpec)) {
        return elementAppend(t, elementOf(parent), child);
    }
    Ref done = KRAIT_TRY(callMethod(t, parent, t->name(kName_append), child));
    return ok();
}

// A comment or processing instruction goes into the tree where that is asked for.
Status insertSingle(Thread* t, TreeBuilder* b, Value element, bool insert) {
    if (!insert || b->current.isEmpty()) return ok();
    Ref parent = Ref::share(b->current);
    KRAIT_TRY(addChild(t, parent, element));
    replace(&b->tail_of, Ref::share(element));
    return ok();
}

// --- methods -------------------------------------------------------------------------------------

Ref tree_builder_new(Thread* t, Args a) {
    return builderNew(t, a[0].as<Type>());
}
void setFactory(Value* place, Value given, Value standard) {
    Value v = given.isNone() ? standard : given;
    replace(place, Ref::share(v));
}
Ref tree_builder_init(Thread* t, Args a) {
    TreeBuilder* b = builderOf(a[0]);
    bool insert_comments = KRAIT_TRY(isTrue(t, a[4])), insert_pis = KRAIT_TRY(isTrue(t, a[5]));
    auto* standard = runtimeState<FactoriesPlace>(t, &kFactoriesKey)->factories;
    setFactory(&b->element_factory, a[1], Value());
    setFactory(&b->comment_factory, a[2], standard ? standard->comment : Value());
    setFactory(&b->pi_factory, a[3], standard ? standard->pi : Value());
    b->insert_comments = insert_comments && !b->comment_factory.isEmpty();
    b->insert_pis = insert_pis && !b->pi_factory.isEmpty();
    return Ref::none();
}
Ref tree_builder_start(Thread* t, Args a) {
    if (!isDict(a[2])) {
        if (a[2].isNone()) {
            return raise(t, TypeId::kTypeError, "start() argument 2 must be dict, not None");
        }
        return raise(t, TypeId::kTypeError, "start() argument 2 must be dict, not %T", a[2]);
    }
    Ref attrib = KRAIT_TRY(dictCopy(t, a[2].as<Dict>()));
    return builderStart(t, builderOf(a[0]), a[1], attrib);
}
Ref tree_builder_end(Thread* t, Args a) {
    return builderEnd(t, builderOf(a[0]));
}
Ref tree_builder_data(Thread* t, Args a) {
    KRAIT_TRY(builderData(t, builderOf(a[0]), a[1]));
    return Ref::none();
}
Ref tree_builder_comment(Thread* t, Args a) {
    return builderComment(t, builderOf(a[0]), a[1]);
}
Ref tree_builder_pi(Thread* t, Args a) {
    return builderPi(t, builderOf(a[0]), a[1], a[2]);
}
Ref tree_builder_close(Thread*, Args a) {
    return builderClose(builderOf(a[0]));
}

constexpr Value TreeBuilder::* kBuilderFields[] = {&TreeBuilder::root,
                                                   &TreeBuilder::current,
                                                   &TreeBuilder::last,
                                                   &TreeBuilder::tail_of,
                                                   &TreeBuilder::data,
                                                   &TreeBuilder::stack,
                                                   &TreeBuilder::element_factory,
                                                   &TreeBuilder::comment_factory,
                                                   &TreeBuilder::pi_factory,
                                                   &TreeBuilder::events_append};

void builderTraverse(Object* o, Visitor& visitor) {
    auto* b = static_cast<TreeBuilder*>(o);
    for (auto field : kBuilderFields) visitor.visit(b->*field);
    for (Value event : b->events) visitor.visit(event);
}
void builderRelease(Thread*, Object* o) {
    auto* b = static_cast<TreeBuilder*>(o);
    b->data_is_list = false;
    for (auto field : kBuilderFields) forget(&(b->*field));
    for (Value& event : b->events) forget(&event);
}

constexpr MethodDef kBuilderMethods[] = {
    {"data(self, data, /)", tree_builder_data, nullptr},
    {"start(self, tag, attrs, /)", tree_builder_start, nullptr},
    {"end(self, tag, /)", tree_builder_end, nullptr},
    {"comment(self, text, /)", tree_builder_comment, nullptr},
    {"pi(self, target, text=None, /)", tree_builder_pi, nullptr},
    {"close(self, /)", tree_builder_close, nullptr},
    {}};

// --- iterators -----------------------------------------------------------------------------------

// Walks in document order: `path` holds the elements from the root down to the current one, each
// with the index of its next child. It owns one reference to each.
struct ElementIterator : Object {
    struct Step {
        Value element;
        int64_t next_child;
    };
    std::vector<Step>* path;
    Value root; // EMPTY once it is begun
    Value tag;  // None: all
    bool text;
};

void iteratorTraverse(Object* o, Visitor& visitor) {
    auto* it = static_cast<ElementIterator*>(o);
    visitor.visit(it->root);
    visitor.visit(it->tag);
    if (it->path) {
        for (const auto& step : *it->path) visitor.visit(step.element);
    }
}
void iteratorDestroy(Thread*, Object* o) {
    auto* it = static_cast<ElementIterator*>(o);
    forget(&it->root);
    forget(&it->tag);
    auto* path = std::exchange(it->path, nullptr);
    if (!path) return;
    for (const auto& step : *path) decref(step.element);
    delete path;
}

Ref iteratorNext(Thread* t, Value self) {
    auto* it = self.as<ElementIterator>();
    if (!it->path) return Ref();
    for (;;) {
        Ref element;
        if (!it->root.isEmpty()) {
            element = Ref::take(std::exchange(it->root, Value()));
        } else {
            if (it->path->empty()) return Ref();
            auto& step = it->path->back();
            Element* parent = elementOf(step.element);
            auto* children = parent->children.isEmpty() ? nullptr : parent->children.as<List>();
            if (children && step.next_child < children->length) {
                element = Ref::share(children->items[step.next_child++]);
            } else {
                Ref done = Ref::take(step.element);
                it->path->pop_back();
                // The text behind the root is not within it.
                if (!it->text || it->path->empty()) continue;
                Ref tail = Ref::share(elementOf(done)->tail);
                bool any = KRAIT_TRY(isTrue(t, tail));
                if (any) return tail;
                continue;
            }
        }
        it->path->push_back({element.get(), 0});
        incref(element);
        if (it->text) {
            Ref text = Ref::share(elementOf(element)->text);
            bool any = KRAIT_TRY(isTrue(t, text));
            if (any) return text;
            continue;
        }
        if (it->tag.isNone()) return element;
        Ref tag = Ref::share(elementOf(element)->tag);
        bool equal = KRAIT_TRY(compareItemsEqual(t, tag, it->tag));
        if (equal) return element;
    }
}

} // namespace

const TypeSpec kElementIteratorSpec = {
    .name = "_elementtree._element_iterator",
    .size = sizeof(ElementIterator),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = iteratorDestroy,
              .traverse = iteratorTraverse,
              .clear = iteratorDestroy,
              .iter = iterSelf,
              .next = iteratorNext},
};

Ref elementIterator(Thread* t, Value root, Value tag, bool text) {
    New<ElementIterator> it = KRAIT_TRY(newOf<ElementIterator>(t, &kElementIteratorSpec));
    store(&it->root, root);
    store(&it->tag, tag);
    it->text = text;
    it->path = new std::vector<ElementIterator::Step>;
    return it;
}

const TypeSpec kTreeBuilderSpec = {
    .name = "xml.etree.ElementTree.TreeBuilder",
    .size = sizeof(TreeBuilder),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = builderRelease, .traverse = builderTraverse, .clear = builderRelease},
    .new_ = {"TreeBuilder(cls, /, *args, **kwargs)", tree_builder_new, nullptr},
    .init = {"TreeBuilder(self, element_factory=None, *, comment_factory=None, pi_factory=None, "
             "insert_comments=False, insert_pis=False)",
             tree_builder_init, nullptr},
    .methods = kBuilderMethods,
};

New<TreeBuilder> builderNew(Thread* t, Type* type) {
    New<TreeBuilder> b = KRAIT_TRY(newInstance<TreeBuilder>(t, Value(type)));
    for (auto field : kBuilderFields) b.get()->*field = Value();
    for (Value& event : b->events) event = Value();
    b->stack = KRAIT_TRY(listNew(t)).release();
    return b;
}

Status builderEvent(Thread* t, TreeBuilder* b, Event event, Value value) {
    if (b->events_append.isEmpty() || b->events[event].isEmpty()) return ok();
    Ref append = Ref::share(b->events_append);
    Ref pair = KRAIT_TRY(tupleOf(t, b->events[event], value));
    Ref done = KRAIT_TRY(callFunction(t, append, pair.get()));
    return ok();
}

Ref builderStart(Thread* t, TreeBuilder* b, Value tag, Value attrib) {
    KRAIT_TRY(flushData(t, b));
    Ref element;
    if (b->element_factory.isEmpty()) {
        element = KRAIT_TRY(elementNew(t, tag, attrib));
    } else {
        Ref factory = Ref::share(b->element_factory);
        Ref given = attrib.isEmpty() ? Ref(dictNew(t)) : Ref::share(attrib);
        if (given.isError()) return Error{};
        element = KRAIT_TRY(callFunction(t, factory, tag, given.get()));
    }
    forget(&b->tail_of);
    if (!b->current.isEmpty()) {
        Ref parent = Ref::share(b->current);
        KRAIT_TRY(addChild(t, parent, element));
    } else {
        if (!b->root.isEmpty()) {
            return raiseOf(t, &kParseErrorSpec, "multiple elements on top level");
        }
        b->root = Ref::share(element).release();
    }
    if (b->stack.isEmpty()) return raise(t, TypeId::kRuntimeError, "the builder is gone");
    Value outer = b->current.isEmpty() ? Value::none() : b->current;
    KRAIT_TRY(listAppend(t, b->stack.as<List>(), outer));
    replace(&b->current, Ref::share(element));
    replace(&b->last, Ref::share(element));
    KRAIT_TRY(builderEvent(t, b, kStart, element));
    return element;
}

Ref builderEnd(Thread* t, TreeBuilder* b) {
    KRAIT_TRY(flushData(t, b));
    auto* stack = b->stack.isEmpty() ? nullptr : b->stack.as<List>();
    if (!stack || stack->length == 0) {
        return raise(t, TypeId::kIndexError, "pop from empty stack");
    }
    Ref outer = Ref::take(stack->items[--stack->length]);
    Ref element = Ref::take(std::exchange(b->current, Value()));
    if (!outer.isEmpty() && !outer.get().isNone()) b->current = outer.release();
    replace(&b->last, Ref::share(element));
    replace(&b->tail_of, Ref::share(element));
    KRAIT_TRY(builderEvent(t, b, kEnd, element));
    return element;
}

Status builderData(Thread* t, TreeBuilder* b, Value data) {
    if (b->data.isEmpty()) {
        if (b->last.isEmpty()) return ok(); // before the first element
        store(&b->data, data);
        return ok();
    }
    if (!b->data_is_list) {
        Value pieces[] = {b->data, data};
        replace(&b->data, KRAIT_TRY(listFrom(t, pieces, 2)));
        b->data_is_list = true;
        return ok();
    }
    return listAppend(t, b->data.as<List>(), data);
}

Ref builderComment(Thread* t, TreeBuilder* b, Value text) {
    if (b->insert_comments) KRAIT_TRY(flushData(t, b));
    Ref comment = Ref::share(text);
    if (!b->comment_factory.isEmpty()) {
        Ref factory = Ref::share(b->comment_factory);
        comment = KRAIT_TRY(callFunction(t, factory, text));
        KRAIT_TRY(insertSingle(t, b, comment, b->insert_comments));
    }
    KRAIT_TRY(builderEvent(t, b, kComment, comment));
    return comment;
}

Ref builderPi(Thread* t, TreeBuilder* b, Value target, Value text) {
    if (b->insert_pis) KRAIT_TRY(flushData(t, b));
    Ref pi;
    if (!b->pi_factory.isEmpty()) {
        Ref factory = Ref::share(b->pi_factory);
        pi = KRAIT_TRY(callFunction(t, factory, target, text));
        KRAIT_TRY(insertSingle(t, b, pi, b->insert_pis));
    } else {
        pi = KRAIT_TRY(tupleOf(t, target, text));
    }
    KRAIT_TRY(builderEvent(t, b, kPi, pi));
    return pi;
}

Ref builderClose(TreeBuilder* b) {
    return b->root.isEmpty() ? Ref::none() : Ref::share(b->root);
}

namespace {

Ref set_factories(Thread* t, Args a) {
    const char* words[] = {"Comment", "PI"};
    for (int i = 0; i < 2; ++i) {
        if (!a[i + 1].isNone() && !isCallable(t, a[i + 1])) {
            return raise(t, TypeId::kTypeError, "%s factory must be callable, not %T", words[i],
                         a[i + 1]);
        }
    }
    auto* f = a[0].as<Factories>();
    Value comment = f->comment.isEmpty() ? Value::none() : f->comment;
    Value pi = f->pi.isEmpty() ? Value::none() : f->pi;
    Ref old = KRAIT_TRY(tupleOf(t, comment, pi));
    replace(&f->comment, a[1].isNone() ? Ref() : Ref::share(a[1]));
    replace(&f->pi, a[2].isNone() ? Ref() : Ref::share(a[2]));
    return old;
}
constexpr MethodDef kSetFactories = {
    "_set_factories(self, comment_factory, pi_factory, /)", set_factories,
    "Change the factories used to create comments and processing instructions."};

} // namespace

Status addSetFactories(Thread* t, Value module) {
    New<Factories> made = KRAIT_TRY(newOf<Factories>(t, &kFactoriesSpec));
    made->comment = made->pi = Value();
    auto* place = runtimeState<FactoriesPlace>(t, &kFactoriesKey);
    if (!place->factories) place->factories = made;
    Ref function =
        KRAIT_TRY(nativeFunctionNew(t, &kSetFactories, Value(made), module.as<Module>()->name));
    return addValue(t, module, "_set_factories", function);
}

} // namespace krait::etree
