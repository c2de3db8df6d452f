package io.gingham.policy.lint;

import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an API server refuses, though it can be understood.
final class ServerRefusals implements Check {

    private static final String RULE = "refused-by-the-server";

    /// IsDNS1123Subdomain of Kubernetes.
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final int MAX_NAME = 253;

    /// IsValidLabelValue and IsQualifiedName.
    private static final Pattern LABEL_VALUE =
            Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");

    private static final Pattern LABEL_KEY =
            Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

    private static final int MAX_LABEL = 63;
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    @Override
    public void look(Surroundings around, Report report) {
        around.manifests()
                .forEach(
                        (key, manifest) -> {
                            name(key, report);
                            walk(key, "", "", manifest.object(), report);
                            if (key.kind().governsHairpin()) {
                                clusterPolicy(key, manifest, report);
                            }
                        });
    }

    private static void name(ResourceKey key, Report report) {
        if (!NAME.matcher(key.name()).matches() || key.name().length() > MAX_NAME) {
            report.error(
                    RULE,
                    key,
                    "metadata.name",
                    "'%s' is no name that an API server takes: a-z, 0-9, '-' and '.', at most %d characters"
                            .formatted(key.name(), MAX_NAME));
        }
        if (key.kind() == ResourceKind.BASELINE_ADMIN_NETWORK_POLICY
                && !key.name().equals("default")) {
            report.error(
                    RULE,
                    key,
                    "metadata.name",
                    "a BaselineAdminNetworkPolicy's name must be default");
        }
    }

    private static void walk(
            ResourceKey key, String path, String field, @Nullable Object value, Report report) {
        switch (value) {
            case Map<?, ?> map -> {
                switch (field) {
                    case "matchLabels", "labels" -> labels(key, path, map, report);
                    case "ipBlock" -> block(key, path, map, report);
                    default -> {}
                }
                map.forEach(
                        (name, inner) -> {
                            String step = String.valueOf(name);
                            walk(
                                    key,
                                    path.isEmpty() ? step : path + "." + step,
                                    step,
                                    inner,
                                    report);
                        });
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    if (field.equals("matchExpressions") && list.get(i) instanceof Map<?, ?> item) {
                        expression(key, path + "[" + i + "]", item, report);
                    }
                    walk(key, path + "[" + i + "]", "", list.get(i), report);
                }
            }
            case null, default -> {}
        }
    }

    private static void labels(ResourceKey key, String path, Map<?, ?> labels, Report report) {
        labels.forEach(
                (name, value) -> {
                    label(key, path + "." + name, String.valueOf(name), report);
                    if (value instanceof String text) {
                        value(key, path + "." + name, text, report);
                    } else if (value != null) {
                        report.error(
                                RULE,
                                key,
                                path + "." + name,
                                "a label's value is a text; write \"" + value + "\"");
                    }
                });
    }

    private static void expression(ResourceKey key, String path, Map<?, ?> item, Report report) {
        if (item.get("key") instanceof String name) {
            label(key, path + ".key", name, report);
        }
        if (item.get("values") instanceof List<?> values) {
            for (Object value : values) {
                if (value instanceof String text) {
                    value(key, path + ".values", text, report);
                }
            }
        }
    }

    private static void label(ResourceKey key, String path, String name, Report report) {
        String last = name.substring(name.indexOf('/') + 1);
        if (!LABEL_KEY.matcher(name).matches() || last.length() > MAX_LABEL) {
            report.error(RULE, key, path, "'" + name + "' is no label's name");
        }
    }

    private static void value(ResourceKey key, String path, String text, Report report) {
        if (!LABEL_VALUE.matcher(text).matches() || text.length() > MAX_LABEL) {
            report.error(
                    RULE,
                    key,
                    path,
                    "'%s' can be no label's value: at most %d letters, digits, '-', '_' and '.', with a letter or digit at both ends"
                            .formatted(text, MAX_LABEL));
        }
    }

    private static void block(ResourceKey key, String path, Map<?, ?> block, Report report) {
        Optional<IpPrefix> cidr = prefix(block.get("cidr"));
        if (cidr.isEmpty() || !(block.get("except") instanceof List<?> except)) {
            return;
        }
        for (int i = 0; i < except.size(); i++) {
            if (prefix(except.get(i)).equals(cidr)) {
                report.error(
                        RULE,
                        key,
                        path + ".except[" + i + "]",
                        except.get(i) + " must be smaller than the cidr it is an exception of");
            }
        }
    }

    private static Optional<IpPrefix> prefix(@Nullable Object text) {
        try {
            return Optional.of(IpPrefix.parseLenient(String.valueOf(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void clusterPolicy(ResourceKey key, Manifest manifest, Report report) {
        boolean baseline = key.kind() == ResourceKind.BASELINE_ADMIN_NETWORK_POLICY;
        for (String direction : List.of("ingress", "egress")) {
            Object rules = Written.at(manifest.object(), "spec." + direction).orElse(null);
            if (!(rules instanceof List<?> list)) {
                continue;
            }
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof Map<?, ?> rule) {
                    String path = "spec." + direction + "[" + i + "]";
                    if (baseline && "Pass".equals(rule.get("action"))) {
                        report.error(
                                RULE,
                                key,
                                path + ".action",
                                "Pass: a BaselineAdminNetworkPolicy knows Allow and Deny");
                    }
                    protocols(key, path, rule, report);
                }
            }
        }
    }

    private static void protocols(ResourceKey key, String path, Map<?, ?> rule, Report report) {
        boolean named = false;
        for (String field : List.of("protocols", "ports")) {
            if (!(rule.get(field) instanceof List<?> items)) {
                continue;
            }
            for (int i = 0; i < items.size(); i++) {
                if (!(items.get(i) instanceof Map<?, ?> item)) {
                    continue;
                }
                named |= item.containsKey("destinationNamedPort") || item.containsKey("namedPort");
                for (String protocol : PROTOCOLS) {
                    if (item.get(protocol) instanceof Map<?, ?> body && body.isEmpty()) {
                        report.error(
                                RULE,
                                key,
                                path + "." + field + "[" + i + "]",
                                protocol
                                        + ": {} says nothing; expected destinationPort (1 to 65535 is every port)");
                    }
                }
            }
        }
        boolean addresses =
                rule.get("to") instanceof List<?> peers
                        && peers.stream()
                                .anyMatch(
                                        peer ->
                                                peer instanceof Map<?, ?> map
                                                        && (map.containsKey("networks")
                                                                || map.containsKey("nodes")));
        if (named && addresses) {
            report.error(
                    RULE,
                    key,
                    path,
                    "a named port stands beside networks or nodes, which have none");
        }
    }
}
