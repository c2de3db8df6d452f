package io.gingham.policy.explain;

import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.model.ResourceKey;

/// Something about a resource that its author should know.
///
/// @param file empty if the resource is not from a file
/// @param line from 1; 0 if not known
/// @param message what is the matter, and how it can be cured
public record Finding(
        Severity severity, ResourceKey resource, String file, int line, String message) {

    public enum Severity {
        /// It is not what it was meant to be, and fails closed.
        ERROR,
        /// It does what it says; probably something else was meant.
        WARNING
    }

    /// @param problem as conversion puts it: `spec.ingress[0].action: 'Permit'; expected …`
    static Finding error(ResourceKey resource, Manifest manifest, String problem) {
        String path = problem.substring(0, Math.max(problem.indexOf(": "), 0));
        return new Finding(Severity.ERROR, resource, manifest.file(), manifest.line(path), problem);
    }

    static Finding warning(LoadedCluster cluster, ResourceKey resource, String path, String text) {
        Manifest manifest = cluster.manifests().get(resource);
        return manifest == null
                ? new Finding(Severity.WARNING, resource, "", 0, text)
                : new Finding(
                        Severity.WARNING, resource, manifest.file(), manifest.line(path), text);
    }

    /// As compilers write it: `shop.yaml:12: warning: NetworkPolicy shop/db: …`.
    @Override
    public String toString() {
        String where = file.isEmpty() ? "" : file + (line > 0 ? ":" + line : "") + ": ";
        return where
                + (severity == Severity.ERROR ? "error: " : "warning: ")
                + resource
                + ": "
                + message;
    }
}
