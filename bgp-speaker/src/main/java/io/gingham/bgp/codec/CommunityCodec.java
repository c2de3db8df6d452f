package io.gingham.bgp.codec;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.ExtendedCommunity;
import io.gingham.bgp.message.LargeCommunity;
import io.gingham.bgp.message.PathAttribute.ClusterList;
import io.gingham.bgp.message.PathAttribute.Communities;
import io.gingham.bgp.message.PathAttribute.ExtendedCommunities;
import io.gingham.bgp.message.PathAttribute.LargeCommunities;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The attributes that are lists of one fixed size: not empty, and without a rest (RFC 7606 section
/// 7, RFC 8092 section 5).
final class CommunityCodec {

    private CommunityCodec() {}

    static Communities readCommunities(ByteBuffer in) {
        return new Communities(list("COMMUNITIES", in, 4, i -> new Community(i.getInt())));
    }

    static ExtendedCommunities readExtended(ByteBuffer in) {
        return new ExtendedCommunities(
                list("EXTENDED_COMMUNITIES", in, 8, i -> new ExtendedCommunity(i.getLong())));
    }

    /// One that stands twice counts once (RFC 8092 section 5).
    static LargeCommunities readLarge(ByteBuffer in) {
        List<LargeCommunity> values =
                list(
                        "LARGE_COMMUNITY",
                        in,
                        12,
                        i -> new LargeCommunity(i.getInt(), i.getInt(), i.getInt()));
        return new LargeCommunities(values.stream().distinct().toList());
    }

    static ClusterList readClusters(ByteBuffer in) {
        List<IpAddress> values = list("CLUSTER_LIST", in, 4, i -> Wire.address(i, IpFamily.IPV4));
        return new ClusterList(values);
    }

    static void write(LargeCommunity community, ByteArrayOutputStream out) {
        Wire.writeInt(out, community.global());
        Wire.writeInt(out, community.local1());
        Wire.writeInt(out, community.local2());
    }

    static void write(ExtendedCommunity community, ByteArrayOutputStream out) {
        Wire.writeInt(out, community.value() >>> 32);
        Wire.writeInt(out, community.value());
    }

    private static <T> List<T> list(
            String name, ByteBuffer in, int size, Function<ByteBuffer, T> reader) {
        if (!in.hasRemaining() || in.remaining() % size != 0) {
            throw new BgpException(
                    BgpError.ATTRIBUTE_LENGTH,
                    name + " has " + in.remaining() + " octets, not " + size + " or a multiple");
        }
        List<T> values = new ArrayList<>(in.remaining() / size);
        while (in.hasRemaining()) {
            values.add(reader.apply(in));
        }
        return values;
    }
}
