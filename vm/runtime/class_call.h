// Calling classes and building them.
#pragma once

#include "vm/runtime/object_model.h"

namespace krait {

// The Python __init__ of a class whose instances object.__new__ makes and whose metaclass is plain
// `type` for calls; null for any other class. Borrowed.
Function* pythonInitOf(Thread*, Type* type);
// Whether calling the class without arguments is no more than allocateInstance(), if its metaclass
// is plain `type` for calls: its constructors are object's.
bool makesBareObjects(Thread*, Type* type);
// type(...): metaclass __call__.
Ref typeCall(Thread*, Value type, CallArgs args);
Ref buildClass(Thread*, CallArgs args);  // __build_class__
Ref resolveBases(Thread*, Tuple* bases); // __mro_entries__; the same tuple if nothing changes
// "f() argument after * must be an iterable, not x".
Error raiseStarArgument(Thread*, Value callable, Value argument);
// "module.f()" for messages; str(callable) if it has no name.
Ref callableName(Thread*, Value callable);
// int.__new__(cls, ...) and its like.
struct NativeFunction;
Ref callNewFunction(Thread*, NativeFunction* function, CallArgs args);
// Whether `def`, the constructor of the builtin type `owner`, may make the instances of cls: it is
// the one of the builtin type whose layout they have. TypeError otherwise.
Status checkConstructor(Thread*, Type* owner, const MethodDef* def, Type* cls);
Ref callWithSelf(Thread*, Value callable, Value self, const CallArgs& args);

} // namespace krait
