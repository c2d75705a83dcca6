// Runs regular expressions from stdin, for comparison with another implementation.
//
// A request is a line of fields separated by tabs, texts as code points in hex joined by dots ("-"
// for none): kind (t: str, b: bytes), flags, pattern, subject, mode (m, f, s), start, end,
// must-advance. With the mode "p", subject is a replacement template and is parsed against the
// pattern's groups. The answer is one line: "E kind position message", "N", "M lastindex start end
// ..." or "P literal group ...". Both engines run where PCRE2 accepts the pattern; if they differ
// the answer begins with "DIFFER". After the answer to a compiled pattern comes a tab and the
// FutureWarnings joined by "|". `--stats` prints how many requests PCRE2 accepted.
#include "stdlib/native/re/regex.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace krait::re;

namespace {

Text decode(const std::string& field) {
    Text result;
    if (field == "-") return result;
    const char* p = field.c_str();
    while (*p) {
        char* end;
        result += static_cast<char32_t>(std::strtoul(p, &end, 16));
        p = *end == '.' ? end + 1 : end;
    }
    return result;
}

std::string encode(TextView text) {
    if (text.empty()) return "-";
    std::string result;
    char buffer[16];
    for (char32_t c : text) {
        std::snprintf(buffer, sizeof buffer, "%s%x", result.empty() ? "" : ".",
                      static_cast<unsigned>(c));
        result += buffer;
    }
    return result;
}

std::string describe(Outcome outcome, const Match& match, uint32_t groups) {
    if (outcome == Outcome::kNoMatch) return "N";
    if (outcome != Outcome::kMatch) return "STOPPED";
    std::string result = "M " + std::to_string(match.last_group);
    for (uint32_t i = 0; i < 2 * (groups + 1); ++i) result += ' ' + std::to_string(match.marks[i]);
    return result;
}

std::string describe(const Error& error) {
    return "E " + std::to_string(static_cast<int>(error.kind)) + ' ' +
           std::to_string(error.position) + ' ' + encode(error.message);
}

// The heap block has no slack, so that a sanitizer sees every character read past the end.
struct Units {
    explicit Units(const Text& text) {
        char32_t widest = 0;
        for (char32_t c : text) widest = c > widest ? c : widest;
        width = widest < 256 ? 1 : widest < 65536 ? 2 : 4;
        data = std::malloc(text.size() * width + !text.size());
        for (size_t i = 0; i < text.size(); ++i) {
            if (width == 1)
                static_cast<uint8_t*>(data)[i] = static_cast<uint8_t>(text[i]);
            else if (width == 2)
                static_cast<uint16_t*>(data)[i] = static_cast<uint16_t>(text[i]);
            else
                static_cast<uint32_t*>(data)[i] = text[i];
        }
    }
    ~Units() { std::free(data); }
    Units(const Units&) = delete;
    void* data;
    uint8_t width;
};

struct Stats {
    size_t matches = 0;
    size_t accepted = 0;
};

std::string answer(const std::vector<std::string>& fields, Stats* stats) {
    bool is_text = fields[0] == "t";
    Text pattern = decode(fields[2]);
    Text subject = decode(fields[3]);
    Error error;
    std::vector<Text> warnings;
    auto regex = Regex::compile(pattern, is_text, static_cast<uint32_t>(std::stoul(fields[1])),
                                &error, &warnings);
    std::string suffix = "\t";
    for (const Text& warning : warnings)
        suffix += (suffix.size() > 1 ? "|" : "") + std::string(warning.begin(), warning.end());
    if (!regex) return describe(error) + suffix;
    if (fields[4] == "p") {
        TemplateResult result =
            parseTemplate(subject, is_text, regex->groupCount(), regex->names());
        if (result.error) return describe(result.error) + suffix;
        std::string text = "P";
        for (const TemplateItem& item : result.items)
            text += ' ' + encode(item.literal) + ' ' + std::to_string(item.group);
        return text + suffix;
    }
    Units units(subject);
    Request request;
    request.subject = {units.data, units.width, std::stoul(fields[6])};
    request.start = std::stoul(fields[5]);
    request.mode = fields[4] == "m"   ? Mode::kMatch
                   : fields[4] == "f" ? Mode::kFullMatch
                                      : Mode::kSearch;
    request.must_advance = fields[7] == "1";
    std::vector<ptrdiff_t> marks(2 * (regex->groupCount() + 1), -1);
    Match match{marks.data()};
    Outcome outcome = Outcome::kNoMatch;
    uint32_t groups = regex->groupCount();
    Host host;
    size_t polls = 0;
    host.context = &polls;
    host.poll = [](void* context) { return ++*static_cast<size_t*>(context) > 2000; };
    regex->matchWith(Engine::kMatcher, request, host, &match, &outcome);
    std::string own = describe(outcome, match, groups);
    ++stats->matches;
    if (regex->matchWith(Engine::kPcre, request, {}, &match, &outcome)) {
        ++stats->accepted;
        std::string pcre = describe(outcome, match, groups);
        if (pcre != own && own != "STOPPED") return "DIFFER own " + own + " pcre " + pcre + suffix;
    }
    return own + suffix;
}

} // namespace

int main(int argc, char** argv) {
    Stats stats;
    std::string line;
    for (int c; (c = std::getchar()) != EOF;) {
        if (c != '\n') {
            line += static_cast<char>(c);
            continue;
        }
        std::vector<std::string> fields(1);
        for (char x : line) {
            if (x == '\t')
                fields.emplace_back();
            else
                fields.back() += x;
        }
        line.clear();
        if (fields.size() != 8) continue;
        std::puts(answer(fields, &stats).c_str());
    }
    if (argc > 1 && !std::strcmp(argv[1], "--stats"))
        std::fprintf(stderr, "%zu matches, %zu by PCRE2 too\n", stats.matches, stats.accepted);
    return 0;
}
