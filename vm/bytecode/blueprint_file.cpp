// The binary form of blueprints: caches of imported modules and the embedded library.
//
//     "KRAITBC\n"  u64 instruction set  u64 checksum of the payload  u64 payload size  payload
//
// The payload is the table of all strings of the file, each once, and then the outermost code
// object; a code constant stands in the place where its parent's constants have it. Counts and
// small numbers are varints (7 bits a byte, low first; signed ones zigzag), instructions are 8-byte
// words. Offsets of positions are not stored: the instructions say them. Little-endian. The first
// u64 is a hash of opcodes.def, so that files of another instruction set are refused without a
// version number that somebody must remember to raise. Reading trusts nothing: all counts are
// checked against what is left. Owns nothing; any thread.
#include "vm/bytecode/code_blueprint.h"

#include <bit>
#include <cstring>
#include <string_view>
#include <unordered_map>

namespace krait {
namespace {

constexpr char kMagic[8] = {'K', 'R', 'A', 'I', 'T', 'B', 'C', '\n'};
constexpr size_t kHeaderBytes = 32;
constexpr int kDepthMax = 200; // LIMIT: of nested code and tuples
constexpr uint32_t kFormat = 2;

constexpr uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15;
    return hash ^ hash >> 29;
}

constexpr uint64_t instructionSetHash() {
    uint64_t hash = kFormat;
    auto text = [&](std::string_view s) {
        for (char c : s) hash = mix(hash, static_cast<unsigned char>(c));
    };
#define OP(name, a, b, c, extra, flags, doc) text(#name " " #a " " #b " " #c " " #extra);
#include "vm/bytecode/opcodes.def"
    return hash;
}

// Four lanes of eight bytes, so that the multiplications overlap.
uint64_t checksum(const char* data, size_t size) {
    uint64_t lanes[4] = {1, 2, 3, 4};
    size_t i = 0;
    for (; i + 32 <= size; i += 32) {
        uint64_t words[4];
        std::memcpy(words, data + i, 32);
        for (int k = 0; k < 4; ++k) lanes[k] = mix(lanes[k], words[k]);
    }
    uint64_t hash = size;
    for (; i < size; ++i) hash = mix(hash, static_cast<unsigned char>(data[i]));
    for (uint64_t lane : lanes) hash = mix(hash, lane);
    return hash;
}

class Writer {
  public:
    std::string finish(const CodeBlueprint& code) {
        writeCode(code);
        std::string body = std::move(out_);
        out_.clear();
        number(strings_.size());
        for (std::string_view text : strings_) {
            number(text.size());
            out_ += text;
        }
        out_ += body;
        std::string file(kMagic, sizeof kMagic);
        auto word = [&](uint64_t value) { file.append(reinterpret_cast<const char*>(&value), 8); };
        word(instructionSetHash());
        word(checksum(out_.data(), out_.size()));
        word(out_.size());
        file += out_;
        return file;
    }

  private:
    void number(uint64_t value) {
        while (value >= 128) {
            out_.push_back(static_cast<char>(value | 128));
            value >>= 7;
        }
        out_.push_back(static_cast<char>(value));
    }
    void signedNumber(int64_t value) {
        number(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63));
    }
    void real(double value) {
        auto bits = std::bit_cast<uint64_t>(value);
        out_.append(reinterpret_cast<const char*>(&bits), 8);
    }
    void string(const std::string& text) {
        auto [entry, is_new] = string_index_.try_emplace(text, strings_.size());
        if (is_new) strings_.push_back(text);
        number(entry->second);
    }
    void stringList(const std::vector<std::string>& list) {
        number(list.size());
        for (const std::string& text : list) string(text);
    }
    void constant(const Constant& value) {
        out_.push_back(static_cast<char>(static_cast<int>(value.kind) | (value.interned ? 64 : 0)));
        switch (value.kind) {
        case Constant::Kind::kInt:
            signedNumber(value.integer);
            break;
        case Constant::Kind::kFloat:
            real(value.real);
            break;
        case Constant::Kind::kComplex:
            real(value.real);
            real(value.imaginary);
            break;
        case Constant::Kind::kBigInt:
        case Constant::Kind::kStr:
        case Constant::Kind::kBytes:
            string(value.text);
            break;
        case Constant::Kind::kTuple:
        case Constant::Kind::kFrozenSet:
            number(value.items.size());
            for (const Constant& item : value.items) constant(item);
            break;
        case Constant::Kind::kCode:
            writeCode(*value.code);
            break;
        default:
            break;
        }
    }
    void writeCode(const CodeBlueprint& code) {
        string(code.name);
        string(code.qualified_name);
        string(code.filename);
        signedNumber(code.first_line);
        number(code.flags);
        number(code.positional_only_count);
        number(code.positional_count);
        number(code.keyword_only_count);
        number(code.local_count);
        number(code.register_count);
        stringList(code.local_names);
        out_.append(reinterpret_cast<const char*>(code.local_is_cell.data()),
                    code.local_is_cell.size());
        stringList(code.free_names);
        stringList(code.names);
        number(code.constants.size());
        for (const Constant& value : code.constants) constant(value);
        number(code.instructions.size());
        out_.append(reinterpret_cast<const char*>(code.instructions.data()),
                    code.instructions.size() * 8);
        number(code.infos.size());
        int64_t line = code.first_line;
        for (const InstrInfo& info : code.infos) {
            number(info.live_set);
            const SourcePosition& at = info.position;
            signedNumber(at.line - line);
            signedNumber(int64_t{at.end_line} - at.line);
            signedNumber(at.column);
            signedNumber(int64_t{at.end_column} - at.column);
            line = at.line;
        }
        number(code.live_sets.size());
        for (const std::vector<LiveRange>& set : code.live_sets) {
            number(set.size());
            for (const LiveRange& range : set) {
                number(range.first);
                number(range.count);
            }
        }
        number(code.handlers.size());
        for (const HandlerEntry& entry : code.handlers) {
            number(entry.start);
            number(entry.end);
            number(entry.target);
            number(entry.exception);
            number(uint64_t{entry.level} << 1 | (entry.cleanup ? 1 : 0));
        }
    }

    std::string out_;
    std::vector<std::string_view> strings_; // into the blueprint
    std::unordered_map<std::string_view, uint64_t> string_index_;
};

class Reader {
  public:
    Reader(const char* data, size_t size) : next_(data), end_(data + size) {}

    std::shared_ptr<CodeBlueprint> run() {
        strings_.resize(count(1));
        for (std::string_view& text : strings_) {
            size_t size = count(1);
            text = {next_, size};
            next_ += size;
        }
        auto code = std::make_shared<CodeBlueprint>();
        readCode(*code, 0);
        if (next_ != end_) bad_ = true;
        return bad_ ? nullptr : code;
    }

  private:
    uint64_t number() {
        if (next_ < end_ && static_cast<unsigned char>(*next_) < 128)
            return static_cast<unsigned char>(*next_++);
        uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (next_ == end_) break;
            auto byte = static_cast<unsigned char>(*next_++);
            value |= uint64_t{byte & 127u} << shift;
            if (byte < 128) return value;
        }
        bad_ = true;
        return 0;
    }
    int64_t signedNumber() {
        uint64_t value = number();
        return static_cast<int64_t>(value >> 1 ^ (0 - (value & 1)));
    }
    // A count of things that take at least `bytes` each.
    size_t count(size_t bytes) {
        uint64_t value = number();
        if (value > static_cast<uint64_t>(end_ - next_) / bytes) {
            bad_ = true;
            return 0;
        }
        return value;
    }
    template <typename T>
    T small() {
        uint64_t value = number();
        if (value > static_cast<T>(~T{0})) bad_ = true;
        return static_cast<T>(value);
    }
    double real() {
        uint64_t bits = 0;
        if (end_ - next_ < 8) {
            bad_ = true;
            return 0;
        }
        std::memcpy(&bits, next_, 8);
        next_ += 8;
        return std::bit_cast<double>(bits);
    }
    std::string_view string() {
        uint64_t index = number();
        if (index >= strings_.size()) {
            bad_ = true;
            return {};
        }
        return strings_[index];
    }
    void stringList(std::vector<std::string>& list) {
        list.resize(count(1));
        for (std::string& text : list) text = string();
    }
    void constant(Constant& value, int depth) {
        if (next_ == end_ || depth > kDepthMax) {
            bad_ = true;
            return;
        }
        auto tag = static_cast<unsigned char>(*next_++);
        value.interned = tag & 64;
        value.kind = static_cast<Constant::Kind>(tag & 63);
        switch (value.kind) {
        case Constant::Kind::kNone:
        case Constant::Kind::kTrue:
        case Constant::Kind::kFalse:
        case Constant::Kind::kEllipsis:
            break;
        case Constant::Kind::kInt:
            value.integer = signedNumber();
            break;
        case Constant::Kind::kFloat:
            value.real = real();
            break;
        case Constant::Kind::kComplex:
            value.real = real();
            value.imaginary = real();
            break;
        case Constant::Kind::kBigInt:
        case Constant::Kind::kStr:
        case Constant::Kind::kBytes:
            value.text = string();
            break;
        case Constant::Kind::kTuple:
        case Constant::Kind::kFrozenSet:
            value.items.resize(count(1));
            for (Constant& item : value.items)
                if (!bad_) constant(item, depth + 1);
            break;
        case Constant::Kind::kCode:
            value.code = std::make_shared<CodeBlueprint>();
            readCode(*value.code, depth + 1);
            break;
        default:
            bad_ = true;
        }
    }
    void readCode(CodeBlueprint& code, int depth) {
        code.name = string();
        code.qualified_name = string();
        code.filename = string();
        code.first_line = static_cast<int32_t>(signedNumber());
        code.flags = small<uint32_t>();
        code.positional_only_count = small<uint16_t>();
        code.positional_count = small<uint16_t>();
        code.keyword_only_count = small<uint16_t>();
        code.local_count = small<uint16_t>();
        code.register_count = small<uint16_t>();
        stringList(code.local_names);
        size_t locals = code.local_names.size();
        if (bad_ || static_cast<size_t>(end_ - next_) < locals) {
            bad_ = true;
            return;
        }
        code.local_is_cell.assign(next_, next_ + locals);
        next_ += locals;
        stringList(code.free_names);
        stringList(code.names);
        code.constants.resize(count(1));
        for (Constant& value : code.constants)
            if (!bad_) constant(value, depth);
        size_t words = count(8);
        code.instructions.resize(words);
        std::memcpy(code.instructions.data(), next_, words * 8);
        next_ += words * 8;
        code.infos.resize(count(5));
        int64_t line = code.first_line;
        uint32_t offset = 0;
        for (InstrInfo& info : code.infos) {
            info.offset = offset;
            if (offset >= words) {
                bad_ = true;
                return;
            }
            Instr instr{code.instructions[offset]};
            if (static_cast<int>(instr.op()) >= kOpcodeCount) {
                bad_ = true;
                return;
            }
            offset += static_cast<uint32_t>(instrWords(instr));
            info.live_set = small<uint32_t>();
            SourcePosition& at = info.position;
            line += signedNumber();
            at.line = static_cast<int32_t>(line);
            at.end_line = static_cast<int32_t>(line + signedNumber());
            int64_t column = signedNumber();
            at.column = static_cast<int32_t>(column);
            at.end_column = static_cast<int32_t>(column + signedNumber());
        }
        code.live_sets.resize(count(1));
        for (std::vector<LiveRange>& set : code.live_sets) {
            set.resize(count(2));
            for (LiveRange& range : set) {
                range.first = small<uint16_t>();
                range.count = small<uint16_t>();
            }
        }
        code.handlers.resize(count(5));
        for (HandlerEntry& entry : code.handlers) {
            entry.start = small<uint32_t>();
            entry.end = small<uint32_t>();
            entry.target = small<uint32_t>();
            entry.exception = small<uint16_t>();
            uint32_t level = small<uint32_t>();
            entry.level = static_cast<uint16_t>(level >> 1);
            entry.cleanup = level & 1;
        }
    }

    const char* next_;
    const char* end_;
    bool bad_ = false;
    std::vector<std::string_view> strings_;
};

} // namespace

std::string writeBlueprint(const CodeBlueprint& code) {
    return Writer().finish(code);
}

std::shared_ptr<CodeBlueprint> readBlueprint(const char* data, size_t size, std::string* error) {
    auto refuse = [&](const char* reason) {
        if (error) *error = reason;
        return nullptr;
    };
    if (size < kHeaderBytes || std::memcmp(data, kMagic, sizeof kMagic) != 0)
        return refuse("not a file of bytecode");
    uint64_t header[3];
    std::memcpy(header, data + sizeof kMagic, sizeof header);
    static constexpr uint64_t kInstructionSet = instructionSetHash();
    if (header[0] != kInstructionSet) return refuse("bytecode of another version");
    if (header[2] != size - kHeaderBytes) return refuse("cut short");
    if (header[1] != checksum(data + kHeaderBytes, size - kHeaderBytes))
        return refuse("damaged: the checksum doesn't fit");
    std::shared_ptr<CodeBlueprint> code = Reader(data + kHeaderBytes, size - kHeaderBytes).run();
    return code ? code : refuse("damaged");
}

} // namespace krait
