#include "compiler/source_text.h"

#include <utf8proc.h>

#include <cstdlib>
#include <cstring>

namespace krait {

size_t countChars(llvm::StringRef text) {
    size_t count = 0;
    for (char c : text) count += (c & 0xC0) != 0x80;
    return count;
}

uint32_t decodeUtf8(const char* text, uint32_t& offset) {
    auto byte = [&](int i) {
        return static_cast<uint32_t>(static_cast<uint8_t>(text[offset + i]));
    };
    uint32_t lead = byte(0);
    uint32_t code;
    if (lead < 0x80) {
        code = lead;
        offset += 1;
    } else if (lead < 0xE0) {
        code = (lead & 0x1F) << 6 | (byte(1) & 0x3F);
        offset += 2;
    } else if (lead < 0xF0) {
        code = (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        offset += 3;
    } else {
        code =
            (lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
        offset += 4;
    }
    return code;
}

void appendUtf8(llvm::SmallVectorImpl<char>& out, uint32_t code) {
    if (code < 0x80) {
        out.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
        out.push_back(static_cast<char>(0xC0 | code >> 6));
        out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
        out.push_back(static_cast<char>(0xE0 | code >> 12));
        out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    } else {
        out.push_back(static_cast<char>(0xF0 | code >> 18));
        out.push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    }
}

size_t findInvalidUtf8(llvm::StringRef text, const char*& reason, size_t& bad_size) {
    size_t i = 0, size = text.size();
    auto byte = [&](size_t k) { return static_cast<uint8_t>(text[k]); };
    while (i < size) {
        if (i + 8 <= size) {
            uint64_t word;
            std::memcpy(&word, text.data() + i, 8);
            if (!(word & 0x8080808080808080ull)) {
                i += 8;
                continue;
            }
        }
        uint8_t lead = byte(i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        bad_size = 1;
        size_t need;
        uint8_t low = 0x80, high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            need = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            need = 2;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            need = 3;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        } else {
            reason = "invalid start byte";
            return i;
        }
        for (size_t k = 1; k <= need; ++k) {
            if (i + k >= size) {
                reason = "unexpected end of data";
                bad_size = k;
                return i;
            }
            uint8_t c = byte(i + k);
            if (c < low || c > high) {
                reason = "invalid continuation byte";
                bad_size = k;
                return i;
            }
            low = 0x80;
            high = 0xBF;
        }
        i += need + 1;
    }
    return llvm::StringRef::npos;
}

// XID_Start and XID_Continue in terms of general categories, with the exceptions of UAX #31.
bool isIdentifierStart(uint32_t code) {
    if (code < 128)
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || code == '_';
    switch (code) {
    case 0x2118:
    case 0x212E:
    case 0x1885:
    case 0x1886:
        return true;
    case 0x37A:
    case 0xE33:
    case 0xEB3:
    case 0x2E2F:
    case 0xFDFA:
    case 0xFDFB:
    case 0xFE70:
    case 0xFE72:
    case 0xFE74:
    case 0xFE76:
    case 0xFE78:
    case 0xFE7A:
    case 0xFE7C:
    case 0xFE7E:
    case 0xFF9E:
    case 0xFF9F:
        return false;
    default:
        break;
    }
    if (code >= 0xFC5E && code <= 0xFC63) return false;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(code))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return true;
    default:
        return false;
    }
}

bool isIdentifierPart(uint32_t code) {
    if (code < 128) return isIdentifierStart(code) || (code >= '0' && code <= '9');
    if (isIdentifierStart(code)) return true;
    switch (code) {
    case 0xB7:
    case 0x387:
    case 0x19DA:
    case 0xE33:
    case 0xEB3:
    case 0xFF9E:
    case 0xFF9F:
    case 0x200C:
    case 0x200D:
    case 0x30FB:
    case 0xFF65:
        return true;
    default:
        break;
    }
    if (code >= 0x1369 && code <= 0x1371) return true;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(code))) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC:
        return true;
    default:
        return false;
    }
}

bool isPrintable(uint32_t code) {
    if (code == ' ') return true;
    // Python 3.13 has Unicode 15.1, which added these to 15.0.
    if ((code >= 0x2FFC && code <= 0x2FFF) || code == 0x31EF ||
        (code >= 0x2EBF0 && code <= 0x2EE5D))
        return true;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(code))) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS:
        return false;
    default:
        return true;
    }
}

bool normalizeNfkc(llvm::StringRef text, llvm::SmallVectorImpl<char>& out) {
    utf8proc_uint8_t* result = nullptr;
    utf8proc_ssize_t size = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()), &result,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
    if (size < 0) return false;
    out.append(reinterpret_cast<char*>(result), reinterpret_cast<char*>(result) + size);
    std::free(result);
    return true;
}

llvm::StringRef declaredEncoding(llvm::StringRef bytes) {
    for (int line = 0; line < 2; ++line) {
        size_t end = bytes.find_first_of("\r\n");
        llvm::StringRef text = bytes.substr(0, end);
        llvm::StringRef comment = text.ltrim(" \t\f");
        if (!comment.empty() && comment[0] != '#') return {};
        size_t at = 0;
        while ((at = comment.find("coding", at)) != llvm::StringRef::npos) {
            at += 6;
            if (at >= comment.size() || (comment[at] != ':' && comment[at] != '=')) continue;
            llvm::StringRef value = comment.substr(at + 1).ltrim(" \t");
            size_t length = 0;
            while (length < value.size() &&
                   (isalnum(static_cast<unsigned char>(value[length])) || value[length] == '-' ||
                    value[length] == '_' || value[length] == '.'))
                ++length;
            if (length) return value.substr(0, length);
        }
        if (end == llvm::StringRef::npos) return {};
        size_t skip =
            bytes[end] == '\r' && end + 1 < bytes.size() && bytes[end + 1] == '\n' ? 2 : 1;
        bytes = bytes.substr(end + skip);
    }
    return {};
}

} // namespace krait
