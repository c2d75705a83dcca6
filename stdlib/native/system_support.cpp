// Paths and interrupted system calls: see system_support.h.
#include "stdlib/native/system_support.h"

#include "vm/base/utf8.h"
#include "vm/objects/bytes.h"
#include "vm/objects/str.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/signals.h"

namespace krait {

Status encodeFileName(Thread* t, Value str, std::string* out) {
    auto* s = str.as<Str>();
    if (s->isAscii()) {
        out->assign(s->data, static_cast<size_t>(s->length));
        return ok();
    }
    New<Str> errors = KRAIT_TRY(strIntern(t, "surrogateescape"));
    Ref bytes = KRAIT_TRY(encodeText(t, s, nullptr, errors));
    out->assign(bytes.as<Bytes>()->view());
    return ok();
}

Ref decodeFileName(Thread* t, std::string_view bytes) {
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    if (scanUtf8(data, bytes.size()).fault == Utf8Fault::kNone) return strFromUtf8(t, bytes);
    New<Str> errors = KRAIT_TRY(strIntern(t, "surrogateescape"));
    return decodeText(t, bytes, nullptr, errors);
}

Ref convertToPath(Thread* t, Value path) {
    if (isStr(path) || isBytes(path)) return Ref::share(path);
    Ref method = lookupSpecial(t, path, t->name(kName___fspath__));
    if (method.isEmpty()) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "expected str, bytes or os.PathLike object, not %.200T",
                     path);
    }
    Ref result = KRAIT_TRY(callFunction(t, method));
    if (!isStr(result) && !isBytes(result)) {
        return raise(t, TypeId::kTypeError,
                     "expected %.200T.__fspath__() to return str or bytes, not %.200T", path,
                     result.get());
    }
    return result;
}

Status serveSignals(Thread* t) {
    if (t != t->runtime->main_thread) return ok(); // Python: the main thread runs the handlers
    return signalsServe(t);
}

} // namespace krait
