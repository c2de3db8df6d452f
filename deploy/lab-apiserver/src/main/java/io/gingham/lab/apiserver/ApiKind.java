package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// A kind that the server serves, in the one version in which it does.
///
/// @param group empty for the core group
/// @param plural the resource's name in paths: `networkpolicies`
/// @param subresources of `status` and `scale`, those it has
/// @param definition the name of its schema in [Definitions]
/// @param columns what a table shows of it beside the name, if its definition says so; else empty
record ApiKind(
        String group,
        String version,
        String kind,
        String plural,
        List<String> shortNames,
        boolean namespaced,
        List<String> subresources,
        String definition,
        boolean custom,
        List<Column> columns) {

    /// @param type as in a definition's `additionalPrinterColumns`: string, integer, number, date
    /// @param path a JSON path, `.spec.tier`
    /// @param wide shown with `-o wide` only
    record Column(String name, String type, String path, boolean wide) {}

    ApiKind {
        shortNames = List.copyOf(shortNames);
        subresources = List.copyOf(subresources);
        columns = List.copyOf(columns);
    }

    /// `v1`, `apps/v1`.
    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// `networkpolicies.networking.k8s.io`, as errors name it.
    String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }

    boolean is(String otherGroup, String otherKind) {
        return group.equals(otherGroup) && kind.equals(otherKind);
    }

    void putGroupVersionKind(ObjectNode into) {
        into.put("group", group).put("version", version).put("kind", kind);
    }
}
