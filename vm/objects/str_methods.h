// The methods of str, by the file that defines them; the table is in str.cpp. Arguments as args.h
// binds them: a[0] is the string.
#pragma once

#include "vm/objects/type.h"

namespace krait {

#define KRAIT_STR_METHOD(name) Ref str_##name(Thread*, Args);
// str_search.cpp, str_split.cpp
KRAIT_STR_METHOD(find)
KRAIT_STR_METHOD(rfind)
KRAIT_STR_METHOD(index)
KRAIT_STR_METHOD(rindex)
KRAIT_STR_METHOD(count)
KRAIT_STR_METHOD(replace)
KRAIT_STR_METHOD(startswith)
KRAIT_STR_METHOD(endswith)
KRAIT_STR_METHOD(removeprefix)
KRAIT_STR_METHOD(removesuffix)
KRAIT_STR_METHOD(split)
KRAIT_STR_METHOD(rsplit)
KRAIT_STR_METHOD(splitlines)
KRAIT_STR_METHOD(partition)
KRAIT_STR_METHOD(rpartition)
KRAIT_STR_METHOD(strip)
KRAIT_STR_METHOD(lstrip)
KRAIT_STR_METHOD(rstrip)
KRAIT_STR_METHOD(join)
// str_case.cpp, str_pad.cpp
KRAIT_STR_METHOD(lower)
KRAIT_STR_METHOD(upper)
KRAIT_STR_METHOD(title)
KRAIT_STR_METHOD(capitalize)
KRAIT_STR_METHOD(swapcase)
KRAIT_STR_METHOD(casefold)
KRAIT_STR_METHOD(isalnum)
KRAIT_STR_METHOD(isalpha)
KRAIT_STR_METHOD(isascii)
KRAIT_STR_METHOD(isdecimal)
KRAIT_STR_METHOD(isdigit)
KRAIT_STR_METHOD(isidentifier)
KRAIT_STR_METHOD(islower)
KRAIT_STR_METHOD(isnumeric)
KRAIT_STR_METHOD(isprintable)
KRAIT_STR_METHOD(isspace)
KRAIT_STR_METHOD(istitle)
KRAIT_STR_METHOD(isupper)
KRAIT_STR_METHOD(center)
KRAIT_STR_METHOD(ljust)
KRAIT_STR_METHOD(rjust)
KRAIT_STR_METHOD(zfill)
KRAIT_STR_METHOD(expandtabs)
KRAIT_STR_METHOD(translate)
KRAIT_STR_METHOD(maketrans)
// str_format.cpp
KRAIT_STR_METHOD(format)
KRAIT_STR_METHOD(format_map)
#undef KRAIT_STR_METHOD

} // namespace krait
