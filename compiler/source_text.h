// Characters of source text: UTF-8, identifiers, encodings. Pure functions.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace krait {

// Number of characters in valid UTF-8.
size_t countChars(llvm::StringRef text);

// The character at `offset`, which moves past it. The text is valid UTF-8 (or WTF-8).
uint32_t decodeUtf8(const char* text, uint32_t& offset);

void appendUtf8(llvm::SmallVectorImpl<char>& out, uint32_t code);

// First byte that isn't part of valid UTF-8 (surrogates are not), or npos; `reason` is Python's.
size_t findInvalidUtf8(llvm::StringRef text, const char*& reason, size_t& bad_size);

bool isIdentifierStart(uint32_t code); // XID_Start or "_"
bool isIdentifierPart(uint32_t code);  // XID_Continue
bool isPrintable(uint32_t code);       // str.isprintable

bool normalizeNfkc(llvm::StringRef text, llvm::SmallVectorImpl<char>& out);

// The encoding that PEP 263 declares in one of the first two lines; empty if there is none.
llvm::StringRef declaredEncoding(llvm::StringRef bytes);
// Whether the lexer itself decodes this encoding; others are for a codec, before it.
bool isLexerEncoding(llvm::StringRef name);

} // namespace krait
