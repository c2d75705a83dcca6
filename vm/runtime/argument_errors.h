// What calls with wrong arguments say. The binder finds what is wrong; the words are CPython's,
// which differ by the calling convention of the function: it is derived from the signature, and a
// row of a method table may name another (MethodFlag). Nothing here runs unless a call fails.
#pragma once

#include "vm/runtime/args.h"

namespace krait {

// A native function being called. `callable`: as in callNative.
struct NativeCallee {
    Value callable;
    const MethodDef* def;
    const Signature* signature;
};

// TypeError if `given` positional values (the receiver included) and `named` named ones are more
// than there are parameters, or fewer than those that can only be given by position.
Status checkNativeCount(Thread*, const NativeCallee&, uint32_t given, uint32_t named,
                        bool takes_any_name);
// For a function with *args: TypeError if it counts the named values, and there are too many.
Status checkNamedCount(Thread*, const NativeCallee&, uint32_t named);
Error raiseNoKeywords(Thread*, const NativeCallee&);
// The parameter with this index was not given; `given` as above.
Error raiseMissingArgument(Thread*, const NativeCallee&, uint32_t parameter, uint32_t given);
Error raiseGivenTwice(Thread*, const NativeCallee&, uint32_t parameter);
Error raiseUnknownKeyword(Thread*, const NativeCallee&, Str* name);
// Whether the callee is __new__ (__init__) of a type whose subclass brings its own __init__
// (__new__), for which the keywords are then meant. `receiver`: the class (the instance).
bool keywordsForOtherConstructor(Thread*, const NativeCallee&, Value receiver);

// Finds, among the names considered, the one most like a name that was not found.
class SimilarName {
  public:
    explicit SimilarName(Str* name) : name_(name) {}
    void consider(Str* candidate);
    Str* best() const { return best_; } // null: none is like it

  private:
    Str* name_;
    Str* best_ = nullptr;
    int best_distance_ = 0;
};

} // namespace krait
