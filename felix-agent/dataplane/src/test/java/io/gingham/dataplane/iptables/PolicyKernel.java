package io.gingham.dataplane.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Resource;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A node with two pods of namespace x and the policy dataplane under test.
final class PolicyKernel implements AutoCloseable {

    private final String variant;
    private final TestNode node = new TestNode();
    private final TestPod a = node.addPod("x", "a", Map.of("pod", "a"));
    private final TestPod b = node.addPod("x", "b", Map.of("pod", "b"));
    private final TestDataplane dataplane;

    /// @param variant of iptables: `-nft` or `-legacy`
    PolicyKernel(String variant) {
        this.variant = variant;
        this.dataplane = restarted();
    }

    TestNode node() {
        return node;
    }

    TestPod a() {
        return a;
    }

    TestPod b() {
        return b;
    }

    TestDataplane dataplane() {
        return dataplane;
    }

    /// Removes all rules, and checks that nothing is left of them.
    @Override
    public void close() {
        try {
            dataplane.uninstall();
            assertEquals("", ours());
        } finally {
            node.close();
        }
    }

    /// Table by table: the list of tables is for the real root only.
    String save(IpFamily family) {
        return save(family, variant);
    }

    private static String save(IpFamily family, String variant) {
        String program = (family == IpFamily.IPV4 ? "iptables" : "ip6tables") + variant + "-save";
        return TestNode.run(program + " -t filter") + TestNode.run(program + " -t nat");
    }

    String counters() {
        return TestNode.run("iptables" + variant + "-save -c -t filter")
                .lines()
                .filter(line -> line.contains("gham-pi-") || line.contains("gham-allow"))
                .toList()
                .toString();
    }

    /// Of the first set of pods' addresses.
    static String setName() {
        return TestNode.run("ipset list -n")
                .lines()
                .filter(name -> name.startsWith("gham4-"))
                .findFirst()
                .orElse("");
    }

    String foreign() {
        return (save(IpFamily.IPV4) + save(IpFamily.IPV6) + TestNode.run("ipset save"))
                .lines()
                .filter(line -> !line.contains("gham") && !line.startsWith("#"))
                .map(line -> line.replaceAll("\\[.*\\]", ""))
                .toList()
                .toString();
    }

    void apply(Policy... policies) {
        dataplane.apply(resources(List.of(a, b), policies));
    }

    static List<Resource> resources(List<TestPod> pods, Policy... policies) {
        List<Resource> resources = new ArrayList<>(Arrays.asList(policies));
        resources.add(new Namespace("x", Map.of("ns", "x")));
        pods.forEach(pod -> resources.addAll(List.of(pod.asPod(), pod.endpoint())));
        return resources;
    }

    TestDataplane restarted() {
        return new TestDataplane(variant);
    }

    /// Whatever of ours is in the kernel.
    String ours() {
        String all = save(IpFamily.IPV4) + save(IpFamily.IPV6) + TestNode.run("ipset save");
        return ours(all.lines());
    }

    /// The rules of ours that one variant sees.
    String ours(String ofVariant) {
        return ours((save(IpFamily.IPV4, ofVariant) + save(IpFamily.IPV6, ofVariant)).lines());
    }

    private static String ours(Stream<String> lines) {
        return String.join("\n", lines.filter(line -> line.contains("gham")).toList());
    }
}
