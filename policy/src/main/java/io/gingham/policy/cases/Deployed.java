package io.gingham.policy.cases;

import io.gingham.policy.cases.CaseCluster.CaseNamespace;
import io.gingham.policy.cases.CaseCluster.CaseNode;
import io.gingham.policy.cases.CaseCluster.CaseServiceAccount;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.policy.model.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What the deployed files hold, as a case starts from it: so that the policies that are tested are
/// those that are applied, and no copy of them.
record Deployed(CaseCluster cluster, List<CaseChange> policies) {

    Deployed {
        policies = List.copyOf(policies);
    }

    static Deployed of(LoadedCluster loaded) {
        List<CaseNode> nodes = new ArrayList<>();
        List<CaseNamespace> namespaces = new ArrayList<>();
        List<CaseServiceAccount> accounts = new ArrayList<>();
        List<CasePod> pods = new ArrayList<>();
        List<CaseChange> others = new ArrayList<>();
        for (Resource resource : loaded.state().resources().values()) {
            switch (resource) {
                case Node node ->
                        nodes.add(new CaseNode(node.name(), node.addresses(), node.labels()));
                case Namespace(String name, var labels) ->
                        namespaces.add(new CaseNamespace(name, labels));
                case ServiceAccount(String namespace, String name, var labels) ->
                        accounts.add(new CaseServiceAccount(namespace, name, labels));
                case Pod pod -> {
                    if (!pod.phase().isCompleted()) {
                        pods.add(pod(pod));
                    }
                }
                case EndpointSlice _,
                        Endpoint _,
                        HostEndpoint _,
                        NetworkSet _,
                        Policy _,
                        Profile _,
                        Tier _ ->
                        applied(loaded, resource.resourceKey(), others);
            }
        }
        return new Deployed(new CaseCluster(nodes, namespaces, accounts, pods), others);
    }

    private static CasePod pod(Pod pod) {
        return new CasePod(
                pod.key().namespace(),
                pod.key().name(),
                pod.ips(),
                pod.labels(),
                pod.ports(),
                false,
                pod.hostNetwork(),
                pod.node(),
                pod.serviceAccount());
    }

    /// What every cluster has stands in no file.
    private static void applied(LoadedCluster loaded, ResourceKey key, List<CaseChange> into) {
        var manifest = loaded.manifests().get(key);
        if (manifest != null) {
            String apiVersion = String.valueOf(manifest.object().get("apiVersion"));
            into.add(
                    new CaseChange.Apply(
                            new ManifestKey(
                                    apiVersion, key.kind().kind(), key.namespace(), key.name()),
                            manifest.object()));
        }
    }

    /// The case's own namespaces and pods take the place of deployed ones of their names.
    PolicyCase before(PolicyCase own) {
        CaseCluster more = own.cluster();
        List<CaseStep> steps = new ArrayList<>(own.steps());
        steps.addFirst(new CaseStep("deployed", policies, List.of(), List.of()));
        return new PolicyCase(
                own.name(),
                own.source(),
                own.tags(),
                new CaseCluster(
                        both(cluster.nodes(), more.nodes(), CaseNode::name),
                        both(cluster.namespaces(), more.namespaces(), CaseNamespace::name),
                        both(
                                cluster.serviceAccounts(),
                                more.serviceAccounts(),
                                account -> account.namespace() + "/" + account.name()),
                        both(cluster.pods(), more.pods(), CasePod::reference)),
                steps);
    }

    private static <T> List<T> both(List<T> deployed, List<T> own, Function<T, String> name) {
        Map<String, T> all = new LinkedHashMap<>();
        deployed.forEach(one -> all.put(name.apply(one), one));
        own.forEach(one -> all.put(name.apply(one), one));
        return List.copyOf(all.values());
    }
}
