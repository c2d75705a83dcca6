// Messages: the directives of raise() and strFormat(). See runtime/errors.h for the list.
#include "vm/runtime/message.h"

#include "vm/base/float_text.h"
#include "vm/objects/str.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/object_model.h"

#include <cstdio>
#include <cstring>

namespace krait {
namespace {

// A precision cuts text.
void appendCut(TextBuffer& out, const Str* s, int precision) {
    out.appendSlice(s, 0, precision >= 0 && precision < s->length ? precision : s->length);
}

// Builtin types that are not in builtins have their module in their name for messages:
// 'collections.deque'.
void appendTypeName(TextBuffer& out, const Type* type, bool qualified, int precision) {
    if (!qualified || (type->flags & kTypeHeap)) return appendCut(out, type->name, precision);
    std::string_view name = type->spec->name;
    out.append(precision >= 0 ? name.substr(0, static_cast<size_t>(precision)) : name);
}

} // namespace

Ref formatMessage(Thread* t, const char* format, va_list arguments, bool qualified) {
    TextBuffer out(t);
    for (const char* p = format; *p;) {
        if (*p != '%') {
            const char* end = std::strchr(p, '%');
            size_t n = end ? static_cast<size_t>(end - p) : std::strlen(p);
            out.append(std::string_view(p, n));
            p += n;
            continue;
        }
        ++p;
        int precision = -1;
        if (*p == '.') {
            precision = 0;
            for (++p; *p >= '0' && *p <= '9'; ++p) precision = precision * 10 + (*p - '0');
        }
        char text[32];
        switch (*p++) {
        case '%':
            out.append("%");
            break;
        case 's': {
            std::string_view s = va_arg(arguments, const char*);
            out.append(precision >= 0 ? s.substr(0, static_cast<size_t>(precision)) : s);
            break;
        }
        case 'd':
            out.appendInt(va_arg(arguments, int));
            break;
        case 'u':
            out.appendInt(va_arg(arguments, unsigned));
            break;
        case 'l':
            ++p; // %ld
            out.appendInt(va_arg(arguments, int64_t));
            break;
        case 'z':
            ++p; // %zu
            std::snprintf(text, sizeof(text), "%zu", va_arg(arguments, size_t));
            out.append(text);
            break;
        case 'x':
            std::snprintf(text, sizeof(text), "%llx",
                          static_cast<unsigned long long>(va_arg(arguments, uint64_t)));
            out.append(std::string_view(text));
            break;
        case 'c':
            out.appendChar(static_cast<uint32_t>(va_arg(arguments, int)));
            break;
        case 'g':
            std::snprintf(text, sizeof(text), "%g", va_arg(arguments, double));
            out.append(std::string_view(text));
            break;
        case 'R': {
            Value v = Value::fromBits(va_arg(arguments, uint64_t));
            if (v.isEmpty()) { // a field that was never set
                out.append("<NULL>");
                break;
            }
            Ref s = KRAIT_TRY(reprOf(t, v));
            appendCut(out, s.as<Str>(), precision);
            break;
        }
        case 'S': {
            Ref s = KRAIT_TRY(strOf(t, Value::fromBits(va_arg(arguments, uint64_t))));
            appendCut(out, s.as<Str>(), precision);
            break;
        }
        case 'A': {
            Ref s = KRAIT_TRY(asciiOf(t, Value::fromBits(va_arg(arguments, uint64_t))));
            appendCut(out, s.as<Str>(), precision);
            break;
        }
        case 'T':
            appendTypeName(out, typeOf(t, Value::fromBits(va_arg(arguments, uint64_t))), qualified,
                           precision);
            break;
        case 'U':
            appendCut(out, Value::fromBits(va_arg(arguments, uint64_t)).as<Str>(), precision);
            break;
        case 'N':
            appendTypeName(out, va_arg(arguments, Type*), qualified, precision);
            break;
        default:
            KRAIT_UNREACHABLE("unknown directive in a message");
        }
    }
    return out.finish();
}

Ref strFormat(Thread* t, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Ref text = formatMessage(t, format, arguments, false);
    va_end(arguments);
    return text;
}

} // namespace krait
