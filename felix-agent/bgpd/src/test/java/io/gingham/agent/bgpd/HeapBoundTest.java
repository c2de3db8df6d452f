package io.gingham.agent.bgpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How large the heap of `bgp run` may become.
class HeapBoundTest {

    private static final long MIB = 1 << 20;
    private static final HeapNeed ANYTHING = new HeapNeed(0, List.of("peer a"));

    @ParameterizedTest(name = "a machine of {0} MiB, a container of {1}, {2} routes: {3} MiB")
    @CsvSource({
        // no limit: half of the machine
        "   24105,     0, any,     12052",
        "    2048,     0, any,      1024",
        // tiny and huge machines
        "      64,     0, any,        48",
        "     256,     0, any,       128",
        " 1048576,     0, any,     31744",
        // a container's limit: what is left beside the virtual machine
        "   24105,   512, any,       384",
        "   24105,   256, any,       128",
        "   24105,   128, any,        64",
        "   24105,    64, any,        48",
        "   24105,  4096, any,      3072",
        // prefix limits: no more than they need
        "   24105,     0, 0,          64",
        "   24105,     0, 20000,      70",
        "   24105,     0, 1000000,   407",
        "   24105,   512, 20000,      70",
        // and no more than there is
        "   24105,   512, 10000000,  384",
        "     256,     0, 1000000,   128",
    })
    void isFromTheMachineAndTheConfiguration(
            long machine, long container, String routes, long expected) {
        HeapNeed need =
                routes.equals("any") ? ANYTHING : new HeapNeed(Long.parseLong(routes), List.of());
        MachineMemory memory =
                new MachineMemory(
                        machine * MIB,
                        container == 0 ? OptionalLong.empty() : OptionalLong.of(container * MIB));
        assertEquals(expected, HeapBound.of(memory, need).octets() / MIB);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "any     | 0   | at most 12,052 MiB, half of this machine's 24,105 MiB; peer a has no prefixLimit",
                "any     | 512 | at most 384 MiB, the container's limit of 512 MiB; peer a has no prefixLimit",
                "20000   | 512 | at most 70 MiB, enough for the 20,000 routes that the configuration allows",
                "9000000 | 512 | at most 384 MiB, the container's limit of 512 MiB; the configuration allows 9,000,000 routes, about 3,153 MiB",
                "any     | 64  | at most 48 MiB, the least there can be; more than the container's limit of 64 MiB allows; peer a has no prefixLimit",
            })
    void saysWhatItIsOf(String routes, long container, String expected) {
        HeapNeed need =
                routes.equals("any") ? ANYTHING : new HeapNeed(Long.parseLong(routes), List.of());
        MachineMemory memory =
                new MachineMemory(
                        24_105 * MIB,
                        container == 0 ? OptionalLong.empty() : OptionalLong.of(container * MIB));
        assertEquals(expected, HeapBound.of(memory, need).toString());
    }

    @Test
    void aConfigurationNeedsTheSumOfItsLimits() {
        HeapNeed limited =
                HeapNeed.of(
                        ConfigReaderTest.parse(
                                "{routerId: 10.9.0.1, asn: 65000, routes: [10.0.0.0/8], peers:"
                                        + " [{address: 10.9.0.2, asn: 65001, prefixLimit: 10000},"
                                        + " {address: 10.9.0.3, asn: 65002, prefixLimit: 500}]}"));
        assertEquals(new HeapNeed(10_501, List.of()), limited);
        assertTrue(limited.isBounded());
    }

    @Test
    void whoHasNoLimitMayBringAnything() {
        HeapNeed need =
                HeapNeed.of(
                        ConfigReaderTest.parse(
                                "{routerId: 10.9.0.1, asn: 65000, kernel: {import: {}}, peers:"
                                        + " [{address: 10.9.0.2, asn: 65001, prefixLimit: 10000},"
                                        + " {address: 10.9.0.3, asn: 65002, name: beta}]}"));
        assertEquals(new HeapNeed(10_000, List.of("peer beta", "the kernel's table")), need);
    }

    // What the kernel shows.

    @TempDir Path root;

    private MachineMemory read(String ownGroup) throws Exception {
        write("proc/meminfo", "MemTotal:       24684372 kB\nMemFree:        23766000 kB\n");
        write("proc/self/cgroup", ownGroup);
        return MachineMemory.read(root);
    }

    private void write(String file, String text) throws Exception {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static final long MACHINE = 24_684_372L << 10;

    @Test
    void withoutControlGroupsAllOfTheMachineIsThere() throws Exception {
        assertEquals(new MachineMemory(MACHINE, OptionalLong.empty()), read(""));
    }

    @Test
    void theLimitOfACgroupOfVersionTwoCounts() throws Exception {
        write("sys/fs/cgroup/memory.max", "536870912\n");
        assertEquals(OptionalLong.of(512 * MIB), read("0::/\n").container());
    }

    @Test
    void theLeastLimitOfAllCgroupsAboveCounts() throws Exception {
        write("sys/fs/cgroup/kube/memory.max", "536870912\n");
        write("sys/fs/cgroup/kube/pod/memory.max", "max\n");
        write("sys/fs/cgroup/kube/pod/speaker/memory.max", "1073741824\n");
        assertEquals(OptionalLong.of(512 * MIB), read("0::/kube/pod/speaker\n").container());
    }

    @Test
    void whereACgroupIsSlowedDownCountsToo() throws Exception {
        write("sys/fs/cgroup/a/memory.max", "1073741824\n");
        write("sys/fs/cgroup/a/memory.high", "805306368\n");
        assertEquals(OptionalLong.of(768 * MIB), read("0::/a\n").container());
    }

    @Test
    void maxIsNoLimit() throws Exception {
        write("sys/fs/cgroup/a/memory.max", "max\n");
        assertEquals(OptionalLong.empty(), read("0::/a\n").container());
    }

    @Test
    void theLimitOfACgroupOfVersionOneCounts() throws Exception {
        write("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "268435456\n");
        assertEquals(
                OptionalLong.of(256 * MIB),
                read("5:cpu,cpuacct:/\n4:memory:/docker/x\n0::/\n").container());
    }

    @Test
    void aContainerThatSeesItsHostsPathFindsItsOwnLimitAtTheTop() throws Exception {
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
        assertEquals(
                OptionalLong.of(256 * MIB), read("4:memory:/docker/0123456789ab\n").container());
    }

    @Test
    void theHugeNumberOfVersionOneIsNoLimit() throws Exception {
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertEquals(OptionalLong.empty(), read("4:memory:/\n").container());
    }

    @Test
    void aLimitAboveTheMachinesMemoryIsNone() throws Exception {
        write("sys/fs/cgroup/memory.max", "107374182400\n");
        assertEquals(OptionalLong.empty(), read("0::/\n").container());
    }

    @Test
    void aPathWithDotsStaysWithinTheHierarchy() throws Exception {
        write("sys/fs/memory.max", "1048576\n");
        write("sys/fs/cgroup/memory.max", "536870912\n");
        assertEquals(OptionalLong.empty(), read("0::/../x\n").container());
        assertEquals(OptionalLong.of(512 * MIB), read("0::/x/../y\n").container());
    }

    @Test
    void thisMachineCanBeRead() throws Exception {
        assertTrue(MachineMemory.read(Path.of("/")).machine() > 64 * MIB);
    }
}
