package io.gingham.dataplane.iptables;

import io.gingham.dataplane.PolicyDataplane;
import io.gingham.dataplane.Receipt;
import io.gingham.dataplane.RuleBackend;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.delta.Delta;
import io.gingham.netlink.IpSets;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpFamily;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an agent has of policy, without the agent: from resources to the kernel.
final class TestDataplane implements AutoCloseable {

    private final IpSets ipsets = IpSets.open();
    private final CalcGraph graph = new CalcGraph(TestNode.NAME);
    private final Program program = new Program(TestNode.NAME);
    private final RuleBackend backend;
    private final PolicyDataplane dataplane;
    private Map<ResourceKey, Resource> given = Map.of();

    /// @param variant of iptables: `-nft` or `-legacy`
    TestDataplane(String variant) {
        this(variant, RulesConfig.DEFAULT, List.of(IpFamily.values()));
    }

    TestDataplane(String variant, RulesConfig config, Collection<IpFamily> families) {
        backend =
                new IptablesBackend(
                        families, new IptablesCommands(variant), ipsets, TestNode.RUNNER);
        dataplane = new PolicyDataplane(program, config, families, backend);
    }

    /// Brings the kernel to what these resources compile to; what is in force already is not told
    /// again.
    Receipt apply(Collection<? extends Resource> resources) {
        Map<ResourceKey, Resource> now = new HashMap<>();
        resources.forEach(resource -> now.put(resource.resourceKey(), resource));
        given.keySet().stream()
                .filter(key -> !now.containsKey(key))
                .forEach(key -> graph.onUpdate(Delta.remove(key), ""));
        now.forEach(
                (key, resource) -> {
                    if (!resource.equals(given.get(key))) {
                        graph.onUpdate(Delta.put(key, resource), "");
                    }
                });
        graph.onInSync();
        given = now;
        List<ProgramUpdate> updates = graph.flush().updates();
        program.apply(updates);
        Receipt receipt = dataplane.apply(updates);
        dataplane.tidy();
        return receipt;
    }

    Receipt resync() {
        return dataplane.resync();
    }

    List<String> drift(boolean withSets) {
        return dataplane.drift(withSets);
    }

    Receipt uninstall() {
        return backend.remove();
    }

    @Override
    public void close() {
        ipsets.close();
    }
}
