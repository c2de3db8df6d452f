package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Facts of MP_REACH_NLRI and MP_UNREACH_NLRI of any family: prefixes where they are plain ones,
/// hex else.
final class MultiprotocolFacts {

    private MultiprotocolFacts() {}

    /// @return false if not even the family can be read
    static boolean add(
            int type, ByteBuffer in, CodecContext context, Map<String, Object> attributes) {
        boolean reach = type == MpReach.TYPE;
        if (in.remaining() < (reach ? 5 : 3)) {
            return false;
        }
        AddressFamily family = new AddressFamily(Wire.unsignedShort(in), in.get() & 0xff);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("afi", family.afi());
        facts.put("safi", family.safi());
        if (reach) {
            int length = in.get() & 0xff;
            if (length + 1 > in.remaining()) {
                return false;
            }
            nextHop(Wire.take(in, length), facts);
            in.get(); // reserved
        }
        prefixes(in, family, reach ? "nlri" : "withdrawn", context, facts);
        attributes.put(reach ? "mp_reach" : "mp_unreach", facts);
        return true;
    }

    private static void nextHop(ByteBuffer in, Map<String, Object> facts) {
        switch (in.remaining()) {
            case 0 -> {}
            case 4 -> facts.put("next_hop", Wire.address(in, IpFamily.IPV4).toString());
            case 16 -> facts.put("next_hop", ipv6(in));
            case 32 -> {
                facts.put("next_hop", ipv6(in));
                facts.put("link_local", ipv6(in));
            }
            default -> facts.put("next_hop_hex", UpdateFacts.hex(in));
        }
    }

    /// Without dots, also where the address holds an IPv4 one.
    private static String ipv6(ByteBuffer in) {
        IpAddress address = Wire.address(in, IpFamily.IPV6);
        return address.isIpv4Mapped()
                ? "::ffff:%x:%x".formatted(address.low() >>> 16 & 0xffff, address.low() & 0xffff)
                : address.toString();
    }

    private static void prefixes(
            ByteBuffer in,
            AddressFamily family,
            String name,
            CodecContext context,
            Map<String, Object> facts) {
        if (family.prefixes().isEmpty()) {
            facts.put("nlri_hex", UpdateFacts.hex(in));
            return;
        }
        boolean addPath = context.in().addPath().contains(family);
        try {
            List<Nlri> read =
                    NlriCodec.read(in.duplicate(), family.prefixes().orElseThrow(), addPath);
            facts.put(name, UpdateFacts.nlri(read, addPath));
        } catch (BgpException e) {
            facts.put("nlri_hex", UpdateFacts.hex(in));
        }
    }
}
