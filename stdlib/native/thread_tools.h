// What the command line asks of threads: the GIL's ledger at the end of a program, and the order in
// which locks are taken.
#pragma once

#include "vm/runtime/runtime.h"

#include <string>

namespace krait {

// Begins a new ledger of the GIL (vm/threads/ledger.h); the Runtime keeps it.
void ledgerStart(Thread*);
// Its figures as text, and as a trace in a file; "" and false (errno says why) without a ledger.
std::string ledgerTable(Thread*);
bool ledgerWriteTrace(Thread*, const std::string& path);

// From now on, notes which lock is taken while which other is held (lock_order.cpp).
void lockOrderStart(Thread*);
// Pairs of locks that were taken in both orders, a line each and two for where; "" if none.
std::string lockOrderReport(Thread*);
// Called by the locks while it is on.
void lockOrderTaken(Thread*, Object* lock);
void lockOrderIsSignal(Thread*, Object* lock); // its holder waits for it
void lockOrderReleased(Thread*, Object* lock, uint64_t owner);

} // namespace krait
