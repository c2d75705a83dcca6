// What generators, coroutines and async generators share beyond vm/runtime/generator_ops.h: parts
// of their types.
#pragma once

#include "vm/objects/generator.h"

namespace krait {

void generatorDestroy(Thread*, Object* o);
void generatorTraverse(Object* o, Visitor& visitor);
void generatorFinalize(Thread*, Object* o);
void generatorClear(Thread*, Object* o);
size_t generatorSize(const Object* o);
Ref generatorRepr(Thread*, Value v);
Ref generatorGetName(Thread*, Value v);
Ref generatorGetQualifiedName(Thread*, Value v);
Status generatorSetName(Thread*, Value v, Value value);
Status generatorSetQualifiedName(Thread*, Value v, Value value);
Ref generatorGetCode(Thread*, Value v);
Ref generatorGetFrame(Thread*, Value v);
Ref generatorGetRunning(Thread*, Value v);
Ref generatorGetSuspended(Thread*, Value v);
Ref generatorGetDelegate(Thread*, Value v);
Ref generatorSizeof(Thread*, Args a);

inline constexpr uint32_t kGeneratorTypeFlags =
    kTypeContainer | kTypeVariableSize | kTypeDisallowNew | kTypeWeakrefable;

} // namespace krait
