package io.gingham.dataplane.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ranges of services beside, inside and around blocks of pods: the longer one says whose a prefix
/// is.
class WithheldTest {

    private final RoutePlan.Withheld withheld =
            new RoutePlan.Withheld(
                    prefixes("10.96.0.0/12", "172.16.0.0/12", "10.244.255.0/24", "198.51.100.0/24"),
                    prefixes("172.20.0.0/16", "10.244.0.0/16", "198.51.100.0/24"));

    private static List<IpPrefix> prefixes(String... texts) {
        return Stream.of(texts).map(IpPrefix::parse).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "10.96.0.1/32, true, a service's address",
        "10.97.0.0/16, true, a part of a range",
        "10.96.0.0/12, true, a range",
        "10.0.0.0/8, false, what holds a range as a part",
        "0.0.0.0/0, false, the default route",
        "172.20.1.0/24, false, pods inside a range",
        "172.21.1.0/24, true, the range around them",
        "10.244.1.0/24, false, pods",
        "10.244.255.7/32, true, a range inside a pool",
        "198.51.100.9/32, true, a pool that is a range",
        "fd00::/64, false, the other family"
    })
    void theLongerBlockDecides(String prefix, boolean expected, String what) {
        assertEquals(expected, withheld.has(IpPrefix.parse(prefix)), what);
    }
}
