// _uuid: the UUID of the time and this host that uuid.uuid1 gives (RFC 9562, version 1).
//
// The last time given out and the clock sequence belong to the Runtime. Within it no two UUIDs are
// the same; nothing is shared with other processes but the 14 random bits of the sequence, so that
// is_safe is told as -1 (SafeUUID.unsafe), as libuuid does without its daemon. Needs the GIL.
#include "stdlib/native/module_util.h"
#include "vm/objects/bytes.h"
#include "vm/objects/tuple.h"

#include <cstring>
#include <ctime>
#include <ifaddrs.h>
#include <netpacket/packet.h>
#include <sys/random.h>
#include <unistd.h>

namespace krait {
namespace {

constexpr size_t kNodeSize = 6;
// From the start of the Gregorian calendar to 1970, in units of 100 ns.
constexpr uint64_t kGregorianOffset = 0x01b21dd213814000;

struct ClockState {
    uint64_t last_time = 0;
    uint16_t sequence = 0;
    pid_t process = 0; // a child starts with a sequence of its own
    uint8_t node[kNodeSize] = {};
};
constexpr char kStateKey = 0;

// The address of the first card that has one; false: there is none.
bool findHardwareAddress(uint8_t* node) {
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return false;
    bool found = false;
    for (ifaddrs* entry = all; entry && !found; entry = entry->ifa_next) {
        if (!entry->ifa_addr || entry->ifa_addr->sa_family != AF_PACKET) continue;
        auto* link = reinterpret_cast<const sockaddr_ll*>(entry->ifa_addr);
        constexpr uint8_t kZero[kNodeSize] = {};
        found = link->sll_halen == kNodeSize && std::memcmp(link->sll_addr, kZero, kNodeSize) != 0;
        if (found) std::memcpy(node, link->sll_addr, kNodeSize);
    }
    ::freeifaddrs(all);
    return found;
}

Status startClock(Thread* t, ClockState* clock, pid_t process) {
    struct {
        uint16_t sequence;
        uint8_t node[kNodeSize];
    } random;
    if (::getrandom(&random, sizeof(random), 0) != sizeof(random)) {
        return raise(t, TypeId::kOSError, "no random bytes for a UUID");
    }
    clock->sequence = random.sequence & 0x3fff;
    if (!findHardwareAddress(clock->node)) {
        std::memcpy(clock->node, random.node, kNodeSize);
        clock->node[0] |= 1; // multicast: the address of no card
    }
    clock->process = process;
    return ok();
}

Ref uuid_generate_time_safe(Thread* t, Args) {
    auto* clock = runtimeState<ClockState>(t, &kStateKey);
    pid_t process = ::getpid();
    if (clock->process != process) KRAIT_TRY(startClock(t, clock, process));
    timespec now;
    ::clock_gettime(CLOCK_REALTIME, &now);
    uint64_t time = kGregorianOffset + static_cast<uint64_t>(now.tv_sec) * 10'000'000 +
                    static_cast<uint64_t>(now.tv_nsec) / 100;
    constexpr uint64_t kSecond = 10'000'000;
    if (time + kSecond < clock->last_time) { // somebody has set the clock back
        clock->sequence = (clock->sequence + 1) & 0x3fff;
    } else if (time <= clock->last_time) {
        time = clock->last_time + 1;
    }
    clock->last_time = time;

    char bytes[16];
    for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(time >> (24 - 8 * i));
    bytes[4] = static_cast<char>(time >> 40);
    bytes[5] = static_cast<char>(time >> 32);
    bytes[6] = static_cast<char>((time >> 56 & 0x0f) | 0x10); // the version
    bytes[7] = static_cast<char>(time >> 48);
    bytes[8] = static_cast<char>(clock->sequence >> 8 | 0x80); // the variant
    bytes[9] = static_cast<char>(clock->sequence);
    std::memcpy(bytes + 10, clock->node, kNodeSize);
    Ref data = KRAIT_TRY(bytesFrom(t, {bytes, sizeof(bytes)}));
    return tupleOf(t, data, Value::smallInt(-1));
}

constexpr MethodDef kFunctions[] = {
    {"generate_time_safe()", uuid_generate_time_safe,
     "The bytes of a UUID of the time and this host, and how safe it is."},
    {}};

Status initModule(Thread* t, Value module) {
    return ModuleFiller(t, module).integer("has_uuid_generate_time_safe", 1).finish();
}

} // namespace

extern const NativeModule k_uuidModule = {"_uuid", nullptr, kFunctions, initModule};

} // namespace krait
