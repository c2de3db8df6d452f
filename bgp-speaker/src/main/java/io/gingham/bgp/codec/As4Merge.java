package io.gingham.bgp.codec;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.Aggregator;
import io.gingham.bgp.message.PathAttribute.As4Aggregator;
import io.gingham.bgp.message.PathAttribute.As4Path;
import io.gingham.bgp.message.PathAttribute.Path;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import java.util.Optional;

/// The true AS numbers of a route that passed 2-octet speakers, and the attributes that take them
/// past one (RFC 6793 section 4.2).
final class As4Merge {

    private As4Merge() {}

    /// What a session of two octets said, put together; the AS4 attributes are gone.
    static PathAttributes merge(PathAttributes attributes) {
        Optional<As4Path> as4Path = attributes.find(As4Path.class);
        Optional<As4Aggregator> as4Aggregator = attributes.find(As4Aggregator.class);
        if (as4Path.isEmpty() && as4Aggregator.isEmpty()) {
            return attributes;
        }
        PathAttributes result = attributes.without(As4Merge::isAs4);
        Optional<Aggregator> aggregator = attributes.find(Aggregator.class);
        boolean aggregatedByOldSpeaker =
                as4Aggregator.isPresent()
                        && aggregator.isPresent()
                        && !aggregator.get().asNumber().equals(AsNumber.AS_TRANS);
        if (aggregatedByOldSpeaker) {
            return result; // it made a new path and left the AS4 attributes of the old one
        }
        if (as4Aggregator.isPresent() && aggregator.isPresent()) {
            As4Aggregator real = as4Aggregator.get();
            result = result.with(new Aggregator(real.asNumber(), real.address()));
        }
        if (as4Path.isPresent() && attributes.find(Path.class).isPresent()) {
            AsPath path = AsPathCodec.merge(attributes.asPath(), as4Path.get().value());
            result = result.with(new Path(path));
        }
        return result;
    }

    /// What to say in a session of two octets.
    static PathAttributes split(PathAttributes attributes) {
        PathAttributes result = attributes;
        AsPath path = attributes.asPath();
        if (!path.fitsTwoOctets()) {
            result = result.with(new As4Path(path.withoutConfederation()));
        }
        Optional<Aggregator> aggregator = attributes.find(Aggregator.class);
        if (aggregator.isPresent() && !aggregator.get().asNumber().fitsTwoOctets()) {
            Aggregator real = aggregator.get();
            result = result.with(new As4Aggregator(real.asNumber(), real.address()));
        }
        return result;
    }

    private static boolean isAs4(PathAttribute attribute) {
        return attribute instanceof As4Path || attribute instanceof As4Aggregator;
    }
}
