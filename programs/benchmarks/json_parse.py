"""A JSON parser in Python, character by character, over a generated document."""
import sys

ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Parser:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def skip(self):
        text, at = self.text, self.at
        while at < len(text) and text[at] in " \t\n\r":
            at += 1
        self.at = at

    def expect(self, token):
        if not self.text.startswith(token, self.at):
            raise ValueError(f"expected {token!r} at {self.at}")
        self.at += len(token)

    def value(self):
        self.skip()
        c = self.text[self.at]
        if c == "{":
            return self.object()
        if c == "[":
            return self.array()
        if c == '"':
            return self.string()
        for word, result in (("true", True), ("false", False), ("null", None)):
            if c == word[0]:
                self.expect(word)
                return result
        return self.number()

    def object(self):
        self.at += 1
        result = {}
        self.skip()
        if self.text[self.at] == "}":
            self.at += 1
            return result
        while True:
            self.skip()
            key = self.string()
            self.skip()
            self.expect(":")
            result[key] = self.value()
            self.skip()
            c = self.text[self.at]
            self.at += 1
            if c == "}":
                return result
            if c != ",":
                raise ValueError(f"expected ',' at {self.at - 1}")

    def array(self):
        self.at += 1
        result = []
        self.skip()
        if self.text[self.at] == "]":
            self.at += 1
            return result
        while True:
            result.append(self.value())
            self.skip()
            c = self.text[self.at]
            self.at += 1
            if c == "]":
                return result
            if c != ",":
                raise ValueError(f"expected ',' at {self.at - 1}")

    def string(self):
        self.expect('"')
        text, at = self.text, self.at
        parts = []
        while (c := text[at]) != '"':
            if c == "\\":
                at += 1
                if text[at] == "u":
                    parts.append(chr(int(text[at + 1:at + 5], 16)))
                    at += 4
                else:
                    parts.append(ESCAPES[text[at]])
            else:
                parts.append(c)
            at += 1
        self.at = at + 1
        return "".join(parts)

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "+-0123456789.eE":
            self.at += 1
        text = self.text[start:self.at]
        return float(text) if "." in text or "e" in text else int(text)


def document(n):
    rows = []
    for i in range(n):
        rows.append('{"id": %d, "name": "user \\"%d\\"", "score": %d.25, "tags": ["a", "b\\u00e9", '
                    '"line\\n"], "active": %s, "parent": null, "nested": {"x": [%d, -%d, 1e3]}}'
                    % (i, i, i, "true" if i % 2 else "false", i * 3, i))
    return "[\n  " + ",\n  ".join(rows) + "\n]"


n = int(sys.argv[1]) if len(sys.argv) > 1 else 16000
parsed = Parser(document(n)).value()
print(len(parsed), sum(r["score"] for r in parsed), sum(r["nested"]["x"][0] for r in parsed),
      parsed[1]["name"], repr(parsed[2]["tags"]), sum(r["active"] for r in parsed))
