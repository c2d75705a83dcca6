// Connections: transactions, and what Python code registers with the database: functions,
// aggregates, collations, and the trace, progress and authorizer callbacks.
//
// A Python object that libsqlite3 may call is in a Registered, which libsqlite3 owns and destroys.
// Callbacks run on the Thread that has the GIL (sqlite.h tells why it has it). An exception in one
// makes the statement fail; itself it is dropped, or shown if enable_callback_tracebacks() said so.
#include "stdlib/native/sqlite/sqlite.h"

#include "vm/runtime/codecs.h"
#include "vm/runtime/import.h"
#include "vm/runtime/type_system.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstring>

namespace krait::sql {
namespace {

// A callable, with the Runtime whose current Thread calls it.
struct Registered {
    Runtime* runtime;
    Value callable; // owned
};

Registered* registeredNew(Thread* t, Value callable) {
    incref(callable);
    return new Registered{t->runtime, callable};
}
void registeredDestroy(void* data) {
    auto* r = static_cast<Registered*>(data);
    decref(r->callable);
    delete r;
}

// Drops the exception of a callback.
void dropError(Thread* t, Value callable) {
    if (stateOf(t)->show_callback_errors) {
        reportUnraisable(t, nullptr, callable);
    } else {
        clearError(t);
    }
}

// --- results of functions ------------------------------------------------------------------------

Status setResult(Thread* t, sqlite3_context* context, Value v) {
    int64_t i;
    if (v.isNone()) {
        sqlite3_result_null(context);
    } else if (isInt(v)) {
        if (!intFits(v, &i)) {
            return raise(t, TypeId::kOverflowError,
                         "Python int too large to convert to SQLite INTEGER");
        }
        sqlite3_result_int64(context, i);
    } else if (isFloat(v)) {
        sqlite3_result_double(context, floatValue(v));
    } else if (isStr(v)) {
        Ref bytes = KRAIT_TRY(encodeText(t, v.as<Str>(), nullptr, nullptr));
        std::string_view view = bytes.as<Bytes>()->view();
        sqlite3_result_text64(context, view.data(), view.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } else {
        Buffer buffer;
        KRAIT_TRY(buffer.acquire(t, v));
        sqlite3_result_blob64(context, buffer.size() ? buffer.data() : "",
                              static_cast<uint64_t>(buffer.size()), SQLITE_TRANSIENT);
    }
    return ok();
}

void failFunction(Thread* t, sqlite3_context* context, Value callable, const char* text) {
    if (errorIs(t, TypeId::kMemoryError)) {
        sqlite3_result_error_nomem(context);
    } else if (errorIs(t, TypeId::kOverflowError)) {
        sqlite3_result_error_toobig(context);
    } else {
        sqlite3_result_error(context, text, -1);
    }
    dropError(t, callable);
}

Ref argumentsFrom(Thread* t, int count, sqlite3_value** values) {
    New<Tuple> arguments = KRAIT_TRY(tupleAllocate(t, count));
    for (int i = 0; i < count; ++i) {
        arguments->items[i] = KRAIT_TRY(valueFrom(t, values[i])).release();
    }
    return arguments;
}

void callFunctionOf(sqlite3_context* context, int count, sqlite3_value** values) {
    auto* r = static_cast<Registered*>(sqlite3_user_data(context));
    Thread* t = r->runtime->current;
    Ref arguments = argumentsFrom(t, count, values), result;
    if (!arguments.isError()) result = callTuple(t, r->callable, arguments, Value());
    if (result.isError() || setResult(t, context, result).isError()) {
        failFunction(t, context, r->callable, "user-defined function raised exception");
    }
}

// The instance of an aggregate's class, in the memory of the running aggregation.
Value* aggregateOf(sqlite3_context* context, bool make) {
    return static_cast<Value*>(sqlite3_aggregate_context(context, make ? sizeof(Value) : 0));
}

// Calls a method of the aggregate's instance. `step`: with arguments.
Ref callAggregate(Thread* t, Value instance, const char* method, Value arguments) {
    New<Str> name = KRAIT_TRY(strIntern(t, method));
    Ref bound = KRAIT_TRY(getAttr(t, instance, name));
    Ref none;
    if (arguments.isEmpty()) none = KRAIT_TRY(tupleFrom(t, nullptr, 0));
    return callTuple(t, bound, arguments.isEmpty() ? none.get() : arguments, Value());
}

void stepAggregate(sqlite3_context* context, int count, sqlite3_value** values,
                   const char* method) {
    auto* r = static_cast<Registered*>(sqlite3_user_data(context));
    Thread* t = r->runtime->current;
    Value* instance = aggregateOf(context, true);
    if (!instance) return sqlite3_result_error_nomem(context);
    if (instance->bits() == 0) { // fresh memory is zero
        Ref made = callFunction(t, r->callable);
        if (made.isError()) {
            *instance = Value();
            return failFunction(t, context, r->callable,
                                "user-defined aggregate's '__init__' method raised error");
        }
        *instance = made.release();
    }
    if (instance->isEmpty()) return;
    Ref arguments = argumentsFrom(t, count, values), result;
    if (!arguments.isError()) result = callAggregate(t, *instance, method, arguments);
    if (result.isError()) {
        std::string text = std::string("user-defined aggregate's '") + method +
                           (errorIs(t, TypeId::kAttributeError) ? "' method not defined"
                                                                : "' method raised error");
        failFunction(t, context, r->callable, text.c_str());
    }
}
void aggregateStep(sqlite3_context* context, int count, sqlite3_value** values) {
    stepAggregate(context, count, values, "step");
}
void aggregateInverse(sqlite3_context* context, int count, sqlite3_value** values) {
    stepAggregate(context, count, values, "inverse");
}

void aggregateResult(sqlite3_context* context, const char* method) {
    auto* r = static_cast<Registered*>(sqlite3_user_data(context));
    Thread* t = r->runtime->current;
    Value* instance = aggregateOf(context, false);
    if (!instance || instance->bits() == 0 || instance->isEmpty()) return;
    Ref result = callAggregate(t, *instance, method, Value());
    if (result.isError() || setResult(t, context, result).isError()) {
        std::string text =
            std::string("user-defined aggregate's '") + method + "' method raised error";
        if (errorIs(t, TypeId::kAttributeError)) {
            text = std::string("user-defined aggregate's '") + method + "' method not defined";
        }
        failFunction(t, context, r->callable, text.c_str());
    }
}
void aggregateFinal(sqlite3_context* context) {
    aggregateResult(context, "finalize");
    Value* instance = aggregateOf(context, false);
    if (instance && instance->bits() != 0) decref(std::exchange(*instance, Value()));
}
void aggregateValue(sqlite3_context* context) {
    aggregateResult(context, "value");
}

int collate(void* data, int a_size, const void* a, int b_size, const void* b) {
    auto* r = static_cast<Registered*>(data);
    Thread* t = r->runtime->current;
    Ref x =
        decodeText(t, {static_cast<const char*>(a), static_cast<size_t>(a_size)}, nullptr, nullptr);
    Ref y =
        decodeText(t, {static_cast<const char*>(b), static_cast<size_t>(b_size)}, nullptr, nullptr);
    Ref order;
    if (!x.isError() && !y.isError()) order = callFunction(t, r->callable, x, y);
    if (!order.isError()) {
        Ref index = toIndex(t, order);
        if (!index.isError()) return intSign(index);
    }
    dropError(t, r->callable);
    return 0;
}

int authorize(void* data, int action, const char* a, const char* b, const char* c, const char* d) {
    auto* connection = static_cast<Connection*>(data);
    Thread* t = connection->shape->runtime->current;
    Value values[5] = {Value::smallInt(action)};
    Ref texts[4];
    const char* given[4] = {a, b, c, d};
    for (int i = 0; i < 4; ++i) {
        texts[i] = given[i] ? strFromUtf8(t, given[i]) : Ref::none();
        values[i + 1] = texts[i];
    }
    Ref callable = Ref::share(connection->authorizer);
    Ref answer = callValues(t, callable, values, 5);
    if (!answer.isError() && isInt(answer)) {
        int64_t i;
        if (intFits(answer, &i) && i == static_cast<int32_t>(i)) return static_cast<int>(i);
        (void)raise(t, TypeId::kOverflowError, "Python int too large to convert to C int");
    }
    if (t->hasError()) dropError(t, callable);
    return SQLITE_DENY;
}

int progress(void* data) {
    auto* connection = static_cast<Connection*>(data);
    Thread* t = connection->shape->runtime->current;
    Ref callable = Ref::share(connection->progress);
    Ref answer = callFunction(t, callable);
    if (!answer.isError()) {
        auto stop = isTrue(t, answer);
        if (!stop.isError()) return stop.value();
    }
    dropError(t, callable);
    return 1;
}

int traceStatement(unsigned kind, void* data, void* stmt, void* sql) {
    if (kind != SQLITE_TRACE_STMT) return 0;
    auto* connection = static_cast<Connection*>(data);
    Thread* t = connection->shape->runtime->current;
    char* expanded = sqlite3_expanded_sql(static_cast<sqlite3_stmt*>(stmt));
    Ref text = strFromUtf8(t, expanded ? expanded : static_cast<const char*>(sql));
    sqlite3_free(expanded);
    Ref callable = Ref::share(connection->trace);
    if (text.isError() || callFunction(t, callable, text).isError()) dropError(t, callable);
    return 0;
}

// --- making and closing --------------------------------------------------------------------------

Ref connection_new(Thread* t, Args a) {
    auto c = KRAIT_TRY(newInstance<Connection>(t, a[0]));
    c->db = nullptr;
    c->isolation_level = c->row_factory = Value::none();
    c->text_factory = c->statements = c->trace = c->progress = c->authorizer = Value();
    return c;
}

void closeDatabase(Thread* t, Connection* c) {
    if (!c->statements.isEmpty()) dictClear(t, c->statements.as<Dict>());
    sqlite3_close_v2(std::exchange(c->db, nullptr));
}

Status checkLevel(Thread* t, Value v) {
    if (v.isNone()) return ok();
    if (!isStr(v)) {
        return raise(t, TypeId::kTypeError, "isolation_level must be str or None");
    }
    std::string level = toUtf8(v.as<Str>());
    for (const char* known : {"", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"}) {
        if (sqlite3_stricmp(level.c_str(), known) == 0) return ok();
    }
    return raise(t, TypeId::kValueError,
                 "isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'");
}

Result<int> autocommitFrom(Thread* t, Value v) {
    if (v.isTrue()) return 1;
    if (v.isFalse()) return 0;
    if (v.isSmallInt() && v.asSmallInt() == kLegacyTransactions) return kLegacyTransactions;
    return raise(t, TypeId::kValueError,
                 "autocommit must be True, False, or sqlite3.LEGACY_TRANSACTION_CONTROL");
}

Ref connection_init(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    c->initialized = false;
    if (c->db) closeDatabase(t, c);
    std::string path;
    Ref os = KRAIT_TRY(importModule(t, "os"));
    Ref encode = KRAIT_TRY(getAttr(t, os, "fsencode"));
    Ref path_value = KRAIT_TRY(callFunction(t, encode, a[1]));
    path = std::string(path_value.as<Bytes>()->view());
    double timeout = KRAIT_TRY(toDouble(t, a[2]));
    // What no int holds waits for as long as one can, or not at all.
    int wait_ms =
        std::isnan(timeout)
            ? 0
            : static_cast<int>(std::clamp(timeout * 1000, double{INT_MIN}, double{INT_MAX}));
    int64_t detect = KRAIT_TRY(toIndexInt64(t, a[3]));
    KRAIT_TRY(checkLevel(t, a[4]));
    bool check_thread = KRAIT_TRY(isTrue(t, a[5]));
    int64_t cache_size = KRAIT_TRY(toIndexInt64(t, a[7]));
    bool uri = KRAIT_TRY(isTrue(t, a[8]));
    int autocommit = a[9].isEmpty() ? kLegacyTransactions : KRAIT_TRY(autocommitFrom(t, a[9]));
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | (uri ? SQLITE_OPEN_URI : 0);
    sqlite3* db = nullptr;
    int status;
    {
        GilReleased released(t);
        status = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
        if (status == SQLITE_OK) sqlite3_busy_timeout(db, wait_ms);
    }
    if (status != SQLITE_OK) {
        if (db) {
            (void)raiseSql(t, db);
        } else {
            (void)raiseNoMemory(t);
        }
        sqlite3_close_v2(db);
        return Error{};
    }
    c->db = db;
    New<Dict> cache = KRAIT_TRY(dictNew(t));
    replace(&c->statements, std::move(cache));
    assign(c->isolation_level, a[4]);
    assign(c->row_factory, Value::none());
    assign(c->text_factory, Value(t->type(TypeId::kStr)));
    c->detect_types = static_cast<int>(detect);
    c->check_thread = check_thread;
    c->thread_id = t->id;
    c->cache_size = cache_size;
    c->autocommit = autocommit;
    c->callbacks = 0;
    c->initialized = true;
    if (autocommit == 0) KRAIT_TRY(runSimple(t, c, "BEGIN"));
    return Ref::none();
}

Status checkThread(Thread* t, const Connection* c) {
    if (!c->check_thread || c->thread_id == t->id) return ok();
    return raiseOf(t, &kProgrammingErrorSpec,
                   "SQLite objects created in a thread can only be used in that same thread. The "
                   "object was created in thread id %ld and this is thread id %ld.",
                   static_cast<int64_t>(c->thread_id), static_cast<int64_t>(t->id));
}

Ref connection_close(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkThread(t, c));
    if (!c->initialized) {
        return raiseOf(t, &kProgrammingErrorSpec, "Base Connection.__init__ not called.");
    }
    if (c->db && c->autocommit == 0 && !sqlite3_get_autocommit(c->db)) {
        KRAIT_TRY(runSimple(t, c, "ROLLBACK"));
    }
    closeDatabase(t, c);
    return Ref::none();
}

// --- transactions and statements -----------------------------------------------------------------

Ref endTransaction(Thread* t, Value self, const char* how) {
    auto* c = connectionOf(self);
    KRAIT_TRY(checkConnection(t, c));
    if (c->autocommit == kLegacyTransactions) {
        if (!sqlite3_get_autocommit(c->db)) KRAIT_TRY(runSimple(t, c, how));
    } else if (c->autocommit == 0) {
        KRAIT_TRY(runSimple(t, c, how));
        KRAIT_TRY(runSimple(t, c, "BEGIN"));
    }
    return Ref::none();
}
Ref connection_commit(Thread* t, Args a) {
    return endTransaction(t, a[0], "COMMIT");
}
Ref connection_rollback(Thread* t, Args a) {
    return endTransaction(t, a[0], "ROLLBACK");
}

Ref connection_enter(Thread* t, Args a) {
    KRAIT_TRY(checkConnection(t, connectionOf(a[0])));
    return Ref::share(a[0]);
}
Ref connection_exit(Thread* t, Args a) {
    bool clean = a[1].isNone() && a[2].isNone() && a[3].isNone();
    New<Str> name = KRAIT_TRY(strIntern(t, clean ? "commit" : "rollback"));
    Ref done = callMethod(t, a[0], name);
    if (done.isError()) {
        if (!clean) return Error{};
        // A commit that failed leaves the transaction open: it is taken back.
        Ref error = takeException(t);
        Ref undone = connection_rollback(t, a);
        if (undone.isError()) clearError(t);
        return raiseException(t, error);
    }
    return Ref::boolean(false);
}

Ref connection_cursor(Thread* t, Args a) {
    KRAIT_TRY(checkConnection(t, connectionOf(a[0])));
    Ref cursor;
    if (a[1].isEmpty()) {
        cursor = KRAIT_TRY(cursorNew(t, a[0]));
    } else {
        cursor = KRAIT_TRY(callFunction(t, a[1], a[0]));
        if (!hasSpec(t, cursor, &kCursorSpec)) {
            return raise(t, TypeId::kTypeError, "factory must return a cursor, not %.100T",
                         cursor.get());
        }
    }
    if (!connectionOf(a[0])->row_factory.isNone()) {
        assign(cursorOf(cursor)->row_factory, connectionOf(a[0])->row_factory);
    }
    return cursor;
}

Ref viaCursor(Thread* t, Value self, const char* method, Value first, Value second) {
    New<Str> make = KRAIT_TRY(strIntern(t, "cursor"));
    Ref cursor = KRAIT_TRY(callMethod(t, self, make));
    New<Str> name = KRAIT_TRY(strIntern(t, method));
    if (second.isEmpty()) return callMethod(t, cursor, name, first);
    return callMethod(t, cursor, name, first, second);
}
Ref connection_execute(Thread* t, Args a) {
    return viaCursor(t, a[0], "execute", a[1], a[2]);
}
Ref connection_executemany(Thread* t, Args a) {
    return viaCursor(t, a[0], "executemany", a[1], a[2]);
}
Ref connection_executescript(Thread* t, Args a) {
    return viaCursor(t, a[0], "executescript", a[1], Value());
}

Ref connectionCall(Thread* t, Value self, CallArgs args) {
    auto* c = connectionOf(self);
    KRAIT_TRY(checkConnection(t, c));
    if (args.positional_count != 1 || !isStr(args.values[0])) {
        return raise(t, TypeId::kTypeError, "a connection is called with one str");
    }
    return statementFor(t, c, args.values[0]);
}

// --- what is registered --------------------------------------------------------------------------

Status nameArgument(Thread* t, const char* function, Value v, std::string* out) {
    if (!isStr(v)) {
        return raise(t, TypeId::kTypeError, "%s() argument 1 must be str, not %T", function, v);
    }
    *out = toUtf8(v.as<Str>());
    return ok();
}

Ref connection_create_function(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    std::string name;
    KRAIT_TRY(nameArgument(t, "create_function", a[1], &name));
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[2]));
    bool deterministic = KRAIT_TRY(isTrue(t, a[4]));
    int flags = SQLITE_UTF8 | (deterministic ? SQLITE_DETERMINISTIC : 0);
    bool none = a[3].isNone();
    ++c->callbacks;
    int status = sqlite3_create_function_v2(c->db, name.c_str(), static_cast<int>(count), flags,
                                            none ? nullptr : registeredNew(t, a[3]),
                                            none ? nullptr : callFunctionOf, nullptr, nullptr,
                                            none ? nullptr : registeredDestroy);
    if (status != SQLITE_OK) {
        return raiseOf(t, &kOperationalErrorSpec, "Error creating function");
    }
    return Ref::none();
}

Ref connection_create_aggregate(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    std::string name;
    KRAIT_TRY(nameArgument(t, "create_aggregate", a[1], &name));
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[2]));
    bool none = a[3].isNone();
    ++c->callbacks;
    int status = sqlite3_create_function_v2(
        c->db, name.c_str(), static_cast<int>(count), SQLITE_UTF8,
        none ? nullptr : registeredNew(t, a[3]), nullptr, none ? nullptr : aggregateStep,
        none ? nullptr : aggregateFinal, none ? nullptr : registeredDestroy);
    if (status != SQLITE_OK) {
        return raiseOf(t, &kOperationalErrorSpec, "Error creating aggregate");
    }
    return Ref::none();
}

Ref connection_create_window_function(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    std::string name;
    KRAIT_TRY(nameArgument(t, "create_window_function", a[1], &name));
    int64_t count = KRAIT_TRY(toIndexInt64(t, a[2]));
    bool none = a[3].isNone();
    ++c->callbacks;
    int status = sqlite3_create_window_function(
        c->db, name.c_str(), static_cast<int>(count), SQLITE_UTF8,
        none ? nullptr : registeredNew(t, a[3]), none ? nullptr : aggregateStep,
        none ? nullptr : aggregateFinal, none ? nullptr : aggregateValue,
        none ? nullptr : aggregateInverse, none ? nullptr : registeredDestroy);
    if (status != SQLITE_OK) return raiseSql(t, c->db);
    return Ref::none();
}

Ref connection_create_collation(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    std::string name;
    KRAIT_TRY(nameArgument(t, "create_collation", a[1], &name));
    bool none = a[2].isNone();
    if (!none && !isCallable(t, a[2])) {
        return raise(t, TypeId::kTypeError, "parameter must be callable");
    }
    ++c->callbacks;
    Registered* r = none ? nullptr : registeredNew(t, a[2]);
    int status =
        sqlite3_create_collation_v2(c->db, name.c_str(), SQLITE_UTF8, r, none ? nullptr : collate,
                                    none ? nullptr : registeredDestroy);
    if (status != SQLITE_OK) {
        if (r) registeredDestroy(r); // unlike functions, it is not taken over
        return raiseSql(t, c->db);
    }
    return Ref::none();
}

Ref connection_set_authorizer(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    ++c->callbacks;
    bool none = a[1].isNone();
    assign(c->authorizer, none ? Value() : a[1]);
    if (sqlite3_set_authorizer(c->db, none ? nullptr : authorize, c) != SQLITE_OK) {
        return raiseOf(t, &kOperationalErrorSpec, "Error setting authorizer callback");
    }
    return Ref::none();
}
Ref connection_set_progress_handler(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    int64_t steps = KRAIT_TRY(toIndexInt64(t, a[2]));
    ++c->callbacks;
    bool none = a[1].isNone();
    assign(c->progress, none ? Value() : a[1]);
    sqlite3_progress_handler(c->db, none ? 0 : static_cast<int>(steps), none ? nullptr : progress,
                             c);
    return Ref::none();
}
Ref connection_set_trace_callback(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    ++c->callbacks;
    bool none = a[1].isNone();
    assign(c->trace, none ? Value() : a[1]);
    sqlite3_trace_v2(c->db, none ? 0 : SQLITE_TRACE_STMT, none ? nullptr : traceStatement, c);
    return Ref::none();
}

// --- the rest ------------------------------------------------------------------------------------

Ref connection_interrupt(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    if (!c->db) return raiseOf(t, &kProgrammingErrorSpec, "Cannot operate on a closed database.");
    sqlite3_interrupt(c->db);
    return Ref::none();
}

Ref connection_iterdump(Thread* t, Args a) {
    KRAIT_TRY(checkConnection(t, connectionOf(a[0])));
    Ref module = KRAIT_TRY(importModule(t, "sqlite3.dump"));
    Ref dump = KRAIT_TRY(getAttr(t, module, "_iterdump"));
    if (a[1].isNone()) return callFunction(t, dump, a[0]);
    New<Dict> keywords = KRAIT_TRY(dictNew(t));
    New<Str> name = KRAIT_TRY(strIntern(t, "filter"));
    KRAIT_TRY(dictSet(t, keywords, Value(name), a[1]));
    Ref arguments = KRAIT_TRY(tupleOf(t, a[0]));
    return callTuple(t, dump, arguments, keywords);
}

Ref connection_backup(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    if (!hasSpec(t, a[1], &kConnectionSpec)) {
        return raise(t, TypeId::kTypeError,
                     "backup() argument 1 must be sqlite3.Connection, not %T", a[1]);
    }
    auto* target = connectionOf(a[1]);
    if (target == c) {
        return raise(t, TypeId::kValueError, "target cannot be the same connection instance");
    }
    KRAIT_TRY(checkConnection(t, target));
    int64_t pages = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (pages == 0) pages = -1;
    if (!a[3].isNone() && !isCallable(t, a[3])) {
        return raise(t, TypeId::kTypeError, "progress argument must be a callable");
    }
    std::string name;
    KRAIT_TRY(nameArgument(t, "backup", a[4], &name));
    double sleep = KRAIT_TRY(toDouble(t, a[5]));
    sqlite3_backup* backup = sqlite3_backup_init(target->db, "main", c->db, name.c_str());
    if (!backup) return raiseSql(t, target->db);
    int status;
    do {
        {
            GilReleased released(t);
            status = sqlite3_backup_step(backup, static_cast<int>(pages));
        }
        if (!a[3].isNone()) {
            Ref done = callFunction(t, a[3], Value::smallInt(status),
                                    Value::smallInt(sqlite3_backup_remaining(backup)),
                                    Value::smallInt(sqlite3_backup_pagecount(backup)));
            if (done.isError()) {
                sqlite3_backup_finish(backup);
                return Error{};
            }
        }
        if (status == SQLITE_BUSY || status == SQLITE_LOCKED) {
            GilReleased released(t, GilReason::kSleep);
            sqlite3_sleep(static_cast<int>(sleep * 1000));
        }
    } while (status == SQLITE_OK || status == SQLITE_BUSY || status == SQLITE_LOCKED);
    status = sqlite3_backup_finish(backup);
    if (status != SQLITE_OK) return raiseSql(t, target->db);
    return Ref::none();
}

Ref connection_serialize(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    std::string name;
    KRAIT_TRY(nameArgument(t, "serialize", a[1], &name));
    sqlite3_int64 size;
    unsigned char* data = sqlite3_serialize(c->db, name.c_str(), &size, 0);
    if (!data) {
        return raiseOf(t, &kOperationalErrorSpec, "unable to serialize '%s'", name.c_str());
    }
    Ref bytes = bytesFrom(t, {reinterpret_cast<char*>(data), static_cast<size_t>(size)});
    sqlite3_free(data);
    return bytes;
}
Ref connection_deserialize(Thread* t, Args a) {
    auto* c = connectionOf(a[0]);
    KRAIT_TRY(checkConnection(t, c));
    std::string name;
    KRAIT_TRY(nameArgument(t, "deserialize", a[2], &name));
    Buffer data;
    KRAIT_TRY(data.acquire(t, a[1]));
    auto size = static_cast<sqlite3_uint64>(data.size());
    auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(size ? size : 1));
    if (!copy) return raiseNoMemory(t);
    std::memcpy(copy, data.data(), static_cast<size_t>(size));
    int status =
        sqlite3_deserialize(c->db, name.c_str(), copy, static_cast<sqlite3_int64>(size),
                            static_cast<sqlite3_int64>(size),
                            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
    if (status != SQLITE_OK) return raiseSql(t, c->db);
    return Ref::none();
}

Ref limitOf(Thread* t, Value self, Value category, int value) {
    auto* c = connectionOf(self);
    KRAIT_TRY(checkConnection(t, c));
    int64_t number = KRAIT_TRY(toIndexInt64(t, category));
    int old = sqlite3_limit(c->db, static_cast<int>(number), value);
    if (old < 0) return raiseOf(t, &kProgrammingErrorSpec, "'category' is out of bounds");
    return intFrom(t, int64_t{old});
}
Ref connection_getlimit(Thread* t, Args a) {
    return limitOf(t, a[0], a[1], -1);
}
Ref connection_setlimit(Thread* t, Args a) {
    int64_t value = KRAIT_TRY(toIndexInt64(t, a[2]));
    return limitOf(t, a[0], a[1], static_cast<int>(value));
}

Ref connection_get_in_transaction(Thread* t, Value v) {
    KRAIT_TRY(checkConnection(t, connectionOf(v)));
    return Ref::boolean(!sqlite3_get_autocommit(connectionOf(v)->db));
}
Ref connection_get_total_changes(Thread* t, Value v) {
    KRAIT_TRY(checkConnection(t, connectionOf(v)));
    return intFrom(t, int64_t{sqlite3_total_changes(connectionOf(v)->db)});
}
Ref connection_get_isolation_level(Thread* t, Value v) {
    KRAIT_TRY(checkConnection(t, connectionOf(v)));
    return Ref::share(connectionOf(v)->isolation_level);
}
Status connection_set_isolation_level(Thread* t, Value self, Value v) {
    auto* c = connectionOf(self);
    if (v.isEmpty()) {
        return raise(t, TypeId::kAttributeError, "cannot delete attribute");
    }
    if (v.isNone()) {
        assign(c->isolation_level, v);
        // Without transactions of its own, what is open ends.
        (void)KRAIT_TRY(connection_commit(t, &self));
        return ok();
    }
    KRAIT_TRY(checkLevel(t, v));
    assign(c->isolation_level, v);
    return ok();
}
Ref connection_get_autocommit(Thread* t, Value v) {
    auto* c = connectionOf(v);
    KRAIT_TRY(checkConnection(t, c));
    if (c->autocommit == kLegacyTransactions) return intFrom(t, int64_t{kLegacyTransactions});
    return Ref::boolean(c->autocommit == 1);
}
Status connection_set_autocommit(Thread* t, Value self, Value v) {
    auto* c = connectionOf(self);
    KRAIT_TRY(checkConnection(t, c));
    if (v.isEmpty())
        return raise(t, TypeId::kAttributeError, "cannot delete attribute 'autocommit'");
    int autocommit = KRAIT_TRY(autocommitFrom(t, v));
    bool idle = sqlite3_get_autocommit(c->db);
    if (autocommit == 1 && !idle) KRAIT_TRY(runSimple(t, c, "COMMIT"));
    if (autocommit == 0 && idle) KRAIT_TRY(runSimple(t, c, "BEGIN"));
    c->autocommit = autocommit;
    return ok();
}

template <const TypeSpec* kSpec>
Ref errorClass(Thread* t, Value) {
    Type* type = typeFromSpec(t, kSpec);
    return type ? Ref::share(Value(type)) : Ref(Error{});
}

void connectionDestroy(Thread* t, Object* o) {
    auto* c = static_cast<Connection*>(o);
    if (!c->statements.isEmpty()) forget(&c->statements);
    sqlite3_close_v2(std::exchange(c->db, nullptr));
    for (Value v : {c->isolation_level, c->row_factory, c->text_factory, c->trace, c->progress,
                    c->authorizer}) {
        decref(v);
    }
}
void connectionTraverse(Object* o, Visitor& visitor) {
    auto* c = static_cast<Connection*>(o);
    for (Value v : {c->isolation_level, c->row_factory, c->text_factory, c->statements, c->trace,
                    c->progress, c->authorizer}) {
        visitor.visit(v);
    }
}
void connectionClear(Thread*, Object* o) {
    auto* c = static_cast<Connection*>(o);
    if (c->db) {
        sqlite3_trace_v2(c->db, 0, nullptr, nullptr);
        sqlite3_progress_handler(c->db, 0, nullptr, nullptr);
        sqlite3_set_authorizer(c->db, nullptr, nullptr);
    }
    for (Value* v : {&c->row_factory, &c->text_factory, &c->trace, &c->progress, &c->authorizer}) {
        forget(v);
    }
    c->row_factory = Value::none();
}

constexpr MethodDef kConnectionMethods[] = {
    {"backup(self, target, *, pages=-1, progress=None, name='main', sleep=0.25)", connection_backup,
     "Makes a backup of the database."},
    {"blobopen(self, table, column, row, /, *, readonly=False, name='main')", connection_blobopen,
     "Open and return a BLOB object."},
    {"close(self, /)", connection_close, "Close the database connection."},
    {"commit(self, /)", connection_commit, "Commit any pending transaction to the database."},
    {"create_aggregate(self, name, n_arg, aggregate_class)", connection_create_aggregate,
     "Creates a new aggregate."},
    {"create_collation(self, name, callback, /)", connection_create_collation,
     "Creates a collation function."},
    {"create_function(self, name, narg, func, *, deterministic=False)", connection_create_function,
     "Creates a new function."},
    {"create_window_function(self, name, num_params, aggregate_class, /)",
     connection_create_window_function, "Creates or redefines an aggregate window function."},
    {"cursor(self, /, factory=<unset>)", connection_cursor, "Return a cursor for the connection."},
    {"deserialize(self, data, /, *, name='main')", connection_deserialize,
     "Load a serialized database."},
    {"execute(self, sql, parameters=<unset>, /)", connection_execute, "Executes an SQL statement."},
    {"executemany(self, sql, parameters, /)", connection_executemany,
     "Repeatedly executes an SQL statement."},
    {"executescript(self, sql_script, /)", connection_executescript,
     "Executes multiple SQL statements at once."},
    {"getlimit(self, category, /)", connection_getlimit, "Get connection run-time limits."},
    {"interrupt(self, /)", connection_interrupt, "Abort any pending database operation."},
    {"iterdump(self, /, *, filter=None)", connection_iterdump,
     "Returns iterator to the dump of the database in an SQL text format."},
    {"rollback(self, /)", connection_rollback,
     "Roll back to the start of any pending transaction."},
    {"serialize(self, /, *, name='main')", connection_serialize,
     "Serialize a database into a byte string."},
    {"set_authorizer(self, authorizer_callback)", connection_set_authorizer,
     "Set authorizer callback."},
    {"set_progress_handler(self, progress_handler, n)", connection_set_progress_handler,
     "Set progress handler callback."},
    {"set_trace_callback(self, trace_callback)", connection_set_trace_callback,
     "Set a trace callback called for each SQL statement (passed as unicode)."},
    {"setlimit(self, category, limit, /)", connection_setlimit, "Set connection run-time limits."},
    {"__enter__(self, /)", connection_enter,
     "Called when the connection is used as a context "
     "manager."},
    {"__exit__(self, type, value, traceback, /)", connection_exit,
     "Called when the connection is used as a context manager."},
    {}};
constexpr GetSetDef kConnectionGetSets[] = {
    {"autocommit", connection_get_autocommit, connection_set_autocommit},
    {"in_transaction", connection_get_in_transaction},
    {"isolation_level", connection_get_isolation_level, connection_set_isolation_level},
    {"total_changes", connection_get_total_changes},
    {"Warning", errorClass<&kWarningSpec>},
    {"Error", errorClass<&kErrorSpec>},
    {"InterfaceError", errorClass<&kInterfaceErrorSpec>},
    {"DatabaseError", errorClass<&kDatabaseErrorSpec>},
    {"DataError", errorClass<&kDataErrorSpec>},
    {"OperationalError", errorClass<&kOperationalErrorSpec>},
    {"IntegrityError", errorClass<&kIntegrityErrorSpec>},
    {"InternalError", errorClass<&kInternalErrorSpec>},
    {"ProgrammingError", errorClass<&kProgrammingErrorSpec>},
    {"NotSupportedError", errorClass<&kNotSupportedErrorSpec>},
    {}};
constexpr MemberDef kConnectionMembers[] = {
    {"row_factory", offsetof(Connection, row_factory), false},
    {"text_factory", offsetof(Connection, text_factory), false},
    {}};

} // namespace

const TypeSpec kConnectionSpec = {
    .name = "sqlite3.Connection",
    .size = sizeof(Connection),
    .flags = kTypeBase | kTypeContainer | kTypeWeakrefable,
    .slots = {.destroy = connectionDestroy,
              .traverse = connectionTraverse,
              .clear = connectionClear,
              .call = connectionCall},
    .doc = "SQLite database connection object.",
    .new_ = {"Connection(cls, /, *args, **kwargs)", connection_new, nullptr},
    .init = {"Connection(self, database, timeout=5.0, detect_types=0, isolation_level='', "
             "check_same_thread=True, factory=<unset>, cached_statements=128, uri=False, *, "
             "autocommit=<unset>)",
             connection_init, nullptr},
    .methods = kConnectionMethods,
    .getsets = kConnectionGetSets,
    .members = kConnectionMembers,
};

// --- for the other files -------------------------------------------------------------------------

Status checkConnection(Thread* t, Connection* c) {
    if (!c->initialized) {
        return raiseOf(t, &kProgrammingErrorSpec, "Base Connection.__init__ not called.");
    }
    KRAIT_TRY(checkThread(t, c));
    if (!c->db) return raiseOf(t, &kProgrammingErrorSpec, "Cannot operate on a closed database.");
    return ok();
}

Status runSimple(Thread* t, Connection* c, const char* sql) {
    int status;
    {
        Away away(t, c);
        sqlite3_stmt* stmt = nullptr;
        status = sqlite3_prepare_v2(c->db, sql, -1, &stmt, nullptr);
        if (status == SQLITE_OK) {
            (void)sqlite3_step(stmt);
            status = sqlite3_finalize(stmt);
        }
    }
    return status == SQLITE_OK ? ok() : Status(raiseSql(t, c->db));
}

Error raiseSql(Thread* t, sqlite3* db) {
    if (t->hasError()) return Error{};
    int code = sqlite3_errcode(db), extended = sqlite3_extended_errcode(db);
    const TypeSpec* spec = &kDatabaseErrorSpec;
    switch (code) {
    case SQLITE_NOMEM:
        return raiseNoMemory(t);
    case SQLITE_INTERNAL:
    case SQLITE_NOTFOUND:
        spec = &kInternalErrorSpec;
        break;
    case SQLITE_ERROR:
    case SQLITE_PERM:
    case SQLITE_ABORT:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_EMPTY:
    case SQLITE_SCHEMA:
        spec = &kOperationalErrorSpec;
        break;
    case SQLITE_TOOBIG:
        spec = &kDataErrorSpec;
        break;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        spec = &kIntegrityErrorSpec;
        break;
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
        spec = &kInterfaceErrorSpec;
        break;
    default:
        break;
    }
    Ref text = KRAIT_TRY(strFromUtf8(t, sqlite3_errmsg(db)));
    Type* type = typeFromSpec(t, spec);
    if (!type) return Error{};
    Ref error = KRAIT_TRY(callFunction(t, Value(type), text));
    Ref number = KRAIT_TRY(intFrom(t, int64_t{extended}));
    const char* known = codeName(extended);
    Ref name = KRAIT_TRY(strFromAscii(t, known ? known : "unknown"));
    KRAIT_TRY(addValue(t, error, "sqlite_errorcode", number));
    KRAIT_TRY(addValue(t, error, "sqlite_errorname", name));
    return raiseException(t, error);
}

} // namespace krait::sql
