// _locale: the C library's locale, for whoever asks; nothing in the VM depends on it.
#include "stdlib/native/module_util.h"
#include "vm/objects/list.h"
#include "vm/objects/tuple.h"
#include "vm/objects/utf8_text.h"

#include <climits>
#include <clocale>
#include <cstring>
#include <langinfo.h>

namespace krait {

namespace {

Ref textOrEmpty(Thread* t, const char* text) {
    return fileNameDecode(t, text ? text : "");
}

Ref locale_setlocale(Thread* t, Args a) {
    int64_t category = KRAIT_TRY(toIndexInt64(t, a[0]));
    std::string name;
    const char* wanted = nullptr;
    if (!a[1].isNone()) {
        if (!isStr(a[1])) {
            return raise(t, TypeId::kTypeError,
                         "setlocale() argument 2 must be str or None, not %T", a[1]);
        }
        name = toUtf8(a[1].as<Str>());
        wanted = name.c_str();
    }
    const char* result = std::setlocale(static_cast<int>(category), wanted);
    if (!result) {
        New<Str> module_name = KRAIT_TRY(strIntern(t, "_locale"));
        Value module = KRAIT_TRY(dictGet(t, t->runtime->modules, module_name));
        Ref error = KRAIT_TRY(getAttr(t, module, "Error"));
        Ref message = KRAIT_TRY(
            strFromAscii(t, wanted ? "unsupported locale setting" : "locale query failed"));
        Ref exception = KRAIT_TRY(callFunction(t, error, message));
        return raiseException(t, exception);
    }
    return textOrEmpty(t, result);
}

Ref grouping(Thread* t, const char* text) {
    New<List> list = KRAIT_TRY(listNew(t));
    for (; text && *text; ++text) {
        KRAIT_TRY(listAppend(t, list, Value::smallInt(*text)));
        if (*text == CHAR_MAX) return list;
    }
    if (list->length > 0) KRAIT_TRY(listAppend(t, list, Value::smallInt(0)));
    return list;
}

Ref locale_localeconv(Thread* t, Args) {
    const lconv* c = std::localeconv();
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    auto add = [&](const char* name, Ref value) -> Status {
        if (value.isError()) return Error{};
        New<Str> key = KRAIT_TRY(strIntern(t, name));
        return dictSetStr(t, dict, key, value);
    };
    KRAIT_TRY(add("decimal_point", textOrEmpty(t, c->decimal_point)));
    KRAIT_TRY(add("thousands_sep", textOrEmpty(t, c->thousands_sep)));
    KRAIT_TRY(add("grouping", grouping(t, c->grouping)));
    KRAIT_TRY(add("int_curr_symbol", textOrEmpty(t, c->int_curr_symbol)));
    KRAIT_TRY(add("currency_symbol", textOrEmpty(t, c->currency_symbol)));
    KRAIT_TRY(add("mon_decimal_point", textOrEmpty(t, c->mon_decimal_point)));
    KRAIT_TRY(add("mon_thousands_sep", textOrEmpty(t, c->mon_thousands_sep)));
    KRAIT_TRY(add("mon_grouping", grouping(t, c->mon_grouping)));
    KRAIT_TRY(add("positive_sign", textOrEmpty(t, c->positive_sign)));
    KRAIT_TRY(add("negative_sign", textOrEmpty(t, c->negative_sign)));
    struct {
        const char* name;
        char value;
    } numbers[] = {{"int_frac_digits", c->int_frac_digits}, {"frac_digits", c->frac_digits},
                   {"p_cs_precedes", c->p_cs_precedes},     {"p_sep_by_space", c->p_sep_by_space},
                   {"n_cs_precedes", c->n_cs_precedes},     {"n_sep_by_space", c->n_sep_by_space},
                   {"p_sign_posn", c->p_sign_posn},         {"n_sign_posn", c->n_sign_posn}};
    for (auto& n : numbers) KRAIT_TRY(add(n.name, Ref::take(Value::smallInt(n.value))));
    return dict;
}

Status twoTexts(Thread* t, Args a, std::string* x, std::string* y) {
    for (int i = 0; i < 2; ++i) {
        if (!isStr(a[i]))
            return raise(t, TypeId::kTypeError, "argument %d must be str, not %T", i + 1, a[i]);
    }
    *x = toUtf8(a[0].as<Str>());
    *y = toUtf8(a[1].as<Str>());
    return ok();
}
Ref locale_strcoll(Thread* t, Args a) {
    std::string x, y;
    KRAIT_TRY(twoTexts(t, a, &x, &y));
    if (x.find('\0') != x.npos || y.find('\0') != y.npos)
        return raise(t, TypeId::kValueError, "embedded null character");
    return Ref::take(Value::smallInt(std::strcoll(x.c_str(), y.c_str())));
}
Ref locale_strxfrm(Thread* t, Args a) {
    if (!isStr(a[0]))
        return raise(t, TypeId::kTypeError, "strxfrm() argument 1 must be str, not %T", a[0]);
    std::string text = toUtf8(a[0].as<Str>());
    if (text.find('\0') != text.npos)
        return raise(t, TypeId::kValueError, "embedded null character");
    std::string out(std::strxfrm(nullptr, text.c_str(), 0) + 1, 0);
    out.resize(std::strxfrm(out.data(), text.c_str(), out.size()));
    return fileNameDecode(t, out);
}
Ref locale_nl_langinfo(Thread* t, Args a) {
    int64_t item = KRAIT_TRY(toIndexInt64(t, a[0]));
    return textOrEmpty(t, ::nl_langinfo(static_cast<nl_item>(item)));
}
Ref locale_getencoding(Thread* t, Args) {
    const char* codeset = ::nl_langinfo(CODESET);
    // The C locale is read as UTF-8 (PEP 538, 540).
    if (!codeset || !*codeset || std::strcmp(codeset, "ANSI_X3.4-1968") == 0) codeset = "UTF-8";
    return strFromAscii(t, codeset);
}
// Message catalogues: none, so every text is its own translation.
Ref locale_gettext(Thread*, Args a) {
    return Ref::share(a[0]);
}
Ref locale_dgettext(Thread*, Args a) {
    return Ref::share(a[1]);
}
Ref locale_none(Thread*, Args) {
    return Ref::none();
}
Ref locale_textdomain(Thread* t, Args) {
    return strFromAscii(t, "messages");
}

constexpr MethodDef kFunctions[] = {
    {"bind_textdomain_codeset(domain, codeset, /)", locale_none, ""},
    {"bindtextdomain(domain, dir, /)", locale_none, ""},
    {"dcgettext(domain, msg, category, /)", locale_dgettext, ""},
    {"dgettext(domain, in_, /)", locale_dgettext, ""},
    {"getencoding()", locale_getencoding, "Get the current locale encoding."},
    {"gettext(msg, /)", locale_gettext, ""},
    {"localeconv()", locale_localeconv, "Returns numeric and monetary locale-specific parameters."},
    {"nl_langinfo(key, /)", locale_nl_langinfo,
     "Return the value for the locale information associated with key."},
    {"setlocale(category, locale=None, /)", locale_setlocale,
     "Activates/queries locale processing."},
    {"strcoll(os1, os2, /)", locale_strcoll, "Compares two strings according to the locale."},
    {"strxfrm(string, /)", locale_strxfrm,
     "Return a string that can be used as a key for locale-aware comparisons."},
    {"textdomain(domain, /)", locale_textdomain, ""},
    {}};

Status initModule(Thread* t, Value module) {
    static constexpr struct {
        const char* name;
        int value;
    } kConstants[] = {
#define CONSTANT(name) {#name, name}
        CONSTANT(LC_CTYPE),    CONSTANT(LC_TIME),    CONSTANT(LC_COLLATE), CONSTANT(LC_MONETARY),
        CONSTANT(LC_MESSAGES), CONSTANT(LC_NUMERIC), CONSTANT(LC_ALL),     CONSTANT(CHAR_MAX),
        CONSTANT(DAY_1),       CONSTANT(DAY_2),      CONSTANT(DAY_3),      CONSTANT(DAY_4),
        CONSTANT(DAY_5),       CONSTANT(DAY_6),      CONSTANT(DAY_7),      CONSTANT(ABDAY_1),
        CONSTANT(ABDAY_2),     CONSTANT(ABDAY_3),    CONSTANT(ABDAY_4),    CONSTANT(ABDAY_5),
        CONSTANT(ABDAY_6),     CONSTANT(ABDAY_7),    CONSTANT(MON_1),      CONSTANT(MON_2),
        CONSTANT(MON_3),       CONSTANT(MON_4),      CONSTANT(MON_5),      CONSTANT(MON_6),
        CONSTANT(MON_7),       CONSTANT(MON_8),      CONSTANT(MON_9),      CONSTANT(MON_10),
        CONSTANT(MON_11),      CONSTANT(MON_12),     CONSTANT(ABMON_1),    CONSTANT(ABMON_2),
        CONSTANT(ABMON_3),     CONSTANT(ABMON_4),    CONSTANT(ABMON_5),    CONSTANT(ABMON_6),
        CONSTANT(ABMON_7),     CONSTANT(ABMON_8),    CONSTANT(ABMON_9),    CONSTANT(ABMON_10),
        CONSTANT(ABMON_11),    CONSTANT(ABMON_12),   CONSTANT(RADIXCHAR),  CONSTANT(THOUSEP),
        CONSTANT(YESEXPR),     CONSTANT(NOEXPR),     CONSTANT(CRNCYSTR),   CONSTANT(D_FMT),
        CONSTANT(D_T_FMT),     CONSTANT(T_FMT),      CONSTANT(AM_STR),     CONSTANT(PM_STR),
        CONSTANT(CODESET),     CONSTANT(T_FMT_AMPM), CONSTANT(ERA),        CONSTANT(ERA_D_FMT),
        CONSTANT(ERA_D_T_FMT), CONSTANT(ERA_T_FMT),  CONSTANT(ALT_DIGITS), {"_DATE_FMT", _DATE_FMT},
#undef CONSTANT
    };
    ModuleFiller fill(t, module);
    for (const auto& constant : kConstants) fill.integer(constant.name, constant.value);
    // class Error(Exception), of module locale.
    Ref name = KRAIT_TRY(strFromAscii(t, "Error"));
    Ref bases = KRAIT_TRY(tupleOf(t, Value(t->type(TypeId::kException))));
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    Ref module_name = KRAIT_TRY(strFromAscii(t, "locale"));
    KRAIT_TRY(dictSetStr(t, dict, t->name(kName___module__), module_name));
    fill.take("Error", callFunction(t, Value(t->type(TypeId::kType)), name, bases, Value(dict)));
    return fill.finish();
}

} // namespace

extern const NativeModule k_localeModule = {"_locale", "The C library's locale.", kFunctions,
                                            initModule};

} // namespace krait
