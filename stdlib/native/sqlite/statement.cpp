// Prepared statements: the cache of a connection, parameters, and the values of columns.
#include "stdlib/native/sqlite/sqlite.h"

#include "vm/base/utf8.h"
#include "vm/runtime/codecs.h"

#include <cstring>

namespace krait::sql {
namespace {

// The text after white space and comments.
std::string_view skipBlank(std::string_view sql) {
    for (;;) {
        while (!sql.empty() && std::strchr(" \t\r\n\f\v", sql.front())) sql.remove_prefix(1);
        if (sql.starts_with("--")) {
            size_t end = sql.find('\n');
            sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 1);
        } else if (sql.starts_with("/*")) {
            size_t end = sql.find("*/", 2);
            sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 2);
        } else {
            return sql;
        }
    }
}

bool changesData(std::string_view sql) {
    sql = skipBlank(sql);
    for (std::string_view word : {"INSERT", "UPDATE", "DELETE", "REPLACE"}) {
        if (sql.size() < word.size()) continue;
        bool same = true;
        for (size_t i = 0; i < word.size(); ++i) same &= (sql[i] & ~0x20) == word[i];
        if (same) return true;
    }
    return false;
}

Ref prepare(Thread* t, Connection* c, Str* sql) {
    Ref encoded = KRAIT_TRY(encodeText(t, sql, nullptr, nullptr));
    std::string text(encoded.as<Bytes>()->view());
    if (text.size() > static_cast<size_t>(sqlite3_limit(c->db, SQLITE_LIMIT_SQL_LENGTH, -1))) {
        return raiseOf(t, &kDataErrorSpec, "query string is too large");
    }
    if (text.find('\0') != std::string::npos) {
        return raiseOf(t, &kProgrammingErrorSpec, "the query contains a null character");
    }
    sqlite3_stmt* stmt = nullptr;
    const char* tail = nullptr;
    int status;
    {
        Away away(t, c);
        status = sqlite3_prepare_v2(c->db, text.c_str(), static_cast<int>(text.size()) + 1, &stmt,
                                    &tail);
    }
    if (status != SQLITE_OK) return raiseSql(t, c->db);
    if (tail && !skipBlank(tail).empty()) {
        sqlite3_finalize(stmt);
        return raiseOf(t, &kProgrammingErrorSpec, "You can only execute one statement at a time.");
    }
    auto s = newOf<Statement>(t, &kStatementSpec);
    if (s.isError()) {
        sqlite3_finalize(stmt);
        return Error{};
    }
    s->stmt = stmt;
    s->changes_data = changesData(text);
    return s;
}

void statementDestroy(Thread*, Object* o) {
    sqlite3_finalize(static_cast<Statement*>(o)->stmt);
}

// --- parameters ----------------------------------------------------------------------------------

// The object in the form of a type that the database knows, or itself. REENTRY.
Ref adapted(Thread* t, Value v) {
    Type* protocol = typeFromSpec(t, &kProtocolSpec);
    if (!protocol) return Error{};
    Ref key = KRAIT_TRY(tupleOf(t, Value(typeOf(t, v)), Value(protocol)));
    Ref adapters = KRAIT_TRY(registryOf(t, "adapters"));
    Ref adapter = Ref::share(KRAIT_TRY(dictGet(t, adapters.as<Dict>(), key)));
    if (!adapter.isEmpty()) return callFunction(t, adapter, v);
    New<Str> name = KRAIT_TRY(strIntern(t, "__conform__"));
    Ref conform = getAttrOptional(t, v, name);
    if (conform.isEmpty()) return t->hasError() ? Ref(Error{}) : Ref::share(v);
    Ref result = callFunction(t, conform, Value(protocol));
    if (result.isError()) {
        if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        return Ref::share(v);
    }
    return result.get().isNone() ? Ref::share(v) : std::move(result);
}

bool isNative(Value v) {
    if (v.isNone() || v.isSmallInt() || v.isNumber()) return true;
    return isExactInt(v) || isExactStr(v) || isKind(v, TypeId::kFloat) ||
           isKind(v, TypeId::kByteArray);
}

// SQLITE_MISUSE with an exception: such a value cannot be given.
Result<int> bindOne(Thread* t, sqlite3_stmt* stmt, int index, Value v, const char* name) {
    if (v.isNone()) return sqlite3_bind_null(stmt, index);
    if (isInt(v)) {
        int64_t i;
        if (!intFits(v, &i)) {
            return raise(t, TypeId::kOverflowError,
                         "Python int too large to convert to SQLite INTEGER");
        }
        return sqlite3_bind_int64(stmt, index, i);
    }
    if (isFloat(v)) return sqlite3_bind_double(stmt, index, floatValue(v));
    if (isStr(v)) {
        auto* s = v.as<Str>();
        if (s->isAscii()) {
            return sqlite3_bind_text64(stmt, index, s->data, static_cast<size_t>(s->length),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
        }
        Ref bytes = KRAIT_TRY(encodeText(t, s, nullptr, nullptr));
        std::string_view view = bytes.as<Bytes>()->view();
        return sqlite3_bind_text64(stmt, index, view.data(), view.size(), SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
    }
    if (typeOf(t, v)->slots.buffer) {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, v));
        // A null pointer would bind NULL.
        const char* data = buffer.size() ? buffer.data() : "";
        return sqlite3_bind_blob64(stmt, index, data, static_cast<uint64_t>(buffer.size()),
                                   SQLITE_TRANSIENT);
    }
    if (name) {
        return raiseOf(t, &kProgrammingErrorSpec,
                       "Error binding parameter '%s': type '%T' is not supported", name, v);
    }
    return raiseOf(t, &kProgrammingErrorSpec,
                   "Error binding parameter %d: type '%T' is not supported", index, v);
}

Status bindValue(Thread* t, sqlite3* db, sqlite3_stmt* stmt, int index, Value v, const char* name) {
    Ref held = isNative(v) && !stateOf(t)->native_types_adapted ? Ref::share(v) : adapted(t, v);
    if (held.isError()) return Error{};
    int status = KRAIT_TRY(bindOne(t, stmt, index, held, name));
    if (status != SQLITE_OK) return raiseSql(t, db);
    return ok();
}

// --- columns -------------------------------------------------------------------------------------

Ref textColumn(Thread* t, Connection* c, sqlite3_stmt* stmt, int column) {
    auto* text = reinterpret_cast<const char*>(sqlite3_column_text(stmt, column));
    if (!text) return raiseNoMemory(t);
    std::string_view view(text, static_cast<size_t>(sqlite3_column_bytes(stmt, column)));
    if (c->text_factory == Value(t->type(TypeId::kStr))) {
        auto* data = reinterpret_cast<const uint8_t*>(view.data());
        if (isAscii(data, view.size())) return strFromAscii(t, view);
        if (scanUtf8(data, view.size()).fault == Utf8Fault::kNone) return strFromUtf8(t, view);
        Ref shown = KRAIT_TRY(fileNameDecode(t, view));
        New<Str> errors = KRAIT_TRY(strIntern(t, "replace"));
        shown = KRAIT_TRY(decodeText(t, view, nullptr, errors));
        return raiseOf(t, &kOperationalErrorSpec,
                       "Could not decode to UTF-8 column '%s' with text '%U'",
                       sqlite3_column_name(stmt, column), shown.get());
    }
    Ref bytes = KRAIT_TRY(bytesFrom(t, view));
    if (c->text_factory == Value(t->type(TypeId::kBytes))) return bytes;
    Ref factory = Ref::share(c->text_factory);
    return callFunction(t, factory, bytes);
}

Ref columnValue(Thread* t, Connection* c, sqlite3_stmt* stmt, int column, Value converter) {
    if (!converter.isEmpty() && !converter.isNone()) {
        const void* blob = sqlite3_column_blob(stmt, column);
        if (!blob) return Ref::none();
        auto size = static_cast<size_t>(sqlite3_column_bytes(stmt, column));
        Ref bytes = KRAIT_TRY(bytesFrom(t, {static_cast<const char*>(blob), size}));
        return callFunction(t, converter, bytes);
    }
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_NULL:
        return Ref::none();
    case SQLITE_INTEGER:
        return intFrom(t, int64_t{sqlite3_column_int64(stmt, column)});
    case SQLITE_FLOAT:
        return floatFrom(sqlite3_column_double(stmt, column));
    case SQLITE_TEXT:
        return textColumn(t, c, stmt, column);
    default: {
        const void* blob = sqlite3_column_blob(stmt, column);
        auto size = static_cast<size_t>(sqlite3_column_bytes(stmt, column));
        return bytesFrom(t, {static_cast<const char*>(blob), size});
    }
    }
}

} // namespace

const TypeSpec kStatementSpec = {
    .name = "sqlite3.Statement",
    .size = sizeof(Statement),
    .flags = kTypeDisallowNew,
    .slots = {.destroy = statementDestroy},
};

Ref statementFor(Thread* t, Connection* c, Value sql) {
    auto* cache = c->statements.as<Dict>();
    if (isExactStr(sql)) {
        Value known = KRAIT_TRY(dictGet(t, cache, sql));
        if (!known.isEmpty() && !statementOf(known)->in_use) {
            KRAIT_TRY(dictMoveToEnd(t, cache, sql, true));
            return Ref::share(known);
        }
    }
    Ref made = KRAIT_TRY(prepare(t, c, sql.as<Str>()));
    if (c->cache_size > 0 && isExactStr(sql)) {
        while (cache->used >= c->cache_size) {
            Value key, value; // of the one not used for longest
            if (!dictPopFirst(t, cache, &key, &value)) break;
            decref(key);
            decref(value);
        }
        KRAIT_TRY(dictSet(t, cache, sql, made));
    }
    return made;
}

int stepStatement(Thread* t, Connection* c, Statement* s) {
    if (!s->stmt) return SQLITE_DONE;
    Away away(t, c);
    return sqlite3_step(s->stmt);
}

void resetStatement(Statement* s) {
    if (s->stmt) sqlite3_reset(s->stmt);
    s->in_use = false;
}

Status bindParameters(Thread* t, Statement* s, sqlite3* db, Value parameters) {
    int needed = s->stmt ? sqlite3_bind_parameter_count(s->stmt) : 0;
    bool is_mapping = isDict(parameters) || (!isTuple(parameters) && !isList(parameters) &&
                                             hasTypeFlag(t, parameters, kTypeMapping));
    bool is_sequence =
        !is_mapping && typeOf(t, parameters)->slots.getitem && typeOf(t, parameters)->slots.length;
    if (is_sequence) {
        int64_t count = KRAIT_TRY(lengthOf(t, parameters));
        if (count != needed) {
            return raiseOf(t, &kProgrammingErrorSpec,
                           "Incorrect number of bindings supplied. The current statement uses %d, "
                           "and there are %ld supplied.",
                           needed, count);
        }
        for (int i = 0; i < needed; ++i) {
            const char* name = sqlite3_bind_parameter_name(s->stmt, i + 1);
            if (name && *name != '?') {
                KRAIT_TRY(warn(t, TypeId::kDeprecationWarning, 1,
                               "Binding %d ('%s') is a named parameter, but you supplied a "
                               "sequence which requires nominal (qmark) placeholders. Starting "
                               "with Python 3.14 an sqlite3.ProgrammingError will be raised.",
                               i + 1, name));
            }
            Ref item = isExactTuple(parameters) ? Ref::share(parameters.as<Tuple>()->items[i])
                                                : getItem(t, parameters, Value::smallInt(i));
            if (item.isError()) return Error{};
            KRAIT_TRY(bindValue(t, db, s->stmt, i + 1, item, nullptr));
        }
        return ok();
    }
    if (!is_mapping) {
        return raiseOf(t, &kProgrammingErrorSpec, "parameters are of unsupported type");
    }
    for (int i = 1; i <= needed; ++i) {
        const char* name = sqlite3_bind_parameter_name(s->stmt, i);
        if (!name) {
            return raiseOf(t, &kProgrammingErrorSpec,
                           "Binding %d has no name, but you supplied a dictionary (which has only "
                           "names).",
                           i);
        }
        Ref key = KRAIT_TRY(strFromUtf8(t, name + 1));
        Ref item = getItem(t, parameters, key);
        if (item.isError()) {
            if (!clearErrorIf(t, TypeId::kLookupError)) return Error{};
            return raiseOf(t, &kProgrammingErrorSpec,
                           "You did not supply a value for binding parameter :%s.", name + 1);
        }
        KRAIT_TRY(bindValue(t, db, s->stmt, i, item, name));
    }
    return ok();
}

Ref readRow(Thread* t, Connection* c, Statement* s, Value converters) {
    int count = sqlite3_data_count(s->stmt);
    New<Tuple> row = KRAIT_TRY(tupleAllocate(t, count));
    for (int i = 0; i < count; ++i) {
        Value converter = converters.isEmpty() ? Value() : converters.as<Tuple>()->items[i];
        row->items[i] = KRAIT_TRY(columnValue(t, c, s->stmt, i, converter)).release();
    }
    return row;
}

Ref valueFrom(Thread* t, sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        return intFrom(t, int64_t{sqlite3_value_int64(value)});
    case SQLITE_FLOAT:
        return floatFrom(sqlite3_value_double(value));
    case SQLITE_TEXT: {
        auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
        return decodeText(t, {text, static_cast<size_t>(sqlite3_value_bytes(value))}, nullptr,
                          nullptr);
    }
    case SQLITE_BLOB: {
        auto* blob = static_cast<const char*>(sqlite3_value_blob(value));
        return bytesFrom(t, {blob, static_cast<size_t>(sqlite3_value_bytes(value))});
    }
    default:
        return Ref::none();
    }
}

} // namespace krait::sql
