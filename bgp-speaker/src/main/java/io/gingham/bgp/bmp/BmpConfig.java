package io.gingham.bgp.bmp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who watches this speaker.
///
/// @param systemName what collectors call it (sysName of MIB-II)
public record BmpConfig(String systemName, List<CollectorConfig> collectors) {

    public static final BmpConfig NONE = new BmpConfig("", List.of());

    public BmpConfig {
        collectors = List.copyOf(collectors);
        Set<String> places = new HashSet<>();
        for (CollectorConfig each : collectors) {
            if (!places.add(each.label())) {
                throw new IllegalArgumentException("two collectors of BMP are at " + each.label());
            }
        }
    }
}
