// termios: the settings of terminals.
#include "stdlib/native/native_error.h"
#include "stdlib/native/system_constants.h"

#include "vm/objects/bytes.h"
#include "vm/objects/list.h"

#include <sys/ioctl.h>
#include <termios.h>

namespace krait {
namespace {

extern const TypeSpec kErrorSpec;

// termios.error(errno, text): the module's own class, no OSError.
Error raiseTermios(Thread* t, int error) {
    Type* type = typeFromSpec(t, &kErrorSpec);
    if (!type) return Error{};
    (void)raiseErrno(t, error);
    Ref plain = takeException(t);
    Ref text = KRAIT_TRY(getAttr(t, plain, "strerror"));
    Ref exception = KRAIT_TRY(callFunction(t, Value(type), Value::smallInt(error), text));
    return raiseException(t, exception);
}
Ref noneOr(Thread* t, const SystemResult& result) {
    if (result.raised) return Error{};
    return result.failed() ? Ref(raiseTermios(t, result.error)) : Ref::none();
}

Ref termios_tcgetattr(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    struct ::termios mode;
    SystemResult result = retrySystemCall(t, [&] { return ::tcgetattr(fd, &mode); });
    if (result.failed()) return noneOr(t, result);
    bool raw = !(mode.c_lflag & ICANON); // VMIN and VTIME are numbers then
    New<List> characters = KRAIT_TRY(listNew(t, NCCS));
    for (int i = 0; i < NCCS; ++i) {
        char c = static_cast<char>(mode.c_cc[i]);
        Ref item =
            raw && (i == VMIN || i == VTIME) ? intFrom(t, mode.c_cc[i]) : bytesFrom(t, {&c, 1});
        if (item.isError()) return Error{};
        KRAIT_TRY(listAppend(t, characters, item));
    }
    Value items[] = {Value::smallInt(mode.c_iflag),
                     Value::smallInt(mode.c_oflag),
                     Value::smallInt(mode.c_cflag),
                     Value::smallInt(mode.c_lflag),
                     Value::smallInt(::cfgetispeed(&mode)),
                     Value::smallInt(::cfgetospeed(&mode)),
                     characters};
    return listFrom(t, items, 7);
}

Ref termios_tcsetattr(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    int when = KRAIT_TRY(cIntArgument(t, a[1]));
    if (!isList(a[2]) || a[2].as<List>()->length != 7) {
        return raise(t, TypeId::kTypeError, "tcsetattr, arg 3: must be 7 element list");
    }
    struct ::termios mode;
    SystemResult result = retrySystemCall(t, [&] { return ::tcgetattr(fd, &mode); });
    if (result.failed()) return noneOr(t, result);
    Ref given = KRAIT_TRY(tupleFromIterable(t, a[2]));
    Value* items = given.as<Tuple>()->items;
    int64_t numbers[6];
    for (int i = 0; i < 6; ++i) {
        if (!isInt(items[i]))
            return raise(t, TypeId::kTypeError, "an integer is required (got type %T)", items[i]);
        numbers[i] = KRAIT_TRY(intAsInt64(t, items[i]));
    }
    mode.c_iflag = static_cast<tcflag_t>(numbers[0]);
    mode.c_oflag = static_cast<tcflag_t>(numbers[1]);
    mode.c_cflag = static_cast<tcflag_t>(numbers[2]);
    mode.c_lflag = static_cast<tcflag_t>(numbers[3]);
    if (!isList(items[6]) || items[6].as<List>()->length != NCCS) {
        return raise(t, TypeId::kTypeError, "tcsetattr: attributes[6] must be %d element list",
                     NCCS);
    }
    auto* characters = items[6].as<List>();
    for (int i = 0; i < NCCS; ++i) {
        Value c = characters->items[i];
        if (isBytes(c) && c.as<Bytes>()->length == 1) {
            mode.c_cc[i] = static_cast<cc_t>(c.as<Bytes>()->data[0]);
        } else if (isInt(c)) {
            mode.c_cc[i] = static_cast<cc_t>(intClamped(c));
        } else {
            return raise(t, TypeId::kTypeError,
                         "tcsetattr: elements of attributes must be characters or integers");
        }
    }
    if (::cfsetispeed(&mode, static_cast<speed_t>(numbers[4])) < 0) return raiseTermios(t, errno);
    if (::cfsetospeed(&mode, static_cast<speed_t>(numbers[5])) < 0) return raiseTermios(t, errno);
    return noneOr(t, retrySystemCall(t, [&] { return ::tcsetattr(fd, when, &mode); }));
}

// A call with a descriptor and, where it takes one, a number.
template <int (*kCall)(int, int)>
Ref controlWith(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    int number = KRAIT_TRY(cIntArgument(t, a[1]));
    return noneOr(t, retrySystemCall(t, [&] { return kCall(fd, number); }));
}
Ref termios_tcdrain(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    return noneOr(t, retrySystemCall(t, [&] { return ::tcdrain(fd); }));
}
Ref termios_tcgetwinsize(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    winsize size;
    SystemResult result = retrySystemCall(t, [&] { return ::ioctl(fd, TIOCGWINSZ, &size); });
    if (result.failed()) return noneOr(t, result);
    return tupleOf(t, Value::smallInt(size.ws_row), Value::smallInt(size.ws_col));
}
Ref termios_tcsetwinsize(Thread* t, Args a) {
    int fd = KRAIT_TRY(descriptorOf(t, a[0]));
    bool sequence = hasTypeFlag(t, a[1], kTypeSequence);
    Ref pair = sequence ? tupleFromIterable(t, a[1]) : Ref();
    if (!sequence || pair.isError() || pair.as<Tuple>()->length != 2) {
        if (t->hasError()) return Error{};
        return raise(t, TypeId::kTypeError, "tcsetwinsize, arg 2: must be a two-item sequence");
    }
    winsize size;
    SystemResult result = retrySystemCall(t, [&] { return ::ioctl(fd, TIOCGWINSZ, &size); });
    if (result.failed()) return noneOr(t, result);
    unsigned short* places[] = {&size.ws_row, &size.ws_col};
    for (int i = 0; i < 2; ++i) {
        int64_t n = KRAIT_TRY(toIndexInt64(t, pair.as<Tuple>()->items[i]));
        if (n < 0 || n > USHRT_MAX) {
            return raise(t, TypeId::kOverflowError, "winsize value(s) out of range.");
        }
        *places[i] = static_cast<unsigned short>(n);
    }
    return noneOr(t, retrySystemCall(t, [&] { return ::ioctl(fd, TIOCSWINSZ, &size); }));
}

const TypeSpec kErrorSpec = exceptionSpec("termios.error", TypeId::kException);

constexpr MethodDef kFunctions[] = {
    {"tcgetattr(fd, /)", termios_tcgetattr,
     "The settings: [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]."},
    {"tcsetattr(fd, when, attributes, /)", termios_tcsetattr,
     "Sets what tcgetattr() gave, now, after the output, or dropping the input too."},
    {"tcsendbreak(fd, duration, /)", controlWith<::tcsendbreak>,
     "Send a break on file descriptor fd."},
    {"tcdrain(fd, /)", termios_tcdrain, "Waits until all output has been transmitted."},
    {"tcflush(fd, queue, /)", controlWith<::tcflush>, "Discard queued data on file descriptor fd."},
    {"tcflow(fd, action, /)", controlWith<::tcflow>,
     "Suspend or resume input or output on file descriptor fd."},
    {"tcgetwinsize(fd, /)", termios_tcgetwinsize, "(rows, columns) of the terminal's window."},
    {"tcsetwinsize(fd, winsize, /)", termios_tcsetwinsize,
     "Sets the (rows, columns) of the terminal's window."},
    {}};

// clang-format off
constexpr SystemConstant kConstants[] = {
    KRAIT_CONSTANT(B0), KRAIT_CONSTANT(B1000000), KRAIT_CONSTANT(B110), KRAIT_CONSTANT(B115200),
    KRAIT_CONSTANT(B1152000), KRAIT_CONSTANT(B1200), KRAIT_CONSTANT(B134), KRAIT_CONSTANT(B150),
    KRAIT_CONSTANT(B1500000), KRAIT_CONSTANT(B1800), KRAIT_CONSTANT(B19200), KRAIT_CONSTANT(B200),
    KRAIT_CONSTANT(B2000000), KRAIT_CONSTANT(B230400), KRAIT_CONSTANT(B2400),
    KRAIT_CONSTANT(B2500000), KRAIT_CONSTANT(B300), KRAIT_CONSTANT(B3000000),
    KRAIT_CONSTANT(B3500000), KRAIT_CONSTANT(B38400), KRAIT_CONSTANT(B4000000),
    KRAIT_CONSTANT(B460800), KRAIT_CONSTANT(B4800), KRAIT_CONSTANT(B50), KRAIT_CONSTANT(B500000),
    KRAIT_CONSTANT(B57600), KRAIT_CONSTANT(B576000), KRAIT_CONSTANT(B600), KRAIT_CONSTANT(B75),
    KRAIT_CONSTANT(B921600), KRAIT_CONSTANT(B9600), KRAIT_CONSTANT(BRKINT), KRAIT_CONSTANT(BS0),
    KRAIT_CONSTANT(BS1), KRAIT_CONSTANT(BSDLY), KRAIT_CONSTANT(CBAUD), KRAIT_CONSTANT(CBAUDEX),
    KRAIT_CONSTANT(CDSUSP), KRAIT_CONSTANT(CEOF), KRAIT_CONSTANT(CEOL), KRAIT_CONSTANT(CEOT),
    KRAIT_CONSTANT(CERASE), KRAIT_CONSTANT(CFLUSH), KRAIT_CONSTANT(CIBAUD), KRAIT_CONSTANT(CINTR),
    KRAIT_CONSTANT(CKILL), KRAIT_CONSTANT(CLNEXT), KRAIT_CONSTANT(CLOCAL), KRAIT_CONSTANT(CQUIT),
    KRAIT_CONSTANT(CR0), KRAIT_CONSTANT(CR1), KRAIT_CONSTANT(CR2), KRAIT_CONSTANT(CR3),
    KRAIT_CONSTANT(CRDLY), KRAIT_CONSTANT(CREAD), KRAIT_CONSTANT(CRPRNT), KRAIT_CONSTANT(CRTSCTS),
    KRAIT_CONSTANT(CS5), KRAIT_CONSTANT(CS6), KRAIT_CONSTANT(CS7), KRAIT_CONSTANT(CS8),
    KRAIT_CONSTANT(CSIZE), KRAIT_CONSTANT(CSTART), KRAIT_CONSTANT(CSTOP), KRAIT_CONSTANT(CSTOPB),
    KRAIT_CONSTANT(CSUSP), KRAIT_CONSTANT(CWERASE), KRAIT_CONSTANT(ECHO), KRAIT_CONSTANT(ECHOCTL),
    KRAIT_CONSTANT(ECHOE), KRAIT_CONSTANT(ECHOK), KRAIT_CONSTANT(ECHOKE), KRAIT_CONSTANT(ECHONL),
    KRAIT_CONSTANT(ECHOPRT), KRAIT_CONSTANT(EXTA), KRAIT_CONSTANT(EXTB), KRAIT_CONSTANT(EXTPROC),
    KRAIT_CONSTANT(FF0), KRAIT_CONSTANT(FF1), KRAIT_CONSTANT(FFDLY), KRAIT_CONSTANT(FIOASYNC),
    KRAIT_CONSTANT(FIOCLEX), KRAIT_CONSTANT(FIONBIO), KRAIT_CONSTANT(FIONCLEX),
    KRAIT_CONSTANT(FIONREAD), KRAIT_CONSTANT(FLUSHO), KRAIT_CONSTANT(HUPCL), KRAIT_CONSTANT(ICANON),
    KRAIT_CONSTANT(ICRNL), KRAIT_CONSTANT(IEXTEN), KRAIT_CONSTANT(IGNBRK), KRAIT_CONSTANT(IGNCR),
    KRAIT_CONSTANT(IGNPAR), KRAIT_CONSTANT(IMAXBEL), KRAIT_CONSTANT(INLCR), KRAIT_CONSTANT(INPCK),
    KRAIT_CONSTANT(IOCSIZE_MASK), KRAIT_CONSTANT(IOCSIZE_SHIFT), KRAIT_CONSTANT(ISIG),
    KRAIT_CONSTANT(ISTRIP), KRAIT_CONSTANT(IUCLC), KRAIT_CONSTANT(IUTF8), KRAIT_CONSTANT(IXANY),
    KRAIT_CONSTANT(IXOFF), KRAIT_CONSTANT(IXON), KRAIT_CONSTANT(NCC), KRAIT_CONSTANT(NCCS),
    KRAIT_CONSTANT(NL0), KRAIT_CONSTANT(NL1), KRAIT_CONSTANT(NLDLY), KRAIT_CONSTANT(NOFLSH),
    KRAIT_CONSTANT(N_MOUSE), KRAIT_CONSTANT(N_PPP), KRAIT_CONSTANT(N_SLIP), KRAIT_CONSTANT(N_STRIP),
    KRAIT_CONSTANT(N_TTY), KRAIT_CONSTANT(OCRNL), KRAIT_CONSTANT(OFDEL), KRAIT_CONSTANT(OFILL),
    KRAIT_CONSTANT(OLCUC), KRAIT_CONSTANT(ONLCR), KRAIT_CONSTANT(ONLRET), KRAIT_CONSTANT(ONOCR),
    KRAIT_CONSTANT(OPOST), KRAIT_CONSTANT(PARENB), KRAIT_CONSTANT(PARMRK), KRAIT_CONSTANT(PARODD),
    KRAIT_CONSTANT(PENDIN), KRAIT_CONSTANT(TAB0), KRAIT_CONSTANT(TAB1), KRAIT_CONSTANT(TAB2),
    KRAIT_CONSTANT(TAB3), KRAIT_CONSTANT(TABDLY), KRAIT_CONSTANT(TCFLSH), KRAIT_CONSTANT(TCGETA),
    KRAIT_CONSTANT(TCGETS), KRAIT_CONSTANT(TCIFLUSH), KRAIT_CONSTANT(TCIOFF),
    KRAIT_CONSTANT(TCIOFLUSH), KRAIT_CONSTANT(TCION), KRAIT_CONSTANT(TCOFLUSH),
    KRAIT_CONSTANT(TCOOFF), KRAIT_CONSTANT(TCOON), KRAIT_CONSTANT(TCSADRAIN),
    KRAIT_CONSTANT(TCSAFLUSH), KRAIT_CONSTANT(TCSANOW), KRAIT_CONSTANT(TCSBRK),
    KRAIT_CONSTANT(TCSBRKP), KRAIT_CONSTANT(TCSETA), KRAIT_CONSTANT(TCSETAF),
    KRAIT_CONSTANT(TCSETAW), KRAIT_CONSTANT(TCSETS), KRAIT_CONSTANT(TCSETSF),
    KRAIT_CONSTANT(TCSETSW), KRAIT_CONSTANT(TCXONC), KRAIT_CONSTANT(TIOCCONS),
    KRAIT_CONSTANT(TIOCEXCL), KRAIT_CONSTANT(TIOCGETD), KRAIT_CONSTANT(TIOCGICOUNT),
    KRAIT_CONSTANT(TIOCGLCKTRMIOS), KRAIT_CONSTANT(TIOCGPGRP), KRAIT_CONSTANT(TIOCGSERIAL),
    KRAIT_CONSTANT(TIOCGSOFTCAR), KRAIT_CONSTANT(TIOCGWINSZ), KRAIT_CONSTANT(TIOCINQ),
    KRAIT_CONSTANT(TIOCLINUX), KRAIT_CONSTANT(TIOCMBIC), KRAIT_CONSTANT(TIOCMBIS),
    KRAIT_CONSTANT(TIOCMGET), KRAIT_CONSTANT(TIOCMIWAIT), KRAIT_CONSTANT(TIOCMSET),
    KRAIT_CONSTANT(TIOCM_CAR), KRAIT_CONSTANT(TIOCM_CD), KRAIT_CONSTANT(TIOCM_CTS),
    KRAIT_CONSTANT(TIOCM_DSR), KRAIT_CONSTANT(TIOCM_DTR), KRAIT_CONSTANT(TIOCM_LE),
    KRAIT_CONSTANT(TIOCM_RI), KRAIT_CONSTANT(TIOCM_RNG), KRAIT_CONSTANT(TIOCM_RTS),
    KRAIT_CONSTANT(TIOCM_SR), KRAIT_CONSTANT(TIOCM_ST), KRAIT_CONSTANT(TIOCNOTTY),
    KRAIT_CONSTANT(TIOCNXCL), KRAIT_CONSTANT(TIOCOUTQ), KRAIT_CONSTANT(TIOCPKT),
    KRAIT_CONSTANT(TIOCPKT_DATA), KRAIT_CONSTANT(TIOCPKT_DOSTOP), KRAIT_CONSTANT(TIOCPKT_FLUSHREAD),
    KRAIT_CONSTANT(TIOCPKT_FLUSHWRITE), KRAIT_CONSTANT(TIOCPKT_NOSTOP),
    KRAIT_CONSTANT(TIOCPKT_START), KRAIT_CONSTANT(TIOCPKT_STOP), KRAIT_CONSTANT(TIOCSCTTY),
    KRAIT_CONSTANT(TIOCSERCONFIG), KRAIT_CONSTANT(TIOCSERGETLSR), KRAIT_CONSTANT(TIOCSERGETMULTI),
    KRAIT_CONSTANT(TIOCSERGSTRUCT), KRAIT_CONSTANT(TIOCSERGWILD), KRAIT_CONSTANT(TIOCSERSETMULTI),
    KRAIT_CONSTANT(TIOCSERSWILD), KRAIT_CONSTANT(TIOCSER_TEMT), KRAIT_CONSTANT(TIOCSETD),
    KRAIT_CONSTANT(TIOCSLCKTRMIOS), KRAIT_CONSTANT(TIOCSPGRP), KRAIT_CONSTANT(TIOCSSERIAL),
    KRAIT_CONSTANT(TIOCSSOFTCAR), KRAIT_CONSTANT(TIOCSTI), KRAIT_CONSTANT(TIOCSWINSZ),
    KRAIT_CONSTANT(TOSTOP), KRAIT_CONSTANT(VDISCARD), KRAIT_CONSTANT(VEOF), KRAIT_CONSTANT(VEOL),
    KRAIT_CONSTANT(VEOL2), KRAIT_CONSTANT(VERASE), KRAIT_CONSTANT(VINTR), KRAIT_CONSTANT(VKILL),
    KRAIT_CONSTANT(VLNEXT), KRAIT_CONSTANT(VMIN), KRAIT_CONSTANT(VQUIT), KRAIT_CONSTANT(VREPRINT),
    KRAIT_CONSTANT(VSTART), KRAIT_CONSTANT(VSTOP), KRAIT_CONSTANT(VSUSP), KRAIT_CONSTANT(VSWTC),
    KRAIT_CONSTANT(VT0), KRAIT_CONSTANT(VT1), KRAIT_CONSTANT(VTDLY), KRAIT_CONSTANT(VTIME),
    KRAIT_CONSTANT(VWERASE), KRAIT_CONSTANT(XCASE), KRAIT_CONSTANT(XTABS),
    {"VSWTCH", VSWTC}, {"_POSIX_VDISABLE", 0},
};
// clang-format on

Status initModule(Thread* t, Value module) {
    ModuleFiller filler(t, module);
    addConstants(filler, kConstants);
    return filler.type("error", &kErrorSpec).finish();
}

} // namespace

extern const NativeModule ktermiosModule = {
    "termios", "The POSIX calls for the settings of terminals.", kFunctions, initModule};

} // namespace krait
