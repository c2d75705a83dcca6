// Cursors, which run statements and hand out rows, and Row.
//
// A cursor with rows to come holds its statement at one of them. While a cursor runs a statement
// it is locked: what Python code that is called back does with it is refused.
#include "stdlib/native/sqlite/sqlite.h"

#include "vm/objects/slice.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/type_system.h"

#include <cstring>

namespace krait::sql {
namespace {

Status checkCursor(Thread* t, Cursor* c) {
    if (!c->initialized) {
        return raiseOf(t, &kProgrammingErrorSpec, "Base Cursor.__init__ not called.");
    }
    if (c->closed) return raiseOf(t, &kProgrammingErrorSpec, "Cannot operate on a closed cursor.");
    if (c->locked)
        return raiseOf(t, &kProgrammingErrorSpec, "Recursive use of cursors not allowed.");
    return checkConnection(t, connectionOf(c->connection));
}

class CursorLock {
  public:
    explicit CursorLock(Cursor* c) : c_(c) { c_->locked = true; }
    ~CursorLock() { c_->locked = false; }
    CursorLock(const CursorLock&) = delete;

  private:
    Cursor* c_;
};

void dropStatement(Cursor* c) {
    if (c->statement.isEmpty()) return;
    resetStatement(statementOf(c->statement));
    forget(&c->statement);
}

Ref cursor_new(Thread* t, Args a) {
    auto c = KRAIT_TRY(newInstance<Cursor>(t, a[0]));
    c->connection = c->converters = c->statement = Value();
    c->description = c->row_factory = c->lastrowid = Value::none();
    c->arraysize = 1;
    c->rowcount = -1;
    return c;
}

Ref cursor_init(Thread* t, Args a) {
    auto* c = cursorOf(a[0]);
    if (!hasSpec(t, a[1], &kConnectionSpec)) {
        return raise(t, TypeId::kTypeError,
                     "Cursor() argument 1 must be sqlite3.Connection, not %T", a[1]);
    }
    assign(c->connection, a[1]);
    assign(c->row_factory, Value::none());
    dropStatement(c);
    c->closed = false;
    KRAIT_TRY(checkConnection(t, connectionOf(a[1])));
    c->initialized = true;
    return Ref::none();
}

// --- running -------------------------------------------------------------------------------------

// The name of a column, without the type in brackets that PARSE_COLNAMES reads.
Ref columnName(Thread* t, Connection* c, const char* name) {
    std::string_view text = name;
    if (c->detect_types & kParseColNames) {
        size_t bracket = text.find('[');
        if (bracket != std::string_view::npos) {
            text = text.substr(0, bracket);
            if (text.ends_with(' ')) text.remove_suffix(1);
        }
    }
    return strFromUtf8(t, text);
}

Status describe(Thread* t, Cursor* c, Connection* connection, sqlite3_stmt* stmt) {
    int count = sqlite3_column_count(stmt);
    if (count == 0) return ok();
    New<Tuple> all = KRAIT_TRY(tupleAllocate(t, count));
    Value none = Value::none();
    for (int i = 0; i < count; ++i) {
        const char* name = sqlite3_column_name(stmt, i);
        if (!name) return raiseNoMemory(t);
        Ref text = KRAIT_TRY(columnName(t, connection, name));
        all->items[i] = KRAIT_TRY(tupleOf(t, text, none, none, none, none, none, none)).release();
    }
    replace(&c->description, std::move(all));
    return ok();
}

// converters[name.upper()], None if there is none.
Ref converterNamed(Thread* t, std::string_view name) {
    std::string upper(name);
    for (char& ch : upper) {
        if (ch >= 'a' && ch <= 'z') ch = static_cast<char>(ch - 0x20);
    }
    Ref key = KRAIT_TRY(strFromUtf8(t, upper));
    Ref converters = KRAIT_TRY(registryOf(t, "converters"));
    Value found = KRAIT_TRY(dictGet(t, converters.as<Dict>(), key));
    return found.isEmpty() ? Ref::none() : Ref::share(found);
}

Status findConverters(Thread* t, Cursor* c, Connection* connection, sqlite3_stmt* stmt) {
    forget(&c->converters);
    if (connection->detect_types == 0) return ok();
    int count = sqlite3_column_count(stmt);
    New<Tuple> all = KRAIT_TRY(tupleAllocate(t, count));
    for (int i = 0; i < count; ++i) {
        Ref converter = Ref::none();
        if (connection->detect_types & kParseColNames) {
            std::string_view name = sqlite3_column_name(stmt, i);
            size_t open = name.find('[');
            size_t close = open == std::string_view::npos ? open : name.find(']', open);
            if (close != std::string_view::npos) {
                converter = KRAIT_TRY(converterNamed(t, name.substr(open + 1, close - open - 1)));
            }
        }
        if (converter.get().isNone() && connection->detect_types & kParseDeclTypes) {
            if (const char* declared = sqlite3_column_decltype(stmt, i)) {
                std::string_view name = declared;
                name = name.substr(0, name.find_first_of(" ("));
                converter = KRAIT_TRY(converterNamed(t, name));
            }
        }
        all->items[i] = converter.release();
    }
    c->converters = all.release();
    return ok();
}

Status beginIfNeeded(Thread* t, Connection* connection, const Statement* s) {
    if (connection->autocommit != kLegacyTransactions || !s->changes_data ||
        connection->isolation_level.isNone() || !sqlite3_get_autocommit(connection->db)) {
        return ok();
    }
    std::string begin = "BEGIN " + toUtf8(connection->isolation_level.as<Str>());
    return runSimple(t, connection, begin.c_str());
}

// A function that a statement called may have closed the database.
Status checkStillOpen(Thread* t, const Connection* connection) {
    if (connection->db) return ok();
    return raiseOf(t, &kProgrammingErrorSpec, "Cannot operate on a closed database.");
}

Status runOnce(Thread* t, Cursor* c, Connection* connection, Statement* s, Value parameters,
               bool many) {
    s->in_use = true;
    KRAIT_TRY(bindParameters(t, s, connection->db, parameters));
    int status = stepStatement(t, connection, s);
    KRAIT_TRY(checkStillOpen(t, connection));
    if (status != SQLITE_DONE && status != SQLITE_ROW) return raiseSql(t, connection->db);
    if (t->hasError()) return Error{};
    if (!many && s->stmt) {
        KRAIT_TRY(findConverters(t, c, connection, s->stmt));
        KRAIT_TRY(describe(t, c, connection, s->stmt));
    }
    if (status == SQLITE_DONE) {
        if (s->changes_data) c->rowcount += sqlite3_changes(connection->db);
        resetStatement(s);
    } else if (many) {
        while (status == SQLITE_ROW) status = stepStatement(t, connection, s);
        KRAIT_TRY(checkStillOpen(t, connection));
        if (s->changes_data) c->rowcount += sqlite3_changes(connection->db);
        resetStatement(s);
        if (status != SQLITE_DONE) return raiseSql(t, connection->db);
    }
    return ok();
}

Ref runQuery(Thread* t, Value self, Value sql, Value parameters, bool many) {
    auto* c = cursorOf(self);
    KRAIT_TRY(checkCursor(t, c));
    if (!isStr(sql)) {
        return raise(t, TypeId::kTypeError, "%s() argument 1 must be str, not %T",
                     many ? "executemany" : "execute", sql);
    }
    CursorLock lock(c);
    Ref held = Ref::share(c->connection);
    auto* connection = connectionOf(held);
    dropStatement(c);
    assign(c->description, Value::none());
    c->rowcount = -1;
    Ref statement = KRAIT_TRY(statementFor(t, connection, sql));
    auto* s = statementOf(statement);
    if (many && (!s->stmt || sqlite3_stmt_readonly(s->stmt))) {
        return raiseOf(t, &kProgrammingErrorSpec, "executemany() can only execute DML statements.");
    }
    c->rowcount = s->changes_data ? 0 : -1;
    KRAIT_TRY(beginIfNeeded(t, connection, s));
    Status status = ok();
    if (many) {
        status = iterateOver(t, parameters, [&](Value one) -> Status {
            KRAIT_TRY(checkStillOpen(t, connection));
            return runOnce(t, c, connection, s, one, true);
        });
    } else {
        status = runOnce(t, c, connection, s, parameters, false);
    }
    if (status.isError()) {
        resetStatement(s);
        c->rowcount = -1;
        return Error{};
    }
    if (!many) {
        Ref id = KRAIT_TRY(intFrom(t, int64_t{sqlite3_last_insert_rowid(connection->db)}));
        replace(&c->lastrowid, std::move(id));
        if (s->in_use) c->statement = statement.release();
    }
    return Ref::share(self);
}

Ref cursor_execute(Thread* t, Args a) {
    Ref none = KRAIT_TRY(tupleFrom(t, nullptr, 0));
    return runQuery(t, a[0], a[1], a[2].isEmpty() ? none.get() : a[2], false);
}
Ref cursor_executemany(Thread* t, Args a) {
    return runQuery(t, a[0], a[1], a[2], true);
}

Ref cursor_executescript(Thread* t, Args a) {
    auto* c = cursorOf(a[0]);
    KRAIT_TRY(checkCursor(t, c));
    if (!isStr(a[1])) {
        return raise(t, TypeId::kTypeError, "executescript() argument must be str, not %T", a[1]);
    }
    Ref encoded = KRAIT_TRY(encodeText(t, a[1].as<Str>(), nullptr, nullptr));
    std::string script(encoded.as<Bytes>()->view());
    if (script.find('\0') != std::string::npos) {
        return raise(t, TypeId::kValueError, "embedded null character");
    }
    Ref held = Ref::share(c->connection);
    auto* connection = connectionOf(held);
    int size_max = sqlite3_limit(connection->db, SQLITE_LIMIT_SQL_LENGTH, -1);
    if (script.size() > static_cast<size_t>(size_max)) {
        return raiseOf(t, &kDataErrorSpec, "query string is too large");
    }
    if (connection->autocommit == kLegacyTransactions && !sqlite3_get_autocommit(connection->db)) {
        KRAIT_TRY(runSimple(t, connection, "COMMIT"));
    }
    const char* rest = script.c_str();
    while (*rest) {
        sqlite3_stmt* stmt = nullptr;
        int status;
        {
            Away away(t, connection);
            status = sqlite3_prepare_v2(connection->db, rest, -1, &stmt, &rest);
            if (status == SQLITE_OK && stmt) {
                do status = sqlite3_step(stmt);
                while (status == SQLITE_ROW);
                status = sqlite3_finalize(stmt);
            }
        }
        if (t->hasError()) return Error{};
        KRAIT_TRY(checkStillOpen(t, connection));
        if (status != SQLITE_OK) return raiseSql(t, connection->db);
    }
    return Ref::share(a[0]);
}

// --- rows ----------------------------------------------------------------------------------------

Ref cursorNext(Thread* t, Value self) {
    auto* c = cursorOf(self);
    KRAIT_TRY(checkCursor(t, c));
    if (c->statement.isEmpty()) return Ref();
    Ref keep = Ref::share(self), held = Ref::share(c->connection);
    auto* connection = connectionOf(held);
    Ref statement = Ref::share(c->statement);
    auto* s = statementOf(statement);
    Ref row;
    {
        CursorLock lock(c);
        Ref converters = Ref::share(c->converters);
        row = readRow(t, connection, s, converters);
        if (row.isError()) return Error{};
        int status = stepStatement(t, connection, s);
        KRAIT_TRY(checkStillOpen(t, connection));
        if (status == SQLITE_DONE) {
            if (s->changes_data) c->rowcount = sqlite3_changes(connection->db);
            dropStatement(c);
        } else if (status != SQLITE_ROW) {
            (void)raiseSql(t, connection->db);
            dropStatement(c);
            return Error{};
        }
    }
    if (c->row_factory.isNone()) return row;
    Ref factory = Ref::share(c->row_factory);
    return callFunction(t, factory, self, row);
}

Ref cursorIter(Thread*, Value self) {
    return Ref::share(self);
}

Ref cursor_fetchone(Thread* t, Args a) {
    Ref row = cursorNext(t, a[0]);
    if (row.isEmpty() && !t->hasError()) return Ref::none();
    return row;
}
Ref fetchUpTo(Thread* t, Value self, int64_t count) {
    New<List> rows = KRAIT_TRY(listNew(t));
    for (int64_t i = 0; i < count; ++i) {
        Ref row = cursorNext(t, self);
        if (row.isEmpty()) {
            if (t->hasError()) return Error{};
            break;
        }
        KRAIT_TRY(listAppend(t, rows, row));
    }
    return rows;
}
Ref cursor_fetchmany(Thread* t, Args a) {
    int64_t count = cursorOf(a[0])->arraysize;
    if (!a[1].isEmpty()) count = KRAIT_TRY(toIndexInt64(t, a[1]));
    return fetchUpTo(t, a[0], count < 0 ? INT64_MAX : count == 0 ? INT64_MAX : count);
}
Ref cursor_fetchall(Thread* t, Args a) {
    return fetchUpTo(t, a[0], INT64_MAX);
}

Ref cursor_close(Thread* t, Args a) {
    auto* c = cursorOf(a[0]);
    if (c->locked) {
        return raiseOf(t, &kProgrammingErrorSpec, "Recursive use of cursors not allowed.");
    }
    if (!c->initialized) {
        return raiseOf(t, &kProgrammingErrorSpec, "Base Cursor.__init__ not called.");
    }
    KRAIT_TRY(checkConnection(t, connectionOf(c->connection)));
    dropStatement(c);
    c->closed = true;
    return Ref::none();
}
Ref cursor_ignore(Thread*, Args) {
    return Ref::none();
}

void cursorDestroy(Thread*, Object* o) {
    auto* c = static_cast<Cursor*>(o);
    dropStatement(c);
    for (Value v : {c->connection, c->description, c->converters, c->row_factory, c->lastrowid}) {
        decref(v);
    }
}
void cursorTraverse(Object* o, Visitor& visitor) {
    auto* c = static_cast<Cursor*>(o);
    for (Value v : {c->connection, c->description, c->converters, c->row_factory, c->statement,
                    c->lastrowid}) {
        visitor.visit(v);
    }
}

constexpr MethodDef kCursorMethods[] = {
    {"execute(self, sql, parameters=<unset>, /)", cursor_execute, "Executes an SQL statement."},
    {"executemany(self, sql, seq_of_parameters, /)", cursor_executemany,
     "Repeatedly executes an SQL statement."},
    {"executescript(self, sql_script, /)", cursor_executescript,
     "Executes multiple SQL statements at once."},
    {"fetchone(self, /)", cursor_fetchone, "Fetches one row from the resultset."},
    {"fetchmany(self, size=<unset>)", cursor_fetchmany, "Fetches several rows from the resultset."},
    {"fetchall(self, /)", cursor_fetchall, "Fetches all rows from the resultset."},
    {"close(self, /)", cursor_close, "Closes the cursor."},
    {"setinputsizes(self, sizes, /)", cursor_ignore,
     "Required by DB-API. Does nothing in sqlite3."},
    {"setoutputsize(self, size, column=None, /)", cursor_ignore,
     "Required by DB-API. Does nothing in sqlite3."},
    {}};
constexpr GetSetDef kCursorGetSets[] = {
    memberGetter(
        "arraysize", [](Thread* t, Value v) { return intFrom(t, cursorOf(v)->arraysize); },
        [](Thread* t, Value v, Value value) -> Status {
            if (value.isEmpty())
                return raise(t, TypeId::kTypeError, "can't delete numeric/char attribute");
            cursorOf(v)->arraysize = KRAIT_TRY(toIndexInt64(t, value));
            return ok();
        }),
    memberGetter("rowcount", [](Thread* t, Value v) { return intFrom(t, cursorOf(v)->rowcount); }),
    {}};
constexpr MemberDef kCursorMembers[] = {{"connection", offsetof(Cursor, connection)},
                                        {"description", offsetof(Cursor, description)},
                                        {"lastrowid", offsetof(Cursor, lastrowid)},
                                        {"row_factory", offsetof(Cursor, row_factory), false},
                                        {}};

// --- Row -----------------------------------------------------------------------------------------

Row* rowOf(Value v) {
    return v.as<Row>();
}

Ref row_new(Thread* t, Args a) {
    if (!hasSpec(t, a[1], &kCursorSpec)) {
        return raise(t, TypeId::kTypeError, "Row() argument 1 must be sqlite3.Cursor, not %T",
                     a[1]);
    }
    if (!isTuple(a[2])) {
        return raise(t, TypeId::kTypeError, "Row() argument 2 must be tuple, not %T", a[2]);
    }
    auto row = KRAIT_TRY(newInstance<Row>(t, a[0]));
    row->data = Ref::share(a[2]).release();
    row->description = Ref::share(cursorOf(a[1])->description).release();
    return row;
}

bool sameName(const Str* a, const Str* b) {
    if (a->length != b->length) return false;
    for (int64_t i = 0; i < a->length; ++i) {
        uint32_t x = a->at(i), y = b->at(i);
        auto lower = [](uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 0x20 : c; };
        if (lower(x) != lower(y)) return false;
    }
    return true;
}

Ref rowGetItem(Thread* t, Value self, Value key) {
    auto* row = rowOf(self);
    auto* data = row->data.as<Tuple>();
    if (isInt(key)) {
        int64_t index = KRAIT_TRY(convertSubscript(t, key));
        if (index < 0) index += data->length;
        if (index < 0 || index >= data->length) {
            return raise(t, TypeId::kIndexError, "tuple index out of range");
        }
        return Ref::share(data->items[index]);
    }
    if (isStr(key)) {
        auto* description = row->description.isNone() ? nullptr : row->description.as<Tuple>();
        for (int64_t i = 0; description && i < description->length && i < data->length; ++i) {
            Value name = description->items[i].as<Tuple>()->items[0];
            if (sameName(name.as<Str>(), key.as<Str>())) return Ref::share(data->items[i]);
        }
        return raise(t, TypeId::kIndexError, "No item with that key");
    }
    if (isKind(key, TypeId::kSlice)) return getItem(t, row->data, key);
    return raise(t, TypeId::kIndexError, "Index must be int or string");
}

Ref row_keys(Thread* t, Args a) {
    New<List> names = KRAIT_TRY(listNew(t));
    auto* row = rowOf(a[0]);
    if (row->description.isNone()) return names;
    auto* description = row->description.as<Tuple>();
    for (int64_t i = 0; i < description->length; ++i) {
        KRAIT_TRY(listAppend(t, names, description->items[i].as<Tuple>()->items[0]));
    }
    return names;
}

Ref rowCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op) || !hasSpec(t, a, &kRowSpec) || !hasSpec(t, b, &kRowSpec)) {
        return Ref::notImplemented();
    }
    bool same =
        KRAIT_TRY(compareBool(t, rowOf(a)->description, rowOf(b)->description, CompareOp::kEq));
    if (same) return compareOp(t, rowOf(a)->data, rowOf(b)->data, op);
    return Ref::boolean(op == CompareOp::kNe);
}
Result<int64_t> rowHash(Thread* t, Value v) {
    int64_t a = KRAIT_TRY(hashOf(t, rowOf(v)->description)),
            b = KRAIT_TRY(hashOf(t, rowOf(v)->data));
    int64_t hash = a ^ b;
    return hash == -1 ? int64_t{-2} : hash;
}
Result<int64_t> rowLength(Thread*, Value v) {
    return rowOf(v)->data.as<Tuple>()->length;
}
Ref rowIter(Thread* t, Value v) {
    return iterOf(t, rowOf(v)->data);
}

constexpr MethodDef kRowMethods[] = {{"keys(self, /)", row_keys, "Returns the keys of the row."},
                                     {}};

using OwnsOfRow = Owns<Row, &Row::data, &Row::description>;

} // namespace

Ref cursorNew(Thread* t, Value connection) {
    Type* type = typeFromSpec(t, &kCursorSpec);
    if (!type) return Error{};
    return callFunction(t, Value(type), connection);
}

const TypeSpec kCursorSpec = {
    .name = "sqlite3.Cursor",
    .size = sizeof(Cursor),
    .flags = kTypeBase | kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy = cursorDestroy,
              .traverse = cursorTraverse,
              .iter = cursorIter,
              .next = cursorNext},
    .doc = "SQLite database cursor class.",
    .new_ = {"Cursor(cls, /, *args, **kwargs)", cursor_new, nullptr},
    .init = {"Cursor(self, connection, /)", cursor_init, nullptr},
    .methods = kCursorMethods,
    .getsets = kCursorGetSets,
    .members = kCursorMembers,
};
const TypeSpec kRowSpec = {
    .name = "sqlite3.Row",
    .size = sizeof(Row),
    .flags = kTypeBase | kTypeContainer | kTypeSequence,
    .slots = {.destroy = OwnsOfRow::destroy,
              .traverse = OwnsOfRow::traverse,
              .hash = rowHash,
              .compare = rowCompare,
              .iter = rowIter,
              .length = rowLength,
              .getitem = rowGetItem},
    .new_ = {"Row(cls, cursor, data, /)", row_new, nullptr},
    .methods = kRowMethods,
};

} // namespace krait::sql
