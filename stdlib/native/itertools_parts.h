// The layouts of the iterators of itertools, for the two files that know them: itertools.cpp makes
// and advances them, itertools_pickle.cpp takes them apart for copy and pickle. Values are owned.
#pragma once

#include "stdlib/native/native_support.h"

namespace krait {

struct Count : Object {
    Value next, step;
};

struct Repeat : Object {
    Value element;
    int64_t left; // -1: for ever
};

struct Cycle : Object {
    Value iterator; // EMPTY once it has ended
    Value saved;    // list
    int64_t index;
    bool collected; // what the iterator gives is in the list already (by __setstate__)
};

struct Applied : Object {
    Value function, iterator;
    bool flag; // takewhile: stopped; dropwhile: started
};

struct Two : Object {
    Value first, second;
    Value result; // pairwise: the tuple given last
};

struct Chain : Object {
    Value source; // iterator over iterables; EMPTY once exhausted
    Value active; // iterator, or EMPTY
};

struct Islice : Object {
    Value iterator;                     // EMPTY once exhausted
    int64_t next, stop, step, position; // stop -1: none
};

struct Accumulate : Object {
    Value iterator, function; // function None: addition
    Value total;              // EMPTY before the first item
    Value initial;            // EMPTY once given
};

struct Combinatoric : Object {
    Value pool;       // tuple; product: tuple of tuples
    Value result;     // tuple, EMPTY before the first
    int64_t* indices; // heap block of block_count
    int64_t* cycles;  // permutations: in the same block, behind the indices
    int64_t block_count;
    int64_t places;
    bool stopped;
};

struct ZipLongest : Object {
    Value iterators; // list; None where one has ended
    Value fill;
    int64_t active;
};

struct GroupBy : Object {
    Value iterator, function;      // function None: the item is its key
    Value target_key, current_key; // EMPTY: none yet
    Value current;                 // drawn, and not given yet; or EMPTY
    const Object* group;           // the group that may draw (borrowed, compared only)
};

struct Group : Object {
    Value parent, key;
};

struct TeeData : Object {
    static constexpr int kLinkItems = 57;
    Value iterator;
    Value next; // TeeData or EMPTY
    int count;
    bool running;
    Value items[kLinkItems];
};

struct Tee : Object {
    Value data;
    int index;
};

extern const TypeSpec kAccumulateSpec, kChainSpec, kIsliceSpec;
extern const TypeSpec kGroupSpec, kTeeDataSpec, kTeeSpec;

// The methods for copy and pickle, which CPython 3.14 no longer has.
extern const MethodDef kCountMethods[], kCycleMethods[], kStarmapMethods[], kAppliedMethods[],
    kFilterfalseMethods[], kCompressMethods[], kIsliceMethods[], kAccumulateMethods[],
    kProductMethods[], kCombinationsMethods[], kPermutationsMethods[],
    kCombinationsWithReplacementMethods[], kZipLongestMethods[], kGroupByMethods[],
    kGrouperMethods[], kTeeDataMethods[];
Ref repeat_reduce(Thread*, Args);
Ref chain_reduce(Thread*, Args);
Ref chain_setstate(Thread*, Args);
Ref tee_reduce(Thread*, Args);
Ref tee_setstate(Thread*, Args);

} // namespace krait
