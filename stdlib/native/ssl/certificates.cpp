// Certificates as Python sees them: the dict of getpeercert(), DER, and type Certificate.
#include "stdlib/native/ssl/ssl_parts.h"

#include <arpa/inet.h>

namespace krait::tls {
namespace {

// The contents of a memory BIO.
std::string_view contents(BIO* bio) {
    char* data;
    long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<size_t>(size)};
}

class Output {
  public:
    Output() : bio_(BIO_new(BIO_s_mem())) {}
    ~Output() { BIO_free(bio_); }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    operator BIO*() const { return bio_; }
    Ref text(Thread* t) const { return strFromUtf8(t, contents(bio_)); }

  private:
    BIO* bio_;
};

Ref objectName(Thread* t, const ASN1_OBJECT* object) {
    int nid = OBJ_obj2nid(object);
    if (nid != NID_undef) return strFromUtf8(t, OBJ_nid2ln(nid));
    char buffer[256];
    OBJ_obj2txt(buffer, sizeof buffer, object, 1);
    return strFromUtf8(t, buffer);
}

// ((('commonName', 'x'),), ...): the attributes by their relative distinguished names.
Ref nameTuple(Thread* t, X509_NAME* name) {
    New<List> groups = KRAIT_TRY(listNew(t));
    New<List> group = KRAIT_TRY(listNew(t));
    int count = X509_NAME_entry_count(name), set = -1;
    auto close = [&]() -> Status {
        if (group->length == 0) return ok();
        Ref tuple = KRAIT_TRY(tupleFrom(t, group->items, group->length));
        listClear(t, group);
        return listAppend(t, groups, tuple);
    };
    for (int i = 0; i < count; ++i) {
        X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
        if (X509_NAME_ENTRY_set(entry) != set) KRAIT_TRY(close());
        set = X509_NAME_ENTRY_set(entry);
        Ref key = KRAIT_TRY(objectName(t, X509_NAME_ENTRY_get_object(entry)));
        unsigned char* utf8 = nullptr;
        int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
        if (size < 0) return raiseLibrary(t);
        Ref value = strFromUtf8(t, {reinterpret_cast<char*>(utf8), static_cast<size_t>(size)});
        OPENSSL_free(utf8);
        if (value.isError()) return Error{};
        Ref pair = KRAIT_TRY(tupleOf(t, key, value));
        KRAIT_TRY(listAppend(t, group, pair));
    }
    KRAIT_TRY(close());
    return tupleFrom(t, groups->items, groups->length);
}

std::string_view viewOf(const ASN1_STRING* s) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(s)),
            static_cast<size_t>(ASN1_STRING_length(s))};
}

Ref generalName(Thread* t, GENERAL_NAME* name) {
    Ref key, value;
    switch (name->type) {
    case GEN_DNS:
    case GEN_EMAIL:
    case GEN_URI:
        key = strFromAscii(t, name->type == GEN_DNS     ? "DNS"
                              : name->type == GEN_EMAIL ? "email"
                                                        : "URI");
        value = strFromUtf8(t, viewOf(name->d.ia5));
        break;
    case GEN_DIRNAME:
        key = strFromAscii(t, "DirName");
        value = nameTuple(t, name->d.dirn);
        break;
    case GEN_RID: {
        char buffer[256];
        OBJ_obj2txt(buffer, sizeof buffer, name->d.rid, 1);
        key = strFromAscii(t, "Registered ID");
        value = strFromUtf8(t, buffer);
        break;
    }
    case GEN_IPADD: {
        key = strFromAscii(t, "IP Address");
        const unsigned char* p = ASN1_STRING_get0_data(name->d.ip);
        int size = ASN1_STRING_length(name->d.ip);
        char buffer[64] = "<invalid>";
        if (size == 4) {
            std::snprintf(buffer, sizeof buffer, "%d.%d.%d.%d", p[0], p[1], p[2], p[3]);
        } else if (size == 16) {
            char* at = buffer;
            for (int i = 0; i < 16; i += 2) {
                at += std::snprintf(at, 8, "%s%X", i ? ":" : "", p[i] << 8 | p[i + 1]);
            }
        }
        value = strFromUtf8(t, buffer);
        break;
    }
    default: {
        Output out;
        GENERAL_NAME_print(out, name);
        std::string_view text = contents(out);
        size_t colon = text.find(':');
        if (colon == std::string_view::npos) colon = text.size();
        key = strFromUtf8(t, text.substr(0, colon));
        value = strFromUtf8(t, text.substr(colon < text.size() ? colon + 1 : colon));
        break;
    }
    }
    if (key.isError() || value.isError()) return Error{};
    return tupleOf(t, key, value);
}

Status put(Thread* t, Dict* dict, const char* name, Ref value) {
    if (value.isError()) return Error{};
    New<Str> key = KRAIT_TRY(strIntern(t, name));
    return dictSetStr(t, dict, key, value);
}

Ref timeText(Thread* t, const ASN1_TIME* time) {
    Output out;
    ASN1_TIME_print(out, time);
    return out.text(t);
}

Status addAlternativeNames(Thread* t, Dict* dict, X509* x509) {
    auto* names =
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(x509, NID_subject_alt_name, nullptr, nullptr));
    if (!names) return ok();
    auto read = [&]() -> Ref {
        New<List> list = KRAIT_TRY(listNew(t));
        for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
            Ref name = KRAIT_TRY(generalName(t, sk_GENERAL_NAME_value(names, i)));
            KRAIT_TRY(listAppend(t, list, name));
        }
        return tupleFrom(t, list->items, list->length);
    };
    Ref tuple = read();
    GENERAL_NAMES_free(names);
    return put(t, dict, "subjectAltName", std::move(tuple));
}

// Where to ask about the certificate, or for its issuer's.
Status addAccess(Thread* t, Dict* dict, X509* x509, int nid, const char* name) {
    auto* info = static_cast<AUTHORITY_INFO_ACCESS*>(
        X509_get_ext_d2i(x509, NID_info_access, nullptr, nullptr));
    if (!info) return ok();
    auto read = [&]() -> Status {
        New<List> list = KRAIT_TRY(listNew(t));
        for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(info); ++i) {
            ACCESS_DESCRIPTION* access = sk_ACCESS_DESCRIPTION_value(info, i);
            if (OBJ_obj2nid(access->method) != nid || access->location->type != GEN_URI) continue;
            Ref uri =
                KRAIT_TRY(strFromUtf8(t, viewOf(access->location->d.uniformResourceIdentifier)));
            KRAIT_TRY(listAppend(t, list, uri));
        }
        if (list->length == 0) return ok();
        return put(t, dict, name, tupleFrom(t, list->items, list->length));
    };
    Status status = read();
    AUTHORITY_INFO_ACCESS_free(info);
    return status;
}

Status addDistributionPoints(Thread* t, Dict* dict, X509* x509) {
    auto* points = static_cast<CRL_DIST_POINTS*>(
        X509_get_ext_d2i(x509, NID_crl_distribution_points, nullptr, nullptr));
    if (!points) return ok();
    auto read = [&]() -> Status {
        New<List> list = KRAIT_TRY(listNew(t));
        for (int i = 0; i < sk_DIST_POINT_num(points); ++i) {
            DIST_POINT* point = sk_DIST_POINT_value(points, i);
            if (!point->distpoint || point->distpoint->type != 0) continue;
            GENERAL_NAMES* names = point->distpoint->name.fullname;
            for (int k = 0; k < sk_GENERAL_NAME_num(names); ++k) {
                GENERAL_NAME* name = sk_GENERAL_NAME_value(names, k);
                if (name->type != GEN_URI) continue;
                Ref uri = KRAIT_TRY(strFromUtf8(t, viewOf(name->d.uniformResourceIdentifier)));
                KRAIT_TRY(listAppend(t, list, uri));
            }
        }
        if (list->length == 0) return ok();
        return put(t, dict, "crlDistributionPoints", tupleFrom(t, list->items, list->length));
    };
    Status status = read();
    CRL_DIST_POINTS_free(points);
    return status;
}

// --- Certificate ---------------------------------------------------------------------------------

Ref certificate_public_bytes(Thread* t, Args a) {
    int64_t format = KRAIT_TRY(toIndexInt64(t, a[1]));
    X509* x509 = a[0].as<Certificate>()->x509;
    if (format == 2) return certificateDer(t, x509);
    if (format != 1) return raise(t, TypeId::kValueError, "Unsupported format");
    Output out;
    if (!PEM_write_bio_X509(out, x509)) return raiseLibrary(t);
    return out.text(t);
}
Ref certificate_get_info(Thread* t, Args a) {
    return certificateDict(t, a[0].as<Certificate>()->x509);
}
Ref certificateRepr(Thread* t, Value self) {
    Output out;
    X509_NAME_print_ex(out, X509_get_subject_name(self.as<Certificate>()->x509), 0,
                       XN_FLAG_RFC2253);
    Ref text = KRAIT_TRY(out.text(t));
    return strFormat(t, "<_ssl.Certificate '%U'>", text.get());
}
Ref certificateCompare(Thread* t, Value a, Value b, CompareOp op) {
    if (!isEqualityOp(op) || !hasSpec(t, b, &kCertificateSpec)) return Ref::notImplemented();
    bool equal = X509_cmp(a.as<Certificate>()->x509, b.as<Certificate>()->x509) == 0;
    return Ref::boolean(equal == (op == CompareOp::kEq));
}
Result<int64_t> certificateHash(Thread*, Value self) {
    auto hash = static_cast<uint64_t>(X509_subject_name_hash(self.as<Certificate>()->x509));
    return hashNotMinusOne(hash);
}
constexpr MethodDef kCertificateMethods[] = {
    {"public_bytes(self, /, format=1)", certificate_public_bytes, "The certificate as PEM or DER."},
    {"get_info(self, /)", certificate_get_info, "What getpeercert() gives."},
    {},
};

} // namespace

extern const TypeSpec kCertificateSpec = {
    .name = "_ssl.Certificate",
    .size = sizeof(Certificate),
    .flags = kTypeDisallowNew,
    .slots = {.destroy = [](Thread*, Object* o) { X509_free(static_cast<Certificate*>(o)->x509); },
              .repr = certificateRepr,
              .hash = certificateHash,
              .compare = certificateCompare},
    .methods = kCertificateMethods,
};

Ref certificateNew(Thread* t, X509* x509) {
    New<Certificate> made = KRAIT_TRY(newOf<Certificate>(t, &kCertificateSpec));
    X509_up_ref(x509);
    made->x509 = x509;
    return made;
}

Ref certificateDer(Thread* t, X509* x509) {
    unsigned char* data = nullptr;
    int size = i2d_X509(x509, &data);
    if (size < 0) return raiseLibrary(t);
    Ref bytes = bytesFrom(t, {reinterpret_cast<char*>(data), static_cast<size_t>(size)});
    OPENSSL_free(data);
    return bytes;
}

Ref certificateDict(Thread* t, X509* x509) {
    New<Dict> dict = KRAIT_TRY(dictNew(t));
    KRAIT_TRY(put(t, dict, "subject", nameTuple(t, X509_get_subject_name(x509))));
    KRAIT_TRY(put(t, dict, "issuer", nameTuple(t, X509_get_issuer_name(x509))));
    KRAIT_TRY(put(t, dict, "version", intFrom(t, X509_get_version(x509) + 1)));
    Output serial;
    i2a_ASN1_INTEGER(serial, X509_get_serialNumber(x509));
    KRAIT_TRY(put(t, dict, "serialNumber", serial.text(t)));
    KRAIT_TRY(put(t, dict, "notBefore", timeText(t, X509_get0_notBefore(x509))));
    KRAIT_TRY(put(t, dict, "notAfter", timeText(t, X509_get0_notAfter(x509))));
    KRAIT_TRY(addAlternativeNames(t, dict, x509));
    KRAIT_TRY(addAccess(t, dict, x509, NID_ad_OCSP, "OCSP"));
    KRAIT_TRY(addAccess(t, dict, x509, NID_ad_ca_issuers, "caIssuers"));
    KRAIT_TRY(addDistributionPoints(t, dict, x509));
    ERR_clear_error();
    return dict;
}

Ref cipherTuple(Thread* t, const SSL_CIPHER* cipher) {
    if (!cipher) return Ref::none();
    Ref name = KRAIT_TRY(textOrNone(t, SSL_CIPHER_get_name(cipher)));
    Ref version = KRAIT_TRY(textOrNone(t, SSL_CIPHER_get_version(cipher)));
    return tupleOf(t, name, version, Value::smallInt(SSL_CIPHER_get_bits(cipher, nullptr)));
}

} // namespace krait::tls
