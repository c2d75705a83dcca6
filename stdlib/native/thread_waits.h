// Who waits for whom: the wait-for graph of the Threads of a Runtime, and deadlocks in it.
//
// An edge leads from a thread that is parked on a lock or a handle to the thread that can let it go
// on: the owner of the lock, the thread to be joined. All of it needs the GIL.
#pragma once

#include "stdlib/native/thread_locks.h"

#include <string>
#include <vector>

namespace krait {

// What becomes of a deadlock.
enum class DeadlockAction : uint8_t { kRaise, kWarn, kIgnore };

struct WaitEdge {
    Thread* thread;
    Object* object;
    Thread* owner; // null: nobody is known to be able to end the wait
    bool for_ever; // no timeout
};
std::vector<WaitEdge> threadWaits(Thread*);

// Lets waits be checked: called once by module _thread.
void deadlockInstall(Thread*);
DeadlockAction deadlockAction(Thread*);
void setDeadlockAction(Thread*, DeadlockAction action);

extern const TypeSpec kDeadlockErrorSpec;

} // namespace krait
