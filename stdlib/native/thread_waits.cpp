// The wait-for graph and deadlocks; see thread_waits.h.
//
// When a thread is about to wait without limit, the chain of waits that begins with it is followed.
// A cycle is a deadlock if only its members could end it: they wait for reentrant locks, which
// their owners alone release, or for the ends of threads. A plain lock can be released by anybody,
// so a cycle with one in it counts only when no thread is able to run: all wait without limit, none
// is in native code, and no signal has a Python handler but SIGINT its default one. A thread that
// waits for a lock that it took itself is no cycle: that is how a Condition waits.
//
// The error is raised in the main thread, which is woken for it if it waits.
#include "stdlib/native/thread_waits.h"

#include "stdlib/native/module_util.h"
#include "stdlib/native/native_error.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/attributes.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/signals.h"
#include "vm/runtime/traceback_print.h"

#include <algorithm>

namespace krait {

const TypeSpec kDeadlockErrorSpec = exceptionSpec("krait.DeadlockError", TypeId::kRuntimeError);

namespace {

struct WaitState {
    DeadlockAction action = DeadlockAction::kRaise;
};
const char kWaitKey = 0;

struct Target {
    Thread* thread;
    bool exclusive; // only that thread can end the wait
};

Target targetOf(Thread* t, Object* object) {
    if (!object) return {nullptr, false};
    const TypeSpec* spec = object->shape->type->spec;
    Runtime* runtime = t->runtime;
    if (spec == &kLockSpec) return {threadFind(runtime, static_cast<Lock*>(object)->owner), false};
    if (spec == &kRLockSpec) return {threadFind(runtime, static_cast<RLock*>(object)->owner), true};
    if (spec == &kThreadHandleSpec)
        return {threadFind(runtime, static_cast<ThreadHandle*>(object)->id), true};
    return {nullptr, false};
}

// Whether a thread can go on only if somebody wakes it.
bool isParked(const Thread* thread) {
    return thread->record->waits_for && thread->record->waits_for_ever;
}

// Whether nothing can happen any more but the default handler of SIGINT.
bool nobodyCanRun(Thread* t) {
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        if (!isParked(thread)) return false;
    }
    SignalState* signals = t->runtime->signals;
    for (int number = 1; signals && number < kSignalCount; ++number) {
        if (signals->actions[number] == SignalAction::kCall) return false;
    }
    return true;
}

// The cycle that the chain of waits from `start` leads into; empty if there is none that counts.
std::vector<Thread*> findCycle(Thread* start) {
    std::vector<Thread*> chain;
    bool exclusive = true;
    for (Thread* thread = start; thread && isParked(thread);) {
        if (auto seen = std::find(chain.begin(), chain.end(), thread); seen != chain.end()) {
            chain.erase(chain.begin(), seen);
            if (chain.size() < 2 || (!exclusive && !nobodyCanRun(start))) return {};
            return chain;
        }
        chain.push_back(thread);
        Target target = targetOf(start, thread->record->waits_for);
        exclusive = exclusive && target.exclusive;
        thread = target.thread;
    }
    return {};
}

// The name that threading knows a thread by. No Python code runs.
std::string nameOf(Thread* t, const Thread* thread) {
    std::string number = std::to_string(thread->id);
    New<Str> module_name = strIntern(t, "threading");
    New<Str> active_name = strIntern(t, "_active"), name_name = strIntern(t, "_name");
    Ref id = intFromUnsigned(t, thread->id);
    if (module_name.isError() || active_name.isError() || name_name.isError() || id.isError())
        return number;
    Value module = dictGetStr(t->runtime->modules, module_name);
    if (!isKind(module, TypeId::kModule)) return number;
    Value active = dictGetStr(module.as<Module>()->dict, active_name);
    if (!isDict(active)) return number;
    Result<Value> object = dictGet(t, active.as<Dict>(), id);
    if (object.isError() || !object.value().isObject()) return number;
    if (!typeOf(t, object.value())->attrs_offset) return number;
    Value name = ownAttribute(t, object.value().object(), name_name);
    return isStr(name) ? toUtf8(name.as<Str>()) + " (" + number + ")" : number;
}

std::string objectText(Thread* t, Object* object) {
    Ref shown = reprOf(t, Value(object));
    if (shown.isError()) {
        clearError(t);
        return "?";
    }
    return toUtf8(shown.as<Str>());
}

std::string describe(Thread* t, std::string text, const std::vector<Thread*>& threads) {
    for (Thread* thread : threads) {
        Thread* owner = targetOf(t, thread->record->waits_for).thread;
        bool join = thread->record->waits_for->shape->type->spec == &kThreadHandleSpec;
        text += "\nThread " + nameOf(t, thread) + " waits for ";
        if (!join) text += objectText(t, thread->record->waits_for);
        if (owner) {
            text += join ? "the end of thread " + nameOf(t, owner)
                         : ", which thread " + nameOf(t, owner) + " has taken";
        }
        FrameWalk walk(thread);
        while (walk.next()) {
            Code* code = frameFunction(walk.registers)->code;
            auto offset = static_cast<uint32_t>(walk.pc - code->instructions);
            text += "\n  File \"";
            if (isStr(code->filename)) text += toUtf8(code->filename.as<Str>(), true);
            text += "\", line " + std::to_string(codePosition(code, offset).line) + ", in " +
                    toUtf8(code->name);
        }
    }
    return text;
}

// Raises in the main thread: where it waits, or at its next safepoint.
void report(Thread* t, std::string head, const std::vector<Thread*>& threads) {
    auto* state = runtimeState<WaitState>(t, &kWaitKey);
    Ref outer = takeException(t);
    std::string text = describe(t, std::move(head), threads);
    if (state->action == DeadlockAction::kWarn) {
        writeStderr(t, "Deadlock: " + text + "\n");
    } else {
        (void)raiseOf(t, &kDeadlockErrorSpec, "%s", text.c_str());
        Thread* main = t->runtime->main_thread;
        main->record->wait_ends = true;
        threadRaise(main, takeException(t).release());
        schedulerOf(main)->unpark(main);
    }
    t->exception = outer.release();
}

void reportCycle(Thread* t, const std::vector<Thread*>& cycle) {
    report(t, std::to_string(cycle.size()) + " threads wait for each other", cycle);
}

// Under the fiber scheduler nothing but a signal can come from outside, so there is no doubt.
void checkStuck(Thread* t) {
    if (runtimeState<WaitState>(t, &kWaitKey)->action == DeadlockAction::kIgnore) return;
    if (!nobodyCanRun(t)) return;
    std::vector<Thread*> threads;
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next)
        threads.push_back(thread);
    report(t,
           threads.size() == 1 ? std::string("the only thread waits, and nobody can wake it")
                               : "all " + std::to_string(threads.size()) +
                                     " threads wait, and nobody can wake them",
           threads);
}

// Called before a thread parks, and when one has ended.
void check(Thread* t, bool ended) {
    auto* state = runtimeState<WaitState>(t, &kWaitKey);
    if (state->action == DeadlockAction::kIgnore) return;
    if (t->runtime->main_thread->record->wait_ends) return; // it has not seen the last one yet
    if (!ended) {
        std::vector<Thread*> cycle = findCycle(t);
        if (!cycle.empty()) return reportCycle(t, cycle);
    }
    // The last thread that could run is gone: cycles that were none before may count now.
    Thread* main = t->runtime->main_thread;
    if (!main->next || !nobodyCanRun(t)) return;
    for (Thread* thread = main; thread; thread = thread->next) {
        std::vector<Thread*> cycle = findCycle(thread);
        if (!cycle.empty()) return reportCycle(t, cycle);
    }
}

} // namespace

std::vector<WaitEdge> threadWaits(Thread* t) {
    std::vector<WaitEdge> edges;
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        Object* object = thread->record->waits_for;
        if (!object) continue;
        edges.push_back(
            {thread, object, targetOf(t, object).thread, thread->record->waits_for_ever});
    }
    return edges;
}

void deadlockInstall(Thread* t) {
    t->runtime->threads->check_waits = check;
    t->runtime->threads->check_stuck = checkStuck;
}
DeadlockAction deadlockAction(Thread* t) {
    return runtimeState<WaitState>(t, &kWaitKey)->action;
}
void setDeadlockAction(Thread* t, DeadlockAction action) {
    runtimeState<WaitState>(t, &kWaitKey)->action = action;
}

} // namespace krait
