package io.gingham.controller.loadbalancer;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.gingham.document.Refusal;
import io.gingham.document.Tree;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a Service says of its load balancer's address.
///
/// @param kind whose it is
/// @param created by the API server's clock, RFC 3339; the older of two keeps an address
/// @param families that it has cluster IPs of, the first one before
/// @param preferred of two families one is enough
/// @param requested addresses; empty: any
/// @param pools by family, names or ranges; empty: those that are automatic
/// @param fault what can't be understood; empty if all can
/// @param share how an address may be shared
/// @param present addresses in its status
/// @param said our condition in its status
public record Wish(
        Kind kind,
        String created,
        List<IpFamily> families,
        boolean preferred,
        List<IpAddress> requested,
        Map<IpFamily, List<String>> pools,
        String fault,
        Share share,
        List<IpAddress> present,
        Optional<Said> said) {

    static final String CONDITION = "gingham.io/LoadBalancerAddress";
    static final String ADDRESSES = "projectcalico.org/loadBalancerIPs";
    static final String SHARED = "gingham.io/shared-address";
    private static final String IPV4_POOLS = "projectcalico.org/ipv4pools";
    private static final String IPV6_POOLS = "projectcalico.org/ipv6pools";

    /// Classes that are ours by name: Calico's and Gingham's.
    private static final Set<String> OURS = Set.of("calico", "gingham.io/load-balancer");

    public enum Kind {
        /// It names our class.
        OURS,
        /// It names no class: whoever gives out addresses serves it.
        ANYBODYS,
        /// It names another class: its addresses are in use.
        OTHERS,
        /// Not of type LoadBalancer.
        NONE
    }

    /// Services of one namespace and key may have one address, if a packet says by its port which
    /// of them it is for.
    ///
    /// @param key empty: it shares with none
    /// @param ports `TCP/80`
    /// @param local its traffic policy is `Local`: the address draws packets to its nodes alone
    /// @param selector of its pods
    public record Share(
            String key, Set<String> ports, boolean local, Map<String, String> selector) {

        static final Share NONE = new Share("", Set.of(), false, Map.of());

        public Share {
            ports = Set.copyOf(ports);
            selector = Map.copyOf(selector);
        }

        /// Why the two can't; empty if they can. The namespaces are the caller's to compare.
        Optional<String> hindrance(Share other) {
            if (key.isEmpty() || !key.equals(other.key)) {
                return Optional.of("it is not shared by the same key");
            }
            TreeSet<String> both = new TreeSet<>(ports);
            both.retainAll(other.ports);
            if (!both.isEmpty()) {
                return Optional.of("both have the port " + String.join(", ", both));
            }
            return (local || other.local) && !selector.equals(other.selector)
                    ? Optional.of(
                            "externalTrafficPolicy is Local, and they have other pods: packets would reach nodes without one")
                    : Optional.empty();
        }
    }

    /// A condition as it stands in the status.
    public record Said(String status, String reason, String message, String since) {}

    static final Wish NOTHING =
            new Wish(
                    Kind.NONE,
                    "",
                    List.of(),
                    false,
                    List.of(),
                    Map.of(),
                    "",
                    Share.NONE,
                    List.of(),
                    Optional.empty());

    public Wish {
        families = List.copyOf(families);
        requested = List.copyOf(requested);
        pools = Map.copyOf(pools);
        present = List.copyOf(present);
    }

    static Wish of(GenericKubernetesResource service) {
        try {
            return of(
                    Tree.of(service.getAdditionalProperties()),
                    Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of()),
                    Objects.requireNonNullElse(service.getMetadata().getCreationTimestamp(), ""));
        } catch (Refusal odd) {
            return NOTHING;
        }
    }

    private static Wish of(Tree service, Map<String, String> annotations, String created) {
        Tree spec = service.get("spec");
        Tree status = service.get("status");
        Kind kind = kind(spec);
        Optional<Said> said = said(status);
        if (kind == Kind.NONE && said.isEmpty()) {
            return NOTHING;
        }
        List<IpAddress> requested = List.of();
        Map<IpFamily, List<String>> pools = Map.of();
        String fault = "";
        try {
            requested = requested(spec, annotations);
            pools =
                    Map.of(
                            IpFamily.IPV4,
                            names(annotations, IPV4_POOLS),
                            IpFamily.IPV6,
                            names(annotations, IPV6_POOLS));
        } catch (IllegalArgumentException e) {
            fault = Objects.requireNonNullElse(e.getMessage(), "it is not understood");
        }
        return new Wish(
                kind,
                created,
                families(spec),
                spec.get("ipFamilyPolicy").text("").equals("PreferDualStack"),
                requested,
                pools,
                fault,
                share(spec, annotations),
                present(status),
                said);
    }

    private static Kind kind(Tree spec) {
        if (!spec.get("type").text("").equals("LoadBalancer")) {
            return Kind.NONE;
        }
        String name = spec.get("loadBalancerClass").text("");
        return name.isEmpty() ? Kind.ANYBODYS : OURS.contains(name) ? Kind.OURS : Kind.OTHERS;
    }

    /// Servers before 1.20 have cluster IPs only.
    private static List<IpFamily> families(Tree spec) {
        EnumSet<IpFamily> seen = EnumSet.noneOf(IpFamily.class);
        List<IpFamily> families = new ArrayList<>();
        Stream<IpFamily> named =
                spec.get("ipFamilies").texts().stream()
                        .filter(text -> text.equals("IPv4") || text.equals("IPv6"))
                        .map(text -> text.equals("IPv4") ? IpFamily.IPV4 : IpFamily.IPV6);
        List<Tree> ips = spec.get("clusterIPs").list();
        Stream<IpFamily> had =
                (ips.isEmpty() ? List.of(spec.get("clusterIP")) : ips)
                        .stream()
                                .map(tree -> tree.text(""))
                                .filter(text -> !text.isEmpty() && !text.equals("None"))
                                .map(text -> text.contains(":") ? IpFamily.IPV6 : IpFamily.IPV4);
        Stream.concat(named, had).filter(seen::add).forEach(families::add);
        return families;
    }

    /// @throws IllegalArgumentException with the annotation or field
    private static List<IpAddress> requested(Tree spec, Map<String, String> annotations) {
        List<String> texts = names(annotations, ADDRESSES);
        String where = "annotation " + ADDRESSES;
        if (texts.isEmpty()) {
            String one = spec.get("loadBalancerIP").text("");
            texts = one.isEmpty() ? List.of() : List.of(one);
            where = "spec.loadBalancerIP";
        }
        List<IpAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            try {
                addresses.add(IpAddress.parse(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
            }
        }
        for (IpFamily family : IpFamily.values()) {
            if (addresses.stream().filter(address -> address.family() == family).count() > 1) {
                throw new IllegalArgumentException(
                        where
                                + " has more than one "
                                + family
                                + " address: one of each family is given");
            }
        }
        return addresses;
    }

    /// A list as Calico writes it, `["a","b"]`; or separated by commas.
    ///
    /// @throws IllegalArgumentException with the annotation
    private static List<String> names(Map<String, String> annotations, String annotation) {
        String text = annotations.getOrDefault(annotation, "").strip();
        if (text.isEmpty()) {
            return List.of();
        }
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        if (text.startsWith("[") != text.endsWith("]")) {
            throw new IllegalArgumentException(
                    "annotation %s: expected a list of the form [\"a\",\"b\"], seen '%s'"
                            .formatted(annotation, text));
        }
        String inner = bracketed ? text.substring(1, text.length() - 1) : text;
        return Arrays.stream(inner.split(","))
                .map(String::strip)
                .map(item -> item.replaceAll("^\"(.*)\"$", "$1"))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Share share(Tree spec, Map<String, String> annotations) {
        return new Share(
                annotations.getOrDefault(SHARED, "").strip(),
                spec.get("ports").list().stream()
                        .map(
                                port ->
                                        port.get("protocol").text("TCP")
                                                + "/"
                                                + port.get("port").word())
                        .collect(Collectors.toSet()),
                spec.get("externalTrafficPolicy").text("").equals("Local"),
                spec.get("selector").labels());
    }

    private static List<IpAddress> present(Tree status) {
        List<IpAddress> present = new ArrayList<>();
        for (Tree entry : status.get("loadBalancer").get("ingress").list()) {
            try {
                entry.get("ip").optional(ip -> ip.parsed(IpAddress::parse)).ifPresent(present::add);
            } catch (Refusal none) {
                // Whoever wrote it; it is no address of a pool.
            }
        }
        return present;
    }

    private static Optional<Said> said(Tree status) {
        return status.get("conditions").list().stream()
                .filter(one -> one.get("type").text("").equals(CONDITION))
                .map(
                        one ->
                                new Said(
                                        one.get("status").text(""),
                                        one.get("reason").text(""),
                                        one.get("message").text(""),
                                        one.get("lastTransitionTime").text("")))
                .findFirst();
    }

    /// The addresses that it has are from us: the condition says so, or it is for us by its class.
    boolean isOurs() {
        return kind == Kind.OURS || said.isPresent();
    }
}
