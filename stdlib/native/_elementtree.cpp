// _elementtree: what xml.etree.ElementTree has of C++. Here are XMLParser and the module; the types
// of trees are in etree/.
//
// A parser owns its XML_Parser and its target. With a TreeBuilder as target the events go to it
// without a call; text is gathered until the next event of another kind. libexpat calls back on the
// Thread that runs feed(). When a handler raises, the exception stays in the Thread, and
// every later callback of that call returns at once. Needs the GIL.
#include "stdlib/native/etree/etree.h"
#include "stdlib/native/expat_encoding.h"
#include "stdlib/native/module_util.h"
#include "vm/base/hash.h"
#include "vm/objects/bytes.h"
#include "vm/objects/utf8_text.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace krait::etree {
namespace {

// Names by what libexpat calls them. Keyed as str are: a document must not choose the collisions.
struct NameHash {
    using is_transparent = void;
    HashKey key;
    size_t operator()(std::string_view s) const {
        return static_cast<size_t>(hashBytes(key, s.data(), s.size()));
    }
};
using NameTable = std::unordered_map<std::string, Value, NameHash, std::equal_to<>>;

enum Handler : int {
    kOnStart,
    kOnData,
    kOnEnd,
    kOnStartNs,
    kOnEndNs,
    kOnComment,
    kOnPi,
    kOnClose,
    kOnDoctype,
    kHandlerCount
};
constexpr const char* kHandlerNames[kHandlerCount] = {
    "start", "data", "end", "start_ns", "end_ns", "comment", "pi", "close", "doctype"};

constexpr size_t kParsePortion = 1 << 20;
constexpr int kFileReadSize = 64 * 1024;

struct Parser : Object {
    XML_Parser parser;             // owned; null before __init__
    Value target;                  // EMPTY before __init__
    Value entity;                  // dict; EMPTY before __init__
    Value handlers[kHandlerCount]; // methods of the target; EMPTY: it has none
    TreeBuilder* builder;          // the target, if it is exactly one
    Thread* thread;                // that is in a call of libexpat
    NameTable* names;              // owned, with one reference to each Value
    std::string* text;             // owned: gathered for the builder
    bool failed;
};
Parser* parserOf(Value v) {
    return v.as<Parser>();
}
Parser* parserFrom(void* user) {
    return static_cast<Parser*>(user);
}

void finish(Parser* p, const Status& status) {
    if (status.isError()) p->failed = true;
}

Ref textOf(Thread* t, const XML_Char* s) {
    return s ? strFromUtf8(t, s) : Ref::none();
}
Ref textOrEmpty(Thread* t, const XML_Char* s) {
    return strFromUtf8(t, s ? std::string_view(s) : std::string_view());
}
// The str of a name, "{namespace}local"; borrowed from the table.
Result<Value> nameOf(Parser* p, const XML_Char* s) {
    std::string_view raw(s);
    auto known = p->names->find(raw);
    if (KRAIT_LIKELY(known != p->names->end())) return known->second;
    std::string full;
    if (raw.find('}') != raw.npos) full = "{";
    full += raw;
    Ref name = KRAIT_TRY(strFromUtf8(p->thread, full));
    Value made = name.release();
    p->names->emplace(raw, made);
    return made;
}

// Calls a method of the target, if it has it.
template <typename... V>
Status callTarget(Parser* p, Handler handler, const V&... arguments) {
    Ref function = Ref::share(p->handlers[handler]);
    if (function.isEmpty()) return ok();
    Ref done = KRAIT_TRY(callFunction(p->thread, function, arguments...));
    return ok();
}

Status flushText(Parser* p) {
    if (p->text->empty()) return ok();
    Ref text = strFromUtf8(p->thread, *p->text);
    p->text->clear();
    if (text.isError()) return Error{};
    return builderData(p->thread, p->builder, text);
}
Status addText(Parser* p, std::string_view data) {
    if (p->builder) {
        p->text->append(data);
        return ok();
    }
    if (p->handlers[kOnData].isEmpty()) return ok();
    Ref text = KRAIT_TRY(strFromUtf8(p->thread, data));
    return callTarget(p, kOnData, text.get());
}

// --- callbacks -----------------------------------------------------------------------------------

Status startElement(Parser* p, const XML_Char* raw_name, const XML_Char** atts) {
    Thread* t = p->thread;
    if (!p->builder && p->handlers[kOnStart].isEmpty()) return ok();
    Value tag = KRAIT_TRY(nameOf(p, raw_name));
    Ref attrib;
    if (atts[0] || !p->builder) {
        New<Dict> dict = KRAIT_TRY(dictNew(t));
        for (; atts[0]; atts += 2) {
            Value name = KRAIT_TRY(nameOf(p, atts[0]));
            Ref value = KRAIT_TRY(strFromUtf8(t, atts[1]));
            KRAIT_TRY(dictSetStr(t, dict, name.as<Str>(), value));
        }
        attrib = Ref(std::move(dict));
    }
    if (!p->builder) return callTarget(p, kOnStart, tag, attrib.get());
    KRAIT_TRY(flushText(p));
    Ref element = KRAIT_TRY(builderStart(t, p->builder, tag, attrib));
    return ok();
}
void XMLCALL onStart(void* user, const XML_Char* name, const XML_Char** atts) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, startElement(p, name, atts));
}

Status endElement(Parser* p, const XML_Char* raw_name) {
    if (p->builder) {
        KRAIT_TRY(flushText(p));
        Ref element = KRAIT_TRY(builderEnd(p->thread, p->builder));
        return ok();
    }
    if (p->handlers[kOnEnd].isEmpty()) return ok();
    Value tag = KRAIT_TRY(nameOf(p, raw_name));
    return callTarget(p, kOnEnd, tag);
}
void XMLCALL onEnd(void* user, const XML_Char* name) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, endElement(p, name));
}

void XMLCALL onCharacterData(void* user, const XML_Char* s, int size) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, addText(p, {s, static_cast<size_t>(size)}));
}

Status startNamespace(Parser* p, const XML_Char* raw_prefix, const XML_Char* raw_uri) {
    Thread* t = p->thread;
    if (p->builder ? p->builder->events[kStartNs].isEmpty() : p->handlers[kOnStartNs].isEmpty()) {
        return ok();
    }
    Ref prefix = KRAIT_TRY(textOrEmpty(t, raw_prefix)), uri = KRAIT_TRY(textOrEmpty(t, raw_uri));
    if (!p->builder) return callTarget(p, kOnStartNs, prefix.get(), uri.get());
    KRAIT_TRY(flushText(p));
    Ref pair = KRAIT_TRY(tupleOf(t, prefix, uri));
    return builderEvent(t, p->builder, kStartNs, pair);
}
void XMLCALL onStartNamespace(void* user, const XML_Char* prefix, const XML_Char* uri) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, startNamespace(p, prefix, uri));
}
Status endNamespace(Parser* p, const XML_Char* raw_prefix) {
    if (p->builder) return builderEvent(p->thread, p->builder, kEndNs, Value::none());
    if (p->handlers[kOnEndNs].isEmpty()) return ok();
    Ref prefix = KRAIT_TRY(textOrEmpty(p->thread, raw_prefix));
    return callTarget(p, kOnEndNs, prefix.get());
}
void XMLCALL onEndNamespace(void* user, const XML_Char* prefix) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, endNamespace(p, prefix));
}

Status comment(Parser* p, const XML_Char* raw_text) {
    Ref text = KRAIT_TRY(textOf(p->thread, raw_text));
    if (!p->builder) return callTarget(p, kOnComment, text.get());
    KRAIT_TRY(flushText(p));
    Ref made = KRAIT_TRY(builderComment(p->thread, p->builder, text));
    return ok();
}
void XMLCALL onComment(void* user, const XML_Char* text) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, comment(p, text));
}
Status instruction(Parser* p, const XML_Char* raw_target, const XML_Char* raw_data) {
    Thread* t = p->thread;
    Ref target = KRAIT_TRY(textOf(t, raw_target)), data = KRAIT_TRY(textOrEmpty(t, raw_data));
    if (!p->builder) return callTarget(p, kOnPi, target.get(), data.get());
    KRAIT_TRY(flushText(p));
    Ref made = KRAIT_TRY(builderPi(t, p->builder, target, data));
    return ok();
}
void XMLCALL onInstruction(void* user, const XML_Char* target, const XML_Char* data) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, instruction(p, target, data));
}

Status doctype(Parser* p, const XML_Char* raw_name, const XML_Char* system_id,
               const XML_Char* public_id) {
    Thread* t = p->thread;
    Ref name = KRAIT_TRY(textOf(t, raw_name)), pubid = KRAIT_TRY(textOf(t, public_id)),
        sysid = KRAIT_TRY(textOf(t, system_id));
    if (!p->handlers[kOnDoctype].isEmpty()) {
        return callTarget(p, kOnDoctype, name.get(), pubid.get(), sysid.get());
    }
    New<Str> attribute = KRAIT_TRY(strIntern(t, "doctype"));
    Ref own = getAttrOptional(t, Value(p), attribute);
    if (own.isEmpty()) return t->hasError() ? Status(Error{}) : ok();
    return warn(t, TypeId::kRuntimeWarning, 1,
                "The doctype() method of XMLParser is ignored.  "
                "Define doctype() method on the TreeBuilder target.");
}
void XMLCALL onDoctype(void* user, const XML_Char* name, const XML_Char* system_id,
                       const XML_Char* public_id, int) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, doctype(p, name, system_id, public_id));
}

Error raiseParseError(Thread* t, Parser* p, XML_Error code, std::string_view words) {
    auto line = static_cast<int64_t>(XML_GetErrorLineNumber(p->parser));
    auto column = static_cast<int64_t>(XML_GetErrorColumnNumber(p->parser));
    std::string message(words);
    message += ": line " + std::to_string(line) + ", column " + std::to_string(column);
    Ref text = KRAIT_TRY(strFromUtf8(t, message));
    Type* type = typeFromSpec(t, &kParseErrorSpec);
    if (!type) return Error{};
    Ref error = KRAIT_TRY(callFunction(t, Value(type), text.get()));
    Ref line_value = KRAIT_TRY(intFrom(t, line)), column_value = KRAIT_TRY(intFrom(t, column));
    Ref position = KRAIT_TRY(tupleOf(t, line_value, column_value));
    KRAIT_TRY(addValue(t, error, "code", Value::smallInt(code)));
    KRAIT_TRY(addValue(t, error, "position", position));
    return raiseException(t, error);
}

// Entities that the document does not define; all else that comes here is of no concern.
Status defaultText(Parser* p, std::string_view data) {
    Thread* t = p->thread;
    if (data.size() < 2 || data[0] != '&' || !isDict(p->entity)) return ok();
    Ref key = KRAIT_TRY(strFromUtf8(t, data.substr(1, data.size() - 2)));
    Ref value = Ref::share(KRAIT_TRY(dictGet(t, p->entity.as<Dict>(), key)));
    if (value.isEmpty()) {
        std::string words = "undefined entity ";
        words += data;
        return raiseParseError(t, p, XML_ERROR_UNDEFINED_ENTITY, words);
    }
    if (!p->builder) return callTarget(p, kOnData, value.get());
    KRAIT_TRY(flushText(p));
    return builderData(t, p->builder, value);
}
void XMLCALL onDefault(void* user, const XML_Char* s, int size) {
    Parser* p = parserFrom(user);
    if (!p->failed) finish(p, defaultText(p, {s, static_cast<size_t>(size)}));
}

int XMLCALL onUnknownEncoding(void* user, const XML_Char* name, XML_Encoding* info) {
    Parser* p = parserFrom(user);
    if (p->failed || !p->thread) return XML_STATUS_ERROR;
    if (!fillExpatEncoding(p->thread, name, info).isError()) return XML_STATUS_OK;
    p->failed = true;
    return XML_STATUS_ERROR;
}

// --- parsing -------------------------------------------------------------------------------------

Status checkReady(Thread* t, Parser* p) {
    if (!p->parser || p->target.isEmpty()) {
        return raise(t, TypeId::kValueError, "XMLParser.__init__() wasn't called");
    }
    if (p->thread) return raise(t, TypeId::kRuntimeError, "the parser is running already");
    return ok();
}

Status parse(Thread* t, Parser* p, std::string_view data, bool is_final) {
    Ref keep = Ref::share(Value(p));
    p->thread = t;
    XML_Status status = XML_STATUS_OK;
    while (data.size() > kParsePortion && status == XML_STATUS_OK) {
        status = XML_Parse(p->parser, data.data(), static_cast<int>(kParsePortion), 0);
        data.remove_prefix(kParsePortion);
    }
    if (status == XML_STATUS_OK) {
        status = XML_Parse(p->parser, data.data(), static_cast<int>(data.size()), is_final);
    }
    // What has been read is in the builder when feed() is over: someone may close that.
    bool text_failed = !p->failed && !t->hasError() && p->builder && flushText(p).isError();
    p->thread = nullptr;
    if (std::exchange(p->failed, false) || text_failed || t->hasError()) return Error{};
    if (status != XML_STATUS_ERROR) return ok();
    XML_Error code = XML_GetErrorCode(p->parser);
    return raiseParseError(t, p, code, XML_ErrorString(code));
}
Status parseValue(Thread* t, Parser* p, Value data) {
    if (isStr(data)) {
        std::string encoded = toUtf8(data.as<Str>());
        (void)XML_SetEncoding(p->parser, "utf-8");
        return parse(t, p, encoded, false);
    }
    Buffer buffer;
    KRAIT_TRY(buffer.acquire(t, data));
    return parse(t, p, buffer.view(), false);
}

Ref xml_parser_feed(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    KRAIT_TRY(checkReady(t, p));
    KRAIT_TRY(parseValue(t, p, a[1]));
    return Ref::none();
}
Ref xml_parser_flush(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    KRAIT_TRY(checkReady(t, p));
    KRAIT_TRY(parse(t, p, {}, false));
    return Ref::none();
}
Ref xml_parser_close(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    KRAIT_TRY(checkReady(t, p));
    KRAIT_TRY(parse(t, p, {}, true));
    if (p->builder) return builderClose(p->builder);
    Ref function = Ref::share(p->handlers[kOnClose]);
    if (function.isEmpty()) return Ref::none();
    return callFunction(t, function);
}
Ref xml_parser_parse_whole(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    KRAIT_TRY(checkReady(t, p));
    Ref read = KRAIT_TRY(getAttr(t, a[1], t->name(kName_read)));
    for (;;) {
        Ref data = KRAIT_TRY(callFunction(t, read, Value::smallInt(kFileReadSize)));
        if (!isStr(data) && !isBytes(data)) break;
        int64_t size = isStr(data) ? data.as<Str>()->length : KRAIT_TRY(lengthOf(t, data));
        if (size == 0) break;
        KRAIT_TRY(checkReady(t, p));
        KRAIT_TRY(parseValue(t, p, data));
    }
    KRAIT_TRY(checkReady(t, p));
    KRAIT_TRY(parse(t, p, {}, true));
    return p->builder ? builderClose(p->builder) : Ref::none();
}

void connect(Parser* p, int event) {
    switch (event) {
    case kStartNs:
        return XML_SetStartNamespaceDeclHandler(p->parser, onStartNamespace);
    case kEndNs:
        return XML_SetEndNamespaceDeclHandler(p->parser, onEndNamespace);
    case kComment:
        return XML_SetCommentHandler(p->parser, onComment);
    case kPi:
        return XML_SetProcessingInstructionHandler(p->parser, onInstruction);
    default:
        return;
    }
}

Ref xml_parser_setevents(Thread* t, Args a) {
    constexpr std::string_view kEvents[] = {"start", "end", "start-ns", "end-ns", "comment", "pi"};
    Parser* p = parserOf(a[0]);
    KRAIT_TRY(checkReady(t, p));
    if (!p->builder) {
        return raise(t, TypeId::kTypeError,
                     "event handling only supported for ElementTree.TreeBuilder targets");
    }
    TreeBuilder* b = p->builder;
    Ref append = KRAIT_TRY(getAttr(t, a[1], t->name(kName_append)));
    replace(&b->events_append, std::move(append));
    for (Value& event : b->events) forget(&event);
    if (a[2].isNone()) {
        b->events[kEnd] = KRAIT_TRY(strFromAscii(t, "end")).release();
        return Ref::none();
    }
    Ref names = listFromIterable(t, a[2]);
    if (names.isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return raise(t, TypeId::kTypeError, "events must be a sequence");
    }
    for (int64_t i = 0; i < names.as<List>()->length; ++i) {
        Value name = names.as<List>()->items[i];
        if (!isStr(name)) return raise(t, TypeId::kValueError, "invalid events sequence");
        auto known = std::find_if(std::begin(kEvents), std::end(kEvents),
                                  [&](auto event) { return strEqualAscii(name.as<Str>(), event); });
        if (known == std::end(kEvents)) {
            return raise(t, TypeId::kValueError, "unknown event '%U'", name);
        }
        auto event = known - std::begin(kEvents);
        replace(&b->events[event], Ref::share(name));
        connect(p, static_cast<int>(event));
    }
    return Ref::none();
}

// --- making --------------------------------------------------------------------------------------

Ref xml_parser_new(Thread* t, Args a) {
    New<Parser> p = KRAIT_TRY(newInstance<Parser>(t, a[0]));
    p->target = p->entity = Value();
    for (Value& handler : p->handlers) handler = Value();
    p->names = new NameTable(0, NameHash{t->runtime->hash_key[0], t->runtime->hash_key[1]});
    p->text = new std::string;
    return p;
}

Ref xml_parser_init(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    if (p->thread) return raise(t, TypeId::kRuntimeError, "the parser is running already");
    std::string encoding;
    if (isStr(a[2])) {
        encoding = toUtf8(a[2].as<Str>());
    } else if (!a[2].isNone()) {
        return raise(t, TypeId::kTypeError,
                     "XMLParser() argument 'encoding' must be str or None, not %T", a[2]);
    }
    Ref target = Ref::share(a[1]);
    if (target.get().isNone()) {
        Type* type = typeFromSpec(t, &kTreeBuilderSpec);
        if (!type) return Error{};
        target = KRAIT_TRY(callFunction(t, Value(type)));
    }
    Ref handlers[kHandlerCount];
    for (int i = 0; i < kHandlerCount; ++i) {
        New<Str> name = KRAIT_TRY(strIntern(t, kHandlerNames[i]));
        handlers[i] = getAttrOptional(t, target, name);
        if (t->hasError()) return Error{};
    }
    New<Dict> entity = KRAIT_TRY(dictNew(t));
    if (p->parser) XML_ParserFree(std::exchange(p->parser, nullptr));
    XML_Parser x = XML_ParserCreateNS(isStr(a[2]) ? encoding.c_str() : nullptr, '}');
    if (!x) return raiseNoMemory(t);
    p->parser = x;
    XML_SetHashSalt(x, static_cast<unsigned long>(t->runtime->hash_key[0] | 1));
    p->builder = isExactOf(t, target, &kTreeBuilderSpec) ? builderOf(target) : nullptr;
    p->text->clear();
    for (int i = 0; i < kHandlerCount; ++i) replace(&p->handlers[i], std::move(handlers[i]));
    replace(&p->entity, Ref(std::move(entity)));
    replace(&p->target, std::move(target));

    XML_SetUserData(x, p);
    XML_SetElementHandler(x, onStart, onEnd);
    XML_SetDefaultHandlerExpand(x, onDefault);
    XML_SetCharacterDataHandler(x, onCharacterData);
    XML_SetStartDoctypeDeclHandler(x, onDoctype);
    XML_SetUnknownEncodingHandler(x, onUnknownEncoding, p);
    if (!p->handlers[kOnStartNs].isEmpty()) connect(p, kStartNs);
    if (!p->handlers[kOnEndNs].isEmpty()) connect(p, kEndNs);
    if (!p->handlers[kOnComment].isEmpty()) connect(p, kComment);
    if (!p->handlers[kOnPi].isEmpty()) connect(p, kPi);
    return Ref::none();
}

template <Value Parser::* kField>
Ref getMember(Thread*, Value self) {
    Value v = parserOf(self)->*kField;
    return v.isEmpty() ? Ref::none() : Ref::share(v);
}
Ref xml_parser_get_version(Thread* t, Value) {
    XML_Expat_Version v = XML_ExpatVersionInfo();
    return strFormat(t, "Expat %d.%d.%d", v.major, v.minor, v.micro);
}

// --- tables --------------------------------------------------------------------------------------

void parserTraverse(Object* o, Visitor& visitor) {
    auto* p = static_cast<Parser*>(o);
    visitor.visit(p->target);
    visitor.visit(p->entity);
    for (Value handler : p->handlers) visitor.visit(handler);
}
// After it, the parser is as before __init__.
void parserClear(Thread*, Object* o) {
    auto* p = static_cast<Parser*>(o);
    p->builder = nullptr;
    if (p->parser) XML_ParserFree(std::exchange(p->parser, nullptr));
    for (Value& handler : p->handlers) forget(&handler);
    forget(&p->entity);
    forget(&p->target);
}
void parserDestroy(Thread* t, Object* o) {
    parserClear(t, o);
    auto* p = static_cast<Parser*>(o);
    if (p->names) {
        for (auto& entry : *p->names) decref(entry.second);
    }
    delete p->names;
    delete p->text;
}

constexpr MethodDef kParserMethods[] = {
    {"feed(self, data, /)", xml_parser_feed, nullptr},
    {"close(self, /)", xml_parser_close, nullptr},
    {"flush(self, /)", xml_parser_flush, nullptr},
    {"_parse_whole(self, file, /)", xml_parser_parse_whole, nullptr},
    {"_setevents(self, events_queue, events_to_report=None, /)", xml_parser_setevents, nullptr},
    {}};
constexpr GetSetDef kParserGetSets[] = {memberGetter("entity", getMember<&Parser::entity>),
                                        memberGetter("target", getMember<&Parser::target>),
                                        {"version", xml_parser_get_version},
                                        {}};

constexpr MethodDef kFunctions[] = {{"SubElement(parent, tag, attrib=<unset>, /, **extra)",
                                     elementSub, nullptr, kMethodTupleErrors},
                                    {}};

Status initModule(Thread* t, Value module) {
    KRAIT_TRY(addSetFactories(t, module));
    return ModuleFiller(t, module)
        .type("Element", &kElementSpec)
        .type("TreeBuilder", &kTreeBuilderSpec)
        .type("XMLParser", &kXmlParserSpec)
        .type("ParseError", &kParseErrorSpec)
        .finish();
}

} // namespace

const TypeSpec kXmlParserSpec = {
    .name = "xml.etree.ElementTree.XMLParser",
    .size = sizeof(Parser),
    .flags = kTypeContainer | kTypeBase,
    .slots = {.destroy = parserDestroy, .traverse = parserTraverse, .clear = parserClear},
    .new_ = {"XMLParser(cls, /, *args, **kwargs)", xml_parser_new, nullptr},
    .init = {"XMLParser(self, *, target=None, encoding=None)", xml_parser_init, nullptr},
    .methods = kParserMethods,
    .getsets = kParserGetSets,
};
const TypeSpec kParseErrorSpec =
    exceptionSpec("xml.etree.ElementTree.ParseError", TypeId::kSyntaxError);

} // namespace krait::etree

namespace krait {
extern const NativeModule k_elementtreeModule = {"_elementtree", nullptr, etree::kFunctions,
                                                 etree::initModule};
}
