package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.gingham.bgp.message.PathAttribute.NextHop;
import io.gingham.value.IpAddress;
import org.junit.jupiter.api.Test;

class KnownNextHopsTest {

    private final KnownNextHops known = new KnownNextHops();

    private static NextHop hop(String address) {
        return new NextHop(IpAddress.parse(address));
    }

    @Test
    void givesOneObjectForEqualNextHops() {
        NextHop first = known.known(hop("192.0.2.1"));
        assertSame(first, known.known(hop("192.0.2.1")));
    }

    @Test
    void neverGivesAnotherNextHopThanTheOneAskedFor() {
        // These two share a place.
        for (String address : new String[] {"10.0.0.0", "0.10.0.0", "10.0.0.0"}) {
            assertEquals(hop(address), known.known(hop(address)));
        }
    }
}
