// What the files of module _sqlite3 share: its objects, and how they make and ask each other.
//
// connection.cpp has connections and what Python code registers with them, statement.cpp prepared
// statements, parameters and columns, cursor.cpp cursors and rows, stdlib/native/_sqlite3.cpp the
// module. libsqlite3 is built for use by many threads; its own lock is a connection's.
//
// The GIL is given up while a statement is prepared or stepped, unless Python code is registered
// with the connection: then libsqlite3 may call back, on the Thread that has the GIL.
#pragma once

#include "stdlib/native/module_util.h"
#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/float.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"
#include "vm/threads/gil.h"

#include <optional>
#include <sqlite3.h>
#include <string>

namespace krait::sql {

inline constexpr int kLegacyTransactions = -1;
enum DetectTypes : int { kParseDeclTypes = 1, kParseColNames = 2 };

struct Connection : Object {
    sqlite3* db;           // owned; null: closed
    Value isolation_level; // str or None
    Value row_factory;     // or None
    Value text_factory;
    Value statements;                  // a dict of str to Statement: the cache
    Value trace, progress, authorizer; // or EMPTY
    int64_t cache_size;
    uint64_t thread_id;
    int detect_types;
    int autocommit; // kLegacyTransactions, 0 or 1
    int callbacks;  // Python functions that libsqlite3 may call
    bool check_thread, initialized;
};

struct Statement : Object {
    sqlite3_stmt* stmt; // owned; null: the text was empty
    bool in_use;        // by a cursor
    bool changes_data;  // INSERT, UPDATE, DELETE, REPLACE
};

struct Cursor : Object {
    Value connection;
    Value description; // tuple or None
    Value converters;  // a tuple with one or None for each column, or EMPTY
    Value row_factory; // or None
    Value statement;   // at a row, or EMPTY
    Value lastrowid;
    int64_t arraysize, rowcount;
    bool closed, locked, initialized;
};

struct Row : Object {
    Value data, description; // tuples
};

extern const TypeSpec kConnectionSpec, kStatementSpec, kCursorSpec, kRowSpec, kProtocolSpec,
    kBlobSpec;
extern const TypeSpec kWarningSpec, kErrorSpec, kInterfaceErrorSpec, kDatabaseErrorSpec,
    kDataErrorSpec, kOperationalErrorSpec, kIntegrityErrorSpec, kInternalErrorSpec,
    kProgrammingErrorSpec, kNotSupportedErrorSpec;

inline Connection* connectionOf(Value v) {
    return v.as<Connection>();
}
inline Statement* statementOf(Value v) {
    return v.as<Statement>();
}
inline Cursor* cursorOf(Value v) {
    return v.as<Cursor>();
}

// What is registered for all connections; the module's attributes of those names too.
struct SqlState {
    Value adapters, converters;        // dicts
    bool native_types_adapted = false; // there is an adapter for int, float, str or bytearray
    bool show_callback_errors = false;
};
SqlState* stateOf(Thread*);
// The dict that is that attribute of the module, which alone owns it: "adapters", "converters".
Ref registryOf(Thread*, const char* name);

// No GIL while it is alive, unless the connection has callbacks.
class Away {
  public:
    Away(Thread* t, const Connection* c) {
        if (c->callbacks == 0) released_.emplace(t);
    }

  private:
    std::optional<GilReleased> released_;
};

// The exception for what went wrong last with the database; one that a callback raised goes first.
Error raiseSql(Thread*, sqlite3* db);
// It is open, and this Thread may use it.
Status checkConnection(Thread*, Connection*);
// Runs a statement that gives no rows.
Status runSimple(Thread*, Connection*, const char* sql);

// The statement of a text, from the cache or new; never one in use.
Ref statementFor(Thread*, Connection*, Value sql);
// sqlite3_step with the GIL given up.
int stepStatement(Thread*, Connection*, Statement*);
void resetStatement(Statement*);
Status bindParameters(Thread*, Statement*, sqlite3* db, Value parameters);
// The row that the statement is at: a tuple.
Ref readRow(Thread*, Connection*, Statement*, Value converters);
// The value of an argument of a function, or of a column.
Ref valueFrom(Thread*, sqlite3_value* value);

Ref cursorNew(Thread*, Value connection);
Ref connection_blobopen(Thread*, Args);
const char* codeName(int code); // null if unknown

} // namespace krait::sql
