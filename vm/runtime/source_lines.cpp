// Source lines for tracebacks: finding the text, and drawing the marks under the part of it that an
// instruction stands for. The layout is CPython 3.13's, which prints some lines of a long
// expression and leaves the marks out where they would say nothing.
#include "vm/runtime/source_lines.h"

#include "vm/base/unicode.h"
#include "vm/base/utf8.h"
#include "vm/bytecode/code_blueprint.h"
#include "vm/objects/dict.h"
#include "vm/objects/list.h"
#include "vm/objects/str.h"
#include "vm/objects/tuple.h"
#include "vm/runtime/errors.h"
#include "vm/runtime/import_state.h"
#include "vm/runtime/object_model.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace krait {

// --- text ---------------------------------------------------------------------------------------

// Tolerates any bytes: each that is no UTF-8 becomes one replacement character.
std::u32string codePointsOf(std::string_view utf8) {
    std::u32string out;
    out.reserve(utf8.size());
    auto byte = [&](size_t i) {
        return i < utf8.size() ? static_cast<uint8_t>(utf8[i]) : uint8_t{0};
    };
    for (size_t i = 0; i < utf8.size();) {
        uint8_t lead = byte(i);
        size_t length = lead < 0x80       ? 1
                        : lead >> 5 == 6  ? 2
                        : lead >> 4 == 14 ? 3
                        : lead >> 3 == 30 ? 4
                                          : 0;
        bool valid = length != 0;
        for (size_t k = 1; k < length; ++k) valid &= (byte(i + k) & 0xc0) == 0x80;
        if (!valid) {
            out.push_back(0xfffd);
            ++i;
            continue;
        }
        char32_t c = length == 1 ? lead : lead & (0x7f >> length);
        for (size_t k = 1; k < length; ++k) c = c << 6 | (byte(i + k) & 0x3f);
        out.push_back(c);
        i += length;
    }
    return out;
}

static void appendUtf8(std::string& out, char32_t c) {
    uint8_t bytes[4];
    out.append(reinterpret_cast<char*>(bytes), encodeUtf8CodePoint(c, bytes));
}

std::string utf8Of(std::u32string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char32_t c : text) appendUtf8(out, c);
    return out;
}

std::string textOf(const Str* s) {
    std::string out;
    for (int64_t i = 0; i < s->length; ++i) appendUtf8(out, s->at(i));
    return out;
}

// --- finding the text ---------------------------------------------------------------------------

static bool readFile(const std::string& path, std::string* text) {
    FILE* file = std::fopen(path.c_str(), "rb");
    if (!file) return false;
    char buffer[8192];
    size_t count;
    while ((count = std::fread(buffer, 1, sizeof buffer, file)) > 0) text->append(buffer, count);
    bool good = !std::ferror(file);
    std::fclose(file);
    return good;
}

// Python: a coding comment in the first two lines. Latin-1 is the only other encoding that is
// understood here; others show their ASCII.
static bool declaresLatin1(std::string_view text) {
    for (int line = 0; line < 2 && !text.empty(); ++line) {
        size_t end = text.find('\n');
        std::string_view first = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        size_t hash = first.find('#');
        if (hash == std::string_view::npos) continue;
        first.remove_prefix(hash);
        if (first.find("coding") == std::string_view::npos) continue;
        return first.find("latin") != std::string_view::npos ||
               first.find("8859-1") != std::string_view::npos;
    }
    return false;
}

static void splitLines(std::string_view text, std::vector<std::u32string>* lines) {
    bool latin1 = declaresLatin1(text);
    if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
    while (!text.empty()) {
        size_t end = text.find_first_of("\r\n");
        std::string_view line = text.substr(0, end);
        if (end == std::string_view::npos) {
            text = {};
        } else {
            bool pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
            text.remove_prefix(end + (pair ? 2 : 1));
        }
        std::u32string decoded;
        if (latin1) {
            for (char c : line) decoded.push_back(static_cast<uint8_t>(c));
        } else {
            decoded = codePointsOf(line);
        }
        lines->push_back(std::move(decoded));
    }
}

bool SourceLines::fromLinecache(const std::string& filename, Lines* lines) {
    if (!t_->runtime->modules) return false;
    Ref raised = takeException(t_);
    bool found = false;
    Ref name = strFromAscii(t_, "linecache");
    Value module = name.isError() ? Value() : dictGetStr(t_->runtime->modules, name.as<Str>());
    if (isKind(module, TypeId::kModule)) {
        New<Str> cache_name = strIntern(t_, "cache");
        Value cache =
            cache_name.isError() ? Value() : dictGetStr(module.as<Module>()->dict, cache_name);
        Ref key = strFromUtf8(t_, filename);
        if (isExactDict(cache) && !key.isError()) {
            Value entry = dictGetStr(cache.as<Dict>(), key.as<Str>());
            if (isExactTuple(entry) && entry.as<Tuple>()->length == 4 &&
                isExactList(entry.as<Tuple>()->items[2])) {
                auto* list = entry.as<Tuple>()->items[2].as<List>();
                for (int64_t i = 0; i < list->length; ++i) {
                    std::u32string line;
                    if (isStr(list->items[i]))
                        line = codePointsOf(textOf(list->items[i].as<Str>()));
                    while (!line.empty() && (line.back() == U'\n' || line.back() == U'\r')) {
                        line.pop_back();
                    }
                    lines->push_back(std::move(line));
                }
                found = true;
            }
        }
    }
    clearError(t_);
    t_->exception = raised.release();
    return found;
}

SourceLines::Lines& SourceLines::load(const std::string& filename) {
    for (auto& file : files_) {
        if (file.first == filename) return file.second;
    }
    Lines& lines = files_.emplace_back(filename, Lines()).second;
    if (filename.empty() || fromLinecache(filename, &lines)) return lines;
    std::string text;
    bool found = false;
    std::string_view embedded;
    if (embeddedSource(t_, filename, &embedded)) {
        text = embedded;
        found = true;
    } else if (filename == "<string>" && !t_->runtime->command_source.empty()) {
        text = t_->runtime->command_source;
        found = true;
    }
    bool pseudo = filename.front() == '<' && filename.back() == '>';
    if (!found && !pseudo) {
        found = readFile(filename, &text);
        if (!found && filename.front() != '/' && t_->runtime->sys_dict) {
            Value path = dictGetStr(t_->runtime->sys_dict, t_->name(kName_path));
            for (int64_t i = 0; isExactList(path) && !found && i < path.as<List>()->length; ++i) {
                Value folder = path.as<List>()->items[i];
                if (isStr(folder)) {
                    found = readFile(textOf(folder.as<Str>()) + "/" + filename, &text);
                }
            }
        }
    }
    if (found) splitLines(text, &lines);
    return lines;
}

const std::u32string* SourceLines::line(const std::string& filename, int number) {
    Lines& lines = load(filename);
    if (number < 1 || static_cast<size_t>(number) > lines.size()) return nullptr;
    return &lines[static_cast<size_t>(number) - 1];
}

// --- marks --------------------------------------------------------------------------------------

namespace {

using Lines = std::vector<std::u32string>;

bool isBlank(char32_t c) {
    return unicode::isSpace(c);
}
size_t indentOf(const std::u32string& line) {
    size_t i = 0;
    while (i < line.size() && isBlank(line[i])) ++i;
    return i;
}
bool allBlank(std::u32string_view text) {
    return std::all_of(text.begin(), text.end(), isBlank);
}

// Takes the indentation away that all lines share; blank lines become empty.
void dedent(Lines& lines) {
    bool first = true;
    std::u32string margin;
    for (std::u32string& line : lines) {
        size_t size = 0;
        while (size < line.size() && (line[size] == U' ' || line[size] == U'\t')) ++size;
        if (size == line.size() || allBlank(line)) {
            line.clear();
            continue;
        }
        if (std::exchange(first, false)) {
            margin = line.substr(0, size);
            continue;
        }
        size_t shared = 0;
        while (shared < margin.size() && shared < size && margin[shared] == line[shared]) ++shared;
        margin.resize(shared);
    }
    for (std::u32string& line : lines) {
        if (!line.empty()) line.erase(0, margin.size());
    }
}

size_t characterOffset(const std::u32string& line, int bytes) {
    std::string utf8 = utf8Of(line);
    if (bytes < 0) bytes = 0;
    return codePointsOf(std::string_view(utf8).substr(0, static_cast<size_t>(bytes))).size();
}

// Columns that the first `count` characters take on a screen.
size_t displayWidth(const std::u32string& line, size_t count) {
    bool ascii = std::all_of(line.begin(), line.end(), [](char32_t c) { return c < 128; });
    if (ascii) return count;
    size_t width = 0;
    for (size_t i = 0; i < count && i < line.size(); ++i) {
        std::string_view kind = unicode::eastAsianWidth(line[i]);
        width += kind == "W" || kind == "F" ? 2 : 1;
    }
    return width;
}

struct Segment {
    Lines lines;       // dedented
    size_t start, end; // characters, in the first and last line

    Lines text() const {
        Lines part = lines;
        part.back().resize(std::min(end, part.back().size()));
        part.front().erase(0, std::min(start, part.front().size()));
        return part;
    }
};

// Python: `return f(...)` and `x = f(...)` that fill the statement get no marks.
bool fillsStatement(const Segment& s) {
    std::u32string_view head = std::u32string_view(s.lines.front()).substr(0, s.start);
    std::u32string_view tail = std::u32string_view(s.lines.back());
    tail.remove_prefix(std::min(s.end, tail.size()));
    while (!tail.empty() && isBlank(tail.front())) tail.remove_prefix(1);
    if (!tail.empty() && tail.front() != U'#' && tail.front() != U';') return false;
    while (!head.empty() && isBlank(head.back())) head.remove_suffix(1);
    if (head == U"return") return isCallOfName(s.text());
    if (head.empty() || head.back() != U'=') return false;
    head.remove_suffix(1);
    while (!head.empty() && isBlank(head.back())) head.remove_suffix(1);
    if (head.empty() || unicode::isDecimal(head.front())) return false;
    for (char32_t c : head) {
        if (c != U'_' && !unicode::isIdentifierContinue(c)) return false;
    }
    return isCallOfName(s.text());
}

} // namespace

std::string sourceWithMarks(SourceLines& source, const std::string& filename,
                            const SourcePosition& position) {
    Lines original;
    int last = std::max(position.line, position.end_line);
    for (int number = position.line; number <= last; ++number) {
        const std::u32string* line = source.line(filename, number);
        std::u32string text = line ? *line : std::u32string();
        while (!text.empty() && isBlank(text.back())) text.pop_back();
        original.push_back(std::move(text));
    }
    if (std::all_of(original.begin(), original.end(), [](auto& l) { return l.empty(); })) return "";
    if (position.column < 0 || position.end_column < 0) {
        std::u32string first = original[0];
        return "    " + utf8Of(std::u32string_view(first).substr(indentOf(first))) + "\n";
    }
    Segment s;
    s.lines = original;
    dedent(s.lines);
    size_t removed = original.front().size() - s.lines.front().size();
    size_t start = characterOffset(original.front(), position.column);
    size_t end = characterOffset(original.back(), position.end_column);
    s.start = start > removed ? start - removed : 0;
    s.end = end > removed ? end - removed : 0;
    size_t screen_start = displayWidth(s.lines.front(), s.start);
    size_t screen_end = displayWidth(s.lines.back(), s.end);

    CaretAnchors anchors{};
    bool anchored = findAnchors(s.text(), &anchors);
    bool marks;
    if (fillsStatement(s)) {
        marks = false;
    } else if (anchored) {
        marks = true;
    } else {
        std::u32string_view before = std::u32string_view(s.lines.front()).substr(0, s.start);
        std::u32string_view after = s.lines.back();
        after.remove_prefix(std::min(s.end, after.size()));
        marks = !allBlank(before) || !allBlank(after);
    }

    // The first and last line are shown, and those around the anchors.
    std::vector<bool> shown(s.lines.size(), false);
    shown.front() = shown.back() = true;
    size_t left = 0, right = 0;
    if (anchored) {
        left = anchors.left_column + (anchors.left_line == 0 ? s.start : 0);
        right = anchors.right_column + (anchors.right_line == 0 ? s.start : 0);
        left = displayWidth(s.lines[anchors.left_line], left);
        right = displayWidth(s.lines[anchors.right_line], right);
        for (size_t at : {anchors.left_line, anchors.right_line}) {
            for (size_t i = at ? at - 1 : 0; i <= at + 1 && i < shown.size(); ++i) shown[i] = true;
        }
    }
    Lines out;
    auto show = [&](size_t number) {
        const std::u32string& line = s.lines[number];
        out.push_back(line);
        if (!marks) return;
        size_t spaces = indentOf(line);
        size_t count = number + 1 == s.lines.size() ? screen_end : displayWidth(line, line.size());
        std::u32string carets;
        for (size_t column = 0; column < count; ++column) {
            if (column < spaces || (number == 0 && column < screen_start)) {
                carets.push_back(U' ');
                continue;
            }
            bool past_left =
                number > anchors.left_line || (number == anchors.left_line && column >= left);
            bool before_right =
                number < anchors.right_line || (number == anchors.right_line && column < right);
            carets.push_back(!anchored || (past_left && before_right) ? U'^' : U'~');
        }
        out.push_back(std::move(carets));
    };
    size_t previous = 0;
    for (size_t i = 0; i < shown.size(); ++i) {
        if (!shown[i]) continue;
        size_t gap = i - previous;
        if (gap == 2) {
            show(i - 1);
        } else if (gap > 2) {
            out.push_back(codePointsOf("...<" + std::to_string(gap - 1) + " lines>..."));
        }
        show(i);
        previous = i;
    }
    dedent(out);
    std::string text;
    for (const std::u32string& line : out) text += "    " + utf8Of(line) + "\n";
    return text;
}

} // namespace krait
