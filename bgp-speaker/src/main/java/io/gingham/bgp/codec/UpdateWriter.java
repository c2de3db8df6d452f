package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.Arrays;
import java.util.Optional;

/// Writes updates into one array, as few as can hold the prefixes: those with equal attributes
/// share a message, up to the longest one the peer understands.
///
/// IPv4 with an IPv4 next hop stands in the update itself, everything else in MP_REACH_NLRI and
/// MP_UNREACH_NLRI (RFC 4760, RFC 8950), which come first (RFC 7606 section 5.1).
public final class UpdateWriter {

    /// Header, and the two lengths of an update.
    private static final int FIXED = MessageFraming.HEADER + 4;

    /// Flags optional and extended length, type, two octets of length.
    private static final int MP_HEADER = 4;

    private static final int OPTIONAL_EXTENDED = 0x90;

    /// What is to be written, without an object for each prefix.
    public interface Prefixes {
        int size();

        /// The upper half of an IPv6 address, 0 for IPv4.
        long high(int i);

        long low(int i);

        /// In bits.
        int length(int i);

        /// Written only where add-path was agreed upon.
        int pathId(int i);
    }

    private final CodecContext context;
    private byte[] bytes = new byte[1 << 13];
    private int size;

    /// @param context of the session, or of all sessions that are told the same
    public UpdateWriter(CodecContext context) {
        this.context = context;
    }

    /// In octets, all messages since the last [#clear].
    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
        if (bytes.length > 1 << 22) {
            bytes = new byte[1 << 13];
        }
    }

    public byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /// @param prefixes of that family
    public void withdraw(AddressFamily family, Prefixes prefixes) {
        boolean plain = family.equals(AddressFamily.IPV4_UNICAST);
        int room = context.out().maxMessage() - FIXED - (plain ? 0 : MP_HEADER + 3);
        int at = 0;
        while (at < prefixes.size()) {
            int start = begin();
            if (plain) {
                int lengthAt = reserve(2);
                at = fill(family, prefixes, at, room);
                patch(lengthAt, size - lengthAt - 2);
                putShort(0);
            } else {
                putShort(0);
                int attributesAt = reserve(2);
                int valueAt = beginMultiprotocol(PathAttribute.MpUnreach.TYPE, family);
                at = fill(family, prefixes, at, room);
                patch(valueAt - 2, size - valueAt);
                patch(attributesAt, size - attributesAt - 2);
            }
            end(start);
        }
    }

    /// @param attributes with the next hop as NEXT_HOP, whatever its family
    /// @param prefixes of that family
    /// @return false, and nothing written, if the attributes alone leave no room for a prefix: such
    ///   routes can't be announced, and what was announced before must be withdrawn (RFC 4271
    ///   section 9.2)
    public boolean announce(AddressFamily family, PathAttributes attributes, Prefixes prefixes) {
        Optional<IpAddress> nextHop = attributes.nextHop();
        boolean plain =
                family.equals(AddressFamily.IPV4_UNICAST)
                        && nextHop.filter(hop -> !hop.isIpv4()).isEmpty();
        byte[] said =
                MessageEncoder.attributes(
                        plain ? attributes : attributes.without(PathAttribute.NextHop.TYPE),
                        context);
        int multiprotocol =
                plain ? 0 : MP_HEADER + 5 + nextHop.map(hop -> hop.toBytes().length).orElse(0);
        int room = context.out().maxMessage() - FIXED - said.length - multiprotocol;
        if (room < widest(family, prefixes)) {
            return false;
        }
        int at = 0;
        while (at < prefixes.size()) {
            int start = begin();
            putShort(0);
            if (plain) {
                putShort(said.length);
                put(said);
                at = fill(family, prefixes, at, room);
            } else {
                int attributesAt = reserve(2);
                int valueAt = beginMultiprotocol(PathAttribute.MpReach.TYPE, family);
                byte[] hop = nextHop.map(IpAddress::toBytes).orElse(new byte[0]);
                put(hop.length);
                put(hop);
                put(0);
                at = fill(family, prefixes, at, room);
                patch(valueAt - 2, size - valueAt);
                put(said);
                patch(attributesAt, size - attributesAt - 2);
            }
            end(start);
        }
        return true;
    }

    /// The marker of RFC 4724 section 2.
    public void endOfRib(AddressFamily family) {
        put(MessageEncoder.encode(Update.endOfRib(family), context));
    }

    /// Any other message.
    public void message(BgpMessage message) {
        put(MessageEncoder.encode(message, context));
    }

    private int beginMultiprotocol(int type, AddressFamily family) {
        put(OPTIONAL_EXTENDED);
        put(type);
        int lengthAt = reserve(2);
        putShort(family.afi());
        put(family.safi());
        return lengthAt + 2;
    }

    private boolean addPath(AddressFamily family) {
        return context.out().addPath().contains(family);
    }

    private int widest(AddressFamily family, Prefixes prefixes) {
        int widest = 0;
        for (int i = 0; i < prefixes.size(); i++) {
            widest = Math.max(widest, octets(prefixes, i, addPath(family)));
        }
        return widest;
    }

    private static int octets(Prefixes prefixes, int i, boolean addPath) {
        return (addPath ? 5 : 1) + (prefixes.length(i) + 7) / 8;
    }

    /// As many prefixes as have room.
    ///
    /// @return the first one that has not
    private int fill(AddressFamily family, Prefixes prefixes, int from, int room) {
        boolean addPath = addPath(family);
        int addressBytes = family.prefixes().orElse(IpFamily.IPV4).addressBytes();
        int limit = size + room;
        int at = from;
        while (at < prefixes.size() && size + octets(prefixes, at, addPath) <= limit) {
            ensure(4 + 1 + 16);
            if (addPath) {
                int id = prefixes.pathId(at);
                putShort(id >>> 16);
                putShort(id);
            }
            int length = prefixes.length(at);
            bytes[size++] = (byte) length;
            putAddress(prefixes.high(at), prefixes.low(at), (length + 7) / 8, addressBytes);
            at++;
        }
        return at;
    }

    private void putAddress(long high, long low, int count, int addressBytes) {
        for (int i = 0; i < count; i++) {
            int shift = (addressBytes - 1 - i) * 8;
            bytes[size++] = (byte) (shift >= 64 ? high >>> shift - 64 : low >>> shift);
        }
    }

    private int begin() {
        int start = size;
        ensure(FIXED);
        Arrays.fill(bytes, size, size + MessageFraming.MARKER, (byte) 0xff);
        size += MessageFraming.MARKER;
        reserve(2);
        put(MessageType.UPDATE.code());
        return start;
    }

    private void end(int start) {
        patch(start + MessageFraming.MARKER, size - start);
    }

    private int reserve(int octets) {
        ensure(octets);
        int at = size;
        size += octets;
        return at;
    }

    private void patch(int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    private void put(int octet) {
        ensure(1);
        bytes[size++] = (byte) octet;
    }

    private void putShort(int value) {
        ensure(2);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    private void put(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
