// What the files of module _pickle share: the opcodes of the format (pickletools describes each),
// the errors, and what is looked up in module copyreg.
//
// pickler.cpp writes, unpickler.cpp reads, stdlib/native/_pickle.cpp has the module and
// PickleBuffer.
#pragma once

#include "stdlib/native/heap_vector.h"
#include "stdlib/native/native_error.h"
#include "stdlib/native/native_support.h"

namespace krait::pickle {

inline constexpr int kProtocolMax = 5, kProtocolDefault = 4;
// Items between a MARK and its APPENDS, SETITEMS or ADDITEMS.
inline constexpr int64_t kBatchSize = 1000;
// A frame is ended at the first boundary of opcodes after so many bytes.
inline constexpr int64_t kFrameSizeTarget = 64 * 1024;
inline constexpr int64_t kFrameSizeMin = 4, kFrameHeaderSize = 9;

enum Opcode : uint8_t {
    kMark = '(',
    kStop = '.',
    kPop = '0',
    kPopMark = '1',
    kDup = '2',
    kFloat = 'F',
    kInt = 'I',
    kBinInt = 'J',
    kBinInt1 = 'K',
    kLong = 'L',
    kBinInt2 = 'M',
    kNone = 'N',
    kPersId = 'P',
    kBinPersId = 'Q',
    kReduce = 'R',
    kString = 'S',
    kBinString = 'T',
    kShortBinString = 'U',
    kUnicode = 'V',
    kBinUnicode = 'X',
    kAppend = 'a',
    kBuild = 'b',
    kGlobal = 'c',
    kDict = 'd',
    kEmptyDict = '}',
    kAppends = 'e',
    kGet = 'g',
    kBinGet = 'h',
    kInst = 'i',
    kLongBinGet = 'j',
    kList = 'l',
    kEmptyList = ']',
    kObj = 'o',
    kPut = 'p',
    kBinPut = 'q',
    kLongBinPut = 'r',
    kSetItem = 's',
    kTuple = 't',
    kEmptyTuple = ')',
    kSetItems = 'u',
    kBinFloat = 'G',
    // protocol 2
    kProto = 0x80,
    kNewObj = 0x81,
    kExt1 = 0x82,
    kExt2 = 0x83,
    kExt4 = 0x84,
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kNewTrue = 0x88,
    kNewFalse = 0x89,
    kLong1 = 0x8a,
    kLong4 = 0x8b,
    // protocol 3
    kBinBytes = 'B',
    kShortBinBytes = 'C',
    // protocol 4
    kShortBinUnicode = 0x8c,
    kBinUnicode8 = 0x8d,
    kBinBytes8 = 0x8e,
    kEmptySet = 0x8f,
    kAddItems = 0x90,
    kFrozenSet = 0x91,
    kNewObjEx = 0x92,
    kStackGlobal = 0x93,
    kMemoize = 0x94,
    kFrame = 0x95,
    // protocol 5
    kByteArray8 = 0x96,
    kNextBuffer = 0x97,
    kReadOnlyBuffer = 0x98,
};

extern const TypeSpec kPickleErrorSpec, kPicklingErrorSpec, kUnpicklingErrorSpec;
extern const TypeSpec kPicklerSpec, kPicklerMemoSpec, kUnpicklerSpec, kUnpicklerMemoSpec;
extern const TypeSpec kPickleBufferSpec;

// The contiguous bytes under a PickleBuffer, in whichever order they lie. ValueError once it is
// released, BufferError if there are gaps. The view borrows from the PickleBuffer.
Status pickleBufferView(Thread*, Value buffer, std::string_view* bytes, bool* read_only);

// module.name, imported if need be. Owned.
Ref attributeOfModule(Thread*, const char* module, const char* name);
// object.name, EMPTY without an exception if there is none. Owned.
inline Ref optionalAttribute(Thread* t, Value object, const char* name) {
    New<Str> interned = KRAIT_TRY(strIntern(t, name));
    return getAttrOptional(t, object, interned);
}
// sys.modules[name], imported if need be. REENTRY.
Ref importNamed(Thread*, Str* name);
// The parts of a qualified name in a list. AttributeError when a function is among them.
New<List> dottedParts(Thread*, Value object, Str* name);
// object.part.part..., EMPTY without an exception if there is none; *parent becomes the last but
// one.
Ref attributeByParts(Thread*, Value object, List* parts, Ref* parent);

Ref pickle_dump(Thread*, Args);
Ref pickle_dumps(Thread*, Args);
Ref pickle_load(Thread*, Args);
Ref pickle_loads(Thread*, Args);

} // namespace krait::pickle
