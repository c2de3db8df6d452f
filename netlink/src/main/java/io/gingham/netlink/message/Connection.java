package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.nio.ByteBuffer;
import java.util.Optional;

/// One entry of the kernel's connection tracking. What is needed to name it to the kernel again is
/// kept as it came: the protocol's part differs from protocol to protocol.
///
/// @param original the direction of the first packet
/// @param reply the other direction, after address translation
/// @param originalTuple the attribute CTA_TUPLE_ORIG, read-only
/// @param zone the attribute CTA_ZONE, read-only; absent in the default zone
/// @param id the attribute CTA_ID, read-only: tells it from a later entry of the same tuple
public record Connection(
        IpFamily family,
        Flow original,
        Flow reply,
        ByteBuffer originalTuple,
        Optional<ByteBuffer> zone,
        Optional<ByteBuffer> id)
        implements RtMessage {

    /// Addresses as they stand in packets of one direction.
    public record Flow(IpAddress source, IpAddress destination) {

        @Override
        public String toString() {
            return source + " > " + destination;
        }
    }

    @Override
    public String toString() {
        return "connection " + original;
    }
}
