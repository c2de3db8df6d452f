package io.gingham.policy;

import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Resource;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// 10,000 pods and 1,000 policies, 100 of the pods on this node.
///
/// 100 namespaces; each policy has two pod peers in all namespaces, one of its own, a block and a
/// named port; the node has a pod of every namespace.
public final class LargeCluster {

    private LargeCluster() {}

    public static List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            String namespace = "ns" + n;
            resources.add(new Namespace(namespace, Map.of("team", "t" + n % 10)));
            for (int p = 0; p < 100; p++) {
                Pod pod = pod(namespace, n, p);
                resources.add(pod);
                if (p == 1) {
                    resources.add(new Endpoint(pod.key(), "", "cali" + n, pod.ips()));
                }
            }
            for (int p = 0; p < 10; p++) {
                resources.add(Scenario.convert(namespace + "/policy" + p, policy(n, p)).resource());
            }
        }
        return resources;
    }

    private static Pod pod(String namespace, int n, int p) {
        return new Pod(
                new PodKey(namespace, "p" + p),
                "",
                "n" + p,
                "default",
                Map.of("app", "a" + p % 20, "tier", "t" + p % 3),
                List.of(IpAddress.ipv4(0x0a000000 + n * 256 + p)),
                false,
                PodPhase.RUNNING,
                List.of(new ContainerPort("web", PortProtocol.TCP, 8000 + p)));
    }

    private static String policy(int n, int p) {
        return """
               podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [x%d]}]}
               ingress:
               - from:
                 - namespaceSelector: {matchLabels: {team: t%d}}
                   podSelector: {matchLabels: {app: a%d}}
                 - namespaceSelector: {}
                   podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [t%d, n%d]}]}
                 - podSelector: {matchLabels: {app: a%d}}
                 - ipBlock: {cidr: 10.%d.0.0/16, except: [10.%d.1.0/24]}
                 ports: [{port: web}, {port: 443}]
               """
                .formatted(p, p, p, p % 3, p, p, n, n);
    }
}
