// pyexpat: the XML parser under xml.parsers.expat, xml.sax, xml.etree and plistlib, over libexpat.
//
// A parser object owns its XML_Parser, the handlers by number, and text that is kept back while
// buffer_text is on. libexpat calls back with the object as its user data, on the Thread that runs
// Parse(). A handler that raises stops the parser: the exception stays in the Thread, and every
// later callback of that call returns at once. Needs the GIL.
//
// REENTRY: handlers run Python code, which may change handlers; those of a running call are held.
#include "stdlib/native/expat_encoding.h"
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/modules.h"

#include <algorithm>
#include <expat.h>
#include <string>

namespace krait {
namespace {

extern const TypeSpec kErrorSpec =
    exceptionSpec("xml.parsers.expat.ExpatError", TypeId::kException);
extern const TypeSpec kParserSpec;

enum Handler : int {
    kStartElement,
    kEndElement,
    kProcessingInstruction,
    kCharacterData,
    kUnparsedEntityDecl,
    kNotationDecl,
    kStartNamespaceDecl,
    kEndNamespaceDecl,
    kComment,
    kStartCdataSection,
    kEndCdataSection,
    kDefault,
    kDefaultExpand,
    kNotStandalone,
    kExternalEntityRef,
    kStartDoctypeDecl,
    kEndDoctypeDecl,
    kEntityDecl,
    kXmlDecl,
    kElementDecl,
    kAttlistDecl,
    kSkippedEntity,
    kHandlerCount
};

constexpr int kBufferSizeDefault = 8192;
constexpr size_t kParsePortion = 1 << 20;
constexpr int kFileReadSize = 2048;

struct Parser : Object {
    XML_Parser parser; // owned; null until it is made
    Value handlers[kHandlerCount];
    Value intern;      // a dict or EMPTY
    Value parent;      // whose declarations an external entity's parser uses
    Thread* thread;    // that is in Parse()
    std::string* text; // kept back; null while buffer_text is off
    int64_t buffer_size;
    bool ordered_attributes, specified_attributes, namespace_prefixes;
    bool in_callback, failed;
};

Parser* parserOf(Value v) {
    return v.as<Parser>();
}

// --- values for handlers -------------------------------------------------------------------------

Ref textOf(Thread* t, const XML_Char* s) {
    return s ? strFromUtf8(t, s) : Ref::none();
}
Ref textOf(Thread* t, const XML_Char* s, int size) {
    return s ? strFromUtf8(t, {s, static_cast<size_t>(size)}) : Ref::none();
}
// The one str of that text that the intern dict has.
Ref nameOf(Parser* p, const XML_Char* s) {
    Thread* t = p->thread;
    Ref text = textOf(t, s);
    if (!s || text.isError() || p->intern.isEmpty()) return text;
    return Ref::share(KRAIT_TRY(dictSetDefault(t, p->intern.as<Dict>(), text, text)));
}

void fail(Parser* p) {
    p->failed = true;
    XML_StopParser(p->parser, XML_FALSE);
}

// Calls a handler with what `args` gives (EMPTY: an error). Its result, EMPTY if it failed.
template <typename... A>
Ref callHandler(Parser* p, Handler handler, A&&... arguments) {
    Value values[] = {arguments.get()..., Value()};
    for (size_t i = 0; i < sizeof...(A); ++i) {
        if (values[i].isEmpty()) {
            fail(p);
            return Error{};
        }
    }
    Ref function = Ref::share(p->handlers[handler]);
    if (function.isEmpty()) return Ref::none();
    p->in_callback = true;
    Ref result = callValues(p->thread, function, values, sizeof...(A));
    p->in_callback = false;
    if (result.isError()) fail(p);
    return result;
}

Status flushText(Parser* p) {
    if (!p->text || p->text->empty()) return ok();
    std::string text;
    text.swap(*p->text);
    if (p->handlers[kCharacterData].isEmpty()) return ok();
    Ref done = callHandler(p, kCharacterData, strFromUtf8(p->thread, text));
    return done.isError() ? Status(Error{}) : ok();
}

// What every callback begins with; false: nothing is to be done any more.
bool enter(Parser* p) {
    return !p->failed && !flushText(p).isError();
}
Parser* parserFrom(void* user_data) {
    return static_cast<Parser*>(user_data);
}

// --- callbacks -----------------------------------------------------------------------------------

void XMLCALL onCharacterData(void* user, const XML_Char* s, int size) {
    Parser* p = parserFrom(user);
    if (p->failed) return;
    std::string_view data(s, static_cast<size_t>(size));
    if (p->text) {
        auto room = static_cast<size_t>(p->buffer_size);
        if (p->text->size() + data.size() > room && flushText(p).isError()) return;
        if (data.size() <= room) {
            p->text->append(data);
            return;
        }
    }
    (void)callHandler(p, kCharacterData, textOf(p->thread, s, size));
}

Ref attributesOf(Parser* p, const XML_Char** atts) {
    Thread* t = p->thread;
    int count;
    if (p->specified_attributes) {
        count = XML_GetSpecifiedAttributeCount(p->parser);
    } else {
        for (count = 0; atts[count]; count += 2) {
        }
    }
    if (p->ordered_attributes) {
        New<List> list = KRAIT_TRY(listNew(t, count));
        for (int i = 0; i < count; i += 2) {
            Ref name = KRAIT_TRY(nameOf(p, atts[i]));
            Ref value = KRAIT_TRY(textOf(t, atts[i + 1]));
            KRAIT_TRY(listAppend(t, list, name));
            KRAIT_TRY(listAppend(t, list, value));
        }
        return list;
    }
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    for (int i = 0; i < count; i += 2) {
        Ref name = KRAIT_TRY(nameOf(p, atts[i]));
        Ref value = KRAIT_TRY(textOf(t, atts[i + 1]));
        KRAIT_TRY(dictSet(t, dict, name, value));
    }
    return dict;
}

void XMLCALL onStartElement(void* user, const XML_Char* name, const XML_Char** atts) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    Ref attributes = attributesOf(p, atts);
    (void)callHandler(p, kStartElement, nameOf(p, name), std::move(attributes));
}
void XMLCALL onEndElement(void* user, const XML_Char* name) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kEndElement, nameOf(p, name));
}
void XMLCALL onProcessingInstruction(void* user, const XML_Char* target, const XML_Char* data) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    (void)callHandler(p, kProcessingInstruction, nameOf(p, target), textOf(p->thread, data));
}
void XMLCALL onUnparsedEntityDecl(void* user, const XML_Char* name, const XML_Char* base,
                                  const XML_Char* system_id, const XML_Char* public_id,
                                  const XML_Char* notation) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    (void)callHandler(p, kUnparsedEntityDecl, nameOf(p, name), nameOf(p, base),
                      nameOf(p, system_id), nameOf(p, public_id), nameOf(p, notation));
}
void XMLCALL onNotationDecl(void* user, const XML_Char* name, const XML_Char* base,
                            const XML_Char* system_id, const XML_Char* public_id) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    (void)callHandler(p, kNotationDecl, nameOf(p, name), nameOf(p, base), nameOf(p, system_id),
                      nameOf(p, public_id));
}
void XMLCALL onStartNamespaceDecl(void* user, const XML_Char* prefix, const XML_Char* uri) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kStartNamespaceDecl, nameOf(p, prefix), nameOf(p, uri));
}
void XMLCALL onEndNamespaceDecl(void* user, const XML_Char* prefix) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kEndNamespaceDecl, nameOf(p, prefix));
}
void XMLCALL onComment(void* user, const XML_Char* data) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kComment, textOf(p->thread, data));
}
void XMLCALL onStartCdata(void* user) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kStartCdataSection);
}
void XMLCALL onEndCdata(void* user) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kEndCdataSection);
}
void XMLCALL onDefault(void* user, const XML_Char* s, int size) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kDefault, textOf(p->thread, s, size));
}
void XMLCALL onDefaultExpand(void* user, const XML_Char* s, int size) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kDefaultExpand, textOf(p->thread, s, size));
}

// A handler's int; 0 when it failed.
int statusOf(Parser* p, Ref result) {
    if (result.isError()) return 0;
    auto number = toIndexInt64(p->thread, result);
    if (!number.isError()) return static_cast<int>(number.value());
    fail(p);
    return 0;
}
int XMLCALL onNotStandalone(void* user) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return 0;
    return statusOf(p, callHandler(p, kNotStandalone));
}
int XMLCALL onExternalEntityRef(XML_Parser parser, const XML_Char* context, const XML_Char* base,
                                const XML_Char* system_id, const XML_Char* public_id) {
    Parser* p = parserFrom(XML_GetUserData(parser));
    if (!enter(p)) return 0;
    return statusOf(p, callHandler(p, kExternalEntityRef, textOf(p->thread, context),
                                   nameOf(p, base), nameOf(p, system_id), nameOf(p, public_id)));
}
void XMLCALL onStartDoctype(void* user, const XML_Char* name, const XML_Char* system_id,
                            const XML_Char* public_id, int has_internal_subset) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    (void)callHandler(p, kStartDoctypeDecl, nameOf(p, name), nameOf(p, system_id),
                      nameOf(p, public_id), Ref::take(Value::smallInt(has_internal_subset)));
}
void XMLCALL onEndDoctype(void* user) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kEndDoctypeDecl);
}
void XMLCALL onEntityDecl(void* user, const XML_Char* name, int is_parameter, const XML_Char* value,
                          int value_size, const XML_Char* base, const XML_Char* system_id,
                          const XML_Char* public_id, const XML_Char* notation) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    (void)callHandler(p, kEntityDecl, nameOf(p, name), Ref::take(Value::smallInt(is_parameter)),
                      textOf(p->thread, value, value_size), nameOf(p, base), nameOf(p, system_id),
                      nameOf(p, public_id), nameOf(p, notation));
}
void XMLCALL onXmlDecl(void* user, const XML_Char* version, const XML_Char* encoding,
                       int standalone) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    (void)callHandler(p, kXmlDecl, textOf(p->thread, version), textOf(p->thread, encoding),
                      Ref::take(Value::smallInt(standalone)));
}

// (type, quantifier, name, children). LIMIT: the C stack bounds the depth.
Ref modelToTuple(Parser* p, const XML_Content& model) {
    Thread* t = p->thread;
    KRAIT_TRY(checkNativeStack(t));
    New<Tuple> children = KRAIT_TRY(tupleAllocate(t, model.numchildren));
    for (unsigned i = 0; i < model.numchildren; ++i) {
        children->items[i] = KRAIT_TRY(modelToTuple(p, model.children[i])).release();
    }
    Ref name = KRAIT_TRY(textOf(t, model.name));
    return tupleOf(t, Value::smallInt(model.type), Value::smallInt(model.quant), name,
                   Value(children));
}
void XMLCALL onElementDecl(void* user, const XML_Char* name, XML_Content* model) {
    Parser* p = parserFrom(user);
    if (enter(p)) (void)callHandler(p, kElementDecl, nameOf(p, name), modelToTuple(p, *model));
    XML_FreeContentModel(p->parser, model);
}
void XMLCALL onAttlistDecl(void* user, const XML_Char* element, const XML_Char* attribute,
                           const XML_Char* type, const XML_Char* value, int required) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    (void)callHandler(p, kAttlistDecl, nameOf(p, element), nameOf(p, attribute),
                      textOf(p->thread, type), textOf(p->thread, value),
                      Ref::take(Value::smallInt(required)));
}
void XMLCALL onSkippedEntity(void* user, const XML_Char* name, int is_parameter) {
    Parser* p = parserFrom(user);
    if (!enter(p)) return;
    (void)callHandler(p, kSkippedEntity, nameOf(p, name), Ref::take(Value::smallInt(is_parameter)));
}

// Encodings of one byte a character that Python knows.
int XMLCALL onUnknownEncoding(void* user, const XML_Char* name, XML_Encoding* info) {
    Parser* p = parserFrom(user);
    Thread* t = p->thread;
    if (p->failed || !t) return XML_STATUS_ERROR;
    if (fillExpatEncoding(t, name, info).isError()) {
        p->failed = true;
        return XML_STATUS_ERROR;
    }
    return XML_STATUS_OK;
}

// Tells libexpat whether there is a handler of that number.
void connect(Parser* p, int handler) {
    XML_Parser x = p->parser;
    bool on = !p->handlers[handler].isEmpty();
    switch (static_cast<Handler>(handler)) {
    case kStartElement:
        return XML_SetStartElementHandler(x, on ? onStartElement : nullptr);
    case kEndElement:
        return XML_SetEndElementHandler(x, on ? onEndElement : nullptr);
    case kProcessingInstruction:
        return XML_SetProcessingInstructionHandler(x, on ? onProcessingInstruction : nullptr);
    case kCharacterData:
        return XML_SetCharacterDataHandler(x, on ? onCharacterData : nullptr);
    case kUnparsedEntityDecl:
        return XML_SetUnparsedEntityDeclHandler(x, on ? onUnparsedEntityDecl : nullptr);
    case kNotationDecl:
        return XML_SetNotationDeclHandler(x, on ? onNotationDecl : nullptr);
    case kStartNamespaceDecl:
        return XML_SetStartNamespaceDeclHandler(x, on ? onStartNamespaceDecl : nullptr);
    case kEndNamespaceDecl:
        return XML_SetEndNamespaceDeclHandler(x, on ? onEndNamespaceDecl : nullptr);
    case kComment:
        return XML_SetCommentHandler(x, on ? onComment : nullptr);
    case kStartCdataSection:
        return XML_SetStartCdataSectionHandler(x, on ? onStartCdata : nullptr);
    case kEndCdataSection:
        return XML_SetEndCdataSectionHandler(x, on ? onEndCdata : nullptr);
    case kDefault:
        return XML_SetDefaultHandler(x, on ? onDefault : nullptr);
    case kDefaultExpand:
        return XML_SetDefaultHandlerExpand(x, on ? onDefaultExpand : nullptr);
    case kNotStandalone:
        return XML_SetNotStandaloneHandler(x, on ? onNotStandalone : nullptr);
    case kExternalEntityRef:
        return XML_SetExternalEntityRefHandler(x, on ? onExternalEntityRef : nullptr);
    case kStartDoctypeDecl:
        return XML_SetStartDoctypeDeclHandler(x, on ? onStartDoctype : nullptr);
    case kEndDoctypeDecl:
        return XML_SetEndDoctypeDeclHandler(x, on ? onEndDoctype : nullptr);
    case kEntityDecl:
        return XML_SetEntityDeclHandler(x, on ? onEntityDecl : nullptr);
    case kXmlDecl:
        return XML_SetXmlDeclHandler(x, on ? onXmlDecl : nullptr);
    case kElementDecl:
        return XML_SetElementDeclHandler(x, on ? onElementDecl : nullptr);
    case kAttlistDecl:
        return XML_SetAttlistDeclHandler(x, on ? onAttlistDecl : nullptr);
    case kSkippedEntity:
        return XML_SetSkippedEntityHandler(x, on ? onSkippedEntity : nullptr);
    case kHandlerCount:
        return;
    }
}

// --- parsing -------------------------------------------------------------------------------------

Error raiseExpat(Thread* t, Parser* p, XML_Error code) {
    auto line = static_cast<int64_t>(XML_GetErrorLineNumber(p->parser));
    auto column = static_cast<int64_t>(XML_GetErrorColumnNumber(p->parser));
    Ref text =
        KRAIT_TRY(strFormat(t, "%s: line %ld, column %ld", XML_ErrorString(code), line, column));
    Type* type = typeFromSpec(t, &kErrorSpec);
    if (!type) return Error{};
    Ref error = KRAIT_TRY(callFunction(t, Value(type), text.get()));
    Ref line_value = KRAIT_TRY(intFrom(t, line)), column_value = KRAIT_TRY(intFrom(t, column));
    KRAIT_TRY(addValue(t, error, "code", Value::smallInt(code)));
    KRAIT_TRY(addValue(t, error, "offset", column_value));
    KRAIT_TRY(addValue(t, error, "lineno", line_value));
    return raiseException(t, error);
}

// For the time of a call into libexpat: the Thread that its callbacks use.
class ParseScope {
  public:
    ParseScope(Thread* t, Parser* p)
        : p_(p), keep_(Ref::share(Value(p))), previous_(std::exchange(p->thread, t)) {}
    ~ParseScope() { p_->thread = previous_; }
    ParseScope(const ParseScope&) = delete;

  private:
    Parser* p_;
    Ref keep_;
    Thread* previous_;
};

Ref finishParse(Thread* t, Parser* p, XML_Status status) {
    if (p->failed || t->hasError()) {
        p->failed = false;
        return Error{};
    }
    if (status == XML_STATUS_ERROR) return raiseExpat(t, p, XML_GetErrorCode(p->parser));
    KRAIT_TRY(flushText(p));
    return Ref::take(Value::smallInt(status));
}

Ref parser_Parse(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    bool is_final = KRAIT_TRY(isTrue(t, a[2]));
    Buffer buffer;
    std::string encoded;
    std::string_view data;
    if (isStr(a[1])) {
        encoded = toUtf8(a[1].as<Str>());
        data = encoded;
        (void)XML_SetEncoding(p->parser, "utf-8");
    } else {
        KRAIT_TRY(buffer.acquire(t, a[1]));
        data = buffer.view();
    }
    ParseScope scope(t, p);
    XML_Status status = XML_STATUS_OK;
    while (data.size() > kParsePortion && status == XML_STATUS_OK) {
        status = XML_Parse(p->parser, data.data(), static_cast<int>(kParsePortion), 0);
        data.remove_prefix(kParsePortion);
    }
    if (status == XML_STATUS_OK) {
        status = XML_Parse(p->parser, data.data(), static_cast<int>(data.size()), is_final);
    }
    return finishParse(t, p, status);
}

Ref parser_ParseFile(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    Ref read = getAttrOptional(t, a[1], t->name(kName_read));
    if (read.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "argument must have 'read' attribute");
    }
    ParseScope scope(t, p);
    for (;;) {
        Ref data = KRAIT_TRY(callFunction(t, read, Value::smallInt(kFileReadSize)));
        Buffer buffer;
        if (!isBytes(data) && !isByteArray(data)) {
            return raise(t, TypeId::kTypeError,
                         "read() did not return a bytes object (type=%.400T)", data.get());
        }
        KRAIT_TRY(buffer.acquire(t, data));
        if (buffer.size() > kFileReadSize) {
            return raise(t, TypeId::kValueError,
                         "read() returned too much data: %d bytes requested, %ld returned",
                         kFileReadSize, buffer.size());
        }
        bool is_final = buffer.size() == 0;
        XML_Status status =
            XML_Parse(p->parser, buffer.data(), static_cast<int>(buffer.size()), is_final);
        if (is_final || status != XML_STATUS_OK || p->failed) return finishParse(t, p, status);
    }
}

// --- making --------------------------------------------------------------------------------------

New<Parser> newParser(Thread* t) {
    auto p = KRAIT_TRY(newOf<Parser>(t, &kParserSpec));
    for (Value& handler : p->handlers) handler = Value();
    p->intern = p->parent = Value();
    p->parser = nullptr;
    p->thread = nullptr;
    p->text = nullptr;
    p->buffer_size = kBufferSizeDefault;
    return p;
}

void setUp(Parser* p) {
    XML_SetUserData(p->parser, p);
    XML_SetUnknownEncodingHandler(p->parser, onUnknownEncoding, p);
}

Status optionalText(Thread* t, const char* function, const char* name, Value v, std::string* out,
                    bool* given) {
    *given = !v.isNone() && !v.isEmpty();
    if (!*given) return ok();
    if (!isStr(v)) {
        return raise(t, TypeId::kTypeError, "%s() argument '%s' must be str or None, not %T",
                     function, name, v);
    }
    *out = toUtf8(v.as<Str>());
    return ok();
}

Ref pyexpat_ParserCreate(Thread* t, Args a) {
    std::string encoding, separator;
    bool has_encoding, has_separator;
    KRAIT_TRY(optionalText(t, "ParserCreate", "encoding", a[0], &encoding, &has_encoding));
    KRAIT_TRY(
        optionalText(t, "ParserCreate", "namespace_separator", a[1], &separator, &has_separator));
    if (has_separator && separator.size() > 1) {
        return raise(t, TypeId::kValueError,
                     "namespace_separator must be at most one character, omitted, or None");
    }
    auto p = KRAIT_TRY(newParser(t));
    if (a[2].isEmpty()) {
        New<Dict> intern = KRAIT_TRY(dictNew(t));
        p->intern = intern.release();
    } else if (!a[2].isNone()) {
        if (!isDict(a[2])) return raise(t, TypeId::kTypeError, "intern must be a dictionary");
        store(&p->intern, a[2]);
    }
    const char* encoding_text = has_encoding ? encoding.c_str() : nullptr;
    p->parser = has_separator
                    ? XML_ParserCreateNS(encoding_text, separator.empty() ? 0 : separator[0])
                    : XML_ParserCreate(encoding_text);
    if (!p->parser) return raise(t, TypeId::kRuntimeError, "XML_ParserCreate failed");
    // Keys of a document must not collide by design.
    XML_SetHashSalt(p->parser, static_cast<unsigned long>(t->runtime->hash_key[0] | 1));
    setUp(p);
    return p;
}

Ref parser_ExternalEntityParserCreate(Thread* t, Args a) {
    Parser* from = parserOf(a[0]);
    std::string context, encoding;
    bool has_context, has_encoding;
    KRAIT_TRY(
        optionalText(t, "ExternalEntityParserCreate", "context", a[1], &context, &has_context));
    KRAIT_TRY(
        optionalText(t, "ExternalEntityParserCreate", "encoding", a[2], &encoding, &has_encoding));
    auto p = KRAIT_TRY(newParser(t));
    if (!from->intern.isEmpty()) store(&p->intern, from->intern);
    store(&p->parent, a[0]);
    p->ordered_attributes = from->ordered_attributes;
    p->specified_attributes = from->specified_attributes;
    p->namespace_prefixes = from->namespace_prefixes;
    p->buffer_size = from->buffer_size;
    if (from->text) p->text = new std::string;
    p->parser =
        XML_ExternalEntityParserCreate(from->parser, has_context ? context.c_str() : nullptr,
                                       has_encoding ? encoding.c_str() : nullptr);
    if (!p->parser) return raiseNoMemory(t);
    setUp(p);
    for (int i = 0; i < kHandlerCount; ++i) {
        if (from->handlers[i].isEmpty()) continue;
        store(&p->handlers[i], from->handlers[i]);
        connect(p, i);
    }
    return p;
}

// --- other methods and attributes ----------------------------------------------------------------

Ref parser_SetBase(Thread* t, Args a) {
    std::string base;
    bool given;
    KRAIT_TRY(optionalText(t, "SetBase", "base", a[1], &base, &given));
    if (XML_SetBase(parserOf(a[0])->parser, base.c_str()) == 0) return raiseNoMemory(t);
    return Ref::none();
}
Ref parser_GetBase(Thread* t, Args a) {
    return textOf(t, XML_GetBase(parserOf(a[0])->parser));
}
Ref parser_GetInputContext(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    if (!p->in_callback) return Ref::none();
    int offset, size;
    const char* buffer = XML_GetInputContext(p->parser, &offset, &size);
    if (!buffer) return Ref::none();
    return bytesFrom(t, {buffer + offset, static_cast<size_t>(size - offset)});
}
Ref parser_SetParamEntityParsing(Thread* t, Args a) {
    int64_t flag = KRAIT_TRY(toIndexInt64(t, a[1]));
    return intFrom(t, int64_t{XML_SetParamEntityParsing(
                          parserOf(a[0])->parser, static_cast<XML_ParamEntityParsing>(flag))});
}
Ref parser_UseForeignDTD(Thread* t, Args a) {
    Parser* p = parserOf(a[0]);
    bool flag = KRAIT_TRY(isTrue(t, a[1]));
    XML_Error code = XML_UseForeignDTD(p->parser, flag);
    if (code != XML_ERROR_NONE) return raiseExpat(t, p, code);
    return Ref::none();
}
// This libexpat parses again at once, and cannot be told otherwise.
Ref parser_GetReparseDeferralEnabled(Thread*, Args) {
    return Ref::boolean(false);
}
Ref parser_SetReparseDeferralEnabled(Thread* t, Args a) {
    KRAIT_TRY(isTrue(t, a[1]));
    return Ref::none();
}

template <int kHandler>
Ref getHandler(Thread*, Value self) {
    Value handler = parserOf(self)->handlers[kHandler];
    return handler.isEmpty() ? Ref::none() : Ref::share(handler);
}
template <int kHandler>
Status setHandler(Thread* t, Value self, Value v) {
    Parser* p = parserOf(self);
    if (v.isEmpty()) {
        return raise(t, TypeId::kRuntimeError, "Cannot delete attribute");
    }
    if (kHandler == kCharacterData && p->thread && flushText(p).isError()) return Error{};
    assign(p->handlers[kHandler], v.isNone() ? Value() : v);
    connect(p, kHandler);
    return ok();
}

template <bool Parser::* kFlag>
Ref getFlag(Thread*, Value self) {
    return Ref::boolean(parserOf(self)->*kFlag);
}
template <bool Parser::* kFlag>
Status setFlag(Thread* t, Value self, Value v) {
    if (v.isEmpty()) return raise(t, TypeId::kRuntimeError, "Cannot delete attribute");
    parserOf(self)->*kFlag = KRAIT_TRY(isTrue(t, v));
    return ok();
}
Status parser_set_namespace_prefixes(Thread* t, Value self, Value v) {
    KRAIT_TRY(setFlag<&Parser::namespace_prefixes>(t, self, v));
    XML_SetReturnNSTriplet(parserOf(self)->parser, parserOf(self)->namespace_prefixes);
    return ok();
}
Ref parser_get_buffer_text(Thread*, Value self) {
    return Ref::boolean(parserOf(self)->text != nullptr);
}
Status parser_set_buffer_text(Thread* t, Value self, Value v) {
    Parser* p = parserOf(self);
    if (v.isEmpty()) return raise(t, TypeId::kRuntimeError, "Cannot delete attribute");
    bool on = KRAIT_TRY(isTrue(t, v));
    if (on == (p->text != nullptr)) return ok();
    if (on) {
        p->text = new std::string;
        return ok();
    }
    ParseScope scope(t, p);
    KRAIT_TRY(flushText(p));
    delete std::exchange(p->text, nullptr);
    return ok();
}
Ref parser_get_buffer_size(Thread* t, Value self) {
    return intFrom(t, parserOf(self)->buffer_size);
}
Status parser_set_buffer_size(Thread* t, Value self, Value v) {
    Parser* p = parserOf(self);
    if (v.isEmpty()) return raise(t, TypeId::kRuntimeError, "Cannot delete attribute");
    if (!isInt(v)) return raise(t, TypeId::kTypeError, "buffer_size must be an integer");
    int64_t size = KRAIT_TRY(intAsInt64(t, v));
    if (size <= 0) {
        return raise(t, TypeId::kValueError, "buffer_size must be greater than zero");
    }
    if (size > INT32_MAX) {
        return raise(t, TypeId::kValueError, "buffer_size must not be greater than %d", INT32_MAX);
    }
    if (p->text) {
        ParseScope scope(t, p);
        KRAIT_TRY(flushText(p));
    }
    p->buffer_size = size;
    return ok();
}
Ref parser_get_buffer_used(Thread* t, Value self) {
    Parser* p = parserOf(self);
    return intFrom(t, p->text ? static_cast<int64_t>(p->text->size()) : 0);
}
Ref parser_get_intern(Thread*, Value self) {
    Value intern = parserOf(self)->intern;
    return intern.isEmpty() ? Ref::none() : Ref::share(intern);
}
template <auto kFunction>
Ref getNumber(Thread* t, Value self) {
    return intFrom(t, static_cast<int64_t>(kFunction(parserOf(self)->parser)));
}

Ref pyexpat_ErrorString(Thread* t, Args a) {
    int64_t code = KRAIT_TRY(toIndexInt64(t, a[0]));
    return textOf(t, XML_ErrorString(static_cast<XML_Error>(code)));
}

// --- tables --------------------------------------------------------------------------------------

void parserDestroy(Thread*, Object* o) {
    auto* p = static_cast<Parser*>(o);
    if (p->parser) XML_ParserFree(p->parser);
    delete p->text;
    for (Value handler : p->handlers) decref(handler);
    decref(p->intern);
    decref(p->parent);
}
void parserTraverse(Object* o, Visitor& visitor) {
    auto* p = static_cast<Parser*>(o);
    for (Value handler : p->handlers) visitor.visit(handler);
    visitor.visit(p->intern);
    visitor.visit(p->parent);
}
void parserClear(Thread*, Object* o) {
    auto* p = static_cast<Parser*>(o);
    for (int i = 0; i < kHandlerCount; ++i) {
        forget(&p->handlers[i]);
        if (p->parser) connect(p, i);
    }
    forget(&p->intern);
}

constexpr MethodDef kFunctions[] = {
    {"ParserCreate(encoding=None, namespace_separator=None, intern=<unset>)", pyexpat_ParserCreate,
     "Return a new XML parser object."},
    {"ErrorString(code, /)", pyexpat_ErrorString, "Returns string error for given number."},
    {}};

constexpr MethodDef kParserMethods[] = {
    {"Parse(self, data, isfinal=False, /)", parser_Parse, "Parses data; isfinal: nothing follows."},
    {"ParseFile(self, file, /)", parser_ParseFile, "Parses what a binary file gives."},
    {"SetBase(self, base, /)", parser_SetBase, "Sets the URL that others are relative to."},
    {"GetBase(self, /)", parser_GetBase, "The URL that others are relative to."},
    {"GetInputContext(self, /)", parser_GetInputContext,
     "In a handler: the input from the event on."},
    {"ExternalEntityParserCreate(self, context, encoding=None, /)",
     parser_ExternalEntityParserCreate, "A parser for an external entity."},
    {"SetParamEntityParsing(self, flag, /)", parser_SetParamEntityParsing,
     "Whether parameter entities are parsed."},
    {"UseForeignDTD(self, flag=True, /)", parser_UseForeignDTD,
     "Lets the application give an external DTD."},
    {"GetReparseDeferralEnabled(self, /)", parser_GetReparseDeferralEnabled,
     "Whether unfinished tokens wait for more data."},
    {"SetReparseDeferralEnabled(self, enabled, /)", parser_SetReparseDeferralEnabled,
     "Whether unfinished tokens wait for more data."},
    {}};

#define HANDLER(name, number) {name, getHandler<number>, setHandler<number>}
constexpr GetSetDef kParserGetSets[] = {
    HANDLER("StartElementHandler", kStartElement),
    HANDLER("EndElementHandler", kEndElement),
    HANDLER("ProcessingInstructionHandler", kProcessingInstruction),
    HANDLER("CharacterDataHandler", kCharacterData),
    HANDLER("UnparsedEntityDeclHandler", kUnparsedEntityDecl),
    HANDLER("NotationDeclHandler", kNotationDecl),
    HANDLER("StartNamespaceDeclHandler", kStartNamespaceDecl),
    HANDLER("EndNamespaceDeclHandler", kEndNamespaceDecl),
    HANDLER("CommentHandler", kComment),
    HANDLER("StartCdataSectionHandler", kStartCdataSection),
    HANDLER("EndCdataSectionHandler", kEndCdataSection),
    HANDLER("DefaultHandler", kDefault),
    HANDLER("DefaultHandlerExpand", kDefaultExpand),
    HANDLER("NotStandaloneHandler", kNotStandalone),
    HANDLER("ExternalEntityRefHandler", kExternalEntityRef),
    HANDLER("StartDoctypeDeclHandler", kStartDoctypeDecl),
    HANDLER("EndDoctypeDeclHandler", kEndDoctypeDecl),
    HANDLER("EntityDeclHandler", kEntityDecl),
    HANDLER("XmlDeclHandler", kXmlDecl),
    HANDLER("ElementDeclHandler", kElementDecl),
    HANDLER("AttlistDeclHandler", kAttlistDecl),
    HANDLER("SkippedEntityHandler", kSkippedEntity),
    {"ErrorCode", getNumber<XML_GetErrorCode>},
    {"ErrorLineNumber", getNumber<XML_GetErrorLineNumber>},
    {"ErrorColumnNumber", getNumber<XML_GetErrorColumnNumber>},
    {"ErrorByteIndex", getNumber<XML_GetErrorByteIndex>},
    {"CurrentLineNumber", getNumber<XML_GetCurrentLineNumber>},
    {"CurrentColumnNumber", getNumber<XML_GetCurrentColumnNumber>},
    {"CurrentByteIndex", getNumber<XML_GetCurrentByteIndex>},
    {"buffer_size", parser_get_buffer_size, parser_set_buffer_size},
    {"buffer_text", parser_get_buffer_text, parser_set_buffer_text},
    {"buffer_used", parser_get_buffer_used},
    {"intern", parser_get_intern},
    {"namespace_prefixes", getFlag<&Parser::namespace_prefixes>, parser_set_namespace_prefixes},
    {"ordered_attributes", getFlag<&Parser::ordered_attributes>,
     setFlag<&Parser::ordered_attributes>},
    {"specified_attributes", getFlag<&Parser::specified_attributes>,
     setFlag<&Parser::specified_attributes>},
    {}};
#undef HANDLER

const TypeSpec kParserSpec = {
    .name = "pyexpat.xmlparser",
    .size = sizeof(Parser),
    .flags = kTypeContainer | kTypeDisallowNew,
    .slots = {.destroy = parserDestroy, .traverse = parserTraverse, .clear = parserClear},
    .doc = "XML parser",
    .methods = kParserMethods,
    .getsets = kParserGetSets,
};

struct NamedError {
    const char* name;
    const char* text; // null: libexpat's; what newer ones have is told all the same
};
// By XML_Error, from 1.
constexpr NamedError kErrors[] = {
    {"XML_ERROR_NO_MEMORY", nullptr},
    {"XML_ERROR_SYNTAX", nullptr},
    {"XML_ERROR_NO_ELEMENTS", nullptr},
    {"XML_ERROR_INVALID_TOKEN", nullptr},
    {"XML_ERROR_UNCLOSED_TOKEN", nullptr},
    {"XML_ERROR_PARTIAL_CHAR", nullptr},
    {"XML_ERROR_TAG_MISMATCH", nullptr},
    {"XML_ERROR_DUPLICATE_ATTRIBUTE", nullptr},
    {"XML_ERROR_JUNK_AFTER_DOC_ELEMENT", nullptr},
    {"XML_ERROR_PARAM_ENTITY_REF", nullptr},
    {"XML_ERROR_UNDEFINED_ENTITY", nullptr},
    {"XML_ERROR_RECURSIVE_ENTITY_REF", nullptr},
    {"XML_ERROR_ASYNC_ENTITY", nullptr},
    {"XML_ERROR_BAD_CHAR_REF", nullptr},
    {"XML_ERROR_BINARY_ENTITY_REF", nullptr},
    {"XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF", nullptr},
    {"XML_ERROR_MISPLACED_XML_PI", nullptr},
    {"XML_ERROR_UNKNOWN_ENCODING", nullptr},
    {"XML_ERROR_INCORRECT_ENCODING", nullptr},
    {"XML_ERROR_UNCLOSED_CDATA_SECTION", nullptr},
    {"XML_ERROR_EXTERNAL_ENTITY_HANDLING", nullptr},
    {"XML_ERROR_NOT_STANDALONE", nullptr},
    {"XML_ERROR_UNEXPECTED_STATE", nullptr},
    {"XML_ERROR_ENTITY_DECLARED_IN_PE", nullptr},
    {"XML_ERROR_FEATURE_REQUIRES_XML_DTD", nullptr},
    {"XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING", nullptr},
    {"XML_ERROR_UNBOUND_PREFIX", nullptr},
    {"XML_ERROR_UNDECLARING_PREFIX", nullptr},
    {"XML_ERROR_INCOMPLETE_PE", nullptr},
    {"XML_ERROR_XML_DECL", nullptr},
    {"XML_ERROR_TEXT_DECL", nullptr},
    {"XML_ERROR_PUBLICID", nullptr},
    {"XML_ERROR_SUSPENDED", nullptr},
    {"XML_ERROR_NOT_SUSPENDED", nullptr},
    {"XML_ERROR_ABORTED", nullptr},
    {"XML_ERROR_FINISHED", nullptr},
    {"XML_ERROR_SUSPEND_PE", nullptr},
    {"XML_ERROR_RESERVED_PREFIX_XML", nullptr},
    {"XML_ERROR_RESERVED_PREFIX_XMLNS", nullptr},
    {"XML_ERROR_RESERVED_NAMESPACE_URI", nullptr},
    {"XML_ERROR_INVALID_ARGUMENT", nullptr},
    {"XML_ERROR_NO_BUFFER", nullptr},
    {"XML_ERROR_AMPLIFICATION_LIMIT_BREACH", nullptr},
    {"XML_ERROR_NOT_STARTED", "parser not started"},
};

struct Constant {
    const char* name;
    int value;
};
constexpr Constant kModel[] = {
    {"XML_CTYPE_EMPTY", XML_CTYPE_EMPTY},   {"XML_CTYPE_ANY", XML_CTYPE_ANY},
    {"XML_CTYPE_MIXED", XML_CTYPE_MIXED},   {"XML_CTYPE_NAME", XML_CTYPE_NAME},
    {"XML_CTYPE_CHOICE", XML_CTYPE_CHOICE}, {"XML_CTYPE_SEQ", XML_CTYPE_SEQ},
    {"XML_CQUANT_NONE", XML_CQUANT_NONE},   {"XML_CQUANT_OPT", XML_CQUANT_OPT},
    {"XML_CQUANT_REP", XML_CQUANT_REP},     {"XML_CQUANT_PLUS", XML_CQUANT_PLUS},
};

// An attribute of `module` that is a module, and in sys.modules under its full name.
New<Module> addSubmodule(Thread* t, Value module, const char* name, const char* full_name,
                         const char* doc) {
    New<Str> full = KRAIT_TRY(strIntern(t, full_name));
    New<Module> made = KRAIT_TRY(moduleNew(t, full));
    Ref doc_text = KRAIT_TRY(strFromAscii(t, doc));
    KRAIT_TRY(addValue(t, made, "__doc__", doc_text));
    KRAIT_TRY(dictSet(t, t->runtime->modules, Value(full), Value(made)));
    KRAIT_TRY(addValue(t, module, name, Value(made)));
    return made;
}

Status initModule(Thread* t, Value module) {
    New<Module> errors = KRAIT_TRY(addSubmodule(t, module, "errors", "pyexpat.errors",
                                                "Constants used to describe error conditions."));
    New<Dict> codes = KRAIT_TRY(dictNew(t)), messages = KRAIT_TRY(dictNew(t));
    int code = 1;
    for (const NamedError& error : kErrors) {
        Ref text = KRAIT_TRY(
            textOf(t, error.text ? error.text : XML_ErrorString(static_cast<XML_Error>(code))));
        KRAIT_TRY(addValue(t, errors, error.name, text));
        KRAIT_TRY(dictSet(t, codes, text, Value::smallInt(code)));
        KRAIT_TRY(dictSet(t, messages, Value::smallInt(code), text));
        ++code;
    }
    KRAIT_TRY(addValue(t, errors, "codes", codes));
    KRAIT_TRY(addValue(t, errors, "messages", messages));
    New<Module> model =
        KRAIT_TRY(addSubmodule(t, module, "model", "pyexpat.model",
                               "Constants used to interpret content model information."));
    for (const Constant& constant : kModel) {
        KRAIT_TRY(addValue(t, model, constant.name, Value::smallInt(constant.value)));
    }
    XML_Expat_Version version = XML_ExpatVersionInfo();
    Ref version_info =
        KRAIT_TRY(tupleOf(t, Value::smallInt(version.major), Value::smallInt(version.minor),
                          Value::smallInt(version.micro)));
    New<List> features = KRAIT_TRY(listNew(t));
    for (const XML_Feature* feature = XML_GetFeatureList(); feature->feature != XML_FEATURE_END;
         ++feature) {
        Ref name = KRAIT_TRY(textOf(t, feature->name));
        Ref value = KRAIT_TRY(intFrom(t, static_cast<int64_t>(feature->value)));
        Ref pair = KRAIT_TRY(tupleOf(t, name, value));
        KRAIT_TRY(listAppend(t, features, pair));
    }
    return ModuleFiller(t, module)
        .text("EXPAT_VERSION", XML_ExpatVersion())
        .text("native_encoding", "UTF-8")
        .set("version_info", version_info)
        .set("features", features)
        .type("ExpatError", &kErrorSpec)
        .type("error", &kErrorSpec)
        .type("XMLParserType", &kParserSpec)
        .integer("XML_PARAM_ENTITY_PARSING_NEVER", XML_PARAM_ENTITY_PARSING_NEVER)
        .integer("XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE",
                 XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
        .integer("XML_PARAM_ENTITY_PARSING_ALWAYS", XML_PARAM_ENTITY_PARSING_ALWAYS)
        .finish();
}

} // namespace

extern const NativeModule kpyexpatModule = {"pyexpat", "Python wrapper for Expat parser.",
                                            kFunctions, initModule};

} // namespace krait
