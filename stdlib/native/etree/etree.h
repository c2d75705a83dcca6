// The parts of _elementtree and what they know of each other: elements, the builder, the parser.
//
// An Element owns all it holds. Most have neither attributes nor children: the dict and the list
// are made when there is something to put in. Needs the GIL.
#pragma once

#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"

namespace krait::etree {

struct Element : Object {
    Value tag, text, tail;
    Value attrib;   // EMPTY: none so far; a dict, or what __setstate__ was given
    Value children; // EMPTY: none so far; a list of Elements that nobody else has
};

struct TreeBuilder : Object {
    Value root;    // EMPTY before the first element
    Value current; // open element; EMPTY outside
    Value last;    // element that text belongs to; EMPTY before the first
    Value tail_of; // element whose tail text is; EMPTY: it is the text of `last`
    Value data;    // text not yet stored: EMPTY, one value, or a list if data_is_list
    Value stack;   // list of the open elements around `current`
    Value element_factory, comment_factory, pi_factory; // EMPTY: the standard one
    Value events_append;                                // EMPTY: no events are told
    Value events[6];                                    // names by Event; EMPTY: not told
    bool insert_comments, insert_pis, data_is_list;
};

enum Event : int { kStart, kEnd, kStartNs, kEndNs, kComment, kPi };

extern const TypeSpec kElementSpec;
extern const TypeSpec kTreeBuilderSpec;
extern const TypeSpec kXmlParserSpec;
extern const TypeSpec kParseErrorSpec;
extern const TypeSpec kElementIteratorSpec;

inline bool isExactOf(Thread* t, Value v, const TypeSpec* spec) {
    return hasSpec(t, v, spec) && !(typeOf(t, v)->flags & kTypeHeap);
}
inline Element* elementOf(Value v) {
    return v.as<Element>();
}
inline TreeBuilder* builderOf(Value v) {
    return v.as<TreeBuilder>();
}

// A new Element with no text and no children; shares attrib (EMPTY or a dict nobody else has).
New<Element> elementNew(Thread*, Value tag, Value attrib);
Status elementAppend(Thread*, Element* parent, Value child); // child is an Element
Ref elementSub(Thread*, Args);                               // SubElement()
Ref elementIterator(Thread*, Value root, Value tag, bool text);

New<TreeBuilder> builderNew(Thread*, Type* type);
// What the methods of the same names do. `attrib` may be EMPTY. REENTRY: factories are called.
Ref builderStart(Thread*, TreeBuilder*, Value tag, Value attrib);
Ref builderEnd(Thread*, TreeBuilder*);
Status builderData(Thread*, TreeBuilder*, Value data);
Ref builderComment(Thread*, TreeBuilder*, Value text);
Ref builderPi(Thread*, TreeBuilder*, Value target, Value text);
Status builderEvent(Thread*, TreeBuilder*, Event event, Value value); // if it is to be told
Ref builderClose(TreeBuilder*);
Status addSetFactories(Thread*, Value module); // makes its _set_factories()

} // namespace krait::etree
