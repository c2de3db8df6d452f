package io.gingham.netlink.router;

import io.gingham.netlink.router.RouterMessage.Advertisement;
import io.gingham.netlink.router.RouterMessage.Solicitation;
import io.gingham.netlink.router.Verdict.Invalid;
import io.gingham.netlink.router.Verdict.Valid;
import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/// ICMPv6 bytes of router discovery, without the IP header. The checksum is the kernel's business:
/// of a raw ICMPv6 socket it computes what goes out, and drops what comes in with a wrong one.
final class RouterMessageCodec {

    static final int SOLICITATION = 133;
    static final int ADVERTISEMENT = 134;

    /// Of the IP header: no router on the way has lowered it, so the sender is on the link.
    static final int HOP_LIMIT = 255;

    private static final int SOLICITATION_BYTES = 8;
    private static final int ADVERTISEMENT_BYTES = 16;
    private static final int LIFETIME_AT = 6;
    private static final int SOURCE_LINK_LAYER = 1;
    private static final int OPTION_UNIT = 8;
    private static final int MAC_BYTES = 6;

    private RouterMessageCodec() {}

    /// Everything that is not in the record is left unspecified (0).
    static byte[] encode(Advertisement advertisement) {
        int options = advertisement.linkLayer().isPresent() ? OPTION_UNIT : 0;
        ByteBuffer bytes = ByteBuffer.allocate(ADVERTISEMENT_BYTES + options);
        bytes.put(0, (byte) ADVERTISEMENT);
        bytes.putShort(LIFETIME_AT, (short) advertisement.lifetimeSeconds());
        bytes.position(ADVERTISEMENT_BYTES);
        advertisement
                .linkLayer()
                .ifPresent(
                        mac ->
                                bytes.put((byte) SOURCE_LINK_LAYER)
                                        .put((byte) 1)
                                        .put(mac.toBytes()));
        return bytes.array();
    }

    /// RFC 4861 sections 6.1.1 and 6.1.2.
    ///
    /// @param source of the IP header
    /// @param hopLimit of the IP header
    static Verdict decode(IpAddress source, int hopLimit, ByteBuffer message) {
        if (hopLimit != HOP_LIMIT) {
            return new Invalid(
                    "its hop limit is " + hopLimit + ", not 255: it is not of this link");
        }
        if (message.remaining() < SOLICITATION_BYTES) {
            return new Invalid("it has " + message.remaining() + " octets, fewer than 8");
        }
        if (message.get(1) != 0) {
            return new Invalid("its code is " + (message.get(1) & 0xff) + ", not 0");
        }
        return switch (message.get(0) & 0xff) {
            case ADVERTISEMENT -> advertisement(source, message);
            case SOLICITATION -> solicitation(source, message);
            default -> new Invalid("its type is " + (message.get(0) & 0xff));
        };
    }

    private static Verdict advertisement(IpAddress source, ByteBuffer message) {
        if (source.isIpv4() || !source.isLinkLocal()) {
            return new Invalid("its source " + source + " is not link-local");
        }
        if (message.remaining() < ADVERTISEMENT_BYTES) {
            return new Invalid("it has " + message.remaining() + " octets, fewer than 16");
        }
        Options options = Options.read(message, ADVERTISEMENT_BYTES);
        return options.wrong().isPresent()
                ? new Invalid(options.wrong().get())
                : new Valid(
                        new Advertisement(
                                message.getShort(LIFETIME_AT) & 0xffff, options.linkLayer()));
    }

    private static Verdict solicitation(IpAddress source, ByteBuffer message) {
        Options options = Options.read(message, SOLICITATION_BYTES);
        if (options.wrong().isPresent()) {
            return new Invalid(options.wrong().get());
        }
        if (source.isUnspecified() && options.linkLayer().isPresent()) {
            return new Invalid("it has a link-layer address, and no source");
        }
        return new Valid(new Solicitation());
    }

    /// @param wrong what is, if anything
    private record Options(Optional<String> wrong, Optional<MacAddress> linkLayer) {

        static Options read(ByteBuffer message, int from) {
            Optional<MacAddress> linkLayer = Optional.empty();
            int at = from;
            while (at < message.limit()) {
                int length = at + 1 < message.limit() ? (message.get(at + 1) & 0xff) : 0;
                if (length == 0) {
                    return broken("an option has length 0");
                }
                if (length * OPTION_UNIT > message.limit() - at) {
                    return broken("an option is longer than the message");
                }
                if (message.get(at) == SOURCE_LINK_LAYER && length == 1) {
                    byte[] mac = new byte[MAC_BYTES];
                    message.get(at + 2, mac);
                    linkLayer = Optional.of(MacAddress.of(mac));
                }
                at += length * OPTION_UNIT;
            }
            return new Options(Optional.empty(), linkLayer);
        }

        private static Options broken(String why) {
            return new Options(Optional.of(why), Optional.empty());
        }
    }
}
