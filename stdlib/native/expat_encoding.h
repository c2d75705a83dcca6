// What pyexpat and _elementtree share: encodings of one byte a character that libexpat does not
// know and Python does.
#pragma once

#include "vm/objects/str.h"
#include "vm/runtime/codecs.h"
#include "vm/runtime/errors.h"

#include <expat.h>

namespace krait {

// Fills `info` from the codec `name`. On an error the exception is in the Thread.
inline Status fillExpatEncoding(Thread* t, const XML_Char* name, XML_Encoding* info) {
    char bytes[256];
    for (int i = 0; i < 256; ++i) bytes[i] = static_cast<char>(i);
    New<Str> encoding = KRAIT_TRY(strIntern(t, name));
    New<Str> errors = KRAIT_TRY(strIntern(t, "replace"));
    Ref text = KRAIT_TRY(decodeText(t, {bytes, 256}, encoding, errors));
    if (text.as<Str>()->length != 256) {
        return raise(t, TypeId::kValueError, "multi-byte encodings are not supported");
    }
    for (int i = 0; i < 256; ++i) {
        uint32_t c = text.as<Str>()->at(i);
        info->map[i] = c == 0xfffd ? -1 : static_cast<int>(c);
    }
    info->data = nullptr;
    info->convert = nullptr;
    info->release = nullptr;
    return ok();
}

} // namespace krait
