// _interpreters: several Runtimes in one process, each with a GIL of its own, and the queues
// between them. What PEP 734 makes of it is Python: module interpreters.
//
// Interpreters share no object: what goes from one to another are bytes. All that were made from
// one another share a Family, which holds the list of them and the queues under a mutex of its own,
// under which no GIL is taken and no Python code runs. An interpreter is used by one caller at a
// time: invoke() enters it as its main Thread, on the calling OS thread, without the caller's GIL.
#include "stdlib/native/library.h"
#include "stdlib/native/module_util.h"
#include "stdlib/native/native_support.h"
#include "stdlib/native/system_support.h"
#include "vm/objects/bytes.h"
#include "vm/objects/dict.h"
#include "vm/objects/utf8_text.h"
#include "vm/runtime/modules.h"
#include "vm/runtime/runtime_parts.h"
#include "vm/runtime/traceback_print.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace krait {
namespace {

struct Message {
    std::string data;
    int64_t kind;
};
struct SharedQueue {
    std::deque<Message> messages;
    size_t size_max = 0; // 0: no limit
    int64_t holders = 0;
};
struct Member {
    Runtime* runtime = nullptr;
    bool running = false, main = false;
};
struct Family {
    std::mutex mutex;
    std::condition_variable changed; // a queue has got or lost a message
    std::unordered_map<int64_t, Member> members;
    std::unordered_map<int64_t, SharedQueue> queues;
    int64_t next_member = 0, next_queue = 1;
};
struct FamilyState {
    std::shared_ptr<Family> family;
    int64_t id = 0;
};
const char kFamilyKey = 0;

FamilyState* stateOf(Thread* t) {
    auto* state = runtimeState<FamilyState>(t, &kFamilyKey);
    if (!state->family) {
        state->family = std::make_shared<Family>();
        state->id = state->family->next_member++;
        state->family->members[state->id] = {t->runtime, true, true};
    }
    return state;
}

// --- interpreters -------------------------------------------------------------------------------

// Around the use of another Runtime by this OS thread, which holds neither GIL of the Family's.
class Entered {
  public:
    Entered(Runtime* runtime, const char* native_limit) : t(runtime->main_thread) {
        t->native_limit = const_cast<char*>(native_limit);
        gilOf(t)->take(t);
    }
    ~Entered() { gilOf(t)->release(t, GilReason::kBlocking); }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;
    Thread* const t;
};

Status makeMain(Thread* t) {
    New<Module> main = KRAIT_TRY(moduleNew(t, Value(t->name(kName___main__))));
    Value builtins = KRAIT_TRY(dictGet(t, t->runtime->modules, Value(t->name(kName_builtins))));
    KRAIT_TRY(dictSetStr(t, main->dict, t->name(kName___builtins__), builtins));
    return dictSetStr(t, t->runtime->modules, t->name(kName___main__), main);
}

std::string errorText(Thread* t) {
    Ref raised = takeException(t);
    return formatException(t, raised);
}

// A Runtime like this one, which nobody has entered; null: *error says why.
Runtime* startRuntime(const RuntimeOptions& options, const std::string& folder,
                      const std::shared_ptr<Family>& family, int64_t id, const char* native_limit,
                      std::string* error) {
    Runtime* runtime = Runtime::create(options);
    Thread* t = runtime->main_thread;
    t->native_limit = const_cast<char*>(native_limit);
    t->id = reinterpret_cast<uint64_t>(t); // other OS threads will be it
    Status started = libraryInstall(t, folder);
    if (!started.isError()) started = makeMain(t);
    if (started.isError()) *error = errorText(t);
    auto* state = runtimeState<FamilyState>(t, &kFamilyKey);
    state->family = family;
    state->id = id;
    gilOf(t)->release(t, GilReason::kBlocking);
    return runtime;
}

// Its threads must have ended.
void endRuntime(Runtime* runtime, const char* native_limit) {
    Thread* t = runtime->main_thread;
    t->native_limit = const_cast<char*>(native_limit);
    gilOf(t)->take(t);
    while (runtime->threads->running > 0) { // those that threading does not know of
        gilOf(t)->release(t, GilReason::kJoin);
        ::usleep(500);
        gilOf(t)->take(t);
    }
    runtimeFinalize(t);
    delete runtime;
}

Ref interpreters_create(Thread* t, Args) {
    FamilyState* state = stateOf(t);
    std::shared_ptr<Family> family = state->family;
    int64_t id;
    {
        std::lock_guard lock(family->mutex);
        id = family->next_member++;
    }
    RuntimeOptions options = t->runtime->options;
    options.is_sub = true;
    options.fibers = false;
    std::string folder = t->runtime->import->library_folder, error;
    Runtime* made;
    {
        GilReleased released(t, GilReason::kCompute);
        made = startRuntime(options, folder, family, id, t->native_limit, &error);
        if (!error.empty()) endRuntime(made, t->native_limit);
    }
    if (!error.empty())
        return raise(t, TypeId::kRuntimeError, "cannot start an interpreter: %s", error.c_str());
    std::lock_guard lock(family->mutex);
    family->members[id] = {made, false, false};
    return intFrom(t, id);
}

// Marks an interpreter as in use. An error if there is none of that number, or it is in use.
Result<Runtime*> seize(Thread* t, int64_t id, bool forget) {
    Family* family = stateOf(t)->family.get();
    std::lock_guard lock(family->mutex);
    auto found = family->members.find(id);
    if (found == family->members.end())
        return raise(t, TypeId::kLookupError, "no interpreter has the number %ld", id);
    if (found->second.main && forget)
        return raise(t, TypeId::kRuntimeError, "the main interpreter cannot be closed");
    if (found->second.running)
        return raise(t, TypeId::kRuntimeError, "interpreter %ld is running already", id);
    Runtime* runtime = found->second.runtime;
    if (forget)
        family->members.erase(found);
    else
        found->second.running = true;
    return runtime;
}

Ref interpreters_destroy(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0]));
    Runtime* runtime = KRAIT_TRY(seize(t, id, true));
    GilReleased released(t, GilReason::kJoin);
    endRuntime(runtime, t->native_limit);
    return Ref::none();
}

// module.function(bytes) in the interpreter that `t` is of; what it returns.
Result<std::string> callByName(Thread* t, const std::string& module, const std::string& function,
                               const std::string& argument) {
    Ref where = KRAIT_TRY(importModule(t, module.c_str()));
    New<Str> name = KRAIT_TRY(strIntern(t, function));
    Ref data = KRAIT_TRY(bytesFrom(t, argument));
    Ref result = KRAIT_TRY(callMethod(t, where, name, data));
    if (!isBytes(result))
        return raise(t, TypeId::kTypeError, "bytes expected, not %T", result.get());
    return std::string(result.as<Bytes>()->view());
}

Ref interpreters_invoke(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0]));
    if (!isStr(a[1]) || !isStr(a[2]) || !isBytes(a[3]))
        return raise(t, TypeId::kTypeError, "invoke(id, str, str, bytes)");
    std::string module = toUtf8(a[1].as<Str>()), function = toUtf8(a[2].as<Str>());
    std::string argument(a[3].as<Bytes>()->view()), result, error;
    std::shared_ptr<Family> family = stateOf(t)->family;
    Runtime* runtime = KRAIT_TRY(seize(t, id, false));
    {
        GilReleased released(t);
        Entered entered(runtime, t->native_limit);
        Result<std::string> got = callByName(entered.t, module, function, argument);
        if (got.isError())
            error = errorText(entered.t);
        else
            result = got.value();
    }
    {
        std::lock_guard lock(family->mutex);
        if (auto found = family->members.find(id); found != family->members.end())
            found->second.running = false;
    }
    if (!error.empty()) return raise(t, TypeId::kRuntimeError, "%s", error.c_str());
    return bytesFrom(t, result);
}

Ref interpreters_list_all(Thread* t, Args) {
    Family* family = stateOf(t)->family.get();
    std::vector<int64_t> ids;
    {
        std::lock_guard lock(family->mutex);
        for (auto& [id, member] : family->members) ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    New<List> list = KRAIT_TRY(listNew(t));
    for (int64_t id : ids) {
        Ref number = KRAIT_TRY(intFrom(t, id));
        KRAIT_TRY(listAppend(t, list, number));
    }
    return list;
}
Ref interpreters_get_current(Thread* t, Args) {
    return intFrom(t, stateOf(t)->id);
}
Ref interpreters_is_running(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0]));
    Family* family = stateOf(t)->family.get();
    std::lock_guard lock(family->mutex);
    auto found = family->members.find(id);
    if (found == family->members.end())
        return raise(t, TypeId::kLookupError, "no interpreter has the number %ld", id);
    return Ref::boolean(found->second.running);
}

// --- queues -------------------------------------------------------------------------------------

Error raiseNoQueue(Thread* t, int64_t id) {
    return raise(t, TypeId::kLookupError, "no queue has the number %ld", id);
}

Ref queue_create(Thread* t, Args a) {
    int64_t size_max = KRAIT_TRY(toIndexInt64(t, a[0]));
    Family* family = stateOf(t)->family.get();
    std::lock_guard lock(family->mutex);
    int64_t id = family->next_queue++;
    family->queues[id].size_max = size_max > 0 ? static_cast<size_t>(size_max) : 0;
    return intFrom(t, id);
}
// Another object stands for the queue, or (by < 0) one less; without any it is gone.
Ref queue_hold(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0])), by = KRAIT_TRY(toIndexInt64(t, a[1]));
    Family* family = stateOf(t)->family.get();
    std::lock_guard lock(family->mutex);
    auto found = family->queues.find(id);
    if (found == family->queues.end()) return raiseNoQueue(t, id);
    if ((found->second.holders += by) <= 0) family->queues.erase(found);
    return Ref::none();
}
Ref queue_put(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0])), kind = KRAIT_TRY(toIndexInt64(t, a[2]));
    if (!isBytes(a[1])) return raise(t, TypeId::kTypeError, "bytes expected, not %T", a[1]);
    Message message{std::string(a[1].as<Bytes>()->view()), kind};
    Family* family = stateOf(t)->family.get();
    {
        std::lock_guard lock(family->mutex);
        auto found = family->queues.find(id);
        if (found == family->queues.end()) return raiseNoQueue(t, id);
        SharedQueue& queue = found->second;
        if (queue.size_max && queue.messages.size() >= queue.size_max) return Ref::boolean(false);
        queue.messages.push_back(std::move(message));
    }
    family->changed.notify_all();
    return Ref::boolean(true);
}
Ref queue_get(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0]));
    Family* family = stateOf(t)->family.get();
    Message message;
    {
        std::lock_guard lock(family->mutex);
        auto found = family->queues.find(id);
        if (found == family->queues.end()) return raiseNoQueue(t, id);
        if (found->second.messages.empty()) return Ref::none();
        message = std::move(found->second.messages.front());
        found->second.messages.pop_front();
    }
    family->changed.notify_all();
    Ref data = KRAIT_TRY(bytesFrom(t, message.data));
    return tupleOf(t, data.get(), Value::smallInt(message.kind));
}
// Until there may be something to get (or room to put), at most `seconds`: a short time, after
// which the caller looks for signals and asks again.
Ref queue_wait(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0]));
    bool for_room = KRAIT_TRY(isTrue(t, a[1]));
    double seconds = KRAIT_TRY(toDouble(t, a[2]));
    std::shared_ptr<Family> family = stateOf(t)->family;
    auto ready = [&] {
        auto found = family->queues.find(id);
        if (found == family->queues.end()) return true;
        SharedQueue& queue = found->second;
        return for_room ? !queue.size_max || queue.messages.size() < queue.size_max
                        : !queue.messages.empty();
    };
    if (fibersOf(t)) {
        // Whoever fills it may be a fiber of this very thread.
        int64_t until = schedulerNow(t) + static_cast<int64_t>(seconds * 1e9);
        std::unique_lock lock(family->mutex);
        bool now = ready();
        lock.unlock();
        if (!now && !fibersOf(t)->waitOutside(t, until)) KRAIT_TRY(serveSignals(t));
        return Ref::none();
    }
    {
        GilReleased released(t, GilReason::kLock);
        std::unique_lock lock(family->mutex);
        family->changed.wait_for(lock, std::chrono::duration<double>(seconds), ready);
    }
    KRAIT_TRY(serveSignals(t));
    return Ref::none();
}
Ref queue_size(Thread* t, Args a) {
    int64_t id = KRAIT_TRY(toIndexInt64(t, a[0]));
    Family* family = stateOf(t)->family.get();
    std::lock_guard lock(family->mutex);
    auto found = family->queues.find(id);
    if (found == family->queues.end()) return raiseNoQueue(t, id);
    return tupleOf(t, Value::smallInt(static_cast<int64_t>(found->second.messages.size())),
                   Value::smallInt(static_cast<int64_t>(found->second.size_max)));
}

constexpr MethodDef kFunctions[] = {
    {"create()", interpreters_create, "A new interpreter; its number."},
    {"destroy(id, /)", interpreters_destroy, "Ends an interpreter that is not running."},
    {"list_all()", interpreters_list_all, "The numbers of all interpreters."},
    {"get_current()", interpreters_get_current, "The number of this interpreter."},
    {"is_running(id, /)", interpreters_is_running, "Whether somebody runs code in it."},
    {"invoke(id, module, function, data, /)", interpreters_invoke,
     "module.function(data) in another interpreter; bytes there and back."},
    {"queue_create(maxsize, /)", queue_create, "A new queue that no object stands for yet."},
    {"queue_hold(id, by, /)", queue_hold, "More, or fewer, objects stand for the queue."},
    {"queue_put(id, data, kind, /)", queue_put, "False: it is full."},
    {"queue_get(id, /)", queue_get, "(data, kind), or None: it is empty."},
    {"queue_wait(id, for_room, seconds, /)", queue_wait, "Waits for something to get, or room."},
    {"queue_size(id, /)", queue_size, "How many messages there are, and may be."},
    {}};

Status initModule(Thread* t, Value module) {
    (void)stateOf(t);
    return ModuleFiller(t, module).finish();
}

} // namespace

extern const NativeModule k_interpretersModule = {
    "_interpreters", "Several interpreters in one process.", kFunctions, initModule};

} // namespace krait
