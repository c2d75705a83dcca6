// See long_work.h.
#include "vm/runtime/long_work.h"

#include "vm/base/abandon.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/signals.h"
#include "vm/threads/gil.h"

#include <optional>

namespace krait {

namespace {

struct Work {
    void (*body)(void*);
    void* context;
    SignalState* signals; // null: signals don't end it
};

void run(void* context) {
    auto* work = static_cast<Work*>(context);
    // One that came after the last poll found nothing to give up.
    if (work->signals && work->signals->pending[SIGINT].load()) abandonRunning();
    work->body(work->context);
}

} // namespace

Status computeLong(Thread* t, size_t limbs, Value held, Value held2, void (*body)(void*),
                   void* context) {
    Ref keep = Ref::share(held), keep2 = Ref::share(held2);
    SignalState* signals = t->runtime->signals;
    if (signals && (signals->thread != t || signals->actions[SIGINT] != SignalAction::kInterrupt))
        signals = nullptr;
    for (;;) {
        Work work{body, context, signals};
        Abandoned how;
        {
            if (signals) signals->computing.store(pthread_self());
            std::optional<GilReleased> released;
            if (limbs >= kLongWorkReleaseLimbs) released.emplace(t, GilReason::kCompute);
            how = runAbandonable(run, &work);
            if (signals) signals->computing.store(pthread_t{});
        }
        if (how == Abandoned::kNo) return ok();
        if (how == Abandoned::kNoMemory) return raiseNoMemory(t);
        KRAIT_TRY(pollSignals(t));
        signals = nullptr; // not now, as in a finaliser: from the beginning, to the end
    }
}

} // namespace krait
