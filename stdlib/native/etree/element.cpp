// _elementtree: Element and SubElement.
//
// REENTRY: a Value that is replaced is released last, since its __del__ may look at the element.
#include "stdlib/native/etree/etree.h"

#include "vm/objects/slice.h"
#include "vm/runtime/import.h"

#include <algorithm>

namespace krait::etree {
namespace {

constexpr const char* kTypeName = "xml.etree.ElementTree.Element";

Dict* attributesOf(Element* e) { // null: there are none
    return isDict(e->attrib) ? e->attrib.as<Dict>() : nullptr;
}
Result<Dict*> makeAttributes(Thread* t, Element* e) {
    if (e->attrib.isEmpty()) {
        New<Dict> dict = KRAIT_TRY(dictNew(t));
        e->attrib = dict.release();
    }
    if (!isDict(e->attrib)) return raise(t, TypeId::kTypeError, "attrib is not a dict");
    return e->attrib.as<Dict>();
}
Result<List*> makeChildren(Thread* t, Element* e) {
    if (e->children.isEmpty()) {
        New<List> list = KRAIT_TRY(listNew(t));
        e->children = list.release();
    }
    return e->children.as<List>();
}
int64_t childCount(Element* e) {
    return e->children.isEmpty() ? 0 : e->children.as<List>()->length;
}
Status checkElement(Thread* t, Value v) {
    if (hasSpec(t, v, &kElementSpec)) return ok();
    return raise(t, TypeId::kTypeError, "expected an Element, not \"%T\"", v);
}
Status checkArgument(Thread* t, Value v, const char* place) {
    if (hasSpec(t, v, &kElementSpec)) return ok();
    if (v.isNone())
        return raise(t, TypeId::kTypeError, "%s must be %s, not None", place, kTypeName);
    return raise(t, TypeId::kTypeError, "%s must be %s, not %T", place, kTypeName, v);
}
Status checkDict(Thread* t, Value v, const char* place) {
    if (isDict(v)) return ok();
    if (v.isNone()) return raise(t, TypeId::kTypeError, "%s must be dict, not None", place);
    return raise(t, TypeId::kTypeError, "%s must be dict, not %T", place, v);
}
Status notDeleted(Thread* t, Value v) {
    if (!v.isEmpty()) return ok();
    return raise(t, TypeId::kAttributeError, "can't delete element attribute");
}

// --- making --------------------------------------------------------------------------------------

// The attributes of a new element: a copy of `attrib`, or of extra["attrib"], with `extra`; EMPTY
// if there are none.
Result<Value> mergeAttributes(Thread* t, Value attrib, Value extra) {
    Ref named;
    if (attrib.isEmpty() && !extra.isEmpty()) {
        New<Str> name = KRAIT_TRY(strIntern(t, "attrib"));
        named = dictPop(t, extra.as<Dict>(), name);
        if (named.isEmpty() && t->hasError()) return Error{};
        if (!named.isEmpty()) KRAIT_TRY(checkDict(t, named, "attrib"));
        attrib = named;
    }
    if (attrib.isEmpty() && extra.isEmpty()) return Value();
    Ref merged = KRAIT_TRY(attrib.isEmpty() ? dictCopy(t, extra.as<Dict>())
                                            : dictCopy(t, attrib.as<Dict>()));
    if (!attrib.isEmpty() && !extra.isEmpty()) KRAIT_TRY(dictUpdate(t, merged.as<Dict>(), extra));
    return merged.release();
}

Ref element_dunder_new(Thread* t, Args a) {
    New<Element> e = KRAIT_TRY(newInstance<Element>(t, a[0]));
    e->tag = e->text = e->tail = Value::none();
    e->attrib = e->children = Value();
    return e;
}
Ref element_dunder_init(Thread* t, Args a) {
    Element* e = elementOf(a[0]);
    if (!a[2].isEmpty()) KRAIT_TRY(checkDict(t, a[2], "Element() argument 2"));
    Ref attrib = Ref::take(KRAIT_TRY(mergeAttributes(t, a[2], a[3])));
    replace(&e->attrib, std::move(attrib));
    replace(&e->tag, Ref::share(a[1]));
    replace(&e->text, Ref::none());
    replace(&e->tail, Ref::none());
    return Ref::none();
}

// --- containers ----------------------------------------------------------------------------------

Result<int64_t> elementLength(Thread*, Value self) {
    return childCount(elementOf(self));
}
Result<bool> elementTruth(Thread* t, Value self) {
    KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                   "Testing an element's truth value will always return True in future versions.  "
                   "Use specific 'len(elem)' or 'elem is not None' test instead."));
    return childCount(elementOf(self)) != 0;
}
Result<int64_t> childIndex(Thread* t, Element* e, Value key, const char* words) {
    int64_t i = KRAIT_TRY(convertSubscript(t, key));
    int64_t count = childCount(e);
    if (i < 0) i += count;
    if (i < 0 || i >= count) return raise(t, TypeId::kIndexError, "%s index out of range", words);
    return i;
}
Ref elementGetItem(Thread* t, Value self, Value key) {
    Element* e = elementOf(self);
    if (hasIndex(t, key)) {
        int64_t i = KRAIT_TRY(childIndex(t, e, key, "child"));
        return Ref::share(e->children.as<List>()->items[i]);
    }
    if (!isKind(key, TypeId::kSlice)) {
        return raise(t, TypeId::kTypeError, "element indices must be integers");
    }
    Ref children = Ref::share(Value(KRAIT_TRY(makeChildren(t, e))));
    return getItem(t, children, key);
}
Status elementSetItem(Thread* t, Value self, Value key, Value v) {
    Element* e = elementOf(self);
    if (hasIndex(t, key)) {
        int64_t i = KRAIT_TRY(childIndex(t, e, key, "child assignment"));
        if (!v.isEmpty()) {
            KRAIT_TRY(checkElement(t, v));
            replace(&e->children.as<List>()->items[i], Ref::share(v));
            return ok();
        }
        Ref children = Ref::share(e->children);
        return setItem(t, children, Value::smallInt(i), Value());
    }
    if (!isKind(key, TypeId::kSlice)) {
        return raise(t, TypeId::kTypeError, "element indices must be integers");
    }
    Ref items;
    if (!v.isEmpty()) {
        Ref iterator = iterOf(t, v);
        if (iterator.isError()) {
            if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
            return raise(t, TypeId::kTypeError, "assignment expects an iterable");
        }
        items = KRAIT_TRY(listFromIterable(t, iterator));
        for (int64_t i = 0; i < items.as<List>()->length; ++i) {
            KRAIT_TRY(checkElement(t, items.as<List>()->items[i]));
        }
    }
    Ref children = Ref::share(Value(KRAIT_TRY(makeChildren(t, e))));
    return setItem(t, children, key, items);
}

Ref element_append(Thread* t, Args a) {
    KRAIT_TRY(checkArgument(t, a[1], "append() argument 1"));
    KRAIT_TRY(elementAppend(t, elementOf(a[0]), a[1]));
    return Ref::none();
}
Ref element_extend(Thread* t, Args a) {
    Ref iterator = iterOf(t, a[1]);
    if (iterator.isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return raise(t, TypeId::kTypeError, "'elements' must be an iterable");
    }
    Ref items = KRAIT_TRY(listFromIterable(t, iterator));
    for (int64_t i = 0; i < items.as<List>()->length; ++i) {
        Value item = items.as<List>()->items[i];
        KRAIT_TRY(checkElement(t, item));
        KRAIT_TRY(elementAppend(t, elementOf(a[0]), item));
    }
    return Ref::none();
}
Ref element_insert(Thread* t, Args a) {
    Element* e = elementOf(a[0]);
    int64_t index = KRAIT_TRY(toIndexInt64(t, a[1]));
    KRAIT_TRY(checkArgument(t, a[2], "insert() argument 2"));
    List* children = KRAIT_TRY(makeChildren(t, e));
    if (index < 0) index = std::max<int64_t>(index + children->length, 0);
    KRAIT_TRY(listInsert(t, children, std::min(index, children->length), a[2]));
    return Ref::none();
}
// The same element if it is there, else one that is equal. REENTRY: compares.
Ref element_remove(Thread* t, Args a) {
    Element* e = elementOf(a[0]);
    KRAIT_TRY(checkArgument(t, a[1], "remove() argument"));
    int64_t found = -1;
    for (int64_t i = 0; i < childCount(e) && found < 0; ++i) {
        if (e->children.as<List>()->items[i] == a[1]) found = i;
    }
    for (int64_t i = 0; i < childCount(e) && found < 0; ++i) {
        Ref child = Ref::share(e->children.as<List>()->items[i]);
        bool equal = KRAIT_TRY(compareBool(t, child, a[1], CompareOp::kEq));
        if (equal) found = i;
    }
    if (found < 0 || found >= childCount(e)) {
        return raise(t, TypeId::kValueError, "list.remove(x): x not in list");
    }
    Ref children = Ref::share(e->children);
    KRAIT_TRY(setItem(t, children, Value::smallInt(found), Value()));
    return Ref::none();
}
Ref element_clear(Thread*, Args a) {
    Element* e = elementOf(a[0]);
    forget(&e->attrib);
    forget(&e->children);
    replace(&e->text, Ref::none());
    replace(&e->tail, Ref::none());
    return Ref::none();
}

// --- attributes ----------------------------------------------------------------------------------

Ref element_get(Thread* t, Args a) {
    Ref attrib = Ref::share(elementOf(a[0])->attrib);
    if (!isDict(attrib)) return Ref::share(a[2]);
    Value found = KRAIT_TRY(dictGet(t, attrib.as<Dict>(), a[1]));
    return Ref::share(found.isEmpty() ? a[2] : found);
}
Ref element_set(Thread* t, Args a) {
    Ref attrib = Ref::share(Value(KRAIT_TRY(makeAttributes(t, elementOf(a[0])))));
    KRAIT_TRY(dictSet(t, attrib.as<Dict>(), a[1], a[2]));
    return Ref::none();
}
Ref element_keys(Thread* t, Args a) {
    Dict* attrib = attributesOf(elementOf(a[0]));
    return attrib ? dictKeysList(t, attrib) : Ref(listNew(t));
}
Ref element_items(Thread* t, Args a) {
    Dict* attrib = attributesOf(elementOf(a[0]));
    New<List> list = KRAIT_TRY(listNew(t));
    if (!attrib) return list;
    Ref keep = Ref::share(Value(attrib));
    int64_t position = 0;
    Value key, value;
    while (dictNext(attrib, &position, &key, &value)) {
        Ref pair = KRAIT_TRY(tupleOf(t, key, value));
        KRAIT_TRY(listAppendTake(t, list, pair.release()));
    }
    return list;
}

template <Value Element::* kField>
Ref getField(Thread*, Value self) {
    return Ref::share(elementOf(self)->*kField);
}
template <Value Element::* kField>
Status setField(Thread* t, Value self, Value v) {
    KRAIT_TRY(notDeleted(t, v));
    replace(&(elementOf(self)->*kField), Ref::share(v));
    return ok();
}
Ref element_get_attrib(Thread* t, Value self) {
    Element* e = elementOf(self);
    if (e->attrib.isEmpty()) KRAIT_TRY(makeAttributes(t, e));
    return Ref::share(e->attrib);
}
Status element_set_attrib(Thread* t, Value self, Value v) {
    KRAIT_TRY(notDeleted(t, v));
    KRAIT_TRY(checkDict(t, v, "attrib"));
    replace(&elementOf(self)->attrib, Ref::share(v));
    return ok();
}

// --- search --------------------------------------------------------------------------------------

// Whether only ElementPath can tell what the path means; else it is a tag.
bool isPath(Value path) {
    if (!isStr(path)) return true;
    const Str* s = path.as<Str>();
    if (s->length >= 3 && s->at(0) == '{' &&
        (s->at(1) == '}' || (s->at(1) == '*' && s->at(2) == '}'))) {
        return true;
    }
    bool outside = true; // of the braces around a namespace
    for (int64_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c == '{') outside = false;
        if (c == '}') outside = true;
        if (outside && (c == '/' || c == '*' || c == '[' || c == '@' || c == '.')) return true;
    }
    return false;
}
template <typename... V>
Ref callElementPath(Thread* t, const char* function, const V&... arguments) {
    Ref module = KRAIT_TRY(importModule(t, "xml.etree.ElementPath"));
    Ref found = KRAIT_TRY(getAttr(t, module, function));
    return callFunction(t, found, arguments...);
}
// The first child from *index on whose tag is `path`; EMPTY: none. REENTRY: compares.
Ref nextMatch(Thread* t, Element* e, Value path, int64_t* index) {
    while (*index < childCount(e)) {
        Ref child = Ref::share(e->children.as<List>()->items[(*index)++]);
        Ref tag = Ref::share(elementOf(child)->tag);
        bool equal = KRAIT_TRY(compareItemsEqual(t, tag, path));
        if (equal) return child;
    }
    return Ref();
}
Ref element_find(Thread* t, Args a) {
    if (isPath(a[1]) || !a[2].isNone()) return callElementPath(t, "find", a[0], a[1], a[2]);
    int64_t index = 0;
    Ref found = nextMatch(t, elementOf(a[0]), a[1], &index);
    if (found.isEmpty()) return t->hasError() ? Ref() : Ref::none();
    return found;
}
Ref element_findtext(Thread* t, Args a) {
    if (isPath(a[1]) || !a[3].isNone()) {
        return callElementPath(t, "findtext", a[0], a[1], a[2], a[3]);
    }
    int64_t index = 0;
    Ref found = nextMatch(t, elementOf(a[0]), a[1], &index);
    if (found.isEmpty()) return t->hasError() ? Ref() : Ref::share(a[2]);
    Value text = elementOf(found)->text;
    return text.isNone() ? strFromAscii(t, "") : Ref::share(text);
}
Ref element_findall(Thread* t, Args a) {
    if (isPath(a[1]) || !a[2].isNone()) return callElementPath(t, "findall", a[0], a[1], a[2]);
    New<List> list = KRAIT_TRY(listNew(t));
    for (int64_t index = 0;;) {
        Ref found = nextMatch(t, elementOf(a[0]), a[1], &index);
        if (found.isEmpty()) break;
        KRAIT_TRY(listAppendTake(t, list, found.release()));
    }
    if (t->hasError()) return Error{};
    return list;
}
Ref element_iterfind(Thread* t, Args a) {
    return callElementPath(t, "iterfind", a[0], a[1], a[2]);
}
Ref element_iter(Thread* t, Args a) {
    bool all = isStr(a[1]) && strEqualAscii(a[1].as<Str>(), "*");
    return elementIterator(t, a[0], all ? Value::none() : a[1], false);
}
Ref element_itertext(Thread* t, Args a) {
    return elementIterator(t, a[0], Value::none(), true);
}

// --- copies --------------------------------------------------------------------------------------

Ref element_makeelement(Thread* t, Args a) {
    KRAIT_TRY(checkDict(t, a[2], "makeelement() argument 2"));
    Ref attrib = KRAIT_TRY(dictCopy(t, a[2].as<Dict>()));
    return elementNew(t, a[1], attrib);
}
Ref element_dunder_copy(Thread* t, Args a) {
    Element* e = elementOf(a[0]);
    Ref attrib;
    if (Dict* own = attributesOf(e)) attrib = KRAIT_TRY(dictCopy(t, own));
    New<Element> copy = KRAIT_TRY(elementNew(t, e->tag, attrib));
    replace(&copy->text, Ref::share(e->text));
    replace(&copy->tail, Ref::share(e->tail));
    if (childCount(e) != 0) {
        auto* children = e->children.as<List>();
        copy->children = KRAIT_TRY(listFrom(t, children->items, children->length)).release();
    }
    return copy;
}

Ref deepCopyElement(Thread* t, Value self, Value memo);

bool holdsOnlyText(Dict* dict) {
    int64_t position = 0;
    Value key, value;
    while (dictNext(dict, &position, &key, &value)) {
        if (!isExactStr(key) || !isExactStr(value)) return false;
    }
    return true;
}
Ref deepCopyValue(Thread* t, Value v, Value memo) {
    if (v.isNone() || isExactStr(v)) return Ref::share(v);
    if (isExactDict(v) && holdsOnlyText(v.as<Dict>())) return dictCopy(t, v.as<Dict>());
    if (isExactOf(t, v, &kElementSpec)) {
        return deepCopyElement(t, v, memo);
    }
    Ref module = KRAIT_TRY(importModule(t, "copy"));
    Ref function = KRAIT_TRY(getAttr(t, module, "deepcopy"));
    return callFunction(t, function, v, memo);
}
// LIMIT: the C stack bounds the depth.
Ref deepCopyElement(Thread* t, Value self, Value memo) {
    KRAIT_TRY(checkNativeStack(t));
    Element* e = elementOf(self);
    Ref tag = Ref::share(e->tag), attrib = Ref::share(e->attrib);
    tag = KRAIT_TRY(deepCopyValue(t, tag, memo));
    if (!attrib.isEmpty()) attrib = KRAIT_TRY(deepCopyValue(t, attrib, memo));
    New<Element> copy = KRAIT_TRY(elementNew(t, tag, attrib));
    Ref text = Ref::share(e->text), tail = Ref::share(e->tail);
    text = KRAIT_TRY(deepCopyValue(t, text, memo));
    replace(&copy->text, std::move(text));
    tail = KRAIT_TRY(deepCopyValue(t, tail, memo));
    replace(&copy->tail, std::move(tail));
    for (int64_t i = 0; i < childCount(e); ++i) {
        Ref child = Ref::share(e->children.as<List>()->items[i]);
        child = KRAIT_TRY(deepCopyValue(t, child, memo));
        KRAIT_TRY(checkElement(t, child));
        KRAIT_TRY(elementAppend(t, copy, child));
    }
    Ref id = KRAIT_TRY(intFromUnsigned(t, self.bits()));
    KRAIT_TRY(dictSet(t, memo.as<Dict>(), id, Value(copy)));
    return copy;
}
Ref element_dunder_deepcopy(Thread* t, Args a) {
    KRAIT_TRY(checkDict(t, a[1], "__deepcopy__() argument"));
    return deepCopyElement(t, a[0], a[1]);
}

constexpr const char* kStateNames[] = {"tag", "_children", "attrib", "text", "tail"};

Ref element_dunder_getstate(Thread* t, Args a) {
    Element* e = elementOf(a[0]);
    Ref children = e->children.isEmpty()
                       ? Ref(listNew(t))
                       : listFrom(t, e->children.as<List>()->items, e->children.as<List>()->length);
    Ref attrib = e->attrib.isEmpty() ? Ref(dictNew(t)) : Ref::share(e->attrib);
    if (children.isError() || attrib.isError()) return Error{};
    Value values[] = {e->tag, children, attrib, e->text, e->tail};
    New<Dict> state = KRAIT_TRY(dictNew(t));
    for (int i = 0; i < 5; ++i) {
        New<Str> name = KRAIT_TRY(strIntern(t, kStateNames[i]));
        KRAIT_TRY(dictSetStr(t, state, name, values[i]));
    }
    return state;
}
Ref element_dunder_setstate(Thread* t, Args a) {
    Element* e = elementOf(a[0]);
    if (!isDict(a[1])) {
        return raise(t, TypeId::kTypeError, "Don't know how to unpickle \"%R\" as an Element",
                     a[1]);
    }
    Ref values[5];
    for (int i = 0; i < 5; ++i) {
        New<Str> name = KRAIT_TRY(strIntern(t, kStateNames[i]));
        values[i] = Ref::share(KRAIT_TRY(dictGet(t, a[1].as<Dict>(), name)));
    }
    if (values[0].isEmpty()) return raise(t, TypeId::kTypeError, "tag may not be NULL");
    if (!values[1].isEmpty()) {
        if (!isList(values[1])) {
            return raise(t, TypeId::kTypeError, "'_children' is not a list");
        }
        auto* given = values[1].as<List>();
        for (int64_t i = 0; i < given->length; ++i) KRAIT_TRY(checkElement(t, given->items[i]));
        values[1] = KRAIT_TRY(listFrom(t, given->items, given->length));
    }
    for (int i : {3, 4}) {
        if (values[i].isEmpty()) values[i] = Ref::none();
    }
    replace(&e->tag, std::move(values[0]));
    replace(&e->children, std::move(values[1]));
    replace(&e->attrib, std::move(values[2]));
    replace(&e->text, std::move(values[3]));
    replace(&e->tail, std::move(values[4]));
    return Ref::none();
}
Ref element_dunder_sizeof(Thread* t, Args a) {
    Element* e = elementOf(a[0]);
    int64_t size = typeOf(t, a[0])->instance_size;
    if (!e->children.isEmpty()) {
        size += static_cast<int64_t>(sizeof(List)) +
                e->children.as<List>()->capacity * static_cast<int64_t>(sizeof(Value));
    }
    return intFrom(t, size);
}

Ref elementRepr(Thread* t, Value self) {
    bool inside = KRAIT_TRY(reprEnter(t, self));
    if (inside) {
        return raise(t, TypeId::kRuntimeError, "reentrant call inside %s.__repr__", kTypeName);
    }
    Ref tag = Ref::share(elementOf(self)->tag);
    Ref text = strFormat(t, "<Element %R at 0x%x>", tag.get(), self.bits());
    reprLeave(t, self);
    return text;
}

// --- tables --------------------------------------------------------------------------------------

constexpr MethodDef kMethods[] = {
    {"clear(self, /)", element_clear, nullptr},
    {"get(self, /, key, default=None)", element_get, nullptr},
    {"set(self, key, value, /)", element_set, nullptr},
    {"find(self, /, path, namespaces=None)", element_find, nullptr},
    {"findtext(self, /, path, default=None, namespaces=None)", element_findtext, nullptr},
    {"findall(self, /, path, namespaces=None)", element_findall, nullptr},
    {"append(self, subelement, /)", element_append, nullptr},
    {"extend(self, elements, /)", element_extend, nullptr},
    {"insert(self, index, subelement, /)", element_insert, nullptr},
    {"remove(self, subelement, /)", element_remove, nullptr},
    {"iter(self, /, tag=None)", element_iter, nullptr},
    {"itertext(self, /)", element_itertext, nullptr},
    {"iterfind(self, /, path, namespaces=None)", element_iterfind, nullptr},
    {"items(self, /)", element_items, nullptr},
    {"keys(self, /)", element_keys, nullptr},
    {"makeelement(self, tag, attrib, /)", element_makeelement, nullptr},
    {"__copy__(self, /)", element_dunder_copy, nullptr},
    {"__deepcopy__(self, memo, /)", element_dunder_deepcopy, nullptr},
    {"__sizeof__(self, /)", element_dunder_sizeof, nullptr},
    {"__getstate__(self, /)", element_dunder_getstate, nullptr},
    {"__setstate__(self, state, /)", element_dunder_setstate, nullptr},
    {}};
constexpr GetSetDef kGetSets[] = {
    {"tag", getField<&Element::tag>, setField<&Element::tag>,
     "A string identifying what kind of data this element represents"},
    {"text", getField<&Element::text>, setField<&Element::text>,
     "A string of text directly after the start tag, or None"},
    {"tail", getField<&Element::tail>, setField<&Element::tail>,
     "A string of text directly after the end tag, or None"},
    {"attrib", element_get_attrib, element_set_attrib,
     "A dictionary containing the element's attributes"},
    {}};

using ElementOwns = Owns<Element, &Element::tag, &Element::text, &Element::tail, &Element::attrib,
                         &Element::children>;

// Leaves the fields that Python reads as None.
void elementClear(Thread*, Object* o) {
    auto* e = static_cast<Element*>(o);
    forget(&e->attrib);
    forget(&e->children);
    replace(&e->tag, Ref::none());
    replace(&e->text, Ref::none());
    replace(&e->tail, Ref::none());
}

} // namespace

const TypeSpec kElementSpec = {
    .name = "xml.etree.ElementTree.Element",
    .size = sizeof(Element),
    .flags = kTypeContainer | kTypeBase | kTypeWeakrefable,
    .slots = {.destroy = ElementOwns::destroy,
              .traverse = ElementOwns::traverse,
              .clear = elementClear,
              .repr = elementRepr,
              .length = elementLength,
              .getitem = elementGetItem,
              .setitem = elementSetItem,
              .truth = elementTruth},
    .new_ = {"Element(cls, /, *args, **kwargs)", element_dunder_new, nullptr},
    .init = {"Element(self, tag, attrib=<unset>, /, **extra)", element_dunder_init, nullptr,
             kMethodTupleErrors},
    .methods = kMethods,
    .getsets = kGetSets,
};

New<Element> elementNew(Thread* t, Value tag, Value attrib) {
    New<Element> e = KRAIT_TRY(newOf<Element>(t, &kElementSpec));
    e->text = e->tail = Value::none();
    e->children = Value();
    store(&e->tag, tag);
    store(&e->attrib, attrib);
    return e;
}
Status elementAppend(Thread* t, Element* parent, Value child) {
    List* children = KRAIT_TRY(makeChildren(t, parent));
    return listAppend(t, children, child);
}

Ref elementSub(Thread* t, Args a) {
    KRAIT_TRY(checkArgument(t, a[0], "SubElement() argument 1"));
    if (!a[2].isEmpty()) KRAIT_TRY(checkDict(t, a[2], "SubElement() argument 3"));
    Ref attrib = Ref::take(KRAIT_TRY(mergeAttributes(t, a[2], a[3])));
    New<Element> e = KRAIT_TRY(elementNew(t, a[1], attrib));
    KRAIT_TRY(elementAppend(t, elementOf(a[0]), Value(e)));
    return e;
}

} // namespace krait::etree
