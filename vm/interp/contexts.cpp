// The ledger of with-blocks; see contexts.h.
#include "vm/interp/contexts.h"

#include "vm/objects/utf8_text.h"
#include "vm/runtime/frame_variables.h"
#include "vm/runtime/frames.h"
#include "vm/runtime/tracing.h"
#include "vm/runtime/type_system.h"
#include "vm/threads/threads.h"

#include <algorithm>
#include <cstdio>
#include <unordered_set>

namespace krait {

// --- places -------------------------------------------------------------------------------------

namespace {

// Where the await that follows an instruction ends: the target of its SEND.
uint32_t awaitEnd(const Code* code, uint32_t offset) {
    for (uint32_t at = offset; at < code->word_count;) {
        Instr instr{code->instructions[at]};
        if (instr.op() == Opcode::kSEND)
            return static_cast<uint32_t>(static_cast<int64_t>(at) + instrWords(instr) +
                                         instr.sbc());
        at += static_cast<uint32_t>(instrWords(instr));
    }
    return offset;
}

} // namespace

WithPlaces::WithPlaces(const Code* code)
    : blueprint(*code->blueprint), kinds(code->word_count + 1, uint8_t{0}) {
    auto add = [&](uint32_t offset, Kind kind, uint16_t window, uint32_t other, bool is_async) {
        if (offset < kinds.size()) kinds[offset] |= kind;
        places.push_back({offset, kind, window, other, is_async});
    };
    for (uint32_t at = 0; at < code->word_count;) {
        Instr instr{code->instructions[at]};
        uint32_t next = at + static_cast<uint32_t>(instrWords(instr));
        Opcode op = plainForm(instr.op());
        bool is_async = op == Opcode::kASYNC_WITH_ENTER || op == Opcode::kASYNC_WITH_EXIT ||
                        op == Opcode::kASYNC_WITH_EXCEPT;
        uint32_t after = is_async ? awaitEnd(code, next) : next;
        if (op == Opcode::kWITH_ENTER || op == Opcode::kASYNC_WITH_ENTER) {
            add(after, kEntered, instr.a(), at, is_async);
        } else if (op == Opcode::kWITH_EXIT || op == Opcode::kWITH_EXCEPT || is_async) {
            uint16_t window = op == Opcode::kWITH_EXIT ? instr.a() : instr.b();
            add(at, kExit, window, after, is_async);
            add(after, kDone, window, at, is_async);
        }
        at = next;
    }
}

const WithPlaces::Place* WithPlaces::find(uint32_t offset, Kind kind) const {
    for (const Place& place : places) {
        if (place.offset == offset && place.kind == kind) return &place;
    }
    return nullptr;
}

const WithPlaces& ContextLedger::placesOf(const Code* code) {
    const CodeBlueprint* key = code->blueprint->get();
    if (last_ && last_->blueprint.get() == key) return *last_;
    auto& made = places_[key];
    if (!made) made = std::make_unique<WithPlaces>(code);
    last_ = made.get();
    return *made;
}

// --- what happens -------------------------------------------------------------------------------

uint32_t ContextLedger::siteAt(const Code* code, uint32_t enter, bool is_async) {
    auto [found, fresh] =
        site_of_[code->blueprint->get()].try_emplace(enter, static_cast<uint32_t>(sites_.size()));
    if (fresh) {
        sites_.push_back({isStr(code->filename) ? toUtf8(code->filename.as<Str>(), true) : "?",
                          toUtf8(code->qualified_name), codePosition(code, enter).line, is_async});
    }
    return found->second;
}

ContextLedger::Open* ContextLedger::find(const Value* regs, uint16_t window) {
    for (size_t i = open_.size(); i-- > 0;) {
        if (open_[i].registers == regs && open_[i].window == window) return &open_[i];
    }
    return nullptr;
}

void ContextLedger::end(Open* open) {
    open_.erase(open_.begin() + (open - open_.data()));
}

void ContextLedger::before(Thread* t, const uint64_t* pc, Value* regs) {
    const Code* code = frameFunction(regs)->code;
    const WithPlaces& places = placesOf(code);
    auto offset = static_cast<uint32_t>(pc - code->instructions);
    uint8_t kinds = places.kinds[offset];
    if (KRAIT_LIKELY(!(kinds & (WithPlaces::kDone | WithPlaces::kEntered)))) return;
    if (kinds & WithPlaces::kDone) {
        for (const auto& place : places.places) {
            if (place.offset != offset || place.kind != WithPlaces::kDone) continue;
            Open* open = find(regs, place.window);
            if (!open || !open->exiting || open->exit != place.other) continue;
            ++sites_[open->site].completed;
            end(open);
        }
    }
    if (kinds & WithPlaces::kEntered) {
        const auto* place = places.find(offset, WithPlaces::kEntered);
        // A generator that stopped here for a switch of threads comes by again.
        if (Open* again = find(regs, place->window); again && !again->exiting) return;
        Value* w = regs + place->window;
        uint32_t site = siteAt(code, place->other, place->is_async);
        ++sites_[site].entered;
        Value manager = managerOf(regs, place->window);
        open_.push_back({site, place->window, regs, false, isFunction(w[0]), 0,
                         toUtf8(typeOf(t, manager)->name)});
    }
}

void ContextLedger::exits(const uint64_t* pc, Value* regs) {
    const Code* code = frameFunction(regs)->code;
    const WithPlaces& places = placesOf(code);
    auto offset = static_cast<uint32_t>(pc - code->instructions);
    if (KRAIT_LIKELY(!(places.kinds[offset] & WithPlaces::kExit))) return;
    const auto* place = places.find(offset, WithPlaces::kExit);
    Open* open = find(regs, place->window);
    if (!open || open->exiting) return;
    open->exiting = true;
    open->exit = offset;
    ++sites_[open->site].called;
}

void ContextLedger::raised(const uint64_t* pc, Value* regs) {
    // What is thrown into an await that an exit is in goes on into what it awaits.
    if (plainForm(Instr{*pc}.op()) == Opcode::kYIELD) return;
    for (size_t i = open_.size(); i-- > 0;) {
        Open& open = open_[i];
        if (open.registers != regs || !open.exiting) continue;
        Site& site = sites_[open.site];
        ++site.completed;
        ++site.raised;
        if (open.python_exit) ++site.interrupted;
        end(&open);
        return;
    }
}

void ContextLedger::unwound(Value* regs) {
    for (size_t i = open_.size(); i-- > 0;) {
        if (open_[i].registers != regs) continue;
        ++sites_[open_[i].site].lost;
        end(&open_[i]);
    }
}

// --- why it is open -----------------------------------------------------------------------------

namespace {

class Reach final : public Visitor {
  public:
    std::vector<Object*> waiting;
    std::unordered_set<const Object*> seen;

  protected:
    void found(Object* object) override {
        auto kind = static_cast<TypeId>(object->kind);
        // Whoever refers to a module's names reaches everything: that is no cycle of its own.
        if (kind == TypeId::kFunction || kind == TypeId::kModule || kind == TypeId::kType ||
            kind == TypeId::kCode)
            return;
        if (seen.insert(object).second) waiting.push_back(object);
    }
};

bool isInCycle(Object* g) {
    Reach reach;
    traverseObject(g, reach);
    while (!reach.waiting.empty() && reach.seen.size() < 100'000) {
        Object* object = reach.waiting.back();
        reach.waiting.pop_back();
        if (object == g) return true;
        traverseObject(object, reach);
    }
    return reach.seen.contains(g);
}

// Whether a cycle of containers, which need not be part of it, keeps the generator alive.
bool isKeptByCycle(Thread* t, Generator* g) {
    if (isInCycle(g)) return true;
    class Links final : public Visitor {
      public:
        std::unordered_map<const Object*, std::vector<Object*>>* referrers;
        Object* from;

      protected:
        void found(Object* object) override { (*referrers)[object].push_back(from); }
    };
    std::unordered_map<const Object*, std::vector<Object*>> referrers;
    std::unordered_set<const Object*> names; // dicts of modules
    t->heap->forEachContainer([&](Object* object) {
        Links links;
        links.referrers = &referrers;
        links.from = object;
        if (static_cast<TypeId>(object->kind) == TypeId::kModule)
            names.insert(reinterpret_cast<Object*>(static_cast<Module*>(object)->dict));
        traverseObject(object, links);
    });
    std::vector<Object*> waiting{g};
    std::unordered_set<const Object*> seen;
    while (!waiting.empty()) {
        Object* object = waiting.back();
        waiting.pop_back();
        for (Object* referrer : referrers[object]) {
            auto kind = static_cast<TypeId>(referrer->kind);
            if (kind == TypeId::kModule || kind == TypeId::kFunction || kind == TypeId::kType ||
                names.contains(referrer) || !seen.insert(referrer).second)
                continue;
            if (isInCycle(referrer)) return true;
            waiting.push_back(referrer);
        }
    }
    return false;
}

Generator* suspendedAt(Thread* t, const Value* registers) {
    Generator* found = nullptr;
    t->heap->forEachContainer([&](Object* object) {
        if (!isGeneratorLike(Value(object))) return;
        auto* g = static_cast<Generator*>(object);
        if (g->registers() == registers && g->state != GeneratorState::kFinished) found = g;
    });
    return found;
}

} // namespace

std::string ContextLedger::whyOpen(Thread* t, const Open& open) {
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next) {
        FrameWalk walk(thread);
        while (walk.next()) {
            if (walk.registers != open.registers) continue;
            return thread == t ? "running" : "daemon thread";
        }
    }
    if (Generator* g = suspendedAt(t, open.registers))
        return isKeptByCycle(t, g) ? "suspended frame in a cycle" : "suspended frame";
    return "frame is gone";
}

std::string ContextLedger::table(Thread* t, const char* running) const {
    std::string text;
    char line[160];
    Site sum{};
    for (const Site& site : sites_) {
        sum.entered += site.entered;
        sum.called += site.called;
        sum.completed += site.completed;
        sum.raised += site.raised;
        sum.lost += site.lost;
    }
    auto number = [](uint64_t n) { return static_cast<unsigned long long>(n); };
    std::snprintf(line, sizeof line,
                  "with: %zu sites, entered %llu, exit called %llu, completed "
                  "%llu (raised %llu), never called %llu, open %zu\n",
                  sites_.size(), number(sum.entered), number(sum.called), number(sum.completed),
                  number(sum.raised), number(sum.lost), open_.size());
    text += line;
    if (!sites_.empty()) text += "   entered    called completed    raised      lost  where\n";
    for (const Site& site : sites_) {
        std::snprintf(line, sizeof line, "%10llu%10llu%10llu%10llu%10llu  ", number(site.entered),
                      number(site.called), number(site.completed), number(site.raised),
                      number(site.lost));
        text += line + site.file + ":" + std::to_string(site.line) + " in " + site.function +
                (site.is_async ? " (async)" : "") + "\n";
    }
    for (const Open& open : open_) {
        const Site& site = sites_[open.site];
        std::string why = whyOpen(t, open);
        if (why == "running") why = running;
        text += "open: " + open.manager + " of " + site.file + ":" + std::to_string(site.line) +
                " in " + site.function + ": " + why + (open.exiting ? ", in its exit" : "") + "\n";
    }
    return text;
}

// --- on and off ---------------------------------------------------------------------------------

static void instrumentAll(Thread* t, bool on) {
    for (Thread* thread = t->runtime->main_thread; thread; thread = thread->next)
        setInstrumented(thread, kInstrumentWith, on);
}

void contextsStart(Thread* t) {
    contextsStop(t);
    t->runtime->threads->contexts = new ContextLedger;
    instrumentAll(t, true);
}

void contextsStop(Thread* t) {
    instrumentAll(t, false);
    delete std::exchange(t->runtime->threads->contexts, nullptr);
}

std::string contextsTable(Thread* t, const char* running) {
    const ContextLedger* ledger = t->runtime->threads->contexts;
    return ledger ? ledger->table(t, running) : "";
}

void contextsReportAtOnce(Thread* t, const char* running) {
    if (!t->runtime->threads->contexts_reported) return;
    std::fputs(contextsTable(t, running).c_str(), stderr);
    std::fflush(stderr);
}

} // namespace krait
