// Layout of instructions, jumps, live sets and handler tables; see assembler.h.
#include "compiler/assembler.h"

#include <bit>

namespace krait {

// --- state ---

void Assembler::consume(Instr instr, uint64_t extra) {
    bool changed = false;
    forEachConsumed(instr, extra, [&](unsigned reg) {
        if (!isTemp(reg)) return;
        size_t i = reg - kFirstTemp;
        KRAIT_ASSERT(i < state_.slots.size() && state_.slots[i] == kLive);
        state_.slots[i] = kDead;
        changed = true;
    });
    switch (instr.op()) {
    case Opcode::kCALL:
    case Opcode::kCALL_METHOD:
    case Opcode::kCALL_KW:
    case Opcode::kCALL_METHOD_KW:
    case Opcode::kCALL_EX:
        // The header's holes end with the window.
        state_.slots.truncate(instr.a() - kFirstTemp);
        break;
    default:
        break;
    }
    if (changed) live_set_known_ = false;
}

void Assembler::define(unsigned reg) {
    if (!isTemp(reg)) {
        state_.sure.set(reg);
        return;
    }
    size_t i = reg - kFirstTemp;
    while (state_.slots.size() <= i) push(kHole);
    KRAIT_ASSERT(state_.slots[i] != kLive);
    state_.slots[i] = kLive;
    live_set_known_ = false;
}

uint32_t Assembler::liveSet() {
    if (live_set_known_) return live_set_;
    llvm::SmallVector<uint16_t, 16> ranges;
    for (size_t i = 0; i < state_.slots.size(); ++i) {
        if (state_.slots[i] != kLive) continue;
        size_t begin = i;
        while (i < state_.slots.size() && state_.slots[i] == kLive) ++i;
        ranges.push_back(static_cast<uint16_t>(begin));
        ranges.push_back(static_cast<uint16_t>(i - begin));
    }
    live_set_known_ = true;
    if (ranges.empty()) return live_set_ = 0;
    auto [entry, is_new] = live_set_index_.try_emplace(
        llvm::StringRef(reinterpret_cast<const char*>(ranges.data()), ranges.size() * 2),
        static_cast<uint32_t>(live_sets_.size()));
    if (is_new) {
        std::vector<LiveRange>& set = live_sets_.emplace_back();
        for (size_t i = 0; i < ranges.size(); i += 2) set.push_back({ranges[i], ranges[i + 1]});
    }
    return live_set_ = entry->second;
}

// `into` becomes what holds both there and in the current state.
void Assembler::meet(FlowState& into) const {
    KRAIT_ASSERT(into.slots == state_.slots);
    llvm::SmallBitVector sure = state_.sure;
    sure.resize(into.sure.size());
    into.sure &= sure;
}

// --- instructions ---

void Assembler::append(const SourcePosition& at, Instr instr, uint32_t extra, uint32_t label) {
    items_.push_back({instr.op(), instr.a(), instr.b(), instr.c(), extra, label, liveSet(),
                      cold_depth_ > 0, at});
}

void Assembler::emit(const SourcePosition& at, Opcode op, unsigned a, unsigned b, unsigned c,
                     uint32_t extra) {
    if ((a | b | c) > 0xffff) overflowed_ = true;
    Instr instr = Instr::make(op, static_cast<uint16_t>(a), static_cast<uint16_t>(b),
                              static_cast<uint16_t>(c));
    consume(instr, extra);
    if (reachable_) append(at, instr, extra, kNoLabel);
    forEachReleasedByFallThrough(instr, [&](unsigned reg) {
        state_.slots[reg - kFirstTemp] = kDead;
        live_set_known_ = false;
    });
    forEachDefined(instr, extra, false, [&](unsigned reg) { define(reg); });
    trim();
    if (opcodeInfo(op).flags & kOpEnd) reachable_ = false;
}

Reg Assembler::emitToTemp(const SourcePosition& at, Opcode op, unsigned b, unsigned c,
                          uint32_t extra) {
    if ((b | c) > 0xffff) overflowed_ = true;
    Instr instr = Instr::make(op, 0, static_cast<uint16_t>(b), static_cast<uint16_t>(c));
    consume(instr, extra);
    trim();
    Reg reg = top();
    if (reachable_) append(at, Instr::make(op, reg, instr.b(), instr.c()), extra, kNoLabel);
    push(kLive);
    return reg;
}

void Assembler::noteJump(Label label, Instr instr, uint64_t extra) {
    LabelInfo& info = labels_[label.id];
    if (!reachable_) return;
    if (info.item != kUnbound) {
        info.used = true;
        return; // a back edge: the loop's head was bound in a state that holds here, too
    }
    llvm::SmallVector<uint8_t, 16> saved = state_.slots;
    llvm::SmallBitVector saved_sure = state_.sure;
    forEachDefined(instr, extra, true, [&](unsigned reg) { define(reg); });
    trim();
    if (info.used)
        meet(info.state);
    else
        info.state = state_;
    info.used = true;
    state_.slots = std::move(saved);
    state_.sure = std::move(saved_sure);
    live_set_known_ = false;
}

void Assembler::emitJump(const SourcePosition& at, Opcode op, unsigned a, unsigned b,
                         Label target) {
    Instr instr = Instr::make(op, static_cast<uint16_t>(a), static_cast<uint16_t>(b), 0);
    consume(instr, 0);
    if (reachable_) append(at, instr, 0, target.id);
    noteJump(target, instr, 0);
    forEachReleasedByFallThrough(instr, [&](unsigned reg) {
        state_.slots[reg - kFirstTemp] = kDead;
        live_set_known_ = false;
    });
    forEachDefined(instr, 0, false, [&](unsigned reg) { define(reg); });
    trim();
    if (opcodeInfo(op).flags & kOpEnd) reachable_ = false;
}

void Assembler::jump(const SourcePosition& at, Label target) {
    bool back = labels_[target.id].item != kUnbound;
    emitJump(at, back ? Opcode::kJUMP_BACK : Opcode::kJUMP, 0, 0, target);
}

// --- labels ---

Label Assembler::newLabel() {
    labels_.emplace_back();
    return {static_cast<uint32_t>(labels_.size() - 1)};
}

void Assembler::bind(Label label) {
    LabelInfo& info = labels_[label.id];
    KRAIT_ASSERT(info.item == kUnbound);
    info.item = static_cast<uint32_t>(items_.size());
    if (!info.used) return;
    if (reachable_) {
        // A jump to the very next instruction is none.
        meet(info.state);
        info.state.sure.resize(state_.sure.size());
        state_.sure = info.state.sure;
    } else {
        state_ = info.state;
        state_.sure.resize(local_names_.size());
        live_set_known_ = false;
        reachable_ = true;
    }
}

void Assembler::bindBody(Label label, const FlowState& state) {
    LabelInfo& info = labels_[label.id];
    KRAIT_ASSERT(info.item == kUnbound && !reachable_);
    info.item = static_cast<uint32_t>(items_.size());
    restore(state);
    reachable_ = true;
}

Reg Assembler::addLocal(llvm::StringRef name, uint8_t kind) {
    if (local_names_.size() >= kFirstTemp - 1) {
        overflowed_ = true;
        return 0;
    }
    local_names_.push_back(name.str());
    local_kinds_.push_back(kind);
    state_.sure.resize(local_names_.size());
    return static_cast<Reg>(local_names_.size() - 1);
}

// --- handlers ---

uint32_t Assembler::openRegion(Label target, Reg level, Reg exception, bool cleanup) {
    Region& region = regions_.emplace_back();
    region.target = target;
    region.level = level;
    region.exception = exception;
    region.cleanup = cleanup;
    region.state = state_;
    slot_count_max_ = std::max<size_t>(slot_count_max_, exception - kFirstTemp + 1u);
    region.state.slots.resize(level - kFirstTemp, kHole);
    region.start = static_cast<uint32_t>(items_.size());
    return static_cast<uint32_t>(regions_.size() - 1);
}

void Assembler::suspendRegion(uint32_t index) {
    Region& region = regions_[index];
    uint32_t end = static_cast<uint32_t>(items_.size());
    if (region.start != kUnbound && end > region.start) {
        ranges_.push_back({region.start, end, index});
        region.covers = true;
    }
    region.start = kUnbound;
}

void Assembler::resumeRegion(uint32_t index) {
    regions_[index].start = static_cast<uint32_t>(items_.size());
}

void Assembler::refreshRegion(uint32_t index) {
    Region& region = regions_[index];
    region.state.slots = state_.slots;
    region.state.slots.resize(region.level - kFirstTemp, kHole);
}

bool Assembler::bindHandler(uint32_t index) {
    Region& region = regions_[index];
    KRAIT_ASSERT(!reachable_ && region.start == kUnbound);
    LabelInfo& info = labels_[region.target.id];
    info.item = static_cast<uint32_t>(items_.size());
    state_ = region.state;
    state_.sure.resize(local_names_.size());
    live_set_known_ = false;
    while (top() < region.exception) push(kDead);
    define(region.exception);
    reachable_ = region.covers;
    return region.covers;
}

// --- tables ---

namespace {

void appendNumber(std::string& key, uint64_t value) {
    key.append(reinterpret_cast<const char*>(&value), 8);
}

// Equal keys iff the constants are the same to Python: 0.0 and -0.0, 1 and True, 1 and 1.0 differ.
void appendKey(std::string& key, const Constant& value) {
    key.push_back(static_cast<char>(value.kind));
    switch (value.kind) {
    case Constant::Kind::kInt:
        appendNumber(key, static_cast<uint64_t>(value.integer));
        break;
    case Constant::Kind::kFloat:
        appendNumber(key, std::bit_cast<uint64_t>(value.real));
        break;
    case Constant::Kind::kComplex:
        appendNumber(key, std::bit_cast<uint64_t>(value.real));
        appendNumber(key, std::bit_cast<uint64_t>(value.imaginary));
        break;
    case Constant::Kind::kBigInt:
    case Constant::Kind::kStr:
    case Constant::Kind::kBytes:
        appendNumber(key, value.text.size());
        key += value.text;
        break;
    case Constant::Kind::kTuple:
    case Constant::Kind::kFrozenSet:
        appendNumber(key, value.items.size());
        for (const Constant& item : value.items) appendKey(key, item);
        break;
    default:
        break;
    }
}

bool looksLikeIdentifier(llvm::StringRef text) {
    for (char c : text)
        if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
              (c >= 'A' && c <= 'Z')))
            return false;
    return true;
}

// Digits of base 2, 8, 10 or 16 as hexadecimal digits.
std::string hexDigits(llvm::StringRef digits, unsigned base) {
    if (base == 16) {
        std::string text;
        for (char c : digits) text.push_back(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
        size_t zeros = text.find_first_not_of('0');
        return zeros == std::string::npos ? "0" : text.substr(zeros);
    }
    // Schoolbook in limbs of 32 bits; decimal digits nine at a time. LIMIT: quadratic, but the
    // lexer bounds decimal literals at 4300 digits; powers of two are taken as bits.
    std::vector<uint32_t> limbs;
    if (base == 10) {
        for (size_t i = 0; i < digits.size();) {
            uint64_t scale = 1, chunk = 0;
            for (int k = 0; k < 9 && i < digits.size(); ++k, ++i) {
                chunk = chunk * 10 + static_cast<unsigned>(digits[i] - '0');
                scale *= 10;
            }
            for (uint32_t& limb : limbs) {
                chunk += limb * scale;
                limb = static_cast<uint32_t>(chunk);
                chunk >>= 32;
            }
            if (chunk) limbs.push_back(static_cast<uint32_t>(chunk));
        }
    } else {
        unsigned width = base == 8 ? 3 : 1;
        uint64_t bits = 0;
        unsigned count = 0;
        for (size_t i = digits.size(); i-- > 0;) {
            bits |= static_cast<uint64_t>(digits[i] - '0') << count;
            count += width;
            if (count >= 32) {
                limbs.push_back(static_cast<uint32_t>(bits));
                bits >>= 32;
                count -= 32;
            }
        }
        if (bits) limbs.push_back(static_cast<uint32_t>(bits));
    }
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (size_t i = limbs.size(); i-- > 0;)
        for (int shift = 28; shift >= 0; shift -= 4) {
            unsigned digit = limbs[i] >> shift & 15;
            if (digit || !text.empty()) text.push_back(kHex[digit]);
        }
    return text.empty() ? "0" : text;
}

} // namespace

Constant makeConstant(const ast::ConstantValue& value) {
    using From = ast::ConstantValue::Kind;
    Constant result;
    switch (value.kind) {
    case From::None:
        result.kind = Constant::Kind::kNone;
        break;
    case From::True:
        result.kind = Constant::Kind::kTrue;
        break;
    case From::False:
        result.kind = Constant::Kind::kFalse;
        break;
    case From::Ellipsis:
        result.kind = Constant::Kind::kEllipsis;
        break;
    case From::Int:
        result.kind = Constant::Kind::kInt;
        result.integer = value.integer;
        break;
    case From::BigInt:
        result.kind = Constant::Kind::kBigInt;
        result.text = hexDigits(value.text(), value.base);
        if (value.negative) result.text.insert(0, 1, '-');
        break;
    case From::Float:
        result.kind = Constant::Kind::kFloat;
        result.real = value.real;
        break;
    case From::Complex:
        result.kind = Constant::Kind::kComplex;
        result.real = value.real;
        result.imaginary = value.imag;
        break;
    case From::Str:
        result.kind = Constant::Kind::kStr;
        result.text = value.text().str();
        result.interned = looksLikeIdentifier(value.text());
        break;
    case From::Bytes:
        result.kind = Constant::Kind::kBytes;
        result.text = value.text().str();
        break;
    case From::Tuple:
    case From::FrozenSet:
        result.kind =
            value.kind == From::Tuple ? Constant::Kind::kTuple : Constant::Kind::kFrozenSet;
        for (const ast::ConstantValue& item : value.elements())
            result.items.push_back(makeConstant(item));
        break;
    }
    return result;
}

uint32_t Assembler::constant(const ast::ConstantValue& value) {
    if (!reachable_) return 0;
    return constant(makeConstant(value));
}

uint32_t Assembler::constant(Constant&& value) {
    if (!reachable_) return 0;
    if (value.kind == Constant::Kind::kCode) {
        constants_.push_back(std::move(value));
        return static_cast<uint32_t>(constants_.size() - 1);
    }
    std::string key;
    appendKey(key, value);
    auto [entry, is_new] =
        constant_index_.try_emplace(key, static_cast<uint32_t>(constants_.size()));
    if (is_new) constants_.push_back(std::move(value));
    return entry->second;
}

uint32_t Assembler::stringConstant(llvm::StringRef text) {
    Constant value;
    value.kind = Constant::Kind::kStr;
    value.text = text.str();
    value.interned = looksLikeIdentifier(text);
    return constant(std::move(value));
}

uint32_t Assembler::name(const ast::Atom* atom) {
    if (!reachable_) return 0;
    auto [entry, is_new] = name_index_.try_emplace(atom, static_cast<uint32_t>(names_.size()));
    if (is_new) names_.push_back(atom->text().str());
    if (entry->second > 0xffff) {
        overflowed_ = true;
        return 0;
    }
    return entry->second;
}

// --- layout ---

namespace {

// The branch that is taken when `op` isn't; only for those with a 16-bit distance.
Opcode invertedBranch(Opcode op) {
    auto number = static_cast<int>(op);
    auto in = [&](Opcode first, Opcode last) {
        return number >= static_cast<int>(first) && number <= static_cast<int>(last);
    };
    if (in(Opcode::kBR_LT, Opcode::kBR_GE) || in(Opcode::kBR_LT_IMM, Opcode::kBR_GE_IMM))
        return static_cast<Opcode>(number + 6);
    if (in(Opcode::kBR_NOT_LT, Opcode::kBR_NOT_GE) ||
        in(Opcode::kBR_NOT_LT_IMM, Opcode::kBR_NOT_GE_IMM))
        return static_cast<Opcode>(number - 6);
    switch (op) {
    case Opcode::kBR_IS:
        return Opcode::kBR_IS_NOT;
    case Opcode::kBR_IS_NOT:
        return Opcode::kBR_IS;
    case Opcode::kBR_IN:
        return Opcode::kBR_NOT_IN;
    default:
        KRAIT_ASSERT(op == Opcode::kBR_NOT_IN);
        return Opcode::kBR_IN;
    }
}
static_assert(static_cast<int>(Opcode::kBR_NOT_LT) == static_cast<int>(Opcode::kBR_LT) + 6);
static_assert(static_cast<int>(Opcode::kBR_NOT_GE) == static_cast<int>(Opcode::kBR_GE) + 6);
static_assert(static_cast<int>(Opcode::kBR_NOT_GE_IMM) == static_cast<int>(Opcode::kBR_GE_IMM) + 6);

} // namespace

bool Assembler::finish(CodeBlueprint& code) {
    const auto count = static_cast<uint32_t>(items_.size());
    // Jumps to an unconditional jump forward go where that goes.
    bool short_jumps = false, any_cold = false;
    for (Item& item : items_) {
        any_cold |= item.cold;
        if (item.label == kNoLabel) continue;
        for (int hops = 0; hops < 8; ++hops) {
            uint32_t target = labels_[item.label].item;
            if (target >= count || items_[target].op != Opcode::kJUMP) break;
            item.label = items_[target].label;
        }
        if (jumpField(item.op) == JumpField::C16) short_jumps = true;
    }
    // Hot code first. `order` lists items by place.
    std::vector<uint32_t> order;
    order.reserve(count);
    for (uint32_t i = 0; i < count; ++i)
        if (!items_[i].cold) order.push_back(i);
    if (any_cold)
        for (uint32_t i = 0; i < count; ++i)
            if (items_[i].cold) order.push_back(i);

    // Sizes in words: 0 for a jump to what follows anyway; a 16-bit jump that doesn't reach becomes
    // its inverse over a JUMP, one word more.
    std::vector<uint32_t> offsets(count + 1);
    std::vector<uint8_t> sizes(count);
    for (uint32_t i = 0; i < count; ++i)
        sizes[i] = static_cast<uint8_t>(1 + opcodeInfo(items_[i].op).extra_words);
    for (uint32_t k = 0; k < count; ++k) {
        const Item& item = items_[order[k]];
        if (item.op != Opcode::kJUMP) continue;
        uint32_t target = labels_[item.label].item;
        // What lies between here and the target is left out, too, or nothing.
        uint32_t next = k + 1;
        while (next < count && order[next] != target && sizes[order[next]] == 0) ++next;
        if (next < count && order[next] == target && item.cold == items_[target].cold)
            sizes[order[k]] = 0;
    }
    auto place = [&] {
        uint32_t offset = 0;
        for (uint32_t k = 0; k < count; ++k) {
            offsets[order[k]] = offset;
            offset += sizes[order[k]];
        }
        offsets[count] = offset;
    };
    auto isLong = [&](uint32_t i) { return sizes[i] > 1 + opcodeInfo(items_[i].op).extra_words; };
    place();
    if (short_jumps && offsets[count] > 32000) {
        for (bool changed = true; changed;) {
            changed = false;
            for (uint32_t i = 0; i < count; ++i) {
                const Item& item = items_[i];
                if (item.label == kNoLabel || isLong(i) || jumpField(item.op) != JumpField::C16)
                    continue;
                int64_t distance = int64_t{offsets[labels_[item.label].item]} - offsets[i];
                if (distance > 32000 || distance < -32000) {
                    ++sizes[i];
                    changed = true;
                }
            }
            if (changed) place();
        }
    }

    const uint16_t local_count = localCount();
    if (local_count + slot_count_max_ + 1 > 0xffff) overflowed_ = true;
    if (overflowed_) return false;
    auto fixed = [&](uint16_t operand, Operand kind) -> uint16_t {
        switch (kind) {
        case Operand::D:
        case Operand::R:
        case Operand::K:
        case Operand::W:
            return isTemp(operand) ? static_cast<uint16_t>(operand - kFirstTemp + local_count)
                                   : operand;
        default:
            return operand;
        }
    };
    code.instructions.reserve(offsets[count]);
    code.infos.reserve(count);
    for (uint32_t i : order) {
        const Item& item = items_[i];
        if (sizes[i] == 0) continue;
        const OpcodeInfo& info = opcodeInfo(item.op);
        uint16_t a = fixed(item.a, info.a), b = fixed(item.b, info.b), c = fixed(item.c, info.c);
        code.infos.push_back({offsets[i], item.live_set, item.position});
        if (item.label == kNoLabel) {
            code.instructions.push_back(Instr::make(item.op, a, b, c).word);
            for (int k = 0; k < info.extra_words; ++k)
                code.instructions.push_back(k == 0 ? item.extra : 0);
            continue;
        }
        uint32_t target = labels_[item.label].item;
        KRAIT_ASSERT(target < count);
        auto distance = static_cast<int32_t>(offsets[target]) -
                        static_cast<int32_t>(offsets[i] + 1 + info.extra_words);
        auto jumpOp = [&] { return distance < 0 ? Opcode::kJUMP_BACK : Opcode::kJUMP; };
        switch (jumpField(item.op)) {
        case JumpField::BC32: {
            bool plain = item.op == Opcode::kJUMP || item.op == Opcode::kJUMP_BACK;
            code.instructions.push_back(
                Instr::make32(plain ? jumpOp() : item.op, a, distance).word);
            break;
        }
        case JumpField::Extra:
            code.instructions.push_back(Instr::make(item.op, a, b, c).word);
            for (int k = 0; k < info.extra_words; ++k)
                code.instructions.push_back(k == 0 ? static_cast<uint32_t>(distance) : 0);
            break;
        case JumpField::C16:
            if (isLong(i)) {
                code.instructions.push_back(Instr::make(invertedBranch(item.op), a, b, 1).word);
                distance -= 1;
                code.infos.push_back({offsets[i] + 1, item.live_set, item.position});
                code.instructions.push_back(Instr::make32(jumpOp(), 0, distance).word);
            } else {
                code.instructions.push_back(
                    Instr::make(item.op, a, b, static_cast<uint16_t>(distance)).word);
            }
            break;
        case JumpField::None:
            KRAIT_ASSERT(false);
            break;
        }
    }

    // Inner regions end before outer ones do, so the order of ending has the innermost first. A
    // region may have a hot and a cold part.
    for (const Range& range : ranges_) {
        const Region& region = regions_[range.region];
        for (bool cold : {false, true}) {
            uint32_t first = count, last = count;
            for (uint32_t i = range.start; i < range.end; ++i) {
                if (items_[i].cold != cold) continue;
                if (first == count) first = i;
                last = i;
                if (!any_cold) {
                    last = range.end - 1;
                    break;
                }
            }
            if (first == count) continue;
            HandlerEntry entry;
            entry.start = offsets[first];
            entry.end = offsets[last] + sizes[last];
            entry.target = offsets[labels_[region.target.id].item];
            entry.exception = fixed(region.exception, Operand::R);
            entry.level = fixed(region.level, Operand::R);
            entry.cleanup = region.cleanup;
            if (entry.start < entry.end) code.handlers.push_back(entry);
        }
    }
    for (std::vector<LiveRange>& set : live_sets_)
        for (LiveRange& range : set) range.first = static_cast<uint16_t>(range.first + local_count);
    code.live_sets = std::move(live_sets_);
    code.local_count = local_count;
    code.register_count = static_cast<uint16_t>(local_count + slot_count_max_);
    code.local_names = std::move(local_names_);
    code.local_is_cell = std::move(local_kinds_);
    code.names = std::move(names_);
    code.constants = std::move(constants_);
    return true;
}

} // namespace krait
