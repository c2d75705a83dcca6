// Replacement templates, as re.sub and Match.expand take them: text with \1, \g<name>, and the
// escapes of patterns, to a list of literals and group numbers. Pure function, any thread; the
// result owns its text.
#include "stdlib/native/re/tokenizer.h"

#include <algorithm>

namespace krait::re {
namespace {

class TemplateParser {
  public:
    TemplateParser(TextView text, bool is_text, uint32_t group_count,
                   const std::vector<GroupName>& names, TemplateResult* result)
        : result_(*result), source_(text, is_text, &result->error), names_(names),
          group_count_(group_count) {}

    void run() {
        while (!source_.failed()) {
            Token token = source_.get();
            if (token.none) break;
            if (token.escaped)
                parseEscape(token);
            else
                literal_ += static_cast<char32_t>(token.c);
        }
        if (!literal_.empty()) result_.items.push_back({std::move(literal_), -1});
    }

  private:
    void parseEscape(const Token& token);
    void parseNamed();
    void parseNumber(const Token& token);

    void addGroup(uint64_t group, size_t offset) {
        if (group > group_count_) {
            source_.fail(fromAscii("invalid group reference ") + fromNumber(group), offset);
            return;
        }
        result_.items.push_back({std::move(literal_), static_cast<ptrdiff_t>(group)});
        literal_.clear();
    }

    TemplateResult& result_;
    Tokenizer source_;
    const std::vector<GroupName>& names_;
    Text literal_;
    uint32_t group_count_;
};

void TemplateParser::parseNamed() {
    if (!source_.match(U'<')) {
        source_.fail("missing <");
        return;
    }
    Text name = source_.getUntil(U'>', "group name");
    if (source_.failed()) return;
    if (std::all_of(name.begin(), name.end(), isAsciiDigit)) {
        uint64_t group = krait::re::parseNumber(name, 10, kGroupsMax);
        if (group >= kGroupsMax) {
            Text digits = name.substr(std::min(name.find_first_not_of(U'0'), name.size()));
            source_.fail(fromAscii("invalid group reference ") + digits, name.size() + 1);
            return;
        }
        addGroup(group, name.size() + 1);
        return;
    }
    if (!source_.checkGroupName(name, 1)) return;
    for (const GroupName& entry : names_) {
        if (entry.name == name) {
            addGroup(entry.group, name.size() + 1);
            return;
        }
    }
    result_.error = {ErrorKind::kIndex, fromAscii("unknown group name ") + quoted(name, false)};
}

void TemplateParser::parseNumber(const Token& token) {
    auto is_octal = [](uint32_t c) { return c - '0' < 8; };
    Text escape;
    token.appendTo(escape);
    if (token.c == '0') {
        source_.getWhile(2, is_octal, escape);
        literal_ += static_cast<char32_t>(
            krait::re::parseNumber(TextView(escape).substr(1), 8, 4096) & 0xFF);
        return;
    }
    if (source_.next().isDigit()) {
        source_.get().appendTo(escape);
        if (is_octal(escape[1]) && is_octal(escape[2]) && source_.next().isOctal()) {
            source_.get().appendTo(escape);
            uint64_t value = krait::re::parseNumber(TextView(escape).substr(1), 8, 4096);
            if (value > 0377) {
                source_.fail(fromAscii("octal escape value ") + escape +
                                 fromAscii(" outside of range 0-0o377"),
                             escape.size());
                return;
            }
            literal_ += static_cast<char32_t>(value);
            return;
        }
    }
    addGroup(krait::re::parseNumber(TextView(escape).substr(1), 10, kGroupsMax), escape.size() - 1);
}

void TemplateParser::parseEscape(const Token& token) {
    if (token.c == 'g') {
        parseNamed();
    } else if (isAsciiDigit(token.c)) {
        parseNumber(token);
    } else if (int32_t simple = simpleEscape(token.c); simple >= 0) {
        literal_ += static_cast<char32_t>(simple);
    } else {
        Text escape;
        token.appendTo(escape);
        if (isAsciiLetter(token.c)) {
            source_.fail(fromAscii("bad escape ") + escape, escape.size());
            return;
        }
        literal_ += escape;
    }
}

} // namespace

TemplateResult parseTemplate(TextView text, bool is_text, uint32_t group_count,
                             const std::vector<GroupName>& names) {
    TemplateResult result;
    TemplateParser(text, is_text, group_count, names, &result).run();
    return result;
}

} // namespace krait::re
