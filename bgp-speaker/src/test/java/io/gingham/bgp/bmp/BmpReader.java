package io.gingham.bgp.bmp;

import io.gingham.value.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads BMP as RFC 7854, 8671 and 9069 write it, and knows nothing of the encoder: whatever is not
/// exactly as they say is an error.
public final class BmpReader {

    public sealed interface Read {}

    public record Info(int type, String text) {}

    public record Initiation(List<Info> information) implements Read {}

    public record Termination(int reason, List<String> texts) implements Read {}

    public record RouteMonitoring(Peer peer, byte[] update) implements Read {}

    public record Statistics(Peer peer, List<Number> numbers) implements Read {
        public long of(int type) {
            return numbers.stream()
                    .filter(each -> each.type() == type)
                    .mapToLong(Number::value)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// @param afi 0 where the number is not of a family
    public record Number(int type, int afi, int safi, long value) {}

    /// @param data what follows the reason
    public record PeerDown(Peer peer, int reason, byte[] data) implements Read {}

    public record PeerUp(
            Peer peer,
            IpAddress local,
            int localPort,
            int remotePort,
            byte[] sent,
            byte[] received,
            List<Info> information)
            implements Read {}

    /// @param out the O flag
    /// @param filtered the F flag
    public record Peer(
            int type,
            boolean post,
            boolean legacyAs,
            boolean out,
            boolean filtered,
            IpAddress address,
            long asNumber,
            IpAddress routerId,
            long micros) {

        public Peer {
            if (type == 3 && !address.isUnspecified()) {
                throw new IllegalArgumentException("the Loc-RIB's peer has an address: " + address);
            }
        }
    }

    private BmpReader() {}

    /// How long the message is that begins there, or 0 if that is not known yet.
    public static int length(ByteBuffer from) {
        if (from.remaining() < 6) {
            return 0;
        }
        require(from.get(from.position()) == 3, "version " + from.get(from.position()));
        int length = from.getInt(from.position() + 1);
        require(length >= 6, "a message of " + length + " octets");
        return length;
    }

    public static List<Read> all(byte[] bytes) {
        List<Read> found = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            int length = length(left);
            require(length > 0 && length <= left.remaining(), "a message that is cut off");
            found.add(one(left.slice(left.position(), length)));
            left.position(left.position() + length);
        }
        return found;
    }

    /// @param whole a message, and nothing behind it
    public static Read one(ByteBuffer whole) {
        require(whole.get() == 3, "the version");
        require(whole.getInt() == whole.capacity(), "the length");
        int type = whole.get();
        Read read =
                switch (type) {
                    case 0 -> monitoring(whole);
                    case 1 -> statistics(whole);
                    case 2 -> peerDown(whole);
                    case 3 -> peerUp(whole);
                    case 4 -> initiation(whole);
                    case 5 -> termination(whole);
                    default -> throw new IllegalArgumentException("message type " + type);
                };
        require(!whole.hasRemaining(), whole.remaining() + " octets behind a message");
        return read;
    }

    private static Peer peer(ByteBuffer from) {
        int type = from.get();
        int flags = from.get() & 0xff;
        require(type == 0 || type == 3, "peer type " + type);
        require((flags & (type == 3 ? 0x7f : 0x0f)) == 0, "reserved flags " + flags);
        require(from.getLong() == 0, "a distinguisher");
        boolean ipv6 = type == 0 && (flags & 0x80) != 0;
        IpAddress address = address(from, ipv6);
        long asNumber = from.getInt() & 0xffff_ffffL;
        IpAddress routerId = IpAddress.ipv4(from.getInt());
        long seconds = from.getInt() & 0xffff_ffffL;
        long micros = from.getInt();
        require(micros >= 0 && micros < 1_000_000, micros + " microseconds");
        return new Peer(
                type,
                type == 0 && (flags & 0x40) != 0,
                type == 0 && (flags & 0x20) != 0,
                type == 0 && (flags & 0x10) != 0,
                type == 3 && (flags & 0x80) != 0,
                address,
                asNumber,
                routerId,
                seconds * 1_000_000 + micros);
    }

    private static IpAddress address(ByteBuffer from, boolean ipv6) {
        byte[] bytes = new byte[16];
        from.get(bytes);
        if (ipv6) {
            return IpAddress.of(bytes);
        }
        for (int i = 0; i < 12; i++) {
            require(bytes[i] == 0, "an IPv4 address with something before it");
        }
        return IpAddress.of(Arrays.copyOfRange(bytes, 12, 16));
    }

    private static byte[] bgp(ByteBuffer from, int... types) {
        require(from.remaining() >= 19, "a message of BGP that is cut off");
        for (int i = 0; i < 16; i++) {
            require(from.get(from.position() + i) == -1, "BGP's marker");
        }
        int length = from.getShort(from.position() + 16) & 0xffff;
        int type = from.get(from.position() + 18);
        require(Arrays.stream(types).anyMatch(each -> each == type), "BGP type " + type);
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static Read monitoring(ByteBuffer from) {
        return new RouteMonitoring(peer(from), bgp(from, 2));
    }

    private static Read statistics(ByteBuffer from) {
        Peer peer = peer(from);
        int count = from.getInt();
        require(count > 0, "a report of nothing");
        List<Number> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int type = from.getShort();
            int length = from.getShort();
            boolean family = type == 9 || type == 10 || type == 16 || type == 17;
            boolean gauge = type == 7 || type == 8 || type == 14 || type == 15;
            require(length == (family ? 11 : gauge ? 8 : 4), "length of statistic " + type);
            int afi = family ? from.getShort() : 0;
            int safi = family ? from.get() : 0;
            long value = length == 4 ? from.getInt() & 0xffff_ffffL : from.getLong();
            numbers.add(new Number(type, afi, safi, value));
        }
        return new Statistics(peer, numbers);
    }

    private static Read peerDown(ByteBuffer from) {
        Peer peer = peer(from);
        int reason = from.get();
        byte[] data =
                switch (reason) {
                    case 1, 3 -> bgp(from, 3);
                    case 2 -> new byte[] {from.get(), from.get()};
                    case 4, 5 -> new byte[0];
                    case 6 -> {
                        information(from, 3);
                        yield new byte[0];
                    }
                    default -> throw new IllegalArgumentException("reason " + reason);
                };
        require((reason == 6) == (peer.type() == 3), "reason 6 is the Loc-RIB's");
        return new PeerDown(peer, reason, data);
    }

    private static Read peerUp(ByteBuffer from) {
        boolean ipv6 = from.get(6) == 0 && (from.get(7) & 0x80) != 0;
        Peer peer = peer(from);
        return new PeerUp(
                peer,
                address(from, ipv6),
                from.getShort() & 0xffff,
                from.getShort() & 0xffff,
                bgp(from, 1),
                bgp(from, 1),
                information(from, 0, 3));
    }

    private static Read initiation(ByteBuffer from) {
        List<Info> all = information(from, 0, 1, 2);
        for (int needed : new int[] {1, 2}) {
            require(all.stream().anyMatch(each -> each.type() == needed), "TLV " + needed);
        }
        return new Initiation(all);
    }

    private static Read termination(ByteBuffer from) {
        int reason = -1;
        List<String> texts = new ArrayList<>();
        while (from.hasRemaining()) {
            int type = from.getShort();
            int length = from.getShort() & 0xffff;
            if (type == 1) {
                require(length == 2, "the length of a reason");
                reason = from.getShort();
            } else {
                require(type == 0, "TLV " + type + " in a termination");
                texts.add(text(from, length));
            }
        }
        require(reason >= 0 && reason <= 4, "reason " + reason);
        return new Termination(reason, texts);
    }

    private static List<Info> information(ByteBuffer from, int... types) {
        List<Info> all = new ArrayList<>();
        while (from.hasRemaining()) {
            int type = from.getShort();
            require(Arrays.stream(types).anyMatch(each -> each == type), "TLV " + type);
            all.add(new Info(type, text(from, from.getShort() & 0xffff)));
        }
        return all;
    }

    private static String text(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text that is no UTF-8", e);
        }
    }

    private static void require(boolean fine, String what) {
        if (!fine) {
            throw new IllegalArgumentException(what);
        }
    }
}
