package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// The attributes of a message, or of a nest, by number. Of a number that occurs twice the last
/// counts, as in the kernel.
final class Attributes {

    /// Clears NLA_F_NESTED and NLA_F_NET_BYTEORDER.
    private static final int TYPE_MASK = 0x3fff;

    private final Map<Integer, ByteBuffer> byType;

    private Attributes(Map<Integer, ByteBuffer> byType) {
        this.byType = byType;
    }

    /// @param payload from position to limit
    static Attributes parse(ByteBuffer payload) {
        Map<Integer, ByteBuffer> byType = new HashMap<>();
        forEach(payload, byType::put);
        return new Attributes(byType);
    }

    /// All of them in order, with their numbers.
    ///
    /// @param payload from position to limit
    static void forEach(ByteBuffer payload, BiConsumer<Integer, ByteBuffer> each) {
        ByteBuffer rest = payload.slice().order(ByteOrder.nativeOrder());
        while (rest.remaining() >= 4) {
            int start = rest.position();
            int length = Short.toUnsignedInt(rest.getShort(start));
            if (length < 4 || length > rest.remaining()) {
                throw Frame.malformed(
                        "an attribute of " + length + " bytes, but " + rest.remaining() + " left");
            }
            each.accept(
                    rest.getShort(start + 2) & TYPE_MASK,
                    rest.slice(start + 4, length - 4).order(ByteOrder.nativeOrder()));
            rest.position(Math.min(rest.limit(), start + Rtnl.aligned(length)));
        }
    }

    Set<Integer> types() {
        return byType.keySet();
    }

    Optional<ByteBuffer> find(int type) {
        return Optional.ofNullable(byType.get(type)).map(ByteBuffer::duplicate);
    }

    int number(int type, int otherwise) {
        ByteBuffer value = byType.get(type);
        if (value == null) {
            return otherwise;
        }
        if (value.limit() < 4) {
            throw Frame.malformed(
                    "attribute " + type + " has " + value.limit() + " bytes; expected 4");
        }
        return value.order(ByteOrder.nativeOrder()).getInt(0);
    }

    /// 0..255.
    int octet(int type, int otherwise) {
        ByteBuffer value = byType.get(type);
        return value == null ? otherwise : Byte.toUnsignedInt(checked(type, value, 1).get(0));
    }

    /// 16 bits in network order; 0 if absent.
    int port(int type) {
        ByteBuffer value = byType.get(type);
        return value == null
                ? 0
                : Short.toUnsignedInt(
                        checked(type, value, 2).order(ByteOrder.BIG_ENDIAN).getShort(0));
    }

    private static ByteBuffer checked(int type, ByteBuffer value, int bytes) {
        if (value.limit() < bytes) {
            throw Frame.malformed(
                    "attribute " + type + " has " + value.limit() + " bytes; expected " + bytes);
        }
        return value.duplicate();
    }

    /// Up to the first zero byte; empty if absent.
    String text(int type) {
        byte[] bytes = find(type).map(Attributes::bytes).orElse(new byte[0]);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    Optional<IpAddress> address(int type) {
        return find(type).map(value -> ipAddress(bytes(value)));
    }

    /// All zero if absent or not 6 bytes long.
    MacAddress mac(int type) {
        return find(type)
                .filter(value -> value.remaining() == 6)
                .map(value -> MacAddress.of(bytes(value)))
                .orElse(new MacAddress(0));
    }

    Optional<Attributes> nest(int type) {
        return find(type).map(Attributes::parse);
    }

    static IpAddress ipAddress(byte[] bytes) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw Frame.malformed("an address of " + bytes.length + " bytes; expected 4 or 16");
        }
        return IpAddress.of(bytes);
    }

    static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }
}
