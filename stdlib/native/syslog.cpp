// syslog: messages to the system's log. The identity that openlog() is given must outlive the log,
// so that the module keeps it; the log is the process's, and its lock the C library's.
#include "stdlib/native/system_constants.h"

#include "vm/objects/list.h"

#include <syslog.h>

namespace krait {
namespace {

struct LogState {
    std::string identity;
    bool open = false;
};
constexpr char kLogKey = 0;
LogState* logState(Thread* t) {
    return runtimeState<LogState>(t, &kLogKey);
}

// Python: without openlog() the log is opened in the script's name.
Status openWith(Thread* t, Value identity, int options, int facility) {
    LogState* state = logState(t);
    std::string name;
    if (!identity.isEmpty()) {
        KRAIT_TRY(encodeFileName(t, identity, &name));
    } else {
        New<Str> sys_name = KRAIT_TRY(strIntern(t, "sys"));
        Value sys = dictGetStr(t->runtime->modules, sys_name);
        Ref argv = sys.isEmpty() ? Ref() : getAttrOptional(t, sys, t->name(kName_argv));
        if (!argv.isEmpty() && isList(argv) && argv.as<List>()->length > 0 &&
            isStr(argv.as<List>()->items[0])) {
            KRAIT_TRY(encodeFileName(t, argv.as<List>()->items[0], &name));
            name = name.substr(name.rfind('/') + 1);
        }
        if (t->hasError()) clearError(t);
    }
    state->identity = std::move(name);
    ::openlog(state->identity.empty() ? nullptr : state->identity.c_str(), options, facility);
    state->open = true;
    return ok();
}

Ref syslog_openlog(Thread* t, Args a) {
    if (!a[0].isEmpty() && !isStr(a[0]))
        return raise(t, TypeId::kTypeError, "openlog() argument 'ident' must be str, not %T", a[0]);
    int options = KRAIT_TRY(cIntArgument(t, a[1]));
    int facility = KRAIT_TRY(cIntArgument(t, a[2]));
    KRAIT_TRY(openWith(t, a[0], options, facility));
    return Ref::none();
}
Ref syslog_syslog(Thread* t, Args a) {
    bool has_priority = !a[1].isEmpty();
    Value message = has_priority ? a[1] : a[0];
    int priority = has_priority ? KRAIT_TRY(cIntArgument(t, a[0])) : LOG_INFO;
    if (!isStr(message)) {
        return raise(t, TypeId::kTypeError, "syslog() argument %d must be str, not %T",
                     has_priority ? 2 : 1, message);
    }
    std::string text;
    KRAIT_TRY(encodeFileName(t, message, &text));
    if (!logState(t)->open) KRAIT_TRY(openWith(t, Value(), 0, LOG_USER));
    {
        BlockingSection blocking(t);
        ::syslog(priority, "%s", text.c_str());
    }
    return Ref::none();
}
Ref syslog_closelog(Thread* t, Args) {
    LogState* state = logState(t);
    if (std::exchange(state->open, false)) ::closelog();
    return Ref::none();
}
Ref syslog_setlogmask(Thread* t, Args a) {
    return intFrom(t, ::setlogmask(KRAIT_TRY(cIntArgument(t, a[0]))));
}
Ref syslog_LOG_MASK(Thread* t, Args a) {
    return intFrom(t, LOG_MASK(KRAIT_TRY(cIntArgument(t, a[0]))));
}
Ref syslog_LOG_UPTO(Thread* t, Args a) {
    return intFrom(t, LOG_UPTO(KRAIT_TRY(cIntArgument(t, a[0]))));
}

constexpr MethodDef kFunctions[] = {
    {"openlog(ident=<unset>, logoption=0, facility=8)", syslog_openlog,
     "Sets the options of the messages that follow."},
    {"closelog()", syslog_closelog, "Back to the options of the beginning."},
    {"syslog(priority, message=<unset>, /)", syslog_syslog,
     "syslog([priority,] message): sends a message to the system's log."},
    {"setlogmask(maskpri, /)", syslog_setlogmask,
     "Sets which priorities are logged; the mask before."},
    {"LOG_MASK(pri, /)", syslog_LOG_MASK, "The mask of one priority."},
    {"LOG_UPTO(pri, /)", syslog_LOG_UPTO, "The mask of all priorities up to one."},
    {}};
static_assert(LOG_USER == 8);

// clang-format off
constexpr SystemConstant kConstants[] = {
    KRAIT_CONSTANT(LOG_ALERT), KRAIT_CONSTANT(LOG_AUTH), KRAIT_CONSTANT(LOG_AUTHPRIV),
    KRAIT_CONSTANT(LOG_CONS), KRAIT_CONSTANT(LOG_CRIT), KRAIT_CONSTANT(LOG_CRON),
    KRAIT_CONSTANT(LOG_DAEMON), KRAIT_CONSTANT(LOG_DEBUG), KRAIT_CONSTANT(LOG_EMERG),
    KRAIT_CONSTANT(LOG_ERR), KRAIT_CONSTANT(LOG_FTP), KRAIT_CONSTANT(LOG_INFO),
    KRAIT_CONSTANT(LOG_KERN), KRAIT_CONSTANT(LOG_LOCAL0), KRAIT_CONSTANT(LOG_LOCAL1),
    KRAIT_CONSTANT(LOG_LOCAL2), KRAIT_CONSTANT(LOG_LOCAL3), KRAIT_CONSTANT(LOG_LOCAL4),
    KRAIT_CONSTANT(LOG_LOCAL5), KRAIT_CONSTANT(LOG_LOCAL6), KRAIT_CONSTANT(LOG_LOCAL7),
    KRAIT_CONSTANT(LOG_LPR), KRAIT_CONSTANT(LOG_MAIL), KRAIT_CONSTANT(LOG_NDELAY),
    KRAIT_CONSTANT(LOG_NEWS), KRAIT_CONSTANT(LOG_NOTICE), KRAIT_CONSTANT(LOG_NOWAIT),
    KRAIT_CONSTANT(LOG_ODELAY), KRAIT_CONSTANT(LOG_PERROR), KRAIT_CONSTANT(LOG_PID),
    KRAIT_CONSTANT(LOG_SYSLOG), KRAIT_CONSTANT(LOG_USER), KRAIT_CONSTANT(LOG_UUCP),
    KRAIT_CONSTANT(LOG_WARNING),
};
// clang-format on

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    addConstants(filler, kConstants);
    return filler.finish();
}

} // namespace

extern const NativeModule ksyslogModule = {"syslog", "Messages to the system's log.", kFunctions,
                                           initModule};

} // namespace krait
