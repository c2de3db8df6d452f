package io.gingham.cni.spec;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// `CNI_ARGS`: `KEY=VALUE;KEY=VALUE`. What Kubernetes passes is known by name; any other key is an
/// error unless `IgnoreUnknown` is true, as in the reference library.
public record CniArgs(Map<String, String> values) {

    private static final Set<String> KNOWN =
            Set.of(
                    "IgnoreUnknown",
                    "IP",
                    "K8S_POD_NAMESPACE",
                    "K8S_POD_NAME",
                    "K8S_POD_UID",
                    "K8S_POD_INFRA_CONTAINER_ID");

    public CniArgs {
        values = Map.copyOf(values);
    }

    /// @throws CniException INVALID_ENVIRONMENT
    public static CniArgs parse(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(";", -1)) {
            String[] parts = pair.split("=", -1);
            if (parts.length != 2) {
                throw new CniException(
                        CniErrorCode.INVALID_ENVIRONMENT,
                        "CNI_ARGS: invalid pair '" + pair + "'",
                        "expected KEY=VALUE;KEY=VALUE");
            }
            values.put(parts[0], parts[1]);
        }
        CniArgs args = new CniArgs(values);
        args.requireKnown();
        return args;
    }

    public String podNamespace() {
        return get("K8S_POD_NAMESPACE");
    }

    public String podName() {
        return get("K8S_POD_NAME");
    }

    public String podUid() {
        return get("K8S_POD_UID");
    }

    /// Empty if absent.
    public String get(String key) {
        return values.getOrDefault(key, "");
    }

    /// True for `1`, `t`, `true` in any case; false for `0`, `f`, `false` and nothing.
    ///
    /// @throws CniException INVALID_ENVIRONMENT
    static boolean bool(String key, String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "1", "t", "true" -> true;
            case "", "0", "f", "false" -> false;
            default ->
                    throw new CniException(
                            CniErrorCode.INVALID_ENVIRONMENT,
                            "CNI_ARGS: " + key + " is '" + text + "'; expected true or false");
        };
    }

    private void requireKnown() {
        boolean ignoreUnknown = bool("IgnoreUnknown", get("IgnoreUnknown"));
        for (String key : values.keySet()) {
            if (!ignoreUnknown && !KNOWN.contains(key)) {
                throw new CniException(
                        CniErrorCode.INVALID_ENVIRONMENT,
                        "CNI_ARGS: unknown key '" + key + "'",
                        "IgnoreUnknown=1 makes the plugin skip it");
            }
        }
    }
}
