package io.gingham.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DestinationTableTest {

    private static IpPrefix any(Random random) {
        return random.nextBoolean()
                ? IpPrefix.containing(
                        IpAddress.ipv4(random.nextInt(1 << 10) << 8), 20 + random.nextInt(13))
                : IpPrefix.containing(
                        IpAddress.ipv6(random.nextInt(1 << 10), random.nextInt(4)),
                        random.nextInt(129));
    }

    @Test
    void isAMapAndGivesEachItsOwnIndex() {
        long seed = 7;
        Random random = new Random(seed);
        DestinationTable table = new DestinationTable();
        Map<IpPrefix, Destination> model = new HashMap<>();
        for (int i = 0; i < 60_000; i++) {
            IpPrefix prefix = any(random);
            if (random.nextInt(3) > 0) {
                Destination added = table.findOrAdd(prefix);
                assertEquals(prefix, added.prefix());
                Destination known = model.putIfAbsent(prefix, added);
                assertSame(known == null ? added : known, added, "seed " + seed);
            } else {
                Destination gone = model.remove(prefix);
                assertSame(gone, table.find(prefix), "seed " + seed);
                if (gone != null) {
                    table.remove(gone);
                    assertNull(table.find(prefix));
                }
            }
            assertEquals(model.size(), table.size());
            if (random.nextInt(500) == 0) {
                table.shrink();
            }
        }
        model.forEach((prefix, destination) -> assertSame(destination, table.find(prefix)));
        Set<Integer> indexes = new HashSet<>();
        List<Destination> all = new ArrayList<>();
        table.forEach(
                destination -> {
                    all.add(destination);
                    indexes.add(destination.index);
                    assertSame(destination, table.at(destination.index));
                });
        assertEquals(model.size(), indexes.size());
        assertEquals(Set.copyOf(model.values()), Set.copyOf(all));
    }

    @Test
    void aTableThatShrinksKeepsWhatIsLeft() {
        DestinationTable table = new DestinationTable();
        List<Destination> all = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            all.add(table.findOrAdd(IpPrefix.containing(IpAddress.ipv4(i << 8), 24)));
        }
        table.forEach(
                destination -> {
                    if (destination.index % 1_000 != 0) {
                        table.remove(destination);
                    }
                });
        table.shrink();
        assertEquals(50, table.size());
        for (Destination each : all) {
            Destination left = each.index % 1_000 == 0 ? each : null;
            assertSame(left, table.find(each.prefix()));
        }
        table.forEach(table::remove);
        table.shrink();
        assertEquals(0, table.indexes());
        assertEquals(0, table.findOrAdd(IpPrefix.parse("10.0.0.0/8")).index);
    }

    @Test
    void aGrowingLogForgetsNothingBeforeItIsTrimmed() {
        ChangeLog log = new ChangeLog();
        DestinationTable table = new DestinationTable();
        List<Destination> added = new ArrayList<>();
        Random random = new Random(3);
        long trimmed = 0;
        for (int i = 0; i < 20_000; i++) {
            added.add(table.findOrAdd(any(random)));
            log.add(added.getLast());
            if (random.nextInt(50) == 0) {
                trimmed += random.nextLong(log.end() - trimmed + 1);
                log.trim(trimmed);
            }
        }
        for (long at = trimmed; at < log.end(); at++) {
            assertSame(added.get((int) at), log.at(at));
        }
    }
}
