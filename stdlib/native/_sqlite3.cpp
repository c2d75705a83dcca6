// _sqlite3: the engine of sqlite3, over libsqlite3. The objects are in sqlite/; here are the
// module, its errors, constants, and the registries of adapters and converters.
#include "stdlib/native/sqlite/sqlite.h"

#include "vm/runtime/import.h"

namespace krait {
namespace sql {

const TypeSpec kWarningSpec = exceptionSpec("sqlite3.Warning", TypeId::kException);
const TypeSpec kErrorSpec = exceptionSpec("sqlite3.Error", TypeId::kException);
const TypeSpec kInterfaceErrorSpec = exceptionSpec("sqlite3.InterfaceError", TypeId::kException);
const TypeSpec kDatabaseErrorSpec = exceptionSpec("sqlite3.DatabaseError", TypeId::kException);
const TypeSpec kDataErrorSpec = exceptionSpec("sqlite3.DataError", TypeId::kException);
const TypeSpec kOperationalErrorSpec =
    exceptionSpec("sqlite3.OperationalError", TypeId::kException);
const TypeSpec kIntegrityErrorSpec = exceptionSpec("sqlite3.IntegrityError", TypeId::kException);
const TypeSpec kInternalErrorSpec = exceptionSpec("sqlite3.InternalError", TypeId::kException);
const TypeSpec kProgrammingErrorSpec =
    exceptionSpec("sqlite3.ProgrammingError", TypeId::kException);
const TypeSpec kNotSupportedErrorSpec =
    exceptionSpec("sqlite3.NotSupportedError", TypeId::kException);
const TypeSpec kProtocolSpec = {
    .name = "sqlite3.PrepareProtocol",
    .flags = kTypeBase,
    .doc = "PEP 246 style object adaption protocol type.",
    .new_ = {"PrepareProtocol(cls, /, *args, **kwargs)",
             [](Thread* t, Args a) -> Ref { return newInstance<Object>(t, a[0]); }, nullptr},
};

namespace {
constexpr int kStateKey = 0;
}
SqlState* stateOf(Thread* t) {
    return runtimeState<SqlState>(t, &kStateKey);
}

Ref registryOf(Thread* t, const char* name) {
    Ref module = KRAIT_TRY(importModule(t, "_sqlite3"));
    Ref registry = KRAIT_TRY(getAttr(t, module, name));
    if (isDict(registry)) return registry;
    return raise(t, TypeId::kTypeError, "_sqlite3.%s should be a dict, not %T", name,
                 registry.get());
}

namespace {

// --- constants -----------------------------------------------------------------------------------

struct Constant {
    const char* name;
    int value;
};
#define CODE(name) {#name, name}
constexpr Constant kCodes[] = {
    CODE(SQLITE_OK),
    CODE(SQLITE_ERROR),
    CODE(SQLITE_INTERNAL),
    CODE(SQLITE_PERM),
    CODE(SQLITE_ABORT),
    CODE(SQLITE_BUSY),
    CODE(SQLITE_LOCKED),
    CODE(SQLITE_NOMEM),
    CODE(SQLITE_READONLY),
    CODE(SQLITE_INTERRUPT),
    CODE(SQLITE_IOERR),
    CODE(SQLITE_CORRUPT),
    CODE(SQLITE_NOTFOUND),
    CODE(SQLITE_FULL),
    CODE(SQLITE_CANTOPEN),
    CODE(SQLITE_PROTOCOL),
    CODE(SQLITE_EMPTY),
    CODE(SQLITE_SCHEMA),
    CODE(SQLITE_TOOBIG),
    CODE(SQLITE_CONSTRAINT),
    CODE(SQLITE_MISMATCH),
    CODE(SQLITE_MISUSE),
    CODE(SQLITE_NOLFS),
    CODE(SQLITE_AUTH),
    CODE(SQLITE_FORMAT),
    CODE(SQLITE_RANGE),
    CODE(SQLITE_NOTADB),
    CODE(SQLITE_NOTICE),
    CODE(SQLITE_WARNING),
    CODE(SQLITE_ROW),
    CODE(SQLITE_DONE),
    CODE(SQLITE_ABORT_ROLLBACK),
    CODE(SQLITE_AUTH_USER),
    CODE(SQLITE_BUSY_RECOVERY),
    CODE(SQLITE_BUSY_SNAPSHOT),
    CODE(SQLITE_BUSY_TIMEOUT),
    CODE(SQLITE_CANTOPEN_CONVPATH),
    CODE(SQLITE_CANTOPEN_DIRTYWAL),
    CODE(SQLITE_CANTOPEN_FULLPATH),
    CODE(SQLITE_CANTOPEN_ISDIR),
    CODE(SQLITE_CANTOPEN_NOTEMPDIR),
    CODE(SQLITE_CANTOPEN_SYMLINK),
    CODE(SQLITE_CONSTRAINT_CHECK),
    CODE(SQLITE_CONSTRAINT_COMMITHOOK),
    CODE(SQLITE_CONSTRAINT_FOREIGNKEY),
    CODE(SQLITE_CONSTRAINT_FUNCTION),
    CODE(SQLITE_CONSTRAINT_NOTNULL),
    CODE(SQLITE_CONSTRAINT_PINNED),
    CODE(SQLITE_CONSTRAINT_PRIMARYKEY),
    CODE(SQLITE_CONSTRAINT_ROWID),
    CODE(SQLITE_CONSTRAINT_TRIGGER),
    CODE(SQLITE_CONSTRAINT_UNIQUE),
    CODE(SQLITE_CONSTRAINT_VTAB),
    CODE(SQLITE_CORRUPT_INDEX),
    CODE(SQLITE_CORRUPT_SEQUENCE),
    CODE(SQLITE_CORRUPT_VTAB),
    CODE(SQLITE_ERROR_MISSING_COLLSEQ),
    CODE(SQLITE_ERROR_RETRY),
    CODE(SQLITE_ERROR_SNAPSHOT),
    CODE(SQLITE_IOERR_ACCESS),
    CODE(SQLITE_IOERR_AUTH),
    CODE(SQLITE_IOERR_BEGIN_ATOMIC),
    CODE(SQLITE_IOERR_BLOCKED),
    CODE(SQLITE_IOERR_CHECKRESERVEDLOCK),
    CODE(SQLITE_IOERR_CLOSE),
    CODE(SQLITE_IOERR_COMMIT_ATOMIC),
    CODE(SQLITE_IOERR_CONVPATH),
    CODE(SQLITE_IOERR_CORRUPTFS),
    CODE(SQLITE_IOERR_DATA),
    CODE(SQLITE_IOERR_DELETE),
    CODE(SQLITE_IOERR_DELETE_NOENT),
    CODE(SQLITE_IOERR_DIR_CLOSE),
    CODE(SQLITE_IOERR_DIR_FSYNC),
    CODE(SQLITE_IOERR_FSTAT),
    CODE(SQLITE_IOERR_FSYNC),
    CODE(SQLITE_IOERR_GETTEMPPATH),
    CODE(SQLITE_IOERR_LOCK),
    CODE(SQLITE_IOERR_MMAP),
    CODE(SQLITE_IOERR_NOMEM),
    CODE(SQLITE_IOERR_RDLOCK),
    CODE(SQLITE_IOERR_READ),
    CODE(SQLITE_IOERR_ROLLBACK_ATOMIC),
    CODE(SQLITE_IOERR_SEEK),
    CODE(SQLITE_IOERR_SHMLOCK),
    CODE(SQLITE_IOERR_SHMMAP),
    CODE(SQLITE_IOERR_SHMOPEN),
    CODE(SQLITE_IOERR_SHMSIZE),
    CODE(SQLITE_IOERR_SHORT_READ),
    CODE(SQLITE_IOERR_TRUNCATE),
    CODE(SQLITE_IOERR_UNLOCK),
    CODE(SQLITE_IOERR_VNODE),
    CODE(SQLITE_IOERR_WRITE),
    CODE(SQLITE_LOCKED_SHAREDCACHE),
    CODE(SQLITE_LOCKED_VTAB),
    CODE(SQLITE_NOTICE_RECOVER_ROLLBACK),
    CODE(SQLITE_NOTICE_RECOVER_WAL),
    CODE(SQLITE_OK_LOAD_PERMANENTLY),
    CODE(SQLITE_OK_SYMLINK),
    CODE(SQLITE_READONLY_CANTINIT),
    CODE(SQLITE_READONLY_CANTLOCK),
    CODE(SQLITE_READONLY_DBMOVED),
    CODE(SQLITE_READONLY_DIRECTORY),
    CODE(SQLITE_READONLY_RECOVERY),
    CODE(SQLITE_READONLY_ROLLBACK),
    CODE(SQLITE_WARNING_AUTOINDEX),
};
constexpr Constant kConstants[] = {
    {"PARSE_DECLTYPES", kParseDeclTypes},
    {"PARSE_COLNAMES", kParseColNames},
    {"LEGACY_TRANSACTION_CONTROL", kLegacyTransactions},
    CODE(SQLITE_ALTER_TABLE),
    CODE(SQLITE_ANALYZE),
    CODE(SQLITE_ATTACH),
    CODE(SQLITE_CREATE_INDEX),
    CODE(SQLITE_CREATE_TABLE),
    CODE(SQLITE_CREATE_TEMP_INDEX),
    CODE(SQLITE_CREATE_TEMP_TABLE),
    CODE(SQLITE_CREATE_TEMP_TRIGGER),
    CODE(SQLITE_CREATE_TEMP_VIEW),
    CODE(SQLITE_CREATE_TRIGGER),
    CODE(SQLITE_CREATE_VIEW),
    CODE(SQLITE_CREATE_VTABLE),
    CODE(SQLITE_DBCONFIG_DEFENSIVE),
    CODE(SQLITE_DBCONFIG_DQS_DDL),
    CODE(SQLITE_DBCONFIG_DQS_DML),
    CODE(SQLITE_DBCONFIG_ENABLE_FKEY),
    CODE(SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER),
    CODE(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION),
    CODE(SQLITE_DBCONFIG_ENABLE_QPSG),
    CODE(SQLITE_DBCONFIG_ENABLE_TRIGGER),
    CODE(SQLITE_DBCONFIG_ENABLE_VIEW),
    CODE(SQLITE_DBCONFIG_LEGACY_ALTER_TABLE),
    CODE(SQLITE_DBCONFIG_LEGACY_FILE_FORMAT),
    CODE(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE),
    CODE(SQLITE_DBCONFIG_RESET_DATABASE),
    CODE(SQLITE_DBCONFIG_TRIGGER_EQP),
    CODE(SQLITE_DBCONFIG_TRUSTED_SCHEMA),
    CODE(SQLITE_DBCONFIG_WRITABLE_SCHEMA),
    CODE(SQLITE_DELETE),
    CODE(SQLITE_DENY),
    CODE(SQLITE_DETACH),
    CODE(SQLITE_DROP_INDEX),
    CODE(SQLITE_DROP_TABLE),
    CODE(SQLITE_DROP_TEMP_INDEX),
    CODE(SQLITE_DROP_TEMP_TABLE),
    CODE(SQLITE_DROP_TEMP_TRIGGER),
    CODE(SQLITE_DROP_TEMP_VIEW),
    CODE(SQLITE_DROP_TRIGGER),
    CODE(SQLITE_DROP_VIEW),
    CODE(SQLITE_DROP_VTABLE),
    CODE(SQLITE_FUNCTION),
    CODE(SQLITE_IGNORE),
    CODE(SQLITE_INSERT),
    CODE(SQLITE_LIMIT_ATTACHED),
    CODE(SQLITE_LIMIT_COLUMN),
    CODE(SQLITE_LIMIT_COMPOUND_SELECT),
    CODE(SQLITE_LIMIT_EXPR_DEPTH),
    CODE(SQLITE_LIMIT_FUNCTION_ARG),
    CODE(SQLITE_LIMIT_LENGTH),
    CODE(SQLITE_LIMIT_LIKE_PATTERN_LENGTH),
    CODE(SQLITE_LIMIT_SQL_LENGTH),
    CODE(SQLITE_LIMIT_TRIGGER_DEPTH),
    CODE(SQLITE_LIMIT_VARIABLE_NUMBER),
    CODE(SQLITE_LIMIT_VDBE_OP),
    CODE(SQLITE_LIMIT_WORKER_THREADS),
    CODE(SQLITE_PRAGMA),
    CODE(SQLITE_READ),
    CODE(SQLITE_RECURSIVE),
    CODE(SQLITE_REINDEX),
    CODE(SQLITE_SAVEPOINT),
    CODE(SQLITE_SELECT),
    CODE(SQLITE_TRANSACTION),
    CODE(SQLITE_UPDATE),
};
#undef CODE

// --- functions -----------------------------------------------------------------------------------

Ref sqlite3_connect(Thread* t, Args a) {
    Value factory;
    New<Str> name = KRAIT_TRY(strIntern(t, "factory"));
    if (!a[1].isEmpty()) factory = KRAIT_TRY(dictGet(t, a[1].as<Dict>(), name));
    if (factory.isEmpty() && a[0].as<Tuple>()->length > 5) factory = a[0].as<Tuple>()->items[5];
    if (factory.isEmpty()) {
        Type* type = typeFromSpec(t, &kConnectionSpec);
        if (!type) return Error{};
        factory = Value(type);
    }
    Ref held = Ref::share(factory);
    return callTuple(t, held, a[0], a[1]);
}

Ref sqlite3_complete_statement(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError,
                     "complete_statement() argument 'statement' must be str, not %T", a[0]);
    }
    return Ref::boolean(sqlite3_complete(toUtf8(a[0].as<Str>()).c_str()));
}

Ref sqlite3_register_adapter(Thread* t, Args a) {
    Type* protocol = typeFromSpec(t, &kProtocolSpec);
    if (!protocol) return Error{};
    Ref key = KRAIT_TRY(tupleOf(t, a[0], Value(protocol)));
    Ref adapters = KRAIT_TRY(registryOf(t, "adapters"));
    KRAIT_TRY(dictSet(t, adapters.as<Dict>(), key, a[1]));
    for (TypeId id : {TypeId::kInt, TypeId::kFloat, TypeId::kStr, TypeId::kByteArray}) {
        if (a[0] == Value(t->type(id))) stateOf(t)->native_types_adapted = true;
    }
    return Ref::none();
}

Ref sqlite3_register_converter(Thread* t, Args a) {
    if (!isStr(a[0])) {
        return raise(t, TypeId::kTypeError, "register_converter() argument 1 must be str, not %T",
                     a[0]);
    }
    New<Str> method = KRAIT_TRY(strIntern(t, "upper"));
    Ref name = KRAIT_TRY(callMethod(t, a[0], method));
    Ref converters = KRAIT_TRY(registryOf(t, "converters"));
    KRAIT_TRY(dictSet(t, converters.as<Dict>(), name, a[1]));
    return Ref::none();
}

Ref sqlite3_adapt(Thread* t, Args a) {
    Type* protocol = typeFromSpec(t, &kProtocolSpec);
    if (!protocol) return Error{};
    Value wanted = a[1].isEmpty() ? Value(protocol) : a[1];
    Ref key = KRAIT_TRY(tupleOf(t, Value(typeOf(t, a[0])), wanted));
    Ref adapters = KRAIT_TRY(registryOf(t, "adapters"));
    Ref adapter = Ref::share(KRAIT_TRY(dictGet(t, adapters.as<Dict>(), key)));
    if (!adapter.isEmpty()) return callFunction(t, adapter, a[0]);
    for (auto [object, name, argument] :
         {std::tuple{wanted, "__adapt__", a[0]}, std::tuple{a[0], "__conform__", wanted}}) {
        New<Str> interned = KRAIT_TRY(strIntern(t, name));
        Ref method = getAttrOptional(t, object, interned);
        if (method.isEmpty()) {
            if (t->hasError()) return Error{};
            continue;
        }
        Ref result = callFunction(t, method, argument);
        if (result.isError()) {
            if (!clearErrorIf(t, TypeId::kTypeError)) return Error{};
        } else if (!result.get().isNone()) {
            return result;
        }
    }
    if (!a[2].isEmpty()) return Ref::share(a[2]);
    return raiseOf(t, &kProgrammingErrorSpec, "can't adapt");
}

Ref sqlite3_enable_callback_tracebacks(Thread* t, Args a) {
    stateOf(t)->show_callback_errors = KRAIT_TRY(isTrue(t, a[0]));
    return Ref::none();
}

constexpr MethodDef kFunctions[] = {
    {"connect(*args, **kwargs)", sqlite3_connect, "Open a connection to the SQLite database file."},
    {"complete_statement(statement)", sqlite3_complete_statement,
     "Checks if a string contains a complete SQL statement."},
    {"register_adapter(type, adapter, /)", sqlite3_register_adapter,
     "Register a function to adapt Python objects to SQLite values."},
    {"register_converter(typename, converter, /)", sqlite3_register_converter,
     "Register a function to convert SQLite values to Python objects."},
    {"adapt(obj, proto=<unset>, alt=<unset>, /)", sqlite3_adapt,
     "Adapt given object to given protocol."},
    {"enable_callback_tracebacks(enable, /)", sqlite3_enable_callback_tracebacks,
     "Enable or disable callback functions throwing errors to stderr."},
    {}};

Status initModule(Thread* t, Value module) {
    Type* exception = t->type(TypeId::kException);
    Type* error = typeFromSpec(t, &kErrorSpec, exception);
    if (!error || !typeFromSpec(t, &kWarningSpec, exception) ||
        !typeFromSpec(t, &kInterfaceErrorSpec, error)) {
        return Error{};
    }
    Type* database = typeFromSpec(t, &kDatabaseErrorSpec, error);
    if (!database) return Error{};
    for (const TypeSpec* spec :
         {&kDataErrorSpec, &kOperationalErrorSpec, &kIntegrityErrorSpec, &kInternalErrorSpec,
          &kProgrammingErrorSpec, &kNotSupportedErrorSpec}) {
        if (!typeFromSpec(t, spec, database)) return Error{};
    }
    New<Dict> adapters = KRAIT_TRY(dictNew(t)), converters = KRAIT_TRY(dictNew(t));
    ModuleFiller filler(t, module);
    for (const Constant& constant : kCodes) filler.integer(constant.name, constant.value);
    for (const Constant& constant : kConstants) filler.integer(constant.name, constant.value);
    int threads = sqlite3_threadsafe();
    return filler.set("adapters", adapters)
        .set("converters", converters)
        .text("sqlite_version", sqlite3_libversion())
        .text("version", "2.6.0") // what the library of 3.11 imports
        .text("_deprecated_version", "2.6.0")
        .integer("threadsafety", threads == 0   ? 0
                                 : threads == 1 ? 3
                                                : 1)
        .type("Blob", &kBlobSpec)
        .type("Connection", &kConnectionSpec)
        .type("Cursor", &kCursorSpec)
        .type("Row", &kRowSpec)
        .type("PrepareProtocol", &kProtocolSpec)
        .type("Warning", &kWarningSpec)
        .type("Error", &kErrorSpec)
        .type("InterfaceError", &kInterfaceErrorSpec)
        .type("DatabaseError", &kDatabaseErrorSpec)
        .type("DataError", &kDataErrorSpec)
        .type("OperationalError", &kOperationalErrorSpec)
        .type("IntegrityError", &kIntegrityErrorSpec)
        .type("InternalError", &kInternalErrorSpec)
        .type("ProgrammingError", &kProgrammingErrorSpec)
        .type("NotSupportedError", &kNotSupportedErrorSpec)
        .finish();
}

} // namespace

const char* codeName(int code) {
    for (const Constant& constant : kCodes) {
        if (constant.value == code) return constant.name;
    }
    return nullptr;
}

} // namespace sql

extern const NativeModule k_sqlite3Module = {"_sqlite3", "The engine of sqlite3.", sql::kFunctions,
                                             sql::initModule};

} // namespace krait
