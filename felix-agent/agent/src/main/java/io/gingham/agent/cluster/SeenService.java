package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.gingham.document.Refusal;
import io.gingham.document.Tree;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// What of a Service its announcement depends on. There may be ten thousand: no more is kept.
///
/// @param externalLocal `externalTrafficPolicy: Local`: from outside only nodes with an endpoint
///   serve it
/// @param internalLocal `internalTrafficPolicy: Local`: so it is for its cluster IPs
/// @param loadBalancerIps of a LoadBalancer's status; not those that the load balancer itself
///   serves (`ipMode: Proxy`): no node takes packets to them
public record SeenService(
        boolean externalLocal,
        boolean internalLocal,
        List<IpAddress> clusterIps,
        List<IpAddress> externalIps,
        List<IpAddress> loadBalancerIps) {

    /// One that no node has an address of: headless, or a name of something elsewhere.
    public static final SeenService UNADDRESSED =
            new SeenService(false, false, List.of(), List.of(), List.of());

    public SeenService {
        clusterIps = List.copyOf(clusterIps);
        externalIps = List.copyOf(externalIps);
        loadBalancerIps = List.copyOf(loadBalancerIps);
    }

    /// What is no address is left out.
    static SeenService of(GenericKubernetesResource service) {
        try {
            return of(Tree.of(service.getAdditionalProperties()));
        } catch (Refusal odd) {
            return UNADDRESSED;
        }
    }

    private static SeenService of(Tree service) {
        Tree spec = service.get("spec");
        String type = spec.get("type").text("ClusterIP");
        // Servers before 1.20 have the single field only.
        List<Tree> clusterIps = spec.get("clusterIPs").list();
        List<IpAddress> cluster =
                addresses(clusterIps.isEmpty() ? List.of(spec.get("clusterIP")) : clusterIps);
        if (type.equals("ExternalName") || cluster.isEmpty()) {
            return UNADDRESSED;
        }
        return new SeenService(
                isLocal(spec.get("externalTrafficPolicy")),
                isLocal(spec.get("internalTrafficPolicy")),
                cluster,
                addresses(spec.get("externalIPs").list()),
                type.equals("LoadBalancer")
                        ? addresses(ingress(service.get("status").get("loadBalancer")))
                        : List.of());
    }

    private static boolean isLocal(Tree policy) {
        return "Local".equals(policy.value());
    }

    private static List<Tree> ingress(Tree loadBalancer) {
        List<Tree> ips = new ArrayList<>();
        for (Tree entry : loadBalancer.get("ingress").list()) {
            if (!"Proxy".equals(entry.get("ipMode").value())) {
                ips.add(entry.get("ip"));
            }
        }
        return ips;
    }

    /// `None`, and what is no address, is left out.
    private static List<IpAddress> addresses(List<Tree> texts) {
        List<IpAddress> addresses = new ArrayList<>(texts.size());
        for (Tree text : texts) {
            try {
                addresses.add(text.parsed(IpAddress::parse));
            } catch (Refusal none) {
                // Nobody can be sent there.
            }
        }
        return addresses;
    }
}
