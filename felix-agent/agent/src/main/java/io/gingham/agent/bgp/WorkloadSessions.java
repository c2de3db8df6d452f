package io.gingham.agent.bgp;

import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The sessions with this node's own pods, as the pods are now.
///
/// @param all by name
/// @param addresses what each pod's interface gets on the node's side, so that the pod finds its
///   node there
/// @param sources what a pod's packets may come from besides its own addresses, by its interface
/// @param problems as sentences
record WorkloadSessions(
        List<Session> all,
        Map<String, Set<IpAddress>> addresses,
        Map<String, List<IpPrefix>> sources,
        List<String> problems) {

    static final WorkloadSessions NONE =
            new WorkloadSessions(List.of(), Map.of(), Map.of(), List.of());

    /// @param pod its addresses
    record Session(PeeringPlan.Peer peer, List<IpAddress> pod) {
        Session {
            pod = List.copyOf(pod);
        }
    }

    WorkloadSessions {
        all = List.copyOf(all);
        addresses = Map.copyOf(addresses);
        sources = Map.copyOf(sources);
        problems = List.copyOf(problems);
    }

    /// @param endpoints the pods that are wired on this node now
    /// @param resources pods, namespaces and service accounts among them: looked at only if there
    ///   are groups
    /// @param taken addresses of other sessions
    static WorkloadSessions of(
            LocalWorkloads workloads,
            Collection<WorkloadEndpoint> endpoints,
            Collection<Resource> resources,
            Set<IpAddress> taken) {
        Objects objects = new Objects(resources);
        Draft draft = new Draft(workloads, taken);
        for (WorkloadEndpoint endpoint : endpoints) {
            Optional<EffectiveLabels> labels = objects.labels(endpoint);
            Optional<LocalWorkloads.Group> group =
                    labels.flatMap(
                            each ->
                                    workloads.groups().stream()
                                            .filter(one -> one.selector().matches(each))
                                            .findFirst());
            group.ifPresent(each -> draft.add(endpoint, each));
        }
        return new WorkloadSessions(draft.sessions, draft.addresses, draft.sources, draft.problems);
    }

    private static final class Draft {
        private final LocalWorkloads workloads;
        private final Set<IpAddress> taken;
        final List<Session> sessions = new ArrayList<>();
        final Map<String, Set<IpAddress>> addresses = new TreeMap<>();
        final Map<String, List<IpPrefix>> sources = new TreeMap<>();
        final List<String> problems = new ArrayList<>();

        Draft(LocalWorkloads workloads, Set<IpAddress> taken) {
            this.workloads = workloads;
            this.taken = taken;
        }

        void add(WorkloadEndpoint endpoint, LocalWorkloads.Group group) {
            for (IpFamily family : IpFamily.values()) {
                IpAddress ours = workloads.addresses().get(family);
                Optional<IpAddress> theirs =
                        endpoint.ips().stream().filter(ip -> ip.family() == family).findFirst();
                if (ours != null && theirs.isPresent()) {
                    add(endpoint, group, ours, theirs.get());
                }
            }
        }

        private void add(
                WorkloadEndpoint endpoint,
                LocalWorkloads.Group group,
                IpAddress ours,
                IpAddress theirs) {
            if (taken.contains(theirs)) {
                problems.add(
                        "%s: pod %s: this node has another session with %s, which counts: remove one of them"
                                .formatted(group.object(), endpoint.displayName(), theirs));
                return;
            }
            boolean ipv4 = theirs.isIpv4();
            String name = WorkloadRules.SESSION + endpoint.displayName() + (ipv4 ? "" : "/ipv6");
            sessions.add(
                    new Session(
                            new PeeringPlan.Peer(
                                    name,
                                    group.object(),
                                    false,
                                    new PeerEndpoint(
                                            theirs,
                                            PeeringPlan.BGP_PORT,
                                            Optional.of(ours),
                                            Optional.empty(),
                                            false),
                                    group.asNumber(),
                                    false,
                                    ipv4 ? PeerFamilies.IPV4 : PeerFamilies.IPV6,
                                    group.options()),
                            endpoint.ips()));
            addresses.computeIfAbsent(endpoint.interfaceName(), _ -> new TreeSet<>()).add(ours);
            sources.put(endpoint.interfaceName(), group.blocks());
        }
    }

    /// What pods' labels are made of.
    private static final class Objects {
        private final Map<PodKey, Pod> pods = new HashMap<>();
        private final Map<String, Namespace> namespaces = new HashMap<>();
        private final Map<String, ServiceAccount> accounts = new HashMap<>();

        Objects(Collection<Resource> resources) {
            for (Resource each : resources) {
                if (each instanceof Pod pod) {
                    pods.put(pod.key(), pod);
                } else if (each instanceof Namespace namespace) {
                    namespaces.put(namespace.name(), namespace);
                } else if (each instanceof ServiceAccount account) {
                    accounts.put(account.namespace() + "/" + account.name(), account);
                }
            }
        }

        /// Empty before the API server has shown the pod, or if it shows another one of the name.
        Optional<EffectiveLabels> labels(WorkloadEndpoint endpoint) {
            Pod pod = pods.get(new PodKey(endpoint.namespace(), endpoint.pod()));
            Namespace namespace = namespaces.get(endpoint.namespace());
            boolean other =
                    pod != null
                            && !pod.uid().isEmpty()
                            && !endpoint.podUid().isEmpty()
                            && !pod.uid().equals(endpoint.podUid());
            if (!endpoint.isKubernetesPod() || pod == null || namespace == null || other) {
                return Optional.empty();
            }
            @Nullable ServiceAccount account =
                    accounts.get(endpoint.namespace() + "/" + pod.serviceAccount());
            return Optional.of(EffectiveLabels.of(pod, namespace, account));
        }
    }
}
