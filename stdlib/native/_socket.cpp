// _socket: Berkeley sockets; socket.py is built on it. The parts are in the files of
// stdlib/native/socket: the socket object, messages, addresses, name services, constants.
#include "stdlib/native/socket/socket_parts.h"

#include "vm/objects/code.h"

namespace krait {
namespace sockets {

const TypeSpec kHErrorSpec = exceptionSpec("socket.herror", TypeId::kOSError);
const TypeSpec kGaiErrorSpec = exceptionSpec("socket.gaierror", TypeId::kOSError);

namespace {

Status addFunctions(Thread* t, Value module, const MethodDef* functions) {
    for (const MethodDef* def = functions; def->signature; ++def) {
        std::string_view signature(def->signature);
        New<Str> name = KRAIT_TRY(strIntern(t, signature.substr(0, signature.find('('))));
        Ref function = KRAIT_TRY(nativeFunctionNew(t, def, Value(), module.as<Module>()->name));
        KRAIT_TRY(setAttr(t, module, name, function));
    }
    return ok();
}

Status initModule(Thread* t, Value module) {
    for (const MethodDef* table : {kSocketFunctions, kMessageFunctions, kDatabaseFunctions})
        KRAIT_TRY(addFunctions(t, module, table));
    ModuleFiller filler(t, module);
    filler.type("error", TypeId::kOSError)
        .type("timeout", TypeId::kTimeoutError)
        .type("herror", &kHErrorSpec)
        .type("gaierror", &kGaiErrorSpec)
        .type("socket", &kSocketSpec)
        .type("SocketType", &kSocketSpec)
        .set("has_ipv6", Value::boolean(true));
    addSocketConstants(filler);
    return filler.finish();
}

} // namespace
} // namespace sockets

extern const NativeModule k_socketModule = {
    "_socket", "Implementation module for socket operations.", nullptr, sockets::initModule};

} // namespace krait
