package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which groups, versions and resources there are.
final class Discovery {

    /// What `kubectl get all` means.
    private static final Set<String> ALL =
            Set.of(
                    "pods",
                    "services",
                    "deployments",
                    "replicasets",
                    "statefulsets",
                    "daemonsets",
                    "jobs",
                    "cronjobs",
                    "horizontalpodautoscalers");

    private static final List<String> VERBS =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");

    private final Kinds kinds;

    Discovery(Kinds kinds) {
        this.kinds = kinds;
    }

    static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "33")
                .put("gitVersion", "v1.33.0+gingham-lab")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("platform", "linux/amd64");
    }

    static ObjectNode core() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        return versions;
    }

    private Set<String> groups() {
        return kinds.all().stream()
                .map(ApiKind::group)
                .filter(group -> !group.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    ObjectNode groupList() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode all = list.putArray("groups");
        groups().forEach(group -> all.add(describe(group)));
        return list;
    }

    Optional<ObjectNode> group(String group) {
        return groups().contains(group)
                ? Optional.of(describe(group).put("kind", "APIGroup").put("apiVersion", "v1"))
                : Optional.empty();
    }

    private ObjectNode describe(String group) {
        ObjectNode described = Json.object().put("name", group);
        ArrayNode versions = described.putArray("versions");
        kinds.all().stream()
                .filter(kind -> kind.group().equals(group))
                .map(ApiKind::version)
                .distinct()
                .forEach(
                        version ->
                                versions.addObject()
                                        .put("groupVersion", group + "/" + version)
                                        .put("version", version));
        described.set("preferredVersion", versions.get(0));
        return described;
    }

    Optional<ObjectNode> resources(String group, String version) {
        List<ApiKind> found =
                kinds.all().stream()
                        .filter(
                                kind ->
                                        kind.group().equals(group)
                                                && kind.version().equals(version))
                        .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", found.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        found.forEach(kind -> describe(kind, resources));
        return Optional.of(list);
    }

    private static void describe(ApiKind kind, ArrayNode resources) {
        ObjectNode resource =
                resources
                        .addObject()
                        .put("name", kind.plural())
                        .put("singularName", kind.singular())
                        .put("namespaced", kind.namespaced())
                        .put("kind", kind.kind());
        VERBS.forEach(resource.putArray("verbs")::add);
        if (!kind.shortNames().isEmpty()) {
            kind.shortNames().forEach(resource.putArray("shortNames")::add);
        }
        if (ALL.contains(kind.plural())) {
            resource.putArray("categories").add("all");
        }
        for (String name : kind.subresources()) {
            ObjectNode sub =
                    resources
                            .addObject()
                            .put("name", kind.plural() + "/" + name)
                            .put("singularName", "")
                            .put("namespaced", kind.namespaced());
            if (name.equals("scale")) {
                sub.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
            } else {
                sub.put("kind", kind.kind());
            }
            sub.putArray("verbs").add("get").add("patch").add("update");
        }
        if (kind.plural().equals("pods")) {
            resources
                    .addObject()
                    .put("name", "pods/log")
                    .put("singularName", "")
                    .put("namespaced", true)
                    .put("kind", "Pod")
                    .putArray("verbs")
                    .add("get");
        }
    }
}
